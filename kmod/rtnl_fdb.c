// SPDX-License-Identifier: GPL-2.0
/*
 * "bridge fdb show|add|del ... dev vsw0 self [via PORT]": the forwarding
 * database in the language of iproute2, beside our own netlink. Called by the
 * kernel under RTNL.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "conf.h"
#include "fdb.h"
#include "nl.h"
#include "port.h"
#include "rtnl_fdb.h"
#include "vswitch.h"

/* The port that NDA_IFINDEX ("via DEV") names; without it the host's. */
static struct vsw_port *via_port(struct vsw_switch *sw, struct nlattr *tb[],
				 struct netlink_ext_ack *extack)
{
	struct net_device *dev;
	struct vsw_port *port;

	if (!tb[NDA_IFINDEX])
		return sw->host;
	if (nla_len(tb[NDA_IFINDEX]) != sizeof(u32)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NDA_IFINDEX], "bad interface index");
		return NULL;
	}
	dev = __dev_get_by_index(dev_net(sw->dev),
				 nla_get_u32(tb[NDA_IFINDEX]));
	if (dev == sw->dev)
		return sw->host;
	port = dev ? vsw_port_of_dev(dev) : NULL;
	if (port && port->sw == sw)
		return port;
	NL_SET_ERR_MSG_ATTR(extack, tb[NDA_IFINDEX],
			    "the device is no port of this switch");
	return NULL;
}

static enum vswitch_fdb_kind kind_of(const struct ndmsg *ndm)
{
	if (ndm->ndm_flags & NTF_STICKY)
		return VSWITCH_FDB_KIND_STICKY;
	/* iproute2 says "static" as NOARP and REACHABLE, nothing as NOARP */
	if (ndm->ndm_state & (NUD_NOARP | NUD_PERMANENT))
		return VSWITCH_FDB_KIND_STATIC;
	return VSWITCH_FDB_KIND_DYNAMIC;
}

static u16 vid_or_default(u16 vid)
{
	return vid ?: VSW_VID_DEFAULT;
}

