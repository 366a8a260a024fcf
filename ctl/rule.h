/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A rule of an ACL: as words, as attributes, and between these as a struct.
 *
 * Owns the words of rules: rule_words.c reads them, rule_text.c writes them,
 * rule_attrs.c knows the messages, rule_names.c the names of numbers. Used by
 * cmd_rule.c, acl_lint.c, the configuration files and the monitor. Pure, but
 * for rule_resolve(), which asks what ports there are.
 */
#ifndef VSWITCHCTL_RULE_H
#define VSWITCHCTL_RULE_H

#include "ctl.h"
#include "parse.h"

/* Fields, most matches and actions of a rule, most values of a match. */
#define RULE_FIELDS	(VSWITCH_ACL_FIELD_MAX + 1)
#define RULE_ACTIONS	8
#define RULE_VALUES	64
/* Room for what is wrong with the words of a rule, and for a rule as text. */
#define RULE_WHY	256
#define RULE_TEXT	131072
/* Room for what was tried with a rule. */
#define RULE_ATTEMPT	768
/* What rule_good_name() is about. */
#define RULE_NAMES	"names have 1 to 31 letters, digits and . _ - : @"
/* Bits that TCP has for flags. */
#define RULE_TCP_FLAGS	0xfffu

/**
 * struct rule_value - a value of a match, as the attribute set "match-value" has it
 * @has: which attributes there are
 * @low: the number, or the lowest of a range
 * @high: the highest
 * @mask: which bits count
 * @ipv4: an IPv4 address
 * @ipv6: an IPv6 address
 * @mac: a MAC address
 * @prefix: how many bits of the IP address count
 * @mac_mask: which bits of the MAC address count
 * @word: of a port that is not yet looked up, what was typed; not terminated
 * @word_len: bytes of it
 */
struct rule_value {
	uint32_t has;
	uint32_t low;
	uint32_t high;
	uint32_t mask;
	uint8_t ipv4[4];
	uint8_t ipv6[16];
	uint8_t mac[6];
	uint8_t prefix;
	uint8_t mac_mask[6];
	const char *word;
	size_t word_len;
};

/**
 * struct rule_match - a match on one field
 * @has: which attributes there are
 * @field: &enum vswitch_acl_field
 * @negate: none of the values
 * @set: name of the set that has the values
 * @first: index of its first value
 * @n: how many
 */
struct rule_match {
	uint32_t has;
	uint32_t field;
	uint8_t negate;
	char set[VSWITCH_ACL_NAME_MAX + 1];
	size_t first;
	size_t n;
};

/**
 * struct rule_action - an action
 * @has: which attributes there are
 * @kind: &enum vswitch_acl_action
 * @reason: why it is denied
 * @value: priority or DSCP
 * @rate: bits or frames a second
 * @burst: bytes or frames
 * @unit: &enum vswitch_acl_unit
 * @port: number of the port
 * @session: name of the mirror session
 * @word: of a port that is not yet looked up, what was typed; else NULL
 */
struct rule_action {
	uint32_t has;
	uint32_t kind;
	char reason[VSWITCH_ACL_NAME_MAX + 1];
	uint32_t value;
	uint64_t rate;
	uint64_t burst;
	uint32_t unit;
	uint32_t port;
	char session[VSWITCH_ACL_NAME_MAX + 1];
	const char *word;
};

/**
 * struct rule - what a rule matches and does
 * @n_matches: how many matches
 * @n_actions: how many actions
 * @n_values: values of all matches
 * @match: the matches
 * @action: the actions
 * @value: the values
 *
 * It is large; what is counted is set, and nothing behind it.
 */
struct rule {
	size_t n_matches;
	size_t n_actions;
	size_t n_values;
	struct rule_match match[RULE_FIELDS];
	struct rule_action action[RULE_ACTIONS];
	struct rule_value value[RULE_FIELDS * RULE_VALUES];
};

/**
 * enum rule_kind - what the values of a field are
 * @RULE_NUMBER: numbers and ranges of them
 * @RULE_ADDRESS: IP prefixes
 * @RULE_MAC: MAC addresses, with masks
 * @RULE_FLAGS: flags of TCP, with masks
 * @RULE_WORD: one of some words
 * @RULE_PORT: ports of the switch
 * @RULE_NOTHING: there are none
 */
enum rule_kind {
	RULE_NUMBER,
	RULE_ADDRESS,
	RULE_MAC,
	RULE_FLAGS,
	RULE_WORD,
	RULE_PORT,
	RULE_NOTHING,
};

/**
 * struct rule_name - a name of a number
 * @name: the name; must be the first member, for args_nearest()
 * @value: the number
 */
struct rule_name {
	const char *name;
	uint32_t value;
};

/**
 * struct rule_field - a field that can be matched
 * @name: its word; must be the first member, for args_nearest()
 * @kind: what its values are
 * @max: highest number
 * @hex: numbers are hexadecimal
 * @names: names of numbers
 * @n_names: how many; the first of a number is the one that is printed
 */
struct rule_field {
	const char *name;
	enum rule_kind kind;
	uint32_t max;
	bool hex;
	const struct rule_name *names;
	size_t n_names;
};

extern const struct rule_field rule_fields[RULE_FIELDS];
extern const struct rule_name rule_flags[];
#define RULE_FLAG_NAMES 9

/* Words that begin an action, by &enum vswitch_acl_action; both set-* are "set". */
extern const char *const rule_actions[VSWITCH_ACL_ACTION_MAX + 1];

/**
 * struct rule_ports - how ports are called in the text of a rule
 * @name: gives the name of a port, or NULL; called with @ctx
 * @ctx: for it
 */
struct rule_ports {
	const char *(*name)(void *ctx, uint32_t number);
	void *ctx;
};

bool rule_is_word(const char *word);
bool rule_read(char *const *words, int n, struct rule *rule, char why[RULE_WHY]);
bool rule_read_address(const char *word, size_t len, struct rule_value *value,
		       char why[RULE_WHY]);
bool rule_read_number(const char *word, size_t len, uint64_t max, uint64_t *value);
bool rule_good_name(const char *word);
bool rule_has_ports(const struct rule *rule);
int rule_resolve(struct ctl *ctl, const struct vsw_switch *sw, struct rule *rule);
void rule_put(struct nlmsghdr *req, const struct rule *rule);
int rule_from_attrs(const struct nlattr *attrs, size_t len, struct rule *rule);
const char *rule_text(const struct rule *rule, const struct rule_ports *ports);
void rule_attempt(const char *doing, const char *text, const char *acl,
		  char what[RULE_ATTEMPT]);
const char *rule_match_text(const struct rule *rule, const struct rule_match *match,
			    const struct rule_ports *ports);
const char *rule_value_text(const struct rule_match *match, const struct rule_value *value,
			    const struct rule_ports *ports);
void rule_address_text(const struct rule_value *value, char *text, size_t size);
json_t *rule_matches_json(const struct rule *rule, const struct rule_ports *ports);
json_t *rule_actions_json(const struct rule *rule, const struct rule_ports *ports);

#endif /* VSWITCHCTL_RULE_H */
