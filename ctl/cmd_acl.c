// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl acl: ACLs, and where they are bound.
 *
 * Called by main.c through its table of verbs. Rules are in cmd_rule.c, what
 * covers what in acl_lint.c.
 */
#include <stdio.h>

#include "acl_lint.h"
#include "acl_ref.h"
#include "call.h"
#include "ref.h"
#include "txn.h"

/* Where an ACL is bound, and how, as it was typed. */
struct bind_words {
	uint32_t has;
	uint32_t point;
	const char *port;
	uint32_t vid;
	uint32_t fallback;
	uint32_t position;
};

enum {
	BIND_DEFAULT,
	BIND_POSITION,
};

static const struct arg_def bind_defs[] = {
	{ .name = "default", .type = ARG_NAME_OF, .bit = BIND_DEFAULT,
	  .offset = offsetof(struct bind_words, fallback), .names = &names_acl_default },
	{ .name = "position", .type = ARG_U32, .bit = BIND_POSITION,
	  .offset = offsetof(struct bind_words, position), .min = 1 },
};

static bool is_point(const char *word)
{
	size_t i;

	for (i = 0; i < names_acl_point.n; i++) {
		if (!strcmp(names_acl_point.name[i], word))
			return true;
	}
	return false;
}

static int change_acl(struct ctl *ctl, uint8_t cmd, const struct acl_ref *ref, const char *doing)
{
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	int ret = acl_change(ctl, ref, ACL_KIND_ACL, &sw);

	if (ret)
		return ret;
	req = nl_request(&ctl->nl, cmd);
	mnl_attr_put_u32(req, VSWITCH_A_ACL_SWITCH, sw->ifindex);
	nl_put_str(req, VSWITCH_A_ACL_NAME, ref->name);
	txn_put(ctl, req, VSWITCH_A_ACL_TXN);
	return call_do(ctl, req, NULL, NULL, "cannot %s ACL %s of %s", doing, ref->name,
		       sw->ifname);
}

static int acl_add(struct ctl *ctl, struct args *args)
{
	struct acl_ref ref;
	int ret = acl_take_new(args, "NAME", &ref) ?:
		  args_end(args);

	return ret || ctl->words_only ? ret :
		change_acl(ctl, VSWITCH_CMD_ACL_ADD, &ref, "add");
}

static int acl_del(struct ctl *ctl, struct args *args)
{
	struct acl_ref ref;
	int ret = acl_take(args, "NAME", NULL, &ref) ?:
		  args_end(args);

	return ret || ctl->words_only ? ret :
		change_acl(ctl, VSWITCH_CMD_ACL_DEL, &ref, "delete");
}

/* "ingress PORT", "egress PORT", "vlan VID" or "switch". */
static int read_point(struct args *args, struct bind_words *words)
{
	const char *word;
	int ret;

	ret = args_need(args, "ingress, egress, vlan or switch", &word) ?:
	      args_name_of(args, "where it is bound", word, &names_acl_point, &words->point);
	if (ret || words->point == VSWITCH_ACL_POINT_SWITCH)
		return ret;
	if (words->point != VSWITCH_ACL_POINT_VLAN)
		return args_need(args, "PORT", &words->port);
	ret = args_need(args, "VID", &word);
	if (!ret && !args_number(word, VLAN_FIRST, VLAN_LAST, &words->vid))
		ret = args_fail(args, "VID must be a number from %d to %d, not '%s'", VLAN_FIRST,
				VLAN_LAST, word);
	return ret;
}

static int bind_or_not(struct ctl *ctl, struct args *args, uint8_t cmd, const char *doing)
{
	bool del = cmd == VSWITCH_CMD_BINDING_DEL;
	struct bind_words words = { 0 };
	const struct vsw_switch *sw;
	struct vsw_port port = { 0 };
	struct nlmsghdr *req;
	struct acl_ref ref;
	int ret;

	ret = acl_take(args, "NAME", is_point, &ref) ?:
	      read_point(args, &words) ?:
	      (del ? args_end(args) :
	       args_keywords(args, bind_defs, ARRAY_LEN(bind_defs), &words));
	if (!ret && cmd == VSWITCH_CMD_BINDING_SET && !words.has)
		ret = args_fail(args, "what is to be set?");
	if (ret || ctl->words_only)
		return ret;
	ret = acl_change(ctl, &ref, ACL_KIND_ACL, &sw);
	if (!ret && words.port)
		ret = ref_port(ctl, words.port, sw, &port);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, cmd);
	mnl_attr_put_u32(req, VSWITCH_A_BINDING_SWITCH, sw->ifindex);
	nl_put_str(req, VSWITCH_A_BINDING_ACL, ref.name);
	mnl_attr_put_u32(req, VSWITCH_A_BINDING_POINT, words.point);
	if (words.port)
		mnl_attr_put_u32(req, VSWITCH_A_BINDING_PORT, port.number);
	if (words.vid)
		mnl_attr_put_u16(req, VSWITCH_A_BINDING_VID, (uint16_t)words.vid);
	if (words.has & 1u << BIND_DEFAULT)
		mnl_attr_put_u32(req, VSWITCH_A_BINDING_DEFAULT, words.fallback);
	if (words.has & 1u << BIND_POSITION)
		mnl_attr_put_u32(req, VSWITCH_A_BINDING_POSITION, words.position);
	txn_put(ctl, req, VSWITCH_A_BINDING_TXN);
	return call_do(ctl, req, NULL, NULL, "cannot %s ACL %s at %s%s%s", doing, ref.name,
		       names_get(&names_acl_point, words.point), words.port ? " " : "",
		       words.port ? words.port : "");
}

