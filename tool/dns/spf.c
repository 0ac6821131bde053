/* SPDX-License-Identifier: MIT */
#include "dns/check.h"

#include <string.h>

#include "dns/questions.h"
#include "dns/spf_record.h"

/* Limits of RFC 7208 4.6.4. */
#define LOOKUPS_MAX 10
#define VOIDS_MAX   2
#define MX_MAX	    10

#define LOOKUPS_NEAR	 9
#define LOOKUPS_FOLLOWED 40 /* terms asked about before the rest is left unseen */

/*
 * The record of a domain with everything it leads to, as if no term matched before `all`: the
 * lookups of the worst message. A term counts as void when no message gets anything from it.
 */
struct expansion {
	struct check *check;
	GPtrArray *path; /* char *: the domains being expanded, from the first down */
	unsigned lookups, voids, macros;
	bool permerror, temperror;
};

static void expand(struct expansion *expansion, const char *domain, const char *txt);

/* A name without its final dot, so that one name is written in one way. */
static char *plain_name(const char *name)
{
	size_t len = strlen(name);

	return g_ascii_strdown(name, (gssize)(len > 0 && name[len - 1] == '.' ? len - 1 : len));
}

/* Asks for a name and type; the data is the caller's to clear. */
static struct dns_question ask(struct expansion *expansion, const char *name, enum dns_type type)
{
	struct dns_question question = {.name = name, .type = type};

	dns_ask(expansion->check->dns, &question, 1, expansion->check->progress);
	return question;
}

/* Counts an answer that is empty, and remembers one that failed. */
static void weigh(struct expansion *expansion, const char *name, enum look_status status)
{
	if (status == LOOK_STATUS_NXDOMAIN || status == LOOK_STATUS_NODATA) {
		expansion->voids++;
	} else if (status != LOOK_STATUS_OK) {
		expansion->temperror = true;
		check_say(expansion->check->look->findings, CHECK_SPF_UNKNOWN,
			  "SPF leads to %s, which answers %s", name, look_status_name(status));
	}
}

/* The SPF records among the texts at a name; borrowed from the question. */
static GPtrArray *records_among(const struct dns_question *asked)
{
	GPtrArray *records = g_ptr_array_new();

	for (guint i = 0; i < asked->data->len; i++)
		if (spf_is_record(asked->data->pdata[i]))
			g_ptr_array_add(records, asked->data->pdata[i]);
	return records;
}

static void expand_include(struct expansion *expansion, const char *name)
{
	struct dns_question asked = ask(expansion, name, DNS_TYPE_TXT);
	g_autoptr(GPtrArray) records = records_among(&asked);
	GPtrArray *findings = expansion->check->look->findings;

	weigh(expansion, name, asked.status);
	if (g_ptr_array_find_with_equal_func(expansion->path, name, g_str_equal, NULL)) {
		check_say(findings, CHECK_SPF_LOOP, "The SPF record of %s leads back to %s",
			  (char *)expansion->path->pdata[expansion->path->len - 1], name);
		expansion->permerror = true;
	} else if (records->len == 1) {
		expand(expansion, name, records->pdata[0]);
	} else if (records->len > 1) {
		check_say(findings, CHECK_SPF_SEVERAL, "%s, an include, has %u SPF records", name,
			  records->len);
		expansion->permerror = true;
	} else if (status_is_answer(asked.status)) {
		check_say(findings, CHECK_SPF_INCLUDE_EMPTY, "%s has no SPF record (%s)", name,
			  look_status_name(asked.status));
		expansion->permerror = true;
	}
	dns_question_clear(&asked);
}

static void expand_hosts(struct expansion *expansion, const char *name)
{
	struct dns_question questions[] = {
		{.name = name, .type = DNS_TYPE_A},
		{.name = name, .type = DNS_TYPE_AAAA},
	};

	dns_ask(expansion->check->dns, questions, G_N_ELEMENTS(questions),
		expansion->check->progress);
	if (questions[0].status != LOOK_STATUS_OK && questions[1].status != LOOK_STATUS_OK)
		weigh(expansion, name, questions[0].status);
	dns_question_clear(&questions[0]);
	dns_question_clear(&questions[1]);
}

