/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Configurations out of the kernel, and steps into it.
 *
 * config_kernel.c reads; config_apply.c sends, as one transaction. Called by
 * cmd_config.c.
 */
#ifndef VSWITCHCTL_CONFIG_KERNEL_H
#define VSWITCHCTL_CONFIG_KERNEL_H

#include "config_diff.h"
#include "ctl.h"

/**
 * struct config_refusal - what the kernel refused
 * @change: the step; NULL when it is not about one
 * @rule: of an ACL, which of its new rules, counted from 1; 0 for none
 * @cmd: command of the request
 */
struct config_refusal {
	const struct config_change *change;
	size_t rule;
	uint8_t cmd;
};

int config_find(struct ctl *ctl, const char *name, struct config *c);
int config_read(struct ctl *ctl, const char *name, struct config *c);
void config_prune(struct config *c);
int config_begin(struct ctl *ctl, struct config *c);
int config_create(struct ctl *ctl, const struct config *new, struct config *old);
int config_send(struct ctl *ctl, const struct config_diff *diff,
		struct config_refusal *refusal);
void config_remove(struct ctl *ctl, const struct config *c);

#endif /* VSWITCHCTL_CONFIG_KERNEL_H */
