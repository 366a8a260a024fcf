// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_fdb_walk: what goes over the whole forwarding database. Is
 * all that is stale removed in time, and nothing else? Does a dump in parts
 * hand out each entry, and once, although others come and go between them?
 */
#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>

#include "../conf.h"
#include "../fdb_table.h"
#include "fdb_model.h"

#define SEEDS 30

/* Have so many entries of all kinds. */
static void populate(struct vsw_model *m, u32 n)
{
	struct kunit *test = m->test;
	u32 i, number;

	for (i = 0; i < n; i++) {
		number = 1 + vsw_test_below(test, VSW_MODEL_PORTS - 1);
		if (vsw_test_chance(test, 3))
			vsw_model_add(m, i, number, vsw_test_below(test, 3));
		else if (vsw_test_chance(test, 12))
			vsw_model_local(m, VSW_MODEL_KEYS +
					number % VSW_MODEL_LOCALS, true);
		else
			vsw_model_learn(m, i, number);
	}
}

/* Wait until the hash table has the size that it wants to have. */
static void settle(struct vsw_model *m)
{
	struct rhashtable *ht = &m->sw->fdb.ht;
	bool resizing;

	do {
		flush_work(&ht->run_work);
		rcu_read_lock();
		resizing = rcu_access_pointer(rht_dereference_rcu(ht->tbl, ht)
					      ->future_tbl);
		rcu_read_unlock();
	} while (resizing);
}

static void set_ageing(struct vsw_model *m, u32 seconds)
{
	struct vsw_conf *conf = vsw_test_edit(m->sw);

	vsw_conf_set_ageing(conf, seconds, NULL);
	vsw_test_publish(m->sw, conf);
}

/* Do so many steps of ageing at once. */
static void age(struct vsw_model *m, u32 steps)
{
	struct delayed_work *work = &m->sw->fdb.age_work;

	while (steps--) {
		mod_delayed_work(system_wq, work, 0);
		flush_delayed_work(work);
	}
}

/*
 * Give each entry an age: some are stale, some nearly, some were seen on
 * another CPU just after this one has read the clock. The array loses those
 * that are to go.
 */
static void make_stale(struct vsw_model *m, u32 ageing)
{
	struct vsw_fdb_entry *entry;
	u32 i, idle;

	/* bottom halves cannot age; the work can, when we are done */
	rcu_read_lock();
	for (i = 0; i < VSW_MODEL_KEYS; i++) {
		entry = vsw_fdb_lookup(&m->sw->fdb, m->entry[i].key);
		if (!entry)
			continue;
		switch (vsw_test_below(m->test, 4)) {
		case 0:
			idle = ageing * HZ + vsw_test_below(m->test, HZ);
			break;
		case 1:
			idle = 3000 * ageing * HZ;
			break;
		case 2:
			idle = vsw_test_below(m->test, (ageing - 30) * HZ);
			break;
		default:
			idle = -vsw_test_below(m->test, 10);
			break;
		}
		WRITE_ONCE(entry->seen, (u32)jiffies - idle);
		if ((s32)idle >= (s32)(ageing * HZ) &&
		    (BIT(m->entry[i].kind) & VSW_MODEL_LEARNT))
			m->entry[i].there = false;
	}
	rcu_read_unlock();
}

static u32 table_size(struct vsw_model *m)
{
	struct rhashtable *ht = &m->sw->fdb.ht;
	u32 size;

	rcu_read_lock();
	size = rht_dereference_rcu(ht->tbl, ht)->size;
	rcu_read_unlock();
	return size;
}

/*
 * A pass: in an eighth of the time, a step each quarter of a second. Where the
 * table shrinks meanwhile, what has moved has its turn in the next one.
 */
static void age_all(struct vsw_model *m, u32 ageing)
{
	u32 size;

	do {
		settle(m);
		size = table_size(m);
		age(m, max(ageing / 8, 2U) * 4 + 1);
		settle(m);
	} while (table_size(m) != size);
}

static void test_ageing(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	u32 seed, ageing;

	for (seed = 1; seed <= SEEDS; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		ageing = 40 + vsw_test_below(test, 60);
		set_ageing(m, ageing);
		populate(m, 1 + vsw_test_below(test, VSW_MODEL_KEYS));
		make_stale(m, ageing);
		age_all(m, ageing);
		vsw_model_check(m);
		vsw_model_empty(m);
	}
}

