// SPDX-License-Identifier: GPL-2.0
/*
 * Parses a frame for the decision. Called at both doors (rx.c), with bottom
 * halves off.
 */
#include <linux/if_vlan.h>
#include <net/gso.h>

#include "fdb.h"
#include "frame.h"

/*
 * The outermost tag does not count against an MTU (IEEE 802.3-2018 3.2.7),
 * wherever the kernel keeps it; any other does.
 */
static bool has_tag_in_payload(const struct sk_buff *skb)
{
	return eth_type_vlan(skb->protocol) && !skb_vlan_tag_present(skb);
}

/**
 * vsw_frame_parse() - fill a frame from a socket buffer
 * @frame: to be filled
 * @skb: its MAC header is set; data begins behind the Ethernet header
 *
 * Return: false when it is too short to have an Ethernet header.
 */
bool vsw_frame_parse(struct vsw_frame *frame, const struct sk_buff *skb)
{
	if (unlikely(skb_tail_pointer(skb) - skb_mac_header(skb) < ETH_HLEN))
		return false;
	frame->eth = eth_hdr(skb);
	frame->len = skb->len + ETH_HLEN;
	if (skb_vlan_tag_present(skb))
		frame->len += VLAN_HLEN;
	frame->payload = skb->len;
	if (has_tag_in_payload(skb) && skb->len >= VLAN_HLEN)
		frame->payload -= VLAN_HLEN;
	frame->gso = skb_is_gso(skb) ? skb : NULL;
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
 * @mtu: of the device, bytes
 *
 * A frame that is yet to be segmented fits when each of its segments does.
 *
 * Return: true when it can.
 */
bool vsw_frame_fits(const struct vsw_frame *frame, unsigned int mtu)
{
	if (likely(frame->payload <= mtu))
		return true;
	if (!frame->gso)
		return false;
	/* the network header of a tagged frame is still the tag's */
	if (has_tag_in_payload(frame->gso))
		mtu += VLAN_HLEN;
	return skb_gso_validate_network_len(frame->gso, mtu);
}
