// SPDX-License-Identifier: GPL-2.0
/*
 * A configuration as the JSON that a file of it would be. See config_out.h.
 *
 * Called by cmd_config.c and config_change.c; config_yaml.c writes the same as
 * YAML. Pure.
 */
#include <stdio.h>
#include <string.h>

#include "config_acl.h"
#include "config_out.h"
#include "out.h"

/* Append to an object, unless there is no memory, which jansson tells at the end. */
static void put(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

/**
 * config_value_json - one value of a setting
 * @key: the setting
 * @value: the value
 *
 * Return: the value, which the caller owns.
 */
json_t *config_value_json(const struct config_key *key, uint32_t value)
{
	switch (key->type) {
	case CONFIG_ONOFF:
		return json_boolean(value);
	case CONFIG_WORD:
		/* A newer kernel may have more. */
		return value < key->words->n ? json_string(key->words->name[value]) :
			json_integer(value);
	default:
		return key->word && value == key->max + 1 ? json_string(key->word) :
			json_integer(value);
	}
}

static json_t *range_json(const struct vlan_range *range)
{
	char text[16];

	if (range->first == range->last)
		return json_integer(range->first);
	snprintf(text, sizeof(text), "%u-%u", range->first, range->last);
	return json_string(text);
}

/* The VLANs of a trunk; of a hybrid port the tagged, or the untagged ones. */
static json_t *list_json(const struct vsw_port *port, bool untagged)
{
	struct vlan_range range = { 0 };
	json_t *list = json_array();

	if (vlan_set_all(port->vlans) && !port->untagged && !untagged) {
		json_array_append_new(list, json_string("all"));
		return list;
	}
	while (vlan_range_next(port->vlans, port->untagged, &range)) {
		if (range.untagged == untagged)
			json_array_append_new(list, range_json(&range));
	}
	return list;
}

/* Put what has any entries into an object. */
static void put_filled(json_t *object, const char *key, json_t *value)
{
	if (json_object_size(value) || json_array_size(value))
		put(object, key, json_incref(value));
	json_decref(value);
}

static json_t *hybrid_json(const struct vsw_port *port)
{
	json_t *hybrid = json_object();

	if (port->pvid)
		put(hybrid, "pvid", json_integer(port->pvid));
	put_filled(hybrid, "tagged", list_json(port, false));
	put_filled(hybrid, "untagged", list_json(port, true));
	return hybrid;
}

/**
 * config_vlans_json - the mode and the VLANs of a port
 * @port: the port, tidy
 *
 * Return: an object with the keys that stand for them, which the caller owns.
 */
json_t *config_vlans_json(const struct vsw_port *port)
{
	json_t *vlans = json_object();

	switch (port->vlan_mode) {
	case VSWITCH_VLAN_MODE_TRUNK:
		put(vlans, "trunk", list_json(port, false));
		if (port->pvid)
			put(vlans, "native", json_integer(port->pvid));
		break;
	case VSWITCH_VLAN_MODE_HYBRID:
		put(vlans, "hybrid", hybrid_json(port));
		break;
	default:
		put(vlans, names_get(&names_vlan_mode, port->vlan_mode),
		    json_integer(port->pvid));
		break;
	}
	return vlans;
}

/**
 * config_maps_json - the translations of a port
 * @port: the port
 *
 * Return: an array, which the caller owns.
 */
json_t *config_maps_json(const struct vsw_port *port)
{
	json_t *maps = json_array();
	size_t i;

	for (i = 0; port->maps && i < port->maps->n; i++)
		json_array_append_new(maps, json_pack("{s:i, s:i}",
						      "tag", (int)port->maps->map[i].tag,
						      "vid", (int)port->maps->map[i].vid));
	return maps;
}

/**
 * config_port_json - a port
 * @c: the configuration that it is in
 * @port: the port
 * @host: it is the port of the host
 *
 * Return: an object without what is as usual, which the caller owns.
 */
json_t *config_port_json(const struct config *c, const struct vsw_port *port, bool host)
{
	json_t *object = json_object();
	enum config_port_key key;
	json_t *vlans;

	if (port->name[0])
		put(object, "name", out_json_str(port->name));
	if (port->ifname[0] && !host)
		put(object, "device", out_json_str(port->ifname));
	if (!config_has_usual_vlans(port, host)) {
		vlans = config_vlans_json(port);
		json_object_update(object, vlans);
		json_decref(vlans);
	}
	if (port->maps)
		put(object, "map", config_maps_json(port));
	for (key = 0; key < CONFIG_PORT_KEYS; key++) {
		uint32_t value = config_get(port, &config_port_keys[key]);

		if (value != config_usual(c, host, key))
			put(object, config_port_keys[key].name,
			    config_value_json(&config_port_keys[key], value));
		if (key == CONFIG_ROLE && port->community[0])
			put(object, "community", out_json_str(port->community));
	}
	return object;
}

/**
 * config_vlan_json - a VLAN that has a name or counters
 * @vlan: the VLAN
 *
 * Return: an object, which the caller owns.
 */
json_t *config_vlan_json(const struct vsw_vlan *vlan)
{
	json_t *object = json_object();

	put(object, "vid", json_integer(vlan->vid));
	if (vlan->name[0])
		put(object, "name", out_json_str(vlan->name));
	if (vlan->counters)
		put(object, "counters", json_true());
	return object;
}

/* A port with the ACLs that are bound at it. */
static json_t *bound_port_json(const struct config *c, const struct vsw_port *port, size_t i)
{
	json_t *object = config_port_json(c, port, i == CONFIG_AT_HOST);

	config_put_point(object, "acl-in", c, VSWITCH_ACL_POINT_PORT_INGRESS, 0, i);
	config_put_point(object, "acl-out", c, VSWITCH_ACL_POINT_PORT_EGRESS, 0, i);
	return object;
}

static json_t *bound_vlan_json(const struct config *c, const struct vsw_vlan *vlan)
{
	json_t *object = config_vlan_json(vlan);

	config_put_point(object, "acl", c, VSWITCH_ACL_POINT_VLAN, vlan->vid, CONFIG_AT_NONE);
	return object;
}

/* VLANs that were not added, but have ACLs. */
static void add_bare_vlans(json_t *list, const struct config *c)
{
	size_t i, v;

	for (i = 0; i < c->points.n; i++) {
		const struct config_point *point = vec_at(&c->points, i);
		const struct vsw_vlan bare = { .vid = point->vid };

		if (point->point != VSWITCH_ACL_POINT_VLAN)
			continue;
		for (v = 0; v < c->vlans.n; v++) {
			if (((const struct vsw_vlan *)vec_at(&c->vlans, v))->vid == point->vid)
				break;
		}
		if (v == c->vlans.n)
			json_array_append_new(list, bound_vlan_json(c, &bare));
	}
}

static json_t *settings_json(const struct config *c, size_t from, size_t to)
{
	json_t *object = json_object();
	size_t i;

	for (i = from; i < to; i++) {
		uint32_t value = config_get(&c->sw, &config_switch_keys[i]);

		if (value != config_switch_keys[i].usual)
			put(object, config_switch_keys[i].name,
			    config_value_json(&config_switch_keys[i], value));
	}
	return object;
}

/**
 * config_json - a whole configuration
 * @c: the configuration
 *
 * Return: an object, which the caller owns.
 */
json_t *config_json(const struct config *c)
{
	json_t *object = json_object();
	json_t *settings = settings_json(c, 0, CONFIG_MAX_PORTS);
	json_t *list;
	size_t i;

	put(object, "switch", out_json_str(c->sw.ifname));
	json_object_update(object, settings);
	json_decref(settings);
	put_filled(object, "limits", settings_json(c, CONFIG_MAX_PORTS, CONFIG_SWITCH_KEYS));
	list = json_array();
	for (i = 0; i < c->vlans.n; i++)
		json_array_append_new(list, bound_vlan_json(c, vec_at(&c->vlans, i)));
	add_bare_vlans(list, c);
	put_filled(object, "vlans", list);
	put_filled(object, "host", bound_port_json(c, &c->host, CONFIG_AT_HOST));
	list = json_array();
	for (i = 0; i < c->ports.n; i++)
		json_array_append_new(list, bound_port_json(c, vec_at(&c->ports, i), i));
	put_filled(object, "ports", list);
	config_put_acls(object, c);
	return object;
}

/* Would jansson take it as it is? */
static bool is_utf8(const char *text)
{
	json_t *value = json_string(text);

	json_decref(value);
	return value;
}

/**
 * config_unwritable - is there a name that no file can hold?
 * @c: the configuration
 *
 * YAML and JSON are Unicode; a device can be called any bytes.
 *
 * Return: the first such name, or NULL.
 */
const char *config_unwritable(const struct config *c)
{
	size_t i;

	if (!is_utf8(c->sw.ifname))
		return c->sw.ifname;
	for (i = 0; i < c->ports.n; i++) {
		const struct vsw_port *port = vec_at(&c->ports, i);

		if (!is_utf8(port->ifname))
			return port->ifname;
	}
	return NULL;
}
