/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A rule of an ACL: what it does, and what it counted. Made by control and
 * never changed; rules are shared by all snapshots that have them, and freed
 * with the last one, after a grace period. What frames change hangs off it, and
 * goes on when the rule is replaced.
 */
#ifndef VSW_RULE_H
#define VSW_RULE_H

#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>
#include <uapi/linux/vswitch.h>

struct vsw_match;

/** VSW_RULE_RATE_MAX: highest rate, bits or frames a second */
#define VSW_RULE_RATE_MAX 1000000000000000ULL

/** VSW_RULE_BURST_MAX: largest burst, bytes or frames */
#define VSW_RULE_BURST_MAX 0x7fffffffULL

/** VSW_RULE_SETS: most sets of a rule: eight fields take one */
#define VSW_RULE_SETS 8

/** VSW_RULE_ACTIONS: most actions of a rule that are no verdict */
#define VSW_RULE_ACTIONS 6

/**
 * struct vsw_rule_count - what a rule counted on one CPU
 * @syncp: lets 32-bit readers see whole values
 * @frames: frames that it matched
 * @bytes: bytes of these
 * @last: jiffies (64 bits) when it last matched; 0 for never
 */
struct vsw_rule_count {
	struct u64_stats_sync syncp;
	u64_stats_t frames;
	u64_stats_t bytes;
	u64_stats_t last;
};

/**
 * struct vsw_rule_total - what a rule counted in all
 * @frames: frames that it matched
 * @bytes: bytes of these
 * @last: jiffies (64 bits) when it last matched; 0 for never
 */
struct vsw_rule_total {
	u64 frames;
	u64 bytes;
	u64 last;
};

/**
 * struct vsw_bucket - what is left of a rate
 * @lock: protects the rest
 * @tokens: bits or frames that may come, times NSEC_PER_SEC
 * @debt: tokens that are to come in before any are there; then @tokens is 0
 * @last: when it was last filled, nanoseconds (ktime_get_ns())
 * @filled: it was filled for the first time
 */
struct vsw_bucket {
	spinlock_t lock;	/* all of it */
	u64 tokens;
	u64 debt;
	u64 last;
	bool filled;
};

/**
 * struct vsw_rule_state - what frames change of a rule
 * @ref: one for each rule that has it: a rule, and what it is replaced by
 * @count: the counters
 * @zero: what they were when they were last set to zero; conf_lock
 * @bucket: of police; NULL where no rule that had it polices
 */
struct vsw_rule_state {
	refcount_t ref;
	struct vsw_rule_count __percpu *count;
	struct vsw_rule_total zero;
	struct vsw_bucket *bucket;
};

/**
 * struct vsw_acl_name - name of an ACL, for all who need it
 * @ref: one for each user
 * @name: the name
 */
struct vsw_acl_name {
	refcount_t ref;
	char name[VSWITCH_ACL_NAME_MAX + 1];
};

/**
 * struct vsw_rule - a rule; never changed
 * @ref: one for each ACL that has it
 * @handle: its number in its ACL, from 1 on
 * @verdict: VSWITCH_ACL_ACTION_ALLOW, _DENY, _REDIRECT or _CONTINUE
 * @n_actions: how many
 * @action: enum vswitch_acl_action, in their order; none of those of @verdict
 *	and no count
 * @pcp: to be set
 * @dscp: to be set
 * @mirror: number of the mirror session that frames are copied to; 0 for none
 * @packets: the rate is in frames, not in bits
 * @n_sets: how many sets it uses; a rule may use one several times
 * @n_ports: how many ports it names: where frames came from, and where they
 *	are redirected to
 * @port: number of the port that frames are redirected to
 * @burst: bytes or frames
 * @request_len: bytes of @request
 * @rate: bits or frames a second; 0 where it does not police
 * @match: what it matches; its owner is the rule
 * @state: what frames change
 * @acl: name of its ACL
 * @reason: why it denies, or NULL
 * @uses: numbers of the sets that it uses, and then of the ports that it names;
 *	NULL for none of either
 * @request: its matches and actions as attributes, as they came
 *
 * As short as it can be, for there are many.
 */
struct vsw_rule {
	refcount_t ref;
	u32 handle;
	u8 verdict;
	u8 n_actions;
	u8 action[VSW_RULE_ACTIONS];
	u8 pcp;
	u8 dscp;
	u8 mirror;
	bool packets;
	u8 n_sets;
	u8 n_ports;
	u16 port;
	u32 burst;
	u32 request_len;
	u64 rate;
	struct vsw_match *match;
	struct vsw_rule_state *state;
	struct vsw_acl_name *acl;
	char *reason;
	u16 *uses;
	u8 request[];
};

/**
 * vsw_rule_ports() - the ports that a rule names
 * @rule: the rule
 *
 * Return: n_ports numbers.
 */
static inline const u16 *vsw_rule_ports(const struct vsw_rule *rule)
{
	return rule->uses + rule->n_sets;
}

/**
 * vsw_rule_hit() - count a frame
 * @rule: the rule that it matched
 * @len: bytes of the frame
 *
 * Context: bottom halves are off.
 */
static inline void vsw_rule_hit(const struct vsw_rule *rule, u32 len)
{
	struct vsw_rule_count *count = this_cpu_ptr(rule->state->count);

	u64_stats_update_begin(&count->syncp);
	u64_stats_inc(&count->frames);
	u64_stats_add(&count->bytes, len);
	u64_stats_set(&count->last, get_jiffies_64());
	u64_stats_update_end(&count->syncp);
}

struct vsw_acl_name *vsw_acl_name_create(const char *name, gfp_t gfp);
void vsw_acl_name_get(struct vsw_acl_name *name);
void vsw_acl_name_put(struct vsw_acl_name *name);

struct vsw_rule *vsw_rule_create(u32 request_len, gfp_t gfp);
void vsw_rule_get(struct vsw_rule *rule);
void vsw_rule_put(struct vsw_rule *rule);
int vsw_rule_create_state(struct vsw_rule *rule, gfp_t gfp);
int vsw_rule_share_state(struct vsw_rule *rule, const struct vsw_rule *from,
			 gfp_t gfp);
void vsw_rule_read(const struct vsw_rule *rule, struct vsw_rule_total *total);
void vsw_rule_zero(struct vsw_rule *rule);
size_t vsw_rule_memory(const struct vsw_rule *rule);

#endif /* VSW_RULE_H */
