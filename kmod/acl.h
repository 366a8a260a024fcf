/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the ACLs of a snapshot say of a frame. To ask changes nothing: the
 * answer is a list of the rules that the frame met, and what they come to;
 * act.c has it carried out. Answers are kept for the frames of the same flow
 * that follow (acl_cache.h). Called from the stages (decide.h) and, for each
 * copy, from act.c: RCU read-side section, bottom halves off.
 */
#ifndef VSW_ACL_H
#define VSW_ACL_H

#include <linux/skbuff.h>

#include "acls.h"
#include "conf.h"
#include "drop.h"
#include "flow.h"
#include "frame.h"
#include "rule.h"

/** VSW_ACL_HITS: rules that one frame can meet, at all points on one side */
#define VSW_ACL_HITS 16

/** VSW_ACL_NOWHERE: the frame is not redirected */
#define VSW_ACL_NOWHERE U32_MAX

/**
 * struct vsw_acl_hits - what the ACLs say of a frame
 * @n: how many rules it met
 * @reason: why it is to be dropped, enum vsw_drop; VSW_DROP_NONE: it is not
 * @acts: some of these rules do more than to count and to decide
 * @redirect: number of the port that it is to leave by, or VSW_ACL_NOWHERE
 * @rule: the rules, in the order in which it met them
 */
struct vsw_acl_hits {
	u8 n;
	u8 reason;
	bool acts;
	u32 redirect;
	const struct vsw_rule **rule;
};

/**
 * struct vsw_acl_frame - a frame that ACLs are asked about
 * @sw: the switch
 * @conf: the snapshot
 * @frame: the frame; its VLAN is known
 * @in: the port it came from
 * @out: the port that it is to leave by, at egress; else NULL
 * @skb: its buffer
 * @flow: what rules look at
 */
struct vsw_acl_frame {
	struct vsw_switch *sw;
	const struct vsw_conf *conf;
	struct vsw_frame *frame;
	const struct vsw_port_conf *in;
	const struct vsw_port_conf *out;
	struct sk_buff *skb;
	struct vsw_flow flow;
};

/* for acl_cache.h alone */
void vsw_acl_parse_any(struct vsw_acl_frame *af, struct vsw_flow_input *input);
void vsw_acl_judge(const struct vsw_acl_frame *af, struct vsw_acl_hits *hits);

/* acl_act.c */
enum vsw_drop vsw_acl_act(struct vsw_acl_frame *af,
			  const struct vsw_acl_hits *hits);
bool vsw_bucket_take(struct vsw_bucket *bucket, const struct vsw_rule *rule,
		     u32 amount, bool many, u64 now);

/* acl_cache.c */
int vsw_acl_cache_init(void);
void vsw_acl_cache_exit(void);

#endif /* VSW_ACL_H */
