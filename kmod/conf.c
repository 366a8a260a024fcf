// SPDX-License-Identifier: GPL-2.0
/*
 * The snapshot of a switch's configuration: clone, edit, publish, retire.
 * Called from control with vsw_switch.conf_lock held; frames only read what
 * was published here.
 */
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/rtnetlink.h>

#include "conf.h"
#include "port.h"

#define AGEING_DEFAULT 300
#define MAX_FDB_DEFAULT 65536
#define PORT_MAX_FDB_DEFAULT 4096

static void port_conf_put(struct vsw_port_conf *pc)
{
	if (!pc || !refcount_dec_and_test(&pc->ref))
		return;
	vsw_port_put(pc->port);
	vsw_vlan_set_put(pc->vlans);
	vsw_vlan_map_put(pc->map);
	vsw_point_put(pc->acl_in);
	vsw_point_put(pc->acl_out);
	kfree(pc);
}

/* Take the references of a copy. */
static void port_conf_share(struct vsw_port_conf *pc)
{
	refcount_set(&pc->ref, 1);
	vsw_port_get(pc->port);
	vsw_vlan_set_get(pc->vlans);
	vsw_vlan_map_get(pc->map);
	vsw_point_get(pc->acl_in);
	vsw_point_get(pc->acl_out);
}

static void chunk_put(struct vsw_port_chunk *chunk)
{
	unsigned int i;

	if (!chunk || !refcount_dec_and_test(&chunk->ref))
		return;
	for (i = 0; i < VSW_CHUNK_SIZE; i++)
		port_conf_put(chunk->port[i]);
	kfree(chunk);
}

static void conf_free(struct vsw_conf *conf)
{
	unsigned int i;

	for (i = 0; i < VSW_CHUNKS; i++)
		chunk_put(conf->chunk[i]);
	vsw_vlans_free(&conf->vlans);
	vsw_acls_put(conf->acls);
	kfree(conf);
}

static void conf_free_rcu(struct rcu_head *rcu)
{
	struct vsw_conf *conf = container_of(rcu, struct vsw_conf, rcu);

	/* thousands of rules take too long for here */
	vsw_acls_put_later(conf->acls);
	conf->acls = NULL;
	conf_free(conf);
}

/**
 * vsw_conf_lock() - begin to read or change the configuration
 * @sw: a switch that the caller keeps from being freed
 * @extack: says what is wrong
 *
 * Context: process context. End with vsw_conf_unlock() when it succeeded.
 * Return: 0, or -ENODEV when the switch is being deleted.
 */
int vsw_conf_lock(struct vsw_switch *sw, struct netlink_ext_ack *extack)
{
	mutex_lock(&sw->conf_lock);
	if (!sw->dying)
		return 0;
	mutex_unlock(&sw->conf_lock);
	NL_SET_ERR_MSG(extack, "the switch is being deleted");
	return -ENODEV;
}

/**
 * vsw_conf_unlock() - end what vsw_conf_lock() began
 * @sw: the switch
 */
void vsw_conf_unlock(struct vsw_switch *sw)
{
	mutex_unlock(&sw->conf_lock);
}

/**
 * vsw_conf_current() - the published snapshot, for who edits or holds RTNL
 * @sw: the switch
 *
 * Context: conf_lock is held.
 * Return: the snapshot; valid while the lock is held.
 */
struct vsw_conf *vsw_conf_current(const struct vsw_switch *sw)
{
	return rcu_dereference_protected(sw->conf,
					 lockdep_is_held(&sw->conf_lock));
}

/**
 * vsw_conf_clone() - a private clone of a snapshot, to be changed
 * @conf: a snapshot, published or under construction
 * @gfp: as for vsw_conf_edit()
 *
 * It shares all its parts with the other. End with vsw_conf_publish() or
 * vsw_conf_abort().
 * Return: NULL when out of memory.
 */
struct vsw_conf *vsw_conf_clone(const struct vsw_conf *conf, gfp_t gfp)
{
	struct vsw_conf *clone = kmemdup(conf, sizeof(*conf), gfp);
	unsigned int i;

	if (!clone)
		return NULL;
	for (i = 0; i < VSW_CHUNKS; i++)
		if (clone->chunk[i])
			refcount_inc(&clone->chunk[i]->ref);
	vsw_vlans_share(&clone->vlans);
	vsw_acls_get(clone->acls);
	refcount_set(&clone->ref, 1);
	return clone;
}

/**
 * vsw_conf_edit() - begin a change: a private clone of the current snapshot
 * @sw: the switch
 * @gfp: GFP_KERNEL_ACCOUNT for who asks for the change, with __GFP_NOFAIL where
 *	it cannot be refused
 *
 * Context: process context, conf_lock is held.
 * Return: NULL when out of memory.
 */
struct vsw_conf *vsw_conf_edit(struct vsw_switch *sw, gfp_t gfp)
{
	return vsw_conf_clone(vsw_conf_current(sw), gfp);
}

