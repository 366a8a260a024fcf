#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Says what the kernel at $1 has, by looking into its headers, as compiler
# options -DVSW_HAVE_X. Called by Kbuild; read by compat.h. It looks at headers
# and not at versions, because stable releases and distributions move things.

include=$1/include

# has NAME FILE PATTERN: -DVSW_HAVE_NAME when PATTERN is in FILE
has() {
	if grep -q "$3" "$include/$2" 2>/dev/null; then
		printf '%s ' "-DVSW_HAVE_$1"
	fi
}

has LLTX_BIT linux/netdevice.h 'unsigned long[[:space:]]*lltx:1'
has TCX_EGRESS linux/netdevice.h 'tcx_egress;'
has UNREADABLE_FRAGS linux/skbuff.h 'skb_frags_readable('
has NETNS_IMMUTABLE linux/netdevice.h 'netns_immutable:1'
has NETNS_LOCAL linux/netdevice.h 'netns_local:1'
has NEWLINK_PARAMS net/rtnetlink.h 'struct rtnl_newlink_params'
has NETDEV_LOCK_H net/netdev_lock.h netdev_lockdep_set_classes
has FDB_NOTIFIED linux/netdevice.h 'bool \*notified'
has FDB_DUMP_CONTEXT linux/rtnetlink.h 'struct ndo_fdb_dump_context'
has GENL_INFO_DUMP net/genetlink.h '^genl_info_dump'
echo
