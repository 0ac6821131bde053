/* SPDX-License-Identifier: MIT */
/* Looks at what nsd serve from tests/data/dns/zones, and what was found in them. */
#ifndef TESTS_DNS_LOOKS_H
#define TESTS_DNS_LOOKS_H

#include "base/ip.h"
#include "bed.h"
#include "model/look.h"

#define NS1   "127.0.1.53"
#define NS2   "127.0.1.54"
#define CACHE "127.0.1.56"
#define NOW   1790000000

static struct bed bed;

static inline struct dns *asker(const char *resolvers)
{
	return bed_asker(&bed, resolvers, 5, 1);
}

/* keys: taken over, or NULL. */
static inline struct look *look_at(struct dns *dns, const char *domain, GPtrArray *keys)
{
	struct dns_subject subject = {.domain = domain, .keys = keys};

	return dns_check(dns, &subject, NOW, NULL);
}

static inline int compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The codes of a look's findings, sorted, each once, with a space between. */
static inline char *codes(const struct look *look)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	GString *text = g_string_new(NULL);
	const char *last = "";

	for (guint i = 0; i < look->findings->len; i++)
		g_ptr_array_add(sorted, ((struct finding *)look->findings->pdata[i])->code);
	g_ptr_array_sort(sorted, compare_texts);
	for (guint i = 0; i < sorted->len; i++) {
		if (strcmp(last, sorted->pdata[i]) != 0)
			g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "",
					       (char *)sorted->pdata[i]);
		last = sorted->pdata[i];
	}
	return g_string_free(text, FALSE);
}

/* The index of the first finding of a code; their number where there is none. */
static inline guint position(const struct look *look, const char *code)
{
	guint i = 0;

	while (i < look->findings->len &&
	       strcmp(((struct finding *)look->findings->pdata[i])->code, code) != 0)
		i++;
	return i;
}

static inline const struct finding *find(const struct look *look, const char *code)
{
	guint i = position(look, code);

	g_assert_cmpuint(i, <, look->findings->len);
	return look->findings->pdata[i];
}

static inline unsigned count(const struct look *look, const char *code)
{
	unsigned n = 0;

	for (guint i = 0; i < look->findings->len; i++)
		n += strcmp(((struct finding *)look->findings->pdata[i])->code, code) == 0;
	return n;
}

static inline void add_key(GPtrArray *keys, const char *selector, const char *domain)
{
	struct look_key *key = g_new0(struct look_key, 1);

	key->selector = g_strdup(selector);
	key->domain = g_strdup(domain);
	g_ptr_array_add(keys, key);
}

/* addresses and return paths: with a space between. */
static inline void add_sender(GPtrArray *senders, const char *name, bool legitimate,
			      const char *addresses, const char *paths)
{
	struct dns_sender *sender = dns_sender_new(name);
	g_auto(GStrv) ips = g_strsplit(addresses, " ", -1), names = g_strsplit(paths, " ", -1);

	sender->legitimate = legitimate;
	sender->messages = 100;
	for (char **text = ips; *text; text++) {
		struct ip ip;

		g_assert_true(ip_parse(*text, strlen(*text), &ip));
		g_array_append_val(sender->ips, ip);
	}
	for (char **path = names; *path; path++)
		if (**path)
			g_ptr_array_add(sender->paths, g_strdup(*path));
	g_ptr_array_add(senders, sender);
}

static inline GPtrArray *senders_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)dns_sender_free);
}

/* "ADDRESS=ZONES", with the files of another folder of the test data over them. */
static inline char *place(const char *address, const char *over)
{
	g_autofree char *data = g_build_filename(g_getenv("RAMPART_TEST_DATA"), "dns", NULL);

	return over ? g_strdup_printf("%s=%s/zones+%s/%s", address, data, data, over)
		    : g_strdup_printf("%s=%s/zones", address, data);
}

#endif
