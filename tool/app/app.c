/* SPDX-License-Identifier: MIT */
#include "app/app.h"

#include <stdarg.h>
#include <string.h>

#include "app/context.h"
#include "app/family.h"
#include "app/project.h"
#include "app/roster.h"
#include "app/shelf.h"
#include "base/error.h"
#include "base/name.h"
#include "model/sender.h"
#include "store/workflow.h"

#define DNS_TIMEOUT 3.0
#define DNS_RETRIES 2

static char *default_dir(const char *xdg_dir)
{
	return g_build_filename(xdg_dir, "rampart", NULL);
}

static char *state_dir_of(const struct app_options *options)
{
	const char *env = g_getenv("RAMPART_STATE");

	if (options->state_dir)
		return g_strdup(options->state_dir);
	return env && *env ? g_strdup(env) : default_dir(g_get_user_state_dir());
}

/* In a checkout the folder beside the program's build folder, else the installed one. */
static char *playbooks_dir_of(const struct app_options *options, const struct config *config)
{
	g_autofree char *program = NULL, *dir = NULL;

	if (options->playbooks_dir)
		return g_strdup(options->playbooks_dir);
	if (config->playbooks)
		return g_strdup(config->playbooks);
	program = g_file_read_link("/proc/self/exe", NULL);
	dir = program ? g_path_get_dirname(program) : NULL;
	while (dir && strlen(dir) > 1) {
		g_autofree char *makefile = g_build_filename(dir, "tool", "app", "app.h", NULL);
		char *parent;

		if (g_file_test(makefile, G_FILE_TEST_EXISTS))
			return g_build_filename(dir, "playbooks", NULL);
		parent = g_path_get_dirname(dir);
		g_free(dir);
		dir = parent;
	}
	return g_strdup(RAMPART_DATA_DIR "/playbooks");
}

/* STATE/clock, the instant at which the demo's clock stands still. */
static bool clock_of_state(struct app *app, GError **error)
{
	g_autofree char *path = g_build_filename(app->state_dir, "clock", NULL), *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return true;
	if (time_parse(g_strstrip(text), &app->clock.fixed))
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
		    "%s: it must hold one instant such as 2026-10-31T12:00:00Z, or be removed",
		    path);
	return false;
}

static void dns_options_set(struct dns_options *dns, const struct app_options *options,
			    const struct config *config)
{
	dns->resolvers = g_ptr_array_new_with_free_func(g_free);
	for (char **r = options->resolvers; r && *r; r++)
		g_ptr_array_add(dns->resolvers, g_strdup(*r));
	dns->only_resolvers = dns->resolvers->len > 0;
	for (guint i = 0; !dns->only_resolvers && config->resolvers && i < config->resolvers->len;
	     i++)
		g_ptr_array_add(dns->resolvers, g_strdup(config->resolvers->pdata[i]));
	dns->port = (uint16_t)(options->dns_port ? options->dns_port : 53);
	dns->timeout = options->dns_timeout > 0 ? options->dns_timeout : DNS_TIMEOUT;
	dns->retries = options->dns_retries >= 0 ? (unsigned)options->dns_retries : DNS_RETRIES;
	dns->offline = options->offline;
}

/* A dry run changes nothing, not even by making or migrating a state: it must be there as it is. */
static struct store *open_store(const struct app *app, bool create, GError **error)
{
	if (app->dry_run) {
		struct store *store = store_open(app->state_dir, STORE_READ, &app->clock, error);

		if (!store)
			return NULL;
		store_close(store);
	}
	/* Also those who only look keep what they derived, where they may. */
	create = create || store_is_writable(app->state_dir);
	return store_open(app->state_dir, create ? STORE_WRITE : STORE_READ, &app->clock, error);
}

struct app *app_open(const struct app_options *options, GError **error)
{
	struct app *app = g_new0(struct app, 1);
	g_autofree char *config_default = NULL;

	config_default = g_build_filename(g_get_user_config_dir(), "rampart", "config.yaml", NULL);
	app->shelf = shelf_new();
	app->clock.fixed = options->now;
	app->state_dir = state_dir_of(options);
	app->config_file = g_strdup(options->config_file ? options->config_file : config_default);
	app->who = g_strdup(options->who ? options->who : g_get_user_name());
	app->dry_run = options->dry_run;
	if (options->now == TIME_NONE && !clock_of_state(app, error))
		goto fail;
	if (!config_load(app->config_file, options->config_file != NULL, &app->config, error))
		goto fail;
	app->playbooks_dir = playbooks_dir_of(options, &app->config);
	dns_options_set(&app->dns, options, &app->config);
	app->store = open_store(app, options->create, error);
	if (!app->store)
		goto fail;
	return app;
fail:
	app_close(app);
	return NULL;
}

