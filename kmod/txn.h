/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Transactions: changes of the configuration that take effect together, and
 * that are taken back unless someone confirms them. Each single change is one
 * of its own.
 */
#ifndef VSW_TXN_H
#define VSW_TXN_H

#include <linux/list.h>
#include <linux/workqueue.h>

struct netlink_ext_ack;
struct vsw_conf;
struct vsw_culprit;
struct vsw_pins;
struct vsw_switch;

/** VSW_TXNS_MAX: most open transactions of a switch */
#define VSW_TXNS_MAX 16

/**
 * struct vsw_txn - an open transaction
 * @list: in vsw_switch.txns; conf_lock
 * @global: in the list of all; its lock
 * @sw: its switch
 * @id: its number
 * @portid: the netlink socket that began it
 * @base: the snapshot that it was begun on; a reference is held
 * @conf: @base with the changes so far; its devices are not to be followed,
 *	for they may be gone
 */
struct vsw_txn {
	struct list_head list;
	struct list_head global;
	struct vsw_switch *sw;
	u32 id;
	u32 portid;
	struct vsw_conf *base;
	struct vsw_conf *conf;
};

/**
 * struct vsw_pending - a commit that waits to be confirmed
 * @work: takes it back
 * @before: the snapshot before it, NULL while there is none; a reference is
 *	held
 * @after: the one that it published; a reference is held
 * @pins: entries that it took away, or NULL
 * @deadline: jiffies when it is taken back
 * @id: of the transaction
 */
struct vsw_pending {
	struct delayed_work work;
	struct vsw_conf *before;
	struct vsw_conf *after;
	struct vsw_pins *pins;
	unsigned long deadline;
	u32 id;
};

/**
 * struct vsw_txn_ref - which transaction a request is a part of
 * @id: its number; 0: it is one of its own
 * @portid: the netlink socket of the request
 */
struct vsw_txn_ref {
	u32 id;
	u32 portid;
};

/**
 * struct vsw_change - a change that is under way
 * @sw: the switch
 * @conf: the snapshot under construction; that of @txn itself where the change
 *	is made in place
 * @txn: the transaction that it is a part of, or NULL
 * @with_devices: after vsw_change_end(), devices came or went
 */
struct vsw_change {
	struct vsw_switch *sw;
	struct vsw_conf *conf;
	struct vsw_txn *txn;
	bool with_devices;
};

int vsw_change_begin(struct vsw_change *c, struct vsw_switch *sw,
		     const struct vsw_txn_ref *ref,
		     struct netlink_ext_ack *extack);
int vsw_change_begin_in_place(struct vsw_change *c, struct vsw_switch *sw,
			      const struct vsw_txn_ref *ref,
			      struct netlink_ext_ack *extack);
int vsw_change_end(struct vsw_change *c, int err,
		   struct netlink_ext_ack *extack);

void vsw_txn_init(struct vsw_switch *sw);
void vsw_txn_forget_all(struct vsw_switch *sw);
const struct vsw_conf *vsw_txn_reserved(const struct vsw_switch *sw);
struct vsw_txn *vsw_txn_find(const struct vsw_switch *sw, u32 id);
int vsw_txn_begin(struct vsw_switch *sw, u32 portid, u32 *id,
		  struct netlink_ext_ack *extack);
int vsw_txn_commit(struct vsw_switch *sw, const struct vsw_txn_ref *ref,
		   u32 confirm_timeout, struct vsw_culprit *culprit,
		   struct netlink_ext_ack *extack);
int vsw_txn_abort(struct vsw_switch *sw, const struct vsw_txn_ref *ref,
		  struct netlink_ext_ack *extack);
int vsw_txn_subsys_init(void);
void vsw_txn_subsys_exit(void);

/* rollback.c */
void vsw_pending_init(struct vsw_switch *sw);
void vsw_pending_arm(struct vsw_switch *sw, struct vsw_conf *before,
		     struct vsw_pins *pins, u32 id, u32 seconds);
void vsw_pending_forget(struct vsw_switch *sw);
int vsw_txn_confirm(struct vsw_switch *sw, struct netlink_ext_ack *extack);
int vsw_txn_rollback(struct vsw_switch *sw, struct netlink_ext_ack *extack);
int vsw_rollback_init(void);
void vsw_rollback_exit(void);

#endif /* VSW_TXN_H */
