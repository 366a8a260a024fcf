#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
# quick
#
# The switch as a netdevice: its life, address, carrier, MTU, features and
# counters are those that people know from the Linux bridge.
#
#	 h1        h2		guests
#	eth0      eth0
#	 |         |
#	 p1        p2		namespace sw
#	 +-- vsw0 -+		made by each test; its host is 192.0.2.254

TESTS="create_ip create_tool create_refused address carrier mtu mtu_warning
	features driver counters to_itself master_info several rename
	netns_stays netns_deleted initial_netns netpoll"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-trace.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

setup()
{
	ns_add sw
	probe_start
	guest_add sw h1 p1 "$(mac 1)" 192.0.2.1/24
	guest_add sw h2 p2 "$(mac 2)" 192.0.2.2/24
	place h1 h1 eth0
	place h2 h2 eth0
}

# The devices of both guests at a new switch.
two_ports()
{
	switch_add sw vsw0
	must swip link set p1 master vsw0
	must swip link set p2 master vsw0
}

gone()
{
	! ip_ns "$1" link show "$2"
}

create_ip()
{
	local before

	before=$(cat /proc/sys/net/ipv4/conf/all/forwarding)
	check "ip link add" swip link add vsw0 type vswitch
	check_eq "kind" "$(link_get sw vsw0 "r['linkinfo']['info_kind']")" \
		vswitch
	check_no_match "is created down" \
		"$(link_get sw vsw0 "r['flags']")" '"UP"'
	check_eq "the tool knows it" "$(switch_get vsw0 ifname)" vsw0
	check "it can be set up" swip link set vsw0 up
	check "it can be set down" swip link set vsw0 down
	check "ip link del" swip link del vsw0
	check "it is gone" gone sw vsw0
	check_eq "gone for the tool" "$(ctl -j switch show | jget 'len(d)')" 0
	check_eq "no setting of the host changed" "$before" \
		"$(cat /proc/sys/net/ipv4/conf/all/forwarding)"
}

create_tool()
{
	check "switch add" ctl switch add vsw0 ageing 77 max-ports 5 \
		max-fdb 1000
	check_eq "kind" "$(link_get sw vsw0 "r['linkinfo']['info_kind']")" \
		vswitch
	check_eq "ageing" "$(switch_get vsw0 ageing_time)" 77
	check_eq "ports" "$(switch_get vsw0 max_ports)" 5
	check_eq "fdb" "$(switch_get vsw0 max_fdb)" 1000
	check "switch set" ctl switch set vsw0 ageing 300
	check_eq "ageing set" "$(switch_get vsw0 ageing_time)" 300
	check_eq "the rest stayed" "$(switch_get vsw0 max_fdb)" 1000
	check "switch del" ctl switch del vsw0
	check "it is gone" gone sw vsw0
}

create_refused()
{
	switch_add sw vsw0
	check_refused "the name of a switch" 'exist' ctl switch add vsw0
	check_refused "the name of a device" 'exist' ctl switch add p1
	check_fails "a name with a slash" ctl switch add a/b
	check_fails "a name that is too long" ctl switch add vsw4567890123456
	check_refused "ageing out of range" 'ageing' \
		ctl switch add vsw1 ageing 1000001
	check_refused "fdb out of range" 'fdb' \
		ctl switch add vsw1 max-fdb 1048577
	check_refused "ports out of range" 'ports' \
		ctl switch add vsw1 max-ports 4097
	check_refused "an attribute of the link that is not for it" '' \
		swip link add vsw1 type vswitch ageing 7
	check "nothing of that is there" gone sw vsw1
	check_refused "deleting what is not there" 'vsw1|no such' \
		ctl switch del vsw1
	check_fails "deleting what is no switch" ctl switch del p1
	check "p1 is still there" swip link show p1
}

