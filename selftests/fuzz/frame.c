// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: the way of a frame through what parses it. It comes in at one
 * port with any settings, in any form in which the kernel may hold it, leaves
 * by another, and comes back to a port that is set as that one. Linked with
 * files of the module, see the Makefile; the head of an input is settings, the
 * rest is the frame.
 */
#include <stdio.h>

#include "net.h"

#include "conf.h"
#include "fdb.h"
#include "frame.h"
#include "port.h"
#include "vlan.h"

#define MAPS_MAX 4

/* The first byte of an input. */
enum {
	TAG_BESIDE	= BIT(0),
	TAG_8021AD	= BIT(1),
	PROTOCOL_LIES	= BIT(2),
	GSO		= BIT(3),
	NO_MEMORY	= BIT(4),
	IN_PAGES	= BIT(5),
};

/* What control has, which is not linked in; nothing here depends on it. */

void vsw_vlans_touch(struct vsw_conf *conf, const struct vsw_port_conf *pc)
{
	(void)conf;
	(void)pc;
}

void vsw_vlan_set_get(struct vsw_vlan_set *set)
{
	if (set)
		set->ref.n++;
}

void vsw_vlan_set_put(struct vsw_vlan_set *set)
{
	if (set && !--set->ref.n)
		kfree(set);
}

void vsw_vlan_map_get(struct vsw_vlan_map *map)
{
	if (map)
		map->ref.n++;
}

void vsw_vlan_map_put(struct vsw_vlan_map *map)
{
	if (map && !--map->ref.n)
		kfree(map);
}

int vsw_name_check(const char *name, const struct nlattr *attr,
		   struct netlink_ext_ack *extack)
{
	(void)name;
	(void)attr;
	(void)extack;
	return 0;
}

struct vsw_port_conf *vsw_conf_next_port(const struct vsw_conf *conf,
					 u32 *number)
{
	(void)conf;
	(void)number;
	return NULL;
}

/* A VID that a VLAN can have. */
static u16 take_vid(struct input *in)
{
	u16 vid = take16(in) & VLAN_VID_MASK;

	return vid > VSW_VID_MAX ? VSW_VID_MAX : vid ? vid : 1;
}

static bool has_any(const struct vsw_vlan_set *set, u16 first, u16 last)
{
	for (; first <= last; first++)
		if (test_bit(first, set->member))
			return true;
	return false;
}

static struct vsw_vlan_set *take_set(struct input *in, bool hybrid)
{
	struct vsw_vlan_set *set = vsw_vlan_set_create();
	u8 n = take8(in) % 8, how;
	u16 first, last;

	if (n == 7)
		vsw_vlan_set_add(set, 1, VSW_VID_MAX, false);
	while (n-- && set->n < VSW_VIDS) {
		first = take_vid(in);
		how = take8(in);
		last = min(first + how / 2, VSW_VID_MAX);
		if (!has_any(set, first, last))
			vsw_vlan_set_add(set, first, last, hybrid && how & 1);
	}
	return set;
}

static struct vsw_vlan_map *take_map(struct input *in)
{
	struct vsw_vlan_pair pair[MAPS_MAX];
	u32 wanted = take8(in) % (MAPS_MAX + 1), n = 0, i;

	while (wanted--) {
		pair[n].tag = take_vid(in);
		pair[n].vid = take_vid(in);
		for (i = 0; i < n; i++)
			if (pair[i].tag == pair[n].tag ||
			    pair[i].vid == pair[n].vid)
				break;
		if (i == n)
			n++;
	}
	return n ? vsw_vlan_map_create(pair, n) : NULL;
}

/* The settings of a port, as far as the module takes them. */
static void take_port(struct input *in, struct vsw_port_conf *pc)
{
	static struct vsw_conf conf;
	struct netlink_ext_ack extack = { 0 };
	u8 how = take8(in);
	struct vsw_vlan_request req = {
		.has_mode = true, .has_pvid = true, .has_vlans = true,
		.has_map = true, .has_accept = true, .has_pcp = true,
		.has_protocol = true,
		.mode = how & 3,
		.protocol = how >> 2 & 1,
		.accept = (how >> 3 & 3) % (VSWITCH_FRAME_TYPES_MAX + 1),
		.pcp = take8(in) % (VSWITCH_PCP_KEEP + 1),
	};
	int err;

	if (how & BIT(5) || !(req.mode & 3))
		req.pvid = take_vid(in);
	if (req.mode == VSWITCH_VLAN_MODE_TRUNK ||
	    req.mode == VSWITCH_VLAN_MODE_HYBRID)
		req.vlans = take_set(in, req.mode == VSWITCH_VLAN_MODE_HYBRID);
	if (how & BIT(6))
		req.map = take_map(in);
	*pc = (struct vsw_port_conf){ 0 };
	vsw_vlan_port_init(pc, 0);
	err = vsw_vlan_apply(&conf, pc, &req, &extack);
	HOLDS(!err == !extack._msg);
	vsw_vlan_set_put(req.vlans);
	vsw_vlan_map_put(req.map);
	if (!err)
		return;
	/* a port that is refused keeps what it had: what new ones have */
	vsw_vlan_set_put(pc->vlans);
	vsw_vlan_map_put(pc->map);
	*pc = (struct vsw_port_conf){ 0 };
	vsw_vlan_port_init(pc, how >> 2 & 1);
}

