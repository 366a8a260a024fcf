// SPDX-License-Identifier: GPL-2.0
/*
 * ACLs, sets, mirror sessions and bindings of a configuration, out of the kernel
 * and into it.
 * See config_acl.h.
 *
 * Called by config_kernel.c, after the ports were read, and by config_apply.c.
 */
#include <errno.h>
#include <stdio.h>

#include "acl_ref.h"
#include "batch.h"
#include "call.h"
#include "config_acl.h"
#include "txn.h"

static int read_sets(struct ctl *ctl, struct config *c)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_SET_GET);
	struct vec rows = { .size = sizeof(struct vsw_set) };
	struct vec members = { .size = sizeof(struct vsw_member) };
	size_t i, m;
	int ret;

	mnl_attr_put_u32(req, VSWITCH_A_SET_SWITCH, c->sw.ifindex);
	call_dump(ctl, req, parse_add_set, &rows);
	ret = call_end(ctl, req, "cannot list the sets of %s", c->sw.ifname);
	for (i = 0; !ret && i < rows.n; i++) {
		const struct vsw_set *row = vec_at(&rows, i);
		struct config_set *set = vec_push(&c->sets);

		snprintf(set->name, sizeof(set->name), "%s", row->name);
		set->kind = row->kind;
		set->members.size = sizeof(struct config_member);
		members.n = 0;
		req = nl_request(&ctl->nl, VSWITCH_CMD_MEMBER_GET);
		mnl_attr_put_u32(req, VSWITCH_A_MEMBER_SWITCH, c->sw.ifindex);
		nl_put_str(req, VSWITCH_A_MEMBER_SET, row->name);
		call_dump(ctl, req, parse_add_member, &members);
		ret = call_end(ctl, req, "cannot list the members of set %s", row->name);
		for (m = 0; !ret && m < members.n; m++) {
			struct config_member *member = vec_push(&set->members);

			member->member = *(struct vsw_member *)vec_at(&members, m);
			member_text(&member->member, member->text, sizeof(member->text));
		}
	}
	vec_free(&members);
	vec_free(&rows);
	return ret;
}

static struct config_acl *find_acl(struct config *c, const char *name)
{
	size_t i;

	/* Rules come ACL by ACL, so it is the last for the most part. */
	for (i = c->acls.n; i-- > 0;) {
		if (!strcmp(vec_at(&c->acls, i), name))
			return vec_at(&c->acls, i);
	}
	return NULL;
}

/* For struct rule_ports; as in files. */
static const char *label_of(void *ctx, uint32_t number)
{
	const struct config *c = ctx;
	size_t i;

	if (!number)
		return "host";
	for (i = 0; i < c->ports.n; i++) {
		const struct vsw_port *port = vec_at(&c->ports, i);

		if (port->number == number && *config_port_label(port))
			return config_port_label(port);
	}
	return NULL;
}

static int read_rules(struct ctl *ctl, struct config *c)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_RULE_GET);
	const struct rule_ports ports = { label_of, c };
	static struct rule parsed;
	struct rule_table table;
	size_t i;
	int ret;

	rule_table_init(&table);
	mnl_attr_put_u32(req, VSWITCH_A_RULE_SWITCH, c->sw.ifindex);
	rule_table_dump(ctl, req, &table);
	ret = call_end(ctl, req, "cannot list the rules of %s", c->sw.ifname);
	for (i = 0; !ret && i < table.rows.n; i++) {
		const struct vsw_rule *row = vec_at(&table.rows, i);
		struct config_acl *acl = find_acl(c, row->acl);
		struct config_rule *rule;

		/* A rule of an ACL that came meanwhile; then all is read again. */
		if (!acl)
			continue;
		rule_table_get(&table, i, &parsed);
		rule = vec_push(&acl->rules);
		rule->handle = row->handle;
		rule->text = vec_need(strdup(rule_text(&parsed, &ports)));
	}
	rule_table_free(&table);
	return ret;
}

