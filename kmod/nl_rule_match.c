// SPDX-License-Identifier: GPL-2.0
/*
 * What a request says a rule is to match: parsed, and checked for sense. Called
 * by generic netlink in process context, with conf_lock held.
 */
#include <linux/in.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "vswitch.h"

#define ETHERTYPE_MIN 0x600
#define NO_SET (-1)

/**
 * enum form - what the values of a field look like
 * @NUMBER: low
 * @RANGE: low and high
 * @FLAGS: low and mask
 * @MAC: mac and mac-mask
 * @IP: ipv4 or ipv6, and prefix
 * @IP4: ipv4 and prefix
 * @NOTHING: it has no values
 */
enum form {
	NUMBER,
	RANGE,
	FLAGS,
	MAC,
	IP,
	IP4,
	NOTHING,
};

/* Which attributes a value of a form may have. */
static const u32 form_attrs[] = {
	[NUMBER] = BIT(VSWITCH_A_MATCH_VALUE_LOW),
	[RANGE] = BIT(VSWITCH_A_MATCH_VALUE_LOW) |
		  BIT(VSWITCH_A_MATCH_VALUE_HIGH),
	[FLAGS] = BIT(VSWITCH_A_MATCH_VALUE_LOW) |
		  BIT(VSWITCH_A_MATCH_VALUE_MASK),
	[MAC] = BIT(VSWITCH_A_MATCH_VALUE_MAC) |
		BIT(VSWITCH_A_MATCH_VALUE_MAC_MASK),
	[IP] = BIT(VSWITCH_A_MATCH_VALUE_IPV4) |
	       BIT(VSWITCH_A_MATCH_VALUE_IPV6) |
	       BIT(VSWITCH_A_MATCH_VALUE_PREFIX),
	[IP4] = BIT(VSWITCH_A_MATCH_VALUE_IPV4) |
		BIT(VSWITCH_A_MATCH_VALUE_PREFIX),
	[NOTHING] = 0,
};

/**
 * struct field - what a field takes
 * @form: form of its values
 * @set: enum vswitch_set_kind of the sets that it takes, or NO_SET
 * @min: lowest number
 * @max: highest number
 */
struct field {
	enum form form;
	int set;
	u32 min;
	u32 max;
};

static const struct field fields[VSW_MATCH_FIELDS] = {
	[VSWITCH_ACL_FIELD_SMAC] = { MAC, VSWITCH_SET_KIND_MAC },
	[VSWITCH_ACL_FIELD_DMAC] = { MAC, VSWITCH_SET_KIND_MAC },
	[VSWITCH_ACL_FIELD_ETHERTYPE] = { RANGE, NO_SET, 0, U16_MAX },
	[VSWITCH_ACL_FIELD_VID] = { RANGE, NO_SET, 1, VSW_VID_MAX },
	[VSWITCH_ACL_FIELD_PCP] = { RANGE, NO_SET, 0, 7 },
	[VSWITCH_ACL_FIELD_SRC] = { IP, VSWITCH_SET_KIND_PREFIX },
	[VSWITCH_ACL_FIELD_DST] = { IP, VSWITCH_SET_KIND_PREFIX },
	[VSWITCH_ACL_FIELD_PROTO] = { RANGE, NO_SET, 0, U8_MAX },
	[VSWITCH_ACL_FIELD_SPORT] = { RANGE, VSWITCH_SET_KIND_L4_PORT, 0,
				      U16_MAX },
	[VSWITCH_ACL_FIELD_DPORT] = { RANGE, VSWITCH_SET_KIND_L4_PORT, 0,
				      U16_MAX },
	[VSWITCH_ACL_FIELD_TCP_FLAGS] = { FLAGS, NO_SET, 0, 0xfff },
	[VSWITCH_ACL_FIELD_ICMP_TYPE] = { RANGE, NO_SET, 0, U8_MAX },
	[VSWITCH_ACL_FIELD_ICMP_CODE] = { RANGE, NO_SET, 0, U8_MAX },
	[VSWITCH_ACL_FIELD_ICMP6_TYPE] = { RANGE, NO_SET, 0, U8_MAX },
	[VSWITCH_ACL_FIELD_ICMP6_CODE] = { RANGE, NO_SET, 0, U8_MAX },
	[VSWITCH_ACL_FIELD_DSCP] = { RANGE, NO_SET, 0, 63 },
	[VSWITCH_ACL_FIELD_FRAG] = { NUMBER, NO_SET, 0, VSWITCH_ACL_FRAG_MAX },
	[VSWITCH_ACL_FIELD_ARP_OP] = { RANGE, NO_SET, 0, U16_MAX },
	[VSWITCH_ACL_FIELD_ARP_SPA] = { IP4, VSWITCH_SET_KIND_PREFIX },
	[VSWITCH_ACL_FIELD_ARP_TPA] = { IP4, VSWITCH_SET_KIND_PREFIX },
	[VSWITCH_ACL_FIELD_LEN] = { RANGE, NO_SET, 0, U16_MAX },
	[VSWITCH_ACL_FIELD_IN_PORT] = { NUMBER, NO_SET, 0, VSW_PORTS_CEILING },
	[VSWITCH_ACL_FIELD_MALFORMED] = { NOTHING, NO_SET },
};

