// SPDX-License-Identifier: GPL-2.0
/*
 * The VLANs of a snapshot: who is a member of each. Called from control, on a
 * snapshot under construction; what was published is only read.
 */
#include <linux/slab.h>

#include "conf.h"
#include "port.h"
#include "vlan.h"

/**
 * vsw_vlan_set_get() - take a reference
 * @set: the set, or NULL
 */
void vsw_vlan_set_get(struct vsw_vlan_set *set)
{
	if (set)
		refcount_inc(&set->ref);
}

/**
 * vsw_vlan_set_put() - give a reference back
 * @set: the set, or NULL; no frame finds it any more when it was the last
 *
 * Context: any.
 */
void vsw_vlan_set_put(struct vsw_vlan_set *set)
{
	if (set && refcount_dec_and_test(&set->ref))
		kfree(set);
}

/**
 * vsw_vlan_map_get() - take a reference
 * @map: the map, or NULL
 */
void vsw_vlan_map_get(struct vsw_vlan_map *map)
{
	if (map)
		refcount_inc(&map->ref);
}

/**
 * vsw_vlan_map_put() - give a reference back
 * @map: the map, or NULL; no frame finds it any more when it was the last
 *
 * Context: any.
 */
void vsw_vlan_map_put(struct vsw_vlan_map *map)
{
	if (map && refcount_dec_and_test(&map->ref))
		kfree(map);
}

static void counters_put(struct vsw_vlan_counters *counters)
{
	if (!counters || !refcount_dec_and_test(&counters->ref))
		return;
	free_percpu(counters->cpu);
	kfree(counters);
}

static struct vsw_vlan_counters *counters_create(void)
{
	struct vsw_vlan_counters *counters;
	int cpu;

	counters = kzalloc(sizeof(*counters), GFP_KERNEL_ACCOUNT);
	if (!counters)
		return NULL;
	counters->cpu = alloc_percpu_gfp(struct vsw_vlan_stats,
					 GFP_KERNEL_ACCOUNT);
	if (!counters->cpu) {
		kfree(counters);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(counters->cpu, cpu)->syncp);
	refcount_set(&counters->ref, 1);
	return counters;
}

static void vlan_put(struct vsw_vlan *vlan)
{
	if (!vlan || !refcount_dec_and_test(&vlan->ref))
		return;
	counters_put(vlan->counters);
	kvfree(vlan);
}

static void chunk_put(struct vsw_vlan_chunk *chunk)
{
	unsigned int i;

	if (!chunk || !refcount_dec_and_test(&chunk->ref))
		return;
	for (i = 0; i < VSW_VLAN_CHUNK_SIZE; i++)
		vlan_put(chunk->vlan[i]);
	kfree(chunk);
}

/**
 * vsw_vlans_share() - take the references of a copy
 * @vlans: copied from another snapshot as it stands
 */
void vsw_vlans_share(struct vsw_vlans *vlans)
{
	unsigned int i;

	for (i = 0; i < VSW_VLAN_CHUNKS; i++)
		if (vlans->chunk[i])
			refcount_inc(&vlans->chunk[i]->ref);
	if (vlans->everywhere)
		refcount_inc(&vlans->everywhere->ref);
}

/**
 * vsw_vlans_free() - give the references back
 * @vlans: of a snapshot that nobody uses any more
 */
void vsw_vlans_free(struct vsw_vlans *vlans)
{
	unsigned int i;

	for (i = 0; i < VSW_VLAN_CHUNKS; i++)
		chunk_put(vlans->chunk[i]);
	vlan_put(vlans->everywhere);
}

/**
 * vsw_vlans_touch() - note that the members of a port's VLANs will change
 * @conf: a snapshot under construction
 * @pc: a port of it, before its VLANs change and again after, or when it is
 *	added or taken out
 */
