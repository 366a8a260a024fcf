// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_frame: what is read from a buffer against what was put into
 * it. Frames are made as the bytes that stand on the wire, in each form in
 * which the kernel can hold them: a tag in the data or beside it, the data in
 * one piece or in two.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/skbuff.h>

#include "../fdb.h"
#include "../frame.h"
#include "fixture.h"

#define TAGS_MAX 3
#define BYTES_MAX 400

/**
 * struct wire - a frame as it stands on the wire
 * @tags: how many VLAN tags
 * @len: bytes
 * @bytes: these
 */
struct wire {
	unsigned int tags;
	unsigned int len;
	u8 bytes[ETH_HLEN + TAGS_MAX * VLAN_HLEN + BYTES_MAX];
};

/* A frame with @tags tags and @payload bytes behind its last EtherType. */
static void make_wire(struct kunit *test, struct wire *wire, unsigned int tags,
		      unsigned int payload)
{
	u8 *at = wire->bytes;
	unsigned int i;

	vsw_test_bytes(test, wire->bytes, sizeof(wire->bytes));
	at += 2 * ETH_ALEN;
	for (i = 0; i < tags; i++, at += VLAN_HLEN)
		put_unaligned_be16(vsw_test_chance(test, 2) ? ETH_P_8021Q
							    : ETH_P_8021AD, at);
	put_unaligned_be16(ETH_P_IP, at);
	wire->tags = tags;
	wire->len = ETH_HLEN + tags * VLAN_HLEN + payload;
}

/*
 * Put a frame into a buffer, the first @linear bytes in its head and the rest
 * in a page, as a device driver or the host's stack hands it over; with the
 * outermost tag beside the data, and not among the bytes, when @beside.
 */
static struct sk_buff *make_skb(struct kunit *test, const struct wire *wire,
				unsigned int linear, bool beside)
{
	const u8 *from = wire->bytes;
	unsigned int len = wire->len;
	struct sk_buff *skb;
	struct page *page;

	skb = alloc_skb(NET_SKB_PAD + sizeof(wire->bytes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, NET_SKB_PAD + vsw_test_below(test, 4));
	if (beside) {
		__vlan_hwaccel_put_tag(skb,
				       htons(get_unaligned_be16(from + 12)),
				       get_unaligned_be16(from + 14));
		skb_put_data(skb, from, 2 * ETH_ALEN);
		from += 2 * ETH_ALEN + VLAN_HLEN;
		len -= 2 * ETH_ALEN + VLAN_HLEN;
		linear -= min_t(unsigned int, linear, 2 * ETH_ALEN);
	}
	linear = min(linear, len);
	skb_put_data(skb, from, linear);
	if (len > linear) {
		page = alloc_page(GFP_KERNEL);
		if (!page)
			kfree_skb(skb);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page), from + linear, len - linear);
		skb_add_rx_frag(skb, 0, page, 0, len - linear, PAGE_SIZE);
	}
	skb_reset_mac_header(skb);
	if (skb_headlen(skb) >= ETH_HLEN) {
		skb->protocol = eth_hdr(skb)->h_proto;
		/* a program that has a packet socket may say anything */
		if (vsw_test_chance(test, 4))
			skb->protocol = htons(vsw_test_chance(test, 2) ?
					      ETH_P_8021Q : ETH_P_IP);
		__skb_pull(skb, ETH_HLEN);
	}
	skb_reset_network_header(skb);
	return skb;
}

/* The tag beside the data, and whether there is one in the data. */
static void check_tags(struct kunit *test, const struct wire *wire,
		       const struct vsw_frame *frame, bool beside)
{
	KUNIT_EXPECT_EQ(test, !!frame->tpid, beside);
	KUNIT_EXPECT_EQ(test, !!frame->inner_tpid, wire->tags > beside);
	if (!beside)
		return;
	KUNIT_EXPECT_EQ(test, ntohs(frame->tpid),
			get_unaligned_be16(wire->bytes + 2 * ETH_ALEN));
	KUNIT_EXPECT_EQ(test, frame->tci,
			get_unaligned_be16(wire->bytes + 2 * ETH_ALEN + 2));
}

static void check(struct kunit *test, const struct wire *wire,
		  unsigned int linear, bool beside)
{
	struct sk_buff *skb = make_skb(test, wire, linear, beside);
	bool whole = min(wire->len, linear) >= ETH_HLEN;
	struct vsw_frame frame;
	s32 payload, growth, mtu;

	KUNIT_EXPECT_EQ(test, vsw_frame_is_whole(skb), whole);
	if (!whole || !vsw_frame_is_whole(skb))
		goto out;
	frame = vsw_frame_parse(skb);
	payload = wire->len - ETH_HLEN - (beside ? VLAN_HLEN : 0);
	check_tags(test, wire, &frame, beside);
	KUNIT_EXPECT_MEMEQ(test, frame.eth, wire->bytes, 2 * ETH_ALEN);
	KUNIT_EXPECT_EQ(test, frame.len, wire->len);
	KUNIT_EXPECT_EQ(test, frame.payload, payload);
	growth = VLAN_HLEN * ((s32)vsw_test_below(test, 3) - 1);
	for (mtu = payload + growth - 2; mtu < payload + growth + 3; mtu++)
		if (mtu >= 0)
			KUNIT_EXPECT_EQ(test, payload + growth <= mtu,
					vsw_frame_fits(&frame, growth, mtu));
out:
	kfree_skb(skb);
}

