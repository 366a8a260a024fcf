#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Out of memory at every place: for each command, and each way by which a device
# becomes a port, the first, second, ... allocation fails until all have. What
# is refused has changed nothing. Needs a kernel with fault injection, as the
# debug kernel is. The tests are functions of netlink/*.py.
#
#	 d1  d2  (tap9)		d3 is free
#	 +--- vsw0 ---+  vsw1	namespace sw; made anew for each failure

TESTS="faults_requests faults_settings faults_commit faults_rollback
	faults_route"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/netlink/lib-netlink.sh"

require()
{
	if [ ! -e /proc/self/fail-nth ]; then
		skip "the kernel has no fault injection"
	fi
}

run_tests "$@"
