#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What devices can do for a frame: the switch device offers what the Linux
# bridge offers over the same ports, and whatever is switched off at a port, at
# the host or at a guest, the frames that arrive are right.
#
#	   t1        t2        t3        g1		  c1     c2	   far
#	+------+  +------+  +------+  +------+		+------+------+  +-----+
#	| tap  |  | tap  |  | tap  |  | eth0 |		| eth0 | eth0 |  | vx0 |
#	+--|---+  +--|---+  +--|---+  +--|---+		+--|---+--|---+  +--|--+
#	   |         |         |         |		   |      |	   vx0
#	  t1        t2        t3        p1	sw	  q1     q2	(VXLAN)
#	+------------------------------------+		+-------------------+
#	|                vsw0                |		| vsw1: 192.0.2.254 |
#	+------------------------------------+		+-------------------+

TESTS="as_bridge_alone as_bridge_veth as_bridge_mixed as_bridge_poor
	veth_unable host_unable host_tcp guest_tcp checksum_complete"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-trace.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
}

setup()
{
	taps_setup offloading

	switch_add sw vsw1 address "$(mac 254)"
	guest_add sw c1 q1 "$(mac 11)" 192.0.2.1/24
	guest_add sw c2 q2 "$(mac 12)" 192.0.2.2/24
	must swip addr add 192.0.2.254/24 dev vsw1
	must ctl port add vsw1 q1
	must ctl port add vsw1 q2
	transparent vsw1
	wait_for "the ports are up" ports_up vsw1 2
}

# as_bridge DEV...: a bridge and a switch with ports of the same kinds, named
# DEV without its last letter, have the same features.
as_bridge()
{
	local dev

	modprobe bridge 2>/dev/null || skip "no bridge module to compare with"
	must swip link add br0 type bridge
	defer swip link del br0
	must swip link set br0 up
	switch_add sw vsw2
	for dev; do
		must swip link set "$dev"b master br0
		must swip link set "$dev"s master vsw2
	done
	check_eq "features" "$(in_ns sw ethtool -k vsw2 | tail -n +2)" \
		"$(in_ns sw ethtool -k br0 | tail -n +2)"
	# And they do not stay when the ports go.
	for dev; do
		must swip link set "$dev"b nomaster
		must swip link set "$dev"s nomaster
	done
	check_eq "features after the ports went" \
		"$(in_ns sw ethtool -k vsw2 | tail -n +2)" \
		"$(in_ns sw ethtool -k br0 | tail -n +2)"
}

# pair NAME KIND [FEATURE]...: two such devices, with these features off.
pair()
{
	local name=$1 kind=$2 side feature
	shift 2

	for side in b s; do
		case $kind in
		veth)
			must swip link add "$name$side" type veth \
				peer name "x$name$side"
			;;
		tap)
			must swip tuntap add "$name$side" mode tap
			;;
		*)
			must swip link add "$name$side" type "$kind"
			;;
		esac
		defer swip link del "$name$side"
		must swip link set "$name$side" up
		for feature; do
			must in_ns sw ethtool -K "$name$side" "$feature" off
		done
	done
}

as_bridge_alone()
{
	as_bridge
}

as_bridge_veth()
{
	pair e veth
	pair f veth
	as_bridge e f
}

as_bridge_mixed()
{
	pair e veth
	pair f dummy
	pair g tap
	as_bridge e f g
}

as_bridge_poor()
{
	pair e veth tx sg rx tx-vlan-offload
	pair f veth tso
	as_bridge e f
}

veth_unable()
{
	agent veth_unable
}

host_unable()
{
	agent host_unable
}

# rx_size: what the host sent since stat_mark, bytes a frame, the mean.
rx_size()
{
	local counted bytes frames

	counted=$(stat_diff vsw1 vsw1)
	bytes=$(sed -n 's/.*\brx_bytes=\([0-9]*\).*/\1/p' <<<"$counted")
	frames=$(sed -n 's/.*\brx_frames=\([0-9]*\).*/\1/p' <<<"$counted")
	echo $((${bytes:-0} / (${frames:-0} + 1)))
}

