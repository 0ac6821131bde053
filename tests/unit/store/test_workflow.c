/* SPDX-License-Identifier: MIT */
/* Tickets and their moves, looks at DNS, the chained journal. */
#include "store/inner.h"
#include "support.h"

struct project {
	struct state state;
	int64_t customer, domain;
};

static void set_up(struct project *project, const void *data)
{
	struct customer customer = {.slug = g_strdup("acme"),
				    .name = g_strdup("Acme"),
				    .started = DAY0,
				    .target = DAY_NONE};

	(void)data;
	state_init(&project->state, DAY0);
	g_assert_true(store_customer_put(project->state.store, &customer, NULL));
	project->customer = customer.id;
	project->domain = domain_id(project->state.store, "shop.example");
	customer_clear(&customer);
}

static void tear_down(struct project *project, const void *data)
{
	(void)data;
	state_clear(&project->state);
}

static GPtrArray *texts(const char *first)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	if (first)
		g_ptr_array_add(texts, g_strdup(first));
	return texts;
}

static struct ticket_event *event(enum ticket_state state, const char *note)
{
	struct ticket_event *event = g_new0(struct ticket_event, 1);

	event->state = state;
	event->who = g_strdup("eva");
	event->note = g_strdup(note);
	return event;
}

static struct ticket *draft_ticket(struct project *project)
{
	struct ticket *ticket = g_new0(struct ticket, 1);
	struct ticket_change *change = g_new0(struct ticket_change, 1);
	struct ticket_domain *domain = g_new(struct ticket_domain, 1);

	ticket->kind = TICKET_KIND_CREATE;
	ticket->customer_id = project->customer;
	ticket->domain_id = project->domain;
	ticket->domains = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_domain_free);
	*domain = (struct ticket_domain){.id = project->domain,
					 .name = g_strdup("shop.example"),
					 .stage = g_strdup("monitor"),
					 .zone = g_strdup("shop.example"),
					 .servers = texts("ns1.dns.example")};
	g_ptr_array_add(ticket->domains, domain);
	ticket->changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	change->name = g_strdup("_dmarc.shop.example");
	change->type = g_strdup("TXT");
	change->ttl = 3600;
	change->old = texts(NULL);
	change->new = texts("v=DMARC1; p=none; rua=mailto:r@x.example");
	g_ptr_array_add(ticket->changes, change);
	ticket->justification = g_strdup("see who sends");
	ticket->evidence = g_strdup("{\"messages\":12}");
	ticket->validation = texts("dig +short TXT _dmarc.shop.example");
	ticket->effect_earliest = ticket->effect_latest = TIME_NONE;
	ticket->fingerprint = g_strdup("0badcafe");
	ticket->drafted_at = clock_now(&project->state.clock);
	ticket->history = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_event_free);
	g_ptr_array_add(ticket->history, event(TICKET_STATE_DRAFTED, "first record"));
	return ticket;
}

static char *add_ticket(struct project *project)
{
	g_autoptr(GError) error = NULL;
	struct ticket *ticket = draft_ticket(project);
	char *id;

	store_ticket_add(project->state.store, ticket, &error);
	g_assert_no_error(error);
	id = g_strdup(ticket->id);
	ticket_free(ticket);
	return id;
}

static bool move(struct store *store, const char *id, enum ticket_state was, enum ticket_state to,
		 const char *approver, GError **error)
{
	struct ticket *ticket = store_ticket(store, id, NULL);
	struct ticket_event *step = event(to, NULL);
	bool done;

	g_free(ticket->approver);
	ticket->approver = g_strdup(approver);
	done = store_ticket_move(store, ticket, was, step, error);
	ticket_event_free(step);
	ticket_free(ticket);
	return done;
}

