// SPDX-License-Identifier: GPL-2.0
/*
 * Rules: as words, as messages, and which covers which.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <string.h>

#include "acl_lint.h"
#include "batch.h"
#include "unit.h"

static struct rule rule;

/* Keep the words that a rule points to. */
static char line[4096];

static bool read_text(const char *text, struct rule *to, char why[RULE_WHY])
{
	char *words[BATCH_WORDS_MAX];
	int n;

	snprintf(line, sizeof(line), "%s", text);
	n = batch_split(line, words, why);
	return n >= 0 && rule_read(words, n, to, why);
}

/* The rule as it is printed again, or why it was refused. */
static const char *words(const char *text)
{
	static char why[RULE_WHY];

	return read_text(text, &rule, why) ? rule_text(&rule, NULL) : why;
}

static void same(const char *text, int line)
{
	unit_check_str(words(text), text, __FILE__, line, text);
}

#define SAME(text) same(text, __LINE__)

static void test_words(void)
{
	SAME("allow");
	SAME("smac 02:00:00:00:00:01/ff:ff:ff:ff:ff:ff deny reason why");
	SAME("not smac 02:00:00:00:00:01,02:00:00:00:00:02 count");
	SAME("src 192.0.2.0/24,2001:db8::/32 not dst @net allow");
	SAME("ethertype 0x88cc vid 10-20 pcp 7 continue");
	SAME("proto tcp tcp-flags syn/syn,ack sport 0-1023,65535 log deny");
	SAME("proto 200 icmp echo-request/3 icmp6 packet-too-big allow");
	SAME("not icmp echo-reply icmp-code 1 allow");
	SAME("dscp ef,13 frag later len 60-1514 in web1,3 set pcp 3 set dscp af11 allow");
	SAME("ethertype arp arp-op reply arp-spa 192.0.2.1 not arp-tpa 0.0.0.0/0 allow");
	SAME("malformed police 10mbit burst 65536 allow");
	SAME("police 1500bit police 2kpps redirect web1");
	SAME("mirror ids");
	SAME("in web1 set dscp cs1 police 1kpps mirror ids deny");
	CHECK_STR(words("src 192.0.2.1/32 vid 5-5 tcp-flags 0x2/0x12 proto 6 dport 0x50 allow"),
		  "src 192.0.2.1 vid 5 tcp-flags syn/syn,ack proto tcp dport 80 allow");
	CHECK_STR(words("police 1000000PPS allow"), "police 1mpps allow");
	CHECK_STR(words("tcp-flags 0x002/0x012,0x010 allow"),
		  "tcp-flags 0x002/0x012,0x010 allow");
}

static void test_bad_words(void)
{
	CHECK_STR(words("src 192.0.2.1/24 allow"),
		  "'192.0.2.1/24' has bits behind its prefix, did you mean 192.0.2.0/24?");
	CHECK_STR(words("src 2001:db8::1/33 allow"),
		  "'2001:db8::1/33' has bits behind its prefix, did you mean 2001:db8::/33?");
	CHECK_STR(words("src 192.0.2.0/33 allow"),
		  "'192.0.2.0/33': the prefix length must be 0 to 32");
	CHECK_STR(words("dport 9-8 allow"), "dport 9-8: the range is the wrong way round");
	CHECK_STR(words("dport 65536 allow"),
		  "dport must be a number from 0 to 65535, or a range, not '65536'");
	CHECK_STR(words("dport 80, allow"), "dport: a value is empty");
	CHECK_STR(words("vid 5 vid 6 allow"), "'vid' is there twice");
	CHECK_STR(words("not allow"), "'not' stands before a match, not before 'allow'");
	CHECK_STR(words("not icmp 8/0 allow"), "'not' cannot be said of a type with a code");
	CHECK_STR(words("tcp-flags syn/ack allow"),
		  "tcp-flags syn/ack has flags that its mask has not");
	CHECK_STR(words("smac 02:00:00:00:00:01/ff:ff:00:00:00:00 allow"),
		  "'02:00:00:00:00:01/ff:ff:00:00:00:00' has bits that its mask has not");
	CHECK_STR(words("proto tpc allow"), "proto 'tpc' is unknown, did you mean 'tcp'?");
	CHECK_STR(words("frag midle allow"), "frag must be first, later or any, not 'midle'");
	CHECK_STR(words("dscp"), "dscp needs a value");
	CHECK_STR(words("allow vid 5"), "match 'vid' must stand before the actions");
	CHECK_STR(words("police 10 allow"),
		  "police needs a rate such as 10mbit or 500pps, not '10'");
	CHECK_STR(words("set vid 5"), "pcp and dscp can be set, not 'vid'");
	CHECK_STR(words("src @ allow"), "'@' cannot be a set: " RULE_NAMES);
	CHECK_STR(words("deny reason"), "reason is missing");
	CHECK_STR(words("mirror"), "the mirror session behind 'mirror' is missing");
	CHECK_STR(words("mirror a/b allow"), "'a/b' cannot be a mirror session: " RULE_NAMES);
	CHECK_STR(words("not mirror ids"), "'not' stands before a match, not before 'mirror'");
	CHECK_STR(words("miror ids"), "unknown match or action 'miror', did you mean 'mirror'?");
}

