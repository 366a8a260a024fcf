/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The list of drop reasons, and the one place where the switch frees a frame.
 * Used by everything on the path of a frame; the names go to user space with
 * the statistics and are part of the uAPI.
 */
#ifndef VSW_DROP_H
#define VSW_DROP_H

#include <linux/skbuff.h>
#include <uapi/linux/vswitch.h>

struct vsw_port;

/*
 * A reason belongs to one direction: INGRESS for a received frame of which
 * nothing leaves, EGRESS for one copy that was to leave by a port.
 *
 * X(identifier, name, direction)
 */
#define VSW_DROP_LIST(X)						\
	/* the switch device is administratively down */		\
	X(SWITCH_DOWN, "switch-down", INGRESS)				\
	/* the port is not, or no longer, part of the configuration */	\
	X(PORT_DETACHED, "port-detached", INGRESS)			\
	/* shorter than an Ethernet header */				\
	X(TRUNCATED, "truncated", INGRESS)				\
	/* the source is a group address (IEEE 802.3-2018 3.2.3) */	\
	X(SOURCE_GROUP, "source-group", INGRESS)			\
	/* the source is 00:00:00:00:00:00 */				\
	X(SOURCE_ZERO, "source-zero", INGRESS)				\
	/* the source is an address of the switch itself */		\
	X(SOURCE_LOCAL, "source-local", INGRESS)			\
	/* the host sent to a reserved group address */			\
	X(RESERVED_GROUP, "reserved-group", INGRESS)			\
	/* 01:80:c2:00:00:01, MAC control, ends at every bridge */	\
	X(PAUSE, "pause", INGRESS)					\
	/* its tag, or the want of one, is not what the port takes */	\
	X(VLAN_FRAME_TYPE, "vlan-frame-type", INGRESS)			\
	/* untagged, and the port has no VLAN for that */		\
	X(VLAN_NO_PVID, "vlan-no-pvid", INGRESS)			\
	/* its tag has VID 4095 (IEEE 802.1Q-2018 table 9-2) */		\
	X(VLAN_RESERVED, "vlan-reserved", INGRESS)			\
	/* the port is not in the frame's VLAN */			\
	X(VLAN_INGRESS, "vlan-ingress", INGRESS)			\
	/* a rule of an ACL, or its default, denies it */		\
	X(ACL_INGRESS, "acl-ingress", INGRESS)				\
	/* ACLs were asked, and cannot parse its headers */		\
	X(ACL_MALFORMED, "acl-malformed", INGRESS)			\
	/* it exceeds the rate of a rule */				\
	X(ACL_POLICED, "acl-policed", INGRESS)				\
	/* it met too many rules that continue */			\
	X(ACL_DEPTH, "acl-depth", INGRESS)				\
	/* it is redirected to a port that is not there */		\
	X(ACL_REDIRECT, "acl-redirect", INGRESS)			\
	/* the port of the destination is not in the frame's VLAN */	\
	X(VLAN_EGRESS, "vlan-egress", INGRESS)				\
	/* the roles of the two ports keep them apart (RFC 5517) */	\
	X(ROLE, "role", INGRESS)					\
	/* the destination is behind the port that it came from */	\
	X(SAME_PORT, "same-port", INGRESS)				\
	/* flooded, but there is no port that may have it */		\
	X(NO_DESTINATION, "no-destination", INGRESS)			\
	/* no memory to take the frame over from its other users */	\
	X(RX_NO_MEMORY, "rx-no-memory", INGRESS)			\
	/* the port has no device, or it is down or has no carrier */	\
	X(EGRESS_DOWN, "egress-down", EGRESS)				\
	/* longer than the MTU of the device */				\
	X(EGRESS_MTU, "egress-mtu", EGRESS)				\
	/* its checksum cannot be done: the headers are not there */	\
	X(EGRESS_MALFORMED, "egress-malformed", EGRESS)			\
	/* it would leave untagged, and the next tag be taken for its VLAN */ \
	X(EGRESS_INNER_TAG, "egress-inner-tag", EGRESS)			\
	/* a rule of an ACL of the port, or its default, denies it */	\
	X(EGRESS_ACL, "egress-acl", EGRESS)				\
	/* it exceeds the rate of a rule */				\
	X(EGRESS_POLICED, "egress-policed", EGRESS)			\
	/* the device's queue or driver refused it */			\
	X(EGRESS_QUEUE, "egress-queue", EGRESS)				\
	/* no memory for the copy */					\
	X(EGRESS_NO_MEMORY, "egress-no-memory", EGRESS)

#define VSW_DROP_ENUM(id, name, direction) VSW_DROP_##id,

/* Why a frame, or a copy of one, went no further. */
enum vsw_drop {
	VSW_DROP_NONE,
	VSW_DROP_LIST(VSW_DROP_ENUM)
	VSW_DROP_MAX
};

#undef VSW_DROP_ENUM

const char *vsw_drop_name(enum vsw_drop reason);
enum vswitch_direction vsw_drop_direction(enum vsw_drop reason);
void vsw_drop_count(struct vsw_port *port, const struct sk_buff *skb,
		    enum vsw_drop reason);
void vsw_drop(struct vsw_port *port, struct sk_buff *skb, enum vsw_drop reason);

#endif /* VSW_DROP_H */
