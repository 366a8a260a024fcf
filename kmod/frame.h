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
 * @gso: the buffer of a frame that is yet to be segmented (GSO), else NULL
 * @counters: those of its VLAN, when that is counted; else NULL
 * @tpid: of the outermost VLAN tag; 0 when there is none
 * @tci: the rest of that tag
 * @vid: its VLAN
 * @priority: PCP and DEI, as they stand in a tag
 * @has_own_tag: the outermost tag is one that the port it came from knows: it
 *	said the VLAN, and is not a part of what is forwarded
 * @inner_tpid: of the VLAN tag behind the outermost, or, where there is none
 *	beside the buffer, in the payload; 0 when there is none
 * @host_listens: the host wants a copy of every frame (IFF_PROMISC)
 */
struct vsw_frame {
	const struct ethhdr *eth;
	u64 dst;
	u64 src;
	u32 len;
	u32 payload;
	const struct sk_buff *gso;
	const struct vsw_vlan_counters *counters;
	__be16 tpid;
	__be16 inner_tpid;
	u16 tci;
	u16 vid;
	u16 priority;
	bool has_own_tag;
	bool host_listens;
};

bool vsw_frame_gso_fits(const struct vsw_frame *frame, s64 room);

/**
 * vsw_frame_parse() - fill a frame from a socket buffer
 * @frame: to be filled
 * @skb: its MAC header is set; data begins behind the Ethernet header; its
 *	outermost VLAN tag is in skb->vlan_tci
 *
 * Its keys are those of VLAN 0 until the VLAN is known.
 *
 * Return: false when it is too short to have an Ethernet header.
 */
static __always_inline bool vsw_frame_parse(struct vsw_frame *frame,
					    const struct sk_buff *skb)
{
	if (unlikely(skb_tail_pointer(skb) - skb_mac_header(skb) < ETH_HLEN))
		return false;
	frame->eth = eth_hdr(skb);
	/* eight bytes each, of which six are the address: less work */
	frame->dst = vsw_fdb_key_local(get_unaligned_be64(frame->eth));
	frame->src = vsw_fdb_key_local(get_unaligned_be64((const u8 *)frame->eth +
							  ETH_ALEN));
	frame->len = skb->len + ETH_HLEN;
	frame->payload = skb->len;
	frame->tpid = 0;
	frame->priority = 0;
	if (skb_vlan_tag_present(skb)) {
		frame->len += VLAN_HLEN;
		frame->tpid = skb->vlan_proto;
		frame->tci = skb_vlan_tag_get(skb);
	}
	/* skb->protocol may be what a program on the host says that it is */
	frame->inner_tpid = eth_type_vlan(frame->eth->h_proto) ?
			    frame->eth->h_proto : 0;
	frame->gso = skb_is_gso(skb) ? skb : NULL;
	frame->counters = NULL;
	return true;
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
	       vsw_frame_gso_fits(frame, room);
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
