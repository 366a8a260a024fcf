// SPDX-License-Identifier: GPL-2.0
/*
 * Transactions: begin, change, commit, abort. Every change of the
 * configuration that a user makes comes by here; one that names no transaction
 * is one of its own. Called from control in process context.
 */
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "acls.h"
#include "commit.h"
#include "conf.h"
#include "dev.h"
#include "nl.h"
#include "pins.h"
#include "txn.h"
#include "vswitch.h"

/* Protects the list of all open transactions; taken inside conf_lock. */
static DEFINE_MUTEX(all_lock);
static LIST_HEAD(all_txns);

/**
 * vsw_txn_find() - an open transaction
 * @sw: the switch
 * @id: its number
 *
 * Context: conf_lock is held.
 * Return: NULL when there is none.
 */
struct vsw_txn *vsw_txn_find(const struct vsw_switch *sw, u32 id)
{
	struct vsw_txn *txn;

	lockdep_assert_held(&sw->conf_lock);

	list_for_each_entry(txn, &sw->txns, list)
		if (txn->id == id)
			return txn;
	return NULL;
}

/* That of the socket that asks for it; others have no business with it. */
static struct vsw_txn *find_own(const struct vsw_switch *sw,
				const struct vsw_txn_ref *ref,
				struct netlink_ext_ack *extack)
{
	struct vsw_txn *txn = vsw_txn_find(sw, ref->id);

	if (txn && txn->portid == ref->portid)
		return txn;
	NL_SET_ERR_MSG(extack, "this socket has no transaction of this number open");
	return NULL;
}

static void txn_destroy(struct vsw_txn *txn)
{
	lockdep_assert_held(&txn->sw->conf_lock);

	mutex_lock(&all_lock);
	list_del(&txn->global);
	mutex_unlock(&all_lock);
	list_del(&txn->list);
	txn->sw->n_txns--;
	vsw_conf_put(txn->base);
	if (txn->conf)
		vsw_conf_abort(txn->conf);
	kfree(txn);
}

static int check_pending(const struct vsw_switch *sw,
			 struct netlink_ext_ack *extack)
{
	if (!sw->pending.before)
		return 0;
	NL_SET_ERR_MSG(extack, "a commit waits to be confirmed or rolled back");
	return -EBUSY;
}

/**
 * vsw_txn_reserved() - the snapshot whose port numbers may come back
 * @sw: the switch
 *
 * Context: conf_lock is held.
 * Return: NULL when there is none.
 */
const struct vsw_conf *vsw_txn_reserved(const struct vsw_switch *sw)
{
	return sw->pending.before;
}

static int begin_change(struct vsw_change *c, struct vsw_switch *sw,
			const struct vsw_txn_ref *ref, bool in_place,
			struct netlink_ext_ack *extack)
{
	int err;

	*c = (struct vsw_change){ .sw = sw };
	err = vsw_conf_lock(sw, extack);
	if (err)
		return err;
	if (ref && ref->id) {
		c->txn = find_own(sw, ref, extack);
		err = c->txn ? 0 : -ENOENT;
	} else if (ref) {
		err = check_pending(sw, extack);
	}
	if (!err && c->txn && in_place) {
		c->conf = c->txn->conf;
	} else if (!err) {
		c->conf = vsw_conf_clone(c->txn ? c->txn->conf :
					 vsw_conf_current(sw),
					 GFP_KERNEL_ACCOUNT);
		err = c->conf ? 0 : -ENOMEM;
	}
	if (err)
		vsw_conf_unlock(sw);
	return err;
}

/**
 * vsw_change_begin() - begin a change
 * @c: to be filled
 * @sw: a switch that the caller keeps from being freed
 * @ref: the transaction that it is a part of; NULL: one of its own, which also
 *	a commit that waits to be confirmed does not hold up (for devices come
 *	and go)
 * @extack: says why not
 *
 * Context: process context; under RTNL where the change, without a
 * transaction, attaches or detaches devices. Until vsw_change_end(), conf_lock
 * is held.
 * Return: 0 or a negative error; then there is nothing to end.
 */
