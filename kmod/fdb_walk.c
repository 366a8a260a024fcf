// SPDX-License-Identifier: GPL-2.0
/*
 * Walks over the forwarding database: ageing (IEEE 802.1Q-2018 8.8.3), flush
 * of a port, by VLAN and by kind, dump. Runs in process context, a part of the
 * table at a time, and lets frames and others in between.
 */
#include <linux/sched.h>
#include <net/netlink.h>

#include "conf.h"
#include "fdb.h"
#include "fdb_priv.h"
#include "forward.h"
#include "nl.h"
#include "port.h"
#include "vlan.h"
#include "vswitch.h"

/* Entries that are removed before others get their turn. */
#define FLUSH_BATCH 128

/* The whole table is looked through in an eighth of the ageing time, */
#define AGE_PARTS 8
/* though at least each two seconds and at most each thirty, */
#define AGE_PASS_MIN (2 * HZ)
#define AGE_PASS_MAX (30 * HZ)
/* in steps of this length. */
#define AGE_STEP (HZ / 4)

static struct vsw_switch *fdb_switch(struct vsw_fdb *fdb)
{
	return container_of(fdb, struct vsw_switch, fdb);
}

/* How many entries to look at in one step. */
static u32 age_budget(const struct vsw_fdb *fdb, u32 ageing)
{
	u32 pass = clamp_t(u32, ageing / AGE_PARTS, AGE_PASS_MIN, AGE_PASS_MAX);

	return READ_ONCE(fdb->count) / (pass / AGE_STEP) + 64;
}

/*
 * Jiffies since a frame from the address was noted. Another CPU may note one
 * right now, after we have read the clock.
 */
static u32 idle_time(const struct vsw_fdb_entry *entry)
{
	s32 idle = (u32)jiffies - READ_ONCE(entry->seen);

	return max(idle, 0);
}

static bool is_stale(const struct vsw_fdb_entry *entry, u32 ageing)
{
	return vsw_fdb_ages(READ_ONCE(entry->kind)) &&
	       idle_time(entry) >= ageing;
}

static void age_entry(struct vsw_switch *sw, struct vsw_fdb_entry *entry,
		      u32 ageing)
{
	struct vsw_fdb_event event = { .what = VSWITCH_FDB_EVENT_AGED };
	struct vsw_fdb *fdb = &sw->fdb;
	bool removed = false;

	spin_lock_bh(&fdb->lock);
	/* a frame may have refreshed it, or someone else removed it */
	if (!entry->dead && is_stale(entry, ageing)) {
		vsw_fdb_event_begin(sw, &event, entry);
		vsw_fdb_remove(fdb, entry);
		removed = true;
	}
	spin_unlock_bh(&fdb->lock);
	if (removed)
		vsw_nl_fdb_notify(sw, &event);
}

/* The bucket that is next; how many entries it has, or had. */
static u32 age_bucket(struct vsw_switch *sw, u32 ageing, u32 *buckets)
{
	struct vsw_fdb *fdb = &sw->fdb;
	const struct bucket_table *tbl;
	struct vsw_fdb_entry *entry;
	struct rhash_head *pos;
	u32 seen = 0;

	rcu_read_lock();
	tbl = rht_dereference_rcu(fdb->ht.tbl, &fdb->ht);
	*buckets = tbl->size;
	/* what is in a table that replaces this one has its turn later */
	if (fdb->age_bucket >= tbl->size)
		fdb->age_bucket = 0;
	rht_for_each_entry_rcu(entry, pos, tbl, fdb->age_bucket, node) {
		seen++;
		if (is_stale(entry, ageing))
			age_entry(sw, entry, ageing);
	}
	fdb->age_bucket++;
	rcu_read_unlock();
	return seen;
}

/* One step of ageing; it goes on in the bucket where the last one ended. */
static void age_step(struct vsw_switch *sw, u32 ageing, u32 budget)
{
	u32 seen = 0, done = 0, buckets;

	do {
		seen += age_bucket(sw, ageing, &buckets);
		cond_resched();
	} while (seen < budget && ++done < buckets);
}

