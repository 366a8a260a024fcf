/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How rules are shown. Called by cmd_rule.c.
 */
#ifndef VSWITCHCTL_RULE_VIEW_H
#define VSWITCHCTL_RULE_VIEW_H

#include "acl_ref.h"

void rule_print(struct ctl *ctl, const struct rule_table *table, struct acl_ports *ports,
		const char *acl);

#endif /* VSWITCHCTL_RULE_VIEW_H */
