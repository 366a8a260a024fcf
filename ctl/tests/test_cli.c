// SPDX-License-Identifier: GPL-2.0
/*
 * The program as a whole, as far as it goes without a kernel: help, usage
 * errors, exit statuses. Runs what VSWITCHCTL in the environment names.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "unit.h"
#include "vec.h"

static char out[65536], err[65536];

static void read_all(FILE *from, char *text, size_t size)
{
	rewind(from);
	text[fread(text, 1, size - 1, from)] = '\0';
	fclose(from);
}

/* Run the tool with the words of @line; its exit status, -1 for a crash. */
static int run(const char *line)
{
	const char *tool = getenv("VSWITCHCTL");
	FILE *to = tmpfile(), *errs = tmpfile();
	char command[1024];
	int status;

	/* Redirections in the line come later, so they win. */
	snprintf(command, sizeof(command), ">&%d 2>&%d %s %s", fileno(to), fileno(errs),
		 tool ? tool : "false", line);
	status = system(command);
	read_all(to, out, sizeof(out));
	read_all(errs, err, sizeof(err));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_help(void)
{
	static const char *const objects[] = {
		"switch", "port", "vlan", "fdb", "mirror", "stats", "limits", "audit", "monitor",
	};
	char line[64];
	size_t i;

	CHECK(run("help") == 0 && strstr(out, "Usage: vswitchctl") && !*err);
	CHECK(run("-h") == 0 && strstr(out, "Usage: vswitchctl"));
	CHECK(run("--help") == 0 && strstr(out, "Usage: vswitchctl"));
	for (i = 0; i < ARRAY_LEN(objects); i++) {
		CHECK(strstr(out, objects[i]));
		snprintf(line, sizeof(line), "%s help", objects[i]);
		CHECK(run(line) == 0 && strstr(out, objects[i]) && !*err);
		snprintf(line, sizeof(line), "%s show help", objects[i]);
		CHECK(run(line) == 0 && strstr(out, "Usage:") && !*err);
		run("help");
	}
	CHECK(run("port add help") == 0 && strstr(out, "port add SWITCH") && !*err);
	CHECK(run("port add --help") == 0 && strstr(out, "port add SWITCH"));
	CHECK(run("p a help") == 0 && strstr(out, "port add SWITCH"));
	CHECK(run("fdb help") == 0 && strstr(out, "fdb flush SWITCH"));
	CHECK(run("confirm help") == 0 && strstr(out, "confirm SWITCH") && !*err);
	CHECK(run("rollback --help") == 0 && strstr(out, "rollback SWITCH") && !*err);
	CHECK(run("roll help") == 0 && strstr(out, "rollback SWITCH"));
}

static void test_version(void)
{
	CHECK(run("-V") == 0 && !strncmp(out, "vswitchctl ", 11) && !*err);
	CHECK(run("--version") == 0 && !strncmp(out, "vswitchctl ", 11));
}

/* What is wrong with a line, and where it says that help is. */
struct usage {
	const char *line;
	const char *said;
	const char *help;
};

static void check_usage(const struct usage *cases, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		bool good = run(cases[i].line) == 1 && !*out && strstr(err, cases[i].said) &&
			    strstr(err, cases[i].help) && !strncmp(err, "vswitchctl: ", 12);

		if (!CHECK(good))
			printf("# for '%s': %s", cases[i].line, err);
	}
}

