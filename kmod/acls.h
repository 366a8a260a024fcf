/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ACLs of a snapshot, with their rules, and where they are bound. A part of
 * struct vsw_conf and edited with it (conf_lock); frames read under RCU.
 *
 *	vsw_conf --> vsw_acls --> vsw_acl --> vsw_rule, in order; a classifier
 *	         |            |-> vsw_point of the switch, of each VLAN
 *	         |            |-> vsw_sets
 *	         |            \-> vsw_mirror, the sessions
 *	         \-> vsw_port_conf --> vsw_point, ingress and egress
 *
 * A point names ACLs by their number, so that a rule can change without a
 * change of what its ACL is bound to.
 */
#ifndef VSW_ACLS_H
#define VSW_ACLS_H

#include <linux/if_vlan.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <uapi/linux/vswitch.h>

#include "classify.h"
#include "mirror.h"
#include "rule.h"
#include "sets.h"

struct netlink_ext_ack;
struct vsw_conf;
struct vsw_culprit;
struct vsw_port_conf;

/** VSW_ACLS_MAX: most ACLs of a switch */
#define VSW_ACLS_MAX 8192

/** VSW_RULES_MAX: most rules of a switch */
#define VSW_RULES_MAX 65536

/** VSW_BINDINGS_MAX: most ACLs at one point */
#define VSW_BINDINGS_MAX 16

/** VSW_PLACES: how many places there are where an ACL can be bound */
#define VSW_PLACES (2 * (VSW_PORTS_CEILING + 1) + VLAN_N_VID + 1)

/** VSW_ACL_NONE: number of no ACL */
#define VSW_ACL_NONE U32_MAX

/**
 * struct vsw_binding - an ACL at a point
 * @acl: its number
 * @fallback: enum vswitch_acl_default
 */
struct vsw_binding {
	u32 acl;
	u32 fallback;
};

/**
 * struct vsw_point - the ACLs that are bound at one place; never changed
 * @ref: one for each who points here
 * @n: how many, at least 1
 * @binding: the ACLs, in the order in which they are asked
 */
struct vsw_point {
	refcount_t ref;
	u32 n;
	struct vsw_binding binding[];
};

/**
 * struct vsw_vlan_points - the points of VLANs
 * @ref: one for each snapshot that points here
 * @n: how many VLANs have one
 * @point: by VID; NULL for none
 */
struct vsw_vlan_points {
	refcount_t ref;
	u32 n;
	struct vsw_point *point[VLAN_N_VID];
};

/**
 * struct vsw_placed_rule - a rule in its place
 * @rule: the rule; a reference is held
 * @label: its place: rules are in the order of their labels
 * @handle: of the rule, here so that looking for it reads nothing else
 */
struct vsw_placed_rule {
	struct vsw_rule *rule;
	u64 label;
	u32 handle;
};

/**
 * struct vsw_acl - an ACL; not changed once it was published
 * @ref: one for each snapshot that points here
 * @name: its name; the same one in all snapshots that have this ACL
 * @number: its number, from 0 on
 * @last_handle: the last one that was given to a rule
 * @n: how many rules
 * @room: how many there is room for
 * @n_redirects: how many rules redirect
 * @n_naming: how many rules name a port
 * @labelling: two of this ACL with the same number here have the same labels
 *	for rules that both have
 * @memory: bytes of the rules
 * @rule: the rules in order
 * @classifier: finds the rule of a flow; NULL where there are no rules, and
 *	under construction while it has to be made
 * @base: under construction, the one that this was cloned from, whose
 *	classifier is up to date; else NULL
 */
struct vsw_acl {
	refcount_t ref;
	struct vsw_acl_name *name;
	u32 number;
	u32 last_handle;
	u32 n;
	u32 room;
	u32 n_redirects;
	u32 n_naming;
	u64 labelling;
	u64 memory;
	struct vsw_placed_rule *rule;
	struct vsw_classifier *classifier;
	struct vsw_acl *base;
};

/**
 * struct vsw_acl_use - how an ACL is used
 * @bindings: how many times it is bound
 * @egress: how many of these at egress, where no rule may redirect
 */
struct vsw_acl_use {
	u32 bindings;
	u32 egress;
};

/**
 * struct vsw_acls - the ACLs of a snapshot
 * @ref: one for each snapshot that points here
 * @n: how many ACLs
 * @size: how many numbers there is room for
 * @n_rules: rules of all ACLs
 * @n_bindings: bindings at all points, those of ports included
 * @stamp: of no other; what was found out of a frame by these ACLs holds as
 *	long as the stamp is the same; 0 under construction
 * @interest: which bits of a flow any ACL that is bound looks at
 * @all: point of the switch, or NULL
 * @vlans: points of VLANs, or NULL
 * @n_mirrors: how many mirror sessions
 * @mirror: these, by number - 1; NULL where there is none
 * @mirror_users: by number - 1, how many rules use the session
 * @sets: the sets, or NULL
 * @set_users: by number of a set - 1, how many rules use it; VSW_SETS_MAX of
 *	them; NULL while there never was a set
 * @acl: by number; NULL where there is none
 * @use: by number
 * @order: the numbers of the @n ACLs, by name
 * @work: for freeing
 */
struct vsw_acls {
	refcount_t ref;
	u32 n;
	u32 size;
	u32 n_rules;
	u32 n_bindings;
	u64 stamp;
	u64 interest[VSW_FLOW_WORDS];
	struct vsw_point *all;
	struct vsw_vlan_points *vlans;
	u32 n_mirrors;
	struct vsw_mirror *mirror[VSW_MIRRORS_MAX];
	u32 mirror_users[VSW_MIRRORS_MAX];
	struct vsw_sets *sets;
	u32 *set_users;
	struct vsw_acl **acl;
	struct vsw_acl_use *use;
	u32 *order;
	struct work_struct work;
};

