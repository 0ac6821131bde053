/* SPDX-License-Identifier: MIT */
/* Block lists (RFC 5782): a listed name has an address in 127/8, and says why as TXT. */
#include <string.h>

#include "base/ip.h"
#include "dns/check.h"
#include "dns/questions.h"

#define ADDRESSES_MAX 32
#define LISTED	      "127."
#define REFUSED	      "127.255.255." /* by custom: the list does not answer who asks */

/* What is asked for, and for whom. */
struct inquiry {
	GPtrArray *names;    /* char *: of the questions */
	GPtrArray *subjects; /* char *: the address or domain, in the order of the questions */
	GPtrArray *zones;    /* char *: the config's */
	GArray *questions;
};

static void add(struct inquiry *inquiry, char *name, char *subject, char *zone)
{
	g_ptr_array_add(inquiry->names, name);
	g_ptr_array_add(inquiry->subjects, subject);
	g_ptr_array_add(inquiry->zones, zone);
	questions_add(inquiry->questions, name, DNS_TYPE_A, NULL);
}

static void add_domain(struct inquiry *inquiry, const char *domain, const GPtrArray *zones)
{
	for (guint i = 0; i < zones->len; i++)
		add(inquiry, g_strdup_printf("%s.%s", domain, (char *)zones->pdata[i]),
		    g_strdup(domain), zones->pdata[i]);
}

/* Those who send most come first. */
static void add_senders(struct inquiry *inquiry, const GPtrArray *senders, const GPtrArray *zones)
{
	unsigned n = 0;

	for (guint i = 0; senders && i < senders->len; i++) {
		const struct dns_sender *sender = senders->pdata[i];

		for (guint k = 0; k < sender->ips->len && n < ADDRESSES_MAX; k++, n++) {
			const struct ip *ip = &g_array_index(sender->ips, struct ip, k);
			char address[IP_TEXT_MAX];

			ip_format(ip, address);
			for (guint z = 0; z < zones->len; z++)
				add(inquiry, name_of_address(ip, zones->pdata[z]),
				    g_strdup_printf("%s (%s)", address, sender->name),
				    zones->pdata[z]);
		}
	}
}

static bool has(const struct dns_question *asked, const char *prefix)
{
	return asked->data->len > 0 && g_str_has_prefix(asked->data->pdata[0], prefix);
}

static void tell_listed(struct check *check, const char *name, const char *subject,
			const char *zone)
{
	struct dns_question why = {.name = name, .type = DNS_TYPE_TXT};

	dns_ask(check->dns, &why, 1, check->progress);
	check_say(check->look->findings, CHECK_BLOCKLISTED,
		  "%." SEEN "s is listed by %s: %." SEEN "s", subject, zone,
		  why.data->len > 0 ? (char *)why.data->pdata[0] : "no reason");
	dns_question_clear(&why);
}

/* A list that does not answer is named once. */
static void judge(struct check *check, const struct inquiry *inquiry)
{
	g_autoptr(GHashTable) silent = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < inquiry->questions->len; i++) {
		const struct dns_question *asked = questions_at(inquiry->questions, i);
		char *zone = inquiry->zones->pdata[i];

		if (has(asked, LISTED) && !has(asked, REFUSED))
			tell_listed(check, asked->name, inquiry->subjects->pdata[i], zone);
		else if ((has(asked, REFUSED) || !status_is_answer(asked->status)) &&
			 g_hash_table_add(silent, zone))
			check_say(check->look->findings, CHECK_BLOCKLIST_UNKNOWN,
				  "The block list %s does not answer (%s)", zone,
				  has(asked, REFUSED) ? (char *)asked->data->pdata[0]
						      : look_status_name(asked->status));
	}
}

void check_blocklists(struct check *check)
{
	const struct blocklists *lists = check->subject->blocklists;
	struct inquiry inquiry;

	if (!lists)
		return;
	inquiry.names = g_ptr_array_new_with_free_func(g_free);
	inquiry.subjects = g_ptr_array_new_with_free_func(g_free);
	inquiry.zones = g_ptr_array_new();
	inquiry.questions = questions_new();
	add_domain(&inquiry, check->look->domain, lists->domains);
	add_senders(&inquiry, check->subject->senders, lists->addresses);
	questions_ask(check->dns, inquiry.questions, check->progress);
	judge(check, &inquiry);
	g_array_unref(inquiry.questions);
	g_ptr_array_unref(inquiry.names);
	g_ptr_array_unref(inquiry.subjects);
	g_ptr_array_unref(inquiry.zones);
}
