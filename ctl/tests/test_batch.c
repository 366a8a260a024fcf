// SPDX-License-Identifier: GPL-2.0
/*
 * Files of commands: lines and words, what is refused, and the ports of a
 * transaction.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "ref.h"
#include "txn.h"
#include "unit.h"

/* The words of a line with "|" behind each, or what is wrong. */
static const char *split(const char *line)
{
	static char result[4096], copy[4096], why[BATCH_WHY];
	char *words[BATCH_WORDS_MAX];
	size_t used = 0;
	int i, n;

	snprintf(copy, sizeof(copy), "%s", line);
	n = batch_split(copy, words, why);
	if (n < 0)
		return why;
	result[0] = '\0';
	for (i = 0; i < n; i++)
		used += (size_t)snprintf(result + used, sizeof(result) - used, "%s|", words[i]);
	return result;
}

static void test_words(void)
{
	CHECK_STR(split(""), "");
	CHECK_STR(split("  \t "), "");
	CHECK_STR(split("# all of it"), "");
	CHECK_STR(split("port set web1"), "port|set|web1|");
	CHECK_STR(split("\tport  set\tweb1 "), "port|set|web1|");
	CHECK_STR(split("a # b"), "a|");
	CHECK_STR(split("a#b #c"), "a#b|");
	CHECK_STR(split("a '#b' \"#\" \\#c"), "a|#b|#|#c|");
	CHECK_STR(split("'a b'c\"d e\""), "a bcd e|");
	CHECK_STR(split("name ''"), "name||");
	CHECK_STR(split("\"\" ''\"\""), "||");
	CHECK_STR(split("a\\ b \\\\ \\' \\\""), "a b|\\|'|\"|");
	CHECK_STR(split("'a\\b'"), "a\\b|");
	CHECK_STR(split("\"a\\b \\\" \\\\ \\$ \\` \\'\""), "a\\b \" \\ $ ` \\'|");
	/* Nothing is expanded, and nothing but blanks ends a word. */
	CHECK_STR(split("$HOME * ~ a;b `c` <d >e &|"), "$HOME|*|~|a;b|`c`|<d|>e|&||");
	CHECK_STR(split("a\r"), "a\r|");
}

static void test_bad_words(void)
{
	static char many[2 * (BATCH_WORDS_MAX + 1) + 1];
	size_t i;

	CHECK_STR(split("a 'b"), "a quote ' is not closed");
	CHECK_STR(split("a \"b'"), "a quote \" is not closed");
	CHECK_STR(split("a \"b\\\""), "a quote \" is not closed");
	CHECK_STR(split("a \\"), "a backslash is at the end of the line");
	for (i = 0; i < BATCH_WORDS_MAX; i++)
		memcpy(many + 2 * i, "a ", 2);
	CHECK(strlen(split(many)) == 2 * BATCH_WORDS_MAX);
	memcpy(many + 2 * i, "a", 2);
	CHECK_STR(split(many), "there are more than 1024 words");
}

/* Words of any bytes come to an end, inside their line. */
static void test_fuzz(void)
{
	static const char letters[] = "ab \t'\"\\#$";
	int round;

	for (round = 0; round < 200000; round++) {
		size_t len = unit_random() % 24;
		char *line = malloc(len + 1);
		char *words[BATCH_WORDS_MAX], why[BATCH_WHY];
		size_t i;
		int n;

		for (i = 0; i < len; i++)
			line[i] = letters[unit_random() % (sizeof(letters) - 1)];
		line[len] = '\0';
		n = batch_split(line, words, why);
		for (i = 0; n > 0 && i < (size_t)n; i++)
			CHECK(words[i] >= line && words[i] + strlen(words[i]) <= line + len);
		free(line);
	}
}

static struct ctl ctl;
static char ran[4096];

static int rest_of(struct ctl *c, const struct ctl_rest *rest)
{
	size_t used = strlen(ran);

	snprintf(ran + used, sizeof(ran) - used, "rest ");
	CHECK(rest && !c->words_only);
	return CTL_OK;
}

/*
 * Keeps what it is given; "bad" is no command, "no" is refused when it is sent,
 * "once" wants its words once.
 */
static int keep(struct ctl *c, struct args *args)
{
	size_t used = strlen(ran);
	int i;

	used += (size_t)snprintf(ran + used, sizeof(ran) - used, "%s",
				 c->words_only ? "read:" : "sent:");
	for (i = 0; i < args->argc; i++)
		used += (size_t)snprintf(ran + used, sizeof(ran) - used, "%s ", args->argv[i]);
	if (!strcmp(args->argv[0], "bad")) {
		out_error("unknown object 'bad'");
		return CTL_USAGE;
	}
	if (!strcmp(args->argv[0], "once")) {
		c->rest = vec_need(malloc(sizeof(*c->rest)));
		c->rest->run = rest_of;
	}
	if (!strcmp(args->argv[0], "no") && !c->words_only) {
		out_error("cannot do that");
		return CTL_REFUSED;
	}
	return CTL_OK;
}

