// SPDX-License-Identifier: GPL-2.0
/*
 * Of a case that fails, less and less, as long as it fails: steps, what rules
 * look for, values, frames. Called by main.c.
 */
#include "classify.h"

typedef const char *(*run_fn)(struct vsw_case *c);

/* Keep a change that fails, too. */
static bool keep(struct vsw_case *c, struct vsw_case *less, run_fn run)
{
	if (!run(less))
		return false;
	*c = *less;
	return true;
}

static bool drop_steps(struct vsw_case *c, struct vsw_case *less, run_fn run,
		       u32 n)
{
	bool any = false;
	u32 i = 0;

	while (i + n <= c->n) {
		*less = *c;
		memmove(&less->step[i], &less->step[i + n],
			(c->n - i - n) * sizeof(*less->step));
		less->n -= n;
		if (keep(c, less, run))
			any = true;
		else
			i++;
	}
	return any;
}

static bool drop_wants(struct vsw_case *c, struct vsw_case *less, run_fn run,
		       u32 i)
{
	struct vsw_naive_rule *rule = &less->step[i].rule;
	bool any = false;
	u32 k = 0, n;

	while (k < c->step[i].rule.n) {
		*less = *c;
		n = --rule->n;
		memmove(&rule->want[k], &rule->want[k + 1],
			(n - k) * sizeof(*rule->want));
		memmove(&rule->first[k], &rule->first[k + 1],
			(n - k) * sizeof(*rule->first));
		if (keep(c, less, run))
			any = true;
		else
			k++;
	}
	return any;
}

static bool drop_values(struct vsw_case *c, struct vsw_case *less, run_fn run,
			u32 i, u32 k)
{
	struct vsw_naive_rule *rule = &less->step[i].rule;
	bool any = false;
	u32 v = 0;

	while (c->step[i].rule.want[k].n > 1 && v < c->step[i].rule.want[k].n) {
		*less = *c;
		rule->want[k].n--;
		memmove(&rule->value[rule->first[k] + v],
			&rule->value[rule->first[k] + v + 1],
			(rule->want[k].n - v) * sizeof(*rule->value));
		if (keep(c, less, run))
			any = true;
		else
			v++;
	}
	return any;
}

static bool simplify(struct vsw_case *c, struct vsw_case *less, run_fn run)
{
	bool any = false;
	u32 i, k;

	for (i = 0; i < c->n; i++) {
		any |= drop_wants(c, less, run, i);
		for (k = 0; k < c->step[i].rule.n; k++)
			any |= drop_values(c, less, run, i, k);
		if (!c->step[i].clone)
			continue;
		*less = *c;
		less->step[i].clone = false;
		any |= keep(c, less, run);
	}
	return any;
}

/**
 * shrink() - make a case that fails as small as it can be
 * @c: the case
 * @run: what fails
 */
void shrink(struct vsw_case *c, const char *(*run)(struct vsw_case *c))
{
	struct vsw_case *less = malloc(sizeof(*less));
	u32 n;
	bool any;

	if (!less)
		abort();
	/* which frames are made depends on the steps: this one will do */
	*less = *c;
	less->fixed = true;
	less->frames = 1;
	if (c->failed.len)
		keep(c, less, run);
	do {
		any = false;
		for (n = c->n / 2; n; n /= 2)
			any |= drop_steps(c, less, run, n);
		any |= simplify(c, less, run);
	} while (any);
	free(less);
	run(c);
}
