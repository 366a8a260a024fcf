// SPDX-License-Identifier: GPL-2.0
/*
 * Ports: their lifetime, their settings, their books. Called from our own
 * netlink and from attach.c, where ports get and lose their devices.
 */
#include <linux/ctype.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "conf.h"
#include "fdb.h"
#include "nl.h"
#include "port.h"
#include "rx.h"
#include "vswitch.h"

/**
 * vsw_port_create() - a new port, not yet in any configuration
 * @sw: its switch
 * @number: its number
 *
 * Context: process context.
 * Return: the port with one reference, or NULL when out of memory.
 */
struct vsw_port *vsw_port_create(struct vsw_switch *sw, u32 number)
{
	struct vsw_port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->account = vsw_account_create();
	if (!port->account) {
		kfree(port);
		return NULL;
	}
	port->sw = sw;
	port->number = number;
	port->detached_at = jiffies;
	refcount_set(&port->ref, 1);
	return port;
}

/**
 * vsw_port_get() - take a reference
 * @port: a port that the caller has a reference to
 */
void vsw_port_get(struct vsw_port *port)
{
	refcount_inc(&port->ref);
}

static void port_free_rcu(struct rcu_head *rcu)
{
	struct vsw_port *port = container_of(rcu, struct vsw_port, rcu);

	free_percpu(port->account);
	kfree(port);
}

/**
 * vsw_port_put() - give a reference back
 * @port: the port; freed after a grace period when it was the last
 *
 * Context: any.
 */
void vsw_port_put(struct vsw_port *port)
{
	if (refcount_dec_and_test(&port->ref))
		call_rcu(&port->rcu, port_free_rcu);
}

/**
 * vsw_port_of_dev() - the port that a device is
 * @dev: any device
 *
 * Context: RTNL.
 * Return: NULL when it is none of ours.
 */
struct vsw_port *vsw_port_of_dev(const struct net_device *dev)
{
	ASSERT_RTNL();
	if (rcu_access_pointer(dev->rx_handler) != vsw_rx_port)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

/**
 * vsw_port_total() - what all ports of a switch counted
 * @sw: the switch
 * @total: gets the sums, those of deleted ports included
 *
 * Context: process context, conf_lock is held.
 */
void vsw_port_total(struct vsw_switch *sw, struct vsw_account_sum *total)
{
	const struct vsw_conf *conf = vsw_conf_current(sw);
	const struct vsw_port_conf *pc;
	struct vsw_account_sum sum;
	u32 number;

	*total = sw->retired;
	for (number = 0; (pc = vsw_conf_next_port(conf, &number)); number++) {
		vsw_account_read(pc->port->account, &sum);
		vsw_account_merge(total, &sum);
	}
}

/* A name is what a command line can tell from a number, a path, an option. */
static int check_name(const struct vsw_conf *conf,
		      const struct vsw_port_set *set, u32 number,
		      struct netlink_ext_ack *extack)
{
	const struct vsw_port_conf *pc;
	const char *name = set->name;
	bool digits_only = true;
	const char *c;

	if (!*name)
		return 0;
	for (c = name; *c; c++) {
		if (!(isascii(*c) && isalnum(*c)) && !strchr("._-:@", *c)) {
			NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
					    "a port's name has letters, digits and . _ - : @ only");
			return -EINVAL;
		}
		digits_only &= !!isdigit(*c);
	}
	if (digits_only || *name == '-' || !strcmp(name, "host")) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "a port's name must not be a number or \"host\" or begin with -");
		return -EINVAL;
	}
	pc = vsw_conf_find_name(conf, name);
	if (pc && pc->number != number) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "another port of the switch has this name");
		return -EEXIST;
	}
	return 0;
}

/**
 * vsw_port_apply() - apply settings to a port that is being edited
 * @conf: the snapshot under construction
 * @pc: the port's configuration in it, made writable
 * @set: the settings
 * @extack: says what is wrong
 *
 * Return: 0 or a negative error.
 */
int vsw_port_apply(const struct vsw_conf *conf, struct vsw_port_conf *pc,
		   const struct vsw_port_set *set,
		   struct netlink_ext_ack *extack)
{
	int err;

