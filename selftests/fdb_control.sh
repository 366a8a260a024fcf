#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# The forwarding database as control makes it: the four kinds by hand, what is
# refused and with what words, filters, and the same through bridge(8).
#
#	 h1        h2        h3		guests
#	eth0      eth0      eth0
#	 |         |         |
#	 p1        p2        p3		namespace sw
#	 +------ vsw0 -------+		the host's own address is mac 254
#
# Each test begins with an empty database, but for the host's address.

TESTS="by_hand add_over absent addresses ports_of_entries show_filters
	local_kept local_upper device_goes flush_local bridge_tool entry_size"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-fdb.sh"

setup()
{
	fdb_setup
}

by_hand()
{
	fresh
	must ctl fdb add vsw0 "$(mac 1)" port p1
	must ctl fdb add vsw0 "$(mac 2)" port p2 dynamic
	must ctl fdb add vsw0 "$(mac 3)" port p3 sticky
	must ctl fdb add vsw0 "$(mac 4)" port p3 vlan 5
	must ctl fdb add vsw0 "$(mac 4)" port p2 vlan 4094 static
	must ctl fdb add vsw0 "$(mac 5)" port host
	check_eq "all" "$(entries)" "1@p1/static 2@p2 3@p3/sticky \
4@p3.5/static 4@p2.4094/static 5@vsw0/static"
	check_eq "frames go there" "$(probe h1 "$(mac 3)" "$(mac 9)")" "h3"
	check_eq "to the host" "$(probe h1 "$(mac 5)" "$(mac 9)")" "host"
	check_eq "no other VLAN's" "$(probe h1 "$(mac 4)" "$(mac 9)")" "h2 h3"

	check "the port" ctl fdb set vsw0 "$(mac 1)" port p2
	check_eq "is set, the kind is not" "$(entries port p2 vlan 1)" \
		"1@p2/static 2@p2"
	check "the kind" ctl fdb set vsw0 "$(mac 2)" sticky
	check_eq "is set, the port is not" "$(entries port p2 vlan 1)" \
		"1@p2/static 2@p2/sticky"
	check "both" ctl fdb set vsw0 "$(mac 2)" port p1 static
	check "in a VLAN" ctl fdb set vsw0 "$(mac 4)" vlan 5 port p1 dynamic
	check "to dynamic" ctl fdb set vsw0 "$(mac 3)" dynamic
	check_eq "all that" "$(entries)" "1@p2/static 2@p1/static 3@p3 \
4@p1.5 4@p2.4094/static 5@vsw0/static 9@p1"
	check_eq "frames follow" "$(probe h3 "$(mac 1)" "$(mac 8)")" "h2"
	check "delete" ctl fdb del vsw0 "$(mac 1)"
	check "in a VLAN" ctl fdb del vsw0 "$(mac 4)" vlan 4094
	check "a learnt one" ctl fdb del vsw0 "$(mac 9)"
	check_eq "gone" "$(entries)" \
		"2@p1/static 3@p3 4@p1.5 5@vsw0/static 8@p3"
	check_eq "unknown again" "$(probe h3 "$(mac 1)" "$(mac 8)")" "h1 h2"
}

add_over()
{
	local kind

	fresh
	hello 1
	check "over a learnt one" ctl fdb add vsw0 "$(mac 1)" port p2
	check_eq "it is static, there" "$(entries)" "1@p2/static"
	must ctl fdb add vsw0 "$(mac 2)" port p2 sticky
	for kind in static sticky dynamic; do
		check_refused "$kind over static" 'has an entry' \
			ctl fdb add vsw0 "$(mac 1)" port p3 "$kind"
		check_refused "$kind over sticky" 'has an entry' \
			ctl fdb add vsw0 "$(mac 2)" port p3 "$kind"
	done
	check_eq "nothing changed" "$(entries)" "1@p2/static 2@p2/sticky"
	check "in another VLAN it is another" \
		ctl fdb add vsw0 "$(mac 1)" port p3 vlan 2
	check_eq "beside it" "$(entries)" \
		"1@p2/static 1@p3.2/static 2@p2/sticky"
}

absent()
{
	fresh
	must ctl fdb add vsw0 "$(mac 1)" port p1 vlan 7
	check_refused "del" 'no such entry' ctl fdb del vsw0 "$(mac 1)"
	check_refused "set" 'no such entry' \
		ctl fdb set vsw0 "$(mac 1)" port p1
	check_refused "show" 'no such entry' ctl fdb show vsw0 "$(mac 1)"
	check_refused "del in a VLAN" 'no such entry' \
		ctl fdb del vsw0 "$(mac 2)" vlan 7
	check_eq "nothing came of it" "$(entries)" "1@p1.7/static"
	check_refused "no such port" 'nix' \
		ctl fdb add vsw0 "$(mac 2)" port nix
	check_refused "no such number" '77' \
		ctl fdb add vsw0 "$(mac 2)" port 77
	check_refused "no such switch" 'nix' \
		ctl fdb add nix "$(mac 2)" port p1
	check_rc "no port" 1 ctl fdb add vsw0 "$(mac 2)"
	check_rc "VLAN 0" 1 ctl fdb add vsw0 "$(mac 2)" port p1 vlan 0
	check_rc "VLAN 4095" 1 ctl fdb add vsw0 "$(mac 2)" port p1 vlan 4095
	check_eq "nothing came of that" "$(entries)" "1@p1.7/static"
}