static int acl_bind(struct ctl *ctl, struct args *args)
{
	return bind_or_not(ctl, args, VSWITCH_CMD_BINDING_ADD, "bind");
}

static int acl_set(struct ctl *ctl, struct args *args)
{
	return bind_or_not(ctl, args, VSWITCH_CMD_BINDING_SET, "change");
}

static int acl_unbind(struct ctl *ctl, struct args *args)
{
	return bind_or_not(ctl, args, VSWITCH_CMD_BINDING_DEL, "unbind");
}

/* What "acl show" needs besides the ACLs. */
struct view {
	struct ctl *ctl;
	struct vec bindings;
	struct acl_ports ports;
};

static json_t *binding_json(struct view *view, const struct vsw_binding *b)
{
	bool at_port = b->has & 1u << VSWITCH_A_BINDING_PORT;
	json_t *object = json_object();

	json_object_set_new(object, "point", json_string(names_get(&names_acl_point, b->point)));
	json_object_set_new(object, "port", at_port ? out_json_num(b->port) : json_null());
	json_object_set_new(object, "port_name",
			    out_json_str(at_port ? acl_port_name(&view->ports, b->port) : NULL));
	json_object_set_new(object, "vid", b->has & 1u << VSWITCH_A_BINDING_VID ?
			    out_json_num(b->vid) : json_null());
	json_object_set_new(object, "default", json_string(names_get(&names_acl_default,
								     b->fallback)));
	json_object_set_new(object, "position", out_json_num(b->position));
	return object;
}

/* Such as "ingress web1 default allow". */
static size_t binding_text(struct view *view, const struct vsw_binding *b, char *text,
			   size_t size)
{
	const char *name = acl_port_name(&view->ports, b->port);
	char where[64] = "";

	if (b->has & 1u << VSWITCH_A_BINDING_VID)
		snprintf(where, sizeof(where), " %u", b->vid);
	else if (b->has & 1u << VSWITCH_A_BINDING_PORT && name)
		snprintf(where, sizeof(where), " %s", name);
	else if (b->has & 1u << VSWITCH_A_BINDING_PORT)
		snprintf(where, sizeof(where), " %u", b->port);
	return (size_t)snprintf(text, size, "%s%s%s%s", names_get(&names_acl_point, b->point),
				where, b->fallback ? " default " : "",
				b->fallback ? names_get(&names_acl_default, b->fallback) : "");
}

static void fill_bound(struct out_row *row, struct view *view, const struct vsw_acl *acl)
{
	json_t *list = row->obj ? json_array() : NULL;
	char text[OUT_CELL_MAX] = "";
	size_t used = 0;
	size_t i;

	for (i = 0; i < view->bindings.n; i++) {
		const struct vsw_binding *b = vec_at(&view->bindings, i);

		if (b->sw != acl->sw || strcmp(b->acl, acl->name))
			continue;
		if (list)
			json_array_append_new(list, binding_json(view, b));
		if (used + 80 > sizeof(text)) {
			snprintf(text + used, sizeof(text) - used, ", ...");
			break;
		}
		if (used)
			used += (size_t)snprintf(text + used, sizeof(text) - used, ", ");
		if (!list)
			used += binding_text(view, b, text + used, sizeof(text) - used);
	}
	out_json(row, "bound", list);
	out_text(row, "where", "%s", *text ? text : "-");
}

static void fill_acl(struct out_row *row, const void *item, void *ctx)
{
	const struct vsw_acl *acl = item;
	struct view *view = ctx;

	view->ports.sw = acl->sw;
	out_str(row, "switch", ref_switch_name(view->ctl, acl->sw));
	out_str(row, "name", acl->name);
	out_num(row, "rules", acl->rules);
	out_num(row, "shapes", acl->shapes);
	out_num(row, "depth", acl->depth);
	out_num(row, "memory", acl->memory);
	out_num(row, "bindings", acl->bindings);
	fill_bound(row, view, acl);
}

