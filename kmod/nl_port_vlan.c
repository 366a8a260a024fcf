// SPDX-License-Identifier: GPL-2.0
/*
 * The VLAN settings of a port in netlink messages: parse and fill. Called by
 * nl_port.c in process context.
 */
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "vlan.h"

static int refuse(struct netlink_ext_ack *extack, const struct nlattr *attr,
		  const char *text)
{
	if (extack) {
		extack->_msg = text;
		NL_SET_BAD_ATTR(extack, attr);
	}
	return -EINVAL;
}

static int parse_range(struct vsw_vlan_set *set, struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[VSWITCH_A_VLAN_RANGE_MAX + 1];
	u16 first, last;
	int err;

	err = nla_parse_nested(tb, VSWITCH_A_VLAN_RANGE_MAX, attr,
			       vswitch_vlan_range_nl_policy, extack);
	if (err)
		return err;
	if (!tb[VSWITCH_A_VLAN_RANGE_FIRST])
		return refuse(extack, attr, "the first VID of a range is missing");
	first = nla_get_u16(tb[VSWITCH_A_VLAN_RANGE_FIRST]);
	last = first;
	if (tb[VSWITCH_A_VLAN_RANGE_LAST])
		last = nla_get_u16(tb[VSWITCH_A_VLAN_RANGE_LAST]);
	if (last < first)
		return refuse(extack, attr, "a range of VIDs is reversed");
	if (find_next_bit(set->member, last + 1, first) <= last)
		return refuse(extack, attr, "ranges of VIDs overlap");
	vsw_vlan_set_add(set, first, last,
			 nla_get_flag(tb[VSWITCH_A_VLAN_RANGE_UNTAGGED]));
	return 0;
}

static int parse_vlans(struct vsw_vlan_request *req, struct nlattr *list,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *attr;
	int rem, err;

	if (!list)
		return 0;
	req->has_vlans = true;
	if (!nla_len(list))
		return 0;
	req->vlans = vsw_vlan_set_create();
	if (!req->vlans)
		return -ENOMEM;
	nla_for_each_nested(attr, list, rem) {
		err = parse_range(req->vlans, attr, extack);
		if (err)
			return err;
	}
	return 0;
}

/**
 * struct translations - what a request translates
 * @n: how many
 * @tags: by VID in tags
 * @vids: by VLAN
 * @pair: the translations
 */
struct translations {
	u32 n;
	DECLARE_BITMAP(tags, VLAN_N_VID);
	DECLARE_BITMAP(vids, VLAN_N_VID);
	struct vsw_vlan_pair pair[VSW_MAPS_MAX];
};

static int parse_map(struct translations *t, struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[VSWITCH_A_VLAN_MAP_MAX + 1];
	struct vsw_vlan_pair pair;
	int err;

	err = nla_parse_nested(tb, VSWITCH_A_VLAN_MAP_MAX, attr,
			       vswitch_vlan_map_nl_policy, extack);
	if (err)
		return err;
	if (!tb[VSWITCH_A_VLAN_MAP_TAG] || !tb[VSWITCH_A_VLAN_MAP_VID])
		return refuse(extack, attr,
			      "a translation needs the VID in tags and the VLAN");
	if (t->n == VSW_MAPS_MAX) {
		refuse(extack, attr, "a port translates at most 1024 VIDs");
		return -ENOSPC;
	}
	pair.tag = nla_get_u16(tb[VSWITCH_A_VLAN_MAP_TAG]);
	pair.vid = nla_get_u16(tb[VSWITCH_A_VLAN_MAP_VID]);
	if (__test_and_set_bit(pair.tag, t->tags))
		return refuse(extack, attr, "a VID in tags is translated twice");
	if (__test_and_set_bit(pair.vid, t->vids))
		return refuse(extack, attr, "two VIDs are translated to one VLAN");
	t->pair[t->n++] = pair;
	return 0;
}

