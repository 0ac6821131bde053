/* SPDX-License-Identifier: MIT */
/* A test bed for analyses: traffic written down as rows, and what is known beside it. */
#ifndef TESTS_ANALYSE_BED_H
#define TESTS_ANALYSE_BED_H

#include <string.h>

#include "analyse/analyse.h"
#include "base/clock.h"
#include "dmarc/consistency.h"

#define BED_END 20757 /* the evidence ends on 2026-10-31 */

/* Rows of one kind: on every `every`th day from `first` to `last` (0 is the newest day). */
struct row {
	const char *ip;
	int first, last, every; /* days before the end: first >= last; every 0: 1 */
	unsigned count;		/* messages a day */
	const char *from, *envelope, *spf;
	const char *dkim;   /* "d=/s= result", joined by ", "; no selector after "/": left out */
	uint64_t reporters; /* as bits; 0: one */
	const char *reason; /* "forwarded", "mailing_list", "arc", or NULL */
	enum generation generation;
	enum disposition disposition;
	const struct policy_seen *seen; /* NULL: p=none */
};

/* Days as struct row has them; the rest of its members follow by name. */
#define ROW(IP, FIRST, LAST, COUNT, FROM, ENVELOPE, SPF, DKIM, ...)                                \
	{                                                                                          \
		.ip = (IP), .first = (FIRST), .last = (LAST), .count = (COUNT), .from = (FROM),    \
		.envelope = (ENVELOPE), .spf = (SPF), .dkim = (DKIM), __VA_ARGS__                  \
	}

struct bed {
	struct traffic *traffic;
	GPtrArray *hosts, *senders, *marks, *keys, *absent;
	int64_t absent_at; /* when DNS did not know them */
	GHashTable *absent_then, *ours;
	GHashTable *visited; /* the test's; NULL: no visit yet */
	struct published *published;
	struct sender_index *index; /* of senders, as the analysis took them */
	struct analysis *analysis;
};

static inline struct bed *bed_new(void)
{
	struct bed *bed = g_new0(struct bed, 1);

	bed->traffic = traffic_new();
	bed->traffic->from = BED_END - 59;
	bed->traffic->until = BED_END;
	bed->hosts = g_ptr_array_new_with_free_func((GDestroyNotify)host_free);
	bed->senders = g_ptr_array_new_with_free_func((GDestroyNotify)sender_free);
	bed->marks = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
	bed->keys = g_ptr_array_new();
	bed->ours = g_hash_table_new(g_str_hash, g_str_equal);
	bed->absent = g_ptr_array_new();
	bed->absent_then = g_hash_table_new(g_str_hash, g_str_equal);
	bed->published = published_new();
	return bed;
}

static inline void bed_free(struct bed *bed)
{
	analysis_free(bed->analysis);
	g_clear_pointer(&bed->index, sender_index_free);
	traffic_free(bed->traffic);
	g_ptr_array_unref(bed->hosts);
	g_ptr_array_unref(bed->senders);
	g_ptr_array_unref(bed->marks);
	g_ptr_array_unref(bed->keys);
	g_hash_table_unref(bed->ours);
	g_ptr_array_unref(bed->absent);
	g_hash_table_unref(bed->absent_then);
	published_free(bed->published);
	g_free(bed);
}

static inline enum auth_result bed_result(const char *name)
{
	for (int i = 0; i <= AUTH_RESULT_PERMERROR; i++)
		if (strcmp(auth_result_name((enum auth_result)i), name) == 0)
			return (enum auth_result)i;
	g_assert_not_reached();
}

static inline void bed_dkim(struct signature *signature, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text ? text : "", ", ", -1);

	signature->dkim = g_new0(struct dkim_result, MAX(g_strv_length(parts), 1));
	for (unsigned i = 0; parts[i]; i++) {
		g_auto(GStrv) words = g_strsplit_set(parts[i], "/ ", 3);
		struct dkim_result *dkim = &signature->dkim[signature->n_dkim++];

		dkim->domain = g_strdup(words[0]);
		dkim->selector = *words[1] ? g_strdup(words[1]) : NULL;
		dkim->result = bed_result(words[2]);
	}
}

