/* SPDX-License-Identifier: MIT */
/* DNS check: what is published now, at every server, and what is wrong with it? */
#include "app/look_text.h"
#include "app/ticket.h"
#include "base/clock.h"
#include "base/utext.h"
#include "tui/format.h"
#include "tui/moves.h"
#include "tui/text_page.h"

struct dns_data {
	struct look *look; /* NULL: never looked */
};

static void free_data(void *loaded)
{
	struct dns_data *data = loaded;

	g_clear_pointer(&data->look, look_free);
	g_free(data);
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;
	struct dns_data *data = g_new0(struct dns_data, 1);
	GError *fault = NULL;

	data->look = app_last_look(app, place->domain, &fault);
	if (!fault)
		return data;
	g_propagate_error(error, fault);
	free_data(data);
	return NULL;
}

/* One line, whatever line feeds a text from outside holds. */
static void add_line(struct text *text, enum role role, const char *raw)
{
	g_autofree char *clean = utext_term(raw, 0);

	text_add(text, role, clean);
}

static const char *finding_sign(enum finding_level level)
{
	return level == FINDING_ERROR ? "!" : level == FINDING_WARNING ? "~" : "i";
}

static void add_findings(struct text *text, const GPtrArray *findings)
{
	text_add(text, ROLE_HEADING, "FINDINGS");
	if (findings->len == 0)
		text_add(text, ROLE_OK, "  + nothing is wrong");
	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		enum role role = finding->level == FINDING_ERROR     ? ROLE_BAD
				 : finding->level == FINDING_WARNING ? ROLE_WARN
								     : ROLE_PLAIN;
		g_autofree char *line = NULL;

		line = g_strdup_printf("  %s %s: %s", finding_sign(finding->level), finding->code,
				       finding->text);
		add_line(text, role, line);
		if (finding->fix)
			text_addf(text, ROLE_PLAIN, "    fix: %s", finding->fix);
	}
}

static enum role role_of(enum look_tone tone)
{
	switch (tone) {
	case LOOK_TONE_HEADING:
		return ROLE_HEADING;
	case LOOK_TONE_MUTED:
		return ROLE_MUTED;
	case LOOK_TONE_WARN:
		return ROLE_WARN;
	case LOOK_TONE_BAD:
		return ROLE_BAD;
	case LOOK_TONE_PLAIN:
		break;
	}
	return ROLE_PLAIN;
}

/* Takes the lines over. */
static void add_lines(struct text *text, GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		const struct look_line *line = lines->pdata[i];

		add_line(text, role_of(line->tone), line->text);
	}
	g_ptr_array_unref(lines);
}

static void update(struct page *page)
{
	struct text *text = page->model;
	const struct dns_data *data = page->data;
	const struct look *look = data->look;

	text_reset(text);
	if (!look) {
		text_add(text, ROLE_MUTED, "Nobody has looked yet: c asks the name servers.");
		return;
	}
	add_findings(text, look->findings);
	if (look->before != TIME_NONE)
		add_lines(text, look_change_lines(look));
	add_lines(text, look_lines(look));
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	const struct dns_data *data = page->data;
	struct area rest = *area;
	struct area head = area_top(&rest, 1);
	g_autofree char *at = format_instant(data->look ? data->look->at : TIME_NONE);
	g_autofree char *heading = data->look ? g_strdup_printf("looked at on %s UTC%s", at,
								data->look->drift ? ", DRIFT" : "")
					      : g_strdup("never looked at");

	canvas_text(canvas, head.row, head.column, head.width, ROLE_HEADING, heading);
	text_draw(page->model, canvas, &rest, true);
}

static const struct binding bindings[] = {
	{ACTION_CHECK, move_run, NULL},
	{ACTION_DRAFT, move_run, NULL},
	BINDINGS_END,
};

const struct screen screen_dns = {
	.name = "DNS",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct text),
	.init = text_page_init,
	.clear = text_page_clear,
	.update = update,
	.draw = draw,
	.text = text_page_text,
	.panes = 1,
	.bindings = bindings,
};
