/* SPDX-License-Identifier: MIT */
/* What the program says of itself, all from the tables of commands and options. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"

/* Help on everything (name NULL), a group or a command. Returns the exit code, or -1 with *error.
 */
int help_print(const struct cli *cli, const char *name, GError **error);
void help_version(const struct cli *cli);

#endif
