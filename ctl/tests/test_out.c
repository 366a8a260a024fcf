// SPDX-License-Identifier: GPL-2.0
/*
 * The printer: tables, blocks, JSON, and names made of anything.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <string.h>

#include "out.h"
#include "unit.h"
#include "vec.h"

struct thing {
	const char *name;
	uint64_t frames;
	uint64_t bytes;
	bool on;
};

static void fill(struct out_row *row, const void *item, void *ctx)
{
	const struct thing *thing = item;

	(void)ctx;
	out_str(row, "name", thing->name);
	out_num(row, "frames", thing->frames);
	out_num(row, "bytes", thing->bytes);
	out_bool(row, "on", thing->on);
	out_text(row, "note", "%s", thing->on ? "it is on" : "");
	out_num_if(row, "maybe", thing->on, 1);
}

static const struct out_col cols[] = {
	{ .key = "name", .head = "NAME" },
	{ .key = "frames", .head = "FRAMES", .right = true },
	{ .key = "bytes", .head = "BYTES", .right = true, .unit = OUT_BYTES },
	{ .key = "on", .head = "ON" },
	{ .key = "note", .head = "NOTE", .text_only = true },
	{ .key = "maybe" },
};

static struct out_desc desc = { .cols = cols, .ncols = ARRAY_LEN(cols), .fill = fill };

static const struct thing things[] = {
	{ "web1", 12, 999, true },
	{ NULL, 123456789, 1234567, false },
};

static const char *const thing_json[] = {
	"{\"name\":\"web1\",\"frames\":12,\"bytes\":999,\"on\":true,\"maybe\":1}",
	"{\"name\":null,\"frames\":123456789,\"bytes\":1234567,\"on\":false,\"maybe\":null}",
};

static const char *print(struct out out, const struct out_desc *d, size_t n)
{
	const char *text;

	unit_capture();
	out_table(&out, d, things, sizeof(things[0]), n, NULL);
	unit_captured(&text, NULL);
	return text;
}

static void test_table(void)
{
	struct out_desc hidden = desc;

	CHECK_STR(print((struct out){ 0 }, &desc, 2),
		  "NAME     FRAMES   BYTES  ON   NOTE\n"
		  "web1         12   999 B  on   it is on\n"
		  "-     123456789  1.2 MB  off\n");
	CHECK_STR(print((struct out){ 0 }, &desc, 0), "");
	hidden.hide = "name";
	CHECK_STR(print((struct out){ 0 }, &hidden, 1),
		  "FRAMES  BYTES  ON  NOTE\n"
		  "    12  999 B  on  it is on\n");
}

static void test_block(void)
{
	struct out_desc block = desc;

	block.block = true;
	CHECK_STR(print((struct out){ 0 }, &block, 2),
		  "web1\n"
		  "  FRAMES     12\n"
		  "  BYTES   999 B\n"
		  "  ON      on\n"
		  "  NOTE    it is on\n"
		  "-\n"
		  "  FRAMES  123456789\n"
		  "  BYTES      1.2 MB\n"
		  "  ON      off\n");
}

static void test_json(void)
{
	json_error_t error;
	char both[256];
	json_t *value;

	snprintf(both, sizeof(both), "[%s,%s]\n", thing_json[0], thing_json[1]);
	CHECK_STR(print((struct out){ .json = true }, &desc, 2), both);
	CHECK_STR(print((struct out){ .json = true }, &desc, 0), "[]\n");
	CHECK_STR(print((struct out){ .json = true, .pretty = true }, &desc, 0), "[]\n");
	value = json_loads(print((struct out){ .json = true, .pretty = true }, &desc, 2), 0,
			   &error);
	CHECK(json_array_size(value) == 2);
	json_decref(value);
	CHECK(strstr(print((struct out){ .json = true, .pretty = true }, &desc, 2),
		     "[\n  {\n    \"name\": \"web1\",\n    \"frames\": 12,\n"));
	/* Pretty alone changes nothing. */
	CHECK(strstr(print((struct out){ .pretty = true }, &desc, 1), "NAME"));
}

static void test_line(void)
{
	struct out json = { .json = true, .pretty = true };
	struct out text = { 0 };
	const char *said;
	char should[256];

	unit_capture();
	out_line(&text, &desc, &things[0], NULL);
	out_line(&text, &desc, &things[1], NULL);
	out_line(&json, &desc, &things[0], NULL);
	unit_captured(&said, NULL);
	snprintf(should, sizeof(should), "%s\n%s\n%s\n", "web1 12 999 B on it is on",
		 "- 123456789 1.2 MB off", thing_json[0]);
	CHECK_STR(said, should);
}

static void fill_outer(struct out_row *row, const void *item, void *ctx)
{
	(void)ctx;
	out_str(row, "name", "outer");
	out_json(row, "inner", out_collect(&desc, item, sizeof(things[0]), 2, NULL));
	out_str(row, "last", "end");
}

