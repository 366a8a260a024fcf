// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_conf: the snapshot. What was published stays as it was,
 * whatever is done to a clone of it; a change shows everything of it, or
 * nothing; and where any allocation fails, nothing has changed and nothing is
 * lost (kmemleak and the counts of references say so).
 */
#include <kunit/test.h>
#include <linux/sched.h>

#include "../commit.h"
#include "../conf.h"
#include "../port.h"
#include "../vlan.h"
#include "fixture.h"

#define PORTS 200

/**
 * struct picture - what can be seen of a port in a snapshot
 * @there: it is in it
 * @flags: its settings
 * @max_fdb: its limit
 * @pvid: its VLAN
 * @name: its name
 */
struct picture {
	bool there;
	u32 flags;
	u32 max_fdb;
	u16 pvid;
	char name[VSWITCH_PORT_NAME_MAX + 1];
};

static void take_picture(const struct vsw_conf *conf, struct picture *p)
{
	const struct vsw_port_conf *pc;
	u32 number;

	memset(p, 0, (PORTS + 1) * sizeof(*p));
	for (number = 0; number <= PORTS; number++) {
		pc = vsw_conf_port(conf, number);
		if (!pc)
			continue;
		p[number].there = true;
		p[number].flags = pc->flags;
		p[number].max_fdb = pc->max_fdb;
		p[number].pvid = pc->pvid;
		strscpy(p[number].name, pc->name, sizeof(pc->name));
	}
}

static struct picture *create_picture(struct kunit *test)
{
	struct picture *p = kunit_kcalloc(test, PORTS + 1, sizeof(*p),
					  GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

static struct vsw_conf *current_conf(struct vsw_switch *sw)
{
	struct vsw_conf *conf;

	mutex_lock(&sw->conf_lock);
	conf = vsw_conf_current(sw);
	mutex_unlock(&sw->conf_lock);
	return conf;
}

/* Add, change or delete any port, in the snapshot and in the picture. */
static int any_edit(struct kunit *test, struct vsw_switch *sw,
		    struct vsw_conf *conf, struct picture *p, gfp_t gfp)
{
	u32 number = 1 + vsw_test_below(test, PORTS);
	struct picture *at = &p[number];
	struct vsw_port_conf *pc;
	struct vsw_port *port;
	int err;

	if (!at->there) {
		port = vsw_port_create(sw, number);
		if (!port)
			return -ENOMEM;
		err = vsw_conf_add_port(conf, port, VSW_PORT_DEFAULT, gfp);
		if (err) {
			vsw_port_put(port);
			return err;
		}
		*at = (struct picture){
			.there = true, .flags = VSW_PORT_DEFAULT,
			.max_fdb = conf->port_max_fdb, .pvid = VSW_VID_DEFAULT,
		};
		return 0;
	}
	if (vsw_test_chance(test, 4)) {
		err = vsw_conf_del_port(conf, number, gfp);
		if (!err)
			memset(at, 0, sizeof(*at));
		return err;
	}
	pc = vsw_conf_edit_port(conf, number, gfp);
	if (!pc)
		return -ENOMEM;
	at->flags = vsw_test_u32(test) & VSW_PORT_DEFAULT;
	at->max_fdb = vsw_test_u32(test);
	memset(at->name, 0, sizeof(at->name));
	snprintf(at->name, sizeof(at->name), "port-%u", vsw_test_u32(test));
	pc->flags = at->flags;
	pc->max_fdb = at->max_fdb;
	strscpy(pc->name, at->name, sizeof(pc->name));
	return 0;
}

static void expect_same(struct kunit *test, const struct vsw_conf *conf,
			const struct picture *p, struct picture *scratch)
{
	u32 number, n = 0;

	take_picture(conf, scratch);
	KUNIT_EXPECT_MEMEQ(test, scratch, p, (PORTS + 1) * sizeof(*p));
	for (number = 1; number <= PORTS; number++)
		n += p[number].there;
	KUNIT_EXPECT_EQ(test, conf->n_ports, n);
}

/* Old snapshots that someone keeps stay as they were. */
static void test_edits(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);
	struct picture *now = create_picture(test);
	struct picture *scratch = create_picture(test);
	struct picture *kept = create_picture(test);
	struct picture *draft = create_picture(test);
	const gfp_t gfp = GFP_KERNEL | __GFP_NOFAIL;
	struct vsw_conf *conf, *old = NULL;
	u32 seed, i;

	take_picture(current_conf(sw), now);
	for (seed = 1; seed <= 400; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			break;
		if (old)
			expect_same(test, old, kept, scratch);
		if (!old || vsw_test_chance(test, 10)) {
			if (old)
				vsw_conf_put(old);
			old = current_conf(sw);
			vsw_conf_get(old);
			memcpy(kept, now, (PORTS + 1) * sizeof(*now));
		}
		memcpy(draft, now, (PORTS + 1) * sizeof(*now));
		conf = vsw_test_edit(sw);
		for (i = vsw_test_below(test, 8); i < 8; i++)
			KUNIT_EXPECT_EQ(test, 0,
					any_edit(test, sw, conf, draft, gfp));
		expect_same(test, conf, draft, scratch);
		if (vsw_test_chance(test, 4)) {
			vsw_conf_abort(conf);
			mutex_unlock(&sw->conf_lock);
		} else {
			vsw_test_publish(sw, conf);
			memcpy(now, draft, (PORTS + 1) * sizeof(*now));
		}
		expect_same(test, current_conf(sw), now, scratch);
	}
	if (old)
		vsw_conf_put(old);
}

/* A change copies what it touches, and shares all the rest. */
static void test_shared(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);
	struct vsw_conf *conf, *before;
	struct vsw_port_conf *pc;
	u32 number, shared = 0;