static void test_round_trip(struct project *project, const void *data)
{
	g_autofree char *id = add_ticket(project);
	struct ticket *ticket = store_ticket(project->state.store, id, NULL);
	const struct ticket_change *change = ticket->changes->pdata[0];
	const struct ticket_event *first = ticket->history->pdata[0];

	(void)data;
	g_assert_cmpstr(id, ==, "CHG-2025-0001");
	g_assert_cmpstr(ticket->id, ==, id);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_DRAFTED);
	g_assert_cmpint(ticket->kind, ==, TICKET_KIND_CREATE);
	g_assert_cmpstr(ticket->customer, ==, "acme");
	g_assert_cmpstr(ticket->domain, ==, "shop.example");
	g_assert_cmpstr(ticket->stage, ==, "monitor");
	g_assert_cmpstr(ticket->servers->pdata[0], ==, "ns1.dns.example");
	g_assert_cmpuint(change->ttl, ==, 3600);
	g_assert_cmpuint(change->old->len, ==, 0);
	g_assert_cmpstr(change->new->pdata[0], ==, "v=DMARC1; p=none; rua=mailto:r@x.example");
	g_assert_cmpstr(ticket->evidence, ==, "{\"messages\":12}");
	g_assert_null(ticket->risk);
	g_assert_null(ticket->approver);
	g_assert_cmpint(ticket->effect_earliest, ==, TIME_NONE);
	g_assert_cmpint(ticket->drafted_at, ==, clock_now(&project->state.clock));
	g_assert_cmpuint(ticket->history->len, ==, 1);
	g_assert_cmpstr(first->note, ==, "first record");
	g_assert_cmpint(first->at, ==, clock_now(&project->state.clock));
	ticket_free(ticket);
	g_assert_null(store_ticket(project->state.store, "CHG-2025-0009", NULL));
}

/* Numbers run within the clock's year. */
static void test_numbers(struct project *project, const void *data)
{
	g_autofree char *a = add_ticket(project), *b = add_ticket(project), *c = NULL;
	g_autoptr(GPtrArray) all = NULL, none = NULL;

	(void)data;
	state_at(&project->state, DAY0 + 60);
	c = add_ticket(project);
	g_assert_cmpstr(a, ==, "CHG-2025-0001");
	g_assert_cmpstr(b, ==, "CHG-2025-0002");
	g_assert_cmpstr(c, ==, "CHG-2026-0001");
	all = store_tickets(project->state.store, 0, project->domain, NULL);
	g_assert_cmpuint(all->len, ==, 3);
	g_assert_cmpstr(((struct ticket *)all->pdata[0])->id, ==, c);
	g_assert_cmpstr(((struct ticket *)all->pdata[2])->id, ==, a);
	none = store_tickets(project->state.store, project->customer + 1, 0, NULL);
	g_assert_cmpuint(none->len, ==, 0);
}

/* One ticket of two domains is found by each of them, and concerns both. */
static void test_shared(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	int64_t second = domain_id(store, "second.example"), version;
	struct ticket *ticket = draft_ticket(project);
	struct ticket_domain *domain = g_new0(struct ticket_domain, 1);
	g_autoptr(GPtrArray) found = NULL, none = NULL;
	const struct ticket *read;

	(void)data;
	domain->id = second;
	domain->name = g_strdup("second.example");
	domain->stage = g_strdup("reject");
	domain->zone = g_strdup("second.example");
	domain->servers = texts("ns9.dns.example");
	g_ptr_array_add(ticket->domains, domain);
	((struct ticket_change *)ticket->changes->pdata[0])->domain = 1;
	version = store_domain_version(store, second, NULL);
	g_assert_true(store_ticket_add(store, ticket, NULL));
	g_assert_cmpint(store_domain_version(store, second, NULL), >, version);
	ticket_free(ticket);
	found = store_tickets(store, 0, second, NULL);
	g_assert_cmpuint(found->len, ==, 1);
	read = found->pdata[0];
	g_assert_cmpint(read->domain_id, ==, project->domain);
	g_assert_cmpstr(read->stage, ==, "monitor");
	g_assert_cmpuint(read->domains->len, ==, 2);
	domain = read->domains->pdata[1];
	g_assert_cmpint(domain->id, ==, second);
	g_assert_cmpstr(domain->name, ==, "second.example");
	g_assert_cmpstr(domain->stage, ==, "reject");
	g_assert_cmpstr(domain->servers->pdata[0], ==, "ns9.dns.example");
	g_assert_cmpuint(((struct ticket_change *)read->changes->pdata[0])->domain, ==, 1);
	none = store_tickets(store, project->customer + 1, second, NULL);
	g_assert_cmpuint(none->len, ==, 0);
}

