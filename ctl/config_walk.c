// SPDX-License-Identifier: GPL-2.0
/*
 * A second look at a configuration file, with the positions that libcyaml
 * does not keep: where a value is, and what is wrong with the form of the
 * file, by the same schema.
 *
 * Called by config_file.c when something is wrong, or looks unusual. Nothing
 * is kept but the way from the top to the value that is looked at, so the
 * memory that it takes does not depend on the file.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "args.h"
#include "config_file.h"

/* The schema has five levels; what is deeper is wrong before it gets here. */
#define DEPTH_MAX 8

/**
 * struct level - a map or a list that is being read
 * @schema: what it has to be
 * @field: of a map, the key whose value comes next; NULL when a key does
 * @seen: of a map, which of its fields were there
 * @count: of a list, entries that were there
 * @key_len: length of the path that leads to it
 * @line: where it begins
 * @column: where it begins
 */
struct level {
	const cyaml_schema_value_t *schema;
	const cyaml_schema_field_t *field;
	uint64_t seen;
	uint32_t count;
	size_t key_len;
	size_t line;
	size_t column;
};

/**
 * struct walk - the state of one walk
 * @text: the file
 * @target: the path that is looked for, or NULL
 * @found: it was found
 * @levels: from the top to the value
 * @depth: how many of them
 * @documents: that began
 * @loose: only what has no meaning in any file is looked for
 * @nested: of a loose walk, maps and lists around the value
 * @key: path of the value
 * @problem: where what is wrong, or the target's position, is put
 */
struct walk {
	const char *text;
	const char *target;
	bool found;
	struct level levels[DEPTH_MAX];
	size_t depth;
	unsigned int documents;
	bool loose;
	unsigned int nested;
	char key[sizeof(((struct config_problem *)0)->key)];
	struct config_problem *problem;
};

static void set_position(struct walk *w, const yaml_mark_t *mark)
{
	w->problem->line = mark->line + 1;
	w->problem->column = mark->column + 1;
}

static const char *kind_of(yaml_event_type_t type)
{
	switch (type) {
	case YAML_MAPPING_START_EVENT:
		return "a map";
	case YAML_SEQUENCE_START_EVENT:
		return "a list";
	default:
		return "a single value";
	}
}

static const char *kind_wanted(const cyaml_schema_value_t *schema)
{
	switch (schema->type) {
	case CYAML_MAPPING:
		return kind_of(YAML_MAPPING_START_EVENT);
	case CYAML_SEQUENCE:
		return kind_of(YAML_SEQUENCE_START_EVENT);
	default:
		return kind_of(YAML_SCALAR_EVENT);
	}
}

static bool is_null(const yaml_event_t *e)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };
	size_t i;

	if (e->type != YAML_SCALAR_EVENT || e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	for (i = 0; i < ARRAY_LEN(nulls); i++) {
		if (!strcmp((const char *)e->data.scalar.value, nulls[i]))
			return true;
	}
	return false;
}

/* What libyaml said against the text itself. */
static int not_yaml(struct walk *w, const yaml_parser_t *parser)
{
	if (parser->error == YAML_MEMORY_ERROR)
		return config_wrong(w->problem, "", "out of memory");
	if (parser->error == YAML_READER_ERROR) {
		config_wrong(w->problem, "", "not YAML: %s", parser->problem);
		config_at(w->text, parser->problem_offset, w->problem);
		return -EINVAL;
	}
	set_position(w, &parser->problem_mark);
	return config_wrong(w->problem, "", "not YAML: %s%s%s",
			    parser->context ? parser->context : "",
			    parser->context ? ", " : "",
			    parser->problem ? parser->problem : "no reason given");
}

/* Anchors, aliases and tags mean nothing here, so none of them is let in. */
static int check_plain(struct walk *w, const yaml_event_t *e)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (e->type) {
	case YAML_ALIAS_EVENT:
		anchor = e->data.alias.anchor;
		break;
	case YAML_SCALAR_EVENT:
		anchor = e->data.scalar.anchor;
		tag = e->data.scalar.tag;
		if (e->data.scalar.length != strlen((const char *)e->data.scalar.value))
			return config_wrong(w->problem, w->key, "a NUL character");
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = e->data.sequence_start.anchor;
		tag = e->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = e->data.mapping_start.anchor;
		tag = e->data.mapping_start.tag;
		break;
	default:
		break;
	}
	if (anchor)
		return config_wrong(w->problem, w->key,
				    "anchors and aliases are not taken (%c%.60s)",
				    e->type == YAML_ALIAS_EVENT ? '*' : '&', anchor);
	if (tag)
		return config_wrong(w->problem, w->key, "tags are not taken (%.60s)", tag);
	return 0;
}