static void test_nested(void)
{
	static const struct out_col outer_cols[] = {
		{ .key = "name" }, { .key = "inner" }, { .key = "last" },
	};
	static const struct out_desc outer = {
		.cols = outer_cols, .ncols = ARRAY_LEN(outer_cols), .fill = fill_outer,
	};
	json_t *array = out_collect(&outer, things, sizeof(things), 1, NULL);
	const json_t *obj = json_array_get(array, 0);

	CHECK_STR(json_string_value(json_object_get(obj, "name")), "outer");
	CHECK_STR(json_string_value(json_object_get(obj, "last")), "end");
	CHECK(json_array_size(json_object_get(obj, "inner")) == 2);
	json_decref(array);
}

static const char *escape(const char *src)
{
	static char text[64];

	out_escape(text, sizeof(text), src);
	return text;
}

static void test_escape(void)
{
	char small[6];

	CHECK_STR(escape("tap0"), "tap0");
	CHECK_STR(escape("\033[31m"), "\\x1b[31m");
	CHECK_STR(escape("a\nb\tc\rd\x7f"), "a\\x0ab\\x09c\\x0dd\\x7f");
	CHECK_STR(escape("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
	/* C1 controls, text direction, overlong forms, surrogates, half characters. */
	CHECK_STR(escape("\xc2\x9b"), "\\xc2\\x9b");
	CHECK_STR(escape("\xe2\x80\xae"), "\\xe2\\x80\\xae");
	CHECK_STR(escape("\xc0\xaf"), "\\xc0\\xaf");
	CHECK_STR(escape("\xed\xa0\x80"), "\\xed\\xa0\\x80");
	CHECK_STR(escape("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
	CHECK_STR(escape("x\xe2\x82"), "x\\xe2\\x82");
	CHECK_STR(escape("\xff"), "\\xff");
	out_escape(small, sizeof(small), "abcdefgh");
	CHECK_STR(small, "abcde");
	out_escape(small, sizeof(small), "abc\033");
	CHECK_STR(small, "abc");
	out_escape(small, sizeof(small), "abcd\xc3\xbc");
	CHECK_STR(small, "abcd");
}

static void test_messages(void)
{
	const char *out, *err;

	unit_capture();
	out_say("%s", "a\033b");
	out_error("no port '%s'", "\033]0;x\007");
	unit_captured(&out, &err);
	CHECK_STR(out, "a\\x1bb\n");
	CHECK_STR(err, "vswitchctl: no port '\\x1b]0;x\\x07'\n");
}

static void test_bytes(void)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = {
		{ 0, "0 B" }, { 999, "999 B" }, { 1000, "1.0 kB" }, { 1249, "1.2 kB" },
		{ 999949, "999.9 kB" }, { 999950, "1.0 MB" }, { 1234567, "1.2 MB" },
		{ 1000000000000ull, "1.0 TB" }, { UINT64_MAX, "18.4 EB" },
	};
	char text[16];
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		out_bytes(text, sizeof(text), cases[i].bytes);
		CHECK_STR(text, cases[i].text);
	}
}

static const char *as_json(json_t *value)
{
	static char text[64];
	size_t len = json_dumpb(value, text, sizeof(text) - 1, JSON_ENCODE_ANY);

	text[len] = '\0';
	json_decref(value);
	return text;
}

static void test_json_values(void)
{
	CHECK_STR(as_json(out_json_str("a\"b\033")), "\"a\\\"b\\u001B\"");
	CHECK_STR(as_json(out_json_str("x\xff\xc3y")), "\"x\xef\xbf\xbd\xef\xbf\xbdy\"");
	CHECK_STR(as_json(out_json_str("\xed\xa0\x80")),
		  "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	CHECK_STR(as_json(out_json_str(NULL)), "null");
	CHECK_STR(as_json(out_json_num(INT64_MAX)), "9223372036854775807");
	CHECK_STR(as_json(out_json_num(UINT64_MAX)), "9223372036854775807");
}

static void test_random_names(void)
{
	int round;

	for (round = 0; round < 50000; round++) {
		char name[16], text[64];
		json_t *value;
		size_t i;

		for (i = 0; i < sizeof(name) - 1; i++)
			name[i] = (char)(unit_random() % 4 ? 0x80 + unit_random() % 0x80 :
						     unit_random());
		name[sizeof(name) - 1] = '\0';
		out_escape(text, sizeof(text), name);
		for (i = 0; text[i]; i++)
			CHECK((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
		value = out_json_str(name);
		if (!CHECK(json_is_string(value)))
			return;
		json_decref(value);
	}
}

static const struct unit_test tests[] = {
	{ "out: text tables are aligned", test_table },
	{ "out: blocks are aligned", test_block },
	{ "out: JSON has the same rows", test_json },
	{ "out: events are lines", test_line },
	{ "out: rows can hold rows", test_nested },
	{ "out: control characters are escaped", test_escape },
	{ "out: messages are escaped", test_messages },
	{ "out: amounts are rounded for people", test_bytes },
	{ "out: JSON values are always valid", test_json_values },
	{ "out: names of random bytes do no harm", test_random_names },
};

const struct unit_suite suite_out = { tests, ARRAY_LEN(tests) };