int vsw_change_begin(struct vsw_change *c, struct vsw_switch *sw,
		     const struct vsw_txn_ref *ref,
		     struct netlink_ext_ack *extack)
{
	return begin_change(c, sw, ref, false, extack);
}

/**
 * vsw_change_begin_in_place() - begin a change that is whole or is not at all
 * @c: to be filled
 * @sw: a switch that the caller keeps from being freed
 * @ref: the transaction that it is a part of
 * @extack: says why not
 *
 * In a transaction nothing is cloned, so that thousands of such changes are
 * cheap: when the caller ends it with an error, it has changed nothing.
 * Context: as for vsw_change_begin().
 * Return: 0 or a negative error; then there is nothing to end.
 */
int vsw_change_begin_in_place(struct vsw_change *c, struct vsw_switch *sw,
			      const struct vsw_txn_ref *ref,
			      struct netlink_ext_ack *extack)
{
	return begin_change(c, sw, ref, true, extack);
}

/* Follow the devices; say where frames will be too long. */
static void follow_devices(struct vsw_switch *sw, const struct vsw_conf *old,
			   const struct vsw_conf *new,
			   struct netlink_ext_ack *extack)
{
	unsigned int mtu = sw->dev->mtu;

	vsw_dev_update(sw);
	if (new->n_attached <= old->n_attached)
		return;
	if (vsw_commit_mtu_differs(sw, old, new) ||
	    (old->n_attached && sw->dev->mtu != mtu))
		NL_SET_ERR_MSG(extack,
			       "the MTU of the device is not that of the switch: frames longer than either are dropped");
}

/**
 * struct order - a commit that is to be
 * @conf: what; consumed in any case
 * @id: of the transaction, 0 for none
 * @confirm_timeout: seconds after which it is taken back, 0 for never
 * @culprit: gets the object that it failed at; or NULL
 * @pins: entries that it takes away, where it is to be confirmed; or NULL
 * @with_devices: gets whether devices came or went
 */
struct order {
	struct vsw_conf *conf;
	struct vsw_pins *pins;
	u32 id;
	u32 confirm_timeout;
	struct vsw_culprit *culprit;
	bool with_devices;
};

/* What is to be done before others get conf_lock. */
static void committed(struct vsw_switch *sw, const struct order *o,
		      struct vsw_conf *old)
{
	if (!o->id)
		return;
	if (o->confirm_timeout)
		vsw_pending_arm(sw, old, o->pins, o->id, o->confirm_timeout);
	vsw_nl_txn_notify(sw, o->id, o->confirm_timeout ?
			  VSWITCH_TXN_EVENT_UNCONFIRMED :
			  VSWITCH_TXN_EVENT_COMMITTED);
}

/* Commit, and give conf_lock back. */
static int commit_unlock(struct vsw_switch *sw, struct order *o,
			 struct netlink_ext_ack *extack)
{
	struct vsw_conf *old = vsw_conf_current(sw);
	int err;

	o->with_devices = vsw_commit_needs_rtnl(old, o->conf);
	vsw_conf_get(old);
	err = vsw_acls_check_ports(o->conf, o->culprit, extack);
	if (!err && o->confirm_timeout)
		err = vsw_pins_save(sw, o->conf, &o->pins);
	if (!err)
		err = vsw_commit(sw, o->conf, o->culprit, extack);
	if (err) {
		vsw_pins_free(o->pins);
		vsw_conf_abort(o->conf);
	} else {
		vsw_conf_get(o->conf);
		committed(sw, o, old);
	}
	vsw_conf_unlock(sw);
	if (!err) {
		if (o->with_devices)
			follow_devices(sw, old, o->conf, extack);
		vsw_conf_put(o->conf);
	}
	vsw_conf_put(old);
	return err;
}

/**
 * vsw_change_end() - have a change take effect, or note it in its transaction
 * @c: from vsw_change_begin()
 * @err: an error forbids that
 * @extack: says why not
 *
 * Context: as for vsw_change_begin().
 * Return: 0 or a negative error; then nothing has changed.
 */
