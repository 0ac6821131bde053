/* SPDX-License-Identifier: MIT */
#include <glib.h>

#include "analyse/remedy.h"
#include "model/sender.h"

static void assert_steps(const struct sender *sender, const char *want)
{
	g_autofree char *steps = remedy_steps(sender, "shop.example");

	g_assert_cmpstr(steps, ==, want);
}

static void test_steps(void)
{
	g_autoptr(GPtrArray) fix = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *proof = g_strdup("DKIM passes with d=DOMAIN");
	struct sender sender = {.fix = fix, .proof = proof};

	assert_steps(&sender, NULL);
	g_ptr_array_add(fix, g_strdup("Create s1._domainkey.DOMAIN"));
	g_ptr_array_add(fix, g_strdup("Ask for SUBDOMAIN"));
	assert_steps(&sender,
		     "Create s1._domainkey.shop.example; Ask for SUBDOMAIN; done when DKIM "
		     "passes with d=shop.example");
	sender.proof = NULL;
	sender.can_sign = sender.can_return_path = ANSWER_NO;
	assert_steps(&sender,
		     "it can neither sign with the customer's domain nor use a return path "
		     "of it: a subdomain with a policy of its own is the only way; Create "
		     "s1._domainkey.shop.example; Ask for SUBDOMAIN");
}

/* Every pair of answers has its own sentence; nothing is said where nothing is known. */
static void test_reach(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct sender sender = {0};

	g_assert_null(remedy_reach(&sender));
	for (int i = 1; i <= ANSWER_NO * (ANSWER_NO + 1) + ANSWER_NO; i++) {
		sender.can_sign = i / (ANSWER_NO + 1);
		sender.can_return_path = i % (ANSWER_NO + 1);
		g_assert_nonnull(remedy_reach(&sender));
		g_assert_true(g_hash_table_add(seen, g_strdup(remedy_reach(&sender))));
	}
	g_assert_cmpuint(g_hash_table_size(seen), ==, 8);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/remedy/steps", test_steps);
	g_test_add_func("/remedy/reach", test_reach);
	return g_test_run();
}
