// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about mirror sessions: get, add, set, del, and
 * notifications. Called by generic netlink in process context.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "port.h"
#include "txn.h"
#include "vswitch.h"

static int fill_mirror(struct sk_buff *msg, const struct vsw_switch *sw,
		       const struct vsw_acls *acls, u32 number)
{
	const struct vsw_mirror *mirror = acls->mirror[number - 1];
	struct vsw_mirror_total total;

	vsw_mirror_read(mirror, &total);
	if (nla_put_u32(msg, VSWITCH_A_MIRROR_SWITCH, sw->dev->ifindex) ||
	    nla_put_string(msg, VSWITCH_A_MIRROR_NAME, mirror->name) ||
	    nla_put_u32(msg, VSWITCH_A_MIRROR_PORT, mirror->port) ||
	    nla_put_u32(msg, VSWITCH_A_MIRROR_SNAP, mirror->snap) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_MIRROR_FRAMES, total.frames,
			      VSWITCH_A_MIRROR_PAD) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_MIRROR_BYTES, total.bytes,
			      VSWITCH_A_MIRROR_PAD) ||
	    nla_put_u32(msg, VSWITCH_A_MIRROR_USERS,
			acls->mirror_users[number - 1]))
		return -EMSGSIZE;
	return 0;
}

/**
 * vsw_nl_mirror_find() - the mirror session that an attribute names
 * @conf: a snapshot
 * @name: the attribute
 * @extack: says that there is none
 *
 * Return: its number, or -ENOENT.
 */
int vsw_nl_mirror_find(const struct vsw_conf *conf, const struct nlattr *name,
		       struct netlink_ext_ack *extack)
{
	u32 number = vsw_mirrors_find(conf->acls, nla_data(name));

	if (number)
		return number;
	NL_SET_ERR_MSG_ATTR(extack, name,
			    "the switch has no mirror session of this name");
	return -ENOENT;
}

/* The session that a request is about. */
static int find_mirror(const struct vsw_conf *conf,
		       const struct genl_info *info)
{
	const struct nlattr *name = info->attrs[VSWITCH_A_MIRROR_NAME];

	if (!name)
		return vsw_nl_missing(info, VSWITCH_A_MIRROR_NAME,
				      "the mirror session is missing");
	return vsw_nl_mirror_find(conf, name, info->extack);
}

static int get_mirror(struct sk_buff *msg, const struct vsw_switch *sw,
		      const struct vsw_conf *conf, const struct genl_info *info)
{
	int number = find_mirror(conf, info);

	if (number < 0)
		return number;
	return fill_mirror(msg, sw, conf->acls, number);
}

int vswitch_nl_mirror_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_get(info, VSWITCH_A_MIRROR_SWITCH, get_mirror);
}

/* Dump the sessions of one switch; -EMSGSIZE when @skb is full. */
static int dump_mirrors(struct sk_buff *skb, struct netlink_callback *cb,
			const struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	const struct vsw_conf *conf = rcu_dereference(sw->conf);
	void *hdr;
	u32 i;

	vsw_nl_walk_check(walk, cb, conf);
	/* from 1 on: 0 is that of a switch that was not begun */
	walk->number = max(walk->number, 1U);
	while ((i = vsw_mirrors_next(conf->acls, walk->number - 1))) {
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			return -EMSGSIZE;
		if (fill_mirror(skb, sw, conf->acls, i)) {
			genlmsg_cancel(skb, hdr);
			return -EMSGSIZE;
		}
		genlmsg_end(skb, hdr);
		walk->number = i + 1;
	}
	return 0;
}

int vswitch_nl_mirror_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	const struct nlattr *only =
		vsw_compat_dump_attrs(cb)[VSWITCH_A_MIRROR_SWITCH];

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_MIRROR_NAME))
		return -EINVAL;
	return vsw_nl_dump(skb, cb, only, dump_mirrors);
}

/* The port that a request says, or else the one that the session has. */
static int parse_port(u32 *port, const struct vsw_conf *conf,
		      const struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[VSWITCH_A_MIRROR_PORT];

	if (!attr)
		return 0;
	if (nla_get_u32(attr) == VSW_PORT_HOST) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "the host's port cannot be mirrored to");
		return -EINVAL;
	}
	*port = nla_get_u32(attr);
	return PTR_ERR_OR_ZERO(vsw_nl_port_find(conf, attr, info->extack));
}

