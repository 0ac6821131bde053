/* SPDX-License-Identifier: MIT */
#include "dmarc/record.h"

#include <string.h>

#include "dmarc/record_text.h"

const char *policy_name(enum policy policy)
{
	switch (policy) {
	case POLICY_NONE:
		return "none";
	case POLICY_QUARANTINE:
		return "quarantine";
	case POLICY_REJECT:
		return "reject";
	case POLICY_ABSENT:
	case POLICY_INVALID:
		break;
	}
	return NULL;
}

enum policy policy_from_name(const char *word)
{
	for (int policy = POLICY_NONE; policy <= POLICY_REJECT; policy++) {
		if (g_ascii_strcasecmp(word, policy_name((enum policy)policy)) == 0)
			return (enum policy)policy;
	}
	return POLICY_INVALID;
}

static void record_tag_free(struct record_tag *tag)
{
	g_free(tag->name);
	g_free(tag->value);
	g_free(tag);
}

static void record_uri_free(struct record_uri *uri)
{
	g_free(uri->uri);
	g_free(uri);
}

/* A tag of one letter out of two: is it the first or the second? */
static bool read_letter(const char *value, char no, char yes, bool *out)
{
	char c = g_ascii_tolower(value[0]);

	if ((c != no && c != yes) || value[1] != '\0')
		return false;
	*out = c == yes;
	return true;
}

static bool read_version(struct record *record, const char *value)
{
	(void)record;
	return strcmp(value, "DMARC1") == 0;
}

static bool read_p(struct record *record, const char *value)
{
	record->p = policy_from_name(value);
	return record->p != POLICY_INVALID;
}

static bool read_sp(struct record *record, const char *value)
{
	record->sp = policy_from_name(value);
	return record->sp != POLICY_INVALID;
}

static bool read_np(struct record *record, const char *value)
{
	record->np = policy_from_name(value);
	return record->np != POLICY_INVALID;
}

static bool read_t(struct record *record, const char *value)
{
	return read_letter(value, 'n', 'y', &record->t);
}

static bool read_pct(struct record *record, const char *value)
{
	guint64 pct;

	if (strlen(value) > 3 || !g_ascii_string_to_unsigned(value, 10, 0, 100, &pct, NULL))
		return false;
	record->pct = (unsigned)pct;
	return true;
}

static bool read_psd(struct record *record, const char *value)
{
	bool yes;

	if (g_ascii_strcasecmp(value, "u") == 0) {
		record->psd = PSD_UNKNOWN;
		return true;
	}
	if (!read_letter(value, 'n', 'y', &yes))
		return false;
	record->psd = yes ? PSD_YES : PSD_NO;
	return true;
}

static bool read_adkim(struct record *record, const char *value)
{
	return read_letter(value, 'r', 's', &record->adkim_strict);
}

static bool read_aspf(struct record *record, const char *value)
{
	return read_letter(value, 'r', 's', &record->aspf_strict);
}

/* True when at least one of them is valid: that is what receivers ask (1.4). */
static bool read_uris(GPtrArray *uris, const char *value)
{
	struct span rest = {value, strlen(value)}, piece;

	while (span_next(&rest, ',', &piece)) {
		struct record_uri uri;

		if (record_uri_read(piece, &uri) == URI_FAULT_NONE)
			g_ptr_array_add(uris, g_memdup2(&uri, sizeof(uri)));
	}
	return uris->len > 0;
}

static bool read_rua(struct record *record, const char *value)
{
	return read_uris(record->rua, value);
}

static bool read_ruf(struct record *record, const char *value)
{
	return read_uris(record->ruf, value);
}

static bool read_fo(struct record *record, const char *value)
{
	g_autoptr(GString) fo = g_string_new(NULL);
	struct span rest = {value, strlen(value)}, piece;

	while (span_next(&rest, ':', &piece)) {
		char option = piece.len == 1 ? g_ascii_tolower(piece.at[0]) : '\0';

		if (!option || !strchr("01ds", option))
			return false;
		g_string_append_printf(fo, "%s%c", fo->len ? ":" : "", option);
	}
	g_free(record->fo);
	record->fo = g_string_free(g_steal_pointer(&fo), FALSE);
	return true;
}

/* A list; of what else it names receivers pass over what they do not know. */
static bool read_rf(struct record *record, const char *value)
{
	struct span rest = {value, strlen(value)}, piece;
	bool known = false;

	(void)record;
	while (span_next(&rest, ':', &piece))
		known |= piece.len == 4 && g_ascii_strncasecmp(piece.at, "afrf", 4) == 0;
	return known;
}

static bool read_ri(struct record *record, const char *value)
{
	(void)record;
	return g_ascii_string_to_unsigned(value, 10, 0, UINT32_MAX, NULL, NULL);
}

/* The tags that mean something, in the order in which record_set() puts them. */
static const struct tag_kind {
	const char *name;
	bool (*read)(struct record *record, const char *value); /* false: no value for this tag */
} kinds[] = {
	{"v", read_version}, {"p", read_p},	{"sp", read_sp},   {"np", read_np},
	{"pct", read_pct},   {"t", read_t},	{"psd", read_psd}, {"adkim", read_adkim},
	{"aspf", read_aspf}, {"rua", read_rua}, {"ruf", read_ruf}, {"fo", read_fo},
	{"rf", read_rf},     {"ri", read_ri},
};

/* NULL for a tag that is not known. */
static const struct tag_kind *kind_of(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (g_ascii_strcasecmp(kinds[i].name, name) == 0)
			return &kinds[i];
	}
	return NULL;
}

static void record_init(struct record *record)
{
	*record = (struct record){
		.tags = g_ptr_array_new_with_free_func((GDestroyNotify)record_tag_free),
		.rua = g_ptr_array_new_with_free_func((GDestroyNotify)record_uri_free),
		.ruf = g_ptr_array_new_with_free_func((GDestroyNotify)record_uri_free),
	};
}

