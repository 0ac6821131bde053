/* SPDX-License-Identifier: MIT */
/* Which findings a record has, by the rules of domain.md 1.2-1.6; record_advice.c has their words.
 */
#include "dmarc/record_text.h"

#include <string.h>

#include "base/name.h"
#include "dmarc/report_uri.h"

#define MAILTO	   "mailto:"
#define LENGTH_MAX 450 /* octets; more is an error to NCSC Mail Check */
#define URIS_MAX   2   /* what every RFC 7489 receiver must manage */

struct lint {
	struct span text;
	const struct record *record;
	GPtrArray *findings;
};

/* Of a tag of the record, with its value where it is there. */
static void say(const struct lint *lint, const char *code, const char *tag)
{
	const char *value = tag ? record_get(lint->record, tag) : NULL;
	g_autofree char *subject = value ? g_strdup_printf("%s=%s", tag, value) : NULL;

	record_advise(lint->findings, code, tag, subject);
}

/* Of a piece of a value or of the text. */
static void say_of(const struct lint *lint, const char *code, const char *tag, struct span piece)
{
	g_autofree char *subject = g_strndup(piece.at, piece.len);

	record_advise(lint->findings, code, tag, subject);
}

static const struct record_tag *tag_at(const struct lint *lint, guint i)
{
	return lint->record->tags->pdata[i];
}

/* Is what stands up to the first semicolon the version? */
static bool version_is_first(struct span text)
{
	struct span element, name, value;

	return span_next(&text, ';', &element) && span_pair(element, &name, &value) &&
	       name.len == 1 && g_ascii_tolower(name.at[0]) == 'v';
}

/* False when the text is so far from a record that its tags mean nothing. */
static bool lint_version(const struct lint *lint)
{
	const char *version = record_get(lint->record, "v");

	if (!version || strcmp(version, "DMARC1") != 0) {
		say(lint, version ? "v-invalid" : "v-missing", "v");
		return false;
	}
	if (g_ascii_isspace(lint->text.at[0]))
		say(lint, "leading-space", "v");
	else if (!version_is_first(lint->text))
		say(lint, "v-not-first", "v");
	else if (!memchr(lint->text.at, ';', lint->text.len))
		say(lint, "no-separator", "v");
	return true;
}

static void lint_form(const struct lint *lint)
{
	struct span rest = lint->text, element, name, value;
	bool odd = false;

	while (span_next(&rest, ';', &element)) {
		if (element.len == 0 && rest.at)
			say(lint, "empty-element", NULL);
		else if (element.len > 0 && !span_pair(element, &name, &value))
			say_of(lint, "not-a-tag", NULL, element);
	}
	for (size_t i = 0; i < lint->text.len; i++)
		odd |= lint->text.at[i] != '\t' && !g_ascii_isprint(lint->text.at[i]);
	if (odd)
		say(lint, "not-ascii", NULL);
	if (memchr(lint->text.at, '"', lint->text.len))
		say(lint, "zone-quotes", NULL);
	if (memchr(lint->text.at, '\\', lint->text.len))
		say(lint, "zone-escape", NULL);
	if (lint->text.len > LENGTH_MAX)
		say(lint, "too-long", NULL);
}

static bool has_capitals(const char *text)
{
	return strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
}

/* Does "name=" stand behind a space in it? A URI may hold both an equals sign and a space. */
static bool swallows_a_tag(const char *value)
{
	for (const char *at = strpbrk(value, " \t"); at; at = strpbrk(at, " \t")) {
		size_t letters;

		at += strspn(at, " \t");
		for (letters = 0; g_ascii_isalpha(at[letters]); letters++)
			;
		if (letters > 0 && at[letters + strspn(at + letters, " \t")] == '=')
			return true;
	}
	return false;
}

static void lint_value(const struct lint *lint, const char *tag, const char *value)
{
	g_autofree char *invalid = g_strconcat(tag, "-invalid", NULL);
	bool uris = strcmp(tag, "rua") == 0 || strcmp(tag, "ruf") == 0;
	bool valid = record_tag_valid(tag, value);

	if (!valid && !uris) /* each URI has findings of its own */
		say(lint, invalid, tag);
	if (valid && !uris && has_capitals(value))
		say(lint, "upper-case", tag);
	if (swallows_a_tag(value))
		say(lint, "missing-separator", tag);
}

static void lint_tags(const struct lint *lint)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < lint->record->tags->len; i++) {
		const struct record_tag *tag = tag_at(lint, i);
		char *name = g_ascii_strdown(tag->name, -1);
		bool known = record_tag_known(name);

		if (has_capitals(tag->name))
			say(lint, "upper-case", name);
		if (!known)
			say(lint, "unknown-tag", name);
		if (!*tag->value)
			say(lint, "empty-value", name);
		else if (known && strcmp(name, "v") != 0)
			lint_value(lint, name, tag->value);
		if (g_hash_table_contains(seen, name))
			say(lint, "duplicate-tag", name);
		g_hash_table_add(seen, name);
	}
}

static bool enforces(enum policy policy)
{
	return policy == POLICY_QUARANTINE || policy == POLICY_REJECT;
}

