/* SPDX-License-Identifier: MIT */
#include "dmarc/report_xml.h"

#include <expat.h>
#include <string.h>

#include "base/error.h"
#include "dmarc/report_characters.h"
#include "dmarc/report_elements.h"
#include "dmarc/report_head.h"
#include "dmarc/report_mend.h"
#include "dmarc/report_rows.h"

#define NAMESPACE_RFC9990 "urn:ietf:params:xml:ns:dmarc-2.0"

#define SLICE_OCTETS (64u << 10) /* fed to expat at a time */
#define TOKEN_OCTETS (1u << 20)	 /* of one tag or comment: expat holds it whole */
#define HELD_BATCHES 16u	 /* that wait for metadata and policy domain */

struct report_xml {
	XML_Parser expat;
	struct report_xml_sink sink;
	struct report report;
	struct report_rows *rows;
	GPtrArray *held;	  /* struct report_batch *: until the head is whole */
	struct report_mend *mend; /* NULL in the first pass */
	GString *mended;
	char text[REPORT_XML_TEXT_MAX + 1]; /* of the leaf that is open */
	size_t text_len;

	enum element stack[REPORT_XML_DEPTH_MAX];
	unsigned depth, skipped; /* elements that are open: known, and unknown below them */
	size_t quiet;		 /* octets since the parser last told of anything */
	bool begun;		 /* something but white space has come */
	bool rooted;		 /* the root element has begun */
	bool bare;		 /* in a reason, and nothing in it has begun yet */
	bool metadata, policy;	 /* have ended */
	bool wants_repair;
	GError *error; /* the first one; nothing is read after it */
};

static void fail(struct report_xml *parser, enum rampart_error code, const char *what)
{
	if (parser->error)
		return;
	g_set_error(&parser->error, RAMPART_ERROR, (int)code, "line %lu: %s",
		    XML_GetCurrentLineNumber(parser->expat), what);
	XML_StopParser(parser->expat, XML_FALSE);
}

/* What is missing is in no line; takes the error. */
static void refuse(struct report_xml *parser, GError *error)
{
	parser->error = error;
	XML_StopParser(parser->expat, XML_FALSE);
}

/* Hands the batch to the sink, or holds it as long as the report's head is not known. */
static void deliver(struct report_xml *parser, struct report_batch *batch)
{
	if (!batch)
		return;
	if (!parser->metadata || !parser->policy) {
		g_ptr_array_add(parser->held, batch);
		if (parser->held->len > HELD_BATCHES)
			fail(parser, RAMPART_ERROR_LIMIT,
			     "too many rows before report_metadata and policy_published");
	} else if (parser->error) {
		report_batch_free(batch);
	} else if (!parser->sink.batch(parser->sink.ctx, &parser->report, batch, &parser->error)) {
		XML_StopParser(parser->expat, XML_FALSE);
	}
}

/* The head is whole: rows that stood before it learn their domain and go out. */
static void release_held(struct report_xml *parser)
{
	struct report_batch *batch = report_rows_take(parser->rows);

	if (batch)
		g_ptr_array_add(parser->held, batch);
	while (parser->held->len > 0) {
		batch = g_ptr_array_steal_index(parser->held, 0);
		report_batch_set_domain(batch, parser->report.domain);
		deliver(parser, batch);
	}
}

static bool declares_rfc9990(const char **attributes)
{
	for (; attributes[0]; attributes += 2) {
		if (g_str_has_prefix(attributes[0], "xmlns") &&
		    strcmp(attributes[1], NAMESPACE_RFC9990) == 0)
			return true;
	}
	return false;
}

/* The root must be a report; a schema around it is mended away (Q17). */
static void begin_root(struct report_xml *parser, const char *name, enum element element,
		       const char **attributes)
{
	parser->rooted = true;
	if (element == ELEMENT_UNKNOWN) {
		parser->wants_repair = !parser->mend && strcmp(name, "schema") == 0;
		fail(parser, RAMPART_ERROR_INVALID,
		     "no aggregate report: its root element is not feedback");
	} else if (declares_rfc9990(attributes)) {
		parser->report.generation = GENERATION_RFC9989;
	}
}

