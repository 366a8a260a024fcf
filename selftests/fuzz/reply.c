// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: what vswitchctl makes of netlink messages that no kernel sends.
 * The first byte of an input chooses a command; the rest are the datagrams
 * that it receives, behind the length and some flags of each. Whatever they
 * are, the command ends, with an exit status that it has and a message where it
 * failed, and prints nothing that moves a terminal's cursor, or JSON. When the
 * datagrams are used up, the socket fails.
 *
 * The functions of libmnl that need a kernel are replaced here; what the
 * Makefile wraps is named __wrap_. One more "command" takes the first datagram
 * apart with each of the readers.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/genetlink.h>
#include <sanitizer/asan_interface.h>

#include "ctl.h"
#include "fuzz.h"
#include "parse.h"

#define FAMILY		0x20
#define PORTID		4711
#define WORDS_MAX	8

/* The flags of a datagram. */
enum {
	FOREIGN		= 1 << 0,	/* another process sent it */
	CUT_OFF		= 1 << 1,	/* it was longer than the buffer */
	AS_IT_IS	= 1 << 2,	/* sequence numbers are left alone */
	FAILS		= 1 << 3,	/* receiving fails instead */
};

/**
 * struct command - a command that is run
 * @object: its object
 * @verb: its verb
 * @json: print JSON
 * @words: its words
 */
struct command {
	const struct ctl_object *object;
	const char *verb;
	bool json;
	const char *words[WORDS_MAX];
};

static char file_path[32];

/* The corpus chooses by number, so new ones go to the end. */
static const struct command commands[] = {
	{ &cmd_switch, "show", false, { NULL } },
	{ &cmd_switch, "show", true, { "vsw0" } },
	{ &cmd_switch, "add", false, { "vsw0" } },
	{ &cmd_switch, "set", false, { "vsw0", "ageing", "60" } },
	{ &cmd_port, "show", false, { NULL } },
	{ &cmd_port, "show", true, { "vsw0" } },
	{ &cmd_port, "show", false, { "web1" } },
	{ &cmd_port, "add", false, { "vsw0", "eth0", "name", "web1" } },
	{ &cmd_port, "set", false, { "vsw0/web1", "access", "10" } },
	{ &cmd_port, "set", false, { "3", "trunk", "10,20", "native", "20" } },
	{ &cmd_port, "del", false, { "web1" } },
	{ &cmd_vlan, "show", false, { NULL } },
	{ &cmd_vlan, "show", true, { "vsw0", "10" } },
	{ &cmd_vlan, "set", false, { "vsw0", "10", "name", "web" } },
	{ &cmd_vlan, "del", false, { "vsw0", "web" } },
	{ &cmd_fdb, "show", false, { NULL } },
	{ &cmd_fdb, "show", true, { "vsw0" } },
	{ &cmd_fdb, "show", false, { "vsw0", "port", "web1" } },
	{ &cmd_fdb, "add", false, { "vsw0", "02:00:00:00:00:07", "port", "web1", "static" } },
	{ &cmd_fdb, "del", false, { "vsw0", "02:00:00:00:00:07", "vlan", "10" } },
	{ &cmd_fdb, "flush", false, { "vsw0" } },
	{ &cmd_stats, "show", false, { NULL } },
	{ &cmd_stats, "show", true, { "vsw0" } },
	{ &cmd_limits, "show", false, { NULL } },
	{ &cmd_limits, "show", true, { "vsw0" } },
	{ &cmd_limits, "set", false, { "vsw0", "fdb", "100" } },
	{ &cmd_audit, "show", false, { NULL } },
	{ &cmd_audit, "show", true, { "vsw0" } },
	{ &cmd_monitor, "show", false, { NULL } },
	{ &cmd_monitor, "show", true, { NULL } },
	{ &cmd_confirm, "confirm", false, { "vsw0" } },
	{ &cmd_rollback, "rollback", false, { "vsw0" } },
	{ &cmd_export, "export", false, { "vsw0" } },
	{ &cmd_export, "export", true, { "vsw0" } },
	{ &cmd_diff, "diff", false, { file_path } },
	{ &cmd_apply, "apply", false, { file_path } },
	{ &cmd_apply, "apply", true, { "--confirm", "10", file_path } },
	{ &cmd_switch, "del", false, { "vsw0" } },
	{ &cmd_vlan, "add", false, { "vsw0", "10", "name", "web" } },
	{ &cmd_fdb, "set", false, { "vsw0", "02:00:00:00:00:07", "port", "web1" } },
	{ &cmd_acl, "show", false, { NULL } },
	{ &cmd_acl, "show", true, { "vsw0", "web" } },
	{ &cmd_acl, "add", false, { "vsw0", "web" } },
	{ &cmd_acl, "del", false, { "web" } },
	{ &cmd_acl, "bind", false, { "web", "ingress", "web1" } },
	{ &cmd_acl, "set", false, { "web", "switch", "default", "deny" } },
	{ &cmd_acl, "unbind", false, { "web", "vlan", "7" } },
	{ &cmd_acl, "lint", false, { NULL } },
	{ &cmd_acl, "lint", true, { "vsw0", "web" } },
	{ &cmd_rule, "show", false, { NULL } },
	{ &cmd_rule, "show", true, { "vsw0", "web" } },
	{ &cmd_rule, "add", false, { "web", "in", "web1", "allow" } },
	{ &cmd_rule, "add", true, { "web", "allow" } },
	{ &cmd_rule, "set", false, { "web", "1", "deny" } },
	{ &cmd_rule, "del", false, { "web", "1" } },
	{ &cmd_rule, "flush", false, { "web" } },
	{ &cmd_rule, "zero", false, { "web" } },
	{ &cmd_set, "show", false, { NULL } },
	{ &cmd_set, "show", true, { "vsw0", "net" } },
	{ &cmd_set, "add", false, { "vsw0", "net", "192.0.2.1" } },
	{ &cmd_set, "del", false, { "net" } },
	{ &cmd_set, "flush", false, { "net" } },
	{ &cmd_set, "member", false, { "add", "net", "192.0.2.1", "::1" } },
	{ &cmd_mirror, "show", false, { NULL } },
	{ &cmd_mirror, "show", true, { "vsw0", "ids" } },
	{ &cmd_mirror, "add", false, { "vsw0", "ids", "to", "web1" } },
	{ &cmd_mirror, "set", false, { "ids", "to", "web1", "snap", "128" } },
	{ &cmd_mirror, "del", false, { "ids" } },
};

