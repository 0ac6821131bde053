/* SPDX-License-Identifier: MIT */
/* Work beside the screen: pages are loaded and writes are done on worker threads. */
#include "tui/frame.h"

#include "app/project.h"
#include "tui/format.h"

/* A write as it was asked for: what failed can be tried again. Shared with its worker. */
struct errand {
	char *title;
	app_work *work;
	void *arg;
	GDestroyNotify free_arg;
	struct undo *undo; /* once it is done; or NULL */
};

/* What a worker's result is for. */
struct work {
	struct tui *tui;
	unsigned page; /* id of the page it is loaded for; 0: a write */
	GDestroyNotify free_result;
	struct errand *errand; /* of a write */
	unsigned job;
};

static void errand_clear(void *data)
{
	struct errand *errand = data;

	g_free(errand->title);
	if (errand->free_arg)
		errand->free_arg(errand->arg);
	undo_free(errand->undo);
}

void errand_release(void *errand)
{
	g_atomic_rc_box_release_full(errand, errand_clear);
}

void work_free(void *data)
{
	struct work *work = data;

	if (work->errand)
		errand_release(work->errand);
	g_free(work);
}

struct app *tui_app(const struct tui *tui)
{
	return tui->app;
}

static struct work *work_new(struct tui *tui, unsigned page, GDestroyNotify free_result)
{
	struct work *work = g_new(struct work, 1);

	*work = (struct work){.tui = tui, .page = page, .free_result = free_result};
	g_ptr_array_add(tui->works, work);
	return work;
}

static struct page *find_page(const struct tui *tui, unsigned id)
{
	for (guint i = 0; i < tui->pages->len; i++) {
		struct page *page = tui->pages->pdata[i];

		if (page->id == id)
			return page;
	}
	return NULL;
}

static void take_up(struct page *page, void *data)
{
	void *old = page->data;

	page->data = data;
	g_clear_pointer(&page->error, g_free);
	page->screen->update(page);
	if (old)
		page->screen->free_data(old);
}

static void load_done(void *ctx, void *result, const GError *error)
{
	struct work *work = ctx;
	struct page *page = find_page(work->tui, work->page);
	GDestroyNotify free_result = work->free_result;

	g_ptr_array_remove_fast(work->tui->works, work);
	if (!page) { /* closed meanwhile */
		if (result)
			free_result(result);
		return;
	}
	page->loading = false;
	if (result) {
		take_up(page, result);
	} else {
		g_free(page->error);
		page->error = g_strdup(error ? error->message : "nothing could be read");
		if (page->data)
			tui_say(page->tui, ROLE_BAD, "%s", page->error);
		else if (page == tui_top(page->tui)) /* what was typed was for its rows */
			g_array_set_size(page->tui->ahead, 0);
	}
	if (page->stale && page == tui_top(page->tui))
		page_load(page);
}

char *place_customer(struct app *app, const struct place *place, GError **error)
{
	struct domain *domain;
	char *customer = NULL;

	if (place->subject)
		return g_strdup(place->subject);
	domain = app_domain(app, place->domain, error);
	if (domain)
		customer = g_strdup(domain->customer);
	g_clear_pointer(&domain, domain_free);
	return customer;
}

static void place_free(void *data)
{
	struct place *place = data;

	g_free(place->domain);
	g_free(place->subject);
	g_free(place);
}

void page_load(struct page *page)
{
	struct place *place;
	g_autofree char *title = NULL;

	if (!page->screen->load) {
		page->stale = false;
		if (page->screen->update)
			page->screen->update(page);
		return;
	}
	page->stale = page->loading;
	if (page->loading)
		return;
	page->loading = true;
	place = g_new(struct place, 1);
	place->domain = g_strdup(page->place.domain);
	place->subject = g_strdup(page->place.subject);
	place->first = !page->data;
	title = g_strjoin(" ", "show", page->screen->name, page->place.domain, NULL);
	app_background(page->tui->app,
		       &(struct background){
			       .title = title,
			       .quiet = true,
			       .work = page->screen->load,
			       .arg = place,
			       .free_arg = place_free,
			       .done = load_done,
			       .ctx = work_new(page->tui, page->id, page->screen->free_data),
			       .free_result = page->screen->free_data,
		       });
}

