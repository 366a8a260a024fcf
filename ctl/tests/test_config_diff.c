// SPDX-License-Identifier: GPL-2.0
/*
 * What has to be done so that one configuration becomes another: which port is
 * which, what changes, and how it is told.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_diff.h"
#include "config_file.h"
#include "unit.h"

static struct config old, new;
static struct config_diff diff;

/* Devices whose names end with a digit are there. */
static unsigned int device(const char *name)
{
	char last = name[strlen(name) - 1];

	return last >= '0' && last <= '9' ? (unsigned int)last + 1 : 0;
}

static void read_config(const char *text, struct config *c)
{
	struct config_problem p;

	if (!CHECK(config_parse(text, strlen(text), c, &p) == 0))
		printf("# %zu:%zu: %s: %s\n", p.line, p.column, p.key, p.text);
}

/*
 * Compare two files, the first of which is what the kernel has; there, ports
 * have the devices that they name, when these are there. The caller frees.
 */
static void compare(const char *from, const char *to)
{
	struct vsw_port *port;
	size_t i;

	read_config(from, &old);
	read_config(to, &new);
	old.sw.ifindex = 3;
	for (i = 0; i < old.ports.n; i++) {
		port = vec_at(&old.ports, i);
		port->number = (uint32_t)i + 1;
		if (port->ifname[0] && device(port->ifname))
			port->has |= 1u << VSWITCH_A_PORT_IFINDEX;
	}
	config_diff(&diff, &old, &new, device);
}

static void done(void)
{
	config_diff_free(&diff);
	config_free(&old);
	config_free(&new);
}

static void check_lines(const char *from, const char *to, const char *lines)
{
	char *text = NULL;
	size_t len;
	FILE *file;

	compare(from, to);
	file = open_memstream(&text, &len);
	config_diff_print(&diff, file);
	fclose(file);
	CHECK_STR(text, lines);
	free(text);
	done();
}

#define HEAD "switch: vsw0\n"

static void test_same(void)
{
	static const char text[] = HEAD
		"vlans: [{vid: 10, name: a}, {vid: 5, counters: on}]\n"
		"ports:\n"
		"- {name: a, device: tap0, trunk: [20-30, 10], native: 10}\n"
		"- {device: tap1, hybrid: {tagged: [1]}, map: [{tag: 5, vid: 1}]}\n"
		"- {name: c}\n";

	check_lines(text, text, "");
	check_lines(text, HEAD
		    "vlans: [{vid: 5, counters: on}, {vid: 10, name: a}]\n"
		    "ports:\n"
		    "- {name: c, access: 1}\n"
		    "- {name: a, trunk: [10, 20-25, 26-30], native: 10}\n"
		    "- {map: [{tag: 5, vid: 1}], device: tap1, hybrid: {tagged: [1]}}\n", "");
}

static void test_switch(void)
{
	check_lines(HEAD, HEAD "ageing: 60\nlimits: {ports: 10}\n",
		    "~ switch vsw0: ageing 300 -> 60, limits.ports 4096 -> 10\n");
	check_lines(HEAD "limits: {rules: 5}\n", HEAD,
		    "~ switch vsw0: limits.rules 5 -> 65536\n");
	/* Usual settings of ports follow those of the switch. */
	check_lines(HEAD "ports: [{name: a}, {name: b, max-fdb: 7}]\n",
		    HEAD "limits: {port-fdb: 7}\nports: [{name: a}, {name: b}]\n",
		    "~ switch vsw0: limits.port-fdb 4096 -> 7\n~ port a: max-fdb 4096 -> 7\n");
	check_lines(HEAD, HEAD "vlan-protocol: 802.1ad\n",
		    "~ switch vsw0: vlan-protocol 802.1q -> 802.1ad\n"
		    "~ host: vlan-protocol 802.1q -> 802.1ad\n");
	check_lines(HEAD, HEAD "host: {access: 5}\n",
		    "~ host: trunk all native 1 -> access 5\n");
	read_config(HEAD, &old);
	read_config(HEAD "ageing: 9\nports: [{name: a}]\n", &new);
	config_diff(&diff, &old, &new, device);
	CHECK(diff.changes.n == 2);
	CHECK(((struct config_change *)vec_at(&diff.changes, 0))->action == CONFIG_ADD);
	done();
}

static void test_vlans(void)
{
	check_lines(HEAD "vlans: [{vid: 10, name: a}, {vid: 20, name: b}, {vid: 30}]\n",
		    HEAD "vlans: [{vid: 40, counters: true}, {vid: 20, name: a}, {vid: 10}]\n",
		    "- vlan 30\n"
		    "~ vlan 10: name a -> none\n"
		    "~ vlan 20: name b -> a\n"
		    "+ vlan 40: counters on\n");
}

