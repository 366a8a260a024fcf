/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The numbers of the specification and what people call them.
 *
 * Owns these words. Called by the commands, for what was typed and what is
 * shown.
 */
#ifndef VSWITCHCTL_NAMES_H
#define VSWITCHCTL_NAMES_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct names - the words for the numbers of an enum
 * @name: the words, from number 0 on
 * @n: how many
 */
struct names {
	const char *const *name;
	size_t n;
};

extern const struct names names_state;
extern const struct names names_fdb_kind;
extern const struct names names_fdb_event;
extern const struct names names_direction;
extern const struct names names_limit;
extern const struct names names_vlan_protocol;
extern const struct names names_vlan_mode;
extern const struct names names_accept;
extern const struct names names_role;
extern const struct names names_txn_event;
extern const struct names names_object;
extern const struct names names_acl_point;
extern const struct names names_acl_default;
extern const struct names names_set_kind;

const char *names_get(const struct names *names, uint32_t value);

#endif /* VSWITCHCTL_NAMES_H */
