/* SPDX-License-Identifier: MIT */
#include "analyse/describe.h"

#include <string.h>

#include "analyse/judge.h"
#include "analyse/mark.h"
#include "analyse/remedy.h"
#include "analyse/stream.h"
#include "analyse/trial.h"

#define FLOW_KEY_DIGITS 8

static void dkim_free(void *data)
{
	struct flow_dkim *dkim = data;

	g_free(dkim->domain);
	g_free(dkim->selector);
	g_free(dkim);
}

static GPtrArray *copy_dkim(const struct kind *kind)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(dkim_free);

	for (unsigned i = 0; i < kind->n_dkim; i++) {
		struct flow_dkim *dkim = g_new(struct flow_dkim, 1);

		*dkim = (struct flow_dkim){g_strdup(kind->dkim[i].domain),
					   g_strdup(kind->dkim[i].name), kind->dkim[i].result};
		g_ptr_array_add(list, dkim);
	}
	return list;
}

static void write_key(const struct party *party, const struct kind *kind, char key[9])
{
	g_autofree char *text = g_strconcat(party->key, "\n", kind->text, NULL);
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	g_strlcpy(key, digest, FLOW_KEY_DIGITS + 1);
}

/* A selector that never passed, and was never looked for: does it exist at all? */
static const struct selector *unknown_key(const struct trial *trial)
{
	for (unsigned i = 0; i < trial->kind->n_own; i++) {
		const struct selector *selector = trial->kind->dkim[i].selector;

		if (selector && selector->passes == 0 && !key_of(trial->a, selector))
			return selector;
	}
	return NULL;
}

/* What the score could still learn from DNS, or NULL: everything was looked up, or it is settled.
 */
static char *missing_lookups(const struct trial *trial)
{
	const struct analysis *a = trial->a;
	const struct strand *strand = trial->strand;
	const struct selector *selector = unknown_key(trial);
	bool named = trial->host && trial->host->looked;
	GString *text;

	if (strand->mark || strand->rule || (named && !selector) ||
	    flow_class_verdict(strand->class) == VERDICT_FORWARDER)
		return NULL;
	text = g_string_new(NULL);
	if (!named) {
		char ip[IP_TEXT_MAX];

		ip_format(&a->addresses[a->runs[strand->first_run].address].ip, ip);
		g_string_append_printf(text, "the name of %s (PTR)", ip);
	}
	if (selector)
		g_string_append_printf(text, "%sthe key %s._domainkey.%s (TXT)",
				       text->len ? " and " : "", selector->name, selector->domain);
	return g_string_free(text, FALSE);
}

static char *score_reason(const struct trial *trial, const char *lookup)
{
	const struct strand *strand = trial->strand;
	const int *score = strand->score;
	g_autofree char *hint =
		lookup ? g_strdup_printf(" Not looked up yet: %s; it may settle who this is.",
					 lookup)
		       : g_strdup("");

	switch (score_winner(score)) {
	case EVIDENCE_FORWARD:
		return g_strdup_printf("Nothing is aligned, and %d points speak for %s against %d "
				       "for a spoof.",
				       score[EVIDENCE_FORWARD],
				       strand->class == FLOW_CLASS_MAILING_LIST
					       ? "a mailing list that changed the message"
					       : "a forwarder that changed the message",
				       MAX(score[EVIDENCE_SPOOF], 0));
	case EVIDENCE_SPOOF:
		return g_strdup_printf("Nothing is aligned, and %d points speak for a spoof.%s",
				       score[EVIDENCE_SPOOF], hint);
	case EVIDENCE_LEGITIMATE:
		return g_strdup_printf("Nothing is aligned; %d points speak for a sender of the "
				       "customer's in its own name: a person has to confirm it.",
				       score[EVIDENCE_LEGITIMATE]);
	case EVIDENCE_RULE:
		break;
	}
	return g_strdup_printf("Nothing is aligned, and no evidence weighs enough (forward %d, "
			       "spoof %d, sender %d): a person has to say.%s",
			       score[EVIDENCE_FORWARD], score[EVIDENCE_SPOOF],
			       score[EVIDENCE_LEGITIMATE], hint);
}

static char *reason(const struct trial *trial, const char *lookup)
{
	const struct mark *mark = trial->strand->mark;
	GString *text;

	if (mark)
		return g_strdup_printf("%s said so: %s", mark->who ? mark->who : "A specialist",
				       mark->reason ? mark->reason : "no reason given");
	if (!trial->strand->rule)
		return score_reason(trial, lookup);
	text = g_string_new(NULL);
	trial->strand->rule->say(trial, text);
	return g_string_free(text, FALSE);
}

