// SPDX-License-Identifier: GPL-2.0
/*
 * Attributes of ACLs, bindings, rules, sets, mirror sessions and log events. See
 * fields.h.
 *
 * Owns what has which type, for acl_msg.c and for call.c. Pure.
 */
#include "acl_msg.h"

static const struct nl_field acl_fields[] = {
	{ "switch", VSWITCH_A_ACL_SWITCH, NL_EXACT, 4, offsetof(struct vsw_acl, sw) },
	{ "name", VSWITCH_A_ACL_NAME, NL_STR, ACL_NAME_SIZE, offsetof(struct vsw_acl, name) },
	{ "rules", VSWITCH_A_ACL_RULES, NL_EXACT, 4, offsetof(struct vsw_acl, rules) },
	{ "bindings", VSWITCH_A_ACL_BINDINGS, NL_EXACT, 4, offsetof(struct vsw_acl, bindings) },
	{ "shapes", VSWITCH_A_ACL_SHAPES, NL_EXACT, 4, offsetof(struct vsw_acl, shapes) },
	{ "memory", VSWITCH_A_ACL_MEMORY, NL_EXACT, 8, offsetof(struct vsw_acl, memory) },
	{ "txn", VSWITCH_A_ACL_TXN, NL_OTHER, 0, 0 },
	{ "depth", VSWITCH_A_ACL_DEPTH, NL_EXACT, 4, offsetof(struct vsw_acl, depth) },
};

