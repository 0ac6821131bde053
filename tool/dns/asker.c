/* SPDX-License-Identifier: MIT */
#include "dns/asker.h"

#include <string.h>

#include "base/error.h"

#define RESOLVERS_MAX	8
#define CACHE_MAX	100000 /* answers kept; then all are dropped */
#define RESOLV_CONF	"/etc/resolv.conf"
#define DNS_PORT	53
#define RESOLVER_RATE	8000 /* questions a second that one resolver is asked */
#define SERVER_RATE	500  /* and an authoritative server */
#define DEFAULT_TIMEOUT 5.0  /* seconds of one try */

static void cached_free(void *data)
{
	dns_question_clear(data);
	g_free(data);
}

static void peer_free(void *data)
{
	struct peer *peer = data;

	g_queue_clear(&peer->waiting);
	g_free(peer);
}

struct peer *peer_of(struct dns *dns, const char *server, bool recursive)
{
	g_autofree char *key = g_strdup_printf("%d %s", recursive, server);
	struct peer *peer = g_hash_table_lookup(dns->peers, key);

	if (peer)
		return peer;
	peer = g_new0(struct peer, 1);
	peer->recursive = recursive;
	peer->usable = endpoint_parse(server, recursive ? DNS_PORT : dns->port, &peer->endpoint);
	peer->v6 = !recursive && peer->endpoint.address.ss_family == AF_INET6;
	peer->turn = pace_turn(dns->pace, key);
	g_queue_init(&peer->waiting);
	g_hash_table_insert(dns->peers, g_steal_pointer(&key), peer);
	return peer;
}

bool peer_take_turn(struct peer *peer, int64_t now)
{
	return turn_take(peer->turn, now,
			 G_USEC_PER_SEC / (peer->recursive ? RESOLVER_RATE : SERVER_RATE));
}

/* The name servers that the system asks; itself, where its file names none. */
static void add_system_resolvers(GPtrArray *names)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (g_file_get_contents(RESOLV_CONF, &text, NULL, NULL))
		lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; line && *line && names->len < RESOLVERS_MAX; line++) {
		g_auto(GStrv) words = g_strsplit_set(g_strstrip(*line), " \t", 3);

		if (words[0] && strcmp(words[0], "nameserver") == 0 && words[1])
			g_ptr_array_add(names, g_strdup(words[1]));
	}
	if (names->len == 0)
		g_ptr_array_add(names, g_strdup("127.0.0.1"));
}

static bool add_resolver(struct dns *dns, const char *name, GError **error)
{
	struct peer *peer = peer_of(dns, name, true);

	g_ptr_array_add(dns->names, g_strdup(name));
	g_ptr_array_add(dns->resolvers, peer);
	if (!peer->usable)
		g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_INVALID,
			    "resolver '%s' is no address; write it like 192.0.2.53, "
			    "192.0.2.53:5353 or [2001:db8::53]:5353",
			    name);
	return peer->usable;
}

/* Takes the pace over. */
static struct dns *asker_new(struct pace *pace)
{
	struct dns *dns = g_new0(struct dns, 1);

	dns->names = g_ptr_array_new_with_free_func(g_free);
	dns->resolvers = g_ptr_array_new();
	dns->peers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, peer_free);
	dns->cache = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, cached_free);
	dns->pace = pace;
	return dns;
}

struct dns *dns_new(const struct dns_options *options, GError **error)
{
	double timeout = options->timeout > 0 ? options->timeout : DEFAULT_TIMEOUT;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	struct dns *dns = asker_new(pace_new());

	dns->port = options->port ? options->port : DNS_PORT;
	dns->tries = options->retries + 1;
	dns->patience = (int64_t)(timeout * G_USEC_PER_SEC);
	dns->offline = options->offline;

	for (guint i = 0; options->resolvers && i < options->resolvers->len; i++)
		g_ptr_array_add(names, g_strdup(options->resolvers->pdata[i]));
	if (names->len == 0 && !options->only_resolvers)
		add_system_resolvers(names);
	for (guint i = 0; i < names->len; i++) {
		if (add_resolver(dns, names->pdata[i], error))
			continue;
		dns_free(dns);
		return NULL;
	}
	return dns;
}

struct dns *dns_beside(const struct dns *dns)
{
	struct dns *other = asker_new(pace_ref(dns->pace));

	other->port = dns->port;
	other->tries = dns->tries;
	other->patience = dns->patience;
	other->offline = dns->offline;
	for (guint i = 0; i < dns->names->len; i++)
		add_resolver(other, dns->names->pdata[i], NULL);
	return other;
}

void dns_free(struct dns *dns)
{
	if (!dns)
		return;
	g_ptr_array_unref(dns->names);
	g_ptr_array_unref(dns->resolvers);
	g_hash_table_unref(dns->peers);
	g_hash_table_unref(dns->cache);
	pace_unref(dns->pace);
	g_free(dns);
}

const GPtrArray *dns_resolvers(const struct dns *dns)
{
	return dns->names;
}

static char *cache_key(const struct dns_question *question)
{
	g_autofree char *name = g_ascii_strdown(question->name, -1);

	return g_strdup_printf("%d %d %s %s", (int)question->type, question->recurse,
			       question->server ? question->server : "any", name);
}

static void answer_copy(struct dns_question *to, const struct dns_question *from)
{
	to->status = from->status;
	to->data = g_ptr_array_ref(from->data);
	to->cname = g_ptr_array_ref(from->cname);
	to->ttl = from->ttl;
	to->authentic = from->authentic;
	to->authoritative = from->authoritative;
}

void cache_put(struct dns *dns, const struct dns_question *question)
{
	struct dns_question *kept = g_new0(struct dns_question, 1);

	if (g_hash_table_size(dns->cache) >= CACHE_MAX)
		g_hash_table_remove_all(dns->cache);
	answer_copy(kept, question);
	g_hash_table_insert(dns->cache, cache_key(question), kept);
}

bool cache_get(struct dns *dns, struct dns_question *question)
{
	g_autofree char *key = cache_key(question);
	const struct dns_question *kept = g_hash_table_lookup(dns->cache, key);

	if (kept)
		answer_copy(question, kept);
	return kept;
}
