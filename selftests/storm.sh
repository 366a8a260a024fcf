#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# limit: 3600
#
# A storm: six processes do whatever an operator can, at random and at once,
# to devices, switches, namespaces and the configuration, every request of the
# specification among it, while two more send frames of all shapes and another
# takes the module away and puts it back, but for the end: what is audited has
# carried frames. Afterwards the books balance, ports are free, and nothing is
# left. VSW_STORM_SECONDS is how long it lasts,
# VSW_STORM_SEED begins another order of actions. The processes are in storm/.
#
#	  e0 e2 e4 e6	 e1 e3 e5 e7	g1, g2: guests, with traffic
#	   |		  |
#	  p0 ... p7  d0 ... d3  taps	a, b: at any of the switches there,
#	  s0  s1  s2  s3		under any name; all come and go
#
#	  veths to each namespace	anchor: stays

TESTS="storm nothing_left"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/frames/lib-frames.sh"
. "$(dirname "$0")/lib-memory.sh"

# A slow machine may take its time to let go of what it was given.
TIMEOUT=300
DURATION=${VSW_STORM_SECONDS:-60}
SEED=${VSW_STORM_SEED:-20261121}
# KiB: three times what namespaces and devices were seen to leave in the caches
# of the kernel. A lost buffer for every third frame would be more.
MAY_STAY=6144

require()
{
	modprobe -a dummy veth tun || skip "needs dummy, veth and tun"
	[ -z "$(ip -o link show type vswitch)" ] ||
		skip "there are switches already"
}

setup()
{
	ns_add anchor
	defer all_del
	defer vsw_load
}

# namespaces: those of the storm that are there, by their short names.
namespaces()
{
	ip netns list | sed -n "s/^$NS_PREFIX-\([^ ]*\).*/\1/p" |
		grep -vx anchor
}

all_del()
{
	local name

	for name in $(namespaces); do
		ns_del "$name"
	done
}

# not_free NAME: the devices there on which something of a port is left. Who
# wants a device to be promiscuous himself is told apart by its flag.
not_free()
{
	ip_ns "$1" -d -j link show | jget "[r['ifname'] for r in d
		if 'master' in r or
		r['promiscuity'] != ('PROMISC' in r['flags']) or
		'info_slave_kind' in r.get('linkinfo', {})]"
}

# carried: how many switches there are that frames came to.
carried()
{
	local name

	for name in $(namespaces); do
		ctl_ns "$name" -j stats show |
			jget "list({r['switch'] for r in d if r.get('rx_frames')})"
	done | grep -c .
}

# Nobody reads a dump any more.
module_goes()
{
	vsw_unload
	[ ! -d /sys/module/vswitch ]
}

storm()
{
	local name

	must vsw_unload
	if memory_tells; then
		wait_calm
		echo "$LEVEL" >"$TMP/memory"
	fi
	must vsw_load
	"$PYTHON" -B "$SELFTESTS/storm/storm.py" "$NS_PREFIX" "$DURATION" \
		"$SEED" "${VSW_KO:-$ROOT/build/$(uname -r)/vswitch.ko}" &
	defer stop $!
	wait $! || fail "the storm, see above"

	# Else there would be little to audit.
	check "the module stayed at the end" [ -d /sys/module/vswitch ]
	must vsw_load
	check_cmp "switches that frames came to" "$(carried)" gt 0
	note "$(carried) switches are audited"
	check "the books balance" audit_ok
	wait_for "the module goes" module_goes
	for name in $(namespaces); do
		check_eq "no port is left in $name" "$(not_free "$name")" ""
		check_eq "no switch is left in $name" \
			"$(ip_ns "$name" -o link show type vswitch)" ""
	done
	no_reference_kept
	must vsw_load
}

# The kernel deletes a namespace in the background, when nothing holds it.
nothing_left()
{
	all_del
	check_eq "namespaces" "$(namespaces)" ""
	wait_for "the kernel has let all of them go" \
		is "" ip_ns anchor -o link show type veth
	check_eq "switches" "$(ip -o link show type vswitch)" ""
	wait_for "the module goes" module_goes
	no_reference_kept
	if memory_tells && [ -e "$TMP/memory" ]; then
		wait_for "the memory is back, but for $MAY_STAY KiB" \
			memory_at_most $(($(cat "$TMP/memory") + MAY_STAY))
		note "left: $(($(kernel_memory) - $(cat "$TMP/memory"))) KiB"
	fi
	must vsw_load
}

run_tests "$@"
