#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
#
# What can run full, filled to its limit and one beyond: the refusal and its
# text, the counter, and what stays as it was. That memory comes back is
# limits_memory.sh's; 4,096 ports are in ports_many.sh, guests that fill the
# database with frames in fdb_many.sh.
#
#	 h1
#	eth0
#	 |
#	 p1    d1 d2 d3 (dummies)	namespace sw
#	 +--vsw0--+			made by each test

TESTS="shown each_limit ranges no_such_limit ports ports_lowered recycled
	recycled_but_named
	never_named recycled_whole fdb fdb_learnt fdb_lowered port_fdb
	port_fdb_lowered port_fdb_default fixed transactions translations
	rules acls bindings sets set_members mirrors"
. "$(dirname "$0")/lib.sh"

setup()
{
	local i

	ns_add sw
	probe_start
	guest_add sw h1 p1 "$(mac 1)"
	place h1 h1 eth0
	for i in 1 2 3; do
		must swip link add d$i type dummy
		must swip link set d$i up
	done
}

# limit_get LIMIT KEY: what "limits show" says of one limit.
limit_get()
{
	ctl -j limits show vsw0 |
		jget "[r['$2'] for r in d if r['limit'] == '$1'][0]"
}

# from MACS...: one frame of each of these addresses enters at p1.
from()
{
	local n

	for n; do
		probe h1 "$(mac 9999)" "$(mac "$n")" >/dev/null
	done
}

shown()
{
	switch_add sw vsw0 max-ports 7 max-fdb 70 port-max-fdb 5 max-rules 9
	check_eq "ports" "$(limit_get ports value)" 7
	check_eq "ports used" "$(limit_get ports used)" 0
	check_eq "fdb" "$(limit_get fdb value)" 70
	check_eq "fdb used: the host's address" "$(limit_get fdb used)" 1
	check_eq "port-fdb" "$(limit_get port-fdb value)" 5
	check_eq "ceiling of ports" "$(limit_get ports max)" 4096
	check_eq "ceiling of fdb" "$(limit_get fdb max)" 1048576
	check_eq "no hits" "$(limit_get fdb hits)" 0
	check_eq "as switch show says" "$(ctl -j switch show vsw0 | jget "'%d %d %d %d' % (
		d[0]['max_ports'], d[0]['max_fdb'], d[0]['port_max_fdb'],
		d[0]['max_rules'])")" "7 70 5 9"
	check_match "for people" "$(ctl limits show vsw0)" \
		'^vsw0 +fdb +70 +1 +1 +1048576 +0$'
	switch_add sw vsw1
	check_eq "of all switches" "$(ctl -j limits | jget "' '.join(
		'%s:%s=%d' % (r['switch'], r['limit'], r['value'])
		for r in d)")" "vsw0:ports=7 vsw0:fdb=70 vsw0:port-fdb=5 \
vsw0:transactions=16 vsw0:translations=1024 vsw0:rules=9 \
vsw0:acls=8192 vsw0:bindings=16 vsw0:sets=1024 vsw0:set-members=65536 \
vsw0:mirrors=32 vsw1:ports=4096 vsw1:fdb=65536 vsw1:port-fdb=4096 \
vsw1:transactions=16 vsw1:translations=1024 vsw1:rules=65536 \
vsw1:acls=8192 vsw1:bindings=16 vsw1:sets=1024 vsw1:set-members=65536 \
vsw1:mirrors=32"
}

# Each limit that the kernel has is the name of a test here, which fills it,
# goes beyond and looks at its counter of hits: a new one has none.
each_limit()
{
	local limit test

	switch_add sw vsw0
	for limit in $(ctl -j limits show vsw0 | jget "[r['limit'] for r in d]"); do
		test=${limit//-/_}
		check "a test of $limit" grep -qw "$test" <<<"$TESTS" &&
			check_match "it goes beyond" "$(declare -f "$test")" \
				"limit_get $limit hits"
	done
}

ranges()
{
	switch_add sw vsw0
	check_refused "no ports" "1 to 4096" ctl limits set vsw0 ports 0
	check_refused "4,097 ports" "1 to 4096" ctl limits set vsw0 ports 4097
	check_refused "no entries" "1 to 1048576" ctl limits set vsw0 fdb 0
	check_refused "too many entries" "1 to 1048576" \
		ctl limits set vsw0 fdb 1048577
	check_refused "too many a port" "1048576" \
		ctl limits set vsw0 port-fdb 1048577
	check_refused "too many at one port" "1048576" \
		ctl port add vsw0 d1 max-fdb 1048577
	check_refused "a new switch" "1 to 4096" \
		ctl switch add vsw1 max-ports 0
	check_fails "which is not there" ip_ns sw link show vsw1
	check_refused "the same by switch set" "1 to 1048576" \
		ctl switch set vsw0 max-fdb 0
	check_refused "all or nothing" "1 to 1048576" \
		ctl switch set vsw0 max-ports 9 max-fdb 1048577
	check_refused "and rules" "1 to 65536" \
		ctl switch set vsw0 max-ports 9 max-rules 65537
	check_eq "nothing changed" "$(ctl -j limits show vsw0 |
		jget "' '.join(str(r['value']) for r in d)")" \
		"4096 65536 4096 16 1024 65536 8192 16 1024 65536 32"
	check_eq "the highest" "$(ctl limits set vsw0 fdb 1048576 &&
		limit_get fdb value)" 1048576
}

