#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.12 debug
#
# The memory of what can run full: it is there when that is full, comes back
# when that is emptied, and is charged to who asked for it. In the debug kernel
# the same is done, and kmemleak looks at the end for what was lost.
#
#	d1 (a dummy)	namespace sw
#	+--vsw0--+  	made by each test

TESTS="entries whole transactions translations charged"
. "$(dirname "$0")/lib.sh"
. "$SELFTESTS/lib-memory.sh"

setup()
{
	ns_add sw
	must swip link add d1 type dummy
	must swip link set d1 up
}

# limit_get LIMIT KEY: what "limits show" says of one limit.
limit_get()
{
	ctl -j limits show vsw0 |
		jget "[r['$2'] for r in d if r['limit'] == '$1'][0]"
}

ENTRIES=/sys/kernel/slab/vsw_fdb_entry

# entries_alive: objects of the slab of entries. Shrunk, it holds back none for
# the CPUs, so that the count is exact where no other cache shares the slab.
entries_alive()
{
	echo 1 >"$ENTRIES/shrink"
	cut -d ' ' -f 1 "$ENTRIES/objects"
}

# Entries are freed after a grace period, each and every one.
entries()
{
	local n

	if [ ! -e "$ENTRIES/objects" ] || [ -L "$ENTRIES" ]; then
		skip "the kernel does not tell of entries alone (slab_nomerge)"
	fi
	switch_add sw vsw0 max-fdb 4001
	must swip link set d1 master vsw0
	for ((n = 0; n <= 4000; n++)); do
		printf 'fdb add 02:01:00:00:%02x:%02x dev vsw0 self via d1\n' \
			$((n >> 8)) $((n & 255))
	done >"$TMP/batch"
	wait_for "the host's entry alone" is 1 entries_alive
	for n in 1 2; do
		check_refused "one too many" "limit of entries" \
			in_bridge -batch "$TMP/batch"
		check_eq "full" "$(limit_get fdb used)" 4001
		check_eq "met each time" "$(limit_get fdb hits)" "$n"
		check_eq "memory" "$(entries_alive)" 4001
		must ctl fdb flush vsw0 static
		check_eq "all are gone" "$(limit_get fdb used)" 1
		wait_for "their memory, too" is 1 entries_alive
	done
}

# in_bridge ARGS...: bridge says 255 where others say 1.
in_bridge()
{
	in_ns sw bridge "$@" || return 1
}

# What may be left of all fillings together: so many hundredths of what one
# takes. The kernel's other memory goes up and down by up to 100 KiB meanwhile,
# so it can be no less than that and a little.
ROUNDS=3
MAY_STAY=3
MAY_STAY_KIB=128

# again_and_again FILL EMPTY LEAST: each filling takes LEAST KiB, and what they
# leave is next to nothing. One more goes first and is not measured, for what
# it leaves are slabs and pages of percpu memory that the next ones find.
again_and_again()
{
	local n base took stays

	"$1"
	"$2"
	memory_tells || return 0
	wait_calm
	base=$LEVEL
	for ((n = 1; n <= ROUNDS; n++)); do
		"$1"
		took=$(($(kernel_memory) - LEVEL))
		check_cmp "filling $n takes memory" "$took" ge "$3"
		"$2"
		wait_calm
		note "filling $n took $took KiB, $((LEVEL - base)) KiB are left"
	done
	stays=$((took * MAY_STAY / 100))
	[ "$stays" -ge "$MAY_STAY_KIB" ] || stays=$MAY_STAY_KIB
	wait_for "no more than $stays KiB are left" \
		memory_at_most $((base + stays))
}

whole_file()
{
	{
		echo "switch: vsw0"
		echo "vlans:"
		seq -f '  - {vid: %g, counters: true}' 2 4094
		echo "ports:"
		seq 2 1001 | sed 's/.*/  - {name: web&, trunk: [&-3000], map: [{tag: 1, vid: &}]}/'
	} >"$TMP/full.yaml"
	echo "switch: vsw0" >"$TMP/empty.yaml"
}

# Ports, VLANs and their counters, translations.
whole()
{
	switch_add sw vsw0
	whole_file
	again_and_again whole_fill whole_empty 4000
}

whole_fill()
{
	must ctl apply "$TMP/full.yaml"
	check_eq "ports" "$(limit_get ports used)" 1000
}

whole_empty()
{
	must ctl apply "$TMP/empty.yaml"
	check_eq "no ports" "$(limit_get ports used)" 0
}

# All transactions that there can be, 20 ports in each, with all translations
# that those can have.
transactions()
{
	switch_add sw vsw0
	again_and_again transactions_fill transactions_empty 2000
}

transactions_fill()
{
	spawn "$TMP/open" in_ns sw "$PYTHON" "$SELFTESTS/netlink/open_all.py" \
		vsw0 20
	wait_for "they are full" prints full cat "$TMP/open"
	check_eq "16 of them" "$(limit_get transactions used)" 16
}

# Who is gone has none.
transactions_empty()
{
	stop "$SPAWNED"
	wait_for "they are given up" is 0 limit_get transactions used
}

# One port is little: a hundred, for their memory to be told from the rest.
translations()
{
	switch_add sw vsw0
	echo "switch: vsw0" >"$TMP/empty.yaml"
	again_and_again translations_fill whole_empty 800
}

translations_fill()
{
	must in_ns sw "$PYTHON" "$SELFTESTS/netlink/map_all.py" vsw0 100
	check_eq "each has 1,024" "$(port_get vsw0 web99 vlan_maps |
		tr , '\n' | wc -l)" 1024
}

# What a tenant asks for is on his own account, and off it when it is gone.
charged()
{
	local took before

	memory_tells || skip "KASAN adds to what is charged"
	cgroup_make
	switch_add sw vsw0
	whole_file
	wait_calm
	took=$LEVEL before=$(charged_kib)
	must in_cgroup vswitchctl -n "$(ns sw)" apply "$TMP/full.yaml"
	check_eq "ports" "$(limit_get ports used)" 1000
	wait_calm
	took=$((LEVEL - took))
	wait_for "nine tenths are charged" \
		charged_at_least $((before + took * 9 / 10))
	note "$(charged_kib) KiB of $took are charged"
	must ctl switch del vsw0
	wait_for "not for ever" charged_at_most $((before + 64))
}

run_tests "$@"
