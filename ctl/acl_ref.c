// SPDX-License-Identifier: GPL-2.0
/*
 * Words to ACLs, sets and mirror sessions. See acl_ref.h.
 *
 * Which words are a name is seen from the words alone, so that a file of
 * commands can be checked before anything is sent; which switch a name without
 * one is in, only when it is.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/param.h>

#include "acl_ref.h"
#include "call.h"
#include "later.h"
#include "ref.h"
#include "txn.h"

/* The structs of all kinds begin with these. */
struct head {
	uint32_t has;
	uint32_t sw;
	char name[ACL_NAME_SIZE];
};

/* What a kind is called, and how messages about it are made and read. */
static const struct kind {
	const char *what;
	const char *word;
	uint8_t get;
	uint8_t del;
	uint16_t sw;
	uint16_t name;
	uint16_t txn;
	size_t size;
	nl_cb add;
} kinds[] = {
	[ACL_KIND_ACL] = {
		"ACL", "ACL", VSWITCH_CMD_ACL_GET, VSWITCH_CMD_ACL_DEL, VSWITCH_A_ACL_SWITCH,
		VSWITCH_A_ACL_NAME, VSWITCH_A_ACL_TXN, sizeof(struct vsw_acl), parse_add_acl
	},
	[ACL_KIND_SET] = {
		"set", "SET", VSWITCH_CMD_SET_GET, VSWITCH_CMD_SET_DEL, VSWITCH_A_SET_SWITCH,
		VSWITCH_A_SET_NAME, VSWITCH_A_SET_TXN, sizeof(struct vsw_set), parse_add_set
	},
	[ACL_KIND_MIRROR] = {
		"mirror session", "NAME", VSWITCH_CMD_MIRROR_GET, VSWITCH_CMD_MIRROR_DEL,
		VSWITCH_A_MIRROR_SWITCH, VSWITCH_A_MIRROR_NAME, VSWITCH_A_MIRROR_TXN,
		sizeof(struct vsw_mirror), parse_add_mirror
	},
};

static int check_name(struct args *args, const char *what, const char *name)
{
	if (rule_good_name(name))
		return CTL_OK;
	return args_fail(args, "'%s' cannot be %s: " RULE_NAMES, name, what);
}

static int split(struct args *args, const char *what, const char *word, struct acl_ref *ref)
{
	const char *slash = strchr(word, '/');
	size_t len = slash ? (size_t)(slash - word) : strlen(word);

	if (!len || len >= sizeof(ref->sw))
		return args_fail(args, "'%s' cannot be in a switch", word);
	memcpy(ref->sw, word, len);
	ref->sw[len] = '\0';
	if (!slash)
		return args_need(args, what, &ref->name) ?:
		       check_name(args, what, ref->name);
	ref->name = slash + 1;
	return check_name(args, what, ref->name);
}

/**
 * acl_take - read the name of an ACL, a set or a mirror session
 * @args: the words
 * @what: what it is, as in the usage, such as "ACL"
 * @follows: can a word stand behind the name? NULL when none can
 * @ref: the name is put here
 *
 * "SWITCH NAME", unless what would be the name stands behind one.
 *
 * Return: CTL_OK or CTL_USAGE, which has been told.
 */
int acl_take(struct args *args, const char *what, bool (*follows)(const char *word),
	     struct acl_ref *ref)
{
	const char *word;
	int ret;

	*ref = (struct acl_ref){ 0 };
	ret = args_need(args, what, &word);
	if (ret)
		return ret;
	if (strchr(word, '/') || (args->argc && !(follows && follows(args->argv[0]))))
		return split(args, what, word, ref);
	ref->name = word;
	return check_name(args, what, word);
}

/**
 * acl_take_new - read the name of one that is to be made
 * @args: the words
 * @what: what it is, as in the usage
 * @ref: the name is put here, always with a switch
 *
 * Return: CTL_OK or CTL_USAGE, which has been told.
 */
int acl_take_new(struct args *args, const char *what, struct acl_ref *ref)
{
	const char *word;

	*ref = (struct acl_ref){ 0 };
	return args_need(args, "SWITCH", &word) ?:
	       split(args, what, word, ref);
}

static int ambiguous(struct ctl *ctl, const char *what, const char *name, const struct vec *found)
{
	char list[256] = "";
	size_t used = 0;
	size_t i;

	for (i = 0; i < found->n && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s/%s",
					 i ? ", " : "",
					 ref_switch_name(ctl, *(uint32_t *)vec_at(found, i)), name);
	out_error("%s '%s' can be any of %s", what, name, list);
	return CTL_REFUSED;
}

