/* SPDX-License-Identifier: MIT */
/*
 * The use cases of Rampart, the same for the command line and the screens. Every write of the
 * product is one function of this folder: validate, one transaction, one journal line.
 *
 * A struct app belongs to one thread. Results are newly allocated and the caller's; every function
 * sets *error (domain RAMPART_ERROR) when it returns NULL or false. Names of domains may be U- or
 * A-labels in any case; names of sources may be any key the source ever had.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/table.h"
#include "model/config.h"
#include "model/domain.h"

struct app;

/* Where things are and who decides; NULL members take the defaults of cli.md. */
struct app_options {
	const char *state_dir, *config_file, *playbooks_dir;
	const char *who;
	int64_t now;	    /* --now; TIME_NONE: the system's clock */
	char **resolvers;   /* --resolver, NULL-terminated, or NULL */
	unsigned dns_port;  /* 0: 53 */
	double dns_timeout; /* seconds; 0: default */
	int dns_retries;    /* -1: default */
	bool offline, dry_run;
	bool create; /* make the state if it is missing */
};

#define APP_OPTIONS_INIT                                                                           \
	{                                                                                          \
		.now = TIME_NONE, .dns_retries = -1                                                \
	}

/*
 * A state that holds a file "clock" with an instant has a clock that stands still there (the demo
 * project), unless --now is given.
 */
struct app *app_open(const struct app_options *options, GError **error);
/* The same state and options with a connection of its own, for another thread. */
struct app *app_fork(const struct app *app, GError **error);
void app_close(struct app *app);

const struct clock *app_clock(const struct app *app);
const struct config *app_config(const struct app *app);
/* What may stand in the config file. */
const struct table *app_config_table(void);
const char *app_state_dir(const struct app *app);

/* The window of a command (cli.md): since/until, or days, or last_month. */
struct window {
	int32_t since, until; /* DAY_NONE: not given */
	unsigned days;	      /* 0: 30 */
	bool last_month;
};

#define WINDOW_INIT                                                                                \
	{                                                                                          \
		DAY_NONE, DAY_NONE, 0, false                                                       \
	}

#endif
