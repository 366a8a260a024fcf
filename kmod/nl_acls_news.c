// SPDX-License-Identifier: GPL-2.0
/*
 * Who listens is told what a commit changed of ACLs, rules, bindings, sets and
 * mirror sessions, which is found by comparing the old snapshot with the new.
 * What goes is told before what it needs, what comes after that, but for rules
 * and sessions that name a port: that is told before. Called from control with
 * conf_lock held.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "conf.h"
#include "nl.h"
#include "nl_acl.h"
#include "vswitch.h"

static bool is_silent(const struct vsw_switch *sw, const struct vsw_conf *old,
		      const struct vsw_conf *new)
{
	return old->acls == new->acls ||
	       !vsw_nl_has_listeners(sw, VSWITCH_NLGRP_CONFIG);
}

/* The same ACL has the same name object, whatever its number is. */
static const struct vsw_acl *find_same(const struct vsw_acls *acls,
				       const struct vsw_acl *acl)
{
	const struct vsw_acl *other = NULL;

	if (acls && acl->number < acls->size)
		other = acls->acl[acl->number];
	return other && other->name == acl->name ? other : NULL;
}

/* Where @acl of another snapshot is bound at @point. */
static u32 find_binding(const struct vsw_acls *acls,
			const struct vsw_point *point,
			const struct vsw_acl *acl)
{
	return acls && find_same(acls, acl) ? vsw_point_find(point, acl->number)
					    : VSW_ACL_NONE;
}

/* Tell of the bindings at a place that are not in @other, or not the same. */
static void tell_place(struct vsw_switch *sw, const struct vsw_conf *conf,
		       const struct vsw_conf *other,
		       const struct vsw_place *place, u8 cmd)
{
	const struct vsw_point *point = vsw_point_at(conf, place);
	const struct vsw_point *has = vsw_point_at(other, place);
	const struct vsw_binding *binding;
	u32 i, at;

	for (i = 0; point && point != has && i < point->n; i++) {
		binding = &point->binding[i];
		at = find_binding(other->acls, has,
				  conf->acls->acl[binding->acl]);
		if (at != VSW_ACL_NONE &&
		    (cmd == VSWITCH_CMD_BINDING_DEL_NTF ||
		     (at == i &&
		      has->binding[at].fallback == binding->fallback)))
			continue;
		vsw_nl_binding_notify(sw, conf->acls, place, binding, i, cmd);
	}
}

static void tell_places(struct vsw_switch *sw, const struct vsw_conf *conf,
			const struct vsw_conf *other, u8 cmd)
{
	struct vsw_place place;
	u32 number;

	if (!conf->acls || !conf->acls->n_bindings)
		return;
	for (number = 0; number < VSW_PLACES; number++) {
		vsw_place_init(&place, number);
		tell_place(sw, conf, other, &place, cmd);
	}
}

/**
 * struct news - what is to be told of the rules of an ACL
 * @sw: the switch
 * @old: the ACL as it was; may be NULL
 * @new: the ACL as it is
 */
struct news {
	struct vsw_switch *sw;
	const struct vsw_acl *old;
	const struct vsw_acl *new;
};

static void tell_gone(const struct news *n, u32 i)
{
	vsw_nl_rule_notify(n->sw, n->old, i, VSWITCH_CMD_RULE_DEL_NTF);
}

static void tell_new(const struct news *n, u32 j)
{
	vsw_nl_rule_notify(n->sw, n->new, j, VSWITCH_CMD_RULE_NTF);
}

/* Those with the same labels: the same rule has the same one in both. */
static void tell_by_label(const struct news *n)
{
	struct vsw_acl_difference d = {};

	while (vsw_acl_next_difference(n->old, n->new, &d))
		if (d.old && !(d.new && d.new->handle == d.old->handle))
			tell_gone(n, d.i - 1);
	memset(&d, 0, sizeof(d));
	while (vsw_acl_next_difference(n->old, n->new, &d))
		if (d.new)
			tell_new(n, d.j - 1);
}

/**
 * struct sorted - a rule of an ACL, to be put in the order of handles
 * @handle: its handle
 * @index: which one it is
 */
struct sorted {
	u32 handle;
	u32 index;
};

static int compare(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	return x->handle < y->handle ? -1 : x->handle > y->handle;
}

static void sort_rules(struct sorted *sorted, const struct vsw_acl *acl)
{
	u32 i;

	for (i = 0; i < acl->n; i++) {
		sorted[i].handle = acl->rule[i].handle;
		sorted[i].index = i;
	}
	sort(sorted, acl->n, sizeof(*sorted), compare, NULL);
}

/* Walk both in the order of handles; what goes first, then what comes. */
static void merge(const struct news *n, const struct sorted *old,
		  const struct sorted *new, bool gone)
{
	const struct vsw_placed_rule *was, *is;
	u32 i = 0, j = 0;

	while (i < n->old->n || j < n->new->n) {
		if (j == n->new->n ||
		    (i < n->old->n && old[i].handle < new[j].handle)) {
			if (gone)
				tell_gone(n, old[i].index);
			i++;
			continue;
		}
		if (i < n->old->n && old[i].handle == new[j].handle) {
			was = &n->old->rule[old[i++].index];
			is = &n->new->rule[new[j].index];
			if (was->rule != is->rule && !gone)
				tell_new(n, new[j].index);
		} else if (!gone) {
			tell_new(n, new[j].index);
		}
		j++;
	}
}

