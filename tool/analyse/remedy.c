/* SPDX-License-Identifier: MIT */
#include "analyse/remedy.h"

#include "model/sender.h"

/* By can_sign and can_return_path; enum answer. */
static const char *const reach[][ANSWER_NO + 1] = {
	[ANSWER_UNKNOWN] =
		{
			[ANSWER_YES] = "it can use a return path of the customer's domain",
			[ANSWER_NO] = "its return path stays its own: SPF is never aligned",
		},
	[ANSWER_YES] =
		{
			[ANSWER_UNKNOWN] = "it can sign with the customer's domain",
			[ANSWER_YES] = "it can sign with the customer's domain and use a return "
				       "path of it",
			[ANSWER_NO] = "it can sign with the customer's domain; its return path "
				      "stays its own, "
				      "so SPF is never aligned",
		},
	[ANSWER_NO] =
		{
			[ANSWER_UNKNOWN] = "it cannot sign with the customer's domain",
			[ANSWER_YES] = "it cannot sign with the customer's domain, only use a "
				       "return path of it: "
				       "its mail does not survive forwarding",
			[ANSWER_NO] = "it can neither sign with the customer's domain nor use a "
				      "return path of "
				      "it: a subdomain with a policy of its own is the only way",
		},
};

const char *remedy_reach(const struct sender *sender)
{
	return reach[sender->can_sign][sender->can_return_path];
}

/* The word of the catalogue for the customer's From domain. */
static void put_domain(GString *text, const char *domain)
{
	g_autoptr(GRegex) word = g_regex_new("\\bDOMAIN\\b", 0, 0, NULL);
	g_autofree char *put = g_regex_replace_literal(word, text->str, -1, 0, domain, 0, NULL);

	g_string_assign(text, put);
}

char *remedy_steps(const struct sender *sender, const char *domain)
{
	GString *text;

	if (!sender->fix || sender->fix->len == 0)
		return NULL;
	text = g_string_new(NULL);
	if (sender->can_sign == ANSWER_NO && sender->can_return_path == ANSWER_NO)
		g_string_append_printf(text, "%s; ", reach[ANSWER_NO][ANSWER_NO]);
	for (unsigned i = 0; i < sender->fix->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
				       (const char *)sender->fix->pdata[i]);
	if (sender->proof)
		g_string_append_printf(text, "; done when %s", sender->proof);
	put_domain(text, domain);
	return g_string_free(text, FALSE);
}
