// SPDX-License-Identifier: GPL-2.0
/*
 * Commits that wait to be confirmed, and what takes them back: a timer in the
 * kernel, which needs no process, or the user. Called from control and from a
 * work queue, in process context.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>

#include "attach.h"
#include "commit.h"
#include "conf.h"
#include "dev.h"
#include "nl.h"
#include "pins.h"
#include "port.h"
#include "txn.h"
#include "vlan.h"
#include "vswitch.h"

/* When there was no memory to take a commit back, it is tried again. */
#define RETRY HZ

/* Its own, so that unloading the module waits for what is under way. */
static struct workqueue_struct *queue;

/* Forget what waits; the reference to the device goes with the timer. */
static void disarm(struct vsw_switch *sw)
{
	struct vsw_pending *p = &sw->pending;

	lockdep_assert_held(&sw->conf_lock);

	vsw_conf_put(p->before);
	vsw_conf_put(p->after);
	vsw_pins_free(p->pins);
	p->before = NULL;
	p->after = NULL;
	p->pins = NULL;
	/* where it runs already, it finds nothing, and gives it back itself */
	if (cancel_delayed_work(&p->work))
		dev_put(sw->dev);
}

/**
 * vsw_pending_forget() - let what waits to be confirmed stand
 * @sw: the switch
 *
 * Context: process context, conf_lock is held.
 */
void vsw_pending_forget(struct vsw_switch *sw)
{
	if (sw->pending.before)
		disarm(sw);
}

/**
 * vsw_pending_arm() - have a commit taken back unless it is confirmed
 * @sw: the switch, with no other that waits
 * @before: the snapshot before the commit
 * @pins: entries that the commit took away, or NULL; freed when it is over
 * @id: of the transaction
 * @seconds: how long to wait
 *
 * Context: process context, conf_lock is held.
 */
void vsw_pending_arm(struct vsw_switch *sw, struct vsw_conf *before,
		     struct vsw_pins *pins, u32 id, u32 seconds)
{
	struct vsw_pending *p = &sw->pending;

	lockdep_assert_held(&sw->conf_lock);

	p->before = before;
	vsw_conf_get(before);
	p->after = vsw_conf_current(sw);
	vsw_conf_get(p->after);
	p->pins = pins;
	p->id = id;
	p->deadline = jiffies + seconds * HZ;
	dev_hold(sw->dev);
	queue_delayed_work(queue, &p->work, seconds * HZ);
}

/* Can the port have this device again? Else it waits for it. */
static bool can_have(const struct vsw_switch *sw, int ifindex)
{
	struct net_device *dev = __dev_get_by_index(dev_net(sw->dev), ifindex);
	const struct vsw_port *port = dev ? vsw_port_of_dev(dev) : NULL;

	if (port)
		return port->sw == sw;
	return dev && !vsw_attach_check((struct vsw_switch *)sw, dev, NULL);
}

/*
 * Put a port back as it was. A device that it got or lost since by other ways
 * than the commit stays as it is.
 */
static int restore_port(struct vsw_switch *sw, struct vsw_conf *conf,
			const struct vsw_port_conf *before,
			const struct vsw_port_conf *after)
{
	const struct vsw_port_conf *now = vsw_conf_port(conf, before->number);
	bool same = after && after->port == before->port;
	struct net_device *dev = NULL;
	char ifname[IFNAMSIZ] = "";
	struct vsw_port_conf *pc;
	int ifindex = 0, err;

	if (same && after->ifindex == before->ifindex && now) {
		dev = now->dev;
		ifindex = now->ifindex;
		strscpy(ifname, now->ifname, sizeof(ifname));
	} else if (before->ifindex && can_have(sw, before->ifindex)) {
		ifindex = before->ifindex;
	}
	err = vsw_conf_put_port(conf, before, GFP_KERNEL_ACCOUNT);
	if (err)
		return err;
	pc = vsw_conf_port(conf, before->number);
	pc->dev = dev;
	/* vsw_conf_put_port() took it off, for the host's port, too */
	conf->n_attached += !!dev;
	pc->ifindex = ifindex;
	if (*ifname)
		strscpy(pc->ifname, ifname, sizeof(pc->ifname));
	return 0;
}

static int restore_ports(struct vsw_switch *sw, struct vsw_conf *conf,
			 const struct vsw_pending *p)
{
	const struct vsw_port_conf *before, *after, *now;
	u32 number;
	int err = 0;

	for (number = 0; !err && number <= VSW_PORTS_CEILING; number++) {
		before = vsw_conf_port(p->before, number);
		after = vsw_conf_port(p->after, number);
		if (before == after)
			continue;
		now = vsw_conf_port(conf, number);
		if (before)
			err = restore_port(sw, conf, before, after);
		else if (now && now->port == after->port)
			err = vsw_conf_del_port(conf, number,
						GFP_KERNEL_ACCOUNT);
	}
	return err;
}

/* The snapshot that takes the commit back. */
static int build(struct vsw_switch *sw, struct vsw_conf *conf)
{
	const struct vsw_conf *before = sw->pending.before;
	int err;

	conf->ageing = before->ageing;
	conf->ageing_time = before->ageing_time;
	conf->max_ports = before->max_ports;
	conf->max_fdb = before->max_fdb;
	conf->port_max_fdb = before->port_max_fdb;
	conf->max_rules = before->max_rules;
	conf->vlan_protocol = before->vlan_protocol;
	err = restore_ports(sw, conf, &sw->pending);
	if (!err)
		err = vsw_vlans_restore(conf, &before->vlans,
					&sw->pending.after->vlans);
	if (!err)
		err = vsw_acls_restore(conf, before->acls,
				       sw->pending.after->acls,
				       GFP_KERNEL_ACCOUNT);
	return err;
}

