// SPDX-License-Identifier: GPL-2.0
/*
 * The mirror sessions of a snapshot: found, added, changed and freed. Called
 * from control, on ACLs of a snapshot under construction; frames only read.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "acls.h"
#include "mirror.h"

static void state_put(struct vsw_mirror_state *state)
{
	if (!refcount_dec_and_test(&state->ref))
		return;
	free_percpu(state->count);
	kfree(state);
}

static struct vsw_mirror_state *state_create(gfp_t gfp)
{
	struct vsw_mirror_state *state = kzalloc(sizeof(*state), gfp);
	int cpu;

	if (!state)
		return NULL;
	state->count = alloc_percpu_gfp(struct vsw_mirror_count, gfp);
	if (!state->count) {
		kfree(state);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(state->count, cpu)->syncp);
	refcount_set(&state->ref, 1);
	return state;
}

/**
 * vsw_mirror_get() - take a reference
 * @mirror: the session, or NULL
 */
void vsw_mirror_get(struct vsw_mirror *mirror)
{
	if (mirror)
		refcount_inc(&mirror->ref);
}

/**
 * vsw_mirror_put() - give a reference back
 * @mirror: the session, or NULL; no frame finds it any more when it was the
 *	last
 *
 * Context: process context.
 */
void vsw_mirror_put(struct vsw_mirror *mirror)
{
	if (!mirror || !refcount_dec_and_test(&mirror->ref))
		return;
	state_put(mirror->state);
	kfree(mirror);
}

/**
 * vsw_mirror_read() - what a session counted
 * @mirror: the session
 * @total: gets the sums over all CPUs
 *
 * Context: any.
 */
void vsw_mirror_read(const struct vsw_mirror *mirror,
		     struct vsw_mirror_total *total)
{
	const struct vsw_mirror_count *count;
	unsigned int start;
	u64 frames, bytes;
	int cpu;

	memset(total, 0, sizeof(*total));
	for_each_possible_cpu(cpu) {
		count = per_cpu_ptr(mirror->state->count, cpu);
		do {
			start = u64_stats_fetch_begin(&count->syncp);
			frames = u64_stats_read(&count->frames);
			bytes = u64_stats_read(&count->bytes);
		} while (u64_stats_fetch_retry(&count->syncp, start));
		total->frames += frames;
		total->bytes += bytes;
	}
}

/**
 * vsw_mirrors_next() - go through the sessions
 * @acls: of a snapshot; may be NULL
 * @number: of the one before, 0 at first
 *
 * Return: the number of the next one, or 0.
 */
u32 vsw_mirrors_next(const struct vsw_acls *acls, u32 number)
{
	if (!acls)
		return 0;
	for (; number < VSW_MIRRORS_MAX; number++)
		if (acls->mirror[number])
			return number + 1;
	return 0;
}

/**
 * vsw_mirrors_find() - a session by its name
 * @acls: of a snapshot; may be NULL
 * @name: its name
 *
 * Return: its number, or 0.
 */
u32 vsw_mirrors_find(const struct vsw_acls *acls, const char *name)
{
	u32 number = 0;

	while ((number = vsw_mirrors_next(acls, number)))
		if (!strcmp(acls->mirror[number - 1]->name, name))
			return number;
	return 0;
}

/**
 * vsw_mirrors_add() - add a session
 * @acls: of a snapshot under construction, made writable
 * @name: its name
 * @port: number of the port that copies leave by
 * @snap: bytes of a frame that are copied; 0 for all
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0; -EEXIST where there is one of that name; -ENOSPC where there are
 * too many; -ENOMEM. Then nothing has changed.
 */
int vsw_mirrors_add(struct vsw_acls *acls, const char *name, u32 port, u32 snap,
		    gfp_t gfp)
{
	struct vsw_mirror *mirror;
	u32 i = 0;

	if (vsw_mirrors_find(acls, name))
		return -EEXIST;
	while (i < VSW_MIRRORS_MAX && acls->mirror[i])
		i++;
	if (i == VSW_MIRRORS_MAX)
		return -ENOSPC;
	mirror = kzalloc(sizeof(*mirror), gfp);
	if (!mirror)
		return -ENOMEM;
	mirror->state = state_create(gfp);
	if (!mirror->state) {
		kfree(mirror);
		return -ENOMEM;
	}
	refcount_set(&mirror->ref, 1);
	mirror->port = port;
	mirror->snap = snap;
	strscpy(mirror->name, name, sizeof(mirror->name));
	acls->mirror[i] = mirror;
	acls->n_mirrors++;
	return 0;
}

/**
 * vsw_mirrors_set() - change a session
 * @acls: of a snapshot under construction, made writable
 * @number: of a session that is there
 * @port: number of the port that copies leave by
 * @snap: bytes of a frame that are copied; 0 for all
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM; then nothing has changed.
 */
int vsw_mirrors_set(struct vsw_acls *acls, u32 number, u32 port, u32 snap,
		    gfp_t gfp)
{
	struct vsw_mirror *old = acls->mirror[number - 1], *mirror;

	mirror = kmemdup(old, sizeof(*old), gfp);
	if (!mirror)
		return -ENOMEM;
	refcount_set(&mirror->ref, 1);
	refcount_inc(&mirror->state->ref);
	mirror->port = port;
	mirror->snap = snap;
	acls->mirror[number - 1] = mirror;
	vsw_mirror_put(old);
	return 0;
}

/**
 * vsw_mirrors_del() - take a session out
 * @acls: of a snapshot under construction, made writable
 * @number: of one that no rule uses
 */
void vsw_mirrors_del(struct vsw_acls *acls, u32 number)
{
	vsw_mirror_put(acls->mirror[number - 1]);
	acls->mirror[number - 1] = NULL;
	acls->n_mirrors--;
}
