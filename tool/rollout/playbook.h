/* SPDX-License-Identifier: MIT */
/* Playbooks from their YAML files, and the record that a stage asks for. */
#ifndef ROLLOUT_PLAYBOOK_H
#define ROLLOUT_PLAYBOOK_H

#include <stdbool.h>
#include <glib.h>

#include "dmarc/record.h"
#include "model/domain.h"
#include "model/playbook.h"

/* The tables that describe every field: for the loader, its messages and the man page. */
extern const struct table playbook_table;

/* Errors name file, line, key and allowed range. */
struct playbook *playbook_load(const char *path, GError **error);
/* The playbook of that name in a folder (NAME.yaml); NOT_FOUND lists those that are there. */
struct playbook *playbook_find(const char *dir, const char *name, GError **error);
/* Names in a folder, sorted: GPtrArray of char *. Files that are no playbooks (senders) are left out. */
GPtrArray *playbook_names(const char *dir, GError **error);

/*
 * The record of a stage, made by editing the present one (NULL: from nothing): p, sp, np, pct and t
 * become the stage's, other tags, their order and other rua addresses survive unless they are
 * wrong, and the service's rua is added. warnings (may be NULL) gets struct finding *:
 * "no-report-address", "pct-without-t", length, and what was repaired.
 */
char *stage_record(const struct stage *stage, const char *current, const char *report_address,
		   GPtrArray *warnings);
/* -1, 0, 1: is record a weaker than, as strong as, stronger than b at either generation? */
int record_compare_strength(const char *a, const char *b);

#endif
