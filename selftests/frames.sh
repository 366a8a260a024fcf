#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# Frames of every shape, crafted with scapy: where each arrives, byte for
# byte, and which account it hits, is compared with an oracle (frames/). No
# device here has an address, so that nothing but what we send is on the air.
#
#	  g1        g2        g3        t1
#	+------+  +------+  +------+  +------+
#	| eth0 |  | eth0 |  | eth0 |  | tap  |	each packet socket and tap is
#	+--|---+  +--|---+  +--|---+  +--|---+	held by one process, agent.py
#	   |         |         |         |
#	  p1        p2        p3        t1	sw
#	+------------------------------------+
#	|                vsw0                |--- the host's packet socket
#	+------------------------------------+

TESTS="runts headless tags tags_hw jumbo mtu groups neighbours reserved lldp
	lacp truncated ethertypes sources destinations moves late
	hairpin switch_down port_down queue_full departure
	random_frames"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	$PYTHON -c 'import scapy' 2>/dev/null || skip "needs python3-scapy"
	[ -e /dev/net/tun ] || modprobe tun || skip "needs /dev/net/tun"
}

setup()
{
	local i

	ns_add sw
	# Entries live as long as the oracle's.
	switch_add sw vsw0 address "$(mac 153)" ageing 0
	for i in 1 2 3; do
		guest_add sw g$i p$i "$(mac $i)"
	done
	agent_start switching vsw0 g1=packet:g1:eth0:p1 g2=packet:g2:eth0:p2 \
		g3=packet:g3:eth0:p3 t1=tap:sw:t1:t1 host=packet:sw:vsw0:vsw0
	must swip link set t1 up
	for i in p1 p2 p3 t1; do
		must ctl port add vsw0 $i
	done
	transparent vsw0
	wait_for "the ports are up" ports_up vsw0 4
}

# The tests have the names of the agent's functions.
for test in $TESTS; do
	eval "$test() { agent $test; }"
done

run_tests "$@"
