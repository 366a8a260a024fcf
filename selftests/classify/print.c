// SPDX-License-Identifier: GPL-2.0
/*
 * A case that fails, to be read: its steps, the frame, and what is in it.
 * Called by main.c.
 */
#include "classify.h"

static const char *const fields[] = {
	"smac", "dmac", "ethertype", "vid", "pcp", "src", "dst", "proto",
	"sport", "dport", "tcp-flags", "icmp-type", "icmp-code", "icmp6-type",
	"icmp6-code", "dscp", "frag", "arp-op", "arp-spa", "arp-tpa", "len",
	"in-port", "malformed",
};

static void print_value(const struct vsw_value *v)
{
	if (v->family == 6)
		printf(" %016llx%016llx/%016llx%016llx",
		       (unsigned long long)v->ip6[0],
		       (unsigned long long)v->ip6[1],
		       (unsigned long long)v->ip6_mask[0],
		       (unsigned long long)v->ip6_mask[1]);
	else if (v->low != v->high)
		printf(" %llu-%llu", (unsigned long long)v->low,
		       (unsigned long long)v->high);
	else
		printf(" %#llx/%#llx", (unsigned long long)v->low,
		       (unsigned long long)v->mask);
}

static void print_rule(const struct vsw_naive_rule *rule)
{
	const struct vsw_want *want;
	u32 i, k;

	for (i = 0; i < rule->n; i++) {
		want = &rule->want[i];
		printf("%s %s", want->negate ? " not" : "",
		       fields[want->field]);
		if (want->set)
			printf(" @%u", want->set);
		for (k = 0; k < want->n; k++)
			print_value(&rule->value[rule->first[i] + k]);
	}
}

static void print_member(const struct vsw_step *step)
{
	const struct vsw_member *m = &step->member;

	printf(" @%u ", step->set);
	if (m->family == 6)
		printf("%016llx%016llx/%u", (unsigned long long)m->ip6[0],
		       (unsigned long long)m->ip6[1], m->bits);
	else if (m->family == 4)
		printf("%#llx/%u", (unsigned long long)m->low, m->bits);
	else
		printf("%#llx-%#llx", (unsigned long long)m->low,
		       (unsigned long long)m->high);
}

/**
 * print_case() - show a case that failed
 * @c: the case
 */
void print_case(const struct vsw_case *c)
{
	static const char *const kinds[] = {
		"add rule", "del rule", "add member", "del member",
	};
	const struct vsw_step *step;
	struct vsw_flow flow;
	u32 i;

	for (i = 0; i < c->n; i++) {
		step = &c->step[i];
		printf("# %s%s", kinds[step->kind],
		       step->clone ? " in a clone" : "");
		if (step->kind <= VSW_STEP_DEL) {
			printf(" %llu:", (unsigned long long)step->label);
			print_rule(&step->rule);
		} else {
			print_member(step);
		}
		printf("\n");
	}
	printf("# after step %u, frame of %u bytes:", c->failed_step + 1,
	       c->failed.len);
	for (i = 0; i < c->failed.len; i++)
		printf("%s%02x", i % 2 ? "" : " ", c->failed.byte[i]);
	printf("\n");
	vsw_sample_parse(&c->failed, &flow);
	printf("# parsed:");
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		printf(" %016llx", (unsigned long long)flow.word[i]);
	vsw_sample_flow(&c->failed, &flow);
	printf("\n# should:");
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		printf(" %016llx", (unsigned long long)flow.word[i]);
	printf("\n");
}
