// SPDX-License-Identifier: GPL-2.0
/*
 * The settings of switches and ports, their usual values, and the VLANs of a
 * port in the one form in which they can be compared. See config.h.
 *
 * Called by config_*.c. Pure: no file, no socket, no output.
 */
#include <string.h>

#include "config_acl.h"

/* Highest value of the limits of entries. */
#define FDB_MAX 1048576u

const struct config_key config_switch_keys[CONFIG_SWITCH_KEYS] = {
	[CONFIG_AGEING] = {
		"ageing", CONFIG_NUMBER, 0, 1000000, NULL, NULL,
		VSWITCH_A_SWITCH_AGEING_TIME, 4, offsetof(struct vsw_switch, ageing_time),
		300, 0
	},
	[CONFIG_SWITCH_PROTOCOL] = {
		"vlan-protocol", CONFIG_WORD, 0, 0, NULL, &names_vlan_protocol,
		VSWITCH_A_SWITCH_VLAN_PROTOCOL, 4, offsetof(struct vsw_switch, vlan_protocol),
		VSWITCH_VLAN_PROTOCOL_8021Q, 0
	},
	[CONFIG_MAX_PORTS] = {
		"ports", CONFIG_NUMBER, 1, CONFIG_PORTS_MAX, NULL, NULL,
		VSWITCH_A_SWITCH_MAX_PORTS, 4, offsetof(struct vsw_switch, max_ports),
		CONFIG_PORTS_MAX, 0
	},
	[CONFIG_SWITCH_MAX_FDB] = {
		"fdb", CONFIG_NUMBER, 1, FDB_MAX, NULL, NULL,
		VSWITCH_A_SWITCH_MAX_FDB, 4, offsetof(struct vsw_switch, max_fdb), 65536, 0
	},
	[CONFIG_PORT_MAX_FDB] = {
		"port-fdb", CONFIG_NUMBER, 0, FDB_MAX, NULL, NULL,
		VSWITCH_A_SWITCH_PORT_MAX_FDB, 4, offsetof(struct vsw_switch, port_max_fdb),
		4096, 0
	},
	[CONFIG_MAX_RULES] = {
		"rules", CONFIG_NUMBER, 1, CONFIG_RULES_MAX, NULL, NULL,
		VSWITCH_A_SWITCH_MAX_RULES, 4, offsetof(struct vsw_switch, max_rules),
		CONFIG_RULES_MAX, 0
	},
};

const struct config_key config_port_keys[CONFIG_PORT_KEYS] = {
	[CONFIG_ACCEPT] = {
		"accept", CONFIG_WORD, 0, 0, NULL, &names_accept,
		VSWITCH_A_PORT_ACCEPT, 4, offsetof(struct vsw_port, accept),
		VSWITCH_FRAME_TYPES_ALL, VSWITCH_FRAME_TYPES_ALL
	},
	[CONFIG_PCP] = {
		"pcp", CONFIG_NUMBER, 0, VSWITCH_PCP_KEEP - 1, "keep", NULL,
		VSWITCH_A_PORT_PCP, 1, offsetof(struct vsw_port, pcp),
		VSWITCH_PCP_KEEP, VSWITCH_PCP_KEEP
	},
	/* That of the switch, see config_usual(). */
	[CONFIG_PROTOCOL] = {
		"vlan-protocol", CONFIG_WORD, 0, 0, NULL, &names_vlan_protocol,
		VSWITCH_A_PORT_VLAN_PROTOCOL, 4, offsetof(struct vsw_port, vlan_protocol), 0, 0
	},
	[CONFIG_ROLE] = {
		"role", CONFIG_WORD, 0, 0, NULL, &names_role,
		VSWITCH_A_PORT_ROLE, 4, offsetof(struct vsw_port, role),
		VSWITCH_ROLE_NORMAL, VSWITCH_ROLE_PROMISCUOUS
	},
	[CONFIG_LEARNING] = {
		"learning", CONFIG_ONOFF, 0, 1, NULL, NULL,
		VSWITCH_A_PORT_LEARNING, 1, offsetof(struct vsw_port, learning), 1, 1
	},
	[CONFIG_FLOOD_UNICAST] = {
		"flood-unicast", CONFIG_ONOFF, 0, 1, NULL, NULL,
		VSWITCH_A_PORT_FLOOD_UNICAST, 1, offsetof(struct vsw_port, flood_unicast), 1, 0
	},
	[CONFIG_FLOOD_MULTICAST] = {
		"flood-multicast", CONFIG_ONOFF, 0, 1, NULL, NULL,
		VSWITCH_A_PORT_FLOOD_MULTICAST, 1, offsetof(struct vsw_port, flood_multicast),
		1, 1
	},
	[CONFIG_FLOOD_BROADCAST] = {
		"flood-broadcast", CONFIG_ONOFF, 0, 1, NULL, NULL,
		VSWITCH_A_PORT_FLOOD_BROADCAST, 1, offsetof(struct vsw_port, flood_broadcast),
		1, 1
	},
	[CONFIG_HAIRPIN] = {
		"hairpin", CONFIG_ONOFF, 0, 1, NULL, NULL,
		VSWITCH_A_PORT_HAIRPIN, 1, offsetof(struct vsw_port, hairpin), 0, 0
	},
	[CONFIG_FORWARD_LLDP] = {
		"forward-lldp", CONFIG_ONOFF, 0, 1, NULL, NULL,
		VSWITCH_A_PORT_FORWARD_LLDP, 1, offsetof(struct vsw_port, forward_lldp), 0, 0
	},
	[CONFIG_FORWARD_LACP] = {
		"forward-lacp", CONFIG_ONOFF, 0, 1, NULL, NULL,
		VSWITCH_A_PORT_FORWARD_LACP, 1, offsetof(struct vsw_port, forward_lacp), 0, 0
	},
	/* What the switch gives a new port, see config_usual(). */
	[CONFIG_MAX_FDB] = {
		"max-fdb", CONFIG_NUMBER, 0, FDB_MAX, NULL, NULL,
		VSWITCH_A_PORT_MAX_FDB, 4, offsetof(struct vsw_port, max_fdb), 0, 0
	},
};

