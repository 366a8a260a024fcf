/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the hashes of rules and of sets end with. Compiles in user space, too.
 */
#ifndef VSW_HASH_H
#define VSW_HASH_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * vsw_hash_mix() - make a hash of a sum of products
 * @sum: of words of a key with numbers that nobody knows
 *
 * Who does not know the numbers cannot choose keys that collide. But keys in a
 * row, as operators number what they have, give sums in a row; of the numbers,
 * one in 200 puts a thousand of them into few places. What is returned has no
 * such row any more, and is another one for each sum. The steps are those of
 * the generator SplitMix64.
 *
 * Context: any.
 * Return: the hash, of which the highest bits are the ones to use.
 */
static __always_inline u64 vsw_hash_mix(u64 sum)
{
	sum = (sum ^ sum >> 30) * 0xbf58476d1ce4e5b9ULL;
	return (sum ^ sum >> 27) * 0x94d049bb133111ebULL;
}

#endif /* VSW_HASH_H */
