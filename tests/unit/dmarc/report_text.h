/* SPDX-License-Identifier: MIT */
/* A report as text for fixtures: all that was read, defaults left out. */
#ifndef TESTS_DMARC_REPORT_TEXT_H
#define TESTS_DMARC_REPORT_TEXT_H

#include <glib.h>
#include <string.h>

#include "dmarc/report_xml.h"

/* How a document is read: by the parser and, if it asks for that, once more with repair. */
struct reading {
	GPtrArray *batches; /* struct report_batch * */
	struct report_xml *parser;
	GError *error;
	bool repaired;
};

static inline bool reading_take(void *ctx, const struct report *report, struct report_batch *batch,
				GError **error)
{
	struct reading *reading = ctx;

	(void)error;
	g_assert_nonnull(report->domain);
	g_assert_nonnull(report->org_key);
	g_assert_cmpuint(batch->rows->len, >, 0);
	g_ptr_array_add(reading->batches, batch);
	return true;
}

static inline bool reading_feed(struct reading *reading, const char *data, size_t len, size_t step)
{
	for (size_t at = 0; at < len; at += step) {
		if (!report_xml_feed(reading->parser, data + at, MIN(step, len - at),
				     &reading->error))
			return false;
	}
	return report_xml_finish(reading->parser, &reading->error);
}

/* Feeds step octets at a time. */
static inline void reading_init(struct reading *reading, const char *data, size_t len, size_t step)
{
	struct report_xml_sink sink = {.batch = reading_take, .ctx = reading};

	*reading = (struct reading){0};
	reading->batches = g_ptr_array_new_with_free_func((GDestroyNotify)report_batch_free);
	reading->parser = report_xml_new(&sink);
	if (reading_feed(reading, data, len, step) || !report_xml_wants_repair(reading->parser))
		return;
	g_assert_nonnull(reading->error);
	g_clear_error(&reading->error);
	g_ptr_array_set_size(reading->batches, 0);
	report_xml_free(reading->parser);
	reading->repaired = true;
	reading->parser = report_xml_new_repair(&sink);
	reading_feed(reading, data, len, step);
	g_assert_false(report_xml_wants_repair(reading->parser));
}

static inline void reading_clear(struct reading *reading)
{
	g_ptr_array_unref(reading->batches);
	report_xml_free(reading->parser);
	g_clear_error(&reading->error);
}

static inline void put(GString *text, const char *format, ...) G_GNUC_PRINTF(2, 3);
static inline void put(GString *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_string_append_vprintf(text, format, args);
	va_end(args);
}

static inline void put_string(GString *text, const char *name, const char *value)
{
	g_autofree char *escaped = value ? g_strescape(value, "\"") : NULL;

	if (value)
		put(text, "%s: %s\n", name, escaped);
}

static inline void put_flags(GString *text, unsigned flags, const char *const *names)
{
	for (unsigned i = 0; names[i]; i++)
		put(text, "%s%s", flags & 1u << i ? " " : "", flags & 1u << i ? names[i] : "");
}

static inline void put_policy(GString *text, const char *tag, enum policy policy)
{
	if (policy == POLICY_INVALID)
		put(text, " %s=invalid", tag);
	else if (policy != POLICY_ABSENT)
		put(text, " %s=%s", tag, policy_name(policy));
}