no_such_limit()
{
	switch_add sw vsw0
	check_rc "no such limit" 1 ctl limits set vsw0 prots 7
	check_rc "no value" 1 ctl limits set vsw0 ports
	check_rc "no number" 1 ctl limits set vsw0 ports many
	check_rc "less than nothing" 1 ctl limits set vsw0 ports -1
	check_refused "no such switch" nix ctl limits set nix ports 7
	check_refused "not there to be shown" nix ctl limits show nix
}

ports()
{
	switch_add sw vsw0 max-ports 2
	must swip link set d1 master vsw0
	must ctl port add vsw0 d2 name two
	check_refused "one more, by ip" "limit of ports" \
		swip link set d3 master vsw0
	check_refused "one more, by the tool" "limit of ports" \
		ctl port add vsw0 d3
	check_refused "one that waits" "limit of ports" \
		ctl port add vsw0 name three
	check_eq "each was counted" "$(limit_get ports hits)" 3
	check_eq "two are used" "$(limit_get ports used)" 2
	check_no_match "d3 is free" "$(swip link show d3)" "master"
	must ctl port del two
	check "a deleted one makes room" ctl port add vsw0 d3
}

ports_lowered()
{
	switch_add sw vsw0
	must swip link set d1 master vsw0
	must swip link set d2 master vsw0
	check "a limit below what is used" ctl limits set vsw0 ports 1
	check_eq "keeps what is there" "$(switch_get vsw0 attached)" 2
	check_refused "and refuses more" "limit of ports" \
		ctl port add vsw0 d3
	check_eq "it is shown so" "$(limit_get ports used)" 2
	must swip link set d1 nomaster
	check "who was there may come back" swip link set d1 master vsw0
	must swip link set d1 nomaster
	check_refused "one of two is not room" "limit of ports" \
		ctl port add vsw0 d3
	must ctl port del vsw0/2
	check "at the limit, the detached one is" ctl port add vsw0 d3
	check_eq "one is left" "$(limit_get ports used)" 1
	must ctl limits set vsw0 ports 2
	check "raised, there is room" ctl port add vsw0 d1
	check_eq "refused" "$(limit_get ports hits)" 2
}

# At the limit, the port without a name that is detached longest makes room.
recycled()
{
	switch_add sw vsw0 max-ports 2
	must swip link set d1 master vsw0
	must swip link set d2 master vsw0
	must swip link set d1 nomaster
	must swip link set d2 nomaster
	check "d3 takes the place of d1" swip link set d3 master vsw0
	check_eq "whose number it has" "$(port_get vsw0 d3 number)" 1
	check_eq "d2 still waits" "$(port_get vsw0 2 ifname)" d2
	check_eq "two ports" "$(limit_get ports used)" 2
	check_eq "nobody was refused" "$(limit_get ports hits)" 0
}

# Where a rule names it by its number, another one makes room.
recycled_but_named()
{
	switch_add sw vsw0 max-ports 2
	must swip link set d1 master vsw0
	must swip link set d2 master vsw0
	must ctl acl add vsw0 a
	must ctl rule add vsw0 a in d1 deny
	must swip link set d1 nomaster
	must swip link set d2 nomaster
	check "d3 takes the place of d2" swip link set d3 master vsw0
	check_eq "whose number it has" "$(port_get vsw0 d3 number)" 2
	check_eq "d1 still waits" "$(port_get vsw0 1 ifname)" d1
	must ctl rule add vsw0 a redirect d3
	must swip link set d3 nomaster
	check_refused "rules name both" "limit of ports" \
		swip link set d2 master vsw0
	must ctl rule del vsw0 a 1
	check "d2 takes the place of d1" swip link set d2 master vsw0
	check_eq "whose number is free again" "$(port_get vsw0 d2 number)" 1
}

