// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl audit: read the counters while no frame is under way, add them
 * up, and tell where they do not balance.
 *
 * Called by main.c through its table of verbs. The sums are made in audit.c.
 */
#include <errno.h>
#include <stdio.h>

#include "audit.h"
#include "call.h"
#include "ref.h"

static void fill_problem(struct out_row *row, const void *item, void *ctx)
{
	const struct audit_problem *problem = item;
	const struct vsw_stats *at = problem->row;

	(void)ctx;
	out_num_if(row, "port", at && at->has & 1u << VSWITCH_A_STATS_PORT, at ? at->port : 0);
	if (!at)
		out_text(row, "where", "  whole switch");
	else if (!(at->has & 1u << VSWITCH_A_STATS_PORT))
		out_text(row, "where", "  deleted ports");
	else
		out_text(row, "where", "  port %u %s", at->port,
			 at->port_name[0] ? at->port_name : at->port_ifname);
	out_str(row, "equation", problem->equation);
	out_num(row, "left", problem->left);
	out_num(row, "right", problem->right);
	out_int(row, "difference", audit_difference(problem));
}

static const struct out_col problem_cols[] = {
	{ .key = "port" },
	{ .key = "where", .head = "  WHERE", .text_only = true },
	{ .key = "equation", .head = "EQUATION" },
	{ .key = "left", .head = "LEFT", .right = true },
	{ .key = "right", .head = "RIGHT", .right = true },
	{ .key = "difference", .head = "DIFFERENCE", .right = true },
};

static const struct out_desc problem_table = {
	.cols = problem_cols,
	.ncols = ARRAY_LEN(problem_cols),
	.fill = fill_problem,
};

/* The books of one switch, as they are printed. */
struct book {
	const char *sw;
	const struct audit *audit;
};

static void fill_book(struct out_row *row, const void *item, void *ctx)
{
	const struct book *book = item;
	const struct vsw_stats *sum = &book->audit->sum;
	const struct vec *problems = &book->audit->problems;

	(void)ctx;
	out_text(row, "title", "%s: %zu %s", book->sw, book->audit->ports,
		 book->audit->ports == 1 ? "port" : "ports");
	out_str(row, "switch", book->sw);
	out_bool(row, "balanced", !problems->n);
	out_num(row, "ports", book->audit->ports);
	out_num(row, "rx_frames", sum->rx_frames);
	out_num(row, "forwarded", sum->forwarded);
	out_num(row, "flooded", sum->flooded);
	out_num(row, "delivered", sum->delivered);
	out_num(row, "consumed", sum->consumed);
	out_num(row, "dropped", sum->dropped);
	out_num(row, "copies", sum->copies);
	out_num(row, "tx_copies", sum->tx_copies);
	out_num(row, "tx_frames", sum->tx_frames);
	out_num(row, "tx_dropped", sum->tx_dropped);
	out_text(row, "verdict", "%s", problems->n ? "NOT BALANCED" : "balanced");
	if (row->obj)
		out_json(row, "problems", out_collect(&problem_table, problems->data,
						      problems->size, problems->n, NULL));
}

static const struct out_col book_cols[] = {
	{ .key = "title", .head = "", .text_only = true },
	{ .key = "switch" },
	{ .key = "balanced" },
	{ .key = "ports" },
	{ .key = "rx_frames", .head = "received", .right = true },
	{ .key = "forwarded", .head = "= forwarded", .right = true },
	{ .key = "flooded", .head = "+ flooded", .right = true },
	{ .key = "delivered", .head = "+ delivered", .right = true },
	{ .key = "consumed", .head = "+ consumed", .right = true },
	{ .key = "dropped", .head = "+ dropped", .right = true },
	{ .key = "copies", .head = "copies", .right = true },
	{ .key = "tx_copies" },
	{ .key = "tx_frames", .head = "= sent", .right = true },
	{ .key = "tx_dropped", .head = "+ dropped", .right = true },
	{ .key = "verdict", .head = "books", .text_only = true },
	{ .key = "problems" },
};

static const struct out_desc book_table = {
	.cols = book_cols,
	.ncols = ARRAY_LEN(book_cols),
	.fill = fill_book,
	.block = true,
};

static void print_audit(struct ctl *ctl, const struct book *book, json_t *books)
{
	const struct vec *problems = &book->audit->problems;
	json_t *one;

	if (!books) {
		out_table(&ctl->out, &book_table, book, sizeof(*book), 1, NULL);
		out_table(&ctl->out, &problem_table, problems->data, problems->size,
			  problems->n, NULL);
		return;
	}
	one = out_collect(&book_table, book, sizeof(*book), 1, NULL);
	json_array_extend(books, one);
	json_decref(one);
}

/*
 * Audit one switch, print it or add it to @books, and clear @balanced if it is
 * not. With @all, one that is gone by now has no books.
 */
static int audit_one(struct ctl *ctl, const struct vsw_switch *sw, bool all, json_t *books,
		     bool *balanced)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_STATS_GET);
	struct stats_table table;
	struct audit audit;
	struct book book = { .sw = sw->ifname, .audit = &audit };
	int ret;

	mnl_attr_put_u32(req, VSWITCH_A_STATS_SWITCH, sw->ifindex);
	mnl_attr_put(req, VSWITCH_A_STATS_ATOMIC, 0, NULL);
	stats_table_init(&table);
	ret = call_dump_stats(ctl, req, &table);
	if (!ret) {
		audit_check(&audit, &table);
		*balanced = *balanced && !audit.problems.n;
		print_audit(ctl, &book, books);
		audit_free(&audit);
	}
	stats_table_free(&table);
	if (ret == -ENODEV && all)
		return CTL_OK;
	return call_end(ctl, req, "cannot audit %s", sw->ifname);
}

static int audit_show(struct ctl *ctl, struct args *args)
{
	const char *name = args_take(args);
	const struct vsw_switch *sw = NULL;
	bool balanced = true;
	json_t *books = NULL;
	size_t i;
	int ret;

	ret = args_end(args);
	if (!ret)
		ret = name ? ref_switch(ctl, name, &sw) : ref_load(ctl);
	if (ret)
		return ret;
	if (ctl->out.json)
		books = json_array();
	if (sw)
		ret = audit_one(ctl, sw, false, books, &balanced);
	for (i = 0; !sw && !ret && i < ctl->switches.n; i++)
		ret = audit_one(ctl, vec_at(&ctl->switches, i), true, books, &balanced);
	if (ret)
		json_decref(books);
	else if (books)
		out_document(&ctl->out, json_pack("{s:b, s:o}", "balanced", balanced,
						  "switches", books));
	if (ret)
		return ret;
	return balanced ? CTL_OK : CTL_UNBALANCED;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "show",
		.run = audit_show,
		.usage = "audit [SWITCH]",
		.help =
		"Add up the books of a switch, or of all: every frame that a port received must\n"
		"be in one account, every copy that was to leave must be sent or dropped for a\n"
		"named reason. Counters are read while no frame is under way, which needs\n"
		"CAP_NET_ADMIN. Exits with 1 where the books do not balance, and says by how\n"
		"much.\n",
	},
};

const struct ctl_object cmd_audit = {
	.name = "audit",
	.summary = "do the books balance?",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
	.bare = true,
};
