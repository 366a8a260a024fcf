// SPDX-License-Identifier: GPL-2.0
/*
 * Ports: their lifetime, their settings, their books. Called from our own
 * netlink and from attach.c, where ports get and lose their devices.
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "acls.h"
#include "attach.h"
#include "commit.h"
#include "conf.h"
#include "dev.h"
#include "fdb.h"
#include "nl.h"
#include "port.h"
#include "rx.h"
#include "txn.h"
#include "vlan.h"
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
	struct vsw_port *port = kzalloc(sizeof(*port), GFP_KERNEL_ACCOUNT);

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
 * Context: process context, conf_lock is held; sleeps.
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
		cond_resched();
	}
}

/**
 * vsw_name_check() - may this be the name of a port, a VLAN, a community?
 * @name: the name; "" for none is right
 * @attr: the attribute to blame, or NULL
 * @extack: says what is wrong
 *
 * A name is what a command line can tell from a number, a path, an option.
 * Return: 0, or -EINVAL.
 */
int vsw_name_check(const char *name, const struct nlattr *attr,
		   struct netlink_ext_ack *extack)
{
	bool digits_only = true;
	const char *c;

	if (!*name)
		return 0;
	for (c = name; *c; c++) {
		if (!(isascii(*c) && isalnum(*c)) && !strchr("._-:@", *c)) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "a name has letters, digits and . _ - : @ only");
			return -EINVAL;
		}
		digits_only &= !!isdigit(*c);
	}
	if (digits_only || *name == '-' || !strcmp(name, "host")) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "a name must not be a number or \"host\" or begin with -");
		return -EINVAL;
	}
	return 0;
}

static int set_name(const struct vsw_conf *conf, struct vsw_port_conf *pc,
		    const struct vsw_port_set *set,
		    struct netlink_ext_ack *extack)
{
	const struct vsw_port_conf *other = NULL;
	int err;

	if (pc->number == VSW_PORT_HOST && *set->name) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "the host's port cannot be given a name");
		return -EINVAL;
	}
	err = vsw_name_check(set->name, set->name_attr, extack);
	if (err)
		return err;
	if (*set->name)
		other = vsw_conf_find_name(conf, set->name);
	if (other && other != pc) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "another port of the switch has this name");
		return -EEXIST;
	}
	strscpy(pc->name, set->name, sizeof(pc->name));
	return 0;
}

/* Which device it is to have, or to wait for. */
static int set_device(struct vsw_conf *conf, struct vsw_port_conf *pc,
		      const struct vsw_port_set *set,
		      struct netlink_ext_ack *extack)
{
	if (!set->has_device)
		return 0;
	if (pc->number == VSW_PORT_HOST) {
		NL_SET_ERR_MSG(extack, "the device of the host's port is the switch");
		return -EINVAL;
	}
	if (set->ifname)
		strscpy(pc->ifname, set->ifname, sizeof(pc->ifname));
	if (set->ifindex == pc->ifindex)
		return 0;
	conf->n_attached -= !!pc->dev;
	pc->dev = NULL;
	pc->ifindex = set->ifindex;
	return 0;
}

/**
 * vsw_port_apply() - apply settings to a port that is being edited
 * @conf: the snapshot under construction; to be given up when this fails
 * @pc: the port's configuration in it, made writable
 * @set: the settings
 * @extack: says what is wrong
 *
 * Return: 0 or a negative error.
 */
int vsw_port_apply(struct vsw_conf *conf, struct vsw_port_conf *pc,
		   const struct vsw_port_set *set,
		   struct netlink_ext_ack *extack)
{
	int err;

	if (set->name) {
		err = set_name(conf, pc, set, extack);
		if (err)
			return err;
	}
	err = set_device(conf, pc, set, extack);
	if (err)
		return err;
	if (set->has_max_fdb) {
		if (set->max_fdb > VSW_FDB_CEILING) {
			NL_SET_ERR_MSG_ATTR(extack, set->max_fdb_attr,
					    "a port's limit of FDB entries must be 0 (none) to 1048576");
			return -ERANGE;
		}
		pc->max_fdb = set->max_fdb;
	}
	pc->flags = (pc->flags & ~set->mask) | (set->flags & set->mask);
	return set->vlan ? vsw_vlan_apply(conf, pc, set->vlan, extack) : 0;
}

