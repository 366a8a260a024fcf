#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Fuzz targets: each selftests/fuzz/NAME.c is one, with its inputs so far in
# selftests/fuzz/corpus/NAME and words to try in selftests/fuzz/NAME.dict.
#   fuzz.sh             build all, replay their corpora, run each for a while;
#                       KTAP, two points for each target
#   fuzz.sh run NAME    run one until it finds something; what is new to it is
#                       kept in build/fuzz/found/NAME
#   fuzz.sh merge NAME  put what a run found and the corpus lacks into the corpus
# What breaks a target is left in build/fuzz/NAME-*, and is what to debug with:
# build/fuzz/NAME FILE. Called by check.sh and 'make fuzz'.

set -uo pipefail
cd "$(dirname "$0")/../.." || exit

fuzz=selftests/fuzz
out=$PWD/build/fuzz

# The bounded run: the same inputs each time, as long as the code is the same.
runs=(-runs=20000 -seed=1)
# A hang is one, and a leak; memory is what an open-ended run collects.
limits=(-timeout=60 -rss_limit_mb=4096)

# known NAME: end where there is no such target.
known()
{
	local why="there is no fuzz target '$1', but"

	if [ ! -e "$fuzz/$1.c" ]; then
		[ -n "$1" ] || why="say which fuzz target (make fuzz TARGET=...)"
		echo "$why: $(make -s -C "$fuzz" list | paste -sd ' ')" >&2
		exit 1
	fi
}

build()
{
	make -C "$fuzz" "BUILD=$out" "$@"
}

# options NAME: those of its inputs and of where to put what breaks it.
options()
{
	local corpus=$fuzz/corpus/$1 dict=$fuzz/$1.dict

	args=("${limits[@]}" "-artifact_prefix=$out/$1-")
	if [ -e "$dict" ]; then
		args+=("-dict=$dict")
	fi
	mkdir -p "$out/found/$1"
	dirs=("$out/found/$1")
	if [ -d "$corpus" ]; then
		dirs+=("$corpus")
	fi
}

# point NAME WHAT CMD...: a point of KTAP; what was said is shown on failure.
point()
{
	local name=$1 what=$2 said
	shift 2

	n=$((n + 1))
	if said=$("$@" 2>&1); then
		echo "ok $n $name: $what"
	else
		# From where it breaks; else the end, of what was not built.
		{ grep -m 1 -A 60 -E 'not so:|ERROR:|runtime error:' ||
			printf '%s\n' "$said" | tail -n 60; } <<<"$said" | sed 's/^/# /'
		echo "not ok $n $name: $what"
		failed=1
	fi
}

# A corpus of which nothing is left shows nothing, and a huge one wants merging.
replay()
{
	local corpus=$fuzz/corpus/$1 n
	n=$(find "$corpus" -type f | wc -l)

	[ "$n" -gt 0 ] && [ "$n" -lt 400 ] &&
		"$out/$1" "${args[@]}" -runs=0 "$corpus"
}

bounded()
{
	local dir
	dir=$(mktemp -d) || return

	# New inputs go to an empty directory: the run does not depend on others.
	"$out/$1" "${args[@]}" "${runs[@]}" "$dir" "$fuzz/corpus/$1"
	local status=$?
	rm -rf "$dir"
	return $status
}

check()
{
	local targets target
	mapfile -t targets < <(make -s -C "$fuzz" list)

	n=0 failed=0
	echo "KTAP version 1"
	echo "1..$((1 + 2 * ${#targets[@]}))"
	point all "built" build
	for target in "${targets[@]}"; do
		options "$target"
		point "$target" "its corpus" replay "$target"
		point "$target" "a run of 20,000" bounded "$target"
	done
	return $failed
}

case ${1:-check} in
check)
	check
	;;
run)
	known "${2:-}"
	build "$out/$2" || exit
	options "$2"
	exec "$out/$2" "${args[@]}" "${dirs[@]}"
	;;
merge)
	known "${2:-}"
	build "$out/$2" || exit
	options "$2"
	mkdir -p "$fuzz/corpus/$2"
	# By what code an input reaches, not how often: corpora stay small.
	exec "$out/$2" "${args[@]}" -merge=1 -use_counters=0 \
		"$fuzz/corpus/$2" "$out/found/$2"
	;;
*)
	echo "usage: fuzz.sh [run NAME | merge NAME]" >&2
	exit 1
	;;
esac
