/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <string.h>

#define EPOCH_JULIAN 719163 /* GDate counts from 0001-01-01, which is its day 1 */
#define DAY_MIN	     (1 - EPOCH_JULIAN)
#define DAY_MAX	     2932896 /* 9999-12-31 */

int64_t clock_now(const struct clock *clock)
{
	return clock->fixed != TIME_NONE ? clock->fixed : g_get_real_time() / G_USEC_PER_SEC;
}

int32_t clock_today(const struct clock *clock)
{
	return day_of(clock_now(clock));
}

int32_t day_of(int64_t at)
{
	int64_t day = at / DAY_SECONDS - (at % DAY_SECONDS < 0);

	return at == TIME_NONE ? DAY_NONE : (int32_t)CLAMP(day, DAY_MIN, DAY_MAX);
}

int64_t day_begin(int32_t day)
{
	return day == DAY_NONE ? TIME_NONE : (int64_t)day * DAY_SECONDS;
}

/* Exactly n digits at *text, which moves behind them. */
static bool digits(const char **text, int n, unsigned *value)
{
	*value = 0;
	for (; n > 0; n--, (*text)++) {
		if (!g_ascii_isdigit(**text))
			return false;
		*value = *value * 10 + (unsigned)(**text - '0');
	}
	return true;
}

static bool literal(const char **text, char c)
{
	return *(*text)++ == c;
}

static bool date(const char **text, int32_t *day)
{
	unsigned y, m, d;
	GDate date;

	if (!digits(text, 4, &y) || !literal(text, '-') || !digits(text, 2, &m) ||
	    !literal(text, '-') || !digits(text, 2, &d))
		return false;
	if (!g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
		return false;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
	*day = (int32_t)g_date_get_julian(&date) - EPOCH_JULIAN;
	return true;
}

/* "Z" or "+01:00", in seconds east of UTC. */
static bool offset(const char **text, int *seconds)
{
	char sign = *(*text)++;
	unsigned h, m;

	*seconds = 0;
	if (sign == 'Z' || sign == 'z')
		return true;
	if ((sign != '+' && sign != '-') || !digits(text, 2, &h) || !literal(text, ':') ||
	    !digits(text, 2, &m) || h > 23 || m > 59)
		return false;
	*seconds = (int)(h * 3600 + m * 60) * (sign == '-' ? -1 : 1);
	return true;
}

bool time_parse(const char *text, int64_t *at)
{
	unsigned h, m, s;
	int east;
	int32_t day;

	if (!date(&text, &day))
		return false;
	if (!*text) {
		*at = day_begin(day);
		return true;
	}
	if (!strchr("Tt ", *text++) || !digits(&text, 2, &h) || !literal(&text, ':') ||
	    !digits(&text, 2, &m) || !literal(&text, ':') || !digits(&text, 2, &s))
		return false;
	if (*text == '.') {
		if (!g_ascii_isdigit(*++text))
			return false;
		while (g_ascii_isdigit(*text))
			text++;
	}
	/* 60: a leap second, which is the next minute's first. */
	if (h > 23 || m > 59 || s > 60 || !offset(&text, &east) || *text)
		return false;
	*at = day_begin(day) + (int64_t)h * 3600 + m * 60 + s - east;
	return true;
}

char *time_format(int64_t at)
{
	int32_t day = day_of(at);
	int64_t s = at - day_begin(day);
	g_autofree char *date = NULL;

	if (at == TIME_NONE)
		return g_strdup("");
	s = CLAMP(s, 0, DAY_SECONDS - 1);
	date = day_format(day);
	return g_strdup_printf("%sT%02d:%02d:%02dZ", date, (int)(s / 3600), (int)(s / 60 % 60),
			       (int)(s % 60));
}

bool day_parse(const char *text, int32_t *day)
{
	int32_t found;

	if (!date(&text, &found) || *text)
		return false;
	*day = found;
	return true;
}

char *day_format(int32_t day)
{
	GDate date;

	if (day == DAY_NONE)
		return g_strdup("");
	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(CLAMP(day, DAY_MIN, DAY_MAX) + EPOCH_JULIAN));
	return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&date),
			       (int)g_date_get_month(&date), g_date_get_day(&date));
}
