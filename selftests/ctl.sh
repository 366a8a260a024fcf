#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# What is typed to vswitchctl: help, mistyped and shortened words, how things
# are named, what it says when it cannot, exit statuses. What needs no kernel
# is tested without one, in ctl/tests; what it prints, in ctl_output.sh.
#
#	d1  d2 d3  tap0 eth1	dummies
#	+--vsw0--+ +--vsw1--+	namespace sw; made by the tests

TESTS="help mistyped abbreviated version options refusals warnings netns named
	ambiguous host not_loaded"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ctl/lib-ctl.sh"

# objects, verbs OBJECT: as help has them.
objects()
{
	vswitchctl help | sed -n '/^Objects:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

verbs()
{
	vswitchctl "$1" help | sed -n "s/^  vswitchctl $1 \[*\([a-z]*\).*/\1/p"
}

help()
{
	local object verb words

	words=$(objects)
	check_match "objects" "${words//$'\n'/ }" \
		"switch port vlan fdb acl rule set mirror stats limits audit monitor \
confirm rollback"
	for object in $words; do
		said 0 "$object" help
		check_match "$object help" "$OUT" "vswitchctl $object"
		check_eq "$object help: stderr" "$ERR" ""
		for verb in $(verbs "$object"); do
			case $verb in
			add | set | del | show | flush)
				said 0 "$object" "$verb" help
				check_match "$object $verb help" "$OUT" "^Usage"
				check_eq "$object $verb help: stderr" "$ERR" ""
				;;
			esac
		done
	done
	for words in help -h --help; do
		say 0 "$words"
		check_match "$words" "$OUT" "^Usage: vswitchctl"
		check_eq "$words: stderr" "$ERR" ""
	done
}

mistyped()
{
	two_switches
	says 1 "did you mean 'switch'" swtich
	says 1 "did you mean 'show'" port sohw
	says 1 "did you mean 'hairpin'" port set one hairpn on
	says 1 "did you mean 'fdb'" limits set vsw0 fbd 7
	says 2 "did you mean 'vsw0'" switch show vws0
	says 2 "did you mean 'waits'" port show wiats
	says 1 "on or off|'on'|'off'" port set one hairpin maybe
	says 1 "vswitchctl port add help" port add
	says 1 "is not a MAC address" fdb add vsw0 02:00 port one
	says 1 "vlan" fdb add vsw0 "$MAC1" port one vlan 4095
	says 1 "more than is needed" switch show vsw0 vsw1
}

abbreviated()
{
	two_switches
	said 0 sw
	check_match "sw" "$OUT" "vsw0"
	said 0 po sh vsw0
	check_match "po sh" "$OUT" "waits"
	said 0 -j fd sh vsw0 stat
	check_eq "fd sh vsw0 stat" "$(jget "[r['kind'] for r in d]" <<<"$OUT")" \
		static
	said 0 li set vsw0 port- 50
	check_eq "port-" "$(switch_get vsw0 port_max_fdb)" 50
	said 0 port set one hai on le off
	check_eq "hai" "$(port_get vsw0 one hairpin)" true
	check_eq "le" "$(port_get vsw0 one learning)" false
	says 1 "short for several: switch, set, stats" s
	says 1 "short for several: set, show" port s
	says 1 "short for several: flood-unicast" port set one flood- on
	says 1 "short for several: static, sticky" fdb add vsw0 "$MAC1" port one st
	said 0 port set one flood off
	check_eq "an exact word is not short for others" \
		"$(port_get vsw0 one flood_multicast)" false
	says 2 "no port 'on'" port del on
}

version()
{
	said 0 -V
	check_match "-V" "$OUT" "^vswitchctl [0-9]+[.][0-9]+"
	check_eq "stderr" "$ERR" ""
	check_eq "--version" "$(vswitchctl --version)" "$OUT"
}

options()
{
	says 1 "unknown option '-x'" -x /dev/null
	says 1 "unknown option '--bulk'" --bulk
	says 1 "needs a value" --batch
	says 1 "needs a value" -b
	says 1 "must stand before the object" switch show -j
	says 1 "OBJECT is missing" -j
	says 1 "needs a value" -n
}

# What the kernel refuses: its words, on stderr, with what was tried.
refusals()
{
	two_switches
	says 2 "cannot add lo to vsw0: the loopback device" port add vsw0 lo
	says 2 "cannot add d1 to vsw1: the device has a master" port add vsw1 d1
	says 2 "no device none" port add vsw0 none
	says 2 "cannot add d3 to vsw0: .*name" port add vsw0 d3 name one
	says 2 "cannot add switch vsw0: a device of this name exists" switch add vsw0
	says 2 "cannot add switch v%d%d: a name takes one %d, and no other %" \
		switch add v%d%d
	says 2 "ageing time must be .*[(]attribute ageing-time[)]" \
		switch set vsw0 ageing 1000001
	says 2 "limit of ports must be 1 to 4096" limits set vsw0 ports 0
	says 2 "unicast" fdb add vsw0 01:00:5e:00:00:01 port one
	says 2 "has an entry for this address" fdb add vsw0 "$MAC1" port d2
	says 2 "no such entry" fdb show vsw0 02:00:00:00:00:09
	says 2 "the host's port goes with the switch only" port del vsw0/host
	says 2 "cannot delete switch lo: no switch has this name" switch del lo
	says 2 "port 'vsw1/web' is not in vsw0" \
		fdb add vsw0 02:00:00:00:00:09 port vsw1/web
	ERR=$(in_ns sw setpriv --bounding-set=-net_admin \
		vswitchctl switch set vsw0 ageing 1 2>&1)
	check_eq "without CAP_NET_ADMIN: exit status" $? 2
	check_match "without CAP_NET_ADMIN" "$ERR" "needs CAP_NET_ADMIN"
	check "which need not be there to look" in_ns sw \
		setpriv --bounding-set=-net_admin vswitchctl port show vsw0
	check_match "audit needs it" "$(in_ns sw \
		setpriv --bounding-set=-net_admin vswitchctl audit 2>&1)" \
		"cannot audit vsw0: .*CAP_NET_ADMIN"
}

