// SPDX-License-Identifier: GPL-2.0
/*
 * ACLs, sets, mirror sessions and bindings of a configuration, in memory and as
 * JSON. See config_acl.h.
 *
 * Called by config.c and config_out.c. Pure.
 */
#include <stdio.h>
#include <string.h>

#include "config_acl.h"

/**
 * config_acls_init - make that part empty
 * @c: the configuration
 */
void config_acls_init(struct config *c)
{
	c->acls = (struct vec){ .size = sizeof(struct config_acl) };
	c->sets = (struct vec){ .size = sizeof(struct config_set) };
	c->mirrors = (struct vec){ .size = sizeof(struct config_mirror) };
	c->points = (struct vec){ .size = sizeof(struct config_point) };
}

/**
 * config_acls_free - give the memory back
 * @c: the configuration
 */
void config_acls_free(struct config *c)
{
	size_t i, r;

	for (i = 0; i < c->acls.n; i++) {
		struct config_acl *acl = vec_at(&c->acls, i);

		for (r = 0; r < acl->rules.n; r++)
			free(((struct config_rule *)vec_at(&acl->rules, r))->text);
		vec_free(&acl->rules);
	}
	for (i = 0; i < c->sets.n; i++)
		vec_free(&((struct config_set *)vec_at(&c->sets, i))->members);
	for (i = 0; i < c->points.n; i++)
		vec_free(&((struct config_point *)vec_at(&c->points, i))->bound);
	vec_free(&c->acls);
	vec_free(&c->sets);
	vec_free(&c->mirrors);
	vec_free(&c->points);
}

/**
 * config_acl_json - an ACL with its rules
 * @acl: the ACL
 *
 * Return: an object, which the caller owns.
 */
json_t *config_acl_json(const struct config_acl *acl)
{
	json_t *object = json_object();
	json_t *rules = json_array();
	size_t i;

	for (i = 0; i < acl->rules.n; i++) {
		const struct config_rule *rule = vec_at(&acl->rules, i);

		json_array_append_new(rules, out_json_str(rule->text));
	}
	json_object_set_new(object, "name", out_json_str(acl->name));
	json_object_set_new(object, "rules", rules);
	return object;
}

/**
 * config_set_json - a set with its members
 * @set: the set
 *
 * Return: an object, which the caller owns.
 */
json_t *config_set_json(const struct config_set *set)
{
	json_t *object = json_object();
	json_t *members = json_array();
	size_t i;

	for (i = 0; i < set->members.n; i++) {
		const struct config_member *member = vec_at(&set->members, i);

		json_array_append_new(members, json_string(member->text));
	}
	json_object_set_new(object, "name", out_json_str(set->name));
	if (set->kind)
		json_object_set_new(object, "type",
				    json_string(names_get(&names_set_kind, set->kind)));
	json_object_set_new(object, "members", members);
	return object;
}

/**
 * config_snap_json - how much of a frame a mirror session copies
 * @snap: bytes, 0 for all
 *
 * Return: the value, which the caller owns.
 */
json_t *config_snap_json(uint32_t snap)
{
	return snap ? json_integer(snap) : json_string("all");
}

/**
 * config_label_json - what a port is called
 * @c: the configuration that it is in
 * @port: its index
 *
 * Return: the value, which the caller owns; null when there is no such port.
 */
json_t *config_label_json(const struct config *c, size_t port)
{
	const char *label = port < c->ports.n ? config_port_label(vec_at(&c->ports, port)) : "";

	return *label ? out_json_str(label) : json_null();
}

/**
 * config_mirror_json - a mirror session
 * @c: the configuration that it is in
 * @mirror: the session
 *
 * Return: an object, which the caller owns.
 */
json_t *config_mirror_json(const struct config *c, const struct config_mirror *mirror)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", out_json_str(mirror->name));
	json_object_set_new(object, "port", config_label_json(c, mirror->port));
	if (mirror->snap)
		json_object_set_new(object, "snap", config_snap_json(mirror->snap));
	return object;
}

