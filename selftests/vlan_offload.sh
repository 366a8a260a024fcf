#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# Checksums and segments that are left to the device, in frames whose tags are
# pushed, popped and changed on the way; and TCP through access ports, trunks
# and Q-in-Q, with and without what devices can do.
#
#	   t1     t2     t3      g1	    c1		       c2
#	+-----+ +-----+ +-----+ +------+ +------+	    +------+
#	| tap | | tap | | tap | | eth0 | | eth0 |	    | eth0 |
#	+--|--+ +--|--+ +--|--+ +--|---+ +--|---+	    +--|---+
#	  t1      t2	  t3	  p1	    q1	   x1 --- x2   q2	sw
#	+---------------------------------+ +--------+ +--------+
#	|	       vsw0		  | |  vsw1  | |  vsw2  |
#	+---------------------------------+ +--------+ +--------+

TESTS="csum gso flooded no_tag_offload gso_mtu host tcp_access tcp_native
	tcp_tunnel tcp_host checksum_complete"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
}

setup()
{
	local i

	taps_setup vlan_offload

	must swip link add x1 type veth peer name x2
	defer swip link del x1
	for i in 1 2; do
		switch_add sw vsw$i address "$(mac 15$i)"
		guest_add sw c$i q$i "$(mac 1$i)" "192.0.2.$i/24"
		must swip link set x$i up
		must swip link set q$i master vsw$i
		must swip link set x$i master vsw$i
		wait_for "the ports are up" ports_up vsw$i 2
	done
}

for test in csum gso flooded no_tag_offload gso_mtu host; do
	eval "$test() { agent $test; }"
done

# port SWITCH DEV SETTING=VALUE...: see vlan_lab.py.
port()
{
	agent port "$@" || die "port $* failed"
}

# frame_size SWITCH PORT: of what left by the port since stat_mark, the mean.
frame_size()
{
	local counted bytes frames

	counted=$(stat_diff "$1" "$2")
	bytes=$(sed -n 's/.*\btx_bytes=\([0-9]*\).*/\1/p' <<<"$counted")
	frames=$(sed -n 's/.*\btx_frames=\([0-9]*\).*/\1/p' <<<"$counted")
	echo $((${bytes:-0} / (${frames:-0} + 1)))
}

# trunk_by PROTOCOL: between the two switches.
trunk_by()
{
	local i

	for i in 1 2; do
		port "vsw$i" "x$i" mode=trunk tagged=10,20 "protocol=$1"
	done
}

# bad_sums NAME: segments that the TCP of a guest refused for their checksum.
bad_sums()
{
	in_ns "$1" cat /proc/net/snmp | awk '$1 == "Tcp:" { n = $NF } END { print n }'
}

# both_ways ADDRESS1 ADDRESS2 [SIZE]: between c1 and c2, with all that x1 and x2
# can do, and with less.
both_ways()
{
	local feature i

	stat_mark vsw1 x1
	check "there" transfer c1 c2 "$2" 4
	check_cmp "bytes a frame" "$(frame_size vsw1 x1)" "${3-gt}" 5000
	check "and back" transfer c2 c1 "$1" 4
	for feature in tx-vlan-offload tx-vlan-stag-hw-insert tso tx sg; do
		for i in 1 2; do
			must in_ns sw ethtool -K "x$i" "$feature" off
			defer in_ns sw ethtool -K "x$i" "$feature" on
		done
		check "there, $feature off" transfer c1 c2 "$2" 1
		check "back, $feature off" transfer c2 c1 "$1" 1
	done
	check_eq "checksums that c1 did not like" "$(bad_sums c1)" 0
	check_eq "and c2" "$(bad_sums c2)" 0
}

# vlan_on NAME VID ADDRESS: a VLAN device of a guest.
vlan_on()
{
	must ip_ns "$1" link add link eth0 name v"$2" type vlan id "$2"
	defer ip_ns "$1" link del v"$2"
	must ip_ns "$1" link set v"$2" up
	must ip_ns "$1" addr add "$3" dev v"$2"
}

# An access port, and a VLAN device behind a trunk.
tcp_access()
{
	trunk_by 8021q
	port vsw1 q1 mode=access pvid=10
	port vsw2 q2 mode=trunk tagged=10,20
	vlan_on c2 10 198.51.100.2/24
	must ip_ns c1 addr add 198.51.100.1/24 dev eth0
	defer ip_ns c1 addr del 198.51.100.1/24 dev eth0
	both_ways 198.51.100.1 198.51.100.2
	# And with S-tags between the switches.
	trunk_by 8021ad
	check "there, S-tags" transfer c1 c2 198.51.100.2 1
	check "back, S-tags" transfer c2 c1 198.51.100.1 1
}

# The native VLAN on one side, a translated one on the other.
tcp_native()
{
	port vsw1 x1 mode=trunk tagged=10,20 maps=100:10
	port vsw2 x2 mode=trunk tagged=10,100
	port vsw1 q1 mode=trunk pvid=10 tagged=10,20
	port vsw2 q2 mode=hybrid pvid=100 untagged=100 tagged=10
	both_ways 192.0.2.1 192.0.2.2
}

