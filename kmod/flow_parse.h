/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The short way to a flow, for what most frames are: IPv4 without options, not
 * a fragment, with TCP or UDP above. Compiled into the path of a frame, so that
 * the words live in registers; whatever else comes is left to flow.c, which
 * says the same of these.
 */
#ifndef VSW_FLOW_PARSE_H
#define VSW_FLOW_PARSE_H

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/unaligned.h>
#include <net/ip.h>

#include "flow.h"

/** VSW_FLOW_PLAIN_BYTES: what the short way reads at most */
#define VSW_FLOW_PLAIN_BYTES (ETH_HLEN + sizeof(struct iphdr) +		\
			      sizeof(struct tcphdr))

/*
 * Where rules look at nothing any more, less 1: so far a checksum must not be
 * written; without one, @sum - 1 is more than any frame has.
 */
#define VSW_PLAIN_TCP (ETH_HLEN + sizeof(struct iphdr) + 14 - 1)
#define VSW_PLAIN_UDP (ETH_HLEN + sizeof(struct iphdr) + 4 - 1)

/**
 * struct vsw_plain - the words of a flow without IPv6
 * @smac: VSW_FLOW_SMAC
 * @dmac: VSW_FLOW_DMAC
 * @meta: VSW_FLOW_META; 0 where the short way was not to be taken
 * @ipv4: VSW_FLOW_IPV4
 * @l4: VSW_FLOW_L4
 */
struct vsw_plain {
	u64 smac;
	u64 dmac;
	u64 meta;
	u64 ipv4;
	u64 l4;
};

/**
 * vsw_plain_parse() - parse a frame the short way
 * @in: the frame
 *
 * Return: its words; without @meta when it is not such a frame, or too short.
 */
static __always_inline struct vsw_plain
vsw_plain_parse(struct vsw_flow_input in)
{
	const struct ethhdr *eth = (const struct ethhdr *)in.head;
	const struct iphdr *ip = (const struct iphdr *)(eth + 1);
	const u8 *l4 = (const u8 *)(ip + 1);
	const struct vsw_plain none = {};
	u64 meta = in.meta, ports;
	u32 total;

	if (unlikely(in.have < VSW_FLOW_PLAIN_BYTES) ||
	    eth->h_proto != htons(ETH_P_IP) || *(const u8 *)ip != 0x45 ||
	    ip->frag_off & htons(IP_MF | IP_OFFSET))
		return none;
	total = get_unaligned_be16(&ip->tot_len);
	if (unlikely(total > in.len - ETH_HLEN))
		return none;
	ports = (u64)get_unaligned_be32(l4) << 32;
	if (ip->protocol == IPPROTO_TCP) {
		if (unlikely(total < sizeof(*ip) + sizeof(struct tcphdr) ||
			     l4[12] >> 4 != 5 || in.sum - 1 < VSW_PLAIN_TCP))
			return none;
		ports |= get_unaligned_be16(l4 + 12) & 0xfff;
		meta |= VSW_META_TCP;
	} else if (unlikely(ip->protocol != IPPROTO_UDP ||
			    total < sizeof(*ip) + sizeof(struct udphdr) ||
			    in.sum - 1 < VSW_PLAIN_UDP)) {
		return none;
	}
	return (struct vsw_plain){
		.smac = get_unaligned_be64(eth->h_source),
		.dmac = (get_unaligned_be64(eth) & ~VSW_FLOW_IN_PORT) |
			in.in_port,
		.meta = meta | (u64)ip->protocol << 32 |
			(u64)(ip->tos >> 2) << 40 | VSW_META_IP |
			VSW_META_IP4 | VSW_META_PORTS,
		.ipv4 = get_unaligned_be64(&ip->saddr),
		.l4 = ports,
	};
}

/**
 * vsw_flow_set_plain() - fill a flow from its words
 * @flow: the flow
 * @plain: the words
 */
static inline void vsw_flow_set_plain(struct vsw_flow *flow,
				      struct vsw_plain plain)
{
	*flow = (struct vsw_flow){
		.word = {
			[VSW_FLOW_SMAC] = plain.smac,
			[VSW_FLOW_DMAC] = plain.dmac,
			[VSW_FLOW_META] = plain.meta,
			[VSW_FLOW_IPV4] = plain.ipv4,
			[VSW_FLOW_L4] = plain.l4,
		},
	};
}

#endif /* VSW_FLOW_PARSE_H */
