/* SPDX-License-Identifier: MIT */
/* Split: which streams should move to a subdomain, what does that save, what must be done? */
#include "app/sources.h"
#include "tui/chart.h"
#include "tui/format.h"
#include "tui/screen.h"

#define BAR_CELLS   10
#define SPARK_CELLS 40

#define NO_CANDIDATE "no stream loses mail to forwarders: nothing needs a subdomain of its own"

enum pane { PANE_CANDIDATES, PANE_PLAN, PANE_COUNT };

struct split_model {
	struct list candidates; /* of struct split_candidate */
	struct text plan;	/* of the candidate under the cursor */
	const struct split_candidate *shown;
	bool planned; /* plan is made */
};

static char *row_key(const void *row)
{
	const struct split_candidate *candidate = row;

	return g_strdup(candidate->stream);
}

static enum role text_stream(const void *row, GString *out)
{
	const struct split_candidate *candidate = row;

	g_string_append(out, candidate->stream);
	return ROLE_PLAIN;
}

static enum role text_messages(const void *row, GString *out)
{
	const struct split_candidate *candidate = row;

	append_free(out, format_count(candidate->messages));
	return ROLE_PLAIN;
}

static enum role text_broken(const void *row, GString *out)
{
	const struct split_candidate *candidate = row;

	append_free(out, format_count(candidate->forwarded_broken));
	return ROLE_PLAIN;
}

/* Figure and bar: the bars of one candidate share the scale of its loss before. */
static void append_bar(GString *out, double value, double most)
{
	g_autofree char *figure = format_messages(value);

	g_string_append_printf(out, "%9s ", figure);
	append_free(out, chart_bar(value, most, BAR_CELLS));
}

static enum role text_before(const void *row, GString *out)
{
	const struct split_candidate *candidate = row;

	append_bar(out, candidate->loss_before, candidate->loss_before);
	return ROLE_BAD;
}

static enum role text_after(const void *row, GString *out)
{
	const struct split_candidate *candidate = row;

	append_bar(out, candidate->loss_after, candidate->loss_before);
	return ROLE_OK;
}

static enum role text_spam(const void *row, GString *out)
{
	const struct split_candidate *candidate = row;

	append_free(out, format_messages(candidate->spam_after));
	return ROLE_WARN;
}

static enum role text_subdomain(const void *row, GString *out)
{
	const struct split_candidate *candidate = row;

	g_string_append(out, candidate->subdomain);
	return ROLE_PLAIN;
}

static const struct column columns[] = {
	{"STREAM", 'n', 22, 36, 0, false, text_stream, NULL},
	{"LOST BEFORE", 0, 20, 20, 0, false, text_before, NULL},
	{"LOST AFTER", 0, 20, 20, 0, false, text_after, NULL},
	{"SPAM AFTER", 0, 10, 10, 1, true, text_spam, NULL},
	{"SUBDOMAIN", 's', 24, 44, 3, false, text_subdomain, NULL},
	{"MESSAGES", 'm', 10, 12, 4, true, text_messages, NULL},
	{"BROKEN", 'b', 10, 12, 2, true, text_broken, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;

	return app_split(app, place->domain, NULL, error);
}

static void free_data(void *data)
{
	split_advice_free(data);
}

static void init(struct page *page)
{
	struct split_model *model = page->model;

	list_init(&model->candidates, columns, row_key, NO_CANDIDATE);
	text_init(&model->plan);
}

static void clear(struct page *page)
{
	struct split_model *model = page->model;

	list_clear(&model->candidates);
	text_clear(&model->plan);
}

static void update(struct page *page)
{
	struct split_model *model = page->model;
	const struct split_advice *advice = page->data;

	model->candidates.empty =
		advice->moves->len ? "no other stream needs a subdomain of its own" : NO_CANDIDATE;
	list_set(&model->candidates, g_ptr_array_ref(advice->candidates));
	model->planned = false;
}

static void add_lines(struct text *plan, const char *heading, const GPtrArray *lines, bool numbered)
{
	if (lines->len)
		text_add(plan, ROLE_HEADING, heading);
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *number = numbered ? g_strdup_printf("%u.", i + 1) : g_strdup("-");

		text_addf(plan, ROLE_PLAIN, "  %s %s", number, (char *)lines->pdata[i]);
	}
}