static void drop_port(struct vsw_port_conf *pc)
{
	vsw_vlan_set_put(pc->vlans);
	vsw_vlan_map_put(pc->map);
}

/* What eth_type_trans() makes of a frame, whose header is there. */
static __be16 protocol_of(const struct sk_buff *skb)
{
	__be16 type = eth_hdr(skb)->h_proto;

	return ntohs(type) < 0x600 ? htons(4) : type;
}

/* The rest of the input as a buffer, at the door; a runt is not pulled. */
static void take_skb(struct input *in, struct sk_buff *skb)
{
	u8 how = take8(in);
	u32 room = take8(in) % 70;
	u16 tci = take16(in);
	u16 protocol = take16(in);

	*skb = (struct sk_buff){ .no_memory = how & NO_MEMORY };
	if (how & TAG_BESIDE)
		__vlan_hwaccel_put_tag(skb, htons(how & TAG_8021AD ?
						  ETH_P_8021AD : ETH_P_8021Q),
				       tci);
	if (how & IN_PAGES)
		skb->len = take16(in);
	if (how & GSO) {
		skb->gso_size = 1 + take16(in);
		skb->gso_headers = take8(in);
	}
	skb->head = malloc(room + in->left ?: 1);
	skb->data = skb->head + room;
	skb->mac_header = room;
	skb->tail = skb->data + in->left;
	skb->len += in->left;
	memcpy(skb->data, in->at, in->left);
	skb->protocol = htons(protocol);
	if (skb_headlen(skb) < ETH_HLEN)
		return;
	if (!(how & PROTOCOL_LIES))
		skb->protocol = protocol_of(skb);
	skb_pull(skb, ETH_HLEN);
}

/* Does the frame, as it arrived, say in its tag that it is in a VLAN? */
static u16 said_vid(const struct vsw_frame *frame,
		    const struct vsw_port_conf *pc)
{
	return frame->tpid && frame->tpid == pc->tpid ?
	       frame->tci & VLAN_VID_MASK : 0;
}

/* Why a port does not take a frame, said plainly; NONE when it should. */
static enum vsw_drop naive_reason(const struct vsw_frame *frame,
				  const struct vsw_port_conf *pc)
{
	u16 said = said_vid(frame, pc), vid = said;
	u32 i;

	if (said && pc->accept == VSWITCH_FRAME_TYPES_UNTAGGED)
		return VSW_DROP_VLAN_FRAME_TYPE;
	if (!said && pc->accept == VSWITCH_FRAME_TYPES_TAGGED)
		return VSW_DROP_VLAN_FRAME_TYPE;
	if (!said)
		return pc->pvid ? VSW_DROP_NONE : VSW_DROP_VLAN_NO_PVID;
	if (said == 4095)
		return VSW_DROP_VLAN_RESERVED;
	for (i = 0; pc->map && i < pc->map->n; i++)
		if (pc->map->pair[i].vid == said)
			vid = 0;
	for (i = 0; pc->map && i < pc->map->n; i++)
		if (pc->map->pair[i].tag == said)
			vid = pc->map->pair[i].vid;
	return vid && vsw_vlan_is_member(pc, vid) ? VSW_DROP_NONE
						  : VSW_DROP_VLAN_INGRESS;
}

/* Either it is in a VLAN, of which the port is a member, or it is dropped. */
static enum vsw_drop classify(struct vsw_frame *frame,
			      const struct vsw_port_conf *pc)
{
	enum vsw_drop reason;

	frame->vid = 0;
	frame->src = 0;
	reason = vsw_vlan_classify(frame, pc);
	HOLDS(reason < VSW_DROP_MAX);
	HOLDS(reason == naive_reason(frame, pc));
	HOLDS(!reason == !!frame->vid);
	if (reason) {
		HOLDS(!frame->src);
		return reason;
	}
	HOLDS(frame->vid >= 1 && frame->vid <= 4094);
	HOLDS(vsw_vlan_is_member(pc, frame->vid));
	HOLDS(vsw_fdb_key_vid(frame->src) == frame->vid);
	HOLDS(vsw_fdb_key_vid(frame->dst) == frame->vid);
	HOLDS(!(frame->priority & VLAN_VID_MASK));
	HOLDS(pc->pcp == VSWITCH_PCP_KEEP ||
	      frame->priority >> VLAN_PRIO_SHIFT == pc->pcp);
	return reason;
}

static bool parse(struct vsw_frame *frame, const struct sk_buff *skb)
{
	bool whole = skb->tail - skb_mac_header(skb) >= ETH_HLEN;

	HOLDS(vsw_frame_is_whole(skb) == whole);
	if (!whole)
		return false;
	*frame = vsw_frame_parse(skb);
	HOLDS((const u8 *)frame->eth == skb_mac_header(skb));
	HOLDS(frame->payload == skb->len);
	HOLDS(frame->len == skb->len + ETH_HLEN +
	      (skb->vlan_present ? VLAN_HLEN : 0));
	HOLDS(!frame->tpid == !skb->vlan_present);
	HOLDS(frame->inner_tpid == (eth_type_vlan(frame->eth->h_proto) ?
				     frame->eth->h_proto : 0));
	return true;
}

