// SPDX-License-Identifier: GPL-2.0
/*
 * What can be done to a forwarding database, done to it and to the array that
 * is its oracle (fdb_model.h), with what comes back compared. Called by
 * fdb_test.c and fdb_walk_test.c, process context.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>

#include "../conf.h"
#include "../fdb_table.h"
#include "fdb_model.h"

static bool port_is_full(const struct vsw_model *m, u32 number)
{
	u32 max = m->port[number].max_fdb;

	return max && vsw_model_count(m, number, VSW_MODEL_LEARNT) >= max;
}

/* What is to become of an address that is to be learnt as new. */
static void expect_new(struct vsw_model *m, struct vsw_model_entry *e,
		       u32 number)
{
	struct vsw_model_port *mp = &m->port[number];

	if (port_is_full(m, number)) {
		mp->limit_port++;
	} else if (vsw_model_count(m, -1, VSW_FDB_ALL) >= m->max_fdb) {
		mp->limit_switch++;
	} else if (mp->open && !e->there) {
		e->there = true;
		e->port = number;
		e->kind = VSWITCH_FDB_KIND_DYNAMIC;
	}
}

static void expect_move(struct vsw_model *m, struct vsw_model_entry *e,
			u32 number, bool dead)
{
	struct vsw_model_port *mp = &m->port[number];

	if (port_is_full(m, number))
		mp->limit_port++;
	else if (mp->open && !dead && e->kind == VSWITCH_FDB_KIND_DYNAMIC)
		e->port = number;
}

static void learn(struct vsw_model *m, u64 key, u32 number,
		  enum vsw_learn what, struct vsw_fdb_entry *entry)
{
	const struct vsw_conf *conf = rcu_dereference(m->sw->conf);

	vsw_fdb_learn(m->sw, conf, vsw_conf_port(conf, number), key, what,
		      entry);
}

/**
 * vsw_model_learn() - a frame from an address comes in by a port that learns
 * @m: the oracle
 * @i: the address
 * @number: number of the port
 */
void vsw_model_learn(struct vsw_model *m, u32 i, u32 number)
{
	struct vsw_model_entry *e = &m->entry[i];
	struct vsw_fdb_entry *entry;

	local_bh_disable();
	rcu_read_lock();
	entry = vsw_fdb_lookup(&m->sw->fdb, e->key);
	if (!entry) {
		expect_new(m, e, number);
		learn(m, e->key, number, VSW_LEARN_NEW, NULL);
	} else if (entry->port == m->port[number].port) {
		learn(m, e->key, number, VSW_LEARN_REFRESH, entry);
	} else if (entry->kind == VSWITCH_FDB_KIND_DYNAMIC) {
		expect_move(m, e, number, false);
		learn(m, e->key, number, VSW_LEARN_MOVE, entry);
	}
	rcu_read_unlock();
	local_bh_enable();
}

/**
 * vsw_model_learn_late() - learn what was decided before others acted
 * @m: the oracle
 * @i: the address
 * @number: number of the port the frame came from
 *
 * The address was not known, and is now; or its entry has been removed, or has
 * become one that does not move.
 */
void vsw_model_learn_late(struct vsw_model *m, u32 i, u32 number)
{
	struct vsw_model_entry *e = &m->entry[i];
	struct vsw_fdb_entry *entry;
	bool dead = false;

	local_bh_disable();
	rcu_read_lock();
	entry = vsw_fdb_lookup(&m->sw->fdb, e->key);
	if (!entry || vsw_test_chance(m->test, 3)) {
		expect_new(m, e, number);
		learn(m, e->key, number, VSW_LEARN_NEW, NULL);
	} else {
		if (vsw_test_chance(m->test, 2)) {
			dead = !vsw_fdb_del(m->sw, e->key, NULL);
			e->there = !dead;
		}
		expect_move(m, e, number, dead);
		learn(m, e->key, number, VSW_LEARN_MOVE, entry);
	}
	rcu_read_unlock();
	local_bh_enable();
}

/* Whether limits let the operator have an entry; counts where not. */
static int expect_limits(struct vsw_model *m, const struct vsw_model_entry *e,
			 u32 number, u32 kind)
{
	bool counted;

	if (!e->there && vsw_model_count(m, -1, VSW_FDB_ALL) >= m->max_fdb) {
		m->limit_hits++;
		return -ENOSPC;
	}
	/* one that is counted there already is not one more */
	counted = e->there && e->port == number &&
		  (BIT(e->kind) & VSW_MODEL_LEARNT);
	if ((BIT(kind) & VSW_MODEL_LEARNT) && !counted &&
	    port_is_full(m, number)) {
		m->port_limit_hits++;
		return -ENOSPC;
	}
	return 0;
}

