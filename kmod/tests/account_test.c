// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_account: sums of counters over CPUs and ports, against sums
 * that were made while counting; and the list of drop reasons, on which the
 * sums by direction stand.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/ctype.h>

#include "../account.h"
#include "../drop.h"
#include "fixture.h"

#define PORTS 9
#define SEEDS 20

/**
 * struct books - accounts of some ports, and what they are to say
 * @account: the accounts
 * @expected: the oracle
 * @sum: what was read
 * @again: what was read another way
 */
struct books {
	struct vsw_account __percpu *account[PORTS];
	struct vsw_account_sum expected[PORTS];
	struct vsw_account_sum sum[PORTS];
	struct vsw_account_sum again[PORTS];
};

static void free_account(void *arg)
{
	free_percpu((void __percpu __force *)arg);
}

static struct books *create_books(struct kunit *test)
{
	struct books *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	void *account;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, b);
	for (i = 0; i < PORTS; i++) {
		b->account[i] = vsw_account_create();
		account = (void __force *)b->account[i];
		KUNIT_ASSERT_NOT_NULL(test, account);
		KUNIT_ASSERT_EQ(test, 0,
				kunit_add_action_or_reset(test, free_account,
							  account));
	}
	return b;
}

/* Small, or so large that it needs all 64 bits. */
static u64 any_amount(struct kunit *test)
{
	u64 n = vsw_test_u32(test);

	return vsw_test_chance(test, 4) ? n << 30 : n % 2000;
}

/* Count something as the path of a frame does. */
static void count(struct kunit *test, struct books *b)
{
	u32 port = vsw_test_below(test, PORTS);
	u64 *expected = b->expected[port].count;
	u32 which = vsw_test_below(test, VSW_COUNT_MAX);
	u32 len = vsw_test_below(test, 65536);
	u64 n = any_amount(test);

	local_bh_disable();
	if (vsw_test_chance(test, 2)) {
		vsw_account_add(b->account[port], which, n);
		expected[which] += n;
	} else {
		which = vsw_test_chance(test, 2) ? VSW_COUNT_RX_FRAMES
						 : VSW_COUNT_TX_FRAMES;
		vsw_account_frame(b->account[port], which, len);
		expected[which]++;
		expected[which == VSW_COUNT_RX_FRAMES ? VSW_COUNT_RX_BYTES
						      : VSW_COUNT_TX_BYTES] +=
			len;
	}
	local_bh_enable();
}

/* Count something that happened on another CPU. */
static void count_elsewhere(struct kunit *test, struct books *b)
{
	u32 port = vsw_test_below(test, PORTS);
	u32 which = vsw_test_below(test, VSW_COUNT_MAX);
	u64 n = any_amount(test);
	int cpu;

	for_each_possible_cpu(cpu) {
		struct vsw_account *theirs = per_cpu_ptr(b->account[port], cpu);

		u64_stats_add(&theirs->count[which], n + cpu);
		b->expected[port].count[which] += n + cpu;
	}
}

/* All ways to read have the same sums. */
static void test_sums(struct kunit *test)
{
	struct books *b = create_books(test);
	u32 seed, n;
	int i;

	for (seed = 1; seed <= SEEDS; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		for (n = vsw_test_below(test, 300); n; n--)
			count(test, b);
		for (n = vsw_test_below(test, 20); n; n--)
			count_elsewhere(test, b);
		for (i = 0; i < PORTS; i++) {
			memset(&b->sum[i], 0xff, sizeof(b->sum[i]));
			vsw_account_read(b->account[i], &b->sum[i]);
		}
		KUNIT_EXPECT_MEMEQ(test, b->sum, b->expected, sizeof(b->sum));

		memset(b->sum, 0xff, sizeof(b->sum));
		memset(b->again, 0xff, sizeof(b->again));
		vsw_account_collect(b->account, b->sum, PORTS, false);
		vsw_account_collect(b->account, b->again, PORTS, true);
		KUNIT_EXPECT_MEMEQ(test, b->sum, b->expected, sizeof(b->sum));
		KUNIT_EXPECT_MEMEQ(test, b->again, b->expected,
				   sizeof(b->again));
	}
}

