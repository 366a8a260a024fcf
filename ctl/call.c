// SPDX-License-Identifier: GPL-2.0
/*
 * Requests of the commands, and refusals in words: what was tried, and what
 * the kernel said. Called by the files cmd_<object>.c; see call.h.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>

#include "call.h"
#include "fields.h"
#include "later.h"

/* What an errno means here, when the kernel has no words of its own. */
static const char *reason(const struct nl_err *err)
{
	switch (-err->code) {
	case ENOPKG:
	case EPROTONOSUPPORT:
		return "is the vswitch module loaded? (modprobe vswitch)";
	case EPERM:
		return "Operation not permitted; this needs CAP_NET_ADMIN in the network namespace";
	case EBADMSG:
		return "the kernel's answer makes no sense to this vswitchctl";
	case ENOBUFS:
		return "the kernel's answer was lost for want of buffer space";
	}
	return strerror(-err->code);
}

/**
 * call_refused - tell why something was refused
 * @err: of the request
 * @cmd: its command
 * @what: what was tried
 *
 * Return: CTL_REFUSED, for the caller to return.
 */
int call_refused(const struct nl_err *err, uint8_t cmd, const char *what)
{
	const char *attr = err->attr ? fields_attr_name(cmd, err->attr) : NULL;

	out_error("%s: %s%s%s%s%s", what, err->text[0] ? err->text : reason(err),
		  attr ? " (attribute " : "", attr ? attr : "",
		  attr && err->missing ? " is missing" : "", attr ? ")" : "");
	return CTL_REFUSED;
}

static int conclude(struct ctl *ctl, const struct nlmsghdr *req, const char *fmt, va_list ap)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(req);
	const struct nl_err *err = &ctl->nl.err;
	char what[256];

	vsnprintf(what, sizeof(what), fmt, ap);
	if (err->code)
		return call_refused(err, genl->cmd, what);
	if (err->text[0])
		out_error("warning: %s", err->text);
	return CTL_OK;
}

/**
 * call_end - tell the user how a request went, when it went badly
 * @ctl: state
 * @req: the request, sent
 * @fmt: what was tried, such as "cannot delete vsw0"
 *
 * A warning of the kernel is told, and is no failure.
 *
 * Return: CTL_OK or CTL_REFUSED.
 */
int call_end(struct ctl *ctl, const struct nlmsghdr *req, const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = conclude(ctl, req, fmt, ap);
	va_end(ap);
	return ret;
}

/**
 * call_do - send a request, tell the user when it is refused
 * @ctl: state
 * @req: the request
 * @cb: takes the answer; may be NULL
 * @data: for @cb
 * @fmt: what is tried
 *
 * Return: CTL_OK or CTL_REFUSED.
 */
int call_do(struct ctl *ctl, struct nlmsghdr *req, nl_cb cb, void *data, const char *fmt, ...)
{
	va_list ap;
	int ret;

	if (later_flush(ctl))
		return CTL_REFUSED;
	nl_do(&ctl->nl, req, cb, data);
	va_start(ap, fmt);
	ret = conclude(ctl, req, fmt, ap);
	va_end(ap);
	return ret;
}

/* The rows of a dump, and how many there were before it. */
struct gathered {
	nl_cb cb;
	struct vec *rows;
	size_t before;
};

static void forget_rows(void *data)
{
	struct gathered *g = data;

	g->rows->n = g->before;
}

static int add_row(const struct nlmsghdr *nlh, void *data)
{
	struct gathered *g = data;

	return g->cb(nlh, g->rows);
}

/**
 * call_dump - read a table
 * @ctl: state
 * @req: the request
 * @cb: appends one row to @rows
 * @rows: the rows; what is in it already stays
 *
 * Return: 0 or a negative errno. Nothing is told; call_end() does that.
 */
int call_dump(struct ctl *ctl, struct nlmsghdr *req, nl_cb cb, struct vec *rows)
{
	struct gathered g = { .cb = cb, .rows = rows, .before = rows->n };
	int ret = nl_dump(&ctl->nl, req, add_row, forget_rows, &g);

	if (ret)
		forget_rows(&g);
	return ret;
}

/* The counters of a dump, and how many there were before it. */
struct gathered_stats {
	struct stats_table *table;
	size_t rows;
	size_t drops;
};

static void forget_stats(void *data)
{
	struct gathered_stats *g = data;

	g->table->rows.n = g->rows;
	g->table->drops.n = g->drops;
}

static int add_stats(const struct nlmsghdr *nlh, void *data)
{
	struct gathered_stats *g = data;

	return parse_add_stats(nlh, g->table);
}

/**
 * call_dump_stats - read counters
 * @ctl: state
 * @req: the request
 * @table: the counters; what is in it already stays
 *
 * Return: 0 or a negative errno. Nothing is told; call_end() does that.
 */
int call_dump_stats(struct ctl *ctl, struct nlmsghdr *req, struct stats_table *table)
{
	struct gathered_stats g = {
		.table = table,
		.rows = table->rows.n,
		.drops = table->drops.n,
	};
	int ret = nl_dump(&ctl->nl, req, add_stats, forget_stats, &g);

	if (ret)
		forget_stats(&g);
	return ret;
}
