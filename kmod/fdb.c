// SPDX-License-Identifier: GPL-2.0
/*
 * The forwarding database (IEEE 802.1Q-2018 8.8): learn, look up, move,
 * limits. Look-up and learning run in the path of a frame, the rest in process
 * context. Ageing, flushing and dumping are in fdb_walk.c.
 */
#include <linux/etherdevice.h>
#include <linux/memcontrol.h>
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <net/netlink.h>

#include "conf.h"
#include "fdb.h"
#include "fdb_priv.h"
#include "fdb_table.h"
#include "nl.h"
#include "port.h"
#include "vswitch.h"

static struct kmem_cache *entry_cache __read_mostly;
u64 vsw_fdb_secret __read_mostly;

static u32 hash_key(const void *data, u32 len, u32 seed)
{
	return vsw_fdb_hash_key(*(const u64 *)data, seed);
}

/* In place of memcmp(), that rhashtable would call. */
static int differs(struct rhashtable_compare_arg *arg,
		   const void *object)
{
	const struct vsw_fdb_entry *entry = object;

	return entry->key != *(const u64 *)arg->key;
}

static const struct rhashtable_params table_params = {
	.head_offset = offsetof(struct vsw_fdb_entry, node),
	.key_offset = offsetof(struct vsw_fdb_entry, key),
	.key_len = sizeof_field(struct vsw_fdb_entry, key),
	.hashfn = hash_key,
	.obj_cmpfn = differs,
	.automatic_shrinking = true,
};

/**
 * vsw_fdb_ages() - does a kind of entry age?
 * @kind: the kind
 *
 * Return: true when it does.
 */
bool vsw_fdb_ages(enum vswitch_fdb_kind kind)
{
	return BIT(kind) & VSW_FDB_LEARNT;
}

/**
 * vsw_fdb_lookup_all() - find an entry, also while the table is resized
 * @fdb: the database
 * @key: address and VLAN
 *
 * Context: RCU read-side section.
 * Return: NULL when there is none; else valid until the section ends.
 */
struct vsw_fdb_entry *vsw_fdb_lookup_all(struct vsw_fdb *fdb, u64 key)
{
	return rhashtable_lookup(&fdb->ht, &key, table_params);
}

static void entry_free_rcu(struct rcu_head *rcu)
{
	kmem_cache_free(entry_cache,
			container_of(rcu, struct vsw_fdb_entry, rcu));
}

/* Count and list an entry with its port. */
static void link_port(struct vsw_fdb_entry *entry, struct vsw_port *port)
{
	struct vsw_fdb *fdb = &port->sw->fdb;

	lockdep_assert_held(&fdb->lock);

	WRITE_ONCE(entry->port, port);
	WRITE_ONCE(port->fdb_count, port->fdb_count + 1);
	if (vsw_fdb_ages(entry->kind)) {
		WRITE_ONCE(port->fdb_learnt, port->fdb_learnt + 1);
		WRITE_ONCE(fdb->learnt, fdb->learnt + 1);
		vsw_fdb_start_ageing(fdb);
	}
	hlist_add_head(&entry->port_node,
		       entry->kind == VSWITCH_FDB_KIND_DYNAMIC ?
		       &port->fdb_dynamic : &port->fdb_pinned);
}

static void unlink_port(struct vsw_fdb_entry *entry)
{
	struct vsw_port *port = entry->port;
	struct vsw_fdb *fdb = &port->sw->fdb;

	lockdep_assert_held(&fdb->lock);

	WRITE_ONCE(port->fdb_count, port->fdb_count - 1);
	if (vsw_fdb_ages(entry->kind)) {
		WRITE_ONCE(port->fdb_learnt, port->fdb_learnt - 1);
		WRITE_ONCE(fdb->learnt, fdb->learnt - 1);
	}
	hlist_del(&entry->port_node);
}

/* Put a new entry in. The caller has checked the limits. */
static int insert(struct vsw_fdb *fdb, struct vsw_fdb_entry *entry,
		  struct vsw_port *port)
{
	int err;

