/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "app/context.h"
#include "app/project.h"
#include "app/reports.h"
#include "app/sources.h"
#include "base/error.h"
#include "render/render.h"

#define PIECE (64u << 10)

struct exporter {
	enum document_format format;
	GString *text;
	bool (*put)(void *ctx, const char *text, size_t len);
	void *ctx;
	int fault; /* errno of a put that failed; 0: none */
};

static bool flush(struct exporter *exporter)
{
	if (!exporter->fault &&
	    !exporter->put(exporter->ctx, exporter->text->str, exporter->text->len))
		exporter->fault = errno;
	g_string_truncate(exporter->text, 0);
	return !exporter->fault;
}

static bool put_row(void *ctx, const struct export_row *row)
{
	struct exporter *exporter = ctx;

	render_row(exporter->format, row->org_name, row->report_id, row->begin, row->end, row->row,
		   row->signature, exporter->text);
	return exporter->text->len < PIECE || flush(exporter);
}

static bool export_rows(struct app *app, const struct domain *domain, int32_t from, int32_t until,
			struct exporter *exporter, GError **error)
{
	render_rows_begin(exporter->format, exporter->text);
	return store_each_row(app->store, domain->id, from, until, put_row, exporter, error);
}

static bool export_daily(struct app *app, const struct domain *domain, int32_t from, int32_t until,
			 struct exporter *exporter, GError **error)
{
	g_autoptr(GArray) days = store_days(app->store, domain->id, from, until, error);

	if (!days)
		return false;
	render_daily(exporter->format, days, exporter->text);
	return true;
}

static bool export_sources(struct app *app, const struct domain *domain,
			   const struct window *window, struct exporter *exporter, GError **error)
{
	struct source_table *table = app_sources(app, domain->name, window, error);

	if (!table)
		return false;
	render_sources(exporter->format, table, exporter->text);
	source_table_free(table);
	return true;
}

bool app_export(struct app *app, enum export_kind kind, const char *name,
		const struct window *window, const char *format,
		bool (*put)(void *ctx, const char *text, size_t len), void *ctx, GError **error)
{
	struct exporter exporter = {.put = put, .ctx = ctx};
	struct domain *domain;
	int32_t from, until;
	bool done = false;

	if (!document_format_from_name(format, &exporter.format) ||
	    (exporter.format != DOCUMENT_FORMAT_CSV && exporter.format != DOCUMENT_FORMAT_JSONL)) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--format %s: use csv or jsonl", format);
		return false;
	}
	domain = app_domain(app, name, error);
	if (!domain)
		return false;
	exporter.text = g_string_new(NULL);
	if (window_resolve(app, domain, window, &from, &until, error)) {
		if (kind == EXPORT_KIND_ROWS)
			done = export_rows(app, domain, from, until, &exporter, error);
		else if (kind == EXPORT_KIND_DAILY)
			done = export_daily(app, domain, from, until, &exporter, error);
		else
			done = export_sources(app, domain, window, &exporter, error);
	}
	if (done && !flush(&exporter)) {
		done = false;
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO,
			    "the export cannot be written: %s", g_strerror(exporter.fault));
	}
	g_string_free(exporter.text, TRUE);
	domain_free(domain);
	return done;
}
