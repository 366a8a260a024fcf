// SPDX-License-Identifier: GPL-2.0
/*
 * Names of ports, for events that have their numbers. See monitor_ports.h.
 *
 * Called by cmd_monitor.c, for each event of a port, and by monitor_acl.c.
 * Who does not listen to events of ports has none to keep the names up with,
 * and asks for each: of the group alarm, a few hundred a second at most.
 */
#include "call.h"
#include "monitor_ports.h"

/* A port, and what it was called last. */
struct named {
	uint32_t sw;
	uint32_t number;
	bool gone;
	char name[VSWITCH_PORT_NAME_MAX + 1];
};

static struct vec names = { .size = sizeof(struct named) };
static bool events_tell;

static struct named *find(uint32_t sw, uint32_t number)
{
	size_t i;

	for (i = 0; i < names.n; i++) {
		struct named *named = vec_at(&names, i);

		if (named->sw == sw && named->number == number)
			return named;
	}
	return NULL;
}

static struct named *find_gone(void)
{
	size_t i;

	for (i = 0; i < names.n; i++) {
		struct named *named = vec_at(&names, i);

		if (named->gone)
			return named;
	}
	return NULL;
}

/**
 * monitor_ports_note - note what a port is called from now on
 * @port: the port
 * @deleted: it is gone; its name is kept until its place is needed, for events
 *	about it may still come
 */
void monitor_ports_note(const struct vsw_port *port, bool deleted)
{
	struct named *named = find(port->sw, port->number) ?: find_gone() ?: vec_push(&names);

	named->sw = port->sw;
	named->number = port->number;
	named->gone = deleted;
	snprintf(named->name, sizeof(named->name), "%s",
		 port->name[0] ? port->name : port->ifname);
}

/**
 * monitor_ports_gone - note that a switch is deleted, and its ports with it
 * @sw: its interface index
 */
void monitor_ports_gone(uint32_t sw)
{
	size_t i;

	for (i = 0; i < names.n; i++) {
		struct named *named = vec_at(&names, i);

		named->gone = named->gone || named->sw == sw;
	}
}

static void note_all(const struct vec *ports)
{
	size_t i;

	for (i = 0; i < ports->n; i++)
		monitor_ports_note(vec_at(ports, i), false);
}

/**
 * monitor_ports_load - read the names of all ports anew
 * @ctl: state
 * @heard: events of ports are listened to
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int monitor_ports_load(struct ctl *ctl, bool heard)
{
	struct vec ports = { .size = sizeof(struct vsw_port) };
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);
	int ret;

	events_tell = heard;
	call_dump(ctl, req, parse_add_port, &ports);
	ret = call_end(ctl, req, "cannot list the ports");
	if (!ret)
		names.n = 0;
	note_all(&ports);
	vec_free(&ports);
	return ret;
}

static void ask(struct ctl *ctl, uint32_t sw, uint32_t number)
{
	struct vec ports = { .size = sizeof(struct vsw_port) };
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);

	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, sw);
	mnl_attr_put_u32(req, VSWITCH_A_PORT_NUMBER, number);
	if (!nl_do(&ctl->nl, req, parse_add_port, &ports))
		note_all(&ports);
	vec_free(&ports);
}

/**
 * monitor_port_name - how a port is called
 * @ctl: state
 * @sw: interface index of its switch
 * @number: its number
 *
 * Return: its name, or that of its device, valid until the next call; NULL
 * where neither is known.
 */
const char *monitor_port_name(struct ctl *ctl, uint32_t sw, uint32_t number)
{
	const struct named *named;

	if (!number)
		return "host";
	if (!events_tell)
		ask(ctl, sw, number);
	named = find(sw, number);
	return named && named->name[0] ? named->name : NULL;
}

/**
 * monitor_ports_forget - give the memory back
 */
void monitor_ports_forget(void)
{
	vec_free(&names);
}
