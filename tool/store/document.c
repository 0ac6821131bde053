/* SPDX-License-Identifier: MIT */
#include "store/document.h"

#include "base/error.h"

#define BASE64 "base64" /* the key of the object that stands for a text of other bytes */

static json_t *text_format(const char *text)
{
	g_autofree char *octets = NULL;

	if (g_utf8_validate(text, -1, NULL))
		return json_string(text);
	octets = g_base64_encode((const uint8_t *)text, strlen(text));
	return json_pack("{ss}", BASE64, octets);
}

static char *text_parse(const json_t *value)
{
	const char *octets = json_string_value(json_object_get(value, BASE64));
	g_autofree uint8_t *raw = NULL;
	gsize len;

	if (!octets)
		return g_strdup(json_string_value(value));
	raw = g_base64_decode(octets, &len);
	return g_strndup((const char *)raw, len);
}

static json_t *list_format(const GPtrArray *texts)
{
	json_t *list = json_array();

	for (unsigned i = 0; texts && i < texts->len; i++)
		json_array_append_new(list, text_format(texts->pdata[i]));
	return list;
}

static GPtrArray *list_parse(const json_t *list)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < json_array_size(list); i++) {
		char *text = text_parse(json_array_get(list, i));

		g_ptr_array_add(texts, text ? text : g_strdup(""));
	}
	return texts;
}

void document_put(json_t *document, const char *key, const char *text)
{
	if (text)
		json_object_set_new(document, key, text_format(text));
}

void document_put_texts(json_t *document, const char *key, const GPtrArray *texts)
{
	json_object_set_new(document, key, list_format(texts));
}

void document_put_list(json_t *document, const char *key, const GPtrArray *things,
		       json_t *(*format)(const void *thing))
{
	json_t *list = json_array();

	for (unsigned i = 0; things && i < things->len; i++)
		json_array_append_new(list, format(things->pdata[i]));
	json_object_set_new(document, key, list);
}

void document_put_number(json_t *document, const char *key, int64_t number)
{
	json_object_set_new(document, key, json_integer(number));
}

char *document_text(const json_t *document, const char *key)
{
	return text_parse(json_object_get(document, key));
}

GPtrArray *document_texts(const json_t *document, const char *key)
{
	return list_parse(json_object_get(document, key));
}

GPtrArray *document_list(const json_t *document, const char *key,
			 void *(*parse)(const json_t *document), GDestroyNotify free_thing)
{
	const json_t *list = json_object_get(document, key);
	GPtrArray *things = g_ptr_array_new_with_free_func(free_thing);

	for (size_t i = 0; i < json_array_size(list); i++)
		g_ptr_array_add(things, parse(json_array_get(list, i)));
	return things;
}

int64_t document_number(const json_t *document, const char *key, int64_t missing)
{
	const json_t *number = json_object_get(document, key);

	return json_is_integer(number) ? json_integer_value(number) : missing;
}

char *texts_format(const GPtrArray *texts)
{
	return document_format(list_format(texts));
}

GPtrArray *texts_parse(const char *text)
{
	json_t *list = json_loads(text, 0, NULL);
	GPtrArray *texts = list_parse(list);

	json_decref(list);
	return texts;
}

char *document_format(json_t *document)
{
	char *text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);

	json_decref(document);
	return text;
}

json_t *document_parse(const char *text, const char *what, GError **error)
{
	json_t *document = json_loads(text, 0, NULL);

	if (!document)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
			    "%s: its document is damaged; run rampart doctor, restore a backup",
			    what);
	return document;
}
