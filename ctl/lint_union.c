// SPDX-License-Identifier: GPL-2.0
/*
 * Do several rules together match all that another one does? Each of them covers
 * it but for one field, the same for all, and their values there together have
 * all of its own. See acl_lint.h.
 *
 * Called by acl_lint.c. Numbers, ports, MAC addresses and prefixes of IP are
 * spans of one line; what has another mask is not looked at. Pure.
 */
#include <string.h>

#include "acl_lint.h"

/* Values of all rules together that are looked at, at most. */
#define SPANS_MAX 65536

/* A family and a number of 128 bits, as memcmp() puts them in order. */
#define SPAN_BYTES 17

/* Values from @low to @high, which rule @by has. */
struct span {
	uint8_t low[SPAN_BYTES];
	uint8_t high[SPAN_BYTES];
	size_t by;
};

static bool has(const struct rule_value *value, unsigned int attr)
{
	return value->has & 1u << attr;
}

static void put_number(uint8_t *to, uint32_t number)
{
	size_t i;

	for (i = SPAN_BYTES; i-- > SPAN_BYTES - sizeof(number); number >>= 8)
		to[i] = (uint8_t)number;
}

static bool from_address(const struct rule_value *value, struct span *span)
{
	bool ipv6 = has(value, VSWITCH_A_MATCH_VALUE_IPV6);
	size_t bytes = ipv6 ? sizeof(value->ipv6) : sizeof(value->ipv4);
	size_t bits = has(value, VSWITCH_A_MATCH_VALUE_PREFIX) ? value->prefix : bytes * 8;
	uint8_t *low = span->low + SPAN_BYTES - bytes, *high = span->high + SPAN_BYTES - bytes;
	size_t i;

	if (bits > bytes * 8)
		return false;
	span->low[0] = ipv6 ? 6 : 4;
	span->high[0] = span->low[0];
	memcpy(low, ipv6 ? value->ipv6 : value->ipv4, bytes);
	for (i = 0; i < bytes; i++) {
		size_t fixed = bits > i * 8 ? bits - i * 8 : 0;
		uint8_t host = fixed < 8 ? 0xff >> fixed : 0;

		high[i] = low[i] | host;
		low[i] &= (uint8_t)~host;
	}
	return true;
}

/* False for what is no span. */
static bool to_span(uint32_t field, const struct rule_value *value, struct span *span)
{
	memset(span, 0, sizeof(*span));
	switch (rule_fields[field].kind) {
	case RULE_ADDRESS:
		return from_address(value, span);
	case RULE_MAC:
		memcpy(span->low + SPAN_BYTES - sizeof(value->mac), value->mac,
		       sizeof(value->mac));
		memcpy(span->high, span->low, sizeof(span->high));
		return !has(value, VSWITCH_A_MATCH_VALUE_MAC_MASK);
	case RULE_NUMBER:
	case RULE_PORT:
		put_number(span->low, value->low);
		put_number(span->high, has(value, VSWITCH_A_MATCH_VALUE_HIGH) ? value->high :
			   value->low);
		return !has(value, VSWITCH_A_MATCH_VALUE_MASK);
	default:
		return false;
	}
}

static int by_low(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return memcmp(x->low, y->low, SPAN_BYTES);
}

static int by_index(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Take the number behind @from; that is not the highest one. */
static void next_of(uint8_t *to, const uint8_t *from)
{
	size_t i;

	memcpy(to, from, SPAN_BYTES);
	for (i = SPAN_BYTES; i-- > 1 && !++to[i];)
		;
}

/* Go from the lowest value to the highest, by as few spans as it takes. */
static bool is_spanned(const struct span *want, const struct vec *spans, struct vec *found)
{
	const struct span *best = NULL;
	uint8_t need[SPAN_BYTES];
	size_t i = 0;

	memcpy(need, want->low, sizeof(need));
	for (;;) {
		for (; i < spans->n; i++) {
			const struct span *span = vec_at(spans, i);

			if (memcmp(span->low, need, SPAN_BYTES) > 0)
				break;
			if (!best || memcmp(span->high, best->high, SPAN_BYTES) > 0)
				best = span;
		}
		if (!best || memcmp(best->high, need, SPAN_BYTES) < 0)
			return false;
		*(size_t *)vec_push(found) = best->by;
		if (memcmp(best->high, want->high, SPAN_BYTES) >= 0)
			return true;
		next_of(need, best->high);
	}
}

static bool collect(const struct lint_rule *rules, const struct vec *parts, uint32_t field,
		    const struct lint_sets *sets, uint32_t sw, struct vec *spans)
{
	struct lint_values values;
	size_t i, k;

	for (i = 0; i < parts->n; i++) {
		const struct lint_part *part = vec_at(parts, i);

		if (part->field != field ||
		    !lint_values_of(&rules[part->by], field, sets, sw, &values))
			continue;
		if (values.n > SPANS_MAX - spans->n)
			return false;
		for (k = 0; k < values.n; k++) {
			struct rule_value value = lint_value_at(&values, k);
			struct span *span = vec_push(spans);

			if (to_span(field, &value, span))
				span->by = part->by;
			else
				spans->n--;
		}
	}
	if (spans->n)
		qsort(spans->data, spans->n, spans->size, by_low);
	return true;
}

/**
 * lint_together - do rules cover another one together?
 * @rules: all rules
 * @parts: struct lint_part of those that do but for a field
 * @field: the field
 * @rule: the other
 * @sets: sets that they use
 * @sw: interface index of their switch
 * @found: of size_t; the indices of those that it takes are put here, in order
 *
 * Return: true when that is certain.
 */
bool lint_together(const struct lint_rule *rules, const struct vec *parts, uint32_t field,
		   const struct lint_rule *rule, const struct lint_sets *sets, uint32_t sw,
		   struct vec *found)
{
	struct vec spans = { .size = sizeof(struct span) };
	struct lint_values values;
	struct span want;
	size_t *index, i, n = 0;
	bool is;

	found->n = 0;
	is = lint_values_of(rule, field, sets, sw, &values) && values.n && !values.negate &&
	     collect(rules, parts, field, sets, sw, &spans);
	for (i = 0; is && i < values.n; i++) {
		struct rule_value value = lint_value_at(&values, i);

		is = to_span(field, &value, &want) && is_spanned(&want, &spans, found);
	}
	vec_free(&spans);
	if (!is) {
		found->n = 0;
		return false;
	}
	index = found->data;
	qsort(index, found->n, sizeof(*index), by_index);
	for (i = 0; i < found->n; i++) {
		if (!n || index[n - 1] != index[i])
			index[n++] = index[i];
	}
	found->n = n;
	return true;
}
