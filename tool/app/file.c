/* SPDX-License-Identifier: MIT */
#include "app/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

struct new_file {
	char *path, *temporary;
	int fd;
	int fault; /* errno of the first failure; 0: none */
};

/* Keeps what failed first: later calls have an errno of their own. */
static bool note(struct new_file *file, bool good)
{
	if (!good && !file->fault)
		file->fault = errno;
	return good;
}

static bool write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

static bool io_error(const char *path, const char *what, int fault, GError **error)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "%s %s: %s", path, what,
		    g_strerror(fault));
	return false;
}

struct new_file *new_file_open(const char *path, GError **error)
{
	struct new_file *file = g_new0(struct new_file, 1);

	file->path = g_strdup(path);
	file->temporary = g_strdup_printf("%s.XXXXXX", path);
	file->fd = g_mkstemp_full(file->temporary, O_WRONLY | O_CLOEXEC, 0600);
	if (file->fd >= 0)
		return file;
	io_error(path, "cannot be made", errno, error);
	g_free(file->path);
	g_free(file->temporary);
	g_free(file);
	return NULL;
}

bool new_file_put(void *data, const char *text, size_t len)
{
	struct new_file *file = data;

	return !file->fault && note(file, write_all(file->fd, text, len));
}

/* A name is on the disk once its folder is. */
static bool sync_folder(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;
	int fault = errno;

	if (fd >= 0)
		close(fd);
	errno = fault;
	return done;
}

bool new_file_end(struct new_file *file, bool done, GError **error)
{
	bool renamed;

	done = done && !file->fault && note(file, fsync(file->fd) == 0);
	done = note(file, close(file->fd) == 0) && done;
	renamed = done && note(file, g_rename(file->temporary, file->path) == 0);
	done = renamed && note(file, sync_folder(file->path));
	if (!renamed)
		g_unlink(file->temporary);
	if (!done && file->fault)
		io_error(file->path, "cannot be written", file->fault, error);
	g_free(file->path);
	g_free(file->temporary);
	g_free(file);
	return done;
}

bool app_write_file(const char *path, const char *text, size_t len, GError **error)
{
	struct new_file *file;

	if (strcmp(path, "-") == 0)
		return write_all(STDOUT_FILENO, text, len) ||
		       io_error("standard output", "cannot be written", errno, error);
	file = new_file_open(path, error);
	return file && new_file_end(file, new_file_put(file, text, len), error);
}
