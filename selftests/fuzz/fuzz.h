/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzz targets share: how a property that does not hold ends the run,
 * and how an input is taken apart. Included by each target, and by the headers
 * that stand in for the kernel's.
 */
#ifndef VSW_FUZZ_H
#define VSW_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* It is told on the descriptor, for targets keep what goes to stderr. */
static inline void fuzz_fail(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		_exit(99);
	abort();
}

#define FUZZ_LINE_(line)	#line
#define FUZZ_LINE(line)		FUZZ_LINE_(line)
#define HOLDS(cond)							\
	((cond) ? (void)0 :						\
	 fuzz_fail(__FILE__ ":" FUZZ_LINE(__LINE__) ": not so: " #cond "\n"))

/**
 * struct input - what is left of an input
 * @at: the next byte
 * @left: how many there are
 */
struct input {
	const uint8_t *at;
	size_t left;
};

/* The next byte; 0 where there is none. */
static inline uint8_t take8(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->at++;
}

static inline uint16_t take16(struct input *in)
{
	uint16_t high = take8(in);

	return (uint16_t)(high << 8 | take8(in));
}

#endif /* VSW_FUZZ_H */
