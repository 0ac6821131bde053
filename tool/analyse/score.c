/* SPDX-License-Identifier: MIT */
/* The score of mail that no rule settles (4.5): a table of evidence with points. */
#include <math.h>
#include <string.h>

#include "analyse/ledger.h"
#include "analyse/series.h"
#include "analyse/trial.h"
#include "base/clock.h"
#include "base/name.h"
#include "dmarc/policy.h"

#define WINS_FROM	  45
#define WINS_BY		  15
#define KEY_LOOK_DAYS	  7 /* a look at a key explains mail of so many days before it */
#define VOLUME_SHARE_MAX  0.1
#define CORRELATION_MIN	  0.5
#define REPORTERS_STEADY  3
#define FORWARD_REPORTERS 2

struct item {
	enum evidence_side side;
	int points;
	bool (*holds)(const struct trial *);
	void (*say)(const struct trial *, GString *);
};

/* The first of the customer's signatures that broke, with a selector that was seen to pass. */
static const struct kind_dkim *broken_signature(const struct trial *trial)
{
	for (unsigned i = 0; i < trial->kind->n_own; i++) {
		const struct kind_dkim *dkim = &trial->kind->dkim[i];

		if (dkim->result != AUTH_RESULT_FAIL && dkim->result != AUTH_RESULT_PERMERROR &&
		    dkim->result != AUTH_RESULT_NEUTRAL && dkim->result != AUTH_RESULT_POLICY)
			continue;
		if (dkim->selector ? dkim->selector->home_passes >= HOME_MESSAGES_MIN
				   : ledger_knows(trial->a, dkim->domain))
			return dkim;
	}
	return NULL;
}

static bool forward_reason(const struct trial *trial)
{
	return trial->beside.forward_reporters != 0;
}

static void say_forward_reason(const struct trial *trial, GString *out)
{
	(void)trial;
	g_string_append(out, "a receiver let it pass as forwarded or as a mailing list's");
}

static bool two_reporters(const struct trial *trial)
{
	return bits(trial->beside.forward_reporters) >= FORWARD_REPORTERS;
}

static void say_two_reporters(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "%u reporters agree on that",
			       bits(trial->beside.forward_reporters));
}

static bool signature_broke(const struct trial *trial)
{
	const struct kind_dkim *dkim = broken_signature(trial);

	return dkim && dkim->selector;
}

static void say_signature_broke(const struct trial *trial, GString *out)
{
	const struct selector *selector = broken_signature(trial)->selector;

	g_string_append_printf(out,
			       "the signature of %s@%s, which passed %" G_GUINT64_FORMAT
			       " times at home, fails here: changed on the way",
			       selector->name, selector->domain, selector->home_passes);
}

static bool unnamed_broke(const struct trial *trial)
{
	const struct kind_dkim *dkim = broken_signature(trial);

	return dkim && !dkim->selector;
}

static void say_unnamed_broke(const struct trial *trial, GString *out)
{
	g_string_append_printf(
		out, "a signature of %s, whose selector the reporter left out, fails here",
		broken_signature(trial)->domain);
}

static bool passes_beside(const struct trial *trial)
{
	return trial->beside.dkim;
}

static void say_passes_beside(const struct trial *trial, GString *out)
{
	(void)trial;
	g_string_append(out, "the same source also hands on mail with the signature intact");
}

static bool rewritten(const struct trial *trial)
{
	const struct host *host = trial->host;

	return trial->spf_foreign && host && host->confirmed && host->ptr &&
	       name_within(host->ptr, registrable_domain(trial->spf_foreign));
}

static void say_rewritten(const struct trial *trial, GString *out)
{
	g_string_append_printf(out,
			       "SPF passes for %s, the operator of the host: rewritten envelope",
			       trial->spf_foreign);
}

static bool passes_on(const struct trial *trial)
{
	const struct sender *sender = trial->party->sender;

	return sender && !sender_sends_for_others(sender);
}

