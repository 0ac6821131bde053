/* SPDX-License-Identifier: MIT */
#include "dmarc/report_signature.h"

#include <string.h>

#include "base/name.h"
#include "dmarc/consistency.h"
#include "dmarc/report_elements.h"
#include "dmarc/report_xml.h"

struct row_reader {
	struct signature signature; /* its texts stand in the row or in names */
	struct dkim_result dkim[REPORT_XML_RESULTS_MAX];
	struct spf_result spf[REPORT_XML_RESULTS_MAX];
	struct override overrides[REPORT_XML_RESULTS_MAX];
	char *evaluated_dkim, *evaluated_spf; /* as written */
	enum disposition disposition;
	bool fresh; /* a result or reason began, and has no text yet */
	char empty[1];
	GPtrArray *names; /* char *: those that were made, not only pointed at */
	GString *said;
};

struct row_reader *row_reader_new(void)
{
	struct row_reader *reader = g_new0(struct row_reader, 1);

	reader->names = g_ptr_array_new_with_free_func(g_free);
	reader->said = g_string_new(NULL);
	return reader;
}

void row_reader_free(struct row_reader *reader)
{
	if (!reader)
		return;
	g_ptr_array_unref(reader->names);
	g_string_free(reader->said, TRUE);
	g_free(reader);
}

/* Keeps a raw value whose meaning was changed or lost: "what=text", for the i-th one if i > 0. */
static void say(struct row_reader *reader, const char *what, unsigned i, const char *text)
{
	gsize at;

	if (reader->said->len > 0)
		g_string_append_c(reader->said, '\n');
	g_string_append(reader->said, what);
	if (i > 0)
		g_string_append_printf(reader->said, "[%u]", i);
	g_string_append_c(reader->said, '=');
	at = reader->said->len;
	g_string_append(reader->said, text);
	g_strdelimit(reader->said->str + at, "\r\n", ' ');
}

struct word {
	const char *word;
	int value;
	bool exact; /* false: another word for it, so that what was written is kept */
};

/* An empty text is fallback without a word; an unknown word is kept. */
static int word_value(struct row_reader *reader, const struct word *words, int fallback,
		      const char *text, const char *what, unsigned i)
{
	if (!*text)
		return fallback;
	for (; words->word; words++) {
		if (g_ascii_strcasecmp(words->word, text) != 0)
			continue;
		if (!words->exact)
			say(reader, what, i, text);
		return words->value;
	}
	say(reader, what, i, text);
	return fallback;
}

static enum auth_result result_from(struct row_reader *reader, const char *text, const char *what,
				    unsigned i)
{
	static const struct word words[] = {
		{"pass", AUTH_RESULT_PASS, true},
		{"fail", AUTH_RESULT_FAIL, true},
		{"none", AUTH_RESULT_NONE, true},
		{"softfail", AUTH_RESULT_SOFTFAIL, true},
		{"neutral", AUTH_RESULT_NEUTRAL, true},
		{"policy", AUTH_RESULT_POLICY, true},
		{"temperror", AUTH_RESULT_TEMPERROR, true},
		{"permerror", AUTH_RESULT_PERMERROR, true},
		{"hardfail", AUTH_RESULT_FAIL, false},
		{"unknown", AUTH_RESULT_TEMPERROR, false},
		{"error", AUTH_RESULT_PERMERROR, false},
		{NULL, 0, false},
	};

	return (enum auth_result)word_value(reader, words, AUTH_RESULT_UNKNOWN, text, what, i);
}

static enum disposition disposition_from(struct row_reader *reader, const char *text)
{
	static const struct word words[] = {
		{"none", DISPOSITION_NONE, true},
		{"quarantine", DISPOSITION_QUARANTINE, true},
		{"reject", DISPOSITION_REJECT, true},
		{"pass", DISPOSITION_NONE, false},
		{NULL, 0, false},
	};

	return (enum disposition)word_value(reader, words, DISPOSITION_UNKNOWN, text, "disposition",
					    0);
}

static enum spf_scope scope_from(struct row_reader *reader, const char *text, unsigned i)
{
	static const struct word words[] = {
		{"mfrom", SPF_SCOPE_MFROM, true},
		{"helo", SPF_SCOPE_HELO, true},
		{NULL, 0, false},
	};

