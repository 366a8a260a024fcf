#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.12 debug
#
# As many ports as a switch can have: 4,096. Each gets its copy of a broadcast,
# one more port is refused, all are listed, and go with the switch.
#
#	 h1	guest
#	eth0
#	 |
#	 p1	d2	d3 ..	d4096	namespace sw; dummies
#	 +-------+------+- vsw0 -+
#
# The times that it tells are those of a machine that may be an emulated one;
# beside that of the switch stands the Linux bridge's, which has 1,023 ports.

TESTS="attach one_more flood dump detach delete"
. "$(dirname "$0")/lib.sh"

MOST=4096
BRIDGE_MOST=1023

setup()
{
	ns_add sw
	probe_start
	guest_add sw h1 p1 "$(mac 1)"
	place h1 h1 eth0
	switch_add sw vsw0
	must ctl port add vsw0 p1
	seq -f 'link add d%.0f up type dummy' 2 $((MOST + 1)) >"$TMP/add"
	must swip -batch "$TMP/add"
}

# took SECONDS COUNT WHAT: a note of it.
took()
{
	note "$3: $(jget "'%.1f s, %.2f ms each' % (d, d * 1000 / $2)" \
		<<<"$1")"
}

# run_batch FILE: how many seconds ip takes for its commands.
run_batch()
{
	local start=$EPOCHREALTIME

	swip -batch "$1" >"$TMP/batch.out" 2>&1 ||
		die "ip -batch failed" "$(cat "$TMP/batch.out")"
	jget "d[1] - d[0]" <<<"$start $EPOCHREALTIME"
}

# Also in the order of time: the last hundred cost what the first hundred do.
attach()
{
	local first last all

	seq -f 'link set d%.0f master vsw0' 2 101 >"$TMP/first"
	seq -f 'link set d%.0f master vsw0' 102 $((MOST - 100)) >"$TMP/rest"
	seq -f 'link set d%.0f master vsw0' $((MOST - 99)) "$MOST" >"$TMP/last"
	first=$(run_batch "$TMP/first")
	all=$(run_batch "$TMP/rest")
	last=$(run_batch "$TMP/last")
	took "$first" 100 "the first 100 attached"
	took "$all" $((MOST - 201)) "the others"
	took "$last" 100 "the last 100"
	check_eq "ports" "$(switch_get vsw0 ports)" "$MOST"
	check_eq "with a device" "$(switch_get vsw0 attached)" "$MOST"

	must swip link add br0 up type bridge
	defer swip link del br0
	seq -f 'link add b%.0f up type dummy' 1 "$BRIDGE_MOST" >"$TMP/add"
	seq -f 'link set b%.0f master br0' 1 "$BRIDGE_MOST" >"$TMP/batch"
	seq -f 'link del b%.0f' 1 "$BRIDGE_MOST" >"$TMP/del"
	must swip -batch "$TMP/add"
	took "$(run_batch "$TMP/batch")" "$BRIDGE_MOST" \
		"$BRIDGE_MOST at a bridge"
	must swip -batch "$TMP/del"
}

one_more()
{
	local full='the switch is at its limit of ports' one=d$((MOST + 1))

	check_refused "by ip" "$full" swip link set "$one" master vsw0
	check_refused "by the tool" "$full" ctl port add vsw0 "$one"
	check_refused "without a device" "$full" ctl port add vsw0 name web1
	check_eq "it is free" "$(link_get sw "$one" "r.get('master')")" ""
	check_eq "still so many" "$(switch_get vsw0 ports)" "$MOST"
	check_eq "the limits tell" "$(ctl -j limits show vsw0 |
		jget "[row(d, limit='ports')[k] for k in
			('value', 'used', 'max', 'hits')]" | paste -sd ' ')" \
		"$MOST $MOST $MOST 3"
	check_refused "the limit is the highest" "$MOST" \
		ctl switch set vsw0 max-ports $((MOST + 1))
}

# own NAME...: of all ports but p1 and the host's, what "stats" has of these.
own()
{
	ctl -j stats show vsw0 | jget "sorted({
		' '.join('%s=%d' % (k, r[k]) for k in '$*'.split())
		for r in d if r['port'] is not None and r['port'] > 1})"
}

flood()
{
	local before after

	stat_mark vsw0 p1
	before=$(own tx_frames)
	check_eq "before, nothing was sent" "$before" "tx_frames=0"
	check_eq "a broadcast" \
		"$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" ""
	check_eq "is for each" "$(own tx_copies tx_frames tx_bytes tx_dropped)" \
		"tx_copies=1 tx_frames=1 tx_bytes=60 tx_dropped=0"
	# The host is a port, too.
	check_eq "and all are counted" "$(stat_diff vsw0 p1)" \
		"rx_frames=1 rx_bytes=60 flooded=1 copies=$MOST"
	after=$(in_ns sw ip -j -s link show |
		jget "sum(r['stats64']['tx']['packets'] for r in d
			if r['ifname'][0] == 'd')")
	check_eq "the devices have them" "$after" $((MOST - 1))

	check_eq "multicast" \
		"$(probe h1 01:00:5e:00:00:09 "$(mac 1)" n=10)" ""
	check_eq "the same ten times" "$(own tx_frames tx_dropped)" \
		"tx_frames=11 tx_dropped=0"
	check "the books balance" ctl audit vsw0
}

dump()
{
	check_eq "each number once" "$(ctl -j port show vsw0 |
		jget "[r['number'] for r in d] == list(range($MOST + 1))")" \
		true
	check_eq "each device once" "$(ctl -j port show vsw0 |
		jget "len({r['ifindex'] for r in d})")" $((MOST + 1))
	check_eq "in words: a line each" "$(ctl port show vsw0 |
		grep -c ' d[0-9]')" $((MOST - 1))
	check_eq "the last of them" "$(port_get vsw0 "d$MOST" number)" "$MOST"
	check_eq "ip knows them" \
		"$(swip -br link show master vsw0 | wc -l)" "$MOST"
	check_eq "one deleted" "$(ctl port del d9; port_get vsw0 "d$MOST" \
		number; switch_get vsw0 ports)" "$MOST
$((MOST - 1))"
	must ctl port add vsw0 "d$((MOST + 1))"
	check_eq "its number is the new one's" \
		"$(port_get vsw0 "d$((MOST + 1))" number)" 9
}

# A hundred go and come back, while all the others are there.
detach()
{
	seq -f 'link set d%.0f nomaster' 1001 1100 >"$TMP/off"
	seq -f 'link set d%.0f master vsw0' 1001 1100 >"$TMP/on"
	took "$(run_batch "$TMP/off")" 100 "100 detached"
	check_eq "their ports wait" "$(ctl -j port show vsw0 |
		jget "len(rows(d, state='detached'))")" 100
	check_eq "a broadcast" \
		"$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" ""
	took "$(run_batch "$TMP/on")" 100 "100 attached again"
	check_eq "all are there" "$(switch_get vsw0 attached)" "$MOST"
	check_eq "as they were" "$(port_get vsw0 d1001 number)" 1001
}

delete()
{
	local start=$EPOCHREALTIME

	check "ip link del" swip link del vsw0
	took "$(jget "d[1] - d[0]" <<<"$start $EPOCHREALTIME")" "$MOST" \
		"deleted with all ports"
	check_eq "no switch" "$(ctl -j switch show | jget 'len(d)')" 0
	check_eq "all devices are free" "$(in_ns sw ip -j -d link show |
		jget "sum('master' in r or r['promiscuity'] > 0 for r in d)")" 0
}

run_tests "$@"
