#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
#
# Rules that mirror: who has a copy of which frame, whole or cut short, with
# which tag, and what is booked of it; also while the session, its port, and
# the rules change. See acl.sh for the guests; copies leave by t3, mostly.

TESTS="points denied never_met same_port several vlan_counters changed flooded
	modes tags own past down gone mtu snap snap_modes snap_jumbo large
	large_cut policed policed_large random_rules port_moves session_moves
	port_fails"

# Where each access may be watched, what is under traffic is slow enough.
SWAPS=
if [ -e /sys/kernel/debug/kcsan ]; then
	SWAPS=100
fi

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
}

setup()
{
	acl_setup acl_mirror
}

# The tests have the names of the agent's functions.
for test in $TESTS; do
	eval "$test() { agent $test; }"
done

for test in port_moves session_moves; do
	eval "$test() { agent $test $SWAPS; }"
done

run_tests "$@"
