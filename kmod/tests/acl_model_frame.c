// SPDX-License-Identifier: GPL-2.0
/*
 * Random frames of which is known what is in them: what they have comes from
 * small pools, so that rules match. Called by the suites and in user space; see
 * acl_model.h.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "acl_model.h"

/**
 * struct writer - a frame, while it is written
 * @s: the frame
 * @rnd: where random numbers come from
 * @at: how far it is
 * @network: where the network header begins
 * @tags: how many tags
 * @need: bytes without which it is malformed
 */
struct writer {
	struct vsw_sample *s;
	struct vsw_rnd *rnd;
	u32 at;
	u32 network;
	u32 tags;
	u32 need;
};

/* Vigna's splitmix64, public domain: any seed will do. */
u32 vsw_rnd_next(struct vsw_rnd *rnd)
{
	u64 z = rnd->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return (z ^ z >> 31) >> 32;
}

u32 vsw_rnd_below(struct vsw_rnd *rnd, u32 n)
{
	return vsw_rnd_next(rnd) % n;
}

static bool chance(struct vsw_rnd *rnd, u32 n)
{
	return !vsw_rnd_below(rnd, n);
}

u64 vsw_sample_mac(struct vsw_rnd *rnd)
{
	static const u64 first[] = {
		0x020000000000ULL, 0x020000ff0000ULL, 0xffffffff0000ULL,
	};

	return first[vsw_rnd_below(rnd, 3)] + vsw_rnd_below(rnd, 4);
}

u32 vsw_sample_ip4(struct vsw_rnd *rnd)
{
	static const u32 first[] = {
		0x0a000000, 0x0a000100, 0x0a010000, 0xc0000200,
	};

	return first[vsw_rnd_below(rnd, 4)] + vsw_rnd_below(rnd, 4);
}

void vsw_sample_ip6(struct vsw_rnd *rnd, u64 *address)
{
	static const u64 first[] = {
		0x20010db800000000ULL, 0x20010db800010000ULL,
		0x20010db800010008ULL, 0xfe80000000000000ULL,
	};

	address[0] = first[vsw_rnd_below(rnd, 4)];
	address[1] = vsw_rnd_below(rnd, 4);
}

u16 vsw_sample_port(struct vsw_rnd *rnd)
{
	static const u16 port[] = { 0, 22, 53, 80, 443, 65535 };

	if (chance(rnd, 2))
		return 1000 + vsw_rnd_below(rnd, 8);
	return port[vsw_rnd_below(rnd, ARRAY_SIZE(port))];
}

u8 vsw_sample_proto(struct vsw_rnd *rnd)
{
	static const u8 proto[] = { 6, 6, 17, 17, 1, 58, 132, 33, 136, 47, 59 };

	return proto[vsw_rnd_below(rnd, ARRAY_SIZE(proto))];
}

static void put8(struct writer *w, u8 value)
{
	w->s->byte[w->at++] = value;
}

static void put16(struct writer *w, u16 value)
{
	put_unaligned_be16(value, w->s->byte + w->at);
	w->at += 2;
}

static void put32(struct writer *w, u32 value)
{
	put16(w, value >> 16);
	put16(w, value);
}

static void put64(struct writer *w, u64 value)
{
	put32(w, value >> 32);
	put32(w, value);
}

static void put_mac(struct writer *w, u64 mac)
{
	put16(w, mac >> 32);
	put32(w, mac);
}

static void put_random(struct writer *w, u32 n)
{
	while (n--)
		put8(w, vsw_rnd_next(w->rnd));
}

static void put_tcp(struct writer *w)
{
	struct vsw_sample *s = w->s;
	u32 words = chance(w->rnd, 4) ? 5 + vsw_rnd_below(w->rnd, 11) : 5;
	static const u16 flags[] = { 0x02, 0x12, 0x10, 0x04, 0x11, 0x1c2 };

	if (chance(w->rnd, 40)) {
		words = vsw_rnd_below(w->rnd, 5);
		s->malformed = true;
	}
	s->tcp = true;
	s->flags = flags[vsw_rnd_below(w->rnd, ARRAY_SIZE(flags))];
	put64(w, vsw_rnd_next(w->rnd));
	put16(w, words << 12 | s->flags);
	put_random(w, 6 + (words > 5 ? (words - 5) * 4 : 0));
}

