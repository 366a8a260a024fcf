// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: configuration files of vswitchctl. A file that is refused is
 * told what is wrong, and where inside it; what is taken is exported again, as
 * YAML and as JSON, and read back as the same configuration.
 */
#include <stdio.h>

#include "config_diff.h"
#include "config_file.h"
#include "config_out.h"
#include "fuzz.h"

static unsigned int no_device(const char *name)
{
	(void)name;
	return 0;
}

/* Lines as YAML counts them (1.1, 4.2), of which some editors see fewer. */
static size_t count_lines(const char *text, size_t len)
{
	size_t lines = 1, i;

	for (i = 0; i < len; i++) {
		const char *at = text + i;
		size_t left = len - i;

		if (*at == '\n' || (*at == '\r' && (left < 2 || at[1] != '\n')))
			lines++;
		else if (left >= 2 && !memcmp(at, "\xc2\x85", 2))
			lines++;
		else if (left >= 3 && (!memcmp(at, "\xe2\x80\xa8", 3) ||
				       !memcmp(at, "\xe2\x80\xa9", 3)))
			lines++;
	}
	return lines;
}

/* Parse a copy of exactly that length; the caller frees the configuration. */
static int parse(const char *text, size_t len, struct config *c)
{
	struct config_problem problem;
	char *copy = malloc(len + 1);
	int ret;

	memcpy(copy, text, len);
	copy[len] = '\0';
	memset(&problem, 0xa5, sizeof(problem));
	ret = config_parse(copy, len, c, &problem);
	if (ret) {
		HOLDS(memchr(problem.text, '\0', sizeof(problem.text)));
		HOLDS(memchr(problem.key, '\0', sizeof(problem.key)));
		HOLDS(problem.text[0]);
		HOLDS(problem.line >= 1 && problem.column >= 1);
		HOLDS(problem.line <= count_lines(copy, len));
	}
	free(copy);
	return ret;
}

/* All of them end where they must, which one in the middle of a struct may not. */
static void check_names(const struct config *c)
{
	size_t i;

	HOLDS(memchr(c->sw.ifname, '\0', sizeof(c->sw.ifname)));
	for (i = 0; i < c->vlans.n; i++) {
		const struct vsw_vlan *vlan = vec_at(&c->vlans, i);

		HOLDS(memchr(vlan->name, '\0', sizeof(vlan->name)));
		HOLDS(vlan->vid >= VLAN_FIRST && vlan->vid <= VLAN_LAST);
	}
	for (i = 0; i < c->ports.n; i++) {
		const struct vsw_port *port = vec_at(&c->ports, i);

		HOLDS(memchr(port->name, '\0', sizeof(port->name)));
		HOLDS(memchr(port->ifname, '\0', sizeof(port->ifname)));
		HOLDS(memchr(port->community, '\0', sizeof(port->community)));
		HOLDS(port->pvid <= VLAN_LAST);
		HOLDS(!vlan_set_has(port->vlans, 0) && !vlan_set_has(port->vlans, 4095));
	}
}

/* What was exported is the same configuration. */
static void check_same(const struct config *c, const char *text, size_t len)
{
	struct config_diff diff;
	struct config again;

	HOLDS(!parse(text, len, &again));
	HOLDS(!strcmp(c->sw.ifname, again.sw.ifname));
	again.sw.ifindex = 1;
	config_diff(&diff, &again, c, no_device);
	HOLDS(!diff.changes.n);
	config_diff_free(&diff);
	HOLDS(c->ports.n == again.ports.n && c->vlans.n == again.vlans.n);
	config_free(&again);
}

static void check_export(const struct config *c)
{
	char *text;
	size_t len;
	json_t *doc, *again;
	FILE *to;

	HOLDS(!config_unwritable(c));
	doc = config_json(c);
	HOLDS(doc);
	to = open_memstream(&text, &len);
	config_yaml(doc, to);
	fclose(to);
	check_same(c, text, len);
	free(text);

	to = open_memstream(&text, &len);
	config_json_write(doc, c->ports.n & 1, to);
	fclose(to);
	json_decref(doc);
	again = json_loadb(text, len, 0, NULL);
	HOLDS(again);
	json_decref(again);
	check_same(c, text, len);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config c;

	if (!parse((const char *)data, size, &c)) {
		check_names(&c);
		check_export(&c);
	}
	config_free(&c);
	vlans_forget();
	return 0;
}
