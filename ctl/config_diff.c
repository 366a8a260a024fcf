// SPDX-License-Identifier: GPL-2.0
/*
 * Compare two configurations. See config_diff.h.
 *
 * Called by cmd_config.c. Ports are found by sorted tables of names and of
 * devices, so that thousands are compared in no time. Pure, but for asking
 * which devices there are.
 */
#include <stdio.h>
#include <string.h>

#include "config_acl.h"
#include "config_diff.h"

/**
 * struct matcher - which port of the kernel is which of the file
 * @old: ports of the kernel
 * @by_name: those that have a name, sorted by it
 * @nnames: how many
 * @by_device: those of which a device is known, sorted by it, with those that
 *	have it first
 * @ndevices: how many
 * @wanted: ports of the file that name a device, sorted by it
 * @nwanted: how many
 * @taken: by index, ports of the kernel that are found already
 * @match: by index in the file, the port of the kernel, or NULL
 */
struct matcher {
	const struct config *old;
	const struct vsw_port **by_name;
	size_t nnames;
	const struct vsw_port **by_device;
	size_t ndevices;
	const struct vsw_port **wanted;
	size_t nwanted;
	bool *taken;
	const struct vsw_port **match;
};

static void *get_memory(size_t n, size_t size)
{
	return vec_need(calloc(n ? n : 1, size));
}

