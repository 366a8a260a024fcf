// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_xmit: the short way to a driver. What a driver gets by it is
 * compared with what dev_queue_xmit() gives to it, for frames of all shapes;
 * and a driver that stops, refuses or sends by another device meanwhile gets
 * what it gets from the kernel.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <net/sock.h>

#include "../xmit.h"
#include "fixture.h"

#define FRAMES 400
#define LEN_MAX 300

/**
 * struct driver - a device that notes what it is given
 * @frames: how many frames
 * @len: bytes of the last one
 * @data: these
 * @proto: the type of the tag that is beside the buffer; 0 for none
 * @tci: the rest of the tag
 * @protocol: skb->protocol of the last one
 * @mac: offset of its MAC header from its data
 * @linear: its data is all in one piece
 * @summed: skb->ip_summed of the last one
 * @queue: which queue it was for
 * @busy: takes no frame
 * @level: how deep in hand-overs the last one was
 * @next: is given the frame by vsw_xmit(), so often; or NULL
 * @again: how often
 */
struct driver {
	unsigned int frames;
	unsigned int len;
	u8 data[LEN_MAX + 2 * VLAN_HLEN];
	__be16 proto;
	u16 tci;
	__be16 protocol;
	int mac;
	bool linear;
	u8 summed;
	u16 queue;
	bool busy;
	int level;
	struct net_device *next;
	unsigned int again;
};

static netdev_tx_t driver_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct driver *driver = netdev_priv(dev);

	if (driver->busy)
		return NETDEV_TX_BUSY;
	driver->frames++;
	driver->len = min_t(unsigned int, skb->len, sizeof(driver->data));
	skb_copy_bits(skb, 0, driver->data, driver->len);
	driver->proto = skb_vlan_tag_present(skb) ? skb->vlan_proto : 0;
	driver->tci = driver->proto ? skb_vlan_tag_get(skb) : 0;
	driver->protocol = skb->protocol;
	driver->mac = skb_mac_header(skb) - skb->data;
	driver->linear = !skb_is_nonlinear(skb);
	driver->summed = skb->ip_summed;
	driver->queue = skb_get_queue_mapping(skb);
	driver->level = dev_recursion_level();
	if (driver->again) {
		driver->again--;
		skb->dev = driver->next;
		vsw_xmit(skb);
	} else {
		consume_skb(skb);
	}
	return NETDEV_TX_OK;
}

static const struct net_device_ops driver_ops = {
	.ndo_start_xmit = driver_xmit,
};

static void driver_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &driver_ops;
	dev->priv_flags |= IFF_NO_QUEUE;
	vsw_compat_set_lltx(dev);
	dev->features |= NETIF_F_SG;
	dev->hw_features |= NETIF_F_SG | NETIF_F_HW_VLAN_CTAG_TX;
	eth_hw_addr_random(dev);
}

static void driver_exit(void *dev)
{
	unregister_netdev(dev);
	free_netdev(dev);
}

static struct net_device *driver_create(struct kunit *test)
{
	struct net_device *dev;

	dev = alloc_netdev(sizeof(struct driver), "kunit%d", NET_NAME_UNKNOWN,
			   driver_setup);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	KUNIT_ASSERT_EQ(test, 0, register_netdev(dev));
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, driver_exit, dev));
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, 0, dev_open(dev, NULL));
	rtnl_unlock();
	return dev;
}

/* A frame of some length and shape; data begins at the Ethernet header. */
static struct sk_buff *frame_create(struct kunit *test, struct net_device *dev)
{
	unsigned int len = ETH_ZLEN + vsw_test_below(test, LEN_MAX - ETH_ZLEN);
	unsigned int room = vsw_test_chance(test, 4) ? 0 : NET_SKB_PAD;
	unsigned int linear = vsw_test_chance(test, 3) ?
			      ETH_HLEN + vsw_test_below(test, len - ETH_HLEN) :
			      len;
	struct sk_buff *skb;
	int err;

	skb = alloc_skb_with_frags(room + linear, len - linear, 0, &err,
				   GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, room);
	vsw_test_bytes(test, skb_put(skb, linear), linear);
	if (len > linear) {
		void *data = skb_frag_address(&skb_shinfo(skb)->frags[0]);

		vsw_test_bytes(test, data, len - linear);
		skb_frag_size_set(&skb_shinfo(skb)->frags[0], len - linear);
		skb->len += len - linear;
		skb->data_len = len - linear;
	}
	skb->dev = dev;
	skb_reset_mac_header(skb);
	skb->protocol = eth_hdr(skb)->h_proto;
	skb_set_queue_mapping(skb, vsw_test_below(test, 3));
	if (linear >= ETH_ZLEN && vsw_test_chance(test, 4)) {
		/* a sum that is left to the device, which cannot compute it */
		skb->ip_summed = CHECKSUM_PARTIAL;
		skb->csum_start = skb_headroom(skb) + ETH_HLEN;
		skb->csum_offset = vsw_test_below(test, 16) * 2;
	}
	if (vsw_test_chance(test, 2))
		__vlan_hwaccel_put_tag(skb, vsw_test_chance(test, 2) ?
				       htons(ETH_P_8021Q) : htons(ETH_P_8021AD),
				       vsw_test_u32(test));
	return skb;
}

