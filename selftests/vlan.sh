#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# VLANs: frames with all kinds of tags enter at ports of all modes and leave by
# ports of all modes at once. What arrives where, byte for byte, and what is
# counted, is compared with an oracle (frames/vlan_oracle.py).
#
#	  g1        t1	      senders	    g2     a10 a20 q10 tn tt hu ht ad mp
#	+------+  +------+		  +------+  +---+---+---+--+--+--+--+--+
#	| eth0 |  | tap  |		  | eth0 |  | taps, named after their  |
#	+--|---+  +--|---+		  +--|---+  | modes, see vlans.py      |
#	   |         |			     |	    +---+---+---+--+--+--+--+--+
#	  p1        t1	  sw		    p2	     |   |   |   | ...
#	+---------------------------------------------------------------------+
#	|                                vsw0                                 |
#	+---------------------------------------------------------------------+

TESTS="access trunk hybrid dot1q_tunnel priority translation from_tap from_host
	devices_on_host independent leaving counters host_address mtu hopping
	random_modes bad_settings told"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

TAPS="t1 a10 a20 q10 tn tt hu ht ad mp"

require()
{
	$PYTHON -c 'import scapy' 2>/dev/null || skip "needs python3-scapy"
	[ -e /dev/net/tun ] || modprobe tun || skip "needs /dev/net/tun"
}

setup()
{
	local i ends=()

	ns_add sw
	# Entries live as long as the oracle's.
	switch_add sw vsw0 address "$(mac 153)" ageing 0
	for i in 1 2; do
		guest_add sw g$i p$i "$(mac $i)"
		ends+=("g$i=packet:g$i:eth0:p$i")
	done
	for i in $TAPS; do
		ends+=("$i=tap:sw:$i:$i")
	done
	agent_start vlans vsw0 "${ends[@]}" host=packet:sw:vsw0:vsw0
	for i in $TAPS; do
		must swip link set dev "$i" up
	done
	for i in p1 p2 $TAPS; do
		must swip link set dev "$i" master vsw0
	done
	wait_for "the ports are up" ports_up vsw0 12
}

access()
{
	agent matrix access
}

trunk()
{
	agent matrix trunk
}

hybrid()
{
	agent matrix hybrid
}

dot1q_tunnel()
{
	agent matrix dot1q-tunnel
}

for test in priority translation from_tap from_host devices_on_host \
		independent leaving counters host_address mtu hopping random_modes \
		bad_settings told; do
	eval "$test() { agent $test; }"
done

run_tests "$@"
