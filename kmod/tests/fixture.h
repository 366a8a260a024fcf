/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suites share: random numbers that a seed repeats, and a switch with
 * ports and devices that are real in all but that no device was registered, so
 * that no frame, no address and no notifier comes near. All of it is freed
 * when the test case ends. Called by the suites, in process context.
 */
#ifndef VSW_TESTS_FIXTURE_H
#define VSW_TESTS_FIXTURE_H

#include <kunit/test.h>
#include <linux/netdevice.h>
#include <linux/prandom.h>

#include "../conf.h"
#include "../port.h"
#include "../vswitch.h"

/**
 * struct vsw_test - the state of a test case, in struct kunit.priv
 * @seed: what its random numbers began with
 * @step: how far it came; for who reads about a failure
 * @rnd: the generator
 */
struct vsw_test {
	u32 seed;
	u32 step;
	struct rnd_state rnd;
};

int vsw_test_init(struct kunit *test);
void vsw_test_exit(struct kunit *test);
void vsw_test_seed(struct kunit *test, u32 seed);
bool vsw_test_step(struct kunit *test);
u32 vsw_test_u32(struct kunit *test);
u32 vsw_test_below(struct kunit *test, u32 n);
bool vsw_test_chance(struct kunit *test, u32 n);
void vsw_test_bytes(struct kunit *test, void *to, size_t n);

struct net_device *vsw_test_dev(struct kunit *test);
struct vsw_switch *vsw_test_switch(struct kunit *test);
struct vsw_port *vsw_test_port(struct kunit *test, struct vsw_switch *sw,
			       u32 number);
void vsw_test_add_port(struct kunit *test, struct vsw_switch *sw,
		       struct vsw_port *port, struct net_device *dev);
struct vsw_conf *vsw_test_edit(struct vsw_switch *sw);
void vsw_test_publish(struct vsw_switch *sw, struct vsw_conf *conf);

#endif /* VSW_TESTS_FIXTURE_H */
