// SPDX-License-Identifier: GPL-2.0
/*
 * Ports get and lose their devices: attach, detach, release. Called from
 * rtnetlink (ndo_add_slave, ndo_del_slave), from our own netlink, and from the
 * netdevice notifier (notify.c); always under RTNL.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "conf.h"
#include "dev.h"
#include "fdb.h"
#include "nl.h"
#include "port.h"
#include "rx.h"
#include "vswitch.h"

static int is_dev(struct net_device *lower, struct netdev_nested_priv *priv)
{
	return lower == priv->data;
}

static bool is_stacked_on(struct net_device *dev, struct net_device *lower)
{
	struct netdev_nested_priv priv = { .data = lower };

	return netdev_walk_all_lower_dev(dev, is_dev, &priv);
}

/* May the device become a port of the switch? */
static int check_device(struct vsw_switch *sw, struct net_device *dev,
			struct netlink_ext_ack *extack)
{
	if (!net_eq(dev_net(dev), dev_net(sw->dev))) {
		NL_SET_ERR_MSG(extack, "the device is in another network namespace");
		return -EXDEV;
	}
	if (vsw_is_switch(dev)) {
		NL_SET_ERR_MSG(extack, "a switch cannot be a port of a switch");
		return -ELOOP;
	}
	if (dev->flags & IFF_LOOPBACK) {
		NL_SET_ERR_MSG(extack, "the loopback device cannot be a port");
		return -EINVAL;
	}
	if (dev->type != ARPHRD_ETHER || dev->addr_len != ETH_ALEN ||
	    !is_valid_ether_addr(dev->dev_addr)) {
		NL_SET_ERR_MSG(extack, "only an Ethernet device can be a port");
		return -EINVAL;
	}
	if (netdev_master_upper_dev_get(dev)) {
		NL_SET_ERR_MSG(extack, "the device has a master already");
		return -EBUSY;
	}
	if (netdev_is_rx_handler_busy(dev)) {
		NL_SET_ERR_MSG(extack,
			       "another driver takes the device's frames already (rx_handler)");
		return -EBUSY;
	}
	if (dev->priv_flags & (IFF_DONT_BRIDGE | IFF_NO_RX_HANDLER)) {
		NL_SET_ERR_MSG(extack, "the device's driver forbids its use in a switch");
		return -EOPNOTSUPP;
	}
	if (is_stacked_on(dev, sw->dev)) {
		NL_SET_ERR_MSG(extack, "the device is stacked on this very switch");
		return -ELOOP;
	}
	return 0;
}

/* The port that waits for a device of this name; one with a name first. */
static struct vsw_port_conf *find_waiting(const struct vsw_conf *conf,
					  const char *ifname)
{
	struct vsw_port_conf *pc, *found = NULL;
	u32 number;

	for (number = 1; (pc = vsw_conf_next_port(conf, &number)); number++) {
		if (pc->dev || strcmp(pc->ifname, ifname))
			continue;
		if (!found || (!found->name[0] && pc->name[0]))
			found = pc;
	}
	return found;
}

/* The port that can be given up: without a name, the longest detached. */
static struct vsw_port_conf *find_recyclable(const struct vsw_conf *conf)
{
	struct vsw_port_conf *pc, *found = NULL;
	u32 number;

	for (number = 1; (pc = vsw_conf_next_port(conf, &number)); number++) {
		if (pc->dev || pc->name[0])
			continue;
		if (!found || time_before(pc->port->detached_at,
					  found->port->detached_at))
			found = pc;
	}
	return found;
}

/**
 * struct addition - a port that is being added
 * @conf: the snapshot under construction
 * @pc: the port's configuration in it
 * @victim: the port that is given up for it, or NULL; a reference is held
 */
struct addition {
	struct vsw_conf *conf;
	struct vsw_port_conf *pc;
	struct vsw_port *victim;
};

/* Make room for one more port, at the limit by giving up an old one. */
static int make_room(struct vsw_switch *sw, struct addition *a,
		     struct netlink_ext_ack *extack)
{
	struct vsw_port_conf *old;

	if (a->conf->n_ports < a->conf->max_ports)
		return 0;
	old = find_recyclable(a->conf);
	if (!old || a->conf->n_ports > a->conf->max_ports) {
		sw->ports_refused++;
		NL_SET_ERR_MSG(extack, "the switch is at its limit of ports (max-ports)");
		return -ENOSPC;
	}
	a->victim = old->port;
	vsw_port_get(a->victim);
	return vsw_conf_del_port(a->conf, a->victim->number, GFP_KERNEL);
}

