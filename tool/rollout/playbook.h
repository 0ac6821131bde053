/* SPDX-License-Identifier: MIT */
/* Playbooks from their YAML files, and the record that a stage asks for. */
#ifndef ROLLOUT_PLAYBOOK_H
#define ROLLOUT_PLAYBOOK_H

#include <glib.h>
#include <stdbool.h>

#include "dmarc/record.h"
#include "model/domain.h"
#include "model/playbook.h"

/* The tables that describe every field: for the loader, its messages and the man page. */
extern const struct table playbook_table;

/* Errors name file, line, key and allowed range. */
struct playbook *playbook_load(const char *path, GError **error);
/*
 * The playbook of that name in a folder: NAME.yaml, or CUSTOMER/NAME.yaml of "CUSTOMER/NAME".
 * NOT_FOUND lists those that are there.
 */
struct playbook *playbook_find(const char *dir, const char *name, GError **error);
/* Is there a file of that name? */
bool playbook_exists(const char *dir, const char *name);
/*
 * Names in a folder and in the folders of customers below it, sorted: GPtrArray of char *. Files
 * that are no playbooks (senders) are left out.
 */
GPtrArray *playbook_names(const char *dir, GError **error);

/*
 * Index of the stage at which the domain is done: the last one, or the last one that asks for no
 * more than quarantine when that is its goal.
 */
int playbook_last(const struct playbook *playbook, const struct domain *domain);
/*
 * Index of the furthest stage that neither names a stricter policy nor asks for more than a record
 * does (NULL: none published), or 0: for a domain that changes its playbook, or arrives with a
 * record of its own.
 */
int playbook_stage_of(const struct playbook *playbook, const char *record);

/*
 * The record of a stage, made by editing the present one (NULL: from nothing). p, pct and t become
 * the stage's; so do sp and np, but where the stage has none, a present one stays if it asks at
 * least as much. Other tags, their order and other rua addresses survive unless they are wrong, and
 * the service's rua is added. warnings (may be NULL) gets struct finding *: "no-report-address",
 * "pct-without-t", "t-without-pct", "tag-repaired", "weaker-tag-removed", "record-replaced".
 */
char *stage_record(const struct stage *stage, const char *current, const char *report_address,
		   GPtrArray *warnings);
/*
 * Is a record at a name longer than fits into one string ("several-strings"), than checkers advise
 * ("too-long"), than a UDP answer passes everywhere ("answer-too-long")?
 */
void record_warn_length(const char *name, const char *value, GPtrArray *warnings);
/*
 * -1: record a asks less than b of some generation, for the domain, its subdomains or names that do
 * not exist (also when it asks more elsewhere); 1: more and nowhere less; 0: the same. NULL: none.
 */
int record_compare_strength(const char *a, const char *b);

/*
 * What a parked domain publishes (domain.md 5.5), around the DMARC record of its stage: struct rr
 * *.
 */
GPtrArray *parked_records(const char *domain, const char *dmarc, uint32_t ttl);

#endif
