#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# What "vswitchctl monitor" hears: changes of the configuration and of the
# forwarding database, in the order in which they happen, each once.
#
#	 h1        h2
#	eth0      eth0
#	 |         |
#	 p1        p2		namespace sw
#	 +-- vsw0 -+		another namespace, other, hears nothing

TESTS="switch_events port_events port_waits link_events port_renamed
	port_vanishes fdb_events fdb_kinds fdb_goes aged json text ends
	one_group other_namespace suppressed logged port_names log_suppressed
	unloaded"
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

# events EXPR: a Python expression on each event r but the first, which says
# ready; on one line.
events()
{
	sed 1d "$TMP/events" | jget "' '.join(str($1)
		for r in (d if isinstance(d, list) else [d]))"
}

# heard WANT EXPR: a check that waits for it.
heard()
{
	wait_for "heard: $1" is "$1" events "$2"
}

EVENT="r['object'] + ':' + r['event']"
PORT="r['event'] + '=' + str(r['name']) + '/' + r['ifname'] + '/' + r['state']"
ENTRY="'%s:%d@%s/%s' % (r['event'], int(r['address'][-2:], 16),
	r['port_ifname'] or r['port'], r['kind'])"

# two_ports [KEY VALUE]...: a switch that is there before anyone listens.
two_ports()
{
	switch_add sw vsw0 "$@"
	must swip link set p1 master vsw0
	must swip link set p2 master vsw0
}

# hello PLACE N: one frame of mac N, for nobody.
hello()
{
	must probe "$1" "$(mac 9999)" "$(mac "$2")"
}

switch_events()
{
	local what="r['event'], r['ifname'], r['address'][-2:],
		r['ageing_time'], r['max_fdb']"

	listen config
	must ctl switch add vsw0 ageing 100 address "$(mac 98)"
	must ctl switch set vsw0 ageing 200
	must ctl limits set vsw0 fdb 77
	must swip link set vsw0 address "$(mac 99)"
	must swip link set vsw0 name vsw1
	must ctl switch del vsw1
	heard "changed,vsw0,62,100,65536 changed,vsw0,62,200,65536 \
changed,vsw0,62,200,77 changed,vsw0,63,200,77 changed,vsw1,63,200,77 \
deleted,vsw1,63,200,77" "','.join(map(str, ($what)))"
	must swip link add vsw2 type vswitch
	must swip link del vsw2
	wait_for "by ip, too" prints 'changed:vsw2 deleted:vsw2$' \
		events "r['event'] + ':' + r['ifname']"
}

port_events()
{
	switch_add sw vsw0
	listen config
	must ctl port add vsw0 p1 name one
	must ctl port set one hairpin on
	must ctl port set vsw0/1 name uno
	must swip link set p1 nomaster
	must ctl port del uno
	heard "changed=one/p1/up changed=one/p1/up+ changed=uno/p1/up+ \
changed=uno/p1/detached+ deleted=uno/p1/detached+" \
		"$PORT + ('+' if r['hairpin'] else '')"
}

port_waits()
{
	switch_add sw vsw0
	listen config
	must ctl port add vsw0 name one device p1
	must swip link set p1 master vsw0
	must ctl port set one max-fdb 7
	must ctl port del one
	# One step is one event: the port as it was.
	heard "changed=one/p1/detached/4096 changed=one/p1/up/4096 \
changed=one/p1/up/7 deleted=one/p1/up/7" \
		"$PORT + '/%d' % r['max_fdb']"
}

link_events()
{
	two_ports
	listen config
	must ip_ns h1 link set eth0 down
	wait_for "pulled" prints 'changed=None/p1/down$' events "$PORT"
	must ip_ns h1 link set eth0 up
	wait_for "plugged" prints 'changed=None/p1/up$' events "$PORT"
	must swip link set p1 down
	wait_for "down" prints 'changed=None/p1/down$' events "$PORT"
	must swip link set p1 up
	wait_for "up" prints 'changed=None/p1/up$' events "$PORT"
	must swip link set p1 mtu 1400
	wait_for "another MTU" prints '1400$' events "r['mtu']"
	must swip link set p1 mtu 1500
	check_no_match "nothing of the other port" \
		"$(events "r['ifname']")" p2
}

