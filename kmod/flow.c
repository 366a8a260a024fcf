// SPDX-License-Identifier: GPL-2.0
/*
 * From the first bytes of a frame to the words that rules look at. Called for
 * each frame that a rule may be about, under RCU; knows nothing of what brought
 * the bytes, and reads none behind them. Compiles in user space, too.
 */
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "flow.h"

#define ETHER_BYTES	14
#define TAG_BYTES	4
#define TAGS_MAX	2
#define ARP_BYTES	28
#define IP4_BYTES	20
#define IP6_BYTES	40
#define SNAP_BYTES	8
#define TCP_BYTES	20
#define UDP_BYTES	8
#define DCCP_BYTES	12
#define SCTP_BYTES	12
#define ICMP_BYTES	8
#define EXTENSION_BYTES	8

#define IP4_MORE	0x2000
#define IP4_OFFSET	0x1fff
#define IP6_MORE	0x0001
#define IP6_OFFSET	0xfff8

/* IANA "Protocol Numbers"; the kernel has these in headers of IPv6 alone */
#define NEXT_HOP	0
#define NEXT_ROUTING	43
#define NEXT_FRAGMENT	44
#define NEXT_AUTH	51
#define NEXT_ICMP6	58
#define NEXT_DEST	60
#define NEXT_MOBILITY	135
#define NEXT_HIP	139
#define NEXT_SHIM6	140

/**
 * struct cursor - how far a frame was parsed
 * @head: its first byte
 * @at: where the next header begins; in the end, behind all that rules look at
 * @cut: it is still to be cut into segments
 * @end: bytes that there are and that belong to the packet
 * @meta: what goes to VSW_FLOW_META
 * @l4: what goes to VSW_FLOW_L4
 */
struct cursor {
	const u8 *head;
	u32 at;
	u32 end;
	bool cut;
	u64 meta;
	u64 l4;
};

static __always_inline bool has(const struct cursor *c, u32 bytes)
{
	return likely(c->at + bytes <= c->end);
}

static bool parse_tcp(struct cursor *c)
{
	const u8 *tcp = c->head + c->at;
	u32 words;

	if (!has(c, TCP_BYTES))
		return false;
	words = tcp[12] >> 4;
	if (words < 5 || !has(c, words * 4))
		return false;
	c->meta |= VSW_META_PORTS | VSW_META_TCP;
	c->l4 = (u64)get_unaligned_be32(tcp) << 32 |
		(get_unaligned_be16(tcp + 12) & 0xfff);
	c->at += 14;
	return true;
}

static __always_inline bool parse_ports(struct cursor *c, u32 bytes)
{
	if (!has(c, bytes))
		return false;
	c->meta |= VSW_META_PORTS;
	c->l4 = (u64)get_unaligned_be32(c->head + c->at) << 32;
	c->at += 4;
	return true;
}

static bool parse_icmp(struct cursor *c, u64 which)
{
	if (!has(c, ICMP_BYTES))
		return false;
	c->meta |= which;
	c->l4 = (u64)get_unaligned_be16(c->head + c->at) << 48;
	c->at += 2;
	return true;
}

/* The header behind those of IP; false where it is not whole. */
static __always_inline bool parse_transport(struct cursor *c, u8 proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return parse_tcp(c);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return parse_ports(c, UDP_BYTES);
	case IPPROTO_SCTP:
		return parse_ports(c, SCTP_BYTES);
	case IPPROTO_DCCP:
		return parse_ports(c, DCCP_BYTES);
	case IPPROTO_ICMP:
		/* of one family each: elsewhere they are just numbers */
		return !(c->meta & VSW_META_IP4) ||
		       parse_icmp(c, VSW_META_ICMP);
	case NEXT_ICMP6:
		return !(c->meta & VSW_META_IP6) ||
		       parse_icmp(c, VSW_META_ICMP6);
	}
	return true;
}

/*
 * What is not the first fragment has no header of the transport, but could
 * overwrite one of TCP where it begins within that (RFC 1858 3, RFC 3128). And
 * who cuts a frame numbers the fragments anew, whatever it said it was.
 */
static bool later_is_sane(struct cursor *c, u8 proto, u32 offset)
{
	c->meta |= VSW_META_FRAG | VSW_META_LATER;
	return !c->cut && (proto != IPPROTO_TCP || offset > 8);
}

