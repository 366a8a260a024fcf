// SPDX-License-Identifier: GPL-2.0
/*
 * Sets of VLANs and lists of them as words. See vlans.h.
 *
 * Called by the commands, for what was typed and what is shown, and by
 * vlan_attrs.c. No netlink, no output. Ports have pointers to sets and tables,
 * for most have few VLANs, or the same ones.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "vec.h"
#include "vlans.h"

/*
 * The lowest VID from @vid to @last that is in the set, or, if not @in, is not;
 * @last + 1 when there is none.
 */
static unsigned int seek_to(const struct vlan_set *set, unsigned int vid, unsigned int last,
			    bool in)
{
	if (!set)
		return in ? last + 1 : vid;
	for (; vid <= last; vid = (vid / 64 + 1) * 64) {
		uint64_t word = set->bits[vid / 64];

		word = (in ? word : ~word) >> vid % 64;
		if (word)
			return MIN(vid + (unsigned int)__builtin_ctzll(word), last + 1);
	}
	return last + 1;
}

static unsigned int seek(const struct vlan_set *set, unsigned int vid, bool in)
{
	return seek_to(set, vid, VLAN_LAST, in);
}

/**
 * vlan_set_add - add VLANs
 * @set: the set
 * @first: lowest VID
 * @last: highest VID, at most 4095
 */
void vlan_set_add(struct vlan_set *set, uint16_t first, uint16_t last)
{
	unsigned int i;

	for (i = first / 64; i <= last / 64u; i++) {
		uint64_t from = i == first / 64u ? UINT64_MAX << first % 64 : UINT64_MAX;
		uint64_t to = i == last / 64u ? UINT64_MAX >> (63 - last % 64) : UINT64_MAX;

		set->bits[i] |= from & to;
	}
}

/**
 * vlan_set_join - add what is in another set
 * @set: the set
 * @other: another, or NULL
 */
void vlan_set_join(struct vlan_set *set, const struct vlan_set *other)
{
	size_t i;

	for (i = 0; other && i < ARRAY_LEN(set->bits); i++)
		set->bits[i] |= other->bits[i];
}

/**
 * vlan_set_leave - take out what is in another set
 * @set: the set
 * @other: another, or NULL
 */
void vlan_set_leave(struct vlan_set *set, const struct vlan_set *other)
{
	size_t i;

	for (i = 0; other && i < ARRAY_LEN(set->bits); i++)
		set->bits[i] &= ~other->bits[i];
}

/**
 * vlan_set_empty - is there no VLAN in a set?
 * @set: the set
 *
 * Return: true if so.
 */
bool vlan_set_empty(const struct vlan_set *set)
{
	return seek(set, VLAN_FIRST, true) > VLAN_LAST;
}

/**
 * vlan_set_all - are all VLANs in a set?
 * @set: the set
 *
 * Return: true if so.
 */
bool vlan_set_all(const struct vlan_set *set)
{
	return seek(set, VLAN_FIRST, false) > VLAN_LAST;
}

/**
 * vlan_set_first - the first VLAN of a set in a range
 * @set: the set
 * @first: lowest VID of the range
 * @last: highest VID, at most VLAN_LAST
 *
 * Return: its VID, or 0.
 */
uint16_t vlan_set_first(const struct vlan_set *set, uint16_t first, uint16_t last)
{
	unsigned int vid = seek_to(set, first, last, true);

	return vid > last ? 0 : (uint16_t)vid;
}

/**
 * vlan_set_common - a VLAN that is in two sets
 * @a: a set
 * @b: another
 *
 * Return: the lowest such VID, or 0.
 */
uint16_t vlan_set_common(const struct vlan_set *a, const struct vlan_set *b)
{
	struct vlan_set both;
	unsigned int vid;
	size_t i;

	for (i = 0; i < ARRAY_LEN(both.bits); i++)
		both.bits[i] = a->bits[i] & b->bits[i];
	vid = seek(&both, VLAN_FIRST, true);
	return vid > VLAN_LAST ? 0 : (uint16_t)vid;
}

