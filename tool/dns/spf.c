/* SPDX-License-Identifier: MIT */
#include "dns/check.h"

#include "dns/questions.h"
#include "dns/spf_walk.h"

#define LOOKUPS_NEAR 9

void check_spf_ask(void *who, struct dns_question *questions, size_t n)
{
	const struct check *check = who;

	dns_ask(check->dns, questions, n, check->progress);
}

static bool uses_ptr(const struct spf_record *record)
{
	for (guint i = 0; i < record->terms->len; i++)
		if (((const struct spf_term *)record->terms->pdata[i])->kind == SPF_KIND_PTR)
			return true;
	return false;
}

/*
 * What matters of the domain's own record, or of one that it redirects to, and not of includes.
 * A lone -all is right for who sends nothing: no mail of theirs is there to be lost.
 */
static void judge_end(GPtrArray *findings, const char *domain, const struct spf_record *record)
{
	const struct spf_term *all = spf_record_all(record);

	if (!all && !record->redirect)
		check_say(findings, CHECK_SPF_NO_ALL, "The SPF record of %s has no `all`", domain);
	if (all && all->qualifier == SPF_QUALIFIER_NEUTRAL)
		check_say(findings, CHECK_SPF_NEUTRAL_ALL, "The SPF record of %s ends with ?all",
			  domain);
	if (all && all->qualifier == SPF_QUALIFIER_FAIL && all != record->terms->pdata[0])
		check_say(findings, CHECK_SPF_FAIL_ALL, "The SPF record of %s ends with -all",
			  domain);
	if (all && (all != record->terms->pdata[record->terms->len - 1] || record->redirect))
		check_say(findings, CHECK_SPF_AFTER_ALL, "The SPF record of %s goes on after `all`",
			  domain);
}

static void judge_record(GPtrArray *findings, const struct spf_node *node)
{
	const struct spf_term *all = spf_record_all(&node->record);

	if (uses_ptr(&node->record))
		check_say(findings, CHECK_SPF_PTR, "The SPF record of %s uses ptr", node->name);
	if (all && all->qualifier == SPF_QUALIFIER_PASS)
		check_say(findings, CHECK_SPF_PASS_ALL, "The SPF record of %s holds +all",
			  node->name);
}

/* Where no record is: the name, who leads there, and what stands there instead. */
static void tell_missing(GPtrArray *findings, const struct spf_node *node,
			 const struct spf_node *parent)
{
	const char *instead =
		node->status == LOOK_STATUS_OK ? "other texts" : look_status_name(node->status);

	if (parent)
		check_say(findings, CHECK_SPF_INCLUDE_EMPTY,
			  "The SPF record of %s leads to %s, which has none (%s)", parent->name,
			  node->name, instead);
	else
		check_say(findings, CHECK_SPF_MISSING, "%s has no SPF record (%s)", node->name,
			  instead);
}

static void judge_fault(GPtrArray *findings, const struct spf_node *node,
			const struct spf_node *parent)
{
	const char *status = look_status_name(node->status);

	switch (node->fault) {
	case SPF_FAULT_NONE:
	case SPF_FAULT_MACROS: /* said once, of all of them */
		break;
	case SPF_FAULT_UNKNOWN:
		if (parent)
			check_say(findings, CHECK_SPF_UNKNOWN,
				  "The SPF record of %s leads to %s, which answers %s",
				  parent->name, node->name, status);
		else
			check_say(findings, CHECK_SPF_UNKNOWN,
				  "The SPF record of %s cannot be asked (%s)", node->name, status);
		break;
	case SPF_FAULT_MISSING:
		tell_missing(findings, node, parent);
		break;
	case SPF_FAULT_SEVERAL:
		check_say(findings, CHECK_SPF_SEVERAL, "%s%s has %u SPF records", node->name,
			  parent ? ", an include," : "", node->found);
		break;
	case SPF_FAULT_SYNTAX:
		check_say(findings, CHECK_SPF_SYNTAX, "In the SPF record of %s, %s", node->name,
			  node->record.error);
		break;
	case SPF_FAULT_LOOP:
		check_say(findings, CHECK_SPF_LOOP, "The SPF record of %s leads back to %s",
			  parent->name, node->name);
		break;
	case SPF_FAULT_MX_MANY:
		check_say(findings, CHECK_SPF_MX_MANY, "The mx term for %s leads to %u servers",
			  node->name, node->found);
		break;
	}
}

/* Says what is wrong with a node and all below it; the number of terms with macros among them. */
static unsigned judge_node(GPtrArray *findings, const struct spf_node *node,
			   const struct spf_node *parent, bool own)
{
	unsigned macros = node->fault == SPF_FAULT_MACROS;

	judge_fault(findings, node, parent);
	if (node->record.terms && node->fault != SPF_FAULT_SYNTAX) {
		judge_record(findings, node);
		if (own)
			judge_end(findings, node->name, &node->record);
	}
	for (guint i = 0; i < node->children->len; i++) {
		const struct spf_node *child = node->children->pdata[i];

		macros += judge_node(findings, child, node, own && child->redirect);
	}
	return macros;
}

/* The limits that hold for the whole. */
static void judge_limits(struct look *look, const struct spf_walk *walk)
{
	if (walk->lookups > SPF_LOOKUPS_MAX)
		check_say(look->findings, CHECK_SPF_LOOKUPS,
			  "SPF of %s needs %s%u DNS lookups of %d allowed", look->domain,
			  walk->lookups > SPF_FOLLOWED_MAX ? "at least " : "", walk->lookups,
			  SPF_LOOKUPS_MAX);
	else if (walk->lookups >= LOOKUPS_NEAR)
		check_say(look->findings, CHECK_SPF_LOOKUPS_NEAR,
			  "SPF of %s needs %u DNS lookups of %d allowed", look->domain,
			  walk->lookups, SPF_LOOKUPS_MAX);
	if (walk->voids > SPF_VOIDS_MAX)
		check_say(look->findings, CHECK_SPF_VOID, "SPF of %s makes %u lookups for nothing",
			  look->domain, walk->voids);
}

void check_spf(struct check *check)
{
	const struct spf_asker asker = {check_spf_ask, check};
	struct look *look = check->look;
	struct spf_walk walk;
	unsigned macros;

	spf_walk(&asker, look->domain, NULL, &walk);
	macros = judge_node(look->findings, walk.root, NULL, true);
	judge_limits(look, &walk);
	if (macros > 0)
		check_say(look->findings, CHECK_SPF_MACROS, "SPF of %s has %u term%s with macros",
			  look->domain, macros, macros == 1 ? "" : "s");
	check->spf = g_strdup(walk.root->txt);
	look->spf_record = check->spf ? text_kept(check->spf) : NULL;
	look->spf_lookups = (int)walk.lookups;
	look->spf_void = (int)walk.voids;
	look->spf_result = g_strdup(
		walk.outcome == SPF_OUTCOME_NEUTRAL ? "ok" : spf_outcome_name(walk.outcome));
	look->spf_tree = spf_tree(walk.root);
	spf_walk_clear(&walk);
}
