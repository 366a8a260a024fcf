#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What ctl.sh and ctl_output.sh have in common: run the tool, look at what it
# said, and something to say it about. Sourced by these, after lib.sh.

MAC1=02:00:00:00:00:01
MAC2=02:00:00:00:00:02

setup()
{
	local dev

	ns_add sw
	for dev in d1 d2 d3 tap0 eth1; do
		must swip link add $dev type dummy
		must swip link set $dev up
	done
}

# said STATUS WORDS...: run the tool in sw; its output goes to $OUT and $ERR,
# and the exit status is as it should be.
said()
{
	local want=$1 rc
	shift

	ctl "$@" >"$TMP/out" 2>"$TMP/err"
	rc=$?
	OUT=$(<"$TMP/out")
	ERR=$(<"$TMP/err")
	check_eq "$*: exit status ($ERR)" "$rc" "$want"
}

# says STATUS REGEX WORDS...: the same, nothing on stdout, REGEX on stderr.
says()
{
	local status=$1 regex=$2
	shift 2

	said "$status" "$@"
	check_eq "$*: stdout" "$OUT" ""
	check_match "$*: stderr" "$ERR" "^vswitchctl: .*$regex"
}

# say STATUS WORDS: said, with words in one string.
say()
{
	# shellcheck disable=SC2086 # they are to be split
	said "$1" $2
}

# two_switches: vsw0 with ports one (d1), d2 and waits; vsw1 with tap0, web,
# and an entry of each kind.
two_switches()
{
	switch_add sw vsw0
	switch_add sw vsw1 ageing 0
	must ctl port add vsw0 d1 name one
	must ctl port add vsw0 d2 hairpin on flood off max-fdb 0
	must ctl port add vsw0 name waits device tap9
	must ctl port add vsw1 tap0
	must ctl port add vsw1 eth1 name web
	must ctl fdb add vsw0 "$MAC1" port one
	must ctl fdb add vsw0 "$MAC2" port d2 dynamic
	must ctl fdb add vsw0 02:00:00:00:00:03 port d2 sticky
}
