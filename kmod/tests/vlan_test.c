// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite vsw_vlan: which VLAN a frame is in, and which tag it leaves with,
 * against arrays that say for each VID what a port does with it; and the lists
 * of members that a snapshot has, after each of many random changes, against a
 * look at every port.
 */
#include <kunit/test.h>
#include <linux/if_vlan.h>
#include <linux/skbuff.h>

#include "../conf.h"
#include "../port.h"
#include "../vlan.h"
#include "fixture.h"

#define PORTS 12
#define VIDS 40 /* most of what is drawn; the ends are drawn, too */

/**
 * struct naive - what a port does, said plainly
 * @mode: enum vswitch_vlan_mode
 * @pvid: VLAN of untagged frames, 0 for none
 * @in: by VID in a tag, the VLAN; 0: not taken
 * @member: by VLAN
 * @tag: by VLAN, the VID in the tag it leaves with; 0 untagged
 * @accept: enum vswitch_frame_types
 * @pcp: priority that frames get, or VSWITCH_PCP_KEEP
 * @tpid: which tags it knows, 0 for none
 */
struct naive {
	u32 mode;
	u16 pvid;
	u16 in[VLAN_N_VID];
	bool member[VLAN_N_VID];
	u16 tag[VLAN_N_VID];
	u32 accept;
	u32 pcp;
	u16 tpid;
};

static u16 any_vid(struct kunit *test)
{
	switch (vsw_test_below(test, 8)) {
	case 0:
		return VSW_VID_MAX;
	case 1:
		return 1 + vsw_test_below(test, VSW_VID_MAX);
	default:
		return 1 + vsw_test_below(test, VIDS);
	}
}

static struct vsw_vlan_set *any_set(struct kunit *test, bool untagged)
{
	struct vsw_vlan_set *set = vsw_vlan_set_create();
	u32 n = 1 + vsw_test_below(test, 10);
	u16 vid;

	KUNIT_ASSERT_NOT_NULL(test, set);
	if (vsw_test_chance(test, 10)) {
		vsw_vlan_set_add(set, 1, VSW_VID_MAX, false);
		return set;
	}
	while (n--) {
		vid = any_vid(test);
		if (!test_bit(vid, set->member))
			vsw_vlan_set_add(set, vid, vid, untagged &&
					 vsw_test_chance(test, 2));
	}
	return set;
}

/* Translations that make sense for a port: of its VLANs, to other VIDs. */
static struct vsw_vlan_map *any_map(struct kunit *test,
				    const struct vsw_vlan_set *set)
{
	struct vsw_vlan_pair pair[8];
	u32 n = 0, vid, tag;

	for_each_set_bit(vid, set->member, VLAN_N_VID) {
		tag = 2000 + 7 * vid % 1900;
		if (n < ARRAY_SIZE(pair) && vsw_test_chance(test, 3) &&
		    !test_bit(tag, set->member))
			pair[n++] = (struct vsw_vlan_pair){ tag, vid };
	}
	return n ? vsw_vlan_map_create(pair, n) : NULL;
}

/* Any settings, all at once, for the port and for the oracle. */
static void any_request(struct kunit *test, struct vsw_vlan_request *req)
{
	*req = (struct vsw_vlan_request){
		.has_mode = true, .has_pvid = true, .has_vlans = true,
		.has_map = true, .has_accept = true, .has_pcp = true,
		.has_protocol = true,
		.mode = vsw_test_below(test, 4),
		.pcp = vsw_test_below(test, VSWITCH_PCP_KEEP + 1),
		.protocol = vsw_test_below(test, 2),
		.pvid = any_vid(test),
	};
	if (req->mode != VSWITCH_VLAN_MODE_DOT1Q_TUNNEL)
		req->accept = vsw_test_below(test, 3);
	if (req->mode != VSWITCH_VLAN_MODE_TRUNK &&
	    req->mode != VSWITCH_VLAN_MODE_HYBRID)
		return;
	req->vlans = any_set(test, req->mode == VSWITCH_VLAN_MODE_HYBRID);
	if (vsw_test_chance(test, 3))
		req->pvid = 0;
	else
		req->pvid = find_first_bit(req->vlans->member, VLAN_N_VID);
	if (req->vlans->n < VSW_VIDS && vsw_test_chance(test, 2))
		req->map = any_map(test, req->vlans);
}

static void naive_vlan(struct naive *n, u16 vid, bool untagged)
{
	n->member[vid] = true;
	n->in[vid] = vid;
	n->tag[vid] = untagged ? 0 : vid;
}

