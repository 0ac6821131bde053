/* SPDX-License-Identifier: MIT */
#include "tui/sender_add.h"

#include <string.h>

#include "app/project.h"
#include "app/sources.h"
#include "base/name.h"
#include "dmarc/policy.h"

/* An entry in the making. */
struct adding {
	char *domain, *name;
	char *known_by; /* "ptr:NAME spf:NAME dkim:NAME asn:NUMBER", several of each */
	enum sender_kind kind;
};

static void adding_free(void *data)
{
	struct adding *adding = data;

	g_free(adding->domain);
	g_free(adding->name);
	g_free(adding->known_by);
	g_free(adding);
}

/* "Deskly B.V." -> "deskly-b-v". */
static char *slug_of(const char *name)
{
	GString *slug = g_string_new(NULL);

	for (const char *at = name; *at; at++) {
		if (g_ascii_isalnum(*at))
			g_string_append_c(slug, g_ascii_tolower(*at));
		else if (slug->len && slug->str[slug->len - 1] != '-')
			g_string_append_c(slug, '-');
	}
	while (slug->len && slug->str[slug->len - 1] == '-')
		g_string_truncate(slug, slug->len - 1);
	return g_string_free(slug, FALSE);
}

/* Takes one word of known_by; false: it is none. */
static bool take_word(struct sender *sender, const char *word)
{
	const char *colon = strchr(word, ':');
	const char *value = colon ? colon + 1 : "";
	guint64 asn;

	if (!*value)
		return false;
	if (g_str_has_prefix(word, "ptr:"))
		g_ptr_array_add(sender->ptr, g_strdup(value));
	else if (g_str_has_prefix(word, "spf:"))
		g_ptr_array_add(sender->spf, g_strdup(value));
	else if (g_str_has_prefix(word, "dkim:"))
		g_ptr_array_add(sender->dkim, g_strdup(value));
	else if (g_str_has_prefix(word, "asn:") &&
		 g_ascii_string_to_unsigned(value, 10, 1, G_MAXUINT32, &asn, NULL))
		g_array_append_val(sender->asn, asn);
	else
		return false;
	return true;
}

static struct sender *sender_of(const struct adding *adding, const char **wrong)
{
	g_auto(GStrv) words = g_strsplit(adding->known_by, " ", -1);
	struct sender *sender = g_new0(struct sender, 1);

	*wrong = NULL;
	sender->slug = slug_of(adding->name);
	sender->name = g_strdup(adding->name);
	sender->kind = (int)adding->kind;
	sender->ptr = g_ptr_array_new_with_free_func(g_free);
	sender->spf = g_ptr_array_new_with_free_func(g_free);
	sender->dkim = g_ptr_array_new_with_free_func(g_free);
	sender->asn = g_array_new(FALSE, FALSE, sizeof(int64_t));
	sender->checked = DAY_NONE;
	sender->confirmed = true;
	for (char **word = words; *word; word++)
		if (**word && !take_word(sender, *word))
			*wrong = strstr(adding->known_by, *word);
	return sender;
}

static void *work(struct app *app, void *arg, struct progress *progress G_GNUC_UNUSED,
		  GError **error)
{
	const struct adding *adding = arg;
	struct domain *domain = app_domain(app, adding->domain, error);
	const char *wrong;
	struct sender *sender;
	char *said = NULL;

	if (!domain)
		return NULL;
	sender = sender_of(adding, &wrong);
	sender->customer = g_strdup(domain->customer);
	if (wrong)
		said = g_strdup_printf("'%s' is none of ptr:NAME spf:NAME dkim:NAME asn:NUMBER: "
				       "nothing was added",
				       wrong);
	else if (app_sender_add(app, sender, error))
		said = g_strdup_printf("%s is in the catalogue as %s, confirmed for %s",
				       sender->name, sender->slug, sender->customer);
	sender_free(sender);
	domain_free(domain);
	return said;
}