static void say_passes_on(const struct trial *trial, GString *out)
{
	const struct sender *sender = trial->party->sender;

	g_string_append_printf(out, "the catalogue knows %s as a %s", sender->name,
			       sender_kind_name((enum sender_kind)sender->kind));
}

static bool trusted_arc(const struct trial *trial)
{
	return trial->beside.arc;
}

static void say_trusted_arc(const struct trial *trial, GString *out)
{
	(void)trial;
	g_string_append(out, "a receiver trusted its ARC chain");
}

/* A copy of a part of a stream comes when the stream comes. */
static bool follows(const struct trial *trial)
{
	const struct kind_dkim *dkim = broken_signature(trial);
	uint64_t days[DAYS_MAX];

	if (!dkim || !dkim->selector)
		return false;
	series_of_strand(trial->a, trial->strand, days);
	return (double)series_sum(days) <=
		       VOLUME_SHARE_MAX * (double)series_sum(dkim->selector->per_day) &&
	       series_correlation(days, dkim->selector->per_day) >= CORRELATION_MIN;
}

static void say_follows(const struct trial *trial, GString *out)
{
	(void)trial;
	g_string_append(out, "its volume follows that of the stream, at a tenth or less");
}

static bool unsigned_mail(const struct trial *trial)
{
	return trial->kind->n_own == 0;
}

static void say_unsigned(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "no signature with a d= that aligns with %s",
			       trial->kind->header_from);
}

/* The first own selector that never passed and whose key a timely look did not find. */
static const struct key_fact *missing_key(const struct trial *trial)
{
	for (unsigned i = 0; i < trial->kind->n_own; i++) {
		const struct selector *selector = trial->kind->dkim[i].selector;
		const struct key_fact *fact;
		struct pair key;

		if (!selector || selector->passes > 0)
			continue;
		key = (struct pair){selector->domain, selector->name};
		fact = g_hash_table_lookup(trial->a->keys, &key);
		if (fact && !fact->exists &&
		    trial->strand->last_day >= day_of(fact->looked_at) - KEY_LOOK_DAYS)
			return fact;
	}
	return NULL;
}

static bool invented_selector(const struct trial *trial)
{
	return missing_key(trial) != NULL;
}

static void say_invented_selector(const struct trial *trial, GString *out)
{
	const struct key_fact *fact = missing_key(trial);
	g_autofree char *day = day_format(day_of(fact->looked_at));

	g_string_append_printf(out,
			       "selector %s@%s never passed, and DNS has no key (looked on %s)",
			       fact->selector, fact->domain, day);
}

static bool refused_by_spf(const struct trial *trial)
{
	const struct kind *kind = trial->kind;

	return kind->envelope && kind->envelope_ours && !trial->beside.dkim &&
	       (kind->spf == AUTH_RESULT_FAIL || kind->spf == AUTH_RESULT_SOFTFAIL);
}

static void say_refused(const struct trial *trial, GString *out)
{
	g_string_append_printf(out,
			       "SPF of %s does not list the address, and no aligned DKIM ever "
			       "came from it",
			       trial->kind->envelope);
}

static bool no_name(const struct trial *trial)
{
	return trial->host && trial->host->looked && !trial->host->ptr;
}

static void say_looked(const struct trial *trial, GString *out, const char *what)
{
	g_autofree char *day = day_format(day_of(trial->host->looked_at));

	g_string_append_printf(out, "%s (looked on %s)", what, day);
}

static void say_no_name(const struct trial *trial, GString *out)
{
	say_looked(trial, out, "the address has no name");
}

static bool unconfirmed_name(const struct trial *trial)
{
	return trial->host && trial->host->looked && trial->host->ptr && !trial->host->confirmed;
}

static void say_unconfirmed(const struct trial *trial, GString *out)
{
	say_looked(trial, out, "the name of the address does not lead back to it");
}

