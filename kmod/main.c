// SPDX-License-Identifier: GPL-2.0
/*
 * vswitch: a virtual Ethernet switch for hypervisor hosts. Module entry and
 * exit, and nothing else; what a switch is begins in vswitch.h.
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <net/rtnetlink.h>

#include "acl.h"
#include "acls.h"
#include "dev.h"
#include "fdb.h"
#include "nl.h"
#include "notify.h"
#include "txn.h"
#include "vswitch.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/*
 * Wait for what was freed by call_rcu(): snapshots, and then the ports and the
 * ACLs that these freed in turn.
 */
static void drain_rcu(void)
{
	rcu_barrier();
	vsw_acls_flush();
	rcu_barrier();
}

static int __init vsw_init(void)
{
	int err;

	err = vsw_fdb_cache_init();
	if (err)
		return err;
	err = vsw_acl_cache_init();
	if (err)
		goto err_fdb_cache;
	err = vsw_acls_init();
	if (err)
		goto err_acl_cache;
	err = vsw_rollback_init();
	if (err)
		goto err_acls;
	err = vsw_txn_subsys_init();
	if (err)
		goto err_rollback;
	err = vsw_notify_init();
	if (err)
		goto err_txn;
	err = rtnl_link_register(&vsw_link_ops);
	if (err)
		goto err_notify;
	err = vsw_nl_init();
	if (err)
		goto err_link;
	return 0;

err_link:
	rtnl_link_unregister(&vsw_link_ops);
err_notify:
	vsw_notify_exit();
err_txn:
	vsw_txn_subsys_exit();
err_rollback:
	vsw_rollback_exit();
err_acls:
	drain_rcu();
	vsw_acls_exit();
err_acl_cache:
	vsw_acl_cache_exit();
err_fdb_cache:
	vsw_fdb_cache_exit();
	return err;
}

static void __exit vsw_exit(void)
{
	vsw_nl_exit();
	rtnl_link_unregister(&vsw_link_ops); /* deletes all switches */
	vsw_notify_exit();
	vsw_txn_subsys_exit();
	vsw_rollback_exit();
	drain_rcu();
	vsw_acls_exit();
	vsw_acl_cache_exit();
	vsw_fdb_cache_exit();
}

module_init(vsw_init);
module_exit(vsw_exit);

MODULE_DESCRIPTION("Virtual Ethernet switch for hypervisor hosts");
MODULE_LICENSE("GPL");
MODULE_VERSION(VSW_VERSION);
MODULE_ALIAS_RTNL_LINK("vswitch");
MODULE_ALIAS_GENL_FAMILY(VSWITCH_FAMILY_NAME);
