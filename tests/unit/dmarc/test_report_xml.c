/* SPDX-License-Identifier: MIT */
/* The limits of the parser, its batches, its order of calls, and what no document may do to it. */
#include "report_text.h"
#include "vectors.h"

#include "base/error.h"

#define HEAD                                                                                       \
	"<feedback><report_metadata><org_name>o</org_name><email>a@b.example</email>"              \
	"<report_id>1</report_id><date_range><begin>1793491200</begin><end>1793577600</end>"       \
	"</date_range></report_metadata><policy_published><domain>shop.example</domain>"           \
	"<p>none</p></policy_published>"
#define TAIL "</feedback>"

static void append_row(GString *text, unsigned i, const char *auth)
{
	g_string_append_printf(
		text,
		"<record><row><source_ip>10.%u.%u.%u</source_ip><count>%u</count><policy_evaluated>"
		"<disposition>none</disposition><dkim>fail</dkim><spf>fail</spf></policy_evaluated>"
		"</row><identifiers><header_from>shop.example</header_from></identifiers>"
		"<auth_results>%s</auth_results></record>",
		i >> 16 & 255, i >> 8 & 255, i & 255, i % 3 + 1, auth);
}

static const struct report_batch *batch_at(const struct reading *reading, guint i)
{
	return reading->batches->pdata[i];
}

static const struct signature *first_signature(const struct reading *reading)
{
	return batch_at(reading, 0)->signatures->pdata[0];
}

static void read_text(struct reading *reading, const GString *text)
{
	reading_init(reading, text->str, text->len, 50000);
}

static void test_batches(void)
{
	const unsigned n = 2 * REPORT_XML_BATCH_ROWS + 5;
	g_autoptr(GString) text = g_string_new(HEAD);
	struct reading reading;
	uint64_t messages = 0;

	for (unsigned i = 0; i < n; i++) {
		g_autofree char *auth = g_strdup_printf(
			"<spf><domain>d%u.example</domain><result>fail</result></spf>", i % 2);

		append_row(text, i, auth);
	}
	g_string_append(text, TAIL);
	read_text(&reading, text);
	g_assert_no_error(reading.error);
	g_assert_cmpuint(reading.batches->len, ==, 3);
	g_assert_cmpuint(batch_at(&reading, 0)->rows->len, ==, REPORT_XML_BATCH_ROWS);
	g_assert_cmpuint(batch_at(&reading, 2)->rows->len, ==, 5);
	for (guint i = 0, row = 0; i < 3; i++) {
		const struct report_batch *batch = batch_at(&reading, i);

		g_assert_cmpuint(batch->signatures->len, ==, 2);
		g_assert_cmpuint(batch->keys->len, ==, 2);
		for (guint k = 0; k < 2; k++) {
			g_autoptr(GBytes) key = signature_key(batch->signatures->pdata[k]);

			g_assert_true(g_bytes_equal(key, batch->keys->pdata[k]));
		}
		for (guint k = 0; k < batch->rows->len; k++, row++) {
			const struct report_row *found =
				&g_array_index(batch->rows, struct report_row, k);

			g_assert_cmpuint(found->ip.octet[14] * 256u + found->ip.octet[15], ==, row);
			messages += found->count;
		}
	}
	g_assert_cmpuint(report_xml_report(reading.parser)->rows, ==, n);
	g_assert_cmpuint(report_xml_report(reading.parser)->messages, ==, messages);
	reading_clear(&reading);
}

/* Rows that differ much fill a batch by their octets. */
static void test_batch_octets(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	g_autofree char *fill = g_strnfill(3000, 'h');
	struct reading reading;

	for (unsigned i = 0; i < 1000; i++) {
		g_autofree char *auth =
			g_strdup_printf("<spf><domain>d%u.example</domain><result>fail</result>"
					"<human_result>%s</human_result></spf>",
					i, fill);

		append_row(text, i, auth);
	}
	g_string_append(text, TAIL);
	read_text(&reading, text);
	g_assert_no_error(reading.error);
	g_assert_cmpuint(reading.batches->len, >=, 5);
	g_assert_cmpuint(report_xml_report(reading.parser)->rows, ==, 1000);
	reading_clear(&reading);
}