/* False when the element is to be skipped with all that it holds. */
static bool begin_element(struct report_xml *parser, enum element element)
{
	if (element == ELEMENT_POLICY && parser->policy) {
		parser->report.flags |= REPORT_TWO_POLICIES;
		return false;
	}
	if (element == ELEMENT_UNKNOWN || (element == ELEMENT_METADATA && parser->metadata))
		return false;
	return element < ELEMENT_RECORD || report_rows_open(parser->rows, element);
}

/* Trimmed in place; a text that was cut ends with a whole character. */
static const char *take_text(struct report_xml *parser, size_t *len)
{
	const char *start = parser->text, *end = start + parser->text_len;

	if (parser->text_len == REPORT_XML_TEXT_MAX)
		g_utf8_validate_len(start, parser->text_len, &end);
	while (end > start && g_ascii_isspace(end[-1]))
		end--;
	while (start < end && g_ascii_isspace(*start))
		start++;
	*len = (size_t)(end - start);
	parser->text[end - parser->text] = '\0';
	return start;
}

/*
 * Some reporters write <reason>sampled_out</reason>: the type by itself (Q26). What stands behind
 * an element is none.
 */
static void take_bare_type(struct report_xml *parser)
{
	size_t len;
	const char *text = take_text(parser, &len);

	if (len > 0 && parser->bare)
		report_rows_text(parser->rows, ELEMENT_REASON_TYPE, text, len);
	parser->text_len = 0;
	parser->bare = false;
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes)
{
	struct report_xml *parser = data;
	enum element parent, element;

	parser->quiet = 0;
	if (parser->error)
		return;
	if (parser->depth + parser->skipped >= REPORT_XML_DEPTH_MAX) {
		fail(parser, RAMPART_ERROR_LIMIT, "elements are nested too deeply");
		return;
	}
	if (parser->skipped > 0) {
		parser->skipped++;
		return;
	}
	parent = parser->depth ? parser->stack[parser->depth - 1] : ELEMENT_DOCUMENT;
	element = element_child(parent, name);
	if (element == ELEMENT_UNKNOWN && strchr(name, ':')) {
		name = strchr(name, ':') + 1;
		element = element_child(parent, name);
	}
	if (parser->depth == 0)
		begin_root(parser, name, element, attributes);
	if (parent == ELEMENT_REASON)
		take_bare_type(parser);
	if (parser->error || !begin_element(parser, element)) {
		parser->skipped++;
		return;
	}
	parser->stack[parser->depth++] = element;
	parser->bare = element == ELEMENT_REASON;
	parser->text_len = 0;
}

static bool holds_text(enum element element)
{
	return element_is_leaf(element) || element == ELEMENT_REASON;
}

static void XMLCALL on_text(void *data, const char *text, int len)
{
	struct report_xml *parser = data;
	size_t part = MIN((size_t)len, REPORT_XML_TEXT_MAX - parser->text_len);

	parser->quiet = 0;
	if (parser->skipped > 0 || parser->depth == 0 ||
	    !holds_text(parser->stack[parser->depth - 1]))
		return;
	memcpy(parser->text + parser->text_len, text, part);
	parser->text_len += part;
}

static void end_row(struct report_xml *parser)
{
	report_rows_close(parser->rows, &parser->report);
	if (report_rows_full(parser->rows))
		deliver(parser, report_rows_take(parser->rows));
}

static void end_head(struct report_xml *parser, enum element element)
{
	bool metadata = element == ELEMENT_METADATA;
	GError *error = NULL;

	if (!(metadata ? report_head_metadata : report_head_policy)(&parser->report, &error)) {
		refuse(parser, error);
		return;
	}
	parser->metadata |= metadata;
	parser->policy |= !metadata;
	if (parser->metadata && parser->policy)
		release_held(parser);
}