/* Run a file of these bytes; its status, and what was said. */
static int run(const char *text, size_t len, const char **err)
{
	char name[] = "/tmp/vswitchctl-unit-XXXXXX";
	int fd = mkstemp(name);
	const char *out;
	int ret;

	CHECK(fd >= 0 && write(fd, text, len) == (ssize_t)len);
	close(fd);
	ran[0] = '\0';
	unit_capture();
	ret = batch_file(&ctl, name, keep);
	unit_captured(&out, err);
	unlink(name);
	/* The name differs each time. */
	if (!strncmp(*err, "vswitchctl: /tmp/vswitchctl-unit-", 33))
		*err += 39;
	return ret;
}

static void test_file(void)
{
	static const char good[] = "# first\n\nport add  x\n 'vlan' add # no\nlast";
	static const char bad[] = "one\nbad word\ntwo\n";
	static const char no[] = "one\n\nno\ntwo\n";
	const char *err;

	CHECK(run(good, strlen(good), &err) == CTL_OK && !*err);
	CHECK(!strncmp(ran, "read:port add x read:vlan add read:last sent:", 45));
	CHECK_STR(ran + 40, "sent:port add x sent:vlan add sent:last ");
	/* What cannot be meant is told before anything is sent. */
	CHECK(run(bad, strlen(bad), &err) == CTL_USAGE);
	CHECK_STR(err, ":2: unknown object 'bad'\n");
	CHECK_STR(ran, "read:one read:bad word ");
	CHECK(run(no, strlen(no), &err) == CTL_REFUSED);
	CHECK_STR(err, ":3: cannot do that\n");
	CHECK_STR(ran, "read:one read:no read:two sent:one sent:no ");
	/* What was read once is not read again, and only that. */
	CHECK(run("once\none\nonce", 13, &err) == CTL_OK && !*err);
	CHECK_STR(ran, "read:once read:one read:once rest sent:one rest ");
	CHECK(run("once\nbad", 8, &err) == CTL_USAGE);
	CHECK_STR(ran, "read:once read:bad ");
	CHECK(run("", 0, &err) == CTL_OK && !*err && !*ran);
	/* Errors that come later are of no file. */
	unit_capture();
	out_error("later");
	unit_captured(&(const char *){ NULL }, &err);
	CHECK_STR(err, "vswitchctl: later\n");
}

static void test_bad_file(void)
{
	char *big = malloc(BATCH_FILE_MAX + 1);
	const char *err;

	CHECK(run("one\ntwo\0\nthree", 14, &err) == CTL_USAGE && !*ran);
	CHECK_STR(err, ":2: a NUL byte is in the line\n");
	CHECK(run("one\n'two\nthree", 14, &err) == CTL_USAGE && !*ran);
	CHECK_STR(err, ":2: a quote ' is not closed\n");
	memset(big, '#', BATCH_FILE_MAX + 1);
	big[4] = '\n';
	CHECK(run(big, BATCH_LINE_MAX + 5, &err) == CTL_OK);
	CHECK(run(big, BATCH_LINE_MAX + 6, &err) == CTL_USAGE);
	CHECK_STR(err, ":2: the line is longer than 65536 bytes\n");
	CHECK(run(big, BATCH_FILE_MAX + 1, &err) == CTL_USAGE);
	CHECK(strstr(err, " is larger than 16777216 bytes\n"));
	free(big);
	unit_capture();
	CHECK(batch_file(&ctl, "/", keep) == CTL_REFUSED);
	CHECK(batch_file(&ctl, "/no/such/file", keep) == CTL_REFUSED);
	unit_captured(&(const char *){ NULL }, &err);
	CHECK_STR(err, "vswitchctl: cannot read /: Is a directory\n"
		  "vswitchctl: cannot open /no/such/file: No such file or directory\n");
}

static void add_switch(uint32_t ifindex, const char *name)
{
	struct vsw_switch *sw = vec_push(&ctl.switches);

	sw->ifindex = ifindex;
	snprintf(sw->ifname, sizeof(sw->ifname), "%s", name);
}

static void note_port(uint32_t number, const char *name)
{
	struct vsw_port port = { .number = number, .has = 1u << VSWITCH_A_PORT_NAME };

	snprintf(port.name, sizeof(port.name), "%s", name);
	txn_port_is(&ctl, &port);
}

