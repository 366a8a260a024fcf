// SPDX-License-Identifier: GPL-2.0
/*
 * One tuple of a classifier: a hash table of entries that look at the same
 * bits. Called by classify_build.c, for a tuple that no frame sees. Compiles in
 * user space, too.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "classify_priv.h"
#include "match.h"
#include "match_priv.h"

#define BITS_MIN 2
#define BITS_MAX 20

/* Entries of a bucket that has all of its own that fit into its memory. */
#define FEW 3

static u32 slot_bits(const struct vsw_tuple *tuple)
{
	return 64 - VSW_SIEVE_BITS - tuple->shift;
}

static void set_slot_bits(struct vsw_tuple *tuple, u32 bits)
{
	tuple->shift = 64 - VSW_SIEVE_BITS - bits;
}

/* The bit of the sieve for what an entry keeps of a hash. */
static u32 sieve_bit(const struct vsw_tuple *tuple, u32 hash)
{
	return (u64)hash << 32 >> tuple->shift;
}

/* The bit alone, as it is in the word for its slot. */
static u32 sieve_mask(u32 bit)
{
	return 1U << (bit % (1U << VSW_SIEVE_BITS));
}

static u32 slot_of(const struct vsw_tuple *tuple, u32 hash)
{
	return vsw_sieve_slot(sieve_bit(tuple, hash));
}

/* For how many entries there is memory where there are @n. */
static u32 bucket_room(u32 n)
{
	const size_t head = sizeof(struct vsw_tuple_bucket);
	const size_t each = sizeof(struct vsw_tuple_entry);

	if (n <= FEW)
		return n;
	return (roundup_pow_of_two(head + n * each) - head) / each;
}

static struct vsw_tuple_bucket *bucket_create(u32 n, gfp_t gfp)
{
	struct vsw_tuple_bucket *bucket;

	bucket = kvmalloc(struct_size(bucket, entry, bucket_room(n)), gfp);
	if (!bucket)
		return NULL;
	refcount_set(&bucket->ref, 1);
	bucket->n = 0;
	return bucket;
}

static void bucket_put(struct vsw_tuple_bucket *bucket)
{
	if (bucket && refcount_dec_and_test(&bucket->ref))
		kvfree(bucket);
}

