// SPDX-License-Identifier: GPL-2.0
/*
 * Ports as lines, blocks and JSON. See port_view.h.
 *
 * Called by cmd_port.c and cmd_monitor.c with what the kernel sent.
 */
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "port_view.h"
#include "ref.h"

/* The settings that are on or off: words, attributes, and the usual value. */
static const struct {
	const char *name;
	const char *key;
	size_t member;
	uint16_t attr;
	bool usual;
	bool flood;
} switches[] = {
	{ "learning", "learning", offsetof(struct vsw_port, learning),
	  VSWITCH_A_PORT_LEARNING, true, false },
	{ "flood-unicast", "flood_unicast", offsetof(struct vsw_port, flood_unicast),
	  VSWITCH_A_PORT_FLOOD_UNICAST, true, true },
	{ "flood-multicast", "flood_multicast", offsetof(struct vsw_port, flood_multicast),
	  VSWITCH_A_PORT_FLOOD_MULTICAST, true, true },
	{ "flood-broadcast", "flood_broadcast", offsetof(struct vsw_port, flood_broadcast),
	  VSWITCH_A_PORT_FLOOD_BROADCAST, true, true },
	{ "hairpin", "hairpin", offsetof(struct vsw_port, hairpin),
	  VSWITCH_A_PORT_HAIRPIN, false, false },
	{ "forward-lldp", "forward_lldp", offsetof(struct vsw_port, forward_lldp),
	  VSWITCH_A_PORT_FORWARD_LLDP, false, false },
	{ "forward-lacp", "forward_lacp", offsetof(struct vsw_port, forward_lacp),
	  VSWITCH_A_PORT_FORWARD_LACP, false, false },
};

/* Longest list of VLANs or translations in a line that holds more. */
#define LIST_SHORT 40

static bool has(const struct vsw_port *port, uint16_t attr)
{
	return port->has & 1u << attr;
}

/* Add "WORD VALUE" to a list. */
static void add_flag(char *text, size_t size, const char *word, const char *value)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s%s%s", used ? ", " : "", word, *value ? " " : "",
		 value);
}

/* What is not as usual with the VLANs of a port. */
static void vlan_flags(const struct vsw_port *port, char *text, size_t size)
{
	uint32_t usual = port->number ? VSWITCH_ROLE_NORMAL : VSWITCH_ROLE_PROMISCUOUS;
	char value[LIST_SHORT];

	if (has(port, VSWITCH_A_PORT_ROLE) && port->role != usual) {
		add_flag(text, size, "role", names_get(&names_role, port->role));
		if (port->role == VSWITCH_ROLE_COMMUNITY) {
			size_t used = strlen(text);

			snprintf(text + used, size - used, " %s", port->community);
		}
	}
	if (has(port, VSWITCH_A_PORT_ACCEPT) && port->accept != VSWITCH_FRAME_TYPES_ALL)
		add_flag(text, size, "accept", names_get(&names_accept, port->accept));
	if (has(port, VSWITCH_A_PORT_PCP) && port->pcp != VSWITCH_PCP_KEEP) {
		snprintf(value, sizeof(value), "%u", port->pcp);
		add_flag(text, size, "pcp", value);
	}
	if (has(port, VSWITCH_A_PORT_VLAN_PROTOCOL) &&
	    port->vlan_protocol != VSWITCH_VLAN_PROTOCOL_8021Q)
		add_flag(text, size, "vlan-protocol",
			 names_get(&names_vlan_protocol, port->vlan_protocol));
	if (port->maps) {
		vlan_maps_print(port->maps, value, sizeof(value));
		add_flag(text, size, "map", value);
	}
}

/**
 * port_flags - what is not as usual with a port, for people
 * @port: the port
 * @text: it is put here, such as "learning off, hairpin on"
 * @size: room there
 */
