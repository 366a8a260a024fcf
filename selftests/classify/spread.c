// SPDX-License-Identifier: GPL-2.0
/*
 * Keys in a row, as operators number what they have, under many different
 * secrets of the hashes: with each of these they have to be spread over the
 * tables. Called by main.c.
 */
#include "classify.h"
#include "classify_priv.h"
#include "set.h"

#define KEYS 1000
#define SECRETS 500

/* Most entries of a bucket, and most used slots of a set behind each other. */
#define DEPTH 32
#define RUN 128

/**
 * struct row - what is in a row
 * @name: of it
 * @field: of a match
 * @family: of addresses, 4 or 6; 0 for others
 * @step: from one to the next; of IPv6 in the word @half
 * @half: 0 for the network, 1 for the host
 */
struct row {
	const char *name;
	u32 field;
	u32 family;
	u64 step;
	u32 half;
};

static const struct row rows[] = {
	{ "VID", VSWITCH_ACL_FIELD_VID, 0, 1 },
	{ "source port", VSWITCH_ACL_FIELD_SPORT, 0, 1 },
	{ "destination port", VSWITCH_ACL_FIELD_DPORT, 0, 10 },
	{ "source", VSWITCH_ACL_FIELD_SRC, 4, 1 },
	{ "destination", VSWITCH_ACL_FIELD_DST, 4, 256 },
	{ "source MAC", VSWITCH_ACL_FIELD_SMAC, 0, 1 },
	{ "destination MAC", VSWITCH_ACL_FIELD_DMAC, 0, 65536 },
	{ "IPv6 source", VSWITCH_ACL_FIELD_SRC, 6, 1, 1 },
	{ "IPv6 destination", VSWITCH_ACL_FIELD_DST, 6, 65536 },
};

static struct vsw_match *match_of(const struct row *row, u32 i)
{
	u64 number = (i + 1) * row->step;
	struct vsw_value value = {
		.low = number, .high = number,
		.mask = row->family == 4 ? 0xffffffff : 0xffffffffffff,
		.family = row->family,
	};
	struct vsw_want want = { .field = row->field, .n = 1, .value = &value };
	struct vsw_match *match;

	if (row->family == 6) {
		value.ip6[row->half] = number;
		value.ip6_mask[0] = ~0ull;
		value.ip6_mask[1] = ~0ull;
	}
	match = vsw_match_create(&want, 1, NULL, GFP_KERNEL);
	if (!match)
		abort();
	return match;
}

/* How many places of the guide's table for sources say something? */
static u32 guide_used(const struct vsw_guide *guide)
{
	u32 i, used = 0;

	for (i = 0; i < 1u << (64 - guide->shift); i++)
		used += !!guide->src[i];
	return used;
}

static bool is_spread(const struct row *row, const struct vsw_classifier *c)
{
	u32 places = 1u << (64 - c->guide.shift);

	if (vsw_classifier_shapes(c) != 1 || vsw_classifier_depth(c) > DEPTH) {
		printf("# %s: %u shapes, depth %u\n", row->name,
		       vsw_classifier_shapes(c), vsw_classifier_depth(c));
		return false;
	}
	if (row->family != 4 || row->field != VSWITCH_ACL_FIELD_SRC ||
	    guide_used(&c->guide) > places / 2)
		return true;
	printf("# %s: %u of %u places of the guide\n", row->name,
	       guide_used(&c->guide), places);
	return false;
}

static u32 spread_matches(const struct row *row)
{
	struct vsw_match *match[KEYS];
	struct vsw_classifier *c;
	u32 secret, i, bad = 0;

	for (i = 0; i < KEYS; i++)
		match[i] = match_of(row, i);
	for (secret = 0; secret < SECRETS; secret++) {
		c = vsw_classifier_create(GFP_KERNEL);
		for (i = 0; i < KEYS; i++)
			if (vsw_classifier_add(c, match[i], i + 1, GFP_KERNEL))
				abort();
		bad += !is_spread(row, c);
		vsw_classifier_destroy(c);
	}
	for (i = 0; i < KEYS; i++)
		vsw_match_destroy(match[i]);
	return bad;
}

/* The longest search in a set for what is not there. */
static u32 longest_run(const struct vsw_keys *keys)
{
	u32 i, run = 0, longest = 0;

	for (i = 0; i < 1u << keys->bits; i++) {
		run = keys->word[(i + 1) * keys->width - 1] ? run + 1 : 0;
		longest = max(longest, run);
	}
	return longest;
}

/* Keys of so many words, in a row in one of them. */
static u32 spread_keys(u32 width, u32 word, u64 step)
{
	u32 secret, i, longest, bad = 0;
	struct vsw_keys keys;
	u64 key[3];

	for (secret = 0; secret < SECRETS; secret++) {
		if (vsw_keys_init(&keys, width, GFP_KERNEL))
			abort();
		for (i = 0; i < KEYS; i++) {
			memset(key, 0, sizeof(key));
			key[width - 1] = 1;
			key[word] += (i + 1) * step;
			if (vsw_keys_add(&keys, key, GFP_KERNEL))
				abort();
		}
		longest = longest_run(&keys);
		vsw_keys_free(&keys);
		if (longest <= RUN)
			continue;
		printf("# set of %u words, step 0x%llx of word %u: %u slots\n",
		       width, (unsigned long long)step, word, longest);
		bad++;
	}
	return bad;
}

/**
 * spread() - are keys in a row spread?
 *
 * Return: exit status.
 */
int spread(void)
{
	u32 i, shift, bad = 0;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		bad += spread_matches(&rows[i]);
	for (shift = 0; shift < 48; shift += 16) {
		bad += spread_keys(1, 0, 1ull << shift);
		bad += spread_keys(3, 0, 1ull << shift);
		bad += spread_keys(3, 1, 1ull << shift);
	}
	return !!bad;
}
