/* SPDX-License-Identifier: MIT */
/* What speaks for a spoof (4.5, S), and against it. */
#include "analyse/item.h"
#include "analyse/series.h"
#include "base/clock.h"

#define LOOK_DAYS 7  /* a look at DNS explains mail of so many days before it */
#define CROWD_MIN 10 /* a customer seldom has so many servers that nobody told of the domain */

static bool unsigned_mail(const struct trial *trial)
{
	return trial->kind->n_own == 0;
}

static void say_unsigned(const struct trial *trial, GString *out)
{
	g_string_append_printf(out, "no signature with a d= that aligns with %s",
			       trial->kind->header_from);
}

/* What DNS says today explains nothing about the mail of last month. */
static bool explains(const struct trial *trial, int64_t looked_at)
{
	return trial->strand->last_day >= day_of(looked_at) - LOOK_DAYS;
}

/* The first own selector that never passed and whose key a timely look did not find. */
static const struct key_fact *missing_key(const struct trial *trial)
{
	for (unsigned i = 0; i < trial->kind->n_own; i++) {
		const struct selector *selector = trial->kind->dkim[i].selector;
		const struct key_fact *fact;

		if (!selector || selector->passes > 0)
			continue;
		fact = key_of(trial->a, selector);
		if (fact && !fact->exists && explains(trial, fact->looked_at))
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
	const int64_t *looked_at = absent_at(trial->a, trial->kind->header_from);

	return looked_at && explains(trial, *looked_at);
}

static void say_no_such_domain(const struct trial *trial, GString *out)
{
	g_autofree char *day = day_format(day_of(*absent_at(trial->a, trial->kind->header_from)));

	g_string_append_printf(out, "%s does not exist in DNS (looked on %s)",
			       trial->kind->header_from, day);
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

/*
 * Whoever signs answers for the mail: a vendor that was given the customer's return path, or a copy
 * on its way that only its vendor signed, looks like a fraudster who signs (4.5, C9).
 */
static bool signed_by_other(const struct trial *trial)
{
	return refused_by_spf(trial) && trial->dkim_foreign;
}

static void say_signed_by_other(const struct trial *trial, GString *out)
{
	g_string_append_printf(out,
			       "%s signs it: a sender with the customer's return path would "
			       "look like this",
			       trial->dkim_foreign);
}

/* One of many addresses that send a few such messages each, now and then: no server is like that.
 */
static bool sporadic(const struct trial *trial)
{
	const struct strand *strand = trial->strand;
	uint64_t days = trial->beside.days, all = trial->a->days;

	return trial->kind->crowd >= CROWD_MIN &&
	       2 * bits(strand->small_days) > bits(strand->days) && !series_steady(days, all) &&
	       !series_lasting(days, all);
}

/*
 * Only its name tells a forgotten server of the customer's from a host of a fraudster's (4.8, step
 * 4): as long as nobody looked, what a server would send alike is no spoof.
 */
static bool may_be_own(const struct trial *trial)
{
	const struct kind *kind = trial->kind;

	return !(trial->host && trial->host->looked) && unsigned_mail(trial) &&
	       !trial_stranger(trial) && (!kind->envelope || kind->envelope_ours) &&
	       !sporadic(trial);
}

static void say_may_be_own(const struct trial *trial, GString *out)
{
	(void)trial;
	g_string_append(out, "a server of the customer's own may send like this, and the name of "
			     "the address (PTR) that would tell was not looked up yet");
}

const struct item spoof_items[] = {
	{EVIDENCE_SPOOF, 35, unsigned_mail, say_unsigned},
	{EVIDENCE_SPOOF, 15, invented_selector, say_invented_selector},
	{EVIDENCE_SPOOF, 20, refused_by_spf, say_refused},
	{EVIDENCE_SPOOF, 15, no_name, say_no_name},
	{EVIDENCE_SPOOF, 10, unconfirmed_name, say_unconfirmed},
	{EVIDENCE_SPOOF, 10, generic_name, say_generic},
	{EVIDENCE_SPOOF, 10, scattered, say_scattered},
	{EVIDENCE_SPOOF, 10, no_such_domain, say_no_such_domain},
	{EVIDENCE_SPOOF, -30, alibi, say_alibi},
	{EVIDENCE_SPOOF, -15, signed_by_other, say_signed_by_other},
	{EVIDENCE_SPOOF, -15, may_be_own, say_may_be_own},
	{0},
};
