// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl set: named sets of prefixes, MAC addresses or ports.
 *
 * Called by main.c through its table of verbs. A set may have 65,536 members,
 * each of which is a request: they are sent together (later.c), and without a
 * batch as a transaction of their own.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "acl_ref.h"
#include "call.h"
#include "later.h"
#include "ref.h"
#include "txn.h"

static bool behind_name(const char *word)
{
	return member_is(word);
}

/* Check all members, and that they are of one kind; the kind of the first is put in @kind. */
static int check_members(struct args *args, uint32_t *kind)
{
	const char *first = NULL;
	char why[RULE_WHY];
	uint32_t one;
	int i;

	for (i = 0; i < args->argc; i++) {
		struct vsw_member member = { 0 };

		if (!member_read(args->argv[i], &member, &one, why))
			return args_fail(args, "%s", why);
		if (!first) {
			first = args->argv[i];
			*kind = one;
		} else if (one != *kind) {
			return args_fail(args, "'%s' and '%s' cannot be in one set", first,
					 args->argv[i]);
		}
	}
	return CTL_OK;
}

/* A later_tell. */
static void tell(struct ctl *ctl, const struct nlmsghdr *req, char *what)
{
	char text[INET6_ADDRSTRLEN + 4];
	struct vsw_member member = { 0 };
	const struct nlattr *attrs;
	uint8_t cmd = 0;
	size_t len;

	(void)ctl;
	*what = '\0';
	if (nl_payload(req, &cmd, &attrs, &len) ||
	    nl_fill(&member, &fields_member, 0, attrs, len))
		return;
	member_text(&member, text, sizeof(text));
	snprintf(what, LATER_WHAT, "cannot %s %s %s set %s",
		 cmd == VSWITCH_CMD_MEMBER_ADD ? "add" : "delete", text,
		 cmd == VSWITCH_CMD_MEMBER_ADD ? "to" : "from", member.set);
}

static int send_members(struct ctl *ctl, struct args *args, uint8_t cmd,
			const struct vsw_switch *sw, const char *name)
{
	int ret = CTL_OK;

	while (!ret && args->argc) {
		struct vsw_member member = { 0 };
		struct nlmsghdr *req;
		char why[RULE_WHY];
		uint32_t kind;

		if (!member_read(args_take(args), &member, &kind, why))
			return args_fail(args, "%s", why);
		req = nl_request(&ctl->nl, cmd);
		mnl_attr_put_u32(req, VSWITCH_A_MEMBER_SWITCH, sw->ifindex);
		nl_put_str(req, VSWITCH_A_MEMBER_SET, name);
		member_put(req, &member);
		txn_put(ctl, req, VSWITCH_A_MEMBER_TXN);
		ret = later_do(ctl, req, tell);
	}
	return ret;
}

/* Several changes of one command are one transaction, in a batch a part of it. */
static int begin_all(struct ctl *ctl, const struct vsw_switch *sw, bool several)
{
	if (ctl->batch || !several)
		return CTL_OK;
	ctl->txn.gather = true;
	return txn_enter(ctl, sw->ifindex);
}

static int end_all(struct ctl *ctl, int ret)
{
	uint32_t sw = ctl->txn.sw;
	struct vsw_txn about;

	if (ctl->batch || !ctl->txn.gather)
		return ret;
	if (!ret)
		ret = later_flush(ctl);
	if (!ret && ctl->txn.id && txn_commit(ctl, 0, &about))
		ret = txn_refused(ctl, sw, &about);
	later_forget(ctl);
	txn_abort(ctl);
	ctl->txn.gather = false;
	return ret;
}

static int add_set(struct ctl *ctl, const struct vsw_switch *sw, const struct acl_ref *ref,
		   uint32_t kind)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_SET_ADD);

	mnl_attr_put_u32(req, VSWITCH_A_SET_SWITCH, sw->ifindex);
	nl_put_str(req, VSWITCH_A_SET_NAME, ref->name);
	mnl_attr_put_u32(req, VSWITCH_A_SET_KIND, kind);
	txn_put(ctl, req, VSWITCH_A_SET_TXN);
	return call_do(ctl, req, NULL, NULL, "cannot add set %s to %s", ref->name, sw->ifname);
}

