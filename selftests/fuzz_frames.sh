#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.12 debug
#
# Frames that nobody sends, in all kinds of buffers, by taps with lying virtio
# headers and by packet sockets, while settings of ports change, and ports that
# ask for headroom come and go: nothing breaks, and the books balance. See
# frames/fuzz_frames.py.
#
#	  t1   t2   t3   f1      g1		taps, f1 is written to in pieces
#	+-------- vsw0 ---------- p1 ---+--- the host's packet socket
#	 [vx0] [vx1] [vx2]			tunnels, now and then

TESTS="fuzz"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
	modprobe -a dummy vxlan 8021q || skip "needs dummy, vxlan and 8021q"
}

setup()
{
	taps_setup fuzz_frames
}

fuzz()
{
	agent fuzz
}

run_tests "$@"
