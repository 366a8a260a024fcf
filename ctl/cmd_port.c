// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl port: attach, change, delete and show ports.
 *
 * Called by main.c through its table of verbs. The row of a port is used by
 * cmd_monitor.c too.
 */
#include <stdio.h>

#include "call.h"
#include "cmd_port.h"
#include "names.h"
#include "ref.h"

enum port_arg {
	ARG_NAME,
	ARG_DEVICE,
	ARG_LEARNING,
	ARG_FLOOD,
	ARG_FLOOD_UNICAST,
	ARG_FLOOD_MULTICAST,
	ARG_FLOOD_BROADCAST,
	ARG_HAIRPIN,
	ARG_FORWARD_LLDP,
	ARG_FORWARD_LACP,
	ARG_MAX_FDB,
};

struct port_args {
	uint32_t has;
	const char *name;
	const char *device;
	uint8_t learning;
	uint8_t flood;
	uint8_t flood_unicast;
	uint8_t flood_multicast;
	uint8_t flood_broadcast;
	uint8_t hairpin;
	uint8_t forward_lldp;
	uint8_t forward_lacp;
	uint32_t max_fdb;
};

/* "device" is first, for only "port add" has it. */
static const struct arg_def port_defs[] = {
	{ "device", ARG_TEXT, ARG_DEVICE, offsetof(struct port_args, device), 1, IFNAMSIZ - 1, 0 },
	{ "name", ARG_TEXT, ARG_NAME, offsetof(struct port_args, name), 0,
	  VSWITCH_PORT_NAME_MAX, 0 },
	{ "learning", ARG_ONOFF, ARG_LEARNING, offsetof(struct port_args, learning), 0, 0, 0 },
	{ "flood", ARG_ONOFF, ARG_FLOOD, offsetof(struct port_args, flood), 0, 0, 0 },
	{ "flood-unicast", ARG_ONOFF, ARG_FLOOD_UNICAST,
	  offsetof(struct port_args, flood_unicast), 0, 0, 0 },
	{ "flood-multicast", ARG_ONOFF, ARG_FLOOD_MULTICAST,
	  offsetof(struct port_args, flood_multicast), 0, 0, 0 },
	{ "flood-broadcast", ARG_ONOFF, ARG_FLOOD_BROADCAST,
	  offsetof(struct port_args, flood_broadcast), 0, 0, 0 },
	{ "hairpin", ARG_ONOFF, ARG_HAIRPIN, offsetof(struct port_args, hairpin), 0, 0, 0 },
	{ "forward-lldp", ARG_ONOFF, ARG_FORWARD_LLDP, offsetof(struct port_args, forward_lldp),
	  0, 0, 0 },
	{ "forward-lacp", ARG_ONOFF, ARG_FORWARD_LACP, offsetof(struct port_args, forward_lacp),
	  0, 0, 0 },
	{ "max-fdb", ARG_U32, ARG_MAX_FDB, offsetof(struct port_args, max_fdb), 0, 0, 0 },
};

