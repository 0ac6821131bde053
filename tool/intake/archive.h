/* SPDX-License-Identifier: MIT */
/* A zip file, read by its central directory (domain.md Q9). */
#ifndef INTAKE_ARCHIVE_H
#define INTAKE_ARCHIVE_H

#include "intake/octets.h"

struct archive;

/* `packed` stays the caller's and outlives the archive. NULL with *error. */
struct archive *archive_open(struct octets *packed, GError **error);
void archive_free(struct archive *archive);

unsigned archive_members(const struct archive *archive);
/* The name of member i; NULL when it is none to read: a folder, or what macOS adds. */
const char *archive_name(const struct archive *archive, unsigned i);
/* Member i; NULL with *error when it is encrypted or packed in an unknown way. */
struct octets *archive_member_new(struct archive *archive, unsigned i, GError **error);

#endif
