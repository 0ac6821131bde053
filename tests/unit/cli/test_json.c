/* SPDX-License-Identifier: MIT */
#include "cli/json.h"

#include "base/clock.h"

static void same(json_t *value, const char *want)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_ENSURE_ASCII);

	g_assert_cmpstr(text, ==, want);
	free(text);
	json_decref(value);
}

static void test_values(void)
{
	same(jtext(NULL), "null");
	same(jtext("b\xff\x1b[2J"), "\"b\\uFFFD\\u001B[2J\"");
	same(jday(20727), "\"2026-10-01\"");
	same(jday(DAY_NONE), "null");
	same(jtime(1793448000), "\"2026-10-31T12:00:00Z\"");
	same(jtime(TIME_NONE), "null");
	same(jcount(1200), "1200");
	same(jamount(5), "5");
	same(jamount(2.5), "2.5");
}

static void test_texts(void)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();

	g_ptr_array_add(texts, (char[]){"one"});
	g_ptr_array_add(texts, (char[]){"two"});
	same(jtexts(texts), "[\"one\",\"two\"]");
	same(jtexts(NULL), "[]");
	same(jlist(NULL, NULL), "[]");
}

static void add(GHashTable *counts, const char *key, uint64_t n)
{
	g_hash_table_insert(counts, g_strdup(key), g_memdup2(&n, sizeof(n)));
}

static void test_counts(void)
{
	g_autoptr(GHashTable) counts =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	same(jcounts(counts), "{}");
	add(counts, "b.example", 5);
	add(counts, "a.example", 5);
	add(counts, "c.example", 70);
	same(jcounts(counts), "{\"c.example\":70,\"a.example\":5,\"b.example\":5}");
}

static void test_order(void)
{
	json_t *object = json_object();

	jput_text(object, "z", "last letter first");
	jput_bool(object, "a", true);
	jput_json(object, "evidence", "{\"messages\": 7}");
	jput_json(object, "none", "not JSON");
	same(object, "{\"z\":\"last letter "
		     "first\",\"a\":true,\"evidence\":{\"messages\":7},\"none\":null}");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cli/json/values", test_values);
	g_test_add_func("/cli/json/texts", test_texts);
	g_test_add_func("/cli/json/counts", test_counts);
	g_test_add_func("/cli/json/order", test_order);
	return g_test_run();
}
