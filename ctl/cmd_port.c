// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl port: attach, change, delete and show ports.
 *
 * Called by main.c through its table of verbs. The words are read in
 * port_words.c; how ports look is in port_view.c.
 */
#include <stdio.h>

#include "call.h"
#include "port_view.h"
#include "port_words.h"
#include "put.h"
#include "ref.h"
#include "txn.h"

/* Send "port-add", and keep or print what came of it. */
static int send_add(struct ctl *ctl, struct nlmsghdr *req, const struct vsw_port *want,
		    const char *name)
{
	struct vec made = { .size = sizeof(struct vsw_port) };
	int ret;

	ret = call_do(ctl, req, parse_add_port, &made, "cannot add %s to %s",
		      want->ifindex ? want->ifname : want->name, name);
	if (!ret && made.n) {
		struct vsw_port port = *want;

		port.number = ((struct vsw_port *)vec_at(&made, 0))->number;
		txn_port_is(ctl, &port);
	}
	if (!ret && ctl->out.json && !ctl->txn.id)
		port_print_list(ctl, &made, false);
	vec_free(&made);
	return ret;
}

static int port_add(struct ctl *ctl, struct args *args)
{
	struct port_words words = { 0 };
	struct vsw_port *want = &words.port;
	const struct vsw_switch *sw;
	const char *name, *device;
	struct nlmsghdr *req;
	int ret;

	ret = args_need(args, "SWITCH", &name);
	if (ret)
		return ret;
	device = port_words_device(args);
	ret = port_words_read(args, true, &words);
	if (ret)
		return ret;
	if (!device && !want->name[0])
		return args_fail(args, "a port needs a device, or a name to wait for one");
	if (device && want->ifname[0])
		return args_fail(args, "'device' is for a port that is given none");
	if (ctl->words_only)
		return CTL_OK;
	if (device) {
		snprintf(want->ifname, sizeof(want->ifname), "%s", device);
		want->has |= 1u << VSWITCH_A_PORT_IFINDEX;
		ret = ref_device(device, &want->ifindex);
	}
	if (!ret)
		ret = ref_switch(ctl, name, &sw);
	if (!ret)
		ret = txn_enter(ctl, sw->ifindex);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_ADD);
	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, sw->ifindex);
	put_port(req, want, want->has);
	txn_put(ctl, req, VSWITCH_A_PORT_TXN);
	want->has |= 1u << VSWITCH_A_PORT_IFNAME;
	return send_add(ctl, req, want, name);
}

/* The port that is to be changed, and the request for it. */
static int change(struct ctl *ctl, uint8_t cmd, const char *word, struct vsw_port *port,
		  struct nlmsghdr **req)
{
	uint32_t id;
	int ret;

	/* In the transaction that is begun by this, the word may mean another. */
	do {
		id = ctl->txn.id;
		ret = ref_port(ctl, word, NULL, port) ?:
		      txn_enter(ctl, port->sw);
	} while (!ret && ctl->txn.id != id);
	if (ret)
		return ret;
	*req = nl_request(&ctl->nl, cmd);
	mnl_attr_put_u32(*req, VSWITCH_A_PORT_SWITCH, port->sw);
	mnl_attr_put_u32(*req, VSWITCH_A_PORT_NUMBER, port->number);
	txn_put(ctl, *req, VSWITCH_A_PORT_TXN);
	return CTL_OK;
}

static int port_set(struct ctl *ctl, struct args *args)
{
	struct port_words words = { 0 };
	struct vsw_port port = { 0 };
	struct nlmsghdr *req;
	const char *word;
	int ret;

	ret = args_need(args, "PORT", &word) ?:
	      port_words_read(args, false, &words);
	if (!ret && !words.port.has)
		ret = args_fail(args, "what is to be set?");
	if (ret || ctl->words_only)
		return ret;
	ret = change(ctl, VSWITCH_CMD_PORT_SET, word, &port, &req);
	if (ret)
		return ret;
	put_port(req, &words.port, words.port.has);
	ret = call_do(ctl, req, NULL, NULL, "cannot change port %s", word);
	words.port.number = port.number;
	if (!ret)
		txn_port_is(ctl, &words.port);
	return ret;
}

static int port_del(struct ctl *ctl, struct args *args)
{
	struct vsw_port port = { 0 };
	struct nlmsghdr *req;
	const char *word;
	int ret;

	ret = args_need(args, "PORT", &word) ?:
	      args_end(args);
	if (ret || ctl->words_only)
		return ret;
	ret = change(ctl, VSWITCH_CMD_PORT_DEL, word, &port, &req) ?:
	      call_do(ctl, req, NULL, NULL, "cannot delete port %s", word);
	if (!ret)
		txn_port_gone(ctl, port.number);
	return ret;
}

