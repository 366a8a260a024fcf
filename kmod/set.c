// SPDX-License-Identifier: GPL-2.0
/*
 * A set of prefixes, of MAC addresses or of port numbers. Looked up in the path
 * of a frame, under RCU; changed by control, where no frame sees it (sets.c).
 * Compiles in user space, too.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "set.h"

#define MAC_THERE	BIT_ULL(48)
#define IP4_THERE	BIT_ULL(40)

static u64 ip4_key(u32 address, u32 bits)
{
	u32 mask = bits ? ~0U << (32 - bits) : 0;

	return IP4_THERE | (u64)(address & mask) << 8 | bits;
}

static void ip6_key(u64 *key, u64 high, u64 low, u32 bits)
{
	key[0] = bits >= 64 ? high : bits ? high & ~0ULL << (64 - bits) : 0;
	key[1] = bits >= 128 ? low :
		 bits > 64 ? low & ~0ULL << (128 - bits) : 0;
	key[2] = bits + 1;
}

static void count_length(struct vsw_lengths *lengths, u32 length)
{
	u32 i;

	if (lengths->count[length]++)
		return;
	for (i = lengths->n; i && lengths->length[i - 1] < length; i--)
		lengths->length[i] = lengths->length[i - 1];
	lengths->length[i] = length;
	lengths->n++;
}

static void uncount_length(struct vsw_lengths *lengths, u32 length)
{
	u32 i = 0;

	if (--lengths->count[length])
		return;
	while (lengths->length[i] != length)
		i++;
	lengths->n--;
	for (; i < lengths->n; i++)
		lengths->length[i] = lengths->length[i + 1];
}

static void prefixes_free(struct vsw_prefixes *prefixes)
{
	if (!prefixes)
		return;
	vsw_keys_free(&prefixes->ip4);
	vsw_keys_free(&prefixes->ip6);
	kvfree(prefixes);
}

static struct vsw_prefixes *prefixes_create(gfp_t gfp)
{
	struct vsw_prefixes *prefixes = kvzalloc(sizeof(*prefixes), gfp);

	if (!prefixes)
		return NULL;
	if (vsw_keys_init(&prefixes->ip4, 1, gfp) ||
	    vsw_keys_init(&prefixes->ip6, 3, gfp)) {
		prefixes_free(prefixes);
		return NULL;
	}
	return prefixes;
}

static struct vsw_prefixes *prefixes_clone(const struct vsw_prefixes *from,
					   gfp_t gfp)
{
	struct vsw_prefixes *prefixes = kvzalloc(sizeof(*prefixes), gfp);

	if (!prefixes)
		return NULL;
	prefixes->length4 = from->length4;
	prefixes->length6 = from->length6;
	if (vsw_keys_clone(&prefixes->ip4, &from->ip4, gfp) ||
	    vsw_keys_clone(&prefixes->ip6, &from->ip6, gfp)) {
		prefixes_free(prefixes);
		return NULL;
	}
	return prefixes;
}

static void macs_free(struct vsw_keys *macs)
{
	if (!macs)
		return;
	vsw_keys_free(macs);
	kfree(macs);
}

static struct vsw_keys *macs_create(const struct vsw_keys *from, gfp_t gfp)
{
	struct vsw_keys *macs = kzalloc(sizeof(*macs), gfp);
	int err;

	if (!macs)
		return NULL;
	err = from ? vsw_keys_clone(macs, from, gfp)
		   : vsw_keys_init(macs, 1, gfp);
	if (err) {
		macs_free(macs);
		return NULL;
	}
	return macs;
}

static struct vsw_set *create(const char *name, enum vswitch_set_kind kind,
			      gfp_t gfp)
{
	struct vsw_set *set = kzalloc(sizeof(*set), gfp);

	if (!set)
		return NULL;
	refcount_set(&set->ref, 1);
	set->kind = kind;
	strscpy(set->name, name, sizeof(set->name));
	return set;
}

/* All members of the union are pointers. */
static struct vsw_set *unless_empty(struct vsw_set *set)
{
	if (set->prefixes)
		return set;
	kfree(set);
	return NULL;
}

