/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the classifier's test in user space share. The oracle is
 * that of KUnit, kmod/tests/acl_model.h.
 */
#ifndef VSW_CLASSIFY_TEST_H
#define VSW_CLASSIFY_TEST_H

#include "tests/acl_model.h"

/** enum many_kind - large sets of rules, see many.c */
enum many_kind {
	MANY_MIXED,
	MANY_SHAPES,
	MANY_LISTS,
	MANY_RANGES,
	MANY_RANDOM,
};

void many_rule(struct vsw_rnd *rnd, enum many_kind kind, u32 i,
	       struct vsw_naive_rule *rule);
void many_sample(struct vsw_rnd *rnd, const struct vsw_naive_rule *rule,
		 struct vsw_sample *s);
void shrink(struct vsw_case *c, const char *(*run)(struct vsw_case *c));
void print_case(const struct vsw_case *c);
int large(void);
int spread(void);
int bench(u32 rules, u32 shapes, bool checks);

#endif /* VSW_CLASSIFY_TEST_H */
