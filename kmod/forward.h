/* SPDX-License-Identifier: GPL-2.0 */
/*
 * By which ports a frame leaves, and whether a port can take a copy. Pure
 * functions, asked by decide.c and, for each port of a flood, by act.c.
 */
#ifndef VSW_FORWARD_H
#define VSW_FORWARD_H

#include "decide.h"

bool vsw_forward_is_local(const struct vsw_conf *conf, struct vsw_fdb *fdb,
			  u64 key);
const struct vsw_port_conf *vsw_forward_lookup(const struct vsw_conf *conf,
					       struct vsw_fdb *fdb, u64 key);
bool vsw_forward_allowed(const struct vsw_port_conf *in,
			 const struct vsw_port_conf *out);
bool vsw_forward_wants(const struct vsw_verdict *verdict,
		       const struct vsw_frame *frame,
		       const struct vsw_port_conf *out);
enum vsw_drop vsw_forward_check(const struct vsw_frame *frame,
				const struct vsw_port_conf *out);
bool vsw_forward_is_up(const struct net_device *dev);

#endif /* VSW_FORWARD_H */
