/* SPDX-License-Identifier: MIT */
/* What the tests of the intake share: reports to pack, packers, and a sink that writes a log. */
#ifndef TESTS_INTAKE_FIXTURE_H
#define TESTS_INTAKE_FIXTURE_H

#include <string.h>

#include <zip.h>
#include <zlib.h>

#include "base/error.h"
#include "intake/intake.h"

/* A report with so many rows of one message each; distinct: each of another sender. */
static inline GBytes *report_rows(const char *id, unsigned rows, bool distinct)
{
	GString *xml = g_string_new("<?xml version=\"1.0\"?>\n<feedback><report_metadata>");

	g_string_append_printf(
		xml,
		"<org_name>reporter.example</org_name>"
		"<email>dmarc@reporter.example</email><report_id>%s</report_id>"
		"<date_range><begin>1790812800</begin><end>1790899199</end></date_range>"
		"</report_metadata><policy_published><domain>shop.example</domain>"
		"<p>none</p></policy_published>\n",
		id);
	for (unsigned i = 0; i < rows; i++)
		g_string_append_printf(
			xml,
			"<record><row><source_ip>192.0.%u.%u</source_ip><count>1</count>"
			"<policy_evaluated><disposition>none</disposition><dkim>pass</dkim>"
			"<spf>fail</spf></policy_evaluated></row>"
			"<identifiers><envelope_from>b%u.example</envelope_from>"
			"<header_from>shop.example</header_from></identifiers>"
			"<auth_results><spf><domain>shop.example</domain><result>fail</result></"
			"spf>"
			"</auth_results></record>\n",
			i / 256 % 256, i % 256, distinct ? i : 0);
	g_string_append(xml, "</feedback>\n");
	return g_string_free_to_bytes(xml);
}

static inline GBytes *report_text(const char *id, unsigned rows)
{
	return report_rows(id, rows, false);
}

static inline GBytes *bytes_of(const char *text)
{
	return g_bytes_new(text, strlen(text));
}

/* Takes a and b over. */
static inline GBytes *joined(GBytes *a, GBytes *b)
{
	GByteArray *all = g_byte_array_new();

	g_byte_array_append(all, g_bytes_get_data(a, NULL), (guint)g_bytes_get_size(a));
	g_byte_array_append(all, g_bytes_get_data(b, NULL), (guint)g_bytes_get_size(b));
	g_bytes_unref(a);
	g_bytes_unref(b);
	return g_byte_array_free_to_bytes(all);
}

/* The first len octets; takes bytes over. */
static inline GBytes *cut(GBytes *bytes, size_t len)
{
	GBytes *start = g_bytes_new(g_bytes_get_data(bytes, NULL), len);

	g_bytes_unref(bytes);
	return start;
}

/* Takes plain over; strategy: of zlib, as Z_FIXED for short codes. */
static inline GBytes *gzipped_by(GBytes *plain, int strategy)
{
	gsize len;
	const void *data = g_bytes_get_data(plain, &len);
	size_t room = compressBound(len) + 64;
	uint8_t *out = g_malloc(room);
	z_stream z = {0};

	g_assert_cmpint(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, strategy), ==, Z_OK);
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)len;
	z.next_out = out;
	z.avail_out = (uInt)room;
	g_assert_cmpint(deflate(&z, Z_FINISH), ==, Z_STREAM_END);
	room -= z.avail_out;
	deflateEnd(&z);
	g_bytes_unref(plain);
	return g_bytes_new_take(out, room);
}

static inline GBytes *gzipped(GBytes *plain)
{
	return gzipped_by(plain, Z_DEFAULT_STRATEGY);
}

struct packed_member {
	const char *name; /* NULL ends a list */
	GBytes *content;  /* NULL: a folder */
	int method;	  /* ZIP_CM_... */
	const char *password;
};

static inline GBytes *zipped(const struct packed_member *members)
{
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL), *source;
	zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
	zip_int64_t at;
	zip_stat_t info;
	uint8_t *data;

	zip_source_keep(target);
	for (; members->name; members++) {
		if (!members->content) {
			g_assert_cmpint(zip_dir_add(zip, members->name, 0), >=, 0);
			continue;
		}
		source = zip_source_buffer(zip, g_bytes_get_data(members->content, NULL),
					   g_bytes_get_size(members->content), 0);
		at = zip_file_add(zip, members->name, source, 0);
		g_assert_cmpint(at, >=, 0);
		zip_set_file_compression(zip, (zip_uint64_t)at, members->method, 9);
		if (members->password)
			g_assert_cmpint(zip_file_set_encryption(zip, (zip_uint64_t)at,
								ZIP_EM_AES_256, members->password),
					==, 0);
	}
	g_assert_cmpint(zip_close(zip), ==, 0);
	g_assert_cmpint(zip_source_open(target), ==, 0);
	g_assert_cmpint(zip_source_stat(target, &info), ==, 0);
	data = g_malloc(info.size);
	g_assert_cmpint(zip_source_read(target, data, info.size), ==, (zip_int64_t)info.size);
	zip_source_close(target);
	zip_source_free(target);
	return g_bytes_new_take(data, info.size);
}

/* One line for each thing the sink was told, and whether it was told in a lawful order. */
struct log {
	GString *text;
	char *open; /* the ID of the report that has begun */
	uint64_t rows;
	unsigned calls, fail_at; /* the call that fails; 0: none */
	struct progress *cancel; /* cancelled at the first report that begins */
	bool evidence;		 /* log that of rejects, too */
	GThread *thread;	 /* on which it has to be called */
};