static void test_ports(void)
{
	check_lines(HEAD "ports: [{name: a, access: 10}, {name: b}, {name: old}]\n",
		    HEAD "ports:\n"
		    "- {name: b, role: community, community: c, pcp: 5}\n"
		    "- {name: a, access: 20}\n"
		    "- {name: new, device: tap0, trunk: [10, 20-30], native: 10}\n"
		    "- {name: wait, device: tapx, accept: tagged}\n",
		    "- port old\n"
		    "~ port b: pcp keep -> 5, role normal -> community, community none -> c\n"
		    "~ port a: access 10 -> 20\n"
		    "+ port new: device tap0, trunk 10,20-30 native 10\n"
		    "+ port wait: device tapx, accept tagged, access 1\n");
	check_lines(HEAD "ports: [{name: a, access: 10}]\n",
		    HEAD "ports: [{name: a, trunk: [10], map: [{tag: 5, vid: 10}]}]\n",
		    "~ port a: access 10 -> trunk 10, map none -> 5:10\n");
	check_lines(HEAD "ports: [{name: a, trunk: [1-5], native: 1}]\n",
		    HEAD "ports: [{name: a, hybrid: {pvid: 1, tagged: [2-5]}}]\n",
		    "~ port a: trunk 1-5 native 1 -> hybrid pvid 1 tagged 2-5 untagged 1\n");
	/* The same VLANs, one of them in another way. */
	check_lines(HEAD "ports: [{name: a, hybrid: {tagged: [1, 2]}}]\n",
		    HEAD "ports: [{name: a, hybrid: {tagged: [1], untagged: [2]}}]\n",
		    "~ port a: hybrid tagged 1-2 -> hybrid tagged 1 untagged 2\n");
}

/* After the ports that they name, before the rules that name them; and back. */
static void test_mirrors(void)
{
	static const char none[] = HEAD "ports: [{name: web}]\n";
	static const char some[] = HEAD
		"ports: [{name: web}, {name: mon, device: tap0}]\n"
		"sets: [{name: net}]\n"
		"mirrors: [{name: ids, port: mon, snap: 128}, {name: all, port: web}]\n"
		"acls: [{name: a, rules: [src @net mirror ids]}]\n";

	check_lines(some, some, "");
	check_lines(none, some,
		    "+ set net: members none\n"
		    "+ port mon: device tap0, access 1\n"
		    "+ mirror ids: port mon, snap 128\n"
		    "+ mirror all: port web\n"
		    "+ acl a\n"
		    "    + src @net mirror ids\n");
	check_lines(some, none,
		    "- port mon\n"
		    "- acl a\n"
		    "- mirror ids\n"
		    "- mirror all\n"
		    "- set net\n");
	/* In place; a port in other words is the same. */
	check_lines(some, HEAD
		    "ports: [{name: mon, device: tap0}, {name: web}]\n"
		    "sets: [{name: net}]\n"
		    "mirrors: [{name: all, port: mon, snap: 64}, {name: ids, port: tap0}]\n"
		    "acls: [{name: a, rules: [src @net mirror ids]}]\n",
		    "~ mirror all: port web -> mon, snap all -> 64\n"
		    "~ mirror ids: snap 128 -> all\n");
	/* To a port that is new, of the same device. */
	check_lines(some, HEAD
		    "ports: [{name: web}, {name: new, device: tap0}]\n"
		    "sets: [{name: net}]\n"
		    "mirrors: [{name: ids, port: tap0, snap: 128}, {name: all, port: web}]\n"
		    "acls: [{name: a, rules: [src @net mirror ids]}]\n",
		    "- port mon\n"
		    "+ port new: device tap0, access 1\n"
		    "~ mirror ids: port mon -> new\n");
}

static void test_matching(void)
{
	/* A port without a name is that of its device. */
	check_lines(HEAD "ports: [{device: tap0, access: 5}]\n",
		    HEAD "ports: [{name: a, device: tap0, access: 5}]\n",
		    "~ port a: name none -> a\n");
	check_lines(HEAD "ports: [{name: a, device: tap0}]\n", HEAD "ports: [{device: tap0}]\n",
		    "~ port tap0: name a -> none\n");
	/* With two names, it is another port. */
	check_lines(HEAD "ports: [{name: a, device: tap0}]\n",
		    HEAD "ports: [{name: b, device: tap0}]\n",
		    "- port a\n+ port b: device tap0, access 1\n");
	/* Names go first, wherever they stand. */
	check_lines(HEAD "ports: [{name: a, device: tap0}, {name: b, device: tap1}]\n",
		    HEAD "ports: [{device: tap1}, {name: b, device: tap0}]\n",
		    "- port a\n"
		    "~ port b: device tap1 -> tap0\n"
		    "+ port tap1: access 1\n");
	/* A port is added after the one that has its device gave that up. */
	check_lines(HEAD "ports: [{name: b, device: tap0}]\n",
		    HEAD "ports: [{name: a, device: tap0}, {name: b, device: tap1}]\n",
		    "~ port b: device tap0 -> tap1\n"
		    "+ port a: device tap0, access 1\n");
}

