// SPDX-License-Identifier: GPL-2.0
/*
 * JSON values as YAML that people like to read: maps and lists of maps as
 * blocks, lists of single values in one line; and as JSON that is YAML, too.
 * See config_out.h.
 *
 * Called by cmd_config.c for "export". What it writes, YAML 1.1 and 1.2 read
 * alike: a string that either could take for something else is quoted.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config_out.h"

static bool is_plain(const char *text)
{
	static const char *const words[] = {
		"true", "false", "yes", "no", "on", "off", "y", "n", "null",
	};
	size_t i;

	if (!isalpha((unsigned char)text[0]) && text[0] != '_')
		return false;
	for (i = 0; text[i]; i++) {
		if (!isalnum((unsigned char)text[i]) && !strchr("._-@", text[i]))
			return false;
	}
	for (i = 0; i < ARRAY_LEN(words); i++) {
		if (!strcasecmp(text, words[i]))
			return false;
	}
	return true;
}

/* Ranges and protocols, which no version of YAML takes for numbers. */
static bool is_plain_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	const char *rest = text + digits;

	if (!strcmp(text, "802.1q") || !strcmp(text, "802.1ad"))
		return true;
	return digits && digits < 5 && *rest == '-' && rest[1] &&
	       strspn(rest + 1, "0123456789") == strlen(rest + 1);
}

/*
 * In double quotes, with the escapes of YAML (1.2.2, 5.7), which for what is
 * above U+FFFF are not those of JSON. @text is UTF-8, jansson saw to it.
 */
static void write_quoted(const char *text, FILE *to)
{
	const uint8_t *c = (const uint8_t *)text;

	putc('"', to);
	while (*c) {
		unsigned int more = *c < 0xc0 ? 0 : *c < 0xe0 ? 1 : *c < 0xf0 ? 2 : 3;
		uint32_t number = more ? *c & (0x3f >> more) : *c;

		for (c++; more; more--, c++)
			number = number << 6 | (*c & 0x3f);
		if (number == '"' || number == '\\')
			fprintf(to, "\\%c", (int)number);
		else if (number >= 0x20 && number < 0x7f)
			putc((int)number, to);
		else if (number > UINT16_MAX)
			fprintf(to, "\\U%08x", number);
		else
			fprintf(to, "\\u%04x", number);
	}
	putc('"', to);
}

static void write_scalar(const json_t *value, FILE *to)
{
	const char *text = json_string_value(value);

	if (!text)
		json_dumpf(value, to, JSON_ENCODE_ANY);
	else if (is_plain(text) || is_plain_number(text))
		fputs(text, to);
	else
		write_quoted(text, to);
}

static bool is_block(const json_t *value)
{
	if (json_is_object(value))
		return json_object_size(value);
	/* Texts with blanks, such as rules, are long; each has a line. */
	if (json_is_string(json_array_get(value, 0)))
		return strchr(json_string_value(json_array_get(value, 0)), ' ');
	return json_is_object(json_array_get(value, 0));
}

static void write_flow(const json_t *value, FILE *to)
{
	size_t i;

	if (json_is_object(value)) {
		fputs("{}", to);
		return;
	}
	if (!json_is_array(value)) {
		write_scalar(value, to);
		return;
	}
	putc('[', to);
	for (i = 0; i < json_array_size(value); i++) {
		fputs(i ? ", " : "", to);
		write_flow(json_array_get(value, i), to);
	}
	putc(']', to);
}

static void write_map(const json_t *map, unsigned int indent, bool inlined, FILE *to);

/* Entries that are maps, or texts; a map without keys is "{}". */
static void write_list(const json_t *list, unsigned int indent, FILE *to)
{
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);

		fprintf(to, "%*s- ", (int)indent, "");
		if (is_block(entry)) {
			write_map(entry, indent + 2, true, to);
			continue;
		}
		write_flow(entry, to);
		putc('\n', to);
	}
}

static void write_map(const json_t *map, unsigned int indent, bool inlined, FILE *to)
{
	const char *key;
	json_t *value;

	/* jansson walks a const object, but does not say so. */
	json_object_foreach((json_t *)map, key, value) {
		fprintf(to, "%*s%s:", inlined ? 0 : (int)indent, "", key);
		inlined = false;
		if (!is_block(value)) {
			putc(' ', to);
			write_flow(value, to);
			putc('\n', to);
			continue;
		}
		putc('\n', to);
		if (json_is_array(value))
			write_list(value, indent + 2, to);
		else
			write_map(value, indent + 2, false, to);
	}
}

/**
 * config_yaml - write a configuration as YAML
 * @doc: from config_json()
 * @to: where it goes
 */
void config_yaml(const json_t *doc, FILE *to)
{
	write_map(doc, 0, false, to);
}

/* The UTF-16 unit of an escape "\uNNNN"; 0 where there is none. */
static uint32_t read_unit(const char *text)
{
	unsigned int unit;

	return sscanf(text, "\\u%4x", &unit) == 1 ? unit : 0;
}

/* The character at @text of a JSON text that is ASCII; where it ends is returned. */
static const char *write_char(const char *text, FILE *to)
{
	uint32_t high = read_unit(text);
	uint32_t low = high >= 0xd800 && high < 0xdc00 ? read_unit(text + 6) : 0;
	uint32_t number = 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);

	if (low) {
		putc((int)(0xf0 | number >> 18), to);
		putc((int)(0x80 | (number >> 12 & 0x3f)), to);
		putc((int)(0x80 | (number >> 6 & 0x3f)), to);
		putc((int)(0x80 | (number & 0x3f)), to);
		return text + 12;
	}
	if (*text == 0x7f)
		fputs("\\u007f", to);
	else
		putc(*text, to);
	if (*text != '\\')
		return text + 1;
	/* What is behind a backslash begins no escape. */
	putc(text[1], to);
	return text + 2;
}

/**
 * config_json_write - write a configuration as JSON
 * @doc: from config_json()
 * @pretty: on many lines
 * @to: where it goes
 *
 * YAML has no surrogates (1.2.2, 5.7): what JSON would escape in two parts
 * stands as it is. A DEL must not stand in YAML at all, and is escaped.
 */
void config_json_write(const json_t *doc, bool pretty, FILE *to)
{
	char *text = vec_need(json_dumps(doc, JSON_ENSURE_ASCII |
					 (pretty ? JSON_INDENT(2) : JSON_COMPACT)));
	const char *at = text;

	while (*at)
		at = write_char(at, to);
	putc('\n', to);
	free(text);
}