static void test_many_values(void)
{
	char text[2048] = "dport 0";
	size_t i;

	for (i = 1; i < RULE_VALUES; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), ",%zu", 2 * i);
	strcat(text, " allow");
	SAME(text);
	snprintf(text, sizeof(text), "dport 1");
	for (i = 0; i < RULE_VALUES; i++)
		strcat(text, ",2");
	strcat(text, " allow");
	CHECK_STR(words(text), "dport has more than 64 values; a set can have them");
}

/* What is written to a message is read again. */
static void test_there_and_back(void)
{
	static const char *const texts[] = {
		"src 192.0.2.0/24,2001:db8::/32 proto tcp dport 1-2,4 allow",
		"not smac 02:00:00:00:00:01/ff:ff:ff:ff:ff:ff deny reason why",
		"tcp-flags syn/syn,ack frag any malformed set dscp ef police 1gbit burst 7 log",
		"dst @net icmp echo-request/0 count",
		"vid 5 mirror ids-of-31-characters-0123456789 continue",
	};
	static struct nl nl;
	static struct rule again;
	const struct nlattr *attrs;
	struct nlmsghdr *req;
	size_t i, len;

	for (i = 0; i < ARRAY_LEN(texts); i++) {
		SAME(texts[i]);
		req = nl_request(&nl, VSWITCH_CMD_RULE_ADD);
		rule_put(req, &rule);
		CHECK(!nl_payload(req, NULL, &attrs, &len));
		CHECK(!rule_from_attrs(attrs, len, &again));
		CHECK_STR(rule_text(&again, NULL), texts[i]);
	}
}

/* Damaged messages do no harm. */
static void test_damaged(void)
{
	static struct nl nl;
	static struct rule again;
	const struct nlattr *attrs;
	struct nlmsghdr *req;
	size_t i, len;

	SAME("src 192.0.2.0/24,2001:db8::/32 tcp-flags syn in 7 mirror ids deny reason why");
	for (i = 0; i < 20000; i++) {
		req = nl_request(&nl, VSWITCH_CMD_RULE_ADD);
		rule_put(req, &rule);
		((uint8_t *)req)[20 + unit_random() % (req->nlmsg_len - 20)] =
			(uint8_t)unit_random();
		if (!nl_payload(req, NULL, &attrs, &len) &&
		    !rule_from_attrs(attrs, len, &again))
			CHECK(strlen(rule_text(&again, NULL)) < RULE_TEXT);
	}
}

static const struct lint_sets no_sets = {
	.sets = { .size = sizeof(struct lint_set) },
	.members = { .size = sizeof(struct vsw_member) },
};

static bool covers(const char *by, const char *text)
{
	struct lint_rule a, b;
	char why[RULE_WHY];
	bool is;

	CHECK(read_text(by, &rule, why));
	lint_rule_init(&a, &rule);
	CHECK(read_text(text, &rule, why));
	lint_rule_init(&b, &rule);
	is = lint_covers(&a, &b, &no_sets, 1);
	lint_rule_free(&a);
	lint_rule_free(&b);
	return is;
}

static void test_covers(void)
{
	CHECK(covers("deny", "src 192.0.2.1 allow"));
	CHECK(covers("src 192.0.2.0/24 deny", "src 192.0.2.1,192.0.2.128/25 vid 5 allow"));
	CHECK(covers("dport 1-100 deny", "dport 1,50-60 allow"));
	CHECK(covers("not src 192.0.2.0/24 deny", "src 198.51.100.1 allow"));
	CHECK(covers("not src 192.0.2.0/24 deny", "not src 192.0.0.0/16 allow"));
	CHECK(covers("src @a deny", "src @a allow"));
	CHECK(covers("not src @a deny", "not src @a allow"));
	CHECK(covers("tcp-flags syn/syn deny", "tcp-flags syn/syn,ack allow"));
	CHECK(covers("smac 02:00:00:00:00:00/ff:00:00:00:00:00 deny",
		     "smac 02:00:00:00:00:01 allow"));
	CHECK(covers("frag any deny", "frag later allow"));
	CHECK(covers("malformed deny", "malformed deny"));
}

