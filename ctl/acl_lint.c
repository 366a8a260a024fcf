// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl acl lint: read the rules, look at each by itself and compare it with
 * those before it, tell; and of ACLs in which too many rules look the same to the
 * classifier.
 *
 * Called by cmd_acl.c. Sets are read only where two rules are compared that
 * may use them: when there are rules with sets at all.
 */
#include <stdio.h>

#include "acl_lint.h"
#include "acl_ref.h"
#include "call.h"
#include "ref.h"

/* Rules behind one key from which on it is worth a word: an ACL has a few. */
#define DEEP 64

/*
 * A rule that can never match: why it contradicts itself, or which earlier ones
 * cover it, at @first of the list of these.
 */
struct finding {
	size_t rule;
	const char *contradiction;
	size_t first;
	size_t n;
};

/* All that is needed to tell of it. */
struct lint {
	struct ctl *ctl;
	struct rule_table table;
	struct lint_sets sets;
	struct acl_ports ports;
	struct vec findings;
	struct vec acls;
	struct vec covering;
};

static int load_set(struct ctl *ctl, const struct vsw_set *set, struct lint_sets *sets)
{
	struct nlmsghdr *req = nl_request(&ctl->nl, VSWITCH_CMD_MEMBER_GET);
	struct lint_set *known = vec_push(&sets->sets);

	known->sw = set->sw;
	snprintf(known->name, sizeof(known->name), "%s", set->name);
	known->first = sets->members.n;
	mnl_attr_put_u32(req, VSWITCH_A_MEMBER_SWITCH, set->sw);
	nl_put_str(req, VSWITCH_A_MEMBER_SET, set->name);
	call_dump(ctl, req, parse_add_member, &sets->members);
	known->n = sets->members.n - known->first;
	return call_end(ctl, req, "cannot list the members of set %s", set->name);
}

static int load_sets(struct lint *lint, const struct vsw_switch *sw)
{
	struct nlmsghdr *req = nl_request(&lint->ctl->nl, VSWITCH_CMD_SET_GET);
	struct vec sets = { .size = sizeof(struct vsw_set) };
	size_t i;
	int ret;

	if (sw)
		mnl_attr_put_u32(req, VSWITCH_A_SET_SWITCH, sw->ifindex);
	call_dump(lint->ctl, req, parse_add_set, &sets);
	ret = call_end(lint->ctl, req, "cannot list the sets");
	for (i = 0; !ret && i < sets.n; i++) {
		const struct vsw_set *set = vec_at(&sets, i);

		if (set->users)
			ret = load_set(lint->ctl, set, &lint->sets);
	}
	vec_free(&sets);
	return ret;
}

/* Those of which there is something to tell. */
static int load_deep(struct lint *lint, const struct vsw_switch *sw, const char *acl)
{
	struct nlmsghdr *req = nl_request(&lint->ctl->nl, VSWITCH_CMD_ACL_GET);
	struct vec acls = { .size = sizeof(struct vsw_acl) };
	size_t i;
	int ret;

	if (sw)
		mnl_attr_put_u32(req, VSWITCH_A_ACL_SWITCH, sw->ifindex);
	call_dump(lint->ctl, req, parse_add_acl, &acls);
	ret = call_end(lint->ctl, req, "cannot list the ACLs");
	for (i = 0; !ret && i < acls.n; i++) {
		const struct vsw_acl *one = vec_at(&acls, i);

		if (one->depth >= DEEP && (!acl || !strcmp(one->name, acl)))
			*(struct vsw_acl *)vec_push(&lint->acls) = *one;
	}
	vec_free(&acls);
	return ret;
}

static int load(struct lint *lint, const struct vsw_switch *sw, const char *acl)
{
	struct nlmsghdr *req = nl_request(&lint->ctl->nl, VSWITCH_CMD_RULE_GET);

	if (sw)
		mnl_attr_put_u32(req, VSWITCH_A_RULE_SWITCH, sw->ifindex);
	if (acl)
		nl_put_str(req, VSWITCH_A_RULE_ACL, acl);
	rule_table_dump(lint->ctl, req, &lint->table);
	return call_end(lint->ctl, req, "cannot list the rules%s%s", acl ? " of " : "",
			acl ?: "") ?:
	       load_sets(lint, sw) ?:
	       load_deep(lint, sw, acl) ?:
	       acl_ports_load(lint->ctl, sw, &lint->ports);
}

