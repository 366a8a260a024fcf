// SPDX-License-Identifier: GPL-2.0
/*
 * Copies of a frame: for all members of its VLAN, and for the host where it
 * listens to all. Called by act.h: RCU read-side section, bottom halves off.
 */
#include <linux/skbuff.h>

#include "act.h"
#include "forward.h"
#include "port.h"
#include "tx.h"
#include "vlan.h"
#include "vswitch.h"

/* Send one copy more, and keep the frame. */
static void send_clone(struct vsw_switch *sw, const struct vsw_frame *frame,
		       const struct vsw_port_conf *out, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (likely(copy)) {
		vsw_tx(sw, frame, out, copy);
		return;
	}
	vsw_account_add(out->port->account, VSW_COUNT_TX_COPIES, 1);
	vsw_drop_count(out->port, skb, VSW_DROP_EGRESS_NO_MEMORY);
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

/**
 * vsw_act_flood() - send a copy to every member that wants one
 * @sw: the switch
 * @conf: the snapshot that the verdict was made by
 * @in: the port that the frame came from
 * @frame: the frame
 * @v: the verdict
 * @skb: its buffer, which the last member gets
 *
 * The frame's headers are read until then, so they must not change: whoever
 * gets a clone copies before it writes.
 */
void vsw_act_flood(struct vsw_switch *sw, const struct vsw_conf *conf,
		   struct vsw_port *in, struct vsw_frame frame,
		   struct vsw_verdict v, struct sk_buff *skb)
{
	const struct vsw_vlan *vlan = vsw_vlans_members(&conf->vlans,
							frame.vid);
	const struct vsw_port_conf *out, *last = NULL;
	u32 copies = 0;
	u32 i;

	for (i = 0; i < vlan->n; i++) {
		out = vsw_conf_port(conf, vlan->number[i]);
		if (!wants(&v, &frame, out))
			continue;
		if (last)
			send_clone(sw, &frame, last, skb);
		last = out;
		copies++;
	}
	if (!last) {
		vsw_drop(in, skb, VSW_DROP_NO_DESTINATION);
		return;
	}
	vsw_account_two(in->account, VSW_COUNT_FLOODED, VSW_COUNT_COPIES,
			copies);
	vsw_tx(sw, &frame, last, skb);
}

/**
 * vsw_act_host_listens() - give the host its copy of a frame for another port
 * @sw: the switch, whose device is promiscuous
 * @conf: the snapshot that the verdict was made by
 * @frame: the frame
 * @in: the port that the frame came from
 * @out: the port that it leaves by
 * @skb: its buffer, which stays
 *
 * Return: how many copies it got.
 */
u32 vsw_act_host_listens(struct vsw_switch *sw, const struct vsw_conf *conf,
			 struct vsw_frame frame,
			 const struct vsw_port_conf *in,
			 const struct vsw_port_conf *out, struct sk_buff *skb)
{
	const struct vsw_port_conf *host = vsw_conf_port(conf, VSW_PORT_HOST);

	if (out == host || in == host ||
	    !vsw_vlan_is_member(host, frame.vid) ||
	    !vsw_forward_allowed(in, host))
		return 0;
	send_clone(sw, &frame, host, skb);
	return 1;
}