static int parse_snap(u32 *snap, const struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[VSWITCH_A_MIRROR_SNAP];

	if (!attr)
		return 0;
	*snap = nla_get_u32(attr);
	if (!*snap || (*snap >= VSW_SNAP_MIN && *snap <= VSW_SNAP_MAX))
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, attr,
			    "a snap length is 0 (all) or 64 to 65535");
	return -ERANGE;
}

static int add_mirror(struct vsw_change *c, const struct genl_info *info)
{
	const struct nlattr *name = info->attrs[VSWITCH_A_MIRROR_NAME];
	u32 port = 0, snap = 0;
	struct vsw_acls *acls;
	int err;

	err = vsw_nl_acl_check_name(info, VSWITCH_A_MIRROR_NAME);
	if (!err && !info->attrs[VSWITCH_A_MIRROR_PORT])
		err = vsw_nl_missing(info, VSWITCH_A_MIRROR_PORT,
				     "the port that copies leave by is missing");
	if (!err)
		err = parse_port(&port, c->conf, info);
	if (!err)
		err = parse_snap(&snap, info);
	if (err)
		return err;
	acls = vsw_acls_edit(c->conf, GFP_KERNEL_ACCOUNT);
	if (!acls)
		return -ENOMEM;
	err = vsw_mirrors_add(acls, nla_data(name), port, snap,
			      GFP_KERNEL_ACCOUNT);
	if (err == -EEXIST)
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the switch has a mirror session of this name");
	if (err == -ENOSPC) {
		c->sw->acl_refused.mirrors++;
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the switch is at its limit of mirror sessions (mirrors)");
	}
	return err;
}

static int set_mirror(struct vsw_change *c, const struct genl_info *info)
{
	const struct vsw_mirror *mirror;
	struct vsw_acls *acls;
	u32 port, snap;
	int number, err;

	number = find_mirror(c->conf, info);
	if (number < 0)
		return number;
	mirror = c->conf->acls->mirror[number - 1];
	port = mirror->port;
	snap = mirror->snap;
	err = parse_port(&port, c->conf, info);
	if (!err)
		err = parse_snap(&snap, info);
	if (err)
		return err;
	acls = vsw_acls_edit(c->conf, GFP_KERNEL_ACCOUNT);
	if (!acls)
		return -ENOMEM;
	return vsw_mirrors_set(acls, number, port, snap, GFP_KERNEL_ACCOUNT);
}

static int del_mirror(struct vsw_change *c, const struct genl_info *info)
{
	struct vsw_acls *acls;
	int number;

	number = find_mirror(c->conf, info);
	if (number < 0)
		return number;
	if (c->conf->acls->mirror_users[number - 1]) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[VSWITCH_A_MIRROR_NAME],
				    "a rule uses the mirror session");
		return -EBUSY;
	}
	acls = vsw_acls_edit(c->conf, GFP_KERNEL_ACCOUNT);
	if (!acls)
		return -ENOMEM;
	vsw_mirrors_del(acls, number);
	return 0;
}

static int change_mirror(struct genl_info *info,
			 int (*change)(struct vsw_change *c,
				       const struct genl_info *info))
{
	return vsw_nl_change(info, VSWITCH_A_MIRROR_SWITCH,
			     VSWITCH_A_MIRROR_TXN, true, change);
}

int vswitch_nl_mirror_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_mirror(info, add_mirror);
}

int vswitch_nl_mirror_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_mirror(info, set_mirror);
}

int vswitch_nl_mirror_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_mirror(info, del_mirror);
}

/**
 * vsw_nl_mirror_notify() - tell who listens that a mirror session changed
 * @sw: the switch
 * @acls: of the snapshot that has it
 * @number: of the session; for a deletion as it was
 * @cmd: VSWITCH_CMD_MIRROR_NTF or VSWITCH_CMD_MIRROR_DEL_NTF
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_mirror_notify(struct vsw_switch *sw, const struct vsw_acls *acls,
			  u32 number, u8 cmd)
{
	struct vsw_nl_news news;

	if (vsw_nl_news_begin(&news, sw, cmd, VSWITCH_NLGRP_CONFIG,
			      GENLMSG_DEFAULT_SIZE, GFP_KERNEL))
		vsw_nl_news_end(&news, sw,
				fill_mirror(news.msg, sw, acls, number));
}
