// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_sets: sets by number and name, what is refused, and that what
 * others have is not changed. Random members against a list are a part of
 * vsw_classify.
 */
#include <kunit/test.h>

#include "../sets.h"
#include "fixture.h"

static void put_sets(void *sets)
{
	vsw_sets_put(*(struct vsw_sets **)sets);
}

/* Sets that are freed with the case. */
static struct vsw_sets **make_sets(struct kunit *test)
{
	struct vsw_sets **sets;

	sets = kunit_kzalloc(test, sizeof(*sets), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, sets);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, put_sets, sets));
	return sets;
}

static int add(struct vsw_sets **sets, u32 n, enum vswitch_set_kind kind)
{
	char name[VSWITCH_ACL_NAME_MAX + 1];

	snprintf(name, sizeof(name), "set%u", n);
	return vsw_sets_add(sets, name, kind, GFP_KERNEL);
}

static int add_number(struct vsw_sets **sets, u32 set, u64 low, u64 high)
{
	struct vsw_member member = { .low = low, .high = high };

	return vsw_sets_add_member(sets, set, &member, GFP_KERNEL);
}

static int add_ip4(struct vsw_sets **sets, u32 set, u32 address, u8 bits)
{
	struct vsw_member member = {
		.family = 4, .bits = bits, .low = address, .high = address,
	};

	return vsw_sets_add_member(sets, set, &member, GFP_KERNEL);
}

