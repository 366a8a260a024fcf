/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame as the decision sees it: parsed once, from the Ethernet header only,
 * never past the frame's end. It knows nothing of socket buffers, so that
 * another front end can fill it. Filled at the door (rx.c), read by each stage.
 */
#ifndef VSW_FRAME_H
#define VSW_FRAME_H

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/skbuff.h>
#include <linux/unaligned.h>
#include <net/gso.h>

#include "fdb.h"

struct vsw_vlan_counters;

/**
 * struct vsw_frame - a parsed frame
 * @eth: its Ethernet header
 * @dst: key of the destination in the forwarding database, with @vid; that
 *	of VLAN 0 as long as there is no @vid
 * @src: key of the source, likewise
 * @len: bytes of the frame, from the destination address on, without FCS
 * @payload: bytes behind the Ethernet header, but for the outermost VLAN tag
 * @skb: the buffer it came in, to ask whether it is yet to be segmented (GSO);
 *	NULL where it is not
 * @counters: those of its VLAN, when that is counted; else NULL
 * @tpid: of the outermost VLAN tag; 0 when there is none
 * @tci: the rest of that tag, where there is one
 * @vid: its VLAN
 * @priority: PCP and DEI, as they stand in a tag
 * @has_own_tag: the outermost tag is one that the port it came from knows: it
 *	said the VLAN, and is not a part of what is forwarded
 * @inner_tpid: of the VLAN tag behind the outermost, or, where there is none
 *	beside the buffer, in the payload; 0 when there is none
 * @host_listens: the host wants a copy of every frame (IFF_PROMISC)
 *
 * On the way of most frames nothing takes its address that is not compiled into
 * one function, so it lives in registers. What is called for the others gets it
 * by value.
 */
struct vsw_frame {
	const struct ethhdr *eth;
	u64 dst;
	u64 src;
	u32 len;
	u32 payload;
	const struct sk_buff *skb;
	const struct vsw_vlan_counters *counters;
	__be16 tpid;
	__be16 inner_tpid;
	u16 tci;
	u16 vid;
	u16 priority;
	bool has_own_tag;
	bool host_listens;
};

/**
 * vsw_frame_is_whole() - is there an Ethernet header?
 * @skb: its MAC header is set; data begins behind the Ethernet header
 *
 * Return: false when the frame is too short to have one.
 */
static inline bool vsw_frame_is_whole(const struct sk_buff *skb)
{
	return likely(skb_tail_pointer(skb) - skb_mac_header(skb) >= ETH_HLEN);
}

/**
 * vsw_frame_len() - how long is it?
 * @skb: a frame; data begins behind the Ethernet header
 *
 * Return: bytes, from the destination address on, without FCS.
 */
static inline u32 vsw_frame_len(const struct sk_buff *skb)
{
	return skb->len + ETH_HLEN +
	       (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0);
}

/**
 * vsw_frame_parse() - a frame from a socket buffer
 * @skb: a whole frame; its outermost VLAN tag is in skb->vlan_tci
 *
 * Return: the frame; its keys are those of VLAN 0 until the VLAN is known.
 */
static __always_inline struct vsw_frame
vsw_frame_parse(const struct sk_buff *skb)
{
	const struct ethhdr *eth = eth_hdr(skb);
	bool tagged = skb_vlan_tag_present(skb);

	return (struct vsw_frame){
		.eth = eth,
		/* eight bytes each, of which six are the address: less work */
		.dst = vsw_fdb_key_local(get_unaligned_be64(eth)),
		.src = vsw_fdb_key_local(get_unaligned_be64((const u8 *)eth +
							    ETH_ALEN)),
		.len = vsw_frame_len(skb),
		.payload = skb->len,
		.skb = skb,
		.tpid = tagged ? skb->vlan_proto : 0,
		.tci = skb->vlan_tci,
		/* skb->protocol may be what a program says that it is */
		.inner_tpid = eth_type_vlan(eth->h_proto) ? eth->h_proto : 0,
	};
}

/**
 * vsw_frame_set_vid() - note which VLAN the frame is in
 * @frame: the frame, parsed
 * @vid: 1 to 4094
 */
static inline void vsw_frame_set_vid(struct vsw_frame *frame, u16 vid)
{
	frame->vid = vid;
	frame->dst = vsw_fdb_key_local(frame->dst) | vid;
	frame->src = vsw_fdb_key_local(frame->src) | vid;
}

/**
 * vsw_frame_fits() - can a device take it?
 * @frame: the frame
 * @growth: bytes that it grows by on its way, see vsw_vlan_growth()
 * @mtu: of the device, bytes
 *
 * A frame that is yet to be segmented fits when each of its segments does.
 *
 * Return: true when it can.
 */
static inline bool vsw_frame_fits(const struct vsw_frame *frame, s32 growth,
				  unsigned int mtu)
{
	s64 room = (s64)mtu - growth;

	return likely(frame->payload <= room) ||
	       (frame->skb && skb_is_gso(frame->skb) && room > 0 &&
		skb_gso_validate_network_len(frame->skb, room));
}

/**
 * vsw_frame_reserved() - is it for one of the reserved addresses?
 * @frame: the frame
 *
 * Return: true for 01:80:c2:00:00:00 to 0f (IEEE 802.1Q-2018 table 8-1).
 */
static inline bool vsw_frame_reserved(const struct vsw_frame *frame)
{
	return frame->dst >> 20 == 0x0180c200000ULL;
}

#endif /* VSW_FRAME_H */
