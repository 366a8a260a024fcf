// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl export, diff and apply: the configuration of a switch as a file.
 *
 * Called by main.c through its table of objects. A file describes a switch
 * whole: what it does not have, is not to be.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "acl_ref.h"
#include "call.h"
#include "config_acl.h"
#include "config_file.h"
#include "config_kernel.h"
#include "config_out.h"
#include "ref.h"
#include "txn.h"

/* Times that steps are found anew because somebody else made changes. */
#define APPLY_TRIES 5

/**
 * struct job - a file, and what is to be done with it
 * @name: of the file, for messages
 * @text: what is in it
 * @len: its length
 * @new: what it describes
 * @dry_run: the kernel only checks it
 * @confirm: seconds until it is taken back unless confirmed, 0 for never
 */
struct job {
	const char *name;
	char *text;
	size_t len;
	struct config new;
	bool dry_run;
	uint32_t confirm;
};

static void job_exit(struct job *job)
{
	config_free(&job->new);
	free(job->text);
}

static int tell(const struct job *job, const struct config_problem *p)
{
	char at[48] = "";

	if (p->line)
		snprintf(at, sizeof(at), ":%zu:%zu", p->line, p->column);
	out_error("%s%s: %s%s%s", job->name, at, p->key, p->key[0] ? ": " : "", p->text);
	return CTL_USAGE;
}

/* Read the file; on failure too, job_exit() ends it. */
static int job_init(struct job *job, const char *path)
{
	struct config_problem problem;
	int ret;

	job->name = strcmp(path, "-") ? path : "stdin";
	config_init(&job->new);
	ret = config_slurp(path, &job->text, &job->len, &problem);
	if (ret == -EFBIG)
		return tell(job, &problem);
	if (ret) {
		out_error("cannot read %s: %s", job->name, strerror(-ret));
		return CTL_REFUSED;
	}
	if (config_parse(job->text, job->len, &job->new, &problem))
		return tell(job, &problem);
	return CTL_OK;
}

/* Print the steps; "no changes" when there are none. */
static void print_diff(struct ctl *ctl, const struct config_diff *diff)
{
	if (ctl->out.json)
		out_document(&ctl->out, config_diff_json(diff));
	else if (diff->changes.n)
		config_diff_print(diff, stdout);
	else
		out_say("no changes");
}

/* Which switch is meant when none is named. */
static int only_switch(struct ctl *ctl, struct args *args, const struct vsw_switch **sw)
{
	char list[256] = "";
	size_t i, used = 0;
	int ret = ref_load(ctl);

	if (ret)
		return ret;
	if (!ctl->switches.n) {
		out_error("there is no switch in this network namespace");
		return CTL_REFUSED;
	}
	*sw = vec_at(&ctl->switches, 0);
	if (ctl->switches.n == 1)
		return CTL_OK;
	for (i = 0; i < ctl->switches.n && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
					 i ? ", " : "",
					 ((struct vsw_switch *)vec_at(&ctl->switches, i))->ifname);
	return args_fail(args, "SWITCH is missing, there are several: %s", list);
}

static int run_export(struct ctl *ctl, struct args *args)
{
	const char *name = args_take(args);
	const struct vsw_switch *sw;
	const char *unwritable;
	struct config c;
	json_t *doc;
	int ret;

	ret = args_end(args) ?:
	      name ? ref_switch(ctl, name, &sw) : only_switch(ctl, args, &sw);
	if (ret)
		return ret;
	ret = config_read(ctl, sw->ifname, &c);
	unwritable = ret ? NULL : config_unwritable(&c);
	if (unwritable) {
		out_error("the name of device %s is not UTF-8, and cannot be in a file",
			  unwritable);
		ret = CTL_REFUSED;
	}
	if (!ret) {
		config_prune(&c);
		doc = config_json(&c);
		if (ctl->out.json)
			config_json_write(doc, ctl->out.pretty, stdout);
		else
			config_yaml(doc, stdout);
		json_decref(doc);
	}
	config_free(&c);
	return ret;
}

