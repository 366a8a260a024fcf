// SPDX-License-Identifier: GPL-2.0
/*
 * The matrix of VLANs and ports, as text and as JSON. See vlan_matrix.h.
 *
 * Called by cmd_vlan.c. What is shown: VLANs that were added, and VLANs that a
 * port is in. A port that is in all of them would fill thousands of rows, so
 * of such a port only the PVID counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "names.h"
#include "vlan_matrix.h"

#define LABEL_MAX 64

/* Cells are two columns apart. */
#define GAP 2

/* What the columns of ports are called, and how wide they are. */
struct label {
	char text[LABEL_MAX];
	size_t width;
};

static bool has_list(const struct vsw_port *port)
{
	return port->vlan_mode == VSWITCH_VLAN_MODE_TRUNK ||
	       port->vlan_mode == VSWITCH_VLAN_MODE_HYBRID;
}

/**
 * vlan_is_member - is a port in a VLAN?
 * @port: the port
 * @vid: the VLAN
 * @tagged: how its frames leave is put here
 *
 * Return: true if so.
 */
bool vlan_is_member(const struct vsw_port *port, uint16_t vid, bool *tagged)
{
	bool pvid = port->pvid == vid;

	*tagged = false;
	if (!(port->has & 1u << VSWITCH_A_PORT_VLAN_MODE))
		return false;
	if (!has_list(port))
		return pvid;
	*tagged = !vlan_set_has(port->untagged, vid) &&
		  !(pvid && port->vlan_mode == VSWITCH_VLAN_MODE_TRUNK);
	return vlan_set_has(port->vlans, vid);
}

static const struct vsw_vlan *find_vlan(const struct vlan_matrix *m, uint16_t vid)
{
	size_t i;

	for (i = 0; i < m->vlans.n; i++) {
		const struct vsw_vlan *vlan = vec_at(&m->vlans, i);

		if (vlan->vid == vid)
			return vlan;
	}
	return NULL;
}

/* The VLANs that have a row. */
static struct vlan_set rows_of(const struct vlan_matrix *m)
{
	struct vlan_set rows = { 0 };
	size_t i;

	if (m->only) {
		vlan_set_add(&rows, m->only, m->only);
		return rows;
	}
	for (i = 0; i < m->vlans.n; i++) {
		uint16_t vid = ((const struct vsw_vlan *)vec_at(&m->vlans, i))->vid;

		vlan_set_add(&rows, vid, vid);
	}
	for (i = 0; i < m->ports.n; i++) {
		const struct vsw_port *port = vec_at(&m->ports, i);

		if (port->pvid)
			vlan_set_add(&rows, port->pvid, port->pvid);
		if (!has_list(port) || vlan_set_all(port->vlans))
			continue;
		vlan_set_join(&rows, port->vlans);
	}
	return rows;
}

static char letter(const struct vsw_port *port, uint16_t vid)
{
	bool tagged;

	if (!vlan_is_member(port, vid, &tagged))
		return '-';
	if (port->vlan_mode == VSWITCH_VLAN_MODE_DOT1Q_TUNNEL)
		return 'Q';
	if (port->pvid == vid)
		return tagged ? 'p' : 'P';
	return tagged ? 'T' : 'U';
}

static void make_labels(const struct vlan_matrix *m, struct label *labels)
{
	size_t i;

	for (i = 0; i < m->ports.n; i++) {
		const struct vsw_port *port = vec_at(&m->ports, i);
		char number[16];

		snprintf(number, sizeof(number), "%u", port->number);
		out_escape(labels[i].text, LABEL_MAX, !port->number ? "host" :
			   port->name[0] ? port->name :
			   port->ifname[0] ? port->ifname : number);
		labels[i].width = out_width(labels[i].text);
	}
}

/* Print a cell behind the @gap that the one before has left. */
static void cell(const char *text, size_t width, size_t *gap)
{
	printf("%*s%s", (int)*gap, "", text);
	*gap = GAP + width - MIN(width, out_width(text));
}

static void print_counters(const struct vsw_vlan *vlan, size_t *gap)
{
	char rx[16], tx[16], text[96];

	if (!vlan || !vlan->counters) {
		cell("off", 0, gap);
		return;
	}
	out_bytes(rx, sizeof(rx), vlan->rx_bytes);
	out_bytes(tx, sizeof(tx), vlan->tx_bytes);
	snprintf(text, sizeof(text), "rx %llu (%s), tx %llu (%s)",
		 (unsigned long long)vlan->rx_frames, rx, (unsigned long long)vlan->tx_frames, tx);
	cell(text, 0, gap);
}

/* The width of the column of names. */
static size_t names_width(const struct vlan_matrix *m)
{
	size_t width = strlen("NAME");
	size_t i;

	for (i = 0; i < m->vlans.n; i++)
		width = MAX(width, strlen(((const struct vsw_vlan *)vec_at(&m->vlans, i))->name));
	return width;
}

