// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of VLANs and translations: as words, in memory, and in messages.
 *
 * A suite of unit.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "parse.h"
#include "put.h"
#include "unit.h"

static uint64_t buffer[NL_REQ_SIZE / 8];

/* The list as it is printed again, or why it was refused. */
static const char *list(const char *text)
{
	static char result[VLAN_LIST_TEXT], why[VLAN_WHY];
	struct vlan_set set;

	if (!vlan_list_parse(text, &set, why))
		return why;
	vlan_list_print(&set, result, sizeof(result));
	return result;
}

static void test_list(void)
{
	CHECK_STR(list("10"), "10");
	CHECK_STR(list("10,20-30"), "10,20-30");
	CHECK_STR(list("20-30,10,31,9"), "9-10,20-31");
	CHECK_STR(list("1-4094"), "all");
	CHECK_STR(list("all"), "all");
	CHECK_STR(list("2-4094"), "2-4094");
	CHECK_STR(list("63,64,127-129,4094"), "63-64,127-129,4094");
	CHECK_STR(list("7-7"), "7");
	CHECK_STR(list("0010"), "10");
}

static void test_bad_list(void)
{
	CHECK_STR(list(""), "the list of VLANs is empty");
	CHECK_STR(list("0"), "VID 0 is out of range, which is 1 to 4094");
	CHECK_STR(list("4095"), "VID 4095 is out of range, which is 1 to 4094");
	CHECK_STR(list("10-4095"), "VID 4095 is out of range, which is 1 to 4094");
	CHECK_STR(list("99999999999999999999"),
		  "VID 99999999999999999999 is out of range, which is 1 to 4094");
	CHECK_STR(list("ten"), "'ten' is not a VID");
	CHECK_STR(list("10,x"), "'x' is not a VID");
	CHECK_STR(list("10 "), "'10 ' is not a VID");
	CHECK_STR(list("-5"), "'' is not a VID");
	CHECK_STR(list("5-"), "'' is not a VID");
	CHECK_STR(list("1-2-3"), "'2-3' is not a VID");
	CHECK_STR(list("10,"), "a VID is missing");
	CHECK_STR(list(",10"), "a VID is missing");
	CHECK_STR(list("30-20"), "range 30-20 is reversed");
	CHECK_STR(list("10-20,15-25"), "ranges overlap, VLAN 15 is there twice");
	CHECK_STR(list("7,7"), "ranges overlap, VLAN 7 is there twice");
	CHECK_STR(list("all,7"), "'all' is not a VID");
}

static void test_short_of_room(void)
{
	char text[16], why[VLAN_WHY];
	struct vlan_set set;

	CHECK(vlan_list_parse("10,20,30,40,50,60", &set, why));
	CHECK(vlan_list_print(&set, text, sizeof(text)) < sizeof(text));
	CHECK_STR(text, "10,20,30,40...");
	memset(&set, 0, sizeof(set));
	vlan_list_print(&set, text, sizeof(text));
	CHECK_STR(text, "none");
}

/* Against a model that is an array of bytes. */
static void test_random_sets(void)
{
	static char text[VLAN_LIST_TEXT];
	char why[VLAN_WHY];
	int round;

	for (round = 0; round < 300; round++) {
		struct vlan_set set = { 0 }, untagged = { 0 }, again;
		struct vlan_range range = { 0 };
		uint8_t model[4097] = { 0 };
		unsigned int vid, next = 1;
		int parts;

		for (parts = unit_random() % (round < 150 ? 4 : 2000); parts >= 0; parts--) {
			uint16_t first = (uint16_t)(1 + unit_random() % VLAN_LAST);
			uint16_t last = (uint16_t)(first + unit_random() % (round % 40 + 1));

			last = last > VLAN_LAST ? VLAN_LAST : last;
			vlan_set_add(&set, first, last);
			memset(model + first, 1, last - first + 1u);
		}
		for (vid = 1; vid <= VLAN_LAST; vid++) {
			if (model[vid] && unit_random() % 4 == 0) {
				model[vid] = 2;
				vlan_set_add(&untagged, (uint16_t)vid, (uint16_t)vid);
			}
		}
		while (vlan_range_next(&set, &untagged, &range)) {
			for (; next < range.first; next++)
				CHECK(!model[next]);
			for (; next <= range.last; next++)
				CHECK(model[next] == 1 + range.untagged);
			CHECK(model[next] != 1 + range.untagged);
		}
		for (; next <= VLAN_LAST; next++)
			CHECK(!model[next]);
		CHECK(vlan_list_print(&set, text, sizeof(text)) < sizeof(text));
		CHECK(vlan_list_parse(text, &again, why) && !memcmp(&set, &again, sizeof(set)));
	}
}

