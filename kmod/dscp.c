// SPDX-License-Identifier: GPL-2.0
/*
 * Writes a differentiated services code point into a frame (RFC 2474 3).
 * Called by acl_act.c in the path of a frame, bottom halves off.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <net/dsfield.h>
#include <net/inet_ecn.h>

#include "dscp.h"

/* Tags in the buffer that do not hide the payload, as in flow.c. */
#define TAGS 2

/**
 * vsw_dscp_set() - write a code point
 * @skb: a frame with a whole IPv4 or IPv6 header behind at most two tags, not
 *	shared; data begins behind the Ethernet header
 * @dscp: 0 to 63; the two bits beside it (ECN, RFC 3168) stay
 *
 * Who has a clone of the frame does not see the change; its headers may be
 * elsewhere after the call.
 * Return: false when there was no memory; then nothing is changed.
 */
bool vsw_dscp_set(struct sk_buff *skb, u8 dscp)
{
	__be16 proto = eth_hdr(skb)->h_proto;
	unsigned int at = 0, tags, size;
	const struct vlan_hdr *tag;
	struct vlan_hdr room;

	for (tags = 0; tags < TAGS && eth_type_vlan(proto); tags++) {
		tag = skb_header_pointer(skb, at, sizeof(room), &room);
		if (!tag)
			return true;
		proto = tag->h_vlan_encapsulated_proto;
		at += VLAN_HLEN;
	}
	if (proto == htons(ETH_P_IP))
		size = sizeof(struct iphdr);
	else if (proto == htons(ETH_P_IPV6))
		size = sizeof(struct ipv6hdr);
	else
		return true;
	if (skb->len < at + size)
		return true;
	if (skb_ensure_writable(skb, at + size))
		return false;
	if (proto == htons(ETH_P_IP)) {
		/* the header's checksum keeps the sum over it what it was */
		ipv4_change_dsfield((struct iphdr *)(skb->data + at),
				    INET_ECN_MASK, dscp << 2);
		return true;
	}
	ipv6_change_dsfield((struct ipv6hdr *)(skb->data + at), INET_ECN_MASK,
			    dscp << 2);
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	return true;
}
