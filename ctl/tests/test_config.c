// SPDX-License-Identifier: GPL-2.0
/*
 * Configuration files: what is taken, what is refused, and where it is said to
 * be wrong; and that what is written is read again.
 *
 * A suite of unit.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_acl.h"
#include "config_out.h"
#include "unit.h"

/* A file with one switch and the ports @text. */
#define PORTS "switch: vsw0\nports:\n"

static struct config config;
static char said[1408];

/* Read @text; "LINE:COLUMN: KEY: TEXT" is in @said. The caller frees @config. */
static int read_bytes(const char *text, size_t len)
{
	struct config_problem p = { 0 };
	char *copy = malloc(len + 1);
	int ret;

	/* Where it ends, AddressSanitizer watches. */
	memcpy(copy, text, len);
	copy[len] = '\0';
	ret = config_parse(copy, len, &config, &p);
	free(copy);
	snprintf(said, sizeof(said), "%zu:%zu: %s%s%s", p.line, p.column, p.key,
		 p.key[0] ? ": " : "", p.text);
	return ret;
}

static int read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

/* A file; where it is wrong, with the key; what is said, of libyaml the beginning. */
struct bad {
	const char *text;
	const char *where;
	const char *what;
};

static void check_bad(const struct bad *bad, size_t n)
{
	char expected[512];
	size_t i;

	for (i = 0; i < n; i++) {
		size_t len = (size_t)snprintf(expected, sizeof(expected), "%s: %s", bad[i].where,
					      bad[i].what);

		CHECK(read_text(bad[i].text) != 0);
		if (strncmp(bad[i].what, "not YAML", 8) == 0)
			said[len] = '\0';
		if (!CHECK_STR(said, expected))
			printf("# for: %s\n", bad[i].text);
		config_free(&config);
	}
}

static void test_not_yaml(void)
{
	static const struct bad bad[] = {
		{ "", "1:1", "the file is empty" },
		{ "# nothing\n", "2:1", "the file is empty" },
		{ "# nothing", "1:10", "the file is empty" },
		{ "switch: vsw0\nports:\n  - name: a\n  words", "4:8",
		  "not YAML: while scanning a simple key" },
		{ "switch: vsw0\r\u2028# \u00e4\rx", "4:2",
		  "not YAML: while scanning a simple key" },
		{ "just words", "1:1", "a map is expected, not a single value" },
		{ "- switch: vsw0", "1:1", "a map is expected, not a list" },
		{ "switch: vsw0\n\tports: []\n", "2:1",
		  "not YAML: while scanning a plain scalar, found a tab character" },
		{ PORTS "  - name: a\n   access: 10\n", "4:4",
		  "not YAML: while parsing a block collection" },
		{ "switch: [vsw0", "1:9: switch", "a single value is expected, not a list" },
		{ "switch: 'vsw0", "1:14",
		  "not YAML: while scanning a quoted scalar, found unexpected end of stream" },
		{ "switch: vsw0\n---\nswitch: vsw1\n", "2:1",
		  "a second document; a file has one switch" },
		{ "switch: vsw0\n...\n---\nhost: {}\n", "3:1",
		  "a second document; a file has one switch" },
		{ "switch: vsw\x01\n", "1:12", "not YAML: control characters are not allowed" },
		{ "switch: vsw\xff\n", "1:12", "not YAML: invalid leading UTF-8 octet" },
		{ "switch: \"vsw\\0\"\n", "1:9: switch", "a NUL character" },
		{ "\xef\xbb\xbf[]", "1:1", "a map is expected, not a list" },
	};

	check_bad(bad, ARRAY_LEN(bad));
	CHECK(read_bytes("switch: vsw0\n\0", 14) != 0);
	CHECK_STR(said, "2:1: a NUL byte; this is not a text file");
	config_free(&config);
}

