/* SPDX-License-Identifier: MIT */
/* A customer's burn-down, as JSON or as a small chart. */
#ifndef CLI_BURN_DOWN_H
#define CLI_BURN_DOWN_H

#include "cli/command.h"
#include "model/forecast.h"

void burn_down_out(const struct cli *cli, const char *customer, const struct burn_down *burn);

#endif
