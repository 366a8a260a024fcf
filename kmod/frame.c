// SPDX-License-Identifier: GPL-2.0
/*
 * Parses a frame for the decision. Called at both doors (rx.c), with bottom
 * halves off.
 */
#include <linux/if_vlan.h>
#include <net/gso.h>

#include "fdb.h"
#include "frame.h"

/**
 * vsw_frame_parse() - fill a frame from a socket buffer
 * @frame: to be filled
 * @skb: its MAC header is set; data begins behind the Ethernet header; its
 *	outermost VLAN tag is in skb->vlan_tci
 *
 * Return: false when it is too short to have an Ethernet header.
 */
bool vsw_frame_parse(struct vsw_frame *frame, const struct sk_buff *skb)
{
	if (unlikely(skb_tail_pointer(skb) - skb_mac_header(skb) < ETH_HLEN))
		return false;
	frame->eth = eth_hdr(skb);
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
 * @frame: the frame
 * @vid: 1 to 4094
 */
void vsw_frame_set_vid(struct vsw_frame *frame, u16 vid)
{
	frame->vid = vid;
	frame->dst = vsw_fdb_key(frame->eth->h_dest, vid);
	frame->src = vsw_fdb_key(frame->eth->h_source, vid);
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
bool vsw_frame_fits(const struct vsw_frame *frame, s32 growth,
		    unsigned int mtu)
{
	s64 room = (s64)mtu - growth;

	if (likely(frame->payload <= room))
		return true;
	if (!frame->gso || room <= 0)
		return false;
	return skb_gso_validate_network_len(frame->gso, room);
}
