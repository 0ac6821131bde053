/* SPDX-License-Identifier: MIT */
#include "intake/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/feed.h"

enum pass {
	PASS_COUNT, /* sums up sizes, for progress */
	PASS_READ,
};

struct visit {
	struct walk *walk;
	enum pass pass;
	uint64_t octets;
};

static bool visit_folder(struct visit *visit, const char *path);

static bool reject(struct visit *visit, const char *path, const char *reason)
{
	return visit->pass == PASS_COUNT ||
	       pipeline_reject(visit->walk->pipeline, path, NULL, reason);
}

static bool visit_file(struct visit *visit, const char *path, const struct stat *info)
{
	int fd;

	if (visit->pass == PASS_COUNT) {
		visit->octets += (uint64_t)info->st_size;
		return true;
	}
	visit->walk->inputs++;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return reject(visit, path, g_strerror(errno));
	return feed_file(visit->walk->pipeline, visit->walk->meter, path, fd, info);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has_folder(const char *path, const char *name)
{
	g_autofree char *folder = g_build_filename(path, name, NULL);

	return g_file_test(folder, G_FILE_TEST_IS_DIR);
}

/* In a Maildir reports are in cur and new; its subfolders begin with a dot. */
static bool is_wanted(const char *name, bool is_folder, bool maildir)
{
	if (!maildir)
		return name[0] != '.';
	return is_folder &&
	       (strcmp(name, "cur") == 0 || strcmp(name, "new") == 0 || name[0] == '.');
}

static bool visit_entry(struct visit *visit, const char *folder, const char *name, bool maildir)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat info;
	bool is_folder, is_link;

	if (lstat(path, &info) != 0)
		return reject(visit, path, g_strerror(errno));
	is_link = S_ISLNK(info.st_mode);
	if (is_link && stat(path, &info) != 0)
		return reject(visit, path, g_strerror(errno));
	is_folder = S_ISDIR(info.st_mode);
	if (!is_wanted(name, is_folder, maildir))
		return true;
	if (is_folder)
		return is_link || visit_folder(visit, path);
	if (S_ISREG(info.st_mode))
		return visit_file(visit, path, &info);
	return reject(visit, path, "neither a file nor a folder");
}

static bool visit_folder(struct visit *visit, const char *path)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = g_dir_open(path, 0, &error);
	bool maildir = has_folder(path, "cur") && has_folder(path, "new");
	const char *name;

	if (!dir)
		return reject(visit, path, error->message);
	while ((name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++)
		if (!visit_entry(visit, path, names->pdata[i], maildir))
			return false;
	return true;
}

static bool visit_standard_input(struct visit *visit)
{
	struct stat info;
	int fd;

	if (visit->pass == PASS_COUNT)
		return true;
	visit->walk->inputs++;
	fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	if (fd < 0 || fstat(fd, &info) != 0)
		return reject(visit, "-", g_strerror(errno));
	return feed_file(visit->walk->pipeline, visit->walk->meter, "-", fd, &info);
}

static bool visit_path(struct visit *visit, const char *path)
{
	struct stat info;

	if (strcmp(path, "-") == 0)
		return visit_standard_input(visit);
	if (stat(path, &info) != 0) {
		visit->walk->inputs += visit->pass == PASS_READ;
		return reject(visit, path, g_strerror(errno));
	}
	if (S_ISDIR(info.st_mode))
		return visit_folder(visit, path);
	return visit_file(visit, path, &info);
}

gpointer walk_run(gpointer data)
{
	struct walk *walk = data;
	struct visit count = {walk, PASS_COUNT, 0}, read = {walk, PASS_READ, 0};

	for (size_t i = 0; i < walk->n; i++)
		visit_path(&count, walk->paths[i]);
	progress_set_total(walk->meter->progress, count.octets);
	for (size_t i = 0; i < walk->n; i++)
		if (!visit_path(&read, walk->paths[i]))
			break;
	pipeline_close(walk->pipeline);
	return NULL;
}
