// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about limits: what can run full, how full it is, and how
 * often it was.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "port.h"
#include "txn.h"
#include "vswitch.h"

static u64 limit_hits(struct vsw_switch *sw, enum vswitch_limit limit)
{
	struct vsw_account_sum total;

	switch (limit) {
	case VSWITCH_LIMIT_PORTS:
		return sw->ports_refused;
	case VSWITCH_LIMIT_TRANSACTIONS:
		return sw->txns_refused;
	case VSWITCH_LIMIT_TRANSLATIONS:
		return atomic64_read(&sw->maps_refused);
	case VSWITCH_LIMIT_RULES:
		return sw->acl_refused.rules;
	case VSWITCH_LIMIT_ACLS:
		return sw->acl_refused.acls;
	case VSWITCH_LIMIT_BINDINGS:
		return sw->acl_refused.bindings;
	case VSWITCH_LIMIT_SETS:
		return sw->acl_refused.sets;
	case VSWITCH_LIMIT_SET_MEMBERS:
		return sw->acl_refused.members;
	case VSWITCH_LIMIT_MIRRORS:
		return sw->acl_refused.mirrors;
	default:
		break;
	}
	vsw_port_total(sw, &total);
	if (limit == VSWITCH_LIMIT_FDB)
		return READ_ONCE(sw->fdb.limit_hits) +
		       total.count[VSW_COUNT_LEARN_LIMIT_SWITCH];
	return READ_ONCE(sw->fdb.port_limit_hits) +
	       total.count[VSW_COUNT_LEARN_LIMIT_PORT];
}

static int put_used(struct sk_buff *msg, const struct vsw_switch *sw,
		    enum vswitch_limit limit)
{
	const struct vsw_acls *acls = vsw_conf_current(sw)->acls;
	const struct vsw_sets *sets = acls ? acls->sets : NULL;

	switch (limit) {
	case VSWITCH_LIMIT_PORTS:
		return nla_put_u32(msg, VSWITCH_A_LIMITS_USED,
				   vsw_conf_current(sw)->n_ports);
	case VSWITCH_LIMIT_FDB:
		return nla_put_u32(msg, VSWITCH_A_LIMITS_USED,
				   READ_ONCE(sw->fdb.count));
	case VSWITCH_LIMIT_TRANSACTIONS:
		return nla_put_u32(msg, VSWITCH_A_LIMITS_USED, sw->n_txns);
	case VSWITCH_LIMIT_RULES:
		return nla_put_u32(msg, VSWITCH_A_LIMITS_USED,
				   acls ? acls->n_rules : 0);
	case VSWITCH_LIMIT_ACLS:
		return nla_put_u32(msg, VSWITCH_A_LIMITS_USED,
				   acls ? acls->n : 0);
	case VSWITCH_LIMIT_SETS:
		return nla_put_u32(msg, VSWITCH_A_LIMITS_USED,
				   sets ? sets->n : 0);
	case VSWITCH_LIMIT_MIRRORS:
		return nla_put_u32(msg, VSWITCH_A_LIMITS_USED,
				   acls ? acls->n_mirrors : 0);
	default:
		return 0; /* each port, point or set has its own */
	}
}

static int fill_limit(struct sk_buff *msg, struct vsw_switch *sw,
		      enum vswitch_limit limit)
{
	if (nla_put_u32(msg, VSWITCH_A_LIMITS_SWITCH, sw->dev->ifindex) ||
	    nla_put_u32(msg, VSWITCH_A_LIMITS_LIMIT, limit) ||
	    nla_put_u32(msg, VSWITCH_A_LIMITS_VALUE,
			vsw_conf_limit(vsw_conf_current(sw), limit)) ||
	    put_used(msg, sw, limit) ||
	    nla_put_u32(msg, VSWITCH_A_LIMITS_LOWEST, vsw_limit_min(limit)) ||
	    nla_put_u32(msg, VSWITCH_A_LIMITS_HIGHEST, vsw_limit_max(limit)) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_LIMITS_HITS,
			      limit_hits(sw, limit), VSWITCH_A_LIMITS_PAD))
		return -EMSGSIZE;
	return 0;
}

int vswitch_nl_limits_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw =
		vsw_nl_switch_get(info, VSWITCH_A_LIMITS_SWITCH);
	struct nlattr *limit = info->attrs[VSWITCH_A_LIMITS_LIMIT];
	struct vsw_nl_reply reply;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	if (!limit) {
		err = vsw_nl_missing(info, VSWITCH_A_LIMITS_LIMIT,
				     "the limit is missing");
		goto out_put;
	}
	err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		goto out_put;
	err = vsw_conf_lock(sw, info->extack);
	if (!err) {
		err = fill_limit(reply.msg, sw, nla_get_u32(limit));
		vsw_conf_unlock(sw);
	}
	err = vsw_nl_reply_end(&reply, err, info);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

/* The limits of one switch; -EMSGSIZE when @skb is full. */
static int dump_limits(struct sk_buff *skb, struct netlink_callback *cb,
		       struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	void *hdr;
	int err;

	err = vsw_conf_lock(sw, NULL);
	if (err)
		return 0; /* it is gone, as if it had never been there */
	vsw_nl_walk_check(walk, cb, vsw_conf_current(sw));
	for (; walk->number <= VSWITCH_LIMIT_MAX; walk->number++) {
		hdr = vsw_nl_put_part(skb, cb);
		err = hdr ? fill_limit(skb, sw, walk->number) : -EMSGSIZE;
		if (err) {
			if (hdr)
				genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
	}
	vsw_conf_unlock(sw);
	return err;
}

int vswitch_nl_limits_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct nlattr *only =
		vsw_compat_dump_attrs(cb)[VSWITCH_A_LIMITS_SWITCH];

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_LIMITS_LIMIT))
		return -EINVAL;
	return vsw_nl_dump_held(skb, cb, only, dump_limits);
}

int vswitch_nl_limits_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw =
		vsw_nl_switch_get(info, VSWITCH_A_LIMITS_SWITCH);
	struct nlattr *limit = info->attrs[VSWITCH_A_LIMITS_LIMIT];
	struct nlattr *value = info->attrs[VSWITCH_A_LIMITS_VALUE];
	struct vsw_change c;
	int err = 0;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	if (!limit)
		err = vsw_nl_missing(info, VSWITCH_A_LIMITS_LIMIT,
				     "the limit is missing");
	else if (!value)
		err = vsw_nl_missing(info, VSWITCH_A_LIMITS_VALUE,
				     "the value is missing");
	if (err)
		goto out_put;
	err = vsw_nl_change_begin(&c, sw, info, VSWITCH_A_LIMITS_TXN);
	if (err)
		goto out_put;
	err = vsw_conf_set_limit(c.conf, nla_get_u32(limit),
				 nla_get_u32(value), info->extack);
	vsw_nl_blame(info, err, VSWITCH_A_LIMITS_VALUE);
	err = vsw_change_end(&c, err, info->extack);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}
