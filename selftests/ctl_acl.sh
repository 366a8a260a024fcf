#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# ACLs, rules, sets and mirror sessions by vswitchctl: what is typed comes back as
# it was typed, refusals name the rule, a batch of ten thousand rules, files, lint.
#
#	d1  d2 d3  tap0 eth1	dummies
#	+--vsw0--+ +--vsw1--+	namespace sw; made by the tests

TESTS="words refused sets mirrors mirrored bindings named replies files
	files_refused files_mirrors kept lint lint_implied deep batch events"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ctl/lib-ctl.sh"

# Rules of the batch that is timed; an emulated CPU is slow.
RULES=${VSW_RULES:-10000}

one_switch()
{
	switch_add sw vsw0
	must ctl port add vsw0 d1 name one
	must ctl port add vsw0 d2
	must ctl acl add vsw0 web
}

# texts ACL: the rules of an ACL, a line each.
texts()
{
	ctl -j rule show "$1" | jget "'\n'.join(r['rule'] for r in d)"
}

# Each line comes back as it is.
ALL_WORDS="smac 02:00:00:00:00:01 allow
dmac 01:00:00:00:00:00/01:00:00:00:00:00 deny
not smac 02:00:00:00:00:01,02:00:00:00:00:02 count
ethertype ipv4 vid 10-20 pcp 5 continue
ethertype 0x88cc deny reason no-lldp
src 192.0.2.0/24 dst 198.51.100.7 proto tcp dport 22,8000-8080 allow
src 192.0.2.0/24,2001:db8::/32 allow
not src 2001:db8::1 deny
src @net not dport @ports proto udp deny
proto tcp tcp-flags syn/syn,ack deny
proto tcp tcp-flags none deny
proto icmp icmp echo-request/0 allow
proto icmp6 icmp6 neighbor-solicitation allow
dscp ef,af11,10-12 set pcp 5 set dscp cs1 allow
frag later deny
ethertype arp arp-op request arp-spa 192.0.2.0/24 arp-tpa 192.0.2.7 allow
len 1000-1500 in one police 10mbit burst 100000 allow
in one,d2 log count
malformed deny reason bad
police 500pps redirect one
vid 7 police 1mbit set pcp 3 mirror ids deny
mirror deny
deny"

words()
{
	local line

	one_switch
	must ctl set add vsw0 net 192.0.2.0/24 2001:db8::/32
	must ctl set add vsw0 ports 53 1000-2000
	must ctl mirror add vsw0 ids to one
	must ctl mirror add vsw0 deny to d2
	while read -r line; do
		# shellcheck disable=SC2086 # they are words
		must ctl rule add web $line
	done <<<"$ALL_WORDS"
	check_eq "all rules" "$(texts web)" "$ALL_WORDS"
	said 0 rule show web
	check_match "the table" "$OUT" "POS +HANDLE +FRAMES +BYTES +LAST HIT +RULE"
	check_match "a row" "$OUT" "never +deny"
	must ctl rule add web before 1 src 192.0.2.1 allow
	must ctl rule add web after 1 src 192.0.2.2 allow
	check_eq "the order" "$(texts web | head -n 3 | tr '\n' '|')" \
		"src 192.0.2.1 allow|smac 02:00:00:00:00:01 allow|src 192.0.2.2 allow|"
	must ctl rule set web 1 smac 02:00:00:00:00:09 deny
	check_match "changed" "$(texts web)" "smac 02:00:00:00:00:09 deny"
	must ctl rule del vsw0 web 1
	must ctl rule zero web
	must ctl rule zero vsw0/web 2
	said 0 -j rule show vsw0/web 2
	check_eq "one" "$(jget "str((len(d), d[0]['handle'], d[0]['last_hit_ms']))" <<<"$OUT")" \
		"(1, 2, None)"
	must ctl rule flush web
	check_eq "flushed" "$(texts web)" ""
}

