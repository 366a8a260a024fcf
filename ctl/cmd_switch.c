// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl switch: create, change, delete and show switches.
 *
 * Called by main.c through its table of verbs. The row of a switch is used by
 * cmd_monitor.c too.
 */
#include <stdio.h>

#include "call.h"
#include "cmd_switch.h"
#include "put.h"
#include "ref.h"
#include "txn.h"

/* What can be changed; and before it, what can only be given at the start. */
static const struct arg_def switch_defs[] = {
	{ .name = "address", .type = ARG_MAC, .bit = VSWITCH_A_SWITCH_ADDRESS,
	  .offset = offsetof(struct vsw_switch, address) },
	{ .name = "ageing", .type = ARG_U32, .bit = VSWITCH_A_SWITCH_AGEING_TIME,
	  .offset = offsetof(struct vsw_switch, ageing_time) },
	{ .name = "max-ports", .type = ARG_U32, .bit = VSWITCH_A_SWITCH_MAX_PORTS,
	  .offset = offsetof(struct vsw_switch, max_ports) },
	{ .name = "max-fdb", .type = ARG_U32, .bit = VSWITCH_A_SWITCH_MAX_FDB,
	  .offset = offsetof(struct vsw_switch, max_fdb) },
	{ .name = "port-max-fdb", .type = ARG_U32, .bit = VSWITCH_A_SWITCH_PORT_MAX_FDB,
	  .offset = offsetof(struct vsw_switch, port_max_fdb) },
	{ .name = "max-rules", .type = ARG_U32, .bit = VSWITCH_A_SWITCH_MAX_RULES,
	  .offset = offsetof(struct vsw_switch, max_rules) },
	{ .name = "vlan-protocol", .type = ARG_NAME_OF, .bit = VSWITCH_A_SWITCH_VLAN_PROTOCOL,
	  .offset = offsetof(struct vsw_switch, vlan_protocol), .names = &names_vlan_protocol },
};

/**
 * switch_fill - fill the keys that "switch show" and events have in common
 * @row: the row
 * @sw: the switch
 */
void switch_fill(struct out_row *row, const struct vsw_switch *sw)
{
	out_num(row, "ifindex", sw->ifindex);
	out_str(row, "ifname", sw->ifname);
	if (sw->has & 1u << VSWITCH_A_SWITCH_ADDRESS)
		out_mac(row, "address", sw->address);
	else
		out_null(row, "address");
	out_num_if(row, "ageing_time", sw->has & 1u << VSWITCH_A_SWITCH_AGEING_TIME,
		   sw->ageing_time);
	out_num_if(row, "max_ports", sw->has & 1u << VSWITCH_A_SWITCH_MAX_PORTS, sw->max_ports);
	out_num_if(row, "max_fdb", sw->has & 1u << VSWITCH_A_SWITCH_MAX_FDB, sw->max_fdb);
	out_num_if(row, "port_max_fdb", sw->has & 1u << VSWITCH_A_SWITCH_PORT_MAX_FDB,
		   sw->port_max_fdb);
	out_num_if(row, "max_rules", sw->has & 1u << VSWITCH_A_SWITCH_MAX_RULES, sw->max_rules);
	out_num_if(row, "generation", sw->has & 1u << VSWITCH_A_SWITCH_GENERATION,
		   sw->generation);
	out_num_if(row, "ports", sw->has & 1u << VSWITCH_A_SWITCH_PORTS, sw->ports);
	out_num_if(row, "attached", sw->has & 1u << VSWITCH_A_SWITCH_ATTACHED, sw->attached);
	out_num_if(row, "fdb_entries", sw->has & 1u << VSWITCH_A_SWITCH_FDB_ENTRIES,
		   sw->fdb_entries);
	out_str(row, "vlan_protocol", sw->has & 1u << VSWITCH_A_SWITCH_VLAN_PROTOCOL ?
		names_get(&names_vlan_protocol, sw->vlan_protocol) : NULL);
}

static void fill_switch(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_switch *sw = item;

	(void)ctx;
	switch_fill(row, sw);
	if (sw->ageing_time)
		out_text(row, "ageing", "%u s", sw->ageing_time);
	else
		out_text(row, "ageing", "never");
	out_text(row, "used_ports", "%u/%u", sw->ports, sw->max_ports);
	out_text(row, "used_fdb", "%u/%u", sw->fdb_entries, sw->max_fdb);
}

static const struct out_col switch_cols[] = {
	{ .key = "ifindex" },
	{ .key = "ifname", .head = "SWITCH" },
	{ .key = "address", .head = "ADDRESS" },
	{ .key = "ageing_time" },
	{ .key = "ageing", .head = "AGEING", .right = true, .text_only = true },
	{ .key = "max_ports" },
	{ .key = "max_fdb" },
	{ .key = "used_ports", .head = "PORTS", .right = true, .text_only = true },
	{ .key = "attached", .head = "ATTACHED", .right = true },
	{ .key = "used_fdb", .head = "FDB", .right = true, .text_only = true },
	{ .key = "port_max_fdb", .head = "PORT-MAX-FDB", .right = true },
	{ .key = "vlan_protocol", .head = "VLAN-PROTOCOL" },
	{ .key = "generation", .head = "GENERATION", .right = true },
	{ .key = "ports" },
	{ .key = "fdb_entries" },
	{ .key = "max_rules" },
};

