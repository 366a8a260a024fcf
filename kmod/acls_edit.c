// SPDX-License-Identifier: GPL-2.0
/*
 * How the rules of an ACL are changed. What may fail comes first and changes
 * nothing that anyone could see; then follows what cannot fail. So a
 * transaction with thousands of rules is edited where it stands. Called from
 * control, on a snapshot under construction.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "acls.h"

/* Labels: that of the first rule, and from one to the next. */
#define LABEL_FIRST BIT_ULL(62)
#define LABEL_STEP BIT_ULL(40)

/* Of no other two; 0 is that of ACLs which never got new labels. */
static atomic64_t last_labelling;

/* One like it, with the same rules. */
static struct vsw_acl *acl_clone(struct vsw_acl *acl, gfp_t gfp)
{
	struct vsw_acl *clone = kmemdup(acl, sizeof(*acl), gfp);
	u32 i;

	if (!clone)
		return NULL;
	clone->room = acl->n + 1;
	clone->rule = kvmalloc_array(clone->room, sizeof(*clone->rule), gfp);
	if (!clone->rule) {
		kfree(clone);
		return NULL;
	}
	for (i = 0; i < acl->n; i++) {
		clone->rule[i] = acl->rule[i];
		vsw_rule_get(clone->rule[i].rule);
	}
	refcount_set(&clone->ref, 1);
	vsw_acl_name_get(clone->name);
	clone->classifier = NULL;
	if (!clone->base && acl->classifier)
		clone->base = acl;
	if (clone->base)
		vsw_acl_get(clone->base);
	return clone;
}

/**
 * vsw_acl_edit() - make an ACL writable
 * @acls: of a snapshot under construction, made writable
 * @number: of the ACL
 * @gfp: as for vsw_conf_edit()
 *
 * Return: NULL when out of memory; then nothing has changed.
 */
struct vsw_acl *vsw_acl_edit(struct vsw_acls *acls, u32 number, gfp_t gfp)
{
	struct vsw_acl *acl = acls->acl[number], *clone;

	if (refcount_read(&acl->ref) == 1) {
		/* of a commit that failed; it is not of these rules any more */
		if (acl->classifier)
			vsw_classifier_destroy(acl->classifier);
		acl->classifier = NULL;
		return acl;
	}
	clone = acl_clone(acl, gfp);
	if (!clone)
		return NULL;
	acls->acl[number] = clone;
	vsw_acl_put(acl);
	return clone;
}

/**
 * vsw_acl_reserve() - have room for one more rule
 * @acl: an ACL made writable
 * @gfp: as for vsw_conf_edit()
 *
 * Return: 0, or -ENOMEM; then nothing has changed.
 */
int vsw_acl_reserve(struct vsw_acl *acl, gfp_t gfp)
{
	u32 room = acl->n + acl->n / 4 + 4;
	struct vsw_placed_rule *rule;

	if (acl->n < acl->room)
		return 0;
	rule = kvmalloc_array(room, sizeof(*rule), gfp);
	if (!rule)
		return -ENOMEM;
	if (acl->n)
		memcpy(rule, acl->rule, acl->n * sizeof(*rule));
	kvfree(acl->rule);
	acl->rule = rule;
	acl->room = room;
	return 0;
}

/**
 * vsw_acl_find_handle() - find a rule by its handle
 * @acl: the ACL
 * @handle: the handle
 *
 * Return: which rule it is, from 0 on; acl->n when there is none.
 */
u32 vsw_acl_find_handle(const struct vsw_acl *acl, u32 handle)
{
	u32 i;

	/* who adds rules behind each other wants the last */
	if (acl->n && acl->rule[acl->n - 1].handle == handle)
		return acl->n - 1;
	for (i = 0; i < acl->n; i++)
		if (acl->rule[i].handle == handle)
			break;
	return i;
}

/**
 * vsw_acl_find_label() - find the first rule from a place on
 * @acl: the ACL
 * @label: the place
 *
 * Return: which rule has at least that label, from 0 on; acl->n for none.
 */
u32 vsw_acl_find_label(const struct vsw_acl *acl, u64 label)
{
	u32 low = 0, high = acl->n, i;

	while (low < high) {
		i = low + (high - low) / 2;
		if (acl->rule[i].label < label)
			low = i + 1;
		else
			high = i;
	}
	return low;
}

