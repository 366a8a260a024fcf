/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rules that can never match, because one earlier rule covers them; and ACLs
 * that are dearer than they have to be.
 *
 * Owns what "covers" means. Called by cmd_acl.c.
 */
#ifndef VSWITCHCTL_ACL_LINT_H
#define VSWITCHCTL_ACL_LINT_H

#include "acl_msg.h"

/**
 * struct lint_set - members of a set, in the order of their dump
 * @sw: interface index of the switch
 * @name: its name
 * @first: index of its first member
 * @n: how many
 */
struct lint_set {
	uint32_t sw;
	char name[ACL_NAME_SIZE];
	size_t first;
	size_t n;
};

/**
 * struct lint_sets - sets that rules name
 * @sets: struct lint_set each
 * @members: struct vsw_member each, of all sets
 */
struct lint_sets {
	struct vec sets;
	struct vec members;
};

/**
 * struct lint_rule - what a rule matches, in as little memory as it takes
 * @row: index of the rule
 * @fields: bits of the fields that it matches
 * @decides: it has a verdict
 * @n: how many matches
 * @match: the matches
 * @value: their values
 */
struct lint_rule {
	size_t row;
	uint32_t fields;
	bool decides;
	size_t n;
	struct rule_match *match;
	struct rule_value *value;
};

void lint_rule_init(struct lint_rule *lint, const struct rule *rule);
void lint_rule_free(struct lint_rule *lint);
bool lint_covers(const struct lint_rule *by, const struct lint_rule *rule,
		 const struct lint_sets *sets, uint32_t sw);
int lint_run(struct ctl *ctl, const struct vsw_switch *sw, const char *acl);

#endif /* VSWITCHCTL_ACL_LINT_H */
