/* SPDX-License-Identifier: GPL-2.0 */
/*
 * By which port a frame leaves, and whether a port can take it (IEEE
 * 802.1Q-2018 8.6.1, 8.6.3). Pure functions, asked by decide.h and, for each
 * port of a flood, by act.c: RCU read-side section, bottom halves off.
 */
#ifndef VSW_FORWARD_H
#define VSW_FORWARD_H

#include <linux/netdevice.h>

#include "fdb_table.h"
#include "port.h"
#include "vlan.h"

/**
 * vsw_forward_is_up() - can a device send?
 * @dev: the device of a port
 *
 * Return: true when it is up and has a carrier.
 */
static inline bool vsw_forward_is_up(const struct net_device *dev)
{
	const unsigned long both = BIT(__LINK_STATE_START) |
				   BIT(__LINK_STATE_NOCARRIER);

	return (READ_ONCE(dev->state) & both) == BIT(__LINK_STATE_START);
}

/**
 * vsw_forward_is_local() - is an address the host's, in its VLAN?
 * @conf: the snapshot
 * @fdb: the forwarding database
 * @key: address and VLAN
 *
 * Return: true when it is.
 */
static inline bool vsw_forward_is_local(const struct vsw_conf *conf,
					struct vsw_fdb *fdb, u64 key)
{
	const struct vsw_port_conf *host = vsw_conf_port(conf, VSW_PORT_HOST);

	return vsw_fdb_lookup(fdb, vsw_fdb_key_local(key)) &&
	       vsw_vlan_is_member(host, vsw_fdb_key_vid(key));
}

/**
 * vsw_forward_lookup() - the port of a unicast address
 * @conf: the snapshot
 * @fdb: the forwarding database
 * @key: address and VLAN
 *
 * Return: NULL when the address is unknown, or known at a port that is not,
 * or is no longer, in the snapshot.
 */
static __always_inline const struct vsw_port_conf *
vsw_forward_lookup(const struct vsw_conf *conf, struct vsw_fdb *fdb, u64 key)
{
	const struct vsw_fdb_entry *entry = vsw_fdb_lookup(fdb, key);
	const struct vsw_port_conf *out;
	const struct vsw_port *port;

	if (!entry)
		return vsw_forward_is_local(conf, fdb, key) ?
		       vsw_conf_port(conf, VSW_PORT_HOST) : NULL;
	port = READ_ONCE(entry->port);
	out = vsw_conf_port(conf, port->number);
	return likely(out && out->port == port) ? out : NULL;
}

/**
 * vsw_forward_allowed() - do the roles of two ports let them talk? (RFC 5517)
 * @in: the one
 * @out: the other
 *
 * Return: true when they do.
 */
static inline bool vsw_forward_allowed(const struct vsw_port_conf *in,
				       const struct vsw_port_conf *out)
{
	if (likely(!(in->role | out->role)))
		return true;
	if (in->role == VSWITCH_ROLE_PROMISCUOUS ||
	    out->role == VSWITCH_ROLE_PROMISCUOUS)
		return true;
	return in->role == VSWITCH_ROLE_COMMUNITY && in->role == out->role &&
	       in->community == out->community;
}

/**
 * vsw_forward_check() - can the port take a copy?
 * @frame: the frame
 * @out: the port it is to leave by
 *
 * Return: VSW_DROP_NONE, or why not.
 */
static __always_inline enum vsw_drop
vsw_forward_check(const struct vsw_frame *frame,
		  const struct vsw_port_conf *out)
{
	if (vsw_vlan_is_unclear(frame, out))
		return VSW_DROP_EGRESS_INNER_TAG;
	/* the host has no queue and no cable, and takes frames of any length */
	if (out->number == VSW_PORT_HOST)
		return VSW_DROP_NONE;
	if (unlikely(!out->dev || !vsw_forward_is_up(out->dev)))
		return VSW_DROP_EGRESS_DOWN;
	if (unlikely(!vsw_frame_fits(frame, vsw_vlan_growth(frame, out),
				     READ_ONCE(out->dev->mtu))))
		return VSW_DROP_EGRESS_MTU;
	return VSW_DROP_NONE;
}

#endif /* VSW_FORWARD_H */