/**
 * vlan_range_next - walk the ranges of a set, upwards
 * @set: the set
 * @untagged: a set; where it changes, a range ends; NULL for none
 * @range: the range before, zeroed to begin; the next is put here
 *
 * Return: false when there is no more.
 */
bool vlan_range_next(const struct vlan_set *set, const struct vlan_set *untagged,
		     struct vlan_range *range)
{
	unsigned int first = seek(set, range->last + 1u, true);
	unsigned int end;

	if (first > VLAN_LAST)
		return false;
	end = seek(set, first, false);
	range->untagged = untagged && vlan_set_has(untagged, (uint16_t)first);
	if (untagged)
		end = MIN(end, seek(untagged, first, !range->untagged));
	range->first = (uint16_t)first;
	range->last = (uint16_t)(end - 1);
	return true;
}

/* A VID of digits, which end at @end; false and a reason for anything else. */
static bool read_vid(const char *text, const char *end, uint16_t *vid, char why[VLAN_WHY])
{
	unsigned int value = 0;
	const char *c;

	for (c = text; c < end && *c >= '0' && *c <= '9'; c++)
		value = MIN(value * 10 + (unsigned int)(*c - '0'), 10000u);
	if (c == text || c < end) {
		snprintf(why, VLAN_WHY, "'%.*s' is not a VID", (int)MIN(end - text, 32), text);
		return false;
	}
	if (value < VLAN_FIRST || value > VLAN_LAST) {
		snprintf(why, VLAN_WHY, "VID %.*s is out of range, which is %d to %d",
			 (int)MIN(end - text, 32), text, VLAN_FIRST, VLAN_LAST);
		return false;
	}
	*vid = (uint16_t)value;
	return true;
}

/**
 * vlan_vid_parse - read a VID
 * @word: what was typed
 * @vid: it is put here
 * @why: what is wrong is put here
 *
 * Return: false for anything but 1 to 4094.
 */
bool vlan_vid_parse(const char *word, uint16_t *vid, char why[VLAN_WHY])
{
	return read_vid(word, word + strlen(word), vid, why);
}

/**
 * vlan_range_parse - read one part of a list
 * @text: a VID or a range, such as "10" or "20-30"
 * @end: where it ends
 * @range: it is put here; only the VIDs are set
 * @why: what is wrong is put here
 *
 * Return: false for anything but VIDs from 1 to 4094, and for a range that is
 * reversed.
 */
bool vlan_range_parse(const char *text, const char *end, struct vlan_range *range,
		      char why[VLAN_WHY])
{
	const char *dash = memchr(text, '-', (size_t)(end - text));

	if (text == end) {
		snprintf(why, VLAN_WHY, "a VID is missing");
		return false;
	}
	if (!read_vid(text, dash ? dash : end, &range->first, why))
		return false;
	range->last = range->first;
	if (dash && !read_vid(dash + 1, end, &range->last, why))
		return false;
	if (range->last < range->first) {
		snprintf(why, VLAN_WHY, "range %u-%u is reversed", range->first, range->last);
		return false;
	}
	return true;
}

/**
 * vlan_list_parse - read a list of VLANs
 * @text: VIDs and ranges with commas between them, such as "10,20-30", or "all"
 * @set: what is in it is put here
 * @why: what is wrong is put here
 *
 * Return: false for an empty list, anything but VIDs from 1 to 4094, ranges
 * that are reversed, and VLANs that are there twice.
 */
