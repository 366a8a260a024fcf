// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_fdb: the forwarding database against an array, after each of
 * many random steps; and the few things that a step cannot show. Ageing,
 * flush and dump are looked at more closely in fdb_walk_test.c.
 */
#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/random.h>

#include "../conf.h"
#include "../fdb_table.h"
#include "fdb_model.h"

#define SEEDS 12
#define STEPS 300

/* So many addresses in a table of so many buckets, under so many secrets. */
#define ROW 700
#define BUCKETS 1024
#define ROW_SEEDS 4000
#define ROW_LONG 24

static void test_random(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	u32 seed, step;

	for (seed = 1; seed <= SEEDS; seed++) {
		vsw_test_seed(test, seed);
		for (step = 0; step < STEPS; step++) {
			if (!vsw_test_step(test))
				return;
			vsw_model_any(m);
			vsw_model_check(m);
		}
		vsw_model_empty(m);
		vsw_model_check(m);
	}
}

/* The limit lets in exactly so many, and again when one went. */
static void test_limits(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	u32 limit, i;

	for (limit = 1; limit <= 40; limit += 13) {
		vsw_model_limits(m, limit);
		for (i = 0; i < limit + 5; i++)
			vsw_model_learn(m, i, 1 + i % 3);
		KUNIT_EXPECT_EQ(test, m->sw->fdb.count, limit);
		vsw_model_check(m);
		vsw_model_del(m, 0);
		vsw_model_learn(m, limit + 1, 1);
		KUNIT_EXPECT_TRUE(test, m->entry[limit + 1].there);
		/* the operator meets it, too; the switch's own address not */
		vsw_model_add(m, 100, 2, VSWITCH_FDB_KIND_STATIC);
		KUNIT_EXPECT_FALSE(test, m->entry[100].there);
		vsw_model_local(m, VSW_MODEL_KEYS, true);
		vsw_model_check(m);
		KUNIT_EXPECT_EQ(test, m->sw->fdb.count, limit + 1);
		vsw_model_empty(m);
	}
}

static void test_port_limits(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	u32 i;

	vsw_model_port_limit(m, 1, 10);
	for (i = 0; i < 20; i++)
		vsw_model_learn(m, i, 1);
	KUNIT_EXPECT_EQ(test, m->port[1].port->fdb_learnt, 10);
	KUNIT_EXPECT_EQ(test, m->port[1].limit_port, 10);
	/* nor does what is known elsewhere move in */
	vsw_model_learn(m, 50, 2);
	vsw_model_learn(m, 50, 1);
	KUNIT_EXPECT_EQ(test, m->entry[50].port, 2);
	/* static entries do not count */
	vsw_model_add(m, 60, 1, VSWITCH_FDB_KIND_STATIC);
	KUNIT_EXPECT_TRUE(test, m->entry[60].there);
	vsw_model_add(m, 61, 1, VSWITCH_FDB_KIND_STICKY);
	KUNIT_EXPECT_FALSE(test, m->entry[61].there);
	/* one that is counted may change its kind at the limit */
	vsw_model_set(m, 0, -1, VSWITCH_FDB_KIND_STICKY);
	KUNIT_EXPECT_EQ(test, m->entry[0].kind, VSWITCH_FDB_KIND_STICKY);
	vsw_model_check(m);
}

static u32 *seen_of(struct vsw_model *m, u32 i)
{
	struct vsw_fdb_entry *entry;

	/* nobody but this test removes it */
	rcu_read_lock();
	entry = vsw_fdb_lookup(&m->sw->fdb, m->entry[i].key);
	rcu_read_unlock();
	return &entry->seen;
}

/* A frame refreshes the age, though not more than once a second. */
static void test_refresh(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	u32 *seen, before, now, idle;

	vsw_model_learn(m, 0, 1);
	KUNIT_ASSERT_TRUE(test, m->entry[0].there);
	seen = seen_of(m, 0);
	KUNIT_EXPECT_LE(test, (u32)jiffies - *seen, HZ);
	for (idle = 0; idle < 400 * HZ; idle += idle / 3 + HZ / 10) {
		if (!vsw_test_step(test))
			return;
		now = jiffies;
		before = now - idle;
		*seen = before;
		vsw_model_learn(m, 0, 1);
		if (idle >= HZ)
			KUNIT_EXPECT_LE(test, *seen - now, (u32)jiffies - now);
		else if ((u32)jiffies - before < HZ)
			KUNIT_EXPECT_EQ(test, *seen, before);
	}
}

