/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/name.h"
#include "render/review.h"

void count_verdict(const struct source_table *table, enum verdict verdict, uint64_t *messages,
		   uint64_t *compliant)
{
	*messages = *compliant = 0;
	for (unsigned i = 0; table && i < table->sources->len; i++) {
		const struct source *source = table->sources->pdata[i];

		for (unsigned j = 0; j < source->flows->len; j++) {
			const struct flow *flow = source->flows->pdata[j];

			if (flow->verdict != verdict)
				continue;
			*messages += flow->tally.messages;
			*compliant += flow->tally.compliant;
		}
	}
}

/* The three parts of the way, each filled by how far the domain has come. */
static json_t *ladder_json(const struct review_domain *page)
{
	static const char *const titles[] = {"Watch", "Spam folder", "Refuse"};
	enum level level = stage_level(page->line->stage);
	unsigned percent = stage_percent(page->line->stage);
	bool begun = page->line->since != DAY_NONE;
	json_t *array = json_array();

	for (int i = 0; i < LEVEL_COUNT; i++) {
		bool here = begun && i == (int)level;
		unsigned fill = begun && i < (int)level ? 100 : here ? percent : 0;
		bool beyond = i == LEVEL_REFUSE && page->domain->goal == GOAL_QUARANTINE;

		json_array_append_new(array,
				      json_pack("{s:s, s:s, s:i, s:b, s:b}", "title", titles[i],
						"class", level_name((enum level)i), "fill",
						(int)fill, "here", here, "beyond_goal", beyond));
	}
	return array;
}

/* Steps on the ladder within the window. */
static json_t *moves_json(const struct review *review, const GPtrArray *moves)
{
	json_t *array = json_array();

	for (unsigned i = 0; moves && i < moves->len; i++) {
		const struct stage_move *move = moves->pdata[i];

		if (move->since == DAY_NONE || move->since < review->from)
			continue;
		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:o}", "day",
						       day_json(move->since), "stage",
						       json_utf8(move->stage), "words",
						       words_json(stage_words(move->stage)),
						       "reason", json_utf8(move->reason)));
	}
	return array;
}

/* What is next, in a sentence. */
static char *next_words(const struct review_domain *page)
{
	const struct gate *gate = page->gate;
	g_autofree char *next = gate->next ? stage_words(gate->next) : NULL;
	g_autofree char *day = day_format(gate->earliest);

	if (page->line->since == DAY_NONE)
		return g_strdup("Our first record has to be published");
	if (status_at_goal(page->line))
		return g_strdup(page->line->regressed
					? "What got worse is put right"
					: "Nothing: the goal is reached, and we keep watching");
	if (page->domain->held)
		return g_strdup_printf("On hold: %s", page->domain->held);
	if (!next)
		return g_strdup("To be settled");
	if (gate->open)
		return g_strdup_printf("Ready for the next step (%s): %s", gate->next, next);
	if (gate->earliest == DAY_NONE)
		return g_strdup_printf("Next step (%s): %s. What it waits for cannot be dated yet",
				       gate->next, next);
	return g_strdup_printf("Next step (%s), not before %s: %s", gate->next, day, next);
}

/* Of a domain that has no record yet everything waits for that alone. */
static json_t *waits_json(const struct review_domain *page)
{
	if (status_at_goal(page->line) || page->line->since == DAY_NONE)
		return json_array();
	return gate_waits_json(page->gate, page->domain->held != NULL);
}

/* What happens to failing mail now: nothing, as far as we know, while no record is verified. */
static char *now_words(const struct status_line *line)
{
	return line->since == DAY_NONE ? g_strdup("nothing yet: our record is not published")
				       : stage_words(line->stage);
}

static void set_figures(json_t *object, const struct review_domain *page)
{
	uint64_t own, passing, forged, none;

	count_verdict(page->table, VERDICT_LEGITIMATE, &own, &passing);
	count_verdict(page->table, VERDICT_THREAT, &forged, &none);
	json_object_set_new(object, "messages", count_json(page->line->messages));
	json_object_set_new(object, "own", count_json(own));
	json_object_set_new(object, "passing", share_json(passing, own));
	json_object_set_new(object, "forged", count_json(forged));
	json_object_set_new(object, "blocked", count_json(page->blocked));
	json_object_set_new(object, "hurt", count_json(page->hurt));
	json_object_set_new(object, "trend", json_string(trend_name(page->line->trend)));
}

json_t *review_domain_json(const struct review *review, const struct review_domain *page)
{
	const struct status_line *line = page->line;
	const struct domain *domain = page->domain;
	bool done = status_at_goal(line);
	json_t *object = json_object();

	json_object_set_new(object, "name", json_utf8(domain->name));
	json_object_set_new(object, "unicode", words_json(name_to_unicode(domain->name)));
	json_object_set_new(object, "kind", json_string(domain_kind_name(domain->kind)));
	json_object_set_new(object, "stage", json_utf8(line->stage));
	json_object_set_new(object, "stage_words", words_json(now_words(line)));
	json_object_set_new(object, "has_mail", json_boolean(line->messages > 0));
	json_object_set_new(object, "has_page",
			    json_boolean(line->messages > 0 || !done || line->regressed));
	json_object_set_new(object, "since", day_json(line->since));
	json_object_set_new(object, "level", json_string(level_name(stage_level(line->stage))));
	json_object_set_new(object, "ladder", ladder_json(page));
	set_figures(object, page);
	json_object_set_new(object, "chart", chart_compliance(line, review->until));
	json_object_set_new(object, "spark", words_json(spark_compliance(line)));
	json_object_set_new(object, "senders", review_senders_json(page->table));
	json_object_set_new(object, "moves", moves_json(review, page->moves));
	json_object_set_new(object, "next", words_json(next_words(page)));
	json_object_set_new(object, "waits", waits_json(page));
	json_object_set_new(object, "has_waits",
			    json_boolean(json_array_size(json_object_get(object, "waits")) > 0));
	json_object_set_new(object, "done", json_boolean(done));
	json_object_set_new(object, "forecast", done ? json_null() : day_json(line->forecast));
	json_object_set_new(object, "at_risk", json_boolean(line->at_risk));
	json_object_set_new(object, "regressed", json_boolean(line->regressed));
	json_object_set_new(object, "goal", json_string(goal_name(domain->goal)));
	json_object_set_new(object, "goal_is_quarantine",
			    json_boolean(domain->goal == GOAL_QUARANTINE));
	json_object_set_new(object, "goal_reason", json_utf8(domain->goal_reason));
	json_object_set_new(object, "record", json_utf8(page->record));
	json_object_set_new(object, "decisions", review_decisions_json(review, domain));
	return object;
}
