/* SPDX-License-Identifier: MIT */
/* Customers, domains, moves, exceptions, marks, notes, senders: kept, and known as of a clock. */
#include "support.h"

struct project {
	struct state state;
	int64_t customer, domain;
};

static void set_up(struct project *project, const void *data)
{
	g_autoptr(GError) error = NULL;
	struct customer customer = {.slug = g_strdup("acme"),
				    .name = g_strdup("Acme B.V."),
				    .contact = g_strdup("it@acme.example"),
				    .started = DAY0,
				    .target = DAY0 + 365};
	struct domain *domain = g_new0(struct domain, 1);

	(void)data;
	state_init(&project->state, DAY0);
	g_assert_true(store_customer_put(project->state.store, &customer, &error));
	project->customer = customer.id;
	domain->id = project->domain = domain_id(project->state.store, "shop.example");
	domain->customer_id = customer.id;
	domain->playbook = g_strdup("standard");
	domain->added_at = 17;
	g_assert_true(store_domain_put(project->state.store, domain, &error));
	g_assert_no_error(error);
	domain_free(domain);
	customer_clear(&customer);
}

static void tear_down(struct project *project, const void *data)
{
	(void)data;
	state_clear(&project->state);
}

static void move(struct project *project, const char *stage, int32_t since, const char *ticket)
{
	g_autoptr(GError) error = NULL;
	struct stage_move *move = g_new0(struct stage_move, 1);

	move->stage = g_strdup(stage);
	move->since = since;
	move->who = g_strdup("eva");
	move->ticket = g_strdup(ticket);
	store_move_add(project->state.store, project->domain, move, &error);
	g_assert_no_error(error);
	stage_move_free(move);
}

static void test_customer(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) all = NULL;
	struct customer *customer = store_customer(store, "acme", &error);

	(void)data;
	g_assert_cmpint(customer->id, ==, project->customer);
	g_assert_cmpstr(customer->contact, ==, "it@acme.example");
	g_assert_cmpint(customer->target, ==, DAY0 + 365);
	g_clear_pointer(&customer->contact, g_free);
	customer->target = DAY_NONE;
	state_at(&project->state, DAY0 + 1);
	g_assert_true(store_customer_put(store, customer, &error));
	customer_free(customer);
	customer = store_customer(store, "acme", &error);
	g_assert_null(customer->contact);
	g_assert_cmpint(customer->target, ==, DAY_NONE);
	customer_free(customer);
	state_at(&project->state, DAY0);
	customer = store_customer(store, "acme", &error);
	g_assert_cmpint(customer->target, ==, DAY0 + 365);
	customer_free(customer);
	state_at(&project->state, DAY0 - 1);
	g_assert_null(store_customer(store, "acme", &error));
	state_at(&project->state, DAY0);
	g_assert_null(store_customer(store, "nobody", &error));
	g_assert_no_error(error);
	all = store_customers(store, &error);
	g_assert_cmpuint(all->len, ==, 1);
}

