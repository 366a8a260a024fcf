// SPDX-License-Identifier: GPL-2.0
/*
 * Attribute by attribute: type, name, and member of a struct. See fields.h.
 *
 * Called by parse.c, put.c and call.c. Data only, but for one look-up.
 */
#include "acl_msg.h"
#include "fields.h"

/* Longest names with their NUL. */
#define NAME_SIZE (VSWITCH_PORT_NAME_MAX + 1)

static const struct nl_field switch_fields[] = {
	{ "ifindex", VSWITCH_A_SWITCH_IFINDEX, NL_EXACT, 4, offsetof(struct vsw_switch, ifindex) },
	{ "ifname", VSWITCH_A_SWITCH_IFNAME, NL_STR, IFNAMSIZ,
	  offsetof(struct vsw_switch, ifname) },
	{ "address", VSWITCH_A_SWITCH_ADDRESS, NL_EXACT, 6, offsetof(struct vsw_switch, address) },
	{ "ageing-time", VSWITCH_A_SWITCH_AGEING_TIME, NL_EXACT, 4,
	  offsetof(struct vsw_switch, ageing_time) },
	{ "max-ports", VSWITCH_A_SWITCH_MAX_PORTS, NL_EXACT, 4,
	  offsetof(struct vsw_switch, max_ports) },
	{ "max-fdb", VSWITCH_A_SWITCH_MAX_FDB, NL_EXACT, 4, offsetof(struct vsw_switch, max_fdb) },
	{ "port-max-fdb", VSWITCH_A_SWITCH_PORT_MAX_FDB, NL_EXACT, 4,
	  offsetof(struct vsw_switch, port_max_fdb) },
	{ "max-rules", VSWITCH_A_SWITCH_MAX_RULES, NL_EXACT, 4,
	  offsetof(struct vsw_switch, max_rules) },
	{ "generation", VSWITCH_A_SWITCH_GENERATION, NL_EXACT, 4,
	  offsetof(struct vsw_switch, generation) },
	{ "ports", VSWITCH_A_SWITCH_PORTS, NL_EXACT, 4, offsetof(struct vsw_switch, ports) },
	{ "attached", VSWITCH_A_SWITCH_ATTACHED, NL_EXACT, 4,
	  offsetof(struct vsw_switch, attached) },
	{ "fdb-entries", VSWITCH_A_SWITCH_FDB_ENTRIES, NL_EXACT, 4,
	  offsetof(struct vsw_switch, fdb_entries) },
	{ "vlan-protocol", VSWITCH_A_SWITCH_VLAN_PROTOCOL, NL_EXACT, 4,
	  offsetof(struct vsw_switch, vlan_protocol) },
	{ "txn", VSWITCH_A_SWITCH_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field port_fields[] = {
	{ "switch", VSWITCH_A_PORT_SWITCH, NL_EXACT, 4, offsetof(struct vsw_port, sw) },
	{ "number", VSWITCH_A_PORT_NUMBER, NL_EXACT, 4, offsetof(struct vsw_port, number) },
	{ "name", VSWITCH_A_PORT_NAME, NL_STR, NAME_SIZE, offsetof(struct vsw_port, name) },
	{ "ifindex", VSWITCH_A_PORT_IFINDEX, NL_EXACT, 4, offsetof(struct vsw_port, ifindex) },
	{ "ifname", VSWITCH_A_PORT_IFNAME, NL_STR, IFNAMSIZ, offsetof(struct vsw_port, ifname) },
	{ "state", VSWITCH_A_PORT_STATE, NL_EXACT, 4, offsetof(struct vsw_port, state) },
	{ "learning", VSWITCH_A_PORT_LEARNING, NL_EXACT, 1, offsetof(struct vsw_port, learning) },
	{ "flood-unicast", VSWITCH_A_PORT_FLOOD_UNICAST, NL_EXACT, 1,
	  offsetof(struct vsw_port, flood_unicast) },
	{ "flood-multicast", VSWITCH_A_PORT_FLOOD_MULTICAST, NL_EXACT, 1,
	  offsetof(struct vsw_port, flood_multicast) },
	{ "flood-broadcast", VSWITCH_A_PORT_FLOOD_BROADCAST, NL_EXACT, 1,
	  offsetof(struct vsw_port, flood_broadcast) },
	{ "hairpin", VSWITCH_A_PORT_HAIRPIN, NL_EXACT, 1, offsetof(struct vsw_port, hairpin) },
	{ "forward-lldp", VSWITCH_A_PORT_FORWARD_LLDP, NL_EXACT, 1,
	  offsetof(struct vsw_port, forward_lldp) },
	{ "forward-lacp", VSWITCH_A_PORT_FORWARD_LACP, NL_EXACT, 1,
	  offsetof(struct vsw_port, forward_lacp) },
	{ "max-fdb", VSWITCH_A_PORT_MAX_FDB, NL_EXACT, 4, offsetof(struct vsw_port, max_fdb) },
	{ "fdb-entries", VSWITCH_A_PORT_FDB_ENTRIES, NL_EXACT, 4,
	  offsetof(struct vsw_port, fdb_entries) },
	{ "mtu", VSWITCH_A_PORT_MTU, NL_EXACT, 4, offsetof(struct vsw_port, mtu) },
	{ "vlan-mode", VSWITCH_A_PORT_VLAN_MODE, NL_EXACT, 4,
	  offsetof(struct vsw_port, vlan_mode) },
	{ "pvid", VSWITCH_A_PORT_PVID, NL_EXACT, 2, offsetof(struct vsw_port, pvid) },
	{ "vlans", VSWITCH_A_PORT_VLANS, NL_OTHER, 0, 0 },
	{ "vlan-maps", VSWITCH_A_PORT_VLAN_MAPS, NL_OTHER, 0, 0 },
	{ "accept", VSWITCH_A_PORT_ACCEPT, NL_EXACT, 4, offsetof(struct vsw_port, accept) },
	{ "pcp", VSWITCH_A_PORT_PCP, NL_EXACT, 1, offsetof(struct vsw_port, pcp) },
	{ "vlan-protocol", VSWITCH_A_PORT_VLAN_PROTOCOL, NL_EXACT, 4,
	  offsetof(struct vsw_port, vlan_protocol) },
	{ "role", VSWITCH_A_PORT_ROLE, NL_EXACT, 4, offsetof(struct vsw_port, role) },
	{ "community", VSWITCH_A_PORT_COMMUNITY, NL_STR, VSWITCH_VLAN_NAME_MAX + 1,
	  offsetof(struct vsw_port, community) },
	{ "txn", VSWITCH_A_PORT_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field fdb_fields[] = {
	{ "switch", VSWITCH_A_FDB_SWITCH, NL_EXACT, 4, offsetof(struct vsw_fdb, sw) },
	{ "address", VSWITCH_A_FDB_ADDRESS, NL_EXACT, 6, offsetof(struct vsw_fdb, address) },
	{ "vid", VSWITCH_A_FDB_VID, NL_EXACT, 2, offsetof(struct vsw_fdb, vid) },
	{ "port", VSWITCH_A_FDB_PORT, NL_EXACT, 4, offsetof(struct vsw_fdb, port) },
	{ "port-name", VSWITCH_A_FDB_PORT_NAME, NL_STR, NAME_SIZE,
	  offsetof(struct vsw_fdb, port_name) },
	{ "port-ifname", VSWITCH_A_FDB_PORT_IFNAME, NL_STR, IFNAMSIZ,
	  offsetof(struct vsw_fdb, port_ifname) },
	{ "kind", VSWITCH_A_FDB_KIND, NL_EXACT, 4, offsetof(struct vsw_fdb, kind) },
	{ "age", VSWITCH_A_FDB_AGE, NL_EXACT, 4, offsetof(struct vsw_fdb, age) },
	{ "event", VSWITCH_A_FDB_EVENT, NL_EXACT, 4, offsetof(struct vsw_fdb, event) },
	{ "old-port", VSWITCH_A_FDB_OLD_PORT, NL_EXACT, 4, offsetof(struct vsw_fdb, old_port) },
	{ "suppressed", VSWITCH_A_FDB_SUPPRESSED, NL_EXACT, 4,
	  offsetof(struct vsw_fdb, suppressed) },
};

static const struct nl_field drop_fields[] = {
	{ "reason", VSWITCH_A_DROP_REASON, NL_STR, PARSE_REASON_MAX + 1,
	  offsetof(struct vsw_drop, reason) },
	{ "direction", VSWITCH_A_DROP_DIRECTION, NL_EXACT, 4,
	  offsetof(struct vsw_drop, direction) },
	{ "frames", VSWITCH_A_DROP_FRAMES, NL_EXACT, 8, offsetof(struct vsw_drop, frames) },
};

static const struct nl_field stats_fields[] = {
	{ "switch", VSWITCH_A_STATS_SWITCH, NL_EXACT, 4, offsetof(struct vsw_stats, sw) },
	{ "port", VSWITCH_A_STATS_PORT, NL_EXACT, 4, offsetof(struct vsw_stats, port) },
	{ "port-name", VSWITCH_A_STATS_PORT_NAME, NL_STR, NAME_SIZE,
	  offsetof(struct vsw_stats, port_name) },
	{ "port-ifname", VSWITCH_A_STATS_PORT_IFNAME, NL_STR, IFNAMSIZ,
	  offsetof(struct vsw_stats, port_ifname) },
	{ "rx-frames", VSWITCH_A_STATS_RX_FRAMES, NL_EXACT, 8,
	  offsetof(struct vsw_stats, rx_frames) },
	{ "rx-bytes", VSWITCH_A_STATS_RX_BYTES, NL_EXACT, 8, offsetof(struct vsw_stats, rx_bytes) },
	{ "forwarded", VSWITCH_A_STATS_FORWARDED, NL_EXACT, 8,
	  offsetof(struct vsw_stats, forwarded) },
	{ "flooded", VSWITCH_A_STATS_FLOODED, NL_EXACT, 8, offsetof(struct vsw_stats, flooded) },
	{ "delivered", VSWITCH_A_STATS_DELIVERED, NL_EXACT, 8,
	  offsetof(struct vsw_stats, delivered) },
	{ "consumed", VSWITCH_A_STATS_CONSUMED, NL_EXACT, 8, offsetof(struct vsw_stats, consumed) },
	{ "dropped", VSWITCH_A_STATS_DROPPED, NL_EXACT, 8, offsetof(struct vsw_stats, dropped) },
	{ "copies", VSWITCH_A_STATS_COPIES, NL_EXACT, 8, offsetof(struct vsw_stats, copies) },
	{ "tx-copies", VSWITCH_A_STATS_TX_COPIES, NL_EXACT, 8,
	  offsetof(struct vsw_stats, tx_copies) },
	{ "tx-frames", VSWITCH_A_STATS_TX_FRAMES, NL_EXACT, 8,
	  offsetof(struct vsw_stats, tx_frames) },
	{ "tx-bytes", VSWITCH_A_STATS_TX_BYTES, NL_EXACT, 8, offsetof(struct vsw_stats, tx_bytes) },
	{ "tx-dropped", VSWITCH_A_STATS_TX_DROPPED, NL_EXACT, 8,
	  offsetof(struct vsw_stats, tx_dropped) },
	{ "learn-limit-port", VSWITCH_A_STATS_LEARN_LIMIT_PORT, NL_EXACT, 8,
	  offsetof(struct vsw_stats, learn_limit_port) },
	{ "learn-limit-switch", VSWITCH_A_STATS_LEARN_LIMIT_SWITCH, NL_EXACT, 8,
	  offsetof(struct vsw_stats, learn_limit_switch) },
	{ "learn-failed", VSWITCH_A_STATS_LEARN_FAILED, NL_EXACT, 8,
	  offsetof(struct vsw_stats, learn_failed) },
	{ "atomic", VSWITCH_A_STATS_ATOMIC, NL_OTHER, 0, 0 },
};

static const struct nl_field limits_fields[] = {
	{ "switch", VSWITCH_A_LIMITS_SWITCH, NL_EXACT, 4, offsetof(struct vsw_limit, sw) },
	{ "limit", VSWITCH_A_LIMITS_LIMIT, NL_EXACT, 4, offsetof(struct vsw_limit, limit) },
	{ "value", VSWITCH_A_LIMITS_VALUE, NL_EXACT, 4, offsetof(struct vsw_limit, value) },
	{ "used", VSWITCH_A_LIMITS_USED, NL_EXACT, 4, offsetof(struct vsw_limit, used) },
	{ "min", VSWITCH_A_LIMITS_LOWEST, NL_EXACT, 4, offsetof(struct vsw_limit, min) },
	{ "max", VSWITCH_A_LIMITS_HIGHEST, NL_EXACT, 4, offsetof(struct vsw_limit, max) },
	{ "hits", VSWITCH_A_LIMITS_HITS, NL_EXACT, 8, offsetof(struct vsw_limit, hits) },
	{ "txn", VSWITCH_A_LIMITS_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field vlan_fields[] = {
	{ "switch", VSWITCH_A_VLAN_SWITCH, NL_EXACT, 4, offsetof(struct vsw_vlan, sw) },
	{ "vid", VSWITCH_A_VLAN_VID, NL_EXACT, 2, offsetof(struct vsw_vlan, vid) },
	{ "name", VSWITCH_A_VLAN_NAME, NL_STR, VSWITCH_VLAN_NAME_MAX + 1,
	  offsetof(struct vsw_vlan, name) },
	{ "counters", VSWITCH_A_VLAN_COUNTERS, NL_EXACT, 1, offsetof(struct vsw_vlan, counters) },
	{ "ports", VSWITCH_A_VLAN_PORTS, NL_EXACT, 4, offsetof(struct vsw_vlan, ports) },
	{ "rx-frames", VSWITCH_A_VLAN_RX_FRAMES, NL_EXACT, 8,
	  offsetof(struct vsw_vlan, rx_frames) },
	{ "rx-bytes", VSWITCH_A_VLAN_RX_BYTES, NL_EXACT, 8, offsetof(struct vsw_vlan, rx_bytes) },
	{ "tx-frames", VSWITCH_A_VLAN_TX_FRAMES, NL_EXACT, 8,
	  offsetof(struct vsw_vlan, tx_frames) },
	{ "tx-bytes", VSWITCH_A_VLAN_TX_BYTES, NL_EXACT, 8, offsetof(struct vsw_vlan, tx_bytes) },
	{ "txn", VSWITCH_A_VLAN_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field txn_fields[] = {
	{ "switch", VSWITCH_A_TXN_SWITCH, NL_EXACT, 4, offsetof(struct vsw_txn, sw) },
	{ "id", VSWITCH_A_TXN_ID, NL_EXACT, 4, offsetof(struct vsw_txn, id) },
	{ "confirm-timeout", VSWITCH_A_TXN_CONFIRM_TIMEOUT, NL_EXACT, 4,
	  offsetof(struct vsw_txn, confirm_timeout) },
	{ "generation", VSWITCH_A_TXN_GENERATION, NL_EXACT, 4,
	  offsetof(struct vsw_txn, generation) },
	{ "event", VSWITCH_A_TXN_EVENT, NL_EXACT, 4, offsetof(struct vsw_txn, event) },
	{ "object", VSWITCH_A_TXN_OBJECT, NL_EXACT, 4, offsetof(struct vsw_txn, object) },
	{ "port", VSWITCH_A_TXN_PORT, NL_EXACT, 4, offsetof(struct vsw_txn, port) },
	{ "port-name", VSWITCH_A_TXN_PORT_NAME, NL_STR, NAME_SIZE,
	  offsetof(struct vsw_txn, port_name) },
	{ "vid", VSWITCH_A_TXN_VID, NL_EXACT, 2, offsetof(struct vsw_txn, vid) },
};

const struct nl_fields fields_switch = { switch_fields, ARRAY_LEN(switch_fields) };
const struct nl_fields fields_port = { port_fields, ARRAY_LEN(port_fields) };
const struct nl_fields fields_fdb = { fdb_fields, ARRAY_LEN(fdb_fields) };
const struct nl_fields fields_drop = { drop_fields, ARRAY_LEN(drop_fields) };
const struct nl_fields fields_stats = { stats_fields, ARRAY_LEN(stats_fields) };
const struct nl_fields fields_limits = { limits_fields, ARRAY_LEN(limits_fields) };
const struct nl_fields fields_vlan = { vlan_fields, ARRAY_LEN(vlan_fields) };
const struct nl_fields fields_txn = { txn_fields, ARRAY_LEN(txn_fields) };

/* The attributes of a command's messages. */
static const struct nl_fields *fields_of(uint8_t cmd)
{
	static const struct {
		uint8_t first;
		const struct nl_fields *fields;
	} objects[] = {
		{ VSWITCH_CMD_MIRROR_GET, &fields_mirror },
		{ VSWITCH_CMD_LOG_NTF, &fields_log },
		{ VSWITCH_CMD_MEMBER_GET, &fields_member },
		{ VSWITCH_CMD_SET_GET, &fields_set },
		{ VSWITCH_CMD_RULE_GET, &fields_rule },
		{ VSWITCH_CMD_BINDING_GET, &fields_binding },
		{ VSWITCH_CMD_ACL_GET, &fields_acl },
		{ VSWITCH_CMD_TXN_GET, &fields_txn },
		{ VSWITCH_CMD_VLAN_GET, &fields_vlan },
		{ VSWITCH_CMD_LIMITS_GET, &fields_limits },
		{ VSWITCH_CMD_STATS_GET, &fields_stats },
		{ VSWITCH_CMD_FDB_GET, &fields_fdb },
		{ VSWITCH_CMD_PORT_GET, &fields_port },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(objects); i++) {
		if (cmd >= objects[i].first)
			return objects[i].fields;
	}
	return &fields_switch;
}

/**
 * fields_attr_name - what the specification calls an attribute
 * @cmd: command of the message that it stands in
 * @attr: its type
 *
 * Return: the name, or NULL for one that is not known.
 */
const char *fields_attr_name(uint8_t cmd, uint16_t attr)
{
	const struct nl_fields *fields = fields_of(cmd);
	size_t i;

	for (i = 0; i < fields->n; i++) {
		if (fields->field[i].attr == attr)
			return fields->field[i].name;
	}
	return NULL;
}