static int run_diff(struct ctl *ctl, struct args *args)
{
	struct job job = { 0 };
	struct config_diff diff;
	struct config old;
	const char *path;
	int ret;

	ret = args_need(args, "FILE", &path) ?:
	      args_end(args);
	if (ret)
		return ret;
	ret = job_init(&job, path);
	if (!ret) {
		ret = config_read(ctl, job.new.sw.ifname, &old);
		if (!ret) {
			config_diff(&diff, &old, &job.new, if_nametoindex);
			print_diff(ctl, &diff);
			ret = diff.changes.n ? CTL_DIFFERS : CTL_OK;
			config_diff_free(&diff);
		}
		config_free(&old);
	}
	job_exit(&job);
	return ret;
}

/* The key of a file that a step comes from; empty when there is none. */
static void key_of(const struct job *job, const struct config_change *change, char *key,
		   size_t size)
{
	*key = '\0';
	if (!change || change->action == CONFIG_DELETE)
		return;
	switch (change->object) {
	case CONFIG_SWITCH:
		snprintf(key, size, "switch");
		break;
	case CONFIG_VLAN:
		snprintf(key, size, "vlans[%td]",
			 change->new_vlan - (struct vsw_vlan *)job->new.vlans.data);
		break;
	case CONFIG_HOST:
		snprintf(key, size, "host");
		break;
	case CONFIG_PORT:
		snprintf(key, size, "ports[%td]",
			 change->new_port - (struct vsw_port *)job->new.ports.data);
		break;
	case CONFIG_SET:
		snprintf(key, size, "sets[%td]",
			 change->new_set - (struct config_set *)job->new.sets.data);
		break;
	case CONFIG_MIRROR:
		snprintf(key, size, "mirrors[%td]",
			 change->new_mirror - (struct config_mirror *)job->new.mirrors.data);
		break;
	case CONFIG_ACL:
		snprintf(key, size, "acls[%td]",
			 change->new_acl - (struct config_acl *)job->new.acls.data);
		break;
	case CONFIG_POINT:
		if (change->new_point->port < job->new.ports.n)
			snprintf(key, size, "ports[%zu].%s", change->new_point->port,
				 config_point_key(change->new_point));
		else if (change->new_point->point == VSWITCH_ACL_POINT_SWITCH)
			snprintf(key, size, "acl");
		break;
	}
}

/* What was tried, and the key of it: a step, or a rule of one. */
static void attempt(const struct config_diff *diff, const struct config_refusal *refusal,
		    char what[RULE_ATTEMPT], char *key, size_t size)
{
	const struct config_change *change = refusal->change;
	size_t used = strlen(key);
	char label[80] = "it";

	if (refusal->rule) {
		const struct config_acl *acl = change->new_acl;
		const struct config_rule *rule = vec_at(&acl->rules, refusal->rule - 1);

		rule_attempt("add rule", rule->text, acl->name, what);
		snprintf(key + used, size - used, ".rules[%zu]", refusal->rule - 1);
		return;
	}
	if (change)
		config_change_label(diff, change, label, sizeof(label));
	snprintf(what, RULE_ATTEMPT, "cannot apply %s", label);
}

/* Tell what the kernel refused, and why. */
static int tell_refused(struct ctl *ctl, const struct job *job, const struct config_diff *diff,
			const struct config_refusal *refusal)
{
	char tried[RULE_ATTEMPT], what[RULE_ATTEMPT + 768];
	const struct config_change *change = refusal->change;
	struct nl_err err = ctl->nl.err;
	struct config_problem at = { 0 };
	char key[64];

	key_of(job, change, key, sizeof(key));
	attempt(diff, refusal, tried, key, sizeof(key));
	if (refusal->cmd == VSWITCH_CMD_SET_DEL && change)
		acl_user(ctl, ACL_KIND_SET, diff->old->sw.ifindex, change->old_set->name, &err,
			 tried);
	if (refusal->cmd == VSWITCH_CMD_MIRROR_DEL && change)
		acl_user(ctl, ACL_KIND_MIRROR, diff->old->sw.ifindex, change->old_mirror->name,
			 &err, tried);
	if (*key && !config_walk(job->text, job->len, key, &at))
		snprintf(what, sizeof(what), "%s:%zu:%zu: %s: %s", job->name, at.line, at.column,
			 key, tried);
	else
		snprintf(what, sizeof(what), "%s: %s", job->name, tried);
	return call_refused(&err, refusal->cmd, what);
}

