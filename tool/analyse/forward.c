/* SPDX-License-Identifier: MIT */
/* What speaks for a forwarder that broke the message (4.5, F), and for a mailing list. */
#include <string.h>

#include "analyse/item.h"
#include "analyse/ledger.h"
#include "analyse/series.h"
#include "base/figure.h"
#include "base/name.h"
#include "dmarc/policy.h"

#define VOLUME_SHARE_MAX  0.1
#define CORRELATION_MIN	  0.5
#define FORWARD_REPORTERS 2

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
	g_autofree char *passes = figure_counted(selector->home_passes, "time", "times");

	g_string_append_printf(out,
			       "the signature of %s@%s, which passed %s at home, fails here: "
			       "changed on the way",
			       selector->name, selector->domain, passes);
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

/* Mail without a signature of the customer's, in their own envelope, shows nothing that changed. */
static bool passes_beside(const struct trial *trial)
{
	return trial->beside.dkim && (trial->kind->n_own > 0 || !trial->kind->envelope_ours);
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

const struct item forward_items[] = {
	{EVIDENCE_FORWARD, 40, forward_reason, say_forward_reason},
	{EVIDENCE_FORWARD, 10, two_reporters, say_two_reporters},
	{EVIDENCE_FORWARD, 35, signature_broke, say_signature_broke},
	{EVIDENCE_FORWARD, 10, unnamed_broke, say_unnamed_broke},
	{EVIDENCE_FORWARD, 25, passes_beside, say_passes_beside},
	{EVIDENCE_FORWARD, 20, rewritten, say_rewritten},
	{EVIDENCE_FORWARD, 20, passes_on, say_passes_on},
	{EVIDENCE_FORWARD, 15, trusted_arc, say_trusted_arc},
	{EVIDENCE_FORWARD, 5, follows, say_follows},
	{0},
};

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

bool trial_is_list(const struct trial *trial)
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
