/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Generic netlink for vswitchctl: one socket, requests and dumps on it.
 *
 * Owns the socket, the buffers and the text of the last refusal. Knows nothing
 * of the commands of vswitch; call.c, ref.c and the commands sit on top.
 * Nothing that arrives is trusted: lengths, types, sender and sequence are
 * checked here, once.
 */
#ifndef VSWITCHCTL_NL_H
#define VSWITCHCTL_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <libmnl/libmnl.h>

/* Most multicast groups of the family that are remembered. */
#define NL_GROUPS_MAX	8
/*
 * Room for one request, and for what one datagram brings: a port whose VLANs
 * and translations are as many as an attribute has room for, and some more.
 */
#define NL_REQ_SIZE	(3 * 65536)
#define NL_BUF_SIZE	(3 * 65536)
/* Times that a dump that raced a change is read again. */
#define NL_DUMP_TRIES	20

/**
 * struct nl_err - why the last request failed, or what it was warned of
 * @code: negative errno, 0 for none, -ENOPKG when there is no such family
 * @text: the kernel's own words (extended ack), or empty
 * @attr: type of the attribute they are about, 0 for none
 * @missing: that attribute should have been there, and was not
 */
struct nl_err {
	int code;
	char text[256];
	uint16_t attr;
	bool missing;
};

/**
 * typedef nl_cb - takes one message of an answer
 * @nlh: the message; header, length and generic netlink header are checked
 * @data: what the caller of nl_do() or nl_dump() gave
 *
 * Return: 0, or a negative errno, which ends the request.
 */
typedef int (*nl_cb)(const struct nlmsghdr *nlh, void *data);

/**
 * struct nl_xfer - one request on its way
 * @req: the request, to name the attribute an error is about; may be NULL
 * @type: message type that answers must have
 * @seq: sequence number that answers must have
 * @portid: address that answers must have
 * @dump: answers come until NLMSG_DONE, else until the acknowledgment
 * @cb: called for each answer; NULL when none is wanted
 * @data: for @cb
 * @interrupted: a change raced the dump, which is to be read again
 * @err: how it ended
 */
struct nl_xfer {
	const struct nlmsghdr *req;
	uint16_t type;
	uint32_t seq;
	uint32_t portid;
	bool dump;
	nl_cb cb;
	void *data;
	bool interrupted;
	struct nl_err err;
};

/**
 * struct nl_group - a multicast group of the family
 * @has: which of the attributes were there
 * @name: its name
 * @id: the number to join
 */
struct nl_group {
	uint32_t has;
	char name[16];
	uint32_t id;
};

/**
 * struct nl - a generic netlink socket
 * @sock: NULL until it is opened
 * @portid: its address
 * @seq: sequence number of the last request
 * @family: message type of the family, 0 until it is known
 * @groups: the family's multicast groups
 * @ngroups: how many
 * @err: of the last request
 * @req: the request that is being built; of this type for its alignment
 * @buf: where answers are received
 */
struct nl {
	struct mnl_socket *sock;
	uint32_t portid;
	uint32_t seq;
	uint16_t family;
	struct nl_group groups[NL_GROUPS_MAX];
	size_t ngroups;
	struct nl_err err;
	uint64_t req[NL_REQ_SIZE / 8];
	uint64_t buf[NL_BUF_SIZE / 8];
};

/**
 * enum nl_field_type - what the payload of an attribute is
 * @NL_EXACT: as many bytes as the member has: a number in host order, or a MAC
 * @NL_STR: a NUL-terminated string, at most as long as the member
 * @NL_OTHER: something that nl_fill() only notes, such as a nest
 */
enum nl_field_type {
	NL_EXACT,
	NL_STR,
	NL_OTHER,
};

/**
 * struct nl_field - where an attribute goes in a struct
 * @name: the attribute's name in the specification
 * @attr: its type, 1 to 31
 * @type: what its payload is
 * @size: bytes of the member
 * @offset: of the member
 *
 * A struct that is filled so starts with a uint32_t in which bit @attr is set
 * for each attribute that was there.
 */
struct nl_field {
	const char *name;
	uint16_t attr;
	enum nl_field_type type;
	size_t size;
	size_t offset;
};

/**
 * struct nl_fields - the attributes of a message that go into one struct
 * @field: they
 * @n: how many
 */
struct nl_fields {
	const struct nl_field *field;
	size_t n;
};

int nl_open(struct nl *nl);
void nl_close(struct nl *nl);
struct nlmsghdr *nl_request(struct nl *nl, uint8_t cmd);
void nl_put_attrs(struct nlmsghdr *nlh, const void *attrs, size_t len);
void nl_put_str(struct nlmsghdr *nlh, uint16_t type, const char *text);
int nl_do(struct nl *nl, struct nlmsghdr *req, nl_cb cb, void *data);
int nl_dump(struct nl *nl, struct nlmsghdr *req, nl_cb cb, void (*reset)(void *data),
	    void *data);
int nl_join(struct nl *nl, const char *group);
ssize_t nl_receive(struct nl *nl, int flags);
const struct nlmsghdr *nl_next(const struct nlmsghdr *nlh, const void *buf, size_t len);
int nl_feed(struct nl_xfer *x, const void *buf, size_t len);
int nl_payload(const struct nlmsghdr *nlh, uint8_t *cmd, const struct nlattr **attrs,
	       size_t *len);
const struct nlattr *nl_attr_next(const struct nlattr *attr, const void *attrs, size_t len);
int nl_fill(void *dst, const struct nl_fields *fields, uint32_t must,
	    const struct nlattr *attrs, size_t len);
int nl_parse_family(const struct nlmsghdr *nlh, void *data);

#endif /* VSWITCHCTL_NL_H */