static int read_acl_names(struct ctl *ctl, struct config *c)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_ACL_GET);
	struct vec rows = { .size = sizeof(struct vsw_acl) };
	size_t i;
	int ret;

	mnl_attr_put_u32(req, VSWITCH_A_ACL_SWITCH, c->sw.ifindex);
	call_dump(ctl, req, parse_add_acl, &rows);
	ret = call_end(ctl, req, "cannot list the ACLs of %s", c->sw.ifname);
	for (i = 0; !ret && i < rows.n; i++) {
		const struct vsw_acl *row = vec_at(&rows, i);
		struct config_acl *acl = vec_push(&c->acls);

		snprintf(acl->name, sizeof(acl->name), "%s", row->name);
		acl->rules.size = sizeof(struct config_rule);
	}
	vec_free(&rows);
	return ret;
}

static size_t index_of(const struct config *c, uint32_t number)
{
	size_t i;

	for (i = 0; i < c->ports.n; i++) {
		if (((const struct vsw_port *)vec_at(&c->ports, i))->number == number)
			return i;
	}
	return CONFIG_AT_NONE;
}

static int read_mirrors(struct ctl *ctl, struct config *c)
{
	struct vec rows = { .size = sizeof(struct vsw_mirror) };
	int ret = acl_read(ctl, ACL_KIND_MIRROR, &c->sw, NULL, &rows);
	size_t i;

	for (i = 0; !ret && i < rows.n; i++) {
		const struct vsw_mirror *row = vec_at(&rows, i);
		struct config_mirror *mirror = vec_push(&c->mirrors);

		snprintf(mirror->name, sizeof(mirror->name), "%s", row->name);
		mirror->port = index_of(c, row->port);
		mirror->snap = row->snap;
	}
	vec_free(&rows);
	return ret;
}

/* False for a port that is not there any more. */
static bool place_of(const struct config *c, const struct vsw_binding *b,
		     struct config_point *point)
{
	*point = (struct config_point) {
		.point = b->point,
		.port = CONFIG_AT_NONE,
		.vid = b->point == VSWITCH_ACL_POINT_VLAN ? b->vid : 0,
	};
	if (b->point != VSWITCH_ACL_POINT_PORT_INGRESS &&
	    b->point != VSWITCH_ACL_POINT_PORT_EGRESS)
		return true;
	point->port = b->port ? index_of(c, b->port) : CONFIG_AT_HOST;
	return point->port != CONFIG_AT_NONE;
}

static int by_position(const void *a, const void *b)
{
	const struct vsw_binding *x = a, *y = b;

	return (x->position > y->position) - (x->position < y->position);
}

static int read_points(struct ctl *ctl, struct config *c)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_BINDING_GET);
	struct vec rows = { .size = sizeof(struct vsw_binding) };
	size_t i;
	int ret;

	mnl_attr_put_u32(req, VSWITCH_A_BINDING_SWITCH, c->sw.ifindex);
	call_dump(ctl, req, parse_add_binding, &rows);
	ret = call_end(ctl, req, "cannot list the bindings of %s", c->sw.ifname);
	if (!ret && rows.n > 1)
		qsort(rows.data, rows.n, rows.size, by_position);
	for (i = 0; !ret && i < rows.n; i++) {
		const struct vsw_binding *row = vec_at(&rows, i);
		struct config_bound *bound;
		struct config_point where, *point;

		if (!place_of(c, row, &where))
			continue;
		point = (struct config_point *)config_find_point(c, where.point, where.vid,
								 where.port);
		if (!point) {
			point = vec_push(&c->points);
			*point = where;
			point->bound.size = sizeof(struct config_bound);
		}
		bound = vec_push(&point->bound);
		snprintf(bound->acl, sizeof(bound->acl), "%s", row->acl);
		bound->fallback = row->fallback;
	}
	vec_free(&rows);
	return ret;
}

