// SPDX-License-Identifier: GPL-2.0
/*
 * Sets of thousands of rules, of kinds that the classifier has to treat in
 * different ways, and frames that meet a given rule. Called by large.c and
 * bench.c.
 */
#include "classify.h"

static void put(struct vsw_naive_rule *rule, u32 field, struct vsw_value value)
{
	u32 at = 0;

	if (rule->n)
		at = rule->first[rule->n - 1] + rule->want[rule->n - 1].n;
	rule->want[rule->n].field = field;
	rule->want[rule->n].n = 1;
	rule->first[rule->n++] = at;
	rule->value[at] = value;
}

/* One more value of the last field. */
static void put_more(struct vsw_naive_rule *rule, struct vsw_value value)
{
	struct vsw_want *want = &rule->want[rule->n - 1];

	rule->value[rule->first[rule->n - 1] + want->n++] = value;
}

static struct vsw_value span(u64 low, u64 high)
{
	return (struct vsw_value){ .low = low, .high = high, .mask = 0xffff };
}

static struct vsw_value masked(u64 value, u64 mask)
{
	return (struct vsw_value){
		.low = value & mask, .high = value & mask, .mask = mask,
	};
}

static struct vsw_value network(u32 address, u32 length)
{
	struct vsw_value value;

	value = masked(address, length ? ~0u << (32 - length) : 0);
	value.family = 4;
	return value;
}

static struct vsw_value network6(u64 high, u64 low, u32 length)
{
	u64 upper = length < 64 ? ~0ull << (64 - length) : ~0ull;
	u64 lower = length > 64 ? ~0ull << (128 - length) : 0;

	return (struct vsw_value){
		.family = 6, .ip6 = { high & upper, low & lower },
		.ip6_mask = { upper, lower },
	};
}

/* Of few networks, so that prefixes nest. */
static u32 address(struct vsw_rnd *rnd)
{
	return (10 + vsw_rnd_below(rnd, 4)) << 24 |
	       vsw_rnd_below(rnd, 8) << 16 | vsw_rnd_below(rnd, 32) << 8 |
	       vsw_rnd_below(rnd, 256);
}

static void put_address(struct vsw_rnd *rnd, struct vsw_naive_rule *rule,
			u32 field, u32 length)
{
	if (length)
		put(rule, field, network(address(rnd), length));
}

static void put_ports(struct vsw_rnd *rnd, struct vsw_naive_rule *rule,
		      bool source, bool destination)
{
	u32 proto = vsw_rnd_below(rnd, 2) ? 6 : 17, port;

	put(rule, VSWITCH_ACL_FIELD_PROTO, masked(proto, 255));
	port = 1 + vsw_rnd_below(rnd, 2000);
	if (source)
		put(rule, VSWITCH_ACL_FIELD_SPORT, span(port, port));
	port = 1 + vsw_rnd_below(rnd, 2000);
	if (destination)
		put(rule, VSWITCH_ACL_FIELD_DPORT, span(port, port));
}

/* As in security groups; of some a range, a negation or a list. */
static void mixed_rule(struct vsw_rnd *rnd, u32 i, struct vsw_naive_rule *rule)
{
	static const u8 length[][2] = {
		{ 0, 32 }, { 8, 32 }, { 16, 32 }, { 20, 32 }, { 24, 32 },
		{ 27, 32 }, { 32, 32 }, { 16, 24 }, { 24, 24 }, { 24, 16 },
		{ 32, 0 }, { 32, 24 }, { 12, 28 },
	};
	const u8 *of = length[i % ARRAY_SIZE(length)];
	struct vsw_want *last;
	u32 port;

	put_address(rnd, rule, VSWITCH_ACL_FIELD_SRC, of[0]);
	put_address(rnd, rule, VSWITCH_ACL_FIELD_DST, of[1]);
	put_ports(rnd, rule, i % 7 == 0, i % 5);
	last = &rule->want[rule->n - 1];
	if (last->field != VSWITCH_ACL_FIELD_DPORT)
		return;
	port = rule->value[rule->first[rule->n - 1]].low;
	if (i % 8 == 1)
		rule->value[rule->first[rule->n - 1]].high += 100;
	else if (i % 8 == 3)
		last->negate = true;
	else if (i % 8 == 5)
		put_more(rule, span(port + 7, port + 7));
}