static int unknown_key(struct walk *w, const struct level *top, const char *key)
{
	const cyaml_schema_field_t *fields = top->schema->mapping.fields;
	const char *nearest;
	size_t n = 0;

	while (fields[n].key)
		n++;
	nearest = args_nearest(fields, n, sizeof(*fields), key);
	return config_wrong(w->problem, w->key, "unknown key%s%s%s",
			    nearest ? ", did you mean '" : "", nearest ? nearest : "",
			    nearest ? "'?" : "");
}

/* A key of a map: it must be one that can be there, once. */
static int take_key(struct walk *w, struct level *top, const yaml_event_t *e)
{
	const cyaml_schema_field_t *fields = top->schema->mapping.fields;
	const char *key = (const char *)e->data.scalar.value;
	size_t i;

	w->key[top->key_len] = '\0';
	if (e->type != YAML_SCALAR_EVENT)
		return config_wrong(w->problem, w->key, "a key must be a word, not %s",
				    kind_of(e->type));
	snprintf(w->key + top->key_len, sizeof(w->key) - top->key_len, "%s%.40s",
		 top->key_len ? "." : "", key);
	if (check_plain(w, e))
		return -EINVAL;
	for (i = 0; fields[i].key && strcmp(fields[i].key, key); i++)
		;
	if (!fields[i].key)
		return unknown_key(w, top, key);
	if (top->seen & 1ull << i)
		return config_wrong(w->problem, w->key, "the key is there twice");
	top->seen |= 1ull << i;
	top->field = &fields[i];
	return 0;
}

/* Enter a map or a list. */
static int push(struct walk *w, const cyaml_schema_value_t *schema, const yaml_event_t *e)
{
	if (w->depth == DEPTH_MAX)
		return config_wrong(w->problem, w->key, "nested too deep");
	w->levels[w->depth++] = (struct level) {
		.schema = schema,
		.key_len = strlen(w->key),
		.line = e->start_mark.line,
		.column = e->start_mark.column,
	};
	return 0;
}

static int take_value(struct walk *w, const cyaml_schema_value_t *schema, const yaml_event_t *e)
{
	const char *wanted = kind_wanted(schema);

	if (check_plain(w, e))
		return -EINVAL;
	if (is_null(e))
		return config_wrong(w->problem, w->key,
				    "%s is expected, not nothing; leave the key out instead",
				    wanted);
	if (strcmp(kind_of(e->type), wanted))
		return config_wrong(w->problem, w->key, "%s is expected, not %s", wanted,
				    kind_of(e->type));
	if (w->target && !strcmp(w->target, w->key)) {
		w->found = true;
		return 0;
	}
	if (schema->type != CYAML_STRING)
		return push(w, schema, e);
	if (e->data.scalar.length > schema->string.max)
		return config_wrong(w->problem, w->key, "longer than %u bytes",
				    schema->string.max);
	return 0;
}

/* A value of a map or of a list, or the first of all. */
static int take_node(struct walk *w, const yaml_event_t *e)
{
	struct level *top = w->depth ? &w->levels[w->depth - 1] : NULL;
	const cyaml_schema_field_t *field;

	if (!top)
		return take_value(w, config_schema(), e);
	if (top->schema->type == CYAML_SEQUENCE) {
		snprintf(w->key + top->key_len, sizeof(w->key) - top->key_len, "[%u]",
			 top->count);
		if (top->count++ == top->schema->sequence.max) {
			w->key[top->key_len] = '\0';
			return config_wrong(w->problem, w->key, "more than %u entries",
					    top->schema->sequence.max);
		}
		return take_value(w, top->schema->sequence.entry, e);
	}
	field = top->field;
	if (!field)
		return take_key(w, top, e);
	top->field = NULL;
	return take_value(w, &field->value, e);
}

