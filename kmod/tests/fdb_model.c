// SPDX-License-Identifier: GPL-2.0
/*
 * The oracle of the suites about the forwarding database: an array, in which
 * counts are made by counting, and how the two are compared. Called by
 * fdb_test.c and fdb_walk_test.c, process context.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>

#include "../account.h"
#include "../conf.h"
#include "../fdb_table.h"
#include "../vlan.h"
#include "fdb_model.h"

/**
 * vsw_model_count() - count addresses that are there
 * @m: the oracle
 * @number: only of this port, -1 for all
 * @kinds: bits of kinds
 *
 * Return: how many.
 */
u32 vsw_model_count(const struct vsw_model *m, int number, u32 kinds)
{
	const struct vsw_model_entry *e;
	u32 i, n = 0;

	for (i = 0; i < VSW_MODEL_ENTRIES; i++) {
		e = &m->entry[i];
		n += e->there && (BIT(e->kind) & kinds) &&
		     (number < 0 || e->port == number);
	}
	return n;
}

/* A member of every VLAN: then nothing is where it makes no sense. */
static void be_everywhere(struct vsw_model *m, u32 number)
{
	struct vsw_vlan_set *set = vsw_vlan_set_create();
	struct vsw_vlan_request req = {
		.has_mode = true, .mode = VSWITCH_VLAN_MODE_TRUNK,
		.has_vlans = true, .vlans = set,
	};
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;

	KUNIT_ASSERT_NOT_NULL(m->test, set);
	vsw_vlan_set_add(set, 1, VSW_VID_MAX, false);
	conf = vsw_test_edit(m->sw);
	pc = vsw_conf_edit_port(conf, number, GFP_KERNEL | __GFP_NOFAIL);
	KUNIT_EXPECT_EQ(m->test, 0, vsw_vlan_apply(conf, pc, &req, NULL));
	vsw_test_publish(m->sw, conf);
	vsw_vlan_set_put(set);
}

/**
 * vsw_model_create() - a switch with an empty database, and its oracle
 * @test: the test case
 *
 * Return: the oracle.
 */
struct vsw_model *vsw_model_create(struct kunit *test)
{
	struct vsw_model *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	u8 addr[ETH_ALEN] = { 0x02, 0x4b, 0x75 };
	u32 number, i;

	KUNIT_ASSERT_NOT_NULL(test, m);
	m->test = test;
	m->sw = vsw_test_switch(test);
	m->port[0].port = m->sw->host;
	m->port[0].open = true;
	be_everywhere(m, 0);
	for (number = 1; number < VSW_MODEL_PORTS; number++) {
		m->port[number].port = vsw_test_port(test, m->sw, number);
		vsw_test_add_port(test, m->sw, m->port[number].port, NULL);
		m->port[number].open = true;
		be_everywhere(m, number);
		vsw_model_port_limit(m, number, 0);
	}
	for (i = 0; i < VSW_MODEL_KEYS; i++) {
		/* the same address in more than one VLAN, too */
		addr[5] = i / 2;
		m->entry[i].key = vsw_fdb_key(addr, 1 + i % 2 * (1 + i % 3));
	}
	for (; i < VSW_MODEL_ENTRIES; i++) {
		addr[5] = i;
		m->entry[i].key = vsw_fdb_key(addr, 0);
	}
	vsw_model_limits(m, VSW_FDB_CEILING);
	return m;
}

/**
 * vsw_model_empty() - remove all, and all limits
 * @m: the oracle
 */
void vsw_model_empty(struct vsw_model *m)
{
	u32 i, number;

	for (i = VSW_MODEL_KEYS; i < VSW_MODEL_ENTRIES; i++)
		vsw_model_local(m, i, false);
	vsw_model_flush(m, -1, 0, VSW_FDB_ALL);
	for (number = 1; number < VSW_MODEL_PORTS; number++) {
		vsw_model_open_port(m, number);
		vsw_model_port_limit(m, number, 0);
	}
	vsw_model_limits(m, VSW_FDB_CEILING);
}

/* Its lists have the entries that are at the port, and no other. */
static void check_lists(struct vsw_model *m, u32 number)
{
	const u32 dynamic = BIT(VSWITCH_FDB_KIND_DYNAMIC);
	struct vsw_port *port = m->port[number].port;
	struct vsw_fdb_entry *entry;
	u32 bad = 0, n = 0, pinned = 0;

	spin_lock_bh(&m->sw->fdb.lock);
	hlist_for_each_entry(entry, &port->fdb_dynamic, port_node) {
		bad += entry->port != port || entry->dead ||
		       entry->kind != VSWITCH_FDB_KIND_DYNAMIC;
		n++;
	}
	hlist_for_each_entry(entry, &port->fdb_pinned, port_node) {
		bad += entry->port != port || entry->dead ||
		       entry->kind == VSWITCH_FDB_KIND_DYNAMIC;
		pinned++;
	}
	spin_unlock_bh(&m->sw->fdb.lock);
	KUNIT_EXPECT_EQ(m->test, bad, 0);
	KUNIT_EXPECT_EQ(m->test, n, vsw_model_count(m, number, dynamic));
	KUNIT_EXPECT_EQ(m->test, pinned,
			vsw_model_count(m, number, VSW_FDB_ALL & ~dynamic));
}

