/* SPDX-License-Identifier: MIT */
#include "dns/check.h"

#include <string.h>

#include "base/name.h"
#include "dns/questions.h"

/* The names asked at _dmarc. for a domain by either generation that are not asked yet. */
static GPtrArray *names_to_ask(struct check *check, const char *domain)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < GENERATION_COUNT; i++) {
		struct effective nothing;

		policy_discover((enum generation)i, NULL, domain, true, &nothing);
		for (guint k = 0; k < nothing.asked->len; k++)
			if (g_hash_table_add(check->walked, g_strdup(nothing.asked->pdata[k])))
				g_ptr_array_add(names, g_strdup(nothing.asked->pdata[k]));
		effective_clear(&nothing);
	}
	return names;
}

void check_walk(struct check *check, const char *domain)
{
	g_autoptr(GPtrArray) names = names_to_ask(check, domain);
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) questions = questions_new();

	for (guint i = 0; i < names->len; i++) {
		g_ptr_array_add(places, g_strdup_printf("_dmarc.%s", (char *)names->pdata[i]));
		questions_add(questions, places->pdata[i], DNS_TYPE_TXT, NULL);
	}
	questions_ask(check->dns, questions, check->progress);
	for (guint i = 0; i < names->len; i++) {
		const struct dns_question *asked = questions_at(questions, i);
		const char *name = names->pdata[i];

		for (guint k = 0; k < asked->data->len; k++)
			published_add(check->published, name, asked->data->pdata[k]);
		if (!status_is_answer(asked->status) && strcmp(name, check->look->domain) != 0 &&
		    strcmp(name, registrable_domain(check->look->domain)) == 0)
			check_say(check->look->findings, CHECK_DMARC_UNKNOWN,
				  "What stands above %s, at %s, cannot be asked (%s)",
				  check->look->domain, asked->name,
				  look_status_name(asked->status));
	}
}

/* Does one generation find what the other does not, or take another name for the organisation? */
static void compare_generations(struct check *check)
{
	struct look *look = check->look;
	const char *older = look->found_at[GENERATION_RFC7489];
	const char *newer = look->found_at[GENERATION_RFC9989];
	g_autofree char *older_org = org_domain(GENERATION_RFC7489, check->published, look->domain);
	g_autofree char *newer_org = org_domain(GENERATION_RFC9989, check->published, look->domain);

	if (g_strcmp0(older, newer) != 0)
		check_say(look->findings, CHECK_GENERATIONS_DIFFER,
			  "For %s, RFC 7489 receivers use %s%s, RFC 9989 receivers %s%s",
			  look->domain, older ? "the record of " : "no record", older ? older : "",
			  newer ? "the record of " : "no record", newer ? newer : "");
	if (!newer)
		return;
	if (name_labels(newer_org) < name_labels(older_org))
		check_say(look->findings, CHECK_SUFFIX_PUBLISHES,
			  "%s is above %s and has a DMARC record without psd=y", newer_org,
			  older_org);
	else if (strcmp(older_org, newer_org) != 0)
		check_say(look->findings, CHECK_GENERATIONS_DIFFER,
			  "The organisation of %s is %s by RFC 7489 and %s by RFC 9989",
			  look->domain, older_org, newer_org);
}

/* No record of its own: is it one above that applies, or none at all? */
static void judge_absence(struct look *look)
{
	const char *above = look->found_at[GENERATION_RFC9989];

	if (!above)
		above = look->found_at[GENERATION_RFC7489];
	if (look->published->len > 0 || !status_is_answer(look->status))
		return;
	if (above)
		check_say(look->findings, CHECK_DMARC_INHERITED,
			  "%s has no record (%s); the one of %s applies", look->name,
			  look_status_name(look->status), above);
	else
		check_say(look->findings, CHECK_DMARC_MISSING, "%s has no record (%s)", look->name,
			  look_status_name(look->status));
}

void check_discovery(struct check *check)
{
	struct look *look = check->look;

	if (look->agree) { /* what the servers publish goes before what a resolver remembers */
		g_hash_table_add(check->walked, g_strdup(look->domain));
		for (guint i = 0; i < look->published->len; i++)
			published_add(check->published, look->domain, look->published->pdata[i]);
	}
	check_walk(check, look->domain);
	for (unsigned i = 0; i < GENERATION_COUNT; i++) {
		struct effective effective;

		policy_discover((enum generation)i, check->published, look->domain, check->exists,
				&effective);
		look->policy[i] = effective.applies ? effective.policy : POLICY_ABSENT;
		look->found_at[i] = g_steal_pointer(&effective.found_at);
		effective_clear(&effective);
	}
	compare_generations(check);
	judge_absence(look);
}