/* Look a name up in all switches. */
static int look_up(struct ctl *ctl, const char *name, const struct kind *kind, uint32_t *sw)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, kind->get);
	struct vec rows = { .size = kind->size };
	struct vec names = { .size = sizeof(const char *) };
	struct vec found = { .size = sizeof(uint32_t) };
	size_t i;
	int ret;

	call_dump(ctl, req, kind->add, &rows);
	ret = call_end(ctl, req, "cannot list the %ss", kind->what);
	for (i = 0; !ret && i < rows.n; i++) {
		const struct head *head = vec_at(&rows, i);

		*(const char **)vec_push(&names) = head->name;
		if (!strcmp(head->name, name))
			*(uint32_t *)vec_push(&found) = head->sw;
	}
	if (!ret && found.n == 1)
		*sw = *(uint32_t *)found.data;
	else if (!ret && found.n)
		ret = ambiguous(ctl, kind->what, name, &found);
	else if (!ret)
		ret = ref_not_found(kind->what, name, "this network namespace", &names);
	vec_free(&rows);
	vec_free(&names);
	vec_free(&found);
	return ret;
}

static const struct vsw_switch *by_ifindex(const struct ctl *ctl, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < ctl->switches.n; i++) {
		const struct vsw_switch *sw = vec_at(&ctl->switches, i);

		if (sw->ifindex == ifindex)
			return sw;
	}
	return NULL;
}

/**
 * acl_resolve - find the switch of an ACL, a set or a mirror session
 * @ctl: state
 * @ref: what was typed
 * @kind: which of these it is
 * @sw: the switch is put here; valid as long as @ctl
 *
 * Where there is one switch only, the kernel says whether it has that.
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int acl_resolve(struct ctl *ctl, const struct acl_ref *ref, enum acl_kind kind,
		const struct vsw_switch **sw)
{
	uint32_t ifindex = ctl->txn.id ? ctl->txn.sw : 0;
	int ret = ref_load(ctl);

	if (ret)
		return ret;
	if (ref->sw[0])
		return ref_switch(ctl, ref->sw, sw);
	if (!ifindex && ctl->switches.n == 1)
		ifindex = ((const struct vsw_switch *)ctl->switches.data)->ifindex;
	if (!ifindex)
		ret = look_up(ctl, ref->name, &kinds[kind], &ifindex);
	if (ret)
		return ret;
	*sw = by_ifindex(ctl, ifindex);
	if (*sw)
		return CTL_OK;
	out_error("no %s '%s' in this network namespace", kinds[kind].what, ref->name);
	return CTL_REFUSED;
}

/**
 * acl_change - find the switch of what is to be changed
 * @ctl: state
 * @ref: what was typed
 * @kind: what it is
 * @sw: the switch is put here
 *
 * Return: CTL_OK, CTL_REFUSED or CTL_USAGE, which has been told.
 */
int acl_change(struct ctl *ctl, const struct acl_ref *ref, enum acl_kind kind,
	       const struct vsw_switch **sw)
{
	int ret = acl_resolve(ctl, ref, kind, sw) ?:
		  txn_enter(ctl, (*sw)->ifindex);

	if (!ret)
		txn_note(ctl, VSWITCH_OBJECT_ACL, 0);
	return ret;
}

/**
 * acl_take_shown - read and resolve what is to be shown
 * @ctl: state
 * @args: the words, "[SWITCH] [NAME]"; a word alone is a switch if there is one
 * @kind: what it is
 * @sw: the switch is put here, or NULL for all
 * @name: the name is put here, or NULL for all
 *
 * Return: CTL_OK, CTL_USAGE or CTL_REFUSED, which has been told.
 */
int acl_take_shown(struct ctl *ctl, struct args *args, enum acl_kind kind,
		   const struct vsw_switch **sw, const char **name)
{
	struct acl_ref ref;
	int ret;

	*sw = NULL;
	*name = NULL;
	if (!args->argc)
		return ref_load(ctl);
	ret = acl_take(args, kinds[kind].word, NULL, &ref) ?:
	      args_end(args) ?:
	      ref_load(ctl);
	if (ret)
		return ret;
	if (!ref.sw[0]) {
		*sw = ref_find_switch(ctl, ref.name);
		if (*sw)
			return CTL_OK;
	}
	*name = ref.name;
	return acl_resolve(ctl, &ref, kind, sw);
}

/**
 * acl_read - read all of a kind, or one
 * @ctl: state
 * @kind: what they are
 * @sw: the switch that they are in; NULL for any
 * @name: the name of the one; NULL for all
 * @rows: the structs are put here
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int acl_read(struct ctl *ctl, enum acl_kind kind, const struct vsw_switch *sw, const char *name,
	     struct vec *rows)
{
	const struct kind *k = &kinds[kind];
	struct nlmsghdr *req = nl_request(&ctl->nl, k->get);

	rows->size = k->size;
	if (sw)
		mnl_attr_put_u32(req, k->sw, sw->ifindex);
	if (name) {
		nl_put_str(req, k->name, name);
		nl_do(&ctl->nl, req, k->add, rows);
		return call_end(ctl, req, "cannot show %s %s", k->what, name);
	}
	call_dump(ctl, req, k->add, rows);
	return call_end(ctl, req, "cannot show the %ss", k->what);
}

/**
 * acl_delete - delete a set or a mirror session
 * @ctl: state, after acl_change()
 * @kind: which of these it is
 * @sw: the switch that it is in
 * @name: its name
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told, with the rule that uses it.
 */
