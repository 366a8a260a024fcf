// SPDX-License-Identifier: GPL-2.0
/*
 * The sets of a snapshot, by number. Changed by control, conf_lock held: what
 * others have, too, is cloned first. Compiles in user space, too.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "set.h"
#include "sets.h"

#define SIZE_MIN 8

/**
 * vsw_sets_get() - one more points to these sets
 * @sets: the sets, or NULL
 *
 * Return: @sets.
 */
struct vsw_sets *vsw_sets_get(struct vsw_sets *sets)
{
	if (sets)
		refcount_inc(&sets->ref);
	return sets;
}

/**
 * vsw_sets_put() - one needs these sets no longer
 * @sets: the sets, or NULL; freed with their last user
 *
 * Context: any.
 */
void vsw_sets_put(struct vsw_sets *sets)
{
	u32 i;

	if (!sets || !refcount_dec_and_test(&sets->ref))
		return;
	for (i = 0; i < sets->size; i++)
		vsw_set_put(sets->set[i]);
	kvfree(sets);
}

/**
 * vsw_sets_find() - a set by its number
 * @sets: the sets, or NULL
 * @number: its number
 *
 * Context: any.
 * Return: the set, or NULL.
 */
const struct vsw_set *vsw_sets_find(const struct vsw_sets *sets, u32 number)
{
	if (unlikely(!sets || !number || number > sets->size))
		return NULL;
	return sets->set[number - 1];
}

/**
 * vsw_sets_find_name() - a set by its name
 * @sets: the sets, or NULL
 * @name: its name
 *
 * Return: its number, or 0.
 */
u32 vsw_sets_find_name(const struct vsw_sets *sets, const char *name)
{
	u32 number = 0;

	while ((number = vsw_sets_next(sets, number)))
		if (!strcmp(sets->set[number - 1]->name, name))
			return number;
	return 0;
}

/**
 * vsw_sets_next() - go through the sets
 * @sets: the sets, or NULL
 * @number: of the one before, 0 at first
 *
 * Return: the number of the next one, or 0.
 */
u32 vsw_sets_next(const struct vsw_sets *sets, u32 number)
{
	if (!sets)
		return 0;
	for (; number < sets->size; number++)
		if (sets->set[number])
			return number + 1;
	return 0;
}

/* Make @sets their owner's own, with room for @size numbers at least. */
static int edit(struct vsw_sets **sets, u32 size, gfp_t gfp)
{
	struct vsw_sets *old = *sets, *new;
	u32 i;

	if (old && size <= old->size && refcount_read(&old->ref) == 1)
		return 0;
	size = max3(size, old ? old->size : 0, (u32)SIZE_MIN);
	new = kvzalloc(struct_size(new, set, size), gfp);
	if (!new)
		return -ENOMEM;
	refcount_set(&new->ref, 1);
	new->size = size;
	for (i = 0; old && i < old->size; i++) {
		new->set[i] = old->set[i];
		if (new->set[i])
			refcount_inc(&new->set[i]->ref);
	}
	new->n = old ? old->n : 0;
	vsw_sets_put(old);
	*sets = new;
	return 0;
}

/* The same of one set, which there is. */
static struct vsw_set *edit_set(struct vsw_sets **sets, u32 number, gfp_t gfp)
{
	struct vsw_set **slot, *set;

	if (edit(sets, number, gfp))
		return NULL;
	slot = &(*sets)->set[number - 1];
	if (refcount_read(&(*slot)->ref) == 1)
		return *slot;
	set = vsw_set_clone(*slot, gfp);
	if (!set)
		return NULL;
	vsw_set_put(*slot);
	*slot = set;
	return set;
}

/**
 * vsw_sets_add() - add an empty set
 * @sets: the sets, or NULL; replaced where others have them, too
 * @name: its name
 * @kind: what its members are
 * @gfp: as for vsw_conf_edit()
 *
 * Return: its number, the lowest that is free; -EEXIST where there is one of
 * that name; -ENOSPC where there are too many; -ENOMEM.
 */
