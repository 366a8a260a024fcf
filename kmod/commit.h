/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a snapshot under construction takes effect, with all that follows from
 * what it changes: devices attached and detached, entries forgotten, listeners
 * told.
 */
#ifndef VSW_COMMIT_H
#define VSW_COMMIT_H

#include "conf.h"

/**
 * struct vsw_culprit - the object that a refused commit is about
 * @known: there is one, and the rest of this is valid
 * @kind: what it is
 * @number: of the port, or VID of the VLAN
 * @name: name of the port, or of its device; or of the ACL, the set
 *	or the mirror session
 */
struct vsw_culprit {
	bool known;
	enum vswitch_object kind;
	u32 number;
	char name[VSWITCH_PORT_NAME_MAX + 1];
};

bool vsw_commit_needs_rtnl(const struct vsw_conf *old,
			   const struct vsw_conf *conf);
struct vsw_port *vsw_commit_giver(const struct vsw_switch *sw,
				  const struct vsw_conf *new,
				  const struct net_device *dev);
int vsw_commit(struct vsw_switch *sw, struct vsw_conf *conf,
	       struct vsw_culprit *culprit, struct netlink_ext_ack *extack);
void vsw_commit_nofail(struct vsw_switch *sw, struct vsw_conf *conf);
bool vsw_commit_mtu_differs(const struct vsw_switch *sw,
			    const struct vsw_conf *old,
			    const struct vsw_conf *new);
void vsw_commit_conflict(const struct vsw_conf *base,
			 const struct vsw_conf *now,
			 struct vsw_culprit *culprit);

#endif /* VSW_COMMIT_H */
