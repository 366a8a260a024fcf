#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.12 debug
#
# Everything that can go away does, in traffic: devices of ports, guests,
# switches, their namespaces, the drivers of ports, the module itself. Nothing
# of it stays behind, and what is left goes on.
#
#	  g1        g2        t1	   guests, made by each test;
#	 eth0      eth0      tap	   the tap by the traffic
#	  |         |         |
#	  p1        p2        t1    d1	   sw	(d1 a dummy)
#	+---------------------------+
#	|           vsw0            |--- 192.0.2.254
#	+---------------------------+

TESTS="plain_insmod ports_freed device_deleted guest_deleted switch_deleted
	namespace_deleted uppers module_removed module_watched
	module_cycles dummy_removed veth_removed"

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"

require()
{
	modprobe -a dummy veth tun || skip "needs dummy, veth and tun"
	# Who runs this beside something else shall keep what he has.
	[ -z "$(ip -o link show type vswitch)" ] ||
		skip "there are switches already"
}

# Two processes send for all guests that are there, one on each CPU.
setup()
{
	traffic a 0 1500 300 packet:g1:eth0:1 tap:sw:t1:3 packet:sw:vsw0:254
	traffic b 1 1500 300 packet:g2:eth0:2 packet:g1:eth0:1
}

# The topology of the head.
two_guests()
{
	local i

	ns_add sw
	switch_add sw vsw0 address "$(mac 254)"
	must swip addr add 192.0.2.254/24 dev vsw0
	for i in 1 2; do
		guest_add sw "g$i" "p$i" "$(mac "$i")" "192.0.2.$i/24"
		must ctl port add vsw0 "p$i" name "web$i"
	done
	must swip link add d1 type dummy
	defer swip link del d1
	must swip link set d1 up
	must ctl port add vsw0 d1
	wait_for "there is a tap" swip link set t1 up
	must ctl port add vsw0 t1
	wait_for "the ports are up" ports_up vsw0 4
	traffic_goes_on a
	traffic_goes_on b
}

pings()
{
	in_ns "$1" ping -q -c 1 -W 1 "$2"
}

gone()
{
	! ip_ns "$1" link show "$2"
}

used_by()
{
	awk '$1 == "vswitch" { print $3, $4 }' /proc/modules
}

# slab_users: how many caches share the one of forwarding entries. The kernel
# merges caches of one size, and leaves the name of one that is gone.
slab_users()
{
	local slab=/sys/kernel/slab/vsw_fdb_entry

	if [ -L "$slab" ]; then
		cat "$slab"/aliases
	else
		find "$slab" -maxdepth 0 2>/dev/null | wc -l
	fi
}

# unload: the module goes, and nothing in the system speaks of it any more.
unload()
{
	local name slabs

	slabs=$(slab_users)
	check "rmmod" vsw_unload || return

	check_fails "no module" test -e /sys/module/vswitch
	for name in - $(ip netns list | sed -n "s/^$NS_PREFIX-\([^ ]*\).*/\1/p")
	do
		check_eq "no switch in $name" \
			"$(ip_ns "$name" -o link show type vswitch)" ""
	done
	check_eq "slabs" "$(slab_users)" $((slabs - 1))
	check_fails "no tracepoints" \
		test -e /sys/kernel/tracing/events/vswitch
	check_fails "no netlink family" vswitchctl switch show
	no_reference_kept
}

module_back()
{
	(vsw_load)
}

# Debian's kernel and the module's file, nothing else.
plain_insmod()
{
	local before ko=${VSW_KO:-$ROOT/build/$(uname -r)/vswitch.ko}

	check_eq "needs no module" "$(modinfo -F depends "$ko")" ""
	check_eq "licence" "$(modinfo -F license "$ko")" "GPL"
	defer module_back
	unload
	before=$(cut -d' ' -f1 /proc/modules | sort)
	check "insmod" insmod "$ko"
	check_eq "this one was loaded" \
		"$(cut -d' ' -f1 /proc/modules | sort | comm -13 \
		<(echo "$before") -)" vswitch
	check_eq "nobody uses it" "$(used_by)" "0 -"
	check "a second rmmod" vsw_unload
	check "a second insmod" insmod "$ko"
}

