#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
#
# The forwarding database as frames make it: what is learnt and what is not,
# how an entry moves, ages and goes with its port. What control may do to it is
# in fdb_control.sh, large tables are in fdb_many.sh.
#
#	 h1        h2        h3		guests
#	eth0      eth0      eth0
#	 |         |         |
#	 p1        p2        p3		namespace sw
#	 +------ vsw0 -------+		the host's own address is mac 254
#
# Each test begins with an empty database, but for the host's address.

TESTS="learn never_learnt refresh ages ageing_off move stays_put learning_off
	local_address link_goes detach_goes port_del_goes flush"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-fdb.sh"

setup()
{
	fdb_setup
}

# age_ms N: of the entry of mac N.
age_ms()
{
	ctl -j fdb show vsw0 "$(mac "$1")" | jget "d[0]['age_ms']"
}

older_than()
{
	[ "$(age_ms "$1")" -ge "$2" ]
}

learn()
{
	fresh
	check_eq "empty" "$(entries)" ""
	check_eq "unknown goes to all" \
		"$(probe h1 "$(mac 2)" "$(mac 1)")" "h2 h3"
	check_eq "the source is known, the destination is not" "$(entries)" \
		"1@p1"
	check_eq "known goes to one" "$(probe h2 "$(mac 1)" "$(mac 2)")" "h1"
	check_eq "back, too" "$(probe h1 "$(mac 2)" "$(mac 1)")" "h2"
	check_eq "both" "$(entries)" "1@p1 2@p2"
	check_eq "from a broadcast, too" \
		"$(probe h3 ff:ff:ff:ff:ff:ff "$(mac 3)")" "h1 h2 host"
	check_eq "all three" "$(entries)" "1@p1 2@p2 3@p3"
	check_eq "many behind one port" \
		"$(probe h3 "$(mac 1)" "$(mac 10)" n=5 step=1)" "h1*5"
	check_eq "all of them" "$(entries port p3)" \
		"3@p3 10@p3 11@p3 12@p3 13@p3 14@p3"
	check_eq "what the switch says" "$(switch_get vsw0 fdb_entries)" 9
	check_eq "what the port says" "$(port_get vsw0 p3 fdb_entries)" 6
	check_eq "what the host sends is learnt, too" \
		"$(probe host "$(mac 1)" "$(mac 30)")" "h1"
	check_eq "at its port" "$(fdb_port vsw0 "$(mac 30)")" vsw0
}

# A group address or zero is nobody's; what is reserved is not for us.
never_learnt()
{
	local src

	fresh
	stat_mark vsw0 p1
	for src in ff:ff:ff:ff:ff:ff 01:00:5e:00:00:01 03:00:00:00:00:01 \
		33:33:00:00:00:01 01:80:c2:00:00:0e; do
		check_eq "source $src" \
			"$(probe h1 "$(mac 2)" "$src")" ""
	done
	check_eq "source zero" \
		"$(probe h1 "$(mac 2)" 00:00:00:00:00:00)" ""
	check_eq "counted" "$(stat_diff vsw0 p1)" "rx_frames=6 rx_bytes=360 \
dropped=6 drop:source-group=5 drop:source-zero=1"
	check_eq "to a reserved address" \
		"$(probe h1 01:80:c2:00:00:00 "$(mac 1)")" ""
	check_eq "pause" "$(probe h1 01:80:c2:00:00:01 "$(mac 1)")" ""
	check_eq "nothing was learnt" "$(entries)" ""
}

refresh()
{
	fresh
	hello 1 2
	wait_for "it grows old" older_than 1 1500
	wait_for "and the other" older_than 2 1500
	hello 1
	# in one look at both: without the frame the first were the older one
	check_eq "a frame makes it young, but not another" \
		"$(ctl -j fdb show vsw0 dynamic | jget "(lambda age:
			age['$(mac 1)'] + 1000 < age['$(mac 2)'])(
			{r['address']: r['age_ms'] for r in d})")" true
	check_eq "nothing else changed" "$(entries)" "1@p1 2@p2"
}

# The sticky, the dynamic and the learnt age, the others stay; while one that
# speaks lives on.
ages()
{
	fresh
	must ctl switch set vsw0 ageing 12
	hello 1
	must ctl fdb add vsw0 "$(mac 2)" port p2 dynamic
	must ctl fdb add vsw0 "$(mac 3)" port p3 sticky
	must ctl fdb add vsw0 "$(mac 4)" port p3 static
	busywait "$TIMEOUT" ages_but_one
	check_eq "who speaks and who is static live on" "$(entries)" \
		"1@p1 4@p3/static"
	must ctl switch set vsw0 ageing 1
	wait_for "who spoke ages" is "4@p3/static" entries
	check_eq "the host's own stays" "$(locals)" 254
	check_eq "unknown again" "$(probe h3 "$(mac 1)" "$(mac 3)")" "h1 h2"
}

