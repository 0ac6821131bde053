/* SPDX-License-Identifier: MIT */
#include "rollout/ticket.h"

#include <string.h>

#include "base/clock.h"

/* A letter for each pair of state and action: where it leads, or '-'. */
static void test_moves(void)
{
	static const char states[] = "DSAPVCWF";
	static const char *const expected[TICKET_STATE_COUNT] = {
		/* edit send approve publish verify confirm withdraw fail */
		[TICKET_STATE_DRAFTED] = "DS----W-",   [TICKET_STATE_SENT] = "-SA---W-",
		[TICKET_STATE_APPROVED] = "--APV-WF",  [TICKET_STATE_PUBLISHED] = "---PV-FF",
		[TICKET_STATE_VERIFIED] = "----VC--",  [TICKET_STATE_CONFIRMED] = "-----C--",
		[TICKET_STATE_WITHDRAWN] = "------W-", [TICKET_STATE_FAILED] = "-------F",
	};

	for (int state = 0; state < TICKET_STATE_COUNT; state++) {
		for (int action = 0; action < TICKET_ACTION_COUNT; action++) {
			char want = expected[state][action];
			enum ticket_state next = TICKET_STATE_COUNT;
			const char *why_not = NULL;
			bool allowed = ticket_next((enum ticket_state)state,
						   (enum ticket_action)action, &next, &why_not);

			g_assert_cmpint(allowed, ==, want != '-');
			if (allowed) {
				g_assert_cmpint(states[next], ==, want);
				g_assert_null(why_not);
			} else {
				g_assert_cmpint(next, ==, TICKET_STATE_COUNT);
				g_assert_cmpuint(strlen(why_not), >, 20);
			}
		}
	}
}

static void test_states(void)
{
	for (int state = 0; state < TICKET_STATE_COUNT; state++) {
		g_assert_cmpint(ticket_is_open((enum ticket_state)state), ==,
				state <= TICKET_STATE_APPROVED);
		g_assert_cmpint(ticket_blocks((enum ticket_state)state), ==,
				state <= TICKET_STATE_PUBLISHED);
	}
	for (int action = 0; action < TICKET_ACTION_COUNT; action++)
		g_assert_nonnull(ticket_action_name((enum ticket_action)action));
}

static struct ticket_change *change_new(const char *old, const char *new)
{
	struct ticket_change *change = g_new0(struct ticket_change, 1);

	change->name = g_strdup("_dmarc.shop.example");
	change->type = g_strdup("TXT");
	change->ttl = 3600;
	change->old_ttl = 86400;
	change->old = g_ptr_array_new_with_free_func(g_free);
	change->new = g_ptr_array_new_with_free_func(g_free);
	if (old)
		g_ptr_array_add(change->old, g_strdup(old));
	if (new)
		g_ptr_array_add(change->new, g_strdup(new));
	return change;
}

static struct ticket_domain *add_domain(struct ticket *ticket, const char *name, const char *stage)
{
	struct ticket_domain *domain = g_new0(struct ticket_domain, 1);

	domain->name = g_strdup(name);
	domain->stage = g_strdup(stage);
	domain->zone = g_strdup(name);
	domain->servers = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(ticket->domains, domain);
	return domain;
}

static struct ticket *ticket_of(const char *old, const char *new)
{
	struct ticket *ticket = g_new0(struct ticket, 1);

	ticket->domain = g_strdup("shop.example");
	ticket->stage = g_strdup("quarantine-10");
	ticket->domains = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_domain_free);
	add_domain(ticket, "shop.example", "quarantine-10");
	ticket->servers =
		g_ptr_array_ref(((struct ticket_domain *)ticket->domains->pdata[0])->servers);
	ticket->changes = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_change_free);
	ticket->history = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_event_free);
	ticket->evidence = g_strdup(
		"{\"messages\": 1000, \"compliant\": 900,"
		" \"rfc7489\": {\"lost\": 0, \"spam\": 3.0}, \"rfc9989\": {\"lost\": 0, \"spam\": "
		"0}}");
	g_ptr_array_add(ticket->changes, change_new(old, new));
	return ticket;
}

static char *fingerprint(const struct ticket *ticket, const char *of)
{
	g_autoptr(GPtrArray) playbooks = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(playbooks, g_strdup(of));
	return ticket_fingerprint(ticket, playbooks);
}