address()
{
	local own

	# Bytes that are lower and higher than those of any port.
	must swip link set p1 address 00:00:00:00:00:01
	must swip link set p2 address fe:ff:ff:ff:ff:ff

	must swip link add vsw0 type vswitch
	defer swip link del vsw0
	own=$(link_get sw vsw0 "r['address']")
	check_match "random, unicast, local" "$own" '^.[26ae]:'
	must swip link set p1 master vsw0
	check_eq "p1 came" "$(link_get sw vsw0 "r['address']")" "$own"
	must swip link set p2 master vsw0
	must swip link set vsw0 up
	check_eq "p2 came" "$(link_get sw vsw0 "r['address']")" "$own"
	must swip link set p1 nomaster
	check_eq "p1 went" "$(link_get sw vsw0 "r['address']")" "$own"
	must swip link set p2 nomaster
	check_eq "p2 went" "$(link_get sw vsw0 "r['address']")" "$own"
	check_eq "port's address is its own" \
		"$(link_get sw p1 "r['address']")" 00:00:00:00:00:01

	check "it can be set" swip link set vsw0 address "$(mac 254)"
	check_eq "it is set" "$(link_get sw vsw0 "r['address']")" "$(mac 254)"
	check_eq "the tool shows it" "$(switch_get vsw0 address)" "$(mac 254)"
	check_eq "its entry followed" \
		"$(ctl -j fdb show vsw0 | jget \
		"sorted({r['address'] for r in rows(d, kind='local')})")" \
		"$(mac 254)"
	check_fails "a group address" \
		swip link set vsw0 address 01:00:5e:00:00:01
	check_fails "zero" swip link set vsw0 address 00:00:00:00:00:00
	check_eq "nothing changed" "$(link_get sw vsw0 "r['address']")" \
		"$(mac 254)"

	must swip link add vsw1 address "$(mac 253)" type vswitch
	defer swip link del vsw1
	check_eq "given at creation" "$(link_get sw vsw1 "r['address']")" \
		"$(mac 253)"
	must ctl switch add vsw2 address "$(mac 252)"
	defer swip link del vsw2
	check_eq "given by the tool" "$(link_get sw vsw2 "r['address']")" \
		"$(mac 252)"
	check_fails "a group address at creation" \
		swip link add vsw3 address 01:00:5e:00:00:01 type vswitch
	check_fails "a group address by the tool" \
		ctl switch add vsw3 address 01:00:5e:00:00:01
	check "no vsw3" gone sw vsw3
}

# carrier WANT: of vsw0, as user space sees it.
carrier_is()
{
	is "$1" in_ns sw cat /sys/class/net/vsw0/carrier
}

operates()
{
	[[ "$(link_get sw vsw0 "r['operstate']")" =~ ^(UP|UNKNOWN)$ ]]
}

carrier()
{
	switch_add sw vsw0
	wait_for "none without a port" carrier_is 0
	must swip link set p1 master vsw0
	wait_for "with a port that is up" carrier_is 1
	wait_for "the operational state follows" operates
	must swip link set p2 master vsw0
	must swip link set p1 down
	defer swip link set p1 up
	wait_for "one of two is up" carrier_is 1
	must ip_ns h2 link set eth0 down
	defer ip_ns h2 link set eth0 up
	wait_for "the other lost its own" carrier_is 0
	must ip_ns h2 link set eth0 up
	wait_for "it has it back" carrier_is 1
	must swip link set p2 nomaster
	wait_for "the last that was up is detached" carrier_is 0
	must swip link set p1 up
	wait_for "the first is up again" carrier_is 1
	must swip link set p1 nomaster
	wait_for "no port is left" carrier_is 0
}

mtu()
{
	local dev

	for dev in d1 d2; do
		must swip link add "$dev" mtu 9000 type dummy
		defer swip link del "$dev"
	done
	must swip link set d2 mtu 4000

	switch_add sw vsw0
	check_eq "new" "$(link_get sw vsw0 "r['mtu']")" 1500
	must swip link set d1 master vsw0
	check_eq "of the only port" "$(link_get sw vsw0 "r['mtu']")" 9000
	must swip link set d2 master vsw0
	check_eq "of the smallest" "$(link_get sw vsw0 "r['mtu']")" 4000
	check_eq "not of the others" "$(link_get sw d1 "r['mtu']")" 9000
	must swip link set d2 mtu 3000
	check_eq "a port's changed" "$(link_get sw vsw0 "r['mtu']")" 3000
	must swip link set d2 nomaster
	check_eq "the smallest went" "$(link_get sw vsw0 "r['mtu']")" 9000

	check "set by hand" swip link set vsw0 mtu 2000
	must swip link set d1 mtu 5000
	check_eq "it stays when a port's changes" \
		"$(link_get sw vsw0 "r['mtu']")" 2000
	must swip link set d2 mtu 1400
	must swip link set d2 master vsw0
	check_eq "it stays when one comes" \
		"$(link_get sw vsw0 "r['mtu']")" 2000
	must swip link set d2 nomaster
	check_eq "it stays when one goes" \
		"$(link_get sw vsw0 "r['mtu']")" 2000
	check_fails "too small" swip link set vsw0 mtu 60
	check_fails "too large" swip link set vsw0 mtu 70000
}

mtu_warning()
{
	local out

	must swip link add d1 mtu 9000 type dummy
	defer swip link del d1
	switch_add sw vsw0
	must swip link set p1 master vsw0
	out=$(swip link set d1 master vsw0 2>&1)
	check_eq "attached by ip" "$?" 0
	check_match "ip warns" "$out" 'mtu'
	out=$(ctl port del vsw0/d1 2>&1)
	check_eq "taken off" "$out" ""
	out=$(ctl port add vsw0 d1 2>&1)
	check_eq "attached by the tool" "$?" 0
	check_match "the tool warns" "$out" 'mtu'
	out=$(swip link set p2 master vsw0 2>&1)
	check_eq "no warning without a reason" "$out" ""
}

