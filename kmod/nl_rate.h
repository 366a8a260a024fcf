/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many notifications frames may cause in a second, and how many were not
 * sent since the last one. Used by nl_fdb.c and nl_log.c, each with a lock of
 * its own.
 */
#ifndef VSW_NL_RATE_H
#define VSW_NL_RATE_H

#include <linux/jiffies.h>
#include <linux/types.h>

/**
 * struct vsw_nl_rate - notifications of one kind
 * @second: the second that @sent is about
 * @sent: how many in that second
 * @suppressed: how many were not sent since the last one
 */
struct vsw_nl_rate {
	unsigned long second;
	u32 sent;
	u32 suppressed;
};

/**
 * vsw_nl_rate_allows() - may one more be sent?
 * @rate: the notifications so far; the caller holds their lock
 * @most: how many may be sent in a second
 * @suppressed: gets how many were not, before this one
 *
 * Return: true when it may.
 */
static inline bool vsw_nl_rate_allows(struct vsw_nl_rate *rate, u32 most,
				      u32 *suppressed)
{
	unsigned long second = jiffies / HZ;

	if (rate->second != second) {
		rate->second = second;
		rate->sent = 0;
	}
	if (rate->sent >= most) {
		rate->suppressed++;
		return false;
	}
	rate->sent++;
	*suppressed = rate->suppressed;
	rate->suppressed = 0;
	return true;
}

#endif /* VSW_NL_RATE_H */
