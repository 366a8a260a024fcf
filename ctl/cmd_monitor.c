// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl monitor: print what the kernel tells of, as it happens.
 *
 * Called by main.c through its table of verbs; runs until a signal. Events
 * have a socket of their own, so that none is lost among the answers to
 * requests.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "call.h"
#include "cmd_fdb.h"
#include "cmd_switch.h"
#include "monitor.h"
#include "monitor_ports.h"
#include "names.h"
#include "port_view.h"
#include "ref.h"

/* What is to be listened to. */
enum {
	GROUP_CONFIG = 1,
	GROUP_FDB = 2,
	GROUP_ALARM = 4,
};

static const char *const group_names[] = {
	VSWITCH_MCGRP_CONFIG, VSWITCH_MCGRP_FDB, VSWITCH_MCGRP_ALARM,
};

/**
 * monitor_fill_head - fill what all events have
 * @row: the row
 * @event: the event
 *
 * Local time for people, UTC for programs; both to the microsecond.
 */
void monitor_fill_head(struct out_row *row, const struct event *event)
{
	char date[32], stamp[64];
	struct tm tm;

	if (row->obj)
		gmtime_r(&event->when.tv_sec, &tm);
	else
		localtime_r(&event->when.tv_sec, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(stamp, sizeof(stamp), "%s.%06ld%s", date, event->when.tv_nsec / 1000,
		 row->obj ? "Z" : "");
	out_str(row, "time", stamp);
	if (event->object)
		out_str(row, "object", event->object);
	out_str(row, "event", event->what);
}

static void fill_lost(struct out_row *row, const void *item, void *ctx)
{
	(void)ctx;
	monitor_fill_head(row, item);
	out_text(row, "text", "events, because they came faster than they were read");
}

static const struct out_col lost_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "text", .head = "", .text_only = true },
};

static const struct out_desc lost_line = {
	.cols = lost_cols,
	.ncols = ARRAY_LEN(lost_cols),
	.fill = fill_lost,
};

static void fill_switch(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_switch *sw = &event->sw;

	(void)ctx;
	monitor_fill_head(row, event);
	switch_fill(row, sw);
	if (sw->has & 1u << VSWITCH_A_SWITCH_AGEING_TIME && strcmp(event->what, "deleted"))
		out_text(row, "text",
			 "ageing %u s, max-ports %u, max-fdb %u, port-max-fdb %u, max-rules %u",
			 sw->ageing_time, sw->max_ports, sw->max_fdb, sw->port_max_fdb,
			 sw->max_rules);
}

static const struct out_col switch_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "ifindex" },
	{ .key = "ifname", .head = "" },
	{ .key = "address" },
	{ .key = "ageing_time" },
	{ .key = "max_ports" },
	{ .key = "max_fdb" },
	{ .key = "port_max_fdb" },
	{ .key = "generation" },
	{ .key = "ports" },
	{ .key = "attached" },
	{ .key = "fdb_entries" },
	{ .key = "vlan_protocol" },
	{ .key = "max_rules" },
	{ .key = "text", .head = "", .text_only = true },
};

static const struct out_desc switch_line = {
	.cols = switch_cols,
	.ncols = ARRAY_LEN(switch_cols),
	.fill = fill_switch,
};

static void fill_port(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_port *port = &event->port;
	const char *sw = ref_switch_name(event->ctl, port->sw);
	char flags[OUT_CELL_MAX / 2], vlans[OUT_CELL_MAX / 2];

	(void)ctx;
	monitor_fill_head(row, event);
	out_text(row, "where", "%s/%u", sw, port->number);
	port_fill(row, port, sw);
	if (port->name[0])
		out_text(row, "label", "%s", port->name);
	if (port->ifname[0])
		out_text(row, "device", "(%s)", port->ifname);
	port_flags(port, flags, sizeof(flags));
	port_vlans(port, vlans, sizeof(vlans));
	if (strcmp(event->what, "deleted"))
		out_text(row, "text", "%s, vlan %s%s%s", names_get(&names_state, port->state),
			 vlans, flags[0] ? ", " : "", flags);
}

static const struct out_col port_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "where", .head = "", .text_only = true },
	{ .key = "switch" },
	{ .key = "number" },
	{ .key = "name" },
	{ .key = "ifname" },
	{ .key = "ifindex" },
	{ .key = "state" },
	{ .key = "learning" },
	{ .key = "flood_unicast" },
	{ .key = "flood_multicast" },
	{ .key = "flood_broadcast" },
	{ .key = "hairpin" },
	{ .key = "forward_lldp" },
	{ .key = "forward_lacp" },
	{ .key = "max_fdb" },
	{ .key = "fdb_entries" },
	{ .key = "mtu" },
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
	{ .key = "label", .head = "", .text_only = true },
	{ .key = "device", .head = "", .text_only = true },
	{ .key = "text", .head = "", .text_only = true },
};