# refuses STATUS WHY RULE: that rule is refused, with its words: one that is
# added, one that is changed, and one in the second line of a file. Nothing is
# changed.
refuses()
{
	local status=$1 why=$2 rule=$3
	local before

	before=$(texts web)
	# shellcheck disable=SC2086 # they are words
	says "$status" "cannot add rule '$rule' of ACL web: $why" \
		rule add web $rule
	# shellcheck disable=SC2086
	says "$status" "cannot change rule 1 '$rule' of ACL web: $why" \
		rule set web 1 $rule
	printf 'rule add web %s\n' "vid 4000 allow" "$rule" >"$TMP/batch"
	says "$status" "batch:2: cannot add rule '$rule' of ACL web: $why" \
		-b "$TMP/batch"
	check_eq "$rule: nothing is changed" "$(texts web)" "$before"
}

refused()
{
	one_switch
	must ctl rule add web vid 1 allow
	refuses 1 ".*did you mean 192.0.2.0/24" "src 192.0.2.1/24 allow"
	refuses 1 "dport 9-8: the range is the wrong way round" \
		"proto tcp dport 9-8 allow"
	refuses 1 "what is to be done" "src 192.0.2.1"
	refuses 1 ".*before the actions" "allow src 192.0.2.1"
	refuses 1 "'vid' is there twice" "vid 5 vid 6 allow"
	refuses 1 "police needs a rate" "police 10 allow"
	refuses 2 "no port 'onne' in vsw0, did you mean 'one'" "in onne allow"
	refuses 2 "no port 'nowhere' in vsw0" "vid 3 redirect nowhere"
	refuses 2 "ports need a match on a protocol that has ports" \
		"in one dport 22 redirect d2"
	refuses 2 "the switch has no set of this name" "src @none allow"
	refuses 2 "the switch has no mirror session of this name" "vid 3 mirror none"
	refuses 1 "the mirror session behind 'mirror' is missing" "vid 3 mirror"
	refuses 1 "unknown match or action 'mirrr', did you mean 'mirror'" "vid 3 mirrr ids"
	says 2 "cannot add rule 'dport 22 allow' of ACL web: ports need" \
		-j rule add web dport 22 allow
	says 1 "rule 'dprot 5 allow' of ACL web: .*did you mean 'dport'" \
		rule add vsw0 web dprot 5 allow
	says 1 "rule '5 allow' of ACL dprot: .*behind switch web, ACL dprot" \
		rule add web dprot 5 allow
	says 1 "vswitchctl rule add help" rule add
	says 2 "nope" rule add nope allow
	says 2 "cannot delete rule 77 of ACL web" rule del web 77
	must ctl limits set vsw0 rules 1
	says 2 "cannot add rule 'vid 5 deny' of ACL web: .*limit of rules" \
		rule add web vid 5 deny
	printf 'rule add web %s\n' "vid 5 deny" "vid 6 deny" >"$TMP/batch"
	says 2 "batch:1: cannot add rule 'vid 5 deny' of ACL web: .*limit of rules" \
		-b "$TMP/batch"
	check_eq "nothing is changed" "$(texts web)" "vid 1 allow"
}

sets()
{
	one_switch
	must ctl set add vsw0 net
	must ctl set member add net 192.0.2.0/24 2001:db8::1
	must ctl set member add vsw0 net 198.51.100.1
	must ctl set add vsw0/macs 02:00:00:00:00:01
	must ctl set add vsw0 ports type l4-port
	must ctl set member add ports 80 8000-8080
	said 0 set show
	check_match "net" "$OUT" "vsw0 +net +prefix +3 +0"
	check_match "macs" "$OUT" "macs +mac +1"
	said 0 set show ports
	check_match "members" "$OUT" "  8000-8080"
	said 0 -j set show net
	check_eq "list" "$(jget "str(sorted(d[0]['list']))" <<<"$OUT")" \
		"['192.0.2.0/24', '198.51.100.1', '2001:db8::1']"
	must ctl set member del net 198.51.100.1
	says 1 "cannot be in one set" set member add net 192.0.2.1 80
	says 2 "cannot add 02:00:00:00:00:01 to set net" set member add net \
		02:00:00:00:00:01
	says 2 "cannot delete 192.0.2.9 from set net" set member del net 2001:db8::1 192.0.2.9
	check_eq "none was deleted" "$(ctl -j set show net | jget "len(d[0]['list'])")" 2
	must ctl rule add web vid 5 allow
	must ctl rule add web src @net in one allow
	says 2 "cannot delete set net, which rule 2 'src @net in one allow' of ACL web uses: a rule uses the set" \
		set del net
	printf '%s\n' "set member add net 192.0.2.7" "set del net" >"$TMP/batch"
	says 2 "batch:2: cannot delete set net, which rule 2 'src @net in one allow' of ACL web used before these changes: a rule" \
		-b "$TMP/batch"
	check_eq "it is there" "$(ctl -j set show net | jget "len(d[0]['list'])")" 2
	must ctl rule flush web
	must ctl set flush net
	must ctl set del net
	says 2 "none" set show none
}

