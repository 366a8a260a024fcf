// SPDX-License-Identifier: GPL-2.0
/*
 * The switch as a netdevice: rtnl_link_ops and net_device_ops. The device is
 * the host's own port: what the host sends by it enters the switch, and what
 * the switch has for the host is received from it. Control runs under RTNL.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <net/rtnetlink.h>

#include "conf.h"
#include "dev.h"
#include "nl.h"
#include "port.h"
#include "rtnl_fdb.h"
#include "rx.h"
#include "txn.h"
#include "vswitch.h"

/* What the host may hand over; a port that cannot take it has it done. */
#define SWITCH_FEATURES (NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA | \
			 NETIF_F_GSO_MASK | NETIF_F_HW_CSUM)
#define SWITCH_VLAN_TX (NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_STAG_TX)

static int switch_init(struct net_device *dev)
{
	struct vsw_switch *sw = netdev_priv(dev);
	int err;

	sw->dev = dev;
	mutex_init(&sw->conf_lock);
	spin_lock_init(&sw->log_lock);
	vsw_txn_init(sw);

	err = vsw_fdb_init(sw);
	if (err)
		return err;
	sw->host = vsw_port_create(sw, VSW_PORT_HOST);
	if (!sw->host) {
		err = -ENOMEM;
		goto err_fdb_exit;
	}
	sw->host->fdb_open = true;
	err = vsw_conf_init(sw);
	if (err)
		goto err_put_host;
	err = vsw_fdb_add_local(sw, dev->dev_addr, GFP_KERNEL_ACCOUNT);
	if (err)
		goto err_conf_exit;
	netif_carrier_off(dev);
	netdev_lockdep_set_classes(dev);
	return 0;

err_conf_exit:
	vsw_conf_exit(sw);
err_put_host:
	vsw_port_put(sw->host);
err_fdb_exit:
	vsw_fdb_exit(sw);
	return err;
}

/* Nobody has a reference to the device any more, and no frame is under way. */
static void switch_destructor(struct net_device *dev)
{
	struct vsw_switch *sw = netdev_priv(dev);

	vsw_fdb_exit(sw); /* its work looks at the snapshot and at ports */
	vsw_conf_exit(sw);
	vsw_port_put(sw->host);
	mutex_destroy(&sw->conf_lock);
}

static int switch_open(struct net_device *dev)
{
	netdev_update_features(dev);
	netif_start_queue(dev);
	return 0;
}

static int switch_stop(struct net_device *dev)
{
	netif_stop_queue(dev);
	return 0;
}

static void switch_get_stats64(struct net_device *dev,
			       struct rtnl_link_stats64 *stats)
{
	const struct vsw_switch *sw = netdev_priv(dev);
	struct vsw_account_sum sum;

	/* what the switch has for the host is received, as on any device */
	vsw_account_read(sw->host->account, &sum);
	stats->rx_packets = sum.count[VSW_COUNT_TX_FRAMES];
	stats->rx_bytes = sum.count[VSW_COUNT_TX_BYTES];
	stats->tx_packets = sum.count[VSW_COUNT_RX_FRAMES];
	stats->tx_bytes = sum.count[VSW_COUNT_RX_BYTES];
	stats->multicast = sum.count[VSW_COUNT_MULTICAST];
	stats->rx_dropped = vsw_account_drops(&sum, VSWITCH_DIRECTION_EGRESS);
	stats->tx_dropped = vsw_account_drops(&sum, VSWITCH_DIRECTION_INGRESS);
}

/**
 * vsw_dev_announce() - tell who listens that the device changed
 * @sw: the switch
 * @cmd: VSWITCH_CMD_SWITCH_NTF or VSWITCH_CMD_SWITCH_DEL_NTF
 *
 * Context: RTNL.
 */
void vsw_dev_announce(struct vsw_switch *sw, u8 cmd)
{
	mutex_lock(&sw->conf_lock);
	vsw_nl_switch_notify(sw, cmd);
	mutex_unlock(&sw->conf_lock);
}

/* Does something on top of the switch have the address? */
static bool is_upper_address(struct net_device *dev, const u8 *addr)
{
	struct netdev_hw_addr *ha;
	bool found = false;

	netif_addr_lock_bh(dev);
	netdev_for_each_uc_addr(ha, dev)
		found |= ether_addr_equal(ha->addr, addr);
	netif_addr_unlock_bh(dev);
	return found;
}

