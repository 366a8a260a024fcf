// SPDX-License-Identifier: GPL-2.0
/*
 * The least that handing a frame on can cost: an rx_handler on one device that
 * frees each frame, or gives it to another device in one of two ways. Figures
 * of the benchmark are differences from the first, and are compared with the
 * others. Loaded and removed by selftests/bench/peers.py for each measurement,
 * in the first network namespace; not a part of vswitch. Frames run through it
 * in softirq, under RCU.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

static char *mode = "drop";
module_param(mode, charp, 0444);
MODULE_PARM_DESC(mode, "drop, drop-shared, driver or queue");

static char *from = "";
module_param(from, charp, 0444);
MODULE_PARM_DESC(from, "the device whose frames it takes");

static char *to = "";
module_param(to, charp, 0444);
MODULE_PARM_DESC(to, "the device that it gives them to; or several, with commas");

static struct net_device *from_dev;
static struct net_device *to_dev;

#define TO_MAX 1024

/* Where there are several: all of them. */
static struct net_device *to_all[TO_MAX];
static unsigned int to_n;

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
	for (i = 0; i < to_n; i++) {
		copy = skb_clone(skb, GFP_ATOMIC);
		if (!copy)
			break;
		copy->dev = to_all[i];
		skb_push(copy, ETH_HLEN);
		to_all[i]->netdev_ops->ndo_start_xmit(copy, to_all[i]);
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

static rx_handler_func_t *handler(void)
{
	if (!strcmp(mode, "drop"))
		return drop;
	if (!strcmp(mode, "drop-shared"))
		return drop_shared;
	if (!strcmp(mode, "driver"))
		return to_n > 1 ? flood : driver;
	return !strcmp(mode, "queue") ? queue : NULL;
}

static void put_devices(void)
{
	dev_put(from_dev);
	while (to_n)
		dev_put(to_all[--to_n]);
}

static int get_devices(void)
{
	char *name;

	from_dev = dev_get_by_name(&init_net, from);
	if (!from_dev)
		return -ENODEV;
	while ((name = strsep(&to, ",")) && *name) {
		if (to_n == TO_MAX)
			return -E2BIG;
		to_all[to_n] = dev_get_by_name(&init_net, name);
		if (!to_all[to_n])
			return -ENODEV;
		to_n++;
	}
	to_dev = to_all[0];
	return 0;
}

static int __init floor_init(void)
{
	rx_handler_func_t *take;
	int err;

	rtnl_lock();
	err = get_devices();
	take = handler();
	if (!err && (!take || (!to_dev && take != drop && take != drop_shared)))
		err = -EINVAL;
	if (!err)
		err = netdev_rx_handler_register(from_dev, take, NULL);
	if (err)
		put_devices();
	rtnl_unlock();
	return err;
}

static void __exit floor_exit(void)
{
	rtnl_lock();
	netdev_rx_handler_unregister(from_dev);
	rtnl_unlock();
	put_devices();
}

module_init(floor_init);
module_exit(floor_exit);

MODULE_DESCRIPTION("vswitch: what its benchmark is measured from");
MODULE_LICENSE("GPL");
