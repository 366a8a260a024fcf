// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about ACLs: get, add, del, and notifications. Called by
 * generic netlink in process context.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "port.h"
#include "txn.h"
#include "vswitch.h"

static int fill_acl(struct sk_buff *msg, const struct vsw_switch *sw,
		    const struct vsw_acls *acls, const struct vsw_acl *acl)
{
	u32 shapes = 0, depth = 0;

	if (acl->classifier) {
		shapes = vsw_classifier_shapes(acl->classifier);
		depth = vsw_classifier_depth(acl->classifier);
	}
	if (nla_put_u32(msg, VSWITCH_A_ACL_SWITCH, sw->dev->ifindex) ||
	    nla_put_string(msg, VSWITCH_A_ACL_NAME, acl->name->name) ||
	    nla_put_u32(msg, VSWITCH_A_ACL_RULES, acl->n) ||
	    nla_put_u32(msg, VSWITCH_A_ACL_BINDINGS,
			acls->use[acl->number].bindings) ||
	    nla_put_u32(msg, VSWITCH_A_ACL_SHAPES, shapes) ||
	    nla_put_u32(msg, VSWITCH_A_ACL_DEPTH, depth) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_ACL_MEMORY, vsw_acl_memory(acl),
			      VSWITCH_A_ACL_PAD))
		return -EMSGSIZE;
	return 0;
}

/**
 * vsw_nl_acl_find() - the ACL that a request is about
 * @conf: a snapshot
 * @info: the request
 * @attr: the attribute with its name
 *
 * Return: the ACL, or an error pointer.
 */
struct vsw_acl *vsw_nl_acl_find(const struct vsw_conf *conf,
				const struct genl_info *info, int attr)
{
	const struct nlattr *name = info->attrs[attr];
	struct vsw_acl *acl;

	if (!name)
		return ERR_PTR(vsw_nl_missing(info, attr,
					      "the ACL is missing"));
	acl = vsw_acls_find(conf->acls, nla_data(name));
	if (acl)
		return acl;
	NL_SET_ERR_MSG_ATTR(info->extack, name,
			    "the switch has no ACL of this name");
	return ERR_PTR(-ENOENT);
}

/**
 * vsw_nl_acl_check_only() - refuse a dump of a switch or ACL that is not there
 * @cb: the dump
 * @only: attribute with the interface index of the one switch that is asked
 *	for; NULL for all
 * @attr: the attribute with the name of the one ACL that is asked for
 *
 * What goes when the dump has begun may well be gone.
 * Return: 0, -ENODEV or -ENOENT.
 */
int vsw_nl_acl_check_only(struct netlink_callback *cb,
			  const struct nlattr *only, int attr)
{
	const struct nlattr *name = vsw_compat_dump_attrs(cb)[attr];
	const struct vsw_nl_walk *begun = (struct vsw_nl_walk *)cb->ctx;
	struct vsw_nl_walk walk = {};
	struct vsw_switch *sw;
	bool found = false;

	if (begun->ifindex)
		return 0;
	if (vsw_nl_check_only(cb, only, 0))
		return -ENODEV;
	if (!only || !name)
		return 0;
	rcu_read_lock();
	sw = vsw_nl_walk_next(&walk, sock_net(cb->skb->sk), only);
	if (sw)
		found = vsw_acls_find(rcu_dereference(sw->conf)->acls,
				      nla_data(name));
	rcu_read_unlock();
	if (found)
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, name,
			    "the switch has no ACL of this name");
	return -ENOENT;
}

/**
 * vsw_nl_acl_check_name() - may something new have the name in a request?
 * @info: the request
 * @attr: the attribute with the name
 *
 * Return: 0, or -EINVAL.
 */
int vsw_nl_acl_check_name(const struct genl_info *info, int attr)
{
	const struct nlattr *name = info->attrs[attr];

	if (!name)
		return vsw_nl_missing(info, attr, "the name is missing");
	if (!*(char *)nla_data(name)) {
		NL_SET_ERR_MSG_ATTR(info->extack, name, "the name is empty");
		return -EINVAL;
	}
	return vsw_name_check(nla_data(name), name, info->extack);
}

