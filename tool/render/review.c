/* SPDX-License-Identifier: MIT */
#include "render/review.h"

#include "base/clock.h"
#include "render/template.h"

struct totals {
	unsigned levels[LEVEL_COUNT];
	unsigned waiting; /* for their first record */
	unsigned done, at_risk;
	uint64_t messages, own, passing, forged, blocked, hurt;
	int32_t forecast; /* of the last domain; DAY_NONE: not foreseeable */
};

static void add_up(const struct review *review, struct totals *totals)
{
	*totals = (struct totals){.forecast = day_of(review->at)};
	for (unsigned i = 0; i < review->domains->len; i++) {
		const struct review_domain *page = review->domains->pdata[i];
		const struct status_line *line = page->line;
		uint64_t messages, compliant;

		if (line->since == DAY_NONE)
			totals->waiting++;
		else
			totals->levels[stage_level(line->stage)]++;
		totals->done += status_at_goal(line);
		totals->at_risk += line->at_risk;
		totals->messages += line->messages;
		totals->blocked += page->blocked;
		totals->hurt += page->hurt;
		count_verdict(page->table, VERDICT_LEGITIMATE, &messages, &compliant);
		totals->own += messages;
		totals->passing += compliant;
		count_verdict(page->table, VERDICT_THREAT, &messages, &compliant);
		totals->forged += messages;
		if (totals->forecast != DAY_NONE && line->forecast != DAY_NONE)
			totals->forecast = MAX(totals->forecast, line->forecast);
		else
			totals->forecast = DAY_NONE;
	}
}

static json_t *summary_json(const struct review *review)
{
	unsigned n = review->domains->len;
	g_autofree char *domains = g_strdup_printf("%u domain%s", n, n == 1 ? "" : "s");
	struct totals totals;

	add_up(review, &totals);
	return json_pack(
		"{s:i, s:s, s:i, s:i, s:i, s:i, s:i, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, "
		"s:b}",
		"domains", (int)n, "domains_words", domains, "watched",
		(int)totals.levels[LEVEL_WATCH], "in_spam", (int)totals.levels[LEVEL_SPAM],
		"refused", (int)totals.levels[LEVEL_REFUSE], "waiting", (int)totals.waiting, "done",
		(int)totals.done, "all_done", n > 0 && totals.done == n, "messages",
		count_json(totals.messages), "own", count_json(totals.own), "passing",
		share_json(totals.passing, totals.own), "forged", count_json(totals.forged),
		"blocked", count_json(totals.blocked), "hurt", count_json(totals.hurt), "forecast",
		day_json(totals.forecast), "at_risk", totals.at_risk > 0, "on_track",
		review->customer->target != DAY_NONE && totals.at_risk == 0);
}

static json_t *customer_json(const struct customer *customer)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "slug", json_utf8(customer->slug), "name",
			 json_utf8(customer->name), "contact", json_utf8(customer->contact),
			 "started", day_json(customer->started), "target",
			 day_json(customer->target));
}

/* A list, and whether it has elements: for what stands around them once. */
static void set_list(json_t *object, const char *key, json_t *list)
{
	g_autofree char *has = g_strconcat("has_", key, NULL);

	json_object_set_new(object, has, json_boolean(json_array_size(list) > 0));
	json_object_set_new(object, key, list);
}

static json_t *review_json(const struct review *review)
{
	json_t *object = json_object(), *domains = json_array();

	for (unsigned i = 0; i < review->domains->len; i++)
		json_array_append_new(domains,
				      review_domain_json(review, review->domains->pdata[i]));
	json_object_set_new(object, "customer", customer_json(review->customer));
	json_object_set_new(object, "service",
			    json_pack("{s:o, s:o}", "name", json_utf8(review->service), "contact",
				      json_utf8(review->contact)));
	json_object_set_new(object, "day", day_json(day_of(review->at)));
	json_object_set_new(object, "from", day_json(review->from));
	json_object_set_new(object, "until", day_json(review->until));
	json_object_set_new(object, "summary", summary_json(review));
	json_object_set_new(object, "progress", chart_progress(review));
	set_list(object, "asks", review_asks_json(review));
	json_object_set_new(object, "domains", domains);
	set_list(object, "exceptions", review_exceptions_json(review));
	json_object_set_new(object, "decisions", review_decisions_json(review, NULL));
	json_object_set_new(object, "journal_head", json_utf8(review->journal_head));
	return object;
}

char *render_review(enum document_format format, const struct review *review, const char *dir,
		    GError **error)
{
	json_t *values = review_json(review);
	GString *out;
	char *text;

	if (format == DOCUMENT_FORMAT_JSON) {
		out = g_string_new(NULL);
		append_json(out, values);
		return g_string_free(out, FALSE);
	}
	text = template_document(dir, review->customer->slug, "review", format, values, error);
	json_decref(values);
	return text;
}
