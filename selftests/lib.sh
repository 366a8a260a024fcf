#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# not a test of the suite
#
# The common ground of the selftests: KTAP, checks, clean-up, namespaces with
# guests in them, and what vswitchctl says as plain words. A script reads:
#
#	TESTS="learn age"		# functions, one KTAP line each
#	. "$(dirname "$0")/lib.sh"
#	require() { ...; }		# may skip the script; may be absent
#	setup() { ...; }		# once, before the first; may be absent
#	learn() { check_eq ...; }	# passes when no check failed
#	run_tests "$@"			# "$@": run only these
#
# Each test runs in a subshell, so what it sets is gone after it; what it
# defers is run when it ends, what setup defers when the script ends, last
# in, first out. After each test the books of every switch must balance.
#
# A NAME of a namespace is short; "-" is the machine's own. The real name has
# the script's process id in it, so that scripts may run beside each other.

set -u

SELFTESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$SELFTESTS")
PYTHON=/usr/bin/python3
NS_PREFIX=vsw-$$
TMP=		# a directory of the script's own, from run_tests on
TIMEOUT=60	# seconds that busywait callers give slow machines
SW_NS=sw	# where ctl, stat_get and the like look for the switch

DEFERS=()
TEST_RC=0
GUESTS=" "	# namespaces that have no switch to audit
EXEC=		# "exec" while spawn starts a program

# ---- results -----------------------------------------------------------

# note TEXT...: a line for people, beside the results.
note()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# fail DESC [DETAIL]: the test has failed, and goes on.
fail()
{
	TEST_RC=1
	note "FAIL: $1"
	[ -z "${2-}" ] || note "$2"
}

# die TEXT: what the test stands on is not there; give it up.
die()
{
	fail "$*"
	exit 1
}

# skip WHY: this cannot be tried here. In require() it skips the whole script.
skip()
{
	echo "$*" >"$TMP/skip"
	exit 4
}

# must CMD...: a step that the test needs but does not test.
must()
{
	local out

	if ! out=$("$@" 2>&1); then
		die "\"$*\" failed" "$out"
	fi
}

# ---- checks: each says what holds, then tries it -----------------------

# check DESC CMD...: the command succeeds.
check()
{
	local desc=$1 out rc
	shift

	out=$("$@" 2>&1)
	rc=$?
	if [ $rc -ne 0 ]; then
		fail "$desc" "\"$*\" exited with $rc
$out"
		return 1
	fi
}

# check_fails DESC CMD...: the command fails (and does not crash).
check_fails()
{
	local desc=$1 out rc
	shift

	out=$("$@" 2>&1)
	rc=$?
	if [ $rc -eq 0 ] || [ $rc -ge 126 ]; then
		fail "$desc" "\"$*\" exited with $rc
$out"
		return 1
	fi
}

# check_refused DESC TEXT CMD...: the command fails, and what it prints has
# TEXT (an extended regular expression, in any case) in it.
check_refused()
{
	local desc=$1 text=$2 out rc
	shift 2

	out=$("$@" 2>&1)
	rc=$?
	if [ $rc -eq 0 ] || [ $rc -ge 126 ]; then
		fail "$desc" "\"$*\" exited with $rc
$out"
		return 1
	fi
	check_match "$desc: the reason" "$out" "$text"
}

# check_rc DESC RC CMD...: the command exits with RC.
check_rc()
{
	local desc=$1 want=$2 out rc
	shift 2

	out=$("$@" 2>&1)
	rc=$?
	if [ $rc -ne "$want" ]; then
		fail "$desc" "\"$*\" exited with $rc, not $want
$out"
		return 1
	fi
}

# check_eq DESC GOT WANT: both are the same text.
check_eq()
{
	if [ "$2" != "$3" ]; then
		fail "$1" "got:  $2
want: $3"
		return 1
	fi
}

# check_ne DESC GOT OTHER: they differ.
check_ne()
{
	if [ "$2" = "$3" ]; then
		fail "$1" "both are $2"
		return 1
	fi
}