/**
 * vsw_rtnl_fdb_add() - "bridge fdb add|replace ADDR dev SWITCH self via PORT"
 * @ndm: header of the request: state and flags say the kind
 * @tb: attributes, NDA_IFINDEX says the port
 * @dev: the switch device
 * @addr: MAC address
 * @vid: VLAN, 0 for the default one
 * @flags: netlink flags, NLM_F_REPLACE changes an entry that is there
 * @extack: says what is wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int vsw_rtnl_fdb_add(const struct ndmsg *ndm, struct nlattr *tb[],
		     struct net_device *dev, const u8 *addr, u16 vid, u16 flags,
		     struct netlink_ext_ack *extack)
{
	struct vsw_switch *sw = netdev_priv(dev);
	struct netlink_ext_ack first = {};
	bool replace = flags & NLM_F_REPLACE;
	struct vsw_port *port;
	int err;
	u64 key;

	if (!is_valid_ether_addr(addr)) {
		NL_SET_ERR_MSG(extack, "the address must be a unicast MAC address");
		return -EINVAL;
	}
	port = via_port(sw, tb, extack);
	if (!port)
		return -EINVAL;

	key = vsw_fdb_key(addr, vid_or_default(vid));
	err = vsw_conf_lock(sw, extack);
	if (err)
		return err;
	err = vsw_fdb_add(sw, vsw_conf_current(sw), key, port,
			  kind_of(ndm), &first);
	if (err == -EEXIST && replace)
		err = vsw_fdb_set(sw, vsw_conf_current(sw), key, port,
				  kind_of(ndm), extack);
	else if (err && extack)
		extack->_msg = first._msg;
	vsw_conf_unlock(sw);
	return err;
}

/**
 * vsw_rtnl_fdb_del() - "bridge fdb del ADDR dev SWITCH self"
 * @dev: the switch device
 * @addr: MAC address
 * @vid: VLAN, 0 for the default one
 * @extack: says what is wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int vsw_rtnl_fdb_del(struct net_device *dev, const u8 *addr, u16 vid,
		     struct netlink_ext_ack *extack)
{
	return vsw_fdb_del(netdev_priv(dev),
			   vsw_fdb_key(addr, vid_or_default(vid)), extack);
}

struct fdb_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	const struct vsw_conf *conf;
	struct net_device *dev;
};

static int put_entry(const struct fdb_dump *d,
		     const struct vsw_fdb_entry *entry)
{
	const struct vsw_port *port = READ_ONCE(entry->port);
	const struct vsw_port_conf *pc = vsw_conf_port(d->conf, port->number);
	u8 kind = READ_ONCE(entry->kind);
	struct nda_cacheinfo ci = {};
	u8 addr[ETH_ALEN];
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;

	nlh = nlmsg_put(d->skb, NETLINK_CB(d->cb->skb).portid,
			d->cb->nlh->nlmsg_seq, RTM_NEWNEIGH, sizeof(*ndm),
			NLM_F_MULTI);
	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	memset(ndm, 0, sizeof(*ndm));
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_ifindex = d->dev->ifindex;
	ndm->ndm_flags = NTF_SELF;
	if (kind == VSWITCH_FDB_KIND_LOCAL)
		ndm->ndm_state = NUD_PERMANENT;
	else if (kind == VSWITCH_FDB_KIND_STATIC)
		ndm->ndm_state = NUD_NOARP;
	else
		ndm->ndm_state = NUD_REACHABLE;
	if (kind == VSWITCH_FDB_KIND_STICKY)
		ndm->ndm_flags |= NTF_STICKY;

	vsw_fdb_key_addr(entry->key, addr);
	if (vsw_fdb_ages(kind))
		ci.ndm_updated = msecs_to_jiffies(vsw_fdb_age_ms(entry)) *
				 USER_HZ / HZ;
	ci.ndm_used = ci.ndm_updated;
	if (nla_put(d->skb, NDA_LLADDR, ETH_ALEN, addr) ||
	    (vsw_fdb_key_vid(entry->key) &&
	     nla_put_u16(d->skb, NDA_VLAN, vsw_fdb_key_vid(entry->key))) ||
	    nla_put(d->skb, NDA_CACHEINFO, sizeof(ci), &ci) ||
	    (pc && pc->dev && pc->dev != d->dev &&
	     nla_put_u32(d->skb, NDA_IFINDEX, pc->dev->ifindex))) {
		nlmsg_cancel(d->skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(d->skb, nlh);
	return 0;
}

static int dump_entry(const struct vsw_fdb_entry *entry, void *arg)
{
	return put_entry(arg, entry);
}

/**
 * vsw_rtnl_fdb_dump() - "bridge fdb show dev SWITCH"
 * @skb: the message to fill
 * @cb: the dump
 * @dev: the switch device
 * @filter_dev: not used
 * @idx: gets where to go on, a bucket of the hash table; the core keeps it
 *
 * Context: RTNL.
 * Return: 0 at the end, -EMSGSIZE when @skb is full.
 */
int vsw_rtnl_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      struct net_device *dev, struct net_device *filter_dev,
		      int *idx)
{
	struct vsw_fdb_filter all = { .kinds = VSW_FDB_ALL };
	struct vsw_switch *sw = netdev_priv(dev);
	struct vsw_fdb_cursor cursor = {
		.bucket = vsw_compat_fdb_dump_index(cb),
	};
	struct fdb_dump d = { .skb = skb, .cb = cb, .dev = dev };
	int err;

	rcu_read_lock();
	d.conf = rcu_dereference(sw->conf);
	err = vsw_fdb_dump(&sw->fdb, &cursor, skb, &all, dump_entry, &d);
	rcu_read_unlock();
	*idx = cursor.bucket;
	return err;
}