/**
 * config_init - make the configuration of a new switch
 * @c: what to make it
 */
void config_init(struct config *c)
{
	size_t i;

	memset(c, 0, sizeof(*c));
	c->vlans.size = sizeof(struct vsw_vlan);
	c->ports.size = sizeof(struct vsw_port);
	config_acls_init(c);
	for (i = 0; i < CONFIG_SWITCH_KEYS; i++)
		config_set(&c->sw, &config_switch_keys[i], config_switch_keys[i].usual);
	config_port_init(c, &c->host, true);
	config_port_usual_vlans(&c->host, true);
}

/**
 * config_free - give the memory back
 * @c: the configuration; empty afterwards
 */
void config_free(struct config *c)
{
	vec_free(&c->vlans);
	vec_free(&c->ports);
	config_acls_free(c);
}

/**
 * config_usual - value of a setting of a port when nothing is said
 * @c: the configuration that the port is in
 * @host: it is the port of the host
 * @key: the setting
 *
 * Return: the value.
 */
uint32_t config_usual(const struct config *c, bool host, enum config_port_key key)
{
	if (key == CONFIG_PROTOCOL)
		return c->sw.vlan_protocol;
	if (key == CONFIG_MAX_FDB && !host)
		return c->sw.port_max_fdb;
	return host ? config_port_keys[key].usual_host : config_port_keys[key].usual;
}

/**
 * config_port_init - give a port the usual settings, but no VLANs
 * @c: the configuration that it is in, whose own settings are there
 * @port: the port, zeroed
 * @host: it is the port of the host
 */
void config_port_init(const struct config *c, struct vsw_port *port, bool host)
{
	enum config_port_key key;

	for (key = 0; key < CONFIG_PORT_KEYS; key++)
		config_set(port, &config_port_keys[key], config_usual(c, host, key));
}

/**
 * config_port_usual_vlans - make a port a member of VLANs as a new one is
 * @port: the port, that has no VLANs yet
 * @host: it is the port of the host
 */
void config_port_usual_vlans(struct vsw_port *port, bool host)
{
	struct vlan_set all = { 0 };

	port->pvid = 1;
	port->vlan_mode = host ? VSWITCH_VLAN_MODE_TRUNK : VSWITCH_VLAN_MODE_ACCESS;
	if (host) {
		vlan_set_add(&all, VLAN_FIRST, VLAN_LAST);
		port->vlans = vlan_set_keep(&all);
	}
}

/**
 * config_has_usual_vlans - is a port in the VLANs that a new one is in?
 * @port: the port, tidy
 * @host: it is the port of the host
 *
 * Return: true if so.
 */
bool config_has_usual_vlans(const struct vsw_port *port, bool host)
{
	if (port->pvid != 1)
		return false;
	if (!host)
		return port->vlan_mode == VSWITCH_VLAN_MODE_ACCESS;
	return port->vlan_mode == VSWITCH_VLAN_MODE_TRUNK && vlan_set_all(port->vlans);
}

/**
 * config_same_vlans - are two ports in the same VLANs, in the same way?
 * @a: a port, tidy
 * @b: another, tidy
 *
 * Return: true if so.
 */
bool config_same_vlans(const struct vsw_port *a, const struct vsw_port *b)
{
	return a->vlan_mode == b->vlan_mode && a->pvid == b->pvid &&
	       a->vlans == b->vlans && a->untagged == b->untagged;
}

/**
 * config_tidy - bring the VLANs of a port into the form that is compared
 * @port: the port
 *
 * Only trunk and hybrid have a list. That the native VLAN of a trunk leaves
 * untagged is said by its PVID alone.
 */
void config_tidy(struct vsw_port *port)
{
	bool trunk = port->vlan_mode == VSWITCH_VLAN_MODE_TRUNK;
	bool hybrid = port->vlan_mode == VSWITCH_VLAN_MODE_HYBRID;

	if (!hybrid)
		port->untagged = NULL;
	if (!hybrid && !trunk)
		port->vlans = NULL;
}

/**
 * config_is_member - is a port in a VLAN?
 * @port: the port
 * @vid: the VLAN
 *
 * Return: true if so.
 */
bool config_is_member(const struct vsw_port *port, uint16_t vid)
{
	if (port->vlan_mode == VSWITCH_VLAN_MODE_ACCESS ||
	    port->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL)
		return port->pvid == vid;
	return vlan_set_has(port->vlans, vid);
}

/**
 * config_port_label - what people call a port
 * @port: the port
 *
 * Return: its name, or that of its device; valid as long as the port.
 */
const char *config_port_label(const struct vsw_port *port)
{
	return port->name[0] ? port->name : port->ifname;
}
