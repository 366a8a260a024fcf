/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/vswitch.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_VSWITCH_GEN_H
#define _LINUX_VSWITCH_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/vswitch.h>

/* Common nested types */
extern const struct nla_policy vswitch_action_nl_policy[VSWITCH_A_ACTION_SESSION + 1];
extern const struct nla_policy vswitch_match_nl_policy[VSWITCH_A_MATCH_VALUE + 1];
extern const struct nla_policy vswitch_match_value_nl_policy[VSWITCH_A_MATCH_VALUE_MAC_MASK + 1];
extern const struct nla_policy vswitch_vlan_list_nl_policy[VSWITCH_A_VLAN_LIST_RANGE + 1];
extern const struct nla_policy vswitch_vlan_map_nl_policy[VSWITCH_A_VLAN_MAP_VID + 1];
extern const struct nla_policy vswitch_vlan_map_list_nl_policy[VSWITCH_A_VLAN_MAP_LIST_MAP + 1];
extern const struct nla_policy vswitch_vlan_range_nl_policy[VSWITCH_A_VLAN_RANGE_UNTAGGED + 1];

extern const struct nla_policy vswitch_switch_get_nl_policy[VSWITCH_A_SWITCH_IFNAME + 1];

extern const struct nla_policy vswitch_switch_add_nl_policy[VSWITCH_A_SWITCH_MAX_RULES + 1];

extern const struct nla_policy vswitch_switch_set_nl_policy[VSWITCH_A_SWITCH_MAX_RULES + 1];

extern const struct nla_policy vswitch_switch_del_nl_policy[VSWITCH_A_SWITCH_IFNAME + 1];

extern const struct nla_policy vswitch_port_get_nl_policy[VSWITCH_A_PORT_IFINDEX + 1];

extern const struct nla_policy vswitch_port_add_nl_policy[VSWITCH_A_PORT_TXN + 1];

extern const struct nla_policy vswitch_port_set_nl_policy[VSWITCH_A_PORT_TXN + 1];

extern const struct nla_policy vswitch_port_del_nl_policy[VSWITCH_A_PORT_TXN + 1];

extern const struct nla_policy vswitch_fdb_get_nl_policy[VSWITCH_A_FDB_KIND + 1];

extern const struct nla_policy vswitch_fdb_add_nl_policy[VSWITCH_A_FDB_KIND + 1];

extern const struct nla_policy vswitch_fdb_set_nl_policy[VSWITCH_A_FDB_KIND + 1];

extern const struct nla_policy vswitch_fdb_del_nl_policy[VSWITCH_A_FDB_VID + 1];

extern const struct nla_policy vswitch_fdb_flush_nl_policy[VSWITCH_A_FDB_KIND + 1];

extern const struct nla_policy vswitch_stats_get_nl_policy[VSWITCH_A_STATS_ATOMIC + 1];

extern const struct nla_policy vswitch_limits_get_nl_policy[VSWITCH_A_LIMITS_LIMIT + 1];

extern const struct nla_policy vswitch_limits_set_nl_policy[VSWITCH_A_LIMITS_TXN + 1];

extern const struct nla_policy vswitch_vlan_get_nl_policy[VSWITCH_A_VLAN_NAME + 1];

extern const struct nla_policy vswitch_vlan_add_nl_policy[VSWITCH_A_VLAN_TXN + 1];

extern const struct nla_policy vswitch_vlan_set_nl_policy[VSWITCH_A_VLAN_TXN + 1];

extern const struct nla_policy vswitch_vlan_del_nl_policy[VSWITCH_A_VLAN_TXN + 1];

extern const struct nla_policy vswitch_txn_get_nl_policy[VSWITCH_A_TXN_ID + 1];

extern const struct nla_policy vswitch_txn_begin_nl_policy[VSWITCH_A_TXN_SWITCH + 1];

extern const struct nla_policy vswitch_txn_commit_nl_policy[VSWITCH_A_TXN_CONFIRM_TIMEOUT + 1];

extern const struct nla_policy vswitch_txn_abort_nl_policy[VSWITCH_A_TXN_ID + 1];

extern const struct nla_policy vswitch_txn_confirm_nl_policy[VSWITCH_A_TXN_SWITCH + 1];

extern const struct nla_policy vswitch_txn_rollback_nl_policy[VSWITCH_A_TXN_SWITCH + 1];

