// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about members of sets: get, add, del, flush. Called by
 * generic netlink in process context.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/unaligned.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "txn.h"
#include "vswitch.h"

/* Which attributes a member has, by the kind of its set. */
static const u32 attrs_of[] = {
	[VSWITCH_SET_KIND_PREFIX] = BIT(VSWITCH_A_MEMBER_IPV4) |
				    BIT(VSWITCH_A_MEMBER_IPV6) |
				    BIT(VSWITCH_A_MEMBER_PREFIX),
	[VSWITCH_SET_KIND_MAC] = BIT(VSWITCH_A_MEMBER_MAC),
	[VSWITCH_SET_KIND_L4_PORT] = BIT(VSWITCH_A_MEMBER_LOW) |
				     BIT(VSWITCH_A_MEMBER_HIGH),
};

static int refuse(const struct genl_info *info, int attr, const char *text)
{
	if (info->extack) {
		info->extack->_msg = text;
		NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
	}
	return -EINVAL;
}

static int parse_prefix(struct vsw_member *member, const struct genl_info *info)
{
	const struct nlattr *ip4 = info->attrs[VSWITCH_A_MEMBER_IPV4];
	const struct nlattr *ip6 = info->attrs[VSWITCH_A_MEMBER_IPV6];
	u32 address;
	int err;

	if (ip4 && ip6)
		return refuse(info, VSWITCH_A_MEMBER_IPV6,
			      "a member is one address");
	if (!ip4 && !ip6)
		return vsw_nl_missing(info, VSWITCH_A_MEMBER_IPV4,
				      "the address is missing");
	if (ip6) {
		member->family = 6;
		return vsw_nl_parse_ip6(member->ip6, &member->bits, ip6,
					info->attrs[VSWITCH_A_MEMBER_PREFIX],
					info->extack);
	}
	member->family = 4;
	err = vsw_nl_parse_ip4(&address, &member->bits, ip4,
			       info->attrs[VSWITCH_A_MEMBER_PREFIX],
			       info->extack);
	member->low = address;
	member->high = address;
	return err;
}

static int parse_ports(struct vsw_member *member, const struct genl_info *info)
{
	const struct nlattr *high = info->attrs[VSWITCH_A_MEMBER_HIGH];
	const struct nlattr *low = info->attrs[VSWITCH_A_MEMBER_LOW];

	if (!low)
		return vsw_nl_missing(info, VSWITCH_A_MEMBER_LOW,
				      "the port number is missing");
	member->low = nla_get_u16(low);
	member->high = high ? nla_get_u16(high) : member->low;
	if (member->high < member->low)
		return refuse(info, VSWITCH_A_MEMBER_HIGH,
			      "the range ends before it begins");
	return 0;
}

static int parse_member(struct vsw_member *member, enum vswitch_set_kind kind,
			const struct genl_info *info)
{
	int i;

	*member = (struct vsw_member){};
	for (i = VSWITCH_A_MEMBER_IPV4; i <= VSWITCH_A_MEMBER_HIGH; i++)
		if (info->attrs[i] && !(attrs_of[kind] & BIT(i)))
			return refuse(info, i,
				      "the members of the set are of another kind");
	if (kind == VSWITCH_SET_KIND_PREFIX)
		return parse_prefix(member, info);
	if (kind == VSWITCH_SET_KIND_L4_PORT)
		return parse_ports(member, info);
	if (!info->attrs[VSWITCH_A_MEMBER_MAC])
		return vsw_nl_missing(info, VSWITCH_A_MEMBER_MAC,
				      "the address is missing");
	member->low = vsw_nl_get_mac(info->attrs[VSWITCH_A_MEMBER_MAC]);
	member->high = member->low;
	return 0;
}

