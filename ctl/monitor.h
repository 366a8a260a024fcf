/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events on their way to the printer. cmd_monitor.c receives them and prints
 * those of switches, ports and what belongs to them; monitor_acl.c those of
 * ACLs.
 */
#ifndef VSWITCHCTL_MONITOR_H
#define VSWITCHCTL_MONITOR_H

#include <time.h>

#include "acl_msg.h"

/**
 * struct event - an event
 * @ctl: state
 * @when: it was received
 * @object: what it is about
 * @what: what happened
 * @sw: of a switch
 * @port: of a port
 * @entry: of the forwarding database
 * @vlan: of a VLAN
 * @txn: of a transaction
 * @acl: of an ACL
 * @binding: of a binding
 * @rule: of a rule, whose matches and actions are monitor_acl.c's
 * @set: of a set
 * @mirror: of a mirror session
 * @log: of a frame
 */
struct event {
	struct ctl *ctl;
	struct timespec when;
	const char *object;
	const char *what;
	union {
		struct vsw_switch sw;
		struct vsw_port port;
		struct vsw_fdb entry;
		struct vsw_vlan vlan;
		struct vsw_txn txn;
		struct vsw_acl acl;
		struct vsw_binding binding;
		struct vsw_rule rule;
		struct vsw_set set;
		struct vsw_mirror mirror;
		struct vsw_log log;
	};
};

void monitor_fill_head(struct out_row *row, const struct event *event);
const struct out_desc *monitor_acl_event(const struct nlmsghdr *nlh, uint8_t cmd,
					 struct event *event, int *ret);

#endif /* VSWITCHCTL_MONITOR_H */