static void known_by_given(struct page *page, const char *text, void *ctx)
{
	struct adding *adding = ctx;

	g_free(adding->known_by);
	adding->known_by = g_strdup(text);
	tui_do(page->tui, "sender add", work, adding, adding_free);
}

static void kind_chosen(struct page *page, int kind, void *ctx)
{
	struct adding *adding = ctx;

	adding->kind = (enum sender_kind)kind;
	tui_ask(page, "recognised by:", adding->known_by, known_by_given, adding, adding_free);
}

static void name_given(struct page *page, const char *text, void *ctx)
{
	struct adding *adding = ctx;
	struct menu menu;

	g_free(adding->name);
	adding->name = g_strdup(text);
	menu_init(&menu, "what is it?");
	menu_add(&menu, 'e', SENDER_KIND_ESP, "esp", "mails in bulk for many customers", NULL);
	menu_add(&menu, 's', SENDER_KIND_SAAS, "saas", "an application that mails", NULL);
	menu_add(&menu, 'm', SENDER_KIND_MAILBOX, "mailbox", "a mailbox provider", NULL);
	menu_add(&menu, 'f', SENDER_KIND_FORWARDER, "forwarder", "passes mail on", NULL);
	menu_add(&menu, 'g', SENDER_KIND_GATEWAY, "gateway", "a security gateway", NULL);
	menu_add(&menu, 'l', SENDER_KIND_LIST, "list", "hosts mailing lists", NULL);
	menu_add(&menu, 'o', SENDER_KIND_OWN, "own", "the customer's own servers", NULL);
	tui_choose(page, &menu, kind_chosen, adding, adding_free);
}

static void add_word(GString *words, const char *kind, const char *name)
{
	g_autofree char *word = g_strdup_printf("%s:%s", kind, name);

	if (!strstr(words->str, word))
		g_string_append_printf(words, "%s%s", words->len ? " " : "", word);
}

/* What of its PTR names, return paths and signatures is the sender's, not the customer's. */
static char *evidence_of(const struct source *source, const char *domain)
{
	GString *words = g_string_new(NULL);

	for (guint i = 0; i < source->ips->len; i++) {
		const struct source_ip *address = source->ips->pdata[i];

		if (address->ptr)
			add_word(words, "ptr", registrable_domain(address->ptr));
	}
	for (guint i = 0; i < source->flows->len; i++) {
		const struct flow *flow = source->flows->pdata[i];

		if (flow->spf == AUTH_RESULT_PASS && flow->envelope &&
		    !name_within(flow->envelope, domain))
			add_word(words, "spf", flow->envelope);
		for (guint k = 0; k < flow->dkim->len; k++) {
			const struct flow_dkim *dkim = flow->dkim->pdata[k];

			if (dkim->result == AUTH_RESULT_PASS && !name_within(dkim->domain, domain))
				add_word(words, "dkim", dkim->domain);
		}
	}
	return g_string_free(words, FALSE);
}

/* An address is no name: whose domain it passes SPF for, or is called by, says more. NULL: none. */
static const char *name_of(const struct source *source)
{
	struct ip ip;

	if (!ip_parse(source->key, strlen(source->key), &ip))
		return source->name;
	if (source->group)
		return registrable_domain(source->group);
	for (guint i = 0; i < source->ips->len; i++) {
		const struct source_ip *address = source->ips->pdata[i];

		if (address->ptr)
			return registrable_domain(address->ptr);
	}
	return NULL;
}

void sender_ask(struct page *page, const struct source *source, const char *name)
{
	struct adding *adding = g_new0(struct adding, 1);

	adding->domain = g_strdup(page->place.domain);
	adding->known_by = evidence_of(source, page->place.domain);
	if (name)
		name_given(page, name, adding);
	else
		tui_ask(page, "its name in the catalogue:", name_of(source), name_given, adding,
			adding_free);
}
