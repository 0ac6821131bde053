/* SPDX-License-Identifier: MIT */
#include "analyse/stream.h"

#include <string.h>

#include "analyse/ledger.h"

#define ROTATION_OVERLAP_MAX 14	  /* days on which the old and the new key are both in use */
#define NAMES_STREAM_SHARE   0.95 /* of the home mail under an envelope domain: then it names it */

void current_free(struct current *current)
{
	g_free(current->name);
	g_ptr_array_unref(current->selectors);
	g_free(current);
}

static struct current *current_add(struct analysis *a)
{
	struct current *current = g_new0(struct current, 1);

	current->selectors = g_ptr_array_new();
	g_ptr_array_add(a->currents, current);
	return current;
}

/* Takes the name over. */
static void current_name(struct analysis *a, struct current *current, char *name)
{
	if (current->name)
		g_hash_table_remove(a->currents_by_name, current->name);
	g_free(current->name);
	current->name = name;
	g_hash_table_insert(a->currents_by_name, current->name, current);
}

static char *selector_name(const struct selector *selector)
{
	return g_strdup_printf("%s@%s", selector->name, selector->domain);
}

/* The home with most of the selector's mail. */
static const struct home *main_home(const struct selector *selector)
{
	const struct home *best = &g_array_index(selector->homes, struct home, 0);

	for (unsigned i = 1; i < selector->homes->len; i++) {
		const struct home *home = &g_array_index(selector->homes, struct home, i);

		if (home->messages > best->messages || (home->messages == best->messages &&
							strcmp(home->envelope, best->envelope) < 0))
			best = home;
	}
	return best;
}

/* Days before the end of the evidence: of the first and of the last use at home. */
static int first_use(const struct selector *selector)
{
	return selector->home_days ? 63 - __builtin_clzll(selector->home_days) : 0;
}

static int last_use(const struct selector *selector)
{
	return selector->home_days ? __builtin_ctzll(selector->home_days) : 0;
}

/* Brings together what may be one rotation, oldest first. */
static int compare_selectors(const void *a, const void *b)
{
	const struct selector *x = *(struct selector *const *)a;
	const struct selector *y = *(struct selector *const *)b;
	const struct home *hx = main_home(x), *hy = main_home(y);
	int order = strcmp(x->domain, y->domain);

	if (order == 0)
		order = strcmp(hx->envelope, hy->envelope);
	if (order == 0)
		order = g_strcmp0(hx->party ? hx->party->key : NULL,
				  hy->party ? hy->party->key : NULL);
	if (order == 0)
		order = first_use(y) - first_use(x);
	if (order == 0)
		order = last_use(y) - last_use(x);
	return order ? order : strcmp(x->name, y->name);
}

/* Is b the key that took over from a? */
static bool rotates(const struct selector *a, const struct selector *b)
{
	const struct home *ha = main_home(a), *hb = main_home(b);
	int overlap = MIN(first_use(a), first_use(b)) - MAX(last_use(a), last_use(b)) + 1;

	return a->domain == b->domain && ha->envelope == hb->envelope && ha->party == hb->party &&
	       overlap <= ROTATION_OVERLAP_MAX;
}

/* The newest selector names the stream. */
static void current_take(struct analysis *a, struct current *current, struct selector *selector)
{
	g_ptr_array_add(current->selectors, selector);
	selector->current = current;
	current->domain = selector->domain;
	current->selector = selector->name;
	current_name(a, current, selector_name(selector));
}

static struct current *current_of(struct analysis *a, struct selector *selector)
{
	if (!selector->current)
		current_take(a, current_add(a), selector);
	return selector->current;
}

static void group_rotations(struct analysis *a)
{
	struct selector *before = NULL;

	g_ptr_array_sort(a->at_home, compare_selectors);
	for (unsigned i = 0; i < a->at_home->len; i++) {
		struct selector *selector = a->at_home->pdata[i];

		if (before && rotates(before, selector))
			current_take(a, before->current, selector);
		else
			current_of(a, selector);
		selector->current->envelope = main_home(selector)->envelope;
		before = selector;
	}
}

static struct current *current_of_envelope(struct analysis *a, const char *envelope)
{
	struct current *current = g_hash_table_lookup(a->currents_by_name, envelope);

	if (!current) {
		current = current_add(a);
		current->envelope = envelope;
		current_name(a, current, g_strdup(envelope));
	}
	return current;
}

/* The signature that tells the stream: one that lives here, else one with a home, else any. */
static struct selector *telling_selector(const struct analysis *a, const struct strand *strand)
{
	const struct kind *kind = kind_of(a, strand);
	struct selector *best = NULL;
	int best_rank = 0;

	for (unsigned i = 0; i < kind->n_own; i++) {
		struct selector *selector = kind->dkim[i].selector;
		int rank;

		if (!selector)
			continue;
		rank = 1 + (selector->homes->len > 0) + selector_lives(a, selector, strand);
		if (rank > best_rank) {
			best = selector;
			best_rank = rank;
		}
	}
	return best;
}

/* Home mail of a stream under an envelope domain. */
struct share {
	struct current *current;
	uint64_t messages;
};

