/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <glib/gstdio.h>
#include <jansson.h>

#include "base/clock.h"
#include "base/error.h"
#include "render/render.h"
#include "set.h"

static const char rua[] = "rua=mailto:dmarc-reports@customer-with-a-long-name.example,"
			  "mailto:reports@archive.of.the.security.team.example,"
			  "mailto:shop.example@rua.service-provider.example";

static char *templates(void)
{
	return g_build_filename(g_getenv("RAMPART_TEST_DATA"), "..", "..", "playbooks", "tickets",
				NULL);
}

static void add_event(struct ticket *ticket, int64_t at, enum ticket_state state, const char *note)
{
	struct ticket_event *event = g_new0(struct ticket_event, 1);

	*event = (struct ticket_event){at, g_strdup("rik"), g_strdup(note), state};
	g_ptr_array_add(ticket->history, event);
}

static struct ticket_domain *add_domain(struct ticket *ticket, const char *name)
{
	struct ticket_domain *domain = g_new0(struct ticket_domain, 1);

	*domain = (struct ticket_domain){.name = g_strdup(name),
					 .zone = g_strdup(name),
					 .servers = g_ptr_array_new_with_free_func(g_free)};
	g_ptr_array_add(ticket->domains, domain);
	return domain;
}

static struct ticket *ticket_new(const char *old, const char *new)
{
	struct ticket *ticket = g_new0(struct ticket, 1);
	struct ticket_domain *domain;

	ticket->id = g_strdup("CHG-2026-0007");
	ticket->state = TICKET_STATE_DRAFTED;
	ticket->kind = TICKET_KIND_CHANGE;
	ticket->customer = g_strdup("webshop");
	ticket->domain = g_strdup("shop.example");
	ticket->stage = g_strdup("quarantine-10");
	ticket->zone = g_strdup("shop.example");
	ticket->domains = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_domain_free);
	domain = add_domain(ticket, "shop.example");
	g_ptr_array_add(domain->servers, g_strdup("ns1.dns.example"));
	g_ptr_array_add(domain->servers, g_strdup("ns2.dns.example"));
	ticket->servers = g_ptr_array_ref(domain->servers);
	ticket->changes = set_new();
	set_add(ticket->changes, "_dmarc.shop.example", "TXT", old, new);
	ticket->justification = g_strdup("Moves shop.example to quarantine-10");
	ticket->risk = g_strdup("An RFC 7489 receiver quarantines 10 % of failing mail");
	ticket->evidence = g_strdup(
		"{\"rfc7489\": {\"lost\": 0, \"spam\": 12.5, \"blocked\": 480, \"unknown\": 3},"
		" \"rfc9989\": {\"lost\": 0, \"spam\": 0, \"blocked\": 0, \"unknown\": 0}}");
	ticket->validation = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(
		ticket->validation,
		g_strdup("dig +short +norecurse @ns1.dns.example '_dmarc.shop.example' TXT"));
	ticket->effect_earliest = ticket->effect_latest = TIME_NONE;
	ticket->fingerprint = g_strnfill(64, 'f');
	ticket->drafted_at = day_begin(20757);
	ticket->history = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_event_free);
	add_event(ticket, ticket->drafted_at, TICKET_STATE_DRAFTED, NULL);
	return ticket;
}

static struct ticket *usual(void)
{
	g_autofree char *old = g_strconcat("v=DMARC1; p=none; ", rua, NULL);
	g_autofree char *new = g_strconcat("v=DMARC1; p=quarantine; pct=10; t=y; ", rua, NULL);

	return ticket_new(old, new);
}

static char *render(const struct ticket *ticket, enum document_format format)
{
	g_autofree char *dir = templates();
	char name[] = "Veilig Mail BV", contact[] = "dns@veilig.example";
	struct branding branding = {name, contact};
	GError *error = NULL;
	char *text = render_ticket(format, ticket, dir, "Acme Stores", &branding, "c0ffee", &error);

	g_assert_no_error(error);
	return text;
}

/* The whole document, as a DNS team gets it. */
static void assert_golden(const char *file, enum document_format format)
{
	g_autofree char *path =
		g_build_filename(g_getenv("RAMPART_TEST_DATA"), "render", file, NULL);
	struct ticket *ticket = usual();
	g_autofree char *text = render(ticket, format), *want = NULL;

	ticket_free(ticket);
	g_assert_true(g_file_get_contents(path, &want, NULL, NULL));
	g_assert_cmpstr(text, ==, want);
}

static void test_golden(void)
{
	assert_golden("ticket.md", DOCUMENT_FORMAT_MARKDOWN);
	assert_golden("ticket.txt", DOCUMENT_FORMAT_TEXT);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		g_error("no '%s' in:\n%s", part, text);
}

