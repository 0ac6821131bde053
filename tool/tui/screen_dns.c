/* SPDX-License-Identifier: MIT */
/* DNS check: what is published now, at every server, and what is wrong with it? */
#include "app/ticket.h"
#include "tui/format.h"
#include "tui/moves.h"
#include "tui/screen.h"

struct dns_model {
	struct text text;
};

struct dns_data {
	struct look *look; /* NULL: never looked */
};

static void free_data(void *loaded)
{
	struct dns_data *data = loaded;

	g_clear_pointer(&data->look, look_free);
	g_free(data);
}

static void *load(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct place *place = arg;
	struct dns_data *data = g_new0(struct dns_data, 1);
	GError *fault = NULL;

	data->look = app_last_look(app, place->domain, &fault);
	if (!fault)
		return data;
	g_propagate_error(error, fault);
	free_data(data);
	return NULL;
}

static void init(struct page *page)
{
	struct dns_model *model = page->model;

	text_init(&model->text);
}

static void clear(struct page *page)
{
	struct dns_model *model = page->model;

	text_clear(&model->text);
}

static void add_published(struct text *text, const struct look *look)
{
	text_addf(text, ROLE_HEADING, "DMARC at %s: %s%s", look->name,
		  look_status_name(look->status),
		  look->agree ? ", all servers agree" : ", the servers do not agree");
	for (guint i = 0; i < look->published->len; i++)
		text_addf(text, ROLE_PLAIN, "  %s", (char *)look->published->pdata[i]);
	for (int i = 0; i < GENERATION_COUNT; i++)
		text_addf(text, ROLE_MUTED, "  %s receivers find %s%s%s",
			  i == GENERATION_RFC7489 ? "RFC 7489" : "RFC 9989",
			  look->found_at[i] ? look->found_at[i] : "nothing",
			  look->found_at[i] ? ", policy " : "",
			  look->found_at[i] && policy_name(look->policy[i])
				  ? policy_name(look->policy[i])
				  : "");
}

static const char *finding_sign(enum finding_level level)
{
	return level == FINDING_ERROR ? "!" : level == FINDING_WARNING ? "~" : "i";
}

static void add_findings(struct text *text, const GPtrArray *findings)
{
	text_add(text, ROLE_HEADING, "FINDINGS");
	if (findings->len == 0)
		text_add(text, ROLE_OK, "  + nothing is wrong");
	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		enum role role = finding->level == FINDING_ERROR     ? ROLE_BAD
				 : finding->level == FINDING_WARNING ? ROLE_WARN
								     : ROLE_PLAIN;

		text_addf(text, role, "  %s %s: %s", finding_sign(finding->level), finding->code,
			  finding->text);
		if (finding->fix)
			text_addf(text, ROLE_PLAIN, "    fix: %s", finding->fix);
	}
}

static void add_server(struct text *text, const struct look_server *server)
{
	text_addf(text, server->status == LOOK_STATUS_OK ? ROLE_PLAIN : ROLE_BAD,
		  "  %-28s %-24s %-9s TTL %u, serial %u",
		  server->server ? server->server : "resolver", server->address,
		  look_status_name(server->status), server->ttl, server->serial);
	for (guint i = 0; i < server->txt->len; i++)
		text_addf(text, ROLE_MUTED, "    %s", (char *)server->txt->pdata[i]);
}

static void add_rest(struct text *text, const struct look *look)
{
	text_addf(text, ROLE_HEADING, "SPF: %s, %d lookups of 10, %d void",
		  look->spf_result ? look->spf_result : "none", look->spf_lookups, look->spf_void);
	if (look->spf_record)
		text_addf(text, ROLE_PLAIN, "  %s", look->spf_record);
	text_add(text, ROLE_HEADING, "DKIM KEYS");
	for (guint i = 0; i < look->dkim->len; i++) {
		const struct look_key *key = look->dkim->pdata[i];

		text_addf(text, ROLE_PLAIN, "  %s._domainkey.%s: %s, %u bits", key->selector,
			  key->domain, key->status, key->bits);
	}
	text_add(text, ROLE_HEADING, "REPORT AUTHORISATION");
	for (guint i = 0; i < look->authorisations->len; i++) {
		const struct look_authorisation *authorisation = look->authorisations->pdata[i];

		text_addf(text, authorisation->authorised ? ROLE_PLAIN : ROLE_BAD, "  %s: %s",
			  authorisation->host,
			  authorisation->authorised ? "takes the reports" : "does not take them");
	}
}

static void update(struct page *page)
{
	struct dns_model *model = page->model;
	const struct dns_data *data = page->data;
	const struct look *look = data->look;

	text_reset(&model->text);
	if (!look) {
		text_add(&model->text, ROLE_MUTED,
			 "Nobody has looked yet: c asks the name servers.");
		return;
	}
	add_findings(&model->text, look->findings);
	add_published(&model->text, look);
	text_add(&model->text, ROLE_HEADING, "SERVERS");
	for (guint i = 0; i < look->servers->len; i++)
		add_server(&model->text, look->servers->pdata[i]);
	for (guint i = 0; i < look->resolvers->len; i++)
		add_server(&model->text, look->resolvers->pdata[i]);
	add_rest(&model->text, look);
}

static void draw(struct page *page, struct canvas *canvas, const struct area *area)
{
	struct dns_model *model = page->model;
	const struct dns_data *data = page->data;
	struct area rest = *area;
	struct area head = area_top(&rest, 1);
	g_autofree char *at = format_instant(data->look ? data->look->at : TIME_NONE);
	g_autofree char *heading = data->look ? g_strdup_printf("looked at on %s UTC%s", at,
								data->look->drift ? ", DRIFT" : "")
					      : g_strdup("never looked at");

	canvas_text(canvas, head.row, head.column, head.width, ROLE_HEADING, heading);
	text_draw(&model->text, canvas, &rest, true);
}

static struct text *page_text(const struct page *page)
{
	struct dns_model *model = page->model;

	return &model->text;
}

static const struct binding bindings[] = {
	{ACTION_CHECK, move_run, NULL},
	{ACTION_DRAFT, move_run, NULL},
	BINDINGS_END,
};

const struct screen screen_dns = {
	.name = "DNS",
	.load = load,
	.free_data = free_data,
	.model_size = sizeof(struct dns_model),
	.init = init,
	.clear = clear,
	.update = update,
	.draw = draw,
	.text = page_text,
	.panes = 1,
	.bindings = bindings,
};
