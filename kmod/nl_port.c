// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about ports: get, add, set, del, and notifications.
 * Called by generic netlink in process context.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>

#include "conf.h"
#include "forward.h"
#include "nl.h"
#include "port.h"
#include "txn.h"
#include "vlan.h"
#include "vswitch.h"

/* The yes-or-no attributes, and what they set. */
static const struct {
	int attr;
	u32 flag;
} flag_attrs[] = {
	{ VSWITCH_A_PORT_LEARNING, VSW_PORT_LEARNING },
	{ VSWITCH_A_PORT_FLOOD_UNICAST, VSW_PORT_FLOOD_UNICAST },
	{ VSWITCH_A_PORT_FLOOD_MULTICAST, VSW_PORT_FLOOD_MULTICAST },
	{ VSWITCH_A_PORT_FLOOD_BROADCAST, VSW_PORT_FLOOD_BROADCAST },
	{ VSWITCH_A_PORT_HAIRPIN, VSW_PORT_HAIRPIN },
	{ VSWITCH_A_PORT_FORWARD_LLDP, VSW_PORT_FORWARD_LLDP },
	{ VSWITCH_A_PORT_FORWARD_LACP, VSW_PORT_FORWARD_LACP },
};

static enum vswitch_port_state port_state(const struct vsw_port_conf *pc)
{
	if (!pc->dev)
		return VSWITCH_PORT_STATE_DETACHED;
	return vsw_forward_is_up(pc->dev) ? VSWITCH_PORT_STATE_UP
					  : VSWITCH_PORT_STATE_DOWN;
}

static int fill_port(struct sk_buff *msg, const struct vsw_switch *sw,
		     const struct vsw_port_conf *pc)
{
	unsigned int i;

	if (nla_put_u32(msg, VSWITCH_A_PORT_SWITCH, sw->dev->ifindex) ||
	    nla_put_u32(msg, VSWITCH_A_PORT_NUMBER, pc->number) ||
	    vsw_nl_put_port_names(msg, pc, VSWITCH_A_PORT_NAME,
				  VSWITCH_A_PORT_IFNAME) ||
	    nla_put_u32(msg, VSWITCH_A_PORT_STATE, port_state(pc)) ||
	    nla_put_u32(msg, VSWITCH_A_PORT_MAX_FDB, pc->max_fdb) ||
	    nla_put_u32(msg, VSWITCH_A_PORT_FDB_ENTRIES,
			READ_ONCE(pc->port->fdb_count)))
		return -EMSGSIZE;
	if (pc->dev &&
	    (nla_put_u32(msg, VSWITCH_A_PORT_IFINDEX, pc->dev->ifindex) ||
	     nla_put_u32(msg, VSWITCH_A_PORT_MTU, READ_ONCE(pc->dev->mtu))))
		return -EMSGSIZE;
	for (i = 0; i < ARRAY_SIZE(flag_attrs); i++)
		if (nla_put_u8(msg, flag_attrs[i].attr,
			       !!(pc->flags & flag_attrs[i].flag)))
			return -EMSGSIZE;
	return vsw_nl_port_vlan_fill(msg, pc);
}

/* The port of a device; the host's is the switch itself. */
static struct vsw_port_conf *find_ifindex(const struct vsw_conf *conf,
					  u32 ifindex)
{
	struct vsw_port_conf *pc;
	u32 number;

	pc = vsw_conf_port(conf, VSW_PORT_HOST);
	if (ifindex == pc->dev->ifindex)
		return pc;
	/* 0 is that of no device, and of all ports that have none */
	for (number = 1; ifindex && (pc = vsw_conf_next_port(conf, &number));
	     number++)
		if (pc->ifindex == ifindex)
			return pc;
	return NULL;
}

/* By number, else by name, else by device. */
static struct vsw_port_conf *find_port(const struct vsw_conf *conf,
				       const struct genl_info *info)
{
	struct nlattr *ifindex = info->attrs[VSWITCH_A_PORT_IFINDEX];
	struct nlattr *number = info->attrs[VSWITCH_A_PORT_NUMBER];
	struct nlattr *name = info->attrs[VSWITCH_A_PORT_NAME];
	struct vsw_port_conf *pc = NULL;
	int err;

	if (number)
		return vsw_nl_port_find(conf, number, info->extack);
	if (name) {
		if (*(char *)nla_data(name))
			pc = vsw_conf_find_name(conf, nla_data(name));
		if (!pc)
			NL_SET_ERR_MSG_ATTR(info->extack, name,
					    "the switch has no port of this name");
		return pc ?: ERR_PTR(-ENOENT);
	}
	if (ifindex) {
		pc = find_ifindex(conf, nla_get_u32(ifindex));
		if (!pc)
			NL_SET_ERR_MSG_ATTR(info->extack, ifindex,
					    "the device is no port of this switch");
		return pc ?: ERR_PTR(-ENOENT);
	}
	err = vsw_nl_missing(info, VSWITCH_A_PORT_NUMBER, "the port is missing");
	return ERR_PTR(err);
}