static const struct out_col acl_cols[] = {
	{ .key = "switch", .head = "SWITCH" },
	{ .key = "name", .head = "ACL" },
	{ .key = "rules", .head = "RULES", .right = true },
	{ .key = "shapes", .head = "SHAPES", .right = true },
	{ .key = "depth", .head = "DEPTH", .right = true },
	{ .key = "memory", .head = "MEMORY", .right = true, .unit = OUT_BYTES },
	{ .key = "bindings", },
	{ .key = "bound" },
	{ .key = "where", .head = "BOUND", .text_only = true },
};

static const struct out_desc acl_table = {
	.cols = acl_cols,
	.ncols = ARRAY_LEN(acl_cols),
	.fill = fill_acl,
};

static int load_bindings(struct ctl *ctl, const struct vsw_switch *sw, const char *name,
			 struct vec *bindings)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_BINDING_GET);

	if (sw)
		mnl_attr_put_u32(req, VSWITCH_A_BINDING_SWITCH, sw->ifindex);
	if (name)
		nl_put_str(req, VSWITCH_A_BINDING_ACL, name);
	call_dump(ctl, req, parse_add_binding, bindings);
	return call_end(ctl, req, "cannot list where ACLs are bound");
}

static int acl_show(struct ctl *ctl, struct args *args)
{
	struct view view = { .ctl = ctl, .bindings = { .size = sizeof(struct vsw_binding) } };
	struct vec acls = { .size = sizeof(struct vsw_acl) };
	const struct vsw_switch *sw;
	const char *name;
	int ret;

	ret = acl_take_shown(ctl, args, ACL_KIND_ACL, &sw, &name) ?:
	      acl_read(ctl, ACL_KIND_ACL, sw, name, &acls) ?:
	      load_bindings(ctl, sw, name, &view.bindings) ?:
	      acl_ports_load(ctl, sw, &view.ports);
	if (!ret)
		out_table(&ctl->out, &acl_table, acls.data, acls.size, acls.n, &view);
	vec_free(&acls);
	vec_free(&view.bindings);
	vec_free(&view.ports.ports);
	return ret;
}

static int acl_lint(struct ctl *ctl, struct args *args)
{
	const struct vsw_switch *sw;
	const char *name;
	int ret;

	ret = acl_take_shown(ctl, args, ACL_KIND_ACL, &sw, &name);
	return ret ?: lint_run(ctl, sw, name);
}

static const struct ctl_verb verbs[] = {
	{
		.name = "add",
		.run = acl_add,
		.batch = true,
		.usage = "acl add SWITCH NAME",
		.help =
		"Add an ACL, a list of rules. 'vswitchctl rule add' gives it some, 'vswitchctl acl\n"
		"bind' has frames judged by it.\n",
	}, {
		.name = "del",
		.run = acl_del,
		.batch = true,
		.usage = "acl del [SWITCH] NAME",
		.help = "Delete an ACL with its rules. It must not be bound.\n",
	}, {
		.name = "bind",
		.run = acl_bind,
		.batch = true,
		.usage =
		"acl bind [SWITCH] NAME ingress PORT | egress PORT | vlan VID | switch\n"
		"  [default continue|allow|deny] [position N]",
		.help =
		"Have frames judged by an ACL: those that a port receives, that are to leave by a\n"
		"port, that are received in a VLAN, or by any port. A received frame is judged at\n"
		"its port, then in its VLAN, then by the switch; of several ACLs at one place the\n"
		"first is asked first.\n"
		"\n"
		"  default       what becomes of frames that no rule decides on: the next ACL is\n"
		"                asked (continue), they are allowed, or dropped (deny)\n"
		"  position N    be the Nth at that place (the last)\n",
	}, {
		.name = "set",
		.run = acl_set,
		.batch = true,
		.usage =
		"acl set [SWITCH] NAME ingress PORT | egress PORT | vlan VID | switch\n"
		"  [default continue|allow|deny] [position N]",
		.help = "Change the default or the position of an ACL that is bound there.\n",
	}, {
		.name = "unbind",
		.run = acl_unbind,
		.batch = true,
		.usage = "acl unbind [SWITCH] NAME ingress PORT | egress PORT | vlan VID | switch",
		.help = "Have frames judged by an ACL there no longer.\n",
	}, {
		.name = "lint",
		.run = acl_lint,
		.usage = "acl lint [SWITCH | [SWITCH] NAME]",
		.help =
		"Point out rules that can never match, because they contradict themselves, or\n"
		"because earlier rules with a verdict match all that they do. Only what is certain\n"
		"is told. And ACLs in which one frame may be compared with 64 rules or more at one\n"
		"shape. Exits with 0 when there is nothing to tell, else with 3.\n",
	}, {
		.name = "show",
		.run = acl_show,
		.usage = "acl show [SWITCH | [SWITCH] NAME]",
		.help =
		"Show ACLs: how many rules they have, of how many shapes, and how many rules a\n"
		"frame may be compared with at one shape, which both is what the search costs; the\n"
		"memory they take, and where they are bound.\n",
	},
};

const struct ctl_object cmd_acl = {
	.name = "acl",
	.summary = "lists of rules, and where they are bound",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