int vsw_change_end(struct vsw_change *c, int err,
		   struct netlink_ext_ack *extack)
{
	struct order o = { .conf = c->conf };

	if (!err && !c->txn)
		return commit_unlock(c->sw, &o, extack);
	if (c->txn && c->conf == c->txn->conf) {
		/* it was made in place, or not at all */
	} else if (err) {
		vsw_conf_abort(c->conf);
	} else {
		vsw_conf_abort(c->txn->conf);
		c->txn->conf = c->conf;
	}
	vsw_conf_unlock(c->sw);
	return err;
}

/**
 * vsw_txn_begin() - open a transaction on the current configuration
 * @sw: the switch
 * @portid: the netlink socket that it is of
 * @id: gets its number
 * @extack: says why not
 *
 * Context: process context.
 * Return: 0 or a negative error.
 */
int vsw_txn_begin(struct vsw_switch *sw, u32 portid, u32 *id,
		  struct netlink_ext_ack *extack)
{
	struct vsw_txn *txn;
	int err;

	txn = kzalloc(sizeof(*txn), GFP_KERNEL_ACCOUNT);
	if (!txn)
		return -ENOMEM;
	err = vsw_conf_lock(sw, extack);
	if (err)
		goto err_free;
	if (sw->n_txns >= VSW_TXNS_MAX) {
		sw->txns_refused++;
		NL_SET_ERR_MSG(extack, "the switch has 16 open transactions already");
		err = -ENOSPC;
		goto err_unlock;
	}
	txn->conf = vsw_conf_edit(sw, GFP_KERNEL_ACCOUNT);
	if (!txn->conf) {
		err = -ENOMEM;
		goto err_unlock;
	}
	txn->base = vsw_conf_current(sw);
	vsw_conf_get(txn->base);
	txn->sw = sw;
	txn->portid = portid;
	do {
		txn->id = ++sw->last_txn;
	} while (!txn->id || vsw_txn_find(sw, txn->id));
	*id = txn->id;
	list_add_tail(&txn->list, &sw->txns);
	sw->n_txns++;
	mutex_lock(&all_lock);
	list_add_tail(&txn->global, &all_txns);
	mutex_unlock(&all_lock);
	vsw_conf_unlock(sw);
	return 0;

err_unlock:
	vsw_conf_unlock(sw);
err_free:
	kfree(txn);
	return err;
}

static int check_commit(struct vsw_switch *sw, const struct vsw_txn *txn,
			struct vsw_culprit *culprit,
			struct netlink_ext_ack *extack)
{
	int err = check_pending(sw, extack);

	if (err || txn->base == vsw_conf_current(sw))
		return err;
	vsw_commit_conflict(txn->base, vsw_conf_current(sw), culprit);
	NL_SET_ERR_MSG(extack, "the configuration was changed since the transaction was begun");
	return -EAGAIN;
}

/*
 * Commit a transaction. Where that wants RTNL and has it not, nothing is done
 * and -EINPROGRESS is returned.
 */
static int try_commit(struct vsw_switch *sw, const struct vsw_txn_ref *ref,
		      struct order *o, bool rtnl,
		      struct netlink_ext_ack *extack)
{
	struct vsw_txn *txn;
	int err;

	err = vsw_conf_lock(sw, extack);
	if (err)
		return err;
	txn = find_own(sw, ref, extack);
	err = txn ? check_commit(sw, txn, o->culprit, extack) : -ENOENT;
	if (!err && !rtnl && vsw_commit_needs_rtnl(txn->base, txn->conf)) {
		vsw_conf_unlock(sw);
		return -EINPROGRESS;
	}
	if (err) {
		if (txn)
			txn_destroy(txn);
		vsw_conf_unlock(sw);
		return err;
	}
	o->conf = txn->conf;
	txn->conf = NULL;
	txn_destroy(txn);
	return commit_unlock(sw, o, extack);
}

/**
 * vsw_txn_commit() - have a transaction take effect, all of it or nothing
 * @sw: a switch that the caller keeps from being freed
 * @ref: the transaction; it is over in any case
 * @confirm_timeout: seconds after which it is taken back unless it was
 *	confirmed, 0 for never
 * @culprit: gets the object that it failed at
 * @extack: says why not
 *
 * Context: process context, no locks held.
 * Return: 0 or a negative error; then nothing has changed.
 */