/**
 * vsw_set_create() - an empty set
 * @name: its name
 * @kind: what its members are
 * @gfp: as for vsw_conf_edit()
 *
 * Return: the set, or NULL when out of memory.
 */
struct vsw_set *vsw_set_create(const char *name, enum vswitch_set_kind kind,
			       gfp_t gfp)
{
	struct vsw_set *set = create(name, kind, gfp);

	if (!set)
		return NULL;
	if (kind == VSWITCH_SET_KIND_PREFIX)
		set->prefixes = prefixes_create(gfp);
	else if (kind == VSWITCH_SET_KIND_MAC)
		set->macs = macs_create(NULL, gfp);
	else
		set->ports = kvzalloc(sizeof(*set->ports), gfp);
	return unless_empty(set);
}

/**
 * vsw_set_clone() - a set of the same name and members, to be changed
 * @set: the set
 * @gfp: as for vsw_conf_edit()
 *
 * Return: the set, or NULL when out of memory.
 */
struct vsw_set *vsw_set_clone(const struct vsw_set *set, gfp_t gfp)
{
	struct vsw_set *clone = create(set->name, set->kind, gfp);

	if (!clone)
		return NULL;
	clone->n = set->n;
	if (set->kind == VSWITCH_SET_KIND_PREFIX)
		clone->prefixes = prefixes_clone(set->prefixes, gfp);
	else if (set->kind == VSWITCH_SET_KIND_MAC)
		clone->macs = macs_create(set->macs, gfp);
	else
		clone->ports = vsw_ports_clone(set->ports, gfp);
	return unless_empty(clone);
}

/**
 * vsw_set_put() - one needs a set no longer
 * @set: the set, freed with its last user; may be NULL
 *
 * Context: any.
 */
void vsw_set_put(struct vsw_set *set)
{
	if (!set || !refcount_dec_and_test(&set->ref))
		return;
	if (set->kind == VSWITCH_SET_KIND_PREFIX)
		prefixes_free(set->prefixes);
	else if (set->kind == VSWITCH_SET_KIND_MAC)
		macs_free(set->macs);
	else
		vsw_ports_free(set->ports);
	kfree(set);
}

/**
 * vsw_set_check() - can a set have this as a member?
 * @set: the set
 * @member: the member
 *
 * Return: 0; -EINVAL where it is of another kind, or makes no sense; -EEXIST
 * where some of a range is there.
 */
int vsw_set_check(const struct vsw_set *set, const struct vsw_member *member)
{
	u64 key[3];
	u32 at;

	switch (set->kind) {
	case VSWITCH_SET_KIND_PREFIX:
		if (member->family == 4)
			return member->bits > 32 || member->low >> 32 ||
			       (u32)(ip4_key(member->low, member->bits) >> 8) !=
			       member->low ? -EINVAL : 0;
		ip6_key(key, member->ip6[0], member->ip6[1], member->bits);
		return member->family != 6 || member->bits > 128 ||
		       key[0] != member->ip6[0] ||
		       key[1] != member->ip6[1] ? -EINVAL : 0;
	case VSWITCH_SET_KIND_MAC:
		return member->family || member->low >> 48 ? -EINVAL : 0;
	default:
		if (member->family || member->high > 65535 ||
		    member->low > member->high)
			return -EINVAL;
		at = vsw_ports_find(set->ports, member->low);
		return at < set->ports->n &&
		       set->ports->range[at].low <= member->high ? -EEXIST : 0;
	}
}

/**
 * vsw_set_find() - does a set have this member?
 * @set: the set
 * @member: a member of its kind: the very prefix or range
 *
 * Return: true when it has.
 */
