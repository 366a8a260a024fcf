// SPDX-License-Identifier: GPL-2.0
/*
 * ACLs, sets, mirror sessions and bindings in a configuration file: what they
 * mean, and whether they make sense. See config_acl.h.
 *
 * Called by config_check.c, after the ports were read. Each rule is put into
 * the form in which it can be compared with those of the kernel. Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "batch.h"
#include "config_acl.h"

static int read_name(struct config_problem *p, const char *key, const char *text,
		     char name[ACL_NAME_SIZE])
{
	if (!rule_good_name(text))
		return config_wrong(p, key, "'%.40s': " RULE_NAMES, text);
	snprintf(name, ACL_NAME_SIZE, "%s", text);
	return 0;
}

static bool is_name(const char *name, const char *word, size_t len)
{
	return strlen(name) == len && !memcmp(name, word, len);
}

/* The index of a port; CONFIG_AT_NONE when there is none. */
static size_t find_port(const struct config *c, const char *word, size_t len)
{
	size_t i;

	if (is_name("host", word, len))
		return CONFIG_AT_HOST;
	for (i = 0; i < c->ports.n; i++) {
		const struct vsw_port *port = vec_at(&c->ports, i);

		if (is_name(port->name, word, len) || is_name(port->ifname, word, len))
			return i;
	}
	return CONFIG_AT_NONE;
}

static const char *label_of(const struct config *c, const char *word, size_t len)
{
	size_t port = find_port(c, word, len);

	return port == CONFIG_AT_HOST ? "host" : port == CONFIG_AT_NONE ? NULL :
	       config_port_label(vec_at(&c->ports, port));
}

/* Ports are called by their labels. */
static int name_ports(const struct config *c, struct rule *rule, char why[RULE_WHY])
{
	size_t i;

	for (i = 0; i < rule->n_values; i++) {
		struct rule_value *value = &rule->value[i];
		const char *label;

		if (!value->word)
			continue;
		label = label_of(c, value->word, value->word_len);
		/* Such a port needs a name to stand in a rule. */
		if (label && label[strcspn(label, " \t\\'\"#,")])
			label = NULL;
		if (!label) {
			snprintf(why, RULE_WHY, "no port '%.*s' in this file",
				 (int)value->word_len, value->word);
			return -EINVAL;
		}
		value->word = label;
		value->word_len = strlen(label);
	}
	for (i = 0; i < rule->n_actions; i++) {
		struct rule_action *action = &rule->action[i];

		if (!action->word)
			continue;
		action->word = label_of(c, action->word, strlen(action->word));
		if (!action->word) {
			snprintf(why, RULE_WHY, "no such port in this file");
			return -EINVAL;
		}
	}
	return 0;
}

/* Is one of this name in @list, of structs that begin with theirs? */
static int find_named(const struct vec *list, const char *what, const char *name,
		      char why[RULE_WHY])
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!strcmp(vec_at(list, i), name))
			return 0;
	}
	snprintf(why, RULE_WHY, "no %s '%s' in this file", what, name);
	return -EINVAL;
}

/* Is each set, and each mirror session, that the rule uses in the file? */
static int find_used(const struct config *c, const struct rule *rule, char why[RULE_WHY])
{
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < rule->n_matches; i++) {
		if (rule->match[i].has & 1u << VSWITCH_A_MATCH_SET)
			ret = find_named(&c->sets, "set", rule->match[i].set, why);
	}
	for (i = 0; !ret && i < rule->n_actions; i++) {
		if (rule->action[i].has & 1u << VSWITCH_A_ACTION_SESSION)
			ret = find_named(&c->mirrors, "mirror session", rule->action[i].session,
					 why);
	}
	return ret;
}

static int read_rule(const struct config *c, const struct config_acl *acl, const char *text,
		     struct config_rule *rule, struct config_problem *p)
{
	static struct rule parsed;
	char *words[BATCH_WORDS_MAX];
	char why[RULE_WHY], what[RULE_ATTEMPT];
	char *copy = vec_need(strdup(text));
	int n = batch_split(copy, words, why);
	bool good = n >= 0 && rule_read(words, n, &parsed, why) &&
		!name_ports(c, &parsed, why) && !find_used(c, &parsed, why);

	if (good)
		rule->text = vec_need(strdup(rule_text(&parsed, NULL)));
	free(copy);
	if (good)
		return 0;
	rule_attempt("add rule", text, acl->name, what);
	return config_wrong(p, "", "%s: %s", what, why);
}

static int read_acl(const struct config *c, const struct raw_acl *raw, struct config_acl *acl,
		    struct config_problem *p)
{
	uint32_t i;
	int ret;

	acl->rules.size = sizeof(struct config_rule);
	ret = read_name(p, "name", raw->name, acl->name);
	for (i = 0; !ret && i < raw->rules_count; i++) {
		if (read_rule(c, acl, raw->rules[i], vec_push(&acl->rules), p))
			ret = config_inside(p, "rules[%u]", i);
	}
	return ret;
}

