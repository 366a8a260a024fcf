// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/vswitch.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "nl-gen.h"

#include <uapi/linux/vswitch.h>

/* Common nested types */
const struct nla_policy vswitch_action_nl_policy[VSWITCH_A_ACTION_SESSION + 1] = {
	[VSWITCH_A_ACTION_KIND] = NLA_POLICY_MAX(NLA_U32, 9),
	[VSWITCH_A_ACTION_REASON] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_ACTION_VALUE] = { .type = NLA_U32, },
	[VSWITCH_A_ACTION_RATE] = { .type = NLA_U64, },
	[VSWITCH_A_ACTION_BURST] = { .type = NLA_U64, },
	[VSWITCH_A_ACTION_UNIT] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_ACTION_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_ACTION_SESSION] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
};

const struct nla_policy vswitch_match_nl_policy[VSWITCH_A_MATCH_VALUE + 1] = {
	[VSWITCH_A_MATCH_FIELD] = NLA_POLICY_MAX(NLA_U32, 22),
	[VSWITCH_A_MATCH_NEGATE] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_MATCH_SET] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_MATCH_VALUE] = NLA_POLICY_NESTED(vswitch_match_value_nl_policy),
};

const struct nla_policy vswitch_match_value_nl_policy[VSWITCH_A_MATCH_VALUE_MAC_MASK + 1] = {
	[VSWITCH_A_MATCH_VALUE_LOW] = { .type = NLA_U32, },
	[VSWITCH_A_MATCH_VALUE_HIGH] = { .type = NLA_U32, },
	[VSWITCH_A_MATCH_VALUE_MASK] = { .type = NLA_U32, },
	[VSWITCH_A_MATCH_VALUE_IPV4] = NLA_POLICY_EXACT_LEN(4),
	[VSWITCH_A_MATCH_VALUE_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_A_MATCH_VALUE_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_MATCH_VALUE_PREFIX] = NLA_POLICY_MAX(NLA_U8, 128),
	[VSWITCH_A_MATCH_VALUE_MAC_MASK] = NLA_POLICY_EXACT_LEN(6),
};

const struct nla_policy vswitch_vlan_list_nl_policy[VSWITCH_A_VLAN_LIST_RANGE + 1] = {
	[VSWITCH_A_VLAN_LIST_RANGE] = NLA_POLICY_NESTED(vswitch_vlan_range_nl_policy),
};

const struct nla_policy vswitch_vlan_map_nl_policy[VSWITCH_A_VLAN_MAP_VID + 1] = {
	[VSWITCH_A_VLAN_MAP_TAG] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_VLAN_MAP_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
};

const struct nla_policy vswitch_vlan_map_list_nl_policy[VSWITCH_A_VLAN_MAP_LIST_MAP + 1] = {
	[VSWITCH_A_VLAN_MAP_LIST_MAP] = NLA_POLICY_NESTED(vswitch_vlan_map_nl_policy),
};

const struct nla_policy vswitch_vlan_range_nl_policy[VSWITCH_A_VLAN_RANGE_UNTAGGED + 1] = {
	[VSWITCH_A_VLAN_RANGE_FIRST] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_VLAN_RANGE_LAST] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_VLAN_RANGE_UNTAGGED] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_SWITCH_GET - do */
