/* SPDX-License-Identifier: MIT */
/* The hard rules (4.4) in the order of 4.8. */
#include "analyse/trial.h"

#include <string.h>

#include "analyse/series.h"
#include "base/name.h"

#define FLOOD_MESSAGES	 100 /* a day: below that nothing is flooded */
#define REINJECTED_SHARE 0.9 /* of the messages that the receiver let pass, with a reason */

static const char *envelope_text(const struct trial *trial)
{
	return trial->kind->envelope ? trial->kind->envelope : "no envelope domain";
}

/* The customer's signature in words: "s1@shop.example", or its d= alone. */
static void say_signature(const struct trial *trial, GString *out)
{
	const struct kind *kind = trial->kind;

	if (kind->n_own == 0)
		g_string_append(out, "a signature that the reporter left out");
	else if (kind->dkim[0].name)
		g_string_append_printf(out, "%s@%s", kind->dkim[0].name, kind->dkim[0].domain);
	else
		g_string_append_printf(out, "a selector of %s", kind->dkim[0].domain);
}

static bool both_pass(const struct trial *trial)
{
	return trial->kind->spf_pass && trial->kind->dkim_pass;
}

static void say_both(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "SPF (%s) and DKIM (", envelope_text(trial));
	say_signature(trial, out);
	g_string_append_printf(out, ") pass aligned with %s.", trial->kind->header_from);
}

static bool spf_passes(const struct trial *trial)
{
	return trial->kind->spf_pass;
}

static void say_spf(const struct trial *trial, GString *out)
{
	g_string_append_printf(out,
			       "SPF passes aligned (%s) without an aligned signature: forwarding "
			       "breaks this mail.",
			       envelope_text(trial));
}

static bool signed_at_home(const struct trial *trial)
{
	return trial->kind->dkim_pass && trial->at_home;
}

static void say_signed(const struct trial *trial, GString *out)
{
	g_string_append(out, "The signature of ");
	say_signature(trial, out);
	g_string_append_printf(out, " passes where it lives, with its own return path %s.",
			       envelope_text(trial));
}

static bool signed_elsewhere(const struct trial *trial)
{
	return trial->kind->dkim_pass;
}

/* Is nothing known of where its signatures live? */
static bool homeless(const struct kind *kind)
{
	for (unsigned i = 0; i < kind->n_own; i++)
		if (!kind->dkim[i].selector || kind->dkim[i].selector->homes->len > 0)
			return false;
	return kind->n_own > 0;
}

/* Did more of it come from here, on some day, than its home sent? */
static bool floods(const struct trial *trial)
{
	const struct kind *kind = trial->kind;
	const struct selector *selector = kind->n_own > 0 ? kind->dkim[0].selector : NULL;
	uint64_t days[DAYS_MAX];

	if (!selector || !selector->per_day)
		return false;
	series_of_strand(trial->a, trial->strand, days);
	for (unsigned i = 0; i < DAYS_MAX; i++)
		if (days[i] >= FLOOD_MESSAGES && days[i] > selector->per_day[i])
			return true;
	return false;
}

static void say_passed_on(const struct trial *trial, GString *out)
{
	g_string_append(out, "The signature of ");
	say_signature(trial, out);
	g_string_append_printf(out, " is intact, but it does not live here with %s: passed on.",
			       envelope_text(trial));
	if (homeless(trial->kind))
		g_string_append(out, " It has no home yet: this may be a sender nobody listed.");
	else if (floods(trial))
		g_string_append(out, " On some days more of it came from here than from its home: "
				     "a host of its own that SPF forgot, or an old message sent "
				     "again (DKIM replay).");
}

static bool broken_at_home(const struct trial *trial)
{
	return trial->kind->n_own > 0 && trial->at_home;
}

static void say_broken(const struct trial *trial, GString *out)
{
	g_string_append(out, "The signature of ");
	say_signature(trial, out);
	g_string_append_printf(out, " breaks at home, with its own return path %s.",
			       envelope_text(trial));
}

/* A server of the customer's: its name leads back to it, and nobody else is the sender. */
static bool own_host(const struct trial *trial)
{
	const struct host *host = trial->host;

	return host && host->confirmed && host->ptr && is_ours(trial->a, host->ptr) &&
	       (!trial->kind->envelope || trial->kind->envelope_ours) && !trial->dkim_foreign;
}

static void say_own_host(const struct trial *trial, GString *out)
{
	g_string_append_printf(out,
			       "%s is a server inside the customer's own domain (its name leads "
			       "back to it), without authentication.",
			       trial->host->ptr);
}

/* H5: the vendor is confirmed for this customer, and nobody else passes. */
static bool confirmed_vendor(const struct trial *trial)
{
	return trial->vendor && trial->vendor->confirmed && trial->vendor_alone;
}

static void say_vendor(const struct trial *trial, GString *out)
{
	g_string_append_printf(out,
			       "%s is confirmed for this customer and sends in its own name (%s).",
			       trial->vendor->name, trial_stranger(trial));
}

/* A gateway passed it to the recipient's own mailbox provider, which knew and let it pass. */
static bool reinjected(const struct trial *trial)
{
	const struct sender *sender = trial->party->sender;

	return sender && sender->kind == SENDER_KIND_GATEWAY && trial->strand->messages > 0 &&
	       (double)trial->strand->excused >= REINJECTED_SHARE * (double)trial->strand->messages;
}

static void say_reinjected(const struct trial *trial, GString *out)
{
	g_string_append_printf(out,
			       "%s is the recipient's own gateway; the mailbox provider behind it "
			       "let the mail pass with a reason.",
			       trial->party->name);
}

static bool stranger(const struct trial *trial)
{
	return trial_same_stranger(trial) && trial->kind->n_own == 0;
}

static void say_stranger(const struct trial *trial, GString *out)
{
	g_string_append_printf(out,
			       "%s passes SPF and DKIM in its own name, and nothing in the mail is "
			       "the customer's: a person has to say whether it may.",
			       trial_stranger(trial));
}

static const struct rule rules[] = {
	{"H1", FLOW_CLASS_ALIGNED, DECIDED_BY_RULE, both_pass, say_both},
	{"H2", FLOW_CLASS_SPF_ONLY, DECIDED_BY_RULE, spf_passes, say_spf},
	{"H3", FLOW_CLASS_DKIM_ONLY, DECIDED_BY_RULE, signed_at_home, say_signed},
	{"H4", FLOW_CLASS_FORWARD_OK, DECIDED_BY_RULE, signed_elsewhere, say_passed_on},
	{"own-defect", FLOW_CLASS_MISALIGNED, DECIDED_BY_RULE, broken_at_home, say_broken},
	{"own-host", FLOW_CLASS_MISALIGNED, DECIDED_BY_RULE, own_host, say_own_host},
	{"H5", FLOW_CLASS_MISALIGNED, DECIDED_BY_CATALOGUE, confirmed_vendor, say_vendor},
	{"reinjected", FLOW_CLASS_REINJECTED, DECIDED_BY_RULE, reinjected, say_reinjected},
	{"stranger", FLOW_CLASS_UNKNOWN, DECIDED_BY_RULE, stranger, say_stranger},
};

const struct rule *rule_find(const struct trial *trial)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(rules); i++)
		if (rules[i].holds(trial))
			return &rules[i];
	return NULL;
}
