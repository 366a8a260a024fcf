// SPDX-License-Identifier: GPL-2.0
/*
 * What the values in a configuration file mean, and whether they make sense
 * together. See config_file.h.
 *
 * Called by config_file.c, after libcyaml has seen to it that the keys are
 * known ones. What the kernel would refuse is refused here first, because here
 * it is known where it stands. The first mistake ends the check.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "config_acl.h"

/* Longest values that are repeated in a message. */
#define SHOWN 64

/*
 * Zeros before a number: YAML 1.1 takes it for octal, others do not, so that
 * nobody can know which VLAN is meant.
 */
static bool has_zeros(const char *text)
{
	return text[0] == '0' && isdigit((unsigned char)text[1]);
}

static int read_onoff(struct config_problem *p, const char *key, const char *text,
		      uint32_t *value)
{
	static const char *const words[] = { "false", "true", "off", "on", "no", "yes" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++) {
		if (!strcmp(words[i], text)) {
			*value = i & 1;
			return 0;
		}
	}
	return config_wrong(p, key, "must be true or false, not '%.*s'", SHOWN, text);
}

static int read_word(struct config_problem *p, const struct config_key *key, const char *text,
		     uint32_t *value)
{
	const struct names *words = key->words;
	char list[64] = "";
	size_t used = 0;
	uint32_t i;

	for (i = 0; i < words->n; i++) {
		if (!strcmp(words->name[i], text)) {
			*value = i;
			return 0;
		}
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
					 !i ? "" : i + 1 < words->n ? ", " : " or ",
					 words->name[i]);
	}
	return config_wrong(p, key->name, "must be %s, not '%.*s'", list, SHOWN, text);
}

static int read_number(struct config_problem *p, const struct config_key *key, const char *text,
		       uint32_t *value)
{
	if (key->word && !strcmp(key->word, text)) {
		*value = key->max + 1;
		return 0;
	}
	if (!has_zeros(text) && args_number(text, key->min, key->max, value))
		return 0;
	return config_wrong(p, key->name, "must be a number from %u to %u%s%s, not '%.*s'",
			    key->min, key->max, key->word ? ", or " : "",
			    key->word ? key->word : "", SHOWN, text);
}

/* A setting in a table: a number, on or off, or a word. */
static int read_setting(struct config_problem *p, const struct config_key *key,
			const char *text, void *object)
{
	uint32_t value = 0;
	int ret;

	if (!text)
		return 0;
	if (key->type == CONFIG_ONOFF)
		ret = read_onoff(p, key->name, text, &value);
	else if (key->type == CONFIG_WORD)
		ret = read_word(p, key, text, &value);
	else
		ret = read_number(p, key, text, &value);
	if (!ret)
		config_set(object, key, value);
	return ret;
}

/* Names of ports, VLANs and communities, by the rules of the kernel. */
static int read_name(struct config_problem *p, const char *key, const char *text, char *name,
		     size_t size)
{
	static const char others[] = "._-:@";
	size_t len = strlen(text);
	size_t i;

	if (!len)
		return config_wrong(p, key, "the name is empty");
	if (len >= size)
		return config_wrong(p, key, "'%.*s' has more than %zu characters", SHOWN, text,
				    size - 1);
	for (i = 0; i < len; i++) {
		if (!isalnum((unsigned char)text[i]) && !strchr(others, text[i]))
			return config_wrong(p, key, "'%s' may have letters, digits and %s only",
					    text, others);
	}
	if (text[0] == '-')
		return config_wrong(p, key, "'%s' must not begin with -", text);
	if (strspn(text, "0123456789") == len)
		return config_wrong(p, key, "'%s' must not be a number", text);
	if (!strcmp(text, "host"))
		return config_wrong(p, key, "'host' is the port of the host");
	memcpy(name, text, len + 1);
	return 0;
}

