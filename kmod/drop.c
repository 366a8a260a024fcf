// SPDX-License-Identifier: GPL-2.0
/*
 * Drop reasons: their names, and the one function that frees a frame. Called
 * with bottom halves off from the path of a frame.
 */
#include <linux/skbuff.h>

#include "account.h"
#include "drop.h"
#include "port.h"
#include "trace.h"

struct drop_info {
	const char *name;
	enum vswitch_direction direction;
};

#define DROP_INFO(id, text, where)					\
	[VSW_DROP_##id] = { text, VSWITCH_DIRECTION_##where },

static const struct drop_info drop_info[VSW_DROP_MAX] = {
	[VSW_DROP_NONE] = { "none", VSWITCH_DIRECTION_INGRESS },
	VSW_DROP_LIST(DROP_INFO)
};

#undef DROP_INFO

/**
 * vsw_drop_name() - name of a drop reason
 * @reason: below VSW_DROP_MAX
 *
 * Return: a static string, part of the uAPI.
 */
const char *vsw_drop_name(enum vsw_drop reason)
{
	return drop_info[reason].name;
}

/**
 * vsw_drop_direction() - which account a drop reason belongs to
 * @reason: below VSW_DROP_MAX
 *
 * Return: ingress for received frames, egress for copies.
 */
enum vswitch_direction vsw_drop_direction(enum vsw_drop reason)
{
	return drop_info[reason].direction;
}

/**
 * vsw_drop_count() - book a frame as dropped, without freeing it
 * @port: who lost it: the ingress port for an ingress reason, else the egress
 * @skb: the frame, or the one that there was no memory to copy
 * @reason: why
 *
 * For a copy that could not even be made; else use vsw_drop().
 * Context: RCU read-side section, bottom halves off.
 */
void vsw_drop_count(struct vsw_port *port, const struct sk_buff *skb,
		    enum vsw_drop reason)
{
	vsw_account_add(port->account, VSW_COUNT_DROP + reason, 1);
	trace_vsw_drop(port, skb, reason);
}

/**
 * vsw_drop() - book a frame or a copy as dropped and free it
 * @port: who lost it: the ingress port for an ingress reason, else the egress
 * @skb: the frame; gone after the call
 * @reason: why
 *
 * Context: RCU read-side section, bottom halves off.
 */
void vsw_drop(struct vsw_port *port, struct sk_buff *skb, enum vsw_drop reason)
{
	vsw_drop_count(port, skb, reason);
	kfree_skb_reason(skb, SKB_DROP_REASON_NOT_SPECIFIED);
}