static const struct vsw_rule *row_at(const struct lint *lint, size_t i)
{
	return vec_at(&lint->table.rows, i);
}

/* Which rules from @from on cover rule @i? Put into @by. */
static void check_rule(struct lint *lint, const struct lint_rule *rules, size_t from, size_t i,
		       struct vec *parts, struct vec *by)
{
	uint32_t sw = row_at(lint, i)->sw;
	uint32_t field, seen = 0;
	size_t j;

	parts->n = 0;
	by->n = 0;
	for (j = from; j < i; j++) {
		int missing = rules[j].decides ?
			lint_missing(&rules[j], &rules[i], &lint->sets, sw, &field) : 2;

		if (!missing) {
			*(size_t *)vec_push(by) = j;
			return;
		}
		if (missing == 1)
			*(struct lint_part *)vec_push(parts) = (struct lint_part){ field, j };
	}
	for (j = 0; j < parts->n; j++) {
		field = ((const struct lint_part *)vec_at(parts, j))->field;
		if (seen >> field & 1)
			continue;
		seen |= 1u << field;
		if (lint_together(rules, parts, field, &rules[i], &lint->sets, sw, by))
			return;
	}
	by->n = 0;
}

/* The rules @from to @to, which are those of one ACL. */
static void check(struct lint *lint, const struct lint_rule *rules, size_t from, size_t to)
{
	struct vec parts = { .size = sizeof(struct lint_part) };
	struct vec by = { .size = sizeof(size_t) };
	size_t i, k;

	for (i = from; i < to; i++) {
		struct finding *finding;

		if (!rules[i].contradiction)
			check_rule(lint, rules, from, i, &parts, &by);
		else
			by.n = 0;
		if (!rules[i].contradiction && !by.n)
			continue;
		finding = vec_push(&lint->findings);
		finding->rule = i;
		finding->contradiction = rules[i].contradiction;
		finding->first = lint->covering.n;
		finding->n = by.n;
		for (k = 0; k < by.n; k++)
			*(size_t *)vec_push(&lint->covering) = *(size_t *)vec_at(&by, k);
	}
	vec_free(&parts);
	vec_free(&by);
}

static void check_all(struct lint *lint)
{
	struct lint_rule *rules = vec_need(calloc(lint->table.rows.n + 1, sizeof(*rules)));
	static struct rule rule;
	size_t from = 0;
	size_t i;

	for (i = 0; i < lint->table.rows.n; i++) {
		rule_table_get(&lint->table, i, &rule);
		lint_rule_init(&rules[i], &rule);
	}
	for (i = 0; i < lint->table.rows.n; i++) {
		const struct vsw_rule *row = row_at(lint, i);

		if (i + 1 < lint->table.rows.n && row[1].sw == row->sw &&
		    !strcmp(row[1].acl, row->acl))
			continue;
		check(lint, rules, from, i + 1);
		from = i + 1;
	}
	for (i = 0; i < lint->table.rows.n; i++)
		lint_rule_free(&rules[i]);
	free(rules);
}

static const char *words_of(struct lint *lint, size_t i)
{
	const struct rule_ports ports = { acl_port_name, &lint->ports };
	static struct rule rule;

	lint->ports.sw = row_at(lint, i)->sw;
	rule_table_get(&lint->table, i, &rule);
	return rule_text(&rule, &ports);
}

static json_t *rule_json(struct lint *lint, size_t i)
{
	const struct vsw_rule *row = row_at(lint, i);
	json_t *object = json_object();

	json_object_set_new(object, "position", out_json_num(row->position));
	json_object_set_new(object, "handle", out_json_num(row->handle));
	json_object_set_new(object, "rule", out_json_str(words_of(lint, i)));
	return object;
}

