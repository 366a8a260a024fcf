#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What netlink.sh and netlink_slow.sh have in common: the devices, and the one
# process that runs the tests, agent.py. Sourced by these, after lib.sh. With
# PEER set, d1 has another end of that name.

# shellcheck source=../frames/lib-frames.sh
. "$SELFTESTS/frames/lib-frames.sh"

setup()
{
	local i

	ns_add sw
	if [ -n "${PEER-}" ]; then
		must swip link add d1 type veth peer name "$PEER"
		must swip link set "$PEER" up
	else
		must swip link add d1 type dummy
	fi
	must swip link add d2 type dummy
	must swip link add d3 type dummy
	for i in 1 2 3; do
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