never_named()
{
	switch_add sw vsw0 max-ports 2
	must ctl port add vsw0 d1 name one
	must ctl port add vsw0 name two device d2
	must swip link set d1 nomaster
	check_refused "named ports wait" "limit of ports" \
		swip link set d3 master vsw0
	check "and get their devices" swip link set d2 master vsw0
	check_eq "as the port they were" "$(port_get vsw0 two ifname)" d2
}

# Below the limit nothing is recycled; at it, what has a name is left alone
# even where it is detached longest; and what is recycled is a new port.
recycled_whole()
{
	switch_add sw vsw0 max-ports 3
	must ctl port add vsw0 d1 name one
	must ctl port add vsw0 p1
	must swip link set d1 nomaster
	from 11
	must ctl fdb add vsw0 "$(mac 12)" port p1
	must ctl port set vsw0/p1 hairpin on
	must swip link set p1 nomaster
	must swip link set d2 master vsw0
	check_eq "there was room" "$(port_get vsw0 d2 number)" 3
	check_eq "so the detached waits" "$(port_get vsw0 2 ifname)" p1
	must swip link set d3 master vsw0
	check_eq "there is none: it is recycled" \
		"$(port_get vsw0 d3 number)" 2
	check_eq "without its settings" "$(port_get vsw0 d3 hairpin)" false
	check_eq "its entries" "$(port_get vsw0 d3 fdb_entries)" 0
	check_eq "its counts" "$(stat_get vsw0 d3 rx_frames)" 0
	check_eq "which are in the books" "$(stat_get vsw0 "" rx_frames)" 1
	check_eq "the named one waits" "$(port_get vsw0 one state)" detached
	check_refused "when it alone is left" "limit of ports" \
		ctl port add vsw0 p1
}

fdb()
{
	switch_add sw vsw0 max-fdb 3
	must swip link set d1 master vsw0
	must ctl fdb add vsw0 "$(mac 11)" port d1
	must ctl fdb add vsw0 "$(mac 12)" port d1
	check_refused "one more" "limit of entries" \
		ctl fdb add vsw0 "$(mac 13)" port d1
	check_eq "is counted" "$(limit_get fdb hits)" 1
	check_match "by the tool of bridges" "$(in_ns sw bridge fdb replace \
		"$(mac 13)" dev vsw0 self via d1 static 2>&1)" "limit of entries"
	check "what is there can be changed" \
		ctl fdb set vsw0 "$(mac 12)" port d1 sticky
	check "the host's address always has room" \
		swip link set vsw0 address "$(mac 99)"
	must ctl fdb del vsw0 "$(mac 11)"
	check "one less makes room" ctl fdb add vsw0 "$(mac 13)" port d1
}

fdb_learnt()
{
	switch_add sw vsw0 max-fdb 3
	must swip link set p1 master vsw0
	must swip link set d1 master vsw0
	from 11 12 13 13
	check_eq "two were learnt" "$(port_get vsw0 p1 fdb_entries)" 2
	check_eq "frames of the third were counted" \
		"$(stat_get vsw0 p1 learn_limit_switch)" 2
	check_eq "as hits" "$(limit_get fdb hits)" 2
	check_eq "and flooded as any" "$(stat_get vsw0 p1 flooded)" 4
	must ctl fdb flush vsw0
	from 13
	check_eq "room again" "$(port_get vsw0 p1 fdb_entries)" 1
}

# With less room than is used, all that is there serves on.
fdb_lowered()
{
	switch_add sw vsw0
	must swip link set p1 master vsw0
	must swip link set d1 master vsw0
	must ctl fdb add vsw0 "$(mac 10)" port d1 dynamic
	from 11 12 13
	must ctl limits set vsw0 fdb 2
	check_eq "all are kept" "$(limit_get fdb used)" 5
	from 14
	check_eq "no more" "$(limit_get fdb used)" 5
	check_refused "none by hand" "limit of entries" \
		ctl fdb add vsw0 "$(mac 14)" port p1
	check_eq "both are counted" "$(limit_get fdb hits)" 2
	from 10
	check_eq "one that is there moves" "$(fdb_port vsw0 "$(mac 10)")" p1
	check "and can be changed" ctl fdb set vsw0 "$(mac 10)" static
	must ctl fdb flush vsw0
	from 14
	check_eq "when less is used than that" "$(limit_get fdb used)" 2
	must ctl limits set vsw0 fdb 3
	from 14
	check_eq "there is room" "$(limit_get fdb used)" 3
	check_eq "hits" "$(limit_get fdb hits)" 3
}