# The features that ethtool knows of a device, without what says only that it
# is a device without a lock or without a way to another namespace.
feature_list()
{
	in_ns sw ethtool -k "$1" | sed 1d |
		grep -Ev '^(tx-lockless|netns-local|highdma|loopback|fcoe-mtu):'
}

features()
{
	local want got

	# A bridge beside it, with ports of the same kind, is the example.
	must swip link add br0 type bridge
	defer swip link del br0
	must swip link add q1 type veth peer name q1x
	defer swip link del q1
	must swip link set q1 master br0
	must swip link set br0 up
	switch_add sw vsw0
	must swip link set p1 master vsw0

	want=$(feature_list br0)
	got=$(feature_list vsw0)
	check_eq "of a veth" "$(diff <(echo "$want") <(echo "$got"))" ""
	for want in tx-checksumming scatter-gather tcp-segmentation-offload \
		generic-segmentation-offload tx-vlan-offload; do
		check_match "$want" "$got" "^$want: on"
	done

	must in_ns sw ethtool -K q1 tso off tx off
	must in_ns sw ethtool -K p1 tso off tx off
	check_eq "of a veth that has less" \
		"$(diff <(feature_list br0) <(feature_list vsw0))" ""
	must in_ns sw ethtool -K p1 tso on tx on

	must in_ns sw ethtool -K br0 gso off
	check "can be set" in_ns sw ethtool -K vsw0 gso off
	check_match "is set" "$(feature_list vsw0)" \
		"^generic-segmentation-offload: off"
	check_eq "GSO up to 64 KB" "$(link_get sw vsw0 "r['gso_max_size']")" \
		"$(link_get sw br0 "r['gso_max_size']")"
}

driver()
{
	local out

	two_ports
	out=$(in_ns sw ethtool -i vsw0)
	check_match "driver" "$out" '^driver: vswitch$'
	check_match "version" "$out" '^version: [0-9]+\.'
	check "link" in_ns sw ethtool vsw0

	check_eq "unknown unicast" "$(probe h1 "$(mac 9)" "$(mac 1)")" "h2"
	check_eq "known unicast" "$(probe h2 "$(mac 1)" "$(mac 2)")" "h1"
	out=$(in_ns sw ethtool -S vsw0)
	check_match "flooded" "$out" 'flooded: 1$'
	check_match "forwarded" "$out" 'forwarded: 1$'
	check_match "received" "$out" 'rx_frames: 2$'
}

# packets DIRECTION KEY: of vsw0, as ip -s link shows them.
packets()
{
	link_get sw vsw0 "r['stats64']['$1']['$2']"
}

counters()
{
	local own

	two_ports
	place host sw vsw0
	own=$(link_get sw vsw0 "r['address']")
	check_eq "to the host" "$(probe h1 "$own" "$(mac 1)" n=3)" "host*3"
	check_eq "to all" "$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" "h2 host"
	check_eq "to a group" "$(probe h1 01:00:5e:00:00:09 "$(mac 1)")" \
		"h2 host"
	check_eq "past the host" "$(probe h2 "$(mac 1)" "$(mac 2)")" "h1"
	check_eq "received" "$(packets rx packets)" 5
	check_eq "bytes" "$(packets rx bytes)" "$((5 * 60))"
	# As on the bridge, a broadcast is none.
	check_eq "to groups" "$(packets rx multicast)" 1
	check_eq "from the host" "$(probe host "$(mac 1)" "$own" n=2)" "h1*2"
	check_eq "sent" "$(packets tx packets)" 2
	check_eq "bytes sent" "$(packets tx bytes)" "$((2 * 60))"

	must swip link set p1 nomaster
	must swip link set p2 nomaster
	must swip link set vsw0 down
	must swip link set vsw0 up
	check_eq "they stay" "$(packets rx packets)" 5
}

# The host's port gives a frame back to the host where it is told to: later,
# not within the sending, for who sends may hold the lock of the socket that is
# to receive the answer.
to_itself()
{
	two_ports
	must swip link set vsw0 up
	must swip addr add 192.0.2.254/24 dev vsw0
	ns_add up
	swip link add mv0 link vsw0 address "$(mac 9)" type macvlan ||
		skip "no macvlan"
	must swip link set mv0 netns "$(ns up)"
	must ip_ns up addr add 192.0.2.9/24 dev mv0
	must ip_ns up link set mv0 up
	check_fails "not by itself" in_ns up ping -q -c 1 -W 1 192.0.2.254
	must ctl port set vsw0/0 hairpin on
	trace_start net/netif_rx 'name == "vsw0"'
	check "ping" in_ns up ping -q -c 2 -i 0.2 192.0.2.254
	check_cmp "later" "$(traced)" ge 4
	check "to the host" transfer up sw 192.0.2.254 8
	check "from the host" transfer sw up 192.0.2.9 8
}

