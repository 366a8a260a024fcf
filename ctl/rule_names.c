// SPDX-License-Identifier: GPL-2.0
/*
 * Fields and actions of rules, and names of numbers. See rule.h.
 *
 * Read by rule_words.c and rule_text.c. Pure.
 */
#include "rule.h"

static const struct rule_name ethertypes[] = {
	{ "ipv4", 0x0800 }, { "ipv6", 0x86dd }, { "arp", 0x0806 },
};

/* IANA, Protocol Numbers. */
static const struct rule_name protocols[] = {
	{ "tcp", 6 }, { "udp", 17 }, { "icmp", 1 }, { "icmp6", 58 }, { "sctp", 132 },
	{ "igmp", 2 }, { "dccp", 33 }, { "gre", 47 }, { "esp", 50 }, { "ah", 51 },
	{ "ospf", 89 }, { "pim", 103 }, { "vrrp", 112 }, { "udplite", 136 },
};

/* RFC 792, RFC 1256. */
static const struct rule_name icmp_types[] = {
	{ "echo-request", 8 }, { "echo-reply", 0 }, { "destination-unreachable", 3 },
	{ "source-quench", 4 }, { "redirect", 5 }, { "router-advertisement", 9 },
	{ "router-solicitation", 10 }, { "time-exceeded", 11 }, { "parameter-problem", 12 },
	{ "timestamp", 13 }, { "timestamp-reply", 14 }, { "echo", 8 },
};

/* RFC 4443, RFC 2710, RFC 4861, RFC 3810. */
static const struct rule_name icmp6_types[] = {
	{ "echo-request", 128 }, { "echo-reply", 129 }, { "destination-unreachable", 1 },
	{ "packet-too-big", 2 }, { "time-exceeded", 3 }, { "parameter-problem", 4 },
	{ "router-solicitation", 133 }, { "router-advertisement", 134 },
	{ "neighbor-solicitation", 135 }, { "neighbor-advertisement", 136 },
	{ "redirect", 137 }, { "mld-query", 130 }, { "mld-report", 131 },
	{ "mld-done", 132 }, { "mldv2-report", 143 },
};

/* RFC 2474, RFC 2597, RFC 3246, RFC 5865, RFC 8622. */
static const struct rule_name dscps[] = {
	{ "cs0", 0 }, { "cs1", 8 }, { "cs2", 16 }, { "cs3", 24 }, { "cs4", 32 },
	{ "cs5", 40 }, { "cs6", 48 }, { "cs7", 56 }, { "af11", 10 }, { "af12", 12 },
	{ "af13", 14 }, { "af21", 18 }, { "af22", 20 }, { "af23", 22 }, { "af31", 26 },
	{ "af32", 28 }, { "af33", 30 }, { "af41", 34 }, { "af42", 36 }, { "af43", 38 },
	{ "ef", 46 }, { "va", 44 }, { "le", 1 },
};

static const struct rule_name frags[] = {
	{ "first", VSWITCH_ACL_FRAG_FIRST }, { "later", VSWITCH_ACL_FRAG_LATER },
	{ "any", VSWITCH_ACL_FRAG_ANY },
};

/* RFC 826. */
static const struct rule_name arp_ops[] = { { "request", 1 }, { "reply", 2 } };

/* RFC 9293 3.1, RFC 9768 for the last. */
const struct rule_name rule_flags[RULE_FLAG_NAMES] = {
	{ "fin", 0x001 }, { "syn", 0x002 }, { "rst", 0x004 }, { "psh", 0x008 },
	{ "ack", 0x010 }, { "urg", 0x020 }, { "ece", 0x040 }, { "cwr", 0x080 },
	{ "ae", 0x100 },
};

