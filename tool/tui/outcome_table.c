/* SPDX-License-Identifier: MIT */
#include "tui/outcome_table.h"

#include <stddef.h>

#include "tui/format.h"
#include "tui/source_table.h"

#define LABEL_CELLS  21
#define FIGURE_CELLS 9
#define GROUP_CELLS  (2 * (FIGURE_CELLS + 1))

/* How a change is to be seen. */
enum sense { SENSE_NONE, SENSE_BAD, SENSE_GOOD };

static const struct {
	const char *label;
	size_t offset;
	enum sense more; /* of it is good, or bad, or neither */
} figures[] = {
	{"delivered (none)", offsetof(struct outcome, none), SENSE_NONE},
	{"quarantine", offsetof(struct outcome, quarantine), SENSE_NONE},
	{"reject", offsetof(struct outcome, reject), SENSE_NONE},
	{"lost: good, rejected", offsetof(struct outcome, lost), SENSE_BAD},
	{"spam: good, quarant.", offsetof(struct outcome, spam), SENSE_BAD},
	{"blocked threats", offsetof(struct outcome, blocked), SENSE_GOOD},
	{"unknown hit", offsetof(struct outcome, unknown), SENSE_NONE},
};

static double figure(const struct outcome *outcome, size_t offset)
{
	return *(const double *)(const void *)((const char *)outcome + offset);
}

static enum role change_role(double now, double then, enum sense more)
{
	if (now == then || more == SENSE_NONE)
		return ROLE_PLAIN;
	return (then > now) == (more == SENSE_GOOD) ? ROLE_OK : ROLE_BAD;
}

/* "now then" of one generation in one row; a sign tells which way it went. */
static void draw_pair(double now, double then, enum sense more, struct canvas *canvas, int row,
		      int column)
{
	g_autofree char *before = format_messages(now);
	g_autofree char *after = format_messages(then);
	const char *sign = then > now ? "▲" : then < now ? "▼" : " ";
	enum role role = change_role(now, then, more);

	canvas_right(canvas, row, column, FIGURE_CELLS, ROLE_MUTED, before);
	canvas_right(canvas, row, column + FIGURE_CELLS, FIGURE_CELLS, role, after);
	canvas_text(canvas, row, column + 2 * FIGURE_CELLS, 1, role, sign);
}

static const struct outcome *outcome_of(const struct simulation *simulation, int group)
{
	return group < GENERATION_COUNT ? &simulation->by[group] : &simulation->expected;
}

static void draw_shares(const struct simulation *then, struct canvas *canvas,
			const struct area *area)
{
	g_autofree char *loss = format_share(then->loss_share, 1);
	g_autofree char *generation = format_share(then->receivers_rfc9989_share, 1);
	g_autofree char *overridden = format_share(then->overridden_share, 1);
	g_autofree char *text = g_strdup_printf(
		"loss %s of good mail; RFC 9989 judges %s; %s of failing mail let pass",
		then->loss_share > 0 ? loss : "none", generation, overridden);

	text_show(canvas, area, ROLE_MUTED, text);
}

static void draw_header(const struct simulation *then, struct canvas *canvas,
			const struct area *area)
{
	static const char *const titles[] = {"7489 now", "then",     "9989 now",
					     "then",	 "exp. now", "then"};
	g_autofree char *messages = format_count(then->messages);
	g_autofree char *label = g_strdup_printf("OF %s MESSAGES", messages);

	canvas_text(canvas, area->row, area->column, LABEL_CELLS, ROLE_HEADING, label);
	for (int i = 0; i < (int)G_N_ELEMENTS(titles); i++)
		canvas_right(canvas, area->row,
			     area->column + LABEL_CELLS + i / 2 * GROUP_CELLS +
				     i % 2 * FIGURE_CELLS,
			     FIGURE_CELLS, ROLE_HEADING, titles[i]);
}

void outcome_draw(const struct simulation *now, const struct simulation *then,
		  struct canvas *canvas, const struct area *area)
{
	struct area rest = *area;
	struct area row = area_top(&rest, 1);

