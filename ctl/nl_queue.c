// SPDX-License-Identifier: GPL-2.0
/*
 * Send requests in batches. See nl_queue.h.
 *
 * Called by config_apply.c and later.c. The kernel works a batch off in order, and answers
 * each request that fails; only the last of a batch asks for an answer in any
 * case. So a thousand requests are a handful of system calls, not three
 * thousand.
 */
#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>

#include "nl_queue.h"

/* A batch of more is sent; one request may be longer than that. */
#define BATCH_BYTES	32768
/* Room for both; what a socket may send at once is 208 KiB. */
#define QUEUE_BYTES	(BATCH_BYTES + 2 * 65536)

/* Where a request is in the batch, and what the caller gave with it. */
struct nl_queued {
	size_t at;
	const void *about;
	size_t part;
};

/**
 * nl_queue_init - make an empty queue
 * @q: what to make one
 * @nl: the socket, open
 */
void nl_queue_init(struct nl_queue *q, struct nl *nl)
{
	*q = (struct nl_queue) {
		.nl = nl,
		.buf = vec_need(malloc(QUEUE_BYTES)),
		.sent = { .size = sizeof(struct nl_queued) },
	};
}

/**
 * nl_queue_exit - forget what was not sent, and give the memory back
 * @q: the queue
 */
void nl_queue_exit(struct nl_queue *q)
{
	free(q->buf);
	vec_free(&q->sent);
}

/**
 * nl_queue_add - send a request, sooner or later
 * @q: the queue
 * @req: from nl_request(); it is copied
 * @about: what @q->failed is set to should it fail
 *
 * Return: 0 or a negative errno, which may be about an earlier request.
 */
int nl_queue_add(struct nl_queue *q, const struct nlmsghdr *req, const void *about)
{
	return nl_queue_add_part(q, req, about, 0);
}

/**
 * nl_queue_add_part - send a request about a part of something
 * @q: the queue
 * @req: from nl_request(); it is copied
 * @about: what @q->failed is set to should it fail
 * @part: what @q->failed_part is set to
 *
 * Return: 0 or a negative errno, which may be about an earlier request.
 */
int nl_queue_add_part(struct nl_queue *q, const struct nlmsghdr *req, const void *about,
		      size_t part)
{
	size_t len = NLMSG_ALIGN((size_t)req->nlmsg_len);
	struct nl_queued *queued;
	int ret = 0;

	if (q->used && q->used + len > BATCH_BYTES)
		ret = nl_queue_flush(q);
	if (!ret && len > QUEUE_BYTES) {
		ret = -EMSGSIZE;
		q->nl->err.code = ret;
	}
	if (ret)
		return ret;
	memcpy(q->buf + q->used, req, req->nlmsg_len);
	queued = vec_push(&q->sent);
	queued->at = q->used;
	queued->about = about;
	queued->part = part;
	q->used += len;
	return 0;
}

static struct nlmsghdr *request_at(const struct nl_queue *q, size_t i)
{
	const struct nl_queued *queued = vec_at(&q->sent, i);

	return (struct nlmsghdr *)(q->buf + queued->at);
}

/* An answer, and the request that it is to. */
struct answered {
	const struct nl_queue *q;
	const struct nl_queued *queued;
};

static int hand_on(const struct nlmsghdr *nlh, void *data)
{
	const struct answered *a = data;

	return a->q->answer(nlh, a->queued->about, a->q->ctx);
}

/* An answer: 1 when it is that of the last request, 0 when more is to come. */
static int take_answer(struct nl_queue *q, const struct nlmsghdr *nlh, uint32_t first)
{
	size_t i = nlh->nlmsg_seq - first;
	struct answered answered = { .q = q };
	const struct nl_queued *queued;
	const struct genlmsghdr *genl;
	struct nl_xfer x = {
		.type = q->nl->family,
		.seq = nlh->nlmsg_seq,
		.portid = q->nl->portid,
	};
	int ret;

	if (i >= q->sent.n || nlh->nlmsg_pid != q->nl->portid)
		return 0;
	x.req = request_at(q, i);
	if (q->answer) {
		answered.queued = vec_at(&q->sent, i);
		x.cb = hand_on;
		x.data = &answered;
	}
	ret = nl_feed(&x, nlh, nlh->nlmsg_len);
	if (ret < 0 && !q->nl->err.code) {
		genl = mnl_nlmsg_get_payload(x.req);
		queued = vec_at(&q->sent, i);
		q->failed = queued->about;
		q->failed_part = queued->part;
		q->cmd = genl->cmd;
		q->failed_req = x.req;
		q->nl->err = x.err;
		q->nl->err.code = ret;
	}
	return ret && i == q->sent.n - 1;
}

static int take_answers(struct nl_queue *q, uint32_t first)
{
	const struct nlmsghdr *nlh;
	bool done = false;
	ssize_t len;

	while (!done) {
		len = nl_receive(q->nl, 0);
		if (len < 0)
			return (int)len;
		nlh = nl_next(NULL, q->nl->buf, (size_t)len);
		/* If an answer was in it, it does not come again. */
		if (!nlh)
			return -EBADMSG;
		for (; nlh && !done; nlh = nl_next(nlh, q->nl->buf, (size_t)len))
			done = take_answer(q, nlh, first);
	}
	return 0;
}

/**
 * nl_queue_flush - send what is in the queue, and wait until it is done
 * @q: the queue; empty afterwards
 *
 * Return: 0 or a negative errno; then @q->nl->err tells more, and @q->failed is
 * what the caller gave with the first request that failed; NULL when it is not
 * about one.
 */
int nl_queue_flush(struct nl_queue *q)
{
	struct nl *nl = q->nl;
	uint32_t first = nl->seq + 1;
	int ret = 0;
	size_t i;

	nl->err = (struct nl_err){ 0 };
	q->failed = NULL;
	q->failed_part = 0;
	if (!q->sent.n)
		return 0;
	for (i = 0; i < q->sent.n; i++) {
		struct nlmsghdr *req = request_at(q, i);

		req->nlmsg_type = nl->family;
		req->nlmsg_flags = NLM_F_REQUEST | (i == q->sent.n - 1 ? NLM_F_ACK : 0);
		req->nlmsg_seq = ++nl->seq;
		req->nlmsg_pid = nl->portid;
	}
	if (mnl_socket_sendto(nl->sock, q->buf, q->used) < 0)
		ret = -errno;
	else
		ret = take_answers(q, first);
	if (ret && !nl->err.code)
		nl->err.code = ret;
	q->sent.n = 0;
	q->used = 0;
	return nl->err.code;
}
