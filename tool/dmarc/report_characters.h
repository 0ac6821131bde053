/* SPDX-License-Identifier: MIT */
/* How a report's octets become characters, whatever its prolog says of them (domain.md Q15). */
#ifndef DMARC_REPORT_CHARACTERS_H
#define DMARC_REPORT_CHARACTERS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Room for what an octet means in an encoding: a code point, or -1 where it means nothing. */
#define CHARACTERS_OCTETS 256

/*
 * Fills map for an encoding whose characters are one octet each (ISO 8859, KOI8, windows-125x).
 * False when the name is none of them.
 */
bool characters_map(const char *encoding, int map[CHARACTERS_OCTETS]);

bool character_is_xml(gunichar c); /* may it stand in a document? */

/* A decoder that guesses: UTF-16 by its first octets, else UTF-8 with octets of windows-1252. */
struct characters;

struct characters *characters_new(void);
void characters_free(struct characters *characters);

/*
 * Takes the next octets (last: there are no more) and appends their characters to text as UTF-8;
 * U+FFFD for what is none, or may not stand in XML.
 */
void characters_take(struct characters *characters, const void *data, size_t len, bool last,
		     GString *text);

#endif
