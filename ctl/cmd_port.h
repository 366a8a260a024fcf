/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a port looks in print.
 *
 * Owned by cmd_port.c; called by cmd_monitor.c for events about ports.
 */
#ifndef VSWITCHCTL_CMD_PORT_H
#define VSWITCHCTL_CMD_PORT_H

#include "out.h"
#include "parse.h"

void port_flags(const struct vsw_port *port, char *text, size_t size);
void port_fill(struct out_row *row, const struct vsw_port *port, const char *sw);

#endif /* VSWITCHCTL_CMD_PORT_H */
