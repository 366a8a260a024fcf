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

/* How many bytes a session has no use for; @frame becomes shorter by them. */
static u32 cut(struct vsw_frame *frame, const struct sk_buff *skb, u32 snap)
{
	const u32 len = skb->len + ETH_HLEN;

	if (!snap || len <= snap)
		return 0;
	frame->len -= len - snap;
	frame->payload -= min(len - snap, frame->payload);
	/* what is left is not segmented */
	frame->skb = NULL;
	return len - snap;
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
 * is what the port wants for the frame's VLAN. What the port itself sent is not
 * copied, nor, at egress, what it is about to get.
 */
void vsw_mirror(const struct vsw_acl_frame *af, const struct vsw_rule *rule)
{
	const struct vsw_mirror *mirror =
		af->conf->acls->mirror[rule->mirror - 1];
	const struct vsw_port_conf *out = vsw_conf_port(af->conf, mirror->port);
	struct vsw_frame own = *af->frame;
	struct sk_buff *copy = NULL;
	enum vsw_drop reason;
	u32 left_out;

	/* a port that a session names stays (acls_ports.c) */
	if (unlikely(!out) || out == af->in || out == af->out)
		return;
	/* it does not come in, nor leave, as a frame of its VLAN */
	own.counters = NULL;
	left_out = cut(&own, af->skb, mirror->snap);
	/* a tag of another kind than the port's is a part of the frame */
	count(mirror, own.len - (own.has_own_tag ? VLAN_HLEN : 0));
	vsw_account_add(af->in->port->account, VSW_COUNT_COPIES, 1);
	/* before much is copied in vain */
	reason = vsw_forward_check(&own, out);
	if (!reason) {
		/* whoever gets a clone copies before it writes */
		copy = left_out ? copy_head(af->skb, mirror->snap)
				: skb_clone(af->skb, GFP_ATOMIC);
		reason = copy ? VSW_DROP_NONE : VSW_DROP_EGRESS_NO_MEMORY;
	}
	if (reason)
		vsw_tx_refuse(out, NULL, reason);
	else
		vsw_tx_device(&own, out, copy);
}