/* Names of devices, by the rules of the kernel's dev_valid_name(). */
static int read_device(struct config_problem *p, const char *key, const char *text,
		       char name[IFNAMSIZ])
{
	size_t len = strlen(text);

	if (!len || len >= IFNAMSIZ || strpbrk(text, "/: \t\n\v\f\r") || !strcmp(text, ".") ||
	    !strcmp(text, ".."))
		return config_wrong(p, key, "'%.*s' cannot be the name of a device", SHOWN,
				    text);
	memcpy(name, text, len + 1);
	return 0;
}

static int read_vid(struct config_problem *p, const char *key, const char *text, uint16_t *vid)
{
	char why[VLAN_WHY];

	if (has_zeros(text))
		return config_wrong(p, key, "'%.*s' has zeros before the number", SHOWN, text);
	if (!vlan_vid_parse(text, vid, why))
		return config_wrong(p, key, "%s", why);
	return 0;
}

/* A VID, a range, or "all". */
static int read_entry(struct config_problem *p, const char *text, struct vlan_range *range)
{
	const char *dash = strchr(text, '-');
	char why[VLAN_WHY];

	if (has_zeros(text) || (dash && has_zeros(dash + 1)))
		return config_wrong(p, "", "'%.*s' has zeros before a number", SHOWN, text);
	if (strchr(text, ','))
		return config_wrong(p, "", "'%.*s': each VID or range is an entry of its own",
				    SHOWN, text);
	if (!strcmp(text, "all")) {
		range->first = VLAN_FIRST;
		range->last = VLAN_LAST;
		return 0;
	}
	if (!vlan_range_parse(text, text + strlen(text), range, why))
		return config_wrong(p, "", "%s", why);
	return 0;
}

/* A list of VIDs and ranges into @set, none of which is in it or in @other. */
static int read_list(struct config_problem *p, const char *key, char *const *entries, uint32_t n,
		     struct vlan_set *set, const struct vlan_set *other)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct vlan_range range = { 0 };
		uint16_t twice;

		if (read_entry(p, entries[i], &range))
			return config_inside(p, "%s[%u]", key, i);
		twice = vlan_set_first(set, range.first, range.last);
		if (!twice && other)
			twice = vlan_set_first(other, range.first, range.last);
		if (twice) {
			config_wrong(p, "", "overlaps, the port is in VLAN %u already", twice);
			return config_inside(p, "%s[%u]", key, i);
		}
		vlan_set_add(set, range.first, range.last);
	}
	return 0;
}

static int read_trunk(struct vsw_port *port, const struct raw_port *raw,
		      struct config_problem *p)
{
	struct vlan_set vlans = { 0 };
	int ret;

	port->vlan_mode = VSWITCH_VLAN_MODE_TRUNK;
	ret = read_list(p, "trunk", raw->trunk, raw->trunk_count, &vlans, NULL);
	if (!ret && raw->native)
		ret = read_vid(p, "native", raw->native, &port->pvid);
	if (!ret && raw->native && !vlan_set_has(&vlans, port->pvid))
		ret = config_wrong(p, "native", "VLAN %u is not in the list of the trunk",
				   port->pvid);
	port->vlans = vlan_set_keep(&vlans);
	return ret;
}

static int read_hybrid(struct vsw_port *port, const struct raw_hybrid *raw,
		       struct config_problem *p)
{
	struct vlan_set vlans = { 0 }, untagged = { 0 };
	int ret;

	port->vlan_mode = VSWITCH_VLAN_MODE_HYBRID;
	ret = read_list(p, "tagged", raw->tagged, raw->tagged_count, &vlans, NULL);
	if (!ret)
		ret = read_list(p, "untagged", raw->untagged, raw->untagged_count,
				&untagged, &vlans);
	if (!ret && raw->pvid)
		ret = read_vid(p, "pvid", raw->pvid, &port->pvid);
	if (ret)
		return config_inside(p, "hybrid");
	/* As on the command line: untagged is what a PVID is for. */
	if (port->pvid && !vlan_set_has(&vlans, port->pvid))
		vlan_set_add(&untagged, port->pvid, port->pvid);
	vlan_set_join(&vlans, &untagged);
	port->vlans = vlan_set_keep(&vlans);
	port->untagged = vlan_set_keep(&untagged);
	if (!port->vlans)
		return config_wrong(p, "hybrid", "the port is in no VLAN");
	return 0;
}

