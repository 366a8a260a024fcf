// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink commands about the forwarding database: get, add, set, del, flush,
 * and notifications. Notifications come from the path of a frame, too.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "fdb_table.h"
#include "nl.h"
#include "port.h"
#include "vswitch.h"

/* Notifications a second; learning can be much faster than any reader. */
#define NOTIFY_RATE 1000

static int put_key(struct sk_buff *msg, const struct vsw_switch *sw, u64 key,
		   u32 port, u8 kind)
{
	u8 addr[ETH_ALEN];

	vsw_fdb_key_addr(key, addr);
	if (nla_put_u32(msg, VSWITCH_A_FDB_SWITCH, sw->dev->ifindex) ||
	    nla_put(msg, VSWITCH_A_FDB_ADDRESS, ETH_ALEN, addr) ||
	    (vsw_fdb_key_vid(key) &&
	     nla_put_u16(msg, VSWITCH_A_FDB_VID, vsw_fdb_key_vid(key))) ||
	    nla_put_u32(msg, VSWITCH_A_FDB_PORT, port) ||
	    nla_put_u32(msg, VSWITCH_A_FDB_KIND, kind))
		return -EMSGSIZE;
	return 0;
}

static int put_port_names(struct sk_buff *msg, const struct vsw_conf *conf,
			  u32 port)
{
	const struct vsw_port_conf *pc = vsw_conf_port(conf, port);

	return pc ? vsw_nl_put_port_names(msg, pc, VSWITCH_A_FDB_PORT_NAME,
					  VSWITCH_A_FDB_PORT_IFNAME) : 0;
}

static int fill_entry(struct sk_buff *msg, const struct vsw_switch *sw,
		      const struct vsw_conf *conf,
		      const struct vsw_fdb_entry *entry)
{
	u32 port = READ_ONCE(entry->port)->number;
	u8 kind = READ_ONCE(entry->kind);

	if (put_key(msg, sw, entry->key, port, kind) ||
	    put_port_names(msg, conf, port))
		return -EMSGSIZE;
	if (vsw_fdb_ages(kind) &&
	    nla_put_u32(msg, VSWITCH_A_FDB_AGE, vsw_fdb_age_ms(entry)))
		return -EMSGSIZE;
	return 0;
}

static int parse_vid(const struct nlattr *attr, u16 *vid,
		     struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	*vid = nla_get_u16(attr);
	if (*vid >= 1 && *vid <= 4094)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "a VID must be 1 to 4094");
	return -ERANGE;
}

static int parse_key(const struct genl_info *info, u64 *key)
{
	struct nlattr *addr = info->attrs[VSWITCH_A_FDB_ADDRESS];
	u16 vid = VSW_VID_DEFAULT;
	int err;

	if (!addr)
		return vsw_nl_missing(info, VSWITCH_A_FDB_ADDRESS,
				      "the address is missing");
	if (!is_valid_ether_addr(nla_data(addr))) {
		NL_SET_ERR_MSG_ATTR(info->extack, addr,
				    "the address must be a unicast MAC address");
		return -EINVAL;
	}
	err = parse_vid(info->attrs[VSWITCH_A_FDB_VID], &vid, info->extack);
	*key = vsw_fdb_key(nla_data(addr), vid);
	return err;
}

static int refuse_filter(const struct genl_info *info, int attr)
{
	if (!info->attrs[attr])
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[attr],
			    "only a dump can be filtered");
	return -EINVAL;
}

int vswitch_nl_fdb_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_FDB_SWITCH);
	const struct vsw_fdb_entry *entry;
	struct vsw_nl_reply reply;
	u64 key;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = refuse_filter(info, VSWITCH_A_FDB_PORT);
	if (!err)
		err = refuse_filter(info, VSWITCH_A_FDB_KIND);
	if (!err)
		err = parse_key(info, &key);
	if (!err)
		err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		goto out_put;

	rcu_read_lock();
	entry = vsw_fdb_lookup(&sw->fdb, key) ?:
		vsw_fdb_lookup(&sw->fdb, vsw_fdb_key_local(key));
	if (entry) {
		err = fill_entry(reply.msg, sw, rcu_dereference(sw->conf),
				 entry);
	} else {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[VSWITCH_A_FDB_ADDRESS],
				    "no such entry in the FDB");
		err = -ENOENT;
	}
	rcu_read_unlock();
	err = vsw_nl_reply_end(&reply, err, info);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

