// SPDX-License-Identifier: GPL-2.0
/*
 * Does one rule match all that another does? See acl_lint.h.
 *
 * Called by acl_lint.c. Field by field: each match of the rule that covers must
 * follow from the values that the other has for the same field, which also has
 * the frame have that field. What does not follow so may still be true; it is
 * not claimed. Pure.
 */
#include <string.h>

#include "acl_lint.h"

/* Pairs of values that are compared, at most; more is not worth the time. */
#define PAIRS_MAX 4000000

static bool has(const struct rule_value *value, unsigned int attr)
{
	return value->has & 1u << attr;
}

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned int bits)
{
	uint8_t mask = (uint8_t)~(0xff >> bits % 8);

	return !memcmp(a, b, bits / 8) && (!mask || !((a[bits / 8] ^ b[bits / 8]) & mask));
}

/* How two values lie to each other. */
enum relation {
	RELATION_UNKNOWN,
	RELATION_INSIDE,
	RELATION_APART,
};

/* Is @a inside of @b, or apart from it? */
static enum relation relate_addresses(const struct rule_value *a, const struct rule_value *b)
{
	bool ipv6 = has(a, VSWITCH_A_MATCH_VALUE_IPV6);
	unsigned int full = ipv6 ? 128 : 32;
	unsigned int of_a = has(a, VSWITCH_A_MATCH_VALUE_PREFIX) ? a->prefix : full;
	unsigned int of_b = has(b, VSWITCH_A_MATCH_VALUE_PREFIX) ? b->prefix : full;

	if (ipv6 != has(b, VSWITCH_A_MATCH_VALUE_IPV6))
		return RELATION_APART;
	if (of_a > full || of_b > full)
		return RELATION_UNKNOWN;
	if (!same_bits(ipv6 ? a->ipv6 : a->ipv4, ipv6 ? b->ipv6 : b->ipv4,
		       of_a < of_b ? of_a : of_b))
		return RELATION_APART;
	return of_b <= of_a ? RELATION_INSIDE : RELATION_UNKNOWN;
}

/* Bits that count, and what they are. */
static enum relation relate_masks(uint64_t a, uint64_t a_mask, uint64_t b, uint64_t b_mask)
{
	if ((a ^ b) & a_mask & b_mask)
		return RELATION_APART;
	return b_mask & ~a_mask ? RELATION_UNKNOWN : RELATION_INSIDE;
}

static uint64_t mac_number(const uint8_t mac[6])
{
	uint64_t number = 0;
	size_t i;

	for (i = 0; i < 6; i++)
		number = number << 8 | mac[i];
	return number;
}

static uint64_t mac_mask(const struct rule_value *value)
{
	return has(value, VSWITCH_A_MATCH_VALUE_MAC_MASK) ? mac_number(value->mac_mask) :
		0xffffffffffffull;
}

static enum relation relate_frags(uint32_t a, uint32_t b)
{
	if (a == b || b == VSWITCH_ACL_FRAG_ANY)
		return RELATION_INSIDE;
	return a == VSWITCH_ACL_FRAG_ANY ? RELATION_UNKNOWN : RELATION_APART;
}

static enum relation relate_numbers(const struct rule_value *a, const struct rule_value *b)
{
	uint32_t a_high = has(a, VSWITCH_A_MATCH_VALUE_HIGH) ? a->high : a->low;
	uint32_t b_high = has(b, VSWITCH_A_MATCH_VALUE_HIGH) ? b->high : b->low;
	bool masks = has(a, VSWITCH_A_MATCH_VALUE_MASK) || has(b, VSWITCH_A_MATCH_VALUE_MASK);

	if (masks && (a_high != a->low || b_high != b->low))
		return RELATION_UNKNOWN;
	if (masks)
		return relate_masks(a->low,
				    has(a, VSWITCH_A_MATCH_VALUE_MASK) ? a->mask : UINT32_MAX,
				    b->low,
				    has(b, VSWITCH_A_MATCH_VALUE_MASK) ? b->mask : UINT32_MAX);
	if (a->low > b_high || b->low > a_high)
		return RELATION_APART;
	return a->low >= b->low && a_high <= b_high ? RELATION_INSIDE : RELATION_UNKNOWN;
}

