/* SPDX-License-Identifier: MIT */
#include "app/upkeep.h"

#include <string.h>

#include <glib/gstdio.h>

#include "app/context.h"
#include "base/error.h"
#include "dns/dns.h"
#include "rollout/playbook.h"
#include "store/flagged.h"
#include "store/workflow.h"

#define HEAD_DIGITS 64

bool app_backup(struct app *app, const char *path, GError **error)
{
	return app->dry_run || store_backup(app->store, path, error);
}

void doctor_line_free(struct doctor_line *line)
{
	g_free(line->area);
	g_free(line->text);
	g_free(line);
}

static void tell(GPtrArray *lines, bool ok, const char *area, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

static void tell(GPtrArray *lines, bool ok, const char *area, const char *format, ...)
{
	struct doctor_line *line = g_new0(struct doctor_line, 1);
	va_list args;

	line->ok = ok;
	line->area = g_strdup(area);
	va_start(args, format);
	line->text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(lines, line);
}

static bool check_state(struct app *app, GPtrArray *lines, GError **error)
{
	g_autoptr(GPtrArray) checks = store_doctor(app->store, error);

	if (!checks)
		return false;
	tell(lines, true, "state", "%s", app->state_dir);
	if (app->clock.fixed != TIME_NONE) {
		g_autofree char *at = time_format(app->clock.fixed);

		tell(lines, true, "state", "the clock stands still at %s", at);
	}
	for (guint i = 0; i < checks->len; i++) {
		const struct store_check *check = checks->pdata[i];

		tell(lines, check->ok, "state", "%s", check->text);
	}
	return true;
}

static bool is_head(const char *text, GError **error)
{
	if (strlen(text) == HEAD_DIGITS && strspn(text, "0123456789abcdef") == HEAD_DIGITS)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
		    "--head %s: give the %d hex digits that stand on the review or ticket", text,
		    HEAD_DIGITS);
	return false;
}

/* A journal that was written anew is whole in itself, but fits no more what was made from it. */
static bool check_head(struct app *app, const char *head, GPtrArray *lines, GError **error)
{
	GError *fault = NULL;
	struct journal_entry *entry = store_journal_find(app->store, head, &fault);
	g_autofree char *at = entry ? time_format(entry->at) : NULL;

	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (entry)
		tell(lines, true, "journal",
		     "%.8s is the hash of entry %" G_GINT64_FORMAT " of %s, of %s", head, entry->id,
		     entry->customer ? entry->customer : "no customer", at);
	else
		tell(lines, false, "journal",
		     "%.8s: no entry of any customer has this hash: the journal is not the one "
		     "that this review or ticket was made from",
		     head);
	g_clear_pointer(&entry, journal_entry_free);
	return true;
}

static bool check_heads(struct app *app, const GPtrArray *heads, GPtrArray *lines, GError **error)
{
	for (guint i = 0; heads && i < heads->len; i++)
		if (!is_head(heads->pdata[i], error) ||
		    !check_head(app, heads->pdata[i], lines, error))
			return false;
	return true;
}

/* What was counted although it may be wrong is no fault of the state, but people should look. */
static bool check_reports(struct app *app, GPtrArray *lines, GError **error)
{
	g_autoptr(GPtrArray) flagged = store_flagged(app->store, 0, error);
	unsigned conflicts = 0, overlaps = 0;

	if (!flagged)
		return false;
	for (guint i = 0; i < flagged->len; i++) {
		const struct flagged_report *report = flagged->pdata[i];

		conflicts += (report->flags & REPORT_CONFLICT) != 0;
		overlaps += (report->flags & REPORT_OVERLAP) != 0;
	}
	if (conflicts)
		tell(lines, true, "reports",
		     "%u share their ID with another of other content: the one with the most "
		     "messages counts; see: rampart rejects list --flagged",
		     conflicts);
	if (overlaps)
		tell(lines, true, "reports",
		     "%u have the rows of another of an overlapping window: both count; see: "
		     "rampart rejects list --flagged",
		     overlaps);
	return true;
}

static void tell_if_open(GPtrArray *texts, const char *what, const char *name, const char *path)
{
	const char *who;
	GStatBuf info;

	if (!path || g_stat(path, &info) != 0 ||
	    !(info.st_mode & (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)))
		return;
	who = info.st_mode & (S_IROTH | S_IWOTH) ? "everybody on this machine" : "its whole group";
	g_ptr_array_add(texts, g_strdup_printf("%s %s: %s may read or change %s; chmod go= %s",
					       what, name, who, path, path));
}