static void end_leaf(struct report_xml *parser, enum element element)
{
	g_autoptr(GError) error = NULL;
	size_t len;
	const char *text = take_text(parser, &len);

	if (element > ELEMENT_RECORD)
		report_rows_text(parser->rows, element, text, len);
	else if (!report_head_set(&parser->report, element, text, len, &error))
		fail(parser, RAMPART_ERROR_INVALID, error->message);
}

static void end_element(struct report_xml *parser, enum element element)
{
	if (element_is_leaf(element))
		end_leaf(parser, element);
	else if (element == ELEMENT_REASON)
		take_bare_type(parser);
	else if (element == ELEMENT_RECORD)
		end_row(parser);
	else if (element == ELEMENT_METADATA || element == ELEMENT_POLICY)
		end_head(parser, element);
}

static void XMLCALL on_end(void *data, const char *name)
{
	struct report_xml *parser = data;

	(void)name;
	parser->quiet = 0;
	if (parser->error)
		return;
	if (parser->skipped > 0) {
		parser->skipped--;
		return;
	}
	end_element(parser, parser->stack[--parser->depth]);
	parser->text_len = 0;
}

static void XMLCALL on_doctype(void *data, const char *name, const char *system, const char *public,
			       int has_subset)
{
	(void)name, (void)system, (void)public, (void)has_subset;
	fail(data, RAMPART_ERROR_INVALID, "a report with a DOCTYPE is refused");
}

static void XMLCALL on_comment(void *data, const char *text)
{
	struct report_xml *parser = data;

	(void)text;
	parser->quiet = 0;
}

/* Some reporters declare one of their own country; every other encoding is left to the mending. */
static int XMLCALL on_encoding(void *data, const char *name, XML_Encoding *encoding)
{
	(void)data;
	if (!characters_map(name, encoding->map))
		return XML_STATUS_ERROR;
	encoding->data = NULL;
	encoding->convert = NULL;
	encoding->release = NULL;
	return XML_STATUS_OK;
}

static struct report_xml *parser_new(const struct report_xml_sink *sink, const char *encoding)
{
	struct report_xml *parser = g_new0(struct report_xml, 1);

	parser->expat = XML_ParserCreate(encoding);
	parser->sink = *sink;
	report_init(&parser->report);
	parser->rows = report_rows_new();
	parser->held = g_ptr_array_new_with_free_func((GDestroyNotify)report_batch_free);
	XML_SetUserData(parser->expat, parser);
	XML_SetElementHandler(parser->expat, on_start, on_end);
	XML_SetCharacterDataHandler(parser->expat, on_text);
	XML_SetStartDoctypeDeclHandler(parser->expat, on_doctype);
	XML_SetCommentHandler(parser->expat, on_comment);
	XML_SetUnknownEncodingHandler(parser->expat, on_encoding, NULL);
	return parser;
}

struct report_xml *report_xml_new(const struct report_xml_sink *sink)
{
	return parser_new(sink, NULL);
}

struct report_xml *report_xml_new_repair(const struct report_xml_sink *sink)
{
	struct report_xml *parser = parser_new(sink, "UTF-8");

	parser->mend = report_mend_new();
	parser->mended = g_string_new(NULL);
	parser->report.flags |= REPORT_RECOVERED;
	return parser;
}

void report_xml_free(struct report_xml *parser)
{
	if (!parser)
		return;
	XML_ParserFree(parser->expat);
	report_clear(&parser->report);
	report_rows_free(parser->rows);
	g_ptr_array_unref(parser->held);
	report_mend_free(parser->mend);
	if (parser->mended)
		g_string_free(parser->mended, TRUE);
	g_clear_error(&parser->error);
	g_free(parser);
}

/*
 * Outside the root element expat's words for the same fault depend on where the input was cut in
 * pieces.
 */