static inline void put_head(GString *text, const struct report *report)
{
	static const char *const flags[] = {"recovered", "dates-swapped", "dates-odd",
					    "long-span", "two-policies",  "no-org",
					    "bad-rows",	 "conflict",	  NULL};
	static const char *const discovery[] = {"", " discovery=psl", " discovery=treewalk"};
	const struct policy_seen *policy = &report->policy;
	int32_t first;
	unsigned n;

	report_days(report, &first, &n);
	put_string(text, "org", report->org_name);
	put_string(text, "key", report->org_key);
	put_string(text, "email", report->email);
	put_string(text, "id", report->report_id);
	put_string(text, "contact", report->contact);
	put_string(text, "generator", report->generator);
	for (guint i = 0; i < report->errors->len; i++)
		put_string(text, "error", report->errors->pdata[i]);
	put(text, "window: %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ", %u day%s from %d\n",
	    report->begin, report->end, n, n > 1 ? "s" : "", (int)first);
	put(text, "policy: %s %s", report->domain, generation_name(report->generation));
	put_policy(text, "p", policy->p);
	put_policy(text, "sp", policy->sp);
	put_policy(text, "np", policy->np);
	if (policy->pct >= 0)
		put(text, " pct=%d", policy->pct);
	if (policy->testing >= 0)
		put(text, " testing=%d", policy->testing);
	put(text, "%s%s%s", policy->adkim_strict ? " adkim=s" : "",
	    policy->aspf_strict ? " aspf=s" : "", discovery[policy->discovery]);
	put(text, "%s%s\nflags:", policy->fo ? " fo=" : "", policy->fo ? policy->fo : "");
	put_flags(text, report->flags, flags);
	put(text,
	    "\nrows: %" G_GUINT64_FORMAT ", bad %" G_GUINT64_FORMAT ", messages %" G_GUINT64_FORMAT
	    "\n",
	    report->rows, report->bad_rows, report->messages);
}

static inline void put_signature(GString *text, const struct signature *signature)
{
	static const char *const scopes[] = {"", " mfrom", " helo"};

	put(text, " %s dkim=%s spf=%s\n", signature->header_from,
	    auth_result_name(signature->evaluated_dkim),
	    auth_result_name(signature->evaluated_spf));
	put_string(text, "    envelope from", signature->envelope_from);
	put_string(text, "    envelope to", signature->envelope_to);
	for (unsigned i = 0; i < signature->n_dkim; i++) {
		const struct dkim_result *dkim = &signature->dkim[i];

		put(text, "    dkim %s%s%s %s", dkim->domain, dkim->selector ? "/" : "",
		    dkim->selector ? dkim->selector : "", auth_result_name(dkim->result));
		put(text, "%s%s\n", dkim->human ? " # " : "", dkim->human ? dkim->human : "");
	}
	for (unsigned i = 0; i < signature->n_spf; i++) {
		const struct spf_result *spf = &signature->spf[i];

		put(text, "    spf %s%s %s", spf->domain, scopes[spf->scope],
		    auth_result_name(spf->result));
		put(text, "%s%s\n", spf->human ? " # " : "", spf->human ? spf->human : "");
	}
	for (unsigned i = 0; i < signature->n_overrides; i++) {
		const struct override *override = &signature->overrides[i];

		put(text, "    override %s%s%s\n", override_type_name(override->type),
		    override->comment ? " # " : "", override->comment ? override->comment : "");
	}
	put_string(text, "    said", signature->said);
}

static inline void put_batch(GString *text, const struct report_batch *batch)
{
	static const char *const flags[] = {"bad-address", "bad-count", "no-header-from", NULL};
	char address[IP_TEXT_MAX];

	for (guint i = 0; i < batch->rows->len; i++) {
		const struct report_row *row = &g_array_index(batch->rows, struct report_row, i);

		put(text, "%s %u %s",
		    row->flags & ROW_BAD_ADDRESS ? "-" : ip_format(&row->ip, address), row->count,
		    disposition_name((enum disposition)row->disposition));
		put_flags(text, row->flags, flags);
		put_signature(text, batch->signatures->pdata[row->signature]);
	}
}

/* Everything, or why nothing was read. */
static inline char *reading_text(const struct reading *reading)
{
	GString *text = g_string_new(NULL);

	if (reading->error)
		put(text, "refused%s: %s\n", reading->repaired ? " after repair" : "",
		    reading->error->message);
	else
		put_head(text, report_xml_report(reading->parser));
	for (guint i = 0; i < reading->batches->len && !reading->error; i++)
		put_batch(text, reading->batches->pdata[i]);
	return g_string_free(text, FALSE);
}

#endif
