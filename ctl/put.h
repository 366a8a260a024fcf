/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Structs of parse.h into requests.
 *
 * The way back of parse.c: what was read of one switch can be written to
 * another. Called by the commands. Types of attributes are in fields.c.
 */
#ifndef VSWITCHCTL_PUT_H
#define VSWITCHCTL_PUT_H

#include "parse.h"

/* What "port-add" and "port-set" take as settings: bits of @has. */
#define PUT_PORT_SETTINGS ( \
	1u << VSWITCH_A_PORT_NAME | 1u << VSWITCH_A_PORT_LEARNING | \
	1u << VSWITCH_A_PORT_FLOOD_UNICAST | 1u << VSWITCH_A_PORT_FLOOD_MULTICAST | \
	1u << VSWITCH_A_PORT_FLOOD_BROADCAST | 1u << VSWITCH_A_PORT_HAIRPIN | \
	1u << VSWITCH_A_PORT_FORWARD_LLDP | 1u << VSWITCH_A_PORT_FORWARD_LACP | \
	1u << VSWITCH_A_PORT_MAX_FDB | 1u << VSWITCH_A_PORT_VLAN_MODE | \
	1u << VSWITCH_A_PORT_PVID | 1u << VSWITCH_A_PORT_VLANS | \
	1u << VSWITCH_A_PORT_VLAN_MAPS | 1u << VSWITCH_A_PORT_ACCEPT | \
	1u << VSWITCH_A_PORT_PCP | 1u << VSWITCH_A_PORT_VLAN_PROTOCOL | \
	1u << VSWITCH_A_PORT_ROLE | 1u << VSWITCH_A_PORT_COMMUNITY)

void put_switch(struct nlmsghdr *req, const struct vsw_switch *sw, uint32_t which);
void put_port(struct nlmsghdr *req, const struct vsw_port *port, uint32_t which);
void put_vlan(struct nlmsghdr *req, const struct vsw_vlan *vlan, uint32_t which);

#endif /* VSWITCHCTL_PUT_H */
