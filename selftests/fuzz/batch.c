// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: files of commands of vswitchctl. Words stay inside their line,
 * and in quotes they are the same words again; all lines are read before the
 * first one runs, in order, and the first that fails is the last.
 */
#include <stdio.h>

#include "batch.h"
#include "fuzz.h"
#include "vlans.h"

/* What became of a file: of reading its words, and of running its lines. */
struct runs {
	unsigned int read;
	unsigned int sent;
	uint64_t hash_read;
	uint64_t hash_sent;
	int failed;
};

static struct runs runs;

/*
 * The words of a line by the rules of the shell (POSIX 2.2, 2.3), a NUL behind
 * each, to @to. Returns how many, -1 for an error.
 */
static int naive_split(const char *line, char *to)
{
	enum { BLANK, PLAIN, SINGLE, DOUBLE } state = BLANK;
	int n = 0;

	for (; *line; line++) {
		if (state == BLANK) {
			if (*line == ' ' || *line == '\t')
				continue;
			if (*line == '#')
				return n;
			state = PLAIN;
			if (++n > BATCH_WORDS_MAX)
				return -1;
		}
		if (state == PLAIN && (*line == ' ' || *line == '\t')) {
			state = BLANK;
			*to++ = '\0';
		} else if (state == PLAIN && *line == '\'') {
			state = SINGLE;
		} else if (state == PLAIN && *line == '"') {
			state = DOUBLE;
		} else if ((state == SINGLE && *line == '\'') ||
			   (state == DOUBLE && *line == '"')) {
			state = PLAIN;
		} else if (*line == '\\' && state != SINGLE) {
			if (!*++line)
				return -1;
			if (state == DOUBLE && !strchr("$`\"\\", *line))
				*to++ = '\\';
			*to++ = *line;
		} else {
			*to++ = *line;
		}
	}
	*to = '\0';
	return state == SINGLE || state == DOUBLE ? -1 : n;
}

static void check_naive(const char *line, size_t len, char *const *words, int n)
{
	char *text = malloc(len + 2);
	const char *word = text;
	int i;

	HOLDS(naive_split(line, text) == n);
	for (i = 0; i < n; i++) {
		HOLDS(!strcmp(words[i], word));
		word += strlen(word) + 1;
	}
	free(text);
}

/* Each word in single quotes, so that splitting gives the same words. */
static void check_again(char *const *words, int n, size_t len)
{
	char *again[BATCH_WORDS_MAX], why[BATCH_WHY];
	char *text = malloc(5 * len + 3 * (size_t)n + 1);
	char *to = text;
	int i;

	for (i = 0; i < n; i++) {
		const char *c;

		*to++ = '\'';
		for (c = words[i]; *c; c++)
			to = *c == '\'' ? mempcpy(to, "'\"'\"'", 5) : mempcpy(to, c, 1);
		*to++ = '\'';
		*to++ = ' ';
	}
	*to = '\0';
	HOLDS(batch_split(text, again, why) == n);
	for (i = 0; i < n; i++)
		HOLDS(!strcmp(words[i], again[i]));
	free(text);
}

static void check_line(const uint8_t *data, size_t size)
{
	char *words[BATCH_WORDS_MAX], why[BATCH_WHY];
	size_t len = strnlen((const char *)data, size);
	char *line = malloc(len + 1), *copy;
	const char *end = line;
	int i, n;

	memcpy(line, data, len);
	line[len] = '\0';
	copy = strdup(line);
	memset(why, 0xa5, sizeof(why));
	n = batch_split(line, words, why);
	HOLDS(n >= -1 && n <= BATCH_WORDS_MAX);
	HOLDS(n >= 0 || (memchr(why, '\0', sizeof(why)) && why[0]));
	for (i = 0; i < n; i++) {
		HOLDS(words[i] >= end && words[i] <= line + len);
		end = words[i] + strlen(words[i]) + 1;
		HOLDS(end <= line + len + 1);
	}
	check_naive(copy, len, words, n);
	if (n >= 0)
		check_again(words, n, len);
	free(copy);
	free(line);
}

/* "!" is no command, "?" is refused when it is sent. */
static int run(struct ctl *ctl, struct args *args)
{
	uint64_t *hash = ctl->words_only ? &runs.hash_read : &runs.hash_sent;
	const char *c;
	int i;

	HOLDS(!runs.failed);
	HOLDS(args->argc > 0 && args->argc <= BATCH_WORDS_MAX);
	HOLDS(ctl->batch && ctl->txn.gather == !ctl->words_only);
	HOLDS(!ctl->words_only || !runs.sent);
	for (i = 0; i < args->argc; i++) {
		for (c = args->argv[i]; *c; c++)
			*hash = (*hash ^ (uint8_t)*c) * 0x100000001b3;
		*hash = (*hash ^ 0x100) * 0x100000001b3;
	}
	if (ctl->words_only)
		runs.read++;
	else
		runs.sent++;
	if (args->argv[0][0] == '!')
		runs.failed = CTL_USAGE;
	else if (args->argv[0][0] == '?' && !ctl->words_only)
		runs.failed = CTL_REFUSED;
	return runs.failed;
}

static void check_file(const uint8_t *data, size_t size)
{
	static struct ctl ctl;
	FILE *real_in = stdin, *real_err = stderr;
	char *text;
	size_t len;
	int ret;

	runs = (struct runs){ 0 };
	stdin = fmemopen((void *)data, size, "r");
	stderr = open_memstream(&text, &len);
	ret = batch_file(&ctl, "-", run);
	fclose(stdin);
	fclose(stderr);
	stdin = real_in;
	stderr = real_err;
	HOLDS(runs.failed ? ret == runs.failed : ret == CTL_OK || ret == CTL_USAGE);
	HOLDS(!ret || runs.failed || (!strncmp(text, "vswitchctl: stdin:", 18) && !runs.read));
	HOLDS(ret || (runs.read == runs.sent && runs.hash_read == runs.hash_sent && !len));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	check_line(data, size);
	check_file(data, size);
	vlans_forget();
	return 0;
}
