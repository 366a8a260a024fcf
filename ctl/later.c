// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of a batch, sent together. See later.h.
 *
 * Called by the commands that change rules and sets, by call.c before it sends
 * anything else, and by batch.c and txn.c at the end.
 */
#include <stdio.h>

#include <linux/genetlink.h>

#include "call.h"
#include "later.h"
#include "nl_queue.h"

/* Which line a request is of, and who says what it was to do. */
struct waiting {
	unsigned int line;
	later_tell tell;
};

/* What waits, in the order in which it was typed. */
struct later {
	struct nl_queue queue;
	struct vec waiting;
};

static int told(struct ctl *ctl, const struct nlmsghdr *req, later_tell tell)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(req);
	/* To say what it was about may take requests, where this one is. */
	struct nl_err err = ctl->nl.err;
	uint8_t cmd = genl->cmd;
	char what[LATER_WHAT];

	tell(ctl, req, what);
	return call_refused(&err, cmd, what);
}

static int flushed(struct ctl *ctl, int ret)
{
	struct later *later = ctl->later;
	const struct nl_queue *q = &later->queue;
	const struct waiting *w;

	if (!ret)
		return CTL_OK;
	if (!q->failed)
		return call_refused(&ctl->nl.err, 0, "cannot send the changes");
	w = vec_at(&later->waiting, (size_t)((uintptr_t)q->failed - 1));
	out_error_line(w->line);
	return told(ctl, q->failed_req, w->tell);
}

/**
 * later_do - send a change, in a batch not at once
 * @ctl: state
 * @req: from nl_request(); nothing is wanted of its answer
 * @tell: says what it was to do, should it be refused
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told; it may be about an
 * earlier change.
 */
int later_do(struct ctl *ctl, struct nlmsghdr *req, later_tell tell)
{
	struct later *later = ctl->later;
	struct waiting *w;
	int ret;

	if (!ctl->txn.gather || !ctl->txn.id) {
		if (nl_do(&ctl->nl, req, NULL, NULL))
			return told(ctl, req, tell);
		if (ctl->nl.err.text[0])
			out_error("warning: %s", ctl->nl.err.text);
		return CTL_OK;
	}
	if (!later) {
		later = vec_need(calloc(1, sizeof(*later)));
		nl_queue_init(&later->queue, &ctl->nl);
		later->waiting.size = sizeof(struct waiting);
		ctl->later = later;
	}
	w = vec_push(&later->waiting);
	w->line = out_error_line(0);
	w->tell = tell;
	ret = nl_queue_add(&later->queue, req, (const void *)(uintptr_t)later->waiting.n);
	return flushed(ctl, ret);
}

/**
 * later_flush - send what waits
 * @ctl: state
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int later_flush(struct ctl *ctl)
{
	struct later *later = ctl->later;
	unsigned int line;
	int ret;

	if (!later || !later->queue.sent.n)
		return CTL_OK;
	line = out_error_line(0);
	ret = flushed(ctl, nl_queue_flush(&later->queue));
	if (!ret)
		out_error_line(line);
	return ret;
}

/**
 * later_forget - send nothing of what waits, and give the memory back
 * @ctl: state
 */
void later_forget(struct ctl *ctl)
{
	struct later *later = ctl->later;

	if (!later)
		return;
	nl_queue_exit(&later->queue);
	vec_free(&later->waiting);
	free(later);
	ctl->later = NULL;
}
