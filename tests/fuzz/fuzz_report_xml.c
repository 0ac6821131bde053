/* SPDX-License-Identifier: MIT */
/* The XML of a report, read whole and in pieces: both must say the same, and add up. */
#include "../unit/dmarc/report_text.h"
#include "fuzz.h"

static void check_key(GBytes *key)
{
	gsize len;
	const void *data = g_bytes_get_data(key, &len);
	struct signature *signature = signature_from_key(data, len);
	g_autoptr(GBytes) again = NULL;

	g_assert_nonnull(signature);
	again = signature_key(signature);
	g_assert_true(g_bytes_equal(again, key));
	signature_free(signature);
}

static void check_batch(const struct report_batch *batch, uint64_t *bad_rows, uint64_t *messages)
{
	g_assert_cmpuint(batch->rows->len, <=, REPORT_XML_BATCH_ROWS);
	g_assert_cmpuint(batch->keys->len, ==, batch->signatures->len);
	for (guint i = 0; i < batch->keys->len; i++)
		check_key(batch->keys->pdata[i]);
	for (guint i = 0; i < batch->rows->len; i++) {
		const struct report_row *row = &g_array_index(batch->rows, struct report_row, i);

		g_assert_cmpuint(row->signature, <, batch->signatures->len);
		g_assert_cmpuint(row->disposition, <, DISPOSITION_COUNT);
		g_assert_true(row->flags & ROW_BAD ? row->count == 0 : row->count > 0);
		*bad_rows += (row->flags & ROW_BAD) != 0;
		*messages += row->count;
	}
}

static void check_sums(const struct reading *reading)
{
	const struct report *report = report_xml_report(reading->parser);
	uint64_t rows = 0, bad_rows = 0, messages = 0;

	for (guint i = 0; i < reading->batches->len; i++) {
		const struct report_batch *batch = reading->batches->pdata[i];

		check_batch(batch, &bad_rows, &messages);
		rows += batch->rows->len;
	}
	g_assert_cmpuint(report->rows, ==, rows);
	g_assert_cmpuint(report->bad_rows, ==, bad_rows);
	g_assert_cmpuint(report->messages, ==, messages);
	g_assert_cmpint(report->begin, <=, report->end);
}

static char *read_in_steps(const char *data, size_t len, size_t step)
{
	struct reading reading;
	char *text;

	reading_init(&reading, data, len, step);
	if (!reading.error)
		check_sums(&reading);
	text = reading_text(&reading);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	reading_clear(&reading);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	g_autofree char *whole = read_in_steps((const char *)data, len, len + 1);
	g_autofree char *pieces = read_in_steps((const char *)data, len, len % 61 + 1);

	g_assert_cmpstr(pieces, ==, whole);
	return 0;
}
