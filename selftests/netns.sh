#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# Network namespaces: switches and ports are seen and reached in their own one
# only; devices and namespaces go; who is root where may do what there.
#
#	  h1	h2		  h3	h4	guests
#	  eth0	eth0		  eth0	eth0
#	   |	 |		   |	 |
#	   p1	 p2		   p1	 p2	ports, all of one name
#	   +vsw0-+		   +vsw0-+	192.0.2.254 each
#	namespace sw		namespace other

TESTS="apart notified device_moves made_elsewhere switch_stays
	deleted_in_traffic wrong_netns user_reads user_changes
	user_root user_elsewhere"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

# twin NS GUEST GUEST: a switch with two guests.
twin()
{
	local name=$1 guest n=0
	shift

	ns_add "$name"
	switch_add "$name" vsw0
	must ip_ns "$name" addr add 192.0.2.254/24 dev vsw0
	for guest; do
		n=$((n + 1))
		guest_add "$name" "$guest" p$n "$(mac $n)" "192.0.2.$n/24"
		must ctl_ns "$name" port add vsw0 p$n name "web$n"
	done
}

setup()
{
	probe_start
	# Where everybody may run it.
	must chmod 755 "$TMP"
	must cp "$(type -P vswitchctl)" "$TMP/"
	PATH=$TMP:$PATH
	twin sw h1 h2
	twin other h3 h4
	place h1 h1 eth0
	place h2 h2 eth0
	place h3 h3 eth0
	place h4 h4 eth0
}

# index NS DEV: its interface index.
index()
{
	link_get "$1" "$2" "r['ifindex']"
}

gone()
{
	! ip_ns "$1" link show "$2"
}

# All that can be read, but for counters; of an empty one, nothing.
read_all()
{
	local object

	for object in switch port fdb limits; do
		ctl_ns "$1" -j "$object" show |
			jget "[[(k, v) for k, v in r.items() if k != 'age_ms']
				for r in d]"
	done
}

apart()
{
	local before away

	must ctl fdb flush vsw0
	must ctl_ns other fdb flush vsw0
	before=$(read_all other)
	check_eq "a frame stays here" \
		"$(probe h1 ff:ff:ff:ff:ff:ff "$(mac 21)")" h2
	check_eq "who sent it" "$(fdb_port vsw0 "$(mac 21)")" p1
	must ctl port set web1 hairpin on name web9
	must ctl switch set vsw0 ageing 7777
	must ctl fdb add vsw0 "$(mac 22)" port p2
	must ctl limits set vsw0 fdb 99
	check_eq "nothing of that is there" "$(read_all other)" "$before"
	must ctl port set web9 hairpin off name web1
	check_eq "a frame from there" \
		"$(probe h4 ff:ff:ff:ff:ff:ff "$(mac 23)")" h3
	check_eq "is not known here" "$(fdb_port vsw0 "$(mac 23)")" ""

	# By a number that a switch has only there.
	switch_add other vsw1
	away=$(index other vsw1)
	while swip -o link show | grep -q "^$away: "; do
		must ctl_ns other switch del vsw1
		must ctl_ns other switch add vsw1
		away=$(index other vsw1)
	done
	check_refused "no such number here" '' in_ns sw "$PYTHON" \
		"$SELFTESTS/nl.py" "do" switch-set ifindex="$away" \
		ageing-time=1
	check_eq "it is not changed" "$(ctl_ns other -j switch show vsw1 |
		jget "d[0]['ageing_time']")" 300
	check_refused "no such name here" 'vsw1' ctl switch show vsw1
	ns_add empty
	check_eq "an empty one" "$(read_all empty)" ""
}

notified()
{
	local here=$TMP/here there=$TMP/there

	spawn "$here" ctl -j monitor
	spawn "$there" ctl_ns other -j monitor
	wait_for "one listens" grep -q ready "$here"
	wait_for "the other does" grep -q ready "$there"
	must ctl_ns other port set web1 max-fdb 11
	must ctl_ns other fdb add vsw0 "$(mac 31)" port web2
	must ctl_ns other switch set vsw0 ageing 301
	check_eq "a frame there" "$(probe h3 "$(mac 2)" "$(mac 32)")" h4
	must ctl_ns other switch add vsw7
	must ctl_ns other switch del vsw7
	# What is heard last tells that all before it was.
	must ctl switch add vsw8
	must ctl switch del vsw8
	wait_for "those of there are heard there" \
		prints 'deleted.*vsw7|vsw7.*deleted' cat "$there"
	wait_for "those of here, here" \
		prints 'deleted.*vsw8|vsw8.*deleted' cat "$here"
	check_eq "here, nothing of there" \
		"$(grep -v -e ready -e vsw8 "$here")" ""
	check_no_match "there, nothing of here" "$(cat "$there")" 'vsw8'
	check_match "an address" "$(cat "$there")" "$(mac 31)"
	check_match "one that was learnt" "$(cat "$there")" "$(mac 32)"
	check_match "a port" "$(cat "$there")" '"name": *"web1"'
}