static void check_port(struct vsw_model *m, u32 number)
{
	const struct vsw_model_port *mp = &m->port[number];
	struct vsw_account_sum sum;

	KUNIT_EXPECT_EQ(m->test, mp->port->fdb_count,
			vsw_model_count(m, number, VSW_FDB_ALL));
	KUNIT_EXPECT_EQ(m->test, mp->port->fdb_learnt,
			vsw_model_count(m, number, VSW_MODEL_LEARNT));
	check_lists(m, number);

	vsw_account_read(mp->port->account, &sum);
	KUNIT_EXPECT_EQ(m->test, sum.count[VSW_COUNT_LEARN_LIMIT_PORT],
			mp->limit_port);
	KUNIT_EXPECT_EQ(m->test, sum.count[VSW_COUNT_LEARN_LIMIT_SWITCH],
			mp->limit_switch);
	KUNIT_EXPECT_EQ(m->test, sum.count[VSW_COUNT_LEARN_FAILED], 0);
}

/* The first address that is not where it is to be; a negative number: none. */
static int find_wrong(struct vsw_model *m, struct vsw_model_entry *got)
{
	const struct vsw_model_entry *e;
	struct vsw_fdb_entry *entry;
	int i, wrong = -1;

	rcu_read_lock();
	for (i = 0; i < VSW_MODEL_ENTRIES && wrong < 0; i++) {
		e = &m->entry[i];
		entry = vsw_fdb_lookup(&m->sw->fdb, e->key);
		*got = (struct vsw_model_entry){ .there = !!entry };
		if (entry) {
			got->key = entry->key;
			got->kind = entry->kind;
			got->port = entry->port->number;
		}
		if (got->there != e->there)
			wrong = i;
		else if (entry && (got->key != e->key || got->kind != e->kind ||
				   entry->port != m->port[e->port].port))
			wrong = i;
	}
	rcu_read_unlock();
	return wrong;
}

/**
 * vsw_model_check() - compare the database with the array
 * @m: the oracle
 */
void vsw_model_check(struct vsw_model *m)
{
	struct vsw_fdb *fdb = &m->sw->fdb;
	struct vsw_model_entry got, *e;
	u32 number, n;
	int wrong;

	/* what is removed behind the back of the model, is now */
	flush_work(&fdb->purge_work);
	wrong = find_wrong(m, &got);
	if (wrong >= 0) {
		e = &m->entry[wrong];
		KUNIT_FAIL(m->test,
			   "%012llx: there %d kind %u port %u, not %d %u %u",
			   e->key, got.there, got.kind, got.port, e->there,
			   e->kind, e->port);
	}
	n = vsw_model_count(m, -1, VSW_FDB_ALL);
	KUNIT_EXPECT_EQ(m->test, fdb->count, n);
	KUNIT_EXPECT_EQ(m->test, atomic_read(&fdb->ht.nelems), n);
	n = vsw_model_count(m, -1, VSW_MODEL_LEARNT);
	KUNIT_EXPECT_EQ(m->test, fdb->learnt, n);
	KUNIT_EXPECT_EQ(m->test, fdb->limit_hits, m->limit_hits);
	KUNIT_EXPECT_EQ(m->test, fdb->port_limit_hits, m->port_limit_hits);
	for (number = 0; number < VSW_MODEL_PORTS; number++)
		check_port(m, number);
}

/**
 * vsw_model_matches() - is an address there, and among those asked for?
 * @m: the oracle
 * @i: the address
 * @filter: which are asked for
 *
 * Return: true when it is.
 */
bool vsw_model_matches(const struct vsw_model *m, u32 i,
		       const struct vsw_fdb_filter *filter)
{
	const struct vsw_model_entry *e = &m->entry[i];

	if (!e->there || !(filter->kinds & BIT(e->kind)))
		return false;
	if (filter->vid && filter->vid != (e->key & 0xffff))
		return false;
	return !filter->port || filter->port->number == e->port;
}

/**
 * vsw_model_limits() - set the limit of the switch
 * @m: the oracle
 * @max_fdb: the limit
 */
void vsw_model_limits(struct vsw_model *m, u32 max_fdb)
{
	struct vsw_conf *conf = vsw_test_edit(m->sw);

	conf->max_fdb = max_fdb;
	vsw_test_publish(m->sw, conf);
	m->max_fdb = max_fdb;
}

/**
 * vsw_model_port_limit() - set the limit of a port
 * @m: the oracle
 * @number: its number
 * @max_fdb: the limit, 0 for none
 */
void vsw_model_port_limit(struct vsw_model *m, u32 number, u32 max_fdb)
{
	struct vsw_conf *conf = vsw_test_edit(m->sw);
	struct vsw_port_conf *pc;

	pc = vsw_conf_edit_port(conf, number, GFP_KERNEL | __GFP_NOFAIL);
	pc->max_fdb = max_fdb;
	vsw_test_publish(m->sw, conf);
	m->port[number].max_fdb = max_fdb;
}
