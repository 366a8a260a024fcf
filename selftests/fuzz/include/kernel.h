/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of the kernel's language as files of the module need that are
 * compiled for a fuzz target: types, bits, memory. What they only point to is
 * empty. Every header of the kernel is this one and net.h (see the Makefile).
 */
#ifndef VSW_FUZZ_KERNEL_H
#define VSW_FUZZ_KERNEL_H

#include <asm/errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;
typedef uint8_t __u8;
typedef uint16_t __u16;
typedef uint32_t __u32;
typedef uint64_t __u64;
typedef uint16_t __be16;
typedef uint32_t __be32;

#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define __rcu
#define __percpu
#define likely(x)		(x)
#define unlikely(x)		(x)
#define READ_ONCE(x)		(x)

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define BIT(n)			(1ul << (n))
#define BIT_ULL(n)		(1ull << (n))
#define GENMASK_ULL(h, l)	((~0ull << (l)) & (~0ull >> (63 - (h))))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min3(a, b, c)		min(min(a, b), c)

#define htons(x)		((__be16)__builtin_bswap16(x))
#define ntohs(x)		((u16)__builtin_bswap16(x))

static inline u16 get_unaligned_be16(const void *from)
{
	const u8 *at = from;

	return (u16)(at[0] << 8 | at[1]);
}

static inline u32 get_unaligned_be32(const void *from)
{
	return (u32)get_unaligned_be16(from) << 16 |
	       get_unaligned_be16((const u8 *)from + 2);
}

static inline u64 get_unaligned_be64(const void *from)
{
	return (u64)get_unaligned_be32(from) << 32 |
	       get_unaligned_be32((const u8 *)from + 4);
}

static inline void put_unaligned_be16(u16 value, void *to)
{
	((u8 *)to)[0] = (u8)(value >> 8);
	((u8 *)to)[1] = (u8)value;
}

static inline void put_unaligned_be32(u32 value, void *to)
{
	put_unaligned_be16((u16)(value >> 16), to);
	put_unaligned_be16((u16)value, (u8 *)to + 2);
}

/* Bitmaps; a bit beyond the end is beyond the array, which UBSan sees. */

#define BITS_PER_LONG		64
#define BITS_TO_LONGS(n)	(((n) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define DECLARE_BITMAP(name, n)	unsigned long name[BITS_TO_LONGS(n)]

static inline bool test_bit(unsigned int bit, const unsigned long *map)
{
	return map[bit / BITS_PER_LONG] >> bit % BITS_PER_LONG & 1;
}

static inline void bitmap_set(unsigned long *map, unsigned int first,
			      unsigned int n)
{
	for (; n; n--, first++)
		map[first / BITS_PER_LONG] |= 1ul << first % BITS_PER_LONG;
}

/* Memory: what is asked for, byte for byte, so that ASan sees its ends. */

#define GFP_KERNEL		0
#define GFP_KERNEL_ACCOUNT	0
#define GFP_ATOMIC		0
#define struct_size(p, member, n)					\
	(sizeof(*(p)) + sizeof((p)->member[0]) * (n))

typedef unsigned int gfp_t;

static inline void *kzalloc(size_t size, gfp_t gfp)
{
	(void)gfp;
	return calloc(1, size);
}

static inline void kfree(void *data)
{
	free(data);
}

static inline void sort(void *base, size_t n, size_t size,
			int (*compare)(const void *, const void *), void *swap)
{
	(void)swap;
	qsort(base, n, size, compare);
}

static inline void strscpy(char *to, const char *from, size_t size)
{
	HOLDS(size && strlen(from) < size);
	memcpy(to, from, strlen(from) + 1);
}

typedef struct {
	int n;
} refcount_t;

static inline void refcount_set(refcount_t *ref, int n)
{
	ref->n = n;
}

/* Time stands still. */

#define HZ			250
#define jiffies			1000ul

static inline u64 get_jiffies_64(void)
{
	return jiffies;
}

/* Counters: of one CPU, this one. */

#define this_cpu_ptr(p)		(p)

struct u64_stats_sync {
	bool busy;
};

typedef struct {
	u64 v;
} u64_stats_t;

typedef struct {
	s64 counter;
} atomic64_t;

static inline void u64_stats_update_begin(struct u64_stats_sync *sync)
{
	HOLDS(!sync->busy);
	sync->busy = true;
}

static inline void u64_stats_update_end(struct u64_stats_sync *sync)
{
	HOLDS(sync->busy);
	sync->busy = false;
}

static inline void u64_stats_add(u64_stats_t *count, unsigned long n)
{
	count->v += n;
}

static inline void u64_stats_set(u64_stats_t *count, u64 value)
{
	count->v = value;
}

static inline void u64_stats_inc(u64_stats_t *count)
{
	count->v++;
}

/* What is a part of a struct, and not looked into. */

struct rcu_head {
	void *next;
};

struct list_head {
	struct list_head *next;
};

struct hlist_node {
	struct hlist_node *next;
};

struct hlist_head {
	struct hlist_node *first;
};

struct rhash_head {
	struct rhash_head *next;
};

struct rhashtable {
	void *table;
};

struct work_struct {
	void *work;
};

struct delayed_work {
	void *work;
};

struct mutex {
	int locked;
};

typedef struct {
	int locked;
} spinlock_t;

struct nlattr;

struct netlink_ext_ack {
	const char *_msg;
	const struct nlattr *bad_attr;
};

#define NL_SET_BAD_ATTR(extack, attr)	((extack)->bad_attr = (attr))

#endif /* VSW_FUZZ_KERNEL_H */