/* Columns @from to @to, the last not included. */
static void print_part(const struct vlan_matrix *m, const struct vlan_set *rows,
		       const struct label *labels, size_t from, size_t to)
{
	size_t name_width = names_width(m);
	struct vlan_range range = { 0 };
	bool last = to == m->ports.n;
	size_t gap = 0;
	size_t i;

	cell("VLAN", 0, &gap);
	cell("NAME", name_width, &gap);
	for (i = from; i < to; i++)
		cell(labels[i].text, labels[i].width, &gap);
	if (last)
		cell("COUNTERS", 0, &gap);
	putchar('\n');
	while (vlan_range_next(rows, NULL, &range)) {
		uint16_t vid;

		for (vid = range.first; vid <= range.last; vid++) {
			const struct vsw_vlan *vlan = find_vlan(m, vid);
			char name[4 * VSWITCH_VLAN_NAME_MAX + 1];

			printf("%4u", vid);
			gap = GAP;
			out_escape(name, sizeof(name), vlan && vlan->name[0] ? vlan->name : "-");
			cell(name, name_width, &gap);
			for (i = from; i < to; i++)
				cell((char[]){ letter(vec_at(&m->ports, i), vid), '\0' },
				     labels[i].width, &gap);
			if (last)
				print_counters(vlan, &gap);
			putchar('\n');
		}
	}
}

/**
 * vlan_matrix_print - print the matrix as text
 * @m: the matrix; where it is too wide for the terminal, in several parts
 */
void vlan_matrix_print(const struct vlan_matrix *m)
{
	struct label *labels = vec_need(calloc(m->ports.n + 1, sizeof(*labels)));
	size_t heads = strlen("VLAN") + GAP + names_width(m);
	struct vlan_set rows = rows_of(m);
	size_t from, to;

	make_labels(m, labels);
	if (m->title)
		out_say("%s:", m->sw);
	for (from = 0, to = 0; !from || from < m->ports.n; from = to) {
		size_t width = heads;

		while (to < m->ports.n) {
			width += GAP + labels[to].width;
			if (m->width && width > m->width && to > from)
				break;
			to++;
		}
		if (from)
			putchar('\n');
		print_part(m, &rows, labels, from, to);
		if (!to)
			break;
	}
	free(labels);
}

static json_t *json_member(const struct vsw_port *port, uint16_t vid, bool tagged)
{
	json_t *obj = json_object();

	json_object_set_new(obj, "number", out_json_num(port->number));
	json_object_set_new(obj, "name", out_json_str(port->name[0] ? port->name : NULL));
	json_object_set_new(obj, "ifname", out_json_str(port->ifname[0] ? port->ifname : NULL));
	json_object_set_new(obj, "mode",
			    out_json_str(names_get(&names_vlan_mode, port->vlan_mode)));
	json_object_set_new(obj, "tagged", json_boolean(tagged));
	json_object_set_new(obj, "pvid", json_boolean(port->pvid == vid));
	return obj;
}

static json_t *json_row(const struct vlan_matrix *m, uint16_t vid)
{
	const struct vsw_vlan *vlan = find_vlan(m, vid);
	bool counts = vlan && vlan->has & 1u << VSWITCH_A_VLAN_RX_FRAMES;
	json_t *members = json_array();
	json_t *row = json_object();
	size_t i;

	for (i = 0; i < m->ports.n; i++) {
		const struct vsw_port *port = vec_at(&m->ports, i);
		bool tagged;

		if (vlan_is_member(port, vid, &tagged))
			json_array_append_new(members, json_member(port, vid, tagged));
	}
	json_object_set_new(row, "switch", out_json_str(m->sw));
	json_object_set_new(row, "vid", out_json_num(vid));
	json_object_set_new(row, "added", json_boolean(vlan));
	json_object_set_new(row, "name", out_json_str(vlan && vlan->name[0] ? vlan->name : NULL));
	json_object_set_new(row, "counters", json_boolean(vlan && vlan->counters));
	json_object_set_new(row, "rx_frames", counts ? out_json_num(vlan->rx_frames) :
			    json_null());
	json_object_set_new(row, "rx_bytes", counts ? out_json_num(vlan->rx_bytes) :
			    json_null());
	json_object_set_new(row, "tx_frames", counts ? out_json_num(vlan->tx_frames) :
			    json_null());
	json_object_set_new(row, "tx_bytes", counts ? out_json_num(vlan->tx_bytes) :
			    json_null());
	json_object_set_new(row, "members", members);
	return row;
}

/**
 * vlan_matrix_json - add the rows of the matrix to an array
 * @m: the matrix
 * @rows: the array
 */
void vlan_matrix_json(const struct vlan_matrix *m, json_t *rows)
{
	struct vlan_set set = rows_of(m);
	struct vlan_range range = { 0 };
	unsigned int vid;

	while (vlan_range_next(&set, NULL, &range)) {
		for (vid = range.first; vid <= range.last; vid++)
			json_array_append_new(rows, json_row(m, (uint16_t)vid));
	}
}
