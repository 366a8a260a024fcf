// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about where ACLs are bound: get, add, set, del, and
 * notifications. Called by generic netlink in process context.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "txn.h"
#include "vswitch.h"

static int fill_binding(struct sk_buff *msg, const struct vsw_switch *sw,
			const struct vsw_acls *acls,
			const struct vsw_place *place,
			const struct vsw_binding *binding, u32 index)
{
	if (nla_put_u32(msg, VSWITCH_A_BINDING_SWITCH, sw->dev->ifindex) ||
	    nla_put_string(msg, VSWITCH_A_BINDING_ACL,
			   acls->acl[binding->acl]->name->name) ||
	    nla_put_u32(msg, VSWITCH_A_BINDING_POINT, place->point) ||
	    (vsw_place_is_port(place) &&
	     nla_put_u32(msg, VSWITCH_A_BINDING_PORT, place->port)) ||
	    (place->point == VSWITCH_ACL_POINT_VLAN &&
	     nla_put_u16(msg, VSWITCH_A_BINDING_VID, place->vid)) ||
	    nla_put_u32(msg, VSWITCH_A_BINDING_DEFAULT, binding->fallback) ||
	    nla_put_u32(msg, VSWITCH_A_BINDING_POSITION, index + 1))
		return -EMSGSIZE;
	return 0;
}

static int refuse(const struct genl_info *info, int attr, const char *text)
{
	if (info->extack) {
		info->extack->_msg = text;
		NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
	}
	return -EINVAL;
}

static int parse_vid(struct vsw_place *place, const struct genl_info *info)
{
	if (!info->attrs[VSWITCH_A_BINDING_VID])
		return vsw_nl_missing(info, VSWITCH_A_BINDING_VID,
				      "the VLAN is missing");
	place->vid = nla_get_u16(info->attrs[VSWITCH_A_BINDING_VID]);
	return 0;
}

static int parse_port(struct vsw_place *place, const struct vsw_conf *conf,
		      const struct genl_info *info)
{
	const struct nlattr *port = info->attrs[VSWITCH_A_BINDING_PORT];

	if (!port)
		return vsw_nl_missing(info, VSWITCH_A_BINDING_PORT,
				      "the port is missing");
	place->port = nla_get_u32(port);
	return PTR_ERR_OR_ZERO(vsw_nl_port_find(conf, port, info->extack));
}

static int parse_place(struct vsw_place *place, const struct vsw_conf *conf,
		       const struct genl_info *info)
{
	const struct nlattr *point = info->attrs[VSWITCH_A_BINDING_POINT];

	if (!point)
		return vsw_nl_missing(info, VSWITCH_A_BINDING_POINT,
				      "where the ACL is bound is missing");
	*place = (struct vsw_place){ .point = nla_get_u32(point) };
	if (info->attrs[VSWITCH_A_BINDING_PORT] && !vsw_place_is_port(place))
		return refuse(info, VSWITCH_A_BINDING_PORT,
			      "only port-ingress and port-egress are of a port");
	if (info->attrs[VSWITCH_A_BINDING_VID] &&
	    place->point != VSWITCH_ACL_POINT_VLAN)
		return refuse(info, VSWITCH_A_BINDING_VID,
			      "only the point vlan is of a VLAN");
	if (vsw_place_is_port(place))
		return parse_port(place, conf, info);
	return place->point == VSWITCH_ACL_POINT_VLAN ? parse_vid(place, info)
						      : 0;
}

/**
 * struct request - what a request is about
 * @acl: the ACL
 * @place: where it is bound, or is to be
 * @point: what is there
 * @index: which one of these it is; VSW_ACL_NONE when it is not bound there
 */
struct request {
	const struct vsw_acl *acl;
	struct vsw_place place;
	const struct vsw_point *point;
	u32 index;
};

