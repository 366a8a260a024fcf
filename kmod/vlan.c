// SPDX-License-Identifier: GPL-2.0
/*
 * Translations and tags, and what is counted of a VLAN: the part of vlan.h that
 * few frames need. Called in the path of a frame: RCU read-side section, bottom
 * halves off.
 */
#include <linux/if_vlan.h>
#include <linux/skbuff.h>

#include "conf.h"
#include "vlan.h"

/* The first pair of a table that is not below @key. */
static const struct vsw_vlan_pair *bisect(const struct vsw_vlan_pair *pair,
					  u32 n, u16 key, bool by_vid)
{
	u32 middle;

	while (n) {
		middle = n / 2;
		if ((by_vid ? pair[middle].vid : pair[middle].tag) < key) {
			pair += middle + 1;
			n -= middle + 1;
		} else {
			n = middle;
		}
	}
	return pair;
}

/**
 * vsw_vlan_of_tag() - the VLAN that a VID in a tag means
 * @map: the translations of the port
 * @tag: the VID
 *
 * Return: the VLAN, or 0 for none.
 */
u16 vsw_vlan_of_tag(const struct vsw_vlan_map *map, u16 tag)
{
	const struct vsw_vlan_pair *by_tag = map->pair;
	const struct vsw_vlan_pair *by_vid = map->pair + map->n, *found;

	found = bisect(by_tag, map->n, tag, false);
	if (found < by_tag + map->n && found->tag == tag)
		return found->vid;
	/* that VLAN has another tag here */
	found = bisect(by_vid, map->n, tag, true);
	return found < by_vid + map->n && found->vid == tag ? 0 : tag;
}

/* The VID that stands in the tags of a VLAN. */
static u16 tag_of_vid(const struct vsw_vlan_map *map, u16 vid)
{
	const struct vsw_vlan_pair *by_vid = map->pair + map->n, *found;

	found = bisect(by_vid, map->n, vid, true);
	return found < by_vid + map->n && found->vid == vid ? found->tag : vid;
}

/**
 * vsw_vlan_set_tag() - give a frame another tag than it came with
 * @skb: its buffer, not shared; data begins at the Ethernet header
 * @out: the port it leaves by
 * @vid: its VLAN
 * @priority: PCP and DEI, as they stand in a tag
 * @has_own_tag: it has a tag that said the VLAN, which is taken away
 *
 * The tag is put beside the buffer (skb->vlan_tci); a device that cannot insert
 * it has it inserted before the driver gets it.
 *
 * Return: false when there was no memory.
 */
bool vsw_vlan_set_tag(struct sk_buff *skb, const struct vsw_port_conf *out,
		      u16 vid, u16 priority, bool has_own_tag)
{
	if (has_own_tag)
		__vlan_hwaccel_clear_tag(skb);
	if (vsw_vlan_is_untagged(out, vid))
		return true;
	if (out->map)
		vid = tag_of_vid(out->map, vid);
	return !skb_vlan_push(skb, out->tpid, priority | vid);
}

static void count(u64_stats_t *frames, u64_stats_t *bytes, u32 len)
{
	u64_stats_inc(frames);
	u64_stats_add(bytes, len);
}

/**
 * vsw_vlan_count_rx() - count a frame that came in, where its VLAN is counted
 * @counters: of the VLAN
 * @len: bytes of the frame
 */
void vsw_vlan_count_rx(const struct vsw_vlan_counters *counters, u32 len)
{
	struct vsw_vlan_stats *stats = this_cpu_ptr(counters->cpu);

	u64_stats_update_begin(&stats->syncp);
	count(&stats->rx_frames, &stats->rx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}

/**
 * vsw_vlan_count_tx() - count a copy that left, where its VLAN is counted
 * @counters: of the VLAN
 * @len: bytes of the copy
 */
void vsw_vlan_count_tx(const struct vsw_vlan_counters *counters, u32 len)
{
	struct vsw_vlan_stats *stats = this_cpu_ptr(counters->cpu);

	u64_stats_update_begin(&stats->syncp);
	count(&stats->tx_frames, &stats->tx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}