# check_match DESC TEXT REGEX: extended, in any case.
check_match()
{
	if ! printf '%s\n' "$2" | grep -Eqi -e "$3"; then
		fail "$1" "got:  $2
want: /$3/"
		return 1
	fi
}

# check_no_match DESC TEXT REGEX
check_no_match()
{
	if printf '%s\n' "$2" | grep -Eqi -e "$3"; then
		fail "$1" "got:      $2
must not: /$3/"
		return 1
	fi
}

# check_cmp DESC GOT OP WANT: numbers; OP is eq, ne, lt, le, gt or ge.
check_cmp()
{
	if ! test "$2" "-$3" "$4"; then
		fail "$1" "got $2, want $3 $4"
		return 1
	fi
}

# ---- time and processes ------------------------------------------------

# busywait SECONDS CMD...: until the command succeeds; fails after SECONDS.
busywait()
{
	local end=$((SECONDS + $1))
	shift

	until "$@" >/dev/null 2>&1; do
		if [ $SECONDS -ge $end ]; then
			return 1
		fi
		sleep 0.05
	done
}

# is WANT CMD...: the command prints WANT. For busywait.
is()
{
	local want=$1
	shift

	[ "$("$@" 2>/dev/null)" = "$want" ]
}

# prints REGEX CMD...: what the command prints has REGEX in it. For busywait.
prints()
{
	local regex=$1
	shift

	"$@" 2>/dev/null | grep -Eq -e "$regex"
}

# wait_for DESC CMD...: a check that may take its time.
wait_for()
{
	local desc=$1
	shift

	if ! busywait "$TIMEOUT" "$@"; then
		fail "$desc" "\"$*\" never held; last:
$("$@" 2>&1)"
		return 1
	fi
}

# defer CMD...: run it at the end of the test, or in setup, of the script.
defer()
{
	DEFERS+=("$(printf '%q ' "$@")")
}

