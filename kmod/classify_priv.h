/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a classifier is made of, for the file that builds it (classify_build.c)
 * and the one that looks up (classify.c).
 *
 *	classifier --> guide --> tuple --> slot --> bucket
 *
 * A tuple has the entries of all matches that look at the same bits, found by a
 * hash of these. Whose prefixes and partial masks differ is in the same tuple,
 * under the bits that all have (match_key.c): so the number of tuples depends
 * on the kinds of rules, not on their number, and so does the price of a frame.
 * Only where many have one key, those that come later are in tuples of finer
 * masks, as long as there are few tuples in all.
 *
 * Most tuples have nothing for the addresses of a frame, whatever else it is.
 * The guide knows it of all of them at once (classify_guide.c): of each prefix
 * of a source, and of a destination, which tuples have a key with it.
 *
 * Classifiers share tuples, and tuples share buckets: who changes something
 * that others have, too, copies that tuple, and that bucket.
 */
#ifndef VSW_CLASSIFY_PRIV_H
#define VSW_CLASSIFY_PRIV_H

#include <linux/compiler.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include "flow.h"
#include "hash.h"

struct vsw_match;

/** VSW_SIEVE_BITS: bits of a sieve for each slot, as a power of two */
#define VSW_SIEVE_BITS 5

/**
 * struct vsw_tuple_entry - one of the keys of a match
 * @label: its place among all matches
 * @match: the match
 * @hash: of its key
 * @src: of the IPv4 source in its key, for the guide
 * @dst: of the IPv4 destination
 */
struct vsw_tuple_entry {
	u64 label;
	const struct vsw_match *match;
	u32 hash;
	u16 src;
	u16 dst;
};

/**
 * struct vsw_tuple_bucket - entries whose hashes begin alike
 * @ref: one for each tuple that has it
 * @n: how many
 * @entry: these, in the order of their labels
 */
struct vsw_tuple_bucket {
	refcount_t ref;
	u32 n;
	struct vsw_tuple_entry entry[];
};

/**
 * struct vsw_tuple - entries that look at the same bits
 * @lowest: no entry has a lower label: whoever has one need not look
 * @has: of VSW_META_HAS, what they look at
 * @has_value: what it must be
 * @shift: how many bits of a hash do not count in @sieve
 * @wide: they look at other words than those of META, IPV4 and L4
 * @mask: the other bits that they look at
 * @sieve: a bit for each value of the highest bits of a hash, as many of them
 *	as VSW_SIEVE_BITS says for each slot: is there an entry? Nearly always,
 *	a frame sees there that it has to look no further
 * @slot: buckets, by the highest bits of the hash; NULL where there is none
 * @ref: one for each classifier that has it
 * @n: how many entries
 * @used: how many buckets
 * @dropped: how many entries were taken out since @lowest and @interest were
 *	right
 * @interest: the bits that any of its matches looks at, at least
 */
struct vsw_tuple {
	u64 lowest;
	u64 has;
	u64 has_value;
	u8 shift;
	bool wide;
	u64 mask[VSW_FLOW_WORDS];
	u32 *sieve;
	struct vsw_tuple_bucket **slot;
	refcount_t ref;
	u32 n;
	u32 used;
	u32 dropped;
	u64 interest[VSW_FLOW_WORDS];
};

/**
 * VSW_TUPLE_CROWD: entries of one key after which others have finer keys; tests
 * in user space have it smaller
 */
#ifndef VSW_TUPLE_CROWD
#define VSW_TUPLE_CROWD 16
#endif

/** VSW_GUIDE_BITS: most places of a table of the guide, as a power of two */
#define VSW_GUIDE_BITS 16

/** VSW_GUIDE_FAMILY: where VSW_META_IP4 and _IP6 are in VSW_FLOW_META */
#define VSW_GUIDE_FAMILY 52

/** VSW_GUIDE_TUPLES: how many of them it can tell apart */
#define VSW_GUIDE_TUPLES 64

/** VSW_GUIDE_LEAST: tuples with which it is not worth to ask the guide */
#define VSW_GUIDE_LEAST 4

/**
 * VSW_GUIDE_LENGTHS: prefixes are of 8, 16, 24 or 32 bits, or empty; of others
 * whole bytes are looked at
 */
#define VSW_GUIDE_LENGTHS 4

/* Tables of the guide. */
enum {
	VSW_GUIDE_SRC,
	VSW_GUIDE_DST,
};

/**
 * struct vsw_guide - which tuples are there for addresses?
 * @family: which may hold without IP, with IPv4, with IPv6, and with both
 * @prefix: which look at a prefix, by table and length
 * @none: which look at no address at all, by table
 * @factor: of the hash, by table and length; odd, and nobody knows them
 * @src: by the hash of a prefix of the source, which have a key with it, at
 *	least; behind it a table of the same size for the destination
 * @shift: how many bits of a hash do not count in the tables
 * @entries: how many keys there are
 * @dropped: how many were taken out since there is none too many
 *
 * Tuples are bits: vsw_guide_bit().
 */
