/* SPDX-License-Identifier: MIT */
/* Board lines, kept until something they rest on changes: a board of thousands opens at once. */
#include "app/memo.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "app/context.h"

#define MEMO_NAME "status"
#define MEMO_FORM 1 /* raised when the line or its making changes */

char *memo_version(struct app *app, const struct domain *domain, int32_t target, GError **error)
{
	const struct playbook *playbook = playbook_of(app, domain, error);
	int64_t version = playbook ? store_domain_version(app->store, domain->id, error) : -1;
	int64_t moment =
		app->clock.fixed != TIME_NONE ? app->clock.fixed : clock_today(&app->clock);

	if (!playbook || version < 0)
		return NULL;
	return g_strdup_printf("%d/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%d/%s/%s", MEMO_FORM,
			       version, moment, target, playbook->fingerprint,
			       app->config.report_address ? app->config.report_address : "");
}

static const char *string_of(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

static int64_t number_of(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

static bool flag_of(const json_t *json, const char *key)
{
	return json_is_true(json_object_get(json, key));
}

static GArray *shares_of(const json_t *json)
{
	GArray *shares = g_array_new(FALSE, FALSE, sizeof(double));
	json_t *share;
	size_t i;

	json_array_foreach(json_object_get(json, "compliance"), i, share)
	{
		double value = json_number_value(share);

		g_array_append_val(shares, value);
	}
	return shares;
}

static struct status_line *line_of(const json_t *json)
{
	struct status_line *line = g_new0(struct status_line, 1);

	line->domain_id = number_of(json, "id");
	line->customer = g_strdup(string_of(json, "customer"));
	line->domain = g_strdup(string_of(json, "domain"));
	line->stage = g_strdup(string_of(json, "stage"));
	line->playbook = g_strdup(string_of(json, "playbook"));
	line->next_action = g_strdup(string_of(json, "next_action"));
	line->ticket = g_strdup(string_of(json, "ticket"));
	line->since = (int32_t)number_of(json, "since");
	line->days = number_of(json, "days");
	line->pct = (unsigned)number_of(json, "pct");
	line->messages = (uint64_t)number_of(json, "messages");
	line->compliant = (uint64_t)number_of(json, "compliant");
	line->trend = (enum trend)number_of(json, "trend");
	line->loss = json_number_value(json_object_get(json, "loss"));
	line->conditions_met = (unsigned)number_of(json, "conditions_met");
	line->conditions = (unsigned)number_of(json, "conditions");
	line->forecast = (int32_t)number_of(json, "forecast");
	line->urgency = (enum urgency)number_of(json, "urgency");
	line->has_data = flag_of(json, "has_data");
	line->gate_open = flag_of(json, "gate_open");
	line->at_risk = flag_of(json, "at_risk");
	line->held = flag_of(json, "held");
	line->regressed = flag_of(json, "regressed");
	line->drifted = flag_of(json, "drifted");
	line->silent = flag_of(json, "silent");
	line->overdue = flag_of(json, "overdue");
	line->compliance = shares_of(json);
	return line;
}

struct status_line *memo_get(struct app *app, int64_t domain_id, const char *version)
{
	char *text = store_memo_get(app->store, domain_id, MEMO_NAME, version, NULL);
	json_t *json = text ? json_loads(text, 0, NULL) : NULL;
	struct status_line *line = json ? line_of(json) : NULL;

	json_decref(json);
	g_free(text);
	return line;
}

static char *text_of(const struct status_line *line)
{
	json_t *shares = json_array(), *json;
	char *dump, *text;

	for (guint i = 0; i < line->compliance->len; i++)
		json_array_append_new(shares,
				      json_real(g_array_index(line->compliance, double, i)));
	json = json_pack("{s:I, s:s?, s:s, s:s, s:s, s:s?, s:s?, s:i, s:I, s:i, s:I, s:I, s:i, "
			 "s:f, s:i, s:i, s:i, s:i}",
			 "id", (json_int_t)line->domain_id, "customer", line->customer, "domain",
			 line->domain, "stage", line->stage, "playbook", line->playbook,
			 "next_action", line->next_action, "ticket", line->ticket, "since",
			 (int)line->since, "days", (json_int_t)line->days, "pct", (int)line->pct,
			 "messages", (json_int_t)line->messages, "compliant",
			 (json_int_t)line->compliant, "trend", (int)line->trend, "loss", line->loss,
			 "conditions_met", (int)line->conditions_met, "conditions",
			 (int)line->conditions, "forecast", (int)line->forecast, "urgency",
			 (int)line->urgency);
	if (!json) {
		json_decref(shares);
		return NULL;
	}
	json_object_set_new(json, "has_data", json_boolean(line->has_data));
	json_object_set_new(json, "gate_open", json_boolean(line->gate_open));
	json_object_set_new(json, "at_risk", json_boolean(line->at_risk));
	json_object_set_new(json, "held", json_boolean(line->held));
	json_object_set_new(json, "regressed", json_boolean(line->regressed));
	json_object_set_new(json, "drifted", json_boolean(line->drifted));
	json_object_set_new(json, "silent", json_boolean(line->silent));
	json_object_set_new(json, "overdue", json_boolean(line->overdue));
	json_object_set_new(json, "compliance", shares);
	dump = json_dumps(json, JSON_COMPACT);
	text = g_strdup(dump);
	free(dump);
	json_decref(json);
	return text;
}

void memo_keep(struct app *app, const GPtrArray *lines, const GPtrArray *versions)
{
	bool done = !app->dry_run && store_begin(app->store, NULL);

	if (!done)
		return;
	for (guint i = 0; done && i < lines->len; i++) {
		const struct status_line *line = lines->pdata[i];
		g_autofree char *text = text_of(line);

		done = !text || store_memo_set(app->store, line->domain_id, MEMO_NAME,
					       versions->pdata[i], text, NULL);
	}
	if (!done || !store_commit(app->store, NULL))
		write_fail(app);
}
