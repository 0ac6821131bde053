/* SPDX-License-Identifier: MIT */
/* Values as JSON, in the forms of cli.md. Untrusted text becomes valid UTF-8 on its way. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* NULL: null. */
json_t *jtext(const char *text);
/* DAY_NONE: null. */
json_t *jday(int32_t day);
/* TIME_NONE: null. */
json_t *jtime(int64_t at);
json_t *jcount(uint64_t n);
/* An integer where it is one: shares of messages come from pct alone. */
json_t *jamount(double amount);
/* GPtrArray of char *; NULL: []. */
json_t *jtexts(const GPtrArray *texts);
/* Of each thing in a GPtrArray; NULL: []. */
json_t *jlist(const GPtrArray *things, json_t *(*each)(const void *thing));
/* A hash of char * -> uint64_t *, the largest first. */
json_t *jcounts(GHashTable *counts);

/* Members of an object, in the order of the calls. */
void jput(json_t *object, const char *key, json_t *value);
void jput_text(json_t *object, const char *key, const char *text);
void jput_day(json_t *object, const char *key, int32_t day);
/* "clock": the day from which a stage counts (DAY_NONE: null), and whether that is its echo. */
void jput_clock(json_t *object, int32_t start, bool echoed);
void jput_time(json_t *object, const char *key, int64_t at);
void jput_count(json_t *object, const char *key, uint64_t n);
void jput_bool(json_t *object, const char *key, bool value);
void jput_share(json_t *object, const char *key, double share);
void jput_amount(json_t *object, const char *key, double amount);
/* A JSON text of our own, as `evidence` is kept; null when it is none. */
void jput_json(json_t *object, const char *key, const char *text);

#endif
