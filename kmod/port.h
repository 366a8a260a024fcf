/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A port: the running part, which frames change and which lives from the
 * port's creation to its deletion, whether a device is attached or not. Its
 * settings are in the snapshot (struct vsw_port_conf).
 */
#ifndef VSW_PORT_H
#define VSW_PORT_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/refcount.h>

#include "account.h"
#include "nl_rate.h"
#include "vswitch.h"

struct netlink_ext_ack;
struct nlattr;
struct vsw_conf;
struct vsw_port_conf;
struct vsw_vlan_request;

/**
 * struct vsw_port - the running state of a port
 * @sw: its switch
 * @account: its counters
 * @number: 1 to VSW_PORTS_CEILING, or VSW_PORT_HOST
 * @heir: the port that gets its device in the commit that is under way, else
 *	NULL; RTNL. Which device it has, the snapshot says.
 * @fdb_open: learning is allowed; fdb.lock
 * @fdb_learnt: dynamic and sticky entries that point here; fdb.lock
 * @fdb_count: all entries that point here; fdb.lock
 * @fdb_dynamic: list of the dynamic entries; fdb.lock
 * @fdb_pinned: list of the other entries; fdb.lock
 * @log_rate: events of rules that log what it received; sw->log_lock
 * @detached_at: jiffies of the last detaching; conf_lock
 * @ref: one for each port configuration that points here
 * @rcu: for freeing
 */
struct vsw_port {
	struct vsw_switch *sw;
	struct vsw_account __percpu *account;
	u32 number;
	struct vsw_port *heir;

	bool fdb_open;
	u32 fdb_learnt;
	u32 fdb_count;
	struct hlist_head fdb_dynamic;
	struct hlist_head fdb_pinned;

	struct vsw_nl_rate log_rate;
	unsigned long detached_at;
	refcount_t ref;
	struct rcu_head rcu;
};

/**
 * struct vsw_port_set - settings to change on a port
 * @flags: new values of the flags in @mask (enum vsw_port_flag bits)
 * @mask: which flags to change
 * @max_fdb: new limit of learnt addresses, 0 for none
 * @has_max_fdb: whether to change that
 * @has_device: whether to change the device
 * @ifindex: the device that it is to have, 0 for none
 * @name: new name, "" for none; NULL to leave it
 * @ifname: name of the device, or of the one that it is to wait for; NULL to
 *	leave it
 * @vlan: what to change of its VLANs; NULL for nothing
 * @max_fdb_attr: the attribute to blame for @max_fdb, or NULL
 * @name_attr: the attribute to blame for @name, or NULL
 */
struct vsw_port_set {
	u32 flags;
	u32 mask;
	u32 max_fdb;
	bool has_max_fdb;
	bool has_device;
	int ifindex;
	const char *name;
	const char *ifname;
	const struct vsw_vlan_request *vlan;
	const struct nlattr *max_fdb_attr;
	const struct nlattr *name_attr;
};

struct vsw_port *vsw_port_create(struct vsw_switch *sw, u32 number);
void vsw_port_get(struct vsw_port *port);
void vsw_port_put(struct vsw_port *port);

int vsw_name_check(const char *name, const struct nlattr *attr,
		   struct netlink_ext_ack *extack);
int vsw_port_apply(struct vsw_conf *conf, struct vsw_port_conf *pc,
		   const struct vsw_port_set *set,
		   struct netlink_ext_ack *extack);
struct vsw_port_conf *vsw_port_add(struct vsw_switch *sw,
				   struct vsw_conf *conf,
				   const struct vsw_port_set *set,
				   struct netlink_ext_ack *extack);
void vsw_port_retire(struct vsw_switch *sw, struct vsw_port *port);
void vsw_port_book(struct vsw_switch *sw, struct vsw_port *port, bool gone);
void vsw_port_detach(struct vsw_port *port);
void vsw_port_release_all(struct vsw_switch *sw);

void vsw_port_total(struct vsw_switch *sw, struct vsw_account_sum *total);
struct vsw_port *vsw_port_of_dev(const struct net_device *dev);

#endif /* VSW_PORT_H */
