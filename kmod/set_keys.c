// SPDX-License-Identifier: GPL-2.0
/*
 * The hash table of a set: open addressing, at most half full, one array.
 * Frames only look up; changes are made by control in a table that no frame
 * sees. Compiles in user space, too.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "hash.h"
#include "set.h"

#define BITS_MIN 3

static u32 n_slots(const struct vsw_keys *keys)
{
	return 1U << keys->bits;
}

static u64 *slot_of(const struct vsw_keys *keys, u32 slot)
{
	return keys->word + slot * keys->width;
}

static bool is_used(const struct vsw_keys *keys, u32 slot)
{
	return slot_of(keys, slot)[keys->width - 1];
}

/* Where a key should be. */
static u32 home(const struct vsw_keys *keys, const u64 *key)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < keys->width; i++)
		sum += key[i] * keys->factor[i];
	return vsw_hash_mix(sum) >> (64 - keys->bits);
}

/* The slot of a key, or the free one where it would be. */
static u32 find(const struct vsw_keys *keys, const u64 *key)
{
	u32 slot = home(keys, key);

	while (is_used(keys, slot) &&
	       memcmp(slot_of(keys, slot), key, keys->width * sizeof(*key)))
		slot = (slot + 1) & (n_slots(keys) - 1);
	return slot;
}

static void put(struct vsw_keys *keys, u32 slot, const u64 *key)
{
	memcpy(slot_of(keys, slot), key, keys->width * sizeof(*key));
}

static size_t word_bytes(const struct vsw_keys *keys)
{
	return ((size_t)keys->width * sizeof(u64)) << keys->bits;
}

/**
 * vsw_keys_init() - an empty table
 * @keys: is filled
 * @width: words of a key
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_keys_init(struct vsw_keys *keys, u8 width, gfp_t gfp)
{
	u32 i;

	keys->n = 0;
	keys->bits = BITS_MIN;
	keys->width = width;
	get_random_bytes(keys->factor, sizeof(keys->factor));
	for (i = 0; i < ARRAY_SIZE(keys->factor); i++)
		keys->factor[i] |= 1;
	keys->word = kvzalloc(word_bytes(keys), gfp);
	return keys->word ? 0 : -ENOMEM;
}

/**
 * vsw_keys_clone() - the same keys once more
 * @to: is filled
 * @keys: the table
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_keys_clone(struct vsw_keys *to, const struct vsw_keys *keys, gfp_t gfp)
{
	*to = *keys;
	to->word = kvmalloc(word_bytes(keys), gfp);
	if (!to->word)
		return -ENOMEM;
	memcpy(to->word, keys->word, word_bytes(keys));
	return 0;
}

/**
 * vsw_keys_free() - free a table
 * @keys: the table; all of it may be 0
 */
void vsw_keys_free(struct vsw_keys *keys)
{
	kvfree(keys->word);
}

static int grow(struct vsw_keys *keys, gfp_t gfp)
{
	struct vsw_keys bigger = *keys;
	u32 i;

	bigger.bits++;
	bigger.word = kvzalloc(word_bytes(&bigger), gfp);
	if (!bigger.word)
		return -ENOMEM;
	for (i = 0; i < n_slots(keys); i++)
		if (is_used(keys, i))
			put(&bigger, find(&bigger, slot_of(keys, i)),
			    slot_of(keys, i));
	kvfree(keys->word);
	*keys = bigger;
	return 0;
}

/**
 * vsw_keys_add() - add a key
 * @keys: the table; no frame sees it
 * @key: the key, which it has not
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_keys_add(struct vsw_keys *keys, const u64 *key, gfp_t gfp)
{
	int err;

	if (2 * (keys->n + 1) > n_slots(keys)) {
		err = grow(keys, gfp);
		if (err)
			return err;
	}
	put(keys, find(keys, key), key);
	keys->n++;
	return 0;
}

/**
 * vsw_keys_del() - take a key out
 * @keys: the table; no frame sees it
 * @key: the key, which it has
 *
 * What stands behind it moves up, where it may: then nothing has to be left to
 * show that the search goes on.
 */
void vsw_keys_del(struct vsw_keys *keys, const u64 *key)
{
	u32 mask = n_slots(keys) - 1;
	u32 hole = find(keys, key), at = hole;

	while (at = (at + 1) & mask, is_used(keys, at)) {
		/* not in front of where it should be */
		if (((at - home(keys, slot_of(keys, at))) & mask) <
		    ((at - hole) & mask))
			continue;
		put(keys, hole, slot_of(keys, at));
		hole = at;
	}
	memset(slot_of(keys, hole), 0, keys->width * sizeof(*key));
	keys->n--;
}

/**
 * vsw_keys_has() - is it there?
 * @keys: the table
 * @key: the key
 *
 * Context: any.
 * Return: true when it is.
 */
bool vsw_keys_has(const struct vsw_keys *keys, const u64 *key)
{
	return is_used(keys, find(keys, key));
}
