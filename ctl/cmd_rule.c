// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl rule: rules of ACLs.
 *
 * Called by main.c through its table of verbs. Words are read in rule_words.c.
 * A file may have ten thousand rules: a rule is read once, sent with others
 * (later.c), and put into words again only when it is refused.
 */
#include <errno.h>
#include <stdio.h>

#include "acl_ref.h"
#include "call.h"
#include "later.h"
#include "ref.h"
#include "rule_view.h"
#include "txn.h"

/* Where a new rule goes. */
struct place {
	uint16_t attr;
	uint32_t handle;
};

static bool is_handle(const char *word)
{
	const char *end = word;

	while (*end >= '0' && *end <= '9')
		end++;
	return end > word && !*end;
}

static bool behind_name(const char *word)
{
	return !strcmp(word, "before") || !strcmp(word, "after") || is_handle(word) ||
	       rule_is_word(word);
}

static int need_handle(struct args *args, uint32_t *handle)
{
	const char *word;
	int ret = args_need(args, "HANDLE", &word);

	if (ret)
		return ret;
	if (args_number(word, 1, UINT32_MAX, handle))
		return CTL_OK;
	return args_fail(args, "HANDLE must be a number from 1 to %u, not '%s'", UINT32_MAX, word);
}

static int read_place(struct args *args, struct place *place)
{
	const char *word = args->argc ? args->argv[0] : "";

	place->attr = 0;
	if (strcmp(word, "before") && strcmp(word, "after"))
		return CTL_OK;
	place->attr = *word == 'b' ? VSWITCH_A_RULE_BEFORE : VSWITCH_A_RULE_AFTER;
	args_take(args);
	return need_handle(args, &place->handle);
}

/* What is tried with the rule whose words are left in @args. */
static void attempt(const struct args *args, const struct acl_ref *ref, const char *doing,
		    char what[RULE_ATTEMPT])
{
	char text[RULE_ATTEMPT] = "";
	size_t used = 0;
	int i;

	for (i = 0; i < args->argc && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i ? " " : "",
					 args->argv[i]);
	rule_attempt(doing, text, ref->name, what);
}

static int read_words(struct args *args, const struct acl_ref *ref, const char *doing,
		      struct rule *rule)
{
	char why[RULE_WHY], what[RULE_ATTEMPT];

	if (rule_read(args->argv, args->argc, rule, why))
		return CTL_OK;
	attempt(args, ref, doing, what);
	/* A mistyped first word is taken for the name behind that of a switch. */
	if (ref->sw[0])
		return args_fail(args, "%s: %s (behind switch %s, ACL %s)", what, why, ref->sw,
				 ref->name);
	return args_fail(args, "%s: %s", what, why);
}

/* Look the ports up; the words are those that read_words() was given. */
static int resolve_ports(struct ctl *ctl, const struct args *args, const struct acl_ref *ref,
			 const char *doing, const struct vsw_switch *sw, struct rule *rule)
{
	char what[RULE_ATTEMPT];
	int ret;

	attempt(args, ref, doing, what);
	out_error_about(what);
	ret = rule_resolve(ctl, sw, rule);
	out_error_about(NULL);
	return ret;
}

/* What a request was to do with which rule. */
static void doing_what(uint8_t cmd, const struct vsw_rule *row, char doing[32])
{
	if (cmd == VSWITCH_CMD_RULE_FLUSH)
		snprintf(doing, 32, "delete all rules");
	else if (cmd == VSWITCH_CMD_RULE_ADD)
		snprintf(doing, 32, "add rule");
	else
		snprintf(doing, 32, "%s rule %u", cmd == VSWITCH_CMD_RULE_SET ? "change" :
			 "delete", row->handle);
}

/* A later_tell. */
static void tell(struct ctl *ctl, const struct nlmsghdr *req, char *what)
{
	struct acl_ports known = { .ports = ctl->txn.ports, .sw = ctl->txn.sw };
	const struct rule_ports ports = { acl_port_name, &known };
	static struct rule rule;
	const struct nlattr *attrs;
	struct vsw_switch sw = { 0 };
	struct vsw_rule row = { 0 };
	char doing[32];
	uint8_t cmd = 0;
	size_t len = 0;

	*what = '\0';
	if (nl_payload(req, &cmd, &attrs, &len) || nl_fill(&row, &fields_rule, 0, attrs, len) ||
	    rule_from_attrs(attrs, len, &rule))
		return;
	doing_what(cmd, &row, doing);
	sw.ifindex = row.sw;
	/* Only those of a transaction are known already. */
	if (!ctl->txn.id)
		acl_ports_load(ctl, &sw, &known);
	rule_attempt(doing, rule.n_actions ? rule_text(&rule, &ports) : "", row.acl, what);
	if (!ctl->txn.id)
		vec_free(&known.ports);
}

