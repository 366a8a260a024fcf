#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.12 debug
#
# ACLs that change: one rule, one member of a set, one binding at a time, and
# all rules at once, with and without frames under way. No frame is judged by a
# mix of before and after. See acl.sh for the guests.

TESTS="edits between transaction big mixed never_mixed edited members rebound
	sets_swapped"

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
	acl_setup acl_edit
}

for test in edits between transaction big mixed; do
	eval "$test() { agent $test; }"
done

for test in never_mixed edited members rebound sets_swapped; do
	eval "$test() { agent $test $SWAPS; }"
done

run_tests "$@"