/* Which entries a dump or a flush is about. */
static int parse_filter(struct vsw_fdb_filter *filter,
			const struct vsw_conf *conf, struct nlattr **attrs,
			u8 kinds, struct netlink_ext_ack *extack)
{
	struct nlattr *port = attrs[VSWITCH_A_FDB_PORT];
	struct nlattr *kind = attrs[VSWITCH_A_FDB_KIND];
	const struct vsw_port_conf *pc;

	filter->kinds = kind ? BIT(nla_get_u32(kind)) : kinds;
	if (port) {
		pc = vsw_nl_port_find(conf, port, extack);
		if (IS_ERR(pc))
			return PTR_ERR(pc);
		filter->port = pc->port;
	}
	return parse_vid(attrs[VSWITCH_A_FDB_VID], &filter->vid, extack);
}

struct fdb_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	struct vsw_switch *sw;
	const struct vsw_conf *conf;
};

static int dump_entry(const struct vsw_fdb_entry *entry, void *arg)
{
	const struct fdb_dump *d = arg;
	void *hdr = vsw_nl_put_part(d->skb, d->cb);

	if (!hdr)
		return -EMSGSIZE;
	if (fill_entry(d->skb, d->sw, d->conf, entry)) {
		genlmsg_cancel(d->skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(d->skb, hdr);
	return 0;
}

static int dump_entries(struct fdb_dump *d, struct vsw_nl_walk *walk)
{
	struct vsw_fdb_filter filter = {};
	int err;

	d->conf = rcu_dereference(d->sw->conf);
	err = parse_filter(&filter, d->conf, vsw_compat_dump_attrs(d->cb),
			   VSW_FDB_ALL, d->cb->extack);
	if (err)
		return err;
	d->cb->seq = walk->changes + walk->fdb.changes + 1;
	/* where there is nothing, the end tells that something was missed */
	if (!d->cb->prev_seq)
		d->cb->prev_seq = d->cb->seq;
	err = vsw_fdb_dump(&d->sw->fdb, &walk->fdb, d->skb, &filter,
			   dump_entry, d);
	/* the end of the dump, too, tells of what this part noticed */
	d->cb->seq = walk->changes + walk->fdb.changes + 1;
	return err;
}

static int dump_switch(struct sk_buff *skb, struct netlink_callback *cb,
		       struct vsw_switch *sw, struct vsw_nl_walk *walk)
{
	struct fdb_dump d = { .skb = skb, .cb = cb, .sw = sw };
	int err;

	vsw_fdb_settle(&sw->fdb);
	rcu_read_lock();
	err = dump_entries(&d, walk);
	rcu_read_unlock();
	return err;
}

int vswitch_nl_fdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *only = vsw_compat_dump_attrs(cb)[VSWITCH_A_FDB_SWITCH];

	if (vsw_nl_not_in_dump(cb, VSWITCH_A_FDB_ADDRESS))
		return -EINVAL;
	if (!only && vsw_compat_dump_attrs(cb)[VSWITCH_A_FDB_PORT]) {
		NL_SET_ERR_MSG(cb->extack, "the switch of the port is missing");
		NL_SET_ERR_ATTR_MISS(cb->extack, NULL, VSWITCH_A_FDB_SWITCH);
		return -EINVAL;
	}
	return vsw_nl_dump_held(skb, cb, only, dump_switch);
}

/* What a request to add or to change an entry says. */
struct entry_request {
	u64 key;
	const struct nlattr *port;
	const struct nlattr *kind;
};

static int parse_entry(struct entry_request *req, struct genl_info *info,
		       bool replace)
{
	int err;

	req->port = info->attrs[VSWITCH_A_FDB_PORT];
	req->kind = info->attrs[VSWITCH_A_FDB_KIND];
	err = parse_key(info, &req->key);
	if (err)
		return err;
	if (!req->port && !replace)
		return vsw_nl_missing(info, VSWITCH_A_FDB_PORT,
				      "the port is missing");
	if (req->kind && nla_get_u32(req->kind) == VSWITCH_FDB_KIND_LOCAL) {
		NL_SET_ERR_MSG_ATTR(info->extack, req->kind,
				    "local entries are the switch device's own addresses only");
		return -EINVAL;
	}
	return 0;
}

static int change_locked(struct vsw_switch *sw, struct entry_request *req,
			 bool replace, struct netlink_ext_ack *extack)
{
	const struct vsw_conf *conf = vsw_conf_current(sw);
	int kind = req->kind ? nla_get_u32(req->kind) : VSW_FDB_KEEP;
	struct vsw_port *port = NULL;
	struct vsw_port_conf *pc;

	if (req->port) {
		pc = vsw_nl_port_find(conf, req->port, extack);
		if (IS_ERR(pc))
			return PTR_ERR(pc);
		port = pc->port;
	}
	if (replace)
		return vsw_fdb_set(sw, conf, req->key, port, kind, extack);
	if (kind == VSW_FDB_KEEP)
		kind = VSWITCH_FDB_KIND_STATIC;
	return vsw_fdb_add(sw, conf, req->key, port, kind, extack);
}

static int change_entry(struct genl_info *info, bool replace)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_FDB_SWITCH);
	struct entry_request req;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = parse_entry(&req, info, replace);
	if (!err)
		err = vsw_conf_lock(sw, info->extack);
	if (!err) {
		err = change_locked(sw, &req, replace, info->extack);
		vsw_conf_unlock(sw);
		vsw_nl_blame(info, err, VSWITCH_A_FDB_ADDRESS);
	}
	vsw_nl_switch_put(sw);
	return err;
}

