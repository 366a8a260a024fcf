/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sets: named lists of prefixes, MAC addresses or port numbers, to which rules
 * refer by number. They are a part of the snapshot: what frames can see is
 * never changed, a change clones what others have, too. Compiles in user
 * space, too.
 */
#ifndef VSW_SETS_H
#define VSW_SETS_H

#include <linux/refcount.h>
#include <linux/types.h>
#include <uapi/linux/vswitch.h>

/** VSW_SETS_MAX: most sets of a switch, and the highest number of one */
#define VSW_SETS_MAX 1024

/** VSW_MEMBERS_MAX: most members of a set */
#define VSW_MEMBERS_MAX 65536

/**
 * struct vsw_member - a member of a set
 * @family: of a prefix 4 or 6, else 0
 * @bits: length of the prefix
 * @low: the MAC address, or the lowest port, or the IPv4 address
 * @high: the highest port, else as @low
 * @ip6: the IPv6 address, upper half first; bits behind the prefix are 0
 *
 * All in host byte order.
 */
struct vsw_member {
	u8 family;
	u8 bits;
	u64 low;
	u64 high;
	u64 ip6[2];
};

struct vsw_set;

/**
 * struct vsw_sets - the sets of a snapshot
 * @ref: one for each snapshot that points here
 * @n: how many sets there are
 * @size: how many numbers there is room for; numbers are 1 to @size
 * @set: by number - 1; NULL where there is none
 */
struct vsw_sets {
	refcount_t ref;
	u32 n;
	u32 size;
	struct vsw_set *set[];
};

/* The sets of a snapshot may be NULL: none. */
struct vsw_sets *vsw_sets_get(struct vsw_sets *sets);
void vsw_sets_put(struct vsw_sets *sets);
const struct vsw_set *vsw_sets_find(const struct vsw_sets *sets, u32 number);
u32 vsw_sets_find_name(const struct vsw_sets *sets, const char *name);
u32 vsw_sets_next(const struct vsw_sets *sets, u32 number);

int vsw_sets_add(struct vsw_sets **sets, const char *name,
		 enum vswitch_set_kind kind, gfp_t gfp);
int vsw_sets_del(struct vsw_sets **sets, u32 number, gfp_t gfp);
int vsw_sets_add_member(struct vsw_sets **sets, u32 number,
			const struct vsw_member *member, gfp_t gfp);
int vsw_sets_del_member(struct vsw_sets **sets, u32 number,
			const struct vsw_member *member, gfp_t gfp);
int vsw_sets_flush(struct vsw_sets **sets, u32 number, gfp_t gfp);

const char *vsw_set_name(const struct vsw_set *set);
enum vswitch_set_kind vsw_set_kind(const struct vsw_set *set);
u32 vsw_set_count(const struct vsw_set *set);
bool vsw_set_find(const struct vsw_set *set, const struct vsw_member *member);
bool vsw_set_next(const struct vsw_set *set, u32 *position,
		  struct vsw_member *member);

/* in the path of a frame */
bool vsw_set_has_ip4(const struct vsw_set *set, u32 address);
bool vsw_set_has_ip6(const struct vsw_set *set, u64 high, u64 low);
bool vsw_set_has_number(const struct vsw_set *set, u64 number);

#endif /* VSW_SETS_H */
