// SPDX-License-Identifier: GPL-2.0
/*
 * How one value looks, as text and as JSON. See out.h.
 *
 * Called by the row fillers of the commands. Strings may be any bytes that a
 * device can be named: as text, what would move a terminal's cursor is
 * escaped; as JSON, what is not UTF-8 is replaced.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out.h"

/*
 * Length of the UTF-8 character at @s, and its number; 0 for bytes that are
 * none (RFC 3629, so no overlong forms, no surrogates).
 */
static size_t utf8(const char *s, uint32_t *number)
{
	static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *c = (const uint8_t *)s;
	size_t len, i;
	uint32_t n;

	if (c[0] < 0x80) {
		*number = c[0];
		return 1;
	}
	len = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
	if (c[0] < 0xc2 || c[0] > 0xf4)
		return 0;
	n = c[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		n = n << 6 | (c[i] & 0x3f);
	}
	if (n < lowest[len] || n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff))
		return 0;
	*number = n;
	return len;
}

/* Control characters, and those that turn the direction of writing about. */
static bool printable(uint32_t number)
{
	if (number < 0x20 || (number >= 0x7f && number < 0xa0))
		return false;
	return !(number >= 0x200b && number <= 0x200f) &&
	       !(number >= 0x2028 && number <= 0x202e) &&
	       !(number >= 0x2066 && number <= 0x2069) && number != 0xfeff;
}

/**
 * out_escape - copy text so that a terminal shows it and does nothing else
 * @dst: where it goes
 * @size: room there; what does not fit is cut off between characters
 * @src: the text; bytes that are not printable UTF-8 become "\xNN"
 */
void out_escape(char *dst, size_t size, const char *src)
{
	size_t used = 0;

	while (*src) {
		uint32_t number = 0;
		size_t len = utf8(src, &number);
		size_t i;

		if (len && printable(number)) {
			if (used + len >= size)
				break;
			memcpy(dst + used, src, len);
			used += len;
			src += len;
			continue;
		}
		for (i = 0; i < (len ? len : 1) && used + 4 < size; i++)
			used += (size_t)snprintf(dst + used, size - used, "\\x%02x",
						 (uint8_t)src[i]);
		if (!i)
			break;
		src += i;
	}
	dst[used] = '\0';
}

/**
 * out_bytes - an amount for people
 * @dst: where it goes, 16 bytes are enough
 * @size: room there
 * @bytes: the amount, printed as "1.2 MB", with powers of 1000
 */
void out_bytes(char *dst, size_t size, uint64_t bytes)
{
	static const char units[] = "kMGTPE";
	double amount = (double)bytes;
	size_t unit = 0;

	if (bytes < 1000) {
		snprintf(dst, size, "%u B", (unsigned int)bytes);
		return;
	}
	/* From 999.95 on, one decimal would round to 1000.0. */
	for (amount /= 1000; amount >= 999.95 && units[unit + 1]; unit++)
		amount /= 1000;
	snprintf(dst, size, "%.1f %cB", amount, units[unit]);
}

/**
 * out_json_str - a JSON string of any bytes
 * @text: the bytes; what is not UTF-8 becomes U+FFFD; NULL gives null
 *
 * Return: the value, which the caller owns.
 */
json_t *out_json_str(const char *text)
{
	json_t *value;
	char *copy, *to;

	if (!text)
		return json_null();
	value = json_string(text);
	if (value)
		return value;
	copy = malloc(strlen(text) * 3 + 1);
	if (!copy)
		return json_null();
	for (to = copy; *text;) {
		uint32_t number;
		size_t len = utf8(text, &number);

		memcpy(to, len ? text : "\xef\xbf\xbd", len ? len : 3);
		to += len ? len : 3;
		text += len ? len : 1;
	}
	*to = '\0';
	value = json_string(copy);
	free(copy);
	return value ? value : json_null();
}

/**
 * out_json_num - a JSON integer
 * @value: the number; what is above the highest signed one becomes that
 *
 * Return: the value, which the caller owns.
 */
json_t *out_json_num(uint64_t value)
{
	return json_integer(value > INT64_MAX ? INT64_MAX : (json_int_t)value);
}

static size_t column(struct out_row *row, const char *key)
{
	size_t i;

	for (i = 0; i < row->ncols; i++) {
		size_t at = (row->next + i) % row->ncols;

		if (!strcmp(row->cols[at].key, key)) {
			row->next = at + 1;
			return at;
		}
	}
	fprintf(stderr, "vswitchctl: nothing is called %s here\n", key);
	abort();
}

