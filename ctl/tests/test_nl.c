// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink answers, well-formed, broken and hostile.
 *
 * A suite of unit.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "fields.h"
#include "nl.h"
#include "unit.h"

#define FAMILY	0x20
#define SEQ	77
#define PORTID	4711

static uint64_t buffer[1024];
static uint64_t request[64];
static unsigned int answers;

static int count_answer(const struct nlmsghdr *nlh, void *data)
{
	(void)nlh;
	(void)data;
	answers++;
	return 0;
}

static struct nl_xfer xfer(bool dump)
{
	answers = 0;
	return (struct nl_xfer){
		.req = (struct nlmsghdr *)request,
		.type = FAMILY,
		.seq = SEQ,
		.portid = PORTID,
		.dump = dump,
		.cb = count_answer,
	};
}

static struct nlmsghdr *message(void *at, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(at);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = SEQ;
	nlh->nlmsg_pid = PORTID;
	return nlh;
}

static struct nlmsghdr *answer(void *at)
{
	struct nlmsghdr *nlh = message(at, FAMILY, NLM_F_MULTI);

	mnl_nlmsg_put_extra_header(nlh, GENL_HDRLEN);
	return nlh;
}

/* A request with two attributes, for errors to point at. */
static void make_request(void)
{
	struct nlmsghdr *nlh = message(request, FAMILY, NLM_F_REQUEST);

	mnl_nlmsg_put_extra_header(nlh, GENL_HDRLEN);
	mnl_attr_put_u32(nlh, VSWITCH_A_PORT_SWITCH, 3);
	mnl_attr_put_strz(nlh, VSWITCH_A_PORT_NAME, "web1");
}

static struct nlmsghdr *error(void *at, int code, uint16_t flags)
{
	struct nlmsghdr *nlh = message(at, NLMSG_ERROR, flags);
	struct nlmsgerr *err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));

	make_request();
	err->error = code;
	err->msg = *(struct nlmsghdr *)request;
	return nlh;
}

static int feed(struct nl_xfer *x, const struct nlmsghdr *nlh)
{
	return nl_feed(x, nlh, nlh->nlmsg_len);
}

static void test_do(void)
{
	struct nl_xfer x = xfer(false);

	CHECK(feed(&x, answer(buffer)) == 0 && answers == 1);
	CHECK(feed(&x, error(buffer, 0, NLM_F_CAPPED)) == 1);
	x = xfer(false);
	CHECK(feed(&x, error(buffer, -EEXIST, NLM_F_CAPPED)) == -EEXIST);
	CHECK(!x.err.text[0] && !x.err.attr);
}

static void test_dump(void)
{
	struct nl_xfer x = xfer(true);
	struct nlmsghdr *nlh = answer(buffer);
	char *at = (char *)buffer + nlh->nlmsg_len;
	int code = 0;

	nlh = answer(at);
	at += nlh->nlmsg_len;
	nlh = message(at, NLMSG_DONE, NLM_F_MULTI);
	memcpy(mnl_nlmsg_put_extra_header(nlh, sizeof(code)), &code, sizeof(code));
	at += nlh->nlmsg_len;
	CHECK(nl_feed(&x, buffer, (size_t)(at - (char *)buffer)) == 1 && answers == 2);
	CHECK(!x.interrupted);

	/* A dump that fails half-way says so in its last message. */
	x = xfer(true);
	code = -ENOMEM;
	memcpy(mnl_nlmsg_get_payload(nlh), &code, sizeof(code));
	CHECK(feed(&x, nlh) == -ENOMEM);
}

static void test_interrupted(void)
{
	struct nl_xfer x = xfer(true);
	struct nlmsghdr *nlh = answer(buffer);

	nlh->nlmsg_flags |= NLM_F_DUMP_INTR;
	CHECK(feed(&x, nlh) == 0 && x.interrupted && !answers);
	/* Also when only the last message knows. */
	x = xfer(true);
	nlh = message(buffer, NLMSG_DONE, NLM_F_MULTI | NLM_F_DUMP_INTR);
	mnl_nlmsg_put_extra_header(nlh, 4);
	CHECK(feed(&x, nlh) == 1 && x.interrupted);
}

