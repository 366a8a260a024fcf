// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: from the bytes of a frame to what rules look at, the short way
 * and the long one, which have to say the same; then a code point is written
 * into the frame, and nothing but that is seen to change. Linked with files of
 * the module, see the Makefile; the head of an input is what is known of the
 * frame, the rest is the frame, in memory that ends where it does.
 */
#include "net.h"

#include "dscp.h"
#include "flow.h"
#include "flow_parse.h"

/* The first byte of an input. Longer: there are bytes that nobody has at hand. */
enum {
	LONGER		= BIT(0),
	NO_MEMORY	= BIT(1),
};

#define GIVEN (VSW_META_VID | VSW_META_PCP | VSW_META_LEN)

static u64 meta_of(const struct vsw_flow *flow)
{
	return flow->word[VSW_FLOW_META];
}

static bool same(const struct vsw_flow *a, const struct vsw_flow *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* Parse what a frame begins with. Each word is written, whatever was there. */
static void parse(struct vsw_flow *flow, const struct vsw_flow_input *in)
{
	struct vsw_flow again;

	memset(flow, 0, sizeof(*flow));
	memset(&again, 0xff, sizeof(again));
	vsw_flow_parse(flow, in);
	vsw_flow_parse(&again, in);
	HOLDS(same(flow, &again));
}

/* Which fields there are makes sense, and what is not there is 0. */
static void check_fields(const struct vsw_flow *flow,
			 const struct vsw_flow_input *in)
{
	const u64 above = VSW_META_PORTS | VSW_META_ICMP | VSW_META_ICMP6;
	const u64 *word = flow->word;
	u64 meta = meta_of(flow), v6;

	v6 = word[VSW_FLOW_SRC6] | word[VSW_FLOW_SRC6_LOW] |
	     word[VSW_FLOW_DST6] | word[VSW_FLOW_DST6_LOW];
	HOLDS((meta & GIVEN) == in->meta);
	HOLDS((word[VSW_FLOW_DMAC] & VSW_FLOW_IN_PORT) == in->in_port);
	HOLDS(word[VSW_FLOW_DMAC] >> 16 == get_unaligned_be64(in->head) >> 16);
	HOLDS(word[VSW_FLOW_SMAC] >> 16 ==
	      get_unaligned_be64(in->head + 6) >> 16);
	if (meta & VSW_META_MALFORMED) {
		HOLDS(meta == (in->meta | VSW_META_MALFORMED));
		HOLDS(!word[VSW_FLOW_IPV4] && !word[VSW_FLOW_L4] && !v6);
		return;
	}
	HOLDS(!(meta & VSW_META_IP4) + !(meta & VSW_META_IP6) ==
	      1 + !(meta & VSW_META_IP));
	HOLDS(!(meta & VSW_META_ARP) || !(meta & ~GIVEN & ~VSW_META_ARP));
	HOLDS(meta & VSW_META_IP || !(meta & ~GIVEN & ~VSW_META_ARP));
	HOLDS(meta & VSW_META_IP6 || !v6);
	HOLDS(meta & (VSW_META_IP4 | VSW_META_ARP) || !word[VSW_FLOW_IPV4]);
	HOLDS(meta & (above | VSW_META_ARP) || !word[VSW_FLOW_L4]);
	HOLDS(meta & VSW_META_PORTS || !(meta & VSW_META_TCP));
	HOLDS(meta & VSW_META_IP4 || !(meta & VSW_META_ICMP));
	HOLDS(meta & VSW_META_IP6 || !(meta & VSW_META_ICMP6));
	/* what is behind the headers of a later fragment is no header */
	HOLDS(meta & VSW_META_FRAG || !(meta & VSW_META_LATER));
	HOLDS(!(meta & VSW_META_LATER) || !(meta & above));
}

/* A packet of IP is no longer than the frame, whatever its header says. */
static void check_length(const struct vsw_flow *flow,
			 const struct vsw_flow_input *in)
{
	const u8 *type = in->head + 2 * ETH_ALEN, *ip;
	u32 left = in->len - ETH_HLEN;

	if (!(meta_of(flow) & VSW_META_IP))
		return;
	while (get_unaligned_be16(type) == ETH_P_8021Q ||
	       get_unaligned_be16(type) == ETH_P_8021AD) {
		type += VLAN_HLEN;
		left -= VLAN_HLEN;
	}
	ip = type + 2;
	if (meta_of(flow) & VSW_META_IP4)
		HOLDS(get_unaligned_be16(ip + 2) <= left);
	else
		HOLDS(get_unaligned_be16(ip + 4) + 40 <= left);
}

/* The short way says what the long one does, or nothing at all. */
static bool check_plain(const struct vsw_flow *flow,
			const struct vsw_flow_input *in)
{
	struct vsw_plain words = vsw_plain_parse(*in);
	struct vsw_flow plain;

	if (!words.meta)
		return false;
	vsw_flow_set_plain(&plain, words);
	HOLDS(same(&plain, flow));
	return true;
}

/*
 * Of a frame that is cut short the same is seen, or nothing; and what was
 * malformed does not get better by that.
 */
static void check_cut(const struct vsw_flow *whole,
		      const struct vsw_flow_input *in, u32 len)
{
	struct vsw_flow_input cut = *in;
	struct vsw_flow flow;
	u8 *head;

	head = malloc(len);
	memcpy(head, in->head, len);
	cut.head = head;
	cut.have = len;
	cut.len = len;
	parse(&flow, &cut);
	check_fields(&flow, &cut);
	check_length(&flow, &cut);
	check_plain(&flow, &cut);
	if (!(meta_of(&flow) & VSW_META_MALFORMED))
		HOLDS(same(&flow, whole));
	free(head);
}

/*
 * The code point is what was written, and with it alone the flow differs: where
 * the frame has one. What is malformed is not written to by the module, but is
 * to do no harm either.
 */
static void check_dscp(const struct vsw_flow *old, struct vsw_flow_input *in,
		       u8 dscp, bool no_memory)
{
	struct sk_buff skb = { .no_memory = no_memory };
	struct vsw_flow flow;
	u64 *meta = &flow.word[VSW_FLOW_META];

	skb.head = malloc(in->have);
	memcpy(skb.head, in->head, in->have);
	skb.data = skb.head + ETH_HLEN;
	skb.tail = skb.head + in->have;
	skb.len = in->have - ETH_HLEN;
	in->head = skb.head;
	if (!vsw_dscp_set(&skb, dscp)) {
		HOLDS(no_memory);
		parse(&flow, in);
		HOLDS(same(&flow, old));
	} else if (meta_of(old) & VSW_META_IP) {
		parse(&flow, in);
		HOLDS((*meta & VSW_META_DSCP) == (u64)dscp << 40);
		*meta = (*meta & ~VSW_META_DSCP) |
			(meta_of(old) & VSW_META_DSCP);
		HOLDS(same(&flow, old));
	}
	free(skb.head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input left = { data, size };
	struct vsw_flow_input in = { 0 };
	u8 how = take8(&left), dscp;
	struct vsw_flow flow;
	u32 more, cut;
	u8 *head;

	in.in_port = take16(&left);
	in.meta = ((u64)take16(&left) << 16 | take16(&left)) & GIVEN;
	dscp = take8(&left) & 0x3f;
	cut = take16(&left);
	more = how & LONGER ? take16(&left) * 4 : 0;
	if (left.left < ETH_HLEN)
		return 0;
	in.have = min(left.left, (size_t)VSW_FLOW_HEADERS);
	in.len = left.left + more;
	head = malloc(in.have);
	memcpy(head, left.at, in.have);
	in.head = head;
	parse(&flow, &in);
	check_fields(&flow, &in);
	check_length(&flow, &in);
	check_plain(&flow, &in);
	check_cut(&flow, &in, ETH_HLEN + cut % (in.have - ETH_HLEN + 1));
	check_dscp(&flow, &in, dscp, how & NO_MEMORY);
	free(head);
	return 0;
}
