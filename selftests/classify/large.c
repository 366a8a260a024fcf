// SPDX-License-Identifier: GPL-2.0
/*
 * Thousands of rules at once, and some hundred changes of them: for each of
 * many frames, what the classifier finds is compared with what a search from
 * the first rule on finds. That search asks each rule about each frame once,
 * and keeps the answer as long as the rule is there. Called by main.c.
 */
#include "classify.h"
#include "classify_priv.h"

/* How many rules that a frame meets are compared, from where it begins. */
#define CHAIN 4

/* Frames of which the classifier before a change must still find the same. */
#define KEPT 50

/**
 * struct plan - what is tried
 * @name: of the set
 * @kind: of its rules
 * @places: for how many rules there is room; 7 of 8 are taken
 * @flows: how many frames
 * @edits: how many changes
 * @shapes: tuples that it must have more of
 * @full: the guide's tables must be as large as they get
 * @depth: the most rules that a search may go through at one tuple; 0 for any
 */
struct plan {
	const char *name;
	enum many_kind kind;
	u32 places;
	u32 flows;
	u32 edits;
	u32 shapes;
	bool full;
	u32 depth;
};

/**
 * struct large - rules, twice, and frames
 * @plan: what is tried
 * @rnd: where random numbers come from
 * @rule: by label - 1
 * @match: likewise, what the module made of it; NULL where there is none
 * @n: how many there are
 * @sample: frames
 * @flow: the same
 * @hit: of each frame a bit for each place: does it meet the rule there?
 * @words: of u64, that one frame has in @hit
 * @classifier: of the same rules
 * @pairs: how many look-ups were compared
 * @frames: how many of them began at the first rule
 * @hits: how many of these found something
 */
struct large {
	const struct plan *plan;
	struct vsw_rnd rnd;
	struct vsw_naive_rule *rule;
	struct vsw_match **match;
	u32 n;
	struct vsw_sample *sample;
	struct vsw_flow *flow;
	u64 *hit;
	u32 words;
	struct vsw_classifier *classifier;
	u64 pairs;
	u64 frames;
	u64 hits;
};

static void *array(size_t n, size_t size)
{
	void *memory = calloc(n, size);

	if (!memory)
		abort();
	return memory;
}

/* Ask one rule about all frames. */
static void ask(struct large *l, u32 at)
{
	u64 bit = 1ull << at % 64, *word;
	u32 i;

	for (i = 0; i < l->plan->flows; i++) {
		word = &l->hit[(size_t)i * l->words + at / 64];
		*word &= ~bit;
		if (l->match[at] &&
		    vsw_naive_holds(&l->rule[at], &l->sample[i], NULL))
			*word |= bit;
	}
}

/* The first rule behind a label that a frame meets; 0 for none. */
static u64 naive_next(const struct large *l, u32 flow, u64 after)
{
	const u64 *hit = &l->hit[(size_t)flow * l->words];
	u32 at = after / 64;
	u64 word;

	if (at >= l->words)
		return 0;
	word = hit[at] & (~0ull << after % 64);
	while (!word) {
		if (++at == l->words)
			return 0;
		word = hit[at];
	}
	return at * 64ull + __ffs64(word) + 1;
}

/* Compare some rules that a frame meets. */
static int check_flow(struct large *l, u32 flow, u64 label)
{
	u64 expected, after;
	void *owner;
	u32 i;

	for (i = 0; i < CHAIN; i++) {
		after = label;
		expected = naive_next(l, flow, after);
		owner = vsw_classify(l->classifier, &l->flow[flow], NULL,
				     &label);
		l->pairs++;
		l->frames += !after;
		l->hits += !after && expected;
		if (owner != (expected ? &l->rule[expected - 1] : NULL) ||
		    (owner && label != expected)) {
			printf("# frame %u: rule %llu instead of %llu\n", flow,
			       owner ? (unsigned long long)label : 0,
			       (unsigned long long)expected);
			return 1;
		}
		if (!owner)
			break;
	}
	return 0;
}

/* All frames, from the first rule on and from somewhere. */
static int check(struct large *l)
{
	u32 i;

	for (i = 0; i < l->plan->flows; i++)
		if (check_flow(l, i, 0) ||
		    check_flow(l, i, vsw_rnd_below(&l->rnd, l->plan->places)))
			return 1;
	return 0;
}

/* Put a rule where there is none. */
static int insert(struct large *l, struct vsw_classifier *c, u32 at)
{
	many_rule(&l->rnd, l->plan->kind, vsw_rnd_next(&l->rnd), &l->rule[at]);
	l->match[at] = vsw_naive_match(&l->rule[at], &l->rule[at]);
	if (!l->match[at])
		abort();
	l->n++;
	return vsw_classifier_add(c, l->match[at], at + 1, GFP_KERNEL);
}

/* Take one out; its match is left to the caller. */
static int take_out(struct large *l, struct vsw_classifier *c, u32 at,
		    struct vsw_match **old)
{
	*old = l->match[at];
	l->match[at] = NULL;
	l->n--;
	return vsw_classifier_del(c, *old, at + 1, GFP_KERNEL);
}

/* Insert, delete or replace. */
static int change(struct large *l, struct vsw_classifier *c,
		  struct vsw_match **old)
{
	u32 at = vsw_rnd_below(&l->rnd, l->plan->places);
	bool replace = vsw_rnd_below(&l->rnd, 2);
	int err = 0;

	if (l->match[at]) {
		err = take_out(l, c, at, old);
		if (!err && replace)
			err = insert(l, c, at);
	} else {
		err = insert(l, c, at);
	}
	ask(l, at);
	if (err)
		printf("# a change of rule %u failed\n", at + 1);
	return err;
}

