/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which attribute of the specification goes into which member of which struct.
 *
 * Owns the types of the attributes, for parse.c, which reads messages, put.c,
 * which writes them, and call.c, which names the attribute of a refusal.
 */
#ifndef VSWITCHCTL_FIELDS_H
#define VSWITCHCTL_FIELDS_H

#include "parse.h"

extern const struct nl_fields fields_switch;
extern const struct nl_fields fields_port;
extern const struct nl_fields fields_fdb;
extern const struct nl_fields fields_drop;
extern const struct nl_fields fields_stats;
extern const struct nl_fields fields_limits;
extern const struct nl_fields fields_vlan;
extern const struct nl_fields fields_txn;

const char *fields_attr_name(uint8_t cmd, uint16_t attr);

#endif /* VSWITCHCTL_FIELDS_H */
