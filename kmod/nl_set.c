// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about sets: get, add, del, and notifications. Called by
 * generic netlink in process context. Their members are in nl_member.c.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "txn.h"
#include "vswitch.h"

static int fill_set(struct sk_buff *msg, const struct vsw_switch *sw,
		    const struct vsw_acls *acls, u32 number)
{
	const struct vsw_set *set = vsw_sets_find(acls->sets, number);

	if (nla_put_u32(msg, VSWITCH_A_SET_SWITCH, sw->dev->ifindex) ||
	    nla_put_string(msg, VSWITCH_A_SET_NAME, vsw_set_name(set)) ||
	    nla_put_u32(msg, VSWITCH_A_SET_KIND, vsw_set_kind(set)) ||
	    nla_put_u32(msg, VSWITCH_A_SET_MEMBERS, vsw_set_count(set)) ||
	    nla_put_u32(msg, VSWITCH_A_SET_USERS, acls->set_users[number - 1]))
		return -EMSGSIZE;
	return 0;
}

/**
 * vsw_nl_set_find() - the set that a request is about
 * @conf: a snapshot
 * @info: the request
 * @attr: the attribute with its name
 *
 * Return: its number, or a negative error.
 */
int vsw_nl_set_find(const struct vsw_conf *conf, const struct genl_info *info,
		    int attr)
{
	const struct nlattr *name = info->attrs[attr];
	u32 number = 0;

	if (!name)
		return vsw_nl_missing(info, attr, "the set is missing");
	if (conf->acls)
		number = vsw_sets_find_name(conf->acls->sets, nla_data(name));
	if (number)
		return number;
	NL_SET_ERR_MSG_ATTR(info->extack, name,
			    "the switch has no set of this name");
	return -ENOENT;
}

static int get_set(struct sk_buff *msg, const struct vsw_switch *sw,
		   const struct vsw_conf *conf, const struct genl_info *info)
{
	int number = vsw_nl_set_find(conf, info, VSWITCH_A_SET_NAME);

	if (number < 0)
		return number;
	return fill_set(msg, sw, conf->acls, number);
}

int vswitch_nl_set_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_get(info, VSWITCH_A_SET_SWITCH, get_set);
}

/* Dump the sets of one switch; -EMSGSIZE when @skb is full. */
static int dump_sets(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	const struct vsw_conf *conf = rcu_dereference(sw->conf);
	const struct vsw_acls *acls = conf->acls;
	void *hdr;
	u32 i;

	vsw_nl_walk_check(walk, cb, conf);
	/* from 1 on: 0 is that of a switch that was not begun */
	walk->number = max(walk->number, 1U);
	while (acls && (i = vsw_sets_next(acls->sets, walk->number - 1))) {
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			return -EMSGSIZE;
		if (fill_set(skb, sw, acls, i)) {
			genlmsg_cancel(skb, hdr);
			return -EMSGSIZE;
		}
		genlmsg_end(skb, hdr);
		walk->number = i + 1;
	}
	return 0;
}

int vswitch_nl_set_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *only = vsw_compat_dump_attrs(cb)[VSWITCH_A_SET_SWITCH];

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_SET_NAME))
		return -EINVAL;
	return vsw_nl_dump(skb, cb, only, dump_sets);
}

static int add_set(struct vsw_change *c, const struct genl_info *info)
{
	const struct nlattr *kind = info->attrs[VSWITCH_A_SET_KIND];
	const struct nlattr *name = info->attrs[VSWITCH_A_SET_NAME];
	struct vsw_acls *acls;
	int err;

	err = vsw_nl_acl_check_name(info, VSWITCH_A_SET_NAME);
	if (err)
		return err;
	acls = vsw_acls_edit(c->conf, GFP_KERNEL_ACCOUNT);
	if (!acls || vsw_acls_reserve_users(acls, GFP_KERNEL_ACCOUNT))
		return -ENOMEM;
	err = vsw_sets_add(&acls->sets, nla_data(name),
			   kind ? nla_get_u32(kind) : VSWITCH_SET_KIND_PREFIX,
			   GFP_KERNEL_ACCOUNT);
	if (err == -EEXIST)
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the switch has a set of this name");
	if (err == -ENOSPC) {
		c->sw->acl_refused.sets++;
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the switch is at its limit of sets (sets)");
	}
	return min(err, 0);
}

static int del_set(struct vsw_change *c, const struct genl_info *info)
{
	struct vsw_acls *acls;
	int number;

	number = vsw_nl_set_find(c->conf, info, VSWITCH_A_SET_NAME);
	if (number < 0)
		return number;
	if (c->conf->acls->set_users[number - 1]) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[VSWITCH_A_SET_NAME],
				    "a rule uses the set");
		return -EBUSY;
	}
	acls = vsw_acls_edit(c->conf, GFP_KERNEL_ACCOUNT);
	if (!acls)
		return -ENOMEM;
	return vsw_sets_del(&acls->sets, number, GFP_KERNEL_ACCOUNT);
}

static int change_set(struct genl_info *info,
		      int (*change)(struct vsw_change *c,
				    const struct genl_info *info))
{
	return vsw_nl_change(info, VSWITCH_A_SET_SWITCH, VSWITCH_A_SET_TXN,
			     true, change);
}

int vswitch_nl_set_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_set(info, add_set);
}

int vswitch_nl_set_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_set(info, del_set);
}

/**
 * vsw_nl_set_notify() - tell who listens that a set changed
 * @sw: the switch
 * @acls: of the snapshot that has it
 * @number: of the set; for a deletion as it was
 * @cmd: VSWITCH_CMD_SET_NTF or VSWITCH_CMD_SET_DEL_NTF
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_set_notify(struct vsw_switch *sw, const struct vsw_acls *acls,
		       u32 number, u8 cmd)
{
	struct vsw_nl_news news;

	if (vsw_nl_news_begin(&news, sw, cmd, VSWITCH_NLGRP_CONFIG,
			      GENLMSG_DEFAULT_SIZE, GFP_KERNEL))
		vsw_nl_news_end(&news, sw,
				fill_set(news.msg, sw, acls, number));
}
