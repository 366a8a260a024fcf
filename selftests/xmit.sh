#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The short way to a driver (kmod/xmit.h) is only for devices that nobody looks
# at: who listens, filters or queues at a port sees each frame that leaves.
#
#	 h1     h2	guests
#	 p1     p2	namespace sw
#	 +-vsw0-+

TESTS="listener filtered filtered_by_nft queued shaped no_queue_again
	several_queues xdp xdp_at_guest stacked"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-trace.sh"

setup()
{
	local i

	ns_add sw
	switch_add sw vsw0
	probe_start
	for i in 1 2; do
		guest_add sw h$i p$i "$(mac $i)"
		must swip link set p$i master vsw0
		place h$i h$i eth0
	done
	# Known at its port: nothing is flooded.
	must ctl fdb add vsw0 "$(mac 2)" port p2
}

# crosses: a frame from h1 for h2 arrives.
crosses()
{
	check_eq "it arrives" "$(probe h1 "$(mac 2)" "$(mac 1)")" "h2"
}

# watch: see from now on which way frames leave p2 by.
watch()
{
	trace_start net/net_dev_queue 'name == "p2"'
}

# crosses_by straight|kernel: a frame arrives, and dev_queue_xmit() had to do
# with it, or not. Has to be watched.
crosses_by()
{
	local want=0

	[ "$1" = straight ] || want=1
	trace_clear
	crosses
	check_eq "by the way that is $1" "$(traced)" "$want"
}

sw_tc()
{
	in_ns sw tc "$@"
}

# packets KIND ARGS...: how many packets "tc -s" has counted.
packets()
{
	sw_tc -s "$@" | sed -n 's/.* \([0-9]*\) pkt .*/\1/p' | head -n 1
}

listener()
{
	watch
	crosses_by straight
	spawn "$TMP/heard" in_ns sw "$PYTHON" \
		"$SELFTESTS/frames/outgoing.py" p2 "$(mac 1)"
	wait_for "it listens" grep -q ready "$TMP/heard"
	crosses_by kernel
	wait_for "the frame is heard" \
		grep -q "^020000000002020000000001" "$TMP/heard"
	stop "$SPAWNED"
	crosses_by straight
}

filtered()
{
	watch
	must sw_tc qdisc add dev p2 clsact
	defer sw_tc qdisc del dev p2 clsact
	crosses
	must sw_tc filter add dev p2 egress matchall action drop
	check_eq "it is dropped" "$(probe h1 "$(mac 2)" "$(mac 1)")" ""
	check_eq "by the filter" "$(packets filter show dev p2 egress)" 1
	must sw_tc filter del dev p2 egress
	crosses
	must sw_tc filter add dev p2 egress matchall action pass
	crosses_by kernel
}

filtered_by_nft()
{
	watch
	must in_ns sw nft -f - <<-END
		table netdev t {
			chain c {
				type filter hook egress device p2 priority 0;
				counter drop
			}
		}
	END
	check_eq "it is dropped" "$(probe h1 "$(mac 2)" "$(mac 1)")" ""
	check_match "by the chain" "$(in_ns sw nft list table netdev t)" \
		"packets 1 "
	must in_ns sw nft flush table netdev t
	crosses_by kernel
	must in_ns sw nft delete table netdev t
	crosses_by straight
}

queued()
{
	watch
	must sw_tc qdisc add dev p2 root handle 1: pfifo limit 10
	defer sw_tc qdisc del dev p2 root
	crosses_by kernel
	check_eq "through the queue" "$(packets qdisc show dev p2)" 1
}

# A queue that takes no more: the copies are booked as refused.
shaped()
{
	must sw_tc qdisc add dev p2 root tbf rate 8bit burst 100 limit 100
	defer sw_tc qdisc del dev p2 root
	probe h1 "$(mac 2)" "$(mac 1)" n=5 >/dev/null
	check_cmp "refused" "$(drop_get vsw0 p2 egress-queue)" ge 3
}

no_queue_again()
{
	watch
	must sw_tc qdisc add dev p2 root pfifo
	crosses_by kernel
	must sw_tc qdisc del dev p2 root
	crosses_by straight
}

# Several queues, of which one is to be chosen.
several_queues()
{
	must swip link add q1 numtxqueues 4 numrxqueues 4 type veth peer q2
	defer swip link del q1
	must swip link set q1 up
	must swip link set q2 up
	must swip link set q1 master vsw0
	must ctl fdb add vsw0 "$(mac 3)" port q1
	trace_start net/net_dev_queue 'name == "q1"'
	probe h1 "$(mac 3)" "$(mac 1)" >/dev/null
	check_eq "the kernel chooses" "$(traced)" 1
	check_eq "it was sent" "$(stat_get vsw0 q1 tx_frames)" 1
}

# xdp_set NAMESPACE DEV VERDICT: see xdp.py.
xdp_set()
{
	must in_ns "$1" "$PYTHON" "$SELFTESTS/frames/xdp.py" "$2" "$3"
}

# What is received is XDP's before it is the switch's, what leaves is not.
xdp()
{
	watch
	xdp_set sw p2 drop
	defer xdp_set sw p2 off
	crosses_by straight
	check_eq "what comes in is dropped" \
		"$(probe h2 "$(mac 1)" "$(mac 2)")" ""
	xdp_set sw p2 pass
	crosses_by straight
	check_eq "and is not" "$(probe h2 "$(mac 1)" "$(mac 2)")" "h1"
}

# veth hands over frames in another way to a guest that has XDP.
xdp_at_guest()
{
	watch
	xdp_set h2 eth0 drop
	defer xdp_set h2 eth0 off
	check_eq "it is dropped" "$(probe h1 "$(mac 2)" "$(mac 1)")" ""
	xdp_set h2 eth0 pass
	crosses_by straight
	xdp_set h2 eth0 off
	crosses_by straight
}

# Three switches on top of each other: a frame is handed over within another
# hand-over, which the kernel counts.
stacked()
{
	local i

	for i in 1 2; do
		switch_add sw "vsw$i"
		must swip link set "vsw$i" up
		must swip link add "mv$i" link "vsw$i" type macvlan mode passthru
		defer swip link del "mv$i"
		must swip link set "mv$i" up
	done
	must swip link set mv1 master vsw0
	must swip link set mv2 master vsw1
	must swip link set p2 master vsw2
	defer swip link set p2 master vsw0
	must ctl fdb del vsw0 "$(mac 2)"
	watch
	crosses_by straight
	check_eq "and back" "$(probe h2 "$(mac 1)" "$(mac 2)")" "h1"
}

run_tests "$@"
