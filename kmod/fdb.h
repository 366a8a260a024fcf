/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The forwarding database: which port an address is behind. Frames look up
 * under RCU and make it learn; control adds, removes and dumps.
 */
#ifndef VSW_FDB_H
#define VSW_FDB_H

#include <linux/jiffies.h>
#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/unaligned.h>
#include <linux/workqueue.h>
#include <uapi/linux/vswitch.h>

#include "nl_rate.h"

struct netlink_ext_ack;
struct sk_buff;
struct vsw_conf;
struct vsw_port;
struct vsw_port_conf;
struct vsw_switch;

/**
 * struct vsw_fdb_entry - an address; 64 bytes
 * @node: in the hash table
 * @key: vsw_fdb_key() of address and VLAN
 * @port: where it is; changes under fdb.lock, read with READ_ONCE()
 * @seen: low 32 bits of jiffies when a frame from it was last noted; written
 *	without a lock, at most once a second
 * @kind: enum vswitch_fdb_kind; changes under fdb.lock
 * @dead: taken out of the table; fdb.lock
 * @port_node: in one of the port's lists; fdb.lock
 * @rcu: for freeing
 */
struct vsw_fdb_entry {
	struct rhash_head node;
	u64 key;
	struct vsw_port *port;
	u32 seen;
	u8 kind;
	bool dead;
	struct hlist_node port_node;
	struct rcu_head rcu;
};

/**
 * struct vsw_fdb - the forwarding database of a switch
 * @ht: the entries by key; the hash is keyed with a secret
 * @memcg: of who made the switch; what is learnt is on his account
 * @lock: protects insertion, moves, removal, and the fields below
 * @count: number of entries; read without the lock too
 * @learnt: how many of these age; read without the lock too
 * @limit_hits: how often max_fdb was met; read without the lock too
 * @port_limit_hits: how often a port's limit was met; the same
 * @age_work: removes stale entries, a part of the table at a time
 * @age_bucket: where it is in the table; its own
 * @purge_work: removes entries that make no sense any more
 * @notify_rate: notifications
 */
struct vsw_fdb {
	struct rhashtable ht;
	struct mem_cgroup *memcg;
	spinlock_t lock; /* see above */
	u32 count;
	u32 learnt;
	u64 limit_hits;
	u64 port_limit_hits;
	struct delayed_work age_work;
	u32 age_bucket;
	struct work_struct purge_work;
	struct vsw_nl_rate notify_rate;
};

/**
 * enum vsw_learn - what the decision asks the database to do with a source
 * @VSW_LEARN_NONE: nothing
 * @VSW_LEARN_REFRESH: it is known here: note that it was seen
 * @VSW_LEARN_MOVE: it is known at another port: move it
 * @VSW_LEARN_NEW: it is not known: add it
 */
enum vsw_learn {
	VSW_LEARN_NONE,
	VSW_LEARN_REFRESH,
	VSW_LEARN_MOVE,
	VSW_LEARN_NEW,
};

/**
 * struct vsw_fdb_filter - which entries a dump or a flush is about
 * @port: only of this port; NULL for all
 * @strays_of: only where the port is no member of the VLAN in what is the
 *	snapshot of this switch then; NULL for all
 * @shadowed_in: only where the address is the host's, in a VLAN that the host
 *	is in, in the snapshot of this switch; NULL for all
 * @vid: only in this VLAN; 0 for all
 * @kinds: bits of enum vswitch_fdb_kind
 */
struct vsw_fdb_filter {
	const struct vsw_port *port;
	const struct vsw_switch *strays_of;
	struct vsw_switch *shadowed_in;
	u16 vid;
	u8 kinds;
};

/**
 * struct vsw_fdb_event - what happened to an entry, for who listens
 * @what: what
 * @key: address and VLAN
 * @port: number of the port it is or was at
 * @old_port: number of the port it moved away from
 * @kind: enum vswitch_fdb_kind
 * @suppressed: notifications that were not sent before this one
 * @wanted: someone listens and the rate allows it
 */
struct vsw_fdb_event {
	enum vswitch_fdb_event what;
	u64 key;
	u32 port;
	u32 old_port;
	u8 kind;
	u32 suppressed;
	bool wanted;
};

/** VSW_FDB_LEARNT: kinds that learning makes and that age */
#define VSW_FDB_LEARNT						\
	(BIT(VSWITCH_FDB_KIND_DYNAMIC) | BIT(VSWITCH_FDB_KIND_STICKY))

/** VSW_FDB_KEEP: for vsw_fdb_set(), leave the kind as it is */
#define VSW_FDB_KEEP (-1)