static struct nlmsghdr *request(struct ctl *ctl, uint8_t cmd, const struct vsw_switch *sw,
				const struct acl_ref *ref)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, cmd);

	mnl_attr_put_u32(req, VSWITCH_A_RULE_SWITCH, sw->ifindex);
	nl_put_str(req, VSWITCH_A_RULE_ACL, ref->name);
	return req;
}

/* Takes the handle of a new rule out of the answer. */
static int take_handle(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attrs;
	size_t len;

	if (nl_payload(nlh, NULL, &attrs, &len))
		return -EBADMSG;
	return nl_fill(data, &fields_rule, 1u << VSWITCH_A_RULE_HANDLE, attrs, len);
}

/* A rule by itself: programs are told its handle. */
static int add_and_show(struct ctl *ctl, struct nlmsghdr *req)
{
	struct vsw_rule row = { 0 };
	char what[LATER_WHAT];
	struct nl_err err;
	int ret = nl_do(&ctl->nl, req, take_handle, &row);

	if (ret) {
		err = ctl->nl.err;
		tell(ctl, req, what);
		return call_refused(&err, VSWITCH_CMD_RULE_ADD, what);
	}
	if (ctl->nl.err.text[0])
		out_error("warning: %s", ctl->nl.err.text);
	out_document(&ctl->out, json_pack("[{s:s, s:s, s:I}]", "switch",
					  ref_switch_name(ctl, row.sw), "acl", row.acl, "handle",
					  (json_int_t)row.handle));
	return CTL_OK;
}

/* A rule of a file that is to be added, with no port to be looked up. */
struct addition {
	struct ctl_rest rest;
	struct acl_ref ref;
	size_t len;
	uint8_t attrs[];
};

static void put_rule(struct nlmsghdr *req, const struct place *place, const struct rule *rule)
{
	if (place->attr)
		mnl_attr_put_u32(req, place->attr, place->handle);
	rule_put(req, rule);
}

static int add_rest(struct ctl *ctl, const struct ctl_rest *rest)
{
	const struct addition *add = (const struct addition *)rest;
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	int ret;

	ret = acl_change(ctl, &add->ref, ACL_KIND_ACL, &sw);
	if (ret)
		return ret;
	req = request(ctl, VSWITCH_CMD_RULE_ADD, sw, &add->ref);
	nl_put_attrs(req, add->attrs, add->len);
	txn_put(ctl, req, VSWITCH_A_RULE_TXN);
	return later_do(ctl, req, tell);
}

/* What is needed of a rule when its file is sent. */
static struct ctl_rest *keep_rule(struct ctl *ctl, const struct acl_ref *ref,
				  const struct place *place, const struct rule *rule)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_RULE_ADD);
	struct addition *add;
	const void *attrs;
	size_t len = req->nlmsg_len;

	put_rule(req, place, rule);
	attrs = (const uint8_t *)req + len;
	len = req->nlmsg_len - len;
	add = vec_need(malloc(sizeof(*add) + len));
	*add = (struct addition) { .rest = { add_rest }, .ref = *ref, .len = len };
	memcpy(add->attrs, attrs, len);
	return &add->rest;
}

static int rule_add(struct ctl *ctl, struct args *args)
{
	static struct rule rule;
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	struct acl_ref ref;
	struct place place;
	int ret;

	ret = acl_take(args, "ACL", behind_name, &ref) ?:
	      read_place(args, &place) ?:
	      read_words(args, &ref, "add rule", &rule);
	if (!ret && ctl->words_only && !rule_has_ports(&rule))
		ctl->rest = keep_rule(ctl, &ref, &place, &rule);
	if (ret || ctl->words_only)
		return ret;
	ret = acl_change(ctl, &ref, ACL_KIND_ACL, &sw) ?:
	      resolve_ports(ctl, args, &ref, "add rule", sw, &rule);
	if (ret)
		return ret;
	req = request(ctl, VSWITCH_CMD_RULE_ADD, sw, &ref);
	put_rule(req, &place, &rule);
	txn_put(ctl, req, VSWITCH_A_RULE_TXN);
	return ctl->out.json && !ctl->txn.id ? add_and_show(ctl, req) :
		later_do(ctl, req, tell);
}

