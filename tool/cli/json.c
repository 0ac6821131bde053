/* SPDX-License-Identifier: MIT */
#include "cli/json.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/utext.h"

json_t *jtext(const char *text)
{
	g_autofree char *valid = text ? utext_json(text) : NULL;

	return valid ? json_string(valid) : json_null();
}

json_t *jday(int32_t day)
{
	g_autofree char *text = day_format(day);

	return day == DAY_NONE ? json_null() : json_string(text);
}

json_t *jtime(int64_t at)
{
	g_autofree char *text = time_format(at);

	return at == TIME_NONE ? json_null() : json_string(text);
}

json_t *jcount(uint64_t n)
{
	return json_integer((json_int_t)MIN(n, (uint64_t)INT64_MAX));
}

json_t *jamount(double amount)
{
	if (amount == floor(amount) && fabs(amount) < 1e15)
		return json_integer((json_int_t)amount);
	return json_real(amount);
}

json_t *jtexts(const GPtrArray *texts)
{
	json_t *list = json_array();

	for (unsigned i = 0; texts && i < texts->len; i++)
		json_array_append_new(list, jtext(texts->pdata[i]));
	return list;
}

json_t *jlist(const GPtrArray *things, json_t *(*each)(const void *thing))
{
	json_t *list = json_array();

	for (unsigned i = 0; things && i < things->len; i++)
		json_array_append_new(list, each(things->pdata[i]));
	return list;
}

static int by_count(gconstpointer a, gconstpointer b, gpointer counts)
{
	const char *one = *(const char *const *)a, *other = *(const char *const *)b;
	uint64_t n = *(uint64_t *)g_hash_table_lookup(counts, one);
	uint64_t m = *(uint64_t *)g_hash_table_lookup(counts, other);

	return n == m ? strcmp(one, other) : n < m ? 1 : -1;
}

json_t *jcounts(GHashTable *counts)
{
	json_t *object = json_object();
	unsigned n;
	g_autofree gpointer *keys = g_hash_table_get_keys_as_array(counts, &n);

	g_qsort_with_data(keys, (int)n, sizeof(*keys), by_count, counts);
	for (unsigned i = 0; i < n; i++) {
		g_autofree char *key = utext_json(keys[i]);

		jput_count(object, key, *(uint64_t *)g_hash_table_lookup(counts, keys[i]));
	}
	return object;
}

void jput(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

void jput_text(json_t *object, const char *key, const char *text)
{
	jput(object, key, jtext(text));
}

void jput_clock(json_t *object, int32_t start, bool echoed)
{
	json_t *clock = start == DAY_NONE ? json_null() : json_object();

	if (start != DAY_NONE) {
		jput_day(clock, "start", start);
		jput_text(clock, "from", echoed ? "echo" : "verification");
	}
	jput(object, "clock", clock);
}

void jput_day(json_t *object, const char *key, int32_t day)
{
	jput(object, key, jday(day));
}

void jput_time(json_t *object, const char *key, int64_t at)
{
	jput(object, key, jtime(at));
}

void jput_count(json_t *object, const char *key, uint64_t n)
{
	jput(object, key, jcount(n));
}

void jput_bool(json_t *object, const char *key, bool value)
{
	jput(object, key, json_boolean(value));
}

void jput_share(json_t *object, const char *key, double share)
{
	jput(object, key, json_real(share));
}

void jput_amount(json_t *object, const char *key, double amount)
{
	jput(object, key, jamount(amount));
}

void jput_json(json_t *object, const char *key, const char *text)
{
	json_t *value = text ? json_loads(text, 0, NULL) : NULL;

	jput(object, key, value ? value : json_null());
}