defer_run()
{
	local i

	for ((i = ${#DEFERS[@]} - 1; i >= 0; i--)); do
		eval "${DEFERS[i]}" >/dev/null 2>&1
	done
	DEFERS=()
}

# stop PID: end a process that this script started, and see it gone.
stop()
{
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	return 0
}

# spawn OUT CMD...: in the background, with its output in the file OUT, until
# the test ends. $SPAWNED is its process id: of the program itself, also where
# the command is in_ns, ip_ns, ctl_ns or ctl.
spawn()
{
	local out=$1 EXEC=exec
	shift

	"$@" </dev/null >"$out" 2>&1 &
	SPAWNED=$!
	defer stop "$SPAWNED"
}

# serve NAME CMD...: start a program that answers requests until the script
# ends; $SERVE_IN is the descriptor to write them to, $SERVE_OUT has answers.
serve()
{
	local name=$1
	shift

	must mkfifo "$TMP/$name.in" "$TMP/$name.out"
	"$@" <"$TMP/$name.in" >"$TMP/$name.out" &
	defer stop $!
	exec {SERVE_IN}>"$TMP/$name.in" {SERVE_OUT}<"$TMP/$name.out"
}

# ---- the module --------------------------------------------------------

# vsw_load: load the module unless it is there.
vsw_load()
{
	local ko=${VSW_KO:-$ROOT/build/$(uname -r)/vswitch.ko}

	[ -d /sys/module/vswitch ] && return 0
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	[ -f "$ko" ] || skip "no module at $ko"
	must insmod "$ko"
}

vsw_unload()
{
	[ -d /sys/module/vswitch ] || return 0
	rmmod vswitch
}

# ---- namespaces --------------------------------------------------------

# ns NAME: the real name.
ns()
{
	if [ "$1" = - ]; then
		echo -
	else
		echo "$NS_PREFIX-$1"
	fi
}

# in_ns NAME CMD...: run a program there.
in_ns()
{
	local name=$1
	shift

	if [ "$name" = - ]; then
		$EXEC "$@"
	else
		$EXEC ip netns exec "$NS_PREFIX-$name" "$@"
	fi
}

# ip_ns NAME ARGS...: ip there.
ip_ns()
{
	local name=$1
	shift

	if [ "$name" = - ]; then
		$EXEC ip "$@"
	else
		$EXEC ip -n "$NS_PREFIX-$name" "$@"
	fi
}

# ctl_ns NAME ARGS...: vswitchctl there.
ctl_ns()
{
	local name=$1
	shift

	if [ "$name" = - ]; then
		$EXEC vswitchctl "$@"
	else
		$EXEC vswitchctl -n "$NS_PREFIX-$name" "$@"
	fi
}

# ctl, swip: vswitchctl and ip in the namespace of the switch.
ctl()
{
	ctl_ns "$SW_NS" "$@"
}

swip()
{
	ip_ns "$SW_NS" "$@"
}

# ns_add NAME: a namespace with lo up and without IPv6, so that the kernel
# says nothing by itself on devices in it and frames can be counted.
ns_add()
{
	must ip netns add "$NS_PREFIX-$1"
	defer ns_del "$1"
	# shellcheck disable=SC2016
	must in_ns "$1" sh -c 'for i in all default lo; do
		f=/proc/sys/net/ipv6/conf/$i/disable_ipv6
		if [ -e $f ]; then echo 1 >$f; fi; done; ip link set lo up'
}

# ns_del NAME: now. What the kernel tears down in the background is not
# waited for.
ns_del()
{
	ip netns del "$NS_PREFIX-$1"
}

# ipv6_on NAME DEV: for tests that want it.
ipv6_on()
{
	must in_ns "$1" sysctl -qw "net.ipv6.conf.all.disable_ipv6=0" \
		"net.ipv6.conf.$2.disable_ipv6=0"
}

# guest_add SWITCHNS NAME DEV [MAC] [ADDR/PLEN]...: a guest, that is a
# namespace NAME, whose eth0 is a veth with its other end DEV in SWITCHNS.
# DEV is up and not yet anyone's port.
guest_add()
{
	local sw=$1 name=$2 dev=$3 mac=${4-} addr
	shift 3
	[ $# -gt 0 ] && shift

	ns_add "$name"
	GUESTS+="$name "
	must ip_ns "$sw" link add "$dev" type veth peer name eth0 \
		${mac:+address "$mac"} netns "$NS_PREFIX-$name"
	# The peer is gone with the guest, but in the background.
	defer ip_ns "$sw" link del "$dev"
	must ip_ns "$sw" link set "$dev" up
	must ip_ns "$name" link set eth0 up
	for addr; do
		must ip_ns "$name" addr add "$addr" dev eth0
	done
}

# switch_add NS NAME [KEY VALUE]...: a switch that is up.
switch_add()
{
	local name=$1 sw=$2
	shift

	must ctl_ns "$name" switch add "$@"
	defer ip_ns "$name" link del "$sw"
	must ip_ns "$name" link set "$sw" up
}

# mac N: 02:00:00:00:00:N, with N decimal.
mac()
{
	printf '02:00:00:00:%02x:%02x\n' $(($1 >> 8)) $(($1 & 255))
}

# ---- what the switch says ----------------------------------------------

# jget EXPR: evaluate a Python expression on the JSON of stdin, which is d, and
# print the value: see jget.py. Lists are printed a line for each.
jget()
{
	local said

	# Not $(cat): to start a program takes ten times as long as all else.
	printf '%s\0%s\0' "$1" "$(</dev/stdin)" >&"$JGET_IN"
	if ! IFS= read -r -d '' -t 300 said <&"$JGET_OUT"; then
		echo "jget.py is gone" >&2
		return 1
	fi
	if [[ $said != ok* ]]; then
		echo "$1: $said" >&2
		return 1
	fi
	printf '%s\n' "${said#ok?}"
}

# stat_get SWITCH PORT KEY: one counter. PORT is a number, a name or a device;
# "" is the sum of all there are.
stat_get()
{
	ctl -j stats show "$1" | jget "total(d, '$2').get('$3', 0)"
}

# drop_get SWITCH PORT REASON: frames or copies dropped for it.
drop_get()
{
	stat_get "$1" "$2" "drop:$3"
}

# stat_mark SWITCH PORT, stat_diff SWITCH PORT: what was counted between the
# two, as "rx_frames=1 rx_bytes=60 flooded=1 ..." in the order of the spec,
# then "drop:REASON=N"; nothing that did not change.
stat_mark()
{
	ctl -j stats show "$1" | jget "mark(total(d, '$2'), '$TMP/mark-$1-$2')" >/dev/null
}

stat_diff()
{
	ctl -j stats show "$1" | jget "diff(total(d, '$2'), '$TMP/mark-$1-$2')"
}

# port_get SWITCH PORT KEY: what port show says of it.
port_get()
{
	ctl -j port show "$1/$2" | jget "d[0]['$3']"
}

# switch_get SWITCH KEY
switch_get()
{
	ctl -j switch show "$1" | jget "d[0]['$2']"
}

# link_get NAME DEV EXPR: what ip says of a device, by a Python expression on
# r, such as r['mtu'].
link_get()
{
	ip_ns "$1" -j -s -d link show "$2" | jget "[$3 for r in d][0]"
}

# fdb_port SWITCH MAC: the device of the port that the address is behind.
fdb_port()
{
	ctl -j fdb show "$1" | jget "[r.get('port_ifname', r.get('port'))
		for r in rows(d, address='$2')]"
}

# audit_ok: the books of every switch in the script's namespaces balance.
audit_ok()
{
	local name out rc=0

	for name in - "/run/netns/$NS_PREFIX"-*; do
		name=${name#"/run/netns/$NS_PREFIX-"}
		[[ $name != "*" && $GUESTS != *" $name "* ]] || continue
		if ! out=$(ctl_ns "$name" audit 2>&1); then
			note "audit of namespace $name: $out"
			rc=1
		fi
	done
	return $rc
}

. "$SELFTESTS/frames/probe.sh"

# ---- the run -----------------------------------------------------------

run_one()
{
	DEFERS=()
	TEST_RC=0
	trap defer_run EXIT
	trap 'exit 1' INT TERM
	declare -F "$1" >/dev/null || die "there is no test $1"
	"$1"
	if ! audit_ok; then
		fail "the books do not balance"
	fi
	exit $TEST_RC
}

run_end()
{
	if [ -n "$IN_SETUP" ]; then
		echo "Bail out! setup failed"
	fi
	defer_run
	rm -rf "$TMP"
}

# run_tests [NAME]...: setup, then the tests of $TESTS, or those named.
run_tests()
{
	local tests=() n=0 failed=0 rc=0 test
	IN_SETUP=

	# shellcheck disable=SC2206
	tests=($TESTS)
	[ $# -eq 0 ] || tests=("$@")
	TMP=$(mktemp -d)
	trap run_end EXIT
	trap 'exit 1' INT TERM
	serve jget $PYTHON -IS "$SELFTESTS/jget.py"
	JGET_IN=$SERVE_IN JGET_OUT=$SERVE_OUT

	echo "KTAP version 1"
	# A skip of the whole is the plan itself: what may skip comes before it.
	(vsw_load && { ! declare -F require >/dev/null || require; }) || rc=$?
	if [ $rc -eq 4 ]; then
		echo "1..0 # SKIP $(cat "$TMP/skip")"
		exit 4
	fi
	echo "1..${#tests[@]}"
	IN_SETUP=1
	if [ $rc -eq 0 ] && declare -F setup >/dev/null; then
		setup
		rc=$TEST_RC
	fi
	[ $rc -eq 0 ] || exit 1
	IN_SETUP=

	for test in "${tests[@]}"; do
		n=$((n + 1))
		rm -f "$TMP/skip"
		(run_one "$test")
		rc=$?
		case $rc in
		0)
			echo "ok $n $test"
			;;
		4)
			echo "ok $n $test # SKIP $(cat "$TMP/skip")"
			;;
		*)
			echo "not ok $n $test"
			failed=$((failed + 1))
			;;
		esac
	done
	[ $failed -eq 0 ]
	exit
}
