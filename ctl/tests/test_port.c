// SPDX-License-Identifier: GPL-2.0
/*
 * Ports: the words for their settings, and how they look in print.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <string.h>

#include "port_view.h"
#include "port_words.h"
#include "put.h"
#include "unit.h"

#define BIT(attr) (1u << VSWITCH_A_PORT_##attr)

static struct port_words words;
static const char *said;

/* Read the words of @line; what was said is in @said. */
static int understand(const char *line, bool add)
{
	struct args args = { .path = "port add" };
	static char *argv[64], copy[8192];
	const char *out;
	char *word;
	int ret;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[args.argc++] = word;
	args.argv = argv;
	memset(&words, 0, sizeof(words));
	unit_capture();
	ret = port_words_read(&args, add, &words);
	unit_captured(&out, &said);
	return ret;
}

/* The VLANs of the request for @line, as the list of a port would show them. */
static const char *vlans(const char *line)
{
	static char text[OUT_CELL_MAX];

	if (understand(line, false))
		return said;
	port_vlans(&words.port, text, sizeof(text));
	return text;
}

static void test_modes(void)
{
	CHECK_STR(vlans("access 10"), "10");
	CHECK(words.port.has == (BIT(VLAN_MODE) | BIT(PVID)));
	CHECK_STR(vlans("dot1q-tunnel 7"), "tunnel 7");
	CHECK(words.port.has == (BIT(VLAN_MODE) | BIT(PVID)));
	CHECK_STR(vlans("trunk 10,20-30"), "trunk 10,20-30");
	CHECK(words.port.has == (BIT(VLAN_MODE) | BIT(VLANS)));
	CHECK_STR(vlans("trunk all native 1"), "trunk all native 1");
	CHECK(words.port.has == (BIT(VLAN_MODE) | BIT(VLANS) | BIT(PVID)));
	CHECK_STR(vlans("native 20 trunk 10,20"), "trunk 10,20 native 20");
	CHECK_STR(vlans("trunk 10 native none"), "trunk 10");
	CHECK(words.port.has & BIT(PVID) && !words.port.pvid);
	CHECK_STR(vlans("hybrid"), "hybrid");
	CHECK(words.port.has == BIT(VLAN_MODE));
	CHECK_STR(vlans("hybrid tagged 10-12 untagged 20,21"),
		  "hybrid tagged 10-12 untagged 20-21");
	/* A PVID that is in no list is untagged. */
	CHECK_STR(vlans("hybrid pvid 5 tagged 10"), "hybrid tagged 10 untagged 5 pvid 5");
	CHECK_STR(vlans("hybrid pvid 5"), "hybrid untagged 5 pvid 5");
	CHECK_STR(vlans("hybrid pvid 10 tagged 10"), "hybrid tagged 10 pvid 10");
	CHECK_STR(vlans("hybrid pvid none tagged 10"), "hybrid tagged 10");
	CHECK(words.port.has == (BIT(VLAN_MODE) | BIT(VLANS) | BIT(PVID)));
}

static void test_parts(void)
{
	struct vlan_set ten = { 0 };

	vlan_set_add(&ten, 10, 10);
	CHECK(!understand("native 5", false));
	CHECK(words.port.has == BIT(PVID) && words.port.pvid == 5);
	CHECK(!understand("pvid none", false));
	CHECK(words.port.has == BIT(PVID) && !words.port.pvid);
	CHECK(!understand("tagged 10", false) && words.port.has == BIT(VLANS));
	CHECK(words.port.vlans == vlan_set_keep(&ten));
	CHECK(!words.port.untagged);
	CHECK(!understand("untagged 10 pvid 10", false));
	CHECK(words.port.has == (BIT(VLANS) | BIT(PVID)));
	CHECK(words.port.untagged == vlan_set_keep(&ten));
}