static void test_domain(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	g_autoptr(GError) error = NULL;
	struct domain *domain = store_domain(store, "shop.example", &error);

	(void)data;
	g_assert_cmpstr(domain->customer, ==, "acme");
	g_assert_cmpint(domain->added_at, ==, 17);
	g_assert_cmpint(domain->lists, ==, ANSWER_UNKNOWN);
	g_assert_null(domain->stage);
	domain->kind = DOMAIN_KIND_RECEIVE_ONLY;
	domain->lists = ANSWER_NO;
	domain->monthly = ANSWER_YES;
	domain->low_risk = true;
	domain->goal = GOAL_QUARANTINE;
	domain->goal_reason = g_strdup("lists");
	domain->held = g_strdup("freeze");
	domain->finished = true;
	domain->split_stream = g_strdup("inv1@shop.example");
	domain->split_source = g_strdup("billing");
	domain->parent_id = domain_id(store, "parent.example");
	g_assert_true(store_domain_put(store, domain, &error));
	domain_free(domain);
	domain = store_domain_by_id(store, project->domain, &error);
	g_assert_cmpstr(domain->name, ==, "shop.example");
	g_assert_cmpint(domain->kind, ==, DOMAIN_KIND_RECEIVE_ONLY);
	g_assert_cmpint(domain->lists, ==, ANSWER_NO);
	g_assert_cmpint(domain->monthly, ==, ANSWER_YES);
	g_assert_true(domain->low_risk && domain->finished);
	g_assert_cmpint(domain->goal, ==, GOAL_QUARANTINE);
	g_assert_cmpstr(domain->goal_reason, ==, "lists");
	g_assert_cmpstr(domain->held, ==, "freeze");
	g_assert_cmpstr(domain->split_stream, ==, "inv1@shop.example");
	g_assert_cmpstr(domain->split_source, ==, "billing");
	g_assert_cmpint(domain->parent_id, ==, domain_id(store, "parent.example"));
	domain_free(domain);

	/* Seen, but not managed. */
	g_assert_null(store_domain(store, "parent.example", &error));
	g_assert_null(store_domain(store, "never.example", &error));
	g_assert_no_error(error);
}

static void assert_stage(struct project *project, const char *stage, int32_t since,
			 int64_t verified_at)
{
	struct domain *domain = store_domain(project->state.store, "shop.example", NULL);

	g_assert_cmpstr(domain->stage, ==, stage);
	g_assert_cmpint(domain->since, ==, since);
	g_assert_cmpint(domain->verified_at, ==, verified_at);
	domain_free(domain);
}

/* The stage as each day knew it. */
static void test_moves(struct project *project, const void *data)
{
	struct state *state = &project->state;
	g_autoptr(GPtrArray) moves = NULL, early = NULL;
	int64_t verified;

	(void)data;
	move(project, "monitor", DAY_NONE, NULL);
	assert_stage(project, "monitor", DAY_NONE, TIME_NONE);
	state_at(state, DAY0 + 2);
	verified = clock_now(&state->clock);
	move(project, "monitor", DAY0 + 2, "CHG-2026-0001");
	assert_stage(project, "monitor", DAY0 + 2, verified);
	state_at(state, DAY0 + 30);
	move(project, "quarantine-0", DAY0 + 30, "CHG-2026-0002");
	assert_stage(project, "quarantine-0", DAY0 + 30, clock_now(&state->clock));
	moves = store_moves(state->store, project->domain, NULL);
	g_assert_cmpuint(moves->len, ==, 3);
	g_assert_cmpstr(((struct stage_move *)moves->pdata[2])->ticket, ==, "CHG-2026-0002");

	state_at(state, DAY0 + 29);
	assert_stage(project, "monitor", DAY0 + 2, verified);
	early = store_moves(state->store, project->domain, NULL);
	g_assert_cmpuint(early->len, ==, 2);
	/* Before it was added it is not there. */
	state_at(state, DAY0 - 1);
	g_assert_null(store_domain(state->store, "shop.example", NULL));
}

/* A domain that arrives in mid-rollout has the day it is told, not the instant. */
static void test_arrival(struct project *project, const void *data)
{
	(void)data;
	state_at(&project->state, DAY0 + 30);
	move(project, "quarantine", DAY0 + 3, NULL);
	assert_stage(project, "quarantine", DAY0 + 3, day_begin(DAY0 + 3));
}

