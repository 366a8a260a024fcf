// SPDX-License-Identifier: GPL-2.0
/*
 * Messages to structs: all objects, missing and malformed attributes.
 *
 * A suite of unit.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "fields.h"
#include "names.h"
#include "parse.h"
#include "put.h"
#include "unit.h"

static uint64_t buffer[1024];

static struct nlmsghdr *begin(uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = 0x20;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	return nlh;
}

static struct nlmsghdr *port_message(void)
{
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_PORT_GET);

	mnl_attr_put_u32(nlh, VSWITCH_A_PORT_SWITCH, 3);
	mnl_attr_put_u32(nlh, VSWITCH_A_PORT_NUMBER, 7);
	return nlh;
}

static void test_switch(void)
{
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_SWITCH_GET);
	struct vsw_switch sw = { 0 };

	mnl_attr_put_u32(nlh, VSWITCH_A_SWITCH_IFINDEX, 3);
	CHECK(parse_switch(nlh, &sw) == -EBADMSG);
	mnl_attr_put_strz(nlh, VSWITCH_A_SWITCH_IFNAME, "fifteen-letters");
	mnl_attr_put(nlh, VSWITCH_A_SWITCH_ADDRESS, 6, "\2\0\0\0\0\1");
	mnl_attr_put_u32(nlh, VSWITCH_A_SWITCH_FDB_ENTRIES, 1048576);
	/* From a newer kernel. */
	mnl_attr_put_u32(nlh, VSWITCH_A_SWITCH_MAX + 1, 1);
	memset(&sw, 0, sizeof(sw));
	CHECK(parse_switch(nlh, &sw) == 0);
	CHECK(sw.ifindex == 3 && sw.address[5] == 1 && sw.fdb_entries == 1048576);
	CHECK_STR(sw.ifname, "fifteen-letters");
	CHECK(sw.has & 1u << VSWITCH_A_SWITCH_ADDRESS);
	CHECK(!(sw.has & 1u << VSWITCH_A_SWITCH_AGEING_TIME));
}

static void test_port(void)
{
	struct nlmsghdr *nlh = port_message();
	struct vsw_port port = { 0 };

	mnl_attr_put_strz(nlh, VSWITCH_A_PORT_NAME, "0123456789012345678901234567890");
	mnl_attr_put_u8(nlh, VSWITCH_A_PORT_LEARNING, 1);
	mnl_attr_put_u32(nlh, VSWITCH_A_PORT_MTU, 9000);
	CHECK(parse_port(nlh, &port) == 0);
	CHECK(port.sw == 3 && port.number == 7 && port.learning == 1 && port.mtu == 9000);
	CHECK(strlen(port.name) == VSWITCH_PORT_NAME_MAX);
}

static void test_wrong_types(void)
{
	struct vsw_port port = { 0 };
	struct nlmsghdr *nlh;

	nlh = port_message();
	mnl_attr_put_u8(nlh, VSWITCH_A_PORT_MTU, 1);
	CHECK(parse_port(nlh, &port) == -EBADMSG);
	nlh = port_message();
	mnl_attr_put_u64(nlh, VSWITCH_A_PORT_MTU, 1);
	CHECK(parse_port(nlh, &port) == -EBADMSG);
	nlh = port_message();
	mnl_attr_put(nlh, VSWITCH_A_PORT_NAME, 3, "abc");
	CHECK(parse_port(nlh, &port) == -EBADMSG);
	nlh = port_message();
	mnl_attr_put(nlh, VSWITCH_A_PORT_NAME, 0, "");
	CHECK(parse_port(nlh, &port) == -EBADMSG);
	nlh = port_message();
	mnl_attr_put_strz(nlh, VSWITCH_A_PORT_NAME, "01234567890123456789012345678901");
	CHECK(parse_port(nlh, &port) == -EBADMSG);
	nlh = port_message();
	mnl_attr_put_strz(nlh, VSWITCH_A_PORT_IFNAME, "sixteen-letters-");
	CHECK(parse_port(nlh, &port) == -EBADMSG);
	/* NULs inside a string end it. */
	nlh = port_message();
	mnl_attr_put(nlh, VSWITCH_A_PORT_IFNAME, 6, "ab\0cd");
	CHECK(parse_port(nlh, &port) == 0);
	CHECK_STR(port.ifname, "ab");
}