# A port's device is as it was before, however it was set free.
ports_freed()
{
	ns_add sw
	switch_add sw vsw0
	guest_add sw g1 p1
	free p1

	must ctl port add vsw0 p1
	check_eq "promiscuous as a port" \
		"$(link_get sw p1 "r['promiscuity']")" 1
	must ctl port del p1
	free p1

	must swip link set p1 master vsw0
	must swip link set p1 nomaster
	free p1

	must swip link set p1 master vsw0
	must swip link set p1 down
	must swip link set p1 nomaster
	free p1
	must swip link set p1 up

	# Somebody else's wish for it stays.
	must swip link set p1 promisc on
	must swip link set p1 master vsw0
	check_eq "both wishes" "$(link_get sw p1 "r['promiscuity']")" 2
	must swip link set p1 nomaster
	check_eq "the other's is left" \
		"$(link_get sw p1 "r['promiscuity']")" 1
	must swip link set p1 promisc off

	must swip link set p1 master vsw0
	must ctl switch del vsw0
	free p1

	# It can be another's.
	must ctl switch add vsw1
	defer swip link del vsw1
	check "another switch takes it" ctl port add vsw1 p1
	# To another namespace, which frees it here.
	ns_add elsewhere
	check "it can move away" swip link set p1 netns "$(ns elsewhere)"
	check_eq "the port has no device" "$(port_get vsw1 p1 state)" detached
	check "back" ip_ns elsewhere link set p1 netns "$(ns sw)"
	free p1
	no_reference_kept
}

# A guest stops: its device is deleted, and made anew.
device_deleted()
{
	local i number

	two_guests
	number=$(port_get vsw0 web1 number)
	for i in 1 2 3; do
		check "round $i: delete" swip link del p1
		check "it is gone" gone sw p1
		check_eq "its port waits" "$(port_get vsw0 web1 state)" \
			detached
		check_eq "with its number" "$(port_get vsw0 web1 number)" \
			"$number"
		must swip link add p1 type veth peer name eth0 \
			address "$(mac 1)" netns "$(ns g1)"
		must ip_ns g1 link set eth0 up
		must ip_ns g1 addr add 192.0.2.1/24 dev eth0
		must swip link set p1 up
		check "attach" ctl port add vsw0 p1
		check_eq "it is the same port" \
			"$(port_get vsw0 web1 number)" "$number"
		wait_for "it is up" is up port_get vsw0 web1 state
		wait_for "the guest is there" pings g1 192.0.2.254
	done
	traffic_goes_on a
	traffic_goes_on b
	# From the other end, and the tap by its owner.
	check "delete from the guest" ip_ns g2 link del eth0
	wait_for "its port waits" is detached port_get vsw0 web2 state
	check "the others go on" pings g1 192.0.2.254
	no_reference_kept
}

# A guest's namespace goes, and its veth with it.
guest_deleted()
{
	local i

	two_guests
	for i in 1 2; do
		must ns_del g2
		# Sockets of the traffic in it keep the namespace; its device
		# goes with the last of them, or by hand.
		swip link del p2 2>/dev/null
		wait_for "its port waits" is detached port_get vsw0 web2 state
		must ip netns add "$(ns g2)"
		must swip link add p2 type veth peer name eth0 \
			address "$(mac 2)" netns "$(ns g2)"
		must ip_ns g2 link set eth0 up
		must ip_ns g2 addr add 192.0.2.2/24 dev eth0
		must swip link set p2 up
		check "attach" ctl port add vsw0 p2
		wait_for "the guest is there" pings g2 192.0.2.254
	done
	traffic_goes_on a
	no_reference_kept
}

# The switch goes, its ports do not.
switch_deleted()
{
	local i dev

	two_guests
	for i in 1 2; do
		if [ $((i % 2)) = 0 ]; then
			check "ip link del" swip link del vsw0
		else
			check "switch del" ctl switch del vsw0
		fi
		check "it is gone" gone sw vsw0
		for dev in p1 p2 t1 d1; do
			free "$dev"
		done
		must ctl switch add vsw0 address "$(mac 254)"
		must swip link set vsw0 up
		must swip addr add 192.0.2.254/24 dev vsw0
		for dev in p1 p2 t1 d1; do
			check "attach $dev" ctl port add vsw0 "$dev"
		done
		wait_for "a guest is there" pings g1 192.0.2.254
	done
	traffic_goes_on a
	traffic_goes_on b
	no_reference_kept
}

