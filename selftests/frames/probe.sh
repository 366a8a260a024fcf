# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # SELFTESTS, PYTHON, SERVE_*: lib.sh sets them
#
# Frames for the selftests: send one at a place and say where it arrived. The
# work is done by probe.py, one process for a script. Read by lib.sh.

# probe_start: what probe needs; once, in setup. See probe.py.
probe_start()
{
	local answer

	ns_add fence
	GUESTS+="fence "
	must ip_ns fence link add fence0 type veth peer name fence1
	must ip_ns fence link set fence0 up
	must ip_ns fence link set fence1 up
	serve probe "$PYTHON" "$SELFTESTS/probe.py" "$(ns fence)"
	PROBE_IN=$SERVE_IN PROBE_OUT=$SERVE_OUT
	read -r -t 300 answer <&"$PROBE_OUT"
	if [ "$answer" != ready ]; then
		die "probe.py does not start: $answer"
	fi
}

# probe_do VERB NAME ARGS...: have probe.py do it; print its answer.
probe_do()
{
	local answer

	echo "$*" >&"$PROBE_IN"
	if ! read -r -t 300 answer <&"$PROBE_OUT" || [[ $answer != ok* ]]; then
		echo "probe.py: $answer"
		return 1
	fi
	answer=${answer#ok}
	echo "${answer# }"
}

# place PLACE NAME DEV [TYPE]: frames can be sent from, and are seen at, the
# device DEV of the namespace NAME; with TYPE, those of this ethertype only, as
# a program sees them that asks for it. Also to open it anew.
place()
{
	must probe_do at "$1" "$(ns "$2")" "$3" "${4-}"
}

# place_tap PLACE NAME DEV: the same with a new tap device, for the test.
place_tap()
{
	must probe_do tap "$1" "$(ns "$2")" "$3"
	defer probe_do stop "$1"
}

# probe PLACE DST SRC [KEY=VALUE]...: send a frame there, and print at which
# places it arrived, in alphabetical order, as "h2 h3*2 host".
probe()
{
	probe_do probe "$@"
}
