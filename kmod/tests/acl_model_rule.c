// SPDX-License-Identifier: GPL-2.0
/*
 * Random rules, and what they mean, said plainly: field by field, value by
 * value, of a frame of which is known what is in it. Called by the suites and
 * in user space; see acl_model.h.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "acl_model.h"

static bool chance(struct vsw_rnd *rnd, u32 n)
{
	return !vsw_rnd_below(rnd, n);
}

static u64 ones(u32 bits)
{
	return bits ? ~0ULL >> (64 - bits) : 0;
}

static u32 field_bits(u32 field)
{
	switch (field) {
	case VSWITCH_ACL_FIELD_SMAC:
	case VSWITCH_ACL_FIELD_DMAC:
		return 48;
	case VSWITCH_ACL_FIELD_VID:
	case VSWITCH_ACL_FIELD_TCP_FLAGS:
		return 12;
	case VSWITCH_ACL_FIELD_PCP:
		return 3;
	case VSWITCH_ACL_FIELD_DSCP:
		return 6;
	case VSWITCH_ACL_FIELD_PROTO:
	case VSWITCH_ACL_FIELD_ICMP_TYPE:
	case VSWITCH_ACL_FIELD_ICMP_CODE:
	case VSWITCH_ACL_FIELD_ICMP6_TYPE:
	case VSWITCH_ACL_FIELD_ICMP6_CODE:
		return 8;
	}
	return 16;
}

static bool is_address(u32 field)
{
	return field == VSWITCH_ACL_FIELD_SRC ||
	       field == VSWITCH_ACL_FIELD_DST ||
	       field == VSWITCH_ACL_FIELD_ARP_SPA ||
	       field == VSWITCH_ACL_FIELD_ARP_TPA;
}

static bool is_mac(u32 field)
{
	return field == VSWITCH_ACL_FIELD_SMAC ||
	       field == VSWITCH_ACL_FIELD_DMAC;
}

static void random_address(struct vsw_rnd *rnd, u32 field,
			   struct vsw_value *value)
{
	static const u8 length4[] = { 0, 7, 8, 15, 16, 23, 24, 30, 31, 32, 32 };
	static const u8 length6[] = { 0, 31, 32, 47, 48, 63, 64, 127, 128 };
	u32 length;

	if (field == VSWITCH_ACL_FIELD_ARP_SPA ||
	    field == VSWITCH_ACL_FIELD_ARP_TPA || !chance(rnd, 3)) {
		value->family = 4;
		length = length4[vsw_rnd_below(rnd, ARRAY_SIZE(length4))];
		value->mask = ones(32) ^ ones(32 - length);
		value->low = vsw_sample_ip4(rnd) & value->mask;
		value->high = value->low;
		return;
	}
	value->family = 6;
	length = length6[vsw_rnd_below(rnd, ARRAY_SIZE(length6))];
	value->ip6_mask[0] = ~ones(length < 64 ? 64 - length : 0);
	value->ip6_mask[1] = length < 64 ? 0 : ~ones(128 - length);
	vsw_sample_ip6(rnd, value->ip6);
	value->ip6[0] &= value->ip6_mask[0];
	value->ip6[1] &= value->ip6_mask[1];
}

static u64 random_number(struct vsw_rnd *rnd, u32 field)
{
	static const u16 type[] = { 0x0800, 0x86dd, 0x0806, 0x88cc, 0, 0x8100 };
	static const u16 flags[] = { 0x02, 0x12, 0x10, 0x04 };
	static const u8 icmp[] = { 0, 3, 8, 128, 129, 135 };

	switch (field) {
	case VSWITCH_ACL_FIELD_SMAC:
	case VSWITCH_ACL_FIELD_DMAC:
		return vsw_sample_mac(rnd);
	case VSWITCH_ACL_FIELD_ETHERTYPE:
		return type[vsw_rnd_below(rnd, ARRAY_SIZE(type))];
	case VSWITCH_ACL_FIELD_PROTO:
		return vsw_sample_proto(rnd);
	case VSWITCH_ACL_FIELD_SPORT:
	case VSWITCH_ACL_FIELD_DPORT:
		return vsw_sample_port(rnd);
	case VSWITCH_ACL_FIELD_TCP_FLAGS:
		return flags[vsw_rnd_below(rnd, ARRAY_SIZE(flags))];
	case VSWITCH_ACL_FIELD_ICMP_TYPE:
	case VSWITCH_ACL_FIELD_ICMP6_TYPE:
		return icmp[vsw_rnd_below(rnd, ARRAY_SIZE(icmp))];
	case VSWITCH_ACL_FIELD_DSCP:
		return vsw_rnd_below(rnd, 4) * 10;
	case VSWITCH_ACL_FIELD_FRAG:
		return vsw_rnd_below(rnd, VSWITCH_ACL_FRAG_MAX + 1);
	case VSWITCH_ACL_FIELD_LEN:
		return 40 + vsw_rnd_below(rnd, 100);
	}
	return 1 + vsw_rnd_below(rnd, 4);
}

static void random_value(struct vsw_rnd *rnd, u32 field,
			 struct vsw_value *value)
{
	u32 bits = field_bits(field);
	u64 other;

	memset(value, 0, sizeof(*value));
	if (is_address(field)) {
		random_address(rnd, field, value);
		return;
	}
	value->low = random_number(rnd, field);
	value->high = value->low;
	value->mask = ones(bits);
	if (field == VSWITCH_ACL_FIELD_FRAG)
		return;
	if (is_mac(field) ? chance(rnd, 4) :
	    chance(rnd, field == VSWITCH_ACL_FIELD_TCP_FLAGS ? 2 : 10)) {
		value->mask &= is_mac(field) && chance(rnd, 2) ?
			       0xffffff000000ULL : vsw_rnd_next(rnd);
		value->low &= value->mask;
		value->high = value->low;
	} else if (!is_mac(field) &&
		   chance(rnd, field == VSWITCH_ACL_FIELD_LEN ? 1 : 4)) {
		other = random_number(rnd, field);
		value->high = max(value->low, other);
		value->low = min(value->low, other);
	}
}

/* Which set has what a field looks at; 0 for none. */
static u32 set_for(u32 field)
{
	if (is_address(field))
		return 1;
	if (is_mac(field))
		return 2;
	return field == VSWITCH_ACL_FIELD_SPORT ||
	       field == VSWITCH_ACL_FIELD_DPORT ? 3 : 0;
}