static const struct nl_field binding_fields[] = {
	{ "switch", VSWITCH_A_BINDING_SWITCH, NL_EXACT, 4, offsetof(struct vsw_binding, sw) },
	{ "acl", VSWITCH_A_BINDING_ACL, NL_STR, ACL_NAME_SIZE,
	  offsetof(struct vsw_binding, acl) },
	{ "point", VSWITCH_A_BINDING_POINT, NL_EXACT, 4, offsetof(struct vsw_binding, point) },
	{ "port", VSWITCH_A_BINDING_PORT, NL_EXACT, 4, offsetof(struct vsw_binding, port) },
	{ "vid", VSWITCH_A_BINDING_VID, NL_EXACT, 2, offsetof(struct vsw_binding, vid) },
	{ "default", VSWITCH_A_BINDING_DEFAULT, NL_EXACT, 4,
	  offsetof(struct vsw_binding, fallback) },
	{ "position", VSWITCH_A_BINDING_POSITION, NL_EXACT, 4,
	  offsetof(struct vsw_binding, position) },
	{ "txn", VSWITCH_A_BINDING_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field rule_attrs[] = {
	{ "switch", VSWITCH_A_RULE_SWITCH, NL_EXACT, 4, offsetof(struct vsw_rule, sw) },
	{ "acl", VSWITCH_A_RULE_ACL, NL_STR, ACL_NAME_SIZE, offsetof(struct vsw_rule, acl) },
	{ "handle", VSWITCH_A_RULE_HANDLE, NL_EXACT, 4, offsetof(struct vsw_rule, handle) },
	{ "before", VSWITCH_A_RULE_BEFORE, NL_EXACT, 4, offsetof(struct vsw_rule, before) },
	{ "after", VSWITCH_A_RULE_AFTER, NL_EXACT, 4, offsetof(struct vsw_rule, after) },
	{ "position", VSWITCH_A_RULE_POSITION, NL_EXACT, 4,
	  offsetof(struct vsw_rule, position) },
	{ "match", VSWITCH_A_RULE_MATCH, NL_OTHER, 0, 0 },
	{ "action", VSWITCH_A_RULE_ACTION, NL_OTHER, 0, 0 },
	{ "frames", VSWITCH_A_RULE_FRAMES, NL_EXACT, 8, offsetof(struct vsw_rule, frames) },
	{ "bytes", VSWITCH_A_RULE_BYTES, NL_EXACT, 8, offsetof(struct vsw_rule, bytes) },
	{ "last-hit", VSWITCH_A_RULE_LAST_HIT, NL_EXACT, 8,
	  offsetof(struct vsw_rule, last_hit) },
	{ "txn", VSWITCH_A_RULE_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field set_fields[] = {
	{ "switch", VSWITCH_A_SET_SWITCH, NL_EXACT, 4, offsetof(struct vsw_set, sw) },
	{ "name", VSWITCH_A_SET_NAME, NL_STR, ACL_NAME_SIZE, offsetof(struct vsw_set, name) },
	{ "kind", VSWITCH_A_SET_KIND, NL_EXACT, 4, offsetof(struct vsw_set, kind) },
	{ "members", VSWITCH_A_SET_MEMBERS, NL_EXACT, 4, offsetof(struct vsw_set, members) },
	{ "users", VSWITCH_A_SET_USERS, NL_EXACT, 4, offsetof(struct vsw_set, users) },
	{ "txn", VSWITCH_A_SET_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field member_fields[] = {
	{ "switch", VSWITCH_A_MEMBER_SWITCH, NL_EXACT, 4, offsetof(struct vsw_member, sw) },
	{ "set", VSWITCH_A_MEMBER_SET, NL_STR, ACL_NAME_SIZE, offsetof(struct vsw_member, set) },
	{ "ipv4", VSWITCH_A_MEMBER_IPV4, NL_EXACT, 4, offsetof(struct vsw_member, ipv4) },
	{ "ipv6", VSWITCH_A_MEMBER_IPV6, NL_EXACT, 16, offsetof(struct vsw_member, ipv6) },
	{ "mac", VSWITCH_A_MEMBER_MAC, NL_EXACT, 6, offsetof(struct vsw_member, mac) },
	{ "prefix", VSWITCH_A_MEMBER_PREFIX, NL_EXACT, 1, offsetof(struct vsw_member, prefix) },
	{ "low", VSWITCH_A_MEMBER_LOW, NL_EXACT, 2, offsetof(struct vsw_member, low) },
	{ "high", VSWITCH_A_MEMBER_HIGH, NL_EXACT, 2, offsetof(struct vsw_member, high) },
	{ "txn", VSWITCH_A_MEMBER_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field mirror_fields[] = {
	{ "switch", VSWITCH_A_MIRROR_SWITCH, NL_EXACT, 4, offsetof(struct vsw_mirror, sw) },
	{ "name", VSWITCH_A_MIRROR_NAME, NL_STR, ACL_NAME_SIZE,
	  offsetof(struct vsw_mirror, name) },
	{ "port", VSWITCH_A_MIRROR_PORT, NL_EXACT, 4, offsetof(struct vsw_mirror, port) },
	{ "snap", VSWITCH_A_MIRROR_SNAP, NL_EXACT, 4, offsetof(struct vsw_mirror, snap) },
	{ "frames", VSWITCH_A_MIRROR_FRAMES, NL_EXACT, 8, offsetof(struct vsw_mirror, frames) },
	{ "bytes", VSWITCH_A_MIRROR_BYTES, NL_EXACT, 8, offsetof(struct vsw_mirror, bytes) },
	{ "users", VSWITCH_A_MIRROR_USERS, NL_EXACT, 4, offsetof(struct vsw_mirror, users) },
	{ "txn", VSWITCH_A_MIRROR_TXN, NL_OTHER, 0, 0 },
};

static const struct nl_field log_fields[] = {
	{ "switch", VSWITCH_A_LOG_SWITCH, NL_EXACT, 4, offsetof(struct vsw_log, sw) },
	{ "acl", VSWITCH_A_LOG_ACL, NL_STR, ACL_NAME_SIZE, offsetof(struct vsw_log, acl) },
	{ "handle", VSWITCH_A_LOG_HANDLE, NL_EXACT, 4, offsetof(struct vsw_log, handle) },
	{ "action", VSWITCH_A_LOG_ACTION, NL_EXACT, 4, offsetof(struct vsw_log, action) },
	{ "reason", VSWITCH_A_LOG_REASON, NL_STR, ACL_NAME_SIZE,
	  offsetof(struct vsw_log, reason) },
	{ "port", VSWITCH_A_LOG_PORT, NL_EXACT, 4, offsetof(struct vsw_log, port) },
	{ "out-port", VSWITCH_A_LOG_OUT_PORT, NL_EXACT, 4, offsetof(struct vsw_log, out_port) },
	{ "vid", VSWITCH_A_LOG_VID, NL_EXACT, 2, offsetof(struct vsw_log, vid) },
	{ "len", VSWITCH_A_LOG_LEN, NL_EXACT, 4, offsetof(struct vsw_log, len) },
	{ "frame", VSWITCH_A_LOG_FRAME, NL_OTHER, 0, 0 },
	{ "suppressed", VSWITCH_A_LOG_SUPPRESSED, NL_EXACT, 4,
	  offsetof(struct vsw_log, suppressed) },
};

const struct nl_fields fields_acl = { acl_fields, ARRAY_LEN(acl_fields) };
const struct nl_fields fields_binding = { binding_fields, ARRAY_LEN(binding_fields) };
const struct nl_fields fields_rule = { rule_attrs, ARRAY_LEN(rule_attrs) };
const struct nl_fields fields_set = { set_fields, ARRAY_LEN(set_fields) };
const struct nl_fields fields_member = { member_fields, ARRAY_LEN(member_fields) };
const struct nl_fields fields_mirror = { mirror_fields, ARRAY_LEN(mirror_fields) };
const struct nl_fields fields_log = { log_fields, ARRAY_LEN(log_fields) };
