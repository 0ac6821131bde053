/* SPDX-License-Identifier: MIT */
#include "app/look_text.h"

#include <string.h>

#include "base/clock.h"

#define LINE_INDENT "  "

static void line_free(void *data)
{
	struct look_line *line = data;

	g_free(line->text);
	g_free(line);
}

static void add(GPtrArray *lines, enum look_tone tone, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void add(GPtrArray *lines, enum look_tone tone, const char *format, ...)
{
	struct look_line *line = g_new0(struct look_line, 1);
	va_list args;

	va_start(args, format);
	line->tone = tone;
	line->text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(lines, line);
}

static enum look_tone tone_of(enum look_status status)
{
	return status == LOOK_STATUS_OK		   ? LOOK_TONE_PLAIN
	       : status <= LOOK_STATUS_NODATA	   ? LOOK_TONE_WARN
	       : status == LOOK_STATUS_UNREACHABLE ? LOOK_TONE_MUTED
						   : LOOK_TONE_BAD;
}

static const char *agreement(const struct look *look)
{
	guint answered = 0;

	for (guint i = 0; i < look->servers->len; i++) {
		const struct look_server *server = look->servers->pdata[i];

		answered += server->status <= LOOK_STATUS_NODATA;
	}
	if (look->servers->len == 0)
		return "no authoritative server was found";
	if (answered == 0)
		return "no authoritative server answers";
	if (!look->agree)
		return "the servers do not agree";
	return answered < look->servers->len ? "the servers that answer agree"
					     : "the servers agree";
}

/* What else the record could be: approved and not served, or wanted next. */
static void add_others(GPtrArray *lines, const struct look *look)
{
	const char *served = look->published->len == 1 ? look->published->pdata[0] : NULL;

	if (look->approved && g_strcmp0(look->approved, served) != 0)
		add(lines, LOOK_TONE_WARN, "  approved: %s", look->approved);
	if (look->target && g_strcmp0(look->target, served) != 0)
		add(lines, LOOK_TONE_MUTED, "  next:     %s", look->target);
}

/* What receivers of a generation discover, as far as DNS told it. */
static void add_discovered(GPtrArray *lines, const struct look *look, enum generation generation)
{
	const char *who = generation == GENERATION_RFC7489 ? "RFC 7489" : "RFC 9989";
	const char *policy = policy_name(look->policy[generation]);

	if (look->found_at[generation])
		add(lines, LOOK_TONE_MUTED, "  %s receivers find %s%s%s", who,
		    look->found_at[generation], policy ? ", policy " : "", policy ? policy : "");
	else if (look->status <= LOOK_STATUS_NODATA)
		add(lines, LOOK_TONE_MUTED, "  %s receivers find no DMARC", who);
	else
		add(lines, LOOK_TONE_WARN, "  what %s receivers find is not known", who);
}

static void add_dmarc(GPtrArray *lines, const struct look *look)
{
	add(lines, LOOK_TONE_HEADING, "DMARC at %s: %s, %s%s", look->name,
	    look_status_name(look->status), agreement(look), look->drift ? ", DRIFT" : "");
	for (guint i = 0; i < look->published->len; i++)
		add(lines, LOOK_TONE_PLAIN, "  %s", (char *)look->published->pdata[i]);
	add_others(lines, look);
	for (unsigned i = 0; i < GENERATION_COUNT; i++)
		add_discovered(lines, look, (enum generation)i);
}

/* width: of the longest address. */
static void add_server(GPtrArray *lines, const struct look_server *server, int width)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "  %-24s %-*s %s",
			       server->server ? server->server : "resolver", width, server->address,
			       look_status_name(server->status));
	if (server->ttl)
		g_string_append_printf(text, ", TTL %u", server->ttl);
	if (server->serial)
		g_string_append_printf(text, ", serial %u", server->serial);
	if (server->authentic)
		g_string_append(text, ", validated");
	add(lines, tone_of(server->status), "%s", text->str);
	for (guint i = 0; i < server->cname->len; i++)
		add(lines, LOOK_TONE_MUTED, "    -> %s", (char *)server->cname->pdata[i]);
	for (guint i = 0; i < server->txt->len; i++)
		add(lines, LOOK_TONE_MUTED, "    \"%s\"", (char *)server->txt->pdata[i]);
}

static int widest_address(const GPtrArray *servers)
{
	size_t width = 0;

	for (guint i = 0; i < servers->len; i++)
		width = MAX(width, strlen(((struct look_server *)servers->pdata[i])->address));
	return (int)width;
}

static void add_servers(GPtrArray *lines, const struct look *look)
{
	int width = MAX(widest_address(look->servers), widest_address(look->resolvers));
	guint validated = 0;

	add(lines, LOOK_TONE_HEADING, "SERVERS");
	for (guint i = 0; i < look->servers->len; i++)
		add_server(lines, look->servers->pdata[i], width);
	for (guint i = 0; i < look->resolvers->len; i++)
		add_server(lines, look->resolvers->pdata[i], width);
	for (guint i = 0; i < look->resolvers->len; i++)
		validated += ((struct look_server *)look->resolvers->pdata[i])->authentic;
	add(lines, LOOK_TONE_MUTED, "  DNSSEC: validated by %u of %u resolver%s", validated,
	    look->resolvers->len, look->resolvers->len == 1 ? "" : "s");
}