/** VSW_FDB_ALL: all kinds */
#define VSW_FDB_ALL (BIT(VSWITCH_FDB_KIND_MAX + 1) - 1)

/**
 * struct vsw_fdb_cursor - where a dump is
 * @bucket: of the hash table
 * @table: the random number that each table has of its own; 0 before the first
 * @changes: how many times the table was rearranged under the dump, so that
 *	entries may be missing or doubled
 */
struct vsw_fdb_cursor {
	u32 bucket;
	u32 table;
	u32 changes;
};

/**
 * vsw_fdb_key() - address and VLAN as one number
 * @addr: MAC address
 * @vid: VLAN
 *
 * Return: the address in the upper 48 bits, the VLAN in the lower 16.
 */
static inline u64 vsw_fdb_key(const u8 *addr, u16 vid)
{
	return ((u64)get_unaligned_be32(addr) << 32) |
	       ((u64)get_unaligned_be16(addr + 4) << 16) | vid;
}

/**
 * vsw_fdb_key_addr() - the address of a key
 * @key: vsw_fdb_key()
 * @addr: gets the MAC address
 */
static inline void vsw_fdb_key_addr(u64 key, u8 *addr)
{
	put_unaligned_be32(key >> 32, addr);
	put_unaligned_be16(key >> 16, addr + 4);
}

/**
 * vsw_fdb_key_vid() - the VLAN of a key
 * @key: vsw_fdb_key()
 *
 * Return: the VID.
 */
static inline u16 vsw_fdb_key_vid(u64 key)
{
	return key;
}

/**
 * vsw_fdb_key_is_group() - is the address of a key a group's?
 * @key: vsw_fdb_key()
 *
 * Return: true for multicast and broadcast.
 */
static inline bool vsw_fdb_key_is_group(u64 key)
{
	return key >> 56 & 1;
}

/**
 * vsw_fdb_key_local() - the key that an address has as one of the host's own
 * @key: vsw_fdb_key() in any VLAN
 *
 * Return: the key; its VLAN is 0, for all VLANs of the host's port.
 */
static inline u64 vsw_fdb_key_local(u64 key)
{
	return key & ~0xffffULL;
}

int vsw_fdb_init(struct vsw_switch *sw);
void vsw_fdb_exit(struct vsw_switch *sw);

void vsw_fdb_learn(struct vsw_switch *sw, const struct vsw_conf *conf,
		   const struct vsw_port_conf *in, u64 key,
		   enum vsw_learn learn, struct vsw_fdb_entry *entry);

int vsw_fdb_add(struct vsw_switch *sw, const struct vsw_conf *conf, u64 key,
		struct vsw_port *port, enum vswitch_fdb_kind kind,
		struct netlink_ext_ack *extack);
int vsw_fdb_set(struct vsw_switch *sw, const struct vsw_conf *conf, u64 key,
		struct vsw_port *port, int kind,
		struct netlink_ext_ack *extack);
int vsw_fdb_del(struct vsw_switch *sw, u64 key,
		struct netlink_ext_ack *extack);
int vsw_fdb_add_local(struct vsw_switch *sw, const u8 *addr, gfp_t gfp);
void vsw_fdb_del_local(struct vsw_switch *sw, const u8 *addr);

void vsw_fdb_purge(struct vsw_fdb *fdb);
void vsw_fdb_open_port(struct vsw_switch *sw, struct vsw_port *port);
void vsw_fdb_close_port(struct vsw_switch *sw, struct vsw_port *port,
			bool all);
void vsw_fdb_flush_port(struct vsw_switch *sw, struct vsw_port *port);
u32 vsw_fdb_flush(struct vsw_switch *sw, const struct vsw_fdb_filter *filter);
void vsw_fdb_flush_shadowed(struct vsw_switch *sw);
void vsw_fdb_flush_strays(struct vsw_switch *sw);

bool vsw_fdb_match(const struct vsw_fdb_entry *entry,
		   const struct vsw_fdb_filter *filter);
u32 vsw_fdb_age_ms(const struct vsw_fdb_entry *entry);
bool vsw_fdb_ages(enum vswitch_fdb_kind kind);
void vsw_fdb_settle(struct vsw_fdb *fdb);
int vsw_fdb_dump(struct vsw_fdb *fdb, struct vsw_fdb_cursor *cursor,
		 struct sk_buff *skb, const struct vsw_fdb_filter *filter,
		 int (*fill)(const struct vsw_fdb_entry *entry, void *arg),
		 void *arg);

int vsw_fdb_cache_init(void);
void vsw_fdb_cache_exit(void);

#endif /* VSW_FDB_H */