# bridge_fdb VERB ADDRESS [ARGS]...: bridge says 255 where others say 1.
bridge_fdb()
{
	in_ns sw bridge fdb "$1" "$2" dev vsw0 self "${@:3}" || return 1
}

# Control takes the addresses of stations only.
addresses()
{
	local addr

	fresh
	for addr in 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff 01:00:5e:00:00:01 \
		33:33:00:00:00:01 03:00:00:00:00:00 01:80:c2:00:00:00; do
		check_refused "add $addr" 'unicast' \
			ctl fdb add vsw0 "$addr" port p1
		check_fails "bridge fdb add $addr" \
			bridge_fdb add "$addr" via p1
	done
	for addr in 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff; do
		check_refused "set $addr" 'unicast' \
			ctl fdb set vsw0 "$addr" port p1
		check_refused "del $addr" 'unicast' ctl fdb del vsw0 "$addr"
		check_refused "show $addr" 'unicast' ctl fdb show vsw0 "$addr"
	done
	check_rc "no address" 1 ctl fdb add vsw0 02:00:00:00:00 port p1
	check_rc "no address, too" 1 ctl fdb add vsw0 p1 port p1
	check_eq "nothing came of it" "$(entries)" ""
}

# A port of one switch is not for the database of another.
ports_of_entries()
{
	fresh
	switch_add sw vsw1
	must ctl port add vsw1 name web
	check_fails "another switch's port" \
		ctl fdb add vsw0 "$(mac 1)" port web
	check_fails "with the switch before it" \
		ctl fdb add vsw0 "$(mac 1)" port vsw1/web
	check "one that waits for a device" \
		ctl fdb add vsw1 "$(mac 1)" port web
	check_eq "not here" "$(entries)" ""
	SW=vsw1
	check_eq "but there" "$(entries)" "1@1/static"
}

show_filters()
{
	fresh
	hello 1 2
	must ctl fdb add vsw0 "$(mac 3)" port p2
	must ctl fdb add vsw0 "$(mac 4)" port p2 vlan 5 sticky
	check_eq "a port" "$(entries port p2)" \
		"2@p2 3@p2/static 4@p2.5/sticky"
	check_eq "a VLAN" "$(entries vlan 5)" "4@p2.5/sticky"
	check_eq "a VLAN without any" "$(entries vlan 6)" ""
	check_eq "dynamic" "$(entries dynamic)" "1@p1 2@p2"
	check_eq "static" "$(entries static)" "3@p2/static"
	check_eq "sticky" "$(entries sticky)" "4@p2.5/sticky"
	check_eq "port and kind" "$(entries port p2 dynamic)" "2@p2"
	check_eq "an address" "$(entries "$(mac 3)")" "3@p2/static"
	check_eq "in its VLAN" "$(entries "$(mac 4)" vlan 5)" "4@p2.5/sticky"
	check_eq "JSON: age" "$(ctl -j fdb show vsw0 |
		jget "sorted(r['kind'] for r in d if r['age_ms'] is None)")" \
		"local
static"
	check_match "text" "$(ctl fdb show vsw0)" "^$(mac 3) +1 +2 .*static +-$"
}

local_kept()
{
	fresh
	check_refused "add" "own" ctl fdb add vsw0 "$HOST" port p1
	check_refused "set" "own" ctl fdb set vsw0 "$HOST" port p1
	check_refused "set, static" "own" ctl fdb set vsw0 "$HOST" static
	check_refused "del" "own" ctl fdb del vsw0 "$HOST"
	check_refused "by bridge" "own" bridge_fdb del "$HOST"
	check_rc "local is no word to add" 1 \
		ctl fdb add vsw0 "$(mac 9)" port p1 local
	check_eq "it is there" "$(locals)" 254
	check_eq "nothing else" "$(entries)" ""
}