/* All labels anew, with room before rule @index. */
static void renumber(struct vsw_acl *acl, u32 index)
{
	u32 i;

	for (i = 0; i < acl->n; i++)
		acl->rule[i].label = LABEL_FIRST +
				     (i + (i >= index)) * LABEL_STEP;
	acl->labelling = atomic64_inc_return(&last_labelling);
}

/* A label for what comes before rule @index; 0 when there is no room. */
static u64 free_label(const struct vsw_acl *acl, u32 index)
{
	u64 low, high;

	if (!acl->n)
		return LABEL_FIRST;
	if (!index) {
		high = acl->rule[0].label;
		return high > LABEL_STEP ? high - LABEL_STEP : high / 2;
	}
	low = acl->rule[index - 1].label;
	if (index == acl->n)
		return low < U64_MAX - LABEL_STEP ? low + LABEL_STEP : 0;
	high = acl->rule[index].label;
	return high - low > 1 ? low + (high - low) / 2 : 0;
}

/**
 * vsw_acls_account() - count a rule, and what it uses
 * @acls: of a snapshot under construction, made writable
 * @rule: the rule
 * @sign: 1 when it comes, -1 when it goes
 */
void vsw_acls_account(struct vsw_acls *acls, const struct vsw_rule *rule,
		      int sign)
{
	u32 i;

	acls->n_rules += sign;
	for (i = 0; i < rule->n_sets; i++)
		acls->set_users[rule->uses[i] - 1] += sign;
	if (rule->mirror)
		acls->mirror_users[rule->mirror - 1] += sign;
}

/* Count a rule in, or out again. */
static void account(struct vsw_acls *acls, struct vsw_acl *acl,
		    const struct vsw_rule *rule, int sign)
{
	vsw_acls_account(acls, rule, sign);
	acl->memory += sign * (s64)vsw_rule_memory(rule);
	if (rule->verdict == VSWITCH_ACL_ACTION_REDIRECT)
		acl->n_redirects += sign;
	if (rule->n_ports)
		acl->n_naming += sign;
}

/**
 * vsw_acl_insert() - put a rule in
 * @acls: of a snapshot under construction, made writable
 * @acl: an ACL of it made writable, with room reserved
 * @index: which rule it becomes, from 0 on
 * @rule: the rule; the caller's reference is taken over
 */
void vsw_acl_insert(struct vsw_acls *acls, struct vsw_acl *acl, u32 index,
		    struct vsw_rule *rule)
{
	u64 label = free_label(acl, index);

	if (!label) {
		renumber(acl, index);
		label = LABEL_FIRST + index * LABEL_STEP;
	}
	memmove(&acl->rule[index + 1], &acl->rule[index],
		(acl->n - index) * sizeof(*acl->rule));
	acl->rule[index] = (struct vsw_placed_rule){
		.rule = rule, .label = label, .handle = rule->handle,
	};
	acl->n++;
	acl->last_handle = max(acl->last_handle, rule->handle);
	account(acls, acl, rule, 1);
}

/**
 * vsw_acl_replace() - put a rule into the place of another
 * @acls: of a snapshot under construction, made writable
 * @acl: an ACL of it made writable
 * @index: of the rule that goes
 * @rule: the new one, with the same handle; the caller's reference is taken
 *	over
 */
void vsw_acl_replace(struct vsw_acls *acls, struct vsw_acl *acl, u32 index,
		     struct vsw_rule *rule)
{
	account(acls, acl, acl->rule[index].rule, -1);
	vsw_rule_put(acl->rule[index].rule);
	acl->rule[index].rule = rule;
	account(acls, acl, rule, 1);
}

/**
 * vsw_acl_remove() - take a rule out
 * @acls: of a snapshot under construction, made writable
 * @acl: an ACL of it made writable
 * @index: of the rule
 */
void vsw_acl_remove(struct vsw_acls *acls, struct vsw_acl *acl, u32 index)
{
	account(acls, acl, acl->rule[index].rule, -1);
	vsw_rule_put(acl->rule[index].rule);
	acl->n--;
	memmove(&acl->rule[index], &acl->rule[index + 1],
		(acl->n - index) * sizeof(*acl->rule));
}

/**
 * vsw_acl_remove_all() - take all rules out
 * @acls: of a snapshot under construction, made writable
 * @acl: an ACL of it made writable
 *
 * Context: process context.
 */
void vsw_acl_remove_all(struct vsw_acls *acls, struct vsw_acl *acl)
{
	while (acl->n) {
		vsw_acl_remove(acls, acl, acl->n - 1);
		cond_resched();
	}
}