static int port_show(struct ctl *ctl, struct args *args)
{
	struct vec ports = { .size = sizeof(struct vsw_port) };
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
		port_print_one(ctl, &port);
		return CTL_OK;
	}
	req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);
	if (sw)
		mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, sw->ifindex);
	call_dump(ctl, req, parse_add_port, &ports);
	ret = call_end(ctl, req, "cannot show the ports%s%s", word ? " of " : "",
		       word ? word : "");
	if (!ret)
		port_print_list(ctl, &ports, sw);
	vec_free(&ports);
	return ret;
}

static const struct ctl_verb verbs[] = {
	{
		.name = "add",
		.run = port_add,
		.batch = true,
		.usage =
		"port add SWITCH [DEV] [name NAME] [device IFNAME] [learning on|off]\n"
		"  [flood on|off] [flood-unicast on|off] [flood-multicast on|off]\n"
		"  [flood-broadcast on|off] [hairpin on|off] [forward-lldp on|off]\n"
		"  [forward-lacp on|off] [max-fdb N]\n"
		"  [access VID | trunk LIST [native VID] | dot1q-tunnel VID |\n"
		"   hybrid [pvid VID] [tagged LIST] [untagged LIST]]\n"
		"  [map TAG:VID,... | none] [accept all|tagged|untagged] [pcp 0-7|keep]\n"
		"  [vlan-protocol 802.1q|802.1ad]\n"
		"  [role normal|isolated|promiscuous | role community NAME]",
		.help =
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
		"  max-fdb N         how many addresses it can bring, 0: no limit\n"
		"  access VID        in one VLAN, untagged (1)\n"
		"  trunk LIST        in these VLANs, tagged; LIST is 10,20-30 or all\n"
		"  native VID        the one of them that is untagged, or none\n"
		"  hybrid            in any VLANs, each tagged or untagged\n"
		"  pvid VID          the VLAN of untagged frames that enter, or none\n"
		"  dot1q-tunnel VID  in one VLAN; tags that frames have stay inside\n"
		"  map TAG:VID,...   tags of VID TAG at this port are VLAN VID in the switch\n"
		"  accept            frames that may enter (all)\n"
		"  pcp 0-7           priority of frames that enter (keep)\n"
		"  vlan-protocol     which tags it knows: C-tags (802.1q), S-tags (802.1ad)\n"
		"  role              isolated ports reach promiscuous ones only, those of a\n"
		"                    community each other too (normal; the host's: promiscuous)\n",
	}, {
		.name = "set",
		.run = port_set,
		.batch = true,
		.usage =
		"port set PORT [name NEW] [learning on|off] [flood on|off] [flood-unicast on|off]\n"
		"  [flood-multicast on|off] [flood-broadcast on|off] [hairpin on|off]\n"
		"  [forward-lldp on|off] [forward-lacp on|off] [max-fdb N]\n"
		"  [access VID | trunk LIST [native VID] | dot1q-tunnel VID |\n"
		"   hybrid [pvid VID] [tagged LIST] [untagged LIST]]\n"
		"  [map TAG:VID,... | none] [accept all|tagged|untagged] [pcp 0-7|keep]\n"
		"  [vlan-protocol 802.1q|802.1ad]\n"
		"  [role normal|isolated|promiscuous | role community NAME]",
		.help =
		"Change settings of a port; 'vswitchctl port add help' explains them. An empty\n"
		"NEW name takes the name away.\n"
		"\n"
		"PORT is a name, a device, or a number, with 'SWITCH/' before it where two\n"
		"switches have such a port; 'host' is the port of the host, number 0.\n"
		"\n"
		"'access', 'trunk', 'hybrid' and 'dot1q-tunnel' begin anew: what VLANs the port\n"
		"had is forgotten. 'native' and 'pvid' alone change that one, 'tagged' and\n"
		"'untagged' alone replace the list of a port that is hybrid already.\n",
	}, {
		.name = "del",
		.run = port_del,
		.batch = true,
		.usage = "port del PORT",
		.help =
		"Delete a port, with its settings, counters and addresses. Its device is set\n"
		"free. A port whose device goes away by itself stays, and waits.\n",
	}, {
		.name = "show",
		.run = port_show,
		.usage = "port show [SWITCH | PORT]",
		.help =
		"Show all of one port, or a line for each of a switch, or of all in the network\n"
		"namespace. VLAN is the one of an access port, else mode and VLANs in short; FDB\n"
		"is how many addresses are known behind the port, and how many can be; FLAGS\n"
		"lists the settings that are not as usual.\n",
	},
};

const struct ctl_object cmd_port = {
	.name = "port",
	.summary = "ports of switches",
	.verbs = verbs,
	.nverbs = ARRAY_LEN(verbs),
};
