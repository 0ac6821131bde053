/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "intake/archive_directory.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "intake/intake.h"

/* APPNOTE.TXT 4.3.14 - 4.3.16: sizes and places of the records' members. */
#define END_MAGIC      "PK\x05\x06"
#define END_LEN	       22u
#define END_MEMBERS    10u
#define END_OCTETS     12u
#define LOCATOR_MAGIC  "PK\x06\x07"
#define LOCATOR_LEN    20u
#define LOCATOR_OFFSET 8u
#define END64_MAGIC    "PK\x06\x06"
#define END64_LEN      56u
#define END64_MEMBERS  32u
#define END64_OCTETS   40u
#define COMMENT_MAX    65535u

struct zip_data {
	GBytes *bytes;
	int fd;
	uint64_t size;
};

static uint64_t number(const uint8_t *from, unsigned octets)
{
	uint64_t value = 0;

	while (octets-- > 0)
		value = value << 8 | from[octets];
	return value;
}

static bool read_at(const struct zip_data *zip, uint64_t offset, uint8_t *to, size_t len)
{
	if (len > zip->size || offset > zip->size - len)
		return false;
	if (!zip->bytes)
		return pread(zip->fd, to, len, (off_t)offset) == (ssize_t)len;
	memcpy(to, (const uint8_t *)g_bytes_get_data(zip->bytes, NULL) + offset, len);
	return true;
}

/* Adds what the end record at offset announces; a zip64 record, where there is one, stands for it.
 */
static void add_announced(const struct zip_data *zip, uint64_t offset, const uint8_t *end,
			  uint64_t *members, uint64_t *octets)
{
	uint8_t locator[LOCATOR_LEN], end64[END64_LEN];

	if (offset >= LOCATOR_LEN && read_at(zip, offset - LOCATOR_LEN, locator, LOCATOR_LEN) &&
	    memcmp(locator, LOCATOR_MAGIC, 4) == 0 &&
	    read_at(zip, number(locator + LOCATOR_OFFSET, 8), end64, END64_LEN) &&
	    memcmp(end64, END64_MAGIC, 4) == 0) {
		*members += MIN(number(end64 + END64_MEMBERS, 8), UINT32_MAX);
		*octets += MIN(number(end64 + END64_OCTETS, 8), UINT32_MAX);
		return;
	}
	*members += number(end + END_MEMBERS, 2);
	*octets += number(end + END_OCTETS, 4);
}

static bool zip_size(struct zip_data *zip)
{
	struct stat info;

	if (zip->bytes) {
		zip->size = g_bytes_get_size(zip->bytes);
		return true;
	}
	if (fstat(zip->fd, &info) != 0)
		return false;
	zip->size = (uint64_t)info.st_size;
	return true;
}

bool archive_directory_check(GBytes *bytes, int fd, GError **error)
{
	struct zip_data zip = {bytes, fd, 0};
	uint64_t members = 0, octets = 0;
	g_autofree uint8_t *tail = NULL;
	size_t len;

	if (!zip_size(&zip))
		return true; /* libzip says it better */
	len = (size_t)MIN(zip.size, END_LEN + COMMENT_MAX);
	tail = g_malloc(len + 1);
	if (!read_at(&zip, zip.size - len, tail, len))
		return true;
	for (const uint8_t *end = tail; end; end++) {
		end = memmem(end, len - (size_t)(end - tail), END_MAGIC, 4);
		if (!end || (size_t)(end - tail) + END_LEN > len)
			break;
		add_announced(&zip, zip.size - len + (size_t)(end - tail), end, &members, &octets);
	}
	if (members <= INTAKE_MEMBERS_MAX && octets <= INTAKE_DIRECTORY_MAX)
		return true;
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
		    "zip with more than %u members, or a directory over %u MiB", INTAKE_MEMBERS_MAX,
		    INTAKE_DIRECTORY_MAX >> 20);
	return false;
}