static void test_extack(void)
{
	struct nl_xfer x = xfer(false);
	struct nlmsghdr *nlh = error(buffer, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);

	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "name is taken");
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, NLMSG_HDRLEN + GENL_HDRLEN + 8);
	CHECK(feed(&x, nlh) == -EINVAL);
	CHECK_STR(x.err.text, "name is taken");
	CHECK(x.err.attr == VSWITCH_A_PORT_NAME && !x.err.missing);
	CHECK_STR(fields_attr_name(VSWITCH_CMD_PORT_SET, x.err.attr), "name");

	/* What is inside an attribute is a part of it. */
	x = xfer(false);
	nlh = error(buffer, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, NLMSG_HDRLEN + GENL_HDRLEN + 8 + 4);
	CHECK(feed(&x, nlh) == -EINVAL && x.err.attr == VSWITCH_A_PORT_NAME);

	x = xfer(false);
	nlh = error(buffer, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	mnl_attr_put_u32(nlh, 5, VSWITCH_A_PORT_NUMBER);
	CHECK(feed(&x, nlh) == -EINVAL);
	CHECK(x.err.attr == VSWITCH_A_PORT_NUMBER && x.err.missing);

	/* A warning is the text of an error that is none. */
	x = xfer(false);
	nlh = error(buffer, 0, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "the MTU is smaller");
	CHECK(feed(&x, nlh) == 1);
	CHECK_STR(x.err.text, "the MTU is smaller");
}

static void test_extack_uncapped(void)
{
	struct nl_xfer x = xfer(false);
	struct nlmsghdr *nlh = error(buffer, -EPERM, NLM_F_ACK_TLVS);
	const struct nlmsghdr *req = (struct nlmsghdr *)request;

	/* The whole request is echoed; the text stands behind it. */
	memcpy(mnl_nlmsg_put_extra_header(nlh, req->nlmsg_len - NLMSG_HDRLEN), req + 1,
	       req->nlmsg_len - NLMSG_HDRLEN);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "no");
	CHECK(feed(&x, nlh) == -EPERM);
	CHECK_STR(x.err.text, "no");
	/* The length of the echo is a lie. */
	x = xfer(false);
	((struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->msg.nlmsg_len = 0xfffffff0;
	CHECK(feed(&x, nlh) == -EPERM && !x.err.text[0]);
	((struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->msg.nlmsg_len = 3;
	CHECK(feed(&x, nlh) == -EBADMSG);
}

static void test_extack_hostile(void)
{
	struct nl_xfer x = xfer(false);
	struct nlmsghdr *nlh = error(buffer, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	char text[600];

	memset(text, 'x', sizeof(text));
	/* No NUL, and longer than there is room for; an offset to nowhere. */
	mnl_attr_put(nlh, NLMSGERR_ATTR_MSG, sizeof(text), text);
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, 0xffffffff);
	mnl_attr_put_u16(nlh, NLMSGERR_ATTR_OFFS, 20);
	mnl_attr_put_u32(nlh, 5, 0x10003);
	CHECK(feed(&x, nlh) == -EINVAL);
	CHECK(strlen(x.err.text) == sizeof(x.err.text) - 1);
	CHECK(!x.err.attr);
	CHECK(!fields_attr_name(VSWITCH_CMD_PORT_SET, 999));
}

static void test_broken(void)
{
	struct nl_xfer x = xfer(false);
	struct nlmsghdr *nlh;

	nlh = answer(buffer);
	CHECK(nl_feed(&x, nlh, 0) == -EBADMSG);
	CHECK(nl_feed(&x, nlh, 15) == -EBADMSG);
	nlh->nlmsg_len = 15;
	CHECK(nl_feed(&x, nlh, 64) == -EBADMSG);
	/* What libmnl's own check lets pass: negative as an int. */
	nlh->nlmsg_len = 0xfffffff0;
	CHECK(nl_feed(&x, nlh, 64) == -EBADMSG);
	/* No generic netlink header; another family. */
	nlh = message(buffer, FAMILY, 0);
	CHECK(feed(&x, nlh) == -EBADMSG);
	nlh = answer(buffer);
	nlh->nlmsg_type = FAMILY + 1;
	CHECK(feed(&x, nlh) == -EBADMSG);
	/* Errors that are none, and too short. */
	CHECK(feed(&x, error(buffer, 5, NLM_F_CAPPED)) == -EBADMSG);
	CHECK(feed(&x, error(buffer, -4096, NLM_F_CAPPED)) == -EBADMSG);
	nlh = error(buffer, -1, NLM_F_CAPPED);
	nlh->nlmsg_len = NLMSG_HDRLEN + 4;
	CHECK(feed(&x, nlh) == -EBADMSG);
	/* The end of a dump that nobody asked for. */
	nlh = message(buffer, NLMSG_DONE, 0);
	CHECK(feed(&x, nlh) == -EBADMSG);
	CHECK(!answers);
}

static void test_foreign(void)
{
	struct nl_xfer x = xfer(false);
	struct nlmsghdr *nlh = answer(buffer);

	nlh->nlmsg_seq++;
	CHECK(feed(&x, nlh) == 0 && !answers);
	nlh = answer(buffer);
	nlh->nlmsg_pid++;
	CHECK(feed(&x, nlh) == 0 && !answers);
}

static struct nlmsghdr *family(void *at)
{
	struct nlmsghdr *nlh = message(at, GENL_ID_CTRL, 0);
	struct nlattr *groups, *group;

	mnl_nlmsg_put_extra_header(nlh, GENL_HDRLEN);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, FAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, "vswitch");
	groups = mnl_attr_nest_start(nlh, CTRL_ATTR_MCAST_GROUPS);
	group = mnl_attr_nest_start(nlh, 1);
	mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, 9);
	mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME, "config");
	mnl_attr_nest_end(nlh, group);
	group = mnl_attr_nest_start(nlh, 2);
	mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, 10);
	mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME, "a name that is too long for a group");
	mnl_attr_nest_end(nlh, group);
	group = mnl_attr_nest_start(nlh, 3);
	mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, 11);
	mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME, "fdb");
	mnl_attr_nest_end(nlh, group);
	mnl_attr_nest_end(nlh, groups);
	return nlh;
}

