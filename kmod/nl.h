/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The generic netlink family: what the files nl_<object>.c share, and the
 * notifications that the rest of the module sends.
 */
#ifndef VSW_NL_H
#define VSW_NL_H

#include <net/genetlink.h>
#include <net/sock.h>

#include "fdb.h"
#include "nl-gen.h"

struct vsw_acl_frame;
struct vsw_conf;
struct vsw_port_conf;
struct vsw_rule;
struct vsw_switch;
struct vsw_change;
struct vsw_vlan;
struct vsw_vlan_request;

extern struct genl_family vsw_nl_family;

/**
 * struct vsw_nl_news - a notification that is being made
 * @msg: the message
 * @hdr: its header; NULL when there was no room for that
 * @group: who is told: VSWITCH_NLGRP_CONFIG, _FDB or _ALARM
 * @gfp: how to allocate
 */
struct vsw_nl_news {
	struct sk_buff *msg;
	void *hdr;
	unsigned int group;
	gfp_t gfp;
};

/**
 * struct vsw_nl_reply - a reply under construction
 * @msg: the message
 * @hdr: its header
 */
struct vsw_nl_reply {
	struct sk_buff *msg;
	void *hdr;
};

/**
 * struct vsw_nl_walk - where a dump over switches is; in netlink_callback.ctx
 * @ifindex: of the switch that is next or under way
 * @number: what is next in it: a port, a limit
 * @generation: of the configuration that it began with
 * @changes: how many times something changed under the dump
 * @fdb: where a dump of its forwarding database is
 * @place: where a dump is in @number: a rule, a binding, a member
 */
struct vsw_nl_walk {
	u32 ifindex;
	u32 number;
	u32 generation;
	u32 changes;
	struct vsw_fdb_cursor fdb;
	u64 place;
};

bool vsw_nl_has_listeners(const struct vsw_switch *sw, unsigned int group);
bool vsw_nl_news_begin(struct vsw_nl_news *news, const struct vsw_switch *sw,
		       u8 cmd, unsigned int group, size_t size, gfp_t gfp);
void vsw_nl_news_end(struct vsw_nl_news *news, const struct vsw_switch *sw,
		     int err);
void vsw_nl_blame(const struct genl_info *info, int err, int attr);
int vsw_nl_missing(const struct genl_info *info, int attr, const char *text);
struct vsw_switch *vsw_nl_switch_get(struct genl_info *info, int attr);
void vsw_nl_switch_put(struct vsw_switch *sw);
struct vsw_switch *vsw_nl_walk_next(struct vsw_nl_walk *walk, struct net *net,
				    const struct nlattr *only);
void vsw_nl_walk_done(struct vsw_nl_walk *walk);
int vsw_nl_not_in_dump(struct netlink_callback *cb, int attr);
int vsw_nl_check_only(const struct netlink_callback *cb,
		      const struct nlattr *only, u32 begun);
int vsw_nl_dump(struct sk_buff *skb, struct netlink_callback *cb,
		const struct nlattr *only,
		int (*dump)(struct sk_buff *skb, struct netlink_callback *cb,
			    const struct vsw_switch *sw,
			    struct vsw_nl_walk *walk));
int vsw_nl_dump_held(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct nlattr *only,
		     int (*dump)(struct sk_buff *skb,
				 struct netlink_callback *cb,
				 struct vsw_switch *sw,
				 struct vsw_nl_walk *walk));
void vsw_nl_walk_check(struct vsw_nl_walk *walk, struct netlink_callback *cb,
		       const struct vsw_conf *conf);
struct vsw_port_conf *vsw_nl_port_find(const struct vsw_conf *conf,
				       const struct nlattr *number,
				       struct netlink_ext_ack *extack);
int vsw_nl_put_ifname(struct sk_buff *msg, int attr,
		      const struct net_device *dev);
int vsw_nl_put_port_names(struct sk_buff *msg, const struct vsw_port_conf *pc,
			  int name, int ifname);

int vsw_nl_reply_begin(struct vsw_nl_reply *reply, size_t size,
		       struct genl_info *info);
int vsw_nl_reply_end(struct vsw_nl_reply *reply, int err,
		     struct genl_info *info);
int vsw_nl_get(struct genl_info *info, int attr,
	       int (*get)(struct sk_buff *msg, const struct vsw_switch *sw,
			  const struct vsw_conf *conf,
			  const struct genl_info *info));
void vsw_nl_enlarge(struct sk_buff *skb, struct netlink_callback *cb,
		    size_t size);
void *vsw_nl_put_part(struct sk_buff *skb, struct netlink_callback *cb);

void vsw_nl_switch_notify(struct vsw_switch *sw, u8 cmd);
void vsw_nl_port_notify(struct vsw_switch *sw, const struct vsw_port_conf *pc,
			u8 cmd);
void vsw_nl_vlan_notify(struct vsw_switch *sw, const struct vsw_vlan *vlan,
			u8 cmd);
void vsw_nl_acls_tell_unbound(struct vsw_switch *sw, const struct vsw_conf *old,
			      const struct vsw_conf *new);
void vsw_nl_acls_tell(struct vsw_switch *sw, const struct vsw_conf *old,
		      const struct vsw_conf *new);
void vsw_nl_txn_notify(struct vsw_switch *sw, u32 id,
		       enum vswitch_txn_event event);
void vsw_fdb_event_begin(struct vsw_switch *sw, struct vsw_fdb_event *event,
			 const struct vsw_fdb_entry *entry);
void vsw_nl_fdb_notify(struct vsw_switch *sw,
		       const struct vsw_fdb_event *event);

/* nl_port_vlan.c */
int vsw_nl_port_vlan_parse(struct vsw_vlan_request *req, struct vsw_switch *sw,
			   const struct genl_info *info);
void vsw_nl_port_vlan_put(struct vsw_vlan_request *req);
size_t vsw_nl_port_vlan_size(const struct vsw_port_conf *pc);
int vsw_nl_port_vlan_fill(struct sk_buff *msg, const struct vsw_port_conf *pc);

/* nl_log.c */
void vsw_nl_log_notify(const struct vsw_acl_frame *af,
		       const struct vsw_rule *rule);

int vsw_nl_stats_done(struct netlink_callback *cb);

int vsw_nl_init(void);
void vsw_nl_exit(void);

/* nl_change.c */
int vsw_nl_change_begin(struct vsw_change *c, struct vsw_switch *sw,
			const struct genl_info *info, int attr);
int vsw_nl_change_begin_in_place(struct vsw_change *c, struct vsw_switch *sw,
				 const struct genl_info *info, int attr);
int vsw_nl_change(struct genl_info *info, int switch_attr, int txn_attr,
		  bool in_place,
		  int (*change)(struct vsw_change *c,
				const struct genl_info *info));

#endif /* VSW_NL_H */