static int parse_request(struct request *r, const struct vsw_conf *conf,
			 const struct genl_info *info)
{
	int err;

	r->acl = vsw_nl_acl_find(conf, info, VSWITCH_A_BINDING_ACL);
	if (IS_ERR(r->acl))
		return PTR_ERR(r->acl);
	err = parse_place(&r->place, conf, info);
	if (err)
		return err;
	r->point = vsw_point_at(conf, &r->place);
	r->index = vsw_point_find(r->point, r->acl->number);
	return 0;
}

static int check_bound(const struct request *r, const struct genl_info *info)
{
	if (r->index != VSW_ACL_NONE)
		return 0;
	refuse(info, VSWITCH_A_BINDING_ACL, "the ACL is not bound there");
	return -ENOENT;
}

static int get_binding(struct sk_buff *msg, const struct vsw_switch *sw,
		       const struct vsw_conf *conf,
		       const struct genl_info *info)
{
	struct request r;
	int err;

	err = parse_request(&r, conf, info);
	if (!err)
		err = check_bound(&r, info);
	if (err)
		return err;
	return fill_binding(msg, sw, conf->acls, &r.place,
			    &r.point->binding[r.index], r.index);
}

int vswitch_nl_binding_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_get(info, VSWITCH_A_BINDING_SWITCH, get_binding);
}

/* The bindings at one place, from walk->place on. */
static int dump_place(struct sk_buff *skb, struct netlink_callback *cb,
		      const struct vsw_switch *sw, const struct vsw_conf *conf,
		      const struct vsw_acl *only)
{
	struct vsw_nl_walk *walk = (struct vsw_nl_walk *)cb->ctx;
	const struct vsw_point *point;
	struct vsw_place place;
	void *hdr;

	vsw_place_init(&place, walk->number - 1);
	point = vsw_point_at(conf, &place);
	for (; point && walk->place < point->n; walk->place++) {
		if (only && point->binding[walk->place].acl != only->number)
			continue;
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			return -EMSGSIZE;
		if (fill_binding(skb, sw, conf->acls, &place,
				 &point->binding[walk->place], walk->place)) {
			genlmsg_cancel(skb, hdr);
			return -EMSGSIZE;
		}
		genlmsg_end(skb, hdr);
	}
	walk->place = 0;
	return 0;
}

/* Dump the bindings of one switch; -EMSGSIZE when @skb is full. */
static int dump_bindings(struct sk_buff *skb, struct netlink_callback *cb,
			 const struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	struct nlattr *name = vsw_compat_dump_attrs(cb)[VSWITCH_A_BINDING_ACL];
	const struct vsw_conf *conf = rcu_dereference(sw->conf);
	const struct vsw_acl *only = NULL;

	vsw_nl_walk_check(walk, cb, conf);
	if (name)
		only = vsw_acls_find(conf->acls, nla_data(name));
	if (!conf->acls || (name && !only))
		return 0;
	/* from 1 on: 0 is that of a switch that was not begun */
	for (walk->number = max(walk->number, 1U); walk->number <= VSW_PLACES;
	     walk->number++)
		if (dump_place(skb, cb, sw, conf, only))
			return -EMSGSIZE;
	return 0;
}

int vswitch_nl_binding_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct nlattr *only =
		vsw_compat_dump_attrs(cb)[VSWITCH_A_BINDING_SWITCH];
	int err;

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_BINDING_POINT) ||
	    vsw_nl_not_in_dump(cb, VSWITCH_A_BINDING_PORT) ||
	    vsw_nl_not_in_dump(cb, VSWITCH_A_BINDING_VID))
		return -EINVAL;
	err = vsw_nl_acl_check_only(cb, only, VSWITCH_A_BINDING_ACL);
	if (err)
		return err;
	return vsw_nl_dump(skb, cb, only, dump_bindings);
}

/* Which one at its point it is to be, of @n; without a word, @index. */
static int parse_position(u32 *index, u32 n, const struct genl_info *info)
{
	const struct nlattr *position =
		info->attrs[VSWITCH_A_BINDING_POSITION];

	if (!position)
		return 0;
	if (!nla_get_u32(position) || nla_get_u32(position) > n)
		return refuse(info, VSWITCH_A_BINDING_POSITION,
			      "the position is beyond the ACLs at this point");
	*index = nla_get_u32(position) - 1;
	return 0;
}

