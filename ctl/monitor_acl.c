// SPDX-License-Identifier: GPL-2.0
/*
 * Events of ACLs, bindings, rules, sets and mirror sessions, and frames that met
 * a rule that logs. See monitor.h.
 *
 * Called by cmd_monitor.c.
 */
#include <stdio.h>

#include "cmd_mirror.h"
#include "monitor.h"
#include "monitor_ports.h"
#include "ref.h"

/* Matches and actions of the rule whose event is printed; a struct event is small. */
static struct rule event_rule;

static void fill_where(struct out_row *row, const struct event *event, uint32_t sw,
		       const char *name)
{
	const char *of = ref_switch_name(event->ctl, sw);

	monitor_fill_head(row, event);
	out_text(row, "where", "%s/%s", of, name);
	out_str(row, "switch", of);
}

/* The name of a port under @key, and name or number as text. */
static void fill_port(struct out_row *row, const char *key, const char *name, uint32_t number,
		      char text[VSWITCH_PORT_NAME_MAX + 1])
{
	out_str(row, key, name);
	if (name)
		snprintf(text, VSWITCH_PORT_NAME_MAX + 1, "%s", name);
	else
		snprintf(text, VSWITCH_PORT_NAME_MAX + 1, "%u", number);
}

static void fill_acl(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;

	(void)ctx;
	fill_where(row, event, event->acl.sw, event->acl.name);
	out_str(row, "name", event->acl.name);
}

static const struct out_col acl_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "where", .head = "", .text_only = true },
	{ .key = "switch" },
	{ .key = "name" },
};

static const struct out_desc acl_line = {
	.cols = acl_cols,
	.ncols = ARRAY_LEN(acl_cols),
	.fill = fill_acl,
};

static void fill_set(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_set *set = &event->set;

	(void)ctx;
	fill_where(row, event, set->sw, set->name);
	out_str(row, "name", set->name);
	out_str(row, "type", names_get(&names_set_kind, set->kind));
	out_num(row, "members", set->members);
	if (strcmp(event->what, "deleted"))
		out_text(row, "text", "%s, %u members", names_get(&names_set_kind, set->kind),
			 set->members);
}

static const struct out_col set_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "where", .head = "", .text_only = true },
	{ .key = "switch" },
	{ .key = "name" },
	{ .key = "type" },
	{ .key = "members" },
	{ .key = "text", .head = "", .text_only = true },
};

static const struct out_desc set_line = {
	.cols = set_cols,
	.ncols = ARRAY_LEN(set_cols),
	.fill = fill_set,
};

static void fill_mirror(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_mirror *mirror = &event->mirror;
	const char *port = monitor_port_name(event->ctl, mirror->sw, mirror->port);

	(void)ctx;
	fill_where(row, event, mirror->sw, mirror->name);
	mirror_fill(row, mirror, port);
	if (!strcmp(event->what, "deleted"))
		return;
	if (port)
		out_text(row, "to", "to %s", port);
	else
		out_text(row, "to", "to %u", mirror->port);
	if (mirror->snap)
		out_text(row, "text", "snap %u", mirror->snap);
}

static const struct out_col mirror_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "where", .head = "", .text_only = true },
	{ .key = "switch" },
	{ .key = "name" },
	{ .key = "port" },
	{ .key = "port_name" },
	{ .key = "to", .head = "", .text_only = true },
	{ .key = "snap" },
	{ .key = "text", .head = "", .text_only = true },
	{ .key = "frames" },
	{ .key = "bytes" },
	{ .key = "rules" },
};

static const struct out_desc mirror_line = {
	.cols = mirror_cols,
	.ncols = ARRAY_LEN(mirror_cols),
	.fill = fill_mirror,
};

static void fill_binding(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_binding *b = &event->binding;
	bool at_port = b->has & 1u << VSWITCH_A_BINDING_PORT;
	bool in_vlan = b->has & 1u << VSWITCH_A_BINDING_VID;
	char where[VSWITCH_PORT_NAME_MAX + 1] = "";

	(void)ctx;
	fill_where(row, event, b->sw, b->acl);
	out_str(row, "acl", b->acl);
	out_str(row, "point", names_get(&names_acl_point, b->point));
	out_num_if(row, "port", at_port, b->port);
	out_num_if(row, "vid", in_vlan, b->vid);
	out_str(row, "default", names_get(&names_acl_default, b->fallback));
	out_num(row, "position", b->position);
	if (in_vlan)
		snprintf(where, sizeof(where), "%u", b->vid);
	if (at_port)
		fill_port(row, "port_name", monitor_port_name(event->ctl, b->sw, b->port),
			  b->port, where);
	else
		out_null(row, "port_name");
	out_text(row, "text", "%s%s%s", names_get(&names_acl_point, b->point), *where ? " " : "",
		 where);
	if (strcmp(event->what, "deleted"))
		out_text(row, "note", "default %s, position %u",
			 names_get(&names_acl_default, b->fallback), b->position);
}

