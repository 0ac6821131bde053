/* SPDX-License-Identifier: MIT */
#include "dmarc/record.h"

#include "vectors.h"

static void append_policy(GString *text, const char *tag, enum policy policy)
{
	if (policy != POLICY_ABSENT)
		g_string_append_printf(text, "%s=%s ", tag,
				       policy == POLICY_INVALID ? "invalid" : policy_name(policy));
}

static void append_uris(GString *text, const char *tag, const GPtrArray *uris)
{
	for (guint i = 0; i < uris->len; i++) {
		const struct record_uri *uri = uris->pdata[i];

		g_string_append_printf(text, "%s%s%s", i ? "," : tag, i ? "" : "=", uri->uri);
		if (uri->limit)
			g_string_append_printf(text, "!%" G_GUINT64_FORMAT, uri->limit);
	}
	g_string_append(text, uris->len ? " " : "");
}

/* As the third cell of records.tsv: what differs from the defaults. */
static char *describe(const struct record *record)
{
	GString *text = g_string_new(NULL);

	append_policy(text, "p", record->p);
	append_policy(text, "sp", record->sp);
	append_policy(text, "np", record->np);
	g_string_append(text, record->t ? "t=y " : "");
	if (record->pct != 100)
		g_string_append_printf(text, "pct=%u ", record->pct);
	if (record->psd != PSD_UNKNOWN)
		g_string_append(text, record->psd == PSD_YES ? "psd=y " : "psd=n ");
	g_string_append(text, record->adkim_strict ? "adkim=s " : "");
	g_string_append(text, record->aspf_strict ? "aspf=s " : "");
	append_uris(text, "rua", record->rua);
	append_uris(text, "ruf", record->ruf);
	if (record->fo)
		g_string_append_printf(text, "fo=%s ", record->fo);
	g_string_append(text, "usable=");
	if (record->usable[GENERATION_RFC7489])
		g_string_append(text, "rfc7489");
	if (record->usable[GENERATION_RFC9989])
		g_string_append(text, record->usable[GENERATION_RFC7489] ? ",rfc9989" : "rfc9989");
	return g_string_free(text, FALSE);
}

/* Codes in their order; each finding must say something, and errors and warnings what to do. */
static char *codes_of(const GPtrArray *findings)
{
	GString *codes = g_string_new(NULL);

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		g_string_append_printf(codes, "%s%s", i ? " " : "", finding->code);
		g_assert_cmpuint(strlen(finding->text), >, 20);
		g_assert_true(finding->fix || finding->level == FINDING_INFO);
	}
	return g_string_free(codes, FALSE);
}

/* Joins the strings of a TXT record as DNS does. */
static char *joined(const char *cell)
{
	g_auto(GStrv) strings = g_strsplit(cell, "\" \"", -1);

	return g_strjoinv("", strings);
}

static void test_vector(gconstpointer data)
{
	char *const *cell = data;
	g_autofree char *txt = joined(cell[1]), *read = NULL, *codes = NULL;
	g_autoptr(GPtrArray) findings = findings_new(), linted = NULL;
	struct record record;
	bool usable = false, valid;

	if (record_parse(txt, strlen(txt), &record, findings)) {
		read = describe(&record);
		usable = record.usable[GENERATION_RFC7489] || record.usable[GENERATION_RFC9989];
		record_clear(&record);
	} else {
		read = g_strdup("no record");
		g_assert_null(record.tags);
	}
	g_assert_cmpstr(read, ==, cell[2]);
	codes = codes_of(findings);
	g_assert_cmpstr(codes, ==, cell[3]);
	linted = record_lint(txt, strlen(txt), &valid);
	g_assert_cmpuint(linted->len, ==, findings->len);
	g_assert_cmpint(valid, ==, usable);
}

static void test_finding_words(void)
{
	static const char txt[] = "v=DMARC1; p=quarantine; pct=25";
	g_autoptr(GPtrArray) findings = record_lint(txt, strlen(txt), NULL);
	const struct finding *finding = findings->pdata[1];

	g_assert_cmpstr(finding->code, ==, "pct-without-t");
	g_assert_cmpstr(finding->tag, ==, "pct");
	g_assert_cmpstr(finding_level_name(finding->level), ==, "warning");
	g_assert_true(g_str_has_prefix(finding->text, "pct=25: "));
	g_assert_nonnull(strstr(finding->text, "RFC 9989"));
	g_assert_nonnull(strstr(finding->text, "RFC 7489"));
	g_assert_nonnull(strstr(finding->fix, "t=y"));
}

