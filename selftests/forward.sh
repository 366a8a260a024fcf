#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# quick
#
# Where frames go and what is counted: each one sent is looked for at every
# guest and at the host, and the counters of every port must have changed by
# exactly what the documents say. Settings that steer it are in
# forward_flags.sh.
#
#	 h1        h2        h3		guests, with the addresses
#	eth0      eth0      eth0	mac 1, 2 and 3
#	 |         |         |
#	 p1        p2        p3		namespace sw
#	 +------ vsw0 -------+		the host, mac 254

TESTS="known unknown groups host_frames same_port reserved reserved_host
	listener clones egress_mtu egress_mtu_gso egress_down source_local
	no_destination switch_down detached"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"
. "$(dirname "$0")/frames/lib-forward.sh"

setup()
{
	forward_setup
}

known()
{
	books_begin
	sent "h1 to h2" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out"
	sent "h2 to h1" h2 "$M1" "$M2" "h1" "p1=out p2=forwarded:1"
	sent "h3 to h2" h3 "$M2" "$M3" "h2" "p2=out p3=forwarded:1"
	sent "to the host" h1 "$HOST" "$M1" "host" "vsw0=out p1=delivered:1"
	sent "a long one" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out" 1514
	sent "a short one" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out" 30
}

unknown()
{
	books_begin
	sent "from h1" h1 "$NOBODY" "$M1" "h2 h3" \
		"p1=flooded:2 p2=out p3=out"
	sent "from h3" h3 "$NOBODY" "$M3" "h1 h2" \
		"p1=out p2=out p3=flooded:2"
	must ctl fdb add vsw0 "$NOBODY" port p3
	books_begin
	sent "no longer" h1 "$NOBODY" "$M1" "h3" "p1=forwarded:1 p3=out"
	must ctl fdb del vsw0 "$NOBODY"
	books_begin
	sent "again" h1 "$NOBODY" "$M1" "h2 h3" "p1=flooded:2 p2=out p3=out"
}

groups()
{
	local dst

	books_begin
	for dst in ff:ff:ff:ff:ff:ff 01:00:5e:00:00:fb 33:33:00:00:00:01 \
		33:33:ff:00:00:07 01:80:c2:00:00:10 03:80:c2:00:00:00; do
		sent "to $dst" h2 "$dst" "$M2" "h1 h3 host" \
			"vsw0=out p1=out p2=flooded:3 p3=out"
	done
}

host_frames()
{
	books_begin
	sent "known" host "$M1" "$HOST" "h1" "vsw0=forwarded:1 p1=out"
	sent "unknown" host "$NOBODY" "$HOST" "h1 h2 h3" \
		"vsw0=flooded:3 p1=out p2=out p3=out"
	sent "broadcast" host ff:ff:ff:ff:ff:ff "$HOST" "h1 h2 h3" \
		"vsw0=flooded:3 p1=out p2=out p3=out"
	sent "to itself" host "$HOST" "$HOST" "" "vsw0=in-same-port"
}

# A frame never goes back to where it came from.
same_port()
{
	must ctl fdb add vsw0 "$(mac 11)" port p1
	defer ctl fdb del vsw0 "$(mac 11)"
	books_begin
	sent "to a neighbour" h1 "$(mac 11)" "$M1" "" "p1=in-same-port"
	sent "to itself" h1 "$M1" "$M1" "" "p1=in-same-port"
	sent "from elsewhere" h2 "$(mac 11)" "$M2" "h1" \
		"p1=out p2=forwarded:1"
}

# IEEE 802.1Q-2018 table 8-1: they go no further than the port.
reserved()
{
	local i want

	books_begin
	for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
		want=consumed
		[ "$i" != 1 ] || want=in-pause
		sent "01:80:c2:00:00:0$i" h1 "01:80:c2:00:00:0$i" "$M1" "" \
			"p1=$want"
	done
}

reserved_host()
{
	books_begin
	sent "LLDP" host 01:80:c2:00:00:0e "$HOST" "" "vsw0=in-reserved-group"
	sent "STP" host 01:80:c2:00:00:00 "$HOST" "" "vsw0=in-reserved-group"
	sent "pause" host 01:80:c2:00:00:01 "$HOST" "" "vsw0=in-pause"
}

# Who listens on a port's device for LLDP gets what is meant for this link, and
# nothing that the switch takes.
listener()
{
	place lldpd sw p1 88cc
	defer probe_do stop lldpd
	books_begin
	sent "LLDP" h1 01:80:c2:00:00:0e "$M1" "lldpd" "p1=consumed" \
		60 type=88cc
	sent "to the nearest customer bridge" h1 01:80:c2:00:00:00 "$M1" \
		"lldpd" "p1=consumed" 60 type=88cc
	sent "LACP is not LLDP" h1 01:80:c2:00:00:02 "$M1" "" "p1=consumed" \
		60 type=8809
	sent "of another port" h2 01:80:c2:00:00:0e "$M2" "" "p2=consumed" \
		60 type=88cc
	sent "pause is for nobody" h1 01:80:c2:00:00:01 "$M1" "" \
		"p1=in-pause" 60 type=88cc
	sent "what is forwarded" h1 "$M2" "$M1" "h2" \
		"p1=forwarded:1 p2=out" 60 type=88cc
}

