// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_classify: rows of changes against the oracle, and many rules
 * of one kind, which grow and shrink a table. selftests/classify does more of
 * the former, in user space.
 */
#include <kunit/test.h>
#include <linux/mm.h>

#include "acl_model.h"
#include "fixture.h"

#define SEEDS 8
#define MANY 1000

static void test_random(struct kunit *test)
{
	struct vsw_case *c = kvzalloc(sizeof(*c), GFP_KERNEL);
	const char *wrong;
	u32 seed;

	KUNIT_ASSERT_NOT_NULL(test, c);
	for (seed = 1; seed <= SEEDS; seed++) {
		vsw_case_random(c, seed);
		c->each = seed & 1;
		c->frames = c->each ? 3 : 40;
		wrong = vsw_case_run(c);
		if (wrong)
			KUNIT_FAIL(test, "seed %u, step %u: %s", seed,
				   c->failed_step, wrong);
	}
	kvfree(c);
}

static struct vsw_match *vid_match(struct kunit *test, u32 vid, u32 high,
				   void *owner)
{
	struct vsw_value value = { .low = vid, .high = high, .mask = 0xfff };
	struct vsw_want want = {
		.field = VSWITCH_ACL_FIELD_VID, .n = 1, .value = &value,
	};
	struct vsw_match *match;

	match = vsw_match_create(&want, 1, owner, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, match);
	return match;
}

static u64 first(const struct vsw_classifier *c, u32 vid, u64 after)
{
	struct vsw_flow flow = { };
	u64 label = after;

	flow.word[VSW_FLOW_META] = vid;
	return vsw_classify(c, &flow, NULL, &label) ? label : 0;
}

/* With keys of their own (exact VIDs), or fine ones (ranges of two VIDs). */
static void check_many(struct kunit *test, bool range)
{
	struct vsw_classifier *c = vsw_classifier_create(GFP_KERNEL);
	struct vsw_match **match;
	u32 i, vid;

	match = kunit_kcalloc(test, MANY, sizeof(*match), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, match);
	KUNIT_ASSERT_NOT_NULL(test, c);
	/* from both ends to the middle */
	for (i = 0; i < MANY; i++) {
		vid = i & 1 ? MANY - i : i;
		match[vid] = vid_match(test, vid + 1, vid + 1 + range,
				       match + vid);
		KUNIT_EXPECT_EQ(test, 0,
				vsw_classifier_add(c, match[vid], vid + 1,
						   GFP_KERNEL));
	}
	KUNIT_EXPECT_EQ(test, 1 + range, vsw_classifier_shapes(c));
	KUNIT_EXPECT_LT(test, vsw_classifier_depth(c), 64);
	for (vid = 2; vid < MANY; vid++) {
		KUNIT_EXPECT_EQ(test, first(c, vid, 0), vid - range);
		KUNIT_EXPECT_EQ(test, first(c, vid, vid - 1), vid);
		KUNIT_EXPECT_EQ(test, first(c, vid, vid), 0);
	}
	KUNIT_EXPECT_EQ(test, -ENOENT,
			vsw_classifier_del(c, match[0], 2, GFP_KERNEL));
	for (i = 0; i < MANY && vsw_test_step(test); i++) {
		KUNIT_EXPECT_EQ(test, 0,
				vsw_classifier_del(c, match[i], i + 1,
						   GFP_KERNEL));
		KUNIT_EXPECT_EQ(test, first(c, i + 1, 0), 0);
		if (i + 2 < MANY)
			KUNIT_EXPECT_EQ(test, first(c, i + 3, 0),
					i + 3 - (range && i + 1 < MANY));
	}
	KUNIT_EXPECT_EQ(test, 0, vsw_classifier_shapes(c));
	vsw_classifier_destroy(c);
	for (i = 0; i < MANY; i++)
		vsw_match_destroy(match[i]);
}

static void test_many_keys(struct kunit *test)
{
	check_many(test, false);
}

static void test_one_key(struct kunit *test)
{
	check_many(test, true);
}

/* What all matches look at, and no more. */
static void test_interest(struct kunit *test)
{
	struct vsw_classifier *c = vsw_classifier_create(GFP_KERNEL);
	struct vsw_match *exact = vid_match(test, 5, 5, c);
	struct vsw_match *range = vid_match(test, 5, 9, c);
	u64 mask[VSW_FLOW_WORDS] = { };
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	vsw_classifier_interest(c, mask);
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		KUNIT_EXPECT_EQ(test, mask[i], 0);
	for (i = 0; i < 2; i++) {
		vsw_classifier_add(c, i ? range : exact, 1, GFP_KERNEL);
		memset(mask, 0, sizeof(mask));
		vsw_classifier_interest(c, mask);
		KUNIT_EXPECT_EQ(test, mask[VSW_FLOW_META],
				VSW_META_VID | VSW_META_MALFORMED);
		KUNIT_EXPECT_EQ(test, mask[VSW_FLOW_DMAC], 0);
		vsw_classifier_del(c, i ? range : exact, 1, GFP_KERNEL);
	}
	vsw_classifier_destroy(c);
	vsw_match_destroy(exact);
	vsw_match_destroy(range);
}

static struct kunit_case classify_cases[] = {
	KUNIT_CASE(test_random),
	KUNIT_CASE(test_many_keys),
	KUNIT_CASE(test_one_key),
	KUNIT_CASE(test_interest),
	{}
};

static struct kunit_suite classify_suite = {
	.name = "vsw_classify",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = classify_cases,
};

kunit_test_suite(classify_suite);