static void naive_set(struct naive *n, const struct vsw_vlan_request *req)
{
	const struct vsw_vlan_pair *pair;
	u32 vid, i;

	memset(n, 0, sizeof(*n));
	n->mode = req->mode;
	n->pvid = req->pvid;
	n->accept = req->accept;
	n->pcp = req->pcp;
	n->tpid = req->protocol ? ETH_P_8021AD : ETH_P_8021Q;
	if (!req->vlans)
		naive_vlan(n, req->pvid, true);
	for (vid = 1; req->vlans && vid <= VSW_VID_MAX; vid++)
		if (test_bit(vid, req->vlans->member))
			naive_vlan(n, vid,
				   req->mode == VSWITCH_VLAN_MODE_TRUNK ?
				   vid == req->pvid :
				   test_bit(vid, req->vlans->untagged));
	for (i = 0; req->map && i < req->map->n; i++) {
		pair = &req->map->pair[i];
		n->in[pair->vid] = 0;
		n->in[pair->tag] = pair->vid;
		if (n->tag[pair->vid])
			n->tag[pair->vid] = pair->tag;
	}
	if (req->mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL)
		n->tpid = 0;
}

/* The VLAN of a frame with this tag, @tpid 0 for none; 0: dropped. */
static u16 naive_classify(const struct naive *n, u16 tpid, u16 tci,
			  u16 *priority)
{
	bool known = tpid && tpid == n->tpid;
	u16 vid = known ? tci & VLAN_VID_MASK : 0;

	*priority = known ? tci & 0xf000 : 0;
	if (n->pcp != VSWITCH_PCP_KEEP)
		*priority = (*priority & 0x1000) | n->pcp << 13;
	if (n->accept == VSWITCH_FRAME_TYPES_TAGGED && !vid)
		return 0;
	if (n->accept == VSWITCH_FRAME_TYPES_UNTAGGED && vid)
		return 0;
	return vid ? n->in[vid] : n->pvid;
}

/* A frame with up to two tags, and one more beside its buffer. */
static struct sk_buff *make_frame(struct kunit *test, u16 tpid, u16 tci)
{
	static const u8 head[] = {
		2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5, 1, 2, 3, 4,
	};
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 32);
	skb_put_data(skb, head, sizeof(head));
	skb_reset_mac_header(skb);
	skb->protocol = htons(0x88b5);
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	if (tpid)
		__vlan_hwaccel_put_tag(skb, htons(tpid), tci);
	return skb;
}

/* What is on the wire behind the addresses, tags and all. */
static u32 wire_bytes(struct sk_buff *skb, u8 *to)
{
	u8 *start = to;

	if (skb_vlan_tag_present(skb)) {
		put_unaligned_be16(ntohs(skb->vlan_proto), to);
		put_unaligned_be16(skb_vlan_tag_get(skb), to + 2);
		to += VLAN_HLEN;
	}
	memcpy(to, skb->data + 2 * ETH_ALEN, skb->len - 2 * ETH_ALEN);
	return to + skb->len - 2 * ETH_ALEN - start;
}

static u8 *put_tag(u8 *to, u16 tpid, u16 tci)
{
	put_unaligned_be16(tpid, to);
	put_unaligned_be16(tci, to + 2);
	return to + VLAN_HLEN;
}

/* Send the frame out by a port, and look at what leaves. */
static void check_egress(struct kunit *test, const struct vsw_frame *frame,
			 const struct vsw_port_conf *out,
			 const struct naive *in, const struct naive *n,
			 u16 tpid, u16 tci)
{
	struct sk_buff *skb = make_frame(test, tpid, tci);
	static const u8 rest[] = { 0x88, 0xb5, 1, 2, 3, 4 };
	u8 want[64], got[64], *at = want;
	u16 tag = n->tag[frame->vid];

	if (tag)
		at = put_tag(at, n->tpid, frame->priority | tag);
	if (tpid && tpid != in->tpid)
		at = put_tag(at, tpid, tci);
	memcpy(at, rest, sizeof(rest));
	at += sizeof(rest);

	skb_push(skb, ETH_HLEN);
	KUNIT_EXPECT_TRUE(test, vsw_vlan_retag(skb, frame, out));
	KUNIT_EXPECT_EQ(test, wire_bytes(skb, got), at - want);
	KUNIT_EXPECT_MEMEQ(test, got, want, at - want);
	/* the outermost tag does not count against an MTU, others do */
	KUNIT_EXPECT_EQ(test, vsw_vlan_growth(frame, out),
			(s32)(at - want) - (s32)sizeof(rest) -
			(at - want > sizeof(rest) ? VLAN_HLEN : 0));
	kfree_skb(skb);
}