static const struct out_desc port_line = {
	.cols = port_cols,
	.ncols = ARRAY_LEN(port_cols),
	.fill = fill_port,
};

static void fill_entry(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_fdb *entry = &event->entry;

	(void)ctx;
	monitor_fill_head(row, event);
	fdb_fill(row, entry, ref_switch_name(event->ctl, entry->sw));
	out_num_if(row, "old_port", entry->has & 1u << VSWITCH_A_FDB_OLD_PORT, entry->old_port);
	out_num_if(row, "suppressed", entry->has & 1u << VSWITCH_A_FDB_SUPPRESSED,
		   entry->suppressed);
	if (entry->has & 1u << VSWITCH_A_FDB_VID)
		out_text(row, "where", "vlan %u port %u", entry->vid, entry->port);
	else
		out_text(row, "where", "port %u", entry->port);
	if (entry->port_name[0])
		out_text(row, "label", "%s", entry->port_name);
	if (entry->port_ifname[0])
		out_text(row, "device", "(%s)", entry->port_ifname);
	if (entry->has & 1u << VSWITCH_A_FDB_OLD_PORT)
		out_text(row, "from", "from port %u", entry->old_port);
	if (entry->has & 1u << VSWITCH_A_FDB_KIND)
		out_text(row, "text", "%s", names_get(&names_fdb_kind, entry->kind));
	if (entry->has & 1u << VSWITCH_A_FDB_SUPPRESSED)
		out_text(row, "note", "(%u events before it were suppressed)", entry->suppressed);
}

static const struct out_col entry_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "switch", .head = "" },
	{ .key = "address", .head = "" },
	{ .key = "vid" },
	{ .key = "port" },
	{ .key = "port_name" },
	{ .key = "port_ifname" },
	{ .key = "kind" },
	{ .key = "age_ms" },
	{ .key = "old_port" },
	{ .key = "suppressed" },
	{ .key = "where", .head = "", .text_only = true },
	{ .key = "label", .head = "", .text_only = true },
	{ .key = "device", .head = "", .text_only = true },
	{ .key = "from", .head = "", .text_only = true },
	{ .key = "text", .head = "", .text_only = true },
	{ .key = "note", .head = "", .text_only = true },
};

static const struct out_desc entry_line = {
	.cols = entry_cols,
	.ncols = ARRAY_LEN(entry_cols),
	.fill = fill_entry,
};

static void fill_vlan(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_vlan *vlan = &event->vlan;

	(void)ctx;
	monitor_fill_head(row, event);
	out_str(row, "switch", ref_switch_name(event->ctl, vlan->sw));
	out_num(row, "vid", vlan->vid);
	out_str(row, "name", vlan->name[0] ? vlan->name : NULL);
	out_bool(row, "counters", vlan->counters);
	out_text(row, "label", "%s", vlan->name);
	if (strcmp(event->what, "deleted"))
		out_text(row, "text", "counters %s", vlan->counters ? "on" : "off");
}

static const struct out_col vlan_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "switch", .head = "" },
	{ .key = "vid", .head = "" },
	{ .key = "name" },
	{ .key = "counters" },
	{ .key = "label", .head = "", .text_only = true },
	{ .key = "text", .head = "", .text_only = true },
};

static const struct out_desc vlan_line = {
	.cols = vlan_cols,
	.ncols = ARRAY_LEN(vlan_cols),
	.fill = fill_vlan,
};

static void fill_txn(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_txn *txn = &event->txn;

	(void)ctx;
	monitor_fill_head(row, event);
	out_str(row, "switch", ref_switch_name(event->ctl, txn->sw));
	out_num_if(row, "id", txn->has & 1u << VSWITCH_A_TXN_ID, txn->id);
	out_num_if(row, "generation", txn->has & 1u << VSWITCH_A_TXN_GENERATION, txn->generation);
	out_num_if(row, "confirm_timeout", txn->has & 1u << VSWITCH_A_TXN_CONFIRM_TIMEOUT,
		   txn->confirm_timeout);
	if (txn->has & 1u << VSWITCH_A_TXN_CONFIRM_TIMEOUT)
		out_text(row, "text", "taken back in %u s unless it is confirmed",
			 txn->confirm_timeout);
}

static const struct out_col txn_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "switch", .head = "" },
	{ .key = "id" },
	{ .key = "generation" },
	{ .key = "confirm_timeout" },
	{ .key = "text", .head = "", .text_only = true },
};

static const struct out_desc txn_line = {
	.cols = txn_cols,
	.ncols = ARRAY_LEN(txn_cols),
	.fill = fill_txn,
};

