# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What in a kernel's log fails a run, in one place. Nothing is excused: a run
# is read only from the line that says that its command starts, so what the
# stock kernels say at boot is not in it.
# Read (not run) by run.sh, for the whole run, and by suite.sh, for each test.

splat_patterns=(
	# Crashes, lockdep, RCU, KASAN, KFENCE, atomic sleep, lockups; of KCSAN
	# what is in the module, for it knows of races of the kernel's own
	'BUG: (?!KCSAN: (?!.*\[vswitch\]))'
	'kernel BUG at '
	'WARNING: '
	'Oops'
	'Kernel panic'
	'general protection fault'
	'[Uu]nable to handle kernel'
	'UBSAN: '
	'DEBUG_LOCKS_WARN_ON'
	'INFO: trying to register non-static key'
	'rcu: INFO: '
	'INFO: task .* blocked for more than'
	'(refcount_t|ODEBUG|list_add corruption|list_del corruption)[:.]'
	'kmemleak: [1-9][0-9]* new suspected memory leaks'
	# It ends itself when it has no memory of its own left.
	'kmemleak: (Cannot allocate|Memory pool empty|Kernel memory leak detector disabled)'
	# A reference to a device that nobody gives back, and skb misuse
	'unregister_netdevice: waiting for '
	'hw csum failure'
	# But for the one that KUnit makes
	'Dead loop on virtual device (?!kunit)'
	'sysfs: cannot create duplicate'
)
splat_regex=$(IFS='|'; echo "${splat_patterns[*]}")

# splat_find: of a log on stdin, the first splat and what follows it; fails
# when there is none.
splat_find()
{
	grep -aP -m 1 -A 40 "$splat_regex"
}