/**
 * vsw_port_book() - note what a port counted as counted by ports that are gone
 * @sw: its switch
 * @port: a port that is in no snapshot, so that nothing is being counted
 * @gone: note it; false: it comes back, and has its own books again
 *
 * Context: process context, conf_lock is held.
 */
void vsw_port_book(struct vsw_switch *sw, struct vsw_port *port, bool gone)
{
	struct vsw_account_sum sum;

	lockdep_assert_held(&sw->conf_lock);

	vsw_account_read(port->account, &sum);
	if (gone)
		vsw_account_merge(&sw->retired, &sum);
	else
		vsw_account_subtract(&sw->retired, &sum);
}

/**
 * vsw_port_retire() - end a port that was taken out of the configuration
 * @sw: its switch
 * @port: the port; its device, if it had one, is gone
 *
 * What it counted stays in the books of the switch.
 * Context: process context, conf_lock is held; frames that were judged by a
 * snapshot that had it are through.
 */
void vsw_port_retire(struct vsw_switch *sw, struct vsw_port *port)
{
	vsw_fdb_close_port(sw, port, true);
	vsw_port_book(sw, port, true);
}

/* The port that waits for a device of this name; one with a name first. */
static struct vsw_port_conf *find_waiting(const struct vsw_conf *conf,
					  const char *ifname)
{
	struct vsw_port_conf *pc, *found = NULL;
	u32 number;

	for (number = 1; (pc = vsw_conf_next_port(conf, &number)); number++) {
		if (pc->ifindex || strcmp(pc->ifname, ifname))
			continue;
		if (!found || (!found->name[0] && pc->name[0]))
			found = pc;
	}
	return found;
}

/* The port that can be given up: without any name, the longest detached. */
static struct vsw_port_conf *find_recyclable(const struct vsw_conf *conf,
					     const unsigned long *named)
{
	struct vsw_port_conf *pc, *found = NULL;
	u32 number;

	for (number = 1; (pc = vsw_conf_next_port(conf, &number)); number++) {
		if (pc->ifindex || pc->name[0] || test_bit(number, named))
			continue;
		if (!found || time_before(pc->port->detached_at,
					  found->port->detached_at))
			found = pc;
	}
	return found;
}

/* Make room for one more port, at the limit by giving up an old one. */
static int make_room(struct vsw_switch *sw, struct vsw_conf *conf,
		     const unsigned long *named, struct netlink_ext_ack *extack)
{
	struct vsw_port_conf *old;

	if (conf->n_ports < conf->max_ports)
		return 0;
	old = find_recyclable(conf, named);
	if (!old || conf->n_ports > conf->max_ports) {
		sw->ports_refused++;
		NL_SET_ERR_MSG(extack, "the switch is at its limit of ports (max-ports)");
		return -ENOSPC;
	}
	return vsw_conf_del_port(conf, old->number, GFP_KERNEL_ACCOUNT);
}

static struct vsw_port_conf *add_new(struct vsw_switch *sw,
				     struct vsw_conf *conf,
				     struct netlink_ext_ack *extack)
{
	DECLARE_BITMAP(named, VSW_PORTS_CEILING + 1) = {};
	const struct vsw_conf *reserved = vsw_txn_reserved(sw);
	struct vsw_port *port;
	u32 number;
	int err;

	vsw_acls_named_ports(conf->acls, named);
	if (reserved)
		vsw_acls_named_ports(reserved->acls, named);
	err = make_room(sw, conf, named, extack);
	if (err)
		return ERR_PTR(err);
	number = vsw_conf_free_number(conf, reserved, named);
	if (!number) {
		sw->ports_refused++;
		NL_SET_ERR_MSG(extack, "all numbers of ports are in use or wait for a roll-back");
		return ERR_PTR(-ENOSPC);
	}
	port = vsw_port_create(sw, number);
	if (!port)
		return ERR_PTR(-ENOMEM);
	err = vsw_conf_add_port(conf, port, VSW_PORT_DEFAULT,
				GFP_KERNEL_ACCOUNT);
	if (err) {
		vsw_port_put(port);
		return ERR_PTR(err);
	}
	return vsw_conf_port(conf, number);
}