/* The line of the port or VLAN that a refused commit is about, or 0. */
static unsigned int line_of(const struct job *job, const struct vsw_txn *about)
{
	struct config_problem at = { 0 };
	char key[32] = "";
	size_t i;

	for (i = 0; about->port_name[0] && i < job->new.ports.n; i++) {
		const struct vsw_port *port = vec_at(&job->new.ports, i);

		if (!strcmp(config_port_label(port), about->port_name))
			snprintf(key, sizeof(key), "ports[%zu]", i);
	}
	for (i = 0; about->object == VSWITCH_OBJECT_VLAN && i < job->new.vlans.n; i++) {
		const struct vsw_vlan *vlan = vec_at(&job->new.vlans, i);

		if (vlan->vid == about->vid)
			snprintf(key, sizeof(key), "vlans[%zu]", i);
	}
	return *key && !config_walk(job->text, job->len, key, &at) ? (unsigned int)at.line : 0;
}

/* Make the steps the configuration, unless it is only to be checked. */
static int commit(struct ctl *ctl, const struct job *job, bool last, bool *again)
{
	uint32_t sw = ctl->txn.sw;
	struct vsw_txn about;
	int ret;

	if (job->dry_run) {
		txn_abort(ctl);
		return CTL_OK;
	}
	ret = txn_commit(ctl, job->confirm, &about);
	*again = ret == -EAGAIN && !last;
	if (!ret || *again)
		return CTL_OK;
	out_error_at(job->name, line_of(job, &about));
	ret = txn_refused(ctl, sw, &about);
	out_error_at(NULL, 0);
	return ret;
}

/* Find the steps, send and commit them; @again when somebody else was faster. */
static int try_steps(struct ctl *ctl, const struct job *job, struct config *old, bool last,
		     bool *again, struct config_diff *diff)
{
	struct config_refusal refusal;
	int ret;

	ret = config_begin(ctl, old);
	if (ret)
		return ret;
	config_diff(diff, old, &job->new, if_nametoindex);
	if (!diff->changes.n) {
		txn_abort(ctl);
		return CTL_OK;
	}
	if (!config_send(ctl, diff, &refusal))
		return commit(ctl, job, last, again);
	txn_abort(ctl);
	return tell_refused(ctl, job, diff, &refusal);
}

/* Until nobody interferes. What was done is printed, for a new switch all of it. */
static int apply_steps(struct ctl *ctl, struct job *job, const struct config_diff *all)
{
	struct config_diff diff = { 0 };
	struct config old;
	bool again = true;
	int try, ret = CTL_OK;

	for (try = 0; !ret && again; try++) {
		struct timespec pause = { .tv_nsec = try * 10000000L };

		nanosleep(&pause, NULL);
		again = false;
		config_init(&old);
		ret = config_find(ctl, job->new.sw.ifname, &old);
		if (!ret && !old.sw.ifindex) {
			out_error("switch %s was deleted meanwhile", job->new.sw.ifname);
			ret = CTL_REFUSED;
		}
		if (!ret)
			ret = try_steps(ctl, job, &old, try + 1 == APPLY_TRIES, &again, &diff);
		if (!ret && !again)
			print_diff(ctl, all ? all : &diff);
		if (!ret && !again && job->confirm && !job->dry_run && diff.changes.n &&
		    !ctl->out.json)
			out_say("taken back in %u s unless 'vswitchctl confirm %s' comes first",
				job->confirm, job->new.sw.ifname);
		config_diff_free(&diff);
		config_free(&old);
	}
	return ret;
}