/* Does number stand in text with no further digit beside it? */
static bool has_number(const char *text, unsigned number)
{
	for (const char *at = text; *at; at++) {
		char *end;

		if (!g_ascii_isdigit(*at) || (at > text && g_ascii_isdigit(at[-1])))
			continue;
		if (g_ascii_strtoull(at, &end, 10) == number)
			return true;
	}
	return false;
}

/* The octets of the address in its name: nobody gave the host a name of its own. */
static bool generic_name(const struct trial *trial)
{
	const struct host *host = trial->host;

	if (!host || !host->ptr || !ip_is_v4(&host->ip))
		return false;
	for (unsigned i = 12; i < 16; i++)
		if (!has_number(host->ptr, host->ip.octet[i]))
			return false;
	return true;
}

static void say_generic(const struct trial *trial, GString *out)
{
	(void)trial;
	g_string_append(out, "the name of the address is made of its own figures");
}

static bool scattered(const struct trial *trial)
{
	return (trial->kind->scatter & trial->strand->small_days) != 0;
}

static void say_scattered(const struct trial *trial, GString *out)
{
	(void)trial;
	g_string_append(out, "many networks sent a few messages each of it on the same day");
}

static bool no_such_domain(const struct trial *trial)
{
	return is_absent(trial->a, trial->kind->header_from);
}

static void say_no_such_domain(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "%s does not exist in DNS", trial->kind->header_from);
}

static bool alibi(const struct trial *trial)
{
	return trial->beside.aligned;
}

static void say_alibi(const struct trial *trial, GString *out)
{
	(void)trial;
	g_string_append(out, "aligned mail of the same kind comes from the same source");
}

/* Is there somebody else who may be a sender of the customer's? */
static bool has_stranger(const struct trial *trial)
{
	return trial->kind->n_own == 0 && trial_stranger(trial);
}

static bool vendor_signs(const struct trial *trial)
{
	return has_stranger(trial) && trial->vendor_passes == 2;
}

static void say_vendor_signs(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "SPF and DKIM pass for %s, known as %s", trial_stranger(trial),
			       trial->vendor->name);
}

static bool vendor_passes(const struct trial *trial)
{
	return has_stranger(trial) && trial->vendor_passes == 1;
}

static void say_vendor_passes(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "SPF or DKIM passes for %s", trial->vendor->name);
}

static bool steady(const struct trial *trial)
{
	return has_stranger(trial) && series_steady(trial->beside.days, trial->a->days);
}

static void say_steady(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "seen on %u of %u days, or with a steady beat",
			       bits(trial->beside.days), bits(trial->a->days));
}

static bool widely_seen(const struct trial *trial)
{
	return has_stranger(trial) && bits(trial->beside.reporters) >= REPORTERS_STEADY;
}

static void say_widely_seen(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "%u reporters saw it", bits(trial->beside.reporters));
}

static bool host_of_stranger(const struct trial *trial)
{
	const struct host *host = trial->host;

	return has_stranger(trial) && host && host->confirmed && host->ptr &&
	       name_within(host->ptr, trial_stranger(trial));
}

static void say_host_of_stranger(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "the host %s is of the organisation that passes",
			       trial->host->ptr);
}

