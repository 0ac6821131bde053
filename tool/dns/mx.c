/* SPDX-License-Identifier: MIT */
#include "dns/check.h"

#include <string.h>

#include "base/ip.h"
#include "dns/questions.h"

#define SERVERS_MAX 16 /* of a domain that are looked at */

/* One server's addresses, asked for in questions i and i + 1. */
static void judge_server(struct look *look, const GArray *questions, guint i)
{
	const struct dns_question *v4 = questions_at(questions, i);
	const struct dns_question *v6 = questions_at(questions, i + 1);
	struct ip ip;

	if (ip_parse(v4->name, strlen(v4->name), &ip))
		check_say(look->findings, CHECK_MX_ADDRESS, "The MX of %s is %s", look->domain,
			  v4->name);
	else if (v4->cname->len > 0)
		check_say(look->findings, CHECK_MX_CNAME, "%s, MX of %s, is an alias of %s",
			  v4->name, look->domain, (char *)v4->cname->pdata[0]);
	else if (v4->data->len == 0 && v6->data->len == 0 && status_is_answer(v4->status) &&
		 status_is_answer(v6->status))
		check_say(look->findings, CHECK_MX_NO_ADDRESS, "%s, MX of %s, has no address (%s)",
			  v4->name, look->domain, look_status_name(v4->status));
}

static void judge_servers(struct check *check, const GPtrArray *mx)
{
	g_autoptr(GArray) questions = questions_new();
	bool null = false;

	for (guint i = 0; i < MIN(mx->len, SERVERS_MAX); i++) {
		const char *host = mx_host(mx->pdata[i]);

		if (strcmp(host, ".") == 0) {
			null = true;
			continue;
		}
		questions_add(questions, host, DNS_TYPE_A, NULL);
		questions_add(questions, host, DNS_TYPE_AAAA, NULL);
	}
	if (null && mx->len > 1)
		check_say(check->look->findings, CHECK_MX_NULL_NOT_ALONE,
			  "%s has a null MX beside others", check->look->domain);
	else if (null)
		check_say(check->look->findings, CHECK_MX_NULL, "%s has a null MX",
			  check->look->domain);
	questions_ask(check->dns, questions, check->progress);
	for (guint i = 0; i < questions->len; i += 2)
		judge_server(check->look, questions, i);
}

void check_mx(struct check *check)
{
	struct look *look = check->look;
	struct dns_question asked = {.name = look->domain, .type = DNS_TYPE_MX};

	dns_ask(check->dns, &asked, 1, check->progress);
	check->mx_known = status_is_answer(asked.status);
	for (guint i = 0; i < MIN(asked.data->len, SERVERS_MAX); i++)
		g_ptr_array_add(look->mx, g_strdup(asked.data->pdata[i]));
	if (asked.status == LOOK_STATUS_NODATA)
		check_say(look->findings, CHECK_MX_MISSING, "%s has no MX", look->domain);
	judge_servers(check, asked.data);
	dns_question_clear(&asked);
}
