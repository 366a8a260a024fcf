// SPDX-License-Identifier: GPL-2.0
/*
 * Matches are made here. Called by control, process context, for what it has
 * checked for sense. Compiles in user space, too.
 *
 * A field with one value is a part of the words. A list is a check, and so are
 * a range, a negation and a set. A list of values that could be words each
 * makes a key of the classifier for each of them, as long as they are few.
 */
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "match.h"
#include "match_priv.h"

/**
 * struct draft - a match, while it is planned
 * @mask: of the words
 * @value: of the words
 * @check: which of what is wanted are to be checks
 * @n_checks: how many
 * @bytes: of all values of checks
 */
struct draft {
	struct vsw_flow mask;
	struct vsw_flow value;
	u8 check[VSW_MATCH_FIELDS];
	u8 n_checks;
	u32 bytes;
};

const struct vsw_field vsw_fields[VSW_MATCH_FIELDS] = {
	[VSWITCH_ACL_FIELD_SMAC] = { VSW_FLOW_SMAC, 0, 16, 48 },
	[VSWITCH_ACL_FIELD_DMAC] = { VSW_FLOW_DMAC, 0, 16, 48 },
	[VSWITCH_ACL_FIELD_ETHERTYPE] = { VSW_FLOW_SMAC, 0, 0, 16 },
	[VSWITCH_ACL_FIELD_VID] = { VSW_FLOW_META, 0, 0, 12 },
	[VSWITCH_ACL_FIELD_PCP] = { VSW_FLOW_META, 0, 12, 3 },
	[VSWITCH_ACL_FIELD_SRC] = {
		VSW_FLOW_IPV4, VSW_FLOW_SRC6, 32, 32, VSW_META_IP
	},
	[VSWITCH_ACL_FIELD_DST] = {
		VSW_FLOW_IPV4, VSW_FLOW_DST6, 0, 32, VSW_META_IP
	},
	[VSWITCH_ACL_FIELD_PROTO] = { VSW_FLOW_META, 0, 32, 8, VSW_META_IP },
	[VSWITCH_ACL_FIELD_SPORT] = { VSW_FLOW_L4, 0, 48, 16, VSW_META_PORTS },
	[VSWITCH_ACL_FIELD_DPORT] = { VSW_FLOW_L4, 0, 32, 16, VSW_META_PORTS },
	[VSWITCH_ACL_FIELD_TCP_FLAGS] = { VSW_FLOW_L4, 0, 0, 12, VSW_META_TCP },
	[VSWITCH_ACL_FIELD_ICMP_TYPE] = {
		VSW_FLOW_L4, 0, 56, 8, VSW_META_ICMP
	},
	[VSWITCH_ACL_FIELD_ICMP_CODE] = {
		VSW_FLOW_L4, 0, 48, 8, VSW_META_ICMP
	},
	[VSWITCH_ACL_FIELD_ICMP6_TYPE] = {
		VSW_FLOW_L4, 0, 56, 8, VSW_META_ICMP6
	},
	[VSWITCH_ACL_FIELD_ICMP6_CODE] = {
		VSW_FLOW_L4, 0, 48, 8, VSW_META_ICMP6
	},
	[VSWITCH_ACL_FIELD_DSCP] = { VSW_FLOW_META, 0, 40, 6, VSW_META_IP },
	/* two bits: a fragment, and not the first */
	[VSWITCH_ACL_FIELD_FRAG] = { VSW_FLOW_META, 0, 48, 2, VSW_META_IP },
	[VSWITCH_ACL_FIELD_ARP_OP] = { VSW_FLOW_L4, 0, 48, 16, VSW_META_ARP },
	[VSWITCH_ACL_FIELD_ARP_SPA] = {
		VSW_FLOW_IPV4, 0, 32, 32, VSW_META_ARP
	},
	[VSWITCH_ACL_FIELD_ARP_TPA] = { VSW_FLOW_IPV4, 0, 0, 32, VSW_META_ARP },
	[VSWITCH_ACL_FIELD_LEN] = { VSW_FLOW_META, 0, 16, 16 },
	[VSWITCH_ACL_FIELD_IN_PORT] = { VSW_FLOW_DMAC, 0, 0, 16 },
	[VSWITCH_ACL_FIELD_MALFORMED] = { VSW_FLOW_META, 0, 50, 1 },
};