/* The settings that are on or off: words, attributes, and the usual value. */
static const struct {
	const char *name;
	const char *key;
	size_t arg;
	size_t member;
	enum port_arg bit;
	uint16_t attr;
	bool usual;
	bool flood;
} switches[] = {
	{ "learning", "learning", offsetof(struct port_args, learning),
	  offsetof(struct vsw_port, learning), ARG_LEARNING, VSWITCH_A_PORT_LEARNING, true, false },
	{ "flood-unicast", "flood_unicast", offsetof(struct port_args, flood_unicast),
	  offsetof(struct vsw_port, flood_unicast), ARG_FLOOD_UNICAST,
	  VSWITCH_A_PORT_FLOOD_UNICAST, true, true },
	{ "flood-multicast", "flood_multicast", offsetof(struct port_args, flood_multicast),
	  offsetof(struct vsw_port, flood_multicast), ARG_FLOOD_MULTICAST,
	  VSWITCH_A_PORT_FLOOD_MULTICAST, true, true },
	{ "flood-broadcast", "flood_broadcast", offsetof(struct port_args, flood_broadcast),
	  offsetof(struct vsw_port, flood_broadcast), ARG_FLOOD_BROADCAST,
	  VSWITCH_A_PORT_FLOOD_BROADCAST, true, true },
	{ "hairpin", "hairpin", offsetof(struct port_args, hairpin),
	  offsetof(struct vsw_port, hairpin), ARG_HAIRPIN, VSWITCH_A_PORT_HAIRPIN, false, false },
	{ "forward-lldp", "forward_lldp", offsetof(struct port_args, forward_lldp),
	  offsetof(struct vsw_port, forward_lldp), ARG_FORWARD_LLDP,
	  VSWITCH_A_PORT_FORWARD_LLDP, false, false },
	{ "forward-lacp", "forward_lacp", offsetof(struct port_args, forward_lacp),
	  offsetof(struct vsw_port, forward_lacp), ARG_FORWARD_LACP,
	  VSWITCH_A_PORT_FORWARD_LACP, false, false },
};

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
	size_t used = 0;
	size_t i;

	*text = '\0';
	for (i = 0; i < ARRAY_LEN(switches) && used < size; i++) {
		const uint8_t *value = (const uint8_t *)port + switches[i].member;
		const char *name = switches[i].name;
		bool usual = switches[i].usual;

		/* The host gets what is for its addresses, not what nobody knows. */
		if (!port->number && switches[i].attr == VSWITCH_A_PORT_FLOOD_UNICAST)
			usual = false;
		if (!!*value == usual || !(port->has & 1u << switches[i].attr))
			continue;
		if (switches[i].flood && no_flood) {
			/* All three are told as one, in place of the first. */
			if (switches[i].attr != VSWITCH_A_PORT_FLOOD_UNICAST)
				continue;
			name = "flood";
		}
		used += (size_t)snprintf(text + used, size - used, "%s%s %s", used ? ", " : "",
					 name, *value ? "on" : "off");
	}
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
	out_num_if(row, "ifindex", port->has & 1u << VSWITCH_A_PORT_IFINDEX, port->ifindex);
	out_str(row, "state", port->has & 1u << VSWITCH_A_PORT_STATE ?
		names_get(&names_state, port->state) : NULL);
	for (i = 0; i < ARRAY_LEN(switches); i++) {
		const uint8_t *value = (const uint8_t *)port + switches[i].member;

		if (port->has & 1u << switches[i].attr)
			out_bool(row, switches[i].key, *value);
		else
			out_null(row, switches[i].key);
	}
	out_num_if(row, "max_fdb", port->has & 1u << VSWITCH_A_PORT_MAX_FDB, port->max_fdb);
	out_num_if(row, "fdb_entries", port->has & 1u << VSWITCH_A_PORT_FDB_ENTRIES,
		   port->fdb_entries);
	out_num_if(row, "mtu", port->has & 1u << VSWITCH_A_PORT_MTU, port->mtu);
}

static void fill_port(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_port *port = item;
	char flags[OUT_CELL_MAX];

	port_fill(row, port, ref_switch_name(ctx, port->sw));
	if (port->max_fdb)
		out_text(row, "fdb", "%u/%u", port->fdb_entries, port->max_fdb);
	else
		out_text(row, "fdb", "%u", port->fdb_entries);
	port_flags(port, flags, sizeof(flags));
	out_text(row, "flags", "%s", flags);
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
	{ .key = "fdb", .head = "FDB", .right = true, .text_only = true },
	{ .key = "flags", .head = "FLAGS", .text_only = true },
};

static const struct out_desc port_table = {
	.cols = port_cols,
	.ncols = ARRAY_LEN(port_cols),
	.fill = fill_port,
};