/* Make a chunk of @conf writable: its own, with shared port configurations. */
static struct vsw_port_chunk *edit_chunk(struct vsw_conf *conf, u32 number,
					 gfp_t gfp)
{
	struct vsw_port_chunk **slot = &conf->chunk[number >> VSW_CHUNK_SHIFT];
	struct vsw_port_chunk *chunk;
	unsigned int i;

	if (*slot && refcount_read(&(*slot)->ref) == 1)
		return *slot;

	chunk = *slot ? kmemdup(*slot, sizeof(*chunk), gfp)
		      : kzalloc(sizeof(*chunk), gfp);
	if (!chunk)
		return NULL;
	refcount_set(&chunk->ref, 1);
	for (i = 0; i < VSW_CHUNK_SIZE; i++)
		if (chunk->port[i])
			refcount_inc(&chunk->port[i]->ref);
	chunk_put(*slot);
	*slot = chunk;
	return chunk;
}

/**
 * vsw_conf_edit_port() - make the configuration of a port writable
 * @conf: a snapshot under construction
 * @number: a port of it
 * @gfp: as for vsw_conf_edit()
 *
 * Return: NULL when out of memory.
 */
struct vsw_port_conf *vsw_conf_edit_port(struct vsw_conf *conf, u32 number,
					 gfp_t gfp)
{
	struct vsw_port_chunk *chunk = edit_chunk(conf, number, gfp);
	struct vsw_port_conf **slot, *pc;

	if (!chunk)
		return NULL;
	slot = &chunk->port[number & (VSW_CHUNK_SIZE - 1)];
	if (refcount_read(&(*slot)->ref) == 1)
		return *slot;

	pc = kmemdup(*slot, sizeof(*pc), gfp);
	if (!pc)
		return NULL;
	port_conf_share(pc);
	port_conf_put(*slot);
	*slot = pc;
	return pc;
}

/**
 * vsw_conf_add_port() - add a port, detached
 * @conf: a snapshot under construction
 * @port: the port; its reference is taken over when this succeeds
 * @flags: its settings
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_conf_add_port(struct vsw_conf *conf, struct vsw_port *port, u32 flags,
		      gfp_t gfp)
{
	struct vsw_port_chunk *chunk = edit_chunk(conf, port->number, gfp);
	struct vsw_port_conf *pc;

	if (!chunk)
		return -ENOMEM;
	pc = kzalloc(sizeof(*pc), gfp);
	if (!pc)
		return -ENOMEM;
	refcount_set(&pc->ref, 1);
	pc->flags = flags;
	pc->number = port->number;
	pc->max_fdb = conf->port_max_fdb;
	pc->port = port;
	vsw_vlan_port_init(pc, conf->vlan_protocol);
	vsw_vlans_touch(conf, pc);
	chunk->port[port->number & (VSW_CHUNK_SIZE - 1)] = pc;
	if (port->number != VSW_PORT_HOST)
		conf->n_ports++;
	return 0;
}

/**
 * vsw_conf_del_port() - take a port out, and where ACLs are bound to it
 * @conf: a snapshot under construction
 * @number: a port of it
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_conf_del_port(struct vsw_conf *conf, u32 number, gfp_t gfp)
{
	struct vsw_port_chunk *chunk = edit_chunk(conf, number, gfp);
	struct vsw_port_conf **slot;

	if (!chunk)
		return -ENOMEM;
	slot = &chunk->port[number & (VSW_CHUNK_SIZE - 1)];
	if (vsw_points_forget_port(conf, *slot, gfp))
		return -ENOMEM;
	vsw_vlans_touch(conf, *slot);
	conf->n_attached -= !!(*slot)->dev;
	port_conf_put(*slot);
	*slot = NULL;
	conf->n_ports--;
	conf->lost_port = true;
	return 0;
}

/**
 * vsw_conf_abort() - forget a change
 * @conf: a snapshot under construction; never seen by a frame
 */
void vsw_conf_abort(struct vsw_conf *conf)
{
	conf_free(conf);
}

/**
 * vsw_conf_get() - keep a snapshot
 * @conf: a snapshot that was published, which the caller keeps from being freed
 */
void vsw_conf_get(struct vsw_conf *conf)
{
	refcount_inc(&conf->ref);
}

/**
 * vsw_conf_put() - keep a snapshot no longer
 * @conf: a snapshot that was published; freed after a grace period
 *
 * Context: any.
 */
void vsw_conf_put(struct vsw_conf *conf)
{
	if (refcount_dec_and_test(&conf->ref))
		call_rcu(&conf->rcu, conf_free_rcu);
}

/**
 * vsw_conf_publish() - make a change take effect, in one step
 * @sw: the switch
 * @conf: the new snapshot, with its VLANs and ACLs rebuilt; immutable from now
 *	on
 *
 * Context: process context, conf_lock is held.
 */
void vsw_conf_publish(struct vsw_switch *sw, struct vsw_conf *conf)
{
	struct vsw_conf *old = vsw_conf_current(sw);

	conf->generation = old->generation + 1;
	conf->lost_port = false;
	rcu_assign_pointer(sw->conf, conf);
	vsw_conf_put(old);
}

