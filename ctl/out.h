/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one printer: tables for people, JSON for programs, from one description.
 *
 * A command describes its columns once and fills a row at a time; whether the
 * row becomes a line, a block, or an object of a JSON array is decided here.
 * Owns all that is written to stdout and stderr: control characters in what
 * the kernel or the user said never reach the terminal.
 */
#ifndef VSWITCHCTL_OUT_H
#define VSWITCHCTL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* Most columns of a table, most bytes of a cell of text. */
#define OUT_COLS_MAX	36
#define OUT_CELL_MAX	256

/**
 * struct out - how to print
 * @json: JSON, not text
 * @pretty: JSON on many lines
 */
struct out {
	bool json;
	bool pretty;
};

/**
 * enum out_unit - how a number looks as text
 * @OUT_PLAIN: digits
 * @OUT_BYTES: "1.2 MB"
 * @OUT_SECONDS: "300 s"
 */
enum out_unit {
	OUT_PLAIN,
	OUT_BYTES,
	OUT_SECONDS,
};

/**
 * struct out_col - a column
 * @key: key of the JSON object; also what the row filler calls it
 * @head: heading of the text table; NULL for JSON only
 * @right: stands at the right
 * @unit: for numbers
 * @text_only: not in JSON
 */
struct out_col {
	const char *key;
	const char *head;
	bool right;
	enum out_unit unit;
	bool text_only;
};

/**
 * struct out_row - a row that is being filled
 * @cols: its columns
 * @ncols: how many
 * @next: the column that is probably filled next
 * @obj: the object, or NULL for text
 * @cell: the text of each column
 * @long_text: what goes before @cell where it is longer, or NULL
 */
struct out_row {
	const struct out_col *cols;
	size_t ncols;
	size_t next;
	json_t *obj;
	char cell[OUT_COLS_MAX][OUT_CELL_MAX];
	char *long_text[OUT_COLS_MAX];
};

/**
 * struct out_desc - a table
 * @cols: its columns
 * @ncols: how many
 * @fill: fills @row from @item; called more than once for the same item
 * @block: as text, one block of lines an item; the first column is its title
 * @hide: key of a column that is left out of the text; may be NULL
 */
struct out_desc {
	const struct out_col *cols;
	size_t ncols;
	void (*fill)(struct out_row *row, const void *item, void *ctx);
	bool block;
	const char *hide;
};

void out_str(struct out_row *row, const char *key, const char *value);
void out_num(struct out_row *row, const char *key, uint64_t value);
void out_int(struct out_row *row, const char *key, int64_t value);
void out_num_if(struct out_row *row, const char *key, bool there, uint64_t value);
void out_null(struct out_row *row, const char *key);
void out_bool(struct out_row *row, const char *key, bool value);
void out_mac(struct out_row *row, const char *key, const uint8_t mac[6]);
void out_text(struct out_row *row, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void out_long(struct out_row *row, const char *key, const char *value);
void out_json(struct out_row *row, const char *key, json_t *value);

void out_table(const struct out *out, const struct out_desc *desc, const void *items,
	       size_t size, size_t n, void *ctx);
void out_line(const struct out *out, const struct out_desc *desc, const void *item, void *ctx);
json_t *out_collect(const struct out_desc *desc, const void *items, size_t size, size_t n,
		    void *ctx);
void out_document(const struct out *out, json_t *doc);
void out_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void out_error_at(const char *file, unsigned int line);
unsigned int out_error_line(unsigned int line);
void out_error_about(const char *what);
void out_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int out_close(void);

size_t out_width(const char *text);
void out_escape(char *dst, size_t size, const char *src);
void out_bytes(char *dst, size_t size, uint64_t bytes);
json_t *out_json_str(const char *text);
json_t *out_json_num(uint64_t value);

#endif /* VSWITCHCTL_OUT_H */