port_renamed()
{
	two_ports
	must swip link set p1 down
	defer swip link set p1 up
	listen config
	must swip link set p1 name q1
	heard "changed=None/q1/down" "$PORT"
	must swip link set q1 name p1
	heard "changed=None/q1/down changed=None/p1/down" "$PORT"
}

port_vanishes()
{
	switch_add sw vsw0
	must swip link add d1 type dummy
	defer swip link del d1
	must ctl port add vsw0 d1 name one
	listen config
	must swip link del d1
	heard "changed=one/d1/detached" "$PORT"
}

fdb_events()
{
	two_ports
	listen fdb
	hello h1 7
	hello h1 7
	hello h2 7
	must ctl fdb set vsw0 "$(mac 7)" port p1 static
	must ctl fdb del vsw0 "$(mac 7)"
	must ctl fdb add vsw0 "$(mac 8)" port p2
	must ctl fdb flush vsw0 static
	heard "learned:7@p1/dynamic moved:7@p2/dynamic added:7@p1/static \
deleted:7@p1/static added:8@p2/static flushed:8@p2/static" "$ENTRY"
	check_eq "where it moved from" "$(events "r.get('old_port')")" \
		"None 1 None None None None"
	check_eq "none was suppressed" "$(events "r.get('suppressed')")" \
		"None None None None None None"
}

fdb_kinds()
{
	two_ports
	listen fdb
	must ctl fdb add vsw0 "$(mac 7)" port p1 dynamic
	must ctl fdb add vsw0 "$(mac 7)" port p2 sticky
	must ctl fdb set vsw0 "$(mac 7)" dynamic
	must ctl fdb add vsw0 "$(mac 8)" port host vlan 5
	check_fails "what is refused" \
		ctl fdb add vsw0 "$(mac 8)" port p1 vlan 5
	must ctl fdb del vsw0 "$(mac 8)" vlan 5
	must in_ns sw bridge fdb add "$(mac 9)" dev vsw0 self via p1
	heard "added:7@p1/dynamic added:7@p2/sticky added:7@p2/dynamic \
added:8@vsw0/static deleted:8@vsw0/static added:9@p1/static" "$ENTRY"
	check_eq "in which VLAN" "$(events "r['vid']")" "1 1 1 5 5 1"
}

# With a link, a device and a port its entries go.
fdb_goes()
{
	two_ports
	hello h1 7
	hello h2 8
	must ctl fdb add vsw0 "$(mac 9)" port p2
	listen fdb
	must swip link set p1 down
	defer swip link set p1 up
	heard "flushed:7@p1/dynamic" "$ENTRY"
	must swip link set p2 nomaster
	must ctl port del vsw0/2
	heard "flushed:7@p1 flushed:8@2 flushed:9@2" \
		"r['event'] + ':%d@%s' % (int(r['address'][-2:], 16),
		r['port_ifname'] if r['port'] == 1 else r['port'])"
}

aged()
{
	two_ports ageing 1
	listen fdb
	hello h1 7
	heard "learned:7@p1/dynamic aged:7@p1/dynamic" "$ENTRY"
}

# Every line is an object of its own, with the keys of "show".
json()
{
	two_ports
	listen
	must ctl switch set vsw0 ageing 77
	must ctl port set p1 name one
	hello h1 7
	heard "switch:changed port:changed fdb:learned" "$EVENT"
	check_eq "the first line" "$(head -n 1 "$TMP/events")" \
		'{"event":"ready"}'
	check_eq "a line each" "$(wc -l <"$TMP/events")" 4
	check_eq "a time in UTC" "$(events "len(r['time'].rstrip('Z'))")" \
		"26 26 26"
	check_eq "the keys of a switch" \
		"$(events "' '.join(r) if r['object'] == 'switch' else ''")" \
		"time object event $(ctl -j switch show vsw0 |
			jget "' '.join(d[0])")  "
	check_eq "of a port" \
		"$(events "' '.join(r) if r['object'] == 'port' else ''")" \
		" time object event $(ctl -j port show one |
			jget "' '.join(d[0])") "
	check_eq "of an entry" \
		"$(events "' '.join(r) if r['object'] == 'fdb' else ''")" \
		"  time object event $(ctl -j fdb show vsw0 "$(mac 7)" |
			jget "' '.join(d[0])") old_port suppressed"
}