static void random_want(struct vsw_rnd *rnd, struct vsw_naive_rule *rule,
			u32 *used)
{
	struct vsw_want *want = &rule->want[rule->n];
	u32 i;

	want->negate = chance(rnd, 6);
	rule->first[rule->n] = *used;
	if (want->field == VSWITCH_ACL_FIELD_MALFORMED)
		return;
	if (set_for(want->field) && chance(rnd, 5)) {
		want->set = set_for(want->field);
		return;
	}
	want->n = chance(rnd, 3) ? 1 + vsw_rnd_below(rnd, 4) : 1;
	if (chance(rnd, 20))
		want->n = 9;
	want->n = min(want->n, VSW_MODEL_VALUES - *used);
	want->n = max(want->n, 1U);
	for (i = 0; i < want->n; i++)
		random_value(rnd, want->field, &rule->value[*used + i]);
	*used += want->n;
}

/**
 * vsw_naive_random() - make a rule
 * @rnd: where random numbers come from
 * @rule: is filled
 */
void vsw_naive_random(struct vsw_rnd *rnd, struct vsw_naive_rule *rule)
{
	/* what real rules have is more likely */
	static const u8 common[] = {
		VSWITCH_ACL_FIELD_SRC, VSWITCH_ACL_FIELD_DST,
		VSWITCH_ACL_FIELD_PROTO, VSWITCH_ACL_FIELD_DPORT,
		VSWITCH_ACL_FIELD_SMAC, VSWITCH_ACL_FIELD_VID,
	};
	u32 n = vsw_rnd_below(rnd, 5), used = 0, seen = 0, field;

	memset(rule, 0, sizeof(*rule));
	while (n--) {
		field = chance(rnd, 2) ?
			common[vsw_rnd_below(rnd, ARRAY_SIZE(common))] :
			vsw_rnd_below(rnd, VSW_MATCH_FIELDS);
		if (seen & 1U << field || used == VSW_MODEL_VALUES)
			continue;
		seen |= 1U << field;
		rule->want[rule->n].field = field;
		random_want(rnd, rule, &used);
		rule->n++;
	}
}

