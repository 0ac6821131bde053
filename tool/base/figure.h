/* SPDX-License-Identifier: MIT */
/* Figures as people read them, in any locale. Results are newly allocated. */
#ifndef BASE_FIGURE_H
#define BASE_FIGURE_H

#include <stdint.h>

/* 1204331 -> "1 204 331". */
char *figure_count(uint64_t n);
/* The same, rounded, as the customer's documents have it: "1,204,331". */
char *figure_written(double n);
/* "1 message", "1 204 messages". */
char *figure_counted(uint64_t n, const char *one, const char *many);
/* Messages that pct made fractions of: rounded; "<1" for less than half a one, but not nothing. */
char *figure_amount(double n);
/* "<1 message", "1 message", "2 messages". */
char *figure_amounted(double n, const char *one, const char *many);
/* 0.98437 of 1 -> "98.4 %"; never rounded up to 100 or down to 0; "-" of nothing. */
char *figure_share(double part, double whole);

#endif