# session KEY...: values of the session ids, in JSON.
session()
{
	ctl -j mirror show vsw0 ids | jget "' '.join(str(d[0][k]) for k in '$*'.split())"
}

mirrors()
{
	one_switch
	must ctl mirror add vsw0 ids to one snap 128
	must ctl mirror add vsw0/whole to d2
	said 0 mirror show
	check_match "headings" "$OUT" "^SWITCH +MIRROR +TO +SNAP +FRAMES +BYTES +RULES$"
	check_match "ids" "$OUT" "vsw0 +ids +one +128 +0 +0 B +0$"
	check_match "whole" "$OUT" "vsw0 +whole +d2 +all +0 +0 B +0$"
	check_eq "in JSON" "$(session switch name port port_name snap frames bytes rules)" \
		"vsw0 ids 1 one 128 0 0 0"
	said 0 mirror show vsw0/whole
	check_eq "one" "$(wc -l <<<"$OUT")" 2
	must ctl mirror set ids to d2
	check_eq "to another port" "$(session port_name snap)" "d2 128"
	must ctl mirror set vsw0 ids snap all
	check_eq "whole frames" "$(session port_name snap)" "d2 0"
	must ctl mi set vsw0/ids s 65535 t 1
	check_eq "both, in short words" "$(session port_name snap)" "one 65535"
	says 2 "cannot add mirror session ids to vsw0: the switch has a mirror session of this name" \
		mirror add vsw0 ids to one
	says 2 "cannot change mirror session none of vsw0: the switch has no mirror session" \
		mirror set none snap 64
	says 2 "cannot delete mirror session none: the switch has no mirror session" \
		mirror del vsw0 none
	says 2 "cannot show mirror session none: the switch has no mirror session" \
		mirror show none
	says 2 "the host's port cannot be mirrored to [(]attribute port[)]" \
		mirror add vsw0 new to host
	says 2 "a snap length is 0 [(]all[)] or 64 to 65535" mirror set ids snap 63
	says 2 "no port 'noe' in vsw0, did you mean 'one'" mirror set ids to noe
	says 2 "a name must not be a number" mirror add vsw0 7 to one
	says 2 "limit of mirror sessions is always 32" limits set vsw0 mirrors 5
	check_eq "nothing is changed" "$(session port_name snap)" "one 65535"
	says 2 "a mirror session names the port" port del vsw0/one
	must ctl mirror del whole
	must ctl port del vsw0/2
}

# Sessions that rules use, alone and in a file of commands.
mirrored()
{
	one_switch
	must ctl mirror add vsw0 ids to one
	must ctl rule add web vid 5 allow
	must ctl rule add web in d2 mirror ids
	check_eq "its rules" "$(session rules)" 1
	said 0 -j rule show web
	check_eq "the action" "$(jget "str(d[1]['actions'][0])" <<<"$OUT")" \
		"{'action': 'mirror', 'session': 'ids'}"
	says 2 "cannot delete mirror session ids, which rule 2 'in d2 mirror ids' of ACL web uses: a rule uses the mirror session" \
		mirror del ids
	printf '%s\n' "mirror set ids snap 99" "mirror del ids" >"$TMP/batch"
	says 2 "batch:2: cannot delete mirror session ids, which rule 2 .* of ACL web used before these changes: a rule" \
		-b "$TMP/batch"
	check_eq "nothing is changed" "$(session snap)" 0
	printf '%s\n' "port add vsw0 name mon" "mirror add vsw0 new to mon snap 64" \
		"rule set web 2 mirror new" "mirror set new snap 65" "mirror del ids" \
		>"$TMP/batch"
	must ctl -b "$TMP/batch"
	check_eq "in one step" "$(ctl -j mirror show | jget "str([(r['name'], r['port_name'],
		r['snap'], r['rules']) for r in d])")" "[('new', 'mon', 65, 1)]"
	printf '%s\n' "port del vsw0/mon" "vlan add vsw0 9" >"$TMP/batch"
	says 2 "a mirror session names the port" -b "$TMP/batch"
	printf '%s\n' "mirror del new" "port del vsw0/mon" "rule del web 2" >"$TMP/batch"
	says 2 "batch:1: cannot delete mirror session new" -b "$TMP/batch"
	printf '%s\n' "rule del web 2" "port del vsw0/mon" "mirror del new" >"$TMP/batch"
	must ctl -b "$TMP/batch"
	check_eq "all gone" "$(ctl mirror show)" ""
}

