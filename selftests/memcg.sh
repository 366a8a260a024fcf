#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.12 debug
#
# Who makes a switch pays for what its guests teach it: learnt addresses are on
# the account of his memory cgroup, and do not break its limit.
#
#	 h1
#	eth0
#	 |
#	 p1		namespace sw; p1 is known to have mac 1
#	 +-- vsw0	made in the cgroup "tenant"
#
# Frames of the many go to mac 1 and so end where they came from.

TESTS="learnt learnt_bounded"
. "$(dirname "$0")/lib.sh"
. "$SELFTESTS/lib-memory.sh"

MANY=20000

require()
{
	local group

	group=$(sed -n 's/^memory\t.*\t\([01]\)$/\1/p' /proc/cgroups)
	# Memory is not accounted for by each kernel
	[ "$group" = 1 ] || skip "the kernel has no memory cgroups"
}

setup()
{
	cgroup_make
	ns_add sw
	probe_start
	guest_add sw h1 p1 "$(mac 1)"
	place h1 h1 eth0
}

# tenant_switch: vsw0, made by a process of the cgroup, that ends.
tenant_switch()
{
	must in_cgroup vswitchctl -n "$(ns sw)" switch add vsw0 ageing 0
	defer ctl switch del vsw0
	must swip link set vsw0 up
	must swip link set p1 master vsw0
	must ctl limits set vsw0 port-fdb 0
	must ctl limits set vsw0 fdb 1000000
	must ctl port set p1 max-fdb 0
	must ctl fdb add vsw0 "$(mac 1)" port p1
}

# from_many FIRST: a frame each of MANY addresses from FIRST on.
from_many()
{
	must probe h1 "$(mac 1)" "$1" n="$MANY" step=1
}

learnt_now()
{
	echo $(($(switch_get vsw0 fdb_entries) - 2))
}

# 64 bytes each, and what the kernel notes of it.
learnt()
{
	local before took

	tenant_switch
	before=$(charged_kib)
	from_many 02:01:00:00:00:00
	check_eq "learnt" "$(learnt_now)" "$MANY"
	wait_for "at least" charged_at_least $((before + MANY * 64 / 1024))
	took=$(($(charged_kib) - before))
	note "$took KiB are charged"
	check_cmp "and no more than half as much again" "$took" le \
		$((MANY * 96 / 1024))
	must ctl fdb flush vsw0
	wait_for "not for ever" charged_at_most $((before + 128))
}

learnt_bounded()
{
	local had

	tenant_switch
	had=$(cat "$CGROUP/memory.current")
	must sh -c "echo $((had + (512 << 10))) >$CGROUP/memory.max"
	from_many 02:02:00:00:00:00
	note "$(learnt_now) learnt"
	check_cmp "some are learnt" "$(learnt_now)" ge 2000
	check_cmp "not all" "$(learnt_now)" le 12000
	check_eq "the others are counted" "$(stat_get vsw0 p1 learn_failed)" \
		$((MANY - $(learnt_now)))
	check_cmp "the account holds" "$(cat "$CGROUP/memory.current")" le \
		$((had + (512 << 10)))
	must sh -c "echo max >$CGROUP/memory.max"
	from_many 02:02:00:00:00:00
	check_eq "with room, all are learnt" "$(learnt_now)" "$MANY"
}

run_tests "$@"
