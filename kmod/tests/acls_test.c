// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_acls: how ACLs are edited. Rules stand where a model has
 * them, whatever was done before; what was published stays as it was; and a
 * classifier that was changed finds what one finds who asks each rule.
 */
#include <kunit/test.h>
#include <linux/bitfield.h>

#include "../acls.h"
#include "../conf.h"
#include "../match.h"
#include "fixture.h"

#define GFP (GFP_KERNEL | __GFP_NOFAIL)

#define RULES 300
#define STEPS 4000
#define VLANS 6
#define NAMES 12
#define PLACES 8

/**
 * struct model - what an ACL should have
 * @n: how many rules
 * @handle: theirs, in order
 */
struct model {
	u32 n;
	u32 handle[RULES];
};

/* A rule for one VLAN, or for one priority, or both. */
static struct vsw_rule *make_rule(struct kunit *test, u32 handle)
{
	struct vsw_value value[] = {
		{ .low = 1 + vsw_test_below(test, VLANS), .mask = U64_MAX },
		{ .low = vsw_test_below(test, 8), .mask = U64_MAX },
	};
	struct vsw_want want[] = {
		{ .field = VSWITCH_ACL_FIELD_VID, .n = 1, .value = &value[0] },
		{ .field = VSWITCH_ACL_FIELD_PCP, .n = 1, .value = &value[1] },
	};
	u32 from = vsw_test_below(test, 2);
	u32 n = 1 + vsw_test_below(test, 2 - from);
	struct vsw_rule *rule;

	value[0].high = value[0].low;
	value[1].high = value[1].low;
	rule = vsw_rule_create(0, GFP);
	rule->handle = handle;
	rule->match = vsw_match_create(want + from, n, rule, GFP);
	vsw_rule_create_state(rule, GFP);
	return rule;
}

static struct vsw_acl *edit_acl(struct vsw_conf *conf, u32 number)
{
	struct vsw_acls *acls = vsw_acls_edit(conf, GFP);
	struct vsw_acl *acl = vsw_acl_edit(acls, number, GFP);

	vsw_acl_reserve(acl, GFP);
	return acl;
}

/* Put in, replace or take out any rule, or all, there and in the model. */
static void any_edit(struct kunit *test, struct vsw_conf *conf,
		     struct model *m)
{
	u32 how = vsw_test_below(test, 100), at;
	struct vsw_acl *acl = edit_acl(conf, 0);

	if (!how) {
		vsw_acl_remove_all(conf->acls, acl);
		m->n = 0;
	} else if ((how < 60 && m->n < RULES) || !m->n) {
		/* often at the same place: labels run out there */
		at = how < 30 ? m->n / 2 : vsw_test_below(test, m->n + 1);
		memmove(&m->handle[at + 1], &m->handle[at],
			(m->n - at) * sizeof(m->handle[0]));
		m->handle[at] = acl->last_handle + 1;
		m->n++;
		vsw_acl_insert(conf->acls, acl, at,
			       make_rule(test, m->handle[at]));
	} else if (how < 80) {
		at = vsw_test_below(test, m->n);
		vsw_acl_replace(conf->acls, acl, at,
				make_rule(test, m->handle[at]));
	} else {
		at = vsw_test_below(test, m->n);
		vsw_acl_remove(conf->acls, acl, at);
		m->n--;
		memmove(&m->handle[at], &m->handle[at + 1],
			(m->n - at) * sizeof(m->handle[0]));
	}
}

static void expect_model(struct kunit *test, const struct vsw_acls *acls,
			 const struct model *m)
{
	const struct vsw_acl *acl = acls->acl[0];
	u64 memory = 0;
	u32 i;

	KUNIT_ASSERT_EQ(test, acl->n, m->n);
	KUNIT_EXPECT_EQ(test, acls->n_rules, m->n);
	for (i = 0; i < m->n; i++) {
		KUNIT_EXPECT_EQ(test, acl->rule[i].handle, m->handle[i]);
		KUNIT_EXPECT_EQ(test, acl->rule[i].rule->handle, m->handle[i]);
		KUNIT_EXPECT_EQ(test, vsw_acl_find_handle(acl, m->handle[i]),
				i);
		KUNIT_EXPECT_EQ(test,
				vsw_acl_find_label(acl, acl->rule[i].label), i);
		if (i)
			KUNIT_EXPECT_GT(test, acl->rule[i].label,
					acl->rule[i - 1].label);
		memory += vsw_rule_memory(acl->rule[i].rule);
	}
	KUNIT_EXPECT_EQ(test, acl->memory, memory);
	KUNIT_EXPECT_EQ(test, vsw_acl_find_handle(acl, U32_MAX), m->n);
}

