/* SPDX-License-Identifier: MIT */
/* A ticket for one domain, or for several of a customer. */
#include <string.h>

#include "app/context.h"
#include "app/project.h"
#include "app/ticket.h"
#include "base/error.h"
#include "dmarc/record.h"

/* One domain of the ticket; owns what its proposal points to. */
struct part {
	struct domain *domain;
	struct facts *facts;
	char *value;
};

static void part_clear(void *data)
{
	struct part *part = data;

	facts_free(part->facts);
	g_clear_pointer(&part->domain, domain_free);
	g_free(part->value);
}

/* Do they ask for the same, however spaces and cases are written? */
static bool same_record(const char *a, const char *b)
{
	struct record left, right;
	g_autofree char *mine = NULL, *other = NULL;

	if (record_parse(a, strlen(a), &left, NULL)) {
		mine = record_format(&left);
		record_clear(&left);
	}
	if (record_parse(b, strlen(b), &right, NULL)) {
		other = record_format(&right);
		record_clear(&right);
	}
	return mine && other && strcmp(mine, other) == 0;
}

/* The stage whose record this is; NULL: no stage's. */
static const struct stage *stage_of_record(struct app *app, const struct facts *facts,
					   const char *value)
{
	const GPtrArray *stages = facts->gate.playbook->stages;

	for (guint i = 0; i < stages->len; i++) {
		g_autofree char *its =
			record_of_stage(app, stages->pdata[i], facts->judgement->current, NULL);

		if (same_record(its, value))
			return stages->pdata[i];
	}
	return NULL;
}

/* *stage stays NULL where a record of one's own is no stage's. */
static bool find_stage(struct app *app, const struct part *part, const struct ticket_order *order,
		       const struct stage **stage, GError **error)
{
	*stage = NULL;
	if (order->record && !order->stage) {
		*stage = stage_of_record(app, part->facts, order->record);
		return true;
	}
	*stage = stage_wanted(part->domain, part->facts->gate.playbook, order->stage, error);
	return *stage;
}

static bool part_fill(struct app *app, const char *name, const struct ticket_order *order,
		      struct part *part, struct proposal *proposal, GError **error)
{
	const struct stage *stage;

	part->domain = app_domain(app, name, error);
	part->facts = part->domain ? facts_new(app, part->domain, error) : NULL;
	if (!part->facts || !find_stage(app, part, order, &stage, error))
		return false;
	part->value = order->record
			      ? g_strdup(order->record)
			      : record_of_stage(app, stage, part->facts->judgement->current, NULL);
	*proposal = (struct proposal){part->facts, stage ? stage->name : NULL, part->value};
	return true;
}

/* Customers do not read each other's tickets, and a domain has one record. */
static bool may_share(const struct part *part, const GArray *parts, GError **error)
{
	for (guint i = 0; i < parts->len; i++) {
		const struct domain *other = g_array_index(parts, struct part, i).domain;

		if (other->customer_id != part->domain->customer_id)
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
				    "%s belongs to customer %s, %s to %s: one ticket is for one "
				    "customer",
				    other->name, other->customer, part->domain->name,
				    part->domain->customer);
		else if (other->id == part->domain->id)
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "%s is named twice",
				    other->name);
		else
			continue;
		return false;
	}
	return true;
}

/* Inside a begun write: the parts of all domains, with a proposal for each. */
static bool parts_fill(struct app *app, char *const *names, const struct ticket_order *order,
		       GArray *parts, GArray *proposals, GError **error)
{
	for (char *const *name = names; *name; name++) {
		struct part part = {0};
		struct proposal proposal;

		if (!part_fill(app, *name, order, &part, &proposal, error) ||
		    !may_share(&part, parts, error)) {
			part_clear(&part);
			return false;
		}
		g_array_append_val(parts, part);
		g_array_append_val(proposals, proposal);
	}
	return true;
}

struct ticket *app_ticket_new(struct app *app, char *const *names, const struct ticket_order *order,
			      GError **error)
{
	g_autoptr(GArray) parts = g_array_new(FALSE, TRUE, sizeof(struct part));
	g_autoptr(GArray) proposals = g_array_new(FALSE, TRUE, sizeof(struct proposal));

	if (order->record && !is_publishable(order->record, error))
		return NULL;
	g_array_set_clear_func(parts, part_clear);
	for (char *const *name = names; *name; name++)
		if (!look_ahead(app, *name, error))
			return NULL;
	if (!write_begin(app, error))
		return NULL;
	if (parts_fill(app, names, order, parts, proposals, error))
		return ticket_propose_end(app, (struct proposal *)(void *)proposals->data,
					  proposals->len, "ticket new", order->reason, order->force,
					  error);
	write_fail(app);
	return NULL;
}
