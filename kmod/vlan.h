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

enum vsw_drop vsw_vlan_classify(struct vsw_frame *frame,
				const struct vsw_port_conf *in);
bool vsw_vlan_is_unclear(const struct vsw_frame *frame,
			 const struct vsw_port_conf *out);
s32 vsw_vlan_growth(const struct vsw_frame *frame,
		    const struct vsw_port_conf *out);
bool vsw_vlan_retag(struct sk_buff *skb, const struct vsw_frame *frame,
		    const struct vsw_port_conf *out);
void vsw_vlan_count_rx(const struct vsw_frame *frame);
void vsw_vlan_count_tx(const struct vsw_frame *frame, u32 len);

/* vlan_port.c */
struct vsw_vlan_set *vsw_vlan_set_create(void);
void vsw_vlan_set_add(struct vsw_vlan_set *set, u16 first, u16 last,
		      bool untagged);
struct vsw_vlan_map *vsw_vlan_map_create(const struct vsw_vlan_pair *pair,
					 u32 n);
int vsw_vlan_apply(struct vsw_conf *conf, struct vsw_port_conf *pc,
		   const struct vsw_vlan_request *req,
		   struct netlink_ext_ack *extack);

#endif /* VSW_VLAN_H */