static void test_bombs(void)
{
	static const struct bad bad[] = {
		{ "switch: vsw0\nports: &a [{name: x}]\nvlans: *a\n", "2:8: ports",
		  "anchors and aliases are not taken (&a)" },
		{ "switch: vsw0\nports: *a\n", "2:8: ports",
		  "anchors and aliases are not taken (*a)" },
		{ "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nswitch: *c\n", "1:4",
		  "anchors and aliases are not taken (&a)" },
		{ "switch: !!str vsw0\n", "1:9: switch",
		  "tags are not taken (tag:yaml.org,2002:str)" },
		{ "switch: vsw0\nports: [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]\n", "2:9: ports[0]",
		  "a map is expected, not a list" },
		{ "switch: vsw0\nhost: {hybrid: {tagged: [{a: {b: c}}]}}\n",
		  "2:26: host.hybrid.tagged[0]",
		  "a single value is expected, not a map" },
	};
	const size_t len = 1 << 20;
	char *many = malloc(len + 1);
	size_t i;

	check_bad(bad, ARRAY_LEN(bad));
	memset(many, '[', len);
	many[len] = '\0';
	CHECK(read_text(many) != 0);
	CHECK_STR(said, "1:1: a map is expected, not a list");
	config_free(&config);
	/* Five thousand ports, of which one is too many. */
	snprintf(many, len, "switch: vsw0\nports:\n");
	for (i = strlen(many); i < 5000 * 12; i += 12)
		memcpy(many + i, "- {name: a}\n", 13);
	CHECK(read_text(many) != 0);
	CHECK_STR(said, "4099:3: ports: more than 4096 entries");
	config_free(&config);
	free(many);
}

static void test_form(void)
{
	static const struct bad bad[] = {
		{ "ports: []\n", "1:1", "the key 'switch' is missing" },
		{ "switch: vsw0\nport: []\n", "2:1: port", "unknown key, did you mean 'ports'?" },
		{ PORTS "  - nmae: a\n", "3:5: ports[0].nmae",
		  "unknown key, did you mean 'name'?" },
		{ "switch: vsw0\nhost: {name: h}\n", "2:8: host.name", "unknown key" },
		{ "switch: vsw0\nhost: {device: h}\n", "2:8: host.device", "unknown key" },
		{ "switch: vsw0\nswitch: vsw0\n", "2:1: switch", "the key is there twice" },
		{ PORTS "  - name: a\n    access: 1\n    access: 2\n", "5:5: ports[0].access",
		  "the key is there twice" },
		{ "switch: vsw0\n? {a: b}\n: c\n", "2:3", "a key must be a word, not a map" },
		{ "switch: vsw0\nports: {}\n", "2:8: ports", "a list is expected, not a map" },
		{ "switch: vsw0\nports:\nhost: {}\n", "2:7: ports",
		  "a list is expected, not nothing; leave the key out instead" },
		{ PORTS "  - name: null\n", "3:11: ports[0].name",
		  "a single value is expected, not nothing; leave the key out instead" },
		{ PORTS "  - name: ~\n", "3:11: ports[0].name",
		  "a single value is expected, not nothing; leave the key out instead" },
		{ PORTS "  - name: a\n  - web\n", "4:5: ports[1]",
		  "a map is expected, not a single value" },
		{ PORTS "  - name: a\n    trunk: 10\n", "4:12: ports[0].trunk",
		  "a list is expected, not a single value" },
		{ PORTS "  - name: a\n    access: [10]\n", "4:13: ports[0].access",
		  "a single value is expected, not a list" },
		{ PORTS "  - name: a\n    trunk: []\n", "4:12: ports[0].trunk",
		  "the list is empty" },
		{ PORTS "  - name: a\n    map: [{tag: 5}]\n", "4:11: ports[0].map[0]",
		  "the key 'vid' is missing" },
		{ "switch: vsw0\nvlans: [{name: a}]\n", "2:9: vlans[0]",
		  "the key 'vid' is missing" },
	};
	char text[400];

	check_bad(bad, ARRAY_LEN(bad));
	snprintf(text, sizeof(text), "switch: %0300d\n", 1);
	CHECK(read_text(text) != 0);
	CHECK_STR(said, "1:9: switch: longer than 255 bytes");
	config_free(&config);
}

