#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
# quick
#
# Roles of ports (private VLANs, RFC 5517): normal, isolated, two communities
# and promiscuous, two ports of each. Each sends to each, and to all.
#
#	  n1  n2    i1  i2    r1  r2    b1  b2    p1  p2	taps, held by
#	  normal    isolated    red      blue    promiscuous	agent.py
#	+-------------------------------------------------+
#	|                      vsw0                       |--- the host
#	+-------------------------------------------------+

TESTS="flood unicast learnt host_role changes other_vlans"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

TAPS="n1 n2 i1 i2 r1 r2 b1 b2 p1 p2"

require()
{
	taps_required
}

setup()
{
	local i ends=()

	ns_add sw
	switch_add sw vsw0 address "$(mac 153)" ageing 0
	for i in $TAPS; do
		ends+=("$i=tap:sw:$i:$i")
	done
	agent_start roles vsw0 "${ends[@]}" host=packet:sw:vsw0:vsw0
	for i in $TAPS; do
		must swip link set dev "$i" up
		must swip link set dev "$i" master vsw0
	done
	wait_for "the ports are up" ports_up vsw0 10
}

# The tests have the names of the agent's functions.
for test in $TESTS; do
	eval "$test() { agent $test; }"
done

run_tests "$@"
