// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the words of a rule. See rule.h.
 *
 * Called by cmd_rule.c and config_acl.c, for each of maybe ten thousand rules
 * of a file, twice: nothing is allocated, and keywords are compared exactly.
 * Pure.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "rule.h"

/* The words that are still to be read, and what is made of them. */
struct reader {
	char *const *word;
	int n;
	struct rule *rule;
	char *why;
};

__attribute__((format(printf, 2, 3)))
static bool wrong(char why[RULE_WHY], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, RULE_WHY, fmt, ap);
	va_end(ap);
	return false;
}

/* Most words differ in the first letters; no name is empty. */
static bool is_same(const char *word, const char *name)
{
	return word[0] == name[0] && word[1] == name[1] && !strcmp(word, name);
}

static int find_field(const char *word)
{
	int i;

	for (i = 0; i < RULE_FIELDS; i++) {
		if (is_same(word, rule_fields[i].name))
			return i;
	}
	return ARGS_NONE;
}

static int find_action(const char *word)
{
	int i;

	for (i = 0; i <= VSWITCH_ACL_ACTION_MAX; i++) {
		if (is_same(word, rule_actions[i]))
			return i;
	}
	return ARGS_NONE;
}

/**
 * rule_is_word - can a rule begin with this word?
 * @word: the word
 *
 * Return: true if so.
 */
bool rule_is_word(const char *word)
{
	return is_same(word, "not") || find_field(word) >= 0 || find_action(word) >= 0;
}

static const struct rule_name *find_name(const struct rule_name *names, size_t n,
					 const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strncmp(names[i].name, word, len) && !names[i].name[len])
			return &names[i];
	}
	return NULL;
}

static bool not_a_value(char *why, const struct rule_field *f, const char *word, size_t len)
{
	char text[64];
	const char *near;

	snprintf(text, sizeof(text), "%.*s", (int)len, word);
	near = args_nearest(f->names, f->n_names, sizeof(*f->names), text);
	if (near)
		return wrong(why, "%s '%s' is unknown, did you mean '%s'?", f->name, text, near);
	if (f->kind == RULE_WORD)
		return wrong(why, "%s must be first, later or any, not '%s'", f->name, text);
	return wrong(why, "%s must be a number from 0 to %u, or a range, not '%s'", f->name,
		     f->max, text);
}

/* NAME, N or N-M. */
static bool read_number(const struct rule_field *f, const char *word, size_t len,
			struct rule_value *value, char *why)
{
	const struct rule_name *name = find_name(f->names, f->n_names, word, len);
	const char *dash;
	uint64_t low, high;

	value->has = 1u << VSWITCH_A_MATCH_VALUE_LOW;
	if (name) {
		value->low = name->value;
		return true;
	}
	dash = memchr(word, '-', len);
	if (f->kind == RULE_WORD ||
	    !rule_read_number(word, dash ? (size_t)(dash - word) : len, f->max, &low))
		return not_a_value(why, f, word, len);
	value->low = (uint32_t)low;
	if (!dash)
		return true;
	if (!rule_read_number(dash + 1, len - (size_t)(dash + 1 - word), f->max, &high))
		return not_a_value(why, f, word, len);
	if (low > high)
		return wrong(why, "%s %.*s: the range is the wrong way round", f->name, (int)len,
			     word);
	if (low != high) {
		value->high = (uint32_t)high;
		value->has |= 1u << VSWITCH_A_MATCH_VALUE_HIGH;
	}
	return true;
}

static bool read_mac(const char *word, size_t len, struct rule_value *value, char *why)
{
	const char *slash = memchr(word, '/', len);
	char text[40];
	size_t i;

	snprintf(text, sizeof(text), "%.*s", (int)len, word);
	if (slash && len < sizeof(text))
		text[slash - word] = '\0';
	if (len >= sizeof(text) || !args_mac(text, value->mac))
		return wrong(why, "'%.*s' is not a MAC address", (int)len, word);
	value->has = 1u << VSWITCH_A_MATCH_VALUE_MAC;
	if (!slash)
		return true;
	if (!args_mac(text + (slash + 1 - word), value->mac_mask))
		return wrong(why, "'%.*s': the mask must look like a MAC address", (int)len, word);
	value->has |= 1u << VSWITCH_A_MATCH_VALUE_MAC_MASK;
	for (i = 0; i < sizeof(value->mac); i++) {
		if (value->mac[i] & ~value->mac_mask[i])
			return wrong(why, "'%.*s' has bits that its mask has not", (int)len,
				     word);
	}
	return true;
}

