/* SPDX-License-Identifier: MIT */
/* Do the figures still say what they said when a ticket was drafted? */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "dmarc/generation.h"
#include "model/verdict.h"
#include "rollout/gauge.h"
#include "rollout/ticket.h"

static const char *const titles[] = {
	[GENERATION_RFC7489] = "RFC 7489",
	[GENERATION_RFC9989] = "RFC 9989",
};

static double figure(const json_t *object, const char *name)
{
	return json_number_value(json_object_get(object, name));
}

/* Of the mail that must arrive. */
static double loss_share(double loss, double compliant)
{
	return loss > 0 ? loss / (compliant + loss) : 0;
}

static void compare_loss(const json_t *then, const json_t *now, enum generation generation,
			 GPtrArray *moved)
{
	const char *key = generation_name(generation);
	double before = figure(json_object_get(then, key), "loss");
	double after = figure(json_object_get(now, key), "loss");
	double from = loss_share(before, figure(then, "compliant"));
	double to = loss_share(after, figure(now, "compliant"));
	double usual = from * (figure(now, "compliant") + after);
	g_autofree char *was = NULL, *is = NULL;

	if (to <= from + EVIDENCE_STEP || !beyond_chance(usual, after))
		return;
	was = share_text(from);
	is = share_text(to);
	g_ptr_array_add(moved, g_strdup_printf("the evidence: %s receivers would have stopped %s "
					       "of the legitimate mail, and would now stop %s",
					       titles[generation], was, is));
}

static const json_t *source_of(const json_t *evidence, const char *key)
{
	const json_t *source;
	size_t i;

	json_array_foreach(json_object_get(evidence, "sources"), i, source)
	{
		const char *other = json_string_value(json_object_get(source, "source"));

		if (other && strcmp(other, key) == 0)
			return source;
	}
	return NULL;
}

static bool must_arrive(const char *verdict)
{
	return g_str_equal(verdict, verdict_name(VERDICT_LEGITIMATE)) ||
	       g_str_equal(verdict, verdict_name(VERDICT_FORWARDER));
}

/* A source without weight changes its verdict with every other message. */
static void compare_verdicts(const json_t *then, const json_t *now, GPtrArray *moved)
{
	double weight = EVIDENCE_STEP * figure(now, "messages");
	const json_t *source;
	size_t i;

	json_array_foreach(json_object_get(now, "sources"), i, source)
	{
		const char *key = json_string_value(json_object_get(source, "source"));
		const char *is = json_string_value(json_object_get(source, "verdict"));
		const json_t *before = key ? source_of(then, key) : NULL;
		const char *was = json_string_value(json_object_get(before, "verdict"));

		if (!is || !was || must_arrive(is) == must_arrive(was) ||
		    figure(source, "messages") <= weight)
			continue;
		g_ptr_array_add(
			moved, g_strdup_printf("the evidence: %s was %s, and is %s", key, was, is));
	}
}

static void compare_regressions(const json_t *then, const json_t *now, GPtrArray *moved)
{
	const json_t *before = json_object_get(then, "regressions"), *one;
	size_t i;

	json_array_foreach(json_object_get(now, "regressions"), i, one)
	{
		bool known = false;

		for (size_t k = 0; k < json_array_size(before) && !known; k++)
			known = json_equal(one, json_array_get(before, k));
		if (!known)
			g_ptr_array_add(moved, g_strdup_printf("the evidence: a regression of %s",
							       json_string_value(one)));
	}
}

static char *text_of(json_t *object)
{
	char *dump = json_dumps(object, JSON_COMPACT), *text = g_strdup(dump);

	free(dump);
	return text;
}

static void add_figures(json_t *sum, const json_t *object, const char *const *names)
{
	for (; *names; names++)
		json_object_set_new(sum, *names,
				    json_real(figure(sum, *names) + figure(object, *names)));
}

char *evidence_join(const GPtrArray *evidences)
{
	static const char *const counts[] = {"messages", "compliant", NULL};
	static const char *const impact[] = {"loss", "lost", "spam", "blocked", "unknown", NULL};
	json_t *sum, *domains;
	char *text;

	if (evidences->len == 1)
		return g_strdup(evidences->pdata[0]);
	sum = json_object();
	domains = json_array();
	for (unsigned i = 0; i < evidences->len; i++) {
		json_t *object =
			evidences->pdata[i] ? json_loads(evidences->pdata[i], 0, NULL) : NULL;

		add_figures(sum, object, counts);
		for (int g = 0; g < GENERATION_COUNT; g++) {
			const char *key = generation_name((enum generation)g);

			if (!json_object_get(sum, key))
				json_object_set_new(sum, key, json_object());
			add_figures(json_object_get(sum, key), json_object_get(object, key),
				    impact);
		}
		if (object)
			json_array_append_new(domains, object);
	}
	json_object_set_new(sum, "domains", domains);
	text = text_of(sum);
	json_decref(sum);
	return text;
}

char *evidence_of_domain(const char *evidence, const char *domain)
{
	json_t *whole = evidence ? json_loads(evidence, 0, NULL) : NULL, *one;
	json_t *domains = json_object_get(whole, "domains");
	char *text = NULL;
	size_t i;

	if (whole && !domains)
		text = g_strdup(evidence);
	json_array_foreach(domains, i, one)
	{
		const char *name = json_string_value(json_object_get(one, "domain"));

		if (name && strcmp(name, domain) == 0)
			text = text_of(one);
	}
	json_decref(whole);
	return text;
}

GPtrArray *evidence_moved(const char *then, const char *now)
{
	GPtrArray *moved = g_ptr_array_new_with_free_func(g_free);
	json_t *before = then ? json_loads(then, 0, NULL) : NULL;
	json_t *after = now ? json_loads(now, 0, NULL) : NULL;

	for (int generation = 0; generation < GENERATION_COUNT; generation++)
		compare_loss(before, after, (enum generation)generation, moved);
	compare_verdicts(before, after, moved);
	compare_regressions(before, after, moved);
	json_decref(before);
	json_decref(after);
	return moved;
}