static int switch_set_mac_address(struct net_device *dev, void *p)
{
	struct vsw_switch *sw = netdev_priv(dev);
	const struct sockaddr *addr = p;
	u8 old[ETH_ALEN];
	int err;

	if (!is_valid_ether_addr(addr->sa_data))
		return -EADDRNOTAVAIL;
	if (ether_addr_equal(dev->dev_addr, addr->sa_data))
		return 0;

	err = vsw_fdb_add_local(sw, addr->sa_data, GFP_KERNEL_ACCOUNT);
	if (err)
		return err;
	ether_addr_copy(old, dev->dev_addr);
	eth_hw_addr_set(dev, addr->sa_data);
	if (!is_upper_address(dev, old))
		vsw_fdb_del_local(sw, old);
	vsw_dev_announce(sw, VSWITCH_CMD_SWITCH_NTF);
	return 0;
}

static int sync_address(struct net_device *dev, const unsigned char *addr)
{
	return vsw_fdb_add_local(netdev_priv(dev), addr,
				 GFP_ATOMIC | __GFP_ACCOUNT);
}

static int unsync_address(struct net_device *dev, const unsigned char *addr)
{
	if (!ether_addr_equal(dev->dev_addr, addr))
		vsw_fdb_del_local(netdev_priv(dev), addr);
	return 0;
}

/* Addresses of what is stacked on the switch, macvlan for example. */
static void switch_set_rx_mode(struct net_device *dev)
{
	__dev_uc_sync(dev, sync_address, unsync_address);
}

static int switch_change_mtu(struct net_device *dev, int mtu)
{
	struct vsw_switch *sw = netdev_priv(dev);

	WRITE_ONCE(dev->mtu, mtu);
	sw->mtu_set = true;
	return 0;
}

/* Call @fn for each attached device; RTNL. */
static void visit_devs(struct vsw_switch *sw,
		       void (*fn)(struct net_device *dev, void *arg),
		       void *arg)
{
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;
	u32 number;

	ASSERT_RTNL();
	/* a device is attached and detached under RTNL only */
	rcu_read_lock();
	conf = rcu_dereference(sw->conf);
	for (number = 1; (pc = vsw_conf_next_port(conf, &number)); number++)
		if (pc->dev)
			fn(pc->dev, arg);
	rcu_read_unlock();
}

struct features {
	netdev_features_t all;
	netdev_features_t mask;
	bool any;
};

static void add_features(struct net_device *dev, void *arg)
{
	struct features *f = arg;

	if (!f->any)
		f->all &= ~NETIF_F_ONE_FOR_ALL;
	f->any = true;
	f->all = netdev_increment_features(f->all, dev->features, f->mask);
}

static netdev_features_t switch_fix_features(struct net_device *dev,
					     netdev_features_t features)
{
	struct features f = { .all = features, .mask = features };

	visit_devs(netdev_priv(dev), add_features, &f);
	return f.any ? netdev_add_tso_features(f.all, f.mask) : features;
}

static void find_lower_mtu(struct net_device *dev, void *arg)
{
	unsigned int *mtu = arg;

	if (!*mtu || dev->mtu < *mtu)
		*mtu = dev->mtu;
}

/**
 * vsw_dev_update_mtu() - let the MTU follow that of the ports
 * @sw: the switch
 *
 * The smallest of them, until the MTU is set by hand.
 * Context: RTNL.
 */
void vsw_dev_update_mtu(struct vsw_switch *sw)
{
	unsigned int mtu = 0;

	if (sw->mtu_set)
		return;
	visit_devs(sw, find_lower_mtu, &mtu);
	dev_set_mtu(sw->dev, mtu ?: ETH_DATA_LEN);
	sw->mtu_set = false;
}

static void find_carrier(struct net_device *dev, void *arg)
{
	if (netif_running(dev) && netif_oper_up(dev))
		*(bool *)arg = true;
}

/**
 * vsw_dev_update_carrier() - let the carrier follow that of the ports
 * @sw: the switch
 *
 * Context: RTNL.
 */
