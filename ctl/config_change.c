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

#include "config_acl.h"
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
	[CONFIG_SET] = "set",
	[CONFIG_MIRROR] = "mirror",
	[CONFIG_ACL] = "acl",
	[CONFIG_POINT] = "binding",
};

static const struct vsw_vlan *any_vlan(const struct config_change *change)
{
	return change->new_vlan ? change->new_vlan : change->old_vlan;
}

static const struct vsw_port *any_port(const struct config_change *change)
{
	return change->new_port ? change->new_port : change->old_port;
}

/* The same for ACLs, sets, mirror sessions and bindings. */
static void acl_label(const struct config_diff *diff, const struct config_change *change,
		      char *text, size_t size)
{
	const struct config_point *point = change->new_point ?: change->old_point;
	char where[64];

	if (change->object == CONFIG_SET)
		snprintf(text, size, "set %s", (change->new_set ?: change->old_set)->name);
	else if (change->object == CONFIG_MIRROR)
		snprintf(text, size, "mirror %s",
			 (change->new_mirror ?: change->old_mirror)->name);
	else if (change->object == CONFIG_ACL)
		snprintf(text, size, "acl %s", (change->new_acl ?: change->old_acl)->name);
	else
		snprintf(text, size, "%s of %s", config_point_key(point),
			 config_point_where(change->new_point ? diff->new : diff->old, point,
					    where, sizeof(where)));
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
	default:
		acl_label(diff, change, text, size);
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

/* Texts that come, or go: a list that is null on the other side. */
static void add_texts(json_t *list, json_t *gone, json_t *come)
{
	if (json_array_size(gone))
		add_key(list, "deleted", json_incref(gone), json_null());
	if (json_array_size(come))
		add_key(list, "added", json_null(), json_incref(come));
	json_decref(gone);
	json_decref(come);
}

/* Both are sorted. */
static void add_members(json_t *list, const struct config_change *change)
{
	const struct vec *old = &change->old_set->members, *new = &change->new_set->members;
	json_t *gone = json_array(), *come = json_array();
	size_t i = 0, j = 0;

	while (i < old->n || j < new->n) {
		const struct config_member *x = vec_at(old, i), *y = vec_at(new, j);
		int order = i == old->n ? 1 : j == new->n ? -1 : strcmp(x->text, y->text);

		if (order < 0)
			json_array_append_new(gone, json_string(x->text));
		else if (order > 0)
			json_array_append_new(come, json_string(y->text));
		i += order <= 0;
		j += order >= 0;
	}
	add_texts(list, gone, come);
}

static void add_mirror(json_t *list, const struct config_diff *diff,
		       const struct config_change *change)
{
	const struct config_mirror *from = change->old_mirror, *to = change->new_mirror;

	if (change->which & 1u << VSWITCH_A_MIRROR_PORT)
		add_key(list, "port", config_label_json(diff->old, from->port),
			config_label_json(diff->new, to->port));
	if (change->which & 1u << VSWITCH_A_MIRROR_SNAP)
		add_key(list, "snap", config_snap_json(from->snap), config_snap_json(to->snap));
}

static void add_rules(json_t *list, const struct config_change *change)
{
	const struct vec *old = &change->old_acl->rules, *new = &change->new_acl->rules;
	bool *keep = vec_need(calloc(old->n + 1, sizeof(*keep)));
	size_t *match = vec_need(calloc(new->n + 1, sizeof(*match)));
	json_t *gone = json_array(), *come = json_array();
	size_t i;

	config_acl_edits(change->old_acl, change->new_acl, keep, match);
	for (i = 0; i < old->n; i++) {
		const struct config_rule *rule = vec_at(old, i);

		if (!keep[i])
			json_array_append_new(gone, out_json_str(rule->text));
	}
	for (i = 0; i < new->n; i++) {
		const struct config_rule *rule = vec_at(new, i);

		if (match[i] == SIZE_MAX)
			json_array_append_new(come, out_json_str(rule->text));
	}
	free(keep);
	free(match);
	add_texts(list, gone, come);
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
	case CONFIG_SET:
		add_members(list, change);
		break;
	case CONFIG_MIRROR:
		add_mirror(list, diff, change);
		break;
	case CONFIG_ACL:
		add_rules(list, change);
		break;
	case CONFIG_POINT:
		add_key(list, "acls", config_bound_json(change->old_point),
			config_bound_json(change->new_point));
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
	if (change->object == CONFIG_SET)
		return config_set_json(change->new_set ?: change->old_set);
	if (change->object == CONFIG_MIRROR)
		return config_mirror_json(is_new ? diff->new : diff->old,
					  change->new_mirror ?: change->old_mirror);
	if (change->object == CONFIG_ACL)
		return config_acl_json(change->new_acl ?: change->old_acl);
	if (change->object == CONFIG_POINT)
		return json_pack("{s:o}", "acls", config_bound_json(change->new_point ?:
								    change->old_point));
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
	if (change->object == CONFIG_SET || change->object == CONFIG_MIRROR ||
	    change->object == CONFIG_ACL)
		return !strcmp(key, "name");
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
		if (!strcmp(key, "added") || !strcmp(key, "deleted")) {
			print_value(json_object_get(change, *key == 'a' ? "to" : "from"), to);
			continue;
		}
		print_value(json_object_get(change, "from"), to);
		fputs(" -> ", to);
		print_value(json_object_get(change, "to"), to);
	}
}

static void print_rules(const json_t *rules, char sign, FILE *to)
{
	static char safe[RULE_TEXT];
	size_t i;

	for (i = 0; i < json_array_size(rules); i++) {
		out_escape(safe, sizeof(safe), json_string_value(json_array_get(rules, i)));
		fprintf(to, "    %c %s\n", sign, safe);
	}
}

/* Rules are long, each has a line. */
static void print_acl(const struct config_diff *diff, const struct config_change *change,
		      FILE *to)
{
	json_t *json = change->action == CONFIG_CHANGE ? keys_json(diff, change) :
		whole_json(diff, change);
	size_t i;

	putc('\n', to);
	if (change->action == CONFIG_ADD)
		print_rules(json_object_get(json, "rules"), '+', to);
	for (i = 0; change->action == CONFIG_CHANGE && i < json_array_size(json); i++) {
		const json_t *part = json_array_get(json, i);

		print_rules(json_object_get(part, "from"), '-', to);
		print_rules(json_object_get(part, "to"), '+', to);
	}
	json_decref(json);
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
		if (change->object == CONFIG_ACL) {
			print_acl(diff, change, to);
			continue;
		}
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
	char label[80];
	size_t i;

	for (i = 0; i < diff->changes.n; i++) {
		const struct config_change *change = vec_at(&diff->changes, i);
		json_t *step = json_pack("{s:s, s:s}", "action", actions[change->action],
					 "object", objects[change->object]);
		const char *name = label;

		if (change->object >= CONFIG_SET) {
			config_change_label(diff, change, label, sizeof(label));
			if (change->object != CONFIG_POINT)
				name = strchr(label, ' ') + 1;
			json_object_set_new(step, "name", out_json_str(name));
		} else if (change->object == CONFIG_SWITCH) {
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