const struct nla_policy vswitch_switch_get_nl_policy[VSWITCH_A_SWITCH_IFNAME + 1] = {
	[VSWITCH_A_SWITCH_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_SWITCH_ADD - do */
const struct nla_policy vswitch_switch_add_nl_policy[VSWITCH_A_SWITCH_MAX_RULES + 1] = {
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_SWITCH_AGEING_TIME] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_PORTS] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_FDB] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_PORT_MAX_FDB] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_RULES] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_VLAN_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* VSWITCH_CMD_SWITCH_SET - do */
const struct nla_policy vswitch_switch_set_nl_policy[VSWITCH_A_SWITCH_MAX_RULES + 1] = {
	[VSWITCH_A_SWITCH_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_AGEING_TIME] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_PORTS] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_FDB] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_PORT_MAX_FDB] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MAX_RULES] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_VLAN_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_SWITCH_TXN] = { .type = NLA_U32, },
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
const struct nla_policy vswitch_port_add_nl_policy[VSWITCH_A_PORT_TXN + 1] = {
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
	[VSWITCH_A_PORT_VLAN_MODE] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_A_PORT_PVID] = NLA_POLICY_MAX(NLA_U16, 4094),
	[VSWITCH_A_PORT_VLANS] = NLA_POLICY_NESTED(vswitch_vlan_list_nl_policy),
	[VSWITCH_A_PORT_VLAN_MAPS] = NLA_POLICY_NESTED(vswitch_vlan_map_list_nl_policy),
	[VSWITCH_A_PORT_ACCEPT] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_PORT_PCP] = NLA_POLICY_MAX(NLA_U8, 8),
	[VSWITCH_A_PORT_VLAN_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_ROLE] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_A_PORT_COMMUNITY] = { .type = NLA_NUL_STRING, .len = VSWITCH_VLAN_NAME_MAX, },
	[VSWITCH_A_PORT_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_PORT_SET - do */
const struct nla_policy vswitch_port_set_nl_policy[VSWITCH_A_PORT_TXN + 1] = {
	[VSWITCH_A_PORT_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NUMBER] = { .type = NLA_U32, },
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
	[VSWITCH_A_PORT_VLAN_MODE] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_A_PORT_PVID] = NLA_POLICY_MAX(NLA_U16, 4094),
	[VSWITCH_A_PORT_VLANS] = NLA_POLICY_NESTED(vswitch_vlan_list_nl_policy),
	[VSWITCH_A_PORT_VLAN_MAPS] = NLA_POLICY_NESTED(vswitch_vlan_map_list_nl_policy),
	[VSWITCH_A_PORT_ACCEPT] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_PORT_PCP] = NLA_POLICY_MAX(NLA_U8, 8),
	[VSWITCH_A_PORT_VLAN_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_ROLE] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_A_PORT_COMMUNITY] = { .type = NLA_NUL_STRING, .len = VSWITCH_VLAN_NAME_MAX, },
	[VSWITCH_A_PORT_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_PORT_DEL - do */
const struct nla_policy vswitch_port_del_nl_policy[VSWITCH_A_PORT_TXN + 1] = {
	[VSWITCH_A_PORT_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NUMBER] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_PORT_NAME_MAX, },
	[VSWITCH_A_PORT_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_TXN] = { .type = NLA_U32, },
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
	[VSWITCH_A_LIMITS_LIMIT] = NLA_POLICY_MAX(NLA_U32, 10),
};

