/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the classifier's test in user space share. The oracle is
 * that of KUnit, kmod/tests/acl_model.h.
 */
#ifndef VSW_CLASSIFY_TEST_H
#define VSW_CLASSIFY_TEST_H

#include "tests/acl_model.h"

void shrink(struct vsw_case *c, const char *(*run)(struct vsw_case *c));
void print_case(const struct vsw_case *c);
int bench(u32 rules, u32 shapes, bool checks);

#endif /* VSW_CLASSIFY_TEST_H */
