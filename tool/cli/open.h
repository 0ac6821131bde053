/* SPDX-License-Identifier: MIT */
/* The state that a command works on. */
#ifndef CLI_OPEN_H
#define CLI_OPEN_H

#include "cli/command.h"

/* As the global options say. create: make it if it is missing. NULL with *error. */
struct app *open_app(const struct cli *cli, bool create, GError **error);

#endif