/**
 * struct parse - a request that is being parsed
 * @matches: what is found
 * @conf: the snapshot under construction
 * @extack: says what is wrong
 * @attr: by field, its match in the request; NULL for none
 */
struct parse {
	struct vsw_nl_matches *matches;
	const struct vsw_conf *conf;
	struct netlink_ext_ack *extack;
	const struct nlattr *attr[VSW_MATCH_FIELDS];
};

static int refuse(struct parse *p, const struct nlattr *attr, const char *text)
{
	if (p->extack) {
		p->extack->_msg = text;
		NL_SET_BAD_ATTR(p->extack, attr);
	}
	return -EINVAL;
}

static const char *range_text(u8 field)
{
	switch (field) {
	case VSWITCH_ACL_FIELD_ETHERTYPE:
		return "an EtherType is 0x600 to 0xffff, or 0 for frames with a length";
	case VSWITCH_ACL_FIELD_VID:
		return "a VLAN is 1 to 4094";
	case VSWITCH_ACL_FIELD_PCP:
		return "a priority is 0 to 7";
	case VSWITCH_ACL_FIELD_DSCP:
		return "a DSCP is 0 to 63";
	case VSWITCH_ACL_FIELD_TCP_FLAGS:
		return "flags of TCP have 12 bits";
	case VSWITCH_ACL_FIELD_FRAG:
		return "a fragment is first, later or any";
	case VSWITCH_ACL_FIELD_IN_PORT:
		return "a port has a number of 0 to 4096";
	case VSWITCH_ACL_FIELD_SPORT:
	case VSWITCH_ACL_FIELD_DPORT:
	case VSWITCH_ACL_FIELD_ARP_OP:
	case VSWITCH_ACL_FIELD_LEN:
		return "the number must be 0 to 65535";
	default:
		return "the number must be 0 to 255";
	}
}

static bool is_in_range(u8 field, u32 number)
{
	if (field == VSWITCH_ACL_FIELD_ETHERTYPE && number &&
	    number < ETHERTYPE_MIN)
		return false;
	return number >= fields[field].min && number <= fields[field].max;
}

static int parse_number(struct parse *p, u8 field, struct vsw_value *value,
			struct nlattr **tb)
{
	struct nlattr *high = tb[VSWITCH_A_MATCH_VALUE_HIGH];
	struct nlattr *mask = tb[VSWITCH_A_MATCH_VALUE_MASK];

	value->low = nla_get_u32(tb[VSWITCH_A_MATCH_VALUE_LOW]);
	value->high = high ? nla_get_u32(high) : value->low;
	value->mask = mask ? nla_get_u32(mask) : U64_MAX;
	if (!is_in_range(field, value->low))
		return refuse(p, tb[VSWITCH_A_MATCH_VALUE_LOW],
			      range_text(field));
	if (!is_in_range(field, value->high))
		return refuse(p, high, range_text(field));
	if (value->high < value->low)
		return refuse(p, high, "the range ends before it begins");
	if (field == VSWITCH_ACL_FIELD_ETHERTYPE && !value->low && value->high)
		return refuse(p, high,
			      "EtherType 0, for frames with a length, is not part of a range");
	if (mask && !is_in_range(field, value->mask))
		return refuse(p, mask, range_text(field));
	if (value->low & ~value->mask)
		return refuse(p, tb[VSWITCH_A_MATCH_VALUE_LOW],
			      "the value has bits set that its mask leaves out");
	if (field == VSWITCH_ACL_FIELD_IN_PORT &&
	    !vsw_conf_port(p->conf, value->low))
		return refuse(p, tb[VSWITCH_A_MATCH_VALUE_LOW],
			      "the switch has no port of this number");
	return 0;
}