void vsw_vlans_touch(struct vsw_conf *conf, const struct vsw_port_conf *pc)
{
	struct vsw_vlans *vlans = &conf->vlans;

	if (vsw_vlan_is_everywhere(pc))
		vlans->touched_all = true;
	else if (pc->vlans)
		bitmap_or(vlans->touched, vlans->touched, pc->vlans->member,
			  VLAN_N_VID);
	else if (pc->pvid)
		__set_bit(pc->pvid, vlans->touched);
}

/* Make a chunk of a snapshot under construction its own. */
static struct vsw_vlan_chunk *edit_chunk(struct vsw_vlans *vlans, u16 vid,
					 gfp_t gfp)
{
	struct vsw_vlan_chunk **slot, *chunk;
	unsigned int i;

	slot = &vlans->chunk[vid >> VSW_VLAN_CHUNK_SHIFT];
	if (*slot && refcount_read(&(*slot)->ref) == 1)
		return *slot;

	chunk = *slot ? kmemdup(*slot, sizeof(*chunk), gfp)
		      : kzalloc(sizeof(*chunk), gfp);
	if (!chunk)
		return NULL;
	refcount_set(&chunk->ref, 1);
	for (i = 0; i < VSW_VLAN_CHUNK_SIZE; i++)
		if (chunk->vlan[i])
			refcount_inc(&chunk->vlan[i]->ref);
	chunk_put(*slot);
	*slot = chunk;
	return chunk;
}

/* Put a VLAN into its place, instead of the one that is there. */
static int replace(struct vsw_vlans *vlans, u16 vid, struct vsw_vlan *vlan,
		   gfp_t gfp)
{
	struct vsw_vlan_chunk *chunk;
	struct vsw_vlan **slot;

	if (!vlan && !vsw_vlans_find(vlans, vid))
		return 0;
	chunk = edit_chunk(vlans, vid, gfp);
	if (!chunk)
		return -ENOMEM;
	slot = &chunk->vlan[vid & (VSW_VLAN_CHUNK_SIZE - 1)];
	vlan_put(*slot);
	*slot = vlan;
	return 0;
}

/* A VLAN like @old but for its members, with room for @n. */
static struct vsw_vlan *vlan_create(const struct vsw_vlan *old, u16 vid, u32 n,
				    gfp_t gfp)
{
	struct vsw_vlan *vlan;

	vlan = kvzalloc(struct_size(vlan, number, n), gfp);
	if (!vlan)
		return NULL;
	refcount_set(&vlan->ref, 1);
	vlan->vid = vid;
	if (!old)
		return vlan;
	vlan->defined = old->defined;
	memcpy(vlan->name, old->name, sizeof(vlan->name));
	vlan->counters = old->counters;
	if (vlan->counters)
		refcount_inc(&vlan->counters->ref);
	return vlan;
}

/**
 * struct rebuild - finding the members of the VLANs that were touched
 * @conf: the snapshot under construction
 * @n_everywhere: ports that are in all VLANs
 * @everywhere: what is to be that of the snapshot
 * @n: by VID, how many other members a touched VLAN has
 * @vlan: by VID, the touched VLANs as they are to be; NULL where nothing stays
 */
struct rebuild {
	struct vsw_conf *conf;
	u32 n_everywhere;
	struct vsw_vlan *everywhere;
	u16 n[VLAN_N_VID];
	struct vsw_vlan *vlan[VLAN_N_VID];
};

/* Call @fn for each touched VLAN that a port, which is not in all, is in. */
static void visit(struct rebuild *r, const struct vsw_port_conf *pc,
		  void (*fn)(struct rebuild *r, u16 vid, u16 number))
{
	const unsigned long *touched = r->conf->vlans.touched;
	unsigned int vid;

	if (!pc->vlans) {
		if (pc->pvid && test_bit(pc->pvid, touched))
			fn(r, pc->pvid, pc->number);
		return;
	}
	for_each_and_bit(vid, pc->vlans->member, touched, VLAN_N_VID)
		fn(r, vid, pc->number);
}

