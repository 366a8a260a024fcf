#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Everything that has to hold before a change goes in: style, builds without a
# warning, the harness itself, and the selftests in the VM.
#   check.sh [-q] [-k KERNEL] [-t 'TEST...']
# -k: on this kernel only, not on 6.1, 6.12 and the debug kernel; -t: only these
# tests, and what they need built; -q: what a developer waits for, on 6.12.
# A VM keeps one CPU busy, and this machine may have more: each kernel is a lane,
# the longest script is one, and so is what needs no kernel. As many lanes run at a
# time as there are CPUs, with what they say and their results (ktap.sh) in
# build/check/lane-NAME/. The last line of output counts the results of all. Called
# by the Makefile and by .ci/run through it.

set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. selftests/host/kernel.sh
. selftests/host/ktap.sh

kernels="6.1 6.12 debug" tests='' quick=''
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

out=build/check
rm -rf "$out"/lane-*
lane=$out/lane-first
mkdir -p "$lane"
results=$lane/results
: >"$results"

# ktap NAME CMD...: run a KTAP script on this machine and count its points.
ktap()
{
	local name=$1 log=$lane/$1.log
	shift

	echo "== $name"
	"$@" 2>&1 | tee "$log"
	ktap_results "$name" "${PIPESTATUS[0]}" <"$log" >>"$results"
}

# step NAME CMD...: one result; the output is shown where it fails.
step()
{
	local name=$1 log=$lane/step.log
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
	local log=$lane/ctl.log

	rm -rf build/ctl
	make -C ctl "BUILD=$PWD/build/ctl" all sanitized >"$log" 2>&1
	local status=$?
	cat "$log"
	[ $status -eq 0 ] && ! grep -q 'warning:' "$log"
}

# vm_tests KERNEL [ARG...]: selftests in one VM, all without ARG, which suite.sh
# gets. On one of the kernels the tool is the one with the sanitizers; User Mode
# Linux has no room for them.
vm_tests()
{
	local kernel=$1 release status vm=$lane/vm sanitized='' part=''
	release=$(kernel_release "$kernel")
	shift
	[ "$kernel" != 6.1 ] || sanitized=-s
	[ "$kernel" = "$kernels" ] || part=-p

	# Here, too, where the run ends before it puts anything there.
	mkdir -p "$vm"
	# shellcheck disable=SC2086 # they may be nothing
	VSW_KO=$PWD/$out/$release/vswitch.ko \
		selftests/vm/run.sh -k "$kernel" -t 10800 -o "$vm" -- \
		selftests/vm/suite.sh $part $quick $sanitized "$@"
	status=$?
	touch "$vm/results"
	# The suite counts what goes wrong in it. What is left is its not
	# coming to its end.
	if [ $status -ne 0 ] && [ ! -e "$vm/done" ]; then
		echo "not ok	the VM died" >>"$vm/results"
	elif [ $status -ne 0 ] && ! grep -q '^not ok' "$vm/results"; then
		echo "not ok	the VM ended with status $status" \
			>>"$vm/results"
	fi
	sed "s/\t/\t$kernel: /" "$vm/results" >>"$results"
}

# on_kernel KERNEL [ARG...]: a lane of it.
on_kernel()
{
	echo "== selftests on $1${2:+: ${*:2}}"
	vm_tests "$@"
}

# on_machine: the lane of what needs no kernel of the list.
on_machine()
{
	ktap style selftests/host/style.sh
	ktap vswitchctl make -s -C ctl "BUILD=$PWD/build/ctl" check
	ktap schema /usr/bin/python3 selftests/host/config_schema.py \
		build/ctl/vswitchctl
	ktap fuzz selftests/host/fuzz.sh
	ktap classifier make -s -C selftests/classify \
		"BUILD=$PWD/build/classify" check
	[ -z "$quick" ] || return 0
	step "demo" make demo
	if [[ " $kernels " = *" 6.12 "* ]]; then
		step "benchmark" make bench-check
	fi
	step "a minute of the soak" make soak MINUTES=1
	ktap harness selftests/vm/selftest.sh
}

lanes=()	# names, by the process that runs them
# shellcheck disable=SC2317 # the trap calls it
cleanup()
{
	for job in "${!lanes[@]}"; do
		kill -- "-$job" 2>/dev/null
	done
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# ended: waits until one of the lanes is.
ended()
{
	local job name status=0

	wait -n -p job "${!lanes[@]}" || status=$?
	name=${lanes[job]}
	unset "lanes[job]"
	[ $status -eq 0 ] ||
		echo "not ok	lane $name ended with status $status" \
			>>"$out/lane-$name/results"
}

# start NAME CMD...: a lane, when a CPU is free: nothing waits longer than a VM of
# many small processes while others keep the CPUs busy. It has a process group of
# its own, so that all of it can be ended.
start()
{
	local name=$1 cpus
	cpus=$(nproc)
	shift

	while [ ${#lanes[@]} -ge $((cpus > 2 ? cpus : 2)) ]; do
		ended
	done
	lane=$out/lane-$name
	results=$lane/results
	mkdir -p "$lane"
	touch "$results"
	set -m
	{
		"$@" 2>&1 </dev/null | tee "$lane/output" | sed -u "s/^/$name: /"
		exit "${PIPESTATUS[0]}"
	} &
	set +m
	lanes[$!]=$name
}

echo "== build"
if [ -z "$tests" ]; then
	step "generated files" selftests/host/ynl.sh --check
fi
step "vswitchctl" build_ctl
# Before the lanes: it keeps all CPUs busy by itself, and one of them asks.
for kernel in $kernels; do
	if kernel_is_ours "$kernel"; then
		build_kernel "$kernel"
	fi
done
# For the tests of the harness: then it is there.
[[ " $kernels " != *" debug "* ]] || export VSW_DEBUG_KERNEL=yes
for kernel in $kernels; do
	step "vswitch.ko for $kernel" selftests/host/modules.sh --strict \
		"$kernel"
done

# The debug kernel has the most to do, and is first; one script has much of it.
rest=$kernels
if [[ " $kernels " = *" debug "* && -z "$tests$quick" ]]; then
	start faults on_kernel debug faults
	start debug on_kernel debug -x faults
	rest=${rest/debug/}
fi
if [ -z "$tests" ]; then
	start machine on_machine
fi
for kernel in $rest; do
	# shellcheck disable=SC2086 # $tests is a list
	start "$kernel" on_kernel "$kernel" $tests
done
while [ ${#lanes[@]} -gt 0 ]; do
	ended
done

echo
cat "$out"/lane-*/results >"$out/results"
grep '^not ok' "$out/results" | tr '\t' ' '
ktap_totals <"$out/results"
