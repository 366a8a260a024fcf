#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# What rules of ACLs do beside deciding: log, set the priority or the DSCP,
# redirect, police. See acl.sh for the guests.

TESTS="log log_egress log_rate log_fair set_pcp set_dscp set_copies set_seen
	redirect redirect_gone redirect_reserved depth police police_shared police_egress police_denied"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
}

setup()
{
	acl_setup acl_actions
}

# The tests have the names of the agent's functions.
for test in $TESTS; do
	eval "$test() { agent $test; }"
done

run_tests "$@"