static void count_member(struct rebuild *r, u16 vid, u16 number)
{
	r->n[vid]++;
}

static void add_member(struct rebuild *r, u16 vid, u16 number)
{
	struct vsw_vlan *vlan = r->vlan[vid];

	vlan->number[vlan->n++] = number;
}

static void count_members(struct rebuild *r)
{
	struct vsw_port_conf *pc;
	u32 number;

	for (number = 0; (pc = vsw_conf_next_port(r->conf, &number));
	     number++) {
		if (vsw_vlan_is_everywhere(pc))
			r->n_everywhere++;
		else
			visit(r, pc, count_member);
	}
}

static int create_vlans(struct rebuild *r, gfp_t gfp)
{
	struct vsw_vlans *vlans = &r->conf->vlans;
	const struct vsw_vlan *old;
	unsigned int vid;

	r->everywhere = vlan_create(NULL, 0, r->n_everywhere, gfp);
	if (!r->everywhere)
		return -ENOMEM;
	for_each_set_bit(vid, vlans->touched, VLAN_N_VID) {
		old = vsw_vlans_find(vlans, vid);
		if (!r->n[vid] && !(old && old->defined))
			continue;
		r->vlan[vid] = vlan_create(old, vid,
					   r->n[vid] + r->n_everywhere, gfp);
		if (!r->vlan[vid])
			return -ENOMEM;
	}
	return 0;
}

static void add_members(struct rebuild *r)
{
	const unsigned long *touched = r->conf->vlans.touched;
	struct vsw_port_conf *pc;
	unsigned int vid;
	u32 number;

	for (number = 0; (pc = vsw_conf_next_port(r->conf, &number));
	     number++) {
		if (!vsw_vlan_is_everywhere(pc)) {
			visit(r, pc, add_member);
			continue;
		}
		r->everywhere->number[r->everywhere->n++] = number;
		for_each_set_bit(vid, touched, VLAN_N_VID)
			if (r->vlan[vid])
				add_member(r, vid, number);
	}
}

static int replace_vlans(struct rebuild *r, gfp_t gfp)
{
	struct vsw_vlans *vlans = &r->conf->vlans;
	unsigned int vid;
	int err;

	for_each_set_bit(vid, vlans->touched, VLAN_N_VID) {
		err = replace(vlans, vid, r->vlan[vid], gfp);
		if (err)
			return err;
		r->vlan[vid] = NULL;
	}
	vlan_put(vlans->everywhere);
	vlans->everywhere = r->everywhere;
	r->everywhere = NULL;
	return 0;
}

/* What changes for all changes for those that are not as all others. */
static void touch_all(struct vsw_vlans *vlans)
{
	struct vsw_vlan *vlan;
	u32 vid;

	for (vid = 1; (vlan = vsw_vlans_next(vlans, &vid)); vid++)
		__set_bit(vid, vlans->touched);
}

/**
 * vsw_vlans_rebuild() - find the members of all VLANs that were touched
 * @conf: a snapshot under construction, which is to be published next
 * @gfp: as for vsw_conf_edit()
 *
 * Costs what the ports have in these VLANs, and a look at each port.
 * Return: 0, or -ENOMEM.
 */
int vsw_vlans_rebuild(struct vsw_conf *conf, gfp_t gfp)
{
	struct vsw_vlans *vlans = &conf->vlans;
	struct rebuild *r;
	unsigned int vid;
	int err;

	if (!vlans->touched_all && bitmap_empty(vlans->touched, VLAN_N_VID))
		return 0;
	if (vlans->touched_all)
		touch_all(vlans);

	r = kvzalloc(sizeof(*r), gfp);
	if (!r)
		return -ENOMEM;
	r->conf = conf;
	count_members(r);
	err = create_vlans(r, gfp);
	if (!err) {
		add_members(r);
		err = replace_vlans(r, gfp);
	}
	for (vid = 0; err && vid < VLAN_N_VID; vid++)
		vlan_put(r->vlan[vid]);
	vlan_put(r->everywhere);
	kvfree(r);
	if (err)
		return err;
	vlans->touched_all = false;
	bitmap_zero(vlans->touched, VLAN_N_VID);
	return 0;
}