/* It writes only as many sums as it was asked for. */
static void test_collect_part(struct kunit *test)
{
	struct books *b = create_books(test);
	u32 n, i;

	for (i = 0; i < 500; i++)
		count(test, b);
	for (n = 0; n <= PORTS; n++) {
		memset(b->sum, 0x5a, sizeof(b->sum));
		memset(b->again, 0x5a, sizeof(b->again));
		memcpy(b->again, b->expected, n * sizeof(b->again[0]));
		vsw_account_collect(b->account, b->sum, n, n % 2);
		KUNIT_EXPECT_MEMEQ(test, b->sum, b->again, sizeof(b->sum));
	}
}

static void test_merge(struct kunit *test)
{
	struct books *b = create_books(test);
	struct vsw_account_sum *total = &b->sum[0];
	u64 naive;
	int i, which;

	for (i = 0; i < 3000; i++)
		count(test, b);
	for (i = 0; i < PORTS; i++)
		vsw_account_merge(total, &b->expected[i]);
	for (which = 0; which < VSW_COUNT_MAX; which++) {
		for (naive = 0, i = 0; i < PORTS; i++)
			naive += b->expected[i].count[which];
		KUNIT_EXPECT_EQ(test, total->count[which], naive);
	}
}

/* Reasons for copies are those that are called so; all others are ingress. */
static bool is_egress(int reason)
{
	return !strncmp(vsw_drop_name(reason), "egress-", strlen("egress-"));
}

static void test_drops(struct kunit *test)
{
	const enum vswitch_direction ingress_way = VSWITCH_DIRECTION_INGRESS;
	const enum vswitch_direction egress_way = VSWITCH_DIRECTION_EGRESS;
	struct books *b = create_books(test);
	struct vsw_account_sum *sum = &b->sum[0];
	u64 ingress, egress;
	u32 seed;
	int i;

	for (seed = 1; seed <= SEEDS; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		/* what is no drop is not to be counted: VSW_DROP_NONE, too */
		for (i = 0; i < VSW_COUNT_MAX; i++)
			sum->count[i] = any_amount(test);
		ingress = 0;
		egress = 0;
		for (i = 1; i < VSW_DROP_MAX; i++) {
			if (is_egress(i))
				egress += sum->count[VSW_COUNT_DROP + i];
			else
				ingress += sum->count[VSW_COUNT_DROP + i];
		}
		KUNIT_EXPECT_EQ(test, ingress,
				vsw_account_drops(sum, ingress_way));
		KUNIT_EXPECT_EQ(test, egress,
				vsw_account_drops(sum, egress_way));
	}
}

/* The names are part of the uAPI: lower case, with hyphens, each its own. */
static void test_names(struct kunit *test)
{
	const char *name, *c;
	int i, j;

	for (i = 0; i < VSW_DROP_MAX; i++) {
		name = vsw_drop_name(i);
		KUNIT_ASSERT_NOT_NULL(test, name);
		KUNIT_EXPECT_GT(test, strlen(name), 0);
		for (c = name; *c; c++)
			KUNIT_EXPECT_TRUE_MSG(test, islower(*c) || *c == '-',
					      "%s", name);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, name, vsw_drop_name(j));
		KUNIT_EXPECT_EQ(test, is_egress(i), vsw_drop_direction(i) ==
				VSWITCH_DIRECTION_EGRESS);
	}
}

static struct kunit_case account_cases[] = {
	KUNIT_CASE(test_sums),
	KUNIT_CASE(test_collect_part),
	KUNIT_CASE(test_merge),
	KUNIT_CASE(test_drops),
	KUNIT_CASE(test_names),
	{}
};

static struct kunit_suite account_suite = {
	.name = "vsw_account",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = account_cases,
};

kunit_test_suite(account_suite);
