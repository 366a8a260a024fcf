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

/* Where a checksum may be written, nothing changes of what rules look at. */
static void test_sum(struct kunit *test)
{
	struct vsw_sample *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct vsw_flow_input in = { .in_port = 7 };
	struct vsw_flow before, after, flow;
	struct vsw_rnd rnd = { 3 };
	u32 i, at, allowed = 0;
	u8 byte[2];

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < CUTS; i++) {
		vsw_sample_random(&rnd, s);
		parse(test, s->byte, s->len, s->len, &before);
		in.head = s->byte;
		in.have = s->len;
		in.len = s->len;
		for (at = 1; at + 2 <= s->len && vsw_test_step(test); at++) {
			in.sum = at;
			vsw_flow_parse(&flow, &in);
			if (flow.word[VSW_FLOW_META] & VSW_META_MALFORMED)
				continue;
			KUNIT_EXPECT_MEMEQ(test, &flow, &before, sizeof(flow));
			memcpy(byte, s->byte + at, sizeof(byte));
			vsw_test_bytes(test, s->byte + at, sizeof(byte));
			parse(test, s->byte, s->len, s->len, &after);
			memcpy(s->byte + at, byte, sizeof(byte));
			KUNIT_EXPECT_MEMEQ(test, &after, &before,
					   sizeof(after));
			allowed++;
		}
	}
	KUNIT_EXPECT_GT(test, allowed, 1000);
}

/* Sums of TCP and UDP are where they are, and elsewhere they may not be. */
static void test_sum_known(struct kunit *test)
{
	static const struct {
		u8 proto;
		u8 sum;
		bool malformed;
	} known[] = {
		{ IPPROTO_TCP, 34 + 16, false }, { IPPROTO_UDP, 34 + 6, false },
		{ IPPROTO_TCP, 34 + 2, true }, { IPPROTO_UDP, 34 + 2, true },
		{ IPPROTO_TCP, 34 + 13, true }, { IPPROTO_UDP, 34 + 3, true },
		{ IPPROTO_TCP, 28, true }, { IPPROTO_UDP, 6, true },
	};
	u8 byte[64] = { [12] = 8, [14] = 0x45, [17] = 50, [46] = 0x50 };
	struct vsw_flow_input in = { .head = byte, .have = 64, .len = 64 };
	struct vsw_flow flow;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		byte[23] = known[i].proto;
		in.sum = known[i].sum;
		vsw_flow_parse(&flow, &in);
		KUNIT_EXPECT_EQ(test, known[i].malformed,
				!!(flow.word[VSW_FLOW_META] &
				   VSW_META_MALFORMED));
		KUNIT_EXPECT_EQ(test, known[i].malformed,
				!flow.word[VSW_FLOW_SMAC]);
	}
}

/* What is still to be cut is no fragment; else it is as it is. */
static void test_to_be_cut(struct kunit *test)
{
	struct vsw_sample *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct vsw_flow_input in = { .in_port = 7, .cut = true };
	struct vsw_rnd rnd = { 4 };
	struct vsw_flow whole, flow;
	u32 i, fragments = 0;
	bool bad;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < SAMPLES && vsw_test_step(test); i++) {
		vsw_sample_random(&rnd, s);
		parse(test, s->byte, s->len, s->len, &whole);
		in.head = s->byte;
		in.have = s->len;
		in.len = s->len;
		vsw_flow_parse(&flow, &in);
		/* what is no fragment is as it was, or makes no sense cut */
		bad = flow.word[VSW_FLOW_META] & VSW_META_MALFORMED;
		if (!s->frag && !bad)
			bad = !memcmp(&flow, &whole, sizeof(flow));
		KUNIT_EXPECT_TRUE(test, bad);
		fragments += s->frag;
	}
	KUNIT_EXPECT_GT(test, fragments, 10);
}

/* A third tag, and an EtherType behind LLC and SNAP, hide what is behind. */
static void test_hidden(struct kunit *test)
{
	static const u8 tags[] = { 0x81, 0, 0, 0, 0x88, 0xa8, 0, 0,
				   0x81, 0, 0, 0, 8, 0, 0x45 };
	static const u8 snap[] = { 0, 40, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45 };
	u8 byte[64] = {};
	struct vsw_flow flow;

	memcpy(byte + 12, tags, sizeof(tags));
	parse(test, byte, 64, 64, &flow);
	KUNIT_EXPECT_TRUE(test,
			  flow.word[VSW_FLOW_META] & VSW_META_MALFORMED);
	memcpy(byte + 12, snap, sizeof(snap));
	parse(test, byte, 64, 64, &flow);
	KUNIT_EXPECT_TRUE(test,
			  flow.word[VSW_FLOW_META] & VSW_META_MALFORMED);
	/* of another organization, or of a type that rules do not know */
	byte[17] = 0xc;
	parse(test, byte, 64, 64, &flow);
	KUNIT_EXPECT_EQ(test, 0, flow.word[VSW_FLOW_META]);
	byte[17] = 0;
	byte[20] = 0x81;
	byte[21] = 0x37;
	parse(test, byte, 64, 64, &flow);
	KUNIT_EXPECT_EQ(test, 0, flow.word[VSW_FLOW_META]);
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
	KUNIT_CASE(test_sum),
	KUNIT_CASE(test_sum_known),
	KUNIT_CASE(test_to_be_cut),
	KUNIT_CASE(test_hidden),
	{}
};

static struct kunit_suite flow_suite = {
	.name = "vsw_flow",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = flow_cases,
};

kunit_test_suite(flow_suite);
