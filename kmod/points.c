// SPDX-License-Identifier: GPL-2.0
/*
 * Where ACLs are bound: the points of ports, of VLANs and of the switch, and
 * how they are changed. Called from control, on a snapshot under construction;
 * to be given up when something here fails.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "acls.h"
#include "conf.h"

/**
 * vsw_point_get() - take a reference
 * @point: the point, or NULL
 */
void vsw_point_get(struct vsw_point *point)
{
	if (point)
		refcount_inc(&point->ref);
}

/**
 * vsw_point_put() - give a reference back
 * @point: the point, or NULL; no frame finds it any more when it was the last
 *
 * Context: any.
 */
void vsw_point_put(struct vsw_point *point)
{
	if (point && refcount_dec_and_test(&point->ref))
		kfree(point);
}

/**
 * vsw_vlan_points_put() - give a reference back
 * @vlans: points of VLANs, or NULL
 *
 * Context: process context.
 */
void vsw_vlan_points_put(struct vsw_vlan_points *vlans)
{
	u32 vid;

	if (!vlans || !refcount_dec_and_test(&vlans->ref))
		return;
	for (vid = 0; vid < VLAN_N_VID; vid++)
		vsw_point_put(vlans->point[vid]);
	kvfree(vlans);
}

/**
 * vsw_place_init() - one of all places
 * @place: gets it
 * @number: which: 0 to VSW_PLACES - 1; first ingress of each port, then each
 *	VLAN, the switch, egress of each port
 */
void vsw_place_init(struct vsw_place *place, u32 number)
{
	const u32 n_ports = VSW_PORTS_CEILING + 1;

	*place = (struct vsw_place){};
	if (number < n_ports) {
		place->point = VSWITCH_ACL_POINT_PORT_INGRESS;
		place->port = number;
		return;
	}
	number -= n_ports;
	if (number < VLAN_N_VID) {
		place->point = VSWITCH_ACL_POINT_VLAN;
		place->vid = number;
		return;
	}
	number -= VLAN_N_VID;
	place->point = VSWITCH_ACL_POINT_SWITCH;
	if (number) {
		place->point = VSWITCH_ACL_POINT_PORT_EGRESS;
		place->port = number - 1;
	}
}

/**
 * vsw_place_is_port() - is the place one of a port?
 * @place: the place
 *
 * Return: true when it is.
 */
bool vsw_place_is_port(const struct vsw_place *place)
{
	return place->point == VSWITCH_ACL_POINT_PORT_INGRESS ||
	       place->point == VSWITCH_ACL_POINT_PORT_EGRESS;
}

/* Make the points of VLANs writable. */
static struct vsw_vlan_points *edit_vlans(struct vsw_acls *acls, gfp_t gfp)
{
	struct vsw_vlan_points *old = acls->vlans, *vlans;
	u32 vid;

	if (old && refcount_read(&old->ref) == 1)
		return old;
	vlans = kvzalloc(sizeof(*vlans), gfp);
	if (!vlans)
		return NULL;
	if (old)
		memcpy(vlans, old, sizeof(*vlans));
	refcount_set(&vlans->ref, 1);
	for (vid = 0; vid < VLAN_N_VID; vid++)
		vsw_point_get(vlans->point[vid]);
	vsw_vlan_points_put(old);
	acls->vlans = vlans;
	return vlans;
}

/* The pointer of a place that is there, made writable. */
static struct vsw_point **edit_slot(struct vsw_conf *conf,
				    const struct vsw_place *place, gfp_t gfp)
{
	struct vsw_vlan_points *vlans;
	struct vsw_port_conf *pc;

	switch (place->point) {
	case VSWITCH_ACL_POINT_SWITCH:
		return &conf->acls->all;
	case VSWITCH_ACL_POINT_VLAN:
		vlans = edit_vlans(conf->acls, gfp);
		return vlans ? &vlans->point[place->vid] : NULL;
	default:
		pc = vsw_conf_edit_port(conf, place->port, gfp);
		if (!pc)
			return NULL;
		return place->point == VSWITCH_ACL_POINT_PORT_EGRESS ?
		       &pc->acl_out : &pc->acl_in;
	}
}