/* Its messages a day under the old name since the split was accepted, and what that means. */
static void add_move(struct text *plan, const struct split_advice *advice,
		     const struct split_move *move)
{
	g_autofree double *values = g_new(double, move->per_day->len + 1);
	g_autofree char *since = format_day(move->since), *spark = NULL;
	bool done = split_move_is_done(move);
	double most = 0;

	for (guint i = 0; i < move->per_day->len; i++) {
		values[i] = (double)g_array_index(move->per_day, uint64_t, i);
		most = MAX(most, values[i]);
	}
	spark = chart_spark(values, move->per_day->len, most, SPARK_CELLS);
	text_addf(plan, ROLE_PLAIN, "  %s -> %s since %s", move->stream, move->subdomain, since);
	text_addf(plan, done ? ROLE_OK : ROLE_WARN, "  %s%s%s", spark, *spark ? "  " : "",
		  move->drain);
	text_addf(plan, ROLE_PLAIN, "  %s; `:tickets %s` shows it",
		  move->sent ? move->sent : "its ticket is a draft, and W takes the split back",
		  move->subdomain);
	if (done)
		text_addf(plan, ROLE_PLAIN, "  now its old key and SPF term at %s can go%s%s",
			  advice->domain, move->cleanup ? ": " : "",
			  move->cleanup ? move->cleanup : "");
}

static void add_moves(struct text *plan, const struct split_advice *advice)
{
	if (advice->moves->len)
		text_add(plan, ROLE_HEADING, "ON ITS WAY: MESSAGES A DAY UNDER THE OLD NAME");
	for (guint i = 0; i < advice->moves->len; i++)
		add_move(plan, advice, advice->moves->pdata[i]);
}

static void add_goal(struct text *plan, const struct split_advice *advice)
{
	if (!advice->stay)
		return;
	text_add(plan, ROLE_HEADING, "WHERE NOT TO GO ON");
	text_addf(plan, ROLE_WARN, "  %s", advice->stay);
	text_add(
		plan, ROLE_PLAIN,
		"  Make quarantine the goal (RFC 9989 7.4): `:edit goal quarantine` on the domain. "
		"Or have the loss accepted by name: E on the domain's gate.");
}

static void add_candidate(struct text *plan, const struct split_candidate *candidate)
{
	text_addf(plan, ROLE_WARN, "%s -> %s: %s", candidate->stream, candidate->subdomain,
		  candidate->reason);
	text_add(plan, ROLE_PLAIN, candidate->then);
	text_addf(plan, ROLE_PLAIN, "+ accepts it: manages %s and drafts its ticket.",
		  candidate->subdomain);
	add_lines(plan, "EVIDENCE", candidate->evidence, false);
	add_lines(plan, "STEPS", candidate->steps, true);
	text_add(plan, ROLE_HEADING, "RECORDS");
	for (guint i = 0; i < candidate->records->len; i++) {
		const struct rr *rr = candidate->records->pdata[i];

		text_addf(plan, ROLE_ADDED, "  + %s %u %s %s", rr->name, rr->ttl, rr->type,
			  rr->value);
	}
}

/* What to do meanwhile, about the candidate, and else. */
static void make_plan(struct text *plan, const struct split_advice *advice,
		      const struct split_candidate *candidate)
{
	g_autofree char *unattributed = format_count(advice->unattributed);
	g_autofree char *listed = format_count(advice->listed);

	text_reset(plan);
	plan->top = 0;
	add_moves(plan, advice);
	if (candidate)
		add_candidate(plan, candidate);
	if (advice->interim_record) {
		text_add(plan, ROLE_HEADING, "UNTIL THEN");
		text_addf(plan, ROLE_ADDED, "  + %s", advice->interim_record);
		text_addf(plan, ROLE_PLAIN, "  %s", advice->interim_reason);
	}
	add_goal(plan, advice);
	add_lines(plan, "ALSO", advice->advice, false);
	text_addf(plan, ROLE_MUTED, "Broken forwards that name no stream: %s. Broken by lists: %s.",
		  unattributed, listed);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct split_model *model = page->model;
	const struct split_advice *advice = page->data;
	const struct split_candidate *candidate = list_row(&model->candidates);
	struct area rest = *area;
	struct area top =
		area_top(&rest, CLAMP((int)advice->candidates->len + 1, 2, area->height / 2));

	if (!model->planned || candidate != model->shown)
		make_plan(&model->plan, advice, candidate);
	model->planned = true;
	model->shown = candidate;
	list_draw(&model->candidates, canvas, &top, page->focus == PANE_CANDIDATES);
	area_top(&rest, 1);
	text_draw(&model->plan, canvas, &rest, page->focus == PANE_PLAN);
}

static struct list *page_list(const struct page *page)
{
	struct split_model *model = page->model;

	return page->focus == PANE_CANDIDATES ? &model->candidates : NULL;
}

static struct text *page_text(const struct page *page)
{
	struct split_model *model = page->model;

	return page->focus == PANE_PLAN ? &model->plan : NULL;
}

struct accept {
	char *domain, *stream, *subdomain;
};

static void accept_free(void *data)
{
	struct accept *accept = data;

	g_free(accept->domain);
	g_free(accept->stream);
	g_free(accept->subdomain);
	g_free(accept);
}