/* The socket: what is to be received, and which requests were sent. */
static struct input datagrams;
static uint32_t first_seq, n_seqs;
static void *poisoned;
static size_t poisoned_len;
static bool used_up, broken, listening;

static void unpoison(void)
{
	if (poisoned)
		__asan_unpoison_memory_region(poisoned, poisoned_len);
	poisoned = NULL;
}

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	static int socket;

	(void)bus;
	(void)flags;
	return (struct mnl_socket *)&socket;
}

int mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, pid_t pid)
{
	(void)nl;
	(void)groups;
	(void)pid;
	return 0;
}

int mnl_socket_get_fd(const struct mnl_socket *nl)
{
	(void)nl;
	return -1;
}

unsigned int mnl_socket_get_portid(const struct mnl_socket *nl)
{
	(void)nl;
	return PORTID;
}

int mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *data, socklen_t len)
{
	(void)nl;
	(void)type;
	(void)data;
	(void)len;
	return 0;
}

int mnl_socket_close(struct mnl_socket *nl)
{
	(void)nl;
	unpoison();
	return 0;
}

/* What is sent is well-formed, to its last byte. */
ssize_t mnl_socket_sendto(const struct mnl_socket *nl, const void *req, size_t len)
{
	const struct nlmsghdr *nlh = req;
	const uint8_t *end = (const uint8_t *)req + len;

	(void)nl;
	broken = false;
	n_seqs = 0;
	first_seq = nlh->nlmsg_seq;
	for (; (const uint8_t *)nlh < end; n_seqs++) {
		HOLDS((size_t)(end - (const uint8_t *)nlh) >= NLMSG_HDRLEN + GENL_HDRLEN);
		HOLDS(nlh->nlmsg_len >= NLMSG_HDRLEN + GENL_HDRLEN);
		HOLDS(nlh->nlmsg_len <= (size_t)(end - (const uint8_t *)nlh));
		HOLDS(nlh->nlmsg_seq == first_seq + n_seqs && nlh->nlmsg_pid == PORTID);
		nlh = (const struct nlmsghdr *)((const uint8_t *)nlh +
						NLMSG_ALIGN(nlh->nlmsg_len));
	}
	return (ssize_t)len;
}

