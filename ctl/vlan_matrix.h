/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VLANs and their members: which port is in which VLAN, and how.
 *
 * Owns the matrix of "vlan show". Called by cmd_vlan.c with what it read.
 */
#ifndef VSWITCHCTL_VLAN_MATRIX_H
#define VSWITCHCTL_VLAN_MATRIX_H

#include "out.h"
#include "parse.h"

/**
 * struct vlan_matrix - VLANs of a switch and its ports
 * @sw: name of the switch
 * @vlans: struct vsw_vlan each, those that were added
 * @ports: struct vsw_port each
 * @only: the VLAN that is wanted, 0 for all
 * @title: print the name of the switch, too
 * @width: columns of the terminal, 0 for any number
 */
struct vlan_matrix {
	const char *sw;
	struct vec vlans;
	struct vec ports;
	uint16_t only;
	bool title;
	size_t width;
};

bool vlan_is_member(const struct vsw_port *port, uint16_t vid, bool *tagged);
void vlan_matrix_print(const struct vlan_matrix *m);
void vlan_matrix_json(const struct vlan_matrix *m, json_t *rows);

#endif /* VSWITCHCTL_VLAN_MATRIX_H */