static void test_does_not_cover(void)
{
	CHECK(!covers("src 192.0.2.1 deny", "allow"));
	CHECK(!covers("src 192.0.2.0/25 deny", "src 192.0.2.0/24 allow"));
	CHECK(!covers("src 0.0.0.0/0 deny", "src 2001:db8::1 allow"));
	CHECK(!covers("src 0.0.0.0/0,::/0 deny", "vid 5 allow"));
	CHECK(!covers("not src 192.0.2.0/24 deny", "src 192.0.2.1 allow"));
	CHECK(!covers("not src 192.0.0.0/16 deny", "not src 192.0.2.0/24 allow"));
	CHECK(!covers("not src 192.0.2.0/24 deny", "vid 5 allow"));
	CHECK(!covers("src @a deny", "not src @a allow"));
	CHECK(!covers("src @a deny", "src @b allow"));
	CHECK(!covers("dport 1-50,51-100 deny", "dport 40-60 allow"));
	CHECK(!covers("deny", "malformed allow"));
	CHECK(!covers("malformed deny", "allow"));
	CHECK(!covers("tcp-flags syn/syn,ack deny", "tcp-flags syn/syn allow"));
	CHECK(!covers("frag first deny", "frag any allow"));
	CHECK(!covers("sport 5 deny", "dport 5 allow"));
}

/* Which actions end the search. */
static void test_decides(void)
{
	static const struct {
		const char *text;
		bool decides;
	} cases[] = {
		{ "allow", true }, { "mirror ids allow", true }, { "mirror ids", false },
		{ "mirror ids continue", false }, { "log police 1kpps", false },
	};
	struct lint_rule lint;
	char why[RULE_WHY];
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CHECK(read_text(cases[i].text, &rule, why));
		lint_rule_init(&lint, &rule);
		CHECK(lint.decides == cases[i].decides);
		lint_rule_free(&lint);
	}
}

/* The actions as programs get them. */
static void test_json(void)
{
	json_t *json;
	char *text;

	SAME("mirror ids deny");
	json = rule_actions_json(&rule, NULL);
	text = json_dumps(json, JSON_COMPACT);
	CHECK_STR(text, "[{\"action\":\"mirror\",\"session\":\"ids\"},{\"action\":\"deny\"}]");
	free(text);
	json_decref(json);
}

/* What the fields of a rule say of others. */
static void test_implied(void)
{
	CHECK(covers("ethertype arp deny", "arp-op request allow"));
	CHECK(covers("ethertype ipv4 deny", "src 192.0.2.0/24 allow"));
	CHECK(covers("ethertype ipv4,ipv6 deny", "proto tcp dport 22 allow"));
	CHECK(covers("ethertype 0x800-0x86dd deny", "src 192.0.2.1,2001:db8::1 allow"));
	CHECK(covers("ethertype ipv4 deny", "proto 1 icmp echo-request allow"));
	CHECK(covers("ethertype ipv6 deny", "proto icmp6 icmp6 echo-request allow"));
	CHECK(covers("ethertype ipv6 deny", "src 2001:db8::1 not dst 192.0.2.1 allow"));
	CHECK(covers("not ethertype arp deny", "frag any allow"));
	CHECK(covers("src 0.0.0.0/0 deny", "ethertype ipv4 allow"));
	CHECK(covers("dst 0.0.0.0/0,::/0 deny", "dscp ef allow"));
	CHECK(covers("proto 0-255 deny", "src @net allow"));
	CHECK(covers("dscp 0-63 deny", "src @net allow"));
	CHECK(covers("arp-op 0-65535 arp-tpa 0.0.0.0/0 deny", "arp-spa 192.0.2.1 allow"));
	CHECK(covers("not src 192.0.2.0/24 deny", "ethertype ipv6 allow"));

	CHECK(!covers("ethertype ipv4 deny", "src @net allow"));
	CHECK(!covers("ethertype ipv4 deny", "proto icmp allow"));
	CHECK(!covers("ethertype ipv4 deny", "src 192.0.2.1,2001:db8::1 allow"));
	CHECK(!covers("ethertype ipv4 deny", "not src 2001:db8::/32 allow"));
	CHECK(!covers("ethertype ipv4 deny", "not ethertype arp allow"));
	CHECK(!covers("src 0.0.0.0/0 deny", "proto tcp allow"));
	CHECK(!covers("src 0.0.0.0/0,::/0 deny", "not ethertype arp allow"));
	CHECK(!covers("proto tcp deny", "src 192.0.2.1 allow"));
	CHECK(!covers("not ethertype ipv4 deny", "src 192.0.2.1 allow"));
	/* What is malformed has no address, whatever its EtherType says. */
	CHECK(!covers("src 0.0.0.0/0 malformed deny", "ethertype ipv4 malformed allow"));
	CHECK(!covers("src 0.0.0.0/0 deny", "ethertype ipv4 malformed allow"));
}

