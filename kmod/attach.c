// SPDX-License-Identifier: GPL-2.0
/*
 * Ports get and lose their devices: what is done to the device itself. Called
 * by commit.c where a snapshot says so; always under RTNL.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "attach.h"
#include "dev.h"
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

/**
 * vsw_attach_check() - may a device become a port of a switch?
 * @sw: the switch
 * @dev: the device
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int vsw_attach_check(struct vsw_switch *sw, struct net_device *dev,
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

static void release(struct vsw_switch *sw, struct net_device *dev)
{
	netdev_reset_rx_headroom(dev);
	netdev_upper_dev_unlink(dev, sw->dev);
	dev_set_promiscuity(dev, -1);
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

/**
 * vsw_attach() - put a device below its switch, and let its frames in
 * @port: the port that it is to be of
 * @dev: the device, after vsw_attach_check()
 * @extack: says why not
 *
 * Until a snapshot that has the two together is published, its frames end as
 * "port-detached" (see rx.c).
 * Context: RTNL.
 * Return: 0 or a negative error; then nothing has changed.
 */
int vsw_attach(struct vsw_port *port, struct net_device *dev,
	       struct netlink_ext_ack *extack)
{
	int err;

	err = enslave(port->sw, dev, extack);
	if (err)
		return err;
	err = netdev_rx_handler_register(dev, vsw_rx_port, port);
	if (err) {
		NL_SET_ERR_MSG(extack, "the device's frames cannot be had");
		release(port->sw, dev);
	}
	return err;
}

/**
 * vsw_attach_move() - give a device to another port of its switch
 * @port: the port, which has it in the snapshot that is published
 * @dev: the device
 *
 * Its frames meet the switch all the while.
 * Context: RTNL. Cannot fail.
 */
void vsw_attach_move(struct vsw_port *port, struct net_device *dev)
{
	rcu_assign_pointer(dev->rx_handler_data, port);
}

/**
 * vsw_detach() - let no more frames of a device in, and set it free
 * @sw: the switch
 * @dev: the device, which no port has in the snapshot that is published
 *
 * When it returns, none of its frames is under way in the switch.
 * Context: RTNL.
 */
void vsw_detach(struct vsw_switch *sw, struct net_device *dev)
{
	netdev_rx_handler_unregister(dev);
	release(sw, dev);
}
