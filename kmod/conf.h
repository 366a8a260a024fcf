/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The snapshot: all configuration of a switch as one immutable tree of
 * reference-counted parts, published by one RCU pointer. A change clones the
 * root, replaces the parts that it touches, and publishes the new root; what
 * was not touched is shared by the old and the new.
 *
 *	vsw_conf --> 65 chunks --> 64 port configurations each --> vsw_port
 *	         |-> 64 chunks --> 64 VLANs each, with their members (vlans.h)
 *	         \-> vsw_acls --> ACLs, their rules, sets (acls.h)
 *
 * Who edits holds vsw_switch.conf_lock. Frames read under RCU; who keeps a
 * snapshot for longer holds a reference to it.
 */
#ifndef VSW_CONF_H
#define VSW_CONF_H

#include <linux/bits.h>
#include <linux/if.h>
#include <linux/refcount.h>
#include <linux/rcupdate.h>

#include "acls.h"
#include "vlans.h"
#include "vswitch.h"

struct netlink_ext_ack;
struct vsw_port;

/**
 * enum vsw_port_flag - yes-or-no settings of a port, as bits
 * @VSW_PORT_LEARNING: learn source addresses
 * @VSW_PORT_FLOOD_UNICAST: have copies of frames for unknown addresses
 * @VSW_PORT_FLOOD_MULTICAST: have copies of multicast frames
 * @VSW_PORT_FLOOD_BROADCAST: have copies of broadcast frames
 * @VSW_PORT_HAIRPIN: frames may leave by the port they came from
 * @VSW_PORT_FORWARD_LLDP: forward 01:80:c2:00:00:0e from and to this port
 * @VSW_PORT_FORWARD_LACP: forward 01:80:c2:00:00:02 from and to this port
 */
enum vsw_port_flag {
	VSW_PORT_LEARNING		= BIT(0),
	VSW_PORT_FLOOD_UNICAST		= BIT(1),
	VSW_PORT_FLOOD_MULTICAST	= BIT(2),
	VSW_PORT_FLOOD_BROADCAST	= BIT(3),
	VSW_PORT_HAIRPIN		= BIT(4),
	VSW_PORT_FORWARD_LLDP		= BIT(5),
	VSW_PORT_FORWARD_LACP		= BIT(6),
};

/** VSW_PORT_DEFAULT: flags of a new port */
#define VSW_PORT_DEFAULT (VSW_PORT_LEARNING | VSW_PORT_FLOOD_UNICAST |	\
			  VSW_PORT_FLOOD_MULTICAST |			\
			  VSW_PORT_FLOOD_BROADCAST)

/**
 * VSW_PORT_HOST_DEFAULT: flags of the host's port. Unknown unicast is not for
 * the host, unless someone listens to everything (IFF_PROMISC).
 */
#define VSW_PORT_HOST_DEFAULT (VSW_PORT_DEFAULT & ~VSW_PORT_FLOOD_UNICAST)

/**
 * struct vsw_port_conf - the configuration of a port
 * @flags: enum vsw_port_flag
 * @number: as in @port
 * @dev: the device that frames leave by; NULL while detached
 * @port: the running state; a reference is held
 * @tpid: which tags it knows; 0 for none
 * @pvid: VLAN of untagged frames, 0 for none
 * @accept: enum vswitch_frame_types
 * @pcp: priority of received frames, or VSWITCH_PCP_KEEP
 * @role: enum vswitch_role
 * @vlan_mode: enum vswitch_vlan_mode
 * @community: number of its community; equal where the names are
 * @vlans: the VLANs of trunk and hybrid; NULL: it is in @pvid alone
 * @map: translations of VIDs, or NULL
 * @acl_in: the ACLs that received frames are to pass, or NULL
 * @acl_out: the ACLs that frames are to pass that leave by it, or NULL
 * @vlan_protocol: enum vswitch_vlan_protocol
 * @max_fdb: limit of learnt addresses, 0 for none
 * @ifindex: of the device that it is to have, 0 for none; before a snapshot
 *	is published @dev follows
 * @ref: one for each chunk that points here
 * @name: name of the port, "" for none
 * @ifname: name of the device, also of one that is awaited
 * @community_name: name of its community, "" for none
 */
struct vsw_port_conf {
	u32 flags;
	u32 number;
	struct net_device *dev;
	struct vsw_port *port;
	__be16 tpid;
	u16 pvid;
	u8 accept;
	u8 pcp;
	u8 role;
	u8 vlan_mode;
	u32 community;
	struct vsw_vlan_set *vlans;
	struct vsw_vlan_map *map;
	struct vsw_point *acl_in;
	struct vsw_point *acl_out;

	u8 vlan_protocol;
	u32 max_fdb;
	int ifindex;
	refcount_t ref;
	char name[VSWITCH_PORT_NAME_MAX + 1];
	char ifname[IFNAMSIZ];
	char community_name[VSWITCH_VLAN_NAME_MAX + 1];
};

