// SPDX-License-Identifier: GPL-2.0
/*
 * What a request says a rule is to do: parsed, and checked for sense. Called by
 * generic netlink in process context, with conf_lock held.
 */
#include <linux/slab.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "port.h"
#include "vswitch.h"

#define PCP_MAX 7
#define DSCP_MAX 63
#define BURST_MIN 65536
#define BURST_MIN_FRAMES 64

/* Which attributes an action may have, beside its kind. */
static const u32 attrs_of[VSWITCH_ACL_ACTION_MAX + 1] = {
	[VSWITCH_ACL_ACTION_DENY] = BIT(VSWITCH_A_ACTION_REASON),
	[VSWITCH_ACL_ACTION_REDIRECT] = BIT(VSWITCH_A_ACTION_PORT),
	[VSWITCH_ACL_ACTION_SET_PCP] = BIT(VSWITCH_A_ACTION_VALUE),
	[VSWITCH_ACL_ACTION_SET_DSCP] = BIT(VSWITCH_A_ACTION_VALUE),
	[VSWITCH_ACL_ACTION_POLICE] = BIT(VSWITCH_A_ACTION_RATE) |
				      BIT(VSWITCH_A_ACTION_BURST) |
				      BIT(VSWITCH_A_ACTION_UNIT),
	[VSWITCH_ACL_ACTION_MIRROR] = BIT(VSWITCH_A_ACTION_SESSION),
};

/**
 * struct parse - a request that is being parsed
 * @rule: what is to do it
 * @conf: the snapshot under construction
 * @egress: the rule is of an ACL that is bound at egress
 * @extack: says what is wrong
 * @seen: enum vswitch_acl_action of those that were there, as bits
 */
struct parse {
	struct vsw_rule *rule;
	const struct vsw_conf *conf;
	bool egress;
	struct netlink_ext_ack *extack;
	u32 seen;
};

static int refuse(struct parse *p, const struct nlattr *attr, const char *text)
{
	if (p->extack) {
		p->extack->_msg = text;
		NL_SET_BAD_ATTR(p->extack, attr);
	}
	return -EINVAL;
}

static int missing(struct parse *p, const struct nlattr *nest, int attr,
		   const char *text)
{
	if (p->extack) {
		p->extack->_msg = text;
		NL_SET_ERR_ATTR_MISS(p->extack, nest, attr);
	}
	return -EINVAL;
}

static bool is_verdict(u32 kind)
{
	return kind <= VSWITCH_ACL_ACTION_CONTINUE;
}

static int parse_verdict(struct parse *p, u32 kind, const struct nlattr *nest)
{
	if (p->seen &
	    GENMASK(VSWITCH_ACL_ACTION_CONTINUE, VSWITCH_ACL_ACTION_ALLOW))
		return refuse(p, nest,
			      "a rule has one of allow, deny, redirect and continue");
	p->rule->verdict = kind;
	return 0;
}

static int parse_reason(struct parse *p, const struct nlattr *reason)
{
	int err;

	if (!reason || !*(char *)nla_data(reason))
		return 0;
	err = vsw_name_check(nla_data(reason), reason, p->extack);
	if (err)
		return err;
	p->rule->reason = nla_strdup(reason, GFP_KERNEL_ACCOUNT);
	return p->rule->reason ? 0 : -ENOMEM;
}

static int parse_redirect(struct parse *p, const struct nlattr *nest,
			  const struct nlattr *port)
{
	const struct vsw_port_conf *to;

	if (!port)
		return missing(p, nest, VSWITCH_A_ACTION_PORT,
			       "redirect needs the port that frames leave by");
	if (p->egress)
		return refuse(p, nest,
			      "the ACL is bound at egress, where nothing is redirected");
	to = vsw_nl_port_find(p->conf, port, p->extack);
	if (IS_ERR(to))
		return PTR_ERR(to);
	p->rule->port = to->number;
	return 0;
}

static int parse_mirror(struct parse *p, const struct nlattr *nest,
			const struct nlattr *session)
{
	int number;

	if (!session)
		return missing(p, nest, VSWITCH_A_ACTION_SESSION,
			       "mirror needs the session that frames are copied to");
	number = vsw_nl_mirror_find(p->conf, session, p->extack);
	if (number < 0)
		return number;
	p->rule->mirror = number;
	return 0;
}

static int parse_mark(struct parse *p, u32 kind, const struct nlattr *nest,
		      const struct nlattr *value)
{
	if (!value)
		return missing(p, nest, VSWITCH_A_ACTION_VALUE,
			       "the value to be set is missing");
	if (kind == VSWITCH_ACL_ACTION_SET_PCP && nla_get_u32(value) > PCP_MAX)
		return refuse(p, value, "a priority is 0 to 7");
	if (kind == VSWITCH_ACL_ACTION_SET_DSCP &&
	    nla_get_u32(value) > DSCP_MAX)
		return refuse(p, value, "a DSCP is 0 to 63");
	if (kind == VSWITCH_ACL_ACTION_SET_PCP)
		p->rule->pcp = nla_get_u32(value);
	else
		p->rule->dscp = nla_get_u32(value);
	return 0;
}

