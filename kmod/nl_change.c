// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that change a switch, at once or as a part of a transaction: what
 * the commands about its objects share. Called by generic netlink in process
 * context.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "conf.h"
#include "nl.h"
#include "txn.h"
#include "vswitch.h"

/* The transaction that a request is a part of; -ENOENT where that cannot be. */
static int parse_txn(struct vsw_txn_ref *ref, const struct genl_info *info,
		     int attr)
{
	*ref = (struct vsw_txn_ref){ .portid = info->snd_portid };
	if (!info->attrs[attr])
		return 0;
	ref->id = nla_get_u32(info->attrs[attr]);
	if (ref->id)
		return 0;
	/* 0 would be a change without one, which is done at once */
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[attr],
			    "no transaction has the number 0");
	return -ENOENT;
}

static int begin(struct vsw_change *c, struct vsw_switch *sw,
		 const struct genl_info *info, int attr, bool in_place)
{
	struct vsw_txn_ref ref;
	int err;

	err = parse_txn(&ref, info, attr);
	if (err)
		return err;
	if (in_place)
		err = vsw_change_begin_in_place(c, sw, &ref, info->extack);
	else
		err = vsw_change_begin(c, sw, &ref, info->extack);
	if (ref.id)
		vsw_nl_blame(info, err, attr);
	return err;
}

/**
 * vsw_nl_change_begin() - begin the change that a request is about
 * @c: to be filled
 * @sw: the switch
 * @info: the request
 * @attr: the attribute with the number of its transaction
 *
 * Context: as for vsw_change_begin().
 * Return: 0 or a negative error; then there is nothing to end.
 */
int vsw_nl_change_begin(struct vsw_change *c, struct vsw_switch *sw,
			const struct genl_info *info, int attr)
{
	return begin(c, sw, info, attr, false);
}

/**
 * vsw_nl_change_begin_in_place() - begin a change that is whole or is not
 * @c: to be filled
 * @sw: the switch
 * @info: the request
 * @attr: the attribute with the number of its transaction
 *
 * Context: as for vsw_change_begin_in_place().
 * Return: 0 or a negative error; then there is nothing to end.
 */
int vsw_nl_change_begin_in_place(struct vsw_change *c, struct vsw_switch *sw,
				 const struct genl_info *info, int attr)
{
	return begin(c, sw, info, attr, true);
}

/**
 * vsw_nl_change() - carry out a request that changes a switch
 * @info: the request
 * @switch_attr: the attribute with the interface index of the switch
 * @txn_attr: the attribute with the number of its transaction
 * @in_place: the change is whole or is not (vsw_change_begin_in_place())
 * @change: carries it out in a change that has begun; 0 or a negative error
 *
 * Context: process context.
 * Return: 0 or a negative error; then nothing changed.
 */
int vsw_nl_change(struct genl_info *info, int switch_attr, int txn_attr,
		  bool in_place,
		  int (*change)(struct vsw_change *c,
				const struct genl_info *info))
{
	struct vsw_switch *sw = vsw_nl_switch_get(info, switch_attr);
	struct vsw_change c;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = begin(&c, sw, info, txn_attr, in_place);
	if (!err)
		err = vsw_change_end(&c, change(&c, info), info->extack);
	vsw_nl_switch_put(sw);
	return err;
}
