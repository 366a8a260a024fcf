#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
#
# Out of memory at every place: for each command, with each of its attributes,
# and each way by which a device becomes a port or ceases to be one, the first,
# second, ... allocation fails until all have. What is refused has changed
# nothing, the books balance, and no memory is lost. Needs a kernel with fault
# injection, as the debug kernel is. The tests are functions of netlink/faults.py,
# fault_attrs.py, fault_frames.py and fault_load.py.
#
# limit: 4800
#
#	 g1	sends
#	 |
#	 d1  d2  (tap9)		d3 is free
#	 +--- vsw0 ---+  vsw1	namespace sw; made anew for each failure

TESTS="faults_requests faults_attributes faults_devices faults_commit
	faults_rollback faults_timer faults_route faults_percpu faults_frames
	faults_mirror faults_load"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/netlink/lib-netlink.sh"
. "$(dirname "$0")/vm/kmemleak.sh"

require()
{
	if [ ! -e /proc/self/fail-nth ]; then
		skip "the kernel has no fault injection"
	fi
}

# shellcheck disable=SC2034 # lib-netlink.sh reads it
PEER=g1

for test in $TESTS; do
	eval "$test() { agent $test; check 'no memory is lost' kmemleak_is_clean; }"
done

run_tests "$@"
