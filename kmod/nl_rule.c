// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about rules: get, add, set, del, flush, zero, and
 * notifications. Called by generic netlink in process context. What can fail
 * is done before the first change (vsw_change_begin_in_place()).
 */
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "txn.h"
#include "vswitch.h"

/* Highest handle that can be asked for: then there are as many behind it. */
#define HANDLE_MAX S32_MAX

static size_t rule_size(const struct vsw_rule *rule)
{
	return 3 * nla_total_size(sizeof(u32)) +
	       nla_total_size(VSWITCH_ACL_NAME_MAX + 1) +
	       3 * nla_total_size_64bit(sizeof(u64)) + rule->request_len;
}

static int put_counters(struct sk_buff *msg, const struct vsw_rule *rule)
{
	struct vsw_rule_total total;
	u64 age;

	vsw_rule_read(rule, &total);
	if (nla_put_u64_64bit(msg, VSWITCH_A_RULE_FRAMES, total.frames,
			      VSWITCH_A_RULE_PAD) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_RULE_BYTES, total.bytes,
			      VSWITCH_A_RULE_PAD))
		return -EMSGSIZE;
	if (!total.last)
		return 0;
	age = get_jiffies_64() - total.last;
	return nla_put_u64_64bit(msg, VSWITCH_A_RULE_LAST_HIT,
				 div_u64(age * MSEC_PER_SEC, HZ),
				 VSWITCH_A_RULE_PAD);
}

static int fill_rule(struct sk_buff *msg, const struct vsw_switch *sw,
		     const struct vsw_acl *acl, u32 index)
{
	const struct vsw_rule *rule = acl->rule[index].rule;

	if (nla_put_u32(msg, VSWITCH_A_RULE_SWITCH, sw->dev->ifindex) ||
	    nla_put_string(msg, VSWITCH_A_RULE_ACL, acl->name->name) ||
	    nla_put_u32(msg, VSWITCH_A_RULE_HANDLE, rule->handle) ||
	    nla_put_u32(msg, VSWITCH_A_RULE_POSITION, index + 1) ||
	    nla_append(msg, rule->request_len, rule->request) ||
	    put_counters(msg, rule))
		return -EMSGSIZE;
	return 0;
}

/* Which rule an attribute with a handle means; ACL's size for none. */
static u32 find_rule(const struct vsw_acl *acl, const struct genl_info *info,
		     int attr, int *err)
{
	const struct nlattr *handle = info->attrs[attr];
	u32 index;

	*err = 0;
	if (!handle) {
		*err = vsw_nl_missing(info, attr, "the rule is missing");
		return acl->n;
	}
	index = vsw_acl_find_handle(acl, nla_get_u32(handle));
	if (index == acl->n) {
		NL_SET_ERR_MSG_ATTR(info->extack, handle,
				    "the ACL has no rule of this handle");
		*err = -ENOENT;
	}
	return index;
}

static int get_rule(struct vsw_switch *sw, struct genl_info *info)
{
	const struct vsw_conf *conf = vsw_conf_current(sw);
	struct vsw_nl_reply reply;
	const struct vsw_acl *acl;
	u32 index;
	int err;

	acl = vsw_nl_acl_find(conf, info, VSWITCH_A_RULE_ACL);
	if (IS_ERR(acl))
		return PTR_ERR(acl);
	index = find_rule(acl, info, VSWITCH_A_RULE_HANDLE, &err);
	if (!err)
		err = vsw_nl_reply_begin(&reply,
					 rule_size(acl->rule[index].rule),
					 info);
	if (err)
		return err;
	err = fill_rule(reply.msg, sw, acl, index);
	return vsw_nl_reply_end(&reply, err, info);
}

int vswitch_nl_rule_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_RULE_SWITCH);
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	/* what was set to zero stays as it is under the lock */
	err = vsw_conf_lock(sw, info->extack);
	if (!err) {
		err = get_rule(sw, info);
		vsw_conf_unlock(sw);
	}
	vsw_nl_switch_put(sw);
	return err;
}