static void test_usage(void)
{
	static const struct usage cases[] = {
		{ "", "OBJECT is missing", "'vswitchctl help'" },
		{ "prot", "did you mean 'port'?", "'vswitchctl help'" },
		{ "s", "short for several: switch, set, stats", "'vswitchctl help'" },
		{ "-x switch", "unknown option '-x'", "'vswitchctl help'" },
		{ "--jsn switch", "unknown option '--jsn'", "'vswitchctl help'" },
		{ "-n", "option '-n' needs a value", "'vswitchctl help'" },
		{ "-n '' switch", "cannot be a network namespace", "" },
		{ "port sohw", "did you mean 'show'?", "'vswitchctl port help'" },
		{ "switch add", "NAME is missing", "'vswitchctl switch add help'" },
		{ "switch add ''", "NAME is missing", "'vswitchctl switch add help'" },
		{ "switch add sixteen-letters-", "too long", "'vswitchctl switch add help'" },
		{ "switch add x agein", "ageing needs a value", "" },
		{ "switch add x address 02:00:00:00:00:0", "is not a MAC address", "" },
		{ "switch set x", "what is to be set?", "'vswitchctl switch set help'" },
		{ "switch set x address 02:00:00:00:00:01", "unknown word 'address'", "" },
		{ "switch show -j", "'-j' must stand before", "'vswitchctl switch show help'" },
		{ "switch show a b", "'b' is more than is needed", "" },
		{ "port add", "SWITCH is missing", "'vswitchctl port add help'" },
		{ "port add x", "needs a device, or a name", "'vswitchctl port add help'" },
		{ "port add x lo learnin", "learning needs a value", "" },
		{ "port add x lo learnig on", "did you mean 'learning'?", "" },
		{ "port add x lo device y", "'device' is for a port", "" },
		{ "port add x name", "name needs a value", "" },
		{ "port set x", "what is to be set?", "'vswitchctl port set help'" },
		{ "port set x device y", "unknown word 'device'", "" },
		{ "port add x lo trunk 1-5 native 6", "not in the list of the trunk",
		  "'vswitchctl port add help'" },
		{ "port set x access 4095", "access: VID 4095 is out of range", "" },
		{ "port set x role community", "NAME of the community is missing", "" },
		{ "port set x vlan-protocol 802.1x", "did you mean '802.1q'?", "" },
		{ "switch add x vlan-protocol q", "must be 802.1q or 802.1ad, not 'q'", "" },
		{ "vlan add", "SWITCH is missing", "'vswitchctl vlan add help'" },
		{ "vlan add x", "VID is missing", "" },
		{ "vlan add x 0", "VID 0 is out of range", "'vswitchctl vlan add help'" },
		{ "vlan add x guests", "'guests' is not a VID", "" },
		{ "vlan add x 5 counters yes", "counters must be on or off", "" },
		{ "vlan set x 5", "what is to be set?", "'vswitchctl vlan set help'" },
		{ "vlan del x", "VID or NAME is missing", "'vswitchctl vlan del help'" },
		{ "vlan del x 4095", "VID 4095 is out of range", "" },
		{ "vlan show x 5 6", "'6' is more than is needed", "" },
		{ "confirm", "SWITCH is missing", "'vswitchctl confirm help'" },
		{ "rollback a b", "'b' is more than is needed", "'vswitchctl rollback help'" },
		{ "-b", "option '-b' needs a value", "'vswitchctl help'" },
		{ "-b - port show", "'port' is more than is needed", "'vswitchctl help'" },
		{ "fdb add x", "MAC is missing", "'vswitchctl fdb add help'" },
		{ "fdb add x y", "'y' is not a MAC address", "" },
		{ "fdb add x 02:00:00:00:00:01", "port is missing", "" },
		{ "fdb add x 02:00:00:00:00:01 port y local", "unknown word 'local'", "" },
		{ "fdb set x 02:00:00:00:00:01", "what is to be set?", "" },
		{ "fdb del x 02:00:00:00:00:01 port y", "unknown word 'port'", "" },
		{ "fdb show static sticky", "one kind too many", "'vswitchctl fdb show help'" },
		{ "limits set x p 3", "short for several: ports, port-fdb", "" },
		{ "limits set x prots 3", "did you mean 'ports'?", "" },
		{ "limits set x fdb -3", "VALUE must be a number", "'vswitchctl limits set help'" },
		{ "monitor fbd", "did you mean 'fdb'?", "'vswitchctl monitor help'" },
		{ "audit a b", "'b' is more than is needed", "'vswitchctl audit help'" },
	};

	check_usage(cases, ARRAY_LEN(cases));
}

