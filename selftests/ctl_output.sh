#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# What vswitchctl prints: text for people, JSON for programs with the keys that
# the man page has, names that are not text, and where it cannot be written;
# and the examples of the man page.
#
#	d1  d2 d3  tap0 eth1	dummies
#	+--vsw0--+ +--vsw1--+	namespace sw; made by the tests

TESTS="json pretty text reasons monitor control_characters no_output examples"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ctl/lib-ctl.sh"

MAN=$ROOT/ctl/vswitchctl.8

# keys WHAT: of the JSON, as the man page has them, sorted, on a line.
keys()
{
	awk -v what="$1" '
		/^\.Sh / { in_json = /JSON/ }
		!in_json { next }
		/^\.It Cm / { here = index(", " substr($0, 8) " ,", ", " what " ,") }
		here && /^\.Sy / { $1 = ""; gsub(/[,.]/, " "); print }' "$MAN" |
		tr -s ' ' '\n' | sed '/^$/d' | sort -u | tr '\n' ' '
}

# json_keys TEXT: all that are in it, the same way.
json_keys()
{
	jget "(lambda f: ''.join(k + ' ' for k in sorted(f(f, d))))(lambda f, v:
		{k for x in v for k in f(f, x)} if isinstance(v, list) else
		set(v) | f(f, list(v.values())) if isinstance(v, dict) else
		set())" <<<"$1"
}

# same_keys WHAT WORDS...: what is printed has all keys, and no others.
same_keys()
{
	local what=$1
	shift

	said 0 -j "$@"
	check_ne "the man page has keys of $what" "$(keys "$what")" ""
	check_eq "$*: keys" "$(json_keys "$OUT")" "$(keys "$what")"
	check_eq "$*: each row has them all" "$(jget "len({tuple(sorted(r))
		for r in (d if isinstance(d, list) else [d])})" <<<"$OUT")" 1
}

# drop_some SWITCH: the host sends frames that no port may have.
drop_some()
{
	local port

	for port in $(ctl -j port show "$1" | jget "[r['number'] for r in d]"); do
		must ctl port set "$1/$port" flood off
	done
	in_ns sw ping -c 1 -W 1 -b -I "$1" 198.51.100.255 >/dev/null 2>&1
}

# dropping: vsw0 has dropped a frame of the host.
dropping()
{
	must swip addr add 198.51.100.1/24 brd 198.51.100.255 dev vsw0
	drop_some vsw0
	check_cmp "frames were dropped" "$(stat_get vsw0 "" dropped)" gt 0
}

# steps: "diff" has no keys but those of the man page, besides a file's own.
steps()
{
	local key

	echo '{"switch": "vsw0", "ageing": 9, "vlans": [{"vid": 5}]}' \
		>"$TMP/steps"
	said 3 -j diff "$TMP/steps"
	for key in $(jget "(lambda d: ''.join(k + ' ' for k in sorted(
			{k for r in d for k in r} |
			{k for r in d for c in r.get('changes', [])
			for k in c})))(d)" <<<"$OUT"); do
		check_match "diff: $key" " $(keys diff)" " $key "
	done
	check_eq "actions" "$(jget "' '.join(sorted({r['action']
		for r in d}))" <<<"$OUT")" "add change delete"
}

json()
{
	local what

	two_switches
	dropping
	same_keys "switch show" switch show
	same_keys "switch show" switch show vsw0
	same_keys "switch add" switch add vsw2
	must ctl switch del vsw2
	same_keys "port show" port show
	same_keys "port show" port show vsw0/waits
	same_keys "port add" port add vsw0 d3
	must ctl mirror add vsw0 ids to d3
	same_keys "mirror show" mirror show
	same_keys "mirror show" mirror show vsw0/ids
	same_keys "fdb show" fdb show
	same_keys "stats" stats
	same_keys "limits" limits
	same_keys "fdb flush" fdb flush vsw0
	said 0 -j stats vsw0
	check_eq "the last row is of deleted ports" \
		"$(jget "d[-1]['port']" <<<"$OUT")" ""
	check_eq "it is null" "$(jget "'port' in d[-1]" <<<"$OUT")" true
	# Problems are there when there are any: see ctl/tests.
	said 0 -j audit
	check_eq "audit: keys" "$(json_keys "$OUT")port equation left \
right difference " "$(json_keys "$OUT")port equation left right difference "
	for what in $(json_keys "$OUT"); do
		check_match "audit: $what" " $(keys audit)" " $what "
	done
	check_eq "balanced" "$(jget "d['balanced']" <<<"$OUT")" true
	steps
	said 0 -j fdb show vsw1 dynamic
	check_eq "none is an empty array" "$OUT" "[]"
	must ctl switch del vsw0
	must ctl switch del vsw1
	for what in switch port fdb mirror stats limits; do
		say 0 "-j $what"
		check_eq "no $what at all" "$OUT" "[]"
		say 0 "$what"
		check_eq "nor as text" "$OUT" ""
	done
}