	for (number = 1; number <= PORTS; number++)
		vsw_test_add_port(test, sw, vsw_test_port(test, sw, number),
				  NULL);
	before = current_conf(sw);
	vsw_conf_get(before);
	conf = vsw_test_edit(sw);
	pc = vsw_conf_edit_port(conf, 100, GFP_KERNEL | __GFP_NOFAIL);
	pc->max_fdb = 5;
	vsw_test_publish(sw, conf);
	for (number = 0; number <= PORTS; number++)
		shared += vsw_conf_port(before, number) ==
			  vsw_conf_port(conf, number);
	KUNIT_EXPECT_EQ(test, shared, PORTS);
	KUNIT_EXPECT_PTR_EQ(test, before->chunk[0], conf->chunk[0]);
	KUNIT_EXPECT_PTR_NE(test, before->chunk[100 / VSW_CHUNK_SIZE],
			    conf->chunk[100 / VSW_CHUNK_SIZE]);
	KUNIT_EXPECT_PTR_EQ(test, before->vlans.everywhere,
			    conf->vlans.everywhere);
	vsw_conf_put(before);
}

/* The first object that is not the same is named. */
static void test_conflict(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);
	struct vsw_culprit culprit = {};
	struct vsw_conf *conf, *base;
	struct vsw_port_conf *pc;

	vsw_test_add_port(test, sw, vsw_test_port(test, sw, 70), NULL);
	base = current_conf(sw);
	vsw_conf_get(base);
	conf = vsw_test_edit(sw);
	pc = vsw_conf_edit_port(conf, 70, GFP_KERNEL | __GFP_NOFAIL);
	strscpy(pc->name, "seventy", sizeof(pc->name));
	vsw_test_publish(sw, conf);
	vsw_commit_conflict(base, conf, &culprit);
	KUNIT_EXPECT_TRUE(test, culprit.known);
	KUNIT_EXPECT_EQ(test, culprit.kind, VSWITCH_OBJECT_PORT);
	KUNIT_EXPECT_EQ(test, culprit.number, 70);
	KUNIT_EXPECT_STREQ(test, culprit.name, "seventy");
	vsw_conf_put(base);

	base = conf;
	vsw_conf_get(base);
	conf = vsw_test_edit(sw);
	KUNIT_EXPECT_EQ(test, 0, vsw_vlans_define(conf, 9, "nine", 0));
	vsw_test_publish(sw, conf);
	culprit.known = false;
	vsw_commit_conflict(base, conf, &culprit);
	KUNIT_EXPECT_TRUE(test, culprit.known);
	KUNIT_EXPECT_EQ(test, culprit.kind, VSWITCH_OBJECT_VLAN);
	KUNIT_EXPECT_EQ(test, culprit.number, 9);
	vsw_conf_put(base);

	base = conf;
	vsw_conf_get(base);
	conf = vsw_test_edit(sw);
	conf->max_fdb = 7;
	vsw_test_publish(sw, conf);
	culprit.known = false;
	vsw_commit_conflict(base, conf, &culprit);
	KUNIT_EXPECT_TRUE(test, culprit.known);
	KUNIT_EXPECT_EQ(test, culprit.kind, VSWITCH_OBJECT_SWITCH);
	vsw_conf_put(base);
}

