// SPDX-License-Identifier: GPL-2.0
/*
 * The first match that a flow meets, found in as many steps, at most, as there
 * are shapes of rules; each looks at the few matches that have one key. Called
 * in the path of a frame, under RCU. Compiles in user space, too.
 */
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/kernel.h>

#include "classify.h"
#include "classify_priv.h"
#include "match.h"
#include "match_priv.h"

/* The first entry behind @after and before @best that the flow meets. */
static const struct vsw_tuple_entry *
search_bucket(const struct vsw_tuple_bucket *bucket, u32 hash,
	      const struct vsw_flow *flow, const struct vsw_sets *sets,
	      u64 after, u64 best)
{
	const struct vsw_tuple_entry *entry = bucket->entry;
	const struct vsw_tuple_entry *end = entry + bucket->n;

	for (; entry < end && entry->label < best; entry++) {
		if (entry->hash != hash || entry->label <= after)
			continue;
		if (!vsw_match_words(entry->match, flow))
			continue;
		if (likely(!entry->match->n_checks) ||
		    vsw_match_holds(entry->match, flow, sets))
			return entry;
	}
	return NULL;
}

/* Those that may have a key for one of the addresses of a flow. */
static __always_inline u64 guess_by(const struct vsw_guide *guide, u32 which,
				    const u64 *table, u32 address)
{
	const u64 *factor = guide->factor[which];
	const u64 *prefix = guide->prefix[which];
	u64 tuples = guide->none[which];
	u32 shift = guide->shift, i;

	for (i = 0; i < VSW_GUIDE_LENGTHS; i++)
		tuples |= table[vsw_guide_hash_prefix(address, i, factor) >>
				shift] & prefix[i];
	return tuples;
}

/* The tuples that may have a key for a flow, as bits. */
static __always_inline u64 guess(const struct vsw_classifier *c,
				 const struct vsw_flow *flow)
{
	const struct vsw_guide *guide = &c->guide;
	const u64 meta = flow->word[VSW_FLOW_META];
	const u64 ip = flow->word[VSW_FLOW_IPV4];
	const u64 *dst = guide->src + (1ULL << (64 - guide->shift));
	u64 tuples;

	tuples = guide->family[meta >> VSW_GUIDE_FAMILY &
			       (ARRAY_SIZE(guide->family) - 1)];
	if (c->n <= VSW_GUIDE_LEAST || !(meta & (VSW_META_IP4 | VSW_META_ARP)))
		return tuples;
	return tuples & guess_by(guide, VSW_GUIDE_SRC, guide->src, ip >> 32) &
	       guess_by(guide, VSW_GUIDE_DST, dst, ip);
}

/* The same as search_bucket(), in a whole tuple. */
static __always_inline const struct vsw_tuple_entry *
search_tuple(const struct vsw_classifier *c, const struct vsw_tuple *tuple,
	     const struct vsw_flow *flow, const struct vsw_sets *sets,
	     u64 after, u64 best)
{
	u32 bit, slot;
	u64 hash;

	if (tuple->lowest >= best)
		return NULL;
	if ((flow->word[VSW_FLOW_META] ^ tuple->has_value) & tuple->has)
		return NULL;
	hash = vsw_tuple_hash(c->factor, tuple->mask, flow->word, tuple->wide);
	bit = hash >> tuple->shift;
	slot = vsw_sieve_slot(bit);
	if (!vsw_sieve_test(tuple->sieve[slot], bit))
		return NULL;
	return search_bucket(tuple->slot[slot], vsw_entry_hash(hash), flow,
			     sets, after, best);
}

/**
 * vsw_classify() - find the first match that a flow meets
 * @c: the classifier
 * @flow: the flow
 * @sets: the sets of the same snapshot
 * @label: only those behind this one; is set to that of what was found
 *
 * Context: any; what is pointed to must not be freed.
 * Return: the owner of the match, or NULL.
 */
void *vsw_classify(const struct vsw_classifier *c, const struct vsw_flow *flow,
		   const struct vsw_sets *sets, u64 *label)
{
	const struct vsw_tuple_entry *entry, *found = NULL;
	u64 tuples = guess(c, flow), best = U64_MAX;
	const u64 after = *label;
	u32 i;

	for (; tuples; tuples &= tuples - 1) {
		i = __ffs64(tuples);
		do {
			entry = search_tuple(c, c->tuple[i], flow, sets, after,
					     best);
			if (entry) {
				found = entry;
				best = entry->label;
			}
			i += VSW_GUIDE_TUPLES;
		} while (unlikely(i < c->n));
	}
	if (!found)
		return NULL;
	*label = best;
	return found->match->owner;
}
