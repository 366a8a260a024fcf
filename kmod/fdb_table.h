/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash table of the forwarding database, and the look-up that each frame
 * makes twice. Included by fdb.c, which owns the table, and by who looks up.
 */
#ifndef VSW_FDB_TABLE_H
#define VSW_FDB_TABLE_H

#include <linux/rhashtable.h>

#include "fdb.h"

/* What keys are multiplied with; odd, and nobody knows it. */
extern u64 vsw_fdb_secret;

/*
 * Who does not know the secret cannot choose addresses that collide; @seed is
 * another one in each table that the first grows into. The product alone would
 * be enough for that, but keep addresses in a row in a row, and with some
 * secrets there would be few buckets for them: hence the second one, whose
 * factor is one that mixes well (vsw_hash_mix()).
 */
static __always_inline u32 vsw_fdb_hash_key(u64 key, u32 seed)
{
	const u64 factor = vsw_fdb_secret ^ (u64)seed << 32;
	u64 hash = key * factor;

	hash ^= hash >> 32;
	return hash * 0x94d049bb133111ebULL >> 32;
}

struct vsw_fdb_entry *vsw_fdb_lookup_all(struct vsw_fdb *fdb, u64 key);

/**
 * vsw_fdb_lookup() - find an entry
 * @fdb: the database
 * @key: address and VLAN
 *
 * Context: RCU read-side section.
 * Return: NULL when there is none; else valid until the section ends.
 */
static __always_inline struct vsw_fdb_entry *
vsw_fdb_lookup(struct vsw_fdb *fdb, u64 key)
{
	const struct bucket_table *table = rcu_dereference(fdb->ht.tbl);
	unsigned int hash = vsw_fdb_hash_key(key, table->hash_rnd) &
			    (table->size - 1);
	struct vsw_fdb_entry *entry;
	struct rhash_head *pos;

	rht_for_each_entry_rcu_from(entry, pos,
				    rht_ptr_rcu(rht_bucket(table, hash)),
				    table, hash, node) {
		if (likely(entry->key == key)) {
			/* what was read is there: callers need not look */
			if (!entry)
				__builtin_unreachable();
			return entry;
		}
	}
	/*
	 * Entries move to another table while it grows, and lead there who
	 * stands on them; that table is known before the first one moves.
	 */
	smp_rmb();
	if (likely(!rcu_access_pointer(table->future_tbl)))
		return NULL;
	return vsw_fdb_lookup_all(fdb, key);
}

/**
 * vsw_fdb_refresh() - note that an address was seen
 * @entry: its entry
 *
 * Context: RCU read-side section.
 */
static inline void vsw_fdb_refresh(struct vsw_fdb_entry *entry)
{
	u32 now = (u32)jiffies;

	/* not each time, for other CPUs read this cache line */
	if (unlikely(now - READ_ONCE(entry->seen) >= HZ))
		WRITE_ONCE(entry->seen, now);
}

#endif /* VSW_FDB_TABLE_H */