/* A port has one mode; the key of it, or NULL when none is there. */
static int find_mode(const struct raw_port *raw, struct config_problem *p, const char **mode)
{
	const struct {
		const char *key;
		const void *value;
	} modes[] = {
		{ "access", raw->access },
		{ "trunk", raw->trunk },
		{ "hybrid", raw->hybrid },
		{ "dot1q-tunnel", raw->tunnel },
	};
	size_t i;

	*mode = NULL;
	for (i = 0; i < ARRAY_LEN(modes); i++) {
		if (!modes[i].value)
			continue;
		if (*mode)
			return config_wrong(p, modes[i].key, "'%s' is there already", *mode);
		*mode = modes[i].key;
	}
	if (raw->native && !raw->trunk)
		return config_wrong(p, "native", "is for a port with 'trunk'");
	return 0;
}

static int read_map(const struct vsw_port *port, const struct raw_map *raw,
		    struct config_problem *p, struct vlan_map *map, struct vlan_set *tags,
		    struct vlan_set *vids)
{
	int ret;

	ret = read_vid(p, "tag", raw->tag, &map->tag) ?:
	      read_vid(p, "vid", raw->vid, &map->vid);
	if (ret)
		return ret;
	if (vlan_set_has(tags, map->tag))
		return config_wrong(p, "tag", "tag %u is translated already", map->tag);
	if (vlan_set_has(vids, map->vid))
		return config_wrong(p, "vid", "VLAN %u has a translation already", map->vid);
	if (!config_is_member(port, map->vid))
		return config_wrong(p, "vid", "the port is not in VLAN %u", map->vid);
	vlan_set_add(tags, map->tag, map->tag);
	vlan_set_add(vids, map->vid, map->vid);
	return 0;
}

static int read_maps(struct vsw_port *port, const struct raw_port *raw, struct config_problem *p)
{
	struct vlan_map map[CONFIG_MAPS_MAX];
	struct vlan_set tags = { 0 }, vids = { 0 };
	uint32_t i;

	if (port->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL)
		return config_wrong(p, "map",
				    "a dot1q-tunnel looks at no tags, and translates none");
	for (i = 0; i < raw->map_count; i++) {
		if (read_map(port, &raw->map[i], p, &map[i], &tags, &vids))
			return config_inside(p, "map[%u]", i);
	}
	for (i = 0; i < raw->map_count; i++) {
		/* Else two VLANs would leave with the same tag. */
		if (config_is_member(port, map[i].tag) && !vlan_set_has(&vids, map[i].tag)) {
			config_wrong(p, "tag", "%u is a VLAN of the port itself", map[i].tag);
			return config_inside(p, "map[%u]", i);
		}
	}
	port->maps = vlan_maps_keep(map, raw->map_count);
	return 0;
}

static int read_vlans(struct vsw_port *port, const struct raw_port *raw,
		      struct config_problem *p, bool host)
{
	const char *mode;
	int ret;

	ret = find_mode(raw, p, &mode);
	if (ret)
		return ret;
	if (raw->trunk) {
		ret = read_trunk(port, raw, p);
	} else if (raw->hybrid) {
		ret = read_hybrid(port, raw->hybrid, p);
	} else if (mode) {
		port->vlan_mode = raw->access ? VSWITCH_VLAN_MODE_ACCESS :
			VSWITCH_VLAN_MODE_DOT1Q_TUNNEL;
		ret = read_vid(p, mode, raw->access ? raw->access : raw->tunnel, &port->pvid);
	} else {
		config_port_usual_vlans(port, host);
	}
	return !ret && raw->map_count ? read_maps(port, raw, p) : ret;
}