void port_flags(const struct vsw_port *port, char *text, size_t size)
{
	bool no_flood = port->number && !port->flood_unicast && !port->flood_multicast &&
			!port->flood_broadcast;
	size_t i;

	*text = '\0';
	for (i = 0; i < ARRAY_LEN(switches); i++) {
		const uint8_t *value = (const uint8_t *)port + switches[i].member;
		const char *name = switches[i].name;
		bool usual = switches[i].usual;

		/* The host gets what is for its addresses, not what nobody knows. */
		if (!port->number && switches[i].attr == VSWITCH_A_PORT_FLOOD_UNICAST)
			usual = false;
		if (!!*value == usual || !has(port, switches[i].attr))
			continue;
		if (switches[i].flood && no_flood) {
			/* All three are told as one, in place of the first. */
			if (switches[i].attr != VSWITCH_A_PORT_FLOOD_UNICAST)
				continue;
			name = "flood";
		}
		add_flag(text, size, name, *value ? "on" : "off");
	}
	vlan_flags(port, text, size);
}

/* Add " WORD LIST" to a text, when there is something in the list. */
static void add_list(char *text, size_t size, const char *word, const struct vlan_set *set)
{
	size_t used = strlen(text);
	char list[LIST_SHORT];

	if (vlan_set_empty(set))
		return;
	vlan_list_print(set, list, sizeof(list));
	snprintf(text + used, size - used, " %s%s%s", word, *word ? " " : "", list);
}

/* The VLANs of a hybrid port that leave tagged. */
static struct vlan_set tagged_of(const struct vsw_port *port)
{
	struct vlan_set set = { 0 };

	vlan_set_join(&set, port->vlans);
	vlan_set_leave(&set, port->untagged);
	return set;
}

/**
 * port_vlans - the VLANs of a port in few words
 * @port: the port
 * @text: they are put here, in the words of "port set" but for "access"; long
 *	lists are cut short
 * @size: room there
 */
void port_vlans(const struct vsw_port *port, char *text, size_t size)
{
	struct vlan_set tagged = tagged_of(port);
	const char *pvid = "pvid";

	if (!has(port, VSWITCH_A_PORT_VLAN_MODE)) {
		snprintf(text, size, "-");
		return;
	}
	switch (port->vlan_mode) {
	case VSWITCH_VLAN_MODE_ACCESS:
		snprintf(text, size, "%u", port->pvid);
		return;
	case VSWITCH_VLAN_MODE_DOT1Q_TUNNEL:
		snprintf(text, size, "tunnel %u", port->pvid);
		return;
	case VSWITCH_VLAN_MODE_TRUNK:
		snprintf(text, size, "trunk");
		add_list(text, size, "", port->vlans);
		pvid = "native";
		break;
	default:
		snprintf(text, size, "%s", names_get(&names_vlan_mode, port->vlan_mode));
		add_list(text, size, "tagged", &tagged);
		add_list(text, size, "untagged", port->untagged);
	}
	if (port->pvid) {
		size_t used = strlen(text);

		snprintf(text + used, size - used, " %s %u", pvid, port->pvid);
	}
}

/* The VLANs that a port is in, by how they leave it. */
static void members_of(const struct vsw_port *port, struct vlan_set *tagged,
		       struct vlan_set *untagged)
{
	*tagged = tagged_of(port);
	*untagged = (struct vlan_set){ 0 };
	vlan_set_join(untagged, port->untagged);
	if (port->pvid && (port->vlan_mode == VSWITCH_VLAN_MODE_ACCESS ||
			   port->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL))
		vlan_set_add(untagged, port->pvid, port->pvid);
}

static void fill_list(struct out_row *row, const char *key, const struct vlan_set *set)
{
	char text[VLAN_LIST_TEXT];

	vlan_list_print(set, text, sizeof(text));
	out_long(row, key, vlan_set_empty(set) ? NULL : text);
}

/* The word for a number that may not be there. */
static void fill_name(struct out_row *row, const char *key, const struct vsw_port *port,
		      uint16_t attr, const struct names *names, uint32_t value)
{
	out_str(row, key, has(port, attr) ? names_get(names, value) : NULL);
}