/**
 * config_read_acls - read the ACLs, sets, mirror sessions and bindings of a switch
 * @ctl: state
 * @c: the configuration, its ports read and in order
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int config_read_acls(struct ctl *ctl, struct config *c)
{
	return read_sets(ctl, c) ?:
	       read_mirrors(ctl, c) ?:
	       read_acl_names(ctl, c) ?:
	       read_rules(ctl, c) ?:
	       read_points(ctl, c);
}

static struct nlmsghdr *request(struct ctl *ctl, uint8_t cmd, uint16_t txn, uint16_t attr,
				const char *name)
{
	bool rule = cmd >= VSWITCH_CMD_RULE_GET && cmd <= VSWITCH_CMD_RULE_DEL_NTF;
	struct nlmsghdr *req = nl_request(&ctl->nl, cmd);

	/* The switch is the first attribute of all but these. */
	mnl_attr_put_u32(req, rule ? VSWITCH_A_RULE_SWITCH :
			 cmd >= VSWITCH_CMD_MIRROR_GET ? VSWITCH_A_MIRROR_SWITCH : 1,
			 ctl->txn.sw);
	nl_put_str(req, attr, name);
	txn_put(ctl, req, txn);
	return req;
}

static int send_member(struct ctl *ctl, struct nl_queue *q, uint8_t cmd, const char *set,
		       const struct config_member *member, const struct config_change *change)
{
	struct nlmsghdr *req = request(ctl, cmd, VSWITCH_A_MEMBER_TXN, VSWITCH_A_MEMBER_SET, set);

	member_put(req, &member->member);
	return nl_queue_add(q, req, change);
}

/* Both are sorted: what is in one only goes, or comes. */
static int send_members(struct ctl *ctl, struct nl_queue *q, const struct config_change *change)
{
	const struct vec none = { .n = 0 };
	const struct vec *old = change->old_set ? &change->old_set->members : &none;
	const struct vec *new = &change->new_set->members;
	const char *name = change->new_set->name;
	size_t i = 0, j = 0;
	int ret = 0;

	while (!ret && (i < old->n || j < new->n)) {
		const struct config_member *x = vec_at(old, i), *y = vec_at(new, j);
		int order = i == old->n ? 1 : j == new->n ? -1 : strcmp(x->text, y->text);

		if (order < 0)
			ret = send_member(ctl, q, VSWITCH_CMD_MEMBER_DEL, name, x, change);
		i += order <= 0;
		j += order >= 0;
	}
	/* First what is to go: ranges of ports must not overlap. */
	for (i = 0, j = 0; !ret && j < new->n;) {
		const struct config_member *x = vec_at(old, i), *y = vec_at(new, j);
		int order = i == old->n ? 1 : strcmp(x->text, y->text);

		if (order > 0)
			ret = send_member(ctl, q, VSWITCH_CMD_MEMBER_ADD, name, y, change);
		i += order <= 0;
		j += order >= 0;
	}
	return ret;
}

static int send_set(struct ctl *ctl, struct nl_queue *q, const struct config_change *change)
{
	struct nlmsghdr *req;
	int ret = 0;

	if (change->action == CONFIG_DELETE)
		return nl_queue_add(q, request(ctl, VSWITCH_CMD_SET_DEL, VSWITCH_A_SET_TXN,
					       VSWITCH_A_SET_NAME, change->old_set->name), change);
	if (change->action == CONFIG_ADD) {
		req = request(ctl, VSWITCH_CMD_SET_ADD, VSWITCH_A_SET_TXN, VSWITCH_A_SET_NAME,
			      change->new_set->name);
		mnl_attr_put_u32(req, VSWITCH_A_SET_KIND, change->new_set->kind);
		ret = nl_queue_add(q, req, change);
	}
	return ret ?: send_members(ctl, q, change);
}