	lockdep_assert_held(&fdb->lock);

	/* who finds it must find its port, even before it is linked */
	entry->port = port;
	err = rhashtable_lookup_insert_fast(&fdb->ht, &entry->node,
					    table_params);
	if (err)
		return err;
	link_port(entry, port);
	WRITE_ONCE(fdb->count, fdb->count + 1);
	return 0;
}

/**
 * vsw_fdb_remove() - take an entry out, without telling anyone
 * @fdb: the database
 * @entry: the entry; freed after a grace period
 *
 * Context: fdb.lock is held.
 */
void vsw_fdb_remove(struct vsw_fdb *fdb, struct vsw_fdb_entry *entry)
{
	lockdep_assert_held(&fdb->lock);

	rhashtable_remove_fast(&fdb->ht, &entry->node, table_params);
	unlink_port(entry);
	entry->dead = true;
	WRITE_ONCE(fdb->count, fdb->count - 1);
	call_rcu(&entry->rcu, entry_free_rcu);
}

static struct vsw_fdb_entry *entry_create(u64 key, enum vswitch_fdb_kind kind,
					  gfp_t gfp)
{
	struct vsw_fdb_entry *entry;

	entry = kmem_cache_zalloc(entry_cache, gfp | __GFP_NOWARN);
	if (!entry)
		return NULL;
	entry->key = key;
	entry->kind = kind;
	entry->seen = (u32)jiffies;
	return entry;
}

static bool port_is_full(const struct vsw_port_conf *pc)
{
	return pc->max_fdb && READ_ONCE(pc->port->fdb_learnt) >= pc->max_fdb;
}

/* Which counter says why an address cannot be learnt; -1 when it can. */
static int learn_limit(const struct vsw_fdb *fdb, const struct vsw_conf *conf,
		       const struct vsw_port_conf *in, bool is_new)
{
	if (port_is_full(in))
		return VSW_COUNT_LEARN_LIMIT_PORT;
	if (is_new && READ_ONCE(fdb->count) >= conf->max_fdb)
		return VSW_COUNT_LEARN_LIMIT_SWITCH;
	return -1;
}

static void learn_new(struct vsw_switch *sw, const struct vsw_conf *conf,
		      const struct vsw_port_conf *in, u64 key)
{
	struct vsw_account __percpu *account = in->port->account;
	struct vsw_fdb_event event = { .what = VSWITCH_FDB_EVENT_LEARNED };
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_entry *entry;
	struct mem_cgroup *outer;
	int limit, err = -EBUSY;

	/* a flood of new addresses over the limit ends here, without a lock */
	limit = learn_limit(fdb, conf, in, true);
	if (limit >= 0) {
		vsw_account_add(account, limit, 1);
		return;
	}
	/*
	 * On the account of whom the switch is, who may have no more; and not
	 * from the reserves, which also break the bounds of accounts.
	 */
	outer = set_active_memcg(fdb->memcg);
	entry = entry_create(key, VSWITCH_FDB_KIND_DYNAMIC,
			     GFP_NOWAIT | __GFP_ACCOUNT);
	set_active_memcg(outer);
	if (!entry) {
		vsw_account_add(account, VSW_COUNT_LEARN_FAILED, 1);
		return;
	}

	spin_lock_bh(&fdb->lock);
	limit = learn_limit(fdb, conf, in, true);
	if (limit < 0 && in->port->fdb_open)
		err = insert(fdb, entry, in->port);
	if (!err)
		vsw_fdb_event_begin(sw, &event, entry);
	spin_unlock_bh(&fdb->lock);

	if (!err) {
		vsw_nl_fdb_notify(sw, &event);
		return;
	}
	kmem_cache_free(entry_cache, entry);
	if (limit >= 0)
		vsw_account_add(account, limit, 1);
	else if (err != -EEXIST && err != -EBUSY)
		vsw_account_add(account, VSW_COUNT_LEARN_FAILED, 1);
}

