#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Everything at once, in traffic on two CPUs: ports attached and detached,
# switches made and deleted, the database flushed, settings changed, all of it
# read and watched, devices renamed, resized and unplugged, and the module
# taken away and put back. Who does what is random, and the same each time
# (STRESS_SEED); how often is STRESS_ROUNDS. That it did no harm: no splat, no
# reference left, the books balance, and the guests talk to each other.
#
#	  g1     g2     g3     g4     t1	guests, with traffic
#	 eth0   eth0   eth0   eth0    tap
#	  |      |      |      |      |
#	  p1     p2     p3     p4     t1   d1   d2	sw (d1, d2 dummies)
#	       at any of:  vsw0  vsw1  vsw2

TESTS="churn module nothing_left"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"
. "$(dirname "$0")/vm/splat.sh"

ROUNDS=${STRESS_ROUNDS:-15}
SEED=${STRESS_SEED:-1}
DEVS="p1 p2 p3 p4 t1 d1 d2"

require()
{
	modprobe -a dummy veth tun || skip "needs dummy, veth and tun"
	[ -z "$(ip -o link show type vswitch)" ] ||
		skip "there are switches already"
}

setup()
{
	local i

	ns_add sw
	for i in 1 2 3 4; do
		guest_add sw "g$i" "p$i" "$(mac "$i")" "192.0.2.$i/24"
	done
	for i in 1 2; do
		must swip link add "d$i" type dummy
		defer swip link del "d$i"
		must swip link set "d$i" up
	done
	traffic a 0 1500 400 packet:g1:eth0:1 packet:g3:eth0:3 tap:sw:t1:5
	traffic b 1 1500 400 packet:g2:eth0:2 packet:g4:eth0:4 packet:g1:eth0:1
	wait_for "there is a tap" swip link set t1 up
	# The kernel's log belongs to whoever ran before, until here.
	echo "stress.sh begins: $$" >/dev/kmsg
}

# ---- the workers: each does one kind of thing, round after round -------

# try CMD...: it may be refused, but it must not crash or hang.
try()
{
	timeout -k 5 60 "$@" >/dev/null 2>&1
	case $? in
	12[4-9] | 1[3-8]?)
		echo "$*" >>"$TMP/bad"
		;;
	esac
}

# any WORD...: one of them.
any()
{
	shift $((RANDOM % $#))
	echo "$1"
}

tool()
{
	try vswitchctl -n "$(ns sw)" "$@"
}

ipsw()
{
	try ip -n "$(ns sw)" "$@"
}

any_dev()
{
	# shellcheck disable=SC2086 # words
	any $DEVS
}

any_switch()
{
	any vsw0 vsw0 vsw1 vsw2
}

do_ports()
{
	case $((RANDOM % 6)) in
	0 | 1)
		ipsw link set "$(any_dev)" master "$(any_switch)"
		;;
	2)
		ipsw link set "$(any_dev)" nomaster
		;;
	3 | 4)
		tool port add "$(any_switch)" "$(any_dev)" \
			name "n$((RANDOM % 9))" hairpin "$(any on off)"
		;;
	5)
		tool port del "$(any_dev)"
		;;
	esac
}

do_switches()
{
	local switch

	switch=$(any_switch)
	case $((RANDOM % 5)) in
	0)
		ipsw link del "$(any vsw1 vsw2)"
		;;
	1)
		tool switch del "$switch"
		;;
	*)
		tool switch add "$switch" max-fdb "$(any 64 1000 65536)"
		ipsw link set "$switch" up
		ipsw link set p1 master "$switch"
		ipsw link set p2 master "$switch"
		;;
	esac
}

do_fdb()
{
	local switch

	switch=$(any_switch)
	case $((RANDOM % 5)) in
	0)
		tool fdb flush "$switch"
		;;
	1)
		tool fdb flush "$switch" port "$(any_dev)"
		;;
	2)
		tool fdb add "$switch" "$(mac $((RANDOM % 9)))" \
			port "$(any_dev)" "$(any static sticky dynamic)"
		;;
	3)
		tool fdb del "$switch" "$(mac $((RANDOM % 9)))"
		;;
	4)
		try bridge -n "$(ns sw)" fdb show br "$switch"
		;;
	esac
}

do_settings()
{
	case $((RANDOM % 4)) in
	0)
		tool switch set "$(any_switch)" ageing "$(any 0 1 300)"
		;;
	1)
		tool limits set "$(any_switch)" "$(any fdb port-fdb ports)" \
			"$((RANDOM % 200 + 1))"
		;;
	*)
		tool port set "$(any_dev)" "$(any learning flood hairpin \
			flood-unicast forward-lldp)" "$(any on off)"
		;;
	esac
}

do_dumps()
{
	local switch out

	switch=$(any_switch)
	tool -j fdb show "$switch"
	tool -j port show
	tool -j stats show "$switch"
	ipsw -s -d link show
	try ip netns exec "$(ns sw)" ethtool -S "$switch"
	# Also in traffic the books balance to the frame.
	out=$(ctl audit 2>&1)
	[ $? -ne 1 ] || echo "audit: $out" >>"$TMP/bad"
}

