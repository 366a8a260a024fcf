// SPDX-License-Identifier: GPL-2.0
/*
 * Adding up the books of a switch. See audit.h.
 *
 * Each row must balance by itself: what a port received is in one account
 * each, what was to leave by it was sent or dropped. Only in the sum of all
 * rows are there as many copies made as there are to send, for a copy is made
 * at the port where a frame enters and sent at another.
 */
#include <sys/param.h>

#include "audit.h"

static const char rx_equation[] =
	"rx_frames = forwarded + flooded + delivered + consumed + ingress drops";

static void compare(struct audit *audit, const struct vsw_stats *row, const char *equation,
		    uint64_t left, uint64_t right)
{
	struct audit_problem *problem;

	if (left == right)
		return;
	problem = vec_push(&audit->problems);
	problem->row = row;
	problem->equation = equation;
	problem->left = left;
	problem->right = right;
}

static uint64_t sum_drops(const struct stats_table *table, const struct vsw_stats *row,
			  uint32_t direction)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < row->ndrops; i++) {
		const struct vsw_drop *drop = vec_at(&table->drops, row->first_drop + i);

		if (drop->direction == direction)
			sum += drop->frames;
	}
	return sum;
}

static void check_row(struct audit *audit, const struct stats_table *table,
		      const struct vsw_stats *row)
{
	uint64_t ingress = sum_drops(table, row, VSWITCH_DIRECTION_INGRESS);
	uint64_t egress = sum_drops(table, row, VSWITCH_DIRECTION_EGRESS);

	compare(audit, row, rx_equation, row->rx_frames, row->forwarded + row->flooded +
		row->delivered + row->consumed + ingress);
	compare(audit, row, "dropped = ingress drops", row->dropped, ingress);
	compare(audit, row, "tx_copies = tx_frames + egress drops", row->tx_copies,
		row->tx_frames + egress);
	compare(audit, row, "tx_dropped = egress drops", row->tx_dropped, egress);
}

static void add(struct vsw_stats *sum, const struct vsw_stats *row)
{
	sum->rx_frames += row->rx_frames;
	sum->forwarded += row->forwarded;
	sum->flooded += row->flooded;
	sum->delivered += row->delivered;
	sum->consumed += row->consumed;
	sum->dropped += row->dropped;
	sum->copies += row->copies;
	sum->tx_copies += row->tx_copies;
	sum->tx_frames += row->tx_frames;
	sum->tx_dropped += row->tx_dropped;
}

/**
 * audit_check - add up the books of a switch
 * @audit: the result; give it back with audit_free(). Its problems point into
 *	@table
 * @table: the counters of all ports of the switch, and of deleted ones
 */
void audit_check(struct audit *audit, const struct stats_table *table)
{
	size_t i;

	memset(audit, 0, sizeof(*audit));
	audit->problems.size = sizeof(struct audit_problem);
	for (i = 0; i < table->rows.n; i++) {
		const struct vsw_stats *row = vec_at(&table->rows, i);

		audit->ports += row->has & 1u << VSWITCH_A_STATS_PORT && row->port;
		check_row(audit, table, row);
		add(&audit->sum, row);
	}
	compare(audit, NULL, "copies = tx_copies", audit->sum.copies, audit->sum.tx_copies);
}

/**
 * audit_free - give the memory back
 * @audit: the result of audit_check()
 */
void audit_free(struct audit *audit)
{
	vec_free(&audit->problems);
}

/**
 * audit_difference - left side less right side
 * @problem: the equation
 *
 * Return: the difference; what an int64_t cannot hold becomes its bound.
 */
int64_t audit_difference(const struct audit_problem *problem)
{
	if (problem->left >= problem->right)
		return (int64_t)MIN(problem->left - problem->right, (uint64_t)INT64_MAX);
	return -(int64_t)MIN(problem->right - problem->left, (uint64_t)INT64_MAX);
}
