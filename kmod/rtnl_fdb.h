/* SPDX-License-Identifier: GPL-2.0 */
/*
 * "bridge fdb" on the switch device.
 */
#ifndef VSW_RTNL_FDB_H
#define VSW_RTNL_FDB_H

#include <linux/netdevice.h>

int vsw_rtnl_fdb_add(const struct ndmsg *ndm, struct nlattr *tb[],
		     struct net_device *dev, const u8 *addr, u16 vid, u16 flags,
		     struct netlink_ext_ack *extack);
int vsw_rtnl_fdb_del(struct net_device *dev, const u8 *addr, u16 vid,
		     struct netlink_ext_ack *extack);
int vsw_rtnl_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      struct net_device *dev, struct net_device *filter_dev,
		      int *idx);

#endif /* VSW_RTNL_FDB_H */