static int rule_set(struct ctl *ctl, struct args *args)
{
	static struct rule rule;
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	struct acl_ref ref;
	uint32_t handle;
	char doing[32];
	int ret;

	ret = acl_take(args, "ACL", is_handle, &ref) ?:
	      need_handle(args, &handle);
	if (ret)
		return ret;
	snprintf(doing, sizeof(doing), "change rule %u", handle);
	ret = read_words(args, &ref, doing, &rule);
	if (ret || ctl->words_only)
		return ret;
	ret = acl_change(ctl, &ref, ACL_KIND_ACL, &sw) ?:
	      resolve_ports(ctl, args, &ref, doing, sw, &rule);
	if (ret)
		return ret;
	req = request(ctl, VSWITCH_CMD_RULE_SET, sw, &ref);
	mnl_attr_put_u32(req, VSWITCH_A_RULE_HANDLE, handle);
	rule_put(req, &rule);
	txn_put(ctl, req, VSWITCH_A_RULE_TXN);
	return later_do(ctl, req, tell);
}

static int rule_del(struct ctl *ctl, struct args *args)
{
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	struct acl_ref ref;
	uint32_t handle;
	int ret;

	ret = acl_take(args, "ACL", is_handle, &ref) ?:
	      need_handle(args, &handle) ?:
	      args_end(args);
	if (ret || ctl->words_only)
		return ret;
	ret = acl_change(ctl, &ref, ACL_KIND_ACL, &sw);
	if (ret)
		return ret;
	req = request(ctl, VSWITCH_CMD_RULE_DEL, sw, &ref);
	mnl_attr_put_u32(req, VSWITCH_A_RULE_HANDLE, handle);
	txn_put(ctl, req, VSWITCH_A_RULE_TXN);
	return later_do(ctl, req, tell);
}

static int rule_flush(struct ctl *ctl, struct args *args)
{
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	struct acl_ref ref;
	int ret;

	ret = acl_take(args, "ACL", NULL, &ref) ?:
	      args_end(args);
	if (ret || ctl->words_only)
		return ret;
	ret = acl_change(ctl, &ref, ACL_KIND_ACL, &sw);
	if (ret)
		return ret;
	req = request(ctl, VSWITCH_CMD_RULE_FLUSH, sw, &ref);
	txn_put(ctl, req, VSWITCH_A_RULE_TXN);
	return later_do(ctl, req, tell);
}

static int rule_zero(struct ctl *ctl, struct args *args)
{
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	uint32_t handle = 0;
	struct acl_ref ref;
	int ret;

	ret = acl_take(args, "ACL", is_handle, &ref);
	if (!ret && args->argc)
		ret = need_handle(args, &handle);
	ret = ret ?:
	      args_end(args) ?:
	      acl_resolve(ctl, &ref, ACL_KIND_ACL, &sw);
	if (ret)
		return ret;
	req = request(ctl, VSWITCH_CMD_RULE_ZERO, sw, &ref);
	if (handle)
		mnl_attr_put_u32(req, VSWITCH_A_RULE_HANDLE, handle);
	return call_do(ctl, req, NULL, NULL, "cannot zero the counters of ACL %s", ref.name);
}

/* "[SWITCH] [ACL [HANDLE]]". */
static int take_shown(struct ctl *ctl, struct args *args, const struct vsw_switch **sw,
		      const char **name, uint32_t *handle)
{
	int last = args->argc - 1;
	int ret;

	*handle = 0;
	if (last > 0 && is_handle(args->argv[last])) {
		if (!args_number(args->argv[last], 1, UINT32_MAX, handle))
			return args_fail(args, "HANDLE must be a number from 1 to %u, not '%s'",
					 UINT32_MAX, args->argv[last]);
		args->argc--;
	}
	ret = acl_take_shown(ctl, args, ACL_KIND_ACL, sw, name);
	if (!ret && *handle && !*name)
		ret = args_fail(args, "of which ACL is rule %u?", *handle);
	return ret;
}

