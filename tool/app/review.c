/* SPDX-License-Identifier: MIT */
#include "app/review.h"

#include "app/context.h"
#include "app/project.h"
#include "app/rollout.h"
#include "app/sources.h"
#include "base/error.h"
#include "render/render.h"
#include "store/project.h"
#include "store/workflow.h"

static void count_effect(struct review_domain *page)
{
	for (guint i = 0; i < page->table->sources->len; i++) {
		const struct source *source = page->table->sources->pdata[i];

		for (guint k = 0; k < source->flows->len; k++) {
			const struct flow *flow = source->flows->pdata[k];
			uint64_t hit = flow->tally.dispositions[DISPOSITION_QUARANTINE] +
				       flow->tally.dispositions[DISPOSITION_REJECT];

			if (flow->verdict == VERDICT_THREAT)
				page->blocked += hit;
			else if (flow->verdict != VERDICT_UNKNOWN)
				page->hurt += hit;
		}
	}
}

static struct review_domain *page_of(struct app *app, const struct domain *domain,
				     const struct window *window, GError **error)
{
	struct review_domain *page = g_new0(struct review_domain, 1);
	char *name[] = {domain->name, NULL};
	g_autoptr(GPtrArray) lines = app_status(app, name, NULL, error);
	struct look *look;
	GError *fault = NULL;

	if (!lines)
		goto fail;
	page->line = g_ptr_array_steal_index(lines, 0);
	page->domain = store_domain(app->store, domain->name, error);
	page->gate = page->domain ? app_gate(app, domain->name, error) : NULL;
	page->moves = page->gate ? store_moves(app->store, domain->id, error) : NULL;
	page->table = page->moves ? app_sources(app, domain->name, window, error) : NULL;
	if (!page->table)
		goto fail;
	count_effect(page);
	look = store_look(app->store, domain->id, TIME_NONE, &fault);
	if (!fault)
		page->record = record_current(app, domain, look, &fault);
	g_clear_pointer(&look, look_free);
	if (!fault)
		return page;
	g_propagate_error(error, fault);
fail:
	review_domain_free(page);
	return NULL;
}

/*
 * The window of the whole review: that of its domain with the newest reports. One without any moves
 * no window; without reports at all, it is the one that ends yesterday.
 */
static bool review_window(struct app *app, const GPtrArray *domains, const struct window *window,
			  struct review *review, GError **error)
{
	int32_t newest = DAY_NONE;

	review->from = review->until = DAY_NONE;
	for (guint i = 0; i < domains->len; i++) {
		const struct domain *domain = domains->pdata[i];
		struct traffic_span span;
		int32_t from, until;

		if (!store_span(app->store, domain->id, &span, error) ||
		    !window_resolve(app, domain, window, &from, &until, error))
			return false;
		if (newest == DAY_NONE || (span.newest != DAY_NONE && span.newest > newest)) {
			newest = span.newest;
			review->from = from;
			review->until = until;
		}
	}
	if (review->until == DAY_NONE)
		review->from = review->until = clock_today(&app->clock);
	return true;
}

static bool add_journal(struct app *app, struct review *review, GError **error)
{
	g_autoptr(GPtrArray) entries = store_journal(app->store, review->customer->id, 0, 0, error);

	if (!entries)
		return false;
	if (entries->len)
		review->journal_head = g_strdup(((struct journal_entry *)entries->pdata[0])->hash);
	for (guint i = entries->len; i-- > 0;) {
		struct journal_entry *entry = entries->pdata[i];

		if (day_of(entry->at) >= review->from)
			g_ptr_array_add(review->journal, g_ptr_array_steal_index(entries, i));
	}
	return true;
}

static bool add_domains(struct app *app, struct review *review, const GPtrArray *domains,
			const struct window *window, GError **error)
{
	for (guint i = 0; i < domains->len; i++) {
		const struct domain *domain = domains->pdata[i];
		struct review_domain *page = page_of(app, domain, window, error);
		g_autoptr(GPtrArray) waivers =
			page ? store_waivers(app->store, domain->id, error) : NULL;

		if (page)
			g_ptr_array_add(review->domains, page);
		if (!waivers)
			return false;
		g_ptr_array_extend_and_steal(review->waivers, g_steal_pointer(&waivers));
	}
	return true;
}

struct review *app_review(struct app *app, const char *slug, const struct window *window,
			  GError **error)
{
	struct review *review = g_new0(struct review, 1);
	g_autoptr(GPtrArray) domains = NULL;

	review->domains = g_ptr_array_new_with_free_func((GDestroyNotify)review_domain_free);
	review->journal = g_ptr_array_new_with_free_func((GDestroyNotify)journal_entry_free);
	review->waivers = g_ptr_array_new_with_free_func((GDestroyNotify)waiver_free);
	review->at = clock_now(&app->clock);
	review->service = g_strdup(app->config.branding.name);
	review->contact = g_strdup(app->config.branding.contact);
	review->customer = app_customer(app, slug, error);
	domains = review->customer ? store_domains(app->store, review->customer->id, error) : NULL;
	if (domains && review_window(app, domains, window, review, error) &&
	    add_domains(app, review, domains, window, error) && add_journal(app, review, error))
		return review;
	review_free(review);
	return NULL;
}

char *app_review_text(struct app *app, const char *slug, const struct window *window,
		      const char *format, GError **error)
{
	enum document_format form;
	g_autofree char *dir = NULL;
	struct review *review;
	char *text;

	if (!document_format_from_name(format, &form) || form > DOCUMENT_FORMAT_JSON) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "--format %s: use html, md, text or json", format);
		return NULL;
	}
	review = app_review(app, slug, window, error);
	if (!review)
		return NULL;
	dir = g_build_filename(app->playbooks_dir, "reviews", NULL);
	text = render_review(form, review, dir, error);
	review_free(review);
	return text;
}