static void age_work(struct work_struct *work)
{
	struct vsw_fdb *fdb = container_of(to_delayed_work(work),
					   struct vsw_fdb, age_work);
	struct vsw_switch *sw = fdb_switch(fdb);
	struct vsw_conf *conf;
	u32 ageing = 0;

	rcu_read_lock();
	conf = rcu_dereference(sw->conf);
	if (conf)
		ageing = conf->ageing;
	rcu_read_unlock();

	if (ageing)
		age_step(sw, ageing, age_budget(fdb, ageing));
	if (READ_ONCE(fdb->learnt))
		vsw_fdb_start_ageing(fdb);
}

/**
 * vsw_fdb_flush_shadowed() - remove what hides the host's addresses
 * @sw: the switch
 *
 * Context: process context; sleeps.
 */
void vsw_fdb_flush_shadowed(struct vsw_switch *sw)
{
	struct vsw_fdb_filter filter = {
		.kinds = VSW_FDB_ALL, .shadowed_in = sw,
	};

	vsw_fdb_flush(sw, &filter);
}

static void purge_work(struct work_struct *work)
{
	struct vsw_fdb *fdb = container_of(work, struct vsw_fdb, purge_work);
	struct vsw_switch *sw = fdb_switch(fdb);

	/* who was judged by an older snapshot may be about to learn */
	synchronize_net();
	vsw_fdb_flush_shadowed(sw);
	vsw_fdb_flush_strays(sw);
}

/**
 * vsw_fdb_purge() - soon remove entries that make no sense any more
 * @fdb: the database, after an address became the host's, or VLANs changed
 *
 * Those of addresses that are the host's now, in VLANs that it is in, which
 * they would hide, and of ports that are not in their VLAN.
 * Context: any.
 */
void vsw_fdb_purge(struct vsw_fdb *fdb)
{
	queue_work(system_unbound_wq, &fdb->purge_work);
}

/**
 * vsw_fdb_start_ageing() - see that the next step of ageing comes
 * @fdb: the database
 *
 * Context: any.
 */
void vsw_fdb_start_ageing(struct vsw_fdb *fdb)
{
	queue_delayed_work(system_power_efficient_wq, &fdb->age_work, AGE_STEP);
}

/**
 * vsw_fdb_init_ageing() - prepare ageing
 * @fdb: a new database
 */
void vsw_fdb_init_ageing(struct vsw_fdb *fdb)
{
	INIT_DELAYED_WORK(&fdb->age_work, age_work);
	INIT_WORK(&fdb->purge_work, purge_work);
}

/**
 * vsw_fdb_exit_ageing() - end ageing for good
 * @fdb: a database that nobody adds to any more
 *
 * Context: process context; sleeps.
 */
void vsw_fdb_exit_ageing(struct vsw_fdb *fdb)
{
	cancel_delayed_work_sync(&fdb->age_work);
	cancel_work_sync(&fdb->purge_work);
}

/**
 * vsw_fdb_age_ms() - how long ago a frame from the address was noted
 * @entry: a dynamic or sticky entry
 *
 * Return: milliseconds.
 */
u32 vsw_fdb_age_ms(const struct vsw_fdb_entry *entry)
{
	return jiffies_to_msecs(idle_time(entry));
}

/* A port that is not in the snapshot takes its entries with it elsewhere. */
static bool is_member(const struct vsw_conf *conf, const struct vsw_port *port,
		      u16 vid)
{
	const struct vsw_port_conf *pc = vsw_conf_port(conf, port->number);

	return !pc || pc->port != port || vsw_vlan_is_member(pc, vid);
}

/**
 * vsw_fdb_match() - is an entry among those that are asked for?
 * @entry: the entry
 * @filter: which are
 *
 * Return: true when it is.
 */
bool vsw_fdb_match(const struct vsw_fdb_entry *entry,
		   const struct vsw_fdb_filter *filter)
{
	struct vsw_switch *sw;

	if (!(BIT(READ_ONCE(entry->kind)) & filter->kinds))
		return false;
	if (filter->vid && vsw_fdb_key_vid(entry->key) != filter->vid)
		return false;
	if (filter->strays_of &&
	    is_member(rcu_dereference(filter->strays_of->conf),
		      READ_ONCE(entry->port), vsw_fdb_key_vid(entry->key)))
		return false;
	sw = filter->shadowed_in;
	if (sw && !vsw_forward_is_local(rcu_dereference(sw->conf), &sw->fdb,
					entry->key))
		return false;
	return !filter->port || READ_ONCE(entry->port) == filter->port;
}

