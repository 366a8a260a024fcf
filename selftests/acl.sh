#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
#
# ACLs: what matches see of frames of all kinds, in tags, as fragments, behind
# extension headers, cut at each byte; and which rule decides where several
# ACLs are bound at several points. What arrives where, byte for byte, what is
# dropped for which reason, and what each rule counts, is compared with an
# oracle (frames/acl_oracle.py).
#
#	  g1        t1	      senders	    t2        t3        g2
#	+------+  +------+		  +------+  +------+  +------+
#	| eth0 |  | tap  |		  | tap  |  | tap  |  | eth0 |
#	+--|---+  +--|---+		  +--|---+  +--|---+  +--|---+
#	   |         |			     |         |         |
#	  p1        t1	  sw		    t2        t3        p2
#	+--------------------------------------------------------------+
#	|                             vsw0                             |
#	+--------------------------------------------------------------+

TESTS="empty macs ethertype sources destinations protocol l4_ports tcp_flags icmp
	dscp fragments arp length in_port vlan behind_tags sets set_members
	damaged cut_at_each_byte points several order egress host learning
	last_hit large length_of_large forged random_rules example"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	taps_required
}

setup()
{
	acl_setup acls
}

for test in empty macs length vlan behind_tags sets set_members points several \
		order egress host learning last_hit large length_of_large forged \
		random_rules; do
	eval "$test() { agent $test; }"
done

# The test of each field that frames of all kinds are tried with.
for test in ethertype tcp_flags icmp dscp fragments arp; do
	eval "$test() { agent matches $test; }"
done

sources()
{
	agent matches src
}

destinations()
{
	agent matches dst
}

protocol()
{
	agent matches proto
}

l4_ports()
{
	agent matches ports
}

in_port()
{
	agent from_port
}

damaged()
{
	agent malformed damaged
}

cut_at_each_byte()
{
	agent malformed cuts
}

# example_commands TEXT: those of the blocks of TEXT that show a file and run it,
# as they stand there; the files are in $TMP.
example_commands()
{
	awk -v dir="$TMP" '
		/^```/ { inside = !inside; file = ""; next }
		!inside { next }
		/^# cat .*\.vsw$/ { file = dir "/" $3; next }
		file && /^# vswitchctl / { print substr($0, 3); next }
		file { print >file }' "$1"
}

# The security groups of acl.md, as they stand there.
example()
{
	local command n=0 name

	must ctl export vsw0 >"$TMP/before.yaml"
	defer ctl apply "$TMP/before.yaml"
	for name in uplink=p1 web1=t1 web2=t2 db1=t3 web3=p2; do
		must ctl port set "vsw0/${name#*=}" name "${name%=*}"
	done
	example_commands "$ROOT/Documentation/acl.md" >"$TMP/examples"
	while read -r command; do
		n=$((n + 1))
		check "$command" in_ns sw bash -c "cd '$TMP' && $command"
	done <"$TMP/examples"
	check_eq "files" "$n" 2
	agent example
}

run_tests "$@"