static void *accept_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
			 GError **error)
{
	const struct accept *accept = arg;
	g_autofree char *ticket = NULL;
	struct domain *domain = app_split_accept(app, accept->domain, accept->stream,
						 accept->subdomain, &ticket, error);

	if (!domain)
		return NULL;
	domain_free(domain);
	return ticket ? g_strdup_printf("ticket %s drafted for %s", ticket, accept->subdomain)
		      : g_strdup_printf("%s is accepted already", accept->subdomain);
}

static void *undo_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		       GError **error)
{
	const struct accept *undo = arg;

	return app_split_undo(app, undo->domain, undo->subdomain, error)
		       ? g_strdup_printf("%s: the split is taken back, its draft withdrawn",
					 undo->subdomain)
		       : NULL;
}

static struct undo *undo_of(const struct accept *accept)
{
	struct accept *back = g_new0(struct accept, 1);

	back->domain = g_strdup(accept->domain);
	back->subdomain = g_strdup(accept->subdomain);
	return undo_new(g_strdup_printf("the split to %s", back->subdomain), undo_work, back,
			accept_free);
}

static void accepted(struct page *page, const char *text G_GNUC_UNUSED, void *ctx)
{
	const struct accept *accept = ctx;
	g_autofree char *title = g_strdup_printf("split accept %s", accept->subdomain);

	tui_do_undoable(page->tui, title, accept_work, ctx, accept_free, undo_of(accept));
}

static void run_accept(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	struct split_model *model = page->model;
	const struct split_candidate *candidate = list_row(&model->candidates);
	struct accept *accept = g_new(struct accept, 1);
	g_autofree char *question = NULL;

	accept->domain = g_strdup(page->place.domain);
	accept->stream = g_strdup(candidate->stream);
	accept->subdomain = g_strdup(args ? args : candidate->subdomain);
	question = g_strdup_printf("manage %s and draft its ticket?", accept->subdomain);
	tui_confirm(page, question, accepted, accept, accept_free);
}

static char *why_no_candidate(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct split_model *model = page->model;

	return list_row(&model->candidates) ? NULL : g_strdup("no stream is proposed");
}

static void undo_confirmed(struct page *page, const char *text G_GNUC_UNUSED, void *ctx)
{
	const struct accept *undo = ctx;
	g_autofree char *title = g_strdup_printf("split undo %s", undo->subdomain);

	tui_do(page->tui, title, undo_work, ctx, accept_free);
}

static void ask_undo(struct page *page, const struct split_move *move)
{
	struct accept *undo = g_new(struct accept, 1);
	g_autofree char *question =
		g_strdup_printf("take the split to %s back, withdraw its draft?", move->subdomain);

	*undo = (struct accept){g_strdup(page->place.domain), g_strdup(move->stream),
				g_strdup(move->subdomain)};
	tui_confirm(page, question, undo_confirmed, undo, accept_free);
}

static void undo_chosen(struct page *page, int value, void *ctx G_GNUC_UNUSED)
{
	const struct split_advice *advice = page->data;

	if ((guint)value < advice->moves->len) /* it may have been loaded again meanwhile */
		ask_undo(page, advice->moves->pdata[value]);
}

/* Of several the menu asks which; those that are too late stand there with their reason. */
static void run_undo(struct page *page, enum action action G_GNUC_UNUSED,
		     const char *args G_GNUC_UNUSED)
{
	const struct split_advice *advice = page->data;
	struct menu menu;

	if (advice->moves->len == 1) {
		ask_undo(page, advice->moves->pdata[0]);
		return;
	}
	menu_init(&menu, "take which split back?");
	for (guint i = 0; i < MIN(advice->moves->len, 9); i++) {
		const struct split_move *move = advice->moves->pdata[i];

		menu_add(&menu, (char)('1' + i), (int)i, move->subdomain, move->stream,
			 g_strdup(move->sent));
	}
	tui_choose(page, &menu, undo_chosen, NULL, NULL);
}

static char *why_no_undo(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct split_advice *advice = page->data;
	const struct split_move *move = NULL;

	if (!advice || advice->moves->len == 0)
		return g_strdup("no split was accepted");
	for (guint i = 0; i < advice->moves->len; i++) {
		move = advice->moves->pdata[i];
		if (!move->sent)
			return NULL;
	}
	return g_strdup_printf("%s: the split to %s cannot be taken back any more", move->sent,
			       move->subdomain);
}

static const struct binding bindings[] = {
	{ACTION_ADD, run_accept, why_no_candidate},
	{ACTION_WITHDRAW, run_undo, why_no_undo},
	BINDINGS_END,
};

const struct screen screen_split = {
	.name = "Split",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct split_model),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.list = page_list,
	.text = page_text,
	.panes = PANE_COUNT,
	.bindings = bindings,
};
