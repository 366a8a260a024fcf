// SPDX-License-Identifier: GPL-2.0
/*
 * The two doors by which frames come in: the rx_handler of a port's device,
 * and ndo_start_xmit of the switch device for what the host sends. Both run
 * with bottom halves off in an RCU read-side section.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "act.h"
#include "conf.h"
#include "decide.h"
#include "drop.h"
#include "frame.h"
#include "port.h"
#include "rx.h"
#include "tx.h"
#include "vswitch.h"

/* Judge and handle any frame; true when it was consumed. */
static noinline bool receive_any(struct vsw_port *port,
				 const struct vsw_conf *conf,
				 const struct vsw_port_conf *in,
				 struct sk_buff *skb)
{
	struct vsw_switch *sw = port->sw;
	const unsigned int flags = READ_ONCE(sw->dev->flags);
	struct vsw_frame frame = vsw_frame_parse(skb);
	struct vsw_verdict verdict =
		vsw_decide(conf, &sw->fdb, flags, &frame, in, false, NULL);

	frame.host_listens = flags & IFF_PROMISC;
	vsw_account_frame(port->account, VSW_COUNT_RX_FRAMES, frame.len);
	return vsw_act(sw, conf, port, &frame, &verdict, skb, NULL);
}

/*
 * A frame for the host. What the decision knew of it is found anew: to keep it
 * would cost all the other frames registers.
 */
static noinline bool deliver(struct vsw_port *port,
			     const struct vsw_port_conf *in,
			     const struct vsw_port_conf *out,
			     struct sk_buff *skb)
{
	struct vsw_frame frame = vsw_frame_parse(skb);

	vsw_vlan_classify(&frame, in);
	vsw_account_received(port->account, VSW_COUNT_DELIVERED, frame.len);
	vsw_tx(port->sw, &frame, out, skb);
	return true;
}

/* What the ACLs have denied, with rules that only count and decide. */
static noinline bool deny(struct vsw_port *port,
			  const struct vsw_acl_hits *hits, u32 len,
			  struct sk_buff *skb)
{
	vsw_acl_count(hits, len);
	vsw_account_frame(port->account, VSW_COUNT_RX_FRAMES, len);
	vsw_drop(port, skb, hits->reason);
	return true;
}

/*
 * Most frames are for one port, from an address that is known. Of these, frame
 * and verdict live in registers, as nothing takes their addresses that is not
 * compiled in here. Any other frame is judged again, by the same code, by
 * receive_any(): to decide changes nothing. @asked, where ACLs are bound, is
 * known when this is compiled.
 */
static __always_inline bool receive_common(struct vsw_port *port,
					   const struct vsw_conf *conf,
					   const struct vsw_port_conf *in,
					   struct sk_buff *skb, bool asked)
{
	struct vsw_switch *sw = port->sw;
	const unsigned int flags = READ_ONCE(sw->dev->flags);
	struct vsw_frame frame = vsw_frame_parse(skb);
	struct vsw_verdict verdict =
		vsw_decide(conf, &sw->fdb, flags, &frame, in, asked, NULL);
	enum vsw_drop reason;

	if (unlikely(!verdict.out || verdict.learn > VSW_LEARN_REFRESH ||
		     frame.counters || flags & IFF_PROMISC)) {
		if (asked && verdict.hits && verdict.hits->reason &&
		    !verdict.hits->acts && !frame.counters)
			return deny(port, verdict.hits, frame.len, skb);
		return false;
	}
	if (asked) {
		if (verdict.hits->acts || verdict.out->acl_out)
			return false;
		vsw_acl_count(verdict.hits, frame.len);
	}
	if (verdict.learn)
		vsw_fdb_refresh(verdict.source);
	if (unlikely(verdict.account == VSW_COUNT_DELIVERED))
		return deliver(port, in, verdict.out, skb);
	vsw_account_received(port->account, VSW_COUNT_FORWARDED, frame.len);
	reason = vsw_forward_check(&frame, verdict.out);
	if (likely(!reason))
		vsw_tx_device(&frame, verdict.out, skb);
	else
		vsw_tx_refuse(verdict.out, skb, reason);
	return true;
}

/*
 * Judge and handle any frame where ACLs are bound. What they say of a received
 * frame is carried out here; of what leaves, each copy is asked about for
 * itself.
 */
