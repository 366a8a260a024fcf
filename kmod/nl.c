// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family "vswitch": registration, and what its commands
 * have in common. Each object has a file nl_<object>.c. Handlers run in
 * process context, in parallel; each takes the locks it needs.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "dev.h"
#include "nl.h"
#include "port.h"
#include "txn.h"
#include "vswitch.h"

/* The generated table, with what the generator has no words for. */
static struct genl_ops ops[ARRAY_SIZE(vswitch_nl_ops)];

static const struct genl_multicast_group groups[] = {
	[VSWITCH_NLGRP_CONFIG] = { .name = VSWITCH_MCGRP_CONFIG },
	[VSWITCH_NLGRP_FDB] = { .name = VSWITCH_MCGRP_FDB },
	/* has the first bytes of others' frames */
	[VSWITCH_NLGRP_ALARM] = { .name = VSWITCH_MCGRP_ALARM,
				  .flags = GENL_MCAST_CAP_NET_ADMIN },
};

struct genl_family vsw_nl_family __ro_after_init = {
	.name = VSWITCH_FAMILY_NAME,
	.version = VSWITCH_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.resv_start_op = VSWITCH_CMD_SWITCH_GET,
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

/* Cleared before the family goes, whose groups then are someone else's. */
static bool may_notify __read_mostly = true;

/**
 * vsw_nl_has_listeners() - does anyone want to be told?
 * @sw: a switch
 * @group: VSWITCH_NLGRP_CONFIG, _FDB or _ALARM
 *
 * Context: under RTNL, in an RCU read-side section, or in a command.
 * Return: true when someone does.
 */
bool vsw_nl_has_listeners(const struct vsw_switch *sw, unsigned int group)
{
	return READ_ONCE(may_notify) &&
	       genl_has_listeners(&vsw_nl_family, dev_net(sw->dev), group);
}

/* Who listens has missed something: the next read says so (ENOBUFS). */
static void lost(const struct vsw_switch *sw, unsigned int group)
{
	if (READ_ONCE(may_notify))
		genl_set_err(&vsw_nl_family, dev_net(sw->dev), 0, group,
			     -ENOBUFS);
}

/**
 * vsw_nl_news_begin() - begin a notification
 * @news: to be filled
 * @sw: the switch it is about
 * @cmd: which notification
 * @group: VSWITCH_NLGRP_CONFIG, _FDB or _ALARM
 * @size: bytes of its attributes, at most
 * @gfp: how to allocate
 *
 * Context: as for vsw_nl_has_listeners().
 * Return: false when nobody listens, or there is no memory; else news->msg is
 * to be filled, and vsw_nl_news_end() to be called.
 */
bool vsw_nl_news_begin(struct vsw_nl_news *news, const struct vsw_switch *sw,
		       u8 cmd, unsigned int group, size_t size, gfp_t gfp)
{
	if (!vsw_nl_has_listeners(sw, group))
		return false;
	news->group = group;
	news->gfp = gfp;
	news->msg = genlmsg_new(size, gfp);
	if (!news->msg) {
		lost(sw, group);
		return false;
	}
	news->hdr = genlmsg_put(news->msg, 0, 0, &vsw_nl_family, 0, cmd);
	return true;
}

/**
 * vsw_nl_news_end() - send a notification
 * @news: from vsw_nl_news_begin(); gone after the call
 * @sw: the switch it is about
 * @err: it could not be filled
 *
 * Context: as for vsw_nl_has_listeners().
 */
void vsw_nl_news_end(struct vsw_nl_news *news, const struct vsw_switch *sw,
		     int err)
{
	if (WARN_ON_ONCE(err || !news->hdr)) {
		nlmsg_free(news->msg);
		lost(sw, news->group);
		return;
	}
	genlmsg_end(news->msg, news->hdr);
	if (READ_ONCE(may_notify))
		genlmsg_multicast_netns(&vsw_nl_family, dev_net(sw->dev),
					news->msg, 0, news->group, news->gfp);
	else
		nlmsg_free(news->msg);
}

/**
 * vsw_nl_blame() - point at an attribute where a refusal points at none
 * @info: the request
 * @err: what became of it
 * @attr: the attribute that it is about
 */
void vsw_nl_blame(const struct genl_info *info, int err, int attr)
{
	if (err && info->extack && !info->extack->bad_attr)
		NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
}

/**
 * vsw_nl_missing() - refuse a request that lacks an attribute
 * @info: the request
 * @attr: the attribute
 * @text: says so, for people; static
 *
 * Return: -EINVAL.
 */
int vsw_nl_missing(const struct genl_info *info, int attr, const char *text)
{
	struct netlink_ext_ack *extack = info->extack;

	if (extack) {
		extack->_msg = text;
		NL_SET_ERR_ATTR_MISS(extack, NULL, attr);
	}
	return -EINVAL;
}

/**
 * vsw_nl_switch_get() - the switch that a request is about
 * @info: the request
 * @attr: the attribute with the interface index of the switch
 *
 * Context: process context. End with vsw_nl_switch_put().
 * Return: the switch, or an error pointer.
 */
struct vsw_switch *vsw_nl_switch_get(struct genl_info *info, int attr)
{
	struct net_device *dev;
	int err;