static int put_ip(struct sk_buff *msg, const struct vsw_member *member)
{
	u8 address[16];

	if (member->family == 4) {
		put_unaligned_be32(member->low, address);
		if (nla_put(msg, VSWITCH_A_MEMBER_IPV4, 4, address))
			return -EMSGSIZE;
	} else {
		put_unaligned_be64(member->ip6[0], address);
		put_unaligned_be64(member->ip6[1], address + 8);
		if (nla_put(msg, VSWITCH_A_MEMBER_IPV6, 16, address))
			return -EMSGSIZE;
	}
	return nla_put_u8(msg, VSWITCH_A_MEMBER_PREFIX, member->bits);
}

static int put_mac(struct sk_buff *msg, const struct vsw_member *member)
{
	u8 address[ETH_ALEN];

	u64_to_ether_addr(member->low, address);
	return nla_put(msg, VSWITCH_A_MEMBER_MAC, ETH_ALEN, address);
}

static int fill_member(struct sk_buff *msg, const struct vsw_switch *sw,
		       const struct vsw_set *set,
		       const struct vsw_member *member)
{
	if (nla_put_u32(msg, VSWITCH_A_MEMBER_SWITCH, sw->dev->ifindex) ||
	    nla_put_string(msg, VSWITCH_A_MEMBER_SET, vsw_set_name(set)))
		return -EMSGSIZE;
	switch (vsw_set_kind(set)) {
	case VSWITCH_SET_KIND_PREFIX:
		return put_ip(msg, member);
	case VSWITCH_SET_KIND_MAC:
		return put_mac(msg, member);
	default:
		if (nla_put_u16(msg, VSWITCH_A_MEMBER_LOW, member->low) ||
		    nla_put_u16(msg, VSWITCH_A_MEMBER_HIGH, member->high))
			return -EMSGSIZE;
		return 0;
	}
}

static int say_missing(const struct genl_info *info)
{
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[VSWITCH_A_MEMBER_SET],
			    "the set does not have this member");
	return -ENOENT;
}

static int get_member(struct sk_buff *msg, const struct vsw_switch *sw,
		      const struct vsw_conf *conf, const struct genl_info *info)
{
	const struct vsw_set *set;
	struct vsw_member member;
	int number, err;

	number = vsw_nl_set_find(conf, info, VSWITCH_A_MEMBER_SET);
	if (number < 0)
		return number;
	set = vsw_sets_find(conf->acls->sets, number);
	err = parse_member(&member, vsw_set_kind(set), info);
	if (err)
		return err;
	return vsw_set_find(set, &member) ? fill_member(msg, sw, set, &member) :
					    say_missing(info);
}

int vswitch_nl_member_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_get(info, VSWITCH_A_MEMBER_SWITCH, get_member);
}

static const struct vsw_set *find_in_dump(const struct vsw_conf *conf,
					  struct netlink_callback *cb)
{
	const struct nlattr *name =
		vsw_compat_dump_attrs(cb)[VSWITCH_A_MEMBER_SET];
	const struct vsw_sets *sets = conf->acls ? conf->acls->sets : NULL;

	return vsw_sets_find(sets, vsw_sets_find_name(sets, nla_data(name)));
}

/* Dump the set of one switch; -EMSGSIZE when @skb is full. */
static int dump_members(struct sk_buff *skb, struct netlink_callback *cb,
			const struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	const struct vsw_conf *conf = rcu_dereference(sw->conf);
	u32 position = walk->place;
	struct vsw_member member;
	const struct vsw_set *set;
	void *hdr;

	vsw_nl_walk_check(walk, cb, conf);
	walk->number = 1;
	set = find_in_dump(conf, cb);
	while (set && vsw_set_next(set, &position, &member)) {
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			return -EMSGSIZE;
		if (fill_member(skb, sw, set, &member)) {
			genlmsg_cancel(skb, hdr);
			return -EMSGSIZE;
		}
		genlmsg_end(skb, hdr);
		walk->place = position;
	}
	return 0;
}

