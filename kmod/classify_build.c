// SPDX-License-Identifier: GPL-2.0
/*
 * Classifiers are made and changed here, by control, conf_lock held, before any
 * frame sees them. What is shared with others is copied first: of a change of
 * one match, the tuples and buckets that have its keys. Compiles in user space,
 * too.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "classify.h"
#include "classify_priv.h"
#include "match.h"
#include "match_priv.h"

#define ROOM_MIN 8

/**
 * vsw_classifier_create() - an empty classifier
 * @gfp: as for vsw_conf_edit()
 *
 * Return: the classifier, or NULL when out of memory.
 */
struct vsw_classifier *vsw_classifier_create(gfp_t gfp)
{
	struct vsw_classifier *c = kzalloc(sizeof(*c), gfp);
	u32 i;

	if (!c)
		return NULL;
	c->tuple = kvcalloc(ROOM_MIN, sizeof(*c->tuple), gfp);
	if (!c->tuple || vsw_guide_create(&c->guide, gfp)) {
		kvfree(c->tuple);
		kfree(c);
		return NULL;
	}
	c->room = ROOM_MIN;
	get_random_bytes(c->factor, sizeof(c->factor));
	for (i = 0; i < VSW_FLOW_WORDS; i++)
		c->factor[i] |= 1;
	return c;
}

/**
 * vsw_classifier_clone() - a classifier of the same matches, to be changed
 * @c: the classifier
 * @gfp: as for vsw_conf_edit()
 *
 * Return: the classifier, or NULL when out of memory.
 */
struct vsw_classifier *vsw_classifier_clone(const struct vsw_classifier *c,
					    gfp_t gfp)
{
	struct vsw_classifier *clone = kmemdup(c, sizeof(*c), gfp);
	u32 i;

	if (!clone)
		return NULL;
	clone->tuple = kvcalloc(c->room, sizeof(*c->tuple), gfp);
	if (!clone->tuple || vsw_guide_clone(&clone->guide, gfp)) {
		kvfree(clone->tuple);
		kfree(clone);
		return NULL;
	}
	for (i = 0; i < c->n; i++) {
		clone->tuple[i] = c->tuple[i];
		refcount_inc(&clone->tuple[i]->ref);
	}
	return clone;
}

/**
 * vsw_classifier_destroy() - free a classifier
 * @c: what no frame can see any more; may be NULL
 *
 * Context: any. The matches are the caller's.
 */
void vsw_classifier_destroy(struct vsw_classifier *c)
{
	u32 i;

	if (!c)
		return;
	for (i = 0; i < c->n; i++)
		vsw_tuple_put(c->tuple[i]);
	vsw_guide_destroy(&c->guide);
	kvfree(c->tuple);
	kfree(c);
}

/* The place of the tuple for keys of this mask; that behind the last: none. */
static u32 find_tuple(const struct vsw_classifier *c,
		      const struct vsw_flow *mask, const struct vsw_flow *value)
{
	u32 i;

	for (i = 0; i < c->n; i++)
		if (vsw_tuple_is_for(c->tuple[i], mask, value))
			break;
	return i;
}

/* Make a tuple the classifier's own. */
static struct vsw_tuple *edit_tuple(struct vsw_classifier *c, u32 at, gfp_t gfp)
{
	struct vsw_tuple *old = c->tuple[at], *new;

	if (refcount_read(&old->ref) == 1)
		return old;
	new = vsw_tuple_clone(old, gfp);
	if (!new)
		return NULL;
	vsw_tuple_put(old);
	c->tuple[at] = new;
	return new;
}

static int add_tuple(struct vsw_classifier *c, const struct vsw_flow *mask,
		     const struct vsw_flow *value, gfp_t gfp)
{
	struct vsw_tuple **bigger;

	if (c->n == VSW_SHAPES_MAX)
		return -ENOSPC;
	if (c->n == c->room) {
		bigger = kvcalloc(2 * c->room, sizeof(*bigger), gfp);
		if (!bigger)
			return -ENOMEM;
		memcpy(bigger, c->tuple, c->n * sizeof(*bigger));
		kvfree(c->tuple);
		c->tuple = bigger;
		c->room *= 2;
	}
	c->tuple[c->n] = vsw_tuple_create(mask, value, gfp);
	if (!c->tuple[c->n])
		return -ENOMEM;
	c->n++;
	vsw_guide_tuples(c);
	return 0;
}

