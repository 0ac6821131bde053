/* SPDX-License-Identifier: MIT */
/* What we need from the customer, what was accepted, what was decided. */
#include <string.h>

#include "base/clock.h"
#include "base/figure.h"
#include "model/journal.h"
#include "render/review.h"

#define UNKNOWN_ASKED	 5  /* unknown sources asked about for each domain */
#define UNKNOWN_MESSAGES 20 /* below that nobody at the customer will remember */

/* Takes the text over. */
static void ask(json_t *asks, const struct review_domain *page, char *text, int32_t due,
		int32_t today)
{
	json_array_append_new(asks, json_pack("{s:o, s:o, s:o, s:b}", "domain",
					      json_utf8(page->domain->name), "text",
					      words_json(text), "due", day_json(due), "overdue",
					      due != DAY_NONE && due < today));
}

static const struct gate_condition *unmet(const struct gate *gate, const char *name)
{
	for (unsigned i = 0; i < gate->conditions->len; i++) {
		const struct gate_condition *condition = gate->conditions->pdata[i];

		if (!condition->met && g_str_equal(condition->name, name))
			return condition;
	}
	return NULL;
}

static void ask_decisions(json_t *asks, const struct review_domain *page, int32_t today)
{
	const struct status_line *line = page->line;
	const struct gate_condition *loss = unmet(page->gate, "loss_accepted");

	if (line->ticket && line->urgency == URGENCY_WAITING)
		ask(asks, page,
		    g_strdup_printf("Approve and publish the DNS change %s", line->ticket),
		    DAY_NONE, today);
	if (unmet(page->gate, "lists_answered"))
		ask(asks, page,
		    g_strdup("Tell us whether your users post to mailing lists: if they do, such "
			     "mail is lost once failing mail is refused"),
		    DAY_NONE, today);
	if (loss) {
		g_autofree char *lost = figure_written(loss->have);

		ask(asks, page,
		    g_strdup_printf("Decide what becomes of the %s message%s a month that would be "
				    "refused: move their sender to a subdomain, or accept the loss",
				    lost, g_str_equal(lost, "1") ? "" : "s"),
		    DAY_NONE, today);
	}
}

static void ask_sources(json_t *asks, const struct review_domain *page, int32_t today)
{
	unsigned unknown = 0;

	for (unsigned i = 0; i < page->table->sources->len; i++) {
		const struct source *source = page->table->sources->pdata[i];
		const struct source_note *note = &source->note;
		const char *name = source->name ? source->name : source->key;
		g_autofree char *messages = figure_written((double)source->tally.messages);

		if (note->task)
			ask(asks, page,
			    g_strdup_printf("%s%s%s (%s)", note->owner ? note->owner : "",
					    note->owner ? ": " : "", note->task, name),
			    note->due, today);
		else if (source_main(source)->verdict == VERDICT_UNKNOWN &&
			 source->tally.messages >= UNKNOWN_MESSAGES && unknown++ < UNKNOWN_ASKED)
			ask(asks, page,
			    g_strdup_printf("Do you know %s? It sent %s messages in your name",
					    name, messages),
			    DAY_NONE, today);
	}
}

json_t *review_asks_json(const struct review *review)
{
	json_t *asks = json_array();
	int32_t today = day_of(review->at);

	for (unsigned i = 0; i < review->domains->len; i++) {
		const struct review_domain *page = review->domains->pdata[i];

		ask_decisions(asks, page, today);
		ask_sources(asks, page, today);
	}
	return asks;
}

static const char *domain_name(const struct review *review, int64_t id)
{
	for (unsigned i = 0; i < review->domains->len; i++) {
		const struct review_domain *page = review->domains->pdata[i];

		if (page->domain->id == id)
			return page->domain->name;
	}
	return NULL;
}

/* Those that hold today: afterwards the condition counts again. */
json_t *review_exceptions_json(const struct review *review)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < review->waivers->len; i++) {
		const struct waiver *waiver = review->waivers->pdata[i];

		if (waiver->until < day_of(review->at))
			continue;
		json_array_append_new(
			array,
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "domain",
				  json_utf8(domain_name(review, waiver->domain_id)), "condition",
				  json_utf8(waiver->condition), "what",
				  words_json(condition_accepted(waiver->condition)), "source",
				  json_utf8(waiver->source), "by", json_utf8(waiver->by), "until",
				  day_json(waiver->until), "reason", json_utf8(waiver->reason)));
	}
	return array;
}

/* The journal names the condition of an exception as commands do. */
static json_t *decision_text(const struct journal_entry *entry)
{
	bool of_waiver =
		g_strcmp0(entry->action, "waive") == 0 || g_strcmp0(entry->action, "unwaive") == 0;
	g_autofree char *words = NULL;

	if (!of_waiver || !g_str_has_prefix(entry->text, entry->subject))
		return json_utf8(entry->text);
	words = condition_accepted(entry->subject);
	return words_json(g_strconcat(words, entry->text + strlen(entry->subject), NULL));
}

json_t *review_decisions_json(const struct review *review, const struct domain *domain)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < review->journal->len; i++) {
		const struct journal_entry *entry = review->journal->pdata[i];

		/* That somebody looked at DNS decides nothing. */
		if ((domain && entry->domain_id != domain->id) ||
		    g_strcmp0(entry->action, "check") == 0)
			continue;
		json_array_append_new(
			array, json_pack("{s:o, s:o, s:o, s:o, s:o}", "day",
					 day_json(day_of(entry->at)), "who", json_utf8(entry->who),
					 "domain", json_utf8(entry->domain), "text",
					 decision_text(entry), "reason", json_utf8(entry->reason)));
	}
	return array;
}