static void test_fdb(void)
{
	struct vec entries = { .size = sizeof(struct vsw_fdb) };
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_FDB_GET);
	struct vsw_fdb *entry;

	mnl_attr_put_u32(nlh, VSWITCH_A_FDB_SWITCH, 3);
	mnl_attr_put(nlh, VSWITCH_A_FDB_ADDRESS, 6, "\2\0\0\0\0\1");
	mnl_attr_put_u16(nlh, VSWITCH_A_FDB_VID, 4094);
	CHECK(parse_add_fdb(nlh, &entries) == -EBADMSG);
	mnl_attr_put_u32(nlh, VSWITCH_A_FDB_PORT, 4096);
	mnl_attr_put_u32(nlh, VSWITCH_A_FDB_KIND, VSWITCH_FDB_KIND_STICKY);
	entries.n = 0;
	CHECK(parse_add_fdb(nlh, &entries) == 0 && entries.n == 1);
	entry = vec_at(&entries, 0);
	CHECK(entry->vid == 4094 && entry->port == 4096);
	CHECK_STR(names_get(&names_fdb_kind, entry->kind), "sticky");
	CHECK(!(entry->has & 1u << VSWITCH_A_FDB_AGE));
	vec_free(&entries);
}

/* Local entries are in all VLANs, so they have none. */
static void test_fdb_local(void)
{
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_FDB_GET);
	struct vsw_fdb entry = { 0 };

	mnl_attr_put_u32(nlh, VSWITCH_A_FDB_SWITCH, 3);
	mnl_attr_put(nlh, VSWITCH_A_FDB_ADDRESS, 6, "\2\0\0\0\0\1");
	mnl_attr_put_u32(nlh, VSWITCH_A_FDB_PORT, 0);
	CHECK(parse_fdb(nlh, &entry) == 0 && !(entry.has & 1u << VSWITCH_A_FDB_VID));
}

static void test_vlan(void)
{
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_VLAN_GET);
	struct vsw_vlan vlan = { 0 }, again = { 0 };

	mnl_attr_put_u32(nlh, VSWITCH_A_VLAN_SWITCH, 3);
	CHECK(parse_vlan(nlh, &vlan) == -EBADMSG);
	mnl_attr_put_u16(nlh, VSWITCH_A_VLAN_VID, 4094);
	mnl_attr_put_strz(nlh, VSWITCH_A_VLAN_NAME, "guests");
	mnl_attr_put_u8(nlh, VSWITCH_A_VLAN_COUNTERS, 1);
	mnl_attr_put_u64(nlh, VSWITCH_A_VLAN_RX_FRAMES, UINT64_MAX);
	CHECK(parse_vlan(nlh, &vlan) == 0 && vlan.vid == 4094 && vlan.counters);
	CHECK(vlan.rx_frames == UINT64_MAX);
	CHECK_STR(vlan.name, "guests");
	/* And back, as a request. */
	nlh = begin(VSWITCH_CMD_VLAN_ADD);
	put_vlan(nlh, &vlan, vlan.has);
	CHECK(parse_vlan(nlh, &again) == 0 && !memcmp(&vlan, &again, sizeof(vlan)));
	mnl_attr_put_u16(nlh, VSWITCH_A_VLAN_VID, 0);
	CHECK(parse_vlan(nlh, &vlan) == -EBADMSG);
	mnl_attr_put_u16(nlh, VSWITCH_A_VLAN_VID, 4095);
	CHECK(parse_vlan(nlh, &vlan) == -EBADMSG);
	mnl_attr_put_u32(nlh, VSWITCH_A_VLAN_VID, 1);
	CHECK(parse_vlan(nlh, &vlan) == -EBADMSG);
}

static void test_txn(void)
{
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_TXN_COMMIT);
	struct vsw_txn txn = { .id = 9, .has = ~0u };

	CHECK(parse_txn(nlh, &txn) == -EBADMSG && !txn.has);
	mnl_attr_put_u32(nlh, VSWITCH_A_TXN_SWITCH, 3);
	mnl_attr_put_u32(nlh, VSWITCH_A_TXN_OBJECT, VSWITCH_OBJECT_PORT);
	mnl_attr_put_u32(nlh, VSWITCH_A_TXN_PORT, 4096);
	mnl_attr_put_strz(nlh, VSWITCH_A_TXN_PORT_NAME, "0123456789012345678901234567890");
	CHECK(parse_txn(nlh, &txn) == 0 && txn.port == 4096 && !txn.id);
	CHECK(txn.object == VSWITCH_OBJECT_PORT && !(txn.has & 1u << VSWITCH_A_TXN_VID));
	mnl_attr_put_strz(nlh, VSWITCH_A_TXN_PORT_NAME, "01234567890123456789012345678901");
	CHECK(parse_txn(nlh, &txn) == -EBADMSG);
}