static void test_values(void)
{
	static const struct bad bad[] = {
		{ "switch: a/b\n", "1:9: switch", "'a/b' cannot be the name of a device" },
		{ "switch: vsw0\nageing: -1\n", "2:9: ageing",
		  "must be a number from 0 to 1000000, not '-1'" },
		{ "switch: vsw0\nageing: 0x10\n", "2:9: ageing",
		  "must be a number from 0 to 1000000, not '0x10'" },
		{ "switch: vsw0\nlimits: {ports: 5000}\n", "2:17: limits.ports",
		  "must be a number from 1 to 4096, not '5000'" },
		{ "switch: vsw0\nlimits: {port-fdb: 1e3}\n", "2:20: limits.port-fdb",
		  "must be a number from 0 to 1048576, not '1e3'" },
		{ "switch: vsw0\nlimits: {rules: 0}\n", "2:17: limits.rules",
		  "must be a number from 1 to 65536, not '0'" },
		{ "switch: vsw0\nvlan-protocol: 8021q\n", "2:16: vlan-protocol",
		  "must be 802.1q or 802.1ad, not '8021q'" },
		{ PORTS "  - name: a\n    accept: some\n", "4:13: ports[0].accept",
		  "must be all, tagged or untagged, not 'some'" },
		{ PORTS "  - name: a\n    pcp: 8\n", "4:10: ports[0].pcp",
		  "must be a number from 0 to 7, or keep, not '8'" },
		{ PORTS "  - name: a\n    learning: maybe\n", "4:15: ports[0].learning",
		  "must be true or false, not 'maybe'" },
		{ PORTS "  - name: ''\n", "3:11: ports[0].name", "the name is empty" },
		{ PORTS "  - name: 17\n", "3:11: ports[0].name", "'17' must not be a number" },
		{ PORTS "  - name: host\n", "3:11: ports[0].name",
		  "'host' is the port of the host" },
		{ PORTS "  - name: -x\n", "3:11: ports[0].name", "'-x' must not begin with -" },
		{ PORTS "  - name: a b\n", "3:11: ports[0].name",
		  "'a b' may have letters, digits and ._-:@ only" },
		{ PORTS "  - name: a23456789012345678901234567890123\n", "3:11: ports[0].name",
		  "'a23456789012345678901234567890123' has more than 31 characters" },
		{ PORTS "  - device: sixteen-letters-\n", "3:13: ports[0].device",
		  "'sixteen-letters-' cannot be the name of a device" },
		{ PORTS "  - device: vsw0\n", "3:13: ports[0].device",
		  "'vsw0' is the switch itself" },
		{ PORTS "  - {}\n", "3:5: ports[0]", "a port needs a name or a device" },
	};

	check_bad(bad, ARRAY_LEN(bad));
}

/* Rules are told with their words, however they are written. */
static void test_rules(void)
{
#define RULES "switch: vsw0\nports:\n  - name: a\nsets:\n  - {name: net, members: []}\n" \
	"acls:\n  - name: web\n    rules:\n      - src @net allow\n      - "
#define CANNOT(rule) "cannot add rule '" rule "' of ACL web: "
	static const struct bad bad[] = {
		{ RULES "src 192.0.2.1/24 allow\n", "10:9: acls[0].rules[1]",
		  CANNOT("src 192.0.2.1/24 allow")
		  "'192.0.2.1/24' has bits behind its prefix, did you mean 192.0.2.0/24?" },
		{ RULES "'proto tcp   dport 9-8 allow'\n", "10:9: acls[0].rules[1]",
		  CANNOT("proto tcp   dport 9-8 allow")
		  "dport 9-8: the range is the wrong way round" },
		{ RULES "src @nett allow\n", "10:9: acls[0].rules[1]",
		  "cannot add rule 'src @nett allow' of ACL web: no set 'nett' in this file" },
		{ RULES "in b allow\n", "10:9: acls[0].rules[1]",
		  "cannot add rule 'in b allow' of ACL web: no port 'b' in this file" },
		{ RULES "redirect b\n", "10:9: acls[0].rules[1]",
		  "cannot add rule 'redirect b' of ACL web: no such port in this file" },
	};
#undef CANNOT
#undef RULES

	check_bad(bad, ARRAY_LEN(bad));
}