static void add_term(GPtrArray *lines, const struct look_term *term, unsigned depth)
{
	bool good = strcmp(term->result, "ok") == 0 || strcmp(term->result, "unknown") == 0;
	int indent = (int)(depth * strlen(LINE_INDENT));

	if (term->term)
		add(lines, good ? LOOK_TONE_PLAIN : LOOK_TONE_WARN, "%*s%s: %s, %u lookup%s",
		    indent, "", term->term, term->result, term->lookups,
		    term->lookups == 1 ? "" : "s");
	if (term->record)
		add(lines, term->term ? LOOK_TONE_MUTED : LOOK_TONE_PLAIN, "%*s%s%s", indent, "",
		    term->term ? LINE_INDENT : "", term->record);
	for (guint i = 0; i < term->terms->len; i++)
		add_term(lines, term->terms->pdata[i], depth + 1);
}

static void add_spf(GPtrArray *lines, const struct look *look)
{
	add(lines, LOOK_TONE_HEADING, "SPF: %s, %d lookup%s of 10, %d void", look->spf_result,
	    look->spf_lookups, look->spf_lookups == 1 ? "" : "s", look->spf_void);
	if (look->spf_tree)
		add_term(lines, look->spf_tree, 1);
	for (guint i = 0; i < look->spf_sources->len; i++) {
		const struct look_cover *cover = look->spf_sources->pdata[i];

		add(lines, cover->covered == cover->addresses ? LOOK_TONE_MUTED : LOOK_TONE_PLAIN,
		    "  %s %s: %u of %u address%s covered, %" G_GUINT64_FORMAT " message%s",
		    cover->legitimate ? "legitimate" : "seen to pass", cover->source,
		    cover->covered, cover->addresses, cover->addresses == 1 ? "" : "es",
		    cover->messages, cover->messages == 1 ? "" : "s");
	}
}

static void add_key(GPtrArray *lines, const struct look_key *key)
{
	g_autoptr(GString) text = g_string_new(key->status);

	if (key->bits)
		g_string_append_printf(text, ", %s%s%u bits", key->type ? key->type : "",
				       key->type ? " " : "", key->bits);
	if (key->found > 1)
		g_string_append_printf(text, ", %u keys", key->found);
	if (key->test)
		g_string_append(text, ", test (t=y)");
	if (key->target)
		g_string_append_printf(text, ", alias of %s", key->target);
	add(lines, strcmp(key->status, "ok") == 0 ? LOOK_TONE_PLAIN : LOOK_TONE_WARN,
	    "  %s._domainkey.%s: %s", key->selector, key->domain, text->str);
}

static void add_keys(GPtrArray *lines, const struct look *look)
{
	add(lines, LOOK_TONE_HEADING, "DKIM KEYS");
	if (look->dkim->len == 0)
		add(lines, LOOK_TONE_MUTED, "  none: no report shows a signature that passes");
	for (guint i = 0; i < look->dkim->len; i++)
		add_key(lines, look->dkim->pdata[i]);
}

static void add_authorisations(GPtrArray *lines, const struct look *look)
{
	add(lines, LOOK_TONE_HEADING, "REPORT AUTHORISATION");
	if (look->authorisations->len == 0)
		add(lines, LOOK_TONE_MUTED, "  %s",
		    look->status <= LOOK_STATUS_NODATA ? "none is needed" : "not known");
	for (guint i = 0; i < look->authorisations->len; i++) {
		const struct look_authorisation *found = look->authorisations->pdata[i];

		if (found->authorised)
			add(lines, LOOK_TONE_PLAIN, "  %s takes the reports", found->host);
		else
			add(lines, LOOK_TONE_BAD, "  %s: %s at %s", found->host,
			    found->status == LOOK_STATUS_OK ? "no authorisation"
							    : look_status_name(found->status),
			    found->name);
	}
}

static void add_rest(GPtrArray *lines, const struct look *look)
{
	const char *none = look->status <= LOOK_STATUS_NODATA ? "no record" : "none seen";

	add(lines, LOOK_TONE_HEADING, "MAIL SERVERS");
	if (look->mx->len == 0)
		add(lines, LOOK_TONE_MUTED, "  no MX is known");
	for (guint i = 0; i < look->mx->len; i++)
		add(lines, LOOK_TONE_PLAIN, "  %s", (char *)look->mx->pdata[i]);
	add(lines, LOOK_TONE_HEADING, "BESIDE DMARC");
	add(lines, LOOK_TONE_PLAIN, "  BIMI: %s; the policy %s", look->bimi ? look->bimi : none,
	    look->bimi_ready ? "suffices" : "does not suffice yet");
	add(lines, LOOK_TONE_PLAIN, "  MTA-STS: %s%s", look->mta_sts ? look->mta_sts : none,
	    look->mta_sts ? " (its policy over HTTPS is not fetched)" : "");
	add(lines, LOOK_TONE_PLAIN, "  TLS-RPT: %s", look->tls_rpt ? look->tls_rpt : none);
}

GPtrArray *look_lines(const struct look *look)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);

	add_dmarc(lines, look);
	add_servers(lines, look);
	add_spf(lines, look);
	add_keys(lines, look);
	add_authorisations(lines, look);
	add_rest(lines, look);
	return lines;
}

GPtrArray *look_change_lines(const struct look *look)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
	g_autofree char *before = time_format(look->before);
	const char *place = "";

	if (look->before == TIME_NONE) {
		add(lines, LOOK_TONE_HEADING, "CHANGED: there is no look before this one");
		return lines;
	}
	add(lines, LOOK_TONE_HEADING, "CHANGED since the look of %s%s", before,
	    look->changed->len > 0 ? "" : ": nothing");
	for (guint i = 0; i < look->changed->len; i++) {
		const struct look_change *change = look->changed->pdata[i];

		if (strcmp(place, change->place) != 0)
			add(lines, LOOK_TONE_PLAIN, "  %s", change->place);
		place = change->place;
		add(lines, change->added ? LOOK_TONE_PLAIN : LOOK_TONE_WARN, "    %c %s",
		    change->added ? '+' : '-', change->value);
	}
	return lines;
}
