/* SPDX-License-Identifier: MIT */
/* What is known of a domain before DNS is asked: keys, From domains, and who sends from where. */
#include <string.h>

#include "app/check.h"
#include "app/roster.h"
#include "base/name.h"

#define KEYS_MAX      100
#define SENDERS_MAX   20
#define ADDRESSES_MAX 32 /* of one sender */
#define PATHS_MAX     8	 /* return paths of one sender; some have one a message */
#define FROMS_MAX     200u

static void add_key(GPtrArray *keys, GHashTable *known, const char *domain, const char *selector)
{
	struct look_key *key;

	if (keys->len >= KEYS_MAX ||
	    !g_hash_table_add(known, g_strdup_printf("%s/%s", domain, selector)))
		return;
	key = g_new0(struct look_key, 1);
	key->domain = g_strdup(domain);
	key->selector = g_strdup(selector);
	g_ptr_array_add(keys, key);
}

/* A selector that only failing mail names is the attacker's to invent (domain.md 6.2). */
static void add_keys_of_flow(GPtrArray *keys, GHashTable *known, const char *domain,
			     const struct flow *flow)
{
	for (guint i = 0; i < flow->dkim->len; i++) {
		const struct flow_dkim *dkim = flow->dkim->pdata[i];

		if (dkim->result == AUTH_RESULT_PASS && dkim->selector &&
		    name_within(dkim->domain, domain))
			add_key(keys, known, dkim->domain, dkim->selector);
	}
}

/* "domain/selector" of a confirmed entry, where it is no pattern. */
static void add_keys_of_sender(GPtrArray *keys, GHashTable *known, const char *domain,
			       const struct sender *sender)
{
	for (guint i = 0; sender->dkim && i < sender->dkim->len; i++) {
		g_auto(GStrv) parts = g_strsplit(sender->dkim->pdata[i], "/", 2);

		if (parts[0] && parts[1] && *parts[1] && !strpbrk(parts[1], "*?") &&
		    name_within(parts[0], domain))
			add_key(keys, known, parts[0], parts[1]);
	}
}

static GPtrArray *keys_of(const struct judgement *j, const struct source_table *table)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func((GDestroyNotify)look_key_free);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const GPtrArray *own = j->roster->own;

	for (guint i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		for (guint k = 0; k < source->flows->len; k++)
			add_keys_of_flow(keys, known, j->domain->name, source->flows->pdata[k]);
	}
	for (guint i = 0; i < own->len; i++)
		add_keys_of_sender(keys, known, j->domain->name, own->pdata[i]);
	return keys;
}

static void add_path(struct dns_sender *sender, const char *domain, const char *path)
{
	if (path && sender->paths->len < PATHS_MAX && name_within(path, domain) &&
	    !g_ptr_array_find_with_equal_func(sender->paths, path, g_str_equal, NULL))
		g_ptr_array_add(sender->paths, g_strdup(path));
}

/*
 * The source as one that sends in the domain's name, or NULL. Where others use its addresses too,
 * those count from which mail of the domain was compliant.
 */
static struct dns_sender *sender_of(const char *domain, const struct source *source)
{
	struct dns_sender *sender = dns_sender_new(source->name);
	bool alone = true;

	for (guint i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];
		bool legitimate = flow->verdict == VERDICT_LEGITIMATE;

		if (!legitimate && !flow->evaluated_spf) {
			alone = false;
			continue;
		}
		sender->legitimate = sender->legitimate || legitimate;
		sender->messages += flow->tally.messages;
		add_path(sender, domain, flow->envelope);
	}
	for (guint i = 0; i < source->ips->len && sender->ips->len < ADDRESSES_MAX; i++) {
		const struct source_ip *ip = source->ips->pdata[i];

		if (!alone && ip->compliant == 0)
			continue;
		g_array_append_val(sender->ips, ip->ip);
		if (ip->ptr && name_within(ip->ptr, domain))
			g_ptr_array_add(sender->hosts, g_strdup(ip->ptr));
	}
	if (sender->messages == 0 || sender->ips->len == 0)
		g_clear_pointer(&sender, dns_sender_free);
	return sender;
}

static GPtrArray *senders_of(const char *domain, const struct source_table *table)
{
	GPtrArray *senders = g_ptr_array_new_with_free_func((GDestroyNotify)dns_sender_free);

	for (guint i = 0; i < table->sources->len && senders->len < SENDERS_MAX; i++) {
		struct dns_sender *sender = sender_of(domain, table->sources->pdata[i]);

		if (sender)
			g_ptr_array_add(senders, sender);
	}
	return senders;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Fraud comes From any number of names: the first ones are enough. */
static GPtrArray *froms_below(const struct source_table *table)
{
	GPtrArray *froms = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init(&iter, table->header_from);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (strcmp(name, table->domain) != 0 && name_within(name, table->domain))
			g_ptr_array_add(froms, g_strdup(name));
	g_ptr_array_sort(froms, by_text);
	g_ptr_array_set_size(froms, (gint)MIN(froms->len, FROMS_MAX));
	return froms;
}

bool subject_init(struct app *app, const struct domain *domain, struct dns_subject *subject,
		  GError **error)
{
	struct judgement *j = judge(app, domain, NULL, DAY_NONE, error);
	struct source_table *table;

	*subject = (struct dns_subject){0};
	if (!j)
		return false;
	table = analysis_sources(j->analysis, j->from, j->until, NULL);
	*subject = (struct dns_subject){
		.domain = domain->name,
		.kind = domain->kind,
		.keys = keys_of(j, table),
		.senders = senders_of(domain->name, table),
		.froms = froms_below(table),
		.blocklists = app->dns.offline ? NULL : &app->config.blocklists,
	};
	source_table_free(table);
	judgement_free(j);
	return true;
}

void subject_clear(struct dns_subject *subject)
{
	g_clear_pointer(&subject->keys, g_ptr_array_unref);
	g_clear_pointer(&subject->senders, g_ptr_array_unref);
	g_clear_pointer(&subject->froms, g_ptr_array_unref);
}