	return (enum spf_scope)word_value(reader, words, SPF_SCOPE_UNKNOWN, text, "spf/scope", i);
}

static enum override_type override_from(struct row_reader *reader, const char *text, unsigned i)
{
	struct word words[OVERRIDE_OTHER + 2] = {0};

	for (int type = 0; type <= OVERRIDE_OTHER; type++)
		words[type] =
			(struct word){override_type_name((enum override_type)type), type, true};
	return (enum override_type)word_value(reader, words, OVERRIDE_OTHER, text, "reason/type",
					      i);
}

/* Is there nothing to do about it? So it is with nearly every name. */
static bool is_plain(const char *name)
{
	while (g_ascii_islower(*name) || g_ascii_isdigit(*name) || *name == '-' ||
	       (*name == '.' && name[1]))
		name++;
	return !*name;
}

/* A domain out of the row, without what may stand before an @ in it. */
static char *name_from(struct row_reader *reader, char *text)
{
	char *name;

	if (is_plain(text))
		return text;
	name = name_from_report(text, strlen(text));
	g_ptr_array_add(reader->names, name);
	return name;
}

/*
 * A result or reason comes into being with its first text: one that says nothing is left out (Q26,
 * Q29). These three return the one that the text belongs to.
 */
static struct dkim_result *open_dkim(struct row_reader *reader)
{
	if (reader->fresh)
		reader->dkim[reader->signature.n_dkim++] =
			(struct dkim_result){.domain = reader->empty};
	reader->fresh = false;
	return &reader->dkim[reader->signature.n_dkim - 1];
}

static struct spf_result *open_spf(struct row_reader *reader)
{
	if (reader->fresh)
		reader->spf[reader->signature.n_spf++] =
			(struct spf_result){.domain = reader->empty};
	reader->fresh = false;
	return &reader->spf[reader->signature.n_spf - 1];
}

static struct override *open_override(struct row_reader *reader)
{
	if (reader->fresh)
		reader->overrides[reader->signature.n_overrides++] =
			(struct override){.type = OVERRIDE_OTHER};
	reader->fresh = false;
	return &reader->overrides[reader->signature.n_overrides - 1];
}

static void read_dkim(struct row_reader *reader, enum element element, char *text)
{
	struct dkim_result *dkim = open_dkim(reader);

	if (element == ELEMENT_DKIM_DOMAIN)
		dkim->domain = name_from(reader, text);
	else if (element == ELEMENT_DKIM_SELECTOR)
		dkim->selector = text;
	else if (element == ELEMENT_DKIM_HUMAN)
		dkim->human = text;
	else
		dkim->result = result_from(reader, text, "dkim/result", reader->signature.n_dkim);
}

static void read_spf(struct row_reader *reader, enum element element, char *text)
{
	struct spf_result *spf = open_spf(reader);

	if (element == ELEMENT_SPF_DOMAIN)
		spf->domain = name_from(reader, text);
	else if (element == ELEMENT_SPF_SCOPE)
		spf->scope = scope_from(reader, text, reader->signature.n_spf);
	else if (element == ELEMENT_SPF_HUMAN)
		spf->human = text;
	else
		spf->result = result_from(reader, text, "spf/result", reader->signature.n_spf);
}

static void read_reason(struct row_reader *reader, enum element element, char *text)
{
	struct override *override = open_override(reader);

	if (element == ELEMENT_REASON_COMMENT)
		override->comment = text;
	else
		override->type = override_from(reader, text, reader->signature.n_overrides);
}

/* Of the elements that a row has once; an empty one counts only as the null path. */
static void read_single(struct row_reader *reader, enum element element, char *text)
{
	struct signature *signature = &reader->signature;

	if (element == ELEMENT_ENVELOPE_FROM)
		signature->envelope_from = name_from(reader, text);
	else if (element == ELEMENT_SOURCE_IP || element == ELEMENT_COUNT)
		say(reader, element == ELEMENT_COUNT ? "count" : "source_ip", 0, text);
	else if (!*text)
		return;
	else if (element == ELEMENT_HEADER_FROM)
		signature->header_from = name_from(reader, text);
	else if (element == ELEMENT_ENVELOPE_TO)
		signature->envelope_to = name_from(reader, text);
	else if (element == ELEMENT_DISPOSITION)
		reader->disposition = disposition_from(reader, text);
	else if (element == ELEMENT_EVALUATED_DKIM)
		reader->evaluated_dkim = text;
	else if (element == ELEMENT_EVALUATED_SPF)
		reader->evaluated_spf = text;
}