bool vsw_set_find(const struct vsw_set *set, const struct vsw_member *member)
{
	u64 key[3];
	u32 at;

	switch (set->kind) {
	case VSWITCH_SET_KIND_PREFIX:
		if (member->family == 4) {
			key[0] = ip4_key(member->low, member->bits);
			return vsw_keys_has(&set->prefixes->ip4, key);
		}
		ip6_key(key, member->ip6[0], member->ip6[1], member->bits);
		return vsw_keys_has(&set->prefixes->ip6, key);
	case VSWITCH_SET_KIND_MAC:
		return vsw_set_has_number(set, member->low);
	default:
		at = vsw_ports_find(set->ports, member->low);
		return at < set->ports->n &&
		       set->ports->range[at].low == member->low &&
		       set->ports->range[at].high == member->high;
	}
}

static int add_prefix(struct vsw_prefixes *prefixes,
		      const struct vsw_member *member, gfp_t gfp)
{
	u64 key[3];
	int err;

	if (member->family == 4) {
		key[0] = ip4_key(member->low, member->bits);
		err = vsw_keys_add(&prefixes->ip4, key, gfp);
		if (!err)
			count_length(&prefixes->length4, member->bits);
		return err;
	}
	ip6_key(key, member->ip6[0], member->ip6[1], member->bits);
	err = vsw_keys_add(&prefixes->ip6, key, gfp);
	if (!err)
		count_length(&prefixes->length6, member->bits);
	return err;
}

static void del_prefix(struct vsw_prefixes *prefixes,
		       const struct vsw_member *member)
{
	u64 key[3];

	if (member->family == 4) {
		key[0] = ip4_key(member->low, member->bits);
		vsw_keys_del(&prefixes->ip4, key);
		uncount_length(&prefixes->length4, member->bits);
		return;
	}
	ip6_key(key, member->ip6[0], member->ip6[1], member->bits);
	vsw_keys_del(&prefixes->ip6, key);
	uncount_length(&prefixes->length6, member->bits);
}

/**
 * vsw_set_add() - add a member
 * @set: a set that no frame sees
 * @member: what vsw_set_check() allows, and it has not
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_set_add(struct vsw_set *set, const struct vsw_member *member,
		gfp_t gfp)
{
	u64 key;
	int err;

	if (set->kind == VSWITCH_SET_KIND_PREFIX) {
		err = add_prefix(set->prefixes, member, gfp);
	} else if (set->kind == VSWITCH_SET_KIND_MAC) {
		key = member->low | MAC_THERE;
		err = vsw_keys_add(set->macs, &key, gfp);
	} else {
		err = vsw_ports_add(set->ports, member->low, member->high, gfp);
	}
	if (!err)
		set->n++;
	return err;
}

/**
 * vsw_set_del() - take a member out
 * @set: a set that no frame sees
 * @member: what it has
 */
void vsw_set_del(struct vsw_set *set, const struct vsw_member *member)
{
	u64 key;

	if (set->kind == VSWITCH_SET_KIND_PREFIX) {
		del_prefix(set->prefixes, member);
	} else if (set->kind == VSWITCH_SET_KIND_MAC) {
		key = member->low | MAC_THERE;
		vsw_keys_del(set->macs, &key);
	} else {
		vsw_ports_del(set->ports, member->low, member->high);
	}
	set->n--;
}

/* The next key of a table at or behind @position; NULL behind the last. */
static const u64 *next_key(const struct vsw_keys *keys, u32 *position)
{
	const u64 *key;

	while (*position < 1U << keys->bits) {
		key = keys->word + *position * keys->width;
		++*position;
		if (key[keys->width - 1])
			return key;
	}
	return NULL;
}

static bool next_prefix(const struct vsw_prefixes *prefixes, u32 *position,
			struct vsw_member *member)
{
	u32 slots4 = 1U << prefixes->ip4.bits, position6;
	const u64 *key;

