// SPDX-License-Identifier: GPL-2.0
/*
 * Read a file of commands, and have them take effect together. See batch.h.
 *
 * Called by main.c. The words of all lines are read before anything is sent;
 * then each line is sent as part of one transaction, and that is committed. An
 * error names the line, and leaves everything as it was.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "batch.h"
#include "later.h"
#include "txn.h"

/* A line with a command, what was made of it, and what it changed once it was sent. */
struct command {
	unsigned int line;
	int argc;
	char **argv;
	struct ctl_rest *rest;
	uint32_t object;
	uint32_t number;
};

/* The end of what stands for itself; strcspn() takes longer for short words. */
static char *skip_plain(char *at)
{
	static const bool special[UCHAR_MAX + 1] = {
		['\0'] = true, [' '] = true, ['\t'] = true, ['\\'] = true, ['"'] = true,
		['\''] = true,
	};

	while (!special[(unsigned char)*at])
		at++;
	return at;
}

static char *skip_blanks(char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/*
 * Read one word from @from, with its quotes and backslashes as in a shell, to
 * @to, which may be the same memory. Returns where it ends, NULL for an error.
 */
static char *read_word(char *from, char *to, char why[BATCH_WHY])
{
	char quote = '\0';

	/* Most words are where they belong, and have nothing but letters. */
	if (to == from) {
		from = skip_plain(from);
		to = from;
	}
	for (; *from && (quote || (*from != ' ' && *from != '\t')); from++) {
		if (*from == '\\' && quote != '\'') {
			if (!from[1]) {
				snprintf(why, BATCH_WHY, "a backslash is at the end of the line");
				return NULL;
			}
			/* In double quotes it is for these alone (POSIX 2.2.3). */
			if (!quote || strchr("\"\\$`", from[1]))
				from++;
			*to++ = *from;
		} else if (quote ? *from == quote : *from == '"' || *from == '\'') {
			quote = quote ? '\0' : *from;
		} else {
			*to++ = *from;
		}
	}
	if (quote) {
		snprintf(why, BATCH_WHY, "a quote %c is not closed", quote);
		return NULL;
	}
	if (*from)
		from++;
	*to = '\0';
	return from;
}

/**
 * batch_split - the words of a line
 * @line: the line, without its newline; the words are made of it
 * @words: room for BATCH_WORDS_MAX words
 * @why: what is wrong is put here
 *
 * Blanks stand between words, "#" at the start of a word begins a comment.
 * Nothing is expanded.
 *
 * Return: how many words there are, -1 for an error.
 */
int batch_split(char *line, char **words, char why[BATCH_WHY])
{
	int n = 0;

	for (;;) {
		line = skip_blanks(line);
		if (!*line || *line == '#')
			return n;
		if (n == BATCH_WORDS_MAX) {
			snprintf(why, BATCH_WHY, "there are more than %d words", BATCH_WORDS_MAX);
			return -1;
		}
		words[n++] = line;
		line = read_word(line, line, why);
		if (!line)
			return -1;
	}
}

static int wrong(const char *name, unsigned int line, const char *why)
{
	out_error_at(name, line);
	out_error("%s", why);
	return CTL_USAGE;
}

/* The file in memory, with a NUL behind it; the caller gives it back. */
static int read_all(const char *name, FILE *file, char **text, size_t *len)
{
	size_t room = 0;
	const char *nul;
	unsigned int line = 1;
	char *buf = NULL;
	char *at;

	/* A pipe does not say how much will come. */
	for (*len = 0; *len == room && room <= BATCH_FILE_MAX;
	     *len += fread(buf + *len, 1, room - *len, file)) {
		room = MIN(room ? 2 * room : 65536, BATCH_FILE_MAX + 1u);
		buf = vec_need(realloc(buf, room + 1));
		*text = buf;
	}
	if (ferror(file)) {
		out_error("cannot read %s: %s", name, strerror(errno));
		return CTL_REFUSED;
	}
	if (*len > BATCH_FILE_MAX) {
		out_error("%s is larger than %d bytes", name, BATCH_FILE_MAX);
		return CTL_USAGE;
	}
	buf[*len] = '\0';
	nul = memchr(buf, '\0', *len);
	if (!nul)
		return CTL_OK;
	for (at = buf; (at = memchr(at, '\n', (size_t)(nul - at))); at++)
		line++;
	return wrong(name, line, "a NUL byte is in the line");
}

/* The commands of the file @name, which is @text. */
static int read_commands(const char *name, char *text, struct vec *commands)
{
	static char *words[BATCH_WORDS_MAX];
	unsigned int line = 0;
	char why[BATCH_WHY];
	char *next;

	for (; text; text = next) {
		struct command *command;
		int n;

		line++;
		next = strchr(text, '\n');
		if (next)
			*next++ = '\0';
		if (strlen(text) > BATCH_LINE_MAX)
			return wrong(name, line, "the line is longer than 65536 bytes");
		n = batch_split(text, words, why);
		if (n < 0)
			return wrong(name, line, why);
		if (!n)
			continue;
		command = vec_push(commands);
		command->line = line;
		command->argc = n;
		command->argv = vec_need(malloc((size_t)n * sizeof(*words)));
		memcpy(command->argv, words, (size_t)n * sizeof(*words));
	}
	return CTL_OK;
}

/* Read the words of all commands, until those of one are wrong. */
static int read_all_words(struct ctl *ctl, const char *name, const struct vec *commands,
			  batch_run run)
{
	int ret = CTL_OK;
	size_t i;

	ctl->words_only = true;
	for (i = 0; !ret && i < commands->n; i++) {
		struct command *command = vec_at(commands, i);
		struct args args = { .argc = command->argc, .argv = command->argv };

		out_error_at(name, command->line);
		ctl->rest = NULL;
		ret = run(ctl, &args);
		command->rest = ctl->rest;
	}
	ctl->words_only = false;
	return ret;
}

/* Run all commands until one fails. */
static int run_all(struct ctl *ctl, const char *name, const struct vec *commands, batch_run run)
{
	int ret = CTL_OK;
	size_t i;

	for (i = 0; !ret && i < commands->n; i++) {
		struct command *command = vec_at(commands, i);
		struct args args = { .argc = command->argc, .argv = command->argv };

		out_error_at(name, command->line);
		ret = command->rest ? command->rest->run(ctl, command->rest) : run(ctl, &args);
		command->object = ctl->txn.object;
		command->number = ctl->txn.number;
	}
	return ret;
}

/* The line that changed an object last; 0 for none. */
static unsigned int line_of(const struct vec *commands, const struct vsw_txn *about)
{
	bool vlan = about->object == VSWITCH_OBJECT_VLAN;
	uint32_t number = vlan ? about->vid : about->port;
	size_t i;

	/* Which ACL it is about is not said. */
	if (about->object == VSWITCH_OBJECT_ACL)
		return 0;
	for (i = commands->n; about->has & 1u << VSWITCH_A_TXN_OBJECT && i--;) {
		const struct command *command = vec_at(commands, i);

		if (command->object == about->object && command->number == number)
			return command->line;
	}
	return 0;
}

static int commit(struct ctl *ctl, const char *name, const struct vec *commands)
{
	uint32_t sw = ctl->txn.sw;
	struct vsw_txn about;

	if (!ctl->txn.id)
		return CTL_OK;
	if (later_flush(ctl))
		return CTL_REFUSED;
	out_error_at(name, 0);
	if (!txn_commit(ctl, 0, &about))
		return CTL_OK;
	out_error_at(name, line_of(commands, &about));
	return txn_refused(ctl, sw, &about);
}

static int run_file(struct ctl *ctl, const char *name, char *text, batch_run run)
{
	struct vec commands = { .size = sizeof(struct command) };
	size_t i;
	int ret;

	ret = read_commands(name, text, &commands) ?:
	      read_all_words(ctl, name, &commands, run);
	if (!ret) {
		ctl->txn.gather = true;
		ret = run_all(ctl, name, &commands, run) ?:
		      commit(ctl, name, &commands);
		ctl->txn.gather = false;
	}
	out_error_at(NULL, 0);
	later_forget(ctl);
	txn_abort(ctl);
	for (i = 0; i < commands.n; i++) {
		const struct command *command = vec_at(&commands, i);

		free(command->argv);
		free(command->rest);
	}
	vec_free(&commands);
	return ret;
}

/**
 * batch_file - run the commands of a file as one transaction
 * @ctl: state
 * @name: of the file, "-" for the standard input
 * @run: runs one command
 *
 * Return: CTL_OK, CTL_USAGE or CTL_REFUSED, which has been told.
 */
int batch_file(struct ctl *ctl, const char *name, batch_run run)
{
	bool standard = !strcmp(name, "-");
	FILE *file = standard ? stdin : fopen(name, "re");
	char *text = NULL;
	size_t len;
	int ret;

	name = standard ? "stdin" : name;
	if (!file) {
		out_error("cannot open %s: %s", name, strerror(errno));
		return CTL_REFUSED;
	}
	ctl->batch = true;
	ret = read_all(name, file, &text, &len) ?:
	      run_file(ctl, name, text, run);
	out_error_at(NULL, 0);
	free(text);
	if (!standard)
		fclose(file);
	return ret;
}