const struct rule_field rule_fields[RULE_FIELDS] = {
	[VSWITCH_ACL_FIELD_SMAC] = { .name = "smac", .kind = RULE_MAC },
	[VSWITCH_ACL_FIELD_DMAC] = { .name = "dmac", .kind = RULE_MAC },
	[VSWITCH_ACL_FIELD_ETHERTYPE] = { .name = "ethertype", .max = 0xffff, .hex = true,
		.names = ethertypes, .n_names = ARRAY_LEN(ethertypes) },
	[VSWITCH_ACL_FIELD_VID] = { .name = "vid", .max = VLAN_LAST },
	[VSWITCH_ACL_FIELD_PCP] = { .name = "pcp", .max = 7 },
	[VSWITCH_ACL_FIELD_SRC] = { .name = "src", .kind = RULE_ADDRESS },
	[VSWITCH_ACL_FIELD_DST] = { .name = "dst", .kind = RULE_ADDRESS },
	[VSWITCH_ACL_FIELD_PROTO] = { .name = "proto", .max = 255,
		.names = protocols, .n_names = ARRAY_LEN(protocols) },
	[VSWITCH_ACL_FIELD_SPORT] = { .name = "sport", .max = 0xffff },
	[VSWITCH_ACL_FIELD_DPORT] = { .name = "dport", .max = 0xffff },
	[VSWITCH_ACL_FIELD_TCP_FLAGS] = { .name = "tcp-flags", .kind = RULE_FLAGS,
		.max = RULE_TCP_FLAGS },
	[VSWITCH_ACL_FIELD_ICMP_TYPE] = { .name = "icmp", .max = 255,
		.names = icmp_types, .n_names = ARRAY_LEN(icmp_types) },
	[VSWITCH_ACL_FIELD_ICMP_CODE] = { .name = "icmp-code", .max = 255 },
	[VSWITCH_ACL_FIELD_ICMP6_TYPE] = { .name = "icmp6", .max = 255,
		.names = icmp6_types, .n_names = ARRAY_LEN(icmp6_types) },
	[VSWITCH_ACL_FIELD_ICMP6_CODE] = { .name = "icmp6-code", .max = 255 },
	[VSWITCH_ACL_FIELD_DSCP] = { .name = "dscp", .max = 63,
		.names = dscps, .n_names = ARRAY_LEN(dscps) },
	[VSWITCH_ACL_FIELD_FRAG] = { .name = "frag", .kind = RULE_WORD,
		.names = frags, .n_names = ARRAY_LEN(frags) },
	[VSWITCH_ACL_FIELD_ARP_OP] = { .name = "arp-op", .max = 0xffff,
		.names = arp_ops, .n_names = ARRAY_LEN(arp_ops) },
	[VSWITCH_ACL_FIELD_ARP_SPA] = { .name = "arp-spa", .kind = RULE_ADDRESS },
	[VSWITCH_ACL_FIELD_ARP_TPA] = { .name = "arp-tpa", .kind = RULE_ADDRESS },
	[VSWITCH_ACL_FIELD_LEN] = { .name = "len", .max = UINT32_MAX },
	[VSWITCH_ACL_FIELD_IN_PORT] = { .name = "in", .kind = RULE_PORT },
	[VSWITCH_ACL_FIELD_MALFORMED] = { .name = "malformed", .kind = RULE_NOTHING },
};

const char *const rule_actions[VSWITCH_ACL_ACTION_MAX + 1] = {
	[VSWITCH_ACL_ACTION_ALLOW] = "allow",
	[VSWITCH_ACL_ACTION_DENY] = "deny",
	[VSWITCH_ACL_ACTION_REDIRECT] = "redirect",
	[VSWITCH_ACL_ACTION_CONTINUE] = "continue",
	[VSWITCH_ACL_ACTION_COUNT] = "count",
	[VSWITCH_ACL_ACTION_LOG] = "log",
	[VSWITCH_ACL_ACTION_SET_PCP] = "set",
	[VSWITCH_ACL_ACTION_SET_DSCP] = "set",
	[VSWITCH_ACL_ACTION_POLICE] = "police",
	[VSWITCH_ACL_ACTION_MIRROR] = "mirror",
};
