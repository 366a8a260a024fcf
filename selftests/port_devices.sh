#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# The devices of ports: every kind that can be one is, and carries frames; what
# cannot be one is refused with words that say why, and nothing has changed;
# in traffic a device may go whichever way it wants.
#
#	 h1		      h2, "far"		guests
#	eth0		     eth0 .. what is on the other side of dev
#	 |		      |
#	 p1   dev .......... p2  198.51.100.1	namespace sw; dev, on p2 or
#	 +-vsw0+					beside it, by each test

TESTS="veth tap dummy bond team vxlan macsec gretap vlan bridge macvlan
	other_switch nic
	refuse_loopback refuse_tun refuse_ipip refuse_wireguard refuse_nlmon
	refuse_master refuse_rx_handler refuse_ipvlan
	refuse_switch refuse_stacked refuse_netns
	type_stays stays_a_port vanish_in_traffic"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

setup()
{
	ns_add sw
	probe_start
	guest_add sw h1 p1 "$(mac 1)"
	place h1 h1 eth0
	guest_add sw h2 p2 "$(mac 2)" 198.51.100.2/24
	must swip addr add 198.51.100.1/24 dev p2
	switch_add sw vsw0
	must ctl port add vsw0 p1
}

# dev_add NS DEV ARGS...: "ip link add DEV ARGS" and up, for a test; where the
# kernel has no such kind, the test is skipped.
dev_add()
{
	local name=$1 dev=$2 out
	shift 2

	if ! out=$(ip_ns "$name" link add "$dev" "$@" 2>&1); then
		if [[ $out = *"Unknown device type"* ||
		      $out = *"not supported"* ]]; then
			skip "the kernel has no such device"
		fi
		die "cannot add $dev" "$out"
	fi
	defer ip_ns "$name" link del "$dev"
	must ip_ns "$name" link set "$dev" up
}

is_port()
{
	check_eq "$1: its port" "$(port_get vsw0 "$1" ifname)" "$1"
	check_eq "$1: its master" "$(link_get sw "$1" "r['master']")" vsw0
	check_cmp "$1: gets all frames" \
		"$(link_get sw "$1" "r['promiscuity']")" ge 1
	wait_for "$1: is up" is up port_get vsw0 "$1" state
}

# arrives WHERE FROM DST SRC: a frame that is sent does, once. What has to be
# resolved or decided first may swallow some.
arrives()
{
	local where=$1
	shift

	wait_for "from $1 to $where" is "$where" probe "$@"
}

# carries DEV: it can be a port by ip and by the tool, frames cross between h1
# and far, which is on its other side, and it is free after.
carries()
{
	local dev=$1 number

	check "$dev: by ip" swip link set "$dev" master vsw0
	is_port "$dev"
	number=$(port_get vsw0 "$dev" number)
	arrives far h1 ff:ff:ff:ff:ff:ff "$(mac 1)"
	arrives h1 far "$(mac 1)" "$(mac 9)"
	check_eq "$dev: who is behind it" "$(fdb_port vsw0 "$(mac 9)")" "$dev"
	arrives far h1 "$(mac 9)" "$(mac 1)"
	check "$dev: nomaster" swip link set "$dev" nomaster
	check_eq "$dev: is none" "$(port_get vsw0 "$number" state)" detached
	check_eq "$dev: nobody is behind it" "$(fdb_port vsw0 "$(mac 9)")" ""

	check "$dev: by the tool" ctl port add vsw0 "$dev"
	is_port "$dev"
	check_eq "$dev: its number" "$(port_get vsw0 "$dev" number)" "$number"
	arrives h1 far "$(mac 1)" "$(mac 9)"
	check "$dev: port del" ctl port del "vsw0/$dev"
	check_eq "$dev: has no master" \
		"$(link_get sw "$dev" "r.get('master')")" ""
}

# far DEV: the place is this device of h2, for the test.
far()
{
	place far h2 "$1"
	defer probe_do stop far
}

veth()
{
	far eth0
	carries p2
	free p2
}

tap()
{
	place_tap far sw tap1
	carries tap1
	free tap1
}

# Nothing ever comes from a dummy.
dummy()
{
	dev_add sw d1 type dummy
	must swip link set d1 master vsw0
	is_port d1
	check_eq "a frame" "$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)" n=2)" ""
	check_eq "left by it" "$(stat_get vsw0 d1 tx_frames)" 2
	check_eq "and came to it" \
		"$(link_get sw d1 "r['stats64']['tx']['packets']")" 2
	must ctl port del d1
	free d1
}

# p2 as a member of another master, until the test ends.
p2_in()
{
	must swip link set p2 down
	must swip link set p2 master "$1"
	defer swip link set p2 up
	defer swip link set p2 nomaster
	must swip link set p2 up
}