static void fill_vlans(struct out_row *row, const struct vsw_port *port)
{
	struct vlan_set tagged, untagged;
	char maps[VLAN_MAPS_TEXT];

	members_of(port, &tagged, &untagged);
	vlan_maps_print(port->maps, maps, sizeof(maps));
	fill_name(row, "vlan_mode", port, VSWITCH_A_PORT_VLAN_MODE, &names_vlan_mode,
		  port->vlan_mode);
	out_num_if(row, "pvid", port->pvid, port->pvid);
	fill_list(row, "tagged", &tagged);
	fill_list(row, "untagged", &untagged);
	out_long(row, "vlan_maps", port->maps ? maps : NULL);
	fill_name(row, "accept", port, VSWITCH_A_PORT_ACCEPT, &names_accept, port->accept);
	out_num_if(row, "pcp", has(port, VSWITCH_A_PORT_PCP) && port->pcp < VSWITCH_PCP_KEEP,
		   port->pcp);
	fill_name(row, "vlan_protocol", port, VSWITCH_A_PORT_VLAN_PROTOCOL, &names_vlan_protocol,
		  port->vlan_protocol);
	fill_name(row, "role", port, VSWITCH_A_PORT_ROLE, &names_role, port->role);
	out_str(row, "community", port->community[0] ? port->community : NULL);
}

/**
 * port_fill - fill the keys that "port show" and events have in common
 * @row: the row
 * @port: the port
 * @sw: name of its switch
 */
void port_fill(struct out_row *row, const struct vsw_port *port, const char *sw)
{
	size_t i;

	out_str(row, "switch", sw);
	out_num(row, "number", port->number);
	out_str(row, "name", port->name[0] ? port->name : NULL);
	out_str(row, "ifname", port->ifname[0] ? port->ifname : NULL);
	out_num_if(row, "ifindex", has(port, VSWITCH_A_PORT_IFINDEX), port->ifindex);
	out_str(row, "state", has(port, VSWITCH_A_PORT_STATE) ?
		names_get(&names_state, port->state) : NULL);
	for (i = 0; i < ARRAY_LEN(switches); i++) {
		const uint8_t *value = (const uint8_t *)port + switches[i].member;

		if (has(port, switches[i].attr))
			out_bool(row, switches[i].key, *value);
		else
			out_null(row, switches[i].key);
	}
	out_num_if(row, "max_fdb", has(port, VSWITCH_A_PORT_MAX_FDB), port->max_fdb);
	out_num_if(row, "fdb_entries", has(port, VSWITCH_A_PORT_FDB_ENTRIES),
		   port->fdb_entries);
	out_num_if(row, "mtu", has(port, VSWITCH_A_PORT_MTU), port->mtu);
	fill_vlans(row, port);
}

/* What a list and the view of one port have in common. */
static void fill_both(struct out_row *row, const struct vsw_port *port, const char *sw)
{
	char flags[OUT_CELL_MAX];

	port_fill(row, port, sw);
	if (port->max_fdb)
		out_text(row, "fdb", "%u/%u", port->fdb_entries, port->max_fdb);
	else
		out_text(row, "fdb", "%u", port->fdb_entries);
	port_flags(port, flags, sizeof(flags));
	out_text(row, "flags", "%s", flags);
}

static void fill_port(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_port *port = item;
	char vlans[OUT_CELL_MAX];

	fill_both(row, port, ref_switch_name(ctx, port->sw));
	port_vlans(port, vlans, sizeof(vlans));
	out_text(row, "vlan", "%s", vlans);
}

static const struct out_col port_cols[] = {
	{ .key = "switch", .head = "SWITCH" },
	{ .key = "number", .head = "PORT", .right = true },
	{ .key = "name", .head = "NAME" },
	{ .key = "ifname", .head = "DEVICE" },
	{ .key = "ifindex" },
	{ .key = "state", .head = "STATE" },
	{ .key = "learning" },
	{ .key = "flood_unicast" },
	{ .key = "flood_multicast" },
	{ .key = "flood_broadcast" },
	{ .key = "hairpin" },
	{ .key = "forward_lldp" },
	{ .key = "forward_lacp" },
	{ .key = "max_fdb" },
	{ .key = "fdb_entries" },
	{ .key = "mtu", .head = "MTU", .right = true },
	{ .key = "vlan_mode" },
	{ .key = "pvid" },
	{ .key = "tagged" },
	{ .key = "untagged" },
	{ .key = "vlan_maps" },
	{ .key = "accept" },
	{ .key = "pcp" },
	{ .key = "vlan_protocol" },
	{ .key = "role" },
	{ .key = "community" },
	{ .key = "fdb", .head = "FDB", .right = true, .text_only = true },
	{ .key = "vlan", .head = "VLAN", .text_only = true },
	{ .key = "flags", .head = "FLAGS", .text_only = true },
};

