/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the operator entered into the forwarding database and a commit takes
 * away, kept for the case that the commit is taken back; see pins.c.
 */
#ifndef VSW_PINS_H
#define VSW_PINS_H

#include <linux/types.h>

struct vsw_conf;
struct vsw_pins;
struct vsw_switch;

int vsw_pins_save(struct vsw_switch *sw, const struct vsw_conf *new,
		  struct vsw_pins **pins);
void vsw_pins_restore(struct vsw_switch *sw, const struct vsw_pins *pins);
void vsw_pins_free(struct vsw_pins *pins);

#endif /* VSW_PINS_H */
