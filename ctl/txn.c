// SPDX-License-Identifier: GPL-2.0
/*
 * Begin, commit and abort a transaction, and know its ports. See txn.h.
 *
 * A transaction belongs to the socket that began it: when the program ends, it
 * is forgotten. Ports that were added in it are not to be seen yet by
 * "port-get", so that the ports as they will be are kept here, for ref.c.
 */
#include <stdio.h>

#include "call.h"
#include "names.h"
#include "ref.h"
#include "txn.h"

/* A request about the transaction itself. */
static struct nlmsghdr *request(struct ctl *ctl, uint8_t cmd)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, cmd);

	mnl_attr_put_u32(req, VSWITCH_A_TXN_SWITCH, ctl->txn.sw);
	if (ctl->txn.id)
		mnl_attr_put_u32(req, VSWITCH_A_TXN_ID, ctl->txn.id);
	return req;
}

static void forget(struct ctl *ctl)
{
	ctl->txn.id = 0;
	vec_free(&ctl->txn.ports);
}

/**
 * txn_begin - begin a transaction, and read the ports that are there
 * @ctl: state, after ref_load(), with no transaction open
 * @sw: interface index of the switch
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int txn_begin(struct ctl *ctl, uint32_t sw)
{
	struct vsw_txn reply = { 0 };
	struct nlmsghdr *req;
	int ret;

	ctl->txn.sw = sw;
	ctl->txn.ports.size = sizeof(struct vsw_port);
	ret = call_do(ctl, request(ctl, VSWITCH_CMD_TXN_BEGIN), parse_txn, &reply,
		      "cannot begin a transaction of %s", ref_switch_name(ctl, sw));
	if (ret)
		return ret;
	if (!reply.id) {
		out_error("the kernel began a transaction without a number");
		return CTL_REFUSED;
	}
	req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);
	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, sw);
	call_dump(ctl, req, parse_add_port, &ctl->txn.ports);
	ctl->txn.id = reply.id;
	ret = call_end(ctl, req, "cannot list the ports of %s", ref_switch_name(ctl, sw));
	if (ret)
		txn_abort(ctl);
	return ret;
}

/**
 * txn_enter - note that a change of a switch comes
 * @ctl: state, after ref_load()
 * @sw: interface index of the switch
 *
 * Where changes are gathered, the first begins the transaction.
 *
 * Return: CTL_OK, CTL_REFUSED, or CTL_USAGE for another switch than before;
 * told.
 */
int txn_enter(struct ctl *ctl, uint32_t sw)
{
	char name[IFNAMSIZ];

	if (!ctl->txn.id)
		return ctl->txn.gather ? txn_begin(ctl, sw) : CTL_OK;
	if (ctl->txn.sw == sw)
		return CTL_OK;
	snprintf(name, sizeof(name), "%s", ref_switch_name(ctl, sw));
	out_error("this changes %s, what is before it %s; one transaction is of one switch",
		  name, ref_switch_name(ctl, ctl->txn.sw));
	return CTL_USAGE;
}

/**
 * txn_put - make a change part of the transaction, if there is one
 * @ctl: state
 * @req: the change
 * @attr: type of the attribute "txn" in it
 */
void txn_put(const struct ctl *ctl, struct nlmsghdr *req, uint16_t attr)
{
	if (ctl->txn.id)
		mnl_attr_put_u32(req, attr, ctl->txn.id);
}

/**
 * txn_note - remember what was changed last, for messages about it
 * @ctl: state
 * @object: &enum vswitch_object
 * @number: of the port, or VID of the VLAN
 */
void txn_note(struct ctl *ctl, uint32_t object, uint32_t number)
{
	ctl->txn.object = object;
	ctl->txn.number = number;
}

static struct vsw_port *find_port(const struct ctl *ctl, uint32_t number)
{
	size_t i;

	for (i = 0; i < ctl->txn.ports.n; i++) {
		struct vsw_port *port = vec_at(&ctl->txn.ports, i);

		if (port->number == number)
			return port;
	}
	return NULL;
}

/**
 * txn_port_is - note what a port is called from now on in the transaction
 * @ctl: state
 * @port: the port, new or not; where it has no name or device, these stay
 */