static enum relation relate(uint32_t field, const struct rule_value *a,
			    const struct rule_value *b)
{
	switch (rule_fields[field].kind) {
	case RULE_ADDRESS:
		return relate_addresses(a, b);
	case RULE_MAC:
		return relate_masks(mac_number(a->mac), mac_mask(a), mac_number(b->mac),
				    mac_mask(b));
	case RULE_WORD:
		return relate_frags(a->low, b->low);
	case RULE_NOTHING:
		return RELATION_UNKNOWN;
	default:
		return relate_numbers(a, b);
	}
}

/* Is each of @a inside of one of @b? */
static bool all_inside(uint32_t field, const struct lint_values *a, const struct lint_values *b)
{
	size_t i, j;

	for (i = 0; i < a->n; i++) {
		struct rule_value x = lint_value_at(a, i);

		for (j = 0; j < b->n; j++) {
			struct rule_value y = lint_value_at(b, j);

			if (relate(field, &x, &y) == RELATION_INSIDE)
				break;
		}
		if (j == b->n)
			return false;
	}
	return true;
}

/* Is each of @a apart from all of @b? */
static bool all_apart(uint32_t field, const struct lint_values *a, const struct lint_values *b)
{
	size_t i, j;

	for (i = 0; i < a->n; i++) {
		struct rule_value x = lint_value_at(a, i);

		for (j = 0; j < b->n; j++) {
			struct rule_value y = lint_value_at(b, j);

			if (relate(field, &x, &y) != RELATION_APART)
				return false;
		}
	}
	return true;
}

static bool same_set(const struct rule_match *a, const struct rule_match *b)
{
	return a->has & b->has & 1u << VSWITCH_A_MATCH_SET && !strcmp(a->set, b->set);
}

/* Does @by hold wherever the match of @rule on that field does? */
static bool follows(const struct rule_match *by, const struct lint_values *a,
		    const struct lint_values *b)
{
	/* All but these may be any of the values that the field can have. */
	if (a->negate && !by->negate)
		return false;
	/* A set without members is about to get some. */
	if (!a->n || !b->n || a->n > PAIRS_MAX / b->n)
		return false;
	if (!by->negate)
		return all_inside(by->field, a, b);
	if (!a->negate)
		return all_apart(by->field, a, b);
	return all_inside(by->field, b, a);
}

/* It does not: could it, together with other rules? */
static bool helps(uint32_t field, const struct lint_values *a, const struct lint_values *b)
{
	if (a->negate || b->negate || !a->n || !b->n || a->n > PAIRS_MAX / b->n)
		return false;
	return !all_apart(field, a, b);
}

/**
 * lint_missing - where a rule does not cover another one
 * @by: the rule that may
 * @rule: the other
 * @sets: sets that they use
 * @sw: interface index of their switch
 * @field: where that is one field, and @by has some of the values there, it is
 *	put here
 *
 * Return: 0 when it is certain that @by matches all that @rule does, 1 when it
 * does but for @field, 2 for anything else.
 */
int lint_missing(const struct lint_rule *by, const struct lint_rule *rule,
		 const struct lint_sets *sets, uint32_t sw, uint32_t *field)
{
	static const uint32_t malformed = 1u << VSWITCH_ACL_FIELD_MALFORMED;
	struct lint_values a, b;
	int missing = 0;
	size_t i;

	/* A frame whose headers make no sense is matched by no other rule. */
	if (by->fields & ~(rule->fields | rule->implied) ||
	    (by->fields ^ rule->fields) & malformed)
		return 2;
	for (i = 0; i < by->n; i++) {
		const struct rule_match *match = &by->match[i];
		const struct rule_match *other = lint_find(rule, match->field);

		if (match->field >= RULE_FIELDS)
			return 2;
		if (match->field == VSWITCH_ACL_FIELD_MALFORMED) {
			if (match->negate || other->negate)
				return 2;
			continue;
		}
		if (other && same_set(match, other) && match->negate == other->negate)
			continue;
		if (!lint_values_of(rule, match->field, sets, sw, &a) ||
		    !lint_values_of(by, match->field, sets, sw, &b))
			return 2;
		if (follows(match, &a, &b))
			continue;
		if (missing++ || !helps(match->field, &a, &b))
			return 2;
		*field = match->field;
	}
	return missing;
}

/**
 * lint_covers - does a rule match all that another one does?
 * @by: the rule that may
 * @rule: the other
 * @sets: sets that they use
 * @sw: interface index of their switch
 *
 * Return: true when that is certain.
 */
bool lint_covers(const struct lint_rule *by, const struct lint_rule *rule,
		 const struct lint_sets *sets, uint32_t sw)
{
	uint32_t field;

	return !lint_missing(by, rule, sets, sw, &field);
}
