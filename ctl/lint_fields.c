// SPDX-License-Identifier: GPL-2.0
/*
 * What a rule says of each field, be it in its words or by what these imply: an
 * address of IPv4 has the EtherType be that of IPv4, and that one has there be
 * an address. And whether it contradicts itself. See acl_lint.h.
 *
 * Called by acl_lint.c and lint_*.c. Pure.
 */
#include <string.h>

#include "acl_lint.h"

#define BIT(name)	(1u << VSWITCH_ACL_FIELD_ ## name)
#define HAS(name)	(1u << VSWITCH_A_MATCH_VALUE_ ## name)

/* What a frame is, by its EtherType. */
enum family {
	FAMILY_IP4 = 1,
	FAMILY_IP6 = 2,
	FAMILY_IP = 3,
	FAMILY_ARP = 4,
	FAMILY_OTHER = 8,
	FAMILY_ANY = 15,
};

/* In the order of the bits of &enum family. */
static const struct rule_value ethertypes[] = {
	{ .has = HAS(LOW), .low = 0x0800 },
	{ .has = HAS(LOW), .low = 0x86dd },
	{ .has = HAS(LOW), .low = 0x0806 },
};

static const struct rule_value addresses[] = {
	{ .has = HAS(IPV4) | HAS(PREFIX) },
	{ .has = HAS(IPV6) | HAS(PREFIX) },
};

static const struct rule_value numbers_8 = { .has = HAS(LOW) | HAS(HIGH), .high = 0xff };
static const struct rule_value numbers_6 = { .has = HAS(LOW) | HAS(HIGH), .high = 0x3f };
static const struct rule_value numbers_16 = { .has = HAS(LOW) | HAS(HIGH), .high = 0xffff };

/* Fields of the header of TCP and the like. */
static const uint32_t of_transport = BIT(SPORT) | BIT(DPORT) | BIT(TCP_FLAGS) |
	BIT(ICMP_TYPE) | BIT(ICMP_CODE) | BIT(ICMP6_TYPE) | BIT(ICMP6_CODE);

/* The families that a match on the EtherType leaves. */
static uint32_t of_ethertypes(const struct lint_rule *rule, const struct rule_match *match)
{
	uint32_t in = 0, other = match->negate ? FAMILY_OTHER : 0;
	size_t i, k;

	for (i = 0; i < match->n; i++) {
		const struct rule_value *value = &rule->value[match->first + i];
		uint32_t high = value->has & HAS(HIGH) ? value->high : value->low;
		bool known = false;

		for (k = 0; k < ARRAY_LEN(ethertypes); k++) {
			if (value->low > ethertypes[k].low || high < ethertypes[k].low)
				continue;
			in |= 1u << k;
			known = value->low == high;
		}
		if (!known)
			other = FAMILY_OTHER;
	}
	return (match->negate ? ~in & (FAMILY_IP | FAMILY_ARP) : in) | other;
}

/* Those that a match on an address of IP leaves. */
static uint32_t of_addresses(const struct lint_rule *rule, const struct rule_match *match)
{
	uint32_t families = 0;
	size_t i;

	/* What a set has today it may not have tomorrow. */
	if (match->negate || match->has & 1u << VSWITCH_A_MATCH_SET)
		return FAMILY_IP;
	for (i = 0; i < match->n; i++)
		families |= rule->value[match->first + i].has & HAS(IPV6) ? FAMILY_IP6 :
			    FAMILY_IP4;
	return families;
}