static void test_fingerprint(void)
{
	struct ticket *ticket = ticket_of("v=DMARC1; p=none", "v=DMARC1; p=quarantine");
	struct ticket_change *change = ticket->changes->pdata[0];
	g_autofree char *before = fingerprint(ticket, "book");
	g_autofree char *same = fingerprint(ticket, "book");
	g_autofree char *book = fingerprint(ticket, "other");
	g_autofree char *ordered = NULL, *swapped = NULL, *both = NULL;
	g_autoptr(GPtrArray) moved = ticket_moved(before, same);
	g_autoptr(GPtrArray) books = ticket_moved(before, book);
	g_autoptr(GPtrArray) all = ticket_moved(before, "");
	g_autoptr(GPtrArray) changed = NULL;

	g_assert_cmpuint(strlen(before), ==, 64);
	g_assert_cmpuint(strspn(before, "0123456789abcdef"), ==, 64);
	g_assert_cmpuint(moved->len, ==, 0);
	g_assert_cmpuint(books->len, ==, 1);
	g_assert_cmpstr(books->pdata[0], ==, "the playbook");
	g_assert_cmpuint(all->len, ==, 4);
	/* The order in which DNS answers is no change; a value that moves from old to new is. */
	g_ptr_array_add(change->old, g_strdup("v=spf1 -all"));
	ordered = fingerprint(ticket, "book");
	g_ptr_array_insert(change->old, 0, g_ptr_array_steal_index(change->old, 1));
	swapped = fingerprint(ticket, "book");
	g_assert_cmpstr(ordered, ==, swapped);
	g_ptr_array_add(change->new, g_ptr_array_steal_index(change->old, 0));
	g_clear_pointer(&ticket->evidence, g_free);
	both = fingerprint(ticket, "book");
	changed = ticket_moved(before, both);
	g_assert_cmpuint(changed->len, ==, 2);
	g_assert_cmpstr(changed->pdata[0], ==, "the new value");
	g_assert_cmpstr(changed->pdata[1], ==, "the evidence");
	ticket_free(ticket);
}

static void test_kind(void)
{
	static const struct {
		const char *old, *new;
		enum ticket_kind kind;
	} cases[] = {
		{NULL, "v=DMARC1; p=none", TICKET_KIND_CREATE},
		{"v=DMARC1; p=none", "v=DMARC1; p=reject", TICKET_KIND_CHANGE},
		{"v=DMARC1; p=none", NULL, TICKET_KIND_DELETE},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct ticket *ticket = ticket_of(cases[i].old, cases[i].new);

		ticket_describe(ticket);
		g_assert_cmpint(ticket->kind, ==, cases[i].kind);
		ticket_free(ticket);
	}
}

static void test_describe(void)
{
	struct ticket *ticket =
		ticket_of("v=DMARC1; p=none", "v=DMARC1; p=quarantine; pct=10; t=y");
	struct ticket_event *event = g_new0(struct ticket_event, 1);

	g_ptr_array_add(ticket->servers, g_strdup("ns1.dns.example"));
	g_ptr_array_add(ticket->servers, g_strdup("ns1.dns.example"));
	g_ptr_array_add(ticket->servers, g_strdup("ns2.dns.example;reboot"));
	g_ptr_array_add(ticket->servers, g_strdup("-f/etc/passwd"));
	g_ptr_array_add(ticket->servers, NULL);
	ticket_describe(ticket);
	g_assert_cmpstr(
		ticket->justification, ==,
		"Moves shop.example to quarantine-10. 900 of the 1,000 messages that receivers "
		"reported in its name passed DMARC");
	g_assert_cmpstr(
		ticket->risk, ==,
		"A receiver that follows RFC 7489 quarantines 10 % of failing mail and delivers "
		"the rest; one that follows RFC 9989 delivers failing mail. Of the legitimate "
		"messages reported, up to 0 would have been rejected and up to 3 gone to spam");
	/* A hostile server name reaches no shell. */
	g_assert_cmpuint(ticket->validation->len, ==, 3);
	g_assert_cmpstr(ticket->validation->pdata[0], ==,
			"dig +short +norecurse @ns1.dns.example '_dmarc.shop.example' TXT");
	g_assert_cmpstr(ticket->validation->pdata[1], ==,
			"kdig +short +norecurse @ns1.dns.example '_dmarc.shop.example' TXT");
	g_assert_cmpstr(ticket->validation->pdata[2], ==,
			"nslookup -type=TXT '_dmarc.shop.example' ns1.dns.example");
	g_assert_cmpint(ticket->effect_earliest, ==, TIME_NONE);
	event->at = 1000;
	event->state = TICKET_STATE_PUBLISHED;
	g_ptr_array_add(ticket->history, event);
	ticket_describe(ticket);
	g_assert_cmpint(ticket->effect_earliest, ==, 1000);
	g_assert_cmpint(ticket->effect_latest, ==, 1000 + 86400);
	ticket_free(ticket);
}