static void socket_exit(void *sock)
{
	sock_release(sock);
}

/* A socket that frames can be from, as a guest's. */
static struct sock *socket_create(struct kunit *test)
{
	struct socket *sock;

	KUNIT_ASSERT_EQ(test, 0, sock_create_kern(&init_net, AF_NETLINK,
						  SOCK_RAW, NETLINK_ROUTE,
						  &sock));
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, socket_exit, sock));
	return sock->sk;
}

static int xmit(struct sk_buff *skb)
{
	int ret;

	rcu_read_lock_bh();
	ret = vsw_xmit(skb);
	rcu_read_unlock_bh();
	return ret;
}

/* The driver gets what dev_queue_xmit() would have given to it. */
static void xmit_as_kernel(struct kunit *test)
{
	struct net_device *dev = driver_create(test);
	struct driver *driver = netdev_priv(dev), *was;
	struct sock *sk = socket_create(test);
	struct sk_buff *skb, *copy, *other;
	unsigned int i;
	u8 *before;

	was = kunit_kzalloc(test, sizeof(*was), GFP_KERNEL);
	before = kunit_kzalloc(test, LEN_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, was);
	KUNIT_ASSERT_NOT_NULL(test, before);
	for (i = 0; i < FRAMES && vsw_test_step(test); i++) {
		if (vsw_test_chance(test, 2))
			dev->features ^= NETIF_F_HW_VLAN_CTAG_TX;
		skb = frame_create(test, dev);
		copy = skb_copy(skb, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		/* whoever has the other half must not see a change */
		other = vsw_test_chance(test, 2) ? skb_clone(skb, GFP_KERNEL)
						 : NULL;
		skb_copy_bits(skb, 0, before, skb->len);
		if (vsw_test_chance(test, 2)) {
			skb_set_owner_w(skb, sk);
			skb_set_owner_w(copy, sk);
		}

		KUNIT_EXPECT_EQ(test, NET_XMIT_SUCCESS, dev_queue_xmit(copy));
		*was = *driver;
		KUNIT_EXPECT_EQ(test, NET_XMIT_SUCCESS, xmit(skb));
		KUNIT_EXPECT_EQ(test, driver->frames, was->frames + 1);
		KUNIT_EXPECT_EQ(test, driver->len, was->len);
		KUNIT_EXPECT_MEMEQ(test, driver->data, was->data, was->len);
		KUNIT_EXPECT_EQ(test, driver->proto, was->proto);
		KUNIT_EXPECT_EQ(test, driver->tci, was->tci);
		KUNIT_EXPECT_EQ(test, driver->protocol, was->protocol);
		KUNIT_EXPECT_EQ(test, driver->mac, 0);
		KUNIT_EXPECT_EQ(test, driver->level, was->level);
		KUNIT_EXPECT_EQ(test, driver->summed, was->summed);
		KUNIT_EXPECT_EQ(test, driver->queue, was->queue);
		if (other) {
			skb_copy_bits(other, 0, driver->data, other->len);
			KUNIT_EXPECT_MEMEQ(test, driver->data, before,
					   other->len);
			kfree_skb(other);
		}
	}
}

/* A socket that wants to know when its frame was sent is told. */
static void xmit_told(struct kunit *test)
{
	struct net_device *dev = driver_create(test);
	struct sock *sk = socket_create(test);
	struct sk_buff *skb;
	int way;

	for (way = 0; way < 2; way++) {
		skb = frame_create(test, dev);
		skb_set_owner_w(skb, sk);
		skb_shinfo(skb)->tx_flags |= SKBTX_SCHED_TSTAMP;
		KUNIT_EXPECT_EQ(test, NET_XMIT_SUCCESS,
				way ? xmit(skb) : dev_queue_xmit(skb));
		KUNIT_EXPECT_EQ(test, skb_queue_len(&sk->sk_error_queue),
				way + 1);
	}
	skb_queue_purge(&sk->sk_error_queue);
}

/* Pieces that are buffers of their own come in one. */
static void xmit_joined(struct kunit *test)
{
	struct net_device *dev = driver_create(test);
	struct driver *driver = netdev_priv(dev);
	struct sk_buff *skb = frame_create(test, dev);
	struct sk_buff *tail = alloc_skb(ETH_ZLEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, tail);
	skb_put_zero(tail, ETH_ZLEN);
	KUNIT_ASSERT_EQ(test, 0, skb_linearize(skb));
	skb_shinfo(skb)->frag_list = tail;
	skb->len += tail->len;
	skb->data_len += tail->len;
	skb->truesize += tail->truesize;
	KUNIT_EXPECT_EQ(test, NET_XMIT_SUCCESS, xmit(skb));
	KUNIT_EXPECT_EQ(test, driver->frames, 1);
	KUNIT_EXPECT_TRUE(test, driver->linear);
}

/* What the driver cannot take in pieces comes in one. */
static void xmit_in_one_piece(struct kunit *test)
{
	struct net_device *dev = driver_create(test);
	struct driver *driver = netdev_priv(dev);
	unsigned int i;

	dev->features &= ~NETIF_F_SG;
	for (i = 0; i < FRAMES && vsw_test_step(test); i++) {
		KUNIT_EXPECT_EQ(test, NET_XMIT_SUCCESS,
				xmit(frame_create(test, dev)));
		KUNIT_EXPECT_TRUE(test, driver->linear);
	}
	KUNIT_EXPECT_EQ(test, driver->frames, i);
}

static void freed(struct sk_buff *skb)
{
	(*(unsigned int *)skb_shinfo(skb)->destructor_arg)++;
}

/* A frame that says when it is freed. */
static struct sk_buff *frame_told(struct kunit *test, struct net_device *dev,
				  unsigned int *count)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, ETH_ZLEN);
	skb->dev = dev;
	skb->destructor = freed;
	skb_shinfo(skb)->destructor_arg = count;
	return skb;
}

