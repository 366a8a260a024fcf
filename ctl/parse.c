// SPDX-License-Identifier: GPL-2.0
/*
 * Messages to structs, and numbers to their names. See parse.h.
 *
 * Called by ref.c and the commands, as callbacks of nl_do() and nl_dump() or
 * directly for notifications. Pure: no socket, no output.
 */
#include <errno.h>
#include <stdio.h>

#include "parse.h"

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
	{ "generation", VSWITCH_A_SWITCH_GENERATION, NL_EXACT, 4,
	  offsetof(struct vsw_switch, generation) },
	{ "ports", VSWITCH_A_SWITCH_PORTS, NL_EXACT, 4, offsetof(struct vsw_switch, ports) },
	{ "attached", VSWITCH_A_SWITCH_ATTACHED, NL_EXACT, 4,
	  offsetof(struct vsw_switch, attached) },
	{ "fdb-entries", VSWITCH_A_SWITCH_FDB_ENTRIES, NL_EXACT, 4,
	  offsetof(struct vsw_switch, fdb_entries) },
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
};

static const struct nl_field limits_fields[] = {
	{ "switch", VSWITCH_A_LIMITS_SWITCH, NL_EXACT, 4, offsetof(struct vsw_limit, sw) },
	{ "limit", VSWITCH_A_LIMITS_LIMIT, NL_EXACT, 4, offsetof(struct vsw_limit, limit) },
	{ "value", VSWITCH_A_LIMITS_VALUE, NL_EXACT, 4, offsetof(struct vsw_limit, value) },
	{ "used", VSWITCH_A_LIMITS_USED, NL_EXACT, 4, offsetof(struct vsw_limit, used) },
	{ "min", VSWITCH_A_LIMITS_LOWEST, NL_EXACT, 4, offsetof(struct vsw_limit, min) },
	{ "max", VSWITCH_A_LIMITS_HIGHEST, NL_EXACT, 4, offsetof(struct vsw_limit, max) },
	{ "hits", VSWITCH_A_LIMITS_HITS, NL_EXACT, 8, offsetof(struct vsw_limit, hits) },
};

static int fill(const struct nlmsghdr *nlh, void *dst, const struct nl_field *fields, size_t n,
		uint32_t must)
{
	const struct nlattr *attrs;
	size_t len;

	if (nl_payload(nlh, NULL, &attrs, &len))
		return -EBADMSG;
	return nl_fill(dst, fields, n, must, attrs, len);
}

/**
 * parse_switch - a message about a switch
 * @nlh: the message
 * @sw: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_switch(const struct nlmsghdr *nlh, struct vsw_switch *sw)
{
	static const uint32_t must = 1u << VSWITCH_A_SWITCH_IFINDEX |
		1u << VSWITCH_A_SWITCH_IFNAME;

	return fill(nlh, sw, switch_fields, ARRAY_LEN(switch_fields), must);
}

/**
 * parse_port - a message about a port
 * @nlh: the message
 * @port: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_port(const struct nlmsghdr *nlh, struct vsw_port *port)
{
	static const uint32_t must = 1u << VSWITCH_A_PORT_SWITCH |
		1u << VSWITCH_A_PORT_NUMBER;

	return fill(nlh, port, port_fields, ARRAY_LEN(port_fields), must);
}

/**
 * parse_fdb - a message about an entry of the forwarding database
 * @nlh: the message
 * @entry: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_fdb(const struct nlmsghdr *nlh, struct vsw_fdb *entry)
{
	static const uint32_t must = 1u << VSWITCH_A_FDB_SWITCH |
		1u << VSWITCH_A_FDB_ADDRESS |
		1u << VSWITCH_A_FDB_VID |
		1u << VSWITCH_A_FDB_PORT;

	return fill(nlh, entry, fdb_fields, ARRAY_LEN(fdb_fields), must);
}

/**
 * parse_limit - a message about a limit
 * @nlh: the message
 * @limit: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_limit(const struct nlmsghdr *nlh, struct vsw_limit *limit)
{
	static const uint32_t must = 1u << VSWITCH_A_LIMITS_SWITCH |
		1u << VSWITCH_A_LIMITS_LIMIT |
		1u << VSWITCH_A_LIMITS_VALUE;

	return fill(nlh, limit, limits_fields, ARRAY_LEN(limits_fields), must);
}

/**
 * parse_flush - an &nl_cb for the answer to a flush
 * @nlh: the message
 * @data: the uint32_t that the count goes to
 *
 * Return: 0 or -EBADMSG.
 */
int parse_flush(const struct nlmsghdr *nlh, void *data)
{
	struct {
		uint32_t has;
		uint32_t count;
	} reply = { 0 };
	static const struct nl_field fields[] = {
		{ "count", VSWITCH_A_FDB_COUNT, NL_EXACT, 4, 4 },
	};

	if (fill(nlh, &reply, fields, 1, 1u << VSWITCH_A_FDB_COUNT))
		return -EBADMSG;
	*(uint32_t *)data = reply.count;
	return 0;
}

/**
 * parse_add_switch - an &nl_cb that gathers switches
 * @nlh: the message
 * @data: a &struct vec of struct vsw_switch
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_switch(const struct nlmsghdr *nlh, void *data)
{
	return parse_switch(nlh, vec_push(data));
}

/**
 * parse_add_port - an &nl_cb that gathers ports
 * @nlh: the message
 * @data: a &struct vec of struct vsw_port
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_port(const struct nlmsghdr *nlh, void *data)
{
	return parse_port(nlh, vec_push(data));
}

/**
 * parse_add_fdb - an &nl_cb that gathers entries of forwarding databases
 * @nlh: the message
 * @data: a &struct vec of struct vsw_fdb
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_fdb(const struct nlmsghdr *nlh, void *data)
{
	return parse_fdb(nlh, vec_push(data));
}

/**
 * parse_add_limit - an &nl_cb that gathers limits
 * @nlh: the message
 * @data: a &struct vec of struct vsw_limit
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_limit(const struct nlmsghdr *nlh, void *data)
{
	return parse_limit(nlh, vec_push(data));
}

/* Books of which a page is missing cannot be audited: every counter must be there. */
static const uint32_t stats_must = 1u << VSWITCH_A_STATS_SWITCH |
	((1u << (VSWITCH_A_STATS_LEARN_FAILED + 1)) - (1u << VSWITCH_A_STATS_RX_FRAMES));

