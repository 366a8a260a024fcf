// SPDX-License-Identifier: GPL-2.0
/*
 * Runs all unit tests of vswitchctl and prints KTAP. See unit.h.
 *
 * Called by "make check". Exit status 0 when all pass, else 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "vec.h"

static const struct unit_suite *const suites[] = {
	&suite_args,
	&suite_nl,
	&suite_parse,
	&suite_vlans,
	&suite_port,
	&suite_matrix,
	&suite_batch,
	&suite_out,
	&suite_ref,
	&suite_audit,
	&suite_config,
	&suite_config_diff,
	&suite_config_schema,
	&suite_rule,
	&suite_cli,
};

static unsigned int failures;
static FILE *real_out, *real_err;
static char *out_text, *err_text;
static size_t out_len, err_len;

/**
 * unit_check - note that something holds, or not
 * @holds: whether it does
 * @file: where it is checked
 * @line: where it is checked
 * @what: the condition
 *
 * Return: @holds.
 */
bool unit_check(bool holds, const char *file, int line, const char *what)
{
	if (!holds) {
		fprintf(real_out ? real_out : stdout, "# %s:%d: not so: %s\n", file, line, what);
		failures++;
	}
	return holds;
}

/**
 * unit_check_str - note that a string is what it should be, or not
 * @is: the string
 * @should: what it should be
 * @file: where it is checked
 * @line: where it is checked
 * @what: the expression
 *
 * Return: whether it is.
 */
bool unit_check_str(const char *is, const char *should, const char *file, int line,
		    const char *what)
{
	bool same = is && !strcmp(is, should);

	if (!same) {
		fprintf(real_out ? real_out : stdout, "# %s:%d: %s is \"%s\", not \"%s\"\n",
			file, line, what, is ? is : "(null)", should);
		failures++;
	}
	return same;
}

/**
 * unit_capture - from here on, keep what is printed
 */
void unit_capture(void)
{
	fflush(stdout);
	real_out = stdout;
	real_err = stderr;
	stdout = open_memstream(&out_text, &out_len);
	stderr = open_memstream(&err_text, &err_len);
}

/**
 * unit_captured - what was printed since unit_capture(), which ends
 * @out: to stdout; valid until the next unit_capture()
 * @err: to stderr; valid until the next unit_capture(); may be NULL
 */
void unit_captured(const char **out, const char **err)
{
	static char *last_out, *last_err;

	fclose(stdout);
	fclose(stderr);
	stdout = real_out;
	stderr = real_err;
	real_out = NULL;
	free(last_out);
	free(last_err);
	last_out = out_text;
	last_err = err_text;
	*out = last_out;
	if (err)
		*err = last_err;
}

/**
 * unit_random - the next of a sequence that is the same in each run
 *
 * Return: 32 bits (xorshift, Marsaglia 2003).
 */
uint32_t unit_random(void)
{
	static uint32_t state = 0x1234567;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

int main(void)
{
	unsigned int number = 0, failed = 0;
	size_t total = 0;
	size_t s, t;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (s = 0; s < ARRAY_LEN(suites); s++)
		total += suites[s]->n;
	printf("KTAP version 1\n1..%zu\n", total);
	for (s = 0; s < ARRAY_LEN(suites); s++) {
		for (t = 0; t < suites[s]->n; t++) {
			failures = 0;
			suites[s]->tests[t].run();
			printf("%sok %u %s\n", failures ? "not " : "", ++number,
			       suites[s]->tests[t].name);
			failed += !!failures;
		}
	}
	return failed ? 1 : 0;
}