static const struct out_desc port_table = {
	.cols = port_cols,
	.ncols = ARRAY_LEN(port_cols),
	.fill = fill_port,
};

static void fill_block(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_port *port = item;
	const char *sw;

	sw = ref_switch_name(ctx, port->sw);
	out_text(row, "title", "%s/%u", sw, port->number);
	fill_both(row, port, sw);
	if (has(port, VSWITCH_A_PORT_PCP) && port->pcp == VSWITCH_PCP_KEEP)
		out_text(row, "priority", "keep");
	else if (has(port, VSWITCH_A_PORT_PCP))
		out_text(row, "priority", "%u", port->pcp);
}

static const struct out_col block_cols[] = {
	{ .key = "title", .head = "PORT", .text_only = true },
	{ .key = "switch" },
	{ .key = "number" },
	{ .key = "name", .head = "NAME" },
	{ .key = "ifname", .head = "DEVICE" },
	{ .key = "ifindex" },
	{ .key = "state", .head = "STATE" },
	{ .key = "mtu", .head = "MTU" },
	{ .key = "fdb", .head = "FDB", .text_only = true },
	{ .key = "max_fdb" },
	{ .key = "fdb_entries" },
	{ .key = "vlan_mode", .head = "VLAN-MODE" },
	{ .key = "pvid", .head = "PVID" },
	{ .key = "tagged", .head = "TAGGED" },
	{ .key = "untagged", .head = "UNTAGGED" },
	{ .key = "vlan_maps", .head = "MAP" },
	{ .key = "accept", .head = "ACCEPT" },
	{ .key = "pcp" },
	{ .key = "priority", .head = "PCP", .text_only = true },
	{ .key = "vlan_protocol", .head = "VLAN-PROTOCOL" },
	{ .key = "role", .head = "ROLE" },
	{ .key = "community", .head = "COMMUNITY" },
	{ .key = "learning", .head = "LEARNING" },
	{ .key = "flood_unicast", .head = "FLOOD-UNICAST" },
	{ .key = "flood_multicast", .head = "FLOOD-MULTICAST" },
	{ .key = "flood_broadcast", .head = "FLOOD-BROADCAST" },
	{ .key = "hairpin", .head = "HAIRPIN" },
	{ .key = "forward_lldp", .head = "FORWARD-LLDP" },
	{ .key = "forward_lacp", .head = "FORWARD-LACP" },
	{ .key = "flags", .head = "FLAGS", .text_only = true },
};

static const struct out_desc port_block = {
	.cols = block_cols,
	.ncols = ARRAY_LEN(block_cols),
	.fill = fill_block,
	.block = true,
};

/**
 * port_print_list - print ports, a line each
 * @ctl: state, after ref_load()
 * @ports: struct vsw_port each
 * @one_switch: they are all of one switch, which need not be said
 */
void port_print_list(struct ctl *ctl, const struct vec *ports, bool one_switch)
{
	struct out_desc table = port_table;

	table.hide = one_switch ? "switch" : NULL;
	out_table(&ctl->out, &table, ports->data, ports->size, ports->n, ctl);
}

/**
 * port_print_one - print all there is to know of a port
 * @ctl: state, after ref_load()
 * @port: the port
 */
void port_print_one(struct ctl *ctl, const struct vsw_port *port)
{
	out_table(&ctl->out, ctl->out.json ? &port_table : &port_block, port, sizeof(*port), 1,
		  ctl);
}
