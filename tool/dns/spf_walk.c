/* SPDX-License-Identifier: MIT */
#include "dns/spf_journey.h"

#include <string.h>

#include "base/name.h"
#include "dns/questions.h"
#include "dns/spf_macro.h"

static const char *const results[] = {
	[SPF_OUTCOME_NONE] = "none",	       [SPF_OUTCOME_NEUTRAL] = "neutral",
	[SPF_OUTCOME_PASS] = "pass",	       [SPF_OUTCOME_FAIL] = "fail",
	[SPF_OUTCOME_SOFTFAIL] = "softfail",   [SPF_OUTCOME_TEMPERROR] = "temperror",
	[SPF_OUTCOME_PERMERROR] = "permerror",
};

const char *spf_outcome_name(enum spf_outcome result)
{
	return results[result];
}

void spf_node_free(struct spf_node *node)
{
	if (!node)
		return;
	g_free(node->name);
	g_free(node->txt);
	spf_record_clear(&node->record);
	g_ptr_array_unref(node->children);
	g_free(node);
}

void spf_walk_clear(struct spf_walk *walk)
{
	g_clear_pointer(&walk->root, spf_node_free);
}

static bool is_over(const struct journey *journey)
{
	return journey->message ? journey->permerror || journey->temperror
				: journey->walk->lookups > SPF_FOLLOWED_MAX;
}

void journey_blame(struct journey *journey, struct spf_node *node, enum spf_fault fault)
{
	node->fault = fault;
	if (fault == SPF_FAULT_UNKNOWN)
		journey->temperror = true;
	else if (fault != SPF_FAULT_MISSING || node != journey->walk->root)
		journey->permerror = true;
}

void journey_count(struct journey *journey, struct spf_node *node, enum look_status status)
{
	node->status = status;
	if (node == journey->walk->root)
		return;
	if (status == LOOK_STATUS_NXDOMAIN || status == LOOK_STATUS_NODATA)
		journey->walk->voids++;
	if (journey->walk->voids > SPF_VOIDS_MAX)
		journey->permerror = true;
}

bool journey_weigh(struct journey *journey, struct spf_node *node, enum look_status status)
{
	journey_count(journey, node, status);
	if (!status_is_answer(status))
		journey_blame(journey, node, SPF_FAULT_UNKNOWN);
	return status == LOOK_STATUS_OK;
}

/* The name that a domain-spec (NULL: none) in the record of domain stands for, without final dot.
 */
static char *target_name(const struct journey *journey, const char *domain, const char *spec)
{
	const struct spf_message *message = journey->message;
	struct spf_values values = {.domain = domain};
	g_autofree char *validated = NULL, *name = NULL;
	size_t len;

	if (!spec)
		return g_strdup(domain);
	if (message) {
		values.ip = &message->ip;
		values.local = message->local;
		values.sender = message->sender;
		values.helo = message->helo;
		if (spf_has_macro(spec, 'p'))
			values.validated = validated = validated_name(journey, domain);
	}
	name = message || !spf_has_macros(spec) ? spf_expand(spec, &values) : g_strdup(spec);
	len = strlen(name);
	return g_ascii_strdown(name, (gssize)(len > 0 && name[len - 1] == '.' ? len - 1 : len));
}

static struct spf_node *node_new(char *name)
{
	struct spf_node *node = g_new0(struct spf_node, 1);

	node->kind = SPF_KIND_INCLUDE;
	node->name = name;
	node->children = g_ptr_array_new_with_free_func((GDestroyNotify)spf_node_free);
	return node;
}

/* A term of the parent's record that is looked up; to be closed. */
static struct spf_node *node_open(struct journey *journey, struct spf_node *parent,
				  enum spf_kind kind, const char *spec)
{
	struct spf_walk *walk = journey->walk;
	struct spf_node *node;

	node = node_new(target_name(journey, parent->name, spec));
	node->kind = kind;
	node->lookups = walk->lookups++;
	if (walk->lookups > SPF_LOOKUPS_MAX)
		journey->permerror = true;
	if (!journey->message && spec && spf_has_macros(spec))
		node->fault = SPF_FAULT_MACROS;
	g_ptr_array_add(parent->children, node);
	return node;
}

static void node_close(const struct journey *journey, struct spf_node *node)
{
	node->lookups = journey->walk->lookups - node->lookups;
}

static bool node_is_followed(const struct journey *journey, const struct spf_node *node)
{
	return node->fault == SPF_FAULT_NONE && !is_over(journey);
}

/* Asks for everything a record leads to in one go; the asker then remembers it. */
static void ask_ahead(const struct journey *journey, const struct spf_node *node)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) questions = questions_new();

	for (guint i = 0; i < node->record.terms->len && i < SPF_FOLLOWED_MAX; i++) {
		const struct spf_term *term = node->record.terms->pdata[i];

		if (term->kind == SPF_KIND_ALL)
			break;
		if (!spf_term_is_lookup(term) || (term->target && spf_has_macros(term->target)))
			continue;
		g_ptr_array_add(names, target_name(journey, node->name, term->target));
		journey_add_questions(journey, questions, term->kind, names->pdata[names->len - 1]);
	}
	journey_ask(journey, questions);
}