static const char *maps(const char *text)
{
	static char result[VLAN_MAPS_TEXT], why[VLAN_WHY];
	const struct vlan_maps *found;

	if (!vlan_maps_parse(text, &found, why))
		return why;
	vlan_maps_print(found, result, sizeof(result));
	return result;
}

static void test_maps(void)
{
	const struct vlan_maps *a, *b;
	char why[VLAN_WHY], text[12];

	CHECK_STR(maps("100:10"), "100:10");
	CHECK_STR(maps("200:20,100:10"), "100:10,200:20");
	CHECK_STR(maps("none"), "none");
	CHECK_STR(maps("100:10,100:20"), "tag 100 is there twice");
	CHECK_STR(maps("100:10,200:10"), "VLAN 10 is there twice");
	CHECK_STR(maps("100"), "'100' is not TAG:VID");
	CHECK_STR(maps(""), "'' is not TAG:VID");
	CHECK_STR(maps("100:10,"), "'' is not TAG:VID");
	CHECK_STR(maps("100:10:5"), "'10:5' is not a VID");
	CHECK_STR(maps("0:10"), "VID 0 is out of range, which is 1 to 4094");
	CHECK_STR(maps("10:4095"), "VID 4095 is out of range, which is 1 to 4094");
	/* The same translations are the same. */
	CHECK(vlan_maps_parse("1:2,3:4", &a, why) && vlan_maps_parse("3:4,1:2", &b, why));
	CHECK(a == b && a->n == 2);
	CHECK(vlan_maps_parse("1:2,3:5", &b, why) && a != b);
	CHECK(vlan_maps_parse("1001:1,1002:2", &a, why));
	CHECK(vlan_maps_print(a, text, sizeof(text)) < sizeof(text));
	CHECK_STR(text, "1001:1...");
}

/* Each set is kept once, the empty one not at all. */
static void test_kept_sets(void)
{
	struct vlan_set a = { 0 }, b = { 0 };
	const struct vlan_set *kept;

	CHECK(!vlan_set_keep(&a) && !vlan_set_keep(NULL));
	vlan_set_add(&a, 10, 10);
	vlan_set_add(&a, 4094, 4094);
	kept = vlan_set_keep(&a);
	CHECK(kept != &a && !memcmp(kept, &a, sizeof(a)) && vlan_set_keep(&a) == kept);
	vlan_set_join(&b, NULL);
	vlan_set_join(&b, kept);
	CHECK(vlan_set_keep(&b) == kept);
	vlan_set_add(&b, 11, 11);
	CHECK(vlan_set_keep(&b) != kept);
	vlan_set_leave(&b, NULL);
	vlan_set_leave(&b, kept);
	CHECK(vlan_set_first(&b, 1, 4094) == 11 && !vlan_set_first(&b, 12, 4094));
	CHECK(!vlan_set_first(NULL, 1, 4094) && !vlan_set_has(NULL, 11) && !vlan_set_all(NULL));
	vlans_forget();
	CHECK(!memcmp(vlan_set_keep(&a), &a, sizeof(a)));
}

