// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel has, as a configuration. See config_kernel.h.
 *
 * Called by cmd_config.c. The parts come by several requests; that nothing
 * changed between them is seen by the number of the published configuration,
 * or, inside of a transaction, when that is committed.
 */
#include <errno.h>
#include <string.h>

#include "call.h"
#include "config_acl.h"
#include "config_kernel.h"
#include "txn.h"

/* Times that a configuration that changed meanwhile is read again. */
#define READ_TRIES 5

/**
 * config_find - look for a switch
 * @ctl: state
 * @name: its name
 * @c: from config_init(); its switch is set, the ifindex 0 when there is none
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int config_find(struct ctl *ctl, const char *name, struct config *c)
{
	struct vec found = { .size = sizeof(struct vsw_switch) };
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_SWITCH_GET);
	int ret;

	nl_put_str(req, VSWITCH_A_SWITCH_IFNAME, name);
	ret = nl_do(&ctl->nl, req, parse_add_switch, &found);
	if (ret == -ENODEV) {
		snprintf(c->sw.ifname, sizeof(c->sw.ifname), "%s", name);
		vec_free(&found);
		return CTL_OK;
	}
	ret = call_end(ctl, req, "cannot read switch %s", name);
	if (!ret && found.n)
		c->sw = *(struct vsw_switch *)found.data;
	vec_free(&found);
	return ret;
}

static int read_vlans(struct ctl *ctl, struct config *c)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_VLAN_GET);

	mnl_attr_put_u32(req, VSWITCH_A_VLAN_SWITCH, c->sw.ifindex);
	call_dump(ctl, req, parse_add_vlan, &c->vlans);
	return call_end(ctl, req, "cannot list the VLANs of %s", c->sw.ifname);
}

static int read_ports(struct ctl *ctl, struct config *c)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);

	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, c->sw.ifindex);
	call_dump(ctl, req, parse_add_port, &c->ports);
	return call_end(ctl, req, "cannot list the ports of %s", c->sw.ifname);
}

static int by_vid(const void *a, const void *b)
{
	const struct vsw_vlan *x = a, *y = b;

	return (int)x->vid - (int)y->vid;
}

/* Put the rows of dumps in order; the port of the host is one by itself. */
static void arrange(struct config *c)
{
	struct vsw_port *ports = c->ports.data;
	size_t i, n = 0;

	if (c->vlans.n > 1)
		qsort(c->vlans.data, c->vlans.n, c->vlans.size, by_vid);
	for (i = 0; i < c->ports.n; i++) {
		config_tidy(&ports[i]);
		if (!ports[i].number)
			c->host = ports[i];
		else if (n++ != i)
			ports[n - 1] = ports[i];
	}
	c->ports.n = n;
}

/* ACLs name ports by their place in the list, so that is put in order first. */
static int arrange_and_read(struct ctl *ctl, struct config *c)
{
	arrange(c);
	return config_read_acls(ctl, c);
}

/**
 * config_read - read the configuration of a switch
 * @ctl: state
 * @name: its name
 * @c: it is put here, that of a new switch when there is none; for
 *	config_free(), also on failure
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int config_read(struct ctl *ctl, const char *name, struct config *c)
{
	struct config again;
	int try, ret;

	config_init(c);
	for (try = 0; try < READ_TRIES; try++) {
		ret = config_find(ctl, name, c);
		if (ret || !c->sw.ifindex)
			return ret;
		config_init(&again);
		ret = read_vlans(ctl, c) ?:
		      read_ports(ctl, c) ?:
		      arrange_and_read(ctl, c) ?:
		      config_find(ctl, name, &again);
		if (ret)
			return ret;
		if (again.sw.ifindex == c->sw.ifindex &&
		    again.sw.generation == c->sw.generation)
			return CTL_OK;
		config_free(c);
		config_init(c);
	}
	out_error("the configuration of %s kept changing while it was read", name);
	return CTL_REFUSED;
}

static int by_device(const void *a, const void *b)
{
	const struct vsw_port *const *x = a, *const *y = b;
	int order = strcmp((*x)->ifname, (*y)->ifname);

	return order ? order : (int)config_attached(*y) - (int)config_attached(*x);
}

/* Ports have other places now; what has none, for it cannot be in a file, goes too. */
static void prune_mirrors(struct config *c, const size_t *place)
{
	struct config_mirror *mirrors = c->mirrors.data;
	size_t i, n = 0;

	for (i = 0; i < c->mirrors.n; i++) {
		struct config_mirror *mirror = &mirrors[i];

		if (mirror->port < c->ports.n)
			mirror->port = place[mirror->port];
		if (mirror->port == CONFIG_AT_NONE)
			out_error("warning: mirror session %s is left out, its port is",
				  mirror->name);
		else
			mirrors[n++] = *mirror;
	}
	c->mirrors.n = n;
}

/**
 * config_prune - forget devices that ports had once and others have now
 * @c: from config_read(); a file with two ports of one device makes no sense
 *
 * A port that is left with neither a name nor a device cannot be in a file;
 * that is told.
 */
void config_prune(struct config *c)
{
	struct vsw_port *ports = c->ports.data;
	struct vsw_port **order = vec_need(calloc(c->ports.n + 1, sizeof(*order)));
	size_t *place;
	size_t i, n = 0;

	for (i = 0; i < c->ports.n; i++)
		order[i] = &ports[i];
	qsort(order, c->ports.n, sizeof(*order), by_device);
	/* The first of those with one device keeps it; clear from the back. */
	for (i = c->ports.n; i-- > 1;) {
		if (!strcmp(order[i]->ifname, order[i - 1]->ifname))
			order[i]->ifname[0] = '\0';
	}
	free(order);
	place = vec_need(calloc(c->ports.n + 1, sizeof(*place)));
	for (i = 0; i < c->ports.n; i++) {
		place[i] = *config_port_label(&ports[i]) ? n : CONFIG_AT_NONE;
		if (!*config_port_label(&ports[i]))
			out_error("warning: port %u is left out, it has no name and no device",
				  ports[i].number);
		else if (n++ != i)
			ports[n - 1] = ports[i];
	}
	for (i = 0; i < c->points.n; i++) {
		struct config_point *point = vec_at(&c->points, i);

		if (point->port < c->ports.n)
			point->port = place[point->port];
	}
	prune_mirrors(c, place);
	free(place);
	c->ports.n = n;
}

/**
 * config_begin - begin a transaction, and read what it starts from
 * @ctl: state, with no transaction open
 * @c: from config_find(), of a switch that is there; filled
 *
 * What others change from now on, the commit will notice.
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int config_begin(struct ctl *ctl, struct config *c)
{
	int ret;

	ret = txn_begin(ctl, c->sw.ifindex);
	if (ret)
		return ret;
	/* It has read the ports already. */
	c->ports = ctl->txn.ports;
	ctl->txn.ports = (struct vec){ .size = c->ports.size };
	ret = config_find(ctl, c->sw.ifname, c) ?:
	      read_vlans(ctl, c) ?:
	      arrange_and_read(ctl, c);
	if (ret)
		txn_abort(ctl);
	return ret;
}
