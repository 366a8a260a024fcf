/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all commands of vswitchctl share: exit statuses, the table that they
 * are listed in, and the state that they are handed.
 *
 * Owned by main.c, which fills it in and calls the verbs.
 */
#ifndef VSWITCHCTL_CTL_H
#define VSWITCHCTL_CTL_H

#include <stdbool.h>
#include <stddef.h>

#include "args.h"
#include "nl.h"
#include "out.h"
#include "vec.h"

/**
 * enum ctl_status - exit status of the program, result of each step
 * @CTL_OK: done
 * @CTL_USAGE: the words make no sense
 * @CTL_UNBALANCED: the audit found a difference
 * @CTL_REFUSED: the system, as it is, said no
 * @CTL_DIFFERS: the switch is not as the file describes it
 */
enum ctl_status {
	CTL_OK = 0,
	CTL_USAGE = 1,
	CTL_UNBALANCED = 1,
	CTL_REFUSED = 2,
	CTL_DIFFERS = 3,
};

/**
 * struct txn - the transaction that changes are part of
 * @gather: the next change begins one
 * @id: its number, 0 while none is open
 * @sw: interface index of its switch
 * @ports: struct vsw_port each, as they will be; names, numbers and devices only
 * @object: &enum vswitch_object that was changed last
 * @number: number or VID of that object
 *
 * Owned by txn.c.
 */
struct txn {
	bool gather;
	uint32_t id;
	uint32_t sw;
	struct vec ports;
	uint32_t object;
	uint32_t number;
};

struct later;
struct ctl;

/**
 * struct ctl_rest - what is left to do of a command of a file, once it was read
 * @run: does it; returns an &enum ctl_status
 *
 * The head of what @run needs; given back with free().
 */
struct ctl_rest {
	int (*run)(struct ctl *ctl, const struct ctl_rest *rest);
};

/**
 * struct ctl - state of one run
 * @nl: the netlink socket; opened by the first request
 * @out: how to print
 * @switches: struct vsw_switch each, for names; ref.c fills it when needed
 * @have_switches: it is filled
 * @txn: the transaction, if there is one
 * @batch: the commands come from a file
 * @words_only: read the words of a command, and do nothing yet
 * @rest: a command may leave here what it made of its words; else these are read again
 * @later: changes that wait to be sent; owned by later.c
 */
struct ctl {
	struct nl nl;
	struct out out;
	struct vec switches;
	bool have_switches;
	struct txn txn;
	bool batch;
	bool words_only;
	struct ctl_rest *rest;
	struct later *later;
};

/**
 * struct ctl_verb - what can be done with an object
 * @name: the verb; must be the first member, for args_find()
 * @run: does it; returns an &enum ctl_status
 * @usage: the words after "vswitchctl", further lines included
 * @help: what it does and what its words mean, lines with a newline each
 * @batch: it can be part of a transaction; it heeds words_only of struct ctl
 */
struct ctl_verb {
	const char *name;
	int (*run)(struct ctl *ctl, struct args *args);
	const char *usage;
	const char *help;
	bool batch;
};

/**
 * struct ctl_object - an object and its verbs
 * @name: the object; must be the first member, for args_find()
 * @summary: one line
 * @verbs: its verbs; "show" is the default
 * @nverbs: how many
 * @bare: "show" may be left out even when words follow
 * @command: it is a command by itself, and its one verb is never typed
 */
struct ctl_object {
	const char *name;
	const char *summary;
	const struct ctl_verb *verbs;
	size_t nverbs;
	bool bare;
	bool command;
};

extern const struct ctl_object cmd_switch;
extern const struct ctl_object cmd_port;
extern const struct ctl_object cmd_fdb;
extern const struct ctl_object cmd_vlan;
extern const struct ctl_object cmd_acl;
extern const struct ctl_object cmd_rule;
extern const struct ctl_object cmd_set;
extern const struct ctl_object cmd_mirror;
extern const struct ctl_object cmd_stats;
extern const struct ctl_object cmd_limits;
extern const struct ctl_object cmd_audit;
extern const struct ctl_object cmd_monitor;
extern const struct ctl_object cmd_confirm;
extern const struct ctl_object cmd_rollback;
extern const struct ctl_object cmd_export;
extern const struct ctl_object cmd_diff;
extern const struct ctl_object cmd_apply;

/* All of them; a list of another length does not compile. */
#define CTL_OBJECTS 17
extern const struct ctl_object *const ctl_objects[CTL_OBJECTS];

#endif /* VSWITCHCTL_CTL_H */
