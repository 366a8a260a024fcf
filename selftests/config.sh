#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# vswitchctl export, diff and apply: a switch as a file, and a file as a switch,
# whole or not at all.
#
#	d1 d2 d3 tap0 eth1	dummies
#	+------vsw0------+	namespace sw; made by the tests

TESTS="round_trip unwritable twice dry_run diff_says confirm confirm_new
	refused_whole later device_goes somebody_else devices_swap anything"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ctl/lib-ctl.sh"
. "$(dirname "$0")/config/lib-config.sh"

# ---- there and back ----------------------------------------------------

# every_acl: sets, mirror sessions, ACLs, and each place where one can be bound.
every_acl()
{
	must ctl set add vsw0 admins 192.0.2.0/28 2001:db8::/64
	must ctl set add vsw0 macs type mac 02:00:00:00:00:01
	must ctl set add vsw0 ports type l4-port 22 8000-8080
	must ctl mirror add vsw0 yes to a snap 64
	must ctl mirror add vsw0 odd to "$ODD"
	must ctl acl add vsw0 web
	must ctl acl add vsw0 none
	must ctl rule add vsw0 web src @admins proto tcp dport @ports allow
	must ctl rule add vsw0 web not smac @macs log deny reason unknown
	must ctl rule add vsw0 web vid 5 mirror yes
	must ctl rule add vsw0 web vid 6 mirror odd
	must ctl acl bind vsw0 web switch default allow
	must ctl acl bind vsw0 none switch
	must ctl acl bind vsw0 web vlan 10 default deny
	must ctl acl bind vsw0 web ingress a default deny
	must ctl acl bind vsw0 web egress a default allow
	must ctl acl bind vsw0 none ingress host default allow
	must ctl acl bind vsw0 none egress host default deny
}

# every: vsw0 with all that can be set, somewhere.
every()
{
	switch_add sw vsw0 ageing 77 max-ports 4000 max-fdb 50000 \
		port-max-fdb 3000 max-rules 2000 vlan-protocol 802.1ad
	must ctl vlan add vsw0 4094 name off counters on
	must ctl vlan add vsw0 10 name web
	must ctl vlan add vsw0 30 counters on
	must ctl vlan add vsw0 40
	must ctl port add vsw0 d1 name a access 10 role community red \
		accept untagged pcp 5
	must ctl port add vsw0 d2 trunk 10,20-30 native 20 vlan-protocol 802.1q
	must ctl port add vsw0 name yes trunk 1-4094
	must ctl port add vsw0 name 1:30 hybrid pvid 10 tagged 20-30 \
		untagged 10,40-41
	must ctl port add vsw0 name 0x1f hybrid tagged 100
	must ctl port add vsw0 name 1.5 hybrid pvid 5 untagged 5
	must ctl port add vsw0 name q dot1q-tunnel 100 pcp 0
	must ctl port add vsw0 name null trunk 10,20 map 100:10,10:20 \
		accept tagged
	must ctl port add vsw0 name w device tap9 role isolated
	must ctl port add vsw0 name p.-_:@ role promiscuous max-fdb 0
	must ctl port add vsw0 name flags learning off flood off hairpin on \
		forward-lldp on forward-lacp on max-fdb 7
	must ctl port add vsw0 d3 name third
	must ctl port add vsw0 "$ODD"
	every_acl
}

# there_and_back DESC: vsw0 is exported; from that it can be had again.
there_and_back()
{
	local desc=$1 want file

	EXPORTS=$((EXPORTS + 1))
	must ctl export vsw0 >/dev/null
	want=$(ctl export vsw0)
	printf '%s\n' "$want" >"$TMP/e.yaml"
	ctl -j export vsw0 >"$TMP/e$EXPORTS.json"
	said 0 diff "$TMP/e.yaml"
	check_eq "$desc: no difference" "$OUT" "no changes"
	for file in e.yaml e$EXPORTS.json; do
		must ctl switch del vsw0
		said 0 apply "$TMP/$file"
		check_eq "$desc: $file to nothing" "$(ctl export vsw0)" "$want"
		must ctl switch del vsw0
		must ctl switch add vsw0
		said 0 apply "$TMP/$file"
		check_eq "$desc: $file to an empty switch" \
			"$(ctl export vsw0)" "$want"
	done
	check_eq "$desc: standard input" "$(ctl apply - <"$TMP/e.yaml")" \
		"no changes"
}