text()
{
	local date='^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{15} +'
	local m7

	m7=$(mac 7)
	spawn "$TMP/text" ctl monitor
	wait_for "says that it listens" \
		grep -qx "listening for config, fdb and alarm events" "$TMP/text"
	two_ports ageing 77
	must ctl port set p1 name one hairpin on
	hello h1 7
	hello h2 7
	must ctl fdb flush vsw0
	must ctl switch del vsw0
	wait_for "the last" prints 'switch +deleted +vsw0' cat "$TMP/text"
	for line in "switch +changed +vsw0 +ageing 77 s, max-ports 4096" \
		"port +changed +vsw0/1 +\(p1\) +up" \
		"port +changed +vsw0/1 +one +\(p1\) +up, vlan 1, hairpin" \
		"fdb +learned +vsw0 +$m7 +vlan 1 port 1 +one +\(p1\) +dynamic" \
		"fdb +moved +vsw0 +$m7 +vlan 1 port 2 +\(p2\) +from port 1" \
		"fdb +flushed +vsw0 +$m7 +vlan 1 port 2" \
		"switch +deleted +vsw0"; do
		check_match "$line" "$(cat "$TMP/text")" "$date$line"
	done
}

ends()
{
	local signal

	for signal in TERM INT; do
		listen
		# A shell's children in the background ignore an interrupt,
		# but for those that ask for it.
		must kill "-$signal" "$SPAWNED"
		wait "$SPAWNED"
		check_eq "exit status after SIG$signal" $? 0
	done
	check_rc "no such group" 1 ctl monitor nix
}

one_group()
{
	two_ports
	listen fdb
	must ctl switch set vsw0 ageing 99
	hello h1 7
	heard "fdb:learned" "$EVENT"
	stop "$SPAWNED"
	listen config
	hello h2 8
	must ctl switch set vsw0 ageing 98
	heard "switch:changed" "$EVENT"
}

# What others hear in their namespace is theirs alone, of both groups.
other_namespace()
{
	NS=other listen
	two_ports
	hello h1 7
	must ctl port set p1 name one
	switch_add other vsw9
	must ctl_ns other fdb add vsw9 "$(mac 8)" port host
	heard "switch:changed:vsw9 fdb:added:vsw9" \
		"$EVENT + ':' + (r.get('switch') or r['ifname'])"
	stop "$SPAWNED"
	NS=sw listen
	must ctl_ns other switch set vsw9 ageing 7
	must ctl_ns other fdb del vsw9 "$(mac 8)"
	must ctl switch set vsw0 ageing 8
	must ctl fdb add vsw0 "$(mac 8)" port p2
	heard "switch:changed:vsw0 fdb:added:vsw0" \
		"$EVENT + ':' + (r.get('switch') or r['ifname'])"
}

# add_batch N: entries, fast, by one process.
add_batch()
{
	local n

	for ((n = 0; n < $1; n++)); do
		printf 'fdb add 02:01:00:00:%02x:%02x dev vsw0 self via p1\n' \
			$((n >> 8)) $((n & 255))
	done >"$TMP/batch"
	must in_ns sw bridge -batch "$TMP/batch"
}

# Far more than 1,000 in a second: what is not told is counted, and told with
# the next that is.
suppressed()
{
	local more=0 heard=

	two_ports
	add_batch 3000
	listen fdb
	must ctl fdb flush vsw0 static
	# The first that is heard of these is the end of the silence, and the
	# count with it says how many of these were not heard.
	while [ -z "$heard" ] && ((more < 100)); do
		more=$((more + 1))
		must ctl fdb add vsw0 "$(mac $((9000 + more)))" port p2
		if busywait 1 grep -q "$(mac $((9000 + more)))" "$TMP/events"
		then
			heard=yes
		fi
	done
	check_eq "told and not told make all" "$(events \
		"1 + (r['suppressed'] or 0)" | tr ' ' '\n' |
		awk '{ sum += $1 } END { print sum }')" $((3000 + more))
	check_cmp "some were told" "$(grep -c flushed "$TMP/events")" ge 1000
	check_cmp "most were not" "$(grep -c flushed "$TMP/events")" lt 2900
	check_no_match "none was lost on the way" "$(cat "$TMP/events")" \
		'"event":"lost"'
}

# An ACL whose rules log, at a port that has a name.
rules_that_log()
{
	two_ports
	must ctl port set p1 name one
	must ctl acl add vsw0 web
	must ctl rule add web vid 7 allow
	must ctl rule add web in one log deny reason no-way
	must ctl acl bind web ingress one
}

