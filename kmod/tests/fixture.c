// SPDX-License-Identifier: GPL-2.0
/*
 * What the suites share: random numbers, and a switch of which no device is
 * registered. What a test case makes here is freed by KUnit when the case
 * ends, also when an assertion ended it. Called by the suites, in process
 * context.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/netdevice.h>

#include "../account.h"
#include "../fdb.h"
#include "fixture.h"

/* Ends of actions are called with what was given to kunit_add_action(). */

static void free_dev(void *dev)
{
	free_netdev(dev);
}

static void put_port(void *port)
{
	vsw_port_put(port);
}

/* As switch_destructor() in dev.c does. */
static void destroy_switch(void *arg)
{
	struct vsw_switch *sw = arg;

	vsw_fdb_exit(sw);
	vsw_conf_exit(sw);
	vsw_port_put(sw->host);
	mutex_destroy(&sw->conf_lock);
}

/**
 * vsw_test_init() - before each test case; struct kunit_suite.init
 * @test: the case
 *
 * Return: 0, or -ENOMEM.
 */
int vsw_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct vsw_test), GFP_KERNEL);
	if (!test->priv)
		return -ENOMEM;
	vsw_test_seed(test, 1);
	return 0;
}

/**
 * vsw_test_exit() - after each test case; struct kunit_suite.exit
 * @test: the case
 *
 * Says where a case failed, so that it can be done again.
 */
void vsw_test_exit(struct kunit *test)
{
	const struct vsw_test *t = test->priv;

	if (t && READ_ONCE(test->status) == KUNIT_FAILURE)
		kunit_info(test, "failed with seed %u in step %u", t->seed,
			   t->step);
}

/**
 * vsw_test_seed() - begin a row of random numbers
 * @test: the case
 * @seed: any number; the same one brings the same row
 */
void vsw_test_seed(struct kunit *test, u32 seed)
{
	struct vsw_test *t = test->priv;

	t->seed = seed;
	t->step = 0;
	prandom_seed_state(&t->rnd, seed);
}

/**
 * vsw_test_step() - go on, unless the case has failed
 * @test: the case
 *
 * Where a lock is held only expectations can be used, which do not end the
 * case; this keeps the first failure from being followed by thousands.
 *
 * Return: false when there is nothing to be gained any more.
 */
bool vsw_test_step(struct kunit *test)
{
	struct vsw_test *t = test->priv;

	if (READ_ONCE(test->status) == KUNIT_FAILURE)
		return false;
	t->step++;
	return true;
}

/**
 * vsw_test_u32() - a random number
 * @test: the case
 *
 * Return: the next one of the row.
 */
u32 vsw_test_u32(struct kunit *test)
{
	struct vsw_test *t = test->priv;

	return prandom_u32_state(&t->rnd);
}

/**
 * vsw_test_below() - a random number below a bound
 * @test: the case
 * @n: the bound, not 0
 *
 * Return: 0 to @n - 1.
 */
u32 vsw_test_below(struct kunit *test, u32 n)
{
	return vsw_test_u32(test) % n;
}

/**
 * vsw_test_chance() - one time in so many
 * @test: the case
 * @n: how many
 *
 * Return: true one time in @n.
 */
bool vsw_test_chance(struct kunit *test, u32 n)
{
	return !vsw_test_below(test, n);
}

/**
 * vsw_test_bytes() - random bytes
 * @test: the case
 * @to: where to
 * @n: how many
 */
void vsw_test_bytes(struct kunit *test, void *to, size_t n)
{
	struct vsw_test *t = test->priv;

	prandom_bytes_state(&t->rnd, to, n);
}

/**
 * vsw_test_dev() - a device that is up, has a carrier, and was not registered
 * @test: the case
 *
 * Return: the device.
 */
struct net_device *vsw_test_dev(struct kunit *test)
{
	struct net_device *dev;

	dev = alloc_netdev(sizeof(struct vsw_switch), "kunit%d",
			   NET_NAME_UNKNOWN, ether_setup);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, free_dev, dev));
	dev->flags |= IFF_UP;
	set_bit(__LINK_STATE_START, &dev->state);
	return dev;
}

/**
 * vsw_test_switch() - a switch without ports but the host's
 * @test: the case
 *
 * As switch_init() in dev.c makes it.
 *
 * Return: the switch.
 */
struct vsw_switch *vsw_test_switch(struct kunit *test)
{
	struct net_device *dev = vsw_test_dev(test);
	struct vsw_switch *sw = netdev_priv(dev);

	sw->dev = dev;
	mutex_init(&sw->conf_lock);
	vsw_txn_init(sw);
	KUNIT_ASSERT_EQ(test, 0, vsw_fdb_init(sw));
	sw->host = vsw_port_create(sw, VSW_PORT_HOST);
	KUNIT_ASSERT_NOT_NULL(test, sw->host);
	sw->host->fdb_open = true;
	KUNIT_ASSERT_EQ(test, 0, vsw_conf_init(sw));
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, destroy_switch, sw));
	return sw;
}

/**
 * vsw_test_port() - a port that is not in the configuration
 * @test: the case
 * @sw: its switch
 * @number: its number
 *
 * Return: the port; the case keeps a reference.
 */
struct vsw_port *vsw_test_port(struct kunit *test, struct vsw_switch *sw,
			       u32 number)
{
	struct vsw_port *port = vsw_port_create(sw, number);

	KUNIT_ASSERT_NOT_NULL(test, port);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, put_port, port));
	return port;
}

/**
 * vsw_test_edit() - begin a change, with conf_lock held
 * @sw: the switch
 *
 * Return: the snapshot under construction.
 */
struct vsw_conf *vsw_test_edit(struct vsw_switch *sw)
{
	mutex_lock(&sw->conf_lock);
	return vsw_conf_edit(sw, GFP_KERNEL | __GFP_NOFAIL);
}

/**
 * vsw_test_publish() - end what vsw_test_edit() began
 * @sw: the switch
 * @conf: the snapshot under construction
 */
void vsw_test_publish(struct vsw_switch *sw, struct vsw_conf *conf)
{
	vsw_vlans_rebuild(conf, GFP_KERNEL | __GFP_NOFAIL);
	vsw_acls_rebuild(conf, NULL, GFP_KERNEL | __GFP_NOFAIL);
	vsw_conf_publish(sw, conf);
	mutex_unlock(&sw->conf_lock);
}

/**
 * vsw_test_add_port() - put a port into the configuration
 * @test: the case
 * @sw: the switch
 * @port: the port, whose number must be free
 * @dev: its device, or NULL
 */
void vsw_test_add_port(struct kunit *test, struct vsw_switch *sw,
		       struct vsw_port *port, struct net_device *dev)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_NOFAIL;
	struct vsw_conf *conf = vsw_test_edit(sw);

	vsw_port_get(port);
	vsw_conf_add_port(conf, port, VSW_PORT_DEFAULT, gfp);
	vsw_conf_port(conf, port->number)->dev = dev;
	vsw_test_publish(sw, conf);
	vsw_fdb_open_port(sw, port);
}
