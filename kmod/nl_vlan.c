// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about VLANs: get, add, set, del, and notifications. Called
 * by generic netlink in process context.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "port.h"
#include "txn.h"
#include "vlans.h"
#include "vswitch.h"

static int put_counters(struct sk_buff *msg, const struct vsw_vlan *vlan)
{
	struct vsw_vlan_stats sum;

	if (!vlan->counters)
		return 0;
	vsw_vlan_read(vlan, &sum);
	if (nla_put_u64_64bit(msg, VSWITCH_A_VLAN_RX_FRAMES,
			      u64_stats_read(&sum.rx_frames),
			      VSWITCH_A_VLAN_PAD) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_VLAN_RX_BYTES,
			      u64_stats_read(&sum.rx_bytes),
			      VSWITCH_A_VLAN_PAD) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_VLAN_TX_FRAMES,
			      u64_stats_read(&sum.tx_frames),
			      VSWITCH_A_VLAN_PAD) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_VLAN_TX_BYTES,
			      u64_stats_read(&sum.tx_bytes),
			      VSWITCH_A_VLAN_PAD))
		return -EMSGSIZE;
	return 0;
}

static int fill_vlan(struct sk_buff *msg, const struct vsw_switch *sw,
		     const struct vsw_vlan *vlan)
{
	if (nla_put_u32(msg, VSWITCH_A_VLAN_SWITCH, sw->dev->ifindex) ||
	    nla_put_u16(msg, VSWITCH_A_VLAN_VID, vlan->vid) ||
	    (vlan->name[0] &&
	     nla_put_string(msg, VSWITCH_A_VLAN_NAME, vlan->name)) ||
	    nla_put_u8(msg, VSWITCH_A_VLAN_COUNTERS, !!vlan->counters) ||
	    nla_put_u32(msg, VSWITCH_A_VLAN_PORTS, vlan->n) ||
	    put_counters(msg, vlan))
		return -EMSGSIZE;
	return 0;
}

/* By VID, else by name; only one that was added. */
static struct vsw_vlan *find_vlan(const struct vsw_conf *conf,
				  const struct genl_info *info)
{
	struct nlattr *name = info->attrs[VSWITCH_A_VLAN_NAME];
	struct nlattr *vid = info->attrs[VSWITCH_A_VLAN_VID];
	struct vsw_vlan *vlan = NULL;
	int err;

	if (!vid && !name) {
		err = vsw_nl_missing(info, VSWITCH_A_VLAN_VID,
				     "the VLAN is missing");
		return ERR_PTR(err);
	}
	if (vid)
		vlan = vsw_vlans_find(&conf->vlans, nla_get_u16(vid));
	else if (*(char *)nla_data(name))
		vlan = vsw_vlans_find_name(&conf->vlans, nla_data(name));
	if (vlan && vlan->defined)
		return vlan;
	NL_SET_ERR_MSG_ATTR(info->extack, vid ?: name,
			    "this VLAN was not added to the switch");
	return ERR_PTR(-ENOENT);
}

static int get_vlan(struct sk_buff *msg, const struct vsw_switch *sw,
		    const struct vsw_conf *conf, const struct genl_info *info)
{
	const struct vsw_vlan *vlan = find_vlan(conf, info);

	return IS_ERR(vlan) ? PTR_ERR(vlan) : fill_vlan(msg, sw, vlan);
}

int vswitch_nl_vlan_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_get(info, VSWITCH_A_VLAN_SWITCH, get_vlan);
}

/* Dump the VLANs of one switch; -EMSGSIZE when @skb is full. */
static int dump_vlans(struct sk_buff *skb, struct netlink_callback *cb,
		      const struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	const struct vsw_conf *conf = rcu_dereference(sw->conf);
	const struct vsw_vlan *vlan;
	void *hdr;

	vsw_nl_walk_check(walk, cb, conf);
	for (walk->number = max(walk->number, 1U);
	     (vlan = vsw_vlans_next(&conf->vlans, &walk->number));
	     walk->number++) {
		if (!vlan->defined)
			continue;
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			return -EMSGSIZE;
		if (fill_vlan(skb, sw, vlan)) {
			genlmsg_cancel(skb, hdr);
			return -EMSGSIZE;
		}
		genlmsg_end(skb, hdr);
	}
	return 0;
}