port_fdb()
{
	switch_add sw vsw0
	must ctl port add vsw0 p1 max-fdb 2
	must swip link set d1 master vsw0
	from 11 12 13
	check_eq "two were learnt" "$(port_get vsw0 p1 fdb_entries)" 2
	check_eq "the third was counted" \
		"$(stat_get vsw0 p1 learn_limit_port)" 1
	check_eq "as a hit" "$(limit_get port-fdb hits)" 1
	check "a static one is the operator's" \
		ctl fdb add vsw0 "$(mac 14)" port p1
	check_refused "one that ages is not" "limit of learnt" \
		ctl fdb add vsw0 "$(mac 15)" port p1 dynamic
	must ctl fdb add vsw0 "$(mac 16)" port d1 dynamic
	from 16
	check_eq "none moves to a full port" "$(fdb_port vsw0 "$(mac 16)")" d1
	check_eq "which is counted" "$(stat_get vsw0 p1 learn_limit_port)" 2
	must ctl port set p1 max-fdb 0
	from 13 16
	check_eq "without a limit it does" "$(fdb_port vsw0 "$(mac 16)")" p1
}

port_fdb_lowered()
{
	switch_add sw vsw0
	must ctl port add vsw0 p1
	from 11 12 13
	must ctl port set p1 max-fdb 1
	check_eq "all are kept" "$(port_get vsw0 p1 fdb_entries)" 3
	from 11 14
	check_eq "no more" "$(port_get vsw0 p1 fdb_entries)" 3
	check_eq "but what is known is no hit" \
		"$(stat_get vsw0 p1 learn_limit_port)" 1
	check_refused "nor by hand" "limit of learnt" \
		ctl fdb add vsw0 "$(mac 14)" port p1 sticky
	must ctl fdb flush vsw0
	from 14 15
	check_eq "one has room then" "$(port_get vsw0 p1 fdb_entries)" 1
	check_eq "hits" "$(limit_get port-fdb hits)" 3
}

port_fdb_default()
{
	switch_add sw vsw0 port-max-fdb 9
	must swip link set d1 master vsw0
	check_eq "a new port begins with it" "$(port_get vsw0 d1 max_fdb)" 9
	must ctl limits set vsw0 port-fdb 5
	check_eq "a port that is there keeps its own" \
		"$(port_get vsw0 d1 max_fdb)" 9
	must swip link set d2 master vsw0
	check_eq "the next has the new" "$(port_get vsw0 d2 max_fdb)" 5
}

# What nobody can set is shown as it is, and setting it to that is no error.
fixed()
{
	switch_add sw vsw0
	check_refused "more transactions" "always 16" \
		ctl limits set vsw0 transactions 17
	check_refused "fewer translations" "always 1024" \
		ctl limits set vsw0 translations 1023
	check "as many as there are" ctl limits set vsw0 transactions 16
	check_match "for people" "$(ctl limits show vsw0)" \
		'^vsw0 +transactions +16 +0 +16 +16 +0$'
	check_match "of each port" "$(ctl limits show vsw0)" \
		'^vsw0 +translations +1024 +- +1024 +1024 +0$'
}

transactions()
{
	switch_add sw vsw0
	check_eq "16 are open, one more is refused, one ended makes room" \
		"$(in_ns sw "$PYTHON" "$SELFTESTS/netlink/open_all.py" vsw0 2>&1)" \
		"ENOSPC: the switch has 16 open transactions already
16 1
16 1"
	check_eq "each refusal was counted" "$(limit_get transactions hits)" 1
	check_eq "who is gone has none" "$(limit_get transactions used)" 0
}

# maps FIRST LAST: translations as "port set" takes them.
maps()
{
	seq "$1" "$2" | sed 's/.*/&:&/' | paste -sd ,
}

translations()
{
	switch_add sw vsw0
	must swip link set d1 master vsw0
	must ctl port set d1 trunk all
	check "1,024 translations" ctl port set d1 map "$(maps 2 1025)"
	check_refused "one more" "at most 1024" \
		ctl port set d1 map "$(maps 2 1026)"
	check_refused "of a new port" "at most 1024" \
		ctl port add vsw0 d2 trunk all map "$(maps 2 1026)"
	check_eq "both are counted" "$(limit_get translations hits)" 2
	check_eq "they are there" "$(port_get vsw0 d1 vlan_maps)" \
		"$(maps 2 1025)"
	check_eq "the other port is not" "$(limit_get ports used)" 1
}