int vsw_sets_add(struct vsw_sets **sets, const char *name,
		 enum vswitch_set_kind kind, gfp_t gfp)
{
	u32 size = *sets ? (*sets)->size : 0, number = 1;
	struct vsw_set *set;
	int err;

	if (vsw_sets_find_name(*sets, name))
		return -EEXIST;
	while (vsw_sets_find(*sets, number))
		number++;
	if (number > VSW_SETS_MAX)
		return -ENOSPC;
	if (number > size)
		size = clamp(size * 2, (u32)SIZE_MIN, (u32)VSW_SETS_MAX);
	set = vsw_set_create(name, kind, gfp);
	if (!set)
		return -ENOMEM;
	err = edit(sets, size, gfp);
	if (err) {
		vsw_set_put(set);
		return err;
	}
	(*sets)->set[number - 1] = set;
	(*sets)->n++;
	return number;
}

/**
 * vsw_sets_del() - take a set out
 * @sets: the sets, or NULL; replaced where others have them, too
 * @number: of one that no rule uses
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0; -ENOENT where there is none; -ENOMEM.
 */
int vsw_sets_del(struct vsw_sets **sets, u32 number, gfp_t gfp)
{
	int err;

	if (!vsw_sets_find(*sets, number))
		return -ENOENT;
	err = edit(sets, number, gfp);
	if (err)
		return err;
	vsw_set_put((*sets)->set[number - 1]);
	(*sets)->set[number - 1] = NULL;
	(*sets)->n--;
	return 0;
}

/**
 * vsw_sets_add_member() - add a member to a set
 * @sets: the sets, or NULL; replaced where others have them, too
 * @number: of the set
 * @member: the member
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0; -ENOENT where there is no such set; -EEXIST where it has the
 * member, or some of the range; -EINVAL where members are of another kind;
 * -ENOSPC where there are too many; -ENOMEM.
 */
int vsw_sets_add_member(struct vsw_sets **sets, u32 number,
			const struct vsw_member *member, gfp_t gfp)
{
	const struct vsw_set *old = vsw_sets_find(*sets, number);
	struct vsw_set *set;
	int err;

	if (!old)
		return -ENOENT;
	err = vsw_set_check(old, member);
	if (err)
		return err;
	if (vsw_set_find(old, member))
		return -EEXIST;
	if (old->n >= VSW_MEMBERS_MAX)
		return -ENOSPC;
	set = edit_set(sets, number, gfp);
	return set ? vsw_set_add(set, member, gfp) : -ENOMEM;
}

/**
 * vsw_sets_del_member() - take a member out of a set
 * @sets: the sets, or NULL; replaced where others have them, too
 * @number: of the set
 * @member: the member
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0; -ENOENT where there is no such set, or it has not that member;
 * -EINVAL where members are of another kind; -ENOMEM.
 */
int vsw_sets_del_member(struct vsw_sets **sets, u32 number,
			const struct vsw_member *member, gfp_t gfp)
{
	const struct vsw_set *old = vsw_sets_find(*sets, number);
	struct vsw_set *set;

	if (!old)
		return -ENOENT;
	if (vsw_set_check(old, member) == -EINVAL)
		return -EINVAL;
	if (!vsw_set_find(old, member))
		return -ENOENT;
	set = edit_set(sets, number, gfp);
	if (!set)
		return -ENOMEM;
	vsw_set_del(set, member);
	return 0;
}

/**
 * vsw_sets_flush() - take all members out of a set
 * @sets: the sets, or NULL; replaced where others have them, too
 * @number: of the set
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0; -ENOENT where there is no such set; -ENOMEM.
 */
int vsw_sets_flush(struct vsw_sets **sets, u32 number, gfp_t gfp)
{
	const struct vsw_set *old = vsw_sets_find(*sets, number);
	struct vsw_set *set;
	int err;

	if (!old)
		return -ENOENT;
	set = vsw_set_create(old->name, old->kind, gfp);
	if (!set)
		return -ENOMEM;
	err = edit(sets, number, gfp);
	if (err) {
		vsw_set_put(set);
		return err;
	}
	vsw_set_put((*sets)->set[number - 1]);
	(*sets)->set[number - 1] = set;
	return 0;
}
