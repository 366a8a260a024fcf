/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The oracle of flows, matches, sets and the classifier: frames of which is
 * known what is in them, rules that are compared one after another, and rows
 * of changes. Used by KUnit suites, and in user space (selftests/classify/),
 * which compiles these files, too.
 */
#ifndef VSW_TESTS_ACL_MODEL_H
#define VSW_TESTS_ACL_MODEL_H

#include <linux/types.h>

#include "../classify.h"
#include "../flow.h"
#include "../match.h"
#include "../sets.h"

#define VSW_MODEL_FRAME		640
#define VSW_MODEL_WANTS		6
#define VSW_MODEL_VALUES	24
#define VSW_MODEL_SETS		3
#define VSW_MODEL_MEMBERS	32
#define VSW_MODEL_STEPS		64

/**
 * struct vsw_rnd - a row of random numbers
 * @state: where it is; any seed
 */
struct vsw_rnd {
	u64 state;
};

/**
 * struct vsw_sample - a frame, and what is in it
 * @byte: the frame
 * @len: bytes of it
 * @malformed: of what is below, only MAC addresses, EtherType, VID, PCP and
 *	port are there
 * @smac: source, as a number
 * @dmac: destination
 * @ethertype: behind the tags; 0 for a length
 * @in_port: where it came from
 * @vid: its VLAN
 * @pcp: its priority
 * @ip4: it is IPv4
 * @ip6: it is IPv6
 * @arp: it is ARP
 * @src4: source, or ARP's sender
 * @dst4: destination, or ARP's target
 * @src6: source
 * @dst6: destination
 * @proto: protocol of IP
 * @dscp: of IP
 * @frag: it is a fragment
 * @later: not the first
 * @ports: there are ports
 * @tcp: it is TCP
 * @icmp: it is ICMP
 * @icmp6: it is ICMPv6
 * @sport: source port
 * @dport: destination port
 * @flags: of TCP
 * @type: of ICMP or ICMPv6
 * @code: likewise
 * @arp_op: of ARP
 */
struct vsw_sample {
	u8 byte[VSW_MODEL_FRAME];
	u32 len;
	bool malformed;
	u64 smac;
	u64 dmac;
	u16 ethertype;
	u16 in_port;
	u16 vid;
	u8 pcp;
	bool ip4;
	bool ip6;
	bool arp;
	u32 src4;
	u32 dst4;
	u64 src6[2];
	u64 dst6[2];
	u8 proto;
	u8 dscp;
	bool frag;
	bool later;
	bool ports;
	bool tcp;
	bool icmp;
	bool icmp6;
	u16 sport;
	u16 dport;
	u16 flags;
	u8 type;
	u8 code;
	u16 arp_op;
};

/**
 * struct vsw_naive_rule - what a rule looks for, as it was asked for
 * @n: how many fields
 * @want: these; their values are in @value, at @first
 * @first: by field, where its values begin
 * @value: the values
 */
struct vsw_naive_rule {
	u32 n;
	struct vsw_want want[VSW_MODEL_WANTS];
	u32 first[VSW_MODEL_WANTS];
	struct vsw_value value[VSW_MODEL_VALUES];
};

/**
 * struct vsw_naive_set - a set as a list
 * @n: how many members
 * @member: these
 */
struct vsw_naive_set {
	u32 n;
	struct vsw_member member[VSW_MODEL_MEMBERS];
};

/** enum vsw_step_kind - what a step does */
enum vsw_step_kind {
	VSW_STEP_ADD,
	VSW_STEP_DEL,
	VSW_STEP_ADD_MEMBER,
	VSW_STEP_DEL_MEMBER,
};

/**
 * struct vsw_step - a change
 * @kind: enum vsw_step_kind
 * @clone: in a clone; else in place
 * @label: of the rule
 * @rule: what is added; in place of what has this label
 * @set: number of the set
 * @member: its member
 */
struct vsw_step {
	u8 kind;
	bool clone;
	u64 label;
	struct vsw_naive_rule rule;
	u32 set;
	struct vsw_member member;
};

/**
 * struct vsw_case - a row of changes, and what is looked up after them
 * @n: how many steps
 * @step: these
 * @seed: of the frames
 * @frames: how many are looked up after a step
 * @each: after each step; else only after the last
 * @fixed: look up only @failed
 * @failed_step: where it went wrong
 * @failed: the frame with which it went wrong
 * @pairs: how many look-ups were compared
 */
struct vsw_case {
	u32 n;
	struct vsw_step step[VSW_MODEL_STEPS];
	u32 seed;
	u32 frames;
	bool each;
	bool fixed;
	u32 failed_step;
	struct vsw_sample failed;
	u64 pairs;
};

u32 vsw_rnd_next(struct vsw_rnd *rnd);
u32 vsw_rnd_below(struct vsw_rnd *rnd, u32 n);

void vsw_sample_random(struct vsw_rnd *rnd, struct vsw_sample *s);
void vsw_sample_parse(const struct vsw_sample *s, struct vsw_flow *flow);
void vsw_sample_flow(const struct vsw_sample *s, struct vsw_flow *flow);
u64 vsw_sample_mac(struct vsw_rnd *rnd);
u32 vsw_sample_ip4(struct vsw_rnd *rnd);
void vsw_sample_ip6(struct vsw_rnd *rnd, u64 *address);
u16 vsw_sample_port(struct vsw_rnd *rnd);
u8 vsw_sample_proto(struct vsw_rnd *rnd);

void vsw_naive_random(struct vsw_rnd *rnd, struct vsw_naive_rule *rule);
void vsw_naive_member(struct vsw_rnd *rnd, u32 set, struct vsw_member *member);
bool vsw_naive_holds(const struct vsw_naive_rule *rule,
		     const struct vsw_sample *s,
		     const struct vsw_naive_set *sets);
struct vsw_match *vsw_naive_match(const struct vsw_naive_rule *rule,
				  void *owner);

void vsw_case_random(struct vsw_case *c, u32 seed);
const char *vsw_case_run(struct vsw_case *c);

#endif /* VSW_TESTS_ACL_MODEL_H */
