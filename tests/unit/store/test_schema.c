/* SPDX-License-Identifier: MIT */
/* A state of version 1 is brought up to date, and nothing of it is lost. */
#include "store/sql.h"
#include "support.h"

#define WRITTEN 20699 /* 2026-09-03: the fixture's last day */

static void load(const struct state *state)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_autofree char *path =
		g_build_filename(g_getenv("RAMPART_TEST_DATA"), "store", "version-1.sql", NULL);
	g_autofree char *database = g_build_filename(state->dir, "rampart.db", NULL);
	struct sql *sql = sql_open(database, true, &error);

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	sql_script(sql, text, &error);
	g_assert_no_error(error);
	sql_close(sql);
}

static void set_up(struct state *state, const void *data)
{
	(void)data;
	state->dir = g_dir_make_tmp("rampart-store-XXXXXX", NULL);
	state_at(state, WRITTEN + 1);
	load(state);
	state_open(state);
}

static void tear_down(struct state *state, const void *data)
{
	(void)data;
	state_clear(state);
}

static void test_sound(struct state *state, const void *data)
{
	g_autofree char *copy = g_build_filename(state->dir, "rampart.db.v1", NULL);

	(void)data;
	g_assert_true(g_file_test(copy, G_FILE_TEST_EXISTS));
	assert_sound(state->store);
	g_assert_cmpuint(messages_of(state->store, "shop.example"), ==, 11);
}

static void test_customer(struct state *state, const void *data)
{
	struct customer *customer = store_customer(state->store, "acme", NULL);

	(void)data;
	g_assert_cmpstr(customer->name, ==, "Acme Stores");
	g_assert_cmpstr(customer->contact, ==, "it@acme.example");
	g_assert_cmpint(customer->target, ==, 20999);
	customer_free(customer);
	state_at(state, WRITTEN - 3);
	g_assert_null(store_customer(state->store, "acme", NULL));
}

static void test_domain(struct state *state, const void *data)
{
	struct domain *domain = store_domain(state->store, "shop.example", NULL);

	(void)data;
	g_assert_cmpstr(domain->customer, ==, "acme");
	g_assert_cmpstr(domain->playbook, ==, "standard");
	g_assert_cmpint(domain->lists, ==, ANSWER_NO);
	g_assert_cmpint(domain->monthly, ==, ANSWER_YES);
	g_assert_cmpint(domain->goal, ==, GOAL_QUARANTINE);
	g_assert_cmpstr(domain->goal_reason, ==, "the board wants it");
	g_assert_cmpstr(domain->held, ==, "the shop moves house");
	g_assert_cmpstr(domain->stage, ==, "monitor");
	domain_free(domain);
	state_at(state, WRITTEN - 3);
	g_assert_null(store_domain(state->store, "shop.example", NULL));
}

static void test_notes_and_senders(struct state *state, const void *data)
{
	g_autoptr(GHashTable) notes = NULL;
	g_autoptr(GPtrArray) senders = store_senders(state->store, NULL);
	const struct source_note *note;

	(void)data;
	g_assert_cmpuint(senders->len, ==, 1);
	g_assert_cmpstr(((struct sender *)senders->pdata[0])->slug, ==, "deskly");
	notes = store_notes(state->store, domain_id(state->store, "shop.example"), true, NULL);
	note = g_hash_table_lookup(notes, "inv82@shop.example");
	g_assert_cmpstr(note->owner, ==, "J. Bakker");
	g_assert_cmpint(note->due, ==, 20700);
	g_assert_true(note->vital);
}

/* From before tickets could be shared. */
static void test_ticket(struct state *state, const void *data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) found =
		store_tickets(state->store, 0, domain_id(state->store, "shop.example"), &error);
	const struct ticket *ticket;

	(void)data;
	g_assert_no_error(error);
	g_assert_cmpuint(found->len, ==, 1);
	ticket = found->pdata[0];
	g_assert_cmpstr(ticket->id, ==, "CHG-2026-0001");
	g_assert_cmpstr(ticket->stage, ==, "monitor");
	g_assert_cmpstr(ticket->zone, ==, "shop.example");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add(name, struct state, NULL, set_up, test, tear_down)
	ADD("/schema/sound", test_sound);
	ADD("/schema/customer", test_customer);
	ADD("/schema/domain", test_domain);
	ADD("/schema/notes-and-senders", test_notes_and_senders);
	ADD("/schema/ticket", test_ticket);
	return g_test_run();
}
