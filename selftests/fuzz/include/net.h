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
#define ETH_P_8021Q		0x8100
#define ETH_P_8021AD		0x88a8
#define VLAN_HLEN		4
#define VLAN_N_VID		4096
#define VLAN_VID_MASK		0x0fff
#define VLAN_CFI_MASK		0x1000
#define VLAN_PRIO_SHIFT		13

struct net_device;

struct ethhdr {
	u8 h_dest[ETH_ALEN];
	u8 h_source[ETH_ALEN];
	__be16 h_proto;
} __attribute__((packed));

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
 * @no_memory: there is none for its head to grow
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
