/* SPDX-License-Identifier: MIT */
/* A DMARC record: what is read can be written, read again and edited without loss. */
#include <string.h>

#include "dmarc/policy.h"
#include "dmarc/record.h"
#include "fuzz.h"
#include "rollout/playbook.h"

static void assert_same_uris(const GPtrArray *a, const GPtrArray *b)
{
	g_assert_cmpuint(a->len, ==, b->len);
	for (guint i = 0; i < a->len; i++) {
		const struct record_uri *one = a->pdata[i], *other = b->pdata[i];

		g_assert_cmpstr(one->uri, ==, other->uri);
		g_assert_cmpuint(one->limit, ==, other->limit);
	}
}

/* All but policies and rua, which edits change. */
static void assert_same_rest(const struct record *a, const struct record *b)
{
	g_assert_cmpuint(a->pct, ==, b->pct);
	g_assert_cmpint(a->t, ==, b->t);
	g_assert_cmpint(a->psd, ==, b->psd);
	g_assert_cmpint(a->adkim_strict, ==, b->adkim_strict);
	g_assert_cmpint(a->aspf_strict, ==, b->aspf_strict);
	g_assert_cmpstr(a->fo, ==, b->fo);
	assert_same_uris(a->ruf, b->ruf);
}

static void parse(const char *txt, struct record *out)
{
	g_assert_true(record_parse(txt, strlen(txt), out, NULL));
}

static void check_format(const struct record *record)
{
	g_autofree char *text = record_format(record), *again = NULL;
	struct record copy;

	parse(text, &copy);
	again = record_format(&copy);
	g_assert_cmpstr(again, ==, text);
	g_assert_cmpint(copy.p, ==, record->p);
	g_assert_cmpint(copy.sp, ==, record->sp);
	g_assert_cmpint(copy.np, ==, record->np);
	assert_same_uris(copy.rua, record->rua);
	assert_same_rest(&copy, record);
	for (int g = 0; g < GENERATION_COUNT; g++)
		g_assert_cmpint(copy.usable[g], ==, record->usable[g]);
	record_clear(&copy);
}

static void check_edit(const char *txt)
{
	struct record record, edited;
	g_autofree char *text = NULL;

	parse(txt, &record);
	record_set(&record, "p", "quarantine");
	record_set(&record, "sp", NULL);
	record_set(&record, "np", "reject");
	record_set(&record, "rua", "mailto:dmarc@shop.example");
	text = record_format(&record);
	parse(text, &edited);
	g_assert_cmpint(edited.p, ==, POLICY_QUARANTINE);
	g_assert_cmpint(edited.sp, ==, POLICY_ABSENT);
	g_assert_cmpint(edited.np, ==, POLICY_REJECT);
	g_assert_cmpuint(edited.rua->len, ==, 1);
	g_assert_true(edited.usable[GENERATION_RFC7489] && edited.usable[GENERATION_RFC9989]);
	assert_same_rest(&edited, &record);
	record_clear(&edited);
	record_clear(&record);
}

/* Whatever is published now, the record of a stage asks for what the stage says. */
static void check_stage(const char *current)
{
	const struct stage stage = {.p = POLICY_QUARANTINE,
				    .sp = POLICY_ABSENT,
				    .np = POLICY_REJECT,
				    .pct = 10,
				    .t = true};
	g_autoptr(GPtrArray) warnings = findings_new(), findings = NULL;
	g_autofree char *text = stage_record(&stage, current, "dmarc@msp.example", warnings);
	struct record record;

	parse(text, &record);
	g_assert_cmpint(record.p, ==, POLICY_QUARANTINE);
	g_assert_cmpint(record.np, ==, POLICY_REJECT);
	g_assert_cmpuint(record.pct, ==, 10);
	g_assert_true(record.t && record.rua->len > 0);
	record_clear(&record);
	findings = record_lint(text, strlen(text), NULL);
	for (guint i = 0; i < findings->len; i++)
		g_assert_cmpint(((struct finding *)findings->pdata[i])->level, !=, FINDING_ERROR);
}

/* Found at the domain itself and above it, it is applied as often as lint says. */
static void check_discovery(const char *txt, const bool *usable)
{
	static const char *const names[] = {"shop.example", "a.b.shop.example"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct published *published = published_new();

		published_add(published, "shop.example", txt);
		for (int g = 0; g < GENERATION_COUNT; g++) {
			struct effective effective;

			policy_discover((enum generation)g, published, names[i], i == 0,
					&effective);
			g_assert_cmpint(effective.applies, ==, usable && usable[g]);
			effective_clear(&effective);
		}
		published_free(published);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	g_autofree char *txt = g_strndup((const char *)data, len);
	g_autoptr(GPtrArray) findings = NULL;
	struct record record;
	bool valid, read;

	findings = record_lint((const char *)data, len, &valid);
	read = record_parse((const char *)data, len, &record, NULL);
	g_assert_cmpint(
		valid, ==,
		read && (record.usable[GENERATION_RFC7489] || record.usable[GENERATION_RFC9989]));
	if (read) {
		check_format(&record);
		check_edit(txt);
		check_discovery(txt, record.usable);
		record_clear(&record);
	} else if (strlen(txt) == len) {
		check_discovery(txt, NULL);
	}
	check_stage(txt);
	return 0;
}