static const struct out_col binding_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "where", .head = "", .text_only = true },
	{ .key = "switch" },
	{ .key = "acl" },
	{ .key = "point" },
	{ .key = "port" },
	{ .key = "port_name" },
	{ .key = "vid" },
	{ .key = "default" },
	{ .key = "position" },
	{ .key = "text", .head = "", .text_only = true },
	{ .key = "note", .head = "", .text_only = true },
};

static const struct out_desc binding_line = {
	.cols = binding_cols,
	.ncols = ARRAY_LEN(binding_cols),
	.fill = fill_binding,
};

/* For struct rule_ports. */
static const char *name_in_rule(void *ctx, uint32_t number)
{
	const struct event *event = ctx;

	return monitor_port_name(event->ctl, event->rule.sw, number);
}

static void fill_rule(struct out_row *row, const void *item, void *ctx)
{
	const struct rule_ports ports = { name_in_rule, (void *)item };
	const struct event *event = item;
	const struct vsw_rule *rule = &event->rule;
	const char *text = rule_text(&event_rule, &ports);

	(void)ctx;
	fill_where(row, event, rule->sw, rule->acl);
	out_str(row, "acl", rule->acl);
	out_num(row, "handle", rule->handle);
	out_num_if(row, "position", rule->has & 1u << VSWITCH_A_RULE_POSITION, rule->position);
	out_str(row, "rule", *text ? text : NULL);
	out_text(row, "number", "%u", rule->handle);
	if (*text)
		out_text(row, "text", "%s", text);
}

static const struct out_col rule_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "where", .head = "", .text_only = true },
	{ .key = "switch" },
	{ .key = "acl" },
	{ .key = "handle" },
	{ .key = "position" },
	{ .key = "rule" },
	{ .key = "number", .head = "", .text_only = true },
	{ .key = "text", .head = "", .text_only = true },
};

static const struct out_desc rule_line = {
	.cols = rule_cols,
	.ncols = ARRAY_LEN(rule_cols),
	.fill = fill_rule,
};

static const char *verdict(const struct vsw_log *log)
{
	return log->action <= VSWITCH_ACL_ACTION_MAX ? rule_actions[log->action] : "unknown";
}

/* The first bytes in hexadecimal; people see the addresses and the EtherType. */
static void fill_frame(struct out_row *row, const struct vsw_log *log)
{
	char hex[2 * ACL_FRAME_MAX + 1] = "";
	const uint8_t *f = log->frame;
	size_t i;

	for (i = 0; i < log->frame_len; i++)
		snprintf(hex + 2 * i, 3, "%02x", log->frame[i]);
	out_str(row, "frame", hex);
	if (log->frame_len >= 14)
		out_text(row, "frame_text",
			 "%02x:%02x:%02x:%02x:%02x:%02x > %02x:%02x:%02x:%02x:%02x:%02x 0x%02x%02x",
			 f[6], f[7], f[8], f[9], f[10], f[11], f[0], f[1], f[2], f[3], f[4], f[5],
			 f[12], f[13]);
}

static void fill_log(struct out_row *row, const void *item, void *ctx)
{
	const struct event *event = item;
	const struct vsw_log *log = &event->log;
	bool out = log->has & 1u << VSWITCH_A_LOG_OUT_PORT;
	bool vid = log->has & 1u << VSWITCH_A_LOG_VID;
	char port[VSWITCH_PORT_NAME_MAX + 1];

	(void)ctx;
	fill_where(row, event, log->sw, log->acl);
	out_str(row, "acl", log->acl);
	out_num(row, "handle", log->handle);
	out_str(row, "action", verdict(log));
	out_str(row, "reason", log->has & 1u << VSWITCH_A_LOG_REASON ? log->reason : NULL);
	out_num_if(row, "port", log->has & 1u << VSWITCH_A_LOG_PORT, log->port);
	out_num_if(row, "out_port", out, log->out_port);
	out_num_if(row, "vid", vid, log->vid);
	out_num_if(row, "len", log->has & 1u << VSWITCH_A_LOG_LEN, log->len);
	out_num(row, "suppressed", log->suppressed);
	out_text(row, "rule", "rule %u", log->handle);
	if (log->reason[0])
		out_text(row, "why", "(%s)", log->reason);
	fill_port(row, "port_name", monitor_port_name(event->ctl, log->sw, log->port), log->port,
		  port);
	out_text(row, "from", "from port %s", port);
	if (out) {
		fill_port(row, "out_port_name",
			  monitor_port_name(event->ctl, log->sw, log->out_port), log->out_port,
			  port);
		out_text(row, "to", "to port %s", port);
	} else {
		out_null(row, "out_port_name");
	}
	if (vid)
		out_text(row, "vlan", "vlan %u", log->vid);
	out_text(row, "bytes", "%u bytes", log->len);
	fill_frame(row, log);
	if (log->suppressed)
		out_text(row, "note", "(%u events before it were suppressed)", log->suppressed);
}