/* The operator says a VLAN in any case. */
static u64 operator_key(const struct vsw_model_entry *e)
{
	return e->key & 0xffff ? e->key : e->key | VSW_VID_DEFAULT;
}

/**
 * vsw_model_add() - the operator adds an entry
 * @m: the oracle
 * @i: the address
 * @number: number of the port
 * @kind: of the entry
 */
void vsw_model_add(struct vsw_model *m, u32 i, u32 number, u32 kind)
{
	struct vsw_model_entry *e = &m->entry[i];
	int err, expected;

	if (e->there && e->kind == VSWITCH_FDB_KIND_LOCAL)
		expected = -EBUSY;
	else if (e->there && e->kind != VSWITCH_FDB_KIND_DYNAMIC)
		expected = -EEXIST;
	else
		expected = expect_limits(m, e, number, kind);

	mutex_lock(&m->sw->conf_lock);
	err = vsw_fdb_add(m->sw, vsw_conf_current(m->sw), operator_key(e),
			  m->port[number].port, kind, NULL);
	mutex_unlock(&m->sw->conf_lock);
	KUNIT_EXPECT_EQ(m->test, err, expected);
	if (expected)
		return;
	e->there = true;
	e->port = number;
	e->kind = kind;
}

/**
 * vsw_model_set() - the operator changes an entry
 * @m: the oracle
 * @i: the address
 * @number: number of the port, -1 to leave it
 * @kind: of the entry, VSW_FDB_KEEP to leave it
 */
void vsw_model_set(struct vsw_model *m, u32 i, int number, int kind)
{
	struct vsw_port *port = number < 0 ? NULL : m->port[number].port;
	struct vsw_model_entry *e = &m->entry[i];
	u32 new_port = number < 0 ? e->port : number;
	u32 new_kind = kind == VSW_FDB_KEEP ? e->kind : kind;
	int err, expected;

	if (!e->there)
		expected = -ENOENT;
	else if (e->kind == VSWITCH_FDB_KIND_LOCAL)
		expected = -EBUSY;
	else
		expected = expect_limits(m, e, new_port, new_kind);

	mutex_lock(&m->sw->conf_lock);
	err = vsw_fdb_set(m->sw, vsw_conf_current(m->sw), operator_key(e),
			  port, kind, NULL);
	mutex_unlock(&m->sw->conf_lock);
	KUNIT_EXPECT_EQ(m->test, err, expected);
	if (expected)
		return;
	e->port = new_port;
	e->kind = new_kind;
}

/**
 * vsw_model_del() - the operator deletes an entry
 * @m: the oracle
 * @i: the address
 */
void vsw_model_del(struct vsw_model *m, u32 i)
{
	struct vsw_model_entry *e = &m->entry[i];
	int expected = 0;

	if (!e->there)
		expected = -ENOENT;
	else if (e->kind == VSWITCH_FDB_KIND_LOCAL)
		expected = -EBUSY;
	KUNIT_EXPECT_EQ(m->test, expected,
			vsw_fdb_del(m->sw, operator_key(e), NULL));
	if (!expected)
		e->there = false;
}

/**
 * vsw_model_local() - the switch gets or loses an address of its own
 * @m: the oracle
 * @i: the address, one of the last
 * @add: it gets it
 */
void vsw_model_local(struct vsw_model *m, u32 i, bool add)
{
	struct vsw_model_entry *e = &m->entry[i];
	u8 addr[ETH_ALEN];

	vsw_fdb_key_addr(e->key, addr);
	if (add) {
		KUNIT_EXPECT_EQ(m->test, 0,
				vsw_fdb_add_local(m->sw, addr, GFP_KERNEL));
		e->there = true;
		e->port = VSW_PORT_HOST;
		e->kind = VSWITCH_FDB_KIND_LOCAL;
		return;
	}
	vsw_fdb_del_local(m->sw, addr);
	e->there = false;
}

/* Whatever the operator does to an address of the host, he may not. */
static void try_local(struct vsw_model *m, u32 i)
{
	if (!m->entry[i].there)
		return;
	switch (vsw_test_below(m->test, 3)) {
	case 0:
		vsw_model_add(m, i, 1, VSWITCH_FDB_KIND_STATIC);
		break;
	case 1:
		vsw_model_set(m, i, 1, VSWITCH_FDB_KIND_STATIC);
		break;
	default:
		vsw_model_del(m, i);
		break;
	}
}

static u32 expect_flush(struct vsw_model *m,
			const struct vsw_fdb_filter *filter)
{
	u32 i, n = 0;

	for (i = 0; i < VSW_MODEL_ENTRIES; i++) {
		if (m->entry[i].kind == VSWITCH_FDB_KIND_LOCAL ||
		    !vsw_model_matches(m, i, filter))
			continue;
		m->entry[i].there = false;
		n++;
	}
	return n;
}

