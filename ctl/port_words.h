/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The settings of a port as words: "name web1 trunk 10,20-30 native 10".
 *
 * Owns the grammar of "port add" and "port set" behind SWITCH and PORT. Called
 * by cmd_port.c.
 */
#ifndef VSWITCHCTL_PORT_WORDS_H
#define VSWITCHCTL_PORT_WORDS_H

#include "args.h"
#include "parse.h"

/**
 * struct port_words - what was typed
 * @port: the settings, as put_port() takes them; the words "device IFNAME" are
 *	its @ifname
 * @flood: the word for all three kinds of flooding
 * @trunk: VLANs of a trunk
 * @native: PVID of a trunk
 * @pvid: PVID of a hybrid port
 * @tagged: VLANs of a hybrid port
 * @untagged: more of them
 */
struct port_words {
	struct vsw_port port;
	uint8_t flood;
	struct vlan_set trunk;
	uint16_t native;
	uint16_t pvid;
	struct vlan_set tagged;
	struct vlan_set untagged;
};

const char *port_words_device(struct args *args);
int port_words_read(struct args *args, bool add, struct port_words *words);

#endif /* VSWITCHCTL_PORT_WORDS_H */
