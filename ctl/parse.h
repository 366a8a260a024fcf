/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel says, as structs: one for each object of the specification,
 * filled from a message that has been checked.
 *
 * Called by ref.c and the commands. A bit of @has is set, by attribute type,
 * for what was there. What has which type is in fields.c, the way back in put.c.
 */
#ifndef VSWITCHCTL_PARSE_H
#define VSWITCHCTL_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <net/if.h>
#include <linux/vswitch.h>

#include "nl.h"
#include "vec.h"
#include "vlans.h"

/* Longest name of a drop reason that is understood. */
#define PARSE_REASON_MAX 63

/**
 * struct vsw_switch - a switch, as the attribute set "switch" describes it
 * @has: which attributes were there
 * @ifindex: interface index
 * @ifname: name of the device
 * @address: its MAC address
 * @ageing_time: seconds, 0 for never
 * @max_ports: limit of ports
 * @max_fdb: limit of entries
 * @port_max_fdb: limit of entries that a new port gets
 * @max_rules: limit of rules of all ACLs
 * @generation: counts published configurations
 * @ports: ports that exist
 * @attached: ports that have a device
 * @fdb_entries: entries now
 * @vlan_protocol: &enum vswitch_vlan_protocol of a new port
 */
struct vsw_switch {
	uint32_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint8_t address[6];
	uint32_t ageing_time;
	uint32_t max_ports;
	uint32_t max_fdb;
	uint32_t port_max_fdb;
	uint32_t max_rules;
	uint32_t generation;
	uint32_t ports;
	uint32_t attached;
	uint32_t fdb_entries;
	uint32_t vlan_protocol;
};

/**
 * struct vsw_port - a port, as the attribute set "port" describes it
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @number: 0 for the port of the host
 * @name: empty when it has none
 * @ifindex: of the device, when it has one
 * @ifname: of the device, or of the last one
 * @state: &enum vswitch_port_state
 * @learning: learn source addresses
 * @flood_unicast: flood unknown unicast to it
 * @flood_multicast: flood multicast to it
 * @flood_broadcast: flood broadcast to it
 * @hairpin: frames may leave where they entered
 * @forward_lldp: forward LLDP
 * @forward_lacp: forward LACP
 * @max_fdb: limit of entries, 0 for none
 * @fdb_entries: entries now
 * @mtu: of the device, in bytes
 * @vlan_mode: &enum vswitch_vlan_mode
 * @pvid: VLAN of untagged frames, 0 for none
 * @accept: &enum vswitch_frame_types
 * @pcp: priority that frames get, VSWITCH_PCP_KEEP for the one they have
 * @vlan_protocol: &enum vswitch_vlan_protocol, whose tags it knows
 * @role: &enum vswitch_role
 * @community: its name, for that role
 * @maps: translations, NULL for none
 * @vlans: of the modes trunk and hybrid, from vlan_set_keep(); NULL for none
 * @untagged: those of @vlans whose frames leave untagged, likewise
 */
struct vsw_port {
	uint32_t has;
	uint32_t sw;
	uint32_t number;
	char name[VSWITCH_PORT_NAME_MAX + 1];
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint32_t state;
	uint8_t learning;
	uint8_t flood_unicast;
	uint8_t flood_multicast;
	uint8_t flood_broadcast;
	uint8_t hairpin;
	uint8_t forward_lldp;
	uint8_t forward_lacp;
	uint32_t max_fdb;
	uint32_t fdb_entries;
	uint32_t mtu;
	uint32_t vlan_mode;
	uint16_t pvid;
	uint32_t accept;
	uint8_t pcp;
	uint32_t vlan_protocol;
	uint32_t role;
	char community[VSWITCH_VLAN_NAME_MAX + 1];
	const struct vlan_maps *maps;
	const struct vlan_set *vlans;
	const struct vlan_set *untagged;
};

/**
 * struct vsw_fdb - an entry of the forwarding database, or an event of one
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @address: MAC address
 * @vid: VLAN identifier; local entries, which are in all VLANs, have none
 * @port: number of the port
 * @port_name: empty when it has none
 * @port_ifname: empty when it has no device
 * @kind: &enum vswitch_fdb_kind
 * @age: milliseconds since a frame was noted
 * @event: &enum vswitch_fdb_event, in notifications
 * @old_port: where the address was before
 * @suppressed: events that were not sent before this one
 */
struct vsw_fdb {
	uint32_t has;
	uint32_t sw;
	uint8_t address[6];
	uint16_t vid;
	uint32_t port;
	char port_name[VSWITCH_PORT_NAME_MAX + 1];
	char port_ifname[IFNAMSIZ];
	uint32_t kind;
	uint32_t age;
	uint32_t event;
	uint32_t old_port;
	uint32_t suppressed;
};

/**
 * struct vsw_drop - how often frames were dropped for one reason
 * @has: which attributes were there
 * @reason: its name
 * @direction: &enum vswitch_direction
 * @frames: how many
 */
struct vsw_drop {
	uint32_t has;
	char reason[PARSE_REASON_MAX + 1];
	uint32_t direction;
	uint64_t frames;
};

