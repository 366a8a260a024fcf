# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# not a test of the suite
#
# What memory the kernel has in use, and whether what was taken comes back. The
# kernel with KASAN keeps what is freed for a while, so that amounts say nothing
# there: kmemleak looks after it. And what a memory cgroup has to answer for.
# Read (not run) by limits_memory.sh, memcg.sh and storm.sh, behind lib.sh.

LEVEL=0		# KiB: what calm saw last
CALM=0		# how often in a row that was the same

# memory_tells: whether amounts say anything in this kernel.
memory_tells()
{
	[ ! -e /sys/kernel/debug/kmemleak ]
}

# kernel_memory: what the kernel has that does not go by itself, in KiB, without
# what slabs hold back for the CPUs.
kernel_memory()
{
	local file

	# What is charged to memory cgroups has caches of its own.
	for file in /sys/kernel/slab/{kmalloc-cg,vsw}*/shrink; do
		[ ! -e "$file" ] || echo 1 >"$file"
	done
	awk '/^(SUnreclaim|Percpu|VmallocUsed):/ { n += $2 } END { print n }' \
		/proc/meminfo
}

# memory_at_most KIB
memory_at_most()
{
	[ "$(kernel_memory)" -le "$1" ]
}

# calm: it is what it was the last ten times: what is freed after a grace
# period is gone.
calm()
{
	local before=$LEVEL

	LEVEL=$(kernel_memory)
	CALM=$((CALM + 1))
	[ $((LEVEL - before)) -le 8 ] && [ $((before - LEVEL)) -le 8 ] ||
		CALM=0
	[ "$CALM" -ge 10 ]
}

# wait_calm: sets LEVEL.
wait_calm()
{
	LEVEL=0 CALM=0
	wait_for "memory that is what it was" calm
}

# cgroup_make: the memory cgroup of a tenant; sets CGROUP.
cgroup_make()
{
	must mkdir -p "$TMP/cgroup"
	must mount -t cgroup2 none "$TMP/cgroup"
	defer umount "$TMP/cgroup"
	grep -qw memory "$TMP/cgroup/cgroup.controllers" ||
		skip "no memory cgroups of version 2"
	must sh -c "echo +memory >$TMP/cgroup/cgroup.subtree_control"
	CGROUP=$TMP/cgroup/tenant
	must mkdir "$CGROUP"
	defer rmdir "$CGROUP"
}

# in_cgroup CMD...: there, by a process that ends.
in_cgroup()
{
	# shellcheck disable=SC2016 # for the shell that goes there
	sh -c 'echo $$ >"$0"; exec "$@"' "$CGROUP/cgroup.procs" "$@"
}

# charged_kib: what the cgroup has to answer for in the kernel.
charged_kib()
{
	awk '/^(slab_unreclaimable|percpu|vmalloc) / { n += $2 }
		END { printf "%d\n", n / 1024 }' "$CGROUP/memory.stat"
}

# charged_at_least KIB: what was charged shows within seconds.
charged_at_least()
{
	[ "$(charged_kib)" -ge "$1" ]
}

# charged_at_most KIB
charged_at_most()
{
	[ "$(charged_kib)" -le "$1" ]
}