static int parse_mac(struct parse *p, struct vsw_value *value,
		     struct nlattr **tb)
{
	struct nlattr *mask = tb[VSWITCH_A_MATCH_VALUE_MAC_MASK];

	value->low = vsw_nl_get_mac(tb[VSWITCH_A_MATCH_VALUE_MAC]);
	value->high = value->low;
	value->mask = mask ? vsw_nl_get_mac(mask) : GENMASK_ULL(47, 0);
	if (value->low & ~value->mask)
		return refuse(p, tb[VSWITCH_A_MATCH_VALUE_MAC],
			      "the address has bits set that its mask leaves out");
	return 0;
}

static int parse_ip(struct parse *p, struct vsw_value *value,
		    struct nlattr **tb)
{
	struct nlattr *prefix = tb[VSWITCH_A_MATCH_VALUE_PREFIX];
	u32 address;
	u8 bits;
	int err;

	if (tb[VSWITCH_A_MATCH_VALUE_IPV6]) {
		err = vsw_nl_parse_ip6(value->ip6, &bits,
				       tb[VSWITCH_A_MATCH_VALUE_IPV6], prefix,
				       p->extack);
		if (err)
			return err;
		value->family = 6;
		vsw_nl_ip6_mask(value->ip6_mask, bits);
		return 0;
	}
	err = vsw_nl_parse_ip4(&address, &bits, tb[VSWITCH_A_MATCH_VALUE_IPV4],
			       prefix, p->extack);
	if (err)
		return err;
	value->family = 4;
	value->low = address;
	value->high = address;
	value->mask = bits ? U32_MAX << (32 - bits) & U32_MAX : 0;
	return 0;
}

/* A value has what it is to have, and nothing else. */
static int check_form(struct parse *p, enum form wants,
		      const struct nlattr *attr, struct nlattr **tb)
{
	int i, must;

	for (i = 1; i <= VSWITCH_A_MATCH_VALUE_MAX; i++) {
		if (!tb[i] || form_attrs[wants] & BIT(i))
			continue;
		if (i == VSWITCH_A_MATCH_VALUE_IPV6)
			return refuse(p, tb[i],
				      "ARP has addresses of IPv4 only");
		if (i == VSWITCH_A_MATCH_VALUE_HIGH)
			return refuse(p, tb[i], "this field takes no range");
		if (i == VSWITCH_A_MATCH_VALUE_MASK)
			return refuse(p, tb[i], "this field takes no mask");
		return refuse(p, tb[i],
			      "this field takes no value of this kind");
	}
	if (tb[VSWITCH_A_MATCH_VALUE_IPV4] && tb[VSWITCH_A_MATCH_VALUE_IPV6])
		return refuse(p, tb[VSWITCH_A_MATCH_VALUE_IPV6],
			      "a value is one address");
	must = wants == MAC ? VSWITCH_A_MATCH_VALUE_MAC :
			      VSWITCH_A_MATCH_VALUE_LOW;
	if (wants == IP || wants == IP4)
		must = tb[VSWITCH_A_MATCH_VALUE_IPV6] ?
				VSWITCH_A_MATCH_VALUE_IPV6 :
				VSWITCH_A_MATCH_VALUE_IPV4;
	if (tb[must])
		return 0;
	NL_SET_ERR_MSG(p->extack, "the value is missing");
	NL_SET_ERR_ATTR_MISS(p->extack, attr, must);
	return -EINVAL;
}

