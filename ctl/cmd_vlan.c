// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl vlan: names and counters of VLANs, and which ports are in them.
 *
 * Called by main.c through its table of verbs. The matrix is in vlan_matrix.c.
 */
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "call.h"
#include "put.h"
#include "ref.h"
#include "txn.h"
#include "vlan_matrix.h"

static const struct arg_def vlan_defs[] = {
	{ .name = "name", .type = ARG_STRING, .bit = VSWITCH_A_VLAN_NAME,
	  .offset = offsetof(struct vsw_vlan, name), .max = VSWITCH_VLAN_NAME_MAX },
	{ .name = "counters", .type = ARG_ONOFF, .bit = VSWITCH_A_VLAN_COUNTERS,
	  .offset = offsetof(struct vsw_vlan, counters) },
};

static int read_vid(struct args *args, const char *word, uint16_t *vid)
{
	char why[VLAN_WHY];

	return vlan_vid_parse(word, vid, why) ? CTL_OK : args_fail(args, "%s", why);
}

/* VID or NAME: what is all digits is a number. @vid is 0 for a name. */
static int need_vlan(struct args *args, const char **word, uint16_t *vid)
{
	int ret = args_need(args, "VID or NAME", word);

	*vid = 0;
	if (ret || (*word)[strspn(*word, "0123456789")])
		return ret;
	return read_vid(args, *word, vid);
}

/* Begin a change of @sw, as part of the transaction if there is one. */
static int change(struct ctl *ctl, uint8_t cmd, const char *name, uint16_t vid,
		  struct nlmsghdr **req)
{
	const struct vsw_switch *sw;
	int ret;

	ret = ref_switch(ctl, name, &sw) ?:
	      txn_enter(ctl, sw->ifindex);
	if (ret)
		return ret;
	*req = nl_request(&ctl->nl, cmd);
	mnl_attr_put_u32(*req, VSWITCH_A_VLAN_SWITCH, sw->ifindex);
	txn_put(ctl, *req, VSWITCH_A_VLAN_TXN);
	txn_note(ctl, VSWITCH_OBJECT_VLAN, vid);
	return CTL_OK;
}

static int add_or_set(struct ctl *ctl, struct args *args, uint8_t cmd, const char *doing)
{
	struct vsw_vlan vlan = { 0 };
	const char *name, *word;
	struct nlmsghdr *req;
	int ret;

	ret = args_need(args, "SWITCH", &name) ?:
	      args_need(args, "VID", &word) ?:
	      read_vid(args, word, &vlan.vid) ?:
	      args_keywords(args, vlan_defs, ARRAY_LEN(vlan_defs), &vlan);
	if (!ret && cmd == VSWITCH_CMD_VLAN_SET && !vlan.has)
		ret = args_fail(args, "what is to be set?");
	if (ret || ctl->words_only)
		return ret;
	ret = change(ctl, cmd, name, vlan.vid, &req);
	if (ret)
		return ret;
	put_vlan(req, &vlan, vlan.has | 1u << VSWITCH_A_VLAN_VID);
	return call_do(ctl, req, NULL, NULL, "cannot %s VLAN %u of %s", doing, vlan.vid, name);
}

static int vlan_add(struct ctl *ctl, struct args *args)
{
	return add_or_set(ctl, args, VSWITCH_CMD_VLAN_ADD, "add");
}

static int vlan_set(struct ctl *ctl, struct args *args)
{
	return add_or_set(ctl, args, VSWITCH_CMD_VLAN_SET, "change");
}

static int vlan_del(struct ctl *ctl, struct args *args)
{
	const char *name, *word;
	struct nlmsghdr *req;
	uint16_t vid;
	int ret;

	ret = args_need(args, "SWITCH", &name) ?:
	      need_vlan(args, &word, &vid) ?:
	      args_end(args);
	if (ret || ctl->words_only)
		return ret;
	ret = change(ctl, VSWITCH_CMD_VLAN_DEL, name, vid, &req);
	if (ret)
		return ret;
	if (vid)
		mnl_attr_put_u16(req, VSWITCH_A_VLAN_VID, vid);
	else
		nl_put_str(req, VSWITCH_A_VLAN_NAME, word);
	return call_do(ctl, req, NULL, NULL, "cannot delete VLAN %s of %s", word, name);
}

