/* SPDX-License-Identifier: MIT */
/* Source: its flows, each with the evidence for its verdict, its addresses, its mail in parts. */
#include "app/sources.h"
#include "tui/flow_table.h"
#include "tui/format.h"
#include "tui/marks.h"
#include "tui/screen.h"
#include "tui/sender_add.h"
#include "tui/source_parts.h"
#include "tui/source_table.h"

enum pane { PANE_FLOWS, PANE_EVIDENCE, PANE_ADDRESSES, PANE_PARTS, PANE_COUNT };

struct source_model {
	struct list flows;	  /* of struct flow */
	struct list addresses;	  /* of struct source_ip */
	struct text evidence;	  /* of the flow under the cursor */
	struct text parts;	  /* the mail taken apart */
	const struct flow *shown; /* whose evidence it is; NULL: none yet */
};

static void free_data(void *data)
{
	source_free(data);
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;

	return app_source(app, place->domain, place->subject, NULL, error);
}

static void init(struct page *page)
{
	struct source_model *model = page->model;

	list_init(&model->flows, flow_columns, flow_row_key, "no flow in these days");
	list_init(&model->addresses, address_columns, address_row_key, "no address");
	text_init(&model->evidence);
	text_init(&model->parts);
}

static void clear(struct page *page)
{
	struct source_model *model = page->model;

	list_clear(&model->flows);
	list_clear(&model->addresses);
	text_clear(&model->evidence);
	text_clear(&model->parts);
}

static void update(struct page *page)
{
	struct source_model *model = page->model;
	const struct source *source = page->data;

	list_set(&model->flows, g_ptr_array_ref(source->flows));
	list_set(&model->addresses, g_ptr_array_ref(source->ips));
	source_parts_show(&model->parts, source->parts);
	model->shown = NULL;
}

static void add_points(struct text *text, const struct flow *flow)
{
	static const char *const sides[] = {
		[EVIDENCE_RULE] = "rule",
		[EVIDENCE_FORWARD] = "forward",
		[EVIDENCE_SPOOF] = "spoof",
		[EVIDENCE_LEGITIMATE] = "legitimate",
	};

	for (guint i = 0; i < flow->evidence->len; i++) {
		const struct evidence *evidence = flow->evidence->pdata[i];

		if (evidence->side == EVIDENCE_RULE)
			text_addf(text, ROLE_PLAIN, "  rule            %s", evidence->text);
		else
			text_addf(text, ROLE_PLAIN, "  %-10s %+4d  %s", sides[evidence->side],
				  evidence->points, evidence->text);
	}
}

/* Why this verdict: the sentence, what speaks for and against it, and what was seen. */
static void make_evidence(struct text *text, const struct flow *flow)
{
	g_autofree char *first = format_day(flow->first_day);
	g_autofree char *last = format_day(flow->last_day);
	g_autofree char *reporters = format_number_of(flow->reporters, "reporter", "reporters");
	g_autofree char *days = format_number_of(flow->days, "day", "days");

	text_reset(text);
	text->top = 0;
	text_addf(text, verdict_role(flow->verdict), "%c %s, %s, by %s: %s",
		  verdict_sign(flow->verdict), verdict_name(flow->verdict),
		  flow_class_name(flow->class), decided_by_name(flow->decided_by), flow->reason);
	if (flow->contradiction)
		text_addf(text, ROLE_BAD, "! %s", flow->contradiction);
	if (flow->probably)
		text_addf(text, ROLE_PLAIN, "  probably %s", flow->probably);
	if (flow->stream)
		text_addf(text, ROLE_PLAIN, "  stream %s%s", flow->stream,
			  flow->home ? ", at home here" : "");
	add_points(text, flow);
	text_addf(text, ROLE_MUTED, "  seen on %s by %s, %s to %s; flow %s", days, reporters, first,
		  last, flow->key);
}