bindings()
{
	one_switch
	must ctl acl add vsw0 base
	must ctl acl bind web ingress one default deny
	must ctl acl bind vsw0 base ingress one position 1
	must ctl acl bind vsw0/web egress one
	must ctl acl bind web vlan 7 default allow
	must ctl acl bind base switch
	said 0 acl show web
	check_match "where" "$OUT" "ingress one default deny"
	check_match "where" "$OUT" "vlan 7 default allow"
	said 0 -j acl show base
	check_eq "base" "$(jget "str([(b['point'], b['port_name'], b['position'])
		for b in d[0]['bound']])" <<<"$OUT")" "[('ingress', 'one', 1), ('switch', None, 1)]"
	must ctl acl set base ingress one default deny
	says 1 "what is to be set" acl set base ingress one
	says 2 "cannot delete ACL web" acl del web
	must ctl acl unbind web ingress one
	must ctl acl unbind web egress one
	must ctl acl unbind web vlan 7
	must ctl acl del web
	says 2 "cannot unbind ACL base at vlan" acl unbind base vlan 9
}

named()
{
	two_switches
	must ctl acl add vsw0 web
	must ctl acl add vsw1 web
	must ctl acl add vsw1/only
	says 2 "can be any of vsw0/web, vsw1/web" rule add web allow
	must ctl rule add vsw0/web allow
	must ctl rule add vsw1 web deny
	must ctl rule add only deny
	must ctl mirror add vsw0 ids to d1
	must ctl mirror add vsw1 ids to tap0
	must ctl mirror add vsw1 one to tap0
	says 2 "mirror session 'ids' can be any of vsw0/ids, vsw1/ids" mirror del ids
	says 2 "no mirror session 'oen' .*did you mean 'one'" mirror set oen snap 64
	must ctl mirror set one snap 64
	must ctl mirror set vsw1/ids snap 64
	check_eq "of one switch" "$(ctl -j mirror show vsw1 | jget "str([r['name'] for r in d])")" \
		"['ids', 'one']"
	says 2 "no ACL 'onyl' .*did you mean 'only'" rule add onyl deny
}

replies()
{
	one_switch
	said 0 -j rule add web allow
	check_eq "its handle" "$(jget "d[0]['handle']" <<<"$OUT")" 1
	said 0 limits show vsw0
	check_match "limits" "$OUT" "rules"
	check_match "of mirror sessions" "$OUT" "vsw0 +mirrors +32 +0 +32 +32 +0"
}

write_file()
{
	cat >"$TMP/vsw0.yaml" <<-EOF
		switch: vsw0
		vlans:
		  - vid: 7
		    acl:
		      - {acl: base}
		ports:
		  - name: one
		    device: d1
		    acl-in:
		      - {acl: web, default: deny}
		      - {acl: base}
		    acl-out: [{acl: base}]
		  - {name: new, device: d3, acl-in: [{acl: base, default: allow}]}
		acl: [{acl: base, default: allow}]
		acls:
		  - name: web
		    rules:
		      - src 192.0.2.0/24 proto tcp dport 22 allow
		      - src @net in new allow
		      - deny reason "none"
		  - {name: base, rules: [vid 9 mirror ids]}
		sets:
		  - name: net
		    members: [192.0.2.0/24, "2001:db8::/32"]
		mirrors:
		  - {name: ids, port: new, snap: 128}
	EOF
}

