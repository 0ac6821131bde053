/* SPDX-License-Identifier: MIT */
#include "tui/arrivals.h"

#include <string.h>

#include "app/project.h"
#include "app/reports.h"
#include "base/error.h"
#include "tui/format.h"

/* "WORD REST": both newly allocated parts as a vector of two, or NULL. */
static char **two_parts(const char *text)
{
	g_autofree char *line = g_strstrip(g_strdup(text));
	char **parts = g_strsplit(line, " ", 2);

	if (parts[0] && parts[1])
		return parts;
	g_strfreev(parts);
	return NULL;
}

static void free_parts(void *parts)
{
	g_strfreev(parts);
}

static void *customer_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
			   GError **error)
{
	char **parts = arg;
	bool added;
	struct customer *customer =
		app_customer_add(app, parts[0], parts[1], DAY_NONE, NULL, &added, error);
	char *said;

	if (!customer)
		return NULL;
	said = g_strdup_printf("customer %s (%s) %s", customer->slug, customer->name,
			       added ? "added; + adds its domains" : "was there already");
	customer_free(customer);
	return said;
}

static void customer_named(struct page *page, const char *text, void *ctx G_GNUC_UNUSED)
{
	char **parts = two_parts(text);

	if (parts)
		tui_do(page->tui, "customer add", customer_work, parts, free_parts);
	else
		tui_say(page->tui, ROLE_WARN,
			"a customer is a short name and its full name: "
			"acme Acme Web Shop");
}

void arrivals_customer(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	if (args)
		customer_named(page, args, NULL);
	else
		tui_ask(page, "customer to add (SLUG NAME):", NULL, customer_named, NULL, NULL);
}

static void *add_work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		      GError **error)
{
	char **parts = arg;
	bool added;
	struct domain *domain =
		app_domain_add(app, parts[0], parts[1], NULL, DOMAIN_KIND_MAILING, &added, error);
	char *said;

	if (!domain)
		return NULL;
	said = g_strdup_printf("%s %s", domain->name,
			       added ? "added; T drafts the ticket for its first record"
				     : "was there already");
	domain_free(domain);
	return said;
}

static void domain_named(struct page *page, const char *text, void *ctx G_GNUC_UNUSED)
{
	char **parts = two_parts(text);

	if (parts)
		tui_do(page->tui, "domain add", add_work, parts, free_parts);
	else
		tui_say(page->tui, ROLE_WARN, "say whose domain it is: acme shop.example");
}

/* The customer of the row at hand is offered: one rarely adds to another. */
void arrivals_add(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	const char *here = page_customer(page);
	g_autofree char *customer = here ? g_strconcat(here, " ", NULL) : NULL;

	if (args)
		domain_named(page, args, NULL);
	else
		tui_ask(page, "domain to add (CUSTOMER DOMAIN):", customer, domain_named, NULL,
			NULL);
}

static char *import_sentence(const struct import_result *result)
{
	g_autofree char *messages = format_number_of(result->messages, "message", "messages");
	g_autofree char *unmanaged = NULL;
	guint others = result->unmanaged ? g_hash_table_size(result->unmanaged) : 0;

	if (others)
		unmanaged = g_strdup_printf("; %u domains not under management", others);
	return g_strdup_printf(
		"%" G_GUINT64_FORMAT " new reports, %" G_GUINT64_FORMAT " known, %" G_GUINT64_FORMAT
		" rejected; %s%s%s",
		result->reports_new, result->reports_duplicate, result->reports_rejected, messages,
		result->reports_rejected ? "; :rejects says why" : "", unmanaged ? unmanaged : "");
}

/* Of a job that was stopped, what it stored until then is told as well. */
static void *import_end(struct import_result *result, GError **error)
{
	char *said;

	if (!result)
		return NULL;
	said = import_sentence(result);
	import_result_free(result);
	if (!error || !*error)
		return said;
	g_prefix_error(error, "%s: ", said);
	g_free(said);
	return NULL;
}

static void *import_work(struct app *app, void *arg, struct progress *progress, GError **error)
{
	char *path = arg;

	return import_end(app_import(app, &path, 1, progress, error), error);
}

static void path_given(struct page *page, const char *text, void *ctx G_GNUC_UNUSED)
{
	g_autofree char *title = g_strconcat("import ", text, NULL);

	tui_say(page->tui, ROLE_MUTED, "%s …", title);
	tui_do(page->tui, title, import_work, g_strdup(text), g_free);
}

void arrivals_import(struct page *page, enum action action G_GNUC_UNUSED, const char *args)
{
	if (args)
		path_given(page, args, NULL);
	else
		tui_ask(page, "import from (file or folder):", NULL, path_given, NULL, NULL);
}

static void *fetch_work(struct app *app, void *arg G_GNUC_UNUSED, struct progress *progress,
			GError **error)
{
	return import_end(app_fetch(app, NULL, 0, progress, error), error);
}

void arrivals_fetch(struct page *page, enum action action G_GNUC_UNUSED,
		    const char *args G_GNUC_UNUSED)
{
	tui_say(page->tui, ROLE_MUTED, "fetch …");
	tui_do(page->tui, "fetch", fetch_work, NULL, NULL);
}

char *arrivals_fetch_why_not(const struct page *page, enum action action G_GNUC_UNUSED)
{
	const struct config *config = app_config(tui_app(page->tui));

	return config->mailboxes && config->mailboxes->len
		       ? NULL
		       : g_strdup("no mailbox is in the config file");
}