/**
 * struct vsw_acl_difference - a rule that is not the same in two ACLs
 * @old: in the old one, NULL where there is none
 * @new: in the new one, NULL where there is none
 * @i: where to go on in the old one, 0 at first
 * @j: where to go on in the new one, 0 at first
 */
struct vsw_acl_difference {
	const struct vsw_placed_rule *old;
	const struct vsw_placed_rule *new;
	u32 i;
	u32 j;
};

/**
 * struct vsw_place - where an ACL is bound
 * @point: enum vswitch_acl_point
 * @port: number of the port, for those of a port
 * @vid: the VLAN, for that of a VLAN
 */
struct vsw_place {
	u32 point;
	u32 port;
	u16 vid;
};

/**
 * vsw_acls_point_vlan() - the point of a VLAN
 * @acls: of a snapshot
 * @vid: below VLAN_N_VID
 *
 * Return: NULL when there is none. Valid as long as the snapshot.
 */
static inline const struct vsw_point *
vsw_acls_point_vlan(const struct vsw_acls *acls, u16 vid)
{
	return acls->vlans ? acls->vlans->point[vid] : NULL;
}

/* The ACLs of a snapshot may be NULL: there never was one, nor a set. */
int vsw_acls_init(void);
void vsw_acls_flush(void);
void vsw_acls_exit(void);
void vsw_acls_get(struct vsw_acls *acls);
void vsw_acls_put(struct vsw_acls *acls);
void vsw_acls_put_later(struct vsw_acls *acls);
struct vsw_acls *vsw_acls_edit(struct vsw_conf *conf, gfp_t gfp);
u32 vsw_acls_search(const struct vsw_acls *acls, const char *name, bool *found);
struct vsw_acl *vsw_acls_find(const struct vsw_acls *acls, const char *name);
int vsw_acls_add(struct vsw_conf *conf, const char *name, gfp_t gfp);
int vsw_acls_del(struct vsw_conf *conf, u32 number, gfp_t gfp);
int vsw_acls_reserve_users(struct vsw_acls *acls, gfp_t gfp);
void vsw_acl_get(struct vsw_acl *acl);
void vsw_acl_put(struct vsw_acl *acl);
size_t vsw_acl_memory(const struct vsw_acl *acl);

/* acls_edit.c */
void vsw_acls_account(struct vsw_acls *acls, const struct vsw_rule *rule,
		      int sign);
struct vsw_acl *vsw_acl_edit(struct vsw_acls *acls, u32 number, gfp_t gfp);
int vsw_acl_reserve(struct vsw_acl *acl, gfp_t gfp);
u32 vsw_acl_find_handle(const struct vsw_acl *acl, u32 handle);
u32 vsw_acl_find_label(const struct vsw_acl *acl, u64 label);
void vsw_acl_insert(struct vsw_acls *acls, struct vsw_acl *acl, u32 index,
		    struct vsw_rule *rule);
void vsw_acl_replace(struct vsw_acls *acls, struct vsw_acl *acl, u32 index,
		     struct vsw_rule *rule);
void vsw_acl_remove(struct vsw_acls *acls, struct vsw_acl *acl, u32 index);
void vsw_acl_remove_all(struct vsw_acls *acls, struct vsw_acl *acl);

/* acls_diff.c */
bool vsw_acl_next_difference(const struct vsw_acl *old,
			     const struct vsw_acl *new,
			     struct vsw_acl_difference *d);
const char *vsw_acls_first_difference(const struct vsw_acls *a,
				      const struct vsw_acls *b);

/* acls_build.c */
int vsw_acls_rebuild(struct vsw_conf *conf, const struct vsw_acl **refused,
		     gfp_t gfp);

/* acls_ports.c */
void vsw_acls_named_ports(const struct vsw_acls *acls, unsigned long *named);
int vsw_acls_check_ports(const struct vsw_conf *conf,
			 struct vsw_culprit *culprit,
			 struct netlink_ext_ack *extack);

/* points.c */
void vsw_point_get(struct vsw_point *point);
void vsw_point_put(struct vsw_point *point);
void vsw_vlan_points_put(struct vsw_vlan_points *vlans);
void vsw_place_init(struct vsw_place *place, u32 number);
bool vsw_place_is_port(const struct vsw_place *place);
const struct vsw_point *vsw_point_at(const struct vsw_conf *conf,
				     const struct vsw_place *place);
u32 vsw_point_find(const struct vsw_point *point, u32 acl);
int vsw_point_bind(struct vsw_conf *conf, const struct vsw_place *place,
		   const struct vsw_binding *binding, u32 index, gfp_t gfp);
int vsw_point_rebind(struct vsw_conf *conf, const struct vsw_place *place,
		     const struct vsw_binding *binding, u32 index, gfp_t gfp);
int vsw_point_unbind(struct vsw_conf *conf, const struct vsw_place *place,
		     u32 acl, gfp_t gfp);
int vsw_points_forget_port(struct vsw_conf *conf,
			   const struct vsw_port_conf *pc, gfp_t gfp);
int vsw_acls_restore(struct vsw_conf *conf, struct vsw_acls *before,
		     const struct vsw_acls *after, gfp_t gfp);

#endif /* VSW_ACLS_H */
