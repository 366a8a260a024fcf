#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What netlink.sh and netlink_slow.sh have in common: the devices, and the one
# process that runs the tests, agent.py. Sourced by these, after lib.sh.

# shellcheck source=../frames/lib-frames.sh
. "$SELFTESTS/frames/lib-frames.sh"

setup()
{
	local i

	ns_add sw
	for i in 1 2 3; do
		must swip link add d$i type dummy
		must swip link set d$i up
	done
	EXEC="exec" serve agent in_ns sw "$PYTHON" -B \
		"$SELFTESTS/netlink/agent.py"
	# agent, in lib-frames.sh, has them
	# shellcheck disable=SC2034
	AGENT_IN=$SERVE_IN AGENT_OUT=$SERVE_OUT
	agent_answer
}

# The tests have the names of the agent's functions.
for test in $TESTS; do
	eval "$test() { agent $test; }"
done
