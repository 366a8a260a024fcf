/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hand-over of a frame to the driver of a port's device.
 */
#ifndef VSW_XMIT_H
#define VSW_XMIT_H

struct sk_buff;

int vsw_xmit(struct sk_buff *skb);

#endif /* VSW_XMIT_H */
