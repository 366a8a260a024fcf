// SPDX-License-Identifier: GPL-2.0
/*
 * Rows of changes of rules and sets, after which what the classifier finds is
 * compared with what a search from the first rule on finds. Called by the
 * suites and in user space; see acl_model.h.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../classify_priv.h"
#include "acl_model.h"

#define LABELS (VSW_MODEL_STEPS / 2)

/**
 * struct state - rules and sets, twice
 * @c: the case
 * @step: by label - 1, the step that added the rule; NULL where there is none
 * @match: likewise, what the module made of it
 * @classifier: of the same rules
 * @naive: the sets
 * @sets: the same
 * @crowded: many rules had one key, and others got finer ones
 * @before: a set before it is changed
 * @sample: a frame; all of these are too big for the stack
 */
struct state {
	struct vsw_case *c;
	const struct vsw_step *step[LABELS];
	struct vsw_match *match[LABELS];
	struct vsw_classifier *classifier;
	struct vsw_naive_set naive[VSW_MODEL_SETS];
	struct vsw_sets *sets;
	bool crowded;
	struct vsw_naive_set before;
	struct vsw_sample sample;
};

/* What a match leads to: no more than that it is this one. */
static void *owner_of(struct state *state, u64 label)
{
	return &state->match[label - 1];
}

static const char *init(struct state *state, struct vsw_case *c)
{
	static const enum vswitch_set_kind kind[VSW_MODEL_SETS] = {
		VSWITCH_SET_KIND_PREFIX, VSWITCH_SET_KIND_MAC,
		VSWITCH_SET_KIND_L4_PORT,
	};
	static const char *const name[VSW_MODEL_SETS] = { "p", "m", "l" };
	u32 i;

	state->c = c;
	state->classifier = vsw_classifier_create(GFP_KERNEL);
	if (!state->classifier)
		return "no memory";
	for (i = 0; i < VSW_MODEL_SETS; i++)
		if (vsw_sets_add(&state->sets, name[i], kind[i], GFP_KERNEL) !=
		    i + 1)
			return "a set has another number";
	return NULL;
}

static void exit_state(struct state *state)
{
	u32 i;

	vsw_classifier_destroy(state->classifier);
	for (i = 0; i < LABELS; i++)
		vsw_match_destroy(state->match[i]);
	vsw_sets_put(state->sets);
}

/* All matches that a flow meets, in their order; false where it is wrong. */
static bool same_hits(struct state *state, const struct vsw_classifier *cls,
		      const struct vsw_sets *sets, const bool *hit,
		      const struct vsw_flow *flow)
{
	u64 label = 0, after;
	void *owner;

	for (;;) {
		after = label;
		owner = vsw_classify(cls, flow, sets, &label);
		do {
			after++;
		} while (after <= LABELS && !hit[after - 1]);
		if (after > LABELS)
			return !owner;
		if (!owner || label != after ||
		    owner != owner_of(state, label))
			return false;
	}
}

/* One frame: what it is, and whom it meets. */
static const char *check_frame(struct state *state, struct vsw_rnd *rnd,
			       const struct vsw_classifier *fresh)
{
	struct vsw_sample *s = &state->c->failed;
	struct vsw_flow flow, expected;
	bool hit[LABELS] = { false };
	u32 i;

	if (!state->c->fixed)
		vsw_sample_random(rnd, s);
	vsw_sample_parse(s, &flow);
	vsw_sample_flow(s, &expected);
	if (memcmp(&flow, &expected, sizeof(flow)))
		return "the frame is parsed wrongly";
	for (i = 0; i < LABELS; i++) {
		if (!state->step[i])
			continue;
		hit[i] = vsw_naive_holds(&state->step[i]->rule, s,
					 state->naive);
		if (vsw_match_holds(state->match[i], &flow, state->sets) !=
		    hit[i])
			return "a match holds, or does not";
	}
	state->c->pairs++;
	if (!same_hits(state, state->classifier, state->sets, hit, &flow))
		return "the classifier finds another rule";
	if (fresh && !same_hits(state, fresh, state->sets, hit, &flow))
		return "a fresh classifier finds another rule";
	return NULL;
}

/* Is all that was changed the same as what is made anew? */
static struct vsw_classifier *build(struct state *state)
{
	struct vsw_classifier *fresh = vsw_classifier_create(GFP_KERNEL);
	u32 i;

