/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The two doors by which frames come in: from the device of a port, and from
 * the host's stack.
 */
#ifndef VSW_RX_H
#define VSW_RX_H

#include <linux/netdevice.h>

rx_handler_result_t vsw_rx_port(struct sk_buff **pskb);
netdev_tx_t vsw_rx_host(struct sk_buff *skb, struct net_device *dev);

#endif /* VSW_RX_H */