static int get_acl(struct sk_buff *msg, const struct vsw_switch *sw,
		   const struct vsw_conf *conf, const struct genl_info *info)
{
	const struct vsw_acl *acl;

	acl = vsw_nl_acl_find(conf, info, VSWITCH_A_ACL_NAME);
	if (IS_ERR(acl))
		return PTR_ERR(acl);
	return fill_acl(msg, sw, conf->acls, acl);
}

int vswitch_nl_acl_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_get(info, VSWITCH_A_ACL_SWITCH, get_acl);
}

/* Dump the ACLs of one switch; -EMSGSIZE when @skb is full. */
static int dump_acls(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	const struct vsw_conf *conf = rcu_dereference(sw->conf);
	const struct vsw_acls *acls = conf->acls;
	void *hdr;

	vsw_nl_walk_check(walk, cb, conf);
	/* from 1 on: 0 is that of a switch that was not begun */
	for (walk->number = max(walk->number, 1U);
	     acls && walk->number <= acls->n; walk->number++) {
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			return -EMSGSIZE;
		if (fill_acl(skb, sw, acls,
			     acls->acl[acls->order[walk->number - 1]])) {
			genlmsg_cancel(skb, hdr);
			return -EMSGSIZE;
		}
		genlmsg_end(skb, hdr);
	}
	return 0;
}

int vswitch_nl_acl_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *only = vsw_compat_dump_attrs(cb)[VSWITCH_A_ACL_SWITCH];

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_ACL_NAME))
		return -EINVAL;
	return vsw_nl_dump(skb, cb, only, dump_acls);
}

static int add_acl(struct vsw_change *c, const struct genl_info *info)
{
	const struct nlattr *name = info->attrs[VSWITCH_A_ACL_NAME];
	int err;

	err = vsw_nl_acl_check_name(info, VSWITCH_A_ACL_NAME);
	if (err)
		return err;
	if (vsw_acls_find(c->conf->acls, nla_data(name))) {
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the switch has an ACL of this name");
		return -EEXIST;
	}
	if (c->conf->acls && c->conf->acls->n >= VSW_ACLS_MAX) {
		c->sw->acl_refused.acls++;
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the switch is at its limit of ACLs (acls)");
		return -ENOSPC;
	}
	return vsw_acls_add(c->conf, nla_data(name), GFP_KERNEL_ACCOUNT);
}

static int del_acl(struct vsw_change *c, const struct genl_info *info)
{
	const struct vsw_acl *acl;

	acl = vsw_nl_acl_find(c->conf, info, VSWITCH_A_ACL_NAME);
	if (IS_ERR(acl))
		return PTR_ERR(acl);
	if (c->conf->acls->use[acl->number].bindings) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[VSWITCH_A_ACL_NAME],
				    "the ACL is bound");
		return -EBUSY;
	}
	return vsw_acls_del(c->conf, acl->number, GFP_KERNEL_ACCOUNT);
}

static int change_acl(struct genl_info *info,
		      int (*change)(struct vsw_change *c,
				    const struct genl_info *info))
{
	return vsw_nl_change(info, VSWITCH_A_ACL_SWITCH, VSWITCH_A_ACL_TXN,
			     true, change);
}

int vswitch_nl_acl_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_acl(info, add_acl);
}

int vswitch_nl_acl_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_acl(info, del_acl);
}

/**
 * vsw_nl_acl_notify() - tell who listens that an ACL came or went
 * @sw: the switch
 * @acls: of the snapshot that has it
 * @acl: the ACL; for a deletion as it was
 * @cmd: VSWITCH_CMD_ACL_NTF or VSWITCH_CMD_ACL_DEL_NTF
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_acl_notify(struct vsw_switch *sw, const struct vsw_acls *acls,
		       const struct vsw_acl *acl, u8 cmd)
{
	struct vsw_nl_news news;

	if (vsw_nl_news_begin(&news, sw, cmd, VSWITCH_NLGRP_CONFIG,
			      GENLMSG_DEFAULT_SIZE, GFP_KERNEL))
		vsw_nl_news_end(&news, sw,
				fill_acl(news.msg, sw, acls, acl));
}
