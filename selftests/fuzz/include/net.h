/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Socket buffers, Ethernet and VLAN tags, as the kernel has them, but strict:
 * the memory of a buffer is exactly as long as what is in it, so that
 * AddressSanitizer sees who reads beyond, and what the kernel only warns of
 * ends the run. Included by every file of the module that a target is made of.
 */
#ifndef VSW_FUZZ_NET_H
#define VSW_FUZZ_NET_H

#include "kernel.h"

#define IFNAMSIZ		16
#define ETH_ALEN		6
#define ETH_HLEN		14
#define ETH_P_802_3_MIN		0x0600
#define ETH_P_IP		0x0800
#define ETH_P_ARP		0x0806
#define ETH_P_8021Q		0x8100
#define ETH_P_IPV6		0x86dd
#define ETH_P_8021AD		0x88a8
#define VLAN_HLEN		4
#define VLAN_N_VID		4096
#define VLAN_VID_MASK		0x0fff
#define VLAN_CFI_MASK		0x1000
#define VLAN_PRIO_SHIFT		13
#define IPPROTO_ICMP		1
#define IPPROTO_TCP		6
#define IPPROTO_UDP		17
#define IPPROTO_DCCP		33
#define IPPROTO_SCTP		132
#define IPPROTO_UDPLITE		136
#define IP_MF			0x2000
#define IP_OFFSET		0x1fff
#define INET_ECN_MASK		3
#define CHECKSUM_NONE		0
#define CHECKSUM_COMPLETE	2

struct net_device;

struct ethhdr {
	u8 h_dest[ETH_ALEN];
	u8 h_source[ETH_ALEN];
	__be16 h_proto;
} __attribute__((packed));

struct vlan_hdr {
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
} __attribute__((packed));

/* RFC 791 3.1; packed, for a frame may begin anywhere. */
struct iphdr {
	u8 version_ihl;
	u8 tos;
	__be16 tot_len;
	__be16 id;
	__be16 frag_off;
	u8 ttl;
	u8 protocol;
	u16 check;
	__be32 saddr;
	__be32 daddr;
} __attribute__((packed));

/* RFC 8200 3 */
struct ipv6hdr {
	u8 byte[40];
};

struct tcphdr {
	u8 byte[20];
};

struct udphdr {
	u8 byte[8];
};

/**
 * struct sk_buff - a socket buffer
 * @head: its memory, which ends at @tail
 * @data: where the data begins
 * @tail: where the data in @head ends
 * @mac_header: offset of the Ethernet header from @head
 * @len: bytes of data; more than @tail - @data when some is in pages
 * @protocol: EtherType, as the kernel has it from a device; or what a program
 *	said that it is
 * @vlan_proto: of the tag beside the data
 * @vlan_tci: the rest of that tag
 * @vlan_present: there is one
 * @gso_size: 0, or bytes of each segment without its headers
 * @gso_headers: bytes of the network and transport headers
 * @no_memory: there is none for its head to grow, or to be its own
 * @ip_summed: who knows its checksum
 */
struct sk_buff {
	u8 *head;
	u8 *data;
	u8 *tail;
	u32 mac_header;
	u32 len;
	__be16 protocol;
	__be16 vlan_proto;
	u16 vlan_tci;
	bool vlan_present;
	u32 gso_size;
	u32 gso_headers;
	bool no_memory;
	u8 ip_summed;
};

static inline u8 *skb_tail_pointer(const struct sk_buff *skb)
{
	return skb->tail;
}

static inline u8 *skb_mac_header(const struct sk_buff *skb)
{
	return skb->head + skb->mac_header;
}

static inline u32 skb_headroom(const struct sk_buff *skb)
{
	return (u32)(skb->data - skb->head);
}

static inline u32 skb_headlen(const struct sk_buff *skb)
{
	return (u32)(skb->tail - skb->data);
}

static inline void skb_pull(struct sk_buff *skb, u32 len)
{
	HOLDS(len <= skb_headlen(skb));
	skb->data += len;
	skb->len -= len;
}

static inline void skb_push(struct sk_buff *skb, u32 len)
{
	HOLDS(len <= skb_headroom(skb));
	skb->data -= len;
	skb->len += len;
}

