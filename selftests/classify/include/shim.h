/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of the kernel as the classifier needs, for user space: every header
 * that its files include is this one (see the Makefile). Memory is counted, and
 * can run out; random numbers are the same each time.
 */
#ifndef VSW_CLASSIFY_SHIM_H
#define VSW_CLASSIFY_SHIM_H

#include <asm/errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;
typedef unsigned int gfp_t;

#define U64_MAX			UINT64_MAX
#define GFP_KERNEL		0

#define static_assert(x)	_Static_assert(x, #x)
#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define BIT(n)			(1ul << (n))
#define BIT_ULL(n)		(1ull << (n))
#define GENMASK_ULL(h, l)	((~0ull << (l)) & (~0ull >> (63 - (h))))
#define ALIGN(x, a)		(((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))
#define round_up(x, n)		((((x) - 1) | ((n) - 1)) + 1)
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min3(a, b, c)		min(min(a, b), c)
#define max3(a, b, c)		max(max(a, b), c)
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define clamp(x, low, high)	min(max(x, low), high)
#define WARN_ON_ONCE(x)		((x) ? (abort(), true) : false)

#define ETH_P_IP		0x0800
#define ETH_P_ARP		0x0806
#define ETH_P_8021Q		0x8100
#define ETH_P_8021AD		0x88a8
#define ETH_P_IPV6		0x86dd
#define ETH_P_802_3_MIN		0x0600
#define IPPROTO_ICMP		1
#define IPPROTO_TCP		6
#define IPPROTO_UDP		17
#define IPPROTO_DCCP		33
#define IPPROTO_SCTP		132
#define IPPROTO_UDPLITE		136

static inline u16 get_unaligned_be16(const void *from)
{
	u16 value;

	memcpy(&value, from, sizeof(value));
	return __builtin_bswap16(value);
}

static inline u32 get_unaligned_be32(const void *from)
{
	u32 value;

	memcpy(&value, from, sizeof(value));
	return __builtin_bswap32(value);
}

static inline u64 get_unaligned_be64(const void *from)
{
	u64 value;

	memcpy(&value, from, sizeof(value));
	return __builtin_bswap64(value);
}

static inline void put_unaligned_be16(u16 value, void *to)
{
	value = __builtin_bswap16(value);
	memcpy(to, &value, sizeof(value));
}

static inline u64 roundup_pow_of_two(u64 n)
{
	u64 power = 1;

	while (power < n)
		power *= 2;
	return power;
}

static inline int fls(unsigned int word)
{
	return word ? 32 - __builtin_clz(word) : 0;
}

static inline unsigned int __ffs64(u64 word)
{
	return __builtin_ctzll(word);
}

/* Bitmaps. */

#define BITS_TO_LONGS(n)	(((n) + 63) / 64)

static inline bool test_bit(unsigned int bit, const unsigned long *map)
{
	return map[bit / 64] >> bit % 64 & 1;
}

static inline void bitmap_set(unsigned long *map, unsigned int first,
			      unsigned int n)
{
	for (; n; n--, first++)
		map[first / 64] |= 1ul << first % 64;
}

static inline void bitmap_clear(unsigned long *map, unsigned int first,
				unsigned int n)
{
	for (; n; n--, first++)
		map[first / 64] &= ~(1ul << first % 64);
}

/* Memory: of exactly the size that is asked for, so that ASan sees its ends. */

/**
 * struct memory - what is taken
 * @blocks: pieces that were not freed yet
 * @left: pieces until there is no memory; below 0: there always is
 * @refused: there was none
 */
struct memory {
	long blocks;
	long left;
	bool refused;
};

extern struct memory memory;

#define struct_size(p, member, n)					\
	(sizeof(*(p)) + sizeof((p)->member[0]) * (n))

static inline void *kvmalloc(size_t size, gfp_t gfp)
{
	void *data;

	(void)gfp;
	if (!memory.left) {
		memory.refused = true;
		return NULL;
	}
	memory.left--;
	data = malloc(size);
	if (!data)
		abort();
	memory.blocks++;
	return data;
}

static inline void *kvzalloc(size_t size, gfp_t gfp)
{
	void *data = kvmalloc(size, gfp);

	if (data)
		memset(data, 0, size);
	return data;
}

static inline void *kvmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	return kvmalloc(n * size, gfp);
}

static inline void *kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kvzalloc(n * size, gfp);
}

static inline void *kzalloc(size_t size, gfp_t gfp)
{
	return kvzalloc(size, gfp);
}

static inline void *kmemdup(const void *from, size_t size, gfp_t gfp)
{
	void *data = kvmalloc(size, gfp);

	if (data)
		memcpy(data, from, size);
	return data;
}

static inline void kvfree(const void *data)
{
	if (data)
		memory.blocks--;
	free((void *)data);
}

static inline void kfree(const void *data)
{
	kvfree(data);
}

static inline void strscpy(char *to, const char *from, size_t size)
{
	if (strlen(from) >= size)
		abort();
	memcpy(to, from, strlen(from) + 1);
}

static inline void get_random_bytes(void *to, size_t n)
{
	static u64 state = 1;
	u8 *at = to;

	while (n--) {
		state = state * 6364136223846793005ull + 1442695040888963407ull;
		*at++ = state >> 56;
	}
}

typedef struct {
	int n;
} refcount_t;

static inline void refcount_set(refcount_t *ref, int n)
{
	ref->n = n;
}

static inline int refcount_read(const refcount_t *ref)
{
	return ref->n;
}

static inline void refcount_inc(refcount_t *ref)
{
	if (ref->n < 1)
		abort();
	ref->n++;
}

static inline bool refcount_dec_and_test(refcount_t *ref)
{
	if (ref->n < 1)
		abort();
	return !--ref->n;
}

#endif /* VSW_CLASSIFY_SHIM_H */