static void learn_move(struct vsw_switch *sw, const struct vsw_conf *conf,
		       const struct vsw_port_conf *in,
		       struct vsw_fdb_entry *entry)
{
	struct vsw_fdb_event event = { .what = VSWITCH_FDB_EVENT_MOVED };
	struct vsw_fdb *fdb = &sw->fdb;
	bool moved = false;
	int limit;

	spin_lock_bh(&fdb->lock);
	limit = learn_limit(fdb, conf, in, false);
	if (limit < 0 && !entry->dead && in->port->fdb_open &&
	    entry->kind == VSWITCH_FDB_KIND_DYNAMIC &&
	    entry->port != in->port) {
		event.old_port = entry->port->number;
		unlink_port(entry);
		link_port(entry, in->port);
		WRITE_ONCE(entry->seen, (u32)jiffies);
		vsw_fdb_event_begin(sw, &event, entry);
		moved = true;
	}
	spin_unlock_bh(&fdb->lock);

	if (moved)
		vsw_nl_fdb_notify(sw, &event);
	else if (limit >= 0)
		vsw_account_add(in->port->account, limit, 1);
}

/**
 * vsw_fdb_learn() - carry out what the decision asked for
 * @sw: the switch
 * @conf: the snapshot that the frame was judged by
 * @in: the port that the frame came from
 * @key: its source address and VLAN
 * @learn: what to do
 * @entry: the entry that was found, for refresh and move
 *
 * Context: path of a frame: RCU read-side section, bottom halves off.
 */
void vsw_fdb_learn(struct vsw_switch *sw, const struct vsw_conf *conf,
		   const struct vsw_port_conf *in, u64 key,
		   enum vsw_learn learn, struct vsw_fdb_entry *entry)
{
	switch (learn) {
	case VSW_LEARN_NONE:
		break;
	case VSW_LEARN_REFRESH:
		vsw_fdb_refresh(entry);
		break;
	case VSW_LEARN_MOVE:
		learn_move(sw, conf, in, entry);
		break;
	case VSW_LEARN_NEW:
		learn_new(sw, conf, in, key);
		break;
	}
}

/* Change an entry in place. */
static void change(struct vsw_fdb_entry *entry, struct vsw_port *port,
		   enum vswitch_fdb_kind kind)
{
	unlink_port(entry);
	WRITE_ONCE(entry->kind, kind);
	WRITE_ONCE(entry->seen, (u32)jiffies);
	link_port(entry, port);
}

/* What the operator may do to the entry of an address, if there is one. */
static int check_old(struct vsw_fdb *fdb, u64 key,
		     const struct vsw_fdb_entry *old, bool replace,
		     struct netlink_ext_ack *extack)
{
	key = vsw_fdb_key_local(key);
	if (!old && rhashtable_lookup_fast(&fdb->ht, &key, table_params)) {
		NL_SET_ERR_MSG(extack, "the address is the switch's own");
		return -EBUSY;
	}
	if (replace && !old) {
		NL_SET_ERR_MSG(extack, "no such entry in the FDB");
		return -ENOENT;
	}
	if (!replace && old && old->kind != VSWITCH_FDB_KIND_DYNAMIC) {
		NL_SET_ERR_MSG(extack, "the FDB has an entry for this address");
		return -EEXIST;
	}
	return 0;
}

static int check_limits(struct vsw_fdb *fdb, const struct vsw_conf *conf,
			const struct vsw_fdb_entry *old,
			const struct vsw_port *port,
			enum vswitch_fdb_kind kind,
			struct netlink_ext_ack *extack)
{
	const struct vsw_port_conf *pc = vsw_conf_port(conf, port->number);
	bool counted = old && old->port == port && vsw_fdb_ages(old->kind);

	if (!old && fdb->count >= conf->max_fdb) {
		WRITE_ONCE(fdb->limit_hits, fdb->limit_hits + 1);
		NL_SET_ERR_MSG(extack, "the FDB is at its limit of entries (max-fdb)");
		return -ENOSPC;
	}
	if (vsw_fdb_ages(kind) && !counted && port_is_full(pc)) {
		WRITE_ONCE(fdb->port_limit_hits,
			   fdb->port_limit_hits + 1);
		NL_SET_ERR_MSG(extack,
			       "the port is at its limit of learnt entries (max-fdb)");
		return -ENOSPC;
	}
	return 0;
}

