// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about transactions: begin, commit, abort, confirm, roll
 * back, what is open; and notifications. Called by generic netlink in process
 * context.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "commit.h"
#include "conf.h"
#include "nl.h"
#include "txn.h"
#include "vswitch.h"

static int fill_txn(struct sk_buff *msg, const struct vsw_switch *sw,
		    const struct vsw_txn *txn)
{
	if (nla_put_u32(msg, VSWITCH_A_TXN_SWITCH, sw->dev->ifindex) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_ID, txn->id) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_GENERATION, txn->base->generation))
		return -EMSGSIZE;
	return 0;
}

/* The commit that waits to be confirmed. */
static int fill_pending(struct sk_buff *msg, const struct vsw_switch *sw)
{
	const struct vsw_pending *p = &sw->pending;
	long left = p->deadline - jiffies;

	if (nla_put_u32(msg, VSWITCH_A_TXN_SWITCH, sw->dev->ifindex) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_ID, p->id) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_CONFIRM_TIMEOUT,
			DIV_ROUND_UP(max(left, 0L), HZ)) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_GENERATION, p->after->generation))
		return -EMSGSIZE;
	return 0;
}

static int fill_asked(struct sk_buff *msg, const struct vsw_switch *sw,
		      const struct genl_info *info)
{
	const struct nlattr *id = info->attrs[VSWITCH_A_TXN_ID];
	const struct vsw_txn *txn;

	if (!id) {
		if (sw->pending.before)
			return fill_pending(msg, sw);
		NL_SET_ERR_MSG(info->extack,
			       "no commit of this switch waits to be confirmed");
		return -ENOENT;
	}
	txn = vsw_txn_find(sw, nla_get_u32(id));
	if (txn)
		return fill_txn(msg, sw, txn);
	if (sw->pending.before && sw->pending.id == nla_get_u32(id))
		return fill_pending(msg, sw);
	NL_SET_ERR_MSG_ATTR(info->extack, id,
			    "no transaction of this number is open");
	return -ENOENT;
}

int vswitch_nl_txn_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_TXN_SWITCH);
	struct vsw_nl_reply reply;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		goto out_put;
	err = vsw_conf_lock(sw, info->extack);
	if (!err) {
		err = fill_asked(reply.msg, sw, info);
		vsw_conf_unlock(sw);
	}
	err = vsw_nl_reply_end(&reply, err, info);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

/* What stands at this place: first what waits, then what is open. */
static int fill_nth(struct sk_buff *skb, const struct vsw_switch *sw, u32 n)
{
	const struct vsw_txn *txn;

	if (sw->pending.before && !n--)
		return fill_pending(skb, sw);
	list_for_each_entry(txn, &sw->txns, list)
		if (!n--)
			return fill_txn(skb, sw, txn);
	return -ENOENT;
}

/* Dump the transactions of one switch; -EMSGSIZE when @skb is full. */
static int dump_txns(struct sk_buff *skb, struct netlink_callback *cb,
		     struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	void *hdr;
	int err;

	if (vsw_conf_lock(sw, NULL))
		return 0; /* it is gone, as if it had never been there */
	vsw_nl_walk_check(walk, cb, vsw_conf_current(sw));
	do {
		hdr = vsw_nl_put_part(skb, cb);
		err = hdr ? fill_nth(skb, sw, walk->number) : -EMSGSIZE;
		if (!err) {
			genlmsg_end(skb, hdr);
			walk->number++;
		} else if (hdr) {
			genlmsg_cancel(skb, hdr);
		}
	} while (!err);
	vsw_conf_unlock(sw);
	return err == -ENOENT ? 0 : err;
}

int vswitch_nl_txn_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *only = vsw_compat_dump_attrs(cb)[VSWITCH_A_TXN_SWITCH];

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_TXN_ID))
		return -EINVAL;
	return vsw_nl_dump_held(skb, cb, only, dump_txns);
}

static int reply_id(struct vsw_switch *sw, u32 id, struct genl_info *info)
{
	struct vsw_nl_reply reply;
	int err;

	err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		return err;
	if (nla_put_u32(reply.msg, VSWITCH_A_TXN_SWITCH, sw->dev->ifindex) ||
	    nla_put_u32(reply.msg, VSWITCH_A_TXN_ID, id))
		err = -EMSGSIZE;
	return vsw_nl_reply_end(&reply, err, info);
}

int vswitch_nl_txn_begin_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_TXN_SWITCH);
	struct vsw_txn_ref ref = { .portid = info->snd_portid };
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_txn_begin(sw, ref.portid, &ref.id, info->extack);
	if (!err) {
		err = reply_id(sw, ref.id, info);
		if (err)
			vsw_txn_abort(sw, &ref, NULL);
	}
	vsw_nl_switch_put(sw);
	return err;
}