/* "syn,ack", "none" or a number. */
static bool read_flags(const char *word, size_t len, uint32_t *flags, char *why)
{
	const char *end = word + len;
	uint64_t number;

	*flags = 0;
	if (rule_read_number(word, len, RULE_TCP_FLAGS, &number)) {
		*flags = (uint32_t)number;
		return true;
	}
	if (len == 4 && !memcmp(word, "none", 4))
		return true;
	for (;;) {
		const char *comma = memchr(word, ',', (size_t)(end - word)) ?: end;
		const struct rule_name *flag = find_name(rule_flags, RULE_FLAG_NAMES, word,
							 (size_t)(comma - word));

		if (!flag)
			return wrong(why, "tcp-flags has no flag '%.*s'", (int)(comma - word),
				     word);
		*flags |= flag->value;
		if (comma == end)
			return true;
		word = comma + 1;
	}
}

static bool read_flags_value(const char *word, size_t len, struct rule_value *value, char *why)
{
	const char *slash = memchr(word, '/', len);

	value->has = 1u << VSWITCH_A_MATCH_VALUE_LOW;
	if (!read_flags(word, slash ? (size_t)(slash - word) : len, &value->low, why))
		return false;
	if (!slash)
		return true;
	value->has |= 1u << VSWITCH_A_MATCH_VALUE_MASK;
	if (!read_flags(slash + 1, len - (size_t)(slash + 1 - word), &value->mask, why))
		return false;
	if (value->low & ~value->mask)
		return wrong(why, "tcp-flags %.*s has flags that its mask has not", (int)len,
			     word);
	return true;
}

static bool read_value(const struct rule_field *f, const char *word, size_t len,
		       struct rule_value *value, char *why)
{
	memset(value, 0, sizeof(*value));
	if (!len)
		return wrong(why, "%s: a value is empty", f->name);
	switch (f->kind) {
	case RULE_ADDRESS:
		return rule_read_address(word, len, value, why);
	case RULE_MAC:
		return read_mac(word, len, value, why);
	case RULE_FLAGS:
		return read_flags_value(word, len, value, why);
	case RULE_PORT:
		value->word = word;
		value->word_len = len;
		value->has = 1u << VSWITCH_A_MATCH_VALUE_LOW;
		return true;
	default:
		return read_number(f, word, len, value, why);
	}
}

/* Begin a match; false when the field has one. */
static bool begin_match(struct reader *r, uint32_t field, bool negate, struct rule_match **match)
{
	struct rule *rule = r->rule;
	size_t i;

	for (i = 0; i < rule->n_matches; i++) {
		if (rule->match[i].field == field)
			return wrong(r->why, "'%s' is there twice", rule_fields[field].name);
	}
	*match = &rule->match[rule->n_matches++];
	**match = (struct rule_match) {
		.has = 1u << VSWITCH_A_MATCH_FIELD | (negate ? 1u << VSWITCH_A_MATCH_NEGATE : 0),
		.field = field,
		.negate = negate,
		.first = rule->n_values,
	};
	return true;
}

static bool read_set(struct reader *r, struct rule_match *match, const char *name)
{
	if (!rule_good_name(name))
		return wrong(r->why, "'@%s' cannot be a set: " RULE_NAMES, name);
	snprintf(match->set, sizeof(match->set), "%s", name);
	match->has |= 1u << VSWITCH_A_MATCH_SET;
	return true;
}

/* A list; flags are one, for their names have commas between them. */
static bool read_list(struct reader *r, struct rule_match *match, const char *word, size_t len)
{
	const struct rule_field *f = &rule_fields[match->field];
	bool names = f->kind == RULE_FLAGS && *word && !strchr("0123456789", *word);
	const char *end = word + len;

	for (;;) {
		const char *comma = names ? end : memchr(word, ',', (size_t)(end - word)) ?: end;

		if (match->n == RULE_VALUES)
			return wrong(r->why, "%s has more than %d values; a set can have them",
				     f->name, RULE_VALUES);
		if (!read_value(f, word, (size_t)(comma - word),
				&r->rule->value[r->rule->n_values++], r->why))
			return false;
		match->n++;
		if (comma == end)
			return true;
		word = comma + 1;
	}
}

