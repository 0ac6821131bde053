/* SPDX-License-Identifier: MIT */
#include "cli/ladder_out.h"

#include <string.h>

#include "app/project.h"
#include "base/clock.h"
#include "cli/json.h"
#include "cli/out.h"
#include "dmarc/generation.h"
#include "dmarc/record.h"

static json_t *value_json(const struct field *field, const struct gate_rule *rule)
{
	const void *at = (const char *)rule + field->offset;

	if (field->type == FIELD_INT)
		return json_integer(*(const int64_t *)at);
	if (field->type == FIELD_BOOL)
		return json_boolean(*(const bool *)at);
	return json_real(*(const double *)at);
}

static json_t *gate_json(const struct gate_rule *rule)
{
	json_t *object = json_object();

	for (const struct field *field = app_gate_table()->fields; field->key; field++)
		jput(object, field->key, value_json(field, rule));
	return object;
}

static json_t *stage_json(const void *data)
{
	const struct stage *stage = data;
	json_t *object = json_object();

	jput_text(object, "name", stage->name);
	jput_text(object, "title", stage->title);
	jput_text(object, "p", policy_name((enum policy)stage->p));
	jput_text(object, "sp", policy_name((enum policy)stage->sp));
	jput_text(object, "np", policy_name((enum policy)stage->np));
	jput(object, "pct", json_integer(stage->pct));
	jput_bool(object, "t", stage->t);
	jput(object, "min_days", json_integer(stage->gate.min_days));
	jput_share(object, "legit_pass_rate", stage->gate.legit_pass_rate);
	jput(object, "gate", gate_json(&stage->gate));
	for (enum generation g = 0; g < GENERATION_COUNT; g++)
		jput_text(object, generation_name(g), stage->explains[g]);
	return object;
}

json_t *ladder_json(const struct playbook *playbook)
{
	json_t *object = json_object();

	jput_text(object, "playbook", playbook->name);
	jput_text(object, "title", playbook->title);
	jput_text(object, "text", playbook->text);
	jput(object, "ttl", json_integer(playbook->ttl));
	jput(object, "fresh_days", json_integer(playbook->fresh_days));
	jput_text(object, "fingerprint", playbook->fingerprint);
	jput(object, "stages", jlist(playbook->stages, stage_json));
	return object;
}

static const struct stage *stage_at(const struct playbook *playbook, unsigned i)
{
	return playbook->stages->pdata[i];
}

/* "7; monitor 30; quarantine 30": what most of the gates ask, then the others. Allocated. */
static char *gate_values(const struct playbook *playbook, const struct field *field)
{
	unsigned gates = playbook->stages->len - 1, most = 0;
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	const char *usual = NULL;
	GString *out;

	for (unsigned i = 0; i < gates; i++)
		g_ptr_array_add(values, app_gate_value(field, &stage_at(playbook, i)->gate));
	for (unsigned i = 0; i < gates; i++) {
		unsigned n = 0;

		for (unsigned k = 0; k < gates; k++)
			n += g_str_equal(values->pdata[i], values->pdata[k]);
		if (n > most) {
			most = n;
			usual = values->pdata[i];
		}
	}
	out = g_string_new(usual);
	for (unsigned i = 0; i < gates; i++)
		if (!g_str_equal(values->pdata[i], usual))
			g_string_append_printf(out, "; %s %s", stage_at(playbook, i)->name,
					       (char *)values->pdata[i]);
	return g_string_free(out, FALSE);
}

static void print_gates(const struct cli *cli, const struct playbook *playbook)
{
	struct out_table *table;

	if (playbook->stages->len < 2)
		return;
	table = out_table_new("A GATE ASKS|VALUE; AND AT THESE STAGES");
	for (const struct field *field = app_gate_table()->fields; field->key; field++) {
		g_autofree char *values = gate_values(playbook, field);

		out_cell(table, field->key);
		out_cell(table, values);
	}
	out_line(cli, "%s", "");
	out_table_end(table, cli);
}

