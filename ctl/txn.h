/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Transactions: changes of one switch that take effect together, or not at all.
 *
 * Owns the transaction of a run. The changing verbs enter it and put its number
 * into their requests, and need not know whether there is one; batch.c, and
 * whatever makes many changes, begins and ends it.
 */
#ifndef VSWITCHCTL_TXN_H
#define VSWITCHCTL_TXN_H

#include "ctl.h"
#include "parse.h"

int txn_begin(struct ctl *ctl, uint32_t sw);
int txn_enter(struct ctl *ctl, uint32_t sw);
void txn_put(const struct ctl *ctl, struct nlmsghdr *req, uint16_t attr);
void txn_note(struct ctl *ctl, uint32_t object, uint32_t number);
void txn_port_is(struct ctl *ctl, const struct vsw_port *port);
void txn_port_gone(struct ctl *ctl, uint32_t number);
int txn_commit(struct ctl *ctl, uint32_t confirm_timeout, struct vsw_txn *about);
int txn_refused(struct ctl *ctl, uint32_t sw, const struct vsw_txn *about);
void txn_abort(struct ctl *ctl);

#endif /* VSWITCHCTL_TXN_H */