static int order_names(const void *a, const void *b)
{
	const struct vsw_port *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static int order_devices(const void *a, const void *b)
{
	const struct vsw_port *const *x = a, *const *y = b;
	int order = strcmp((*x)->ifname, (*y)->ifname);

	return order ? order : (int)config_attached(*y) - (int)config_attached(*x);
}

static int find_name(const void *name, const void *entry)
{
	const struct vsw_port *const *port = entry;

	return strcmp(name, (*port)->name);
}

static int find_device(const void *name, const void *entry)
{
	const struct vsw_port *const *port = entry;

	return strcmp(name, (*port)->ifname);
}

static void matcher_init(struct matcher *m, const struct config *old, const struct config *new)
{
	size_t i;

	memset(m, 0, sizeof(*m));
	m->old = old;
	m->by_name = get_memory(old->ports.n, sizeof(*m->by_name));
	m->by_device = get_memory(old->ports.n, sizeof(*m->by_device));
	m->wanted = get_memory(new->ports.n, sizeof(*m->wanted));
	m->taken = get_memory(old->ports.n, sizeof(*m->taken));
	m->match = get_memory(new->ports.n, sizeof(*m->match));
	for (i = 0; i < old->ports.n; i++) {
		const struct vsw_port *port = vec_at(&old->ports, i);

		if (port->name[0])
			m->by_name[m->nnames++] = port;
		if (port->ifname[0])
			m->by_device[m->ndevices++] = port;
	}
	for (i = 0; i < new->ports.n; i++) {
		const struct vsw_port *port = vec_at(&new->ports, i);

		if (port->ifname[0])
			m->wanted[m->nwanted++] = port;
	}
	qsort(m->wanted, m->nwanted, sizeof(*m->wanted), order_devices);
	qsort(m->by_name, m->nnames, sizeof(*m->by_name), order_names);
	qsort(m->by_device, m->ndevices, sizeof(*m->by_device), order_devices);
}

static void matcher_exit(struct matcher *m)
{
	free(m->by_name);
	free(m->by_device);
	free(m->wanted);
	free(m->taken);
	free(m->match);
}

static size_t index_of(const struct matcher *m, const struct vsw_port *port)
{
	return (size_t)(port - (const struct vsw_port *)m->old->ports.data);
}

/* The first that has, or had, this device. */
static size_t first_device(const struct matcher *m, const char *device)
{
	size_t low = 0, high = m->ndevices;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(m->by_device[middle]->ifname, device) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct vsw_port *match_name(const struct matcher *m, const struct vsw_port *port)
{
	const struct vsw_port **found;

	if (!port->name[0])
		return NULL;
	found = bsearch(port->name, m->by_name, m->nnames, sizeof(*m->by_name), find_name);
	return found ? *found : NULL;
}

/* A port that has a name in both is never found by its device. */
static const struct vsw_port *match_device(const struct matcher *m,
					   const struct vsw_port *port)
{
	size_t i;

	if (!port->ifname[0])
		return NULL;
	for (i = first_device(m, port->ifname); i < m->ndevices; i++) {
		const struct vsw_port *old = m->by_device[i];

		if (strcmp(old->ifname, port->ifname))
			break;
		if (!m->taken[index_of(m, old)] && !(port->name[0] && old->name[0]))
			return old;
	}
	return NULL;
}

/* Names go before devices, whatever their order in the file. */
static void match_all(struct matcher *m, const struct config *new)
{
	unsigned int round;
	size_t i;

	for (round = 0; round < 2; round++) {
		for (i = 0; i < new->ports.n; i++) {
			const struct vsw_port *port = vec_at(&new->ports, i);

			if (m->match[i])
				continue;
			m->match[i] = round ? match_device(m, port) : match_name(m, port);
			if (m->match[i])
				m->taken[index_of(m, m->match[i])] = true;
		}
	}
}

static struct config_change *add_change(struct config_diff *diff, enum config_action action,
					enum config_object object)
{
	struct config_change *change = vec_push(&diff->changes);

	change->action = action;
	change->object = object;
	return change;
}

static void diff_switch(struct config_diff *diff)
{
	bool there = diff->old->sw.ifindex;
	uint32_t which = 0;
	size_t i;

	for (i = 0; i < CONFIG_SWITCH_KEYS; i++) {
		const struct config_key *key = &config_switch_keys[i];

		if (config_get(&diff->old->sw, key) != config_get(&diff->new->sw, key))
			which |= 1u << key->attr;
	}
	if (!there || which)
		add_change(diff, there ? CONFIG_CHANGE : CONFIG_ADD, CONFIG_SWITCH)->which = which;
}

static void diff_vlan(struct config_diff *diff, const struct vsw_vlan *old,
		      const struct vsw_vlan *new)
{
	struct config_change *change;
	uint32_t which = 0;

	if (strcmp(old->name, new->name))
		which |= 1u << VSWITCH_A_VLAN_NAME;
	if (old->counters != new->counters)
		which |= 1u << VSWITCH_A_VLAN_COUNTERS;
	if (!which)
		return;
	change = add_change(diff, CONFIG_CHANGE, CONFIG_VLAN);
	change->which = which;
	change->old_vlan = old;
	change->new_vlan = new;
}

/* By VID, those of @c; what is not there is NULL. */
static const struct vsw_vlan **index_vlans(const struct config *c)
{
	const struct vsw_vlan **index = get_memory(VLAN_LAST + 1, sizeof(*index));
	size_t i;

	for (i = 0; i < c->vlans.n; i++) {
		const struct vsw_vlan *vlan = vec_at(&c->vlans, i);

		if (!(vlan->has & CONFIG_VLAN_BARE))
			index[vlan->vid] = vlan;
	}
	return index;
}

/* Is a VLAN in a file only for its ACLs, and has nothing else in the kernel? */
static bool is_bare(const struct config *new, const struct vsw_vlan *old)
{
	return !old->name[0] && !old->counters &&
	       config_find_point(new, VSWITCH_ACL_POINT_VLAN, old->vid, CONFIG_AT_NONE);
}

/* Deleted ones first, for their names may be wanted. */
static void diff_vlans(struct config_diff *diff)
{
	const struct vsw_vlan **old, **new;
	uint16_t vid;

	if (!diff->old->vlans.n && !diff->new->vlans.n)
		return;
	old = index_vlans(diff->old);
	new = index_vlans(diff->new);
	for (vid = VLAN_FIRST; vid <= VLAN_LAST; vid++) {
		if (old[vid] && !new[vid] && !is_bare(diff->new, old[vid]))
			add_change(diff, CONFIG_DELETE, CONFIG_VLAN)->old_vlan = old[vid];
	}
	for (vid = VLAN_FIRST; vid <= VLAN_LAST; vid++) {
		if (old[vid] && new[vid])
			diff_vlan(diff, old[vid], new[vid]);
		else if (new[vid])
			add_change(diff, CONFIG_ADD, CONFIG_VLAN)->new_vlan = new[vid];
	}
	free(old);
	free(new);
}

/*
 * Does the device change? A file that names none leaves it to others, unless
 * another port is to have it; then it must not even wait for it. @ifindex is
 * set where the new one is there.
 */
static bool diff_device(const struct matcher *m, const struct vsw_port *old,
			const struct vsw_port *new, config_device_fn device, uint32_t *ifindex)
{
	bool same = !strcmp(old->ifname, new->ifname);

	*ifindex = 0;
	if (!new->ifname[0])
		return old->ifname[0] &&
		       bsearch(old->ifname, m->wanted, m->nwanted, sizeof(*m->wanted),
			       find_device);
	if (same && config_attached(old))
		return false;
	*ifindex = device(new->ifname);
	return !same || *ifindex;
}

/* The attributes of two ports that differ, but for their devices. */
static uint32_t diff_attrs(const struct vsw_port *old, const struct vsw_port *new)
{
	enum config_port_key key;
	uint32_t which = 0;

	if (strcmp(old->name, new->name))
		which |= 1u << VSWITCH_A_PORT_NAME;
	if (!config_same_vlans(old, new))
		which |= 1u << VSWITCH_A_PORT_VLAN_MODE | 1u << VSWITCH_A_PORT_PVID |
			1u << VSWITCH_A_PORT_VLANS;
	if (old->maps != new->maps)
		which |= 1u << VSWITCH_A_PORT_VLAN_MAPS;
	if (strcmp(old->community, new->community))
		which |= 1u << VSWITCH_A_PORT_COMMUNITY;
	for (key = 0; key < CONFIG_PORT_KEYS; key++) {
		if (config_get(old, &config_port_keys[key]) !=
		    config_get(new, &config_port_keys[key]))
			which |= 1u << config_port_keys[key].attr;
	}
	return which;
}

static void diff_port(struct config_diff *diff, enum config_object object, uint32_t which,
		      uint32_t ifindex, const struct vsw_port *old, const struct vsw_port *new)
{
	struct config_change *change;

	which |= diff_attrs(old, new);
	if (!which)
		return;
	change = add_change(diff, CONFIG_CHANGE, object);
	change->which = which;
	change->ifindex = ifindex;
	change->old_port = old;
	change->new_port = new;
}

/* What is given up is free for what is added, so that is done last. */
static void diff_ports(struct config_diff *diff, config_device_fn device)
{
	const struct vsw_port *new = diff->new->ports.data;
	const struct vsw_port *old = diff->old->ports.data;
	struct config_change *change;
	uint32_t which, ifindex;
	struct matcher m;
	size_t i;

	matcher_init(&m, diff->old, diff->new);
	match_all(&m, diff->new);
	for (i = 0; i < diff->new->ports.n; i++) {
		diff->match[i] = m.match[i] ? (size_t)(m.match[i] - old) : SIZE_MAX;
		diff->numbers[i] = m.match[i] ? m.match[i]->number : 0;
	}
	for (i = 0; i < diff->old->ports.n; i++) {
		if (!m.taken[i])
			add_change(diff, CONFIG_DELETE, CONFIG_PORT)->old_port = &old[i];
	}
	for (i = 0; i < diff->new->ports.n; i++) {
		if (!m.match[i])
			continue;
		which = diff_device(&m, m.match[i], &new[i], device, &ifindex) ?
			1u << VSWITCH_A_PORT_IFNAME : 0;
		diff_port(diff, CONFIG_PORT, which, ifindex, m.match[i], &new[i]);
	}
	/* A new port can only have a device that no other has any more. */
	for (i = 0; i < diff->new->ports.n; i++) {
		if (m.match[i])
			continue;
		change = add_change(diff, CONFIG_ADD, CONFIG_PORT);
		change->new_port = &new[i];
		change->ifindex = new[i].ifname[0] ? device(new[i].ifname) : 0;
	}
	matcher_exit(&m);
}

/**
 * config_diff - find out what has to be done
 * @diff: filled, for config_diff_free()
 * @old: the configuration as it is; stays as long as @diff
 * @new: as it is to be; stays as long as @diff
 * @device: tells which devices there are; asked about few
 */
void config_diff(struct config_diff *diff, const struct config *old, const struct config *new,
		 config_device_fn device)
{
	*diff = (struct config_diff) {
		.old = old,
		.new = new,
		.changes = { .size = sizeof(struct config_change) },
		.match = get_memory(new->ports.n + 1, sizeof(*diff->match)),
		.numbers = get_memory(new->ports.n + 1, sizeof(*diff->numbers)),
	};
	diff_switch(diff);
	diff_vlans(diff);
	config_diff_sets(diff);
	diff_port(diff, CONFIG_HOST, 0, 0, &old->host, &new->host);
	diff_ports(diff, device);
	config_diff_mirrors(diff);
	config_diff_acls(diff);
}

/**
 * config_diff_free - give the memory back
 * @diff: from config_diff()
 */
void config_diff_free(struct config_diff *diff)
{
	vec_free(&diff->changes);
	free(diff->match);
	free(diff->numbers);
	diff->match = NULL;
	diff->numbers = NULL;
}
