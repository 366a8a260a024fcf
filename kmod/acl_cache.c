// SPDX-License-Identifier: GPL-2.0
/*
 * Answers of the ACLs that are kept: made, and the memory that they are in.
 * Called in the path of a frame, and when the module comes and goes.
 */
#include <linux/mm.h>
#include <linux/percpu.h>

#include "acl_cache.h"

DEFINE_PER_CPU(struct vsw_acl_cache *, vsw_acl_cache);

/**
 * vsw_acl_parse() - have the flow of a frame
 * @af: the frame; its flow is filled in
 */
void vsw_acl_parse(struct vsw_acl_frame *af)
{
	struct vsw_flow_input input = vsw_acl_input(af->frame, af->skb,
						    af->in);
	struct vsw_plain plain = {};

	if (likely(!skb_is_gso(af->skb)))
		plain = vsw_plain_parse(input);
	if (likely(plain.meta))
		vsw_flow_set_plain(&af->flow, plain);
	else
		vsw_acl_parse_any(af, &input);
}

/* Have a frame judged, and keep the answer. */
static const struct vsw_acl_hits *learn(const struct vsw_acl_frame *af,
					struct vsw_acl_answer *answer,
					u64 stamp)
{
	struct vsw_acl_cache *cache = this_cpu_read(vsw_acl_cache);
	const struct vsw_acls *acls = af->conf->acls;
	unsigned int i;

	cache->last.rule = cache->rule;
	vsw_acl_judge(af, &cache->last);
	if (unlikely(cache->last.n > VSW_ACL_KEPT))
		return &cache->last;

	answer->stamp = stamp;
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		answer->word[i] = af->flow.word[i] & acls->interest[i];
	answer->hits = cache->last;
	answer->hits.rule = answer->rule;
	for (i = 0; i < cache->last.n; i++)
		answer->rule[i] = cache->rule[i];
	return &answer->hits;
}

/**
 * vsw_acl_learn_plain() - have a frame judged whose answer is not kept
 * @conf: the snapshot
 * @in: the port it came from
 * @key: what the ACLs look at of its flow: to judge by that is the same
 * @answer: where its answer is to be kept
 *
 * Return: as of vsw_acl_ask().
 */
noinline const struct vsw_acl_hits *
vsw_acl_learn_plain(const struct vsw_conf *conf, const struct vsw_port_conf *in,
		    struct vsw_plain key, struct vsw_acl_answer *answer)
{
	struct vsw_acl_frame af __uninitialized;

	af.conf = conf;
	af.in = in;
	af.out = NULL;
	vsw_flow_set_plain(&af.flow, key);
	return learn(&af, answer, vsw_acl_stamp(conf->acls, NULL));
}

/* Are the words for IPv6 those of the answer, too? */
static bool is_same_ip6(const struct vsw_acl_answer *answer,
			const struct vsw_acl_frame *af)
{
	const struct vsw_acls *acls = af->conf->acls;
	unsigned int i;

	for (i = VSW_FLOW_PLAIN; i < VSW_FLOW_WORDS; i++)
		if (answer->word[i] != (af->flow.word[i] & acls->interest[i]))
			return false;
	return true;
}

/**
 * vsw_acl_ask() - what do the ACLs say?
 * @af: the frame, with its flow
 *
 * Return: the answer; valid until the next is asked for on this CPU.
 */
const struct vsw_acl_hits *vsw_acl_ask(struct vsw_acl_frame *af)
{
	const u64 stamp = vsw_acl_stamp(af->conf->acls, af->out);
	const u64 *word = af->flow.word;
	struct vsw_acl_answer *answer;
	struct vsw_plain key = {
		.smac = word[VSW_FLOW_SMAC],
		.dmac = word[VSW_FLOW_DMAC],
		.meta = word[VSW_FLOW_META],
		.ipv4 = word[VSW_FLOW_IPV4],
		.l4 = word[VSW_FLOW_L4],
	};

	key = vsw_acl_mask(af->conf->acls, key);
	answer = vsw_acl_place(key, stamp);
	if (vsw_acl_is_kept(answer, key, stamp) && is_same_ip6(answer, af))
		return &answer->hits;
	return learn(af, answer, stamp);
}

/**
 * vsw_acl_cache_init() - allocate what CPUs keep
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_acl_cache_init(void)
{
	struct vsw_acl_cache *cache;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		cache = kvzalloc_node(sizeof(*cache), GFP_KERNEL,
				      cpu_to_node(cpu));
		if (!cache) {
			vsw_acl_cache_exit();
			return -ENOMEM;
		}
		per_cpu(vsw_acl_cache, cpu) = cache;
	}
	return 0;
}

/**
 * vsw_acl_cache_exit() - free it
 *
 * Context: no frame comes any more, and none is under way.
 */
void vsw_acl_cache_exit(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		kvfree(per_cpu(vsw_acl_cache, cpu));
		per_cpu(vsw_acl_cache, cpu) = NULL;
	}
}