/* The lowest number that is free; so many, and not one more. */
static void test_numbers(struct kunit *test)
{
	struct vsw_sets **sets = make_sets(test);
	u32 i;

	KUNIT_EXPECT_EQ(test, 0, vsw_sets_find_name(*sets, "set1"));
	KUNIT_EXPECT_EQ(test, -ENOENT, vsw_sets_del(sets, 1, GFP_KERNEL));
	for (i = 1; i <= VSW_SETS_MAX && vsw_test_step(test); i++)
		KUNIT_EXPECT_EQ(test, i, add(sets, i, VSWITCH_SET_KIND_MAC));
	KUNIT_EXPECT_EQ(test, -ENOSPC, add(sets, i, VSWITCH_SET_KIND_MAC));
	KUNIT_EXPECT_EQ(test, -EEXIST, add(sets, 5, VSWITCH_SET_KIND_MAC));
	KUNIT_EXPECT_EQ(test, 77, vsw_sets_find_name(*sets, "set77"));
	KUNIT_EXPECT_EQ(test, 0, vsw_sets_del(sets, 77, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, 0, vsw_sets_find_name(*sets, "set77"));
	KUNIT_EXPECT_EQ(test, 78, vsw_sets_next(*sets, 76));
	KUNIT_EXPECT_EQ(test, 77, add(sets, 5000, VSWITCH_SET_KIND_MAC));
	KUNIT_EXPECT_EQ(test, 0, vsw_sets_next(*sets, VSW_SETS_MAX));
}

static void test_refused(struct kunit *test)
{
	struct vsw_sets **sets = make_sets(test);
	struct vsw_member odd = {
		.family = 6, .bits = 64, .ip6 = { 1, 1 },
	};

	add(sets, 1, VSWITCH_SET_KIND_PREFIX);
	add(sets, 2, VSWITCH_SET_KIND_MAC);
	add(sets, 3, VSWITCH_SET_KIND_L4_PORT);
	KUNIT_EXPECT_EQ(test, -ENOENT, add_number(sets, 4, 1, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, add_number(sets, 1, 1, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, add_ip4(sets, 2, 1, 32));
	KUNIT_EXPECT_EQ(test, -EINVAL, add_ip4(sets, 3, 1, 32));
	KUNIT_EXPECT_EQ(test, -EINVAL, add_ip4(sets, 1, 1, 31));
	KUNIT_EXPECT_EQ(test, -EINVAL, add_ip4(sets, 1, 0, 33));
	KUNIT_EXPECT_EQ(test, -EINVAL, vsw_sets_add_member(sets, 1, &odd,
							   GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, -EINVAL, add_number(sets, 3, 9, 8));
	KUNIT_EXPECT_EQ(test, -EINVAL, add_number(sets, 3, 9, 65536));
	KUNIT_EXPECT_EQ(test, 0, add_number(sets, 3, 10, 20));
	KUNIT_EXPECT_EQ(test, -EEXIST, add_number(sets, 3, 20, 30));
	KUNIT_EXPECT_EQ(test, -EEXIST, add_number(sets, 3, 12, 13));
	KUNIT_EXPECT_EQ(test, 0, add_number(sets, 3, 21, 65535));
	KUNIT_EXPECT_EQ(test, 2, vsw_set_count(vsw_sets_find(*sets, 3)));
}

/* Prefixes of all lengths, one in another. */
static void test_nested(struct kunit *test)
{
	struct vsw_sets **sets = make_sets(test);
	const u32 address = 0xc0a85a5a;
	struct vsw_member member = { .family = 4 };
	const struct vsw_set *set;
	u32 bits;

	add(sets, 1, VSWITCH_SET_KIND_PREFIX);
	for (bits = 0; bits <= 32; bits++)
		KUNIT_EXPECT_EQ(test, 0,
				add_ip4(sets, 1, bits ? address &
					~0U << (32 - bits) : 0, bits));
	/* without the widest, what is outside of the next one is out */
	for (bits = 0; bits < 32; bits++) {
		set = vsw_sets_find(*sets, 1);
		KUNIT_EXPECT_TRUE(test, vsw_set_has_ip4(set, address));
		KUNIT_EXPECT_TRUE(test, vsw_set_has_ip4(set, address ^
							BIT(31 - bits)));
		member.bits = bits;
		member.low = bits ? address & ~0U << (32 - bits) : 0;
		KUNIT_EXPECT_EQ(test, 0,
				vsw_sets_del_member(sets, 1, &member,
						    GFP_KERNEL));
		set = vsw_sets_find(*sets, 1);
		KUNIT_EXPECT_FALSE(test, vsw_set_has_ip4(set, address ^
							 BIT(31 - bits)));
	}
	KUNIT_EXPECT_FALSE(test, vsw_set_has_ip6(set, 0, address));
}

/* As many members as there may be, and what a clone keeps when they go. */
static void test_many(struct kunit *test)
{
	struct vsw_sets **sets = make_sets(test), *old;
	const struct vsw_set *set;
	struct vsw_member member;
	u32 i, position = 0, n = 0;

	add(sets, 1, VSWITCH_SET_KIND_MAC);
	for (i = 0; i < VSW_MEMBERS_MAX && vsw_test_step(test); i++)
		KUNIT_EXPECT_EQ(test, 0, add_number(sets, 1, 3 * i, 3 * i));
	KUNIT_EXPECT_EQ(test, -ENOSPC, add_number(sets, 1, 1, 1));
	KUNIT_EXPECT_EQ(test, -EEXIST, add_number(sets, 1, 0, 0));
	old = vsw_sets_get(*sets);
	KUNIT_EXPECT_EQ(test, 0, vsw_sets_flush(sets, 1, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, 0, vsw_set_count(vsw_sets_find(*sets, 1)));
	KUNIT_EXPECT_FALSE(test,
			   vsw_set_has_number(vsw_sets_find(*sets, 1), 3));
	set = vsw_sets_find(old, 1);
	for (i = 0; i < 1000; i++)
		KUNIT_EXPECT_EQ(test, !(i % 3), vsw_set_has_number(set, i));
	while (vsw_set_next(set, &position, &member))
		n++;
	KUNIT_EXPECT_EQ(test, n, VSW_MEMBERS_MAX);
	vsw_sets_put(old);
}

static struct kunit_case sets_cases[] = {
	KUNIT_CASE(test_numbers),
	KUNIT_CASE(test_refused),
	KUNIT_CASE(test_nested),
	KUNIT_CASE(test_many),
	{}
};

static struct kunit_suite sets_suite = {
	.name = "vsw_sets",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = sets_cases,
};

kunit_test_suite(sets_suite);
