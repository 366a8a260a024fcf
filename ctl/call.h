/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A request of a command, and what the user is told of how it went.
 *
 * Owns the wording of refusals and warnings. Called by ref.c and the commands;
 * sits on nl.c.
 */
#ifndef VSWITCHCTL_CALL_H
#define VSWITCHCTL_CALL_H

#include "ctl.h"
#include "parse.h"

int call_do(struct ctl *ctl, struct nlmsghdr *req, nl_cb cb, void *data, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
int call_end(struct ctl *ctl, const struct nlmsghdr *req, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int call_dump(struct ctl *ctl, struct nlmsghdr *req, nl_cb cb, struct vec *rows);
int call_dump_stats(struct ctl *ctl, struct nlmsghdr *req, struct stats_table *table);
int call_refused(const struct nl_err *err, uint8_t cmd, const char *what);

#endif /* VSWITCHCTL_CALL_H */