/* The number of the port that @word means, or what was said. */
static const char *port_of(const char *word)
{
	static char text[256];
	struct vsw_port port = { 0 };
	const char *out, *err;
	int ret;

	unit_capture();
	ret = ref_port(&ctl, word, NULL, &port);
	unit_captured(&out, &err);
	snprintf(text, sizeof(text), "%u", port.number);
	return ret ? err : text;
}

static void test_ports(void)
{
	const char *err;

	ctl.have_switches = true;
	ctl.switches.size = sizeof(struct vsw_switch);
	ctl.txn.ports.size = sizeof(struct vsw_port);
	add_switch(500001, "vsw-a");
	add_switch(500002, "vsw-b");
	ctl.txn.id = 7;
	ctl.txn.sw = 500001;
	note_port(1, "web1");
	note_port(2, "db");
	CHECK(ctl.txn.object == VSWITCH_OBJECT_PORT && ctl.txn.number == 2);
	CHECK_STR(port_of("web1"), "1");
	CHECK_STR(port_of("vsw-a/db"), "2");
	CHECK_STR(port_of("2"), "2");
	CHECK_STR(port_of("vsw-b/db"), "vswitchctl: port 'vsw-b/db' is not in vsw-a\n");
	/* A new name, a port that goes, and its number for another. */
	note_port(2, "db2");
	CHECK_STR(port_of("db2"), "2");
	CHECK_STR(port_of("db"), "vswitchctl: no port 'db' in vsw-a, did you mean 'db2'?\n");
	txn_port_gone(&ctl, 1);
	CHECK_STR(port_of("web1"), "vswitchctl: no port 'web1' in vsw-a\n");
	note_port(1, "web9");
	CHECK_STR(port_of("web9"), "1");
	/* Another switch is another transaction. */
	CHECK(txn_enter(&ctl, 500001) == CTL_OK);
	unit_capture();
	CHECK(txn_enter(&ctl, 500002) == CTL_USAGE);
	unit_captured(&(const char *){ NULL }, &err);
	CHECK_STR(err, "vswitchctl: this changes vsw-b, what is before it vsw-a; "
		  "one transaction is of one switch\n");
	vec_free(&ctl.txn.ports);
	ctl.txn.id = 0;
}

/* What is said when a commit was refused because of this. */
static const char *refusal(const struct vsw_txn *about)
{
	const char *out, *err;

	unit_capture();
	CHECK(txn_refused(&ctl, 500001, about) == CTL_REFUSED);
	unit_captured(&out, &err);
	return err + strlen("vswitchctl: cannot commit the changes of vsw-a");
}

static void test_refused(void)
{
	struct vsw_txn about = { 0 };

	snprintf(ctl.nl.err.text, sizeof(ctl.nl.err.text), "no");
	CHECK_STR(refusal(&about), ": no\n");
	about.has = 1u << VSWITCH_A_TXN_OBJECT;
	CHECK_STR(refusal(&about), ", because of the switch itself: no\n");
	about.object = VSWITCH_OBJECT_PORT;
	about.has |= 1u << VSWITCH_A_TXN_PORT;
	about.port = 3;
	CHECK_STR(refusal(&about), ", because of port 3: no\n");
	snprintf(about.port_name, sizeof(about.port_name), "web1");
	CHECK_STR(refusal(&about), ", because of port web1 (3): no\n");
	about = (struct vsw_txn){
		.has = 1u << VSWITCH_A_TXN_OBJECT | 1u << VSWITCH_A_TXN_VID,
		.object = VSWITCH_OBJECT_VLAN,
		.vid = 10,
	};
	CHECK_STR(refusal(&about), ", because of VLAN 10: no\n");
	about = (struct vsw_txn){
		.has = 1u << VSWITCH_A_TXN_OBJECT | 1u << VSWITCH_A_TXN_PORT_NAME,
		.object = VSWITCH_OBJECT_ACL,
		.port_name = "web",
	};
	CHECK_STR(refusal(&about), ", because of ACL web: no\n");
	vec_free(&ctl.switches);
}

static const struct unit_test tests[] = {
	{ "batch: words, quotes, comments", test_words },
	{ "batch: lines that are no words", test_bad_words },
	{ "batch: random lines do no harm", test_fuzz },
	{ "batch: all is read, then all is sent, errors name the line", test_file },
	{ "batch: files that are none", test_bad_file },
	{ "txn: ports as they will be", test_ports },
	{ "txn: what a refused commit is about", test_refused },
};

const struct unit_suite suite_batch = { tests, ARRAY_LEN(tests) };