files()
{
	switch_add sw vsw0
	write_file
	said 3 diff "$TMP/vsw0.yaml"
	check_match "what is new" "$OUT" "[+] acl web"
	check_match "sessions behind ports, before rules" "$(tr '\n' '|' <<<"$OUT")" \
		"[+] port new: .*[|][+] mirror ids: port new, snap 128[|][+] acl "
	said 0 apply "$TMP/vsw0.yaml"
	said 0 diff "$TMP/vsw0.yaml"
	check_eq "as the file" "$OUT" "no changes"
	check_match "port by its name" "$(texts web)" "src @net in new allow"
	check_eq "to that port" "$(session port_name snap rules)" "new 128 1"
	said 0 export vsw0
	cp "$TMP/out" "$TMP/exported"
	said 0 diff "$TMP/exported"
	check_eq "as exported" "$OUT" "no changes"
	ctl -j export vsw0 >"$TMP/exported"
	said 0 diff "$TMP/exported"
	sed -i 's/dport 22 allow/dprot 22 allow/' "$TMP/vsw0.yaml"
	says 1 "yaml:18:9: acls.0..rules.0.: cannot add rule '.* dprot 22 allow' of ACL web: .*did you mean 'dport'" \
		diff "$TMP/vsw0.yaml"
	printf '%s\n' "switch: vsw0" >"$TMP/empty"
	said 0 apply "$TMP/empty"
	check_match "sessions go behind rules" "$(tr '\n' '|' <<<"$OUT")" \
		"[-] acl web[|][-] mirror ids[|][-] set net"
	said 0 -j acl show
	check_eq "nothing is left" "$(jget "len(d)" <<<"$OUT")" 0
	check_eq "no session" "$(ctl mirror show)" ""
}

# refuses_file STATUS WHERE WHAT SED...: the file, edited, is refused with the rule's
# place and its words, and nothing is changed.
refuses_file()
{
	local status=$1 where=$2 what=$3
	shift 3

	sed "$@" "$TMP/vsw0.yaml" >"$TMP/bad.yaml"
	says "$status" "bad.yaml:$where: $what" apply "$TMP/bad.yaml"
	says "$status" "bad.yaml:$where: $what" apply --dry-run "$TMP/bad.yaml"
	said 0 diff "$TMP/vsw0.yaml"
	check_eq "nothing is changed" "$OUT" "no changes"
}

files_refused()
{
	switch_add sw vsw0
	write_file
	must ctl apply "$TMP/vsw0.yaml"
	refuses_file 2 "19:9: acls.0..rules.1." \
		"cannot add rule 'in new dport 22 allow' of ACL web: ports need a match" \
		-e 's/src @net in new allow/in new dport 22 allow/'
	refuses_file 1 "19:9: acls.0..rules.1." \
		"cannot add rule 'src @nix in new allow' of ACL web: no set 'nix' in this file" \
		-e 's/@net/@nix/'
	refuses_file 1 "19:9: acls.0..rules.1." \
		"cannot add rule 'src @net in old allow' of ACL web: no port 'old' in this file" \
		-e 's/in new/in old/'
	sed -e '/name: net/a\    type: mac' -e 's/members: .*/members: []/' \
		"$TMP/vsw0.yaml" >"$TMP/bad.yaml"
	says 2 "bad.yaml: cannot apply set net, which rule 2 'src @net in new allow' of ACL web uses: a rule uses the set" \
		apply "$TMP/bad.yaml"
	refuses_file 2 "21:9: acls.0..rules.3." \
		"cannot add rule 'vid 5 deny' of ACL web: .*limit of rules" \
		-e '/deny reason/a\      - vid 5 deny' -e "\$a limits: {rules: 3}"
	refuses_file 1 "21:26: acls.1..rules.0." \
		"cannot add rule 'vid 9 mirror idz' of ACL base: no mirror session 'idz' in this file" \
		-e 's/mirror ids/mirror idz/'
	refuses_file 1 "26:23: mirrors.0..port" "no port 'newer' in this file" \
		-e 's/port: new/port: newer/'
	refuses_file 1 "26:34: mirrors.0..snap" "must be a number from 64 to 65535, or all" \
		-e 's/snap: 128/snap: 63/'
	refuses_file 1 "27:12: mirrors.1..name" "is there already" \
		-e "\$a\\  - {name: ids, port: one}"
}

