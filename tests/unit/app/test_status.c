/* SPDX-License-Identifier: MIT */
/* Board lines: those that are kept, and what a glance makes of lines of before. */
#include "../store/support.h"
#include "app/project.h"
#include "app/rollout.h"
#include "base/error.h"

static const char *const names[] = {"shop.example", "brand.example"};

static struct app *open_app(const struct state *state, int32_t day)
{
	g_autofree char *playbooks =
		g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "..", "playbooks", NULL);
	g_autoptr(GError) error = NULL;
	struct app_options options = APP_OPTIONS_INIT;
	struct app *app;

	options.state_dir = state->dir;
	options.playbooks_dir = playbooks;
	options.who = "eva";
	options.now = day_begin(day);
	options.offline = true;
	options.create = true;
	app = app_open(&options, &error);
	g_assert_no_error(error);
	return app;
}

static struct app *open_project(const struct state *state, int32_t day)
{
	g_autoptr(GError) error = NULL;
	struct app *app = open_app(state, day);

	customer_free(app_customer_add(app, "acme", "Acme", DAY_NONE, NULL, NULL, &error));
	g_assert_no_error(error);
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		domain_free(app_domain_add(app, "acme", names[i], NULL, DOMAIN_KIND_MAILING, NULL,
					   &error));
		g_assert_no_error(error);
	}
	return app;
}

static void assert_glance(struct app *app, unsigned lines, bool old)
{
	g_autoptr(GError) error = NULL;
	bool is_old = !old;
	g_autoptr(GPtrArray) seen = app_status_glance(app, &is_old, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(seen->len, ==, lines);
	g_assert_cmpint(is_old, ==, old);
}

static void work_out(struct app *app, const char *name, unsigned lines)
{
	char *only[] = {(char *)(uintptr_t)name, NULL};
	g_autoptr(GError) error = NULL;
	struct progress progress = {0};
	g_autoptr(GPtrArray) made = app_status(app, name ? only : NULL, &progress, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(made->len, ==, lines);
	g_assert_cmpuint(progress.done, ==, G_N_ELEMENTS(names));
	g_assert_cmpuint(progress.total, ==, G_N_ELEMENTS(names));
}

/* What was never worked out is left out; what is of another day, or was written to, is old. */
static void test_glance(void)
{
	g_autoptr(GError) error = NULL;
	struct state state;
	struct app *app;

	state_init(&state, DAY0);
	app = open_project(&state, DAY0);
	assert_glance(app, 0, true);
	work_out(app, names[0], 1);
	assert_glance(app, 1, true);
	work_out(app, NULL, 2);
	assert_glance(app, 2, false);
	g_assert_true(app_hold(app, names[1], "summer", NULL, &error));
	assert_glance(app, 2, true);
	work_out(app, NULL, 2);
	assert_glance(app, 2, false);
	app_close(app);
	app = open_app(&state, DAY0 + 1);
	assert_glance(app, 2, true);
	assert_glance(app, 2, true);
	work_out(app, NULL, 2);
	assert_glance(app, 2, false);
	app_close(app);
	state_clear(&state);
}

static void test_cancelled(void)
{
	g_autoptr(GError) error = NULL;
	struct progress progress = {0};
	struct state state;
	struct app *app;

	state_init(&state, DAY0);
	app = open_project(&state, DAY0);
	progress_cancel(&progress);
	g_assert_null(app_status(app, NULL, &progress, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED);
	app_close(app);
	state_clear(&state);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/status/glance", test_glance);
	g_test_add_func("/status/cancelled", test_cancelled);
	return g_test_run();
}
