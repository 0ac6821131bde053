/* SPDX-License-Identifier: MIT */
#include "render/template.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/figure.h"
#include "base/utext.h"

#define TAG_SHOWN 60 /* cells of a wrong tag in a message */

struct rendering {
	const char *name, *text;
	const struct template_doors *doors;
	GPtrArray *scopes; /* json_t *: the innermost last */
	GString *out;
	GError **error;
};

/* How a value is written. */
enum form {
	FORM_TEXT,
	FORM_CODE,
	FORM_COUNT,
	FORM_PERCENT,
};

static const char *const form_words[] = {
	[FORM_CODE] = "code ",
	[FORM_COUNT] = "count ",
	[FORM_PERCENT] = "percent ",
};

/* What stands between two pairs of braces. */
struct tag {
	char kind; /* '#', '^', '/', '!', or ' ' for a value */
	enum form form;
	char *name;
	const char *begin, *end; /* of the tag, its line where it takes that along */
};

static bool fail(struct rendering *r, const char *at, const char *what, const char *name)
{
	g_autofree char *shown = utext_term(name, TAG_SHOWN);
	unsigned line = 1;

	for (const char *p = r->text; p < at; p++)
		line += *p == '\n';
	g_set_error(r->error, RAMPART_ERROR, RAMPART_ERROR_INVALID, "%s:%u: %s '%s'", r->name, line,
		    what, shown);
	return false;
}

/* A tag that writes nothing takes its line along when it has it for itself. */
static void take_line(const struct rendering *r, struct tag *tag)
{
	const char *begin = tag->begin, *end = tag->end;

	while (begin > r->text && (begin[-1] == ' ' || begin[-1] == '\t'))
		begin--;
	end += strspn(end, " \t\r");
	if ((begin > r->text && begin[-1] != '\n') || (*end && *end != '\n'))
		return;
	tag->begin = begin;
	tag->end = *end ? end + 1 : end;
}

/* Returns what follows the word of the form. */
static const char *read_form(const char *text, enum form *form)
{
	for (size_t i = FORM_CODE; i < G_N_ELEMENTS(form_words); i++) {
		if (!g_str_has_prefix(text, form_words[i]))
			continue;
		*form = (enum form)i;
		return text + strlen(form_words[i]);
	}
	return text;
}

/* Reads the tag whose braces open at begin. */
static bool read_tag(struct rendering *r, const char *begin, struct tag *tag)
{
	const char *close = strstr(begin, "}}");
	g_autofree char *text = NULL;
	const char *name;

	*tag = (struct tag){.kind = ' ', .begin = begin};
	if (!close)
		return fail(r, begin, "a tag without its", "}}");
	tag->end = close + 2;
	text = g_strstrip(g_strndup(begin + 2, (size_t)(close - begin - 2)));
	name = text;
	if (*name && strchr("#^/!", *name)) {
		tag->kind = *name++;
		take_line(r, tag);
	} else {
		name = read_form(name, &tag->form);
	}
	tag->name = g_strdup(name + strspn(name, " "));
	return true;
}

/* The member of the innermost scope that has it; NULL: no such name. */
static json_t *look_up(const struct rendering *r, const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, ".", -1);
	json_t *value = NULL;

	if (g_str_equal(path, "."))
		return r->scopes->pdata[r->scopes->len - 1];
	for (unsigned i = r->scopes->len; i-- > 0 && !value;)
		value = json_object_get(r->scopes->pdata[i], names[0]);
	for (char **name = names[0] ? names + 1 : names; *name && value; name++)
		value = json_is_null(value) ? value : json_object_get(value, *name);
	return value;
}

/* A figure without a decimal where it has none to speak of. */
static char *number_text(double number)
{
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];
	bool whole = fabs(number - round(number)) < 0.05;

	return g_strdup(g_ascii_formatd(buffer, sizeof(buffer), whole ? "%.0f" : "%.1f", number));
}

/* Rounded down: a goal that is just missed must not look as if it were reached. */
static char *percent_text(double share)
{
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];
	double tenths = floor(share * 1000 + 1e-6);

	g_ascii_formatd(buffer, sizeof(buffer), fmod(tenths, 10) == 0 ? "%.0f" : "%.1f",
			tenths / 10);
	return g_strconcat(buffer, " %", NULL);
}

