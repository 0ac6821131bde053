/* SPDX-License-Identifier: MIT */
#include "dns/check.h"

#include <string.h>

#include "base/clock.h"
#include "dns/questions.h"

/* The first text that is meant for DMARC, or NULL. */
static const char *dmarc_of(const struct dns_question *asked)
{
	for (guint i = 0; i < asked->data->len; i++)
		if (is_meant_as_dmarc(asked->data->pdata[i]))
			return asked->data->pdata[i];
	return NULL;
}

/*
 * asked: a name below the domain that nobody created, _dmarc of it, one below _dmarc, and the name
 * that comes about where an editor adds the zone to a name that was written whole.
 */
static void judge_wildcards(struct look *look, const struct dns_question asked[static 4])
{
	const char *doubled = dmarc_of(&asked[3]);
	const char *everywhere = dmarc_of(&asked[1]), *below = dmarc_of(&asked[2]);

	if (everywhere)
		check_say(look->findings, CHECK_DMARC_WILDCARD,
			  "\"%." SEEN "s\" stands at _dmarc of every name below %s", everywhere,
			  look->domain);
	else if (asked[0].status == LOOK_STATUS_OK || asked[0].status == LOOK_STATUS_NODATA)
		check_say(look->findings, CHECK_WILDCARD,
			  "Names below %s that nobody created exist (%s)", look->domain,
			  look_status_name(asked[0].status));
	if (doubled && !everywhere)
		check_say(look->findings, CHECK_DMARC_WRONG_PLACE, "\"%." SEEN "s\" stands at %s",
			  doubled, asked[3].name);
	if (below && !everywhere)
		check_say(look->findings, CHECK_DMARC_WILDCARD_BELOW,
			  "\"%." SEEN "s\" stands at every name below %s", below, look->name);
}

void check_wildcards(struct check *check)
{
	struct look *look = check->look;
	g_autofree char *label = g_uuid_string_random();
	g_autofree char *below = g_strdup_printf("%s.%s", label, look->domain);
	g_autofree char *policy = g_strdup_printf("_dmarc.%s", below);
	g_autofree char *inside = g_strdup_printf("%s.%s", label, look->name);
	g_autofree char *doubled = g_strdup_printf("%s.%s", look->name, look->domain);
	struct dns_question asked[] = {
		{.name = below, .type = DNS_TYPE_TXT},
		{.name = policy, .type = DNS_TYPE_TXT},
		{.name = inside, .type = DNS_TYPE_TXT},
		{.name = doubled, .type = DNS_TYPE_TXT},
	};

	dns_ask(check->dns, asked, G_N_ELEMENTS(asked), check->progress);
	judge_wildcards(look, asked);
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
		dns_question_clear(&asked[i]);
}

bool check_record(struct check *check, const char *domain, struct record *record)
{
	g_autofree char *place = g_strdup_printf("_dmarc.%s", domain);
	struct dns_question asked = {.name = place, .type = DNS_TYPE_TXT};
	const GPtrArray *texts = check->look->published;
	bool found = false;

	if (strcmp(domain, check->look->domain) != 0) {
		dns_ask(check->dns, &asked, 1, check->progress);
		texts = asked.data;
	}
	for (guint i = 0; i < texts->len && !found; i++) {
		const char *txt = texts->pdata[i];

		found = record_parse(txt, strlen(txt), record, NULL);
	}
	dns_question_clear(&asked);
	return found;
}

struct dns_sender *dns_sender_new(const char *name)
{
	struct dns_sender *sender = g_new0(struct dns_sender, 1);

	sender->name = g_strdup(name);
	sender->ips = g_array_new(FALSE, FALSE, sizeof(struct ip));
	sender->paths = g_ptr_array_new_with_free_func(g_free);
	sender->hosts = g_ptr_array_new_with_free_func(g_free);
	return sender;
}

void dns_sender_free(struct dns_sender *sender)
{
	if (!sender)
		return;
	g_free(sender->name);
	g_array_unref(sender->ips);
	g_ptr_array_unref(sender->paths);
	g_ptr_array_unref(sender->hosts);
	g_free(sender);
}

static struct look *look_new(const char *domain, GPtrArray *keys, int64_t now)
{
	struct look *look = g_new0(struct look, 1);

	look->domain = g_strdup(domain);
	look->at = now;
	look->name = g_strdup_printf("_dmarc.%s", domain);
	look->published = g_ptr_array_new_with_free_func(g_free);
	look->servers = g_ptr_array_new_with_free_func((GDestroyNotify)look_server_free);
	look->resolvers = g_ptr_array_new_with_free_func((GDestroyNotify)look_server_free);
	look->policy[GENERATION_RFC7489] = look->policy[GENERATION_RFC9989] = POLICY_ABSENT;
	look->dkim = keys ? keys : g_ptr_array_new();
	g_ptr_array_set_free_func(look->dkim, (GDestroyNotify)look_key_free);
	look->authorisations =
		g_ptr_array_new_with_free_func((GDestroyNotify)look_authorisation_free);
	look->absent = g_ptr_array_new_with_free_func(g_free);
	look->spf_sources = g_ptr_array_new_with_free_func((GDestroyNotify)look_cover_free);
	look->mx = g_ptr_array_new_with_free_func(g_free);
	look->rrsets = g_ptr_array_new_with_free_func((GDestroyNotify)look_rrset_free);
	look->findings = findings_new();
	look->before = TIME_NONE;
	look->changed = g_ptr_array_new_with_free_func((GDestroyNotify)look_change_free);
	return look;
}

struct look *dns_check(struct dns *dns, struct dns_subject *subject, int64_t now,
		       struct progress *progress)
{
	struct check check = {
		.dns = dns,
		.subject = subject,
		.progress = progress,
		.look = look_new(subject->domain, g_steal_pointer(&subject->keys), now),
		.published = published_new(),
		.walked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};

	check_dmarc(&check);
	check_discovery(&check);
	check_authorisation(&check);
	check_wildcards(&check);
	check_spf(&check);
	check_spf_sources(&check);
	check_spf_hosts(&check);
	check_dkim(&check);
	check_mx(&check);
	check_parked(&check);
	check_extras(&check);
	check_blocklists(&check);
	if (subject->froms)
		g_ptr_array_extend_and_steal(check.look->absent,
					     dns_absent(dns, subject->froms, progress));
	published_free(check.published);
	g_hash_table_unref(check.walked);
	g_free(check.spf);
	return check.look;
}