/* Bytes that count against an MTU: all but Ethernet header and outermost tag. */
static s64 counted(const struct sk_buff *skb)
{
	s64 len = (s64)skb->len - ETH_HLEN;

	HOLDS(skb->data == skb_mac_header(skb));
	if (!skb->vlan_present && eth_type_vlan(eth_hdr(skb)->h_proto))
		len -= VLAN_HLEN;
	return len;
}

static void check_fits(const struct vsw_frame *frame, s32 growth)
{
	s64 len = (s64)frame->payload + growth, mtu;
	bool before = false, fits;

	for (mtu = len - 2; mtu < len + 3; mtu++) {
		if (mtu < 0)
			continue;
		fits = vsw_frame_fits(frame, growth, (u32)mtu);
		HOLDS(fits >= before);
		HOLDS(fits == (len <= mtu) || skb_is_gso(frame->skb));
		before = fits;
	}
	vsw_frame_fits(frame, growth, 68);
	vsw_frame_fits(frame, growth, UINT32_MAX);
}

/* What the kernel does with a frame before a port sees it. False: dropped. */
static bool receive(struct sk_buff *skb)
{
	u8 *data;

	if (!skb->vlan_present && eth_type_vlan(eth_hdr(skb)->h_proto)) {
		if (skb_headlen(skb) < ETH_HLEN + VLAN_HLEN)
			return false;
		data = skb->data;
		__vlan_hwaccel_put_tag(skb, eth_hdr(skb)->h_proto,
				       get_unaligned_be16(data + ETH_HLEN));
		memmove(data + VLAN_HLEN, data, 2 * ETH_ALEN);
		skb->mac_header += VLAN_HLEN;
		skb_pull(skb, VLAN_HLEN);
	}
	skb->protocol = protocol_of(skb);
	skb_pull(skb, ETH_HLEN);
	return true;
}

/*
 * A port that is set as the one that it left by takes it for what it was,
 * where the way it left allows to tell.
 */
static void check_return(struct sk_buff *skb, const struct vsw_frame *sent,
			 const struct vsw_port_conf *pc)
{
	bool untagged = vsw_vlan_is_untagged(pc, sent->vid);
	struct vsw_frame frame;
	enum vsw_drop reason;

	if (!receive(skb))
		return;
	HOLDS(parse(&frame, skb));
	HOLDS(!memcmp(frame.eth->h_dest, skb_mac_header(skb), 2 * ETH_ALEN));
	reason = classify(&frame, pc);
	HOLDS(untagged || frame.has_own_tag);
	if (untagged && (said_vid(&frame, pc) || sent->vid != pc->pvid))
		return;
	if (pc->accept == (untagged ? VSWITCH_FRAME_TYPES_TAGGED
				    : VSWITCH_FRAME_TYPES_UNTAGGED)) {
		HOLDS(reason == VSW_DROP_VLAN_FRAME_TYPE);
		return;
	}
	HOLDS(!reason);
	HOLDS(frame.vid == sent->vid);
	HOLDS(frame.src == sent->src && frame.dst == sent->dst);
	if (!untagged && pc->pcp == VSWITCH_PCP_KEEP)
		HOLDS(frame.priority == sent->priority);
}

static void check_way(struct sk_buff *skb, const struct vsw_port_conf *from,
		      const struct vsw_port_conf *to)
{
	struct vsw_vlan_stats stats = { 0 };
	struct vsw_vlan_counters counters = { .cpu = &stats };
	struct vsw_frame frame;
	s32 growth;

	if (!parse(&frame, skb))
		return;
	vsw_frame_reserved(&frame);
	if (classify(&frame, from) || !vsw_vlan_is_member(to, frame.vid))
		return;
	frame.counters = &counters;
	vsw_vlan_count_rx(frame.counters, frame.len);
	HOLDS(stats.rx_frames.v == 1 && stats.rx_bytes.v == frame.len);

	growth = vsw_vlan_growth(&frame, to);
	check_fits(&frame, growth);
	skb_push(skb, ETH_HLEN);
	if (!vsw_vlan_retag(skb, &frame, to)) {
		HOLDS(skb->no_memory);
		return;
	}
	HOLDS(counted(skb) == (s64)frame.payload + growth);
	check_return(skb, &frame, to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct vsw_port_conf from, to;
	struct sk_buff skb;

	take_port(&in, &from);
	if (take8(&in) & 1) {
		take_port(&in, &to);
	} else {
		to = from;
		vsw_vlan_set_get(to.vlans);
		vsw_vlan_map_get(to.map);
	}
	take_skb(&in, &skb);
	check_way(&skb, &from, &to);
	free(skb.head);
	drop_port(&to);
	drop_port(&from);
	return 0;
}