/*
 * Remember the name of a switch, for the events of its ports. That of one that
 * is deleted is kept until its place is needed: events may still come.
 */
static void remember(struct ctl *ctl, const struct vsw_switch *sw, bool deleted)
{
	struct vsw_switch *slot = NULL;
	size_t i;

	for (i = 0; i < ctl->switches.n; i++) {
		struct vsw_switch *known = vec_at(&ctl->switches, i);

		if (known->ifindex == sw->ifindex) {
			slot = known;
			break;
		}
		if (!known->has && !slot)
			slot = known;
	}
	if (!slot)
		slot = vec_push(&ctl->switches);
	*slot = *sw;
	if (!deleted)
		return;
	slot->has = 0;
	monitor_ports_gone(sw->ifindex);
}

/* The line for a message of the family; NULL for one that is not an event. */
static const struct out_desc *read_event(const struct nlmsghdr *nlh, struct event *event,
					 int *ret)
{
	const struct nlattr *attrs;
	uint8_t cmd = 0;
	size_t len;

	*ret = nl_payload(nlh, &cmd, &attrs, &len);
	if (*ret)
		return NULL;
	switch (cmd) {
	case VSWITCH_CMD_SWITCH_NTF:
	case VSWITCH_CMD_SWITCH_DEL_NTF:
		event->object = "switch";
		event->what = cmd == VSWITCH_CMD_SWITCH_NTF ? "changed" : "deleted";
		*ret = parse_switch(nlh, &event->sw);
		if (!*ret)
			remember(event->ctl, &event->sw, cmd == VSWITCH_CMD_SWITCH_DEL_NTF);
		return &switch_line;
	case VSWITCH_CMD_PORT_NTF:
	case VSWITCH_CMD_PORT_DEL_NTF:
		event->object = "port";
		event->what = cmd == VSWITCH_CMD_PORT_NTF ? "changed" : "deleted";
		*ret = parse_port(nlh, &event->port);
		if (!*ret)
			monitor_ports_note(&event->port, cmd == VSWITCH_CMD_PORT_DEL_NTF);
		return &port_line;
	case VSWITCH_CMD_VLAN_NTF:
	case VSWITCH_CMD_VLAN_DEL_NTF:
		event->object = "vlan";
		event->what = cmd == VSWITCH_CMD_VLAN_NTF ? "changed" : "deleted";
		*ret = parse_vlan(nlh, &event->vlan);
		return &vlan_line;
	case VSWITCH_CMD_TXN_NTF:
		event->object = "transaction";
		*ret = parse_txn(nlh, &event->txn);
		event->what = names_get(&names_txn_event, event->txn.event);
		return &txn_line;
	case VSWITCH_CMD_FDB_NTF:
		event->object = "fdb";
		*ret = parse_fdb(nlh, &event->entry);
		event->what = names_get(&names_fdb_event, event->entry.event);
		return &entry_line;
	}
	return monitor_acl_event(nlh, cmd, event, ret);
}

/* Does the message say that the family is gone? */
static bool family_gone(const struct nlmsghdr *nlh, uint16_t family)
{
	const struct nlattr *attr = NULL;
	const struct nlattr *attrs;
	uint8_t cmd = 0;
	size_t len;

	if (nlh->nlmsg_type != GENL_ID_CTRL || nl_payload(nlh, &cmd, &attrs, &len) ||
	    cmd != CTRL_CMD_DELFAMILY)
		return false;
	while ((attr = nl_attr_next(attr, attrs, len))) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
		    mnl_attr_validate(attr, MNL_TYPE_U16) >= 0)
			return mnl_attr_get_u16(attr) == family;
	}
	return false;
}

static int print_events(struct ctl *ctl, const struct nl *nl, size_t len,
			const struct timespec *now)
{
	const struct nlmsghdr *nlh = NULL;

	while ((nlh = nl_next(nlh, nl->buf, len))) {
		struct event event = { .ctl = ctl, .when = *now };
		const struct out_desc *line;
		int ret;

		if (family_gone(nlh, nl->family)) {
			out_error("the vswitch module was unloaded");
			return CTL_REFUSED;
		}
		if (nlh->nlmsg_type != nl->family)
			continue;
		line = read_event(nlh, &event, &ret);
		if (ret)
			out_error("an event makes no sense to this vswitchctl");
		else if (line)
			out_line(&ctl->out, line, &event, NULL);
	}
	/* A monitor may run for years; none of these ports is left. */
	vlans_forget();
	return CTL_OK;
}

/* Entries of the forwarding database come with the names of their ports. */
static int load_ports(struct ctl *ctl, unsigned int groups)
{
	return groups == GROUP_FDB ? CTL_OK : monitor_ports_load(ctl, groups & GROUP_CONFIG);
}