/*
 * Add an entry, or with @replace change one that is there, where @port may be
 * NULL and @kind VSW_FDB_KEEP to leave them.
 */
static int add_or_set(struct vsw_switch *sw, const struct vsw_conf *conf,
		      u64 key, struct vsw_port *port, int kind, bool replace,
		      struct netlink_ext_ack *extack)
{
	struct vsw_fdb_event event = { .what = VSWITCH_FDB_EVENT_ADDED };
	struct vsw_fdb_entry *old, *entry;
	struct vsw_fdb *fdb = &sw->fdb;
	int err;

	entry = entry_create(key, kind, GFP_KERNEL_ACCOUNT);
	if (!entry)
		return -ENOMEM;

	spin_lock_bh(&fdb->lock);
	/* entries are freed after a grace period, and the lock keeps them in */
	old = rhashtable_lookup_fast(&fdb->ht, &key, table_params);
	err = check_old(fdb, key, old, replace, extack);
	if (!err && replace) {
		port = port ?: old->port;
		kind = kind == VSW_FDB_KEEP ? old->kind : kind;
	}
	if (!err)
		err = check_limits(fdb, conf, old, port, kind, extack);
	if (!err && old)
		change(old, port, kind);
	else if (!err)
		err = insert(fdb, entry, port);
	if (!err)
		vsw_fdb_event_begin(sw, &event, old ?: entry);
	spin_unlock_bh(&fdb->lock);

	if (err || old)
		kmem_cache_free(entry_cache, entry);
	if (!err)
		vsw_nl_fdb_notify(sw, &event);
	return err;
}

/**
 * vsw_fdb_add() - add an entry for the operator
 * @sw: the switch
 * @conf: its current snapshot
 * @key: address and VLAN
 * @port: where the address is
 * @kind: any but local
 * @extack: says what is wrong
 *
 * A learnt entry of the address is replaced, any other is an error.
 * Context: process context, conf_lock is held.
 * Return: 0, -EEXIST, -EBUSY for the switch's own address, -ENOSPC at a
 * limit, or -ENOMEM.
 */
int vsw_fdb_add(struct vsw_switch *sw, const struct vsw_conf *conf, u64 key,
		struct vsw_port *port, enum vswitch_fdb_kind kind,
		struct netlink_ext_ack *extack)
{
	return add_or_set(sw, conf, key, port, kind, false, extack);
}

/**
 * vsw_fdb_set() - change an entry for the operator
 * @sw: the switch
 * @conf: its current snapshot
 * @key: address and VLAN
 * @port: where the address is from now on; NULL for where it was
 * @kind: any but local; VSW_FDB_KEEP for what it was
 * @extack: says what is wrong
 *
 * Context: process context, conf_lock is held.
 * Return: 0, -ENOENT, -EBUSY for the switch's own address, -ENOSPC at a
 * limit, or -ENOMEM.
 */
int vsw_fdb_set(struct vsw_switch *sw, const struct vsw_conf *conf, u64 key,
		struct vsw_port *port, int kind,
		struct netlink_ext_ack *extack)
{
	return add_or_set(sw, conf, key, port, kind, true, extack);
}

/**
 * vsw_fdb_del() - delete an entry for the operator
 * @sw: the switch
 * @key: address and VLAN
 * @extack: says what is wrong
 *
 * Context: process context.
 * Return: 0, -ENOENT, or -EBUSY for the switch's own address.
 */
