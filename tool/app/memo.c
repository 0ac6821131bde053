/* SPDX-License-Identifier: MIT */
/* Board lines, kept until something they rest on changes: a board of thousands opens at once. */
#include "app/memo.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/context.h"

#define MEMO_NAME "status"
#define PARTS	  1000000 /* of a share: whole numbers are read sooner than fractions */
#define MEMO_FORM 5	  /* raised when the line or its making changes */

char *memo_version(struct app *app, const struct domain *domain, int32_t target, GError **error)
{
	const struct playbook *playbook = playbook_of(app, domain, error);
	int64_t version = playbook ? store_domain_version(app->store, domain->id, error) : -1;
	int64_t moment =
		app->clock.fixed != TIME_NONE ? app->clock.fixed : clock_today(&app->clock);

	if (!playbook || version < 0)
		return NULL;
	return g_strdup_printf("%d/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%d/%s/%s/%s",
			       MEMO_FORM, version, moment, target, playbook->fingerprint,
			       catalogue_print(app),
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
		json_int_t parts = json_integer_value(share);
		double value = parts < 0 ? -1 : (double)parts / PARTS;

		g_array_append_val(shares, value);
	}
	return shares;
}

static GPtrArray *alarms_of(const json_t *json)
{
	GPtrArray *alarms = g_ptr_array_new_with_free_func(g_free);
	json_t *alarm;
	size_t i;

	json_array_foreach(json_object_get(json, "alarms"), i, alarm)
		g_ptr_array_add(alarms, g_strdup(json_string_value(alarm)));
	return alarms;
}

/* Of each step its stage, its day and what binds it. */
static GPtrArray *steps_of(const json_t *json)
{
	GPtrArray *steps = g_ptr_array_new_with_free_func((GDestroyNotify)forecast_step_free);
	json_t *step;
	size_t i;

	json_array_foreach(json_object_get(json, "steps"), i, step) g_ptr_array_add(
		steps, forecast_step_new(json_string_value(json_array_get(step, 0)),
					 (int32_t)json_integer_value(json_array_get(step, 1)),
					 json_string_value(json_array_get(step, 2))));
	return steps;
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
	line->clock_start = (int32_t)number_of(json, "clock_start");
	line->days = number_of(json, "days");
	line->pct = (unsigned)number_of(json, "pct");
	line->messages = (uint64_t)number_of(json, "messages");
	line->compliant = (uint64_t)number_of(json, "compliant");
	line->unknown = (uint64_t)number_of(json, "unknown");
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
	line->target = (int32_t)number_of(json, "target");
	line->compliance = shares_of(json);
	line->alarms = alarms_of(json);
	line->steps = steps_of(json);
	return line;
}

/* Do two versions tell of lines of the same making? Their first number says it. */
static bool same_form(const char *version, const char *other)
{
	return strncmp(version, other, strcspn(version, "/") + 1) == 0;
}

struct status_line *memo_get(struct app *app, int64_t domain_id, const char *version, bool *old)
{
	g_autofree char *kept = NULL;
	g_autofree char *text = store_memo_get(app->store, domain_id, MEMO_NAME, &kept, NULL);
	struct status_line *line;
	json_t *json;

	if (!text || !(old ? same_form(kept, version) : strcmp(kept, version) == 0))
		return NULL;
	json = json_loads(text, 0, NULL);
	line = json ? line_of(json) : NULL;
	json_decref(json);
	if (old && strcmp(kept, version) != 0)
		*old = true;
	return line;
}

static json_t *shares_json(const GArray *shares)
{
	json_t *list = json_array();

	for (guint i = 0; i < shares->len; i++) {
		double share = g_array_index(shares, double, i);

		json_array_append_new(list, json_integer(share < 0 ? -1 : llround(share * PARTS)));
	}
	return list;
}

static json_t *alarms_json(const GPtrArray *alarms)
{
	json_t *list = json_array();

	for (guint i = 0; i < alarms->len; i++)
		json_array_append_new(list, json_string(alarms->pdata[i]));
	return list;
}

static json_t *steps_json(const GPtrArray *steps)
{
	json_t *list = json_array();

	for (guint i = 0; i < steps->len; i++) {
		const struct forecast_step *step = steps->pdata[i];

		json_array_append_new(
			list, json_pack("[s, i, s?]", step->stage, (int)step->day, step->bound_by));
	}
	return list;
}

static json_t *json_of(const struct status_line *line)
{
	return json_pack(
		"{s:I, s:s?, s:s, s:s, s:s, s:s?, s:s?, s:i, s:i, s:I, s:i, s:I, s:I, s:I, s:i, "
		"s:f, "
		"s:i, s:i, s:i, s:i, s:i, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:o, s:o, s:o}",
		"id", (json_int_t)line->domain_id, "customer", line->customer, "domain",
		line->domain, "stage", line->stage, "playbook", line->playbook, "next_action",
		line->next_action, "ticket", line->ticket, "since", (int)line->since, "clock_start",
		(int)line->clock_start, "days", (json_int_t)line->days, "pct", (int)line->pct,
		"messages", (json_int_t)line->messages, "compliant", (json_int_t)line->compliant,
		"unknown", (json_int_t)line->unknown, "trend", (int)line->trend, "loss", line->loss,
		"conditions_met", (int)line->conditions_met, "conditions", (int)line->conditions,
		"forecast", (int)line->forecast, "target", (int)line->target, "urgency",
		(int)line->urgency, "has_data", line->has_data, "gate_open", line->gate_open,
		"at_risk", line->at_risk, "held", line->held, "regressed", line->regressed,
		"drifted", line->drifted, "silent", line->silent, "overdue", line->overdue,
		"compliance", shares_json(line->compliance), "alarms", alarms_json(line->alarms),
		"steps", steps_json(line->steps));
}

static char *text_of(const struct status_line *line)
{
	json_t *json = json_of(line);
	char *dump = json ? json_dumps(json, JSON_COMPACT) : NULL;
	char *text = g_strdup(dump);

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
