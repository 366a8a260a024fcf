/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A configuration as JSON and as YAML, in the form in which files have it.
 *
 * Used by cmd_config.c for "export", and by config_change.c for single values.
 * What is as usual is left out.
 */
#ifndef VSWITCHCTL_CONFIG_OUT_H
#define VSWITCHCTL_CONFIG_OUT_H

#include <stdio.h>

#include <jansson.h>

#include "config.h"

json_t *config_json(const struct config *c);
json_t *config_vlan_json(const struct vsw_vlan *vlan);
json_t *config_port_json(const struct config *c, const struct vsw_port *port, bool host);
json_t *config_vlans_json(const struct vsw_port *port);
json_t *config_maps_json(const struct vsw_port *port);
json_t *config_value_json(const struct config_key *key, uint32_t value);
const char *config_unwritable(const struct config *c);
void config_yaml(const json_t *doc, FILE *to);
void config_json_write(const json_t *doc, bool pretty, FILE *to);

#endif /* VSWITCHCTL_CONFIG_OUT_H */