/* Nobody guesses a sequence number; so the low bits tell which request. */
static void make_answers(uint8_t *at, size_t left)
{
	struct nlmsghdr nlh;
	size_t step;

	while (left >= sizeof(nlh)) {
		memcpy(&nlh, at, sizeof(nlh));
		nlh.nlmsg_seq = first_seq + (n_seqs ? nlh.nlmsg_seq % n_seqs : 0);
		nlh.nlmsg_pid = PORTID;
		memcpy(at, &nlh, sizeof(nlh));
		step = NLMSG_ALIGN((size_t)nlh.nlmsg_len);
		if (step < sizeof(nlh) || step >= left)
			return;
		at += step;
		left -= step;
	}
}

/* Is there no message at all in a datagram? */
static bool is_broken(const uint8_t *at, size_t len)
{
	struct nlmsghdr nlh;

	if (len < sizeof(nlh))
		return true;
	memcpy(&nlh, at, sizeof(nlh));
	return nlh.nlmsg_len < sizeof(nlh) || nlh.nlmsg_len > len;
}

/* The next datagram is put into @buf. Returns its length, -1 when it fails. */
static ssize_t next_datagram(uint8_t *buf, size_t size, unsigned int *flags)
{
	size_t len;

	used_up = used_up || !datagrams.left;
	if (used_up) {
		errno = ENOTCONN;
		return -1;
	}
	len = take16(&datagrams);
	*flags = take8(&datagrams);
	if (*flags & FAILS) {
		errno = ENOBUFS;
		return -1;
	}
	len = len < datagrams.left ? len : datagrams.left;
	len = len < size ? len : size;
	memcpy(buf, datagrams.at, len);
	datagrams.at += len;
	datagrams.left -= len;
	if (!(*flags & AS_IT_IS))
		make_answers(buf, len);
	return (ssize_t)len;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int how)
{
	uint8_t *buf = msg->msg_iov->iov_base;
	size_t size = msg->msg_iov->iov_len;
	struct sockaddr_nl *from = msg->msg_name;
	unsigned int flags = 0;
	ssize_t len;

	(void)fd;
	(void)how;
	unpoison();
	/* The answer was in there, if anywhere: who waits for more waits for ever. */
	HOLDS(!broken || listening);
	len = next_datagram(buf, size, &flags);
	if (len < 0)
		return -1;
	broken = !(flags & FOREIGN) && is_broken(buf, (size_t)len);
	/* What is behind the datagram is not there. */
	poisoned = buf + len;
	poisoned_len = size - (size_t)len;
	__asan_poison_memory_region(poisoned, poisoned_len);
	from->nl_pid = flags & FOREIGN ? 1 : 0;
	msg->msg_flags = flags & CUT_OFF ? MSG_TRUNC : 0;
	return len;
}

int __wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)time;
	(void)left;
	return 0;
}

int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	(void)timeout;
	HOLDS(n == 2);
	fds[0].revents = used_up ? POLLIN : 0;
	fds[1].revents = used_up ? 0 : POLLIN;
	return 1;
}

unsigned int __wrap_if_nametoindex(const char *name)
{
	return !strcmp(name, "eth0") ? 7 : 0;
}

char *__wrap_if_indextoname(unsigned int index, char *name)
{
	return index == 3 ? strcpy(name, "vsw0") : NULL;
}

/* A list of VLANs has VLANs in it, and nothing else. */
static void check_set(const struct vlan_set *set)
{
	HOLDS(!vlan_set_has(set, 0) && !vlan_set_has(set, 4095));
}

