/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which VLAN a frame is in, and which tag it leaves with (IEEE 802.1Q-2018
 * 6.9, 8.6.2, 8.8.10). Called in the path of a frame: RCU read-side section,
 * bottom halves off. The settings of a port that rule it are below.
 */
#ifndef VSW_VLAN_H
#define VSW_VLAN_H

#include "conf.h"
#include "drop.h"
#include "frame.h"

struct netlink_ext_ack;
struct nlattr;

/**
 * vsw_vlan_is_member() - is a port a member of a VLAN?
 * @pc: the port
 * @vid: 1 to VSW_VID_MAX
 *
 * Return: true when it is.
 */
static inline bool vsw_vlan_is_member(const struct vsw_port_conf *pc, u16 vid)
{
	return pc->pvid == vid ||
	       (pc->vlans && test_bit(vid, pc->vlans->member));
}

/**
 * vsw_vlan_is_everywhere() - is a port a member of all VLANs?
 * @pc: the port
 *
 * Return: true when it is.
 */
static inline bool vsw_vlan_is_everywhere(const struct vsw_port_conf *pc)
{
	return pc->vlans && pc->vlans->n == VSW_VIDS;
}

/**
 * vsw_vlan_is_untagged() - do frames of a VLAN leave a port without its tag?
 * @pc: the port, a member
 * @vid: the VLAN
 *
 * Return: true when they do.
 */
static inline bool vsw_vlan_is_untagged(const struct vsw_port_conf *pc,
					u16 vid)
{
	if (!pc->vlans)
		return true;
	if (pc->vlan_mode == VSWITCH_VLAN_MODE_TRUNK)
		return vid == pc->pvid;
	return test_bit(vid, pc->vlans->untagged);
}

/**
 * struct vsw_vlan_request - what is to change of the VLAN settings of a port
 * @has_mode: whether to change the mode; the rest then starts from nothing
 * @has_pvid: whether to change the PVID
 * @has_vlans: whether to change the list of VLANs
 * @has_map: whether to change the translations
 * @has_accept: whether to change which frames are taken
 * @has_pcp: whether to change the priority
 * @has_protocol: whether to change which tags it knows
 * @has_role: whether to change the role
 * @mode: enum vswitch_vlan_mode
 * @accept: enum vswitch_frame_types
 * @pcp: 0 to 7, or VSWITCH_PCP_KEEP
 * @protocol: enum vswitch_vlan_protocol
 * @role: enum vswitch_role
 * @pvid: 0 for none
 * @vlans: the list, or NULL for an empty one; a reference is held
 * @map: the translations, or NULL for none; a reference is held
 * @community: name of the community, or NULL to leave it
 * @attrs: attributes of the request by enum of ports, to blame one; or NULL
 */
struct vsw_vlan_request {
	u32 has_mode : 1;
	u32 has_pvid : 1;
	u32 has_vlans : 1;
	u32 has_map : 1;
	u32 has_accept : 1;
	u32 has_pcp : 1;
	u32 has_protocol : 1;
	u32 has_role : 1;
	u8 mode;
	u8 accept;
	u8 pcp;
	u8 protocol;
	u8 role;
	u16 pvid;
	struct vsw_vlan_set *vlans;
	struct vsw_vlan_map *map;
	const char *community;
	struct nlattr **attrs;
};

u16 vsw_vlan_of_tag(const struct vsw_vlan_map *map, u16 tag);
bool vsw_vlan_set_tag(struct sk_buff *skb, const struct vsw_port_conf *out,
		      u16 vid, u16 priority, bool has_own_tag);
void vsw_vlan_count_rx(const struct vsw_vlan_counters *counters, u32 len);
void vsw_vlan_count_tx(const struct vsw_vlan_counters *counters, u32 len);

/* vlan_port.c */
struct vsw_vlan_set *vsw_vlan_set_create(void);
void vsw_vlan_set_add(struct vsw_vlan_set *set, u16 first, u16 last,
		      bool untagged);
struct vsw_vlan_map *vsw_vlan_map_create(const struct vsw_vlan_pair *pair,
					 u32 n);
int vsw_vlan_apply(struct vsw_conf *conf, struct vsw_port_conf *pc,
		   const struct vsw_vlan_request *req,
		   struct netlink_ext_ack *extack);

/**
 * vsw_vlan_classify() - find the VLAN of a received frame
 * @frame: the frame; its VLAN, priority and keys are filled in
 * @in: the port it came from
 *
 * IEEE 802.1Q-2018 6.9 (acceptable frame types, PVID, translation), 8.6.2
 * (ingress filtering).
 *
 * Return: VSW_DROP_NONE, or why the port does not take it.
 */