/* Those that got other labels meanwhile. */
static void tell_by_handle(const struct news *n)
{
	struct sorted *old, *new;
	u32 i;

	old = kvmalloc_array(n->old->n + n->new->n + 1, sizeof(*old),
			     GFP_KERNEL);
	if (old) {
		new = old + n->old->n;
		sort_rules(old, n->old);
		sort_rules(new, n->new);
		merge(n, old, new, true);
		merge(n, old, new, false);
		kvfree(old);
		return;
	}
	/* more than need be, but not less */
	for (i = 0; i < n->old->n; i++)
		tell_gone(n, i);
	for (i = 0; i < n->new->n; i++)
		tell_new(n, i);
}

static void tell_acl(struct vsw_switch *sw, const struct vsw_acls *acls,
		     const struct vsw_acl *old, const struct vsw_acl *new)
{
	static const struct vsw_acl none;
	struct news n = { .sw = sw, .old = old ?: &none, .new = new };

	if (!old)
		vsw_nl_acl_notify(sw, acls, new, VSWITCH_CMD_ACL_NTF);
	if (!old || old->labelling == new->labelling)
		tell_by_label(&n);
	else
		tell_by_handle(&n);
}

static void tell_acls(struct vsw_switch *sw, const struct vsw_acls *old,
		      const struct vsw_acls *new)
{
	const struct vsw_acl *acl;
	u32 i;

	for (i = 0; old && i < old->size; i++) {
		acl = old->acl[i];
		if (acl && !find_same(new, acl))
			vsw_nl_acl_notify(sw, old, acl,
					  VSWITCH_CMD_ACL_DEL_NTF);
	}
	for (i = 0; new && i < new->size; i++) {
		acl = new->acl[i];
		if (acl && !(old && i < old->size && old->acl[i] == acl))
			tell_acl(sw, new, find_same(old, acl), acl);
	}
}

static const struct vsw_set *find_set(const struct vsw_acls *acls, u32 number)
{
	return acls ? vsw_sets_find(acls->sets, number) : NULL;
}

/* Is there a set of this name, be it the same or another? */
static bool has_name(const struct vsw_acls *acls, const struct vsw_set *set)
{
	return acls && vsw_sets_find_name(acls->sets, vsw_set_name(set));
}

static void tell_sets(struct vsw_switch *sw, const struct vsw_acls *old,
		      const struct vsw_acls *new, bool gone)
{
	const struct vsw_set *was, *is;
	u32 i;

	if ((old ? old->sets : NULL) == (new ? new->sets : NULL))
		return;
	for (i = 1; i <= VSW_SETS_MAX; i++) {
		was = find_set(old, i);
		is = find_set(new, i);
		if (gone && was && was != is && !has_name(new, was))
			vsw_nl_set_notify(sw, old, i, VSWITCH_CMD_SET_DEL_NTF);
		if (!gone && is && was != is)
			vsw_nl_set_notify(sw, new, i, VSWITCH_CMD_SET_NTF);
	}
}

static void tell_mirrors(struct vsw_switch *sw, const struct vsw_acls *old,
			 const struct vsw_acls *new, bool gone)
{
	const struct vsw_mirror *was, *is;
	u32 i;

	for (i = 1; i <= VSW_MIRRORS_MAX; i++) {
		was = old ? old->mirror[i - 1] : NULL;
		is = new ? new->mirror[i - 1] : NULL;
		if (was == is)
			continue;
		if (gone && was && !vsw_mirrors_find(new, was->name))
			vsw_nl_mirror_notify(sw, old, i,
					     VSWITCH_CMD_MIRROR_DEL_NTF);
		if (!gone && is)
			vsw_nl_mirror_notify(sw, new, i,
					     VSWITCH_CMD_MIRROR_NTF);
	}
}

/**
 * vsw_nl_acls_tell_unbound() - tell who listens which ACLs are bound no longer
 * @sw: the switch
 * @old: the snapshot before the commit
 * @new: the one that was committed
 *
 * Before they are told of ports that go.
 * Context: process context, conf_lock is held.
 */
void vsw_nl_acls_tell_unbound(struct vsw_switch *sw, const struct vsw_conf *old,
			      const struct vsw_conf *new)
{
	if (!is_silent(sw, old, new))
		tell_places(sw, old, new, VSWITCH_CMD_BINDING_DEL_NTF);
}

/**
 * vsw_nl_acls_tell() - tell who listens what else changed of ACLs
 * @sw: the switch
 * @old: the snapshot before the commit
 * @new: the one that was committed
 *
 * After they were told of ports that came.
 * Context: process context, conf_lock is held.
 */
void vsw_nl_acls_tell(struct vsw_switch *sw, const struct vsw_conf *old,
		      const struct vsw_conf *new)
{
	if (is_silent(sw, old, new))
		return;
	tell_sets(sw, old->acls, new->acls, false);
	tell_mirrors(sw, old->acls, new->acls, false);
	tell_acls(sw, old->acls, new->acls);
	tell_mirrors(sw, old->acls, new->acls, true);
	tell_sets(sw, old->acls, new->acls, true);
	tell_places(sw, new, old, VSWITCH_CMD_BINDING_NTF);
}