/* The same meaning in other words is the same signature. */
static void test_one_signature(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	struct reading reading;

	append_row(text, 1, "<spf><domain>Shop.Example.</domain><result>FAIL</result></spf>");
	append_row(text, 2, "<spf><result> fail </result><domain> shop.example</domain></spf>");
	append_row(text, 3,
		   "<spf/><spf><domain>shop.example</domain><result>fail</result></spf><dkim/>");
	g_string_append(text, TAIL);
	read_text(&reading, text);
	g_assert_cmpuint(batch_at(&reading, 0)->rows->len, ==, 3);
	g_assert_cmpuint(batch_at(&reading, 0)->signatures->len, ==, 1);
	reading_clear(&reading);
}

static void test_text_is_cut(void)
{
	g_autoptr(GString) text = g_string_new("<feedback><report_metadata><org_name> ");
	struct reading reading;
	const char *org;

	for (int i = 0; i < 10000; i++)
		g_string_append(text, "\u20ac");
	g_string_append(text, strstr(HEAD, "</org_name>"));
	g_string_append(text, TAIL);
	read_text(&reading, text);
	g_assert_no_error(reading.error);
	org = report_xml_report(reading.parser)->org_name;
	g_assert_cmpuint(strlen(org), ==, (REPORT_XML_TEXT_MAX - 1) / 3 * 3);
	g_assert_true(g_utf8_validate(org, -1, NULL));
	reading_clear(&reading);
}

static void test_results_are_limited(void)
{
	g_autoptr(GString) text = g_string_new(HEAD), auth = g_string_new(NULL);
	struct reading reading;

	for (unsigned i = 0; i < 3 * REPORT_XML_RESULTS_MAX; i++)
		g_string_append_printf(
			auth, "<dkim><domain>d%u.example</domain><result>fail</result></dkim>", i);
	for (unsigned i = 0; i < 3 * REPORT_XML_RESULTS_MAX; i++)
		g_string_append_printf(
			auth, "<spf><domain>s%u.example</domain><result>fail</result></spf>", i);
	append_row(text, 1, auth->str);
	g_string_append(text, TAIL);
	read_text(&reading, text);
	g_assert_no_error(reading.error);
	g_assert_cmpuint(first_signature(&reading)->n_dkim, ==, REPORT_XML_RESULTS_MAX);
	g_assert_cmpuint(first_signature(&reading)->n_spf, ==, REPORT_XML_RESULTS_MAX);
	g_assert_cmpstr(first_signature(&reading)->dkim[REPORT_XML_RESULTS_MAX - 1].domain, ==,
			"d127.example");
	reading_clear(&reading);
}

/* One row of megabytes is kept in part; the rows after it are whole. */
static void test_huge_row(void)
{
	g_autoptr(GString) text = g_string_new(HEAD), auth = g_string_new(NULL);
	g_autofree char *fill = g_strnfill(REPORT_XML_TEXT_MAX, 'h');
	struct reading reading;

	for (unsigned i = 0; i < REPORT_XML_RESULTS_MAX; i++)
		g_string_append_printf(auth,
				       "<dkim><domain>%s</domain><selector>%s</"
				       "selector><result>%s</result></dkim>",
				       fill, fill, fill);
	append_row(text, 1, auth->str);
	g_string_assign(auth, "</auth_results><row>");
	for (unsigned i = 0; i < REPORT_XML_RESULTS_MAX; i++)
		g_string_append_printf(auth, "<count>%s</count><source_ip>%s</source_ip>", fill,
				       fill);
	g_string_append(auth, "</row><auth_results>");
	for (unsigned i = 0; i < REPORT_XML_RESULTS_MAX; i++)
		g_string_append_printf(auth, "<other>%s</other>", fill);
	append_row(text, 1, auth->str);
	append_row(text, 2, "<spf><domain>shop.example</domain><result>fail</result></spf>");
	g_string_append(text, TAIL);
	read_text(&reading, text);
	g_assert_no_error(reading.error);
	g_assert_cmpuint(report_xml_report(reading.parser)->messages, ==, 2 + 3);
	g_assert_cmpuint(report_xml_report(reading.parser)->bad_rows, ==, 1);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpuint(g_bytes_get_size(batch_at(&reading, 0)->keys->pdata[i]), <,
				 300000);
	reading_clear(&reading);
}