	if (!info->attrs[attr]) {
		err = vsw_nl_missing(info, attr, "the switch is missing");
		return ERR_PTR(err);
	}
	dev = dev_get_by_index(genl_info_net(info),
			       nla_get_u32(info->attrs[attr]));
	if (dev && vsw_is_switch(dev))
		return netdev_priv(dev);
	dev_put(dev);
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[attr],
			    "no switch has this interface index");
	return ERR_PTR(-ENODEV);
}

/**
 * vsw_nl_switch_put() - give a switch back
 * @sw: from vsw_nl_switch_get()
 */
void vsw_nl_switch_put(struct vsw_switch *sw)
{
	dev_put(sw->dev);
}

/* The switch of the lowest index that is not below @ifindex. */
static struct vsw_switch *next_switch(struct net *net,
				      const struct nlattr *only, u32 ifindex)
{
	struct net_device *dev, *found = NULL;

	if (only) {
		if (ifindex <= nla_get_u32(only))
			found = dev_get_by_index_rcu(net, nla_get_u32(only));
		if (found && !vsw_is_switch(found))
			found = NULL;
	} else {
		for_each_netdev_rcu(net, dev)
			if (vsw_is_switch(dev) && dev->ifindex >= ifindex &&
			    (!found || dev->ifindex < found->ifindex))
				found = dev;
	}
	return found ? netdev_priv(found) : NULL;
}

/**
 * vsw_nl_walk_next() - the switch that a dump goes on with
 * @walk: where the dump is
 * @net: the namespace
 * @only: attribute with the interface index of the one switch that is asked
 *	for; NULL for all
 *
 * Context: RCU read-side section.
 * Return: NULL when there is none any more.
 */
struct vsw_switch *vsw_nl_walk_next(struct vsw_nl_walk *walk, struct net *net,
				    const struct nlattr *only)
{
	struct vsw_switch *sw = next_switch(net, only, walk->ifindex);
	bool begun = walk->number || walk->fdb.table;

	if (begun && (!sw || sw->dev->ifindex != walk->ifindex)) {
		/* the one that was under way is gone */
		walk->changes++;
		vsw_nl_walk_done(walk);
	}
	if (sw)
		walk->ifindex = sw->dev->ifindex;
	return sw;
}

/**
 * vsw_nl_walk_done() - a dump is through with a switch
 * @walk: where the dump is
 */
void vsw_nl_walk_done(struct vsw_nl_walk *walk)
{
	walk->ifindex++;
	walk->number = 0;
	walk->place = 0;
	walk->changes += walk->fdb.changes;
	memset(&walk->fdb, 0, sizeof(walk->fdb));
}

/**
 * vsw_nl_not_in_dump() - refuse an attribute that only a single get obeys
 * @cb: the dump
 * @attr: the attribute
 *
 * Return: 0 when it is absent, else -EINVAL.
 */
int vsw_nl_not_in_dump(struct netlink_callback *cb, int attr)
{
	const struct nlattr *there = vsw_compat_dump_attrs(cb)[attr];

	if (!there)
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, there,
			    "a dump does not take this attribute");
	return -EINVAL;
}

/**
 * vsw_nl_check_only() - refuse a dump of a switch that is not there
 * @cb: the dump
 * @only: attribute with the interface index of the one switch that is asked
 *	for; NULL for all
 * @begun: not zero when the dump has begun; then a switch may well be gone
 *
 * Return: 0, or -ENODEV.
 */
int vsw_nl_check_only(const struct netlink_callback *cb,
		      const struct nlattr *only, u32 begun)
{
	bool found;

	if (!only || begun)
		return 0;
	rcu_read_lock();
	found = next_switch(sock_net(cb->skb->sk), only, 0);
	rcu_read_unlock();
	if (found)
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, only,
			    "no switch has this interface index");
	return -ENODEV;
}