round_trip()
{
	local EXPORTS=0 host ODD="& *#\"'é"

	ODD=${ODD// /}
	must swip link add "$ODD" type dummy
	defer ip_ns sw link del "$ODD"
	every
	there_and_back "everything"
	for host in "access 10 learning off flood-multicast off
			flood-broadcast off hairpin on max-fdb 9" \
		"trunk 10,20-30 native 20 map 100:10 pcp 3 accept tagged
			flood-unicast on vlan-protocol 802.1q" \
		"hybrid pvid 5 tagged 20-30 untagged 5,6 role normal map none" \
		"dot1q-tunnel 100 accept all map none role community red
			forward-lldp on forward-lacp on"; do
		# shellcheck disable=SC2086 # words
		must ctl port set vsw0/host $host
		there_and_back "host $host"
	done
	check_eq "keys of the schema that were not tried" "$($PYTHON -IS \
		"$ROOT/selftests/config/keys.py" \
		"$ROOT/ctl/vswitch.schema.json" "$TMP"/e*.json)" ""
	check_match "the device with the odd name is a port again" \
		"$(swip link show "$ODD")" "master vsw0"
	check_eq "and no other was lost" \
		"$(ctl -j switch show vsw0 | jget "d[0]['ports']")" 13
	must ctl switch del vsw0
	must ctl switch add vsw0
	there_and_back "the empty one"
	check_eq "says nothing more" "$(ctl export)" "switch: vsw0"
}

# What no file can say is told, not lost.
unwritable()
{
	local device=$'bad\xff'

	small
	must swip link add "$device" type dummy
	defer ip_ns sw link del "$device"
	must ctl port add vsw0 "$device" name latin
	said 2 export vsw0
	check_match "why" "$ERR" "UTF-8"
	said 2 -j export vsw0
	says 2 "vsw9" export vsw9
	must ctl switch add vsw1
	defer ip_ns sw link del vsw1
	says 1 "several: vsw0, vsw1" export
}

# ---- what is done, and what is said ------------------------------------

twice()
{
	local before

	conf <<-'END'
		switch: vsw0
		ageing: 60
		vlans: [{vid: 10, name: web}]
		ports:
		  - {name: web1, device: d1, access: 10}
		  - {name: later, device: tap9, trunk: [10, 20-30]}
		  - {device: d2, max-fdb: 5}
	END
	defer ip_ns sw link del vsw0
	said 0 apply "$TMP/c.yaml"
	check_ne "what was done is told" "$OUT" "no changes"
	before=$(state)
	spawn "$TMP/heard" ctl monitor config
	wait_for "the monitor listens" grep -q listening "$TMP/heard"
	said 0 apply "$TMP/c.yaml"
	check_eq "the second time" "$OUT$ERR" "no changes"
	said 0 apply --confirm 600 "$TMP/c.yaml"
	check_eq "there is nothing to confirm" "$OUT$ERR" "no changes"
	said 0 -j apply "$TMP/c.yaml"
	check_eq "in JSON" "$OUT" "[]"
	unchanged "twice" "$before"
	must ctl vlan add vsw0 77
	wait_for "it hears of others" grep -q 77 "$TMP/heard"
	check_eq "and heard of nothing else" "$(wc -l <"$TMP/heard")" 2
}

dry_run()
{
	local before plan

	small
	before=$(state)
	conf <<-'END'
		switch: vsw0
		ageing: 60
		ports:
		  - {name: web1, device: d1, access: 20}
		  - {name: new, device: d3}
	END
	ctl diff "$TMP/c.yaml" >"$TMP/plan"
	check_eq "exit status of diff" $? 3
	plan=$(<"$TMP/plan")
	said 0 apply --dry-run "$TMP/c.yaml"
	check_eq "it says what diff says" "$OUT$ERR" "$plan"
	said 0 apply "$TMP/c.yaml" --dry-run --confirm 60
	check_eq "with a time" "$OUT$ERR" "$plan"
	says 2 "no commit .* waits" confirm vsw0
	unchanged "dry" "$before"

	# What only the kernel knows.
	must swip link add br9 type bridge
	defer ip_ns sw link del br9
	must swip link set d3 master br9
	defer ip_ns sw link set d3 nomaster
	said 2 apply --dry-run "$TMP/c.yaml"
	check_match "a device of a bridge" "$ERR" \
		"c.yaml:5:5: ports\[1\]: .*new.*has a master"
	sed -i 's/d3/lo/' "$TMP/c.yaml"
	said 2 apply --dry-run "$TMP/c.yaml"
	check_match "lo" "$ERR" "c.yaml:5:5: ports\[1\]: .*new.*loopback"
	unchanged "what was refused" "$before"

	sed -i 's/, device: lo//; s/vsw0/vsw7/' "$TMP/c.yaml"
	said 0 apply --dry-run "$TMP/c.yaml"
	check_match "a switch that is not there" "$OUT" "^\+ switch vsw7"
	check_fails "is still not there" swip link show vsw7
}

diff_says()
{
	local before

	small
	before=$(state)
	conf <<-'END'
		switch: vsw0
		ageing: 60
		vlans: [{vid: 10, name: office}, {vid: 20, counters: on}]
		host: {learning: off}
		ports:
		  - {name: web1, device: d1, access: 20, hairpin: on}
		  - {name: new, trunk: [10-12], native: 11}
		  - {device: d2}
	END
	said 3 diff "$TMP/c.yaml"
	check_eq "what it says" "$OUT" "$(cat <<-'END'
		~ switch vsw0: ageing 300 -> 60
		~ vlan 10: name web -> office
		+ vlan 20: counters on
		~ host: learning on -> off
		- port waits
		~ port web1: access 10 -> 20, hairpin off -> on
		+ port new: trunk 10-12 native 11
	END
	)"
	said 3 -j diff "$TMP/c.yaml"
	check_eq "in JSON" "$(jget "' '.join('%s:%s:%s' % (s['action'],
		s['object'], s.get('name') or s.get('vid', '')) for s in d)" \
		<<<"$OUT")" "change:switch:vsw0 change:vlan:10 add:vlan:20$(:
		) change:host: delete:port:waits change:port:web1 add:port:new"
	check_eq "a change in JSON" "$(jget "row(d, name='web1')['changes']" \
		<<<"$OUT")" "$(cat <<-'END'
		{"key": "vlans", "from": {"access": 10}, "to": {"access": 20}}
		{"key": "hairpin", "from": false, "to": true}
	END
	)"
	unchanged "diff" "$before"
	said 0 apply "$TMP/c.yaml"
	said 0 diff "$TMP/c.yaml"
	check_eq "nothing is left to do" "$OUT" "no changes"
	said 0 -j diff "$TMP/c.yaml"
	check_eq "nothing in JSON" "$OUT" "[]"
	check_eq "ports" "$(ctl -j port show vsw0 | jget "' '.join(sorted(
		'%s:%s' % (r['name'] or r['ifname'], r['pvid'])
		for r in d if r['number']))")" "d2:1 new:11 web1:20"
}