/* Remove up to a batch of the entries of a list; false when it is empty. */
static bool flush_batch(struct vsw_switch *sw, struct hlist_head *list)
{
	struct vsw_fdb_event event = { .what = VSWITCH_FDB_EVENT_FLUSHED };
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_entry *entry;
	int n;

	for (n = 0; n < FLUSH_BATCH; n++) {
		spin_lock_bh(&fdb->lock);
		entry = hlist_entry_safe(list->first, struct vsw_fdb_entry,
					 port_node);
		if (entry) {
			vsw_fdb_event_begin(sw, &event, entry);
			vsw_fdb_remove(fdb, entry);
		}
		spin_unlock_bh(&fdb->lock);
		if (!entry)
			return false;
		vsw_nl_fdb_notify(sw, &event);
	}
	return true;
}

/**
 * vsw_fdb_flush_port() - remove the dynamic entries of a port
 * @sw: the switch
 * @port: the port
 *
 * Costs what the port has learnt, not what the switch has.
 * Context: process context.
 */
void vsw_fdb_flush_port(struct vsw_switch *sw, struct vsw_port *port)
{
	while (flush_batch(sw, &port->fdb_dynamic))
		cond_resched();
}

/**
 * vsw_fdb_open_port() - allow learning at a port
 * @sw: the switch
 * @port: the port, whose device is being attached
 *
 * Context: process context.
 */
void vsw_fdb_open_port(struct vsw_switch *sw, struct vsw_port *port)
{
	spin_lock_bh(&sw->fdb.lock);
	port->fdb_open = true;
	spin_unlock_bh(&sw->fdb.lock);
}

/**
 * vsw_fdb_close_port() - end learning at a port and forget what it learnt
 * @sw: the switch
 * @port: the port, whose device is being detached, or which is deleted
 * @all: forget what the operator entered for it, too
 *
 * After this no frame that is still under way brings an entry back.
 * Context: process context.
 */
void vsw_fdb_close_port(struct vsw_switch *sw, struct vsw_port *port, bool all)
{
	spin_lock_bh(&sw->fdb.lock);
	port->fdb_open = false;
	spin_unlock_bh(&sw->fdb.lock);
	vsw_fdb_flush_port(sw, port);
	while (all && flush_batch(sw, &port->fdb_pinned))
		cond_resched();
}

static bool flush_entry(struct vsw_switch *sw, struct vsw_fdb_entry *entry,
			const struct vsw_fdb_filter *filter)
{
	struct vsw_fdb_event event = { .what = VSWITCH_FDB_EVENT_FLUSHED };
	struct vsw_fdb *fdb = &sw->fdb;
	bool removed = false;

	spin_lock_bh(&fdb->lock);
	if (!entry->dead && vsw_fdb_match(entry, filter)) {
		vsw_fdb_event_begin(sw, &event, entry);
		vsw_fdb_remove(fdb, entry);
		removed = true;
	}
	spin_unlock_bh(&fdb->lock);
	if (removed)
		vsw_nl_fdb_notify(sw, &event);
	return removed;
}

/* Flush buckets from @bucket on, at least one, until someone wants the CPU. */
static u32 flush_buckets(struct vsw_switch *sw, const struct bucket_table *tbl,
			 u32 bucket, const struct vsw_fdb_filter *filter,
			 u32 *removed)
{
	struct vsw_fdb_entry *entry;
	struct rhash_head *pos;

	do {
		rht_for_each_entry_rcu(entry, pos, tbl, bucket, node)
			if (vsw_fdb_match(entry, filter))
				*removed += flush_entry(sw, entry, filter);
	} while (++bucket < tbl->size && !need_resched());
	return bucket;
}

/**
 * vsw_fdb_settle() - wait until the table has the size that it is to have
 * @fdb: the database
 *
 * While entries move to another table, who walks over one misses those that are
 * in the other.
 * Context: process context; sleeps.
 */
