/* SPDX-License-Identifier: MIT */
/* Figures and stages in the customer's words. */
#include <string.h>

#include "base/clock.h"
#include "render/review.h"

static const char *const level_names[] = {
	[LEVEL_WATCH] = "watch",
	[LEVEL_SPAM] = "spam",
	[LEVEL_REFUSE] = "refuse",
};

const char *level_name(enum level level)
{
	return level_names[level];
}

enum level stage_level(const char *stage)
{
	if (g_str_has_prefix(stage, "reject"))
		return LEVEL_REFUSE;
	return g_str_has_prefix(stage, "quarantine") ? LEVEL_SPAM : LEVEL_WATCH;
}

unsigned stage_percent(const char *stage)
{
	const char *dash = strrchr(stage, '-');
	guint64 percent;

	if (!dash)
		return 100;
	/* What is no number behind the dash is a rehearsal ("quarantine-test"). */
	return g_ascii_string_to_unsigned(dash + 1, 10, 0, 100, &percent, NULL) ? (unsigned)percent
										: 0;
}

char *stage_words(const char *stage)
{
	unsigned percent = stage_percent(stage);

	switch (stage_level(stage)) {
	case LEVEL_SPAM:
		if (percent == 0)
			return g_strdup(
				"rehearsal: failing mail is delivered, the spam folder is next");
		if (percent == 100)
			return g_strdup("failing mail goes to the spam folder");
		return g_strdup_printf("%u %% of failing mail goes to the spam folder", percent);
	case LEVEL_REFUSE:
		if (percent == 0)
			return g_strdup(
				"failing mail goes to the spam folder, refusal is rehearsed");
		if (percent == 100)
			return g_strdup("failing mail is refused");
		return g_strdup_printf(
			"%u %% of failing mail is refused, the rest goes to the spam "
			"folder",
			percent);
	case LEVEL_WATCH:
	case LEVEL_COUNT:
		break;
	}
	return g_strdup("watching: nothing is done to mail yet");
}

json_t *share_json(uint64_t part, uint64_t whole)
{
	return whole ? json_real((double)part / (double)whole) : json_null();
}

json_t *count_json(uint64_t n)
{
	return json_integer((json_int_t)n);
}

json_t *words_json(char *text)
{
	json_t *json = json_utf8(text);

	g_free(text);
	return json;
}

json_t *day_json(int32_t day)
{
	return day == DAY_NONE ? json_null() : words_json(day_format(day));
}
