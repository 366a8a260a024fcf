// SPDX-License-Identifier: GPL-2.0
/*
 * Words of a command line: abbreviations, slips of a finger, values.
 *
 * A suite of unit.c.
 */
#include <string.h>

#include "args.h"
#include "ctl.h"
#include "unit.h"

static const char *const words[] = { "show", "set", "flood", "flood-unicast", "flood-multicast" };

static int find(const char *word)
{
	return args_find(words, ARRAY_LEN(words), sizeof(words[0]), word);
}

static const char *nearest(const char *word)
{
	return args_nearest(words, ARRAY_LEN(words), sizeof(words[0]), word);
}

static void test_find(void)
{
	CHECK(find("show") == 0);
	CHECK(find("sh") == 0);
	CHECK(find("se") == 1);
	CHECK(find("flood-m") == 4);
	CHECK(find("s") == ARGS_AMBIGUOUS);
	CHECK(find("flood-") == ARGS_AMBIGUOUS);
	/* A whole word goes before those that begin with it. */
	CHECK(find("flood") == 2);
	CHECK(find("") == ARGS_NONE);
	CHECK(find("shows") == ARGS_NONE);
	CHECK(find("Show") == ARGS_NONE);
}

/* The textbook definition, without a table; slow, so for short words only. */
static unsigned int naive(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	unsigned int best, other;

	if (!la || !lb)
		return (unsigned int)(la + lb);
	best = naive(a + 1, b + 1) + (a[0] != b[0]);
	other = naive(a + 1, b) + 1;
	best = other < best ? other : best;
	other = naive(a, b + 1) + 1;
	best = other < best ? other : best;
	if (la > 1 && lb > 1 && a[0] == b[1] && a[1] == b[0]) {
		other = naive(a + 2, b + 2) + 1;
		best = other < best ? other : best;
	}
	return best;
}

static void random_word(char *word, size_t size)
{
	size_t len = unit_random() % size;
	size_t i;

	for (i = 0; i < len; i++)
		word[i] = (char)('a' + unit_random() % 3);
	word[len] = '\0';
}

static void test_distance(void)
{
	char a[7], b[7];
	int i;

	CHECK(args_distance("port", "port") == 0);
	CHECK(args_distance("prot", "port") == 1);
	CHECK(args_distance("", "port") == 4);
	CHECK(args_distance("a word that is much longer than any of ours", "x") == UINT32_MAX);
	for (i = 0; i < 3000; i++) {
		random_word(a, sizeof(a));
		random_word(b, sizeof(b));
		if (!CHECK(args_distance(a, b) == naive(a, b)))
			return;
	}
}

static void test_nearest(void)
{
	CHECK_STR(nearest("shwo"), "show");
	CHECK_STR(nearest("flod"), "flood");
	CHECK_STR(nearest("flood-unicats"), "flood-unicast");
	CHECK(!nearest("quite-different"));
	CHECK(!nearest("x"));
	CHECK(!nearest(""));
}

static void test_number(void)
{
	uint32_t value = 7;

	CHECK(args_number("0", 0, 10, &value) && value == 0);
	CHECK(args_number("4294967295", 0, UINT32_MAX, &value) && value == UINT32_MAX);
	CHECK(args_number("0010", 0, 10, &value) && value == 10);
	value = 7;
	CHECK(!args_number("4294967296", 0, UINT32_MAX, &value));
	CHECK(!args_number("99999999999999999999999999", 0, UINT32_MAX, &value));
	CHECK(!args_number("11", 0, 10, &value));
	CHECK(!args_number("1", 2, 10, &value));
	CHECK(!args_number("", 0, 10, &value));
	CHECK(!args_number("-1", 0, 10, &value));
	CHECK(!args_number("+1", 0, 10, &value));
	CHECK(!args_number(" 1", 0, 10, &value));
	CHECK(!args_number("1 ", 0, 10, &value));
	CHECK(!args_number("0x1", 0, 10, &value));
	CHECK(value == 7);
}

static void test_mac(void)
{
	static const uint8_t should[6] = { 0x02, 0xab, 0xCD, 0, 0xff, 0x10 };
	static const char *const bad[] = {
		"", "02", "02:", "02:ab:cd:00:ff", "02:ab:cd:00:ff:", "02:ab:cd:00:ff:1",
		"02:ab:cd:00:ff:100", "02:ab:cd:00:ff:10:", "2:ab:cd:00:ff:10",
		"02:ab:cd:00:ff:1g", "02ab.cd00.ff10", "02 ab cd 00 ff 10", "::::::",
	};
	uint8_t mac[6];
	size_t i;

	CHECK(args_mac("02:ab:CD:00:ff:10", mac) && !memcmp(mac, should, 6));
	CHECK(args_mac("02-ab-cd-00-FF-10", mac) && !memcmp(mac, should, 6));
	for (i = 0; i < ARRAY_LEN(bad); i++)
		CHECK(!args_mac(bad[i], mac));
}