/* What goes together, and what does not. */
static int check_role(struct vsw_port *port, const struct raw_port *raw,
		      struct config_problem *p)
{
	bool community = port->role == VSWITCH_ROLE_COMMUNITY;

	if (port->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL &&
	    port->accept != VSWITCH_FRAME_TYPES_ALL)
		return config_wrong(p, "accept", "a dot1q-tunnel takes all frames");
	if (community && !raw->community)
		return config_wrong(p, "role", "needs the name of the 'community'");
	if (!community && raw->community)
		return config_wrong(p, "community", "is for a port with the role community");
	return raw->community ? read_name(p, "community", raw->community, port->community,
					  sizeof(port->community)) : 0;
}

static int read_port(const struct config *c, struct vsw_port *port, const struct raw_port *raw,
		     struct config_problem *p, bool host)
{
	enum config_port_key key;
	int ret = 0;

	config_port_init(c, port, host);
	if (!host && !raw->name && !raw->device)
		return config_wrong(p, "", "a port needs a name or a device");
	if (raw->name)
		ret = read_name(p, "name", raw->name, port->name, sizeof(port->name));
	if (!ret && raw->device)
		ret = read_device(p, "device", raw->device, port->ifname);
	if (!ret && raw->device && !strcmp(port->ifname, c->sw.ifname))
		ret = config_wrong(p, "device", "'%s' is the switch itself", port->ifname);
	if (!ret)
		ret = read_vlans(port, raw, p, host);
	for (key = 0; !ret && key < CONFIG_PORT_KEYS; key++)
		ret = read_setting(p, &config_port_keys[key], raw->set[key], port);
	return ret ? ret : check_role(port, raw, p);
}

/* A name, and where it stands. */
struct named {
	const char *name;
	size_t index;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/*
 * Find a name that is there twice: the first place where one stands that
 * stood before; and in @other, where that was. SIZE_MAX when there is none.
 */
static size_t find_twice(struct vec *names, size_t *other)
{
	const struct named *n = names->data;
	size_t found = SIZE_MAX;
	size_t i;

	if (names->n > 1)
		qsort(names->data, names->n, names->size, by_name);
	for (i = 1; i < names->n; i++) {
		if (!strcmp(n[i - 1].name, n[i].name) && n[i].index < found) {
			found = n[i].index;
			*other = n[i - 1].index;
		}
	}
	vec_free(names);
	return found;
}

static void add_named(struct vec *names, const char *name, size_t index)
{
	if (*name)
		*(struct named *)vec_push(names) = (struct named) { name, index };
}

static int check_twice(const struct config *c, struct config_problem *p)
{
	struct vec names = { .size = sizeof(struct named) };
	struct vec devices = { .size = sizeof(struct named) };
	struct vec vlans = { .size = sizeof(struct named) };
	size_t i, at, other = 0;

	for (i = 0; i < c->vlans.n; i++)
		add_named(&vlans, ((const struct vsw_vlan *)vec_at(&c->vlans, i))->name, i);
	for (i = 0; i < c->ports.n; i++) {
		const struct vsw_port *port = vec_at(&c->ports, i);

		add_named(&names, port->name, i);
		add_named(&devices, port->ifname, i);
	}
	at = find_twice(&vlans, &other);
	if (at != SIZE_MAX) {
		config_wrong(p, "name", "vlans[%zu] has this name already", other);
		config_inside(p, "vlans[%zu]", at);
	}
	at = find_twice(&names, &other);
	if (at != SIZE_MAX && !p->text[0]) {
		config_wrong(p, "name", "ports[%zu] has this name already", other);
		config_inside(p, "ports[%zu]", at);
	}
	at = find_twice(&devices, &other);
	if (at != SIZE_MAX && !p->text[0]) {
		config_wrong(p, "device", "ports[%zu] has this device already", other);
		config_inside(p, "ports[%zu]", at);
	}
	return p->text[0] ? -EINVAL : 0;
}

static int read_vlan(struct config *c, const struct raw_vlan *raw, struct config_problem *p,
		     struct vlan_set *taken)
{
	struct config_point where = {
		.point = VSWITCH_ACL_POINT_VLAN,
		.port = CONFIG_AT_NONE,
	};
	struct vsw_vlan *vlan = vec_push(&c->vlans);
	uint32_t counters = false;
	int ret;