/* The handle of the first rule behind a label, by asking each. */
static u32 ask_each(const struct vsw_acl *acl, const struct vsw_flow *flow,
		    u64 label)
{
	u32 i;

	for (i = 0; i < acl->n; i++)
		if (acl->rule[i].label > label &&
		    vsw_match_holds(acl->rule[i].rule->match, flow, NULL))
			return acl->rule[i].handle;
	return 0;
}

static void expect_classifier(struct kunit *test, const struct vsw_acl *acl)
{
	const struct vsw_rule *rule;
	struct vsw_flow flow = {};
	u32 vid, pcp, want;
	u64 label;

	if (!acl->n) {
		KUNIT_EXPECT_NULL(test, acl->classifier);
		return;
	}
	KUNIT_EXPECT_NULL(test, acl->base);
	KUNIT_ASSERT_NOT_NULL(test, acl->classifier);
	for (vid = 0; vid <= VLANS + 1; vid++) {
		pcp = vsw_test_below(test, 8);
		flow.word[VSW_FLOW_META] = FIELD_PREP(VSW_META_VID, vid) |
					   FIELD_PREP(VSW_META_PCP, pcp);
		label = 0;
		do {
			want = ask_each(acl, &flow, label);
			rule = vsw_classify(acl->classifier, &flow, NULL,
					    &label);
			KUNIT_EXPECT_EQ(test, rule ? rule->handle : 0, want);
		} while (rule && want == rule->handle);
	}
}

static struct vsw_switch *create_switch(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);
	struct vsw_conf *conf = vsw_test_edit(sw);

	vsw_acls_add(conf, "web", GFP);
	vsw_test_publish(sw, conf);
	return sw;
}

static void edits(struct kunit *test)
{
	struct vsw_switch *sw = create_switch(test);
	struct vsw_conf *conf, *old;
	struct model *m, *was;
	u32 i, n;

	m = kunit_kzalloc(test, 2 * sizeof(*m), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m);
	was = m + 1;
	for (i = 0; i < STEPS && vsw_test_step(test); i += n) {
		mutex_lock(&sw->conf_lock);
		old = vsw_conf_current(sw);
		vsw_conf_get(old);
		mutex_unlock(&sw->conf_lock);
		*was = *m;
		conf = vsw_test_edit(sw);
		n = 1 + vsw_test_below(test, vsw_test_below(test, 4) ? 3 : 60);
		while (n--)
			any_edit(test, conf, m);
		n = 10;
		vsw_test_publish(sw, conf);
		expect_model(test, conf->acls, m);
		expect_classifier(test, conf->acls->acl[0]);
		KUNIT_EXPECT_NE(test, conf->acls->stamp, old->acls->stamp);
		expect_model(test, old->acls, was);
		expect_classifier(test, old->acls->acl[0]);
		vsw_conf_put(old);
	}
}

/* All differences, and nothing else, are found by walking side by side. */
static void differences(struct kunit *test)
{
	struct vsw_switch *sw = create_switch(test);
	const struct vsw_acl *was, *is;
	struct vsw_acl_difference d;
	struct vsw_conf *conf, *old;
	u32 i, n, gone, come;
	struct model *m;

	m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m);
	for (i = 0; i < STEPS / 10 && vsw_test_step(test); i++) {
		mutex_lock(&sw->conf_lock);
		old = vsw_conf_current(sw);
		vsw_conf_get(old);
		mutex_unlock(&sw->conf_lock);
		conf = vsw_test_edit(sw);
		for (n = vsw_test_below(test, 20); n; n--)
			any_edit(test, conf, m);
		vsw_test_publish(sw, conf);
		was = old->acls->acl[0];
		is = conf->acls->acl[0];
		gone = 0;
		come = 0;
		memset(&d, 0, sizeof(d));
		while (vsw_acl_next_difference(was, is, &d)) {
			gone += !!d.old;
			come += !!d.new;
			KUNIT_EXPECT_TRUE(test, d.old || d.new);
		}
		KUNIT_EXPECT_EQ(test, was->n - gone, is->n - come);
		vsw_conf_put(old);
	}
}

static const char *nth(const struct vsw_acls *acls, u32 at)
{
	return acls->acl[acls->order[at]]->name->name;
}