static int rule_show(struct ctl *ctl, struct args *args)
{
	struct acl_ports ports = { 0 };
	const struct vsw_switch *sw;
	struct rule_table table;
	struct nlmsghdr *req;
	const char *name;
	uint32_t handle;
	int ret;

	ret = take_shown(ctl, args, &sw, &name, &handle);
	if (ret)
		return ret;
	rule_table_init(&table);
	ret = acl_ports_load(ctl, sw, &ports);
	if (!ret) {
		req = nl_request(&ctl->nl, VSWITCH_CMD_RULE_GET);
		if (sw)
			mnl_attr_put_u32(req, VSWITCH_A_RULE_SWITCH, sw->ifindex);
		if (name)
			nl_put_str(req, VSWITCH_A_RULE_ACL, name);
		if (handle) {
			mnl_attr_put_u32(req, VSWITCH_A_RULE_HANDLE, handle);
			nl_do(&ctl->nl, req, parse_add_rule, &table);
		} else {
			rule_table_dump(ctl, req, &table);
		}
		ret = call_end(ctl, req, "cannot show the rules%s%s", name ? " of " : "",
			       name ? name : "");
	}
	if (!ret)
		rule_print(ctl, &table, &ports, name);
	vec_free(&ports.ports);
	rule_table_free(&table);
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "add",
		.run = rule_add,
		.batch = true,
		.usage =
		"rule add [SWITCH] ACL [before HANDLE | after HANDLE] MATCH... ACTION...\n"
		"  MATCH: [not] smac|dmac MAC[/MASK],...|@SET | ethertype N|ipv4|ipv6|arp,... |\n"
		"    vid N[-M],... | pcp N[-M],... | src|dst ADDR[/LEN],...|@SET |\n"
		"    proto N|tcp|udp|icmp|icmp6|sctp,... | sport|dport N[-M],...|@SET |\n"
		"    tcp-flags FLAGS[/MASK] | icmp|icmp6 TYPE[/CODE] | dscp N|ef|af11|cs1,... |\n"
		"    frag first|later|any | arp-op N|request|reply | arp-spa|arp-tpa ADDR[/LEN] |\n"
		"    len N[-M],... | in PORT,... | malformed\n"
		"  ACTION: allow | deny [reason NAME] | redirect PORT | continue | count | log |\n"
		"    mirror NAME | set pcp N | set dscp N | police RATE [burst N]",
		.help =
		"Add a rule to an ACL, as the last one, or beside the one with that HANDLE. All\n"
		"matches must hold, at most one of each field, of a list one value. 'not' turns a\n"
		"match round, but a frame without the field is matched by neither.\n"
		"\n"
		"  smac, dmac    MAC addresses; the MASK looks like one, too\n"
		"  ethertype     behind all tags\n"
		"  vid, pcp      the VLAN that the frame is in, and its priority\n"
		"  src, dst      IPv4 and IPv6 prefixes\n"
		"  proto         of IP, behind all extension headers\n"
		"  sport, dport  of TCP, UDP, UDP-Lite, DCCP and SCTP\n"
		"  tcp-flags     fin,syn,rst,psh,ack,urg,ece,cwr,ae or a number; those of MASK,\n"
		"                without one all, are compared\n"
		"  icmp, icmp6   a type by number or name, such as echo-request\n"
		"  frag          fragments: the first, the later ones, any\n"
		"  len           bytes of the frame, without FCS\n"
		"  in            ports that it came from\n"
		"  malformed     its headers cannot be parsed\n"
		"\n"
		"  allow, deny, redirect   end the search; a redirected frame leaves by PORT\n"
		"  continue, count         the search goes on; every rule counts\n"
		"  log                     tell those who listen to 'vswitchctl monitor alarm'\n"
		"  mirror                  a copy leaves by the port of the mirror session NAME\n"
		"  set                     give the frame another priority or DSCP\n"
		"  police                  drop what exceeds a rate: 10mbit (kbit, gbit) or 500pps;\n"
		"                          the burst is in bytes or frames\n",
	}, {
		.name = "set",
		.run = rule_set,
		.batch = true,
		.usage = "rule set [SWITCH] ACL HANDLE MATCH... ACTION...",
		.help =
		"Give a rule other matches and actions. It keeps its handle, its place and its\n"
		"counters. 'vswitchctl rule add help' explains the words.\n",
	}, {
		.name = "del",
		.run = rule_del,
		.batch = true,
		.usage = "rule del [SWITCH] ACL HANDLE",
		.help = "Delete a rule.\n",
	}, {
		.name = "flush",
		.run = rule_flush,
		.batch = true,
		.usage = "rule flush [SWITCH] ACL",
		.help =
		"Delete all rules of an ACL. In a batch, what is added behind it replaces them in\n"
		"one step.\n",
	}, {
		.name = "zero",
		.run = rule_zero,
		.usage = "rule zero [SWITCH] ACL [HANDLE]",
		.help = "Set the counters of a rule, or of all rules of an ACL, to zero.\n",
	}, {
		.name = "show",
		.run = rule_show,
		.usage = "rule show [SWITCH] [ACL [HANDLE]]",
		.help =
		"Show rules in their order: place and handle, frames and bytes that matched, how\n"
		"long ago the last one did, and the words of the rule.\n",
	},
};

const struct ctl_object cmd_rule = {
	.name = "rule",
	.summary = "rules of ACLs",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