bool vlan_list_parse(const char *text, struct vlan_set *set, char why[VLAN_WHY])
{
	memset(set, 0, sizeof(*set));
	if (!strcmp(text, "all")) {
		vlan_set_add(set, VLAN_FIRST, VLAN_LAST);
		return true;
	}
	if (!*text) {
		snprintf(why, VLAN_WHY, "the list of VLANs is empty");
		return false;
	}
	for (;;) {
		const char *end = strchrnul(text, ',');
		struct vlan_range range = { 0 };
		uint16_t twice;

		if (!vlan_range_parse(text, end, &range, why))
			return false;
		twice = vlan_set_first(set, range.first, range.last);
		if (twice) {
			snprintf(why, VLAN_WHY, "ranges overlap, VLAN %u is there twice", twice);
			return false;
		}
		vlan_set_add(set, range.first, range.last);
		if (!*end)
			return true;
		text = end + 1;
	}
}

/*
 * Add @part to the text of which @used bytes are there; false when there is no
 * room for it and for "..." behind.
 */
static bool append(char *text, size_t size, size_t *used, const char *part)
{
	size_t len = strlen(part);

	if (*used + len + sizeof("...") > size) {
		*used += (size_t)snprintf(text + *used, size - *used, "...");
		return false;
	}
	memcpy(text + *used, part, len + 1);
	*used += len;
	return true;
}

/**
 * vlan_list_print - write a list of VLANs
 * @set: the VLANs
 * @text: the list is put here, in the words of vlan_list_parse(), "none" for
 *	none; what does not fit becomes "..."
 * @size: room there, at least 8; VLAN_LIST_TEXT is enough for all
 *
 * Return: its length.
 */
size_t vlan_list_print(const struct vlan_set *set, char *text, size_t size)
{
	struct vlan_range range = { 0 };
	size_t used = 0;
	char part[16];

	if (vlan_set_all(set))
		return (size_t)snprintf(text, size, "all");
	*text = '\0';
	while (vlan_range_next(set, NULL, &range)) {
		if (range.last > range.first)
			snprintf(part, sizeof(part), "%s%u-%u", used ? "," : "", range.first,
				 range.last);
		else
			snprintf(part, sizeof(part), "%s%u", used ? "," : "", range.first);
		if (!append(text, size, &used, part))
			return used;
	}
	return used ? used : (size_t)snprintf(text, size, "none");
}

static int by_tag(const void *a, const void *b)
{
	return ((const struct vlan_map *)a)->tag - ((const struct vlan_map *)b)->tag;
}

/* A set or a table; what makes it different from others are its words. */
struct kept {
	struct kept *next;
	size_t words;
	uint64_t word[];
};

static struct kept *kept_heads[1024];

static struct kept *kept_new(size_t size)
{
	size_t words = (size + sizeof(uint64_t) - 1) / sizeof(uint64_t);
	struct kept *kept = vec_need(calloc(1, sizeof(*kept) + words * sizeof(uint64_t)));

	kept->words = words;
	return kept;
}

/* The one copy of what is in @kept, which is that or is freed. */
static const void *keep(struct kept *kept)
{
	size_t size = kept->words * sizeof(uint64_t);
	struct kept **head, *other;
	uint64_t hash = 0;
	size_t i;

	for (i = 0; i < kept->words; i++)
		hash = (hash ^ kept->word[i]) * 0x9e3779b97f4a7c15ull;
	head = &kept_heads[hash >> 54];
	for (other = *head; other; other = other->next) {
		if (other->words == kept->words && !memcmp(other->word, kept->word, size)) {
			free(kept);
			return other->word;
		}
	}
	kept->next = *head;
	*head = kept;
	return kept->word;
}

/**
 * vlan_set_keep - the one copy of a set
 * @set: the set
 *
 * Return: it, until vlans_forget(); NULL for the empty set.
 */
const struct vlan_set *vlan_set_keep(const struct vlan_set *set)
{
	struct kept *kept;

	if (vlan_set_empty(set))
		return NULL;
	kept = kept_new(sizeof(*set));
	memcpy(kept->word, set, sizeof(*set));
	return keep(kept);
}

/**
 * vlan_maps_keep - the one copy of a table of translations
 * @map: they; sorted by this
 * @n: how many
 *
 * Return: the table, until vlans_forget(); NULL for none.
 */
