#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The benchmark: builds the modules, and measures in a VM that counts
# instructions, or in User Mode Linux.
#   bench.sh run [-k KERNEL] [-c 'CASE...'] [-p 'PEER...'] [-s]
#   bench.sh native [-c 'CASE...'] [-p 'PEER...'] [-s]
#   bench.sh acls [-k KERNEL] [-s]     how long rules take to change, and memory
#   bench.sh cpus [-k KERNEL] [-p 'PEER...'] [-s]    on two CPUs against one
#   bench.sh check     compares vswitch with the committed figures
# Without cases or peers, all of them. What comes out is in
# build/bench/RELEASE.json; -s commits it: selftests/bench/figures-KERNEL.json,
# and the table and the chart that are made of it. Where instructions are counted,
# peers that were left out keep their figures; a few cases do not take the place
# of all, but on 6.1.
# Documentation/benchmarks.md says what the figures mean.
# Called by the Makefile, and by check.sh.

set -euo pipefail
cd "$(dirname "$0")/../.."
. selftests/host/kernel.sh

python="/usr/bin/python3 -B"
report="$python selftests/bench/report.py"
page=Documentation/benchmarks.md
committed=selftests/bench/figures-6.12.json
# What takes more than its part of a check's time is left out of it.
check_cases='known-60 known-1500 srcs-1000 srcs-60000 dsts-1000 vlan-push
	vlan-pop flood-2 flood-64 unknown from-host to-host fdb-10 fdb-10000
	fdb-100000 veth acl-1000 acl-10000'

what=${1:-run}
shift || true
kernel=6.12 cases='' peers='' save=''
while getopts k:c:p:s opt; do
	case $opt in
	k) kernel=${OPTARG:-6.12} ;;
	c) cases=$OPTARG ;;
	p) peers=$OPTARG ;;
	s) save=yes ;;
	*) exit 1 ;;
	esac
done
[ "$what" != native ] || kernel=plain
if [ -n "$save" ] && { { [ -n "$peers" ] && [ "$what" != run ]; } ||
	{ [ -n "$cases" ] && [ "$kernel" != 6.1 ]; }; }
then
	echo "SAVE=yes is for all: what was measured before would be lost" >&2
	exit 1
fi
release=$(kernel_release "$kernel")
mkdir -p build/bench
out=build/bench/$release
found=$out.json

# build_floor: the module that figures are measured from. A tree of links of
# its own, for Kbuild before 6.13 puts objects beside the sources.
build_floor()
{
	local args=("M=$PWD/$out/floor" W=1)

	! kernel_is_uml "$release" || args+=(ARCH=um)
	mkdir -p "$out/floor"
	cp -rsfT "$PWD/selftests/bench/floor" "$out/floor"
	if ! make -C "$(kernel_build_dir "$release")" "${args[@]}" modules \
		>"$out/floor.log" 2>&1 || grep -q warning: "$out/floor.log"
	then
		cat "$out/floor.log" >&2
		return 1
	fi
}

# measure SCRIPT CASES PEERS [OPTION...]: in a VM; what it found is $found.
measure()
{
	local script=$1 cases=$2 peers=$3
	shift 3

	rm -rf "$out/vm"
	# shellcheck disable=SC2016,SC2086 # for the shell in the VM; lists
	selftests/vm/run.sh -k "$kernel" "$@" -m 3G -t 7200 -o "$out/vm" -- \
		env "BENCH_FLOOR=$PWD/$out/floor/floor.ko" \
		bash -c '/usr/bin/python3 -B selftests/bench/$0 \
			"$VSW_OUT/figures.json" "$@"' "$script" \
		${cases:+-c $cases} ${peers:+-p $peers}
	mv "$out/vm/figures.json" "$found"
}

# compare: with the committed figures; a case that is dearer is measured up to
# three times more, for the hash of a few addresses is a matter of luck.
compare()
{
	local again tries=3

	# shellcheck disable=SC2086 # a list
	until $report check "$committed" "$found" $check_cases; do
		[ $((tries--)) -gt 0 ] || return 1
		again=$(cat "$(dirname "$found")/dearer")
		echo "Once more: $again"
		cp "$found" "$out/first.json"
		measure run.py "$again known-60" 'vswitch driver' -I
		cp "$found" "$out/again.json"
		cp "$out/first.json" "$found"
		$report lower "$found" "$out/again.json"
	done
}

[ "$what" = acls ] || build_floor
case $what in
acls)
	found=$out-acls.json
	measure acls.py "" ""
	kernel=acls
	;;
run)
	measure run.py "$cases" "$peers" -I
	;;
native)
	measure native.py "$cases" "$peers"
	;;
cpus)
	found=$out-cpus.json
	measure cpus.py "" "$peers" -T
	kernel=cpus
	;;
check)
	measure run.py "$check_cases" 'vswitch driver' -I
	compare
	exit
	;;
*)
	exit 1
	;;
esac
echo
$report table "$found"
$report errors "$found"

if [ -n "$save" ]; then
	figures=selftests/bench/figures-$kernel.json
	[ -z "$peers" ] || $report keep "$found" "$figures"
	cp "$found" "$figures"
	$report document "$found" "$page" "$kernel"
	if [ "$kernel" = 6.12 ]; then
		$python selftests/bench/chart.py "$found" \
			Documentation/benchmarks.svg
	fi
fi