static inline void log_call(struct log *log)
{
	g_assert_true(g_thread_self() == log->thread);
	log->calls++;
}

static inline bool log_fault(const struct log *log, GError **error)
{
	if (log->fail_at == 0 || log->calls < log->fail_at)
		return false;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE, "disk full");
	return true;
}

static inline bool log_begin(void *ctx, const struct intake_origin *origin,
			     const struct report *report, GError **error)
{
	struct log *log = ctx;

	log_call(log);
	g_assert_null(log->open);
	if (log->cancel)
		progress_cancel(log->cancel);
	if (log_fault(log, error))
		return false;
	log->open = g_strdup(report->report_id);
	log->rows = 0;
	g_string_append_printf(log->text, "begin %s in %s\n", report->report_id,
			       origin->member ? origin->member : "-");
	return true;
}

static inline bool log_batch(void *ctx, const struct report *report,
			     const struct report_batch *batch, GError **error)
{
	struct log *log = ctx;

	log_call(log);
	g_assert_cmpstr(log->open, ==, report->report_id);
	log->rows += batch->rows->len;
	return !log_fault(log, error);
}

static inline bool log_end(void *ctx, const struct report *report, const uint8_t *sha256,
			   GError **error)
{
	struct log *log = ctx;

	log_call(log);
	g_assert_cmpstr(log->open, ==, report->report_id);
	g_assert_cmpuint(log->rows, ==, report->rows);
	if (log_fault(log, error))
		return false;
	g_string_append_printf(log->text, "end %s rows %u messages %u sum %02x%02x\n", log->open,
			       (unsigned)report->rows, (unsigned)report->messages, sha256[0],
			       sha256[31]);
	g_clear_pointer(&log->open, g_free);
	return true;
}

static inline void log_drop(void *ctx)
{
	struct log *log = ctx;

	log_call(log);
	g_assert_nonnull(log->open);
	g_string_append_printf(log->text, "drop %s\n", log->open);
	g_clear_pointer(&log->open, g_free);
}

/* "  kept 17 octets of a.zip, 6f2a…": what is at hand of what was refused. */
static inline void log_evidence(struct log *log, const struct intake_reject *reject)
{
	g_autofree char *sum = NULL;

	if (!reject->sha256) {
		g_assert_null(reject->bytes);
		g_string_append(log->text, "  unread\n");
		return;
	}
	if (reject->bytes) {
		sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, reject->bytes);
		g_assert_cmpuint(g_bytes_get_size(reject->bytes), ==, reject->octets);
	}
	g_string_append_printf(log->text, "  %s %u octets of %s\n", reject->bytes ? "kept" : "lost",
			       (unsigned)reject->octets, reject->of ? reject->of : "-");
	for (unsigned i = 0; sum && i < INTAKE_SHA256_OCTETS; i++)
		g_assert_cmpint(g_ascii_xdigit_value(sum[2 * i]) * 16 +
					g_ascii_xdigit_value(sum[2 * i + 1]),
				==, reject->sha256[i]);
}

static inline bool log_rejected(void *ctx, const struct intake_origin *origin,
				const struct intake_reject *reject, GError **error)
{
	struct log *log = ctx;

	log_call(log);
	g_assert_null(log->open);
	if (log_fault(log, error))
		return false;
	g_string_append_printf(log->text, "rejected %s: %s\n",
			       origin->member ? origin->member : "-", reject->reason);
	if (log->evidence)
		log_evidence(log, reject);
	return true;
}

static inline void log_skipped(void *ctx, const struct intake_origin *origin, enum intake_skip kind)
{
	struct log *log = ctx;

	log_call(log);
	g_assert_null(log->open);
	g_string_append_printf(log->text, "skipped %s: %s\n", origin->member ? origin->member : "-",
			       kind == INTAKE_SKIP_TLS ? "TLS" : "failure");
}

static inline struct intake_sink log_sink(struct log *log)
{
	log->text = g_string_new(NULL);
	log->thread = g_thread_self();
	return (struct intake_sink){log,      log_begin,    log_batch,	log_end,
				    log_drop, log_rejected, log_skipped};
}

/* What was logged since, newly allocated; the log is empty again. */
static inline char *log_take(struct log *log)
{
	char *text = g_string_free(log->text, FALSE);

	log->text = g_string_new(NULL);
	return text;
}

static inline void log_clear(struct log *log)
{
	g_string_free(log->text, TRUE);
	g_free(log->open);
}

/* The log of one document in memory; takes it over. */
static inline char *log_of(GBytes *document)
{
	struct log log = {0};
	struct intake_sink sink = log_sink(&log);
	g_autoptr(GError) error = NULL;
	char *text;

	g_assert_true(
		intake_memory(&(struct intake_origin){"input", NULL}, document, &sink, &error));
	g_assert_no_error(error);
	g_assert_null(log.open);
	text = log_take(&log);
	log_clear(&log);
	g_bytes_unref(document);
	return text;
}

#define assert_has(text, part)                                                                     \
	do {                                                                                       \
		const char *has_text = (text), *has_part = (part);                                 \
		if (!strstr(has_text, has_part))                                                   \
			g_test_message("looked for: %s\nin: %s", has_part, has_text);              \
		g_assert_nonnull(strstr(has_text, has_part));                                      \
	} while (0)

static inline unsigned count_of(const char *text, const char *part)
{
	unsigned n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

#endif
