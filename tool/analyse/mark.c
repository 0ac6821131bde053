/* SPDX-License-Identifier: MIT */
#include "analyse/mark.h"

#include <string.h>

#include "analyse/judge.h"
#include "analyse/trial.h"

/*
 * A key is "from|envelope|d=/s=|d=/s=…", each part escaped; "!" stands for no envelope domain, "*"
 * for a selector that the reporter left out.
 */
static char *escape(const char *text)
{
	return g_uri_escape_string(text, NULL, FALSE);
}

static char *signature_part(const char *domain, const char *selector)
{
	g_autofree char *d = escape(domain);
	g_autofree char *s = selector ? escape(selector) : g_strdup("*");

	return g_strconcat(d, "/", s, NULL);
}

static int compare_parts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *join_key(const char *header_from, const char *envelope, GPtrArray *signatures)
{
	g_autofree char *from = escape(header_from);
	g_autofree char *path = envelope ? escape(envelope) : g_strdup("!");
	GString *key = g_string_new(from);

	g_string_append_printf(key, "|%s", path);
	g_ptr_array_sort(signatures, compare_parts);
	for (unsigned i = 0; i < signatures->len; i++)
		g_string_append_printf(key, "|%s", (const char *)signatures->pdata[i]);
	return g_string_free(key, FALSE);
}

char *flow_mark_key(const struct flow *flow)
{
	g_autoptr(GPtrArray) signatures = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; flow->dkim && i < flow->dkim->len; i++) {
		const struct flow_dkim *dkim = flow->dkim->pdata[i];

		g_ptr_array_add(signatures, signature_part(dkim->domain, dkim->selector));
	}
	return join_key(flow->header_from, flow->envelope, signatures);
}

static char *kind_mark_key(const struct kind *kind)
{
	g_autoptr(GPtrArray) signatures = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < kind->n_dkim; i++)
		g_ptr_array_add(signatures,
				signature_part(kind->dkim[i].domain, kind->dkim[i].name));
	return join_key(kind->header_from, kind->envelope, signatures);
}

/* Equal, or equal but for a selector that one of them leaves out. */
static bool part_matches(const char *a, const char *b)
{
	const char *x = strrchr(a, '/'), *y = strrchr(b, '/');

	if (strcmp(a, b) == 0)
		return true;
	if (!x || !y || x - a != y - b || strncmp(a, b, (size_t)(x - a)) != 0)
		return false;
	return strcmp(x, "/*") == 0 || strcmp(y, "/*") == 0;
}

static bool key_matches(const char *key, const struct kind *kind)
{
	g_autofree char *own = kind_mark_key(kind);
	g_auto(GStrv) a = g_strsplit(key, "|", -1);
	g_auto(GStrv) b = g_strsplit(own, "|", -1);
	unsigned n = g_strv_length(a);

	if (n != g_strv_length(b))
		return false;
	for (unsigned i = 0; i < n; i++)
		if (!part_matches(a[i], b[i]))
			return false;
	return true;
}

/* The addresses that a mark was made on. */
static GHashTable *mark_addresses(const struct mark *mark)
{
	GHashTable *ips = g_hash_table_new_full(ip_hash, ip_equal, g_free, NULL);

	for (unsigned i = 0; mark->ips && i < mark->ips->len; i++) {
		const char *text = mark->ips->pdata[i];
		struct ip ip;

		if (ip_parse(text, strlen(text), &ip))
			g_hash_table_add(ips, g_memdup2(&ip, sizeof(ip)));
	}
	return ips;
}

/* Does at least half of these runs' mail come from the addresses? */
static bool mostly_from(const struct analysis *a, const struct run *runs, uint32_t n,
			GHashTable *ips)
{
	uint64_t inside = 0, all = 0;

	for (uint32_t i = 0; i < n; i++) {
		bool is_inside = g_hash_table_contains(ips, &a->addresses[runs[i].address].ip);

		for (uint32_t j = runs[i].first; j < runs[i].first + runs[i].n; j++) {
			all += a->sums[j].messages;
			inside += is_inside ? a->sums[j].messages : 0;
		}
	}
	return all > 0 && 2 * inside >= all;
}

/* The parties of a mark: the one of its key, and those that its addresses have become. */
static GHashTable *mark_parties(const struct analysis *a, const struct mark *mark, GHashTable *ips)
{
	GHashTable *parties = g_hash_table_new(NULL, NULL);
	unsigned named = GPOINTER_TO_UINT(g_hash_table_lookup(a->by_key, mark->source));
	GHashTableIter iter;
	gpointer ip;

	if (named)
		g_hash_table_add(parties, &a->parties[named - 1]);
	g_hash_table_iter_init(&iter, ips);
	while (g_hash_table_iter_next(&iter, &ip, NULL)) {
		unsigned at = GPOINTER_TO_UINT(g_hash_table_lookup(a->by_ip, ip));

		if (at)
			g_hash_table_add(parties, &a->parties[a->addresses[at - 1].party]);
	}
	return parties;
}

