// SPDX-License-Identifier: GPL-2.0
/*
 * Notifications of frames that met a rule that logs. Sent from the path of a
 * frame, so few a second that no guest can keep the host busy with them.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "acl.h"
#include "nl.h"
#include "port.h"
#include "vswitch.h"

/* Events a second, of one switch and of what one port receives. */
#define LOG_RATE 200
#define LOG_RATE_PORT 50

/* Bytes of a frame that an event has at most. */
#define LOG_BYTES 128

/*
 * A guest that has much to be told of hides what the others do from nobody.
 * What is not sent is told with the next event of the same port.
 */
static bool may_send(struct vsw_switch *sw, struct vsw_port *port,
		     u32 *suppressed)
{
	bool allowed;
	u32 unused;

	spin_lock(&sw->log_lock);
	allowed = vsw_nl_rate_allows(&port->log_rate, LOG_RATE_PORT,
				     suppressed);
	if (allowed && !vsw_nl_rate_allows(&sw->log_rate, LOG_RATE, &unused)) {
		port->log_rate.suppressed = *suppressed + 1;
		allowed = false;
	}
	spin_unlock(&sw->log_lock);
	return allowed;
}

static int put_frame(struct sk_buff *msg, const struct sk_buff *skb)
{
	u32 len = min_t(u32, skb->len + ETH_HLEN, LOG_BYTES);
	struct nlattr *attr = nla_reserve(msg, VSWITCH_A_LOG_FRAME, len);

	if (!attr)
		return -EMSGSIZE;
	/* it was seen to be there: the frame is no shorter */
	if (skb_copy_bits(skb, -ETH_HLEN, nla_data(attr), len))
		memset(nla_data(attr), 0, len);
	return 0;
}

static int fill_log(struct sk_buff *msg, const struct vsw_acl_frame *af,
		    const struct vsw_rule *rule, u32 suppressed)
{
	if (nla_put_u32(msg, VSWITCH_A_LOG_SWITCH, af->sw->dev->ifindex) ||
	    nla_put_string(msg, VSWITCH_A_LOG_ACL, rule->acl->name) ||
	    nla_put_u32(msg, VSWITCH_A_LOG_HANDLE, rule->handle) ||
	    nla_put_u32(msg, VSWITCH_A_LOG_ACTION, rule->verdict) ||
	    (rule->reason &&
	     nla_put_string(msg, VSWITCH_A_LOG_REASON, rule->reason)) ||
	    nla_put_u32(msg, VSWITCH_A_LOG_PORT, af->in->number) ||
	    (af->out &&
	     nla_put_u32(msg, VSWITCH_A_LOG_OUT_PORT, af->out->number)) ||
	    nla_put_u16(msg, VSWITCH_A_LOG_VID, af->frame->vid) ||
	    nla_put_u32(msg, VSWITCH_A_LOG_LEN, af->frame->len) ||
	    put_frame(msg, af->skb) ||
	    (suppressed &&
	     nla_put_u32(msg, VSWITCH_A_LOG_SUPPRESSED, suppressed)))
		return -EMSGSIZE;
	return 0;
}

/**
 * vsw_nl_log_notify() - tell who listens that a frame met a rule
 * @af: the frame
 * @rule: the rule
 *
 * Context: path of a frame, bottom halves off.
 */
void vsw_nl_log_notify(const struct vsw_acl_frame *af,
		       const struct vsw_rule *rule)
{
	struct vsw_nl_news news;
	u32 suppressed;

	if (!vsw_nl_has_listeners(af->sw, VSWITCH_NLGRP_ALARM) ||
	    !may_send(af->sw, af->in->port, &suppressed))
		return;
	if (vsw_nl_news_begin(&news, af->sw, VSWITCH_CMD_LOG_NTF,
			      VSWITCH_NLGRP_ALARM, NLMSG_DEFAULT_SIZE,
			      GFP_ATOMIC))
		vsw_nl_news_end(&news, af->sw,
				fill_log(news.msg, af, rule, suppressed));
}