/**
 * vsw_vlans_next() - iterate over the VLANs that are not as all others
 * @vlans: of a snapshot
 * @vid: where to begin; set to the VID of the one that was found
 *
 * Return: NULL when there is none any more.
 */
struct vsw_vlan *vsw_vlans_next(const struct vsw_vlans *vlans, u32 *vid)
{
	struct vsw_vlan *vlan;

	while (*vid <= VSW_VID_MAX) {
		if (!vlans->chunk[*vid >> VSW_VLAN_CHUNK_SHIFT]) {
			*vid = (*vid | (VSW_VLAN_CHUNK_SIZE - 1)) + 1;
			continue;
		}
		vlan = vsw_vlans_find(vlans, *vid);
		if (vlan)
			return vlan;
		++*vid;
	}
	return NULL;
}

/**
 * vsw_vlans_find_name() - the VLAN of a name
 * @vlans: of a snapshot
 * @name: not empty
 *
 * Return: NULL when there is none.
 */
struct vsw_vlan *vsw_vlans_find_name(const struct vsw_vlans *vlans,
				     const char *name)
{
	struct vsw_vlan *vlan;
	u32 vid;

	for (vid = 1; (vlan = vsw_vlans_next(vlans, &vid)); vid++)
		if (!strcmp(vlan->name, name))
			return vlan;
	return NULL;
}

/* A VLAN like the one that is there, with its members, to be changed. */
static struct vsw_vlan *vlan_edit(const struct vsw_vlans *vlans, u16 vid)
{
	const struct vsw_vlan *members = vsw_vlans_members(vlans, vid);
	struct vsw_vlan *vlan;

	vlan = vlan_create(vsw_vlans_find(vlans, vid), vid, members->n,
			   GFP_KERNEL_ACCOUNT);
	if (!vlan)
		return NULL;
	vlan->n = members->n;
	memcpy(vlan->number, members->number,
	       members->n * sizeof(members->number[0]));
	return vlan;
}

static int set_counters(struct vsw_vlans *vlans, struct vsw_vlan *vlan, bool on)
{
	if (on == !!vlan->counters)
		return 0;
	if (!on) {
		counters_put(vlan->counters);
		vlan->counters = NULL;
		vlans->n_counted--;
		return 0;
	}
	vlan->counters = counters_create();
	if (!vlan->counters)
		return -ENOMEM;
	vlans->n_counted++;
	return 0;
}

/**
 * vsw_vlans_define() - give a VLAN a name, or counters
 * @conf: a snapshot under construction; to be given up when this fails
 * @vid: 1 to VSW_VID_MAX
 * @name: the name, "" for none; NULL to leave it
 * @counters: 1 on, 0 off, -1 to leave them
 *
 * Context: process context.
 * Return: 0, or -ENOMEM.
 */
int vsw_vlans_define(struct vsw_conf *conf, u16 vid, const char *name,
		     int counters)
{
	struct vsw_vlan *vlan = vlan_edit(&conf->vlans, vid);
	int err = 0;

	if (!vlan)
		return -ENOMEM;
	vlan->defined = true;
	if (name)
		strscpy(vlan->name, name, sizeof(vlan->name));
	if (counters >= 0)
		err = set_counters(&conf->vlans, vlan, counters);
	if (!err)
		err = replace(&conf->vlans, vid, vlan, GFP_KERNEL_ACCOUNT);
	if (err)
		vlan_put(vlan);
	return err;
}

