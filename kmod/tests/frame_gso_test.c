// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_frame_gso: does a frame that is yet to be segmented fit? The
 * oracle lets the kernel segment it, and measures each segment.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/gso.h>

#include "../frame.h"
#include "fixture.h"

/**
 * struct shape - a frame that is yet to be segmented
 * @udp: UDP, not TCP
 * @tags: VLAN tags in the data
 * @beside: one more, beside the data
 * @options: words of IPv4 options
 * @size: bytes of payload of a segment
 * @data: bytes of payload
 */
struct shape {
	bool udp;
	unsigned int tags;
	bool beside;
	unsigned int options;
	unsigned int size;
	unsigned int data;
};

static void put_ipv4(struct sk_buff *skb, const struct shape *shape,
		     unsigned int l4)
{
	unsigned int len = sizeof(struct iphdr) + 4 * shape->options;
	struct iphdr *ip = skb_put_zero(skb, len);

	ip->version = 4;
	ip->ihl = len / 4;
	ip->tot_len = htons(min(len + l4 + shape->data, 0xffffU));
	ip->ttl = 64;
	ip->protocol = shape->udp ? IPPROTO_UDP : IPPROTO_TCP;
	ip->saddr = htonl(0xc0000201);
	ip->daddr = htonl(0xc0000202);
	memset(ip + 1, IPOPT_NOP, len - sizeof(*ip));
	ip->check = ip_fast_csum(ip, ip->ihl);
}

static void put_l4(struct sk_buff *skb, const struct shape *shape)
{
	struct tcphdr *tcp;
	struct udphdr *udp;

	if (shape->udp) {
		udp = skb_put_zero(skb, sizeof(*udp));
		udp->len = htons(sizeof(*udp) + shape->data);
		skb->csum_offset = offsetof(struct udphdr, check);
	} else {
		tcp = skb_put_zero(skb, sizeof(*tcp));
		tcp->doff = sizeof(*tcp) / 4;
		skb->csum_offset = offsetof(struct tcphdr, check);
	}
	skb_shinfo(skb)->gso_type = shape->udp ? SKB_GSO_UDP_L4
					       : SKB_GSO_TCPV4;
	skb_shinfo(skb)->gso_size = shape->size;
	skb_shinfo(skb)->gso_segs = DIV_ROUND_UP(shape->data, shape->size);
	skb->ip_summed = CHECKSUM_PARTIAL;
}

/* The frame; data begins behind the Ethernet header, as at the doors. */
static struct sk_buff *make_gso(struct kunit *test, const struct shape *shape)
{
	unsigned int l4 = shape->udp ? sizeof(struct udphdr)
				     : sizeof(struct tcphdr);
	struct sk_buff *skb;
	unsigned int i;

	skb = alloc_skb(NET_SKB_PAD + 256 + shape->data, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, NET_SKB_PAD);
	skb_reset_mac_header(skb);
	vsw_test_bytes(test, skb_put(skb, 2 * ETH_ALEN), 2 * ETH_ALEN);
	for (i = 0; i < shape->tags; i++) {
		put_unaligned_be16(ETH_P_8021Q, skb_put(skb, 2));
		put_unaligned_be16(1 + i, skb_put(skb, 2));
	}
	put_unaligned_be16(ETH_P_IP, skb_put(skb, 2));
	put_ipv4(skb, shape, l4);
	skb_set_transport_header(skb, skb->len);
	skb->csum_start = skb_transport_header(skb) - skb->head;
	put_l4(skb, shape);
	skb_put_zero(skb, shape->data);
	skb->protocol = eth_hdr(skb)->h_proto;
	if (shape->beside)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 5);
	__skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	return skb;
}

/* The longest segment, behind its Ethernet header; 0: it cannot be. */
static unsigned int longest_segment(struct sk_buff *skb)
{
	struct sk_buff *segs, *seg, *next;
	unsigned int longest = 0;

	skb_push(skb, ETH_HLEN);
	segs = __skb_gso_segment(skb, 0, false);
	__skb_pull(skb, ETH_HLEN);
	if (IS_ERR_OR_NULL(segs))
		return 0;
	skb_list_walk_safe(segs, seg, next) {
		longest = max(longest, seg->len - ETH_HLEN);
		kfree_skb(seg);
	}
	return longest;
}

static void check(struct kunit *test, const struct shape *shape)
{
	struct sk_buff *skb = make_gso(test, shape);
	struct vsw_frame frame;
	s32 growth = VLAN_HLEN * ((s32)vsw_test_below(test, 3) - 1);
	unsigned int longest, mtu;

	/* before segmentation, which may write to the frame's headers */
	KUNIT_EXPECT_TRUE(test, vsw_frame_is_whole(skb));
	frame = vsw_frame_parse(skb);
	KUNIT_EXPECT_PTR_EQ(test, frame.skb, (const struct sk_buff *)skb);
	KUNIT_EXPECT_EQ(test, frame.len, skb->len + ETH_HLEN +
			(shape->beside ? VLAN_HLEN : 0));

	longest = longest_segment(skb);
	KUNIT_EXPECT_GT(test, longest, 0);
	skb_reset_network_header(skb);
	for (mtu = longest + growth - 6; mtu <= longest + growth + 6; mtu++)
		KUNIT_EXPECT_EQ_MSG(test, vsw_frame_fits(&frame, growth, mtu),
				    longest + growth <= mtu,
				    "longest %u mtu %u tags %u beside %d",
				    longest, mtu, shape->tags, shape->beside);
	KUNIT_EXPECT_TRUE(test, vsw_frame_fits(&frame, 0, frame.payload));
	kfree_skb(skb);
}

static void test_random(struct kunit *test)
{
	struct shape shape;
	u32 seed;

	for (seed = 1; seed <= 200; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		shape.udp = vsw_test_chance(test, 2);
		shape.tags = vsw_test_below(test, 3);
		shape.beside = vsw_test_chance(test, 2);
		shape.options = vsw_test_below(test, 4);
		shape.size = 20 + vsw_test_below(test, 1500);
		shape.data = shape.size * (1 + vsw_test_below(test, 5)) + 1 +
			     vsw_test_below(test, shape.size);
		check(test, &shape);
	}
}

static struct kunit_case frame_gso_cases[] = {
	KUNIT_CASE(test_random),
	{}
};

static struct kunit_suite frame_gso_suite = {
	.name = "vsw_frame_gso",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = frame_gso_cases,
};

kunit_test_suite(frame_gso_suite);