static inline void bed_reason(struct signature *signature, const char *reason)
{
	if (!reason)
		return;
	signature->overrides = g_new0(struct override, 1);
	signature->n_overrides = 1;
	if (strcmp(reason, "forwarded") == 0) {
		signature->overrides->type = OVERRIDE_FORWARDED;
	} else if (strcmp(reason, "mailing_list") == 0) {
		signature->overrides->type = OVERRIDE_MAILING_LIST;
	} else if (strcmp(reason, "sampled_out") == 0) {
		signature->overrides->type = OVERRIDE_SAMPLED_OUT;
	} else {
		signature->overrides->type = OVERRIDE_LOCAL_POLICY;
		signature->overrides->comment = g_strdup("arc=pass as[1].d=relay.example");
	}
}

/* What a signature's parts were made of, given back. */
static inline void bed_parts_free(struct signature *signature)
{
	for (unsigned i = 0; i < signature->n_dkim; i++) {
		g_free(signature->dkim[i].domain);
		g_free(signature->dkim[i].selector);
	}
	for (unsigned i = 0; i < signature->n_spf; i++)
		g_free(signature->spf[i].domain);
	for (unsigned i = 0; i < signature->n_overrides; i++)
		g_free(signature->overrides[i].comment);
	g_free(signature->dkim);
	g_free(signature->spf);
	g_free(signature->overrides);
	g_free(signature->header_from);
}

/* The row as its reporter saw it; evaluated as a receiver without strict alignment would. */
static inline struct signature *bed_signature(const struct bed *bed, const struct row *row)
{
	struct signature parts = {.header_from = g_strdup(row->from)}, *signature;
	g_autoptr(GBytes) key = NULL;
	struct alignment raw;

	if (row->envelope) {
		parts.n_spf = 1;
		parts.spf = g_new0(struct spf_result, 1);
		parts.spf->domain = g_strdup(row->envelope);
		parts.spf->scope = SPF_SCOPE_MFROM;
		parts.spf->result = bed_result(row->spf);
	}
	bed_dkim(&parts, row->dkim);
	bed_reason(&parts, row->reason);
	signature_align(&parts, row->generation, bed->published,
			row->seen && row->seen->adkim_strict, row->seen && row->seen->aspf_strict,
			&raw);
	parts.evaluated_dkim = raw.dkim ? AUTH_RESULT_PASS : AUTH_RESULT_FAIL;
	parts.evaluated_spf = raw.spf ? AUTH_RESULT_PASS : AUTH_RESULT_FAIL;
	key = signature_key(&parts);
	signature = signature_from_key(g_bytes_get_data(key, NULL), g_bytes_get_size(key));
	bed_parts_free(&parts);
	return signature;
}

static inline unsigned bed_policy(struct bed *bed, const struct row *row)
{
	static const struct policy_seen none = {.p = POLICY_NONE,
						.sp = POLICY_ABSENT,
						.np = POLICY_ABSENT,
						.pct = -1,
						.testing = -1};
	struct traffic_policy *policy = g_new0(struct traffic_policy, 1);

	policy->generation = row->generation;
	policy->seen = row->seen ? *row->seen : none;
	g_ptr_array_add(bed->traffic->policies, policy);
	return bed->traffic->policies->len - 1;
}

static inline void bed_add(struct bed *bed, const struct row *row)
{
	struct traffic_cell cell = {
		.signature = bed->traffic->signatures->len,
		.policy = (uint16_t)bed_policy(bed, row),
		.disposition = (uint8_t)row->disposition,
		.messages = row->count,
		.reporters = row->reporters ? row->reporters : 1,
	};

	g_assert_true(ip_parse(row->ip, strlen(row->ip), &cell.ip));
	g_ptr_array_add(bed->traffic->signatures, bed_signature(bed, row));
	for (int day = row->first; day >= row->last; day -= MAX(row->every, 1)) {
		cell.day = BED_END - day;
		g_array_append_val(bed->traffic->cells, cell);
	}
}

/* Ends with a row without an address. */
static inline void bed_rows(struct bed *bed, const struct row *rows)
{
	for (; rows->ip; rows++)
		bed_add(bed, rows);
}

