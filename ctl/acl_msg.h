/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel says of ACLs, bindings, rules, sets, mirror sessions and log
 * events, as structs. The part of parse.h for these; their attributes are in
 * acl_fields.c.
 */
#ifndef VSWITCHCTL_ACL_MSG_H
#define VSWITCHCTL_ACL_MSG_H

#include "ctl.h"
#include "rule.h"

#define ACL_NAME_SIZE	(VSWITCH_ACL_NAME_MAX + 1)
/* First bytes of a frame that come with a log event, at most. */
#define ACL_FRAME_MAX	128

/**
 * struct vsw_acl - an ACL
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @name: its name
 * @rules: how many it has
 * @bindings: how many times it is bound
 * @shapes: tables that its classifier searches
 * @depth: rules that a frame is compared with in one of them, at most
 * @memory: bytes
 */
struct vsw_acl {
	uint32_t has;
	uint32_t sw;
	char name[ACL_NAME_SIZE];
	uint32_t rules;
	uint32_t bindings;
	uint32_t shapes;
	uint32_t depth;
	uint64_t memory;
};

/**
 * struct vsw_binding - an ACL at a point
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @acl: name of the ACL
 * @point: &enum vswitch_acl_point
 * @port: number of the port
 * @vid: the VLAN
 * @fallback: &enum vswitch_acl_default
 * @position: 1 for the first at that point
 */
struct vsw_binding {
	uint32_t has;
	uint32_t sw;
	char acl[ACL_NAME_SIZE];
	uint32_t point;
	uint32_t port;
	uint16_t vid;
	uint32_t fallback;
	uint32_t position;
};

/**
 * struct vsw_rule - a rule, but for its matches and actions
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @acl: name of its ACL
 * @handle: its number
 * @before: of a request, the rule that it comes before
 * @after: of a request, the rule that it comes behind
 * @position: 1 for the first
 * @frames: that it matched
 * @bytes: of these
 * @last_hit: milliseconds since then
 * @at: where its attributes are in &struct rule_table
 * @len: bytes of these
 */
struct vsw_rule {
	uint32_t has;
	uint32_t sw;
	char acl[ACL_NAME_SIZE];
	uint32_t handle;
	uint32_t before;
	uint32_t after;
	uint32_t position;
	uint64_t frames;
	uint64_t bytes;
	uint64_t last_hit;
	size_t at;
	size_t len;
};

/**
 * struct rule_table - rules with their matches and actions
 * @rows: struct vsw_rule each
 * @bytes: attributes of all of them, as they came
 * @used: bytes of these
 * @room: for how many there is room
 */
struct rule_table {
	struct vec rows;
	uint8_t *bytes;
	size_t used;
	size_t room;
};

/**
 * struct vsw_set - a set
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @name: its name
 * @kind: &enum vswitch_set_kind
 * @members: how many
 * @users: rules that use it
 */
struct vsw_set {
	uint32_t has;
	uint32_t sw;
	char name[ACL_NAME_SIZE];
	uint32_t kind;
	uint32_t members;
	uint32_t users;
};

/**
 * struct vsw_member - a member of a set
 * @has: which attributes there are
 * @sw: interface index of the switch
 * @set: name of the set
 * @ipv4: an IPv4 address
 * @ipv6: an IPv6 address
 * @mac: a MAC address
 * @prefix: bits of the IP address that count
 * @low: the port number, or the lowest of a range
 * @high: the highest
 */
struct vsw_member {
	uint32_t has;
	uint32_t sw;
	char set[ACL_NAME_SIZE];
	uint8_t ipv4[4];
	uint8_t ipv6[16];
	uint8_t mac[6];
	uint8_t prefix;
	uint16_t low;
	uint16_t high;
};

/**
 * struct vsw_mirror - a mirror session
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @name: its name
 * @port: number of the port that copies leave by
 * @snap: bytes of a frame that are copied, 0 for all
 * @users: rules that use it
 * @frames: copies
 * @bytes: of these
 */
struct vsw_mirror {
	uint32_t has;
	uint32_t sw;
	char name[ACL_NAME_SIZE];
	uint32_t port;
	uint32_t snap;
	uint32_t users;
	uint64_t frames;
	uint64_t bytes;
};

/**
 * struct vsw_log - a frame that met a rule that logs
 * @has: which attributes were there
 * @sw: interface index of the switch
 * @acl: name of the ACL
 * @handle: of the rule
 * @action: &enum vswitch_acl_action
 * @reason: why it is denied
 * @port: where it came from
 * @out_port: where it was to leave
 * @vid: its VLAN
 * @len: bytes of the frame
 * @suppressed: events that were not sent before this one
 * @frame: its first bytes
 * @frame_len: how many
 */
struct vsw_log {
	uint32_t has;
	uint32_t sw;
	char acl[ACL_NAME_SIZE];
	uint32_t handle;
	uint32_t action;
	char reason[ACL_NAME_SIZE];
	uint32_t port;
	uint32_t out_port;
	uint16_t vid;
	uint32_t len;
	uint32_t suppressed;
	uint8_t frame[ACL_FRAME_MAX];
	size_t frame_len;
};

extern const struct nl_fields fields_acl;
extern const struct nl_fields fields_binding;
extern const struct nl_fields fields_rule;
extern const struct nl_fields fields_set;
extern const struct nl_fields fields_member;
extern const struct nl_fields fields_log;
extern const struct nl_fields fields_mirror;

int parse_acl(const struct nlmsghdr *nlh, struct vsw_acl *acl);
int parse_binding(const struct nlmsghdr *nlh, struct vsw_binding *binding);
int parse_rule(const struct nlmsghdr *nlh, struct vsw_rule *row, struct rule *rule);
int parse_set(const struct nlmsghdr *nlh, struct vsw_set *set);
int parse_mirror(const struct nlmsghdr *nlh, struct vsw_mirror *mirror);
int parse_log(const struct nlmsghdr *nlh, struct vsw_log *log);
int parse_add_acl(const struct nlmsghdr *nlh, void *data);
int parse_add_binding(const struct nlmsghdr *nlh, void *data);
int parse_add_rule(const struct nlmsghdr *nlh, void *data);
int parse_add_set(const struct nlmsghdr *nlh, void *data);
int parse_add_member(const struct nlmsghdr *nlh, void *data);
int parse_add_mirror(const struct nlmsghdr *nlh, void *data);

void rule_table_init(struct rule_table *table);
void rule_table_free(struct rule_table *table);
int rule_table_get(const struct rule_table *table, size_t i, struct rule *rule);
int rule_table_dump(struct ctl *ctl, struct nlmsghdr *req, struct rule_table *table);

bool member_read(const char *word, struct vsw_member *member, uint32_t *kind,
		 char why[RULE_WHY]);
bool member_is(const char *word);
void member_text(const struct vsw_member *member, char *text, size_t size);
void member_put(struct nlmsghdr *req, const struct vsw_member *member);

#endif /* VSWITCHCTL_ACL_MSG_H */