struct vsw_guide {
	u64 family[4];
	u64 prefix[2][VSW_GUIDE_LENGTHS];
	u64 none[2];
	u64 factor[2][VSW_GUIDE_LENGTHS];
	u64 *src;
	u8 shift;
	u32 entries;
	u32 dropped;
};

/**
 * struct vsw_classifier - finds the first of many matches
 * @factor: of the hash, for each word; odd, and nobody knows them
 * @n: how many tuples
 * @room: how many there is room for
 * @tuple: these, in any order
 * @guide: which of them to look at
 */
struct vsw_classifier {
	u64 factor[VSW_FLOW_WORDS];
	u32 n;
	u32 room;
	struct vsw_tuple **tuple;
	struct vsw_guide guide;
};

/* Where there are more tuples than bits, some share one. */
static inline u64 vsw_guide_bit(u32 tuple)
{
	return 1ULL << tuple % VSW_GUIDE_TUPLES;
}

/* Of a prefix of 8, 16, 24 or 32 bits (@length 0 to 3) of an address. */
static __always_inline u64 vsw_guide_hash_prefix(u32 address, u32 length,
						 const u64 *factor)
{
	return vsw_hash_mix((address >> (24 - 8 * length)) * factor[length]);
}

static inline u32 vsw_tuple_slots(const struct vsw_tuple *tuple)
{
	return 1U << (64 - VSW_SIEVE_BITS - tuple->shift);
}

/*
 * Of the sum of products of the masked words with numbers that nobody knows.
 * The three words that most rules have are always in it, for that is cheaper
 * than to ask which of them there are.
 */
static __always_inline u64 vsw_tuple_hash(const u64 *factor, const u64 *mask,
					  const u64 *word, bool wide)
{
	u64 hash = (word[VSW_FLOW_META] & mask[VSW_FLOW_META]) *
		   factor[VSW_FLOW_META] +
		   (word[VSW_FLOW_IPV4] & mask[VSW_FLOW_IPV4]) *
		   factor[VSW_FLOW_IPV4] +
		   (word[VSW_FLOW_L4] & mask[VSW_FLOW_L4]) *
		   factor[VSW_FLOW_L4];

	if (wide)
		hash += (word[0] & mask[0]) * factor[0] +
			(word[1] & mask[1]) * factor[1] +
			(word[5] & mask[5]) * factor[5] +
			(word[6] & mask[6]) * factor[6] +
			(word[7] & mask[7]) * factor[7] +
			(word[8] & mask[8]) * factor[8];
	return vsw_hash_mix(hash);
}

/* What of a hash an entry keeps: enough to tell its slot in any table. */
static __always_inline u32 vsw_entry_hash(u64 hash)
{
	return hash >> 32;
}

/* The slot of a bit of the sieve. */
static __always_inline u32 vsw_sieve_slot(u32 bit)
{
	return bit >> VSW_SIEVE_BITS;
}

/* Is the bit of a hash set, in the word of the sieve for its slot? */
static __always_inline bool vsw_sieve_test(u32 word, u32 bit)
{
	return word >> (bit % (1U << VSW_SIEVE_BITS)) & 1;
}

struct vsw_tuple *vsw_tuple_create(const struct vsw_flow *mask,
				   const struct vsw_flow *value, gfp_t gfp);
struct vsw_tuple *vsw_tuple_clone(const struct vsw_tuple *from, gfp_t gfp);
void vsw_tuple_put(struct vsw_tuple *tuple);
bool vsw_tuple_is_for(const struct vsw_tuple *tuple,
		      const struct vsw_flow *mask,
		      const struct vsw_flow *value);
bool vsw_tuple_has(const struct vsw_tuple *tuple,
		   const struct vsw_tuple_entry *entry);
int vsw_tuple_add(struct vsw_tuple *tuple, const struct vsw_tuple_entry *entry,
		  gfp_t gfp);
int vsw_tuple_del(struct vsw_tuple *tuple, const struct vsw_tuple_entry *entry,
		  gfp_t gfp);
bool vsw_tuple_is_crowded(const struct vsw_tuple *tuple, u32 hash, u32 most);
u32 vsw_tuple_depth(const struct vsw_tuple *tuple);
size_t vsw_tuple_size(const struct vsw_tuple *tuple);

int vsw_guide_create(struct vsw_guide *guide, gfp_t gfp);
int vsw_guide_clone(struct vsw_guide *guide, gfp_t gfp);
void vsw_guide_destroy(struct vsw_guide *guide);
void vsw_guide_hash(const struct vsw_guide *guide, const u64 *mask,
		    const u64 *value, struct vsw_tuple_entry *entry);
void vsw_guide_tuples(struct vsw_classifier *c);
void vsw_guide_rebuild(struct vsw_classifier *c);
int vsw_guide_add(struct vsw_classifier *c, u32 at,
		  const struct vsw_tuple_entry *entry, gfp_t gfp);
int vsw_guide_del(struct vsw_classifier *c, gfp_t gfp);
size_t vsw_guide_size(const struct vsw_guide *guide);

#endif /* VSW_CLASSIFY_PRIV_H */
