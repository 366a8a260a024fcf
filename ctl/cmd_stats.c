// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl stats: what became of the frames, port by port.
 *
 * Called by main.c through its table of verbs. For people, the reasons for
 * which frames were dropped are a second table; in JSON they are part of the
 * row of their port.
 */
#include <errno.h>
#include <stdio.h>

#include "call.h"
#include "names.h"
#include "ref.h"

/* For the row fillers: names of switches, and the drops that rows point to. */
struct stats_ctx {
	struct ctl *ctl;
	const struct stats_table *table;
};

static void fill_drop(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_drop *drop = item;

	(void)ctx;
	out_str(row, "reason", drop->reason);
	out_str(row, "direction", names_get(&names_direction, drop->direction));
	out_num(row, "frames", drop->frames);
}

static const struct out_col drop_cols[] = {
	{ .key = "reason" },
	{ .key = "direction" },
	{ .key = "frames" },
};

static const struct out_desc drop_json = {
	.cols = drop_cols,
	.ncols = ARRAY_LEN(drop_cols),
	.fill = fill_drop,
};

/* "3", or what the row of all deleted ports is called. */
static void fill_port(struct out_row *row, const struct vsw_stats *stats)
{
	if (stats->has & 1u << VSWITCH_A_STATS_PORT)
		out_text(row, "port_text", "%u", stats->port);
	else
		out_text(row, "port_text", "deleted");
	out_str(row, "port_name", stats->port_name[0] ? stats->port_name : NULL);
	out_str(row, "port_ifname", stats->port_ifname[0] ? stats->port_ifname : NULL);
}

static void fill_counters(struct out_row *row, const struct vsw_stats *stats)
{
	out_num(row, "rx_frames", stats->rx_frames);
	out_num(row, "rx_bytes", stats->rx_bytes);
	out_num(row, "forwarded", stats->forwarded);
	out_num(row, "flooded", stats->flooded);
	out_num(row, "delivered", stats->delivered);
	out_num(row, "consumed", stats->consumed);
	out_num(row, "dropped", stats->dropped);
	out_num(row, "copies", stats->copies);
	out_num(row, "tx_copies", stats->tx_copies);
	out_num(row, "tx_frames", stats->tx_frames);
	out_num(row, "tx_bytes", stats->tx_bytes);
	out_num(row, "tx_dropped", stats->tx_dropped);
	out_num(row, "learn_limit_port", stats->learn_limit_port);
	out_num(row, "learn_limit_switch", stats->learn_limit_switch);
	out_num(row, "learn_failed", stats->learn_failed);
}

static void fill_stats(struct out_row *row, const void *item, void *data)
{
	const struct vsw_stats *stats = item;
	struct stats_ctx *ctx = data;

	out_str(row, "switch", ref_switch_name(ctx->ctl, stats->sw));
	out_num_if(row, "port", stats->has & 1u << VSWITCH_A_STATS_PORT, stats->port);
	fill_port(row, stats);
	fill_counters(row, stats);
	if (row->obj)
		out_json(row, "drops", out_collect(&drop_json,
						   vec_at(&ctx->table->drops, stats->first_drop),
						   sizeof(struct vsw_drop), stats->ndrops, NULL));
}

static const struct out_col stats_cols[] = {
	{ .key = "switch", .head = "SWITCH" },
	{ .key = "port" },
	{ .key = "port_text", .head = "PORT", .right = true, .text_only = true },
	{ .key = "port_name", .head = "NAME" },
	{ .key = "port_ifname", .head = "DEVICE" },
	{ .key = "rx_frames", .head = "RX", .right = true },
	{ .key = "rx_bytes", .head = "BYTES", .right = true, .unit = OUT_BYTES },
	{ .key = "forwarded", .head = "FORWARDED", .right = true },
	{ .key = "flooded", .head = "FLOODED", .right = true },
	{ .key = "delivered", .head = "DELIVERED", .right = true },
	{ .key = "consumed", .head = "CONSUMED", .right = true },
	{ .key = "dropped", .head = "DROPPED", .right = true },
	{ .key = "copies" },
	{ .key = "tx_copies" },
	{ .key = "tx_frames", .head = "TX", .right = true },
	{ .key = "tx_bytes", .head = "BYTES", .right = true, .unit = OUT_BYTES },
	{ .key = "tx_dropped", .head = "DROPPED", .right = true },
	{ .key = "learn_limit_port" },
	{ .key = "learn_limit_switch" },
	{ .key = "learn_failed" },
	{ .key = "drops" },
};

static const struct out_desc stats_table = {
	.cols = stats_cols,
	.ncols = ARRAY_LEN(stats_cols),
	.fill = fill_stats,
};

/* One port as a block of lines, with all its accounts. */
static const struct out_col block_cols[] = {
	{ .key = "title", .head = "", .text_only = true },
	{ .key = "rx_frames", .head = "received", .right = true },
	{ .key = "forwarded", .head = "= forwarded", .right = true },
	{ .key = "flooded", .head = "+ flooded", .right = true },
	{ .key = "delivered", .head = "+ delivered", .right = true },
	{ .key = "consumed", .head = "+ consumed", .right = true },
	{ .key = "dropped", .head = "+ dropped", .right = true },
	{ .key = "rx_bytes", .head = "bytes received", .right = true, .unit = OUT_BYTES },
	{ .key = "copies", .head = "copies made", .right = true },
	{ .key = "tx_copies", .head = "copies to send", .right = true },
	{ .key = "tx_frames", .head = "= sent", .right = true },
	{ .key = "tx_dropped", .head = "+ dropped", .right = true },
	{ .key = "tx_bytes", .head = "bytes sent", .right = true, .unit = OUT_BYTES },
	{ .key = "learn_limit_port", .head = "not learnt, port full", .right = true },
	{ .key = "learn_limit_switch", .head = "not learnt, switch full", .right = true },
	{ .key = "learn_failed", .head = "not learnt, no memory", .right = true },
};

