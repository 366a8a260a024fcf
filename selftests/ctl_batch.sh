#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# vswitchctl -b: the commands of a file as one transaction; and what the tool
# has to say of VLANs and of commits that wait to be confirmed.
#
#	d1  d2 d3  tap0 eth1	dummies
#	+--vsw0--+ +--vsw1--+	namespace sw; made by the tests

TESTS="applied refused_whole usage one_switch conflict bounded stdin confirm
	many matrix"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ctl/lib-ctl.sh"

# batch STATUS: the lines of standard input, as a file; see said.
batch()
{
	cat >"$TMP/batch"
	said "$1" -b "$TMP/batch"
}

applied()
{
	two_switches
	batch 0 <<-'END'
		# a comment, and an empty line

		port set one access 10
		port add vsw0 d3 name 'three' trunk 10,20 native 20
		port set three learning off
		vlan add vsw0 10 name web counters on
		switch set vsw0 ageing 77
		limits set vsw0 ports 9
		port del waits
	END
	check_eq "it says nothing" "$OUT$ERR" ""
	check_eq "ports" "$(ctl -j port show vsw0 | jget "' '.join(
		'%s:%s:%s' % (r['name'] or r['ifname'], r['vlan_mode'], r['pvid'])
		for r in d if r['number'])")" \
		"one:access:10 d2:access:1 three:trunk:20"
	check_eq "a port that the file itself added" \
		"$(port_get vsw0 three learning)" false
	check_eq "its device" "$(port_get vsw0 three ifname)" d3
	check_eq "the switch" "$(switch_get vsw0 ageing_time)" 77
	check_eq "its limits" "$(switch_get vsw0 max_ports)" 9
	check_match "the VLAN" "$(ctl vlan show vsw0)" "10  *web"
}

# Whatever line is refused: it is named, and none of the others is done.
refused_whole()
{
	local before line n

	two_switches
	before=$(ctl -j port show vsw0)$(ctl -j switch show vsw0)
	for line in "port set one trunk 10 native 11" "port add vsw0 lo" \
		"port set nosuch access 5" "vlan del vsw0 77" \
		"limits set vsw0 ports 0" "port add vsw0 tap0" \
		"port add vsw0 d3 name one"; do
		for n in 1 3; do
			{
				[ "$n" = 1 ] || printf '%s\n' \
					"port set one access 10" "port del d2"
				echo "$line"
				echo "port set one hairpin on"
			} >"$TMP/batch"
			ctl -b "$TMP/batch" >"$TMP/out" 2>"$TMP/err"
			check_ne "$line: exit status" $? 0
			check_match "$line: the line is named" \
				"$(<"$TMP/err")" "batch:$n:"
			check_eq "$line: nothing was done" \
				"$(ctl -j port show vsw0
				)$(ctl -j switch show vsw0)" "$before"
		done
	done
}

usage()
{
	two_switches
	batch 1 <<<"port sett one access 10"
	check_match "a mistyped verb" "$ERR" "batch:1:.*did you mean 'set'"
	batch 1 <<<"port set one access 4095"
	check_match "a VID" "$ERR" "batch:1:.*4095"
	batch 1 <<<"port set one trunk 20-10"
	check_match "a reversed range" "$ERR" "batch:1:.*revers"
	batch 1 <<<"port set one trunk 10,5-20"
	check_match "ranges that overlap" "$ERR" "batch:1:.*overlap"
	batch 1 <<<"port set one access 0"
	check_match "VID 0" "$ERR" "batch:1:.* 0"
	batch 1 <<<"port show"
	check_match "what changes nothing" "$ERR" "batch:1:"
	batch 1 <<<"fdb flush vsw0"
	check_match "what cannot be part of one" "$ERR" "batch:1:"
	batch 1 <<<"port set one name 'open"
	check_match "a quote that is not closed" "$ERR" "batch:1:"
	said 2 -b "$TMP/none"
	check_match "no file" "$ERR" "No such file"
}

one_switch()
{
	two_switches
	batch 2 <<-'END'
		port set vsw0/one access 10
		port set vsw1/web access 10
	END
	check_match "two switches" "$ERR" "batch:2:"
	check_eq "nothing was done" "$(port_get vsw0 one pvid)" 1
}