# Q-in-Q: the guests' own tags ride in those of the switches. Two tags are more
# than a device cuts by itself.
tcp_tunnel()
{
	trunk_by 8021ad
	port vsw1 q1 mode=dot1q-tunnel pvid=20
	port vsw2 q2 mode=dot1q-tunnel pvid=20
	vlan_on c1 5 198.51.100.1/24
	vlan_on c2 5 198.51.100.2/24
	# The inner tag counts against the MTU of the link.
	must ip_ns c1 link set v5 mtu 1496
	must ip_ns c2 link set v5 mtu 1496
	both_ways 198.51.100.1 198.51.100.2 gt
	trunk_by 8021q
	check "there, C-tags" transfer c1 c2 198.51.100.2 1
	check "back, C-tags" transfer c2 c1 198.51.100.1 1
}

# The host's own TCP, through a VLAN device on the switch.
tcp_host()
{
	local feature

	port vsw1 q1 mode=access pvid=10
	must swip link add link vsw1 name vsw1.10 type vlan id 10
	defer swip link del vsw1.10
	must swip link set vsw1.10 up
	must swip addr add 192.0.2.3/24 dev vsw1.10
	stat_mark vsw1 q1
	check "from the host" transfer sw c1 192.0.2.1 4
	check_cmp "bytes a frame" "$(frame_size vsw1 q1)" gt 5000
	check "to the host" transfer c1 sw 192.0.2.3 4
	for feature in tx-vlan-offload tso sg tx; do
		must in_ns sw ethtool -K vsw1 "$feature" off
		defer in_ns sw ethtool -K vsw1 "$feature" on
		check "from the host, $feature off" \
			transfer sw c1 192.0.2.1 1
		check "to the host, $feature off" \
			transfer c1 sw 192.0.2.3 1
	done
	check_eq "checksums that c1 did not like" "$(bad_sums c1)" 0
	check_eq "and the host" "$(bad_sums sw)" 0
}

# complete_transfers: between the far end and the host, or a guest.
complete_transfers()
{
	check "$1: to the host" transfer far sw 198.51.100.130 1
	check "$1: to a guest" transfer far c1 198.51.100.131 1
	check "$1: from a guest" transfer c1 far 198.51.100.129 1
}

# Devices that sum up the whole frame (VXLAN, see offload.sh): the sum is right
# after tags were pushed before it, and after they were popped.
checksum_complete()
{
	local failures name

	modprobe vxlan 2>/dev/null || skip "no vxlan module"
	failures=$(dmesg | grep -c 'hw csum failure')
	guest_add sw far u1 "$(mac 21)" 198.51.100.1/25
	must swip addr add 198.51.100.2/25 dev u1
	must in_ns far ethtool -K eth0 tx off
	must in_ns sw ethtool -K u1 rx off
	must ip_ns far link add vx0 type vxlan id 5 dstport 4789 udpcsum \
		local 198.51.100.1 remote 198.51.100.2
	must ip_ns far link set vx0 up
	must swip link add vx0 mtu 1450 type vxlan id 5 dstport 4789 udpcsum \
		local 198.51.100.2 remote 198.51.100.1
	defer swip link del vx0
	must in_ns sw ethtool -K vx0 gro off
	must swip link set vx0 up
	must swip link set vx0 master vsw1
	defer swip link set vsw1 mtu 1500

	# Tagged 5 by the far end; then by the switch, 10 around it.
	must ip_ns far link add link vx0 name v5 type vlan id 5
	must ip_ns far link set v5 mtu 1400 up
	must ip_ns far addr add 198.51.100.129/25 dev v5
	vlan_on c1 5 198.51.100.131/25
	must ip_ns c1 link set v5 mtu 1400
	must swip link add link vsw1 name vsw1.10 type vlan id 10
	defer swip link del vsw1.10
	must swip link add link vsw1.10 name vsw1.10.5 type vlan id 5
	must swip link add link vsw1 name vsw1.5 type vlan id 5
	defer swip link del vsw1.5
	for name in vsw1.10 vsw1.10.5 vsw1.5; do
		must swip link set "$name" mtu 1400 up
	done

	must swip addr add 198.51.100.130/25 dev vsw1.10.5
	port vsw1 vx0 mode=dot1q-tunnel pvid=10
	port vsw1 q1 mode=dot1q-tunnel pvid=10
	complete_transfers "pushed"

	must swip addr del 198.51.100.130/25 dev vsw1.10.5
	must swip addr add 198.51.100.130/25 dev vsw1.5
	port vsw1 vx0 mode=trunk tagged=5
	port vsw1 q1 mode=trunk tagged=5
	complete_transfers "kept"

	must swip addr del 198.51.100.130/25 dev vsw1.5
	must swip addr add 198.51.100.130/25 dev vsw1
	defer swip addr del 198.51.100.130/25 dev vsw1
	port vsw1 host mode=access pvid=5 role=promiscuous
	complete_transfers "popped"
	port vsw1 host mode=trunk pvid=1 tagged=1-4094 role=promiscuous
	check_eq "checksum failures" "$(dmesg | grep -c 'hw csum failure')" \
		"$failures"
}

run_tests "$@"