pretty()
{
	local what plain

	two_switches
	for what in "switch" "port show vsw0" "fdb show vsw0/" "limits vsw1" \
		"stats vsw1" "audit vsw1"; do
		what=${what%/}
		say 0 "-j $what"
		plain=$(jget "[{k: v for k, v in r.items() if k != 'age_ms'}
			if isinstance(r, dict) else r for r in d]" <<<"$OUT")
		check_eq "$what: one line" "$(wc -l <<<"$OUT")" 1
		say 0 "-jp $what"
		check_eq "$what: the same" "$(jget "[{k: v
			for k, v in r.items() if k != 'age_ms'}
			if isinstance(r, dict) else r for r in d]" \
			<<<"$OUT")" "$plain"
		check_cmp "$what: many lines" "$(wc -l <<<"$OUT")" gt 5
	done
}

# aligned: between any two headings of a table there is a gap that goes
# through all its lines.
aligned()
{
	awk '
		{ line[NR] = $0; if (length > wide) wide = length }
		END {
			for (c = 1; c <= wide; c++) {
				blank[c] = 1
				for (n = 1; n <= NR; n++)
					if (substr(line[n], c, 1) !~ /^ ?$/)
						blank[c] = 0
			}
			run = 2
			for (c = 1; c <= length(line[1]); c++) {
				run = blank[c] ? run + 1 : run
				at = substr(line[1], c, 1)
				if (at != " " && (c == 1 ||
				    substr(line[1], c - 1, 1) == " ")) {
					if (run < 2)
						bad = bad " " c
					run = 0
				}
			}
			if (bad)
				print "columns at" bad
			exit bad != "" || NR < 2
		}'
}

text()
{
	local what

	two_switches
	must ctl port set web name a-port-with-a-long-name
	must ctl switch set vsw1 ageing 1000000
	must ctl mirror add vsw0 ids to one snap 128
	must ctl mirror add vsw1 a-session-with-a-long-name to tap0
	for what in "switch" "switch show vsw0" "port" "port show vsw0" \
		"vlan" "vlan show vsw0" "fdb" "fdb show vsw0" "stats" "stats vsw1" \
		"limits" "limits vsw0" "mirror" "mirror show vsw0"; do
		say 0 "$what"
		check "$what: aligned" aligned <<<"$OUT"
		check_no_match "$what: no blanks at the end" "$OUT" " $"
		check_no_match "$what: no escapes" "$OUT" $'\e'
		[[ $what = vlan* ]] ||
			check_match "$what: a heading" \
				"${OUT%%$'\n'*}" "^ *[A-Z -]+$"
	done
	said 0 switch
	check_match "never ages" "$(ctl switch set vsw1 ageing 0; ctl switch)" \
		never
	said 0 port show vsw0
	check_match "settings that are not as usual" "$OUT" \
		"flood off, hairpin on"
	check_match "detached" "$OUT" "waits +tap9 +detached"
	check_no_match "the switch is known" "$OUT" "^SWITCH"
	said 0 stats vsw0/one
	check_match "one port, as a block" "$OUT" "vsw0 port 1 one [(]d1[)]"
	said 0 audit
	check_match "audit" "$OUT" "balanced"
	check_no_match "audit" "$OUT" "NOT BALANCED"
	said 0 fdb flush vsw0
	check_eq "flush" "$OUT" "2 entries removed"
}

reasons()
{
	local table

	two_switches
	dropping
	said 0 stats vsw0
	table=$(sed '1,/^$/d' <<<"$OUT")
	check_match "a second table" "$table" "DIRECTION +DROPPED +REASON"
	check "aligned" aligned <<<"$table"
	check_match "a reason" "$table" "ingress +[1-9][0-9]* +[a-z_]+"
}

