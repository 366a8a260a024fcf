/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a match is made of, for the files that make it (match_build.c), compare
 * it (match.c), say its keys (match_key.c) and find it (classify.c). One piece
 * of memory, as short as it can be, for there are many:
 *
 *	struct vsw_match | words | checks | values of the checks
 */
#ifndef VSW_MATCH_PRIV_H
#define VSW_MATCH_PRIV_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

#include "flow.h"
#include "match.h"

/** VSW_MATCH_TERMS: entries of the classifier that a match can have */
#define VSW_MATCH_TERMS 8

/** VSW_MATCH_INDEX: bits of the number of a word */
#define VSW_MATCH_INDEX 4

/**
 * struct vsw_masked - bits of a number
 * @mask: which ones count
 * @value: what they must be; 0 where @mask is
 */
struct vsw_masked {
	u64 mask;
	u64 value;
};

/**
 * struct vsw_masked6 - bits of an IPv6 address
 * @mask: which ones count, upper half first
 * @value: what they must be; 0 where @mask is
 */
struct vsw_masked6 {
	u64 mask[2];
	u64 value[2];
};

/**
 * struct vsw_number - a number, some bits of one, or a range
 * @mask: which bits count
 * @low: the lowest that it may be
 * @span: how far above it may be
 */
struct vsw_number {
	u32 mask;
	u32 low;
	u32 span;
};

/* Bits of vsw_check.flags. */
enum {
	VSW_CHECK_NEGATE	= BIT(0),
	VSW_CHECK_MAC		= BIT(1),	/* of vsw_masked */
	VSW_CHECK_ADDRESS	= BIT(2),	/* there may be some of IPv6 */
	VSW_CHECK_EXPAND	= BIT(3),	/* each value has an entry */
};

/**
 * struct vsw_check - what a mask and a value cannot say
 * @field: enum vswitch_acl_field
 * @flags: VSW_CHECK_*
 * @n: how many numbers, or MAC addresses
 * @n6: how many IPv6 addresses
 * @set: number of a set that has the values, or 0
 * @at: where its values are, bytes from the match on: those of IPv6 first
 */
struct vsw_check {
	u8 field;
	u8 flags;
	u8 n;
	u8 n6;
	u16 set;
	u16 at;
};

/**
 * struct vsw_match - what a rule looks for
 * @owner: of whom it is; what vsw_classify() returns
 * @index: which words, enum vsw_flow_word, in VSW_MATCH_INDEX bits each, the
 *	first one lowest
 * @n_words: how many words have a mask
 * @n_checks: how many checks there are
 * @n_terms: how many entries of the classifier it has
 * @eights: bytes of all / 8
 * @word: the words
 *
 * With an address, a protocol and a port it has 64 bytes.
 */
struct vsw_match {
	void *owner;
	u64 index : 36;
	u64 n_words : 4;
	u64 n_checks : 5;
	u64 n_terms : 4;
	u64 eights : 13;
	struct vsw_masked word[];
};

static_assert(VSW_FLOW_WORDS * VSW_MATCH_INDEX <= 36);

/**
 * struct vsw_field - where a field is in a flow
 * @word: enum vsw_flow_word; of IP addresses the one of IPv4
 * @word6: of IP addresses the upper half of the one of IPv6, else 0
 * @shift: how many bits are below it
 * @bits: how many it has
 * @has: bits of VSW_META_HAS without which it is not there
 */
struct vsw_field {
	u8 word;
	u8 word6;
	u8 shift;
	u8 bits;
	u64 has;
};

extern const struct vsw_field vsw_fields[VSW_MATCH_FIELDS];

static inline const struct vsw_check *
vsw_match_checks(const struct vsw_match *match)
{
	return (const void *)&match->word[match->n_words];
}

static inline const struct vsw_masked6 *
vsw_check_ip6(const struct vsw_match *match, const struct vsw_check *check)
{
	return (const void *)match + check->at;
}

static inline const struct vsw_masked *
vsw_check_macs(const struct vsw_match *match, const struct vsw_check *check)
{
	return (const void *)match + check->at;
}

static inline const struct vsw_number *
vsw_check_numbers(const struct vsw_match *match, const struct vsw_check *check)
{
	return (const void *)(vsw_check_ip6(match, check) + check->n6);
}

/* Which word of a flow a word of a match is for. */
static inline u32 vsw_match_index(const struct vsw_match *match, u32 i)
{
	return match->index >> (i * VSW_MATCH_INDEX) & 15;
}

/* Does a flow have the words of a match? The checks are yet to be made. */
static __always_inline bool vsw_match_words(const struct vsw_match *match,
					    const struct vsw_flow *flow)
{
	const struct vsw_masked *word = match->word;
	const struct vsw_masked *end = word + match->n_words;
	u64 index = match->index, differs = 0;

	for (; word < end; word++, index >>= VSW_MATCH_INDEX)
		differs |= (flow->word[index & 15] ^ word->value) & word->mask;
	return !differs;
}

/* A flow must have fields, or be of a family. */
static inline void vsw_match_need(struct vsw_flow *mask, struct vsw_flow *value,
				  u64 has)
{
	mask->word[VSW_FLOW_META] |= has;
	value->word[VSW_FLOW_META] |= has;
}

/* A field must have one value. */
static inline void vsw_match_put(struct vsw_flow *mask, struct vsw_flow *value,
				 u32 field, struct vsw_masked masked)
{
	const struct vsw_field *f = &vsw_fields[field];

	mask->word[f->word] |= masked.mask << f->shift;
	value->word[f->word] |= masked.value << f->shift;
	if (f->word6)
		vsw_match_need(mask, value, VSW_META_IP4);
}

/* The same, of an IPv6 address. */
static inline void vsw_match_put6(struct vsw_flow *mask, struct vsw_flow *value,
				  u32 field, const struct vsw_masked6 *masked)
{
	u32 word = vsw_fields[field].word6;

	mask->word[word] |= masked->mask[0];
	mask->word[word + 1] |= masked->mask[1];
	value->word[word] |= masked->value[0];
	value->word[word + 1] |= masked->value[1];
	vsw_match_need(mask, value, VSW_META_IP6);
}

bool vsw_match_term(const struct vsw_match *match, u32 term,
		    struct vsw_flow *mask, struct vsw_flow *value);
u32 vsw_match_fine_terms(const struct vsw_match *match);
bool vsw_match_fine_term(const struct vsw_match *match, u32 term,
			 struct vsw_flow *mask, struct vsw_flow *value);
void vsw_match_interest(const struct vsw_match *match, u64 *mask);

#endif /* VSW_MATCH_PRIV_H */