/**
 * vsw_nl_dump() - dump switches one after the other, under RCU
 * @skb: the part of the dump
 * @cb: the dump
 * @only: attribute with the interface index of the one switch that is asked
 *	for; NULL for all
 * @dump: fills @skb with one switch; an error says that it is full
 *
 * Return: as a dumpit returns.
 */
int vsw_nl_dump(struct sk_buff *skb, struct netlink_callback *cb,
		const struct nlattr *only,
		int (*dump)(struct sk_buff *skb, struct netlink_callback *cb,
			    const struct vsw_switch *sw,
			    struct vsw_nl_walk *walk))
{
	struct vsw_nl_walk *walk = (struct vsw_nl_walk *)cb->ctx;
	struct vsw_switch *sw;

	if (vsw_nl_check_only(cb, only, walk->ifindex))
		return -ENODEV;
	rcu_read_lock();
	while ((sw = vsw_nl_walk_next(walk, sock_net(skb->sk), only))) {
		if (dump(skb, cb, sw, walk))
			break;
		vsw_nl_walk_done(walk);
	}
	rcu_read_unlock();
	return skb->len;
}

/**
 * vsw_nl_dump_held() - dump switches one after the other, by who may sleep
 * @skb: the part of the dump
 * @cb: the dump
 * @only: attribute with the interface index of the one switch that is asked
 *	for; NULL for all
 * @dump: fills @skb with one switch, of which a reference is held; -EMSGSIZE
 *	says that it is full, another error ends the dump
 *
 * Return: as a dumpit returns.
 */
int vsw_nl_dump_held(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct nlattr *only,
		     int (*dump)(struct sk_buff *skb,
				 struct netlink_callback *cb,
				 struct vsw_switch *sw,
				 struct vsw_nl_walk *walk))
{
	struct vsw_nl_walk *walk = (struct vsw_nl_walk *)cb->ctx;
	struct vsw_switch *sw;
	int err = 0;

	BUILD_BUG_ON(sizeof(*walk) > sizeof(cb->ctx));

	if (vsw_nl_check_only(cb, only, walk->ifindex))
		return -ENODEV;
	while (!err) {
		rcu_read_lock();
		sw = vsw_nl_walk_next(walk, sock_net(skb->sk), only);
		if (sw)
			dev_hold(sw->dev);
		rcu_read_unlock();
		if (!sw)
			break;
		err = dump(skb, cb, sw, walk);
		vsw_nl_switch_put(sw);
		if (!err)
			vsw_nl_walk_done(walk);
	}
	return err && err != -EMSGSIZE ? err : skb->len;
}

/**
 * vsw_nl_walk_check() - notice that something changed under a dump
 * @walk: where the dump is
 * @cb: the dump; its sequence number is set for genl_dump_check_consistent()
 * @conf: the snapshot, now, of the switch that it goes on with
 */
void vsw_nl_walk_check(struct vsw_nl_walk *walk, struct netlink_callback *cb,
		       const struct vsw_conf *conf)
{
	if (walk->number && walk->generation != conf->generation)
		walk->changes++;
	walk->generation = conf->generation;
	cb->seq = walk->changes + 1;
}

/**
 * vsw_nl_port_find() - the port that a request is about
 * @conf: a snapshot
 * @number: the attribute with its number
 * @extack: says what is wrong
 *
 * Return: the port, or an error pointer.
 */
struct vsw_port_conf *vsw_nl_port_find(const struct vsw_conf *conf,
				       const struct nlattr *number,
				       struct netlink_ext_ack *extack)
{
	struct vsw_port_conf *pc = NULL;

	if (nla_get_u32(number) <= VSW_PORTS_CEILING)
		pc = vsw_conf_port(conf, nla_get_u32(number));
	if (pc)
		return pc;
	NL_SET_ERR_MSG_ATTR(extack, number, "the switch has no port of this number");
	return ERR_PTR(-ENOENT);
}

/**
 * vsw_nl_put_ifname() - put the name that a device has
 * @msg: where to
 * @attr: the attribute
 * @dev: a device that may be renamed meanwhile
 *
 * Return: 0, or -EMSGSIZE.
 */
int vsw_nl_put_ifname(struct sk_buff *msg, int attr,
		      const struct net_device *dev)
{
	char name[IFNAMSIZ];

	vsw_dev_name(dev, name);
	return nla_put_string(msg, attr, name);
}

/**
 * vsw_nl_put_port_names() - put the names that a port has
 * @msg: where to
 * @pc: the port
 * @name: attribute for its name
 * @ifname: attribute for its device's
 *
 * Return: 0, or -EMSGSIZE.
 */
