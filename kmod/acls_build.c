// SPDX-License-Identifier: GPL-2.0
/*
 * What frames need of ACLs, made from what was edited: the classifiers, what
 * these look at, and a new stamp. Called from control when a snapshot is
 * committed.
 */
#include <linux/atomic.h>
#include <linux/string.h>

#include "acls.h"
#include "conf.h"
#include "match.h"

/* Of all switches, so that no two have the same. */
static atomic64_t last_stamp;

/* Is it cheaper to change the classifier than to make it anew? */
static bool is_little_changed(const struct vsw_acl *acl)
{
	const u32 little = 16 + acl->n / 8;
	struct vsw_acl_difference d = {};
	u32 n = 0;

	if (!acl->base)
		return false;
	while (n <= little && vsw_acl_next_difference(acl->base, acl, &d))
		n++;
	return n <= little;
}

static int change(struct vsw_classifier *c, const struct vsw_acl *acl,
		  gfp_t gfp)
{
	struct vsw_acl_difference d = {};
	int err = 0;

	while (!err && vsw_acl_next_difference(acl->base, acl, &d)) {
		if (d.old)
			err = vsw_classifier_del(c, d.old->rule->match,
						 d.old->label, gfp);
		if (!err && d.new)
			err = vsw_classifier_add(c, d.new->rule->match,
						 d.new->label, gfp);
		cond_resched();
	}
	return err;
}

static int fill(struct vsw_classifier *c, const struct vsw_acl *acl, gfp_t gfp)
{
	int err = 0;
	u32 i;

	for (i = 0; !err && i < acl->n; i++) {
		err = vsw_classifier_add(c, acl->rule[i].rule->match,
					 acl->rule[i].label, gfp);
		cond_resched();
	}
	return err;
}

/* Make the classifier of an ACL that has none. */
static int build(struct vsw_acl *acl, gfp_t gfp)
{
	bool little = is_little_changed(acl);
	struct vsw_classifier *c = NULL;
	int err = 0;

	if (acl->n) {
		c = little ? vsw_classifier_clone(acl->base->classifier, gfp)
			   : vsw_classifier_create(gfp);
		if (!c)
			return -ENOMEM;
		err = little ? change(c, acl, gfp) : fill(c, acl, gfp);
	}
	if (err) {
		vsw_classifier_destroy(c);
		return err;
	}
	acl->classifier = c;
	vsw_acl_put(acl->base);
	acl->base = NULL;
	return 0;
}

/**
 * vsw_acls_rebuild() - bring up to date what frames need of ACLs
 * @conf: a snapshot under construction, which is to be published next
 * @refused: gets the ACL whose rules cannot be had; or NULL
 * @gfp: as for vsw_conf_edit()
 *
 * Costs what changed in ACLs, or, where that is much of one, what that has;
 * and a look at each ACL.
 * Return: 0, -ENOMEM, or as vsw_classifier_add().
 */
int vsw_acls_rebuild(struct vsw_conf *conf, const struct vsw_acl **refused,
		     gfp_t gfp)
{
	struct vsw_acls *acls = conf->acls;
	struct vsw_acl *acl;
	int err;
	u32 i;

	/* it is as it was published */
	if (!acls || acls->stamp)
		return 0;
	memset(acls->interest, 0, sizeof(acls->interest));
	/* which points are asked, and what kind of frame it is */
	acls->interest[VSW_FLOW_DMAC] = VSW_FLOW_IN_PORT;
	acls->interest[VSW_FLOW_META] = VSW_META_VID | VSW_META_HAS;
	for (i = 0; i < acls->size; i++) {
		acl = acls->acl[i];
		if (!acl)
			continue;
		if (acl->base || (acl->n && !acl->classifier)) {
			err = build(acl, gfp);
			if (err && refused)
				*refused = acl;
			if (err)
				return err;
		}
		if (acls->use[i].bindings && acl->classifier)
			vsw_classifier_interest(acl->classifier,
						acls->interest);
	}
	acls->stamp = atomic64_inc_return(&last_stamp);
	return 0;
}