# many N WORDS: that many commands, "&" in them the number, in one transaction.
many()
{
	seq "$1" | sed "s|.*|$2|" >"$TMP/many"
	ctl -b "$TMP/many"
}

rules()
{
	switch_add sw vsw0
	must ctl limits set vsw0 rules 50
	must ctl acl add vsw0 a
	must ctl acl add vsw0 b
	check "50 rules" many 50 "rule add vsw0 a proto tcp dport & allow"
	check_refused "one more" "limit of rules" ctl rule add vsw0 b allow
	check_refused "as a part of many" "limit of rules" \
		many 2 "rule add vsw0 b allow"
	check_cmp "each was counted" "$(limit_get rules hits)" ge 2
	check_eq "50 are used" "$(limit_get rules used)" 50
	must ctl rule del vsw0 a 7
	check "there is room for one" ctl rule add vsw0 b allow
	must ctl limits set vsw0 rules 20
	check_eq "those that are there stay" "$(limit_get rules used)" 50
	check_refused "and no more" "limit of rules" ctl rule add vsw0 b deny
	check_refused "none at all" "1 to 65536" ctl limits set vsw0 rules 0
	must ctl acl del vsw0 a
	check_eq "gone with the ACL" "$(limit_get rules used)" 1
}

acls()
{
	switch_add sw vsw0
	check "8,192 ACLs" many 8192 "acl add vsw0 a&"
	check_refused "one more" "limit of ACLs" ctl acl add vsw0 more
	check_eq "it was counted" "$(limit_get acls hits)" 1
	check_eq "8,192 are used" "$(limit_get acls used)" 8192
	must ctl acl del vsw0 a77
	check "there is room for one" ctl acl add vsw0 more
}

bindings()
{
	switch_add sw vsw0
	must many 17 "acl add vsw0 a&"
	check "16 at one point" many 16 "acl bind vsw0 a& switch"
	check_refused "one more" "limit of ACLs" ctl acl bind vsw0 a17 switch
	check_eq "it was counted" "$(limit_get bindings hits)" 1
	check "at another point" ctl acl bind vsw0 a17 vlan 10
	must ctl acl unbind vsw0 a3 switch
	check "there is room for one" ctl acl bind vsw0 a17 switch
}

sets()
{
	switch_add sw vsw0
	check "1,024 sets" many 1024 "set add vsw0 s&"
	check_refused "one more" "limit of sets" ctl set add vsw0 more
	check_eq "it was counted" "$(limit_get sets hits)" 1
	check_eq "1,024 are used" "$(limit_get sets used)" 1024
	must ctl set del vsw0 s77
	check "there is room for one" ctl set add vsw0 more
}

# addresses: 256 lines of 256 addresses each, 2001:db8::0:0 and so on.
addresses()
{
	local a b

	for a in {0..255}; do
		printf 'set member add vsw0 s'
		for b in {0..255}; do
			printf ' 2001:db8::%x:%x' "$a" "$b"
		done
		echo
	done
}

set_members()
{
	switch_add sw vsw0
	must ctl set add vsw0 s
	addresses >"$TMP/members"
	check "65,536 members" ctl -b "$TMP/members"
	check_refused "one more" "limit of members" \
		ctl set member add vsw0 s 192.0.2.1
	check_eq "it was counted" "$(limit_get set-members hits)" 1
	must ctl set member del vsw0 s 2001:db8::7:7
	check "there is room for one" ctl set member add vsw0 s 192.0.2.1
	must ctl set flush vsw0 s
	check "and for many" ctl -b "$TMP/members"
}

mirrors()
{
	switch_add sw vsw0
	must swip link set d1 master vsw0
	check "32 mirror sessions" many 32 "mirror add vsw0 m& to d1"
	check_refused "one more" "limit of mirror sessions" \
		ctl mirror add vsw0 more to d1
	check_eq "it was counted" "$(limit_get mirrors hits)" 1
	check_eq "32 are used" "$(limit_get mirrors used)" 32
	check_refused "nor can there be more" "always 32" \
		ctl limits set vsw0 mirrors 33
	check "one that is there can be changed" \
		ctl mirror set vsw0 m1 snap 128
	must ctl mirror del vsw0 m7
	check "there is room for one" ctl mirror add vsw0 more to d1
}

run_tests "$@"
