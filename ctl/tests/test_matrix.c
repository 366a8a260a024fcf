// SPDX-License-Identifier: GPL-2.0
/*
 * The matrix of VLANs and ports, as text and as JSON.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "vlan_matrix.h"

static struct vlan_matrix m;

static void add_vlan(uint16_t vid, const char *name, bool counters)
{
	struct vsw_vlan *vlan = vec_push(&m.vlans);

	vlan->vid = vid;
	vlan->counters = counters;
	snprintf(vlan->name, sizeof(vlan->name), "%s", name);
	if (counters) {
		vlan->has |= 1u << VSWITCH_A_VLAN_RX_FRAMES;
		vlan->rx_frames = 12;
		vlan->rx_bytes = 1234;
		vlan->tx_frames = 7;
		vlan->tx_bytes = 700;
	}
}

static struct vsw_port *add_port(const char *name, uint32_t mode, uint16_t pvid,
				 const char *list)
{
	struct vsw_port *port = vec_push(&m.ports);
	struct vlan_set set = { 0 };
	char why[VLAN_WHY];

	port->has = 1u << VSWITCH_A_PORT_VLAN_MODE;
	port->number = (uint32_t)m.ports.n - 1;
	snprintf(port->name, sizeof(port->name), "%s", name);
	port->vlan_mode = mode;
	port->pvid = pvid;
	if (*list)
		CHECK(vlan_list_parse(list, &set, why));
	port->vlans = vlan_set_keep(&set);
	return port;
}

static void set_up(void)
{
	struct vlan_set twenty = { 0 };
	struct vsw_port *hybrid;

	m = (struct vlan_matrix){
		.sw = "vsw0",
		.vlans = { .size = sizeof(struct vsw_vlan) },
		.ports = { .size = sizeof(struct vsw_port) },
	};
	add_vlan(10, "guests", true);
	add_vlan(99, "", false);
	add_port("", VSWITCH_VLAN_MODE_TRUNK, 1, "all");
	add_port("web1", VSWITCH_VLAN_MODE_ACCESS, 10, "");
	add_port("up", VSWITCH_VLAN_MODE_TRUNK, 20, "10,20-21");
	hybrid = add_port("h", VSWITCH_VLAN_MODE_HYBRID, 10, "10,20,30");
	vlan_set_add(&twenty, 20, 20);
	hybrid->untagged = vlan_set_keep(&twenty);
	add_port("", VSWITCH_VLAN_MODE_DOT1Q_TUNNEL, 30, "");
	/* A PVID that says nothing of the list; and a kernel that knows no VLANs. */
	add_port("q", VSWITCH_VLAN_MODE_HYBRID, 0, "");
	add_port("old", 0, 0, "")->has = 0;
}

static void tear_down(void)
{
	vec_free(&m.vlans);
	vec_free(&m.ports);
}

static const char *print(void)
{
	const char *text;

	unit_capture();
	vlan_matrix_print(&m);
	unit_captured(&text, NULL);
	return text;
}

static void test_text(void)
{
	set_up();
	CHECK_STR(print(),
		  "VLAN  NAME    host  web1  up  h  4  q  old  COUNTERS\n"
		  "   1  -       P     -     -   -  -  -  -    off\n"
		  "  10  guests  T     P     T   p  -  -  -    rx 12 (1.2 kB), tx 7 (700 B)\n"
		  "  20  -       T     -     P   U  -  -  -    off\n"
		  "  21  -       T     -     T   -  -  -  -    off\n"
		  "  30  -       T     -     -   T  Q  -  -    off\n"
		  "  99  -       T     -     -   -  -  -  -    off\n");
	m.only = 21;
	m.title = true;
	CHECK_STR(print(),
		  "vsw0:\n"
		  "VLAN  NAME    host  web1  up  h  4  q  old  COUNTERS\n"
		  "  21  -       T     -     T   -  -  -  -    off\n");
	tear_down();
}