# What was done, but should be known.
warnings()
{
	switch_add sw vsw0
	must ctl port add vsw0 d1
	must swip link set d2 mtu 1400
	defer swip link set d2 mtu 1500
	said 0 port add vsw0 d2
	check_match "the MTU differs" "$ERR" "^vswitchctl: warning: .*MTU"
	check_eq "stdout" "$OUT" ""
	check_eq "it is a port" "$(port_get vsw0 d2 mtu)" 1400
}

netns()
{
	ns_add other
	switch_add other vsw7
	said 0 switch show
	check_eq "it is not here" "$OUT" ""
	check_match "by name" \
		"$(vswitchctl -n "$(ns other)" switch)" vsw7
	check_match "by path" \
		"$(vswitchctl -n "/run/netns/$(ns other)" switch)" vsw7
	check_match "--netns=" \
		"$(vswitchctl --netns="$(ns other)" switch)" vsw7
	check_rc "none of this name" 2 vswitchctl -n no-such-netns switch
	check_refused "its message" "no such network namespace" \
		vswitchctl -n no-such-netns switch
	check_refused "no namespace" "cannot enter" \
		vswitchctl -n /dev/null switch
	check_rc "no name" 1 vswitchctl -n "" switch
}

# number WORD: the port that a word means.
number()
{
	ctl -j port show "$1" | jget "[r['switch'] + '/' + str(r['number'])
		for r in d]"
}

# SWITCH, PORT, SWITCH/PORT: by name, device and number.
named()
{
	local word

	two_switches
	for word in one d1 vsw0/one vsw0/d1 vsw0/1; do
		check_eq "$word" "$(number "$word")" vsw0/1
	done
	check_eq "3" "$(number 3)" vsw0/3
	check_eq "vsw1/2" "$(number vsw1/2)" vsw1/2
	check_eq "the device that it waits for" "$(number tap9)" vsw0/3
	must swip link property add dev d2 altname long-name-of-d2
	check_eq "another name of the device" "$(number long-name-of-d2)" vsw0/2
	must swip link property add dev vsw0 altname guests-switch
	defer swip link property del dev d2 altname long-name-of-d2
	said 0 -j switch show guests-switch
	check_match "another name of the switch" "$OUT" '"vsw0"'
	check_eq "a switch, all its ports" \
		"$(ctl -j port show vsw1 | jget 'len(d)')" 3
	says 2 "no port 'web' in vsw0" port set vsw0/web learning on
	says 2 "no switch 'vsw9'" port set vsw9/web learning on
	says 2 "no port 'vsw1' in vsw0" port set vsw0/vsw1 learning on
	says 2 "no switch 'd3'" switch show d3
	# A device that is not here any more counts only for want of others.
	must swip link set d1 nomaster
	check_eq "the last device" "$(number d1)" vsw0/1
	must ctl port add vsw1 d1 name three
	check_eq "is worth less than one that is" "$(number d1)" vsw1/3
}

ambiguous()
{
	two_switches
	says 2 "port '1' can be any of vsw0/1 [(]one, d1[)], vsw1/1 [(]tap0[)]" \
		port set 1 learning off
	must ctl port add vsw1 name one
	says 2 "port 'one' can be any of vsw0/1 .*vsw1/3" port del one
	check_eq "none was deleted" "$(ctl -j port show | jget 'len(d)')" 8
	said 0 port del vsw1/one
	said 0 port set one learning off
	check_eq "the one that is left" "$(port_get vsw0 one learning)" false
	# Digits are always a number; a name is worth as much as a device.
	must ctl port set vsw1/2 name d1
	says 2 "port 'd1' can be any of" port show d1
}

# The host's port is one like others, but that it stays.
host()
{
	two_switches
	check_eq "by its word" "$(number vsw0/host)" vsw0/0
	check_eq "by its number" "$(number vsw1/0)" vsw1/0
	check_eq "by its switch" "$(number vsw1/vsw1)" vsw1/0
	says 2 "port 'host' can be any of vsw0/0 .*vsw1/0" port show host
	said 0 port set vsw0 flood-multicast off
	check_eq "set" "$(port_get vsw0 host flood_multicast)" false
	said 0 fdb show port vsw0
	check_match "its address is known" "$OUT" local
	says 2 "host" port set vsw0/0 name mine
}

not_loaded()
{
	local object

	must rmmod vswitch
	defer vsw_load
	for object in switch port fdb acl rule set mirror stats limits audit \
		monitor; do
		says 2 "is the vswitch module loaded" "$object"
	done
	says 2 "is the vswitch module loaded" switch add vsw0
	says 2 "is the vswitch module loaded" port set one learning on
	says 2 "is the vswitch module loaded" fdb add vsw0 "$MAC1" port one
	said 0 help
	says 1 "did you mean" swtich
	vsw_load
	said 0 switch
}

run_tests "$@"
