/* SPDX-License-Identifier: MIT */
#include "cli/man.h"

#include <string.h>

#include "app/project.h"
#include "cli/out.h"

/* What roff would take for its own is escaped; newly allocated. */
static char *roff(const char *text)
{
	GString *safe = g_string_new(text);

	g_string_replace(safe, "\\", "\\e", 0);
	g_string_replace(safe, "-", "\\-", 0);
	g_string_replace(safe, "…", "...", 0);
	if (*safe->str == '.' || *safe->str == '\'')
		g_string_prepend(safe, "\\&");
	return g_string_free(safe, FALSE);
}

/* What stands for a value, behind a space; NULL: none. */
static char *placeholder(const char *value)
{
	g_autofree char *safe = value ? roff(value) : NULL;

	return safe ? g_strdup_printf(" \\fI%s\\fR", safe) : g_strdup("");
}

/* "-o, --output FILE" and what it does. */
static void print_option(const struct cli *cli, const struct option_spec *spec)
{
	g_autofree char *name = roff(spec->name), *text = roff(spec->text);
	g_autofree char *value = placeholder(spec->value);
	char letter[] = "\\fB\\-x\\fR, ";

	letter[strlen("\\fB\\-")] = spec->letter;
	out_line(cli, ".TP");
	out_line(cli, "%s\\fB\\-\\-%s\\fR%s", spec->letter ? letter : "", name, value);
	out_line(cli, "%s", text);
}

static void print_command(const struct cli *cli, const struct command *command)
{
	g_autofree char *name = roff(command->name), *text = roff(command->text);
	g_autofree char *args = placeholder(command->args);

	out_line(cli, ".TP");
	out_line(cli, "\\fB%s\\fR%s", name, args);
	out_line(cli, "%s", text);
	if (!command->options)
		return;
	out_line(cli, ".RS");
	for (const enum option_id *id = command->options; *id != OPTION_END; id++)
		if (option_specs[*id].text)
			print_option(cli, &option_specs[*id]);
	out_line(cli, ".RE");
}

/* The fields of a file, those of its tables below their keys. */
static void print_fields(const struct cli *cli, const struct table *table)
{
	for (const struct field *field = table->fields; field->key; field++) {
		g_autofree char *form = table_field_form(field);
		g_autofree char *key = roff(field->key), *safe = roff(form);
		g_autofree char *text = roff(field->text);

		out_line(cli, ".TP");
		out_line(cli, "\\fB%s\\fR (%s)", key, safe);
		out_line(cli, "%s", text);
		if (!field->of)
			continue;
		out_line(cli, ".RS");
		print_fields(cli, field->of);
		out_line(cli, ".RE");
	}
}

int man_run(struct cli *cli, GError **error)
{
	(void)error;
	out_line(cli, ".SH COMMANDS");
	for (unsigned i = 0; command_files[i]; i++)
		for (const struct command *command = command_files[i]; command->name; command++)
			if (command->text)
				print_command(cli, command);
	out_line(cli, ".SH \"GLOBAL OPTIONS\"");
	for (int id = OPTION_END + 1; id <= OPTION_LAST_GLOBAL; id++)
		if (option_specs[id].text)
			print_option(cli, &option_specs[id]);
	out_line(cli, ".SH \"FIELDS OF A PLAYBOOK\"");
	print_fields(cli, app_playbook_table());
	out_line(cli, ".SH \"FIELDS OF THE CONFIG\"");
	print_fields(cli, app_config_table());
	return EXIT_CODE_YES;
}