/* Which lists have keys first: those that tell the most flows apart. */
static const u8 expand_order[] = {
	VSWITCH_ACL_FIELD_DST, VSWITCH_ACL_FIELD_SRC,
	VSWITCH_ACL_FIELD_ARP_TPA, VSWITCH_ACL_FIELD_ARP_SPA,
	VSWITCH_ACL_FIELD_DMAC, VSWITCH_ACL_FIELD_SMAC,
	VSWITCH_ACL_FIELD_DPORT, VSWITCH_ACL_FIELD_SPORT,
	VSWITCH_ACL_FIELD_IN_PORT, VSWITCH_ACL_FIELD_VID,
	VSWITCH_ACL_FIELD_ETHERTYPE, VSWITCH_ACL_FIELD_PROTO,
	VSWITCH_ACL_FIELD_ICMP_TYPE, VSWITCH_ACL_FIELD_ICMP6_TYPE,
	VSWITCH_ACL_FIELD_DSCP, VSWITCH_ACL_FIELD_PCP,
	VSWITCH_ACL_FIELD_ARP_OP,
};

static u64 all_bits(u32 field)
{
	return GENMASK_ULL(vsw_fields[field].bits - 1, 0);
}

static bool is_mac(u32 field)
{
	return field == VSWITCH_ACL_FIELD_SMAC ||
	       field == VSWITCH_ACL_FIELD_DMAC;
}

static bool is_range(const struct vsw_value *value)
{
	return value->high > value->low;
}

/* Fragments are asked for by name. */
static struct vsw_number frag_number(u64 which)
{
	switch (which) {
	case VSWITCH_ACL_FRAG_FIRST:
		return (struct vsw_number){ .mask = 3, .low = 1 };
	case VSWITCH_ACL_FRAG_LATER:
		return (struct vsw_number){ .mask = 3, .low = 3 };
	}
	return (struct vsw_number){ .mask = 1, .low = 1 };
}

static struct vsw_number value_number(u32 field, const struct vsw_value *value)
{
	u32 all = all_bits(field);

	if (field == VSWITCH_ACL_FIELD_FRAG)
		return frag_number(value->low);
	if (is_range(value))
		return (struct vsw_number){
			.mask = all,
			.low = value->low,
			.span = value->high - value->low,
		};
	return (struct vsw_number){
		.mask = value->mask & all,
		.low = value->low & value->mask & all,
	};
}

static struct vsw_masked value_masked(u32 field, const struct vsw_value *value)
{
	struct vsw_number number;

	if (is_mac(field))
		return (struct vsw_masked){
			.mask = value->mask & all_bits(field),
			.value = value->low & value->mask & all_bits(field),
		};
	number = value_number(field, value);
	return (struct vsw_masked){ .mask = number.mask, .value = number.low };
}

static struct vsw_masked6 value_masked6(const struct vsw_value *value)
{
	return (struct vsw_masked6){
		.mask = { value->ip6_mask[0], value->ip6_mask[1] },
		.value = { value->ip6[0] & value->ip6_mask[0],
			   value->ip6[1] & value->ip6_mask[1] },
	};
}

static bool is_ip6(u32 field, const struct vsw_value *value)
{
	return vsw_fields[field].word6 && value->family == 6;
}

/* How many of the values are IPv6 addresses. */
static u32 count_ip6(const struct vsw_want *want)
{
	u32 i, n = 0;

	for (i = 0; i < want->n; i++)
		n += is_ip6(want->field, &want->value[i]);
	return n;
}

