/* SPDX-License-Identifier: MIT */
/* Every word of product.md and cli.md stands for one value, and every value has one word. */
#include <glib.h>

#include "model/domain.h"
#include "model/flow.h"
#include "model/look.h"
#include "model/playbook.h"
#include "model/sender.h"
#include "model/ticket.h"
#include "model/verdict.h"

static void test_domain(void)
{
	enum domain_kind kind = DOMAIN_KIND_MAILING;
	enum answer answer = ANSWER_UNKNOWN;
	enum goal goal = GOAL_REJECT;

	g_assert_cmpstr(domain_kind_name(DOMAIN_KIND_RECEIVE_ONLY), ==, "receive-only");
	g_assert_true(domain_kind_from_name("parked", &kind));
	g_assert_cmpint(kind, ==, DOMAIN_KIND_PARKED);
	g_assert_false(domain_kind_from_name("Parked", &kind));
	g_assert_cmpint(kind, ==, DOMAIN_KIND_PARKED);
	g_assert_true(answer_from_name("no", &answer));
	g_assert_cmpint(answer, ==, ANSWER_NO);
	g_assert_false(answer_from_name("", &answer));
	g_assert_true(goal_from_name("quarantine", &goal));
	g_assert_cmpstr(goal_name(goal), ==, "quarantine");
	g_assert_false(goal_from_name("none", &goal));
}

static void test_verdict(void)
{
	static const char *const words[] = {"unknown", "legitimate", "forwarder", "threat"};

	for (unsigned i = 0; i < VERDICT_COUNT; i++) {
		enum verdict verdict = VERDICT_COUNT;

		g_assert_true(verdict_from_name(words[i], &verdict));
		g_assert_cmpuint(verdict, ==, i);
		g_assert_cmpstr(verdict_name(verdict), ==, words[i]);
	}
	g_assert_cmpstr(decided_by_name(DECIDED_BY_SPECIALIST), ==, "specialist");
}

/* The class under a verdict, as in cli.md. */
static void test_class(void)
{
	static const struct {
		const char *class, *verdict;
	} table[FLOW_CLASS_COUNT] = {
		{"unknown", "unknown"},		 {"aligned", "legitimate"},
		{"spf-only", "legitimate"},	 {"dkim-only", "legitimate"},
		{"misaligned", "legitimate"},	 {"forward-ok", "forwarder"},
		{"forward-broken", "forwarder"}, {"mailing-list", "forwarder"},
		{"reinjected", "forwarder"},	 {"spoof", "threat"},
	};

	for (int i = 0; i < FLOW_CLASS_COUNT; i++) {
		enum flow_class class = (enum flow_class)i;

		g_assert_cmpstr(flow_class_name(class), ==, table[i].class);
		g_assert_cmpstr(verdict_name(flow_class_verdict(class)), ==, table[i].verdict);
	}
}

static void test_ticket(void)
{
	static const char *const words[] = {"drafted",	"sent",	     "approved",  "published",
					    "verified", "confirmed", "withdrawn", "failed"};

	for (unsigned i = 0; i < TICKET_STATE_COUNT; i++) {
		enum ticket_state state = TICKET_STATE_COUNT;

		g_assert_true(ticket_state_from_name(words[i], &state));
		g_assert_cmpuint(state, ==, i);
		g_assert_cmpstr(ticket_state_name(state), ==, words[i]);
	}
	g_assert_cmpstr(ticket_kind_name(TICKET_KIND_DELETE), ==, "delete");
}

static void test_sender(void)
{
	static const char *const words[] = {"esp",     "saas", "mailbox", "forwarder",
					    "gateway", "list", "own"};

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
		enum sender_kind kind = SENDER_KIND_ESP;

		g_assert_true(sender_kind_from_name(words[i], &kind));
		g_assert_cmpuint(kind, ==, i);
		g_assert_cmpstr(sender_kind_name(kind), ==, words[i]);
	}
}

static void test_look(void)
{
	g_assert_cmpstr(look_status_name(LOOK_STATUS_OK), ==, "ok");
	g_assert_cmpstr(look_status_name(LOOK_STATUS_NODATA), ==, "nodata");
	g_assert_cmpstr(look_status_name(LOOK_STATUS_MALFORMED), ==, "malformed");
	g_assert_cmpstr(trend_name(TREND_DOWN), ==, "down");
}

static void test_tally(void)
{
	struct tally sum = {.messages = 10, .compliant = 4, .dispositions = {7, 2, 1, 0}};
	struct tally more = {.messages = 5,
			     .compliant = 3,
			     .dkim_aligned = 2,
			     .spf_aligned = 1,
			     .dispositions = {1, 1, 1, 2},
			     .lost = 0.5,
			     .spam = 1.5};

	tally_add(&sum, &more);
	g_assert_cmpuint(sum.messages, ==, 15);
	g_assert_cmpuint(sum.compliant, ==, 7);
	g_assert_cmpuint(sum.dkim_aligned, ==, 2);
	g_assert_cmpuint(sum.spf_aligned, ==, 1);
	g_assert_cmpuint(sum.dispositions[DISPOSITION_QUARANTINE], ==, 3);
	g_assert_cmpuint(sum.dispositions[DISPOSITION_UNKNOWN], ==, 2);
	g_assert_cmpfloat(sum.lost + sum.spam, ==, 2);
}

static void test_playbook(void)
{
	struct playbook *playbook = g_new0(struct playbook, 1);
	static const char *const names[] = {"monitor", "quarantine", "reject"};

	playbook->stages =
		g_ptr_array_new(); /* as the loader leaves it: nobody frees the stages yet */
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		struct stage *stage = g_new0(struct stage, 1);

		stage->name = g_strdup(names[i]);
		stage->explains[0] = g_strdup("what it does");
		g_ptr_array_add(playbook->stages, stage);
	}
	g_assert_cmpint(playbook_stage(playbook, "monitor"), ==, 0);
	g_assert_cmpint(playbook_stage(playbook, "reject"), ==, 2);
	g_assert_cmpint(playbook_stage(playbook, "reject-0"), ==, -1);
	playbook_free(playbook);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/model/domain", test_domain);
	g_test_add_func("/model/verdict", test_verdict);
	g_test_add_func("/model/class", test_class);
	g_test_add_func("/model/ticket", test_ticket);
	g_test_add_func("/model/sender", test_sender);
	g_test_add_func("/model/look", test_look);
	g_test_add_func("/model/tally", test_tally);
	g_test_add_func("/model/playbook", test_playbook);
	return g_test_run();
}