/* What moves is as good as new; what was replaced is, too. */
static void test_move_refreshes(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);

	vsw_model_learn(m, 0, 1);
	KUNIT_ASSERT_TRUE(test, m->entry[0].there);
	*seen_of(m, 0) = (u32)jiffies - 100 * HZ;
	vsw_model_learn(m, 0, 2);
	KUNIT_EXPECT_LE(test, (u32)jiffies - *seen_of(m, 0), HZ);
	*seen_of(m, 0) = (u32)jiffies - 100 * HZ;
	vsw_model_set(m, 0, -1, VSWITCH_FDB_KIND_STICKY);
	KUNIT_EXPECT_LE(test, (u32)jiffies - *seen_of(m, 0), HZ);
	vsw_model_check(m);
}

/* A port that lost its device learns no more, and keeps what it may. */
static void test_closed_port(struct kunit *test)
{
	struct vsw_model *m = vsw_model_create(test);
	u32 i;

	for (i = 0; i < 150; i++)
		vsw_model_learn(m, i, 1);
	vsw_model_add(m, 151, 1, VSWITCH_FDB_KIND_STATIC);
	vsw_model_add(m, 152, 1, VSWITCH_FDB_KIND_STICKY);
	vsw_model_learn(m, 153, 2);
	vsw_model_close_port(m, 1, false);
	vsw_model_check(m);
	KUNIT_EXPECT_EQ(test, m->sw->fdb.count, 3);

	vsw_model_learn(m, 0, 1);
	KUNIT_EXPECT_FALSE(test, m->entry[0].there);
	vsw_model_learn(m, 153, 1);
	KUNIT_EXPECT_EQ(test, m->entry[153].port, 2);
	vsw_model_check(m);

	vsw_model_close_port(m, 1, true);
	vsw_model_check(m);
	KUNIT_EXPECT_EQ(test, m->sw->fdb.count, 1);
	vsw_model_open_port(m, 1);
	vsw_model_learn(m, 0, 1);
	KUNIT_EXPECT_TRUE(test, m->entry[0].there);
	vsw_model_check(m);
}

/* The longest bucket of addresses that are @step apart. */
static u32 longest_bucket(u16 *bucket, u32 seed, u64 step)
{
	const u64 first = vsw_fdb_key((const u8[]){ 2, 0, 0, 0, 0, 0 }, 1);
	u32 i, at, longest = 0;

	memset(bucket, 0, BUCKETS * sizeof(*bucket));
	for (i = 0; i < ROW; i++) {
		at = vsw_fdb_hash_key(first + i * (step << 16), seed) % BUCKETS;
		longest = max_t(u32, longest, ++bucket[at]);
	}
	return longest;
}

/* Addresses in a row do not come into few buckets, whatever the secrets are. */
static void test_row(struct kunit *test)
{
	u16 *bucket = kunit_kcalloc(test, BUCKETS, sizeof(*bucket), GFP_KERNEL);
	u32 i, bad = 0;

	KUNIT_ASSERT_NOT_NULL(test, bucket);
	for (i = 0; i < ROW_SEEDS; i++) {
		bad += longest_bucket(bucket, get_random_u32(), 1) > ROW_LONG;
		bad += longest_bucket(bucket, get_random_u32(), 16) > ROW_LONG;
		cond_resched();
	}
	/* of a folded product, 17 in 10,000 were */
	KUNIT_EXPECT_EQ(test, bad, 0);
}

static struct kunit_case fdb_cases[] = {
	KUNIT_CASE(test_random),
	KUNIT_CASE(test_row),
	KUNIT_CASE(test_limits),
	KUNIT_CASE(test_port_limits),
	KUNIT_CASE(test_refresh),
	KUNIT_CASE(test_move_refreshes),
	KUNIT_CASE(test_closed_port),
	{}
};

static struct kunit_suite fdb_suite = {
	.name = "vsw_fdb",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = fdb_cases,
};

kunit_test_suite(fdb_suite);