static void test_lists(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	g_autoptr(GError) error = NULL;
	struct customer other = {.slug = g_strdup("aaa"),
				 .name = g_strdup("Aaa"),
				 .started = DAY0,
				 .target = DAY_NONE};
	g_autoptr(GPtrArray) all = NULL, some = NULL;

	(void)data;
	g_assert_true(store_customer_put(store, &other, &error));
	for (unsigned i = 0; i < 3; i++) {
		g_autofree char *name = g_strdup_printf("d%u.example", 2 - i);
		struct domain *domain = g_new0(struct domain, 1);

		domain->id = domain_id(store, name);
		domain->customer_id = i == 0 ? project->customer : other.id;
		domain->playbook = g_strdup("standard");
		g_assert_true(store_domain_put(store, domain, &error));
		domain_free(domain);
	}
	all = store_domains(store, 0, &error);
	g_assert_cmpuint(all->len, ==, 4);
	g_assert_cmpstr(((struct domain *)all->pdata[0])->name, ==, "d0.example");
	g_assert_cmpstr(((struct domain *)all->pdata[3])->name, ==, "shop.example");
	some = store_domains(store, project->customer, &error);
	g_assert_cmpuint(some->len, ==, 2);
	g_assert_cmpstr(((struct domain *)some->pdata[0])->name, ==, "d2.example");
	customer_clear(&other);
}

/* Each day knew its answers: lists is asked on the second, taken back on the fourth. */
static void test_answers(struct project *project, const void *data)
{
	static const enum answer lists[] = {ANSWER_UNKNOWN, ANSWER_YES, ANSWER_YES, ANSWER_NO,
					    ANSWER_NO};
	struct state *state = &project->state;

	(void)data;
	for (int i = 1; i <= 3; i += 2) {
		struct domain *domain = store_domain(state->store, "shop.example", NULL);

		state_at(state, DAY0 + i);
		domain->lists = lists[i];
		g_free(domain->held);
		domain->held = i == 1 ? g_strdup("a move") : NULL;
		g_assert_true(store_domain_put(state->store, domain, NULL));
		domain_free(domain);
	}
	for (int i = 0; i < (int)G_N_ELEMENTS(lists); i++) {
		struct domain *domain;

		state_at(state, DAY0 + i);
		domain = store_domain(state->store, "shop.example", NULL);
		g_assert_cmpint(domain->lists, ==, lists[i]);
		g_assert_cmpint(domain->held != NULL, ==, i == 1 || i == 2);
		domain_free(domain);
	}
}

/* A domain that goes is missed from that day on, and by its siblings. */
static void test_leaves(struct project *project, const void *data)
{
	struct state *state = &project->state;
	struct domain *domain = store_domain(state->store, "shop.example", NULL);
	struct domain *sibling = store_domain(state->store, "shop.example", NULL);
	g_autoptr(GPtrArray) before = NULL, after = NULL;
	int64_t version;

	(void)data;
	sibling->id = domain_id(state->store, "sibling.example");
	g_assert_true(store_domain_put(state->store, sibling, NULL));
	version = store_domain_version(state->store, sibling->id, NULL);
	state_at(state, DAY0 + 2);
	domain->customer_id = 0;
	g_assert_true(store_domain_put(state->store, domain, NULL));
	g_assert_cmpint(store_domain_version(state->store, sibling->id, NULL), >, version);
	after = store_domains(state->store, project->customer, NULL);
	g_assert_cmpuint(after->len, ==, 1);
	state_at(state, DAY0 + 1);
	before = store_domains(state->store, project->customer, NULL);
	g_assert_cmpuint(before->len, ==, 2);
	domain_free(sibling);
	domain_free(domain);
}

static unsigned count_waivers(struct project *project)
{
	g_autoptr(GPtrArray) waivers = store_waivers(project->state.store, project->domain, NULL);

	return waivers->len;
}