static void test_acl_usage(void)
{
	static const struct usage cases[] = {
		{ "acl add", "SWITCH is missing", "'vswitchctl acl add help'" },
		{ "acl bind web ingress", "PORT is missing", "'vswitchctl acl bind help'" },
		{ "acl bind web vlan 4095", "VID must be a number", "" },
		{ "acl bind web switch default drop", "continue, allow or deny", "" },
		{ "rule add", "ACL is missing", "'vswitchctl rule add help'" },
		{ "rule add web before x allow", "HANDLE must be a number", "" },
		{ "rule add web src 192.0.2.1/24 allow", "did you mean 192.0.2.0/24?", "" },
		{ "rule set web 5 vid 5", "what is to be done?", "'vswitchctl rule set help'" },
		{ "set add x", "NAME is missing", "'vswitchctl set add help'" },
		{ "set add x a 80 ::1", "cannot be in one set", "" },
		{ "set member ad a", "MEMBER is missing", "'vswitchctl set member help'" },
		{ "m", "short for several: mirror, monitor", "'vswitchctl help'" },
		{ "mirror add", "SWITCH is missing", "'vswitchctl mirror add help'" },
		{ "mirror add x", "NAME is missing", "'vswitchctl mirror add help'" },
		{ "mirror add x -y to p", "'-y' cannot be NAME: names have 1 to 31 letters", "" },
		{ "mirror add x ids", "'to PORT' is missing", "'vswitchctl mirror add help'" },
		{ "mirror add x ids snap 64", "'to PORT' is missing", "" },
		{ "mirror add x ids to", "to needs a value", "" },
		{ "mirror add x ids to p to q", "'to' is there twice", "" },
		{ "mirror add x ids to p snap", "snap needs a value", "" },
		{ "mirror add x ids to p snap some",
		  "snap must be all, or a number from 64 to 65535, not 'some'",
		  "'vswitchctl mirror add help'" },
		{ "mirror add x ids to p snap 65536", "from 64 to 65535, not '65536'", "" },
		{ "mirror set ids", "what is to be set?", "'vswitchctl mirror set help'" },
		{ "mirror set x ids from p", "unknown word 'from'", "" },
		{ "mirror set x/ids too p", "unknown word 'too', did you mean 'to'?", "" },
		{ "mirror del x ids all", "'all' is more than is needed", "" },
		{ "mirror show x ids all", "'all' is more than is needed", "" },
		{ "rule add web mirror", "the mirror session behind 'mirror' is missing", "" },
	};

	check_usage(cases, ARRAY_LEN(cases));
}

static void test_refusals(void)
{
	CHECK(run("port add x no-such-device") == 2 && !*out);
	CHECK_STR(err, "vswitchctl: no device no-such-device in this network namespace\n");
	CHECK(run("-n no-such-netns switch") == 2 && !*out);
	CHECK(strstr(err, "'no-such-netns': no such network namespace"));
	CHECK(run("-n /dev/null switch") == 2 && strstr(err, "cannot enter"));
}

/* As far as it goes before anything is sent. */
static void test_batch(void)
{
	static const struct {
		const char *lines;
		const char *said;
	} cases[] = {
		{ "#\n\nport add x lo trunk 10,5-20", "stdin:3: trunk: ranges overlap, VLAN 10" },
		{ "port set a access 1\nprot set b", "stdin:2: unknown object 'prot', did you" },
		{ "port set a", "stdin:1: what is to be set?" },
		{ "port show", "stdin:1: 'port show' cannot be part of a transaction" },
		{ "switch add x", "stdin:1: 'switch add' cannot be part of a transaction" },
		{ "fdb flush x", "stdin:1: 'fdb flush' cannot be part of a transaction" },
		{ "confirm x", "stdin:1: 'confirm' cannot be part of a transaction" },
		{ "mirror add x ids to p\nmirror set ids snap x", "stdin:2: snap must be all" },
		{ "mirror show", "stdin:1: 'mirror show' cannot be part of a transaction" },
		{ "help", "stdin:1: unknown object 'help'" },
		{ "port set help", "stdin:1: what is to be set?" },
		{ "port del x -j", "stdin:1: option '-j' must stand before the object" },
		{ "vlan add x 10 name \"a", "stdin:1: a quote \" is not closed" },
		{ "vlan add x 10 name \\", "stdin:1: a backslash is at the end of the line" },
	};
	char line[256];
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(line, sizeof(line), "-b - <<'END'\n%s\nEND", cases[i].lines);
		if (!CHECK(run(line) == 1 && !*out && strstr(err, cases[i].said)))
			printf("# for '%s': %s", cases[i].lines, err);
	}
	CHECK(run("-b /dev/null") == 0 && !*out && !*err);
	CHECK(run("--batch - </dev/null") == 0 && !*out && !*err);
	CHECK(run("-b /no/such/file") == 2 && strstr(err, "cannot open /no/such/file: "));
	CHECK(run("-n no-such-netns -b /dev/null") == 2 && strstr(err, "no-such-netns"));
}

static void test_full_disk(void)
{
	CHECK(run("help >/dev/full") == 2 && strstr(err, "cannot write"));
}

static const struct unit_test tests[] = {
	{ "cli: help at every level", test_help },
	{ "cli: version", test_version },
	{ "cli: usage errors say what is wrong and where help is", test_usage },
	{ "cli: usage errors of ACLs, rules, sets and mirror sessions", test_acl_usage },
	{ "cli: what the system refuses", test_refusals },
	{ "cli: files of commands", test_batch },
	{ "cli: output that cannot be written is an error", test_full_disk },
};

const struct unit_suite suite_cli = { tests, ARRAY_LEN(tests) };
