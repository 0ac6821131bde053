/* SPDX-License-Identifier: MIT */
/*
 * Time. Instants are int64_t seconds since 1970-01-01T00:00:00Z; days are int32_t UTC days since
 * 1970-01-01. Nothing else in the program asks the system for the time.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define DAY_NONE    INT32_MIN /* "no day" */
#define TIME_NONE   INT64_MIN /* "no instant" */
#define DAY_SECONDS 86400

struct clock {
	int64_t fixed; /* the instant of --now; TIME_NONE: the system's clock */
};

#define CLOCK_INIT                                                                                 \
	{                                                                                          \
		TIME_NONE                                                                          \
	}

int64_t clock_now(const struct clock *clock);
int32_t clock_today(const struct clock *clock);

/* The UTC day that holds the instant, kept within 0001-01-01 and 9999-12-31; NONE for NONE. */
int32_t day_of(int64_t at);
int64_t day_begin(int32_t day);

/* RFC 3339; a bare day is its midnight UTC. False, *at unchanged, when it is neither. */
bool time_parse(const char *text, int64_t *at);
/* "2026-10-01T12:00:00Z", or "" for TIME_NONE; newly allocated. */
char *time_format(int64_t at);

/* "YYYY-MM-DD", nothing before or after it; a day that does not exist is refused. */
bool day_parse(const char *text, int32_t *day);
/* "2026-10-01", or "" for DAY_NONE; newly allocated. */
char *day_format(int32_t day);

#endif