static void fill_block(struct out_row *row, const void *item, void *data)
{
	const struct vsw_stats *stats = item;
	struct stats_ctx *ctx = data;

	out_text(row, "title", "%s port %u%s%s%s%s%s", ref_switch_name(ctx->ctl, stats->sw),
		 stats->port, stats->port_name[0] ? " " : "", stats->port_name,
		 stats->port_ifname[0] ? " (" : "", stats->port_ifname,
		 stats->port_ifname[0] ? ")" : "");
	fill_counters(row, stats);
}

static const struct out_desc block_table = {
	.cols = block_cols,
	.ncols = ARRAY_LEN(block_cols),
	.fill = fill_block,
	.block = true,
};

/* The second table for people: a line for each reason at each port. */
static const struct out_col reason_cols[] = {
	{ .key = "switch", .head = "SWITCH" },
	{ .key = "port_text", .head = "PORT", .right = true, .text_only = true },
	{ .key = "port_name", .head = "NAME" },
	{ .key = "port_ifname", .head = "DEVICE" },
	{ .key = "direction", .head = "DIRECTION" },
	{ .key = "frames", .head = "DROPPED", .right = true },
	{ .key = "reason", .head = "REASON" },
};

struct reason_row {
	const struct vsw_stats *stats;
	const struct vsw_drop *drop;
};

static void fill_reason(struct out_row *row, const void *item, void *data)
{
	const struct reason_row *reason = item;
	struct stats_ctx *ctx = data;

	out_str(row, "switch", ref_switch_name(ctx->ctl, reason->stats->sw));
	fill_port(row, reason->stats);
	fill_drop(row, reason->drop, NULL);
}

static const struct out_desc reason_table = {
	.cols = reason_cols,
	.ncols = ARRAY_LEN(reason_cols),
	.fill = fill_reason,
};

static void print_reasons(struct ctl *ctl, const struct stats_table *table, const char *hide)
{
	struct vec rows = { .size = sizeof(struct reason_row) };
	struct stats_ctx ctx = { .ctl = ctl, .table = table };
	struct out_desc desc = reason_table;
	size_t i, d;

	for (i = 0; i < table->rows.n; i++) {
		const struct vsw_stats *stats = vec_at(&table->rows, i);

		for (d = 0; d < stats->ndrops; d++) {
			struct reason_row *row = vec_push(&rows);

			row->stats = stats;
			row->drop = vec_at(&table->drops, stats->first_drop + d);
		}
	}
	desc.hide = hide;
	if (rows.n)
		out_say("%s", "");
	out_table(&ctl->out, &desc, rows.data, rows.size, rows.n, &ctx);
	vec_free(&rows);
}

/* The counters of a switch; with @all, one that is gone by now has none. */
static int read_switch(struct ctl *ctl, const struct vsw_switch *sw, bool all,
		       struct stats_table *table)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_STATS_GET);

	mnl_attr_put_u32(req, VSWITCH_A_STATS_SWITCH, sw->ifindex);
	if (call_dump_stats(ctl, req, table) == -ENODEV && all)
		return CTL_OK;
	return call_end(ctl, req, "cannot show the counters of %s", sw->ifname);
}

static int read_port(struct ctl *ctl, const struct vsw_port *port, const char *word,
		     struct stats_table *table)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_STATS_GET);

	mnl_attr_put_u32(req, VSWITCH_A_STATS_SWITCH, port->sw);
	mnl_attr_put_u32(req, VSWITCH_A_STATS_PORT, port->number);
	return call_do(ctl, req, parse_add_stats, table, "cannot show the counters of %s", word);
}

static int read_all(struct ctl *ctl, struct stats_table *table)
{
	int ret = CTL_OK;
	size_t i;

	for (i = 0; !ret && i < ctl->switches.n; i++)
		ret = read_switch(ctl, vec_at(&ctl->switches, i), true, table);
	return ret;
}

static int stats_show(struct ctl *ctl, struct args *args)
{
	const struct vsw_switch *sw = NULL;
	const char *word = args_take(args);
	struct out_desc desc = stats_table;
	struct vsw_port port = { 0 };
	struct stats_table table;
	struct stats_ctx ctx = { .ctl = ctl, .table = &table };
	bool one = false;
	int ret;

	ret = args_end(args);
	if (!ret)
		ret = word ? ref_switch_or_port(ctl, word, &sw, &port) : ref_load(ctl);
	if (ret)
		return ret;
	stats_table_init(&table);
	one = word && !sw;
	if (one)
		ret = read_port(ctl, &port, word, &table);
	else
		ret = sw ? read_switch(ctl, sw, false, &table) : read_all(ctl, &table);
	if (one && !ctl->out.json)
		desc = block_table;
	desc.hide = sw || one ? "switch" : NULL;
	if (!ret)
		out_table(&ctl->out, &desc, table.rows.data, table.rows.size, table.rows.n, &ctx);
	if (!ret && !ctl->out.json)
		print_reasons(ctl, &table, desc.hide);
	stats_table_free(&table);
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "show",
		.run = stats_show,
		.usage = "stats [show] [SWITCH | PORT]",
		.help =
		"Show what ports counted: every frame that was received is forwarded, flooded,\n"
		"delivered to the host, consumed, or dropped for a reason that is named; every\n"
		"copy that was to leave is sent, or dropped for a reason. What ports counted\n"
		"that are deleted since stands in a line of its own.\n",
	},
};

const struct ctl_object cmd_stats = {
	.name = "stats",
	.summary = "counters of frames, and why frames were dropped",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
	.bare = true,
};
