// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_acl: what rules do to frames. The rate of a rule against
 * sums; the code point written into frames of all forms; the short way to a
 * flow against the long one.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <net/ip.h>

#include "../acl.h"
#include "../dscp.h"
#include "../flow_parse.h"
#include "fixture.h"

#define FRAME_MAX 256

/* What comes within a time is what the burst and the rate allow, to a frame. */
static void bucket_holds_rate(struct kunit *test)
{
	struct vsw_rule *rule = kunit_kzalloc(test, sizeof(*rule), GFP_KERNEL);
	struct vsw_bucket bucket = {};
	u64 now = 1000, sent, most, end;
	u32 len, round;

	KUNIT_ASSERT_NOT_NULL(test, rule);
	for (round = 0; round < 40; round++) {
		memset(&bucket, 0, sizeof(bucket));
		spin_lock_init(&bucket.lock);
		rule->packets = vsw_test_chance(test, 2);
		rule->rate = 1 + vsw_test_u32(test) % 1000000;
		rule->burst = 1 + vsw_test_u32(test) % 100000;
		end = now + 20ULL * NSEC_PER_SEC;
		for (sent = 0; now < end; now += vsw_test_u32(test) >> 6) {
			len = rule->packets ? 1 : vsw_test_u32(test) % 9000 + 1;
			if (vsw_bucket_take(&bucket, rule, len, false, now))
				sent += len;
		}
		most = 20 * rule->rate + (rule->packets ? 1 : 8) * rule->burst;
		if (!rule->packets)
			sent *= 8;
		/* and what is left over at the end, or between two frames */
		KUNIT_EXPECT_LE(test, sent, most + rule->rate / 10 + 1);
	}
}

/* A full bucket lets a frame pass that fits the burst, and no larger one. */
static void bucket_bounds(struct kunit *test)
{
	static const u64 rates[] = { 1, 1000, 1000000000000000ULL };
	struct vsw_rule *rule = kunit_kzalloc(test, sizeof(*rule), GFP_KERNEL);
	struct vsw_bucket bucket;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, rule);
	for (i = 0; i < ARRAY_SIZE(rates) * 2; i++) {
		memset(&bucket, 0, sizeof(bucket));
		spin_lock_init(&bucket.lock);
		rule->rate = rates[i / 2];
		rule->packets = i & 1;
		rule->burst = 1500;
		KUNIT_EXPECT_FALSE(test, vsw_bucket_take(&bucket, rule, 1501,
							 false, 5));
		KUNIT_EXPECT_TRUE(test, vsw_bucket_take(&bucket, rule, 1500,
							false, 5));
		/* a CPU whose clock is behind takes and gives nothing */
		KUNIT_EXPECT_FALSE(test, vsw_bucket_take(&bucket, rule, 1,
							 false, 3));
		/* after a hundred years it is full, and no fuller */
		KUNIT_EXPECT_TRUE(test, vsw_bucket_take(&bucket, rule, 1500,
							false, 3ULL << 60));
		rule->burst = VSW_RULE_BURST_MAX;
		KUNIT_EXPECT_TRUE(test, vsw_bucket_take(&bucket, rule, 1500,
							false, ~0ULL >> 1));
	}
}

/*
 * What is going to be cut passes a full bucket, whatever the burst; what it
 * needed beyond that has to come in before the next one.
 */
static void bucket_owes(struct kunit *test)
{
	struct vsw_rule *rule = kunit_kzalloc(test, sizeof(*rule), GFP_KERNEL);
	struct vsw_bucket bucket = {};
	u64 second = NSEC_PER_SEC;

	KUNIT_ASSERT_NOT_NULL(test, rule);
	spin_lock_init(&bucket.lock);
	rule->packets = true;
	rule->rate = 10;
	rule->burst = 10;
	KUNIT_EXPECT_FALSE(test, vsw_bucket_take(&bucket, rule, 44, false, 1));
	KUNIT_EXPECT_TRUE(test, vsw_bucket_take(&bucket, rule, 44, true, 1));
	/* 34 are owed: nothing for 3.4 seconds */
	KUNIT_EXPECT_FALSE(test, vsw_bucket_take(&bucket, rule, 1, false,
						 1 + 3 * second));
	KUNIT_EXPECT_TRUE(test, vsw_bucket_take(&bucket, rule, 5, true,
						1 + 4 * second));
	KUNIT_EXPECT_FALSE(test, vsw_bucket_take(&bucket, rule, 2, false,
						 1 + 4 * second));
	/* one is left, and it is not full before 0.9 seconds have passed */
	KUNIT_EXPECT_FALSE(test, vsw_bucket_take(&bucket, rule, 44, true,
						 1 + 4 * second));
	KUNIT_EXPECT_TRUE(test, vsw_bucket_take(&bucket, rule, 44, true,
						1 + 5 * second));
}

/* An IP header behind so many tags; the length of all. */
static unsigned int make_ip(struct kunit *test, u8 *frame, unsigned int tags,
			    bool six)
{
	unsigned int at = 2 * ETH_ALEN, i;
	struct iphdr *ip;

	vsw_test_bytes(test, frame, FRAME_MAX);
	for (i = 0; i < tags; i++, at += VLAN_HLEN)
		put_unaligned_be16(i ? ETH_P_8021Q : ETH_P_8021AD, frame + at);
	put_unaligned_be16(six ? ETH_P_IPV6 : ETH_P_IP, frame + at);
	at += 2;
	if (six) {
		frame[at] = 0x60 | (frame[at] & 0xf);
		return at + sizeof(struct ipv6hdr) + 20;
	}
	ip = (struct iphdr *)(frame + at);
	frame[at] = 0x45;
	ip->check = 0;
	ip->check = ip_fast_csum(ip, 5);
	return at + sizeof(*ip) + 20;
}

