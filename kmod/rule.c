// SPDX-License-Identifier: GPL-2.0
/*
 * Rules: made, counted and freed. Called from control; what frames do to a rule
 * is in rule.h.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "match.h"
#include "rule.h"

/**
 * vsw_acl_name_create() - make a name that many can have
 * @name: the name
 * @gfp: how to allocate
 *
 * Return: NULL when out of memory.
 */
struct vsw_acl_name *vsw_acl_name_create(const char *name, gfp_t gfp)
{
	struct vsw_acl_name *n = kzalloc(sizeof(*n), gfp);

	if (!n)
		return NULL;
	refcount_set(&n->ref, 1);
	strscpy(n->name, name, sizeof(n->name));
	return n;
}

/**
 * vsw_acl_name_get() - take a reference
 * @name: the name
 */
void vsw_acl_name_get(struct vsw_acl_name *name)
{
	refcount_inc(&name->ref);
}

/**
 * vsw_acl_name_put() - give a reference back
 * @name: the name, or NULL
 *
 * Context: any.
 */
void vsw_acl_name_put(struct vsw_acl_name *name)
{
	if (name && refcount_dec_and_test(&name->ref))
		kfree(name);
}

static void state_put(struct vsw_rule_state *state)
{
	if (!state || !refcount_dec_and_test(&state->ref))
		return;
	free_percpu(state->count);
	kfree(state->bucket);
	kfree(state);
}

static bool polices(const struct vsw_rule *rule)
{
	return rule->rate;
}

/* What a rule that polices needs of its state; frames see neither yet. */
static int create_bucket(struct vsw_rule *rule, gfp_t gfp)
{
	struct vsw_bucket *bucket;

	if (!polices(rule) || rule->state->bucket)
		return 0;
	bucket = kzalloc(sizeof(*bucket), gfp);
	if (!bucket)
		return -ENOMEM;
	spin_lock_init(&bucket->lock);
	rule->state->bucket = bucket;
	return 0;
}

/**
 * vsw_rule_create() - make a rule, that matches nothing and does nothing yet
 * @request_len: bytes of the request that it will hold
 * @gfp: how to allocate
 *
 * Return: NULL when out of memory.
 */
struct vsw_rule *vsw_rule_create(u32 request_len, gfp_t gfp)
{
	struct vsw_rule *rule;

	rule = kvzalloc(struct_size(rule, request, request_len), gfp);
	if (!rule)
		return NULL;
	refcount_set(&rule->ref, 1);
	rule->verdict = VSWITCH_ACL_ACTION_CONTINUE;
	rule->request_len = request_len;
	return rule;
}

/**
 * vsw_rule_get() - take a reference
 * @rule: the rule
 */
void vsw_rule_get(struct vsw_rule *rule)
{
	refcount_inc(&rule->ref);
}

/**
 * vsw_rule_put() - give a reference back
 * @rule: the rule, or NULL; no frame finds it any more when it was the last
 *
 * Context: process context.
 */
void vsw_rule_put(struct vsw_rule *rule)
{
	if (!rule || !refcount_dec_and_test(&rule->ref))
		return;
	if (rule->match)
		vsw_match_destroy(rule->match);
	state_put(rule->state);
	vsw_acl_name_put(rule->acl);
	kfree(rule->reason);
	kfree(rule->uses);
	kvfree(rule);
}

/**
 * vsw_rule_create_state() - give a new rule counters of its own
 * @rule: a rule without, that has its actions
 * @gfp: how to allocate
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_rule_create_state(struct vsw_rule *rule, gfp_t gfp)
{
	struct vsw_rule_state *state = kzalloc(sizeof(*state), gfp);
	int cpu;

	if (!state)
		return -ENOMEM;
	state->count = alloc_percpu_gfp(struct vsw_rule_count, gfp);
	if (!state->count) {
		kfree(state);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(state->count, cpu)->syncp);
	refcount_set(&state->ref, 1);
	rule->state = state;
	return create_bucket(rule, gfp);
}

/**
 * vsw_rule_share_state() - have a rule go on with the counters of another
 * @rule: a rule without, that has its actions
 * @from: the one that it replaces
 * @gfp: how to allocate
 *
 * Context: conf_lock is held.
 * Return: 0, or -ENOMEM.
 */
int vsw_rule_share_state(struct vsw_rule *rule, const struct vsw_rule *from,
			 gfp_t gfp)
{
	rule->state = from->state;
	refcount_inc(&rule->state->ref);
	return create_bucket(rule, gfp);
}

static void read_all(const struct vsw_rule_state *state,
		     struct vsw_rule_total *total)
{
	const struct vsw_rule_count *count;
	u64 frames, bytes, last;
	unsigned int start;
	int cpu;

	memset(total, 0, sizeof(*total));
	for_each_possible_cpu(cpu) {
		count = per_cpu_ptr(state->count, cpu);
		do {
			start = u64_stats_fetch_begin(&count->syncp);
			frames = u64_stats_read(&count->frames);
			bytes = u64_stats_read(&count->bytes);
			last = u64_stats_read(&count->last);
		} while (u64_stats_fetch_retry(&count->syncp, start));
		total->frames += frames;
		total->bytes += bytes;
		total->last = max(total->last, last);
	}
}

/**
 * vsw_rule_read() - what a rule counted since it was last set to zero
 * @rule: the rule
 * @total: gets the sums over all CPUs
 *
 * Context: conf_lock is held.
 */
void vsw_rule_read(const struct vsw_rule *rule, struct vsw_rule_total *total)
{
	const struct vsw_rule_state *state = rule->state;

	read_all(state, total);
	total->frames -= state->zero.frames;
	total->bytes -= state->zero.bytes;
	if (!total->frames)
		total->last = 0;
}

/**
 * vsw_rule_zero() - have a rule count from zero on
 * @rule: the rule
 *
 * Context: conf_lock is held.
 */
void vsw_rule_zero(struct vsw_rule *rule)
{
	read_all(rule->state, &rule->state->zero);
}

/**
 * vsw_rule_memory() - what a rule takes, but for its counters
 * @rule: the rule
 *
 * Return: bytes.
 */
size_t vsw_rule_memory(const struct vsw_rule *rule)
{
	return struct_size(rule, request, rule->request_len) +
	       vsw_match_size(rule->match) + sizeof(*rule->state) +
	       (polices(rule) ? sizeof(*rule->state->bucket) : 0) +
	       (rule->n_sets + rule->n_ports) * sizeof(*rule->uses) +
	       (rule->reason ? strlen(rule->reason) + 1 : 0);
}