static void test_waivers(struct project *project, const void *data)
{
	struct state *state = &project->state;
	struct waiver *waiver = g_new0(struct waiver, 1);
	int64_t version = store_domain_version(state->store, project->domain, NULL), id;
	g_autoptr(GPtrArray) waivers = NULL;

	(void)data;
	waiver->domain_id = project->domain;
	waiver->condition = g_strdup("unknown_share");
	waiver->source = g_strdup("192.0.2.1");
	waiver->until = DAY0 + 60;
	waiver->by = g_strdup("Jan");
	waiver->reason = g_strdup("printer");
	g_assert_true(store_waiver_add(state->store, waiver, NULL));
	id = waiver->id;
	waiver_free(waiver);
	g_assert_cmpint(store_domain_version(state->store, project->domain, NULL), >, version);
	waivers = store_waivers(state->store, project->domain, NULL);
	waiver = waivers->pdata[0];
	g_assert_cmpstr(waiver->source, ==, "192.0.2.1");
	g_assert_cmpint(waiver->until, ==, DAY0 + 60);
	g_assert_cmpint(waiver->at, ==, clock_now(&state->clock));

	state_at(state, DAY0 + 5);
	version = store_domain_version(state->store, project->domain, NULL);
	g_assert_true(store_waiver_end(state->store, id, NULL));
	g_assert_cmpint(store_domain_version(state->store, project->domain, NULL), >, version);
	g_assert_cmpuint(count_waivers(project), ==, 0);
	state_at(state, DAY0 + 4);
	g_assert_cmpuint(count_waivers(project), ==, 1);
	state_at(state, DAY0 - 1);
	g_assert_cmpuint(count_waivers(project), ==, 0);
}

static void test_complaints(struct project *project, const void *data)
{
	struct state *state = &project->state;
	struct complaint *complaint = g_new0(struct complaint, 1);
	g_autoptr(GPtrArray) closed = NULL, open = NULL;

	(void)data;
	complaint->domain_id = project->domain;
	complaint->reason = g_strdup("a lost invoice");
	complaint->who = g_strdup("eva");
	g_assert_true(store_complaint_add(state->store, complaint, NULL));
	complaint_free(complaint);
	state_at(state, DAY0 + 5);
	g_assert_true(store_complaint_close(state->store, project->domain, NULL));
	closed = store_complaints(state->store, project->domain, NULL);
	complaint = closed->pdata[0];
	g_assert_cmpint(complaint->closed_at, ==, clock_now(&state->clock));
	state_at(state, DAY0 + 4);
	open = store_complaints(state->store, project->domain, NULL);
	complaint = open->pdata[0];
	g_assert_cmpint(complaint->closed_at, ==, TIME_NONE);
}

static void test_freezes(struct project *project, const void *data)
{
	struct state *state = &project->state;
	struct freeze *freeze = g_new0(struct freeze, 1);
	int64_t version = store_domain_version(state->store, project->domain, NULL);
	g_autoptr(GPtrArray) before = NULL, after = NULL;

	(void)data;
	freeze->customer_id = project->customer;
	freeze->from = DAY0 + 10;
	freeze->until = DAY0 + 20;
	freeze->reason = g_strdup("Christmas");
	freeze->who = g_strdup("eva");
	g_assert_true(store_freeze_add(state->store, freeze, NULL));
	freeze_free(freeze);
	g_assert_cmpint(store_domain_version(state->store, project->domain, NULL), >, version);
	before = store_freezes(state->store, project->customer, NULL);
	g_assert_cmpuint(before->len, ==, 1);
	freeze = before->pdata[0];
	g_assert_cmpint(freeze->until, ==, DAY0 + 20);
	g_assert_true(store_freeze_end(state->store, project->customer, NULL));
	after = store_freezes(state->store, project->customer, NULL);
	g_assert_cmpuint(after->len, ==, 0);
}

