/* SPDX-License-Identifier: MIT */
/* Jobs: what runs in the background, what failed? */
#include "tui/chart.h"
#include "tui/format.h"
#include "tui/table_page.h"

#define BAR_CELLS 12

static char *row_key(const void *row)
{
	const struct job_line *job = row;

	return g_strdup_printf("%u", job->id);
}

static enum role text_id(const void *row, GString *out)
{
	append_free(out, row_key(row));
	return ROLE_MUTED;
}

static enum role text_title(const void *row, GString *out)
{
	const struct job_line *job = row;

	g_string_append(out, job->title);
	return ROLE_PLAIN;
}

static enum role text_state(const void *row, GString *out)
{
	const struct job_line *job = row;

	g_string_append(out, job_state_name(job->state));
	switch (job->state) {
	case JOB_STATE_FAILED:
		return ROLE_BAD;
	case JOB_STATE_CANCELLED:
		return ROLE_WARN;
	case JOB_STATE_DONE:
		return ROLE_OK;
	case JOB_STATE_WAITING:
	case JOB_STATE_RUNNING:
		break;
	}
	return ROLE_PLAIN;
}

/* An unknown total shows a count, not a percentage that nobody knows. */
static enum role text_progress(const void *row, GString *out)
{
	const struct job_line *job = row;
	g_autofree char *done = format_count(job->done);

	if (job->state == JOB_STATE_RUNNING && job->total) {
		append_free(out, chart_bar((double)job->done, (double)job->total, BAR_CELLS));
		g_string_append_printf(out, " %u %%",
				       (unsigned)(100 * MIN(job->done, job->total) / job->total));
	} else if (job->done) {
		g_string_append(out, done);
	}
	return ROLE_PLAIN;
}

static enum role text_message(const void *row, GString *out)
{
	const struct job_line *job = row;

	g_string_append(out, job->message ? job->message : "");
	return job->state == JOB_STATE_FAILED ? ROLE_BAD : ROLE_PLAIN;
}

static const struct column columns[] = {
	{"JOB", 0, 4, 5, 2, true, text_id, NULL},
	{"WHAT", 't', 24, 50, 0, false, text_title, NULL},
	{"STATE", 's', 9, 9, 0, false, text_state, NULL},
	{"DONE", 0, 18, 18, 1, false, text_progress, NULL},
	{"MESSAGE", 0, 16, 120, 0, false, text_message, NULL},
	{NULL, 0, 0, 0, 0, false, NULL, NULL},
};

/* What the specialist started, and what failed beside it. */
static GPtrArray *jobs_of_interest(struct app *app)
{
	GPtrArray *jobs = app_background_list(app);

	for (guint i = jobs->len; i-- > 0;) {
		const struct job_line *job = jobs->pdata[i];

		if (job->quiet && job->state != JOB_STATE_FAILED)
			g_ptr_array_remove_index(jobs, i);
	}
	return jobs;
}

static void detail(const void *row, struct canvas *canvas, struct area area)
{
	const struct job_line *job = row;

	if (job->message)
		text_show(canvas, &area, ROLE_BAD, job->message);
}

/* The list of a moment: taken again at every draw, since jobs go on beside the screen. */
static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	list_set(page->model, jobs_of_interest(tui_app(page->tui)));
	table_page_draw(page, canvas, area);
}

static const struct table_view table = {
	.columns = columns,
	.key = row_key,
	.empty = "no job was started",
	.detail_rows = 3,
	.detail = detail,
};

static void run_cancel(struct page *page, enum action action G_GNUC_UNUSED,
		       const char *args G_GNUC_UNUSED)
{
	const struct job_line *job = table_page_row(page);

	app_background_cancel(tui_app(page->tui), job->id);
	tui_say(page->tui, ROLE_WARN, "%s is being stopped; what it stored stays", job->title);
}

static char *why_no_job(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct job_line *job = table_page_row(page);

	if (!job)
		return g_strdup("there is no job here");
	return job->state == JOB_STATE_WAITING || job->state == JOB_STATE_RUNNING
		       ? NULL
		       : g_strdup_printf("the job is %s", job_state_name(job->state));
}

static void run_retry(struct page *page, enum action action G_GNUC_UNUSED,
		      const char *args G_GNUC_UNUSED)
{
	const struct job_line *job = table_page_row(page);

	tui_say(page->tui, ROLE_MUTED, "%s …", job->title);
	tui_retry(page->tui, job->id);
}

static char *why_not_retry(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct job_line *job = table_page_row(page);

	if (!job)
		return g_strdup("there is no job here");
	if (tui_can_retry(page->tui, job->id))
		return NULL;
	return job->quiet ? g_strdup("R on its own screen reads it again")
			  : g_strdup_printf("the job is %s", job_state_name(job->state));
}

static void run_rejects(struct page *page, enum action action G_GNUC_UNUSED,
			const char *args G_GNUC_UNUSED)
{
	tui_open(page->tui, &screen_rejects, NULL, NULL);
}

static const struct binding bindings[] = {
	{ACTION_CANCEL_JOB, run_cancel, why_no_job},
	{ACTION_RETRY, run_retry, why_not_retry},
	{ACTION_REJECTS, run_rejects, NULL},
	BINDINGS_END,
};

const struct screen screen_jobs = {
	.name = "Jobs",
	.model_size = sizeof(struct list),
	.init = table_page_init,
	.clear = table_page_clear,
	.draw = draw,
	.list = table_page_list,
	.table = &table,
	.panes = 1,
	.bindings = bindings,
};