/* The rules of one ACL, from that of the label walk->place on. */
static int dump_acl(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct vsw_switch *sw, const struct vsw_acl *acl)
{
	struct vsw_nl_walk *walk = (struct vsw_nl_walk *)cb->ctx;
	void *hdr;
	u32 i;

	for (i = vsw_acl_find_label(acl, walk->place); i < acl->n; i++) {
		walk->place = acl->rule[i].label;
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			return -EMSGSIZE;
		if (fill_rule(skb, sw, acl, i)) {
			genlmsg_cancel(skb, hdr);
			if (!skb->len)
				vsw_nl_enlarge(skb, cb,
					       rule_size(acl->rule[i].rule));
			return -EMSGSIZE;
		}
		genlmsg_end(skb, hdr);
	}
	walk->place = 0;
	return 0;
}

static int dump_acls(struct sk_buff *skb, struct netlink_callback *cb,
		     struct vsw_switch *sw, const struct vsw_acls *acls)
{
	struct nlattr *name = vsw_compat_dump_attrs(cb)[VSWITCH_A_RULE_ACL];
	struct vsw_nl_walk *walk = (struct vsw_nl_walk *)cb->ctx;
	const struct vsw_acl *acl;

	/* from 1 on: 0 is that of a switch that was not begun */
	walk->number = max(walk->number, 1U);
	if (name) {
		acl = vsw_acls_find(acls, nla_data(name));
		return acl ? dump_acl(skb, cb, sw, acl) : 0;
	}
	for (; acls && walk->number <= acls->n; walk->number++) {
		acl = acls->acl[acls->order[walk->number - 1]];
		if (dump_acl(skb, cb, sw, acl))
			return -EMSGSIZE;
	}
	return 0;
}

/* Dump the rules of one switch; -EMSGSIZE when @skb is full. */
static int dump_rules(struct sk_buff *skb, struct netlink_callback *cb,
		      struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	const struct vsw_conf *conf;
	int err;

	if (vsw_conf_lock(sw, NULL))
		return 0; /* it is gone, as if it had never been there */
	conf = vsw_conf_current(sw);
	vsw_nl_walk_check(walk, cb, conf);
	err = dump_acls(skb, cb, sw, conf->acls);
	vsw_conf_unlock(sw);
	return err;
}

int vswitch_nl_rule_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *only = vsw_compat_dump_attrs(cb)[VSWITCH_A_RULE_SWITCH];
	int err;

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_RULE_HANDLE))
		return -EINVAL;
	err = vsw_nl_acl_check_only(cb, only, VSWITCH_A_RULE_ACL);
	return err ?: vsw_nl_dump_held(skb, cb, only, dump_rules);
}

static bool is_request(const struct nlattr *attr)
{
	return nla_type(attr) == VSWITCH_A_RULE_MATCH ||
	       nla_type(attr) == VSWITCH_A_RULE_ACTION;
}

/* The matches and actions of a request, as they came; or only their size. */
static u32 copy_request(u8 *to, const struct genl_info *info)
{
	const struct nlattr *attr;
	u32 len = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (!is_request(attr))
			continue;
		if (to)
			memcpy(to + len, attr, attr->nla_len);
		len += nla_total_size(nla_len(attr));
	}
	return len;
}