/**
 * vsw_vlans_undefine() - forget the name and the counters of a VLAN
 * @conf: a snapshot under construction; to be given up when this fails
 * @vid: a VLAN that was added
 *
 * Context: process context.
 * Return: 0, or -ENOMEM.
 */
int vsw_vlans_undefine(struct vsw_conf *conf, u16 vid)
{
	struct vsw_vlan *vlan = vlan_edit(&conf->vlans, vid);
	int err;

	if (!vlan)
		return -ENOMEM;
	set_counters(&conf->vlans, vlan, false);
	vlan->defined = false;
	vlan->name[0] = '\0';
	err = replace(&conf->vlans, vid, vlan, GFP_KERNEL_ACCOUNT);
	if (err) {
		vlan_put(vlan);
		return err;
	}
	/* where it is as all others now, it goes */
	__set_bit(vid, conf->vlans.touched);
	return 0;
}

/* Define a VLAN as it is elsewhere, with the same counters. */
static int restore(struct vsw_conf *conf, u16 vid, const struct vsw_vlan *from)
{
	struct vsw_vlan *vlan = vlan_edit(&conf->vlans, vid);
	int err;

	if (!vlan)
		return -ENOMEM;
	conf->vlans.n_counted -= !!vlan->counters;
	counters_put(vlan->counters);
	vlan->defined = from && from->defined;
	vlan->counters = from ? from->counters : NULL;
	if (vlan->counters)
		refcount_inc(&vlan->counters->ref);
	conf->vlans.n_counted += !!vlan->counters;
	strscpy(vlan->name, from ? from->name : "", sizeof(vlan->name));
	err = replace(&conf->vlans, vid, vlan, GFP_KERNEL_ACCOUNT);
	if (err) {
		vlan_put(vlan);
		return err;
	}
	/* where it is as all others now, it goes */
	__set_bit(vid, conf->vlans.touched);
	return 0;
}

/**
 * vsw_vlans_restore() - take back what was done to names and counters
 * @conf: a snapshot under construction; to be given up when this fails
 * @before: the VLANs before it was done
 * @after: the VLANs after that
 *
 * Context: process context.
 * Return: 0, or -ENOMEM.
 */
int vsw_vlans_restore(struct vsw_conf *conf, const struct vsw_vlans *before,
		      const struct vsw_vlans *after)
{
	const struct vsw_vlan *was, *is;
	int err = 0;
	u32 vid;

	for (vid = 1; !err && vid <= VSW_VID_MAX; vid++) {
		was = vsw_vlans_find(before, vid);
		is = vsw_vlans_find(after, vid);
		if (was != is && ((was && was->defined) ||
				  (is && is->defined)))
			err = restore(conf, vid, was);
	}
	return err;
}

/**
 * vsw_vlan_read() - read the counters of a VLAN
 * @vlan: a VLAN that is counted
 * @sum: gets the sums over all CPUs
 */
void vsw_vlan_read(const struct vsw_vlan *vlan, struct vsw_vlan_stats *sum)
{
	u64 rx_frames, rx_bytes, tx_frames, tx_bytes;
	const struct vsw_vlan_stats *stats;
	unsigned int start;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		stats = per_cpu_ptr(vlan->counters->cpu, cpu);
		do {
			start = u64_stats_fetch_begin(&stats->syncp);
			rx_frames = u64_stats_read(&stats->rx_frames);
			rx_bytes = u64_stats_read(&stats->rx_bytes);
			tx_frames = u64_stats_read(&stats->tx_frames);
			tx_bytes = u64_stats_read(&stats->tx_bytes);
		} while (u64_stats_fetch_retry(&stats->syncp, start));
		u64_stats_add(&sum->rx_frames, rx_frames);
		u64_stats_add(&sum->rx_bytes, rx_bytes);
		u64_stats_add(&sum->tx_frames, tx_frames);
		u64_stats_add(&sum->tx_bytes, tx_bytes);
	}
}
