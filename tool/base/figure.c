/* SPDX-License-Identifier: MIT */
#include "base/figure.h"

#include <glib.h>
#include <math.h>

static char *grouped(uint64_t n, char between)
{
	GString *out = g_string_new(NULL);

	g_string_printf(out, "%" G_GUINT64_FORMAT, n);
	for (gssize at = (gssize)out->len - 3; at > 0; at -= 3)
		g_string_insert_c(out, at, between);
	return g_string_free(out, FALSE);
}

char *figure_count(uint64_t n)
{
	return grouped(n, ' ');
}

char *figure_written(double n)
{
	return grouped(n > 0 ? (uint64_t)llrint(n) : 0, ',');
}

char *figure_counted(uint64_t n, const char *one, const char *many)
{
	g_autofree char *count = figure_count(n);

	return g_strdup_printf("%s %s", count, n == 1 ? one : many);
}

char *figure_amount(double n)
{
	if (n > 0 && n < 0.5)
		return g_strdup("<1");
	return figure_count(n > 0 ? (uint64_t)llround(n) : 0);
}

char *figure_amounted(double n, const char *one, const char *many)
{
	g_autofree char *amount = figure_amount(n);

	return g_strdup_printf("%s %s", amount, n > 0 && n < 1.5 ? one : many);
}

char *figure_share(double part, double whole)
{
	double percent = 100 * part / whole;
	char digits[G_ASCII_DTOSTR_BUF_SIZE];

	if (!(whole > 0))
		return g_strdup("-");
	if (part > 0 && percent < 0.1)
		return g_strdup("<0.1 %");
	if (part < whole)
		percent = MIN(percent, 99.9);
	g_ascii_formatd(digits, sizeof(digits), "%.1f", percent);
	return g_strdup_printf("%s %%", g_str_equal(digits, "100.0") ? "100" : digits);
}
