/* SPDX-License-Identifier: MIT */
#include "intake/document.h"

#include <openssl/evp.h>

#include "base/error.h"
#include "dmarc/report_xml.h"

struct document {
	struct outlet *outlet;
	const struct intake_origin *origin;
	struct octets *octets;
	bool begun; /* at the outlet */
};

static bool stop(GError **error)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED, "stopped");
	return false;
}

static bool begin(struct document *document, const struct report *report, GError **error)
{
	if (!document->begun &&
	    !document->outlet->begin(document->outlet, document->origin, report))
		return stop(error);
	document->begun = true;
	return true;
}

static bool take_batch(void *ctx, const struct report *report, struct report_batch *batch,
		       GError **error)
{
	struct document *document = ctx;

	if (!begin(document, report, error)) {
		report_batch_free(batch);
		return false;
	}
	return document->outlet->batch(document->outlet, report, batch) || stop(error);
}

static bool feed(struct document *document, struct report_xml *parser, EVP_MD_CTX *sum,
		 GError **error)
{
	g_autofree uint8_t *chunk = g_malloc(OCTETS_CHUNK);
	gssize n;

	while ((n = octets_read(document->octets, chunk, OCTETS_CHUNK, error)) > 0) {
		if (document->outlet->stopped(document->outlet))
			return stop(error);
		EVP_DigestUpdate(sum, chunk, (size_t)n);
		if (!report_xml_feed(parser, chunk, (size_t)n, error))
			return false;
	}
	return n == 0 && report_xml_finish(parser, error);
}

static bool read_with(struct document *document, struct report_xml *parser, GError **error)
{
	EVP_MD_CTX *sum = EVP_MD_CTX_new();
	const struct report *report;
	uint8_t digest[INTAKE_SHA256_OCTETS];
	bool done;

	EVP_DigestInit_ex(sum, EVP_sha256(), NULL);
	done = feed(document, parser, sum, error);
	EVP_DigestFinal_ex(sum, digest, NULL);
	EVP_MD_CTX_free(sum);
	if (!done)
		return false;
	report = report_xml_report(parser);
	if (!begin(document, report, error)) /* one without rows has not begun yet */
		return false;
	if (!document->outlet->end(document->outlet, report, digest))
		return stop(error);
	document->begun = false;
	return true;
}

static void drop(struct document *document)
{
	if (document->begun)
		document->outlet->drop(document->outlet);
	document->begun = false;
}

/* One pass; *repair: whether another parser may make more of it. */
static bool read_once(struct document *document,
		      struct report_xml *(*new_parser)(const struct report_xml_sink *),
		      bool *repair, GError **error)
{
	const struct report_xml_sink sink = {take_batch, document};
	struct report_xml *parser = new_parser(&sink);
	bool done = read_with(document, parser, error);

	*repair = !done && report_xml_wants_repair(parser);
	report_xml_free(parser);
	if (!done)
		drop(document);
	return done;
}

void document_read(const struct item *item, struct octets *octets)
{
	struct document document = {item->outlet, &item->origin, octets, false};
	g_autoptr(GError) error = NULL;
	bool repair, done = read_once(&document, report_xml_new, &repair, &error);

	if (!done && repair) {
		g_clear_error(&error);
		done = octets_rewind(octets, &error) &&
		       read_once(&document, report_xml_new_repair, &repair, &error);
	}
	if (!done)
		item_reject(item, error->message);
}
