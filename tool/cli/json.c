/* SPDX-License-Identifier: MIT */
#include "cli/json.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/utext.h"

json_t *json_text(const char *text)
{
	g_autofree char *valid = text ? utext_json(text) : NULL;

	return valid ? json_string(valid) : json_null();
}

json_t *json_day(int32_t day)
{
	g_autofree char *text = day_format(day);

	return day == DAY_NONE ? json_null() : json_string(text);
}

json_t *json_time(int64_t at)
{
	g_autofree char *text = time_format(at);

	return at == TIME_NONE ? json_null() : json_string(text);
}

json_t *json_count(uint64_t n)
{
	return json_integer((json_int_t)MIN(n, (uint64_t)INT64_MAX));
}

json_t *json_amount(double amount)
{
	if (amount == floor(amount) && fabs(amount) < 1e15)
		return json_integer((json_int_t)amount);
	return json_real(amount);
}

json_t *json_texts(const GPtrArray *texts)
{
	json_t *list = json_array();

	for (unsigned i = 0; texts && i < texts->len; i++)
		json_array_append_new(list, json_text(texts->pdata[i]));
	return list;
}

json_t *json_list(const GPtrArray *things, json_t *(*each)(const void *thing))
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

json_t *json_counts(GHashTable *counts)
{
	json_t *object = json_object();
	unsigned n;
	g_autofree gpointer *keys = g_hash_table_get_keys_as_array(counts, &n);

	g_qsort_with_data(keys, (int)n, sizeof(*keys), by_count, counts);
	for (unsigned i = 0; i < n; i++) {
		g_autofree char *key = utext_json(keys[i]);

		json_put_count(object, key, *(uint64_t *)g_hash_table_lookup(counts, keys[i]));
	}
	return object;
}

void json_put(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

void json_put_text(json_t *object, const char *key, const char *text)
{
	json_put(object, key, json_text(text));
}

void json_put_day(json_t *object, const char *key, int32_t day)
{
	json_put(object, key, json_day(day));
}

void json_put_time(json_t *object, const char *key, int64_t at)
{
	json_put(object, key, json_time(at));
}

void json_put_count(json_t *object, const char *key, uint64_t n)
{
	json_put(object, key, json_count(n));
}

void json_put_bool(json_t *object, const char *key, bool value)
{
	json_put(object, key, json_boolean(value));
}

void json_put_share(json_t *object, const char *key, double share)
{
	json_put(object, key, json_real(share));
}

void json_put_amount(json_t *object, const char *key, double amount)
{
	json_put(object, key, json_amount(amount));
}

void json_put_json(json_t *object, const char *key, const char *text)
{
	json_t *value = text ? json_loads(text, 0, NULL) : NULL;

	json_put(object, key, value ? value : json_null());
}
