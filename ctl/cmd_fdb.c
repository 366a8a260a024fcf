// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl fdb: entries of the forwarding database.
 *
 * Called by main.c through its table of verbs. The row of an entry is used by
 * cmd_monitor.c too.
 */
#include <errno.h>
#include <stdio.h>

#include "call.h"
#include "cmd_fdb.h"
#include "names.h"
#include "ref.h"

enum fdb_arg {
	ARG_PORT,
	ARG_VLAN,
	ARG_KIND,
};

struct fdb_args {
	uint32_t has;
	const char *port;
	uint16_t vid;
	uint32_t kind;
};

/* "local" is last, for it can be shown and nothing else. */
static const struct arg_def fdb_defs[] = {
	{ .name = "port", .type = ARG_TEXT, .bit = ARG_PORT,
	  .offset = offsetof(struct fdb_args, port), .min = 1 },
	{ .name = "vlan", .type = ARG_U16, .bit = ARG_VLAN,
	  .offset = offsetof(struct fdb_args, vid), .min = 1, .max = 4094 },
	{ .name = "static", .type = ARG_VALUE, .bit = ARG_KIND,
	  .offset = offsetof(struct fdb_args, kind), .value = VSWITCH_FDB_KIND_STATIC },
	{ .name = "sticky", .type = ARG_VALUE, .bit = ARG_KIND,
	  .offset = offsetof(struct fdb_args, kind), .value = VSWITCH_FDB_KIND_STICKY },
	{ .name = "dynamic", .type = ARG_VALUE, .bit = ARG_KIND,
	  .offset = offsetof(struct fdb_args, kind), .value = VSWITCH_FDB_KIND_DYNAMIC },
	{ .name = "local", .type = ARG_VALUE, .bit = ARG_KIND,
	  .offset = offsetof(struct fdb_args, kind), .value = VSWITCH_FDB_KIND_LOCAL },
};

/**
 * fdb_fill - fill the keys that "fdb show" and events have in common
 * @row: the row
 * @entry: the entry
 * @sw: name of its switch
 */
void fdb_fill(struct out_row *row, const struct vsw_fdb *entry, const char *sw)
{
	out_str(row, "switch", sw);
	out_mac(row, "address", entry->address);
	out_num_if(row, "vid", entry->has & 1u << VSWITCH_A_FDB_VID, entry->vid);
	out_num(row, "port", entry->port);
	out_str(row, "port_name", entry->port_name[0] ? entry->port_name : NULL);
	out_str(row, "port_ifname", entry->port_ifname[0] ? entry->port_ifname : NULL);
	out_str(row, "kind", entry->has & 1u << VSWITCH_A_FDB_KIND ?
		names_get(&names_fdb_kind, entry->kind) : NULL);
	out_num_if(row, "age_ms", entry->has & 1u << VSWITCH_A_FDB_AGE, entry->age);
}

static void fill_entry(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_fdb *entry = item;

	fdb_fill(row, entry, ref_switch_name(ctx, entry->sw));
	if (entry->has & 1u << VSWITCH_A_FDB_AGE)
		out_text(row, "age", "%u s", entry->age / 1000);
	else
		out_text(row, "age", "-");
}

static const struct out_col fdb_cols[] = {
	{ .key = "switch", .head = "SWITCH" },
	{ .key = "address", .head = "ADDRESS" },
	{ .key = "vid", .head = "VLAN", .right = true },
	{ .key = "port", .head = "PORT", .right = true },
	{ .key = "port_name", .head = "NAME" },
	{ .key = "port_ifname", .head = "DEVICE" },
	{ .key = "kind", .head = "KIND" },
	{ .key = "age_ms" },
	{ .key = "age", .head = "AGE", .right = true, .text_only = true },
};

static const struct out_desc fdb_table = {
	.cols = fdb_cols,
	.ncols = ARRAY_LEN(fdb_cols),
	.fill = fill_entry,
};

/* SWITCH and MAC, which most verbs begin with. */
static int need_address(struct args *args, const char **name, const char **word,
			uint8_t mac[6])
{
	int ret;

	ret = args_need(args, "SWITCH", name) ?:
	      args_need(args, "MAC", word);
	if (!ret && !args_mac(*word, mac))
		ret = args_fail(args, "'%s' is not a MAC address", *word);
	return ret;
}

/* A request about @sw, narrowed down by what was typed. */
static int fdb_request(struct ctl *ctl, uint8_t cmd, const struct vsw_switch *sw,
		       const struct fdb_args *a, struct nlmsghdr **req)
{
	struct vsw_port port = { 0 };
	int ret = CTL_OK;

	if (a->has & 1u << ARG_PORT)
		ret = ref_port(ctl, a->port, sw, &port);
	if (ret)
		return ret;
	*req = nl_request(&ctl->nl, cmd);
	mnl_attr_put_u32(*req, VSWITCH_A_FDB_SWITCH, sw->ifindex);
	if (a->has & 1u << ARG_VLAN)
		mnl_attr_put_u16(*req, VSWITCH_A_FDB_VID, a->vid);
	if (a->has & 1u << ARG_PORT)
		mnl_attr_put_u32(*req, VSWITCH_A_FDB_PORT, port.number);
	if (a->has & 1u << ARG_KIND)
		mnl_attr_put_u32(*req, VSWITCH_A_FDB_KIND, a->kind);
	return CTL_OK;
}

