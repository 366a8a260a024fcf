/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a rule looks for in a flow, made ready to be compared: words, which can
 * be hashed, and checks for what words cannot say (ranges, lists, negations,
 * sets). Made from what was asked for, and freed, by control; read by the
 * classifier in the path of a frame. Compiles in user space, too.
 */
#ifndef VSW_MATCH_H
#define VSW_MATCH_H

#include <linux/types.h>
#include <uapi/linux/vswitch.h>

#include "flow.h"

struct vsw_match;
struct vsw_sets;

/** VSW_MATCH_VALUES: values that one field of a match can have */
#define VSW_MATCH_VALUES 64

/** VSW_MATCH_FIELDS: how many fields there are */
#define VSW_MATCH_FIELDS (VSWITCH_ACL_FIELD_MAX + 1)

/**
 * struct vsw_value - a value that was asked for, checked for sense
 * @family: of an IP address 4 or 6, else 0
 * @low: the number, or the lowest of a range; a MAC address as a number of 48
 *	bits; an IPv4 address in host byte order; of frag enum vswitch_acl_frag
 * @high: the highest; @low where it is no range
 * @mask: which bits of @low count, all of them where it is a range
 * @ip6: an IPv6 address, upper half first, host byte order
 * @ip6_mask: which bits of it count
 *
 * What does not count is 0 in @low and @ip6.
 */
struct vsw_value {
	u8 family;
	u64 low;
	u64 high;
	u64 mask;
	u64 ip6[2];
	u64 ip6_mask[2];
};

/**
 * struct vsw_want - a match on one field, as it was asked for
 * @field: enum vswitch_acl_field
 * @negate: the frame must have the field, and none of the values
 * @set: number of the set that has the values (sets.h), or 0
 * @n: how many values; 0 where there is a set, and for malformed
 * @value: the values
 */
struct vsw_want {
	u8 field;
	bool negate;
	u32 set;
	u32 n;
	const struct vsw_value *value;
};

struct vsw_match *vsw_match_create(const struct vsw_want *want, u32 n,
				   void *owner, gfp_t gfp);
void vsw_match_destroy(struct vsw_match *match);
bool vsw_match_holds(const struct vsw_match *match,
		     const struct vsw_flow *flow, const struct vsw_sets *sets);
size_t vsw_match_size(const struct vsw_match *match);

#endif /* VSW_MATCH_H */