/*
 * Ports that are to be there again have their own books again; or, when that
 * was in vain, have not.
 */
static void revive_ports(struct vsw_switch *sw, const struct vsw_conf *old,
			 const struct vsw_conf *new, bool revive)
{
	const struct vsw_port_conf *was, *is;
	u32 number;

	for (number = 1; number <= VSW_PORTS_CEILING; number++) {
		was = vsw_conf_port(old, number);
		is = vsw_conf_port(new, number);
		if (is && (!was || was->port != is->port))
			vsw_port_book(sw, is->port, !revive);
	}
}

/*
 * Take the commit back. A device that cannot be had after all does not hold
 * that up: the port then waits for it.
 */
static int take_back(struct vsw_switch *sw)
{
	struct vsw_conf *old = vsw_conf_current(sw), *conf;
	struct vsw_culprit culprit = {};
	struct vsw_port_conf *pc;
	int err;

	conf = vsw_conf_edit(sw, GFP_KERNEL_ACCOUNT);
	if (!conf)
		return -ENOMEM;
	err = build(sw, conf);
	if (err)
		goto err_abort;
	vsw_conf_get(old);
	/* before frames of theirs come */
	revive_ports(sw, old, conf, true);
	while ((err = vsw_commit(sw, conf, &culprit, NULL))) {
		if (err == -ENOMEM || !culprit.known ||
		    culprit.kind != VSWITCH_OBJECT_PORT)
			goto err_put;
		pc = vsw_conf_edit_port(conf, culprit.number,
					GFP_KERNEL_ACCOUNT);
		if (!pc)
			goto err_put;
		pc->ifindex = 0;
		culprit.known = false;
	}
	vsw_conf_put(old);
	vsw_pins_restore(sw, sw->pending.pins);
	vsw_nl_txn_notify(sw, sw->pending.id, VSWITCH_TXN_EVENT_ROLLED_BACK);
	disarm(sw);
	return 0;

err_put:
	revive_ports(sw, old, conf, false);
	vsw_conf_put(old);
err_abort:
	vsw_conf_abort(conf);
	return -ENOMEM;
}

static void rollback_work(struct work_struct *work)
{
	struct vsw_pending *p = container_of(to_delayed_work(work),
					     struct vsw_pending, work);
	struct vsw_switch *sw = container_of(p, struct vsw_switch, pending);
	bool due;
	int err = 0;

	rtnl_lock();
	mutex_lock(&sw->conf_lock);
	due = p->before && time_after_eq(jiffies, p->deadline);
	if (due)
		err = take_back(sw);
	/* another one may wait by now, which has a reference of its own */
	if (err && queue_delayed_work(queue, &p->work, RETRY))
		dev_hold(sw->dev);
	mutex_unlock(&sw->conf_lock);
	/* nothing waits at a switch that is gone */
	if (due && !err)
		vsw_dev_update(sw);
	rtnl_unlock();
	dev_put(sw->dev);
}

static int nothing_waits(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "no commit of this switch waits to be confirmed");
	return -ENOENT;
}

/**
 * vsw_txn_confirm() - let what waits to be confirmed stand
 * @sw: a switch that the caller keeps from being freed
 * @extack: says why not
 *
 * Context: process context.
 * Return: 0 or a negative error.
 */
int vsw_txn_confirm(struct vsw_switch *sw, struct netlink_ext_ack *extack)
{
	int err;

	err = vsw_conf_lock(sw, extack);
	if (err)
		return err;
	if (sw->pending.before) {
		vsw_nl_txn_notify(sw, sw->pending.id,
				  VSWITCH_TXN_EVENT_CONFIRMED);
		disarm(sw);
	} else {
		err = nothing_waits(extack);
	}
	vsw_conf_unlock(sw);
	return err;
}

/**
 * vsw_txn_rollback() - take back at once what waits to be confirmed
 * @sw: a switch that the caller keeps from being freed
 * @extack: says why not
 *
 * Context: process context, no locks held.
 * Return: 0 or a negative error; then nothing has changed.
 */
int vsw_txn_rollback(struct vsw_switch *sw, struct netlink_ext_ack *extack)
{
	int err;

	rtnl_lock();
	err = vsw_conf_lock(sw, extack);
	if (err)
		goto out_unlock_rtnl;
	err = sw->pending.before ? take_back(sw) : nothing_waits(extack);
	vsw_conf_unlock(sw);
	if (!err)
		vsw_dev_update(sw);
out_unlock_rtnl:
	rtnl_unlock();
	return err;
}

/**
 * vsw_pending_init() - prepare a switch
 * @sw: a new switch
 */
void vsw_pending_init(struct vsw_switch *sw)
{
	INIT_DELAYED_WORK(&sw->pending.work, rollback_work);
}

/**
 * vsw_rollback_init() - allocate what all switches share
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_rollback_init(void)
{
	queue = alloc_workqueue("vswitch", WQ_UNBOUND, 0);
	return queue ? 0 : -ENOMEM;
}

/**
 * vsw_rollback_exit() - wait for what is under way, and free it
 *
 * Context: after the last switch is gone.
 */
void vsw_rollback_exit(void)
{
	destroy_workqueue(queue);
}
