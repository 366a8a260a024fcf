// SPDX-License-Identifier: GPL-2.0
/*
 * The JSON Schema that is installed for editors and other programs says the
 * same as what the tool reads by: keys, kinds, bounds, words, usual values.
 *
 * A suite of unit.c. Reads vswitch.schema.json in the directory in which "make
 * check" runs; selftests/host/config_schema.py compares judgements on files.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "config_file.h"
#include "unit.h"

static json_t *schema;

/* Follow "#/a/b"; jansson has no JSON pointers. */
static const json_t *resolve(const json_t *node)
{
	const char *ref = json_string_value(json_object_get(node, "$ref"));
	char path[200];
	const json_t *to = schema;
	char *part, *rest;

	if (!ref)
		return node;
	snprintf(path, sizeof(path), "%s", ref + 2);
	for (part = strtok_r(path, "/", &rest); part; part = strtok_r(NULL, "/", &rest))
		to = json_is_array(to) ? json_array_get(to, (size_t)atoi(part)) :
			json_object_get(to, part);
	return to ? resolve(to) : NULL;
}

static const json_t *property(const json_t *node, const char *key)
{
	return resolve(json_object_get(json_object_get(node, "properties"), key));
}

static bool is_required(const json_t *node, const char *key)
{
	const json_t *list = json_object_get(node, "required");
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		if (!strcmp(json_string_value(json_array_get(list, i)), key))
			return true;
	}
	return false;
}

static void compare(const cyaml_schema_value_t *value, const json_t *node, const char *path);

static void compare_maps(const cyaml_schema_value_t *value, const json_t *node, const char *path)
{
	const cyaml_schema_field_t *field;
	char inner[128];
	size_t n = 0;

	CHECK_STR(json_string_value(json_object_get(node, "type")), "object");
	CHECK(json_is_false(json_object_get(node, "additionalProperties")));
	for (field = value->mapping.fields; field->key; field++, n++) {
		const json_t *of = property(node, field->key);

		snprintf(inner, sizeof(inner), "%s.%s", path, field->key);
		if (!CHECK(of))
			printf("# the schema lacks %s\n", inner);
		CHECK(!(field->value.flags & CYAML_FLAG_OPTIONAL) ==
		      is_required(node, field->key));
		compare(&field->value, of, inner);
	}
	if (!CHECK(json_object_size(json_object_get(node, "properties")) == n))
		printf("# the schema has more keys in '%s' than the tool\n", path);
}

static void compare(const cyaml_schema_value_t *value, const json_t *node, const char *path)
{
	if (value->type == CYAML_MAPPING) {
		compare_maps(value, node, path);
	} else if (value->type == CYAML_SEQUENCE) {
		CHECK_STR(json_string_value(json_object_get(node, "type")), "array");
		CHECK(json_integer_value(json_object_get(node, "maxItems")) ==
		      value->sequence.max);
		CHECK(json_integer_value(json_object_get(node, "minItems")) ==
		      value->sequence.min);
		compare(value->sequence.entry, resolve(json_object_get(node, "items")), path);
	} else if (node) {
		const char *type = json_string_value(json_object_get(node, "type"));

		CHECK(!type || (strcmp(type, "object") && strcmp(type, "array")));
	}
}

static void test_keys(void)
{
	compare(config_schema(), schema, "");
}

static void compare_setting(const struct config_key *key, const json_t *node)
{
	const json_t *list = json_object_get(node, "enum");
	const json_t *number = node;
	size_t i;

	if (key->type == CONFIG_WORD) {
		CHECK(json_array_size(list) == key->words->n);
		for (i = 0; i < key->words->n; i++)
			CHECK_STR(json_string_value(json_array_get(list, i)),
				  key->words->name[i]);
		return;
	}
	if (key->type == CONFIG_ONOFF) {
		CHECK(json_array_size(list) == 8);
		return;
	}
	if (key->word) {
		list = json_object_get(node, "anyOf");
		CHECK_STR(json_string_value(json_object_get(json_array_get(list, 1), "const")),
			  key->word);
		number = json_array_get(list, 0);
	}
	CHECK(json_is_integer(json_object_get(number, "minimum")) &&
	      json_integer_value(json_object_get(number, "minimum")) == key->min);
	CHECK(json_is_integer(json_object_get(number, "maximum")) &&
	      json_integer_value(json_object_get(number, "maximum")) == key->max);
}

/* A usual value that is written is the right one. */
static void compare_usual(const struct config_key *key, const json_t *map)
{
	const json_t *node = json_object_get(json_object_get(map, "properties"), key->name);
	const json_t *usual = json_object_get(node, "default");

	if (json_is_string(usual) && key->words)
		CHECK_STR(json_string_value(usual), key->words->name[key->usual]);
	else if (json_is_string(usual))
		CHECK_STR(json_string_value(usual), key->word);
	else if (json_is_boolean(usual))
		CHECK(json_is_true(usual) == (bool)key->usual);
	else if (usual)
		CHECK((uint32_t)json_integer_value(usual) == key->usual);
}

static void test_settings(void)
{
	const json_t *port = json_object_get(json_object_get(schema, "definitions"), "port");
	size_t i;

	for (i = 0; i < CONFIG_SWITCH_KEYS; i++) {
		const json_t *map = i < CONFIG_MAX_PORTS ? schema : property(schema, "limits");

		compare_setting(&config_switch_keys[i],
				property(map, config_switch_keys[i].name));
		compare_usual(&config_switch_keys[i], map);
	}
	for (i = 0; i < CONFIG_PORT_KEYS; i++) {
		compare_setting(&config_port_keys[i], property(port, config_port_keys[i].name));
		compare_usual(&config_port_keys[i], port);
	}
}

static void run(void (*test)(void))
{
	json_error_t error;

	schema = json_load_file("vswitch.schema.json", 0, &error);
	if (CHECK(schema))
		test();
	json_decref(schema);
}

static void test_keys_file(void)
{
	run(test_keys);
}

static void test_settings_file(void)
{
	run(test_settings);
}

static const struct unit_test tests[] = {
	{ "schema: keys and kinds of values", test_keys_file },
	{ "schema: bounds, words and usual values", test_settings_file },
};

const struct unit_suite suite_config_schema = { tests, ARRAY_LEN(tests) };
