/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A configuration file on its way to a struct config: its text, then its
 * values as they were written, then what they mean.
 *
 * Owns what may stand in a file, and how a mistake is told: where it is, at
 * which key, and what is wrong. Called by cmd_config.c; pure but for reading
 * the file, so that the unit tests can feed it anything.
 */
#ifndef VSWITCHCTL_CONFIG_FILE_H
#define VSWITCHCTL_CONFIG_FILE_H

#include <cyaml/cyaml.h>

#include "config.h"

/* A file of more bytes is refused; 4,096 ports need about 1 MiB. */
#define CONFIG_FILE_MAX		(16u << 20)
/* Most bytes of one value. */
#define CONFIG_VALUE_MAX	255
/* Most bytes of a rule, most rules of an ACL, ACLs, sets, members, mirrors, bindings. */
#define CONFIG_RULE_MAX		8191
#define CONFIG_RULES_MAX	65536
#define CONFIG_ACLS_MAX		8192
#define CONFIG_SETS_MAX		1024
#define CONFIG_MEMBERS_MAX	65536
#define CONFIG_MIRRORS_MAX	32
#define CONFIG_BOUND_MAX	16
/* Bytes of a frame that a mirror session copies, where that is not all. */
#define CONFIG_SNAP_MIN		64
#define CONFIG_SNAP_MAX		65535

/**
 * struct config_problem - what is wrong with a file
 * @text: what is wrong
 * @key: path of the value, such as "ports[3].trunk[0]"; empty for the whole
 * @line: where it is, counted from 1; 0 while that is not known
 * @column: in characters, counted from 1
 */
struct config_problem {
	char text[1152];
	char key[96];
	size_t line;
	size_t column;
};

/**
 * struct raw_map - a translation as it was written
 * @tag: VID in tags
 * @vid: VLAN in the switch
 */
struct raw_map {
	char *tag;
	char *vid;
};

/**
 * struct raw_hybrid - VLANs of a hybrid port as they were written
 * @pvid: NULL when not there
 * @tagged: VIDs and ranges
 * @tagged_count: how many
 * @untagged: VIDs and ranges
 * @untagged_count: how many
 */
struct raw_hybrid {
	char *pvid;
	char **tagged;
	uint32_t tagged_count;
	char **untagged;
	uint32_t untagged_count;
};

/**
 * struct raw_bound - an ACL that is bound, as it was written
 * @acl: its name
 * @fallback: what becomes of other frames; NULL when not there
 */
struct raw_bound {
	char *acl;
	char *fallback;
};

/**
 * struct raw_acl - an ACL as it was written
 * @name: its name
 * @rules: the words of each rule
 * @rules_count: how many
 */
struct raw_acl {
	char *name;
	char **rules;
	uint32_t rules_count;
};

/**
 * struct raw_set - a set as it was written
 * @name: its name
 * @type: NULL when not there
 * @members: its members
 * @members_count: how many
 */
struct raw_set {
	char *name;
	char *type;
	char **members;
	uint32_t members_count;
};

/**
 * struct raw_mirror - a mirror session as it was written
 * @name: its name
 * @port: name of the port, or of its device
 * @snap: NULL when not there
 */
struct raw_mirror {
	char *name;
	char *port;
	char *snap;
};

/**
 * struct raw_port - a port as it was written, NULL for what was not
 * @name: its name
 * @device: its device
 * @access: the VLAN of an access port
 * @tunnel: the VLAN of a tunnel port
 * @trunk: VIDs and ranges of a trunk
 * @trunk_count: how many
 * @native: the native VLAN of a trunk
 * @hybrid: the VLANs of a hybrid port
 * @map: translations
 * @map_count: how many
 * @community: name of the community
 * @acl_in: ACLs for what it receives
 * @acl_in_count: how many
 * @acl_out: ACLs for what leaves by it
 * @acl_out_count: how many
 * @set: the other settings
 */
struct raw_port {
	char *name;
	char *device;
	char *access;
	char *tunnel;
	char **trunk;
	uint32_t trunk_count;
	char *native;
	struct raw_hybrid *hybrid;
	struct raw_map *map;
	uint32_t map_count;
	char *community;
	struct raw_bound *acl_in;
	uint32_t acl_in_count;
	struct raw_bound *acl_out;
	uint32_t acl_out_count;
	char *set[CONFIG_PORT_KEYS];
};

/**
 * struct raw_vlan - a VLAN as it was written
 * @vid: its VID
 * @name: NULL when not there
 * @counters: NULL when not there
 * @acl: ACLs that are bound there
 * @acl_count: how many
 */
struct raw_vlan {
	char *vid;
	char *name;
	char *counters;
	struct raw_bound *acl;
	uint32_t acl_count;
};

/**
 * struct raw_limits - limits as they were written
 * @set: as in &enum config_switch_key; those that are no limits are not used
 */
struct raw_limits {
	char *set[CONFIG_SWITCH_KEYS];
};

/**
 * struct raw_config - a file as it was written, NULL for what was not
 * @name: of the switch
 * @set: settings of the switch that are no limits
 * @limits: the limits
 * @vlans: VLANs with a name or counters
 * @vlans_count: how many
 * @host: the port of the host
 * @ports: the ports
 * @ports_count: how many
 * @acl: ACLs that are bound at the switch
 * @acl_count: how many
 * @acls: the ACLs
 * @acls_count: how many
 * @sets: the sets
 * @sets_count: how many
 * @mirrors: the mirror sessions
 * @mirrors_count: how many
 */
struct raw_config {
	char *name;
	char *set[CONFIG_SWITCH_KEYS];
	struct raw_limits *limits;
	struct raw_vlan *vlans;
	uint32_t vlans_count;
	struct raw_port *host;
	struct raw_port *ports;
	uint32_t ports_count;
	struct raw_bound *acl;
	uint32_t acl_count;
	struct raw_acl *acls;
	uint32_t acls_count;
	struct raw_set *sets;
	uint32_t sets_count;
	struct raw_mirror *mirrors;
	uint32_t mirrors_count;
};

int config_slurp(const char *path, char **text, size_t *len, struct config_problem *problem);
int config_parse(const char *text, size_t len, struct config *c, struct config_problem *problem);
int config_load(const char *text, size_t len, struct raw_config **raw,
		struct config_problem *problem);
void config_unload(struct raw_config *raw);
const cyaml_schema_value_t *config_schema(void);
int config_walk(const char *text, size_t len, const char *key, struct config_problem *problem);
void config_at(const char *text, size_t offset, struct config_problem *problem);
int config_check(const struct raw_config *raw, struct config *c, struct config_problem *problem);
int config_wrong(struct config_problem *problem, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int config_inside(struct config_problem *problem, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* VSWITCHCTL_CONFIG_FILE_H */
