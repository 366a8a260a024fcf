// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses in requests about rules and sets: as numbers in host byte order,
 * and checked. Called by generic netlink in process context.
 */
#include <linux/etherdevice.h>
#include <linux/unaligned.h>

#include "nl_acl.h"

static int host_bits(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "the address has bits set behind its prefix");
	return -EINVAL;
}

/**
 * vsw_nl_parse_ip4() - get an IPv4 address or prefix
 * @address: gets the address
 * @bits: gets the length of the prefix
 * @attr: the attribute with the address
 * @prefix: that with the length of the prefix; NULL for all bits
 * @extack: says what is wrong
 *
 * Return: 0, or -EINVAL.
 */
int vsw_nl_parse_ip4(u32 *address, u8 *bits, const struct nlattr *attr,
		     const struct nlattr *prefix,
		     struct netlink_ext_ack *extack)
{
	*address = get_unaligned_be32(nla_data(attr));
	*bits = prefix ? nla_get_u8(prefix) : 32;
	if (*bits > 32) {
		NL_SET_ERR_MSG_ATTR(extack, prefix,
				    "a prefix of IPv4 has at most 32 bits");
		return -EINVAL;
	}
	if (*bits < 32 && *address & (U32_MAX >> *bits))
		return host_bits(attr, extack);
	return 0;
}

/**
 * vsw_nl_ip6_mask() - the mask of an IPv6 prefix
 * @mask: gets it, upper half first
 * @bits: length of the prefix
 */
void vsw_nl_ip6_mask(u64 *mask, u8 bits)
{
	mask[0] = bits < 64 ? ~(U64_MAX >> bits) : U64_MAX;
	mask[1] = 0;
	if (bits > 64)
		mask[1] = bits < 128 ? ~(U64_MAX >> (bits - 64)) : U64_MAX;
}

/**
 * vsw_nl_parse_ip6() - get an IPv6 address or prefix
 * @address: gets the address, upper half first
 * @bits: gets the length of the prefix
 * @attr: the attribute with the address
 * @prefix: that with the length of the prefix; NULL for all bits
 * @extack: says what is wrong
 *
 * Return: 0, or -EINVAL.
 */
int vsw_nl_parse_ip6(u64 *address, u8 *bits, const struct nlattr *attr,
		     const struct nlattr *prefix,
		     struct netlink_ext_ack *extack)
{
	u64 mask[2];

	address[0] = get_unaligned_be64(nla_data(attr));
	address[1] = get_unaligned_be64(nla_data(attr) + 8);
	*bits = prefix ? nla_get_u8(prefix) : 128;
	vsw_nl_ip6_mask(mask, *bits);
	if (address[0] & ~mask[0] || address[1] & ~mask[1])
		return host_bits(attr, extack);
	return 0;
}

/**
 * vsw_nl_get_mac() - get a MAC address
 * @attr: the attribute
 *
 * Return: the address as a number of 48 bits.
 */
u64 vsw_nl_get_mac(const struct nlattr *attr)
{
	return ether_addr_to_u64(nla_data(attr));
}
