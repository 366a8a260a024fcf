/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a port looks in print.
 *
 * Owns the keys and columns of ports. Called by cmd_port.c, and by
 * cmd_monitor.c for events about ports.
 */
#ifndef VSWITCHCTL_PORT_VIEW_H
#define VSWITCHCTL_PORT_VIEW_H

#include "ctl.h"
#include "parse.h"

void port_flags(const struct vsw_port *port, char *text, size_t size);
void port_vlans(const struct vsw_port *port, char *text, size_t size);
void port_fill(struct out_row *row, const struct vsw_port *port, const char *sw);
void port_print_list(struct ctl *ctl, const struct vec *ports, bool one_switch);
void port_print_one(struct ctl *ctl, const struct vsw_port *port);

#endif /* VSWITCHCTL_PORT_VIEW_H */
