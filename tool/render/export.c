/* SPDX-License-Identifier: MIT */
/* Raw data for other tools: each line is an object, written as JSON or as its values in CSV. */
#include "base/clock.h"
#include "base/utext.h"
#include "model/traffic.h"
#include "render/changes.h"

static const char rows_header[] =
	"reporter,report_id,begin,end,source_ip,count,bad,disposition,dkim,spf,header_from,"
	"envelope_from,envelope_to,dkim_results,spf_results,reasons\n";
static const char daily_header[] = "day,messages,compliant,none,quarantine,reject\n";
static const char sources_header[] =
	"source,name,verdict,class,decided_by,messages,compliant,dkim_aligned,spf_aligned,"
	"forwarded,"
	"none,quarantine,reject,unknown,lost,spam,first_seen,last_seen,owner,reason\n";

static void begin(enum document_format format, const char *header, GString *out)
{
	if (format == DOCUMENT_FORMAT_CSV)
		g_string_append(out, header);
}

static char *value_text(const json_t *value);

/* "example.com/s1/pass example.com//fail": the elements of a list, each with its values. */
static char *list_text(const json_t *list)
{
	GString *out = g_string_new(NULL);
	json_t *element, *value;
	const char *key;
	size_t i;

	json_array_foreach(list, i, element)
	{
		const char *between = i ? " " : "";

		json_object_foreach(element, key, value)
		{
			g_autofree char *text = value_text(value);

			g_string_append_printf(out, "%s%s", between, text);
			between = "/";
		}
	}
	return g_string_free(out, FALSE);
}

static char *value_text(const json_t *value)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	if (json_is_string(value))
		return g_strdup(json_string_value(value));
	if (json_is_integer(value))
		return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (json_is_real(value))
		return g_strdup(
			g_ascii_formatd(number, sizeof(number), "%.1f", json_real_value(value)));
	if (json_is_boolean(value))
		return g_strdup(json_is_true(value) ? "yes" : "no");
	return list_text(value);
}

/* Takes the reference. */
static void line(enum document_format format, json_t *object, GString *out)
{
	const char *key, *between = "";
	json_t *value;

	if (format != DOCUMENT_FORMAT_CSV) {
		char *text = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);

		g_string_append_printf(out, "%s\n", text);
		free(text);
		json_decref(object);
		return;
	}
	json_object_foreach(object, key, value)
	{ /* in the order in which it was made */
		g_autofree char *text = value_text(value);
		g_autofree char *cell = json_is_number(value) ? g_strdup(text) : utext_csv(text);

		g_string_append_printf(out, "%s%s", between, cell);
		between = ",";
	}
	g_string_append(out, "\n");
	json_decref(object);
}

static json_t *dkim_json(const struct signature *signature)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < signature->n_dkim; i++) {
		const struct dkim_result *dkim = &signature->dkim[i];

		json_array_append_new(array, json_pack("{s:o, s:o, s:s}", "domain",
						       json_utf8(dkim->domain), "selector",
						       json_utf8(dkim->selector), "result",
						       auth_result_name(dkim->result)));
	}
	return array;
}

static json_t *spf_json(const struct signature *signature)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < signature->n_spf; i++) {
		const struct spf_result *spf = &signature->spf[i];

		json_array_append_new(array,
				      json_pack("{s:o, s:s}", "domain", json_utf8(spf->domain),
						"result", auth_result_name(spf->result)));
	}
	return array;
}

static json_t *reasons_json(const struct signature *signature)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < signature->n_overrides; i++) {
		const struct override *override = &signature->overrides[i];

		json_array_append_new(array, json_pack("{s:s, s:o}", "type",
						       override_type_name(override->type),
						       "comment", json_utf8(override->comment)));
	}
	return array;
}

void render_rows_begin(enum document_format format, GString *out)
{
	begin(format, rows_header, out);
}

void render_row(enum document_format format, const char *org_name, const char *report_id,
		int64_t from, int64_t until, const struct report_row *row,
		const struct signature *signature, GString *out)
{
	g_autofree char *first = time_format(from), *last = time_format(until);
	char ip[IP_TEXT_MAX] = "";

	if (!(row->flags & ROW_BAD_ADDRESS))
		ip_format(&row->ip, ip);
	line(format,
	     json_pack(
		     "{s:o, s:o, s:s, s:s, s:s, s:I, s:b, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, "
		     "s:o}",
		     "reporter", json_utf8(org_name), "report_id", json_utf8(report_id), "begin",
		     first, "end", last, "source_ip", ip, "count", (json_int_t)row->count, "bad",
		     (row->flags & ROW_BAD) != 0, "disposition",
		     disposition_name((enum disposition)row->disposition), "dkim",
		     auth_result_name(signature->evaluated_dkim), "spf",
		     auth_result_name(signature->evaluated_spf), "header_from",
		     json_utf8(signature->header_from), "envelope_from",
		     json_utf8(signature->envelope_from), "envelope_to",
		     json_utf8(signature->envelope_to), "dkim_results", dkim_json(signature),
		     "spf_results", spf_json(signature), "reasons", reasons_json(signature)),
	     out);
}

void render_daily(enum document_format format, const GArray *days, GString *out)
{
	begin(format, daily_header, out);
	for (unsigned i = 0; i < days->len; i++) {
		const struct traffic_day *day = &g_array_index(days, struct traffic_day, i);
		g_autofree char *name = day_format(day->day);

		line(format,
		     json_pack("{s:s, s:I, s:I, s:I, s:I, s:I}", "day", name, "messages",
			       (json_int_t)day->messages, "compliant", (json_int_t)day->compliant,
			       "none", (json_int_t)day->dispositions[DISPOSITION_NONE],
			       "quarantine", (json_int_t)day->dispositions[DISPOSITION_QUARANTINE],
			       "reject", (json_int_t)day->dispositions[DISPOSITION_REJECT]),
		     out);
	}
}

static json_t *source_json(const struct source *source)
{
	const struct flow *main = source_main(source);
	const struct tally *tally = &source->tally;
	const uint64_t *dispositions = tally->dispositions;
	g_autofree char *first = day_format(source->first_seen);
	g_autofree char *last = day_format(source->last_seen);

	return json_pack("{s:o, s:o, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, "
			 "s:f, s:f, s:s, "
			 "s:s, s:o, s:o}",
			 "source", json_utf8(source->key), "name", json_utf8(source->name),
			 "verdict", verdict_name(main->verdict), "class",
			 flow_class_name(main->class), "decided_by",
			 decided_by_name(main->decided_by), "messages", (json_int_t)tally->messages,
			 "compliant", (json_int_t)tally->compliant, "dkim_aligned",
			 (json_int_t)tally->dkim_aligned, "spf_aligned",
			 (json_int_t)tally->spf_aligned, "forwarded", (json_int_t)source->forwarded,
			 "none", (json_int_t)dispositions[DISPOSITION_NONE], "quarantine",
			 (json_int_t)dispositions[DISPOSITION_QUARANTINE], "reject",
			 (json_int_t)dispositions[DISPOSITION_REJECT], "unknown",
			 (json_int_t)dispositions[DISPOSITION_UNKNOWN], "lost", tally->lost, "spam",
			 tally->spam, "first_seen", first, "last_seen", last, "owner",
			 json_utf8(source->note.owner), "reason", json_utf8(main->reason));
}

void render_sources(enum document_format format, const struct source_table *table, GString *out)
{
	begin(format, sources_header, out);
	for (unsigned i = 0; i < table->sources->len; i++)
		line(format, source_json(table->sources->pdata[i]), out);
}
