/* SPDX-License-Identifier: MIT */
/* Who made a connection (4.3): catalogue, confirmed PTR, network, or the address itself. */
#include <string.h>

#include "analyse/inner.h"
#include "base/name.h"

/* The known return path whose SPF most of an address' mail passes. */
struct return_path {
	const struct sender *sender;
	const char *envelope;
	uint64_t messages;
};

bool is_ours(const struct analysis *a, const char *name)
{
	for (; name; name = strchr(name, '.')) {
		name += *name == '.';
		if (strcmp(name, a->organisation) == 0 ||
		    (a->in.customer_domains && g_hash_table_contains(a->in.customer_domains, name)))
			return true;
	}
	return false;
}

const int64_t *absent_at(const struct analysis *a, const char *header_from)
{
	return a->in.absent ? g_hash_table_lookup(a->in.absent, header_from) : NULL;
}

static uint64_t run_messages(const struct analysis *a, const struct run *run)
{
	uint64_t messages = 0;

	for (uint32_t i = run->first; i < run->first + run->n; i++)
		messages += a->sums[i].messages;
	return messages;
}

/* Keeps the sender that more of the address' mail speaks for; equal ones by their slugs. */
static void weigh_path(struct return_path *best, const struct return_path *path)
{
	if (!best->sender || path->messages > best->messages ||
	    (path->messages == best->messages &&
	     strcmp(path->sender->slug, best->sender->slug) < 0))
		*best = *path;
}

/*
 * The best return path of each address. Passing SPF for a vendor's domain proves that the vendor
 * lists the address, whatever else it sends.
 */
static struct return_path *find_paths(const struct analysis *a)
{
	struct return_path *best = g_new0(struct return_path, MAX(a->n_addresses, 1));

	for (uint32_t i = 0; i < a->n_runs; i++) {
		const struct run *run = &a->runs[i];
		const struct kind *kind = &a->kinds[run->kind];
		struct return_path path = {.envelope = kind->envelope};

		if (kind->spf != AUTH_RESULT_PASS || !kind->envelope || kind->envelope_ours)
			continue;
		path.sender = sender_by_spf(a->in.senders, kind->envelope);
		if (!path.sender)
			continue;
		path.messages = run_messages(a, run);
		weigh_path(&best[run->address], &path);
	}
	return best;
}

/*
 * The organisation of a host name; inside the customer's own domains the name less its first
 * label, so that two of their servers stay two sources.
 */
static const char *host_organisation(const struct analysis *a, const char *ptr)
{
	const char *rest = strchr(ptr, '.');

	if (is_ours(a, ptr))
		return rest && is_ours(a, rest + 1) ? rest + 1 : ptr;
	return registrable_domain(ptr);
}

static void name_entry(struct party *party, enum naming naming, const struct sender *sender,
		       const char *told_by)
{
	party->key = sender->slug;
	party->name = sender->name;
	party->sender = sender;
	party->naming = naming;
	party->told_by = told_by;
}

static void name_number(const struct analysis *a, struct party *party, int64_t asn)
{
	const struct sender *sender = sender_by_asn(a->in.senders, asn);
	g_autofree char *key = g_strdup_printf("as%" G_GINT64_FORMAT, asn);
	g_autofree char *name = g_strdup_printf("AS%" G_GINT64_FORMAT, asn);

	if (sender) {
		name_entry(party, NAMING_ENTRY_ASN, sender, intern(a, name));
		return;
	}
	party->key = intern(a, key);
	party->name = intern(a, name);
	party->naming = NAMING_ASN;
}

/* The party of an address, with interned or lasting texts. */
static struct party name_party(const struct analysis *a, const struct address *address,
			       const struct return_path *path)
{
	const struct host *host = address->host;
	g_autofree char *lower =
		host && host->confirmed && host->ptr ? g_ascii_strdown(host->ptr, -1) : NULL;
	const char *ptr = intern(a, lower);
	const struct sender *sender = ptr ? sender_by_ptr(a->in.senders, ptr) : NULL;
	struct party party = {0};
	char text[IP_TEXT_MAX];

	if (sender) {
		name_entry(&party, NAMING_ENTRY_PTR, sender, ptr);
	} else if (path->sender) {
		name_entry(&party, NAMING_ENTRY_SPF, path->sender, path->envelope);
	} else if (ptr) {
		party.key = party.name = intern(a, host_organisation(a, ptr));
		party.naming = NAMING_PTR;
		party.told_by = ptr;
	} else if (host && host->asn > 0) {
		name_number(a, &party, host->asn);
	} else {
		party.key = party.name = intern(a, ip_format(&address->ip, text));
		party.naming = NAMING_ADDRESS;
	}
	return party;
}

static void look_up_hosts(struct analysis *a)
{
	g_autoptr(GHashTable) hosts = g_hash_table_new(ip_hash, ip_equal);

	for (unsigned i = 0; a->in.hosts && i < a->in.hosts->len; i++) {
		struct host *host = a->in.hosts->pdata[i];

		g_hash_table_insert(hosts, &host->ip, host);
	}
	for (uint32_t i = 0; i < a->n_addresses; i++)
		a->addresses[i].host = g_hash_table_lookup(hosts, &a->addresses[i].ip);
}

void analysis_identify(struct analysis *a)
{
	g_autofree struct return_path *paths = find_paths(a);
	GArray *parties = g_array_new(FALSE, FALSE, sizeof(struct party));

	look_up_hosts(a);
	for (uint32_t i = 0; i < a->n_addresses; i++) {
		struct party party = name_party(a, &a->addresses[i], &paths[i]);
		uint32_t index = GPOINTER_TO_UINT(g_hash_table_lookup(a->by_key, party.key));

		if (!index) {
			g_array_append_val(parties, party);
			index = parties->len;
			g_hash_table_insert(a->by_key, unchanged(party.key),
					    GUINT_TO_POINTER(index));
		}
		a->addresses[i].party = index - 1;
	}
	a->n_parties = parties->len;
	a->parties = (struct party *)(void *)g_array_free(parties, FALSE);
	for (uint32_t i = 0; i < a->n_runs; i++)
		a->runs[i].party = a->addresses[a->runs[i].address].party;
}