static int add_new(struct vsw_switch *sw, struct addition *a,
		   struct netlink_ext_ack *extack)
{
	struct vsw_port *port;
	u32 number;
	int err;

	err = make_room(sw, a, extack);
	if (err)
		return err;
	number = vsw_conf_free_number(a->conf);
	port = vsw_port_create(sw, number);
	if (!port)
		return -ENOMEM;
	err = vsw_conf_add_port(a->conf, port, VSW_PORT_DEFAULT, GFP_KERNEL);
	if (err) {
		vsw_port_put(port);
		return err;
	}
	a->pc = vsw_conf_port(a->conf, number);
	return 0;
}

/* Find the port that is meant, or make a new one; ready to be edited. */
static int find_or_add(struct vsw_switch *sw, struct addition *a,
		       const struct net_device *dev,
		       const struct vsw_port_set *set,
		       struct netlink_ext_ack *extack)
{
	bool by_name = set->name && *set->name;
	struct vsw_port_conf *pc = NULL;

	if (by_name)
		pc = vsw_conf_find_name(a->conf, set->name);
	else if (dev)
		pc = find_waiting(a->conf, dev->name);

	if (!pc)
		return add_new(sw, a, extack);
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "the switch has a port of this name");
		return -EEXIST;
	}
	if (pc->dev) {
		NL_SET_ERR_MSG_ATTR(extack, set->name_attr,
				    "the port of this name has a device already");
		return -EBUSY;
	}
	a->pc = vsw_conf_edit_port(a->conf, pc->number, GFP_KERNEL);
	return a->pc ? 0 : -ENOMEM;
}

/* Build the snapshot that has the port. */
static int prepare(struct vsw_switch *sw, struct addition *a,
		   struct net_device *dev, const struct vsw_port_set *set,
		   struct netlink_ext_ack *extack)
{
	int err;

	a->conf = vsw_conf_edit(sw, GFP_KERNEL);
	if (!a->conf)
		return -ENOMEM;
	err = find_or_add(sw, a, dev, set, extack);
	if (!err && dev) {
		a->pc->dev = dev;
		strscpy(a->pc->ifname, dev->name, sizeof(a->pc->ifname));
	}
	if (!err)
		err = vsw_port_apply(a->conf, a->pc, set, extack);
	if (!err && dev)
		err = vsw_conf_rebuild_flood(a->conf, GFP_KERNEL);
	if (!err)
		return 0;

	if (a->victim)
		vsw_port_put(a->victim);
	vsw_conf_abort(a->conf);
	return err;
}

static int enslave(struct vsw_switch *sw, struct net_device *dev,
		   struct netlink_ext_ack *extack)
{
	int err;

	err = dev_set_promiscuity(dev, 1);
	if (err) {
		NL_SET_ERR_MSG(extack, "the device cannot be made promiscuous");
		return err;
	}
	err = netdev_master_upper_dev_link(dev, sw->dev, NULL, NULL, extack);
	if (err) {
		if (extack && !extack->_msg)
			NL_SET_ERR_MSG(extack, "the device cannot be put below the switch");
		dev_set_promiscuity(dev, -1);
		return err;
	}
	/* a frame that was merged on receipt cannot be forwarded as it was */
	dev_disable_lro(dev);
	return 0;
}

static void release(struct vsw_switch *sw, struct net_device *dev)
{
	netdev_reset_rx_headroom(dev);
	netdev_upper_dev_unlink(dev, sw->dev);
	dev_set_promiscuity(dev, -1);
}

/* Publish the snapshot that has the port, then open its door. */
static int publish(struct vsw_switch *sw, struct addition *a,
		   struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct vsw_port *port = a->pc->port;
	int err;

	if (dev) {
		err = enslave(sw, dev, extack);
		if (err)
			goto err_abort;
		port->dev = dev;
		vsw_fdb_open_port(sw, port);
		/* until the next line its frames end as "port-detached" */
		err = netdev_rx_handler_register(dev, vsw_rx_port, port);
		if (err) {
			NL_SET_ERR_MSG(extack, "the device's frames cannot be had");
			goto err_release;
		}
	}
	if (a->victim)
		vsw_nl_port_notify(sw, vsw_conf_port(vsw_conf_current(sw),
						     a->victim->number),
				   VSWITCH_CMD_PORT_DEL_NTF);
	vsw_conf_publish(sw, a->conf);
	if (a->victim)
		vsw_port_retire(sw, a->victim);
	vsw_nl_port_notify(sw, a->pc, VSWITCH_CMD_PORT_NTF);
	return 0;

err_release:
	vsw_fdb_close_port(sw, port, false);
	port->dev = NULL;
	release(sw, dev);
err_abort:
	if (a->victim)
		vsw_port_put(a->victim);
	vsw_conf_abort(a->conf);
	return err;
}