/**
 * config_bound_json - the ACLs at a point
 * @point: the point; NULL for none
 *
 * Return: an array, which the caller owns.
 */
json_t *config_bound_json(const struct config_point *point)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; point && i < point->bound.n; i++) {
		const struct config_bound *bound = vec_at(&point->bound, i);
		json_t *object = json_object();

		json_object_set_new(object, "acl", out_json_str(bound->acl));
		if (bound->fallback)
			json_object_set_new(object, "default",
					    json_string(names_get(&names_acl_default,
								  bound->fallback)));
		json_array_append_new(list, object);
	}
	return list;
}

/**
 * config_find_point - the ACLs that are bound at one place
 * @c: the configuration
 * @point: &enum vswitch_acl_point
 * @vid: of a VLAN, else 0
 * @port: index of a port, else CONFIG_AT_NONE
 *
 * Return: they, or NULL for none.
 */
const struct config_point *config_find_point(const struct config *c, uint32_t point,
					     uint16_t vid, size_t port)
{
	size_t i;

	for (i = 0; i < c->points.n; i++) {
		const struct config_point *p = vec_at(&c->points, i);

		if (p->point == point && p->vid == vid && p->port == port)
			return p;
	}
	return NULL;
}

/**
 * config_put_point - put the ACLs of a place into an object, if there are any
 * @object: the object
 * @key: the key that they get
 * @c: the configuration
 * @point: as for config_find_point()
 * @vid: likewise
 * @port: likewise
 */
void config_put_point(json_t *object, const char *key, const struct config *c, uint32_t point,
		      uint16_t vid, size_t port)
{
	const struct config_point *p = config_find_point(c, point, vid, port);

	if (p)
		json_object_set_new(object, key, config_bound_json(p));
}

/**
 * config_put_acls - put all sets, mirror sessions and ACLs into an object
 * @object: that of the whole configuration
 * @c: the configuration
 */
void config_put_acls(json_t *object, const struct config *c)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < c->sets.n; i++)
		json_array_append_new(list, config_set_json(vec_at(&c->sets, i)));
	if (c->sets.n)
		json_object_set(object, "sets", list);
	json_decref(list);
	list = json_array();
	for (i = 0; i < c->mirrors.n; i++)
		json_array_append_new(list, config_mirror_json(c, vec_at(&c->mirrors, i)));
	if (c->mirrors.n)
		json_object_set(object, "mirrors", list);
	json_decref(list);
	list = json_array();
	for (i = 0; i < c->acls.n; i++)
		json_array_append_new(list, config_acl_json(vec_at(&c->acls, i)));
	if (c->acls.n)
		json_object_set(object, "acls", list);
	json_decref(list);
	config_put_point(object, "acl", c, VSWITCH_ACL_POINT_SWITCH, 0, CONFIG_AT_NONE);
}

/**
 * config_point_key - the key of a file under which a point stands
 * @point: the point
 *
 * Return: the key.
 */
const char *config_point_key(const struct config_point *point)
{
	return point->point == VSWITCH_ACL_POINT_PORT_INGRESS ? "acl-in" :
	       point->point == VSWITCH_ACL_POINT_PORT_EGRESS ? "acl-out" : "acl";
}

/**
 * config_point_where - what a point belongs to
 * @c: the configuration that it is in
 * @point: the point
 * @text: room for it
 * @size: how much
 *
 * Return: @text, such as "port web1".
 */
const char *config_point_where(const struct config *c, const struct config_point *point,
			       char *text, size_t size)
{
	if (point->point == VSWITCH_ACL_POINT_SWITCH)
		snprintf(text, size, "switch %s", c->sw.ifname);
	else if (point->point == VSWITCH_ACL_POINT_VLAN)
		snprintf(text, size, "vlan %u", point->vid);
	else if (point->port < c->ports.n)
		snprintf(text, size, "port %s", config_port_label(vec_at(&c->ports, point->port)));
	else
		snprintf(text, size, "host");
	return text;
}
