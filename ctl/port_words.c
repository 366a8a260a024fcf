// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the settings of a port. See port_words.h.
 *
 * Called by cmd_port.c before anything is sent. What makes no sense in itself
 * is told here, with the word; what the port as it is does not allow is the
 * kernel's to say.
 */
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "port_words.h"

/* Words that are no attribute have bits above those of the attributes. */
enum {
	WORD_FLOOD = 27,
	WORD_NATIVE,
	WORD_PVID,
	WORD_TAGGED,
	WORD_UNTAGGED,
};

static const uint32_t attr_bits = (1u << WORD_FLOOD) - 1;

static bool has(const struct port_words *w, unsigned int bit)
{
	return w->port.has & 1u << bit;
}

static int read_vid(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	uint16_t *vid = (uint16_t *)((char *)dst + def->offset);
	char why[VLAN_WHY];

	*vid = 0;
	if (!strcmp(word, "none") || vlan_vid_parse(word, vid, why))
		return CTL_OK;
	return args_fail(args, "%s: %s", def->name, why);
}

static int read_list(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	char why[VLAN_WHY];

	if (vlan_list_parse(word, (struct vlan_set *)((char *)dst + def->offset), why))
		return CTL_OK;
	return args_fail(args, "%s: %s", def->name, why);
}

/* "access VID" and "dot1q-tunnel VID". */
static int read_single(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	struct port_words *w = dst;
	char why[VLAN_WHY];

	w->port.vlan_mode = def->value;
	w->port.has |= 1u << VSWITCH_A_PORT_PVID;
	if (vlan_vid_parse(word, &w->port.pvid, why))
		return CTL_OK;
	return args_fail(args, "%s: %s", def->name, why);
}

static int read_trunk(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	struct port_words *w = dst;

	w->port.vlan_mode = VSWITCH_VLAN_MODE_TRUNK;
	w->port.has |= 1u << VSWITCH_A_PORT_VLANS;
	return read_list(args, def, word, dst);
}

static int read_map(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	struct port_words *w = dst;
	char why[VLAN_WHY];

	if (vlan_maps_parse(word, &w->port.maps, why))
		return CTL_OK;
	return args_fail(args, "%s: %s", def->name, why);
}

static int read_pcp(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	uint32_t pcp = VSWITCH_PCP_KEEP;

	if (strcmp(word, "keep") && !args_number(word, 0, 7, &pcp))
		return args_fail(args, "%s must be 0 to 7, or keep, not '%s'", def->name, word);
	((struct port_words *)dst)->port.pcp = (uint8_t)pcp;
	return CTL_OK;
}

static int read_role(struct args *args, const struct arg_def *def, const char *word, void *dst)
{
	struct vsw_port *port = &((struct port_words *)dst)->port;
	const char *name;
	int ret;

	ret = args_name_of(args, def->name, word, &names_role, &port->role);
	if (ret || port->role != VSWITCH_ROLE_COMMUNITY)
		return ret;
	ret = args_need(args, "NAME of the community", &name);
	if (ret)
		return ret;
	if (strlen(name) >= sizeof(port->community))
		return args_fail(args, "community '%s' is too long, at most %zu characters", name,
				 sizeof(port->community) - 1);
	snprintf(port->community, sizeof(port->community), "%s", name);
	port->has |= 1u << VSWITCH_A_PORT_COMMUNITY;
	return CTL_OK;
}