static int parse_value(struct parse *p, struct vsw_want *want,
		       const struct nlattr *attr)
{
	struct vsw_nl_matches *m = p->matches;
	struct nlattr *tb[VSWITCH_A_MATCH_VALUE_MAX + 1];
	enum form form = fields[want->field].form;
	struct vsw_value *value;
	int err;

	if (form == NOTHING)
		return refuse(p, attr, "this field takes no value");
	if (want->n == VSW_MATCH_VALUES)
		return refuse(p, attr, "a match has at most 64 values");
	err = nla_parse_nested(tb, VSWITCH_A_MATCH_VALUE_MAX, attr,
			       vswitch_match_value_nl_policy, p->extack);
	if (!err)
		err = check_form(p, form, attr, tb);
	if (err)
		return err;
	value = &m->value[m->n_values++];
	want->n++;
	if (form == MAC)
		return parse_mac(p, value, tb);
	if (form == IP || form == IP4)
		return parse_ip(p, value, tb);
	return parse_number(p, want->field, value, tb);
}

static int parse_set(struct parse *p, struct vsw_want *want,
		     const struct nlattr *attr)
{
	const struct vsw_sets *sets = p->conf->acls ? p->conf->acls->sets :
						      NULL;
	int kind = fields[want->field].set;
	struct vsw_nl_matches *m = p->matches;

	if (kind == NO_SET)
		return refuse(p, attr, "this field takes no set");
	want->set = vsw_sets_find_name(sets, nla_data(attr));
	if (!want->set) {
		refuse(p, attr, "the switch has no set of this name");
		return -ENOENT;
	}
	if (vsw_set_kind(vsw_sets_find(sets, want->set)) != kind)
		return refuse(p, attr,
			      "this field does not take sets of this kind");
	m->set[m->n_sets++] = want->set;
	return 0;
}

/* All values of a match, behind each other in the nest. */
static int parse_values(struct parse *p, struct vsw_want *want,
			const struct nlattr *match)
{
	const struct nlattr *attr;
	int rem, err;

	want->value = &p->matches->value[p->matches->n_values];
	nla_for_each_nested(attr, match, rem) {
		if (nla_type(attr) != VSWITCH_A_MATCH_VALUE)
			continue;
		if (want->set)
			return refuse(p, attr,
				      "a match has a set or values, not both");
		err = parse_value(p, want, attr);
		if (err)
			return err;
	}
	if (want->n || want->set || fields[want->field].form == NOTHING)
		return 0;
	NL_SET_ERR_MSG(p->extack, "the match has no value");
	NL_SET_ERR_ATTR_MISS(p->extack, match, VSWITCH_A_MATCH_VALUE);
	return -EINVAL;
}

static int parse_match(struct parse *p, const struct nlattr *attr)
{
	struct nlattr *tb[VSWITCH_A_MATCH_MAX + 1];
	struct vsw_want *want;
	int err;
	u32 field;

	err = nla_parse_nested(tb, VSWITCH_A_MATCH_MAX, attr,
			       vswitch_match_nl_policy, p->extack);
	if (err)
		return err;
	if (!tb[VSWITCH_A_MATCH_FIELD]) {
		NL_SET_ERR_MSG(p->extack, "the field of a match is missing");
		NL_SET_ERR_ATTR_MISS(p->extack, attr, VSWITCH_A_MATCH_FIELD);
		return -EINVAL;
	}
	field = nla_get_u32(tb[VSWITCH_A_MATCH_FIELD]);
	if (p->attr[field])
		return refuse(p, tb[VSWITCH_A_MATCH_FIELD],
			      "the rule matches this field twice");
	p->attr[field] = attr;
	want = &p->matches->want[p->matches->n++];
	want->field = field;
	if (tb[VSWITCH_A_MATCH_NEGATE])
		want->negate = nla_get_u8(tb[VSWITCH_A_MATCH_NEGATE]);
	if (want->negate && fields[field].form == NOTHING)
		return refuse(p, tb[VSWITCH_A_MATCH_NEGATE],
			      "what is not malformed matches all other rules anyway");
	if (tb[VSWITCH_A_MATCH_SET])
		err = parse_set(p, want, tb[VSWITCH_A_MATCH_SET]);
	return err ?: parse_values(p, want, attr);
}

static bool has_ports(u32 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
	       proto == IPPROTO_UDPLITE || proto == IPPROTO_DCCP ||
	       proto == IPPROTO_SCTP;
}

static bool is_tcp(u32 proto)
{
	return proto == IPPROTO_TCP;
}

static bool is_icmp(u32 proto)
{
	return proto == IPPROTO_ICMP;
}

