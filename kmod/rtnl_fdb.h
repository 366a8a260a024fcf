/* SPDX-License-Identifier: GPL-2.0 */
/*
 * "bridge fdb" on the switch device.
 */
#ifndef VSW_RTNL_FDB_H
#define VSW_RTNL_FDB_H

#include <linux/netdevice.h>

int vsw_rtnl_fdb_add(VSW_COMPAT_FDB_ADD_ARGS);
int vsw_rtnl_fdb_del(VSW_COMPAT_FDB_DEL_ARGS);
int vsw_rtnl_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      struct net_device *dev, struct net_device *filter_dev,
		      int *idx);

#endif /* VSW_RTNL_FDB_H */
