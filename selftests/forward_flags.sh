#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
#
# Settings of ports, and a host that listens to everything: where frames go
# then, and what is counted. As in forward.sh, all is looked at for each frame.
#
#	 h1        h2        h3		guests, with the addresses
#	eth0      eth0      eth0	mac 1, 2 and 3
#	 |         |         |
#	 p1        p2        p3		namespace sw
#	 +------ vsw0 -------+		the host, mac 254

TESTS="hairpin forward_lldp forward_lacp flood_unicast flood_multicast
	flood_broadcast flood_host flood_none learning promiscuous all_at_once"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-forward.sh"

LLDP=01:80:c2:00:00:0e
LACP=01:80:c2:00:00:02
ALL=ff:ff:ff:ff:ff:ff
GROUP=01:00:5e:00:00:09

setup()
{
	forward_setup
}

# port_set PORT SETTING VALUE DEFAULT: for the test; then count from here.
port_set()
{
	must ctl port set "vsw0/$1" "$2" "$3"
	defer ctl port set "vsw0/$1" "$2" "$4"
	books_begin
}

hairpin()
{
	must ctl fdb add vsw0 "$(mac 11)" port p1
	defer ctl fdb del vsw0 "$(mac 11)"
	port_set p1 hairpin on off
	sent "to a neighbour" h1 "$(mac 11)" "$M1" "h1" "p1=forwarded:1,out"
	sent "unknown" h1 "$NOBODY" "$M1" "h1 h2 h3" \
		"p1=flooded:3,out p2=out p3=out"
	sent "broadcast" h1 "$ALL" "$M1" "h1 h2 h3 host" \
		"vsw0=out p1=flooded:4,out p2=out p3=out"
	sent "of others" h2 "$ALL" "$M2" "h1 h3 host" \
		"vsw0=out p1=out p2=flooded:3 p3=out"
	sent "reserved" h1 01:80:c2:00:00:00 "$M1" "" "p1=consumed"
	must ctl port set vsw0/p1 hairpin off
	books_begin
	sent "off again" h1 "$(mac 11)" "$M1" "" "p1=in-same-port"
}

# forward_both SETTING ADDRESS OTHER: between ports that both have it.
forward_both()
{
	local setting=$1 dst=$2 other=$3

	port_set p1 "$setting" on off
	sent "only the sender has it" h1 "$dst" "$M1" "" \
		"p1=in-no-destination"
	sent "only others have it" h2 "$dst" "$M2" "" "p2=consumed"
	port_set p2 "$setting" on off
	sent "both have it" h1 "$dst" "$M1" "h2" "p1=flooded:1 p2=out"
	sent "the other way" h2 "$dst" "$M2" "h1" "p1=out p2=flooded:1"
	sent "the third has not" h3 "$dst" "$M3" "" "p3=consumed"
	sent "it is not for $other" h1 "$other" "$M1" "" "p1=consumed"
	sent "nor for pause" h1 01:80:c2:00:00:01 "$M1" "" "p1=in-pause"
	sent "nor for STP" h1 01:80:c2:00:00:00 "$M1" "" "p1=consumed"
	port_set host "$setting" on off
	sent "the host, too" h1 "$dst" "$M1" "h2 host" \
		"vsw0=out p1=flooded:2 p2=out"
	sent "from the host" host "$dst" "$HOST" "h1 h2" \
		"vsw0=flooded:2 p1=out p2=out"
}

forward_lldp()
{
	forward_both forward-lldp "$LLDP" "$LACP"
}

forward_lacp()
{
	forward_both forward-lacp "$LACP" "$LLDP"
}

flood_unicast()
{
	port_set p2 flood-unicast off on
	sent "unknown" h1 "$NOBODY" "$M1" "h3" "p1=flooded:1 p3=out"
	sent "known" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out"
	sent "multicast" h1 "$GROUP" "$M1" "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out"
	sent "broadcast" h1 "$ALL" "$M1" "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out"
	sent "from there" h2 "$NOBODY" "$M2" "h1 h3" \
		"p1=out p2=flooded:2 p3=out"
}