static void check_port(const struct vsw_port *port)
{
	struct vlan_set extra = { 0 };
	size_t i;

	HOLDS(memchr(port->name, '\0', sizeof(port->name)));
	HOLDS(memchr(port->ifname, '\0', sizeof(port->ifname)));
	HOLDS(memchr(port->community, '\0', sizeof(port->community)));
	HOLDS(port->pvid <= VLAN_LAST);
	check_set(port->vlans);
	check_set(port->untagged);
	vlan_set_join(&extra, port->untagged);
	vlan_set_leave(&extra, port->vlans);
	HOLDS(vlan_set_empty(&extra));
	HOLDS(!port->maps || port->maps->n);
	for (i = 0; port->maps && i < port->maps->n; i++) {
		HOLDS(port->maps->map[i].tag >= 1 && port->maps->map[i].tag <= 4094);
		HOLDS(port->maps->map[i].vid >= 1 && port->maps->map[i].vid <= 4094);
	}
}

/* Each of the readers, whatever the message says that it is. */
static int read_all(const struct nlmsghdr *nlh, void *data)
{
	struct stats_table table;
	struct vsw_switch sw = { 0 };
	struct vsw_port port = { 0 };
	struct vsw_fdb entry = { 0 };
	struct vsw_limit limit = { 0 };
	struct vsw_vlan vlan = { 0 };
	struct vsw_txn txn;
	uint32_t count;
	size_t i;

	(void)data;
	if (!parse_switch(nlh, &sw))
		HOLDS(memchr(sw.ifname, '\0', sizeof(sw.ifname)));
	if (!parse_port(nlh, &port))
		check_port(&port);
	if (!parse_fdb(nlh, &entry))
		HOLDS(memchr(entry.port_name, '\0', sizeof(entry.port_name)));
	parse_limit(nlh, &limit);
	if (!parse_vlan(nlh, &vlan))
		HOLDS(vlan.vid >= VLAN_FIRST && vlan.vid <= VLAN_LAST &&
		      memchr(vlan.name, '\0', sizeof(vlan.name)));
	if (!parse_txn(nlh, &txn))
		HOLDS(memchr(txn.port_name, '\0', sizeof(txn.port_name)));
	parse_flush(nlh, &count);
	stats_table_init(&table);
	if (!parse_add_stats(nlh, &table)) {
		const struct vsw_stats *row = table.rows.data;

		HOLDS(row->first_drop + row->ndrops == table.drops.n);
		for (i = 0; i < table.drops.n; i++)
			HOLDS(memchr(((struct vsw_drop *)vec_at(&table.drops, i))->reason, '\0',
				     PARSE_REASON_MAX + 1));
	}
	stats_table_free(&table);
	return 0;
}

/* The whole input as one datagram, of exactly its length. */
static void feed(const uint8_t *data, size_t size)
{
	static uint64_t request[16];
	static struct nl nl;
	struct nlmsghdr *req = mnl_nlmsg_put_header(request);
	struct nl_xfer x = { .req = req, .seq = 1, .portid = PORTID, .cb = read_all };
	uint8_t how = size ? *data++ : 0;
	uint8_t *copy;
	int ret;

	size -= !!size;
	mnl_nlmsg_put_extra_header(req, GENL_HDRLEN);
	mnl_attr_put_u32(req, VSWITCH_A_PORT_SWITCH, 3);
	mnl_attr_put_strz(req, VSWITCH_A_PORT_NAME, "web1");
	x.dump = how & 1;
	x.type = FAMILY;
	if (how & 2) {
		x.type = GENL_ID_CTRL;
		x.cb = nl_parse_family;
		x.data = &nl;
	}
	copy = malloc(size ? size : 1);
	memcpy(copy, data, size);
	first_seq = 1;
	n_seqs = 1;
	make_answers(copy, size);
	ret = nl_feed(&x, copy, size);
	HOLDS(ret >= -4095 && ret <= 1);
	HOLDS(memchr(x.err.text, '\0', sizeof(x.err.text)));
	HOLDS(nl.ngroups <= NL_GROUPS_MAX);
	free(copy);
}

