#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The shell's side of agent.py: start it in setup, and ask it to run tests.
# Sourced, after lib.sh, by the scripts that craft frames.

# agent_start SUITE SWITCH END...: one process for the whole script. An END is
# NAME=KIND:NETNS:DEV:PORT, with NETNS as the functions of lib.sh have it.
agent_start()
{
	local suite=$1 switch=$2 specs=() spec kind netns rest
	shift 2

	for spec; do
		IFS=: read -r kind netns rest <<<"${spec#*=}"
		specs+=("${spec%%=*}=$kind:$(ns "$netns"):$rest")
	done
	serve agent "$PYTHON" -B "$SELFTESTS/frames/agent.py" "$suite" \
		"$(ns "$SW_NS")" "$switch" "${specs[@]}"
	AGENT_IN=$SERVE_IN AGENT_OUT=$SERVE_OUT
	agent_answer
}

# agent TEST [WORD]...: run the suite's function of that name.
agent()
{
	echo "$*" >&"$AGENT_IN"
	agent_answer
}

agent_answer()
{
	local line

	while IFS= read -r -t 1200 line <&"$AGENT_OUT"; do
		case $line in
		"done 0")
			return 0
			;;
		"done 1")
			# run_one reads it
			# shellcheck disable=SC2034
			TEST_RC=1
			return 1
			;;
		"skip "*)
			skip "${line#skip }"
			;;
		*)
			printf '%s\n' "$line"
			;;
		esac
	done
	die "the agent hangs or ended"
}

# transparent SWITCH: tags are of no interest to its ports, the host's included.
transparent()
{
	local port

	for port in $(ctl -j port show "$1" | jget "[r['number'] for r in d]"); do
		must ctl port set "$1/$port" dot1q-tunnel 1
	done
}

# ports_up SWITCH N: that many ports are in state up.
ports_up()
{
	[ "$(ctl -j port show "$1" |
		jget 'len(rows(d, state="up"))')" -ge "$2" ]
}

# taps_required, taps_setup: what tap.sh and gso.sh stand on, see there.
taps_required()
{
	$PYTHON -c 'import scapy' 2>/dev/null || skip "needs python3-scapy"
	[ -e /dev/net/tun ] || modprobe tun || skip "needs /dev/net/tun"
}

# taps_setup SUITE: the agent runs that; but for that of VLANs, the ports take no
# interest in tags.
taps_setup()
{
	local i

	ns_add sw
	switch_add sw vsw0 address "$(mac 153)" ageing 0
	guest_add sw g1 p1 "$(mac 4)"
	agent_start "$1" vsw0 t1=tap+vnet:sw:t1:t1 t2=tap+vnet:sw:t2:t2 \
		t3=tap+vnet:sw:t3:t3 g1=packet+vnet:g1:eth0:p1 \
		host=packet+vnet:sw:vsw0:vsw0
	for i in t1 t2 t3 p1; do
		must swip link set $i up
		must ctl port add vsw0 $i
	done
	[ "$1" = vlan_offload ] || transparent vsw0
	wait_for "the ports are up" ports_up vsw0 4
}

# transfer FROM TO ADDRESS MEGABYTES [SECONDS]: one TCP connection between two
# guests; it takes at most that long, and what was sent has arrived.
transfer()
{
	local from=$1 to=$2 address=$3 megabytes=$4 seconds=${5-$TIMEOUT}
	local rc

	spawn "$TMP/server" in_ns "$to" "$PYTHON" -IS \
		"$SELFTESTS/frames/transfer.py" serve "$address"
	busywait "$TIMEOUT" grep -q ready "$TMP/server" || return 1
	in_ns "$from" timeout "$seconds" "$PYTHON" -IS \
		"$SELFTESTS/frames/transfer.py" send "$address" "$megabytes"
	rc=$?
	stop "$SPAWNED"
	return $rc
}

# traffic NAME CPU SECONDS RATE SOURCE...: frames in the background, see
# traffic.py; at most that long, and not longer than the test, or, from setup,
# the script. A SOURCE is KIND:NETNS:DEV:N, with NETNS as the functions of
# lib.sh have it; it need not be there yet.
traffic()
{
	local name=$1 cpu=$2 seconds=$3 rate=$4 specs=() spec kind netns rest
	shift 4

	for spec; do
		IFS=: read -r kind netns rest <<<"$spec"
		specs+=("$kind:$(ns "$netns"):$rest")
	done
	spawn "$TMP/traffic-$name" "$PYTHON" -B \
		"$SELFTESTS/frames/traffic.py" "$cpu" "$seconds" "$rate" \
		"${specs[@]}"
	wait_for "traffic $name runs" test -s "$TMP/traffic-$name"
}

# traffic_sent NAME: frames, as of a moment ago.
traffic_sent()
{
	sed -n '$s/sent \([0-9]*\).*/\1/p' "$TMP/traffic-$1"
}

traffic_past()
{
	local sent

	sent=$(traffic_sent "$1")
	[ "${sent:-0}" -ge "$2" ]
}

# traffic_goes_on NAME: more frames are sent than until now.
traffic_goes_on()
{
	local sent

	sent=$(traffic_sent "$1")
	wait_for "traffic $1 goes on" traffic_past "$1" $((sent + 1))
}

# free DEV: it is nobody's port any more, and nothing of that is left on it.
free()
{
	check_eq "$1: no master" "$(link_get sw "$1" "r.get('master')")" ""
	check_eq "$1: promiscuity" "$(link_get sw "$1" "r['promiscuity']")" 0
	check_eq "$1: allmulti" \
		"$(link_get sw "$1" "r.get('allmulti', 0)")" 0
	check_eq "$1: kind of port" "$(link_get sw "$1" \
		"r.get('linkinfo', {}).get('info_slave_kind')")" ""
}

# no_reference_kept: the kernel waits for nobody to give up a device.
no_reference_kept()
{
	check_eq "devices that are waited for" \
		"$(dmesg | grep -c 'unregister_netdevice: waiting for')" 0
}

# acl_setup SUITE: what the scripts about ACLs stand on. t1, t2, t3 are taps, g1
# and g2 guests, all with access ports of VLAN 1; t2 is who most frames are for.
acl_setup()
{
	local i ends=()

	ns_add sw
	# Entries live as long as the oracle's.
	switch_add sw vsw0 address "$(mac 153)" ageing 0
	for i in 1 2 3; do
		ends+=("t$i=tap+vnet:sw:t$i:t$i")
	done
	for i in 1 2; do
		guest_add sw "g$i" "p$i" "$(mac $((3 + i)))"
		ends+=("g$i=packet:g$i:eth0:p$i")
	done
	agent_start "$1" vsw0 "${ends[@]}" host=packet:sw:vsw0:vsw0
	for i in t1 t2 t3 p1 p2; do
		must swip link set "$i" up
		must swip link set "$i" master vsw0
	done
	wait_for "the ports are up" ports_up vsw0 5
}