# ---- confirm -----------------------------------------------------------

confirm()
{
	local before after

	small
	before=$(ctl export vsw0)
	conf <<-'END'
		switch: vsw0
		ageing: 60
		ports: [{name: other, device: d1, access: 30}]
	END
	said 0 apply --confirm 600 "$TMP/c.yaml"
	check_match "what to do" "$OUT" "vswitchctl confirm vsw0"
	after=$(ctl export vsw0)
	check_ne "it is in force" "$after" "$before"
	echo "switch: vsw0" >"$TMP/none.yaml"
	says 2 "waits to be confirmed" apply "$TMP/none.yaml"
	said 0 rollback vsw0
	check_eq "rolled back" "$(ctl export vsw0)" "$before"
	check_match "the device, too" "$(swip link show d1)" "master vsw0"

	said 0 apply --confirm 1 "$TMP/c.yaml"
	wait_for "nobody confirms" is "$before" ctl export vsw0

	said 0 apply --confirm 600 "$TMP/c.yaml"
	said 0 confirm vsw0
	says 2 "no commit .* waits" rollback vsw0
	check_eq "confirmed" "$(ctl export vsw0)" "$after"
	said 0 apply "$TMP/none.yaml"
	check_eq "and on" "$(ctl export vsw0)" "switch: vsw0"
	says 1 "SECONDS must be" apply --confirm 0 "$TMP/c.yaml"
	says 1 "SECONDS" apply --confirm
	says 1 "unknown option" apply --confrim 5 "$TMP/c.yaml"
}

