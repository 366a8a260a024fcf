// SPDX-License-Identifier: GPL-2.0
/*
 * The steps from one configuration to another, as lines for people and as
 * JSON for programs. See config_diff.h.
 *
 * Called by cmd_config.c. A line begins with "+" for what is added, "-" for
 * what is deleted, "~" for what is changed. Pure.
 */
#include <stdio.h>
#include <string.h>

#include "config_diff.h"
#include "config_out.h"
#include "out.h"

static const char *const actions[] = {
	[CONFIG_ADD] = "add",
	[CONFIG_CHANGE] = "change",
	[CONFIG_DELETE] = "delete",
};

static const char *const objects[] = {
	[CONFIG_SWITCH] = "switch",
	[CONFIG_VLAN] = "vlan",
	[CONFIG_HOST] = "host",
	[CONFIG_PORT] = "port",
};

static const struct vsw_vlan *any_vlan(const struct config_change *change)
{
	return change->new_vlan ? change->new_vlan : change->old_vlan;
}

static const struct vsw_port *any_port(const struct config_change *change)
{
	return change->new_port ? change->new_port : change->old_port;
}

/**
 * config_change_label - what a step is about
 * @diff: what it is a step of
 * @change: the step
 * @text: it is put here, such as "port web1"
 * @size: room there
 */
void config_change_label(const struct config_diff *diff, const struct config_change *change,
			 char *text, size_t size)
{
	const char *label;

	switch (change->object) {
	case CONFIG_SWITCH:
		snprintf(text, size, "switch %s", diff->new->sw.ifname);
		break;
	case CONFIG_VLAN:
		snprintf(text, size, "vlan %u", any_vlan(change)->vid);
		break;
	case CONFIG_HOST:
		snprintf(text, size, "host");
		break;
	case CONFIG_PORT:
		label = config_port_label(any_port(change));
		if (*label)
			snprintf(text, size, "port %s", label);
		else
			snprintf(text, size, "port %u", any_port(change)->number);
		break;
	}
}

/* Strings as they are, lists with commas, maps as words one after the other. */
static void print_value(const json_t *value, FILE *to)
{
	const char *key;
	json_t *inner;
	char text[256];
	size_t i;

	if (json_is_object(value)) {
		i = 0;
		json_object_foreach((json_t *)value, key, inner) {
			fputs(i++ ? " " : "", to);
			/* A translation is written as on the command line. */
			if (!strcmp(key, "tag")) {
				print_value(inner, to);
				putc(':', to);
				print_value(json_object_get(value, "vid"), to);
				break;
			}
			fprintf(to, "%s ", key);
			print_value(inner, to);
		}
	} else if (json_is_array(value)) {
		for (i = 0; i < json_array_size(value); i++) {
			fputs(i ? "," : "", to);
			print_value(json_array_get(value, i), to);
		}
		fputs(i ? "" : "none", to);
	} else if (json_is_string(value)) {
		out_escape(text, sizeof(text), json_string_value(value));
		fputs(text, to);
	} else if (json_is_boolean(value)) {
		fputs(json_is_true(value) ? "on" : "off", to);
	} else if (json_is_integer(value)) {
		fprintf(to, "%lld", (long long)json_integer_value(value));
	} else {
		fputs("none", to);
	}
}

static json_t *string_or_null(const char *text)
{
	return *text ? out_json_str(text) : json_null();
}

/* Append what changes of one key; it takes the values over. */
static void add_key(json_t *list, const char *key, json_t *from, json_t *to)
{
	json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "key", key, "from", from,
					      "to", to));
}

static void add_setting(json_t *list, const char *name, const struct config_key *key,
			const void *from, const void *to)
{
	add_key(list, name, config_value_json(key, config_get(from, key)),
		config_value_json(key, config_get(to, key)));
}

