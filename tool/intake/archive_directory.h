/* SPDX-License-Identifier: MIT */
/* What libzip would take memory for, looked at before it does. */
#ifndef INTAKE_ARCHIVE_DIRECTORY_H
#define INTAKE_ARCHIVE_DIRECTORY_H

#include <glib.h>
#include <stdbool.h>

/*
 * Reads every record that may be the end of the central directory, of a zip in memory or else in
 * the file fd. RAMPART_ERROR_LIMIT when together they announce more members than
 * INTAKE_MEMBERS_MAX or more octets than INTAKE_DIRECTORY_MAX.
 */
bool archive_directory_check(GBytes *bytes, int fd, GError **error);

#endif