/**
 * vsw_model_flush() - the operator removes entries
 * @m: the oracle
 * @number: only of this port, -1 for all
 * @vid: only in this VLAN, 0 for all
 * @kinds: bits of kinds
 */
void vsw_model_flush(struct vsw_model *m, int number, u16 vid, u8 kinds)
{
	struct vsw_fdb_filter filter = {
		.port = number < 0 ? NULL : m->port[number].port,
		.vid = vid,
		.kinds = kinds,
	};
	u32 n = vsw_fdb_flush(m->sw, &filter);

	KUNIT_EXPECT_EQ(m->test, n, expect_flush(m, &filter));
}

/**
 * vsw_model_flush_port() - forget what a port has learnt
 * @m: the oracle
 * @number: its number
 */
void vsw_model_flush_port(struct vsw_model *m, u32 number)
{
	struct vsw_fdb_filter filter = {
		.port = m->port[number].port,
		.kinds = BIT(VSWITCH_FDB_KIND_DYNAMIC),
	};

	vsw_fdb_flush_port(m->sw, m->port[number].port);
	expect_flush(m, &filter);
}

/**
 * vsw_model_close_port() - a port loses its device, or is deleted
 * @m: the oracle
 * @number: its number, not the host's
 * @all: forget what the operator entered, too
 */
void vsw_model_close_port(struct vsw_model *m, u32 number, bool all)
{
	struct vsw_fdb_filter filter = {
		.port = m->port[number].port,
		.kinds = all ? VSW_FDB_ALL : BIT(VSWITCH_FDB_KIND_DYNAMIC),
	};

	vsw_fdb_close_port(m->sw, m->port[number].port, all);
	expect_flush(m, &filter);
	m->port[number].open = false;
}

/**
 * vsw_model_open_port() - a port gets a device
 * @m: the oracle
 * @number: its number
 */
void vsw_model_open_port(struct vsw_model *m, u32 number)
{
	vsw_fdb_open_port(m->sw, m->port[number].port);
	m->port[number].open = true;
}

static u32 any_kind(struct vsw_model *m)
{
	return vsw_test_below(m->test, VSWITCH_FDB_KIND_LOCAL);
}

/* What disturbs many entries at once, or what limits them. */
static void any_upheaval(struct vsw_model *m, u32 number)
{
	struct kunit *test = m->test;
	u32 max;

	switch (vsw_test_below(test, 6)) {
	case 0:
		vsw_model_close_port(m, number, vsw_test_chance(test, 2));
		break;
	case 1:
		vsw_model_flush_port(m, number);
		break;
	case 2:
		vsw_model_flush(m, (int)vsw_test_below(test, 7) - 1,
				vsw_test_below(test, 5),
				vsw_test_below(test, VSW_FDB_ALL + 1));
		break;
	case 3:
		max = vsw_test_below(test, VSW_MODEL_KEYS);
		vsw_model_limits(m, max ?: VSW_FDB_CEILING);
		break;
	default:
		max = vsw_test_below(test, 30);
		vsw_model_port_limit(m, number, max);
		break;
	}
}

/**
 * vsw_model_any() - do something
 * @m: the oracle
 */
void vsw_model_any(struct vsw_model *m)
{
	struct kunit *test = m->test;
	u32 number = 1 + vsw_test_below(test, VSW_MODEL_PORTS - 1);
	u32 i = vsw_test_below(test, VSW_MODEL_KEYS);
	int kind;

	switch (vsw_test_below(test, 40)) {
	case 0 ... 19:
		vsw_model_learn(m, i, number);
		break;
	case 20 ... 23:
		vsw_model_learn_late(m, i, number);
		break;
	case 24 ... 28:
		vsw_model_add(m, i, vsw_test_below(test, VSW_MODEL_PORTS),
			      any_kind(m));
		break;
	case 29 ... 32:
		kind = vsw_test_chance(test, 2) ? VSW_FDB_KEEP : any_kind(m);
		vsw_model_set(m, i, (int)vsw_test_below(test, 7) - 1, kind);
		break;
	case 33 ... 34:
		vsw_model_del(m, i);
		break;
	case 35 ... 36:
		i = VSW_MODEL_KEYS + vsw_test_below(test, VSW_MODEL_LOCALS);
		try_local(m, i);
		vsw_model_local(m, i, vsw_test_chance(test, 2));
		break;
	case 37 ... 38:
		vsw_model_open_port(m, number);
		break;
	default:
		any_upheaval(m, number);
		break;
	}
}
