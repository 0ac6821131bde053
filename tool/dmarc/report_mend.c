/* SPDX-License-Identifier: MIT */
#include "dmarc/report_mend.h"

#include <string.h>

#include "dmarc/report_characters.h"
#include "dmarc/report_elements.h"

#define LOOK_AHEAD 64 /* octets that decide whether a '<', '&' or '/' is markup */
#define ROOT	   "feedback"

#define NAME_OCTETS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:"

struct report_mend {
	struct characters *characters;
	GString *text; /* not yet decided upon */
	enum {
		MEND_TEXT,
		MEND_TAG,   /* in a tag that stays */
		MEND_DROP,  /* in a schema tag */
		MEND_UNTIL, /* in a comment, CDATA section or instruction */
		MEND_AFTER, /* behind the report */
	} state;
	const char *terminator; /* of MEND_UNTIL */
	bool stays;		/* what MEND_UNTIL reads */
	char open[LOOK_AHEAD];	/* name in the last tag, if it was a start tag */
	size_t open_len;	/* else 0 */
	bool root_closed, two;
};

struct report_mend *report_mend_new(void)
{
	struct report_mend *mend = g_new0(struct report_mend, 1);

	mend->characters = characters_new();
	mend->text = g_string_new(NULL);
	return mend;
}

void report_mend_free(struct report_mend *mend)
{
	if (!mend)
		return;
	characters_free(mend->characters);
	g_string_free(mend->text, TRUE);
	g_free(mend);
}

bool report_mend_has_two(const struct report_mend *mend)
{
	return mend->two;
}

/* "&amp;", "&#38;", "&#x26;" and the like, if the character may stand in XML; else 0. */
static size_t entity_length(const char *text)
{
	static const char *const named[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
	bool hex = text[1] == '#' && text[2] == 'x';
	const char *digits = text + (hex ? 3 : 2);
	size_t n = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");
	gunichar c;

	for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
		if (g_str_has_prefix(text, named[i]))
			return strlen(named[i]);
	}
	if (text[1] != '#' || n == 0 || n > 7 || digits[n] != ';')
		return 0;
	c = (gunichar)g_ascii_strtoull(digits, NULL, hex ? 16 : 10);
	return g_unichar_validate(c) && character_is_xml(c) ? (size_t)(digits + n + 1 - text) : 0;
}

/* The name in the tag that begins at text, without its namespace; NULL when that is no tag. */
static char *tag_name(const char *text, bool *end)
{
	size_t len;
	const char *colon;

	*end = text[1] == '/';
	text += 1 + *end;
	len = strspn(text, NAME_OCTETS);
	if (len == 0 || len >= LOOK_AHEAD || !text[len] || !strchr(" \t\r\n/>", text[len]))
		return NULL;
	colon = g_strrstr_len(text, (gssize)len, ":");
	return colon ? g_strndup(colon + 1, len - (size_t)(colon + 1 - text))
		     : g_strndup(text, len);
}

/* How what begins there ends, whatever stands in it; NULL when it is a tag or text. */
static const char *terminator_of(const char *text)
{
	if (g_str_has_prefix(text, "<!--"))
		return "-->";
	if (g_str_has_prefix(text, "<![CDATA["))
		return "]]>";
	return g_str_has_prefix(text, "<?") ? "?>" : NULL;
}

/* These take what stands at text, and return how much of it; 0 asks for more to look at. */

static size_t take_open(struct report_mend *mend, const char *text, GString *out)
{
	bool end;
	g_autofree char *name = tag_name(text, &end);

	mend->terminator = terminator_of(text);
	if (mend->terminator) {
		mend->state = MEND_UNTIL;
		mend->stays = text[1] == '!' && text[2] == '[';
		if (!mend->stays)
			return 1;
	} else if (name && strcmp(name, "schema") == 0) {
		mend->state = MEND_DROP;
		return 1;
	} else if (text[1] == '!') { /* a DOCTYPE: the parser refuses it */
		mend->state = MEND_TAG;
	} else if (name && element_name_is_known(name)) {
		mend->state = MEND_TAG;
		mend->open_len = end ? 0 : strcspn(text + 1, " \t\r\n/>");
		memcpy(mend->open, text + 1, mend->open_len);
		mend->root_closed = end && strcmp(name, ROOT) == 0;
	} else {
		g_string_append(out, "&lt;");
		return 1;
	}
	g_string_append_c(out, '<');
	return 1;
}

