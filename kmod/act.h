/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Carries the verdict on a frame out: learn, book, copy, send or drop. Called
 * at the doors (rx.c), and compiled into them: RCU read-side section, bottom
 * halves off.
 */
#ifndef VSW_ACT_H
#define VSW_ACT_H

#include "decide.h"
#include "tx.h"

void vsw_act_flood(struct vsw_switch *sw, const struct vsw_conf *conf,
		   struct vsw_port *in, struct vsw_frame frame,
		   struct vsw_verdict v, struct sk_buff *skb);
u32 vsw_act_host_listens(struct vsw_switch *sw, const struct vsw_conf *conf,
			 struct vsw_frame frame,
			 const struct vsw_port_conf *in,
			 const struct vsw_port_conf *out, struct sk_buff *skb);

/* Send to the one port, and a copy to the host when it listens to all. */
static __always_inline void
vsw_act_forward(struct vsw_switch *sw, const struct vsw_conf *conf,
		struct vsw_port *in, const struct vsw_frame *frame,
		const struct vsw_verdict *v, struct sk_buff *skb)
{
	u32 copies = 1;

	if (unlikely(frame->host_listens))
		copies += vsw_act_host_listens(sw, conf, *frame, v->in, v->out,
					       skb);
	vsw_account_two(in->account, v->account, VSW_COUNT_COPIES, copies);
	vsw_tx(sw, frame, v->out, skb);
}

/**
 * vsw_act() - carry a verdict out
 * @sw: the switch
 * @conf: the snapshot that the verdict was made by
 * @in: the port that the frame came from
 * @frame: the frame
 * @verdict: the verdict
 * @skb: its buffer, not shared; data begins behind the Ethernet header
 *
 * Return: true when @skb was consumed; false when it is control traffic that
 * is left to who listens on the port's device.
 */
static __always_inline bool
vsw_act(struct vsw_switch *sw, const struct vsw_conf *conf,
	struct vsw_port *in, const struct vsw_frame *frame,
	const struct vsw_verdict *verdict, struct sk_buff *skb)
{
	if (unlikely(frame->counters))
		vsw_vlan_count_rx(frame->counters, frame->len);
	if (likely(verdict->learn == VSW_LEARN_REFRESH))
		vsw_fdb_refresh(verdict->source);
	else if (verdict->learn != VSW_LEARN_NONE)
		vsw_fdb_learn(sw, conf, verdict->in, frame->src,
			      verdict->learn, verdict->source);

	switch (verdict->account) {
	case VSW_COUNT_FORWARDED:
	case VSW_COUNT_DELIVERED:
		vsw_act_forward(sw, conf, in, frame, verdict, skb);
		return true;
	case VSW_COUNT_FLOODED:
		vsw_act_flood(sw, conf, in, *frame, *verdict, skb);
		return true;
	case VSW_COUNT_CONSUMED:
		vsw_account_add(in->account, VSW_COUNT_CONSUMED, 1);
		return false;
	default:
		vsw_drop(in, skb, verdict->reason);
		return true;
	}
}

#endif /* VSW_ACT_H */
