// SPDX-License-Identifier: GPL-2.0
/*
 * The classifier against its oracle, in user space.
 *   classify random SEED N [LEAST]   N rows of changes, in which at least so
 *	many rule sets and frames are compared; a failing one is shrunk
 *   classify faults SEED N      the same, without memory at each allocation
 *   classify mutants            is a fault seen, and how small does it get?
 *   classify large              thousands of rules, and changes of them
 *   classify spread             keys in a row, under many secrets
 *   classify bench RULES SHAPES [checks]   what a look-up costs; see bench.c
 *   classify bench RULES ranges            the same, of ranges only
 * Called by the Makefile.
 */
#include "classify.h"

struct memory memory = { .left = -1 };

/* Nothing may be left behind, however it ends. */
static const char *run(struct vsw_case *c)
{
	const char *wrong = vsw_case_run(c);

	if (memory.blocks) {
		memory.blocks = 0;
		return wrong ?: "memory is left";
	}
	return wrong;
}

static int fail(struct vsw_case *c, u32 seed, const char *wrong,
		const char *(*run)(struct vsw_case *c))
{
	printf("# seed %u: %s; at its smallest:\n", seed, wrong);
	shrink(c, run);
	print_case(c);
	return 1;
}

/* Half of the rows are looked at after each change, the others at the end. */
static int random_cases(u32 seed, u32 n, u64 least)
{
	struct vsw_case *c = malloc(sizeof(*c));
	const char *wrong;
	u64 pairs = 0;
	int err = 0;

	if (!c)
		abort();
	for (; !err && n; n--, seed++) {
		vsw_case_random(c, seed);
		c->each = seed & 1;
		c->frames = c->each ? 10 : 150;
		wrong = run(c);
		pairs += c->pairs;
		if (wrong)
			err = fail(c, seed, wrong, run);
	}
	free(c);
	if (err)
		return err;
	printf("# %llu rule sets and frames compared\n",
	       (unsigned long long)pairs);
	return pairs < least;
}

/* What lacks memory says so, leaves nothing, and spoils nothing. */
static int fault_cases(u32 seed, u32 n)
{
	struct vsw_case *c = malloc(sizeof(*c));
	const char *wrong;
	int err = 0;
	long at;

	if (!c)
		abort();
	for (; !err && n; n--, seed++) {
		vsw_case_random(c, seed);
		c->n = min(c->n, 12u);
		c->frames = 3;
		for (at = 0; !err; at++) {
			memory.left = at;
			memory.refused = false;
			wrong = run(c);
			memory.left = -1;
			if (!memory.refused)
				break;
			if (wrong && strcmp(wrong, "memory is left"))
				continue;
			printf("# seed %u, allocation %ld: %s\n", seed, at,
			       wrong ?: "nobody minds");
			err = 1;
		}
	}
	free(c);
	return err;
}

/* A fault, as one could be made: where it is looked for, it must be found. */
static const char *faulty(struct vsw_case *c)
{
	u32 i, k;

	for (i = 0; i < c->n; i++)
		for (k = 0; k < c->step[i].rule.n; k++)
			if (c->step[i].rule.want[k].field ==
			    VSWITCH_ACL_FIELD_DPORT &&
			    c->step[i].rule.want[k].negate)
				return "a made-up fault";
	return NULL;
}

/* The shrinker leaves one step with one match with one value. */
static int mutants(void)
{
	struct vsw_case *c = malloc(sizeof(*c));
	u32 seed = 1;
	int err;

	if (!c)
		abort();
	do {
		vsw_case_random(c, seed++);
	} while (!faulty(c) || c->n < 10);
	shrink(c, faulty);
	err = c->n != 1 || c->step[0].rule.n != 1 ||
	      c->step[0].rule.want[0].n > 1;
	if (err)
		print_case(c);
	free(c);
	return err;
}

int main(int argc, char **argv)
{
	if (argc >= 4 && !strcmp(argv[1], "random"))
		return random_cases(atoi(argv[2]), atoi(argv[3]),
				    argc > 4 ? atoi(argv[4]) : 0);
	if (argc == 4 && !strcmp(argv[1], "faults"))
		return fault_cases(atoi(argv[2]), atoi(argv[3]));
	if (argc == 2 && !strcmp(argv[1], "mutants"))
		return mutants();
	if (argc == 2 && !strcmp(argv[1], "large"))
		return large();
	if (argc == 2 && !strcmp(argv[1], "spread"))
		return spread();
	if (argc >= 4 && !strcmp(argv[1], "bench"))
		return bench(atoi(argv[2]), atoi(argv[3]), argc > 4);
	fprintf(stderr, "usage: see the head of main.c\n");
	return 2;
}
