#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# Ports: their number and name, which outlive the device; the device that they
# wait for; settings; the limit; what is refused. Which devices can be ports at
# all is for port_devices.sh.
#
#	 h1        h2		guests
#	eth0      eth0
#	 |         |
#	 p1        p2   d1..	namespace sw; the rest is made by each test
#	 +-- vsw0 -+

TESTS="number name by_device_name waiting waiting_refused number_at_limit
	deleted rename state vanish tap_closed settings
	settings_work settings_refused names_refused named_by moved_by_ip
	host_port taken"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

setup()
{
	ns_add sw
	probe_start
	guest_add sw h1 p1 "$(mac 1)"
	guest_add sw h2 p2 "$(mac 2)"
	place h1 h1 eth0
	place h2 h2 eth0
}

gone()
{
	! ip_ns "$1" link show "$2"
}

# dummies NAME...: devices for a test, up.
dummies()
{
	local dev

	for dev; do
		must swip link add "$dev" type dummy
		defer swip link del "$dev"
		must swip link set "$dev" up
	done
}

# list: "number/name/device" of each port but the host's.
list()
{
	ctl -j port show vsw0 | jget "' '.join('%d/%s/%s' % (r['number'],
		r.get('name') or '', r['ifname'] if r['ifindex'] else '-')
		for r in d if r['number'])"
}

# settle, check_settled: nothing has changed from the one to the other of all
# that can be read of the switch and its ports, but counters.
settle()
{
	SETTLED=$(ctl -j switch show vsw0; ctl -j port show vsw0)
}

check_settled()
{
	check_eq "what was refused changed nothing" \
		"$(ctl -j switch show vsw0; ctl -j port show vsw0)" "$SETTLED"
}

number()
{
	switch_add sw vsw0
	dummies d1 d2 d3 d4
	must swip link set d1 master vsw0
	must swip link set d2 master vsw0
	must swip link set d3 master vsw0
	check_eq "in order" "$(list)" "1//d1 2//d2 3//d3"
	must swip link set d2 nomaster
	check_eq "the number waits" "$(list)" "1//d1 2//- 3//d3"
	check_eq "and says for what" "$(port_get vsw0 2 ifname)" d2
	check_eq "its state" "$(port_get vsw0 2 state)" detached
	must swip link set d4 master vsw0
	check_eq "it is not given away" "$(list)" "1//d1 2//- 3//d3 4//d4"
	must swip link set d2 master vsw0
	check_eq "it is there again" "$(list)" "1//d1 2//d2 3//d3 4//d4"
	must swip link set d1 nomaster
	must ctl port add vsw0 d1
	check_eq "also by the tool" "$(list)" "1//d1 2//d2 3//d3 4//d4"

	# The device is made anew, and has another index.
	must swip link del d3
	must swip link add d3 type dummy
	must swip link set d3 master vsw0
	check_eq "a new device of the name" "$(list)" "1//d1 2//d2 3//d3 4//d4"
	must ctl port del d2
	must swip link add d5 type dummy
	defer swip link del d5
	must swip link set d5 master vsw0
	check_eq "the number of a deleted port" "$(list)" \
		"1//d1 2//d5 3//d3 4//d4"
}

name()
{
	switch_add sw vsw0
	must ctl port add vsw0 p2
	must ctl port add vsw0 p1 name web1 hairpin on max-fdb 7
	check_eq "named" "$(list)" "1//p2 2/web1/p1"
	check_eq "broadcast" "$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" "h1 h2"
	check_eq "counted" "$(stat_get vsw0 web1 rx_frames)" 1

	# Another device becomes it, as when a guest comes back on a new tap.
	must ctl fdb add vsw0 "$(mac 7)" port web1
	must swip link set p1 nomaster
	check_eq "detached" "$(list)" "1//p2 2/web1/-"
	check_eq "what is set by hand waits, too" "$(fdb_port vsw0 "$(mac 7)")" \
		p1
	must swip link set p2 nomaster
	must ctl port add vsw0 p2 name web1
	check_eq "another device" "$(port_get vsw0 2 ifname)" p2
	check_eq "the settings" "$(port_get vsw0 web1 hairpin)" true
	check_eq "the limit" "$(port_get vsw0 web1 max_fdb)" 7
	check_eq "the counters" "$(stat_get vsw0 web1 rx_frames)" 1
	check_eq "what is set by hand" "$(fdb_port vsw0 "$(mac 7)")" p2
	must ctl port add vsw0 p1
	check_eq "frames for it" "$(probe h1 "$(mac 7)" "$(mac 1)")" h2
	must ctl port del p1
	must ctl port del web1
	check_eq "deleted" "$(list)" "1//-"
}

