#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.12 debug
#
# A guest that makes up addresses without end: the database grows to its limit
# and no further, others are served, and when it is empty the memory is free.
#
#	 h1        h2
#	eth0      eth0
#	 |         |
#	 p1        p2		namespace sw; p1 is known to have mac 1
#	 +-- vsw0 -+		made by each test
#
# Frames of the many go to mac 1 and so end where they came from.

TESTS="port_bounded switch_bounded aged_out moves moved_bounded"
. "$(dirname "$0")/lib.sh"

SLAB=/sys/kernel/slab/vsw_fdb_entry

setup()
{
	local i

	ns_add sw
	probe_start
	for i in 1 2; do
		guest_add sw h$i p$i "$(mac $i)"
		place h$i h$i eth0
	done
}

# two_ports [KEY VALUE]...: a switch with settings.
two_ports()
{
	switch_add sw vsw0 "$@"
	must swip link set p1 master vsw0
	must swip link set p2 master vsw0
	must ctl fdb add vsw0 "$(mac 1)" port p1
}

# from_many PLACE FIRST N: one frame each of N addresses from FIRST on.
from_many()
{
	must probe "$1" "$(mac 1)" "$2" n="$3" step=1
}

# learnt_at PORT
learnt_at()
{
	ctl -j port show "vsw0/$1" | jget "d[0]['fdb_entries']"
}

# listed ARGS...: how many different addresses "fdb show" lists.
listed()
{
	ctl fdb show vsw0 "$@" | awk 'NR > 1 { print $1, $2 }' | sort -u |
		wc -l
}

# memory: of all switches' entries, and of what else shares their slab.
memory()
{
	cut -d ' ' -f 1 "$SLAB/objects"
}

memory_at_most()
{
	[ "$(memory)" -le "$1" ]
}

# What a guest can take is what its own port may have.
port_bounded()
{
	two_ports ageing 0
	stat_mark vsw0 p1
	from_many h1 02:01:00:00:00:00 10000
	check_eq "at its limit" "$(learnt_at p1)" $((4096 + 1))
	check_eq "counted" "$(stat_diff vsw0 p1)" "rx_frames=10000 \
rx_bytes=600000 dropped=10000 learn_limit_port=$((10000 - 4096)) \
drop:same-port=10000"
	from_many h2 02:02:00:00:00:00 100
	check_eq "the other learns" "$(learnt_at p2)" 100
	check_eq "all are listed" "$(listed dynamic)" $((4096 + 100))
	check_eq "flush" "$(ctl fdb flush vsw0 port p1)" \
		"4096 entries removed"
	check_eq "the other's are left" "$(switch_get vsw0 fdb_entries)" 102
}

# Without a limit of its port it can fill the switch, and that is bounded.
switch_bounded()
{
	local before=

	[ ! -e "$SLAB/objects" ] || before=$(memory)
	two_ports ageing 0 max-fdb 65000 port-max-fdb 0
	stat_mark vsw0 p1
	from_many h1 02:01:00:00:00:00 70000
	check_eq "at its limit" "$(switch_get vsw0 fdb_entries)" 65000
	check_eq "counted" "$(stat_diff vsw0 p1)" "rx_frames=70000 \
rx_bytes=4200000 dropped=70000 learn_limit_switch=$((70000 - 64998)) \
drop:same-port=70000"
	check_eq "all are listed" "$(listed)" 65000
	check_refused "no room for the operator" "max-fdb" \
		ctl fdb add vsw0 02:03:00:00:00:01 port p2
	check_eq "who is not known is served" \
		"$(probe h2 "$(mac 1)" "$(mac 2)")" "h1"
	check_eq "in both directions" "$(probe h1 "$(mac 2)" "$(mac 1)")" "h2"
	if [ -n "$before" ]; then
		check_cmp "memory" "$(memory)" ge $((before + 60000))
	fi
	check_eq "flush" "$(ctl fdb flush vsw0)" "64998 entries removed"
	check_eq "what is left" "$(listed)" 2
	if [ -n "$before" ]; then
		wait_for "memory is back" memory_at_most $((before + 8000))
	fi
}

aged_out()
{
	two_ports ageing 0 port-max-fdb 0
	from_many h1 02:01:00:00:00:00 20000
	check_eq "learnt" "$(learnt_at p1)" 20001
	must ctl switch set vsw0 ageing 2
	wait_for "all age" is 2 switch_get vsw0 fdb_entries
	check_eq "the ports' counts" "$(learnt_at p1)" 1
}

# The same addresses, seen elsewhere, move one by one.
moves()
{
	two_ports ageing 0 port-max-fdb 0
	from_many h1 02:01:00:00:00:00 5000
	from_many h2 02:01:00:00:00:00 5000
	check_eq "all moved" "$(learnt_at p2)" 5000
	check_eq "none is left" "$(learnt_at p1)" 1
	check_eq "none is double" "$(listed dynamic)" 5000
}

# A full port takes none from another.
moved_bounded()
{
	two_ports ageing 0 port-max-fdb 0
	must ctl port set vsw0/p2 max-fdb 100
	from_many h1 02:01:00:00:00:00 1000
	from_many h2 02:01:00:00:00:00 1000
	check_eq "up to its limit" "$(learnt_at p2)" 100
	check_eq "the others stay" "$(learnt_at p1)" 901
	check_eq "counted" "$(stat_get vsw0 p2 learn_limit_port)" 900
}

run_tests "$@"