# A switch that was made for it stays, with what a new one has.
confirm_new()
{
	conf <<-'END'
		switch: vsw0
		ports: [{name: other, device: d1, access: 30}]
	END
	defer ip_ns sw link del vsw0
	said 0 apply --confirm 600 "$TMP/c.yaml"
	check_eq "in force" "$(port_get vsw0 other pvid)" 30
	said 0 rollback vsw0
	check_eq "no port" "$(ctl -j switch show vsw0 |
		jget "d[0]['ports']")" 0
	said 0 apply "$TMP/c.yaml"
	check_eq "again" "$(port_get vsw0 other ifname)" d1
}

# ---- refused -----------------------------------------------------------

# deep: v7 is so many devices above d3 that nothing can be put on it; which
# shows when that is tried.
deep()
{
	local i below=d3

	for i in 1 2 3 4 5 6 7; do
		must swip link add link "$below" name "v$i" type vlan id 7
		defer ip_ns sw link del "v$i"
		below=v$i
	done
}

refused_whole()
{
	local before

	deep
	small
	must swip link set d1 nomaster
	conf <<-'END'
		switch: vsw0
		ageing: 60
		ports:
		  - {name: web1, device: d1, access: 20}
		  - {name: new, device: tap0}
		  - name: bad
		    device: v7
		  - {name: last, device: eth1}
	END
	before=$(state)
	said 2 apply "$TMP/c.yaml"
	check_match "the line" "$ERR" "c.yaml:6: .*port bad"
	check_match "the reason" "$ERR" "put below the switch"
	unchanged "the one that is there" "$before"
	said 2 apply --confirm 600 "$TMP/c.yaml"
	unchanged "to be confirmed" "$before"
	says 2 "no commit .* waits" confirm vsw0
	# One that has no name, by that of its device.
	sed 's/name: bad/hairpin: on/' "$TMP/c.yaml" >"$TMP/nameless.yaml"
	said 2 apply "$TMP/nameless.yaml"
	check_match "the line of a port without a name" "$ERR" \
		"nameless.yaml:6: .*port v7"
	unchanged "without a name" "$before"

	sed -i 's/vsw0/vsw7/' "$TMP/c.yaml"
	said 2 apply "$TMP/c.yaml"
	check_match "the line for a new one" "$ERR" "c.yaml:6: .*port bad"
	check_fails "no switch is left behind" swip link show vsw7
	sed -i 's/v7/lo/' "$TMP/c.yaml"
	said 2 apply "$TMP/c.yaml"
	check_match "refused before" "$ERR" "c.yaml:6:5: ports\[2\]: .*loopback"
	check_fails "no switch is left either" swip link show vsw7
	sed -i 's/vsw7/d2/' "$TMP/c.yaml"
	said 2 apply "$TMP/c.yaml"
	check_match "what has this name is no switch" "$ERR" "d2"
	check "and it is still there" swip link show d2
	unchanged "in the end" "$before"
}

