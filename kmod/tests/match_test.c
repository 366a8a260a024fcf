// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_match: random rules against the oracle, the frames that do
 * not have a field, and what a match costs.
 */
#include <kunit/test.h>
#include <linux/if_ether.h>

#include "../match_priv.h"
#include "acl_model.h"
#include "fixture.h"

#define RULES 600
#define FRAMES 40

/* It holds when it should, and never without one of its keys. */
static void check(struct kunit *test, const struct vsw_naive_rule *rule,
		  const struct vsw_match *match, const struct vsw_sample *s)
{
	static const struct vsw_naive_set sets[1];
	struct vsw_flow flow, mask, value;
	bool keyed = false;
	u32 term, i;
	u64 differs;

	vsw_sample_flow(s, &flow);
	KUNIT_EXPECT_EQ(test, vsw_naive_holds(rule, s, sets),
			vsw_match_holds(match, &flow, NULL));
	if (!vsw_match_holds(match, &flow, NULL))
		return;
	for (term = 0; term < match->n_terms; term++) {
		if (!vsw_match_term(match, term, &mask, &value))
			continue;
		differs = 0;
		for (i = 0; i < VSW_FLOW_WORDS; i++)
			differs |= (flow.word[i] & mask.word[i]) ^
				   value.word[i];
		keyed |= !differs;
	}
	KUNIT_EXPECT_TRUE(test, keyed);
}

static bool has_set(const struct vsw_naive_rule *rule)
{
	u32 i;

	for (i = 0; i < rule->n; i++)
		if (rule->want[i].set)
			return true;
	return false;
}

static void test_random(struct kunit *test)
{
	struct vsw_naive_rule *rule;
	struct vsw_match *match;
	struct vsw_rnd rnd = { 3 };
	struct vsw_sample *s;
	u32 i, k;

	rule = kunit_kzalloc(test, sizeof(*rule), GFP_KERNEL);
	s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, rule);
	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < RULES; i++) {
		vsw_naive_random(&rnd, rule);
		/* sets are looked at in vsw_classify */
		if (has_set(rule))
			continue;
		match = vsw_naive_match(rule, NULL);
		KUNIT_ASSERT_NOT_NULL(test, match);
		for (k = 0; k < FRAMES && vsw_test_step(test); k++) {
			vsw_sample_random(&rnd, s);
			check(test, rule, match, s);
		}
		vsw_match_destroy(match);
	}
}

/* Negated or not: a frame must have what is asked for. */
static void test_absent(struct kunit *test)
{
	static const u8 everywhere =
		BIT(VSWITCH_ACL_FIELD_SMAC) | BIT(VSWITCH_ACL_FIELD_DMAC) |
		BIT(VSWITCH_ACL_FIELD_ETHERTYPE) | BIT(VSWITCH_ACL_FIELD_VID) |
		BIT(VSWITCH_ACL_FIELD_PCP);
	struct vsw_value value = { .low = 5, .high = 5, .mask = 0xffff };
	struct vsw_want want = { .n = 1, .value = &value };
	struct vsw_flow flow = { };
	struct vsw_match *match;
	u32 field, negate;
	bool there;

	flow.word[VSW_FLOW_SMAC] = ETH_P_LOOPBACK;
	for (field = 0; field < VSWITCH_ACL_FIELD_MALFORMED; field++) {
		there = field < 8 && everywhere & BIT(field);
		there |= field == VSWITCH_ACL_FIELD_LEN ||
			 field == VSWITCH_ACL_FIELD_IN_PORT;
		for (negate = 0; negate < 2; negate++) {
			want.field = field;
			want.negate = negate;
			match = vsw_match_create(&want, 1, NULL, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, match);
			KUNIT_EXPECT_EQ(test, there && negate,
					vsw_match_holds(match, &flow, NULL));
			vsw_match_destroy(match);
		}
	}
}

/* Without a field: all that is whole. With malformed alone: all that is not. */
static void test_malformed(struct kunit *test)
{
	struct vsw_want want = { .field = VSWITCH_ACL_FIELD_MALFORMED };
	struct vsw_match *any, *malformed;
	struct vsw_flow flow = { };

	any = vsw_match_create(NULL, 0, NULL, GFP_KERNEL);
	malformed = vsw_match_create(&want, 1, NULL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, any);
	KUNIT_ASSERT_NOT_NULL(test, malformed);
	KUNIT_EXPECT_TRUE(test, vsw_match_holds(any, &flow, NULL));
	KUNIT_EXPECT_FALSE(test, vsw_match_holds(malformed, &flow, NULL));
	flow.word[VSW_FLOW_META] = VSW_META_MALFORMED;
	KUNIT_EXPECT_FALSE(test, vsw_match_holds(any, &flow, NULL));
	KUNIT_EXPECT_TRUE(test, vsw_match_holds(malformed, &flow, NULL));
	vsw_match_destroy(any);
	vsw_match_destroy(malformed);
}

/* Of most rules: addresses, protocol, port. */
static void test_size(struct kunit *test)
{
	struct vsw_value address = { .family = 4, .mask = 0xffffffff };
	struct vsw_value number = { .low = 6, .high = 6, .mask = 0xffff };
	struct vsw_want want[] = {
		{ .field = VSWITCH_ACL_FIELD_SRC, .n = 1, .value = &address },
		{ .field = VSWITCH_ACL_FIELD_DST, .n = 1, .value = &address },
		{ .field = VSWITCH_ACL_FIELD_PROTO, .n = 1, .value = &number },
		{ .field = VSWITCH_ACL_FIELD_DPORT, .n = 1, .value = &number },
	};
	struct vsw_match *match;

	match = vsw_match_create(want, ARRAY_SIZE(want), NULL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, match);
	KUNIT_EXPECT_FALSE(test, match->n_checks);
	KUNIT_EXPECT_LE(test, vsw_match_size(match), 96);
	vsw_match_destroy(match);
}

static struct kunit_case match_cases[] = {
	KUNIT_CASE(test_random),
	KUNIT_CASE(test_absent),
	KUNIT_CASE(test_malformed),
	KUNIT_CASE(test_size),
	{}
};

static struct kunit_suite match_suite = {
	.name = "vsw_match",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = match_cases,
};

kunit_test_suite(match_suite);