static void test_weaker(void)
{
	struct ticket *ticket = ticket_of("v=DMARC1; p=reject", "v=DMARC1; p=quarantine");

	ticket->rollback_of_stage = true;
	ticket->justification = g_strdup("Because I say so");
	g_clear_pointer(&ticket->evidence, g_free);
	ticket_describe(ticket);
	g_assert_cmpstr(ticket->justification, ==, "Because I say so");
	g_assert_true(g_str_has_suffix(ticket->risk, "more forged mail gets through"));
	g_clear_pointer(&ticket->justification, g_free);
	ticket->evidence = g_strdup("no JSON");
	ticket_describe(ticket);
	g_assert_cmpstr(ticket->justification, ==,
			"Restores the record that shop.example had before");
	ticket_free(ticket);
}

/* Several domains: each is named with its stage, and asked for at its own name servers. */
static void test_shared(void)
{
	struct ticket *ticket =
		ticket_of("v=DMARC1; p=none", "v=DMARC1; p=quarantine; pct=10; t=y");
	struct ticket_domain *other = add_domain(ticket, "news.shop.example", "reject");
	struct ticket_change *change = change_new("v=DMARC1; p=none", "v=DMARC1; p=reject");
	const char *first, *second;

	g_free(change->name);
	change->name = g_strdup("_dmarc.news.shop.example");
	change->domain = 1;
	g_ptr_array_add(ticket->changes, change);
	g_ptr_array_add(ticket->servers, g_strdup("ns1.dns.example"));
	g_ptr_array_add(other->servers, g_strdup("ns9.dns.example"));
	ticket_describe(ticket);
	g_assert_cmpstr(ticket->justification, ==,
			"Moves shop.example to quarantine-10, news.shop.example to reject. 900 of "
			"the 1,000 messages that receivers reported in their names passed DMARC");
	g_assert_nonnull(strstr(ticket->risk,
				"RFC 9989 delivers failing mail. news.shop.example: A "
				"receiver that follows RFC 7489 rejects failing mail; one"));
	first = ticket->validation->pdata[0];
	second = ticket->validation->pdata[1];
	g_assert_cmpstr(first, ==,
			"dig +short +norecurse @ns1.dns.example '_dmarc.shop.example' TXT");
	g_assert_cmpstr(second, ==,
			"dig +short +norecurse @ns9.dns.example '_dmarc.news.shop.example' TXT");
	/* The same record for both is explained once; what is weaker is named. */
	g_ptr_array_set_size(change->new, 0);
	g_ptr_array_add(change->new, g_strdup("v=DMARC1; p=quarantine; pct=10; t=y"));
	g_free(change->old->pdata[0]);
	change->old->pdata[0] = g_strdup("v=DMARC1; p=reject");
	g_clear_pointer(&ticket->risk, g_free);
	ticket_describe(ticket);
	g_assert_null(strstr(ticket->risk, "news.shop.example: A receiver"));
	g_assert_nonnull(strstr(ticket->risk, "The new record of news.shop.example asks less"));
	g_assert_null(strstr(ticket->risk, "The new record of shop.example asks less"));
	ticket_free(ticket);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollout/ticket/moves", test_moves);
	g_test_add_func("/rollout/ticket/states", test_states);
	g_test_add_func("/rollout/ticket/fingerprint", test_fingerprint);
	g_test_add_func("/rollout/ticket/kind", test_kind);
	g_test_add_func("/rollout/ticket/describe", test_describe);
	g_test_add_func("/rollout/ticket/weaker", test_weaker);
	g_test_add_func("/rollout/ticket/shared", test_shared);
	return g_test_run();
}
