/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of a command line: keywords and their abbreviations, values,
 * and a helpful message for what cannot be meant.
 *
 * Owns what a word may look like. Whether a value makes sense is the kernel's
 * to say. Called by main.c and the commands, before anything is sent.
 */
#ifndef VSWITCHCTL_ARGS_H
#define VSWITCHCTL_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "names.h"

/**
 * struct args - the words that are still to be read
 * @argc: how many
 * @argv: the words
 * @path: what came before, such as "port add", to point to its help
 * @quiet: say nothing of what is wrong; for a try
 */
struct args {
	int argc;
	char **argv;
	char path[64];
	bool quiet;
};

/**
 * enum arg_type - what follows a keyword
 * @ARG_U32: a decimal number, into a uint32_t
 * @ARG_U16: a decimal number, into a uint16_t
 * @ARG_ONOFF: "on" or "off", into a uint8_t
 * @ARG_MAC: a unicast or group address, into a uint8_t[6]
 * @ARG_TEXT: any word, into a const char pointer
 * @ARG_STRING: any word of at most @max bytes, into a char[@max + 1]
 * @ARG_VALUE: nothing; the keyword itself means @value, into a uint32_t
 * @ARG_NAME_OF: one of the words @names, its number into a uint32_t
 * @ARG_READ: what the function @read understands
 */
enum arg_type {
	ARG_U32,
	ARG_U16,
	ARG_ONOFF,
	ARG_MAC,
	ARG_TEXT,
	ARG_STRING,
	ARG_VALUE,
	ARG_NAME_OF,
	ARG_READ,
};

/**
 * struct arg_def - a keyword
 * @name: the keyword; must be the first member, for args_find()
 * @type: what follows it
 * @bit: bit of the uint32_t at the start of the struct that is filled; words
 *	that exclude each other share one
 * @offset: of the member that takes the value
 * @min: lowest number; of a text, fewest bytes
 * @max: highest number; of a text, most bytes; 0 for no bound
 * @value: for ARG_VALUE, and for @read
 * @names: for ARG_NAME_OF
 * @read: for ARG_READ; puts what @word means into the struct @dst, and may take
 *	more words; returns CTL_OK or CTL_USAGE, which it has told
 */
struct arg_def {
	const char *name;
	enum arg_type type;
	unsigned int bit;
	size_t offset;
	uint32_t min;
	uint32_t max;
	uint32_t value;
	const struct names *names;
	int (*read)(struct args *args, const struct arg_def *def, const char *word, void *dst);
};

/* args_find(): no such word; more than one begins like it. */
#define ARGS_NONE	(-1)
#define ARGS_AMBIGUOUS	(-2)

int args_find(const void *table, size_t n, size_t stride, const char *word);
const char *args_nearest(const void *table, size_t n, size_t stride, const char *word);
unsigned int args_distance(const char *a, const char *b);
int args_fail(const struct args *args, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int args_unknown(const struct args *args, const char *what, const char *word,
		 const void *table, size_t n, size_t stride);
const char *args_take(struct args *args);
int args_need(struct args *args, const char *what, const char **word);
int args_end(const struct args *args);
int args_keywords(struct args *args, const struct arg_def *defs, size_t n, void *dst);
int args_name_of(const struct args *args, const char *what, const char *word,
		 const struct names *names, uint32_t *value);
bool args_is_keyword(const struct args *args, const struct arg_def *defs, size_t n);
bool args_is_help(const char *word);
bool args_number(const char *word, uint32_t min, uint32_t max, uint32_t *value);
bool args_mac(const char *word, uint8_t mac[6]);

#endif /* VSWITCHCTL_ARGS_H */