/**
 * struct vsw_stats - counters of a port, of deleted ports, or of a switch
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @port: number; not there in sums of several ports
 * @port_name: empty when it has none
 * @port_ifname: empty when it has no device
 * @rx_frames: received
 * @rx_bytes: bytes of these
 * @forwarded: of these, sent to one port
 * @flooded: sent to every port that may have them
 * @delivered: for the host
 * @consumed: control frames, left to others
 * @dropped: dropped, for any reason
 * @copies: copies made of received frames
 * @tx_copies: copies that were to leave here
 * @tx_frames: of these, sent
 * @tx_bytes: bytes of these
 * @tx_dropped: dropped, for any reason
 * @learn_limit_port: sources not learnt, the port being full
 * @learn_limit_switch: the switch being full
 * @learn_failed: for want of memory
 * @first_drop: index of its first drop reason
 * @ndrops: number of its drop reasons
 *
 * The drop reasons are @ndrops elements from @first_drop of the array that was
 * filled with it.
 */
struct vsw_stats {
	uint32_t has;
	uint32_t sw;
	uint32_t port;
	char port_name[VSWITCH_PORT_NAME_MAX + 1];
	char port_ifname[IFNAMSIZ];
	uint64_t rx_frames;
	uint64_t rx_bytes;
	uint64_t forwarded;
	uint64_t flooded;
	uint64_t delivered;
	uint64_t consumed;
	uint64_t dropped;
	uint64_t copies;
	uint64_t tx_copies;
	uint64_t tx_frames;
	uint64_t tx_bytes;
	uint64_t tx_dropped;
	uint64_t learn_limit_port;
	uint64_t learn_limit_switch;
	uint64_t learn_failed;
	size_t first_drop;
	size_t ndrops;
};

/**
 * struct vsw_limit - a limit of a switch
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @limit: &enum vswitch_limit
 * @value: as it is set
 * @used: how much of it is used, where that is one number
 * @min: lowest that can be set
 * @max: highest that can be set
 * @hits: how many times it was met
 */
struct vsw_limit {
	uint32_t has;
	uint32_t sw;
	uint32_t limit;
	uint32_t value;
	uint32_t used;
	uint32_t min;
	uint32_t max;
	uint64_t hits;
};

/**
 * struct vsw_vlan - a VLAN that was added to a switch
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @vid: VLAN identifier
 * @name: empty when it has none
 * @counters: frames and bytes are counted
 * @ports: ports that are members
 * @rx_frames: received, while they are counted
 * @rx_bytes: bytes of these
 * @tx_frames: copies sent
 * @tx_bytes: bytes of these
 */
struct vsw_vlan {
	uint32_t has;
	uint32_t sw;
	uint16_t vid;
	char name[VSWITCH_VLAN_NAME_MAX + 1];
	uint8_t counters;
	uint32_t ports;
	uint64_t rx_frames;
	uint64_t rx_bytes;
	uint64_t tx_frames;
	uint64_t tx_bytes;
};

/**
 * struct vsw_txn - a transaction, an event of one, or why one was refused
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @id: its number
 * @confirm_timeout: seconds that are left to confirm it
 * @generation: of the configuration that it was begun on
 * @event: &enum vswitch_txn_event, in notifications
 * @object: &enum vswitch_object that a refused commit is about
 * @port: number of that port
 * @port_name: name of that port, or of its device
 * @vid: that VLAN
 */
struct vsw_txn {
	uint32_t has;
	uint32_t sw;
	uint32_t id;
	uint32_t confirm_timeout;
	uint32_t generation;
	uint32_t event;
	uint32_t object;
	uint32_t port;
	char port_name[VSWITCH_PORT_NAME_MAX + 1];
	uint16_t vid;
};

/**
 * struct stats_table - rows of counters, and the drop reasons of all of them
 * @rows: of struct vsw_stats
 * @drops: of struct vsw_drop
 */
struct stats_table {
	struct vec rows;
	struct vec drops;
};

int parse_switch(const struct nlmsghdr *nlh, struct vsw_switch *sw);
int parse_port(const struct nlmsghdr *nlh, struct vsw_port *port);
int parse_fdb(const struct nlmsghdr *nlh, struct vsw_fdb *entry);
int parse_flush(const struct nlmsghdr *nlh, void *data);
int parse_limit(const struct nlmsghdr *nlh, struct vsw_limit *limit);
int parse_vlan(const struct nlmsghdr *nlh, struct vsw_vlan *vlan);
int parse_txn(const struct nlmsghdr *nlh, void *data);

int parse_add_switch(const struct nlmsghdr *nlh, void *data);
int parse_add_port(const struct nlmsghdr *nlh, void *data);
int parse_add_fdb(const struct nlmsghdr *nlh, void *data);
int parse_add_stats(const struct nlmsghdr *nlh, void *data);
int parse_add_limit(const struct nlmsghdr *nlh, void *data);
int parse_add_vlan(const struct nlmsghdr *nlh, void *data);

void stats_table_init(struct stats_table *table);
void stats_table_free(struct stats_table *table);

#endif /* VSWITCHCTL_PARSE_H */
