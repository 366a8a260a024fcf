// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the words of a command line. See args.h.
 *
 * Pure but for the messages on stderr: no netlink, so that a mistyped word is
 * told even where there is no vswitch.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>

#include "args.h"
#include "ctl.h"
#include "out.h"

/* Longest word for which a nearest one is looked for. */
#define WORD_MAX 32

static const char *name_at(const void *table, size_t stride, size_t i)
{
	return *(const char *const *)((const char *)table + i * stride);
}

/**
 * args_find - look a word up, abbreviated or not
 * @table: structs that begin with a const char pointer, or such pointers
 * @n: how many
 * @stride: bytes of one
 * @word: what was typed
 *
 * Return: index of the entry that is @word, or of the only one that begins
 * with it; else ARGS_NONE or ARGS_AMBIGUOUS.
 */
int args_find(const void *table, size_t n, size_t stride, const char *word)
{
	size_t len = strlen(word);
	int found = ARGS_NONE;
	size_t i;

	for (i = 0; len && i < n; i++) {
		const char *name = name_at(table, stride, i);

		if (strncmp(name, word, len))
			continue;
		if (!name[len])
			return (int)i;
		found = found == ARGS_NONE ? (int)i : ARGS_AMBIGUOUS;
	}
	return found;
}

/**
 * args_distance - how many slips of a finger lie between two words
 * @a: a word
 * @b: another
 *
 * A slip is a letter too many, too few, a wrong one, or two in wrong order
 * (optimal string alignment).
 *
 * Return: the number, UINT32_MAX when a word is longer than it should be.
 */