static int parse_maps(struct vsw_vlan_request *req, struct nlattr *list,
		      struct netlink_ext_ack *extack)
{
	struct translations *t;
	struct nlattr *attr;
	int rem, err = 0;

	if (!list)
		return 0;
	req->has_map = true;
	if (!nla_len(list))
		return 0;
	t = kvzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	if (!t)
		return -ENOMEM;
	nla_for_each_nested(attr, list, rem) {
		err = parse_map(t, attr, extack);
		if (err)
			break;
	}
	if (!err) {
		req->map = vsw_vlan_map_create(t->pair, t->n);
		err = req->map ? 0 : -ENOMEM;
	}
	kvfree(t);
	return err;
}

/**
 * vsw_nl_port_vlan_parse() - what a request changes of the VLANs of a port
 * @req: to be filled; give back with vsw_nl_port_vlan_put() when this succeeds
 * @sw: the switch, where what is over a limit is counted
 * @info: a request to add or set a port
 *
 * Return: 0 or a negative error.
 */
int vsw_nl_port_vlan_parse(struct vsw_vlan_request *req, struct vsw_switch *sw,
			   const struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	int err;

	*req = (struct vsw_vlan_request){ .attrs = attrs };
	if (attrs[VSWITCH_A_PORT_VLAN_MODE]) {
		req->has_mode = true;
		req->mode = nla_get_u32(attrs[VSWITCH_A_PORT_VLAN_MODE]);
	}
	if (attrs[VSWITCH_A_PORT_PVID]) {
		req->has_pvid = true;
		req->pvid = nla_get_u16(attrs[VSWITCH_A_PORT_PVID]);
	}
	if (attrs[VSWITCH_A_PORT_ACCEPT]) {
		req->has_accept = true;
		req->accept = nla_get_u32(attrs[VSWITCH_A_PORT_ACCEPT]);
	}
	if (attrs[VSWITCH_A_PORT_PCP]) {
		req->has_pcp = true;
		req->pcp = nla_get_u8(attrs[VSWITCH_A_PORT_PCP]);
	}
	if (attrs[VSWITCH_A_PORT_VLAN_PROTOCOL]) {
		req->has_protocol = true;
		req->protocol =
			nla_get_u32(attrs[VSWITCH_A_PORT_VLAN_PROTOCOL]);
	}
	if (attrs[VSWITCH_A_PORT_ROLE]) {
		req->has_role = true;
		req->role = nla_get_u32(attrs[VSWITCH_A_PORT_ROLE]);
	}
	if (attrs[VSWITCH_A_PORT_COMMUNITY])
		req->community = nla_data(attrs[VSWITCH_A_PORT_COMMUNITY]);
	err = parse_vlans(req, attrs[VSWITCH_A_PORT_VLANS], info->extack);
	if (!err)
		err = parse_maps(req, attrs[VSWITCH_A_PORT_VLAN_MAPS],
				 info->extack);
	if (err == -ENOSPC)
		atomic64_inc(&sw->maps_refused);
	if (err)
		vsw_nl_port_vlan_put(req);
	return err;
}

/**
 * vsw_nl_port_vlan_put() - give back what vsw_nl_port_vlan_parse() took
 * @req: what it filled
 */
void vsw_nl_port_vlan_put(struct vsw_vlan_request *req)
{
	vsw_vlan_set_put(req->vlans);
	vsw_vlan_map_put(req->map);
}