static char *probably(const struct trial *trial)
{
	if (trial->strand->class != FLOW_CLASS_UNKNOWN ||
	    score_winner(trial->strand->score) != EVIDENCE_LEGITIMATE)
		return NULL;
	return g_strdup(trial->vendor ? trial->vendor->name : trial_stranger(trial));
}

struct flow *describe_strand(const struct analysis *a, const struct strand *strand)
{
	struct flow *flow = g_new0(struct flow, 1);
	struct trial trial;

	trial_open(a, strand, &trial);
	write_key(trial.party, trial.kind, flow->key);
	flow->header_from = g_strdup(trial.kind->header_from);
	flow->envelope = g_strdup(trial.kind->envelope);
	flow->dkim = copy_dkim(trial.kind);
	flow->spf = trial.kind->spf;
	flow->evaluated_dkim = trial.kind->dkim_pass;
	flow->evaluated_spf = trial.kind->spf_pass;
	flow->class = strand->class;
	flow->verdict = flow_class_verdict(strand->class);
	flow->decided_by = strand->by;
	flow->unsettled = strand_unsettled(strand);
	flow->lookup = missing_lookups(&trial);
	flow->reason = reason(&trial, flow->lookup);
	flow->contradiction = mark_contradiction(a, strand);
	flow->probably = probably(&trial);
	flow->evidence = score_evidence(&trial, strand->hits);
	flow->stream = strand->current ? g_strdup(strand->current->name) : NULL;
	flow->home = strand->home;
	flow->days = bits(strand->days);
	flow->reporters = bits(strand->reporters);
	flow->first_day = strand->first_day;
	flow->last_day = strand->last_day;
	return flow;
}

char *describe_naming(const struct party *party)
{
	switch (party->naming) {
	case NAMING_ENTRY_PTR:
		return g_strdup_printf("catalogue: its name %s leads back to it", party->told_by);
	case NAMING_ENTRY_SPF:
		return g_strdup_printf("catalogue: SPF passes for the return path %s",
				       party->told_by);
	case NAMING_PTR:
		return g_strdup_printf("its name %s leads back to it", party->told_by);
	case NAMING_ENTRY_ASN:
		return g_strdup_printf("catalogue: network %s", party->told_by);
	case NAMING_ASN:
		return g_strdup("the network that announces the address");
	case NAMING_ADDRESS:
		break;
	}
	return g_strdup("nothing but the address is known");
}

/* What settles an unknown flow: the looks at DNS that are missing, else a person's word. */
static char *settle(const struct analysis *a, const struct strand *strand)
{
	g_autofree char *lookup = NULL;
	struct trial trial;

	trial_open(a, strand, &trial);
	lookup = missing_lookups(&trial);
	if (!lookup)
		return g_strdup("find out who it is, then mark it");
	return g_strdup_printf("with --resolver ADDRESS look up %s; else find out who it is, "
			       "then mark it",
			       lookup);
}

char *describe_fix(const struct analysis *a, const struct strand *strand)
{
	const char *domain = a->in.domain;
	const struct sender *sender = party_of(a, strand)->sender;
	g_autofree char *steps = sender ? remedy_steps(sender, domain) : NULL;

	switch (strand->class) {
	case FLOW_CLASS_MISALIGNED:
		if (strand->current && strand->current->selector)
			return g_strdup("find what changes its messages after they are signed, or "
					"breaks its key");
		if (steps)
			return g_steal_pointer(&steps);
		return g_strdup_printf(
			"have it sign with DKIM d=%s, or use a return path beneath %s "
			"that its SPF lists",
			domain, domain);
	case FLOW_CLASS_SPF_ONLY:
		return g_strdup_printf(
			"have it sign with DKIM d=%s: SPF does not survive forwarding%s%s", domain,
			steps ? "; " : "", steps ? steps : "");
	case FLOW_CLASS_FORWARD_BROKEN:
		return g_strdup_printf("nothing at the forwarder; `rampart split %s` says which "
				       "stream to move",
				       domain);
	case FLOW_CLASS_UNKNOWN:
		return settle(a, strand);
	case FLOW_CLASS_ALIGNED:
	case FLOW_CLASS_DKIM_ONLY:
	case FLOW_CLASS_FORWARD_OK:
	case FLOW_CLASS_MAILING_LIST:
	case FLOW_CLASS_REINJECTED:
	case FLOW_CLASS_SPOOF:
	case FLOW_CLASS_COUNT:
		break;
	}
	return NULL;
}
