// SPDX-License-Identifier: GPL-2.0
/*
 * Messages to structs. See parse.h.
 *
 * Called by ref.c and the commands, as callbacks of nl_do() and nl_dump() or
 * directly for notifications. Pure: no socket, no output.
 */
#include <errno.h>

#include "fields.h"
#include "parse.h"
#include "vlan_attrs.h"

static int fill(const struct nlmsghdr *nlh, void *dst, const struct nl_fields *fields,
		uint32_t must)
{
	const struct nlattr *attrs;
	size_t len;

	if (nl_payload(nlh, NULL, &attrs, &len))
		return -EBADMSG;
	return nl_fill(dst, fields, must, attrs, len);
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

	return fill(nlh, sw, &fields_switch, must);
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

	const struct nlattr *attr = NULL;
	const struct nlattr *attrs;
	size_t len;
	int ret;

	if (fill(nlh, port, &fields_port, must) || nl_payload(nlh, NULL, &attrs, &len) ||
	    port->pvid > VLAN_LAST)
		return -EBADMSG;
	while ((attr = nl_attr_next(attr, attrs, len))) {
		ret = 0;
		if (mnl_attr_get_type(attr) == VSWITCH_A_PORT_VLANS)
			ret = vlan_attrs_parse(attr, &port->vlans, &port->untagged);
		else if (mnl_attr_get_type(attr) == VSWITCH_A_PORT_VLAN_MAPS)
			ret = vlan_attrs_parse_maps(attr, &port->maps);
		if (ret)
			return ret;
	}
	return 0;
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
		1u << VSWITCH_A_FDB_PORT;

	return fill(nlh, entry, &fields_fdb, must);
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

	return fill(nlh, limit, &fields_limits, must);
}

/**
 * parse_vlan - a message about a VLAN
 * @nlh: the message
 * @vlan: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_vlan(const struct nlmsghdr *nlh, struct vsw_vlan *vlan)
{
	static const uint32_t must = 1u << VSWITCH_A_VLAN_SWITCH |
		1u << VSWITCH_A_VLAN_VID;

	if (fill(nlh, vlan, &fields_vlan, must))
		return -EBADMSG;
	return vlan->vid >= VLAN_FIRST && vlan->vid <= VLAN_LAST ? 0 : -EBADMSG;
}

/**
 * parse_txn - an &nl_cb for a message about a transaction
 * @nlh: the message
 * @data: a &struct vsw_txn; what was in it is forgotten
 *
 * Return: 0 or -EBADMSG.
 */
int parse_txn(const struct nlmsghdr *nlh, void *data)
{
	struct vsw_txn *txn = data;

	*txn = (struct vsw_txn){ 0 };
	return fill(nlh, txn, &fields_txn, 1u << VSWITCH_A_TXN_SWITCH);
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
	static const struct nl_field count = {
		"count", VSWITCH_A_FDB_COUNT, NL_EXACT, 4, 4,
	};
	static const struct nl_fields fields = { &count, 1 };

	if (fill(nlh, &reply, &fields, 1u << VSWITCH_A_FDB_COUNT))
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

/**
 * parse_add_vlan - an &nl_cb that gathers VLANs
 * @nlh: the message
 * @data: a &struct vec of struct vsw_vlan
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_vlan(const struct nlmsghdr *nlh, void *data)
{
	return parse_vlan(nlh, vec_push(data));
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
	if (nl_fill(row, &fields_stats, stats_must, attrs, len))
		return -EBADMSG;
	row->first_drop = table->drops.n;
	while ((attr = nl_attr_next(attr, attrs, len))) {
		if (mnl_attr_get_type(attr) != VSWITCH_A_STATS_DROPS)
			continue;
		if (nl_fill(vec_push(&table->drops), &fields_drop, drop_must,
			    mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr)))
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