by_device_name()
{
	switch_add sw vsw0
	must ctl port add vsw0 p1 name web1 learning off
	must swip link set p1 nomaster
	must swip link set p1 master vsw0
	check_eq "ip finds the name by the device" "$(list)" "1/web1/p1"
	check_eq "with the settings" "$(port_get vsw0 web1 learning)" false
	must ctl port set web1 name ""
	check_eq "unnamed" "$(list)" "1//p1"
	must ctl port set p1 name web2
	check_eq "named anew" "$(list)" "1/web2/p1"
	must ctl port set web2 name web3
	check_eq "renamed" "$(list)" "1/web3/p1"
}

waiting()
{
	switch_add sw vsw0
	check "a port for a guest that comes later" ctl port add vsw0 \
		name web1 device d1 learning off
	check_eq "waits" "$(list)" "1/web1/-"
	check_eq "for d1" "$(port_get vsw0 web1 ifname)" d1
	check_eq "its state" "$(port_get vsw0 web1 state)" detached
	dummies d1
	must swip link set d1 master vsw0
	check_eq "it came" "$(list)" "1/web1/d1"
	check_eq "the settings" "$(port_get vsw0 web1 learning)" false
	check "one for any device" ctl port add vsw0 name web2
	dummies d2
	must ctl port add vsw0 d2 name web2
	check_eq "it came, too" "$(list)" "1/web1/d1 2/web2/d2"

	# A device that was a port without a name goes to the one that has one.
	dummies d3
	must swip link set d3 master vsw0
	must swip link set d3 nomaster
	must ctl port add vsw0 name web4 device d3
	must swip link set d3 master vsw0
	check_eq "the port with a name first" "$(list)" \
		"1/web1/d1 2/web2/d2 3//- 4/web4/d3"
}

waiting_refused()
{
	switch_add sw vsw0
	must ctl port add vsw0 p1 name web1
	must ctl port add vsw0 name web2
	settle
	check_refused "the name of a port with a device" 'port of this name' \
		ctl port add vsw0 name web1
	check_refused "the name of a port without one" 'port of this name' \
		ctl port add vsw0 name web2
	check_refused "a device for one that has one" 'has a device already' \
		ctl port add vsw0 p2 name web1
	check_refused "no name" 'name' ctl port add vsw0 device d1
	check_refused "no device's name" 'valid name' \
		ctl port add vsw0 name web3 device a/b
	check_refused "a name that is too long" 'device' \
		ctl port add vsw0 name web3 device d234567890123456
	check_refused "a device at once and later" 'device' \
		ctl port add vsw0 p2 name web3 device d1
	check_settled
}

number_at_limit()
{
	switch_add sw vsw0 max-ports 3
	dummies d1 d2 d3 d4
	must ctl port add vsw0 d1
	must ctl port add vsw0 d2 name web2
	must ctl port add vsw0 d3
	check_refused "by the tool" 'limit.*ports|max-ports' \
		ctl port add vsw0 d4
	check_refused "by ip" 'limit.*ports|max-ports' \
		swip link set d4 master vsw0
	check_refused "without a device" 'limit.*ports|max-ports' \
		ctl port add vsw0 name web4
	check_eq "counted" "$(ctl -j limits show vsw0 |
		jget "row(d, limit='ports')['hits']")" 3

	# What has a name waits; what has none is given up, the oldest first.
	must swip link set d2 nomaster
	check_fails "a named port is kept" ctl port add vsw0 d4
	must swip link set d3 nomaster
	must swip link set d1 nomaster
	must ctl port add vsw0 d4
	check_eq "the longest detached is d4 now" "$(list)" \
		"1//- 2/web2/- 3//d4"
	check_eq "with new books" "$(stat_get vsw0 d4 rx_frames)" 0
}

deleted()
{
	switch_add sw vsw0
	must ctl port add vsw0 p1 name web1
	must ctl port add vsw0 p2
	check_eq "broadcast" "$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)" n=3)" \
		"h2*3"
	must ctl fdb add vsw0 "$(mac 77)" port web1
	check "delete" ctl port del web1
	check_eq "it is gone" "$(list)" "2//p2"
	check_eq "the device is free" \
		"$(link_get sw p1 "r.get('master')")" ""
	check_eq "and up" "$(link_get sw p1 "'UP' in r['flags']")" true
	check_eq "no learnt address" "$(fdb_port vsw0 "$(mac 1)")" ""
	check_eq "no static address" "$(fdb_port vsw0 "$(mac 77)")" ""
	free p1
	check_eq "what it counted is kept" \
		"$(stat_get vsw0 "" rx_frames)" 3
	check_refused "twice" 'web1' ctl port del web1
	must ctl port add vsw0 p1
	check_eq "it is new" "$(port_get vsw0 p1 name)" ""
	check_eq "its books, too" "$(stat_get vsw0 p1 rx_frames)" 0
}

