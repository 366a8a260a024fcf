// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_flow: what is found in frames against what was put into them,
 * and in what is left of them when they are cut short. Frames are in memory
 * that ends where they do, so that KASAN sees who reads on.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/unaligned.h>

#include "acl_model.h"
#include "fixture.h"

#define SAMPLES 2000
#define CUTS 200
#define LONG_BYTES 600

/* Parse the first @len bytes of what said that it had @len of them. */
static void parse(struct kunit *test, const u8 *byte, u32 have, u32 len,
		  struct vsw_flow *flow)
{
	struct vsw_flow_input in = { .have = have, .len = len, .in_port = 7 };
	u8 *head = kmemdup(byte, have, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, head);
	in.head = head;
	/* all of it is written */
	memset(flow, 0xff, sizeof(*flow));
	vsw_flow_parse(flow, &in);
	kfree(head);
}

static void test_random(struct kunit *test)
{
	struct vsw_sample *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct vsw_rnd rnd = { 1 };
	struct vsw_flow found, there;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < SAMPLES && vsw_test_step(test); i++) {
		vsw_sample_random(&rnd, s);
		vsw_sample_parse(s, &found);
		vsw_sample_flow(s, &there);
		KUNIT_EXPECT_MEMEQ(test, &found, &there, sizeof(found));
	}
}

/* What is left is either malformed, or what was not cut has all of it. */
static void test_cut(struct kunit *test)
{
	struct vsw_sample *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct vsw_rnd rnd = { 2 };
	struct vsw_flow whole, flow;
	bool bad, was_bad;
	u32 i, len;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < CUTS; i++) {
		vsw_sample_random(&rnd, s);
		parse(test, s->byte, s->len, s->len, &whole);
		was_bad = s->malformed;
		for (len = s->len; len >= 14 && vsw_test_step(test); len--) {
			parse(test, s->byte, len, len, &flow);
			bad = flow.word[VSW_FLOW_META] & VSW_META_MALFORMED;
			KUNIT_EXPECT_TRUE(test, bad || !was_bad);
			was_bad = bad;
			if (bad)
				KUNIT_EXPECT_EQ(test, VSW_META_MALFORMED,
						flow.word[VSW_FLOW_META]);
			else
				KUNIT_EXPECT_MEMEQ(test, &flow, &whole,
						   sizeof(flow));
		}
	}
}

/* IPv6 with @n destination options of @bytes each, and UDP. Return: its end. */
static u32 make_long(u8 *byte, u32 n, u32 bytes)
{
	u32 at = 14 + 40, i;

	memset(byte, 0, LONG_BYTES);
	put_unaligned_be16(ETH_P_IPV6, byte + 12);
	byte[14] = 0x60;
	byte[20] = n ? 60 : IPPROTO_UDP;
	for (i = 0; i < n; i++, at += bytes) {
		byte[at] = i + 1 < n ? 60 : IPPROTO_UDP;
		byte[at + 1] = bytes / 8 - 1;
	}
	put_unaligned_be16(53, byte + at + 2);
	put_unaligned_be16(at + 8 - 54, byte + 18);
	return at + 8;
}

/* So many extension headers, and so many bytes, and not one more. */
static void test_bounds(struct kunit *test)
{
	u8 *byte = kunit_kzalloc(test, LONG_BYTES, GFP_KERNEL);
	struct vsw_flow flow;
	u32 n, end;

	KUNIT_ASSERT_NOT_NULL(test, byte);
	for (n = 0; n < 12; n++) {
		end = make_long(byte, n, 8);
		parse(test, byte, end, end, &flow);
		KUNIT_EXPECT_EQ(test, n <= VSW_FLOW_EXTENSIONS,
				!!(flow.word[VSW_FLOW_META] & VSW_META_PORTS));
		KUNIT_EXPECT_EQ(test, n > VSW_FLOW_EXTENSIONS,
				!!(flow.word[VSW_FLOW_META] &
				   VSW_META_MALFORMED));
	}
	for (n = 8; n < 536; n += 8) {
		end = make_long(byte, 1, n);
		parse(test, byte, min(end, VSW_FLOW_HEADERS), end, &flow);
		KUNIT_EXPECT_EQ(test, end <= VSW_FLOW_HEADERS,
				!!(flow.word[VSW_FLOW_META] & VSW_META_PORTS));
	}
}

/* What is yet to be segmented may be longer than its header can say. */
static void test_gso(struct kunit *test)
{
	u8 *byte = kunit_kzalloc(test, LONG_BYTES, GFP_KERNEL);
	struct vsw_flow flow;

	KUNIT_ASSERT_NOT_NULL(test, byte);
	make_long(byte, 0, 0);
	put_unaligned_be16(0, byte + 18);
	parse(test, byte, VSW_FLOW_HEADERS, 180000, &flow);
	KUNIT_EXPECT_EQ(test, flow.word[VSW_FLOW_L4], 53ULL << 32);

	memset(byte, 0, LONG_BYTES);
	put_unaligned_be16(ETH_P_IP, byte + 12);
	byte[14] = 0x45;
	byte[23] = IPPROTO_UDP;
	byte[37] = 53;
	parse(test, byte, VSW_FLOW_HEADERS, 180000, &flow);
	KUNIT_EXPECT_EQ(test, flow.word[VSW_FLOW_L4], 53ULL << 32);
	/* and less than the frame is long, but then it is */
	put_unaligned_be16(28, byte + 16);
	parse(test, byte, VSW_FLOW_HEADERS, 180000, &flow);
	KUNIT_EXPECT_EQ(test, flow.word[VSW_FLOW_L4], 53ULL << 32);
	put_unaligned_be16(27, byte + 16);
	parse(test, byte, VSW_FLOW_HEADERS, 180000, &flow);
	KUNIT_EXPECT_EQ(test, flow.word[VSW_FLOW_META], VSW_META_MALFORMED);
}

static struct kunit_case flow_cases[] = {
	KUNIT_CASE(test_random),
	KUNIT_CASE(test_cut),
	KUNIT_CASE(test_bounds),
	KUNIT_CASE(test_gso),
	{}
};

static struct kunit_suite flow_suite = {
	.name = "vsw_flow",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = flow_cases,
};

kunit_test_suite(flow_suite);