/* Room that fill_port() needs at most. */
static size_t port_size(const struct vsw_port_conf *pc)
{
	return 512 + vsw_nl_port_vlan_size(pc);
}

static int reply_port(const struct vsw_switch *sw,
		      const struct vsw_port_conf *pc, struct genl_info *info)
{
	struct vsw_nl_reply reply;
	int err;

	err = vsw_nl_reply_begin(&reply, port_size(pc), info);
	if (err)
		return err;
	err = fill_port(reply.msg, sw, pc);
	return vsw_nl_reply_end(&reply, err, info);
}

int vswitch_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_PORT_SWITCH);
	struct vsw_port_conf *pc;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_conf_lock(sw, info->extack);
	if (err)
		goto out_put;
	pc = find_port(vsw_conf_current(sw), info);
	err = IS_ERR(pc) ? PTR_ERR(pc) : reply_port(sw, pc, info);
	vsw_conf_unlock(sw);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

/* Dump the ports of one switch; -EMSGSIZE when @skb is full. */
static int dump_ports(struct sk_buff *skb, struct netlink_callback *cb,
		      const struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	const struct vsw_conf *conf = rcu_dereference(sw->conf);
	const struct vsw_port_conf *pc;
	void *hdr;

	vsw_nl_walk_check(walk, cb, conf);
	while ((pc = vsw_conf_next_port(conf, &walk->number))) {
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			return -EMSGSIZE;
		if (fill_port(skb, sw, pc)) {
			genlmsg_cancel(skb, hdr);
			if (!skb->len)
				vsw_nl_enlarge(skb, cb, port_size(pc));
			return -EMSGSIZE;
		}
		genlmsg_end(skb, hdr);
		walk->number++;
	}
	return 0;
}

int vswitch_nl_port_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct nlattr *only = vsw_compat_dump_attrs(cb)[VSWITCH_A_PORT_SWITCH];

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_PORT_NUMBER) ||
	    vsw_nl_not_in_dump(cb, VSWITCH_A_PORT_NAME) ||
	    vsw_nl_not_in_dump(cb, VSWITCH_A_PORT_IFINDEX))
		return -EINVAL;
	return vsw_nl_dump(skb, cb, only, dump_ports);
}

static void parse_port(struct vsw_port_set *set, const struct genl_info *info)
{
	struct nlattr *attr;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flag_attrs); i++) {
		attr = info->attrs[flag_attrs[i].attr];
		if (!attr)
			continue;
		set->mask |= flag_attrs[i].flag;
		if (nla_get_u8(attr))
			set->flags |= flag_attrs[i].flag;
	}
	attr = info->attrs[VSWITCH_A_PORT_MAX_FDB];
	if (attr) {
		set->has_max_fdb = true;
		set->max_fdb = nla_get_u32(attr);
	}
	set->max_fdb_attr = attr;
	attr = info->attrs[VSWITCH_A_PORT_NAME];
	if (attr)
		set->name = nla_data(attr);
	set->name_attr = attr;
}

/*
 * The device that a port is to have; under RTNL it stays. An empty name is that
 * of no device, for which a port that is there (@exists) can wait.
 */
static int parse_device(struct vsw_port_set *set, struct genl_info *info,
			bool exists)
{
	struct nlattr *ifindex = info->attrs[VSWITCH_A_PORT_IFINDEX];
	struct nlattr *ifname = info->attrs[VSWITCH_A_PORT_IFNAME];
	struct net_device *dev;

	if (!ifindex && !ifname)
		return 0;
	set->has_device = true;
	if (ifindex && nla_get_u32(ifindex)) {
		dev = __dev_get_by_index(genl_info_net(info),
					 nla_get_u32(ifindex));
		if (!dev) {
			NL_SET_ERR_MSG_ATTR(info->extack, ifindex,
					    "no such device in this network namespace");
			return -ENODEV;
		}
		set->ifindex = dev->ifindex;
		set->ifname = dev->name;
		return 0;
	}
	if (!ifname)
		return 0;
	if (!dev_valid_name(nla_data(ifname)) &&
	    !(exists && !*(char *)nla_data(ifname))) {
		NL_SET_ERR_MSG_ATTR(info->extack, ifname,
				    "not a valid name of a network device");
		return -EINVAL;
	}
	set->ifname = nla_data(ifname);
	return 0;
}

/* Tell of the port that was made, as it is now. */
static void reply_added(struct vsw_switch *sw, u32 number,
			struct genl_info *info)
{
	const struct vsw_port_conf *pc;

	if (vsw_conf_lock(sw, NULL))
		return;
	pc = vsw_conf_port(vsw_conf_current(sw), number);
	if (pc)
		reply_port(sw, pc, info);
	vsw_conf_unlock(sw);
}

static int add_port(struct vsw_switch *sw, struct vsw_port_set *set,
		    struct genl_info *info)
{
	struct vsw_port_conf *pc;
	struct vsw_change c;
	u32 number;
	int err;

