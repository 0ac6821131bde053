/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "model/traffic.h"
#include "render/render.h"

static char *rows(enum document_format format, const char *org, uint8_t flags)
{
	struct dkim_result dkim[] = {
		{.domain = (char[]){"shop.example"},
		 .selector = (char[]){"s1"},
		 .result = AUTH_RESULT_PASS},
		{.domain = (char[]){"esp.example"}, .result = AUTH_RESULT_FAIL}};
	struct spf_result spf[] = {
		{.domain = (char[]){"bounce.esp.example"}, .result = AUTH_RESULT_SOFTFAIL}};
	struct override overrides[] = {{OVERRIDE_LOCAL_POLICY, (char[]){"arc=pass, \"x\""}}};
	const struct signature signature = {
		.header_from = (char[]){"shop.example"},
		.envelope_from = (char[]){""},
		.evaluated_dkim = AUTH_RESULT_PASS,
		.evaluated_spf = AUTH_RESULT_FAIL,
		.n_dkim = 2,
		.n_spf = 1,
		.n_overrides = 1,
		.dkim = dkim,
		.spf = spf,
		.overrides = overrides,
	};
	struct report_row row = {
		.count = 12, .disposition = DISPOSITION_QUARANTINE, .flags = flags};
	GString *out = g_string_new(NULL);

	g_assert_true(ip_parse("192.0.2.1", 9, &row.ip));
	render_rows_begin(format, out);
	render_row(format, org, "id@1", day_begin(20757), day_begin(20758) - 1, &row, &signature,
		   out);
	return g_string_free(out, FALSE);
}

static void test_rows(void)
{
	g_autofree char *csv = rows(DOCUMENT_FORMAT_CSV, "=cmd()", 0);
	g_autofree char *bad = rows(DOCUMENT_FORMAT_JSONL, NULL, ROW_BAD_ADDRESS);
	g_autofree char *json = rows(DOCUMENT_FORMAT_JSONL, "Google", 0);

	g_assert_cmpstr(csv, ==,
			"reporter,report_id,begin,end,source_ip,count,bad,disposition,dkim,spf,"
			"header_from,envelope_from,envelope_to,dkim_results,spf_results,reasons\n"
			"'=cmd(),id@1,2026-10-31T00:00:00Z,2026-10-31T23:59:59Z,192.0.2.1,12,no,"
			"quarantine,pass,fail,shop.example,,,"
			"shop.example/s1/pass esp.example//fail,bounce.esp.example/softfail,"
			"\"local_policy/arc=pass, \"\"x\"\"\"\n");
	g_assert_cmpstr(
		json, ==,
		"{\"reporter\":\"Google\",\"report_id\":\"id@1\","
		"\"begin\":\"2026-10-31T00:00:00Z\",\"end\":\"2026-10-31T23:59:59Z\","
		"\"source_ip\":\"192.0.2.1\",\"count\":12,\"bad\":false,"
		"\"disposition\":\"quarantine\",\"dkim\":\"pass\",\"spf\":\"fail\","
		"\"header_from\":\"shop.example\",\"envelope_from\":\"\",\"envelope_to\":null,"
		"\"dkim_results\":[{\"domain\":\"shop.example\",\"selector\":\"s1\","
		"\"result\":\"pass\"},{\"domain\":\"esp.example\",\"selector\":null,"
		"\"result\":\"fail\"}],\"spf_results\":[{\"domain\":\"bounce.esp.example\","
		"\"result\":\"softfail\"}],\"reasons\":[{\"type\":\"local_policy\","
		"\"comment\":\"arc=pass, \\\"x\\\"\"}]}\n");
	g_assert_true(g_str_has_prefix(bad, "{\"reporter\":null,"));
	g_assert_nonnull(strstr(bad, "\"source_ip\":\"\",\"count\":12,\"bad\":true"));
}

static void test_daily(void)
{
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(struct traffic_day));
	struct traffic_day day = {.day = 20757, .messages = 10, .compliant = 7};
	g_autoptr(GString) csv = g_string_new(NULL);
	g_autoptr(GString) json = g_string_new(NULL);

	day.dispositions[DISPOSITION_NONE] = 8;
	day.dispositions[DISPOSITION_QUARANTINE] = 1;
	day.dispositions[DISPOSITION_REJECT] = 1;
	g_array_append_val(days, day);
	render_daily(DOCUMENT_FORMAT_CSV, days, csv);
	render_daily(DOCUMENT_FORMAT_JSONL, days, json);
	g_assert_cmpstr(csv->str, ==,
			"day,messages,compliant,none,quarantine,reject\n2026-10-31,10,7,8,1,1\n");
	g_assert_cmpstr(json->str, ==,
			"{\"day\":\"2026-10-31\",\"messages\":10,\"compliant\":7,\"none\":8,"
			"\"quarantine\":1,\"reject\":1}\n");
}

static struct source *source_new(const char *key)
{
	struct source *source = g_new0(struct source, 1);
	struct flow *flow = g_new0(struct flow, 1);

	flow->verdict = VERDICT_LEGITIMATE;
	flow->class = FLOW_CLASS_DKIM_ONLY;
	flow->reason = g_strdup("signed, \x1b[2J home");
	source->key = g_strdup(key);
	source->flows = g_ptr_array_new_with_free_func((GDestroyNotify)flow_free);
	source->tally.messages = 10;
	source->tally.compliant = 9;
	source->tally.lost = 0.5;
	source->first_seen = 20757;
	source->last_seen = DAY_NONE;
	g_ptr_array_add(source->flows, flow);
	return source;
}

static void test_sources(void)
{
	struct source_table table = {
		.sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free)};
	g_autoptr(GString) csv = g_string_new(NULL);
	g_autoptr(GString) json = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;
	json_t *object;

	g_ptr_array_add(table.sources, source_new("sendgrid"));
	render_sources(DOCUMENT_FORMAT_CSV, &table, csv);
	render_sources(DOCUMENT_FORMAT_JSONL, &table, json);
	lines = g_strsplit(csv->str, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 3);
	g_assert_cmpstr(
		lines[1], ==,
		"sendgrid,,legitimate,dkim-only,rule,10,9,0,0,0,0,0,0,0,0.5,0.0,2026-10-31,,,"
		"\"signed, \xef\xbf\xbd[2J home\"");
	/* The header names the keys of the object. */
	object = json_loads(json->str, 0, NULL);
	{
		g_auto(GStrv) names = g_strsplit(lines[0], ",", -1);

		g_assert_cmpuint(g_strv_length(names), ==, json_object_size(object));
		for (char **name = names; *name; name++)
			g_assert_nonnull(json_object_get(object, *name));
	}
	json_decref(object);
	g_ptr_array_unref(table.sources);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/export/rows", test_rows);
	g_test_add_func("/render/export/daily", test_daily);
	g_test_add_func("/render/export/sources", test_sources);
	return g_test_run();
}