static const char *fault_of(const struct report_xml *parser, enum XML_Error code)
{
	bool outside = parser->depth + parser->skipped == 0;

	if (outside && (code == XML_ERROR_SYNTAX || code == XML_ERROR_INVALID_TOKEN ||
			code == XML_ERROR_JUNK_AFTER_DOC_ELEMENT))
		return parser->rooted ? "something stands behind the root element"
				      : "no element begins where the root element should";
	return XML_ErrorString(code);
}

/* What expat found: the report ends too early, or is no XML by the letter, which may be mended. */
static void fail_from_expat(struct report_xml *parser)
{
	enum XML_Error code = XML_GetErrorCode(parser->expat);
	g_autofree char *what = NULL;

	if (parser->error)
		return;
	if (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN) {
		fail(parser, RAMPART_ERROR_INVALID,
		     parser->begun ? "the report is cut off: it ends without </feedback>"
				   : "the report is empty");
		return;
	}
	parser->wants_repair = !parser->mend && code != XML_ERROR_NO_MEMORY;
	what = g_strdup_printf("broken XML (%s)", fault_of(parser, code));
	fail(parser, RAMPART_ERROR_INVALID, what);
}

static void parse(struct report_xml *parser, const char *data, size_t len, bool last)
{
	do {
		size_t slice = MIN(len, SLICE_OCTETS);
		bool final = last && slice == len;

		if (XML_Parse(parser->expat, data, (int)slice, final) != XML_STATUS_OK)
			fail_from_expat(parser);
		parser->quiet += slice;
		if (parser->quiet > TOKEN_OCTETS)
			fail(parser, RAMPART_ERROR_LIMIT, "a tag or comment is too long");
		data += slice;
		len -= slice;
	} while (len > 0 && !parser->error);
}

static void parse_mended(struct report_xml *parser, const char *data, size_t len, bool last)
{
	do {
		size_t slice = MIN(len, SLICE_OCTETS);
		bool final = last && slice == len;

		g_string_truncate(parser->mended, 0);
		report_mend_feed(parser->mend, data, slice, final, parser->mended);
		parse(parser, parser->mended->str, parser->mended->len, final);
		if (report_mend_has_two(parser->mend))
			fail(parser, RAMPART_ERROR_INVALID, "a second report follows the first");
		data += slice;
		len -= slice;
	} while (len > 0 && !parser->error);
}

static bool consume(struct report_xml *parser, const char *data, size_t len, bool last,
		    GError **error)
{
	if (!parser->error) {
		if (parser->mend)
			parse_mended(parser, data, len, last);
		else
			parse(parser, data, len, last);
	}
	if (parser->error && error)
		*error = g_error_copy(parser->error);
	return !parser->error;
}

bool report_xml_feed(struct report_xml *parser, const void *data, size_t len, GError **error)
{
	const char *from = data, *end = from + len;

	/* White space and a byte order mark may stand before the prolog (Q14). */
	while (!parser->begun && from < end && strchr(" \t\r\n\xef\xbb\xbf", *from) && *from)
		from++;
	parser->begun |= from < end;
	return from == end || consume(parser, from, (size_t)(end - from), false, error);
}

bool report_xml_finish(struct report_xml *parser, GError **error)
{
	if (!consume(parser, "", 0, true, error))
		return false;
	if (!parser->metadata || !parser->policy)
		refuse(parser,
		       g_error_new(RAMPART_ERROR, RAMPART_ERROR_INVALID, "no %s",
				   parser->metadata ? "policy_published" : "report_metadata"));
	else
		deliver(parser, report_rows_take(parser->rows));
	if (parser->error && error)
		*error = g_error_copy(parser->error);
	return !parser->error;
}

bool report_xml_wants_repair(const struct report_xml *parser)
{
	return parser->wants_repair;
}

const struct report *report_xml_report(const struct report_xml *parser)
{
	return &parser->report;
}
