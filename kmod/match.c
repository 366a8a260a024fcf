// SPDX-License-Identifier: GPL-2.0
/*
 * Does a flow have what a rule looks for? Called for the few matches that the
 * classifier found likely, in the path of a frame, under RCU. Compiles in user
 * space, too.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/kernel.h>

#include "match.h"
#include "match_priv.h"
#include "sets.h"

static bool in_numbers(const struct vsw_match *match,
		       const struct vsw_check *check, u32 number)
{
	const struct vsw_number *value = vsw_check_numbers(match, check);
	u32 i;

	for (i = 0; i < check->n; i++)
		if ((number & value[i].mask) - value[i].low <= value[i].span)
			return true;
	return false;
}

static bool in_macs(const struct vsw_match *match,
		    const struct vsw_check *check, u64 number)
{
	const struct vsw_masked *value = vsw_check_macs(match, check);
	u32 i;

	for (i = 0; i < check->n; i++)
		if ((number & value[i].mask) == value[i].value)
			return true;
	return false;
}

static bool in_ip6(const struct vsw_match *match,
		   const struct vsw_check *check, const u64 *address)
{
	const struct vsw_masked6 *value = vsw_check_ip6(match, check);
	u32 i;

	for (i = 0; i < check->n6; i++)
		if ((address[0] & value[i].mask[0]) == value[i].value[0] &&
		    (address[1] & value[i].mask[1]) == value[i].value[1])
			return true;
	return false;
}

/* Is the field of the flow one of the values? It has the field. */
static bool is_listed(const struct vsw_match *match,
		      const struct vsw_check *check,
		      const struct vsw_flow *flow)
{
	const struct vsw_field *field = &vsw_fields[check->field];
	u64 number;

	if (check->flags & VSW_CHECK_ADDRESS &&
	    !(flow->word[VSW_FLOW_META] & VSW_META_IP4))
		return in_ip6(match, check, &flow->word[field->word6]);
	number = flow->word[field->word] >> field->shift &
		 GENMASK_ULL(field->bits - 1, 0);
	if (check->flags & VSW_CHECK_MAC)
		return in_macs(match, check, number);
	return in_numbers(match, check, number);
}

/* The same, of a set. */
static bool is_in_set(const struct vsw_set *set, const struct vsw_check *check,
		      const struct vsw_flow *flow)
{
	const struct vsw_field *field = &vsw_fields[check->field];
	const u64 *address;
	u64 number;

	if (check->flags & VSW_CHECK_ADDRESS &&
	    !(flow->word[VSW_FLOW_META] & VSW_META_IP4)) {
		address = &flow->word[field->word6];
		return vsw_set_has_ip6(set, address[0], address[1]);
	}
	number = flow->word[field->word] >> field->shift &
		 GENMASK_ULL(field->bits - 1, 0);
	if (field->word == VSW_FLOW_IPV4)
		return vsw_set_has_ip4(set, number);
	return vsw_set_has_number(set, number);
}

static bool check_holds(const struct vsw_match *match,
			const struct vsw_check *check,
			const struct vsw_flow *flow,
			const struct vsw_sets *sets)
{
	bool negate = check->flags & VSW_CHECK_NEGATE;
	const struct vsw_set *set;

	if (!check->set)
		return is_listed(match, check, flow) != negate;
	set = vsw_sets_find(sets, check->set);
	/* control keeps what is used: then nothing is known of the values */
	if (unlikely(!set))
		return false;
	return is_in_set(set, check, flow) != negate;
}

/**
 * vsw_match_holds() - does a flow have what a rule looks for?
 * @match: that
 * @flow: the flow
 * @sets: the sets of the same snapshot
 *
 * Context: any; what is pointed to must not be freed.
 * Return: true when it has.
 */
bool vsw_match_holds(const struct vsw_match *match,
		     const struct vsw_flow *flow, const struct vsw_sets *sets)
{
	const struct vsw_check *check = vsw_match_checks(match);
	u32 i;

	/* presence, too: the checks may take it for granted */
	if (!vsw_match_words(match, flow))
		return false;
	for (i = 0; i < match->n_checks; i++)
		if (!check_holds(match, &check[i], flow, sets))
			return false;
	return true;
}
