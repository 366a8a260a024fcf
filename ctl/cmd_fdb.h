/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How an entry of the forwarding database looks in print.
 *
 * Owned by cmd_fdb.c; called by cmd_monitor.c for events about entries.
 */
#ifndef VSWITCHCTL_CMD_FDB_H
#define VSWITCHCTL_CMD_FDB_H

#include "out.h"
#include "parse.h"

void fdb_fill(struct out_row *row, const struct vsw_fdb *entry, const char *sw);

#endif /* VSWITCHCTL_CMD_FDB_H */