# The keys of an event are those of "show" and its own.
monitor()
{
	local line got object

	switch_add sw vsw0
	must ctl port add vsw0 d1
	spawn "$TMP/events" ctl -j monitor
	must busywait "$TIMEOUT" grep -q ready "$TMP/events"
	must ctl switch set vsw0 ageing 9
	must ctl port set d1 hairpin on
	must ctl mirror add vsw0 ids to d1
	must ctl fdb add vsw0 "$MAC1" port d1
	wait_for "four events" grep -q '"fdb"' "$TMP/events"
	check_eq "ready" "$(head -n 1 "$TMP/events")" '{"event":"ready"}'
	while read -r line; do
		object=$(jget "d['object']" <<<"$line")
		got=$(json_keys "$line")
		check_match "$object: time" "$(jget "d['time']" <<<"$line")" \
			"^[0-9-]{10}T[0-9:]{8}[.0-9]*Z$"
		for object in event object time $(keys "$object show"); do
			check_match "key $object of $line" " $got" " $object "
		done
	done < <(sed 1d "$TMP/events")
}

# Devices can have names that would drive a terminal, or are not text at all.
control_characters()
{
	local bad=$'d\e[31m\xff'

	switch_add sw vsw0
	must swip link add "$bad" type dummy
	defer swip link del "$bad"
	must ctl port add vsw0 "$bad"
	said 0 port show vsw0
	check_match "as text" "$OUT" '1  -     d\\x1b\[31m\\xff'
	said 0 stats vsw0
	check_match "in counters" "$OUT" 'd\\x1b\[31m\\xff'
	said 0 -j port show vsw0
	check_match "as JSON" "$OUT" '"d\\u001b\[31m\\ufffd"'
	check_eq "which can be read" "$(jget "len(d)" <<<"$OUT")" 2
	says 2 'd\\x1b' port show $'vsw0/d\e[31'
	says 2 'x\\x0ay' switch show $'x\ny'
	says 1 'x\\x1b' $'x\e'
	said 0 port del "$bad"
}

# Where what is printed cannot be written, the exit status says so.
no_output()
{
	local what

	two_switches
	for what in "help" "-V" "switch" "port" "-j port" "fdb" "stats" \
		"limits" "-j audit" "port help" "fdb flush vsw1"; do
		# shellcheck disable=SC2086 # words
		ctl $what >/dev/full 2>"$TMP/err"
		check_eq "$what: exit status" $? 2
		check_match "$what: stderr" "$(<"$TMP/err")" "cannot write: No space"
	done
	ctl switch >&- 2>"$TMP/err"
	check_eq "no stdout at all: exit status" $? 2
	check_rc "what prints nothing needs no output" 0 \
		sh -c "vswitchctl -n '$(ns sw)' switch set vsw0 ageing 9 >/dev/full"
}

# example_commands: those of the man page, one a line; a line of the page that
# begins with a prompt begins a command.
example_commands()
{
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$MAN" |
		sed -n '/^\.Bd/,/^\.Ed/{/^\./!p}' |
		sed "s/\\\\e\$//; s/\\\\(aq/'/g" |
		awk '
			/^[#$] / && command { print command; command = "" }
			{ sub(/^[#$] /, ""); command = command " " $0 }
			END { print command }'
}

# The examples of the man page, in their order, as they stand there.
examples()
{
	local command n=0

	if ip netns list | grep -qw blue; then
		skip "there is a network namespace blue"
	fi
	must ip netns add blue
	defer ip netns del blue
	defer swip link del vsw0
	example_commands >"$TMP/examples"
	while read -r command; do
		n=$((n + 1))
		case $command in
		"vswitchctl fdb show"*)
			# As if the guest had said something.
			must ctl fdb add vsw0 "$MAC1" port web1 dynamic
			;;
		esac
		check "$command" in_ns sw bash -c \
			"cd '$TMP' && set -o pipefail; $command"
	done <"$TMP/examples"
	check_cmp "commands" "$n" ge 12
	check_eq "ports" "$(ctl -j port show vsw0 | jget "[r['name']
		for r in d if r['name']]" | tr '\n' ' ')" "web1 uplink db1 "
	check_eq "no limit" "$(port_get vsw0 uplink max_fdb)" 0
	check_eq "settings in force" "$(port_get vsw0 db1 flood_unicast)" false
	check_eq "pinned" "$(fdb_port vsw0 "$MAC1")" tap0
	check_eq "from a file" "$(port_get vsw0 web1 pvid)" 20
	check_eq "in short words" "$(vswitchctl -j -n blue switch |
		jget "d[0]['ageing_time']")" 60
}

run_tests "$@"