/* What is behind @data, or NULL; nothing that asks for this has pages here. */
static inline const void *skb_header_pointer(const struct sk_buff *skb, u32 at,
					     u32 size, void *room)
{
	(void)room;
	HOLDS(skb->len == skb_headlen(skb));
	return at + size <= skb->len ? skb->data + at : NULL;
}

static inline int skb_ensure_writable(const struct sk_buff *skb, u32 size)
{
	HOLDS(size <= skb->len);
	return skb->no_memory ? -ENOMEM : 0;
}

/* The checksum is nobody's business here, nor is that of a frame that lies. */
static inline void ipv4_change_dsfield(struct iphdr *ip, u8 mask, u8 value)
{
	ip->tos = (ip->tos & mask) | value;
}

static inline void ipv6_change_dsfield(struct ipv6hdr *ip, u8 mask, u8 value)
{
	u8 class = (u8)(ip->byte[0] << 4 | ip->byte[1] >> 4);

	class = (class & mask) | value;
	ip->byte[0] = (u8)((ip->byte[0] & 0xf0) | class >> 4);
	ip->byte[1] = (u8)((ip->byte[1] & 0x0f) | class << 4);
}

static inline bool skb_is_gso(const struct sk_buff *skb)
{
	return skb->gso_size;
}

/* Does each segment, from the network header on, fit into @mtu bytes? */
static inline bool skb_gso_validate_network_len(const struct sk_buff *skb,
						unsigned int mtu)
{
	HOLDS(skb_is_gso(skb));
	return skb->gso_size + skb->gso_headers <= mtu;
}

static inline struct ethhdr *eth_hdr(const struct sk_buff *skb)
{
	return (struct ethhdr *)skb_mac_header(skb);
}

static inline bool eth_type_vlan(__be16 type)
{
	return type == htons(ETH_P_8021Q) || type == htons(ETH_P_8021AD);
}

/* IEEE 802.1Q-2018 table 8-1 */
static inline bool is_link_local_ether_addr(const u8 *addr)
{
	static const u8 first[ETH_ALEN - 1] = { 0x01, 0x80, 0xc2, 0, 0 };

	return !memcmp(addr, first, sizeof(first)) && !(addr[5] & 0xf0);
}

static inline bool skb_vlan_tag_present(const struct sk_buff *skb)
{
	return skb->vlan_present;
}

static inline u16 skb_vlan_tag_get(const struct sk_buff *skb)
{
	HOLDS(skb->vlan_present);
	return skb->vlan_tci;
}

static inline void __vlan_hwaccel_clear_tag(struct sk_buff *skb)
{
	skb->vlan_present = false;
}

static inline void __vlan_hwaccel_put_tag(struct sk_buff *skb, __be16 proto,
					  u16 tci)
{
	skb->vlan_proto = proto;
	skb->vlan_tci = tci;
	skb->vlan_present = true;
}

/* As the kernel's, a tag that is beside the data already goes into it. */
static inline int skb_vlan_push(struct sk_buff *skb, __be16 proto, u16 tci)
{
	u8 *head;

	HOLDS(eth_type_vlan(proto));
	if (skb->vlan_present) {
		HOLDS(skb->data == skb_mac_header(skb));
		HOLDS(skb_headlen(skb) >= 2 * ETH_ALEN);
		if (skb->no_memory)
			return -ENOMEM;
		head = malloc(skb_headlen(skb) + VLAN_HLEN);
		memcpy(head, skb->data, 2 * ETH_ALEN);
		put_unaligned_be16(ntohs(skb->vlan_proto), head + 2 * ETH_ALEN);
		put_unaligned_be16(skb->vlan_tci, head + 2 * ETH_ALEN + 2);
		memcpy(head + 2 * ETH_ALEN + VLAN_HLEN, skb->data + 2 * ETH_ALEN,
		       skb_headlen(skb) - 2 * ETH_ALEN);
		skb->tail = head + skb_headlen(skb) + VLAN_HLEN;
		free(skb->head);
		skb->head = head;
		skb->data = head;
		skb->mac_header = 0;
		skb->len += VLAN_HLEN;
		skb->protocol = skb->vlan_proto;
	}
	__vlan_hwaccel_put_tag(skb, proto, tci);
	return 0;
}

#endif /* VSW_FUZZ_NET_H */