void ladder_print(const struct cli *cli, const struct playbook *playbook)
{
	struct out_table *table = out_table_new(
		"STAGE|POLICY|>PCT|T|>MIN DAYS|RFC 7489 RECEIVERS|RFC 9989 RECEIVERS");

	out_line(cli, "%s: %s", playbook->name, playbook->title ? playbook->title : playbook->name);
	for (unsigned i = 0; i < playbook->stages->len; i++) {
		const struct stage *stage = stage_at(playbook, i);

		out_cell(table, stage->name);
		out_cell(table, policy_name((enum policy)stage->p));
		out_cellf(table, "%" G_GINT64_FORMAT, stage->pct);
		out_cell(table, stage->t ? "y" : "n");
		out_cellf(table, "%" G_GINT64_FORMAT, stage->gate.min_days);
		out_cell(table, stage->explains[GENERATION_RFC7489]);
		out_cell(table, stage->explains[GENERATION_RFC9989]);
	}
	out_table_end(table, cli);
	print_gates(cli, playbook);
}

static json_t *place_json(const struct ladder_place *place)
{
	json_t *object = json_object();

	jput_text(object, "stage", place->stage);
	jput_text(object, "record", place->record);
	jput_bool(object, "gate_open", place->gate_open);
	jput_text(object, "blocker", place->blocker);
	jput_day(object, "forecast", place->forecast);
	jput_bool(object, "at_risk", place->at_risk);
	return object;
}

json_t *ladder_change_json(const void *data)
{
	const struct ladder_change *change = data;
	json_t *object = json_object();

	jput_text(object, "customer", change->customer);
	jput_text(object, "domain", change->domain);
	jput_bool(object, "stage_lost", change->moved);
	jput(object, "now", place_json(&change->now));
	jput(object, "then", place_json(&change->then));
	return object;
}

/* "open", or "open > closed" where it changes. */
static void out_cell_change(struct out_table *table, const char *now, const char *then)
{
	if (g_strcmp0(now, then) == 0)
		out_cell(table, now);
	else
		out_cellf(table, "%s > %s", now, then);
}

static const char *gate_word(const struct ladder_place *place)
{
	return place->gate_open ? "open" : "closed";
}

static char *day_word(int32_t day)
{
	return day == DAY_NONE ? g_strdup("not foreseeable") : day_format(day);
}

/* What a specialist has to know before the file is put in place. Allocated. */
static char *remark(const struct ladder_change *change)
{
	const struct ladder_place *now = &change->now, *then = &change->then;

	if (change->moved)
		return g_strdup_printf("%s is no stage of it: set the domain to one (domain set "
				       "%s --stage %s)",
				       now->stage, change->domain, then->stage);
	if (g_strcmp0(now->record, then->record) != 0)
		return g_strdup_printf("its record becomes %s: draft a ticket", then->record);
	return g_strdup(now->gate_open && !then->gate_open ? then->blocker : NULL);
}

void ladder_changes_print(const struct cli *cli, const GPtrArray *changes)
{
	struct out_table *table;

	if (changes->len == 0) {
		out_line(cli, "no domain follows it");
		return;
	}
	table = out_table_new("DOMAIN|CUSTOMER|STAGE|GATE|FINISHED|WHAT IT CHANGES");
	for (unsigned i = 0; i < changes->len; i++) {
		const struct ladder_change *change = changes->pdata[i];
		g_autofree char *now = day_word(change->now.forecast);
		g_autofree char *then = day_word(change->then.forecast);
		g_autofree char *what = remark(change);

		out_cell_name(table, change->domain);
		out_cell(table, change->customer);
		out_cell_change(table, change->now.stage, change->then.stage);
		out_cell_change(table, gate_word(&change->now), gate_word(&change->then));
		out_cell_change(table, now, then);
		out_cell(table, what);
	}
	out_table_end(table, cli);
}
