// SPDX-License-Identifier: GPL-2.0
/*
 * Carries out what rules do to a frame beside deciding on it: count, log,
 * police, mirror, set the priority or the DSCP. Called at the doors (rx.c) and,
 * for each copy, by act.c: RCU read-side section, bottom halves off.
 */
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/overflow.h>

#include "acl.h"
#include "dscp.h"
#include "nl.h"

/* Tokens that so many bytes, or frames, are. */
static u64 tokens(const struct vsw_rule *rule, u64 amount)
{
	u64 unit = rule->packets ? NSEC_PER_SEC
				 : (u64)BITS_PER_BYTE * NSEC_PER_SEC;

	return amount * unit;
}

/* What came in since the last time; the burst may have become smaller. */
static void refill(struct vsw_bucket *bucket, u64 rate, u64 full, u64 now)
{
	u64 more, paid;

	if (!bucket->filled) {
		bucket->filled = true;
		bucket->tokens = full;
		bucket->last = now;
	} else if ((s64)(now - bucket->last) > 0) {
		if (check_mul_overflow(now - bucket->last, rate, &more))
			more = U64_MAX;
		bucket->last = now;
		paid = min(more, bucket->debt);
		bucket->debt -= paid;
		if (check_add_overflow(bucket->tokens, more - paid,
				       &bucket->tokens))
			bucket->tokens = full;
	}
	bucket->tokens = min(bucket->tokens, full);
}

/**
 * vsw_bucket_take() - take what a frame needs out of a bucket
 * @bucket: the bucket; it is full at first
 * @rule: its rate and burst
 * @amount: bytes, or frames; at least 1
 * @many: it is going to be cut into frames, so that it may be more than the
 *	burst: then a full bucket will do, and what is lacking is owed
 * @now: nanoseconds, never less than before but for what CPUs differ in
 *
 * Tokens are bits or frames, times nanoseconds a second, so that no rate and no
 * time is too small to count; VSW_RULE_BURST_MAX bytes of them fit.
 * Return: false when there is not enough; then nothing was taken.
 */
bool vsw_bucket_take(struct vsw_bucket *bucket, const struct vsw_rule *rule,
		     u32 amount, bool many, u64 now)
{
	u64 full = tokens(rule, rule->burst);
	u64 need = tokens(rule, amount), taken;
	bool enough;

	spin_lock(&bucket->lock);
	refill(bucket, rule->rate, full, now);
	enough = bucket->tokens >= (many ? min(need, full) : need);
	if (enough) {
		taken = min(need, bucket->tokens);
		bucket->tokens -= taken;
		bucket->debt = need - taken;
	}
	spin_unlock(&bucket->lock);
	return enough;
}

/* Frames on the wire. */
static u32 count_frames(const struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);

	if (!skb_is_gso(skb))
		return 1;
	/* a guest need not have said it */
	return shinfo->gso_segs ?: DIV_ROUND_UP(skb->len, shinfo->gso_size);
}

static enum vsw_drop police(struct vsw_acl_frame *af,
			    const struct vsw_rule *rule)
{
	u32 amount = rule->packets ? count_frames(af->skb) : af->frame->len;

	if (vsw_bucket_take(rule->state->bucket, rule, amount,
			    skb_is_gso(af->skb), ktime_get_ns()))
		return VSW_DROP_NONE;
	return af->out ? VSW_DROP_EGRESS_POLICED : VSW_DROP_ACL_POLICED;
}

static void set_pcp(struct vsw_acl_frame *af, u8 pcp)
{
	struct vsw_frame *frame = af->frame;
	u64 *meta = &af->flow.word[VSW_FLOW_META];

	frame->priority = (frame->priority & VLAN_CFI_MASK) |
			  pcp << VLAN_PRIO_SHIFT;
	*meta = (*meta & ~VSW_META_PCP) | (u64)pcp << 12;
}

static enum vsw_drop set_dscp(struct vsw_acl_frame *af, u8 dscp)
{
	u64 *meta = &af->flow.word[VSW_FLOW_META];

	if (!(*meta & VSW_META_IP))
		return VSW_DROP_NONE;
	if (!vsw_dscp_set(af->skb, dscp))
		return af->out ? VSW_DROP_EGRESS_NO_MEMORY
			       : VSW_DROP_RX_NO_MEMORY;
	af->frame->eth = eth_hdr(af->skb);
	*meta = (*meta & ~VSW_META_DSCP) | (u64)dscp << 40;
	return VSW_DROP_NONE;
}

/* What one rule does; the reason where the frame ends here. */
static enum vsw_drop carry_out(struct vsw_acl_frame *af,
			       const struct vsw_rule *rule, bool dropped)
{
	enum vsw_drop reason = VSW_DROP_NONE;
	unsigned int i;

	for (i = 0; i < rule->n_actions && !reason; i++) {
		switch (rule->action[i]) {
		case VSWITCH_ACL_ACTION_LOG:
			vsw_nl_log_notify(af, rule);
			break;
		case VSWITCH_ACL_ACTION_POLICE:
			reason = police(af, rule);
			break;
		case VSWITCH_ACL_ACTION_SET_PCP:
			if (!dropped)
				set_pcp(af, rule->pcp);
			break;
		case VSWITCH_ACL_ACTION_SET_DSCP:
			if (!dropped)
				reason = set_dscp(af, rule->dscp);
			break;
		case VSWITCH_ACL_ACTION_MIRROR:
			vsw_mirror(af, rule);
			break;
		}
	}
	return reason;
}

/**
 * vsw_acl_act() - have done what rules do to a frame, and count it at them
 * @af: the frame, which rules may change, as its flow
 * @hits: what the ACLs said of it
 *
 * Return: VSW_DROP_NONE, or why the frame is to be dropped.
 */
enum vsw_drop vsw_acl_act(struct vsw_acl_frame *af,
			  const struct vsw_acl_hits *hits)
{
	const struct vsw_rule *met[VSW_ACL_HITS] __uninitialized;
	const enum vsw_drop denied = hits->reason;
	const unsigned int n = hits->n;
	enum vsw_drop reason;
	unsigned int i;

	/* the answer is this CPU's next one's when a copy comes back in */
	memcpy(met, hits->rule, n * sizeof(*met));
	for (i = 0; i < n; i++) {
		vsw_rule_hit(met[i], af->frame->len);
		reason = carry_out(af, met[i], denied);
		if (reason)
			return reason;
	}
	return denied;
}
