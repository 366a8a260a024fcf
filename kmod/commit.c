// SPDX-License-Identifier: GPL-2.0
/*
 * How a snapshot under construction takes effect. Whatever can fail is done
 * first and can be undone; then it is published; then follows what cannot fail.
 * What is to be done is found by comparing the old snapshot with the new, which
 * share what did not change. Called from control with conf_lock held, and under
 * RTNL where ports get or lose devices.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "attach.h"
#include "commit.h"
#include "conf.h"
#include "fdb.h"
#include "nl.h"
#include "port.h"
#include "vlan.h"
#include "vswitch.h"

/**
 * struct change - a port that the two snapshots have otherwise
 * @number: its number
 * @old: in the old snapshot; NULL: there is none
 * @new: in the new one; NULL: there is none, or it is another one
 */
struct change {
	u32 number;
	const struct vsw_port_conf *old;
	const struct vsw_port_conf *new;
};

/* Find the next port, from change->number on, that is not the same in both. */
static bool next_change(const struct vsw_conf *old, const struct vsw_conf *new,
			struct change *c)
{
	u32 i;

	for (; c->number <= VSW_PORTS_CEILING; c->number++) {
		i = c->number >> VSW_CHUNK_SHIFT;
		if (old->chunk[i] == new->chunk[i]) {
			c->number |= VSW_CHUNK_SIZE - 1;
			continue;
		}
		c->old = vsw_conf_port(old, c->number);
		c->new = vsw_conf_port(new, c->number);
		if (c->old != c->new)
			return true;
	}
	return false;
}

/* Does the port itself go, whatever else gets its number? */
static bool is_deleted(const struct change *c)
{
	return c->old && (!c->new || c->new->port != c->old->port);
}

/* Does the port lose the device that it has? */
static bool loses_device(const struct change *c)
{
	return c->old && c->old->dev &&
	       (is_deleted(c) || c->new->ifindex != c->old->ifindex);
}

/* Does the port go on with the device that it has? */
static bool keeps_device(const struct change *c)
{
	return c->old && c->new && c->new->port == c->old->port &&
	       c->new->ifindex && c->new->ifindex == c->old->ifindex;
}

/* Does the port get a device? */
static bool gets_device(const struct change *c)
{
	if (!c->new || !c->new->ifindex || c->number == VSW_PORT_HOST)
		return false;
	return !c->old || is_deleted(c) || c->old->ifindex != c->new->ifindex;
}

/**
 * vsw_commit_needs_rtnl() - does a change attach or detach devices?
 * @old: a published snapshot
 * @conf: a snapshot under construction that was cloned from it
 *
 * Return: true when it does.
 */
bool vsw_commit_needs_rtnl(const struct vsw_conf *old,
			   const struct vsw_conf *conf)
{
	struct change c = { .number = 0 };

	for (; next_change(old, conf, &c); c.number++)
		if (loses_device(&c) || gets_device(&c))
			return true;
	return false;
}

static void blame_port(struct vsw_culprit *culprit,
		       const struct vsw_port_conf *pc)
{
	culprit->known = true;
	culprit->kind = VSWITCH_OBJECT_PORT;
	culprit->number = pc->number;
	strscpy(culprit->name, pc->name[0] ? pc->name : pc->ifname,
		sizeof(culprit->name));
}

/**
 * vsw_commit_giver() - the port of the switch that has a device and gives it up
 * @sw: the switch
 * @new: a snapshot under construction
 * @dev: the device
 *
 * Context: RTNL.
 * Return: NULL when there is none.
 */
struct vsw_port *vsw_commit_giver(const struct vsw_switch *sw,
				  const struct vsw_conf *new,
				  const struct net_device *dev)
{
	struct vsw_port *port = vsw_port_of_dev(dev);
	const struct vsw_port_conf *pc;

	if (!port || port->sw != sw)
		return NULL;
	pc = vsw_conf_port(new, port->number);
	return !pc || pc->port != port || pc->ifindex != dev->ifindex ? port
								      : NULL;
}

/* Where a device went round and came back, the snapshot does not have it. */
static int keep_device(struct vsw_conf *conf, const struct change *c)
{
	struct vsw_port_conf *pc;

	if (c->new->dev == c->old->dev)
		return 0;
	pc = vsw_conf_edit_port(conf, c->number, GFP_KERNEL_ACCOUNT);
	if (!pc)
		return -ENOMEM;
	pc->dev = c->old->dev;
	strscpy(pc->ifname, c->old->ifname, sizeof(pc->ifname));
	conf->n_attached++;
	return 0;
}

