# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of the forwarding database have in common: three guests on a
# switch, and the database in few words. Sourced, after lib.sh, by fdb*.sh.

HOST=$(mac 254)

# fdb_setup: vsw0 with the guests h1, h2, h3 at p1, p2, p3; the host's own
# address is mac 254.
fdb_setup()
{
	local i

	ns_add sw
	probe_start
	switch_add sw vsw0 address "$HOST"
	place host sw vsw0
	for i in 1 2 3; do
		guest_add sw h$i p$i "$(mac $((100 + i)))"
		must swip link set p$i master vsw0
		place h$i h$i eth0
	done
}

# fresh: what every test begins with.
fresh()
{
	must ctl fdb flush vsw0
	must ctl fdb flush vsw0 static
	must ctl switch set vsw0 ageing 300
}

# entries [ARGS]...: "1@p1 7@p2.5/static": mac 1 at p1, mac 7 in VLAN 5 at p2;
# the switch's own are left out. ARGS are those of "fdb show vsw0".
entries()
{
	ctl -j fdb show "${SW-vsw0}" "$@" | jget "' '.join('%d@%s%s%s' % (
		int(r['address'][-5:].replace(':', ''), 16),
		r['port_ifname'] or r['port'],
		'.%d' % r['vid'] if r['vid'] != 1 else '',
		'/' + r['kind'] if r['kind'] != 'dynamic' else '')
		for r in sorted(d, key=lambda r: (r['address'], r['vid']))
		if r['kind'] != 'local')"
}

# locals: the addresses that are the switch's own, as "254 9".
locals()
{
	ctl -j fdb show vsw0 local | jget "' '.join(sorted(
		str(int(r['address'][-5:].replace(':', ''), 16)) for r in d))"
}

# hello N...: one frame of mac N, for nobody, enters at pN.
hello()
{
	local n

	for n; do
		probe "h$n" "$(mac 9999)" "$(mac "$n")" >/dev/null
	done
}
