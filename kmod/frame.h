/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame as the decision sees it: parsed once, from the Ethernet header only,
 * never past the frame's end. It knows nothing of socket buffers, so that
 * another front end can fill it. Filled at the door (rx.c), read by each stage.
 */
#ifndef VSW_FRAME_H
#define VSW_FRAME_H

#include <linux/etherdevice.h>
#include <linux/skbuff.h>

#include "vswitch.h"

/**
 * struct vsw_frame - a parsed frame
 * @eth: its Ethernet header
 * @dst: key of the destination in the forwarding database, with @vid
 * @src: key of the source
 * @len: bytes of the frame, from the destination address on, without FCS
 * @payload: bytes that count against an MTU: without the Ethernet header and
 *	the outermost VLAN tag
 * @gso: the buffer of a frame that is yet to be segmented (GSO), else NULL
 * @vid: its VLAN
 * @host_listens: the host wants a copy of every frame (IFF_PROMISC)
 */
struct vsw_frame {
	const struct ethhdr *eth;
	u64 dst;
	u64 src;
	u32 len;
	u32 payload;
	const struct sk_buff *gso;
	u16 vid;
	bool host_listens;
};

bool vsw_frame_parse(struct vsw_frame *frame, const struct sk_buff *skb);
void vsw_frame_set_vid(struct vsw_frame *frame, u16 vid);
bool vsw_frame_fits(const struct vsw_frame *frame, unsigned int mtu);

/**
 * vsw_frame_reserved() - is it for one of the reserved addresses?
 * @frame: the frame
 *
 * Return: true for 01:80:c2:00:00:00 to 0f (IEEE 802.1Q-2018 table 8-1).
 */
static inline bool vsw_frame_reserved(const struct vsw_frame *frame)
{
	return is_link_local_ether_addr(frame->eth->h_dest);
}

#endif /* VSW_FRAME_H */
