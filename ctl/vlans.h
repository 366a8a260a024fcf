/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sets of VLANs and tables of translations: in memory and as words.
 *
 * Owns how a list of VLANs is written, "10,20-30" or "all", and one copy of each
 * set and table that ports have. Called by all that reads or prints VLANs; what
 * they look like in messages is in vlan_attrs.c.
 */
#ifndef VSWITCHCTL_VLANS_H
#define VSWITCHCTL_VLANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* VIDs that are VLANs (IEEE 802.1Q-2018 table 9-2). */
#define VLAN_FIRST	1
#define VLAN_LAST	4094
/* Room for any list as text, "4093,4094" and so on. */
#define VLAN_LIST_TEXT	16384
/* Most translations that fit into one attribute, and room for them as text. */
#define VLAN_MAPS_MAX	3276
#define VLAN_MAPS_TEXT	(VLAN_MAPS_MAX * 10 + 4)
/* Room for what is wrong with a list. */
#define VLAN_WHY	128

/**
 * struct vlan_set - some of the VLANs
 * @bits: a bit for each VID, the lowest first
 *
 * Functions that only look take NULL for the empty set.
 */
struct vlan_set {
	uint64_t bits[64];
};

/**
 * struct vlan_range - VLANs that follow each other and leave in the same way
 * @first: lowest VID; 0 before the first range
 * @last: highest VID
 * @untagged: their frames leave untagged
 */
struct vlan_range {
	uint16_t first;
	uint16_t last;
	bool untagged;
};

/**
 * struct vlan_map - a translation
 * @tag: VID in tags at the port
 * @vid: VLAN in the switch
 */
struct vlan_map {
	uint16_t tag;
	uint16_t vid;
};

/**
 * struct vlan_maps - all translations of a port
 * @n: how many, at least 1
 * @map: they, by rising tag
 *
 * Kept until vlans_forget(), each table once: the same pointer is the same table,
 * and NULL is none.
 */
struct vlan_maps {
	size_t n;
	struct vlan_map map[];
};

/**
 * vlan_set_has - is a VLAN in a set?
 * @set: the set, or NULL
 * @vid: its VID, at most 4095
 *
 * Return: true if so.
 */
static inline bool vlan_set_has(const struct vlan_set *set, uint16_t vid)
{
	return set && set->bits[vid / 64] >> vid % 64 & 1;
}

void vlan_set_add(struct vlan_set *set, uint16_t first, uint16_t last);
void vlan_set_join(struct vlan_set *set, const struct vlan_set *other);
void vlan_set_leave(struct vlan_set *set, const struct vlan_set *other);
bool vlan_set_empty(const struct vlan_set *set);
bool vlan_set_all(const struct vlan_set *set);
uint16_t vlan_set_first(const struct vlan_set *set, uint16_t first, uint16_t last);
uint16_t vlan_set_common(const struct vlan_set *a, const struct vlan_set *b);
bool vlan_range_next(const struct vlan_set *set, const struct vlan_set *untagged,
		     struct vlan_range *range);

bool vlan_vid_parse(const char *word, uint16_t *vid, char why[VLAN_WHY]);
bool vlan_range_parse(const char *text, const char *end, struct vlan_range *range,
		      char why[VLAN_WHY]);
bool vlan_list_parse(const char *text, struct vlan_set *set, char why[VLAN_WHY]);
size_t vlan_list_print(const struct vlan_set *set, char *text, size_t size);

const struct vlan_set *vlan_set_keep(const struct vlan_set *set);
const struct vlan_maps *vlan_maps_keep(struct vlan_map *map, size_t n);
bool vlan_maps_parse(const char *text, const struct vlan_maps **maps, char why[VLAN_WHY]);
size_t vlan_maps_print(const struct vlan_maps *maps, char *text, size_t size);
void vlans_forget(void);

#endif /* VSWITCHCTL_VLANS_H */
