/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Carries a verdict out. Called at the doors (rx.c), with bottom halves off.
 */
#ifndef VSW_ACT_H
#define VSW_ACT_H

#include "decide.h"

bool vsw_act(struct vsw_switch *sw, const struct vsw_conf *conf,
	     struct vsw_port *in, const struct vsw_frame *frame,
	     const struct vsw_verdict *verdict, struct sk_buff *skb,
	     const struct vsw_acl_frame *listed);

#endif /* VSW_ACT_H */
