/* SPDX-License-Identifier: MIT */
/* Finds inputs and feeds them to the pipeline, on a thread of its own. */
#ifndef INTAKE_WALK_H
#define INTAKE_WALK_H

#include "intake/pipeline.h"

struct walk {
	char *const *paths;
	size_t n;
	struct pipeline *pipeline;
	struct meter *meter;
	uint64_t inputs; /* result: how many were found */
};

/*
 * Adds files, folders recursively in byte order, and standard input ("-"). In folders, names that
 * begin with a dot are passed over, and of a Maildir everything but cur, new and its subfolders.
 * Links to folders are followed only when named. Closes the pipeline. A GThreadFunc.
 */
gpointer walk_run(gpointer walk);

#endif