/* The end of a map or of a list: all there that must be? */
static int pop(struct walk *w)
{
	const struct level *top = &w->levels[--w->depth];
	const cyaml_schema_field_t *fields;
	size_t i;

	w->key[top->key_len] = '\0';
	w->problem->line = top->line + 1;
	w->problem->column = top->column + 1;
	if (top->schema->type == CYAML_SEQUENCE) {
		if (top->count < top->schema->sequence.min)
			return config_wrong(w->problem, w->key, "the list is empty");
		return 0;
	}
	fields = top->schema->mapping.fields;
	for (i = 0; fields[i].key; i++) {
		if (!(fields[i].value.flags & CYAML_FLAG_OPTIONAL) && !(top->seen & 1ull << i))
			return config_wrong(w->problem, w->key, "the key '%s' is missing",
					    fields[i].key);
	}
	return 0;
}

/* Anchors and aliases, wherever they are. */
static int take_loosely(struct walk *w, const yaml_event_t *e)
{
	bool starts = e->type == YAML_MAPPING_START_EVENT ||
		      e->type == YAML_SEQUENCE_START_EVENT;
	bool ends = e->type == YAML_MAPPING_END_EVENT || e->type == YAML_SEQUENCE_END_EVENT;

	w->nested += starts;
	w->nested -= ends;
	if (w->nested > DEPTH_MAX)
		return config_wrong(w->problem, "", "nested too deep");
	return check_plain(w, e);
}

static int take_event(struct walk *w, const yaml_event_t *e)
{
	set_position(w, &e->start_mark);
	if (w->loose)
		return take_loosely(w, e);
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (w->documents++)
			return config_wrong(w->problem, "",
					    "a second document; a file has one switch");
		return 0;
	case YAML_ALIAS_EVENT:
		return check_plain(w, e);
	case YAML_SCALAR_EVENT:
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return take_node(w, e);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return pop(w);
	case YAML_STREAM_END_EVENT:
		if (!w->documents)
			return config_wrong(w->problem, "", "the file is empty");
		return 0;
	default:
		return 0;
	}
}

/* Length of the line break at @text, one of those of YAML 1.1 (4.2); 0: none. */
static size_t break_at(const char *text, size_t left)
{
	if (*text == '\n')
		return 1;
	if (*text == '\r')
		return left > 1 && text[1] == '\n' ? 2 : 1;
	if (left > 1 && !memcmp(text, "\xc2\x85", 2))
		return 2;
	if (left > 2 && (!memcmp(text, "\xe2\x80\xa8", 3) || !memcmp(text, "\xe2\x80\xa9", 3)))
		return 3;
	return 0;
}

/* A last line that has no newline is ended by libyaml; nobody sees one behind it. */
static void clamp_position(const struct walk *w, size_t len)
{
	size_t line = 1, column = 1;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = break_at(w->text + i, len - i);
		if (n) {
			line++;
			column = 1;
		} else {
			column += (w->text[i] & 0xc0) != 0x80;
			n = 1;
		}
	}
	if (w->problem->line <= line)
		return;
	w->problem->line = line;
	w->problem->column = column;
}

static int walk(struct walk *w, size_t len)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool end = false;
	int ret = 0;

	if (!yaml_parser_initialize(&parser))
		return config_wrong(w->problem, "", "out of memory");
	yaml_parser_set_input_string(&parser, (const unsigned char *)w->text, len);
	while (!ret && !end && !w->found) {
		if (!yaml_parser_parse(&parser, &event)) {
			ret = not_yaml(w, &parser);
			break;
		}
		ret = take_event(w, &event);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	if (ret)
		clamp_position(w, len);
	return ret;
}

/**
 * config_walk - look for what is wrong with the form of a file, or for a value
 * @text: the file
 * @len: its length
 * @key: path of the value whose position is wanted; NULL for none
 * @problem: what is wrong, with its position; else the position of the value
 *
 * An alias counts more than a key that is not known: who sends a bomb is told
 * that it is one.
 *
 * Return: 0; -EINVAL when something is wrong; -ENOENT when there is no such
 * value.
 */
int config_walk(const char *text, size_t len, const char *key, struct config_problem *problem)
{
	struct walk w = { .text = text, .target = key, .problem = problem };
	struct config_problem other = { 0 };
	struct walk loose = { .text = text, .loose = true, .problem = &other };
	int ret = walk(&w, len);

	if (!ret)
		return !key || w.found ? 0 : -ENOENT;
	if (strpbrk(text, "&*") && walk(&loose, len) && !strncmp(other.text, "anchors", 7) &&
	    (other.line != problem->line || other.column != problem->column))
		*problem = other;
	return ret;
}
