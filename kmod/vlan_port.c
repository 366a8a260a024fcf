// SPDX-License-Identifier: GPL-2.0
/*
 * The VLAN settings of a port: what it starts with, and how a request changes
 * them. Called from control on a snapshot under construction.
 */
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "conf.h"
#include "port.h"
#include "vlan.h"

static const __be16 tpids[] = {
	[VSWITCH_VLAN_PROTOCOL_8021Q] = htons(ETH_P_8021Q),
	[VSWITCH_VLAN_PROTOCOL_8021AD] = htons(ETH_P_8021AD),
};

/* A tunnel knows no tag: all are the customer's. */
static void set_tpid(struct vsw_port_conf *pc)
{
	pc->tpid = pc->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL ?
		   0 : tpids[pc->vlan_protocol];
}

/**
 * vsw_vlan_set_create() - a list of VLANs, empty
 *
 * Context: process context.
 * Return: the list with one reference, NULL when out of memory.
 */
struct vsw_vlan_set *vsw_vlan_set_create(void)
{
	struct vsw_vlan_set *set = kzalloc(sizeof(*set), GFP_KERNEL_ACCOUNT);

	if (set)
		refcount_set(&set->ref, 1);
	return set;
}

/**
 * vsw_vlan_set_add() - add VLANs to a list that nobody uses yet
 * @set: the list
 * @first: lowest VID
 * @last: highest VID; none of these is in the list
 * @untagged: their frames leave untagged
 */
void vsw_vlan_set_add(struct vsw_vlan_set *set, u16 first, u16 last,
		      bool untagged)
{
	u32 n = last - first + 1;

	bitmap_set(set->member, first, n);
	set->n += n;
	if (!untagged)
		return;
	bitmap_set(set->untagged, first, n);
	set->n_untagged += n;
}

static int compare_tag(const void *a, const void *b)
{
	return ((const struct vsw_vlan_pair *)a)->tag -
	       ((const struct vsw_vlan_pair *)b)->tag;
}

static int compare_vid(const void *a, const void *b)
{
	return ((const struct vsw_vlan_pair *)a)->vid -
	       ((const struct vsw_vlan_pair *)b)->vid;
}

/**
 * vsw_vlan_map_create() - translations of VIDs
 * @pair: which; each VID stands once on either side
 * @n: how many
 *
 * Context: process context.
 * Return: the map with one reference, NULL when out of memory.
 */
struct vsw_vlan_map *vsw_vlan_map_create(const struct vsw_vlan_pair *pair,
					 u32 n)
{
	struct vsw_vlan_map *map;

	map = kzalloc(struct_size(map, pair, 2 * n), GFP_KERNEL_ACCOUNT);
	if (!map)
		return NULL;
	refcount_set(&map->ref, 1);
	map->n = n;
	memcpy(map->pair, pair, n * sizeof(*pair));
	memcpy(map->pair + n, pair, n * sizeof(*pair));
	sort(map->pair, n, sizeof(*pair), compare_tag, NULL);
	sort(map->pair + n, n, sizeof(*pair), compare_vid, NULL);
	return map;
}

/**
 * vsw_vlan_port_init() - what a new port starts with: access, VLAN 1
 * @pc: the port, all zero
 * @protocol: enum vswitch_vlan_protocol
 */
void vsw_vlan_port_init(struct vsw_port_conf *pc, u32 protocol)
{
	pc->vlan_mode = VSWITCH_VLAN_MODE_ACCESS;
	pc->pvid = VSW_VID_DEFAULT;
	pc->pcp = VSWITCH_PCP_KEEP;
	pc->vlan_protocol = protocol;
	set_tpid(pc);
}

/**
 * vsw_vlan_host_init() - what the host's port starts with: all VLANs
 * @pc: the host's port
 *
 * Context: process context.
 * Return: 0, or -ENOMEM.
 */
int vsw_vlan_host_init(struct vsw_port_conf *pc)
{
	pc->vlans = vsw_vlan_set_create();
	if (!pc->vlans)
		return -ENOMEM;
	vsw_vlan_set_add(pc->vlans, 1, VSW_VID_MAX, false);
	pc->vlan_mode = VSWITCH_VLAN_MODE_TRUNK;
	pc->role = VSWITCH_ROLE_PROMISCUOUS;
	return 0;
}

/* Refuse, and point at an attribute if it is there. */
static int refuse(const struct vsw_vlan_request *req,
		  struct netlink_ext_ack *extack, int attr, const char *text)
{
	if (extack) {
		extack->_msg = text;
		NL_SET_BAD_ATTR(extack, req->attrs ? req->attrs[attr] : NULL);
	}
	return -EINVAL;
}

static int check_members(const struct vsw_port_conf *pc,
			 const struct vsw_vlan_request *req,
			 struct netlink_ext_ack *extack)
{
	const struct vsw_vlan_set *set = pc->vlans;

	if (pc->vlan_mode == VSWITCH_VLAN_MODE_ACCESS ||
	    pc->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL) {
		if (set)
			return refuse(req, extack, VSWITCH_A_PORT_VLANS,
				      "only trunk and hybrid have a list of VLANs");
		if (!pc->pvid)
			return refuse(req, extack, VSWITCH_A_PORT_PVID,
				      "access and dot1q-tunnel need a VLAN");
		return 0;
	}
	if (!set)
		return refuse(req, extack, VSWITCH_A_PORT_VLANS,
			      "trunk and hybrid need a list of VLANs");
	if (pc->vlan_mode == VSWITCH_VLAN_MODE_TRUNK && set->n_untagged)
		return refuse(req, extack, VSWITCH_A_PORT_VLANS,
			      "a trunk has no untagged VLAN but the native one");
	if (pc->pvid && !test_bit(pc->pvid, set->member))
		return refuse(req, extack, VSWITCH_A_PORT_PVID,
			      "the native VLAN (PVID) is not in the list of VLANs");
	return 0;
}

