// SPDX-License-Identifier: GPL-2.0
/*
 * What is not the same in the ACLs of two snapshots. Called from control, when
 * a change is committed or is refused because of another.
 */
#include "acls.h"

/**
 * vsw_acl_next_difference() - find the next rule that is not the same
 * @old: an ACL
 * @new: the same ACL later
 * @d: all 0 at first; gets the rules and is moved on
 *
 * Walks both side by side, in the order of their labels.
 * Return: false when there is none any more.
 */
bool vsw_acl_next_difference(const struct vsw_acl *old,
			     const struct vsw_acl *new,
			     struct vsw_acl_difference *d)
{
	while (d->i < old->n || d->j < new->n) {
		d->old = d->i < old->n ? &old->rule[d->i] : NULL;
		d->new = d->j < new->n ? &new->rule[d->j] : NULL;
		if (d->old && d->new && d->old->label < d->new->label)
			d->new = NULL;
		if (d->old && d->new && d->new->label < d->old->label)
			d->old = NULL;
		d->i += !!d->old;
		d->j += !!d->new;
		if (!d->old || !d->new || d->old->rule != d->new->rule)
			return true;
	}
	return false;
}

/**
 * vsw_acls_first_difference() - find what is not the same of two
 *	snapshots: an ACL, a set or a mirror session
 * @a: the ACLs of a snapshot; may be NULL
 * @b: those of another
 *
 * Return: its name; NULL when there is none. Valid as long as the snapshots.
 */
const char *vsw_acls_first_difference(const struct vsw_acls *a,
				      const struct vsw_acls *b)
{
	u32 size = max(a ? a->size : 0, b ? b->size : 0), i;
	const struct vsw_acl *acl, *other;
	const struct vsw_mirror *mirror, *copies;
	const struct vsw_set *set, *is;

	if (a == b)
		return NULL;
	for (i = 0; i < size; i++) {
		acl = a && i < a->size ? a->acl[i] : NULL;
		other = b && i < b->size ? b->acl[i] : NULL;
		if (acl != other)
			return (acl ?: other)->name->name;
	}
	for (i = 1; i <= VSW_SETS_MAX; i++) {
		set = a ? vsw_sets_find(a->sets, i) : NULL;
		is = b ? vsw_sets_find(b->sets, i) : NULL;
		if (set != is)
			return vsw_set_name(set ?: is);
	}
	for (i = 0; i < VSW_MIRRORS_MAX; i++) {
		mirror = a ? a->mirror[i] : NULL;
		copies = b ? b->mirror[i] : NULL;
		if (mirror != copies)
			return (mirror ?: copies)->name;
	}
	return NULL;
}
