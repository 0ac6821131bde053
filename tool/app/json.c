/* SPDX-License-Identifier: MIT */
#include "app/json.h"

#include "base/utext.h"

static json_t *text(const char *raw)
{
	char *clean = raw ? utext_json(raw) : NULL;
	json_t *json = clean ? json_string(clean) : json_null();

	g_free(clean);
	return json;
}

static json_t *outcome_json(const struct outcome *o)
{
	return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "none", o->none,
			 "quarantine", o->quarantine, "reject", o->reject, "loss", outcome_loss(o),
			 "lost", o->lost, "spam", o->spam, "blocked", o->blocked, "unknown",
			 o->unknown, "reinjected", o->reinjected);
}

static json_t *hit_json(const struct hit *hit)
{
	return json_pack("{s:f, s:f}", "quarantine", hit->quarantine, "reject", hit->reject);
}

static json_t *simulated_source_json(const struct simulated_source *source)
{
	json_t *json = json_pack(
		"{s:o, s:o, s:s, s:I, s:I, s:f, s:f}", "source", text(source->source), "name",
		text(source->name), "verdict", verdict_name(source->verdict), "messages",
		(json_int_t)source->messages, "compliant", (json_int_t)source->compliant,
		"quarantine", source->expected.quarantine, "reject", source->expected.reject);

	for (enum generation g = 0; g < GENERATION_COUNT; g++)
		json_object_set_new(json, generation_name(g), hit_json(&source->by[g]));
	return json;
}

json_t *simulation_json(const struct simulation *s)
{
	json_t *sources = json_array(), *json;

	for (guint i = 0; i < s->sources->len; i++)
		json_array_append_new(sources, simulated_source_json(s->sources->pdata[i]));
	json = json_pack("{s:o, s:o, s:I, s:I}", "domain", text(s->domain), "record",
			 text(s->record), "messages", (json_int_t)s->messages, "compliant",
			 (json_int_t)s->compliant);
	for (enum generation g = 0; g < GENERATION_COUNT; g++)
		json_object_set_new(json, generation_name(g), outcome_json(&s->by[g]));
	json_object_set_new(json, "expected",
			    json_pack("{s:f, s:f, s:f, s:f}", "loss", outcome_loss(&s->expected),
				      "lost", s->expected.lost, "spam", s->expected.spam,
				      "loss_share", s->loss_share));
	json_object_set_new(json, "receivers_rfc9989_share", json_real(s->receivers_rfc9989_share));
	json_object_set_new(json, "overridden_share", json_real(s->overridden_share));
	json_object_set_new(json, "sources", sources);
	return json;
}