static void test_mirrors(void)
{
#define MIRRORS "switch: vsw0\nports: [{name: mon, device: tap0}]\nmirrors:\n"
	static const struct bad bad[] = {
		{ MIRRORS "  - name: ids\n", "4:5: mirrors[0]", "the key 'port' is missing" },
		{ MIRRORS "  - {name: ids, to: mon}\n", "4:17: mirrors[0].to", "unknown key" },
		{ MIRRORS "  - {name: -x, port: mon}\n", "4:12: mirrors[0].name",
		  "'-x': " RULE_NAMES },
		{ MIRRORS "  - name: a\n    port: tap1\n", "5:11: mirrors[0].port",
		  "no port 'tap1' in this file" },
		{ MIRRORS "  - {name: ids, port: host}\n", "4:23: mirrors[0].port",
		  "the host's port cannot be mirrored to" },
		{ MIRRORS "  - {name: a, port: mon, snap: 63}\n", "4:32: mirrors[0].snap",
		  "must be a number from 64 to 65535, or all, not '63'" },
		{ MIRRORS "  - {name: a, port: mon, snap: 0128}\n", "4:32: mirrors[0].snap",
		  "must be a number from 64 to 65535, or all, not '0128'" },
		{ MIRRORS "  - {name: a, port: mon}\n  - {name: b, port: mon}\n"
		  "  - {name: a, port: tap0}\n", "6:12: mirrors[2].name", "is there already" },
		{ MIRRORS "  - {name: ids, port: mon}\nacls:\n  - name: web\n    rules:\n"
		  "      - mirror ids\n      - mirror idz\n", "9:9: acls[0].rules[1]",
		  "cannot add rule 'mirror idz' of ACL web: no mirror session 'idz' in this file" },
	};
	const struct config_mirror *mirror;

	check_bad(bad, ARRAY_LEN(bad));
	/* By name or device, in whatever words. */
	CHECK(read_text(MIRRORS "  - {name: a, port: tap0, snap: all}\n"
			"  - {snap: 64, port: mon, name: 'no'}\n") == 0);
	mirror = config.mirrors.data;
	CHECK(config.mirrors.n == 2 && !mirror[0].port && !mirror[1].port);
	CHECK(!mirror[0].snap && mirror[1].snap == 64);
	config_free(&config);
#undef MIRRORS
}

static void test_vids(void)
{
	static const struct bad bad[] = {
		{ PORTS "  - {name: a, access: 0}\n", "3:23: ports[0].access",
		  "VID 0 is out of range, which is 1 to 4094" },
		{ PORTS "  - {name: a, access: 4095}\n", "3:23: ports[0].access",
		  "VID 4095 is out of range, which is 1 to 4094" },
		{ PORTS "  - {name: a, access: 010}\n", "3:23: ports[0].access",
		  "'010' has zeros before the number" },
		{ PORTS "  - {name: a, dot1q-tunnel: ten}\n", "3:29: ports[0].dot1q-tunnel",
		  "'ten' is not a VID" },
		{ PORTS "  - {name: a, trunk: [10, 30-20]}\n", "3:27: ports[0].trunk[1]",
		  "range 30-20 is reversed" },
		{ PORTS "  - {name: a, trunk: [10-4095]}\n", "3:23: ports[0].trunk[0]",
		  "VID 4095 is out of range, which is 1 to 4094" },
		{ PORTS "  - {name: a, trunk: [10-20, 30, 15-25]}\n", "3:34: ports[0].trunk[2]",
		  "overlaps, the port is in VLAN 15 already" },
		{ PORTS "  - name: a\n    trunk:\n      - all\n      - 7\n",
		  "6:9: ports[0].trunk[1]",
		  "overlaps, the port is in VLAN 7 already" },
		{ PORTS "  - {name: a, trunk: ['10,20']}\n", "3:23: ports[0].trunk[0]",
		  "'10,20': each VID or range is an entry of its own" },
		{ PORTS "  - {name: a, trunk: [10-]}\n", "3:23: ports[0].trunk[0]",
		  "'' is not a VID" },
		{ PORTS "  - {name: a, trunk: [10], native: 20}\n", "3:36: ports[0].native",
		  "VLAN 20 is not in the list of the trunk" },
		{ PORTS "  - {name: a, native: 20}\n", "3:23: ports[0].native",
		  "is for a port with 'trunk'" },
		{ PORTS "  - {name: a, trunk: [10], access: 20}\n", "3:22: ports[0].trunk",
		  "'access' is there already" },
		{ PORTS "  - {name: a, hybrid: {tagged: [10-20], untagged: [20]}}\n",
		  "3:52: ports[0].hybrid.untagged[0]",
		  "overlaps, the port is in VLAN 20 already" },
		{ PORTS "  - {name: a, hybrid: {}}\n", "3:23: ports[0].hybrid",
		  "the port is in no VLAN" },
		{ PORTS "  - {name: a, hybrid: {pvid: 0}}\n", "3:30: ports[0].hybrid.pvid",
		  "VID 0 is out of range, which is 1 to 4094" },
		{ "switch: vsw0\nvlans:\n  - vid: 4095\n", "3:10: vlans[0].vid",
		  "VID 4095 is out of range, which is 1 to 4094" },
	};

	check_bad(bad, ARRAY_LEN(bad));
}