static void lint_policies(const struct lint *lint)
{
	const struct record *record = lint->record;
	enum policy others = policy_name(record->sp) ? record->sp : record->p;

	if (record->p == POLICY_ABSENT)
		say(lint, "p-missing", "p");
	if (record_get(record, "p") && record->tags->len > 1 &&
	    g_ascii_strcasecmp(tag_at(lint, 1)->name, "p") != 0)
		say(lint, "p-not-second", "p");
	if (policy_name(record->sp))
		say(lint, "sp-scope", "sp");
	if (policy_name(record->sp) && policy_name(record->p) && record->sp < record->p)
		say(lint, "sp-weaker", "sp");
	if (policy_name(record->np) && policy_name(others) && record->np < others)
		say(lint, "np-weaker", "np");
	if (record->psd != PSD_UNKNOWN)
		say(lint, record->psd == PSD_YES ? "psd-yes" : "psd-no", "psd");
}

/* Tags that soften the policy, each at one generation only. */
static void lint_sampling(const struct lint *lint)
{
	const struct record *record = lint->record;
	bool enforced = enforces(record->p) || enforces(record->sp);

	if (record_get(record, "pct"))
		say(lint, "pct-historic", "pct");
	if (record->pct < 100 && enforced && !record->t)
		say(lint, "pct-without-t", "pct");
	if (record->pct < 100 && (record->p == POLICY_REJECT || record->sp == POLICY_REJECT))
		say(lint, "pct-on-reject", "pct");
	if (record->t && enforced && record->pct == 100)
		say(lint, "t-without-pct", "t");
	if (record->t && !enforced && !enforces(record->np))
		say(lint, "t-on-none", "t");
}

/* Of a mailto: URI: a host of several labels, and no slashes before the user as in a web address.
 */
static bool is_reachable(const char *uri)
{
	g_autofree char *host = report_uri_host(uri);
	g_autofree char *name = host ? name_from_user(host, NULL) : NULL;

	return name && strchr(name, '.') && uri[strlen(MAILTO)] != '/';
}

static void lint_uri(const struct lint *lint, const char *tag, struct span text)
{
	static const char *const faults[] = {
		[URI_FAULT_EMPTY] = "uri-empty",
		[URI_FAULT_SCHEME] = "uri-no-scheme",
		[URI_FAULT_SYNTAX] = "uri-invalid",
		[URI_FAULT_LIMIT] = "uri-size-invalid",
	};
	struct record_uri uri;
	enum uri_fault fault = record_uri_read(text, &uri);

	if (fault != URI_FAULT_NONE) {
		say_of(lint, faults[fault], tag, text);
		return;
	}
	if (g_ascii_strncasecmp(uri.uri, MAILTO, strlen(MAILTO)) != 0)
		say_of(lint, "uri-scheme", tag, text);
	else if (!is_reachable(uri.uri))
		say_of(lint, "uri-address", tag, text);
	if (memchr(text.at, '!', text.len))
		say_of(lint, "uri-size", tag, text);
	g_free(uri.uri);
}

static void lint_uris(const struct lint *lint, const char *tag)
{
	const char *value = record_get(lint->record, tag);
	struct span rest = {value, value ? strlen(value) : 0}, piece;
	unsigned n = 0;

	while (rest.len > 0 && span_next(&rest, ',', &piece)) {
		lint_uri(lint, tag, piece);
		n += piece.len > 0;
	}
	if (n > URIS_MAX)
		say(lint, "uri-count", tag);
}

/* An option of fo, as record_parse() writes them: letters with colons between. */
static bool names_twice(const char *fo)
{
	for (; *fo; fo++) {
		if (*fo != ':' && strchr(fo + 1, *fo))
			return true;
	}
	return false;
}

static void lint_reports(const struct lint *lint)
{
	const struct record *record = lint->record;
	const char *fo = record->fo ? record->fo : "";

	if (!record_get(record, "rua"))
		say(lint, "no-rua", "rua");
	lint_uris(lint, "rua");
	lint_uris(lint, "ruf");
	if (record_get(record, "fo") && !record_get(record, "ruf"))
		say(lint, "fo-without-ruf", "fo");
	if (strchr(fo, '0') && strchr(fo, '1'))
		say(lint, "fo-exclusive", "fo");
	if (names_twice(fo))
		say(lint, "fo-repeated", "fo");
	if (record_get(record, "rf"))
		say(lint, "rf-historic", "rf");
	if (record_get(record, "ri"))
		say(lint, "ri-historic", "ri");
}

void record_lint_read(const char *txt, size_t len, const struct record *record, GPtrArray *findings)
{
	const struct lint lint = {{txt, len}, record, findings};

	lint_form(&lint);
	if (!lint_version(&lint))
		return;
	lint_tags(&lint);
	lint_policies(&lint);
	lint_sampling(&lint);
	lint_reports(&lint);
}

GPtrArray *record_lint(const char *txt, size_t len, bool *valid)
{
	GPtrArray *findings = findings_new();
	struct record record;
	bool usable = false;

	if (record_parse(txt, len, &record, findings)) {
		usable = record.usable[GENERATION_RFC7489] || record.usable[GENERATION_RFC9989];
		record_clear(&record);
	}
	if (valid)
		*valid = usable;
	return findings;
}
