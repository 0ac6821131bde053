/* SPDX-License-Identifier: MIT */
#include "rollout/playbook.h"

#include <string.h>

#include "base/error.h"
#include "base/table.h"
#include "base/utext.h"
#include "rollout/explain.h"

#define SUFFIX	      ".yaml"
#define NAME_SHOWN    60 /* cells of a wrong name in a message */
#define WORD_IS_NAMED "a name is made of a-z, 0-9 and -"

static bool is_word(const char *name)
{
	return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static bool fail(GError **error, const char *path, const struct stage *stage, unsigned i,
		 const char *what)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "%s:%zu: stages[%u].%s", path,
		    stage->line, i, what);
	return false;
}

static bool check_stage(const struct playbook *playbook, unsigned i, const char *path,
			GError **error)
{
	const struct stage *stage = playbook->stages->pdata[i];
	g_autofree char *record = NULL, *before = NULL;

	if (!is_word(stage->name))
		return fail(error, path, stage, i, "name: " WORD_IS_NAMED);
	if (playbook_stage(playbook, stage->name) != (int)i)
		return fail(error, path, stage, i, "name: another stage has it already");
	if (stage->p == POLICY_ABSENT)
		return fail(error, path, stage, i, "p: must be none, quarantine or reject");
	if (i == 0)
		return true;
	record = stage_record(stage, NULL, NULL, NULL);
	before = stage_record(playbook->stages->pdata[i - 1], NULL, NULL, NULL);
	if (record_compare_strength(record, before) < 0)
		return fail(error, path, stage, i,
			    "p: asks less than the stage before it; a ladder only rises");
	return true;
}

/* What the tables cannot say. */
static bool check(const struct playbook *playbook, const char *path, GError **error)
{
	for (unsigned i = 0; i < playbook->stages->len; i++) {
		if (!check_stage(playbook, i, path, error))
			return false;
	}
	return true;
}

/* Of a path "…/NAME.yaml", newly allocated. */
static char *name_of_path(const char *path)
{
	g_autofree char *base = g_path_get_basename(path);

	if (g_str_has_suffix(base, SUFFIX))
		base[strlen(base) - strlen(SUFFIX)] = '\0';
	return utext_term(base, 0);
}

/* Stages are checked and explained once the file is a playbook by its form. */
static struct playbook *read_text(const char *path, const char *text, size_t len, GError **error)
{
	struct playbook *playbook = g_new0(struct playbook, 1);

	if (!table_load_text(&playbook_table, path, text, len, playbook, error)) {
		g_free(playbook);
		return NULL;
	}
	playbook->name = name_of_path(path);
	playbook->fingerprint =
		g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, len);
	if (!check(playbook, path, error)) {
		playbook_free(playbook);
		return NULL;
	}
	for (unsigned i = 0; i < playbook->stages->len; i++)
		stage_explain(playbook->stages->pdata[i]);
	return playbook;
}

struct playbook *playbook_load(const char *path, GError **error)
{
	g_autoptr(GError) reason = NULL;
	/* Mapped, so that a huge file costs nothing before its size is refused. */
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, &reason);

	if (!file) {
		g_set_error(error, RAMPART_ERROR,
			    g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT)
				    ? RAMPART_ERROR_NOT_FOUND
				    : RAMPART_ERROR_IO,
			    "cannot read the playbook: %s", reason->message);
		return NULL;
	}
	/* Of an empty file GLib maps nothing. */
	return read_text(path,
			 g_mapped_file_get_length(file) ? g_mapped_file_get_contents(file) : "",
			 g_mapped_file_get_length(file), error);
}

/* A catalogue lies beside the playbooks; only a ladder has stages. */
static bool has_stages(const char *path)
{
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
	size_t len = file ? g_mapped_file_get_length(file) : 0;
	const char *text = len ? g_mapped_file_get_contents(file) : NULL;
	static const char key[] = "stages:";
	const size_t n = sizeof(key) - 1;

	for (const char *line = text; line && (size_t)(text + len - line) >= n;) {
		if (memcmp(line, key, n) == 0)
			return true;
		line = memchr(line, '\n', (size_t)(text + len - line));
		line = line ? line + 1 : NULL;
	}
	return false;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds the playbooks of one folder, "CUSTOMER/" before their names, and notes the folders in it. */
static void add_names(const char *dir, const char *customer, GPtrArray *names, GPtrArray *folders)
{
	g_autoptr(GDir) folder = g_dir_open(dir, 0, NULL);
	const char *entry;

	while (folder && (entry = g_dir_read_name(folder))) {
		g_autofree char *path = g_build_filename(dir, entry, NULL);
		g_autofree char *name = NULL;

		if (folders && is_word(entry) && g_file_test(path, G_FILE_TEST_IS_DIR))
			g_ptr_array_add(folders, g_strdup(entry));
		if (!g_str_has_suffix(entry, SUFFIX) || !has_stages(path))
			continue;
		name = name_of_path(path);
		g_ptr_array_add(names, customer ? g_strconcat(customer, "/", name, NULL)
						: g_steal_pointer(&name));
	}
}

GPtrArray *playbook_names(const char *dir, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autoptr(GDir) folder = g_dir_open(dir, 0, &reason);
	g_autoptr(GPtrArray) customers = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *names;

	if (!folder) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO,
			    "cannot read the folder of playbooks: %s", reason->message);
		return NULL;
	}
	names = g_ptr_array_new_with_free_func(g_free);
	add_names(dir, NULL, names, customers);
	for (guint i = 0; i < customers->len; i++) {
		g_autofree char *path = g_build_filename(dir, customers->pdata[i], NULL);

		add_names(path, customers->pdata[i], names, NULL);
	}
	g_ptr_array_sort(names, by_name);
	return names;
}

static void fail_missing(const char *dir, const char *name, GError **error)
{
	g_autofree char *shown = utext_term(name, NAME_SHOWN), *list = NULL;
	g_autoptr(GPtrArray) names = playbook_names(dir, error);

	if (!names)
		return;
	g_ptr_array_add(names, NULL);
	list = g_strjoinv(", ", (char **)names->pdata);
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_NOT_FOUND,
		    "no playbook '%s' in %s; there are: %s", shown, dir, *list ? list : "none");
}

/* A name is no path: it must not lead out of the folder. NULL: it is no name. */
static char *path_of(const char *dir, const char *name)
{
	g_auto(GStrv) words = g_strsplit(name, "/", 2);
	g_autofree char *file = g_strconcat(name, SUFFIX, NULL);

	for (char **word = words; *word; word++)
		if (!is_word(*word))
			return NULL;
	return *words ? g_build_filename(dir, file, NULL) : NULL;
}

bool playbook_exists(const char *dir, const char *name)
{
	g_autofree char *path = path_of(dir, name);

	return path && g_file_test(path, G_FILE_TEST_EXISTS);
}

struct playbook *playbook_find(const char *dir, const char *name, GError **error)
{
	g_autofree char *path = path_of(dir, name);

	if (path && g_file_test(path, G_FILE_TEST_EXISTS))
		return playbook_load(path, error);
	fail_missing(dir, name, error);
	return NULL;
}

int playbook_last(const struct playbook *playbook, const struct domain *domain)
{
	int last = (int)playbook->stages->len - 1;

	for (int i = last; i >= 0 && domain->goal == GOAL_QUARANTINE; i--) {
		const struct stage *stage = playbook->stages->pdata[i];

		if (stage->p <= POLICY_QUARANTINE)
			return i;
	}
	return last;
}
