/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The decision, stage by stage: a pure function of the snapshot, the forwarding
 * database and the frame. It frees, clones, sends and counts nothing; its
 * result, the verdict, is carried out by act.h. Called from rx.c in the path of
 * a frame, and compiled into it: RCU read-side section, bottom halves off.
 */
#ifndef VSW_DECIDE_H
#define VSW_DECIDE_H

#include <linux/etherdevice.h>
#include <linux/netdevice.h>

#include "account.h"
#include "acl_cache.h"
#include "conf.h"
#include "drop.h"
#include "fdb.h"
#include "forward.h"
#include "frame.h"
#include "vlan.h"

/**
 * struct vsw_verdict - what is to become of a frame
 * @account: the account it ends in: VSW_COUNT_FORWARDED, _FLOODED, _DELIVERED,
 *	_CONSUMED, or _DROP for @reason. A flooded frame that turns out to have
 *	no destination is dropped after all, see vsw_act().
 * @reason: why it is dropped
 * @learn: what the forwarding database is to do with the source
 * @source: the entry of the source, for refresh and move
 * @in: the port it came from
 * @out: the one port it leaves by, when forwarded or delivered
 * @flood: the flag that a port must have to get a copy, when flooded
 * @both: a flag that both the port it came from and the port it leaves by
 *	must have, or 0
 * @hits: what the ACLs said; NULL where they were not asked
 */
struct vsw_verdict {
	enum vsw_count account;
	enum vsw_drop reason;
	enum vsw_learn learn;
	struct vsw_fdb_entry *source;
	const struct vsw_port_conf *in;
	const struct vsw_port_conf *out;
	u32 flood;
	u32 both;
	const struct vsw_acl_hits *hits;
};

/**
 * struct vsw_decision - what the stages work on
 * @conf: the snapshot
 * @fdb: the forwarding database
 * @frame: the frame
 * @asked: ACLs are bound
 * @listed: the frame as these are asked about it; NULL where only the short
 *	way will do
 * @v: the verdict
 */
struct vsw_decision {
	const struct vsw_conf *conf;
	struct vsw_fdb *fdb;
	struct vsw_frame *frame;
	bool asked;
	struct vsw_acl_frame *listed;
	struct vsw_verdict *v;
};

/* Each stage returns true when it has settled what becomes of the frame. */

static __always_inline bool vsw_decide_drop(struct vsw_decision *d,
					    enum vsw_drop reason)
{
	d->v->account = VSW_COUNT_DROP;
	d->v->reason = reason;
	return true;
}

/* Is there a switch that is up, and is the port a part of it? */
static __always_inline bool vsw_decide_port_state(struct vsw_decision *d,
						  unsigned int sw_flags)
{
	if (unlikely(!(sw_flags & IFF_UP)))
		return vsw_decide_drop(d, VSW_DROP_SWITCH_DOWN);
	if (unlikely(!d->v->in || !d->v->in->dev))
		return vsw_decide_drop(d, VSW_DROP_PORT_DETACHED);
	return false;
}

/* What no station may have as its address (IEEE 802.3-2018 3.2.3). */
static __always_inline bool vsw_decide_source_valid(struct vsw_decision *d)
{
	if (unlikely(vsw_fdb_key_is_group(d->frame->src)))
		return vsw_decide_drop(d, VSW_DROP_SOURCE_GROUP);
	if (unlikely(!d->frame->src))
		return vsw_decide_drop(d, VSW_DROP_SOURCE_ZERO);
	return false;
}

/*
 * Reserved addresses (IEEE 802.1Q-2018 8.6.3, table 8-1) go no further than
 * the port they came to, but for LLDP and LACP between ports that agree.
 */
static __always_inline bool vsw_decide_reserved_group(struct vsw_decision *d)
{
	const u8 *dst = d->frame->eth->h_dest;
	u32 both = 0;

	if (likely(!vsw_frame_reserved(d->frame)))
		return false;
	if (dst[5] == 0x01)
		return vsw_decide_drop(d, VSW_DROP_PAUSE);
	if (dst[5] == 0x0e)
		both = VSW_PORT_FORWARD_LLDP;
	else if (dst[5] == 0x02)
		both = VSW_PORT_FORWARD_LACP;
	if (both && (d->v->in->flags & both)) {
		d->v->both = both;
		return false;
	}
	if (d->v->in->number == VSW_PORT_HOST)
		return vsw_decide_drop(d, VSW_DROP_RESERVED_GROUP);
	d->v->account = VSW_COUNT_CONSUMED;
	return true;
}

/* The VLAN of the frame; from here on it has keys. */
static __always_inline bool vsw_decide_vlan_ingress(struct vsw_decision *d)
{
	const struct vsw_vlan *vlan;
	enum vsw_drop reason;

	reason = vsw_vlan_classify(d->frame, d->v->in);
	if (unlikely(reason))
		return vsw_decide_drop(d, reason);
	if (unlikely(d->conf->vlans.n_counted)) {
		vlan = vsw_vlans_find(&d->conf->vlans, d->frame->vid);
		d->frame->counters = vlan ? vlan->counters : NULL;
	}
	return false;
}

/*
 * What do the ACLs say? What a rule denies is not learnt from. Where only the
 * short way will do, and the frame is none for it, nothing is settled but that.
 */
