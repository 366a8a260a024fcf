/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What rules look at in a frame, as a few words: each field has its bits in one
 * of them, so that a match on any number of fields is a mask and a value a
 * word. Filled from a frame by flow.c; knows nothing of socket buffers, and
 * compiles in user space, too.
 */
#ifndef VSW_FLOW_H
#define VSW_FLOW_H

#include <linux/bits.h>
#include <linux/types.h>

/**
 * enum vsw_flow_word - the words of a flow
 * @VSW_FLOW_SMAC: source MAC address << 16 | EtherType behind all tags
 * @VSW_FLOW_DMAC: destination MAC address << 16 | number of the port that the
 *	frame came from
 * @VSW_FLOW_META: the bits VSW_META_*
 * @VSW_FLOW_IPV4: IPv4 source << 32 | destination; of ARP the sender's and the
 *	target's protocol address; else 0
 * @VSW_FLOW_L4: what the protocol above has: with VSW_META_PORTS source port
 *	<< 48 | destination port << 32, with VSW_META_TCP also the 12 bits of
 *	flags << 0; with VSW_META_ICMP or VSW_META_ICMP6 type << 56 | code <<
 *	48; with VSW_META_ARP the operation << 48; else 0
 * @VSW_FLOW_SRC6: upper half of the IPv6 source; the lower half is the next
 * @VSW_FLOW_SRC6_LOW: lower half
 * @VSW_FLOW_DST6: upper half of the IPv6 destination
 * @VSW_FLOW_DST6_LOW: lower half
 * @VSW_FLOW_WORDS: how many
 * @VSW_FLOW_PLAIN: how many of them can be other than 0 where the frame has no
 *	IPv6
 *
 * All numbers are in host byte order.
 */
enum vsw_flow_word {
	VSW_FLOW_SMAC,
	VSW_FLOW_DMAC,
	VSW_FLOW_META,
	VSW_FLOW_IPV4,
	VSW_FLOW_L4,
	VSW_FLOW_SRC6,
	VSW_FLOW_SRC6_LOW,
	VSW_FLOW_DST6,
	VSW_FLOW_DST6_LOW,
	VSW_FLOW_WORDS,
	VSW_FLOW_PLAIN = VSW_FLOW_SRC6,
};

/*
 * Bits of VSW_FLOW_META. Those from VSW_META_IP on say which fields there are:
 * a match on a field has its bit in the mask, so that it is false where the
 * field is not.
 */
#define VSW_META_VID		GENMASK_ULL(11, 0)
#define VSW_META_PCP		GENMASK_ULL(14, 12)
#define VSW_META_LEN		GENMASK_ULL(31, 16)	/* at most 65,535 */
#define VSW_META_PROTO		GENMASK_ULL(39, 32)
#define VSW_META_DSCP		GENMASK_ULL(45, 40)
#define VSW_META_FRAG		BIT_ULL(48)	/* a fragment */
#define VSW_META_LATER		BIT_ULL(49)	/* not the first one */
#define VSW_META_MALFORMED	BIT_ULL(50)	/* and none of those below */
#define VSW_META_IP		BIT_ULL(51)	/* IPv4 or IPv6 */
#define VSW_META_IP4		BIT_ULL(52)
#define VSW_META_IP6		BIT_ULL(53)
#define VSW_META_ARP		BIT_ULL(54)
#define VSW_META_PORTS		BIT_ULL(55)
#define VSW_META_TCP		BIT_ULL(56)
#define VSW_META_ICMP		BIT_ULL(57)
#define VSW_META_ICMP6		BIT_ULL(58)

/** VSW_FLOW_IN_PORT: bits of VSW_FLOW_DMAC that are the port it came from */
#define VSW_FLOW_IN_PORT	GENMASK_ULL(15, 0)

/** VSW_META_HAS: the bits that say which fields there are */
#define VSW_META_HAS		GENMASK_ULL(58, 50)

/** VSW_FLOW_HEADERS: bytes at most that headers may take, tags included */
#define VSW_FLOW_HEADERS	512

/** VSW_FLOW_EXTENSIONS: extension headers of IPv6 at most */
#define VSW_FLOW_EXTENSIONS	8

/**
 * struct vsw_flow - what rules look at
 * @word: by enum vsw_flow_word
 */
struct vsw_flow {
	u64 word[VSW_FLOW_WORDS];
};

/**
 * struct vsw_flow_input - a frame to be parsed
 * @head: its first bytes, from the destination address on, without a tag that
 *	is beside them
 * @have: how many bytes there are at @head; at least 14; where it is less than
 *	VSW_FLOW_HEADERS the frame has no more
 * @len: bytes of the frame from @head on
 * @meta: VID, PCP and length, at their places in VSW_FLOW_META
 * @sum: where in it two bytes are still to be written, a checksum that is left
 *	to a device, from 1 on; 0 for nowhere
 * @in_port: number of the port that it came from
 * @cut: it is still to be cut into segments
 */
struct vsw_flow_input {
	const u8 *head;
	u32 have;
	u32 len;
	u64 meta;
	u32 sum;
	u16 in_port;
	bool cut;
};

void vsw_flow_parse(struct vsw_flow *flow, const struct vsw_flow_input *in);

#endif /* VSW_FLOW_H */