unsigned int args_distance(const char *a, const char *b)
{
	unsigned int d[WORD_MAX + 1][WORD_MAX + 1];
	size_t la = strlen(a), lb = strlen(b);
	size_t i, j;

	if (la > WORD_MAX || lb > WORD_MAX)
		return UINT32_MAX;
	for (i = 0; i <= la; i++)
		d[i][0] = (unsigned int)i;
	for (j = 0; j <= lb; j++)
		d[0][j] = (unsigned int)j;
	for (i = 1; i <= la; i++) {
		for (j = 1; j <= lb; j++) {
			unsigned int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			best = MIN(best, d[i - 1][j] + 1);
			best = MIN(best, d[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = MIN(best, d[i - 2][j - 2] + 1);
			d[i][j] = best;
		}
	}
	return d[la][lb];
}

/**
 * args_nearest - what was probably meant
 * @table: as for args_find()
 * @n: as for args_find()
 * @stride: as for args_find()
 * @word: what was typed
 *
 * Return: the entry that is nearest, or NULL when none is near.
 */
const char *args_nearest(const void *table, size_t n, size_t stride, const char *word)
{
	unsigned int best = (unsigned int)strlen(word) / 3 + 1;
	const char *nearest = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		const char *name = name_at(table, stride, i);
		unsigned int d = args_distance(word, name);

		/* All letters changed is another word. */
		if (d < strlen(name) && (d < best || (!nearest && d == best))) {
			best = d;
			nearest = name;
		}
	}
	return nearest;
}

static void point_to_help(const struct args *args)
{
	out_error("try 'vswitchctl %s%shelp'", args->path, args->path[0] ? " " : "");
}

/**
 * args_fail - say what is wrong with the words, and where help is
 * @args: the words
 * @fmt: what is wrong
 *
 * Return: CTL_USAGE, for the caller to return.
 */
int args_fail(const struct args *args, const char *fmt, ...)
{
	char text[1152];
	va_list ap;

	if (args->quiet)
		return CTL_USAGE;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	out_error("%s", text);
	point_to_help(args);
	return CTL_USAGE;
}

/**
 * args_unknown - say that a word is not one of those that can stand here
 * @args: the words
 * @what: what it should have been, such as "verb"
 * @word: what was typed
 * @table: as for args_find()
 * @n: as for args_find()
 * @stride: as for args_find()
 *
 * Return: CTL_USAGE, for the caller to return.
 */
int args_unknown(const struct args *args, const char *what, const char *word,
		 const void *table, size_t n, size_t stride)
{
	const char *nearest = args_nearest(table, n, stride, word);
	char list[256] = "";
	size_t i;

	if (args_find(table, n, stride, word) != ARGS_AMBIGUOUS) {
		if (nearest)
			return args_fail(args, "unknown %s '%s', did you mean '%s'?", what, word,
					 nearest);
		return args_fail(args, "unknown %s '%s'", what, word);
	}
	for (i = 0; i < n; i++) {
		const char *name = name_at(table, stride, i);
		size_t used = strlen(list);

		if (!strncmp(name, word, strlen(word)))
			snprintf(list + used, sizeof(list) - used, "%s%s", used ? ", " : "", name);
	}
	return args_fail(args, "%s '%s' is short for several: %s", what, word, list);
}

/**
 * args_take - read a word
 * @args: the words
 *
 * Return: the word, or NULL when there is no more.
 */
const char *args_take(struct args *args)
{
	if (!args->argc)
		return NULL;
	args->argc--;
	return *args->argv++;
}

/**
 * args_need - read a word that must be there
 * @args: the words
 * @what: what it is, as in the usage, such as "SWITCH"
 * @word: it is put here
 *
 * Return: CTL_OK or CTL_USAGE, which has been told.
 */
int args_need(struct args *args, const char *what, const char **word)
{
	*word = args_take(args);
	if (*word && **word)
		return CTL_OK;
	return args_fail(args, "%s is missing", what);
}

/**
 * args_end - check that there are no more words
 * @args: the words
 *
 * Return: CTL_OK or CTL_USAGE, which has been told.
 */
int args_end(const struct args *args)
{
	if (!args->argc)
		return CTL_OK;
	return args_fail(args, "'%s' is more than is needed", args->argv[0]);
}

/**
 * args_is_help - is help wanted?
 * @word: what was typed, or NULL
 *
 * Return: true if so.
 */
bool args_is_help(const char *word)
{
	return word && (!strcmp(word, "help") || !strcmp(word, "-h") || !strcmp(word, "--help"));
}

/**
 * args_is_keyword - is the next word a keyword, abbreviated or not?
 * @args: the words
 * @defs: the keywords
 * @n: how many
 *
 * Return: true if it is one, or short for several.
 */
bool args_is_keyword(const struct args *args, const struct arg_def *defs, size_t n)
{
	return args->argc && args_find(defs, n, sizeof(*defs), args->argv[0]) != ARGS_NONE;
}

/**
 * args_number - read a decimal number
 * @word: what was typed
 * @min: lowest that is allowed
 * @max: highest that is allowed
 * @value: the number is put here
 *
 * Return: false for anything but digits, and for numbers out of range.
 */
bool args_number(const char *word, uint32_t min, uint32_t max, uint32_t *value)
{
	uint64_t number = 0;
	const char *c;

	for (c = word; *c >= '0' && *c <= '9'; c++) {
		number = number * 10 + (uint64_t)(*c - '0');
		if (number > UINT32_MAX)
			return false;
	}
	if (c == word || *c || number < min || number > max)
		return false;
	*value = (uint32_t)number;
	return true;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

/**
 * args_mac - read a MAC address
 * @word: six pairs of hexadecimal digits, with ":" or "-" between them
 * @mac: the address is put here
 *
 * Return: false for anything else.
 */
bool args_mac(const char *word, uint8_t mac[6])
{
	int i;

	for (i = 0; i < 6; i++, word += 3) {
		int high = hex_digit(word[0]);
		int low = high < 0 ? -1 : hex_digit(word[1]);

		if (low < 0)
			return false;
		if (i < 5 ? word[2] != ':' && word[2] != '-' : word[2] != '\0')
			return false;
		mac[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static int store_text(const struct args *args, const struct arg_def *def, const char *word,
		      void *at)
{
	size_t len = strlen(word);

	if (len < def->min)
		return args_fail(args, "%s must not be empty", def->name);
	if (def->max && len > def->max)
		return args_fail(args, "%s '%s' is too long, at most %u characters", def->name,
				 word, def->max);
	if (def->type == ARG_STRING)
		memcpy(at, word, len + 1);
	else
		*(const char **)at = word;
	return CTL_OK;
}

static int store_number(const struct args *args, const struct arg_def *def, const char *word,
			void *at)
{
	uint32_t max = def->max ? def->max : UINT32_MAX;
	uint32_t value;

	if (!args_number(word, def->min, max, &value))
		return args_fail(args, "%s must be a number from %u to %u, not '%s'", def->name,
				 def->min, max, word);
	if (def->type == ARG_U16)
		*(uint16_t *)at = (uint16_t)value;
	else
		*(uint32_t *)at = value;
	return CTL_OK;
}

/**
 * args_name_of - read one of some words, abbreviated or not
 * @args: the words
 * @what: what it is, for messages
 * @word: what was typed
 * @names: the words that it can be
 * @value: its number is put here
 *
 * Return: CTL_OK or CTL_USAGE, which has been told.
 */
int args_name_of(const struct args *args, const char *what, const char *word,
		 const struct names *names, uint32_t *value)
{
	int i = args_find(names->name, names->n, sizeof(*names->name), word);
	char list[256] = "";
	size_t used = 0;
	size_t n;

	if (i >= 0) {
		*value = (uint32_t)i;
		return CTL_OK;
	}
	if (i == ARGS_AMBIGUOUS ||
	    args_nearest(names->name, names->n, sizeof(*names->name), word))
		return args_unknown(args, what, word, names->name, names->n,
				    sizeof(*names->name));
	for (n = 0; n < names->n && used < sizeof(list); n++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
					 !n ? "" : n + 1 < names->n ? ", " : " or ",
					 names->name[n]);
	return args_fail(args, "%s must be %s, not '%s'", what, list, word);
}

static int store(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	void *at = (char *)dst + def->offset;

	switch (def->type) {
	case ARG_U32:
	case ARG_U16:
		return store_number(args, def, word, at);
	case ARG_ONOFF:
		if (strcmp(word, "on") && strcmp(word, "off"))
			return args_fail(args, "%s must be on or off, not '%s'", def->name, word);
		*(uint8_t *)at = !strcmp(word, "on");
		return CTL_OK;
	case ARG_MAC:
		if (!args_mac(word, at))
			return args_fail(args, "'%s' is not a MAC address", word);
		return CTL_OK;
	case ARG_TEXT:
	case ARG_STRING:
		return store_text(args, def, word, at);
	case ARG_NAME_OF:
		return args_name_of(args, def->name, word, def->names, at);
	case ARG_READ:
		return def->read(args, def, word, dst);
	case ARG_VALUE:
		break;
	}
	*(uint32_t *)at = def->value;
	return CTL_OK;
}

/* Does another keyword exclude this one? */
static bool is_one_of(const struct arg_def *def, const struct arg_def *defs, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (defs[i].bit == def->bit && &defs[i] != def)
			return true;
	}
	return false;
}

/**
 * args_keywords - read keywords and their values to the end of the words
 * @args: the words
 * @defs: the keywords that can stand here
 * @n: how many
 * @dst: a struct that begins with a uint32_t, in which the bits of the
 *	keywords that were there are set
 *
 * Return: CTL_OK or CTL_USAGE, which has been told.
 */
int args_keywords(struct args *args, const struct arg_def *defs, size_t n, void *dst)
{
	uint32_t *has = dst;

	while (args->argc) {
		const char *word = args_take(args);
		int i = args_find(defs, n, sizeof(*defs), word);
		const struct arg_def *def;
		int ret;

		if (i < 0)
			return args_unknown(args, "word", word, defs, n, sizeof(*defs));
		def = &defs[i];
		if (*has & 1u << def->bit)
			return args_fail(args, is_one_of(def, defs, n) ?
					 "'%s' is one kind too many" : "'%s' is there twice",
					 def->name);
		if (def->type != ARG_VALUE) {
			word = args_take(args);
			if (!word)
				return args_fail(args, "%s needs a value", def->name);
		}
		ret = store(args, def, word, dst);
		if (ret)
			return ret;
		*has |= 1u << def->bit;
	}
	return CTL_OK;
}