/* Have no empty tuple; the last one is put there. */
static void del_tuple(struct vsw_classifier *c, u32 at)
{
	vsw_tuple_put(c->tuple[at]);
	c->tuple[at] = c->tuple[--c->n];
	vsw_guide_rebuild(c);
}

/* Fill what an entry has of its key. */
static void hash_entry(const struct vsw_classifier *c,
		       const struct vsw_tuple *tuple,
		       const struct vsw_flow *value,
		       struct vsw_tuple_entry *entry)
{
	entry->hash = vsw_entry_hash(vsw_tuple_hash(c->factor, tuple->mask,
						    value->word, true));
	vsw_guide_hash(&c->guide, tuple->mask, value->word, entry);
}

/* Add a key; 1 where it may be refused, and too many others have it. */
static int add_entry(struct vsw_classifier *c, const struct vsw_flow *mask,
		     const struct vsw_flow *value,
		     struct vsw_tuple_entry *entry, bool refuse, gfp_t gfp)
{
	u32 at = find_tuple(c, mask, value);
	struct vsw_tuple *tuple;
	int err;

	err = at == c->n ? add_tuple(c, mask, value, gfp) : 0;
	if (err)
		return err;
	hash_entry(c, c->tuple[at], value, entry);
	/* other values of the match may be the same to the classifier */
	if (vsw_tuple_has(c->tuple[at], entry))
		return 0;
	if (refuse && vsw_tuple_is_crowded(c->tuple[at], entry->hash,
					   VSW_TUPLE_CROWD))
		return 1;
	if (vsw_tuple_is_crowded(c->tuple[at], entry->hash, VSW_DEPTH_MAX))
		return -E2BIG;
	tuple = edit_tuple(c, at, gfp);
	if (!tuple)
		return -ENOMEM;
	err = vsw_tuple_add(tuple, entry, gfp);
	return err ?: vsw_guide_add(c, at, entry, gfp);
}

/* Are there tuples for its fine keys, or may there be? */
static bool has_room(const struct vsw_classifier *c,
		     const struct vsw_match *match, u32 terms)
{
	struct vsw_flow mask, value;
	u32 term;

	if (c->n + terms <= VSW_GUIDE_TUPLES)
		return true;
	for (term = 0; term < terms; term++)
		if (vsw_match_fine_term(match, term, &mask, &value) &&
		    find_tuple(c, &mask, &value) == c->n)
			return false;
	return true;
}

/* The fine keys of a match; 1 where there is no room for them. */
static int add_fine(struct vsw_classifier *c, const struct vsw_match *match,
		    struct vsw_tuple_entry *entry, gfp_t gfp)
{
	u32 term, terms = vsw_match_fine_terms(match);
	struct vsw_flow mask, value;
	int err;

	if (!has_room(c, match, terms))
		return 1;
	for (term = 0; term < terms; term++) {
		if (!vsw_match_fine_term(match, term, &mask, &value))
			continue;
		err = add_entry(c, &mask, &value, entry, false, gfp);
		if (err)
			return err;
	}
	return 0;
}

/**
 * vsw_classifier_add() - add a match
 * @c: a classifier that no frame sees
 * @match: the match; must be there as long as the classifier, or its clones
 * @label: its place among the others, from 1 to U64_MAX - 1; no other has it
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, -ENOMEM, -ENOSPC where there would be too many shapes, or -E2BIG
 * too many matches of one key: then the classifier may have some of its keys,
 * and is good for nothing but to be destroyed.
 */
int vsw_classifier_add(struct vsw_classifier *c, const struct vsw_match *match,
		       u64 label, gfp_t gfp)
{
	struct vsw_tuple_entry entry = { .label = label, .match = match };
	struct vsw_flow mask, value;
	bool refuse = true;
	u32 term;
	int err;

	for (term = 0; term < match->n_terms; term++) {
		if (!vsw_match_term(match, term, &mask, &value))
			continue;
		err = add_entry(c, &mask, &value, &entry, refuse, gfp);
		if (err == 1) {
			/* with these, it needs no usual ones */
			err = add_fine(c, match, &entry, gfp);
			if (err != 1)
				return err;
			refuse = false;
			err = add_entry(c, &mask, &value, &entry, false, gfp);
		}
		if (err)
			return err;
	}
	return 0;
}