/* Note which sets a rule uses, and which ports it names. */
static int fill_in_uses(struct vsw_rule *rule,
			const struct vsw_nl_matches *matches)
{
	bool redirects = rule->verdict == VSWITCH_ACL_ACTION_REDIRECT;
	const struct vsw_want *want;
	u32 i, n_in;
	u16 *to;

	want = vsw_nl_matches_find(matches, VSWITCH_ACL_FIELD_IN_PORT);
	n_in = want ? want->n : 0;
	rule->n_sets = matches->n_sets;
	rule->n_ports = n_in + redirects;
	if (!rule->n_sets && !rule->n_ports)
		return 0;
	rule->uses = kmalloc_array(rule->n_sets + rule->n_ports,
				   sizeof(*rule->uses), GFP_KERNEL_ACCOUNT);
	if (!rule->uses)
		return -ENOMEM;
	to = rule->uses;
	for (i = 0; i < matches->n_sets; i++)
		*to++ = matches->set[i];
	for (i = 0; i < n_in; i++)
		*to++ = want->value[i].low;
	if (redirects)
		*to = rule->port;
	return 0;
}

static int fill_in(struct vsw_rule *rule, const struct vsw_change *c,
		   const struct vsw_acl *acl, const struct genl_info *info)
{
	bool egress = c->conf->acls->use[acl->number].egress;
	struct vsw_nl_matches *matches;
	int err;

	err = vsw_nl_actions_parse(rule, info, c->conf, egress);
	if (err)
		return err;
	matches = vsw_nl_matches_parse(info, c->conf);
	if (IS_ERR(matches))
		return PTR_ERR(matches);
	rule->match = vsw_match_create(matches->want, matches->n, rule,
				       GFP_KERNEL_ACCOUNT);
	err = rule->match ? fill_in_uses(rule, matches) : -ENOMEM;
	vsw_nl_matches_free(matches);
	if (err)
		return err;
	copy_request(rule->request, info);
	rule->acl = acl->name;
	vsw_acl_name_get(rule->acl);
	return 0;
}

/* The rule that a request describes, with the counters of @old, if any. */
static struct vsw_rule *make_rule(const struct vsw_change *c,
				  const struct vsw_acl *acl, u32 handle,
				  const struct vsw_rule *old,
				  const struct genl_info *info)
{
	struct vsw_rule *rule;
	int err;

	rule = vsw_rule_create(copy_request(NULL, info), GFP_KERNEL_ACCOUNT);
	if (!rule)
		return ERR_PTR(-ENOMEM);
	rule->handle = handle;
	err = fill_in(rule, c, acl, info);
	if (!err && old)
		err = vsw_rule_share_state(rule, old, GFP_KERNEL_ACCOUNT);
	else if (!err)
		err = vsw_rule_create_state(rule, GFP_KERNEL_ACCOUNT);
	if (!err)
		return rule;
	vsw_rule_put(rule);
	return ERR_PTR(err);
}

/* Make an ACL writable, with room for one more rule. */
static struct vsw_acl *edit_acl(struct vsw_change *c, u32 number)
{
	struct vsw_acls *acls = vsw_acls_edit(c->conf, GFP_KERNEL_ACCOUNT);
	struct vsw_acl *acl;

	acl = acls ? vsw_acl_edit(acls, number, GFP_KERNEL_ACCOUNT) : NULL;
	if (!acl || vsw_acl_reserve(acl, GFP_KERNEL_ACCOUNT))
		return NULL;
	return acl;
}

/* Which rule a new one becomes. */
static int parse_index(u32 *index, const struct vsw_acl *acl,
		       const struct genl_info *info)
{
	const struct nlattr *before = info->attrs[VSWITCH_A_RULE_BEFORE];
	const struct nlattr *after = info->attrs[VSWITCH_A_RULE_AFTER];
	int err = 0;

	if (before && after) {
		NL_SET_ERR_MSG_ATTR(info->extack, after,
				    "a rule comes before another or after it, not both");
		return -EINVAL;
	}
	*index = acl->n;
	if (before)
		*index = find_rule(acl, info, VSWITCH_A_RULE_BEFORE, &err);
	else if (after)
		*index = find_rule(acl, info, VSWITCH_A_RULE_AFTER, &err) + 1;
	return err;
}