static int check_map(const struct vsw_port_conf *pc,
		     const struct vsw_vlan_request *req,
		     struct netlink_ext_ack *extack)
{
	const struct vsw_vlan_map *map = pc->map;
	u32 i, j;

	if (!map)
		return 0;
	if (pc->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL)
		return refuse(req, extack, VSWITCH_A_PORT_VLAN_MAPS,
			      "a dot1q-tunnel looks at no tags, and translates none");
	/* both halves are in order: walk them side by side */
	for (i = 0, j = map->n; i < map->n; i++) {
		if (!vsw_vlan_is_member(pc, map->pair[i].vid))
			return refuse(req, extack, VSWITCH_A_PORT_VLAN_MAPS,
				      "a VID is translated to a VLAN that the port is not in");
		while (j < 2 * map->n && map->pair[j].vid < map->pair[i].tag)
			j++;
		if (j < 2 * map->n && map->pair[j].vid == map->pair[i].tag)
			continue;
		if (vsw_vlan_is_member(pc, map->pair[i].tag))
			return refuse(req, extack, VSWITCH_A_PORT_VLAN_MAPS,
				      "a VID that is translated is itself a VLAN of the port");
	}
	return 0;
}

static int check_settings(const struct vsw_port_conf *pc,
			  const struct vsw_vlan_request *req,
			  struct netlink_ext_ack *extack)
{
	int err;

	err = check_members(pc, req, extack);
	if (!err)
		err = check_map(pc, req, extack);
	if (err)
		return err;
	if (pc->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL &&
	    pc->accept != VSWITCH_FRAME_TYPES_ALL)
		return refuse(req, extack, VSWITCH_A_PORT_ACCEPT,
			      "a dot1q-tunnel takes all frames");
	if (pc->role == VSWITCH_ROLE_COMMUNITY && !pc->community_name[0])
		return refuse(req, extack, VSWITCH_A_PORT_COMMUNITY,
			      "the role community needs the name of one");
	if (pc->role != VSWITCH_ROLE_COMMUNITY && pc->community_name[0])
		return refuse(req, extack, VSWITCH_A_PORT_COMMUNITY,
			      "only the role community has the name of one");
	return 0;
}

/* The number of a community: that of its ports, or a new one. */
static u32 community_number(struct vsw_conf *conf, const char *name)
{
	const struct vsw_port_conf *pc;
	u32 number;

	for (number = 0; (pc = vsw_conf_next_port(conf, &number)); number++)
		if (pc->community && !strcmp(pc->community_name, name))
			return pc->community;
	return ++conf->communities;
}

static int set_role(struct vsw_conf *conf, struct vsw_port_conf *pc,
		    const struct vsw_vlan_request *req,
		    struct netlink_ext_ack *extack)
{
	const char *name = req->community;
	int err;

	if (req->has_role) {
		pc->role = req->role;
		pc->community = 0;
		pc->community_name[0] = '\0';
	}
	if (!name)
		return 0;
	err = vsw_name_check(name, req->attrs ?
			     req->attrs[VSWITCH_A_PORT_COMMUNITY] : NULL,
			     extack);
	if (err)
		return err;
	pc->community = 0;
	if (*name)
		pc->community = community_number(conf, name);
	strscpy(pc->community_name, name, sizeof(pc->community_name));
	return 0;
}

static void set_members(struct vsw_port_conf *pc,
			const struct vsw_vlan_request *req)
{
	if (req->has_mode) {
		pc->vlan_mode = req->mode;
		pc->pvid = 0;
	}
	if (req->has_pvid)
		pc->pvid = req->pvid;
	if (req->has_mode || req->has_vlans) {
		vsw_vlan_set_put(pc->vlans);
		pc->vlans = req->vlans;
		vsw_vlan_set_get(pc->vlans);
	}
	if (req->has_map) {
		vsw_vlan_map_put(pc->map);
		pc->map = req->map;
		vsw_vlan_map_get(pc->map);
	}
}

/**
 * vsw_vlan_apply() - change the VLAN settings of a port
 * @conf: the snapshot under construction; to be given up when this fails
 * @pc: the port's configuration in it, made writable
 * @req: what to change
 * @extack: says what is wrong
 *
 * Return: 0 or a negative error.
 */
int vsw_vlan_apply(struct vsw_conf *conf, struct vsw_port_conf *pc,
		   const struct vsw_vlan_request *req,
		   struct netlink_ext_ack *extack)
{
	bool members = req->has_mode || req->has_pvid || req->has_vlans;
	int err;

	if (members)
		vsw_vlans_touch(conf, pc);
	set_members(pc, req);
	if (req->has_accept)
		pc->accept = req->accept;
	if (req->has_pcp)
		pc->pcp = req->pcp;
	if (req->has_protocol)
		pc->vlan_protocol = req->protocol;
	set_tpid(pc);
	err = set_role(conf, pc, req, extack);
	if (!err)
		err = check_settings(pc, req, extack);
	if (!err && members)
		vsw_vlans_touch(conf, pc);
	return err;
}