static void test_many_maps(void)
{
	static char text[VLAN_LAST * 10 + 1];
	size_t used = 0;
	int vid;

	for (vid = 1; vid <= VLAN_MAPS_MAX; vid++)
		used += (size_t)sprintf(text + used, "%s%d:%d", used ? "," : "", vid, vid);
	CHECK_STR(maps(text), text);
	sprintf(text + used, ",%d:%d", vid, vid);
	CHECK_STR(maps(text), "there are more than 3276 translations");
}

static struct nlmsghdr *begin(void)
{
	struct nlmsghdr *nlh;

	memset(buffer, 0, 512);
	nlh = mnl_nlmsg_put_header(buffer);
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct genlmsghdr));
	return nlh;
}

static struct nlmsghdr *port_message(void)
{
	struct nlmsghdr *nlh = begin();

	mnl_attr_put_u32(nlh, VSWITCH_A_PORT_SWITCH, 3);
	mnl_attr_put_u32(nlh, VSWITCH_A_PORT_NUMBER, 7);
	return nlh;
}

/* All that can be set, with lists that are as long as they can be. */
static void fill_port(struct vsw_port *port)
{
	static struct vlan_map map[VLAN_MAPS_MAX];
	struct vlan_set vlans = { 0 }, untagged = { 0 };
	uint16_t vid;

	memset(port, 0, sizeof(*port));
	port->has = PUT_PORT_SETTINGS;
	snprintf(port->name, sizeof(port->name), "0123456789012345678901234567890");
	port->hairpin = 1;
	port->max_fdb = 17;
	port->vlan_mode = VSWITCH_VLAN_MODE_HYBRID;
	port->pvid = 4094;
	port->accept = VSWITCH_FRAME_TYPES_TAGGED;
	port->pcp = VSWITCH_PCP_KEEP;
	port->vlan_protocol = VSWITCH_VLAN_PROTOCOL_8021AD;
	port->role = VSWITCH_ROLE_COMMUNITY;
	snprintf(port->community, sizeof(port->community), "red");
	vlan_set_add(&vlans, 1, 4094);
	for (vid = 1; vid <= VLAN_LAST; vid += 2)
		vlan_set_add(&untagged, vid, vid);
	port->vlans = vlan_set_keep(&vlans);
	port->untagged = vlan_set_keep(&untagged);
	for (vid = 0; vid < VLAN_MAPS_MAX; vid++)
		map[vid] = (struct vlan_map){ (uint16_t)(vid + 1), (uint16_t)(vid + 2) };
	port->maps = vlan_maps_keep(map, VLAN_MAPS_MAX);
}

static void test_there_and_back(void)
{
	struct vsw_port port, again = { 0 };
	struct nlmsghdr *nlh;

	fill_port(&port);
	nlh = port_message();
	put_port(nlh, &port, PUT_PORT_SETTINGS);
	CHECK(nlh->nlmsg_len < NL_REQ_SIZE && nlh->nlmsg_len < NL_BUF_SIZE);
	CHECK(parse_port(nlh, &again) == 0);
	again.has &= ~(1u << VSWITCH_A_PORT_SWITCH | 1u << VSWITCH_A_PORT_NUMBER);
	again.sw = 0;
	again.number = 0;
	CHECK(!memcmp(&again, &port, sizeof(port)));
	/* What is not wanted is not there. */
	nlh = begin();
	put_port(nlh, &port, 1u << VSWITCH_A_PORT_PVID);
	CHECK(nlh->nlmsg_len == NLMSG_HDRLEN + GENL_HDRLEN + 8);
	/* A trunk says nothing of untagged VLANs. */
	port.vlan_mode = VSWITCH_VLAN_MODE_TRUNK;
	nlh = begin();
	put_port(nlh, &port, 1u << VSWITCH_A_PORT_VLANS);
	CHECK(nlh->nlmsg_len == NLMSG_HDRLEN + GENL_HDRLEN + 4 + 4 + 8 + 8);
}

