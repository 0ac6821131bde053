/* SPDX-License-Identifier: MIT */
#include "dns/check.h"

#include <string.h>

#include "base/name.h"
#include "dmarc/record.h"
#include "dmarc/report_uri.h"
#include "dns/questions.h"

#define HOSTS_MAX 16 /* destinations of one record that are looked at */

static void add_hosts(GPtrArray *hosts, const GPtrArray *uris)
{
	for (guint i = 0; i < uris->len && hosts->len < HOSTS_MAX; i++) {
		const struct record_uri *uri = uris->pdata[i];
		char *host = report_uri_host(uri->uri);

		if (host && !g_ptr_array_find_with_equal_func(hosts, host, g_str_equal, NULL))
			g_ptr_array_add(hosts, host);
		else
			g_free(host);
	}
}

/* Is a destination outside the organisation, for either generation of reporters? */
static bool is_external(struct check *check, const char *domain, const char *host)
{
	bool external = false;

	check_walk(check, host);
	for (unsigned i = 0; i < GENERATION_COUNT; i++) {
		enum generation generation = (enum generation)i;
		g_autofree char *ours = org_domain(generation, check->published, domain);
		g_autofree char *theirs = org_domain(generation, check->published, host);

		external = external || strcmp(ours, theirs) != 0;
	}
	return external;
}

/* An rua in the authorisation may name another address of the same host, no other host. */
static bool leads_elsewhere(const struct record *record, const char *host)
{
	g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(g_free);

	add_hosts(hosts, record->rua);
	for (guint i = 0; i < hosts->len; i++)
		if (strcmp(hosts->pdata[i], host) != 0)
			return true;
	return false;
}

/* failures: the host is named for failure reports alone, which few reporters send. */
static void judge_authorisation(struct check *check, struct look_authorisation *found,
				const struct dns_question *asked, bool failures)
{
	GPtrArray *findings = check->look->findings;
	bool elsewhere = false;

	found->status = asked->status;
	if (strlen(found->name) > NAME_MAX_OCTETS) {
		check_say(findings, CHECK_REPORTS_NAME_TOO_LONG,
			  "%s would authorise %s by a name of %zu octets, where %d are the most",
			  found->host, check->look->domain, strlen(found->name), NAME_MAX_OCTETS);
		return;
	}
	for (guint i = 0; i < asked->data->len; i++) {
		const char *txt = asked->data->pdata[i];
		struct record record;

		if (!record_parse(txt, strlen(txt), &record, NULL))
			continue;
		found->authorised = true;
		elsewhere = elsewhere || leads_elsewhere(&record, found->host);
		record_clear(&record);
	}
	if (elsewhere) {
		found->authorised = false;
		check_say(findings, CHECK_REPORTS_REDIRECTED,
			  "The authorisation at %s names another host than %s", found->name,
			  found->host);
	} else if (!found->authorised && status_is_answer(asked->status)) {
		check_say(findings,
			  failures ? CHECK_FAILURES_UNAUTHORISED : CHECK_REPORTS_UNAUTHORISED,
			  "%s does not take reports for this domain: nothing says so at %s (%s)",
			  found->host, found->name, look_status_name(asked->status));
	} else if (!found->authorised) {
		check_say(findings, CHECK_REPORTS_UNKNOWN, "%s cannot be asked (%s)", found->name,
			  look_status_name(asked->status));
	}
}

static void check_external(struct check *check, const char *domain, const char *host, bool failures)
{
	struct look_authorisation *found = g_new0(struct look_authorisation, 1);
	struct dns_question asked;

	found->host = g_strdup(host);
	found->name = g_strdup_printf("%s._report._dmarc.%s", domain, host);
	g_ptr_array_add(check->look->authorisations, found);
	asked = (struct dns_question){.name = found->name, .type = DNS_TYPE_TXT};
	dns_ask(check->dns, &asked, 1, check->progress);
	judge_authorisation(check, found, &asked, failures);
	dns_question_clear(&asked);
}

/* Is there a server that takes mail for the host: an MX that is not null, or an address? */
static void check_delivery(struct check *check, const char *host)
{
	struct dns_question asked[] = {
		{.name = host, .type = DNS_TYPE_MX},
		{.name = host, .type = DNS_TYPE_A},
		{.name = host, .type = DNS_TYPE_AAAA},
	};
	const GPtrArray *mx;
	bool known = true, taken;

	dns_ask(check->dns, asked, G_N_ELEMENTS(asked), check->progress);
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
		known = known && status_is_answer(asked[i].status);
	mx = asked[0].data;
	if (mx->len > 0)
		taken = mx->len > 1 || strcmp(mx_host(mx->pdata[0]), ".") != 0;
	else
		taken = asked[1].data->len > 0 || asked[2].data->len > 0;
	if (known && !taken)
		check_say(check->look->findings, CHECK_REPORTS_UNDELIVERABLE,
			  "%s has no server for mail", host);
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
		dns_question_clear(&asked[i]);
}

/* The destinations of the record at _dmarc.domain, which a generation applies. */
static void check_destinations(struct check *check, const char *domain)
{
	g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(g_free);
	struct record record;
	guint aggregate;

	if (!check_record(check, domain, &record))
		return;
	add_hosts(hosts, record.rua);
	aggregate = hosts->len;
	add_hosts(hosts, record.ruf);
	record_clear(&record);
	for (guint i = 0; i < hosts->len; i++) {
		if (is_external(check, domain, hosts->pdata[i]))
			check_external(check, domain, hosts->pdata[i], i >= aggregate);
		check_delivery(check, hosts->pdata[i]);
	}
}

void check_authorisation(struct check *check)
{
	const char *older = check->look->found_at[GENERATION_RFC7489];
	const char *newer = check->look->found_at[GENERATION_RFC9989];

	if (newer)
		check_destinations(check, newer);
	if (older && g_strcmp0(older, newer) != 0)
		check_destinations(check, older);
}