static void read_element(struct row_reader *reader, enum element element, char *text)
{
	if (element == ELEMENT_DKIM || element == ELEMENT_SPF || element == ELEMENT_REASON)
		reader->fresh = true;
	else if (element > ELEMENT_DKIM && element < ELEMENT_SPF) {
		if (*text)
			read_dkim(reader, element, text);
	} else if (element > ELEMENT_SPF) {
		if (*text)
			read_spf(reader, element, text);
	} else if (element == ELEMENT_REASON_TYPE || element == ELEMENT_REASON_COMMENT) {
		if (*text)
			read_reason(reader, element, text);
	} else {
		read_single(reader, element, text);
	}
}

/* What the receiver evaluated, if it says so. */
static enum auth_result evaluated(struct row_reader *reader, const char *text, const char *what)
{
	static const struct word words[] = {
		{"pass", AUTH_RESULT_PASS, true},
		{"fail", AUTH_RESULT_FAIL, true},
		{NULL, 0, false},
	};

	return (enum auth_result)word_value(reader, words, AUTH_RESULT_UNKNOWN, text, what, 0);
}

/* Takes the place of what the receiver did not say, if it names raw results of that kind. */
static void recompute(struct row_reader *reader, enum auth_result *result, bool named, bool aligned,
		      const char *text, const char *what)
{
	if (*result != AUTH_RESULT_UNKNOWN || !named)
		return;
	*result = aligned ? AUTH_RESULT_PASS : AUTH_RESULT_FAIL;
	if (!*text)
		say(reader, what, 0, text);
}

/* Q24; aligned by the public suffix list, since nothing is known of DNS on that day. */
static void evaluate(struct row_reader *reader, const struct report *report)
{
	struct signature *signature = &reader->signature;
	enum auth_result *dkim = &signature->evaluated_dkim, *spf = &signature->evaluated_spf;
	struct alignment raw;

	*dkim = evaluated(reader, reader->evaluated_dkim, "dkim");
	*spf = evaluated(reader, reader->evaluated_spf, "spf");
	if ((*dkim != AUTH_RESULT_UNKNOWN && *spf != AUTH_RESULT_UNKNOWN) || !report->domain)
		return;
	signature_align(signature, GENERATION_RFC7489, NULL, report->policy.adkim_strict,
			report->policy.aspf_strict, &raw);
	recompute(reader, dkim, signature->n_dkim > 0, raw.dkim, reader->evaluated_dkim, "dkim");
	recompute(reader, spf, signature_mfrom(signature), raw.spf, reader->evaluated_spf, "spf");
}

static void row_reader_reset(struct row_reader *reader)
{
	reader->signature = (struct signature){
		.dkim = reader->dkim,
		.spf = reader->spf,
		.overrides = reader->overrides,
	};
	reader->evaluated_dkim = reader->evaluated_spf = reader->empty;
	reader->disposition = DISPOSITION_UNKNOWN;
	g_ptr_array_set_size(reader->names, 0);
	g_string_truncate(reader->said, 0);
}

GBytes *row_understand(struct row_reader *reader, uint8_t *said, size_t len,
		       const struct report *report, enum disposition *disposition, unsigned *flags)
{
	struct signature *signature = &reader->signature;
	uint8_t *end = said + len;

	row_reader_reset(reader);
	while (said < end) {
		char *text = (char *)said + 1;

		read_element(reader, (enum element) * said, text);
		said += strlen(text) + 2;
	}
	if (!signature->header_from || !*signature->header_from) {
		signature->header_from = report->domain ? report->domain : reader->empty;
		*flags |= ROW_NO_HEADER_FROM;
	}
	evaluate(reader, report);
	signature->said = reader->said->len ? reader->said->str : NULL;
	*disposition = reader->disposition;
	return signature_key(signature);
}
