/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the netlink files about ACLs, rules, bindings, sets and mirror
 * sessions share.
 */
#ifndef VSW_NL_ACL_H
#define VSW_NL_ACL_H

#include <net/genetlink.h>

#include "match.h"
#include "rule.h"

struct vsw_acl;
struct vsw_acls;
struct vsw_binding;
struct vsw_change;
struct vsw_conf;
struct vsw_place;
struct vsw_set;
struct vsw_switch;

/**
 * struct vsw_nl_matches - the matches of a request, checked
 * @n: how many
 * @n_sets: how many of them use a set
 * @set: numbers of these
 * @want: the matches; what they point to is here, too
 * @n_values: how many values are used so far
 * @value: the values of all
 */
struct vsw_nl_matches {
	u32 n;
	u32 n_sets;
	u16 set[VSW_RULE_SETS];
	struct vsw_want want[VSW_MATCH_FIELDS];
	u32 n_values;
	struct vsw_value value[];
};

/* nl_acl.c */
struct vsw_acl *vsw_nl_acl_find(const struct vsw_conf *conf,
				const struct genl_info *info, int attr);
int vsw_nl_acl_check_only(struct netlink_callback *cb,
			  const struct nlattr *only, int attr);
int vsw_nl_acl_check_name(const struct genl_info *info, int attr);
void vsw_nl_acl_notify(struct vsw_switch *sw, const struct vsw_acls *acls,
		       const struct vsw_acl *acl, u8 cmd);

/* nl_binding.c */
void vsw_nl_binding_notify(struct vsw_switch *sw, const struct vsw_acls *acls,
			   const struct vsw_place *place,
			   const struct vsw_binding *binding, u32 index,
			   u8 cmd);

/* nl_rule.c */
void vsw_nl_rule_notify(struct vsw_switch *sw, const struct vsw_acl *acl,
			u32 index, u8 cmd);

/* nl_rule_match.c */
struct vsw_nl_matches *vsw_nl_matches_parse(const struct genl_info *info,
					    const struct vsw_conf *conf);
void vsw_nl_matches_free(struct vsw_nl_matches *matches);
const struct vsw_want *
vsw_nl_matches_find(const struct vsw_nl_matches *matches, u8 field);

/* nl_rule_action.c */
int vsw_nl_actions_parse(struct vsw_rule *rule, const struct genl_info *info,
			 const struct vsw_conf *conf, bool egress);

/* nl_mirror.c */
int vsw_nl_mirror_find(const struct vsw_conf *conf, const struct nlattr *name,
		       struct netlink_ext_ack *extack);
void vsw_nl_mirror_notify(struct vsw_switch *sw, const struct vsw_acls *acls,
			  u32 number, u8 cmd);

/* nl_set.c */
int vsw_nl_set_find(const struct vsw_conf *conf, const struct genl_info *info,
		    int attr);
void vsw_nl_set_notify(struct vsw_switch *sw, const struct vsw_acls *acls,
		       u32 number, u8 cmd);

/* nl_address.c */
int vsw_nl_parse_ip4(u32 *address, u8 *bits, const struct nlattr *attr,
		     const struct nlattr *prefix,
		     struct netlink_ext_ack *extack);
int vsw_nl_parse_ip6(u64 *address, u8 *bits, const struct nlattr *attr,
		     const struct nlattr *prefix,
		     struct netlink_ext_ack *extack);
u64 vsw_nl_get_mac(const struct nlattr *attr);
void vsw_nl_ip6_mask(u64 *mask, u8 bits);

#endif /* VSW_NL_ACL_H */
