// SPDX-License-Identifier: GPL-2.0
/*
 * Rules as words, which rule_words.c reads again, and as JSON. See rule.h.
 *
 * Called by cmd_rule.c, acl_lint.c, the configuration files and the monitor.
 * Pure.
 */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "out.h"
#include "rule.h"

/* A text that grows; what does not fit is left out. */
struct text {
	char *at;
	size_t size;
	size_t used;
};

__attribute__((format(printf, 2, 3)))
static void add(struct text *t, const char *fmt, ...)
{
	size_t left = t->size - t->used;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->at + t->used, left, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->used += (size_t)n < left ? (size_t)n : left - 1;
}

static const struct rule_field *field_of(uint32_t field)
{
	/* A newer kernel may have more. */
	static const struct rule_field unknown = { .name = "unknown", .max = UINT32_MAX };

	return field < RULE_FIELDS ? &rule_fields[field] : &unknown;
}

static void add_number(struct text *t, const struct rule_field *f, uint32_t number)
{
	size_t i;

	for (i = 0; i < f->n_names; i++) {
		if (f->names[i].value == number) {
			add(t, "%s", f->names[i].name);
			return;
		}
	}
	add(t, f->hex ? "0x%04x" : "%u", number);
}

static void add_range(struct text *t, const struct rule_field *f, const struct rule_value *value)
{
	if (!(value->has & 1u << VSWITCH_A_MATCH_VALUE_HIGH) || value->high == value->low) {
		add_number(t, f, value->low);
		return;
	}
	add(t, f->hex ? "0x%04x-0x%04x" : "%u-%u", value->low, value->high);
}

