// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink command stats-get: the books of a port, of the switch, or of all
 * its ports in one consistent dump.
 */
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include "conf.h"
#include "dev.h"
#include "nl.h"
#include "port.h"
#include "vswitch.h"

/* The counters that are attributes of their own. */
static const struct {
	int attr;
	enum vsw_count count;
} count_attrs[] = {
	{ VSWITCH_A_STATS_RX_FRAMES, VSW_COUNT_RX_FRAMES },
	{ VSWITCH_A_STATS_RX_BYTES, VSW_COUNT_RX_BYTES },
	{ VSWITCH_A_STATS_FORWARDED, VSW_COUNT_FORWARDED },
	{ VSWITCH_A_STATS_FLOODED, VSW_COUNT_FLOODED },
	{ VSWITCH_A_STATS_DELIVERED, VSW_COUNT_DELIVERED },
	{ VSWITCH_A_STATS_CONSUMED, VSW_COUNT_CONSUMED },
	{ VSWITCH_A_STATS_COPIES, VSW_COUNT_COPIES },
	{ VSWITCH_A_STATS_TX_COPIES, VSW_COUNT_TX_COPIES },
	{ VSWITCH_A_STATS_TX_FRAMES, VSW_COUNT_TX_FRAMES },
	{ VSWITCH_A_STATS_TX_BYTES, VSW_COUNT_TX_BYTES },
	{ VSWITCH_A_STATS_LEARN_LIMIT_PORT, VSW_COUNT_LEARN_LIMIT_PORT },
	{ VSWITCH_A_STATS_LEARN_LIMIT_SWITCH, VSW_COUNT_LEARN_LIMIT_SWITCH },
	{ VSWITCH_A_STATS_LEARN_FAILED, VSW_COUNT_LEARN_FAILED },
};

static int put_u64(struct sk_buff *msg, int attr, u64 value)
{
	return nla_put_u64_64bit(msg, attr, value, VSWITCH_A_STATS_PAD);
}

static int fill_drop(struct sk_buff *msg, enum vsw_drop reason, u64 frames)
{
	struct nlattr *nest = nla_nest_start(msg, VSWITCH_A_STATS_DROPS);

	if (!nest ||
	    nla_put_string(msg, VSWITCH_A_DROP_REASON,
			   vsw_drop_name(reason)) ||
	    nla_put_u32(msg, VSWITCH_A_DROP_DIRECTION,
			vsw_drop_direction(reason)) ||
	    nla_put_u64_64bit(msg, VSWITCH_A_DROP_FRAMES, frames,
			      VSWITCH_A_DROP_PAD))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int fill_sum(struct sk_buff *msg, const struct vsw_account_sum *sum)
{
	u64 frames;
	int i;

	for (i = 0; i < ARRAY_SIZE(count_attrs); i++)
		if (put_u64(msg, count_attrs[i].attr,
			    sum->count[count_attrs[i].count]))
			return -EMSGSIZE;
	if (put_u64(msg, VSWITCH_A_STATS_DROPPED,
		    vsw_account_drops(sum, VSWITCH_DIRECTION_INGRESS)) ||
	    put_u64(msg, VSWITCH_A_STATS_TX_DROPPED,
		    vsw_account_drops(sum, VSWITCH_DIRECTION_EGRESS)))
		return -EMSGSIZE;
	for (i = VSW_DROP_NONE + 1; i < VSW_DROP_MAX; i++) {
		frames = sum->count[VSW_COUNT_DROP + i];
		if (frames && fill_drop(msg, i, frames))
			return -EMSGSIZE;
	}
	return 0;
}

static int fill_port(struct sk_buff *msg, const struct vsw_port_conf *pc)
{
	struct vsw_account_sum sum;

	if (nla_put_u32(msg, VSWITCH_A_STATS_PORT, pc->number) ||
	    vsw_nl_put_port_names(msg, pc, VSWITCH_A_STATS_PORT_NAME,
				  VSWITCH_A_STATS_PORT_IFNAME))
		return -EMSGSIZE;
	vsw_account_read(pc->port->account, &sum);
	return fill_sum(msg, &sum);
}

static int fill_stats(struct sk_buff *msg, struct vsw_switch *sw,
		      const struct genl_info *info)
{
	struct nlattr *number = info->attrs[VSWITCH_A_STATS_PORT];
	const struct vsw_port_conf *pc;
	struct vsw_account_sum total;

	if (nla_put_u32(msg, VSWITCH_A_STATS_SWITCH, sw->dev->ifindex))
		return -EMSGSIZE;
	if (number) {
		pc = vsw_nl_port_find(vsw_conf_current(sw), number,
				      info->extack);
		return IS_ERR(pc) ? PTR_ERR(pc) : fill_port(msg, pc);
	}
	vsw_port_total(sw, &total);
	return fill_sum(msg, &total);
}

int vswitch_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, VSWITCH_A_STATS_SWITCH);
	struct nlattr *atomic = info->attrs[VSWITCH_A_STATS_ATOMIC];
	struct vsw_nl_reply reply;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	if (atomic) {
		NL_SET_ERR_MSG_ATTR(info->extack, atomic,
				    "only a dump can be atomic");
		err = -EINVAL;
		goto out_put;
	}
	err = vsw_nl_reply_begin(&reply, 0, info);
	if (err)
		goto out_put;
	err = vsw_conf_lock(sw, info->extack);
	if (!err) {
		err = fill_stats(reply.msg, sw, info);
		vsw_conf_unlock(sw);
	}
	err = vsw_nl_reply_end(&reply, err, info);