static bool binds(const struct analysis *a, const struct mark *mark, const struct strand *strand,
		  GHashTable *ips)
{
	if (mark->flow)
		return key_matches(mark->flow, kind_of(a, strand));
	if (!strand_unsettled(strand))
		return false;
	return strcmp(party_of(a, strand)->key, mark->source) == 0 ||
	       mostly_from(a, &a->runs[strand->first_run], strand->n_runs, ips);
}

static void bind_mark(struct analysis *a, const struct mark *mark)
{
	g_autoptr(GHashTable) ips = mark_addresses(mark);
	g_autoptr(GHashTable) parties = mark_parties(a, mark, ips);
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, parties);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const struct party *party = key;

		for (uint32_t i = party->first; i < party->first + party->n; i++)
			if (binds(a, mark, &a->strands[i], ips))
				a->strands[i].mark = mark;
	}
}

/* The class that fits a verdict (cli.md). */
static enum flow_class marked_class(const struct kind *kind, enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_LEGITIMATE:
		if (kind->spf_pass)
			return kind->dkim_pass ? FLOW_CLASS_ALIGNED : FLOW_CLASS_SPF_ONLY;
		return kind->dkim_pass ? FLOW_CLASS_DKIM_ONLY : FLOW_CLASS_MISALIGNED;
	case VERDICT_FORWARDER:
		return kind_compliant(kind) ? FLOW_CLASS_FORWARD_OK : FLOW_CLASS_FORWARD_BROKEN;
	case VERDICT_THREAT:
		return FLOW_CLASS_SPOOF;
	case VERDICT_UNKNOWN:
	case VERDICT_COUNT:
		break;
	}
	return FLOW_CLASS_UNKNOWN;
}

void marks_apply(struct analysis *a)
{
	for (uint32_t i = 0; i < a->n_strands; i++)
		a->strands[i].mark = NULL;
	for (unsigned i = 0; a->marks && i < a->marks->len; i++)
		bind_mark(a, a->marks->pdata[i]);
	for (uint32_t i = 0; i < a->n_strands; i++) {
		struct strand *strand = &a->strands[i];

		strand->by = strand->mark ? DECIDED_BY_SPECIALIST : strand->ruled_by;
		strand->class = strand->mark
					? marked_class(kind_of(a, strand), strand->mark->verdict)
					: strand->ruled;
	}
}

/* The mail of a party as one span of runs: they stand in order of parties. */
static bool party_mostly_from(const struct analysis *a, const struct party *party, GHashTable *ips)
{
	const struct strand *first = &a->strands[party->first];
	const struct strand *last = &a->strands[party->first + party->n - 1];

	return mostly_from(a, &a->runs[first->first_run],
			   last->first_run + last->n_runs - first->first_run, ips);
}

static void approve(const struct analysis *a, const struct mark *mark, bool *approved)
{
	g_autoptr(GHashTable) ips = mark_addresses(mark);
	g_autoptr(GHashTable) parties = mark_parties(a, mark, ips);
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, parties);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const struct party *party = key;

		if (strcmp(party->key, mark->source) == 0 || party_mostly_from(a, party, ips))
			approved[party - a->parties] = mark->verdict == VERDICT_LEGITIMATE;
	}
}

bool marks_approve(struct analysis *a)
{
	g_autofree bool *approved = g_new0(bool, MAX(a->n_parties, 1));
	bool changed = false;

	for (unsigned i = 0; a->marks && i < a->marks->len; i++) {
		const struct mark *mark = a->marks->pdata[i];

		if (!mark->flow)
			approve(a, mark, approved);
	}
	for (uint32_t i = 0; i < a->n_parties; i++) {
		changed |= a->parties[i].approved != approved[i];
		a->parties[i].approved = approved[i];
	}
	return changed;
}

char *mark_contradiction(const struct analysis *a, const struct strand *strand)
{
	const struct mark *mark = strand->mark;
	const struct kind *kind = kind_of(a, strand);

	if (!mark)
		return NULL;
	if (mark->verdict == VERDICT_THREAT && kind_compliant(kind))
		return g_strdup_printf(
			"Marked as a threat, but receivers see %s pass aligned with %s.",
			kind->dkim_pass ? "DKIM" : "SPF", kind->header_from);
	if (!mark->flow && !strand->rule && mark->verdict != VERDICT_THREAT &&
	    score_winner(strand->score) == EVIDENCE_SPOOF)
		return g_strdup_printf("The source is marked, but this flow looks like a spoof "
				       "(%d points): mark the flow itself.",
				       strand->score[EVIDENCE_SPOOF]);
	return NULL;
}
