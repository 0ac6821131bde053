/* SPDX-License-Identifier: MIT */
#include "analyse/trial.h"

#include <string.h>

#include "analyse/ledger.h"
#include "dmarc/policy.h"

/* Same organisation, by the public suffix list. */
static bool same_organisation(const char *a, const char *b)
{
	return strcmp(registrable_domain(a), registrable_domain(b)) == 0;
}

static const struct sender *vendor_of(const struct sender *sender)
{
	return sender && sender_sends_for_others(sender) ? sender : NULL;
}

static bool is_foreign(const struct trial *trial, const struct kind_dkim *dkim)
{
	return !dkim->own && !is_ours(trial->a, dkim->domain);
}

/* Finds the foreign signature: the one of the SPF-passing organisation before others. */
static const struct kind_dkim *foreign_signature(const struct trial *trial)
{
	const struct kind *kind = trial->kind;
	const struct kind_dkim *found = NULL;

	for (unsigned i = kind->n_own; i < kind->n_dkim; i++) {
		const struct kind_dkim *dkim = &kind->dkim[i];

		if (!is_foreign(trial, dkim))
			continue;
		if (trial->spf_foreign && same_organisation(dkim->domain, trial->spf_foreign))
			return dkim;
		if (!found)
			found = dkim;
	}
	return found;
}

/* The vendor behind a foreign signature, or NULL. */
static const struct sender *signer(const struct trial *trial, const struct kind_dkim *dkim)
{
	return vendor_of(sender_by_dkim(trial->a->in.senders, dkim->domain, dkim->name));
}

/* Counts which of the foreign passes are the vendor's: those it claims, or of the same
 * organisation. */
static void count_vendor(struct trial *trial, const struct sender *by_spf, const char *domain)
{
	const struct kind *kind = trial->kind;
	bool spf = by_spf == trial->vendor ||
		   (trial->spf_foreign && same_organisation(trial->spf_foreign, domain));
	bool dkim = false;

	trial->vendor_alone = spf || !trial->spf_foreign;
	for (unsigned i = kind->n_own; i < kind->n_dkim; i++) {
		if (!is_foreign(trial, &kind->dkim[i]))
			continue;
		if (signer(trial, &kind->dkim[i]) == trial->vendor ||
		    same_organisation(kind->dkim[i].domain, domain))
			dkim = true;
		else
			trial->vendor_alone = false;
	}
	trial->vendor_passes = (unsigned)spf + dkim;
}

static void find_vendor(struct trial *trial)
{
	const struct kind *kind = trial->kind;
	const struct sender *by_spf = NULL;
	const char *domain = trial->spf_foreign;

	if (domain)
		by_spf = vendor_of(sender_by_spf(trial->a->in.senders, domain));
	trial->vendor = by_spf;
	for (unsigned i = kind->n_own; i < kind->n_dkim && !trial->vendor; i++) {
		if (!is_foreign(trial, &kind->dkim[i]))
			continue;
		trial->vendor = signer(trial, &kind->dkim[i]);
		domain = kind->dkim[i].domain;
	}
	if (trial->vendor)
		count_vendor(trial, by_spf, domain);
}

static void find_foreign(struct trial *trial)
{
	const struct kind *kind = trial->kind;
	const struct kind_dkim *dkim;

	if (kind->spf == AUTH_RESULT_PASS && kind->envelope && !kind->envelope_ours)
		trial->spf_foreign = kind->envelope;
	dkim = foreign_signature(trial);
	if (dkim)
		trial->dkim_foreign = dkim->domain;
	find_vendor(trial);
}

void trial_open(const struct analysis *a, const struct strand *strand, struct trial *trial)
{
	*trial = (struct trial){
		.a = a,
		.strand = strand,
		.kind = kind_of(a, strand),
		.party = party_of(a, strand),
		.host = strand->host,
		.at_home = ledger_at_home(a, strand),
	};
	pool_gather(a, strand, &trial->beside);
	find_foreign(trial);
}

const char *trial_stranger(const struct trial *trial)
{
	const char *name = trial->spf_foreign ? trial->spf_foreign : trial->dkim_foreign;

	return name ? registrable_domain(name) : NULL;
}

bool trial_same_stranger(const struct trial *trial)
{
	return trial->spf_foreign && trial->dkim_foreign &&
	       same_organisation(trial->spf_foreign, trial->dkim_foreign);
}
