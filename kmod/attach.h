/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ports get and lose their devices; see attach.c.
 */
#ifndef VSW_ATTACH_H
#define VSW_ATTACH_H

struct net_device;
struct netlink_ext_ack;
struct vsw_port;
struct vsw_switch;

int vsw_attach_check(struct vsw_switch *sw, struct net_device *dev,
		     struct netlink_ext_ack *extack);
int vsw_attach(struct vsw_port *port, struct net_device *dev,
	       struct netlink_ext_ack *extack);
void vsw_attach_move(struct vsw_port *port, struct net_device *dev);
void vsw_detach(struct vsw_switch *sw, struct net_device *dev);

#endif /* VSW_ATTACH_H */
