/* SPDX-License-Identifier: MIT */
#include "intake/mail.h"

#include <string.h>

#include <gmime/gmime.h>

#include "intake/mail_text.h"
#include "intake/sniff.h"

struct mail {
	const struct item *item;
	unsigned parts;	 /* leaves so far */
	bool found;	 /* some part was read, or the whole was skipped */
	bool is_failure; /* a failure report: what it quotes is not looked at */
	char *reason;	 /* why the first part that might have held a report does not */
};

static void read_part(struct mail *mail, GMimeObject *object, unsigned messages);

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
	GMimeContentType *content = g_mime_object_get_content_type(object);

	return content && g_mime_content_type_is_type(content, type, subtype);
}

/* RFC 6591: told by its machine-readable part, or by the type of the whole. */
static bool is_failure_report(GMimeObject *object)
{
	const char *report_type;

	if (is_type(object, "message", "feedback-report"))
		return true;
	if (!is_type(object, "multipart", "report"))
		return false;
	report_type = g_mime_object_get_content_type_parameter(object, "report-type");
	return report_type && g_ascii_strcasecmp(report_type, "feedback-report") == 0;
}

static void skip_failure(struct mail *mail)
{
	struct outlet *outlet = mail->item->outlet;

	if (!mail->is_failure)
		outlet->skipped(outlet, &mail->item->origin, INTAKE_SKIP_FAILURE);
	mail->is_failure = mail->found = true;
}

static GBytes *decode(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *memory = g_mime_stream_mem_new();
	GByteArray *octets = g_byte_array_new();

	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(memory), octets);
	if (content)
		g_mime_data_wrapper_write_to_stream(content, memory);
	g_object_unref(memory);
	return g_byte_array_free_to_bytes(octets);
}

/*
 * Text that people read may look like a mail or like markup; an attachment is meant, and so is what
 * was packed.
 */
static bool is_candidate(GMimeObject *object, enum kind kind, bool named, bool packed)
{
	switch (kind) {
	case KIND_XML:
	case KIND_GZIP:
	case KIND_ZIP:
	case KIND_TLS:
		return true;
	case KIND_MARKUP:
		return named || packed || !is_type(object, "text", "*");
	case KIND_MBOX:
	case KIND_MAIL:
		return packed || is_type(object, "application", "*") ||
		       is_type(object, "message", "rfc822") || is_type(object, "message", "global");
	case KIND_UNKNOWN:
	case KIND_EMPTY:
	case KIND_UNUSED:
	case KIND_HTML:
	case KIND_TNEF:
		return false;
	}
	return false;
}

static void note_reason(struct mail *mail, const char *name, enum kind kind)
{
	if (!mail->reason)
		mail->reason = g_strdup_printf("a mail without a report; '%s' is %s", name,
					       kind_reason(kind));
}

static enum kind kind_of(GBytes *content)
{
	size_t len;
	const uint8_t *data = g_bytes_get_data(content, &len);

	return sniff(data, MIN(len, OCTETS_HEAD_MAX));
}

/* In base64 though no field says so (Q11): then what it holds takes its place. */
static bool unpack(GBytes **content, enum kind *kind)
{
	GBytes *unpacked = *kind == KIND_UNKNOWN ? mail_text_unpack(*content) : NULL;

	if (!unpacked || kind_of(unpacked) == KIND_UNKNOWN) {
		g_bytes_unref(unpacked);
		return false;
	}
	g_bytes_unref(*content);
	*content = unpacked;
	*kind = kind_of(unpacked);
	return true;
}