/* Who was behind when: each day knows it as it was then. */
static void test_laggards(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	g_autofree char *id = add_ticket(project);
	struct laggard server = {.server = (char[]){"ns2.dns.example"},
				 .address = (char[]){"192.0.2.2"},
				 .name = (char[]){"_dmarc.shop.example"},
				 .type = (char[]){"TXT"}};
	struct laggard resolver = server;

	(void)data;
	resolver.server = NULL;
	for (int32_t day = 0; day <= 3; day++) { /* behind, and not, and behind anew */
		state_at(&project->state, DAY0 + day);
		server.since = resolver.since = clock_now(&project->state.clock);
		if (day % 2 == 0)
			g_assert_true(store_laggard_add(store, id, &server, NULL));
		else
			g_assert_true(store_laggard_end(store, id, &server, NULL));
		if (day == 2)
			g_assert_true(store_laggard_add(store, id, &resolver, NULL));
	}
	for (int32_t day = -1; day <= 3; day++) {
		static const guint behind[] = {0, 1, 0, 2, 1};
		g_autoptr(GPtrArray) known = NULL;
		const struct laggard *last;

		state_at(&project->state, DAY0 + day);
		known = store_laggards(store, id, NULL);
		g_assert_cmpuint(known->len, ==, behind[day + 1]);
		if (known->len == 0)
			continue;
		last = known->pdata[known->len - 1];
		g_assert_cmpint(last->since, ==,
				day_begin(DAY0 + (day > 0 ? 2 : 0)) + DAY_SECONDS / 2);
		g_assert_cmpstr(last->server, ==, day == 3 ? NULL : "ns2.dns.example");
		g_assert_cmpstr(last->address, ==, "192.0.2.2");
	}
}

/* Each day knew its state, and the members as they were then. */
static void test_as_of(struct project *project, const void *data)
{
	struct state *state = &project->state;
	g_autofree char *id = add_ticket(project);
	struct ticket *ticket;

	(void)data;
	state_at(state, DAY0 + 1);
	g_assert_true(move(state->store, id, TICKET_STATE_DRAFTED, TICKET_STATE_SENT, NULL, NULL));
	state_at(state, DAY0 + 3);
	g_assert_true(
		move(state->store, id, TICKET_STATE_SENT, TICKET_STATE_APPROVED, "Jan", NULL));
	ticket = store_ticket(state->store, id, NULL);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_APPROVED);
	g_assert_cmpstr(ticket->approver, ==, "Jan");
	g_assert_cmpuint(ticket->history->len, ==, 3);
	ticket_free(ticket);
	state_at(state, DAY0 + 2);
	ticket = store_ticket(state->store, id, NULL);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_SENT);
	g_assert_null(ticket->approver);
	g_assert_cmpuint(ticket->history->len, ==, 2);
	ticket_free(ticket);
	state_at(state, DAY0 - 1);
	g_assert_null(store_ticket(state->store, id, NULL));
}

/* Two specialists: the second one's move is refused, and nothing of it stays. */
static void test_stale(struct project *project, const void *data)
{
	struct state *state = &project->state;
	g_autofree char *id = add_ticket(project);
	struct store *other = store_open(state->dir, STORE_WRITE, &state->clock, NULL);
	g_autoptr(GError) error = NULL;
	struct ticket *ticket;

	(void)data;
	g_assert_true(move(other, id, TICKET_STATE_DRAFTED, TICKET_STATE_WITHDRAWN, NULL, NULL));
	g_assert_false(
		move(state->store, id, TICKET_STATE_DRAFTED, TICKET_STATE_SENT, "Jan", &error));
	g_assert_error(error, RAMPART_ERROR, RAMPART_ERROR_STALE);
	g_assert_nonnull(strstr(error->message, "withdrawn"));
	ticket = store_ticket(state->store, id, NULL);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_WITHDRAWN);
	g_assert_null(ticket->approver);
	g_assert_cmpuint(ticket->history->len, ==, 2);
	ticket_free(ticket);
	store_close(other);
}

static struct look *look_new(int64_t at, const char *published)
{
	struct look *look = g_new0(struct look, 1);
	struct look_server *server = g_new0(struct look_server, 1);
	struct look_key *key = g_new0(struct look_key, 1);
	struct look_authorisation *authorisation = g_new0(struct look_authorisation, 1);

