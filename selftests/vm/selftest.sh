#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Tests of the harness itself: that run.sh fails where it has to. A harness
# that sees nothing would pass everything. Called by selftests/host/check.sh.

set -u
cd "$(dirname "$0")/../.." || exit
. selftests/host/kernel.sh

n=0 failed=0
log=$(mktemp)
trap 'rm -f "$log" "$log.left"' EXIT

# expect DESC STATUS REGEX ARGS...: run.sh with ARGS exits with STATUS, and its
# output has REGEX in it.
expect()
{
	local desc=$1 want=$2 regex=$3 status=0
	shift 3

	selftests/vm/run.sh "$@" >"$log" 2>&1 </dev/null || status=$?
	n=$((n + 1))
	if [ $status -eq "$want" ] && { [ -z "$regex" ] ||
	   grep -qE "$regex" "$log"; }; then
		echo "ok $n $desc"
	else
		sed 's/^/# /' "$log"
		echo "not ok $n $desc (exit status $status, not $want)"
		failed=$((failed + 1))
	fi
}

# holds SECONDS CMD...: it does, within these.
holds()
{
	local end=$((SECONDS + $1))
	shift

	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.1
	done
}

# none_left DIR: no process has this directory of a run in its command line.
none_left()
{
	! pgrep -f "$1" >"$log.left"
}

# shellcheck disable=SC2016 # it is for the shell in the VM to expand
where='echo "it is in $VSW_OUT"; exec sleep 1000'

# ended DESC ARGS...: a run.sh that is ended by SIGTERM ends its VM.
ended()
{
	local desc=$1 pid dir=
	shift

	n=$((n + 1))
	selftests/vm/run.sh "$@" -- sh -c "$where" >"$log" 2>&1 </dev/null &
	pid=$!
	if holds 120 grep -q '^it is in' "$log"; then
		dir=$(tr -d '\r' <"$log" | sed -n 's|^it is in \(.*\)/out$|\1|p')
	fi
	kill $pid
	wait $pid
	if [ -n "$dir" ] && holds 10 none_left "$dir" && [ ! -e "$dir" ]; then
		echo "ok $n $desc"
	else
		cat "$log" "$log.left" | sed 's/^/# /'
		echo "not ok $n $desc"
		failed=$((failed + 1))
	fi
}

# shellcheck disable=SC2016
output='echo "word -- $(uname -r)"; exit 3'
# shellcheck disable=SC2016
write='touch selftests/vm/written && echo kept >$VSW_OUT/file'

# sanitized LINE: makes, in the VM, a tool with sanitizers of that line of C,
# and has the suite run a test with it that passes whatever the tool does. It is
# linked as ctl/Makefile does: a UBSan of its own would not write to a file.
sanitized()
{
	cat <<-'END'
		set -e
		rm -rf build/ctl/san
		mkdir -p build/ctl/san
		cat >selftests/calm.sh <<-'SCRIPT'
		#!/bin/sh
		echo "KTAP version 1"
		echo "1..1"
		vswitchctl
		echo "ok 1 status $?"
		SCRIPT
		chmod +x selftests/calm.sh
	END
	if [ -n "$1" ]; then
		cat <<-END
			echo '$1' | cc -x c -fsanitize=address,undefined \\
				-fno-sanitize-recover=all \\
				-static-libasan -static-libubsan \\
				-o build/ctl/san/vswitchctl -
		END
	fi
	echo 'exec selftests/vm/suite.sh -s calm'
}

# in_debug FUNCTION DESC...: one of these, where the debug kernel is built. With
# VSW_DEBUG_KERNEL=yes it has to be: whoever runs its tests, too, needs to know
# that it would see something.
in_debug()
{
	if kernel_build_dir debug >/dev/null 2>&1; then
		"$@"
	elif [ "${VSW_DEBUG_KERNEL-}" = yes ]; then
		n=$((n + 1))
		echo "not ok $n $2 (the debug kernel is not built)"
		failed=$((failed + 1))
	else
		n=$((n + 1))
		echo "ok $n $2 # SKIP the debug kernel is not built"
	fi
}

# debug_expect DESC STATUS REGEX ARGS...: expect in the debug kernel.
debug_expect()
{
	in_debug expect "$1" "$2" "$3" -k debug "${@:4}"
}

echo "KTAP version 1"
echo "1..16"
expect "output and exit status come out" 3 '^word -- 6[.]12' \
	-- sh -c "$output"
expect "it cannot write to the machine" 0 '' -o build/vm/selftest \
	-- sh -c "$write"
n=$((n + 1))
if [ ! -e selftests/vm/written ] && [ -s build/vm/selftest/file ]; then
	echo "ok $n but to VSW_OUT"
else
	echo "not ok $n but to VSW_OUT"
	failed=$((failed + 1))
fi
expect "a warning of the kernel fails the run" 125 'the kernel complained' \
	-- sh -c 'echo "WARNING: CPU: 0 PID: 1 at here" >/dev/kmsg'
expect "a panic fails the run" 125 'Kernel panic' \
	-- sh -c 'echo c >/proc/sysrq-trigger'
expect "a hang fails the run" 125 'not done after 15 s' \
	-t 15 -- sleep 1000
ended "who ends it by SIGTERM ends QEMU"
expect "a tool without a bug passes" 0 'ok 1 status 0' \
	-- bash -c "$(sanitized 'int main(void) { return 0; }')"
expect "what AddressSanitizer says fails a test" 1 'stack-buffer-overflow' \
	-- bash -c "$(sanitized 'int main(int n, char **v)
		{ volatile char c[9], *p = c; p[n * 9] = 1; return 0; }')"
expect "what UBSan says does, and is told from a refusal" 1 'status 99' \
	-- bash -c "$(sanitized 'int main(int n, char **v)
		{ return (n << 30) + (n << 30) != 0; }')"
expect "a tool that is not there fails the suite" 1 'no .*/san/vswitchctl' \
	-- bash -c "$(sanitized '')"

debug_expect "the debug kernel panics when it warns" 0 '^1$' \
	-- cat /proc/sys/kernel/panic_on_warn
debug_expect "nothing is lost where nothing was done" 0 '^ok 1 unload' \
	-- selftests/vm/suite.sh unload
debug_expect "a leak fails the run" 125 'unreferenced object' \
	-- sh -c 'modprobe kmemleak-test; selftests/vm/suite.sh unload'
debug_expect "a kmemleak that is off fails it" 125 'kmemleak is off' \
	-- sh -c 'echo off >/sys/kernel/debug/kmemleak
		selftests/vm/suite.sh unload'
in_debug ended "who ends it by SIGTERM ends User Mode Linux" -k debug
[ $failed -eq 0 ]
