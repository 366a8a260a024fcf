// SPDX-License-Identifier: GPL-2.0
/*
 * The guide of a classifier: which of its tuples have anything for an IPv4
 * source, and for a destination. Called by classify_build.c, for a classifier
 * that no frame sees. Compiles in user space, too.
 *
 * What it says may be too much, never too little: several prefixes share a
 * place, and what is taken out stays until enough of it is to look at all anew.
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "classify_priv.h"

#define BITS_MIN 4

/* Entries for each place, at most, until there are as many as there can be. */
#define CROWD 8

static u32 place_bits(const struct vsw_guide *guide)
{
	return 64 - guide->shift;
}

/* Bytes of one of both tables. */
static size_t table_bytes(const struct vsw_guide *guide)
{
	return sizeof(*guide->src) << place_bits(guide);
}

/* Bytes of a mask that are whole, from the first one on. */
static u32 whole_bytes(u32 mask)
{
	return (32 - fls(~mask)) / 8;
}

static u16 prefix_hash(const u64 *factor, u32 mask, u32 value)
{
	u32 bytes = whole_bytes(mask);

	if (!bytes)
		return 0;
	return vsw_guide_hash_prefix(value, bytes - 1, factor) >> 48;
}

static u32 place_of(const struct vsw_guide *guide, u16 hash)
{
	return (u64)hash << 48 >> guide->shift;
}

/**
 * vsw_guide_create() - make an empty one
 * @guide: where
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_guide_create(struct vsw_guide *guide, gfp_t gfp)
{
	u32 i;

	get_random_bytes(guide->factor, sizeof(guide->factor));
	for (i = 0; i < VSW_GUIDE_LENGTHS; i++) {
		guide->factor[VSW_GUIDE_SRC][i] |= 1;
		guide->factor[VSW_GUIDE_DST][i] |= 1;
	}
	guide->shift = 64 - BITS_MIN;
	guide->src = kvzalloc(2 * table_bytes(guide), gfp);
	return guide->src ? 0 : -ENOMEM;
}

/**
 * vsw_guide_clone() - give a copy tables of its own
 * @guide: a copy of another one, byte by byte
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_guide_clone(struct vsw_guide *guide, gfp_t gfp)
{
	const size_t size = 2 * table_bytes(guide);
	u64 *table = kvmalloc(size, gfp);

	if (!table)
		return -ENOMEM;
	memcpy(table, guide->src, size);
	guide->src = table;
	return 0;
}

/**
 * vsw_guide_destroy() - free what it has
 * @guide: what no frame can see any more
 *
 * Context: any.
 */
void vsw_guide_destroy(struct vsw_guide *guide)
{
	kvfree(guide->src);
}

/**
 * vsw_guide_hash() - fill what the guide needs of an entry
 * @guide: the guide
 * @mask: what keys of its tuple are made of
 * @value: the key
 * @entry: the entry
 */
void vsw_guide_hash(const struct vsw_guide *guide, const u64 *mask,
		    const u64 *value, struct vsw_tuple_entry *entry)
{
	entry->src = prefix_hash(guide->factor[VSW_GUIDE_SRC],
				 mask[VSW_FLOW_IPV4] >> 32,
				 value[VSW_FLOW_IPV4] >> 32);
	entry->dst = prefix_hash(guide->factor[VSW_GUIDE_DST],
				 mask[VSW_FLOW_IPV4], value[VSW_FLOW_IPV4]);
}

static void add_entry(struct vsw_guide *guide, const struct vsw_tuple *tuple,
		      const struct vsw_tuple_entry *entry, u64 bit)
{
	u64 *dst = guide->src + (1U << place_bits(guide));

	if (whole_bytes(tuple->mask[VSW_FLOW_IPV4] >> 32))
		guide->src[place_of(guide, entry->src)] |= bit;
	if (whole_bytes(tuple->mask[VSW_FLOW_IPV4]))
		dst[place_of(guide, entry->dst)] |= bit;
}

static void add_tuple(struct vsw_guide *guide, const struct vsw_tuple *tuple,
		      u64 bit)
{
	const struct vsw_tuple_bucket *bucket;
	u32 i, k;

	guide->entries += tuple->n;
	for (i = 0; i < vsw_tuple_slots(tuple); i++) {
		bucket = tuple->slot[i];
		for (k = 0; bucket && k < bucket->n; k++)
			add_entry(guide, tuple, &bucket->entry[k], bit);
	}
}

