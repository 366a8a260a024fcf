/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the ports are called that events are about.
 *
 * Owns the names: read when the monitor begins, and kept up with the events of
 * ports. Called by cmd_monitor.c and monitor_acl.c.
 */
#ifndef VSWITCHCTL_MONITOR_PORTS_H
#define VSWITCHCTL_MONITOR_PORTS_H

#include "parse.h"

int monitor_ports_load(struct ctl *ctl, bool heard);
void monitor_ports_note(const struct vsw_port *port, bool deleted);
void monitor_ports_gone(uint32_t sw);
const char *monitor_port_name(struct ctl *ctl, uint32_t sw, uint32_t number);
void monitor_ports_forget(void);

#endif /* VSWITCHCTL_MONITOR_PORTS_H */