/* ptr NULL: looked, and no name. */
static inline void bed_host(struct bed *bed, const char *ip, const char *ptr, bool confirmed,
			    int64_t asn)
{
	struct host *host = g_new0(struct host, 1);

	g_assert_true(ip_parse(ip, strlen(ip), &host->ip));
	host->ptr = g_strdup(ptr);
	host->confirmed = confirmed;
	host->looked = true;
	host->asn = asn;
	host->looked_at = day_begin(BED_END);
	g_ptr_array_add(bed->hosts, host);
}

static inline GPtrArray *bed_words(const char *text)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) words = g_strsplit(text ? text : "", " ", -1);

	for (unsigned i = 0; words[i]; i++)
		if (*words[i])
			g_ptr_array_add(list, g_strdup(words[i]));
	return list;
}

static inline struct sender *bed_sender(struct bed *bed, const char *slug, enum sender_kind kind,
					bool confirmed, const char *ptr, const char *spf,
					const char *dkim)
{
	struct sender *sender = g_new0(struct sender, 1);

	sender->slug = g_strdup(slug);
	sender->name = g_strdup(slug);
	sender->kind = (int)kind;
	sender->confirmed = confirmed;
	sender->ptr = bed_words(ptr);
	sender->spf = bed_words(spf);
	sender->dkim = bed_words(dkim);
	sender->asn = g_array_new(FALSE, FALSE, sizeof(int64_t));
	sender->fix = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(bed->senders, sender);
	return sender;
}

static inline struct mark *bed_mark(struct bed *bed, const char *source, const char *flow,
				    enum verdict verdict, const char *ips)
{
	struct mark *mark = g_new0(struct mark, 1);

	mark->source = g_strdup(source);
	mark->flow = g_strdup(flow);
	mark->verdict = verdict;
	mark->reason = g_strdup("told by the customer");
	mark->who = g_strdup("ann");
	mark->ips = bed_words(ips);
	g_ptr_array_add(bed->marks, mark);
	return mark;
}

static inline struct analysis *bed_analyse(struct bed *bed, const char *domain)
{
	struct analysis_input input = {
		.domain = domain,
		.traffic = bed->traffic,
		.evidence_from = BED_END - 59,
		.evidence_until = BED_END,
		.hosts = bed->hosts,
		.marks = bed->marks,
		.keys = bed->keys,
		.customer_domains = bed->ours,
		.absent = bed->absent_then,
		.visited = bed->visited,
		.published = bed->published,
	};

	for (unsigned i = 0; i < bed->absent->len; i++)
		g_hash_table_insert(bed->absent_then, bed->absent->pdata[i], &bed->absent_at);
	analysis_free(bed->analysis);
	g_clear_pointer(&bed->index, sender_index_free);
	bed->index = sender_index_new(bed->senders);
	input.senders = bed->index;
	bed->analysis = analysis_new(&input);
	return bed->analysis;
}

static inline struct source_table *bed_table(struct bed *bed)
{
	return analysis_sources(bed->analysis, BED_END - 59, BED_END, NULL);
}

/* The largest flow that a row of the bed went into, found by address and signature. */
static inline const struct flow *bed_flow(const struct source_table *table, const struct row *row)
{
	struct ip ip;

	g_assert_true(ip_parse(row->ip, strlen(row->ip), &ip));
	for (unsigned i = 0; i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];
		bool here = false;

		for (unsigned j = 0; j < source->ips->len; j++)
			here |= ip_equal(&((struct source_ip *)source->ips->pdata[j])->ip, &ip);
		for (unsigned j = 0; here && j < source->flows->len; j++) {
			const struct flow *flow = source->flows->pdata[j];
			GString *dkim = g_string_new(NULL);
			bool same;

			for (unsigned k = 0; k < flow->dkim->len; k++) {
				const struct flow_dkim *d = flow->dkim->pdata[k];

				g_string_append_printf(dkim, "%s%s/%s %s", k ? ", " : "", d->domain,
						       d->selector ? d->selector : "",
						       auth_result_name(d->result));
			}
			same = strcmp(flow->header_from, row->from) == 0 &&
			       g_strcmp0(flow->envelope, row->envelope) == 0 &&
			       (!row->envelope || flow->spf == bed_result(row->spf)) &&
			       strcmp(dkim->str, row->dkim ? row->dkim : "") == 0;
			g_string_free(dkim, TRUE);
			if (same)
				return flow;
		}
	}
	return NULL;
}

#endif
