// SPDX-License-Identifier: GPL-2.0
/*
 * The netdevice notifier: a port's device goes up or down, changes its name,
 * its MTU or its features, or vanishes. Called by the kernel under RTNL.
 */
#include <linux/netdevice.h>

#include "commit.h"
#include "conf.h"
#include "dev.h"
#include "fdb.h"
#include "forward.h"
#include "nl.h"
#include "notify.h"
#include "port.h"
#include "vswitch.h"

static void tell_port(struct vsw_port *port)
{
	struct vsw_switch *sw = port->sw;
	struct vsw_port_conf *pc;

	mutex_lock(&sw->conf_lock);
	pc = vsw_conf_port(vsw_conf_current(sw), port->number);
	vsw_nl_port_notify(sw, pc, VSWITCH_CMD_PORT_NTF);
	mutex_unlock(&sw->conf_lock);
}

static void link_changed(struct vsw_port *port, struct net_device *dev)
{
	/* who was there may be elsewhere when it comes back */
	if (!vsw_forward_is_up(dev))
		vsw_fdb_flush_port(port->sw, port);
	vsw_dev_update_carrier(port->sw);
	tell_port(port);
}

static void renamed(struct vsw_port *port, struct net_device *dev)
{
	const gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_NOFAIL;
	struct vsw_switch *sw = port->sw;
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;

	mutex_lock(&sw->conf_lock);
	conf = vsw_conf_edit(sw, gfp);
	pc = vsw_conf_edit_port(conf, port->number, gfp);
	strscpy(pc->ifname, dev->name, sizeof(pc->ifname));
	vsw_commit_nofail(sw, conf);
	mutex_unlock(&sw->conf_lock);
}

static int port_event(struct vsw_port *port, struct net_device *dev,
		      unsigned long event)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		link_changed(port, dev);
		break;
	case NETDEV_CHANGENAME:
		renamed(port, dev);
		break;
	case NETDEV_CHANGEMTU:
		vsw_dev_update_mtu(port->sw);
		tell_port(port);
		break;
	case NETDEV_FEAT_CHANGE:
		netdev_change_features(port->sw->dev);
		break;
	case NETDEV_PRE_TYPE_CHANGE:
		/* a port has to stay an Ethernet device */
		return NOTIFY_BAD;
	case NETDEV_UNREGISTER:
		vsw_port_detach(port);
		break;
	}
	return NOTIFY_DONE;
}

static int device_event(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct vsw_port *port = vsw_port_of_dev(dev);

	if (event == NETDEV_CHANGENAME && vsw_is_switch(dev))
		vsw_dev_announce(netdev_priv(dev), VSWITCH_CMD_SWITCH_NTF);
	return port ? port_event(port, dev, event) : NOTIFY_DONE;
}

static struct notifier_block notifier = {
	.notifier_call = device_event,
};

/**
 * vsw_notify_init() - begin to watch devices
 *
 * Return: 0 or a negative error.
 */
int vsw_notify_init(void)
{
	return register_netdevice_notifier(&notifier);
}

/**
 * vsw_notify_exit() - end watching devices
 *
 * Context: after the last switch is gone.
 */
void vsw_notify_exit(void)
{
	unregister_netdevice_notifier(&notifier);
}