static int set_add(struct ctl *ctl, struct args *args)
{
	uint32_t typed = VSWITCH_SET_KIND_PREFIX;
	const struct vsw_switch *sw;
	bool has_type = false;
	struct acl_ref ref;
	const char *word;
	uint32_t kind;
	int ret;

	ret = acl_take_new(args, "NAME", &ref);
	if (!ret && args->argc && !strcmp(args->argv[0], "type")) {
		has_type = true;
		args_take(args);
		ret = args_need(args, "prefix, mac or l4-port", &word) ?:
		      args_name_of(args, "type", word, &names_set_kind, &typed);
	}
	kind = typed;
	ret = ret ?: check_members(args, &kind);
	if (!ret && has_type && kind != typed)
		ret = args_fail(args, "'%s' cannot be in a set of type %s", args->argv[0],
				names_get(&names_set_kind, typed));
	if (ret || ctl->words_only)
		return ret;
	ret = acl_resolve(ctl, &ref, ACL_KIND_SET, &sw) ?:
	      begin_all(ctl, sw, args->argc) ?:
	      acl_change(ctl, &ref, ACL_KIND_SET, &sw) ?:
	      add_set(ctl, sw, &ref, kind) ?:
	      send_members(ctl, args, VSWITCH_CMD_MEMBER_ADD, sw, ref.name);
	return end_all(ctl, ret);
}

static int change_all(struct ctl *ctl, struct args *args, bool set)
{
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	struct acl_ref ref;
	int ret;

	ret = acl_take(args, "NAME", NULL, &ref) ?:
	      args_end(args);
	if (ret || ctl->words_only)
		return ret;
	ret = acl_change(ctl, &ref, ACL_KIND_SET, &sw);
	if (ret)
		return ret;
	if (set)
		return acl_delete(ctl, ACL_KIND_SET, sw, ref.name);
	req = nl_request(&ctl->nl, VSWITCH_CMD_MEMBER_FLUSH);
	mnl_attr_put_u32(req, VSWITCH_A_MEMBER_SWITCH, sw->ifindex);
	nl_put_str(req, VSWITCH_A_MEMBER_SET, ref.name);
	txn_put(ctl, req, VSWITCH_A_MEMBER_TXN);
	return call_do(ctl, req, NULL, NULL, "cannot delete the members of set %s", ref.name);
}

static int set_del(struct ctl *ctl, struct args *args)
{
	return change_all(ctl, args, true);
}

static int set_flush(struct ctl *ctl, struct args *args)
{
	return change_all(ctl, args, false);
}

static int set_member(struct ctl *ctl, struct args *args)
{
	static const char *const verbs[] = { "add", "del" };
	const struct vsw_switch *sw;
	struct acl_ref ref;
	const char *word;
	uint32_t kind;
	uint8_t cmd;
	int ret, i;

	ret = args_need(args, "add or del", &word);
	if (ret)
		return ret;
	i = args_find(verbs, ARRAY_LEN(verbs), sizeof(verbs[0]), word);
	if (i < 0)
		return args_unknown(args, "word", word, verbs, ARRAY_LEN(verbs),
				    sizeof(verbs[0]));
	cmd = i ? VSWITCH_CMD_MEMBER_DEL : VSWITCH_CMD_MEMBER_ADD;
	ret = acl_take(args, "NAME", behind_name, &ref);
	if (!ret && !args->argc)
		ret = args_fail(args, "MEMBER is missing");
	ret = ret ?: check_members(args, &kind);
	if (ret || ctl->words_only)
		return ret;
	ret = acl_resolve(ctl, &ref, ACL_KIND_SET, &sw) ?:
	      begin_all(ctl, sw, args->argc > 1) ?:
	      acl_change(ctl, &ref, ACL_KIND_SET, &sw) ?:
	      send_members(ctl, args, cmd, sw, ref.name);
	return end_all(ctl, ret);
}

static void fill_set(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_set *set = item;

	out_str(row, "switch", ref_switch_name(ctx, set->sw));
	out_str(row, "name", set->name);
	out_str(row, "type", names_get(&names_set_kind, set->kind));
	out_num(row, "members", set->members);
	out_num(row, "rules", set->users);
}