/* What the record is, and how it goes back, when there was none before. */
static void test_create(void)
{
	struct ticket *ticket = ticket_new(NULL, "v=DMARC1; p=none");
	g_autofree char *text = NULL;

	g_clear_pointer(&ticket->evidence, g_free);
	g_ptr_array_set_size(ticket->servers, 0);
	g_ptr_array_set_size(ticket->validation, 0);
	text = render(ticket, DOCUMENT_FORMAT_MARKDOWN);
	assert_has(text, "Now at this name:\n\n```text\n(nothing)\n```");
	assert_has(text, "**Exactly one TXT record remains at this name: the new one.**");
	assert_has(text, "prereq nxrrset _dmarc.shop.example. TXT");
	assert_has(text, "Value:      (nothing: delete the record)");
	assert_has(text, "No reports to compute it from.");
	assert_has(text, "not known: ask the zone's NS records");
	ticket_free(ticket);
}

/* Nobody asked DNS: it is not said that nothing is there. */
static void test_not_looked_up(void)
{
	static const enum document_format formats[] = {DOCUMENT_FORMAT_MARKDOWN,
						       DOCUMENT_FORMAT_TEXT};

	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		struct ticket *ticket = ticket_new(NULL, "v=DMARC1; p=none");
		g_autofree char *text = NULL;

		((struct ticket_change *)ticket->changes->pdata[0])->old_known = false;
		text = render(ticket, formats[i]);
		assert_has(text, "(not looked up: note what is there, to be able to go back)");
		assert_has(text, "Value:      (what was there before the change)");
		g_assert_null(strstr(text, "(nothing"));
		g_assert_null(strstr(text, "than shown above"));
		ticket_free(ticket);
	}
}

static void test_delete_and_set(void)
{
	struct ticket *ticket = ticket_new("v=DMARC1; p=none", NULL);
	g_autofree char *text = NULL;

	set_add(ticket->changes, "shop.example", "TXT", NULL, "v=spf1 -all");
	set_add(ticket->changes, "shop.example", "MX", "10 mx.shop.example.", "0 .");
	text = render(ticket, DOCUMENT_FORMAT_MARKDOWN);
	assert_has(text, "**No TXT record remains at this name.**");
	assert_has(text, "**Add exactly this record. TXT records for other purposes stay.**");
	assert_has(text, "**Exactly one MX record remains at this name: the new one.**");
	assert_has(text, "shop.example. 3600 IN MX 0 .");
	/* Back: the TTL that was there, and the old value. */
	assert_has(text, "TTL:        86400\nValue:      10 mx.shop.example.");
	ticket_free(ticket);
}

static void test_published(void)
{
	struct ticket *ticket = usual();
	g_autofree char *text = NULL;

	ticket->state = TICKET_STATE_PUBLISHED;
	ticket->approver = g_strdup("A. *Visser*");
	ticket->window = g_strdup("Tuesday 06:00 to 08:00 UTC");
	ticket->effect_earliest = day_begin(20757) + 3600;
	ticket->effect_latest = day_begin(20758) + 3600;
	text = render(ticket, DOCUMENT_FORMAT_MARKDOWN);
	assert_has(text, "| Approver | A. \\*Visser\\* |");
	assert_has(text, "| Change window | Tuesday 06:00 to 08:00 UTC |");
	assert_has(text, "From 2026-10-31T01:00:00Z on, everywhere by 2026-11-01T01:00:00Z.");
	ticket_free(ticket);
}

/* The keys of cli.md. */
static void test_json(void)
{
	static const char *const keys[] = {
		"id",	    "state",	"customer",	 "domain",   "domains",	    "zone",
		"kind",	    "changes",	"justification", "evidence", "risk",	    "validation",
		"rollback", "approver", "window",	 "effect",   "fingerprint", "history"};
	struct ticket *ticket = usual();
	g_autofree char *text = render(ticket, DOCUMENT_FORMAT_JSON);
	json_t *json = json_loads(text, 0, NULL);
	const char *name, *old, *new, *back, *state;

	g_assert_nonnull(json);
	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		g_assert_nonnull(json_object_get(json, keys[i]));
	g_assert_cmpint(json_unpack(json, "{s:[{s:s, s:[s!], s:[s!]}!], s:[{s:[s!]}!], s:[{s:s}!]}",
				    "changes", "name", &name, "old", &old, "new", &new, "rollback",
				    "new", &back, "history", "state", &state),
			==, 0);
	g_assert_cmpstr(name, ==, "_dmarc.shop.example");
	g_assert_true(g_str_has_prefix(new, "v=DMARC1; p=quarantine; pct=10; t=y; rua="));
	g_assert_cmpstr(back, ==, old);
	g_assert_cmpstr(state, ==, "drafted");
	g_assert_true(json_is_null(json_object_get(json, "approver")));
	g_assert_true(json_is_null(json_object_get(json_object_get(json, "effect"), "earliest")));
	json_decref(json);
	ticket_free(ticket);
}

