// SPDX-License-Identifier: GPL-2.0
/*
 * Compare the ACLs, sets, mirror sessions and bindings of two configurations. See
 * config_acl.h.
 *
 * Called by config_diff.c, in parts: sets come before the ports, mirror sessions
 * behind these, and ACLs, which name them all, last. A rule that stays keeps its handle and its
 * counters, so the longest common subsequence of the rules is looked for. Pure.
 */
#include <stdlib.h>
#include <string.h>

#include "config_acl.h"

/* More pairs of rules are not compared; then what stays is searched greedily. */
#define PAIRS_MAX 4000000

static struct config_change *add_change(struct config_diff *diff, enum config_action action,
					enum config_object object)
{
	struct config_change *change = vec_push(&diff->changes);

	change->action = action;
	change->object = object;
	return change;
}

/* Structs that begin with their name. */
static const void *find(const struct vec *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!strcmp(vec_at(list, i), name))
			return vec_at(list, i);
	}
	return NULL;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct config_member *)a)->text,
		      ((const struct config_member *)b)->text);
}

static bool same_members(const struct config_set *a, const struct config_set *b)
{
	const struct config_member *x = a->members.data, *y = b->members.data;
	size_t i;

	if (a->members.n != b->members.n)
		return false;
	for (i = 0; i < a->members.n; i++) {
		if (strcmp(x[i].text, y[i].text))
			return false;
	}
	return true;
}

static void sort_members(const struct config *c)
{
	size_t i;

	for (i = 0; i < c->sets.n; i++) {
		const struct config_set *set = vec_at(&c->sets, i);

		if (set->members.n > 1)
			qsort(set->members.data, set->members.n, set->members.size, by_text);
	}
}

static void set_change(struct config_diff *diff, enum config_action action,
		       const struct config_set *old, const struct config_set *new)
{
	struct config_change *change = add_change(diff, action, CONFIG_SET);

	change->old_set = old;
	change->new_set = new;
}

/**
 * config_diff_sets - find the sets that are new or have other members
 * @diff: the steps are added
 *
 * The members of both are sorted. A set of another type is another set, under
 * which rules cannot be moved: the kernel says so if there are some.
 */
void config_diff_sets(struct config_diff *diff)
{
	size_t i;

	sort_members(diff->old);
	sort_members(diff->new);
	for (i = 0; i < diff->new->sets.n; i++) {
		const struct config_set *new = vec_at(&diff->new->sets, i);
		const struct config_set *old = find(&diff->old->sets, new->name);

		if (old && old->kind != new->kind) {
			set_change(diff, CONFIG_DELETE, old, NULL);
			set_change(diff, CONFIG_ADD, NULL, new);
		} else if (!old) {
			set_change(diff, CONFIG_ADD, NULL, new);
		} else if (!same_members(old, new)) {
			set_change(diff, CONFIG_CHANGE, old, new);
		}
	}
}

static const char *text_at(const struct vec *rules, size_t i)
{
	return ((const struct config_rule *)vec_at(rules, i))->text;
}

/* Part of both lists of rules, from @a and @b on, of @n and @m rules. */
struct part {
	const struct vec *old;
	const struct vec *new;
	size_t a;
	size_t b;
	size_t n;
	size_t m;
};

static void keep_greedily(const struct part *p, bool *keep_old, size_t *match)
{
	size_t i = p->a, j, k;

	for (j = p->b; j < p->b + p->m; j++) {
		/* Not far, or it takes too long, and too much is jumped over. */
		for (k = i; k < p->a + p->n && k < i + 256; k++) {
			if (strcmp(text_at(p->old, k), text_at(p->new, j)))
				continue;
			keep_old[k] = true;
			match[j] = k;
			i = k + 1;
			break;
		}
	}
}