static void expand_mx(struct expansion *expansion, const char *name)
{
	struct dns_question asked = ask(expansion, name, DNS_TYPE_MX);

	weigh(expansion, name, asked.status);
	if (asked.data->len > MX_MAX) {
		check_say(expansion->check->look->findings, CHECK_SPF_MX_MANY,
			  "The mx term for %s leads to %u servers", name, asked.data->len);
		expansion->permerror = true;
	}
	dns_question_clear(&asked);
}

/* A domain-spec that a term or redirect looks up. */
static void expand_target(struct expansion *expansion, enum spf_kind kind, const char *target)
{
	g_autofree char *name = plain_name(target);

	expansion->lookups++;
	if (expansion->lookups > LOOKUPS_FOLLOWED || progress_cancelled(expansion->check->progress))
		return;
	if (spf_has_macros(name)) {
		expansion->macros++;
		return;
	}
	switch (kind) {
	case SPF_KIND_INCLUDE:
		expand_include(expansion, name);
		break;
	case SPF_KIND_A:
	case SPF_KIND_EXISTS:
		expand_hosts(expansion, name);
		break;
	case SPF_KIND_MX:
		expand_mx(expansion, name);
		break;
	case SPF_KIND_PTR: /* asks about the sender's address, not about a name of the record */
	case SPF_KIND_ALL:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6:
		break;
	}
}

/* Asks for everything a record leads to in one go; the expansion then finds it remembered. */
static void ask_ahead(struct expansion *expansion, const char *domain,
		      const struct spf_record *record)
{
	static const enum dns_type types[] = {
		[SPF_KIND_INCLUDE] = DNS_TYPE_TXT,
		[SPF_KIND_A] = DNS_TYPE_A,
		[SPF_KIND_MX] = DNS_TYPE_MX,
		[SPF_KIND_EXISTS] = DNS_TYPE_A,
	};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) questions = questions_new();

	for (guint i = 0; i < record->terms->len && questions->len < LOOKUPS_FOLLOWED; i++) {
		const struct spf_term *term = record->terms->pdata[i];
		char *name;

		if (term->kind == SPF_KIND_ALL)
			break;
		if (!spf_term_is_lookup(term) || term->kind == SPF_KIND_PTR ||
		    (term->target && spf_has_macros(term->target)))
			continue;
		name = plain_name(term->target ? term->target : domain);
		g_ptr_array_add(names, name);
		questions_add(questions, name, types[term->kind], NULL);
		if (types[term->kind] == DNS_TYPE_A)
			questions_add(questions, name, DNS_TYPE_AAAA, NULL);
	}
	questions_ask(expansion->check->dns, questions, expansion->check->progress);
}

static bool uses_ptr(const struct spf_record *record)
{
	for (guint i = 0; i < record->terms->len; i++)
		if (((const struct spf_term *)record->terms->pdata[i])->kind == SPF_KIND_PTR)
			return true;
	return false;
}

/* What a specialist wants to know of one record beside its lookups. */
static void judge_terms(struct expansion *expansion, const char *domain,
			const struct spf_record *record)
{
	GPtrArray *findings = expansion->check->look->findings;
	const struct spf_term *all = spf_record_all(record);

	if (uses_ptr(record))
		check_say(findings, CHECK_SPF_PTR, "The SPF record of %s uses ptr", domain);
	if (all && all->qualifier == SPF_QUALIFIER_PASS)
		check_say(findings, CHECK_SPF_PASS_ALL, "The SPF record of %s holds +all", domain);
	if (expansion->path->len > 1) /* the rest only matters where no include stands between */
		return;
	if (!all && !record->redirect)
		check_say(findings, CHECK_SPF_NO_ALL, "The SPF record of %s has no `all`", domain);
	if (all && all->qualifier == SPF_QUALIFIER_NEUTRAL)
		check_say(findings, CHECK_SPF_NEUTRAL_ALL, "The SPF record of %s ends with ?all",
			  domain);
	if (all && all->qualifier == SPF_QUALIFIER_FAIL)
		check_say(findings, CHECK_SPF_FAIL_ALL, "The SPF record of %s ends with -all",
			  domain);
	if (all && (all != record->terms->pdata[record->terms->len - 1] || record->redirect))
		check_say(findings, CHECK_SPF_AFTER_ALL, "The SPF record of %s goes on after `all`",
			  domain);
}