/* An ageing time of 0: nothing ever goes. */
static void test_no_ageing(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	struct vsw_fdb_entry *entry;
	u32 i;

	set_ageing(m, 0);
	for (i = 0; i < VSW_MODEL_KEYS; i++)
		vsw_model_learn(m, i, 1);
	rcu_read_lock();
	for (i = 0; i < VSW_MODEL_KEYS; i++) {
		entry = vsw_fdb_lookup(&m->sw->fdb, m->entry[i].key);
		if (entry)
			WRITE_ONCE(entry->seen, (u32)jiffies - 1000000 * HZ);
	}
	rcu_read_unlock();
	age(m, 20);
	vsw_model_check(m);
}

/* Each VLAN with each set of kinds, of one port after the other, and all. */
static void test_flush(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	int number = -1;
	u32 kinds, vid;

	for (vid = 0; vid <= 4; vid++) {
		for (kinds = 0; kinds <= VSW_FDB_ALL; kinds++) {
			if (!vsw_test_step(test))
				return;
			populate(m, 40);
			vsw_model_flush(m, number, vid, kinds);
			vsw_model_check(m);
			if (++number == VSW_MODEL_PORTS)
				number = -1;
		}
	}
}

/**
 * struct dump - a dump in parts
 * @cursor: where it is
 * @filter: what it is about
 * @skb: the message under construction
 * @room: bytes that fit in
 * @times: how often each address was found
 * @before: each address: it is to be found, unless it is touched
 * @touched: each address: it came or went during the dump
 */
struct dump {
	struct vsw_fdb_cursor cursor;
	struct vsw_fdb_filter filter;
	struct sk_buff *skb;
	unsigned int room;
	u32 times[VSW_MODEL_ENTRIES];
	bool before[VSW_MODEL_ENTRIES];
	bool touched[VSW_MODEL_ENTRIES];
};

static struct dump *create_dump(struct kunit *test)
{
	struct dump *d = kunit_kzalloc(test, sizeof(*d), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, d);
	return d;
}

static void begin_dump(struct vsw_model *m, struct dump *d, unsigned int room,
		       const struct vsw_fdb_filter *filter)
{
	u32 i;

	memset(d, 0, sizeof(*d));
	d->room = room;
	d->filter = *filter;
	for (i = 0; i < VSW_MODEL_ENTRIES; i++)
		d->before[i] = vsw_model_matches(m, i, filter);
}

static int fill(const struct vsw_fdb_entry *entry, void *arg)
{
	struct dump *d = arg;

	if (d->skb->len + sizeof(entry->key) > d->room)
		return -EMSGSIZE;
	skb_put_data(d->skb, &entry->key, sizeof(entry->key));
	return 0;
}

/* Count what is in a part of the dump; the number of those not known. */
static u32 tally(struct vsw_model *m, struct dump *d)
{
	u32 unknown = 0, at, i;
	u64 key;

	for (at = 0; at < d->skb->len; at += sizeof(key)) {
		memcpy(&key, d->skb->data + at, sizeof(key));
		for (i = 0; i < VSW_MODEL_ENTRIES; i++)
			if (m->entry[i].key == key)
				break;
		if (i < VSW_MODEL_ENTRIES)
			d->times[i]++;
		else
			unknown++;
	}
	return unknown;
}

