/* SPDX-License-Identifier: MIT */
/*
 * The doors to standard output and standard error. Lines and table cells are cleaned on their way,
 * so that no untrusted text reaches the terminal raw.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <glib.h>
#include <jansson.h>
#include <stdint.h>

#include "cli/command.h"

/* One line of the result. */
void out_line(const struct cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* One line on standard error, unless --quiet. */
void out_remark(const struct cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "rampart: what failed … what to do" on standard error. */
void out_error(const GError *error);
/* The one JSON document of a command; takes the value over. */
void out_json(const struct cli *cli, json_t *value);
/* The same on one line, for JSON Lines. */
void out_json_line(const struct cli *cli, json_t *value);
/* The file of -o; NULL: standard output. */
const char *out_file(const struct cli *cli);
/* A finished document to standard output, or whole to the file of -o. */
bool out_document(const struct cli *cli, const char *text, GError **error);
/* The same of octets, byte for byte. */
bool out_octets(const struct cli *cli, GBytes *bytes, GError **error);
/* Everything written? False with *error when standard output is full or closed. */
bool out_finish(const struct cli *cli, GError **error);

/*
 * How many of n things a list for people shows: all with --verbose, else some. out_more() says so
 * of the rest, which are what ("source").
 */
unsigned out_shown(const struct cli *cli, unsigned n);
void out_more(const struct cli *cli, unsigned n, const char *what, uint64_t messages);

/* A table with aligned columns. Cells come row by row, from left to right. */
struct out_table;

/* Headings with "|" between; one that begins with ">" is of a column that is aligned right. */
struct out_table *out_table_new(const char *headings);
void out_cell(struct out_table *table, const char *text); /* NULL: "-" */
void out_cellf(struct out_table *table, const char *format, ...) G_GNUC_PRINTF(2, 3);
void out_cell_count(struct out_table *table, uint64_t n);
/* With the U-label beside it where that differs. */
void out_cell_name(struct out_table *table, const char *name);
/* "98.4 %"; "-" of nothing. */
void out_cell_share(struct out_table *table, double part, double whole);
void out_cell_day(struct out_table *table, int32_t day); /* DAY_NONE: "-" */
/* Prints and frees it. */
void out_table_end(struct out_table *table, const struct cli *cli);

/* "1 204 331"; newly allocated. */
char *out_count_text(uint64_t n);
/* Messages that pct made fractions of, rounded; "<1" of less than half a one; newly allocated. */
char *out_amount_text(double amount);
/* "98.4 %", never rounded up to 100 or down to 0; "-" of nothing; newly allocated. */
char *out_share_text(double part, double whole);

#endif