device_moves()
{
	must swip link add d1 type dummy
	defer swip link del d1
	must swip link set d1 up
	must ctl port add vsw0 d1 name roamer hairpin on
	must ctl fdb add vsw0 "$(mac 41)" port roamer
	must swip link set d1 netns "$(ns other)"
	defer ip_ns other link del d1
	check_eq "the port waits" "$(port_get vsw0 roamer state)" detached
	check_eq "its device has no master" \
		"$(link_get other d1 "r.get('master')")" ""
	check_eq "and is not promiscuous" \
		"$(link_get other d1 "r['promiscuity']")" 0
	check_fails "it is none here" ctl port add vsw0 d1
	check "there it can be one" ctl_ns other port add vsw0 d1
	check_eq "a new one" "$(ctl_ns other -j port show vsw0/d1 |
		jget "[d[0]['name'], d[0]['hairpin']]")" "
false"
	# And while it is a port.
	must ip_ns other link set d1 netns "$(ns sw)"
	must swip link set d1 up
	must swip link set d1 master vsw0
	check_eq "back, it is its port again" "$(port_get vsw0 roamer ifname)" \
		d1
	check_eq "with all settings" "$(port_get vsw0 roamer hairpin)" true
	check_eq "and addresses" "$(fdb_port vsw0 "$(mac 41)")" d1
	must ctl port del roamer
	must ctl_ns other port del d1
	no_reference_kept
}

made_elsewhere()
{
	check "a switch for another namespace" \
		swip link add vsw5 netns "$(ns other)" type vswitch
	defer ip_ns other link del vsw5
	check "it is there" ctl_ns other switch show vsw5
	check_fails "and not here" ctl switch show vsw5
	must ip_ns other link add d5 type dummy
	defer ip_ns other link del d5
	check "a port of there" ctl_ns other port add vsw5 d5
}

switch_stays()
{
	local before

	must ctl fdb flush vsw0 # nothing is to age meanwhile
	before=$(read_all sw)
	check_fails "a switch with ports" \
		swip link set vsw0 netns "$(ns other)"
	check_fails "under another name" \
		swip link set vsw0 netns "$(ns other)" name vsw9
	must ctl switch add vsw4
	defer ctl switch del vsw4
	check_fails "one without" swip link set vsw4 netns "$(ns other)"
	check "is there" ctl switch show vsw4
	must ctl switch del vsw4
	check_eq "nothing changed" "$(read_all sw)" "$before"
	check_eq "frames cross" "$(probe h1 "$(mac 99)" "$(mac 1)")" h2
}

# floods NS ADDRESS: pings from there, as fast as they are answered.
floods()
{
	spawn "$TMP/ping-$1" in_ns "$1" ping -q -f "$2"
}

deleted_in_traffic()
{
	local i

	for i in 1 2 3; do
		twin "gone$i" "a$i" "b$i"
		must ctl_ns "gone$i" switch add vsw1
		must ip_ns "gone$i" link add d1 type dummy
		must ctl_ns "gone$i" port add vsw1 d1
		must ctl_ns "gone$i" port add vsw1 name nobody
		floods "a$i" 192.0.2.254
		floods "a$i" 192.0.2.2
		floods "b$i" 192.0.2.1
		wait_for "round $i: it crosses" traffic_seen "gone$i"
		must ns_del "gone$i"
		wait_for "round $i: the guests' devices went" gone "a$i" eth0
		wait_for "round $i: both" gone "b$i" eth0
	done
	check_eq "here, frames cross" "$(probe h1 "$(mac 99)" "$(mac 1)")" h2
	no_reference_kept
}

# traffic_seen NS: its switch forwarded more than a few frames.
traffic_seen()
{
	[ "$(ctl_ns "$1" -j stats show vsw0 |
		jget "total(d, '').get('forwarded', 0)")" -gt 100 ]
}

wrong_netns()
{
	check_rc "no such namespace" 2 vswitchctl -n nix switch show
	check_rc "no such path" 2 vswitchctl -n /nix/nix switch show
	check "by its path" vswitchctl -n "/run/netns/$(ns sw)" \
		switch show vsw0
}

# as_user CMD...: in the namespace of the switch, as somebody without rights.
as_user()
{
	in_ns sw setpriv --reuid 1000 --regid 1000 --clear-groups "$@"
}