static void test_bad_modes(void)
{
	static const struct {
		const char *line;
		const char *said;
	} cases[] = {
		{ "access 0", "access: VID 0 is out of range" },
		{ "access 4095", "access: VID 4095 is out of range" },
		{ "access none", "access: 'none' is not a VID" },
		{ "access 1-2", "access: '1-2' is not a VID" },
		{ "trunk 30-20", "trunk: range 30-20 is reversed" },
		{ "trunk 10-20,20-30", "trunk: ranges overlap, VLAN 20 is there twice" },
		{ "trunk ten", "trunk: 'ten' is not a VID" },
		{ "trunk", "trunk needs a value" },
		{ "trunk 10 native 11", "native VLAN 11 is not in the list of the trunk" },
		{ "access 10 native 10", "native is for trunk, not for access" },
		{ "access 10 pvid 10", "pvid is for hybrid, not for access" },
		{ "trunk 10 untagged 10", "untagged is for hybrid, not for trunk" },
		{ "hybrid native 10", "native is for trunk, not for hybrid" },
		{ "native 10 pvid 10", "native is for a trunk, pvid for a hybrid port" },
		{ "hybrid tagged 1-9 untagged 9-12", "VLAN 9 is both tagged and untagged" },
		{ "access 10 trunk 20", "'trunk' is one kind too many" },
		{ "hybrid hybrid", "'hybrid' is one kind too many" },
		{ "map 1:2,1:3", "map: tag 1 is there twice" },
		{ "map 1:2,3:2", "map: VLAN 2 is there twice" },
		{ "map 5", "map: '5' is not TAG:VID" },
		{ "accept none", "accept must be all, tagged or untagged, not 'none'" },
		{ "accept tagd", "unknown accept 'tagd', did you mean 'tagged'?" },
		{ "pcp 8", "pcp must be 0 to 7, or keep, not '8'" },
		{ "role comunity red", "unknown role 'comunity', did you mean 'community'?" },
		{ "role community", "NAME of the community is missing" },
		{ "role community 01234567890123456789012345678901", "is too long" },
		{ "vlan-protocol 802.1",
		  "vlan-protocol '802.1' is short for several: 802.1q, 802.1ad" },
		{ "nativ 0", "native: VID 0 is out of range" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		int ret = understand(cases[i].line, true);

		if (!CHECK(ret == CTL_USAGE && strstr(said, cases[i].said)))
			printf("# for '%s': %s", cases[i].line, said);
	}
}

static void test_other_words(void)
{
	CHECK(!understand("map 100:10,200:20 accept untagged pcp 5 vlan-protocol 802.1ad", true));
	CHECK(words.port.has == (BIT(VLAN_MAPS) | BIT(ACCEPT) | BIT(PCP) | BIT(VLAN_PROTOCOL)));
	CHECK(words.port.maps->n == 2 && words.port.pcp == 5);
	CHECK(words.port.accept == VSWITCH_FRAME_TYPES_UNTAGGED);
	CHECK(words.port.vlan_protocol == VSWITCH_VLAN_PROTOCOL_8021AD);
	CHECK(!understand("map none pcp keep", true));
	CHECK(!words.port.maps && words.port.pcp == VSWITCH_PCP_KEEP);
	CHECK(words.port.has == (BIT(VLAN_MAPS) | BIT(PCP)));
	CHECK(!understand("role community red name web1", true));
	CHECK_STR(words.port.community, "red");
	CHECK_STR(words.port.name, "web1");
	CHECK(words.port.has == (BIT(ROLE) | BIT(COMMUNITY) | BIT(NAME)));
	CHECK(!understand("ro i", true) && words.port.role == VSWITCH_ROLE_ISOLATED);
	CHECK(words.port.has == BIT(ROLE));
	CHECK(!understand("flood off flood-multicast on", true));
	CHECK(words.port.has == (BIT(FLOOD_UNICAST) | BIT(FLOOD_MULTICAST) |
				 BIT(FLOOD_BROADCAST)));
	CHECK(words.port.flood_multicast && !words.port.flood_broadcast);
	CHECK(!understand("device tap7", true) && words.port.has == BIT(IFNAME));
	CHECK(understand("device tap7", false) == CTL_USAGE);
	CHECK(!(words.port.has & ~PUT_PORT_SETTINGS));
}

/* The device that "port add SWITCH" finds in front of the settings. */
static const char *device(const char *line)
{
	static char *argv[16], copy[256];
	struct args args = { 0 };
	const char *dev;
	char *word;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[args.argc++] = word;
	args.argv = argv;
	dev = port_words_device(&args);
	return dev ? dev : "none";
}

static void test_device(void)
{
	/* "lo" is the one device that is everywhere. */
	CHECK_STR(device(""), "none");
	CHECK_STR(device("lo"), "lo");
	CHECK_STR(device("lo role community red"), "lo");
	CHECK_STR(device("tap0 hybrid tagged 5"), "tap0");
	CHECK_STR(device("name web1"), "none");
	CHECK_STR(device("name web1 hybrid"), "none");
	CHECK_STR(device("name web1 role community red trunk 5"), "none");
	/* No such device, so it is a mistake in the settings. */
	CHECK_STR(device("name web1 trnk 5"), "none");
	CHECK_STR(device("learnin"), "none");
}

static struct vsw_port sample(void)
{
	struct vsw_port port = { 0 };

	understand("name web1 hybrid pvid 10 tagged 20-22 map 100:10", true);
	port = words.port;
	understand("accept untagged pcp 5 vlan-protocol 802.1ad role community red", true);
	port.accept = words.port.accept;
	port.pcp = words.port.pcp;
	port.vlan_protocol = words.port.vlan_protocol;
	port.role = words.port.role;
	snprintf(port.community, sizeof(port.community), "%s", words.port.community);
	port.flood_unicast = 1;
	port.flood_multicast = 1;
	port.flood_broadcast = 1;
	port.has = PUT_PORT_SETTINGS & ~BIT(MAX_FDB);
	port.sw = 599999;
	port.number = 3;
	port.state = VSWITCH_PORT_STATE_DETACHED;
	port.has |= BIT(STATE);
	return port;
}

static const char *printed(struct out out, const struct vsw_port *port, bool list)
{
	static struct ctl ctl;
	struct vec one = { .data = (void *)(uintptr_t)port, .n = 1, .size = sizeof(*port) };
	const char *text;

	ctl.out = out;
	unit_capture();
	if (list)
		port_print_list(&ctl, &one, true);
	else
		port_print_one(&ctl, port);
	unit_captured(&text, NULL);
	return text;
}

static void test_print(void)
{
	static const char flags[] = "  learning off, role community red, accept untagged, pcp 5, ";
	static const char vlans[] = "  hybrid tagged 20-22 untagged 10 pvid 10";
	struct vsw_port port = sample();
	const char *text = printed((struct out){ 0 }, &port, true);

	CHECK(!strncmp(text, "PORT  NAME  DEVICE  STATE     MTU  FDB  VLAN       ", 50));
	CHECK(strstr(text, "\n   3  web1  -       detached    -    0  hybrid"));
	CHECK(strstr(text, vlans) && strstr(text, flags));
	CHECK(strstr(strstr(text, vlans), flags) == strstr(text, vlans) + strlen(vlans));
	CHECK(strstr(text, ", vlan-protocol 802.1ad, map 100:10\n"));
	CHECK_STR(printed((struct out){ 0 }, &port, false),
		  "#599999/3\n"
		  "  NAME             web1\n"
		  "  DEVICE           -\n"
		  "  STATE            detached\n"
		  "  MTU              -\n"
		  "  FDB              0\n"
		  "  VLAN-MODE        hybrid\n"
		  "  PVID             10\n"
		  "  TAGGED           20-22\n"
		  "  UNTAGGED         10\n"
		  "  MAP              100:10\n"
		  "  ACCEPT           untagged\n"
		  "  PCP              5\n"
		  "  VLAN-PROTOCOL    802.1ad\n"
		  "  ROLE             community\n"
		  "  COMMUNITY        red\n"
		  "  LEARNING         off\n"
		  "  FLOOD-UNICAST    on\n"
		  "  FLOOD-MULTICAST  on\n"
		  "  FLOOD-BROADCAST  on\n"
		  "  HAIRPIN          off\n"
		  "  FORWARD-LLDP     off\n"
		  "  FORWARD-LACP     off\n"
		  "  FLAGS            learning off, role community red, accept untagged, pcp 5,\n"
		  "                   vlan-protocol 802.1ad, map 100:10\n");
	text = printed((struct out){ .json = true }, &port, false);
	CHECK(strstr(text, ",\"vlan_mode\":\"hybrid\",\"pvid\":10,\"tagged\":\"20-22\","));
	CHECK(strstr(text, ",\"untagged\":\"10\",\"vlan_maps\":\"100:10\",\"accept\":"));
	CHECK(strstr(text, "\"accept\":\"untagged\",\"pcp\":5,\"vlan_protocol\":"));
	CHECK(strstr(text, ":\"802.1ad\",\"role\":\"community\",\"community\":\"red\"}]\n"));
}

/* A port of a kernel that says nothing of VLANs, and one of the host. */
static void test_print_little(void)
{
	struct vsw_port port = { .number = 1 };

	const char *text;

	CHECK_STR(printed((struct out){ 0 }, &port, true),
		  "PORT  NAME  DEVICE  STATE  MTU  FDB  VLAN  FLAGS\n"
		  "   1  -     -       -        -    0  -\n");
	text = printed((struct out){ .json = true }, &port, true);
	CHECK(strstr(text, ",\"vlan_mode\":null,\"pvid\":null,\"tagged\":null,"));
	CHECK(strstr(text, ",\"untagged\":null,\"vlan_maps\":null,\"accept\":null,"));
	CHECK(strstr(text, ",\"accept\":null,\"pcp\":null,\"vlan_protocol\":null,\"role\":null,"));
	CHECK(strstr(text, ",\"community\":null}]\n"));
	CHECK(!understand("trunk all native 1 role promiscuous", false));
	words.port.number = 0;
	CHECK(strstr(printed((struct out){ 0 }, &words.port, true), "trunk all native 1\n"));
	words.port.number = 1;
	CHECK(strstr(printed((struct out){ 0 }, &words.port, true), "role promiscuous\n"));
}

/* A list that is too long for a line is cut short there, and whole in a block. */
static void test_print_long(void)
{
	static struct vsw_port port;
	static char list[VLAN_LIST_TEXT];
	struct vlan_set odd = { 0 };
	const char *text, *line;
	char why[VLAN_WHY];
	uint16_t vid;

	memset(&port, 0, sizeof(port));
	port.number = 1;
	port.vlan_mode = VSWITCH_VLAN_MODE_TRUNK;
	port.has = BIT(VLAN_MODE);
	for (vid = 1; vid < 1000; vid += 2)
		vlan_set_add(&odd, vid, vid);
	port.vlans = vlan_set_keep(&odd);
	CHECK(strstr(printed((struct out){ 0 }, &port, true), "  trunk 1,3,5,7,9,11,13,15,17,"));
	CHECK(strstr(printed((struct out){ 0 }, &port, true), "...\n"));
	text = printed((struct out){ 0 }, &port, false);
	text = strstr(text, "  TAGGED           ");
	if (!CHECK(text))
		return;
	/* Put the lines together again. */
	for (line = text + 19, list[0] = '\0'; line[-1] == ' '; line += 19) {
		const char *end = strchr(line, '\n');

		CHECK(end - line <= 76 - 19);
		strncat(list, line, (size_t)(end - line));
		line = end + 1;
		if (strncmp(line, "                   ", 19))
			break;
	}
	CHECK(vlan_list_parse(list, &words.tagged, why));
	CHECK(vlan_set_keep(&words.tagged) == port.vlans);
}

static const struct unit_test tests[] = {
	{ "port: modes and their VLANs", test_modes },
	{ "port: a part of what the port has", test_parts },
	{ "port: words that make no sense, and what is said", test_bad_modes },
	{ "port: translations, priority, role and the rest", test_other_words },
	{ "port: what is a device and what a setting", test_device },
	{ "port: as a line, as a block, as JSON", test_print },
	{ "port: with nothing said of VLANs", test_print_little },
	{ "port: long lists", test_print_long },
};

const struct unit_suite suite_port = { tests, ARRAY_LEN(tests) };