/* Bytes of the values of a check. */
static u32 value_bytes(const struct vsw_want *want)
{
	u32 n6 = count_ip6(want), n = want->n - n6;

	if (is_mac(want->field))
		return n * sizeof(struct vsw_masked);
	return ALIGN(n * sizeof(struct vsw_number) +
		     n6 * sizeof(struct vsw_masked6), sizeof(u64));
}

/* What is known of the family by a list of addresses. */
static void plan_family(struct draft *d, const struct vsw_want *want)
{
	u32 n6 = count_ip6(want);

	if (want->negate || want->set || !want->n)
		return;
	if (n6 == want->n)
		vsw_match_need(&d->mask, &d->value, VSW_META_IP6);
	else if (!n6)
		vsw_match_need(&d->mask, &d->value, VSW_META_IP4);
}

static void plan_check(struct draft *d, const struct vsw_want *want, u32 i)
{
	if (vsw_fields[want->field].word6)
		plan_family(d, want);
	d->check[d->n_checks++] = i;
	d->bytes += value_bytes(want);
}

static void plan_one(struct draft *d, const struct vsw_want *want, u32 i)
{
	const struct vsw_value *value = want->value;
	struct vsw_masked6 masked6;

	if (want->field == VSWITCH_ACL_FIELD_MALFORMED) {
		if (!want->negate)
			vsw_match_need(&d->mask, &d->value, VSW_META_MALFORMED);
		return;
	}
	vsw_match_need(&d->mask, &d->value, vsw_fields[want->field].has);
	if (want->negate || want->set || want->n != 1 || is_range(value)) {
		plan_check(d, want, i);
	} else if (is_ip6(want->field, value)) {
		masked6 = value_masked6(value);
		vsw_match_put6(&d->mask, &d->value, want->field, &masked6);
	} else {
		vsw_match_put(&d->mask, &d->value, want->field,
			      value_masked(want->field, value));
	}
}

static void plan(struct draft *d, const struct vsw_want *want, u32 n)
{
	u32 i;

	memset(d, 0, sizeof(*d));
	/* without that match, those that are malformed are not matched */
	d->mask.word[VSW_FLOW_META] = VSW_META_MALFORMED;
	for (i = 0; i < n; i++)
		plan_one(d, &want[i], i);
}

static void fill_words(struct vsw_match *match, const struct draft *d)
{
	u32 i, n = 0;

	for (i = 0; i < VSW_FLOW_WORDS; i++) {
		if (!d->mask.word[i])
			continue;
		match->index |= (u64)i << (n * VSW_MATCH_INDEX);
		match->word[n].mask = d->mask.word[i];
		match->word[n].value = d->value.word[i];
		n++;
	}
}

static void fill_values(struct vsw_match *match, const struct vsw_check *check,
			const struct vsw_want *want)
{
	struct vsw_number *number = (void *)vsw_check_numbers(match, check);
	struct vsw_masked6 *ip6 = (void *)vsw_check_ip6(match, check);
	struct vsw_masked *mac = (void *)vsw_check_macs(match, check);
	u32 i;

	for (i = 0; i < want->n; i++) {
		if (is_mac(want->field))
			*mac++ = value_masked(want->field, &want->value[i]);
		else if (is_ip6(want->field, &want->value[i]))
			*ip6++ = value_masked6(&want->value[i]);
		else
			*number++ = value_number(want->field, &want->value[i]);
	}
}

/* Fill a check, whose values begin @at. Return: where the next ones do. */
static u32 fill_check(struct vsw_match *match, struct vsw_check *check,
		      const struct vsw_want *want, u32 at)
{
	check->field = want->field;
	if (want->negate)
		check->flags |= VSW_CHECK_NEGATE;
	if (is_mac(want->field))
		check->flags |= VSW_CHECK_MAC;
	if (vsw_fields[want->field].word6)
		check->flags |= VSW_CHECK_ADDRESS;
	check->n6 = count_ip6(want);
	check->n = want->n - check->n6;
	check->set = want->set;
	check->at = at;
	fill_values(match, check, want);
	return at + value_bytes(want);
}

