/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What people call switches, ports and devices, and what the kernel does.
 *
 * Owns the rules by which a word means a port. Called by the commands, after
 * the words were read and before the request is built.
 */
#ifndef VSWITCHCTL_REF_H
#define VSWITCHCTL_REF_H

#include "ctl.h"
#include "parse.h"

int ref_load(struct ctl *ctl);
const struct vsw_switch *ref_find_switch(const struct ctl *ctl, const char *word);
int ref_not_found(const char *what, const char *word, const char *where,
		  const struct vec *names);
int ref_switch(struct ctl *ctl, const char *word, const struct vsw_switch **sw);
const char *ref_switch_name(struct ctl *ctl, uint32_t ifindex);
int ref_port(struct ctl *ctl, const char *word, const struct vsw_switch *in,
	     struct vsw_port *port);
int ref_choose(struct ctl *ctl, const struct vec *ports, const struct vsw_switch *in,
	       const char *word, bool or_switch, struct vsw_port *port);
int ref_switch_or_port(struct ctl *ctl, const char *word, const struct vsw_switch **sw,
		       struct vsw_port *port);
int ref_device(const char *word, uint32_t *ifindex);

#endif /* VSWITCHCTL_REF_H */