	look->domain = g_strdup("shop.example");
	look->at = at;
	look->name = g_strdup("_dmarc.shop.example");
	look->published = texts(published);
	look->agree = true;
	look->status = LOOK_STATUS_OK;
	look->ttl = 300;
	look->servers = g_ptr_array_new_with_free_func((GDestroyNotify)look_server_free);
	server->server = g_strdup("ns1.dns.example");
	server->address = g_strdup("127.0.1.53");
	server->status = LOOK_STATUS_REFUSED;
	server->txt = texts("caf\xe9 \x1b[2J"); /* raw bytes, as they came */
	server->cname = texts("a.example");
	server->serial = UINT32_MAX;
	g_ptr_array_add(look->servers, server);
	look->resolvers = g_ptr_array_new_with_free_func((GDestroyNotify)look_server_free);
	look->found_at[GENERATION_RFC9989] = g_strdup("example");
	look->policy[GENERATION_RFC7489] = POLICY_REJECT;
	look->policy[GENERATION_RFC9989] = POLICY_NONE;
	look->spf_lookups = 11;
	look->spf_result = g_strdup("permerror");
	look->dkim = g_ptr_array_new_with_free_func((GDestroyNotify)look_key_free);
	key->domain = g_strdup("shop.example");
	key->selector = g_strdup("s1");
	key->status = g_strdup("weak");
	key->bits = 1024;
	g_ptr_array_add(look->dkim, key);
	look->authorisations =
		g_ptr_array_new_with_free_func((GDestroyNotify)look_authorisation_free);
	authorisation->host = g_strdup("x.example");
	authorisation->authorised = true;
	g_ptr_array_add(look->authorisations, authorisation);
	look->drift = true;
	look->findings = findings_new();
	finding_add(look->findings, FINDING_WARNING, "spf-lookups", NULL, "fewer includes",
		    "%d look-ups", 11);
	return look;
}

static void add_look(struct project *project, int64_t at, const char *published)
{
	g_autoptr(GError) error = NULL;
	struct look *look = look_new(at, published);

	store_look_add(project->state.store, project->domain, look, &error);
	g_assert_no_error(error);
	look_free(look);
}

/* As a domain of the project's customer. */
static void manage(struct project *project, const char *name)
{
	struct store *store = project->state.store;
	struct domain *domain = g_new0(struct domain, 1);

	domain->id = domain_id(store, name);
	domain->customer_id = project->customer;
	domain->playbook = g_strdup("standard");
	g_assert_true(store_domain_put(store, domain, NULL));
	domain_free(domain);
}