static void check_frame(struct kunit *test, const struct vsw_port_conf *in,
			const struct vsw_port_conf *out,
			const struct naive *n_in, const struct naive *n_out)
{
	static const u16 tpids[] = { 0, ETH_P_8021Q, ETH_P_8021AD };
	u16 tpid = tpids[vsw_test_below(test, 3)], tci, vid, priority;
	struct vsw_frame frame;
	enum vsw_drop reason;
	struct sk_buff *skb;

	tci = vsw_test_chance(test, 6) ? vsw_test_u32(test)
				       : (vsw_test_u32(test) & 0xf000) |
					 vsw_test_below(test, VIDS);
	if (vsw_test_chance(test, 5) && in->map)
		tci = in->map->pair[0].tag;
	skb = make_frame(test, tpid, tci);
	KUNIT_EXPECT_TRUE(test, vsw_frame_is_whole(skb));
	frame = vsw_frame_parse(skb);
	reason = vsw_vlan_classify(&frame, in);
	vid = naive_classify(n_in, tpid, tci, &priority);
	KUNIT_EXPECT_EQ(test, !reason, !!vid);
	if (!reason && vid) {
		KUNIT_EXPECT_EQ(test, frame.vid, vid);
		KUNIT_EXPECT_EQ(test, frame.priority, priority);
		KUNIT_EXPECT_EQ(test, vsw_vlan_is_member(out, vid),
				n_out->member[vid]);
		if (n_out->member[vid])
			check_egress(test, &frame, out, n_in, n_out, tpid, tci);
	}
	kfree_skb(skb);
}

/* Give a port any settings, and say in the oracle what they are. */
static void set_any(struct kunit *test, struct vsw_conf *conf, u32 number,
		    struct naive *n)
{
	struct vsw_vlan_request req;
	struct vsw_port_conf *pc;

	any_request(test, &req);
	pc = vsw_conf_edit_port(conf, number, GFP_KERNEL | __GFP_NOFAIL);
	KUNIT_EXPECT_EQ(test, 0, vsw_vlan_apply(conf, pc, &req, NULL));
	naive_set(n, &req);
	vsw_vlan_set_put(req.vlans);
	vsw_vlan_map_put(req.map);
}

static struct vsw_switch *make_switch(struct kunit *test)
{
	struct vsw_switch *sw = vsw_test_switch(test);
	u32 number;

	for (number = 1; number <= PORTS; number++)
		vsw_test_add_port(test, sw, vsw_test_port(test, sw, number),
				  NULL);
	return sw;
}

static void test_frames(struct kunit *test)
{
	struct vsw_switch *sw = make_switch(test);
	struct naive *n;
	struct vsw_conf *conf;
	u32 seed, i;

	n = kunit_kzalloc(test, 2 * sizeof(*n), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, n);
	for (seed = 1; seed <= 300; seed++) {
		vsw_test_seed(test, seed);
		conf = vsw_test_edit(sw);
		set_any(test, conf, 1, &n[0]);
		set_any(test, conf, 2, &n[1]);
		vsw_test_publish(sw, conf);
		mutex_lock(&sw->conf_lock);
		conf = vsw_conf_current(sw);
		mutex_unlock(&sw->conf_lock);
		for (i = 0; i < 100; i++) {
			if (!vsw_test_step(test))
				return;
			check_frame(test, vsw_conf_port(conf, 1),
				    vsw_conf_port(conf, 2), &n[0], &n[1]);
		}
	}
}

/* The members of a VLAN are the ports that say so, in order, each once. */
static void check_members(struct kunit *test, const struct vsw_conf *conf,
			  u16 vid)
{
	const struct vsw_vlan *vlan = vsw_vlans_members(&conf->vlans, vid);
	const struct vsw_port_conf *pc;
	u32 number, n = 0;

	for (number = 0; (pc = vsw_conf_next_port(conf, &number)); number++) {
		if (!vsw_vlan_is_member(pc, vid))
			continue;
		if (n < vlan->n)
			KUNIT_EXPECT_EQ(test, vlan->number[n], number);
		n++;
	}
	KUNIT_EXPECT_EQ(test, vlan->n, n);
}

static void any_change(struct kunit *test, struct vsw_conf *conf,
		       struct naive *n)
{
	const struct vsw_vlan *vlan;
	u16 vid = any_vid(test);

	switch (vsw_test_below(test, 6)) {
	case 0:
		KUNIT_EXPECT_EQ(test, 0,
				vsw_vlans_define(conf, vid, "name",
						 vsw_test_below(test, 3) - 1));
		break;
	case 1:
		vlan = vsw_vlans_find(&conf->vlans, vid);
		if (vlan && vlan->defined)
			KUNIT_EXPECT_EQ(test, 0,
					vsw_vlans_undefine(conf, vid));
		break;
	default:
		set_any(test, conf, vsw_test_below(test, PORTS + 1), n);
		break;
	}
}