/* A device changes ports when nothing can fail any more. */
static int inherit(struct vsw_port *giver, struct vsw_port *heir,
		   struct netlink_ext_ack *extack)
{
	if (giver->heir) {
		NL_SET_ERR_MSG(extack, "two ports are to have the same device");
		return -EBUSY;
	}
	giver->heir = heir;
	return 0;
}

static int attach_device(struct vsw_switch *sw, struct vsw_conf *conf,
			 u32 number, struct netlink_ext_ack *extack)
{
	struct vsw_port_conf *pc;
	struct vsw_port *giver;
	struct net_device *dev;
	int err;

	pc = vsw_conf_edit_port(conf, number, GFP_KERNEL_ACCOUNT);
	if (!pc)
		return -ENOMEM;
	dev = __dev_get_by_index(dev_net(sw->dev), pc->ifindex);
	if (!dev) {
		NL_SET_ERR_MSG(extack, "the device is not there any more");
		return -ENODEV;
	}
	giver = vsw_commit_giver(sw, conf, dev);
	if (giver)
		err = inherit(giver, pc->port, extack);
	else
		err = vsw_attach_check(sw, dev, extack) ?:
		      vsw_attach(pc->port, dev, extack);
	if (err)
		return err;
	pc->dev = dev;
	strscpy(pc->ifname, dev->name, sizeof(pc->ifname));
	conf->n_attached++;
	return 0;
}

/* Take back what attach_devices() did for ports below @end. */
static void undo_attach(const struct vsw_conf *old, struct vsw_conf *conf,
			u32 end)
{
	struct change c = { .number = 0 };
	struct vsw_port_conf *pc;
	struct vsw_port *port;

	for (; next_change(old, conf, &c) && c.number < end; c.number++) {
		if (!gets_device(&c))
			continue;
		pc = vsw_conf_port(conf, c.number);
		port = vsw_port_of_dev(pc->dev);
		if (port == pc->port)
			vsw_detach(port->sw, pc->dev);
		else
			port->heir = NULL;
		pc->dev = NULL;
		conf->n_attached--;
	}
}

/* Attach all devices that the new snapshot has and the old one has not. */
static int attach_devices(struct vsw_switch *sw, const struct vsw_conf *old,
			  struct vsw_conf *conf, struct vsw_culprit *culprit,
			  struct netlink_ext_ack *extack)
{
	struct change c = { .number = 0 };
	int err;

	for (; next_change(old, conf, &c); c.number++) {
		err = 0;
		if (keeps_device(&c)) {
			err = keep_device(conf, &c);
		} else if (gets_device(&c)) {
			ASSERT_RTNL();
			err = attach_device(sw, conf, c.number, extack);
		}
		if (!err)
			continue;
		if (culprit)
			blame_port(culprit, vsw_conf_port(conf, c.number));
		undo_attach(old, conf, c.number);
		return err;
	}
	return 0;
}

/* Give devices to the ports that have them now. */
static void move_devices(const struct vsw_conf *old, const struct vsw_conf *new)
{
	struct change c = { .number = 0 };
	struct vsw_port *giver;

	for (; next_change(old, new, &c); c.number++) {
		if (!gets_device(&c))
			continue;
		giver = vsw_port_of_dev(c.new->dev);
		if (giver == c.new->port)
			continue;
		giver->heir = NULL;
		vsw_attach_move(c.new->port, c.new->dev);
	}
}

/*
 * Set devices free that no port has any more. What ports learnt of a device
 * that they lost is forgotten, before they learn of another.
 */
static void detach_devices(struct vsw_switch *sw, const struct vsw_conf *old,
			   const struct vsw_conf *new)
{
	struct change c;
	bool wait = false;

	for (c.number = 0; next_change(old, new, &c); c.number++) {
		if (!loses_device(&c))
			continue;
		ASSERT_RTNL();
		c.old->port->detached_at = jiffies;
		if (vsw_port_of_dev(c.old->dev) == c.old->port)
			vsw_detach(sw, c.old->dev);
		else
			wait = true;
		vsw_fdb_close_port(sw, c.old->port, false);
	}
	/* frames of a device that moved may still be under way */
	if (wait)
		synchronize_net();
	for (c.number = 0; next_change(old, new, &c); c.number++)
		if (gets_device(&c))
			vsw_fdb_open_port(sw, c.new->port);
}

/* End the ports that are in no snapshot any more. */
static void retire_ports(struct vsw_switch *sw, const struct vsw_conf *old,
			 const struct vsw_conf *new)
{
	struct change c = { .number = 0 };
	bool waited = false;

	for (; next_change(old, new, &c); c.number++) {
		if (!is_deleted(&c))
			continue;
		/* frames judged by the old one may still be booked on it */
		if (!waited)
			synchronize_net();
		waited = true;
		vsw_port_retire(sw, c.old->port);
	}
}