static void test_marks(struct project *project, const void *data)
{
	struct state *state = &project->state;
	struct mark *mark = g_new0(struct mark, 1);
	g_autoptr(GPtrArray) marks = NULL, gone = NULL, early = NULL;
	int64_t id;

	(void)data;
	mark->domain_id = project->domain;
	mark->source = g_strdup("deskly.example");
	mark->flow = g_strdup("shop.example|deskly.example");
	mark->verdict = VERDICT_FORWARDER;
	mark->reason = g_strdup("asked them");
	mark->who = g_strdup("eva");
	mark->ips = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(mark->ips, g_strdup("192.0.2.1"));
	g_ptr_array_add(mark->ips, g_strdup("2001:db8::1"));
	g_assert_true(store_mark_add(state->store, mark, NULL));
	id = mark->id;
	mark_free(mark);
	marks = store_marks(state->store, project->domain, NULL);
	g_assert_cmpuint(marks->len, ==, 1);
	mark = marks->pdata[0];
	g_assert_cmpint(mark->verdict, ==, VERDICT_FORWARDER);
	g_assert_cmpstr(mark->flow, ==, "shop.example|deskly.example");
	g_assert_cmpuint(mark->ips->len, ==, 2);
	g_assert_cmpstr(mark->ips->pdata[1], ==, "2001:db8::1");
	g_assert_cmpint(mark->at, ==, clock_now(&state->clock));

	state_at(state, DAY0 + 1);
	g_assert_true(store_mark_end(state->store, id, NULL));
	gone = store_marks(state->store, project->domain, NULL);
	g_assert_cmpuint(gone->len, ==, 0);
	state_at(state, DAY0);
	early = store_marks(state->store, project->domain, NULL);
	g_assert_cmpuint(early->len, ==, 1);
}

static void test_notes(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	struct source_note note = {.owner = g_strdup("Piet"), .due = DAY0 + 9, .vital = true};
	g_autoptr(GHashTable) streams = NULL, sources = NULL, changed = NULL, early = NULL;
	const struct source_note *found;

	(void)data;
	g_assert_true(
		store_note_set(store, project->domain, "inv1@shop.example", true, &note, NULL));
	streams = store_notes(store, project->domain, true, NULL);
	sources = store_notes(store, project->domain, false, NULL);
	g_assert_cmpuint(g_hash_table_size(sources), ==, 0);
	found = g_hash_table_lookup(streams, "inv1@shop.example");
	g_assert_cmpstr(found->owner, ==, "Piet");
	g_assert_null(found->task);
	g_assert_cmpint(found->due, ==, DAY0 + 9);
	g_assert_true(found->vital);
	g_clear_pointer(&note.owner, g_free);
	note.due = DAY_NONE;
	state_at(&project->state, DAY0 + 1);
	g_assert_true(
		store_note_set(store, project->domain, "inv1@shop.example", true, &note, NULL));
	changed = store_notes(store, project->domain, true, NULL);
	found = g_hash_table_lookup(changed, "inv1@shop.example");
	g_assert_null(found->owner);
	g_assert_cmpint(found->due, ==, DAY_NONE);
	state_at(&project->state, DAY0);
	early = store_notes(store, project->domain, true, NULL);
	found = g_hash_table_lookup(early, "inv1@shop.example");
	g_assert_cmpint(found->due, ==, DAY0 + 9);
}

static int64_t noted(struct store *store, int64_t customer, int64_t but)
{
	int64_t id = -1;

	g_assert_true(store_noted_domain(store, customer, but, &id, NULL));
	return id;
}

/* What a domain that is added takes over from: a sister that has notes on sources, by then. */
static void test_noted_domain(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	struct domain *domain = store_domain_by_id(store, project->domain, NULL);
	struct source_note note = {.due = DAY0 + 9};

	(void)data;
	g_assert_true(store_note_set(store, domain->id, "pay@shop.example", true, &note, NULL));
	g_assert_cmpint(noted(store, domain->customer_id, 0), ==,
			0); /* a stream is of one domain */
	g_assert_true(store_note_set(store, domain->id, "deskly", false, &note, NULL));
	g_assert_cmpint(noted(store, domain->customer_id, 0), ==, domain->id);
	g_assert_cmpint(noted(store, domain->customer_id, domain->id), ==, 0);
	g_assert_cmpint(noted(store, domain->customer_id + 1, 0), ==, 0);
	state_at(&project->state, DAY0 - 1);
	g_assert_cmpint(noted(store, domain->customer_id, 0), ==, 0);
	domain_free(domain);
}