/* Any changes, some of them at once; all VLANs are looked at now and then. */
static void test_members(struct kunit *test)
{
	struct vsw_switch *sw = make_switch(test);
	struct vsw_conf *conf;
	struct naive *n;
	u32 seed, i, vid, counted;

	n = kunit_kzalloc(test, sizeof(*n), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, n);
	for (seed = 1; seed <= 300; seed++) {
		vsw_test_seed(test, seed);
		if (!vsw_test_step(test))
			return;
		conf = vsw_test_edit(sw);
		for (i = vsw_test_below(test, 4); i <= 4; i++)
			any_change(test, conf, n);
		if (vsw_test_chance(test, 5)) {
			vsw_conf_abort(conf);
			mutex_unlock(&sw->conf_lock);
		} else {
			vsw_test_publish(sw, conf);
		}
		rcu_read_lock();
		conf = rcu_dereference(sw->conf);
		for (vid = 1; vid <= VSW_VID_MAX; vid++)
			if (vid <= VIDS || vid == VSW_VID_MAX || !(seed % 10))
				check_members(test, conf, vid);
		for (counted = 0, vid = 1; vid <= VSW_VID_MAX; vid++)
			counted += vsw_vlans_find(&conf->vlans, vid) &&
				   vsw_vlans_find(&conf->vlans, vid)->counters;
		KUNIT_EXPECT_EQ(test, conf->vlans.n_counted, counted);
		rcu_read_unlock();
	}
}

/* What cannot be is refused, and says why. */
static void test_refused(struct kunit *test)
{
	struct vsw_switch *sw = make_switch(test);
	struct netlink_ext_ack extack = {};
	struct vsw_vlan_request req = { .has_mode = true, .has_vlans = true };
	struct vsw_vlan_set *set = vsw_vlan_set_create();
	struct vsw_port_conf *pc;
	struct vsw_conf *conf;
	static const struct {
		u8 mode;
		bool list;
		u16 pvid;
		int err;
	} cases[] = {
		{ VSWITCH_VLAN_MODE_ACCESS, false, 5, 0 },
		{ VSWITCH_VLAN_MODE_ACCESS, false, 0, -EINVAL },
		{ VSWITCH_VLAN_MODE_ACCESS, true, 5, -EINVAL },
		{ VSWITCH_VLAN_MODE_DOT1Q_TUNNEL, false, 5, 0 },
		{ VSWITCH_VLAN_MODE_DOT1Q_TUNNEL, false, 0, -EINVAL },
		{ VSWITCH_VLAN_MODE_DOT1Q_TUNNEL, true, 5, -EINVAL },
		{ VSWITCH_VLAN_MODE_TRUNK, true, 0, 0 },
		{ VSWITCH_VLAN_MODE_TRUNK, true, 11, 0 },
		{ VSWITCH_VLAN_MODE_TRUNK, true, 9, -EINVAL },
		{ VSWITCH_VLAN_MODE_TRUNK, false, 0, -EINVAL },
		{ VSWITCH_VLAN_MODE_HYBRID, true, 10, 0 },
		{ VSWITCH_VLAN_MODE_HYBRID, true, 13, -EINVAL },
		{ VSWITCH_VLAN_MODE_HYBRID, false, 5, -EINVAL },
	};
	int i, err;

	KUNIT_ASSERT_NOT_NULL(test, set);
	vsw_vlan_set_add(set, 10, 12, false);
	req.has_pvid = true;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		req.mode = cases[i].mode;
		req.pvid = cases[i].pvid;
		req.vlans = NULL;
		if (cases[i].list)
			req.vlans = set;
		extack._msg = NULL;
		conf = vsw_test_edit(sw);
		pc = vsw_conf_edit_port(conf, 1, GFP_KERNEL | __GFP_NOFAIL);
		err = vsw_vlan_apply(conf, pc, &req, &extack);
		vsw_conf_abort(conf);
		mutex_unlock(&sw->conf_lock);
		KUNIT_EXPECT_EQ_MSG(test, err, cases[i].err, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, !extack._msg, !err, "case %d", i);
	}
	vsw_vlan_set_put(set);
}

static struct kunit_case vlan_cases[] = {
	KUNIT_CASE(test_frames),
	KUNIT_CASE(test_members),
	KUNIT_CASE(test_refused),
	{}
};

static struct kunit_suite vlan_suite = {
	.name = "vsw_vlan",
	.init = vsw_test_init,
	.exit = vsw_test_exit,
	.test_cases = vlan_cases,
};

kunit_test_suite(vlan_suite);