static const struct out_col set_cols[] = {
	{ .key = "switch", .head = "SWITCH" },
	{ .key = "name", .head = "SET" },
	{ .key = "type", .head = "TYPE" },
	{ .key = "members", .head = "MEMBERS", .right = true },
	{ .key = "rules", .head = "RULES", .right = true },
};

static const struct out_desc set_table = {
	.cols = set_cols,
	.ncols = ARRAY_LEN(set_cols),
	.fill = fill_set,
};

/* One set with its members: a line each, or a list inside of the object. */
static int show_one(struct ctl *ctl, const struct vsw_switch *sw, const struct vsw_set *set)
{
	struct vec members = { .size = sizeof(struct vsw_member) };
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_MEMBER_GET);
	char text[INET6_ADDRSTRLEN + 4];
	json_t *list, *rows;
	size_t i;
	int ret;

	mnl_attr_put_u32(req, VSWITCH_A_MEMBER_SWITCH, sw->ifindex);
	nl_put_str(req, VSWITCH_A_MEMBER_SET, set->name);
	call_dump(ctl, req, parse_add_member, &members);
	ret = call_end(ctl, req, "cannot show the members of set %s", set->name);
	if (ret)
		return ret;
	list = ctl->out.json ? json_array() : NULL;
	if (!list)
		out_say("%s/%s: %s, %zu members, used by %u rules", sw->ifname, set->name,
			names_get(&names_set_kind, set->kind), members.n, set->users);
	for (i = 0; i < members.n; i++) {
		member_text(vec_at(&members, i), text, sizeof(text));
		if (list)
			json_array_append_new(list, json_string(text));
		else
			out_say("  %s", text);
	}
	if (list) {
		rows = out_collect(&set_table, set, sizeof(*set), 1, ctl);
		json_object_set_new(json_array_get(rows, 0), "list", list);
		out_document(&ctl->out, rows);
	}
	vec_free(&members);
	return CTL_OK;
}

static int set_show(struct ctl *ctl, struct args *args)
{
	struct vec sets = { .size = sizeof(struct vsw_set) };
	const struct vsw_switch *sw;
	const char *name;
	int ret;

	ret = acl_take_shown(ctl, args, ACL_KIND_SET, &sw, &name) ?:
	      acl_read(ctl, ACL_KIND_SET, sw, name, &sets);
	if (!ret && name && sets.n)
		ret = show_one(ctl, sw, sets.data);
	else if (!ret)
		out_table(&ctl->out, &set_table, sets.data, sets.size, sets.n, ctl);
	vec_free(&sets);
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "add",
		.run = set_add,
		.batch = true,
		.usage = "set add SWITCH NAME [type prefix|mac|l4-port] [MEMBER...]",
		.help =
		"Add a set, to which rules refer as @NAME. Without a type, it is that of the\n"
		"members, or prefix.\n"
		"\n"
		"  prefix     IPv4 and IPv6 addresses and prefixes\n"
		"  mac        MAC addresses\n"
		"  l4-port    ports, or ranges such as 8000-8080, of TCP, UDP and others\n",
	}, {
		.name = "del",
		.run = set_del,
		.batch = true,
		.usage = "set del [SWITCH] NAME",
		.help = "Delete a set with its members. No rule must use it.\n",
	}, {
		.name = "member",
		.run = set_member,
		.batch = true,
		.usage = "set member add|del [SWITCH] NAME MEMBER...",
		.help =
		"Add members to a set, or take them out: all of them or, when one is refused,\n"
		"none. The rules that use the set are not touched.\n",
	}, {
		.name = "flush",
		.run = set_flush,
		.batch = true,
		.usage = "set flush [SWITCH] NAME",
		.help = "Take all members out of a set.\n",
	}, {
		.name = "show",
		.run = set_show,
		.usage = "set show [SWITCH | [SWITCH] NAME]",
		.help =
		"Show one set with its members, or a line for each set: how many members it has,\n"
		"and how many rules use it.\n",
	},
};

const struct ctl_object cmd_set = {
	.name = "set",
	.summary = "sets of addresses or ports, for rules",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