static void add_mac(struct text *t, const uint8_t mac[6])
{
	add(t, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

/* Names when all bits have one, and the value stands alone in its list. */
static void add_flags(struct text *t, uint32_t flags, bool alone)
{
	bool first = true;
	size_t i;

	if (!alone || flags >> RULE_FLAG_NAMES) {
		add(t, "0x%03x", flags);
		return;
	}
	for (i = 0; i < RULE_FLAG_NAMES; i++) {
		if (!(flags & rule_flags[i].value))
			continue;
		add(t, "%s%s", first ? "" : ",", rule_flags[i].name);
		first = false;
	}
	if (first)
		add(t, "none");
}

static void add_port(struct text *t, uint32_t number, const struct rule_ports *ports)
{
	const char *name = ports ? ports->name(ports->ctx, number) : NULL;

	if (name)
		add(t, "%s", name);
	else
		add(t, "%u", number);
}

/**
 * rule_address_text - an IP address or prefix as text
 * @value: it
 * @text: where it goes
 * @size: room there, INET6_ADDRSTRLEN + 4 is enough
 */
void rule_address_text(const struct rule_value *value, char *text, size_t size)
{
	bool ipv6 = value->has & 1u << VSWITCH_A_MATCH_VALUE_IPV6;
	size_t used;

	inet_ntop(ipv6 ? AF_INET6 : AF_INET, ipv6 ? value->ipv6 : value->ipv4, text,
		  (socklen_t)size);
	used = strlen(text);
	if (value->has & 1u << VSWITCH_A_MATCH_VALUE_PREFIX &&
	    value->prefix < (ipv6 ? 128 : 32))
		snprintf(text + used, size - used, "/%u", value->prefix);
}

static void add_value(struct text *t, const struct rule_match *match,
		      const struct rule_value *value, const struct rule_ports *ports)
{
	const struct rule_field *f = field_of(match->field);
	char address[INET6_ADDRSTRLEN + 4];
	bool alone = match->n == 1;

	switch (f->kind) {
	case RULE_ADDRESS:
		rule_address_text(value, address, sizeof(address));
		add(t, "%s", address);
		break;
	case RULE_MAC:
		add_mac(t, value->mac);
		if (value->has & 1u << VSWITCH_A_MATCH_VALUE_MAC_MASK) {
			add(t, "/");
			add_mac(t, value->mac_mask);
		}
		break;
	case RULE_FLAGS:
		add_flags(t, value->low, alone);
		if (value->has & 1u << VSWITCH_A_MATCH_VALUE_MASK &&
		    value->mask != RULE_TCP_FLAGS) {
			add(t, "/");
			add_flags(t, value->mask, alone);
		}
		break;
	case RULE_PORT:
		if (value->word)
			add(t, "%.*s", (int)value->word_len, value->word);
		else
			add_port(t, value->low, ports);
		break;
	default:
		add_range(t, f, value);
		break;
	}
}

static void add_match(struct text *t, const struct rule *rule, const struct rule_match *match,
		      const struct rule_ports *ports)
{
	const struct rule_field *f = field_of(match->field);
	size_t i;

	add(t, "%s%s", match->negate ? "not " : "", f->name);
	if (match->has & 1u << VSWITCH_A_MATCH_SET)
		add(t, " @%s", match->set);
	for (i = 0; i < match->n; i++) {
		add(t, i ? "," : " ");
		add_value(t, match, &rule->value[match->first + i], ports);
	}
}

static void add_rate(struct text *t, const struct rule_action *action)
{
	static const char *const units[] = { "", "k", "m", "g" };
	bool packets = action->unit == VSWITCH_ACL_UNIT_PACKETS;
	uint64_t rate = action->rate;
	size_t i = 0;

	while (rate && !(rate % 1000) && i < (packets ? 2 : 3)) {
		rate /= 1000;
		i++;
	}
	add(t, " %llu%s%s", (unsigned long long)rate, units[i], packets ? "pps" : "bit");
	if (action->has & 1u << VSWITCH_A_ACTION_BURST)
		add(t, " burst %llu", (unsigned long long)action->burst);
}

static void add_action(struct text *t, const struct rule_action *action,
		       const struct rule_ports *ports)
{
	if (action->kind > VSWITCH_ACL_ACTION_MAX) {
		add(t, "unknown");
		return;
	}
	add(t, "%s", rule_actions[action->kind]);
	switch (action->kind) {
	case VSWITCH_ACL_ACTION_DENY:
		if (action->has & 1u << VSWITCH_A_ACTION_REASON)
			add(t, " reason %s", action->reason);
		break;
	case VSWITCH_ACL_ACTION_REDIRECT:
		add(t, " ");
		if (action->word)
			add(t, "%s", action->word);
		else
			add_port(t, action->port, ports);
		break;
	case VSWITCH_ACL_ACTION_SET_PCP:
		add(t, " pcp %u", action->value);
		break;
	case VSWITCH_ACL_ACTION_SET_DSCP:
		add(t, " dscp ");
		add_number(t, &rule_fields[VSWITCH_ACL_FIELD_DSCP], action->value);
		break;
	case VSWITCH_ACL_ACTION_POLICE:
		add_rate(t, action);
		break;
	case VSWITCH_ACL_ACTION_MIRROR:
		add(t, " %s", action->session);
		break;
	}
}

/* A type and its code, which are two matches, but were typed as one. */
static bool is_code_of(const struct rule_match *type, const struct rule_match *code)
{
	return (type->field == VSWITCH_ACL_FIELD_ICMP_TYPE ||
		type->field == VSWITCH_ACL_FIELD_ICMP6_TYPE) &&
	       code->field == type->field + 1 && !type->negate && !code->negate &&
	       type->n == 1 && code->n == 1;
}

/**
 * rule_text - a rule as words
 * @rule: the rule
 * @ports: how ports are called; NULL for numbers
 *
 * Return: the text; valid until the next call of this or its likes.
 */
const char *rule_text(const struct rule *rule, const struct rule_ports *ports)
{
	static char room[RULE_TEXT];
	struct text t = { .at = room, .size = sizeof(room) };
	size_t i;

	room[0] = '\0';
	for (i = 0; i < rule->n_matches; i++) {
		const struct rule_match *match = &rule->match[i];

		add(&t, i ? " " : "");
		add_match(&t, rule, match, ports);
		if (i + 1 < rule->n_matches && is_code_of(match, match + 1)) {
			i++;
			add(&t, "/");
			add_value(&t, match + 1, &rule->value[match[1].first], ports);
		}
	}
	for (i = 0; i < rule->n_actions; i++) {
		add(&t, t.used ? " " : "");
		add_action(&t, &rule->action[i], ports);
	}
	return room;
}

/**
 * rule_attempt - what was tried with a rule, for the message that it is refused
 * @doing: such as "add rule"
 * @text: the rule, of which a long one is cut short; empty where there is none
 * @acl: name of its ACL
 * @what: it is put here
 */
void rule_attempt(const char *doing, const char *text, const char *acl,
		  char what[RULE_ATTEMPT])
{
	snprintf(what, RULE_ATTEMPT, "cannot %s%s%.512s%s%s of ACL %s", doing,
		 *text ? " '" : "", text, strlen(text) > 512 ? "..." : "", *text ? "'" : "", acl);
}

/**
 * rule_match_text - a match as words
 * @rule: the rule that it is of
 * @match: the match
 * @ports: how ports are called; NULL for numbers
 *
 * Return: the text; valid until the next call of this or its likes.
 */
const char *rule_match_text(const struct rule *rule, const struct rule_match *match,
			    const struct rule_ports *ports)
{
	static char room[RULE_VALUES * 64];
	struct text t = { .at = room, .size = sizeof(room) };

	add_match(&t, rule, match, ports);
	return room;
}

/**
 * rule_value_text - a value of a match as it is typed
 * @match: the match
 * @value: the value
 * @ports: how ports are called; NULL for numbers
 *
 * Return: the text; valid until the next call.
 */
const char *rule_value_text(const struct rule_match *match, const struct rule_value *value,
			    const struct rule_ports *ports)
{
	static char room[128];
	struct text t = { .at = room, .size = sizeof(room) };

	room[0] = '\0';
	add_value(&t, match, value, ports);
	return room;
}

static json_t *value_json(const struct rule_match *match, const struct rule_value *value,
			  const struct rule_ports *ports)
{
	return out_json_str(rule_value_text(match, value, ports));
}

/**
 * rule_matches_json - the matches of a rule for programs
 * @rule: the rule
 * @ports: how ports are called
 *
 * Return: an array, which the caller owns.
 */
json_t *rule_matches_json(const struct rule *rule, const struct rule_ports *ports)
{
	json_t *array = json_array();
	size_t i, v;

	for (i = 0; i < rule->n_matches; i++) {
		const struct rule_match *match = &rule->match[i];
		const struct rule_value *value = &rule->value[match->first];
		json_t *object = json_object();
		json_t *values = json_array();

		json_object_set_new(object, "field", json_string(field_of(match->field)->name));
		json_object_set_new(object, "not", json_boolean(match->negate));
		if (match->has & 1u << VSWITCH_A_MATCH_SET)
			json_object_set_new(object, "set", out_json_str(match->set));
		for (v = 0; v < match->n; v++)
			json_array_append_new(values, value_json(match, &value[v], ports));
		json_object_set_new(object, "values", values);
		json_array_append_new(array, object);
	}
	return array;
}

/**
 * rule_actions_json - the actions of a rule for programs
 * @rule: the rule
 * @ports: how ports are called
 *
 * Return: an array, which the caller owns.
 */
json_t *rule_actions_json(const struct rule *rule, const struct rule_ports *ports)
{
	static const char *const names[] = { "allow", "deny", "redirect", "continue", "count",
					     "log", "set-pcp", "set-dscp", "police", "mirror" };
	const struct names kinds = { names, ARRAY_LEN(names) };
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < rule->n_actions; i++) {
		const struct rule_action *action = &rule->action[i];
		bool packets = action->unit == VSWITCH_ACL_UNIT_PACKETS;
		json_t *object = json_object();
		const char *port;

		json_object_set_new(object, "action", json_string(names_get(&kinds,
									    action->kind)));
		if (action->has & 1u << VSWITCH_A_ACTION_REASON)
			json_object_set_new(object, "reason", out_json_str(action->reason));
		if (action->has & 1u << VSWITCH_A_ACTION_VALUE)
			json_object_set_new(object, "value", out_json_num(action->value));
		if (action->has & 1u << VSWITCH_A_ACTION_PORT) {
			port = ports ? ports->name(ports->ctx, action->port) : NULL;
			json_object_set_new(object, "port", out_json_num(action->port));
			json_object_set_new(object, "port_name", out_json_str(port));
		}
		if (action->has & 1u << VSWITCH_A_ACTION_RATE) {
			json_object_set_new(object, "rate", out_json_num(action->rate));
			json_object_set_new(object, "unit",
					    json_string(packets ? "packets" : "bits"));
		}
		if (action->has & 1u << VSWITCH_A_ACTION_BURST)
			json_object_set_new(object, "burst", out_json_num(action->burst));
		if (action->has & 1u << VSWITCH_A_ACTION_SESSION)
			json_object_set_new(object, "session", out_json_str(action->session));
		json_array_append_new(array, object);
	}
	return array;
}
