// SPDX-License-Identifier: GPL-2.0
/*
 * The ports that rules name by their number, which stay where they are: a
 * number that went to another port would hand that the rules of the one before.
 * Called from control.
 */
#include <linux/bitmap.h>
#include <linux/netdevice.h>

#include "acls.h"
#include "commit.h"
#include "conf.h"

static void note_ports(const struct vsw_acl *acl, unsigned long *named)
{
	const struct vsw_rule *rule;
	u32 i, j;

	if (!acl->n_naming)
		return;
	for (i = 0; i < acl->n; i++) {
		rule = acl->rule[i].rule;
		for (j = 0; j < rule->n_ports; j++)
			__set_bit(rule->ports[j], named);
	}
}

/**
 * vsw_acls_named_ports() - which ports do rules name?
 * @acls: ACLs, or NULL
 * @named: a bitmap of VSW_PORTS_CEILING + 1; the bits of these are set
 *
 * Context: process context; @acls do not change.
 */
void vsw_acls_named_ports(const struct vsw_acls *acls, unsigned long *named)
{
	u32 i;

	for (i = 0; acls && i < acls->size; i++)
		if (acls->acl[i])
			note_ports(acls->acl[i], named);
}

/**
 * vsw_acls_check_ports() - is each port there that rules name?
 * @conf: a snapshot under construction
 * @culprit: gets the port that is not; or NULL
 * @extack: says that it is not
 *
 * Context: process context, conf_lock is held.
 * Return: 0, or -EBUSY.
 */
int vsw_acls_check_ports(const struct vsw_conf *conf,
			 struct vsw_culprit *culprit,
			 struct netlink_ext_ack *extack)
{
	DECLARE_BITMAP(named, VSW_PORTS_CEILING + 1) = {};
	u32 number;

	if (!conf->lost_port)
		return 0;
	vsw_acls_named_ports(conf->acls, named);
	for_each_set_bit(number, named, VSW_PORTS_CEILING + 1) {
		if (vsw_conf_port(conf, number))
			continue;
		NL_SET_ERR_MSG(extack, "a rule of an ACL names the port");
		if (culprit)
			*culprit = (struct vsw_culprit){
				.known = true, .kind = VSWITCH_OBJECT_PORT,
				.number = number,
			};
		return -EBUSY;
	}
	return 0;
}