static void assert_limit(const GString *text, const char *what)
{
	struct reading reading;

	read_text(&reading, text);
	g_assert_error(reading.error, RAMPART_ERROR, RAMPART_ERROR_LIMIT);
	g_assert_nonnull(strstr(reading.error->message, what));
	g_assert_false(reading.repaired);
	reading_clear(&reading);
}

static void test_limits(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);

	g_string_append(text, "<!-- ");
	for (int i = 0; i < 3 << 20; i++)
		g_string_append_c(text, i % 2 ? '-' : '.');
	assert_limit(text, "too long");
	g_string_assign(text, "<feedback a='");
	for (int i = 0; i < 3 << 20; i++)
		g_string_append_c(text, 'a');
	assert_limit(text, "too long");
	g_string_assign(text, HEAD);
	for (int i = 0; i < REPORT_XML_DEPTH_MAX; i++)
		g_string_append(text, "<x>");
	assert_limit(text, "too deeply");
	g_string_assign(text, "<feedback>");
	for (unsigned i = 0; i < 17 * REPORT_XML_BATCH_ROWS; i++)
		append_row(text, i, "");
	assert_limit(text, "too many rows");
}

/* As many rows as may be held before the head come out, named, in their order. */
static void test_held(void)
{
	g_autoptr(GString) text = g_string_new("<feedback>");
	struct reading reading;

	for (unsigned i = 0; i < 16 * REPORT_XML_BATCH_ROWS + 7; i++)
		append_row(text, i, "");
	g_string_append(text, strstr(HEAD, "<report_metadata>"));
	append_row(text, 0, "");
	g_string_append(text, TAIL);
	read_text(&reading, text);
	g_assert_no_error(reading.error);
	g_assert_cmpuint(reading.batches->len, ==, 18);
	g_assert_cmpuint(batch_at(&reading, 16)->rows->len, ==, 7);
	g_assert_cmpuint(report_xml_report(reading.parser)->rows, ==,
			 16 * REPORT_XML_BATCH_ROWS + 8);
	reading_clear(&reading);
}

static bool refuse_batch(void *ctx, const struct report *report, struct report_batch *batch,
			 GError **error)
{
	unsigned *calls = ctx;

	(void)report;
	++*calls;
	report_batch_free(batch);
	g_set_error_literal(error, RAMPART_ERROR, RAMPART_ERROR_STATE, "disk full");
	return false;
}