#ifdef CONFIG_FAULT_INJECTION
/* A change that touches every kind of part. */
static int big_change(struct kunit *test, struct vsw_switch *sw)
{
	struct vsw_vlan_request req = {
		.has_mode = true, .has_vlans = true,
		.mode = VSWITCH_VLAN_MODE_TRUNK,
	};
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;
	struct vsw_port *port;
	int err = -ENOMEM;

	req.vlans = vsw_vlan_set_create();
	if (!req.vlans)
		return -ENOMEM;
	vsw_vlan_set_add(req.vlans, 20, 90, false);
	mutex_lock(&sw->conf_lock);
	conf = vsw_conf_edit(sw, GFP_KERNEL);
	if (!conf)
		goto out_unlock;
	port = vsw_port_create(sw, 130);
	if (!port)
		goto out_abort;
	err = vsw_conf_add_port(conf, port, VSW_PORT_DEFAULT, GFP_KERNEL);
	if (err) {
		vsw_port_put(port);
		goto out_abort;
	}
	pc = vsw_conf_edit_port(conf, 70, GFP_KERNEL);
	err = pc ? vsw_vlan_apply(conf, pc, &req, NULL) : -ENOMEM;
	if (!err)
		err = vsw_vlans_define(conf, 30, "thirty", 1);
	if (!err)
		err = vsw_conf_del_port(conf, 71, GFP_KERNEL);
	if (!err)
		err = vsw_commit(sw, conf, NULL, NULL);
	if (!err)
		goto out_unlock;
out_abort:
	vsw_conf_abort(conf);
out_unlock:
	mutex_unlock(&sw->conf_lock);
	vsw_vlan_set_put(req.vlans);
	return err;
}

static struct vsw_switch *two_ports(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);

	vsw_test_add_port(test, sw, vsw_test_port(test, sw, 70), NULL);
	vsw_test_add_port(test, sw, vsw_test_port(test, sw, 71), NULL);
	return sw;
}

/* Let the first, the second, the n-th allocation fail, until none does. */
static void test_no_memory(struct kunit *test)
{
	struct vsw_switch *sw = two_ports(test);
	struct vsw_conf *before;
	int err, n, left, failed = 0;

	for (n = 1; n < 1000; n++) {
		before = current_conf(sw);
		current->fail_nth = n;
		err = big_change(test, sw);
		left = current->fail_nth;
		current->fail_nth = 0;
		if (err) {
			failed++;
			KUNIT_EXPECT_EQ(test, err, -ENOMEM);
			KUNIT_EXPECT_PTR_EQ(test, current_conf(sw), before);
			KUNIT_EXPECT_EQ(test, refcount_read(&before->ref), 1);
			continue;
		}
		KUNIT_EXPECT_NOT_NULL(test,
				      vsw_conf_port(current_conf(sw), 130));
		if (left)
			break;
		/* the allocator helped itself: begin where that was not done */
		sw = two_ports(test);
	}
	/* in the debug kernel of the test VM allocations do fail */
	KUNIT_EXPECT_GT(test, failed, 10);
}
#endif

static struct kunit_case conf_cases[] = {
	KUNIT_CASE(test_edits),
	KUNIT_CASE(test_shared),
	KUNIT_CASE(test_conflict),
#ifdef CONFIG_FAULT_INJECTION
	KUNIT_CASE(test_no_memory),
#endif
	{}
};

static struct kunit_suite conf_suite = {
	.name = "vsw_conf",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = conf_cases,
};

kunit_test_suite(conf_suite);