static const struct item items[] = {
	{EVIDENCE_FORWARD, 40, forward_reason, say_forward_reason},
	{EVIDENCE_FORWARD, 10, two_reporters, say_two_reporters},
	{EVIDENCE_FORWARD, 35, signature_broke, say_signature_broke},
	{EVIDENCE_FORWARD, 10, unnamed_broke, say_unnamed_broke},
	{EVIDENCE_FORWARD, 25, passes_beside, say_passes_beside},
	{EVIDENCE_FORWARD, 20, rewritten, say_rewritten},
	{EVIDENCE_FORWARD, 20, passes_on, say_passes_on},
	{EVIDENCE_FORWARD, 15, trusted_arc, say_trusted_arc},
	{EVIDENCE_FORWARD, 5, follows, say_follows},
	{EVIDENCE_SPOOF, 35, unsigned_mail, say_unsigned},
	{EVIDENCE_SPOOF, 15, invented_selector, say_invented_selector},
	{EVIDENCE_SPOOF, 20, refused_by_spf, say_refused},
	{EVIDENCE_SPOOF, 15, no_name, say_no_name},
	{EVIDENCE_SPOOF, 10, unconfirmed_name, say_unconfirmed},
	{EVIDENCE_SPOOF, 10, generic_name, say_generic},
	{EVIDENCE_SPOOF, 10, scattered, say_scattered},
	{EVIDENCE_SPOOF, 10, no_such_domain, say_no_such_domain},
	{EVIDENCE_SPOOF, -30, alibi, say_alibi},
	{EVIDENCE_LEGITIMATE, 30, vendor_signs, say_vendor_signs},
	{EVIDENCE_LEGITIMATE, 15, vendor_passes, say_vendor_passes},
	{EVIDENCE_LEGITIMATE, 15, steady, say_steady},
	{EVIDENCE_LEGITIMATE, 10, widely_seen, say_widely_seen},
	{EVIDENCE_LEGITIMATE, 10, host_of_stranger, say_host_of_stranger},
};

G_STATIC_ASSERT(G_N_ELEMENTS(items) <= 32);

uint32_t score_hits(const struct trial *trial, int score[4])
{
	uint32_t hits = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(items); i++) {
		if (!items[i].holds(trial))
			continue;
		hits |= UINT32_C(1) << i;
		score[items[i].side] += items[i].points;
	}
	return hits;
}

enum evidence_side score_winner(const int score[4])
{
	enum evidence_side best = EVIDENCE_FORWARD;
	int next = 0;

	if (score[EVIDENCE_SPOOF] > score[best])
		best = EVIDENCE_SPOOF;
	if (score[EVIDENCE_LEGITIMATE] > score[best])
		best = EVIDENCE_LEGITIMATE;
	for (int side = EVIDENCE_FORWARD; side <= EVIDENCE_LEGITIMATE; side++)
		if (side != (int)best)
			next = MAX(next, score[side]);
	return score[best] >= WINS_FROM && score[best] - next >= WINS_BY ? best : EVIDENCE_RULE;
}

/* Names that list servers go by: first labels, parts, and services. */
static bool list_name(const char *name)
{
	static const char *const labels[] = {"lists.", "list.", "groups."};
	static const char *const parts[] = {"listserv", "mailman", "sympa"};

	for (unsigned i = 0; name && i < G_N_ELEMENTS(labels); i++)
		if (g_str_has_prefix(name, labels[i]))
			return true;
	for (unsigned i = 0; name && i < G_N_ELEMENTS(parts); i++)
		if (strstr(name, parts[i]))
			return true;
	return name && (name_within(name, "googlegroups.com") || name_within(name, "groups.io"));
}

bool score_is_list(const struct trial *trial)
{
	const struct host *host = trial->host;
	const struct sender *sender = trial->party->sender;

	if (trial->beside.listed || (sender && sender->kind == SENDER_KIND_LIST))
		return true;
	if (trial->spf_foreign && list_name(trial->spf_foreign))
		return true;
	if (host && host->confirmed && list_name(host->ptr))
		return true;
	return trial->beside.several_broken && trial->dkim_foreign;
}

GPtrArray *score_evidence(const struct trial *trial, uint32_t hits)
{
	GPtrArray *evidence = g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);

	for (unsigned i = 0; i < G_N_ELEMENTS(items); i++) {
		struct evidence *entry;
		GString *text;

		if (!(hits & UINT32_C(1) << i))
			continue;
		text = g_string_new(NULL);
		items[i].say(trial, text);
		entry = g_new(struct evidence, 1);
		*entry = (struct evidence){items[i].side, items[i].points,
					   g_string_free(text, FALSE)};
		g_ptr_array_add(evidence, entry);
	}
	return evidence;
}