	ret = read_vid(p, "vid", raw->vid, &vlan->vid);
	if (!ret && vlan_set_has(taken, vlan->vid))
		ret = config_wrong(p, "vid", "VLAN %u is in the list already", vlan->vid);
	if (!ret)
		vlan_set_add(taken, vlan->vid, vlan->vid);
	if (!ret && raw->name)
		ret = read_name(p, "name", raw->name, vlan->name, sizeof(vlan->name));
	if (!ret && raw->counters)
		ret = read_onoff(p, "counters", raw->counters, &counters);
	vlan->counters = (uint8_t)counters;
	where.vid = vlan->vid;
	if (raw->acl_count && !raw->name && !raw->counters)
		vlan->has |= CONFIG_VLAN_BARE;
	return ret ?: config_check_point(c, raw->acl, raw->acl_count, where, "acl", p);
}

static int read_switch(struct config *c, const struct raw_config *raw, struct config_problem *p)
{
	struct vlan_set taken = { 0 };
	uint32_t i;
	int ret;

	ret = read_device(p, "switch", raw->name, c->sw.ifname);
	for (i = 0; !ret && i < CONFIG_MAX_PORTS; i++)
		ret = read_setting(p, &config_switch_keys[i], raw->set[i], &c->sw);
	for (; !ret && raw->limits && i < CONFIG_SWITCH_KEYS; i++) {
		if (read_setting(p, &config_switch_keys[i], raw->limits->set[i], &c->sw))
			ret = config_inside(p, "limits");
	}
	for (i = 0; !ret && i < raw->vlans_count; i++) {
		if (read_vlan(c, &raw->vlans[i], p, &taken))
			ret = config_inside(p, "vlans[%u]", i);
	}
	return ret;
}

/* The ACLs of a port, of those that have it the index. */
static int read_bound(struct config *c, const struct raw_port *raw, size_t index,
		      struct config_problem *p)
{
	const struct config_point in = {
		.point = VSWITCH_ACL_POINT_PORT_INGRESS,
		.port = index,
	};
	const struct config_point out = {
		.point = VSWITCH_ACL_POINT_PORT_EGRESS,
		.port = index,
	};

	return config_check_point(c, raw->acl_in, raw->acl_in_count, in, "acl-in", p) ?:
	       config_check_point(c, raw->acl_out, raw->acl_out_count, out, "acl-out", p);
}

/**
 * config_check - find out what the values of a file mean
 * @raw: the values
 * @c: from config_init(); filled
 * @problem: zeroed; the first mistake
 *
 * Return: 0 or -EINVAL.
 */
int config_check(const struct raw_config *raw, struct config *c, struct config_problem *problem)
{
	static const struct raw_port usual;
	uint32_t i;
	int ret;

	ret = read_switch(c, raw, problem);
	if (ret)
		return ret;
	/* What is usual depends on the switch, so this is read after it. */
	memset(&c->host, 0, sizeof(c->host));
	if (read_port(c, &c->host, raw->host ? raw->host : &usual, problem, true) ||
	    (raw->host && read_bound(c, raw->host, CONFIG_AT_HOST, problem)))
		return config_inside(problem, "host");
	for (i = 0; i < raw->ports_count; i++) {
		if (read_port(c, vec_push(&c->ports), &raw->ports[i], problem, false) ||
		    read_bound(c, &raw->ports[i], i, problem))
			return config_inside(problem, "ports[%u]", i);
	}
	if (c->ports.n > c->sw.max_ports)
		return config_wrong(problem, "ports", "%zu ports, but the limit is %u",
				    c->ports.n, c->sw.max_ports);
	return check_twice(c, problem) ?:
	       config_check_acls(c, raw, problem);
}