int acl_delete(struct ctl *ctl, enum acl_kind kind, const struct vsw_switch *sw,
	       const char *name)
{
	const struct kind *k = &kinds[kind];
	struct nlmsghdr *req = nl_request(&ctl->nl, k->del);
	char what[RULE_ATTEMPT];
	struct nl_err err;

	mnl_attr_put_u32(req, k->sw, sw->ifindex);
	nl_put_str(req, k->name, name);
	txn_put(ctl, req, k->txn);
	if (later_flush(ctl))
		return CTL_REFUSED;
	nl_do(&ctl->nl, req, NULL, NULL);
	err = ctl->nl.err;
	snprintf(what, sizeof(what), "cannot delete %s %s", k->what, name);
	if (!err.code)
		return call_end(ctl, req, "%s", what);
	acl_user(ctl, kind, sw->ifindex, name, &err, what);
	return call_refused(&err, k->del, what);
}

/**
 * acl_ports_load - read the ports of a switch, or of all
 * @ctl: state
 * @sw: the switch; NULL for all
 * @ports: they are put here; vec_free() its member
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int acl_ports_load(struct ctl *ctl, const struct vsw_switch *sw, struct acl_ports *ports)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);

	*ports = (struct acl_ports) {
		.ports = { .size = sizeof(struct vsw_port) },
		.sw = sw ? sw->ifindex : 0,
	};
	if (sw)
		mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, sw->ifindex);
	call_dump(ctl, req, parse_add_port, &ports->ports);
	return call_end(ctl, req, "cannot list the ports");
}

/**
 * acl_port_name - how a port is called, for struct rule_ports
 * @ctx: a &struct acl_ports
 * @number: its number
 *
 * Return: its name, or that of its device; NULL for neither.
 */
const char *acl_port_name(void *ctx, uint32_t number)
{
	const struct acl_ports *ports = ctx;
	size_t i;

	if (!number)
		return "host";
	for (i = 0; i < ports->ports.n; i++) {
		const struct vsw_port *port = vec_at(&ports->ports, i);

		if (port->number == number && port->sw == ports->sw)
			return port->name[0] ? port->name : port->ifname[0] ? port->ifname : NULL;
	}
	return NULL;
}

static bool uses(const struct rule *rule, enum acl_kind kind, const char *name)
{
	size_t i;

	for (i = 0; kind == ACL_KIND_SET && i < rule->n_matches; i++) {
		if (rule->match[i].has & 1u << VSWITCH_A_MATCH_SET &&
		    !strcmp(rule->match[i].set, name))
			return true;
	}
	for (i = 0; kind == ACL_KIND_MIRROR && i < rule->n_actions; i++) {
		if (rule->action[i].has & 1u << VSWITCH_A_ACTION_SESSION &&
		    !strcmp(rule->action[i].session, name))
			return true;
	}
	return false;
}

/**
 * acl_user - name the first rule that uses a set or a mirror session, which
 *	cannot be deleted
 * @ctl: state
 * @kind: which of these it is
 * @sw: interface index of the switch
 * @name: its name
 * @err: of the request that was to delete it
 * @what: what was tried; the rule is put behind it, where it is refused because
 *	it is used, and there is room
 *
 * The rules are those in use: inside of a transaction others may be there.
 */
void acl_user(struct ctl *ctl, enum acl_kind kind, uint32_t sw, const char *name,
	      const struct nl_err *err, char what[RULE_ATTEMPT])
{
	const struct vsw_switch in = { .ifindex = sw };
	struct acl_ports known = { 0 };
	const struct rule_ports ports = { acl_port_name, &known };
	static struct rule rule;
	size_t used = strlen(what);
	struct rule_table table;
	struct nlmsghdr *req;
	const char *text;
	size_t i;

	if (err->code != -EBUSY || err->attr != kinds[kind].name)
		return;
	rule_table_init(&table);
	req = nl_request(&ctl->nl, VSWITCH_CMD_RULE_GET);
	mnl_attr_put_u32(req, VSWITCH_A_RULE_SWITCH, sw);
	rule_table_dump(ctl, req, &table);
	for (i = 0; i < table.rows.n; i++) {
		const struct vsw_rule *row = vec_at(&table.rows, i);

		rule_table_get(&table, i, &rule);
		if (!uses(&rule, kind, name))
			continue;
		acl_ports_load(ctl, &in, &known);
		text = rule_text(&rule, &ports);
		snprintf(what + used, RULE_ATTEMPT - used,
			 ", which rule %u '%.512s%s' of ACL %s %s", row->handle, text,
			 strlen(text) > 512 ? "..." : "", row->acl,
			 ctl->txn.id ? "used before these changes" : "uses");
		break;
	}
	vec_free(&known.ports);
	rule_table_free(&table);
}
