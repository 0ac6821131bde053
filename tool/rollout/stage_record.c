/* SPDX-License-Identifier: MIT */
/* The record of a stage, made by editing the present one. */
#include <string.h>

#include "dmarc/report_uri.h"
#include "rollout/playbook.h"

#define LENGTH_ADVISED 450  /* octets above which some checkers report an error */
#define STRING_MAX     255  /* octets of one string of a TXT record (RFC 1035 3.3) */
#define ANSWER_MAX     1232 /* octets of an answer that passes everywhere over UDP */
#define ANSWER_HEAD                                                                                \
	39 /* octets of one without its names and data: header, question, record, EDNS */

static const char from_nothing[] = "v=DMARC1; p=none";

static void warn(GPtrArray *warnings, const char *code, const char *tag, const char *fix,
		 const char *text)
{
	if (warnings)
		finding_add(warnings, FINDING_WARNING, code, tag, fix, "%s", text);
}

/* Tags that the stage sets anyway: what is wrong with them now does not matter. */
static bool is_of_stage(const char *tag)
{
	static const char *const tags[] = {"v", "p", "sp", "np", "pct", "t", NULL};

	return g_strv_contains(tags, tag);
}

/* Can receivers send reports to this one? */
static bool is_usable_uri(const char *uri)
{
	struct record scratch;
	bool usable;

	record_parse(from_nothing, strlen(from_nothing), &scratch, NULL);
	record_set(&scratch, "rua", uri);
	usable = scratch.rua->len > 0;
	record_clear(&scratch);
	return usable;
}

/* The addresses of rua or ruf without those that receivers cannot use; NULL: none is left. */
static char *usable_uris(const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ",", -1);
	GString *kept = g_string_new(NULL);

	for (char **part = parts; *part; part++) {
		g_strstrip(*part);
		if (is_usable_uri(*part))
			g_string_append_printf(kept, "%s%s", kept->len ? "," : "", *part);
	}
	return g_string_free(kept, kept->len == 0);
}

static void repair_tag(struct record *record, const char *tag, GPtrArray *warnings)
{
	const char *value = record_get(record, tag);
	g_autofree char *kept = NULL;

	if (!value || is_of_stage(tag))
		return;
	if (g_str_equal(tag, "rua") || g_str_equal(tag, "ruf"))
		kept = usable_uris(value);
	if (warnings)
		finding_add(warnings, FINDING_WARNING, "tag-repaired", tag, NULL,
			    "%s=%s cannot be used by receivers: %s", tag, value,
			    kept ? "what is wrong was taken out" : "the tag was taken out");
	record_set(record, tag, kept);
}

static bool is_printable(const char *text)
{
	while (g_ascii_isprint(*text))
		text++;
	return !*text;
}

/* No receiver reads bytes that are no printable ASCII: pasted quotes, hard spaces. */
static void drop_unprintable(struct record *record, GPtrArray *warnings)
{
	for (unsigned i = record->tags->len; i-- > 0;) {
		const struct record_tag *tag = record->tags->pdata[i];
		g_autofree char *name = NULL;

		if (is_printable(tag->name) && is_printable(tag->value))
			continue;
		name = g_strdup(tag->name);
		record_set(record, name, NULL);
		warn(warnings, "tag-repaired", NULL, NULL,
		     "a tag with characters that are not ASCII was taken out");
	}
}

/* What the present record has wrong does not go into the next one. */
static void repair(struct record *record, const GPtrArray *findings, GPtrArray *warnings)
{
	drop_unprintable(record, warnings);
	for (unsigned i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (finding->level == FINDING_ERROR && finding->tag)
			repair_tag(record, finding->tag, warnings);
	}
}

static void parse_current(const char *current, struct record *record, GPtrArray *warnings)
{
	g_autoptr(GPtrArray) findings = findings_new();

	if (current && record_parse(current, strlen(current), record, findings)) {
		repair(record, findings, warnings);
		return;
	}
	if (current)
		warn(warnings, "record-replaced", NULL, NULL,
		     "receivers discard the present record, so that nothing of it was kept");
	record_parse(from_nothing, strlen(from_nothing), record, NULL);
}