static void put_ports(struct writer *w)
{
	w->s->ports = true;
	w->s->sport = vsw_sample_port(w->rnd);
	w->s->dport = vsw_sample_port(w->rnd);
	put16(w, w->s->sport);
	put16(w, w->s->dport);
}

static void put_icmp(struct writer *w)
{
	static const u8 type[] = { 0, 3, 8, 128, 129, 135 };

	w->s->type = type[vsw_rnd_below(w->rnd, ARRAY_SIZE(type))];
	w->s->code = vsw_rnd_below(w->rnd, 3);
	put8(w, w->s->type);
	put8(w, w->s->code);
	put_random(w, 6);
}

static void put_transport(struct writer *w)
{
	struct vsw_sample *s = w->s;

	switch (s->proto) {
	case 6:
		put_ports(w);
		put_tcp(w);
		break;
	case 17:
	case 136:
		put_ports(w);
		put_random(w, 4);
		break;
	case 33:
	case 132:
		put_ports(w);
		put_random(w, 8);
		break;
	case 1:
		s->icmp = s->ip4;
		if (s->ip4)
			put_icmp(w);
		break;
	case 58:
		s->icmp6 = s->ip6;
		if (s->ip6)
			put_icmp(w);
		break;
	}
}

/* A fragment? Bytes that it is behind the first one. */
static u32 pick_fragment(struct writer *w, bool *more)
{
	u32 offset = 0;

	*more = false;
	if (!chance(w->rnd, 6))
		return 0;
	w->s->frag = true;
	*more = chance(w->rnd, 2);
	if (!*more || chance(w->rnd, 2)) {
		offset = chance(w->rnd, 6) ? 8 :
			 16 + vsw_rnd_below(w->rnd, 100) * 8;
		w->s->later = true;
		if (offset == 8 && w->s->proto == 6)
			w->s->malformed = true;
	}
	return offset;
}

static void put_payload(struct writer *w, u32 *end)
{
	if (!w->s->later)
		put_transport(w);
	put_random(w, vsw_rnd_below(w->rnd, 20));
	*end = w->at;
	w->need = w->at;
}

static void put_ip4(struct writer *w)
{
	u32 options = chance(w->rnd, 5) ? vsw_rnd_below(w->rnd, 11) : 0;
	struct vsw_sample *s = w->s;
	u32 start = w->at, end, offset;
	bool more;

	s->ip4 = true;
	s->proto = vsw_sample_proto(w->rnd);
	s->dscp = vsw_rnd_below(w->rnd, 4) * 10;
	offset = pick_fragment(w, &more);
	put8(w, 0x40 | (5 + options));
	put8(w, s->dscp << 2 | vsw_rnd_below(w->rnd, 4));
	put32(w, 0);
	put16(w, offset / 8 | (more ? 0x2000 : 0) |
		 (chance(w->rnd, 2) ? 0x4000 : 0));
	put8(w, 64);
	put8(w, s->proto);
	put16(w, 0);
	s->src4 = vsw_sample_ip4(w->rnd);
	s->dst4 = vsw_sample_ip4(w->rnd);
	put32(w, s->src4);
	put32(w, s->dst4);
	put_random(w, options * 4);
	put_payload(w, &end);
	/* 0 is to the end */
	if (chance(w->rnd, 20))
		w->need = 0;
	else
		put_unaligned_be16(end - start, s->byte + start + 2);
	if (!chance(w->rnd, 25))
		return;
	s->malformed = true;
	switch (vsw_rnd_below(w->rnd, 4)) {
	case 0:
		s->byte[start] ^= 0x10 << vsw_rnd_below(w->rnd, 4);
		break;
	case 1:
		s->byte[start] = 0x40 | vsw_rnd_below(w->rnd, 5);
		break;
	case 2:
		put_unaligned_be16(1 + vsw_rnd_below(w->rnd, 19),
				   s->byte + start + 2);
		break;
	default:
		put_unaligned_be16(VSW_MODEL_FRAME, s->byte + start + 2);
	}
}

/* One extension header; @slot is where its kind goes. Return: the next slot. */
static u32 put_extension(struct writer *w, u32 slot)
{
	static const u8 kind[] = { 0, 43, 60, 135, 139, 140, 51 };
	u32 i = vsw_rnd_below(w->rnd, ARRAY_SIZE(kind));
	u32 more = vsw_rnd_below(w->rnd, 2), start = w->at;

	w->s->byte[slot] = kind[i];
	put8(w, 0);
	if (kind[i] == 51) {
		put8(w, 1 + more);
		put_random(w, 10 + more * 4);
	} else {
		put8(w, more);
		put_random(w, 6 + more * 8);
	}
	return start;
}