# An address of what is stacked on the switch is the host's, too.
local_upper()
{
	fresh
	swip link add mv0 link vsw0 address "$(mac 9)" type macvlan ||
		skip "no macvlan"
	defer swip link del mv0
	must swip link set mv0 up
	check_eq "both" "$(locals)" "254 9"
	check_eq "delivered" "$(stat_mark vsw0 p1
		probe h1 "$(mac 9)" "$(mac 1)")" "host"
	check_eq "and not flooded" "$(stat_diff vsw0 p1)" \
		"rx_frames=1 rx_bytes=60 delivered=1 copies=1"
	check_eq "a guest is not it" "$(probe h2 "$(mac 1)" "$(mac 9)")" ""
	must swip link set vsw0 address "$(mac 9)"
	must swip link set vsw0 address "$HOST"
	check_eq "though the switch had it for a while" "$(locals)" "254 9"
	must swip link set mv0 address "$(mac 10)"
	check_eq "it follows" "$(locals)" "10 254"
	must swip link del mv0
	check_eq "it goes" "$(locals)" 254
	check_eq "unknown again" "$(probe h1 "$(mac 9)" "$(mac 1)")" "h2 h3"
}

device_goes()
{
	fresh
	guest_add sw h4 p4 "$(mac 104)"
	place h4 h4 eth0
	must ctl port add vsw0 p4 name web4
	hello 1 4
	must ctl fdb add vsw0 "$(mac 7)" port web4
	check_eq "before" "$(entries)" "1@p1 4@p4 7@p4/static"
	must swip link del p4
	check_eq "the static one waits" "$(entries)" "1@p1 7@p4/static"
	must ctl port del web4
	check_eq "until the port is deleted" "$(entries)" "1@p1"
}

# Whatever is asked: without its own address the host cannot be reached.
flush_local()
{
	local index

	fresh
	check_rc "no word of the tool" 1 ctl fdb flush vsw0 local
	index=$(switch_get vsw0 ifindex)
	check_refused "not by netlink" 'local entries cannot be flushed' \
		in_ns sw "$PYTHON" "$SELFTESTS/nl.py" "do" fdb-flush \
		switch="$index" kind=local
	must ctl fdb flush vsw0 port host
	check_eq "it is there" "$(locals)" 254
	check_eq "the host is reached" "$(probe h1 "$HOST" "$(mac 1)")" host
}

# bridge_says: the same as entries, by another tool; the host's address, too.
bridge_says()
{
	in_ns sw bridge -j fdb show dev vsw0 | jget "' '.join('%d@%s%s%s' % (
		int(r['mac'][-5:].replace(':', ''), 16),
		r.get('viaIf', 'vsw0'),
		'.%d' % r['vlan'] if r.get('vlan', 1) != 1 else '',
		'/local' if r['state'] == 'permanent' else
		'/sticky' if 'sticky' in r['flags'] else
		'/static' if r['state'] == 'static' else '')
		for r in sorted(d, key=lambda r: (r['mac'], r.get('vlan', 0)))
		if r['mac'][:2] == '02')"
}

bridge_tool()
{
	fresh
	hello 1
	check "add" bridge_fdb add "$(mac 2)" via p2
	check "add static" bridge_fdb add "$(mac 3)" via p3 static
	check "add dynamic" bridge_fdb add "$(mac 4)" via p3 dynamic
	check "add sticky" bridge_fdb add "$(mac 5)" via p3 sticky
	check "add in a VLAN" bridge_fdb add "$(mac 6)" via p3 vlan 5
	check "add at the host" bridge_fdb add "$(mac 7)"
	check_eq "our tool sees it" "$(entries)" "1@p1 2@p2/static \
3@p3/static 4@p3 5@p3/sticky 6@p3.5/static 7@vsw0/static"
	check_eq "so does bridge" "$(bridge_says)" \
		"$(entries) 254@vsw0/local"
	check_eq "frames, too" "$(probe h1 "$(mac 3)" "$(mac 1)")" "h3"
	check_refused "over a static one" 'has an entry' \
		bridge_fdb add "$(mac 2)" via p3
	check "replace" bridge_fdb replace "$(mac 2)" via p3
	check "del" bridge_fdb del "$(mac 3)"
	check "del in a VLAN" bridge_fdb del "$(mac 6)" vlan 5
	check "del a learnt one" bridge_fdb del "$(mac 1)"
	check_refused "del what is not there" 'no such' \
		bridge_fdb del "$(mac 9)"
	check_refused "not a port" 'no port' bridge_fdb add "$(mac 9)" via lo
	check_eq "all that" "$(entries)" \
		"2@p3/static 4@p3 5@p3/sticky 7@vsw0/static"
	check_eq "bridge agrees" "$(bridge_says)" \
		"$(entries) 254@vsw0/local"
}

entry_size()
{
	local dir=/sys/kernel/slab/vsw_fdb_entry

	[ -e "$dir/object_size" ] || skip "the kernel does not say"
	check_cmp "bytes of an entry" "$(<"$dir/object_size")" le 96
	# What a debug kernel puts around each is not ours.
	if [ ! -e /sys/kernel/debug/kmemleak ]; then
		check_cmp "with what is between them" \
			"$(<"$dir/slab_size")" le 96
	fi
}

run_tests "$@"