/* Can each value be a key? */
static bool can_expand(const struct vsw_match *match,
		       const struct vsw_check *check)
{
	const struct vsw_number *number = vsw_check_numbers(match, check);
	u32 i;

	if (check->set || check->flags & VSW_CHECK_NEGATE ||
	    check->n + check->n6 == 0)
		return false;
	if (check->flags & VSW_CHECK_MAC)
		return true;
	for (i = 0; i < check->n; i++)
		if (number[i].span)
			return false;
	return true;
}

static void expand(struct vsw_match *match)
{
	struct vsw_check *check = (void *)vsw_match_checks(match);
	u32 i, k, n;

	match->n_terms = 1;
	for (i = 0; i < ARRAY_SIZE(expand_order); i++) {
		for (k = 0; k < match->n_checks; k++) {
			n = check[k].n + check[k].n6;
			if (check[k].field != expand_order[i] ||
			    match->n_terms * n > VSW_MATCH_TERMS ||
			    !can_expand(match, &check[k]))
				continue;
			check[k].flags |= VSW_CHECK_EXPAND;
			match->n_terms *= n;
		}
	}
}

/**
 * vsw_match_create() - make a match
 * @want: what it is to look for, all of which must hold
 * @n: how many of these; at most one a field
 * @owner: what vsw_classify() is to return
 * @gfp: as for vsw_conf_edit()
 *
 * Context: process context.
 * Return: the match, or NULL when out of memory.
 */
struct vsw_match *vsw_match_create(const struct vsw_want *want, u32 n,
				   void *owner, gfp_t gfp)
{
	struct vsw_match *match;
	struct vsw_check *check;
	u32 i, at, words = 0;
	struct draft d;

	if (WARN_ON_ONCE(n > VSW_MATCH_FIELDS))
		return NULL;
	plan(&d, want, n);
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		words += !!d.mask.word[i];
	at = sizeof(*match) + words * sizeof(*match->word) +
	     d.n_checks * sizeof(*check);
	match = kvzalloc(at + d.bytes, gfp);
	if (!match)
		return NULL;
	match->owner = owner;
	match->n_words = words;
	match->n_checks = d.n_checks;
	match->eights = (at + d.bytes) / 8;
	fill_words(match, &d);
	check = (void *)vsw_match_checks(match);
	for (i = 0; i < d.n_checks; i++)
		at = fill_check(match, &check[i], &want[d.check[i]], at);
	expand(match);
	return match;
}

/**
 * vsw_match_destroy() - free a match
 * @match: what no classifier has any more; may be NULL
 *
 * Context: any.
 */
void vsw_match_destroy(struct vsw_match *match)
{
	kvfree(match);
}

/**
 * vsw_match_size() - what a match costs
 * @match: the match
 *
 * Return: bytes.
 */
size_t vsw_match_size(const struct vsw_match *match)
{
	return 8 * match->eights;
}

/**
 * vsw_match_interest() - which bits of a flow does a match look at?
 * @match: the match
 * @mask: VSW_FLOW_WORDS words, to which they are added
 */
void vsw_match_interest(const struct vsw_match *match, u64 *mask)
{
	const struct vsw_check *check = vsw_match_checks(match);
	const struct vsw_field *field;
	u32 i;

	for (i = 0; i < match->n_words; i++)
		mask[vsw_match_index(match, i)] |= match->word[i].mask;
	for (i = 0; i < match->n_checks; i++) {
		field = &vsw_fields[check[i].field];
		mask[field->word] |= all_bits(check[i].field) << field->shift;
		if (!field->word6)
			continue;
		/* which of both it looks at depends on the family */
		mask[VSW_FLOW_META] |= VSW_META_IP4;
		mask[field->word6] = ~0ULL;
		mask[field->word6 + 1] = ~0ULL;
	}
}