static const struct out_col log_cols[] = {
	{ .key = "time", .head = "" },
	{ .key = "object", .head = "" },
	{ .key = "event", .head = "" },
	{ .key = "where", .head = "", .text_only = true },
	{ .key = "switch" },
	{ .key = "acl" },
	{ .key = "handle" },
	{ .key = "rule", .head = "", .text_only = true },
	{ .key = "action", .head = "" },
	{ .key = "reason" },
	{ .key = "why", .head = "", .text_only = true },
	{ .key = "port" },
	{ .key = "port_name" },
	{ .key = "out_port" },
	{ .key = "out_port_name" },
	{ .key = "from", .head = "", .text_only = true },
	{ .key = "to", .head = "", .text_only = true },
	{ .key = "vid" },
	{ .key = "vlan", .head = "", .text_only = true },
	{ .key = "len" },
	{ .key = "bytes", .head = "", .text_only = true },
	{ .key = "frame" },
	{ .key = "frame_text", .head = "", .text_only = true },
	{ .key = "suppressed" },
	{ .key = "note", .head = "", .text_only = true },
};

static const struct out_desc log_line = {
	.cols = log_cols,
	.ncols = ARRAY_LEN(log_cols),
	.fill = fill_log,
};

/**
 * monitor_acl_event - the line for an event of these
 * @nlh: the message
 * @cmd: its command
 * @event: filled
 * @ret: 0 or -EBADMSG is put here
 *
 * Return: the line; NULL for what is no such event.
 */
const struct out_desc *monitor_acl_event(const struct nlmsghdr *nlh, uint8_t cmd,
					 struct event *event, int *ret)
{
	switch (cmd) {
	case VSWITCH_CMD_ACL_NTF:
	case VSWITCH_CMD_ACL_DEL_NTF:
		event->object = "acl";
		event->what = cmd == VSWITCH_CMD_ACL_NTF ? "changed" : "deleted";
		*ret = parse_acl(nlh, &event->acl);
		return &acl_line;
	case VSWITCH_CMD_BINDING_NTF:
	case VSWITCH_CMD_BINDING_DEL_NTF:
		event->object = "binding";
		event->what = cmd == VSWITCH_CMD_BINDING_NTF ? "changed" : "deleted";
		*ret = parse_binding(nlh, &event->binding);
		return &binding_line;
	case VSWITCH_CMD_RULE_NTF:
	case VSWITCH_CMD_RULE_DEL_NTF:
		event->object = "rule";
		event->what = cmd == VSWITCH_CMD_RULE_NTF ? "changed" : "deleted";
		*ret = parse_rule(nlh, &event->rule, &event_rule);
		return &rule_line;
	case VSWITCH_CMD_SET_NTF:
	case VSWITCH_CMD_SET_DEL_NTF:
		event->object = "set";
		event->what = cmd == VSWITCH_CMD_SET_NTF ? "changed" : "deleted";
		*ret = parse_set(nlh, &event->set);
		return &set_line;
	case VSWITCH_CMD_MIRROR_NTF:
	case VSWITCH_CMD_MIRROR_DEL_NTF:
		event->object = "mirror";
		event->what = cmd == VSWITCH_CMD_MIRROR_NTF ? "changed" : "deleted";
		*ret = parse_mirror(nlh, &event->mirror);
		return &mirror_line;
	case VSWITCH_CMD_LOG_NTF:
		event->object = "acl";
		event->what = "log";
		*ret = parse_log(nlh, &event->log);
		return &log_line;
	}
	return NULL;
}