	err = vsw_nl_change_begin(&c, sw, info, VSWITCH_A_PORT_TXN);
	if (err)
		return err;
	pc = vsw_port_add(sw, c.conf, set, info->extack);
	err = PTR_ERR_OR_ZERO(pc);
	/* afterwards somebody else may have ended the transaction */
	if (!err && c.txn)
		err = reply_port(sw, pc, info);
	if (err || c.txn)
		return vsw_change_end(&c, err, info->extack);
	number = pc->number;
	err = vsw_change_end(&c, 0, info->extack);
	if (!err)
		reply_added(sw, number, info);
	return err;
}

int vswitch_nl_port_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_PORT_SWITCH);
	struct vsw_vlan_request vlan;
	struct vsw_port_set set = { .vlan = &vlan };
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_nl_port_vlan_parse(&vlan, sw, info);
	if (err)
		goto out_put;
	parse_port(&set, info);

	rtnl_lock();
	err = parse_device(&set, info, false);
	if (!err && !set.ifindex && !(set.name && *set.name))
		err = vsw_nl_missing(info, VSWITCH_A_PORT_NAME,
				     "a port needs a device or a name");
	if (!err)
		err = add_port(sw, &set, info);
	vsw_nl_blame(info, err, set.ifindex ? VSWITCH_A_PORT_IFINDEX
					    : VSWITCH_A_PORT_NAME);
	rtnl_unlock();
	vsw_nl_port_vlan_put(&vlan);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

static int set_port(struct vsw_switch *sw, const struct vsw_port_set *set,
		    struct genl_info *info)
{
	struct vsw_port_conf *pc;
	struct vsw_change c;
	int err;

	err = vsw_nl_change_begin(&c, sw, info, VSWITCH_A_PORT_TXN);
	if (err)
		return err;
	pc = find_port(c.conf, info);
	if (!IS_ERR(pc))
		pc = vsw_conf_edit_port(c.conf, pc->number,
					GFP_KERNEL_ACCOUNT) ?:
		     ERR_PTR(-ENOMEM);
	err = IS_ERR(pc) ? PTR_ERR(pc)
			 : vsw_port_apply(c.conf, pc, set, info->extack);
	return vsw_change_end(&c, err, info->extack);
}

int vswitch_nl_port_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_PORT_SWITCH);
	struct vsw_vlan_request vlan;
	struct vsw_port_set set = { .vlan = &vlan };
	bool by_number;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_nl_port_vlan_parse(&vlan, sw, info);
	if (err)
		goto out_put;
	parse_port(&set, info);
	/* a name or a device that says which port is meant is not a new one */
	by_number = info->attrs[VSWITCH_A_PORT_NUMBER];
	if (!by_number)
		set.name = NULL;

	/* devices stay as they are under RTNL; the rest does without */
	if (by_number && (info->attrs[VSWITCH_A_PORT_IFINDEX] ||
			  info->attrs[VSWITCH_A_PORT_IFNAME])) {
		rtnl_lock();
		err = parse_device(&set, info, true);
		if (!err)
			err = set_port(sw, &set, info);
		vsw_nl_blame(info, err, VSWITCH_A_PORT_IFINDEX);
		rtnl_unlock();
	} else {
		err = set_port(sw, &set, info);
	}
	vsw_nl_port_vlan_put(&vlan);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

static int del_port(struct vsw_switch *sw, struct genl_info *info)
{
	struct vsw_port_conf *pc;
	struct vsw_change c;
	int err;

	err = vsw_nl_change_begin(&c, sw, info, VSWITCH_A_PORT_TXN);
	if (err)
		return err;
	pc = find_port(c.conf, info);
	if (IS_ERR(pc)) {
		err = PTR_ERR(pc);
	} else if (pc->number == VSW_PORT_HOST) {
		NL_SET_ERR_MSG(info->extack,
			       "the host's port goes with the switch only");
		err = -EINVAL;
	} else {
		err = vsw_conf_del_port(c.conf, pc->number, GFP_KERNEL_ACCOUNT);
	}
	return vsw_change_end(&c, err, info->extack);
}

int vswitch_nl_port_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_PORT_SWITCH);
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	rtnl_lock();
	err = del_port(sw, info);
	rtnl_unlock();
	vsw_nl_blame(info, err, VSWITCH_A_PORT_NUMBER);
	vsw_nl_blame(info, err, VSWITCH_A_PORT_NAME);
	vsw_nl_blame(info, err, VSWITCH_A_PORT_IFINDEX);
	vsw_nl_switch_put(sw);
	return err;
}

/**
 * vsw_nl_port_notify() - tell who listens that a port changed
 * @sw: the switch
 * @pc: the configuration of the port; for a deletion the last one
 * @cmd: VSWITCH_CMD_PORT_NTF or VSWITCH_CMD_PORT_DEL_NTF
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_port_notify(struct vsw_switch *sw, const struct vsw_port_conf *pc,
			u8 cmd)
{
	struct vsw_nl_news news;

	lockdep_assert_held(&sw->conf_lock);

	if (vsw_nl_news_begin(&news, sw, cmd, VSWITCH_NLGRP_CONFIG,
			      port_size(pc), GFP_KERNEL))
		vsw_nl_news_end(&news, sw, fill_port(news.msg, sw, pc));
}
