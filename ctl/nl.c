// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink socket: open it, find the family, send a request, take the
 * answers. See nl.h.
 *
 * Called by call.c (requests), cmd_monitor.c (notifications). Message and
 * attribute checks are in nl_msg.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/genetlink.h>
#include <linux/vswitch.h>

#include "nl.h"

#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12
#endif

/* What the kernel may queue for us while we are busy printing. */
static const int rcvbuf_bytes = 4 << 20;

static void set_option(struct nl *nl, int option)
{
	int on = 1;

	/* A kernel that lacks one of these only tells us less. */
	(void)mnl_socket_setsockopt(nl->sock, option, &on, sizeof(on));
}

static int open_socket(struct nl *nl)
{
	int fd;

	nl->sock = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!nl->sock)
		return -errno;
	set_option(nl, NETLINK_EXT_ACK);
	set_option(nl, NETLINK_CAP_ACK);
	set_option(nl, NETLINK_GET_STRICT_CHK);
	fd = mnl_socket_get_fd(nl->sock);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &rcvbuf_bytes, sizeof(rcvbuf_bytes)))
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf_bytes, sizeof(rcvbuf_bytes));
	if (mnl_socket_bind(nl->sock, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	nl->portid = mnl_socket_get_portid(nl->sock);
	nl->seq = (uint32_t)time(NULL);
	return 0;
}

/**
 * nl_receive - take one datagram off the socket into @nl->buf
 * @nl: the socket
 * @flags: for recvmsg(), such as MSG_DONTWAIT
 *
 * Only the kernel is listened to; what another process sent is passed over.
 *
 * Return: its length, or a negative errno; -EMSGSIZE when it was cut off.
 */
ssize_t nl_receive(struct nl *nl, int flags)
{
	struct iovec iov = { .iov_base = nl->buf, .iov_len = sizeof(nl->buf) };
	struct sockaddr_nl from;
	struct msghdr msg = {
		.msg_name = &from,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t len;

	do {
		memset(&from, 0, sizeof(from));
		msg.msg_namelen = sizeof(from);
		msg.msg_flags = 0;
		len = recvmsg(mnl_socket_get_fd(nl->sock), &msg, flags);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return -errno;
	} while (len < 0 || msg.msg_namelen != sizeof(from) || from.nl_pid);
	return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : len;
}

/* Send @req and take answers until the last one. */
static int transact(struct nl *nl, struct nlmsghdr *req, struct nl_xfer *x)
{
	ssize_t len;
	int ret;

	req->nlmsg_flags = NLM_F_REQUEST | (x->dump ? NLM_F_DUMP : NLM_F_ACK);
	req->nlmsg_seq = ++nl->seq;
	req->nlmsg_pid = nl->portid;
	x->req = req;
	x->type = req->nlmsg_type;
	x->seq = req->nlmsg_seq;
	x->portid = nl->portid;
	x->interrupted = false;
	memset(&x->err, 0, sizeof(x->err));
	if (mnl_socket_sendto(nl->sock, req, req->nlmsg_len) < 0) {
		x->err.code = -errno;
		return x->err.code;
	}
	do {
		len = nl_receive(nl, 0);
		ret = len < 0 ? (int)len : nl_feed(x, nl->buf, (size_t)len);
	} while (!ret);
	if (ret < 0)
		x->err.code = ret;
	return ret < 0 ? ret : 0;
}

static int find_family(struct nl *nl)
{
	struct nl_xfer x = { .cb = nl_parse_family, .data = nl };
	uint64_t room[32];
	struct nlmsghdr *req = mnl_nlmsg_put_header(room);
	struct genlmsghdr *genl;
	int ret;

	req->nlmsg_type = GENL_ID_CTRL;
	genl = mnl_nlmsg_put_extra_header(req, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(req, CTRL_ATTR_FAMILY_NAME, VSWITCH_FAMILY_NAME);
	ret = transact(nl, req, &x);
	if (ret == -ENOENT)
		ret = -ENOPKG;
	else if (!ret && !nl->family)
		ret = -EBADMSG;
	nl->err = x.err;
	nl->err.code = ret;
	return ret;
}

/**
 * nl_open - open the socket and find the family, unless that was done
 * @nl: zeroed, or open already
 *
 * Return: 0, or a negative errno that is in @nl->err too; -ENOPKG when the
 * kernel has no such family.
 */
int nl_open(struct nl *nl)
{
	int ret;

	if (nl->family)
		return 0;
	ret = nl->sock ? 0 : open_socket(nl);
	if (ret) {
		nl->err = (struct nl_err){ .code = ret };
		return ret;
	}
	return find_family(nl);
}

/**
 * nl_close - close the socket
 * @nl: the socket, open or not
 */
void nl_close(struct nl *nl)
{
	if (nl->sock)
		mnl_socket_close(nl->sock);
	nl->sock = NULL;
	nl->family = 0;
}

/**
 * nl_request - begin a request
 * @nl: the socket, zeroed before its first request
 * @cmd: command of the family
 *
 * Return: the message, in @nl->req, to which attributes can be added. The rest
 * of the header is filled in when it is sent.
 */
struct nlmsghdr *nl_request(struct nl *nl, uint8_t cmd)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)nl->req;
	struct genlmsghdr *genl;

	/* Older versions of libmnl leave what was there as padding. */
	memset(nlh, 0, MIN(NLMSG_ALIGN((size_t)nlh->nlmsg_len), sizeof(nl->req)));
	nlh = mnl_nlmsg_put_header(nlh);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = VSWITCH_FAMILY_VERSION;
	return nlh;
}

/**
 * nl_put_str - add a string to a request
 * @nlh: from nl_request()
 * @type: attribute type
 * @text: the string; one that does not fit is left out, so the kernel refuses
 */
void nl_put_str(struct nlmsghdr *nlh, uint16_t type, const char *text)
{
	mnl_attr_put_strz_check(nlh, NL_REQ_SIZE, type, text);
}

/**
 * nl_put_attrs - add attributes to a request as they are
 * @nlh: from nl_request()
 * @attrs: the attributes, each of them padded
 * @len: bytes of them; what does not fit is left out, so the kernel refuses
 */
void nl_put_attrs(struct nlmsghdr *nlh, const void *attrs, size_t len)
{
	if (nlh->nlmsg_len + len > NL_REQ_SIZE)
		return;
	memcpy((uint8_t *)nlh + nlh->nlmsg_len, attrs, len);
	nlh->nlmsg_len += (uint32_t)len;
}

/**
 * nl_do - send a request that has one answer or none, and wait for the end
 * @nl: the socket, opened if need be
 * @req: from nl_request()
 * @cb: takes the answer; may be NULL
 * @data: for @cb
 *
 * Return: 0 or a negative errno. @nl->err tells more, a warning of the kernel
 * included.
 */
int nl_do(struct nl *nl, struct nlmsghdr *req, nl_cb cb, void *data)
{
	struct nl_xfer x = { .cb = cb, .data = data };
	int ret = nl_open(nl);

	if (ret)
		return ret;
	req->nlmsg_type = nl->family;
	ret = transact(nl, req, &x);
	nl->err = x.err;
	return ret;
}

/**
 * nl_dump - read a table of the kernel, again when a change raced it
 * @nl: the socket, opened if need be
 * @req: from nl_request()
 * @cb: takes each answer
 * @reset: called before each try, to forget what @cb gathered
 * @data: for @cb and @reset
 *
 * Return: 0 or a negative errno; -EAGAIN after NL_DUMP_TRIES races.
 */
int nl_dump(struct nl *nl, struct nlmsghdr *req, nl_cb cb, void (*reset)(void *data),
	    void *data)
{
	struct nl_xfer x = { .cb = cb, .data = data, .dump = true };
	int ret = nl_open(nl);
	int try;

	if (ret)
		return ret;
	req->nlmsg_type = nl->family;
	for (try = 0; try < NL_DUMP_TRIES; try++) {
		struct timespec pause = { .tv_nsec = try * 1000000L };

		if (try)
			nanosleep(&pause, NULL);
		reset(data);
		ret = transact(nl, req, &x);
		if (ret || !x.interrupted)
			break;
		ret = -EAGAIN;
	}
	nl->err = x.err;
	nl->err.code = ret;
	if (ret == -EAGAIN)
		snprintf(nl->err.text, sizeof(nl->err.text),
			 "the configuration kept changing while it was read");
	return ret;
}

/**
 * nl_join - join a multicast group of the family
 * @nl: the socket, open
 * @group: name of the group
 *
 * Return: 0 or a negative errno; -ENOENT when the family has no such group.
 */
int nl_join(struct nl *nl, const char *group)
{
	size_t i;

	for (i = 0; i < nl->ngroups; i++) {
		if (strcmp(nl->groups[i].name, group))
			continue;
		if (!mnl_socket_setsockopt(nl->sock, NETLINK_ADD_MEMBERSHIP, &nl->groups[i].id,
					   sizeof(nl->groups[i].id)))
			return 0;
		return -errno;
	}
	return -ENOENT;
}