rename()
{
	switch_add sw vsw0
	dummies d1
	must ctl port add vsw0 d1
	must swip link set d1 down
	must swip link set d1 name e1
	defer swip link del e1
	check_eq "it follows" "$(port_get vsw0 1 ifname)" e1
	must swip link set e1 nomaster
	must swip link set e1 master vsw0
	check_eq "it is found again" "$(list)" "1//e1"
	check_fails "not by the old name" ctl port show vsw0/d1
}

state()
{
	switch_add sw vsw0
	must ctl port add vsw0 p1 name web1
	must ctl port add vsw0 p2
	check_eq "up" "$(port_get vsw0 web1 state)" up
	check_eq "a frame" "$(probe h1 "$(mac 2)" "$(mac 1)")" h2
	check_eq "who sent it" "$(fdb_port vsw0 "$(mac 1)")" p1
	must swip link set p1 down
	defer swip link set p1 up
	wait_for "it is down" is down port_get vsw0 web1 state
	check_eq "who may be elsewhere" "$(fdb_port vsw0 "$(mac 1)")" ""
	check_eq "a frame for him" "$(probe h2 "$(mac 1)" "$(mac 2)")" ""
	check_eq "has nowhere to go" "$(drop_get vsw0 p2 no-destination)" 1
	must ctl fdb add vsw0 "$(mac 1)" port web1
	check_eq "a frame for where he is" \
		"$(probe h2 "$(mac 1)" "$(mac 2)")" ""
	check_eq "does not leave" "$(drop_get vsw0 web1 egress-down)" 1
	must swip link set p1 up
	wait_for "it is up" is up port_get vsw0 web1 state
	check_eq "he hears" "$(probe h2 "$(mac 1)" "$(mac 2)")" h1

	must ip_ns h1 link set eth0 down
	defer ip_ns h1 link set eth0 up
	wait_for "it has no carrier" is down port_get vsw0 web1 state
	must ip_ns h1 link set eth0 up
	wait_for "it has it back" is up port_get vsw0 web1 state
	must swip link set p1 nomaster
	check_eq "no device" "$(port_get vsw0 web1 state)" detached
	check_eq "a frame for it" "$(probe h2 "$(mac 1)" "$(mac 2)")" ""
	check_eq "does not leave, either" \
		"$(drop_get vsw0 web1 egress-down)" 2
}

vanish()
{
	switch_add sw vsw0
	guest_add sw h3 p3 "$(mac 3)"
	must ctl port add vsw0 p1
	must ctl port add vsw0 p3 name web3
	check_eq "it is there" "$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" ""
	place h3 h3 eth0
	check_eq "it hears" "$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" "h3"
	check_eq "it speaks" "$(probe h3 "$(mac 1)" "$(mac 3)")" "h1"
	must swip link del p3
	check_eq "the port waits" "$(list)" "1//p1 2/web3/-"
	check_eq "its addresses are gone" "$(fdb_port vsw0 "$(mac 3)")" ""
	check_eq "what it counted is kept" "$(stat_get vsw0 web3 rx_frames)" 1
	must swip link add p3 type veth peer name eth0 netns "$(ns h3)"
	must swip link set p3 up
	must ip_ns h3 link set eth0 up
	must swip link set p3 master vsw0
	check_eq "it comes back" "$(list)" "1//p1 2/web3/p3"
	place h3 h3 eth0
	check_eq "and hears" "$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" "h3"
}

tap_closed()
{
	switch_add sw vsw0
	must swip link set p1 master vsw0
	place_tap tap sw tap0
	must swip link set tap0 master vsw0
	check_eq "the tap hears" "$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 1)")" \
		"tap"
	check_eq "the tap speaks" "$(probe tap "$(mac 1)" "$(mac 9)")" "h1"
	must probe_do stop tap
	wait_for "its program ended" gone sw tap0
	check_eq "the port waits" "$(list)" "1//p1 2//-"
	check_eq "its addresses are gone" "$(fdb_port vsw0 "$(mac 9)")" ""
	check_eq "to nobody" "$(probe h1 "$(mac 9)" "$(mac 1)")" ""
	place_tap tap sw tap0
	must swip link set tap0 master vsw0
	check_eq "the next tap of the name is the port" "$(list)" \
		"1//p1 2//tap0"
}