out_put:
	vsw_nl_switch_put(sw);
	return err;
}

/**
 * struct stats_dump - what a dump tells; taken at its start, all at once
 * @ifindex: of the switch
 * @n: number of rows; the last is that of deleted ports
 * @next: the row that comes next
 * @account: counters of each row's port, while they are being read
 * @sum: what they were
 * @row: whose they are
 */
struct stats_dump {
	u32 ifindex;
	u32 n;
	u32 next;
	struct vsw_account __percpu **account;
	struct vsw_account_sum *sum;
	struct stats_row {
		u32 number;
		char name[VSWITCH_PORT_NAME_MAX + 1];
		char ifname[IFNAMSIZ];
	} *row;
};

static void dump_free(struct stats_dump *d)
{
	kvfree(d->account);
	kvfree(d->sum);
	kvfree(d->row);
	kfree(d);
}

static struct stats_dump *dump_create(u32 n)
{
	const gfp_t gfp = GFP_KERNEL_ACCOUNT;
	struct stats_dump *d = kzalloc(sizeof(*d), gfp);

	if (!d)
		return NULL;
	d->n = n;
	d->account = kvcalloc(n, sizeof(*d->account), gfp);
	d->sum = kvcalloc(n, sizeof(*d->sum), gfp);
	d->row = kvcalloc(n, sizeof(*d->row), gfp);
	if (d->account && d->sum && d->row)
		return d;
	dump_free(d);
	return NULL;
}

/* Note whose books are to be read; of the deleted ports, read them. */
static struct stats_dump *dump_plan(struct vsw_switch *sw,
				    const struct vsw_conf *conf)
{
	const struct vsw_port_conf *pc;
	struct stats_dump *d;
	u32 number, i = 0;

	d = dump_create(conf->n_ports + 2); /* the host's, the deleted ones' */
	if (!d)
		return NULL;
	d->ifindex = sw->dev->ifindex;
	for (number = 0; (pc = vsw_conf_next_port(conf, &number)); number++) {
		d->account[i] = pc->port->account;
		d->row[i].number = number;
		strscpy(d->row[i].name, pc->name, sizeof(pc->name));
		if (number)
			strscpy(d->row[i].ifname, pc->ifname,
				sizeof(pc->ifname));
		else
			vsw_dev_name(sw->dev, d->row[i].ifname);
		i++;
	}
	d->sum[i] = sw->retired;
	return d;
}

