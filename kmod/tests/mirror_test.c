// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_mirror: sessions by name and number against a list, as many
 * as there may be; what older snapshots have is not changed, and a session that
 * is changed goes on counting. Frames are a part of selftests/acl_mirror.sh.
 */
#include <kunit/test.h>

#include "../mirror.h"
#include "fixture.h"

#define NAMES (VSW_MIRRORS_MAX + 8)

/**
 * struct listed - what a session should be
 * @port: its port; 0: there is none
 * @snap: bytes of a frame
 * @frames: copies that it counted
 */
struct listed {
	u32 port;
	u32 snap;
	u32 frames;
};

static void expect_same(struct kunit *test, const struct vsw_acls *acls,
			const struct listed *list)
{
	struct vsw_mirror_total total;
	const struct vsw_mirror *is;
	u32 i, number, n = 0;
	char name[8];

	for (i = 0; i < NAMES; i++) {
		snprintf(name, sizeof(name), "m%u", i);
		number = vsw_mirrors_find(acls, name);
		KUNIT_ASSERT_EQ(test, !!number, !!list[i].port);
		if (!number)
			continue;
		n++;
		is = acls->mirror[number - 1];
		KUNIT_EXPECT_EQ(test, is->port, list[i].port);
		KUNIT_EXPECT_EQ(test, is->snap, list[i].snap);
		vsw_mirror_read(is, &total);
		KUNIT_EXPECT_EQ(test, total.frames, list[i].frames);
		KUNIT_EXPECT_EQ(test, total.bytes, 100 * list[i].frames);
	}
	KUNIT_EXPECT_EQ(test, acls->n_mirrors, n);
	for (number = 0; (number = vsw_mirrors_next(acls, number)); n--)
		KUNIT_EXPECT_NOT_NULL(test, acls->mirror[number - 1]);
	KUNIT_EXPECT_EQ(test, n, 0);
}

static void count_one(const struct vsw_mirror *mirror)
{
	struct vsw_mirror_count *mine = get_cpu_ptr(mirror->state->count);

	u64_stats_inc(&mine->frames);
	u64_stats_add(&mine->bytes, 100);
	put_cpu_ptr(mirror->state->count);
}

static void any_change(struct kunit *test, struct vsw_acls *acls,
		       struct listed *list)
{
	u32 i = vsw_test_below(test, NAMES), port, snap, number;
	char name[8];
	int err;

	snprintf(name, sizeof(name), "m%u", i);
	port = 1 + vsw_test_below(test, 100);
	snap = vsw_test_below(test, 3) * 64;
	number = vsw_mirrors_find(acls, name);
	if (!number || vsw_test_chance(test, 4)) {
		err = vsw_mirrors_add(acls, name, port, snap, GFP_KERNEL);
		if (number) {
			KUNIT_EXPECT_EQ(test, err, -EEXIST);
		} else if (acls->n_mirrors == VSW_MIRRORS_MAX && err) {
			KUNIT_EXPECT_EQ(test, err, -ENOSPC);
		} else {
			KUNIT_EXPECT_EQ(test, err, 0);
			list[i] = (struct listed){ .port = port, .snap = snap };
		}
	} else if (vsw_test_chance(test, 3)) {
		vsw_mirrors_del(acls, number);
		list[i] = (struct listed){};
	} else {
		count_one(acls->mirror[number - 1]);
		KUNIT_EXPECT_EQ(test, 0, vsw_mirrors_set(acls, number, port,
							 snap, GFP_KERNEL));
		list[i].port = port;
		list[i].snap = snap;
		list[i].frames++;
	}
}

static void sessions(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);
	struct listed *list;
	struct vsw_conf *conf;
	struct vsw_acls *acls;
	u32 i, most = 0;

	list = kunit_kcalloc(test, NAMES, sizeof(*list), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_EXPECT_EQ(test, 0, vsw_mirrors_find(NULL, "m0"));
	KUNIT_EXPECT_EQ(test, 0, vsw_mirrors_next(NULL, 0));
	for (i = 0; i < 3000 && vsw_test_step(test); i++) {
		conf = vsw_test_edit(sw);
		acls = vsw_acls_edit(conf, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, acls);
		any_change(test, acls, list);
		most = max(most, acls->n_mirrors);
		vsw_test_publish(sw, conf);
		expect_same(test, acls, list);
	}
	KUNIT_EXPECT_EQ(test, most, VSW_MIRRORS_MAX);
}

/* A snapshot that someone keeps has what it had. */
static void kept(struct kunit *test)
{
	static const struct listed is[NAMES] = { { .port = 9, .snap = 64 } };
	static const struct listed was[NAMES] = {
		{ .port = 7 }, { .port = 8 },
	};
	struct vsw_switch *sw = vsw_test_switch(test);
	struct vsw_conf *conf, *old;

	conf = vsw_test_edit(sw);
	KUNIT_ASSERT_NOT_NULL(test, vsw_acls_edit(conf, GFP_KERNEL));
	vsw_mirrors_add(conf->acls, "m0", 7, 0, GFP_KERNEL);
	vsw_mirrors_add(conf->acls, "m1", 8, 0, GFP_KERNEL);
	vsw_test_publish(sw, conf);
	old = conf;
	vsw_conf_get(old);
	conf = vsw_test_edit(sw);
	KUNIT_ASSERT_NOT_NULL(test, vsw_acls_edit(conf, GFP_KERNEL));
	vsw_mirrors_set(conf->acls, 1, 9, 64, GFP_KERNEL);
	vsw_mirrors_del(conf->acls, 2);
	vsw_test_publish(sw, conf);
	expect_same(test, conf->acls, is);
	expect_same(test, old->acls, was);
	vsw_conf_put(old);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(sessions),
	KUNIT_CASE(kept),
	{}
};

static struct kunit_suite suite = {
	.name = "vsw_mirror",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = cases,
};

kunit_test_suites(&suite);