static void put_settings(struct nlmsghdr *req, const struct port_args *a)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(switches); i++) {
		const uint8_t *value = (const uint8_t *)a + switches[i].arg;

		/* "flood" is for all three, but the exact word goes before it. */
		if (a->has & 1u << switches[i].bit)
			mnl_attr_put_u8(req, switches[i].attr, *value);
		else if (switches[i].flood && a->has & 1u << ARG_FLOOD)
			mnl_attr_put_u8(req, switches[i].attr, a->flood);
	}
	if (a->has & 1u << ARG_MAX_FDB)
		mnl_attr_put_u32(req, VSWITCH_A_PORT_MAX_FDB, a->max_fdb);
	if (a->has & 1u << ARG_NAME)
		nl_put_str(req, VSWITCH_A_PORT_NAME, a->name);
}

/*
 * The word after SWITCH is a device unless it begins the settings. Each of
 * those has a value, so an even number of words that begins with a keyword has
 * no device in front.
 */
static const char *take_device(struct args *args)
{
	bool keyword = args_is_keyword(args, port_defs, ARRAY_LEN(port_defs));

	if (keyword && (args->argc % 2 == 0 || !if_nametoindex(args->argv[0])))
		return NULL;
	return args_take(args);
}

static int port_add(struct ctl *ctl, struct args *args)
{
	struct vec made = { .size = sizeof(struct vsw_port) };
	const struct vsw_switch *sw;
	struct port_args a = { 0 };
	const char *name, *device;
	uint32_t ifindex = 0;
	struct nlmsghdr *req;
	int ret;

	ret = args_need(args, "SWITCH", &name);
	if (ret)
		return ret;
	device = take_device(args);
	ret = args_keywords(args, port_defs, ARRAY_LEN(port_defs), &a);
	if (ret)
		return ret;
	if (!device && !a.name)
		return args_fail(args, "a port needs a device, or a name to wait for one");
	if (device && a.device)
		return args_fail(args, "'device' is for a port that is given none");
	ret = device ? ref_device(device, &ifindex) : CTL_OK;
	if (!ret)
		ret = ref_switch(ctl, name, &sw);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_ADD);
	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, sw->ifindex);
	if (device)
		mnl_attr_put_u32(req, VSWITCH_A_PORT_IFINDEX, ifindex);
	if (a.device)
		nl_put_str(req, VSWITCH_A_PORT_IFNAME, a.device);
	put_settings(req, &a);
	ret = call_do(ctl, req, parse_add_port, &made, "cannot add %s to %s",
		      device ? device : a.name, name);
	if (!ret && ctl->out.json)
		out_table(&ctl->out, &port_table, made.data, made.size, made.n, ctl);
	vec_free(&made);
	return ret;
}

/* A request about a port that is there. */
static struct nlmsghdr *port_request(struct ctl *ctl, uint8_t cmd, const struct vsw_port *port)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, cmd);

	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, port->sw);
	mnl_attr_put_u32(req, VSWITCH_A_PORT_NUMBER, port->number);
	return req;
}

static int port_set(struct ctl *ctl, struct args *args)
{
	struct vsw_port port = { 0 };
	struct port_args a = { 0 };
	struct nlmsghdr *req;
	const char *word;
	int ret;

	ret = args_need(args, "PORT", &word) ?:
	      args_keywords(args, port_defs + 1, ARRAY_LEN(port_defs) - 1, &a);
	if (!ret && !a.has)
		ret = args_fail(args, "what is to be set?");
	if (!ret)
		ret = ref_port(ctl, word, NULL, &port);
	if (ret)
		return ret;
	req = port_request(ctl, VSWITCH_CMD_PORT_SET, &port);
	put_settings(req, &a);
	return call_do(ctl, req, NULL, NULL, "cannot change port %s", word);
}