static bool is_icmp6(u32 proto)
{
	return proto == IPPROTO_ICMPV6;
}

/**
 * vsw_nl_matches_find() - the match on a field
 * @matches: of a request
 * @field: enum vswitch_acl_field; none is there twice
 *
 * Return: the match, or NULL.
 */
const struct vsw_want *
vsw_nl_matches_find(const struct vsw_nl_matches *matches, u8 field)
{
	u32 i;

	for (i = 0; i < matches->n; i++)
		if (matches->want[i].field == field)
			return &matches->want[i];
	return NULL;
}

/* Does the rule say that the protocol is one of these? */
static bool is_proto(const struct vsw_nl_matches *m, bool (*is)(u32 proto))
{
	const struct vsw_want *want;
	u32 i, proto;

	want = vsw_nl_matches_find(m, VSWITCH_ACL_FIELD_PROTO);
	if (!want || want->negate)
		return false;
	for (i = 0; i < want->n; i++)
		for (proto = want->value[i].low; proto <= want->value[i].high;
		     proto++)
			if (!is(proto))
				return false;
	return true;
}

/* Some fields are there with certain protocols only. */
static int check_protos(struct parse *p)
{
	static const struct {
		u8 field;
		bool (*is)(u32 proto);
		const char *text;
	} wants[] = {
		{ VSWITCH_ACL_FIELD_SPORT, has_ports,
		  "ports need a match on a protocol that has ports" },
		{ VSWITCH_ACL_FIELD_DPORT, has_ports,
		  "ports need a match on a protocol that has ports" },
		{ VSWITCH_ACL_FIELD_TCP_FLAGS, is_tcp,
		  "flags of TCP need a match on protocol TCP" },
		{ VSWITCH_ACL_FIELD_ICMP_TYPE, is_icmp,
		  "type and code of ICMP need a match on protocol ICMP" },
		{ VSWITCH_ACL_FIELD_ICMP_CODE, is_icmp,
		  "type and code of ICMP need a match on protocol ICMP" },
		{ VSWITCH_ACL_FIELD_ICMP6_TYPE, is_icmp6,
		  "type and code of ICMPv6 need a match on protocol ICMPv6" },
		{ VSWITCH_ACL_FIELD_ICMP6_CODE, is_icmp6,
		  "type and code of ICMPv6 need a match on protocol ICMPv6" },
	};
	const struct nlattr *attr;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wants); i++) {
		attr = p->attr[wants[i].field];
		if (attr && !is_proto(p->matches, wants[i].is))
			return refuse(p, attr, wants[i].text);
	}
	return 0;
}

/* How many values there may be in all. */
static u32 count_values(const struct genl_info *info)
{
	const struct nlattr *attr, *inner;
	int rem, inner_rem;
	u32 n = 0;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		if (nla_type(attr) == VSWITCH_A_RULE_MATCH)
			nla_for_each_nested(inner, attr, inner_rem)
				n += nla_type(inner) == VSWITCH_A_MATCH_VALUE;
	return n;
}

/**
 * vsw_nl_matches_parse() - the matches of a request
 * @info: the request
 * @conf: the snapshot under construction
 *
 * Context: process context, conf_lock is held.
 * Return: the matches, to be freed by vsw_nl_matches_free(), or an error
 * pointer.
 */
struct vsw_nl_matches *vsw_nl_matches_parse(const struct genl_info *info,
					    const struct vsw_conf *conf)
{
	struct parse p = { .conf = conf, .extack = info->extack };
	const struct nlattr *attr;
	int rem, err = 0;

	p.matches = kvzalloc(struct_size(p.matches, value, count_values(info)),
			     GFP_KERNEL_ACCOUNT);
	if (!p.matches)
		return ERR_PTR(-ENOMEM);
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) == VSWITCH_A_RULE_MATCH)
			err = parse_match(&p, attr);
		if (err)
			break;
	}
	if (!err)
		err = check_protos(&p);
	if (!err)
		return p.matches;
	vsw_nl_matches_free(p.matches);
	return ERR_PTR(err);
}

/**
 * vsw_nl_matches_free() - free what was parsed
 * @matches: from vsw_nl_matches_parse()
 */
void vsw_nl_matches_free(struct vsw_nl_matches *matches)
{
	kvfree(matches);
}
