// SPDX-License-Identifier: GPL-2.0
/*
 * A configuration file to a struct config: read it, have libcyaml load it,
 * and where that fails, find out where and why. See config_file.h.
 *
 * Called by cmd_config.c. Loading a good file costs one pass over it; only
 * when something is wrong, or looks unusual, config_walk.c makes a second one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_file.h"

/**
 * config_wrong - note what is wrong with a value
 * @problem: it is noted here
 * @key: the value, seen from where the caller is; empty for that itself
 * @fmt: what is wrong
 *
 * Return: -EINVAL, for the caller to return.
 */
int config_wrong(struct config_problem *problem, const char *key, const char *fmt, ...)
{
	va_list ap;

	snprintf(problem->key, sizeof(problem->key), "%s", key);
	va_start(ap, fmt);
	vsnprintf(problem->text, sizeof(problem->text), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/**
 * config_inside - say where the value is that something is wrong with
 * @problem: as config_wrong() left it
 * @fmt: what its key is seen from, such as "ports[3]"
 *
 * Return: -EINVAL, for the caller to return.
 */
int config_inside(struct config_problem *problem, const char *fmt, ...)
{
	char outer[sizeof(problem->key)], inner[sizeof(problem->key)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(outer, sizeof(outer), fmt, ap);
	va_end(ap);
	memcpy(inner, problem->key, sizeof(inner));
	if (snprintf(problem->key, sizeof(problem->key), "%s%s%s", outer,
		     *inner && *inner != '[' ? "." : "", inner) < 0)
		problem->key[0] = '\0';
	return -EINVAL;
}

/**
 * config_at - the line and column of a byte
 * @text: the file
 * @offset: of the byte
 * @problem: line and column are put here
 */
void config_at(const char *text, size_t offset, struct config_problem *problem)
{
	const char *end = text + offset;
	const char *c;

	problem->line = 1;
	problem->column = 1;
	for (c = text; c < end; c++) {
		if (*c == '\n') {
			problem->line++;
			problem->column = 1;
		} else if ((*c & 0xc0) != 0x80) {
			problem->column++;
		}
	}
}

static int too_large(struct config_problem *problem)
{
	config_wrong(problem, "", "more than %u MiB, which no switch needs",
		     CONFIG_FILE_MAX >> 20);
	return -EFBIG;
}

static int slurp_fd(int fd, char **text, size_t *len, struct config_problem *problem)
{
	struct stat st;
	size_t room = 0;
	ssize_t n = 1;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISREG(st.st_mode) && st.st_size > (off_t)CONFIG_FILE_MAX)
		return too_large(problem);
	for (*len = 0; n; *len += (size_t)n) {
		if (*len > CONFIG_FILE_MAX)
			return too_large(problem);
		/* One byte for the NUL; and one that finds the end, or that it grew. */
		if (*len + 2 > room) {
			/* A pipe does not say how much will come. */
			room = room ? room * 2 :
				S_ISREG(st.st_mode) ? (size_t)st.st_size + 2 : 65536;
			*text = vec_need(realloc(*text, room));
		}
		do
			n = read(fd, *text + *len, room - *len - 1);
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return -errno;
	}
	(*text)[*len] = '\0';
	return 0;
}

/**
 * config_slurp - read a file into memory
 * @path: its path, or "-" for the standard input
 * @text: it is put here, with a NUL behind it; for free(), also on failure
 * @len: its length
 * @problem: set when it is too large
 *
 * Return: 0, -EFBIG when it is too large, or another negative errno.
 */
int config_slurp(const char *path, char **text, size_t *len, struct config_problem *problem)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int ret;

	*text = NULL;
	memset(problem, 0, sizeof(*problem));
	if (fd < 0)
		return -errno;
	ret = slurp_fd(fd, text, len, problem);
	if (!is_stdin)
		close(fd);
	return ret;
}

/* The memory of libcyaml; when there is none, there is nothing left to say. */
static void *take_memory(void *ctx, void *old, size_t size)
{
	(void)ctx;
	if (size)
		return vec_need(realloc(old, size));
	free(old);
	return NULL;
}

/* What libcyaml said: the first line, and that it said anything. */
struct said {
	char line[160];
	bool any;
};

static void hear(cyaml_log_t level, void *ctx, const char *fmt, va_list args)
{
	struct said *said = ctx;

	(void)level;
	if (!said->any)
		vsnprintf(said->line, sizeof(said->line), fmt, args);
	said->line[strcspn(said->line, "\n")] = '\0';
	said->any = true;
}

static const cyaml_config_t quiet = {
	.mem_fn = take_memory,
	.log_level = CYAML_LOG_ERROR,
};

/*
 * Is there something that libcyaml passes over: aliases, anchors, tags,
 * escapes, a null? Most files have nothing of this, and none needs it.
 */
static bool looks_odd(const char *text, size_t len)
{
	return strpbrk(text, "&*!\\~") || memmem(text, len, "ull", 3) ||
	       memmem(text, len, "ULL", 3);
}

/**
 * config_load - read the text of a file as values
 * @text: the text, with a NUL behind it
 * @len: its length
 * @raw: the values, for config_unload()
 * @problem: what is wrong with it
 *
 * Return: 0 or -EINVAL.
 */
int config_load(const char *text, size_t len, struct raw_config **raw,
		struct config_problem *problem)
{
	const char *nul = memchr(text, '\0', len);
	struct said said = { .any = false };
	cyaml_config_t config = {
		.log_fn = hear,
		.log_ctx = &said,
		.mem_fn = take_memory,
		.log_level = CYAML_LOG_WARNING,
		.flags = CYAML_CFG_NO_ALIAS,
	};
	cyaml_err_t err;

	*raw = NULL;
	if (nul) {
		config_wrong(problem, "", "a NUL byte; this is not a text file");
		config_at(text, (size_t)(nul - text), problem);
		return -EINVAL;
	}
	if (looks_odd(text, len) && config_walk(text, len, NULL, problem))
		return -EINVAL;
	err = cyaml_load_data((const uint8_t *)text, len, &config, config_schema(),
			      (cyaml_data_t **)raw, NULL);
	if (!err && !said.any && *raw)
		return 0;
	config_unload(*raw);
	*raw = NULL;
	if (config_walk(text, len, NULL, problem))
		return -EINVAL;
	return config_wrong(problem, "", "%s: %s", cyaml_strerror(err), said.line);
}

/**
 * config_unload - give the memory back
 * @raw: from config_load(), or NULL
 */
void config_unload(struct raw_config *raw)
{
	if (raw)
		cyaml_free(&quiet, config_schema(), raw, 0);
}

/**
 * config_parse - the text of a file to a configuration
 * @text: the text, with a NUL behind it
 * @len: its length
 * @c: the configuration, for config_free(), also on failure
 * @problem: what is wrong, with its position
 *
 * Return: 0 or -EINVAL.
 */
int config_parse(const char *text, size_t len, struct config *c, struct config_problem *problem)
{
	struct config_problem wrong = { 0 };
	struct raw_config *raw;
	int ret;

	memset(problem, 0, sizeof(*problem));
	config_init(c);
	ret = config_load(text, len, &raw, problem);
	if (ret)
		return ret;
	ret = config_check(raw, c, &wrong);
	config_unload(raw);
	if (!ret)
		return 0;
	/* Where that value is; the walk fails only where there is worse. */
	*problem = wrong;
	if (config_walk(text, len, wrong.key, problem) == -EINVAL)
		return ret;
	memcpy(problem->text, wrong.text, sizeof(wrong.text));
	memcpy(problem->key, wrong.key, sizeof(wrong.key));
	return ret;
}
