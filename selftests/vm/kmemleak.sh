# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What kmemleak has to say, where the kernel has it. Read (not run) by suite.sh,
# when all tests are done, and by faults.sh, after each.

KMEMLEAK=/sys/kernel/debug/kmemleak

# kmemleak_is_clean: no memory is lost; else prints which is, once, and fails.
# Fails, too, where kmemleak is dead: it gives up for good when it runs out of
# memory, reads as nothing from then on, and refuses to scan.
kmemleak_is_clean()
{
	local leaks

	[ -e $KMEMLEAK ] || return 0
	# It waits for 5 s before it suspects an object, and wants to see it
	# the same twice.
	sleep 6
	if ! { echo scan && echo scan; } >$KMEMLEAK; then
		echo "kmemleak is off"
		return 1
	fi
	leaks=$(<$KMEMLEAK)
	[ -n "$leaks" ] || return 0
	echo clear >$KMEMLEAK
	echo "$leaks"
	return 1
}