static void add_switch(json_t *list, const struct config_diff *diff,
		       const struct config_change *change)
{
	char name[32];
	size_t i;

	for (i = 0; i < CONFIG_SWITCH_KEYS; i++) {
		const struct config_key *key = &config_switch_keys[i];

		snprintf(name, sizeof(name), "%s%s", i < CONFIG_MAX_PORTS ? "" : "limits.",
			 key->name);
		if (change->which & 1u << key->attr)
			add_setting(list, name, key, &diff->old->sw, &diff->new->sw);
	}
}

static void add_vlan(json_t *list, const struct config_change *change)
{
	const struct vsw_vlan *from = change->old_vlan, *to = change->new_vlan;

	if (change->which & 1u << VSWITCH_A_VLAN_NAME)
		add_key(list, "name", string_or_null(from->name), string_or_null(to->name));
	if (change->which & 1u << VSWITCH_A_VLAN_COUNTERS)
		add_key(list, "counters", json_boolean(from->counters),
			json_boolean(to->counters));
}

/* A device that a port only waits for is none. */
static void add_device(json_t *list, const struct config_change *change)
{
	const struct vsw_port *from = change->old_port, *to = change->new_port;
	bool waits = !config_attached(from) && change->ifindex;

	add_key(list, "device", waits ? json_null() : string_or_null(from->ifname),
		string_or_null(to->ifname));
}

static void add_port(json_t *list, const struct config_change *change)
{
	const struct vsw_port *from = change->old_port, *to = change->new_port;
	uint32_t which = change->which;
	size_t i;

	if (which & 1u << VSWITCH_A_PORT_NAME)
		add_key(list, "name", string_or_null(from->name), string_or_null(to->name));
	if (which & 1u << VSWITCH_A_PORT_IFNAME)
		add_device(list, change);
	if (which & 1u << VSWITCH_A_PORT_VLAN_MODE)
		add_key(list, "vlans", config_vlans_json(from), config_vlans_json(to));
	if (which & 1u << VSWITCH_A_PORT_VLAN_MAPS)
		add_key(list, "map", config_maps_json(from), config_maps_json(to));
	for (i = 0; i < CONFIG_PORT_KEYS; i++) {
		const struct config_key *key = &config_port_keys[i];

		if (which & 1u << key->attr)
			add_setting(list, key->name, key, from, to);
	}
	if (which & 1u << VSWITCH_A_PORT_COMMUNITY)
		add_key(list, "community", string_or_null(from->community),
			string_or_null(to->community));
}

/* The keys of an object that change, each with its value before and after. */
static json_t *keys_json(const struct config_diff *diff, const struct config_change *change)
{
	json_t *list = json_array();

	switch (change->object) {
	case CONFIG_SWITCH:
		add_switch(list, diff, change);
		break;
	case CONFIG_VLAN:
		add_vlan(list, change);
		break;
	default:
		add_port(list, change);
		break;
	}
	return list;
}

/* A whole object that is added or deleted, as it would stand in a file. */
static json_t *whole_json(const struct config_diff *diff, const struct config_change *change)
{
	bool is_new = change->action == CONFIG_ADD;
	char name[32];
	json_t *whole;
	size_t i;

	if (change->object == CONFIG_PORT) {
		whole = config_port_json(is_new ? diff->new : diff->old, any_port(change), false);
		/* What is usual is said too: it is what people look for. */
		if (any_port(change)->vlan_mode == VSWITCH_VLAN_MODE_ACCESS)
			json_object_set_new(whole, "access", json_integer(any_port(change)->pvid));
		return whole;
	}
	if (change->object == CONFIG_VLAN)
		return config_vlan_json(any_vlan(change));
	whole = json_object();
	for (i = 0; i < CONFIG_SWITCH_KEYS; i++) {
		const struct config_key *key = &config_switch_keys[i];
		uint32_t value = config_get(&diff->new->sw, key);

		if (value == key->usual)
			continue;
		snprintf(name, sizeof(name), "%s%s", i < CONFIG_MAX_PORTS ? "" : "limits.",
			 key->name);
		json_object_set_new(whole, name, config_value_json(key, value));
	}
	return whole;
}