# listen_text: a monitor of the group alarm alone, for people, is ready.
listen_text()
{
	spawn "$TMP/text" ctl monitor alarm
	wait_for "says that it listens" \
		grep -qx "listening for alarm events" "$TMP/text"
}

# A frame that met a rule that logs: the rule, the verdict, the frame.
logged()
{
	local dst src

	dst=$(mac 9999) src=$(mac 7)
	rules_that_log
	listen_text
	listen
	hello h1 7
	heard "acl:log" "$EVENT"
	check_eq "which rule, and what it did" "$(events \
		"(r['switch'], r['acl'], r['handle'], r['action'], r['reason'])")" \
		"('vsw0', 'web', 2, 'deny', 'no-way')"
	check_eq "which frame" "$(events "(r['port'], r['port_name'],
		r['out_port'], r['out_port_name'], r['vid'], r['len'],
		r['suppressed'])")" "(1, 'one', None, None, 1, 60, 0)"
	check_eq "its first bytes" "$(events "(len(r['frame']), r['frame'][:38])")" \
		"(120, '${dst//:/}${src//:/}88b570726f6265')"
	wait_for "for people" prints "acl +log +vsw0/web +rule 2 +deny +\(no-way\) \
+from port one +vlan 1 +60 bytes +$src > $dst 0x88b5$" cat "$TMP/text"
	check_eq "a line each" "$(wc -l <"$TMP/events")$(wc -l <"$TMP/text")" 22
	must ctl rule set web 2 count
	must ctl acl add vsw0 out
	must ctl rule add out log allow
	must ctl acl bind out egress p2
	hello h1 7
	wait_for "where it leaves" prints "vsw0/out +rule 1 +allow +from port one \
+to port p2 +vlan 1" cat "$TMP/text"
	wait_for "for programs" prints "'one', 2, 'p2'" events \
		"(r.get('port_name'), r.get('out_port'), r.get('out_port_name'))"
}

# Rules, bindings and frames are told with the names that ports have now.
port_names()
{
	rules_that_log
	listen_text
	spawn "$TMP/all" ctl monitor
	wait_for "says that it listens" grep -q listening "$TMP/all"
	must ctl port set one name two
	hello h1 7
	for log in text all; do
		wait_for "$log: the new name" \
			prints "rule 2 +deny .*from port two" cat "$TMP/$log"
	done
	must ctl rule add web in p2 redirect two
	wait_for "in a rule" prints "rule +changed +vsw0/web +3 +in p2 redirect two" \
		cat "$TMP/all"
	must ctl acl bind web ingress p2
	wait_for "where it is bound" \
		prints "binding +changed +vsw0/web +ingress p2 +default" cat "$TMP/all"
	must ctl acl add vsw0 out
	must ctl acl bind out egress host
	must ctl rule del web 3
	must ctl port del p2
	wait_for "of a port that goes" \
		prints "binding +deleted +vsw0/web +ingress p2" cat "$TMP/all"
	check_match "the host's" "$(<"$TMP/all")" "binding +changed +vsw0/out +egress host"
}

# told: how many frames the monitor told of, or counted.
told()
{
	events "1 + r['suppressed']" | tr ' ' '\n' |
		awk '{ sum += $1 } END { print sum }'
}

# At most 50 a second of one port are told of; the next event has the number of the others.
log_suppressed()
{
	local sent=0

	rules_that_log
	listen_text
	listen alarm
	while ((sent < 20000)) &&
		! grep -q '"suppressed":[1-9]' "$TMP/events"; do
		must probe h1 "$(mac 9999)" "$(mac 7)" n=200
		sent=$((sent + 200))
	done
	while ((sent < 20100)) && ! busywait 1 is "$sent" told; do
		hello h1 7
		sent=$((sent + 1))
	done
	check_eq "told and not told make all" "$(told)" "$sent"
	wait_for "for people" prints "0x88b5 +\([0-9]+ events before it were suppressed\)" \
		cat "$TMP/text"
}

# The last one: when the module goes there is nothing to be heard any more.
unloaded()
{
	two_ports
	listen
	must vsw_unload
	wait "$SPAWNED"
	check_eq "exit status" $? 2
	check_match "why" "$(cat "$TMP/events")" "module was unloaded"
	vsw_load
}

run_tests "$@"