/* The end tag of the element that is open, but for its '<'? */
static size_t take_slash(struct report_mend *mend, const char *text, GString *out)
{
	size_t len = mend->open_len;

	if (len == 0 || strncmp(text + 1, mend->open, len) != 0 || text[1 + len] != '>') {
		g_string_append_c(out, '/');
		return 1;
	}
	mend->open_len = 0;
	g_string_append_printf(out, "<%.*s", (int)len + 2, text);
	return len + 2;
}

static size_t take_text(struct report_mend *mend, const char *text, size_t left, bool last,
			GString *out)
{
	size_t plain = strcspn(text, "<&/"), entity;

	g_string_append_len(out, text, (gssize)plain);
	if (plain > 0 || (left < LOOK_AHEAD && !last))
		return plain;
	if (*text == '<')
		return take_open(mend, text, out);
	if (*text == '/')
		return take_slash(mend, text, out);
	entity = entity_length(text);
	if (entity == 0) {
		g_string_append(out, "&amp;");
		return 1;
	}
	g_string_append_len(out, text, (gssize)entity);
	return entity;
}

/* What does not stay leaves its line ends, so that lines keep their numbers. */
static void append(GString *out, const char *text, size_t len, bool stays)
{
	for (size_t i = 0; i < len; i++) {
		if (stays || text[i] == '\n')
			g_string_append_c(out, text[i]);
	}
}

static size_t take_tag(struct report_mend *mend, const char *text, size_t left, GString *out)
{
	const char *end = strchr(text, '>');
	size_t len = end ? (size_t)(end + 1 - text) : left;

	append(out, text, len, mend->state == MEND_TAG);
	if (end)
		mend->state = mend->root_closed ? MEND_AFTER : MEND_TEXT;
	return len;
}

static size_t take_until(struct report_mend *mend, const char *text, size_t left, bool last,
			 GString *out)
{
	const char *end = strstr(text, mend->terminator);
	size_t n = strlen(mend->terminator);
	size_t keep = last ? 0 : n - 1; /* perhaps the begin of it */
	size_t len = end ? (size_t)(end - text) + n : left > keep ? left - keep : 0;

	append(out, text, len, mend->stays);
	if (end)
		mend->state = MEND_TEXT;
	return len;
}

static size_t take_after(struct report_mend *mend, const char *text, size_t left, bool last)
{
	size_t plain = strcspn(text, "<");
	g_autofree char *name = NULL;
	bool end;

	if (plain > 0 || (left < LOOK_AHEAD && !last))
		return plain;
	name = tag_name(text, &end);
	mend->two |= name && !end && strcmp(name, ROOT) == 0;
	return 1;
}

static size_t take(struct report_mend *mend, const char *text, size_t left, bool last, GString *out)
{
	switch (mend->state) {
	case MEND_TEXT:
		return take_text(mend, text, left, last, out);
	case MEND_TAG:
	case MEND_DROP:
		return take_tag(mend, text, left, out);
	case MEND_UNTIL:
		return take_until(mend, text, left, last, out);
	case MEND_AFTER:
		return take_after(mend, text, left, last);
	}
	return left;
}

void report_mend_feed(struct report_mend *mend, const void *data, size_t len, bool last,
		      GString *out)
{
	size_t at = 0, taken;

	characters_take(mend->characters, data, len, last, mend->text);
	while (at < mend->text->len) {
		taken = take(mend, mend->text->str + at, mend->text->len - at, last, out);
		if (taken == 0)
			break;
		at += taken;
	}
	g_string_erase(mend->text, 0, (gssize)at);
}
