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

struct vsw_vlan_counters;

/**
 * struct vsw_frame - a parsed frame
 * @eth: its Ethernet header
 * @dst: key of the destination in the forwarding database, with @vid
 * @src: key of the source
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

bool vsw_frame_parse(struct vsw_frame *frame, const struct sk_buff *skb);
void vsw_frame_set_vid(struct vsw_frame *frame, u16 vid);
bool vsw_frame_fits(const struct vsw_frame *frame, s32 growth,
		    unsigned int mtu);

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
