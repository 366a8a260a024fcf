// SPDX-License-Identifier: GPL-2.0
/*
 * What can be set of a switch as a whole: the ageing time and the limits, with
 * their ranges. Called from control on a snapshot under construction.
 */
#include <linux/netlink.h>

#include "conf.h"
#include "txn.h"
#include "vlans.h"

/* The value of a limit that is always the same; 0 for those that can be set. */
static u32 fixed_value(enum vswitch_limit limit)
{
	switch (limit) {
	case VSWITCH_LIMIT_TRANSACTIONS:
		return VSW_TXNS_MAX;
	case VSWITCH_LIMIT_TRANSLATIONS:
		return VSW_MAPS_MAX;
	case VSWITCH_LIMIT_ACLS:
		return VSW_ACLS_MAX;
	case VSWITCH_LIMIT_BINDINGS:
		return VSW_BINDINGS_MAX;
	case VSWITCH_LIMIT_SETS:
		return VSW_SETS_MAX;
	case VSWITCH_LIMIT_SET_MEMBERS:
		return VSW_MEMBERS_MAX;
	case VSWITCH_LIMIT_MIRRORS:
		return VSW_MIRRORS_MAX;
	default:
		return 0;
	}
}

/**
 * vsw_conf_set_ageing() - set the ageing time
 * @conf: a snapshot under construction
 * @seconds: the time, 0 for never
 * @extack: says what is wrong
 *
 * Return: 0, or -ERANGE.
 */
int vsw_conf_set_ageing(struct vsw_conf *conf, u32 seconds,
			struct netlink_ext_ack *extack)
{
	if (seconds > VSW_AGEING_CEILING) {
		NL_SET_ERR_MSG(extack, "ageing time must be 0 (never) to 1000000 seconds");
		return -ERANGE;
	}
	conf->ageing_time = seconds;
	conf->ageing = seconds * HZ;
	return 0;
}

/**
 * vsw_limit_min() - lowest value of a limit
 * @limit: which
 *
 * Return: the value.
 */
u32 vsw_limit_min(enum vswitch_limit limit)
{
	if (fixed_value(limit))
		return fixed_value(limit);
	return limit == VSWITCH_LIMIT_PORT_FDB ? 0 : 1;
}

/**
 * vsw_limit_max() - highest value of a limit
 * @limit: which
 *
 * Return: the value.
 */
u32 vsw_limit_max(enum vswitch_limit limit)
{
	if (fixed_value(limit))
		return fixed_value(limit);
	switch (limit) {
	case VSWITCH_LIMIT_PORTS:
		return VSW_PORTS_CEILING;
	case VSWITCH_LIMIT_RULES:
		return VSW_RULES_MAX;
	default:
		return VSW_FDB_CEILING;
	}
}

static u32 *limit_field(struct vsw_conf *conf, enum vswitch_limit limit)
{
	switch (limit) {
	case VSWITCH_LIMIT_PORTS:
		return &conf->max_ports;
	case VSWITCH_LIMIT_FDB:
		return &conf->max_fdb;
	case VSWITCH_LIMIT_RULES:
		return &conf->max_rules;
	default:
		return &conf->port_max_fdb;
	}
}

/**
 * vsw_conf_limit() - value of a limit
 * @conf: a snapshot
 * @limit: which
 *
 * Return: the value.
 */
u32 vsw_conf_limit(const struct vsw_conf *conf, enum vswitch_limit limit)
{
	return fixed_value(limit) ?:
	       *limit_field((struct vsw_conf *)conf, limit);
}

/* Say which values a limit may have. */
static void say_range(enum vswitch_limit limit, struct netlink_ext_ack *extack)
{
	switch (limit) {
	case VSWITCH_LIMIT_TRANSACTIONS:
		NL_SET_ERR_MSG(extack, "limit of transactions is always 16");
		break;
	case VSWITCH_LIMIT_RULES:
		NL_SET_ERR_MSG(extack, "limit of rules must be 1 to 65536");
		break;
	case VSWITCH_LIMIT_ACLS:
		NL_SET_ERR_MSG(extack, "limit of ACLs is always 8192");
		break;
	case VSWITCH_LIMIT_BINDINGS:
		NL_SET_ERR_MSG(extack, "limit of ACLs at a point is always 16");
		break;
	case VSWITCH_LIMIT_SETS:
		NL_SET_ERR_MSG(extack, "limit of sets is always 1024");
		break;
	case VSWITCH_LIMIT_SET_MEMBERS:
		NL_SET_ERR_MSG(extack, "limit of members a set is always 65536");
		break;
	case VSWITCH_LIMIT_MIRRORS:
		NL_SET_ERR_MSG(extack, "limit of mirror sessions is always 32");
		break;
	case VSWITCH_LIMIT_TRANSLATIONS:
		NL_SET_ERR_MSG(extack, "limit of translations a port is always 1024");
		break;
	case VSWITCH_LIMIT_PORTS:
		NL_SET_ERR_MSG(extack, "limit of ports must be 1 to 4096");
		break;
	case VSWITCH_LIMIT_FDB:
		NL_SET_ERR_MSG(extack, "limit of FDB entries must be 1 to 1048576");
		break;
	default:
		NL_SET_ERR_MSG(extack,
			       "limit of FDB entries a port must be 0 (none) to 1048576");
		break;
	}
}

/**
 * vsw_conf_set_limit() - set a limit
 * @conf: a snapshot under construction
 * @limit: which
 * @value: the new value
 * @extack: says what is wrong
 *
 * Return: 0, or -ERANGE.
 */
int vsw_conf_set_limit(struct vsw_conf *conf, enum vswitch_limit limit,
		       u32 value, struct netlink_ext_ack *extack)
{
	/* the texts above say them */
	BUILD_BUG_ON(VSW_TXNS_MAX != 16 || VSW_MAPS_MAX != 1024);
	BUILD_BUG_ON(VSW_ACLS_MAX != 8192 || VSW_BINDINGS_MAX != 16);
	BUILD_BUG_ON(VSW_SETS_MAX != 1024 || VSW_MEMBERS_MAX != 65536);
	BUILD_BUG_ON(VSW_RULES_MAX != 65536 || VSW_MIRRORS_MAX != 32);
	BUILD_BUG_ON(VSW_PORTS_CEILING != 4096 || VSW_FDB_CEILING != 1048576);

	if (value >= vsw_limit_min(limit) && value <= vsw_limit_max(limit)) {
		if (!fixed_value(limit))
			*limit_field(conf, limit) = value;
		return 0;
	}
	say_range(limit, extack);
	return -ERANGE;
}