flood_multicast()
{
	port_set p2 flood-multicast off on
	sent "multicast" h1 "$GROUP" "$M1" "h3 host" \
		"vsw0=out p1=flooded:2 p3=out"
	sent "broadcast" h1 "$ALL" "$M1" "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out"
	sent "unknown" h1 "$NOBODY" "$M1" "h2 h3" "p1=flooded:2 p2=out p3=out"
}

flood_broadcast()
{
	port_set p2 flood-broadcast off on
	sent "broadcast" h1 "$ALL" "$M1" "h3 host" "vsw0=out p1=flooded:2 p3=out"
	sent "multicast" h1 "$GROUP" "$M1" "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out"
	sent "unknown" h1 "$NOBODY" "$M1" "h2 h3" "p1=flooded:2 p2=out p3=out"
}

flood_host()
{
	port_set host flood-broadcast off on
	sent "broadcast" h1 "$ALL" "$M1" "h2 h3" "p1=flooded:2 p2=out p3=out"
	port_set host flood-multicast off on
	sent "multicast" h1 "$GROUP" "$M1" "h2 h3" "p1=flooded:2 p2=out p3=out"
	port_set host flood-unicast on off
	sent "unknown" h1 "$NOBODY" "$M1" "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out"
	sent "its own address" h1 "$HOST" "$M1" "host" \
		"vsw0=out p1=delivered:1"
}

flood_none()
{
	local port

	# What "flood on" does to the host's port is undone after it.
	defer ctl port set vsw0/host flood-unicast off
	for port in host p2 p3; do
		port_set "$port" flood off on
	done
	sent "unknown" h1 "$NOBODY" "$M1" "" "p1=in-no-destination"
	sent "multicast" h1 "$GROUP" "$M1" "" "p1=in-no-destination"
	sent "broadcast" h1 "$ALL" "$M1" "" "p1=in-no-destination"
	sent "from another" h2 "$ALL" "$M2" "h1" "p1=out p2=flooded:1"
	sent "known" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out"
}

# Frames of a port that learns nothing go their way.
learning()
{
	port_set p1 learning off on
	sent "from a new address" h1 "$M2" "$(mac 21)" "h2" \
		"p1=forwarded:1 p2=out"
	sent "to it" h2 "$(mac 21)" "$M2" "h1 h3" "p1=out p2=flooded:2 p3=out"
	sent "to all" h1 "$ALL" "$(mac 21)" "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out"
}

# A host that listens to everything hears everything, once.
promiscuous()
{
	must swip link set vsw0 promisc on
	defer swip link set vsw0 promisc off
	books_begin
	sent "known" h1 "$M2" "$M1" "h2 host" \
		"vsw0=out p1=forwarded:2 p2=out"
	sent "unknown" h1 "$NOBODY" "$M1" "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out"
	sent "broadcast" h1 "$ALL" "$M1" "h2 h3 host" \
		"vsw0=out p1=flooded:3 p2=out p3=out"
	sent "its own" h1 "$HOST" "$M1" "host" "vsw0=out p1=delivered:1"
	sent "what it sends" host "$M2" "$HOST" "h2" "vsw0=forwarded:1 p2=out"
	sent "to all" host "$ALL" "$HOST" "h1 h2 h3" \
		"vsw0=flooded:3 p1=out p2=out p3=out"
	sent "what is dropped" h1 "$M1" "$M1" "" "p1=in-same-port"
	sent "what is reserved" h1 "$LLDP" "$M1" "" "p1=consumed"
	must swip link set vsw0 promisc off
	books_begin
	sent "no longer" h1 "$M2" "$M1" "h2" "p1=forwarded:1 p2=out"
}

# All that one copy can meet, in one flood.
all_at_once()
{
	must swip link set p2 mtu 1000
	defer swip link set p2 mtu 1500
	port_set p3 flood-unicast off on
	port_set p1 hairpin on off
	sent "a long one" h1 "$NOBODY" "$M1" "h1" \
		"p1=flooded:2,out p2=lost-egress-mtu" 1200
	sent "a short one" h1 "$NOBODY" "$M1" "h1 h2" \
		"p1=flooded:2,out p2=out"
}

run_tests "$@"