static int change(struct ctl *ctl, struct args *args, uint8_t cmd, const char *doing)
{
	const struct vsw_switch *sw;
	struct fdb_args a = { 0 };
	const char *name, *word;
	struct nlmsghdr *req;
	uint8_t mac[6];
	int ret;

	ret = need_address(args, &name, &word, mac) ?:
	      args_keywords(args, fdb_defs, ARRAY_LEN(fdb_defs) - 1, &a);
	if (!ret && cmd == VSWITCH_CMD_FDB_ADD && !a.port)
		ret = args_fail(args, "port is missing");
	if (!ret && cmd == VSWITCH_CMD_FDB_SET && !(a.has & ~(1u << ARG_VLAN)))
		ret = args_fail(args, "what is to be set?");
	if (!ret)
		ret = ref_switch(ctl, name, &sw);
	if (!ret)
		ret = fdb_request(ctl, cmd, sw, &a, &req);
	if (ret)
		return ret;
	mnl_attr_put(req, VSWITCH_A_FDB_ADDRESS, sizeof(mac), mac);
	return call_do(ctl, req, NULL, NULL, "cannot %s %s in %s", doing, word, name);
}

static int fdb_add(struct ctl *ctl, struct args *args)
{
	return change(ctl, args, VSWITCH_CMD_FDB_ADD, "add");
}

static int fdb_set(struct ctl *ctl, struct args *args)
{
	return change(ctl, args, VSWITCH_CMD_FDB_SET, "change");
}

static int fdb_del(struct ctl *ctl, struct args *args)
{
	static const struct arg_def *const vlan = &fdb_defs[1];
	const struct vsw_switch *sw;
	struct fdb_args a = { 0 };
	const char *name, *word;
	struct nlmsghdr *req;
	uint8_t mac[6];
	int ret;

	ret = need_address(args, &name, &word, mac) ?:
	      args_keywords(args, vlan, 1, &a) ?:
	      ref_switch(ctl, name, &sw) ?:
	      fdb_request(ctl, VSWITCH_CMD_FDB_DEL, sw, &a, &req);
	if (ret)
		return ret;
	mnl_attr_put(req, VSWITCH_A_FDB_ADDRESS, sizeof(mac), mac);
	return call_do(ctl, req, NULL, NULL, "cannot delete %s from %s", word, name);
}

struct flushed {
	const char *sw;
	uint32_t count;
};

static void fill_flushed(struct out_row *row, const void *item, void *ctx)
{
	const struct flushed *flushed = item;

	(void)ctx;
	out_str(row, "switch", flushed->sw);
	out_num(row, "count", flushed->count);
}

static int fdb_flush(struct ctl *ctl, struct args *args)
{
	static const struct out_col cols[] = { { .key = "switch" }, { .key = "count" } };
	static const struct out_desc table = {
		.cols = cols,
		.ncols = ARRAY_LEN(cols),
		.fill = fill_flushed,
	};
	struct flushed flushed = { 0 };
	const struct vsw_switch *sw;
	struct fdb_args a = { 0 };
	struct nlmsghdr *req;
	const char *name;
	int ret;

	ret = args_need(args, "SWITCH", &name) ?:
	      args_keywords(args, fdb_defs, ARRAY_LEN(fdb_defs) - 1, &a) ?:
	      ref_switch(ctl, name, &sw) ?:
	      fdb_request(ctl, VSWITCH_CMD_FDB_FLUSH, sw, &a, &req) ?:
	      call_do(ctl, req, parse_flush, &flushed.count, "cannot flush %s", name);
	if (ret)
		return ret;
	flushed.sw = sw->ifname;
	if (ctl->out.json)
		out_table(&ctl->out, &table, &flushed, sizeof(flushed), 1, ctl);
	else
		out_say("%u %s removed", flushed.count, flushed.count == 1 ? "entry" : "entries");
	return CTL_OK;
}

/* The entries of one address. The kernel finds it by VLAN; the rest is ours. */
static int show_address(struct ctl *ctl, const struct vsw_switch *sw, const struct fdb_args *a,
			const char *word, struct vec *entries)
{
	struct fdb_args vlan = { .has = a->has & 1u << ARG_VLAN, .vid = a->vid };
	struct vsw_port port = { 0 };
	struct nlmsghdr *req;
	uint8_t mac[6];
	size_t i, kept;
	int ret;

	args_mac(word, mac);
	ret = a->port ? ref_port(ctl, a->port, sw, &port) : CTL_OK;
	if (!ret)
		ret = fdb_request(ctl, VSWITCH_CMD_FDB_GET, sw, &vlan, &req);
	if (ret)
		return ret;
	mnl_attr_put(req, VSWITCH_A_FDB_ADDRESS, sizeof(mac), mac);
	ret = call_do(ctl, req, parse_add_fdb, entries, "cannot show %s in %s", word,
		      sw->ifname);
	for (i = 0, kept = 0; i < entries->n; i++) {
		struct vsw_fdb *entry = vec_at(entries, i);

		if (a->port && entry->port != port.number)
			continue;
		if (a->has & 1u << ARG_KIND && entry->kind != a->kind)
			continue;
		*(struct vsw_fdb *)vec_at(entries, kept++) = *entry;
	}
	entries->n = kept;
	return ret;
}