bond()
{
	dev_add sw bond1 type bond mode active-backup miimon 50
	p2_in bond1
	far eth0
	carries bond1
	free bond1
}

# A team needs a program that tells it how to choose its members.
team()
{
	dev_add sw team1 type team
	check "by ip" swip link set team1 master vsw0
	check_eq "is a port" "$(port_get vsw0 team1 ifname)" team1
	p2_in team1
	check "p2 went into it" swip link show master team1
	check "nomaster" swip link set team1 nomaster
	check "by the tool" ctl port add vsw0 team1
	check "port del" ctl port del team1
	free team1
	note "no frame: there is no teamd"
}

vxlan()
{
	dev_add h2 vx0 type vxlan id 7 dstport 4789 dev eth0 \
		local 198.51.100.2 remote 198.51.100.1
	dev_add sw vx1 type vxlan id 7 dstport 4789 dev p2 \
		local 198.51.100.1 remote 198.51.100.2
	far vx0
	carries vx1
	free vx1
}

# macsec_ends NS DEV OTHERS-MAC: the kernel's defaults, and a key that is known.
macsec_ends()
{
	local key=000102030405060708090a0b0c0d0e0f

	must ip_ns "$1" macsec add "$2" tx sa 0 pn 1 on key 01 "$key"
	must ip_ns "$1" macsec add "$2" rx port 1 address "$3"
	must ip_ns "$1" macsec add "$2" rx port 1 address "$3" \
		sa 0 pn 1 on key 01 "$key"
}

macsec()
{
	local mac

	mac=$(link_get sw p2 "r['address']")
	dev_add sw ms1 link p2 type macsec encrypt on
	dev_add h2 ms0 link eth0 type macsec encrypt on
	macsec_ends sw ms1 "$(mac 2)"
	macsec_ends h2 ms0 "$mac"
	far ms0
	carries ms1
	free ms1
}

gretap()
{
	dev_add h2 gt0 type gretap local 198.51.100.2 remote 198.51.100.1
	dev_add sw gt1 type gretap local 198.51.100.1 remote 198.51.100.2
	far gt0
	carries gt1
	free gt1
}

vlan()
{
	dev_add sw p2.7 link p2 type vlan id 7
	dev_add h2 eth0.7 link eth0 type vlan id 7
	far eth0.7
	carries p2.7
	free p2.7
	check_eq "p2 gets its own" "$(link_get sw p2 "r['promiscuity']")" 0
}

# Frames for bridge and switch are both taken from their ports.
bridge()
{
	dev_add sw br1 type bridge
	p2_in br1
	far eth0
	carries br1
	free br1
}

# As at a bridge; in the other modes it would get no frames for others.
macvlan()
{
	dev_add sw mv1 link p2 type macvlan mode passthru
	far eth0
	carries mv1
	must swip link del mv1
	free p2
}

# A VLAN of another switch, which has p2.
other_switch()
{
	switch_add sw vsw1
	must ctl port add vsw1 p2
	defer ctl port del vsw1/p2
	dev_add sw vsw1.7 link vsw1 type vlan id 7
	transparent vsw1
	dev_add h2 eth0.7 link eth0 type vlan id 7
	far eth0.7
	carries vsw1.7
	# And no circle.
	must ctl port add vsw0 vsw1.7
	dev_add sw vsw0.8 link vsw0 type vlan id 8
	check_refused "the circle" 'stacked' ctl port add vsw1 vsw0.8
	must ctl port del vsw1.7
}

# napi NS: the NAPI instance that 192.0.2.1 there is told of for what h2 sends.
napi()
{
	"$PYTHON" "$SELFTESTS/frames/napi.py" "$(ns "$1")" 192.0.2.1 \
		"$(ns h2)" 192.0.2.2
}

# forgets_napi NIC FAR: a guest does not get to poll the host's NIC, for a frame
# that came from it.
forgets_napi()
{
	must ip_ns h2 addr add 192.0.2.2/24 dev "$2"
	must swip addr add 192.0.2.1/24 dev "$1"
	check_cmp "without a switch" "$(napi sw)" gt 0
	must swip addr del 192.0.2.1/24 dev "$1"
	must ctl port add vsw0 "$1"
	must ip_ns h1 addr add 192.0.2.1/24 dev eth0
	defer ip_ns h1 addr del 192.0.2.1/24 dev eth0
	must ip_ns h2 neigh flush dev "$2"
	check_eq "behind the switch" "$(napi h1)" 0
	must ctl port del "vsw0/$1"
}

