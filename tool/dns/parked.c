/* SPDX-License-Identifier: MIT */
/* The record set of a domain that sends and takes no mail (domain.md 5.5; RFC 7505). */
#include <string.h>

#include "dns/check.h"
#include "dns/dkim_key.h"
#include "dns/questions.h"

static void judge_spf(struct look *look)
{
	if (strcmp(look->spf_result, "temperror") != 0 &&
	    g_strcmp0(look->spf_record, "v=spf1 -all") != 0)
		check_say(look->findings, CHECK_PARKED_SPF, "The SPF record of %s is %." SEEN "s",
			  look->domain, look->spf_record ? look->spf_record : "missing");
}

static void judge_dmarc(struct check *check)
{
	struct look *look = check->look;
	struct record record;
	bool rejects = false;

	if (!status_is_answer(look->status))
		return;
	if (look->agree && look->published->len == 1 &&
	    check_record(check, look->domain, &record)) {
		rejects = record.p == POLICY_REJECT && !record.t && record.pct == 100 &&
			  (record.sp == POLICY_ABSENT || record.sp == POLICY_REJECT);
		record_clear(&record);
	}
	if (!rejects)
		check_say(look->findings, CHECK_PARKED_DMARC, "%s does not reject all mail",
			  look->name);
}

/* Whatever selector is asked for must be revoked. */
static void judge_keys(struct check *check)
{
	struct look *look = check->look;
	g_autofree char *label = g_uuid_string_random();
	g_autofree char *name = g_strdup_printf("%s._domainkey.%s", label, look->domain);
	struct dns_question asked = {.name = name, .type = DNS_TYPE_TXT};
	bool revoked = false;

	dns_ask(check->dns, &asked, 1, check->progress);
	for (guint i = 0; i < asked.data->len; i++)
		revoked =
			revoked || dkim_key_parse(asked.data->pdata[i]).state == DKIM_STATE_REVOKED;
	if (status_is_answer(asked.status) && !revoked)
		check_say(look->findings, CHECK_PARKED_DKIM,
			  "*._domainkey.%s does not revoke every key (%s)", look->domain,
			  look_status_name(asked.status));
	dns_question_clear(&asked);
}

static void judge_mx(struct check *check)
{
	struct look *look = check->look;
	bool null = look->mx->len == 1 && strcmp(mx_host(look->mx->pdata[0]), ".") == 0;

	if (check->mx_known && !null)
		check_say(look->findings, CHECK_PARKED_MX, "%s has no null MX", look->domain);
}

static void keep(struct look *look, const struct dns_question *asked, const char *type)
{
	struct look_rrset *rrset = g_new(struct look_rrset, 1);

	*rrset = (struct look_rrset){
		.name = g_strdup(asked->name),
		.type = g_strdup(type),
		.status = asked->status,
		.ttl = asked->ttl,
		.values = g_ptr_array_new_with_free_func(g_free),
	};
	for (guint i = 0; i < asked->data->len; i++)
		g_ptr_array_add(rrset->values, g_strdup(asked->data->pdata[i]));
	g_ptr_array_add(look->rrsets, rrset);
}

/* What stands at the names of the set beside DMARC: a ticket for it replaces that. */
static void look_around(struct check *check)
{
	struct look *look = check->look;
	g_autofree char *keys = g_strconcat("*._domainkey.", look->domain, NULL);
	struct dns_question asked[] = {
		{.name = look->domain, .type = DNS_TYPE_TXT},
		{.name = keys, .type = DNS_TYPE_TXT},
		{.name = look->domain, .type = DNS_TYPE_MX},
	};

	dns_ask(check->dns, asked, G_N_ELEMENTS(asked), check->progress);
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
		keep(look, &asked[i], asked[i].type == DNS_TYPE_MX ? "MX" : "TXT");
		dns_question_clear(&asked[i]);
	}
}

/* What was said of it as of any domain, and is said better of one that has no mail. */
static void leave_out(GPtrArray *findings)
{
	if (check_said(findings, CHECK_PARKED_SPF))
		check_unsay(findings, CHECK_SPF_MISSING);
	if (check_said(findings, CHECK_PARKED_MX))
		check_unsay(findings, CHECK_MX_MISSING);
}

void check_parked(struct check *check)
{
	if (check->subject->kind != DOMAIN_KIND_PARKED)
		return;
	look_around(check);
	judge_dmarc(check);
	judge_spf(check->look);
	judge_keys(check);
	judge_mx(check);
	leave_out(check->look->findings);
}
