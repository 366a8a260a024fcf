/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only place that knows what kernels differ in. Included before every
 * file (Kbuild), so that generated ones are covered too; probe.sh says what
 * this kernel has.
 */
#ifndef VSW_COMPAT_H
#define VSW_COMPAT_H

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>
#include <net/sock.h>

/* netdev_lockdep_set_classes() moved here from linux/netdevice.h */
#ifdef VSW_HAVE_NETDEV_LOCK_H
#include <net/netdev_lock.h>
#endif

/* A device whose transmit function needs no lock. */
static inline void vsw_compat_set_lltx(struct net_device *dev)
{
#ifdef VSW_HAVE_LLTX_BIT
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* Is this such a device? */
static inline bool vsw_compat_is_lltx(const struct net_device *dev)
{
#ifdef VSW_HAVE_LLTX_BIT
	return dev->lltx;
#else
	return dev->features & NETIF_F_LLTX;
#endif
}

/* Do filters of nftables or of tc look at what a device sends? */
static inline bool vsw_compat_has_egress(const struct net_device *dev)
{
#ifdef CONFIG_NETFILTER_EGRESS
	if (rcu_access_pointer(dev->nf_hooks_egress))
		return true;
#endif
#if defined(VSW_HAVE_TCX_EGRESS) && defined(CONFIG_NET_XGRESS)
	if (rcu_access_pointer(dev->tcx_egress))
		return true;
#elif !defined(VSW_HAVE_TCX_EGRESS) && defined(CONFIG_NET_CLS_ACT)
	if (rcu_access_pointer(dev->miniq_egress))
		return true;
#endif
	return false;
}

/* Were the encrypted contents of a frame made plain by a device? */
static inline bool vsw_compat_is_decrypted(const struct sk_buff *skb)
{
#if defined(CONFIG_TLS_DEVICE) || defined(CONFIG_SKB_DECRYPTED)
	return skb->decrypted;
#else
	return false;
#endif
}

/* Can the CPU read all of a frame? */
static inline bool vsw_compat_is_readable(const struct sk_buff *skb)
{
#ifdef VSW_HAVE_UNREADABLE_FRAGS
	return skb_frags_readable(skb);
#else
	return true;
#endif
}

/* Which NIC a frame came from is not for who gets it next. */
static inline void vsw_compat_forget_napi(struct sk_buff *skb)
{
#ifdef CONFIG_XPS
	skb->sender_cpu = 0;
#endif
}

/* Does the socket of a frame want a word when a device sends it? */
static inline bool vsw_compat_socket_cares(const struct sk_buff *skb,
					   const struct net_device *dev)
{
	if (skb_shinfo(skb)->tx_flags & SKBTX_SCHED_TSTAMP)
		return true;
#if IS_ENABLED(CONFIG_CGROUP_NET_PRIO)
	if (rcu_access_pointer(dev->priomap))
		return true;
#endif
#ifdef CONFIG_SOCK_VALIDATE_XMIT
	if (sk_fullsock(skb->sk) && skb->sk->sk_validate_xmit_skb)
		return true;
#endif
	return false;
}

/* A device that stays in its network namespace. */
static inline void vsw_compat_pin_netns(struct net_device *dev)
{
#if defined(VSW_HAVE_NETNS_IMMUTABLE)
	dev->netns_immutable = true;
#elif defined(VSW_HAVE_NETNS_LOCAL)
	dev->netns_local = true;
#else
	dev->features |= NETIF_F_NETNS_LOCAL;
#endif
}

/* rtnl_link_ops.newlink, for a kind that has no attributes of its own */
#ifdef VSW_HAVE_NEWLINK_PARAMS
#define VSW_COMPAT_NEWLINK(name, create)				\
static int name(struct net_device *dev,					\
		struct rtnl_newlink_params *params,			\
		struct netlink_ext_ack *extack)				\
{									\
	return create(dev, extack);					\
}
#else
#define VSW_COMPAT_NEWLINK(name, create)				\
static int name(struct net *src_net, struct net_device *dev,		\
		struct nlattr *tb[], struct nlattr *data[],		\
		struct netlink_ext_ack *extack)				\
{									\
	return create(dev, extack);					\
}
#endif

/* ndo_fdb_add and ndo_fdb_del, by functions that know nothing of notified */
#ifdef VSW_HAVE_FDB_NOTIFIED
#define VSW_COMPAT_NDO_FDB_ADD(name, add)				\
static int name(struct ndmsg *ndm, struct nlattr *tb[],			\
		struct net_device *dev, const unsigned char *addr,	\
		u16 vid, u16 flags, bool *notified,			\
		struct netlink_ext_ack *extack)				\
{									\
	return add(ndm, tb, dev, addr, vid, flags, extack);		\
}

#define VSW_COMPAT_NDO_FDB_DEL(name, del)				\
static int name(struct ndmsg *ndm, struct nlattr *tb[],			\
		struct net_device *dev, const unsigned char *addr,	\
		u16 vid, bool *notified,				\
		struct netlink_ext_ack *extack)				\
{									\
	return del(dev, addr, vid, extack);				\
}
#else
#define VSW_COMPAT_NDO_FDB_ADD(name, add)				\
static int name(struct ndmsg *ndm, struct nlattr *tb[],			\
		struct net_device *dev, const unsigned char *addr,	\
		u16 vid, u16 flags, struct netlink_ext_ack *extack)	\
{									\
	return add(ndm, tb, dev, addr, vid, flags, extack);		\
}

#define VSW_COMPAT_NDO_FDB_DEL(name, del)				\
static int name(struct ndmsg *ndm, struct nlattr *tb[],			\
		struct net_device *dev, const unsigned char *addr,	\
		u16 vid, struct netlink_ext_ack *extack)		\
{									\
	return del(dev, addr, vid, extack);				\
}
#endif

/* Where ndo_fdb_dump is to go on. */
static inline int vsw_compat_fdb_dump_index(struct netlink_callback *cb)
{
#ifdef VSW_HAVE_FDB_DUMP_CONTEXT
	return ((struct ndo_fdb_dump_context *)cb->ctx)->fdb_idx;
#else
	return cb->args[2];
#endif
}

/* The attributes of a dump request. */
static inline struct nlattr **vsw_compat_dump_attrs(struct netlink_callback *cb)
{
#ifdef VSW_HAVE_GENL_INFO_DUMP
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

#endif /* VSW_COMPAT_H */
