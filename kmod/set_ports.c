// SPDX-License-Identifier: GPL-2.0
/*
 * The ranges of port numbers of a set: a bit for each number, for frames, and
 * the ranges themselves, for who asks which they are. Changed by control, where
 * no frame sees them. Compiles in user space, too.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "set.h"

#define ROOM_MIN 16

/**
 * vsw_ports_free() - free ranges
 * @ports: the ranges; may be NULL
 */
void vsw_ports_free(struct vsw_ports *ports)
{
	if (!ports)
		return;
	kvfree(ports->range);
	kvfree(ports);
}

/**
 * vsw_ports_clone() - the same ranges once more
 * @from: the ranges
 * @gfp: as for vsw_conf_edit()
 *
 * Return: these, or NULL when out of memory.
 */
struct vsw_ports *vsw_ports_clone(const struct vsw_ports *from, gfp_t gfp)
{
	struct vsw_ports *ports = kvmalloc(sizeof(*ports), gfp);

	if (!ports)
		return NULL;
	*ports = *from;
	if (!from->range)
		return ports;
	ports->range = kvcalloc(from->room, sizeof(*from->range), gfp);
	if (!ports->range) {
		kvfree(ports);
		return NULL;
	}
	memcpy(ports->range, from->range, from->n * sizeof(*from->range));
	return ports;
}

/**
 * vsw_ports_find() - find a range
 * @ports: the ranges
 * @low: a number
 *
 * Return: where the first one is that ends at @low or above; how many there are
 * when none does.
 */
u32 vsw_ports_find(const struct vsw_ports *ports, u32 low)
{
	u32 first = 0, end = ports->n, middle;

	while (first < end) {
		middle = (first + end) / 2;
		if (ports->range[middle].high < low)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/**
 * vsw_ports_add() - add a range
 * @ports: the ranges; no frame sees them
 * @low: its lowest number
 * @high: its highest, at most 65,535; none of them is there
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_ports_add(struct vsw_ports *ports, u32 low, u32 high, gfp_t gfp)
{
	u32 room = ports->room ? ports->room * 2 : ROOM_MIN;
	u32 at = vsw_ports_find(ports, low);
	struct vsw_range *range;

	if (ports->n == ports->room) {
		range = kvcalloc(room, sizeof(*range), gfp);
		if (!range)
			return -ENOMEM;
		if (ports->n)
			memcpy(range, ports->range, ports->n * sizeof(*range));
		kvfree(ports->range);
		ports->range = range;
		ports->room = room;
	}
	range = &ports->range[at];
	memmove(range + 1, range, (ports->n - at) * sizeof(*range));
	range->low = low;
	range->high = high;
	ports->n++;
	bitmap_set(ports->has, low, high - low + 1);
	return 0;
}

/**
 * vsw_ports_del() - take a range out
 * @ports: the ranges; no frame sees them
 * @low: its lowest number
 * @high: its highest; the range is there
 */
void vsw_ports_del(struct vsw_ports *ports, u32 low, u32 high)
{
	u32 at = vsw_ports_find(ports, low);
	struct vsw_range *range = &ports->range[at];

	ports->n--;
	memmove(range, range + 1, (ports->n - at) * sizeof(*range));
	bitmap_clear(ports->has, low, high - low + 1);
}
