// SPDX-License-Identifier: GPL-2.0
/*
 * Damages what the kernel answers, on its way to the program. A library for
 * LD_PRELOAD; built and used by ctl_replies.sh.
 *
 * VSW_SEED=N: what is damaged, and how. Nothing is waited for: where the
 * kernel's last answer was damaged, none would come.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/genetlink.h>

static uint32_t state;

/* Marsaglia's xorshift. */
static uint32_t roll(uint32_t below)
{
	if (!state)
		state = (uint32_t)atoi(getenv("VSW_SEED")) * 2654435761u | 1;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

/* What is interesting as a length, a type or a number. */
static uint16_t odd_number(void)
{
	static const uint16_t odd[] = { 0, 1, 3, 4, 5, 15, 16, 20, 0x7fff, 0x8000, 0xffff };

	return odd[roll(sizeof(odd) / sizeof(odd[0]))];
}

/* @len is at least one header. */
static size_t damage(uint8_t *data, size_t len, size_t room)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)data;
	size_t at = roll((uint32_t)len);
	uint32_t n;

	switch (roll(8)) {
	case 0:
		data[at] ^= (uint8_t)(1u << roll(8));
		break;
	case 1:
		for (n = 1 + roll(16); n; n--)
			data[roll((uint32_t)len)] = (uint8_t)roll(256);
		break;
	case 2:
		return at;
	case 3:
		nlh->nlmsg_len = roll(2) ? odd_number() : nlh->nlmsg_len + roll(16) - 8;
		break;
	case 4:
		nlh->nlmsg_type = roll(2) ? odd_number() : (uint16_t)roll(8);
		break;
	case 5:
		nlh->nlmsg_flags ^= (uint16_t)(1u << roll(12));
		break;
	case 6:
		/* A length or a type of an attribute, most likely. */
		at &= ~(size_t)1;
		if (at + 2 <= len)
			memcpy(data + at, &(uint16_t){ odd_number() }, 2);
		break;
	default:
		/* A piece twice, so that what is behind it is out of step. */
		n = roll((uint32_t)(len - at)) + 1;
		if (len + n > room)
			break;
		memmove(data + at + n, data + at, len - at);
		return len + n;
	}
	return len;
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	static ssize_t (*next)(int, struct msghdr *, int);
	struct iovec *iov = msg->msg_iov;
	ssize_t len;

	if (!next)
		next = (ssize_t (*)(int, struct msghdr *, int))dlsym(RTLD_NEXT, "recvmsg");
	len = next(fd, msg, flags | MSG_DONTWAIT);
	if (len < 0 && errno == EAGAIN)
		errno = ECONNRESET;
	if (len < (ssize_t)sizeof(struct nlmsghdr) || roll(3))
		return len;
	return (ssize_t)damage(iov->iov_base, (size_t)len, iov->iov_len);
}
