/* SPDX-License-Identifier: MIT */
/* A mail's text before it is parsed: is it safe to parse, and written as the parser expects? */
#ifndef INTAKE_MAIL_TEXT_H
#define INTAKE_MAIL_TEXT_H

#include <stdbool.h>

#include <glib.h>

/*
 * *mended: where there is anything of the kind, a copy in which "ContentType:" is "Content-Type:"
 * (domain.md Q2), no empty line stands before the header, and lines that ended with a carriage
 * return alone end with a newline. False with RAMPART_ERROR_LIMIT when the text has more parts than
 * INTAKE_MEMBERS_MAX or more header fields than INTAKE_FIELDS_MAX.
 */
bool mail_text_mend(GBytes *text, GByteArray **mended, GError **error);
/* What a text that is base64 from end to end holds (Q11); NULL for any other. */
GBytes *mail_text_unpack(GBytes *text);

#endif
