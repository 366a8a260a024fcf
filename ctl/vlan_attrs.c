// SPDX-License-Identifier: GPL-2.0
/*
 * Nests of VLAN ranges and of translations. See vlan_attrs.h.
 *
 * Called by parse.c, for what the kernel sent, which is not trusted, and by
 * put.c. Pure: works on memory only.
 */
#include <errno.h>

#include <linux/vswitch.h>

#include "vec.h"
#include "vlan_attrs.h"

static bool is_vid(unsigned int vid)
{
	return vid >= VLAN_FIRST && vid <= VLAN_LAST;
}

static int parse_range(const struct nlattr *nest, struct vlan_set *set,
		       struct vlan_set *untagged)
{
	struct {
		uint32_t has;
		uint16_t first;
		uint16_t last;
	} range = { 0 };
	static const struct nl_field field[] = {
		{ "first", VSWITCH_A_VLAN_RANGE_FIRST, NL_EXACT, 2, 4 },
		{ "last", VSWITCH_A_VLAN_RANGE_LAST, NL_EXACT, 2, 6 },
		{ "untagged", VSWITCH_A_VLAN_RANGE_UNTAGGED, NL_OTHER, 0, 0 },
	};
	static const struct nl_fields fields = { field, ARRAY_LEN(field) };

	if (nl_fill(&range, &fields, 1u << VSWITCH_A_VLAN_RANGE_FIRST,
		    mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest)))
		return -EBADMSG;
	if (!(range.has & 1u << VSWITCH_A_VLAN_RANGE_LAST))
		range.last = range.first;
	if (!is_vid(range.first) || !is_vid(range.last) || range.last < range.first)
		return -EBADMSG;
	if (vlan_set_first(set, range.first, range.last))
		return -EBADMSG;
	vlan_set_add(set, range.first, range.last);
	if (range.has & 1u << VSWITCH_A_VLAN_RANGE_UNTAGGED)
		vlan_set_add(untagged, range.first, range.last);
	return 0;
}

/**
 * vlan_attrs_parse - read a list of VLANs
 * @nest: the attribute, of the type "vlan-list"
 * @set: the VLANs are put here; NULL for none
 * @untagged: those of them that leave untagged are put here; NULL for none
 *
 * Return: 0, or -EBADMSG for what is no VLAN and for ranges that overlap.
 */
int vlan_attrs_parse(const struct nlattr *nest, const struct vlan_set **set,
		     const struct vlan_set **untagged)
{
	struct vlan_set all = { 0 }, plain = { 0 };
	const struct nlattr *attr = NULL;

	while ((attr = nl_attr_next(attr, mnl_attr_get_payload(nest),
				    mnl_attr_get_payload_len(nest)))) {
		if (mnl_attr_get_type(attr) == VSWITCH_A_VLAN_LIST_RANGE &&
		    parse_range(attr, &all, &plain))
			return -EBADMSG;
	}
	*set = vlan_set_keep(&all);
	*untagged = vlan_set_keep(&plain);
	return 0;
}

static int parse_map(const struct nlattr *nest, struct vlan_map *map)
{
	struct {
		uint32_t has;
		struct vlan_map map;
	} one = { 0 };
	static const struct nl_field field[] = {
		{ "tag", VSWITCH_A_VLAN_MAP_TAG, NL_EXACT, 2, 4 },
		{ "vid", VSWITCH_A_VLAN_MAP_VID, NL_EXACT, 2, 6 },
	};
	static const struct nl_fields fields = { field, ARRAY_LEN(field) };
	static const uint32_t must = 1u << VSWITCH_A_VLAN_MAP_TAG | 1u << VSWITCH_A_VLAN_MAP_VID;

	if (nl_fill(&one, &fields, must, mnl_attr_get_payload(nest),
		    mnl_attr_get_payload_len(nest)))
		return -EBADMSG;
	*map = one.map;
	return is_vid(map->tag) && is_vid(map->vid) ? 0 : -EBADMSG;
}

/**
 * vlan_attrs_parse_maps - read translations
 * @nest: the attribute, of the type "vlan-map-list"
 * @maps: they are put here; NULL for none
 *
 * Return: 0, or -EBADMSG for what is no VLAN.
 */
int vlan_attrs_parse_maps(const struct nlattr *nest, const struct vlan_maps **maps)
{
	struct vec list = { .size = sizeof(struct vlan_map) };
	const struct nlattr *attr = NULL;
	int ret = 0;

	while (!ret && (attr = nl_attr_next(attr, mnl_attr_get_payload(nest),
					    mnl_attr_get_payload_len(nest)))) {
		if (mnl_attr_get_type(attr) == VSWITCH_A_VLAN_MAP_LIST_MAP)
			ret = parse_map(attr, vec_push(&list));
	}
	if (!ret)
		*maps = vlan_maps_keep(list.data, list.n);
	vec_free(&list);
	return ret;
}

/**
 * vlan_attrs_put - add a list of VLANs to a request
 * @req: from nl_request()
 * @type: type of the attribute
 * @set: the VLANs
 * @untagged: those of them that leave untagged; NULL for none
 *
 * Even the longest list, where every other VLAN leaves untagged, fits into an
 * attribute: 28 bytes for two VLANs.
 */
void vlan_attrs_put(struct nlmsghdr *req, uint16_t type, const struct vlan_set *set,
		    const struct vlan_set *untagged)
{
	struct nlattr *nest = mnl_attr_nest_start(req, type);
	struct vlan_range range = { 0 };

	while (vlan_range_next(set, untagged, &range)) {
		struct nlattr *one = mnl_attr_nest_start(req, VSWITCH_A_VLAN_LIST_RANGE);

		mnl_attr_put_u16(req, VSWITCH_A_VLAN_RANGE_FIRST, range.first);
		if (range.last > range.first)
			mnl_attr_put_u16(req, VSWITCH_A_VLAN_RANGE_LAST, range.last);
		if (range.untagged)
			mnl_attr_put(req, VSWITCH_A_VLAN_RANGE_UNTAGGED, 0, "");
		mnl_attr_nest_end(req, one);
	}
	mnl_attr_nest_end(req, nest);
}

/**
 * vlan_attrs_put_maps - add translations to a request
 * @req: from nl_request()
 * @type: type of the attribute
 * @maps: they, at most VLAN_MAPS_MAX, which fit; NULL for none
 */
void vlan_attrs_put_maps(struct nlmsghdr *req, uint16_t type, const struct vlan_maps *maps)
{
	struct nlattr *nest = mnl_attr_nest_start(req, type);
	size_t i;

	for (i = 0; maps && i < maps->n && i < VLAN_MAPS_MAX; i++) {
		struct nlattr *one = mnl_attr_nest_start(req, VSWITCH_A_VLAN_MAP_LIST_MAP);

		mnl_attr_put_u16(req, VSWITCH_A_VLAN_MAP_TAG, maps->map[i].tag);
		mnl_attr_put_u16(req, VSWITCH_A_VLAN_MAP_VID, maps->map[i].vid);
		mnl_attr_nest_end(req, one);
	}
	mnl_attr_nest_end(req, nest);
}
