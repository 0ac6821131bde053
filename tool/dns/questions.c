/* SPDX-License-Identifier: MIT */
#include "dns/questions.h"

#include <string.h>

#define SOA_SERIAL  2 /* the word of SOA data that holds it */
#define SOA_MINIMUM 6

void dns_question_clear(struct dns_question *question)
{
	g_clear_pointer(&question->data, g_ptr_array_unref);
	g_clear_pointer(&question->cname, g_ptr_array_unref);
}

GArray *questions_new(void)
{
	GArray *questions = g_array_new(FALSE, TRUE, sizeof(struct dns_question));

	g_array_set_clear_func(questions, (GDestroyNotify)dns_question_clear);
	return questions;
}

guint questions_add(GArray *questions, const char *name, enum dns_type type, const char *server)
{
	struct dns_question question = {.name = name, .type = type, .server = server};

	g_array_append_val(questions, question);
	return questions->len - 1;
}

guint questions_add_to_resolver(GArray *questions, const char *name, enum dns_type type,
				const char *resolver)
{
	guint i = questions_add(questions, name, type, resolver);

	questions_at(questions, i)->recurse = true;
	return i;
}

struct dns_question *questions_at(const GArray *questions, guint i)
{
	return &g_array_index(questions, struct dns_question, i);
}

void questions_ask(struct dns *dns, GArray *questions, struct progress *progress)
{
	dns_ask(dns, (struct dns_question *)(void *)questions->data, questions->len, progress);
}

bool status_is_answer(enum look_status status)
{
	return status == LOOK_STATUS_OK || status == LOOK_STATUS_NXDOMAIN ||
	       status == LOOK_STATUS_NODATA;
}

char *text_kept(const char *txt)
{
	if (strlen(txt) <= LOOK_TEXT_MAX)
		return g_strdup(txt);
	return g_strdup_printf("%.*s…", LOOK_TEXT_MAX, txt);
}

static uint32_t soa_number(const struct dns_question *question, unsigned word)
{
	g_auto(GStrv) words = NULL;

	if (question->status != LOOK_STATUS_OK)
		return 0;
	words = g_strsplit(question->data->pdata[0], " ", -1);
	return g_strv_length(words) > word ? (uint32_t)g_ascii_strtoull(words[word], NULL, 10) : 0;
}

char *soa_server(const struct dns_question *question)
{
	const char *soa = question->status == LOOK_STATUS_OK ? question->data->pdata[0] : NULL;

	return soa ? g_strndup(soa, strcspn(soa, " ")) : NULL;
}

uint32_t soa_serial(const struct dns_question *question)
{
	return soa_number(question, SOA_SERIAL);
}

uint32_t soa_negative_ttl(const struct dns_question *question)
{
	return MIN(soa_number(question, SOA_MINIMUM), question->ttl);
}

char *name_of_address(const struct ip *ip, const char *zone)
{
	g_autofree char *reverse = ip_reverse_name(ip);
	const char *suffix = ip_is_v4(ip) ? ".in-addr.arpa" : ".ip6.arpa";

	return g_strdup_printf("%.*s.%s", (int)(strlen(reverse) - strlen(suffix)), reverse, zone);
}

const char *mx_host(const char *mx)
{
	return mx + strcspn(mx, " ") + 1;
}