	key = next_key(&prefixes->ip4, position);
	if (key) {
		member->family = 4;
		member->bits = *key;
		member->low = (u32)(*key >> 8);
		member->high = member->low;
		return true;
	}
	/* positions go on behind those of the other table */
	position6 = *position - slots4;
	key = next_key(&prefixes->ip6, &position6);
	*position = position6 + slots4;
	if (!key)
		return false;
	member->family = 6;
	member->bits = key[2] - 1;
	member->ip6[0] = key[0];
	member->ip6[1] = key[1];
	return true;
}

/**
 * vsw_set_next() - go through the members
 * @set: the set
 * @position: 0 at first; is moved on
 * @member: is filled
 *
 * In no order, but all of them as long as the set is the same.
 *
 * Return: false behind the last one.
 */
bool vsw_set_next(const struct vsw_set *set, u32 *position,
		  struct vsw_member *member)
{
	const u64 *key;

	memset(member, 0, sizeof(*member));
	if (set->kind == VSWITCH_SET_KIND_PREFIX)
		return next_prefix(set->prefixes, position, member);
	if (set->kind == VSWITCH_SET_KIND_MAC) {
		key = next_key(set->macs, position);
		if (!key)
			return false;
		member->low = *key & ~MAC_THERE;
		member->high = member->low;
		return true;
	}
	if (*position >= set->ports->n)
		return false;
	member->low = set->ports->range[*position].low;
	member->high = set->ports->range[*position].high;
	++*position;
	return true;
}

/**
 * vsw_set_name() - what is it called?
 * @set: the set
 *
 * Return: its name.
 */
const char *vsw_set_name(const struct vsw_set *set)
{
	return set->name;
}

/**
 * vsw_set_kind() - what are its members?
 * @set: the set
 *
 * Return: its kind.
 */
enum vswitch_set_kind vsw_set_kind(const struct vsw_set *set)
{
	return set->kind;
}

/**
 * vsw_set_count() - how many members has it?
 * @set: the set
 *
 * Return: how many.
 */
u32 vsw_set_count(const struct vsw_set *set)
{
	return set->n;
}

/**
 * vsw_set_has_ip4() - is an address in one of its prefixes?
 * @set: the set
 * @address: the address, host byte order
 *
 * Context: any; the price is a look-up for each length of prefixes there is.
 * Return: true when it is.
 */
bool vsw_set_has_ip4(const struct vsw_set *set, u32 address)
{
	const struct vsw_lengths *lengths;
	u64 key;
	u32 i;

	if (unlikely(set->kind != VSWITCH_SET_KIND_PREFIX))
		return false;
	lengths = &set->prefixes->length4;
	for (i = 0; i < lengths->n; i++) {
		key = ip4_key(address, lengths->length[i]);
		if (vsw_keys_has(&set->prefixes->ip4, &key))
			return true;
	}
	return false;
}

/**
 * vsw_set_has_ip6() - is an address in one of its prefixes?
 * @set: the set
 * @high: upper half of the address, host byte order
 * @low: lower half
 *
 * Context: any; the price is a look-up for each length of prefixes there is.
 * Return: true when it is.
 */
bool vsw_set_has_ip6(const struct vsw_set *set, u64 high, u64 low)
{
	const struct vsw_lengths *lengths;
	u64 key[3];
	u32 i;

	if (unlikely(set->kind != VSWITCH_SET_KIND_PREFIX))
		return false;
	lengths = &set->prefixes->length6;
	for (i = 0; i < lengths->n; i++) {
		ip6_key(key, high, low, lengths->length[i]);
		if (vsw_keys_has(&set->prefixes->ip6, key))
			return true;
	}
	return false;
}

/**
 * vsw_set_has_number() - is a MAC address or a port number in it?
 * @set: the set
 * @number: the number
 *
 * Context: any.
 * Return: true when it is.
 */
bool vsw_set_has_number(const struct vsw_set *set, u64 number)
{
	u64 key = number | MAC_THERE;

	if (set->kind == VSWITCH_SET_KIND_L4_PORT)
		return number < 65536 && test_bit(number, set->ports->has);
	return set->kind == VSWITCH_SET_KIND_MAC &&
	       vsw_keys_has(set->macs, &key);
}
