#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# not a test of the suite
#
# A tour of vswitch in about a minute, with the commands that a user would
# type: guests talk, one moves, a frame is dropped and the reason is counted,
# the books are added up. "make demo" runs it in the VM; it ends with 1 at the
# first step that does not do what it should.
#
#	web1          web2          db1           tap guest
#	192.0.2.1     192.0.2.2     192.0.2.3     192.0.2.4
#	   |             |             |             |
#	  veth1         veth2         veth3         tap4
#	   +-------------+---- vsw0 ---+-------------+
#	                    192.0.2.254, the host

set -u

SELFTESTS=$(cd "$(dirname "$0")" && pwd)
PROCESSES=()

if [ -t 1 ] || [ -n "${FORCE_COLOR-}" ]; then
	BOLD=$'\e[1m' DIM=$'\e[36m' PLAIN=$'\e[0m'
else
	BOLD="" DIM="" PLAIN=""
fi

end()
{
	local pid

	for pid in ${PROCESSES[@]+"${PROCESSES[@]}"}; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
}
trap end EXIT

# say TEXT...: what comes next.
say()
{
	printf '\n%s== %s%s\n' "$BOLD" "$*" "$PLAIN"
}

broken()
{
	printf '\n%sThe demo stops here: %s%s\n' "$BOLD" "$*" "$PLAIN"
	exit 1
}

# run CMD...: show a command, then run it.
run()
{
	printf '%s$ %s%s\n' "$DIM" "$*" "$PLAIN"
	"$@" || broken "\"$*\" failed"
}

# expect TEXT CMD...: run it; its output must have TEXT (a regular expression).
expect()
{
	local text=$1 output
	shift

	printf '%s$ %s%s\n' "$DIM" "$*" "$PLAIN"
	output=$("$@" 2>&1) || broken "\"$*\" failed: $output"
	printf '%s\n' "$output"
	grep -Eq -- "$text" <<<"$output" ||
		broken "\"$*\" was to say \"$text\""
}

# refused TEXT CMD...: the kernel must refuse it, and say TEXT.
refused()
{
	local text=$1 output
	shift

	printf '%s$ %s%s\n' "$DIM" "$*" "$PLAIN"
	if output=$("$@" 2>&1); then
		broken "\"$*\" was to be refused"
	fi
	printf '%s\n' "$output"
	grep -Eq -- "$text" <<<"$output" ||
		broken "\"$*\" was to say \"$text\""
}

# until_true CMD...: wait for it, quietly, for at most half a minute.
until_true()
{
	local end=$((SECONDS + 30))

	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || broken "\"$*\" never came true"
	done
}

# guest NAME DEVICE MAC ADDRESS: a guest in a namespace, on a veth pair.
guest()
{
	run ip netns add "$1"
	run ip link add "$2" type veth peer name eth0 address "$3" netns "$1"
	run ip -n "$1" address add "$4/24" dev eth0
	run ip -n "$1" link set eth0 up
	run ip link set "$2" up
}

listening()
{
	ip netns exec web2 ss -Hltn "sport = :$1" | grep -q .
}

say "Load the module. It needs no other."
run insmod "${VSW_KO:?}"

say "A switch. It is a network device, and the host's own port."
run vswitchctl switch add vsw0
run ip address add 192.0.2.254/24 dev vsw0
run ip link set vsw0 up

say "Three guests on veth devices."
guest web1 veth1 02:00:00:00:00:01 192.0.2.1
guest web2 veth2 02:00:00:00:00:02 192.0.2.2
guest db1 veth3 02:00:00:00:00:03 192.0.2.3

say "And one on a tap device, as a virtual machine would be."
run ip tuntap add tap4 mode tap
printf '%s$ demo_guest.py tap4 02:00:00:00:00:04 192.0.2.4 &%s\n' \
	"$DIM" "$PLAIN"
coproc GUEST {
	exec "$SELFTESTS/demo_guest.py" tap4 02:00:00:00:00:04 192.0.2.4
}
PROCESSES+=("$GUEST_PID")
read -r -t 30 _ <&"${GUEST[0]}" || broken "the guest on tap4 did not start"
run ip link set tap4 up

say "Make ports of them: named ones, or the way that every tool knows."
run vswitchctl port add vsw0 veth1 name web1
run vswitchctl port add vsw0 veth2 name web2
run vswitchctl port add vsw0 veth3 name db1
run ip link set tap4 master vsw0
until_true test "$(cat /sys/class/net/vsw0/carrier)" = 1
expect 'web1 .*veth1 .*up' vswitchctl port show vsw0

say "They talk: to each other, to the one on the tap, to the host."
expect ' 0% packet loss' \
	ip netns exec web1 ping -q -c 3 -i 0.2 -W 10 192.0.2.2
expect ' 0% packet loss' \
	ip netns exec web1 ping -q -c 3 -i 0.2 -W 10 192.0.2.4
expect ' 0% packet loss' \
	ip netns exec db1 ping -q -c 3 -i 0.2 -W 10 192.0.2.254

say "TCP from web1 to web2, in frames of up to 64 KB that cross whole."
printf '%s$ ip netns exec web2 iperf3 -s -1 &%s\n' "$DIM" "$PLAIN"
ip netns exec web2 iperf3 -s -1 >/dev/null 2>&1 &
PROCESSES+=($!)
until_true listening 5201
expect 'receiver' ip netns exec web1 iperf3 -c 192.0.2.2 -t 3 -i 0 -f m

say "Which address is where: the forwarding database."
expect '02:00:00:00:00:01 .*web1 ' vswitchctl fdb show vsw0

say "A guest moves: its device leaves the port web2 and becomes web2b." \
	"The port web2 stays, and waits."
run ip link set veth2 nomaster
expect 'web2 .*detached' vswitchctl port show vsw0
run vswitchctl port add vsw0 veth2 name web2b
expect ' 0% packet loss' \
	ip netns exec web1 ping -q -c 3 -i 0.2 -W 10 192.0.2.2
expect '02:00:00:00:00:02 .*web2b ' vswitchctl fdb show vsw0

say "A guest pretends to be the host. The frame is dropped, and counted."
mac=$(cat /sys/class/net/vsw0/address)
run ip -n db1 link set eth0 address "$mac"
printf '%s$ ip netns exec db1 ping -c 1 -W 1 192.0.2.1%s\n' "$DIM" "$PLAIN"
if ip netns exec db1 ping -q -c 1 -W 1 192.0.2.1; then
	broken "a guest with the host's address was heard"
fi
expect 'db1 .*source-local' vswitchctl stats vsw0
run ip -n db1 link set eth0 address 02:00:00:00:00:03

say "What cannot be is refused, and the kernel says why."
refused 'loopback' vswitchctl port add vsw0 lo
refused 'master' vswitchctl port add vsw0 veth1
refused 'ageing' vswitchctl switch set vsw0 ageing 1000001

say "The audit: every frame ended in one account, every copy too."
expect 'balanced' vswitchctl audit vsw0

say "Take the module away, with ports in it and guests that talk."
run rmmod vswitch
run ip -brief link show veth1

printf '\n%sThat was vswitch. "make vm" gives you a shell in this VM.%s\n' \
	"$BOLD" "$PLAIN"