GPtrArray *app_open_secrets(const struct app *app)
{
	const struct config *config = &app->config;
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct mailbox *box = config->mailboxes->pdata[i];

		tell_if_open(texts, "mailbox", box->name, box->password_file);
	}
	for (guint i = 0; i < config->keys->len; i++) {
		const struct update_key *key = config->keys->pdata[i];

		tell_if_open(texts, "key", key->name, key->secret_file);
	}
	return texts;
}

static void check_secrets(struct app *app, GPtrArray *lines)
{
	g_autoptr(GPtrArray) texts = app_open_secrets(app);

	for (guint i = 0; i < texts->len; i++)
		tell(lines, false, "secrets", "%s", (const char *)texts->pdata[i]);
}

/* Which keys there are, and for what; never their secrets. */
static void check_keys(const GPtrArray *keys, GPtrArray *lines)
{
	for (guint i = 0; i < keys->len; i++) {
		const struct update_key *key = keys->pdata[i];
		g_autofree char *area = g_strdup_printf("key %s", key->name);
		g_autofree char *mode = NULL;
		g_autoptr(GString) zones = g_string_new(NULL);
		GStatBuf info;
		bool there = g_stat(key->secret_file, &info) == 0;

		mode = there ? g_strdup_printf("mode %04o", (unsigned)info.st_mode & 07777)
			     : g_strdup(g_strerror(errno));
		for (guint k = 0; k < key->zones->len; k++)
			g_string_append_printf(zones, "%s%s", k ? ", " : "",
					       (const char *)key->zones->pdata[k]);
		tell(lines, there, area, "%s for %s%s%s; secret in %s, %s",
		     update_algorithms[key->algorithm], zones->str, key->server ? " at " : "",
		     key->server ? key->server : "", key->secret_file, mode);
	}
}

static void check_config(struct app *app, GPtrArray *lines)
{
	const struct config *config = &app->config;

	tell(lines, true, "config", "%s%s", app->config_file,
	     g_file_test(app->config_file, G_FILE_TEST_EXISTS) ? ""
							       : " (not there: defaults hold)");
	tell(lines, config->report_address != NULL, "config", "report-address: %s",
	     config->report_address ? config->report_address
				    : "not set; tickets cannot be sent without it");
	tell(lines, true, "config", "branding: %s",
	     config->branding.name ? config->branding.name : "none");
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct mailbox *box = config->mailboxes->pdata[i];
		g_autofree char *area = g_strdup_printf("mailbox %s", box->name), *secret = NULL;
		bool token;
		GError *fault = NULL;

		secret = secret_read(box, &token, &fault);
		tell(lines, secret != NULL, area, "%s as %s, folder %s%s%s", box->url, box->user,
		     box->folder, fault ? ": " : "", fault ? fault->message : "");
		g_clear_error(&fault);
	}
	check_keys(config->keys, lines);
}

static void check_playbooks(struct app *app, GPtrArray *lines)
{
	GError *fault = NULL;
	g_autoptr(GPtrArray) names = playbook_names(app->playbooks_dir, &fault);

	if (!names) {
		tell(lines, false, "playbooks", "%s", fault->message);
		g_error_free(fault);
		return;
	}
	tell(lines, names->len > 0, "playbooks", "%s: %u", app->playbooks_dir, names->len);
	for (guint i = 0; i < names->len; i++) {
		struct playbook *playbook =
			playbook_find(app->playbooks_dir, names->pdata[i], &fault);

		if (playbook)
			playbook_free(playbook);
		else
			tell(lines, false, "playbooks", "%s", fault->message);
		g_clear_error(&fault);
	}
}

static void check_resolver(struct app *app, GPtrArray *lines)
{
	struct dns_question question = {.name = ".", .type = DNS_TYPE_NS};
	GError *fault = NULL;
	struct dns *dns;

	if (app->dns.offline) {
		tell(lines, true, "resolver", "--offline: nobody is asked");
		return;
	}
	dns = dns_new(&app->dns, &fault);
	if (!dns) {
		tell(lines, false, "resolver", "%s", fault->message);
		g_error_free(fault);
		return;
	}
	dns_ask(dns, &question, 1, NULL);
	tell(lines, question.status != LOOK_STATUS_TIMEOUT, "resolver",
	     "%s answers %s for the root's name servers",
	     app->dns.resolvers->len ? (char *)app->dns.resolvers->pdata[0] : "the system's",
	     look_status_name(question.status));
	dns_question_clear(&question);
	dns_free(dns);
}

GPtrArray *app_doctor(struct app *app, const GPtrArray *heads, GError **error)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)doctor_line_free);

	if (!check_state(app, lines, error) || !check_heads(app, heads, lines, error) ||
	    !check_reports(app, lines, error)) {
		g_ptr_array_unref(lines);
		return NULL;
	}
	check_config(app, lines);
	check_secrets(app, lines);
	check_playbooks(app, lines);
	check_resolver(app, lines);
	return lines;
}