struct values {
	uint32_t has;
	uint32_t ageing;
	uint16_t vid;
	uint8_t learning;
	uint8_t mac[6];
	const char *name;
	uint32_t kind;
};

static const struct arg_def defs[] = {
	{ .name = "ageing", .type = ARG_U32, .bit = 0, .offset = offsetof(struct values, ageing) },
	{ .name = "vlan", .type = ARG_U16, .bit = 1,
	  .offset = offsetof(struct values, vid), .min = 1, .max = 4094 },
	{ .name = "learning", .type = ARG_ONOFF, .bit = 2,
	  .offset = offsetof(struct values, learning) },
	{ .name = "address", .type = ARG_MAC, .bit = 3, .offset = offsetof(struct values, mac) },
	{ .name = "name", .type = ARG_TEXT, .bit = 4,
	  .offset = offsetof(struct values, name), .min = 1, .max = 4 },
	{ .name = "static", .type = ARG_VALUE, .bit = 5,
	  .offset = offsetof(struct values, kind), .value = 11 },
	{ .name = "sticky", .type = ARG_VALUE, .bit = 5,
	  .offset = offsetof(struct values, kind), .value = 12 },
};

/* Read @line, give the result back, and what was said about it in @said. */
static int read_line(const char *line, struct values *values, const char **said)
{
	static char copy[256];
	struct args args = { .path = "port add" };
	char *argv[16], *word;
	const char *out;
	int ret;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[args.argc++] = word;
	args.argv = argv;
	memset(values, 0, sizeof(*values));
	unit_capture();
	ret = args_keywords(&args, defs, ARRAY_LEN(defs), values);
	unit_captured(&out, said);
	return ret;
}

static void test_keywords(void)
{
	struct values v;
	const char *said;

	CHECK(read_line("ageing 300 vlan 4094 learning off address 02:00:00:00:00:01", &v,
			&said) == CTL_OK);
	CHECK(v.has == 0xf && v.ageing == 300 && v.vid == 4094 && !v.learning);
	CHECK(v.mac[0] == 2 && v.mac[5] == 1);
	CHECK(read_line("name web sticky", &v, &said) == CTL_OK);
	CHECK(v.has == 0x30 && v.kind == 12);
	CHECK_STR(v.name, "web");
	CHECK_STR(said, "");
	CHECK(read_line("ag 5 le on", &v, &said) == CTL_OK && v.ageing == 5 && v.learning);
	CHECK(read_line("", &v, &said) == CTL_OK && !v.has);
}

static void test_keyword_errors(void)
{
	static const struct {
		const char *line;
		const char *said;
	} cases[] = {
		{ "agieng 3", "unknown word 'agieng', did you mean 'ageing'?" },
		{ "s", "word 's' is short for several: static, sticky" },
		{ "zzzzz", "unknown word 'zzzzz'" },
		{ "ageing", "ageing needs a value" },
		{ "ageing x", "ageing must be a number from 0 to 4294967295, not 'x'" },
		{ "vlan 0", "vlan must be a number from 1 to 4094, not '0'" },
		{ "vlan 4095", "vlan must be a number from 1 to 4094, not '4095'" },
		{ "learning yes", "learning must be on or off, not 'yes'" },
		{ "address 1", "'1' is not a MAC address" },
		{ "name webby", "name 'webby' is too long, at most 4 characters" },
		{ "vlan 1 vlan 2", "'vlan' is there twice" },
		{ "static sticky", "'sticky' is one kind too many" },
	};
	struct values v;
	const char *said;
	char text[256];
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CHECK(read_line(cases[i].line, &v, &said) == CTL_USAGE);
		snprintf(text, sizeof(text),
			 "vswitchctl: %s\nvswitchctl: try 'vswitchctl port add help'\n",
			 cases[i].said);
		CHECK_STR(said, text);
	}
}

static void test_escaped_words(void)
{
	struct values v;
	const char *said;

	CHECK(read_line("\033[2J", &v, &said) == CTL_USAGE);
	CHECK(!strchr(said, '\033') && strstr(said, "\\x1b[2J"));
}

static const struct unit_test tests[] = {
	{ "args: unique abbreviations are found", test_find },
	{ "args: distance is that of the textbook", test_distance },
	{ "args: a mistyped word has a nearest one", test_nearest },
	{ "args: numbers are digits in range", test_number },
	{ "args: MAC addresses are six pairs", test_mac },
	{ "args: keywords fill a struct", test_keywords },
	{ "args: what is wrong with keywords is told", test_keyword_errors },
	{ "args: control characters are not echoed", test_escaped_words },
};

const struct unit_suite suite_args = { tests, ARRAY_LEN(tests) };
