/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The switch itself and the locks of the module. Everything that is reached
 * from a switch starts in struct vsw_switch, the private part of the switch's
 * netdevice. Included by nearly every file.
 */
#ifndef VSW_VSWITCH_H
#define VSW_VSWITCH_H

#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <uapi/linux/vswitch.h>

#include "account.h"
#include "fdb.h"
#include "nl_rate.h"
#include "txn.h"

/**
 * DOC: Locking
 *
 * RTNL
 *	Devices: creation and deletion of switches and of ports, attaching and
 *	detaching of port devices, struct vsw_port.dev, struct
 *	vsw_switch.mtu_set. Process context.
 *
 * struct vsw_switch.conf_lock (a mutex)
 *	Who edits and publishes the configuration of one switch, the order of
 *	the notifications about it, its transactions, vsw_switch.retired and
 *	.dying, and what rules of ACLs counted when they were set to zero
 *	(vsw_rule_state.zero). Process context. Taken inside RTNL when both
 *	are needed; changes that touch no device take only this one.
 *
 * all_lock (a mutex, txn.c)
 *	The list of the open transactions of all switches. Process context,
 *	inside conf_lock.
 *
 * struct vsw_fdb.lock (a spinlock)
 *	Who inserts, moves and removes entries of the forwarding database, the
 *	lists of entries of each port and their counts. Any context; taken with
 *	bottom halves off, inside the two above.
 *
 * struct vsw_bucket.lock (a spinlock)
 *	What is left of the rate of a rule. Taken by frames, with bottom halves
 *	off; nothing is taken inside it.
 *
 * struct vsw_switch.log_lock (a spinlock)
 *	How many events of rules that log were sent. Taken by frames, with
 *	bottom halves off; nothing is taken inside it.
 *
 * RCU
 *	The frame path takes no other lock. It runs with bottom halves
 *	off in one RCU read-side section, reads vsw_switch.conf once, and may
 *	use everything that the snapshot points to (port configurations, ports,
 *	devices) and what it looks up in the forwarding database until the
 *	section ends. What is taken out of a snapshot or of the database is
 *	freed by call_rcu(), ACLs by a work that this queues; a device is freed
 *	by the kernel after a grace period of its own.
 *
 * Per-CPU accounts
 *	Written only with bottom halves off on their own CPU, so that a frame
 *	is wholly booked whenever something else runs there with bottom halves
 *	off (vsw_account_collect() relies on that).
 *
 * Order: RTNL, conf_lock, all_lock; conf_lock, fdb.lock.
 */

/** VSW_VERSION: of the module, as modinfo and ethtool -i show it */
#define VSW_VERSION "0.1.0"

/** VSW_VID_DEFAULT: the VLAN that ports are in at first */
#define VSW_VID_DEFAULT 1

/** VSW_PORT_HOST: number of the host's own port, the switch device */
#define VSW_PORT_HOST 0

/** VSW_PORTS_CEILING: most ports of a switch, and the highest number */
#define VSW_PORTS_CEILING 4096

/** VSW_FDB_CEILING: most entries of a forwarding database */
#define VSW_FDB_CEILING 1048576

/** VSW_AGEING_CEILING: longest ageing time, seconds (802.1Q table 8-6) */
#define VSW_AGEING_CEILING 1000000

struct vsw_conf;
struct vsw_port;

/**
 * struct vsw_acl_refused - how often limits of ACLs were met
 * @rules: of rules
 * @acls: of ACLs
 * @bindings: of ACLs at a point
 * @sets: of sets
 * @members: of members of a set
 * @mirrors: of mirror sessions
 */
struct vsw_acl_refused {
	u64 rules;
	u64 acls;
	u64 bindings;
	u64 sets;
	u64 members;
	u64 mirrors;
};

/**
 * struct vsw_switch - a switch; netdev_priv() of its device
 * @dev: the switch device, which is also the host's own port
 * @conf: the snapshot by which frames are judged; replaced whole
 * @host: the host's port, number VSW_PORT_HOST; lives as long as the switch
 * @fdb: the forwarding database
 * @conf_lock: protects the editing and publishing of @conf, @retired, @dying
 * @retired: what ports counted that have been deleted since
 * @txns: the open transactions; conf_lock
 * @n_txns: how many; conf_lock
 * @last_txn: number of the last one; conf_lock
 * @pending: the commit that waits to be confirmed; conf_lock
 * @ports_refused: how many ports were refused because of max_ports
 * @acl_refused: what was refused at the limits of ACLs; conf_lock
 * @txns_refused: how many transactions were refused at their limit; conf_lock
 * @log_lock: protects @log_rate, and those of the ports
 * @log_rate: events of rules that log
 * @maps_refused: how many requests had more translations than a port can have
 * @dying: the switch is being deleted; nothing may be published any more
 * @mtu_set: the MTU was set by hand and no longer follows the ports; RTNL
 */
struct vsw_switch {
	struct net_device *dev;
	struct vsw_conf __rcu *conf;
	struct vsw_port *host;
	struct vsw_fdb fdb;
	struct mutex conf_lock;	/* see above, and DOC: Locking */
	struct vsw_account_sum retired;
	struct list_head txns;
	u32 n_txns;
	u32 last_txn;
	struct vsw_pending pending;
	u64 ports_refused;
	struct vsw_acl_refused acl_refused;
	u64 txns_refused;
	spinlock_t log_lock;	/* all log_rate; in the path of a frame */
	struct vsw_nl_rate log_rate;
	atomic64_t maps_refused;
	bool dying;
	bool mtu_set;
};

#endif /* VSW_VSWITCH_H */