static void test_flush(void)
{
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_FDB_FLUSH);
	uint32_t count = 0;

	CHECK(parse_flush(nlh, &count) == -EBADMSG);
	mnl_attr_put_u32(nlh, VSWITCH_A_FDB_COUNT, 17);
	CHECK(parse_flush(nlh, &count) == 0 && count == 17);
}

static struct nlmsghdr *stats_message(uint16_t leave_out, unsigned int drops)
{
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_STATS_GET);
	uint16_t attr;

	mnl_attr_put_u32(nlh, VSWITCH_A_STATS_SWITCH, 3);
	mnl_attr_put_u32(nlh, VSWITCH_A_STATS_PORT, 1);
	for (attr = VSWITCH_A_STATS_RX_FRAMES; attr <= VSWITCH_A_STATS_LEARN_FAILED; attr++) {
		if (attr != leave_out)
			mnl_attr_put_u64(nlh, attr, attr);
	}
	while (drops--) {
		struct nlattr *nest = mnl_attr_nest_start(nlh, VSWITCH_A_STATS_DROPS);

		mnl_attr_put_strz(nlh, VSWITCH_A_DROP_REASON, "same-port");
		mnl_attr_put_u32(nlh, VSWITCH_A_DROP_DIRECTION, VSWITCH_DIRECTION_INGRESS);
		mnl_attr_put_u64(nlh, VSWITCH_A_DROP_FRAMES, 5 + drops);
		mnl_attr_nest_end(nlh, nest);
	}
	return nlh;
}

static void test_stats(void)
{
	const struct vsw_stats *row;
	struct stats_table table;

	stats_table_init(&table);
	CHECK(parse_add_stats(stats_message(0, 2), &table) == 0);
	CHECK(parse_add_stats(stats_message(0, 0), &table) == 0);
	CHECK(parse_add_stats(stats_message(0, 1), &table) == 0);
	CHECK(table.rows.n == 3 && table.drops.n == 3);
	row = vec_at(&table.rows, 2);
	CHECK(row->first_drop == 2 && row->ndrops == 1);
	CHECK(row->rx_frames == VSWITCH_A_STATS_RX_FRAMES);
	CHECK(row->learn_failed == VSWITCH_A_STATS_LEARN_FAILED);
	CHECK(((struct vsw_drop *)vec_at(&table.drops, 0))->frames == 6);
	/* A counter that is missing must not look like a zero. */
	CHECK(parse_add_stats(stats_message(VSWITCH_A_STATS_TX_FRAMES, 0), &table) == -EBADMSG);
	stats_table_free(&table);
}

static void test_bad_drops(void)
{
	struct nlmsghdr *nlh = stats_message(0, 0);
	struct stats_table table;
	char name[80];

	stats_table_init(&table);
	mnl_attr_put(nlh, VSWITCH_A_STATS_DROPS, 0, "");
	CHECK(parse_add_stats(nlh, &table) == -EBADMSG);
	nlh = stats_message(0, 0);
	mnl_attr_put(nlh, VSWITCH_A_STATS_DROPS, 3, "abc");
	CHECK(parse_add_stats(nlh, &table) == -EBADMSG);
	nlh = stats_message(0, 1);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	{
		struct nlattr *nest = mnl_attr_nest_start(nlh, VSWITCH_A_STATS_DROPS);

		mnl_attr_put_strz(nlh, VSWITCH_A_DROP_REASON, name);
		mnl_attr_put_u32(nlh, VSWITCH_A_DROP_DIRECTION, 0);
		mnl_attr_put_u64(nlh, VSWITCH_A_DROP_FRAMES, 1);
		mnl_attr_nest_end(nlh, nest);
	}
	CHECK(parse_add_stats(nlh, &table) == -EBADMSG);
	stats_table_free(&table);
}

static void test_limit(void)
{
	struct nlmsghdr *nlh = begin(VSWITCH_CMD_LIMITS_GET);
	struct vsw_limit limit = { 0 };

	mnl_attr_put_u32(nlh, VSWITCH_A_LIMITS_SWITCH, 3);
	mnl_attr_put_u32(nlh, VSWITCH_A_LIMITS_LIMIT, VSWITCH_LIMIT_PORT_FDB);
	mnl_attr_put_u32(nlh, VSWITCH_A_LIMITS_VALUE, 4096);
	mnl_attr_put_u32(nlh, VSWITCH_A_LIMITS_LOWEST, 1);
	mnl_attr_put_u32(nlh, VSWITCH_A_LIMITS_HIGHEST, 4097);
	mnl_attr_put_u64(nlh, VSWITCH_A_LIMITS_HITS, UINT64_MAX);
	CHECK(parse_limit(nlh, &limit) == 0);
	CHECK(limit.value == 4096 && limit.hits == UINT64_MAX);
	CHECK(limit.min == 1 && limit.max == 4097);
	CHECK(!(limit.has & 1u << VSWITCH_A_LIMITS_USED));
	CHECK_STR(names_get(&names_limit, limit.limit), "port-fdb");
}

