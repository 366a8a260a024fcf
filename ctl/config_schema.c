// SPDX-License-Identifier: GPL-2.0
/*
 * What may stand in a configuration file: the schema that libcyaml loads by,
 * with all keys and which of them hold lists and further keys.
 *
 * Called by config_file.c to load and by config_walk.c to find what is wrong.
 * Every single value is text here; what it means is for config_check.c to say,
 * which knows better than libcyaml that 010 is no number and 0x10 no VID. The
 * settings are taken from the tables of config.c.
 */
#include "config_file.h"

/* Keys of a port that are not in the table of settings, and the end mark. */
#define PORT_KEYS_OWN 11
#define SWITCH_KEYS_OWN 9

static const cyaml_schema_value_t entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CONFIG_VALUE_MAX),
};

static const cyaml_schema_field_t map_fields[] = {
	CYAML_FIELD_STRING_PTR("tag", CYAML_FLAG_POINTER, struct raw_map, tag, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("vid", CYAML_FLAG_POINTER, struct raw_map, vid, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t map_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_map, map_fields),
};

static const cyaml_schema_field_t hybrid_fields[] = {
	CYAML_FIELD_STRING_PTR("pvid", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_hybrid, pvid, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_SEQUENCE("tagged", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_hybrid, tagged, &entry, 0, VLAN_LAST),
	CYAML_FIELD_SEQUENCE("untagged", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_hybrid, untagged, &entry, 0, VLAN_LAST),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t bound_fields[] = {
	CYAML_FIELD_STRING_PTR("acl", CYAML_FLAG_POINTER, struct raw_bound, acl, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("default", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_bound, fallback, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t bound_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_bound, bound_fields),
};

static const cyaml_schema_value_t rule_entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CONFIG_RULE_MAX),
};

static const cyaml_schema_field_t acl_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct raw_acl, name, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_SEQUENCE("rules", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_acl, rules, &rule_entry, 0, CONFIG_RULES_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t acl_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_acl, acl_fields),
};

static const cyaml_schema_field_t set_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct raw_set, name, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("type", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_set, type, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_SEQUENCE("members", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_set, members, &entry, 0, CONFIG_MEMBERS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t set_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_set, set_fields),
};

static const cyaml_schema_field_t mirror_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct raw_mirror, name, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("port", CYAML_FLAG_POINTER, struct raw_mirror, port, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("snap", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_mirror, snap, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t mirror_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_mirror, mirror_fields),
};

static const cyaml_schema_field_t port_fields[PORT_KEYS_OWN] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_port, name, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("device", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_port, device, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("access", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_port, access, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_SEQUENCE("trunk", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_port, trunk, &entry, 1, VLAN_LAST),
	CYAML_FIELD_STRING_PTR("native", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_port, native, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_MAPPING_PTR("hybrid", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				struct raw_port, hybrid, hybrid_fields),
	CYAML_FIELD_STRING_PTR("dot1q-tunnel", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_port, tunnel, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_SEQUENCE("map", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_port, map, &map_schema, 0, CONFIG_MAPS_MAX),
	CYAML_FIELD_STRING_PTR("community", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_port, community, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_SEQUENCE("acl-in", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_port, acl_in, &bound_schema, 0, CONFIG_BOUND_MAX),
	CYAML_FIELD_SEQUENCE("acl-out", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_port, acl_out, &bound_schema, 0, CONFIG_BOUND_MAX),
};

static const cyaml_schema_field_t vlan_fields[] = {
	CYAML_FIELD_STRING_PTR("vid", CYAML_FLAG_POINTER, struct raw_vlan, vid, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_vlan, name, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_STRING_PTR("counters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct raw_vlan, counters, 0, CONFIG_VALUE_MAX),
	CYAML_FIELD_SEQUENCE("acl", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_vlan, acl, &bound_schema, 0, CONFIG_BOUND_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t vlan_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_vlan, vlan_fields),
};

/* Built from the tables; each ends with a field without a key. */
static cyaml_schema_field_t all_port_fields[PORT_KEYS_OWN + CONFIG_PORT_KEYS + 1];
static cyaml_schema_field_t limit_fields[CONFIG_SWITCH_KEYS + 1];
static cyaml_schema_field_t switch_fields[SWITCH_KEYS_OWN + CONFIG_SWITCH_KEYS + 1];

static const cyaml_schema_value_t port_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_port, all_port_fields),
};

static const cyaml_schema_value_t switch_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_config, switch_fields),
};

static const cyaml_schema_field_t switch_own_fields[SWITCH_KEYS_OWN] = {
	CYAML_FIELD_STRING_PTR("switch", CYAML_FLAG_POINTER, struct raw_config, name, 0,
			       CONFIG_VALUE_MAX),
	CYAML_FIELD_MAPPING_PTR("limits", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				struct raw_config, limits, limit_fields),
	CYAML_FIELD_SEQUENCE("vlans", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_config, vlans, &vlan_schema, 0, VLAN_LAST),
	/* It has no name, and the device is the switch. */
	CYAML_FIELD_MAPPING_PTR("host", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				struct raw_config, host, all_port_fields + 2),
	CYAML_FIELD_SEQUENCE("ports", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_config, ports, &port_schema, 0, CONFIG_PORTS_MAX),
	CYAML_FIELD_SEQUENCE("acl", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_config, acl, &bound_schema, 0, CONFIG_BOUND_MAX),
	CYAML_FIELD_SEQUENCE("acls", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_config, acls, &acl_schema, 0, CONFIG_ACLS_MAX),
	CYAML_FIELD_SEQUENCE("sets", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_config, sets, &set_schema, 0, CONFIG_SETS_MAX),
	CYAML_FIELD_SEQUENCE("mirrors", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct raw_config, mirrors, &mirror_schema, 0,
			     CONFIG_MIRRORS_MAX),
};

/* A field of text, of a setting in a table. */
static void put_field(cyaml_schema_field_t *field, const struct config_key *key, size_t offset)
{
	*field = (cyaml_schema_field_t) {
		.key = key->name,
		.data_offset = (uint32_t)offset,
		.value = {
			.type = CYAML_STRING,
			.flags = (enum cyaml_flag)(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL),
			.data_size = sizeof(char),
			.string = { .min = 0, .max = CONFIG_VALUE_MAX },
		},
	};
}

/**
 * config_schema - the schema of a whole file
 *
 * The first two keys of a port are "name" and "device".
 *
 * Return: the schema; its struct is &struct raw_config.
 */
const cyaml_schema_value_t *config_schema(void)
{
	cyaml_schema_field_t *limit = limit_fields;
	cyaml_schema_field_t *field;
	size_t i;

	if (switch_fields[0].key)
		return &switch_schema;
	memcpy(all_port_fields, port_fields, sizeof(port_fields));
	field = all_port_fields + PORT_KEYS_OWN;
	for (i = 0; i < CONFIG_PORT_KEYS; i++)
		put_field(field++, &config_port_keys[i], offsetof(struct raw_port, set[i]));
	memcpy(switch_fields, switch_own_fields, sizeof(switch_own_fields));
	field = switch_fields + SWITCH_KEYS_OWN;
	for (i = 0; i < CONFIG_MAX_PORTS; i++)
		put_field(field++, &config_switch_keys[i], offsetof(struct raw_config, set[i]));
	for (i = CONFIG_MAX_PORTS; i < CONFIG_SWITCH_KEYS; i++)
		put_field(limit++, &config_switch_keys[i], offsetof(struct raw_limits, set[i]));
	return &switch_schema;
}