static int send_mirror(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q,
		       const struct config_change *change)
{
	static const uint8_t cmds[] = {
		[CONFIG_ADD] = VSWITCH_CMD_MIRROR_ADD,
		[CONFIG_CHANGE] = VSWITCH_CMD_MIRROR_SET,
		[CONFIG_DELETE] = VSWITCH_CMD_MIRROR_DEL,
	};
	const struct config_mirror *new = change->new_mirror;
	struct nlmsghdr *req;

	req = request(ctl, cmds[change->action], VSWITCH_A_MIRROR_TXN, VSWITCH_A_MIRROR_NAME,
		      (new ?: change->old_mirror)->name);
	if (new) {
		mnl_attr_put_u32(req, VSWITCH_A_MIRROR_PORT, diff->numbers[new->port]);
		mnl_attr_put_u32(req, VSWITCH_A_MIRROR_SNAP, new->snap);
	}
	return nl_queue_add(q, req, change);
}

/* The number of a port of the new configuration, by its label. */
static uint32_t number_of(const struct config_diff *diff, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < diff->new->ports.n; i++) {
		const char *label = config_port_label(vec_at(&diff->new->ports, i));

		if (strlen(label) == len && !memcmp(label, word, len))
			return diff->numbers[i];
	}
	return 0;
}

static void number_ports(const struct config_diff *diff, struct rule *rule)
{
	size_t i;

	for (i = 0; i < rule->n_values; i++) {
		if (rule->value[i].word)
			rule->value[i].low = number_of(diff, rule->value[i].word,
						       rule->value[i].word_len);
	}
	for (i = 0; i < rule->n_actions; i++) {
		if (rule->action[i].word)
			rule->action[i].port = number_of(diff, rule->action[i].word,
							 strlen(rule->action[i].word));
	}
}

static int send_rule(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q,
		     const struct config_change *change, size_t i, uint32_t before)
{
	const struct config_rule *rule = vec_at(&change->new_acl->rules, i);
	static struct rule parsed;
	char *words[BATCH_WORDS_MAX];
	char why[RULE_WHY];
	char *copy = vec_need(strdup(rule->text));
	int n = batch_split(copy, words, why);
	struct nlmsghdr *req;
	int ret = -EINVAL;

	/* It has been read before. */
	if (n >= 0 && rule_read(words, n, &parsed, why)) {
		number_ports(diff, &parsed);
		req = request(ctl, VSWITCH_CMD_RULE_ADD, VSWITCH_A_RULE_TXN, VSWITCH_A_RULE_ACL,
			      change->new_acl->name);
		if (before)
			mnl_attr_put_u32(req, VSWITCH_A_RULE_BEFORE, before);
		rule_put(req, &parsed);
		ret = nl_queue_add_part(q, req, change, i + 1);
	}
	free(copy);
	return ret;
}

static int send_rules(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q,
		      const struct config_change *change)
{
	static const struct config_acl empty;
	const struct config_acl *old = change->old_acl ?: &empty;
	const struct vec *rules = &change->new_acl->rules;
	bool *keep = vec_need(calloc(old->rules.n + 1, sizeof(*keep)));
	size_t *match = vec_need(calloc(rules->n + 1, sizeof(*match)));
	uint32_t *before = vec_need(calloc(rules->n + 1, sizeof(*before)));
	struct nlmsghdr *req;
	int ret = 0;
	size_t i;

	config_acl_edits(old, change->new_acl, keep, match);
	for (i = 0; !ret && i < old->rules.n; i++) {
		if (keep[i])
			continue;
		req = request(ctl, VSWITCH_CMD_RULE_DEL, VSWITCH_A_RULE_TXN, VSWITCH_A_RULE_ACL,
			      old->name);
		mnl_attr_put_u32(req, VSWITCH_A_RULE_HANDLE,
				 ((const struct config_rule *)vec_at(&old->rules, i))->handle);
		ret = nl_queue_add(q, req, change);
	}
	/* A new rule comes before the next one that stays. */
	for (i = rules->n; i-- > 0;)
		before[i] = match[i] == SIZE_MAX ? before[i + 1] :
			((const struct config_rule *)vec_at(&old->rules, match[i]))->handle;
	for (i = 0; !ret && i < rules->n; i++) {
		if (match[i] == SIZE_MAX)
			ret = send_rule(ctl, diff, q, change, i, before[i]);
	}
	free(keep);
	free(match);
	free(before);
	return ret;
}