/* Each number of tags and each length, from no byte on; in one piece. */
static void test_lengths(struct kunit *test)
{
	unsigned int tags, len;
	struct wire *wire;

	wire = kunit_kzalloc(test, sizeof(*wire), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, wire);
	for (tags = 0; tags <= TAGS_MAX; tags++) {
		make_wire(test, wire, tags, 80);
		for (len = 0; len < ETH_HLEN + 80; len++) {
			if (!vsw_test_step(test))
				return;
			wire->len = len;
			check(test, wire, UINT_MAX, false);
			if (tags && len >= ETH_HLEN + VLAN_HLEN)
				check(test, wire, UINT_MAX, true);
		}
	}
}

/* Any form. */
static void test_random(struct kunit *test)
{
	unsigned int tags, least, linear;
	struct wire *wire;
	u32 seed;

	wire = kunit_kzalloc(test, sizeof(*wire), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, wire);
	for (seed = 1; seed <= 600; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		tags = vsw_test_below(test, TAGS_MAX + 1);
		make_wire(test, wire, tags,
			  vsw_test_below(test, BYTES_MAX + 1));
		least = vsw_test_chance(test, 4) ? 0 : ETH_HLEN;
		linear = least + vsw_test_below(test, 60);
		check(test, wire, linear, tags && vsw_test_chance(test, 2));
	}
}

/* A key holds an address and a VLAN, and gives both back. */
static void test_key(struct kunit *test)
{
	u8 addr[ETH_ALEN], back[ETH_ALEN];
	u64 key, naive;
	u32 seed, i;
	u16 vid;

	for (seed = 1; seed <= 1000; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		vsw_test_bytes(test, addr, sizeof(addr));
		vid = vsw_test_chance(test, 8) ? 4094 :
		      vsw_test_below(test, 4096);
		for (naive = 0, i = 0; i < ETH_ALEN; i++)
			naive = naive * 256 + addr[i];
		naive = naive * 65536 + vid;

		key = vsw_fdb_key(addr, vid);
		KUNIT_EXPECT_EQ(test, key, naive);
		vsw_fdb_key_addr(key, back);
		KUNIT_EXPECT_MEMEQ(test, back, addr, ETH_ALEN);
		KUNIT_EXPECT_EQ(test, vsw_fdb_key_vid(key), vid);
	}
}

/* Nothing but an Ethernet header. */
static struct sk_buff *header_skb(struct kunit *test, const struct ethhdr *eth)
{
	struct sk_buff *skb = alloc_skb(sizeof(*eth), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, eth, sizeof(*eth));
	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	return skb;
}

/* The keys of a frame are those of its addresses in its VLAN. */
static void test_set_vid(struct kunit *test)
{
	struct vsw_frame frame;
	struct sk_buff *skb;
	struct ethhdr eth;
	u32 seed;
	u16 vid;

	for (seed = 1; seed <= 1000; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		vsw_test_bytes(test, &eth, sizeof(eth));
		vid = 1 + vsw_test_below(test, 4094);
		skb = header_skb(test, &eth);
		frame = vsw_frame_parse(skb);
		KUNIT_EXPECT_EQ(test, frame.dst, vsw_fdb_key(eth.h_dest, 0));
		vsw_frame_set_vid(&frame, 1);
		vsw_frame_set_vid(&frame, vid);
		KUNIT_EXPECT_EQ(test, frame.vid, vid);
		KUNIT_EXPECT_EQ(test, frame.dst, vsw_fdb_key(eth.h_dest, vid));
		KUNIT_EXPECT_EQ(test, frame.src,
				vsw_fdb_key(eth.h_source, vid));
		kfree_skb(skb);
	}
}

static bool is_reserved(struct kunit *test, const struct ethhdr *eth)
{
	struct sk_buff *skb = header_skb(test, eth);
	struct vsw_frame frame = vsw_frame_parse(skb);

	kfree_skb(skb);
	return vsw_frame_reserved(&frame);
}

/* IEEE 802.1Q-2018 table 8-1: sixteen addresses, and none beside them. */
static void test_reserved(struct kunit *test)
{
	static const u8 first[ETH_ALEN] = { 0x01, 0x80, 0xc2, 0, 0, 0 };
	unsigned int last, byte, bit;
	struct ethhdr eth = {};

	for (last = 0; last < 256; last++) {
		ether_addr_copy(eth.h_dest, first);
		eth.h_dest[5] = last;
		KUNIT_EXPECT_EQ(test, is_reserved(test, &eth), last < 16);
	}
	for (byte = 0; byte < ETH_ALEN - 1; byte++) {
		for (bit = 0; bit < 8; bit++) {
			ether_addr_copy(eth.h_dest, first);
			eth.h_dest[byte] ^= BIT(bit);
			KUNIT_EXPECT_FALSE(test, is_reserved(test, &eth));
		}
	}
}

static struct kunit_case frame_cases[] = {
	KUNIT_CASE(test_lengths),
	KUNIT_CASE(test_random),
	KUNIT_CASE(test_key),
	KUNIT_CASE(test_set_vid),
	KUNIT_CASE(test_reserved),
	{}
};

static struct kunit_suite frame_suite = {
	.name = "vsw_frame",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = frame_cases,
};

kunit_test_suite(frame_suite);