static void test_names(void)
{
	CHECK_STR(names_get(&names_state, VSWITCH_PORT_STATE_DETACHED), "detached");
	CHECK_STR(names_get(&names_state, 99), "99");
	CHECK_STR(names_get(&names_fdb_event, VSWITCH_FDB_EVENT_FLUSHED), "flushed");
	CHECK_STR(names_get(&names_direction, VSWITCH_DIRECTION_EGRESS), "egress");
	CHECK_STR(fields_attr_name(VSWITCH_CMD_LIMITS_SET, VSWITCH_A_LIMITS_VALUE), "value");
	CHECK_STR(fields_attr_name(VSWITCH_CMD_FDB_ADD, VSWITCH_A_FDB_VID), "vid");
	CHECK_STR(fields_attr_name(VSWITCH_CMD_SWITCH_SET, VSWITCH_A_SWITCH_MAX_FDB), "max-fdb");
	CHECK_STR(fields_attr_name(VSWITCH_CMD_STATS_GET, VSWITCH_A_STATS_ATOMIC), "atomic");
	CHECK_STR(fields_attr_name(VSWITCH_CMD_PORT_SET, VSWITCH_A_PORT_VLANS), "vlans");
	CHECK_STR(fields_attr_name(VSWITCH_CMD_VLAN_DEL, VSWITCH_A_VLAN_NAME), "name");
	CHECK_STR(fields_attr_name(VSWITCH_CMD_TXN_COMMIT, VSWITCH_A_TXN_ID), "id");
	CHECK_STR(names_get(&names_vlan_mode, VSWITCH_VLAN_MODE_MAX), "dot1q-tunnel");
	CHECK_STR(names_get(&names_role, VSWITCH_ROLE_MAX), "promiscuous");
	CHECK_STR(names_get(&names_txn_event, VSWITCH_TXN_EVENT_MAX), "rolled-back");
}

static void test_fuzz(void)
{
	struct vec rows = { .size = sizeof(struct vsw_port) };
	struct stats_table table;
	int round;

	stats_table_init(&table);
	for (round = 0; round < 100000; round++) {
		struct nlmsghdr *nlh = round & 1 ? stats_message(0, 2) : port_message();
		size_t len = nlh->nlmsg_len;
		uint32_t count;
		void *copy;
		int hits;

		for (hits = unit_random() % 5; hits >= 0; hits--) {
			size_t at = NLMSG_HDRLEN + unit_random() % (len - NLMSG_HDRLEN);

			((uint8_t *)buffer)[at] = (uint8_t)unit_random();
		}
		len -= unit_random() % (len - NLMSG_HDRLEN);
		nlh->nlmsg_len = (uint32_t)len;
		copy = malloc(len);
		memcpy(copy, buffer, len);
		parse_add_switch(copy, &rows);
		parse_add_port(copy, &rows);
		parse_add_fdb(copy, &rows);
		parse_add_limit(copy, &rows);
		parse_add_vlan(copy, &rows);
		parse_txn(copy, vec_push(&rows));
		parse_flush(copy, &count);
		parse_add_stats(copy, &table);
		rows.n = 0;
		table.rows.n = 0;
		table.drops.n = 0;
		free(copy);
	}
	vec_free(&rows);
	stats_table_free(&table);
}

static const struct unit_test tests[] = {
	{ "parse: a switch", test_switch },
	{ "parse: a port", test_port },
	{ "parse: attributes of a wrong type or length are refused", test_wrong_types },
	{ "parse: an entry of the forwarding database", test_fdb },
	{ "parse: an entry that is in all VLANs", test_fdb_local },
	{ "parse: a VLAN", test_vlan },
	{ "parse: a transaction", test_txn },
	{ "parse: the answer to a flush", test_flush },
	{ "parse: counters and their drop reasons", test_stats },
	{ "parse: malformed drop reasons are refused", test_bad_drops },
	{ "parse: a limit", test_limit },
	{ "parse: numbers have names, unknown ones stay numbers", test_names },
	{ "parse: damaged messages do no harm", test_fuzz },
};

const struct unit_suite suite_parse = { tests, ARRAY_LEN(tests) };