/**
 * vsw_naive_member() - make a member of a set
 * @rnd: where random numbers come from
 * @set: number of the set: 1 has prefixes, 2 MAC addresses, 3 ports
 * @member: is filled
 */
void vsw_naive_member(struct vsw_rnd *rnd, u32 set, struct vsw_member *member)
{
	struct vsw_value value = { 0 };

	memset(member, 0, sizeof(*member));
	if (set == 2) {
		member->low = vsw_sample_mac(rnd);
		member->high = member->low;
	} else if (set == 3) {
		member->low = vsw_sample_port(rnd);
		member->high = member->low;
		if (chance(rnd, 2))
			member->high = min(member->low +
					   vsw_rnd_below(rnd, 5), 65535ULL);
	} else {
		random_address(rnd, VSWITCH_ACL_FIELD_SRC, &value);
		member->family = value.family;
		member->low = value.low;
		member->high = value.high;
		member->ip6[0] = value.ip6[0];
		member->ip6[1] = value.ip6[1];
		while (member->bits < 32 &&
		       value.mask >> (31 - member->bits) & 1)
			member->bits++;
		if (value.family == 4)
			return;
		member->bits = 0;
		while (member->bits < 128 &&
		       value.ip6_mask[member->bits / 64] >>
		       (63 - member->bits % 64) & 1)
			member->bits++;
	}
}

/* What a frame has: 0 nothing, 6 an IPv6 address, else a number. */
static u32 field_of(const struct vsw_sample *s, u32 field, u64 *number,
		    const u64 **ip6)
{
	switch (field) {
	case VSWITCH_ACL_FIELD_SMAC:
		*number = s->smac;
		return 1;
	case VSWITCH_ACL_FIELD_DMAC:
		*number = s->dmac;
		return 1;
	case VSWITCH_ACL_FIELD_ETHERTYPE:
		*number = s->ethertype;
		return 1;
	case VSWITCH_ACL_FIELD_VID:
		*number = s->vid;
		return 1;
	case VSWITCH_ACL_FIELD_PCP:
		*number = s->pcp;
		return 1;
	case VSWITCH_ACL_FIELD_LEN:
		*number = s->len;
		return 1;
	case VSWITCH_ACL_FIELD_IN_PORT:
		*number = s->in_port;
		return 1;
	case VSWITCH_ACL_FIELD_SRC:
		*number = s->src4;
		*ip6 = s->src6;
		return s->ip4 ? 4 : s->ip6 ? 6 : 0;
	case VSWITCH_ACL_FIELD_DST:
		*number = s->dst4;
		*ip6 = s->dst6;
		return s->ip4 ? 4 : s->ip6 ? 6 : 0;
	case VSWITCH_ACL_FIELD_PROTO:
		*number = s->proto;
		return s->ip4 || s->ip6;
	case VSWITCH_ACL_FIELD_DSCP:
		*number = s->dscp;
		return s->ip4 || s->ip6;
	case VSWITCH_ACL_FIELD_SPORT:
		*number = s->sport;
		return s->ports;
	case VSWITCH_ACL_FIELD_DPORT:
		*number = s->dport;
		return s->ports;
	case VSWITCH_ACL_FIELD_TCP_FLAGS:
		*number = s->flags;
		return s->tcp;
	case VSWITCH_ACL_FIELD_ICMP_TYPE:
		*number = s->type;
		return s->icmp;
	case VSWITCH_ACL_FIELD_ICMP_CODE:
		*number = s->code;
		return s->icmp;
	case VSWITCH_ACL_FIELD_ICMP6_TYPE:
		*number = s->type;
		return s->icmp6;
	case VSWITCH_ACL_FIELD_ICMP6_CODE:
		*number = s->code;
		return s->icmp6;
	case VSWITCH_ACL_FIELD_ARP_OP:
		*number = s->arp_op;
		return s->arp;
	case VSWITCH_ACL_FIELD_ARP_SPA:
		*number = s->src4;
		return s->arp ? 4 : 0;
	case VSWITCH_ACL_FIELD_ARP_TPA:
		*number = s->dst4;
		return s->arp ? 4 : 0;
	}
	return 0;
}