static uint32_t families_of(const struct lint_rule *rule, const struct rule_match *match)
{
	switch (match->field) {
	case VSWITCH_ACL_FIELD_ETHERTYPE:
		return of_ethertypes(rule, match);
	case VSWITCH_ACL_FIELD_SRC:
	case VSWITCH_ACL_FIELD_DST:
		return of_addresses(rule, match);
	case VSWITCH_ACL_FIELD_PROTO:
	case VSWITCH_ACL_FIELD_DSCP:
	case VSWITCH_ACL_FIELD_FRAG:
	case VSWITCH_ACL_FIELD_SPORT:
	case VSWITCH_ACL_FIELD_DPORT:
	case VSWITCH_ACL_FIELD_TCP_FLAGS:
		return FAMILY_IP;
	case VSWITCH_ACL_FIELD_ICMP_TYPE:
	case VSWITCH_ACL_FIELD_ICMP_CODE:
		return FAMILY_IP4;
	case VSWITCH_ACL_FIELD_ICMP6_TYPE:
	case VSWITCH_ACL_FIELD_ICMP6_CODE:
		return FAMILY_IP6;
	case VSWITCH_ACL_FIELD_ARP_OP:
	case VSWITCH_ACL_FIELD_ARP_SPA:
	case VSWITCH_ACL_FIELD_ARP_TPA:
		return FAMILY_ARP;
	default:
		return FAMILY_ANY;
	}
}

static bool only_later(const struct lint_rule *rule)
{
	const struct rule_match *match = lint_find(rule, VSWITCH_ACL_FIELD_FRAG);
	size_t i;

	if (!match || match->negate)
		return false;
	for (i = 0; i < match->n; i++) {
		if (rule->value[match->first + i].low != VSWITCH_ACL_FRAG_LATER)
			return false;
	}
	return true;
}

/* What follows from the matches of a rule. */
static void imply(struct lint_rule *rule)
{
	uint32_t families = FAMILY_ANY;
	size_t i;

	/* Of headers that make no sense nothing is known. */
	if (rule->fields & BIT(MALFORMED))
		return;
	for (i = 0; i < rule->n; i++)
		families &= families_of(rule, &rule->match[i]);
	rule->families = families;
	if (!families)
		rule->contradiction = "no frame has all of these fields and addresses";
	else if (rule->fields & of_transport && only_later(rule))
		rule->contradiction = "later fragments have no ports, flags and types";
	if (!(families & FAMILY_OTHER))
		rule->implied |= BIT(ETHERTYPE);
	if (!(families & ~FAMILY_IP))
		rule->implied |= BIT(SRC) | BIT(DST) | BIT(PROTO) | BIT(DSCP);
	if (families == FAMILY_ARP)
		rule->implied |= BIT(ARP_OP) | BIT(ARP_SPA) | BIT(ARP_TPA);
}

/* The first of @all is that of IPv4. */
static void by_family(const struct lint_rule *rule, const struct rule_value *all,
		      struct lint_values *values)
{
	size_t first = 0;

	while (!(rule->families >> first & 1))
		first++;
	values->value = all + first;
	while (rule->families >> first++ & 1)
		values->n++;
}

static bool implied(const struct lint_rule *rule, uint32_t field, struct lint_values *values)
{
	if (rule->contradiction || field >= RULE_FIELDS || !(rule->implied >> field & 1))
		return false;
	values->n = 1;
	switch (field) {
	case VSWITCH_ACL_FIELD_ETHERTYPE:
		values->n = 0;
		by_family(rule, ethertypes, values);
		break;
	case VSWITCH_ACL_FIELD_SRC:
	case VSWITCH_ACL_FIELD_DST:
		values->n = 0;
		by_family(rule, addresses, values);
		break;
	case VSWITCH_ACL_FIELD_PROTO:
		values->value = &numbers_8;
		break;
	case VSWITCH_ACL_FIELD_DSCP:
		values->value = &numbers_6;
		break;
	case VSWITCH_ACL_FIELD_ARP_OP:
		values->value = &numbers_16;
		break;
	default:
		values->value = addresses;
	}
	return true;
}

/**
 * lint_find - the match of a rule on a field
 * @rule: the rule
 * @field: the field
 *
 * Return: the match, or NULL.
 */
const struct rule_match *lint_find(const struct lint_rule *rule, uint32_t field)
{
	size_t i;

	for (i = 0; i < rule->n; i++) {
		if (rule->match[i].field == field)
			return &rule->match[i];
	}
	return NULL;
}

static struct rule_value from_member(const struct vsw_member *member)
{
	struct rule_value value = { .prefix = member->prefix };

