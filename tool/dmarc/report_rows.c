/* SPDX-License-Identifier: MIT */
#include "dmarc/report_rows.h"

#include <string.h>

#include "base/hash.h"
#include "dmarc/report_signature.h"
#include "dmarc/report_xml.h"

#define COUNT_MAX 1000000000u /* messages of one row; more is taken for an error (Q36) */

#define ROW_OCTETS 512 /* of most rows */

/* A row as it was written, and what it means: key and value of one table. */
struct known {
	const guint8 *said; /* element, text, NUL; and again */
	gsize len;
	guint32 signature;
	guint8 disposition, flags;
};

struct report_rows {
	struct report_batch *batch;
	GHashTable *said; /* struct known *: the different rows of this batch */
	GHashTable *keys; /* GBytes * (the batch's) -> index of the signature */
	gsize octets;	  /* in the two tables */
	GByteArray *row;  /* that is open, as row_understand() takes it */
	GString *address, *count;
	unsigned n[ELEMENT_COUNT_OF]; /* results of each kind in it */
	struct row_reader *reader;
};

static guint known_hash(gconstpointer data)
{
	const struct known *known = data;

	return (guint)hash_octets(known->said, known->len);
}

static gboolean known_equal(gconstpointer a, gconstpointer b)
{
	const struct known *x = a, *y = b;

	return x->len == y->len && memcmp(x->said, y->said, x->len) == 0;
}

static guint key_hash(gconstpointer key)
{
	gsize len;
	const void *data = g_bytes_get_data((GBytes *)(uintptr_t)key, &len);

	return (guint)hash_octets(data, len);
}

/* Both in one block. */
static struct known *known_copy(const struct known *known)
{
	struct known *copy = g_malloc(sizeof(*copy) + known->len);

	*copy = *known;
	copy->said = memcpy(copy + 1, known->said, known->len);
	return copy;
}

struct report_rows *report_rows_new(void)
{
	struct report_rows *rows = g_new0(struct report_rows, 1);

	rows->batch = report_batch_new();
	rows->said = g_hash_table_new_full(known_hash, known_equal, g_free, NULL);
	rows->keys = g_hash_table_new(key_hash, g_bytes_equal);
	rows->row = g_byte_array_sized_new(ROW_OCTETS); /* of a row that says nothing, too */
	rows->reader = row_reader_new();
	rows->address = g_string_new(NULL);
	rows->count = g_string_new(NULL);
	return rows;
}

void report_rows_free(struct report_rows *rows)
{
	if (!rows)
		return;
	g_hash_table_unref(rows->said);
	g_hash_table_unref(rows->keys);
	report_batch_free(rows->batch);
	g_byte_array_unref(rows->row);
	row_reader_free(rows->reader);
	g_string_free(rows->address, TRUE);
	g_string_free(rows->count, TRUE);
	g_free(rows);
}

static void row_append(struct report_rows *rows, enum element element, const char *text, size_t len)
{
	guint at = rows->row->len;

	g_byte_array_set_size(rows->row, at + (guint)len + 2);
	rows->row->data[at] = (guint8)element;
	memcpy(rows->row->data + at + 1, text, len + 1);
}

bool report_rows_open(struct report_rows *rows, enum element element)
{
	if (element == ELEMENT_RECORD) {
		g_byte_array_set_size(rows->row, 0);
		g_string_truncate(rows->address, 0);
		g_string_truncate(rows->count, 0);
		memset(rows->n, 0, sizeof(rows->n));
	} else if (element == ELEMENT_DKIM || element == ELEMENT_SPF || element == ELEMENT_REASON) {
		if (rows->n[element] == REPORT_XML_RESULTS_MAX ||
		    rows->row->len > REPORT_ROW_OCTETS)
			return false;
		rows->n[element]++;
		row_append(rows, element, "", 0);
	}
	return true;
}

/* A second address or count makes the row bad by itself: which one holds is not known. */
static void figure_append(GString *figure, const char *text, size_t len)
{
	if (figure->len > REPORT_XML_TEXT_MAX)
		return;
	if (figure->len > 0)
		g_string_append_c(figure, ' ');
	g_string_append_len(figure, text, (gssize)len);
}

