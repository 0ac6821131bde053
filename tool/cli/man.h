/* SPDX-License-Identifier: MIT */
/* The parts of the man page that come from the tables of commands, options and fields. */
#ifndef CLI_MAN_H
#define CLI_MAN_H

#include <glib.h>

#include "cli/command.h"

/* Commands, global options, and the fields of playbooks and config, in the macros of man(7). */
int man_run(struct cli *cli, GError **error);

#endif