	memcpy(value.ipv4, member->ipv4, sizeof(value.ipv4));
	memcpy(value.ipv6, member->ipv6, sizeof(value.ipv6));
	memcpy(value.mac, member->mac, sizeof(value.mac));
	value.low = member->low;
	value.high = member->high;
	if (member->has & 1u << VSWITCH_A_MEMBER_IPV4)
		value.has |= 1u << VSWITCH_A_MATCH_VALUE_IPV4;
	if (member->has & 1u << VSWITCH_A_MEMBER_IPV6)
		value.has |= 1u << VSWITCH_A_MATCH_VALUE_IPV6;
	if (member->has & 1u << VSWITCH_A_MEMBER_PREFIX)
		value.has |= 1u << VSWITCH_A_MATCH_VALUE_PREFIX;
	if (member->has & 1u << VSWITCH_A_MEMBER_MAC)
		value.has |= 1u << VSWITCH_A_MATCH_VALUE_MAC;
	if (member->has & 1u << VSWITCH_A_MEMBER_LOW)
		value.has |= 1u << VSWITCH_A_MATCH_VALUE_LOW;
	if (member->has & 1u << VSWITCH_A_MEMBER_HIGH)
		value.has |= 1u << VSWITCH_A_MATCH_VALUE_HIGH;
	return value;
}

/**
 * lint_value_at - one of some values
 * @values: the values
 * @i: which
 *
 * Return: the value.
 */
struct rule_value lint_value_at(const struct lint_values *values, size_t i)
{
	return values->value ? values->value[i] : from_member(&values->member[i]);
}

/**
 * lint_values_of - what a rule says of a field
 * @rule: the rule
 * @field: the field
 * @sets: sets that it may use
 * @sw: interface index of its switch
 * @values: the values are put here
 *
 * Return: false where it says nothing, or names a set that is not known.
 */
bool lint_values_of(const struct lint_rule *rule, uint32_t field,
		    const struct lint_sets *sets, uint32_t sw, struct lint_values *values)
{
	const struct rule_match *match = lint_find(rule, field);
	size_t i;

	memset(values, 0, sizeof(*values));
	if (!match)
		return implied(rule, field, values);
	values->negate = match->negate;
	values->value = rule->value + match->first;
	values->n = match->n;
	if (!(match->has & 1u << VSWITCH_A_MATCH_SET))
		return true;
	for (i = 0; i < sets->sets.n; i++) {
		const struct lint_set *set = vec_at(&sets->sets, i);

		if (set->sw != sw || strcmp(set->name, match->set))
			continue;
		values->value = NULL;
		values->member = vec_at(&sets->members, set->first);
		values->n = set->n;
		return true;
	}
	return false;
}

/**
 * lint_rule_init - keep what a rule matches
 * @lint: it is put here, for lint_rule_free()
 * @rule: the rule
 */
void lint_rule_init(struct lint_rule *lint, const struct rule *rule)
{
	size_t i;

	memset(lint, 0, sizeof(*lint));
	lint->n = rule->n_matches;
	lint->match = vec_need(calloc(rule->n_matches + 1, sizeof(*lint->match)));
	lint->value = vec_need(calloc(rule->n_values + 1, sizeof(*lint->value)));
	memcpy(lint->match, rule->match, rule->n_matches * sizeof(*lint->match));
	memcpy(lint->value, rule->value, rule->n_values * sizeof(*lint->value));
	for (i = 0; i < rule->n_matches; i++)
		lint->fields |= 1u << (rule->match[i].field & 31);
	for (i = 0; i < rule->n_actions; i++) {
		switch (rule->action[i].kind) {
		case VSWITCH_ACL_ACTION_ALLOW:
		case VSWITCH_ACL_ACTION_DENY:
		case VSWITCH_ACL_ACTION_REDIRECT:
			lint->decides = true;
		}
	}
	imply(lint);
}

/**
 * lint_rule_free - give the memory back
 * @lint: from lint_rule_init()
 */
void lint_rule_free(struct lint_rule *lint)
{
	free(lint->match);
	free(lint->value);
}
