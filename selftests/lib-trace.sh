# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# not a test of the suite
#
# Events of the kernel's, from an instance of tracing that is the test's own.
# Read (not run) by tests, behind lib.sh.

TRACE=/sys/kernel/tracing/instances/vsw-$$

# trace_open: until the test ends; or skips it.
trace_open()
{
	mkdir "$TRACE" 2>/dev/null || skip "no tracing"
	defer rmdir "$TRACE"
}

# trace_start GROUP/EVENT [FILTER]: the same, and one event of it is seen.
trace_start()
{
	trace_open
	[ -z "${2-}" ] || must trace_write "events/$1/filter" "$2"
	must trace_write "events/$1/enable" 1
}

# trace_write FILE TEXT
trace_write()
{
	echo "$2" >"$TRACE/$1"
}

# trace_clear: forget what was seen.
trace_clear()
{
	: >"$TRACE/trace"
}

# traced: how many events were seen since.
traced()
{
	grep -vc '^#' "$TRACE/trace"
}