/* Where an entry of this label is, or would be. */
static u32 bucket_find(const struct vsw_tuple_bucket *bucket, u64 label)
{
	u32 first = 0, end = bucket->n, middle;

	/* at the end, when all are added in their order */
	if (end && bucket->entry[end - 1].label < label)
		return end;
	while (first < end) {
		middle = (first + end) / 2;
		if (bucket->entry[middle].label < label)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/* Where the very entry is; the end of the bucket for not there. */
static u32 bucket_find_entry(const struct vsw_tuple_bucket *bucket,
			     const struct vsw_tuple_entry *entry)
{
	u32 at = bucket_find(bucket, entry->label);

	for (; at < bucket->n && bucket->entry[at].label == entry->label; at++)
		if (bucket->entry[at].hash == entry->hash &&
		    bucket->entry[at].match == entry->match)
			return at;
	return bucket->n;
}

/* Put an entry into the bucket of a slot, which is copied where it must be. */
static int bucket_add(struct vsw_tuple_bucket **slot,
		      const struct vsw_tuple_entry *entry, gfp_t gfp)
{
	struct vsw_tuple_bucket *old = *slot, *new = old;
	u32 n = old ? old->n : 0;
	u32 at = old ? bucket_find(old, entry->label) : 0;

	if (!old || refcount_read(&old->ref) > 1 ||
	    bucket_room(n) != bucket_room(n + 1)) {
		new = bucket_create(n + 1, gfp);
		if (!new)
			return -ENOMEM;
		if (old)
			memcpy(new->entry, old->entry, n * sizeof(*entry));
	}
	memmove(&new->entry[at + 1], &new->entry[at],
		(n - at) * sizeof(*entry));
	new->entry[at] = *entry;
	new->n = n + 1;
	if (new != old) {
		bucket_put(old);
		*slot = new;
	}
	return 0;
}

/* Take out an entry, which is there. */
static int bucket_del(struct vsw_tuple_bucket **slot, u32 at, gfp_t gfp)
{
	struct vsw_tuple_bucket *old = *slot, *new = old;
	u32 n = old->n - 1;

	if (!n) {
		bucket_put(old);
		*slot = NULL;
		return 0;
	}
	if (refcount_read(&old->ref) > 1) {
		new = bucket_create(n, gfp);
		if (!new)
			return -ENOMEM;
		memcpy(new->entry, old->entry, at * sizeof(*new->entry));
	}
	memmove(&new->entry[at], &old->entry[at + 1],
		(n - at) * sizeof(*new->entry));
	new->n = n;
	if (new != old) {
		bucket_put(old);
		*slot = new;
	}
	return 0;
}

/* Say that there is an entry of that hash. */
static void add_to_sieve(struct vsw_tuple *tuple, u32 hash)
{
	u32 bit = sieve_bit(tuple, hash);

	tuple->sieve[vsw_sieve_slot(bit)] |= sieve_mask(bit);
}

/* Say which hashes there are, of what is in one slot now. */
static void fill_sieve(struct vsw_tuple *tuple, u32 slot)
{
	const struct vsw_tuple_bucket *bucket = tuple->slot[slot];
	u32 i, bits = 0;

	for (i = 0; bucket && i < bucket->n; i++)
		bits |= sieve_mask(sieve_bit(tuple, bucket->entry[i].hash));
	tuple->sieve[slot] = bits;
}

/* Empty slots, as many as the tuple is to have. */
static int create_slots(struct vsw_tuple *tuple, gfp_t gfp)
{
	u32 n = vsw_tuple_slots(tuple);

	tuple->used = 0;
	tuple->slot = kvcalloc(n, sizeof(*tuple->slot), gfp);
	tuple->sieve = kvcalloc(n, sizeof(*tuple->sieve), gfp);
	if (tuple->slot && tuple->sieve)
		return 0;
	kvfree(tuple->slot);
	kvfree(tuple->sieve);
	return -ENOMEM;
}

static void free_slots(struct vsw_tuple *tuple)
{
	u32 i;

	for (i = 0; i < vsw_tuple_slots(tuple); i++)
		bucket_put(tuple->slot[i]);
	kvfree(tuple->slot);
	kvfree(tuple->sieve);
}

/**
 * vsw_tuple_put() - one needs a tuple no longer
 * @tuple: the tuple, freed with its last user; may be NULL
 *
 * Context: any.
 */
void vsw_tuple_put(struct vsw_tuple *tuple)
{
	if (!tuple || !refcount_dec_and_test(&tuple->ref))
		return;
	free_slots(tuple);
	kfree(tuple);
}

/**
 * vsw_tuple_create() - an empty tuple
 * @mask: the bits that keys are made of
 * @value: what VSW_META_HAS must be of those
 * @gfp: as for vsw_conf_edit()
 *
 * Return: the tuple, or NULL when out of memory.
 */
struct vsw_tuple *vsw_tuple_create(const struct vsw_flow *mask,
				   const struct vsw_flow *value, gfp_t gfp)
{
	struct vsw_tuple *tuple = kzalloc(sizeof(*tuple), gfp);
	u32 i;

	if (!tuple)
		return NULL;
	refcount_set(&tuple->ref, 1);
	tuple->lowest = U64_MAX;
	set_slot_bits(tuple, BITS_MIN);
	memcpy(tuple->mask, mask->word, sizeof(tuple->mask));
	tuple->mask[VSW_FLOW_META] &= ~VSW_META_HAS;
	tuple->has = mask->word[VSW_FLOW_META] & VSW_META_HAS;
	tuple->has_value = value->word[VSW_FLOW_META] & VSW_META_HAS;
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		if (i < VSW_FLOW_META || i > VSW_FLOW_L4)
			tuple->wide |= !!mask->word[i];
	if (create_slots(tuple, gfp)) {
		kfree(tuple);
		return NULL;
	}
	return tuple;
}

/**
 * vsw_tuple_clone() - a tuple of the same entries, to be changed
 * @from: the tuple
 * @gfp: as for vsw_conf_edit()
 *
 * Return: the tuple, or NULL when out of memory.
 */
struct vsw_tuple *vsw_tuple_clone(const struct vsw_tuple *from, gfp_t gfp)
{
	struct vsw_tuple *tuple = kmemdup(from, sizeof(*from), gfp);
	u32 i, n = vsw_tuple_slots(from);

	if (!tuple)
		return NULL;
	refcount_set(&tuple->ref, 1);
	if (create_slots(tuple, gfp)) {
		kfree(tuple);
		return NULL;
	}
	tuple->used = from->used;
	memcpy(tuple->sieve, from->sieve, n * sizeof(*tuple->sieve));
	for (i = 0; i < n; i++) {
		tuple->slot[i] = from->slot[i];
		if (tuple->slot[i])
			refcount_inc(&tuple->slot[i]->ref);
	}
	return tuple;
}

/* Spread the entries of one bucket over the slots of a tuple. */
static int spread(struct vsw_tuple *tuple, struct vsw_tuple_bucket *bucket,
		  gfp_t gfp)
{
	u32 first = slot_of(tuple, bucket->entry[0].hash), i;
	int err;

	for (i = 1; i < bucket->n; i++)
		if (slot_of(tuple, bucket->entry[i].hash) != first)
			break;
	/* nearly all of them: the bucket goes there as it is */
	if (i == bucket->n && !tuple->slot[first]) {
		refcount_inc(&bucket->ref);
		tuple->slot[first] = bucket;
		tuple->used++;
		fill_sieve(tuple, first);
		return 0;
	}
	for (i = 0; i < bucket->n; i++) {
		first = slot_of(tuple, bucket->entry[i].hash);
		tuple->used += !tuple->slot[first];
		err = bucket_add(&tuple->slot[first], &bucket->entry[i], gfp);
		if (err)
			return err;
		add_to_sieve(tuple, bucket->entry[i].hash);
	}
	return 0;
}

/* Give a tuple that no other has 2^@bits slots. */
static int resize(struct vsw_tuple *tuple, u32 bits, gfp_t gfp)
{
	struct vsw_tuple bigger = *tuple;
	u32 i;
	int err;

	set_slot_bits(&bigger, bits);
	err = create_slots(&bigger, gfp);
	if (err)
		return err;
	for (i = 0; i < vsw_tuple_slots(tuple); i++) {
		if (!tuple->slot[i])
			continue;
		err = spread(&bigger, tuple->slot[i], gfp);
		if (err) {
			free_slots(&bigger);
			return err;
		}
	}
	free_slots(tuple);
	*tuple = bigger;
	return 0;
}

/*
 * A slot for each entry; but no more where few are used, for then it is keys
 * that are few.
 */
static int fit(struct vsw_tuple *tuple, gfp_t gfp)
{
	u32 slots = vsw_tuple_slots(tuple), bits = slot_bits(tuple);

	if (tuple->n > slots && tuple->used > slots / 2 && bits < BITS_MAX)
		return resize(tuple, bits + 1, gfp);
	if (tuple->n < slots / 8 && bits > BITS_MIN)
		return resize(tuple, bits - 1, gfp);
	return 0;
}

static void refresh_bucket(struct vsw_tuple *tuple,
			   const struct vsw_tuple_bucket *bucket)
{
	u32 i;

	for (i = 0; i < bucket->n; i++) {
		tuple->lowest = min(tuple->lowest, bucket->entry[i].label);
		vsw_match_interest(bucket->entry[i].match, tuple->interest);
	}
}

/* Look again what the entries are that are left. */
static void refresh(struct vsw_tuple *tuple)
{
	u32 i;

	tuple->lowest = U64_MAX;
	memset(tuple->interest, 0, sizeof(tuple->interest));
	for (i = 0; i < vsw_tuple_slots(tuple); i++)
		if (tuple->slot[i])
			refresh_bucket(tuple, tuple->slot[i]);
	tuple->dropped = 0;
}

/**
 * vsw_tuple_is_for() - is it the tuple for such keys?
 * @tuple: the tuple
 * @mask: the bits that keys are made of
 * @value: what VSW_META_HAS must be of those
 *
 * Return: true when it is.
 */
bool vsw_tuple_is_for(const struct vsw_tuple *tuple,
		      const struct vsw_flow *mask,
		      const struct vsw_flow *value)
{
	u64 has = mask->word[VSW_FLOW_META] & VSW_META_HAS;
	u64 has_value = value->word[VSW_FLOW_META] & VSW_META_HAS;
	u64 differs = (has ^ tuple->has) | (has_value ^ tuple->has_value) |
		      (mask->word[VSW_FLOW_META] ^ has ^
		       tuple->mask[VSW_FLOW_META]);
	u32 i;

	if (differs)
		return false;
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		if (i != VSW_FLOW_META)
			differs |= mask->word[i] ^ tuple->mask[i];
	return !differs;
}

/**
 * vsw_tuple_has() - is an entry there?
 * @tuple: the tuple
 * @entry: the entry
 *
 * Return: true when it is.
 */
bool vsw_tuple_has(const struct vsw_tuple *tuple,
		   const struct vsw_tuple_entry *entry)
{
	const struct vsw_tuple_bucket *bucket;

	bucket = tuple->slot[slot_of(tuple, entry->hash)];
	return bucket && bucket_find_entry(bucket, entry) < bucket->n;
}

/**
 * vsw_tuple_add() - add an entry
 * @tuple: a tuple that no other classifier has
 * @entry: what is not there
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_tuple_add(struct vsw_tuple *tuple, const struct vsw_tuple_entry *entry,
		  gfp_t gfp)
{
	u32 slot = slot_of(tuple, entry->hash);
	bool is_new = !tuple->slot[slot];
	int err;

	err = bucket_add(&tuple->slot[slot], entry, gfp);
	if (err)
		return err;
	add_to_sieve(tuple, entry->hash);
	tuple->used += is_new;
	tuple->n++;
	tuple->lowest = min(tuple->lowest, entry->label);
	vsw_match_interest(entry->match, tuple->interest);
	return fit(tuple, gfp);
}

/**
 * vsw_tuple_del() - take an entry out
 * @tuple: a tuple that no other classifier has
 * @entry: what is there
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_tuple_del(struct vsw_tuple *tuple, const struct vsw_tuple_entry *entry,
		  gfp_t gfp)
{
	u32 slot = slot_of(tuple, entry->hash);
	u32 at = bucket_find_entry(tuple->slot[slot], entry);
	int err;

	err = bucket_del(&tuple->slot[slot], at, gfp);
	if (err)
		return err;
	fill_sieve(tuple, slot);
	tuple->used -= !tuple->slot[slot];
	tuple->n--;
	/* both may be said too wide, but not for long */
	if (++tuple->dropped > tuple->n / 4)
		refresh(tuple);
	return fit(tuple, gfp);
}

/**
 * vsw_tuple_is_crowded() - are there as many entries of a key as there may be?
 * @tuple: the tuple
 * @hash: of the key
 * @most: how many there may be
 *
 * Return: true when there are.
 */
bool vsw_tuple_is_crowded(const struct vsw_tuple *tuple, u32 hash, u32 most)
{
	const struct vsw_tuple_bucket *bucket;
	u32 i, n = 0;

	bucket = tuple->slot[slot_of(tuple, hash)];
	for (i = 0; bucket && i < bucket->n && n < most; i++)
		n += bucket->entry[i].hash == hash;
	return n == most;
}

/**
 * vsw_tuple_depth() - how long is its longest bucket?
 * @tuple: the tuple
 *
 * Return: how many entries that has.
 */
u32 vsw_tuple_depth(const struct vsw_tuple *tuple)
{
	u32 i, depth = 0;

	for (i = 0; i < vsw_tuple_slots(tuple); i++)
		if (tuple->slot[i])
			depth = max(depth, tuple->slot[i]->n);
	return depth;
}

/**
 * vsw_tuple_size() - what a tuple costs
 * @tuple: the tuple
 *
 * Return: bytes.
 */
size_t vsw_tuple_size(const struct vsw_tuple *tuple)
{
	size_t size = sizeof(*tuple) + vsw_tuple_slots(tuple) *
		      (sizeof(*tuple->slot) + sizeof(*tuple->sieve));
	const struct vsw_tuple_bucket *bucket;
	u32 i;

	for (i = 0; i < vsw_tuple_slots(tuple); i++) {
		bucket = tuple->slot[i];
		if (bucket)
			size += struct_size(bucket, entry,
					    bucket_room(bucket->n));
	}
	return size;
}