do_devices()
{
	local n

	n=$(any 1 2 3 4)
	case $((RANDOM % 8)) in
	0)
		ipsw link set "$(any_dev)" mtu "$(any 1280 1400 1500 9000)"
		;;
	1)
		ipsw link set "$(any_dev)" \
			address "02:00:00:00:01:$((RANDOM % 90 + 10))"
		;;
	2)
		ipsw link set "$(any_switch)" mtu "$(any 1280 1500)"
		;;
	3)
		# The other end's carrier goes with it.
		try ip -n "$(ns "g$n")" link set eth0 down
		try ip -n "$(ns "g$n")" link set eth0 up
		;;
	4)
		ipsw link set "p$n" down
		ipsw link set "p$n" up
		;;
	5)
		ipsw link set "p$n" name "x$n"
		ipsw link set "x$n" name "p$n"
		ipsw link set "p$n" up
		;;
	6)
		ipsw link set "$(any_switch)" "$(any down up)"
		ipsw link set "$(any_switch)" promisc "$(any on off)"
		;;
	7)
		try ip netns exec "$(ns sw)" ethtool -K "$(any_dev)" \
			"$(any tx tso sg gso)" "$(any on off)"
		;;
	esac
}

# A guest stops and starts.
do_guests()
{
	local n

	n=$(any 3 4)
	ipsw link del "p$n"
	ipsw link add "p$n" type veth peer name eth0 \
		address "$(mac "$n")" netns "$(ns "g$n")"
	try ip -n "$(ns "g$n")" addr add "192.0.2.$n/24" dev eth0
	try ip -n "$(ns "g$n")" link set eth0 up
	ipsw link set "p$n" up
	ipsw link set "p$n" master "$(any_switch)"
}

do_monitor()
{
	timeout -k 5 "$(any 1 2 3)" vswitchctl -n "$(ns sw)" -j monitor \
		>/dev/null 2>&1
}

# Who reads a dump just now holds the module for that long.
module_goes()
{
	! [ -d /sys/module/vswitch ] || try rmmod vswitch
	[ ! -d /sys/module/vswitch ]
}

do_module()
{
	tool switch show
	busywait 60 module_goes ||
		echo "the module cannot be removed" >>"$TMP/bad"
	try insmod "${VSW_KO:-$ROOT/build/$(uname -r)/vswitch.ko}"
	tool switch add vsw0
	ipsw link set vsw0 up
	for dev in $DEVS; do
		ipsw link set "$dev" master vsw0
	done
}

# worker NUMBER NAME ROUNDS: with a sequence of random numbers of its own.
worker()
{
	local i

	trap - EXIT
	RANDOM=$((SEED * 100 + $1))
	for ((i = 0; i < $3; i++)); do
		"do_$2"
	done
}

# together ROUNDS NAME...: all at once, until the last is done.
together()
{
	local rounds=$1 name n=0 pids=()
	shift

	for name; do
		n=$((n + 1))
		worker "$n" "${name%=*}" \
			"$([[ $name = *=* ]] && echo "${name#*=}" || echo "$rounds")" &
		pids+=($!)
		defer stop $!
	done
	wait "${pids[@]}"
}

# quiet_after: what was done is undone as far as a user would, and all works.
quiet_after()
{
	local splat dev i

	if [ -s "$TMP/bad" ]; then
		fail "what crashed, hung or was wrong" "$(head -20 "$TMP/bad")"
	fi
	traffic_goes_on a
	traffic_goes_on b

	for dev in vsw0 vsw1 vsw2; do
		swip link del "$dev" 2>/dev/null
	done
	for dev in $DEVS; do
		free "$dev"
	done
	must ctl switch add vsw0
	must swip link set vsw0 up
	for i in 1 2 3 4; do
		must ip_ns "g$i" link set eth0 up
		must swip link set "p$i" up
		must swip link set "p$i" mtu 1500
		must ctl port add vsw0 "p$i"
	done
	for i in 2 3 4; do
		wait_for "g1 reaches g$i" in_ns g1 ping -q -c 1 -W 1 \
			"192.0.2.$i"
	done
	check "the books balance" ctl audit
	splat=$(dmesg | sed "1,/stress.sh begins: $$/d" | splat_find) &&
		fail "the kernel complains" "$splat"
}

# ---- the tests ---------------------------------------------------------

churn()
{
	spawn "$TMP/ping" in_ns g1 ping -q -i 0.02 -w 600 192.0.2.2
	together "$ROUNDS" switches ports fdb settings dumps=$((ROUNDS / 3)) \
		devices guests=$((ROUNDS / 3)) monitor=$((ROUNDS / 5))
	quiet_after
	swip link del vsw0
}

module()
{
	spawn "$TMP/ping" in_ns g1 ping -q -i 0.02 -w 600 192.0.2.2
	defer vsw_load
	together "$ROUNDS" module=$((ROUNDS / 4)) switches=$((ROUNDS / 2)) \
		ports fdb=$((ROUNDS / 2)) dumps=$((ROUNDS / 6)) \
		devices=$((ROUNDS / 2)) monitor=$((ROUNDS / 5))
	must vsw_load
	quiet_after
}

# With everything gone, nothing holds a device or the module.
nothing_left()
{
	local i

	for i in 1 2 3 4; do
		check "p$i goes" swip link del "p$i"
	done
	check "rmmod" vsw_unload
	for i in d1 d2; do
		check "$i goes" swip link del "$i"
		must swip link add "$i" type dummy
	done
	no_reference_kept
	must vsw_load
}

run_tests "$@"