struct app *app_fork(const struct app *app, GError **error)
{
	struct app_options options = APP_OPTIONS_INIT;
	struct app *fork;

	options.state_dir = app->state_dir;
	options.config_file =
		g_file_test(app->config_file, G_FILE_TEST_EXISTS) ? app->config_file : NULL;
	options.playbooks_dir = app->playbooks_dir;
	options.who = app->who;
	options.now = app->clock.fixed;
	options.dns_port = app->dns.port;
	options.dns_timeout = app->dns.timeout;
	options.dns_retries = (int)app->dns.retries;
	options.offline = app->dns.offline;
	options.dry_run = app->dry_run;
	options.create = true;
	fork = app_open(&options, error);
	if (!fork)
		return NULL;
	g_ptr_array_set_size(fork->dns.resolvers, 0);
	for (guint i = 0; i < app->dns.resolvers->len; i++)
		g_ptr_array_add(fork->dns.resolvers, g_strdup(app->dns.resolvers->pdata[i]));
	fork->dns.only_resolvers = app->dns.only_resolvers;
	shelf_unref(fork->shelf);
	fork->shelf = shelf_ref(app->shelf);
	return fork;
}

void app_close(struct app *app)
{
	if (!app)
		return;
	if (app->jobs)
		job_queue_free(app->jobs);
	if (app->store)
		store_close(app->store);
	if (app->playbooks)
		g_hash_table_unref(app->playbooks);
	if (app->catalogue)
		g_ptr_array_unref(app->catalogue);
	g_free(app->catalogue_print);
	family_free(app->family);
	g_clear_pointer(&app->roster, roster_unref);
	shelf_unref(app->shelf);
	config_clear(&app->config);
	dns_options_clear(&app->dns);
	g_free(app->who);
	g_free(app->state_dir);
	g_free(app->config_file);
	g_free(app->playbooks_dir);
	g_free(app);
}

const struct clock *app_clock(const struct app *app)
{
	return &app->clock;
}

const struct config *app_config(const struct app *app)
{
	return &app->config;
}

const char *app_state_dir(const struct app *app)
{
	return app->state_dir;
}

bool write_begin(struct app *app, GError **error)
{
	return store_begin(app->store, error);
}

void write_leave(struct app *app)
{
	if (store_in_transaction(app->store))
		store_rollback(app->store);
}

bool write_fail(struct app *app)
{
	write_leave(app);
	return false;
}

struct domain *domain_begin(struct app *app, const char *name, GError **error)
{
	struct domain *domain;

	if (!write_begin(app, error))
		return NULL;
	domain = app_domain(app, name, error);
	if (!domain)
		write_fail(app);
	return domain;
}

static bool note_add(struct app *app, const struct note *note, GError **error, const char *format,
		     va_list args) G_GNUC_PRINTF(4, 0);

static bool note_add(struct app *app, const struct note *note, GError **error, const char *format,
		     va_list args)
{
	const struct domain *domain = note->domain;
	const struct customer *customer = note->customer;
	struct journal_entry *entry = g_new0(struct journal_entry, 1);
	bool done;

	entry->who = g_strdup(app->who);
	entry->action = g_strdup(note->action);
	entry->subject = g_strdup(note->subject);
	entry->reason = g_strdup(note->reason);
	entry->evidence = g_strdup(note->evidence);
	entry->domain_id = domain ? domain->id : 0;
	entry->domain = g_strdup(domain ? domain->name : NULL);
	entry->customer_id = customer ? customer->id : domain ? domain->customer_id : 0;
	entry->customer = g_strdup(customer ? customer->slug : domain ? domain->customer : NULL);
	entry->text = g_strdup_vprintf(format, args);
	done = store_journal_add(app->store, entry, error);
	journal_entry_free(entry);
	return done;
}

bool write_note(struct app *app, const struct note *note, GError **error, const char *format, ...)
{
	va_list args;
	bool done;

	va_start(args, format);
	done = note_add(app, note, error, format, args);
	va_end(args);
	return done;
}

bool write_commit(struct app *app, GError **error)
{
	if (app->dry_run) {
		store_rollback(app->store);
		return true;
	}
	return store_commit(app->store, error) || write_fail(app);
}

bool write_end(struct app *app, const struct domain *domain, const struct customer *customer,
	       const char *action, const char *subject, const char *reason, GError **error,
	       const char *format, ...)
{
	struct note note = {domain, customer, action, subject, reason, NULL};
	va_list args;
	bool done;

	va_start(args, format);
	done = note_add(app, &note, error, format, args);
	va_end(args);
	return done ? write_commit(app, error) : write_fail(app);
}

bool need_reason(const char *reason, const char *what, GError **error)
{
	if (reason && *reason)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE, "%s needs a reason: --reason TEXT",
		    what);
	return false;
}
