// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/vswitch.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "nl-gen.h"

#include <uapi/linux/vswitch.h>

/* VSWITCH_CMD_SWITCH_GET - do */
const struct nla_policy vswitch_switch_get_nl_policy[VSWITCH_A_SWITCH_IFNAME + 1] = {
	[VSWITCH_A_SWITCH_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_SWITCH_ADD - do */
const struct nla_policy vswitch_switch_add_nl_policy[VSWITCH_A_SWITCH_PORT_MAX_FDB + 1] = {
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_SWITCH_AGEING_TIME] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_PORTS] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_FDB] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_PORT_MAX_FDB] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_SWITCH_SET - do */
const struct nla_policy vswitch_switch_set_nl_policy[VSWITCH_A_SWITCH_PORT_MAX_FDB + 1] = {
	[VSWITCH_A_SWITCH_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_AGEING_TIME] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_PORTS] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_FDB] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_PORT_MAX_FDB] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_SWITCH_DEL - do */
const struct nla_policy vswitch_switch_del_nl_policy[VSWITCH_A_SWITCH_IFNAME + 1] = {
	[VSWITCH_A_SWITCH_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_PORT_GET - do */
const struct nla_policy vswitch_port_get_nl_policy[VSWITCH_A_PORT_IFINDEX + 1] = {
	[VSWITCH_A_PORT_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NUMBER] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_PORT_NAME_MAX, },
	[VSWITCH_A_PORT_IFINDEX] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_PORT_ADD - do */
const struct nla_policy vswitch_port_add_nl_policy[VSWITCH_A_PORT_MAX_FDB + 1] = {
	[VSWITCH_A_PORT_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_PORT_NAME_MAX, },
	[VSWITCH_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_PORT_LEARNING] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FLOOD_UNICAST] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FLOOD_MULTICAST] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FLOOD_BROADCAST] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_HAIRPIN] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FORWARD_LLDP] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FORWARD_LACP] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_MAX_FDB] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_PORT_SET - do */
const struct nla_policy vswitch_port_set_nl_policy[VSWITCH_A_PORT_MAX_FDB + 1] = {
	[VSWITCH_A_PORT_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NUMBER] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_PORT_NAME_MAX, },
	[VSWITCH_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_LEARNING] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FLOOD_UNICAST] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FLOOD_MULTICAST] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FLOOD_BROADCAST] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_HAIRPIN] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FORWARD_LLDP] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_FORWARD_LACP] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_PORT_MAX_FDB] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_PORT_DEL - do */
const struct nla_policy vswitch_port_del_nl_policy[VSWITCH_A_PORT_IFINDEX + 1] = {
	[VSWITCH_A_PORT_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NUMBER] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_PORT_NAME_MAX, },
	[VSWITCH_A_PORT_IFINDEX] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_FDB_GET - do */
const struct nla_policy vswitch_fdb_get_nl_policy[VSWITCH_A_FDB_KIND + 1] = {
	[VSWITCH_A_FDB_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VID] = { .type = NLA_U16, },
	[VSWITCH_A_FDB_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_KIND] = NLA_POLICY_MAX(NLA_U32, 3),
};

/* VSWITCH_CMD_FDB_ADD - do */
const struct nla_policy vswitch_fdb_add_nl_policy[VSWITCH_A_FDB_KIND + 1] = {
	[VSWITCH_A_FDB_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VID] = { .type = NLA_U16, },
	[VSWITCH_A_FDB_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_KIND] = NLA_POLICY_MAX(NLA_U32, 3),
};

/* VSWITCH_CMD_FDB_SET - do */
const struct nla_policy vswitch_fdb_set_nl_policy[VSWITCH_A_FDB_KIND + 1] = {
	[VSWITCH_A_FDB_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VID] = { .type = NLA_U16, },
	[VSWITCH_A_FDB_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_KIND] = NLA_POLICY_MAX(NLA_U32, 3),
};

/* VSWITCH_CMD_FDB_DEL - do */
const struct nla_policy vswitch_fdb_del_nl_policy[VSWITCH_A_FDB_VID + 1] = {
	[VSWITCH_A_FDB_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VID] = { .type = NLA_U16, },
};

/* VSWITCH_CMD_FDB_FLUSH - do */
const struct nla_policy vswitch_fdb_flush_nl_policy[VSWITCH_A_FDB_KIND + 1] = {
	[VSWITCH_A_FDB_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_VID] = { .type = NLA_U16, },
	[VSWITCH_A_FDB_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_FDB_KIND] = NLA_POLICY_MAX(NLA_U32, 3),
};