/* "TYPE/CODE", which is two fields. */
static bool read_code(struct reader *r, const struct rule_match *type, const char *code)
{
	struct rule_match *match;

	if (type->negate)
		return wrong(r->why, "'not' cannot be said of a type with a code");
	if (!begin_match(r, type->field + 1, false, &match))
		return false;
	return read_list(r, match, code, strlen(code));
}

static bool read_match(struct reader *r, uint32_t field, bool negate)
{
	const struct rule_field *f = &rule_fields[field];
	const char *word, *slash = NULL;
	struct rule_match *match;

	if (!begin_match(r, field, negate, &match))
		return false;
	if (f->kind == RULE_NOTHING)
		return true;
	if (!r->n)
		return wrong(r->why, "%s needs a value", f->name);
	r->n--;
	word = *r->word++;
	if (*word == '@')
		return read_set(r, match, word + 1);
	if (field == VSWITCH_ACL_FIELD_ICMP_TYPE || field == VSWITCH_ACL_FIELD_ICMP6_TYPE)
		slash = strchr(word, '/');
	if (!read_list(r, match, word, slash ? (size_t)(slash - word) : strlen(word)))
		return false;
	return slash ? read_code(r, match, slash + 1) : true;
}

static bool read_rate(struct reader *r, struct rule_action *action, const char *word)
{
	static const struct {
		const char *suffix;
		uint64_t factor;
		uint32_t unit;
	} units[] = {
		{ "bit", 1, VSWITCH_ACL_UNIT_BITS },
		{ "kbit", 1000, VSWITCH_ACL_UNIT_BITS },
		{ "mbit", 1000000, VSWITCH_ACL_UNIT_BITS },
		{ "gbit", 1000000000, VSWITCH_ACL_UNIT_BITS },
		{ "pps", 1, VSWITCH_ACL_UNIT_PACKETS },
		{ "kpps", 1000, VSWITCH_ACL_UNIT_PACKETS },
		{ "mpps", 1000000, VSWITCH_ACL_UNIT_PACKETS },
	};
	size_t digits = strspn(word, "0123456789");
	size_t i;

	for (i = 0; i < ARRAY_LEN(units); i++) {
		if (strcasecmp(word + digits, units[i].suffix))
			continue;
		if (!rule_read_number(word, digits, UINT64_MAX / units[i].factor, &action->rate))
			break;
		action->rate *= units[i].factor;
		action->unit = units[i].unit;
		action->has |= 1u << VSWITCH_A_ACTION_RATE | 1u << VSWITCH_A_ACTION_UNIT;
		return true;
	}
	return wrong(r->why, "police needs a rate such as 10mbit or 500pps, not '%s'", word);
}

/* The next word, which must be there. */
static const char *need(struct reader *r, const char *what)
{
	if (r->n) {
		r->n--;
		return *r->word++;
	}
	wrong(r->why, "%s is missing", what);
	return NULL;
}

/* "set pcp N" and "set dscp N". */
static bool read_set_action(struct reader *r, struct rule_action *action)
{
	const char *what = need(r, "pcp or dscp behind 'set'");
	const char *word = what ? need(r, "the value to be set") : NULL;
	const struct rule_field *f;
	struct rule_value value = { 0 };

	if (!word)
		return false;
	action->kind = !strcmp(what, "dscp") ? VSWITCH_ACL_ACTION_SET_DSCP :
		VSWITCH_ACL_ACTION_SET_PCP;
	f = &rule_fields[action->kind == VSWITCH_ACL_ACTION_SET_DSCP ? VSWITCH_ACL_FIELD_DSCP :
			 VSWITCH_ACL_FIELD_PCP];
	if (strcmp(what, f->name))
		return wrong(r->why, "pcp and dscp can be set, not '%s'", what);
	if (!read_number(f, word, strlen(word), &value, r->why))
		return false;
	if (value.has & 1u << VSWITCH_A_MATCH_VALUE_HIGH)
		return wrong(r->why, "a range cannot be set");
	action->value = value.low;
	action->has |= 1u << VSWITCH_A_ACTION_VALUE;
	return true;
}

/* "keyword VALUE", which may follow; NULL for none, or when @why is set. */
static const char *optional(struct reader *r, const char *keyword)
{
	if (!r->n || strcmp(*r->word, keyword))
		return NULL;
	r->word++;
	r->n--;
	return need(r, keyword);
}

