// SPDX-License-Identifier: GPL-2.0
/*
 * Copies a frame to a mirror session. Called when the actions of a rule are
 * carried out (acl_act.c): RCU read-side section, bottom halves off.
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "acl.h"
#include "mirror.h"
#include "port.h"
#include "tx.h"

/*
 * The first bytes of a frame, in a buffer of its own: there is nothing in it
 * that could still be cut up or summed.
 */
static struct sk_buff *copy_head(const struct sk_buff *skb, u32 len)
{
	struct sk_buff *copy = alloc_skb(NET_SKB_PAD + len, GFP_ATOMIC);

	if (!copy)
		return NULL;
	skb_reserve(copy, NET_SKB_PAD);
	if (skb_copy_bits(skb, -ETH_HLEN, skb_put(copy, len), len)) {
		kfree_skb(copy);
		return NULL;
	}
	skb_reset_mac_header(copy);
	__skb_pull(copy, ETH_HLEN);
	skb_reset_network_header(copy);
	copy->protocol = skb->protocol;
	copy->priority = skb->priority;
	copy->dev = skb->dev;
	__vlan_hwaccel_copy_tag(copy, skb);
	return copy;
}

/* A copy as the session has it; @frame becomes what describes it. */
static struct sk_buff *copy_frame(struct sk_buff *skb, struct vsw_frame *frame,
				  u32 snap)
{
	const u32 left_out = snap && skb->len + ETH_HLEN > snap ?
			     skb->len + ETH_HLEN - snap : 0;
	struct sk_buff *copy;

	/* whoever gets a clone copies before it writes */
	if (!left_out)
		return skb_clone(skb, GFP_ATOMIC);
	copy = copy_head(skb, snap);
	if (!copy)
		return NULL;
	frame->eth = eth_hdr(copy);
	frame->len -= left_out;
	frame->payload -= min(left_out, frame->payload);
	frame->skb = NULL;
	return copy;
}

static void count(const struct vsw_mirror *mirror, u32 len)
{
	struct vsw_mirror_count *mine = this_cpu_ptr(mirror->state->count);

	u64_stats_update_begin(&mine->syncp);
	u64_stats_inc(&mine->frames);
	u64_stats_add(&mine->bytes, len);
	u64_stats_update_end(&mine->syncp);
}

/**
 * vsw_mirror() - send a copy of a frame to a mirror session
 * @af: the frame
 * @rule: says the session
 *
 * Nobody is asked about the copy: neither roles, nor VLANs, nor ACLs. Its tag
 * is what the port wants for the frame's VLAN. What the port itself sent or is
 * about to get is not copied.
 */
void vsw_mirror(const struct vsw_acl_frame *af, const struct vsw_rule *rule)
{
	const struct vsw_mirror *mirror =
		af->conf->acls->mirror[rule->mirror - 1];
	const struct vsw_port_conf *out = vsw_conf_port(af->conf, mirror->port);
	struct vsw_frame own = *af->frame;
	struct sk_buff *copy;

	/* a port that a session names stays (acls_ports.c) */
	if (unlikely(!out) || out == af->in || out == af->out)
		return;
	/* it does not come in, nor leave, as a frame of its VLAN */
	own.counters = NULL;
	copy = copy_frame(af->skb, &own, mirror->snap);
	vsw_account_add(af->in->port->account, VSW_COUNT_COPIES, 1);
	if (!copy) {
		vsw_tx_refuse(out, NULL, VSW_DROP_EGRESS_NO_MEMORY);
		return;
	}
	/* a tag of another kind than the port's is a part of the frame */
	count(mirror, own.len - (own.has_own_tag ? VLAN_HLEN : 0));
	vsw_tx(af->sw, &own, out, copy);
}