static int port_del(struct ctl *ctl, struct args *args)
{
	struct vsw_port port = { 0 };
	const char *word;
	int ret;

	ret = args_need(args, "PORT", &word) ?:
	      args_end(args) ?:
	      ref_port(ctl, word, NULL, &port);
	if (ret)
		return ret;
	return call_do(ctl, port_request(ctl, VSWITCH_CMD_PORT_DEL, &port), NULL, NULL,
		       "cannot delete port %s", word);
}

static int port_show(struct ctl *ctl, struct args *args)
{
	struct vec ports = { .size = sizeof(struct vsw_port) };
	struct out_desc table = port_table;
	const struct vsw_switch *sw = NULL;
	const char *word = args_take(args);
	struct vsw_port port = { 0 };
	struct nlmsghdr *req;
	int ret;

	ret = args_end(args);
	if (ret)
		return ret;
	ret = word ? ref_switch_or_port(ctl, word, &sw, &port) : ref_load(ctl);
	if (ret)
		return ret;
	if (word && !sw) {
		out_table(&ctl->out, &table, &port, sizeof(port), 1, ctl);
		return CTL_OK;
	}
	req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);
	if (sw) {
		mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, sw->ifindex);
		table.hide = "switch";
	}
	call_dump(ctl, req, parse_add_port, &ports);
	ret = call_end(ctl, req, "cannot show the ports%s%s", word ? " of " : "",
		       word ? word : "");
	if (!ret)
		out_table(&ctl->out, &table, ports.data, ports.size, ports.n, ctl);
	vec_free(&ports);
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		"add", port_add,
		"port add SWITCH [DEV] [name NAME] [device IFNAME] [learning on|off]\n"
		"  [flood on|off] [flood-unicast on|off] [flood-multicast on|off]\n"
		"  [flood-broadcast on|off] [hairpin on|off] [forward-lldp on|off]\n"
		"  [forward-lacp on|off] [max-fdb N]",
		"Make the network device DEV a port of SWITCH. With the NAME of a port that has\n"
		"no device, DEV becomes that port, with its number, settings and counters.\n"
		"Without DEV, make a port of that NAME that waits for a device.\n"
		"\n"
		"  name NAME         letters, digits and . _ - : @, not only digits\n"
		"  device IFNAME     the name of the device that the port waits for\n"
		"  learning          learn the source addresses of frames (on)\n"
		"  flood             the next three at once\n"
		"  flood-unicast     send frames for unknown addresses to this port (on)\n"
		"  flood-multicast   send multicast frames to this port (on)\n"
		"  flood-broadcast   send broadcast frames to this port (on)\n"
		"  hairpin           let frames leave where they entered (off)\n"
		"  forward-lldp      forward LLDP frames between such ports (off)\n"
		"  forward-lacp      forward LACP frames between such ports (off)\n"
		"  max-fdb N         how many addresses it can bring, 0: no limit\n",
	}, {
		"set", port_set,
		"port set PORT [name NEW] [learning on|off] [flood on|off] [flood-unicast on|off]\n"
		"  [flood-multicast on|off] [flood-broadcast on|off] [hairpin on|off]\n"
		"  [forward-lldp on|off] [forward-lacp on|off] [max-fdb N]",
		"Change settings of a port; 'vswitchctl port add help' explains them. An empty\n"
		"NEW name takes the name away.\n"
		"\n"
		"PORT is a name, a device, or a number, with 'SWITCH/' before it where two\n"
		"switches have such a port; 'host' is the port of the host, number 0.\n",
	}, {
		"del", port_del,
		"port del PORT",
		"Delete a port, with its settings, counters and addresses. Its device is set\n"
		"free. A port whose device goes away by itself stays, and waits.\n",
	}, {
		"show", port_show,
		"port show [SWITCH | PORT]",
		"Show one port, those of a switch, or all in the network namespace. FDB is how\n"
		"many addresses are known behind the port, and how many can be; FLAGS lists\n"
		"the settings that are not as usual.\n",
	},
};

const struct ctl_object cmd_port = {
	.name = "port",
	.summary = "ports of switches",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
