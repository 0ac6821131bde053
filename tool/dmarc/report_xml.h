/* SPDX-License-Identifier: MIT */
/*
 * The XML of an aggregate report, read as a stream in bounded memory. Names are matched without
 * their namespace; unknown elements are skipped; the quirks of domain.md 3.6 (Q14-Q42) are read,
 * flagged or refused here. DOCTYPE is refused (Q20).
 */
#ifndef DMARC_REPORT_XML_H
#define DMARC_REPORT_XML_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "dmarc/report.h"

#define REPORT_XML_DEPTH_MAX   32
#define REPORT_XML_TEXT_MAX    4096 /* octets kept of one text; a longer one is cut, never refused */
#define REPORT_XML_BATCH_ROWS  4096 /* rows of a full batch */
#define REPORT_XML_RESULTS_MAX 128  /* DKIM results, SPF results, reasons kept of one row */

struct report_xml_sink {
	/*
	 * Takes a batch over. Called only once metadata and policy domain are known (rows that come
	 * before are held, up to 16 batches; then the report is refused), with a full batch, and at
	 * last with the rest. report's totals are not final. False with *error stops the parser.
	 */
	bool (*batch)(void *ctx, const struct report *report, struct report_batch *batch,
		      GError **error);
	void *ctx;
};

struct report_xml;

struct report_xml *report_xml_new(const struct report_xml_sink *sink);
/*
 * Text in an encoding that it does not declare, and broken XML, may be mended by a second pass:
 * then feed or finish returns false and report_xml_wants_repair() is true, and the caller feeds the
 * whole input again into report_xml_new_repair()'s parser. Batches that went out before must be
 * dropped by the caller. Errors are RAMPART_ERROR_INVALID with the line where there is one, _LIMIT,
 * or the sink's own; after one, every call fails with it.
 */
bool report_xml_feed(struct report_xml *parser, const void *data, size_t len, GError **error);
/* End of input: hands out the last batch and fills the totals. */
bool report_xml_finish(struct report_xml *parser, GError **error);
bool report_xml_wants_repair(const struct report_xml *parser);
struct report_xml *report_xml_new_repair(const struct report_xml_sink *sink);
/* The report as far as it is read; owned by the parser. */
const struct report *report_xml_report(const struct report_xml *parser);
void report_xml_free(struct report_xml *parser);

#endif