static bool contradicts(const char *text)
{
	struct lint_rule lint;
	char why[RULE_WHY];
	bool is;

	CHECK(read_text(text, &rule, why));
	lint_rule_init(&lint, &rule);
	is = lint.contradiction;
	lint_rule_free(&lint);
	return is;
}

static void test_contradictions(void)
{
	static const char *const never[] = {
		"src 192.0.2.1 dst 2001:db8::1", "ethertype arp proto tcp",
		"ethertype ipv6 src 192.0.2.0/24", "arp-op request src 192.0.2.1",
		"not ethertype ipv4,ipv6 proto tcp", "not ethertype arp arp-spa 192.0.2.1",
		"proto 1 icmp 8 src 2001:db8::1", "proto icmp6 icmp6 128 dst 192.0.2.1",
		"ethertype 0x88cc dscp ef", "ethertype 0x600-0x7ff dscp ef",
		"proto tcp dport 80 frag later",
	};
	static const char *const may[] = {
		"src 192.0.2.1,2001:db8::1 dst 2001:db8::1", "ethertype ipv4,arp proto tcp",
		"not src 192.0.2.1 dst 2001:db8::1", "ethertype 0x600-0xffff proto tcp",
		"not ethertype ipv6 src 192.0.2.1", "proto icmp src 2001:db8::1",
		"src @net dst 2001:db8::1", "proto tcp dport 80 frag first,later",
		"proto tcp dport 80 not frag later", "ethertype ipv4 malformed", "vid 5", "len 64",
	};
	char text[200];
	size_t i;

	for (i = 0; i < ARRAY_LEN(never); i++) {
		snprintf(text, sizeof(text), "%s deny", never[i]);
		if (!CHECK(contradicts(text)))
			printf("# %s\n", text);
	}
	for (i = 0; i < ARRAY_LEN(may); i++) {
		snprintf(text, sizeof(text), "%s deny", may[i]);
		if (!CHECK(!contradicts(text)))
			printf("# %s\n", text);
	}
}

/* Which of the rules @by, with | between them, cover @text together: as "0 2"; "" for none. */
static const char *together(const char *by, const char *text)
{
	struct vec parts = { .size = sizeof(struct lint_part) };
	struct vec found = { .size = sizeof(size_t) };
	char *copy = strdup(by), *rest, *part;
	struct lint_rule rules[8], wanted;
	static char said[64];
	char why[RULE_WHY];
	uint32_t field = 0;
	size_t i, n = 0;

	CHECK(read_text(text, &rule, why));
	lint_rule_init(&wanted, &rule);
	for (part = strtok_r(copy, "|", &rest); part; part = strtok_r(NULL, "|", &rest)) {
		CHECK(read_text(part, &rule, why));
		lint_rule_init(&rules[n], &rule);
		if (lint_missing(&rules[n], &wanted, &no_sets, 1, &field) == 1)
			*(struct lint_part *)vec_push(&parts) = (struct lint_part){ field, n };
		n++;
	}
	said[0] = '\0';
	if (parts.n && lint_together(rules, &parts, field, &wanted, &no_sets, 1, &found)) {
		for (i = 0; i < found.n; i++)
			snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s%zu",
				 i ? " " : "", *(size_t *)vec_at(&found, i));
	}
	for (i = 0; i < n; i++)
		lint_rule_free(&rules[i]);
	lint_rule_free(&wanted);
	vec_free(&parts);
	vec_free(&found);
	free(copy);
	return said;
}

