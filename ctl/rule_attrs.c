// SPDX-License-Identifier: GPL-2.0
/*
 * Rules as attributes of messages, there and back. See rule.h.
 *
 * Called by cmd_rule.c, the configuration files and the monitor. What the
 * kernel says is checked: a rule that does not fit into struct rule is none.
 */
#include <errno.h>
#include <stdio.h>

#include "ref.h"
#include "rule.h"

static const struct nl_field match_fields[] = {
	{ "field", VSWITCH_A_MATCH_FIELD, NL_EXACT, 4, offsetof(struct rule_match, field) },
	{ "negate", VSWITCH_A_MATCH_NEGATE, NL_EXACT, 1, offsetof(struct rule_match, negate) },
	{ "set", VSWITCH_A_MATCH_SET, NL_STR, VSWITCH_ACL_NAME_MAX + 1,
	  offsetof(struct rule_match, set) },
	{ "value", VSWITCH_A_MATCH_VALUE, NL_OTHER, 0, 0 },
};

static const struct nl_field value_fields[] = {
	{ "low", VSWITCH_A_MATCH_VALUE_LOW, NL_EXACT, 4, offsetof(struct rule_value, low) },
	{ "high", VSWITCH_A_MATCH_VALUE_HIGH, NL_EXACT, 4, offsetof(struct rule_value, high) },
	{ "mask", VSWITCH_A_MATCH_VALUE_MASK, NL_EXACT, 4, offsetof(struct rule_value, mask) },
	{ "ipv4", VSWITCH_A_MATCH_VALUE_IPV4, NL_EXACT, 4, offsetof(struct rule_value, ipv4) },
	{ "ipv6", VSWITCH_A_MATCH_VALUE_IPV6, NL_EXACT, 16, offsetof(struct rule_value, ipv6) },
	{ "mac", VSWITCH_A_MATCH_VALUE_MAC, NL_EXACT, 6, offsetof(struct rule_value, mac) },
	{ "prefix", VSWITCH_A_MATCH_VALUE_PREFIX, NL_EXACT, 1,
	  offsetof(struct rule_value, prefix) },
	{ "mac-mask", VSWITCH_A_MATCH_VALUE_MAC_MASK, NL_EXACT, 6,
	  offsetof(struct rule_value, mac_mask) },
};

static const struct nl_field action_fields[] = {
	{ "kind", VSWITCH_A_ACTION_KIND, NL_EXACT, 4, offsetof(struct rule_action, kind) },
	{ "reason", VSWITCH_A_ACTION_REASON, NL_STR, VSWITCH_ACL_NAME_MAX + 1,
	  offsetof(struct rule_action, reason) },
	{ "value", VSWITCH_A_ACTION_VALUE, NL_EXACT, 4, offsetof(struct rule_action, value) },
	{ "rate", VSWITCH_A_ACTION_RATE, NL_EXACT, 8, offsetof(struct rule_action, rate) },
	{ "burst", VSWITCH_A_ACTION_BURST, NL_EXACT, 8, offsetof(struct rule_action, burst) },
	{ "unit", VSWITCH_A_ACTION_UNIT, NL_EXACT, 4, offsetof(struct rule_action, unit) },
	{ "port", VSWITCH_A_ACTION_PORT, NL_EXACT, 4, offsetof(struct rule_action, port) },
	{ "session", VSWITCH_A_ACTION_SESSION, NL_STR, VSWITCH_ACL_NAME_MAX + 1,
	  offsetof(struct rule_action, session) },
};

static const struct nl_fields of_match = { match_fields, ARRAY_LEN(match_fields) };
static const struct nl_fields of_value = { value_fields, ARRAY_LEN(value_fields) };
static const struct nl_fields of_action = { action_fields, ARRAY_LEN(action_fields) };

/* Many attributes are put, so the search ends with the last one that there is. */
static void put(struct nlmsghdr *req, const void *src, const struct nl_fields *fields)
{
	uint32_t has = *(const uint32_t *)src;
	size_t i;

	for (i = 0; has && i < fields->n; i++) {
		const struct nl_field *f = &fields->field[i];
		const char *member = (const char *)src + f->offset;

		if (!(has & 1u << f->attr))
			continue;
		has &= ~(1u << f->attr);
		if (f->type == NL_EXACT)
			mnl_attr_put_check(req, NL_REQ_SIZE, f->attr, f->size, member);
		else if (f->type == NL_STR)
			nl_put_str(req, f->attr, member);
	}
}

static void put_match(struct nlmsghdr *req, const struct rule *rule,
		      const struct rule_match *match)
{
	struct nlattr *nest = mnl_attr_nest_start(req, VSWITCH_A_RULE_MATCH);
	struct nlattr *inner;
	size_t i;

	put(req, match, &of_match);
	for (i = 0; i < match->n; i++) {
		inner = mnl_attr_nest_start(req, VSWITCH_A_MATCH_VALUE);
		put(req, &rule->value[match->first + i], &of_value);
		mnl_attr_nest_end(req, inner);
	}
	mnl_attr_nest_end(req, nest);
}