static int add_binding(struct vsw_change *c, const struct genl_info *info)
{
	const struct nlattr *fallback = info->attrs[VSWITCH_A_BINDING_DEFAULT];
	struct vsw_binding binding = {};
	struct request r;
	u32 index;
	int err;

	err = parse_request(&r, c->conf, info);
	if (err)
		return err;
	if (r.index != VSW_ACL_NONE) {
		refuse(info, VSWITCH_A_BINDING_ACL,
		       "the ACL is bound there already");
		return -EEXIST;
	}
	if (r.place.point == VSWITCH_ACL_POINT_PORT_EGRESS &&
	    r.acl->n_redirects)
		return refuse(info, VSWITCH_A_BINDING_ACL,
			      "the ACL has rules that redirect, which none may at egress");
	index = r.point ? r.point->n : 0;
	if (index >= VSW_BINDINGS_MAX) {
		c->sw->acl_refused.bindings++;
		refuse(info, VSWITCH_A_BINDING_POINT,
		       "the point is at its limit of ACLs (bindings)");
		return -ENOSPC;
	}
	err = parse_position(&index, index + 1, info);
	if (err)
		return err;
	binding.acl = r.acl->number;
	if (fallback)
		binding.fallback = nla_get_u32(fallback);
	return vsw_point_bind(c->conf, &r.place, &binding, index,
			      GFP_KERNEL_ACCOUNT);
}

static int set_binding(struct vsw_change *c, const struct genl_info *info)
{
	const struct nlattr *fallback = info->attrs[VSWITCH_A_BINDING_DEFAULT];
	struct vsw_binding binding;
	struct request r;
	int err;

	err = parse_request(&r, c->conf, info);
	if (!err)
		err = check_bound(&r, info);
	if (err)
		return err;
	binding = r.point->binding[r.index];
	if (fallback)
		binding.fallback = nla_get_u32(fallback);
	err = parse_position(&r.index, r.point->n, info);
	if (err)
		return err;
	return vsw_point_rebind(c->conf, &r.place, &binding, r.index,
				GFP_KERNEL_ACCOUNT);
}

static int del_binding(struct vsw_change *c, const struct genl_info *info)
{
	struct request r;
	int err;

	err = parse_request(&r, c->conf, info);
	if (!err)
		err = check_bound(&r, info);
	if (err)
		return err;
	return vsw_point_unbind(c->conf, &r.place, r.acl->number,
				GFP_KERNEL_ACCOUNT);
}

static int change_binding(struct genl_info *info,
			  int (*change)(struct vsw_change *c,
					const struct genl_info *info))
{
	return vsw_nl_change(info, VSWITCH_A_BINDING_SWITCH,
			     VSWITCH_A_BINDING_TXN, false, change);
}

int vswitch_nl_binding_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_binding(info, add_binding);
}

int vswitch_nl_binding_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_binding(info, set_binding);
}

int vswitch_nl_binding_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_binding(info, del_binding);
}

/**
 * vsw_nl_binding_notify() - tell who listens that a binding changed
 * @sw: the switch
 * @acls: of the snapshot that has it
 * @place: where it is
 * @binding: the binding; for a deletion as it was
 * @index: which one there it is, from 0 on
 * @cmd: VSWITCH_CMD_BINDING_NTF or VSWITCH_CMD_BINDING_DEL_NTF
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_binding_notify(struct vsw_switch *sw, const struct vsw_acls *acls,
			   const struct vsw_place *place,
			   const struct vsw_binding *binding, u32 index,
			   u8 cmd)
{
	struct vsw_nl_news news;

	if (vsw_nl_news_begin(&news, sw, cmd, VSWITCH_NLGRP_CONFIG,
			      GENLMSG_DEFAULT_SIZE, GFP_KERNEL))
		vsw_nl_news_end(&news, sw,
				fill_binding(news.msg, sw, acls, place,
					     binding, index));
}
