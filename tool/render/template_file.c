/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/error.h"
#include "base/utext.h"
#include "render/template.h"

static char *line(const char *raw)
{
	return utext_term(raw, 0);
}

static const struct template_doors doors[] = {
	[DOCUMENT_FORMAT_HTML] = {utext_html, utext_html},
	[DOCUMENT_FORMAT_MARKDOWN] = {utext_markdown, utext_code},
	[DOCUMENT_FORMAT_TEXT] = {line, line},
};

const struct template_doors *template_doors(enum document_format format)
{
	return &doors[format];
}

/* A slug is no path: it must not lead out of the folder. */
static bool is_slug(const char *slug)
{
	return *slug && strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(slug);
}

static char *path_of(const char *dir, const char *customer, const char *file)
{
	char *own =
		customer && is_slug(customer) ? g_build_filename(dir, customer, file, NULL) : NULL;

	if (own && g_file_test(own, G_FILE_TEST_EXISTS))
		return own;
	g_free(own);
	return g_build_filename(dir, file, NULL);
}

static char *read_template(const char *path, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, &reason);
	size_t len = file ? g_mapped_file_get_length(file) : 0;

	if (!file) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO, "cannot read the template: %s",
			    reason->message);
		return NULL;
	}
	if (len > TEMPLATE_FILE_MAX) {
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_LIMIT,
			    "%s: larger than the %u KiB that a template may have", path,
			    TEMPLATE_FILE_MAX >> 10);
		return NULL;
	}
	return g_strndup(len ? g_mapped_file_get_contents(file) : "", len);
}

char *template_document(const char *dir, const char *customer, const char *stem,
			enum document_format format, json_t *values, GError **error)
{
	const char *suffix = format == DOCUMENT_FORMAT_TEXT ? "txt" : document_format_name(format);
	g_autofree char *file = g_strdup_printf("%s.%s", stem, suffix);
	g_autofree char *path = path_of(dir, customer, file);
	g_autofree char *text = read_template(path, error);

	return text ? template_render(path, text, values, template_doors(format), error) : NULL;
}