# A physical NIC, where the machine can spare one: we are in the test VM, and
# nobody uses it. A second one, where there is one, is on the same wire.
nic()
{
	local devs=() dev

	[ -n "${VSW_KERNEL-}" ] || skip "not in the test VM"
	modprobe -q virtio_net
	for dev in /sys/class/net/*/device; do
		[ -e "$dev" ] || continue
		dev=${dev%/device}
		devs+=("${dev##*/}")
	done
	[ ${#devs[@]} -gt 0 ] || skip "this VM has no NIC"
	dev=${devs[0]}
	must ip link set "$dev" netns "$(ns sw)"
	defer swip link set "$dev" netns 1
	must swip link set "$dev" up
	if [ ${#devs[@]} -gt 1 ]; then
		must ip link set "${devs[1]}" netns "$(ns h2)"
		defer ip_ns h2 link set "${devs[1]}" netns 1
		# a NIC filters addresses, as no veth does
		must ip_ns h2 link set "${devs[1]}" promisc on up
		far "${devs[1]}"
		carries "$dev"
		forgets_napi "$dev" "${devs[1]}"
	else
		must swip link set "$dev" master vsw0
		check_eq "is a port" "$(port_get vsw0 "$dev" ifname)" "$dev"
		must ctl port del "$dev"
	fi
	free "$dev"
}

# settled: all that can be read of the switch and its ports, but counters.
settled()
{
	ctl -j switch show vsw0
	ctl -j port show vsw0
}

# as_it_is DEV: what a master changes of a device.
as_it_is()
{
	link_get sw "$1" "[r.get(k) for k in ('master', 'promiscuity',
		'allmulti', 'flags', 'mtu', 'address')]"
}

# refuse DEV TEXT [tool]: the device is no port, whichever way, and it is told
# why. (ip takes a device away from its old master by itself.)
refuse()
{
	local before link

	before=$(settled)
	link=$(as_it_is "$1")
	check_refused "$1 by the tool" "$2" ctl port add vsw0 "$1"
	check_refused "$1 with a name" "$2" ctl port add vsw0 "$1" name web1
	[ "${3-}" = tool ] ||
		check_refused "$1 by ip" "$2" swip link set "$1" master vsw0
	check_eq "$1: nothing changed" "$(settled)" "$before"
	check_eq "$1: is as it was" "$(as_it_is "$1")" "$link"
}

refuse_loopback()
{
	refuse lo 'the loopback device cannot be a port'
}

NOT_ETHERNET='only an Ethernet device can be a port'

refuse_tun()
{
	must swip tuntap add tun1 mode tun
	defer swip link del tun1
	refuse tun1 "$NOT_ETHERNET"
}

refuse_ipip()
{
	dev_add sw ipip1 type ipip local 192.0.2.1 remote 192.0.2.2
	refuse ipip1 "$NOT_ETHERNET"
}

refuse_wireguard()
{
	dev_add sw wg1 type wireguard
	refuse wg1 "$NOT_ETHERNET"
}

refuse_nlmon()
{
	dev_add sw nlmon1 type nlmon
	refuse nlmon1 "$NOT_ETHERNET"
}

refuse_master()
{
	local has='the device has a master already'

	dev_add sw d1 type dummy
	dev_add sw br1 type bridge
	must swip link set d1 master br1
	refuse d1 "$has" tool
	must swip link set d1 nomaster
	dev_add sw bond1 type bond
	must swip link set d1 down
	must swip link set d1 master bond1
	refuse d1 "$has" tool
	must swip link set d1 nomaster
	switch_add sw vsw1
	must ctl port add vsw1 d1
	refuse d1 "$has" tool
	must ctl port del vsw1/d1
	refuse p1 "$has" tool
	check "free, it can be one" ctl port add vsw0 d1
	must ctl port del d1
}

refuse_rx_handler()
{
	dev_add sw d1 type dummy
	dev_add sw mv1 link d1 type macvlan
	refuse d1 "another driver takes the device's frames already"
	must swip link del mv1
	check "it can be a port after" ctl port add vsw0 d1

	# The other way round: whose frames we take, nobody else can have.
	check_fails "a macvlan on a port" \
		swip link add mv2 link d1 type macvlan
	check_eq "it is still ours" "$(port_get vsw0 d1 ifname)" d1
	must ctl port del d1
}

refuse_ipvlan()
{
	dev_add sw d1 type dummy
	dev_add sw iv1 link d1 type ipvlan mode l2
	refuse d1 "another driver takes the device's frames already"
	refuse iv1 "the device's driver forbids"
}

refuse_switch()
{
	local not='a switch cannot be a port of a switch'

	switch_add sw vsw1
	refuse vsw1 "$not"
	check_refused "itself by the tool" "$not" ctl port add vsw0 vsw0
	check_fails "itself by ip" swip link set vsw0 master vsw0
	# The device of the switch is a port of another kind of master, though.
	dev_add sw br1 type bridge
	check "of a bridge" swip link set vsw1 master br1
	refuse vsw1 "$not" tool
}

refuse_stacked()
{
	local stacked='the device is stacked on this very switch'

	dev_add sw vsw0.7 link vsw0 type vlan id 7
	refuse vsw0.7 "$stacked"
	dev_add sw vsw0.7.8 link vsw0.7 type vlan id 8
	refuse vsw0.7.8 "$stacked"
	dev_add sw br1 type bridge
	must swip link set vsw0.7 master br1
	refuse br1 "$stacked"
	dev_add sw mv1 link vsw0 type macvlan
	refuse mv1 "$stacked"
}

refuse_netns()
{
	local before sw

	before=$(settled)
	sw=$(link_get sw vsw0 "r['ifindex']")
	check_refused "by its name" 'no device eth0 in this network' \
		ctl port add vsw0 eth0
	# A number that no device has here.
	check_refused "by its number" 'no such device in this network' \
		in_ns sw "$PYTHON" "$SELFTESTS/nl.py" "do" port-add \
		switch="$sw" ifindex=99999
	check_rc "by ip, from there" 255 ip_ns h2 link set eth0 master vsw0
	check_eq "nothing changed" "$(settled)" "$before"
}

# A bond takes over the type of its first member.
type_stays()
{
	dev_add sw bond1 type bond mode active-backup fail_over_mac active
	must swip tuntap add tun1 mode tun
	defer swip link del tun1
	must swip link set bond1 master vsw0
	check_fails "it would not be Ethernet" \
		swip link set tun1 master bond1
	check_eq "it is" "$(link_get sw bond1 "r['link_type']")" ether
	check_eq "and a port" "$(port_get vsw0 bond1 ifname)" bond1
	must ctl port del bond1
	check "as no port it may change" swip link set tun1 master bond1
	check_ne "it has" "$(link_get sw bond1 "r['link_type']")" ether
}

# What else is done with a device does not end its being a port.
stays_a_port()
{
	dev_add sw d1 type dummy
	must ctl port add vsw0 d1
	check "another address" swip link set d1 address "$(mac 77)"
	check "another MTU" swip link set d1 mtu 1400
	check "seen" is 1400 port_get vsw0 d1 mtu
	check "its own promiscuity" swip link set d1 promisc on
	check "given back" swip link set d1 promisc off
	check "an address" swip addr add 192.0.2.7/24 dev d1
	check "a VLAN of it" swip link add link d1 name d1.7 type vlan id 7
	check_eq "is a port" "$(port_get vsw0 d1 state)" up
	check_eq "gets all" "$(link_get sw d1 "r['promiscuity']")" 1
	check "it goes with its VLAN" swip link del d1
	check_eq "the port waits" "$(port_get vsw0 d1 state)" detached
	must ctl port del d1
}

# floods: guest h3 pings the host as fast as it can.
floods()
{
	must swip addr add 192.0.2.254/24 dev vsw0
	defer swip addr flush dev vsw0
	h3_add
	spawn "$TMP/ping" in_ns h3 ping -q -f 192.0.2.254
	wait_for "it pings" passes 1
}

h3_add()
{
	guest_add sw h3 p3 "$(mac 3)" 192.0.2.3/24
	must ctl port add vsw0 p3 name web3
}

# passes N: more than that many frames have come in at web3.
passes()
{
	[ "$(stat_get vsw0 web3 rx_frames)" -gt "$1" ]
}

vanish_in_traffic()
{
	local i

	floods
	for i in 1 2 3; do
		must swip link set p3 nomaster
		check_eq "round $i: it waits" \
			"$(port_get vsw0 web3 state)" detached
		must swip link set p3 master vsw0
		wait_for "round $i: it goes on" \
			passes "$(stat_get vsw0 web3 rx_frames)"
	done
	must ctl port del web3
	free p3
	must ctl port add vsw0 p3 name web3
	wait_for "deleted and made anew" passes 1
	must swip link del p3
	check_eq "the device is deleted" "$(port_get vsw0 web3 state)" detached
	check_eq "its addresses are gone" "$(fdb_port vsw0 "$(mac 3)")" ""
	stop "$SPAWNED"

	must ns_del h3
	h3_add
	spawn "$TMP/ping" in_ns h3 ping -q -f 192.0.2.254
	wait_for "it pings again" passes "$(stat_get vsw0 web3 rx_frames)"
	must ns_del h3
	# The namespace lives as long as a program in it does.
	stop "$SPAWNED"
	wait_for "it went with its namespace" is detached port_get vsw0 web3 state
	no_reference_kept
}

run_tests "$@"
