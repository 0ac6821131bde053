/* SPDX-License-Identifier: MIT */
/* What may come next on a command line: asked by the shells' completion scripts. */
#ifndef CLI_COMPLETE_H
#define CLI_COMPLETE_H

#include "cli/command.h"

/* The command's words are those of the line; the last one, perhaps empty, is to be completed. */
int complete_run(struct cli *cli, GError **error);

#endif
