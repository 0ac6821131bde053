/* SPDX-License-Identifier: MIT */
/* What stands beside DMARC: BIMI, MTA-STS (RFC 8461) and TLS-RPT (RFC 8460). */
#include <string.h>

#include "dns/check.h"
#include "dns/questions.h"

static const struct {
	const char *place, *version;
} extras[] = {
	{"default._bimi", "v=BIMI1"},
	{"_mta-sts", "v=STSv1"},
	{"_smtp._tls", "v=TLSRPTv1"},
};

/* Does the record at _dmarc.domain ask enough for logos (domain.md 6.8)? */
static bool is_enforced(struct check *check, const char *domain)
{
	struct record record;
	bool enforced;

	if (!check_record(check, domain, &record))
		return false;
	enforced =
		!record.t && record.sp != POLICY_NONE &&
		(record.p == POLICY_REJECT || (record.p == POLICY_QUARANTINE && record.pct == 100));
	record_clear(&record);
	return enforced;
}

/* At the From domain, where it has a record of its own, and at the organisational domain. */
static bool is_ready(struct check *check)
{
	struct look *look = check->look;
	bool ready = look->agree && look->published->len <= 1;

	if (look->published->len > 0)
		ready = ready && is_enforced(check, look->domain);
	for (unsigned i = 0; i < GENERATION_COUNT && ready; i++) {
		g_autofree char *org =
			org_domain((enum generation)i, check->published, look->domain);

		ready = is_enforced(check, org);
	}
	return ready;
}

static char *record_of(const struct dns_question *asked, const char *version)
{
	for (guint i = 0; i < asked->data->len; i++)
		if (g_str_has_prefix(asked->data->pdata[i], version))
			return g_strdup(asked->data->pdata[i]);
	return NULL;
}

void check_extras(struct check *check)
{
	struct look *look = check->look;
	char **found[] = {&look->bimi, &look->mta_sts, &look->tls_rpt};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) questions = questions_new();

	for (size_t i = 0; i < G_N_ELEMENTS(extras); i++) {
		g_ptr_array_add(names, g_strdup_printf("%s.%s", extras[i].place, look->domain));
		questions_add(questions, names->pdata[i], DNS_TYPE_TXT, NULL);
	}
	questions_ask(check->dns, questions, check->progress);
	for (guint i = 0; i < G_N_ELEMENTS(extras); i++)
		*found[i] = record_of(questions_at(questions, i), extras[i].version);
	look->bimi_ready = is_ready(check);
	if (look->bimi && !look->bimi_ready)
		check_say(look->findings, CHECK_BIMI_NOT_READY,
			  "%s has a BIMI record, and a policy that does not suffice", look->domain);
	if (look->mta_sts)
		check_say(look->findings, CHECK_MTA_STS_UNREAD,
			  "https://mta-sts.%s/.well-known/mta-sts.txt was not fetched",
			  look->domain);
}