/* One line of text; NULL for what cannot be written in this form. */
static char *value_text(const json_t *value, enum form form)
{
	if (json_is_null(value))
		return g_strdup("");
	if (form == FORM_COUNT || form == FORM_PERCENT) {
		if (!json_is_number(value))
			return NULL;
		return form == FORM_COUNT ? figure_written(json_number_value(value))
					  : percent_text(json_number_value(value));
	}
	if (json_is_string(value))
		return g_strdup(json_string_value(value));
	if (json_is_integer(value))
		return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (json_is_real(value))
		return number_text(json_real_value(value));
	if (json_is_boolean(value))
		return g_strdup(json_is_true(value) ? "yes" : "no");
	return NULL;
}

static bool write_value(struct rendering *r, const struct tag *tag)
{
	json_t *value = look_up(r, tag->name);
	g_autofree char *text = value ? value_text(value, tag->form) : NULL, *safe = NULL;

	if (!value)
		return fail(r, tag->begin, "unknown name", tag->name);
	if (!text)
		return fail(r, tag->begin, "a value of another kind:", tag->name);
	/* Numbers and yes or no are our own. */
	if (json_is_string(value))
		safe = tag->form == FORM_CODE ? r->doors->code(text) : r->doors->text(text);
	g_string_append(r->out, safe ? safe : text);
	return true;
}

static bool is_there(const json_t *value)
{
	if (json_is_array(value))
		return json_array_size(value) > 0;
	if (json_is_string(value))
		return *json_string_value(value);
	if (json_is_number(value))
		return json_number_value(value) != 0;
	return !json_is_null(value) && !json_is_false(value);
}

static bool render_block(struct rendering *r, const char **at, const struct tag *section,
			 unsigned depth, bool live);

/* Renders the section's body with value as its scope, from *at to behind its end. */
static bool render_body(struct rendering *r, const char **at, const struct tag *section,
			json_t *value, unsigned depth)
{
	bool ok;

	g_ptr_array_add(r->scopes, value);
	ok = render_block(r, at, section, depth, true);
	g_ptr_array_set_size(r->scopes, (int)r->scopes->len - 1);
	return ok;
}

static bool render_section(struct rendering *r, const char **at, const struct tag *section,
			   unsigned depth, bool live)
{
	json_t *value = live ? look_up(r, section->name) : NULL, *element;
	const char *body = *at;
	size_t i;

	if (depth == TEMPLATE_DEPTH_MAX)
		return fail(r, section->begin, "too many sections in each other at", section->name);
	if (!live)
		return render_block(r, at, section, depth + 1, false);
	if (!value)
		return fail(r, section->begin, "unknown name", section->name);
	if (is_there(value) != (section->kind == '#'))
		return render_block(r, at, section, depth + 1, false);
	if (!json_is_array(value) || section->kind == '^')
		return render_body(r, at, section, value, depth + 1);
	json_array_foreach(value, i, element)
	{
		*at = body;
		if (!render_body(r, at, section, element, depth + 1))
			return false;
	}
	return true;
}

/* What the tag asks for; *done: it closed the section. */
static bool obey(struct rendering *r, const char **at, const struct tag *tag,
		 const struct tag *section, unsigned depth, bool live, bool *done)
{
	switch (tag->kind) {
	case '#':
	case '^':
		return render_section(r, at, tag, depth, live);
	case '/':
		*done = true;
		return (section && g_str_equal(section->name, tag->name)) ||
		       fail(r, tag->begin, "the end of a section that is not open:", tag->name);
	case ' ':
		return !live || write_value(r, tag);
	default:
		return true;
	}
}

/* Text and tags up to the end of the section, or of the template when there is none. */
static bool render_block(struct rendering *r, const char **at, const struct tag *section,
			 unsigned depth, bool live)
{
	bool done = false;

	while (!done) {
		const char *begin = strstr(*at, "{{");
		struct tag tag;
		bool ok;

		if (!begin) {
			if (live)
				g_string_append(r->out, *at);
			*at += strlen(*at);
			return !section ||
			       fail(r, section->begin, "a section without its end:", section->name);
		}
		if (!read_tag(r, begin, &tag))
			return false;
		if (live && tag.begin > *at)
			g_string_append_len(r->out, *at, tag.begin - *at);
		*at = tag.end;
		ok = obey(r, at, &tag, section, depth, live, &done);
		g_free(tag.name);
		if (!ok)
			return false;
	}
	return true;
}

char *template_render(const char *name, const char *text, json_t *values,
		      const struct template_doors *doors, GError **error)
{
	g_autoptr(GPtrArray) scopes = g_ptr_array_new();
	struct rendering r = {name, text, doors, scopes, g_string_new(NULL), error};
	const char *at = text;
	bool ok;

	g_ptr_array_add(scopes, values);
	ok = render_block(&r, &at, NULL, 0, true);
	return g_string_free(r.out, !ok);
}