/* "device" is first, for only "port add" has it. */
static const struct arg_def port_defs[] = {
	{ .name = "device", .type = ARG_STRING, .bit = VSWITCH_A_PORT_IFNAME,
	  .offset = offsetof(struct port_words, port.ifname), .min = 1, .max = IFNAMSIZ - 1 },
	{ .name = "name", .type = ARG_STRING, .bit = VSWITCH_A_PORT_NAME,
	  .offset = offsetof(struct port_words, port.name), .max = VSWITCH_PORT_NAME_MAX },
	{ .name = "learning", .type = ARG_ONOFF, .bit = VSWITCH_A_PORT_LEARNING,
	  .offset = offsetof(struct port_words, port.learning) },
	{ .name = "flood", .type = ARG_ONOFF, .bit = WORD_FLOOD,
	  .offset = offsetof(struct port_words, flood) },
	{ .name = "flood-unicast", .type = ARG_ONOFF, .bit = VSWITCH_A_PORT_FLOOD_UNICAST,
	  .offset = offsetof(struct port_words, port.flood_unicast) },
	{ .name = "flood-multicast", .type = ARG_ONOFF, .bit = VSWITCH_A_PORT_FLOOD_MULTICAST,
	  .offset = offsetof(struct port_words, port.flood_multicast) },
	{ .name = "flood-broadcast", .type = ARG_ONOFF, .bit = VSWITCH_A_PORT_FLOOD_BROADCAST,
	  .offset = offsetof(struct port_words, port.flood_broadcast) },
	{ .name = "hairpin", .type = ARG_ONOFF, .bit = VSWITCH_A_PORT_HAIRPIN,
	  .offset = offsetof(struct port_words, port.hairpin) },
	{ .name = "forward-lldp", .type = ARG_ONOFF, .bit = VSWITCH_A_PORT_FORWARD_LLDP,
	  .offset = offsetof(struct port_words, port.forward_lldp) },
	{ .name = "forward-lacp", .type = ARG_ONOFF, .bit = VSWITCH_A_PORT_FORWARD_LACP,
	  .offset = offsetof(struct port_words, port.forward_lacp) },
	{ .name = "max-fdb", .type = ARG_U32, .bit = VSWITCH_A_PORT_MAX_FDB,
	  .offset = offsetof(struct port_words, port.max_fdb) },
	{ .name = "access", .type = ARG_READ, .bit = VSWITCH_A_PORT_VLAN_MODE,
	  .value = VSWITCH_VLAN_MODE_ACCESS, .read = read_single },
	{ .name = "trunk", .type = ARG_READ, .bit = VSWITCH_A_PORT_VLAN_MODE,
	  .offset = offsetof(struct port_words, trunk), .read = read_trunk },
	{ .name = "hybrid", .type = ARG_VALUE, .bit = VSWITCH_A_PORT_VLAN_MODE,
	  .offset = offsetof(struct port_words, port.vlan_mode),
	  .value = VSWITCH_VLAN_MODE_HYBRID },
	{ .name = "dot1q-tunnel", .type = ARG_READ, .bit = VSWITCH_A_PORT_VLAN_MODE,
	  .value = VSWITCH_VLAN_MODE_DOT1Q_TUNNEL, .read = read_single },
	{ .name = "native", .type = ARG_READ, .bit = WORD_NATIVE,
	  .offset = offsetof(struct port_words, native), .read = read_vid },
	{ .name = "pvid", .type = ARG_READ, .bit = WORD_PVID,
	  .offset = offsetof(struct port_words, pvid), .read = read_vid },
	{ .name = "tagged", .type = ARG_READ, .bit = WORD_TAGGED,
	  .offset = offsetof(struct port_words, tagged), .read = read_list },
	{ .name = "untagged", .type = ARG_READ, .bit = WORD_UNTAGGED,
	  .offset = offsetof(struct port_words, untagged), .read = read_list },
	{ .name = "map", .type = ARG_READ, .bit = VSWITCH_A_PORT_VLAN_MAPS, .read = read_map },
	{ .name = "accept", .type = ARG_NAME_OF, .bit = VSWITCH_A_PORT_ACCEPT,
	  .offset = offsetof(struct port_words, port.accept), .names = &names_accept },
	{ .name = "pcp", .type = ARG_READ, .bit = VSWITCH_A_PORT_PCP, .read = read_pcp },
	{ .name = "vlan-protocol", .type = ARG_NAME_OF, .bit = VSWITCH_A_PORT_VLAN_PROTOCOL,
	  .offset = offsetof(struct port_words, port.vlan_protocol),
	  .names = &names_vlan_protocol },
	{ .name = "role", .type = ARG_READ, .bit = VSWITCH_A_PORT_ROLE, .read = read_role },
};

/* "flood" is for all three, but the exact word goes before it. */
static void settle_flood(struct port_words *w)
{
	struct vsw_port *port = &w->port;

	if (!has(w, WORD_FLOOD))
		return;
	if (!has(w, VSWITCH_A_PORT_FLOOD_UNICAST))
		port->flood_unicast = w->flood;
	if (!has(w, VSWITCH_A_PORT_FLOOD_MULTICAST))
		port->flood_multicast = w->flood;
	if (!has(w, VSWITCH_A_PORT_FLOOD_BROADCAST))
		port->flood_broadcast = w->flood;
	port->has |= 1u << VSWITCH_A_PORT_FLOOD_UNICAST |
		     1u << VSWITCH_A_PORT_FLOOD_MULTICAST |
		     1u << VSWITCH_A_PORT_FLOOD_BROADCAST;
}

