/* SPDX-License-Identifier: MIT */
#include "tui/format.h"

#include <math.h>

#include "base/clock.h"
#include "base/name.h"

char *format_count(uint64_t n)
{
	GString *out = g_string_new(NULL);

	g_string_printf(out, "%" G_GUINT64_FORMAT, n);
	for (gssize at = (gssize)out->len - 3; at > 0; at -= 3)
		g_string_insert_c(out, at, ' ');
	return g_string_free(out, FALSE);
}

char *format_messages(double n)
{
	if (n > 0 && n < 0.5)
		return g_strdup("<1");
	return format_count(n > 0 ? (uint64_t)llround(n) : 0);
}

char *format_share(double part, double whole)
{
	double percent;
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	if (!(whole > 0))
		return g_strdup("-");
	percent = 100 * part / whole;
	if (part < whole && percent > 99.9)
		percent = 99.9;
	else if (part > 0 && percent < 0.1)
		return g_strdup("<0.1 %");
	g_ascii_formatd(text, sizeof(text), "%.1f", percent);
	return g_strdup_printf("%s %%", g_str_equal(text, "100.0") ? "100" : text);
}

char *format_instant(int64_t at)
{
	g_autofree char *text = time_format(at);

	return *text ? g_strdup_printf("%.10s %.5s", text, text + 11) : g_strdup("-");
}

char *format_day(int32_t day)
{
	return day == DAY_NONE ? g_strdup("-") : day_format(day);
}

char *format_number_of(uint64_t n, const char *one, const char *many)
{
	g_autofree char *count = format_count(n);

	return g_strdup_printf("%s %s", count, n == 1 ? one : many);
}

char *format_domain(const char *name)
{
	g_autofree char *shown = name_to_unicode(name);

	return shown ? g_strdup_printf("%s (%s)", name, shown) : g_strdup(name);
}

void append_free(GString *out, char *text)
{
	g_string_append(out, text);
	g_free(text);
}