static GPtrArray *texts(const char *first, const char *second)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(texts, g_strdup(first));
	if (second)
		g_ptr_array_add(texts, g_strdup(second));
	return texts;
}

static void test_senders(struct project *project, const void *data)
{
	struct store *store = project->state.store;
	struct sender *sender = g_new0(struct sender, 1);
	int64_t version = store_domain_version(store, project->domain, NULL), asn = 64500;
	g_autoptr(GPtrArray) senders = NULL, none = NULL;

	(void)data;
	sender->slug = g_strdup("deskly");
	sender->name = g_strdup("Deskly");
	sender->kind = SENDER_KIND_SAAS;
	sender->ptr = texts("deskly.example", NULL);
	sender->dkim = texts("deskly.example", "deskly.example/dk*");
	sender->asn = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_array_append_val(sender->asn, asn);
	sender->can_sign = ANSWER_YES;
	sender->checked = DAY0;
	g_assert_true(store_sender_put(store, sender, NULL));
	g_assert_cmpint(store_domain_version(store, project->domain, NULL), >, version);
	/* The same entry for one customer is another one. */
	version = store_domain_version(store, project->domain, NULL);
	sender->customer = g_strdup("acme");
	g_free(sender->name);
	sender->name = g_strdup("Deskly for Acme");
	g_assert_true(store_sender_put(store, sender, NULL));
	g_assert_cmpint(store_domain_version(store, project->domain, NULL), >, version);
	state_at(&project->state, DAY0 + 1);
	g_free(sender->name);
	sender->name = g_strdup("Deskly, renamed");
	g_assert_true(store_sender_put(store, sender, NULL));
	state_at(&project->state, DAY0);
	sender_free(sender);

	senders = store_senders(store, NULL);
	g_assert_cmpuint(senders->len, ==, 2);
	sender = senders->pdata[0];
	g_assert_true(sender->confirmed);
	g_assert_null(sender->customer);
	g_assert_cmpstr(sender->name, ==, "Deskly");
	g_assert_cmpint(sender->kind, ==, SENDER_KIND_SAAS);
	g_assert_cmpstr(sender->dkim->pdata[1], ==, "deskly.example/dk*");
	g_assert_cmpuint(sender->spf->len, ==, 0);
	g_assert_cmpint(g_array_index(sender->asn, int64_t, 0), ==, 64500);
	g_assert_cmpint(sender->can_sign, ==, ANSWER_YES);
	g_assert_cmpint(sender->can_return_path, ==, ANSWER_UNKNOWN);
	g_assert_cmpint(sender->checked, ==, DAY0);
	sender = senders->pdata[1];
	g_assert_cmpstr(sender->customer, ==, "acme");
	g_assert_cmpstr(sender->name, ==, "Deskly for Acme");
	state_at(&project->state, DAY0 - 1);
	none = store_senders(store, NULL);
	g_assert_cmpuint(none->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add(name, struct project, NULL, set_up, test, tear_down)
	ADD("/project/customer", test_customer);
	ADD("/project/domain", test_domain);
	ADD("/project/moves", test_moves);
	ADD("/project/arrival", test_arrival);
	ADD("/project/lists", test_lists);
	ADD("/project/answers", test_answers);
	ADD("/project/leaves", test_leaves);
	ADD("/project/waivers", test_waivers);
	ADD("/project/complaints", test_complaints);
	ADD("/project/freezes", test_freezes);
	ADD("/project/marks", test_marks);
	ADD("/project/notes", test_notes);
	ADD("/project/noted-domain", test_noted_domain);
	ADD("/project/senders", test_senders);
	return g_test_run();
}