static bool frag_is(const struct vsw_sample *s, u64 which)
{
	return s->frag && (which == VSWITCH_ACL_FRAG_ANY ||
			   s->later == (which == VSWITCH_ACL_FRAG_LATER));
}

static bool value_is(u32 what, const struct vsw_value *value, u64 number,
		     const u64 *ip6)
{
	if (what == 6)
		return value->family == 6 &&
		       !((ip6[0] ^ value->ip6[0]) & value->ip6_mask[0]) &&
		       !((ip6[1] ^ value->ip6[1]) & value->ip6_mask[1]);
	if (value->family == 6)
		return false;
	if (value->low != value->high)
		return number >= value->low && number <= value->high;
	return !((number ^ value->low) & value->mask);
}

static bool bits_are(u64 a, u64 b, u32 bits)
{
	return !bits || a >> (64 - bits) == b >> (64 - bits);
}

static bool set_has(const struct vsw_naive_set *set, u32 what, u64 number,
		    const u64 *ip6)
{
	const struct vsw_member *m;
	u32 i;

	for (i = 0; i < set->n; i++) {
		m = &set->member[i];
		if (what == 6 && m->family == 6 &&
		    bits_are(ip6[0], m->ip6[0], min_t(u32, m->bits, 64)) &&
		    bits_are(ip6[1], m->ip6[1],
			     m->bits > 64 ? m->bits - 64 : 0))
			return true;
		if (what == 4 && m->family == 4 &&
		    bits_are(number << 32, m->low << 32, m->bits))
			return true;
		if (what == 1 && number >= m->low && number <= m->high)
			return true;
	}
	return false;
}

static bool want_holds(const struct vsw_naive_rule *rule, u32 i,
		       const struct vsw_sample *s,
		       const struct vsw_naive_set *sets)
{
	const struct vsw_want *want = &rule->want[i];
	const struct vsw_value *value = &rule->value[rule->first[i]];
	const u64 *ip6 = NULL;
	bool found = false;
	u64 number = 0;
	u32 what, k;

	if (want->field == VSWITCH_ACL_FIELD_MALFORMED)
		return s->malformed != want->negate;
	if (want->field == VSWITCH_ACL_FIELD_FRAG) {
		if (!s->ip4 && !s->ip6)
			return false;
		for (k = 0; k < want->n; k++)
			found |= frag_is(s, value[k].low);
		return found != want->negate;
	}
	what = field_of(s, want->field, &number, &ip6);
	if (!what)
		return false;
	if (want->set)
		found = set_has(&sets[want->set - 1], what, number, ip6);
	for (k = 0; k < want->n; k++)
		found |= value_is(what, &value[k], number, ip6);
	return found != want->negate;
}

/**
 * vsw_naive_holds() - is a frame what a rule looks for?
 * @rule: the rule
 * @s: the frame
 * @sets: the sets, by number - 1
 *
 * Return: true when it is.
 */
bool vsw_naive_holds(const struct vsw_naive_rule *rule,
		     const struct vsw_sample *s,
		     const struct vsw_naive_set *sets)
{
	bool asks = false;
	u32 i;

	for (i = 0; i < rule->n; i++) {
		asks |= rule->want[i].field == VSWITCH_ACL_FIELD_MALFORMED;
		if (!want_holds(rule, i, s, sets))
			return false;
	}
	return asks || !s->malformed;
}

/**
 * vsw_naive_match() - the same as a match of the module
 * @rule: the rule
 * @owner: of the match
 *
 * Return: the match, or NULL when out of memory.
 */
struct vsw_match *vsw_naive_match(const struct vsw_naive_rule *rule,
				  void *owner)
{
	struct vsw_want want[VSW_MODEL_WANTS];
	u32 i;

	for (i = 0; i < rule->n; i++) {
		want[i] = rule->want[i];
		want[i].value = &rule->value[rule->first[i]];
	}
	return vsw_match_create(want, rule->n, owner, GFP_KERNEL);
}
