/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The switch as a netdevice of kind "vswitch".
 */
#ifndef VSW_DEV_H
#define VSW_DEV_H

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <net/rtnetlink.h>

#include "vswitch.h"

extern struct rtnl_link_ops vsw_link_ops;
extern const struct ethtool_ops vsw_ethtool_ops;

bool vsw_is_switch(const struct net_device *dev);
void vsw_dev_announce(struct vsw_switch *sw, u8 cmd);
void vsw_dev_update(struct vsw_switch *sw);
void vsw_dev_update_mtu(struct vsw_switch *sw);
void vsw_dev_update_carrier(struct vsw_switch *sw);
void vsw_dev_name(const struct net_device *dev, char name[IFNAMSIZ]);
void vsw_dev_address(const struct net_device *dev, u8 addr[ETH_ALEN]);
struct net_device *vsw_dev_create(struct net *net, const char *name,
				  const u8 *addr,
				  struct netlink_ext_ack *extack);

#endif /* VSW_DEV_H */
