// SPDX-License-Identifier: GPL-2.0
/*
 * Under which keys the classifier finds a match. Called by classify_build.c,
 * process context. Compiles in user space, too.
 *
 * The usual keys have one of few masks, and say nothing of ranges. Where these
 * do not tell enough matches apart, there are fine ones.
 */
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/string.h>

#include "match.h"
#include "match_priv.h"

/*
 * Blocks that ranges are made of are of 4^n numbers, so that there are few
 * masks; a range has a fourth of a block, at least.
 */
#define BLOCK_STEP 2

/* The bytes of a mask that are whole, from the first one on. */
static u64 whole_bytes(u64 mask, u32 bits)
{
	u64 kept = 0, byte;

	while (bits) {
		bits -= 8;
		byte = 0xffULL << bits;
		if ((mask & byte) != byte)
			break;
		kept |= byte;
	}
	return kept;
}

static u64 whole_field(u64 mask, u64 field)
{
	return (mask & field) == field ? field : 0;
}

/* Prefixes of IPv6 to 32, 48, 64 or 128 bits. */
static void quantize_ip6(u64 *mask)
{
	if (mask[0] == ~0ULL)
		mask[1] = mask[1] == ~0ULL ? mask[1] : 0;
	else
		mask[1] = 0;
	if (mask[0] != ~0ULL)
		mask[0] = whole_field(mask[0], GENMASK_ULL(63, 16)) ?:
			  whole_field(mask[0], GENMASK_ULL(63, 32));
}

/* The bits of VSW_META_HAS but for what others imply, for fewer shapes. */
static u64 needed(u64 mask)
{
	u64 has = mask & VSW_META_HAS;

	if (has & (VSW_META_IP4 | VSW_META_IP6 | VSW_META_PORTS |
		   VSW_META_TCP | VSW_META_ICMP | VSW_META_ICMP6))
		has &= ~VSW_META_IP;
	if (has & VSW_META_TCP)
		has &= ~VSW_META_PORTS;
	return has;
}

static u64 quantize_meta(u64 mask)
{
	return needed(mask) | (mask & (VSW_META_FRAG | VSW_META_LATER)) |
	       whole_field(mask, VSW_META_VID) |
	       whole_field(mask, VSW_META_PCP) |
	       whole_field(mask, VSW_META_LEN) |
	       whole_field(mask, VSW_META_PROTO) |
	       whole_field(mask, VSW_META_DSCP);
}

/*
 * Make one of few masks of any: then there are few tables, and their number
 * does not depend on which masks there were before.
 */
static void quantize(u64 *mask)
{
	u64 l4 = mask[VSW_FLOW_L4];

	mask[VSW_FLOW_SMAC] =
		whole_field(mask[VSW_FLOW_SMAC], GENMASK_ULL(63, 16)) |
		whole_field(mask[VSW_FLOW_SMAC], GENMASK_ULL(15, 0));
	mask[VSW_FLOW_DMAC] =
		whole_field(mask[VSW_FLOW_DMAC], GENMASK_ULL(63, 16)) |
		whole_field(mask[VSW_FLOW_DMAC], GENMASK_ULL(15, 0));
	mask[VSW_FLOW_META] = quantize_meta(mask[VSW_FLOW_META]);
	mask[VSW_FLOW_IPV4] =
		whole_bytes(mask[VSW_FLOW_IPV4] >> 32, 32) << 32 |
		whole_bytes(mask[VSW_FLOW_IPV4], 32);
	/* the source port, or type and code */
	mask[VSW_FLOW_L4] = whole_field(l4, GENMASK_ULL(63, 56)) |
			    whole_field(l4, GENMASK_ULL(55, 48)) |
			    whole_field(l4, GENMASK_ULL(47, 32)) |
			    whole_field(l4, GENMASK_ULL(11, 0));
	quantize_ip6(&mask[VSW_FLOW_SRC6]);
	quantize_ip6(&mask[VSW_FLOW_DST6]);
}

/* Fill what the words say. */
static void put_words(const struct vsw_match *match, struct vsw_flow *mask,
		      struct vsw_flow *value)
{
	u32 i;

	memset(mask, 0, sizeof(*mask));
	memset(value, 0, sizeof(*value));
	for (i = 0; i < match->n_words; i++) {
		mask->word[vsw_match_index(match, i)] = match->word[i].mask;
		value->word[vsw_match_index(match, i)] = match->word[i].value;
	}
}

/* How much of a range is below the bits of its blocks. */
static u32 block_shift(const struct vsw_number *number)
{
	return round_up(fls(number->span), BLOCK_STEP);
}

/* How many blocks a number is, or a range: never more than two. */
static u32 count_blocks(const struct vsw_number *number)
{
	u32 shift = block_shift(number);

	return 1 + ((number->low + number->span) >> shift) -
	       (number->low >> shift);
}

/* One of them. */
static struct vsw_masked block_of(const struct vsw_number *number, u32 block)
{
	u32 shift = block_shift(number);

	return (struct vsw_masked){
		.mask = number->mask & (~0U << shift),
		.value = ((number->low >> shift) + block) << shift,
	};
}

