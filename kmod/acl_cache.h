/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Answers of the ACLs, kept for the frames of the same flow that follow: per
 * CPU, and so few that they stay near. What is kept is what was looked at and
 * what it came to, so it is right for any frame that looks the same. Nothing
 * grows by what guests send: who defeats it has his own frames judged by the
 * classifier, and that is bounded. Called in the path of a frame: RCU read-side
 * section, bottom halves off.
 */
#ifndef VSW_ACL_CACHE_H
#define VSW_ACL_CACHE_H

#include <linux/bitops.h>
#include <linux/percpu.h>

#include "acl.h"
#include "flow_parse.h"

/** VSW_ACL_CACHE: how many answers a CPU keeps, a power of two */
#define VSW_ACL_CACHE 256

/** VSW_ACL_KEPT: how many rules an answer that is kept can have */
#define VSW_ACL_KEPT 4

/**
 * struct vsw_acl_answer - an answer that is kept
 * @stamp: by which ACLs, and at which side of which port; 0 for none
 * @word: what was looked at of the flow
 * @hits: the answer; its rules are in @rule
 * @rule: the rules
 */
struct vsw_acl_answer {
	u64 stamp;
	u64 word[VSW_FLOW_WORDS];
	struct vsw_acl_hits hits;
	const struct vsw_rule *rule[VSW_ACL_KEPT];
} ____cacheline_aligned;

/**
 * struct vsw_acl_cache - the answers of a CPU
 * @answer: by a hash of stamp and flow
 * @last: the last answer that was not kept; its rules are in @rule
 * @rule: the rules
 */
struct vsw_acl_cache {
	struct vsw_acl_answer answer[VSW_ACL_CACHE];
	struct vsw_acl_hits last;
	const struct vsw_rule *rule[VSW_ACL_HITS];
};

DECLARE_PER_CPU(struct vsw_acl_cache *, vsw_acl_cache);

void vsw_acl_parse(struct vsw_acl_frame *af);
const struct vsw_acl_hits *vsw_acl_ask(struct vsw_acl_frame *af);
const struct vsw_acl_hits *vsw_acl_learn_plain(const struct vsw_conf *conf,
					       const struct vsw_port_conf *in,
					       struct vsw_plain key,
					       struct vsw_acl_answer *answer);

/* Where a checksum is still to be written, as a guest said; 0: nowhere. */
static __always_inline u32 vsw_acl_sum(const struct sk_buff *skb)
{
	int at;

	if (likely(skb->ip_summed != CHECKSUM_PARTIAL))
		return 0;
	at = skb_checksum_start_offset(skb) + ETH_HLEN + skb->csum_offset;
	return max(at, 1);
}

/* What is parsed of a frame whose VLAN is known. */
static __always_inline struct vsw_flow_input
vsw_acl_input(const struct vsw_frame *frame, const struct sk_buff *skb,
	      const struct vsw_port_conf *in)
{
	return (struct vsw_flow_input){
		.head = (const u8 *)frame->eth,
		.have = skb_headlen(skb) + ETH_HLEN,
		.len = skb->len + ETH_HLEN,
		.meta = frame->vid |
			(frame->priority >> VLAN_PRIO_SHIFT) << 12 |
			(u64)min(frame->len, 0xffffU) << 16,
		.sum = vsw_acl_sum(skb),
		.in_port = in->number,
	};
}

/* By which ACLs, at which side of which port. */
static __always_inline u64 vsw_acl_stamp(const struct vsw_acls *acls,
					 const struct vsw_port_conf *out)
{
	return acls->stamp << 16 | (out ? BIT(15) | out->number : 0);
}

/* Of each flow, what the ACLs look at. */
static __always_inline struct vsw_plain
vsw_acl_mask(const struct vsw_acls *acls, struct vsw_plain plain)
{
	return (struct vsw_plain){
		.smac = plain.smac & acls->interest[VSW_FLOW_SMAC],
		.dmac = plain.dmac & acls->interest[VSW_FLOW_DMAC],
		.meta = plain.meta & acls->interest[VSW_FLOW_META],
		.ipv4 = plain.ipv4 & acls->interest[VSW_FLOW_IPV4],
		.l4 = plain.l4 & acls->interest[VSW_FLOW_L4],
	};
}

/*
 * Where an answer is kept. Who makes answers of his flows meet in one place has
 * his own frames judged by the classifier.
 */
static __always_inline struct vsw_acl_answer *
vsw_acl_place(struct vsw_plain key, u64 stamp)
{
	struct vsw_acl_cache *cache = this_cpu_read(vsw_acl_cache);
	u64 hash = stamp ^ key.meta ^ key.smac ^ rol64(key.dmac, 23);

	BUILD_BUG_ON(VSW_ACL_CACHE != 1 << 8);

	hash = hash * 0x9e3779b97f4a7c15ULL + (key.ipv4 ^ rol64(key.l4, 13));
	hash *= 0xd6e8feb86659fd93ULL;
	return &cache->answer[hash >> 56];
}

static __always_inline bool vsw_acl_is_kept(const struct vsw_acl_answer *answer,
					    struct vsw_plain key, u64 stamp)
{
	const u64 *word = answer->word;

	return !((answer->stamp ^ stamp) | (word[VSW_FLOW_META] ^ key.meta) |
		 (word[VSW_FLOW_IPV4] ^ key.ipv4) |
		 (word[VSW_FLOW_L4] ^ key.l4) |
		 (word[VSW_FLOW_SMAC] ^ key.smac) |
		 (word[VSW_FLOW_DMAC] ^ key.dmac));
}

/**
 * vsw_acl_ask_plain() - what the ACLs say of a received frame, the short way
 * @conf: the snapshot
 * @frame: the frame; its VLAN is known
 * @skb: its buffer
 * @in: the port it came from
 *
 * Return: the answer, valid until the next is asked for on this CPU; NULL when
 * the frame is not one for the short way.
 */
static __always_inline const struct vsw_acl_hits *
vsw_acl_ask_plain(const struct vsw_conf *conf, const struct vsw_frame *frame,
		  const struct sk_buff *skb, const struct vsw_port_conf *in)
{
	const struct vsw_acls *acls = conf->acls;
	const u64 stamp = vsw_acl_stamp(acls, NULL);
	struct vsw_acl_answer *answer;
	struct vsw_plain key;

	if (unlikely(skb_is_gso(skb)))
		return NULL;
	key = vsw_plain_parse(vsw_acl_input(frame, skb, in));
	if (unlikely(!key.meta))
		return NULL;
	key = vsw_acl_mask(acls, key);
	answer = vsw_acl_place(key, stamp);
	if (likely(vsw_acl_is_kept(answer, key, stamp)))
		return &answer->hits;
	return vsw_acl_learn_plain(conf, in, key, answer);
}

/**
 * vsw_acl_count() - count a frame at the rules that it met
 * @hits: the rules; none of them acts
 * @len: bytes of the frame
 */
static __always_inline void vsw_acl_count(const struct vsw_acl_hits *hits,
					  u32 len)
{
	unsigned int i;

	for (i = 0; i < hits->n; i++)
		vsw_rule_hit(hits->rule[i], len);
}

#endif /* VSW_ACL_CACHE_H */