static int send_acl(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q,
		    const struct config_change *change)
{
	int ret = 0;

	if (change->action == CONFIG_DELETE)
		return nl_queue_add(q, request(ctl, VSWITCH_CMD_ACL_DEL, VSWITCH_A_ACL_TXN,
					       VSWITCH_A_ACL_NAME, change->old_acl->name), change);
	if (change->action == CONFIG_ADD)
		ret = nl_queue_add(q, request(ctl, VSWITCH_CMD_ACL_ADD, VSWITCH_A_ACL_TXN,
					      VSWITCH_A_ACL_NAME, change->new_acl->name), change);
	return ret ?: send_rules(ctl, diff, q, change);
}

static struct nlmsghdr *binding(struct ctl *ctl, uint8_t cmd, const struct config_point *point,
				uint32_t port, const char *acl)
{
	struct nlmsghdr *req = request(ctl, cmd, VSWITCH_A_BINDING_TXN, VSWITCH_A_BINDING_ACL,
				       acl);

	mnl_attr_put_u32(req, VSWITCH_A_BINDING_POINT, point->point);
	if (point->port != CONFIG_AT_NONE)
		mnl_attr_put_u32(req, VSWITCH_A_BINDING_PORT, port);
	if (point->vid)
		mnl_attr_put_u16(req, VSWITCH_A_BINDING_VID, point->vid);
	return req;
}

/* All of a place anew: nobody sees it half done. */
static int send_point(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q,
		      const struct config_change *change)
{
	const struct config_point *old = change->old_point, *new = change->new_point;
	uint32_t port = 0;
	struct nlmsghdr *req;
	int ret = 0;
	size_t i;

	if (old && old->port < diff->old->ports.n)
		port = ((const struct vsw_port *)vec_at(&diff->old->ports, old->port))->number;
	for (i = 0; !ret && old && i < old->bound.n; i++) {
		const struct config_bound *bound = vec_at(&old->bound, i);

		ret = nl_queue_add(q, binding(ctl, VSWITCH_CMD_BINDING_DEL, old, port,
					      bound->acl), change);
	}
	if (new && new->port < diff->new->ports.n)
		port = diff->numbers[new->port];
	for (i = 0; !ret && new && i < new->bound.n; i++) {
		const struct config_bound *bound = vec_at(&new->bound, i);

		req = binding(ctl, VSWITCH_CMD_BINDING_ADD, new, port, bound->acl);
		mnl_attr_put_u32(req, VSWITCH_A_BINDING_DEFAULT, bound->fallback);
		ret = nl_queue_add(q, req, change);
	}
	return ret;
}

/**
 * config_send_acl - send a step that is about an ACL, a set, a mirror session or
 *	a place
 * @ctl: state, with a transaction open
 * @diff: the steps
 * @q: where requests go
 * @change: the step; the numbers of the ports are known
 *
 * Return: 0 or a negative errno.
 */
int config_send_acl(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q,
		    const struct config_change *change)
{
	if (change->object == CONFIG_SET)
		return send_set(ctl, q, change);
	if (change->object == CONFIG_MIRROR)
		return send_mirror(ctl, diff, q, change);
	if (change->object == CONFIG_ACL)
		return send_acl(ctl, diff, q, change);
	return send_point(ctl, diff, q, change);
}
