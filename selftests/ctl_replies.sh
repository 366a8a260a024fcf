#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# vswitchctl trusts nothing that comes out of its socket: what the kernel says
# is damaged on its way (ctl/broken.c), from the first answer on, for each kind
# of request. It ends by itself, with one of its exit statuses.
#
#	d1  d2 d3	dummies
#	+--vsw0--+	namespace sw

# Rounds of each command, each with damage of its own.
ROUNDS=${VSW_ROUNDS:-4}

TESTS="every_verb show dump change tables acls rules sets mirrors switches commits
	files listen undamaged"
. "$(dirname "$0")/lib.sh"

setup()
{
	local i

	must cc -shared -fPIC -O1 -Wall -Werror -o "$TMP/broken.so" \
		"$SELFTESTS/ctl/broken.c"
	ns_add sw
	switch_add sw vsw0
	for i in 1 2 3; do
		must swip link add d$i type dummy
		must swip link set d$i master vsw0
	done
	must ctl port set d1 trunk 10-20,30 native 10 map 7:11,8:12
	must ctl port set d2 hybrid pvid 5 tagged 6 untagged 7
	must ctl vlan add vsw0 10 name web counters on
	must ctl fdb add vsw0 "$(mac 1)" port d1 vlan 10
	must ctl set add vsw0 net 192.0.2.0/24 2001:db8::/32
	must ctl set add vsw0 ports type l4-port 80
	must ctl acl add vsw0 web
	must ctl rule add vsw0 web src @net proto tcp dport 80,443 in d1 allow
	must ctl mirror add vsw0 ids to d2 snap 128
	must ctl rule add vsw0 web mirror ids deny reason why
	must ctl acl bind vsw0 web ingress d1
	ctl export vsw0 >"$TMP/vsw0.yaml"
	sed 's/pvid: 5/pvid: 6/' "$TMP/vsw0.yaml" >"$TMP/other.yaml"
	printf '%s\n' "port set vsw0/d3 access 9" "port set vsw0/d3 hairpin on" \
		>"$TMP/batch"
}

# What is done before each round, for there to be something to delete.
BEFORE=:

# ended STATUS WORDS...: the command was, with one that it may have.
ended()
{
	# A sanitizer ends it with 99: see suite.sh.
	case $1 in
	0 | 1 | 2 | 3) ;;
	*) fail "${*:2} (VSW_SEED=$((round * 1000 + RUNS)))" \
		"exit status $1: $(tail -n 3 "$TMP/out")" ;;
	esac
	[ "$1" -ne 0 ] || WELL=$((WELL + 1))
	RUNS=$((RUNS + 1))
}

# damaged WORDS...: the command, its answers damaged in each round.
damaged()
{
	local round

	for ((round = 1; round <= ROUNDS; round++)); do
		$BEFORE >"$TMP/out" 2>&1
		ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0 \
			VSW_SEED=$((round * 1000 + RUNS)) \
			LD_PRELOAD=$TMP/broken.so \
			in_ns sw timeout 60 vswitchctl "$@" \
			>"$TMP/out" 2>&1
		ended $? "$@"
	done
}

# Some answers are not damaged, and most are.
counted()
{
	note "$RUNS runs, $WELL of them as if nothing were wrong"
	check_cmp "some went wrong" "$WELL" lt "$RUNS"
}

RUNS=0 WELL=0

