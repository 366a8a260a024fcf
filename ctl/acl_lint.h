/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rules that can never match, because they contradict themselves, or because
 * earlier rules cover them; and ACLs that are dearer than they have to be.
 *
 * Owns what "covers" means. lint_fields.c knows what a rule says of each field,
 * lint_cover.c compares two rules, lint_union.c several with one. Called by
 * cmd_acl.c.
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
 * @implied: of the fields that a frame has where it does, those whose values
 *	are known; what a match of its own says goes first
 * @families: which EtherTypes such a frame can have
 * @contradiction: why there is no such frame, or NULL
 * @decides: it has a verdict
 * @n: how many matches
 * @match: the matches
 * @value: their values
 */
struct lint_rule {
	size_t row;
	uint32_t fields;
	uint32_t implied;
	uint32_t families;
	const char *contradiction;
	bool decides;
	size_t n;
	struct rule_match *match;
	struct rule_value *value;
};

/**
 * struct lint_values - what a rule says of a field
 * @negate: any but these
 * @value: the values, or NULL
 * @member: instead, the members of a set
 * @n: how many
 */
struct lint_values {
	bool negate;
	const struct rule_value *value;
	const struct vsw_member *member;
	size_t n;
};

/**
 * struct lint_part - a rule that covers another one but for a field
 * @field: the field
 * @by: index of the rule
 */
struct lint_part {
	uint32_t field;
	size_t by;
};

void lint_rule_init(struct lint_rule *lint, const struct rule *rule);
void lint_rule_free(struct lint_rule *lint);
const struct rule_match *lint_find(const struct lint_rule *rule, uint32_t field);
bool lint_values_of(const struct lint_rule *rule, uint32_t field,
		    const struct lint_sets *sets, uint32_t sw, struct lint_values *values);
struct rule_value lint_value_at(const struct lint_values *values, size_t i);
int lint_missing(const struct lint_rule *by, const struct lint_rule *rule,
		 const struct lint_sets *sets, uint32_t sw, uint32_t *field);
bool lint_covers(const struct lint_rule *by, const struct lint_rule *rule,
		 const struct lint_sets *sets, uint32_t sw);
bool lint_together(const struct lint_rule *rules, const struct vec *parts, uint32_t field,
		   const struct lint_rule *rule, const struct lint_sets *sets, uint32_t sw,
		   struct vec *found);
int lint_run(struct ctl *ctl, const struct vsw_switch *sw, const char *acl);

#endif /* VSWITCHCTL_ACL_LINT_H */
