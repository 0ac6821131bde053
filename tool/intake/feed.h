/* SPDX-License-Identifier: MIT */
/* Turns one open file into units of the pipeline: a mailbox into its messages, else itself. */
#ifndef INTAKE_FEED_H
#define INTAKE_FEED_H

#include <sys/stat.h>

#include "intake/pipeline.h"

/* Takes fd over. False once nothing more is wanted. */
bool feed_file(struct pipeline *pipeline, struct meter *meter, const char *input, int fd,
	       const struct stat *info);

#endif
