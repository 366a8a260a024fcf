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
	kfree(pc);
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

static void flood_put(struct vsw_flood *flood)
{
	if (flood && refcount_dec_and_test(&flood->ref))
		kvfree(flood);
}

static void conf_free(struct vsw_conf *conf)
{
	unsigned int i;

	for (i = 0; i < VSW_CHUNKS; i++)
		chunk_put(conf->chunk[i]);
	flood_put(conf->flood);
	kfree(conf);
}

static void conf_free_rcu(struct rcu_head *rcu)
{
	conf_free(container_of(rcu, struct vsw_conf, rcu));
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
 * vsw_conf_edit() - begin a change: a private clone of the current snapshot
 * @sw: the switch
 * @gfp: GFP_KERNEL, with __GFP_NOFAIL where the change cannot be refused
 *
 * It shares all its parts with the current one. End with vsw_conf_publish()
 * or vsw_conf_abort().
 * Context: process context, conf_lock is held.
 * Return: NULL when out of memory.
 */
struct vsw_conf *vsw_conf_edit(struct vsw_switch *sw, gfp_t gfp)
{
	struct vsw_conf *conf;
	unsigned int i;

	conf = kmemdup(vsw_conf_current(sw), sizeof(*conf), gfp);
	if (!conf)
		return NULL;
	for (i = 0; i < VSW_CHUNKS; i++)
		if (conf->chunk[i])
			refcount_inc(&conf->chunk[i]->ref);
	refcount_inc(&conf->flood->ref);
	conf->generation++;
	return conf;
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
	refcount_set(&pc->ref, 1);
	vsw_port_get(pc->port);
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
	chunk->port[port->number & (VSW_CHUNK_SIZE - 1)] = pc;
	if (port->number != VSW_PORT_HOST)
		conf->n_ports++;
	return 0;
}

/**
 * vsw_conf_del_port() - take a port out
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
	port_conf_put(*slot);
	*slot = NULL;
	conf->n_ports--;
	return 0;
}

/**
 * vsw_conf_rebuild_flood() - compute the flood list after devices changed
 * @conf: a snapshot under construction
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_conf_rebuild_flood(struct vsw_conf *conf, gfp_t gfp)
{
	struct vsw_port_conf *pc;
	struct vsw_flood *flood;
	u32 number, n = 0;

	for (number = 0; (pc = vsw_conf_next_port(conf, &number)); number++)
		n += !!pc->dev;

	flood = kvmalloc(struct_size(flood, number, n), gfp);
	if (!flood)
		return -ENOMEM;
	refcount_set(&flood->ref, 1);
	flood->n = 0;
	for (number = 0; (pc = vsw_conf_next_port(conf, &number)); number++)
		if (pc->dev)
			flood->number[flood->n++] = number;
	flood_put(conf->flood);
	conf->flood = flood;
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
 * vsw_conf_publish() - make a change take effect, in one step
 * @sw: the switch
 * @conf: the new snapshot; immutable from now on
 *
 * Context: process context, conf_lock is held.
 */
void vsw_conf_publish(struct vsw_switch *sw, struct vsw_conf *conf)
{
	struct vsw_conf *old = vsw_conf_current(sw);

	rcu_assign_pointer(sw->conf, conf);
	if (old)
		call_rcu(&old->rcu, conf_free_rcu);
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
 *
 * Return: the lowest free number, 0 when there is none.
 */
u32 vsw_conf_free_number(const struct vsw_conf *conf)
{
	u32 number;

	for (number = 1; number <= VSW_PORTS_CEILING; number++)
		if (!vsw_conf_port(conf, number))
			return number;
	return 0;
}

/**
 * vsw_conf_set_ageing() - set the ageing time
 * @conf: a snapshot under construction
 * @seconds: the time, 0 for never
 * @extack: says what is wrong
 *
 * Return: 0, or -ERANGE.
 */
int vsw_conf_set_ageing(struct vsw_conf *conf, u32 seconds,
			struct netlink_ext_ack *extack)
{
	if (seconds > VSW_AGEING_CEILING) {
		NL_SET_ERR_MSG(extack, "ageing time must be 0 (never) to 1000000 seconds");
		return -ERANGE;
	}
	conf->ageing_time = seconds;
	conf->ageing = seconds * HZ;
	return 0;
}

/**
 * vsw_limit_min() - lowest value of a limit
 * @limit: which
 *
 * Return: the value.
 */
u32 vsw_limit_min(enum vswitch_limit limit)
{
	return limit == VSWITCH_LIMIT_PORT_FDB ? 0 : 1;
}

/**
 * vsw_limit_max() - highest value of a limit
 * @limit: which
 *
 * Return: the value.
 */
u32 vsw_limit_max(enum vswitch_limit limit)
{
	return limit == VSWITCH_LIMIT_PORTS ? VSW_PORTS_CEILING
					    : VSW_FDB_CEILING;
}

static u32 *limit_field(struct vsw_conf *conf, enum vswitch_limit limit)
{
	switch (limit) {
	case VSWITCH_LIMIT_PORTS:
		return &conf->max_ports;
	case VSWITCH_LIMIT_FDB:
		return &conf->max_fdb;
	default:
		return &conf->port_max_fdb;
	}
}

/**
 * vsw_conf_limit() - value of a limit
 * @conf: a snapshot
 * @limit: which
 *
 * Return: the value.
 */
u32 vsw_conf_limit(const struct vsw_conf *conf, enum vswitch_limit limit)
{
	return *limit_field((struct vsw_conf *)conf, limit);
}

/**
 * vsw_conf_set_limit() - set a limit
 * @conf: a snapshot under construction
 * @limit: which
 * @value: the new value
 * @extack: says what is wrong
 *
 * Return: 0, or -ERANGE.
 */
int vsw_conf_set_limit(struct vsw_conf *conf, enum vswitch_limit limit,
		       u32 value, struct netlink_ext_ack *extack)
{
	if (value >= vsw_limit_min(limit) && value <= vsw_limit_max(limit)) {
		*limit_field(conf, limit) = value;
		return 0;
	}
	switch (limit) {
	case VSWITCH_LIMIT_PORTS:
		NL_SET_ERR_MSG(extack, "limit of ports must be 1 to 4096");
		break;
	case VSWITCH_LIMIT_FDB:
		NL_SET_ERR_MSG(extack, "limit of FDB entries must be 1 to 1048576");
		break;
	default:
		NL_SET_ERR_MSG(extack,
			       "limit of FDB entries a port must be 0 (none) to 1048576");
		break;
	}
	return -ERANGE;
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

	conf = kzalloc(sizeof(*conf), GFP_KERNEL);
	if (!conf)
		return -ENOMEM;
	conf->generation = 1;
	conf->ageing_time = AGEING_DEFAULT;
	conf->ageing = AGEING_DEFAULT * HZ;
	conf->max_ports = VSW_PORTS_CEILING;
	conf->max_fdb = MAX_FDB_DEFAULT;
	conf->port_max_fdb = PORT_MAX_FDB_DEFAULT;

	vsw_port_get(sw->host);
	err = vsw_conf_add_port(conf, sw->host, VSW_PORT_HOST_DEFAULT,
				GFP_KERNEL);
	if (err) {
		vsw_port_put(sw->host);
		goto err_abort;
	}
	pc = vsw_conf_port(conf, VSW_PORT_HOST);
	pc->dev = sw->dev;
	pc->max_fdb = 0;
	err = vsw_conf_rebuild_flood(conf, GFP_KERNEL);
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
		call_rcu(&conf->rcu, conf_free_rcu);
}
