// SPDX-License-Identifier: GPL-2.0
/*
 * Tables and JSON. See out.h; how a single value looks is in out_value.c.
 *
 * Called by every command. Text is formatted twice, once for the width of the
 * columns and once to print, so that a table of a million rows needs no more
 * memory than what was read from the kernel. JSON is written row by row.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "out.h"

static bool shown(const struct out_desc *desc, const struct out_col *col)
{
	return col->head && (!desc->hide || strcmp(desc->hide, col->key));
}

static void *out_of_memory(void)
{
	fputs("vswitchctl: out of memory\n", stderr);
	exit(2);
}

static void begin_row(struct out_row *row, const struct out_desc *desc, bool json)
{
	size_t i;

	if (desc->ncols > OUT_COLS_MAX)
		abort();
	row->cols = desc->cols;
	row->ncols = desc->ncols;
	row->next = 0;
	row->obj = json ? json_object() : NULL;
	if (json && !row->obj)
		out_of_memory();
	for (i = 0; i < OUT_COLS_MAX; i++) {
		row->cell[i][0] = '\0';
		free(row->long_text[i]);
		row->long_text[i] = NULL;
	}
}

/**
 * out_width - columns that a text takes
 * @text: printable text
 *
 * Bytes that are not the first of a character have no width of their own.
 *
 * Return: how many.
 */
size_t out_width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

static void pad(size_t n)
{
	while (n--)
		putchar(' ');
}

static void print_cells(const struct out_desc *desc, const struct out_row *row,
			const size_t *widths)
{
	size_t gap = 0;
	size_t i;

	for (i = 0; i < desc->ncols; i++) {
		const struct out_col *col = &desc->cols[i];
		const char *text = row ? row->cell[i] : col->head;

		/* Behind the last column nothing has to stand in its place. */
		if (row && i + 1 == desc->ncols && row->long_text[i])
			text = row->long_text[i];

		if (!shown(desc, col))
			continue;
		if (col->right) {
			pad(gap + widths[i] - out_width(text));
			fputs(text, stdout);
			gap = 2;
			continue;
		}
		/* What is left of a cell is printed before the next, never at the end. */
		if (*text) {
			pad(gap);
			fputs(text, stdout);
			gap = 2 + widths[i] - out_width(text);
		} else {
			gap += 2 + widths[i];
		}
	}
	putchar('\n');
}

/* Lines of a block end about here, when there is a comma to end them at. */
#define BLOCK_WIDTH 76

/* A text that stands @indent columns in, on as many lines as it takes. */
static void print_wrapped(const char *text, size_t indent)
{
	size_t room = indent < BLOCK_WIDTH / 2 ? BLOCK_WIDTH - indent : BLOCK_WIDTH / 2;

	while (strlen(text) > room) {
		const char *comma = memrchr(text, ',', room) ?: strchr(text, ',');

		if (!comma || !comma[1])
			break;
		printf("%.*s\n", (int)(comma + 1 - text), text);
		pad(indent);
		text = comma + 1;
		text += *text == ' ';
	}
	printf("%s\n", text);
}

static void print_block(const struct out_desc *desc, const struct out_row *row)
{
	size_t heads = 0, right = 0;
	size_t i;

	for (i = 1; i < desc->ncols; i++) {
		if (!shown(desc, &desc->cols[i]))
			continue;
		heads = MAX(heads, out_width(desc->cols[i].head));
		if (desc->cols[i].right)
			right = MAX(right, out_width(row->cell[i]));
	}
	printf("%s\n", row->cell[0]);
	for (i = 1; i < desc->ncols; i++) {
		if (!shown(desc, &desc->cols[i]) || !row->cell[i][0])
			continue;
		printf("  %s", desc->cols[i].head);
		pad(2 + heads - out_width(desc->cols[i].head));
		if (desc->cols[i].right)
			pad(right - out_width(row->cell[i]));
		print_wrapped(row->long_text[i] ?: row->cell[i], 4 + heads);
	}
}

static void print_text(const struct out_desc *desc, const void *items, size_t size, size_t n,
		       void *ctx)
{
	static struct out_row row;
	size_t widths[OUT_COLS_MAX] = { 0 };
	size_t i, c;

	for (c = 0; c < desc->ncols; c++)
		widths[c] = desc->cols[c].head ? out_width(desc->cols[c].head) : 0;
	for (i = 0; i < n && !desc->block; i++) {
		begin_row(&row, desc, false);
		desc->fill(&row, (const char *)items + i * size, ctx);
		for (c = 0; c < desc->ncols; c++)
			widths[c] = MAX(widths[c], out_width(row.cell[c]));
	}
	if (n && !desc->block)
		print_cells(desc, NULL, widths);
	for (i = 0; i < n; i++) {
		begin_row(&row, desc, false);
		desc->fill(&row, (const char *)items + i * size, ctx);
		if (desc->block)
			print_block(desc, &row);
		else
			print_cells(desc, &row, widths);
	}
}

static json_t *collect_one(const struct out_desc *desc, const void *item, void *ctx)
{
	static struct out_row row;
	struct out_row *own = &row;
	json_t *obj;

	/* A row may collect rows of its own while it is filled. */
	if (row.obj)
		own = calloc(1, sizeof(*own)) ?: out_of_memory();
	begin_row(own, desc, true);
	desc->fill(own, item, ctx);
	obj = own->obj;
	own->obj = NULL;
	if (own != &row)
		free(own);
	return obj;
}

