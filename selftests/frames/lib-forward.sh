# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of forwarding have in common: three guests on a switch that
# knows them, and books that are compared whole: what every port counted for
# one frame. Sourced, after lib.sh, by forward*.sh.

# shellcheck disable=SC2034 # the scripts use them
M1=$(mac 1) M2=$(mac 2) M3=$(mac 3) HOST=$(mac 254) NOBODY=$(mac 9999)

# forward_setup: vsw0 with the guests h1, h2, h3 at p1, p2, p3, whose addresses
# mac 1, 2 and 3 are static; the host is mac 254.
forward_setup()
{
	local i

	ns_add sw
	probe_start
	switch_add sw vsw0 address "$HOST"
	place host sw vsw0
	for i in 1 2 3; do
		guest_add sw h$i p$i "$(mac $i)"
		must swip link set p$i master vsw0
		must ctl fdb add vsw0 "$(mac $i)" port p$i
		place h$i h$i eth0
	done
}

# books_begin: count from here.
books_begin()
{
	ctl -j stats show vsw0 | jget "[mark(total([r], ''),
		'$TMP/books-%s' % r['port_ifname']) for r in d] and ''" \
		>/dev/null
}

# books: what was counted since, "p1: rx_frames=1 ...; p2: tx_copies=1 ...".
books()
{
	ctl -j stats show vsw0 | jget "'; '.join('%s: %s' % b for b in (
		(r['port_ifname'], diff(total([r], ''),
		'$TMP/books-%s' % r['port_ifname'])) for r in d) if b[1])"
}

# books_turn: the same, and count from here.
books_turn()
{
	ctl -j stats show vsw0 | jget "('; '.join('%s: %s' % b for b in (
		(r['port_ifname'], diff(total([r], ''),
		'$TMP/books-%s' % r['port_ifname'])) for r in d) if b[1]),
		[mark(total([r], ''), '$TMP/books-%s' % r['port_ifname'])
		for r in d])[0]"
}

# books_of LEN "PORT=WHAT[,WHAT] ...": how the books read after one frame of so
# many bytes. A WHAT is ACCOUNT:COPIES for the port it entered at, in-REASON
# where it was dropped, out for a port that sent a copy, lost-REASON for one
# that dropped it.
books_of()
{
	local port what all=

	for port in $2; do
		what=${port#*=}
		all+="${all:+; }${port%%=*}:$(books_of_port "$1" \
			"${what//,/ }")"
	done
	echo "$all"
}

books_of_port()
{
	local what

	for what in $2; do
		case $what in
		out)
			printf ' tx_copies=1 tx_frames=1 tx_bytes=%d' "$1"
			;;
		lost-*)
			printf ' tx_copies=1 tx_dropped=1 drop:%s=1' \
				"${what#lost-}"
			;;
		in-*)
			printf ' rx_frames=1 rx_bytes=%d dropped=1 drop:%s=1' \
				"$1" "${what#in-}"
			;;
		*:*)
			printf ' rx_frames=1 rx_bytes=%d %s=1 copies=%d' \
				"$1" "${what%:*}" "${what#*:}"
			;;
		*)
			printf ' rx_frames=1 rx_bytes=%d %s=1' "$1" "$what"
			;;
		esac
	done
}

# sent DESC PLACE DST SRC PLACES BOOKS [LEN [KEY=VALUE]...]: a frame that is
# sent at PLACE arrives at PLACES and nowhere else, whole, and every port
# counts what BOOKS say, see books_of, and nothing else.
sent()
{
	local desc=$1 place=$2 dst=$3 src=$4 places=$5 want=$6 len=${7-60}

	check_eq "$desc: arrives at" \
		"$(probe "$place" "$dst" "$src" "len=$len" "${@:8}")" "$places"
	check_eq "$desc: is counted as" "$(books_turn)" \
		"$(books_of "$len" "$want")"
}
