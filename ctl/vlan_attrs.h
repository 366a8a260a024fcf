/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lists of VLANs and tables of translations in netlink messages.
 *
 * Owns the nests "vlan-list" and "vlan-map-list" of the specification. Called
 * by parse.c and put.c.
 */
#ifndef VSWITCHCTL_VLAN_ATTRS_H
#define VSWITCHCTL_VLAN_ATTRS_H

#include "nl.h"
#include "vlans.h"

int vlan_attrs_parse(const struct nlattr *nest, const struct vlan_set **set,
		     const struct vlan_set **untagged);
int vlan_attrs_parse_maps(const struct nlattr *nest, const struct vlan_maps **maps);
void vlan_attrs_put(struct nlmsghdr *req, uint16_t type, const struct vlan_set *set,
		    const struct vlan_set *untagged);
void vlan_attrs_put_maps(struct nlmsghdr *req, uint16_t type, const struct vlan_maps *maps);

#endif /* VSWITCHCTL_VLAN_ATTRS_H */