/**
 * vsw_point_at() - what is bound at a place
 * @conf: a snapshot
 * @place: the place
 *
 * Return: NULL when nothing is. Valid as long as the snapshot.
 */
const struct vsw_point *vsw_point_at(const struct vsw_conf *conf,
				     const struct vsw_place *place)
{
	const struct vsw_port_conf *pc;

	switch (place->point) {
	case VSWITCH_ACL_POINT_SWITCH:
		return conf->acls ? conf->acls->all : NULL;
	case VSWITCH_ACL_POINT_VLAN:
		return conf->acls ? vsw_acls_point_vlan(conf->acls, place->vid)
				  : NULL;
	default:
		pc = vsw_conf_port(conf, place->port);
		if (!pc)
			return NULL;
		return place->point == VSWITCH_ACL_POINT_PORT_EGRESS ?
		       pc->acl_out : pc->acl_in;
	}
}

/**
 * vsw_point_find() - find an ACL at a point
 * @point: the point, or NULL
 * @acl: number of the ACL
 *
 * Return: which one it is, from 0 on; VSW_ACL_NONE when it is not there.
 */
u32 vsw_point_find(const struct vsw_point *point, u32 acl)
{
	u32 i;

	for (i = 0; point && i < point->n; i++)
		if (point->binding[i].acl == acl)
			return i;
	return VSW_ACL_NONE;
}

/* Count a binding in, or out again. */
static void account(struct vsw_acls *acls, u32 acl, bool egress, int sign)
{
	acls->n_bindings += sign;
	acls->use[acl].bindings += sign;
	if (egress)
		acls->use[acl].egress += sign;
}

static void account_point(struct vsw_acls *acls, const struct vsw_point *point,
			  bool egress, int sign)
{
	u32 i;

	for (i = 0; point && i < point->n; i++)
		account(acls, point->binding[i].acl, egress, sign);
}

/* Have this at a place, instead of what is there. */
static int replace(struct vsw_conf *conf, const struct vsw_place *place,
		   struct vsw_point *point, gfp_t gfp)
{
	bool egress = place->point == VSWITCH_ACL_POINT_PORT_EGRESS;
	struct vsw_acls *acls = vsw_acls_edit(conf, gfp);
	struct vsw_point **slot;

	slot = acls ? edit_slot(conf, place, gfp) : NULL;
	if (!slot)
		return -ENOMEM;
	if (place->point == VSWITCH_ACL_POINT_VLAN)
		acls->vlans->n += !!point - !!*slot;
	account_point(acls, *slot, egress, -1);
	account_point(acls, point, egress, 1);
	vsw_point_put(*slot);
	*slot = point;
	return 0;
}

/* A point without bindings yet, for @n of them. */
static struct vsw_point *create(u32 n, gfp_t gfp)
{
	struct vsw_point *point;

	point = kzalloc(struct_size(point, binding, n), gfp);
	if (point) {
		refcount_set(&point->ref, 1);
		point->n = n;
	}
	return point;
}

/*
 * Have what is at a place, without the binding at @skip, and with @binding, if
 * there is one, to become that at @index.
 */
static int rearrange(struct vsw_conf *conf, const struct vsw_place *place,
		     u32 skip, const struct vsw_binding *binding, u32 index,
		     gfp_t gfp)
{
	const struct vsw_point *old = vsw_point_at(conf, place);
	u32 n = old ? old->n : 0, i, j = 0;
	struct vsw_point *point = NULL;
	int err;

	n = n - (skip != VSW_ACL_NONE) + !!binding;
	if (n) {
		point = create(n, gfp);
		if (!point)
			return -ENOMEM;
		if (binding)
			point->binding[index] = *binding;
	}
	for (i = 0; point && old && i < old->n; i++) {
		if (i == skip)
			continue;
		if (binding && j == index)
			j++;
		point->binding[j++] = old->binding[i];
	}
	err = replace(conf, place, point, gfp);
	if (err)
		vsw_point_put(point);
	return err;
}