# The kernel says what was changed since; the tool says what that is called.
conflict()
{
	local txn

	two_switches
	mkfifo "$TMP/fifo"
	# A file that is still being written when the port is changed.
	spawn "$TMP/log" ctl -b "$TMP/fifo"
	exec 7>"$TMP/fifo"
	echo "port set one access 10" >&7
	must ctl port set d2 hairpin off
	exec 7>&-
	wait_for "it is done" test ! -d "/proc/$SPAWNED"
	# Begun after the file was read: no conflict.
	check_eq "it was done" "$(port_get vsw0 one pvid)" 10
	txn=$(in_ns sw /usr/bin/python3 - "$ROOT" <<-'END'
		import sys
		sys.path.insert(0, sys.argv[1] + "/selftests")
		import nl
		import subprocess
		c = nl.Client()
		index = int(open("/sys/class/net/vsw0/ifindex").read())
		txn = c.call("txn-begin", switch=index)[0]["id"]
		c.call("port-set", switch=index, number=1, hairpin=1, txn=txn)
		subprocess.run(["vswitchctl", "port", "set", "vsw0/d2",
		                "learning", "off"], check=True)
		try:
		    c.call("txn-commit", switch=index, id=txn)
		except nl.Refused as said:
		    print(said.name)
	END
	)
	check_eq "one that was overtaken" "$txn" EAGAIN
	check_eq "was not done" "$(port_get vsw0 one hairpin)" false
}

bounded()
{
	two_switches
	head -c 70000 /dev/zero | tr '\0' x >"$TMP/batch"
	said 1 -b "$TMP/batch"
	check_match "a long line" "$ERR" "batch:1:.*long"
	printf 'port set one access 10\nport set \0one access 11\n' >"$TMP/batch"
	said 1 -b "$TMP/batch"
	check_match "a NUL byte" "$ERR" "batch:2:"
	check_eq "nothing was done" "$(port_get vsw0 one pvid)" 1
	: >"$TMP/batch"
	said 0 -b "$TMP/batch"
}

stdin()
{
	two_switches
	echo "port set one access 12" >"$TMP/in"
	check "from standard input" ctl -b - <"$TMP/in"
	check_eq "was done" "$(port_get vsw0 one pvid)" 12
}

confirm()
{
	two_switches
	says 2 "no commit .* waits" confirm vsw0
	says 2 "no commit .* waits" rollback vsw0
	says 2 "vsw9" confirm vsw9
	must in_ns sw /usr/bin/python3 "$ROOT/selftests/ctl/pending.py" vsw0 600
	check_eq "it is in force" "$(port_get vsw0 one pvid)" 42
	says 2 "waits to be confirmed" port set one access 5
	said 0 rollback vsw0
	check_eq "taken back" "$(port_get vsw0 one pvid)" 1
	must in_ns sw /usr/bin/python3 "$ROOT/selftests/ctl/pending.py" vsw0 600
	said 0 confirm vsw0
	check_eq "kept" "$(port_get vsw0 one pvid)" 42
	said 0 port set one access 5
}

# A thousand ports, each with a VLAN of its own, in one step.
many()
{
	local i before

	switch_add sw vsw0
	before=$(switch_get vsw0 generation)
	for ((i = 1; i <= 1000; i++)); do
		echo "port add vsw0 name web$i access $((i + 1))"
	done >"$TMP/batch"
	said 0 -b "$TMP/batch"
	check_eq "ports" "$(ctl -j switch show vsw0 |
		jget "d[0]['ports']")" 1000
	check_eq "each has its own" "$(ctl -j port show vsw0 | jget \
		"len({r['pvid'] for r in d if r['number']})")" 1000
	check_eq "in one step" "$(switch_get vsw0 generation)" $((before + 1))
}

matrix()
{
	two_switches
	must ctl port set one access 10
	must ctl port set d2 trunk 10,20-21 native 20
	must ctl port set waits dot1q-tunnel 20
	said 0 vlan show vsw0
	check_match "a row" "$OUT" "10 +- +T +P +T +- "
	check_match "native" "$OUT" "20 +- +T +- +P +Q "
	check_eq "JSON" "$(ctl -j vlan show vsw0 | jget "' '.join('%d:%s' % (
		r['vid'], ','.join(m['name'] or m['ifname']
		for m in r['members'])) for r in d)")" \
		"1:vsw0 10:vsw0,one,d2 20:vsw0,d2,waits 21:vsw0,d2"
	says 1 "add" vlan add vsw0
	says 2 "not added" vlan set vsw0 10 name web
	said 0 vlan add vsw0 10 name web
	says 2 "already" vlan add vsw0 10
	says 2 "another VLAN" vlan add vsw0 11 name web
	said 0 vlan del vsw0 web
}

run_tests "$@"