/* VSWITCH_CMD_STATS_GET - do */
const struct nla_policy vswitch_stats_get_nl_policy[VSWITCH_A_STATS_ATOMIC + 1] = {
	[VSWITCH_A_STATS_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_STATS_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_STATS_ATOMIC] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_LIMITS_GET - do */
const struct nla_policy vswitch_limits_get_nl_policy[VSWITCH_A_LIMITS_LIMIT + 1] = {
	[VSWITCH_A_LIMITS_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_LIMITS_LIMIT] = NLA_POLICY_MAX(NLA_U32, 2),
};

/* VSWITCH_CMD_LIMITS_SET - do */
const struct nla_policy vswitch_limits_set_nl_policy[VSWITCH_A_LIMITS_VALUE + 1] = {
	[VSWITCH_A_LIMITS_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_LIMITS_LIMIT] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_LIMITS_VALUE] = { .type = NLA_U32, },
};

/* Ops table for vswitch */
const struct genl_ops vswitch_nl_ops[16] = {
	{
		.cmd		= VSWITCH_CMD_SWITCH_GET,
		.doit		= vswitch_nl_switch_get_doit,
		.dumpit		= vswitch_nl_switch_get_dumpit,
		.policy		= vswitch_switch_get_nl_policy,
		.maxattr	= VSWITCH_A_SWITCH_IFNAME,
	},
	{
		.cmd		= VSWITCH_CMD_SWITCH_ADD,
		.doit		= vswitch_nl_switch_add_doit,
		.policy		= vswitch_switch_add_nl_policy,
		.maxattr	= VSWITCH_A_SWITCH_PORT_MAX_FDB,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_SWITCH_SET,
		.doit		= vswitch_nl_switch_set_doit,
		.policy		= vswitch_switch_set_nl_policy,
		.maxattr	= VSWITCH_A_SWITCH_PORT_MAX_FDB,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_SWITCH_DEL,
		.doit		= vswitch_nl_switch_del_doit,
		.policy		= vswitch_switch_del_nl_policy,
		.maxattr	= VSWITCH_A_SWITCH_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_GET,
		.doit		= vswitch_nl_port_get_doit,
		.dumpit		= vswitch_nl_port_get_dumpit,
		.policy		= vswitch_port_get_nl_policy,
		.maxattr	= VSWITCH_A_PORT_IFINDEX,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_ADD,
		.doit		= vswitch_nl_port_add_doit,
		.policy		= vswitch_port_add_nl_policy,
		.maxattr	= VSWITCH_A_PORT_MAX_FDB,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_SET,
		.doit		= vswitch_nl_port_set_doit,
		.policy		= vswitch_port_set_nl_policy,
		.maxattr	= VSWITCH_A_PORT_MAX_FDB,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_DEL,
		.doit		= vswitch_nl_port_del_doit,
		.policy		= vswitch_port_del_nl_policy,
		.maxattr	= VSWITCH_A_PORT_IFINDEX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_GET,
		.doit		= vswitch_nl_fdb_get_doit,
		.dumpit		= vswitch_nl_fdb_get_dumpit,
		.policy		= vswitch_fdb_get_nl_policy,
		.maxattr	= VSWITCH_A_FDB_KIND,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_ADD,
		.doit		= vswitch_nl_fdb_add_doit,
		.policy		= vswitch_fdb_add_nl_policy,
		.maxattr	= VSWITCH_A_FDB_KIND,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_SET,
		.doit		= vswitch_nl_fdb_set_doit,
		.policy		= vswitch_fdb_set_nl_policy,
		.maxattr	= VSWITCH_A_FDB_KIND,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_DEL,
		.doit		= vswitch_nl_fdb_del_doit,
		.policy		= vswitch_fdb_del_nl_policy,
		.maxattr	= VSWITCH_A_FDB_VID,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_FLUSH,
		.doit		= vswitch_nl_fdb_flush_doit,
		.policy		= vswitch_fdb_flush_nl_policy,
		.maxattr	= VSWITCH_A_FDB_KIND,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_STATS_GET,
		.doit		= vswitch_nl_stats_get_doit,
		.dumpit		= vswitch_nl_stats_get_dumpit,
		.policy		= vswitch_stats_get_nl_policy,
		.maxattr	= VSWITCH_A_STATS_ATOMIC,
	},
	{
		.cmd		= VSWITCH_CMD_LIMITS_GET,
		.doit		= vswitch_nl_limits_get_doit,
		.dumpit		= vswitch_nl_limits_get_dumpit,
		.policy		= vswitch_limits_get_nl_policy,
		.maxattr	= VSWITCH_A_LIMITS_LIMIT,
	},
	{
		.cmd		= VSWITCH_CMD_LIMITS_SET,
		.doit		= vswitch_nl_limits_set_doit,
		.policy		= vswitch_limits_set_nl_policy,
		.maxattr	= VSWITCH_A_LIMITS_VALUE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};

const struct genl_multicast_group vswitch_nl_mcgrps[2] = {
	[VSWITCH_NLGRP_CONFIG] = { "config", },
	[VSWITCH_NLGRP_FDB] = { "fdb", },
};