static u32 put_extensions(struct writer *w, u32 slot)
{
	u32 n = chance(w->rnd, 3) ? vsw_rnd_below(w->rnd, 9) : 0;
	bool more, atomic = chance(w->rnd, 12);
	u32 offset, start;

	if (chance(w->rnd, 40)) {
		n = 9;
		w->s->malformed = true;
	}
	offset = pick_fragment(w, &more);
	if (w->s->frag || atomic)
		n = n == 9 ? n : min(n, 7U);
	while (n--)
		slot = put_extension(w, slot);
	if (!w->s->frag && !atomic)
		return slot;
	w->s->byte[slot] = 44;
	start = w->at;
	put16(w, 0);
	put16(w, offset | more);
	put32(w, vsw_rnd_next(w->rnd));
	return start;
}

static void put_ip6(struct writer *w)
{
	struct vsw_sample *s = w->s;
	u32 start = w->at, end, slot;

	s->ip6 = true;
	s->proto = vsw_sample_proto(w->rnd);
	s->dscp = vsw_rnd_below(w->rnd, 4) * 10;
	put32(w, 6U << 28 | s->dscp << 22 | (vsw_rnd_next(w->rnd) & 0x3fffff));
	put32(w, 64);
	vsw_sample_ip6(w->rnd, s->src6);
	vsw_sample_ip6(w->rnd, s->dst6);
	put64(w, s->src6[0]);
	put64(w, s->src6[1]);
	put64(w, s->dst6[0]);
	put64(w, s->dst6[1]);
	slot = put_extensions(w, start + 6);
	s->byte[slot] = s->proto;
	put_payload(w, &end);
	if (chance(w->rnd, 20))
		w->need = 0;
	else
		put_unaligned_be16(end - start - 40, s->byte + start + 4);
	if (!chance(w->rnd, 30))
		return;
	s->malformed = true;
	if (chance(w->rnd, 2))
		s->byte[start] ^= 0x10 << vsw_rnd_below(w->rnd, 4);
	else
		put_unaligned_be16(VSW_MODEL_FRAME, s->byte + start + 4);
}

static void put_arp(struct writer *w)
{
	struct vsw_sample *s = w->s;
	u32 start = w->at;

	s->arp = true;
	s->arp_op = 1 + vsw_rnd_below(w->rnd, 3);
	s->src4 = vsw_sample_ip4(w->rnd);
	s->dst4 = vsw_sample_ip4(w->rnd);
	put32(w, 0x00010800);
	put16(w, 0x0604);
	put16(w, s->arp_op);
	put_mac(w, s->smac);
	put32(w, s->src4);
	put_mac(w, 0);
	put32(w, s->dst4);
	w->need = w->at;
	if (chance(w->rnd, 20)) {
		s->byte[start + vsw_rnd_below(w->rnd, 6)] ^= 0x20;
		s->malformed = true;
	}
}

static void put_network(struct writer *w)
{
	struct vsw_sample *s = w->s;
	u32 kind = vsw_rnd_below(w->rnd, 20);

	s->ethertype = kind < 9 ? 0x0800 : kind < 15 ? 0x86dd :
		       kind < 17 ? 0x0806 : kind < 19 ? 0x88cc : 0;
	put16(w, s->ethertype ?: vsw_rnd_below(w->rnd, 0x600));
	w->need = w->at;
	if (s->ethertype == 0x0800)
		put_ip4(w);
	else if (s->ethertype == 0x86dd)
		put_ip6(w);
	else if (s->ethertype == 0x0806)
		put_arp(w);
	else
		put_random(w, vsw_rnd_below(w->rnd, 60));
}

/* Cut a frame short, which it may not survive. */
static void cut(struct writer *w)
{
	u32 len = 14 + vsw_rnd_below(w->rnd, w->at - 13);
	struct vsw_sample *s = w->s;
	u32 i;

	s->len = len;
	if (len >= w->need)
		return;
	s->malformed = true;
	for (i = 0; i < w->tags; i++) {
		if (len < 18 + i * 4) {
			s->ethertype = get_unaligned_be16(s->byte + 12 + i * 4);
			return;
		}
	}
}