/* Is the port no longer in some VLAN that it was in? */
static bool leaves_vlans(const struct change *c)
{
	const struct vsw_vlan_set *was, *is;

	if (!c->old || is_deleted(c) || vsw_vlan_is_everywhere(c->new))
		return false;
	was = c->old->vlans;
	is = c->new->vlans;
	if (!was)
		return c->old->pvid &&
		       !vsw_vlan_is_member(c->new, c->old->pvid);
	if (was == is)
		return false;
	if (is)
		return !bitmap_subset(was->member, is->member, VLAN_N_VID);
	return was->n > 1 || !test_bit(c->new->pvid, was->member);
}

/* Forget addresses where they cannot be any more, or are the host's now. */
static void flush_vlans(struct vsw_switch *sw, const struct vsw_conf *old,
			const struct vsw_conf *new)
{
	struct change c = { .number = 0 };
	bool flush = false, purge = false, host = false;

	for (; next_change(old, new, &c); c.number++) {
		if (c.number == VSW_PORT_HOST)
			host = true;
		if (!leaves_vlans(&c))
			continue;
		purge = true;
		flush |= READ_ONCE(c.old->port->fdb_learnt) > 0;
	}
	if (flush)
		vsw_fdb_flush_strays(sw);
	if (host)
		vsw_fdb_flush_shadowed(sw);
	/* what is under way may bring one back; that is seen to without us */
	if (purge || host)
		vsw_fdb_purge(&sw->fdb);
}

static void tell_ports(struct vsw_switch *sw, const struct vsw_conf *old,
		       const struct vsw_conf *new)
{
	struct change c = { .number = 0 };

	for (; next_change(old, new, &c); c.number++) {
		if (is_deleted(&c))
			vsw_nl_port_notify(sw, c.old, VSWITCH_CMD_PORT_DEL_NTF);
		if (c.new)
			vsw_nl_port_notify(sw, c.new, VSWITCH_CMD_PORT_NTF);
	}
}

static bool is_same_vlan(const struct vsw_vlan *a, const struct vsw_vlan *b)
{
	return a->defined == b->defined && a->counters == b->counters &&
	       !strcmp(a->name, b->name);
}

static void tell_vlan(struct vsw_switch *sw, u16 vid,
		      const struct vsw_vlan *old, const struct vsw_vlan *new)
{
	static const struct vsw_vlan none;

	if (is_same_vlan(old ?: &none, new ?: &none))
		return;
	if (new && new->defined)
		vsw_nl_vlan_notify(sw, new, VSWITCH_CMD_VLAN_NTF);
	else
		vsw_nl_vlan_notify(sw, old, VSWITCH_CMD_VLAN_DEL_NTF);
}

static void tell_vlans(struct vsw_switch *sw, const struct vsw_conf *old,
		       const struct vsw_conf *new)
{
	u32 i, vid;

	for (i = 0; i < VSW_VLAN_CHUNKS; i++) {
		if (old->vlans.chunk[i] == new->vlans.chunk[i])
			continue;
		for (vid = i * VSW_VLAN_CHUNK_SIZE;
		     vid < (i + 1) * VSW_VLAN_CHUNK_SIZE; vid++)
			tell_vlan(sw, vid, vsw_vlans_find(&old->vlans, vid),
				  vsw_vlans_find(&new->vlans, vid));
	}
}

static bool is_same_switch(const struct vsw_conf *a, const struct vsw_conf *b)
{
	return a->ageing_time == b->ageing_time && a->max_fdb == b->max_fdb &&
	       a->max_ports == b->max_ports &&
	       a->port_max_fdb == b->port_max_fdb &&
	       a->max_rules == b->max_rules &&
	       a->vlan_protocol == b->vlan_protocol;
}

/* All that follows, and cannot fail. */
static void settle(struct vsw_switch *sw, const struct vsw_conf *old,
		   const struct vsw_conf *new)
{
	move_devices(old, new);
	vsw_nl_acls_tell_unbound(sw, old, new);
	tell_ports(sw, old, new);
	tell_vlans(sw, old, new);
	vsw_nl_acls_tell(sw, old, new);
	if (!is_same_switch(old, new))
		vsw_nl_switch_notify(sw, VSWITCH_CMD_SWITCH_NTF);
	detach_devices(sw, old, new);
	retire_ports(sw, old, new);
	flush_vlans(sw, old, new);
}

/* What no frame may cost is refused here, where it is known. */
static int rebuild_acls(struct vsw_conf *conf, struct vsw_culprit *culprit,
			struct netlink_ext_ack *extack)
{
	const struct vsw_acl *acl;
	int err;