/**
 * vsw_point_bind() - bind an ACL
 * @conf: a snapshot under construction
 * @place: where; the port is there
 * @binding: what; it is not bound there
 * @index: which one there it becomes, from 0 to how many there are
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_point_bind(struct vsw_conf *conf, const struct vsw_place *place,
		   const struct vsw_binding *binding, u32 index, gfp_t gfp)
{
	return rearrange(conf, place, VSW_ACL_NONE, binding, index, gfp);
}

/**
 * vsw_point_rebind() - change how an ACL is bound
 * @conf: a snapshot under construction
 * @place: where
 * @binding: what; it is bound there
 * @index: which one there it becomes, from 0 on
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_point_rebind(struct vsw_conf *conf, const struct vsw_place *place,
		     const struct vsw_binding *binding, u32 index, gfp_t gfp)
{
	u32 old = vsw_point_find(vsw_point_at(conf, place), binding->acl);

	return rearrange(conf, place, old, binding, index, gfp);
}

/**
 * vsw_point_unbind() - bind an ACL no longer
 * @conf: a snapshot under construction
 * @place: where
 * @acl: number of the ACL, which is bound there
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_point_unbind(struct vsw_conf *conf, const struct vsw_place *place,
		     u32 acl, gfp_t gfp)
{
	u32 old = vsw_point_find(vsw_point_at(conf, place), acl);

	return rearrange(conf, place, old, NULL, 0, gfp);
}

/**
 * vsw_points_forget_port() - count the bindings of a port no longer
 * @conf: a snapshot under construction
 * @pc: a port of it, which goes
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_points_forget_port(struct vsw_conf *conf,
			   const struct vsw_port_conf *pc, gfp_t gfp)
{
	struct vsw_acls *acls;

	if (!pc->acl_in && !pc->acl_out)
		return 0;
	acls = vsw_acls_edit(conf, gfp);
	if (!acls)
		return -ENOMEM;
	account_point(acls, pc->acl_in, false, -1);
	account_point(acls, pc->acl_out, true, -1);
	return 0;
}

/* Count all bindings anew. */
static void recount(const struct vsw_conf *conf, struct vsw_acls *acls)
{
	const struct vsw_port_conf *pc;
	u32 i;

	acls->n_bindings = 0;
	for (i = 0; i < acls->size; i++)
		acls->use[i] = (struct vsw_acl_use){};
	account_point(acls, acls->all, false, 1);
	for (i = 0; acls->vlans && i < VLAN_N_VID; i++)
		account_point(acls, acls->vlans->point[i], false, 1);
	for (i = 0; (pc = vsw_conf_next_port(conf, &i)); i++) {
		account_point(acls, pc->acl_in, false, 1);
		account_point(acls, pc->acl_out, true, 1);
	}
}

/* No handle that was given meanwhile is given again. */
static int keep_handles(struct vsw_acls *acls, const struct vsw_acls *after,
			gfp_t gfp)
{
	const struct vsw_acl *is;
	struct vsw_acl *acl;
	u32 i;

	for (i = 0; after && i < min(acls->size, after->size); i++) {
		acl = acls->acl[i];
		is = after->acl[i];
		if (!acl || !is || is->name != acl->name ||
		    is->last_handle == acl->last_handle)
			continue;
		acl = vsw_acl_edit(acls, i, gfp);
		if (!acl)
			return -ENOMEM;
		acl->last_handle = is->last_handle;
	}
	return 0;
}

/**
 * vsw_acls_restore() - take back what was done to ACLs, sets and bindings
 * @conf: a snapshot under construction, with its ports restored; to be given
 *	up when this fails
 * @before: the ACLs before it was done
 * @after: the ACLs after that
 * @gfp: as for vsw_conf_edit()
 *
 * Context: process context.
 * Return: 0, or -ENOMEM.
 */
int vsw_acls_restore(struct vsw_conf *conf, struct vsw_acls *before,
		     const struct vsw_acls *after, gfp_t gfp)
{
	struct vsw_acls *acls;

	if (before != after) {
		vsw_acls_get(before);
		vsw_acls_put(conf->acls);
		conf->acls = before;
	}
	if (!conf->acls)
		return 0;
	acls = vsw_acls_edit(conf, gfp);
	if (!acls)
		return -ENOMEM;
	/* a port that went meanwhile took its bindings along */
	recount(conf, acls);
	return keep_handles(acls, after, gfp);
}
