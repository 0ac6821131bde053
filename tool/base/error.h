/* SPDX-License-Identifier: MIT */
/*
 * The one error domain. Errors travel as GError; their message says what failed, on what, and
 * what to do, in one line without a final full stop.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <glib.h>

enum rampart_error {
	RAMPART_ERROR_USAGE,	 /* the words of the command are off */
	RAMPART_ERROR_NOT_FOUND, /* a named thing is not there */
	RAMPART_ERROR_INVALID,	 /* a value from outside cannot be used: report, record, YAML */
	RAMPART_ERROR_LIMIT,	 /* a named limit was reached */
	RAMPART_ERROR_REFUSED,	 /* the answer is no: gate closed, move not allowed */
	RAMPART_ERROR_STALE,	 /* somebody else changed it meanwhile */
	RAMPART_ERROR_IO,	 /* files */
	RAMPART_ERROR_NETWORK,	 /* DNS, IMAP, SMTP */
	RAMPART_ERROR_STATE,	 /* the database */
	RAMPART_ERROR_CANCELLED, /* the user said stop; what was committed stays */
};

#define RAMPART_ERROR (rampart_error_quark())
GQuark rampart_error_quark(void);

/*
 * The exit code of cli.md for an error: 2 for USAGE and NOT_FOUND, 1 for REFUSED, STALE and
 * INVALID, 3 for everything else (also errors of other domains).
 */
int error_exit_code(const GError *error);

#endif
