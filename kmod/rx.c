// SPDX-License-Identifier: GPL-2.0
/*
 * The two doors by which frames come in: the rx_handler of a port's device,
 * and ndo_start_xmit of the switch device for what the host sends. Both run
 * with bottom halves off in an RCU read-side section.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "act.h"
#include "conf.h"
#include "decide.h"
#include "drop.h"
#include "frame.h"
#include "port.h"
#include "rx.h"
#include "vswitch.h"

/* Judge and handle a frame; true when it was consumed. */
static __always_inline bool receive(struct vsw_port *port, struct sk_buff *skb)
{
	struct vsw_switch *sw = port->sw;
	struct vsw_verdict verdict;
	const struct vsw_conf *conf;
	struct vsw_frame frame;

	if (unlikely(!vsw_frame_parse(&frame, skb))) {
		vsw_account_frame(port->account, VSW_COUNT_RX_FRAMES, skb->len);
		vsw_drop(port, skb, VSW_DROP_TRUNCATED);
		return true;
	}
	frame.host_listens = READ_ONCE(sw->dev->flags) & IFF_PROMISC;
	vsw_account_frame(port->account, VSW_COUNT_RX_FRAMES, frame.len);

	conf = rcu_dereference(sw->conf);
	vsw_decide(conf, &sw->fdb, sw->dev, &frame,
		   vsw_conf_port(conf, port->number), &verdict);
	return vsw_act(sw, conf, port, &frame, &verdict, skb);
}

/**
 * vsw_rx_port() - a frame from the device of a port
 * @pskb: the frame; data begins behind the Ethernet header
 *
 * Context: the device's rx_handler; its data is the port.
 * Return: consumed, or exact for control frames that go no further than to
 * who listens on the device itself.
 */
rx_handler_result_t vsw_rx_port(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct vsw_port *port;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;

	port = rcu_dereference(skb->dev->rx_handler_data);
	if (unlikely(skb_shared(skb))) {
		struct sk_buff *mine = skb_clone(skb, GFP_ATOMIC);

		if (!mine) {
			vsw_account_frame(port->account, VSW_COUNT_RX_FRAMES,
					  skb->len + ETH_HLEN);
			vsw_drop(port, skb, VSW_DROP_RX_NO_MEMORY);
			return RX_HANDLER_CONSUMED;
		}
		consume_skb(skb);
		skb = mine;
		*pskb = mine;
	}
	return receive(port, skb) ? RX_HANDLER_CONSUMED : RX_HANDLER_EXACT;
}

/**
 * vsw_rx_host() - a frame from the host's stack
 * @skb: the frame; data begins at the Ethernet header
 * @dev: the switch device
 *
 * Context: ndo_start_xmit of the switch device, without its own lock.
 * Return: NETDEV_TX_OK; the frame is consumed.
 */
netdev_tx_t vsw_rx_host(struct sk_buff *skb, struct net_device *dev)
{
	struct vsw_switch *sw = netdev_priv(dev);

	rcu_read_lock();
	skb_reset_mac_header(skb);
	if (likely(pskb_may_pull(skb, ETH_HLEN))) {
		skb_reset_mac_header(skb);
		skb_pull(skb, ETH_HLEN);
		receive(sw->host, skb);
	} else {
		vsw_account_frame(sw->host->account, VSW_COUNT_RX_FRAMES,
				  skb->len);
		vsw_drop(sw->host, skb, VSW_DROP_TRUNCATED);
	}
	rcu_read_unlock();
	return NETDEV_TX_OK;
}