/* Read all books, without conf_lock: who holds the RTNL may wait for that. */
static struct stats_dump *collect(struct vsw_switch *sw, bool atomic,
				  struct netlink_ext_ack *extack)
{
	struct stats_dump *d;
	struct vsw_conf *conf;
	int err;

	err = vsw_conf_lock(sw, extack);
	if (err)
		return ERR_PTR(err);
	conf = vsw_conf_current(sw);
	d = dump_plan(sw, conf);
	if (d)
		vsw_conf_get(conf); /* keeps its ports */
	vsw_conf_unlock(sw);
	if (!d)
		return ERR_PTR(-ENOMEM);
	vsw_account_collect(d->account, d->sum, d->n - 1, atomic);
	vsw_conf_put(conf);
	return d;
}

/*
 * Begin a dump: read all the books. With the first part, not when the dump is
 * started: 6.1 has no extack for a refusal then.
 */
static int begin_dump(struct netlink_callback *cb)
{
	struct nlattr **attrs = vsw_compat_dump_attrs(cb);
	struct nlattr *atomic = attrs[VSWITCH_A_STATS_ATOMIC];
	struct genl_info info = {
		.attrs = attrs, .extack = cb->extack,
	};
	struct net *net = sock_net(cb->skb->sk);
	struct stats_dump *d;
	struct vsw_switch *sw;
	int err;

	genl_info_net_set(&info, net);
	if (atomic &&
	    !netlink_ns_capable(cb->skb, net->user_ns, CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG_ATTR(cb->extack, atomic,
				    "an atomic dump needs CAP_NET_ADMIN");
		return -EPERM;
	}
	err = vsw_nl_not_in_dump(cb, VSWITCH_A_STATS_PORT);
	if (err)
		return err;
	sw = vsw_nl_switch_get(&info, VSWITCH_A_STATS_SWITCH);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	d = collect(sw, atomic, cb->extack);
	vsw_nl_switch_put(sw);
	if (IS_ERR(d))
		return PTR_ERR(d);
	cb->args[0] = (long)d;
	return 0;
}

static int fill_row(struct sk_buff *skb, const struct stats_dump *d)
{
	const struct stats_row *row = &d->row[d->next];

	if (nla_put_u32(skb, VSWITCH_A_STATS_SWITCH, d->ifindex))
		return -EMSGSIZE;
	if (d->next < d->n - 1 &&
	    (nla_put_u32(skb, VSWITCH_A_STATS_PORT, row->number) ||
	     (row->name[0] &&
	      nla_put_string(skb, VSWITCH_A_STATS_PORT_NAME, row->name)) ||
	     (row->ifname[0] &&
	      nla_put_string(skb, VSWITCH_A_STATS_PORT_IFNAME, row->ifname))))
		return -EMSGSIZE;
	return fill_sum(skb, &d->sum[d->next]);
}

int vswitch_nl_stats_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct stats_dump *d;
	void *hdr;
	int err;

	if (!cb->args[0]) {
		err = begin_dump(cb);
		if (err)
			return err;
	}
	d = (struct stats_dump *)cb->args[0];
	for (; d->next < d->n; d->next++) {
		hdr = vsw_nl_put_part(skb, cb);
		if (!hdr)
			break;
		if (fill_row(skb, d)) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
	}
	return skb->len;
}

/**
 * vsw_nl_stats_done() - end a dump
 * @cb: the dump
 *
 * Context: process context.
 * Return: 0.
 */
int vsw_nl_stats_done(struct netlink_callback *cb)
{
	if (cb->args[0])
		dump_free((struct stats_dump *)cb->args[0]);
	return 0;
}
