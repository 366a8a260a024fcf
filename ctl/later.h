/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes of a batch that nobody needs an answer to: sent together.
 *
 * Owns the requests of a batch that were not sent yet. A rule or a member of a
 * set is one of maybe ten thousand, so it waits in a queue until that is full,
 * until another request needs an answer, or until the transaction is committed.
 */
#ifndef VSWITCHCTL_LATER_H
#define VSWITCHCTL_LATER_H

#include "rule.h"

/* Room for what was tried. */
#define LATER_WHAT RULE_ATTEMPT

/**
 * typedef later_tell - says what a request was to do
 * @ctl: state
 * @req: the request, which was refused
 * @what: where it goes, LATER_WHAT bytes, such as "cannot add rule ..."
 */
typedef void (*later_tell)(struct ctl *ctl, const struct nlmsghdr *req, char *what);

int later_do(struct ctl *ctl, struct nlmsghdr *req, later_tell tell);
int later_flush(struct ctl *ctl);
void later_forget(struct ctl *ctl);

#endif /* VSWITCHCTL_LATER_H */