static const uint32_t drop_must = 1u << VSWITCH_A_DROP_REASON |
	1u << VSWITCH_A_DROP_DIRECTION | 1u << VSWITCH_A_DROP_FRAMES;

/**
 * parse_add_stats - an &nl_cb that gathers counters with their drop reasons
 * @nlh: the message
 * @data: a &struct stats_table
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_stats(const struct nlmsghdr *nlh, void *data)
{
	struct stats_table *table = data;
	const struct nlattr *attr = NULL;
	const struct nlattr *attrs;
	struct vsw_stats *row;
	size_t len;

	if (nl_payload(nlh, NULL, &attrs, &len))
		return -EBADMSG;
	row = vec_push(&table->rows);
	if (nl_fill(row, stats_fields, ARRAY_LEN(stats_fields), stats_must, attrs, len))
		return -EBADMSG;
	row->first_drop = table->drops.n;
	while ((attr = nl_attr_next(attr, attrs, len))) {
		if (mnl_attr_get_type(attr) != VSWITCH_A_STATS_DROPS)
			continue;
		if (nl_fill(vec_push(&table->drops), drop_fields, ARRAY_LEN(drop_fields),
			    drop_must, mnl_attr_get_payload(attr),
			    mnl_attr_get_payload_len(attr)))
			return -EBADMSG;
		row->ndrops++;
	}
	return 0;
}

/**
 * stats_table_init - make an empty table
 * @table: what to make one
 */
void stats_table_init(struct stats_table *table)
{
	table->rows = (struct vec){ .size = sizeof(struct vsw_stats) };
	table->drops = (struct vec){ .size = sizeof(struct vsw_drop) };
}

/**
 * stats_table_free - give the memory back
 * @table: the table; empty afterwards
 */
void stats_table_free(struct stats_table *table)
{
	vec_free(&table->rows);
	vec_free(&table->drops);
}

static const char *field_name(const struct nl_field *fields, size_t n, uint16_t attr)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (fields[i].attr == attr)
			return fields[i].name;
	}
	return NULL;
}

/**
 * parse_attr_name - what the specification calls an attribute
 * @cmd: command of the message that it stands in
 * @attr: its type
 *
 * Return: the name, or NULL for one that is not known.
 */
const char *parse_attr_name(uint8_t cmd, uint16_t attr)
{
	if (cmd >= VSWITCH_CMD_LIMITS_GET)
		return field_name(limits_fields, ARRAY_LEN(limits_fields), attr);
	if (cmd == VSWITCH_CMD_STATS_GET)
		return attr == VSWITCH_A_STATS_ATOMIC ? "atomic" :
			field_name(stats_fields, ARRAY_LEN(stats_fields), attr);
	if (cmd >= VSWITCH_CMD_FDB_GET)
		return field_name(fdb_fields, ARRAY_LEN(fdb_fields), attr);
	if (cmd >= VSWITCH_CMD_PORT_GET)
		return field_name(port_fields, ARRAY_LEN(port_fields), attr);
	return field_name(switch_fields, ARRAY_LEN(switch_fields), attr);
}

/* A newer kernel may have values without a name here; those stay numbers. */
static const char *name_of(const char *const *names, size_t n, uint32_t value)
{
	static char number[16];

	if (value < n)
		return names[value];
	snprintf(number, sizeof(number), "%u", value);
	return number;
}

/**
 * parse_state_name - name of an &enum vswitch_port_state
 * @state: the value
 *
 * Return: its name; valid until the next call when it is a number.
 */
const char *parse_state_name(uint32_t state)
{
	static const char *const names[] = { "detached", "down", "up" };

	return name_of(names, ARRAY_LEN(names), state);
}

/**
 * parse_kind_name - name of an &enum vswitch_fdb_kind
 * @kind: the value
 *
 * Return: its name; valid until the next call when it is a number.
 */
const char *parse_kind_name(uint32_t kind)
{
	static const char *const names[] = { "dynamic", "static", "sticky", "local" };

	return name_of(names, ARRAY_LEN(names), kind);
}

/**
 * parse_event_name - name of an &enum vswitch_fdb_event
 * @event: the value
 *
 * Return: its name; valid until the next call when it is a number.
 */
const char *parse_event_name(uint32_t event)
{
	static const char *const names[] = {
		"learned", "moved", "aged", "added", "deleted", "flushed",
	};

	return name_of(names, ARRAY_LEN(names), event);
}

/**
 * parse_direction_name - name of an &enum vswitch_direction
 * @direction: the value
 *
 * Return: its name; valid until the next call when it is a number.
 */
const char *parse_direction_name(uint32_t direction)
{
	static const char *const names[] = { "ingress", "egress" };

	return name_of(names, ARRAY_LEN(names), direction);
}

/**
 * parse_limit_name - name of an &enum vswitch_limit
 * @limit: the value
 *
 * Return: its name; valid until the next call when it is a number.
 */
const char *parse_limit_name(uint32_t limit)
{
	static const char *const names[] = { "ports", "fdb", "port-fdb" };

	return name_of(names, ARRAY_LEN(names), limit);
}