user_reads()
{
	local words

	check_eq "no capability" "$(as_user sed -n 's/^CapEff:\t//p' \
		/proc/self/status)" 0000000000000000
	for words in "switch show" "switch show vsw0" "port show" \
		"port show vsw0/web1" "fdb show" "fdb show vsw0" \
		"stats show" "stats show web1" "limits show"; do
		# shellcheck disable=SC2086 # words
		check "$words" as_user vswitchctl $words
	done
	check_eq "it is all there" "$(as_user vswitchctl -j port show vsw0)" \
		"$(ctl -j port show vsw0)"
	spawn "$TMP/monitor" as_user vswitchctl -j monitor
	wait_for "listens" grep -q ready "$TMP/monitor"
	must ctl switch set vsw0 ageing 299
	wait_for "hears" grep -q '299' "$TMP/monitor"
	check "and by ip" as_user ip -d link show vsw0
	check "ethtool" as_user ethtool -S vsw0
}

user_changes()
{
	local before words

	must swip link add d1 type dummy
	defer swip link del d1
	must ctl fdb add vsw0 "$(mac 51)" port web1
	before=$(read_all sw)
	while read -r words; do
		# shellcheck disable=SC2086 # words
		check_refused "$words" 'not permitted|CAP_NET_ADMIN' \
			as_user $words
	done <<-END
		vswitchctl switch add vsw3
		vswitchctl switch set vsw0 ageing 5
		vswitchctl switch del vsw0
		vswitchctl port add vsw0 d1
		vswitchctl port add vsw0 name web7
		vswitchctl port set web1 learning off
		vswitchctl port del web1
		vswitchctl fdb add vsw0 $(mac 52) port web1
		vswitchctl fdb set vsw0 $(mac 51) port web2
		vswitchctl fdb del vsw0 $(mac 51)
		vswitchctl fdb flush vsw0
		vswitchctl limits set vsw0 fdb 10
		vswitchctl audit
		ip link add vsw3 type vswitch
		ip link set d1 master vsw0
		ip link set p1 nomaster
		ip link set vsw0 down
		ip link del vsw0
	END
	check_rc "bridge fdb add" 255 as_user bridge fdb add "$(mac 53)" \
		dev p1 master static
	check_eq "nothing changed" "$(read_all sw)" "$before"
}

# What a user can do without any privilege: be root in namespaces of its own.
cannot_be_root()
{
	! as_user unshare -Urn true
}

# as_root SCRIPT: one line of output for each command in it that failed.
as_root()
{
	as_user unshare -Ur "${@:2}" sh -c \
		"t() { \"\$@\" >/dev/null 2>&1 || echo \"\$*\"; }; $1" 2>&1
}

user_root()
{
	local before

	cannot_be_root && skip "no user namespaces without privileges"
	before=$(read_all sw)
	check_eq "what fails is told" "$(as_root 't false' -n)" false
	check_eq "all of a switch of its own" "$(as_root '
		t ip link set lo up
		t vswitchctl switch add vsw0 ageing 50
		t ip link set vsw0 up
		t ip link add v1 type veth peer name v2
		t ip link add d1 type dummy
		t vswitchctl port add vsw0 v1 name web1 max-fdb 9
		t ip link set d1 master vsw0
		t ip link set v1 up; t ip link set v2 up; t ip link set d1 up
		t vswitchctl port set web1 learning off
		t vswitchctl fdb add vsw0 02:00:00:00:00:07 port web1
		t vswitchctl fdb set vsw0 02:00:00:00:00:07 port d1
		t vswitchctl fdb flush vsw0 static
		t vswitchctl limits set vsw0 fdb 10
		t vswitchctl switch set vsw0 ageing 9
		t vswitchctl audit
		t vswitchctl port del d1
		t ip link del v1
		t vswitchctl switch del vsw0
		t ip link add vsw1 type vswitch
		t ip link add d2 type dummy
		t ip link set d2 master vsw1' -n)" ""
	check_eq "nothing changed here" "$(read_all sw)" "$before"
	no_reference_kept
}

# As root of a user namespace that does not own the network namespace.
user_elsewhere()
{
	local before out words

	cannot_be_root && skip "no user namespaces without privileges"
	before=$(read_all sw)
	for words in "switch add vsw3" "switch set vsw0 ageing 5" \
		"port set web1 learning off" "port del web1" \
		"fdb flush vsw0" "limits set vsw0 fdb 10" audit \
		"switch del vsw0"; do
		# shellcheck disable=SC2086 # words
		check_refused "$words" 'not permitted|CAP_NET_ADMIN' \
			as_user unshare -Ur vswitchctl $words
	done
	check_refused "from a namespace of its own" 'not permitted|cannot' \
		as_user unshare -Urn vswitchctl -n "$(ns sw)" \
		switch set vsw0 ageing 5
	out=$(as_root 't vswitchctl port show vsw0; t vswitchctl fdb show')
	check_eq "it may read" "$out" ""
	check_eq "nothing changed" "$(read_all sw)" "$before"
}

run_tests "$@"