void record_clear(struct record *record)
{
	g_clear_pointer(&record->tags, g_ptr_array_unref);
	g_clear_pointer(&record->rua, g_ptr_array_unref);
	g_clear_pointer(&record->ruf, g_ptr_array_unref);
	g_free(record->fo);
	*record = (struct record){0};
}

/* Fills everything but the tags from the tags. */
static void record_read(struct record *record)
{
	bool reports;

	record->p = record->sp = record->np = POLICY_ABSENT;
	record->pct = 100;
	record->t = record->adkim_strict = record->aspf_strict = false;
	record->psd = PSD_UNKNOWN;
	g_ptr_array_set_size(record->rua, 0);
	g_ptr_array_set_size(record->ruf, 0);
	g_clear_pointer(&record->fo, g_free);
	for (guint i = 0; i < record->tags->len; i++) {
		const struct record_tag *tag = record->tags->pdata[i];
		const struct tag_kind *kind = kind_of(tag->name);

		if (kind && *tag->value) /* an empty value is a syntax error: as if absent */
			kind->read(record, tag->value);
	}
	reports = record->rua->len > 0;
	record->usable[GENERATION_RFC7489] =
		reports || (policy_name(record->p) && record->sp != POLICY_INVALID);
	record->usable[GENERATION_RFC9989] =
		reports || (record->usable[GENERATION_RFC7489] && record->np != POLICY_INVALID);
}

static void record_split(struct record *record, struct span text)
{
	struct span element, name, value;

	while (span_next(&text, ';', &element)) {
		struct record_tag *tag;

		if (!span_pair(element, &name, &value))
			continue;
		tag = g_new(struct record_tag, 1);
		tag->name = g_strndup(name.at, name.len);
		tag->value = g_strndup(value.at, value.len);
		g_ptr_array_add(record->tags, tag);
	}
}

/* By name, whatever its case; -1 when it is not there. */
static int tag_index(const struct record *record, const char *name)
{
	for (guint i = 0; i < record->tags->len; i++) {
		const struct record_tag *tag = record->tags->pdata[i];

		if (g_ascii_strcasecmp(tag->name, name) == 0)
			return (int)i;
	}
	return -1;
}

static bool has_duplicates(const struct record *record)
{
	for (guint i = 0; i < record->tags->len; i++) {
		const struct record_tag *tag = record->tags->pdata[i];

		if (tag_index(record, tag->name) != (int)i)
			return true;
	}
	return false;
}

/* "v=DMARC1", or its like, up to the first semicolon. */
static bool begins_with_version(struct span text)
{
	struct span element, name, value;
	g_autofree char *version = NULL;

	if (text.len == 0 || g_ascii_tolower(text.at[0]) != 'v' ||
	    !span_next(&text, ';', &element) || !span_pair(element, &name, &value) || name.len > 1)
		return false;
	version = g_strndup(value.at, value.len);
	return read_version(NULL, version);
}

/* Receivers go on only with a text that begins with the version, and names each tag once. */
static bool is_record(const struct record *record, struct span text)
{
	return !memchr(text.at, 0, text.len) && begins_with_version(text) &&
	       !has_duplicates(record);
}

bool record_parse(const char *txt, size_t len, struct record *out, GPtrArray *findings)
{
	struct span text = {txt, len};
	bool valid;

	record_init(out);
	record_split(out, text);
	record_read(out);
	valid = is_record(out, text);
	if (findings)
		record_lint_read(txt, len, out, findings);
	if (!valid)
		record_clear(out);
	return valid;
}

const char *record_get(const struct record *record, const char *name)
{
	int i = tag_index(record, name);

	return i < 0 ? NULL : ((const struct record_tag *)record->tags->pdata[i])->value;
}

/* Behind the last tag that belongs before it; foreign tags have no place of their own. */
static int tag_place(const struct record *record, const struct tag_kind *kind)
{
	int place = kind ? 0 : (int)record->tags->len;

	for (guint i = 0; kind && i < record->tags->len; i++) {
		const struct record_tag *tag = record->tags->pdata[i];
		const struct tag_kind *other = kind_of(tag->name);

		if (other && other < kind)
			place = (int)i + 1;
	}
	return place;
}

void record_set(struct record *record, const char *name, const char *value)
{
	const struct tag_kind *kind = kind_of(name);
	int i = tag_index(record, name);
	bool moves = i > 1 && kind && kind->read == read_p;
	struct record_tag *tag = g_new(struct record_tag, 1);

	*tag = (struct record_tag){g_strdup(name), g_strdup(value)};
	if (i >= 0)
		g_ptr_array_remove_index(record->tags, (guint)i);
	if (!value)
		record_tag_free(tag);
	else if (i >= 0 && !moves)
		g_ptr_array_insert(record->tags, i, tag);
	else
		g_ptr_array_insert(record->tags, tag_place(record, kind), tag);
	record_read(record);
}

char *record_format(const struct record *record)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < record->tags->len; i++) {
		const struct record_tag *tag = record->tags->pdata[i];
		g_autofree char *name = g_ascii_strdown(tag->name, -1);

		if (*tag->value)
			g_string_append_printf(text, "%s%s=%s", text->len ? "; " : "", name,
					       tag->value);
	}
	return g_string_free(text, FALSE);
}

bool record_tag_known(const char *name)
{
	return kind_of(name) != NULL;
}

bool record_tag_valid(const char *name, const char *value)
{
	struct record scratch;
	bool valid;

	record_init(&scratch);
	valid = kind_of(name)->read(&scratch, value);
	record_clear(&scratch);
	return valid;
}
