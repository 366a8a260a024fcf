// SPDX-License-Identifier: GPL-2.0
/*
 * The arithmetic of the audit.
 *
 * A suite of unit.c.
 */
#include <string.h>

#include "audit.h"
#include "unit.h"

static struct stats_table table;

static void add_drop(struct vsw_stats *row, uint32_t direction, uint64_t frames)
{
	struct vsw_drop *drop = vec_push(&table.drops);

	drop->direction = direction;
	drop->frames = frames;
	row->ndrops++;
}

/* Two ports and the row of deleted ones, in balance. */
static void set_up(void)
{
	struct vsw_stats *row;

	stats_table_init(&table);
	row = vec_push(&table.rows);
	row->has = 1u << VSWITCH_A_STATS_PORT;
	row->port = 0;
	row = vec_push(&table.rows);
	row->has = 1u << VSWITCH_A_STATS_PORT;
	row->port = 1;
	row->rx_frames = 100;
	row->forwarded = 50;
	row->flooded = 20;
	row->delivered = 15;
	row->consumed = 5;
	row->dropped = 10;
	row->copies = 90;
	row->tx_copies = 7;
	row->tx_frames = 4;
	row->tx_dropped = 3;
	add_drop(row, VSWITCH_DIRECTION_INGRESS, 4);
	add_drop(row, VSWITCH_DIRECTION_EGRESS, 3);
	add_drop(row, VSWITCH_DIRECTION_INGRESS, 6);
	row = vec_push(&table.rows);
	row->first_drop = table.drops.n;
	row->tx_copies = 83;
	row->tx_frames = 83;
}

static struct vsw_stats *row_at(size_t i)
{
	return vec_at(&table.rows, i);
}

static const struct audit_problem *problem_at(const struct audit *audit, size_t i)
{
	return vec_at(&audit->problems, i);
}

static void test_balanced(void)
{
	struct audit audit;

	set_up();
	audit_check(&audit, &table);
	CHECK(!audit.problems.n);
	CHECK(audit.ports == 1);
	CHECK(audit.sum.rx_frames == 100 && audit.sum.copies == 90 && audit.sum.tx_frames == 87);
	CHECK(audit.sum.tx_dropped == 3 && audit.sum.dropped == 10);
	audit_free(&audit);
	stats_table_free(&table);
}

static void test_empty(void)
{
	struct audit audit;

	stats_table_init(&table);
	audit_check(&audit, &table);
	CHECK(!audit.problems.n && !audit.ports);
	audit_free(&audit);
}

/* One frame too many or too few in each counter must be noticed. */
static void test_each_counter(void)
{
	static const size_t members[] = {
		offsetof(struct vsw_stats, rx_frames), offsetof(struct vsw_stats, forwarded),
		offsetof(struct vsw_stats, flooded), offsetof(struct vsw_stats, delivered),
		offsetof(struct vsw_stats, consumed), offsetof(struct vsw_stats, dropped),
		offsetof(struct vsw_stats, copies), offsetof(struct vsw_stats, tx_copies),
		offsetof(struct vsw_stats, tx_frames), offsetof(struct vsw_stats, tx_dropped),
	};
	struct audit audit;
	size_t i, row;

	for (i = 0; i < ARRAY_LEN(members); i++) {
		for (row = 0; row < 3; row++) {
			set_up();
			++*(uint64_t *)((char *)row_at(row) + members[i]);
			audit_check(&audit, &table);
			CHECK(audit.problems.n);
			audit_free(&audit);
			stats_table_free(&table);
		}
	}
}

static void test_drops(void)
{
	struct audit audit;

	set_up();
	((struct vsw_drop *)vec_at(&table.drops, 0))->frames = 5;
	audit_check(&audit, &table);
	CHECK(audit.problems.n == 2);
	CHECK(problem_at(&audit, 0)->row == row_at(1));
	CHECK(problem_at(&audit, 0)->left == 100 && problem_at(&audit, 0)->right == 101);
	CHECK(audit_difference(problem_at(&audit, 0)) == -1);
	CHECK_STR(problem_at(&audit, 1)->equation, "dropped = ingress drops");
	audit_free(&audit);
	stats_table_free(&table);
}

static void test_whole_switch(void)
{
	struct audit audit;

	set_up();
	row_at(1)->copies = 95;
	audit_check(&audit, &table);
	CHECK(audit.problems.n == 1 && !problem_at(&audit, 0)->row);
	CHECK(audit_difference(problem_at(&audit, 0)) == 5);
	audit_free(&audit);
	stats_table_free(&table);
}

static void test_deleted_ports(void)
{
	struct audit audit;

	set_up();
	row_at(2)->tx_frames = 82;
	audit_check(&audit, &table);
	CHECK(audit.problems.n == 1 && problem_at(&audit, 0)->row == row_at(2));
	audit_free(&audit);
	stats_table_free(&table);
}

static void test_bounds(void)
{
	struct audit_problem problem = { .left = UINT64_MAX };

	CHECK(audit_difference(&problem) == INT64_MAX);
	problem = (struct audit_problem){ .right = UINT64_MAX };
	CHECK(audit_difference(&problem) == -INT64_MAX);
}

static const struct unit_test tests[] = {
	{ "audit: books that balance", test_balanced },
	{ "audit: a switch without ports", test_empty },
	{ "audit: each counter counts", test_each_counter },
	{ "audit: drop reasons are added up", test_drops },
	{ "audit: copies of the whole switch", test_whole_switch },
	{ "audit: deleted ports", test_deleted_ports },
	{ "audit: differences have bounds", test_bounds },
};

const struct unit_suite suite_audit = { tests, ARRAY_LEN(tests) };
