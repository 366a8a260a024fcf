// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl mirror: sessions, to which rules copy frames.
 *
 * Called by main.c through its table of verbs. The action is one of the words
 * of a rule (rule_words.c).
 */
#include <stdio.h>

#include "acl_ref.h"
#include "call.h"
#include "cmd_mirror.h"
#include "ref.h"
#include "txn.h"

/* Longest snap length, as in the specification. */
#define SNAP_MAX 65535

/* Where copies leave, and how long they are, as it was typed. */
struct mirror_words {
	uint32_t has;
	const char *to;
	uint32_t snap;
};

/* For ARG_READ: bytes, or "all". */
static int read_snap(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	struct mirror_words *words = dst;

	words->snap = 0;
	if (!strcmp(word, "all") || args_number(word, 0, SNAP_MAX, &words->snap))
		return CTL_OK;
	return args_fail(args, "%s must be all, or a number from 64 to %d, not '%s'", def->name,
			 SNAP_MAX, word);
}

static const struct arg_def mirror_defs[] = {
	{ .name = "to", .type = ARG_TEXT, .bit = VSWITCH_A_MIRROR_PORT,
	  .offset = offsetof(struct mirror_words, to), .min = 1 },
	{ .name = "snap", .type = ARG_READ, .bit = VSWITCH_A_MIRROR_SNAP, .read = read_snap },
};

static bool is_keyword(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(mirror_defs); i++) {
		if (!strcmp(mirror_defs[i].name, word))
			return true;
	}
	return false;
}

/* Send what was typed. */
static int change(struct ctl *ctl, uint8_t cmd, const struct acl_ref *ref,
		  const struct mirror_words *words)
{
	bool add = cmd == VSWITCH_CMD_MIRROR_ADD;
	struct vsw_port port = { 0 };
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	int ret;

	ret = acl_change(ctl, ref, ACL_KIND_MIRROR, &sw);
	if (!ret && words->to)
		ret = ref_port(ctl, words->to, sw, &port);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, cmd);
	mnl_attr_put_u32(req, VSWITCH_A_MIRROR_SWITCH, sw->ifindex);
	nl_put_str(req, VSWITCH_A_MIRROR_NAME, ref->name);
	if (words->to)
		mnl_attr_put_u32(req, VSWITCH_A_MIRROR_PORT, port.number);
	if (words->has & 1u << VSWITCH_A_MIRROR_SNAP)
		mnl_attr_put_u32(req, VSWITCH_A_MIRROR_SNAP, words->snap);
	txn_put(ctl, req, VSWITCH_A_MIRROR_TXN);
	return call_do(ctl, req, NULL, NULL, "cannot %s mirror session %s %s %s",
		       add ? "add" : "change", ref->name, add ? "to" : "of", sw->ifname);
}

static int mirror_add(struct ctl *ctl, struct args *args)
{
	struct mirror_words words = { 0 };
	struct acl_ref ref;
	int ret;

	ret = acl_take_new(args, "NAME", &ref) ?:
	      args_keywords(args, mirror_defs, ARRAY_LEN(mirror_defs), &words);
	if (!ret && !words.to)
		ret = args_fail(args, "'to PORT' is missing");
	return ret || ctl->words_only ? ret :
		change(ctl, VSWITCH_CMD_MIRROR_ADD, &ref, &words);
}

static int mirror_set(struct ctl *ctl, struct args *args)
{
	struct mirror_words words = { 0 };
	struct acl_ref ref;
	int ret;

	ret = acl_take(args, "NAME", is_keyword, &ref) ?:
	      args_keywords(args, mirror_defs, ARRAY_LEN(mirror_defs), &words);
	if (!ret && !words.has)
		ret = args_fail(args, "what is to be set?");
	return ret || ctl->words_only ? ret :
		change(ctl, VSWITCH_CMD_MIRROR_SET, &ref, &words);
}

static int mirror_del(struct ctl *ctl, struct args *args)
{
	const struct vsw_switch *sw;
	struct acl_ref ref;
	int ret;

	ret = acl_take(args, "NAME", NULL, &ref) ?:
	      args_end(args);
	if (ret || ctl->words_only)
		return ret;
	return acl_change(ctl, &ref, ACL_KIND_MIRROR, &sw) ?:
	       acl_delete(ctl, ACL_KIND_MIRROR, sw, ref.name);
}

/**
 * mirror_fill - fill what "show" and events have, but for the name of the switch
 * @row: the row
 * @mirror: the session
 * @port: what its port is called; NULL where that is not known
 */
