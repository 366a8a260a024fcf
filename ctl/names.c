// SPDX-License-Identifier: GPL-2.0
/*
 * Words for the enums of the specification. See names.h.
 *
 * Called by the commands. Pure.
 */
#include <stdio.h>

#include "names.h"
#include "vec.h"

static const char *const states[] = { "detached", "down", "up" };
static const char *const fdb_kinds[] = { "dynamic", "static", "sticky", "local" };

static const char *const fdb_events[] = {
	"learned", "moved", "aged", "added", "deleted", "flushed",
};

static const char *const directions[] = { "ingress", "egress" };
static const char *const limits[] = { "ports", "fdb", "port-fdb", "transactions",
				      "translations", "rules", "acls", "bindings", "sets",
				      "set-members", "mirrors" };
static const char *const vlan_protocols[] = { "802.1q", "802.1ad" };
static const char *const vlan_modes[] = { "access", "trunk", "hybrid", "dot1q-tunnel" };
static const char *const accepts[] = { "all", "tagged", "untagged" };
static const char *const roles[] = { "normal", "isolated", "community", "promiscuous" };

static const char *const txn_events[] = {
	"committed", "unconfirmed", "confirmed", "rolled-back",
};

static const char *const objects[] = { "switch", "port", "VLAN", "ACL" };
static const char *const acl_points[] = { "ingress", "vlan", "switch", "egress" };
static const char *const acl_defaults[] = { "continue", "allow", "deny" };
static const char *const set_kinds[] = { "prefix", "mac", "l4-port" };

const struct names names_state = { states, ARRAY_LEN(states) };
const struct names names_fdb_kind = { fdb_kinds, ARRAY_LEN(fdb_kinds) };
const struct names names_fdb_event = { fdb_events, ARRAY_LEN(fdb_events) };
const struct names names_direction = { directions, ARRAY_LEN(directions) };
const struct names names_limit = { limits, ARRAY_LEN(limits) };
const struct names names_vlan_protocol = { vlan_protocols, ARRAY_LEN(vlan_protocols) };
const struct names names_vlan_mode = { vlan_modes, ARRAY_LEN(vlan_modes) };
const struct names names_accept = { accepts, ARRAY_LEN(accepts) };
const struct names names_role = { roles, ARRAY_LEN(roles) };
const struct names names_txn_event = { txn_events, ARRAY_LEN(txn_events) };
const struct names names_object = { objects, ARRAY_LEN(objects) };
const struct names names_acl_point = { acl_points, ARRAY_LEN(acl_points) };
const struct names names_acl_default = { acl_defaults, ARRAY_LEN(acl_defaults) };
const struct names names_set_kind = { set_kinds, ARRAY_LEN(set_kinds) };

/**
 * names_get - the word for a number
 * @names: the words
 * @value: the number
 *
 * Return: the word. A newer kernel may send numbers that have none here; those
 * stay numbers, valid until the next call.
 */
const char *names_get(const struct names *names, uint32_t value)
{
	static char number[16];

	if (value < names->n)
		return names->name[value];
	snprintf(number, sizeof(number), "%u", value);
	return number;
}