/* What is published above or below a domain is part of what it is judged by, at once. */
static void test_look_of_relatives(struct project *project, const void *data)
{
	static const char *const names[] = {"shop.example", "news.shop.example",
					    "a.news.shop.example", "example", "bookshop.example"};
	static const bool related[] = {true, true, true, true, false};
	int64_t before[G_N_ELEMENTS(names)];

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		manage(project, names[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		before[i] = store_domain_version(project->state.store,
						 domain_id(project->state.store, names[i]), NULL);
	add_look(project, clock_now(&project->state.clock), "v=DMARC1; p=none");
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		int64_t id = domain_id(project->state.store, names[i]);

		g_test_message("%s", names[i]);
		g_assert_cmpint(store_domain_version(project->state.store, id, NULL) > before[i],
				==, related[i]);
	}
}

static void test_look(struct project *project, const void *data)
{
	int64_t now = clock_now(&project->state.clock);
	struct look *look;
	const struct look_server *server;
	const struct look_key *key;
	const struct finding *finding;

	(void)data;
	g_assert_null(store_look(project->state.store, project->domain, TIME_NONE, NULL));
	add_look(project, now, "v=DMARC1; p=none");
	look = store_look(project->state.store, project->domain, TIME_NONE, NULL);
	g_assert_cmpstr(look->name, ==, "_dmarc.shop.example");
	g_assert_null(look->zone);
	g_assert_true(look->agree && look->drift);
	server = look->servers->pdata[0];
	g_assert_cmpint(server->status, ==, LOOK_STATUS_REFUSED);
	g_assert_cmpstr(server->txt->pdata[0], ==, "caf\xe9 \x1b[2J");
	g_assert_cmpstr(server->cname->pdata[0], ==, "a.example");
	g_assert_cmpuint(server->serial, ==, UINT32_MAX);
	g_assert_null(look->found_at[GENERATION_RFC7489]);
	g_assert_cmpstr(look->found_at[GENERATION_RFC9989], ==, "example");
	g_assert_cmpint(look->policy[GENERATION_RFC7489], ==, POLICY_REJECT);
	g_assert_cmpint(look->spf_lookups, ==, 11);
	key = look->dkim->pdata[0];
	g_assert_cmpuint(key->bits, ==, 1024);
	g_assert_true(((struct look_authorisation *)look->authorisations->pdata[0])->authorised);
	finding = look->findings->pdata[0];
	g_assert_cmpint(finding->level, ==, FINDING_WARNING);
	g_assert_cmpstr(finding->text, ==, "11 look-ups");
	g_assert_cmpstr(finding->fix, ==, "fewer includes");
	look_free(look);
}

static struct look_term *term_new(const char *term, const char *result)
{
	struct look_term *new = g_new0(struct look_term, 1);

	new->term = g_strdup(term);
	new->target = g_strdup("spf.example");
	new->record = g_strdup("v=spf1 -all");
	new->lookups = 3;
	new->result = g_strdup(result);
	new->terms = g_ptr_array_new_with_free_func((GDestroyNotify)look_term_free);
	return new;
}

/* A tree, who sends, and what changed come back as they went in. */
static struct look *look_new_whole(int64_t at)
{
	struct look *look = look_new(at, "v=DMARC1; p=none");
	struct look_key *key = look->dkim->pdata[0];
	struct look_cover *cover = g_new0(struct look_cover, 1);
	struct look_change *change = g_new0(struct look_change, 1);

	*cover = (struct look_cover){g_strdup("office"), true, 1ull << 40, 3, 2};
	*change = (struct look_change){g_strdup("MX of shop.example"), true, g_strdup("0 .")};
	key->type = g_strdup("rsa");
	key->target = g_strdup("k.mail.example");
	key->test = true;
	key->found = 2;
	look->spf_tree = term_new(NULL, "ok");
	g_ptr_array_add(look->spf_tree->terms, term_new("include:spf.example", "loop"));
	look->spf_sources = g_ptr_array_new_with_free_func((GDestroyNotify)look_cover_free);
	g_ptr_array_add(look->spf_sources, cover);
	look->mx = texts("0 .");
	look->bimi = g_strdup("v=BIMI1");
	look->bimi_ready = true;
	look->approved = g_strdup("v=DMARC1; p=reject");
	look->before = at - 60;
	look->changed = g_ptr_array_new_with_free_func((GDestroyNotify)look_change_free);
	g_ptr_array_add(look->changed, change);
	return look;
}

static void test_look_whole(struct project *project, const void *data)
{
	int64_t now = clock_now(&project->state.clock);
	struct look *look = look_new_whole(now);
	const struct look_term *term;
	const struct look_cover *cover;
	const struct look_change *change;
	const struct look_key *key;

	(void)data;
	g_assert_true(store_look_add(project->state.store, project->domain, look, NULL));
	look_free(look);
	look = store_look(project->state.store, project->domain, TIME_NONE, NULL);
	key = look->dkim->pdata[0];
	g_assert_cmpstr(key->type, ==, "rsa");
	g_assert_cmpstr(key->target, ==, "k.mail.example");
	g_assert_true(key->test && key->found == 2);
	g_assert_null(look->spf_tree->term);
	term = look->spf_tree->terms->pdata[0];
	g_assert_cmpstr(term->term, ==, "include:spf.example");
	g_assert_cmpstr(term->result, ==, "loop");
	g_assert_cmpuint(term->lookups, ==, 3);
	g_assert_cmpuint(term->terms->len, ==, 0);
	cover = look->spf_sources->pdata[0];
	g_assert_cmpuint(cover->messages, ==, 1ull << 40);
	g_assert_true(cover->legitimate && cover->addresses == 3 && cover->covered == 2);
	g_assert_cmpstr(look->mx->pdata[0], ==, "0 .");
	g_assert_cmpstr(look->bimi, ==, "v=BIMI1");
	g_assert_true(look->bimi_ready);
	g_assert_null(look->mta_sts);
	g_assert_cmpstr(look->approved, ==, "v=DMARC1; p=reject");
	g_assert_null(look->target);
	g_assert_cmpint(look->before, ==, now - 60);
	change = look->changed->pdata[0];
	g_assert_true(change->added);
	g_assert_cmpstr(change->value, ==, "0 .");
	look_free(look);

	add_look(project, now + 1, "an older form, without any of these");
	project->state.clock.fixed = now + 1;
	look = store_look(project->state.store, project->domain, TIME_NONE, NULL);
	g_assert_null(look->spf_tree);
	g_assert_cmpuint(look->spf_sources->len + look->mx->len + look->changed->len, ==, 0);
	look_free(look);
}

static void assert_published(struct project *project, int64_t before, const char *published)
{
	struct look *look = store_look(project->state.store, project->domain, before, NULL);

	g_assert_cmpstr(look ? look->published->pdata[0] : NULL, ==, published);
	look_free(look);
}

/* The newest, the one before an instant, and as an earlier clock knew it. */
static void test_look_order(struct project *project, const void *data)
{
	int64_t now = clock_now(&project->state.clock);

	(void)data;
	add_look(project, now - 100, "first");
	add_look(project, now, "second");
	add_look(project, now, "third"); /* in the same second: the later one */
	assert_published(project, TIME_NONE, "third");
	assert_published(project, now, "first");
	assert_published(project, now - 100, NULL);
	project->state.clock.fixed = now - 50;
	assert_published(project, TIME_NONE, "first");
}

static char *journal_add(struct project *project, const char *action, bool customer)
{
	struct store *store = project->state.store;
	struct journal_entry *entry =
		entry_new(action, customer ? project->customer : 0, customer ? project->domain : 0);
	char *hash;

	g_assert_true(store_begin(store, NULL));
	g_assert_true(store_journal_add(store, entry, NULL));
	g_assert_true(store_commit(store, NULL));
	hash = g_strdup(entry->hash);
	journal_entry_free(entry);
	return hash;
}

static void test_journal(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	g_autofree char *a = journal_add(project, "one", true);
	g_autofree char *b = journal_add(project, "one", true);
	g_autofree char *c = journal_add(project, "two", false);
	g_autoptr(GPtrArray) all = NULL, some = NULL, newest = NULL, early = NULL;
	const struct journal_entry *entry;

	(void)data;
	g_assert_cmpuint(strlen(a), ==, 64);
	g_assert_cmpstr(a, !=, b); /* the same words, but not the same place in the chain */
	all = store_journal(store, 0, 0, 0, NULL);
	g_assert_cmpuint(all->len, ==, 3);
	entry = all->pdata[0];
	g_assert_cmpstr(entry->action, ==, "two");
	g_assert_cmpstr(entry->hash, ==, c);
	g_assert_null(entry->customer);
	entry = all->pdata[2];
	g_assert_cmpstr(entry->customer, ==, "acme");
	g_assert_cmpstr(entry->domain, ==, "shop.example");
	some = store_journal(store, project->customer, project->domain, 0, NULL);
	g_assert_cmpuint(some->len, ==, 2);
	newest = store_journal(store, 0, 0, 1, NULL);
	g_assert_cmpuint(newest->len, ==, 1);
	state_at(&project->state, DAY0 - 1);
	early = store_journal(store, 0, 0, 0, NULL);
	g_assert_cmpuint(early->len, ==, 0);
	assert_sound(store);
}

/* Does the doctor say exactly of the journal what is expected? NULL: nothing is wrong. */
static void assert_journal(struct store *store, const char *way, const char *expected)
{
	g_autoptr(GPtrArray) checks = store_doctor(store, NULL);
	bool found = !expected;

	for (unsigned i = 0; i < checks->len; i++) {
		const struct store_check *check = checks->pdata[i];
		bool bad = !check->ok && g_str_has_prefix(check->text, "journal: ");

		if (bad && !expected)
			g_error("after %s: %s", way, check->text);
		found |= bad && strstr(check->text, expected);
	}
	if (!found)
		g_error("not found: %s", way);
}

/* The id of the entry that a head is looked up as; 0: there is none. */
static int64_t find_head(struct store *store, const char *head)
{
	g_autoptr(GError) error = NULL;
	struct journal_entry *entry = store_journal_find(store, head, &error);
	int64_t id = entry ? entry->id : 0;

	g_assert_no_error(error);
	g_clear_pointer(&entry, journal_entry_free);
	return id;
}

/* Every way to rewrite the past is found. */
static void test_tampering(struct project *project, const void *data)
{
#define UNFIT(n) "entry " n " of acme does not fit"
#define ENDS	 "does not end where it was left"
#define COPY(id)                                                                                   \
	"INSERT INTO journal SELECT " id ", at, who, action, customer_id, domain_id, customer, "   \
	"domain, subject, text, reason, evidence, hash FROM journal WHERE id = 3"
	static const char *const ways[][2] = {
		{"UPDATE journal SET reason = 'because' WHERE id = 2", UNFIT("2")},
		{"UPDATE journal SET who = 'bob' WHERE id = 2", UNFIT("2")},
		{"UPDATE journal SET at = at + 1 WHERE id = 2", UNFIT("2")},
		{"UPDATE journal SET who = 'ev', action = 'aone' WHERE id = 2", UNFIT("2")},
		{"UPDATE journal SET customer_id = NULL WHERE id = 2", UNFIT("3")},
		{"UPDATE journal SET hash = upper(hash) WHERE id = 2", UNFIT("2")},
		{"UPDATE journal SET text = 'other' WHERE id = 3", UNFIT("3")},
		{"DELETE FROM journal WHERE id = 1", UNFIT("2")},
		{"DELETE FROM journal WHERE id = 2", UNFIT("3")},
		{"DELETE FROM journal WHERE id = 3", ENDS},
		{"DELETE FROM journal", "taken out whole"},
		{"UPDATE journal SET id = 9 WHERE id = 2; UPDATE journal SET id = 2 WHERE id = 3; "
		 "UPDATE journal SET id = 3 WHERE id = 9",
		 UNFIT("2")},
		{"UPDATE journal SET id = 9 WHERE id = 1", UNFIT("9")},
		{COPY("9"), UNFIT("9")},
		{"UPDATE journal_head SET hash = upper(hash)", ENDS},
		{"DELETE FROM journal_head", ENDS},
	};
	struct store *store = project->state.store;

	(void)data;
	for (unsigned i = 0; i < 3; i++)
		g_free(journal_add(project, "one", true));
	for (unsigned i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_assert_true(store_begin(store, NULL));
		g_assert_true(sql_script(store->sql, ways[i][0], NULL));
		assert_journal(store, ways[i][0], ways[i][1]);
		store_rollback(store);
	}
	assert_sound(store);
}

/*
 * A journal that was written anew from its first entry on, with every hash in its place, is whole
 * in itself; but it is not the one that a ticket was sent with.
 */
static void test_rewritten_whole(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	g_autofree char *id = add_ticket(project);
	g_autofree char *head = journal_add(project, "one", true);
	struct ticket *ticket = store_ticket(store, id, NULL);
	struct ticket_event event = {.state = TICKET_STATE_SENT, .who = (char[]){"eva"}};

	(void)data;
	ticket->journal_head = g_strdup(head);
	g_assert_true(store_ticket_move(store, ticket, TICKET_STATE_DRAFTED, &event, NULL));
	ticket_free(ticket);
	ticket = store_ticket(store, id, NULL);
	g_assert_cmpstr(ticket->journal_head, ==, head);
	ticket_free(ticket);
	g_free(journal_add(project, "two", true));
	assert_journal(store, "sent", NULL);
	g_assert_cmpint(find_head(store, head), ==, 1);
	g_assert_true(
		sql_script(store->sql, "DELETE FROM journal; DELETE FROM journal_head", NULL));
	g_free(journal_add(project, "another", true));
	g_free(journal_add(project, "two", true));
	assert_journal(store, "written anew", "CHG-2025-0001 was sent with the head");
	g_assert_cmpint(find_head(store, head), ==, 0); /* as one that stands on a review */
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add(name, struct project, NULL, set_up, test, tear_down)
	ADD("/workflow/ticket", test_round_trip);
	ADD("/workflow/ticket-numbers", test_numbers);
	ADD("/workflow/ticket-shared", test_shared);
	ADD("/workflow/laggards", test_laggards);
	ADD("/workflow/ticket-as-of", test_as_of);
	ADD("/workflow/ticket-stale", test_stale);
	ADD("/workflow/look", test_look);
	ADD("/workflow/look-of-relatives", test_look_of_relatives);
	ADD("/workflow/look-whole", test_look_whole);
	ADD("/workflow/look-order", test_look_order);
	ADD("/workflow/journal", test_journal);
	ADD("/workflow/tampering", test_tampering);
	ADD("/workflow/rewritten-whole", test_rewritten_whole);
	return g_test_run();
}