/* A switch that is not there is created, and deleted again when that was in vain. */
static int apply_new(struct ctl *ctl, struct job *job, struct config *old)
{
	struct config_diff all;
	int ret;

	config_diff(&all, old, &job->new, if_nametoindex);
	if (job->dry_run) {
		print_diff(ctl, &all);
		if (!ctl->out.json)
			out_error("%s is not there yet, so the kernel did not check this",
				  job->new.sw.ifname);
		config_diff_free(&all);
		return CTL_OK;
	}
	ret = config_create(ctl, &job->new, old);
	if (!ret) {
		ret = apply_steps(ctl, job, &all);
		if (ret)
			config_remove(ctl, old);
	}
	config_diff_free(&all);
	return ret;
}

/* "[--dry-run] [--confirm SECONDS] FILE", in any order. */
static int read_apply(struct args *args, struct job *job, const char **path)
{
	const char *word, *seconds;
	int ret = CTL_OK;

	*path = NULL;
	while (!ret && (word = args_take(args))) {
		if (!strcmp(word, "--dry-run")) {
			job->dry_run = true;
		} else if (!strcmp(word, "--confirm")) {
			ret = args_need(args, "SECONDS", &seconds);
			if (!ret && !args_number(seconds, 1, 86400, &job->confirm))
				ret = args_fail(args, "SECONDS must be 1 to 86400, not '%s'",
						seconds);
		} else if (!strncmp(word, "--", 2)) {
			ret = args_fail(args, "unknown option '%s'", word);
		} else if (*path) {
			ret = args_fail(args, "'%s' is more than is needed", word);
		} else {
			*path = word;
		}
	}
	if (!ret && !(*path && **path))
		ret = args_fail(args, "FILE is missing");
	return ret;
}

static int run_apply(struct ctl *ctl, struct args *args)
{
	struct job job = { 0 };
	struct config old;
	const char *path;
	int ret;

	ret = read_apply(args, &job, &path);
	if (ret)
		return ret;
	ret = job_init(&job, path);
	if (!ret) {
		config_init(&old);
		ret = config_find(ctl, job.new.sw.ifname, &old);
		/* Transactions call switches by their names. */
		if (!ret && old.sw.ifindex)
			ret = ref_load(ctl) ?: apply_steps(ctl, &job, NULL);
		else if (!ret)
			ret = apply_new(ctl, &job, &old);
		config_free(&old);
	}
	job_exit(&job);
	return ret;
}

static const struct ctl_verb export_verb = {
	.name = "export",
	.run = run_export,
	.usage = "export [SWITCH]",
	.help =
	"Print the configuration of a switch as a file for 'vswitchctl apply': YAML, or,\n"
	"with -j, JSON. What is as usual is left out.\n",
};

static const struct ctl_verb diff_verb = {
	.name = "diff",
	.run = run_diff,
	.usage = "diff FILE",
	.help =
	"Print what 'vswitchctl apply FILE' would do, a line for each object: + added,\n"
	"- deleted, ~ changed. FILE is YAML or JSON, '-' is the standard input. Exits with\n"
	"0 when nothing is to be done, else with 3.\n",
};

static const struct ctl_verb apply_verb = {
	.name = "apply",
	.run = run_apply,
	.usage = "apply [--dry-run] [--confirm SECONDS] FILE",
	.help =
	"Make a switch what FILE describes, whole, in one step: ports and VLANs that the\n"
	"file does not have are deleted, settings that it does not have become usual ones.\n"
	"A switch that is not there is created. If anything is refused, nothing is changed.\n"
	"\n"
	"  --dry-run            have the kernel check it, and print what would be done\n"
	"  --confirm SECONDS    take it back unless 'vswitchctl confirm' comes in time\n"
	"\n"
	"FILE is YAML or JSON, '-' is the standard input.\n",
};

const struct ctl_object cmd_export = {
	.name = "export",
	.summary = "the configuration of a switch as a file",
	.verbs = &export_verb,
	.nverbs = 1,
	.command = true,
};

const struct ctl_object cmd_diff = {
	.name = "diff",
	.summary = "what would 'apply' do?",
	.verbs = &diff_verb,
	.nverbs = 1,
	.command = true,
};

const struct ctl_object cmd_apply = {
	.name = "apply",
	.summary = "make a switch what a file describes",
	.verbs = &apply_verb,
	.nverbs = 1,
	.command = true,
};
