/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a mirror session looks in print.
 *
 * Owned by cmd_mirror.c; called by monitor_acl.c for events about sessions.
 */
#ifndef VSWITCHCTL_CMD_MIRROR_H
#define VSWITCHCTL_CMD_MIRROR_H

#include "acl_msg.h"
#include "out.h"

void mirror_fill(struct out_row *row, const struct vsw_mirror *mirror, const char *port);

#endif /* VSWITCHCTL_CMD_MIRROR_H */