void vsw_dev_update_carrier(struct vsw_switch *sw)
{
	bool up = false;

	visit_devs(sw, find_carrier, &up);
	if (up)
		netif_carrier_on(sw->dev);
	else
		netif_carrier_off(sw->dev);
}

static void find_tso_max(struct net_device *dev, void *arg)
{
	unsigned int *size = arg;

	*size = min(*size, dev->tso_max_size);
}

static void find_headroom(struct net_device *dev, void *arg)
{
	unsigned short *headroom = arg;

	*headroom = max_t(unsigned int, *headroom,
			  netdev_get_fwd_headroom(dev));
}

static void set_rx_headroom(struct net_device *dev, void *arg)
{
	netdev_set_rx_headroom(dev, *(unsigned short *)arg);
}

/**
 * vsw_dev_update() - follow the ports after one was attached or detached
 * @sw: the switch
 *
 * Context: RTNL.
 */
void vsw_dev_update(struct vsw_switch *sw)
{
	unsigned int tso_max = TSO_MAX_SIZE;
	unsigned short headroom = 0;

	vsw_dev_update_carrier(sw);
	vsw_dev_update_mtu(sw);
	visit_devs(sw, find_tso_max, &tso_max);
	netif_set_tso_max_size(sw->dev, tso_max);
	/* frames come with the room that the neediest port wants in front */
	visit_devs(sw, find_headroom, &headroom);
	sw->dev->needed_headroom = headroom;
	visit_devs(sw, set_rx_headroom, &headroom);
	netdev_change_features(sw->dev);
}

static int switch_add_slave(struct net_device *dev, struct net_device *port_dev,
			    struct netlink_ext_ack *extack)
{
	const struct vsw_port_set set = {
		.has_device = true,
		.ifindex = port_dev->ifindex,
		.ifname = port_dev->name,
	};
	struct vsw_port_conf *pc;
	struct vsw_change c;
	int err;

	err = vsw_change_begin(&c, netdev_priv(dev), NULL, extack);
	if (err)
		return err;
	pc = vsw_port_add(c.sw, c.conf, &set, extack);
	return vsw_change_end(&c, PTR_ERR_OR_ZERO(pc), extack);
}

static int switch_del_slave(struct net_device *dev, struct net_device *port_dev)
{
	struct vsw_port *port = vsw_port_of_dev(port_dev);

	if (!port || port->sw != netdev_priv(dev))
		return -EINVAL;
	vsw_port_detach(port);
	return 0;
}

VSW_COMPAT_NDO_FDB_ADD(fdb_add, vsw_rtnl_fdb_add)
VSW_COMPAT_NDO_FDB_DEL(fdb_del, vsw_rtnl_fdb_del)

static const struct net_device_ops vsw_netdev_ops = {
	.ndo_init = switch_init,
	.ndo_open = switch_open,
	.ndo_stop = switch_stop,
	.ndo_start_xmit = vsw_rx_host,
	.ndo_get_stats64 = switch_get_stats64,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_set_mac_address = switch_set_mac_address,
	.ndo_set_rx_mode = switch_set_rx_mode,
	.ndo_change_mtu = switch_change_mtu,
	.ndo_fix_features = switch_fix_features,
	.ndo_features_check = passthru_features_check,
	.ndo_add_slave = switch_add_slave,
	.ndo_del_slave = switch_del_slave,
	.ndo_fdb_add = fdb_add,
	.ndo_fdb_del = fdb_del,
	.ndo_fdb_dump = vsw_rtnl_fdb_dump,
};

static const struct device_type vsw_device_type = {
	.name = "vswitch",
};

static void link_setup(struct net_device *dev)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);

	dev->netdev_ops = &vsw_netdev_ops;
	dev->ethtool_ops = &vsw_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = switch_destructor;
	SET_NETDEV_DEVTYPE(dev, &vsw_device_type);

	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	/* frames of netpoll come in any context, where no address is learnt */
	dev->priv_flags |= IFF_NO_QUEUE | IFF_UNICAST_FLT |
			   IFF_DISABLE_NETPOLL;
	dev->features = SWITCH_FEATURES | SWITCH_VLAN_TX;
	vsw_compat_set_lltx(dev);
	vsw_compat_pin_netns(dev);
	dev->hw_features = SWITCH_FEATURES | SWITCH_VLAN_TX;
	dev->vlan_features = SWITCH_FEATURES;
	dev->max_mtu = ETH_MAX_MTU;
	netif_set_tso_max_size(dev, TSO_MAX_SIZE);
}