# many PREFIX: a file with as many sessions as there can be.
many()
{
	printf '%s\n' "switch: vsw0" "ports: [{device: d1}]" "mirrors:"
	seq -f "  - {name: $1%g, port: d1}" 32
}

# Sessions that change in place, that go to other ports, and that are too many
# while others still have to go.
files_mirrors()
{
	switch_add sw vsw0
	write_file
	must ctl apply "$TMP/vsw0.yaml"
	sed -i 's/port: new, snap: 128/port: d1/' "$TMP/vsw0.yaml"
	said 3 diff "$TMP/vsw0.yaml"
	check_eq "what changes" "$OUT" "~ mirror ids: port new -> one, snap 128 -> all"
	said 0 apply "$TMP/vsw0.yaml"
	check_eq "in place" "$(session port_name snap rules)" "one 0 1"
	# Its port goes, and with it what it was called.
	sed -i -e 's/name: one/name: two/' "$TMP/vsw0.yaml"
	said 0 apply "$TMP/vsw0.yaml"
	check_eq "to the port that has the device now" "$(session port_name rules)" "two 1"
	check_eq "as the file" "$(ctl diff "$TMP/vsw0.yaml")" "no changes"
	sed -i 's/vid 9 mirror ids/vid 9 allow/; /mirrors/,$d' "$TMP/vsw0.yaml"
	said 0 apply --confirm 600 "$TMP/vsw0.yaml"
	check_eq "gone" "$(ctl mirror show)" ""
	must ctl rollback vsw0
	check_eq "back" "$(session port_name rules)" "two 1"
	echo "switch: vsw0" >"$TMP/empty"
	must ctl apply "$TMP/empty"
	many a >"$TMP/a.yaml"
	many b >"$TMP/b.yaml"
	said 0 apply "$TMP/a.yaml"
	says 2 "b.yaml:4:5: mirrors.0.: cannot apply mirror b1: the switch is at its limit of mirror sessions" \
		apply "$TMP/b.yaml"
	echo "  - {name: more, port: d1}" >>"$TMP/b.yaml"
	says 1 "b.yaml:36:5: mirrors: more than 32 entries" apply "$TMP/b.yaml"
	check_eq "nothing is changed" "$(ctl diff "$TMP/a.yaml")" "no changes"
}

# Rules that stay keep their handles, whatever comes and goes beside them.
kept()
{
	switch_add sw vsw0
	write_file
	must ctl apply "$TMP/vsw0.yaml"
	sed -i -e 's/- src 192.0.2.0.24 proto tcp dport 22 allow/- vid 9 deny/' \
		-e '/in new allow/i\      - vid 5 allow' "$TMP/vsw0.yaml"
	said 0 apply "$TMP/vsw0.yaml"
	check_match "what goes" "$OUT" "- src 192.0.2.0/24 proto tcp dport 22 allow"
	check_eq "in this order" "$(texts web | tr '\n' '|')" \
		"vid 9 deny|vid 5 allow|src @net in new allow|deny reason none|"
	check_eq "handles that stay" \
		"$(ctl -j rule show web | jget "str([r['handle'] for r in d][2:])")" "[2, 3]"
}

lint()
{
	one_switch
	must ctl set add vsw0 net 192.0.2.0/24 198.51.100.0/24
	printf 'rule add web %s\n' "proto tcp dport 1-100 count" "src @net deny" \
		"proto tcp dport 22 allow" "src 192.0.2.7 vid 3 allow" \
		"not src 192.0.2.0/25 vid 3 allow" \
		"not src 192.0.2.0/24 vid 3 pcp 1 allow" >"$TMP/batch"
	must ctl -b "$TMP/batch"
	said 3 -j acl lint web
	check_eq "covered" "$(jget "str([(f['handle'], f['covered_by']['handle']) for f in d])" \
		<<<"$OUT")" "[(4, 2), (6, 5)]"
	said 3 acl lint
	check_match "words" "$OUT" "rule 4 'src 192.0.2.7 vid 3 allow' can never match"
	must ctl rule del web 2
	must ctl rule del web 5
	said 0 acl lint vsw0
	check_eq "nothing" "$OUT" ""
}