/* VSWITCH_CMD_LIMITS_SET - do */
const struct nla_policy vswitch_limits_set_nl_policy[VSWITCH_A_LIMITS_TXN + 1] = {
	[VSWITCH_A_LIMITS_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_LIMITS_LIMIT] = NLA_POLICY_MAX(NLA_U32, 10),
	[VSWITCH_A_LIMITS_VALUE] = { .type = NLA_U32, },
	[VSWITCH_A_LIMITS_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_VLAN_GET - do */
const struct nla_policy vswitch_vlan_get_nl_policy[VSWITCH_A_VLAN_NAME + 1] = {
	[VSWITCH_A_VLAN_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_VLAN_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_VLAN_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_VLAN_NAME_MAX, },
};

/* VSWITCH_CMD_VLAN_ADD - do */
const struct nla_policy vswitch_vlan_add_nl_policy[VSWITCH_A_VLAN_TXN + 1] = {
	[VSWITCH_A_VLAN_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_VLAN_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_VLAN_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_VLAN_NAME_MAX, },
	[VSWITCH_A_VLAN_COUNTERS] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_VLAN_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_VLAN_SET - do */
const struct nla_policy vswitch_vlan_set_nl_policy[VSWITCH_A_VLAN_TXN + 1] = {
	[VSWITCH_A_VLAN_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_VLAN_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_VLAN_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_VLAN_NAME_MAX, },
	[VSWITCH_A_VLAN_COUNTERS] = NLA_POLICY_MAX(NLA_U8, 1),
	[VSWITCH_A_VLAN_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_VLAN_DEL - do */
const struct nla_policy vswitch_vlan_del_nl_policy[VSWITCH_A_VLAN_TXN + 1] = {
	[VSWITCH_A_VLAN_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_VLAN_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_VLAN_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_VLAN_NAME_MAX, },
	[VSWITCH_A_VLAN_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_TXN_GET - do */
const struct nla_policy vswitch_txn_get_nl_policy[VSWITCH_A_TXN_ID + 1] = {
	[VSWITCH_A_TXN_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_TXN_ID] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_TXN_BEGIN - do */
const struct nla_policy vswitch_txn_begin_nl_policy[VSWITCH_A_TXN_SWITCH + 1] = {
	[VSWITCH_A_TXN_SWITCH] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_TXN_COMMIT - do */
const struct nla_policy vswitch_txn_commit_nl_policy[VSWITCH_A_TXN_CONFIRM_TIMEOUT + 1] = {
	[VSWITCH_A_TXN_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_TXN_ID] = { .type = NLA_U32, },
	[VSWITCH_A_TXN_CONFIRM_TIMEOUT] = NLA_POLICY_RANGE(NLA_U32, 1, 32767),
};

/* VSWITCH_CMD_TXN_ABORT - do */
const struct nla_policy vswitch_txn_abort_nl_policy[VSWITCH_A_TXN_ID + 1] = {
	[VSWITCH_A_TXN_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_TXN_ID] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_TXN_CONFIRM - do */
const struct nla_policy vswitch_txn_confirm_nl_policy[VSWITCH_A_TXN_SWITCH + 1] = {
	[VSWITCH_A_TXN_SWITCH] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_TXN_ROLLBACK - do */
const struct nla_policy vswitch_txn_rollback_nl_policy[VSWITCH_A_TXN_SWITCH + 1] = {
	[VSWITCH_A_TXN_SWITCH] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_ACL_GET - do */
const struct nla_policy vswitch_acl_get_nl_policy[VSWITCH_A_ACL_NAME + 1] = {
	[VSWITCH_A_ACL_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_ACL_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
};

/* VSWITCH_CMD_ACL_ADD - do */
const struct nla_policy vswitch_acl_add_nl_policy[VSWITCH_A_ACL_TXN + 1] = {
	[VSWITCH_A_ACL_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_ACL_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_ACL_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_ACL_DEL - do */
const struct nla_policy vswitch_acl_del_nl_policy[VSWITCH_A_ACL_TXN + 1] = {
	[VSWITCH_A_ACL_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_ACL_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_ACL_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_BINDING_GET - do */
const struct nla_policy vswitch_binding_get_nl_policy[VSWITCH_A_BINDING_VID + 1] = {
	[VSWITCH_A_BINDING_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_BINDING_POINT] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_A_BINDING_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
};

/* VSWITCH_CMD_BINDING_ADD - do */
const struct nla_policy vswitch_binding_add_nl_policy[VSWITCH_A_BINDING_TXN + 1] = {
	[VSWITCH_A_BINDING_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_BINDING_POINT] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_A_BINDING_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_BINDING_DEFAULT] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_BINDING_POSITION] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_BINDING_SET - do */
const struct nla_policy vswitch_binding_set_nl_policy[VSWITCH_A_BINDING_TXN + 1] = {
	[VSWITCH_A_BINDING_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_BINDING_POINT] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_A_BINDING_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_BINDING_DEFAULT] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_BINDING_POSITION] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_BINDING_DEL - do */
const struct nla_policy vswitch_binding_del_nl_policy[VSWITCH_A_BINDING_TXN + 1] = {
	[VSWITCH_A_BINDING_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_BINDING_POINT] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_A_BINDING_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_BINDING_VID] = NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[VSWITCH_A_BINDING_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_RULE_GET - do */
const struct nla_policy vswitch_rule_get_nl_policy[VSWITCH_A_RULE_HANDLE + 1] = {
	[VSWITCH_A_RULE_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_RULE_HANDLE] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_RULE_ADD - do */
const struct nla_policy vswitch_rule_add_nl_policy[VSWITCH_A_RULE_TXN + 1] = {
	[VSWITCH_A_RULE_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_RULE_HANDLE] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_BEFORE] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_AFTER] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_MATCH] = NLA_POLICY_NESTED(vswitch_match_nl_policy),
	[VSWITCH_A_RULE_ACTION] = NLA_POLICY_NESTED(vswitch_action_nl_policy),
	[VSWITCH_A_RULE_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_RULE_SET - do */
const struct nla_policy vswitch_rule_set_nl_policy[VSWITCH_A_RULE_TXN + 1] = {
	[VSWITCH_A_RULE_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_RULE_HANDLE] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_MATCH] = NLA_POLICY_NESTED(vswitch_match_nl_policy),
	[VSWITCH_A_RULE_ACTION] = NLA_POLICY_NESTED(vswitch_action_nl_policy),
	[VSWITCH_A_RULE_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_RULE_DEL - do */
const struct nla_policy vswitch_rule_del_nl_policy[VSWITCH_A_RULE_TXN + 1] = {
	[VSWITCH_A_RULE_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_RULE_HANDLE] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_RULE_FLUSH - do */
const struct nla_policy vswitch_rule_flush_nl_policy[VSWITCH_A_RULE_TXN + 1] = {
	[VSWITCH_A_RULE_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_RULE_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_RULE_ZERO - do */
const struct nla_policy vswitch_rule_zero_nl_policy[VSWITCH_A_RULE_HANDLE + 1] = {
	[VSWITCH_A_RULE_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_RULE_ACL] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_RULE_HANDLE] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_SET_GET - do */
const struct nla_policy vswitch_set_get_nl_policy[VSWITCH_A_SET_NAME + 1] = {
	[VSWITCH_A_SET_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_SET_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
};

/* VSWITCH_CMD_SET_ADD - do */
const struct nla_policy vswitch_set_add_nl_policy[VSWITCH_A_SET_TXN + 1] = {
	[VSWITCH_A_SET_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_SET_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_SET_KIND] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_SET_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_SET_DEL - do */
const struct nla_policy vswitch_set_del_nl_policy[VSWITCH_A_SET_TXN + 1] = {
	[VSWITCH_A_SET_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_SET_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_SET_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_MEMBER_GET - do */
const struct nla_policy vswitch_member_get_nl_policy[VSWITCH_A_MEMBER_HIGH + 1] = {
	[VSWITCH_A_MEMBER_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_MEMBER_SET] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_MEMBER_IPV4] = NLA_POLICY_EXACT_LEN(4),
	[VSWITCH_A_MEMBER_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_A_MEMBER_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_MEMBER_PREFIX] = NLA_POLICY_MAX(NLA_U8, 128),
	[VSWITCH_A_MEMBER_LOW] = { .type = NLA_U16, },
	[VSWITCH_A_MEMBER_HIGH] = { .type = NLA_U16, },
};

/* VSWITCH_CMD_MEMBER_ADD - do */
const struct nla_policy vswitch_member_add_nl_policy[VSWITCH_A_MEMBER_TXN + 1] = {
	[VSWITCH_A_MEMBER_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_MEMBER_SET] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_MEMBER_IPV4] = NLA_POLICY_EXACT_LEN(4),
	[VSWITCH_A_MEMBER_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_A_MEMBER_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_MEMBER_PREFIX] = NLA_POLICY_MAX(NLA_U8, 128),
	[VSWITCH_A_MEMBER_LOW] = { .type = NLA_U16, },
	[VSWITCH_A_MEMBER_HIGH] = { .type = NLA_U16, },
	[VSWITCH_A_MEMBER_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_MEMBER_DEL - do */
const struct nla_policy vswitch_member_del_nl_policy[VSWITCH_A_MEMBER_TXN + 1] = {
	[VSWITCH_A_MEMBER_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_MEMBER_SET] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_MEMBER_IPV4] = NLA_POLICY_EXACT_LEN(4),
	[VSWITCH_A_MEMBER_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_A_MEMBER_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_MEMBER_PREFIX] = NLA_POLICY_MAX(NLA_U8, 128),
	[VSWITCH_A_MEMBER_LOW] = { .type = NLA_U16, },
	[VSWITCH_A_MEMBER_HIGH] = { .type = NLA_U16, },
	[VSWITCH_A_MEMBER_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_MEMBER_FLUSH - do */
const struct nla_policy vswitch_member_flush_nl_policy[VSWITCH_A_MEMBER_TXN + 1] = {
	[VSWITCH_A_MEMBER_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_MEMBER_SET] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_MEMBER_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_MIRROR_GET - do */
const struct nla_policy vswitch_mirror_get_nl_policy[VSWITCH_A_MIRROR_NAME + 1] = {
	[VSWITCH_A_MIRROR_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_MIRROR_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
};

/* VSWITCH_CMD_MIRROR_ADD - do */
const struct nla_policy vswitch_mirror_add_nl_policy[VSWITCH_A_MIRROR_TXN + 1] = {
	[VSWITCH_A_MIRROR_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_MIRROR_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_MIRROR_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_MIRROR_SNAP] = { .type = NLA_U32, },
	[VSWITCH_A_MIRROR_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_MIRROR_SET - do */
const struct nla_policy vswitch_mirror_set_nl_policy[VSWITCH_A_MIRROR_TXN + 1] = {
	[VSWITCH_A_MIRROR_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_MIRROR_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_MIRROR_PORT] = { .type = NLA_U32, },
	[VSWITCH_A_MIRROR_SNAP] = { .type = NLA_U32, },
	[VSWITCH_A_MIRROR_TXN] = { .type = NLA_U32, },
};

/* VSWITCH_CMD_MIRROR_DEL - do */
const struct nla_policy vswitch_mirror_del_nl_policy[VSWITCH_A_MIRROR_TXN + 1] = {
	[VSWITCH_A_MIRROR_SWITCH] = { .type = NLA_U32, },
	[VSWITCH_A_MIRROR_NAME] = { .type = NLA_NUL_STRING, .len = VSWITCH_ACL_NAME_MAX, },
	[VSWITCH_A_MIRROR_TXN] = { .type = NLA_U32, },
};

/* Ops table for vswitch */
const struct genl_ops vswitch_nl_ops[50] = {
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
		.maxattr	= VSWITCH_A_SWITCH_MAX_RULES,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_SWITCH_SET,
		.doit		= vswitch_nl_switch_set_doit,
		.policy		= vswitch_switch_set_nl_policy,
		.maxattr	= VSWITCH_A_SWITCH_MAX_RULES,
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
		.maxattr	= VSWITCH_A_PORT_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_SET,
		.doit		= vswitch_nl_port_set_doit,
		.policy		= vswitch_port_set_nl_policy,
		.maxattr	= VSWITCH_A_PORT_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_DEL,
		.doit		= vswitch_nl_port_del_doit,
		.policy		= vswitch_port_del_nl_policy,
		.maxattr	= VSWITCH_A_PORT_TXN,
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
		.maxattr	= VSWITCH_A_LIMITS_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_VLAN_GET,
		.doit		= vswitch_nl_vlan_get_doit,
		.dumpit		= vswitch_nl_vlan_get_dumpit,
		.policy		= vswitch_vlan_get_nl_policy,
		.maxattr	= VSWITCH_A_VLAN_NAME,
	},
	{
		.cmd		= VSWITCH_CMD_VLAN_ADD,
		.doit		= vswitch_nl_vlan_add_doit,
		.policy		= vswitch_vlan_add_nl_policy,
		.maxattr	= VSWITCH_A_VLAN_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_VLAN_SET,
		.doit		= vswitch_nl_vlan_set_doit,
		.policy		= vswitch_vlan_set_nl_policy,
		.maxattr	= VSWITCH_A_VLAN_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_VLAN_DEL,
		.doit		= vswitch_nl_vlan_del_doit,
		.policy		= vswitch_vlan_del_nl_policy,
		.maxattr	= VSWITCH_A_VLAN_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_TXN_GET,
		.doit		= vswitch_nl_txn_get_doit,
		.dumpit		= vswitch_nl_txn_get_dumpit,
		.policy		= vswitch_txn_get_nl_policy,
		.maxattr	= VSWITCH_A_TXN_ID,
	},
	{
		.cmd		= VSWITCH_CMD_TXN_BEGIN,
		.doit		= vswitch_nl_txn_begin_doit,
		.policy		= vswitch_txn_begin_nl_policy,
		.maxattr	= VSWITCH_A_TXN_SWITCH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_TXN_COMMIT,
		.doit		= vswitch_nl_txn_commit_doit,
		.policy		= vswitch_txn_commit_nl_policy,
		.maxattr	= VSWITCH_A_TXN_CONFIRM_TIMEOUT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_TXN_ABORT,
		.doit		= vswitch_nl_txn_abort_doit,
		.policy		= vswitch_txn_abort_nl_policy,
		.maxattr	= VSWITCH_A_TXN_ID,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_TXN_CONFIRM,
		.doit		= vswitch_nl_txn_confirm_doit,
		.policy		= vswitch_txn_confirm_nl_policy,
		.maxattr	= VSWITCH_A_TXN_SWITCH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_TXN_ROLLBACK,
		.doit		= vswitch_nl_txn_rollback_doit,
		.policy		= vswitch_txn_rollback_nl_policy,
		.maxattr	= VSWITCH_A_TXN_SWITCH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_ACL_GET,
		.doit		= vswitch_nl_acl_get_doit,
		.dumpit		= vswitch_nl_acl_get_dumpit,
		.policy		= vswitch_acl_get_nl_policy,
		.maxattr	= VSWITCH_A_ACL_NAME,
	},
	{
		.cmd		= VSWITCH_CMD_ACL_ADD,
		.doit		= vswitch_nl_acl_add_doit,
		.policy		= vswitch_acl_add_nl_policy,
		.maxattr	= VSWITCH_A_ACL_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_ACL_DEL,
		.doit		= vswitch_nl_acl_del_doit,
		.policy		= vswitch_acl_del_nl_policy,
		.maxattr	= VSWITCH_A_ACL_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_BINDING_GET,
		.doit		= vswitch_nl_binding_get_doit,
		.dumpit		= vswitch_nl_binding_get_dumpit,
		.policy		= vswitch_binding_get_nl_policy,
		.maxattr	= VSWITCH_A_BINDING_VID,
	},
	{
		.cmd		= VSWITCH_CMD_BINDING_ADD,
		.doit		= vswitch_nl_binding_add_doit,
		.policy		= vswitch_binding_add_nl_policy,
		.maxattr	= VSWITCH_A_BINDING_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_BINDING_SET,
		.doit		= vswitch_nl_binding_set_doit,
		.policy		= vswitch_binding_set_nl_policy,
		.maxattr	= VSWITCH_A_BINDING_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_BINDING_DEL,
		.doit		= vswitch_nl_binding_del_doit,
		.policy		= vswitch_binding_del_nl_policy,
		.maxattr	= VSWITCH_A_BINDING_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_RULE_GET,
		.doit		= vswitch_nl_rule_get_doit,
		.dumpit		= vswitch_nl_rule_get_dumpit,
		.policy		= vswitch_rule_get_nl_policy,
		.maxattr	= VSWITCH_A_RULE_HANDLE,
	},
	{
		.cmd		= VSWITCH_CMD_RULE_ADD,
		.doit		= vswitch_nl_rule_add_doit,
		.policy		= vswitch_rule_add_nl_policy,
		.maxattr	= VSWITCH_A_RULE_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_RULE_SET,
		.doit		= vswitch_nl_rule_set_doit,
		.policy		= vswitch_rule_set_nl_policy,
		.maxattr	= VSWITCH_A_RULE_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_RULE_DEL,
		.doit		= vswitch_nl_rule_del_doit,
		.policy		= vswitch_rule_del_nl_policy,
		.maxattr	= VSWITCH_A_RULE_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_RULE_FLUSH,
		.doit		= vswitch_nl_rule_flush_doit,
		.policy		= vswitch_rule_flush_nl_policy,
		.maxattr	= VSWITCH_A_RULE_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_RULE_ZERO,
		.doit		= vswitch_nl_rule_zero_doit,
		.policy		= vswitch_rule_zero_nl_policy,
		.maxattr	= VSWITCH_A_RULE_HANDLE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_SET_GET,
		.doit		= vswitch_nl_set_get_doit,
		.dumpit		= vswitch_nl_set_get_dumpit,
		.policy		= vswitch_set_get_nl_policy,
		.maxattr	= VSWITCH_A_SET_NAME,
	},
	{
		.cmd		= VSWITCH_CMD_SET_ADD,
		.doit		= vswitch_nl_set_add_doit,
		.policy		= vswitch_set_add_nl_policy,
		.maxattr	= VSWITCH_A_SET_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_SET_DEL,
		.doit		= vswitch_nl_set_del_doit,
		.policy		= vswitch_set_del_nl_policy,
		.maxattr	= VSWITCH_A_SET_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_MEMBER_GET,
		.doit		= vswitch_nl_member_get_doit,
		.dumpit		= vswitch_nl_member_get_dumpit,
		.policy		= vswitch_member_get_nl_policy,
		.maxattr	= VSWITCH_A_MEMBER_HIGH,
	},
	{
		.cmd		= VSWITCH_CMD_MEMBER_ADD,
		.doit		= vswitch_nl_member_add_doit,
		.policy		= vswitch_member_add_nl_policy,
		.maxattr	= VSWITCH_A_MEMBER_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_MEMBER_DEL,
		.doit		= vswitch_nl_member_del_doit,
		.policy		= vswitch_member_del_nl_policy,
		.maxattr	= VSWITCH_A_MEMBER_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_MEMBER_FLUSH,
		.doit		= vswitch_nl_member_flush_doit,
		.policy		= vswitch_member_flush_nl_policy,
		.maxattr	= VSWITCH_A_MEMBER_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_MIRROR_GET,
		.doit		= vswitch_nl_mirror_get_doit,
		.dumpit		= vswitch_nl_mirror_get_dumpit,
		.policy		= vswitch_mirror_get_nl_policy,
		.maxattr	= VSWITCH_A_MIRROR_NAME,
	},
	{
		.cmd		= VSWITCH_CMD_MIRROR_ADD,
		.doit		= vswitch_nl_mirror_add_doit,
		.policy		= vswitch_mirror_add_nl_policy,
		.maxattr	= VSWITCH_A_MIRROR_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_MIRROR_SET,
		.doit		= vswitch_nl_mirror_set_doit,
		.policy		= vswitch_mirror_set_nl_policy,
		.maxattr	= VSWITCH_A_MIRROR_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VSWITCH_CMD_MIRROR_DEL,
		.doit		= vswitch_nl_mirror_del_doit,
		.policy		= vswitch_mirror_del_nl_policy,
		.maxattr	= VSWITCH_A_MIRROR_TXN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};

const struct genl_multicast_group vswitch_nl_mcgrps[3] = {
	[VSWITCH_NLGRP_CONFIG] = { "config", },
	[VSWITCH_NLGRP_FDB] = { "fdb", },
	[VSWITCH_NLGRP_ALARM] = { "alarm", },
};
