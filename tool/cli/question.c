/* SPDX-License-Identifier: MIT */
#include "cli/question.h"

#include <jansson.h>
#include <string.h>

#include "base/error.h"
#include "base/name.h"

void question_clear(struct question *question)
{
	g_free(question->from);
	g_free(question->auth);
	g_clear_pointer(&question->published, published_free);
	*question = (struct question){0};
}

static bool begin(struct question *question, const char *from, const char *auth, bool exists,
		  GError **error)
{
	*question = (struct question){.exists = exists, .published = published_new()};
	question->from = name_from_user(from, error);
	if (question->from && auth)
		question->auth = name_from_user(auth, error);
	if (question->from && (!auth || question->auth))
		return true;
	question_clear(question);
	return false;
}

/* NAME=TXT: the first = ends the name. */
static bool publish(struct question *question, const char *at, GError **error)
{
	const char *equals = strchr(at, '=');
	g_autofree char *typed = equals ? g_strndup(at, (size_t)(equals - at)) : NULL;
	g_autofree char *name = NULL;

	if (!equals) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_USAGE,
			    "\"%s\" is not NAME=TXT, such as shop.example='v=DMARC1; p=none'", at);
		return false;
	}
	name = name_from_user(typed, error);
	if (name)
		published_add(question->published, name, equals + 1);
	return name != NULL;
}

bool question_from_options(const struct cli *cli, struct question *question, GError **error)
{
	const GPtrArray *at = cli->arguments.option[OPTION_AT].texts;

	if (!begin(question, cli_text(cli, OPTION_FROM_DOMAIN), cli_text(cli, OPTION_AUTH),
		   !cli_given(cli, OPTION_NONEXISTENT), error))
		return false;
	for (unsigned i = 0; at && i < at->len; i++)
		if (!publish(question, at->pdata[i], error)) {
			question_clear(question);
			return false;
		}
	return true;
}

static bool invalid(GError **error, const char *key, const char *wants)
{
	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "\"%s\" must be %s", key, wants);
	return false;
}

/* Optional keys may be null. */
static bool well_formed(const json_t *object, GError **error)
{
	const json_t *auth = json_object_get(object, "auth"), *at = json_object_get(object, "at"),
		     *nonexistent = json_object_get(object, "nonexistent");

	if (!json_is_string(json_object_get(object, "from")))
		return invalid(error, "from", "a domain");
	if (auth && !json_is_null(auth) && !json_is_string(auth))
		return invalid(error, "auth", "a domain");
	if (nonexistent && !json_is_null(nonexistent) && !json_is_boolean(nonexistent))
		return invalid(error, "nonexistent", "true or false");
	if (at && !json_is_null(at) && !json_is_array(at))
		return invalid(error, "at", "a list of NAME=TXT");
	return true;
}

static bool from_object(const json_t *object, struct question *question, GError **error)
{
	const char *from = json_string_value(json_object_get(object, "from"));
	const char *auth = json_string_value(json_object_get(object, "auth"));
	const json_t *at = json_object_get(object, "at");

	if (!well_formed(object, error))
		return false;
	if (!begin(question, from, auth, !json_is_true(json_object_get(object, "nonexistent")),
		   error))
		return false;
	for (size_t i = 0; i < json_array_size(at); i++) {
		const char *text = json_string_value(json_array_get(at, i));

		if (!publish(question, text ? text : "", error)) {
			question_clear(question);
			return false;
		}
	}
	return true;
}

bool question_from_json(const char *line, struct question *question, GError **error)
{
	json_error_t fault;
	json_t *object = json_loads(line, 0, &fault);
	bool good;

	if (!object) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "not JSON: %s",
			    fault.text);
		return false;
	}
	good = from_object(object, question, error);
	json_decref(object);
	return good;
}
