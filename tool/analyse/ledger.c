/* SPDX-License-Identifier: MIT */
#include "analyse/ledger.h"

#include <string.h>

#include "analyse/pool.h"
#include "analyse/series.h"
#include "base/name.h"

#define HOME_SHARE_MIN 0.05 /* of a selector's passes */
#define HOME_DAYS_MIN  4

/* What speaks for a place, or an envelope domain, as a selector's home. */
struct claim {
	uint64_t messages, days;
};

static const struct strand *carrier(const struct analysis *a, const struct selector *selector,
				    unsigned i)
{
	return &a->strands[g_array_index(selector->strands, uint32_t, i)];
}

static bool passes(const struct kind *kind, const struct selector *selector)
{
	for (unsigned i = 0; i < kind->n_own; i++)
		if (kind->dkim[i].selector == selector && kind->dkim[i].result == AUTH_RESULT_PASS)
			return true;
	return false;
}

static bool nameless(const struct party *party)
{
	return party->naming == NAMING_ADDRESS;
}

static bool home_holds(const struct analysis *a, const struct home *home,
		       const struct strand *strand)
{
	const struct kind *kind = kind_of(a, strand);
	const struct party *party = party_of(a, strand);

	if (home->organisation)
		return kind->spf == AUTH_RESULT_PASS && kind->envelope &&
		       name_within(kind->envelope, home->envelope);
	if (kind->envelope && kind->envelope != home->envelope)
		return false;
	switch (home->scope) {
	case HOME_SCOPE_PARTY:
		return home->party == party;
	case HOME_SCOPE_NAMELESS:
		return nameless(party) && pool_passes(a, party, home->envelope);
	case HOME_SCOPE_ANY:
		break;
	}
	return pool_passes(a, party, home->envelope);
}

bool selector_lives(const struct analysis *a, const struct selector *selector,
		    const struct strand *strand)
{
	for (unsigned i = 0; i < selector->homes->len; i++)
		if (home_holds(a, &g_array_index(selector->homes, struct home, i), strand))
			return true;
	return false;
}

/* Does any selector with this d= (NULL: with any) live there? */
static bool any_lives(const struct analysis *a, const char *domain, const struct strand *strand)
{
	for (unsigned i = 0; i < a->at_home->len; i++) {
		const struct selector *selector = a->at_home->pdata[i];

		if ((!domain || selector->domain == domain) && selector_lives(a, selector, strand))
			return true;
	}
	return false;
}

bool ledger_at_home(const struct analysis *a, const struct strand *strand)
{
	const struct kind *kind = kind_of(a, strand);

	for (unsigned i = 0; i < kind->n_own; i++) {
		const struct kind_dkim *dkim = &kind->dkim[i];

		if (dkim->selector ? selector_lives(a, dkim->selector, strand)
				   : any_lives(a, dkim->domain, strand))
			return true;
	}
	return kind->n_own == 0 && kind->dkim_pass && any_lives(a, NULL, strand);
}

bool ledger_knows(const struct analysis *a, const char *domain)
{
	for (unsigned i = 0; i < a->at_home->len; i++)
		if (((const struct selector *)a->at_home->pdata[i])->domain == domain)
			return true;
	return false;
}

static void add_home(struct selector *selector, const struct home *home)
{
	for (unsigned i = 0; i < selector->homes->len; i++) {
		const struct home *known = &g_array_index(selector->homes, struct home, i);

		if (known->scope == home->scope && known->party == home->party &&
		    known->envelope == home->envelope)
			return;
	}
	g_array_append_val(selector->homes, *home);
}

static GHashTable *claims_new(void)
{
	return g_hash_table_new_full(pair_hash, pair_equal, g_free, g_free);
}

static void claim_add(GHashTable *claims, struct pair key, const struct strand *strand)
{
	struct claim *claim = g_hash_table_lookup(claims, &key);

	if (!claim) {
		claim = g_new0(struct claim, 1);
		g_hash_table_insert(claims, pair_new(key.a, key.b), claim);
	}
	claim->messages += strand->messages;
	claim->days |= strand->days;
}

/* Where a strand with aligned SPF claims a home: its party, or the pool of its envelope domain. */
static struct pair place(const struct analysis *a, const struct strand *strand)
{
	const struct party *party = party_of(a, strand);

	if (nameless(party))
		return (struct pair){NULL, kind_of(a, strand)->envelope};
	return (struct pair){party, NULL};
}

static bool beside_spf(const struct analysis *a, const struct selector *selector,
		       const struct strand *strand)
{
	const struct kind *kind = kind_of(a, strand);

	return kind->envelope && kind->spf_pass && passes(kind, selector);
}

/* Sources with aligned SPF passes beside passes of the selector. */
static void homes_by_alignment(const struct analysis *a, struct selector *selector)
{
	g_autoptr(GHashTable) claims = claims_new();

	for (unsigned i = 0; i < selector->strands->len; i++) {
		const struct strand *strand = carrier(a, selector, i);

		if (beside_spf(a, selector, strand))
			claim_add(claims, place(a, strand), strand);
	}
	for (unsigned i = 0; i < selector->strands->len; i++) {
		const struct strand *strand = carrier(a, selector, i);
		const struct party *party = party_of(a, strand);
		struct pair key = place(a, strand);
		const struct claim *claim;
		struct home home = {
			.scope = nameless(party) ? HOME_SCOPE_NAMELESS : HOME_SCOPE_PARTY,
			.party = nameless(party) ? NULL : party,
			.envelope = kind_of(a, strand)->envelope,
		};

		if (!beside_spf(a, selector, strand))
			continue;
		claim = g_hash_table_lookup(claims, &key);
		if (claim->messages >= HOME_MESSAGES_MIN &&
		    (double)claim->messages >= HOME_SHARE_MIN * (double)selector->passes)
			add_home(selector, &home);
	}
}

