/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What has to be done so that one configuration becomes another.
 *
 * Owns which port of a file is which port of the kernel: that of its name; or,
 * where one of the two has no name, that of its device. Filled by
 * config_diff.c, printed by config_change.c, sent by config_apply.c.
 */
#ifndef VSWITCHCTL_CONFIG_DIFF_H
#define VSWITCHCTL_CONFIG_DIFF_H

#include <stdio.h>

#include <jansson.h>

#include "config.h"

struct config_acl;
struct config_mirror;
struct config_point;
struct config_set;

/**
 * enum config_action - what is done with an object
 * @CONFIG_ADD: it is made
 * @CONFIG_CHANGE: it is there, and is changed
 * @CONFIG_DELETE: it goes
 */
enum config_action {
	CONFIG_ADD,
	CONFIG_CHANGE,
	CONFIG_DELETE,
};

/**
 * enum config_object - what kind of object it is
 * @CONFIG_SWITCH: the switch, with its limits
 * @CONFIG_VLAN: a VLAN with a name or counters
 * @CONFIG_HOST: the port of the host
 * @CONFIG_PORT: another port
 * @CONFIG_SET: a set; this and what follows: config_acl.h
 * @CONFIG_MIRROR: a mirror session
 * @CONFIG_ACL: an ACL
 * @CONFIG_POINT: the ACLs that are bound at one place
 */
enum config_object {
	CONFIG_SWITCH,
	CONFIG_VLAN,
	CONFIG_HOST,
	CONFIG_PORT,
	CONFIG_SET,
	CONFIG_MIRROR,
	CONFIG_ACL,
	CONFIG_POINT,
};

/**
 * struct config_change - a step
 * @action: what is done
 * @object: with what
 * @which: bits of the attributes that differ, as put.h takes them; of a port,
 *	that of "ifname" stands for the device
 * @ifindex: of the device that a port is to have; 0 when it is not there
 * @old_vlan: as it is
 * @new_vlan: as it is to be
 * @old_port: as it is
 * @new_port: as it is to be
 * @old_set: as it is
 * @new_set: as it is to be
 * @old_mirror: as it is
 * @new_mirror: as it is to be
 * @old_acl: as it is
 * @new_acl: as it is to be
 * @old_point: as it is
 * @new_point: as it is to be
 */
struct config_change {
	enum config_action action;
	enum config_object object;
	uint32_t which;
	uint32_t ifindex;
	const struct vsw_vlan *old_vlan;
	const struct vsw_vlan *new_vlan;
	const struct vsw_port *old_port;
	const struct vsw_port *new_port;
	const struct config_set *old_set;
	const struct config_set *new_set;
	const struct config_mirror *old_mirror;
	const struct config_mirror *new_mirror;
	const struct config_acl *old_acl;
	const struct config_acl *new_acl;
	const struct config_point *old_point;
	const struct config_point *new_point;
};

/**
 * struct config_diff - all steps
 * @old: the configuration as it is; its ifindex is 0 when there is no switch
 * @new: as it is to be
 * @changes: struct config_change, in the order in which they can be done
 * @match: by index of a new port, that of the old one that it is, or SIZE_MAX
 * @numbers: by index of a new port, its number; 0 until the kernel gave it one
 */
struct config_diff {
	const struct config *old;
	const struct config *new;
	struct vec changes;
	size_t *match;
	uint32_t *numbers;
};

/**
 * typedef config_device_fn - is there a device of this name?
 * @name: the name
 *
 * Return: its interface index, or 0; as if_nametoindex().
 */
typedef unsigned int (*config_device_fn)(const char *name);

void config_diff(struct config_diff *diff, const struct config *old, const struct config *new,
		 config_device_fn device);
void config_diff_free(struct config_diff *diff);
void config_diff_print(const struct config_diff *diff, FILE *to);
json_t *config_diff_json(const struct config_diff *diff);
void config_change_label(const struct config_diff *diff, const struct config_change *change,
			 char *text, size_t size);

#endif /* VSWITCHCTL_CONFIG_DIFF_H */
