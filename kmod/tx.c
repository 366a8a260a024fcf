// SPDX-License-Identifier: GPL-2.0
/*
 * The end of a frame's way: to the device of a port through its queue, or up
 * to the host's stack. Called by act.c: RCU read-side section, bottom halves
 * off.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "drop.h"
#include "forward.h"
#include "port.h"
#include "trace.h"
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

/* Bytes of a frame as it leaves; data begins at the Ethernet header. */
static u32 wire_len(const struct sk_buff *skb)
{
	return skb->len + (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0);
}

static void count_sent(const struct vsw_frame *frame,
		       const struct vsw_port_conf *out, u32 len)
{
	vsw_account_frame(out->port->account, VSW_COUNT_TX_FRAMES, len);
	if (unlikely(frame->counters))
		vsw_vlan_count_tx(frame, len);
}

static void to_host(struct vsw_switch *sw, const struct vsw_frame *frame,
		    const struct vsw_port_conf *out, struct sk_buff *skb)
{
	/* a full checksum is that of what is behind the Ethernet header */
	skb_push_rcsum(skb, ETH_HLEN);
	if (unlikely(!vsw_vlan_retag(skb, frame, out))) {
		vsw_drop(out->port, skb, VSW_DROP_EGRESS_NO_MEMORY);
		return;
	}
	count_sent(frame, out, wire_len(skb));
	skb_pull_rcsum(skb, ETH_HLEN);

	skb->dev = sw->dev;
	set_pkt_type(skb, sw->dev);
	if (skb->pkt_type == PACKET_MULTICAST)
		vsw_account_add(out->port->account, VSW_COUNT_MULTICAST, 1);
	netif_receive_skb(skb);
}

/*
 * A checksum that is left to the device is computed from the transport header,
 * which is found from the network header: behind all the tags.
 */
static bool find_network_header(struct sk_buff *skb)
{
	int depth;

	if (skb->ip_summed != CHECKSUM_PARTIAL || !eth_type_vlan(skb->protocol))
		return true;
	if (!__vlan_get_protocol(skb, skb->protocol, &depth))
		return false;
	skb_set_network_header(skb, depth);
	return true;
}

static void to_device(const struct vsw_frame *frame,
		      const struct vsw_port_conf *out, struct sk_buff *skb)
{
	u32 len;
	int ret;

	skb->dev = out->dev;
	skb_push(skb, ETH_HLEN);
	if (unlikely(!vsw_vlan_retag(skb, frame, out))) {
		vsw_drop(out->port, skb, VSW_DROP_EGRESS_NO_MEMORY);
		return;
	}
	len = wire_len(skb);
	if (unlikely(!find_network_header(skb))) {
		vsw_drop(out->port, skb, VSW_DROP_EGRESS_MALFORMED);
		return;
	}
	/* a full checksum holds for where it was received only */
	skb_forward_csum(skb);
	/* and so does the time; a queue would take it for a departure time */
	skb_clear_tstamp(skb);

	ret = dev_queue_xmit(skb);
	if (likely(ret == NET_XMIT_SUCCESS || ret == NET_XMIT_CN)) {
		count_sent(frame, out, len);
		return;
	}
	/* dev_queue_xmit() has freed it */
	vsw_account_add(out->port->account,
			VSW_COUNT_DROP + VSW_DROP_EGRESS_QUEUE, 1);
	trace_vsw_drop(out->port, NULL, VSW_DROP_EGRESS_QUEUE);
}

/**
 * vsw_tx() - end the way of a frame, or of a copy of it
 * @sw: the switch
 * @frame: the frame
 * @out: the port it is to leave by
 * @skb: its buffer, not shared; data begins behind the Ethernet header
 */
void vsw_tx(struct vsw_switch *sw, const struct vsw_frame *frame,
	    const struct vsw_port_conf *out, struct sk_buff *skb)
{
	enum vsw_drop reason = vsw_forward_check(frame, out);

	vsw_account_add(out->port->account, VSW_COUNT_TX_COPIES, 1);
	if (unlikely(reason))
		vsw_drop(out->port, skb, reason);
	else if (out->number == VSW_PORT_HOST)
		to_host(sw, frame, out, skb);
	else
		to_device(frame, out, skb);
}
