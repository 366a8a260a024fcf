// SPDX-License-Identifier: GPL-2.0
/*
 * By which ports a frame leaves (IEEE 802.1Q-2018 8.6.1, 8.6.3). Called in the
 * path of a frame: RCU read-side section, bottom halves off.
 */
#include <linux/netdevice.h>

#include "fdb_table.h"
#include "forward.h"
#include "port.h"
#include "vlan.h"

/**
 * vsw_forward_is_up() - can a device send?
 * @dev: the device of a port
 *
 * Return: true when it is up and has a carrier.
 */
bool vsw_forward_is_up(const struct net_device *dev)
{
	return netif_running(dev) && netif_carrier_ok(dev);
}

/**
 * vsw_forward_is_local() - is an address the host's, in its VLAN?
 * @conf: the snapshot
 * @fdb: the forwarding database
 * @key: address and VLAN
 *
 * Return: true when it is.
 */
bool vsw_forward_is_local(const struct vsw_conf *conf, struct vsw_fdb *fdb,
			  u64 key)
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
const struct vsw_port_conf *vsw_forward_lookup(const struct vsw_conf *conf,
					       struct vsw_fdb *fdb, u64 key)
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
bool vsw_forward_allowed(const struct vsw_port_conf *in,
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
 * vsw_forward_wants() - is a port to have a copy of a flooded frame?
 * @verdict: the verdict on the frame
 * @frame: the frame
 * @out: a member of its VLAN
 *
 * Return: true when it is.
 */
bool vsw_forward_wants(const struct vsw_verdict *verdict,
		       const struct vsw_frame *frame,
		       const struct vsw_port_conf *out)
{
	if (out == verdict->in && !(out->flags & VSW_PORT_HAIRPIN))
		return false;
	if ((out->flags & verdict->both) != verdict->both)
		return false;
	if (unlikely(!vsw_forward_allowed(verdict->in, out)))
		return false;
	if (out->number == VSW_PORT_HOST)
		return (out->flags & verdict->flood) || frame->host_listens;
	return (out->flags & verdict->flood) && out->dev &&
	       vsw_forward_is_up(out->dev);
}

/**
 * vsw_forward_check() - can the port take a copy?
 * @frame: the frame
 * @out: the port it is to leave by
 *
 * Return: VSW_DROP_NONE, or why not.
 */
enum vsw_drop vsw_forward_check(const struct vsw_frame *frame,
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
