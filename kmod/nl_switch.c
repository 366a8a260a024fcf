// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about switches: get, add, set, del, and notifications.
 * Called by generic netlink in process context.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include "conf.h"
#include "dev.h"
#include "nl.h"
#include "port.h"
#include "txn.h"
#include "vswitch.h"

static int fill_switch(struct sk_buff *msg, const struct vsw_switch *sw,
		       const struct vsw_conf *conf)
{
	const struct net_device *dev = sw->dev;
	u8 addr[ETH_ALEN];

	vsw_dev_address(dev, addr);
	if (nla_put_u32(msg, VSWITCH_A_SWITCH_IFINDEX, dev->ifindex) ||
	    vsw_nl_put_ifname(msg, VSWITCH_A_SWITCH_IFNAME, dev) ||
	    nla_put(msg, VSWITCH_A_SWITCH_ADDRESS, ETH_ALEN, addr) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_AGEING_TIME, conf->ageing_time) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_MAX_PORTS, conf->max_ports) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_MAX_FDB, conf->max_fdb) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_PORT_MAX_FDB,
			conf->port_max_fdb) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_MAX_RULES, conf->max_rules) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_VLAN_PROTOCOL,
			conf->vlan_protocol) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_GENERATION, conf->generation) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_PORTS, conf->n_ports) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_ATTACHED, conf->n_attached) ||
	    nla_put_u32(msg, VSWITCH_A_SWITCH_FDB_ENTRIES,
			READ_ONCE(sw->fdb.count)))
		return -EMSGSIZE;
	return 0;
}

/* By index or by name. */
static struct vsw_switch *get_switch(struct genl_info *info)
{
	struct nlattr *ifname = info->attrs[VSWITCH_A_SWITCH_IFNAME];
	struct net_device *dev;

	if (info->attrs[VSWITCH_A_SWITCH_IFINDEX] || !ifname)
		return vsw_nl_switch_get(info, VSWITCH_A_SWITCH_IFINDEX);
	dev = dev_get_by_name(genl_info_net(info), nla_data(ifname));
	if (dev && vsw_is_switch(dev))
		return netdev_priv(dev);
	dev_put(dev);
	NL_SET_ERR_MSG_ATTR(info->extack, ifname, "no switch has this name");
	return ERR_PTR(-ENODEV);
}

static int reply_switch(struct vsw_switch *sw, struct genl_info *info)
{
	struct vsw_nl_reply reply;
	int err;

	err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		return err;
	rcu_read_lock();
	err = fill_switch(reply.msg, sw, rcu_dereference(sw->conf));
	rcu_read_unlock();
	return vsw_nl_reply_end(&reply, err, info);
}

int vswitch_nl_switch_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = get_switch(info);
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = reply_switch(sw, info);
	vsw_nl_switch_put(sw);
	return err;
}

int vswitch_nl_switch_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct vsw_nl_walk *walk = (struct vsw_nl_walk *)cb->ctx;
	struct net *net = sock_net(skb->sk);
	struct vsw_switch *sw;
	void *hdr;

	BUILD_BUG_ON(sizeof(*walk) > sizeof(cb->ctx));

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_SWITCH_IFINDEX) ||
	    vsw_nl_not_in_dump(cb, VSWITCH_A_SWITCH_IFNAME))
		return -EINVAL;
	rcu_read_lock();
	cb->seq = READ_ONCE(net->dev_base_seq);
	while ((sw = vsw_nl_walk_next(walk, net, NULL))) {
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			break;
		if (fill_switch(skb, sw, rcu_dereference(sw->conf))) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
		vsw_nl_walk_done(walk);
	}
	rcu_read_unlock();
	return skb->len;
}

/* Put the settings of a request into a snapshot under construction. */
static int parse_settings(struct vsw_conf *conf, struct genl_info *info)
{
	static const struct {
		int attr;
		enum vswitch_limit limit;
	} limits[] = {
		{ VSWITCH_A_SWITCH_MAX_PORTS, VSWITCH_LIMIT_PORTS },
		{ VSWITCH_A_SWITCH_MAX_FDB, VSWITCH_LIMIT_FDB },
		{ VSWITCH_A_SWITCH_PORT_MAX_FDB, VSWITCH_LIMIT_PORT_FDB },
		{ VSWITCH_A_SWITCH_MAX_RULES, VSWITCH_LIMIT_RULES },
	};
	struct nlattr *attr = info->attrs[VSWITCH_A_SWITCH_AGEING_TIME];
	struct nlattr *protocol = info->attrs[VSWITCH_A_SWITCH_VLAN_PROTOCOL];
	unsigned int i;
	int err = 0;

	if (protocol)
		conf->vlan_protocol = nla_get_u32(protocol);
	if (attr)
		err = vsw_conf_set_ageing(conf, nla_get_u32(attr),
					  info->extack);
	for (i = 0; !err && i < ARRAY_SIZE(limits); i++) {
		attr = info->attrs[limits[i].attr];
		if (attr)
			err = vsw_conf_set_limit(conf, limits[i].limit,
						 nla_get_u32(attr),
						 info->extack);
	}
	if (err)
		NL_SET_BAD_ATTR(info->extack, attr);
	return err;
}