	for (i = 0; fresh && i < LABELS; i++)
		if (state->match[i] &&
		    vsw_classifier_add(fresh, state->match[i], i + 1,
				       GFP_KERNEL)) {
			vsw_classifier_destroy(fresh);
			return NULL;
		}
	return fresh;
}

static bool same_interest(const struct state *state,
			  const struct vsw_classifier *fresh)
{
	const struct vsw_classifier *changed = state->classifier;
	u64 a[VSW_FLOW_WORDS] = { 0 }, b[VSW_FLOW_WORDS] = { 0 };
	u32 i;

	vsw_classifier_interest(changed, a);
	vsw_classifier_interest(fresh, b);
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		if (b[i] & ~a[i])
			return false;
	/* which rules get finer keys depends on which were there before */
	return state->crowded || vsw_classifier_shapes(changed) ==
	       vsw_classifier_shapes(fresh);
}

static const char *check(struct state *state, u32 step)
{
	struct vsw_rnd rnd = { state->c->seed * 1000003ULL + step };
	struct vsw_classifier *fresh = build(state);
	const char *wrong = NULL;
	u32 i;

	if (!fresh)
		return "no memory";
	if (!same_interest(state, fresh))
		wrong = "shapes or interest differ from a fresh classifier's";
	for (i = 0; !wrong && i < state->c->frames; i++)
		wrong = check_frame(state, &rnd, fresh);
	vsw_classifier_destroy(fresh);
	return wrong;
}

/* Change a rule in @cls. The match that was there is left to the caller. */
static const char *change_rule(struct state *state, struct vsw_classifier *cls,
			       const struct vsw_step *step,
			       struct vsw_match **old)
{
	u32 i = step->label - 1;
	struct vsw_match *new = NULL;

	if (state->match[i] &&
	    vsw_classifier_del(cls, state->match[i], step->label, GFP_KERNEL))
		return "a match cannot be taken out";
	*old = state->match[i];
	state->match[i] = NULL;
	state->step[i] = NULL;
	if (step->kind == VSW_STEP_DEL)
		return NULL;
	new = vsw_naive_match(&step->rule, owner_of(state, step->label));
	if (!new)
		return "no memory";
	state->match[i] = new;
	state->step[i] = step;
	if (vsw_classifier_add(cls, new, step->label, GFP_KERNEL))
		return "a match cannot be added";
	if (vsw_classifier_depth(cls) >= VSW_TUPLE_CROWD)
		state->crowded = true;
	return NULL;
}

/* What the classifier before a change finds, before and after it. */
static void note(struct state *state, const struct vsw_classifier *cls,
		 const struct vsw_sets *sets, void **found, u32 n)
{
	struct vsw_rnd rnd = { state->c->seed };
	struct vsw_sample *s = &state->sample;
	struct vsw_flow flow;
	u64 label;
	u32 i;

	for (i = 0; i < n; i++) {
		label = 0;
		vsw_sample_random(&rnd, s);
		vsw_sample_flow(s, &flow);
		found[i] = vsw_classify(cls, &flow, sets, &label);
	}
}

#define NOTED 8

static const char *rule_step(struct state *state, const struct vsw_step *step)
{
	void *before[NOTED], *after[NOTED];
	struct vsw_classifier *cls = state->classifier, *clone;
	struct vsw_match *old = NULL;
	const char *wrong;

	if (!step->clone) {
		wrong = change_rule(state, cls, step, &old);
		vsw_match_destroy(old);
		return wrong;
	}
	clone = vsw_classifier_clone(cls, GFP_KERNEL);
	if (!clone)
		return "no memory";
	note(state, cls, state->sets, before, NOTED);
	wrong = change_rule(state, clone, step, &old);
	note(state, cls, state->sets, after, NOTED);
	if (!wrong && memcmp(before, after, sizeof(before)))
		wrong = "the classifier before a change was changed";
	vsw_classifier_destroy(cls);
	vsw_match_destroy(old);
	state->classifier = clone;
	return wrong;
}

/* Where a member is in the list; its end for not there. */
static u32 find_member(const struct vsw_naive_set *set,
		       const struct vsw_member *member)
{
	u32 i;

	for (i = 0; i < set->n; i++)
		if (!memcmp(&set->member[i], member, sizeof(*member)))
			break;
	return i;
}

static bool overlaps(const struct vsw_naive_set *set,
		     const struct vsw_member *member)
{
	u32 i;

	for (i = 0; i < set->n; i++)
		if (set->member[i].low <= member->high &&
		    member->low <= set->member[i].high)
			return true;
	return false;
}

