// SPDX-License-Identifier: GPL-2.0
/*
 * vswitchctl: options, help, and the call of the verb.
 *
 * What an object can do is in its cmd_*.c; nothing here knows it. Runs once,
 * in one thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "ctl.h"

#ifndef VSWITCHCTL_VERSION
#define VSWITCHCTL_VERSION "unknown"
#endif

static const struct option options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "pretty", no_argument, NULL, 'p' },
	{ "netns", required_argument, NULL, 'n' },
	{ "batch", required_argument, NULL, 'b' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int help_all(void)
{
	size_t i;

	puts("Usage: vswitchctl [OPTIONS] OBJECT [VERB] [ARGS]\n"
	     "       vswitchctl [OPTIONS] -b FILE\n"
	     "\n"
	     "Set up and watch vswitch, a virtual Ethernet switch in the kernel.\n"
	     "\n"
	     "Objects:");
	for (i = 0; i < CTL_OBJECTS; i++)
		printf("  %-10s %s\n", ctl_objects[i]->name, ctl_objects[i]->summary);
	puts("\n"
	     "Options:\n"
	     "  -j, --json         JSON, not text\n"
	     "  -p, --pretty       JSON on many lines\n"
	     "  -n, --netns NETNS  in another network namespace: a name of 'ip netns', or a path\n"
	     "  -b, --batch FILE   the commands of a file, as one transaction; '-' is stdin\n"
	     "  -V, --version      print the version\n"
	     "  -h, --help         print this\n"
	     "\n"
	     "Without a VERB, an object is shown. Words can be shortened as long as they are\n"
	     "unique. 'vswitchctl OBJECT help' and 'vswitchctl OBJECT VERB help' tell more.");
	return CTL_OK;
}

static void print_usage(const struct ctl_verb *verb)
{
	const char *line = verb->usage;

	printf("  vswitchctl ");
	for (; *line; line++) {
		putchar(*line);
		if (*line == '\n')
			printf("      ");
	}
	putchar('\n');
}

static int help_object(const struct ctl_object *obj)
{
	size_t i;

	printf("%s: %s\n\nUsage:\n", obj->name, obj->summary);
	for (i = 0; i < obj->nverbs; i++)
		print_usage(&obj->verbs[i]);
	return CTL_OK;
}

static int help_verb(const struct ctl_verb *verb)
{
	puts("Usage:");
	print_usage(verb);
	printf("\n%s", verb->help);
	return CTL_OK;
}

static const struct ctl_verb *default_verb(const struct ctl_object *obj)
{
	int i = args_find(obj->verbs, obj->nverbs, sizeof(*obj->verbs), "show");

	return i < 0 ? NULL : &obj->verbs[i];
}

/* An option among the words would be taken for a name, so it is told. */
static int no_options(const struct args *args)
{
	int i;

	for (i = 0; i < args->argc; i++) {
		const char *word = args->argv[i];
		const struct option *opt;

		if (*word != '-')
			continue;
		for (opt = options; opt->name; opt++) {
			if ((word[0] == '-' && word[1] == opt->val && !word[2]) ||
			    (!strncmp(word, "--", 2) && !strcmp(word + 2, opt->name)))
				return args_fail(args, "option '%s' must stand before the object",
						 word);
		}
	}
	return CTL_OK;
}

static int run_verb(struct ctl *ctl, const struct ctl_object *obj, const struct ctl_verb *verb,
		    struct args *args, bool named)
{
	if (ctl->batch && !verb->batch) {
		out_error("'%s%s%s' cannot be part of a transaction", obj->name,
			  obj->command ? "" : " ", obj->command ? "" : verb->name);
		return CTL_USAGE;
	}
	if (args->argc && args_is_help(args->argv[0]) && !ctl->batch)
		return obj->nverbs == 1 || named ? help_verb(verb) : help_object(obj);
	/* One way to do it needs no verb in messages either. */
	if (obj->nverbs > 1)
		stpcpy(stpcpy(stpcpy(args->path, obj->name), " "), verb->name);
	return no_options(args) ?: verb->run(ctl, args);
}