/* The bytes of "10,20-30", with 10 untagged, on a machine of any order. */
static void test_bytes(void)
{
	static const uint16_t should[] = {
		40, VSWITCH_A_PORT_VLANS | NLA_F_NESTED,
		16, VSWITCH_A_VLAN_LIST_RANGE | NLA_F_NESTED,
		6, VSWITCH_A_VLAN_RANGE_FIRST, 10, 0,
		4, VSWITCH_A_VLAN_RANGE_UNTAGGED,
		20, VSWITCH_A_VLAN_LIST_RANGE | NLA_F_NESTED,
		6, VSWITCH_A_VLAN_RANGE_FIRST, 20, 0,
		6, VSWITCH_A_VLAN_RANGE_LAST, 30, 0,
	};
	struct vsw_port port = { .vlan_mode = VSWITCH_VLAN_MODE_HYBRID };
	struct nlmsghdr *nlh = begin();
	struct vlan_set vlans, untagged;
	char why[VLAN_WHY];

	CHECK(vlan_list_parse("10,20-30", &vlans, why));
	CHECK(vlan_list_parse("10", &untagged, why));
	port.vlans = vlan_set_keep(&vlans);
	port.untagged = vlan_set_keep(&untagged);
	put_port(nlh, &port, 1u << VSWITCH_A_PORT_VLANS);
	CHECK(nlh->nlmsg_len == NLMSG_HDRLEN + GENL_HDRLEN + sizeof(should));
	CHECK(!memcmp(mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN), should, sizeof(should)));
}

/* A message with one range of these bounds; 0xffff leaves a bound out. */
static struct nlmsghdr *with_range(struct nlmsghdr *nlh, uint16_t first, uint16_t last)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, VSWITCH_A_PORT_VLANS);
	struct nlattr *range = mnl_attr_nest_start(nlh, VSWITCH_A_VLAN_LIST_RANGE);

	if (first != 0xffff)
		mnl_attr_put_u16(nlh, VSWITCH_A_VLAN_RANGE_FIRST, first);
	if (last != 0xffff)
		mnl_attr_put_u16(nlh, VSWITCH_A_VLAN_RANGE_LAST, last);
	mnl_attr_nest_end(nlh, range);
	mnl_attr_nest_end(nlh, nest);
	return nlh;
}

static int parse(struct nlmsghdr *nlh)
{
	struct vsw_port port = { 0 };

	return parse_port(nlh, &port);
}

static void test_bad_ranges(void)
{
	struct nlmsghdr *nlh;

	CHECK(parse(with_range(port_message(), 1, 4094)) == 0);
	CHECK(parse(with_range(port_message(), 7, 0xffff)) == 0);
	CHECK(parse(with_range(port_message(), 0xffff, 7)) == -EBADMSG);
	CHECK(parse(with_range(port_message(), 0, 7)) == -EBADMSG);
	CHECK(parse(with_range(port_message(), 7, 4095)) == -EBADMSG);
	CHECK(parse(with_range(port_message(), 7, 6)) == -EBADMSG);
	CHECK(parse(with_range(port_message(), 65534, 65534)) == -EBADMSG);
	/* The last list counts; a list may be empty. */
	CHECK(parse(with_range(with_range(port_message(), 7, 9), 9, 12)) == 0);
	nlh = port_message();
	mnl_attr_put(nlh, VSWITCH_A_PORT_VLANS, 0, "");
	CHECK(parse(nlh) == 0);
	/* A range of a wrong length, and none at all. */
	nlh = port_message();
	mnl_attr_put(nlh, VSWITCH_A_PORT_VLANS, 12, "\x0c\0\1\0\x08\0\1\0\1\0\0\0");
	CHECK(parse(nlh) == -EBADMSG);
	nlh = port_message();
	mnl_attr_put(nlh, VSWITCH_A_PORT_VLANS, 4, "\4\0\1\0");
	CHECK(parse(nlh) == -EBADMSG);
	/* A PVID that is none. */
	nlh = port_message();
	mnl_attr_put_u16(nlh, VSWITCH_A_PORT_PVID, 4095);
	CHECK(parse(nlh) == -EBADMSG);
}

