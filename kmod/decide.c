// SPDX-License-Identifier: GPL-2.0
/*
 * The decision about a frame, stage by stage. It frees, clones, sends and
 * counts nothing. Called from rx.c in the path of a frame: RCU read-side
 * section, bottom halves off.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>

#include "decide.h"
#include "fdb_table.h"
#include "forward.h"
#include "port.h"
#include "vlan.h"

/**
 * struct decision - what the stages work on
 * @conf: the snapshot
 * @fdb: the forwarding database
 * @frame: the frame
 * @v: the verdict
 */
struct decision {
	const struct vsw_conf *conf;
	struct vsw_fdb *fdb;
	struct vsw_frame *frame;
	struct vsw_verdict *v;
};

/* Each stage returns true when it has settled what becomes of the frame. */

static __always_inline bool drop(struct decision *d, enum vsw_drop reason)
{
	d->v->account = VSW_COUNT_DROP;
	d->v->reason = reason;
	return true;
}

/* Is there a switch that is up, and is the port a part of it? */
static __always_inline bool port_state(struct decision *d,
				       const struct net_device *sw_dev)
{
	if (unlikely(!(READ_ONCE(sw_dev->flags) & IFF_UP)))
		return drop(d, VSW_DROP_SWITCH_DOWN);
	if (unlikely(!d->v->in || !d->v->in->dev))
		return drop(d, VSW_DROP_PORT_DETACHED);
	return false;
}

/* What no station may have as its address (IEEE 802.3-2018 3.2.3). */
static __always_inline bool source_valid(struct decision *d)
{
	const u8 *source = d->frame->eth->h_source;

	if (unlikely(is_multicast_ether_addr(source)))
		return drop(d, VSW_DROP_SOURCE_GROUP);
	if (unlikely(is_zero_ether_addr(source)))
		return drop(d, VSW_DROP_SOURCE_ZERO);
	return false;
}

/*
 * Reserved addresses (IEEE 802.1Q-2018 8.6.3, table 8-1) go no further than
 * the port they came to, but for LLDP and LACP between ports that agree.
 */
static __always_inline bool reserved_group(struct decision *d)
{
	const u8 *dst = d->frame->eth->h_dest;
	u32 both = 0;

	if (likely(!vsw_frame_reserved(d->frame)))
		return false;
	if (dst[5] == 0x01)
		return drop(d, VSW_DROP_PAUSE);
	if (dst[5] == 0x0e)
		both = VSW_PORT_FORWARD_LLDP;
	else if (dst[5] == 0x02)
		both = VSW_PORT_FORWARD_LACP;
	if (both && (d->v->in->flags & both)) {
		d->v->both = both;
		return false;
	}
	if (d->v->in->number == VSW_PORT_HOST)
		return drop(d, VSW_DROP_RESERVED_GROUP);
	d->v->account = VSW_COUNT_CONSUMED;
	return true;
}

/* The VLAN of the frame; from here on it has keys. */
static __always_inline bool vlan_ingress(struct decision *d)
{
	const struct vsw_vlan *vlan;
	enum vsw_drop reason;

	reason = vsw_vlan_classify(d->frame, d->v->in);
	if (unlikely(reason))
		return drop(d, reason);
	if (unlikely(d->conf->vlans.n_counted)) {
		vlan = vsw_vlans_find(&d->conf->vlans, d->frame->vid);
		d->frame->counters = vlan ? vlan->counters : NULL;
	}
	return false;
}

/* Is the source known, and what is there to learn of it? */
static __always_inline bool source_learn(struct decision *d)
{
	const struct vsw_port_conf *in = d->v->in;
	struct vsw_fdb_entry *entry;

	entry = vsw_fdb_lookup(d->fdb, d->frame->src);
	d->v->source = entry;
	if (unlikely(!entry)) {
		if (vsw_forward_is_local(d->conf, d->fdb, d->frame->src))
			return in->number != VSW_PORT_HOST &&
			       drop(d, VSW_DROP_SOURCE_LOCAL);
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

/* Where to. The last stage: it always settles. */
static __always_inline bool destination(struct decision *d)
{
	const u8 *dst = d->frame->eth->h_dest;
	const struct vsw_port_conf *out;

	d->v->account = VSW_COUNT_FLOODED;
	if (is_multicast_ether_addr(dst)) {
		d->v->flood = is_broadcast_ether_addr(dst) ?
			      VSW_PORT_FLOOD_BROADCAST :
			      VSW_PORT_FLOOD_MULTICAST;
		return true;
	}
	out = vsw_forward_lookup(d->conf, d->fdb, d->frame->dst);
	if (unlikely(!out)) {
		d->v->flood = VSW_PORT_FLOOD_UNICAST;
		return true;
	}
	if (out == d->v->in && !(out->flags & VSW_PORT_HAIRPIN))
		return drop(d, VSW_DROP_SAME_PORT);
	if (unlikely(!vsw_vlan_is_member(out, d->frame->vid)))
		return drop(d, VSW_DROP_VLAN_EGRESS);
	if (unlikely(!vsw_forward_allowed(d->v->in, out)))
		return drop(d, VSW_DROP_ROLE);
	d->v->out = out;
	d->v->account = out->number == VSW_PORT_HOST ? VSW_COUNT_DELIVERED
						     : VSW_COUNT_FORWARDED;
	return true;
}

/**
 * vsw_decide() - judge a frame
 * @conf: the snapshot
 * @fdb: the forwarding database
 * @sw_dev: the switch device
 * @frame: the frame; its VLAN is filled in
 * @in: the port it came from, in @conf; NULL when it is not there
 * @verdict: gets the decision; what it points to is valid as long as @conf
 *
 * Context: RCU read-side section.
 */
void vsw_decide(const struct vsw_conf *conf, struct vsw_fdb *fdb,
		const struct net_device *sw_dev, struct vsw_frame *frame,
		const struct vsw_port_conf *in, struct vsw_verdict *verdict)
{
	struct decision d = {
		.conf = conf, .fdb = fdb, .frame = frame, .v = verdict,
	};

	*verdict = (struct vsw_verdict){ .in = in };

	if (port_state(&d, sw_dev) ||
	    source_valid(&d) ||
	    reserved_group(&d) ||
	    vlan_ingress(&d) ||
	    source_learn(&d))
		return;
	destination(&d);
}
