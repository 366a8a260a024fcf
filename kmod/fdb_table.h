/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash table of the forwarding database, and the look-up that each frame
 * makes twice. Included by fdb.c, which owns the table, and by who looks up.
 */
#ifndef VSW_FDB_TABLE_H
#define VSW_FDB_TABLE_H

#include <linux/math64.h>
#include <linux/rhashtable.h>

#include "fdb.h"

/**
 * struct vsw_fdb_secret - what nobody knows of the hash
 * @mask: added to keys
 * @factor: what they are multiplied with
 */
struct vsw_fdb_secret {
	u64 mask;
	u64 factor;
};

extern struct vsw_fdb_secret vsw_fdb_secret;

/*
 * Both halves of a product of the key and a secret, folded: a few instructions,
 * and who does not know the secret cannot choose addresses that collide. @seed
 * is another one in each table that the first grows into.
 */
static inline u32 vsw_fdb_hash(const void *data, u32 len, u32 seed)
{
	const u64 a = *(const u64 *)data ^ vsw_fdb_secret.mask;
	const u64 b = vsw_fdb_secret.factor ^ (u64)seed << 32;

	return mul_u64_u64_shr(a, b | 1, 64) ^ a * (b | 1);
}

/* In place of memcmp(), that rhashtable would call. */
static inline int vsw_fdb_differs(struct rhashtable_compare_arg *arg,
				  const void *object)
{
	const struct vsw_fdb_entry *entry = object;

	return entry->key != *(const u64 *)arg->key;
}

static const struct rhashtable_params vsw_fdb_table_params = {
	.head_offset = offsetof(struct vsw_fdb_entry, node),
	.key_offset = offsetof(struct vsw_fdb_entry, key),
	.key_len = sizeof_field(struct vsw_fdb_entry, key),
	.hashfn = vsw_fdb_hash,
	.obj_cmpfn = vsw_fdb_differs,
	.automatic_shrinking = true,
};

/**
 * vsw_fdb_lookup() - find an entry
 * @fdb: the database
 * @key: address and VLAN
 *
 * Context: RCU read-side section.
 * Return: NULL when there is none; else valid until the section ends.
 */
static inline struct vsw_fdb_entry *vsw_fdb_lookup(struct vsw_fdb *fdb,
						   u64 key)
{
	return rhashtable_lookup(&fdb->ht, &key, vsw_fdb_table_params);
}

#endif /* VSW_FDB_TABLE_H */
