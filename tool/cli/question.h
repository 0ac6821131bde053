/* SPDX-License-Identifier: MIT */
/* What `policy` is asked: a message and what is published around it. */
#ifndef CLI_QUESTION_H
#define CLI_QUESTION_H

#include "cli/command.h"
#include "dmarc/policy.h"

struct question {
	char *from, *auth; /* auth NULL: no alignment is asked for */
	bool exists;
	struct published *published;
};

/* Both fill *question, or leave nothing to clear and set *error (USAGE, INVALID). */
bool question_from_options(const struct cli *cli, struct question *question, GError **error);
/* An object with the options' names: {"from": F, "nonexistent": false, "at": ["NAME=TXT"], "auth":
 * A}. */
bool question_from_json(const char *line, struct question *question, GError **error);
void question_clear(struct question *question);

#endif
