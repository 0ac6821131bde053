/* SPDX-License-Identifier: MIT */
/* Playbook: the ladder of a domain, or of a name: records, gates, clocks, what receivers do. */
#include <string.h>

#include "app/project.h"
#include "app/rollout.h"
#include "dmarc/generation.h"
#include "tui/format.h"
#include "tui/text_page.h"

struct playbook_data {
	struct playbook *playbook;
	GPtrArray *records; /* char *, one a stage */
	GPtrArray *lines;   /* struct status_line *: of the domain; NULL: it is about none */
};

static void free_data(void *loaded)
{
	struct playbook_data *data = loaded;

	g_clear_pointer(&data->playbook, playbook_free);
	g_clear_pointer(&data->records, g_ptr_array_unref);
	g_clear_pointer(&data->lines, g_ptr_array_unref);
	g_free(data);
}

/* Of the domain, as its customer has it. */
static struct playbook *load_of_domain(struct app *app, const char *name,
				       struct playbook_data *data, GError **error)
{
	char *names[] = {(char *)(uintptr_t)name, NULL};
	struct domain *domain = app_domain(app, name, error);
	struct playbook *playbook = NULL;

	if (domain && (data->lines = app_status(app, names, NULL, error)))
		playbook = app_playbook_of(app, domain, error);
	g_clear_pointer(&domain, domain_free);
	return playbook;
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;
	struct playbook_data *data = g_new0(struct playbook_data, 1);

	data->playbook = place->subject ? app_playbook(app, place->subject, error)
					: load_of_domain(app, place->domain, data, error);
	if (data->playbook) {
		data->records = app_playbook_records(app, data->playbook);
		return data;
	}
	free_data(data);
	return NULL;
}

static const struct status_line *line_of(const struct playbook_data *data)
{
	return data->lines && data->lines->len ? data->lines->pdata[0] : NULL;
}

/* How long a domain stays, whatever else its gate asks. */
static void add_clock(struct text *text, const struct gate_rule *rule)
{
	g_autoptr(GString) out = g_string_new(NULL);

	g_string_append_printf(out,
			       "%" G_GINT64_FORMAT " days, from the first report that shows "
			       "the record on",
			       rule->min_days);
	if (rule->min_days_low_risk)
		g_string_append_printf(out, "; low risk: %" G_GINT64_FORMAT,
				       rule->min_days_low_risk);
	if (rule->min_days_monthly)
		g_string_append_printf(out, "; with monthly senders: %" G_GINT64_FORMAT,
				       rule->min_days_monthly);
	text_addf(text, ROLE_PLAIN, "    clock    %s", out->str);
}

static void add_gate(struct text *text, const struct gate_rule *rule)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const struct field *field = app_gate_table()->fields; field->key; field++) {
		g_autofree char *value = app_gate_value(field, rule);

		if (g_str_has_prefix(field->key, "min_days") &&
		    strcmp(field->key, "min_days_reported") != 0)
			continue; /* the clock */
		if (strcmp(value, "0") != 0 && strcmp(value, "no") != 0)
			g_string_append_printf(out, "%s%s %s", out->len ? ", " : "", field->key,
					       value);
	}
	text_addf(text, ROLE_PLAIN, "    gate     %s", out->str);
}

/* "+ been there", "> here", or when it can be there. */
static void add_head(struct text *text, const struct stage *stage, int place,
		     const struct forecast_step *step)
{
	g_autofree char *day = step ? format_day(step->day) : NULL;
	g_autofree char *when = !step ? g_strdup(place == 0 ? "   the domain is here" : "")
				: step->day == DAY_NONE
					? g_strdup_printf("   not foreseeable: %s", step->bound_by)
					: g_strdup_printf("   %s at the earliest", day);

	text_addf(text,
		  place == 0  ? ROLE_HEADING
		  : place < 0 ? ROLE_OK
			      : ROLE_KEY,
		  "%s %s: %s%s",
		  place == 0  ? ">"
		  : place < 0 ? "+"
			      : " ",
		  stage->name, stage->title ? stage->title : stage->name, when);
}

static const struct forecast_step *step_to(const struct status_line *line, const char *stage)
{
	for (guint i = 0; line && line->steps && i < line->steps->len; i++) {
		const struct forecast_step *step = line->steps->pdata[i];

		if (strcmp(step->stage, stage) == 0)
			return step;
	}
	return NULL;
}

static void add_stage(struct text *text, const struct playbook_data *data, guint i)
{
	const struct stage *stage = data->playbook->stages->pdata[i];
	const struct status_line *line = line_of(data);
	int now = line ? playbook_stage(data->playbook, line->stage) : -1;
	int place = now < 0 ? 1 : (int)i - now;

	add_head(text, stage, place, step_to(line, stage->name));
	text_addf(text, ROLE_PLAIN, "    record   %s", (char *)data->records->pdata[i]);
	for (enum generation g = 0; g < GENERATION_COUNT; g++)
		text_addf(text, ROLE_MUTED, "    %-8s %s",
			  g == GENERATION_RFC7489 ? "RFC 7489" : "RFC 9989",
			  stage->explains[g] ? stage->explains[g] : "-");
	if (i + 1 == data->playbook->stages->len)
		return;
	add_clock(text, &stage->gate);
	add_gate(text, &stage->gate);
}

static void update(struct page *page)
{
	struct text *text = page->model;
	const struct playbook_data *data = page->data;
	const struct playbook *playbook = data->playbook;
	const struct rollback_rule *back = &playbook->rollback;

	text_reset(text);
	text_addf(text, ROLE_HEADING, "%s: %s", playbook->name,
		  playbook->title ? playbook->title : "");
	if (playbook->text)
		text_add(text, ROLE_PLAIN, playbook->text);
	text_addf(text, ROLE_MUTED,
		  "TTL of the records %d s. Reports older than %d days shut every gate.",
		  (int)playbook->ttl, (int)playbook->fresh_days);
	for (guint i = 0; i < playbook->stages->len; i++)
		add_stage(text, data, i);
	text_add(text, ROLE_HEADING, "  A step back is drafted when");
	text_addf(
		text, ROLE_PLAIN,
		"    a legitimate source's pass rate falls by more than %g points and %d messages; "
		"receivers stop more than %g %% of the legitimate mail and %d messages in two "
		"days, or %d messages a day.",
		100 * back->source_drop, (int)back->source_messages, 100 * back->legit_share,
		(int)back->legit_share_messages, (int)back->legit_messages);
	text_addf(text, ROLE_PLAIN,
		  "    %g %% of the usual reporters silent for %d days shut the gate, and draft "
		  "nothing.",
		  100 * back->silent_share, (int)back->silent_days);
}

static const struct status_line *status(const struct page *page)
{
	return page->data ? line_of(page->data) : NULL;
}

const struct screen screen_playbook = {
	.name = "Playbook",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct text),
	.init = text_page_init,
	.clear = text_page_clear,
	.update = update,
	.draw = text_page_draw,
	.text = text_page_text,
	.panes = 1,
	.names_subject = true,
	.status = status,
};
