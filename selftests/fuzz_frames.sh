#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Frames that nobody sends, in all kinds of buffers, by taps with lying virtio
# headers and by packet sockets, while settings of ports change: nothing breaks,
# and the books balance. See frames/fuzz_frames.py.
#
#	  t1   t2   t3   f1      g1		taps, f1 is written to in pieces
#	+-------- vsw0 ---------- p1 ---+--- the host's packet socket

TESTS="fuzz"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
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