/* Can the device be had? It is tried again when the change takes effect. */
static int check_device(struct vsw_switch *sw, const struct vsw_conf *conf,
			int ifindex, struct netlink_ext_ack *extack)
{
	struct net_device *dev = __dev_get_by_index(dev_net(sw->dev), ifindex);

	if (!dev || vsw_commit_giver(sw, conf, dev))
		return 0;
	return vsw_attach_check(sw, dev, extack);
}

/**
 * vsw_port_add() - make a port, of a device or for one that is awaited
 * @sw: the switch
 * @conf: the snapshot under construction; to be given up when this fails
 * @set: its settings, device included
 * @extack: says why not
 *
 * A device whose port was detached, or is awaited under its name, becomes that
 * port again.
 * Context: process context, conf_lock is held; RTNL where there is a device.
 * Return: the port, or an error pointer.
 */
struct vsw_port_conf *vsw_port_add(struct vsw_switch *sw,
				   struct vsw_conf *conf,
				   const struct vsw_port_set *set,
				   struct netlink_ext_ack *extack)
{
	struct vsw_port_conf *pc = NULL;
	int err;

	if (set->ifindex) {
		err = check_device(sw, conf, set->ifindex, extack);
		if (err)
			return ERR_PTR(err);
	}
	if (set->name && *set->name)
		pc = vsw_conf_find_name(conf, set->name);
	else if (set->ifindex)
		pc = find_waiting(conf, set->ifname);

	if (pc && !set->ifindex) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "the switch has a port of this name");
		return ERR_PTR(-EEXIST);
	}
	if (pc && pc->ifindex) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "the port of this name has a device already");
		return ERR_PTR(-EBUSY);
	}
	if (pc)
		pc = vsw_conf_edit_port(conf, pc->number, GFP_KERNEL_ACCOUNT) ?:
		     ERR_PTR(-ENOMEM);
	else
		pc = add_new(sw, conf, extack);
	if (IS_ERR(pc))
		return pc;
	err = vsw_port_apply(conf, pc, set, extack);
	return err ? ERR_PTR(err) : pc;
}

/**
 * vsw_port_detach() - set the device of a port free; the port stays
 * @port: a port with a device
 *
 * Context: RTNL. Cannot fail.
 */
void vsw_port_detach(struct vsw_port *port)
{
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_NOFAIL;
	struct vsw_switch *sw = port->sw;
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;

	ASSERT_RTNL();

	mutex_lock(&sw->conf_lock);
	conf = vsw_conf_edit(sw, gfp);
	pc = vsw_conf_edit_port(conf, port->number, gfp);
	pc->dev = NULL;
	pc->ifindex = 0;
	conf->n_attached--;
	vsw_commit_nofail(sw, conf);
	mutex_unlock(&sw->conf_lock);
	vsw_dev_update(sw);
}

/**
 * vsw_port_release_all() - set all devices free, for good
 * @sw: a switch that is being deleted
 *
 * Context: RTNL.
 */
void vsw_port_release_all(struct vsw_switch *sw)
{
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_NOFAIL;
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;
	u32 number;

	ASSERT_RTNL();

	mutex_lock(&sw->conf_lock);
	vsw_txn_forget_all(sw);
	conf = vsw_conf_edit(sw, gfp);
	for (number = 1; (pc = vsw_conf_next_port(conf, &number)); number++) {
		if (!pc->dev)
			continue;
		pc = vsw_conf_edit_port(conf, number, gfp);
		pc->dev = NULL;
		pc->ifindex = 0;
	}
	conf->n_attached = 0;
	vsw_commit_nofail(sw, conf);
	sw->dying = true;
	mutex_unlock(&sw->conf_lock);
	netif_carrier_off(sw->dev);
}