# Each of the settings, each way, and what else is said of a port.
settings()
{
	local key keys="learning flood_unicast flood_multicast flood_broadcast
		hairpin forward_lldp forward_lacp" words

	switch_add sw vsw0
	must ctl port add vsw0 p1
	check_eq "what is usual" "$(on)" \
		"learning flood_unicast flood_multicast flood_broadcast"
	check_eq "the usual limit" "$(port_get vsw0 p1 max_fdb)" 4096
	check_eq "the state" "$(port_get vsw0 p1 state)" up
	check_eq "the MTU" "$(port_get vsw0 p1 mtu)" 1500
	must ctl port set p1 learning off flood off
	check_eq "nothing is on" "$(on)" ""
	for key in $keys; do
		must ctl port set p1 "${key//_/-}" on
		check_eq "$key alone is on" "$(on)" "$key"
		must ctl port set p1 "${key//_/-}" off
	done
	must ctl port set p1 flood on flood-multicast off hairpin on max-fdb 0
	check_eq "several at once" "$(on)" \
		"flood_unicast flood_broadcast hairpin"
	check_eq "no limit" "$(port_get vsw0 p1 max_fdb)" 0
	words=$(ctl port show vsw0/p1)
	check_match "in words" "$words" \
		'learning off, flood-multicast off, hairpin on'
	must ctl port set p1 max-fdb 1048576
	check_eq "the highest limit" "$(port_get vsw0 p1 max_fdb)" 1048576
	must ctl switch set vsw0 port-max-fdb 9
	must ctl port add vsw0 p2
	check_eq "another usual limit" "$(port_get vsw0 p2 max_fdb)" 9
}

# on: the settings of p1 that are.
on()
{
	ctl -j port show vsw0/p1 |
		jget "' '.join(k for k, v in d[0].items() if v is True)"
}

# What the settings are for. Frames come from h1; h2 has them or not.
settings_work()
{
	local all=ff:ff:ff:ff:ff:ff some=01:00:5e:00:00:09 one
	one=$(mac 9)

	switch_add sw vsw0
	must ctl port add vsw0 p1
	must ctl port add vsw0 p2 flood-unicast off
	check_eq "no unicast" "$(probe h1 "$one" "$(mac 1)")" ""
	check_eq "multicast" "$(probe h1 "$some" "$(mac 1)")" h2
	check_eq "broadcast" "$(probe h1 "$all" "$(mac 1)")" h2
	must ctl port set p2 flood on flood-multicast off
	check_eq "unicast" "$(probe h1 "$one" "$(mac 1)")" h2
	check_eq "no multicast" "$(probe h1 "$some" "$(mac 1)")" ""
	check_eq "broadcast, still" "$(probe h1 "$all" "$(mac 1)")" h2
	must ctl port set p2 flood on flood-broadcast off
	check_eq "multicast again" "$(probe h1 "$some" "$(mac 1)")" h2
	check_eq "no broadcast" "$(probe h1 "$all" "$(mac 1)")" ""
	must ctl port set p2 flood off
	check_eq "what is known" "$(probe h2 "$(mac 1)" "$(mac 2)")" h1
	check_eq "comes in any case" "$(probe h1 "$(mac 2)" "$(mac 1)")" h2

	must ctl port set p1 hairpin on
	check_eq "back to where it came from" \
		"$(probe h1 "$one" "$(mac 1)")" h1
	must ctl fdb flush vsw0
	must ctl port set p1 learning off hairpin off
	check_eq "nothing is learnt" "$(probe h1 "$(mac 2)" "$(mac 1)"
		)$(fdb_port vsw0 "$(mac 1)")" ""
	must ctl port set p1 learning on max-fdb 2
	check_eq "five addresses" \
		"$(probe h1 "$(mac 2)" "$(mac 20)" n=5 step=1)" ""
	check_eq "two are learnt" "$(port_get vsw0 p1 fdb_entries)" 2
	check_eq "three are not" "$(stat_get vsw0 p1 learn_limit_port)" 3
}

