// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl limits: what can run full, how full it is, and how often it was.
 *
 * Called by main.c through its table of verbs.
 */
#include <stdio.h>

#include "call.h"
#include "names.h"
#include "ref.h"
#include "txn.h"

static void fill_limit(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_limit *limit = item;

	out_str(row, "switch", ref_switch_name(ctx, limit->sw));
	out_str(row, "limit", names_get(&names_limit, limit->limit));
	out_num(row, "value", limit->value);
	out_num_if(row, "used", limit->has & 1u << VSWITCH_A_LIMITS_USED, limit->used);
	out_num(row, "min", limit->min);
	out_num(row, "max", limit->max);
	out_num(row, "hits", limit->hits);
}

static const struct out_col limit_cols[] = {
	{ .key = "switch", .head = "SWITCH" },
	{ .key = "limit", .head = "LIMIT" },
	{ .key = "value", .head = "VALUE", .right = true },
	{ .key = "used", .head = "USED", .right = true },
	{ .key = "min", .head = "MIN", .right = true },
	{ .key = "max", .head = "MAX", .right = true },
	{ .key = "hits", .head = "HITS", .right = true },
};

static const struct out_desc limit_table = {
	.cols = limit_cols,
	.ncols = ARRAY_LEN(limit_cols),
	.fill = fill_limit,
};

static int limits_show(struct ctl *ctl, struct args *args)
{
	struct vec limits = { .size = sizeof(struct vsw_limit) };
	const char *name = args_take(args);
	const struct vsw_switch *sw = NULL;
	struct nlmsghdr *req;
	int ret;

	ret = args_end(args);
	if (ret)
		return ret;
	ret = name ? ref_switch(ctl, name, &sw) : ref_load(ctl);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, VSWITCH_CMD_LIMITS_GET);
	if (sw)
		mnl_attr_put_u32(req, VSWITCH_A_LIMITS_SWITCH, sw->ifindex);
	call_dump(ctl, req, parse_add_limit, &limits);
	ret = call_end(ctl, req, "cannot show the limits%s%s", name ? " of " : "",
		       name ? name : "");
	if (!ret)
		out_table(&ctl->out, &limit_table, limits.data, limits.size, limits.n, ctl);
	vec_free(&limits);
	return ret;
}

static int limits_set(struct ctl *ctl, struct args *args)
{
	const char *name, *which, *number;
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	uint32_t limit, value;
	int ret;

	ret = args_need(args, "SWITCH", &name) ?:
	      args_need(args, "LIMIT", &which) ?:
	      args_name_of(args, "limit", which, &names_limit, &limit) ?:
	      args_need(args, "VALUE", &number) ?:
	      args_end(args);
	if (ret)
		return ret;
	if (!args_number(number, 0, UINT32_MAX, &value))
		return args_fail(args, "VALUE must be a number from 0 to %u, not '%s'", UINT32_MAX,
				 number);
	if (ctl->words_only)
		return CTL_OK;
	ret = ref_switch(ctl, name, &sw) ?:
	      txn_enter(ctl, sw->ifindex);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, VSWITCH_CMD_LIMITS_SET);
	mnl_attr_put_u32(req, VSWITCH_A_LIMITS_SWITCH, sw->ifindex);
	mnl_attr_put_u32(req, VSWITCH_A_LIMITS_LIMIT, limit);
	mnl_attr_put_u32(req, VSWITCH_A_LIMITS_VALUE, value);
	txn_put(ctl, req, VSWITCH_A_LIMITS_TXN);
	txn_note(ctl, VSWITCH_OBJECT_SWITCH, 0);
	return call_do(ctl, req, NULL, NULL, "cannot set limit %s of %s",
		       names_get(&names_limit, limit), name);
}

static const struct ctl_verb verbs[] = {
	{
		.name = "show",
		.run = limits_show,
		.usage = "limits [show] [SWITCH]",
		.help =
		"Show the limits of a switch, or of all: the value, how much is used, the lowest\n"
		"and highest value that can be set, and how many times the limit was met.\n",
	}, {
		.name = "set",
		.run = limits_set,
		.batch = true,
		.usage = "limits set SWITCH LIMIT VALUE",
		.help =
		"Set a limit. What is above it already stays; more is refused.\n"
		"\n"
		"  ports       ports of the switch\n"
		"  fdb         entries of its forwarding database\n"
		"  port-fdb    entries that a new port can bring, 0: no limit\n"
		"  rules       rules of all its ACLs\n"
		"\n"
		"The others are always the same.\n",
	},
};

const struct ctl_object cmd_limits = {
	.name = "limits",
	.summary = "what can run full, and how full it is",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
	.bare = true,
};