/* The longest common subsequence, by the lengths of those of all tails. */
static void keep_longest(const struct part *p, bool *keep_old, size_t *match)
{
	uint16_t *len = vec_need(calloc((p->n + 1) * (p->m + 1), sizeof(*len)));
	size_t row = p->m + 1;
	size_t i, j;

	for (i = p->n; i-- > 0;) {
		for (j = p->m; j-- > 0;) {
			uint16_t down = len[(i + 1) * row + j], right = len[i * row + j + 1];

			len[i * row + j] = down > right ? down : right;
			if (!strcmp(text_at(p->old, p->a + i), text_at(p->new, p->b + j)))
				len[i * row + j] = (uint16_t)(len[(i + 1) * row + j + 1] + 1);
		}
	}
	for (i = 0, j = 0; i < p->n && j < p->m;) {
		if (!strcmp(text_at(p->old, p->a + i), text_at(p->new, p->b + j))) {
			keep_old[p->a + i] = true;
			match[p->b + j++] = p->a + i++;
		} else if (len[(i + 1) * row + j] >= len[i * row + j + 1]) {
			i++;
		} else {
			j++;
		}
	}
	free(len);
}

/**
 * config_acl_edits - find out which rules stay
 * @old: the ACL as it is
 * @new: as it is to be
 * @keep_old: by index of an old rule, whether it stays is put here
 * @match: by index of a new rule, the index of the old one that it equals is put
 *	here, or SIZE_MAX
 */
void config_acl_edits(const struct config_acl *old, const struct config_acl *new,
		      bool *keep_old, size_t *match)
{
	struct part p = {
		.old = &old->rules, .new = &new->rules,
		.n = old->rules.n, .m = new->rules.n,
	};
	size_t i;

	for (i = 0; i < old->rules.n; i++)
		keep_old[i] = false;
	for (i = 0; i < new->rules.n; i++)
		match[i] = SIZE_MAX;
	while (p.n && p.m && !strcmp(text_at(p.old, p.a), text_at(p.new, p.b))) {
		keep_old[p.a] = true;
		match[p.b++] = p.a++;
		p.n--;
		p.m--;
	}
	while (p.n && p.m &&
	       !strcmp(text_at(p.old, p.a + p.n - 1), text_at(p.new, p.b + p.m - 1))) {
		p.n--;
		p.m--;
		keep_old[p.a + p.n] = true;
		match[p.b + p.m] = p.a + p.n;
	}
	if (!p.n || !p.m)
		return;
	if (p.n < UINT16_MAX && p.m < UINT16_MAX && p.n <= PAIRS_MAX / p.m)
		keep_longest(&p, keep_old, match);
	else
		keep_greedily(&p, keep_old, match);
}

static bool same_rules(const struct config_acl *a, const struct config_acl *b)
{
	size_t i;

	for (i = 0; i < a->rules.n && i < b->rules.n; i++) {
		if (strcmp(text_at(&a->rules, i), text_at(&b->rules, i)))
			return false;
	}
	return a->rules.n == b->rules.n;
}

static void acl_change(struct config_diff *diff, enum config_action action,
		       const struct config_acl *old, const struct config_acl *new)
{
	struct config_change *change = add_change(diff, action, CONFIG_ACL);

	change->old_acl = old;
	change->new_acl = new;
}

static bool same_bound(const struct config_point *a, const struct config_point *b)
{
	size_t i;

	if (a->bound.n != b->bound.n)
		return false;
	for (i = 0; i < a->bound.n; i++) {
		const struct config_bound *x = vec_at(&a->bound, i), *y = vec_at(&b->bound, i);

		if (strcmp(x->acl, y->acl) || x->fallback != y->fallback)
			return false;
	}
	return true;
}

/* The same place in the other configuration; false where its port is in one only. */
static bool other_port(const struct config_diff *diff, bool of_new, size_t port, size_t *other)
{
	size_t i;

	*other = port;
	if (port == CONFIG_AT_HOST || port == CONFIG_AT_NONE)
		return true;
	if (of_new) {
		*other = diff->match[port];
		return *other != CONFIG_AT_NONE;
	}
	for (i = 0; i < diff->new->ports.n; i++) {
		*other = i;
		if (diff->match[i] == port)
			return true;
	}
	return false;
}