/* Whose return path an envelope domain is: whatever name of its own an entry has told. */
static const struct sender *path_owner(const struct analysis *a, const char *envelope)
{
	const struct sender *owner = sender_by_spf(a->in.senders, envelope);

	if (!owner)
		owner = sender_by_ptr(a->in.senders, envelope);
	return owner ? owner : sender_by_dkim(a->in.senders, envelope, NULL);
}

/* Did a person vouch for who sends with this return path? */
static bool vouched_path(const struct analysis *a, const struct strand *strand)
{
	const struct kind *kind = kind_of(a, strand);
	const struct party *party = party_of(a, strand);
	const struct sender *owner;

	if (kind->spf != AUTH_RESULT_PASS || !kind->envelope)
		return false;
	owner = path_owner(a, kind->envelope);
	if (owner && owner->confirmed && sender_sends_for_others(owner))
		return true;
	if (!party->approved)
		return false;
	if (party->sender)
		return owner == party->sender;
	return nameless(party) || name_within(kind->envelope, party->key);
}

/* Sources that a person vouched for, reached by their return path. */
static void homes_by_word(const struct analysis *a, struct selector *selector)
{
	for (unsigned i = 0; i < selector->strands->len; i++) {
		const struct strand *strand = carrier(a, selector, i);
		struct home home = {HOME_SCOPE_PARTY, party_of(a, strand),
				    kind_of(a, strand)->envelope, false, 0};

		if (passes(kind_of(a, strand), selector) && vouched_path(a, strand))
			add_home(selector, &home);
	}
}

/* Does the strand say where the selector sends from? What is known to pass mail on does not. */
static bool speaks(const struct analysis *a, const struct selector *selector,
		   const struct strand *strand)
{
	const struct kind *kind = kind_of(a, strand);
	const struct sender *sender = party_of(a, strand)->sender;

	if (sender && (sender->kind == SENDER_KIND_FORWARDER || sender->kind == SENDER_KIND_LIST))
		return false;
	return kind->envelope && kind->spf == AUTH_RESULT_PASS && passes(kind, selector);
}

/*
 * The envelope domain, or the organisation of envelope domains (a vendor may name every outgoing
 * host in its return path), under which more than half of the SPF-passing passes came.
 */
static bool home_by_envelope(const struct analysis *a, struct selector *selector, bool organisation)
{
	g_autoptr(GHashTable) claims = claims_new();
	uint64_t total = 0;
	GHashTableIter iter;
	gpointer key, value;

	for (unsigned i = 0; i < selector->strands->len; i++) {
		const struct strand *strand = carrier(a, selector, i);
		const struct kind *kind = kind_of(a, strand);
		const char *envelope = kind->envelope;

		if (!speaks(a, selector, strand))
			continue;
		total += strand->messages;
		if (organisation && !kind->envelope_ours)
			envelope = intern(a, registrable_domain(envelope));
		claim_add(claims, (struct pair){NULL, envelope}, strand);
	}
	g_hash_table_iter_init(&iter, claims);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const struct claim *claim = value;
		struct home home = {HOME_SCOPE_ANY, NULL, ((struct pair *)key)->b, organisation, 0};

		if (2 * claim->messages <= total || bits(claim->days) < HOME_DAYS_MIN)
			continue;
		add_home(selector, &home);
		return true;
	}
	return false;
}

/* Adds up what the selector passed at home. */
static void count_home(const struct analysis *a, struct selector *selector,
		       const struct strand *strand)
{
	for (unsigned i = 0; i < selector->homes->len; i++) {
		struct home *home = &g_array_index(selector->homes, struct home, i);

		if (home_holds(a, home, strand)) {
			home->messages += strand->messages;
			break;
		}
	}
	selector->home_passes += strand->messages;
	selector->home_days |= strand->days;
	series_add(a, strand, selector->per_day);
}

static void find_homes(const struct analysis *a, struct selector *selector)
{
	g_array_set_size(selector->homes, 0);
	selector->passes = selector->home_passes = selector->home_days = 0;
	g_clear_pointer(&selector->per_day, g_free);
	for (unsigned i = 0; i < selector->strands->len; i++) {
		const struct strand *strand = carrier(a, selector, i);

		if (passes(kind_of(a, strand), selector))
			selector->passes += strand->messages;
	}
	homes_by_alignment(a, selector);
	homes_by_word(a, selector);
	if (selector->homes->len == 0 && !home_by_envelope(a, selector, false) &&
	    !home_by_envelope(a, selector, true))
		return;
	selector->per_day = g_new0(uint64_t, DAYS_MAX);
	for (unsigned i = 0; i < selector->strands->len; i++) {
		const struct strand *strand = carrier(a, selector, i);

		if (passes(kind_of(a, strand), selector) && selector_lives(a, selector, strand))
			count_home(a, selector, strand);
	}
}

void ledger_find_homes(struct analysis *a)
{
	g_ptr_array_set_size(a->at_home, 0);
	for (unsigned i = 0; i < a->selectors->len; i++) {
		struct selector *selector = a->selectors->pdata[i];

		find_homes(a, selector);
		if (selector->homes->len > 0)
			g_ptr_array_add(a->at_home, selector);
	}
}
