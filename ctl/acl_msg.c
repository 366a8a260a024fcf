// SPDX-License-Identifier: GPL-2.0
/*
 * Messages about ACLs to structs, and members of sets to words and back. See
 * acl_msg.h.
 *
 * Called by the commands about these, the configuration files and the monitor,
 * as callbacks of dumps or directly. Of rules the attributes are kept as they
 * come: a struct rule is a hundred times as long.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <sys/param.h>

#include "acl_msg.h"

static int fill(const struct nlmsghdr *nlh, void *dst, const struct nl_fields *fields,
		uint32_t must)
{
	const struct nlattr *attrs;
	size_t len;

	if (nl_payload(nlh, NULL, &attrs, &len))
		return -EBADMSG;
	return nl_fill(dst, fields, must, attrs, len);
}

/**
 * parse_acl - a message about an ACL
 * @nlh: the message
 * @acl: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_acl(const struct nlmsghdr *nlh, struct vsw_acl *acl)
{
	return fill(nlh, acl, &fields_acl, 1u << VSWITCH_A_ACL_SWITCH | 1u << VSWITCH_A_ACL_NAME);
}

/**
 * parse_binding - a message about a binding
 * @nlh: the message
 * @binding: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_binding(const struct nlmsghdr *nlh, struct vsw_binding *binding)
{
	return fill(nlh, binding, &fields_binding, 1u << VSWITCH_A_BINDING_SWITCH |
		    1u << VSWITCH_A_BINDING_ACL | 1u << VSWITCH_A_BINDING_POINT);
}

/**
 * parse_rule - a message about a rule
 * @nlh: the message
 * @row: zeroed
 * @rule: its matches and actions are put here
 *
 * Return: 0 or -EBADMSG.
 */
int parse_rule(const struct nlmsghdr *nlh, struct vsw_rule *row, struct rule *rule)
{
	static const uint32_t must = 1u << VSWITCH_A_RULE_SWITCH | 1u << VSWITCH_A_RULE_ACL |
		1u << VSWITCH_A_RULE_HANDLE;
	const struct nlattr *attrs;
	size_t len;

	if (nl_payload(nlh, NULL, &attrs, &len) || nl_fill(row, &fields_rule, must, attrs, len))
		return -EBADMSG;
	return rule_from_attrs(attrs, len, rule);
}

/**
 * parse_set - a message about a set
 * @nlh: the message
 * @set: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_set(const struct nlmsghdr *nlh, struct vsw_set *set)
{
	return fill(nlh, set, &fields_set, 1u << VSWITCH_A_SET_SWITCH | 1u << VSWITCH_A_SET_NAME);
}

/**
 * parse_mirror - a message about a mirror session
 * @nlh: the message
 * @mirror: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_mirror(const struct nlmsghdr *nlh, struct vsw_mirror *mirror)
{
	return fill(nlh, mirror, &fields_mirror, 1u << VSWITCH_A_MIRROR_SWITCH |
		    1u << VSWITCH_A_MIRROR_NAME);
}

/**
 * parse_log - an event of a rule that logs
 * @nlh: the message
 * @log: zeroed
 *
 * Return: 0 or -EBADMSG.
 */
int parse_log(const struct nlmsghdr *nlh, struct vsw_log *log)
{
	static const uint32_t must = 1u << VSWITCH_A_LOG_SWITCH | 1u << VSWITCH_A_LOG_ACL |
		1u << VSWITCH_A_LOG_HANDLE;
	const struct nlattr *attr = NULL;
	const struct nlattr *attrs;
	size_t len;

	if (nl_payload(nlh, NULL, &attrs, &len) || nl_fill(log, &fields_log, must, attrs, len))
		return -EBADMSG;
	while ((attr = nl_attr_next(attr, attrs, len))) {
		if (mnl_attr_get_type(attr) != VSWITCH_A_LOG_FRAME)
			continue;
		log->frame_len = MIN((size_t)mnl_attr_get_payload_len(attr), sizeof(log->frame));
		memcpy(log->frame, mnl_attr_get_payload(attr), log->frame_len);
	}
	return 0;
}

