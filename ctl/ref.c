// SPDX-License-Identifier: GPL-2.0
/*
 * Words to switches, ports and devices. See ref.h.
 *
 * A port is meant by its number, its name, or its device; "host" and the name
 * of the switch mean the host's port. Digits are always a number. What is true
 * now goes before what was: the device that a port last had counts only when
 * nothing else is meant.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "call.h"
#include "ref.h"

/* Most ports that the message about an ambiguous word names. */
#define CANDIDATES_MAX 8

/**
 * ref_load - read the switches of the namespace, unless that was done
 * @ctl: state
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int ref_load(struct ctl *ctl)
{
	struct nlmsghdr *req;

	if (ctl->have_switches)
		return CTL_OK;
	ctl->switches.size = sizeof(struct vsw_switch);
	req = nl_request(&ctl->nl, VSWITCH_CMD_SWITCH_GET);
	ctl->have_switches = !call_dump(ctl, req, parse_add_switch, &ctl->switches);
	return call_end(ctl, req, "cannot list the switches");
}

/**
 * ref_find_switch - find a switch by its name
 * @ctl: state, after ref_load()
 * @word: the name, or another name of the device
 *
 * Return: the switch, or NULL.
 */
const struct vsw_switch *ref_find_switch(const struct ctl *ctl, const char *word)
{
	uint32_t ifindex;
	size_t i;

	for (i = 0; i < ctl->switches.n; i++) {
		const struct vsw_switch *sw = vec_at(&ctl->switches, i);

		if (!strcmp(sw->ifname, word))
			return sw;
	}
	ifindex = if_nametoindex(word);
	for (i = 0; ifindex && i < ctl->switches.n; i++) {
		const struct vsw_switch *sw = vec_at(&ctl->switches, i);

		if (sw->ifindex == ifindex)
			return sw;
	}
	return NULL;
}

/**
 * ref_not_found - say that there is no such thing, and what was probably meant
 * @what: what it should have been, such as "port"
 * @word: what was typed
 * @where: where there is none
 * @names: const char pointers, what there is
 *
 * Return: CTL_REFUSED, for the caller to return.
 */
int ref_not_found(const char *what, const char *word, const char *where,
		  const struct vec *names)
{
	const char *nearest = args_nearest(names->data, names->n, names->size, word);

	if (nearest)
		out_error("no %s '%s' in %s, did you mean '%s'?", what, word, where, nearest);
	else
		out_error("no %s '%s' in %s", what, word, where);
	return CTL_REFUSED;
}

static void add_name(struct vec *names, const char *name)
{
	if (*name)
		*(const char **)vec_push(names) = name;
}

static int no_switch(const struct ctl *ctl, const char *what, const char *word)
{
	struct vec names = { .size = sizeof(const char *) };
	size_t i;

	for (i = 0; i < ctl->switches.n; i++)
		add_name(&names, ((const struct vsw_switch *)vec_at(&ctl->switches, i))->ifname);
	ref_not_found(what, word, "this network namespace", &names);
	vec_free(&names);
	return CTL_REFUSED;
}

/**
 * ref_switch - resolve SWITCH
 * @ctl: state
 * @word: what was typed
 * @sw: the switch is put here; valid as long as @ctl
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int ref_switch(struct ctl *ctl, const char *word, const struct vsw_switch **sw)
{
	int ret = ref_load(ctl);

	if (ret)
		return ret;
	*sw = ref_find_switch(ctl, word);
	return *sw ? CTL_OK : no_switch(ctl, "switch", word);
}

/**
 * ref_switch_name - name of a switch
 * @ctl: state, after ref_load()
 * @ifindex: its interface index
 *
 * Return: the name; valid until the next call.
 */
const char *ref_switch_name(struct ctl *ctl, uint32_t ifindex)
{
	static char name[IFNAMSIZ];
	size_t i;

	for (i = 0; i < ctl->switches.n; i++) {
		const struct vsw_switch *sw = vec_at(&ctl->switches, i);

		if (sw->ifindex == ifindex)
			return sw->ifname;
	}
	/* Made after the switches were read; or gone since. */
	if (!if_indextoname(ifindex, name))
		snprintf(name, sizeof(name), "#%u", ifindex);
	return name;
}

/* How well a word fits a port. */
enum fit {
	FIT_NOT,
	FIT_LAST_DEVICE,
	FIT_NOW,
};

static enum fit fits(struct ctl *ctl, const struct vsw_port *port, const char *word,
		     uint32_t ifindex)
{
	uint32_t number;

	if (args_number(word, 0, UINT32_MAX, &number))
		return port->number == number ? FIT_NOW : FIT_NOT;
	if (!strcmp(port->name, word))
		return FIT_NOW;
	if (!port->number && (!strcmp(word, "host") ||
			      !strcmp(word, ref_switch_name(ctl, port->sw))))
		return FIT_NOW;
	if (port->has & 1u << VSWITCH_A_PORT_IFINDEX &&
	    (!strcmp(port->ifname, word) || (ifindex && port->ifindex == ifindex)))
		return FIT_NOW;
	return strcmp(port->ifname, word) ? FIT_NOT : FIT_LAST_DEVICE;
}

