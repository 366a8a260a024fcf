/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Commands from a file, which are one transaction.
 *
 * Owns what a line may look like. Called by main.c for the option -b.
 */
#ifndef VSWITCHCTL_BATCH_H
#define VSWITCHCTL_BATCH_H

#include "ctl.h"

/* Longest line, largest file, and most words of a line, in bytes and words. */
#define BATCH_LINE_MAX	65536
#define BATCH_FILE_MAX	(16 << 20)
#define BATCH_WORDS_MAX	1024
/* Room for what is wrong with a line. */
#define BATCH_WHY	128

/**
 * typedef batch_run - runs one command
 * @ctl: state
 * @args: its words
 *
 * Return: an &enum ctl_status.
 */
typedef int (*batch_run)(struct ctl *ctl, struct args *args);

int batch_split(char *line, char **words, char why[BATCH_WHY]);
int batch_file(struct ctl *ctl, const char *name, batch_run run);

#endif /* VSWITCHCTL_BATCH_H */