/* Take one datagram and print what is in it. */
static int take_events(struct ctl *ctl, struct nl *nl, unsigned int groups)
{
	ssize_t len = nl_receive(nl, MSG_DONTWAIT);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (len == -EAGAIN)
		return CTL_OK;
	if (len == -ENOBUFS) {
		struct event event = { .ctl = ctl, .when = now, .what = "lost" };

		out_line(&ctl->out, &lost_line, &event, NULL);
		/* Some may have been about ports. */
		return load_ports(ctl, groups);
	}
	if (len < 0) {
		nl->err = (struct nl_err){ .code = (int)len };
		return call_refused(&nl->err, 0, "cannot receive events");
	}
	return print_events(ctl, nl, (size_t)len, &now);
}

/* @groups: what to listen to; 0 for all that one may, which is put there. */
static int listen_to(struct ctl *ctl, struct nl *nl, unsigned int *groups)
{
	const uint32_t ctrl_group = GENL_ID_CTRL;
	unsigned int wanted = *groups ? *groups : GROUP_CONFIG | GROUP_FDB | GROUP_ALARM;
	int ret = nl_open(nl);
	size_t i;

	for (i = 0; !ret && i < ARRAY_LEN(group_names); i++) {
		if (!(wanted & 1u << i))
			continue;
		ret = nl_join(nl, group_names[i]);
		if (ret == -EPERM && !*groups) {
			wanted &= ~(1u << i);
			ret = 0;
		}
	}
	*groups = wanted;
	if (ret) {
		nl->err.code = ret;
		return call_refused(&nl->err, 0, "cannot listen to events");
	}
	/* To end when the module goes; the group has the number of its family. */
	(void)mnl_socket_setsockopt(nl->sock, NETLINK_ADD_MEMBERSHIP, (void *)&ctrl_group,
				    sizeof(ctrl_group));
	/* Names of switches and ports; after joining, so that no change is missed. */
	return ref_load(ctl) ?:
	       load_ports(ctl, wanted);
}

static void say_ready(const struct ctl *ctl, unsigned int groups)
{
	size_t i;

	if (ctl->out.json) {
		puts("{\"event\":\"ready\"}");
		fflush(stdout);
		return;
	}
	fputs("listening for ", stderr);
	for (i = 0; i < ARRAY_LEN(group_names); i++) {
		if (!(groups & 1u << i))
			continue;
		groups &= ~(1u << i);
		fprintf(stderr, "%s%s", group_names[i], !groups ? "" :
			groups & (groups - 1) ? ", " : " and ");
	}
	fputs(" events\n", stderr);
}

static int loop(struct ctl *ctl, struct nl *nl, int signals, unsigned int groups)
{
	struct pollfd fds[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = mnl_socket_get_fd(nl->sock), .events = POLLIN },
	};
	int ret = CTL_OK;

	while (!ret && !ferror(stdout)) {
		if (poll(fds, ARRAY_LEN(fds), -1) < 0 && errno != EINTR)
			return CTL_REFUSED;
		if (fds[0].revents)
			break;
		if (fds[1].revents)
			ret = take_events(ctl, nl, groups);
	}
	return ret;
}

static int monitor_show(struct ctl *ctl, struct args *args)
{
	unsigned int groups = 0;
	static struct nl nl;
	sigset_t set;
	int signals;
	int ret;

	while (args->argc) {
		const char *word = args_take(args);
		int i = args_find(group_names, ARRAY_LEN(group_names), sizeof(group_names[0]),
				  word);

		if (i < 0)
			return args_unknown(args, "word", word, group_names,
					    ARRAY_LEN(group_names), sizeof(group_names[0]));
		groups |= 1u << i;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	ret = listen_to(ctl, &nl, &groups);
	if (!ret) {
		say_ready(ctl, groups);
		ret = loop(ctl, &nl, signals, groups);
	}
	if (signals >= 0)
		close(signals);
	nl_close(&nl);
	monitor_ports_forget();
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "show",
		.run = monitor_show,
		.usage = "monitor [config] [fdb] [alarm]",
		.help =
		"Print what happens, one line an event, until SIGINT or SIGTERM.\n"
		"\n"
		"  config    switches, ports, VLANs, ACLs, rules, sets and mirror sessions that are\n"
		"            made, changed, or deleted, and transactions\n"
		"  fdb       addresses that are learnt, move, age, are added or deleted\n"
		"  alarm     frames that met a rule with the action log\n",
	},
};

const struct ctl_object cmd_monitor = {
	.name = "monitor",
	.summary = "what happens, as it happens",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
	.bare = true,
};