	draw_header(then, canvas, &row);
	for (size_t i = 0; i < G_N_ELEMENTS(figures) && rest.height; i++) {
		row = area_top(&rest, 1);
		canvas_text(canvas, row.row, row.column, LABEL_CELLS, ROLE_PLAIN, figures[i].label);
		for (int group = 0; group <= GENERATION_COUNT; group++)
			draw_pair(figure(outcome_of(now, group), figures[i].offset),
				  figure(outcome_of(then, group), figures[i].offset),
				  figures[i].more, canvas, row.row,
				  row.column + LABEL_CELLS + group * GROUP_CELLS);
	}
	draw_shares(then, canvas, &rest);
}

char *simulated_row_key(const void *row)
{
	const struct simulated_source *source = row;

	return g_strdup(source->source);
}

static enum role text_name(const void *row, GString *out)
{
	const struct simulated_source *source = row;

	g_string_append(out, source->name);
	return ROLE_PLAIN;
}

static enum role text_verdict(const void *row, GString *out)
{
	const struct simulated_source *source = row;

	g_string_append_printf(out, "%c %s", verdict_sign(source->verdict),
			       verdict_name(source->verdict));
	return verdict_role(source->verdict);
}

static enum role text_messages(const void *row, GString *out)
{
	const struct simulated_source *source = row;

	append_free(out, format_count(source->messages));
	return ROLE_PLAIN;
}

static enum role text_compliant(const void *row, GString *out)
{
	const struct simulated_source *source = row;

	append_free(out, format_share((double)source->compliant, (double)source->messages));
	return ROLE_PLAIN;
}

/* One cell: the messages of a source that one policy hits, at one kind of receivers. */
#define HIT_CELL(name, member)                                                                     \
	static enum role text_##name(const void *row, GString *out)                                \
	{                                                                                          \
		const struct simulated_source *source = row;                                       \
                                                                                                   \
		append_free(out, format_messages(source->member));                                 \
		return ROLE_PLAIN;                                                                 \
	}

HIT_CELL(quarantine, expected.quarantine)
HIT_CELL(reject, expected.reject)
HIT_CELL(quarantine_7489, by[GENERATION_RFC7489].quarantine)
HIT_CELL(reject_7489, by[GENERATION_RFC7489].reject)
HIT_CELL(quarantine_9989, by[GENERATION_RFC9989].quarantine)
HIT_CELL(reject_9989, by[GENERATION_RFC9989].reject)

static int compare_hit(const void *a, const void *b)
{
	const struct simulated_source *left = a, *right = b;
	double mine = left->expected.quarantine + left->expected.reject;
	double other = right->expected.quarantine + right->expected.reject;

	return (mine < other) - (mine > other);
}

void simulated_draw(const struct simulated_source *source, struct canvas *canvas,
		    const struct area *area)
{
	static const char *const receivers[] = {"RFC 7489", "RFC 9989"};

	for (int g = 0; g < GENERATION_COUNT && g < area->height; g++) {
		g_autofree char *quarantine = format_messages(source->by[g].quarantine);
		g_autofree char *reject = format_messages(source->by[g].reject);
		g_autofree char *line = g_strdup_printf("at %s receivers: quarantine %s, reject %s",
							receivers[g], quarantine, reject);

		canvas_text(canvas, area->row + g, area->column, area->width, ROLE_MUTED, line);
	}
}

const struct column simulated_columns[] = {
	{"SOURCE", 'n', 20, 40, 0, false, text_name, NULL},
	{"VERDICT", 'v', 12, 12, 0, false, text_verdict, NULL},
	{"MESSAGES", 'm', 10, 12, 0, true, text_messages, NULL},
	{"COMPL.", 0, 7, 7, 1, true, text_compliant, NULL},
	{"QUARANTINE", 'h', 10, 12, 0, true, text_quarantine, compare_hit},
	{"REJECT", 0, 10, 12, 0, true, text_reject, NULL},
	{"QU. 7489", 0, 9, 10, 2, true, text_quarantine_7489, NULL},
	{"REJ. 7489", 0, 9, 10, 2, true, text_reject_7489, NULL},
	{"QU. 9989", 0, 9, 10, 2, true, text_quarantine_9989, NULL},
	{"REJ. 9989", 0, 9, 10, 2, true, text_reject_9989, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};
