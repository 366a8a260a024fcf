// SPDX-License-Identifier: GPL-2.0
/*
 * Attributes of requests. See put.h.
 *
 * Called by the commands between nl_request() and call_do(). Pure: works on
 * memory only. What is written fits, for every member has a greatest length
 * and NL_REQ_SIZE is more than their sum.
 */
#include "fields.h"
#include "put.h"
#include "vlan_attrs.h"

static void put(struct nlmsghdr *req, const void *src, const struct nl_fields *fields,
		uint32_t which)
{
	size_t i;

	for (i = 0; i < fields->n; i++) {
		const struct nl_field *f = &fields->field[i];
		const char *member = (const char *)src + f->offset;

		if (!(which & 1u << f->attr))
			continue;
		if (f->type == NL_EXACT)
			mnl_attr_put(req, f->attr, f->size, member);
		else if (f->type == NL_STR)
			nl_put_str(req, f->attr, member);
	}
}

/**
 * put_switch - add attributes of a switch
 * @req: from nl_request()
 * @sw: the switch
 * @which: bits of the attributes that are wanted
 */
void put_switch(struct nlmsghdr *req, const struct vsw_switch *sw, uint32_t which)
{
	put(req, sw, &fields_switch, which);
}

/**
 * put_port - add attributes of a port
 * @req: from nl_request()
 * @port: the port, with the VLANs as they are in replies
 * @which: bits of the attributes that are wanted
 */
void put_port(struct nlmsghdr *req, const struct vsw_port *port, uint32_t which)
{
	/* The native VLAN of a trunk is its PVID, and said to be untagged in replies only. */
	bool trunk = port->vlan_mode == VSWITCH_VLAN_MODE_TRUNK;

	put(req, port, &fields_port, which);
	if (which & 1u << VSWITCH_A_PORT_VLANS)
		vlan_attrs_put(req, VSWITCH_A_PORT_VLANS, port->vlans,
			       trunk ? NULL : port->untagged);
	if (which & 1u << VSWITCH_A_PORT_VLAN_MAPS)
		vlan_attrs_put_maps(req, VSWITCH_A_PORT_VLAN_MAPS, port->maps);
}

/**
 * put_vlan - add attributes of a VLAN
 * @req: from nl_request()
 * @vlan: the VLAN
 * @which: bits of the attributes that are wanted
 */
void put_vlan(struct nlmsghdr *req, const struct vsw_vlan *vlan, uint32_t which)
{
	put(req, vlan, &fields_vlan, which);
}
