/* SPDX-License-Identifier: MIT */
#include "tui/ladder.h"

#include <string.h>

#include "base/clock.h"
#include "model/status.h"
#include "tui/format.h"

#define WIDE 100

static const struct stage *stage_at(const struct ladder *ladder, int i)
{
	return ladder->playbook->stages->pdata[i];
}

static int put(struct canvas *canvas, const struct area *area, int used, enum role role,
	       const char *text)
{
	return used +
	       canvas_text(canvas, area->row, area->column + used, area->width - used, role, text);
}

static const struct forecast_step *step_to(const struct ladder *ladder, const char *stage)
{
	for (guint i = 0; ladder->steps && i < ladder->steps->len; i++) {
		const struct forecast_step *step = ladder->steps->pdata[i];

		if (strcmp(step->stage, stage) == 0)
			return step;
	}
	return NULL;
}

/* The stage, and the day that the forecast has for it. */
static int put_coming(const struct ladder *ladder, int i, struct canvas *canvas,
		      const struct area *area, int used)
{
	const struct forecast_step *step = step_to(ladder, stage_at(ladder, i)->name);
	g_autofree char *day = step && step->day != DAY_NONE ? format_day(step->day) : NULL;

	used = put(canvas, area, used, ROLE_PLAIN, stage_at(ladder, i)->name);
	if (!day)
		return used;
	used = put(canvas, area, used, ROLE_MUTED, " ");
	return put(canvas, area, used, ROLE_MUTED, day);
}

void ladder_draw_line(const struct ladder *ladder, struct canvas *canvas, const struct area *area)
{
	int last = (int)ladder->playbook->stages->len - 1;
	int now = playbook_stage(ladder->playbook, ladder->stage);
	int used = 0;
	bool wide = area->width >= WIDE; /* else what comes is worth more than what was */
	g_autofree char *head = g_strdup_printf("stage %d/%d: ", now + 1, last + 1);
	g_autofree char *here = g_strdup_printf("[%s]", ladder->stage);

	used = put(canvas, area, used, ROLE_MUTED, head);
	if (now > 1 && wide)
		used = put(canvas, area, used, ROLE_MUTED, "… > ");
	if (now > 0 && wide) {
		used = put(canvas, area, used, ROLE_OK, stage_at(ladder, now - 1)->name);
		used = put(canvas, area, used, ROLE_MUTED, " > ");
	}
	used = put(canvas, area, used, ROLE_HEADING, here);
	if (now < 0 || now == last)
		return;
	used = put(canvas, area, used, ROLE_MUTED, " > ");
	used = put_coming(ladder, now + 1, canvas, area, used);
	if (now + 2 < last)
		used = put(canvas, area, used, ROLE_MUTED, " > …");
	if (now + 1 < last) {
		used = put(canvas, area, used, ROLE_MUTED, " > ");
		put_coming(ladder, last, canvas, area, used);
	}
}

/* The newest move to a stage, or NULL. */
static const struct stage_move *move_to(const struct ladder *ladder, const char *stage)
{
	for (guint i = ladder->moves->len; i-- > 0;) {
		const struct stage_move *move = ladder->moves->pdata[i];

		if (strcmp(move->stage, stage) == 0)
			return move;
	}
	return NULL;
}

/* "2026-12-01 at the earliest"; what sets it, when that is not the days of the stage before. */
static char *coming_text(const struct forecast_step *step)
{
	g_autofree char *day = format_day(step->day);
	bool other = step->bound_by && strcmp(step->bound_by, "min_days") != 0;

	if (step->day == DAY_NONE)
		return g_strdup_printf("  not foreseeable: %s", step->bound_by);
	return g_strdup_printf("  %s at the earliest%s%s", day, other ? ": " : "",
			       other ? step->bound_by : "");
}

static char *now_text(const struct ladder *ladder, int32_t since)
{
	g_autofree char *text = stage_days_text(since, ladder->clock_start, ladder->today);

	return g_strconcat("  ", text, NULL);
}

static void draw_rung(const struct ladder *ladder, int i, struct canvas *canvas,
		      const struct area *area)
{
	const struct stage *stage = stage_at(ladder, i);
	const struct stage_move *move = move_to(ladder, stage->name);
	int now = playbook_stage(ladder->playbook, ladder->stage);
	enum role role = i == now ? ROLE_HEADING : i < now ? ROLE_OK : ROLE_MUTED;
	const char *sign = i == now ? ">" : i < now ? "+" : " ";
	g_autofree char *text = g_strdup_printf("%s %-14s", sign, stage->name);
	g_autofree char *day = format_day(move ? move->since : DAY_NONE);
	g_autofree char *history = NULL;
	const struct forecast_step *step = i > now ? step_to(ladder, stage->name) : NULL;
	int used = put(canvas, area, 0, role, text);

	if (step) {
		history = coming_text(step);
		put(canvas, area, used, ROLE_MUTED, history);
		return;
	}
	if (!move || i > now || (i < now && move->since == DAY_NONE))
		return;
	if (move->since == DAY_NONE)
		history = g_strdup("  not verified yet");
	else if (i == now)
		history = now_text(ladder, move->since);
	else
		history = g_strdup_printf("  %s%s%s", day, move->reason ? "  " : "",
					  move->reason ? move->reason : "");
	put(canvas, area, used, i == now ? ROLE_PLAIN : ROLE_MUTED, history);
}

void ladder_draw(const struct ladder *ladder, struct canvas *canvas, const struct area *area)
{
	struct area rest = *area;

	for (guint i = 0; i < ladder->playbook->stages->len && rest.height; i++) {
		struct area row = area_top(&rest, 1);

		draw_rung(ladder, (int)i, canvas, &row);
	}
}
