// SPDX-License-Identifier: GPL-2.0
/*
 * Send the steps from one configuration to another, as requests that are part
 * of the open transaction. See config_kernel.h.
 *
 * Called by cmd_config.c. What is deleted goes first, so that its name and its
 * device are free for what comes.
 */
#include <errno.h>

#include "call.h"
#include "config_acl.h"
#include "config_kernel.h"
#include "nl_queue.h"
#include "put.h"
#include "txn.h"

/* The settings of a switch. */
static const uint32_t switch_attrs =
	1u << VSWITCH_A_SWITCH_AGEING_TIME | 1u << VSWITCH_A_SWITCH_MAX_PORTS |
	1u << VSWITCH_A_SWITCH_MAX_FDB | 1u << VSWITCH_A_SWITCH_PORT_MAX_FDB |
	1u << VSWITCH_A_SWITCH_MAX_RULES | 1u << VSWITCH_A_SWITCH_VLAN_PROTOCOL;

/**
 * config_create - create the switch that a file describes
 * @ctl: state
 * @new: the configuration that it is to have; only the switch itself gets it
 * @old: its switch is set
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int config_create(struct ctl *ctl, const struct config *new, struct config *old)
{
	struct vec made = { .size = sizeof(struct vsw_switch) };
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_SWITCH_ADD);
	int ret;

	nl_put_str(req, VSWITCH_A_SWITCH_IFNAME, new->sw.ifname);
	put_switch(req, &new->sw, switch_attrs);
	ret = call_do(ctl, req, parse_add_switch, &made, "cannot add switch %s",
		      new->sw.ifname);
	if (!ret && made.n)
		old->sw = *(struct vsw_switch *)made.data;
	vec_free(&made);
	/* A transaction of it is told by its name. */
	vec_free(&ctl->switches);
	ctl->have_switches = false;
	return ret;
}

/**
 * config_remove - delete a switch that was created in vain
 * @ctl: state
 * @c: its configuration
 */
void config_remove(struct ctl *ctl, const struct config *c)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_SWITCH_DEL);

	mnl_attr_put_u32(req, VSWITCH_A_SWITCH_IFINDEX, c->sw.ifindex);
	call_do(ctl, req, NULL, NULL, "cannot delete switch %s again", c->sw.ifname);
}

/* A request about a port of the switch; without a number, for a new one. */
static struct nlmsghdr *port_request(struct ctl *ctl, uint8_t cmd, const struct vsw_port *port)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, cmd);

	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, ctl->txn.sw);
	txn_put(ctl, req, VSWITCH_A_PORT_TXN);
	if (port)
		mnl_attr_put_u32(req, VSWITCH_A_PORT_NUMBER, port->number);
	return req;
}

/* The device that a port is to have, or to wait for; an empty name is none. */
static void put_device(struct nlmsghdr *req, const struct config_change *change)
{
	if (change->ifindex)
		mnl_attr_put_u32(req, VSWITCH_A_PORT_IFINDEX, change->ifindex);
	else
		nl_put_str(req, VSWITCH_A_PORT_IFNAME, change->new_port->ifname);
}

/* Of what differs, what a request may have: see "vlan-mode" in the specification. */
static uint32_t port_attrs(const struct vsw_port *port, uint32_t which)
{
	which &= PUT_PORT_SETTINGS;
	if (port->vlan_mode != VSWITCH_VLAN_MODE_TRUNK &&
	    port->vlan_mode != VSWITCH_VLAN_MODE_HYBRID)
		which &= ~(1u << VSWITCH_A_PORT_VLANS);
	return which;
}

static struct nlmsghdr *port_step(struct ctl *ctl, const struct config_change *change)
{
	const struct vsw_port *new = change->new_port;
	uint32_t which = change->which;
	struct nlmsghdr *req;

	if (change->action == CONFIG_DELETE)
		return port_request(ctl, VSWITCH_CMD_PORT_DEL, change->old_port);
	if (change->action == CONFIG_CHANGE) {
		req = port_request(ctl, VSWITCH_CMD_PORT_SET, change->old_port);
		if (which & 1u << VSWITCH_A_PORT_IFNAME)
			put_device(req, change);
	} else {
		req = port_request(ctl, VSWITCH_CMD_PORT_ADD, NULL);
		if (new->ifname[0])
			put_device(req, change);
		which = PUT_PORT_SETTINGS;
		if (!new->name[0])
			which &= ~(1u << VSWITCH_A_PORT_NAME);
		if (!new->maps)
			which &= ~(1u << VSWITCH_A_PORT_VLAN_MAPS);
		if (!new->community[0])
			which &= ~(1u << VSWITCH_A_PORT_COMMUNITY);
	}
	put_port(req, new, port_attrs(new, which));
	return req;
}