int vsw_fdb_del(struct vsw_switch *sw, u64 key, struct netlink_ext_ack *extack)
{
	struct vsw_fdb_event event = { .what = VSWITCH_FDB_EVENT_DELETED };
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_entry *old;
	int err;

	spin_lock_bh(&fdb->lock);
	old = rhashtable_lookup_fast(&fdb->ht, &key, table_params);
	err = check_old(fdb, key, old, true, extack);
	if (!err) {
		vsw_fdb_event_begin(sw, &event, old);
		vsw_fdb_remove(fdb, old);
	}
	spin_unlock_bh(&fdb->lock);

	if (!err)
		vsw_nl_fdb_notify(sw, &event);
	return err;
}

/**
 * vsw_fdb_add_local() - enter an address of the switch device
 * @sw: the switch
 * @addr: unicast MAC address
 * @gfp: how to allocate
 *
 * It holds in all VLANs of the host's port, replaces entries of the address in
 * any VLAN, and no limit refuses it: the host must be reachable whatever guests
 * do.
 * Context: any.
 * Return: 0, or -ENOMEM.
 */
int vsw_fdb_add_local(struct vsw_switch *sw, const u8 *addr, gfp_t gfp)
{
	u64 key = vsw_fdb_key(addr, 0);
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_entry *entry;
	int err;

	entry = entry_create(key, VSWITCH_FDB_KIND_LOCAL, gfp);
	if (!entry)
		return -ENOMEM;
	spin_lock_bh(&fdb->lock);
	err = insert(fdb, entry, sw->host);
	spin_unlock_bh(&fdb->lock);

	if (err)
		kmem_cache_free(entry_cache, entry);
	else
		vsw_fdb_purge(fdb);
	return err == -EEXIST ? 0 : err;
}

/**
 * vsw_fdb_del_local() - remove an address of the switch device
 * @sw: the switch
 * @addr: as entered by vsw_fdb_add_local()
 *
 * Context: any.
 */
void vsw_fdb_del_local(struct vsw_switch *sw, const u8 *addr)
{
	u64 key = vsw_fdb_key(addr, 0);
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_entry *old;

	spin_lock_bh(&fdb->lock);
	old = rhashtable_lookup_fast(&fdb->ht, &key, table_params);
	if (old)
		vsw_fdb_remove(fdb, old);
	spin_unlock_bh(&fdb->lock);
}

static void free_entry(void *entry, void *arg)
{
	kmem_cache_free(entry_cache, entry);
}

/**
 * vsw_fdb_init() - set up an empty database
 * @sw: a new switch
 *
 * Context: process context.
 * Return: 0, or -ENOMEM.
 */
int vsw_fdb_init(struct vsw_switch *sw)
{
	struct vsw_fdb *fdb = &sw->fdb;
	int err;

	spin_lock_init(&fdb->lock);
	err = rhashtable_init(&fdb->ht, &table_params);
	if (err)
		return err;
	fdb->memcg = get_mem_cgroup_from_mm(current->mm);
	vsw_fdb_init_ageing(fdb);
	return 0;
}

/**
 * vsw_fdb_exit() - free the database
 * @sw: a switch that no frame and no control reaches any more
 *
 * Context: process context; sleeps.
 */
void vsw_fdb_exit(struct vsw_switch *sw)
{
	vsw_fdb_exit_ageing(&sw->fdb);
	rhashtable_free_and_destroy(&sw->fdb.ht, free_entry, NULL);
	mem_cgroup_put(sw->fdb.memcg);
}

/**
 * vsw_fdb_cache_init() - allocate what all databases share
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_fdb_cache_init(void)
{
	BUILD_BUG_ON(sizeof(struct vsw_fdb_entry) > 64);

	get_random_bytes(&vsw_fdb_secret, sizeof(vsw_fdb_secret));
	vsw_fdb_secret |= 1;
	entry_cache = kmem_cache_create("vsw_fdb_entry",
					sizeof(struct vsw_fdb_entry), 0,
					SLAB_HWCACHE_ALIGN, NULL);
	return entry_cache ? 0 : -ENOMEM;
}

/**
 * vsw_fdb_cache_exit() - free what all databases share
 *
 * Context: after the last database is gone and rcu_barrier().
 */
void vsw_fdb_cache_exit(void)
{
	kmem_cache_destroy(entry_cache);
}