static int run_object(struct ctl *ctl, const struct ctl_object *obj, struct args *args)
{
	const char *word = args->argc ? args->argv[0] : NULL;
	int i;

	/* Names are short, and a file may have ten thousand commands. */
	stpcpy(args->path, obj->name);
	if (obj->command)
		return run_verb(ctl, obj, obj->verbs, args, false);
	if (!word || args_is_help(word))
		return run_verb(ctl, obj, default_verb(obj), args, false);
	i = args_find(obj->verbs, obj->nverbs, sizeof(*obj->verbs), word);
	if (i < 0 && obj->bare)
		return run_verb(ctl, obj, default_verb(obj), args, false);
	if (i < 0)
		return args_unknown(args, "verb", word, obj->verbs, obj->nverbs,
				    sizeof(*obj->verbs));
	args_take(args);
	return run_verb(ctl, obj, &obj->verbs[i], args, true);
}

static int dispatch(struct ctl *ctl, struct args *args)
{
	const char *names[CTL_OBJECTS];
	const char *word = args_take(args);
	size_t n = CTL_OBJECTS;
	size_t i;
	int found;

	if (!word)
		return args_fail(args, "OBJECT is missing");
	if (args_is_help(word) && !ctl->batch)
		return help_all();
	for (i = 0; i < n; i++)
		names[i] = ctl_objects[i]->name;
	found = args_find(names, n, sizeof(names[0]), word);
	if (found < 0)
		return args_unknown(args, "object", word, names, n, sizeof(names[0]));
	return run_object(ctl, ctl_objects[found], args);
}

/* Enter a network namespace, by its name in "ip netns" or its path. */
static int enter_netns(const char *netns)
{
	bool by_path = strchr(netns, '/');
	char path[4096];
	int ret = 0;
	int fd;

	if (!*netns || snprintf(path, sizeof(path), "%s%s", by_path ? "" : "/run/netns/",
				netns) >= (int)sizeof(path)) {
		out_error("'%s' cannot be a network namespace", netns);
		return CTL_USAGE;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		ret = errno;
	if (fd >= 0)
		close(fd);
	if (ret)
		out_error("cannot enter network namespace '%s': %s", netns,
			  ret == ENOENT ? "no such network namespace" : strerror(ret));
	return ret ? CTL_REFUSED : CTL_OK;
}

/* What the options say. */
struct wanted {
	const char *netns;
	const char *batch;
	bool done;
};

static int read_options(struct out *out, int argc, char **argv, struct wanted *wanted)
{
	const struct args none = { 0 };
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, "+:jpn:b:Vh", options, NULL)) != -1) {
		switch (opt) {
		case 'j':
			out->json = true;
			break;
		case 'p':
			out->pretty = true;
			break;
		case 'n':
			wanted->netns = optarg;
			break;
		case 'b':
			wanted->batch = optarg;
			break;
		case 'V':
			puts("vswitchctl " VSWITCHCTL_VERSION);
			wanted->done = true;
			return CTL_OK;
		case 'h':
			wanted->done = true;
			return help_all();
		case ':':
			return args_fail(&none, "option '%s' needs a value", argv[optind - 1]);
		default:
			if (optopt)
				return args_fail(&none, "unknown option '-%c'", optopt);
			return args_fail(&none, "unknown option '%s'", argv[optind - 1]);
		}
	}
	return CTL_OK;
}

int main(int argc, char **argv)
{
	static struct ctl ctl;
	struct wanted wanted = { 0 };
	struct args args = { 0 };
	int ret;
	int err;

	ret = read_options(&ctl.out, argc, argv, &wanted);
	args.argc = argc - optind;
	args.argv = argv + optind;
	if (!ret && !wanted.done && wanted.batch)
		ret = args_end(&args);
	if (!ret && !wanted.done && wanted.netns)
		ret = enter_netns(wanted.netns);
	if (!ret && !wanted.done)
		ret = wanted.batch ? batch_file(&ctl, wanted.batch, dispatch) :
				     dispatch(&ctl, &args);
	vec_free(&ctl.switches);
	nl_close(&ctl.nl);
	err = out_close();
	if (err) {
		fprintf(stderr, "vswitchctl: cannot write: %s\n", strerror(-err));
		return CTL_REFUSED;
	}
	return ret;
}