/* RFC 791 3.1. @len: bytes of the frame behind @at. */
static __always_inline bool parse_ip4(struct cursor *c, u32 len, u64 *addresses)
{
	const u8 *ip = c->head + c->at;
	u32 bytes, total, frag;

	if (!has(c, IP4_BYTES))
		return false;
	bytes = (ip[0] & 0xf) * 4;
	total = get_unaligned_be16(ip + 2);
	frag = get_unaligned_be16(ip + 6);
	/* 0 in one that is yet to be segmented, and longer than can be said */
	if (unlikely(!total))
		total = len;
	if (unlikely(ip[0] >> 4 != 4 || bytes < IP4_BYTES || total < bytes ||
		     total > len))
		return false;
	c->end = min(c->end, c->at + total);
	if (!has(c, bytes))
		return false;

	c->meta |= VSW_META_IP | VSW_META_IP4 | (u64)ip[9] << 32 |
		   (u64)(ip[1] >> 2) << 40;
	*addresses = get_unaligned_be64(ip + 12);
	c->at += bytes;
	if (unlikely(frag & IP4_OFFSET))
		return later_is_sane(c, ip[9], (frag & IP4_OFFSET) * 8);
	if (unlikely(frag & IP4_MORE)) {
		if (c->cut)
			return false;
		c->meta |= VSW_META_FRAG;
	}
	return parse_transport(c, ip[9]);
}

/* How long an extension header is; 0 where it is none (RFC 8200 4). */
static u32 extension_bytes(u8 next, const u8 *header)
{
	switch (next) {
	case NEXT_HOP:
	case NEXT_ROUTING:
	case NEXT_DEST:
	case NEXT_MOBILITY:
	case NEXT_HIP:
	case NEXT_SHIM6:
		return (header[1] + 1) * 8;
	case NEXT_FRAGMENT:
		return EXTENSION_BYTES;
	case NEXT_AUTH:
		/* RFC 4302 2.2; at least the fixed part of it */
		return max(header[1] + 2, 3) * 4;
	}
	return 0;
}

static bool is_extension(u8 next)
{
	static const u8 none[2];

	return extension_bytes(next, none);
}

/* Go through the extension headers, to the header of the transport. */
static bool parse_extensions(struct cursor *c, u8 *proto)
{
	u32 n, bytes, frag;
	u8 next = *proto;
	const u8 *header;

	for (n = 0; is_extension(next); n++) {
		header = c->head + c->at;
		if (n == VSW_FLOW_EXTENSIONS || !has(c, EXTENSION_BYTES))
			return false;
		bytes = extension_bytes(next, header);
		if (!has(c, bytes))
			return false;
		c->at += bytes;
		if (next == NEXT_FRAGMENT) {
			frag = get_unaligned_be16(header + 2);
			*proto = header[0];
			if (frag & IP6_OFFSET)
				return later_is_sane(c, header[0],
						     frag & IP6_OFFSET);
			if (c->cut)
				return false;
			/* without both it is whole (RFC 6946) */
			if (frag & IP6_MORE)
				c->meta |= VSW_META_FRAG;
		}
		next = header[0];
	}
	*proto = next;
	return true;
}

/* RFC 8200 3. @len: bytes of the frame behind @at. */
static bool parse_ip6(struct cursor *c, u32 len, u64 *word)
{
	const u8 *ip = c->head + c->at;
	u32 payload;
	u8 proto;

	if (!has(c, IP6_BYTES) || ip[0] >> 4 != 6)
		return false;
	payload = get_unaligned_be16(ip + 4);
	if (payload > len - IP6_BYTES)
		return false;
	/* 0 in jumbograms, and where it is yet to be segmented */
	if (payload)
		c->end = min(c->end, c->at + IP6_BYTES + payload);

	c->meta |= VSW_META_IP | VSW_META_IP6 |
		   (u64)(get_unaligned_be16(ip) >> 6 & 0x3f) << 40;
	c->at += IP6_BYTES;
	proto = ip[6];
	if (!parse_extensions(c, &proto))
		return false;
	c->meta |= (u64)proto << 32;
	word[VSW_FLOW_SRC6] = get_unaligned_be64(ip + 8);
	word[VSW_FLOW_SRC6_LOW] = get_unaligned_be64(ip + 16);
	word[VSW_FLOW_DST6] = get_unaligned_be64(ip + 24);
	word[VSW_FLOW_DST6_LOW] = get_unaligned_be64(ip + 32);
	return c->meta & VSW_META_LATER || parse_transport(c, proto);
}

/* RFC 826, of IPv4 on Ethernet, which alone has addresses to look at. */
static bool parse_arp(struct cursor *c, u64 *addresses)
{
	const u8 *arp = c->head + c->at;

	if (!has(c, ARP_BYTES) ||
	    get_unaligned_be32(arp) != (1 << 16 | ETH_P_IP) ||
	    get_unaligned_be16(arp + 4) != (6 << 8 | 4))
		return false;
	c->meta |= VSW_META_ARP;
	c->l4 = (u64)get_unaligned_be16(arp + 6) << 48;
	*addresses = (u64)get_unaligned_be32(arp + 14) << 32 |
		     get_unaligned_be32(arp + 24);
	c->at += ARP_BYTES;
	return true;
}