void txn_port_is(struct ctl *ctl, const struct vsw_port *port)
{
	struct vsw_port *known;

	txn_note(ctl, VSWITCH_OBJECT_PORT, port->number);
	if (!ctl->txn.id)
		return;
	known = find_port(ctl, port->number) ?: vec_push(&ctl->txn.ports);
	known->sw = ctl->txn.sw;
	known->number = port->number;
	if (port->has & 1u << VSWITCH_A_PORT_NAME)
		snprintf(known->name, sizeof(known->name), "%s", port->name);
	if (port->has & 1u << VSWITCH_A_PORT_IFNAME)
		snprintf(known->ifname, sizeof(known->ifname), "%s", port->ifname);
	if (port->has & 1u << VSWITCH_A_PORT_IFINDEX) {
		known->has |= 1u << VSWITCH_A_PORT_IFINDEX;
		known->ifindex = port->ifindex;
	}
}

/**
 * txn_port_gone - note that a port is deleted in the transaction
 * @ctl: state
 * @number: its number
 */
void txn_port_gone(struct ctl *ctl, uint32_t number)
{
	struct vsw_port *port = find_port(ctl, number);

	txn_note(ctl, VSWITCH_OBJECT_PORT, number);
	if (port)
		*port = *(struct vsw_port *)vec_at(&ctl->txn.ports, --ctl->txn.ports.n);
}

/**
 * txn_commit - have all changes take effect
 * @ctl: state, with a transaction open; it is over afterwards
 * @confirm_timeout: seconds until they are taken back unless confirmed, 0: never
 * @about: what a refusal is about is put here
 *
 * Return: 0 or a negative errno. Nothing is told; txn_refused() does that.
 */
int txn_commit(struct ctl *ctl, uint32_t confirm_timeout, struct vsw_txn *about)
{
	struct nlmsghdr *req = request(ctl, VSWITCH_CMD_TXN_COMMIT);
	int ret;

	*about = (struct vsw_txn){ 0 };
	if (confirm_timeout)
		mnl_attr_put_u32(req, VSWITCH_A_TXN_CONFIRM_TIMEOUT, confirm_timeout);
	ret = nl_do(&ctl->nl, req, parse_txn, about);
	forget(ctl);
	return ret;
}

/* What a refusal is about, such as ", because of port web1 (3)". */
static void describe(const struct vsw_txn *about, char *text, size_t size)
{
	const char *object = names_get(&names_object, about->object);

	*text = '\0';
	if (!(about->has & 1u << VSWITCH_A_TXN_OBJECT))
		return;
	if (about->has & 1u << VSWITCH_A_TXN_VID)
		snprintf(text, size, ", because of %s %u", object, about->vid);
	else if (about->port_name[0] && about->has & 1u << VSWITCH_A_TXN_PORT)
		snprintf(text, size, ", because of %s %s (%u)", object, about->port_name,
			 about->port);
	else if (about->port_name[0])
		snprintf(text, size, ", because of %s %s", object, about->port_name);
	else if (about->has & 1u << VSWITCH_A_TXN_PORT)
		snprintf(text, size, ", because of %s %u", object, about->port);
	else
		snprintf(text, size, ", because of the %s itself", object);
}

/**
 * txn_refused - tell that a commit was refused, and because of what
 * @ctl: state, after txn_commit()
 * @sw: interface index of the switch
 * @about: what txn_commit() gave
 *
 * Return: CTL_REFUSED, for the caller to return.
 */
int txn_refused(struct ctl *ctl, uint32_t sw, const struct vsw_txn *about)
{
	/* the number of the transaction, which is blamed, is nothing of the user's */
	struct nl_err err = ctl->nl.err;
	char object[128], what[256];

	err.attr = 0;
	describe(about, object, sizeof(object));
	snprintf(what, sizeof(what), "cannot commit the changes of %s%s",
		 ref_switch_name(ctl, sw), object);
	return call_refused(&err, VSWITCH_CMD_TXN_COMMIT, what);
}

/**
 * txn_abort - forget all changes
 * @ctl: state; nothing is done where no transaction is open
 *
 * Should it fail, the kernel forgets them when the program ends.
 */
void txn_abort(struct ctl *ctl)
{
	struct nl_err err = ctl->nl.err;

	if (!ctl->txn.id)
		return;
	nl_do(&ctl->nl, request(ctl, VSWITCH_CMD_TXN_ABORT), NULL, NULL);
	ctl->nl.err = err;
	forget(ctl);
}