static const struct out_desc switch_table = {
	.cols = switch_cols,
	.ncols = ARRAY_LEN(switch_cols),
	.fill = fill_switch,
};

static int need_name(struct args *args, const char **name)
{
	int ret = args_need(args, "NAME", name);

	if (!ret && strlen(*name) >= IFNAMSIZ)
		ret = args_fail(args, "'%s' is too long for a device name, at most %d characters",
				*name, IFNAMSIZ - 1);
	return ret;
}

static int switch_add(struct ctl *ctl, struct args *args)
{
	struct vec made = { .size = sizeof(struct vsw_switch) };
	struct vsw_switch a = { 0 };
	struct nlmsghdr *req;
	const char *name;
	int ret;

	ret = need_name(args, &name);
	if (!ret)
		ret = args_keywords(args, switch_defs, ARRAY_LEN(switch_defs), &a);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, VSWITCH_CMD_SWITCH_ADD);
	nl_put_str(req, VSWITCH_A_SWITCH_IFNAME, name);
	put_switch(req, &a, a.has);
	ret = call_do(ctl, req, parse_add_switch, &made, "cannot add switch %s", name);
	if (!ret && ctl->out.json)
		out_table(&ctl->out, &switch_table, made.data, made.size, made.n, ctl);
	vec_free(&made);
	return ret;
}

static int switch_set(struct ctl *ctl, struct args *args)
{
	const struct vsw_switch *sw;
	struct vsw_switch a = { 0 };
	struct nlmsghdr *req;
	const char *name;
	int ret;

	ret = need_name(args, &name);
	/* The address is chosen once and for all. */
	if (!ret)
		ret = args_keywords(args, switch_defs + 1, ARRAY_LEN(switch_defs) - 1, &a);
	if (!ret && !a.has)
		ret = args_fail(args, "what is to be set?");
	if (ret || ctl->words_only)
		return ret;
	ret = ref_switch(ctl, name, &sw) ?:
	      txn_enter(ctl, sw->ifindex);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, VSWITCH_CMD_SWITCH_SET);
	mnl_attr_put_u32(req, VSWITCH_A_SWITCH_IFINDEX, sw->ifindex);
	put_switch(req, &a, a.has);
	txn_put(ctl, req, VSWITCH_A_SWITCH_TXN);
	txn_note(ctl, VSWITCH_OBJECT_SWITCH, 0);
	return call_do(ctl, req, NULL, NULL, "cannot change switch %s", name);
}

static int switch_del(struct ctl *ctl, struct args *args)
{
	struct nlmsghdr *req;
	const char *name;
	int ret;

	ret = need_name(args, &name);
	if (!ret)
		ret = args_end(args);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, VSWITCH_CMD_SWITCH_DEL);
	nl_put_str(req, VSWITCH_A_SWITCH_IFNAME, name);
	return call_do(ctl, req, NULL, NULL, "cannot delete switch %s", name);
}

static int switch_show(struct ctl *ctl, struct args *args)
{
	const char *name = args_take(args);
	const struct vsw_switch *sw;
	int ret;

	ret = args_end(args);
	if (ret)
		return ret;
	ret = name ? ref_switch(ctl, name, &sw) : ref_load(ctl);
	if (ret)
		return ret;
	if (name)
		out_table(&ctl->out, &switch_table, sw, sizeof(*sw), 1, ctl);
	else
		out_table(&ctl->out, &switch_table, ctl->switches.data, ctl->switches.size,
			  ctl->switches.n, ctl);
	return CTL_OK;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "add",
		.run = switch_add,
		.usage =
		"switch add NAME [address MAC] [ageing SECONDS] [max-ports N] [max-fdb N]\n"
		"  [port-max-fdb N] [max-rules N] [vlan-protocol 802.1q|802.1ad]",
		.help =
		"Create a switch. It is a network device of that name, which is down until\n"
		"'ip link set NAME up'.\n"
		"\n"
		"  address MAC       of the device; at random when none is given\n"
		"  ageing SECONDS    after which an address that is silent is forgotten, 0: never\n"
		"  max-ports N       how many ports it can have\n"
		"  max-fdb N         how many addresses it can know\n"
		"  port-max-fdb N    how many of them a new port can bring, 0: no limit\n"
		"  max-rules N       how many rules its ACLs can have together\n"
		"  vlan-protocol     which tags a new port knows: C-tags (802.1q), S-tags (802.1ad)\n",
	}, {
		.name = "set",
		.run = switch_set,
		.batch = true,
		.usage =
		"switch set NAME [ageing SECONDS] [max-ports N] [max-fdb N] [port-max-fdb N]\n"
		"  [max-rules N] [vlan-protocol 802.1q|802.1ad]",
		.help =
		"Change settings of a switch; 'vswitchctl switch add help' explains them.\n",
	}, {
		.name = "del",
		.run = switch_del,
		.usage = "switch del NAME",
		.help =
		"Delete a switch. The devices of its ports are set free.\n",
	}, {
		.name = "show",
		.run = switch_show,
		.usage = "switch show [NAME]",
		.help =
		"Show one switch, or all in the network namespace.\n",
	},
};

const struct ctl_object cmd_switch = {
	.name = "switch",
	.summary = "switches, which are network devices",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
