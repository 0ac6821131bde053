/* SPDX-License-Identifier: MIT */
/* Figures in words for the screens: the same everywhere. Results are newly allocated. */
#ifndef TUI_FORMAT_H
#define TUI_FORMAT_H

#include <glib.h>
#include <stdint.h>

#include "model/domain.h"

/* 1204331 -> "1 204 331". */
char *format_count(uint64_t n);
/* Messages that pct made fractions of: rounded; "<1" for what is more than nothing. */
char *format_messages(double n);
/* 0.98437 -> "98.4 %"; never rounded up to 100 or down to 0. part/whole; "-" for whole 0. */
char *format_share(double part, double whole);
/* "2026-10-30 09:41" in UTC; "-" for TIME_NONE. */
char *format_instant(int64_t at);
/* "2026-10-30"; "-" for DAY_NONE. */
char *format_day(int32_t day);
/* "1 source", "3 sources". */
char *format_number_of(uint64_t n, const char *one, const char *many);
/* The A-label, and the U-label beside it where they differ: "xn--bcher-kva.example
 * (bücher.example)". */
char *format_domain(const char *name);

/* "goal quarantine: lists break it": a domain that is not to go to reject; NULL: it is. */
char *format_goal(enum goal goal, const char *reason);

/* Appends a result of the above, and frees it. */
void append_free(GString *out, char *text);

#endif
