// SPDX-License-Identifier: GPL-2.0
/*
 * What arrives on the netlink socket, checked: messages, acknowledgments with
 * their extended text, attributes. See nl.h.
 *
 * Called by nl.c and the parsers in parse.c. Pure: works on memory only, so
 * that the unit tests can feed it anything. libmnl's own walk of a buffer is
 * not used, because it takes a message length above INT_MAX for a good one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "nl.h"

/* Since 6.1; older headers do not have them. */
#define ERR_ATTR_MISS_TYPE	5

static const struct nlmsghdr *checked(const uint8_t *at, const uint8_t *end)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)at;
	size_t left = (size_t)(end - at);

	if (left < sizeof(*nlh) || nlh->nlmsg_len < sizeof(*nlh) || nlh->nlmsg_len > left)
		return NULL;
	return nlh;
}

/**
 * nl_next - walk the messages of a datagram
 * @nlh: the message before, NULL to begin
 * @buf: the datagram, aligned to 4 bytes
 * @len: its length
 *
 * Return: the next message, which lies wholly inside @buf; NULL at the end.
 */
const struct nlmsghdr *nl_next(const struct nlmsghdr *nlh, const void *buf, size_t len)
{
	const uint8_t *end = (const uint8_t *)buf + len;
	const uint8_t *at = buf;

	if (nlh) {
		at = (const uint8_t *)nlh;
		if ((size_t)(end - at) < NLMSG_ALIGN((size_t)nlh->nlmsg_len))
			return NULL;
		at += NLMSG_ALIGN((size_t)nlh->nlmsg_len);
	}
	return checked(at, end);
}

/* The next attribute at @at, or NULL when there is no whole one. */
static const struct nlattr *next_attr(const uint8_t *at, const uint8_t *end)
{
	const struct nlattr *attr = (const struct nlattr *)at;
	size_t left = at < end ? (size_t)(end - at) : 0;

	if (left < sizeof(*attr) || attr->nla_len < sizeof(*attr) || attr->nla_len > left)
		return NULL;
	return attr;
}

static const struct nlattr *after(const struct nlattr *attr, const uint8_t *end)
{
	const uint8_t *at = (const uint8_t *)attr;

	if ((size_t)(end - at) < (size_t)NLA_ALIGN(attr->nla_len))
		return NULL;
	return next_attr(at + NLA_ALIGN(attr->nla_len), end);
}

/**
 * nl_attr_next - walk attributes
 * @attr: the attribute before, NULL to begin
 * @attrs: the first attribute
 * @len: bytes of all attributes
 *
 * Return: the next attribute, which lies wholly inside; NULL at the end.
 */
const struct nlattr *nl_attr_next(const struct nlattr *attr, const void *attrs, size_t len)
{
	const uint8_t *end = (const uint8_t *)attrs + len;

	return attr ? after(attr, end) : next_attr(attrs, end);
}

/* Which attribute of the request @offset of the message is in; 0: none. */
static uint16_t attr_at(const struct nlmsghdr *req, uint32_t offset)
{
	const uint8_t *base = (const uint8_t *)req;
	const struct nlattr *attr;
	const uint8_t *end;

	if (!req)
		return 0;
	end = base + req->nlmsg_len;
	attr = next_attr(base + NLMSG_HDRLEN + GENL_HDRLEN, end);
	for (; attr; attr = after(attr, end)) {
		size_t at = (size_t)((const uint8_t *)attr - base);

		if (offset >= at && offset - at < attr->nla_len)
			return mnl_attr_get_type(attr);
	}
	return 0;
}

