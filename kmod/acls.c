// SPDX-License-Identifier: GPL-2.0
/*
 * The ACLs of a snapshot: shared, cloned where a change needs its own, found by
 * name, and freed. Called from control, on a snapshot under construction; what
 * was published is only read.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "acls.h"
#include "conf.h"

/* Numbers that there is room for at first. */
#define ROOM_MIN 8

/* Frees what has many rules, where that may take its time. */
static struct workqueue_struct *queue;

/**
 * vsw_acls_init() - allocate what all switches share
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_acls_init(void)
{
	queue = alloc_workqueue("vswitch_acls", WQ_UNBOUND, 0);
	return queue ? 0 : -ENOMEM;
}

/**
 * vsw_acls_flush() - wait for what is being freed
 */
void vsw_acls_flush(void)
{
	flush_workqueue(queue);
}

/**
 * vsw_acls_exit() - free what all switches share
 *
 * Context: after the last snapshot is gone.
 */
void vsw_acls_exit(void)
{
	destroy_workqueue(queue);
}

/**
 * vsw_acl_get() - take a reference
 * @acl: the ACL
 */
void vsw_acl_get(struct vsw_acl *acl)
{
	refcount_inc(&acl->ref);
}

/**
 * vsw_acl_put() - give a reference back
 * @acl: the ACL, or NULL; no frame finds it any more when it was the last
 *
 * Context: process context.
 */
void vsw_acl_put(struct vsw_acl *acl)
{
	struct vsw_acl *base;
	u32 i;

	/* a base has none itself */
	for (; acl && refcount_dec_and_test(&acl->ref); acl = base) {
		base = acl->base;
		if (acl->classifier)
			vsw_classifier_destroy(acl->classifier);
		for (i = 0; i < acl->n; i++) {
			vsw_rule_put(acl->rule[i].rule);
			cond_resched();
		}
		kvfree(acl->rule);
		vsw_acl_name_put(acl->name);
		kfree(acl);
	}
}

static void acls_free(struct vsw_acls *acls)
{
	u32 i;

	for (i = 0; acls->acl && i < acls->size; i++)
		vsw_acl_put(acls->acl[i]);
	vsw_point_put(acls->all);
	vsw_vlan_points_put(acls->vlans);
	vsw_sets_put(acls->sets);
	for (i = 0; i < VSW_MIRRORS_MAX; i++)
		vsw_mirror_put(acls->mirror[i]);
	kvfree(acls->acl);
	kvfree(acls->use);
	kvfree(acls->order);
	kfree(acls->set_users);
	kfree(acls);
}

static void free_work(struct work_struct *work)
{
	acls_free(container_of(work, struct vsw_acls, work));
}

/**
 * vsw_acls_get() - take a reference
 * @acls: of a snapshot
 */
void vsw_acls_get(struct vsw_acls *acls)
{
	if (acls)
		refcount_inc(&acls->ref);
}

/**
 * vsw_acls_put() - give a reference back
 * @acls: of a snapshot that nobody uses any more
 *
 * Context: process context.
 */
void vsw_acls_put(struct vsw_acls *acls)
{
	if (acls && refcount_dec_and_test(&acls->ref))
		acls_free(acls);
}

/**
 * vsw_acls_put_later() - give a reference back where there is no time to free
 * @acls: of a snapshot that nobody uses any more
 *
 * Context: any.
 */
void vsw_acls_put_later(struct vsw_acls *acls)
{
	if (!acls || !refcount_dec_and_test(&acls->ref))
		return;
	INIT_WORK(&acls->work, free_work);
	queue_work(queue, &acls->work);
}

static void *dup_array(const void *from, size_t used, size_t size, gfp_t gfp)
{
	void *to = kvzalloc(size, gfp);

	if (to && used)
		memcpy(to, from, used);
	return to;
}

/* Copy the arrays by number of @from to @to, with room for @size. */
static int dup_arrays(struct vsw_acls *to, const struct vsw_acls *from,
		      u32 size, gfp_t gfp)
{
	to->acl = dup_array(from->acl, from->size * sizeof(*to->acl),
			    size * sizeof(*to->acl), gfp);
	to->use = dup_array(from->use, from->size * sizeof(*to->use),
			    size * sizeof(*to->use), gfp);
	to->order = dup_array(from->order, from->n * sizeof(*to->order),
			      size * sizeof(*to->order), gfp);
	if (to->acl && to->use && to->order)
		return 0;
	kvfree(to->acl);
	kvfree(to->use);
	kvfree(to->order);
	return -ENOMEM;
}

static struct vsw_acls *acls_clone(const struct vsw_acls *acls, gfp_t gfp)
{
	struct vsw_acls *clone = kmemdup(acls, sizeof(*acls), gfp);
	u32 i;

	if (!clone)
		return NULL;
	if (acls->set_users) {
		clone->set_users = kmemdup(acls->set_users, VSW_SETS_MAX *
					   sizeof(*acls->set_users), gfp);
		if (!clone->set_users)
			goto err_free;
	}
	if (acls->size && dup_arrays(clone, acls, acls->size, gfp))
		goto err_free_users;
	refcount_set(&clone->ref, 1);
	for (i = 0; i < clone->size; i++)
		if (clone->acl[i])
			vsw_acl_get(clone->acl[i]);
	vsw_point_get(clone->all);
	if (clone->vlans)
		refcount_inc(&clone->vlans->ref);
	if (clone->sets)
		clone->sets = vsw_sets_get(clone->sets);
	for (i = 0; i < VSW_MIRRORS_MAX; i++)
		vsw_mirror_get(clone->mirror[i]);
	return clone;

err_free_users:
	kfree(clone->set_users);
err_free:
	kfree(clone);
	return NULL;
}

