// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl confirm and rollback: keep what was committed for a trial, or not.
 *
 * Called by main.c through its table of objects.
 */
#include "call.h"
#include "ref.h"

static int end_trial(struct ctl *ctl, struct args *args, uint8_t cmd, const char *doing)
{
	const struct vsw_switch *sw;
	struct nlmsghdr *req;
	const char *name;
	int ret;

	ret = args_need(args, "SWITCH", &name) ?:
	      args_end(args) ?:
	      ref_switch(ctl, name, &sw);
	if (ret)
		return ret;
	req = nl_request(&ctl->nl, cmd);
	mnl_attr_put_u32(req, VSWITCH_A_TXN_SWITCH, sw->ifindex);
	return call_do(ctl, req, NULL, NULL, "cannot %s the changes of %s", doing, name);
}

static int run_confirm(struct ctl *ctl, struct args *args)
{
	return end_trial(ctl, args, VSWITCH_CMD_TXN_CONFIRM, "confirm");
}

static int run_rollback(struct ctl *ctl, struct args *args)
{
	return end_trial(ctl, args, VSWITCH_CMD_TXN_ROLLBACK, "take back");
}

static const struct ctl_verb confirm_verb = {
	.name = "confirm",
	.run = run_confirm,
	.usage = "confirm SWITCH",
	.help =
	"Keep the changes of a switch that would be taken back when nobody confirms\n"
	"them in time.\n",
};

static const struct ctl_verb rollback_verb = {
	.name = "rollback",
	.run = run_rollback,
	.usage = "rollback SWITCH",
	.help =
	"Take back, at once, the changes of a switch that wait to be confirmed.\n",
};

const struct ctl_object cmd_confirm = {
	.name = "confirm",
	.summary = "keep changes that wait to be confirmed",
	.verbs = &confirm_verb,
	.nverbs = 1,
	.command = true,
};

const struct ctl_object cmd_rollback = {
	.name = "rollback",
	.summary = "take them back at once",
	.verbs = &rollback_verb,
	.nverbs = 1,
	.command = true,
};