static void test_together(void)
{
	static const struct bad bad[] = {
		{ PORTS "  - {name: a}\n  - {name: b}\n  - {name: a}\n", "5:12: ports[2].name",
		  "ports[0] has this name already" },
		{ PORTS "  - {name: a, device: t}\n  - {device: t}\n", "4:14: ports[1].device",
		  "ports[0] has this device already" },
		{ "switch: vsw0\nvlans: [{vid: 5}, {vid: 5}]\n", "2:25: vlans[1].vid",
		  "VLAN 5 is in the list already" },
		{ "switch: vsw0\nvlans: [{vid: 5, name: a}, {vid: 6, name: a}]\n",
		  "2:43: vlans[1].name",
		  "vlans[0] has this name already" },
		{ "switch: vsw0\nlimits: {ports: 1}\nports: [{name: a}, {name: b}]\n", "3:8: ports",
		  "2 ports, but the limit is 1" },
		{ PORTS "  - {name: a, role: community}\n", "3:21: ports[0].role",
		  "needs the name of the 'community'" },
		{ PORTS "  - {name: a, community: c}\n", "3:26: ports[0].community",
		  "is for a port with the role community" },
		{ PORTS "  - {name: a, map: [{tag: 5, vid: 1}, {tag: 5, vid: 2}]}\n",
		  "3:45: ports[0].map[1].tag",
		  "tag 5 is translated already" },
		{ PORTS "  - {name: a, map: [{tag: 5, vid: 1}, {tag: 6, vid: 1}]}\n",
		  "3:53: ports[0].map[1].vid",
		  "VLAN 1 has a translation already" },
		{ PORTS "  - {name: a, map: [{tag: 5, vid: 7}]}\n", "3:35: ports[0].map[0].vid",
		  "the port is not in VLAN 7" },
		{ PORTS "  - {name: a, trunk: [5, 7], map: [{tag: 5, vid: 7}]}\n",
		  "3:42: ports[0].map[0].tag",
		  "5 is a VLAN of the port itself" },
		{ PORTS "  - {name: a, dot1q-tunnel: 9, map: [{tag: 5, vid: 9}]}\n",
		  "3:37: ports[0].map",
		  "a dot1q-tunnel looks at no tags, and translates none" },
		{ PORTS "  - {name: a, dot1q-tunnel: 9, accept: tagged}\n", "3:40: ports[0].accept",
		  "a dot1q-tunnel takes all frames" },
	};

	check_bad(bad, ARRAY_LEN(bad));
}