static int link_validate(struct nlattr *tb[], struct nlattr *data[],
			 struct netlink_ext_ack *extack)
{
	if (tb[IFLA_ADDRESS] &&
	    (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN ||
	     !is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS])))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "the address must be a unicast MAC address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int create(struct net_device *dev, struct netlink_ext_ack *extack)
{
	int err = register_netdevice(dev);

	if (err)
		return err;
	vsw_dev_announce(netdev_priv(dev), VSWITCH_CMD_SWITCH_NTF);
	return 0;
}

static void link_dellink(struct net_device *dev, struct list_head *head)
{
	struct vsw_switch *sw = netdev_priv(dev);

	vsw_port_release_all(sw);
	vsw_dev_announce(sw, VSWITCH_CMD_SWITCH_DEL_NTF);
	unregister_netdevice_queue(dev, head);
}

VSW_COMPAT_NEWLINK(link_newlink, create)

struct rtnl_link_ops vsw_link_ops __read_mostly = {
	.kind = "vswitch",
	.priv_size = sizeof(struct vsw_switch),
	.setup = link_setup,
	.validate = link_validate,
	.newlink = link_newlink,
	.dellink = link_dellink,
};

/* Copies that are made until two are alike: a change takes a moment. */
#define COPIES 16

/*
 * Copy what changes under RTNL, which the caller has not. What is seen twice
 * alike was not changing; who changes it without end gets what there is.
 */
static void copy_steady(void *to, const void *from, size_t len)
{
	u8 before[IFNAMSIZ];
	int i;

	/* data races are meant: that is what the copies are compared for */
	data_race(memcpy(to, from, len));
	for (i = 1; i < COPIES; i++) {
		memcpy(before, to, len);
		smp_rmb(); /* read again, and later */
		/* as above */
		data_race(memcpy(to, from, len));
		if (!memcmp(before, to, len))
			break;
	}
}

/**
 * vsw_dev_name() - the name of a device that may be renamed meanwhile
 * @dev: the device
 * @name: is put here
 *
 * Context: any; a reference to @dev is held, or RCU read-side section.
 */
void vsw_dev_name(const struct net_device *dev, char name[IFNAMSIZ])
{
	copy_steady(name, dev->name, IFNAMSIZ);
	name[IFNAMSIZ - 1] = '\0';
}

/**
 * vsw_dev_address() - the address of a device that may get another meanwhile
 * @dev: an Ethernet device
 * @addr: is put here
 *
 * Context: any; a reference to @dev is held, or RCU read-side section.
 */
void vsw_dev_address(const struct net_device *dev, u8 addr[ETH_ALEN])
{
	copy_steady(addr, dev->dev_addr, ETH_ALEN);
}

/**
 * vsw_is_switch() - is a device a switch of ours?
 * @dev: any device
 *
 * Return: true when it is.
 */
bool vsw_is_switch(const struct net_device *dev)
{
	return dev->netdev_ops == &vsw_netdev_ops;
}

/**
 * vsw_dev_create() - create a switch, as "ip link add NAME type vswitch" does
 * @net: where
 * @name: its name, may hold a %d
 * @addr: its MAC address; NULL for a random one
 * @extack: says what is wrong
 *
 * It is not yet announced: that is for the caller, when it is set up.
 * Context: RTNL.
 * Return: the device, or an error pointer.
 */
struct net_device *vsw_dev_create(struct net *net, const char *name,
				  const u8 *addr,
				  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_MAX + 1] = {};
	struct net_device *dev;
	int err;

	dev = rtnl_create_link(net, name, NET_NAME_USER, &vsw_link_ops, tb,
			       extack);
	if (IS_ERR(dev))
		return dev;
	if (addr) {
		eth_hw_addr_set(dev, addr);
		dev->addr_assign_type = NET_ADDR_SET;
	}
	err = register_netdevice(dev);
	if (err) {
		free_netdev(dev);
		return ERR_PTR(err);
	}
	return dev;
}
