/* SPDX-License-Identifier: MIT */
#include "cli/out.h"

#include <errno.h>
#include <string.h>

#include "app/file.h"
#include "base/error.h"
#include "base/utext.h"

#define LIST_SHOWN 25
#define JSON_FLAGS (JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15))

static void line(FILE *out, const char *start, const char *format, va_list args)
	G_GNUC_PRINTF(3, 0);

static void line(FILE *out, const char *start, const char *format, va_list args)
{
	g_autofree char *raw = g_strdup_vprintf(format, args);
	g_autofree char *clean = utext_term(raw, 0);

	fprintf(out, "%s%s\n", start, clean);
}

void out_line(const struct cli *cli, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line(cli->out, "", format, args);
	va_end(args);
}

void out_remark(const struct cli *cli, const char *format, ...)
{
	va_list args;

	if (cli->quiet)
		return;
	va_start(args, format);
	line(stderr, "rampart: ", format, args);
	va_end(args);
}

void out_error(const GError *error)
{
	g_autofree char *clean = utext_term(error->message, 0);

	fprintf(stderr, "rampart: %s\n", clean);
}

static void dump(const struct cli *cli, json_t *value, size_t flags)
{
	char *text = json_dumps(value, flags | JSON_FLAGS);
	GString *safe = g_string_new(text);

	g_string_replace(safe, "\x7f", "\\u007f",
			 0); /* the one control character that jansson leaves */
	fprintf(cli->out, "%s\n", safe->str);
	g_string_free(safe, TRUE);
	free(text);
	json_decref(value);
}

void out_json(const struct cli *cli, json_t *value)
{
	if (cli->dry_run)
		json_object_set_new(value, "dry_run", json_true());
	dump(cli, value, JSON_INDENT(1));
}

void out_json_line(const struct cli *cli, json_t *value)
{
	dump(cli, value, JSON_COMPACT);
}

const char *out_file(const struct cli *cli)
{
	const char *file = cli_text(cli, OPTION_OUTPUT);

	return file && !g_str_equal(file, "-") ? file : NULL;
}

static bool write_file(const struct cli *cli, const char *data, size_t len, GError **error)
{
	const char *file = out_file(cli);

	if (cli->dry_run) {
		out_remark(cli, "%s would be written", file);
		return true;
	}
	if (!app_write_file(file, data, len, error))
		return false;
	out_remark(cli, "%s is written", file);
	return true;
}

bool out_document(const struct cli *cli, const char *text, GError **error)
{
	if (out_file(cli))
		return write_file(cli, text, strlen(text), error);
	fputs(text, cli->out);
	if (*text && text[strlen(text) - 1] != '\n')
		fputc('\n', cli->out);
	return true;
}

bool out_octets(const struct cli *cli, GBytes *bytes, GError **error)
{
	size_t len;
	const char *data = g_bytes_get_data(bytes, &len);

	if (out_file(cli))
		return write_file(cli, data, len, error);
	fwrite(data, 1, len, cli->out);
	return true;
}

unsigned out_shown(const struct cli *cli, unsigned n)
{
	return cli_given(cli, OPTION_VERBOSE) ? n : MIN(n, LIST_SHOWN);
}

void out_more(const struct cli *cli, unsigned n, const char *what, uint64_t messages)
{
	g_autofree char *count = out_count_text(messages);

	if (n > 0)
		out_line(cli, "… and %u more %s%s with %s messages; --verbose lists %s", n, what,
			 n == 1 ? "" : "s", count, n == 1 ? "it" : "them");
}

bool out_finish(const struct cli *cli, GError **error)
{
	bool failed = fflush(cli->out) != 0 || ferror(cli->out);

	if (failed)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_IO,
			    "standard output cannot be written: %s", g_strerror(errno));
	return !failed;
}