static void test_devices(void)
{
	const struct config_change *change;

	check_lines(HEAD "ports: [{name: a, device: tap0}]\n", HEAD "ports: [{name: a}]\n", "");
	check_lines(HEAD "ports: [{name: a, device: tapx}]\n",
		    HEAD "ports: [{name: a, device: tapx}]\n", "");
	check_lines(HEAD "ports: [{name: a, device: tapx}]\n",
		    HEAD "ports: [{name: a, device: tapy}]\n",
		    "~ port a: device tapx -> tapy\n");
	/* A device that is taken by another port is given up. */
	check_lines(HEAD "ports: [{name: a, device: tap0}, {name: b}]\n",
		    HEAD "ports: [{name: a}, {name: b, device: tap0}]\n",
		    "~ port a: device tap0 -> none\n~ port b: device none -> tap0\n");
	check_lines(HEAD "ports: [{name: a, device: tap0}, {name: b, device: tap1}]\n",
		    HEAD "ports: [{name: a, device: tap1}, {name: b, device: tap0}]\n",
		    "~ port a: device tap0 -> tap1\n~ port b: device tap1 -> tap0\n");
	compare(HEAD "ports: [{name: a, device: tap0}]\n",
		HEAD "ports: [{name: a, device: tap1}]\n");
	change = vec_at(&diff.changes, 0);
	CHECK(change->which == 1u << VSWITCH_A_PORT_IFNAME && change->ifindex == device("tap1"));
	done();
	/* One that is there, but not attached. */
	compare(HEAD "ports: [{name: a, device: tap0}]\n",
		HEAD "ports: [{name: a, device: tap0}]\n");
	CHECK(!diff.changes.n);
	config_diff_free(&diff);
	((struct vsw_port *)old.ports.data)->has = 0;
	config_diff(&diff, &old, &new, device);
	CHECK(diff.changes.n == 1);
	done();
}

static void test_json(void)
{
	json_t *json;
	char *text;

	compare(HEAD "ports: [{name: a}]\nmirrors: [{name: m, port: a, snap: 99}]\n",
		HEAD "ports: [{name: a}]\nmirrors: [{name: m, port: a}, {name: n, port: a}]\n");
	json = config_diff_json(&diff);
	text = json_dumps(json, JSON_COMPACT);
	CHECK(strstr(text, "[{\"action\":\"change\",\"object\":\"mirror\",\"name\":\"m\","));
	CHECK(strstr(text, "\"changes\":[{\"key\":\"snap\",\"from\":99,\"to\":\"all\"}]},"));
	CHECK(strstr(text, "{\"action\":\"add\",\"object\":\"mirror\",\"name\":\"n\","));
	CHECK(strstr(text, "\"value\":{\"name\":\"n\",\"port\":\"a\"}}]"));
	free(text);
	json_decref(json);
	done();
	compare(HEAD "ports: [{name: a}, {name: b}]\n",
		HEAD "ports: [{name: a, trunk: [5, 7-9]}]\n");
	json = config_diff_json(&diff);
	text = json_dumps(json, JSON_COMPACT);
	CHECK(strstr(text, "[{\"action\":\"delete\",\"object\":\"port\",\"name\":\"b\","));
	CHECK(strstr(text, "\"device\":null,\"value\":{\"name\":\"b\",\"access\":1}},"));
	CHECK(strstr(text, "{\"action\":\"change\",\"object\":\"port\",\"name\":\"a\","));
	CHECK(strstr(text, "\"changes\":[{\"key\":\"vlans\",\"from\":{\"access\":1},"));
	CHECK(strstr(text, "\"to\":{\"trunk\":[5,\"7-9\"]}}]}]"));
	free(text);
	json_decref(json);
	done();
}

/* Thousands of ports in another order, of which few differ. */
static void test_many(void)
{
	const size_t n = 4000;
	size_t i;

	config_init(&old);
	config_init(&new);
	old.sw.ifindex = 3;
	for (i = 0; i < n; i++) {
		struct vsw_port *port = vec_push(&old.ports);

		snprintf(port->name, sizeof(port->name), "p%zu", i);
		config_port_init(&old, port, false);
		port->pvid = (uint16_t)(i + 1);
	}
	for (i = 0; i < n; i++)
		*(struct vsw_port *)vec_push(&new.ports) =
			*(struct vsw_port *)vec_at(&old.ports, i * 7 % n);
	for (i = 0; i < n; i += 1000)
		((struct vsw_port *)vec_at(&new.ports, i))->pcp = 3;
	config_diff(&diff, &old, &new, device);
	CHECK(diff.changes.n == 4);
	done();
}

static const struct unit_test tests[] = {
	{ "diff: the same, in another order and in other words", test_same },
	{ "diff: switch, limits and the port of the host", test_switch },
	{ "diff: VLANs", test_vlans },
	{ "diff: ports", test_ports },
	{ "diff: mirror sessions", test_mirrors },
	{ "diff: which port is which", test_matching },
	{ "diff: devices", test_devices },
	{ "diff: as JSON", test_json },
	{ "diff: thousands of ports", test_many },
};

const struct unit_suite suite_config_diff = { tests, ARRAY_LEN(tests) };
