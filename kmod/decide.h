/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The decision: a pure function of the snapshot, the forwarding database and
 * the frame. Its result, the verdict, is carried out by act.c.
 */
#ifndef VSW_DECIDE_H
#define VSW_DECIDE_H

#include "conf.h"
#include "drop.h"
#include "fdb.h"
#include "frame.h"

/**
 * struct vsw_verdict - what is to become of a frame
 * @account: the account it ends in: VSW_COUNT_FORWARDED, _FLOODED, _DELIVERED,
 *	_CONSUMED, or _DROP for @reason. A flooded frame that turns out to have
 *	no destination is dropped after all, see vsw_act().
 * @reason: why it is dropped
 * @learn: what the forwarding database is to do with the source
 * @source: the entry of the source, for refresh and move
 * @in: the port it came from
 * @out: the one port it leaves by, when forwarded or delivered
 * @flood: the flag that a port must have to get a copy, when flooded
 * @both: a flag that both the port it came from and the port it leaves by
 *	must have, or 0
 */
struct vsw_verdict {
	enum vsw_count account;
	enum vsw_drop reason;
	enum vsw_learn learn;
	struct vsw_fdb_entry *source;
	const struct vsw_port_conf *in;
	const struct vsw_port_conf *out;
	u32 flood;
	u32 both;
};

void vsw_decide(const struct vsw_conf *conf, struct vsw_fdb *fdb,
		const struct net_device *sw_dev, struct vsw_frame *frame,
		const struct vsw_port_conf *in, struct vsw_verdict *verdict);

#endif /* VSW_DECIDE_H */