static bool read_burst(struct reader *r, struct rule_action *action)
{
	const char *word = optional(r, "burst");

	if (!word)
		return !*r->why;
	if (!rule_read_number(word, strlen(word), UINT64_MAX, &action->burst))
		return wrong(r->why, "burst must be a number, not '%s'", word);
	action->has |= 1u << VSWITCH_A_ACTION_BURST;
	return true;
}

static bool read_reason(struct reader *r, struct rule_action *action)
{
	const char *word = optional(r, "reason");

	if (!word)
		return !*r->why;
	if (!rule_good_name(word))
		return wrong(r->why, "'%s' cannot be a reason: " RULE_NAMES, word);
	snprintf(action->reason, sizeof(action->reason), "%s", word);
	action->has |= 1u << VSWITCH_A_ACTION_REASON;
	return true;
}

static bool read_session(struct reader *r, struct rule_action *action)
{
	const char *word = need(r, "the mirror session behind 'mirror'");

	if (!word)
		return false;
	if (!rule_good_name(word))
		return wrong(r->why, "'%s' cannot be a mirror session: " RULE_NAMES, word);
	snprintf(action->session, sizeof(action->session), "%s", word);
	action->has |= 1u << VSWITCH_A_ACTION_SESSION;
	return true;
}

static bool read_action(struct reader *r, uint32_t kind)
{
	struct rule_action *action;
	const char *word;

	if (r->rule->n_actions == RULE_ACTIONS)
		return wrong(r->why, "there are more than %d actions", RULE_ACTIONS);
	action = &r->rule->action[r->rule->n_actions++];
	*action = (struct rule_action) { .has = 1u << VSWITCH_A_ACTION_KIND, .kind = kind };
	switch (kind) {
	case VSWITCH_ACL_ACTION_DENY:
		return read_reason(r, action);
	case VSWITCH_ACL_ACTION_REDIRECT:
		action->has |= 1u << VSWITCH_A_ACTION_PORT;
		action->word = need(r, "PORT behind 'redirect'");
		return action->word;
	case VSWITCH_ACL_ACTION_SET_PCP:
		return read_set_action(r, action);
	case VSWITCH_ACL_ACTION_POLICE:
		word = need(r, "the rate behind 'police'");
		return word && read_rate(r, action, word) && read_burst(r, action);
	case VSWITCH_ACL_ACTION_MIRROR:
		return read_session(r, action);
	default:
		return true;
	}
}

static bool not_known(struct reader *r, const char *word)
{
	const char *near = args_nearest(rule_fields, RULE_FIELDS, sizeof(rule_fields[0]), word);

	if (!near)
		near = args_nearest(rule_actions, ARRAY_LEN(rule_actions),
				    sizeof(rule_actions[0]), word);
	if (near)
		return wrong(r->why, "unknown match or action '%s', did you mean '%s'?", word,
			     near);
	return wrong(r->why, "unknown match or action '%s'", word);
}

/**
 * rule_read - read the words of a rule
 * @words: the words, which must stay as long as @rule
 * @n: how many
 * @rule: the rule is put here
 * @why: what is wrong is put here
 *
 * Ports are kept as words, for rule_resolve().
 *
 * Return: true if it is one.
 */
bool rule_read(char *const *words, int n, struct rule *rule, char why[RULE_WHY])
{
	struct reader r = { .word = words, .n = n, .rule = rule, .why = why };

	*why = '\0';
	rule->n_matches = 0;
	rule->n_actions = 0;
	rule->n_values = 0;
	while (r.n) {
		const char *word = *r.word++;
		bool negate = is_same(word, "not");
		int i;

		r.n--;
		if (negate) {
			word = need(&r, "what is behind 'not'");
			if (!word)
				return false;
		}
		i = find_field(word);
		if (i >= 0 && rule->n_actions)
			return wrong(why, "match '%s' must stand before the actions", word);
		if (i >= 0) {
			if (!read_match(&r, (uint32_t)i, negate))
				return false;
			continue;
		}
		i = find_action(word);
		if (i < 0)
			return not_known(&r, word);
		if (negate)
			return wrong(why, "'not' stands before a match, not before '%s'", word);
		if (!read_action(&r, (uint32_t)i))
			return false;
	}
	return rule->n_actions ||
	       wrong(why,
		     "what is to be done? allow, deny, redirect, continue, count, log, mirror, set or police");
}
