#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# Transactions: changes that take effect together or not at all; conflicts,
# devices in them, roll-back; and commits that are taken back by the kernel
# unless they are confirmed. Clients are netlink sockets of agent.py.
#
#	  g1        g2        g3
#	 eth0      eth0      eth0		guests
#	  |         |         |
#	  p1        p2        p3    d1  d2	namespace sw; d1, d2: dummies
#	+---------- vsw0 ---------+  vsw1

TESTS="commits aborts strangers adds conflicts attaches swap replaced same_twice
	returns closes sixteen one_socket confirms held_up rolls_back times_out
	cuts_itself_off others_stay comes_back rolled_into switch_goes tells
	many_threads mixed never_mixed no_bare_moment taken_number handed_over"

# Where each access may be watched, what is under traffic is slow enough.
SWAPS=
if [ -e /sys/kernel/debug/kcsan ]; then
	TESTS="mixed never_mixed no_bare_moment handed_over" SWAPS=2000
fi

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	$PYTHON -c 'import scapy' 2>/dev/null || skip "needs python3-scapy"
}

setup()
{
	local i ends=()

	ns_add sw
	switch_add sw vsw0 address "$(mac 153)"
	switch_add sw vsw1
	for i in 1 2; do
		must swip link add d$i type dummy
		must swip link set d$i up
	done
	for i in 1 2 3; do
		guest_add sw g$i p$i "$(mac $i)"
		must swip link set p$i master vsw0
		ends+=("g$i=packet:g$i:eth0:p$i")
	done
	agent_start txns vsw0 "${ends[@]}" host=packet:sw:vsw0:vsw0
	wait_for "the ports are up" ports_up vsw0 3
}

# The tests have the names of the agent's functions.
for test in $TESTS; do
	eval "$test() { agent $test; }"
done

never_mixed()
{
	# shellcheck disable=SC2086 # a number, or nothing
	agent never_mixed $SWAPS
}

run_tests "$@"