static void write_done(void *ctx, void *result, const GError *error)
{
	struct work *work = ctx;
	struct tui *tui = work->tui;
	struct errand *errand = work->errand;
	g_autofree char *said = result;

	if (error)
		g_hash_table_insert(tui->failed, GUINT_TO_POINTER(work->job),
				    g_atomic_rc_box_acquire(errand));
	else if (said && errand->undo)
		g_ptr_array_add(tui->undos, g_steal_pointer(&errand->undo));
	g_ptr_array_remove_fast(tui->works, work);
	if (error)
		tui_say(tui, ROLE_BAD, "%s", error->message);
	else if (said)
		tui_say(tui, ROLE_OK, "%s", said);
	tui_changed(tui);
}

static void *errand_work(struct app *app, void *arg, struct progress *progress, GError **error)
{
	const struct errand *errand = arg;

	return errand->work(app, errand->arg, progress, error);
}

/* Takes the reference over. */
static void errand_start(struct tui *tui, struct errand *errand)
{
	struct work *work = work_new(tui, 0, g_free);

	work->errand = errand;
	work->job = app_background(tui->app, &(struct background){
						     .title = errand->title,
						     .work = errand_work,
						     .arg = g_atomic_rc_box_acquire(errand),
						     .free_arg = errand_release,
						     .done = write_done,
						     .ctx = work,
						     .free_result = g_free,
					     });
	tui->last_job = work->job;
}

void tui_do(struct tui *tui, const char *title, app_work *work, void *arg, GDestroyNotify free_arg)
{
	tui_do_undoable(tui, title, work, arg, free_arg, NULL);
}

void tui_do_undoable(struct tui *tui, const char *title, app_work *work, void *arg,
		     GDestroyNotify free_arg, struct undo *undo)
{
	struct errand *errand = g_atomic_rc_box_new(struct errand);

	*errand = (struct errand){g_strdup(title), work, arg, free_arg, undo};
	errand_start(tui, errand);
}

bool tui_can_retry(const struct tui *tui, unsigned job)
{
	return g_hash_table_contains(tui->failed, GUINT_TO_POINTER(job));
}

void tui_retry(struct tui *tui, unsigned job)
{
	gpointer errand = NULL;

	g_hash_table_steal_extended(tui->failed, GUINT_TO_POINTER(job), NULL, &errand);
	errand_start(tui, errand);
}

unsigned tui_writes(const struct tui *tui)
{
	unsigned n = 0;

	for (guint i = 0; i < tui->works->len; i++)
		n += ((const struct work *)tui->works->pdata[i])->page == 0;
	return n;
}

bool tui_undo_comes(const struct tui *tui)
{
	for (guint i = 0; i < tui->works->len; i++) {
		const struct work *work = tui->works->pdata[i];

		if (work->errand && work->errand->undo)
			return true;
	}
	return false;
}

char *tui_busy_text(const struct tui *tui)
{
	unsigned busy = app_background_busy(tui->app);
	g_autoptr(GPtrArray) jobs = NULL;
	g_autofree char *count = NULL;
	uint64_t done = 0, total = 0;

	if (busy == 0)
		return NULL;
	count = format_number_of(busy, "job", "jobs");
	jobs = app_background_list(tui->app);
	for (guint i = 0; i < jobs->len; i++) {
		const struct job_line *job = jobs->pdata[i];

		if (job->state == JOB_STATE_RUNNING && job->total) {
			done += MIN(job->done, job->total);
			total += job->total;
		}
	}
	if (total == 0)
		return g_steal_pointer(&count);
	return g_strdup_printf("%s %u %%", count, (unsigned)(100 * done / total));
}
