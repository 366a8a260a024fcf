// SPDX-License-Identifier: GPL-2.0
/*
 * What vswitchctl knows, in the order in which help tells of it.
 *
 * Read by main.c, and by the fuzz target reply, which leaves out none. Pure.
 */
#include "ctl.h"

const struct ctl_object *const ctl_objects[] = {
	&cmd_switch,
	&cmd_port,
	&cmd_vlan,
	&cmd_fdb,
	&cmd_acl,
	&cmd_rule,
	&cmd_set,
	&cmd_mirror,
	&cmd_stats,
	&cmd_limits,
	&cmd_audit,
	&cmd_monitor,
	&cmd_confirm,
	&cmd_rollback,
	&cmd_export,
	&cmd_diff,
	&cmd_apply,
};