static void tell_deep(struct lint *lint, json_t *list)
{
	size_t i;

	for (i = 0; i < lint->acls.n; i++) {
		const struct vsw_acl *acl = vec_at(&lint->acls, i);
		const char *sw = ref_switch_name(lint->ctl, acl->sw);
		json_t *object;

		if (!list) {
			out_say("%s/%s: one frame may be compared with %u rules at one shape:", sw,
				acl->name, acl->depth);
			out_say("  they differ in what cannot be hashed, or not at all");
			continue;
		}
		object = json_object();
		json_object_set_new(object, "switch", out_json_str(sw));
		json_object_set_new(object, "acl", out_json_str(acl->name));
		json_object_set_new(object, "depth", out_json_num(acl->depth));
		json_array_append_new(list, object);
	}
}

static size_t covering(const struct lint *lint, const struct finding *f, size_t i)
{
	return *(const size_t *)vec_at(&lint->covering, f->first + i);
}

static void tell_text(struct lint *lint, const struct finding *f)
{
	const struct vsw_rule *row = row_at(lint, f->rule);
	char *list;
	size_t i, len;
	FILE *to;

	out_say("%s/%s: rule %u '%.400s' can never match:", ref_switch_name(lint->ctl, row->sw),
		row->acl, row->handle, words_of(lint, f->rule));
	if (f->contradiction) {
		out_say("  %s", f->contradiction);
		return;
	}
	if (f->n == 1) {
		out_say("  rule %u '%.400s' before it covers it",
			row_at(lint, covering(lint, f, 0))->handle,
			words_of(lint, covering(lint, f, 0)));
		return;
	}
	to = vec_need(open_memstream(&list, &len));
	for (i = 0; i < f->n; i++)
		fprintf(to, "%s%u", i ? ", " : "", row_at(lint, covering(lint, f, i))->handle);
	fclose(to);
	out_say("  rules %.400s before it cover it together", list);
	free(list);
}

static json_t *finding_json(struct lint *lint, const struct finding *f)
{
	const struct vsw_rule *row = row_at(lint, f->rule);
	json_t *object = rule_json(lint, f->rule);
	json_t *together = json_array();
	size_t i;

	for (i = 0; f->n > 1 && i < f->n; i++)
		json_array_append_new(together, rule_json(lint, covering(lint, f, i)));
	json_object_set_new(object, "switch",
			    out_json_str(ref_switch_name(lint->ctl, row->sw)));
	json_object_set_new(object, "acl", out_json_str(row->acl));
	json_object_set_new(object, "covered_by", f->n == 1 ?
			    rule_json(lint, covering(lint, f, 0)) : json_null());
	json_object_set_new(object, "covered_together", together);
	json_object_set_new(object, "contradiction", f->contradiction ?
			    out_json_str(f->contradiction) : json_null());
	return object;
}

static void tell(struct lint *lint)
{
	json_t *list = lint->ctl->out.json ? json_array() : NULL;
	size_t i;

	for (i = 0; i < lint->findings.n; i++) {
		const struct finding *f = vec_at(&lint->findings, i);

		if (list)
			json_array_append_new(list, finding_json(lint, f));
		else
			tell_text(lint, f);
	}
	tell_deep(lint, list);
	if (list)
		out_document(&lint->ctl->out, list);
}

/**
 * lint_run - find rules that can never match, and ACLs that are dear; tell
 * @ctl: state, after ref_load()
 * @sw: the switch; NULL for all
 * @acl: the ACL; NULL for all
 *
 * Return: CTL_OK, CTL_DIFFERS when there are some, or CTL_REFUSED.
 */
int lint_run(struct ctl *ctl, const struct vsw_switch *sw, const char *acl)
{
	struct lint lint = {
		.ctl = ctl,
		.sets = {
			.sets = { .size = sizeof(struct lint_set) },
			.members = { .size = sizeof(struct vsw_member) },
		},
		.findings = { .size = sizeof(struct finding) },
		.acls = { .size = sizeof(struct vsw_acl) },
		.covering = { .size = sizeof(size_t) },
	};
	int ret;

	rule_table_init(&lint.table);
	ret = load(&lint, sw, acl);
	if (!ret) {
		check_all(&lint);
		tell(&lint);
		ret = lint.findings.n || lint.acls.n ? CTL_DIFFERS : CTL_OK;
	}
	rule_table_free(&lint.table);
	vec_free(&lint.sets.sets);
	vec_free(&lint.sets.members);
	vec_free(&lint.ports.ports);
	vec_free(&lint.findings);
	vec_free(&lint.acls);
	vec_free(&lint.covering);
	return ret;
}
