#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Everything that has to hold before a change goes in: style, builds without a
# warning, the harness itself, and the selftests in the VM.
#   check.sh [-q] [-k KERNEL] [-t 'TEST...']
# -k: on this kernel only, not on 6.1 and 6.12; -t: only these tests, and what
# they need built; -q: what a developer waits for, on 6.12.
# Results are gathered in build/check/results (ktap.sh); the last line of
# output counts them. Called by the Makefile and by .ci/run through it.

set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. selftests/host/kernel.sh
. selftests/host/ktap.sh

kernels="6.1 6.12" tests='' quick=''
while getopts qk:t: opt; do
	case $opt in
	q) quick=-q kernels=6.12 ;;
	k) kernels=${OPTARG:-$kernels} ;;
	t) tests=$OPTARG ;;
	*) exit 1 ;;
	esac
done

for test in $tests; do
	if [ ! -e "selftests/$test.sh" ]; then
		echo "there is no test $test: selftests/$test.sh" >&2
		exit 1
	fi
done

mkdir -p build/check
results=build/check/results
: >"$results"

# ktap NAME CMD...: run a KTAP script on this machine and count its points.
ktap()
{
	local name=$1 log=build/check/$1.log
	shift

	echo "== $name"
	"$@" 2>&1 | tee "$log"
	ktap_results "$name" "${PIPESTATUS[0]}" <"$log" >>"$results"
}

# step NAME CMD...: one result; the output is shown where it fails.
step()
{
	local name=$1 log=build/check/step.log
	shift

	if "$@" >"$log" 2>&1; then
		echo "ok $name"
		echo "ok	$name" >>"$results"
	else
		cat "$log"
		echo "not ok $name"
		echo "not ok	$name" >>"$results"
	fi
}

# build_kernel KERNEL: one of ours; says how long it takes where it is not
# there yet.
build_kernel()
{
	local start=$SECONDS result=ok

	selftests/vm/debug-kernel.sh "$1" || result="not ok"
	echo "$result kernel $1 # $((SECONDS - start)) s"
	echo "$result	kernel $1" >>"$results"
}

# The tool, from nothing, for what is up to date does not warn again.
build_ctl()
{
	local log=build/check/ctl.log

	rm -rf build/ctl
	make -C ctl "BUILD=$PWD/build/ctl" all sanitized >"$log" 2>&1
	local status=$?
	cat "$log"
	[ $status -eq 0 ] && ! grep -q 'warning:' "$log"
}

# vm_tests KERNEL: all selftests in one VM. On one of the kernels the tool is
# the one with the sanitizers; User Mode Linux has no room for them.
vm_tests()
{
	local kernel=$1 release status out sanitized=
	release=$(kernel_release "$kernel")
	out=build/check/vm-$kernel
	[ "$kernel" != 6.1 ] || sanitized=-s

	rm -rf "$out"
	# Here, too, where the run ends before it puts anything there.
	mkdir -p "$out"
	# shellcheck disable=SC2086 # $tests is a list, the others may be nothing
	VSW_KO=$PWD/build/check/$release/vswitch.ko \
		selftests/vm/run.sh -k "$kernel" -t 5400 -o "$out" -- \
		selftests/vm/suite.sh $quick $sanitized $tests
	status=$?
	touch "$out/results"
	# The suite counts what goes wrong in it. What is left is its not
	# coming to its end.
	if [ $status -ne 0 ] && [ ! -e "$out/done" ]; then
		echo "not ok	the VM died" >>"$out/results"
	elif [ $status -ne 0 ] && ! grep -q '^not ok' "$out/results"; then
		echo "not ok	the VM ended with status $status" \
			>>"$out/results"
	fi
}

if [ -z "$tests" ]; then
	ktap style selftests/host/style.sh
fi

echo "== build"
if [ -z "$tests" ]; then
	step "generated files" selftests/host/ynl.sh --check
fi
step "vswitchctl" build_ctl
for kernel in $kernels; do
	if kernel_is_ours "$kernel"; then
		build_kernel "$kernel"
	fi
done
for kernel in $kernels; do
	step "vswitch.ko for $kernel" \
		selftests/host/modules.sh --strict "$kernel"
done

if [ -z "$tests" ]; then
	ktap vswitchctl make -s -C ctl "BUILD=$PWD/build/ctl" check
	ktap schema /usr/bin/python3 selftests/host/config_schema.py \
		build/ctl/vswitchctl
	ktap fuzz selftests/host/fuzz.sh
fi
if [ -z "$tests$quick" ]; then
	step "demo" make demo
	if [[ " $kernels " = *" 6.12 "* ]]; then
		step "benchmark" make bench-check
	fi
	step "a minute of the soak" make soak MINUTES=1
	ktap harness selftests/vm/selftest.sh
fi

# An emulated VM keeps one CPU busy, and this machine may have more: all
# kernels run beside each other, and the first is watched.
first=${kernels%% *}
others=()
# shellcheck disable=SC2317 # the trap calls it
cleanup()
{
	for job in "${others[@]}"; do
		kill -- "-$job" 2>/dev/null
	done
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP
# With process groups of their own, so that all of one can be ended.
set -m
for kernel in $kernels; do
	if [ "$kernel" != "$first" ]; then
		vm_tests "$kernel" >"build/check/vm-$kernel.log" 2>&1 &
		others+=($!)
	fi
done
set +m
for kernel in $kernels; do
	echo "== selftests on $kernel"
	if [ "$kernel" = "$first" ]; then
		vm_tests "$kernel"
		wait
	else
		cat "build/check/vm-$kernel.log"
	fi
	sed "s/\t/\t$kernel: /" "build/check/vm-$kernel/results" >>"$results"
done

echo
grep '^not ok' "$results" | tr '\t' ' '
ktap_totals <"$results"
