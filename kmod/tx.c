// SPDX-License-Identifier: GPL-2.0
/*
 * The end of a frame's way where it is none to a device: up to the host's
 * stack, or dropped. Called by tx.h: RCU read-side section, bottom halves off.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "drop.h"
#include "port.h"
#include "tx.h"
#include "vlan.h"
#include "vswitch.h"

/*
 * What eth_type_trans() would have said, had the switch received it. The
 * kernel may be writing the address, plainly: then the frame is for the old
 * one, the new one, or nobody, and would be lost with the old one anyway.
 */
static void set_pkt_type(struct sk_buff *skb, const struct net_device *dev)
{
	const u8 *dst = eth_hdr(skb)->h_dest;

	if (is_broadcast_ether_addr(dst))
		skb->pkt_type = PACKET_BROADCAST;
	else if (is_multicast_ether_addr(dst))
		skb->pkt_type = PACKET_MULTICAST;
	/* see above */
	else if (data_race(ether_addr_equal(dst, dev->dev_addr)))
		skb->pkt_type = PACKET_HOST;
	else
		skb->pkt_type = PACKET_OTHERHOST;
}

/**
 * vsw_tx_host() - hand a frame up to the host's stack
 * @sw: the switch
 * @frame: the frame
 * @out: the host's port
 * @skb: its buffer, not shared; data begins behind the Ethernet header
 */
void vsw_tx_host(struct vsw_switch *sw, const struct vsw_frame *frame,
		 const struct vsw_port_conf *out, struct sk_buff *skb)
{
	bool from_host, multicast;
	u32 len;

	if (!vsw_vlan_keeps_tags(frame, out)) {
		/* a full checksum is of what is behind the Ethernet header */
		skb_push_rcsum(skb, ETH_HLEN);
		if (unlikely(!vsw_vlan_retag(skb, frame, out))) {
			vsw_tx_refuse(out, skb, VSW_DROP_EGRESS_NO_MEMORY);
			return;
		}
		skb_pull_rcsum(skb, ETH_HLEN);
	}
	len = vsw_frame_len(skb);
	from_host = skb->dev == sw->dev;
	skb->dev = sw->dev;
	set_pkt_type(skb, sw->dev);
	multicast = skb->pkt_type == PACKET_MULTICAST;

	/*
	 * What the host sends to itself (hairpin) is not received within the
	 * sending: the sender may hold the lock of the socket that answers.
	 */
	if (unlikely(from_host)) {
		if (netif_rx(skb) != NET_RX_SUCCESS) {
			vsw_tx_refuse(out, NULL, VSW_DROP_EGRESS_QUEUE);
			return;
		}
		skb = NULL;
	}
	vsw_tx_count(frame, out, len);
	if (multicast)
		vsw_account_add(out->port->account, VSW_COUNT_MULTICAST, 1);
	if (likely(skb))
		netif_receive_skb(skb);
}

/**
 * vsw_tx_find_network() - find the network header behind all the tags
 * @skb: a frame with a checksum that is left to the device, which computes it
 *	from the transport header, which is found from there
 *
 * Return: false when there is none.
 */
bool vsw_tx_find_network(struct sk_buff *skb)
{
	int depth;

	if (!__vlan_get_protocol(skb, skb->protocol, &depth))
		return false;
	skb_set_network_header(skb, depth);
	return true;
}

/**
 * vsw_tx_refuse() - drop a copy that was to leave
 * @out: the port that it was to leave by
 * @skb: the copy; NULL where it is freed already
 * @reason: why
 */
void vsw_tx_refuse(const struct vsw_port_conf *out, struct sk_buff *skb,
		   enum vsw_drop reason)
{
	vsw_account_add(out->port->account, VSW_COUNT_TX_COPIES, 1);
	if (skb)
		vsw_drop(out->port, skb, reason);
	else
		vsw_drop_count(out->port, NULL, reason);
}
