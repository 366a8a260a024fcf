// SPDX-License-Identifier: GPL-2.0
/*
 * Carries the verdict on a frame out: learn, book, copy, send or drop. Called
 * at the doors (rx.c): RCU read-side section, bottom halves off.
 */
#include <linux/skbuff.h>

#include "act.h"
#include "forward.h"
#include "port.h"
#include "tx.h"
#include "vlan.h"
#include "vswitch.h"

/*
 * Send a copy by a port whose ACLs are asked. What their rules do to it, they
 * do to this copy alone.
 */
static noinline void send_listed(struct vsw_switch *sw,
				 const struct vsw_frame *frame,
				 const struct vsw_port_conf *out,
				 struct sk_buff *skb,
				 const struct vsw_acl_frame *listed)
{
	struct vsw_acl_frame copy = *listed;
	struct vsw_frame own = *frame;
	enum vsw_drop reason;

	copy.frame = &own;
	copy.skb = skb;
	copy.out = out;
	reason = vsw_acl_act(&copy, vsw_acl_ask(&copy));
	if (reason)
		vsw_tx_refuse(out, skb, reason);
	else
		vsw_tx(sw, &own, out, skb);
}

/* Send a copy, or the frame itself. */
static __always_inline void send(struct vsw_switch *sw,
				 const struct vsw_frame *frame,
				 const struct vsw_port_conf *out,
				 struct sk_buff *skb,
				 const struct vsw_acl_frame *listed)
{
	if (unlikely(listed) && out->acl_out)
		send_listed(sw, frame, out, skb, listed);
	else
		vsw_tx(sw, frame, out, skb);
}

/* There was no memory for a copy. */
static void lose(const struct vsw_port_conf *out, const struct sk_buff *skb)
{
	vsw_account_add(out->port->account, VSW_COUNT_TX_COPIES, 1);
	vsw_drop_count(out->port, skb, VSW_DROP_EGRESS_NO_MEMORY);
}

/* Send one copy more, and keep the frame. */
static void send_clone(struct vsw_switch *sw, const struct vsw_frame *frame,
		       const struct vsw_port_conf *out, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (likely(copy))
		vsw_tx(sw, frame, out, copy);
	else
		lose(out, skb);
}

/* The same where ACLs are bound. */
static noinline void send_clone_listed(struct vsw_switch *sw,
				       const struct vsw_frame *frame,
				       const struct vsw_port_conf *out,
				       struct sk_buff *skb,
				       const struct vsw_acl_frame *listed)
{
	struct sk_buff *copy;

	if (!out->acl_out) {
		send_clone(sw, frame, out, skb);
		return;
	}
	copy = skb_clone(skb, GFP_ATOMIC);
	if (likely(copy))
		send_listed(sw, frame, out, copy, listed);
	else
		lose(out, skb);
}

/* Is a port, a member of the VLAN, to have a copy of a flooded frame? */
static bool wants(const struct vsw_verdict *verdict,
		  const struct vsw_frame *frame,
		  const struct vsw_port_conf *out)
{
	if (out == verdict->in && !(out->flags & VSW_PORT_HAIRPIN))
		return false;
	if ((out->flags & verdict->both) != verdict->both)
		return false;
	if (unlikely(!vsw_forward_allowed(verdict->in, out)))
		return false;
	if (out->number == VSW_PORT_HOST)
		return (out->flags & verdict->flood) || frame->host_listens;
	return (out->flags & verdict->flood) && out->dev &&
	       vsw_forward_is_up(out->dev);
}

/*
 * Send a copy to every member that wants one; the last gets the frame itself.
 * The frame's headers are read until then, so they must not change: whoever
 * gets a clone copies before it writes.
 */
static void flood(struct vsw_switch *sw, const struct vsw_conf *conf,
		  struct vsw_port *in, const struct vsw_frame *frame,
		  const struct vsw_verdict *v, struct sk_buff *skb,
		  const struct vsw_acl_frame *listed)
{
	const struct vsw_vlan *vlan = vsw_vlans_members(&conf->vlans,
							frame->vid);
	const struct vsw_port_conf *out, *last = NULL;
	u32 copies = 0;
	u32 i;

	for (i = 0; i < vlan->n; i++) {
		out = vsw_conf_port(conf, vlan->number[i]);
		if (!wants(v, frame, out))
			continue;
		if (last && unlikely(listed))
			send_clone_listed(sw, frame, last, skb, listed);
		else if (last)
			send_clone(sw, frame, last, skb);
		last = out;
		copies++;
	}
	if (!last) {
		vsw_drop(in, skb, VSW_DROP_NO_DESTINATION);
		return;
	}
	vsw_account_two(in->account, VSW_COUNT_FLOODED, VSW_COUNT_COPIES,
			copies);
	send(sw, frame, last, skb, listed);
}

/* Does the host want a copy of what is for another port? */
static bool host_listens(const struct vsw_conf *conf,
			 const struct vsw_frame *frame,
			 const struct vsw_verdict *v)
{
	const struct vsw_port_conf *host = vsw_conf_port(conf, VSW_PORT_HOST);

	return v->out != host && v->in != host &&
	       vsw_vlan_is_member(host, frame->vid) &&
	       vsw_forward_allowed(v->in, host);
}

/* Send to the one port, and a copy to the host when it listens to all. */
static void forward(struct vsw_switch *sw, const struct vsw_conf *conf,
		    struct vsw_port *in, const struct vsw_frame *frame,
		    const struct vsw_verdict *v, struct sk_buff *skb,
		    const struct vsw_acl_frame *listed)
{
	const struct vsw_port_conf *host;
	u32 copies = 1;

	if (unlikely(frame->host_listens) && host_listens(conf, frame, v)) {
		host = vsw_conf_port(conf, VSW_PORT_HOST);
		if (listed)
			send_clone_listed(sw, frame, host, skb, listed);
		else
			send_clone(sw, frame, host, skb);
		copies++;
	}
	vsw_account_two(in->account, v->account, VSW_COUNT_COPIES, copies);
	send(sw, frame, v->out, skb, listed);
}

/**
 * vsw_act() - carry a verdict out
 * @sw: the switch
 * @conf: the snapshot that the verdict was made by
 * @in: the port that the frame came from
 * @frame: the frame
 * @verdict: the verdict
 * @skb: its buffer, not shared; data begins behind the Ethernet header
 * @listed: the frame as ACLs are asked about it; NULL where none is bound
 *
 * Return: true when @skb was consumed; false when it is control traffic that
 * is left to who listens on the port's device.
 */
bool vsw_act(struct vsw_switch *sw, const struct vsw_conf *conf,
	     struct vsw_port *in, const struct vsw_frame *frame,
	     const struct vsw_verdict *verdict, struct sk_buff *skb,
	     const struct vsw_acl_frame *listed)
{
	if (unlikely(frame->counters))
		vsw_vlan_count_rx(frame->counters, frame->len);
	if (verdict->learn != VSW_LEARN_NONE)
		vsw_fdb_learn(sw, conf, verdict->in, frame->src,
			      verdict->learn, verdict->source);

	switch (verdict->account) {
	case VSW_COUNT_FORWARDED:
	case VSW_COUNT_DELIVERED:
		forward(sw, conf, in, frame, verdict, skb, listed);
		return true;
	case VSW_COUNT_FLOODED:
		flood(sw, conf, in, frame, verdict, skb, listed);
		return true;
	case VSW_COUNT_CONSUMED:
		vsw_account_add(in->account, VSW_COUNT_CONSUMED, 1);
		return false;
	default:
		vsw_drop(in, skb, verdict->reason);
		return true;
	}
}