int vsw_nl_put_port_names(struct sk_buff *msg, const struct vsw_port_conf *pc,
			  int name, int ifname)
{
	if (pc->number == VSW_PORT_HOST)
		return vsw_nl_put_ifname(msg, ifname, pc->dev);
	if (pc->name[0] && nla_put_string(msg, name, pc->name))
		return -EMSGSIZE;
	if (pc->ifname[0] && nla_put_string(msg, ifname, pc->ifname))
		return -EMSGSIZE;
	return 0;
}

/**
 * vsw_nl_reply_begin() - begin the reply to a request
 * @reply: the reply
 * @size: room for attributes, where it may be more than most have
 * @info: the request
 *
 * Return: 0, or -ENOMEM. End with vsw_nl_reply_end().
 */
int vsw_nl_reply_begin(struct vsw_nl_reply *reply, size_t size,
		       struct genl_info *info)
{
	reply->msg = genlmsg_new(max_t(size_t, size, GENLMSG_DEFAULT_SIZE),
				 GFP_KERNEL);
	if (!reply->msg)
		return -ENOMEM;
	reply->hdr = genlmsg_put_reply(reply->msg, info, &vsw_nl_family, 0,
				       info->genlhdr->cmd);
	if (reply->hdr)
		return 0;
	nlmsg_free(reply->msg);
	return -EMSGSIZE;
}

/**
 * vsw_nl_reply_end() - send a reply, or free it
 * @reply: the reply
 * @err: an error that forbids sending it
 * @info: the request
 *
 * Return: @err, or what sending returned.
 */
int vsw_nl_reply_end(struct vsw_nl_reply *reply, int err,
		     struct genl_info *info)
{
	if (err) {
		nlmsg_free(reply->msg);
		return err;
	}
	genlmsg_end(reply->msg, reply->hdr);
	return genlmsg_reply(reply->msg, info);
}

/**
 * vsw_nl_get() - answer a request for one object of a snapshot
 * @info: the request
 * @attr: its attribute with the switch's interface index
 * @get: finds the object and fills the reply with it, under RCU
 *
 * Context: process; takes the RCU read lock.
 * Return: 0, what @get returned, or a negative error.
 */
int vsw_nl_get(struct genl_info *info, int attr,
	       int (*get)(struct sk_buff *msg, const struct vsw_switch *sw,
			  const struct vsw_conf *conf,
			  const struct genl_info *info))
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, attr);
	struct vsw_nl_reply reply;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		goto out_put;
	rcu_read_lock();
	err = get(reply.msg, sw, rcu_dereference(sw->conf), info);
	rcu_read_unlock();
	err = vsw_nl_reply_end(&reply, err, info);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

/**
 * vsw_nl_enlarge() - have the next part of a dump hold what this one cannot
 * @skb: the part, which is empty and too small
 * @cb: the dump
 * @size: room that is needed
 *
 * An empty part would end the dump: this one says nothing, in so many words.
 */
void vsw_nl_enlarge(struct sk_buff *skb, struct netlink_callback *cb,
		    size_t size)
{
	cb->min_dump_alloc = max_t(size_t, cb->min_dump_alloc,
				   NLMSG_SPACE(GENL_HDRLEN + size));
	nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
		  NLMSG_NOOP, 0, NLM_F_MULTI);
}

/**
 * vsw_nl_put_part() - begin one message of a dump
 * @skb: where to
 * @cb: the dump
 *
 * Return: the header, NULL when there is no room.
 */
void *vsw_nl_put_part(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct genlmsghdr *request = nlmsg_data(cb->nlh);
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &vsw_nl_family, NLM_F_MULTI, request->cmd);
	if (hdr)
		genl_dump_check_consistent(cb, hdr);
	return hdr;
}

/**
 * vsw_nl_init() - register the family
 *
 * Return: 0 or a negative error.
 */
int __init vsw_nl_init(void)
{
	unsigned int i;

	memcpy(ops, vswitch_nl_ops, sizeof(ops));
	for (i = 0; i < ARRAY_SIZE(ops); i++)
		if (ops[i].cmd == VSWITCH_CMD_STATS_GET)
			ops[i].done = vsw_nl_stats_done;
	return genl_register_family(&vsw_nl_family);
}

/**
 * vsw_nl_exit() - unregister the family; nobody is notified from now on
 */
void vsw_nl_exit(void)
{
	/* who notifies holds RTNL, is in an RCU section, or is a command */
	rtnl_lock();
	WRITE_ONCE(may_notify, false);
	rtnl_unlock();
	synchronize_net();
	genl_unregister_family(&vsw_nl_family);
}
