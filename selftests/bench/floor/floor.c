// SPDX-License-Identifier: GPL-2.0
/*
 * The least that handing a frame on can cost: an rx_handler on a device that
 * frees each frame, or gives it to another device in one of two ways. Figures
 * of the benchmark are differences from the first, and are compared with the
 * others. Loaded and removed by peers.py and cpus.py of selftests/bench for
 * each measurement, in the first network namespace; not a part of vswitch.
 * Frames run through it in softirq, under RCU.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

static char *mode = "drop";
module_param(mode, charp, 0444);
MODULE_PARM_DESC(mode, "drop, drop-shared, driver, queue or lanes");

static char *from = "";
module_param(from, charp, 0444);
MODULE_PARM_DESC(from, "the device whose frames it takes; with lanes, as many as to");

static char *to = "";
module_param(to, charp, 0444);
MODULE_PARM_DESC(to, "the device that it gives them to; or several, with commas");

static unsigned int stores;
module_param(stores, uint, 0444);
MODULE_PARM_DESC(stores, "with lanes: to a line that all share, for each frame");

static struct net_device *to_dev;

#define DEVS_MAX 1024

/* Devices of a parameter; the references are ours. */
struct devs {
	struct net_device *dev[DEVS_MAX];
	unsigned int n;
};

static struct devs from_all, to_all;

/* What a switch should not have: each CPU writes to it for each frame. */
static atomic_t shared ____cacheline_aligned_in_smp;

/* As every switch begins: with a frame that is nobody else's. */
static struct sk_buff *own(struct sk_buff *skb)
{
	return skb_share_check(skb, GFP_ATOMIC);
}

/* A received frame, freed. */
static rx_handler_result_t drop(struct sk_buff **pskb)
{
	kfree_skb(own(*pskb));
	return RX_HANDLER_CONSUMED;
}

/* The same for who does not care whether the frame is shared. */
static rx_handler_result_t drop_shared(struct sk_buff **pskb)
{
	kfree_skb(*pskb);
	return RX_HANDLER_CONSUMED;
}

/* Straight to the driver: no queue, no taps, no checks, nobody's rules. */
static rx_handler_result_t driver(struct sk_buff **pskb)
{
	struct sk_buff *skb = own(*pskb);

	if (!skb)
		return RX_HANDLER_CONSUMED;
	skb->dev = to_dev;
	skb_push(skb, ETH_HLEN);
	to_dev->netdev_ops->ndo_start_xmit(skb, to_dev);
	return RX_HANDLER_CONSUMED;
}

/* A copy straight to each of the drivers; the host gets the frame itself. */
static rx_handler_result_t flood(struct sk_buff **pskb)
{
	struct sk_buff *skb = own(*pskb), *copy;
	unsigned int i;

	if (!skb)
		return RX_HANDLER_CONSUMED;
	*pskb = skb;
	for (i = 0; i < to_all.n; i++) {
		copy = skb_clone(skb, GFP_ATOMIC);
		if (!copy)
			break;
		copy->dev = to_all.dev[i];
		skb_push(copy, ETH_HLEN);
		copy->dev->netdev_ops->ndo_start_xmit(copy, copy->dev);
	}
	return RX_HANDLER_PASS;
}

/* The way that the kernel has for it. */
static rx_handler_result_t queue(struct sk_buff **pskb)
{
	struct sk_buff *skb = own(*pskb);

	if (!skb)
		return RX_HANDLER_CONSUMED;
	skb->dev = to_dev;
	skb_push(skb, ETH_HLEN);
	dev_queue_xmit(skb);
	return RX_HANDLER_CONSUMED;
}

/* The same for several devices, each of which has one that it sends to. */
static rx_handler_result_t lanes(struct sk_buff **pskb)
{
	struct sk_buff *skb = own(*pskb);
	unsigned int i;

	if (!skb)
		return RX_HANDLER_CONSUMED;
	for (i = 0; i < stores; i++)
		atomic_inc(&shared);
	skb->dev = rcu_dereference(skb->dev->rx_handler_data);
	skb_push(skb, ETH_HLEN);
	dev_queue_xmit(skb);
	return RX_HANDLER_CONSUMED;
}

static rx_handler_func_t *handler(void)
{
	if (!strcmp(mode, "drop"))
		return drop;
	if (!strcmp(mode, "drop-shared"))
		return drop_shared;
	if (!strcmp(mode, "driver"))
		return to_all.n > 1 ? flood : driver;
	if (!strcmp(mode, "lanes"))
		return lanes;
	return !strcmp(mode, "queue") ? queue : NULL;
}

static void put_devices(struct devs *devs)
{
	while (devs->n)
		dev_put(devs->dev[--devs->n]);
}

static int get_devices(struct devs *devs, char *names)
{
	struct net_device *dev;
	char *name;

	while ((name = strsep(&names, ",")) && *name) {
		if (devs->n == DEVS_MAX)
			return -E2BIG;
		dev = dev_get_by_name(&init_net, name);
		if (!dev)
			return -ENODEV;
		devs->dev[devs->n++] = dev;
	}
	return 0;
}

/* Is there a device where one is needed? */
static bool devices_fit(rx_handler_func_t *take)
{
	if (take == lanes)
		return from_all.n && from_all.n == to_all.n;
	if (from_all.n != 1)
		return false;
	return to_dev || take == drop || take == drop_shared;
}

/* Leave the first devices alone, so many. */
static void unregister(unsigned int n)
{
	while (n)
		netdev_rx_handler_unregister(from_all.dev[--n]);
}

static int register_all(rx_handler_func_t *take)
{
	unsigned int i;
	int err;

	for (i = 0; i < from_all.n; i++) {
		err = netdev_rx_handler_register(from_all.dev[i], take,
						 to_all.dev[i]);
		if (err) {
			unregister(i);
			return err;
		}
	}
	return 0;
}

static int __init floor_init(void)
{
	rx_handler_func_t *take;
	int err;

	rtnl_lock();
	err = get_devices(&from_all, from);
	if (!err)
		err = get_devices(&to_all, to);
	to_dev = to_all.dev[0];
	take = handler();
	if (!err && (!take || !devices_fit(take)))
		err = -EINVAL;
	if (!err)
		err = register_all(take);
	if (err) {
		put_devices(&to_all);
		put_devices(&from_all);
	}
	rtnl_unlock();
	return err;
}

static void __exit floor_exit(void)
{
	rtnl_lock();
	unregister(from_all.n);
	rtnl_unlock();
	put_devices(&to_all);
	put_devices(&from_all);
}

module_init(floor_init);
module_exit(floor_exit);

MODULE_DESCRIPTION("vswitch: what its benchmark is measured from");
MODULE_LICENSE("GPL");
