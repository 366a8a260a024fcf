/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes a differentiated services code point into a frame. Called by acl_act.c
 * in the path of a frame, bottom halves off.
 */
#ifndef VSW_DSCP_H
#define VSW_DSCP_H

#include <linux/skbuff.h>

bool vsw_dscp_set(struct sk_buff *skb, u8 dscp);

#endif /* VSW_DSCP_H */