static void read_leaf(struct mail *mail, GMimePart *part, unsigned messages)
{
	const char *filename = g_mime_part_get_filename(part);
	bool named = filename && *filename;
	g_autofree char *number = g_strdup_printf("part %u", ++mail->parts);
	g_autofree char *member = item_member(mail->item, named ? filename : number);
	g_autoptr(GBytes) content = decode(part);
	enum kind kind = kind_of(content);
	bool packed = unpack(&content, &kind);
	struct item inner = *mail->item;

	inner.origin.member = member;
	inner.messages = messages;
	if (is_candidate(GMIME_OBJECT(part), kind, named, packed)) {
		struct octets *octets = octets_memory_new(content, 0);

		mail->found = true;
		item_read(&inner, octets);
		octets_free(octets);
	} else if (named || kind == KIND_UNUSED || !is_type(GMIME_OBJECT(part), "text", "*")) {
		note_reason(mail, named ? filename : number, kind);
	}
}

static void read_nested(struct mail *mail, GMimeMessagePart *part, unsigned messages)
{
	GMimeMessage *message = g_mime_message_part_get_message(part);
	GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;

	if (root && messages <= INTAKE_DEPTH_MAX)
		read_part(mail, root, messages + 1);
	else if (root && !mail->reason)
		mail->reason =
			g_strdup_printf("a mail within more than %u others", INTAKE_DEPTH_MAX);
}

static void read_part(struct mail *mail, GMimeObject *object, unsigned messages)
{
	struct outlet *outlet = mail->item->outlet;

	if (mail->is_failure || outlet->stopped(outlet))
		return;
	if (is_failure_report(object)) {
		skip_failure(mail);
	} else if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *parts = GMIME_MULTIPART(object);

		for (int i = 0; i < g_mime_multipart_get_count(parts); i++)
			read_part(mail, g_mime_multipart_get_part(parts, i), messages);
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		read_nested(mail, GMIME_MESSAGE_PART(object), messages);
	} else if (GMIME_IS_PART(object)) {
		read_leaf(mail, GMIME_PART(object), messages);
	}
}

/* Some reporters send their failure reports as plain text; then only the subject says so. */
static bool has_failure_subject(GMimeMessage *message)
{
	const char *subject = g_mime_message_get_subject(message);
	g_autofree char *lower = g_ascii_strdown(subject ? subject : "", -1);

	return strstr(lower, "failure report") || strstr(lower, "forensic report");
}

/* The message reads from the view, which has to live as long. */
static GMimeMessage *parse(GByteArray *view)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	GMimeParser *parser;
	GMimeMessage *message;

	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), view);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

void mail_init(void)
{
	g_mime_init();
}

static void read_message(struct mail *mail, GByteArray *view)
{
	GMimeMessage *message = parse(view);
	GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;

	if (root)
		read_part(mail, root, mail->item->messages);
	if (!mail->found && root && has_failure_subject(message))
		skip_failure(mail);
	g_clear_object(&message);
}

/* Of a mail out of a mailbox there is no other evidence than its text. */
static void reject_mail(const struct item *item, GBytes *text, const char *reason)
{
	struct octets *octets = octets_memory_new(text, 0);
	struct evidence evidence = {
		.octets = octets, .member = item->origin.member, .outer = item->evidence};
	struct item inner = *item;

	inner.evidence = &evidence;
	item_reject(&inner, reason);
	evidence_clear(&evidence);
	octets_free(octets);
}

/* Reads it and gives it back, as it came. */
static GBytes *read_text(struct mail *mail, GBytes *text)
{
	g_autoptr(GError) error = NULL;
	GByteArray *mended = NULL, *view;

	if (!mail_text_mend(text, &mended, &error)) {
		mail->reason = g_strdup(error->message);
	} else if (mended) {
		read_message(mail, mended);
		g_byte_array_unref(mended);
	} else {
		view = g_bytes_unref_to_array(text);
		read_message(mail, view);
		text = g_byte_array_free_to_bytes(view);
	}
	return text;
}

void mail_read(const struct item *item, GBytes *text)
{
	struct mail mail = {.item = item};

	text = read_text(&mail, text);
	if (!mail.found)
		reject_mail(item, text, mail.reason ? mail.reason : "a mail without a report");
	g_bytes_unref(text);
	g_free(mail.reason);
}