/**
 * parse_add_acl - an &nl_cb that gathers ACLs
 * @nlh: the message
 * @data: a &struct vec of struct vsw_acl
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_acl(const struct nlmsghdr *nlh, void *data)
{
	return parse_acl(nlh, vec_push(data));
}

/**
 * parse_add_binding - an &nl_cb that gathers bindings
 * @nlh: the message
 * @data: a &struct vec of struct vsw_binding
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_binding(const struct nlmsghdr *nlh, void *data)
{
	return parse_binding(nlh, vec_push(data));
}

/**
 * parse_add_rule - an &nl_cb that gathers rules
 * @nlh: the message
 * @data: a &struct rule_table
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_rule(const struct nlmsghdr *nlh, void *data)
{
	static struct rule rule;
	struct rule_table *table = data;
	struct vsw_rule *row = vec_push(&table->rows);
	const struct nlattr *attrs;
	size_t len;

	/* What makes no sense is told now, so that it need not be told later. */
	if (parse_rule(nlh, row, &rule) || nl_payload(nlh, NULL, &attrs, &len))
		return -EBADMSG;
	row->at = table->used;
	row->len = len;
	len = MNL_ALIGN(len);
	if (table->room - table->used < len) {
		table->room = MAX(2 * table->room, table->used + len + 65536);
		table->bytes = vec_need(realloc(table->bytes, table->room));
	}
	memcpy(table->bytes + row->at, attrs, row->len);
	table->used += len;
	return 0;
}

/**
 * parse_add_set - an &nl_cb that gathers sets
 * @nlh: the message
 * @data: a &struct vec of struct vsw_set
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_set(const struct nlmsghdr *nlh, void *data)
{
	return parse_set(nlh, vec_push(data));
}

/**
 * parse_add_member - an &nl_cb that gathers members of a set
 * @nlh: the message
 * @data: a &struct vec of struct vsw_member
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_member(const struct nlmsghdr *nlh, void *data)
{
	static const uint32_t any = 1u << VSWITCH_A_MEMBER_IPV4 | 1u << VSWITCH_A_MEMBER_IPV6 |
		1u << VSWITCH_A_MEMBER_MAC | 1u << VSWITCH_A_MEMBER_LOW;
	struct vsw_member *member = vec_push(data);
	int ret = fill(nlh, member, &fields_member, 1u << VSWITCH_A_MEMBER_SWITCH |
		       1u << VSWITCH_A_MEMBER_SET);

	return ret ?: member->has & any ? 0 : -EBADMSG;
}

/**
 * parse_add_mirror - an &nl_cb that gathers mirror sessions
 * @nlh: the message
 * @data: a &struct vec of struct vsw_mirror
 *
 * Return: 0 or -EBADMSG.
 */
int parse_add_mirror(const struct nlmsghdr *nlh, void *data)
{
	return parse_mirror(nlh, vec_push(data));
}

/**
 * rule_table_init - make an empty table
 * @table: what to make one
 */
void rule_table_init(struct rule_table *table)
{
	*table = (struct rule_table){ .rows = { .size = sizeof(struct vsw_rule) } };
}

/**
 * rule_table_free - give the memory back
 * @table: the table; empty afterwards
 */
void rule_table_free(struct rule_table *table)
{
	vec_free(&table->rows);
	free(table->bytes);
	rule_table_init(table);
}

/**
 * rule_table_get - matches and actions of a rule of a table
 * @table: the table
 * @i: which rule
 * @rule: they are put here
 *
 * Return: 0; they have been checked when they came.
 */
int rule_table_get(const struct rule_table *table, size_t i, struct rule *rule)
{
	const struct vsw_rule *row = vec_at(&table->rows, i);

	return rule_from_attrs((const struct nlattr *)(table->bytes + row->at), row->len, rule);
}

static void forget_rules(void *data)
{
	struct rule_table *table = data;

	table->rows.n = 0;
	table->used = 0;
}

/**
 * rule_table_dump - read rules
 * @ctl: state
 * @req: the request
 * @table: the rules; what was in it is forgotten
 *
 * Return: 0 or a negative errno. Nothing is told; call_end() does that.
 */
int rule_table_dump(struct ctl *ctl, struct nlmsghdr *req, struct rule_table *table)
{
	int ret = nl_dump(&ctl->nl, req, parse_add_rule, forget_rules, table);

	if (ret)
		forget_rules(table);
	return ret;
}

/**
 * member_read - read a member of a set
 * @word: a prefix, a MAC address, or a port or range of ports
 * @member: zeroed; it is put here
 * @kind: &enum vswitch_set_kind of sets that can have it is put here
 * @why: what is wrong is put here
 *
 * Return: false for anything else.
 */