/**
 * vsw_port_add() - make a port, of a device or for one that is awaited
 * @sw: the switch
 * @dev: the device; NULL for a port that waits
 * @set: its settings
 * @number: gets its number
 * @extack: says why not
 *
 * A device whose port was detached, or is awaited under its name, becomes that
 * port again.
 * Context: RTNL.
 * Return: 0 or a negative error; then nothing has changed.
 */
int vsw_port_add(struct vsw_switch *sw, struct net_device *dev,
		 const struct vsw_port_set *set, u32 *number,
		 struct netlink_ext_ack *extack)
{
	struct addition a = {};
	unsigned int mtu;
	bool alone = false;
	int err;

	ASSERT_RTNL();

	if (dev) {
		err = check_device(sw, dev, extack);
		if (err)
			return err;
	}
	err = vsw_conf_lock(sw, extack);
	if (err)
		return err;
	err = prepare(sw, &a, dev, set, extack);
	if (!err)
		err = publish(sw, &a, dev, extack);
	if (!err) {
		*number = a.pc->number;
		alone = a.conf->flood->n <= 2; /* the host's and this one */
	}
	vsw_conf_unlock(sw);
	if (err || !dev)
		return err;

	mtu = sw->dev->mtu;
	vsw_dev_update(sw);
	if (dev->mtu != sw->dev->mtu || (!alone && dev->mtu != mtu))
		NL_SET_ERR_MSG(extack,
			       "the MTU of the device is not that of the switch: frames longer than either are dropped");
	return 0;
}

/* Publish the port without its device; it cannot be refused. */
static void publish_detached(struct vsw_switch *sw, struct vsw_port *port)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_NOFAIL;
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;

	mutex_lock(&sw->conf_lock);
	conf = vsw_conf_edit(sw, gfp);
	pc = vsw_conf_edit_port(conf, port->number, gfp);
	pc->dev = NULL;
	vsw_conf_rebuild_flood(conf, gfp);
	port->detached_at = jiffies;
	vsw_conf_publish(sw, conf);
	vsw_nl_port_notify(sw, pc, VSWITCH_CMD_PORT_NTF);
	mutex_unlock(&sw->conf_lock);
}

/**
 * vsw_port_detach() - set the device of a port free; the port stays
 * @port: a port with a device
 *
 * Context: RTNL. Cannot fail.
 */
void vsw_port_detach(struct vsw_port *port)
{
	struct vsw_switch *sw = port->sw;
	struct net_device *dev = port->dev;

	ASSERT_RTNL();

	/* waits for the frames that are on their way in */
	netdev_rx_handler_unregister(dev);
	publish_detached(sw, port);
	vsw_fdb_close_port(sw, port, false);
	port->dev = NULL;
	release(sw, dev);
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
	const gfp_t gfp = GFP_KERNEL | __GFP_NOFAIL;
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;
	struct vsw_port *port;
	u32 number;

	ASSERT_RTNL();

	mutex_lock(&sw->conf_lock);
	sw->dying = true;
	conf = vsw_conf_edit(sw, gfp);
	for (number = 1; (pc = vsw_conf_next_port(conf, &number)); number++)
		if (pc->dev)
			vsw_conf_edit_port(conf, number, gfp)->dev = NULL;
	vsw_conf_rebuild_flood(conf, gfp);
	vsw_conf_publish(sw, conf);
	mutex_unlock(&sw->conf_lock);

	/* dying: nobody replaces it any more */
	conf = rcu_dereference_protected(sw->conf, sw->dying);
	for (number = 1; (pc = vsw_conf_next_port(conf, &number)); number++) {
		port = pc->port;
		if (!port->dev)
			continue;
		netdev_rx_handler_unregister(port->dev);
		vsw_fdb_close_port(sw, port, true);
		release(sw, port->dev);
		port->dev = NULL;
	}
	netif_carrier_off(sw->dev);
}