extern const struct nla_policy vswitch_acl_get_nl_policy[VSWITCH_A_ACL_NAME + 1];

extern const struct nla_policy vswitch_acl_add_nl_policy[VSWITCH_A_ACL_TXN + 1];

extern const struct nla_policy vswitch_acl_del_nl_policy[VSWITCH_A_ACL_TXN + 1];

extern const struct nla_policy vswitch_binding_get_nl_policy[VSWITCH_A_BINDING_VID + 1];

extern const struct nla_policy vswitch_binding_add_nl_policy[VSWITCH_A_BINDING_TXN + 1];

extern const struct nla_policy vswitch_binding_set_nl_policy[VSWITCH_A_BINDING_TXN + 1];

extern const struct nla_policy vswitch_binding_del_nl_policy[VSWITCH_A_BINDING_TXN + 1];

extern const struct nla_policy vswitch_rule_get_nl_policy[VSWITCH_A_RULE_HANDLE + 1];

extern const struct nla_policy vswitch_rule_add_nl_policy[VSWITCH_A_RULE_TXN + 1];

extern const struct nla_policy vswitch_rule_set_nl_policy[VSWITCH_A_RULE_TXN + 1];

extern const struct nla_policy vswitch_rule_del_nl_policy[VSWITCH_A_RULE_TXN + 1];

extern const struct nla_policy vswitch_rule_flush_nl_policy[VSWITCH_A_RULE_TXN + 1];

extern const struct nla_policy vswitch_rule_zero_nl_policy[VSWITCH_A_RULE_HANDLE + 1];

extern const struct nla_policy vswitch_set_get_nl_policy[VSWITCH_A_SET_NAME + 1];

extern const struct nla_policy vswitch_set_add_nl_policy[VSWITCH_A_SET_TXN + 1];

extern const struct nla_policy vswitch_set_del_nl_policy[VSWITCH_A_SET_TXN + 1];

extern const struct nla_policy vswitch_member_get_nl_policy[VSWITCH_A_MEMBER_HIGH + 1];

extern const struct nla_policy vswitch_member_add_nl_policy[VSWITCH_A_MEMBER_TXN + 1];

extern const struct nla_policy vswitch_member_del_nl_policy[VSWITCH_A_MEMBER_TXN + 1];

extern const struct nla_policy vswitch_member_flush_nl_policy[VSWITCH_A_MEMBER_TXN + 1];

extern const struct nla_policy vswitch_mirror_get_nl_policy[VSWITCH_A_MIRROR_NAME + 1];

extern const struct nla_policy vswitch_mirror_add_nl_policy[VSWITCH_A_MIRROR_TXN + 1];

extern const struct nla_policy vswitch_mirror_set_nl_policy[VSWITCH_A_MIRROR_TXN + 1];

extern const struct nla_policy vswitch_mirror_del_nl_policy[VSWITCH_A_MIRROR_TXN + 1];

/* Ops table for vswitch */
extern const struct genl_ops vswitch_nl_ops[50];

int vswitch_nl_switch_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_switch_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int vswitch_nl_switch_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_switch_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_switch_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_port_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int vswitch_nl_port_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_port_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_port_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int vswitch_nl_fdb_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_flush_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_stats_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int vswitch_nl_limits_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_limits_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int vswitch_nl_limits_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_vlan_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_vlan_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int vswitch_nl_vlan_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_vlan_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_vlan_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_txn_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_txn_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int vswitch_nl_txn_begin_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_txn_commit_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_txn_abort_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_txn_confirm_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_txn_rollback_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_acl_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_acl_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int vswitch_nl_acl_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_acl_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_binding_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_binding_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int vswitch_nl_binding_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_binding_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_binding_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_rule_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_rule_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int vswitch_nl_rule_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_rule_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_rule_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_rule_flush_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_rule_zero_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_set_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_set_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int vswitch_nl_set_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_set_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_member_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_member_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int vswitch_nl_member_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_member_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_member_flush_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_mirror_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_mirror_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int vswitch_nl_mirror_add_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_mirror_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_mirror_del_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	VSWITCH_NLGRP_CONFIG,
	VSWITCH_NLGRP_FDB,
	VSWITCH_NLGRP_ALARM,
};

extern const struct genl_multicast_group vswitch_nl_mcgrps[3];

#endif /* _LINUX_VSWITCH_GEN_H */
