/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What people call ACLs, sets and mirror sessions, and how ports are called
 * where they are shown.
 *
 * Owns the rules by which words mean one of these: SWITCH NAME, SWITCH/NAME, or
 * NAME alone. Called by cmd_acl.c, cmd_rule.c, cmd_set.c and cmd_mirror.c.
 */
#ifndef VSWITCHCTL_ACL_REF_H
#define VSWITCHCTL_ACL_REF_H

#include "acl_msg.h"

/**
 * enum acl_kind - what a name is of
 * @ACL_KIND_ACL: an ACL
 * @ACL_KIND_SET: a set
 * @ACL_KIND_MIRROR: a mirror session
 */
enum acl_kind {
	ACL_KIND_ACL,
	ACL_KIND_SET,
	ACL_KIND_MIRROR,
};

/**
 * struct acl_ref - an ACL, a set or a mirror session, as it was typed
 * @sw: name of the switch; empty when it was not typed
 * @name: its name
 */
struct acl_ref {
	char sw[IFNAMSIZ];
	const char *name;
};

/**
 * struct acl_ports - the ports of switches, for their names
 * @ports: struct vsw_port each
 * @sw: the switch that is asked about
 */
struct acl_ports {
	struct vec ports;
	uint32_t sw;
};

int acl_take(struct args *args, const char *what, bool (*follows)(const char *word),
	     struct acl_ref *ref);
int acl_take_new(struct args *args, const char *what, struct acl_ref *ref);
int acl_resolve(struct ctl *ctl, const struct acl_ref *ref, enum acl_kind kind,
		const struct vsw_switch **sw);
int acl_change(struct ctl *ctl, const struct acl_ref *ref, enum acl_kind kind,
	       const struct vsw_switch **sw);
int acl_take_shown(struct ctl *ctl, struct args *args, enum acl_kind kind,
		   const struct vsw_switch **sw, const char **name);
int acl_read(struct ctl *ctl, enum acl_kind kind, const struct vsw_switch *sw, const char *name,
	     struct vec *rows);
int acl_delete(struct ctl *ctl, enum acl_kind kind, const struct vsw_switch *sw,
	       const char *name);
int acl_ports_load(struct ctl *ctl, const struct vsw_switch *sw, struct acl_ports *ports);
const char *acl_port_name(void *ctx, uint32_t number);
void acl_user(struct ctl *ctl, enum acl_kind kind, uint32_t sw, const char *name,
	      const struct nl_err *err, char what[RULE_ATTEMPT]);

#endif /* VSWITCHCTL_ACL_REF_H */