/* A driver that has stopped its queue is not called; the frame is freed. */
static void xmit_stopped(struct kunit *test)
{
	struct net_device *dev = driver_create(test);
	struct driver *driver = netdev_priv(dev);
	unsigned int n = 0;

	netif_stop_queue(dev);
	KUNIT_EXPECT_NE(test, NET_XMIT_SUCCESS,
			xmit(frame_told(test, dev, &n)));
	KUNIT_EXPECT_EQ(test, driver->frames, 0);
	KUNIT_EXPECT_EQ(test, n, 1);
	netif_wake_queue(dev);
	KUNIT_EXPECT_EQ(test, NET_XMIT_SUCCESS,
			xmit(frame_told(test, dev, &n)));
	KUNIT_EXPECT_EQ(test, driver->frames, 1);
	KUNIT_EXPECT_EQ(test, n, 2);
}

/* One that refuses a frame has it freed, and counted, as there is no queue. */
static void xmit_busy(struct kunit *test)
{
	struct net_device *dev = driver_create(test);
	struct driver *driver = netdev_priv(dev);
	struct rtnl_link_stats64 stats;
	unsigned int n = 0;

	driver->busy = true;
	KUNIT_EXPECT_EQ(test, -ENETDOWN, xmit(frame_told(test, dev, &n)));
	KUNIT_EXPECT_EQ(test, n, 1);
	KUNIT_EXPECT_EQ(test, dev_get_stats(dev, &stats)->tx_dropped, 1);
}

/*
 * Each hand-over within another counts for the limit of recursion, and the
 * kernel, which says so in its log, ends it there.
 */
static void xmit_recursion(struct kunit *test)
{
	struct net_device *dev = driver_create(test);
	struct driver *driver = netdev_priv(dev);
	unsigned int n = 0;

	driver->next = dev;
	driver->again = 2 * XMIT_RECURSION_LIMIT;
	KUNIT_EXPECT_EQ(test, NET_XMIT_SUCCESS,
			xmit(frame_told(test, dev, &n)));
	KUNIT_EXPECT_EQ(test, driver->frames, XMIT_RECURSION_LIMIT + 1);
	KUNIT_EXPECT_EQ(test, driver->level, XMIT_RECURSION_LIMIT + 1);
	KUNIT_EXPECT_EQ(test, n, 1);
	KUNIT_EXPECT_EQ(test, dev_recursion_level(), 0);
}

static struct kunit_case xmit_cases[] = {
	KUNIT_CASE(xmit_as_kernel),
	KUNIT_CASE(xmit_told),
	KUNIT_CASE(xmit_joined),
	KUNIT_CASE(xmit_in_one_piece),
	KUNIT_CASE(xmit_stopped),
	KUNIT_CASE(xmit_busy),
	KUNIT_CASE(xmit_recursion),
	{}
};

static struct kunit_suite xmit_suite = {
	.name = "vsw_xmit",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = xmit_cases,
};

kunit_test_suite(xmit_suite);
