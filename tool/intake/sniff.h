/* SPDX-License-Identifier: MIT */
/* What a thing is, told by its first octets: types and names lie (domain.md Q1). */
#ifndef INTAKE_SNIFF_H
#define INTAKE_SNIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
	KIND_UNKNOWN,
	KIND_EMPTY,  /* nothing but white space */
	KIND_UNUSED, /* the single word "unused" (Q5) */
	KIND_XML,    /* an XML declaration, or a feedback element near the begin */
	KIND_MARKUP, /* begins with < and may be a broken report */
	KIND_HTML,
	KIND_GZIP,
	KIND_ZIP,
	KIND_TNEF, /* winmail.dat */
	KIND_TLS,  /* JSON of an SMTP TLS report (RFC 8460) */
	KIND_MBOX,
	KIND_MAIL,
};

/* head: at least OCTETS_HEAD_MAX octets, or all there are. */
enum kind sniff(const uint8_t *head, size_t len);
/* Why a kind that is read by nobody is rejected. */
const char *kind_reason(enum kind kind);
/* Does a header field ("Name:") begin here? */
bool sniff_field(const uint8_t *line, size_t len);

#endif
