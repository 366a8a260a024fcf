/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the forwarding database share: fdb.c (entries) and
 * fdb_walk.c (ageing, flush, dump).
 */
#ifndef VSW_FDB_PRIV_H
#define VSW_FDB_PRIV_H

#include "fdb.h"

void vsw_fdb_remove(struct vsw_fdb *fdb, struct vsw_fdb_entry *entry);
void vsw_fdb_init_ageing(struct vsw_fdb *fdb);
void vsw_fdb_start_ageing(struct vsw_fdb *fdb);
void vsw_fdb_exit_ageing(struct vsw_fdb *fdb);

#endif /* VSW_FDB_PRIV_H */