static __always_inline bool vsw_decide_acl_ingress(struct vsw_decision *d)
{
	struct vsw_verdict *v = d->v;

	if (!d->asked)
		return false;
	if (!d->listed) {
		v->hits = vsw_acl_ask_plain(d->conf, d->frame, d->frame->skb,
					    v->in);
		if (unlikely(!v->hits))
			return true;
		return unlikely(v->hits->reason) &&
		       vsw_decide_drop(d, v->hits->reason);
	}
	vsw_acl_parse(d->listed);
	v->hits = vsw_acl_ask(d->listed);
	return unlikely(v->hits->reason) &&
	       vsw_decide_drop(d, v->hits->reason);
}

/* Is the source known, and what is there to learn of it? */
static __always_inline bool vsw_decide_source_learn(struct vsw_decision *d)
{
	const struct vsw_port_conf *in = d->v->in;
	struct vsw_fdb_entry *entry;

	entry = vsw_fdb_lookup(d->fdb, d->frame->src);
	d->v->source = entry;
	if (unlikely(!entry)) {
		if (vsw_forward_is_local(d->conf, d->fdb, d->frame->src))
			return in->number != VSW_PORT_HOST &&
			       vsw_decide_drop(d, VSW_DROP_SOURCE_LOCAL);
		if (in->flags & VSW_PORT_LEARNING)
			d->v->learn = VSW_LEARN_NEW;
		return false;
	}
	if (READ_ONCE(entry->port) == in->port) {
		if (in->flags & VSW_PORT_LEARNING)
			d->v->learn = VSW_LEARN_REFRESH;
		return false;
	}
	if (READ_ONCE(entry->kind) == VSWITCH_FDB_KIND_DYNAMIC &&
	    (in->flags & VSW_PORT_LEARNING))
		d->v->learn = VSW_LEARN_MOVE;
	return false;
}

/* May it leave by this port? It always settles. */
static __always_inline bool vsw_decide_out(struct vsw_decision *d,
					   const struct vsw_port_conf *out)
{
	if (out == d->v->in && !(out->flags & VSW_PORT_HAIRPIN))
		return vsw_decide_drop(d, VSW_DROP_SAME_PORT);
	if (unlikely(!vsw_vlan_is_member(out, d->frame->vid)))
		return vsw_decide_drop(d, VSW_DROP_VLAN_EGRESS);
	if (unlikely(!vsw_forward_allowed(d->v->in, out)))
		return vsw_decide_drop(d, VSW_DROP_ROLE);
	d->v->out = out;
	d->v->account = out->number == VSW_PORT_HOST ? VSW_COUNT_DELIVERED
						     : VSW_COUNT_FORWARDED;
	return true;
}

/* Does a rule say where to? */
static __always_inline bool vsw_decide_redirect(struct vsw_decision *d)
{
	const struct vsw_port_conf *out;

	if (!d->asked || likely(d->v->hits->redirect == VSW_ACL_NOWHERE))
		return false;
	out = vsw_conf_port(d->conf, d->v->hits->redirect);
	/* LLDP and LACP go where they may, and no rule sends them elsewhere */
	if (unlikely(!out || (d->v->both & ~out->flags)))
		return vsw_decide_drop(d, VSW_DROP_ACL_REDIRECT);
	return vsw_decide_out(d, out);
}

/* Where to. The last stage: it always settles. */
static __always_inline bool vsw_decide_destination(struct vsw_decision *d)
{
	const struct vsw_port_conf *out;

	d->v->account = VSW_COUNT_FLOODED;
	if (vsw_fdb_key_is_group(d->frame->dst)) {
		d->v->flood = is_broadcast_ether_addr(d->frame->eth->h_dest) ?
			      VSW_PORT_FLOOD_BROADCAST :
			      VSW_PORT_FLOOD_MULTICAST;
		return true;
	}
	out = vsw_forward_lookup(d->conf, d->fdb, d->frame->dst);
	if (unlikely(!out)) {
		d->v->flood = VSW_PORT_FLOOD_UNICAST;
		return true;
	}
	return vsw_decide_out(d, out);
}

/**
 * vsw_decide() - judge a frame
 * @conf: the snapshot
 * @fdb: the forwarding database
 * @sw_flags: flags of the switch device, IFF_UP
 * @frame: the frame; its VLAN is filled in
 * @in: the port it came from, in @conf; NULL when it is not there
 * @asked: ACLs are bound
 * @listed: the frame as these are asked about it, but for its flow; NULL where
 *	only the short way will do: without an answer, no port is found
 *
 * Context: RCU read-side section.
 * Return: the decision; what it points to is valid as long as @conf.
 */
static __always_inline struct vsw_verdict
vsw_decide(const struct vsw_conf *conf, struct vsw_fdb *fdb,
	   unsigned int sw_flags, struct vsw_frame *frame,
	   const struct vsw_port_conf *in, bool asked,
	   struct vsw_acl_frame *listed)
{
	struct vsw_verdict verdict = { .in = in };
	struct vsw_decision d = {
		.conf = conf, .fdb = fdb, .frame = frame, .asked = asked,
		.listed = listed, .v = &verdict,
	};

	if (!vsw_decide_port_state(&d, sw_flags) &&
	    !vsw_decide_source_valid(&d) &&
	    !vsw_decide_reserved_group(&d) &&
	    !vsw_decide_vlan_ingress(&d) &&
	    !vsw_decide_acl_ingress(&d) &&
	    !vsw_decide_source_learn(&d) &&
	    !vsw_decide_redirect(&d))
		vsw_decide_destination(&d);
	return verdict;
}

#endif /* VSW_DECIDE_H */
