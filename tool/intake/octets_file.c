/* SPDX-License-Identifier: MIT */
#include "intake/octets.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "intake/intake.h"

#define PATIENCE_MS 100 /* between looks at whether to stop */

struct file_octets {
	struct octets base;
	int fd;
	struct meter *meter;
	uint64_t at, metered; /* a second reading is not counted again */
	bool seeks;
	GByteArray *kept; /* of a pipe: all so far; NULL once it is more than may be kept */
};

static void count(struct file_octets *file, uint64_t at)
{
	if (at <= file->metered)
		return;
	atomic_fetch_add(&file->meter->octets, at - file->metered);
	progress_add(file->meter->progress, at - file->metered);
	file->metered = at;
}

static void keep(struct file_octets *file, const void *data, size_t len)
{
	if (file->kept && file->kept->len + len <= INTAKE_MAIL_MAX)
		g_byte_array_append(file->kept, data, (guint)len);
	else
		g_clear_pointer(&file->kept, g_byte_array_unref);
}

/* A pipe may be silent for long; a stop must not wait for it. */
static bool wait_for_input(struct file_octets *file, GError **error)
{
	struct pollfd pipe = {.fd = file->fd, .events = POLLIN};

	while (poll(&pipe, 1, PATIENCE_MS) <= 0) {
		if (atomic_load(&file->meter->stopped)) {
			g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_CANCELLED, "stopped");
			return false;
		}
	}
	return true;
}

static gssize file_read(struct octets *octets, void *to, size_t len, GError **error)
{
	struct file_octets *file = (struct file_octets *)octets;
	ssize_t n;

	if (file->kept && file->at < file->kept->len) {
		len = MIN(len, file->kept->len - file->at);
		memcpy(to, file->kept->data + file->at, len);
		file->at += len;
		return (gssize)len;
	}
	if (!file->seeks && !wait_for_input(file, error))
		return -1;
	do
		n = read(file->fd, to, len);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "cannot be read: %s",
			    g_strerror(errno));
		return -1;
	}
	file->at += (uint64_t)n;
	count(file, file->at);
	if (!file->seeks && n > 0)
		keep(file, to, (size_t)n);
	return n;
}

static bool file_rewind(struct octets *octets, GError **error)
{
	struct file_octets *file = (struct file_octets *)octets;

	if (file->seeks ? lseek(file->fd, 0, SEEK_SET) == 0 : file->kept != NULL) {
		file->at = 0;
		return true;
	}
	g_set_error(
		error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
		"needs to be read twice, but is a pipe with more than %u MiB; import it as a file",
		INTAKE_MAIL_MAX >> 20);
	return false;
}

static uint64_t file_packed(const struct octets *octets)
{
	return ((const struct file_octets *)octets)->at;
}

static void file_clear(struct octets *octets)
{
	struct file_octets *file = (struct file_octets *)octets;

	g_clear_pointer(&file->kept, g_byte_array_unref);
	close(file->fd);
}

struct octets *octets_file_new(int fd, struct meter *meter)
{
	static const struct octets_ops ops = {
		.read = file_read,
		.rewind = file_rewind,
		.packed = file_packed,
		.clear = file_clear,
	};
	struct file_octets *file = g_new0(struct file_octets, 1);

	octets_init(&file->base, &ops);
	file->fd = fd;
	file->meter = meter;
	file->seeks = lseek(fd, 0, SEEK_CUR) == 0; /* one that was read from is as a pipe */
	if (file->seeks)
		file->base.fd = fd;
	else
		file->kept = g_byte_array_new();
	return &file->base;
}
