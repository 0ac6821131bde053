/* SPDX-License-Identifier: MIT */
/* Where reports are sent: the mailto: URIs of rua and ruf. */
#ifndef DMARC_REPORT_URI_H
#define DMARC_REPORT_URI_H

#include "dmarc/record.h"

/* "mailto:" and what a record needs for itself escaped, unless it is such a URI; newly allocated.
 */
char *report_uri_from_address(const char *address);
/* The lower-case host of a mailto: URI, newly allocated; NULL when it is none. */
char *report_uri_host(const char *uri);
/* The record's rua with the address added where it is missing, newly allocated. */
char *report_uris_with(const struct record *record, const char *address);

#endif