static void test_octets(void)
{
	static const char nul[] = "v=DMARC1\0; p=none";
	struct record record;

	g_assert_false(record_parse(nul, sizeof(nul) - 1, &record, NULL));
	g_assert_false(record_parse("v=DMARC1; p=none", 7, &record, NULL));
	g_assert_true(record_parse("v=DMARC1; p=noneX", 16, &record, NULL));
	g_assert_cmpint(record.p, ==, POLICY_NONE);
	record_clear(&record);
	record_clear(&record);
}

static void assert_text(const struct record *record, const char *expected)
{
	g_autofree char *text = record_format(record);

	g_assert_cmpstr(text, ==, expected);
}

static void test_set(void)
{
	static const char txt[] =
		"v=DMARC1;P=none ;X=1;rua=mailto:a@x.example; y=2; fo=1; ruf=mailto:F@x.example;";
	struct record record;

	g_assert_true(record_parse(txt, strlen(txt), &record, NULL));
	g_assert_cmpstr(record_get(&record, "x"), ==, "1");
	g_assert_null(record_get(&record, "sp"));
	record_set(&record, "p", "quarantine");
	g_assert_cmpint(record.p, ==, POLICY_QUARANTINE);
	record_set(&record, "pct", "10");
	g_assert_cmpuint(record.pct, ==, 10);
	record_set(&record, "t", "y");
	g_assert_true(record.t);
	record_set(&record, "adkim", "s");
	assert_text(&record, "v=DMARC1; p=quarantine; pct=10; t=y; adkim=s; x=1; "
			     "rua=mailto:a@x.example; y=2; fo=1; ruf=mailto:F@x.example");
	record_set(&record, "pct", NULL);
	record_set(&record, "t", NULL);
	record_set(&record, "np", NULL);
	record_set(&record, "y", "3");
	record_set(&record, "z", "4");
	g_assert_cmpuint(record.pct, ==, 100);
	g_assert_false(record.t);
	assert_text(&record, "v=DMARC1; p=quarantine; adkim=s; x=1; rua=mailto:a@x.example; y=3; "
			     "fo=1; ruf=mailto:F@x.example; z=4");
	record_set(&record, "rua", NULL);
	g_assert_cmpuint(record.rua->len, ==, 0);
	record_set(&record, "rua", "mailto:b@x.example,mailto:c@x.example");
	g_assert_cmpuint(record.rua->len, ==, 2);
	record_set(&record, "p", record_get(&record, "p"));
	assert_text(&record, "v=DMARC1; p=quarantine; adkim=s; rua=mailto:b@x.example,"
			     "mailto:c@x.example; x=1; y=3; fo=1; ruf=mailto:F@x.example; z=4");
	record_clear(&record);
}

static void test_set_moves_p(void)
{
	static const char txt[] = "v=DMARC1; rua=; sp=none; p=none";
	struct record record;

	g_assert_true(record_parse(txt, strlen(txt), &record, NULL));
	assert_text(&record, "v=DMARC1; sp=none; p=none");
	record_set(&record, "p", "reject");
	assert_text(&record, "v=DMARC1; p=reject; sp=none");
	record_set(&record, "p", NULL);
	g_assert_cmpint(record.p, ==, POLICY_ABSENT);
	record_set(&record, "p", "none");
	assert_text(&record, "v=DMARC1; p=none; sp=none");
	record_clear(&record);
}

static void test_names(void)
{
	g_assert_cmpint(policy_from_name("Reject"), ==, POLICY_REJECT);
	g_assert_cmpint(policy_from_name("r"), ==, POLICY_INVALID);
	g_assert_cmpint(policy_from_name(""), ==, POLICY_INVALID);
	g_assert_null(policy_name(POLICY_ABSENT));
	g_assert_cmpstr(policy_name(POLICY_QUARANTINE), ==, "quarantine");
	g_assert_cmpstr(finding_level_name(FINDING_ERROR), ==, "error");
	g_assert_cmpstr(finding_level_name(FINDING_INFO), ==, "info");
	g_assert_cmpstr(generation_name(GENERATION_RFC9989), ==, "rfc9989");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	vectors_add("record", "records.tsv", 4, test_vector);
	g_test_add_func("/record/finding-words", test_finding_words);
	g_test_add_func("/record/octets", test_octets);
	g_test_add_func("/record/set", test_set);
	g_test_add_func("/record/set-moves-p", test_set_moves_p);
	g_test_add_func("/record/names", test_names);
	return g_test_run();
}
