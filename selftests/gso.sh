#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Large frames that are still to be cut into segments cross whole to who can
# take them, and in good segments to who cannot; from taps, and between the
# TCP of guests.
#
#	   t1        t2        t3        g1		  c1     c2
#	+------+  +------+  +------+  +------+		+------+------+
#	| tap  |  | tap  |  | tap  |  | eth0 |		| eth0 | eth0 |
#	+--|---+  +--|---+  +--|---+  +--|---+		+--|---+--|---+
#	   |         |         |         |		   |      |
#	  t1        t2        t3        p1	sw	  q1     q2
#	+------------------------------------+		+-------------+
#	|                vsw0                |		|    vsw1     |
#	+------------------------------------+		+-------------+

TESTS="gso_whole gso_segmented gso_flooded gso_tagged gso_udp gso_fragments
	gso_mtu stack_in_4 stack_in_6 stack_out_4 stack_out_6 between_guests
	between_guests_tagged smaller_mtu"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
}

setup()
{
	taps_setup offloading

	switch_add sw vsw1 address "$(mac 152)"
	guest_add sw c1 q1 "$(mac 11)" 192.0.2.1/24
	guest_add sw c2 q2 "$(mac 12)" 192.0.2.2/24
	must ctl port add vsw1 q1
	must ctl port add vsw1 q2
	transparent vsw1
	wait_for "the ports are up" ports_up vsw1 2
}

for test in gso_whole gso_segmented gso_flooded gso_tagged gso_udp \
		gso_fragments gso_mtu; do
	eval "$test() { agent $test; }"
done

stack_in_4()
{
	agent stack_in 4
}

stack_in_6()
{
	agent stack_in 6
}

stack_out_4()
{
	agent stack_out 4
}

stack_out_6()
{
	agent stack_out 6
}

# frame_size SWITCH PORT: of what left by the port since stat_mark, the mean.
frame_size()
{
	local counted bytes frames

	counted=$(stat_diff "$1" "$2")
	bytes=$(sed -n 's/.*\btx_bytes=\([0-9]*\).*/\1/p' <<<"$counted")
	frames=$(sed -n 's/.*\btx_frames=\([0-9]*\).*/\1/p' <<<"$counted")
	echo $((${bytes:-0} / (${frames:-0} + 1)))
}

# A large transfer between two guests, both as ordinary as can be.
between_guests()
{
	stat_mark vsw1 q2
	check "a transfer" transfer c1 c2 192.0.2.2 8
	check_cmp "bytes a frame" "$(frame_size vsw1 q2)" gt 5000
}

between_guests_tagged()
{
	local i

	for i in 1 2; do
		must ip_ns "c$i" link add link eth0 name v5 type vlan id 5
		defer ip_ns "c$i" link del v5
		must ip_ns "c$i" link set v5 up
		must ip_ns "c$i" addr add "198.51.100.$i/24" dev v5
	done
	stat_mark vsw1 q2
	check "a transfer" transfer c1 c2 198.51.100.2 8
	check_cmp "bytes a frame" "$(frame_size vsw1 q2)" gt 5000
}

# A receiver with a smaller MTU says so by its MSS, and gets large frames whose
# segments fit it. Where nobody says so, they are dropped, and counted.
smaller_mtu()
{
	must swip link set q2 mtu 1400
	defer swip link set q2 mtu 1500
	must ip_ns c2 link set eth0 mtu 1400
	defer ip_ns c2 link set eth0 mtu 1500
	stat_mark vsw1 q2
	check "a transfer" transfer c1 c2 192.0.2.2 8
	check_cmp "bytes a frame" "$(frame_size vsw1 q2)" gt 5000
	check_eq "too long for it" "$(drop_get vsw1 q2 egress-mtu)" 0

	must ip_ns c2 link set eth0 mtu 1500
	check_fails "a transfer that does not fit" transfer c1 c2 192.0.2.2 8 15
	check_cmp "too long for it" "$(drop_get vsw1 q2 egress-mtu)" gt 0
}

run_tests "$@"
