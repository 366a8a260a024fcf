/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration of a switch as a whole: what a file describes, and what
 * the kernel has, in one form, so that the two can be compared.
 *
 * Owns the settings and their usual values: each stands in one table, from
 * which reading, checking, printing and comparing follow. Filled by
 * config_check.c (from a file) and config_kernel.c, used by config_*.c.
 */
#ifndef VSWITCHCTL_CONFIG_H
#define VSWITCHCTL_CONFIG_H

#include "acl_msg.h"
#include "names.h"
#include "parse.h"

/* Most ports of a switch, as in the specification. */
#define CONFIG_PORTS_MAX	4096
/* Most rules of a switch, as in the kernel. */
#define CONFIG_RULES_MAX	65536
/* Most translations of a port, as in the kernel. */
#define CONFIG_MAPS_MAX		1024

/**
 * enum config_switch_key - settings of a switch
 * @CONFIG_AGEING: seconds
 * @CONFIG_SWITCH_PROTOCOL: &enum vswitch_vlan_protocol of new ports
 * @CONFIG_MAX_PORTS: from here on the limits
 * @CONFIG_SWITCH_MAX_FDB: entries of the forwarding database
 * @CONFIG_PORT_MAX_FDB: entries of a new port
 * @CONFIG_MAX_RULES: rules of all ACLs
 * @CONFIG_SWITCH_KEYS: how many there are
 */
enum config_switch_key {
	CONFIG_AGEING,
	CONFIG_SWITCH_PROTOCOL,
	CONFIG_MAX_PORTS,
	CONFIG_SWITCH_MAX_FDB,
	CONFIG_PORT_MAX_FDB,
	CONFIG_MAX_RULES,
	CONFIG_SWITCH_KEYS,
};

/**
 * enum config_port_key - settings of a port that are one value each
 * @CONFIG_ACCEPT: &enum vswitch_frame_types
 * @CONFIG_PCP: priority, or VSWITCH_PCP_KEEP
 * @CONFIG_PROTOCOL: &enum vswitch_vlan_protocol
 * @CONFIG_ROLE: &enum vswitch_role
 * @CONFIG_LEARNING: on or off, like those that follow
 * @CONFIG_FLOOD_UNICAST: on or off
 * @CONFIG_FLOOD_MULTICAST: on or off
 * @CONFIG_FLOOD_BROADCAST: on or off
 * @CONFIG_HAIRPIN: on or off
 * @CONFIG_FORWARD_LLDP: on or off
 * @CONFIG_FORWARD_LACP: on or off
 * @CONFIG_MAX_FDB: entries of the forwarding database, 0 for no limit
 * @CONFIG_PORT_KEYS: how many there are
 */
enum config_port_key {
	CONFIG_ACCEPT,
	CONFIG_PCP,
	CONFIG_PROTOCOL,
	CONFIG_ROLE,
	CONFIG_LEARNING,
	CONFIG_FLOOD_UNICAST,
	CONFIG_FLOOD_MULTICAST,
	CONFIG_FLOOD_BROADCAST,
	CONFIG_HAIRPIN,
	CONFIG_FORWARD_LLDP,
	CONFIG_FORWARD_LACP,
	CONFIG_MAX_FDB,
	CONFIG_PORT_KEYS,
};

/**
 * enum config_type - what a setting is
 * @CONFIG_NUMBER: a number
 * @CONFIG_ONOFF: on or off
 * @CONFIG_WORD: one of some words
 */
enum config_type {
	CONFIG_NUMBER,
	CONFIG_ONOFF,
	CONFIG_WORD,
};

/**
 * struct config_key - a setting
 * @name: its key in a file
 * @type: what it is
 * @min: lowest number
 * @max: highest number
 * @word: what stands for the number above @max; NULL for nothing
 * @words: for a word, all of them
 * @attr: attribute type in requests
 * @size: bytes of the member, 1 or 4
 * @offset: of the member of struct vsw_switch or struct vsw_port
 * @usual: value when nothing is said
 * @usual_host: the same, at the port of the host
 */
struct config_key {
	const char *name;
	enum config_type type;
	uint32_t min;
	uint32_t max;
	const char *word;
	const struct names *words;
	uint16_t attr;
	size_t size;
	size_t offset;
	uint32_t usual;
	uint32_t usual_host;
};

extern const struct config_key config_switch_keys[CONFIG_SWITCH_KEYS];
extern const struct config_key config_port_keys[CONFIG_PORT_KEYS];

/**
 * struct config - the configuration of a switch
 * @sw: the switch itself; its ifindex is 0 when it is not there
 * @vlans: struct vsw_vlan, those that have a name or counters; of a file in its
 *	order, else ascending
 * @host: the port of the host
 * @ports: struct vsw_port; of a file in its order, else by number
 * @acls: struct config_acl; these and what follows: config_acl.h
 * @sets: struct config_set
 * @mirrors: struct config_mirror
 * @points: struct config_point
 */
struct config {
	struct vsw_switch sw;
	struct vec vlans;
	struct vsw_port host;
	struct vec ports;
	struct vec acls;
	struct vec sets;
	struct vec mirrors;
	struct vec points;
};

/**
 * config_get - value of a setting
 * @object: the struct vsw_switch or struct vsw_port
 * @key: the setting
 *
 * Return: the value.
 */
static inline uint32_t config_get(const void *object, const struct config_key *key)
{
	const uint8_t *member = (const uint8_t *)object + key->offset;

	return key->size == 1 ? *member : *(const uint32_t *)member;
}

/**
 * config_set - give a setting a value
 * @object: the struct vsw_switch or struct vsw_port
 * @key: the setting
 * @value: the value
 */
static inline void config_set(void *object, const struct config_key *key, uint32_t value)
{
	uint8_t *member = (uint8_t *)object + key->offset;

	if (key->size == 1)
		*member = (uint8_t)value;
	else
		*(uint32_t *)member = value;
}

/**
 * config_attached - does a port have a device?
 * @port: the port
 *
 * Return: true if so.
 */
static inline bool config_attached(const struct vsw_port *port)
{
	return port->has & 1u << VSWITCH_A_PORT_IFINDEX;
}

void config_init(struct config *c);
void config_free(struct config *c);
uint32_t config_usual(const struct config *c, bool host, enum config_port_key key);
void config_port_init(const struct config *c, struct vsw_port *port, bool host);
void config_port_usual_vlans(struct vsw_port *port, bool host);
bool config_has_usual_vlans(const struct vsw_port *port, bool host);
bool config_same_vlans(const struct vsw_port *a, const struct vsw_port *b);
void config_tidy(struct vsw_port *port);
bool config_is_member(const struct vsw_port *port, uint16_t vid);
const char *config_port_label(const struct vsw_port *port);

#endif /* VSWITCHCTL_CONFIG_H */
