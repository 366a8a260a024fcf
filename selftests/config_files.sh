#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# vswitchctl diff and apply, with files that are none, and with files of many
# ports.
#
#	d1 d2	dummies
#	vsw0	namespace sw; made by the tests

TESTS="bad_files huge_files odd_files thousand little"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-trace.sh"
. "$(dirname "$0")/ctl/lib-ctl.sh"
. "$(dirname "$0")/config/lib-config.sh"

BAD=$ROOT/ctl/tests/config/bad

# ---- files that are none -----------------------------------------------

# bad DESC STATUS REGEX FILE: it is refused for the reason, for $BEFORE.
bad()
{
	local command

	for command in apply "apply --dry-run" diff; do
		# shellcheck disable=SC2086 # words
		says "$2" "$3" $command "$4"
		unchanged "$command $1" "$BEFORE"
	done
}

bad_files()
{
	local file n=0 BEFORE

	small
	BEFORE=$(state)
	for file in "$BAD"/*; do
		n=$((n + 1))
		says 1 "${file##*/}:[0-9]+:[0-9]+: " apply "$file"
		unchanged "${file##*/}" "$BEFORE"
	done
	check_cmp "files" "$n" ge 40
}

huge_files()
{
	local BEFORE

	small
	BEFORE=$(state)
	yes -- "- name: a" | head -c 104857600 >"$TMP/huge"
	bad "100 MB" 1 "huge: more than 16 MiB" "$TMP/huge"
	said 1 apply - <"$TMP/huge"
	check_match "from standard input" "$ERR" "stdin: more than 16 MiB"
	# shellcheck disable=SC2002 # a pipe does not say how much comes
	said 1 apply - < <(cat "$TMP/huge")
	check_match "from a pipe" "$ERR" "stdin: more than 16 MiB"
	truncate -s 15M "$TMP/huge"
	sed -i '1s/.*/switch: vsw0\nports:/' "$TMP/huge"
	bad "15 MB" 1 "huge:[0-9]+:[0-9]+: " "$TMP/huge"
	rm "$TMP/huge"
	truncate -s 100M "$TMP/sparse"
	bad "a sparse one" 1 "sparse: more than 16 MiB" "$TMP/sparse"
	truncate -s 15M "$TMP/sparse"
	bad "a smaller one" 1 "sparse:1:1: a NUL" "$TMP/sparse"
	bad "one without end" 1 "zero: more than 16 MiB" /dev/zero
	head -c 1000000 /dev/zero | tr '\0' '[' >"$TMP/deep"
	bad "a deep one" 1 "deep:1:" "$TMP/deep"
	{ echo "switch: vsw0"; head -c 9000000 /dev/zero | tr '\0' x; } \
		>"$TMP/wide"
	bad "a long line" 1 "wide:" "$TMP/wide"
}

odd_files()
{
	local BEFORE i

	small
	BEFORE=$(state)
	{
		echo "a: &a [x,x,x,x,x,x,x,x,x]"
		for i in a:b b:c c:d d:e e:f f:g g:h h:i; do
			echo "${i#*:}: &${i#*:} [$(printf "*${i%:*},%.0s" \
				1 2 3 4 5 6 7 8)*${i%:*}]"
		done
	} >"$TMP/bomb"
	bad "a bomb" 1 "bomb:[0-9]+:[0-9]+: .*anchors" "$TMP/bomb"
	bad "a directory" 2 "cannot read .*Is a directory" "$TMP"
	bad "nothing" 1 "/dev/null:[0-9]+:[0-9]+: the file is empty" /dev/null
	: >"$TMP/empty"
	bad "an empty file" 1 "empty:[0-9]+:[0-9]+: the file is empty" \
		"$TMP/empty"
	bad "none" 2 "cannot read .*No such file" "$TMP/nosuch"
	# The kernel reads nothing of this to anybody.
	bad "what cannot be read" 2 "cannot read .*error" /proc/self/mem
	for i in 1 2 3 4 5 6 7 8 9 10; do
		$PYTHON -IS -c "import random, sys
sys.stdout.buffer.write(random.Random($i).randbytes($i * $i * 100))" \
			>"$TMP/random"
		bad "random bytes $i" 1 "random:[0-9]+:[0-9]+: " "$TMP/random"
	done
}

# ---- many --------------------------------------------------------------

# thousand_ports: a file, each with VLANs of its own.
thousand_ports()
{
	local i

	echo "switch: vsw0"
	echo "ports:"
	for ((i = 1; i <= 1000; i += 2)); do
		echo "  - {name: web$i, access: $((i + 1))}"
		echo "  - {name: web$((i + 1)), native: $((i + 2)),"
		echo "     trunk: [$((i + 2)), $((2000 + i))-$((2001 + i))]}"
	done
}

# timed DESC STATUS WORDS...: said, and for people how long it took.
timed()
{
	local desc=$1 begin=${EPOCHREALTIME/./}
	shift

	said "$@"
	begin=$(((${EPOCHREALTIME/./} - begin) / 1000))
	note "$desc: $((begin / 1000)).$(printf %03d $((begin % 1000))) s"
}

thousand()
{
	local before

	switch_add sw vsw0
	before=$(switch_get vsw0 generation)
	thousand_ports >"$TMP/c.yaml"
	timed "apply of 1,000 ports" 0 apply "$TMP/c.yaml"
	check_eq "lines" "$(wc -l <"$TMP/out")" 1000
	check_eq "in one step" "$(switch_get vsw0 generation)" $((before + 1))
	check_eq "each has its own" "$(ctl -j port show vsw0 | jget \
		"len({r['pvid'] for r in d if r['number']})")" 1000
	timed "the same again" 0 apply "$TMP/c.yaml"
	check_eq "has no changes" "$OUT$ERR" "no changes"
	sed -i 's/web501, access: 502/web501, access: 4000/' "$TMP/c.yaml"
	timed "diff of one changed port" 3 diff "$TMP/c.yaml"
	check_eq "only it is told" "$OUT" "~ port web501: access 502 -> 4000"
	timed "apply of one changed port" 0 apply "$TMP/c.yaml"
	check_eq "only it was changed" "$OUT" \
		"~ port web501: access 502 -> 4000"
	timed "export" 0 export vsw0
	check_eq "ports of the export" "$(grep -c "name: web" "$TMP/out")" 1000
	sed -i 's/web500,/web500x,/' "$TMP/c.yaml"
	said 3 -j diff "$TMP/c.yaml"
	check_eq "another name is another port" "$(jget "' '.join(
		s['action'] + s['name'] for s in d)" <<<"$OUT")" \
		"deleteweb500 addweb500x"
}

# To change one of many does not copy the others.
little()
{
	local few many

	trace_open
	test -e "$TRACE/events/kmem/kmalloc" || skip "no tracing of memory"
	# in_ns mounts its own /sys
	mkdir "$TMP/trace"
	must mount --bind "$TRACE" "$TMP/trace"
	defer umount "$TMP/trace"
	switch_add sw vsw0
	must ctl port add vsw0 name one
	few=$(in_ns sw "$PYTHON" "$ROOT/selftests/config/alloc.py" \
		"$TMP/trace" vsw0 1)
	thousand_ports >"$TMP/c.yaml"
	said 0 apply "$TMP/c.yaml"
	many=$(in_ns sw "$PYTHON" "$ROOT/selftests/config/alloc.py" \
		"$TMP/trace" vsw0 501)
	note "bytes to change one port of 1: $few, of 1,000: $many"
	check_cmp "something was seen" "$few" gt 1000
	check_cmp "of a thousand" "$many" lt $((few + 65536))
}

run_tests "$@"