# ---- devices that come later -------------------------------------------

# policy: what vsw0 says of the port "late".
policy()
{
	ctl -j port show vsw0/late | jget "' '.join(str(d[0].get(k)) for k in
		('pvid', 'role', 'learning', 'max_fdb', 'state', 'ifname'))"
}

# late_is DESC STATE: the port has it, and the policy of the file.
late_is()
{
	check_match "$1" "$(policy)" "^20 isolated false 7 $2 late0$"
}

later()
{
	local how before

	conf <<-'END'
		switch: vsw0
		ports:
		  - name: late
		    device: late0
		    trunk: [10, 20]
		    native: 20
		    role: isolated
		    learning: false
		    max-fdb: 7
	END
	defer ip_ns sw link del vsw0
	said 0 apply "$TMP/c.yaml"
	late_is "it waits" detached
	check_eq "the export has it" "$(ctl export)" "$(<"$TMP/c.yaml")"
	said 0 apply "$TMP/c.yaml"
	check_eq "no device, no changes" "$OUT$ERR" "no changes"

	for how in "ip link set late0 master vsw0" \
		"vswitchctl port add vsw0 late0" \
		"vswitchctl port add vsw0 late0 name late" \
		"vswitchctl apply $TMP/c.yaml"; do
		must swip link add late0 type dummy
		defer ip_ns sw link del late0
		said 3 diff "$TMP/c.yaml"
		check_eq "the device is there" "$OUT" \
			"~ port late: device none -> late0"
		# shellcheck disable=SC2086 # words
		check "$how" in_ns sw $how
		late_is "by $how" "\w+"
		check_match "$how: attached" "$(swip link show late0)" \
			"master vsw0"
		check_eq "$how: the export" "$(ctl export)" "$(<"$TMP/c.yaml")"
		before=$(state)
		said 0 apply "$TMP/c.yaml"
		check_eq "$how: apply once more" "$OUT$ERR" "no changes"
		unchanged "$how" "$before"
		must swip link del late0
		late_is "gone again after $how" detached
	done
	check_eq "one port" "$(ctl -j switch show vsw0 |
		jget "d[0]['ports']")" 1
}

# A port without a name cannot wait for what was never there: that is told. One
# whose device went away stays.
device_goes()
{
	conf <<-'END'
		switch: vsw0
		ports:
		  - {device: d1, hairpin: on}
		  - {device: gone0, access: 30}
	END
	said 2 apply "$TMP/c.yaml"
	check_match "no name, no device" "$ERR" \
		"c.yaml:4:5: ports\[1\]: .*needs a device or a name"
	check_fails "no switch" swip link show vsw0
	must swip link add gone0 type dummy
	defer ip_ns sw link del vsw0
	said 0 apply "$TMP/c.yaml"
	must swip link del gone0
	said 0 apply "$TMP/c.yaml"
	check_eq "it went: no changes" "$OUT$ERR" "no changes"
	check_match "the export has it" "$(ctl export)" "device: gone0"
	must swip link add gone0 type dummy
	defer ip_ns sw link del gone0
	said 0 apply "$TMP/c.yaml"
	check_match "it came" "$(swip link show gone0)" "master vsw0"
	check_eq "with its VLAN" "$(port_get vsw0 gone0 pvid)" 30
}

# ---- at the same time --------------------------------------------------

somebody_else()
{
	local i rc done=0

	small
	conf <<-'END'
		switch: vsw0
		ports:
		  - {name: web1, device: d1, access: 20}
		  - {name: other}
	END
	sed 's/other/another/; s/20/30/' "$TMP/c.yaml" >"$TMP/b.yaml"
	spawn "$TMP/meddled" in_ns sw "$PYTHON" \
		"$ROOT/selftests/config/meddle.py" vsw0
	wait_for "somebody is at it" test -s "$TMP/meddled"
	for i in c b c b c b c b c; do
		ctl apply "$TMP/$i.yaml" >"$TMP/out" 2>"$TMP/err"
		rc=$?
		done=$((done + !rc))
		check_match "done, or why not" "$rc$(<"$TMP/err")" \
			"^0$|^2.*configuration was changed since"
	done
	note "$done of 9 were done, somebody did $(wc -l <"$TMP/meddled")"
	check_cmp "it gets through" "$done" gt 0
	stop "$SPAWNED"
	said 0 apply "$TMP/c.yaml"
	check_eq "at last" "$(ctl export)" "$(cat <<-'END'
		switch: vsw0
		ports:
		  - name: web1
		    device: d1
		    access: 20
		  - name: other
	END
	)"
}