/* What the rate allows in 100 milliseconds. */
static u64 default_burst(const struct vsw_rule *rule)
{
	u64 burst;

	if (rule->packets)
		burst = max_t(u64, rule->rate / 10, BURST_MIN_FRAMES);
	else
		burst = max_t(u64, rule->rate / 80, BURST_MIN);
	return min_t(u64, burst, VSW_RULE_BURST_MAX);
}

static int parse_police(struct parse *p, const struct nlattr *nest,
			struct nlattr **tb)
{
	struct vsw_rule *rule = p->rule;
	u64 burst;

	if (!tb[VSWITCH_A_ACTION_RATE])
		return missing(p, nest, VSWITCH_A_ACTION_RATE,
			       "police needs a rate");
	rule->rate = nla_get_u64(tb[VSWITCH_A_ACTION_RATE]);
	if (!rule->rate || rule->rate > VSW_RULE_RATE_MAX)
		return refuse(p, tb[VSWITCH_A_ACTION_RATE],
			      "a rate is 1 to 1000000000000000 bits or frames a second");
	if (tb[VSWITCH_A_ACTION_UNIT])
		rule->packets = nla_get_u32(tb[VSWITCH_A_ACTION_UNIT]) ==
				VSWITCH_ACL_UNIT_PACKETS;
	burst = tb[VSWITCH_A_ACTION_BURST] ?
			nla_get_u64(tb[VSWITCH_A_ACTION_BURST]) :
			default_burst(rule);
	if (!burst || burst > VSW_RULE_BURST_MAX)
		return refuse(p, tb[VSWITCH_A_ACTION_BURST],
			      "a burst is 1 to 2147483647 bytes or frames");
	rule->burst = burst;
	return 0;
}

/* An action has nothing that another has. */
static int check_attrs(struct parse *p, u32 kind, struct nlattr **tb)
{
	int i;

	for (i = VSWITCH_A_ACTION_KIND + 1; i <= VSWITCH_A_ACTION_MAX; i++) {
		if (!tb[i] || attrs_of[kind] & BIT(i))
			continue;
		if (i == VSWITCH_A_ACTION_REASON)
			return refuse(p, tb[i], "only deny has a reason");
		return refuse(p, tb[i], "this action does not take this");
	}
	return 0;
}

static int parse_kind(struct parse *p, u32 kind, const struct nlattr *nest,
		      struct nlattr **tb)
{
	int err = 0;

	if (is_verdict(kind))
		err = parse_verdict(p, kind, nest);
	if (err)
		return err;
	switch (kind) {
	case VSWITCH_ACL_ACTION_DENY:
		return parse_reason(p, tb[VSWITCH_A_ACTION_REASON]);
	case VSWITCH_ACL_ACTION_REDIRECT:
		return parse_redirect(p, nest, tb[VSWITCH_A_ACTION_PORT]);
	case VSWITCH_ACL_ACTION_SET_PCP:
	case VSWITCH_ACL_ACTION_SET_DSCP:
		return parse_mark(p, kind, nest, tb[VSWITCH_A_ACTION_VALUE]);
	case VSWITCH_ACL_ACTION_POLICE:
		return parse_police(p, nest, tb);
	case VSWITCH_ACL_ACTION_MIRROR:
		return parse_mirror(p, nest, tb[VSWITCH_A_ACTION_SESSION]);
	default:
		return 0;
	}
}

static int parse_action(struct parse *p, const struct nlattr *nest)
{
	struct nlattr *tb[VSWITCH_A_ACTION_MAX + 1];
	struct vsw_rule *rule = p->rule;
	u32 kind;
	int err;

	err = nla_parse_nested(tb, VSWITCH_A_ACTION_MAX, nest,
			       vswitch_action_nl_policy, p->extack);
	if (err)
		return err;
	if (!tb[VSWITCH_A_ACTION_KIND])
		return missing(p, nest, VSWITCH_A_ACTION_KIND,
			       "what the action is to do is missing");
	kind = nla_get_u32(tb[VSWITCH_A_ACTION_KIND]);
	err = check_attrs(p, kind, tb);
	if (err)
		return err;
	if (!is_verdict(kind) && p->seen & BIT(kind))
		return refuse(p, nest, "the rule has this action twice");
	err = parse_kind(p, kind, nest, tb);
	p->seen |= BIT(kind);
	/* as none is there twice, there is room for all */
	if (!err && !is_verdict(kind) && kind != VSWITCH_ACL_ACTION_COUNT)
		rule->action[rule->n_actions++] = kind;
	return err;
}

/**
 * vsw_nl_actions_parse() - the actions of a request
 * @rule: gets them; a new rule, also to be freed when this fails
 * @info: the request
 * @conf: the snapshot under construction
 * @egress: its ACL is bound at egress
 *
 * Context: process context, conf_lock is held.
 * Return: 0 or a negative error.
 */
int vsw_nl_actions_parse(struct vsw_rule *rule, const struct genl_info *info,
			 const struct vsw_conf *conf, bool egress)
{
	struct parse p = {
		.rule = rule,
		.conf = conf,
		.egress = egress,
		.extack = info->extack,
	};
	const struct nlattr *attr;
	int rem, err = 0;

	BUILD_BUG_ON(VSWITCH_ACL_ACTION_MAX - VSWITCH_ACL_ACTION_COUNT >
		     VSW_RULE_ACTIONS);

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) == VSWITCH_A_RULE_ACTION)
			err = parse_action(&p, attr);
		if (err)
			return err;
	}
	return 0;
}
