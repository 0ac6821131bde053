/* SPDX-License-Identifier: MIT */
/* A mail's text before it is parsed: is it safe to parse, and are its headers spelt right? */
#ifndef INTAKE_MAIL_TEXT_H
#define INTAKE_MAIL_TEXT_H

#include <glib.h>

/*
 * Takes the text over and gives it back, or one in which "ContentType:" is "Content-Type:"
 * (domain.md Q2). NULL with RAMPART_ERROR_LIMIT when it has more parts than INTAKE_MEMBERS_MAX or
 * more header fields than INTAKE_FIELDS_MAX.
 */
GByteArray *mail_text_mend(GBytes *text, GError **error);

#endif