# Copies share their bytes. A port whose device cannot take a tag in metadata
# has it written into the frame, which no other copy may notice.
clones()
{
	local frame tagged port

	frame=${M1//:/}88b5$(printf 'cafe%.0s' {1..600})
	tagged=${M1//:/}8100000588b5$(printf 'cafe%.0s' {1..600})
	transparent vsw0
	defer ctl port set vsw0/host trunk all native 1
	for port in p1 p2 p3; do
		defer ctl port set "vsw0/$port" access 1
	done
	must in_ns sw ethtool -K p2 tx-vlan-offload off
	defer in_ns sw ethtool -K p2 tx-vlan-offload on
	books_begin
	sent "plain" h1 - - "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out" 1214 \
		"raw=ffffffffffff$frame"
	sent "tagged" h1 - - "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out" 1218 \
		"raw=ffffffffffff$tagged"
	sent "tagged, to one" h1 - - "h2" "p1=forwarded:1 p2=out" 1218 \
		"raw=${M2//:/}$tagged"
}

egress_mtu()
{
	must swip link set p2 mtu 1400
	defer swip link set p2 mtu 1500
	books_begin
	sent "the longest" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out" 1414
	sent "a byte more" h1 "$M2" "$M1" "" \
		"p1=forwarded:1 p2=lost-egress-mtu" 1415
	sent "flooded" h1 "$NOBODY" "$M1" "h3" \
		"p1=flooded:2 p2=lost-egress-mtu p3=out" 1415
	sent "from there" h2 "$M1" "$M2" "h1" "p1=out p2=forwarded:1" 1414
	sent "the host takes any" h1 "$HOST" "$M1" "host" \
		"vsw0=out p1=delivered:1" 1514
}

# send_gso: h1 sends UDP to h2, 2000 bytes that are to be cut at 1000.
send_gso()
{
	in_ns h1 "$PYTHON" -IS -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_UDP, 103, 1000)         # UDP_SEGMENT
s.sendto(bytes(2000), ("192.0.2.2", 9))'
}

# A frame that is yet to be cut fits where its segments do: 1028 bytes each.
egress_mtu_gso()
{
	must ip_ns h1 addr add 192.0.2.1/24 dev eth0
	defer ip_ns h1 addr flush dev eth0
	must ip_ns h1 neigh replace 192.0.2.2 lladdr "$M2" dev eth0
	must swip link set p2 mtu 1027
	defer swip link set p2 mtu 1500
	books_begin
	must send_gso
	wait_for "too small a port" is \
		"$(books_of 2042 "p1=forwarded:1 p2=lost-egress-mtu")" books
	must swip link set p2 mtu 1028
	books_begin
	must send_gso
	wait_for "a port that is just large enough" is \
		"$(books_of 2042 "p1=forwarded:1 p2=out")" books
}

egress_down()
{
	must swip link set p2 down
	defer swip link set p2 up
	books_begin
	sent "to a static address" h1 "$M2" "$M1" "" \
		"p1=forwarded:1 p2=lost-egress-down"
	sent "nothing is flooded to it" h1 "$NOBODY" "$M1" "h3" \
		"p1=flooded:1 p3=out"
	must swip link set p2 up
	must ip_ns h2 link set eth0 down
	defer ip_ns h2 link set eth0 up
	books_begin
	sent "without a carrier" h1 "$M2" "$M1" "" \
		"p1=forwarded:1 p2=lost-egress-down"
	sent "not flooded either" h1 "$NOBODY" "$M1" "h3" \
		"p1=flooded:1 p3=out"
	must ip_ns h2 link set eth0 up
	wait_for "it is back" is up port_get vsw0 p2 state
	books_begin
	sent "up again" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out"
}

source_local()
{
	books_begin
	sent "to a guest" h1 "$M2" "$HOST" "" "p1=in-source-local"
	sent "to all" h1 ff:ff:ff:ff:ff:ff "$HOST" "" "p1=in-source-local"
	sent "to the host" h1 "$HOST" "$HOST" "" "p1=in-source-local"
	sent "a group as the source" h1 "$M2" 03:00:00:00:00:01 "" \
		"p1=in-source-group"
	sent "zero as the source" h1 "$M2" 00:00:00:00:00:00 "" \
		"p1=in-source-zero"
	sent "the host itself may" host "$M2" "$HOST" "h2" \
		"vsw0=forwarded:1 p2=out"
}

no_destination()
{
	must swip link set p2 nomaster
	defer swip link set p2 master vsw0
	must swip link set p3 down
	defer swip link set p3 up
	books_begin
	sent "unknown, but nobody else is here" h1 "$NOBODY" "$M1" "" \
		"p1=in-no-destination"
	sent "the host is, for a broadcast" h1 ff:ff:ff:ff:ff:ff "$M1" \
		"host" "vsw0=out p1=flooded:1"
}

switch_down()
{
	must swip link set vsw0 down
	defer swip link set vsw0 up
	books_begin
	sent "known" h1 "$M2" "$M1" "" "p1=in-switch-down"
	sent "broadcast" h1 ff:ff:ff:ff:ff:ff "$M1" "" "p1=in-switch-down"
	sent "LLDP" h1 01:80:c2:00:00:0e "$M1" "" "p1=in-switch-down"
	must swip link set vsw0 up
	books_begin
	sent "up again" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out"
}

# What has been set free is on its own: nothing in, nothing out, no count.
detached()
{
	must swip link set p1 nomaster
	defer swip link set p1 master vsw0
	place free sw p1 88b5
	defer probe_do stop free
	books_begin
	sent "from it" h1 "$M2" "$M1" "free" ""
	sent "past it" h2 "$NOBODY" "$M2" "h3" "p2=flooded:1 p3=out"
	sent "to it" h2 "$M1" "$M2" "" "p1=lost-egress-down p2=forwarded:1"
}

run_tests "$@"
