/* SPDX-License-Identifier: MIT */
/*
 * Untrusted text: everything that a report, a mail, a DNS answer or a YAML file says. The state
 * keeps the bytes; each sink has one door here, and no other way leads there. Input need not be
 * valid UTF-8. No function ever fails; NULL reads as "". Results are newly allocated.
 */
#ifndef BASE_UTEXT_H
#define BASE_UTEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Terminal, screens and logs: valid UTF-8 on one line. Each bad byte and each control character
 * becomes U+FFFD, TAB CR LF a space; invisible, bidi, private-use and unassigned code points are
 * replaced by U+FFFD; at most 2 combining marks a base. Cut to max_cells columns with a final
 * ellipsis (0: no limit).
 */
char *utext_term(const char *raw, size_t max_cells);
/* Columns of a cleaned text. */
size_t utext_cells(const char *clean);
/* The bytes of the longest start of a cleaned text that fits in cells columns. */
size_t utext_fit(const char *clean, size_t cells);

/* Text of an element or a quoted attribute: cleaned as for the terminal, < > & " ' escaped. */
char *utext_html(const char *raw);
/* One cell of a CSV file (RFC 4180), quoted where needed; = + - @ TAB CR at its start get a '. */
char *utext_csv(const char *raw);
/* One line of Markdown text; what has a meaning there is escaped, also in table cells. */
char *utext_markdown(const char *raw);
/* One line inside a fenced code block: cleaned, and never a run of three back-ticks. */
char *utext_code(const char *raw);
/* Valid UTF-8 for a JSON string (jansson escapes the controls): each bad byte becomes U+FFFD. */
char *utext_json(const char *raw);
/*
 * A quoted character-string of a zone file or an nsupdate script from len octets: " and \
 * escaped, everything outside 0x20..0x7e as \DDD. At most 255 octets may be passed.
 */
char *utext_zone(const char *octets, size_t len);

#endif