int vswitch_nl_vlan_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct nlattr *only = vsw_compat_dump_attrs(cb)[VSWITCH_A_VLAN_SWITCH];
	struct vsw_nl_walk *walk = (struct vsw_nl_walk *)cb->ctx;
	struct vsw_switch *sw;

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_VLAN_VID) ||
	    vsw_nl_not_in_dump(cb, VSWITCH_A_VLAN_NAME))
		return -EINVAL;
	if (vsw_nl_check_only(cb, only, walk->ifindex))
		return -ENODEV;
	rcu_read_lock();
	while ((sw = vsw_nl_walk_next(walk, sock_net(skb->sk), only))) {
		if (dump_vlans(skb, cb, sw, walk))
			break;
		vsw_nl_walk_done(walk);
	}
	rcu_read_unlock();
	return skb->len;
}

/* May the VLAN have this name? */
static int check_name(const struct vsw_conf *conf, u16 vid,
		      const struct nlattr *name,
		      struct netlink_ext_ack *extack)
{
	const struct vsw_vlan *other = NULL;
	int err;

	if (!name)
		return 0;
	err = vsw_name_check(nla_data(name), name, extack);
	if (err)
		return err;
	if (*(char *)nla_data(name))
		other = vsw_vlans_find_name(&conf->vlans, nla_data(name));
	if (!other || other->vid == vid)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, name,
			    "another VLAN of the switch has this name");
	return -EEXIST;
}

static int define(struct vsw_conf *conf, bool add, const struct genl_info *info)
{
	struct nlattr *counters = info->attrs[VSWITCH_A_VLAN_COUNTERS];
	struct nlattr *name = info->attrs[VSWITCH_A_VLAN_NAME];
	struct nlattr *vid = info->attrs[VSWITCH_A_VLAN_VID];
	const struct vsw_vlan *vlan;
	bool defined;
	int err;

	if (!vid)
		return vsw_nl_missing(info, VSWITCH_A_VLAN_VID,
				      "the VLAN is missing");
	vlan = vsw_vlans_find(&conf->vlans, nla_get_u16(vid));
	defined = vlan && vlan->defined;
	if (defined == add) {
		if (add)
			NL_SET_ERR_MSG_ATTR(info->extack, vid,
					    "this VLAN was added already");
		else
			NL_SET_ERR_MSG_ATTR(info->extack, vid,
					    "this VLAN was not added to the switch");
		return add ? -EEXIST : -ENOENT;
	}
	err = check_name(conf, nla_get_u16(vid), name, info->extack);
	if (err)
		return err;
	return vsw_vlans_define(conf, nla_get_u16(vid),
				name ? nla_data(name) : NULL,
				counters ? nla_get_u8(counters) : -1);
}

static int undefine(struct vsw_conf *conf, const struct genl_info *info)
{
	const struct vsw_vlan *vlan = find_vlan(conf, info);

	return IS_ERR(vlan) ? PTR_ERR(vlan)
			    : vsw_vlans_undefine(conf, vlan->vid);
}

static int change_vlan(struct vsw_change *c, const struct genl_info *info)
{
	const u8 cmd = info->genlhdr->cmd;

	return cmd == VSWITCH_CMD_VLAN_DEL ?
	       undefine(c->conf, info) :
	       define(c->conf, cmd == VSWITCH_CMD_VLAN_ADD, info);
}

static int change(struct genl_info *info)
{
	return vsw_nl_change(info, VSWITCH_A_VLAN_SWITCH, VSWITCH_A_VLAN_TXN,
			     false, change_vlan);
}

int vswitch_nl_vlan_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change(info);
}

int vswitch_nl_vlan_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change(info);
}

int vswitch_nl_vlan_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change(info);
}

/**
 * vsw_nl_vlan_notify() - tell who listens that a VLAN changed
 * @sw: the switch
 * @vlan: the VLAN; for a deletion as it was
 * @cmd: VSWITCH_CMD_VLAN_NTF or VSWITCH_CMD_VLAN_DEL_NTF
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_vlan_notify(struct vsw_switch *sw, const struct vsw_vlan *vlan,
			u8 cmd)
{
	struct vsw_nl_news news;

	if (vsw_nl_news_begin(&news, sw, cmd, VSWITCH_NLGRP_CONFIG,
			      GENLMSG_DEFAULT_SIZE, GFP_KERNEL))
		vsw_nl_news_end(&news, sw, fill_vlan(news.msg, sw, vlan));
}