static void test_together(void)
{
	CHECK_STR(together("dport 1-100 deny|dport 101-200 deny", "dport 1-200 allow"), "0 1");
	CHECK_STR(together("dport 101-300 deny|dport 7 deny|dport 0-150 deny",
			   "dport 1-5,80,90-200 allow"), "0 2");
	CHECK_STR(together("dport 1-50,51-100 deny", "dport 40-60 allow"), "0");
	CHECK_STR(together("src 192.0.2.0/25 deny|src 192.0.2.128/26 deny|src 192.0.2.192/26 deny",
			   "src 192.0.2.0/24 vid 5 allow"), "0 1 2");
	CHECK_STR(together("src 2001:db8::/33 deny|src 2001:db8:8000::/33 deny",
			   "src 2001:db8::/32 allow"), "0 1");
	CHECK_STR(together("src 0.0.0.0/1 deny|src 128.0.0.0/1,::/0 deny", "proto tcp allow"),
		  "0 1");
	CHECK_STR(together("ethertype ipv4 deny|ethertype ipv6 deny", "proto tcp allow"), "0 1");
	CHECK_STR(together("smac 02:00:00:00:00:01 deny|smac 02:00:00:00:00:02 deny",
			   "smac 02:00:00:00:00:01,02:00:00:00:00:02 allow"), "0 1");
	/* The others need not be the same, where they cover it. */
	CHECK_STR(together("vid 5 dport 1-100 deny|dport 101-200 deny", "vid 5 dport 1-200 allow"),
		  "0 1");

	CHECK_STR(together("dport 1-99 deny|dport 101-200 deny", "dport 1-200 allow"), "");
	CHECK_STR(together("dport 2-100 deny|dport 101-200 deny", "dport 1-200 allow"), "");
	CHECK_STR(together("dport 1-100 deny|dport 101-199 deny", "dport 1-200 allow"), "");
	CHECK_STR(together("vid 6 dport 1-100 deny|dport 101-200 deny", "vid 5 dport 1-200 allow"),
		  "");
	CHECK_STR(together("dport 1-100 deny|sport 5 dport 101-200 deny", "dport 1-200 allow"), "");
	CHECK_STR(together("sport 1-5 dport 1-100 deny|dport 101-200 deny",
			   "sport 1-9 dport 1-200 allow"), "");
	CHECK_STR(together("src 0.0.0.0/1 deny|src 128.0.0.0/1 deny", "proto tcp allow"), "");
	CHECK_STR(together("src 192.0.2.0/25 deny|src 192.0.2.192/26 deny",
			   "src 192.0.2.0/24 allow"), "");
	CHECK_STR(together("dport 1-100 deny|dport 101-200 deny", "not dport 1-200 allow"), "");
	CHECK_STR(together("tcp-flags syn/syn deny|tcp-flags none/syn deny",
			   "tcp-flags ack/ack allow"), "");
}

static void test_members(void)
{
	static const char *const texts[] = {
		"192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "::", "02:00:00:00:00:01", "80",
		"8000-8080",
	};
	static struct nl nl;
	char why[RULE_WHY], text[64];
	struct vsw_member member;
	uint32_t kind;
	size_t i;

	for (i = 0; i < ARRAY_LEN(texts); i++) {
		member = (struct vsw_member){ 0 };
		CHECK(member_read(texts[i], &member, &kind, why));
		member_text(&member, text, sizeof(text));
		CHECK_STR(text, texts[i]);
		member_put(nl_request(&nl, VSWITCH_CMD_MEMBER_ADD), &member);
	}
	CHECK(!member_read("192.0.2.1/8", &member, &kind, why));
	CHECK(!member_read("9-8", &member, &kind, why));
	CHECK(!member_read("70000", &member, &kind, why));
	CHECK(!member_is("net") && member_is("80") && member_is("192.0.2.1/8"));
}

static const struct unit_test tests[] = {
	{ "rule: words are read and written", test_words },
	{ "rule: what is no rule is refused, with a reason", test_bad_words },
	{ "rule: as many values as a match takes", test_many_values },
	{ "rule: what is written to a message is read again", test_there_and_back },
	{ "rule: damaged messages do no harm", test_damaged },
	{ "rule: what covers another", test_covers },
	{ "rule: what does not", test_does_not_cover },
	{ "rule: which actions end the search", test_decides },
	{ "rule: actions as JSON", test_json },
	{ "rule: what fields say of others", test_implied },
	{ "rule: what can never match", test_contradictions },
	{ "rule: what covers another together", test_together },
	{ "rule: members of sets", test_members },
};

const struct unit_suite suite_rule = { tests, ARRAY_LEN(tests) };