static void expand_terms(struct expansion *expansion, const char *domain,
			 const struct spf_record *record)
{
	const struct spf_term *all = spf_record_all(record);

	for (guint i = 0; i < record->terms->len && record->terms->pdata[i] != all; i++) {
		const struct spf_term *term = record->terms->pdata[i];

		if (spf_term_is_lookup(term))
			expand_target(expansion, term->kind, term->target ? term->target : domain);
	}
	if (!all && record->redirect)
		expand_target(expansion, SPF_KIND_INCLUDE, record->redirect);
}

static void expand(struct expansion *expansion, const char *domain, const char *txt)
{
	struct spf_record record;

	g_ptr_array_add(expansion->path, g_strdup(domain));
	if (spf_record_parse(txt, &record)) {
		judge_terms(expansion, domain, &record);
		ask_ahead(expansion, domain, &record);
		expand_terms(expansion, domain, &record);
	} else {
		check_say(expansion->check->look->findings, CHECK_SPF_SYNTAX,
			  "In the SPF record of %s, %s", domain, record.error);
		expansion->permerror = true;
	}
	spf_record_clear(&record);
	g_ptr_array_set_size(expansion->path, (gint)expansion->path->len - 1);
}

/* The limits that hold for the whole, and the result. */
static void conclude(struct expansion *expansion)
{
	struct look *look = expansion->check->look;
	unsigned lookups = expansion->lookups;

	if (lookups > LOOKUPS_MAX)
		check_say(look->findings, CHECK_SPF_LOOKUPS,
			  "SPF of %s needs %s%u DNS lookups of %d allowed", look->domain,
			  lookups > LOOKUPS_FOLLOWED ? "at least " : "", lookups, LOOKUPS_MAX);
	else if (lookups >= LOOKUPS_NEAR)
		check_say(look->findings, CHECK_SPF_LOOKUPS_NEAR,
			  "SPF of %s needs %u DNS lookups of %d allowed", look->domain, lookups,
			  LOOKUPS_MAX);
	if (expansion->voids > VOIDS_MAX)
		check_say(look->findings, CHECK_SPF_VOID, "SPF of %s makes %u lookups for nothing",
			  look->domain, expansion->voids);
	if (expansion->macros > 0)
		check_say(look->findings, CHECK_SPF_MACROS, "SPF of %s has %u terms with macros",
			  look->domain, expansion->macros);
	look->spf_lookups = (int)lookups;
	look->spf_void = (int)expansion->voids;
	if (expansion->permerror || lookups > LOOKUPS_MAX || expansion->voids > VOIDS_MAX)
		look->spf_result = g_strdup("permerror");
	else
		look->spf_result = g_strdup(expansion->temperror ? "temperror" : "ok");
}

void check_spf(struct check *check)
{
	struct look *look = check->look;
	struct expansion expansion = {.check = check,
				      .path = g_ptr_array_new_with_free_func(g_free)};
	struct dns_question asked = ask(&expansion, look->domain, DNS_TYPE_TXT);
	g_autoptr(GPtrArray) records = records_among(&asked);

	if (!status_is_answer(asked.status)) {
		check_say(look->findings, CHECK_SPF_UNKNOWN,
			  "The SPF record of %s cannot be asked (%s)", look->domain,
			  look_status_name(asked.status));
		look->spf_result = g_strdup("temperror");
	} else if (records->len == 0) {
		check_say(look->findings, CHECK_SPF_MISSING, "%s has no SPF record", look->domain);
		look->spf_result = g_strdup("none");
	} else {
		look->spf_record = g_strdup(records->pdata[0]);
		expansion.permerror = records->len > 1;
		if (records->len > 1)
			check_say(look->findings, CHECK_SPF_SEVERAL, "%s has %u SPF records",
				  look->domain, records->len);
		else
			expand(&expansion, look->domain, records->pdata[0]);
		conclude(&expansion);
	}
	dns_question_clear(&asked);
	g_ptr_array_unref(expansion.path);
}
