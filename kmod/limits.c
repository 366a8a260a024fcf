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
	return limit == VSWITCH_LIMIT_PORTS ? VSW_PORTS_CEILING
					    : VSW_FDB_CEILING;
}

static u32 *limit_field(struct vsw_conf *conf, enum vswitch_limit limit)
{
	switch (limit) {
	case VSWITCH_LIMIT_PORTS:
		return &conf->max_ports;
	case VSWITCH_LIMIT_FDB:
		return &conf->max_fdb;
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
	/* the texts below say them */
	BUILD_BUG_ON(VSW_TXNS_MAX != 16 || VSW_MAPS_MAX != 1024);
	BUILD_BUG_ON(VSW_PORTS_CEILING != 4096 || VSW_FDB_CEILING != 1048576);

	if (value >= vsw_limit_min(limit) && value <= vsw_limit_max(limit)) {
		if (!fixed_value(limit))
			*limit_field(conf, limit) = value;
		return 0;
	}
	switch (limit) {
	case VSWITCH_LIMIT_TRANSACTIONS:
		NL_SET_ERR_MSG(extack, "limit of transactions is always 16");
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
	return -ERANGE;
}
