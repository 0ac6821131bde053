/* SPDX-License-Identifier: MIT */
/* A mail's text before it is parsed: is it safe to parse, and are its headers spelt right? */
#ifndef INTAKE_MAIL_TEXT_H
#define INTAKE_MAIL_TEXT_H

#include <stdbool.h>

#include <glib.h>

/*
 * *mended: a copy in which "ContentType:" is "Content-Type:" (domain.md Q2), where there is any.
 * False with RAMPART_ERROR_LIMIT when the text has more parts than INTAKE_MEMBERS_MAX or more
 * header fields than INTAKE_FIELDS_MAX.
 */
bool mail_text_mend(GBytes *text, GByteArray **mended, GError **error);

#endif
