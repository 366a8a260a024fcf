// SPDX-License-Identifier: GPL-2.0
/*
 * Which VLAN a frame is in, and which tag it leaves with. Called in the path
 * of a frame: RCU read-side section, bottom halves off.
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

/* The VLAN that a VID in a tag means; 0: none. */
static u16 vid_of_tag(const struct vsw_vlan_map *map, u16 tag)
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
 * vsw_vlan_classify() - find the VLAN of a received frame
 * @frame: the frame; its VLAN, priority and keys are filled in
 * @in: the port it came from
 *
 * IEEE 802.1Q-2018 6.9 (acceptable frame types, PVID, translation), 8.6.2
 * (ingress filtering).
 *
 * Return: VSW_DROP_NONE, or why the port does not take it.
 */
enum vsw_drop vsw_vlan_classify(struct vsw_frame *frame,
				const struct vsw_port_conf *in)
{
	u16 vid = 0;

	frame->has_own_tag = frame->tpid && frame->tpid == in->tpid;
	if (frame->has_own_tag) {
		vid = frame->tci & VLAN_VID_MASK;
		frame->priority = frame->tci & ~VLAN_VID_MASK;
	}
	/* VID 0 is no VLAN: such a tag is there for its priority only */
	if (unlikely(in->accept == (vid ? VSWITCH_FRAME_TYPES_UNTAGGED
					: VSWITCH_FRAME_TYPES_TAGGED)))
		return VSW_DROP_VLAN_FRAME_TYPE;
	if (!vid) {
		vid = in->pvid;
		if (unlikely(!vid))
			return VSW_DROP_VLAN_NO_PVID;
	} else {
		if (unlikely(vid > VSW_VID_MAX))
			return VSW_DROP_VLAN_RESERVED;
		if (in->map)
			vid = vid_of_tag(in->map, vid);
		if (unlikely(!vid || !vsw_vlan_is_member(in, vid)))
			return VSW_DROP_VLAN_INGRESS;
	}
	if (unlikely(in->pcp != VSWITCH_PCP_KEEP))
		frame->priority = (frame->priority & VLAN_CFI_MASK) |
				  in->pcp << VLAN_PRIO_SHIFT;
	vsw_frame_set_vid(frame, vid);
	return VSW_DROP_NONE;
}

/**
 * vsw_vlan_growth() - how much more than in the buffer counts against an MTU
 * @frame: a frame whose VLAN is known
 * @out: the port it is to leave by
 *
 * The outermost tag of what leaves does not count (IEEE 802.3-2018 3.2.7);
 * any other does.
 *
 * Return: bytes, may be negative.
 */
s32 vsw_vlan_growth(const struct vsw_frame *frame,
		    const struct vsw_port_conf *out)
{
	bool untagged = vsw_vlan_is_untagged(out, frame->vid);

	/* the tag beside the buffer is a foreign one, and goes inside */
	if (frame->tpid && !frame->has_own_tag)
		return untagged ? 0 : VLAN_HLEN;
	/* what is left in the buffer becomes the outermost tag */
	return untagged && frame->inner_tpid ? -VLAN_HLEN : 0;
}

/**
 * vsw_vlan_is_unclear() - would a tag of the sender's be taken for the VLAN's?
 * @frame: a frame whose VLAN is known
 * @out: the port it is to leave by
 *
 * Where a port has untagged frames beside tagged ones, one that leaves without
 * the tag of its VLAN must not begin with a tag that says another.
 *
 * Return: true when it would.
 */
bool vsw_vlan_is_unclear(const struct vsw_frame *frame,
			 const struct vsw_port_conf *out)
{
	__be16 next = frame->tpid && !frame->has_own_tag ? frame->tpid
							 : frame->inner_tpid;

	return unlikely(next) && next == out->tpid && out->vlans &&
	       vsw_vlan_is_untagged(out, frame->vid);
}

/**
 * vsw_vlan_retag() - give a frame the tag that it leaves with
 * @skb: its buffer, not shared; data begins at the Ethernet header
 * @frame: the frame
 * @out: the port it leaves by
 *
 * The tag is put beside the buffer (skb->vlan_tci); a device that cannot insert
 * it has it inserted by the kernel.
 * Return: false when there was no memory.
 */
bool vsw_vlan_retag(struct sk_buff *skb, const struct vsw_frame *frame,
		    const struct vsw_port_conf *out)
{
	u16 vid = frame->vid;

	if (frame->has_own_tag)
		__vlan_hwaccel_clear_tag(skb);
	if (vsw_vlan_is_untagged(out, vid))
		return true;
	if (out->map)
		vid = tag_of_vid(out->map, vid);
	return !skb_vlan_push(skb, out->tpid, frame->priority | vid);
}

static void count(u64_stats_t *frames, u64_stats_t *bytes, u32 len)
{
	u64_stats_inc(frames);
	u64_stats_add(bytes, len);
}

/**
 * vsw_vlan_count_rx() - count a frame that came in, where its VLAN is counted
 * @frame: the frame
 */
void vsw_vlan_count_rx(const struct vsw_frame *frame)
{
	struct vsw_vlan_stats *stats = this_cpu_ptr(frame->counters->cpu);

	u64_stats_update_begin(&stats->syncp);
	count(&stats->rx_frames, &stats->rx_bytes, frame->len);
	u64_stats_update_end(&stats->syncp);
}

/**
 * vsw_vlan_count_tx() - count a copy that left, where its VLAN is counted
 * @frame: the frame
 * @len: bytes of the copy
 */
void vsw_vlan_count_tx(const struct vsw_frame *frame, u32 len)
{
	struct vsw_vlan_stats *stats = this_cpu_ptr(frame->counters->cpu);

	u64_stats_update_begin(&stats->syncp);
	count(&stats->tx_frames, &stats->tx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}