/* Say at which of the addresses of a table a tuple looks. */
static void add_mask(struct vsw_guide *guide, u32 which, u32 mask, u64 bit)
{
	u32 bytes = whole_bytes(mask);

	if (bytes)
		guide->prefix[which][bytes - 1] |= bit;
	else
		guide->none[which] |= bit;
}

/**
 * vsw_guide_tuples() - say anew which fields tuples need
 * @c: the classifier, of which tuples came or went
 */
void vsw_guide_tuples(struct vsw_classifier *c)
{
	struct vsw_guide *guide = &c->guide;
	const struct vsw_tuple *tuple;
	u64 bit, family;
	u32 i, k;

	memset(guide->prefix, 0, sizeof(guide->prefix));
	memset(guide->none, 0, sizeof(guide->none));
	memset(guide->family, 0, sizeof(guide->family));
	for (i = 0; i < c->n; i++) {
		tuple = c->tuple[i];
		bit = vsw_guide_bit(i);
		add_mask(guide, VSW_GUIDE_SRC,
			 tuple->mask[VSW_FLOW_IPV4] >> 32, bit);
		add_mask(guide, VSW_GUIDE_DST, tuple->mask[VSW_FLOW_IPV4], bit);
		for (k = 0; k < ARRAY_SIZE(guide->family); k++) {
			family = (u64)k << VSW_GUIDE_FAMILY;
			if (!((family ^ tuple->has_value) & tuple->has &
			      (VSW_META_IP4 | VSW_META_IP6)))
				guide->family[k] |= bit;
		}
	}
}

/**
 * vsw_guide_rebuild() - say all anew
 * @c: the classifier
 */
void vsw_guide_rebuild(struct vsw_classifier *c)
{
	u32 i;

	memset(c->guide.src, 0, 2 * table_bytes(&c->guide));
	c->guide.entries = 0;
	c->guide.dropped = 0;
	for (i = 0; i < c->n; i++)
		add_tuple(&c->guide, c->tuple[i], vsw_guide_bit(i));
	vsw_guide_tuples(c);
}

/* Have tables of 2^@bits places. */
static int resize(struct vsw_classifier *c, u32 bits, gfp_t gfp)
{
	struct vsw_guide *guide = &c->guide;
	u64 *table;

	table = kvzalloc((2 * sizeof(*table)) << bits, gfp);
	if (!table)
		return -ENOMEM;
	kvfree(guide->src);
	guide->src = table;
	guide->shift = 64 - bits;
	vsw_guide_rebuild(c);
	return 0;
}

/**
 * vsw_guide_add() - tell of an entry
 * @c: the classifier
 * @at: the place of the tuple that the entry was added to
 * @entry: the entry
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_guide_add(struct vsw_classifier *c, u32 at,
		  const struct vsw_tuple_entry *entry, gfp_t gfp)
{
	struct vsw_guide *guide = &c->guide;
	u32 bits = place_bits(guide);

	guide->entries++;
	add_entry(guide, c->tuple[at], entry, vsw_guide_bit(at));
	if (guide->entries > CROWD << bits && bits < VSW_GUIDE_BITS)
		return resize(c, bits + 1, gfp);
	return 0;
}

/**
 * vsw_guide_del() - tell that an entry is gone
 * @c: the classifier
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_guide_del(struct vsw_classifier *c, gfp_t gfp)
{
	struct vsw_guide *guide = &c->guide;
	u32 bits = place_bits(guide);

	guide->entries--;
	if (guide->entries < (CROWD / 8) << bits && bits > BITS_MIN)
		return resize(c, bits - 1, gfp);
	if (++guide->dropped > guide->entries / 4)
		vsw_guide_rebuild(c);
	return 0;
}

/**
 * vsw_guide_size() - what it costs
 * @guide: the guide
 *
 * Return: bytes, without those of struct vsw_guide.
 */
size_t vsw_guide_size(const struct vsw_guide *guide)
{
	return 2 * table_bytes(guide);
}