#define VSW_CHUNK_SHIFT 6
#define VSW_CHUNK_SIZE 64U
#define VSW_CHUNKS (VSW_PORTS_CEILING / VSW_CHUNK_SIZE + 1)

/**
 * struct vsw_port_chunk - the configurations of 64 ports
 * @ref: one for each snapshot that points here
 * @port: by the low bits of the number; NULL where there is no port
 */
struct vsw_port_chunk {
	refcount_t ref;
	struct vsw_port_conf *port[VSW_CHUNK_SIZE];
};

/**
 * struct vsw_conf - a snapshot of all configuration of a switch
 * @ageing: jiffies after which a learnt entry is stale, 0 for never
 * @max_fdb: limit of entries of the forwarding database
 * @max_ports: limit of ports
 * @port_max_fdb: limit of learnt addresses that new ports start with
 * @max_rules: limit of rules of ACLs
 * @ageing_time: @ageing in seconds, as it was set
 * @vlan_protocol: the vlan-protocol that new ports start with
 * @n_ports: number of ports without the host's
 * @n_attached: how many of these have a device
 * @communities: number of the last community that got one
 * @generation: counts the snapshots of this switch
 * @ref: one while it is published, and one for each who keeps it
 * @rcu: for freeing
 * @lost_port: under construction, a port was taken out
 * @chunk: by the high bits of a port's number; NULL where there is no port
 * @vlans: the VLANs
 * @acls: the ACLs and sets; NULL while there never was one
 */
struct vsw_conf {
	u32 ageing;
	u32 max_fdb;
	u32 max_ports;
	u32 port_max_fdb;
	u32 max_rules;
	u32 ageing_time;
	u32 vlan_protocol;
	u32 n_ports;
	u32 n_attached;
	u32 communities;
	u32 generation;
	bool lost_port;
	refcount_t ref;
	struct rcu_head rcu;
	struct vsw_port_chunk *chunk[VSW_CHUNKS];
	struct vsw_vlans vlans;
	struct vsw_acls *acls;
};

/**
 * vsw_conf_port() - the configuration of a port in a snapshot
 * @conf: the snapshot
 * @number: at most VSW_PORTS_CEILING
 *
 * Return: NULL when there is no such port. Valid as long as the snapshot.
 */
static inline struct vsw_port_conf *vsw_conf_port(const struct vsw_conf *conf,
						  u32 number)
{
	const struct vsw_port_chunk *chunk;

	chunk = conf->chunk[number >> VSW_CHUNK_SHIFT];
	return chunk ? chunk->port[number & (VSW_CHUNK_SIZE - 1)] : NULL;
}

int vsw_conf_init(struct vsw_switch *sw);
void vsw_conf_exit(struct vsw_switch *sw);
int vsw_conf_lock(struct vsw_switch *sw, struct netlink_ext_ack *extack);
void vsw_conf_unlock(struct vsw_switch *sw);
struct vsw_conf *vsw_conf_current(const struct vsw_switch *sw);

struct vsw_conf *vsw_conf_clone(const struct vsw_conf *conf, gfp_t gfp);
struct vsw_conf *vsw_conf_edit(struct vsw_switch *sw, gfp_t gfp);
struct vsw_port_conf *vsw_conf_edit_port(struct vsw_conf *conf, u32 number,
					 gfp_t gfp);
int vsw_conf_add_port(struct vsw_conf *conf, struct vsw_port *port, u32 flags,
		      gfp_t gfp);
int vsw_conf_del_port(struct vsw_conf *conf, u32 number, gfp_t gfp);
void vsw_conf_abort(struct vsw_conf *conf);
void vsw_conf_publish(struct vsw_switch *sw, struct vsw_conf *conf);
void vsw_conf_get(struct vsw_conf *conf);
void vsw_conf_put(struct vsw_conf *conf);

struct vsw_port_conf *vsw_conf_next_port(const struct vsw_conf *conf,
					 u32 *number);
struct vsw_port_conf *vsw_conf_find_name(const struct vsw_conf *conf,
					 const char *name);
u32 vsw_conf_free_number(const struct vsw_conf *conf,
			 const struct vsw_conf *reserved,
			 const unsigned long *named);
int vsw_conf_put_port(struct vsw_conf *conf, const struct vsw_port_conf *from,
		      gfp_t gfp);

/* limits.c */
int vsw_conf_set_ageing(struct vsw_conf *conf, u32 seconds,
			struct netlink_ext_ack *extack);
int vsw_conf_set_limit(struct vsw_conf *conf, enum vswitch_limit limit,
		       u32 value, struct netlink_ext_ack *extack);
u32 vsw_conf_limit(const struct vsw_conf *conf, enum vswitch_limit limit);
u32 vsw_limit_min(enum vswitch_limit limit);
u32 vsw_limit_max(enum vswitch_limit limit);

#endif /* VSW_CONF_H */