/* Asks for the record at a node's name. */
static bool find_record(struct journey *journey, struct spf_node *node)
{
	g_autoptr(GArray) questions = questions_new();
	const struct dns_question *asked;

	questions_add(questions, node->name, DNS_TYPE_TXT, NULL);
	journey_ask(journey, questions);
	asked = questions_at(questions, 0);
	journey_weigh(journey, node, asked->status);
	if (node->fault != SPF_FAULT_NONE)
		return false;
	for (guint i = 0; i < asked->data->len; i++) {
		if (!spf_is_record(asked->data->pdata[i]))
			continue;
		if (node->found++ == 0)
			node->txt = g_strdup(asked->data->pdata[i]);
	}
	if (node->found != 1)
		journey_blame(journey, node, node->found ? SPF_FAULT_SEVERAL : SPF_FAULT_MISSING);
	return node->found == 1;
}

static enum spf_outcome evaluate(struct journey *journey, struct spf_node *node);

/* Walks the record at a node's name. */
static enum spf_outcome enter(struct journey *journey, struct spf_node *node)
{
	enum spf_outcome result = SPF_OUTCOME_NONE;

	if (g_ptr_array_find_with_equal_func(journey->path, node->name, g_str_equal, NULL)) {
		journey_blame(journey, node, SPF_FAULT_LOOP);
	} else if (find_record(journey, node)) {
		g_ptr_array_add(journey->path, node->name);
		if (spf_record_parse(node->txt, &node->record))
			result = evaluate(journey, node);
		else
			journey_blame(journey, node, SPF_FAULT_SYNTAX);
		g_ptr_array_set_size(journey->path, (gint)journey->path->len - 1);
	}
	return result;
}

/* Does a term that is looked up match? */
static bool match_lookup(struct journey *journey, struct spf_node *node,
			 const struct spf_term *term)
{
	switch (term->kind) {
	case SPF_KIND_INCLUDE:
		return enter(journey, node) == SPF_OUTCOME_PASS;
	case SPF_KIND_A:
	case SPF_KIND_EXISTS:
		return match_hosts(journey, node, term);
	case SPF_KIND_MX:
		return match_mx(journey, node, term);
	case SPF_KIND_PTR:
		return match_ptr(journey, node);
	case SPF_KIND_ALL:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6:
		break;
	}
	return false;
}

static bool match(struct journey *journey, struct spf_node *parent, const struct spf_term *term)
{
	struct spf_node *node;
	bool matched = false;

	if (term->kind == SPF_KIND_ALL)
		return true;
	if (!spf_term_is_lookup(term))
		return match_network(journey, term);
	node = node_open(journey, parent, term->kind, term->target);
	if (node_is_followed(journey, node))
		matched = match_lookup(journey, node, term);
	node_close(journey, node);
	return matched && journey->message && !is_over(journey);
}

static enum spf_outcome follow_redirect(struct journey *journey, struct spf_node *parent)
{
	struct spf_node *node =
		node_open(journey, parent, SPF_KIND_INCLUDE, parent->record.redirect);
	enum spf_outcome result = SPF_OUTCOME_NONE;

	node->redirect = true;
	if (node_is_followed(journey, node))
		result = enter(journey, node);
	node_close(journey, node);
	return result;
}

static enum spf_outcome result_of(enum spf_qualifier qualifier)
{
	switch (qualifier) {
	case SPF_QUALIFIER_PASS:
		return SPF_OUTCOME_PASS;
	case SPF_QUALIFIER_FAIL:
		return SPF_OUTCOME_FAIL;
	case SPF_QUALIFIER_SOFTFAIL:
		return SPF_OUTCOME_SOFTFAIL;
	case SPF_QUALIFIER_NEUTRAL:
		break;
	}
	return SPF_OUTCOME_NEUTRAL;
}

/* The terms of a node's record, in order. */
static enum spf_outcome evaluate(struct journey *journey, struct spf_node *node)
{
	const GPtrArray *terms = node->record.terms;

	if (!journey->message)
		ask_ahead(journey, node);
	for (guint i = 0; i < terms->len && !is_over(journey); i++) {
		const struct spf_term *term = terms->pdata[i];

		if (!match(journey, node, term))
			continue;
		if (node == journey->walk->root)
			journey->walk->matched = (int)i;
		return result_of(term->qualifier);
	}
	if (node->record.redirect && !is_over(journey))
		return follow_redirect(journey, node);
	return SPF_OUTCOME_NEUTRAL;
}

void spf_walk(const struct spf_asker *asker, const char *domain, const struct spf_message *message,
	      struct spf_walk *walk)
{
	struct journey journey = {
		.asker = asker,
		.message = message,
		.walk = walk,
		.path = g_ptr_array_new(),
	};

	*walk = (struct spf_walk){
		.matched = -1,
		.root = node_new(g_ascii_strdown(domain, -1)),
	};
	if (name_labels(domain) > 1)
		walk->outcome = enter(&journey, walk->root);
	if (!message && walk->outcome != SPF_OUTCOME_NONE)
		walk->outcome = SPF_OUTCOME_NEUTRAL;
	if (journey.permerror)
		walk->outcome = SPF_OUTCOME_PERMERROR;
	else if (journey.temperror)
		walk->outcome = SPF_OUTCOME_TEMPERROR;
	walk->root->lookups = walk->lookups;
	g_ptr_array_unref(journey.path);
}