void vsw_fdb_settle(struct vsw_fdb *fdb)
{
	flush_work(&fdb->ht.run_work);
}

/**
 * vsw_fdb_flush() - remove entries
 * @sw: the switch
 * @filter: which; local ones stay in any case
 *
 * What is learnt meanwhile may stay, what was there before does not: when the
 * table is replaced by one of another size, it begins again with that.
 * Context: process context; sleeps.
 * Return: how many were removed.
 */
u32 vsw_fdb_flush(struct vsw_switch *sw, const struct vsw_fdb_filter *filter)
{
	struct vsw_fdb_filter which = *filter;
	struct rhashtable *ht = &sw->fdb.ht;
	const struct bucket_table *tbl;
	u32 removed = 0, bucket = 0;
	u32 table = 0; /* the random number that each table has of its own */
	bool resizing, done;

	which.kinds &= ~BIT(VSWITCH_FDB_KIND_LOCAL);
	do {
		rcu_read_lock();
		tbl = rht_dereference_rcu(ht->tbl, ht);
		if (tbl->hash_rnd != table) {
			table = tbl->hash_rnd;
			bucket = 0;
		}
		bucket = flush_buckets(sw, tbl, bucket, &which, &removed);
		done = bucket >= tbl->size;
		resizing = rcu_access_pointer(tbl->future_tbl);
		rcu_read_unlock();

		if (done && resizing)
			vsw_fdb_settle(&sw->fdb);
		cond_resched();
	} while (!done || resizing);
	return removed;
}

/**
 * vsw_fdb_flush_strays() - remove what is learnt in VLANs that a port is not in
 * @sw: the switch
 *
 * Context: process context; sleeps.
 */
void vsw_fdb_flush_strays(struct vsw_switch *sw)
{
	struct vsw_fdb_filter filter = {
		.kinds = VSW_FDB_LEARNT, .strays_of = sw,
	};

	vsw_fdb_flush(sw, &filter);
}

/**
 * vsw_fdb_dump() - hand out entries until there is no room for more
 * @fdb: the database
 * @cursor: where to begin, all zero at first; moved on
 * @skb: the message that @fill fills; whole buckets go into it, so that an
 *	entry that comes or goes does not hide another
 * @filter: which entries
 * @fill: takes an entry; an error of it ends this part of the dump
 * @arg: for @fill
 *
 * Nothing is kept between two parts but @cursor: a reader that goes away in
 * the middle leaves nothing behind.
 * Context: RCU read-side section.
 * Return: 0 at the end of the table, else the error of @fill.
 */
int vsw_fdb_dump(struct vsw_fdb *fdb, struct vsw_fdb_cursor *cursor,
		 struct sk_buff *skb, const struct vsw_fdb_filter *filter,
		 int (*fill)(const struct vsw_fdb_entry *entry, void *arg),
		 void *arg)
{
	struct bucket_table *tbl = rht_dereference_rcu(fdb->ht.tbl, &fdb->ht);
	const u32 table = tbl->hash_rnd ?: 1;
	struct vsw_fdb_entry *entry;
	struct rhash_head *pos;
	void *bucket_start;
	bool alone;
	int err;

	if (rcu_access_pointer(tbl->future_tbl) ||
	    (cursor->table && cursor->table != table))
		cursor->changes++;
	cursor->table = table;

	for (; cursor->bucket < tbl->size; cursor->bucket++) {
		bucket_start = skb_tail_pointer(skb);
		alone = !skb->len;
		rht_for_each_entry_rcu(entry, pos, tbl, cursor->bucket, node) {
			if (!vsw_fdb_match(entry, filter))
				continue;
			err = fill(entry, arg);
			if (!err)
				continue;
			if (!alone) {
				nlmsg_trim(skb, bucket_start);
				return err;
			}
			/* it would never fit: give what does, and say so */
			cursor->changes++;
			cursor->bucket++;
			return err;
		}
	}
	/* others may have begun to move entries meanwhile */
	if (rcu_access_pointer(tbl->future_tbl))
		cursor->changes++;
	return 0;
}