/**
 * vsw_conf_next_port() - iterate over the ports
 * @conf: a snapshot
 * @number: where to begin; set to the number of the port that was found
 *
 * Return: the first port with at least that number, NULL when there is none.
 */
struct vsw_port_conf *vsw_conf_next_port(const struct vsw_conf *conf,
					 u32 *number)
{
	struct vsw_port_conf *pc;

	while (*number <= VSW_PORTS_CEILING) {
		if (!conf->chunk[*number >> VSW_CHUNK_SHIFT]) {
			*number = (*number | (VSW_CHUNK_SIZE - 1)) + 1;
			continue;
		}
		pc = vsw_conf_port(conf, *number);
		if (pc)
			return pc;
		++*number;
	}
	return NULL;
}

/**
 * vsw_conf_find_name() - the port of a name
 * @conf: a snapshot
 * @name: not empty
 *
 * Return: NULL when there is none.
 */
struct vsw_port_conf *vsw_conf_find_name(const struct vsw_conf *conf,
					 const char *name)
{
	struct vsw_port_conf *pc;
	u32 number;

	for (number = 0; (pc = vsw_conf_next_port(conf, &number)); number++)
		if (!strcmp(pc->name, name))
			return pc;
	return NULL;
}

/**
 * vsw_conf_free_number() - a number for a new port
 * @conf: a snapshot
 * @reserved: another one, whose numbers are not free either; or NULL
 * @named: a bitmap of more numbers that are not
 *
 * Return: the lowest free number, 0 when there is none.
 */
u32 vsw_conf_free_number(const struct vsw_conf *conf,
			 const struct vsw_conf *reserved,
			 const unsigned long *named)
{
	u32 number;

	for (number = 1; number <= VSW_PORTS_CEILING; number++)
		if (!vsw_conf_port(conf, number) && !test_bit(number, named) &&
		    !(reserved && vsw_conf_port(reserved, number)))
			return number;
	return 0;
}

/**
 * vsw_conf_put_port() - put a port in as it is in another snapshot, detached
 * @conf: a snapshot under construction; to be given up when this fails
 * @from: the port there; what has its number here goes
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_conf_put_port(struct vsw_conf *conf, const struct vsw_port_conf *from,
		      gfp_t gfp)
{
	struct vsw_port_chunk *chunk = edit_chunk(conf, from->number, gfp);
	struct vsw_port_conf **slot, *pc;

	pc = chunk ? kmemdup(from, sizeof(*pc), gfp) : NULL;
	if (!pc)
		return -ENOMEM;
	port_conf_share(pc);
	pc->dev = NULL;
	pc->ifindex = 0;

	slot = &chunk->port[from->number & (VSW_CHUNK_SIZE - 1)];
	if (*slot) {
		vsw_vlans_touch(conf, *slot);
		conf->n_attached -= !!(*slot)->dev;
		port_conf_put(*slot);
	} else {
		conf->n_ports++;
	}
	vsw_vlans_touch(conf, pc);
	*slot = pc;
	return 0;
}

/**
 * vsw_conf_init() - the first snapshot of a switch, with its host's port
 * @sw: a new switch, with @host and @conf_lock set up
 *
 * Context: process context.
 * Return: 0, or -ENOMEM.
 */
int vsw_conf_init(struct vsw_switch *sw)
{
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;
	int err;

	conf = kzalloc(sizeof(*conf), GFP_KERNEL_ACCOUNT);
	if (!conf)
		return -ENOMEM;
	conf->generation = 1;
	refcount_set(&conf->ref, 1);
	conf->ageing_time = AGEING_DEFAULT;
	conf->ageing = AGEING_DEFAULT * HZ;
	conf->max_ports = VSW_PORTS_CEILING;
	conf->max_fdb = MAX_FDB_DEFAULT;
	conf->port_max_fdb = PORT_MAX_FDB_DEFAULT;
	conf->max_rules = VSW_RULES_MAX;

	vsw_port_get(sw->host);
	err = vsw_conf_add_port(conf, sw->host, VSW_PORT_HOST_DEFAULT,
				GFP_KERNEL_ACCOUNT);
	if (err) {
		vsw_port_put(sw->host);
		goto err_abort;
	}
	pc = vsw_conf_port(conf, VSW_PORT_HOST);
	pc->dev = sw->dev;
	pc->max_fdb = 0;
	err = vsw_vlan_host_init(pc);
	if (err)
		goto err_abort;
	vsw_vlans_touch(conf, pc);
	err = vsw_vlans_rebuild(conf, GFP_KERNEL_ACCOUNT);
	if (err)
		goto err_abort;
	RCU_INIT_POINTER(sw->conf, conf);
	return 0;

err_abort:
	vsw_conf_abort(conf);
	return err;
}

/**
 * vsw_conf_exit() - retire the last snapshot
 * @sw: a switch without devices, which no frame can reach any more
 *
 * Context: process context.
 */
void vsw_conf_exit(struct vsw_switch *sw)
{
	struct vsw_conf *conf = rcu_replace_pointer(sw->conf, NULL, true);

	if (conf)
		vsw_conf_put(conf);
}
