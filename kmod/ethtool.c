// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool on the switch device: the books of the whole switch (-S), driver
 * information (-i), link. Called by the kernel under RTNL.
 */
#include <linux/ethtool.h>
#include <linux/module.h>
#include <linux/netdevice.h>

#include "dev.h"
#include "drop.h"
#include "port.h"
#include "vswitch.h"

/* In the order of enum vsw_count, up to the drop reasons. */
static const char counter_name[VSW_COUNT_DROP][ETH_GSTRING_LEN] = {
	"rx_frames", "rx_bytes", "forwarded", "flooded", "delivered",
	"consumed", "copies", "tx_copies", "tx_frames", "tx_bytes",
	"learn_limit_port", "learn_limit_switch", "learn_failed",
	"multicast",
};

/* All counters, but VSW_DROP_NONE, which counts nothing. */
#define N_STATS (VSW_COUNT_MAX - 1)

static void get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "vswitch", sizeof(info->driver));
	strscpy(info->version, VSW_VERSION, sizeof(info->version));
	strscpy(info->bus_info, "N/A", sizeof(info->bus_info));
	strscpy(info->fw_version, "N/A", sizeof(info->fw_version));
}

static int get_sset_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? N_STATS : -EOPNOTSUPP;
}

static void get_strings(struct net_device *dev, u32 set, u8 *data)
{
	int i;

	if (set != ETH_SS_STATS)
		return;
	memcpy(data, counter_name, sizeof(counter_name));
	data += sizeof(counter_name);
	for (i = VSW_DROP_NONE + 1; i < VSW_DROP_MAX; i++) {
		snprintf(data, ETH_GSTRING_LEN, "drop_%s", vsw_drop_name(i));
		data += ETH_GSTRING_LEN;
	}
}

static void get_stats(struct net_device *dev, struct ethtool_stats *stats,
		      u64 *data)
{
	struct vsw_switch *sw = netdev_priv(dev);
	struct vsw_account_sum total;
	int i;

	mutex_lock(&sw->conf_lock);
	vsw_port_total(sw, &total);
	mutex_unlock(&sw->conf_lock);

	for (i = 0; i < VSW_COUNT_MAX; i++)
		if (i != VSW_COUNT_DROP + VSW_DROP_NONE)
			*data++ = total.count[i];
}

/* As fast as the fastest port. */
static int get_link_ksettings(struct net_device *dev,
			      struct ethtool_link_ksettings *cmd)
{
	struct ethtool_link_ksettings lower;
	struct net_device *port_dev;
	struct list_head *iter;

	cmd->base.duplex = DUPLEX_UNKNOWN;
	cmd->base.port = PORT_OTHER;
	cmd->base.speed = SPEED_UNKNOWN;
	netdev_for_each_lower_dev(dev, port_dev, iter) {
		if (!netif_running(port_dev) || !netif_oper_up(port_dev))
			continue;
		if (__ethtool_get_link_ksettings(port_dev, &lower) ||
		    lower.base.speed == (u32)SPEED_UNKNOWN)
			continue;
		if (cmd->base.speed == (u32)SPEED_UNKNOWN ||
		    cmd->base.speed < lower.base.speed)
			cmd->base.speed = lower.base.speed;
	}
	return 0;
}

const struct ethtool_ops vsw_ethtool_ops = {
	.get_drvinfo = get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = get_link_ksettings,
	.get_sset_count = get_sset_count,
	.get_strings = get_strings,
	.get_ethtool_stats = get_stats,
	.get_ts_info = ethtool_op_get_ts_info,
};
