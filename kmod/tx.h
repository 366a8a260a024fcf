/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hands a frame to the device of a port, or to the host's stack. Called by
 * act.c, with bottom halves off.
 */
#ifndef VSW_TX_H
#define VSW_TX_H

#include "conf.h"
#include "frame.h"

void vsw_tx(struct vsw_switch *sw, const struct vsw_frame *frame,
	    const struct vsw_port_conf *out, struct sk_buff *skb);

#endif /* VSW_TX_H */