void mirror_fill(struct out_row *row, const struct vsw_mirror *mirror, const char *port)
{
	uint32_t has = mirror->has;

	out_str(row, "name", mirror->name);
	out_num_if(row, "port", has & 1u << VSWITCH_A_MIRROR_PORT, mirror->port);
	out_str(row, "port_name", port);
	out_num_if(row, "snap", has & 1u << VSWITCH_A_MIRROR_SNAP, mirror->snap);
	out_num_if(row, "frames", has & 1u << VSWITCH_A_MIRROR_FRAMES, mirror->frames);
	out_num_if(row, "bytes", has & 1u << VSWITCH_A_MIRROR_BYTES, mirror->bytes);
	out_num_if(row, "rules", has & 1u << VSWITCH_A_MIRROR_USERS, mirror->users);
}

/* What a row needs besides itself. */
struct view {
	struct ctl *ctl;
	struct acl_ports ports;
};

static void fill_mirror(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_mirror *mirror = item;
	struct view *view = ctx;
	const char *name;

	view->ports.sw = mirror->sw;
	name = acl_port_name(&view->ports, mirror->port);
	out_str(row, "switch", ref_switch_name(view->ctl, mirror->sw));
	mirror_fill(row, mirror, name);
	if (name)
		out_text(row, "to", "%s", name);
	else
		out_text(row, "to", "%u", mirror->port);
	if (mirror->snap)
		out_text(row, "length", "%u", mirror->snap);
	else
		out_text(row, "length", "all");
}

static const struct out_col mirror_cols[] = {
	{ .key = "switch", .head = "SWITCH" },
	{ .key = "name", .head = "MIRROR" },
	{ .key = "port" },
	{ .key = "port_name" },
	{ .key = "to", .head = "TO", .text_only = true },
	{ .key = "snap" },
	{ .key = "length", .head = "SNAP", .right = true, .text_only = true },
	{ .key = "frames", .head = "FRAMES", .right = true },
	{ .key = "bytes", .head = "BYTES", .right = true, .unit = OUT_BYTES },
	{ .key = "rules", .head = "RULES", .right = true },
};

static const struct out_desc mirror_table = {
	.cols = mirror_cols,
	.ncols = ARRAY_LEN(mirror_cols),
	.fill = fill_mirror,
};

static int mirror_show(struct ctl *ctl, struct args *args)
{
	struct vec mirrors = { .size = sizeof(struct vsw_mirror) };
	struct view view = { .ctl = ctl };
	const struct vsw_switch *sw;
	const char *name;
	int ret;

	ret = acl_take_shown(ctl, args, ACL_KIND_MIRROR, &sw, &name) ?:
	      acl_read(ctl, ACL_KIND_MIRROR, sw, name, &mirrors) ?:
	      acl_ports_load(ctl, sw, &view.ports);
	if (!ret)
		out_table(&ctl->out, &mirror_table, mirrors.data, mirrors.size, mirrors.n, &view);
	vec_free(&mirrors);
	vec_free(&view.ports.ports);
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "add",
		.run = mirror_add,
		.batch = true,
		.usage = "mirror add SWITCH NAME to PORT [snap BYTES|all]",
		.help =
		"Add a mirror session. Rules with the action 'mirror NAME' copy frames to it.\n"
		"\n"
		"  to      the port that copies leave by, with the tags that its VLAN mode wants;\n"
		"          what it receives itself is never copied\n"
		"  snap    how many bytes of a frame are copied, 64 to 65535; default: all\n",
	}, {
		.name = "set",
		.run = mirror_set,
		.batch = true,
		.usage = "mirror set [SWITCH] NAME [to PORT] [snap BYTES|all]",
		.help =
		"Have copies leave by another port, or be of another length. The rules that use\n"
		"the session are not touched, and its counters go on.\n",
	}, {
		.name = "del",
		.run = mirror_del,
		.batch = true,
		.usage = "mirror del [SWITCH] NAME",
		.help = "Delete a mirror session. No rule must use it.\n",
	}, {
		.name = "show",
		.run = mirror_show,
		.usage = "mirror show [SWITCH | [SWITCH] NAME]",
		.help =
		"Show mirror sessions: where copies leave and how many bytes of a frame they have\n"
		"at most, how many copies that was, and how many rules use the session. Copies that\n"
		"did not leave are among the losses of the port.\n",
	},
};

const struct ctl_object cmd_mirror = {
	.name = "mirror",
	.summary = "sessions, to which rules copy frames",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