static const char *add_member(struct state *state, struct vsw_naive_set *set,
			      const struct vsw_step *step)
{
	bool there = step->set == 3 ? overlaps(set, &step->member) :
		     find_member(set, &step->member) < set->n;
	int err;

	if (!there && set->n == VSW_MODEL_MEMBERS)
		return NULL;
	err = vsw_sets_add_member(&state->sets, step->set, &step->member,
				  GFP_KERNEL);
	if (err != (there ? -EEXIST : 0))
		return "a member cannot be added, or can";
	if (!err)
		set->member[set->n++] = step->member;
	return NULL;
}

static const char *del_member(struct state *state, struct vsw_naive_set *set,
			      const struct vsw_step *step)
{
	u32 at = find_member(set, &step->member);
	int err;

	err = vsw_sets_del_member(&state->sets, step->set, &step->member,
				  GFP_KERNEL);
	if (err != (at == set->n ? -ENOENT : 0))
		return "a member cannot be taken out, or can";
	if (!err)
		set->member[at] = set->member[--set->n];
	return NULL;
}

static const char *check_members(const struct vsw_naive_set *naive,
				 const struct vsw_set *set)
{
	struct vsw_member member;
	u32 position = 0, n = 0;

	while (vsw_set_next(set, &position, &member)) {
		n++;
		if (find_member(naive, &member) == naive->n)
			return "a set has a member too many";
	}
	return n == naive->n && n == vsw_set_count(set) ? NULL :
	       "a set has too few members";
}

static const char *member_step(struct state *state, const struct vsw_step *step)
{
	struct vsw_naive_set *naive = &state->naive[step->set - 1];
	struct vsw_sets *old = NULL;
	const char *wrong, *kept;

	if (step->clone) {
		old = vsw_sets_get(state->sets);
		state->before = *naive;
	}
	wrong = step->kind == VSW_STEP_ADD_MEMBER ?
		add_member(state, naive, step) : del_member(state, naive, step);
	if (!wrong)
		wrong = check_members(naive, vsw_sets_find(state->sets,
							   step->set));
	if (!old)
		return wrong;
	kept = check_members(&state->before, vsw_sets_find(old, step->set));
	vsw_sets_put(old);
	return wrong ?: kept;
}

/**
 * vsw_case_random() - make a row of changes
 * @c: is filled, but for how much is looked up
 * @seed: any number
 */
void vsw_case_random(struct vsw_case *c, u32 seed)
{
	struct vsw_rnd rnd = { seed };
	struct vsw_step *step;
	u32 i, kind;

	memset(c, 0, sizeof(*c));
	c->seed = seed;
	c->n = 1 + vsw_rnd_below(&rnd, VSW_MODEL_STEPS);
	for (i = 0; i < c->n; i++) {
		step = &c->step[i];
		kind = vsw_rnd_below(&rnd, 10);
		step->kind = kind < 6 ? VSW_STEP_ADD : kind < 7 ? VSW_STEP_DEL :
			     kind < 9 ? VSW_STEP_ADD_MEMBER :
			     VSW_STEP_DEL_MEMBER;
		step->clone = vsw_rnd_below(&rnd, 2);
		step->label = 1 + vsw_rnd_below(&rnd, LABELS);
		if (step->kind == VSW_STEP_ADD)
			vsw_naive_random(&rnd, &step->rule);
		step->set = 1 + vsw_rnd_below(&rnd, VSW_MODEL_SETS);
		vsw_naive_member(&rnd, step->set, &step->member);
	}
}

/**
 * vsw_case_run() - do what a case says
 * @c: the case
 *
 * Return: what went wrong, or NULL.
 */
const char *vsw_case_run(struct vsw_case *c)
{
	struct state *state = kzalloc(sizeof(*state), GFP_KERNEL);
	const struct vsw_step *step;
	const char *wrong;
	u32 i;

	if (!state)
		return "no memory";
	wrong = init(state, c);
	for (i = 0; !wrong && i < c->n; i++) {
		step = &c->step[i];
		c->failed_step = i;
		if (step->kind <= VSW_STEP_DEL)
			wrong = rule_step(state, step);
		else
			wrong = member_step(state, step);
		if (!wrong && (c->each || i == c->n - 1))
			wrong = check(state, c->each ? i : 0);
	}
	if (!wrong && !c->n)
		wrong = check(state, 0);
	exit_state(state);
	kfree(state);
	return wrong;
}
