/* SPDX-License-Identifier: MIT */
/* Which of the From domains below a managed one exist: asked beside the names of addresses. */
#include <string.h>

#include "app/context.h"
#include "app/names.h"
#include "base/name.h"
#include "dns/dns.h"
#include "model/found.h"
#include "store/found.h"

#define FROMS_MAX	200u /* fraud comes From any number of names: those with most mail */
#define FROM_AGAIN_DAYS 7    /* an answer explains mail of so many days */

static gint by_messages(gconstpointer a, gconstpointer b)
{
	const struct found_domain *x = *(struct found_domain *const *)a;
	const struct found_domain *y = *(struct found_domain *const *)b;

	if (x->messages != y->messages)
		return x->messages > y->messages ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* The names with most mail, most first; they stay the table's. */
static GPtrArray *names_below(GHashTable *froms, const char *domain)
{
	GPtrArray *names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer found;

	g_hash_table_iter_init(&iter, froms);
	while (g_hash_table_iter_next(&iter, NULL, &found)) {
		const char *name = ((struct found_domain *)found)->name;

		if (strcmp(name, domain) != 0 && name_within(name, domain))
			g_ptr_array_add(names, found);
	}
	g_ptr_array_sort(names, by_messages);
	g_ptr_array_set_size(names, (gint)MIN(names->len, FROMS_MAX));
	return names;
}

static bool is_due(const GPtrArray *known, const char *name, int64_t now)
{
	for (guint i = 0; i < known->len; i++) {
		const struct existence *existence = known->pdata[i];

		if (strcmp(existence->name, name) == 0)
			return existence->looked_at + FROM_AGAIN_DAYS * DAY_SECONDS <= now;
	}
	return true;
}

/* No answer leaves what is known as it is; the name stays due. */
static bool keep(struct app *app, const struct domain *domain, const struct dns_question *questions,
		 guint n, GError **error)
{
	guint answered = 0, absent = 0;

	if (!write_begin(app, error))
		return false;
	for (guint i = 0; i < n; i++) {
		enum look_status status = questions[i].status;
		struct existence existence = {
			.name = (char *)(uintptr_t)questions[i].name,
			.absent = status == LOOK_STATUS_NXDOMAIN,
			.looked_at = clock_now(&app->clock),
		};

		if (status > LOOK_STATUS_NODATA)
			continue;
		answered++;
		absent += existence.absent;
		if (!store_existence_set(app->store, domain->id, &existence, error))
			return write_fail(app);
	}
	if (answered == 0)
		return write_commit(app, error);
	return write_end(app, NULL, NULL, "lookup", domain->name, NULL, error,
			 "From domains looked up: %u, of which %u absent from DNS", answered,
			 absent);
}

bool names_look_from(struct app *app, struct dns *dns, const struct domain *domain,
		     struct progress *progress, GError **error)
{
	int32_t today = clock_today(&app->clock);
	g_autoptr(GHashTable) froms =
		store_from_domains(app->store, domain->id, today - EVIDENCE_DAYS, today, error);
	g_autoptr(GPtrArray) names = froms ? names_below(froms, domain->name) : NULL;
	g_autoptr(GPtrArray) known = names ? store_existences(app->store, domain->id, error) : NULL;
	g_autofree struct dns_question *questions =
		known ? g_new0(struct dns_question, MAX(names->len, 1)) : NULL;
	bool done = known != NULL;
	guint n = 0;

	for (guint i = 0; done && i < names->len; i++) {
		const char *name = ((struct found_domain *)names->pdata[i])->name;

		if (is_due(known, name, clock_now(&app->clock)))
			questions[n++] = (struct dns_question){.name = name, .type = DNS_TYPE_TXT};
	}
	if (done && n > 0) {
		dns_ask(dns, questions, n, progress);
		done = progress_cancelled(progress) || keep(app, domain, questions, n, error);
	}
	for (guint i = 0; i < n; i++)
		dns_question_clear(&questions[i]);
	return done;
}