ages_but_one()
{
	hello 1
	[[ $(entries) != *[23]@* ]]
}

# At 0, one lives longer than an entry of another switch, which came later.
ageing_off()
{
	fresh
	must ctl switch set vsw0 ageing 0
	switch_add sw vsw1 ageing 1
	must ctl port add vsw1 name web
	hello 1
	must ctl fdb add vsw1 "$(mac 1)" port vsw1/web dynamic
	SW=vsw1
	wait_for "the other's ages" is "" entries
	SW=vsw0
	check_eq "ours does not" "$(entries)" "1@p1"
	check_cmp "it is that old" "$(age_ms 1)" ge 1000
	must ctl switch set vsw0 ageing 1
	wait_for "until ageing is on" is "" entries
}

move()
{
	fresh
	hello 1 2
	check_eq "before" "$(probe h3 "$(mac 1)" "$(mac 3)")" "h1"
	check_eq "the first frame from elsewhere" \
		"$(probe h2 "$(mac 3)" "$(mac 1)")" "h3"
	check_eq "moved" "$(entries)" "1@p2 2@p2 3@p3"
	check_eq "frames follow" "$(probe h3 "$(mac 1)" "$(mac 3)")" "h2"
	check_eq "the ports' counts" "$(ctl -j port show vsw0 | jget "' '.join(
		'%s=%d' % (r['ifname'], r['fdb_entries']) for r in d)")" \
		"vsw0=1 p1=0 p2=2 p3=1"
	hello 1
	check_eq "and back" "$(fdb_port vsw0 "$(mac 1)")" p1
	must ctl fdb add vsw0 "$(mac 5)" port p1 dynamic
	probe h2 "$(mac 1)" "$(mac 5)" >/dev/null
	check_eq "so does one by hand" "$(fdb_port vsw0 "$(mac 5)")" p2
}

# Static and sticky ones do not move, though frames from elsewhere pass.
stays_put()
{
	local kind

	fresh
	hello 2
	for kind in static sticky; do
		must ctl fdb add vsw0 "$(mac 7)" port p1 "$kind"
		check_eq "$kind: its frame from elsewhere" \
			"$(probe h3 "$(mac 2)" "$(mac 7)")" "h2"
		check_eq "$kind: it stays" "$(entries)" "2@p2 7@p1/$kind"
		check_eq "$kind: frames go to where it is" \
			"$(probe h2 "$(mac 7)" "$(mac 2)")" "h1"
		check_eq "$kind: its frame from there" \
			"$(probe h1 "$(mac 2)" "$(mac 7)")" "h2"
		must ctl fdb del vsw0 "$(mac 7)"
	done
}

learning_off()
{
	fresh
	hello 1
	must ctl port set p2 learning off
	defer ctl port set p2 learning on
	check_eq "frames pass" "$(probe h2 "$(mac 1)" "$(mac 2)")" "h1"
	check_eq "not learnt" "$(entries)" "1@p1"
	check_eq "does not move there" \
		"$(probe h2 "$(mac 3)" "$(mac 1)")" "h1 h3"
	check_eq "still at its port" "$(entries)" "1@p1"
	must ctl fdb add vsw0 "$(mac 2)" port p2
	check_eq "by hand it can be" "$(probe h1 "$(mac 2)" "$(mac 1)")" "h2"
	must ctl fdb set vsw0 "$(mac 2)" dynamic
	wait_for "it is" older_than 2 4000
	hello 2
	check_cmp "and not refreshed" "$(age_ms 2)" ge 4000
	must ctl port set p2 learning on
	hello 2
	check_cmp "but again when on" "$(age_ms 2)" lt 4000
}

local_address()
{
	fresh
	check_eq "the switch's own" "$(locals)" 254
	check_eq "at the host's port" "$(fdb_port vsw0 "$HOST")" vsw0
	check_eq "delivered" "$(probe h1 "$HOST" "$(mac 1)")" "host"
	hello 3
	stat_mark vsw0 p2
	check_eq "from a guest" "$(probe h2 "$(mac 1)" "$HOST")" ""
	check_eq "is dropped" "$(stat_diff vsw0 p2)" \
		"rx_frames=1 rx_bytes=60 dropped=1 drop:source-local=1"
	check_eq "and does not move" "$(fdb_port vsw0 "$HOST")" vsw0

	must swip link set vsw0 address "$(mac 3)"
	defer swip link set vsw0 address "$HOST"
	check_eq "it follows, over one that was learnt" "$(locals)" 3
	check_eq "which is gone" "$(entries)" "1@p1"
	check_eq "delivered there" "$(probe h1 "$(mac 3)" "$(mac 1)")" "host"
	check_eq "the old one is unknown" \
		"$(probe h1 "$HOST" "$(mac 1)")" "h2 h3"
	check_eq "whose it was is dropped now" \
		"$(probe h3 "$(mac 1)" "$(mac 3)")" ""
	check_eq "the old one can be learnt" \
		"$(probe h3 "$(mac 1)" "$HOST")" "h1"
	check_eq "where it is" "$(entries)" "1@p1 254@p3"
}