/* How many keys the values of a check are, for fine ones; 0 for none. */
static u32 count_fine(const struct vsw_match *match,
		      const struct vsw_check *check)
{
	const struct vsw_number *number = vsw_check_numbers(match, check);
	u32 i, n = check->n6;

	if (check->set || check->flags & VSW_CHECK_NEGATE)
		return 0;
	if (check->flags & VSW_CHECK_MAC)
		return check->n;
	for (i = 0; i < check->n; i++)
		n += count_blocks(&number[i]);
	return n;
}

/* Put one of the keys of count_fine(). */
static void put_fine(const struct vsw_match *match,
		     const struct vsw_check *check, u32 i,
		     struct vsw_flow *mask, struct vsw_flow *value)
{
	const struct vsw_number *number = vsw_check_numbers(match, check);

	if (i < check->n6) {
		vsw_match_put6(mask, value, check->field,
			       &vsw_check_ip6(match, check)[i]);
		return;
	}
	i -= check->n6;
	if (check->flags & VSW_CHECK_MAC) {
		vsw_match_put(mask, value, check->field,
			      vsw_check_macs(match, check)[i]);
		return;
	}
	for (; i >= count_blocks(number); number++)
		i -= count_blocks(number);
	vsw_match_put(mask, value, check->field, block_of(number, i));
}

/* No flow is of both families. */
static bool is_possible(const struct vsw_flow *value)
{
	const u64 families = VSW_META_IP4 | VSW_META_IP6;

	return (value->word[VSW_FLOW_META] & families) != families;
}

static void mask_words(const struct vsw_flow *mask, struct vsw_flow *value)
{
	u32 i;

	for (i = 0; i < VSW_FLOW_WORDS; i++)
		value->word[i] &= mask->word[i];
}

/**
 * vsw_match_term() - one of the keys by which the classifier finds a match
 * @match: the match
 * @term: which one, from 0 on, below vsw_match.n_terms
 * @mask: the bits of a flow that the key is made of
 * @value: what they must be; 0 where @mask is
 *
 * Each flow that the match holds for has one of the keys, at least.
 *
 * Return: false where no flow can have it.
 */
bool vsw_match_term(const struct vsw_match *match, u32 term,
		    struct vsw_flow *mask, struct vsw_flow *value)
{
	const struct vsw_check *check = vsw_match_checks(match);
	u32 i, n;

	put_words(match, mask, value);
	for (i = 0; i < match->n_checks; i++) {
		if (!(check[i].flags & VSW_CHECK_EXPAND))
			continue;
		n = check[i].n + check[i].n6;
		put_fine(match, &check[i], term % n, mask, value);
		term /= n;
	}
	if (!is_possible(value))
		return false;
	quantize(mask->word);
	mask_words(mask, value);
	return true;
}

/* Which checks are in fine keys, as bits: those that are in all keys first. */
static u32 choose_fine(const struct vsw_match *match, u32 *terms)
{
	const struct vsw_check *check = vsw_match_checks(match);
	u32 i, n, chosen = 0;

	*terms = match->n_terms;
	for (i = 0; i < match->n_checks; i++)
		if (check[i].flags & VSW_CHECK_EXPAND)
			chosen |= 1U << i;
	for (i = 0; i < match->n_checks; i++) {
		if (chosen & 1U << i)
			continue;
		n = count_fine(match, &check[i]);
		if (!n || *terms * n > VSW_MATCH_TERMS)
			continue;
		chosen |= 1U << i;
		*terms *= n;
	}
	return chosen;
}

/**
 * vsw_match_fine_terms() - how many fine keys does a match have?
 * @match: the match
 *
 * Return: how many, at most VSW_MATCH_TERMS.
 */
u32 vsw_match_fine_terms(const struct vsw_match *match)
{
	u32 terms;

	choose_fine(match, &terms);
	return terms;
}

/**
 * vsw_match_fine_term() - one of its keys that tell more matches apart
 * @match: the match
 * @term: which one, from 0 on, below vsw_match_fine_terms()
 * @mask: the bits of a flow that the key is made of
 * @value: what they must be; 0 where @mask is
 *
 * Masks are as they were asked for, and ranges are one block or two. There may
 * be as many different masks as there are matches. Each flow that the match
 * holds for has one of these keys, at least.
 *
 * Return: false where no flow can have it.
 */
bool vsw_match_fine_term(const struct vsw_match *match, u32 term,
			 struct vsw_flow *mask, struct vsw_flow *value)
{
	const struct vsw_check *check = vsw_match_checks(match);
	u32 i, n, terms, chosen = choose_fine(match, &terms);
	u64 *meta = &mask->word[VSW_FLOW_META];

	put_words(match, mask, value);
	for (i = 0; i < match->n_checks; i++) {
		if (!(chosen & 1U << i))
			continue;
		n = count_fine(match, &check[i]);
		put_fine(match, &check[i], term % n, mask, value);
		term /= n;
	}
	if (!is_possible(value))
		return false;
	*meta = needed(*meta) | (*meta & ~VSW_META_HAS);
	mask_words(mask, value);
	return true;
}
