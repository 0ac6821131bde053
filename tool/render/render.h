/* SPDX-License-Identifier: MIT */
/*
 * Values in, text out: records, tickets, reviews and exports in every format. Where the text goes
 * is not known here. Untrusted text passes through its door of base/utext.h.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include <glib.h>
#include <stdbool.h>

#include "dmarc/report.h"
#include "model/config.h"
#include "model/flow.h"
#include "model/review.h"
#include "model/ticket.h"

enum record_format {
	RECORD_FORMAT_TEXT,
	RECORD_FORMAT_ZONE,
	RECORD_FORMAT_NSUPDATE,
	RECORD_FORMAT_ROUTE53,
	RECORD_FORMAT_CLOUDFLARE,
	RECORD_FORMAT_AZURE,
	RECORD_FORMAT_GOOGLE,
	RECORD_FORMAT_TERRAFORM,
	RECORD_FORMAT_OCTODNS,
	RECORD_FORMAT_DNSCONTROL,
	RECORD_FORMAT_JSON,
	RECORD_FORMAT_COUNT,
};

enum document_format {
	DOCUMENT_FORMAT_HTML,
	DOCUMENT_FORMAT_MARKDOWN,
	DOCUMENT_FORMAT_TEXT,
	DOCUMENT_FORMAT_JSON,
	DOCUMENT_FORMAT_CSV,
	DOCUMENT_FORMAT_JSONL,
};

const char *record_format_name(enum record_format format);
bool record_format_from_name(const char *name, enum record_format *format);
const char *document_format_name(
	enum document_format format); /* "html", "md", "text", "json", "csv", "jsonl" */
bool document_format_from_name(const char *name, enum document_format *format);

/*
 * Character-strings of at most 255 octets that join to text, split after "; " where that fits:
 * GPtrArray of GBytes *.
 */
GPtrArray *txt_strings(const char *text);

/*
 * The changes of one zone as the given format wants them: creation, change or deletion. changes:
 * struct ticket_change *; zone may be NULL (then each name is its own). Newly allocated.
 */
char *render_changes(enum record_format format, const GPtrArray *changes, const char *zone);
/* All changes of a ticket in a record format, domain by domain; newly allocated. */
char *render_ticket_changes(enum record_format format, const struct ticket *ticket);

/*
 * A ticket as Markdown, text or JSON (the object of `ticket show --json`), from the templates in
 * dir (playbooks/tickets; a customer's own folder dir/SLUG goes before). customer_name is for
 * people, where the ticket has the slug. journal_head may be NULL.
 */
char *render_ticket(enum document_format format, const struct ticket *ticket, const char *dir,
		    const char *customer_name, const struct branding *branding,
		    const char *journal_head, GError **error);

/*
 * A progress review as HTML, Markdown, text or JSON, from the templates in dir (playbooks/reviews;
 * a customer's own folder dir/SLUG goes before).
 */
char *render_review(enum document_format format, const struct review *review, const char *dir,
		    GError **error);

/* Exports: CSV with its header line, or JSON Lines. */
void render_rows_begin(enum document_format format, GString *out);
void render_row(enum document_format format, const char *org_name, const char *report_id,
		int64_t begin, int64_t end, const struct report_row *row,
		const struct signature *signature, GString *out);
void render_daily(enum document_format format, const GArray *days, GString *out);
void render_sources(enum document_format format, const struct source_table *table, GString *out);

#endif