int vsw_txn_commit(struct vsw_switch *sw, const struct vsw_txn_ref *ref,
		   u32 confirm_timeout, struct vsw_culprit *culprit,
		   struct netlink_ext_ack *extack)
{
	struct order o = {
		.id = ref->id, .confirm_timeout = confirm_timeout,
		.culprit = culprit,
	};
	int err;

	err = try_commit(sw, ref, &o, false, extack);
	if (err != -EINPROGRESS)
		return err;
	rtnl_lock();
	err = try_commit(sw, ref, &o, true, extack);
	rtnl_unlock();
	return err;
}

/**
 * vsw_txn_abort() - forget a transaction
 * @sw: a switch that the caller keeps from being freed
 * @ref: the transaction
 * @extack: says why not
 *
 * Context: process context.
 * Return: 0 or a negative error.
 */
int vsw_txn_abort(struct vsw_switch *sw, const struct vsw_txn_ref *ref,
		  struct netlink_ext_ack *extack)
{
	struct vsw_txn *txn;
	int err;

	err = vsw_conf_lock(sw, extack);
	if (err)
		return err;
	txn = find_own(sw, ref, extack);
	if (txn)
		txn_destroy(txn);
	vsw_conf_unlock(sw);
	return txn ? 0 : -ENOENT;
}

/**
 * vsw_txn_init() - prepare a switch for transactions
 * @sw: a new switch
 */
void vsw_txn_init(struct vsw_switch *sw)
{
	INIT_LIST_HEAD(&sw->txns);
	vsw_pending_init(sw);
}

/**
 * vsw_txn_forget_all() - forget all transactions
 * @sw: a switch that is being deleted
 *
 * Context: process context, conf_lock is held.
 */
void vsw_txn_forget_all(struct vsw_switch *sw)
{
	struct vsw_txn *txn, *next;

	list_for_each_entry_safe(txn, next, &sw->txns, list)
		txn_destroy(txn);
	vsw_pending_forget(sw);
}

/* The switch of a transaction of a socket; with a reference to its device. */
static struct vsw_switch *find_switch(const struct net *net, u32 portid)
{
	struct vsw_switch *sw = NULL;
	struct vsw_txn *txn;

	mutex_lock(&all_lock);
	list_for_each_entry(txn, &all_txns, global) {
		if (txn->portid != portid ||
		    !net_eq(dev_net(txn->sw->dev), net))
			continue;
		sw = txn->sw;
		dev_hold(sw->dev);
		break;
	}
	mutex_unlock(&all_lock);
	return sw;
}

/* A socket was closed: nobody can go on with its transactions. */
static int socket_event(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	const struct netlink_notify *n = ptr;
	struct vsw_txn *txn, *next;
	struct vsw_switch *sw;

	if (event != NETLINK_URELEASE || n->protocol != NETLINK_GENERIC)
		return NOTIFY_DONE;
	/* nobody but the socket itself could have begun one of its own */
	if (list_empty(&all_txns))
		return NOTIFY_DONE;
	while ((sw = find_switch(n->net, n->portid))) {
		mutex_lock(&sw->conf_lock);
		list_for_each_entry_safe(txn, next, &sw->txns, list)
			if (txn->portid == n->portid)
				txn_destroy(txn);
		mutex_unlock(&sw->conf_lock);
		dev_put(sw->dev);
	}
	return NOTIFY_DONE;
}

static struct notifier_block notifier = {
	.notifier_call = socket_event,
};

/**
 * vsw_txn_subsys_init() - begin to watch sockets
 *
 * Return: 0 or a negative error.
 */
int vsw_txn_subsys_init(void)
{
	return netlink_register_notifier(&notifier);
}

/**
 * vsw_txn_subsys_exit() - end watching sockets
 *
 * Context: after the last switch is gone.
 */
void vsw_txn_subsys_exit(void)
{
	netlink_unregister_notifier(&notifier);
}