# Who was behind a link that goes down may be elsewhere when it comes back.
# guest_up: what h1 sends is not lost for want of a queue.
guest_up()
{
	[ "$(link_get h1 eth0 "r['operstate']")" = UP ]
}

link_goes()
{
	fresh
	hello 1 2
	must ctl fdb add vsw0 "$(mac 7)" port p1
	must ctl fdb add vsw0 "$(mac 8)" port p1 sticky
	must swip link set p1 down
	defer swip link set p1 up
	check_match "what was learnt is gone" "$(entries)" \
		'^2@p2 7@p1/static( 8@p1/sticky)?$'
	must swip link set p1 up
	wait_for "its link is back" guest_up
	hello 1
	check_match "learnt again" "$(entries dynamic)" '1@p1'
	must ip_ns h1 link set eth0 down
	defer ip_ns h1 link set eth0 up
	wait_for "the cable is pulled" is "2@p2" entries dynamic
	must ip_ns h1 link set eth0 up
	wait_for "and plugged in" is up port_get vsw0 p1 state
	wait_for "at its end, too" guest_up
	hello 1
	check_eq "learnt once more" "$(entries dynamic)" "1@p1 2@p2"
}

detach_goes()
{
	fresh
	hello 1 2
	must ctl fdb add vsw0 "$(mac 7)" port p2
	defer swip link set p2 master vsw0
	must swip link set p2 nomaster
	check_eq "the static one stays" "$(entries)" "1@p1 7@p2/static"
	stat_mark vsw0 p2
	check_eq "nobody gets its frames" \
		"$(probe h1 "$(mac 7)" "$(mac 1)")" ""
	check_eq "they are counted" "$(stat_diff vsw0 p2)" \
		"tx_copies=1 tx_dropped=1 drop:egress-down=1"
	must swip link set p2 master vsw0
	check_eq "it serves again" "$(probe h1 "$(mac 7)" "$(mac 1)")" "h2"
	check_eq "the learnt one is gone" "$(entries)" "1@p1 7@p2/static"
}

port_del_goes()
{
	fresh
	hello 1 2
	must ctl fdb add vsw0 "$(mac 7)" port p2
	must ctl fdb add vsw0 "$(mac 8)" port p2 sticky
	must ctl fdb add vsw0 "$(mac 9)" port p2 vlan 9
	defer swip link set p2 master vsw0
	must ctl port del vsw0/p2
	check_eq "all are gone" "$(entries)" "1@p1"
	check_eq "unknown" "$(probe h1 "$(mac 7)" "$(mac 1)")" "h3"
	must swip link set p2 master vsw0
	check_eq "none comes back" "$(entries)" "1@p1"
}

# flushed ARGS...: how many a flush removed.
flushed()
{
	ctl -j fdb flush vsw0 "$@" | jget "d[0]['count']"
}

flush()
{
	fresh
	hello 1 2
	probe h1 "$(mac 2)" "$(mac 20)" n=3 step=1 >/dev/null
	must ctl fdb add vsw0 "$(mac 5)" port p1
	must ctl fdb add vsw0 "$(mac 6)" port p2 sticky
	must ctl fdb add vsw0 "$(mac 7)" port p3 vlan 7 dynamic
	must ctl fdb add vsw0 "$(mac 8)" port p3 vlan 7
	check_eq "text" "$(ctl fdb flush vsw0 vlan 9)" "0 entries removed"
	check_eq "none of a port" "$(flushed port host)" 0
	check_eq "a port" "$(flushed port p1)" 4
	check_eq "the rest, and its static one" "$(entries)" \
		"2@p2 5@p1/static 6@p2/sticky 7@p3.7 8@p3.7/static"
	check_eq "a VLAN" "$(flushed vlan 7)" 1
	check_eq "without the static one" "$(entries vlan 7)" "8@p3.7/static"
	check_eq "a kind" "$(flushed sticky)" 1
	hello 1
	check_eq "port and kind" "$(flushed port p2 dynamic)" 1
	check_eq "what is left" "$(entries)" \
		"1@p1 5@p1/static 8@p3.7/static"
	check_eq "VLAN and kind" "$(flushed vlan 7 static)" 1
	check_eq "all" "$(flushed)" 1
	check_eq "but static" "$(entries)" "5@p1/static"
	check_eq "static" "$(ctl fdb flush vsw0 static)" "1 entry removed"
	check_eq "nothing is left" "$(entries)" ""
	check_eq "but the host's" "$(locals)" 254
	check_eq "frames go to all again" \
		"$(probe h3 "$(mac 1)" "$(mac 3)")" "h1 h2"
	check_refused "no such port" 'nix' ctl fdb flush vsw0 port nix
	check_rc "no such VLAN" 1 ctl fdb flush vsw0 vlan 4095
}

run_tests "$@"