# The namespace of the switch goes, with all that is in it.
namespace_deleted()
{
	local i

	for i in 1 2; do
		ns_add gone
		must ctl_ns gone switch add vsw0
		must ctl_ns gone switch add vsw1
		must ip_ns gone link set vsw0 up
		must ip_ns gone link set vsw1 up
		guest_add gone g1 p1 "$(mac 1)"
		guest_add gone g2 p2 "$(mac 2)"
		must ip_ns gone link add d1 type dummy
		must ctl_ns gone port add vsw0 p1
		must ctl_ns gone port add vsw0 p2
		must ctl_ns gone port add vsw1 d1
		traffic_goes_on a
		traffic_goes_on b
		must ns_del gone
		# The kernel does that later; the guests' devices go with it.
		wait_for "the ends in the guests are gone" gone g1 eth0
		wait_for "and the other's" gone g2 eth0
		must ns_del g1
		must ns_del g2
	done
	check "nobody holds the module" is "0 -" used_by
	no_reference_kept
}

# What stands on the switch: VLANs, a macvlan, routes, open connections.
uppers()
{
	two_guests
	must swip link add link vsw0 name v5 type vlan id 5
	must swip link set v5 up
	must swip addr add 198.51.100.254/24 dev v5
	must swip link add link vsw0 name m0 type macvlan mode bridge
	must swip link set m0 up
	must swip addr add 203.0.113.254/24 dev m0
	must swip route add 203.0.113.128/25 via 192.0.2.1
	check "a connection" transfer g1 sw 192.0.2.254 1
	spawn "$TMP/listen" in_ns sw "$PYTHON" -IS \
		"$SELFTESTS/frames/transfer.py" serve 192.0.2.254
	wait_for "it listens" grep -q ready "$TMP/listen"
	spawn "$TMP/send" in_ns g1 "$PYTHON" -IS \
		"$SELFTESTS/frames/transfer.py" send 192.0.2.254 2000
	wait_for "it has sent" \
		prints "^ESTAB" in_ns sw ss -Htn "sport = :5201"
	check "switch del" ctl switch del vsw0
	check "the VLAN is gone" gone sw v5
	check "the macvlan is gone" gone sw m0
	free p1
	no_reference_kept
}

# The module goes, with switches, ports and traffic; and comes back.
module_removed()
{
	local dev

	two_guests
	ns_add other
	SW_NS=other switch_add other vsw7
	must ip_ns other link add d7 type dummy
	must ip_ns other link set d7 up
	must ctl_ns other port add vsw7 d7
	# In the machine's own namespace, too.
	must ip link add vsw8 type vswitch
	defer ip link del vsw8
	wait_for "addresses were learnt" prints '"kind": *"dynamic"' \
		ctl -j fdb show vsw0
	traffic_goes_on a
	traffic_goes_on b

	defer module_back
	unload
	for dev in p1 p2 t1 d1; do
		free "$dev"
	done
	check "a device can be deleted at once" swip link del d1
	traffic_goes_on a
	traffic_goes_on b

	check "insmod" module_back
	check_eq "nobody uses it" "$(used_by)" "0 -"
	must ctl switch add vsw0 address "$(mac 254)"
	must swip link set vsw0 up
	must swip addr add 192.0.2.254/24 dev vsw0
	for dev in p1 p2 t1; do
		check "attach $dev" ctl port add vsw0 "$dev"
	done
	wait_for "a guest is there" pings g1 192.0.2.254
}

# Who listens to the switch's news does not keep the module.
module_watched()
{
	two_guests
	spawn "$TMP/monitor" ctl -j monitor
	wait_for "the monitor hears of addresses" test -s "$TMP/monitor"
	defer module_back
	unload
	module_back
}

# Again and again, as fast as it goes, with ports in use.
module_cycles()
{
	local i

	two_guests
	defer module_back
	for i in 1 2 3 4 5; do
		check "rmmod, round $i" vsw_unload || return
		check "insmod" module_back
		must ctl switch add vsw0 address "$(mac 254)"
		must swip link set vsw0 up
		must swip link set p1 master vsw0
		must swip link set p2 master vsw0
		must swip link set t1 master vsw0
	done
	traffic_goes_on a
	traffic_goes_on b
	no_reference_kept
}

# The driver of a port is removed.
dummy_removed()
{
	two_guests
	must ctl port set d1 name dumb
	# Those that the kernel made at load of the driver are not ours.
	check "rmmod dummy" rmmod dummy
	check_eq "its port waits" "$(port_get vsw0 dumb state)" detached
	traffic_goes_on a
	check "the guests go on" pings g1 192.0.2.254
	no_reference_kept
}

veth_removed()
{
	two_guests
	check "rmmod veth" rmmod veth
	check_eq "the first port waits" "$(port_get vsw0 web1 state)" detached
	check_eq "the second too" "$(port_get vsw0 web2 state)" detached
	check_eq "the tap does not" "$(port_get vsw0 t1 state)" up
	traffic_goes_on a
	no_reference_kept
	modprobe veth
}

run_tests "$@"
