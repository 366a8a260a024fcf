// SPDX-License-Identifier: GPL-2.0
/*
 * Asks the ACLs about a frame: point after point, ACL after ACL, rule after
 * rule that it meets, until there is a verdict. Called in the path of a frame,
 * for those whose answer is not kept (acl_cache.h): RCU read-side section,
 * bottom halves off.
 */
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "acl.h"
#include "classify.h"

/* Bytes of the largest segment that a frame is going to be cut into. */
static u32 segment_len(const struct vsw_frame *frame, const struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	const struct tcphdr *tcp;
	struct tcphdr room;
	u32 len;

	if (!skb_transport_header_was_set(skb))
		return frame->len;
	/* the tag that is beside the buffer counts, too */
	len = frame->len - skb->len + skb_transport_offset(skb) +
	      shinfo->gso_size;
	if (shinfo->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)) {
		tcp = skb_header_pointer(skb, skb_transport_offset(skb),
					 sizeof(room), &room);
		len += tcp ? tcp->doff * 4 : sizeof(room);
	} else {
		len += sizeof(struct udphdr);
	}
	return min(len, frame->len);
}

/**
 * vsw_acl_parse_any() - have the flow of a frame, the long way
 * @af: the frame; its flow is filled in
 * @input: what it is filled from
 */
noinline void vsw_acl_parse_any(struct vsw_acl_frame *af,
				struct vsw_flow_input *input)
{
	u8 head[VSW_FLOW_HEADERS] __uninitialized;
	const struct sk_buff *skb = af->skb;
	u32 want;

	if (skb_is_gso(skb)) {
		input->cut = true;
		input->meta &= ~VSW_META_LEN;
		input->meta |= (u64)min(segment_len(af->frame, skb),
					0xffffU) << 16;
	}
	/* headers may be anywhere in a buffer, and a guest may have put them */
	want = min_t(u32, input->len, sizeof(head));
	if (input->have < want &&
	    !skb_copy_bits(skb, -ETH_HLEN, head, want)) {
		input->head = head;
		input->have = want;
	}
	vsw_flow_parse(&af->flow, input);
}

/* Note a rule; true when the frame has met as many as it may before. */
static bool meet(struct vsw_acl_hits *hits, const struct vsw_rule *rule)
{
	if (unlikely(hits->n == VSW_ACL_HITS))
		return true;
	hits->rule[hits->n++] = rule;
	hits->acts |= rule->n_actions > 0;
	return false;
}

/**
 * struct judgement - a frame before its judges
 * @flow: what they look at
 * @acls: the ACLs
 * @hits: the answer
 * @deny: reason where a rule denies
 * @undecided: reason where a default does
 * @deep: reason where there is no end of rules that continue
 * @decided: a rule decided, not a default
 */
struct judgement {
	const struct vsw_flow *flow;
	const struct vsw_acls *acls;
	struct vsw_acl_hits *hits;
	enum vsw_drop deny;
	enum vsw_drop undecided;
	enum vsw_drop deep;
	bool decided;
};

/* Ask one ACL. The verdict, or VSWITCH_ACL_ACTION_CONTINUE for none. */
static u8 ask(struct judgement *j, const struct vsw_acl *acl)
{
	const struct vsw_rule *rule;
	u64 label = 0;

	do {
		rule = acl->classifier ?
		       vsw_classify(acl->classifier, j->flow, j->acls->sets,
				    &label) : NULL;
		if (!rule)
			return VSWITCH_ACL_ACTION_CONTINUE;
		if (unlikely(meet(j->hits, rule))) {
			j->hits->reason = j->deep;
			return VSWITCH_ACL_ACTION_DENY;
		}
	} while (rule->verdict == VSWITCH_ACL_ACTION_CONTINUE);
	j->decided = true;
	if (rule->verdict == VSWITCH_ACL_ACTION_DENY)
		j->hits->reason = j->deny;
	else if (rule->verdict == VSWITCH_ACL_ACTION_REDIRECT &&
		 j->hits->redirect == VSW_ACL_NOWHERE)
		j->hits->redirect = rule->port;
	return rule->verdict;
}

/* Ask the ACLs at one point; true when the frame may go on. */
static bool pass(struct judgement *j, const struct vsw_point *point)
{
	const struct vsw_binding *b;

	if (!point)
		return true;
	for (b = point->binding; b < point->binding + point->n; b++) {
		switch (ask(j, j->acls->acl[b->acl])) {
		case VSWITCH_ACL_ACTION_CONTINUE:
			break;
		case VSWITCH_ACL_ACTION_DENY:
			return false;
		default:
			return true;
		}
		if (b->fallback == VSWITCH_ACL_DEFAULT_ALLOW)
			return true;
		if (b->fallback == VSWITCH_ACL_DEFAULT_DENY) {
			j->hits->reason = j->undecided;
			return false;
		}
	}
	return true;
}

static bool is_malformed(const struct vsw_flow *flow)
{
	return flow->word[VSW_FLOW_META] & VSW_META_MALFORMED;
}

static void judge_ingress(struct judgement *j, const struct vsw_acl_frame *af)
{
	const u64 vid = j->flow->word[VSW_FLOW_META] & VSW_META_VID;
	const struct vsw_point *vlan = vsw_acls_point_vlan(j->acls, vid);
	bool asked = af->in->acl_in || vlan || j->acls->all;

	j->deny = VSW_DROP_ACL_INGRESS;
	j->undecided = is_malformed(j->flow) ? VSW_DROP_ACL_MALFORMED
					     : VSW_DROP_ACL_INGRESS;
	j->deep = VSW_DROP_ACL_DEPTH;
	if (!pass(j, af->in->acl_in) || !pass(j, vlan) ||
	    !pass(j, j->acls->all))
		return;
	/* what hides from the rules gets past none of them */
	if (unlikely(is_malformed(j->flow)) && asked && !j->decided &&
	    af->in->number != VSW_PORT_HOST)
		j->hits->reason = VSW_DROP_ACL_MALFORMED;
}

static void judge_egress(struct judgement *j, const struct vsw_acl_frame *af)
{
	j->deny = VSW_DROP_EGRESS_ACL;
	j->undecided = VSW_DROP_EGRESS_ACL;
	j->deep = VSW_DROP_EGRESS_ACL;
	if (!pass(j, af->out->acl_out))
		return;
	if (unlikely(is_malformed(j->flow)) && !j->decided &&
	    af->in->number != VSW_PORT_HOST)
		j->hits->reason = VSW_DROP_EGRESS_ACL;
}

/**
 * vsw_acl_judge() - ask the ACLs of all points on one side
 * @af: the frame; only its snapshot, ports and flow are looked at
 * @hits: gets the answer; its @rule has room for VSW_ACL_HITS
 */
void vsw_acl_judge(const struct vsw_acl_frame *af, struct vsw_acl_hits *hits)
{
	struct judgement j = {
		.flow = &af->flow, .acls = af->conf->acls, .hits = hits,
	};

	hits->n = 0;
	hits->acts = false;
	hits->reason = VSW_DROP_NONE;
	hits->redirect = VSW_ACL_NOWHERE;
	if (af->out)
		judge_egress(&j, af);
	else
		judge_ingress(&j, af);
	if (hits->reason)
		hits->redirect = VSW_ACL_NOWHERE;
}
