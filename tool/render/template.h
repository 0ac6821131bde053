/* SPDX-License-Identifier: MIT */
/*
 * Documents from templates that a specialist edits. A template is text with tags:
 *
 *   {{name}}       one line of text, made safe for the document's format
 *   {{code name}}  the same for a place where text stands as it is (a code block)
 *   {{count name}}    a number with commas: 1,234,567
 *   {{percent name}}  a share of 0 to 1, rounded down: 98.7 %
 *   {{#name}} … {{/name}}  once for each element of a list, once for anything else that is there
 *                          and neither empty nor 0 nor no
 *   {{^name}} … {{/name}}  once when {{#name}} has nothing
 *   {{.}}          the element itself, where a list holds texts
 *   {{! remark }}  nothing
 *
 * Names are looked up in the element at hand, then outwards; "a.b" is b in a. A tag that stands
 * alone on its line and writes nothing takes the line with it. An unknown name is an error: a typo
 * shall not leave a hole in a ticket.
 */
#ifndef RENDER_TEMPLATE_H
#define RENDER_TEMPLATE_H

#include <jansson.h>

#include "render/render.h"

#define TEMPLATE_FILE_MAX  (256u << 10)
#define TEMPLATE_DEPTH_MAX 8u

/* The doors of base/utext.h through which values leave. */
struct template_doors {
	char *(*text)(const char *raw);
	char *(*code)(const char *raw);
};

/* Those of a document format that is made from a template: HTML, Markdown, text. */
const struct template_doors *template_doors(enum document_format format);

/* name: of the template, for messages. NULL and *error INVALID, with name and line. */
char *template_render(const char *name, const char *text, json_t *values,
		      const struct template_doors *doors, GError **error);

/*
 * Renders DIR/CUSTOMER/FILE if it is there, else DIR/FILE, where FILE is stem and the format's name
 * (ticket.md, review.html, ticket.txt). customer may be NULL.
 */
char *template_document(const char *dir, const char *customer, const char *stem,
			enum document_format format, json_t *values, GError **error);

#endif