static void parse_extack(struct nl_xfer *x, const uint8_t *at, const uint8_t *end)
{
	const struct nlattr *attr;
	uint32_t value;

	for (attr = next_attr(at, end); attr; attr = after(attr, end)) {
		size_t len = mnl_attr_get_payload_len(attr);
		const char *text = mnl_attr_get_payload(attr);

		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			snprintf(x->err.text, sizeof(x->err.text), "%.*s",
				 (int)strnlen(text, len), text);
			break;
		case NLMSGERR_ATTR_OFFS:
			if (len != sizeof(value))
				break;
			memcpy(&value, text, sizeof(value));
			x->err.attr = attr_at(x->req, value);
			break;
		case ERR_ATTR_MISS_TYPE:
			if (len != sizeof(value))
				break;
			memcpy(&value, text, sizeof(value));
			x->err.attr = value <= UINT16_MAX ? (uint16_t)value : 0;
			x->err.missing = true;
			break;
		}
	}
}

/* The end of a request: 1 when it went well, else a negative errno. */
static int feed_end(struct nl_xfer *x, const struct nlmsghdr *nlh)
{
	const uint8_t *at = mnl_nlmsg_get_payload(nlh);
	const uint8_t *end = (const uint8_t *)nlh + nlh->nlmsg_len;
	const struct nlmsgerr *err = (const struct nlmsgerr *)at;
	size_t skip = sizeof(*err);
	int code = 0;

	if (nlh->nlmsg_type == NLMSG_DONE) {
		skip = sizeof(code);
		if ((size_t)(end - at) >= sizeof(code))
			memcpy(&code, at, sizeof(code));
	} else {
		if ((size_t)(end - at) < sizeof(*err) || err->msg.nlmsg_len < NLMSG_HDRLEN)
			return -EBADMSG;
		code = err->error;
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
			skip += NLMSG_ALIGN((size_t)err->msg.nlmsg_len) - NLMSG_HDRLEN;
	}
	if (code < -4095 || (code > 0 && nlh->nlmsg_type == NLMSG_ERROR))
		return -EBADMSG;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS && skip <= (size_t)(end - at))
		parse_extack(x, at + skip, end);
	return code < 0 ? code : 1;
}

static int feed_one(struct nl_xfer *x, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return 0;
	case NLMSG_OVERRUN:
		return -ENOBUFS;
	case NLMSG_DONE:
		return x->dump ? feed_end(x, nlh) : -EBADMSG;
	case NLMSG_ERROR:
		return feed_end(x, nlh);
	}
	if (nlh->nlmsg_type != x->type ||
	    mnl_nlmsg_get_payload_len(nlh) < GENL_HDRLEN)
		return -EBADMSG;
	/* What raced a change is thrown away, so do not even look at it. */
	return x->cb && !x->interrupted ? x->cb(nlh, x->data) : 0;
}

/**
 * nl_feed - take a datagram that may answer a request
 * @x: the request
 * @buf: the datagram, aligned to 4 bytes
 * @len: its length
 *
 * Messages that answer another request are passed over.
 *
 * Return: 1 when the request is done, 0 when more is to come, a negative errno
 * when it failed, -EBADMSG for what the kernel cannot have meant.
 */
int nl_feed(struct nl_xfer *x, const void *buf, size_t len)
{
	const struct nlmsghdr *nlh = nl_next(NULL, buf, len);
	int ret;

	if (!nlh)
		return -EBADMSG;
	for (; nlh; nlh = nl_next(nlh, buf, len)) {
		if (nlh->nlmsg_seq != x->seq || nlh->nlmsg_pid != x->portid)
			continue;
		ret = feed_one(x, nlh);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * nl_payload - the parts of a generic netlink message
 * @nlh: a message that nl_next() or a callback gave
 * @cmd: its command is put here; may be NULL
 * @attrs: its first attribute is put here
 * @len: bytes of the attributes are put here
 *
 * Return: 0, or -EBADMSG when it is too short.
 */
int nl_payload(const struct nlmsghdr *nlh, uint8_t *cmd, const struct nlattr **attrs,
	       size_t *len)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return -EBADMSG;
	if (cmd)
		*cmd = genl->cmd;
	*attrs = mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN);
	*len = nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	return 0;
}