# The host's own TCP, with and without what its device can do.
host_tcp()
{
	local feature

	stat_mark vsw1 vsw1
	check "from the host" transfer sw c1 192.0.2.1 4
	check_cmp "bytes a frame" "$(rx_size)" gt 5000
	check "to the host" transfer c1 sw 192.0.2.254 4
	for feature in gso tso sg tx; do
		must in_ns sw ethtool -K vsw1 "$feature" off
		defer in_ns sw ethtool -K vsw1 "$feature" on
		stat_mark vsw1 vsw1
		check "from the host, $feature off" \
			transfer sw c1 192.0.2.1 1
		if [ "$feature" != gso ]; then
			check_cmp "bytes a frame, $feature off" \
				"$(rx_size)" le 1514
		fi
		check "to the host, $feature off" \
			transfer c1 sw 192.0.2.254 1
	done
}

# Guests with checksums and segments of their own, and ports without.
guest_tcp()
{
	local feature

	for feature in tso tx sg; do
		must in_ns c1 ethtool -K eth0 "$feature" off
		check "from one with $feature off" \
			transfer c1 c2 192.0.2.2 1
		check "to it" transfer c2 c1 192.0.2.1 1
		must in_ns c1 ethtool -K eth0 "$feature" on
		must in_ns sw ethtool -K q1 "$feature" off
		check "from a port with $feature off" \
			transfer c1 c2 192.0.2.2 1
		check "to it" transfer c2 c1 192.0.2.1 1
		must in_ns sw ethtool -K q1 "$feature" on
	done
}

# saw_complete: a frame that came from vx0 had a checksum of the whole frame.
saw_complete()
{
	grep -q 'dev=vx0 .*ip_summed=2' "$TRACE/trace"
}

# A device that sums up the whole frame, as some hardware does: VXLAN, when it
# had to compute the checksum of the outer frame. That sum is not true any more
# for what leaves by another device.
checksum_complete()
{
	local failures

	modprobe vxlan 2>/dev/null || skip "no vxlan module"
	trace_open
	for event in netif_rx_entry netif_receive_skb_entry \
			napi_gro_receive_entry; do
		must trace_write "events/net/$event/enable" 1
	done

	# The sender's device does no checksums: it comes with a full one.
	guest_add sw far u1 "$(mac 21)" 198.51.100.1/24
	must swip addr add 198.51.100.2/24 dev u1
	must in_ns far ethtool -K eth0 tx off
	must in_ns sw ethtool -K u1 rx off
	must ip_ns far link add vx0 type vxlan id 5 dstport 4789 udpcsum \
		local 198.51.100.1 remote 198.51.100.2
	must ip_ns far link set vx0 up
	must ip_ns far addr add 192.0.2.5/24 dev vx0
	must swip link add vx0 mtu 1450 type vxlan id 5 dstport 4789 udpcsum \
		local 198.51.100.2 remote 198.51.100.1
	defer swip link del vx0
	must in_ns sw ethtool -K vx0 gro off
	must swip link set vx0 up
	must ctl port add vsw1 vx0
	must ip_ns c1 link set eth0 mtu 1450
	defer ip_ns c1 link set eth0 mtu 1500
	defer swip link set vsw1 mtu 1500

	failures=$(dmesg | grep -c 'hw csum failure')
	check "to a guest" transfer far c1 192.0.2.1 1
	check "to the host" transfer far sw 192.0.2.254 1
	check "from a guest" transfer c1 far 192.0.2.5 1
	check "ping" in_ns far ping -q -c 3 -i 0.2 -s 1000 192.0.2.2
	check_eq "checksum failures" "$(dmesg | grep -c 'hw csum failure')" \
		"$failures"
	saw_complete || skip "VXLAN gives no complete checksums here"
}

run_tests "$@"