static noinline bool receive_any_listed(struct vsw_port *port,
					const struct vsw_conf *conf,
					const struct vsw_port_conf *in,
					struct sk_buff *skb)
{
	struct vsw_switch *sw = port->sw;
	const unsigned int flags = READ_ONCE(sw->dev->flags);
	struct vsw_frame frame = vsw_frame_parse(skb);
	struct vsw_acl_frame listed __uninitialized;
	struct vsw_verdict verdict;
	enum vsw_drop reason;

	listed.sw = sw;
	listed.conf = conf;
	listed.frame = &frame;
	listed.in = in;
	listed.out = NULL;
	listed.skb = skb;
	verdict = vsw_decide(conf, &sw->fdb, flags, &frame, in, true, &listed);
	frame.host_listens = flags & IFF_PROMISC;
	reason = verdict.hits ? vsw_acl_act(&listed, verdict.hits)
			      : VSW_DROP_NONE;
	if (reason) {
		verdict.account = VSW_COUNT_DROP;
		verdict.reason = reason;
		verdict.learn = VSW_LEARN_NONE;
	}
	vsw_account_frame(port->account, VSW_COUNT_RX_FRAMES, frame.len);
	return vsw_act(sw, conf, port, &frame, &verdict, skb, &listed);
}

/* The same as receive(), where ACLs are bound. */
static noinline bool receive_listed(struct vsw_port *port,
				    const struct vsw_conf *conf,
				    const struct vsw_port_conf *in,
				    struct sk_buff *skb)
{
	return receive_common(port, conf, in, skb, true) ||
	       receive_any_listed(port, conf, in, skb);
}

/*
 * Find the port in the snapshot, which says which device it has: while devices
 * come, go and change ports, this may be another one, or the number may be that
 * of another port.
 */
static __always_inline bool receive(struct vsw_port *port,
				    const struct net_device *dev,
				    struct sk_buff *skb)
{
	const struct vsw_conf *conf = rcu_dereference(port->sw->conf);
	const struct vsw_port_conf *in = vsw_conf_port(conf, port->number);

	if (unlikely(!vsw_frame_is_whole(skb))) {
		vsw_account_frame(port->account, VSW_COUNT_RX_FRAMES, skb->len);
		vsw_drop(port, skb, VSW_DROP_TRUNCATED);
		return true;
	}
	if (unlikely(in && (in->port != port || in->dev != dev)))
		in = NULL;
	if (unlikely(conf->acls && conf->acls->n_bindings))
		return receive_listed(port, conf, in, skb);
	return receive_common(port, conf, in, skb, false) ||
	       receive_any(port, conf, in, skb);
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
	return receive(port, skb->dev, skb) ? RX_HANDLER_CONSUMED
					    : RX_HANDLER_EXACT;
}

/*
 * Put a tag that stands in the payload beside the buffer, where frames of a
 * port have it: the kernel did that for them. False: it is not whole; then the
 * frame is freed.
 */
static bool take_tag_out(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;

	/* skb->protocol is what the sender says, the frame is what counts */
	if (skb_vlan_tag_present(skb) ||
	    !eth_type_vlan(eth_hdr(skb)->h_proto))
		return true;
	skb->protocol = eth_hdr(skb)->h_proto;
	*pskb = skb_vlan_untag(skb);
	return *pskb;
}

/* A frame of the host that is too short for its headers. */
static void refuse_truncated(struct vsw_switch *sw, struct sk_buff *skb,
			     u32 len)
{
	vsw_account_frame(sw->host->account, VSW_COUNT_RX_FRAMES, len);
	if (skb)
		vsw_drop(sw->host, skb, VSW_DROP_TRUNCATED);
	else
		vsw_drop_count(sw->host, NULL, VSW_DROP_TRUNCATED);
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
	u32 len = skb->len;

	rcu_read_lock();
	skb_reset_mac_header(skb);
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		refuse_truncated(sw, skb, len);
	} else {
		skb_reset_mac_header(skb);
		skb_pull(skb, ETH_HLEN);
		if (likely(take_tag_out(&skb)))
			receive(sw->host, dev, skb);
		else
			refuse_truncated(sw, NULL, len);
	}
	rcu_read_unlock();
	return NETDEV_TX_OK;
}
