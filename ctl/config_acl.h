/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ACLs, sets, mirror sessions and bindings of a configuration.
 *
 * Owns their part of struct config: config_acl.c has it in memory and as JSON,
 * config_acl_check.c out of a file, config_acl_kernel.c out of the kernel and
 * into it, config_acl_diff.c compares. Called by the other config_*.c.
 */
#ifndef VSWITCHCTL_CONFIG_ACL_H
#define VSWITCHCTL_CONFIG_ACL_H

#include "config_diff.h"
#include "config_file.h"
#include "nl_queue.h"

/* In place of the index of a port: the port of the host, or none. */
#define CONFIG_AT_HOST	(SIZE_MAX - 1)
#define CONFIG_AT_NONE	SIZE_MAX

/* A VLAN that is in a file only because ACLs are bound there: a bit of @has. */
#define CONFIG_VLAN_BARE	0x80000000u

/**
 * struct config_rule - a rule
 * @handle: its number, 0 when it is of a file
 * @text: its words in the one form that can be compared
 */
struct config_rule {
	uint32_t handle;
	char *text;
};

/**
 * struct config_acl - an ACL
 * @name: its name
 * @rules: struct config_rule, in order
 */
struct config_acl {
	char name[ACL_NAME_SIZE];
	struct vec rules;
};

/**
 * struct config_member - a member of a set
 * @text: as it is typed, in the one form that can be compared
 * @member: the member
 */
struct config_member {
	char text[56];
	struct vsw_member member;
};

/**
 * struct config_set - a set
 * @name: its name
 * @kind: &enum vswitch_set_kind
 * @members: struct config_member each
 */
struct config_set {
	char name[ACL_NAME_SIZE];
	uint32_t kind;
	struct vec members;
};

/**
 * struct config_mirror - a mirror session
 * @name: its name
 * @port: index of the port; CONFIG_AT_NONE for one that is not there any more
 * @snap: bytes of a frame that are copied, 0 for all
 */
struct config_mirror {
	char name[ACL_NAME_SIZE];
	size_t port;
	uint32_t snap;
};

/**
 * struct config_bound - an ACL at a point
 * @acl: its name
 * @fallback: &enum vswitch_acl_default
 */
struct config_bound {
	char acl[ACL_NAME_SIZE];
	uint32_t fallback;
};

/**
 * struct config_point - a place where ACLs are bound
 * @point: &enum vswitch_acl_point
 * @vid: of a VLAN
 * @port: index of the port, CONFIG_AT_HOST or CONFIG_AT_NONE
 * @bound: struct config_bound, in order; at least one
 */
struct config_point {
	uint32_t point;
	uint16_t vid;
	size_t port;
	struct vec bound;
};

void config_acls_init(struct config *c);
void config_acls_free(struct config *c);
json_t *config_acl_json(const struct config_acl *acl);
json_t *config_set_json(const struct config_set *set);
json_t *config_label_json(const struct config *c, size_t port);
json_t *config_mirror_json(const struct config *c, const struct config_mirror *mirror);
json_t *config_snap_json(uint32_t snap);
json_t *config_bound_json(const struct config_point *point);
const struct config_point *config_find_point(const struct config *c, uint32_t point,
					     uint16_t vid, size_t port);
void config_put_point(json_t *object, const char *key, const struct config *c, uint32_t point,
		      uint16_t vid, size_t port);
void config_put_acls(json_t *object, const struct config *c);
int config_check_point(struct config *c, const struct raw_bound *raw, uint32_t n,
		       struct config_point where, const char *key, struct config_problem *p);
int config_check_acls(struct config *c, const struct raw_config *raw,
		      struct config_problem *p);
int config_read_acls(struct ctl *ctl, struct config *c);
void config_diff_sets(struct config_diff *diff);
void config_diff_mirrors(struct config_diff *diff);
void config_diff_acls(struct config_diff *diff);
void config_acl_edits(const struct config_acl *old, const struct config_acl *new,
		      bool *keep_old, size_t *match);
int config_send_acl(struct ctl *ctl, const struct config_diff *diff, struct nl_queue *q,
		    const struct config_change *change);
const char *config_point_key(const struct config_point *point);
const char *config_point_where(const struct config *c, const struct config_point *point,
			       char *text, size_t size);

#endif /* VSWITCHCTL_CONFIG_ACL_H */
