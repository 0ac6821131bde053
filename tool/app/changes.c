/* SPDX-License-Identifier: MIT */
/* What a ticket changes: from what DNS serves to what is wanted. */
#include <string.h>

#include "app/context.h"
#include "app/ticket.h"
#include "rollout/playbook.h"
#include "store/workflow.h"

bool values_are_same(const GPtrArray *a, GPtrArray *b)
{
	bool same = a->len == b->len;

	for (guint i = 0; same && i < a->len; i++)
		same = g_ptr_array_find_with_equal_func(b, a->pdata[i], g_str_equal, NULL);
	return same;
}

const char *look_alias(const struct look *look)
{
	for (guint i = 0; i < look->servers->len; i++) {
		const GPtrArray *chain = ((struct look_server *)look->servers->pdata[i])->cname;

		if (chain->len > 0)
			return chain->pdata[chain->len - 1];
	}
	return NULL;
}

bool look_serves(const struct look *look, const struct ticket_change *change, GPtrArray *values)
{
	for (guint i = 0; i < look->rrsets->len; i++) {
		const struct look_rrset *rrset = look->rrsets->pdata[i];

		if (strcmp(change->name, rrset->name) != 0 ||
		    strcmp(change->type, rrset->type) != 0)
			continue;
		for (guint k = 0; k < rrset->values->len; k++)
			g_ptr_array_add(values, g_strdup(rrset->values->pdata[k]));
		return rrset->status <= LOOK_STATUS_NODATA;
	}
	if (strcmp(change->type, "TXT") != 0)
		return false;
	if (strcmp(change->name, look->name) == 0) {
		for (guint i = 0; i < look->published->len; i++)
			g_ptr_array_add(values, g_strdup(look->published->pdata[i]));
		return look->status <= LOOK_STATUS_NODATA;
	}
	if (strcmp(change->name, look->domain) == 0 && look->spf_record)
		g_ptr_array_add(values, g_strdup(look->spf_record));
	return strcmp(change->name, look->domain) == 0 &&
	       (look->spf_record || g_strcmp0(look->spf_result, "none") == 0);
}

/* The beginning of the texts that a look keeps of those at a name; NULL: it keeps all. */
static const char *kind_kept(const struct look *look, const struct ticket_change *change)
{
	for (guint i = 0; i < look->rrsets->len; i++)
		if (strcmp(((struct look_rrset *)look->rrsets->pdata[i])->name, change->name) == 0)
			return NULL;
	if (strcmp(change->type, "TXT") != 0)
		return NULL;
	return strcmp(change->name, look->name) == 0	 ? "v=DMARC1"
	       : strcmp(change->name, look->domain) == 0 ? "v=spf1"
							 : NULL;
}

bool look_saw(const struct look *look, const struct ticket_change *change, const GPtrArray *seen,
	      const GPtrArray *values)
{
	const char *kind = kind_kept(look, change);
	g_autoptr(GPtrArray) known = g_ptr_array_new();

	for (guint i = 0; i < values->len; i++)
		if (!kind || g_ascii_strncasecmp(values->pdata[i], kind, strlen(kind)) == 0)
			g_ptr_array_add(known, values->pdata[i]);
	return values_are_same(seen, known);
}

static void take_old(const struct facts *facts, struct ticket_change *change)
{
	const struct judgement *j = facts->judgement;

	if (look_is_current(j->look, j->domain))
		change->old_known = look_serves(j->look, change, change->old);
	if (change->old_known || !j->current || strcmp(change->type, "TXT") != 0 ||
	    !g_str_has_prefix(change->name, "_dmarc."))
		return;
	/* What the servers answered when the last ticket was verified. */
	g_ptr_array_set_size(change->old, 0);
	g_ptr_array_add(change->old, g_strdup(j->current));
	change->old_known = true;
}

/* Other texts of the domain, to prove whose it is, stay beside its SPF record. */
static void keep_others(const struct facts *facts, struct ticket_change *change)
{
	if (strcmp(change->type, "TXT") != 0 || strcmp(change->name, facts->gate.domain->name) != 0)
		return;
	for (guint i = 0; i < change->old->len; i++) {
		const char *value = change->old->pdata[i];

		if (g_ascii_strncasecmp(value, "v=spf1", strlen("v=spf1")) != 0)
			g_ptr_array_add(change->new, g_strdup(value));
	}
}

/* What DNS serves already is no change. */
static void add_change(const struct facts *facts, GPtrArray *changes, struct ticket_change *change)
{
	take_old(facts, change);
	keep_others(facts, change);
	if (change->old_known && values_are_same(change->old, change->new))
		ticket_change_free(change);
	else
		g_ptr_array_add(changes, change);
}

/* A parked domain's records around that of DMARC. */
static void add_parked_set(const struct facts *facts, const char *value, uint32_t ttl,
			   GPtrArray *changes)
{
	const struct domain *domain = facts->gate.domain;
	g_autoptr(GPtrArray) set = parked_records(domain->name, value, ttl);

	for (guint i = 0; i < set->len; i++) {
		const struct rr *rr = set->pdata[i];

		if (strcmp(rr->value, value) != 0)
			add_change(facts, changes,
				   change_new(rr->name, rr->type, rr->ttl, NULL, rr->value));
	}
}

GPtrArray *ticket_changes(const struct facts *facts, const char *value)
{
	const struct domain *domain = facts->gate.domain;
	const struct look *look = facts->judgement->look;
	uint32_t ttl = (uint32_t)facts->gate.playbook->ttl;
	g_autofree char *name = g_strdup_printf("_dmarc.%s", domain->name);
	GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	struct ticket_change *change;

	add_change(facts, changes, change_new(name, "TXT", ttl, NULL, value));
	if (look && changes->len) {
		change = changes->pdata[0];
		change->old_ttl = change->old->len ? look->ttl : look->negative_ttl;
	}
	if (domain->kind == DOMAIN_KIND_PARKED)
		add_parked_set(facts, value, ttl, changes);
	return changes;
}