master_info()
{
	two_ports
	check_eq "the port's master" "$(link_get sw p1 "r['master']")" vsw0
	check_match "ip link show master" "$(swip -br link show master vsw0)" \
		'^p1@'
	check_match "by kind" "$(swip -br link show type vswitch)" '^vsw0 '
	check "upper in sysfs" in_ns sw test -e /sys/class/net/p1/upper_vsw0
	check "lower in sysfs" in_ns sw test -e /sys/class/net/vsw0/lower_p1
}

several()
{
	ns_add other
	switch_add sw vsw0
	switch_add sw vsw1
	switch_add other vsw0
	guest_add sw h3 p3 "$(mac 3)"
	guest_add other h4 p1 "$(mac 4)"
	guest_add other h5 p2 "$(mac 5)"
	place h3 h3 eth0
	place h4 h4 eth0
	place h5 h5 eth0
	must swip link set p1 master vsw0
	must swip link set p2 master vsw0
	must swip link set p3 master vsw1
	must ip_ns other link set p1 master vsw0
	must ip_ns other link set p2 master vsw0

	check_eq "two here" "$(ctl -j switch show | jget 'len(d)')" 2
	check_eq "one there" \
		"$(ctl_ns other -j switch show | jget 'len(d)')" 1
	check_eq "frames stay in theirs" \
		"$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" "h2"
	check_eq "also there" \
		"$(probe h4 ff:ff:ff:ff:ff:ff "$(mac 4)")" "h5"
	check_eq "one alone" \
		"$(probe h3 ff:ff:ff:ff:ff:ff "$(mac 3)")" ""
	check_eq "each has its own database" "$(fdb_port vsw1 "$(mac 1)")" ""
	check_refused "another's port" '' ctl port del vsw1/p1
	check "one goes" ctl switch del vsw0
	check_eq "the other stays" "$(switch_get vsw1 attached)" 1
	check_eq "and there" "$(probe h5 "$(mac 4)" "$(mac 5)")" "h4"
}

rename()
{
	switch_add sw vsw0
	must swip link set p1 master vsw0
	must swip link set vsw0 down
	check "rename" swip link set vsw0 name lan
	defer swip link del lan
	must swip link set lan up
	check_eq "by the new name" "$(switch_get lan ifname)" lan
	check_eq "its port is" "$(link_get sw p1 "r['master']")" lan
	check_fails "not by the old name" ctl switch show vsw0
}

netns_stays()
{
	ns_add other
	switch_add sw vsw0
	check_fails "a switch does not leave its namespace" \
		swip link set vsw0 netns "$(ns other)"
	check "it is there" swip link show vsw0
}

netns_deleted()
{
	ns_add other
	switch_add other vsw0
	must ip_ns other link add o1 type veth peer name o1 netns "$(ns sw)"
	must ip_ns other link set o1 up
	must swip link set o1 up
	must ip_ns other link set o1 master vsw0
	place out sw o1
	must probe out ff:ff:ff:ff:ff:ff "$(mac 7)"
	must ns_del other
	# The other end of the veth goes when the kernel has torn it down.
	wait_for "all is gone" gone sw o1
}

initial_netns()
{
	local sw=vsw$$ dev=d$$

	must ip link add "$dev" type dummy
	defer ip link del "$dev"
	switch_add - "$sw"
	check "a port" ip link set "$dev" master "$sw"
	SW_NS=-
	check_eq "it is shown" "$(port_get "$sw" "$dev" ifname)" "$dev"
	check_match "in the list" "$(vswitchctl switch show)" "$sw"
	SW_NS=sw
	check_eq "not elsewhere" "$(ctl -j switch show | jget 'len(d)')" 0
}

# The kernel's log by the network: its frames come in any context.
netpoll()
{
	local sw=vsw$$

	modprobe -nq netconsole || skip "the kernel has no netconsole"
	[ ! -d /sys/module/netconsole ] || skip "netconsole is in use"
	switch_add - "$sw"
	modprobe netconsole "netconsole=@192.0.2.1/$sw,@192.0.2.2/$(mac 2)" \
		>/dev/null 2>&1
	modprobe -rq netconsole
	check_match "it is refused" "$(dmesg)" "$sw doesn't support polling"
}

run_tests "$@"
