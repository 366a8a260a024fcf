/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The arithmetic of the audit: do the books of a switch balance?
 *
 * Owned by audit.c, which only calculates; called by cmd_audit.c and the unit
 * tests.
 */
#ifndef VSWITCHCTL_AUDIT_H
#define VSWITCHCTL_AUDIT_H

#include <stdint.h>

#include "parse.h"

/**
 * struct audit_problem - an equation that does not hold
 * @row: the counters it is about; NULL for the switch as a whole
 * @equation: the equation, in the keys of "stats show"
 * @left: value of its left side
 * @right: value of its right side
 */
struct audit_problem {
	const struct vsw_stats *row;
	const char *equation;
	uint64_t left;
	uint64_t right;
};

/**
 * struct audit - the books of a switch
 * @sum: all rows added up
 * @ports: rows of ports, without the host's and that of deleted ones
 * @problems: of struct audit_problem; none when the books balance
 */
struct audit {
	struct vsw_stats sum;
	size_t ports;
	struct vec problems;
};

void audit_check(struct audit *audit, const struct stats_table *table);
void audit_free(struct audit *audit);
int64_t audit_difference(const struct audit_problem *problem);

#endif /* VSWITCHCTL_AUDIT_H */