static int fill_range(struct sk_buff *msg, u16 first, u16 last, bool untagged)
{
	struct nlattr *nest = nla_nest_start(msg, VSWITCH_A_VLAN_LIST_RANGE);

	if (!nest ||
	    nla_put_u16(msg, VSWITCH_A_VLAN_RANGE_FIRST, first) ||
	    (last != first &&
	     nla_put_u16(msg, VSWITCH_A_VLAN_RANGE_LAST, last)) ||
	    (untagged && nla_put_flag(msg, VSWITCH_A_VLAN_RANGE_UNTAGGED)))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* The next range of VLANs from @first on, as long as it can be. */
static bool next_range(const struct vsw_port_conf *pc, u16 *first, u16 *last,
		       bool *untagged)
{
	const unsigned long *member = pc->vlans->member;

	*first = find_next_bit(member, VLAN_N_VID, *first);
	if (*first > VSW_VID_MAX)
		return false;
	*untagged = vsw_vlan_is_untagged(pc, *first);
	*last = *first;
	while (test_bit(*last + 1, member) &&
	       vsw_vlan_is_untagged(pc, *last + 1) == *untagged)
		++*last;
	return true;
}

static int fill_vlans(struct sk_buff *msg, const struct vsw_port_conf *pc)
{
	struct nlattr *nest = nla_nest_start(msg, VSWITCH_A_PORT_VLANS);
	u16 first, last;
	bool untagged;

	if (!nest)
		return -EMSGSIZE;
	for (first = 1; next_range(pc, &first, &last, &untagged);
	     first = last + 1)
		if (fill_range(msg, first, last, untagged))
			return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int fill_maps(struct sk_buff *msg, const struct vsw_vlan_map *map)
{
	struct nlattr *list = nla_nest_start(msg, VSWITCH_A_PORT_VLAN_MAPS);
	struct nlattr *nest;
	u32 i;

	if (!list)
		return -EMSGSIZE;
	for (i = 0; i < map->n; i++) {
		nest = nla_nest_start(msg, VSWITCH_A_VLAN_MAP_LIST_MAP);
		if (!nest ||
		    nla_put_u16(msg, VSWITCH_A_VLAN_MAP_TAG,
				map->pair[i].tag) ||
		    nla_put_u16(msg, VSWITCH_A_VLAN_MAP_VID, map->pair[i].vid))
			return -EMSGSIZE;
		nla_nest_end(msg, nest);
	}
	nla_nest_end(msg, list);
	return 0;
}

/**
 * vsw_nl_port_vlan_size() - room that vsw_nl_port_vlan_fill() needs at most
 * @pc: the port
 *
 * Return: bytes.
 */
size_t vsw_nl_port_vlan_size(const struct vsw_port_conf *pc)
{
	const size_t range = nla_total_size(2 * nla_total_size(sizeof(u16)) +
					    nla_total_size(0));
	const size_t map = nla_total_size(2 * nla_total_size(sizeof(u16)));
	size_t size = 7 * nla_total_size(sizeof(u32)) +
		      nla_total_size(sizeof(pc->community_name)) +
		      2 * nla_total_size(0);
	u16 first, last;
	bool untagged;

	for (first = 1; pc->vlans && next_range(pc, &first, &last, &untagged);
	     first = last + 1)
		size += range;
	return size + (pc->map ? pc->map->n * map : 0);
}

/**
 * vsw_nl_port_vlan_fill() - put the VLAN settings of a port
 * @msg: where to
 * @pc: the port
 *
 * Return: 0, or -EMSGSIZE.
 */
int vsw_nl_port_vlan_fill(struct sk_buff *msg, const struct vsw_port_conf *pc)
{
	if (nla_put_u32(msg, VSWITCH_A_PORT_VLAN_MODE, pc->vlan_mode) ||
	    nla_put_u16(msg, VSWITCH_A_PORT_PVID, pc->pvid) ||
	    nla_put_u32(msg, VSWITCH_A_PORT_ACCEPT, pc->accept) ||
	    nla_put_u8(msg, VSWITCH_A_PORT_PCP, pc->pcp) ||
	    nla_put_u32(msg, VSWITCH_A_PORT_VLAN_PROTOCOL,
			pc->vlan_protocol) ||
	    nla_put_u32(msg, VSWITCH_A_PORT_ROLE, pc->role) ||
	    (pc->community_name[0] &&
	     nla_put_string(msg, VSWITCH_A_PORT_COMMUNITY,
			    pc->community_name)) ||
	    (pc->vlans && fill_vlans(msg, pc)) ||
	    (pc->map && fill_maps(msg, pc->map)))
		return -EMSGSIZE;
	return 0;
}