static void test_overlapping_ranges(void)
{
	struct nlmsghdr *nlh = port_message();
	struct nlattr *nest = mnl_attr_nest_start(nlh, VSWITCH_A_PORT_VLANS);
	int i;

	for (i = 0; i < 2; i++) {
		struct nlattr *range = mnl_attr_nest_start(nlh, VSWITCH_A_VLAN_LIST_RANGE);

		mnl_attr_put_u16(nlh, VSWITCH_A_VLAN_RANGE_FIRST, 10);
		mnl_attr_nest_end(nlh, range);
	}
	mnl_attr_nest_end(nlh, nest);
	CHECK(parse(nlh) == -EBADMSG);
}

static void test_bad_maps(void)
{
	static const struct vlan_map bad[] = { { 0, 1 }, { 1, 0 }, { 4095, 1 }, { 1, 65535 } };
	struct nlmsghdr *nlh;
	size_t i;

	for (i = 0; i <= ARRAY_LEN(bad); i++) {
		struct nlattr *nest, *map;

		nlh = port_message();
		nest = mnl_attr_nest_start(nlh, VSWITCH_A_PORT_VLAN_MAPS);
		map = mnl_attr_nest_start(nlh, VSWITCH_A_VLAN_MAP_LIST_MAP);
		if (i < ARRAY_LEN(bad))
			mnl_attr_put_u16(nlh, VSWITCH_A_VLAN_MAP_TAG, bad[i].tag);
		mnl_attr_put_u16(nlh, VSWITCH_A_VLAN_MAP_VID,
				 i < ARRAY_LEN(bad) ? bad[i].vid : 1);
		mnl_attr_nest_end(nlh, map);
		mnl_attr_nest_end(nlh, nest);
		CHECK(parse(nlh) == -EBADMSG);
	}
}

/* Damage a good message at random; the sanitizers watch. */
static void test_fuzz(void)
{
	int round;

	for (round = 0; round < 50000; round++) {
		struct nlmsghdr *nlh = with_range(with_range(port_message(), 3, 9), 10, 4094);
		struct vlan_map map = { 5, 6 };
		struct vsw_port port = { .maps = vlan_maps_keep(&map, 1) };
		size_t len;
		void *copy;
		int hits;

		put_port(nlh, &port, 1u << VSWITCH_A_PORT_VLAN_MAPS | 1u << VSWITCH_A_PORT_PVID);
		len = nlh->nlmsg_len;
		for (hits = unit_random() % 4; hits >= 0; hits--) {
			size_t at = NLMSG_HDRLEN + unit_random() % (len - NLMSG_HDRLEN);

			((uint8_t *)buffer)[at] ^= (uint8_t)(1u << unit_random() % 8);
		}
		len -= unit_random() % 8;
		nlh->nlmsg_len = (uint32_t)len;
		copy = malloc(len);
		memcpy(copy, buffer, len);
		memset(&port, 0, sizeof(port));
		if (!parse_port(copy, &port))
			CHECK(!vlan_set_has(port.vlans, 0) && !vlan_set_has(port.vlans, 4095));
		free(copy);
	}
}

static const struct unit_test tests[] = {
	{ "vlans: lists are read and written", test_list },
	{ "vlans: what is no list is refused, with a reason", test_bad_list },
	{ "vlans: lists that are too long for their place", test_short_of_room },
	{ "vlans: random sets against a model", test_random_sets },
	{ "vlans: translations are read, written and kept once", test_maps },
	{ "vlans: sets are kept once", test_kept_sets },
	{ "vlans: as many translations as an attribute takes", test_many_maps },
	{ "vlans: what is written is read again, the most too", test_there_and_back },
	{ "vlans: the bytes of a list", test_bytes },
	{ "vlans: broken ranges are refused", test_bad_ranges },
	{ "vlans: overlapping ranges are refused", test_overlapping_ranges },
	{ "vlans: broken translations are refused", test_bad_maps },
	{ "vlans: damaged messages do no harm", test_fuzz },
};

const struct unit_suite suite_vlans = { tests, ARRAY_LEN(tests) };
