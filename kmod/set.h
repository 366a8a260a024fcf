/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One set: its members, and how they are found. What a frame needs of it is in
 * sets.h; this is for who changes it (sets.c).
 */
#ifndef VSW_SET_H
#define VSW_SET_H

#include <linux/bits.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include "sets.h"

/**
 * struct vsw_keys - members that are found by all of their bits
 * @n: how many
 * @bits: there is room for 2^@bits
 * @width: words of 64 bits that one takes; the last one is never 0
 * @factor: of the hash, for each word; odd, and nobody knows it
 * @word: the members, each where its hash says or behind it; 0 where none is
 */
struct vsw_keys {
	u32 n;
	u8 bits;
	u8 width;
	u64 factor[3];
	u64 *word;
};

/**
 * struct vsw_lengths - lengths of prefixes that there are
 * @n: how many
 * @length: these, the longest first
 * @count: how many prefixes have each
 */
struct vsw_lengths {
	u8 n;
	u8 length[129];
	u32 count[129];
};

/**
 * struct vsw_range - a range of port numbers
 * @low: the lowest
 * @high: the highest
 */
struct vsw_range {
	u16 low;
	u16 high;
};

/**
 * struct vsw_prefixes - the members of a set of prefixes
 * @ip4: those of IPv4
 * @ip6: those of IPv6
 * @length4: their lengths
 * @length6: their lengths
 */
struct vsw_prefixes {
	struct vsw_keys ip4;
	struct vsw_keys ip6;
	struct vsw_lengths length4;
	struct vsw_lengths length6;
};

/**
 * struct vsw_ports - the members of a set of port numbers
 * @n: how many ranges there are
 * @room: how many there is room for
 * @range: these, sorted
 * @has: bit of each number that is in one of them
 */
struct vsw_ports {
	u32 n;
	u32 room;
	struct vsw_range *range;
	unsigned long has[BITS_TO_LONGS(65536)];
};

/**
 * struct vsw_set - a set
 * @ref: one for each struct vsw_sets that has it
 * @kind: what its members are
 * @n: how many it has
 * @name: its name
 * @prefixes: where these are its members
 * @macs: likewise
 * @ports: likewise
 */
struct vsw_set {
	refcount_t ref;
	enum vswitch_set_kind kind;
	u32 n;
	char name[VSWITCH_ACL_NAME_MAX + 1];
	union {
		struct vsw_prefixes *prefixes;
		struct vsw_keys *macs;
		struct vsw_ports *ports;
	};
};

struct vsw_set *vsw_set_create(const char *name, enum vswitch_set_kind kind,
			       gfp_t gfp);
struct vsw_set *vsw_set_clone(const struct vsw_set *set, gfp_t gfp);
void vsw_set_put(struct vsw_set *set);
int vsw_set_check(const struct vsw_set *set, const struct vsw_member *member);
int vsw_set_add(struct vsw_set *set, const struct vsw_member *member,
		gfp_t gfp);
void vsw_set_del(struct vsw_set *set, const struct vsw_member *member);

int vsw_keys_init(struct vsw_keys *keys, u8 width, gfp_t gfp);
int vsw_keys_clone(struct vsw_keys *to, const struct vsw_keys *keys, gfp_t gfp);
void vsw_keys_free(struct vsw_keys *keys);
int vsw_keys_add(struct vsw_keys *keys, const u64 *key, gfp_t gfp);
void vsw_keys_del(struct vsw_keys *keys, const u64 *key);
bool vsw_keys_has(const struct vsw_keys *keys, const u64 *key);

struct vsw_ports *vsw_ports_clone(const struct vsw_ports *from, gfp_t gfp);
void vsw_ports_free(struct vsw_ports *ports);
u32 vsw_ports_find(const struct vsw_ports *ports, u32 low);
int vsw_ports_add(struct vsw_ports *ports, u32 low, u32 high, gfp_t gfp);
void vsw_ports_del(struct vsw_ports *ports, u32 low, u32 high);

#endif /* VSW_SET_H */