/* Names are found, and are in their order, whatever comes and goes. */
static void names(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);
	u32 there = 0, i, at;
	struct vsw_conf *conf;
	struct vsw_acl *acl;
	char name[8];

	for (i = 0; i < 500 && vsw_test_step(test); i++) {
		at = vsw_test_below(test, NAMES);
		snprintf(name, sizeof(name), "acl%u", at);
		conf = vsw_test_edit(sw);
		acl = vsw_acls_find(conf->acls, name);
		KUNIT_EXPECT_EQ(test, !!acl, !!(there & BIT(at)));
		if (acl)
			vsw_acls_del(conf, acl->number, GFP);
		else
			vsw_acls_add(conf, name, GFP);
		there ^= BIT(at);
		vsw_test_publish(sw, conf);
		KUNIT_EXPECT_EQ(test, conf->acls->n, hweight32(there));
		for (at = 1; at < conf->acls->n; at++)
			KUNIT_EXPECT_LT(test, strcmp(nth(conf->acls, at - 1),
						     nth(conf->acls, at)), 0);
	}
}

/**
 * struct bound - what should be bound where
 * @n: how many ACLs, by place
 * @acl: these, in order
 */
struct bound {
	u32 n[PLACES];
	u32 acl[PLACES][NAMES];
};

static void place_of(struct vsw_place *place, u32 i)
{
	*place = (struct vsw_place){ .point = i % 4, .vid = 1 + i };
}

static void any_binding(struct kunit *test, struct vsw_conf *conf,
			struct bound *b)
{
	struct vsw_binding binding = { .acl = vsw_test_below(test, NAMES) };
	u32 i = vsw_test_below(test, PLACES), at, old;
	struct vsw_place place;

	/* four of them are the same as others: they have no port, no VLAN */
	if (i >= 4 && i % 4 != VSWITCH_ACL_POINT_VLAN)
		i %= 4;
	place_of(&place, i);
	old = vsw_point_find(vsw_point_at(conf, &place), binding.acl);
	if (old != VSW_ACL_NONE) {
		KUNIT_EXPECT_EQ(test, b->acl[i][old], binding.acl);
		b->n[i]--;
		memmove(&b->acl[i][old], &b->acl[i][old + 1],
			(b->n[i] - old) * sizeof(u32));
		if (vsw_test_below(test, 2)) {
			vsw_point_unbind(conf, &place, binding.acl, GFP);
			return;
		}
	}
	at = vsw_test_below(test, b->n[i] + 1);
	memmove(&b->acl[i][at + 1], &b->acl[i][at],
		(b->n[i] - at) * sizeof(u32));
	b->acl[i][at] = binding.acl;
	b->n[i]++;
	if (old != VSW_ACL_NONE)
		vsw_point_rebind(conf, &place, &binding, at, GFP);
	else
		vsw_point_bind(conf, &place, &binding, at, GFP);
}

static void expect_bound(struct kunit *test, const struct vsw_conf *conf,
			 const struct bound *b)
{
	const struct vsw_point *point;
	u32 uses[NAMES] = {}, i, j, n = 0;
	struct vsw_place place;

	for (i = 0; i < PLACES; i++) {
		place_of(&place, i);
		if (i >= 4 && i % 4 != VSWITCH_ACL_POINT_VLAN)
			continue;
		point = vsw_point_at(conf, &place);
		KUNIT_ASSERT_EQ(test, point ? point->n : 0, b->n[i]);
		for (j = 0; j < b->n[i]; j++) {
			KUNIT_EXPECT_EQ(test, point->binding[j].acl,
					b->acl[i][j]);
			uses[b->acl[i][j]]++;
		}
		n += b->n[i];
	}
	for (i = 0; i < NAMES; i++)
		KUNIT_EXPECT_EQ(test, conf->acls->use[i].bindings, uses[i]);
	KUNIT_EXPECT_EQ(test, conf->acls->n_bindings, n);
}

static void bindings(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);
	struct vsw_conf *conf;
	struct bound *b;
	char name[8];
	u32 i;

	b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, b);
	conf = vsw_test_edit(sw);
	for (i = 0; i < NAMES; i++) {
		snprintf(name, sizeof(name), "acl%u", i);
		vsw_acls_add(conf, name, GFP);
	}
	vsw_test_publish(sw, conf);
	for (i = 0; i < 2000 && vsw_test_step(test); i++) {
		conf = vsw_test_edit(sw);
		any_binding(test, conf, b);
		vsw_test_publish(sw, conf);
		expect_bound(test, conf, b);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(edits),
	KUNIT_CASE(differences),
	KUNIT_CASE(names),
	KUNIT_CASE(bindings),
	{}
};

static struct kunit_suite suite = {
	.name = "vsw_acls",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = cases,
};

kunit_test_suites(&suite);