/* Give @value to the object under the name of the column, when it is in JSON. */
static void set(struct out_row *row, size_t at, json_t *value)
{
	if (row->cols[at].text_only)
		json_decref(value);
	else
		json_object_set_new(row->obj, row->cols[at].key, value);
}

/**
 * out_str - fill a cell with a string
 * @row: the row
 * @key: the column
 * @value: any bytes; NULL gives null, "-" as text
 */
void out_str(struct out_row *row, const char *key, const char *value)
{
	size_t at = column(row, key);

	if (row->obj)
		set(row, at, out_json_str(value));
	else
		out_escape(row->cell[at], OUT_CELL_MAX, value ? value : "-");
}

/**
 * out_num - fill a cell with a number, in the unit of the column
 * @row: the row
 * @key: the column
 * @value: the number
 */
void out_num(struct out_row *row, const char *key, uint64_t value)
{
	size_t at = column(row, key);

	if (row->obj)
		set(row, at, out_json_num(value));
	else if (row->cols[at].unit == OUT_BYTES)
		out_bytes(row->cell[at], OUT_CELL_MAX, value);
	else
		snprintf(row->cell[at], OUT_CELL_MAX, "%llu%s", (unsigned long long)value,
			 row->cols[at].unit == OUT_SECONDS ? " s" : "");
}

/**
 * out_null - fill a cell with what is not there: null, "-" as text
 * @row: the row
 * @key: the column
 */
void out_null(struct out_row *row, const char *key)
{
	out_str(row, key, NULL);
}

/**
 * out_int - fill a cell with a number that has a sign, also as text
 * @row: the row
 * @key: the column
 * @value: the number
 */
void out_int(struct out_row *row, const char *key, int64_t value)
{
	size_t at = column(row, key);

	if (row->obj)
		set(row, at, json_integer(value));
	else
		snprintf(row->cell[at], OUT_CELL_MAX, "%+lld", (long long)value);
}

/**
 * out_num_if - fill a cell with a number that may not be known
 * @row: the row
 * @key: the column
 * @there: it is known; else as out_null()
 * @value: the number
 */
void out_num_if(struct out_row *row, const char *key, bool there, uint64_t value)
{
	if (there)
		out_num(row, key, value);
	else
		out_null(row, key);
}

/**
 * out_bool - fill a cell with true or false, "on" or "off" as text
 * @row: the row
 * @key: the column
 * @value: the value
 */
void out_bool(struct out_row *row, const char *key, bool value)
{
	size_t at = column(row, key);

	if (row->obj)
		set(row, at, json_boolean(value));
	else
		snprintf(row->cell[at], OUT_CELL_MAX, "%s", value ? "on" : "off");
}

/**
 * out_mac - fill a cell with a MAC address
 * @row: the row
 * @key: the column
 * @mac: the address
 */
void out_mac(struct out_row *row, const char *key, const uint8_t mac[6])
{
	char text[18];

	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
	out_str(row, key, text);
}

/**
 * out_text - fill a cell that is only for people
 * @row: the row
 * @key: the column, which is text only
 * @fmt: the text; control characters in it are escaped
 */
void out_text(struct out_row *row, const char *key, const char *fmt, ...)
{
	size_t at = column(row, key);
	char raw[OUT_CELL_MAX];
	va_list ap;

	if (row->obj)
		return;
	va_start(ap, fmt);
	vsnprintf(raw, sizeof(raw), fmt, ap);
	va_end(ap);
	out_escape(row->cell[at], OUT_CELL_MAX, raw);
}

/**
 * out_long - fill a cell with a text of any length
 * @row: the row
 * @key: the column
 * @value: printable text; in a block it is broken behind commas, in a table cut
 *	off; NULL gives null, "-" as text
 */
void out_long(struct out_row *row, const char *key, const char *value)
{
	size_t at = column(row, key);

	out_str(row, key, value);
	if (!row->obj && value && strlen(value) >= OUT_CELL_MAX) {
		free(row->long_text[at]);
		row->long_text[at] = strdup(value);
	}
}

/**
 * out_json - fill a cell that is only for programs
 * @row: the row
 * @key: the column, which has no heading
 * @value: any JSON; it is taken over. NULL while text is printed
 */
void out_json(struct out_row *row, const char *key, json_t *value)
{
	size_t at = column(row, key);

	if (row->obj)
		set(row, at, value);
}