/* The handle of a new rule. */
static int parse_handle(u32 *handle, const struct vsw_acl *acl,
			const struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[VSWITCH_A_RULE_HANDLE];

	*handle = attr ? nla_get_u32(attr) : acl->last_handle + 1;
	if (!attr && !*handle) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[VSWITCH_A_RULE_ACL],
				    "all handles of the ACL were given");
		return -ENOSPC;
	}
	if (attr && (!*handle || *handle > HANDLE_MAX)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "a handle is 1 to 2147483647");
		return -ERANGE;
	}
	/* who names it may give one again, to restore what was there */
	if (attr && *handle <= acl->last_handle &&
	    vsw_acl_find_handle(acl, *handle) < acl->n) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "the ACL has a rule of this handle");
		return -EEXIST;
	}
	return 0;
}

static int check_limit(struct vsw_change *c, const struct genl_info *info)
{
	if (c->conf->acls->n_rules < c->conf->max_rules)
		return 0;
	c->sw->acl_refused.rules++;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[VSWITCH_A_RULE_ACL],
			    "the switch is at its limit of rules (rules)");
	return -ENOSPC;
}

static int add_rule(struct vsw_change *c, const struct genl_info *info,
		    u32 *handle)
{
	struct vsw_rule *rule;
	struct vsw_acl *acl;
	u32 index;
	int err;

	acl = vsw_nl_acl_find(c->conf, info, VSWITCH_A_RULE_ACL);
	if (IS_ERR(acl))
		return PTR_ERR(acl);
	err = parse_index(&index, acl, info);
	if (!err)
		err = parse_handle(handle, acl, info);
	if (!err)
		err = check_limit(c, info);
	if (err)
		return err;
	rule = make_rule(c, acl, *handle, NULL, info);
	if (IS_ERR(rule))
		return PTR_ERR(rule);
	acl = edit_acl(c, acl->number);
	if (!acl) {
		vsw_rule_put(rule);
		return -ENOMEM;
	}
	vsw_acl_insert(c->conf->acls, acl, index, rule);
	return 0;
}

static int put_handle(struct sk_buff *msg, const struct vsw_switch *sw,
		      const struct genl_info *info, u32 handle)
{
	if (nla_put_u32(msg, VSWITCH_A_RULE_SWITCH, sw->dev->ifindex) ||
	    nla_put_string(msg, VSWITCH_A_RULE_ACL,
			   nla_data(info->attrs[VSWITCH_A_RULE_ACL])) ||
	    nla_put_u32(msg, VSWITCH_A_RULE_HANDLE, handle))
		return -EMSGSIZE;
	return 0;
}

/* Who adds thousands at once asks for the answer to the last one only. */
static bool wants_reply(const struct genl_info *info)
{
	return info->nlhdr->nlmsg_flags & (NLM_F_ACK | NLM_F_ECHO);
}

int vswitch_nl_rule_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_RULE_SWITCH);
	struct vsw_nl_reply reply = {};
	struct vsw_change c;
	u32 handle = 0;
	int err = 0;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	if (wants_reply(info))
		err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		goto out_put;
	err = vsw_nl_change_begin_in_place(&c, sw, info, VSWITCH_A_RULE_TXN);
	if (!err) {
		err = add_rule(&c, info, &handle);
		err = vsw_change_end(&c, err, info->extack);
	}
	/* the rule is there, also where no room is left for saying so */
	if (reply.msg && !err)
		vsw_nl_reply_end(&reply, put_handle(reply.msg, sw, info,
						    handle), info);
	else if (reply.msg)
		vsw_nl_reply_end(&reply, err, info);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

