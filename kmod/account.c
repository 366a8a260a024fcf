// SPDX-License-Identifier: GPL-2.0
/*
 * The books: allocation and reading. Counting is inline in account.h. Called
 * from control, in process context.
 */
#include <linux/bottom_half.h>
#include <linux/cpu.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>

#include "account.h"

/**
 * vsw_account_create() - counters for a new port, all zero
 *
 * Context: process context. Free with free_percpu().
 * Return: NULL when out of memory.
 */
struct vsw_account __percpu *vsw_account_create(void)
{
	return __netdev_alloc_pcpu_stats(struct vsw_account,
					 GFP_KERNEL_ACCOUNT);
}

static void sum_cpu(struct vsw_account __percpu *account, int cpu,
		    struct vsw_account_sum *sum)
{
	const struct vsw_account *theirs = per_cpu_ptr(account, cpu);
	u64 seen[VSW_COUNT_MAX];
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&theirs->syncp);
		for (i = 0; i < VSW_COUNT_MAX; i++)
			seen[i] = u64_stats_read(&theirs->count[i]);
	} while (u64_stats_fetch_retry(&theirs->syncp, start));

	for (i = 0; i < VSW_COUNT_MAX; i++)
		sum->count[i] += seen[i];
}

/**
 * vsw_account_read() - the sums of a port's counters
 * @account: the counters
 * @sum: gets the sums
 *
 * Frames that are under way may be booked in part.
 * Context: any.
 */
void vsw_account_read(struct vsw_account __percpu *account,
		      struct vsw_account_sum *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu)
		sum_cpu(account, cpu, sum);
}

struct collect {
	struct vsw_account __percpu *const *account;
	struct vsw_account_sum *sum;
	unsigned int n;
	int cpu;
};

static void collect_cpu(const struct collect *c)
{
	unsigned int i;

	for (i = 0; i < c->n; i++)
		sum_cpu(c->account[i], c->cpu, &c->sum[i]);
}

/*
 * Runs on the CPU it reads. With bottom halves off no frame is half-way on it:
 * they are all handled with bottom halves off, from the rx count to the last
 * copy.
 */
static long collect_here(void *arg)
{
	local_bh_disable();
	collect_cpu(arg);
	local_bh_enable();
	return 0;
}

/**
 * vsw_account_collect() - the sums of the counters of many ports
 * @account: counters of each port
 * @sum: gets the sums, one for each port
 * @n: number of ports
 * @atomic: read each CPU's counters while no frame is under way on it, so that
 *	the sums balance although frames are forwarded all the time
 *
 * Context: process context; sleeps, and waits for a kworker on each CPU when
 * @atomic, so the caller keeps the ports by references, not by a lock.
 */
void vsw_account_collect(struct vsw_account __percpu *const *account,
			 struct vsw_account_sum *sum, unsigned int n,
			 bool atomic)
{
	struct collect c = { .account = account, .sum = sum, .n = n };

	memset(sum, 0, n * sizeof(*sum));
	cpus_read_lock();
	for_each_possible_cpu(c.cpu) {
		if (atomic && cpu_online(c.cpu))
			work_on_cpu(c.cpu, collect_here, &c);
		else
			collect_cpu(&c);
		cond_resched();
	}
	cpus_read_unlock();
}

/**
 * vsw_account_drops() - how much was dropped
 * @sum: the sums of a port
 * @direction: received frames, or copies that were to leave
 *
 * Return: the sum over all reasons of that direction.
 */
u64 vsw_account_drops(const struct vsw_account_sum *sum,
		      enum vswitch_direction direction)
{
	u64 drops = 0;
	int i;

	for (i = VSW_DROP_NONE + 1; i < VSW_DROP_MAX; i++)
		if (vsw_drop_direction(i) == direction)
			drops += sum->count[VSW_COUNT_DROP + i];
	return drops;
}

/**
 * vsw_account_merge() - add sums up
 * @to: what to add to
 * @from: what to add
 */
void vsw_account_merge(struct vsw_account_sum *to,
		       const struct vsw_account_sum *from)
{
	int i;

	for (i = 0; i < VSW_COUNT_MAX; i++)
		to->count[i] += from->count[i];
}

/**
 * vsw_account_subtract() - take back what vsw_account_merge() added
 * @to: what to subtract from
 * @from: what to subtract
 */
void vsw_account_subtract(struct vsw_account_sum *to,
			  const struct vsw_account_sum *from)
{
	int i;

	for (i = 0; i < VSW_COUNT_MAX; i++)
		to->count[i] -= from->count[i];
}
