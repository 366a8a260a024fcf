/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The books: what each port received, what became of it, and what was to
 * leave by it. The frame path adds, per CPU; control reads sums.
 *
 * For every port, on every CPU, whenever no frame is under way on it:
 *	RX_FRAMES = FORWARDED + FLOODED + DELIVERED + CONSUMED
 *		    + sum of DROP + reason over the ingress reasons
 *	TX_COPIES = TX_FRAMES + sum of DROP + reason over the egress reasons
 * and over all ports of a switch, deleted ones included:
 *	sum of COPIES = sum of TX_COPIES
 */
#ifndef VSW_ACCOUNT_H
#define VSW_ACCOUNT_H

#include <linux/types.h>
#include <linux/u64_stats_sync.h>

#include "drop.h"

/**
 * enum vsw_count - the counters of a port
 * @VSW_COUNT_RX_FRAMES: frames received
 * @VSW_COUNT_RX_BYTES: bytes of these, with Ethernet header, without FCS
 * @VSW_COUNT_FORWARDED: received frames sent to one port by a known address
 * @VSW_COUNT_FLOODED: received frames sent to all ports that may have them
 * @VSW_COUNT_DELIVERED: received frames for an address of the host
 * @VSW_COUNT_CONSUMED: received control frames, left to the port's device
 * @VSW_COUNT_COPIES: copies of received frames that were to leave somewhere
 * @VSW_COUNT_TX_COPIES: copies that were to leave by this port
 * @VSW_COUNT_TX_FRAMES: copies that the device took
 * @VSW_COUNT_TX_BYTES: bytes of these
 * @VSW_COUNT_LEARN_LIMIT_PORT: sources not learnt, port at its limit
 * @VSW_COUNT_LEARN_LIMIT_SWITCH: sources not learnt, switch at its limit
 * @VSW_COUNT_LEARN_FAILED: sources not learnt, no memory
 * @VSW_COUNT_MULTICAST: multicast frames among the copies that the host's stack
 *	took; at the host's port only
 * @VSW_COUNT_DROP: the first of VSW_DROP_MAX counters, one for each reason
 * @VSW_COUNT_MAX: number of counters
 */
enum vsw_count {
	VSW_COUNT_RX_FRAMES,
	VSW_COUNT_RX_BYTES,
	VSW_COUNT_FORWARDED,
	VSW_COUNT_FLOODED,
	VSW_COUNT_DELIVERED,
	VSW_COUNT_CONSUMED,
	VSW_COUNT_COPIES,
	VSW_COUNT_TX_COPIES,
	VSW_COUNT_TX_FRAMES,
	VSW_COUNT_TX_BYTES,
	VSW_COUNT_LEARN_LIMIT_PORT,
	VSW_COUNT_LEARN_LIMIT_SWITCH,
	VSW_COUNT_LEARN_FAILED,
	VSW_COUNT_MULTICAST,
	VSW_COUNT_DROP,
	VSW_COUNT_MAX = VSW_COUNT_DROP + VSW_DROP_MAX,
};

/**
 * struct vsw_account - the counters of one port on one CPU
 * @syncp: lets 32-bit readers see whole values
 * @count: indexed by enum vsw_count
 */
struct vsw_account {
	struct u64_stats_sync syncp;
	u64_stats_t count[VSW_COUNT_MAX];
};

/**
 * struct vsw_account_sum - counters summed up over CPUs
 * @count: indexed by enum vsw_count
 */
struct vsw_account_sum {
	u64 count[VSW_COUNT_MAX];
};

/**
 * vsw_account_add() - count
 * @account: the counters of a port
 * @count: which one, enum vsw_count
 * @n: how much
 *
 * Context: bottom halves off.
 */
static inline void vsw_account_add(struct vsw_account __percpu *account,
				   unsigned int count, u64 n)
{
	struct vsw_account *mine = this_cpu_ptr(account);

	u64_stats_update_begin(&mine->syncp);
	u64_stats_add(&mine->count[count], n);
	u64_stats_update_end(&mine->syncp);
}

/**
 * vsw_account_frame() - count a frame and its bytes
 * @account: the counters of a port
 * @frames: which counter of frames, enum vsw_count; that of bytes is the next
 * @len: bytes of the frame
 *
 * Context: bottom halves off.
 */
static inline void vsw_account_frame(struct vsw_account __percpu *account,
				     unsigned int frames, unsigned int len)
{
	struct vsw_account *mine = this_cpu_ptr(account);

	u64_stats_update_begin(&mine->syncp);
	u64_stats_inc(&mine->count[frames]);
	u64_stats_add(&mine->count[frames + 1], len);
	u64_stats_update_end(&mine->syncp);
}

/**
 * vsw_account_two() - count two things of one port
 * @account: the counters of the port
 * @first: the one, enum vsw_count; by one
 * @second: the other
 * @n: by how much that
 *
 * Context: bottom halves off.
 */
static inline void vsw_account_two(struct vsw_account __percpu *account,
				   unsigned int first, unsigned int second,
				   u64 n)
{
	struct vsw_account *mine = this_cpu_ptr(account);

	u64_stats_update_begin(&mine->syncp);
	u64_stats_inc(&mine->count[first]);
	u64_stats_add(&mine->count[second], n);
	u64_stats_update_end(&mine->syncp);
}

/**
 * vsw_account_received() - count a frame that is for one port
 * @account: the counters of the port that it came by
 * @what: VSW_COUNT_FORWARDED or VSW_COUNT_DELIVERED
 * @len: its bytes
 *
 * Context: bottom halves off.
 */
static inline void vsw_account_received(struct vsw_account __percpu *account,
					enum vsw_count what, unsigned int len)
{
	struct vsw_account *mine = this_cpu_ptr(account);

	u64_stats_update_begin(&mine->syncp);
	u64_stats_inc(&mine->count[VSW_COUNT_RX_FRAMES]);
	u64_stats_add(&mine->count[VSW_COUNT_RX_BYTES], len);
	u64_stats_inc(&mine->count[what]);
	u64_stats_inc(&mine->count[VSW_COUNT_COPIES]);
	u64_stats_update_end(&mine->syncp);
}

/**
 * vsw_account_sent() - count a copy that the device took
 * @account: the counters of the port that it left by
 * @len: its bytes
 *
 * Context: bottom halves off.
 */
static inline void vsw_account_sent(struct vsw_account __percpu *account,
				    unsigned int len)
{
	struct vsw_account *mine = this_cpu_ptr(account);

	u64_stats_update_begin(&mine->syncp);
	u64_stats_inc(&mine->count[VSW_COUNT_TX_COPIES]);
	u64_stats_inc(&mine->count[VSW_COUNT_TX_FRAMES]);
	u64_stats_add(&mine->count[VSW_COUNT_TX_BYTES], len);
	u64_stats_update_end(&mine->syncp);
}

struct vsw_account __percpu *vsw_account_create(void);
void vsw_account_read(struct vsw_account __percpu *account,
		      struct vsw_account_sum *sum);
void vsw_account_collect(struct vsw_account __percpu *const *account,
			 struct vsw_account_sum *sum, unsigned int n,
			 bool atomic);
u64 vsw_account_drops(const struct vsw_account_sum *sum,
		      enum vswitch_direction direction);
void vsw_account_merge(struct vsw_account_sum *to,
		       const struct vsw_account_sum *from);
void vsw_account_subtract(struct vsw_account_sum *to,
			  const struct vsw_account_sum *from);

#endif /* VSW_ACCOUNT_H */
