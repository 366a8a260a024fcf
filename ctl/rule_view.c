// SPDX-License-Identifier: GPL-2.0
/*
 * Rules as a table and as JSON. See rule_view.h.
 *
 * Called by cmd_rule.c, when the kernel has told all of them.
 */
#include <stdio.h>

#include "ref.h"
#include "rule_view.h"

/* What a row needs besides itself. */
struct view {
	struct ctl *ctl;
	const struct rule_table *table;
	struct acl_ports *ports;
};

/* How long ago, for people. */
static void fill_last(struct out_row *row, const struct vsw_rule *rule)
{
	bool hit = rule->has & 1u << VSWITCH_A_RULE_LAST_HIT;
	unsigned long long ms = rule->last_hit;

	out_num_if(row, "last_hit_ms", hit, rule->last_hit);
	if (!hit)
		out_text(row, "last", "never");
	else if (ms < 60000)
		out_text(row, "last", "%llu.%llu s", ms / 1000, ms / 100 % 10);
	else if (ms < 2 * 3600000ull)
		out_text(row, "last", "%llu min", ms / 60000);
	else
		out_text(row, "last", "%llu h", ms / 3600000);
}

static void fill_rule(struct out_row *row, const void *item, void *ctx)
{
	static char text[RULE_TEXT];
	static struct rule rule;
	const struct vsw_rule *r = item;
	struct view *view = ctx;
	const struct rule_ports ports = { acl_port_name, view->ports };

	view->ports->sw = r->sw;
	rule_table_get(view->table,
		       (size_t)(r - (const struct vsw_rule *)view->table->rows.data), &rule);
	out_str(row, "switch", ref_switch_name(view->ctl, r->sw));
	out_str(row, "acl", r->acl);
	out_num(row, "position", r->position);
	out_num(row, "handle", r->handle);
	out_num(row, "frames", r->frames);
	out_num(row, "bytes", r->bytes);
	fill_last(row, r);
	if (row->obj) {
		out_json(row, "matches", rule_matches_json(&rule, &ports));
		out_json(row, "actions", rule_actions_json(&rule, &ports));
	}
	if (row->obj) {
		out_str(row, "rule", rule_text(&rule, &ports));
		return;
	}
	/* What is longer than a cell is printed as it is. */
	out_escape(text, sizeof(text), rule_text(&rule, &ports));
	out_long(row, "rule", text);
}

static const struct out_col rule_cols[] = {
	{ .key = "switch" },
	{ .key = "acl", .head = "ACL" },
	{ .key = "position", .head = "POS", .right = true },
	{ .key = "handle", .head = "HANDLE", .right = true },
	{ .key = "frames", .head = "FRAMES", .right = true },
	{ .key = "bytes", .head = "BYTES", .right = true, .unit = OUT_BYTES },
	{ .key = "last_hit_ms" },
	{ .key = "last", .head = "LAST HIT", .right = true, .text_only = true },
	{ .key = "matches" },
	{ .key = "actions" },
	{ .key = "rule", .head = "RULE" },
};

/**
 * rule_print - print rules
 * @ctl: state
 * @table: the rules
 * @ports: the ports of their switches
 * @acl: they are all of this ACL; NULL for several
 */
void rule_print(struct ctl *ctl, const struct rule_table *table, struct acl_ports *ports,
		const char *acl)
{
	const struct out_desc desc = {
		.cols = rule_cols,
		.ncols = ARRAY_LEN(rule_cols),
		.fill = fill_rule,
		.hide = acl ? "acl" : NULL,
	};
	struct view view = { .ctl = ctl, .table = table, .ports = ports };

	out_table(&ctl->out, &desc, table->rows.data, sizeof(struct vsw_rule), table->rows.n,
		  &view);
}