static void share_add(GHashTable *by_envelope, const char *envelope, struct current *current,
		      uint64_t messages)
{
	GArray *shares = g_hash_table_lookup(by_envelope, envelope);
	struct share share = {current, messages};

	if (!shares) {
		shares = g_array_new(FALSE, FALSE, sizeof(struct share));
		g_hash_table_insert(by_envelope, unchanged(envelope), shares);
	}
	for (unsigned i = 0; i < shares->len; i++) {
		struct share *known = &g_array_index(shares, struct share, i);

		if (known->current == current) {
			known->messages += messages;
			return;
		}
	}
	g_array_append_val(shares, share);
}

/* The stream that the flow's envelope domain still names, or NULL: nobody guesses. */
static struct current *named_by_envelope(GHashTable *by_envelope, const struct kind *kind)
{
	const char *domain = kind->n_own > 0 ? kind->dkim[0].domain : NULL;
	GArray *shares = kind->envelope ? g_hash_table_lookup(by_envelope, kind->envelope) : NULL;
	struct share best = {0};
	uint64_t total = 0;

	for (unsigned i = 0; shares && i < shares->len; i++) {
		const struct share *share = &g_array_index(shares, struct share, i);

		if (domain && share->current->domain != domain)
			continue;
		total += share->messages;
		if (share->messages > best.messages)
			best = *share;
	}
	return best.messages > 0 && (double)best.messages >= NAMES_STREAM_SHARE * (double)total
		       ? best.current
		       : NULL;
}

/* Flows that show a selector, or (at home, unsigned) an envelope domain. */
static void attribute_plainly(struct analysis *a, GHashTable *by_envelope)
{
	for (uint32_t i = 0; i < a->n_strands; i++) {
		struct strand *strand = &a->strands[i];
		const struct kind *kind = kind_of(a, strand);
		enum verdict verdict = flow_class_verdict(strand->class);
		struct selector *selector = telling_selector(a, strand);

		strand->current = NULL;
		strand->by_selector = selector != NULL;
		if (verdict != VERDICT_LEGITIMATE && verdict != VERDICT_FORWARDER)
			continue;
		if (selector)
			strand->current = current_of(a, selector);
		else if (verdict == VERDICT_LEGITIMATE && kind->n_own == 0 && !kind->dkim_pass &&
			 kind->envelope)
			strand->current = current_of_envelope(a, kind->envelope);
		if (strand->current && verdict == VERDICT_LEGITIMATE && kind->envelope)
			share_add(by_envelope, kind->envelope, strand->current, strand->messages);
	}
}

static void attribute_by_envelope(struct analysis *a, GHashTable *by_envelope)
{
	for (uint32_t i = 0; i < a->n_strands; i++) {
		struct strand *strand = &a->strands[i];
		enum verdict verdict = flow_class_verdict(strand->class);

		if (!strand->current &&
		    (verdict == VERDICT_LEGITIMATE || verdict == VERDICT_FORWARDER))
			strand->current = named_by_envelope(by_envelope, kind_of(a, strand));
		strand->home = strand->current && verdict == VERDICT_LEGITIMATE;
	}
}

/* The source with most of each stream's home mail. Strands stand in order of parties. */
static void find_home_parties(struct analysis *a)
{
	g_autoptr(GHashTable) messages = g_hash_table_new(NULL, NULL);
	GHashTableIter iter;
	gpointer key, value;

	for (uint32_t i = 0; i < a->n_parties; i++) {
		const struct party *party = &a->parties[i];

		g_hash_table_remove_all(messages);
		for (uint32_t j = party->first; j < party->first + party->n; j++) {
			struct strand *strand = &a->strands[j];
			uint64_t sum;

			if (!strand->home)
				continue;
			sum = GPOINTER_TO_SIZE(g_hash_table_lookup(messages, strand->current));
			g_hash_table_insert(messages, strand->current,
					    GSIZE_TO_POINTER(sum + strand->messages));
		}
		g_hash_table_iter_init(&iter, messages);
		while (g_hash_table_iter_next(&iter, &key, &value)) {
			struct current *current = key;

			if (current->home && GPOINTER_TO_SIZE(value) <= current->home_messages)
				continue;
			current->home = party;
			current->home_messages = GPOINTER_TO_SIZE(value);
		}
	}
}

void streams_find(struct analysis *a)
{
	g_autoptr(GHashTable) by_envelope =
		g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);

	g_hash_table_remove_all(a->currents_by_name);
	g_ptr_array_set_size(a->currents, 0);
	for (unsigned i = 0; i < a->selectors->len; i++)
		((struct selector *)a->selectors->pdata[i])->current = NULL;
	group_rotations(a);
	attribute_plainly(a, by_envelope);
	attribute_by_envelope(a, by_envelope);
	find_home_parties(a);
}

const struct current *stream_by_name(const struct analysis *a, const char *name)
{
	const struct current *current = g_hash_table_lookup(a->currents_by_name, name);

	for (unsigned i = 0; !current && i < a->selectors->len; i++) {
		const struct selector *selector = a->selectors->pdata[i];
		g_autofree char *other = selector_name(selector);

		if (strcmp(other, name) == 0)
			current = selector->current;
	}
	return current;
}