/* Read the VLANs and the ports of a switch. */
static int load(struct ctl *ctl, const struct vsw_switch *sw, struct vlan_matrix *m)
{
	struct nlmsghdr *req;
	int ret;

	m->vlans = (struct vec){ .size = sizeof(struct vsw_vlan) };
	m->ports = (struct vec){ .size = sizeof(struct vsw_port) };
	req = nl_request(&ctl->nl, VSWITCH_CMD_VLAN_GET);
	mnl_attr_put_u32(req, VSWITCH_A_VLAN_SWITCH, sw->ifindex);
	call_dump(ctl, req, parse_add_vlan, &m->vlans);
	ret = call_end(ctl, req, "cannot show the VLANs of %s", sw->ifname);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);
	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, sw->ifindex);
	call_dump(ctl, req, parse_add_port, &m->ports);
	return call_end(ctl, req, "cannot list the ports of %s", sw->ifname);
}

/* Which VLAN a name means. */
static int find_name(const struct vlan_matrix *m, const char *word, uint16_t *vid)
{
	struct vec names = { .size = sizeof(const char *) };
	size_t i;
	int ret;

	for (i = 0; i < m->vlans.n; i++) {
		const struct vsw_vlan *vlan = vec_at(&m->vlans, i);

		if (!strcmp(vlan->name, word)) {
			*vid = vlan->vid;
			vec_free(&names);
			return CTL_OK;
		}
		if (vlan->name[0])
			*(const char **)vec_push(&names) = vlan->name;
	}
	ret = ref_not_found("VLAN", word, m->sw, &names);
	vec_free(&names);
	return ret;
}

static size_t terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return 0;
	return size.ws_col;
}

/* One switch; to @rows as JSON, else printed. */
static int show_switch(struct ctl *ctl, const struct vsw_switch *sw, const char *word,
		       uint16_t vid, json_t *rows)
{
	struct vlan_matrix m = {
		.sw = sw->ifname,
		.only = vid,
		.title = !word && ctl->switches.n > 1,
		.width = terminal_width(),
	};
	int ret = load(ctl, sw, &m);

	if (!ret && word && !vid)
		ret = find_name(&m, word, &m.only);
	if (!ret && rows)
		vlan_matrix_json(&m, rows);
	else if (!ret)
		vlan_matrix_print(&m);
	vec_free(&m.vlans);
	vec_free(&m.ports);
	return ret;
}

static int vlan_show(struct ctl *ctl, struct args *args)
{
	static const char legend[] =
		"P untagged and PVID, p tagged and PVID, U untagged, T tagged, Q dot1q-tunnel";
	const struct vsw_switch *sw = NULL;
	const char *name = args_take(args);
	const char *word = NULL;
	json_t *rows = NULL;
	uint16_t vid = 0;
	size_t i;
	int ret;

	ret = args->argc ? need_vlan(args, &word, &vid) ?: args_end(args) : CTL_OK;
	if (!ret)
		ret = name ? ref_switch(ctl, name, &sw) : ref_load(ctl);
	if (ret)
		return ret;
	if (ctl->out.json)
		rows = vec_need(json_array());
	for (i = 0; !ret && i < ctl->switches.n; i++) {
		const struct vsw_switch *one = vec_at(&ctl->switches, i);

		if (!sw || one == sw)
			ret = show_switch(ctl, one, word, vid, rows);
	}
	if (!ret && rows)
		out_document(&ctl->out, rows);
	else
		json_decref(rows);
	if (!ret && !rows && i)
		out_say("%s", legend);
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "add",
		.run = vlan_add,
		.batch = true,
		.usage = "vlan add SWITCH VID [name NAME] [counters on|off]",
		.help =
		"Give a VLAN a name, or counters. A VLAN need not be added for ports to be in\n"
		"it; 'vswitchctl port set' puts them there.\n"
		"\n"
		"  name NAME     letters, digits and . _ - : @, not only digits\n"
		"  counters      count its frames and bytes, each way (off)\n",
	}, {
		.name = "set",
		.run = vlan_set,
		.batch = true,
		.usage = "vlan set SWITCH VID [name NAME] [counters on|off]",
		.help =
		"Change a VLAN that was added. An empty NAME takes the name away.\n",
	}, {
		.name = "del",
		.run = vlan_del,
		.batch = true,
		.usage = "vlan del SWITCH VID | NAME",
		.help =
		"Forget the name and the counters of a VLAN; the ports in it stay.\n",
	}, {
		.name = "show",
		.run = vlan_show,
		.usage = "vlan show [SWITCH [VID | NAME]]",
		.help =
		"Show which ports are in which VLANs: a line for each VLAN that was added, or\n"
		"that a port is in which is not in all of them, and a column for each port:\n"
		"\n"
		"  P    untagged, and the VLAN of untagged frames that enter (PVID)\n"
		"  p    tagged, and the PVID\n"
		"  U    untagged\n"
		"  T    tagged\n"
		"  Q    dot1q-tunnel\n"
		"  -    not in it\n",
	},
};

const struct ctl_object cmd_vlan = {
	.name = "vlan",
	.summary = "VLANs, and which ports are in them",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