static int store(uint8_t *dst, const struct nl_field *f, const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (f->type == NL_OTHER)
		return 0;
	if (f->type == NL_STR) {
		if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
			return -EBADMSG;
		len = strlen(mnl_attr_get_str(attr)) + 1;
		if (len > f->size)
			return -EBADMSG;
	} else if (len != f->size) {
		return -EBADMSG;
	}
	memcpy(dst + f->offset, mnl_attr_get_payload(attr), len);
	return 0;
}

/*
 * Where an attribute goes; any field when nowhere. Attributes come in the
 * order of the table for the most part, so the search begins at @from.
 */
static const struct nl_field *find_field(const struct nl_fields *fields,
					 const struct nl_field *from, uint16_t type)
{
	const struct nl_field *end = fields->field + fields->n;
	const struct nl_field *f = from;

	while (f->attr != type) {
		f = f + 1 == end ? fields->field : f + 1;
		if (f == from)
			break;
	}
	return f;
}

/**
 * nl_fill - put attributes where they belong in a struct
 * @dst: the struct, zeroed; begins with the uint32_t of struct nl_field
 * @fields: which attribute goes where; others are passed over, for a newer
 *	kernel may send more
 * @must: bits of those without which the message is broken
 * @attrs: the first attribute
 * @len: bytes of all attributes
 *
 * Return: 0, or -EBADMSG for a wrong type or length or one that is missing.
 */
int nl_fill(void *dst, const struct nl_fields *fields, uint32_t must,
	    const struct nlattr *attrs, size_t len)
{
	const struct nl_field *f = fields->field;
	const struct nlattr *attr = NULL;
	uint32_t *has = dst;

	while ((attr = nl_attr_next(attr, attrs, len))) {
		f = find_field(fields, f, mnl_attr_get_type(attr));
		if (f->attr != mnl_attr_get_type(attr))
			continue;
		if (store(dst, f, attr))
			return -EBADMSG;
		*has |= 1u << f->attr;
	}
	return (*has & must) == must ? 0 : -EBADMSG;
}

/* One multicast group of CTRL_ATTR_MCAST_GROUPS. */
static void parse_group(struct nl *nl, const struct nlattr *nest)
{
	static const uint32_t must = 1u << CTRL_ATTR_MCAST_GRP_NAME |
		1u << CTRL_ATTR_MCAST_GRP_ID;
	static const struct nl_field field[] = {
		{ "name", CTRL_ATTR_MCAST_GRP_NAME, NL_STR, sizeof(nl->groups[0].name),
		  offsetof(struct nl_group, name) },
		{ "id", CTRL_ATTR_MCAST_GRP_ID, NL_EXACT, 4, offsetof(struct nl_group, id) },
	};
	static const struct nl_fields fields = { field, 2 };
	struct nl_group group = { 0 };

	if (nl->ngroups < NL_GROUPS_MAX &&
	    !nl_fill(&group, &fields, must, mnl_attr_get_payload(nest),
		     mnl_attr_get_payload_len(nest)))
		nl->groups[nl->ngroups++] = group;
}

/**
 * nl_parse_family - an &nl_cb for CTRL_CMD_GETFAMILY
 * @nlh: the answer
 * @data: the &struct nl whose family and groups are set
 *
 * Return: 0, or -EBADMSG.
 */
int nl_parse_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr = NULL;
	const struct nlattr *attrs;
	struct nl *nl = data;
	size_t len;

	if (nl_payload(nlh, NULL, &attrs, &len))
		return -EBADMSG;
	nl->ngroups = 0;
	while ((attr = nl_attr_next(attr, attrs, len))) {
		const struct nlattr *nest = NULL;

		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_FAMILY_ID:
			if (mnl_attr_validate(attr, MNL_TYPE_U16) < 0)
				return -EBADMSG;
			nl->family = mnl_attr_get_u16(attr);
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			while ((nest = nl_attr_next(nest, mnl_attr_get_payload(attr),
						    mnl_attr_get_payload_len(attr))))
				parse_group(nl, nest);
			break;
		}
	}
	return nl->family >= NLMSG_MIN_TYPE ? 0 : -EBADMSG;
}