static int read_set(const struct raw_set *raw, struct config_set *set, struct config_problem *p)
{
	char why[RULE_WHY];
	uint32_t i, kind;
	int ret;

	set->members.size = sizeof(struct config_member);
	ret = read_name(p, "name", raw->name, set->name);
	if (!ret && raw->type) {
		for (i = 0; i < names_set_kind.n; i++) {
			if (!strcmp(raw->type, names_set_kind.name[i]))
				break;
		}
		if (i == names_set_kind.n)
			return config_wrong(p, "type", "must be prefix, mac or l4-port");
		set->kind = i;
	}
	for (i = 0; !ret && i < raw->members_count; i++) {
		struct config_member *member = vec_push(&set->members);

		if (!member_read(raw->members[i], &member->member, &kind, why))
			ret = config_wrong(p, "", "%s", why);
		else if (kind != set->kind)
			ret = config_wrong(p, "", "'%.60s' cannot be in a set of type %s",
					   raw->members[i], names_get(&names_set_kind, set->kind));
		if (ret)
			return config_inside(p, "members[%u]", i);
		member_text(&member->member, member->text, sizeof(member->text));
	}
	return ret;
}

static int read_mirror(const struct config *c, const struct raw_mirror *raw,
		       struct config_mirror *mirror, struct config_problem *p)
{
	int ret = read_name(p, "name", raw->name, mirror->name);

	if (ret)
		return ret;
	mirror->port = find_port(c, raw->port, strlen(raw->port));
	if (mirror->port == CONFIG_AT_HOST)
		return config_wrong(p, "port", "the host's port cannot be mirrored to");
	if (mirror->port == CONFIG_AT_NONE)
		return config_wrong(p, "port", "no port '%.60s' in this file", raw->port);
	/* No such number begins with a zero, which YAML 1.1 would take for octal. */
	if (!raw->snap || !strcmp(raw->snap, "all") ||
	    (*raw->snap != '0' &&
	     args_number(raw->snap, CONFIG_SNAP_MIN, CONFIG_SNAP_MAX, &mirror->snap)))
		return 0;
	return config_wrong(p, "snap", "must be a number from %d to %d, or all, not '%.60s'",
			    CONFIG_SNAP_MIN, CONFIG_SNAP_MAX, raw->snap);
}

/* Is the name of the last of @list, structs that begin with it, there twice? */
static bool is_twice(const struct vec *list)
{
	size_t i;

	for (i = 0; i + 1 < list->n; i++) {
		if (!strcmp(vec_at(list, i), vec_at(list, list->n - 1)))
			return true;
	}
	return false;
}

/**
 * config_check_point - read the ACLs that are bound at one place
 * @c: the configuration
 * @raw: they, as they were written
 * @n: how many
 * @where: the place
 * @key: the key that they stand under
 * @p: what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int config_check_point(struct config *c, const struct raw_bound *raw, uint32_t n,
		       struct config_point where, const char *key, struct config_problem *p)
{
	struct config_point *point;
	uint32_t i, word;
	int ret = 0;

	if (!n)
		return 0;
	point = vec_push(&c->points);
	*point = where;
	point->bound.size = sizeof(struct config_bound);
	for (i = 0; !ret && i < n; i++) {
		struct config_bound *bound = vec_push(&point->bound);

		ret = read_name(p, "acl", raw[i].acl, bound->acl);
		for (word = 0; raw[i].fallback && word < names_acl_default.n; word++) {
			if (!strcmp(raw[i].fallback, names_acl_default.name[word]))
				break;
		}
		bound->fallback = word;
		if (!ret && word == names_acl_default.n)
			ret = config_wrong(p, "default", "must be continue, allow or deny");
		if (!ret && is_twice(&point->bound))
			ret = config_wrong(p, "acl", "'%s' is in the list already", bound->acl);
		if (ret)
			return config_inside(p, "%s[%u]", key, i);
	}
	return ret;
}

/* Is each ACL that is bound in the file? */
static int check_bound(const struct config *c, struct config_problem *p)
{
	size_t i, b, a;

	for (i = 0; i < c->points.n; i++) {
		const struct config_point *point = vec_at(&c->points, i);

		for (b = 0; b < point->bound.n; b++) {
			const struct config_bound *bound = vec_at(&point->bound, b);

			for (a = 0; a < c->acls.n; a++) {
				if (!strcmp(vec_at(&c->acls, a), bound->acl))
					break;
			}
			if (a == c->acls.n)
				return config_wrong(p, "", "ACL '%s' is bound, but not in acls",
						    bound->acl);
		}
	}
	return 0;
}

/**
 * config_check_acls - read the sets, mirror sessions and ACLs of a file
 * @c: the configuration, its ports and bindings read
 * @raw: the file
 * @p: what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int config_check_acls(struct config *c, const struct raw_config *raw,
		      struct config_problem *p)
{
	const struct config_point here = {
		.point = VSWITCH_ACL_POINT_SWITCH,
		.port = CONFIG_AT_NONE,
	};
	uint32_t i;

	for (i = 0; i < raw->sets_count; i++) {
		if (read_set(&raw->sets[i], vec_push(&c->sets), p) ||
		    (is_twice(&c->sets) && config_wrong(p, "name", "is there already")))
			return config_inside(p, "sets[%u]", i);
	}
	for (i = 0; i < raw->mirrors_count; i++) {
		if (read_mirror(c, &raw->mirrors[i], vec_push(&c->mirrors), p) ||
		    (is_twice(&c->mirrors) && config_wrong(p, "name", "is there already")))
			return config_inside(p, "mirrors[%u]", i);
	}
	for (i = 0; i < raw->acls_count; i++) {
		if (read_acl(c, &raw->acls[i], vec_push(&c->acls), p) ||
		    (is_twice(&c->acls) && config_wrong(p, "name", "is there already")))
			return config_inside(p, "acls[%u]", i);
	}
	return config_check_point(c, raw->acl, raw->acl_count, here, "acl", p) ?:
	       check_bound(c, p);
}