# ---- devices change places ---------------------------------------------

# places: which device each port of vsw0 has.
places()
{
	ctl -j port show vsw0 | jget "' '.join(sorted('%s=%s/%s' %
		(r['name'] or '-', r['ifname'], r['pvid'])
		for r in d if r['number'] and r['ifindex']))"
}

# move FILETEXT WANT: apply it, and see them there.
move()
{
	printf 'switch: vsw0\nports: %s\n' "$1" >"$TMP/c.yaml"
	said 0 apply "$TMP/c.yaml"
	check_eq "$1" "$(places)" "$2"
	check_eq "$1: masters" "$(swip -br link show master vsw0 | wc -l)" \
		"$(wc -w <<<"$2")"
	said 0 diff "$TMP/c.yaml"
}

devices_swap()
{
	switch_add sw vsw0
	move "[{name: a, device: d1, access: 10}, {name: b, device: d2}]" \
		"a=d1/10 b=d2/1"
	move "[{name: a, device: d2, access: 10}, {name: b, device: d1}]" \
		"a=d2/10 b=d1/1"
	move "[{name: a, device: d1}, {name: b, device: d2}, $(:
		){name: c, device: d3, access: 3}]" "a=d1/1 b=d2/1 c=d3/3"
	move "[{name: a, device: d2}, {name: b, device: d3}, $(:
		){name: c, device: d1, access: 3}]" "a=d2/1 b=d3/1 c=d1/3"
	# To and from ports that have no names.
	move "[{name: a, device: d3}, {device: d2, access: 5}]" \
		"-=d2/5 a=d3/1"
	move "[{name: a, device: d2}, {device: d3, access: 5}]" \
		"-=d3/5 a=d2/1"
	# One gives its device to another, and has none.
	move "[{name: a}, {name: b, device: d2, access: 5}]" "b=d2/5"
	move "[{name: a, access: 9}, {name: b}, {device: d2, access: 6}]" \
		"-=d2/6"
	# One takes it back.
	move "[{name: b, device: d2, access: 7}]" "b=d2/7"
	# One that is new, and stands before the one that has it.
	move "[{name: c, device: d2, access: 8}, {name: b}]" "c=d2/8"
	move "[{device: d2, access: 9}, {name: c}, {name: b}]" "-=d2/9"
	# What is to come is for the port that names it.
	move "[{name: b, device: soon, access: 2}, {device: d2}]" "-=d2/1"
	move "[{name: b}, {name: c, device: soon, access: 3}]" ""
	must swip link add soon type dummy
	defer ip_ns sw link del soon
	must swip link set soon master vsw0
	check_eq "it came" "$(places)" "c=soon/3"
}

# From any configuration to any other in one step.
anything()
{
	local i

	defer ip_ns sw link del vsw0
	for ((i = 1; i <= ${CONFIG_ROUNDS:-15}; i++)); do
		$PYTHON -IS "$ROOT/selftests/config/anything.py" make "$i" \
			d1 d2 d3 tap0 >"$TMP/c.json"
		said 0 apply "$TMP/c.json"
		ctl -j export vsw0 >"$TMP/e.json"
		check "round $i" "$PYTHON" -IS \
			"$ROOT/selftests/config/anything.py" same \
			"$TMP/c.json" "$TMP/e.json"
		said 0 diff "$TMP/c.json"
	done
}

run_tests "$@"
