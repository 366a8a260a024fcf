/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Many requests at once: gathered, sent together, acknowledged together.
 *
 * Owns requests that are on their way. Used by config_apply.c and later.c, whose
 * changes are part of a transaction: after one that failed, the others do not
 * matter.
 */
#ifndef VSWITCHCTL_NL_QUEUE_H
#define VSWITCHCTL_NL_QUEUE_H

#include "nl.h"
#include "vec.h"

/**
 * struct nl_queue - requests that wait to be sent
 * @nl: the socket, open
 * @buf: they, one behind the other
 * @used: bytes of @buf
 * @sent: struct nl_queued of each
 * @failed: what the caller gave with the request that failed first
 * @failed_part: which part of that it is about, counted from 1; 0 for all of it
 * @cmd: command of that request
 * @answer: takes an answer, what the caller gave with the request, and @ctx; or NULL
 * @ctx: for @answer
 * @failed_req: that request; valid until the next nl_queue_add()
 */
struct nl_queue {
	struct nl *nl;
	uint8_t *buf;
	size_t used;
	struct vec sent;
	const void *failed;
	size_t failed_part;
	uint8_t cmd;
	const struct nlmsghdr *failed_req;
	int (*answer)(const struct nlmsghdr *nlh, const void *about, void *ctx);
	void *ctx;
};

void nl_queue_init(struct nl_queue *q, struct nl *nl);
void nl_queue_exit(struct nl_queue *q);
int nl_queue_add(struct nl_queue *q, const struct nlmsghdr *req, const void *about);
int nl_queue_add_part(struct nl_queue *q, const struct nlmsghdr *req, const void *about,
		      size_t part);
int nl_queue_flush(struct nl_queue *q);

#endif /* VSWITCHCTL_NL_QUEUE_H */
