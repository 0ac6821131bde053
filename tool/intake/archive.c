/* SPDX-License-Identifier: MIT */
#include "intake/archive.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/error.h"
#include "intake/archive_directory.h"
#include "intake/intake.h"

struct archive {
	GBytes *bytes; /* NULL: read from the file */
	zip_t *zip;
	uint64_t packed; /* octets that all of it was packed in */
};

static void fail(GError **error, const char *reason)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "zip cannot be read: %s", reason);
}

static zip_source_t *source_new(const struct archive *archive, int fd, zip_error_t *reason)
{
	int copy;
	FILE *file;

	if (archive->bytes)
		return zip_source_buffer_create(g_bytes_get_data(archive->bytes, NULL),
						g_bytes_get_size(archive->bytes), 0, reason);
	copy = dup(fd);
	file = copy < 0 ? NULL : fdopen(copy, "rb");
	if (!file) {
		zip_error_set(reason, ZIP_ER_OPEN, errno);
		if (copy >= 0)
			close(copy);
		return NULL;
	}
	return zip_source_filep_create(file, 0, -1, reason);
}

static bool open_zip(struct archive *archive, int fd, GError **error)
{
	zip_error_t reason;
	zip_source_t *source;

	zip_error_init(&reason);
	source = source_new(archive, fd, &reason);
	if (source)
		archive->zip = zip_open_from_source(source, ZIP_RDONLY, &reason);
	if (!archive->zip) {
		fail(error,
		     zip_error_code_zip(&reason) == ZIP_ER_NOZIP
			     ? "its directory, which is its end, is missing; it may be cut off"
			     : zip_error_strerror(&reason));
		if (source)
			zip_source_free(source);
	}
	zip_error_fini(&reason);
	return archive->zip != NULL;
}

static bool check_members(const struct archive *archive, GError **error)
{
	if (archive_members(archive) <= INTAKE_MEMBERS_MAX)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT, "zip with more than %u members",
		    INTAKE_MEMBERS_MAX);
	return false;
}

struct archive *archive_open(struct octets *packed, GError **error)
{
	struct archive *archive = g_new0(struct archive, 1);

	if (packed->fd < 0)
		archive->bytes = octets_hold(packed, INTAKE_MAIL_MAX, error);
	archive->packed = octets_size(packed);
	if ((packed->fd >= 0 || archive->bytes) &&
	    archive_directory_check(archive->bytes, packed->fd, error) &&
	    open_zip(archive, packed->fd, error) && check_members(archive, error))
		return archive;
	archive_free(archive);
	return NULL;
}

void archive_free(struct archive *archive)
{
	if (archive->zip)
		zip_discard(archive->zip);
	g_clear_pointer(&archive->bytes, g_bytes_unref);
	g_free(archive);
}

unsigned archive_members(const struct archive *archive)
{
	return (unsigned)zip_get_num_entries(archive->zip, 0);
}

const char *archive_name(const struct archive *archive, unsigned i)
{
	const char *name = zip_get_name(archive->zip, i, 0), *file;

	if (!name || g_str_has_suffix(name, "/") || g_str_has_prefix(name, "__MACOSX/"))
		return NULL;
	file = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
	return g_str_has_prefix(file, "._") || strcmp(file, ".DS_Store") == 0 ? NULL : name;
}

struct member {
	struct octets base;
	struct archive *archive;
	unsigned index;
	zip_file_t *file;
	uint64_t packed, inflated;
};

static bool open_member(struct member *member, GError **error)
{
	member->file = zip_fopen_index(member->archive->zip, member->index, 0);
	if (!member->file)
		fail(error, zip_strerror(member->archive->zip));
	return member->file != NULL;
}

static gssize member_read(struct octets *octets, void *to, size_t len, GError **error)
{
	struct member *member = (struct member *)octets;
	zip_int64_t n = zip_fread(member->file, to, len);

	if (n < 0) {
		fail(error, zip_file_strerror(member->file));
		return -1;
	}
	member->inflated += (uint64_t)n;
	return octets_check_ratio(member->inflated, member->packed, error) ? (gssize)n : -1;
}

static bool member_rewind(struct octets *octets, GError **error)
{
	struct member *member = (struct member *)octets;

	if (member->file)
		zip_fclose(member->file);
	member->inflated = 0;
	return open_member(member, error);
}

static uint64_t member_packed(const struct octets *octets)
{
	return ((const struct member *)octets)->packed;
}

static void member_clear(struct octets *octets)
{
	struct member *member = (struct member *)octets;

	if (member->file)
		zip_fclose(member->file);
}

static bool check_packing(const zip_stat_t *info, GError **error)
{
	const char *reason = NULL;

	if (info->encryption_method != ZIP_EM_NONE)
		reason = "is encrypted; ask the sender for reports without a password";
	else if (info->comp_method != ZIP_CM_STORE && info->comp_method != ZIP_CM_DEFLATE)
		reason = "is packed by a method other than deflate";
	if (reason)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "zip member %s", reason);
	return !reason;
}

struct octets *archive_member_new(struct archive *archive, unsigned i, GError **error)
{
	static const struct octets_ops ops = {
		.read = member_read,
		.rewind = member_rewind,
		.packed = member_packed,
		.clear = member_clear,
	};
	struct member *member;
	zip_stat_t info;

	if (zip_stat_index(archive->zip, i, 0, &info) != 0) {
		fail(error, zip_strerror(archive->zip));
		return NULL;
	}
	if (!check_packing(&info, error))
		return NULL;
	member = g_new0(struct member, 1);
	octets_init(&member->base, &ops);
	member->archive = archive;
	member->index = i;
	member->packed = MIN(info.comp_size, archive->packed);
	if (open_member(member, error))
		return &member->base;
	octets_free(&member->base);
	return NULL;
}