/* Set up a new switch, and tell who listens that it is there. */
static int set_up(struct vsw_switch *sw, struct genl_info *info)
{
	struct vsw_conf *conf;
	int err;

	err = vsw_conf_lock(sw, info->extack);
	if (err)
		return err;
	conf = vsw_conf_edit(sw, GFP_KERNEL_ACCOUNT);
	err = conf ? parse_settings(conf, info) : -ENOMEM;
	if (!err) {
		vsw_conf_publish(sw, conf);
		vsw_nl_switch_notify(sw, VSWITCH_CMD_SWITCH_NTF);
	} else if (conf) {
		vsw_conf_abort(conf);
	}
	vsw_conf_unlock(sw);
	return err;
}

/* Are the settings right, before there is a switch to set? */
static int check_settings(struct genl_info *info)
{
	struct vsw_conf *scratch = kzalloc(sizeof(*scratch), GFP_KERNEL);
	int err;

	if (!scratch)
		return -ENOMEM;
	err = parse_settings(scratch, info);
	kfree(scratch);
	return err;
}

static int add_switch(struct genl_info *info)
{
	struct nlattr *addr = info->attrs[VSWITCH_A_SWITCH_ADDRESS];
	struct nlattr *name = info->attrs[VSWITCH_A_SWITCH_IFNAME];
	struct net_device *dev;
	int err;

	dev = vsw_dev_create(genl_info_net(info), nla_data(name),
			     addr ? nla_data(addr) : NULL, info->extack);
	if (IS_ERR(dev)) {
		if (PTR_ERR(dev) == -EEXIST)
			NL_SET_ERR_MSG_ATTR(info->extack, name,
					    "a device of this name exists");
		else if (PTR_ERR(dev) == -EINVAL && strchr(nla_data(name), '%'))
			NL_SET_ERR_MSG_ATTR(info->extack, name,
					    "a name takes one %d, and no other %");
		return PTR_ERR(dev);
	}
	err = set_up(netdev_priv(dev), info);
	if (!err)
		err = rtnl_configure_link(dev, NULL, 0, NULL);
	if (!err)
		err = reply_switch(netdev_priv(dev), info);
	if (err)
		rtnl_delete_link(dev, 0, NULL);
	return err;
}

int vswitch_nl_switch_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *addr = info->attrs[VSWITCH_A_SWITCH_ADDRESS];
	struct nlattr *name = info->attrs[VSWITCH_A_SWITCH_IFNAME];
	int err;

	if (!name)
		return vsw_nl_missing(info, VSWITCH_A_SWITCH_IFNAME,
				      "the name of the switch is missing");
	if (!dev_valid_name(nla_data(name))) {
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "not a valid name of a network device");
		return -EINVAL;
	}
	if (addr && !is_valid_ether_addr(nla_data(addr))) {
		NL_SET_ERR_MSG_ATTR(info->extack, addr,
				    "the address must be a unicast MAC address");
		return -EADDRNOTAVAIL;
	}
	err = check_settings(info);
	if (err)
		return err;
	rtnl_lock();
	err = add_switch(info);
	rtnl_unlock();
	return err;
}

int vswitch_nl_switch_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = get_switch(info);
	struct vsw_change c;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_nl_change_begin(&c, sw, info, VSWITCH_A_SWITCH_TXN);
	if (!err) {
		err = parse_settings(c.conf, info);
		err = vsw_change_end(&c, err, info->extack);
	}
	vsw_nl_switch_put(sw);
	return err;
}

int vswitch_nl_switch_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw;
	int err;

	rtnl_lock();
	sw = get_switch(info);
	if (IS_ERR(sw)) {
		rtnl_unlock();
		return PTR_ERR(sw);
	}
	/* under RTNL it stays; with a reference it could never go */
	vsw_nl_switch_put(sw);
	err = rtnl_delete_link(sw->dev, 0, NULL);
	rtnl_unlock();
	return err;
}

/**
 * vsw_nl_switch_notify() - tell who listens that a switch changed
 * @sw: the switch
 * @cmd: VSWITCH_CMD_SWITCH_NTF or VSWITCH_CMD_SWITCH_DEL_NTF
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_switch_notify(struct vsw_switch *sw, u8 cmd)
{
	struct vsw_nl_news news;

	lockdep_assert_held(&sw->conf_lock);

	if (vsw_nl_news_begin(&news, sw, cmd, VSWITCH_NLGRP_CONFIG,
			      NLMSG_GOODSIZE, GFP_KERNEL))
		vsw_nl_news_end(&news, sw,
				fill_switch(news.msg, sw,
					    vsw_conf_current(sw)));
}