/**
 * vsw_sample_random() - make a frame
 * @rnd: where random numbers come from
 * @s: is filled
 */
void vsw_sample_random(struct vsw_rnd *rnd, struct vsw_sample *s)
{
	struct writer w = { .s = s, .rnd = rnd };
	u32 i;

	memset(s, 0, sizeof(*s));
	s->dmac = vsw_sample_mac(rnd);
	s->smac = vsw_sample_mac(rnd);
	s->vid = 1 + vsw_rnd_below(rnd, 4);
	s->pcp = vsw_rnd_below(rnd, 4);
	s->in_port = 1 + vsw_rnd_below(rnd, 4);
	put_mac(&w, s->dmac);
	put_mac(&w, s->smac);
	w.tags = chance(rnd, 4) ? 1 + vsw_rnd_below(rnd, 2) : 0;
	for (i = 0; i < w.tags; i++) {
		put16(&w, chance(rnd, 2) ? 0x8100 : 0x88a8);
		put16(&w, vsw_rnd_next(rnd));
	}
	put_network(&w);
	if (chance(rnd, 4))
		put_random(&w, vsw_rnd_below(rnd, 20));
	s->len = w.at;
	if (chance(rnd, 10) && w.need)
		cut(&w);
	if (s->malformed) {
		s->ip4 = false;
		s->ip6 = false;
		s->arp = false;
		s->ports = false;
		s->tcp = false;
		s->icmp = false;
		s->icmp6 = false;
		s->frag = false;
		s->later = false;
	}
}

/**
 * vsw_sample_parse() - what the module finds in a frame
 * @s: the frame
 * @flow: is filled
 */
void vsw_sample_parse(const struct vsw_sample *s, struct vsw_flow *flow)
{
	struct vsw_flow_input in = {
		.head = s->byte,
		.have = s->len,
		.len = s->len,
		.meta = s->vid | (u64)s->pcp << 12 | (u64)s->len << 16,
		.in_port = s->in_port,
	};

	vsw_flow_parse(flow, &in);
}

static u64 sample_l4(const struct vsw_sample *s)
{
	if (s->ports)
		return (u64)s->sport << 48 | (u64)s->dport << 32 |
		       (s->tcp ? s->flags : 0);
	if (s->icmp || s->icmp6)
		return (u64)s->type << 56 | (u64)s->code << 48;
	return s->arp ? (u64)s->arp_op << 48 : 0;
}

/**
 * vsw_sample_flow() - what is in a frame, as a flow
 * @s: the frame
 * @flow: is filled: what vsw_flow_parse() should find
 */
void vsw_sample_flow(const struct vsw_sample *s, struct vsw_flow *flow)
{
	u64 *word = flow->word;
	u64 meta = s->vid | (u64)s->pcp << 12 | (u64)s->len << 16;

	memset(flow, 0, sizeof(*flow));
	word[VSW_FLOW_SMAC] = s->smac << 16 | s->ethertype;
	word[VSW_FLOW_DMAC] = s->dmac << 16 | s->in_port;
	meta |= s->malformed ? VSW_META_MALFORMED : 0;
	if (s->ip4 || s->ip6) {
		meta |= VSW_META_IP | (u64)s->proto << 32 | (u64)s->dscp << 40;
		meta |= s->ip4 ? VSW_META_IP4 : VSW_META_IP6;
		meta |= s->frag ? VSW_META_FRAG : 0;
		meta |= s->later ? VSW_META_LATER : 0;
	}
	meta |= s->arp ? VSW_META_ARP : 0;
	meta |= s->ports ? VSW_META_PORTS : 0;
	meta |= s->tcp ? VSW_META_TCP : 0;
	meta |= s->icmp ? VSW_META_ICMP : 0;
	meta |= s->icmp6 ? VSW_META_ICMP6 : 0;
	word[VSW_FLOW_META] = meta;
	if (s->ip4 || s->arp)
		word[VSW_FLOW_IPV4] = (u64)s->src4 << 32 | s->dst4;
	word[VSW_FLOW_L4] = sample_l4(s);
	if (s->ip6) {
		word[VSW_FLOW_SRC6] = s->src6[0];
		word[VSW_FLOW_SRC6_LOW] = s->src6[1];
		word[VSW_FLOW_DST6] = s->dst6[0];
		word[VSW_FLOW_DST6_LOW] = s->dst6[1];
	}
}
