#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The benchmark: builds the modules, and measures in a VM that counts
# instructions.
#   bench.sh [-k KERNEL] [-c 'CASE...'] [-p 'PEER...']
# Without cases or peers, all of them. What comes out is in
# build/bench/RELEASE.json. Documentation/benchmarks.md says what it means.
# Called by the Makefile.

set -euo pipefail
cd "$(dirname "$0")/../.."
. selftests/host/kernel.sh

kernel=6.12 cases='' peers=''
while getopts k:c:p: opt; do
	case $opt in
	k) kernel=${OPTARG:-6.12} ;;
	c) cases=$OPTARG ;;
	p) peers=$OPTARG ;;
	*) exit 1 ;;
	esac
done
release=$(kernel_release "$kernel")
out=build/bench/$release
mkdir -p "$out/floor"

# build_floor: the module that figures are measured from. A tree of links of
# its own, for Kbuild before 6.13 puts objects beside the sources.
build_floor()
{
	cp -rsfT "$PWD/selftests/bench/floor" "$out/floor"
	make -C "$(kernel_build_dir "$release")" "M=$PWD/$out/floor" W=1 \
		modules >"$out/floor.log" 2>&1 || {
		cat "$out/floor.log" >&2
		return 1
	}
}

build_floor
rm -rf "$out/vm"
# shellcheck disable=SC2086 # lists of words
selftests/vm/run.sh -k "$kernel" -I -m 3G -t 7200 -o "$out/vm" -- \
	env "BENCH_FLOOR=$PWD/$out/floor/floor.ko" \
	bash -c '/usr/bin/python3 -B selftests/bench/run.py \
		"$VSW_OUT/figures.json" "$@"' bench \
	${cases:+-c $cases} ${peers:+-p $peers}
mv "$out/vm/figures.json" "build/bench/$release.json"