/* A sink that fails ends it all, with its own error, once. */
static void test_sink_fails(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	unsigned calls = 0;
	struct report_xml_sink sink = {.batch = refuse_batch, .ctx = &calls};
	struct report_xml *parser = report_xml_new(&sink);
	g_autoptr(GError) error = NULL;

	for (unsigned i = 0; i < 3 * REPORT_XML_BATCH_ROWS; i++)
		append_row(text, i, "");
	g_string_append(text, TAIL);
	g_assert_false(report_xml_feed(parser, text->str, text->len, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_clear_error(&error);
	g_assert_false(report_xml_wants_repair(parser));
	g_assert_false(report_xml_feed(parser, text->str, text->len, NULL));
	g_assert_false(report_xml_finish(parser, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	g_assert_cmpuint(calls, ==, 1);
	report_xml_free(parser);
}

static void test_last_sink_call_fails(void)
{
	unsigned calls = 0;
	struct report_xml_sink sink = {.batch = refuse_batch, .ctx = &calls};
	struct report_xml *parser = report_xml_new(&sink);
	g_autoptr(GString) text = g_string_new(HEAD);
	g_autoptr(GError) error = NULL;

	append_row(text, 1, "");
	g_string_append(text, TAIL);
	g_assert_true(report_xml_feed(parser, text->str, text->len, &error));
	g_assert_cmpuint(calls, ==, 0);
	g_assert_false(report_xml_finish(parser, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE);
	report_xml_free(parser);
}

/* What was read must hold together, whatever it was read from. */
static void assert_sound(const struct reading *reading)
{
	uint64_t rows = 0, bad = 0, messages = 0;

	if (reading->error)
		return;
	for (guint i = 0; i < reading->batches->len; i++) {
		const struct report_batch *batch = batch_at(reading, i);

		g_assert_cmpuint(batch->signatures->len, ==, batch->keys->len);
		for (guint k = 0; k < batch->rows->len; k++) {
			const struct report_row *row =
				&g_array_index(batch->rows, struct report_row, k);

			g_assert_cmpuint(row->signature, <, batch->signatures->len);
			g_assert_cmpuint(row->disposition, <, DISPOSITION_COUNT);
			g_assert_true((row->count == 0) == ((row->flags & ROW_BAD) != 0));
			rows++;
			bad += row->count == 0;
			messages += row->count;
		}
	}
	g_assert_cmpuint(report_xml_report(reading->parser)->rows, ==, rows);
	g_assert_cmpuint(report_xml_report(reading->parser)->bad_rows, ==, bad);
	g_assert_cmpuint(report_xml_report(reading->parser)->messages, ==, messages);
}

/* Cut at any octet, and with octets altered: read whole, or refused with a reason. */
static void test_damaged(gconstpointer data)
{
	g_autofree char *path = data_path(data), *document = NULL;
	g_autoptr(GRand) rand = g_rand_new_with_seed(9990);
	struct reading reading;
	gsize len;

	g_assert_true(g_file_get_contents(path, &document, &len, NULL));
	for (gsize cut = 0; cut < len; cut += 7) {
		reading_init(&reading, document, cut, SIZE_MAX / 2);
		if (cut + strlen("</feedback>") < len)
			g_assert_error(reading.error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
		reading_clear(&reading);
	}
	for (int i = 0; i < 1000; i++) {
		g_autofree char *copy = g_memdup2(document, len);

		for (int k = g_rand_int_range(rand, 1, 5); k > 0; k--)
			copy[g_rand_int_range(rand, 0, (gint32)len)] = (char)g_rand_int(rand);
		reading_init(&reading, copy, len, (size_t)g_rand_int_range(rand, 1, 3000));
		assert_sound(&reading);
		reading_clear(&reading);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/xml/batches", test_batches);
	g_test_add_func("/xml/batch-octets", test_batch_octets);
	g_test_add_func("/xml/one-signature", test_one_signature);
	g_test_add_func("/xml/text-is-cut", test_text_is_cut);
	g_test_add_func("/xml/results-are-limited", test_results_are_limited);
	g_test_add_func("/xml/huge-row", test_huge_row);
	g_test_add_func("/xml/limits", test_limits);
	g_test_add_func("/xml/held", test_held);
	g_test_add_func("/xml/sink-fails", test_sink_fails);
	g_test_add_func("/xml/last-sink-call-fails", test_last_sink_call_fails);
	g_test_add_data_func("/xml/damaged-7489", "reports/rfc7489.xml", test_damaged);
	g_test_add_data_func("/xml/damaged-9990", "reports/rfc9990.xml", test_damaged);
	return g_test_run();
}
