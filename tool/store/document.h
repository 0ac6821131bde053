/* SPDX-License-Identifier: MIT */
/*
 * JSON documents in columns, for things that are read and written whole. Texts need not be valid
 * UTF-8: what is not is kept as base64, so that every byte comes back.
 */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Members that are NULL are left out. */
void document_put(json_t *document, const char *key, const char *text);
void document_put_texts(json_t *document, const char *key, const GPtrArray *texts);
/* Objects made from each element; NULL arrays as empty ones. */
void document_put_list(json_t *document, const char *key, const GPtrArray *things,
		       json_t *(*format)(const void *thing));
void document_put_number(json_t *document, const char *key, int64_t number);

/* Newly allocated, or NULL when it is left out. */
char *document_text(const json_t *document, const char *key);
/* Never NULL; owns its texts. */
GPtrArray *document_texts(const json_t *document, const char *key);
/* Never NULL; owns its things through free_thing. */
GPtrArray *document_list(const json_t *document, const char *key,
			 void *(*parse)(const json_t *document), GDestroyNotify free_thing);
int64_t document_number(const json_t *document, const char *key, int64_t missing);

/* The array as a text of its own. */
char *texts_format(const GPtrArray *texts);
GPtrArray *texts_parse(const char *text);

/* Takes the document over. */
char *document_format(json_t *document);
/* NULL with RAMPART_ERROR_STATE that names what it is of. */
json_t *document_parse(const char *text, const char *what, GError **error);

#endif