/**
 * rule_put - add the matches and actions of a rule to a request
 * @req: from nl_request(); all of it fits, for NL_REQ_SIZE is more than the
 *	longest rule takes
 * @rule: the rule, its ports looked up
 */
void rule_put(struct nlmsghdr *req, const struct rule *rule)
{
	struct nlattr *nest;
	size_t i;

	for (i = 0; i < rule->n_matches; i++)
		put_match(req, rule, &rule->match[i]);
	for (i = 0; i < rule->n_actions; i++) {
		nest = mnl_attr_nest_start(req, VSWITCH_A_RULE_ACTION);
		put(req, &rule->action[i], &of_action);
		mnl_attr_nest_end(req, nest);
	}
}

static int read_match(const struct nlattr *nest, struct rule *rule)
{
	const void *attrs = mnl_attr_get_payload(nest);
	size_t len = mnl_attr_get_payload_len(nest);
	const struct nlattr *attr = NULL;
	struct rule_match *match;
	struct rule_value *value;

	if (rule->n_matches == RULE_FIELDS)
		return -EBADMSG;
	match = &rule->match[rule->n_matches++];
	*match = (struct rule_match){ .first = rule->n_values };
	if (nl_fill(match, &of_match, 1u << VSWITCH_A_MATCH_FIELD, attrs, len))
		return -EBADMSG;
	while ((attr = nl_attr_next(attr, attrs, len))) {
		if (mnl_attr_get_type(attr) != VSWITCH_A_MATCH_VALUE)
			continue;
		if (match->n++ == RULE_VALUES)
			return -EBADMSG;
		value = &rule->value[rule->n_values++];
		*value = (struct rule_value){ 0 };
		if (nl_fill(value, &of_value, 0, mnl_attr_get_payload(attr),
			    mnl_attr_get_payload_len(attr)))
			return -EBADMSG;
	}
	return 0;
}

static int read_action(const struct nlattr *nest, struct rule *rule)
{
	struct rule_action *action;

	if (rule->n_actions == RULE_ACTIONS)
		return -EBADMSG;
	action = &rule->action[rule->n_actions++];
	*action = (struct rule_action){ 0 };
	return nl_fill(action, &of_action, 1u << VSWITCH_A_ACTION_KIND,
		       mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest));
}

/**
 * rule_from_attrs - the matches and actions of a rule out of a message
 * @attrs: attributes of a rule; those of other types are passed over
 * @len: bytes of them
 * @rule: they are put here
 *
 * Return: 0 or -EBADMSG.
 */
int rule_from_attrs(const struct nlattr *attrs, size_t len, struct rule *rule)
{
	const struct nlattr *attr = NULL;
	int ret = 0;

	rule->n_matches = 0;
	rule->n_actions = 0;
	rule->n_values = 0;
	while (!ret && (attr = nl_attr_next(attr, attrs, len))) {
		if (mnl_attr_get_type(attr) == VSWITCH_A_RULE_MATCH)
			ret = read_match(attr, rule);
		else if (mnl_attr_get_type(attr) == VSWITCH_A_RULE_ACTION)
			ret = read_action(attr, rule);
	}
	return ret;
}

static int find_port(struct ctl *ctl, const struct vsw_switch *sw, const char *word,
		     size_t len, uint32_t *number)
{
	struct vsw_port port = { 0 };
	char name[64];
	int ret;

	snprintf(name, sizeof(name), "%.*s", (int)len, word);
	ret = ref_port(ctl, name, sw, &port);
	*number = port.number;
	return ret;
}

/**
 * rule_has_ports - is there something for rule_resolve() to do?
 * @rule: the rule
 *
 * Return: true if so.
 */
bool rule_has_ports(const struct rule *rule)
{
	size_t i;

	for (i = 0; i < rule->n_matches; i++) {
		if (rule->match[i].field == VSWITCH_ACL_FIELD_IN_PORT)
			return true;
	}
	for (i = 0; i < rule->n_actions; i++) {
		if (rule->action[i].word)
			return true;
	}
	return false;
}

/**
 * rule_resolve - look the ports of a rule up that were typed
 * @ctl: state
 * @sw: the switch that they must be in
 * @rule: the rule
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int rule_resolve(struct ctl *ctl, const struct vsw_switch *sw, struct rule *rule)
{
	int ret = CTL_OK;
	size_t i, v;

	for (i = 0; !ret && i < rule->n_matches; i++) {
		const struct rule_match *match = &rule->match[i];

		if (match->field != VSWITCH_ACL_FIELD_IN_PORT)
			continue;
		for (v = match->first; !ret && v < match->first + match->n; v++) {
			struct rule_value *value = &rule->value[v];

			if (value->word)
				ret = find_port(ctl, sw, value->word, value->word_len,
						&value->low);
		}
	}
	for (i = 0; !ret && i < rule->n_actions; i++) {
		struct rule_action *action = &rule->action[i];

		if (action->word)
			ret = find_port(ctl, sw, action->word, strlen(action->word),
					&action->port);
	}
	return ret;
}
