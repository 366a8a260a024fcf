// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: the words of rules and the members of sets. A rule that is read
 * is written as words that are read as the same rule, and as a message that is;
 * what is refused is told why. The first byte chooses what the rest is.
 */
#include <stdlib.h>
#include <string.h>

#include "acl_msg.h"
#include "batch.h"
#include "fuzz.h"

static struct rule rule, again;

/* Words that stay as long as the rule; NULL when these bytes are none. */
static bool read_line(const char *text, struct rule *to, char **line, char why[RULE_WHY])
{
	char *words[BATCH_WORDS_MAX], problem[BATCH_WHY];
	int n;

	*line = strdup(text);
	n = batch_split(*line, words, problem);
	*why = '\0';
	return n > 0 && rule_read(words, n, to, why);
}

static void check_message(const char *text)
{
	static struct nl nl;
	const struct nlattr *attrs;
	struct nlmsghdr *req;
	size_t i, len;

	/* Ports have no numbers here. */
	for (i = 0; i < rule.n_values; i++) {
		if (rule.value[i].word)
			return;
	}
	for (i = 0; i < rule.n_actions; i++) {
		if (rule.action[i].word)
			return;
	}
	req = nl_request(&nl, VSWITCH_CMD_RULE_ADD);
	rule_put(req, &rule);
	HOLDS(req->nlmsg_len <= NL_REQ_SIZE);
	HOLDS(!nl_payload(req, NULL, &attrs, &len));
	HOLDS(!rule_from_attrs(attrs, len, &again));
	HOLDS(!strcmp(rule_text(&again, NULL), text));
}

static void check_rule(const char *text)
{
	char why[RULE_WHY], *line, *second, *printed;
	bool odd = strpbrk(text, "'\"\\#");

	if (!read_line(text, &rule, &line, why)) {
		free(line);
		return;
	}
	printed = strdup(rule_text(&rule, NULL));
	HOLDS(strlen(printed) + 1 < RULE_TEXT);
	/* Names of ports may have any bytes, and are not quoted. */
	if (!odd) {
		HOLDS(read_line(printed, &again, &second, why));
		HOLDS(!strcmp(rule_text(&again, NULL), printed));
		free(second);
	}
	check_message(printed);
	free(printed);
	free(line);
}

static void check_member(const char *text)
{
	struct vsw_member member = { 0 }, other = { 0 };
	char why[RULE_WHY], printed[64], twice[64];
	uint32_t kind, kind_again;

	member_is(text);
	if (!member_read(text, &member, &kind, why))
		return;
	member_text(&member, printed, sizeof(printed));
	HOLDS(member_read(printed, &other, &kind_again, why) && kind == kind_again);
	member_text(&other, twice, sizeof(twice));
	HOLDS(!strcmp(printed, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size || size > 65536)
		return 0;
	text = strndup((const char *)data + 1, size - 1);
	if (data[0] & 1)
		check_member(text);
	else
		check_rule(text);
	free(text);
	return 0;
}