# verbs: all that help tells of, as "port add", or "audit" where none is typed.
verbs()
{
	local object

	for object in $(vswitchctl help |
			sed -n '/^Objects:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
		vswitchctl "$object" help |
			sed -nE 's/^  vswitchctl ([a-z]+( [a-z]+)?).*/\1/p'
	done
}

# Each is in some test here; "show" can be left out.
every_verb()
{
	local verb test lines after

	lines=$(for test in $TESTS; do declare -f "$test"; done |
		sed -nE 's/.*(damaged|vswitchctl) (-j )?//p')
	check_cmp "verbs" "$(verbs | wc -l)" ge 25
	while read -r verb; do
		verb=${verb% show}
		# A word behind it may be another verb.
		[[ $verb = *" "* ]] && after=' |;|$' ||
			after=' show| vsw0| [^a-z]|;|$'
		check "$verb" grep -qE "^$verb($after)" <<<"$lines"
	done < <(verbs)
}

show()
{
	damaged switch
	damaged -j switch show vsw0
	damaged port show d1
	damaged limits vsw0
	damaged audit
	counted
}

dump()
{
	damaged port
	damaged -j port show vsw0
	damaged fdb
	damaged stats
	damaged vlan
	damaged -j vlan show vsw0
	counted
}

change()
{
	damaged switch set vsw0 ageing 77
	damaged port set d3 access 4
	damaged port add vsw0 name new
	damaged fdb add vsw0 "$(mac 2)" port d3
	damaged limits set vsw0 fdb 500
	counted
}

tables()
{
	damaged vlan add vsw0 20 name db
	damaged vlan set vsw0 10 counters off
	BEFORE="ctl vlan add vsw0 20" damaged vlan del vsw0 20
	damaged fdb set vsw0 "$(mac 1)" vlan 10 port d2
	BEFORE="in_ns sw bridge fdb add $(mac 3) dev vsw0 self via d3 static" \
		damaged fdb del vsw0 "$(mac 3)"
	damaged fdb flush vsw0 port d1
	BEFORE="ctl port add vsw0 name new" damaged port del vsw0/new
	counted
}

acls()
{
	BEFORE="ctl acl del vsw0 new" damaged acl add vsw0 new
	BEFORE="ctl acl add vsw0 new" damaged acl del vsw0 new
	BEFORE="ctl acl unbind vsw0 web egress d1" damaged acl bind vsw0 web egress d1
	damaged acl set vsw0 web ingress d1 default deny
	BEFORE="ctl acl bind vsw0 web vlan 7" damaged acl unbind vsw0 web vlan 7
	damaged acl lint
	damaged acl show
	damaged -j acl show vsw0 web
	counted
}

rules()
{
	damaged rule add vsw0 web before 1 in d1 vid 5 count
	damaged rule set vsw0 web 1 src @net police 10mbit
	BEFORE="ctl rule add vsw0 other deny" damaged rule flush vsw0 other
	BEFORE="ctl acl add vsw0 other" damaged rule del vsw0 web 2
	damaged rule zero vsw0 web
	damaged rule show
	damaged -j rule show vsw0 web
	damaged rule show vsw0 web 1
	counted
}

sets()
{
	BEFORE="ctl set del vsw0 new" damaged set add vsw0 new 80 443
	BEFORE="ctl set add vsw0 new 80" damaged set del vsw0 new
	damaged set member add vsw0 net 2001:db8::/33
	damaged set flush vsw0 ports
	damaged set show
	damaged -j set show vsw0 net
	counted
}

mirrors()
{
	BEFORE="ctl mirror del vsw0 new" damaged mirror add vsw0 new to d3 snap 64
	BEFORE="ctl mirror add vsw0 new to d3" damaged mirror del vsw0 new
	damaged mirror del vsw0 ids
	damaged mirror set vsw0 ids to d3 snap all
	damaged mirror show
	damaged -j mirror show vsw0 ids
	counted
}

switches()
{
	BEFORE="swip link del vsw1" damaged switch add vsw1 max-fdb 7
	BEFORE="swip link add vsw1 type vswitch" damaged switch del vsw1
	counted
}

# pending: a commit waits.
pending()
{
	in_ns sw "$PYTHON" "$SELFTESTS/ctl/pending.py" vsw0 600 3
}

# A damaged answer may leave one that waits, which refuses all that comes.
commits()
{
	check "a commit that waits" pending
	BEFORE=pending damaged confirm vsw0
	BEFORE=pending damaged rollback vsw0
	ctl confirm vsw0 >"$TMP/out" 2>&1
	damaged apply --confirm 600 "$TMP/other.yaml"
	ctl confirm vsw0 >"$TMP/out" 2>&1
	counted
}

files()
{
	damaged export vsw0
	damaged diff "$TMP/other.yaml"
	damaged apply --dry-run "$TMP/other.yaml"
	damaged apply "$TMP/other.yaml"
	damaged apply "$TMP/vsw0.yaml"
	damaged -b "$TMP/batch"
	counted
}

gone()
{
	! kill -0 "$SPAWNED" 2>/dev/null
}

listens()
{
	grep -q listening "$TMP/out" || gone
}

# told: something happens, and the monitor has told of three such things, if it
# has not given up.
told()
{
	must ctl vlan set vsw0 10 name web counters off
	must ctl vlan set vsw0 10 name web counters on
	[ "$(wc -l <"$TMP/out")" -gt 3 ] || gone
}

# A monitor runs until it is told to end, or what it reads makes it give up.
listen()
{
	local round

	for ((round = 1; round <= ROUNDS; round++)); do
		ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0 \
			VSW_SEED=$((round * 1000 + RUNS)) \
			LD_PRELOAD=$TMP/broken.so \
			spawn "$TMP/out" in_ns sw vswitchctl monitor
		wait_for "it listens, or gives up" listens
		wait_for "it tells, or gives up" told
		kill "$SPAWNED" 2>/dev/null
		wait "$SPAWNED"
		ended $? monitor
	done
	counted
}

# What is left of all that, without damage.
undamaged()
{
	check "it is still there" ctl -j switch show vsw0
	check "all as in the file" ctl apply "$TMP/vsw0.yaml"
	check_eq "no difference" "$(ctl diff "$TMP/vsw0.yaml")" "no changes"
}

run_tests "$@"