/* A dump is of a set that is there, on the one switch that is asked for. */
static int check_dump(struct netlink_callback *cb, const struct nlattr *only)
{
	const struct nlattr *name =
		vsw_compat_dump_attrs(cb)[VSWITCH_A_MEMBER_SET];
	struct vsw_nl_walk walk = {};
	struct vsw_switch *sw;
	bool found = false;

	if (vsw_nl_check_only(cb, only, 0))
		return -ENODEV;
	if (!name) {
		NL_SET_ERR_MSG(cb->extack, "the set is missing");
		NL_SET_ERR_ATTR_MISS(cb->extack, NULL, VSWITCH_A_MEMBER_SET);
		return -EINVAL;
	}
	if (!only)
		return 0;
	rcu_read_lock();
	sw = vsw_nl_walk_next(&walk, sock_net(cb->skb->sk), only);
	if (sw)
		found = find_in_dump(rcu_dereference(sw->conf), cb);
	rcu_read_unlock();
	if (found)
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, name,
			    "the switch has no set of this name");
	return -ENOENT;
}

int vswitch_nl_member_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct nlattr *only =
		vsw_compat_dump_attrs(cb)[VSWITCH_A_MEMBER_SWITCH];
	struct vsw_nl_walk *walk = (struct vsw_nl_walk *)cb->ctx;
	int i, err;

	for (i = VSWITCH_A_MEMBER_IPV4; i <= VSWITCH_A_MEMBER_HIGH; i++)
		if (vsw_nl_not_in_dump(cb, i))
			return -EINVAL;
	err = walk->ifindex ? 0 : check_dump(cb, only);
	if (err)
		return err;
	return vsw_nl_dump(skb, cb, only, dump_members);
}

static int add_member(struct vsw_acls *acls, u32 number,
		      const struct vsw_member *member, struct vsw_switch *sw,
		      const struct genl_info *info)
{
	int err;

	err = vsw_sets_add_member(&acls->sets, number, member,
				  GFP_KERNEL_ACCOUNT);
	if (err == -EEXIST)
		refuse(info, VSWITCH_A_MEMBER_SET,
		       "the set has this member, or a part of this range");
	if (err == -ENOSPC) {
		sw->acl_refused.members++;
		refuse(info, VSWITCH_A_MEMBER_SET,
		       "the set is at its limit of members (set-members)");
	}
	return err;
}

static int change_member(struct vsw_change *c, const struct genl_info *info)
{
	int number = vsw_nl_set_find(c->conf, info, VSWITCH_A_MEMBER_SET);
	bool add = info->genlhdr->cmd == VSWITCH_CMD_MEMBER_ADD;
	struct vsw_member member;
	const struct vsw_set *set;
	struct vsw_acls *acls;
	int err;

	if (number < 0)
		return number;
	set = vsw_sets_find(c->conf->acls->sets, number);
	err = parse_member(&member, vsw_set_kind(set), info);
	if (err)
		return err;
	acls = vsw_acls_edit(c->conf, GFP_KERNEL_ACCOUNT);
	if (!acls)
		return -ENOMEM;
	if (add)
		return add_member(acls, number, &member, c->sw, info);
	err = vsw_sets_del_member(&acls->sets, number, &member,
				  GFP_KERNEL_ACCOUNT);
	return err == -ENOENT ? say_missing(info) : err;
}

static int flush_members(struct vsw_change *c, const struct genl_info *info)
{
	int number = vsw_nl_set_find(c->conf, info, VSWITCH_A_MEMBER_SET);
	struct vsw_acls *acls;

	if (number < 0)
		return number;
	acls = vsw_acls_edit(c->conf, GFP_KERNEL_ACCOUNT);
	if (!acls)
		return -ENOMEM;
	return vsw_sets_flush(&acls->sets, number, GFP_KERNEL_ACCOUNT);
}

static int change_members(struct genl_info *info,
			  int (*change)(struct vsw_change *c,
					const struct genl_info *info))
{
	return vsw_nl_change(info, VSWITCH_A_MEMBER_SWITCH,
			     VSWITCH_A_MEMBER_TXN, true, change);
}

int vswitch_nl_member_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_members(info, change_member);
}

int vswitch_nl_member_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_members(info, change_member);
}

int vswitch_nl_member_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_members(info, flush_members);
}