/* Words that belong to one mode must not stand with another. */
static int check_mode(struct args *args, const struct port_words *w)
{
	const char *hybrid = has(w, WORD_PVID) ? "pvid" : has(w, WORD_TAGGED) ? "tagged" :
			     has(w, WORD_UNTAGGED) ? "untagged" : NULL;
	const char *mode = names_get(&names_vlan_mode, w->port.vlan_mode);

	if (has(w, WORD_NATIVE) && hybrid)
		return args_fail(args, "native is for a trunk, %s for a hybrid port", hybrid);
	if (!has(w, VSWITCH_A_PORT_VLAN_MODE))
		return CTL_OK;
	if (has(w, WORD_NATIVE) && w->port.vlan_mode != VSWITCH_VLAN_MODE_TRUNK)
		return args_fail(args, "native is for trunk, not for %s", mode);
	if (hybrid && w->port.vlan_mode != VSWITCH_VLAN_MODE_HYBRID)
		return args_fail(args, "%s is for hybrid, not for %s", hybrid, mode);
	return CTL_OK;
}

static int settle_trunk(struct args *args, struct port_words *w)
{
	w->port.vlans = vlan_set_keep(&w->trunk);
	if (!has(w, WORD_NATIVE))
		return CTL_OK;
	w->port.pvid = w->native;
	w->port.has |= 1u << VSWITCH_A_PORT_PVID;
	if (has(w, VSWITCH_A_PORT_VLANS) && w->native && !vlan_set_has(&w->trunk, w->native))
		return args_fail(args, "native VLAN %u is not in the list of the trunk",
				 w->native);
	return CTL_OK;
}

static int settle_hybrid(struct args *args, struct port_words *w)
{
	bool lists = has(w, WORD_TAGGED) || has(w, WORD_UNTAGGED) ||
		     (has(w, VSWITCH_A_PORT_VLAN_MODE) && has(w, WORD_PVID));
	uint16_t both = vlan_set_common(&w->tagged, &w->untagged);
	struct vsw_port *port = &w->port;

	if (both)
		return args_fail(args, "VLAN %u is both tagged and untagged", both);
	if (has(w, WORD_PVID)) {
		port->pvid = w->pvid;
		port->has |= 1u << VSWITCH_A_PORT_PVID;
	}
	if (!lists)
		return CTL_OK;
	if (w->pvid && !vlan_set_has(&w->tagged, w->pvid))
		vlan_set_add(&w->untagged, w->pvid, w->pvid);
	vlan_set_join(&w->tagged, &w->untagged);
	port->vlans = vlan_set_keep(&w->tagged);
	port->untagged = vlan_set_keep(&w->untagged);
	port->has |= 1u << VSWITCH_A_PORT_VLANS;
	return CTL_OK;
}

/**
 * port_words_read - read the settings of a port, to the end of the words
 * @args: the words
 * @add: the port is new; else it is changed
 * @words: zeroed
 *
 * Return: CTL_OK or CTL_USAGE, which has been told.
 */
int port_words_read(struct args *args, bool add, struct port_words *words)
{
	size_t skip = add ? 0 : 1;
	int ret;

	ret = args_keywords(args, port_defs + skip, ARRAY_LEN(port_defs) - skip, words) ?:
	      check_mode(args, words) ?:
	      settle_trunk(args, words) ?:
	      settle_hybrid(args, words);
	settle_flood(words);
	words->port.has &= attr_bits;
	return ret;
}

/**
 * port_words_device - the device that "port add" has before the settings
 * @args: the words behind SWITCH; it is taken from them
 *
 * The word is a device unless it begins the settings. A device may be called
 * like one of those: then it is one when the words make no sense without it.
 *
 * Return: its name, or NULL when there is none.
 */
const char *port_words_device(struct args *args)
{
	struct port_words scratch = { 0 };
	struct args try = *args;

	try.quiet = true;
	if (args_is_keyword(args, port_defs, ARRAY_LEN(port_defs)) &&
	    (!port_words_read(&try, true, &scratch) || !if_nametoindex(args->argv[0])))
		return NULL;
	return args_take(args);
}