settings_refused()
{
	switch_add sw vsw0
	must ctl port add vsw0 p1
	settle
	check_rc "not on or off" 1 ctl port set p1 learning maybe
	check_rc "no such setting" 1 ctl port set p1 lerning on
	check_rc "no value" 1 ctl port set p1 learning
	check_rc "nothing to set" 1 ctl port set p1
	check_refused "out of range" '1048576' ctl port set p1 max-fdb 1048577
	check_refused "the second of two" '1048576' \
		ctl port set p1 learning off max-fdb 1048577
	check_refused "out of range for a new one" '1048576' \
		ctl port add vsw0 p2 max-fdb 1048577
	free p2
	check_refused "no such port" 'nix' ctl port set nix learning on
	check_refused "no such number" '77' ctl port set vsw0/77 learning on
	check_refused "no such switch" 'nix' ctl port add nix p2
	check_refused "no such device" 'nix' ctl port add vsw0 nix
	check_refused "a switch that is none" 'p2' ctl port add p2 p1
	check_settled
}

names_refused()
{
	local name number='must not be a number' letters='has letters, digits'

	switch_add sw vsw0
	must ctl port add vsw0 p1 name web1
	must ctl port add vsw0 p2
	settle
	for name in 7 007 -x - host; do
		check_refused "\"$name\"" "$number" ctl port set p2 name "$name"
	done
	for name in a/b "a b" $'a\nb' é $'\xe9' 'a*'; do
		check_refused "\"$name\"" "$letters" ctl port set p2 name "$name"
	done
	check_refused "32 bytes" '31' ctl port set p2 name \
		a1234567890123456789012345678901
	check_refused "taken" 'another port.*this name' ctl port set p2 name web1
	check_settled
	must ctl port del p2
	settle
	check_refused "for a new port" "$number" ctl port add vsw0 p2 name 7
	check_refused "taken, for a new port" 'has a device already' \
		ctl port add vsw0 p2 name web1
	check_refused "for one that waits" "$letters" ctl port add vsw0 name a/b
	check_settled
	free p2
	for name in a.b a_b a-b a:b a@b 7a Host p2 \
		a123456789012345678901234567890; do
		check "\"$name\"" ctl port set vsw0/1 name "$name"
		check_eq "it is" "$(port_get vsw0 1 name)" "$name"
	done
}

# A port is meant by its number, name or device, with the switch or without.
named_by()
{
	local word

	switch_add sw vsw0
	switch_add sw vsw1
	must ctl port add vsw0 p1 name web1
	must ctl port add vsw0 p2
	for word in p1 web1 vsw0/p1 vsw0/web1 vsw0/1; do
		check_eq "$word" "$(ctl -j port show "$word" |
			jget "d[0]['number']")" 1
	done
	must ctl port add vsw1 name web1
	check_refused "of two switches" 'vsw0/1.*vsw1/1' ctl port show web1
	check_eq "with the switch" "$(port_get vsw1 web1 switch)" vsw1
}

# ip link set master takes a device away from its old master itself.
moved_by_ip()
{
	switch_add sw vsw0
	switch_add sw vsw1
	must swip link add br0 type bridge
	defer swip link del br0
	must swip link set p1 master br0
	check "from a bridge" swip link set p1 master vsw0
	check_eq "it is ours" "$(list)" "1//p1"
	check "to another switch" swip link set p1 master vsw1
	check_eq "it is detached here" "$(list)" "1//-"
	check_eq "and attached there" "$(port_get vsw1 p1 ifname)" p1
	check "to a bridge" swip link set p1 master br0
	check_eq "its master" "$(link_get sw p1 "r['master']")" br0
}

host_port()
{
	switch_add sw vsw0
	check_eq "number" "$(port_get vsw0 0 number)" 0
	check_eq "device" "$(port_get vsw0 0 ifname)" vsw0
	check_eq "name" "$(port_get vsw0 host number)" 0
	settle
	check_refused "is not deleted" "host's port" ctl port del vsw0/0
	check_refused "is not named" "host's port" ctl port set vsw0/0 name x
	check_settled
	check "is there" swip link show vsw0
}

# A port twice, and a device that another has: what is there stays.
taken()
{
	switch_add sw vsw0
	switch_add sw vsw1
	must ctl port add vsw0 p1 name web1
	settle
	check_refused "twice" 'master already' ctl port add vsw0 p1
	check_refused "by another switch" 'master already' ctl port add vsw1 p1
	check_eq "no port there" "$(switch_get vsw1 ports)" 0
	check "the same by ip is no error" swip link set p1 master vsw0
	check_eq "it still is" "$(list)" "1/web1/p1"
	check_fails "nomaster of what has none" ctl port del vsw1/p1
	check_settled
}

run_tests "$@"