/* One part of a dump; 0 when it was the last one. */
static int dump_part(struct vsw_model *m, struct dump *d)
{
	int err;

	d->skb = alloc_skb(d->room, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(m->test, d->skb);
	rcu_read_lock();
	err = vsw_fdb_dump(&m->sw->fdb, &d->cursor, d->skb, &d->filter, fill,
			   d);
	rcu_read_unlock();
	/* a part that is not the last one brings something, or is no part */
	if (err)
		KUNIT_EXPECT_GT(m->test, d->skb->len, 0);
	KUNIT_EXPECT_LE(m->test, d->skb->len, d->room);
	KUNIT_EXPECT_EQ(m->test, tally(m, d), 0);
	kfree_skb(d->skb);
	return err;
}

static void any_filter(struct vsw_model *m, struct vsw_fdb_filter *filter)
{
	struct kunit *test = m->test;
	u32 number = vsw_test_below(test, VSW_MODEL_PORTS);

	*filter = (struct vsw_fdb_filter){ .kinds = VSW_FDB_ALL };
	if (vsw_test_chance(test, 2))
		return;
	filter->kinds = vsw_test_below(test, VSW_FDB_ALL + 1);
	filter->vid = vsw_test_below(test, 4);
	if (vsw_test_chance(test, 2))
		filter->port = m->port[number].port;
}

/*
 * Dump in parts. With @disturb, entries come and go between them; those that
 * are there all the time, among those asked for, must be found all the same.
 * Return: false when the dump itself says that it is not to be relied upon.
 */
static bool check_dump(struct vsw_model *m, struct dump *d, unsigned int room,
		       bool disturb)
{
	struct vsw_fdb_filter filter;
	u32 i, parts = 0;

	any_filter(m, &filter);
	begin_dump(m, d, room, &filter);
	while (dump_part(m, d)) {
		KUNIT_ASSERT_LT(m->test, parts++, 10000);
		if (!disturb)
			continue;
		i = vsw_test_below(m->test, VSW_MODEL_KEYS);
		d->touched[i] = true;
		if (m->entry[i].there)
			vsw_model_del(m, i);
		else
			vsw_model_learn(m, i, 1);
	}
	if (d->cursor.changes)
		return false;
	for (i = 0; i < VSW_MODEL_ENTRIES; i++) {
		KUNIT_EXPECT_LE(m->test, d->times[i], 1);
		if (!d->touched[i])
			KUNIT_EXPECT_EQ(m->test, d->times[i], d->before[i]);
	}
	return true;
}

/* Of a table at rest, a dump has all, however small its parts. */
static void test_dump(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	struct dump *d = create_dump(test);
	unsigned int room;
	u32 seed;
	bool ok;

	for (seed = 1; seed <= 2 * SEEDS; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		populate(m, vsw_test_below(test, VSW_MODEL_KEYS));
		settle(m);
		room = sizeof(u64) * (1 + vsw_test_below(test, 200));
		ok = check_dump(m, d, room, false);
		/* no bucket has so many */
		if (room >= 30 * sizeof(u64))
			KUNIT_EXPECT_TRUE(test, ok);
		if (vsw_test_chance(test, 4))
			vsw_model_empty(m);
	}
}

static void test_dump_disturbed(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	struct dump *d = create_dump(test);
	u32 seed, room, reliable = 0;

	for (seed = 1; seed <= SEEDS; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		vsw_model_empty(m);
		populate(m, 90);
		settle(m);
		room = sizeof(u64) * (10 + vsw_test_below(test, 40));
		reliable += check_dump(m, d, room, true);
	}
	/* where nothing is reliable, nothing was tested */
	KUNIT_EXPECT_GT(test, reliable, SEEDS / 4);
}

/* A bucket that is too long for any message: the dump ends, and says so. */
static void test_dump_no_room(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	struct vsw_fdb_filter filter = { .kinds = VSW_FDB_ALL };
	struct dump *d = create_dump(test);
	u32 i, parts = 0, found = 0;

	for (i = 0; i < VSW_MODEL_KEYS; i++)
		vsw_model_learn(m, i, 1);
	settle(m);
	begin_dump(m, d, sizeof(u64), &filter);
	while (dump_part(m, d))
		KUNIT_ASSERT_LT(test, parts++, 10000);
	for (i = 0; i < VSW_MODEL_KEYS; i++) {
		KUNIT_EXPECT_LE(test, d->times[i], 1);
		found += d->times[i];
	}
	KUNIT_EXPECT_GT(test, found, VSW_MODEL_KEYS / 3);
	if (found < VSW_MODEL_KEYS)
		KUNIT_EXPECT_GT(test, d->cursor.changes, 0);
}

static struct kunit_case fdb_walk_cases[] = {
	KUNIT_CASE(test_ageing),
	KUNIT_CASE(test_no_ageing),
	KUNIT_CASE(test_flush),
	KUNIT_CASE(test_dump),
	KUNIT_CASE(test_dump_disturbed),
	KUNIT_CASE(test_dump_no_room),
	{}
};

static struct kunit_suite fdb_walk_suite = {
	.name = "vsw_fdb_walk",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = fdb_walk_cases,
};

kunit_test_suite(fdb_walk_suite);