/* Which transaction commit and abort are about. */
static int parse_ref(struct vsw_txn_ref *ref, struct genl_info *info)
{
	if (!info->attrs[VSWITCH_A_TXN_ID])
		return vsw_nl_missing(info, VSWITCH_A_TXN_ID,
				      "the transaction is missing");
	ref->id = nla_get_u32(info->attrs[VSWITCH_A_TXN_ID]);
	ref->portid = info->snd_portid;
	return 0;
}

/* Say what a refused commit is about, ahead of the refusal. */
static void reply_culprit(struct vsw_switch *sw, u32 id,
			  const struct vsw_culprit *culprit,
			  struct genl_info *info)
{
	struct vsw_nl_reply reply;
	struct sk_buff *msg;
	int err = 0;

	if (!culprit->known || vsw_nl_reply_begin(&reply, 0, info))
		return;
	msg = reply.msg;
	if (nla_put_u32(msg, VSWITCH_A_TXN_SWITCH, sw->dev->ifindex) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_ID, id) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_OBJECT, culprit->kind) ||
	    (culprit->kind == VSWITCH_OBJECT_PORT &&
	     nla_put_u32(msg, VSWITCH_A_TXN_PORT, culprit->number)) ||
	    (culprit->name[0] &&
	     nla_put_string(msg, VSWITCH_A_TXN_PORT_NAME, culprit->name)) ||
	    (culprit->kind == VSWITCH_OBJECT_VLAN &&
	     nla_put_u16(msg, VSWITCH_A_TXN_VID, culprit->number)))
		err = -EMSGSIZE;
	vsw_nl_reply_end(&reply, err, info);
}

int vswitch_nl_txn_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_TXN_SWITCH);
	struct nlattr *timeout = info->attrs[VSWITCH_A_TXN_CONFIRM_TIMEOUT];
	struct vsw_culprit culprit = {};
	struct vsw_txn_ref ref;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = parse_ref(&ref, info);
	if (err)
		goto out_put;
	err = vsw_txn_commit(sw, &ref, timeout ? nla_get_u32(timeout) : 0,
			     &culprit, info->extack);
	if (err)
		reply_culprit(sw, ref.id, &culprit, info);
	vsw_nl_blame(info, err, VSWITCH_A_TXN_ID);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

int vswitch_nl_txn_abort_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_TXN_SWITCH);
	struct vsw_txn_ref ref;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = parse_ref(&ref, info);
	if (!err) {
		err = vsw_txn_abort(sw, &ref, info->extack);
		vsw_nl_blame(info, err, VSWITCH_A_TXN_ID);
	}
	vsw_nl_switch_put(sw);
	return err;
}

int vswitch_nl_txn_confirm_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_TXN_SWITCH);
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_txn_confirm(sw, info->extack);
	vsw_nl_blame(info, err, VSWITCH_A_TXN_SWITCH);
	vsw_nl_switch_put(sw);
	return err;
}

int vswitch_nl_txn_rollback_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_TXN_SWITCH);
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_txn_rollback(sw, info->extack);
	vsw_nl_blame(info, err, VSWITCH_A_TXN_SWITCH);
	vsw_nl_switch_put(sw);
	return err;
}

static int fill_event(struct sk_buff *msg, const struct vsw_switch *sw, u32 id,
		      enum vswitch_txn_event event)
{
	if (nla_put_u32(msg, VSWITCH_A_TXN_SWITCH, sw->dev->ifindex) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_ID, id) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_GENERATION,
			vsw_conf_current(sw)->generation) ||
	    nla_put_u32(msg, VSWITCH_A_TXN_EVENT, event))
		return -EMSGSIZE;
	return 0;
}

/**
 * vsw_nl_txn_notify() - tell who listens what became of a transaction
 * @sw: the switch
 * @id: number of the transaction
 * @event: what happened
 *
 * Context: process context, conf_lock is held.
 */
void vsw_nl_txn_notify(struct vsw_switch *sw, u32 id,
		       enum vswitch_txn_event event)
{
	struct vsw_nl_news news;

	if (vsw_nl_news_begin(&news, sw, VSWITCH_CMD_TXN_NTF,
			      VSWITCH_NLGRP_CONFIG, GENLMSG_DEFAULT_SIZE,
			      GFP_KERNEL))
		vsw_nl_news_end(&news, sw, fill_event(news.msg, sw, id, event));
}
