// SPDX-License-Identifier: GPL-2.0
/*
 * What a look-up costs, and a change: rules of given shapes, or of ranges only,
 * and flows of which none was seen before. Instructions come from outside: 'perf stat', or
 * 'valgrind --tool=callgrind --toggle-collect=vsw_classify'. Called by main.c.
 */
#include <time.h>

#include "classify.h"

#define FLOWS 100000

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static struct vsw_value number(u64 low, u64 high, u64 mask)
{
	return (struct vsw_value){ .low = low, .high = high, .mask = mask };
}

static struct vsw_value prefix(u32 address, u32 length)
{
	u64 mask = length ? (~0u << (32 - length)) & 0xffffffff : 0;

	return (struct vsw_value){
		.family = 4, .low = address & mask, .high = address & mask,
		.mask = mask,
	};
}

/* One of many rules of a security group: addresses, protocol, port. */
static struct vsw_match *make_rule(struct vsw_rnd *rnd, u32 shape, bool checks,
				   u32 i)
{
	static const u8 length[] = { 32, 24, 16, 28, 20, 8 };
	struct vsw_value value[6];
	struct vsw_want want[4] = {
		{ VSWITCH_ACL_FIELD_SRC, false, 0, 1, &value[0] },
		{ VSWITCH_ACL_FIELD_DST, false, 0, 1, &value[1] },
		{ VSWITCH_ACL_FIELD_PROTO, false, 0, 1, &value[2] },
		{ VSWITCH_ACL_FIELD_DPORT, false, 0, 1, &value[3] },
	};
	u32 n = shape % 2 ? 4 : 3, port = 1 + vsw_rnd_below(rnd, 60000);

	value[0] = prefix(0x0a000000 | vsw_rnd_next(rnd) >> 8,
			  length[shape / 2 % 6]);
	value[1] = prefix(0x0a000000 | vsw_rnd_next(rnd) >> 8,
			  length[shape / 12 % 6]);
	value[2] = number(shape % 4 < 2 ? 6 : 17, shape % 4 < 2 ? 6 : 17, 255);
	value[3] = number(port, port, 65535);
	value[4] = number(port + 2, port + 2, 65535);
	if (checks && i % 2) {
		if (i % 6 == 1)
			value[3].high = port + 100;
		else if (i % 6 == 3)
			want[3].negate = true;
		else
			want[3].n = 2;
		n = 4;
	}
	return vsw_match_create(want, n, NULL + i + 1, GFP_KERNEL);
}

static double look_up(struct vsw_classifier *c, struct vsw_rnd *rnd, u32 *hits)
{
	struct vsw_flow *flow = calloc(FLOWS, sizeof(*flow));
	double start;
	u64 label;
	u32 i;

	for (i = 0; i < FLOWS; i++) {
		flow[i].word[VSW_FLOW_META] =
			VSW_META_IP | VSW_META_IP4 | VSW_META_PORTS |
			VSW_META_TCP | 6ull << 32 | 100;
		flow[i].word[VSW_FLOW_IPV4] =
			((u64)(0x0a000000 | vsw_rnd_next(rnd) >> 8)) << 32 |
			(0x0a000000 | vsw_rnd_next(rnd) >> 8);
		flow[i].word[VSW_FLOW_L4] = (u64)vsw_rnd_next(rnd) << 32;
	}
	start = now();
	for (i = 0; i < FLOWS; i++) {
		label = 0;
		*hits += !!vsw_classify(c, &flow[i], NULL, &label);
	}
	start = now() - start;
	free(flow);
	return start / FLOWS;
}

/* Frames that meet such rules, as far as they are the same by chance. */
static double look_up_ranges(struct vsw_classifier *c, struct vsw_rnd *rnd,
			     u32 *hits)
{
	struct vsw_flow *flow = calloc(FLOWS, sizeof(*flow));
	struct vsw_naive_rule *rule = malloc(sizeof(*rule));
	struct vsw_sample *sample = malloc(sizeof(*sample));
	double start;
	u64 label;
	u32 i;

	for (i = 0; i < FLOWS; i++) {
		many_rule(rnd, MANY_RANGES, i, rule);
		many_sample(rnd, rule, sample);
		vsw_sample_flow(sample, &flow[i]);
	}
	start = now();
	for (i = 0; i < FLOWS; i++) {
		label = 0;
		*hits += !!vsw_classify(c, &flow[i], NULL, &label);
	}
	start = now() - start;
	free(flow);
	free(rule);
	free(sample);
	return start / FLOWS;
}

static struct vsw_match *ranges_rule(struct vsw_rnd *rnd, u32 i)
{
	struct vsw_naive_rule *rule = malloc(sizeof(*rule));
	struct vsw_match *match;

	many_rule(rnd, MANY_RANGES, i, rule);
	match = vsw_naive_match(rule, NULL + i + 1);
	free(rule);
	return match;
}

/**
 * bench() - measure
 * @rules: how many rules
 * @shapes: of how many kinds; 0 for rules that differ only in what is in no
 *	usual key: ranges, masks of MAC addresses, long prefixes
 * @checks: half of them have ranges, negations and lists
 *
 * Return: exit status.
 */
int bench(u32 rules, u32 shapes, bool checks)
{
	struct vsw_match **match = calloc(rules, sizeof(*match));
	struct vsw_classifier *c, *clone;
	struct vsw_rnd rnd = { 1 };
	size_t size = 0;
	double start, each;
	u32 i, hits = 0;

	for (i = 0; i < rules; i++) {
		match[i] = shapes ? make_rule(&rnd, i % shapes, checks, i)
				  : ranges_rule(&rnd, i);
		size += vsw_match_size(match[i]);
	}
	start = now();
	c = vsw_classifier_create(GFP_KERNEL);
	for (i = 0; i < rules - 1; i++)
		vsw_classifier_add(c, match[i], i + 1, GFP_KERNEL);
	printf("# built in %.2f ms\n", (now() - start) * 1e3);
	start = now();
	clone = vsw_classifier_clone(c, GFP_KERNEL);
	vsw_classifier_add(clone, match[i], i + 1, GFP_KERNEL);
	vsw_classifier_destroy(c);
	printf("# one more in %.3f ms\n", (now() - start) * 1e3);
	each = (shapes ? look_up : look_up_ranges)(clone, &rnd, &hits);
	printf("# %u shapes, depth %u; %.0f ns a look-up, %u of %u hit\n",
	       vsw_classifier_shapes(clone), vsw_classifier_depth(clone),
	       each * 1e9, hits, FLOWS);
	printf("# bytes a rule: match %zu, entries %zu\n", size / rules,
	       vsw_classifier_size(clone) / rules);
	vsw_classifier_destroy(clone);
	for (i = 0; i < rules; i++)
		vsw_match_destroy(match[i]);
	free(match);
	return 0;
}