/* A request about a VLAN, whose number is in @vlan. */
static struct nlmsghdr *vlan_request(struct ctl *ctl, uint8_t cmd, const struct vsw_vlan *vlan,
				     uint32_t which)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, cmd);

	mnl_attr_put_u32(req, VSWITCH_A_VLAN_SWITCH, ctl->txn.sw);
	txn_put(ctl, req, VSWITCH_A_VLAN_TXN);
	put_vlan(req, vlan, which | 1u << VSWITCH_A_VLAN_VID);
	return req;
}

static struct nlmsghdr *vlan_step(struct ctl *ctl, const struct config_change *change)
{
	uint32_t which = 1u << VSWITCH_A_VLAN_COUNTERS;

	switch (change->action) {
	case CONFIG_ADD:
		if (change->new_vlan->name[0])
			which |= 1u << VSWITCH_A_VLAN_NAME;
		return vlan_request(ctl, VSWITCH_CMD_VLAN_ADD, change->new_vlan, which);
	case CONFIG_CHANGE:
		return vlan_request(ctl, VSWITCH_CMD_VLAN_SET, change->new_vlan, change->which);
	default:
		return vlan_request(ctl, VSWITCH_CMD_VLAN_DEL, change->old_vlan, 0);
	}
}

static struct nlmsghdr *switch_step(struct ctl *ctl, const struct config_diff *diff,
				    const struct config_change *change)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_SWITCH_SET);

	mnl_attr_put_u32(req, VSWITCH_A_SWITCH_IFINDEX, diff->old->sw.ifindex);
	txn_put(ctl, req, VSWITCH_A_SWITCH_TXN);
	put_switch(req, &diff->new->sw, change->which);
	return req;
}

/* VLANs may swap names, so those that change theirs first give it up. */
static int free_names(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q)
{
	static const struct vsw_vlan nameless;
	struct vsw_vlan vlan = nameless;
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < diff->changes.n; i++) {
		const struct config_change *change = vec_at(&diff->changes, i);

		if (change->object != CONFIG_VLAN || change->action != CONFIG_CHANGE ||
		    !(change->which & 1u << VSWITCH_A_VLAN_NAME) || !change->old_vlan->name[0])
			continue;
		vlan.vid = change->old_vlan->vid;
		ret = nl_queue_add(q, vlan_request(ctl, VSWITCH_CMD_VLAN_SET, &vlan,
						   1u << VSWITCH_A_VLAN_NAME), change);
	}
	return ret;
}

static int send_steps(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q)
{
	int ret = free_names(ctl, diff, q);
	bool numbered = false;
	size_t i;

	for (i = 0; !ret && i < diff->changes.n; i++) {
		const struct config_change *change = vec_at(&diff->changes, i);
		struct nlmsghdr *req;

		if (change->object >= CONFIG_SET) {
			/* All but sets need the numbers of new ports. */
			if (change->object != CONFIG_SET && !numbered)
				ret = nl_queue_flush(q);
			numbered = numbered || change->object != CONFIG_SET;
			ret = ret ?: config_send_acl(ctl, diff, q, change);
			continue;
		}
		if (change->object == CONFIG_SWITCH)
			req = switch_step(ctl, diff, change);
		else if (change->object == CONFIG_VLAN)
			req = vlan_step(ctl, change);
		else
			req = port_step(ctl, change);
		ret = nl_queue_add(q, req, change);
	}
	return ret ? ret : nl_queue_flush(q);
}

/* The number of a new port, for &struct nl_queue. */
static int take_number(const struct nlmsghdr *nlh, const void *about, void *ctx)
{
	const struct config_change *change = about;
	const struct config_diff *diff = ctx;
	struct vsw_port port = { 0 };

	if (change->object != CONFIG_PORT || change->action != CONFIG_ADD)
		return 0;
	if (parse_port(nlh, &port))
		return -EBADMSG;
	diff->numbers[change->new_port - (const struct vsw_port *)diff->new->ports.data] =
		port.number;
	return 0;
}

/**
 * config_send - make steps part of the open transaction
 * @ctl: state
 * @diff: the steps
 * @refusal: what was refused is put here
 *
 * Return: 0 or a negative errno. Nothing is told; @ctl->nl.err tells more.
 */
int config_send(struct ctl *ctl, const struct config_diff *diff,
		struct config_refusal *refusal)
{
	struct nl_queue q;
	int ret;

	nl_queue_init(&q, &ctl->nl);
	q.answer = take_number;
	q.ctx = (void *)diff;
	ret = send_steps(ctl, diff, &q);
	*refusal = (struct config_refusal) {
		.change = q.failed,
		.rule = q.failed_part,
		.cmd = q.cmd,
	};
	nl_queue_exit(&q);
	return ret;
}
