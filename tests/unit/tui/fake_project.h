/* SPDX-License-Identifier: MIT */
/* Journal, customers, imports and what they refused. A part of the app of tables. */
#ifndef TESTS_TUI_FAKE_PROJECT_H
#define TESTS_TUI_FAKE_PROJECT_H

#include "app/project.h"
#include "app/reports.h"
#include "fake_app.h"
#include "fake_domains.h"

GPtrArray *app_journal(struct app *app, const char *customer, const char *domain, unsigned limit,
		       GError **error)
{
	GPtrArray *entries;
	struct journal_entry *entry;

	(void)customer;
	(void)domain;
	(void)limit;
	if (fails(app, error))
		return NULL;
	entries = g_ptr_array_new_with_free_func((GDestroyNotify)journal_entry_free);
	entry = g_new0(struct journal_entry, 1);
	entry->id = 1;
	entry->at = FAKE_NOW;
	entry->who = g_strdup("anna");
	entry->action = g_strdup("advance");
	entry->domain = g_strdup("shop.example");
	entry->text = g_strdup("shop.example goes to quarantine-0");
	entry->reason = g_strdup("the customer agreed");
	g_ptr_array_add(entries, entry);
	return entries;
}

struct customer *app_customer_add(struct app *app, const char *slug, const char *name,
				  int32_t target, const char *contact, bool *added, GError **error)
{
	struct customer *customer = g_new0(struct customer, 1);

	(void)target;
	(void)contact;
	(void)error;
	deed(app, "customer", slug, name);
	customer->slug = g_strdup(slug);
	customer->name = g_strdup(name);
	*added = true;
	return customer;
}

struct domain *app_domain_add(struct app *app, const char *customer, const char *name,
			      const char *playbook, enum domain_kind kind, bool *added,
			      GError **error)
{
	(void)playbook;
	(void)kind;
	deed(app, "add", name, customer);
	*added = true;
	return app_domain(app, name, error);
}

struct import_result *app_import(struct app *app, char *const *paths, size_t n,
				 struct progress *progress, GError **error)
{
	struct import_result *result = g_new0(struct import_result, 1);

	(void)n;
	(void)progress;
	(void)error;
	deed(app, "import", paths[0], NULL);
	result->reports_new = 3;
	result->reports_rejected = 1;
	result->messages = 1200;
	return result;
}

struct import_result *app_fetch(struct app *app, char *const *names, size_t n,
				struct progress *progress, GError **error)
{
	(void)names;
	return app_import(app, &(char *){(char *)(uintptr_t) "mailboxes"}, n, progress, error);
}

void import_result_free(struct import_result *result)
{
	g_free(result);
}

GPtrArray *app_rejects(struct app *app, GError **error)
{
	GPtrArray *lines;
	struct reject *line;

	if (fails(app, error))
		return NULL;
	lines = g_ptr_array_new_with_free_func((GDestroyNotify)reject_free);
	line = g_new0(struct reject, 1);
	line->input = g_strdup("mail/7.eml");
	line->member = g_strdup("b.xml");
	line->reason = g_strdup("no policy_published/domain");
	line->id = 7;
	line->seen = 2;
	line->octets = 1234;
	line->sha256 = g_malloc0(REJECT_SHA256_OCTETS);
	line->kept = true;
	g_ptr_array_add(lines, line);
	return lines;
}

GPtrArray *app_flagged(struct app *app, const char *domain, GError **error)
{
	GPtrArray *reports;
	struct flagged_report *report;

	(void)domain;
	if (fails(app, error))
		return NULL;
	reports = g_ptr_array_new_with_free_func((GDestroyNotify)flagged_report_free);
	report = g_new0(struct flagged_report, 1);
	report->domain = g_strdup("shop.example");
	report->org_name = g_strdup("google.com");
	report->report_id = g_strdup("r-2");
	report->input = g_strdup("mail/8.eml");
	report->flags = REPORT_RECOVERED | REPORT_CONFLICT;
	report->messages = 120;
	report->superseded = true;
	g_ptr_array_add(reports, report);
	return reports;
}

#endif