/* All pairs of lengths, with and without ports: more than 64 tuples. */
static void shapes_rule(struct vsw_rnd *rnd, u32 i, struct vsw_naive_rule *rule)
{
	u64 high = 0x20010db800000000ull | vsw_rnd_below(rnd, 64);
	static const u8 length6[] = { 32, 48, 64, 128 };
	u32 ports;

	if (i % 11 == 10) {
		put(rule, VSWITCH_ACL_FIELD_DST,
		    network6(high, vsw_rnd_below(rnd, 64),
			     length6[i / 11 % ARRAY_SIZE(length6)]));
		put_ports(rnd, rule, false, true);
		return;
	}
	put_address(rnd, rule, VSWITCH_ACL_FIELD_SRC, i % 5 * 8);
	put_address(rnd, rule, VSWITCH_ACL_FIELD_DST, i / 5 % 5 * 8);
	ports = i / 25 % 4;
	if (i % 25 == 0 || ports)
		put_ports(rnd, rule, i % 25 == 0 || ports & 1, ports & 2);
}

/* Each as many keys as a rule can have: the tables of the guide get full. */
static void lists_rule(struct vsw_rnd *rnd, u32 shape,
		       struct vsw_naive_rule *rule)
{
	u32 i;

	put_address(rnd, rule, VSWITCH_ACL_FIELD_SRC, shape % 3 * 8);
	put_address(rnd, rule, VSWITCH_ACL_FIELD_DST, 32);
	for (i = 1; i < 8; i++)
		put_more(rule, network(address(rnd), 32));
	put_ports(rnd, rule, false, shape / 3 % 2);
}

/* What tells them apart is not in the key. */
static void ranges_rule(struct vsw_rnd *rnd, u32 i, struct vsw_naive_rule *rule)
{
	u32 low = 1 + vsw_rnd_below(rnd, 60000);

	switch (i % 5) {
	case 0:
	case 1:
		put(rule, VSWITCH_ACL_FIELD_PROTO, masked(i % 5 ? 17 : 6, 255));
		put(rule, VSWITCH_ACL_FIELD_DPORT,
		    span(low, low + 1 + vsw_rnd_below(rnd, 40)));
		break;
	case 2:
		put(rule, VSWITCH_ACL_FIELD_SMAC,
		    masked((u64)vsw_rnd_next(rnd) << 16,
			   0xffffffffffffULL << (8 + i % 8)));
		break;
	case 3:
		put(rule, VSWITCH_ACL_FIELD_DST,
		    network(address(rnd), 25 + i % 7));
		break;
	case 4:
		put(rule, VSWITCH_ACL_FIELD_DST,
		    network6(0x20010db800000000ull,
			     (u64)vsw_rnd_next(rnd) << 32, 65 + i % 31));
		break;
	}
}

/* As for KUnit, but for sets, of which there are none here. */
static void random_rule(struct vsw_rnd *rnd, struct vsw_naive_rule *rule)
{
	bool set;
	u32 i;

	do {
		set = false;
		vsw_naive_random(rnd, rule);
		for (i = 0; i < rule->n; i++)
			set |= rule->want[i].set;
	} while (set || rule->n < 2);
}

/**
 * many_rule() - make a rule of a large set
 * @rnd: where random numbers come from
 * @kind: of the set
 * @i: which of its rules; neighbours differ in their shape
 * @rule: is filled
 */
void many_rule(struct vsw_rnd *rnd, enum many_kind kind, u32 i,
	       struct vsw_naive_rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	switch (kind) {
	case MANY_MIXED:
		mixed_rule(rnd, i, rule);
		break;
	case MANY_SHAPES:
		shapes_rule(rnd, i, rule);
		break;
	case MANY_LISTS:
		lists_rule(rnd, i, rule);
		break;
	case MANY_RANGES:
		ranges_rule(rnd, i, rule);
		break;
	case MANY_RANDOM:
		random_rule(rnd, rule);
		break;
	}
}

