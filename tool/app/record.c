/* SPDX-License-Identifier: MIT */
/* What is wrong with a record that is proposed, beyond its text: do its report addresses take it?
 */
#include <string.h>

#include "app/check.h"
#include "app/context.h"
#include "app/names.h"
#include "app/project.h"
#include "base/name.h"
#include "dmarc/policy.h"
#include "dmarc/record.h"
#include "dmarc/report_uri.h"
#include "dns/dns.h"
#include "store/workflow.h"

/* What DNS said at an authorisation's name (RFC 9990 4): status OK without a record is a no. */
static bool authorises(const struct dns_question *asked)
{
	for (guint i = 0; i < asked->data->len; i++) {
		const char *txt = asked->data->pdata[i];
		struct record record;

		if (record_parse(txt, strlen(txt), &record, NULL)) {
			record_clear(&record);
			return true;
		}
	}
	return false;
}

/* False: DNS says that nothing is there. What nobody answers is not known, and no warning. */
static bool ask(struct dns *dns, const char *name)
{
	struct dns_question asked = {.name = name, .type = DNS_TYPE_TXT};
	bool known, authorised;

	dns_ask(dns, &asked, 1, NULL);
	known = asked.status <= LOOK_STATUS_NODATA;
	authorised = authorises(&asked);
	dns_question_clear(&asked);
	return authorised || !known;
}

/* The same as the last look knew it. */
static bool remember(const struct look *look, const char *name)
{
	for (guint i = 0; look && i < look->authorisations->len; i++) {
		const struct look_authorisation *known = look->authorisations->pdata[i];

		if (strcmp(known->name, name) == 0)
			return known->authorised || known->status > LOOK_STATUS_NODATA;
	}
	return true;
}

static void warn_of_uris(const char *domain, const GPtrArray *uris, struct dns *dns,
			 const struct look *look, GPtrArray *warnings)
{
	for (guint i = 0; i < uris->len; i++) {
		const struct record_uri *uri = uris->pdata[i];
		g_autofree char *host = report_uri_host(uri->uri), *name = NULL, *fix = NULL;

		if (!host || strcmp(registrable_domain(host), registrable_domain(domain)) == 0)
			continue;
		name = g_strdup_printf("%s._report._dmarc.%s", domain, host);
		if (dns ? ask(dns, name) : remember(look, name))
			continue;
		fix = strlen(name) > NAME_MAX_OCTETS
			      ? g_strdup("name a report address at a shorter host: no DNS name is "
					 "long enough to authorise this one")
			      : g_strdup_printf("publish \"v=DMARC1;\" as TXT at %s", name);
		finding_add(warnings, FINDING_WARNING, "reports-unauthorised", "rua", fix,
			    "%s does not take reports for %s: reporters send it nothing", host,
			    domain);
	}
}

/* What stands at the name already, and keeps the record from being published as it is. */
static void warn_of_place(const struct look *look, struct record_proposal *proposal)
{
	const char *alias = look_alias(look);
	g_autofree char *fix = NULL;

	if (alias) {
		fix = g_strdup_printf("send it to the owner of %s, who publishes it there", alias);
		finding_add(proposal->warnings, FINDING_WARNING, "dmarc-cname", NULL, fix,
			    "%s is an alias of %s: no TXT can stand beside a CNAME", proposal->name,
			    alias);
	}
	if (!look->agree && look->published->len > 0)
		finding_add(proposal->warnings, FINDING_WARNING, "servers-differ", NULL,
			    "find out which of them is right, and publish once they agree",
			    "the name servers do not tell one record at %s%s", proposal->name,
			    look->published->len > 1 ? ": nothing of theirs is taken over" : "");
	else if (look->published->len > 1)
		finding_add(proposal->warnings, FINDING_WARNING, "dmarc-several", NULL,
			    "publish this one in place of all of them",
			    "%u DMARC records stand at %s, and receivers apply none of them",
			    look->published->len, proposal->name);
}

/*
 * Nobody knows what would be replaced: tags and addresses of the customer's might be lost. look:
 * the last one, or NULL; asked: again, just now.
 */
static void warn_of_silence(const struct look *look, bool asked, struct record_proposal *proposal)
{
	bool seen = look && look->status <= LOOK_STATUS_NODATA;
	g_autofree char *at = seen ? time_format(look->at) : NULL;

	if (seen && asked)
		finding_add(proposal->warnings, FINDING_WARNING, "not-answered", NULL,
			    "ask again before it is published",
			    "nobody tells now what stands at %s: this one is made from what was "
			    "seen at %s",
			    proposal->name, at);
	else if (!seen && !proposal->current)
		finding_add(proposal->warnings, FINDING_INFO, "not-looked-up", NULL,
			    asked ? "ask again before it is published"
				  : "check the domain first, or name a resolver",
			    "what stands at %s is not known: tags and addresses that are there "
			    "are not taken over",
			    proposal->name);
}

static bool warn_of_all(struct app *app, const struct domain *domain, const struct look *look,
			struct record_proposal *proposal, GError **error)
{
	GError *fault = NULL;
	struct dns *dns = app_lookup_wanted(app) ? dns_new(&app->dns, &fault) : NULL;
	struct record record;

	if (look)
		warn_of_place(look, proposal);
	if (!fault && record_parse(proposal->value, strlen(proposal->value), &record, NULL)) {
		warn_of_uris(domain->name, record.rua, dns, look, proposal->warnings);
		record_clear(&record);
	}
	dns_free(dns);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

struct record_proposal *app_record_checked(struct app *app, const char *name, const char *stage,
					   struct progress *progress, GError **error)
{
	struct domain *domain = app_domain(app, name, error);
	struct record_proposal *proposal = NULL;
	struct look *look = NULL;
	GError *fault = NULL;
	bool told;

	if (!domain)
		return NULL;
	if (app_lookup_wanted(app))
		look = look_now(app, domain, progress, &fault);
	told = look;
	if (!look && !fault)
		look = store_look(app->store, domain->id, TIME_NONE, &fault);
	if (!fault)
		proposal = record_propose(app, domain, stage, look, &fault);
	if (proposal && !told)
		warn_of_silence(look, app_lookup_wanted(app), proposal);
	if (proposal && !warn_of_all(app, domain, look, proposal, &fault))
		g_clear_pointer(&proposal, record_proposal_free);
	g_clear_pointer(&look, look_free);
	domain_free(domain);
	if (fault)
		g_propagate_error(error, fault);
	return proposal;
}