	err = vsw_acls_rebuild(conf, &acl, GFP_KERNEL_ACCOUNT);
	if (err != -ENOSPC && err != -E2BIG)
		return err;
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack,
			       "an ACL would have more than 1024 shapes");
	else
		NL_SET_ERR_MSG(extack,
			       "an ACL would have more than 1024 rules of one key (depth)");
	if (culprit) {
		culprit->known = true;
		culprit->kind = VSWITCH_OBJECT_ACL;
		strscpy(culprit->name, acl->name->name, sizeof(culprit->name));
	}
	return -ENOSPC;
}

/**
 * vsw_commit() - have a change take effect, all of it or nothing
 * @sw: the switch
 * @conf: a snapshot under construction, cloned from the current one; the
 *	caller's again when this fails
 * @culprit: gets the object that it failed at; or NULL
 * @extack: says why
 *
 * Where devices came or went, the caller calls vsw_dev_update() after it has
 * given conf_lock back.
 * Context: process context, conf_lock is held; RTNL where
 * vsw_commit_needs_rtnl() says so.
 * Return: 0 or a negative error; then nothing has changed.
 */
int vsw_commit(struct vsw_switch *sw, struct vsw_conf *conf,
	       struct vsw_culprit *culprit, struct netlink_ext_ack *extack)
{
	struct vsw_conf *old = vsw_conf_current(sw);
	int err;

	lockdep_assert_held(&sw->conf_lock);

	err = vsw_vlans_rebuild(conf, GFP_KERNEL_ACCOUNT);
	if (!err)
		err = rebuild_acls(conf, culprit, extack);
	if (!err)
		err = attach_devices(sw, old, conf, culprit, extack);
	if (err)
		return err;
	vsw_conf_get(old);
	vsw_conf_publish(sw, conf);
	settle(sw, old, conf);
	vsw_conf_put(old);
	return 0;
}

/**
 * vsw_commit_nofail() - have a change take effect that cannot be refused
 * @sw: the switch
 * @conf: a snapshot under construction that adds no device to a port
 *
 * Context: as for vsw_commit().
 */
void vsw_commit_nofail(struct vsw_switch *sw, struct vsw_conf *conf)
{
	struct vsw_conf *old = vsw_conf_current(sw);

	lockdep_assert_held(&sw->conf_lock);

	vsw_vlans_rebuild(conf, GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
	vsw_acls_rebuild(conf, NULL, GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
	vsw_conf_get(old);
	vsw_conf_publish(sw, conf);
	settle(sw, old, conf);
	vsw_conf_put(old);
}

/**
 * vsw_commit_mtu_differs() - has a device that came not the switch's MTU?
 * @sw: the switch
 * @old: the snapshot before the commit
 * @new: the one that was committed
 *
 * Context: RTNL.
 * Return: true when one has not.
 */
bool vsw_commit_mtu_differs(const struct vsw_switch *sw,
			    const struct vsw_conf *old,
			    const struct vsw_conf *new)
{
	struct change c = { .number = 0 };

	for (; next_change(old, new, &c); c.number++)
		if (gets_device(&c) && c.new->dev->mtu != sw->dev->mtu)
			return true;
	return false;
}

static const struct vsw_point *vlan_point(const struct vsw_conf *conf, u32 vid)
{
	return conf->acls ? vsw_acls_point_vlan(conf->acls, vid) : NULL;
}

/* The first VLAN that is not the same in both. */
static bool find_vlan_change(const struct vsw_conf *a, const struct vsw_conf *b,
			     u32 *vid)
{
	for (*vid = 1; *vid <= VSW_VID_MAX; ++*vid)
		if (vsw_vlans_find(&a->vlans, *vid) !=
		    vsw_vlans_find(&b->vlans, *vid) ||
		    vlan_point(a, *vid) != vlan_point(b, *vid))
			return true;
	return false;
}

/**
 * vsw_commit_conflict() - what was changed since a transaction was begun
 * @base: the snapshot it was begun on
 * @now: the current one
 * @culprit: gets the first object that is not the same
 */
void vsw_commit_conflict(const struct vsw_conf *base,
			 const struct vsw_conf *now,
			 struct vsw_culprit *culprit)
{
	struct change c = { .number = 0 };
	const char *name;
	u32 vid;

	if (next_change(base, now, &c)) {
		blame_port(culprit, c.new ?: c.old);
		return;
	}
	culprit->known = true;
	culprit->kind = VSWITCH_OBJECT_SWITCH;
	if (find_vlan_change(base, now, &vid)) {
		culprit->kind = VSWITCH_OBJECT_VLAN;
		culprit->number = vid;
		return;
	}
	name = vsw_acls_first_difference(base->acls, now->acls);
	if (name) {
		culprit->kind = VSWITCH_OBJECT_ACL;
		strscpy(culprit->name, name, sizeof(culprit->name));
	}
}