# Rules that the classifier cannot tell apart, up to the number that is told.
deep()
{
	one_switch
	seq 63 | sed 's/.*/rule add web proto tcp not dport & allow/' >"$TMP/batch"
	must ctl -b "$TMP/batch"
	check_eq "63" "$(ctl -j acl show web | jget "d[0]['depth']")" 63
	said 0 acl lint web
	must ctl rule add web proto tcp not dport 64 allow
	must ctl acl add vsw0 other
	must ctl rule add other proto tcp allow
	said 3 -j acl lint
	check_eq "64" "$(jget "str([(f['acl'], f['depth']) for f in d])" <<<"$OUT")" \
		"[('web', 64)]"
	said 3 acl lint
	check_match "words" "$OUT" "vsw0/web: one frame may be compared with 64 rules"
	said 0 acl lint other
}

# What covers a rule in other words, or together; and what no frame can have.
lint_implied()
{
	one_switch
	printf 'rule add web %s\n' "ethertype arp allow" "arp-op request deny" \
		"proto tcp dport 1-100 deny" "vid 3 allow" \
		"proto tcp dport 101-200 deny" "proto tcp dport 1-200 in one allow" \
		"src 192.0.2.1 dst 2001:db8::1 deny" >"$TMP/batch"
	must ctl -b "$TMP/batch"
	said 3 -j acl lint web
	check_eq "found" "$(jget "str([(f['handle'], (f['covered_by'] or {}).get('handle'),
		[r['handle'] for r in f['covered_together']], bool(f['contradiction']))
		for f in d])" <<<"$OUT")" \
		"[(2, 1, [], False), (6, None, [3, 5], False), (7, None, [], True)]"
	said 3 acl lint
	check_match "by one" "$OUT" "rule 1 'ethertype arp allow' before it covers it"
	check_match "together" "$OUT" "rules 3, 5 before it cover it together"
	check_match "by itself" "$OUT" "no frame has all of these fields and addresses"
}

# Ten thousand rules, replaced in one step.
batch()
{
	local start

	one_switch
	/usr/bin/python3 - "$RULES" >"$TMP/batch" <<-'EOF'
		import sys
		print("rule flush web")
		for i in range(int(sys.argv[1])):
		    print(f"rule add web src 10.{i >> 8}.{i & 255}.0/24 proto tcp "
		          f"dport {i % 60000 + 1} allow")
	EOF
	must ctl -b "$TMP/batch"
	start=$EPOCHREALTIME
	must ctl -b "$TMP/batch"
	note "$RULES rules replaced in $(/usr/bin/python3 -c "
print(round(${EPOCHREALTIME} - $start, 2))") s"
	check_eq "rules" "$(ctl -j acl show web | jget "d[0]['rules']")" "$RULES"
}

events()
{
	one_switch
	spawn "$TMP/events" ctl monitor config alarm
	wait_for "says that it listens" \
		grep -qx "listening for config and alarm events" "$TMP/events"
	must ctl rule add web vid 5 allow
	must ctl set add vsw0 net 192.0.2.1
	must ctl mirror add vsw0 ids to one snap 128
	must ctl mirror set ids to d2 snap all
	must ctl mirror del ids
	must ctl acl bind web switch
	wait_for "tells of the binding" \
		grep -q "binding changed vsw0/web switch" "$TMP/events"
	check_match "the rule" "$(<"$TMP/events")" "rule changed vsw0/web 1 vid 5 allow"
	check_match "the set" "$(<"$TMP/events")" "set changed vsw0/net prefix, 1 members"
	check_match "a mirror session" "$(<"$TMP/events")" \
		"mirror changed vsw0/ids to one snap 128$"
	check_match "its change" "$(<"$TMP/events")" "mirror changed vsw0/ids to d2$"
	check_match "its end" "$(<"$TMP/events")" "mirror deleted vsw0/ids$"
}

run_tests "$@"