/* No control characters but newlines; in JSON, DEL stands for itself. */
static void check_text(const char *text, size_t len, bool json)
{
	size_t i;

	for (i = 0; i < len; i++)
		HOLDS(text[i] == '\n' ||
		      ((uint8_t)text[i] >= 0x20 && (json || text[i] != 0x7f)));
}

/* One JSON value, or one a line. */
static void check_json(const char *text, size_t len)
{
	const char *end = text + len;
	json_error_t error;
	json_t *value;

	while (text < end) {
		value = json_loadb(text, (size_t)(end - text),
				   JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &error);
		HOLDS(value);
		json_decref(value);
		text += error.position;
		HOLDS(*text == '\n');
		text++;
	}
}

/* Each verb of the tool is in some command. */
static void check_commands(void)
{
	size_t o, v, c;

	for (o = 0; o < CTL_OBJECTS; o++) {
		for (v = 0; v < ctl_objects[o]->nverbs; v++) {
			for (c = 0; c < ARRAY_LEN(commands); c++)
				if (commands[c].object == ctl_objects[o] &&
				    !strcmp(commands[c].verb, ctl_objects[o]->verbs[v].name))
					break;
			if (c < ARRAY_LEN(commands))
				continue;
			fprintf(stderr, "%s %s is in no command\n", ctl_objects[o]->name,
				ctl_objects[o]->verbs[v].name);
			abort();
		}
	}
}

static const struct ctl_verb *find_verb(const struct command *command)
{
	const struct ctl_object *object = command->object;
	size_t i;

	for (i = 0; i < object->nverbs; i++)
		if (!strcmp(object->verbs[i].name, command->verb))
			return &object->verbs[i];
	fuzz_fail("no such verb\n");
	return NULL;
}

static int run(const struct command *command)
{
	struct ctl *ctl = calloc(1, sizeof(*ctl));
	char *words[WORDS_MAX];
	struct args args = { .argv = words };
	int ret;

	for (; command->words[args.argc]; args.argc++)
		words[args.argc] = (char *)command->words[args.argc];
	ctl->out.json = command->json;
	listening = command->object == &cmd_monitor;
	if (!listening) {
		ctl->nl.sock = mnl_socket_open2(NETLINK_GENERIC, 0);
		ctl->nl.portid = PORTID;
		ctl->nl.family = FAMILY;
	}
	ret = find_verb(command)->run(ctl, &args);
	vec_free(&ctl->switches);
	nl_close(&ctl->nl);
	unpoison();
	free(ctl);
	return ret;
}

static void run_captured(const struct command *command)
{
	FILE *real_out = stdout, *real_err = stderr;
	char *out, *err;
	size_t out_len, err_len;
	int ret;

	stdout = open_memstream(&out, &out_len);
	stderr = open_memstream(&err, &err_len);
	ret = run(command);
	fclose(stdout);
	fclose(stderr);
	stdout = real_out;
	stderr = real_err;
	HOLDS(ret >= CTL_OK && ret <= CTL_DIFFERS);
	HOLDS(ret == CTL_OK || ret == CTL_DIFFERS || err_len || command->object == &cmd_audit);
	check_text(out, out_len, command->json);
	check_text(err, err_len, false);
	if (command->json)
		check_json(out, out_len);
	free(out);
	free(err);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char text[] =
		"switch: vsw0\nvlans: [{vid: 10, name: web}]\nhost: {access: 10}\n"
		"ports:\n- {name: web1, access: 10}\n- {device: eth0, trunk: [10, 20]}\n";
	int fd = memfd_create("config", 0);

	(void)argc;
	(void)argv;
	check_commands();
	HOLDS(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	snprintf(file_path, sizeof(file_path), "/proc/self/fd/%d", fd);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t which = size ? data[0] % (ARRAY_LEN(commands) + 1) : 0;

	datagrams = (struct input){ data + !!size, size - !!size };
	used_up = false;
	broken = false;
	listening = false;
	first_seq = 0;
	n_seqs = 0;
	if (!which)
		feed(datagrams.at, datagrams.left);
	else
		run_captured(&commands[which - 1]);
	vlans_forget();
	return 0;
}