static void test_narrow(void)
{
	set_up();
	m.only = 10;
	m.width = 26;
	CHECK_STR(print(),
		  "VLAN  NAME    host  web1\n"
		  "  10  guests  T     P\n"
		  "\n"
		  "VLAN  NAME    up  h  4  q\n"
		  "  10  guests  T   p  -  -\n"
		  "\n"
		  "VLAN  NAME    old  COUNTERS\n"
		  "  10  guests  -    rx 12 (1.2 kB), tx 7 (700 B)\n");
	/* Too narrow for anything: one port a part. */
	m.width = 1;
	CHECK(strstr(print(), "VLAN  NAME    host\n  10  guests  T\n\nVLAN  NAME    web1\n"));
	m.ports.n = 0;
	CHECK_STR(print(),
		  "VLAN  NAME    COUNTERS\n"
		  "  10  guests  rx 12 (1.2 kB), tx 7 (700 B)\n");
	tear_down();
}

/* The members of a row, such as "0 trunk tagged, 1 access pvid". */
static const char *members(const json_t *row)
{
	static char text[512];
	size_t used = 0;
	json_t *member;
	size_t i;

	text[0] = '\0';
	json_array_foreach(json_object_get(row, "members"), i, member) {
		const char *mode = "";
		int number = 0, tagged = 0, pvid = 0;

		CHECK(!json_unpack(member, "{s:i,s:s,s:b,s:b}", "number", &number, "mode", &mode,
				   "tagged", &tagged, "pvid", &pvid));
		CHECK(json_object_get(member, "name") && json_object_get(member, "ifname"));
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%d %s%s%s",
					 used ? ", " : "", number, mode, tagged ? " tagged" : "",
					 pvid ? " pvid" : "");
	}
	return text;
}

/* The keys of a row but for its members. */
static const char *keys(json_t *row)
{
	static char *text;
	json_t *copy = json_copy(row);

	free(text);
	json_object_del(copy, "members");
	text = json_dumps(copy, JSON_INDENT(1));
	json_decref(copy);
	return text;
}

static void test_json(void)
{
	json_t *rows = json_array();

	set_up();
	m.only = 10;
	vlan_matrix_json(&m, rows);
	m.only = 30;
	vlan_matrix_json(&m, rows);
	CHECK(json_array_size(rows) == 2);
	CHECK_STR(keys(json_array_get(rows, 0)),
		  "{\n"
		  " \"switch\": \"vsw0\",\n"
		  " \"vid\": 10,\n"
		  " \"added\": true,\n"
		  " \"name\": \"guests\",\n"
		  " \"counters\": true,\n"
		  " \"rx_frames\": 12,\n"
		  " \"rx_bytes\": 1234,\n"
		  " \"tx_frames\": 7,\n"
		  " \"tx_bytes\": 700\n"
		  "}");
	CHECK_STR(members(json_array_get(rows, 0)),
		  "0 trunk tagged, 1 access pvid, 2 trunk tagged, 3 hybrid tagged pvid");
	CHECK_STR(keys(json_array_get(rows, 1)),
		  "{\n"
		  " \"switch\": \"vsw0\",\n"
		  " \"vid\": 30,\n"
		  " \"added\": false,\n"
		  " \"name\": null,\n"
		  " \"counters\": false,\n"
		  " \"rx_frames\": null,\n"
		  " \"rx_bytes\": null,\n"
		  " \"tx_frames\": null,\n"
		  " \"tx_bytes\": null\n"
		  "}");
	CHECK_STR(members(json_array_get(rows, 1)),
		  "0 trunk tagged, 3 hybrid tagged, 4 dot1q-tunnel pvid");
	json_decref(rows);
	tear_down();
}

static const struct unit_test tests[] = {
	{ "matrix: VLANs, ports and what they are to each other", test_text },
	{ "matrix: on a narrow terminal", test_narrow },
	{ "matrix: as JSON", test_json },
};

const struct unit_suite suite_matrix = { tests, ARRAY_LEN(tests) };