bool member_read(const char *word, struct vsw_member *member, uint32_t *kind,
		 char why[RULE_WHY])
{
	struct rule_value value = { 0 };
	const char *dash = strchr(word, '-');
	size_t len = strlen(word);
	uint64_t low, high;

	if (args_mac(word, member->mac)) {
		member->has |= 1u << VSWITCH_A_MEMBER_MAC;
		*kind = VSWITCH_SET_KIND_MAC;
		return true;
	}
	if (*word && !word[strspn(word, "0123456789-")]) {
		*kind = VSWITCH_SET_KIND_L4_PORT;
		if (!rule_read_number(word, dash ? (size_t)(dash - word) : len, 0xffff, &low) ||
		    (dash && !rule_read_number(dash + 1, strlen(dash + 1), 0xffff, &high))) {
			snprintf(why, RULE_WHY, "'%s' is no port from 0 to 65535, nor a range",
				 word);
			return false;
		}
		if (dash && low > high) {
			snprintf(why, RULE_WHY, "'%s': the range is the wrong way round", word);
			return false;
		}
		member->low = (uint16_t)low;
		member->has |= 1u << VSWITCH_A_MEMBER_LOW;
		if (dash && high != low) {
			member->high = (uint16_t)high;
			member->has |= 1u << VSWITCH_A_MEMBER_HIGH;
		}
		return true;
	}
	*kind = VSWITCH_SET_KIND_PREFIX;
	if (!rule_read_address(word, len, &value, why))
		return false;
	memcpy(member->ipv4, value.ipv4, sizeof(member->ipv4));
	memcpy(member->ipv6, value.ipv6, sizeof(member->ipv6));
	member->prefix = value.prefix;
	member->has |= value.has & 1u << VSWITCH_A_MATCH_VALUE_IPV6 ?
		1u << VSWITCH_A_MEMBER_IPV6 : 1u << VSWITCH_A_MEMBER_IPV4;
	if (value.has & 1u << VSWITCH_A_MATCH_VALUE_PREFIX)
		member->has |= 1u << VSWITCH_A_MEMBER_PREFIX;
	return true;
}

/**
 * member_is - can this word be a member?
 * @word: what was typed
 *
 * Return: true if it is one, or meant to be.
 */
bool member_is(const char *word)
{
	struct vsw_member member = { 0 };
	char why[RULE_WHY];
	uint32_t kind;

	return strchr(word, '/') || member_read(word, &member, &kind, why);
}

/**
 * member_text - a member as it is typed
 * @member: the member
 * @text: where it goes
 * @size: room there, INET6_ADDRSTRLEN + 4 is enough
 */
void member_text(const struct vsw_member *member, char *text, size_t size)
{
	const uint8_t *mac = member->mac;
	struct rule_value value = { .prefix = member->prefix };

	if (member->has & 1u << VSWITCH_A_MEMBER_MAC) {
		snprintf(text, size, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
			 mac[3], mac[4], mac[5]);
		return;
	}
	if (member->has & 1u << VSWITCH_A_MEMBER_LOW) {
		if (member->has & 1u << VSWITCH_A_MEMBER_HIGH && member->high != member->low)
			snprintf(text, size, "%u-%u", member->low, member->high);
		else
			snprintf(text, size, "%u", member->low);
		return;
	}
	value.has = member->has & 1u << VSWITCH_A_MEMBER_IPV6 ?
		1u << VSWITCH_A_MATCH_VALUE_IPV6 : 1u << VSWITCH_A_MATCH_VALUE_IPV4;
	if (member->has & 1u << VSWITCH_A_MEMBER_PREFIX)
		value.has |= 1u << VSWITCH_A_MATCH_VALUE_PREFIX;
	memcpy(value.ipv4, member->ipv4, sizeof(value.ipv4));
	memcpy(value.ipv6, member->ipv6, sizeof(value.ipv6));
	rule_address_text(&value, text, size);
}

/**
 * member_put - add what is a member to a request
 * @req: from nl_request()
 * @member: the member
 */
void member_put(struct nlmsghdr *req, const struct vsw_member *member)
{
	uint32_t has = member->has;

	if (has & 1u << VSWITCH_A_MEMBER_IPV4)
		mnl_attr_put(req, VSWITCH_A_MEMBER_IPV4, 4, member->ipv4);
	if (has & 1u << VSWITCH_A_MEMBER_IPV6)
		mnl_attr_put(req, VSWITCH_A_MEMBER_IPV6, 16, member->ipv6);
	if (has & 1u << VSWITCH_A_MEMBER_MAC)
		mnl_attr_put(req, VSWITCH_A_MEMBER_MAC, 6, member->mac);
	if (has & 1u << VSWITCH_A_MEMBER_PREFIX)
		mnl_attr_put_u8(req, VSWITCH_A_MEMBER_PREFIX, member->prefix);
	if (has & 1u << VSWITCH_A_MEMBER_LOW)
		mnl_attr_put_u16(req, VSWITCH_A_MEMBER_LOW, member->low);
	if (has & 1u << VSWITCH_A_MEMBER_HIGH)
		mnl_attr_put_u16(req, VSWITCH_A_MEMBER_HIGH, member->high);
}
