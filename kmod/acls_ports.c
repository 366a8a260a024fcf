// SPDX-License-Identifier: GPL-2.0
/*
 * The ports that rules and mirror sessions name by their number, which stay
 * where they are: a number that went to another port would hand that the rules,
 * or the copies, of the one before.
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
			__set_bit(vsw_rule_ports(rule)[j], named);
	}
}

static void note_mirrors(const struct vsw_acls *acls, unsigned long *named)
{
	u32 number = 0;

	while ((number = vsw_mirrors_next(acls, number)))
		__set_bit(acls->mirror[number - 1]->port, named);
}

static void say_who(const struct vsw_acls *acls, u32 port,
		    struct netlink_ext_ack *extack)
{
	u32 number = 0;

	while ((number = vsw_mirrors_next(acls, number))) {
		if (acls->mirror[number - 1]->port != port)
			continue;
		NL_SET_ERR_MSG(extack, "a mirror session names the port");
		return;
	}
	NL_SET_ERR_MSG(extack, "a rule of an ACL names the port");
}

/**
 * vsw_acls_named_ports() - which ports do rules and sessions name?
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
	note_mirrors(acls, named);
}

/**
 * vsw_acls_check_ports() - is each port there that is named?
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
		say_who(conf->acls, number, extack);
		if (culprit)
			*culprit = (struct vsw_culprit){
				.known = true, .kind = VSWITCH_OBJECT_PORT,
				.number = number,
			};
		return -EBUSY;
	}
	return 0;
}