static int ambiguous(struct ctl *ctl, const struct vec *ports, const struct vec *found,
		     const char *word)
{
	char list[CANDIDATES_MAX * 96] = "";
	size_t used = 0;
	size_t i;

	for (i = 0; i < MIN(found->n, (size_t)CANDIDATES_MAX); i++) {
		const struct vsw_port *port = vec_at(ports, *(size_t *)vec_at(found, i));
		bool both = port->name[0] && port->ifname[0];

		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s/%u%s%s%s%s%s",
					 i ? ", " : "", ref_switch_name(ctl, port->sw),
					 port->number, port->name[0] || port->ifname[0] ? " (" : "",
					 port->name, both ? ", " : "", port->ifname,
					 port->name[0] || port->ifname[0] ? ")" : "");
		if (used >= sizeof(list))
			break;
	}
	out_error("port '%s' can be any of %s%s", word, list,
		  found->n > CANDIDATES_MAX ? ", ..." : "");
	return CTL_REFUSED;
}

static int no_port(struct ctl *ctl, const struct vec *ports, const struct vsw_switch *in,
		   const char *word, bool or_switch)
{
	struct vec names = { .size = sizeof(const char *) };
	size_t i;

	for (i = 0; i < ports->n; i++) {
		const struct vsw_port *port = vec_at(ports, i);

		add_name(&names, port->name);
		add_name(&names, port->ifname);
	}
	for (i = 0; or_switch && i < ctl->switches.n; i++)
		add_name(&names, ((const struct vsw_switch *)vec_at(&ctl->switches, i))->ifname);
	ref_not_found(or_switch ? "switch or port" : "port", word,
		      in ? in->ifname : "this network namespace", &names);
	vec_free(&names);
	return CTL_REFUSED;
}

/**
 * ref_choose - choose the port that a word means
 * @ctl: state, after ref_load()
 * @ports: struct vsw_port each, to choose among
 * @in: the switch they are all in, or NULL
 * @word: what was typed, without "SWITCH/"
 * @or_switch: it could have been a switch, for the message
 * @port: the port is put here
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int ref_choose(struct ctl *ctl, const struct vec *ports, const struct vsw_switch *in,
	       const char *word, bool or_switch, struct vsw_port *port)
{
	struct vec found = { .size = sizeof(size_t) };
	uint32_t ifindex = if_nametoindex(word);
	enum fit best = FIT_LAST_DEVICE;
	int ret = CTL_OK;
	size_t i;

	for (i = 0; i < ports->n; i++) {
		enum fit fit = fits(ctl, vec_at(ports, i), word, ifindex);

		if (fit < best)
			continue;
		if (fit > best)
			found.n = 0;
		best = fit;
		*(size_t *)vec_push(&found) = i;
	}
	if (found.n == 1)
		*port = *(struct vsw_port *)vec_at(ports, *(size_t *)vec_at(&found, 0));
	else if (found.n)
		ret = ambiguous(ctl, ports, &found, word);
	else
		ret = no_port(ctl, ports, in, word, or_switch);
	vec_free(&found);
	return ret;
}

static int resolve_port(struct ctl *ctl, const char *word, const struct vsw_switch *in,
			bool or_switch, struct vsw_port *port)
{
	struct vec ports = { .size = sizeof(struct vsw_port) };
	const char *slash = strchr(word, '/');
	struct nlmsghdr *req;
	char name[IFNAMSIZ];
	int ret;

	ret = ref_load(ctl);
	/* Of the ports of a transaction, those that it adds are known here only. */
	if (!ret && ctl->txn.id && !in)
		ret = ref_switch(ctl, ref_switch_name(ctl, ctl->txn.sw), &in);
	if (!ret && slash) {
		const struct vsw_switch *named;

		snprintf(name, sizeof(name), "%.*s", (int)MIN(slash - word, IFNAMSIZ), word);
		ret = ref_switch(ctl, name, &named);
		if (!ret && in && in != named) {
			out_error("port '%s' is not in %s", word, in->ifname);
			ret = CTL_REFUSED;
		}
		in = named;
		word = slash + 1;
		or_switch = false;
	}
	if (ret)
		return ret;
	if (ctl->txn.id)
		return ref_choose(ctl, &ctl->txn.ports, in, word, or_switch, port);
	req = nl_request(&ctl->nl, VSWITCH_CMD_PORT_GET);
	if (in)
		mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, in->ifindex);
	call_dump(ctl, req, parse_add_port, &ports);
	ret = call_end(ctl, req, "cannot list the ports%s%s", in ? " of " : "",
		       in ? in->ifname : "");
	if (!ret)
		ret = ref_choose(ctl, &ports, in, word, or_switch, port);
	vec_free(&ports);
	return ret;
}

/**
 * ref_port - resolve PORT, with or without "SWITCH/" before it
 * @ctl: state
 * @word: what was typed
 * @in: the switch that it must be in; NULL for any
 * @port: the port is put here
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int ref_port(struct ctl *ctl, const char *word, const struct vsw_switch *in,
	     struct vsw_port *port)
{
	return resolve_port(ctl, word, in, false, port);
}

/**
 * ref_switch_or_port - resolve SWITCH | PORT
 * @ctl: state
 * @word: what was typed
 * @sw: the switch is put here, or NULL when a port is meant
 * @port: the port is put here when one is meant
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int ref_switch_or_port(struct ctl *ctl, const char *word, const struct vsw_switch **sw,
		       struct vsw_port *port)
{
	int ret = ref_load(ctl);

	if (ret)
		return ret;
	*sw = ref_find_switch(ctl, word);
	return *sw ? CTL_OK : resolve_port(ctl, word, NULL, true, port);
}

/**
 * ref_device - resolve DEV
 * @word: name of a network device
 * @ifindex: its interface index is put here
 *
 * Return: CTL_OK or CTL_REFUSED, which has been told.
 */
int ref_device(const char *word, uint32_t *ifindex)
{
	*ifindex = if_nametoindex(word);
	if (*ifindex)
		return CTL_OK;
	out_error("no device %s in this network namespace", word);
	return CTL_REFUSED;
}