/*
 * sp or np of the stage. Where the playbook is silent, a tag that asks at least as much as the
 * policy it stands in for stays; a weaker one would leave a hole, and goes.
 */
static enum policy set_below(struct record *record, const char *tag, enum policy present,
			     int wanted, enum policy stands_for, GPtrArray *warnings)
{
	if (wanted != POLICY_ABSENT) {
		record_set(record, tag, policy_name((enum policy)wanted));
		return (enum policy)wanted;
	}
	if (present <= POLICY_REJECT && present >= stands_for)
		return present;
	if (present <= POLICY_REJECT && warnings)
		finding_add(warnings, FINDING_WARNING, "weaker-tag-removed", tag, NULL,
			    "%s=%s was taken out: the names it is for follow the domain now", tag,
			    policy_name(present));
	record_set(record, tag, NULL);
	return stands_for;
}

static void set_policy(struct record *record, const struct stage *stage, GPtrArray *warnings)
{
	g_autofree char *pct = g_strdup_printf("%" G_GINT64_FORMAT, stage->pct);
	enum policy p = (enum policy)stage->p, sp;

	record_set(record, "p", policy_name(p));
	sp = set_below(record, "sp", record->sp, stage->sp, p, warnings);
	set_below(record, "np", record->np, stage->np, sp, warnings);
	record_set(record, "pct", stage->pct < 100 ? pct : NULL);
	record_set(record, "t", stage->t ? "y" : NULL);
	if (stage->strict) {
		record_set(record, "adkim", "s");
		record_set(record, "aspf", "s");
	}
	if (stage->pct < 100 && !stage->t)
		warn(warnings, "pct-without-t", "pct", "add t=y",
		     "RFC 9989 receivers do not know pct and apply the whole policy at once");
	if (stage->t && stage->pct == 100)
		warn(warnings, "t-without-pct", "t", "add pct=0",
		     "RFC 7489 receivers do not know t and apply the whole policy");
}

static void add_report_address(struct record *record, const char *address, GPtrArray *warnings)
{
	g_autofree char *uris = NULL;

	if (!address) {
		warn(warnings, "no-report-address", "rua", "set report-address in the config",
		     record->rua->len ? "the service has no report address of its own in the record"
				      : "without rua nobody sends reports: the domain stays blind");
		return;
	}
	uris = report_uris_with(record, address);
	record_set(record, "rua", uris);
}

char *stage_record(const struct stage *stage, const char *current, const char *report_address,
		   GPtrArray *warnings)
{
	struct record record;
	char *text;

	parse_current(current, &record, warnings);
	set_policy(&record, stage, warnings);
	add_report_address(&record, report_address, warnings);
	text = record_format(&record);
	record_clear(&record);
	return text;
}

void record_warn_length(const char *name, const char *value, GPtrArray *warnings)
{
	size_t len = strlen(value), strings = len / STRING_MAX + 1;
	size_t answer = ANSWER_HEAD + strlen(name) + 2 + strings + len;

	if (len > STRING_MAX)
		finding_add(warnings, FINDING_INFO, "several-strings", NULL,
			    "enter it as one text where the DNS panel splits by itself",
			    "the record has %zu octets, and a string of a TXT record holds %d: it "
			    "is published as several, which receivers join",
			    len, STRING_MAX);
	if (len > LENGTH_ADVISED)
		finding_add(warnings, FINDING_WARNING, "too-long", NULL,
			    "take out addresses that nobody reads",
			    "the record has %zu octets; some checkers refuse more than %d", len,
			    LENGTH_ADVISED);
	if (answer > ANSWER_MAX)
		finding_add(
			warnings, FINDING_WARNING, "answer-too-long", NULL,
			"take out addresses that nobody reads",
			"an answer with it has about %zu octets; more than %d do not pass "
			"everywhere over UDP, and receivers behind a firewall that stops TCP see "
			"no record",
			answer, ANSWER_MAX);
}
