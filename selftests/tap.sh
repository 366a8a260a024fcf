#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Taps with a virtio header, as QEMU has them: a checksum that a guest leaves
# to its device is done by who needs it, and by nobody before.
#
#	   t1        t2        t3        g1
#	+------+  +------+  +------+  +------+
#	| tap  |  | tap  |  | tap  |  | eth0 |	all with a virtio header, held
#	+--|---+  +--|---+  +--|---+  +--|---+	by one process, agent.py
#	   |         |         |         |
#	  t1        t2        t3        p1	sw
#	+------------------------------------+
#	|                vsw0                |--- the host's packet socket
#	+------------------------------------+

TESTS="csum_kept csum_filled csum_flooded csum_tagged header_sizes bad_headers"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
}

setup()
{
	taps_setup offloading
}

# The tests have the names of the agent's functions.
for test in $TESTS; do
	eval "$test() { agent $test; }"
done

run_tests "$@"