const struct vlan_maps *vlan_maps_keep(struct vlan_map *map, size_t n)
{
	struct vlan_maps *maps;
	struct kept *kept;

	if (!n)
		return NULL;
	qsort(map, n, sizeof(*map), by_tag);
	kept = kept_new(sizeof(*maps) + n * sizeof(*map));
	maps = (struct vlan_maps *)kept->word;
	maps->n = n;
	memcpy(maps->map, map, n * sizeof(*map));
	return keep(kept);
}

/**
 * vlans_forget - free all sets and tables that were kept
 *
 * For who reads ports without end; what has pointers to them must be gone.
 */
void vlans_forget(void)
{
	struct kept *kept, *next;
	size_t i;

	for (i = 0; i < ARRAY_LEN(kept_heads); i++) {
		for (kept = kept_heads[i]; kept; kept = next) {
			next = kept->next;
			free(kept);
		}
		kept_heads[i] = NULL;
	}
}

/* One part of a table, such as "100:10". */
static bool read_map(const char *text, const char *end, struct vlan_map *map,
		     char why[VLAN_WHY])
{
	const char *colon = memchr(text, ':', (size_t)(end - text));

	if (!colon) {
		snprintf(why, VLAN_WHY, "'%.*s' is not TAG:VID", (int)MIN(end - text, 32), text);
		return false;
	}
	return read_vid(text, colon, &map->tag, why) && read_vid(colon + 1, end, &map->vid, why);
}

/**
 * vlan_maps_parse - read translations
 * @text: such as "100:10,200:20", tag and VLAN, or "none"
 * @maps: they are put here, or NULL for none
 * @why: what is wrong is put here
 *
 * Return: false for anything but VIDs from 1 to 4094, and for one that is
 * there twice on the same side.
 */
bool vlan_maps_parse(const char *text, const struct vlan_maps **maps, char why[VLAN_WHY])
{
	struct vlan_set tags = { 0 }, vids = { 0 };
	static struct vlan_map map[VLAN_MAPS_MAX];
	size_t n = 0;

	*maps = NULL;
	if (!strcmp(text, "none"))
		return true;
	for (;;) {
		const char *end = strchrnul(text, ',');
		struct vlan_map *one = &map[n++];

		if (n > VLAN_MAPS_MAX) {
			snprintf(why, VLAN_WHY, "there are more than %d translations",
				 VLAN_MAPS_MAX);
			return false;
		}
		if (!read_map(text, end, one, why))
			return false;
		if (vlan_set_has(&tags, one->tag) || vlan_set_has(&vids, one->vid)) {
			bool tag = vlan_set_has(&tags, one->tag);

			snprintf(why, VLAN_WHY, "%s %u is there twice", tag ? "tag" : "VLAN",
				 tag ? one->tag : one->vid);
			return false;
		}
		vlan_set_add(&tags, one->tag, one->tag);
		vlan_set_add(&vids, one->vid, one->vid);
		if (!*end)
			break;
		text = end + 1;
	}
	*maps = vlan_maps_keep(map, n);
	return true;
}

/**
 * vlan_maps_print - write translations
 * @maps: they; NULL for none
 * @text: they are put here, in the words of vlan_maps_parse(); what does not
 *	fit becomes "..."
 * @size: room there, at least 8; VLAN_MAPS_TEXT is enough for all
 *
 * Return: its length.
 */
size_t vlan_maps_print(const struct vlan_maps *maps, char *text, size_t size)
{
	size_t used = 0;
	char part[16];
	size_t i;

	if (!maps)
		return (size_t)snprintf(text, size, "none");
	for (i = 0; i < maps->n; i++) {
		snprintf(part, sizeof(part), "%s%u:%u", used ? "," : "", maps->map[i].tag,
			 maps->map[i].vid);
		if (!append(text, size, &used, part))
			break;
	}
	return used;
}
