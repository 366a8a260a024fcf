/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The end of a frame's way: to the device of a port, or to the host's stack,
 * and what is booked of it. Called by act.h and act.c, and compiled into them:
 * RCU read-side section, bottom halves off.
 */
#ifndef VSW_TX_H
#define VSW_TX_H

#include <linux/if_vlan.h>
#include <linux/skbuff.h>

#include "conf.h"
#include "forward.h"
#include "frame.h"
#include "port.h"
#include "vlan.h"
#include "xmit.h"

void vsw_tx_host(struct vsw_switch *sw, const struct vsw_frame *frame,
		 const struct vsw_port_conf *out, struct sk_buff *skb);
bool vsw_tx_find_network(struct sk_buff *skb);
void vsw_tx_refuse(const struct vsw_port_conf *out, struct sk_buff *skb,
		   enum vsw_drop reason);

/* Bytes of a frame as it leaves; data begins at the Ethernet header. */
static inline u32 vsw_tx_len(const struct sk_buff *skb)
{
	return skb->len + (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0);
}

static inline void vsw_tx_count(const struct vsw_frame *frame,
				const struct vsw_port_conf *out, u32 len)
{
	vsw_account_sent(out->port->account, len);
	if (unlikely(frame->counters))
		vsw_vlan_count_tx(frame->counters, len);
}

static __always_inline void vsw_tx_device(const struct vsw_frame *frame,
					  const struct vsw_port_conf *out,
					  struct sk_buff *skb)
{
	u32 len;
	int ret;

	skb->dev = out->dev;
	__skb_push(skb, ETH_HLEN);
	if (unlikely(!vsw_vlan_retag(skb, frame, out))) {
		vsw_tx_refuse(out, skb, VSW_DROP_EGRESS_NO_MEMORY);
		return;
	}
	len = vsw_tx_len(skb);
	if (unlikely(skb->ip_summed == CHECKSUM_PARTIAL &&
		     eth_type_vlan(skb->protocol)) &&
	    !vsw_tx_find_network(skb)) {
		vsw_tx_refuse(out, skb, VSW_DROP_EGRESS_MALFORMED);
		return;
	}
	/* a full checksum holds for where it was received only */
	skb_forward_csum(skb);
	/* and so does the time; a queue would take it for a departure time */
	skb_clear_tstamp(skb);

	ret = vsw_xmit(skb);
	if (likely(ret == NET_XMIT_SUCCESS || ret == NET_XMIT_CN))
		vsw_tx_count(frame, out, len);
	else
		vsw_tx_refuse(out, NULL, VSW_DROP_EGRESS_QUEUE);
}

/**
 * vsw_tx() - end the way of a frame, or of a copy of it
 * @sw: the switch
 * @frame: the frame
 * @out: the port it is to leave by
 * @skb: its buffer, not shared; data begins behind the Ethernet header
 */
static __always_inline void vsw_tx(struct vsw_switch *sw,
				   const struct vsw_frame *frame,
				   const struct vsw_port_conf *out,
				   struct sk_buff *skb)
{
	enum vsw_drop reason = vsw_forward_check(frame, out);

	if (unlikely(reason))
		vsw_tx_refuse(out, skb, reason);
	else if (unlikely(out->number == VSW_PORT_HOST))
		vsw_tx_host(sw, frame, out, skb);
	else
		vsw_tx_device(frame, out, skb);
}

#endif /* VSW_TX_H */