/* Everything that a file can have. */
static const char everything[] =
	"switch: vsw0\n"
	"ageing: 60\n"
	"vlan-protocol: 802.1ad\n"
	"limits:\n"
	"  ports: 100\n"
	"  fdb: 1000\n"
	"  port-fdb: 10\n"
	"  rules: 20\n"
	"vlans:\n"
	"  - vid: 10\n"
	"    name: web\n"
	"    counters: true\n"
	"  - vid: 20\n"
	"    name: \"on\"\n"
	"host:\n"
	"  access: 10\n"
	"  flood-unicast: true\n"
	"ports:\n"
	"  - name: web1\n"
	"    device: tap0\n"
	"    access: 10\n"
	"    pcp: 5\n"
	"    role: community\n"
	"    community: web\n"
	"    learning: false\n"
	"    max-fdb: 0\n"
	"  - device: eth1\n"
	"    trunk: [10, 20-30]\n"
	"    native: 10\n"
	"    accept: tagged\n"
	"    vlan-protocol: 802.1q\n"
	"    hairpin: true\n"
	"  - name: \"1:2\"\n"
	"    hybrid:\n"
	"      pvid: 5\n"
	"      tagged: [6-7]\n"
	"      untagged: [5, 8]\n"
	"    map:\n"
	"      - tag: 100\n"
	"        vid: 6\n"
	"      - tag: 200\n"
	"        vid: 7\n"
	"  - name: q\n"
	"    dot1q-tunnel: 4094\n"
	"  - name: all\n"
	"    trunk: [all]\n"
	"    role: isolated\n"
	"  - name: plain\n"
	"mirrors:\n"
	"  - name: ids\n"
	"    port: \"1:2\"\n"
	"    snap: 128\n"
	"acls:\n"
	"  - name: web\n"
	"    rules:\n"
	"      - \"vid 10 mirror ids\"\n";

/* Write @config as YAML; the caller frees it. */
static char *write_yaml(void)
{
	json_t *doc = config_json(&config);
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	config_yaml(doc, to);
	fclose(to);
	json_decref(doc);
	return text;
}

static void test_round_trip(void)
{
	char *text, *json;
	json_t *doc;

	CHECK(read_text(everything) == 0);
	CHECK(config.ports.n == 6 && config.vlans.n == 2);
	CHECK(config.sw.ageing_time == 60 && config.sw.port_max_fdb == 10);
	CHECK(config.sw.max_rules == 20);
	text = write_yaml();
	CHECK_STR(text, everything);
	free(text);
	/* The same as JSON, which is YAML, too. */
	doc = config_json(&config);
	config_free(&config);
	json = json_dumps(doc, 0);
	json_decref(doc);
	CHECK(read_text(json) == 0);
	free(json);
	text = write_yaml();
	CHECK_STR(text, everything);
	free(text);
	config_free(&config);
}

/* JSON that is read as YAML, where the two differ in how characters are escaped. */
static void test_json_escapes(void)
{
	static const char *const names[] = {
		"a\x7f", "\U0001f600\U0010ffff", "\\u0041\"\\", "\u00e4\xc2\x85\u2028\ufeff\uffff",
	};
	size_t i, len;
	char *json;
	json_t *doc;
	FILE *to;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		config_init(&config);
		snprintf(config.sw.ifname, sizeof(config.sw.ifname), "%s", names[i]);
		doc = config_json(&config);
		config_free(&config);
		to = open_memstream(&json, &len);
		config_json_write(doc, false, to);
		fclose(to);
		json_decref(doc);
		CHECK(read_bytes(json, len) == 0);
		CHECK_STR(config.sw.ifname, names[i]);
		config_free(&config);
		doc = json_loads(json, 0, NULL);
		CHECK_STR(json_string_value(json_object_get(doc, "switch")), names[i]);
		json_decref(doc);
		free(json);
	}
}