/* The name of the object itself stands before, so it is not said again. */
static bool is_label(const struct config_change *change, const char *key)
{
	if (change->object == CONFIG_VLAN)
		return !strcmp(key, "vid");
	return change->object == CONFIG_PORT &&
	       !strcmp(key, any_port(change)->name[0] ? "name" : "device");
}

static void print_whole(const json_t *whole, const struct config_change *change, FILE *to)
{
	bool first = true;
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)whole, key, value) {
		if (is_label(change, key))
			continue;
		fputs(first ? ": " : json_object_get(whole, "trunk") && !strcmp(key, "native") ?
		      " " : ", ", to);
		fprintf(to, "%s ", key);
		print_value(value, to);
		first = false;
	}
}

/* "access 10 -> 20", but "access 10 -> trunk 10,20". */
static void print_vlans(const json_t *from, const json_t *to_value, FILE *to)
{
	const char *key = json_object_iter_key(json_object_iter((json_t *)from));
	const json_t *same = json_object_get(to_value, key);

	print_value(from, to);
	fputs(" -> ", to);
	print_value(same && json_is_integer(same) ? same : to_value, to);
}

static void print_keys(const json_t *keys, FILE *to)
{
	size_t i;

	for (i = 0; i < json_array_size(keys); i++) {
		const json_t *change = json_array_get(keys, i);
		const char *key = json_string_value(json_object_get(change, "key"));

		fputs(i ? ", " : ": ", to);
		if (!strcmp(key, "vlans")) {
			print_vlans(json_object_get(change, "from"), json_object_get(change, "to"),
				    to);
			continue;
		}
		fprintf(to, "%s ", key);
		print_value(json_object_get(change, "from"), to);
		fputs(" -> ", to);
		print_value(json_object_get(change, "to"), to);
	}
}

/**
 * config_diff_print - print the steps, a line each
 * @diff: the steps
 * @to: where they go
 */
void config_diff_print(const struct config_diff *diff, FILE *to)
{
	char label[80], safe[256];
	json_t *json;
	size_t i;

	for (i = 0; i < diff->changes.n; i++) {
		const struct config_change *change = vec_at(&diff->changes, i);

		config_change_label(diff, change, label, sizeof(label));
		out_escape(safe, sizeof(safe), label);
		fprintf(to, "%c %s", "+~-"[change->action], safe);
		if (change->action == CONFIG_CHANGE) {
			json = keys_json(diff, change);
			print_keys(json, to);
		} else {
			json = whole_json(diff, change);
			if (change->action == CONFIG_ADD)
				print_whole(json, change, to);
		}
		json_decref(json);
		putc('\n', to);
	}
}

/**
 * config_diff_json - the steps as an array
 * @diff: the steps
 *
 * Return: the array, which the caller owns.
 */
json_t *config_diff_json(const struct config_diff *diff)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < diff->changes.n; i++) {
		const struct config_change *change = vec_at(&diff->changes, i);
		json_t *step = json_pack("{s:s, s:s}", "action", actions[change->action],
					 "object", objects[change->object]);

		if (change->object == CONFIG_SWITCH) {
			json_object_set_new(step, "name", out_json_str(diff->new->sw.ifname));
		} else if (change->object == CONFIG_VLAN) {
			json_object_set_new(step, "vid", json_integer(any_vlan(change)->vid));
		} else if (change->object == CONFIG_PORT) {
			json_object_set_new(step, "name", string_or_null(any_port(change)->name));
			json_object_set_new(step, "device",
					    string_or_null(any_port(change)->ifname));
		}
		if (change->action == CONFIG_CHANGE)
			json_object_set_new(step, "changes", keys_json(diff, change));
		else
			json_object_set_new(step, "value", whole_json(diff, change));
		json_array_append_new(list, step);
	}
	return list;
}
