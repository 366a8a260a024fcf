/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hand-over of a frame to the driver of a port's device: through
 * dev_queue_xmit(), or straight where that would find nothing to do. Called by
 * tx.h: RCU read-side section, bottom halves off.
 *
 * Guests' veths have no queue, nor has a tap after 'tc qdisc replace dev tap0
 * root noqueue'; dev_queue_xmit() then looks for all that could be wanted of a
 * frame before the driver gets it, in some 330 instructions. Most of that can
 * be ruled out by looking at less.
 */
#ifndef VSW_XMIT_H
#define VSW_XMIT_H

#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/unaligned.h>
#include <net/sch_generic.h>
#include <net/xfrm.h>

/*
 * Does nobody want to see, order or change what a device sends? tcpdump, tc,
 * nftables and queues do; and with several queues, one must be chosen.
 */
static __always_inline bool
vsw_xmit_is_unobserved(struct net_device *dev, const struct netdev_queue *txq)
{
	return !rcu_dereference_bh(txq->qdisc)->enqueue &&
	       dev->real_num_tx_queues == 1 &&
	       vsw_compat_is_lltx(dev) && !vsw_compat_has_egress(dev) &&
	       !dev_nit_active(dev);
}

/*
 * Can the driver have the frame as it is? Not when it is yet to be segmented,
 * summed or encrypted, or its pieces to be joined; nor when the socket that it
 * is from, a guest's or the host's, has a say when a device sends it.
 */
static __always_inline bool vsw_xmit_is_plain(const struct sk_buff *skb,
					      const struct net_device *dev)
{
	if (unlikely(secpath_exists(skb) || skb_is_gso(skb) ||
		     skb->ip_summed == CHECKSUM_PARTIAL ||
		     vsw_compat_is_decrypted(skb)))
		return false;
	if (skb->sk && unlikely(vsw_compat_socket_cares(skb, dev)))
		return false;
	return likely(!skb_is_nonlinear(skb)) ||
	       (!IS_ENABLED(CONFIG_HIGHMEM) && !skb_has_frag_list(skb) &&
		vsw_compat_is_readable(skb) && !skb_vlan_tagged(skb) &&
		(dev->features & NETIF_F_SG));
}

/*
 * Move the tag from beside the buffer into it; the frame is consumed where
 * there is no memory. As the kernel does it, but for what is known here: most
 * frames have the room, and data begins at the MAC header.
 */
static __always_inline bool vsw_xmit_insert_tag(struct sk_buff *skb)
{
	struct vlan_ethhdr *hdr;
	const u8 *old;
	u64 first;
	u32 rest;

	if (unlikely(skb_cow_head(skb, VLAN_HLEN))) {
		kfree_skb(skb);
		return false;
	}
	old = skb->data;
	/* the two addresses, which overlap with where they go */
	first = get_unaligned((const u64 *)old);
	rest = get_unaligned((const u32 *)(old + sizeof(first)));
	hdr = __skb_push(skb, VLAN_HLEN);
	put_unaligned(first, (u64 *)hdr);
	put_unaligned(rest, (u32 *)((u8 *)hdr + sizeof(first)));
	hdr->h_vlan_proto = skb->vlan_proto;
	hdr->h_vlan_TCI = htons(skb_vlan_tag_get(skb));
	skb->protocol = skb->vlan_proto;
	__vlan_hwaccel_clear_tag(skb);
	return true;
}

/**
 * vsw_xmit() - hand a frame to the device that skb->dev says
 * @skb: the frame, not shared; data begins at the Ethernet header
 *
 * Who listens at the device, queues or filters there sees no difference to
 * dev_queue_xmit(); the tracepoints of the kernel's core (net_dev_queue,
 * net_dev_xmit) do.
 *
 * Context: RCU read-side section, bottom halves off.
 * Return: as dev_queue_xmit(); @skb is consumed.
 */
static __always_inline int vsw_xmit(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	netdev_tx_t ret;

	if (unlikely(!vsw_xmit_is_plain(skb, dev) ||
		     !vsw_xmit_is_unobserved(dev, txq) ||
		     netif_xmit_frozen_or_stopped(txq) ||
		     dev_xmit_recursion()))
		return dev_queue_xmit(skb);

	if (unlikely(skb_vlan_tag_present(skb)) &&
	    !vlan_hw_offload_capable(dev->features, skb->vlan_proto) &&
	    !vsw_xmit_insert_tag(skb)) {
		dev_core_stats_tx_dropped_inc(dev);
		return -ENOMEM;
	}
	skb_reset_mac_header(skb);
	skb_set_queue_mapping(skb, 0);
	vsw_compat_forget_napi(skb);
	if (unlikely(skb->_skb_refdst)) {
		if (dev->priv_flags & IFF_XMIT_DST_RELEASE)
			skb_dst_drop(skb);
		else
			skb_dst_force(skb);
	}
	dev_xmit_recursion_inc();
	ret = netdev_start_xmit(skb, dev, txq, false);
	dev_xmit_recursion_dec();
	if (likely(dev_xmit_complete(ret)))
		return ret;
	/* as dev_queue_xmit(): a device without a queue cannot ask for one */
	dev_core_stats_tx_dropped_inc(dev);
	kfree_skb(skb);
	return -ENETDOWN;
}

#endif /* VSW_XMIT_H */
