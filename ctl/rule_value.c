// SPDX-License-Identifier: GPL-2.0
/*
 * Reading names, numbers and IP addresses of rules and sets. See rule.h.
 *
 * Called by rule_words.c, acl_msg.c and acl_ref.c. Pure.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rule.h"

__attribute__((format(printf, 2, 3)))
static bool wrong(char why[RULE_WHY], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, RULE_WHY, fmt, ap);
	va_end(ap);
	return false;
}

/**
 * rule_good_name - can an ACL, a set, a mirror session or a reason be called so?
 * @word: what was typed
 *
 * Return: false for what the kernel does not take.
 */
bool rule_good_name(const char *word)
{
	static const char others[] = "._-:@";
	size_t len = strlen(word);
	size_t i;

	for (i = 0; i < len; i++) {
		if (!isalnum((unsigned char)word[i]) && !strchr(others, word[i]))
			return false;
	}
	return len && len <= VSWITCH_ACL_NAME_MAX && *word != '-';
}

/**
 * rule_read_number - read a decimal number, or a hexadecimal one with "0x"
 * @word: what was typed
 * @len: how much of it
 * @max: highest that is allowed
 * @value: the number is put here
 *
 * Return: false for anything else.
 */
bool rule_read_number(const char *word, size_t len, uint64_t max, uint64_t *value)
{
	unsigned int base = len > 2 && word[0] == '0' && (word[1] | 0x20) == 'x' ? 16 : 10;
	size_t i = base == 16 ? 2 : 0;
	uint64_t number = 0;

	if (i == len)
		return false;
	for (; i < len; i++) {
		unsigned int c = (unsigned char)word[i];
		unsigned int digit = c - '0' < 10 ? c - '0' :
			(c | 0x20) - 'a' < 6 ? (c | 0x20) - 'a' + 10 : 16;

		if (digit >= base || number > (max - digit) / base)
			return false;
		number = number * base + digit;
	}
	*value = number;
	return true;
}

/*
 * Four decimal numbers with dots between them. inet_pton() takes no more and no
 * less, but several times as long, for text that it has a copy of.
 */
static bool read_ipv4(const char *word, size_t len, uint8_t *address)
{
	const char *end = word + len;
	unsigned int i, number;
	const char *first;

	for (i = 0; i < 4; i++) {
		if (i && (word == end || *word++ != '.'))
			return false;
		number = 0;
		for (first = word; word < end && *word >= '0' && *word <= '9'; word++) {
			number = number * 10 + (unsigned int)(*word - '0');
			if (number > 255 || (word > first && *first == '0'))
				return false;
		}
		if (word == first)
			return false;
		address[i] = (uint8_t)number;
	}
	return word == end;
}

static bool read_ipv6(const char *word, size_t len, uint8_t *address)
{
	char text[INET6_ADDRSTRLEN];

	if (len >= sizeof(text))
		return false;
	memcpy(text, word, len);
	text[len] = '\0';
	return inet_pton(AF_INET6, text, address) == 1;
}

/* Clear the bits behind the prefix; true when there were none. */
static bool cut(uint8_t *address, unsigned int bytes, unsigned int prefix)
{
	bool clean = true;
	unsigned int i;

	for (i = prefix / 8; i < bytes; i++) {
		uint8_t keep = i == prefix / 8 ? (uint8_t)~(0xff >> prefix % 8) : 0;

		clean = clean && !(address[i] & ~keep);
		address[i] &= keep;
	}
	return clean;
}

/**
 * rule_read_address - read an IPv4 or IPv6 address or prefix
 * @word: what was typed
 * @len: how much of it
 * @value: zeroed; it is put here
 * @why: what is wrong is put here
 *
 * Return: false for anything else, and for a prefix with host bits.
 */
bool rule_read_address(const char *word, size_t len, struct rule_value *value,
		       char why[RULE_WHY])
{
	const char *slash = memchr(word, '/', len);
	size_t n = slash ? (size_t)(slash - word) : len;
	char text[INET6_ADDRSTRLEN];
	bool ipv6 = memchr(word, ':', n);
	uint8_t *address = ipv6 ? value->ipv6 : value->ipv4;
	unsigned int bytes = ipv6 ? 16 : 4;
	uint64_t prefix = bytes * 8;

	if (ipv6 ? !read_ipv6(word, n, address) : !read_ipv4(word, n, address))
		return wrong(why, "'%.*s' is not an IP address", (int)len, word);
	value->has = 1u << (ipv6 ? VSWITCH_A_MATCH_VALUE_IPV6 : VSWITCH_A_MATCH_VALUE_IPV4);
	if (!slash)
		return true;
	if (!rule_read_number(slash + 1, len - n - 1, prefix, &prefix))
		return wrong(why, "'%.*s': the prefix length must be 0 to %u", (int)len, word,
			     bytes * 8);
	if (!cut(address, bytes, (unsigned int)prefix)) {
		inet_ntop(ipv6 ? AF_INET6 : AF_INET, address, text, sizeof(text));
		return wrong(why, "'%.*s' has bits behind its prefix, did you mean %s/%u?",
			     (int)len, word, text, (unsigned int)prefix);
	}
	if (prefix < bytes * 8) {
		value->prefix = (uint8_t)prefix;
		value->has |= 1u << VSWITCH_A_MATCH_VALUE_PREFIX;
	}
	return true;
}