/* A number that a value has. */
static u64 number_of(struct vsw_rnd *rnd, const struct vsw_value *value,
		     u64 other)
{
	if (value->high > value->low)
		return value->low +
		       vsw_rnd_below(rnd, value->high - value->low + 1);
	return value->low | (other & ~value->mask);
}

static void set_proto(struct vsw_sample *s, u8 proto)
{
	s->proto = proto;
	s->ports = proto == IPPROTO_TCP || proto == IPPROTO_UDP;
	s->tcp = proto == IPPROTO_TCP;
}

/* Have an address of a value. */
static void set_address(struct vsw_rnd *rnd, struct vsw_sample *s,
			const struct vsw_value *value, u32 *four, u64 *six)
{
	u32 i;

	s->ip4 = value->family == 4;
	s->ip6 = !s->ip4;
	if (s->ip4)
		*four = number_of(rnd, value, address(rnd));
	for (i = 0; s->ip6 && i < 2; i++)
		six[i] = value->ip6[i] |
			 (vsw_rnd_next(rnd) & ~value->ip6_mask[i]);
}

static void set_field(struct vsw_rnd *rnd, struct vsw_sample *s, u32 field,
		      const struct vsw_value *value)
{
	switch (field) {
	case VSWITCH_ACL_FIELD_SMAC:
		s->smac = number_of(rnd, value,
				    (u64)vsw_rnd_next(rnd) << 16) &
			  0xffffffffffffULL;
		break;
	case VSWITCH_ACL_FIELD_DMAC:
		s->dmac = number_of(rnd, value, s->dmac);
		break;
	case VSWITCH_ACL_FIELD_VID:
		s->vid = number_of(rnd, value, s->vid);
		break;
	case VSWITCH_ACL_FIELD_SRC:
		set_address(rnd, s, value, &s->src4, s->src6);
		break;
	case VSWITCH_ACL_FIELD_DST:
		set_address(rnd, s, value, &s->dst4, s->dst6);
		break;
	case VSWITCH_ACL_FIELD_PROTO:
		set_proto(s, number_of(rnd, value, s->proto));
		break;
	case VSWITCH_ACL_FIELD_SPORT:
		s->sport = number_of(rnd, value, s->sport);
		break;
	case VSWITCH_ACL_FIELD_DPORT:
		s->dport = number_of(rnd, value, s->dport);
		break;
	}
}

/**
 * many_sample() - make a frame that meets a rule
 * @rnd: where random numbers come from
 * @rule: the rule; of what is negated, and of fields of which frames here have
 *	none, it may not be met
 * @s: is filled, but for its bytes
 */
void many_sample(struct vsw_rnd *rnd, const struct vsw_naive_rule *rule,
		 struct vsw_sample *s)
{
	const struct vsw_want *want;
	u32 i;

	memset(s, 0, sizeof(*s));
	s->len = 100;
	s->vid = 1;
	s->in_port = 1;
	s->smac = 0x020000000000ULL | vsw_rnd_next(rnd);
	s->dmac = 0x020000000000ULL | vsw_rnd_next(rnd);
	s->ip4 = true;
	s->src4 = address(rnd);
	s->dst4 = address(rnd);
	s->sport = 1 + vsw_rnd_below(rnd, 60000);
	s->dport = 1 + vsw_rnd_below(rnd, 60000);
	set_proto(s, vsw_rnd_below(rnd, 2) ? IPPROTO_TCP : IPPROTO_UDP);
	for (i = 0; i < rule->n; i++) {
		want = &rule->want[i];
		if (want->n && !want->negate)
			set_field(rnd, s, want->field,
				  &rule->value[rule->first[i] +
					       vsw_rnd_below(rnd, want->n)]);
	}
	s->ethertype = s->ip4 ? ETH_P_IP : ETH_P_IPV6;
	s->src4 = s->ip4 ? s->src4 : 0;
	s->dst4 = s->ip4 ? s->dst4 : 0;
}