static bool is_tag(u16 type)
{
	return type == ETH_P_8021Q || type == ETH_P_8021AD;
}

/*
 * Skip tags; false where one is not whole, or there are more: who receives them
 * may skip any number, of priority tags for one.
 */
static bool skip_tags(struct cursor *c, u16 *type)
{
	u32 n;

	for (n = 0; is_tag(*type); n++) {
		if (n == TAGS_MAX || !has(c, TAG_BYTES))
			return false;
		*type = get_unaligned_be16(c->head + c->at + 2);
		c->at += TAG_BYTES;
	}
	return true;
}

/*
 * Is there an EtherType that rules know behind a header of LLC and SNAP (IEEE
 * 802, 9.2)? Some receivers look there.
 */
static bool hides_type(const struct cursor *c)
{
	static const u8 snap[] = { 0xaa, 0xaa, 3, 0, 0, 0 };
	const u8 *llc = c->head + c->at;
	u16 type;

	if (!has(c, SNAP_BYTES) || memcmp(llc, snap, sizeof(snap)))
		return false;
	type = get_unaligned_be16(llc + sizeof(snap));
	return type == ETH_P_IP || type == ETH_P_IPV6 || type == ETH_P_ARP ||
	       is_tag(type);
}

/* What is behind the EtherType. False where that is malformed. */
static __always_inline bool parse_network(struct cursor *c, u16 type, u32 len,
					  u64 *word)
{
	switch (type) {
	case ETH_P_IP:
		return parse_ip4(c, len, &word[VSW_FLOW_IPV4]);
	case ETH_P_IPV6:
		return parse_ip6(c, len, word);
	case ETH_P_ARP:
		return parse_arp(c, &word[VSW_FLOW_IPV4]);
	case 0:
		return !hides_type(c);
	}
	return true;
}

/*
 * Of a frame that makes no sense, what is in front of that is left; and nothing
 * where a checksum could be written over that.
 */
static void forget(struct vsw_flow *flow, struct cursor *c,
		   const struct vsw_flow_input *in)
{
	u64 *word = flow->word;

	c->meta = in->meta | VSW_META_MALFORMED;
	c->l4 = 0;
	word[VSW_FLOW_IPV4] = 0;
	memset(&word[VSW_FLOW_SRC6], 0, 4 * sizeof(*word));
	if (in->sum && in->sum < c->at) {
		word[VSW_FLOW_SMAC] = 0;
		word[VSW_FLOW_DMAC] = in->in_port;
	}
}

/**
 * vsw_flow_parse() - find out what rules look at
 * @flow: is filled
 * @in: the frame
 *
 * Of a frame whose headers make no sense, or are not all there, only what is in
 * front of them is told: MAC addresses, EtherType, and what @in says; and only
 * the latter where a checksum is to be written over what rules look at.
 *
 * Context: any.
 */
void vsw_flow_parse(struct vsw_flow *flow, const struct vsw_flow_input *in)
{
	/* the address, and the EtherType or a tag's TPID */
	u64 source = get_unaligned_be64(in->head + 6);
	u64 *word = flow->word;
	struct cursor c = {
		.head = in->head,
		.at = ETHER_BYTES,
		.end = min3(in->have, in->len, (u32)VSW_FLOW_HEADERS),
		.cut = in->cut,
		.meta = in->meta,
	};
	u16 type = source;
	bool whole = true;

	word[VSW_FLOW_DMAC] = (get_unaligned_be64(in->head) & ~0xffffULL) |
			      in->in_port;
	word[VSW_FLOW_IPV4] = 0;
	word[VSW_FLOW_SRC6] = 0;
	word[VSW_FLOW_SRC6_LOW] = 0;
	word[VSW_FLOW_DST6] = 0;
	word[VSW_FLOW_DST6_LOW] = 0;

	if (unlikely(is_tag(type)))
		whole = skip_tags(&c, &type);
	/* a length in its place (IEEE 802.3 3.2.6) */
	if (unlikely(type < ETH_P_802_3_MIN))
		type = 0;
	word[VSW_FLOW_SMAC] = (source & ~0xffffULL) | type;

	if (likely(whole))
		whole = parse_network(&c, type, in->len - c.at, word);
	if (unlikely(!whole || (in->sum && in->sum < c.at)))
		forget(flow, &c, in);
	word[VSW_FLOW_META] = c.meta;
	word[VSW_FLOW_L4] = c.l4;
}