void report_rows_text(struct report_rows *rows, enum element element, const char *text, size_t len)
{
	if (element == ELEMENT_SOURCE_IP)
		figure_append(rows->address, text, len);
	else if (element == ELEMENT_COUNT)
		figure_append(rows->count, text, len);
	else if (rows->row->len <= REPORT_ROW_OCTETS)
		row_append(rows, element, text, len);
}

/* Digits, and perhaps a fraction of zeros. */
static bool count_from(const char *text, guint32 *count)
{
	guint64 n = 0;

	for (; g_ascii_isdigit(*text) && n <= COUNT_MAX; text++)
		n = n * 10 + (guint64)(*text - '0');
	if (text[0] == '.' && text[1] == '0')
		text += 1 + strspn(text + 1, "0");
	*count = (guint32)n;
	return !*text && n >= 1 && n <= COUNT_MAX;
}

static guint32 signature_add(struct report_rows *rows, GBytes *key)
{
	gpointer found;
	gsize len;
	const void *data = g_bytes_get_data(key, &len);
	guint index = rows->batch->signatures->len;

	if (g_hash_table_lookup_extended(rows->keys, key, NULL, &found)) {
		g_bytes_unref(key);
		return GPOINTER_TO_UINT(found);
	}
	g_ptr_array_add(rows->batch->signatures, signature_from_key(data, len));
	g_ptr_array_add(rows->batch->keys, key);
	g_hash_table_insert(rows->keys, key, GUINT_TO_POINTER(index));
	rows->octets += len;
	return index;
}

/* What the open row means: from the table, or understood and put there. */
static const struct known *row_meaning(struct report_rows *rows, const struct report *report)
{
	struct known look = {.said = rows->row->data, .len = rows->row->len}, *known;
	enum disposition disposition;
	unsigned flags = 0;
	GBytes *key;

	known = g_hash_table_lookup(rows->said, &look);
	if (known)
		return known;
	key = row_understand(rows->reader, rows->row->data, rows->row->len, report, &disposition,
			     &flags);
	look.signature = signature_add(rows, key);
	look.disposition = (guint8)disposition;
	look.flags = (guint8)flags;
	known = known_copy(&look);
	g_hash_table_add(rows->said, known);
	rows->octets += look.len;
	return known;
}

void report_rows_close(struct report_rows *rows, struct report *report)
{
	struct report_row row = {0};
	const struct known *known;

	if (!ip_parse(rows->address->str, rows->address->len, &row.ip))
		row.flags |= ROW_BAD_ADDRESS;
	if (!count_from(rows->count->str, &row.count))
		row.flags |= ROW_BAD_COUNT;
	if (row.flags & ROW_BAD) { /* what they say is kept as evidence, outside all sums */
		row.count = 0;
		row_append(rows, ELEMENT_SOURCE_IP, rows->address->str, rows->address->len);
		row_append(rows, ELEMENT_COUNT, rows->count->str, rows->count->len);
	}
	known = row_meaning(rows, report);
	row.signature = known->signature;
	row.disposition = known->disposition;
	row.flags |= known->flags;
	g_array_append_val(rows->batch->rows, row);

	report->rows++;
	report->messages += row.count;
	if (row.flags & ROW_BAD) {
		report->bad_rows++;
		report->flags |= REPORT_BAD_ROWS;
	}
}

bool report_rows_full(const struct report_rows *rows)
{
	return rows->batch->rows->len >= REPORT_XML_BATCH_ROWS ||
	       rows->octets >= REPORT_BATCH_OCTETS;
}

struct report_batch *report_rows_take(struct report_rows *rows)
{
	struct report_batch *batch = rows->batch;

	if (batch->rows->len == 0)
		return NULL;
	g_hash_table_remove_all(rows->said);
	g_hash_table_remove_all(rows->keys);
	rows->octets = 0;
	rows->batch = report_batch_new();
	return batch;
}

void report_batch_set_domain(struct report_batch *batch, const char *domain)
{
	for (guint i = 0; i < batch->signatures->len; i++) {
		struct signature *signature = batch->signatures->pdata[i];
		struct signature named = *signature;
		g_autofree char *from = g_strdup(domain);
		GBytes *key;

		if (*signature->header_from)
			continue;
		named.header_from = from;
		key = signature_key(&named);
		g_bytes_unref(batch->keys->pdata[i]);
		batch->keys->pdata[i] = key;
		batch->signatures->pdata[i] =
			signature_from_key(g_bytes_get_data(key, NULL), g_bytes_get_size(key));
		signature_free(signature);
	}
}
