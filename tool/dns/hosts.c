/* SPDX-License-Identifier: MIT */
#include "dns/questions.h"

#include <string.h>

#include "base/ip.h"

#define PTR_NAMES_MAX 4 /* names of one address that are looked at */
/* What tells the network that announces an address, as a TXT record below its reversed octets. */
#define ORIGIN_V4 "origin.asn.cymru.com"
#define ORIGIN_V6 "origin6.asn.cymru.com"

/* Questions about hosts, and whose answer each one is. */
struct inquiry {
	GPtrArray *names; /* char *: of the questions, where they are made here */
	GArray *questions;
	GArray *hosts; /* guint: index of the host, in the order of the questions */
};

static void inquiry_init(struct inquiry *inquiry)
{
	inquiry->names = g_ptr_array_new_with_free_func(g_free);
	inquiry->questions = questions_new();
	inquiry->hosts = g_array_new(FALSE, FALSE, sizeof(guint));
}

static void inquiry_clear(struct inquiry *inquiry)
{
	g_array_unref(inquiry->questions);
	g_ptr_array_unref(inquiry->names);
	g_array_unref(inquiry->hosts);
}

static void inquiry_add(struct inquiry *inquiry, guint host, char *name, enum dns_type type)
{
	g_ptr_array_add(inquiry->names, name);
	questions_add(inquiry->questions, name, type, NULL);
	g_array_append_val(inquiry->hosts, host);
}

static struct host *inquiry_host(const struct inquiry *inquiry, guint i, const GPtrArray *hosts)
{
	return hosts->pdata[g_array_index(inquiry->hosts, guint, i)];
}

/* The names that each address claims; the first is kept, all are looked at in forward. */
static void ask_names(struct dns *dns, const GPtrArray *hosts, struct inquiry *forward,
		      struct progress *progress)
{
	struct inquiry reverse;

	inquiry_init(&reverse);
	for (guint i = 0; i < hosts->len; i++) {
		const struct host *host = hosts->pdata[i];

		inquiry_add(&reverse, i, ip_reverse_name(&host->ip), DNS_TYPE_PTR);
	}
	questions_ask(dns, reverse.questions, progress);
	for (guint i = 0; i < hosts->len; i++) {
		const struct dns_question *asked = questions_at(reverse.questions, i);
		struct host *host = hosts->pdata[i];

		host->looked = status_is_answer(asked->status);
		if (asked->data->len > 0)
			host->ptr = g_strdup(asked->data->pdata[0]);
		for (guint k = 0; k < MIN(asked->data->len, PTR_NAMES_MAX); k++)
			inquiry_add(forward, i, g_strdup(asked->data->pdata[k]),
				    ip_is_v4(&host->ip) ? DNS_TYPE_A : DNS_TYPE_AAAA);
	}
	inquiry_clear(&reverse);
}

/* Takes the first name that leads back to the address; one that cannot be asked leaves it open. */
static void confirm(struct host *host, const struct dns_question *asked)
{
	char address[IP_TEXT_MAX];

	if (host->confirmed)
		return;
	ip_format(&host->ip, address);
	host->confirmed = g_ptr_array_find_with_equal_func(asked->data, address, g_str_equal, NULL);
	host->looked = host->confirmed || (host->looked && status_is_answer(asked->status));
	if (host->confirmed) {
		g_free(host->ptr);
		host->ptr = g_strdup(asked->name);
	}
}

/* The first number of "64500 64501 | 192.0.2.0/24 | …". */
static int64_t origin_number(const char *text)
{
	guint64 number = g_ascii_strtoull(text, NULL, 10);

	return number <= UINT32_MAX ? (int64_t)number : 0;
}

static void ask_origins(struct dns *dns, const GPtrArray *hosts, struct progress *progress)
{
	struct inquiry origin;

	inquiry_init(&origin);
	for (guint i = 0; i < hosts->len; i++) {
		const struct host *host = hosts->pdata[i];

		inquiry_add(&origin, i,
			    name_of_address(&host->ip, ip_is_v4(&host->ip) ? ORIGIN_V4 : ORIGIN_V6),
			    DNS_TYPE_TXT);
	}
	questions_ask(dns, origin.questions, progress);
	for (guint i = 0; i < hosts->len; i++) {
		const struct dns_question *asked = questions_at(origin.questions, i);
		struct host *host = hosts->pdata[i];

		if (asked->data->len > 0)
			host->asn = origin_number(asked->data->pdata[0]);
	}
	inquiry_clear(&origin);
}

GPtrArray *dns_hosts(struct dns *dns, const struct ip *ips, size_t n, bool asn, int64_t now,
		     struct progress *progress)
{
	GPtrArray *hosts = g_ptr_array_new_with_free_func((GDestroyNotify)host_free);
	struct inquiry forward;

	for (size_t i = 0; i < n; i++) {
		struct host *host = g_new0(struct host, 1);

		host->ip = ips[i];
		host->looked_at = now;
		g_ptr_array_add(hosts, host);
	}
	inquiry_init(&forward);
	ask_names(dns, hosts, &forward, progress);
	questions_ask(dns, forward.questions, progress);
	for (guint i = 0; i < forward.questions->len; i++)
		confirm(inquiry_host(&forward, i, hosts), questions_at(forward.questions, i));
	inquiry_clear(&forward);
	if (asn)
		ask_origins(dns, hosts, progress);
	return hosts;
}