/**
 * vsw_acls_edit() - make the ACLs of a snapshot writable
 * @conf: a snapshot under construction
 * @gfp: as for vsw_conf_edit()
 *
 * The ACLs themselves are shared still: see vsw_acl_edit().
 * Return: NULL when out of memory; then nothing has changed.
 */
struct vsw_acls *vsw_acls_edit(struct vsw_conf *conf, gfp_t gfp)
{
	struct vsw_acls *acls = conf->acls;

	if (!acls) {
		acls = kzalloc(sizeof(*acls), gfp);
		if (!acls)
			return NULL;
		refcount_set(&acls->ref, 1);
		conf->acls = acls;
	} else if (refcount_read(&acls->ref) > 1) {
		acls = acls_clone(acls, gfp);
		if (!acls)
			return NULL;
		vsw_acls_put(conf->acls);
		conf->acls = acls;
	}
	acls->stamp = 0;
	return acls;
}

/**
 * vsw_acls_reserve_users() - have room to count who uses sets
 * @acls: of a snapshot under construction
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM; then nothing has changed.
 */
int vsw_acls_reserve_users(struct vsw_acls *acls, gfp_t gfp)
{
	if (!acls->set_users)
		acls->set_users = kcalloc(VSW_SETS_MAX,
					  sizeof(*acls->set_users), gfp);
	return acls->set_users ? 0 : -ENOMEM;
}

/**
 * vsw_acls_search() - where a name stands in the order of names
 * @acls: of a snapshot; may be NULL
 * @name: the name
 * @found: gets whether it is there
 *
 * Return: its place in acls->order, or the place where it would have to be.
 */
u32 vsw_acls_search(const struct vsw_acls *acls, const char *name, bool *found)
{
	u32 low = 0, high = acls ? acls->n : 0, i;
	int diff;

	*found = false;
	while (low < high) {
		i = low + (high - low) / 2;
		diff = strcmp(name, acls->acl[acls->order[i]]->name->name);
		if (!diff) {
			*found = true;
			return i;
		}
		if (diff < 0)
			high = i;
		else
			low = i + 1;
	}
	return low;
}

/**
 * vsw_acls_find() - the ACL of a name
 * @acls: of a snapshot; may be NULL
 * @name: the name
 *
 * Return: NULL when there is none. Valid as long as the snapshot.
 */
struct vsw_acl *vsw_acls_find(const struct vsw_acls *acls, const char *name)
{
	bool found;
	u32 i;

	i = vsw_acls_search(acls, name, &found);
	return found ? acls->acl[acls->order[i]] : NULL;
}

/* A number for a new ACL; there is room for it. */
static u32 free_number(const struct vsw_acls *acls)
{
	u32 i = 0;

	while (acls->acl[i])
		i++;
	return i;
}

static int grow(struct vsw_acls *acls, gfp_t gfp)
{
	u32 size = max_t(u32, ROOM_MIN, acls->size * 2);
	struct vsw_acls old = *acls;

	if (acls->n < acls->size)
		return 0;
	if (dup_arrays(acls, &old, size, gfp)) {
		acls->acl = old.acl;
		acls->use = old.use;
		acls->order = old.order;
		return -ENOMEM;
	}
	acls->size = size;
	kvfree(old.acl);
	kvfree(old.use);
	kvfree(old.order);
	return 0;
}

/**
 * vsw_acls_add() - add an ACL without rules
 * @conf: a snapshot under construction
 * @name: its name, which no other has
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM; then nothing has changed.
 */
int vsw_acls_add(struct vsw_conf *conf, const char *name, gfp_t gfp)
{
	struct vsw_acls *acls = vsw_acls_edit(conf, gfp);
	struct vsw_acl *acl;
	bool found;
	u32 i;

	if (!acls || grow(acls, gfp))
		return -ENOMEM;
	acl = kzalloc(sizeof(*acl), gfp);
	if (!acl)
		return -ENOMEM;
	acl->name = vsw_acl_name_create(name, gfp);
	if (!acl->name) {
		kfree(acl);
		return -ENOMEM;
	}
	refcount_set(&acl->ref, 1);
	acl->number = free_number(acls);
	i = vsw_acls_search(acls, name, &found);
	memmove(&acls->order[i + 1], &acls->order[i],
		(acls->n - i) * sizeof(*acls->order));
	acls->order[i] = acl->number;
	acls->acl[acl->number] = acl;
	acls->use[acl->number] = (struct vsw_acl_use){};
	acls->n++;
	return 0;
}

/**
 * vsw_acls_del() - delete an ACL with its rules
 * @conf: a snapshot under construction
 * @number: of an ACL that is not bound
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM; then nothing has changed.
 */
int vsw_acls_del(struct vsw_conf *conf, u32 number, gfp_t gfp)
{
	struct vsw_acls *acls = vsw_acls_edit(conf, gfp);
	struct vsw_acl *acl;
	bool found;
	u32 i;

	if (!acls)
		return -ENOMEM;
	acl = acls->acl[number];
	for (i = 0; i < acl->n; i++)
		vsw_acls_account(acls, acl->rule[i].rule, -1);
	i = vsw_acls_search(acls, acl->name->name, &found);
	acls->n--;
	memmove(&acls->order[i], &acls->order[i + 1],
		(acls->n - i) * sizeof(*acls->order));
	acls->acl[number] = NULL;
	vsw_acl_put(acl);
	return 0;
}

/**
 * vsw_acl_memory() - what an ACL takes, but for its counters
 * @acl: the ACL
 *
 * Return: bytes of its rules and its classifier.
 */
size_t vsw_acl_memory(const struct vsw_acl *acl)
{
	return acl->memory + acl->n * sizeof(*acl->rule) +
	       (acl->classifier ? vsw_classifier_size(acl->classifier) : 0);
}