static void test_family(void)
{
	struct nl *nl = calloc(1, sizeof(*nl));
	struct nlmsghdr *nlh = family(buffer);

	CHECK(nl_parse_family(nlh, nl) == 0);
	CHECK(nl->family == FAMILY && nl->ngroups == 2);
	CHECK_STR(nl->groups[1].name, "fdb");
	CHECK(nl->groups[0].id == 9 && nl->groups[1].id == 11);
	/* A family number that is a control message's would be trouble. */
	nl->family = 0;
	nlh = message(buffer, GENL_ID_CTRL, 0);
	mnl_nlmsg_put_extra_header(nlh, GENL_HDRLEN);
	CHECK(nl_parse_family(nlh, nl) == -EBADMSG);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, NLMSG_DONE);
	CHECK(nl_parse_family(nlh, nl) == -EBADMSG);
	free(nl);
}

/* Damage good messages at random; the sanitizers watch. */
static void test_fuzz(void)
{
	struct nl *nl = calloc(1, sizeof(*nl));
	int round;

	for (round = 0; round < 200000; round++) {
		struct nl_xfer x = xfer(round & 1);
		struct nlmsghdr *nlh = round & 2 ? family(buffer) :
			error(buffer, -EINVAL, NLM_F_ACK_TLVS | (round & 4 ? NLM_F_CAPPED : 0));
		size_t len;
		void *copy;
		int hits;

		if (!(round & 2)) {
			mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "text");
			mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, 20);
		}
		len = nlh->nlmsg_len;
		for (hits = unit_random() % 4; hits >= 0; hits--)
			((uint8_t *)buffer)[unit_random() % len] = (uint8_t)unit_random();
		/* Of exactly its length, for reads beyond it to be seen. */
		len -= unit_random() % 8;
		copy = malloc(len);
		memcpy(copy, buffer, len);
		x.type = ((struct nlmsghdr *)copy)->nlmsg_type;
		x.seq = ((struct nlmsghdr *)copy)->nlmsg_seq;
		x.portid = ((struct nlmsghdr *)copy)->nlmsg_pid;
		x.cb = nl_parse_family;
		x.data = nl;
		nl_feed(&x, copy, len);
		free(copy);
	}
	free(nl);
}

static const struct unit_test tests[] = {
	{ "nl: a request ends with its acknowledgment", test_do },
	{ "nl: a dump ends with its last message", test_dump },
	{ "nl: a dump that a change raced is noticed", test_interrupted },
	{ "nl: an extended ack gives text and attribute", test_extack },
	{ "nl: an extended ack is found behind the request", test_extack_uncapped },
	{ "nl: a hostile extended ack does no harm", test_extack_hostile },
	{ "nl: broken messages are refused", test_broken },
	{ "nl: answers to others are passed over", test_foreign },
	{ "nl: family and groups are understood", test_family },
	{ "nl: damaged messages do no harm", test_fuzz },
};

const struct unit_suite suite_nl = { tests, ARRAY_LEN(tests) };