/* What a classifier finds first, of some frames. */
static void note(const struct large *l, const struct vsw_classifier *c,
		 u64 *found)
{
	u32 i;

	for (i = 0; i < KEPT; i++) {
		found[i] = 0;
		if (!vsw_classify(c, &l->flow[i], NULL, &found[i]))
			found[i] = 0;
	}
}

/* As control does it: in a clone, while frames look up in what was before. */
static int edit(struct large *l)
{
	u64 before[KEPT], after[KEPT];
	struct vsw_classifier *clone;
	struct vsw_match *old = NULL;
	int err;

	clone = vsw_classifier_clone(l->classifier, GFP_KERNEL);
	note(l, l->classifier, before);
	err = change(l, clone, &old);
	note(l, l->classifier, after);
	vsw_classifier_destroy(l->classifier);
	vsw_match_destroy(old);
	l->classifier = clone;
	if (!err && memcmp(before, after, sizeof(before))) {
		printf("# the classifier before a change was changed\n");
		err = 1;
	}
	return err ? 1 : check(l);
}

/* Take out rules until few are left: tables get smaller, tuples go. */
static int empty(struct large *l)
{
	struct vsw_match *old;
	u32 parts, i;

	for (parts = 2; parts <= 64; parts *= 2) {
		for (i = 0; i < l->plan->places; i++) {
			if (!l->match[i] || i % parts == 0)
				continue;
			if (take_out(l, l->classifier, i, &old))
				return 1;
			vsw_match_destroy(old);
			ask(l, i);
		}
		if (check(l))
			return 1;
	}
	return 0;
}

static void begin(struct large *l, const struct plan *plan)
{
	u32 i;

	*l = (struct large){ .plan = plan, .rnd = { plan->places } };
	l->words = (plan->places + 63) / 64;
	l->rule = array(plan->places, sizeof(*l->rule));
	l->match = array(plan->places, sizeof(struct vsw_match *));
	l->sample = array(plan->flows, sizeof(*l->sample));
	l->flow = array(plan->flows, sizeof(*l->flow));
	l->hit = array((size_t)plan->flows * l->words, sizeof(*l->hit));
	l->classifier = vsw_classifier_create(GFP_KERNEL);
	/* some frames are those of rules that come later, or never */
	for (i = 0; i < plan->places; i++)
		many_rule(&l->rnd, plan->kind, i, &l->rule[i]);
	for (i = 0; i < plan->flows; i++) {
		many_sample(&l->rnd,
			    &l->rule[vsw_rnd_below(&l->rnd, plan->places)],
			    &l->sample[i]);
		vsw_sample_flow(&l->sample[i], &l->flow[i]);
	}
}

static int build(struct large *l)
{
	u32 i;
	int err;

	for (i = 0; i < l->plan->places; i++) {
		if (i % 8 == 7)
			continue;
		l->match[i] = vsw_naive_match(&l->rule[i], &l->rule[i]);
		l->n++;
		err = vsw_classifier_add(l->classifier, l->match[i], i + 1,
					 GFP_KERNEL);
		if (err)
			return err;
		ask(l, i);
	}
	if (vsw_classifier_shapes(l->classifier) <= l->plan->shapes ||
	    (l->plan->full &&
	     l->classifier->guide.shift != 64 - VSW_GUIDE_BITS)) {
		printf("# too small to show what it is to show\n");
		return 1;
	}
	if (l->plan->depth &&
	    vsw_classifier_depth(l->classifier) >= l->plan->depth) {
		printf("# %u rules behind one key\n",
		       vsw_classifier_depth(l->classifier));
		return 1;
	}
	return check(l);
}

static void end(struct large *l)
{
	u32 i;

	vsw_classifier_destroy(l->classifier);
	for (i = 0; i < l->plan->places; i++)
		vsw_match_destroy(l->match[i]);
	free(l->rule);
	free(l->match);
	free(l->sample);
	free(l->flow);
	free(l->hit);
}

static int try(const struct plan *plan)
{
	u32 i, rules, shapes;
	struct large l;
	int err;

	begin(&l, plan);
	err = build(&l);
	rules = l.n;
	shapes = vsw_classifier_shapes(l.classifier);
	for (i = 0; !err && i < plan->edits; i++)
		err = edit(&l);
	if (!err)
		err = empty(&l);
	printf("# %s: %u rules of %u shapes, %llu pairs, %llu %% hit\n",
	       plan->name, rules, shapes, (unsigned long long)l.pairs,
	       (unsigned long long)(l.frames ? 100 * l.hits / l.frames : 0));
	if (!err && l.hits < l.frames / 2) {
		printf("# most find nothing\n");
		err = 1;
	}
	end(&l);
	if (!err && memory.blocks) {
		printf("# memory is left\n");
		err = 1;
	}
	return err;
}

/**
 * large() - compare sets of thousands of rules
 *
 * Return: exit status.
 */
int large(void)
{
	static const struct plan plans[] = {
		{ "mixed", MANY_MIXED, 10000, 2000, 100, 20 },
		{ "many shapes", MANY_SHAPES, 4000, 1000, 150, 64 },
		{ "ranges", MANY_RANGES, 3000, 1000, 100, 1,
		  false, 64 },
		{ "random", MANY_RANDOM, 1000, 1000, 100, 64 },
		{ "lists", MANY_LISTS, 38000, 200, 20, VSW_GUIDE_LEAST,
		  true },
	};
	int err = 0;
	u32 i;

	for (i = 0; !err && i < ARRAY_SIZE(plans); i++)
		err = try(&plans[i]);
	return err;
}