static __always_inline enum vsw_drop
vsw_vlan_classify(struct vsw_frame *frame, const struct vsw_port_conf *in)
{
	u16 vid = 0;

	frame->has_own_tag = frame->tpid && frame->tpid == in->tpid;
	if (frame->has_own_tag) {
		vid = frame->tci & VLAN_VID_MASK;
		frame->priority = frame->tci & ~VLAN_VID_MASK;
	}
	/* VID 0 is no VLAN: such a tag is there for its priority only */
	if (unlikely(in->accept == (vid ? VSWITCH_FRAME_TYPES_UNTAGGED
					: VSWITCH_FRAME_TYPES_TAGGED)))
		return VSW_DROP_VLAN_FRAME_TYPE;
	if (!vid) {
		vid = in->pvid;
		if (unlikely(!vid))
			return VSW_DROP_VLAN_NO_PVID;
	} else {
		if (unlikely(vid > VSW_VID_MAX))
			return VSW_DROP_VLAN_RESERVED;
		if (in->map)
			vid = vsw_vlan_of_tag(in->map, vid);
		if (unlikely(!vid || !vsw_vlan_is_member(in, vid)))
			return VSW_DROP_VLAN_INGRESS;
	}
	if (unlikely(in->pcp != VSWITCH_PCP_KEEP))
		frame->priority = (frame->priority & VLAN_CFI_MASK) |
				  in->pcp << VLAN_PRIO_SHIFT;
	vsw_frame_set_vid(frame, vid);
	return VSW_DROP_NONE;
}

/**
 * vsw_vlan_growth() - how much more than in the buffer counts against an MTU
 * @frame: a frame whose VLAN is known
 * @out: the port it is to leave by
 *
 * The outermost tag of what leaves does not count (IEEE 802.3-2018 3.2.7);
 * any other does.
 *
 * Return: bytes, may be negative.
 */
static inline s32 vsw_vlan_growth(const struct vsw_frame *frame,
				  const struct vsw_port_conf *out)
{
	bool untagged;

	if (likely(!frame->tpid && !frame->inner_tpid))
		return 0;
	untagged = vsw_vlan_is_untagged(out, frame->vid);
	/* the tag beside the buffer is a foreign one, and goes inside */
	if (frame->tpid && !frame->has_own_tag)
		return untagged ? 0 : VLAN_HLEN;
	/* what is left in the buffer becomes the outermost tag */
	return untagged && frame->inner_tpid ? -VLAN_HLEN : 0;
}

/**
 * vsw_vlan_is_unclear() - would a tag of the sender's be taken for the VLAN's?
 * @frame: a frame whose VLAN is known
 * @out: the port it is to leave by
 *
 * Where a port has untagged frames beside tagged ones, one that leaves without
 * the tag of its VLAN must not begin with a tag that says another.
 *
 * Return: true when it would.
 */
static inline bool vsw_vlan_is_unclear(const struct vsw_frame *frame,
				       const struct vsw_port_conf *out)
{
	__be16 next = frame->tpid && !frame->has_own_tag ? frame->tpid
							 : frame->inner_tpid;

	return unlikely(next) && next == out->tpid && out->vlans &&
	       vsw_vlan_is_untagged(out, frame->vid);
}

/**
 * vsw_vlan_keeps_tags() - does a frame leave with the tags it came with?
 * @frame: a frame whose VLAN is known
 * @out: the port it leaves by
 *
 * Return: false when the tag of its VLAN is to be put there or taken away.
 */
static inline bool vsw_vlan_keeps_tags(const struct vsw_frame *frame,
				       const struct vsw_port_conf *out)
{
	return likely(!frame->has_own_tag) &&
	       vsw_vlan_is_untagged(out, frame->vid);
}

/**
 * vsw_vlan_retag() - give a frame the tag that it leaves with
 * @skb: its buffer, not shared; data begins at the Ethernet header
 * @frame: the frame
 * @out: the port it leaves by
 *
 * Return: false when there was no memory.
 */
static __always_inline bool vsw_vlan_retag(struct sk_buff *skb,
					   const struct vsw_frame *frame,
					   const struct vsw_port_conf *out)
{
	if (vsw_vlan_keeps_tags(frame, out))
		return true;
	if (likely(!skb_vlan_tag_present(skb) && !out->map)) {
		__vlan_hwaccel_put_tag(skb, out->tpid,
				       frame->priority | frame->vid);
		return true;
	}
	return vsw_vlan_set_tag(skb, out, frame->vid, frame->priority,
				frame->has_own_tag);
}

#endif /* VSW_VLAN_H */