/* The entries of a switch; with @all, one that is gone by now is none. */
static int show_switch(struct ctl *ctl, const struct vsw_switch *sw, const struct fdb_args *a,
		       bool all, struct vec *entries)
{
	struct nlmsghdr *req;
	int ret;

	ret = fdb_request(ctl, VSWITCH_CMD_FDB_GET, sw, a, &req);
	if (ret)
		return ret;
	if (call_dump(ctl, req, parse_add_fdb, entries) == -ENODEV && all)
		return CTL_OK;
	return call_end(ctl, req, "cannot show the forwarding database of %s", sw->ifname);
}

/* Without SWITCH: all switches, or the one that the port is in. */
static int show_all(struct ctl *ctl, const struct fdb_args *a, struct vec *entries)
{
	struct vsw_port port = { 0 };
	int ret = ref_load(ctl);
	size_t i;

	if (!ret && a->port)
		ret = ref_port(ctl, a->port, NULL, &port);
	for (i = 0; !ret && i < ctl->switches.n; i++) {
		const struct vsw_switch *sw = vec_at(&ctl->switches, i);

		if (!a->port || sw->ifindex == port.sw)
			ret = show_switch(ctl, sw, a, !a->port, entries);
	}
	return ret;
}

/* Is the next word a keyword? A switch that is called like a short one is not. */
static bool at_keyword(const struct args *args)
{
	int i;

	if (!args_is_keyword(args, fdb_defs, ARRAY_LEN(fdb_defs)))
		return false;
	i = args_find(fdb_defs, ARRAY_LEN(fdb_defs), sizeof(fdb_defs[0]), args->argv[0]);
	return (i >= 0 && !strcmp(fdb_defs[i].name, args->argv[0])) ||
	       !if_nametoindex(args->argv[0]);
}

static int fdb_show(struct ctl *ctl, struct args *args)
{
	struct vec entries = { .size = sizeof(struct vsw_fdb) };
	const char *name = NULL, *mac = NULL;
	const struct vsw_switch *sw = NULL;
	struct out_desc table = fdb_table;
	struct fdb_args a = { 0 };
	uint8_t address[6];
	int ret;

	if (!at_keyword(args))
		name = args_take(args);
	if (name && args->argc && args_mac(args->argv[0], address))
		mac = args_take(args);
	ret = args_keywords(args, fdb_defs, ARRAY_LEN(fdb_defs), &a);
	if (!ret && name)
		ret = ref_switch(ctl, name, &sw);
	if (ret)
		return ret;
	if (mac)
		ret = show_address(ctl, sw, &a, mac, &entries);
	else if (sw)
		ret = show_switch(ctl, sw, &a, false, &entries);
	else
		ret = show_all(ctl, &a, &entries);
	table.hide = sw ? "switch" : NULL;
	if (!ret)
		out_table(&ctl->out, &table, entries.data, entries.size, entries.n, ctl);
	vec_free(&entries);
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "add",
		.run = fdb_add,
		.usage = "fdb add SWITCH MAC port PORT [vlan VID] [static | sticky | dynamic]",
		.help =
		"Add an entry that is not there yet: frames to MAC leave by PORT.\n"
		"\n"
		"  vlan VID    in this VLAN (1)\n"
		"  static      it neither moves nor ages (what it is when nothing is said)\n"
		"  sticky      it ages, but does not move while it lives\n"
		"  dynamic     as if it had been learnt\n",
	}, {
		.name = "set",
		.run = fdb_set,
		.usage = "fdb set SWITCH MAC [port PORT] [vlan VID] [static | sticky | dynamic]",
		.help =
		"Change the port or the kind of an entry that is there.\n",
	}, {
		.name = "del",
		.run = fdb_del,
		.usage = "fdb del SWITCH MAC [vlan VID]",
		.help =
		"Delete an entry.\n",
	}, {
		.name = "show",
		.run = fdb_show,
		.usage =
		"fdb show [SWITCH [MAC]] [port PORT] [vlan VID]\n"
		"  [static | sticky | dynamic | local]",
		.help =
		"Show entries: one address, or all of a port, VLAN or kind. Entries of the kind\n"
		"local are addresses of the switch device itself. AGE is how long ago a frame\n"
		"from the address was noted.\n",
	}, {
		.name = "flush",
		.run = fdb_flush,
		.usage = "fdb flush SWITCH [port PORT] [vlan VID] [static | sticky | dynamic]",
		.help =
		"Remove the entries of a port, VLAN or kind, and say how many there were. Without\n"
		"a kind, static entries stay.\n",
	},
};

const struct ctl_object cmd_fdb = {
	.name = "fdb",
	.summary = "forwarding database: which address is behind which port",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
