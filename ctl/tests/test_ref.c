// SPDX-License-Identifier: GPL-2.0
/*
 * Which port a word means.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <string.h>

#include "ref.h"
#include "unit.h"

static struct ctl ctl;
static struct vec ports = { .size = sizeof(struct vsw_port) };

static void add_switch(uint32_t ifindex, const char *name)
{
	struct vsw_switch *sw = vec_push(&ctl.switches);

	sw->ifindex = ifindex;
	snprintf(sw->ifname, sizeof(sw->ifname), "%s", name);
}

static void add_port(uint32_t sw, uint32_t number, const char *name, const char *ifname,
		     bool attached)
{
	struct vsw_port *port = vec_push(&ports);

	port->sw = sw;
	port->number = number;
	snprintf(port->name, sizeof(port->name), "%s", name);
	snprintf(port->ifname, sizeof(port->ifname), "%s", ifname);
	if (attached) {
		port->has |= 1u << VSWITCH_A_PORT_IFINDEX;
		port->ifindex = 1000000 + sw * 100 + number;
	}
}

static void set_up(void)
{
	ctl.have_switches = true;
	ctl.switches.size = sizeof(struct vsw_switch);
	ctl.switches.n = 0;
	ports.n = 0;
	add_switch(500001, "vsw-a");
	add_switch(500002, "vsw-b");
	add_port(500001, 0, "", "vsw-a", true);
	add_port(500001, 1, "web1", "vt-1", true);
	add_port(500001, 2, "", "vt-2", true);
	add_port(500001, 3, "db", "vt-3", false);
	add_port(500002, 0, "", "vsw-b", true);
	add_port(500002, 1, "web2", "vt-3", true);
	add_port(500002, 2, "web1", "vt-5", true);
	add_port(500002, 12, "", "9", true);
}

static void tear_down(void)
{
	vec_free(&ctl.switches);
	vec_free(&ports);
}

/* "vsw-a/1" for what @word means, or what was said. */
static const char *meant(const char *word)
{
	static char text[1024];
	struct vsw_port port = { 0 };
	const char *out, *err;
	int ret;

	unit_capture();
	ret = ref_choose(&ctl, &ports, NULL, word, false, &port);
	unit_captured(&out, &err);
	if (ret)
		snprintf(text, sizeof(text), "%s", err);
	else
		snprintf(text, sizeof(text), "%s/%u", ref_switch_name(&ctl, port.sw),
			 port.number);
	return text;
}

static void test_port(void)
{
	set_up();
	CHECK_STR(meant("web2"), "vsw-b/1");
	CHECK_STR(meant("vt-2"), "vsw-a/2");
	CHECK_STR(meant("vsw-b"), "vsw-b/0");
	CHECK_STR(meant("3"), "vsw-a/3");
	CHECK_STR(meant("db"), "vsw-a/3");
	/* A device that is there goes before one that was. */
	CHECK_STR(meant("vt-3"), "vsw-b/1");
	tear_down();
}

static void test_last_device(void)
{
	set_up();
	ports.n = 4;
	CHECK_STR(meant("vt-3"), "vsw-a/3");
	tear_down();
}

static void test_ambiguous(void)
{
	set_up();
	CHECK(strstr(meant("web1"), "port 'web1' can be any of vsw-a/1 (web1, vt-1), "));
	CHECK(strstr(meant("web1"), ", vsw-b/2 (web1, vt-5)\n"));
	CHECK_STR(meant("host"),
		  "vswitchctl: port 'host' can be any of vsw-a/0 (vsw-a), vsw-b/0 (vsw-b)\n");
	CHECK(strstr(meant("1"), "can be any of"));
	tear_down();
}

static void test_many_candidates(void)
{
	uint32_t i;

	set_up();
	for (i = 0; i < 300; i++)
		add_port(500001, 100 + i, "a-name-as-long-as-names-can-be-", "fifteen-letters",
			 true);
	CHECK(strstr(meant("fifteen-letters"), ", ...\n"));
	tear_down();
}

static void test_unknown(void)
{
	set_up();
	CHECK_STR(meant("wbe2"),
		  "vswitchctl: no port 'wbe2' in this network namespace, did you mean 'web2'?\n");
	CHECK_STR(meant("quite-different"),
		  "vswitchctl: no port 'quite-different' in this network namespace\n");
	/* Digits are a number, though a device is called so. */
	CHECK(strstr(meant("9"), "no port '9'"));
	CHECK_STR(meant("12"), "vsw-b/12");
	tear_down();
}

static void test_switch(void)
{
	set_up();
	CHECK(ref_find_switch(&ctl, "vsw-b") == vec_at(&ctl.switches, 1));
	CHECK(!ref_find_switch(&ctl, "vsw"));
	CHECK_STR(ref_switch_name(&ctl, 500001), "vsw-a");
	CHECK_STR(ref_switch_name(&ctl, 599999), "#599999");
	tear_down();
}

static const struct unit_test tests[] = {
	{ "ref: names, devices and numbers of ports", test_port },
	{ "ref: a detached port is known by its last device", test_last_device },
	{ "ref: what several ports are called is told", test_ambiguous },
	{ "ref: not too many candidates are told", test_many_candidates },
	{ "ref: unknown ports, and which was meant", test_unknown },
	{ "ref: names of switches", test_switch },
};

const struct unit_suite suite_ref = { tests, ARRAY_LEN(tests) };