static void test_usual(void)
{
	const struct vsw_port *port;
	char *text;

	/* What is as usual is not written, in whatever words it was said. */
	CHECK(read_text("---\n# all as it is\nswitch: vsw0\nageing: 300\nlimits: {}\nvlans: []\n"
			"host: {trunk: [1-100, 101-4094], native: 1, role: promiscuous}\n"
			"ports:\n- {name: a, access: 1, pcp: keep, learning: on, hairpin: no,\n"
			"   max-fdb: 4096, map: []}\n") == 0);
	text = write_yaml();
	CHECK_STR(text, "switch: vsw0\nports:\n  - name: a\n");
	free(text);
	port = vec_at(&config.ports, 0);
	CHECK(port->pvid == 1 && port->learning && !port->hairpin && port->max_fdb == 4096);
	CHECK(config.host.max_fdb == 0 && vlan_set_all(config.host.vlans));
	config_free(&config);
	/* A PVID that is in neither list is an untagged one. */
	CHECK(read_text(PORTS "- {name: a, hybrid: {pvid: 5, tagged: [6]}}\n") == 0);
	text = write_yaml();
	CHECK_STR(text, PORTS "  - name: a\n    hybrid:\n      pvid: 5\n      tagged: [6]\n"
		  "      untagged: [5]\n");
	free(text);
	config_free(&config);
}

/* Any name that a device can have is read as it was written. */
static void test_names(void)
{
	static const char *const names[] = {
		"tap0", "null", "~", "on", "No", "1e5", "0x1f", "12-13", "802.1q", "-", "&a", "*a",
		"!x", "#x", "a#b", "'", "\"", "\\", "{}", "[]", "%", "@", "`", "|", ">", "?x",
		"\x01\x1f", "\xc3\xa4", "\xe2\x80\xaex", "\xf0\x9f\x98\x80", "=", "a,b", ".inf",
		"\x7f",
	};
	struct vsw_port *port;
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		char *text;

		config_init(&config);
		snprintf(config.sw.ifname, IFNAMSIZ, "vsw0");
		port = vec_push(&config.ports);
		config_port_init(&config, port, false);
		config_port_usual_vlans(port, false);
		snprintf(port->ifname, sizeof(port->ifname), "%s", names[i]);
		text = write_yaml();
		CHECK(!config_unwritable(&config));
		config_free(&config);
		if (!CHECK(read_text(text) == 0))
			printf("# %s: %s\n", said, text);
		else
			CHECK_STR(((struct vsw_port *)config.ports.data)->ifname, names[i]);
		config_free(&config);
		free(text);
	}
	config_init(&config);
	snprintf(config.sw.ifname, IFNAMSIZ, "\xff");
	CHECK_STR(config_unwritable(&config), "\xff");
	config_free(&config);
}

/* Whatever is cut off or changed, the reader comes back with a sentence. */
static void test_damaged(void)
{
	static const char bytes[] = "\n \t:-[]{},#&*!|>'\"%@`?\\0aZ~\x80\xff";
	char text[sizeof(everything)];
	size_t i, len;

	for (i = 0; i < sizeof(everything); i++) {
		bool good = read_bytes(everything, i) == 0;

		CHECK(good || strlen(said) > 6);
		config_free(&config);
	}
	for (i = 0; i < 20000; i++) {
		memcpy(text, everything, sizeof(text));
		for (len = 1 + unit_random() % 4; len; len--)
			text[unit_random() % (sizeof(text) - 1)] =
				bytes[unit_random() % (sizeof(bytes) - 1)];
		if (read_text(text))
			CHECK(strlen(said) > 6 && said[0] != '0' && !strstr(said, "libcyaml"));
		config_free(&config);
	}
}

static const struct unit_test tests[] = {
	{ "config: what is not YAML, or no file of ours", test_not_yaml },
	{ "config: bombs and depths", test_bombs },
	{ "config: keys and kinds of values, with positions", test_form },
	{ "config: values, with positions", test_values },
	{ "config: VIDs, ranges and lists, with positions", test_vids },
	{ "config: rules that are wrong, with their words", test_rules },
	{ "config: mirror sessions, with positions", test_mirrors },
	{ "config: what does not go together, with positions", test_together },
	{ "config: what is written is read again, as YAML and as JSON", test_round_trip },
	{ "config: JSON of any names is YAML, too", test_json_escapes },
	{ "config: what is usual", test_usual },
	{ "config: names that YAML could take for something else", test_names },
	{ "config: damaged files", test_damaged },
};

const struct unit_suite suite_config = { tests, ARRAY_LEN(tests) };