/* For json_dump_callback(): what is in an array stands two columns further in. */
static int write_indented(const char *text, size_t len, void *data)
{
	size_t i;

	(void)data;
	for (i = 0; i < len; i++) {
		putchar(text[i]);
		if (text[i] == '\n')
			fputs("  ", stdout);
	}
	return 0;
}

static size_t json_flags(const struct out *out)
{
	return (out->pretty ? JSON_INDENT(2) : JSON_COMPACT) | JSON_ENSURE_ASCII;
}

static void print_json(const struct out *out, const struct out_desc *desc, const void *items,
		       size_t size, size_t n, void *ctx)
{
	size_t i;

	putchar('[');
	for (i = 0; i < n; i++) {
		json_t *obj = collect_one(desc, (const char *)items + i * size, ctx);

		fputs(i ? "," : "", stdout);
		fputs(out->pretty ? "\n  " : "", stdout);
		if (out->pretty)
			json_dump_callback(obj, write_indented, NULL, json_flags(out));
		else
			json_dumpf(obj, stdout, json_flags(out));
		json_decref(obj);
	}
	fputs(out->pretty && n ? "\n]\n" : "]\n", stdout);
}

/**
 * out_table - print items as a table, as blocks, or as a JSON array
 * @out: how to print
 * @desc: the table
 * @items: an array
 * @size: bytes of one item
 * @n: how many; as text, nothing is printed for none
 * @ctx: for the row filler
 */
void out_table(const struct out *out, const struct out_desc *desc, const void *items,
	       size_t size, size_t n, void *ctx)
{
	if (out->json)
		print_json(out, desc, items, size, n, ctx);
	else
		print_text(desc, items, size, n, ctx);
}

/**
 * out_line - print one item on a line of its own, and flush it
 * @out: how to print
 * @desc: the table; as text, cells are joined by a blank
 * @item: the item
 * @ctx: for the row filler
 */
void out_line(const struct out *out, const struct out_desc *desc, const void *item, void *ctx)
{
	static struct out_row row;
	bool first = true;
	size_t i;

	if (out->json) {
		json_t *obj = collect_one(desc, item, ctx);

		json_dumpf(obj, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
		json_decref(obj);
	} else {
		begin_row(&row, desc, false);
		desc->fill(&row, item, ctx);
		for (i = 0; i < desc->ncols; i++) {
			if (!shown(desc, &desc->cols[i]) || !row.cell[i][0])
				continue;
			printf("%s%s", first ? "" : " ", row.cell[i]);
			first = false;
		}
	}
	putchar('\n');
	fflush(stdout);
}

/**
 * out_collect - make a JSON array of items, to stand inside another object
 * @desc: the table
 * @items: an array
 * @size: bytes of one item
 * @n: how many
 * @ctx: for the row filler
 *
 * Return: the array, which the caller owns.
 */
json_t *out_collect(const struct out_desc *desc, const void *items, size_t size, size_t n,
		    void *ctx)
{
	json_t *array = json_array() ?: out_of_memory();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(array,
				      collect_one(desc, (const char *)items + i * size, ctx));
	return array;
}

/**
 * out_document - print a JSON value that is not a table
 * @out: how to print
 * @doc: the value; it is given back
 */
void out_document(const struct out *out, json_t *doc)
{
	json_dumpf(doc, stdout, json_flags(out));
	putchar('\n');
	json_decref(doc);
}

static void print_escaped(FILE *to, const char *fmt, va_list ap)
{
	char raw[2048], text[4 * sizeof(raw)];

	vsnprintf(raw, sizeof(raw), fmt, ap);
	out_escape(text, sizeof(text), raw);
	fprintf(to, "%s\n", text);
}

/**
 * out_say - print a line of text
 * @fmt: the line, without its newline; control characters in it are escaped
 */
void out_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_escaped(stdout, fmt, ap);
	va_end(ap);
}

/* Where errors are, as out_error_at() was told. */
static const char *error_file;
static unsigned int error_line;
/* What they are about, as out_error_about() was told. */
static const char *error_about;

/**
 * out_error_at - say where the errors that follow are
 * @file: name of the file, kept as it is; NULL for none
 * @line: number of the line; 0 for none
 */
void out_error_at(const char *file, unsigned int line)
{
	error_file = file;
	error_line = line;
}

/**
 * out_error_line - say that the errors that follow are on another line
 * @line: number of the line; 0 for the same as before
 *
 * Return: the line before.
 */
unsigned int out_error_line(unsigned int line)
{
	unsigned int before = error_line;

	if (line)
		error_line = line;
	return before;
}

/**
 * out_error_about - say what cannot be done for the errors that follow
 * @what: such as "cannot add rule ...", kept as it is; NULL for nothing
 */
void out_error_about(const char *what)
{
	error_about = what;
}

/**
 * out_error - print a line to stderr, after the program's name
 * @fmt: the line, without its newline; control characters in it are escaped
 */
void out_error(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("vswitchctl: ", stderr);
	if (error_file) {
		char name[256];

		out_escape(name, sizeof(name), error_file);
		fprintf(stderr, error_line ? "%s:%u: " : "%s: ", name, error_line);
	}
	if (error_about) {
		char what[4096];

		out_escape(what, sizeof(what), error_about);
		fprintf(stderr, "%s: ", what);
	}
	va_start(ap, fmt);
	print_escaped(stderr, fmt, ap);
	va_end(ap);
}

/**
 * out_close - make sure that all that was printed has arrived
 *
 * Return: 0, or a negative errno, for instance of a full disk.
 */
int out_close(void)
{
	bool failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout) || failed)
		return errno ? -errno : -EIO;
	return 0;
}
