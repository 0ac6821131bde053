/* SPDX-License-Identifier: MIT */
#include "dns/questions.h"

GPtrArray *dns_absent(struct dns *dns, const GPtrArray *names, struct progress *progress)
{
	g_autoptr(GArray) questions = questions_new();
	GPtrArray *absent = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < names->len; i++)
		questions_add(questions, names->pdata[i], DNS_TYPE_TXT, NULL);
	questions_ask(dns, questions, progress);
	for (guint i = 0; i < questions->len; i++) {
		const struct dns_question *question = questions_at(questions, i);

		if (question->status == LOOK_STATUS_NXDOMAIN)
			g_ptr_array_add(absent, g_strdup(question->name));
	}
	return absent;
}