int vswitch_nl_fdb_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_entry(info, false);
}

int vswitch_nl_fdb_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_entry(info, true);
}

int vswitch_nl_fdb_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_FDB_SWITCH);
	u64 key;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = parse_key(info, &key);
	if (!err)
		err = vsw_fdb_del(sw, key, info->extack);
	vsw_nl_blame(info, err, VSWITCH_A_FDB_ADDRESS);
	vsw_nl_switch_put(sw);
	return err;
}

static int flush_and_reply(struct vsw_switch *sw,
			   const struct vsw_fdb_filter *filter,
			   struct genl_info *info)
{
	struct vsw_nl_reply reply;
	int err;

	err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		return err;
	err = nla_put_u32(reply.msg, VSWITCH_A_FDB_COUNT,
			  vsw_fdb_flush(sw, filter));
	return vsw_nl_reply_end(&reply, err, info);
}

int vswitch_nl_fdb_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_FDB_SWITCH);
	struct vsw_fdb_filter filter = {};
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_conf_lock(sw, info->extack);
	if (err)
		goto out_put;
	err = parse_filter(&filter, vsw_conf_current(sw), info->attrs,
			   VSW_FDB_LEARNT, info->extack);
	if (!err && filter.kinds == BIT(VSWITCH_FDB_KIND_LOCAL)) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[VSWITCH_A_FDB_KIND],
				    "local entries cannot be flushed");
		err = -EINVAL;
	}
	/* the lock keeps the port that the filter is about */
	if (!err)
		err = flush_and_reply(sw, &filter, info);
	vsw_conf_unlock(sw);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

/**
 * vsw_fdb_event_begin() - note an event, if it is to be told
 * @sw: the switch
 * @event: gets what a notification says; what and old_port are set already
 * @entry: the entry
 *
 * Context: fdb.lock is held.
 */
void vsw_fdb_event_begin(struct vsw_switch *sw, struct vsw_fdb_event *event,
			 const struct vsw_fdb_entry *entry)
{
	struct vsw_fdb *fdb = &sw->fdb;

	lockdep_assert_held(&fdb->lock);

	event->wanted = vsw_nl_has_listeners(sw, VSWITCH_NLGRP_FDB) &&
			vsw_nl_rate_allows(&fdb->notify_rate, NOTIFY_RATE,
					   &event->suppressed);
	if (!event->wanted)
		return;
	event->key = entry->key;
	event->port = entry->port->number;
	event->kind = entry->kind;
}

static int fill_event(struct sk_buff *msg, const struct vsw_switch *sw,
		      const struct vsw_conf *conf,
		      const struct vsw_fdb_event *event)
{
	if (put_key(msg, sw, event->key, event->port, event->kind) ||
	    put_port_names(msg, conf, event->port) ||
	    nla_put_u32(msg, VSWITCH_A_FDB_EVENT, event->what))
		return -EMSGSIZE;
	if (event->what == VSWITCH_FDB_EVENT_MOVED &&
	    nla_put_u32(msg, VSWITCH_A_FDB_OLD_PORT, event->old_port))
		return -EMSGSIZE;
	if (event->suppressed &&
	    nla_put_u32(msg, VSWITCH_A_FDB_SUPPRESSED, event->suppressed))
		return -EMSGSIZE;
	return 0;
}

/**
 * vsw_nl_fdb_notify() - tell who listens what happened to an entry
 * @sw: the switch
 * @event: from vsw_fdb_event_begin()
 *
 * Context: any; no lock is held, but maybe conf_lock.
 */
void vsw_nl_fdb_notify(struct vsw_switch *sw, const struct vsw_fdb_event *event)
{
	struct vsw_nl_news news;

	if (!event->wanted)
		return;
	rcu_read_lock();
	if (vsw_nl_news_begin(&news, sw, VSWITCH_CMD_FDB_NTF, VSWITCH_NLGRP_FDB,
			      NLMSG_DEFAULT_SIZE, GFP_ATOMIC))
		vsw_nl_news_end(&news, sw,
				fill_event(news.msg, sw,
					   rcu_dereference(sw->conf), event));
	rcu_read_unlock();
}