static struct sk_buff *make_skb(struct kunit *test, const u8 *frame,
				unsigned int len)
{
	struct sk_buff *skb = alloc_skb(FRAME_MAX + 64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 32);
	skb_put_data(skb, frame, len);
	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	return skb;
}

/* Only the six bits change, and the checksum; a clone sees nothing of it. */
static void dscp_written(struct kunit *test)
{
	u8 *frame = kunit_kzalloc(test, FRAME_MAX, GFP_KERNEL);
	unsigned int i, tags, len, at;
	struct sk_buff *skb, *clone;
	struct iphdr *ip;
	u8 dscp, *data;
	bool six;

	KUNIT_ASSERT_NOT_NULL(test, frame);
	for (i = 0; i < 400; i++) {
		tags = i % 3;
		six = i & 8;
		dscp = vsw_test_u32(test) & 63;
		len = make_ip(test, frame, tags, six);
		at = ETH_HLEN + tags * VLAN_HLEN;
		skb = make_skb(test, frame, len);
		clone = i & 16 ? skb_clone(skb, GFP_KERNEL) : NULL;
		KUNIT_EXPECT_TRUE(test, vsw_dscp_set(skb, dscp));
		data = skb_mac_header(skb);
		if (clone)
			KUNIT_EXPECT_MEMEQ(test, skb_mac_header(clone), frame,
					   len);
		if (six) {
			frame[at] = (frame[at] & 0xf0) | dscp >> 2;
			frame[at + 1] = (frame[at + 1] & 0x3f) | dscp << 6;
		} else {
			ip = (struct iphdr *)(frame + at);
			ip->tos = (ip->tos & 3) | dscp << 2;
			ip->check = 0;
			ip->check = ip_fast_csum(ip, 5);
		}
		KUNIT_EXPECT_MEMEQ(test, data, frame, len);
		kfree_skb(skb);
		kfree_skb(clone);
	}
}

/* What is no IP, or not whole, is left alone. */
static void dscp_elsewhere(struct kunit *test)
{
	u8 *frame = kunit_kzalloc(test, FRAME_MAX, GFP_KERNEL);
	unsigned int i, len, whole;
	struct sk_buff *skb;

	KUNIT_ASSERT_NOT_NULL(test, frame);
	for (i = 0; i < 6; i++) {
		whole = make_ip(test, frame, i % 3, i >= 3) - 20;
		for (len = ETH_HLEN; len < whole; len++) {
			skb = make_skb(test, frame, len);
			KUNIT_EXPECT_TRUE(test, vsw_dscp_set(skb, 5));
			KUNIT_EXPECT_MEMEQ(test, skb_mac_header(skb), frame,
					   len);
			kfree_skb(skb);
		}
	}
}

/* A frame that the short way may take, or just not. */
static unsigned int make_plain(struct kunit *test, u8 *frame)
{
	struct iphdr *ip = (struct iphdr *)(frame + ETH_HLEN);
	unsigned int len = ETH_HLEN + 20 + vsw_test_below(test, 60);

	vsw_test_bytes(test, frame, FRAME_MAX);
	put_unaligned_be16(vsw_test_chance(test, 20) ? ETH_P_ARP : ETH_P_IP,
			   frame + 2 * ETH_ALEN);
	frame[ETH_HLEN] = vsw_test_chance(test, 8) ? 0x46 : 0x45;
	ip->protocol = vsw_test_chance(test, 8) ? IPPROTO_ICMP :
		       vsw_test_chance(test, 2) ? IPPROTO_TCP : IPPROTO_UDP;
	ip->frag_off = vsw_test_chance(test, 4) ? ip->frag_off & htons(0x20ff)
						: htons(IP_DF);
	ip->tot_len = htons(len - ETH_HLEN);
	if (vsw_test_chance(test, 4))
		ip->tot_len = htons(vsw_test_below(test, 90));
	if (!vsw_test_chance(test, 4))
		frame[ETH_HLEN + 32] = 0x50;
	return len;
}

/* Where the short way takes a frame, it says what the long way says. */
static void plain_as_any(struct kunit *test)
{
	u8 *frame = kunit_kzalloc(test, FRAME_MAX, GFP_KERNEL);
	struct vsw_flow plain, any;
	struct vsw_plain words;
	struct vsw_flow_input in = {};
	u32 i, taken = 0;

	KUNIT_ASSERT_NOT_NULL(test, frame);
	for (i = 0; i < 20000; i++) {
		in.len = make_plain(test, frame);
		in.head = frame;
		in.have = in.len;
		in.meta = vsw_test_u32(test) & ~BIT(15);
		in.in_port = vsw_test_below(test, 4097);
		in.sum = vsw_test_chance(test, 4) ?
				 1 + vsw_test_below(test, 60) : 0;
		words = vsw_plain_parse(in);
		if (!words.meta)
			continue;
		vsw_flow_set_plain(&plain, words);
		taken++;
		vsw_flow_parse(&any, &in);
		if (memcmp(&plain, &any, sizeof(any))) {
			KUNIT_FAIL(test, "frame %u", i);
			break;
		}
	}
	KUNIT_EXPECT_GT(test, taken, 4000);
	KUNIT_EXPECT_LT(test, taken, 16000);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(bucket_holds_rate),
	KUNIT_CASE(bucket_bounds),
	KUNIT_CASE(bucket_owes),
	KUNIT_CASE(dscp_written),
	KUNIT_CASE(dscp_elsewhere),
	KUNIT_CASE(plain_as_any),
	{}
};

static struct kunit_suite suite = {
	.name = "vsw_acl",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
