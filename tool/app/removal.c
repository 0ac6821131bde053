/* SPDX-License-Identifier: MIT */
/* What speaks against taking a record out of DNS. */
#include <string.h>

#include "app/context.h"
#include "dmarc/policy.h"
#include "dns/dkim_key.h"
#include "model/split.h"
#include "rollout/playbook.h"
#include "store/project.h"

#define KEY_MARK "._domainkey."

/* The key at a name: of any selector where a wildcard is to go. */
struct key {
	char *selector;
	const char *domain;
};

static bool is_signed_with(const struct flow *flow, const struct key *key)
{
	bool any = strcmp(key->selector, "*") == 0;

	for (guint i = 0; i < flow->dkim->len; i++) {
		const struct flow_dkim *dkim = flow->dkim->pdata[i];

		if (dkim->result == AUTH_RESULT_PASS && dkim->selector &&
		    g_ascii_strcasecmp(dkim->domain, key->domain) == 0 &&
		    (any || g_ascii_strcasecmp(dkim->selector, key->selector) == 0))
			return true;
	}
	return false;
}

/* The last day of a table with mail that passed by the key, or DAY_NONE. */
static int32_t last_signed(const struct source_table *table, const struct key *key)
{
	int32_t last = DAY_NONE;

	for (guint i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		for (guint k = 0; k < source->flows->len; k++) {
			const struct flow *flow = source->flows->pdata[k];

			if (is_signed_with(flow, key))
				last = MAX(last, flow->last_day);
		}
	}
	return last;
}

/* The same of another managed domain. */
static bool last_signed_of(struct app *app, const struct domain *domain, const struct key *key,
			   int32_t *last, GError **error)
{
	struct judgement *j = judge(app, domain, NULL, DAY_NONE, error);
	struct source_table *table;

	if (!j)
		return false;
	table = analysis_sources(j->analysis, j->from, j->until, NULL);
	*last = MAX(*last, last_signed(table, key));
	source_table_free(table);
	judgement_free(j);
	return true;
}

/* Mail of every domain of the organisation aligns by a key of one of them. */
static bool find_last(struct app *app, const struct facts *facts, const struct key *key,
		      int32_t *last, GError **error)
{
	const struct domain *own = facts->gate.domain;
	g_autoptr(GPtrArray) domains = store_domains(app->store, own->customer_id, error);
	bool done = domains;

	*last = last_signed(facts->table, key);
	for (guint i = 0; done && i < domains->len; i++) {
		const struct domain *other = domains->pdata[i];

		if (other->id != own->id &&
		    strcmp(registrable_domain(other->name), registrable_domain(own->name)) == 0)
			done = last_signed_of(app, other, key, last, error);
	}
	return done;
}

static bool is_reported(const struct gate_facts *facts)
{
	return facts->newest != DAY_NONE &&
	       day_of(facts->now) - facts->newest <= facts->playbook->fresh_days;
}

static bool object_to_key(struct app *app, const struct facts *facts, const char *name, char **why,
			  GError **error)
{
	const char *mark = strstr(name, KEY_MARK);
	g_autofree char *selector = g_strndup(name, (gsize)(mark - name)), *day = NULL;
	const struct key key = {selector, mark + strlen(KEY_MARK)};
	int32_t last;

	if (!is_reported(&facts->gate)) {
		*why = g_strdup("no report of these days tells whether mail is signed with it");
		return true;
	}
	if (!find_last(app, facts, &key, &last, error))
		return false;
	if (last == DAY_NONE || last + (int32_t)SPLIT_DRAINED_DAYS <= facts->judgement->until)
		return true;
	day = day_format(last);
	*why = g_strdup_printf("mail signed with it passed on %s; wait until none has for %u days",
			       day, SPLIT_DRAINED_DAYS);
	return true;
}

bool removal_objection(struct app *app, const struct facts *facts, const char *name,
		       const char *value, const char *type, char **why, GError **error)
{
	const struct domain *domain = facts->gate.domain;
	g_autofree char *policy = g_strconcat("_dmarc.", domain->name, NULL);

	*why = NULL;
	if (strcmp(name, policy) == 0)
		*why = g_strdup_printf("it is the policy of %s", domain->name);
	else if (strcmp(type, "MX") == 0 && strcmp(value, "0 .") != 0)
		*why = g_strdup("mail arrives by it");
	else if (g_ascii_strncasecmp(value, "v=spf1", strlen("v=spf1")) == 0)
		*why = g_strdup("mail passes SPF by it");
	else if (strstr(name, KEY_MARK) && dkim_key_parse(value).state != DKIM_STATE_REVOKED)
		return object_to_key(app, facts, name, why, error);
	return true;
}