static void diff_points(struct config_diff *diff)
{
	struct config_change *change;
	size_t i, port;

	for (i = 0; i < diff->old->points.n; i++) {
		const struct config_point *old = vec_at(&diff->old->points, i);

		/* With a port go its bindings. */
		if (!other_port(diff, false, old->port, &port) ||
		    config_find_point(diff->new, old->point, old->vid, port))
			continue;
		change = add_change(diff, CONFIG_DELETE, CONFIG_POINT);
		change->old_point = old;
	}
	for (i = 0; i < diff->new->points.n; i++) {
		const struct config_point *new = vec_at(&diff->new->points, i);
		const struct config_point *old = NULL;

		if (other_port(diff, true, new->port, &port))
			old = config_find_point(diff->old, new->point, new->vid, port);
		if (old && same_bound(old, new))
			continue;
		change = add_change(diff, old ? CONFIG_CHANGE : CONFIG_ADD, CONFIG_POINT);
		change->old_point = old;
		change->new_point = new;
	}
}

static void mirror_change(struct config_diff *diff, enum config_action action,
			  const struct config_mirror *old, const struct config_mirror *new,
			  uint32_t which)
{
	struct config_change *change = add_change(diff, action, CONFIG_MIRROR);

	change->old_mirror = old;
	change->new_mirror = new;
	change->which = which;
}

/**
 * config_diff_mirrors - find the mirror sessions that are new or changed
 * @diff: the steps are added; which port is which is known
 */
void config_diff_mirrors(struct config_diff *diff)
{
	uint32_t which;
	size_t i, port;

	for (i = 0; i < diff->new->mirrors.n; i++) {
		const struct config_mirror *new = vec_at(&diff->new->mirrors, i);
		const struct config_mirror *old = find(&diff->old->mirrors, new->name);

		if (!old) {
			mirror_change(diff, CONFIG_ADD, NULL, new, 0);
			continue;
		}
		which = old->snap == new->snap ? 0 : 1u << VSWITCH_A_MIRROR_SNAP;
		if (!other_port(diff, true, new->port, &port) || port != old->port)
			which |= 1u << VSWITCH_A_MIRROR_PORT;
		if (which)
			mirror_change(diff, CONFIG_CHANGE, old, new, which);
	}
}

/**
 * config_diff_acls - find what is to be done with ACLs and where they are bound
 * @diff: the steps are added; which port is which is known
 */
void config_diff_acls(struct config_diff *diff)
{
	size_t i;

	for (i = 0; i < diff->new->acls.n; i++) {
		const struct config_acl *new = vec_at(&diff->new->acls, i);
		const struct config_acl *old = find(&diff->old->acls, new->name);

		if (!old)
			acl_change(diff, CONFIG_ADD, NULL, new);
		else if (!same_rules(old, new))
			acl_change(diff, CONFIG_CHANGE, old, new);
	}
	diff_points(diff);
	for (i = 0; i < diff->old->acls.n; i++) {
		const struct config_acl *old = vec_at(&diff->old->acls, i);

		if (!find(&diff->new->acls, old->name))
			acl_change(diff, CONFIG_DELETE, old, NULL);
	}
	for (i = 0; i < diff->old->mirrors.n; i++) {
		const struct config_mirror *old = vec_at(&diff->old->mirrors, i);

		if (!find(&diff->new->mirrors, old->name))
			mirror_change(diff, CONFIG_DELETE, old, NULL, 0);
	}
	for (i = 0; i < diff->old->sets.n; i++) {
		const struct config_set *old = vec_at(&diff->old->sets, i);

		if (!find(&diff->new->sets, old->name))
			set_change(diff, CONFIG_DELETE, old, NULL);
	}
}
