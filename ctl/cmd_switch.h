/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a switch looks in print.
 *
 * Owned by cmd_switch.c; called by cmd_monitor.c for events about switches.
 */
#ifndef VSWITCHCTL_CMD_SWITCH_H
#define VSWITCHCTL_CMD_SWITCH_H

#include "out.h"
#include "parse.h"

void switch_fill(struct out_row *row, const struct vsw_switch *sw);

#endif /* VSWITCHCTL_CMD_SWITCH_H */
