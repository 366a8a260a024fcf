/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A tiny frame for unit tests with KTAP output.
 *
 * Owned by unit.c, which lists the suites; each test_*.c is one. Built under
 * AddressSanitizer and UBSan, so a test need not look for what those find.
 */
#ifndef VSWITCHCTL_UNIT_H
#define VSWITCHCTL_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct unit_test - a test
 * @name: what it shows
 * @run: shows it; calls CHECK()
 */
struct unit_test {
	const char *name;
	void (*run)(void);
};

/**
 * struct unit_suite - the tests of one file
 * @tests: the tests
 * @n: how many
 */
struct unit_suite {
	const struct unit_test *tests;
	size_t n;
};

extern const struct unit_suite suite_args;
extern const struct unit_suite suite_nl;
extern const struct unit_suite suite_parse;
extern const struct unit_suite suite_vlans;
extern const struct unit_suite suite_port;
extern const struct unit_suite suite_matrix;
extern const struct unit_suite suite_batch;
extern const struct unit_suite suite_out;
extern const struct unit_suite suite_ref;
extern const struct unit_suite suite_audit;
extern const struct unit_suite suite_config;
extern const struct unit_suite suite_config_diff;
extern const struct unit_suite suite_config_schema;
extern const struct unit_suite suite_rule;
extern const struct unit_suite suite_cli;

#define CHECK(cond) unit_check(cond, __FILE__, __LINE__, #cond)
#define CHECK_STR(is, should) unit_check_str(is, should, __FILE__, __LINE__, #is)

bool unit_check(bool holds, const char *file, int line, const char *what);
bool unit_check_str(const char *is, const char *should, const char *file, int line,
		    const char *what);
void unit_capture(void);
void unit_captured(const char **out, const char **err);
uint32_t unit_random(void);

#endif /* VSWITCHCTL_UNIT_H */