static void draw_head(const struct source *source, struct canvas *canvas, struct area area)
{
	g_autofree char *messages = format_number_of(source->tally.messages, "message", "messages");
	g_autofree char *share =
		format_share((double)source->tally.compliant, (double)source->tally.messages);
	g_autofree char *forwarded = format_count(source->forwarded);
	g_autofree char *first = format_day(source->first_seen);
	g_autofree char *last = format_day(source->last_seen);
	g_autofree char *facts =
		g_strdup_printf("%s, %s compliant, %s forwarded, seen from %s to %s", messages,
				share, forwarded, first, last);
	g_autofree char *named = g_strdup_printf("%s  (named by: %s)", source->name,
						 source->named_by ? source->named_by : "-");
	g_autofree char *fix = g_strdup_printf("fix: %s", source->fix ? source->fix : "");

	area_top(&area, text_show(canvas, &area, ROLE_HEADING, named));
	area_top(&area, text_show(canvas, &area, ROLE_PLAIN, facts));
	if (source->fix)
		text_show(canvas, &area, ROLE_WARN, fix);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct source_model *model = page->model;
	const struct source *source = page->data;
	const struct flow *flow = list_row(&model->flows);
	struct area rest = *area;
	struct area head = area_top(&rest, MIN(source->fix ? 5 : 3, area->height / 3));
	int flows = (int)model->flows.shown->len + 1;
	struct area top = area_top(&rest, CLAMP(flows, 2, rest.height / 2));

	if (flow && flow != model->shown) {
		make_evidence(&model->evidence, flow);
		model->shown = flow;
	}
	draw_head(source, canvas, head);
	list_draw(&model->flows, canvas, &top, page->focus == PANE_FLOWS);
	area_top(&rest, 1);
	if (page->focus == PANE_ADDRESSES)
		list_draw(&model->addresses, canvas, &rest, true);
	else if (page->focus == PANE_PARTS)
		text_draw(&model->parts, canvas, &rest, true);
	else
		text_draw(&model->evidence, canvas, &rest, page->focus == PANE_EVIDENCE);
}

static struct list *page_list(const struct page *page)
{
	struct source_model *model = page->model;

	return page->focus == PANE_FLOWS       ? &model->flows
	       : page->focus == PANE_ADDRESSES ? &model->addresses
					       : NULL;
}

static struct text *page_text(const struct page *page)
{
	struct source_model *model = page->model;

	return page->focus == PANE_EVIDENCE ? &model->evidence
	       : page->focus == PANE_PARTS  ? &model->parts
					    : NULL;
}

static char *why_no_flow(const struct page *page, enum action action G_GNUC_UNUSED)
{
	struct source_model *model = page->model;

	return list_row(&model->flows) ? NULL : g_strdup("there is no flow here");
}

static GPtrArray *targets(const struct page *page)
{
	struct source_model *model = page->model;
	g_autoptr(GPtrArray) rows = list_chosen(&model->flows);
	GPtrArray *targets = mark_targets_new();

	for (guint i = 0; i < rows->len; i++) {
		const struct flow *flow = rows->pdata[i];

		mark_targets_add(targets, page->place.subject, flow->key,
				 flow->decided_by == DECIDED_BY_SPECIALIST);
	}
	return targets;
}

static void run_mark(struct page *page, enum action action, const char *args)
{
	mark_run(page, action, args, targets(page));
}

static void run_edit(struct page *page, enum action action G_GNUC_UNUSED,
		     const char *args G_GNUC_UNUSED)
{
	const struct source *source = page->data;

	note_ask(page, source);
}

static void run_add(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	sender_ask(page, page->data, args);
}

static const struct binding bindings[] = {
	{ACTION_MARK, run_mark, why_no_flow},
	{ACTION_EDIT, run_edit, why_no_flow},
	{ACTION_ADD, run_add, why_no_flow},
	{ACTION_UNMARK, run_mark, why_no_flow},
	BINDINGS_END,
};

const struct screen screen_source = {
	.name = "Source",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct source_model),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.list = page_list,
	.text = page_text,
	.panes = PANE_COUNT,
	.bindings = bindings,
};