static void test_hostile(void)
{
	const char *evil = "\x1b[2J```\n# x | <script> \x9b\xe2\x80\xae`$(reboot)`";
	struct ticket *ticket = ticket_new(evil, evil);
	struct ticket_domain *domain;

	g_free(ticket->id);
	ticket->id = g_strdup(evil);
	domain = ticket->domains->pdata[0];
	g_free(domain->zone);
	domain->zone = g_strdup(evil);
	g_free(ticket->zone);
	ticket->zone = g_strdup(evil);
	g_free(ticket->risk);
	ticket->risk = g_strdup(evil);
	ticket->approver = g_strdup(evil);
	g_ptr_array_add(ticket->servers, g_strdup(evil));
	g_ptr_array_add(ticket->validation, g_strdup(evil));
	g_free(ticket->evidence);
	ticket->evidence = g_strdup(evil);
	for (int format = DOCUMENT_FORMAT_MARKDOWN; format <= DOCUMENT_FORMAT_JSON; format++) {
		g_autofree char *text = render(ticket, (enum document_format)format);

		g_assert_true(g_utf8_validate(text, -1, NULL));
		for (const char *p = text; *p; p = g_utf8_next_char(p))
			g_assert_true(*p == '\n' || !g_unichar_iscntrl(g_utf8_get_char(p)));
		if (format == DOCUMENT_FORMAT_MARKDOWN)
			g_assert_null(strstr(text, "\n# x"));
	}
	ticket_free(ticket);
}

/* A customer's own template goes before; a broken one says where. */
static void test_own_template(void)
{
	g_autofree char *dir = g_dir_make_tmp("rampart-tickets-XXXXXX", NULL);
	g_autofree char *own = g_build_filename(dir, "webshop", NULL);
	g_autofree char *file = g_build_filename(own, "ticket.md", NULL);
	g_autofree char *shared = g_build_filename(dir, "ticket.md", NULL), *text = NULL;
	g_autoptr(GError) error = NULL;
	struct ticket *ticket = usual();

	g_assert_null(
		render_ticket(DOCUMENT_FORMAT_MARKDOWN, ticket, dir, NULL, NULL, NULL, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_IO);
	g_clear_error(&error);
	g_assert_cmpint(g_mkdir(own, 0700), ==, 0);
	g_assert_true(g_file_set_contents(shared, "{{idd}}\n", -1, NULL));
	g_assert_true(g_file_set_contents(file, "Own {{id}}\n", -1, NULL));
	text = render_ticket(DOCUMENT_FORMAT_MARKDOWN, ticket, dir, NULL, NULL, NULL, NULL);
	g_assert_cmpstr(text, ==, "Own CHG-2026-0007\n");
	g_free(ticket->customer);
	ticket->customer = g_strdup("../webshop");
	g_assert_null(
		render_ticket(DOCUMENT_FORMAT_MARKDOWN, ticket, dir, NULL, NULL, NULL, &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID);
	g_assert_true(g_str_has_suffix(error->message, "ticket.md:1: unknown name 'idd'"));
	ticket_free(ticket);
	g_unlink(file);
	g_unlink(shared);
	g_rmdir(own);
	g_rmdir(dir);
}

/* Two domains: each change with its own zone and servers, and scripts zone by zone. */
static void test_shared(void)
{
	struct ticket *ticket = usual();
	struct ticket_domain *other = add_domain(ticket, "second.example");
	g_autofree char *markdown = NULL, *plain = NULL, *json = NULL;

	g_ptr_array_add(other->servers, g_strdup("ns9.dns.example"));
	set_add(ticket->changes, "_dmarc.second.example", "TXT", NULL, "v=DMARC1; p=none");
	((struct ticket_change *)ticket->changes->pdata[1])->domain = 1;
	markdown = render(ticket, DOCUMENT_FORMAT_MARKDOWN);
	assert_has(markdown, "# DNS change CHG-2026-0007: shop.example, second.example");
	assert_has(markdown, "| Domains | shop.example, second.example |");
	assert_has(markdown,
		   "Zone:              second.example\nName servers:      ns9.dns.example");
	assert_has(markdown, "Name in the zone:  _dmarc\n");
	assert_has(markdown, "zone second.example.\nprereq nxrrset _dmarc.second.example. TXT");
	assert_has(markdown, "zone shop.example.\nprereq yxrrset _dmarc.shop.example. TXT");
	plain = render(ticket, DOCUMENT_FORMAT_TEXT);
	assert_has(plain,
		   "  Zone:              second.example\n  Name servers:      ns9.dns.example");
	json = render(ticket, DOCUMENT_FORMAT_JSON);
	assert_has(json, "\"domains\": [");
	assert_has(json, "\"second.example\"");
	ticket_free(ticket);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/ticket/golden", test_golden);
	g_test_add_func("/render/ticket/create", test_create);
	g_test_add_func("/render/ticket/shared", test_shared);
	g_test_add_func("/render/ticket/not-looked-up", test_not_looked_up);
	g_test_add_func("/render/ticket/delete-and-set", test_delete_and_set);
	g_test_add_func("/render/ticket/published", test_published);
	g_test_add_func("/render/ticket/json", test_json);
	g_test_add_func("/render/ticket/hostile", test_hostile);
	g_test_add_func("/render/ticket/own-template", test_own_template);
	return g_test_run();
}
