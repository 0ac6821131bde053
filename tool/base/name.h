/* SPDX-License-Identifier: MIT */
/*
 * DNS names as text: lower case A-labels without the final dot. Names from reports stay as they
 * are when they are no valid names (they are evidence); names from the user are refused.
 */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define NAME_MAX_OCTETS 253

/*
 * A name typed by the user, as U-label or A-label, any case, with or without the final dot.
 * Returns the A-label form, newly allocated, or NULL with RAMPART_ERROR_USAGE.
 */
char *name_from_user(const char *text, GError **error);
/*
 * A name out of a report: trimmed, lower case, final dot and <> around it dropped, the part after
 * the last @ (domain.md Q39). Never fails; newly allocated.
 */
char *name_from_report(const char *text, size_t len);
/* The U-label form for screens, newly allocated; NULL when it equals the name itself. */
char *name_to_unicode(const char *name);

/* Is name equal to or beneath of? Case is ignored. */
bool name_within(const char *name, const char *of);
unsigned name_labels(const char *name);
/* The rightmost n labels of name, pointing into it. */
const char *name_tail(const char *name, unsigned n);

#endif