	if (set->name) {
		err = check_name(conf, set, pc->number, extack);
		if (err)
			return err;
		strscpy(pc->name, set->name, sizeof(pc->name));
	}
	if (set->ifname && !pc->dev)
		strscpy(pc->ifname, set->ifname, sizeof(pc->ifname));
	if (set->has_max_fdb) {
		if (set->max_fdb > VSW_FDB_CEILING) {
			NL_SET_ERR_MSG_ATTR(extack, set->max_fdb_attr,
					    "a port's limit of FDB entries must be 0 (none) to 1048576");
			return -ERANGE;
		}
		pc->max_fdb = set->max_fdb;
	}
	pc->flags = (pc->flags & ~set->mask) | (set->flags & set->mask);
	return 0;
}

/**
 * vsw_port_retire() - end a port that was taken out of the configuration
 * @sw: its switch
 * @port: the port; the caller's reference is given back
 *
 * What it counted stays in the books of the switch.
 * Context: process context, conf_lock is held; waits for frames.
 */
void vsw_port_retire(struct vsw_switch *sw, struct vsw_port *port)
{
	struct vsw_account_sum sum;

	lockdep_assert_held(&sw->conf_lock);

	/* frames judged by an older snapshot may still be booked on it */
	synchronize_net();
	vsw_fdb_close_port(sw, port, true);
	vsw_account_read(port->account, &sum);
	vsw_account_merge(&sw->retired, &sum);
	vsw_port_put(port);
}

/**
 * vsw_port_set() - change settings of a port
 * @sw: the switch
 * @number: a port of it
 * @set: what to change
 * @extack: says why not
 *
 * Context: process context, conf_lock is held.
 * Return: 0 or a negative error; then nothing has changed.
 */
int vsw_port_set(struct vsw_switch *sw, u32 number,
		 const struct vsw_port_set *set,
		 struct netlink_ext_ack *extack)
{
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;
	int err = -ENOMEM;

	lockdep_assert_held(&sw->conf_lock);

	if (number == VSW_PORT_HOST && set->name && *set->name) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "the host's port cannot be given a name");
		return -EINVAL;
	}
	conf = vsw_conf_edit(sw, GFP_KERNEL);
	if (!conf)
		return -ENOMEM;
	pc = vsw_conf_edit_port(conf, number, GFP_KERNEL);
	if (pc)
		err = vsw_port_apply(conf, pc, set, extack);
	if (err) {
		vsw_conf_abort(conf);
		return err;
	}
	vsw_conf_publish(sw, conf);
	vsw_nl_port_notify(sw, pc, VSWITCH_CMD_PORT_NTF);
	return 0;
}

/**
 * vsw_port_del() - delete a port, with all that is known of it
 * @sw: the switch
 * @number: a port of it
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int vsw_port_del(struct vsw_switch *sw, u32 number,
		 struct netlink_ext_ack *extack)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_NOFAIL;
	struct vsw_port_conf *pc;
	struct vsw_port *port;
	struct vsw_conf *conf;
	int err;

	ASSERT_RTNL();

	if (number == VSW_PORT_HOST) {
		NL_SET_ERR_MSG(extack, "the host's port goes with the switch only");
		return -EINVAL;
	}
	err = vsw_conf_lock(sw, extack);
	if (err)
		return err;
	pc = vsw_conf_port(vsw_conf_current(sw), number);
	port = pc ? pc->port : NULL;
	if (port)
		vsw_port_get(port);
	vsw_conf_unlock(sw);
	if (!port) {
		NL_SET_ERR_MSG(extack, "the switch has no such port");
		return -ENOENT;
	}

	/* ports are deleted under RTNL only, so it is still there */
	if (port->dev)
		vsw_port_detach(port);
	mutex_lock(&sw->conf_lock);
	conf = vsw_conf_edit(sw, gfp);
	vsw_nl_port_notify(sw, vsw_conf_port(conf, number),
			   VSWITCH_CMD_PORT_DEL_NTF);
	vsw_conf_del_port(conf, number, gfp);
	vsw_conf_publish(sw, conf);
	vsw_port_retire(sw, port);
	mutex_unlock(&sw->conf_lock);
	return 0;
}
