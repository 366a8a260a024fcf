#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# not a test of the suite
#
# Traffic for an hour, and a change now and then: what "make soak" runs in the
# VM. Says each minute what crossed, what was dropped, what memory there is
# and whether the books balance; at the end, whether memory stayed what it was
# after the first minutes. VSW_SOAK_MINUTES is how long, VSW_SOAK_SEED begins
# another order of changes.
#
#	  g1     g2     g3     g4     t1	guests, with traffic
#	 eth0   eth0   eth0   eth0    tap
#	  |      |      |      |      |
#	  p1     p2     p3     p4     t1   d1	sw (d1 a dummy)
#	+------------------------------------+
#	|                vsw0                |--- the host, with traffic
#	+------------------------------------+

TESTS="soak"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

MINUTES=${VSW_SOAK_MINUTES:-60}
SEED=${VSW_SOAK_SEED:-1}
PAUSE=4			# seconds between two changes
FDB=4096		# addresses that the switch may know

# What memory may change by, in kB, from the end of the first minutes on: what
# the kernel and the shell do by themselves, and a page of objects here and
# there. One object lost for each change of an hour would be more.
IN_USE_MAY_GROW=16384	# MemTotal without MemAvailable
SLAB_MAY_GROW=4096	# SUnreclaim
PERCPU_MAY_GROW=1024	# Percpu

require()
{
	modprobe -a dummy veth tun || skip "needs dummy, veth and tun"
}

guest()
{
	must swip link add "p$1" type veth peer name eth0 \
		address "$(mac "$1")" netns "$(ns "g$1")"
	must ip_ns "g$1" link set eth0 up
	must swip link set "p$1" up
}

setup()
{
	local i

	ns_add sw
	switch_add sw vsw0 address "$(mac 6)" ageing 30 max-fdb "$FDB"
	for i in 1 2 3 4; do
		ns_add "g$i"
		guest "$i"
		must ctl port add vsw0 "p$i"
	done
	must swip link add d1 type dummy
	must swip link set d1 up
	traffic a 0 $((MINUTES * 60 + 3600)) 1000 packet:g1:eth0:1 \
		packet:g3:eth0:3 tap:sw:t1:5
	traffic b 1 $((MINUTES * 60 + 3600)) 1000 packet:g2:eth0:2 \
		packet:g4:eth0:4 packet:sw:vsw0:6
	wait_for "there is a tap" swip link set t1 up
	must ctl port add vsw0 t1
}

# change: one of those that an operator makes. None of them is for ever.
change()
{
	local n=$((RANDOM % 4 + 1)) out

	case $((RANDOM % 10)) in
	0)
		must swip link del "p$n"
		guest "$n"
		must swip link set "p$n" master vsw0
		;;
	1)
		must swip link set "p$n" nomaster
		must swip link set "p$n" master vsw0
		;;
	2)
		must swip link set "p$n" down
		must swip link set "p$n" up
		;;
	3)
		must ctl port set "p$n" hairpin on learning off
		must ctl port set "p$n" hairpin off learning on
		;;
	4)
		must ctl port set "p$n" trunk 1-20 native 1
		must ctl port set "p$n" access 1
		;;
	5)
		# guests may have filled the table
		if out=$(ctl fdb add vsw0 "$(mac 99)" port "p$n" 2>&1); then
			must ctl fdb del vsw0 "$(mac 99)"
		elif [[ $out != *"at its limit of entries"* ]]; then
			die "$out"
		fi
		;;
	6)
		must ctl vlan add vsw0 9 counters on
		must ctl vlan del vsw0 9
		;;
	7)
		must ctl switch add vsw1
		must ctl port add vsw1 d1
		must ctl switch del vsw1
		;;
	8)
		must ctl fdb flush vsw0
		;;
	9)
		must timeout -k 5 60 vswitchctl -n "$(ns sw)" export vsw0
		;;
	esac
}

meminfo()
{
	awk -v key="$1:" '$1 == key { print $2 }' /proc/meminfo
}

# objects: entries of the forwarding database that have memory. The kernel may
# share the cache with others of that size.
objects()
{
	cut -d ' ' -f 1 /sys/kernel/slab/vsw_fdb_entry/objects 2>/dev/null ||
		echo '?'
}

# minute N: what happened in it. Sets BALANCED and MEMORY.
minute()
{
	local seconds=$((SECONDS - LAST)) stats refs rates
	LAST=$SECONDS

	BALANCED=yes
	ctl audit >/dev/null 2>&1 || BALANCED=no
	MEMORY="$(($(meminfo MemTotal) - $(meminfo MemAvailable)))"
	MEMORY+=" $(meminfo SUnreclaim) $(meminfo Percpu)"
	stats=$(ctl -j stats show vsw0)
	rates=$(jget "rates(total(d, ''), '$TMP/stats', $seconds)" <<<"$stats")
	FORWARDED=${rates%% *}
	refs=$(awk '$1 == "vswitch" { print $3 }' /proc/modules)
	# shellcheck disable=SC2086 # words
	set -- "$1" $MEMORY
	note "minute $1: ${rates#* }; available \
$(meminfo MemAvailable) kB, in use $2 kB, unreclaimable slab \
$3 kB, percpu $4 kB, entries $(objects) in slab, \
$(switch_get vsw0 fdb_entries) in use; $CHANGES changes; books \
balanced: $BALANCED; module used by ${refs:-?}"
}

# held WHAT FROM TO BOUND: it has not grown by more than that.
held()
{
	note "$1: $2 kB at first, $3 kB at the end, may grow by $4 kB"
	check_cmp "$1 holds" $(($3 - $2)) le "$4"
}

soak()
{
	local n first=$((MINUTES > 10 ? 5 : (MINUTES + 1) / 2)) base
	LAST=$SECONDS CHANGES=0 RANDOM=$SEED

	# From what was counted so far.
	minute 0 >/dev/null
	for ((n = 1; n <= MINUTES; n++)); do
		while ((SECONDS - LAST < 60)); do
			change
			CHANGES=$((CHANGES + 1))
			sleep "$PAUSE"
		done
		minute "$n"
		check_eq "minute $n: the books balance" "$BALANCED" yes
		check_cmp "minute $n: frames" "${FORWARDED:-0}" gt 0
		[ "$n" -ne "$first" ] || read -ra base <<<"$MEMORY"
	done
	# shellcheck disable=SC2086 # words
	set -- $MEMORY
	held "memory in use" "${base[0]}" "$1" "$IN_USE_MAY_GROW"
	held "unreclaimable slab" "${base[1]}" "$2" "$SLAB_MAY_GROW"
	held "percpu" "${base[2]}" "$3" "$PERCPU_MAY_GROW"
	if [ "$TEST_RC" -eq 0 ]; then
		note "verdict: it holds"
	else
		note "verdict: it does not hold"
	fi
}

run_tests "$@"
