#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# quick
#
# What "vswitchctl monitor" hears: changes of the configuration and of the
# forwarding database, in the order in which they happen, each once.
#
#	 h1        h2
#	eth0      eth0
#	 |         |
#	 p1        p2		namespace sw
#	 +-- vsw0 -+		another namespace, other, hears nothing

TESTS="switch_events port_events link_events fdb_events aged text ends
	one_group other_namespace suppressed"
. "$(dirname "$0")/lib.sh"

setup()
{
	local i

	ns_add sw
	ns_add other
	probe_start
	for i in 1 2; do
		guest_add sw h$i p$i "$(mac $i)"
		place h$i h$i eth0
	done
}

# listen [GROUP]...: a monitor, whose lines go to $TMP/events, is ready.
listen()
{
	spawn "$TMP/events" ctl_ns "${NS-sw}" -j monitor "$@"
	must busywait "$TIMEOUT" grep -q ready "$TMP/events"
}

# listed: the events but the first, which says ready, as one JSON list.
listed()
{
	echo "[$(sed '1d; $!s/$/,/' "$TMP/events")]"
}

# events EXPR: a Python expression on each event r but the first; on one line.
events()
{
	listed | jget "' '.join(str($1) for r in d)"
}

# last EXPR: the same on the last event alone.
last()
{
	listed | jget "(lambda r: $1)(d[-1])"
}

# heard WANT EXPR: a check that waits for it.
heard()
{
	wait_for "heard: $1" is "$1" events "$2"
}

EVENT="r['object'] + ':' + r['event']"

switch_events()
{
	listen config
	must ctl switch add vsw0 ageing 100
	must ctl switch set vsw0 ageing 200
	must ctl limits set vsw0 fdb 77
	must swip link set vsw0 address "$(mac 99)"
	must swip link set vsw0 name vsw1
	must ctl switch del vsw1
	wait_for "the deletion" is switch:deleted last "$EVENT" || return
	check_match "each change" "$(events "r['ageing_time']")" "100 .*200"
	check_match "the limit" "$(events "r['max_fdb']")" "65536 .*77"
	check_match "the name" "$(events "r['ifname']")" "vsw0 .*vsw1$"
}

port_events()
{
	local what="r['event'] + '=' + str(r['name']) + '/' + r['state'] +
		('!' if r['hairpin'] else '')"

	switch_add sw vsw0
	listen config
	must ctl port add vsw0 p1 name one
	must ctl port set one hairpin on
	must ctl port set vsw0/1 name uno
	must swip link set p1 nomaster
	must ctl port del uno
	heard "changed=one/up changed=one/up! changed=uno/up! \
changed=uno/detached! deleted=uno/detached!" "${what//$'\n'/ }"
}

link_events()
{
	switch_add sw vsw0
	must ctl port add vsw0 p1 name one
	listen config
	must ip_ns h1 link set eth0 down
	wait_for "down" is down last "r['state']"
	must ip_ns h1 link set eth0 up
	wait_for "up" is up last "r['state']"
}

fdb_events()
{
	local what="r['event'] + '@' + (r['port_ifname'] or '')"

	switch_add sw vsw0
	must swip link set p1 master vsw0
	must swip link set p2 master vsw0
	listen fdb
	must probe h1 "$(mac 9999)" "$(mac 7)"
	must probe h1 "$(mac 9999)" "$(mac 7)"
	must probe h2 "$(mac 9999)" "$(mac 7)"
	must ctl fdb set vsw0 "$(mac 7)" port p1 static
	must ctl fdb del vsw0 "$(mac 7)"
	must ctl fdb add vsw0 "$(mac 8)" port p2
	must ctl fdb flush vsw0 static
	heard "learned@p1 moved@p2 added@p1 deleted@p1 added@p2 flushed@p2" \
		"$what"
	check_match "where it moved from" \
		"$(events "r.get('old_port')")" "None 1 None"
}

aged()
{
	switch_add sw vsw0 ageing 1
	must swip link set p1 master vsw0
	must swip link set p2 master vsw0
	listen fdb
	must probe h1 "$(mac 9999)" "$(mac 7)"
	heard "learned aged" "r['event']"
}

text()
{
	spawn "$TMP/text" ctl monitor
	wait_for "says that it listens" grep -q listening "$TMP/text"
	switch_add sw vsw0
	wait_for "says what happened" grep -q vsw0 "$TMP/text"
}

ends()
{
	listen
	must kill -TERM "$SPAWNED"
	wait "$SPAWNED"
	check_eq "exit status" $? 0
}

one_group()
{
	switch_add sw vsw0
	must swip link set p1 master vsw0
	must swip link set p2 master vsw0
	listen fdb
	must ctl switch set vsw0 ageing 99
	must probe h1 "$(mac 9999)" "$(mac 7)"
	heard "fdb:learned" "$EVENT"
}

other_namespace()
{
	NS=other listen
	switch_add sw vsw0
	must swip link set p1 master vsw0
	switch_add other vsw9
	wait_for "its own switch" is vsw9 last "r['ifname']"
	check_no_match "but no other" "$(cat "$TMP/events")" vsw0
}

# Far more than 1,000 in a second: what is not told is counted.
suppressed()
{
	local n tries

	switch_add sw vsw0
	must swip link set p1 master vsw0
	for n in $(seq 3000); do
		echo "fdb add $(mac "$n") dev vsw0 self via p1"
	done >"$TMP/batch"
	must in_ns sw bridge -batch "$TMP/batch"
	listen fdb
	must ctl fdb flush vsw0 static
	check_eq "all were flushed" "$(ctl -j fdb show vsw0 static |
		jget "len(d)")" 0
	# The first that is told again, when the second is over, says how many
	# were not.
	tries=0
	told_again()
	{
		tries=$((tries + 1))
		ctl fdb add vsw0 "$(mac 9000)" port p1
		ctl fdb del vsw0 "$(mac 9000)"
		[ "$(events "r.get('suppressed') or ''" | tr -d ' ')" ]
	}
	wait_for "suppressed ones are counted" told_again || return
	wait_for "told and not told make all" accounted $((3000 + 2 * tries))
}

# accounted N: events that were told and events that were not make N.
accounted()
{
	[ "$(listed | jget "len(d) + sum(r.get('suppressed') or 0 for r in d)")" \
		-eq "$1" ]
}

run_tests "$@"
