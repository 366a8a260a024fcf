/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints. vsw_drop fires for each frame or copy that the switch drops,
 * with the reason; it costs nothing while nobody looks.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vswitch

#if !defined(VSW_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VSW_TRACE_H

#include <linux/tracepoint.h>

#include "port.h"

#define VSW_DROP_SYMBOL(id, name, direction) { VSW_DROP_##id, name },

TRACE_EVENT(vsw_drop,
	TP_PROTO(const struct vsw_port *port, const struct sk_buff *skb,
		 unsigned int reason),
	TP_ARGS(port, skb, reason),
	TP_STRUCT__entry(
		__field(const void *, skb)
		__field(int, ifindex)
		__field(u32, port)
		__field(u32, len)
		__field(unsigned int, reason)
	),
	TP_fast_assign(
		__entry->skb = skb;
		__entry->ifindex = port->sw->dev->ifindex;
		__entry->port = port->number;
		__entry->len = skb ? skb->len : 0;
		__entry->reason = reason;
	),
	TP_printk("switch=%d port=%u skb=%p len=%u reason=%s",
		  __entry->ifindex, __entry->port, __entry->skb, __entry->len,
		  __print_symbolic(__entry->reason,
				   VSW_DROP_LIST(VSW_DROP_SYMBOL)
				   { VSW_DROP_NONE, "none" }))
);

#endif /* VSW_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