static int set_rule(struct vsw_change *c, const struct genl_info *info)
{
	struct vsw_acl *acl =
		vsw_nl_acl_find(c->conf, info, VSWITCH_A_RULE_ACL);
	struct vsw_rule *rule;
	u32 index;
	int err;

	if (IS_ERR(acl))
		return PTR_ERR(acl);
	index = find_rule(acl, info, VSWITCH_A_RULE_HANDLE, &err);
	if (err)
		return err;
	rule = make_rule(c, acl, acl->rule[index].handle,
			 acl->rule[index].rule, info);
	if (IS_ERR(rule))
		return PTR_ERR(rule);
	acl = edit_acl(c, acl->number);
	if (!acl) {
		vsw_rule_put(rule);
		return -ENOMEM;
	}
	vsw_acl_replace(c->conf->acls, acl, index, rule);
	return 0;
}

static int del_rule(struct vsw_change *c, const struct genl_info *info)
{
	struct vsw_acl *acl =
		vsw_nl_acl_find(c->conf, info, VSWITCH_A_RULE_ACL);
	u32 index;
	int err;

	if (IS_ERR(acl))
		return PTR_ERR(acl);
	index = find_rule(acl, info, VSWITCH_A_RULE_HANDLE, &err);
	if (err)
		return err;
	acl = edit_acl(c, acl->number);
	if (!acl)
		return -ENOMEM;
	vsw_acl_remove(c->conf->acls, acl, index);
	return 0;
}

static int flush_rules(struct vsw_change *c, const struct genl_info *info)
{
	struct vsw_acl *acl =
		vsw_nl_acl_find(c->conf, info, VSWITCH_A_RULE_ACL);

	if (IS_ERR(acl))
		return PTR_ERR(acl);
	acl = edit_acl(c, acl->number);
	if (!acl)
		return -ENOMEM;
	vsw_acl_remove_all(c->conf->acls, acl);
	return 0;
}

static int change_rules(struct genl_info *info,
			int (*change)(struct vsw_change *c,
				      const struct genl_info *info))
{
	return vsw_nl_change(info, VSWITCH_A_RULE_SWITCH, VSWITCH_A_RULE_TXN,
			     true, change);
}

int vswitch_nl_rule_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_rules(info, set_rule);
}

int vswitch_nl_rule_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_rules(info, del_rule);
}

int vswitch_nl_rule_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_rules(info, flush_rules);
}

static int zero_rules(const struct vsw_conf *conf, const struct genl_info *info)
{
	const struct vsw_acl *acl;
	u32 i;
	int err;

	acl = vsw_nl_acl_find(conf, info, VSWITCH_A_RULE_ACL);
	if (IS_ERR(acl))
		return PTR_ERR(acl);
	if (info->attrs[VSWITCH_A_RULE_HANDLE]) {
		i = find_rule(acl, info, VSWITCH_A_RULE_HANDLE, &err);
		if (!err)
			vsw_rule_zero(acl->rule[i].rule);
		return err;
	}
	for (i = 0; i < acl->n; i++) {
		vsw_rule_zero(acl->rule[i].rule);
		cond_resched();
	}
	return 0;
}

int vswitch_nl_rule_zero_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_RULE_SWITCH);
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_conf_lock(sw, info->extack);
	if (!err) {
		err = zero_rules(vsw_conf_current(sw), info);
		vsw_conf_unlock(sw);
	}
	vsw_nl_switch_put(sw);
	return err;
}

/**
 * vsw_nl_rule_notify() - tell who listens that a rule changed
 * @sw: the switch
 * @acl: the ACL; for a deletion as it was
 * @index: which of its rules, from 0 on
 * @cmd: VSWITCH_CMD_RULE_NTF or VSWITCH_CMD_RULE_DEL_NTF
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_rule_notify(struct vsw_switch *sw, const struct vsw_acl *acl,
			u32 index, u8 cmd)
{
	struct vsw_nl_news news;

	if (vsw_nl_news_begin(&news, sw, cmd, VSWITCH_NLGRP_CONFIG,
			      rule_size(acl->rule[index].rule), GFP_KERNEL))
		vsw_nl_news_end(&news, sw, fill_rule(news.msg, sw, acl, index));
}