/* Take out a key; 1 where it was there. */
static int del_entry(struct vsw_classifier *c, const struct vsw_flow *mask,
		     const struct vsw_flow *value,
		     struct vsw_tuple_entry *entry, gfp_t gfp)
{
	u32 at = find_tuple(c, mask, value);
	struct vsw_tuple *tuple;
	int err;

	if (at == c->n)
		return 0;
	hash_entry(c, c->tuple[at], value, entry);
	if (!vsw_tuple_has(c->tuple[at], entry))
		return 0;
	tuple = edit_tuple(c, at, gfp);
	if (!tuple)
		return -ENOMEM;
	err = vsw_tuple_del(tuple, entry, gfp);
	if (err)
		return err;
	if (tuple->n)
		return vsw_guide_del(c, gfp) ?: 1;
	del_tuple(c, at);
	return 1;
}

/*
 * Take out keys of a match. Which of both kinds it has nobody knows; some may
 * be of both.
 */
static int del_terms(struct vsw_classifier *c, const struct vsw_match *match,
		     struct vsw_tuple_entry *entry, bool fine, gfp_t gfp)
{
	u32 term, terms = fine ? vsw_match_fine_terms(match) : match->n_terms;
	struct vsw_flow mask, value;
	bool possible = false;
	int err, found = 0;

	for (term = 0; term < terms; term++) {
		if (!(fine ? vsw_match_fine_term : vsw_match_term)
		    (match, term, &mask, &value))
			continue;
		possible = true;
		err = del_entry(c, &mask, &value, entry, gfp);
		if (err < 0)
			return err;
		found += err;
	}
	return found || possible ? found : 1;
}

/**
 * vsw_classifier_del() - take a match out
 * @c: a classifier that no frame sees
 * @match: the match
 * @label: with which it was added
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0; -ENOENT where it was not there; -ENOMEM: then the classifier may
 * still have some of its keys, and is good for nothing but to be destroyed.
 */
int vsw_classifier_del(struct vsw_classifier *c, const struct vsw_match *match,
		       u64 label, gfp_t gfp)
{
	struct vsw_tuple_entry entry = { .label = label, .match = match };
	int usual, fine;

	usual = del_terms(c, match, &entry, false, gfp);
	if (usual < 0)
		return usual;
	fine = del_terms(c, match, &entry, true, gfp);
	if (fine < 0)
		return fine;
	return usual || fine ? 0 : -ENOENT;
}

/**
 * vsw_classifier_interest() - which bits of a flow does it look at?
 * @c: the classifier
 * @mask: VSW_FLOW_WORDS words, to which they are added
 *
 * Flows in which these are the same meet the same matches. There may be a few
 * more, of matches that were taken out.
 */
void vsw_classifier_interest(const struct vsw_classifier *c, u64 *mask)
{
	u32 i, k;

	for (i = 0; i < c->n; i++)
		for (k = 0; k < VSW_FLOW_WORDS; k++)
			mask[k] |= c->tuple[i]->interest[k];
}

/**
 * vsw_classifier_shapes() - how many kinds of rules are there?
 * @c: the classifier
 *
 * Return: how many tables a look-up goes through, at most.
 */
u32 vsw_classifier_shapes(const struct vsw_classifier *c)
{
	return c->n;
}

/**
 * vsw_classifier_depth() - how many rules are behind one key?
 * @c: the classifier
 *
 * Return: with how many of them a look-up compares at one tuple, at most.
 */
u32 vsw_classifier_depth(const struct vsw_classifier *c)
{
	u32 i, depth = 0;

	for (i = 0; i < c->n; i++)
		depth = max(depth, vsw_tuple_depth(c->tuple[i]));
	return depth;
}

/**
 * vsw_classifier_size() - what a classifier costs
 * @c: the classifier
 *
 * Return: bytes, without the matches; those that it shares count in full.
 */
size_t vsw_classifier_size(const struct vsw_classifier *c)
{
	size_t size = sizeof(*c) + c->room * sizeof(*c->tuple) +
		      vsw_guide_size(&c->guide);
	u32 i;

	for (i = 0; i < c->n; i++)
		size += vsw_tuple_size(c->tuple[i]);
	return size;
}
