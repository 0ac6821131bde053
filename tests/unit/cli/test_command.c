/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include <string.h>

#include "base/error.h"

static bool takes(const struct command *command, enum option_id id)
{
	for (const enum option_id *own = command->options; own && *own != OPTION_END; own++)
		if (*own == id)
			return true;
	return false;
}

static void check_options(const struct command *command)
{
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

	for (int id = OPTION_END + 1; id <= OPTION_LAST_GLOBAL; id++)
		g_hash_table_add(names, (gpointer)(guintptr)option_specs[id].name);
	for (const enum option_id *own = command->options; own && *own != OPTION_END; own++) {
		g_assert_nonnull(option_specs[*own].text);
		if (!g_hash_table_add(names, (gpointer)(guintptr)option_specs[*own].name))
			g_error("%s takes --%s twice", command->name, option_specs[*own].name);
	}
}

static void test_tables(void)
{
	unsigned n = 0;

	for (unsigned i = 0; command_files[i]; i++)
		for (const struct command *c = command_files[i]; c->name; c++, n++) {
			g_test_message("%s", c->name);
			g_assert_nonnull(c->run);
			check_options(c);
			if (c->needs == COMMAND_WRITES)
				g_assert_true(takes(c, OPTION_DRY_RUN));
			if (c->text)
				g_assert_cmpint(c->text[strlen(c->text) - 1], !=, '.');
			if (c->example)
				g_assert_true(g_str_has_prefix(c->example, c->name));
		}
	g_assert_cmpuint(n, >, 50);
}

static void arity(const char *first, const char *second, unsigned least, unsigned most)
{
	unsigned a, b;

	command_arity(command_find(first, second), &a, &b);
	g_assert_cmpuint(a, ==, least);
	g_assert_cmpuint(b, ==, most);
}

static void test_arity(void)
{
	arity("gate", NULL, 1, 1);
	arity("status", NULL, 0, G_MAXUINT);
	arity("import", NULL, 1, G_MAXUINT);
	arity("doctor", NULL, 0, 0);
	arity("domain", "add", 1, G_MAXUINT);
	arity("domain", "list", 0, 1);
	arity("source", "mark", 2, G_MAXUINT);
	arity("split", "accept", 3, 3);
}

static void test_find(void)
{
	g_assert_null(command_find("ticket", NULL));
	g_assert_null(command_find("tick", "et"));
	g_assert_null(command_find("split", "reject"));
	g_assert_cmpstr(command_find("split", NULL)->name, ==, "split");
	g_assert_cmpstr(command_find("split", "accept")->name, ==, "split accept");
	g_assert_true(command_is_group("ticket"));
	g_assert_true(command_is_group("split"));
	g_assert_false(command_is_group("gate"));
	g_assert_false(command_is_group("tick"));
}

static void refused(const char *first, const char *second, const char *message)
{
	g_autoptr(GError) error = NULL;

	command_refuse(first, second, &error);
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE);
	g_assert_cmpstr(error->message, ==, message);
}

static void test_refuse(void)
{
	refused("gaet", NULL, "no command \"gaet\"; did you mean \"gate\"?");
	refused("frobnicate", NULL, "no command \"frobnicate\"; see: rampart help");
	refused("customer", NULL, "customer wants one of: add, list, show, set");
	refused("customer", "lsit",
		"no command \"customer lsit\"; did you mean \"customer list\"?");
	refused("customer", "drop",
		"no command \"customer drop\"; there are: add, list, show, set");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cli/command/tables", test_tables);
	g_test_add_func("/cli/command/arity", test_arity);
	g_test_add_func("/cli/command/find", test_find);
	g_test_add_func("/cli/command/refuse", test_refuse);
	return g_test_run();
}
