/* SPDX-License-Identifier: MIT */
#include "store/intern.h"

#include "base/hash.h"

/* Octets of keys remembered, each with what a hash table needs for it. */
#define REMEMBERED_MAX	 (12u << 20)
#define REMEMBERED_ENTRY 100

struct intern {
	struct sql *sql;
	GHashTable *domains; /* name -> struct intern_domain * */
	size_t remembered;
};

static guint key_hash(gconstpointer key)
{
	size_t len;
	const void *octets = g_bytes_get_data((GBytes *)(uintptr_t)key, &len);

	return (guint)hash_octets(octets, len);
}

static void domain_free(void *data)
{
	struct intern_domain *domain = data;

	g_hash_table_unref(domain->reporters);
	g_hash_table_unref(domain->policies);
	g_hash_table_unref(domain->signatures);
	g_free(domain);
}

struct intern *intern_new(struct sql *sql)
{
	struct intern *intern = g_new0(struct intern, 1);

	intern->sql = sql;
	intern->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, domain_free);
	return intern;
}

void intern_free(struct intern *intern)
{
	if (!intern)
		return;
	g_hash_table_unref(intern->domains);
	g_free(intern);
}

void intern_forget(struct intern *intern)
{
	g_hash_table_remove_all(intern->domains);
	intern->remembered = 0;
}

void intern_trim(struct intern *intern)
{
	if (intern->remembered > REMEMBERED_MAX)
		intern_forget(intern);
}

struct intern_domain *intern_domain(struct intern *intern, const char *name, GError **error)
{
	struct intern_domain *domain = g_hash_table_lookup(intern->domains, name);
	int64_t id;

	if (domain)
		return domain;
	if (!sql_number(intern->sql,
			"INSERT INTO domain (name) VALUES ($1) "
			"ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id",
			SQL_WITH(SQL_TEXT(name)), 0, &id, error))
		return NULL;
	domain = g_new(struct intern_domain, 1);
	*domain = (struct intern_domain){
		.id = id,
		.reporters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.policies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.signatures = g_hash_table_new_full(key_hash, g_bytes_equal,
						    (GDestroyNotify)g_bytes_unref, NULL),
	};
	g_hash_table_insert(intern->domains, g_strdup(name), domain);
	intern->remembered += strlen(name) + 4 * REMEMBERED_ENTRY;
	return domain;
}

/* Takes a text over as the key of a number; numbers begin at 0, and NULL means not remembered. */
static void remember(struct intern *intern, GHashTable *table, char *key, int64_t number)
{
	intern->remembered += strlen(key) + REMEMBERED_ENTRY;
	g_hash_table_insert(table, key, GUINT_TO_POINTER(number + 1));
}

static bool recall(GHashTable *table, const void *key, int64_t *number)
{
	unsigned found = GPOINTER_TO_UINT(g_hash_table_lookup(table, key));

	*number = (int64_t)found - 1;
	return found > 0;
}

/*
 * The next number is asked for apart from each INSERT: one that selects from its own table would
 * make a temporary table each time.
 */
static bool load_reporter(struct intern *intern, int64_t domain_id, const struct report *report,
			  int64_t *number, GError **error)
{
	if (!sql_number(intern->sql,
			"SELECT bit FROM reporter WHERE domain_id = $1 AND org_key = $2",
			SQL_WITH(SQL_INT(domain_id), SQL_TEXT(report->org_key)), -1, number, error))
		return false;
	return *number >= 0 ||
	       (sql_number(intern->sql,
			   "SELECT COUNT(*) FROM (SELECT 1 FROM reporter WHERE domain_id = $1 "
			   "LIMIT 63) AS others",
			   SQL_WITH(SQL_INT(domain_id)), 0, number, error) &&
		sql_run(intern->sql,
			"INSERT INTO reporter (domain_id, org_key, bit, org_name) "
			"VALUES ($1, $2, $3, $4)",
			SQL_WITH(SQL_INT(domain_id), SQL_TEXT(report->org_key), SQL_INT(*number),
				 SQL_TEXT(report->org_name)),
			error));
}

bool intern_reporter(struct intern *intern, struct intern_domain *domain,
		     const struct report *report, unsigned *bit, GError **error)
{
	int64_t number;

	if (!recall(domain->reporters, report->org_key, &number)) {
		if (!load_reporter(intern, domain->id, report, &number, error))
			return false;
		remember(intern, domain->reporters, g_strdup(report->org_key), number);
	}
	*bit = (unsigned)number;
	return true;
}

/*
 * A domain has at most as many policies as its cells can tell apart; strangers who publish more
 * than that share the last one.
 */
static bool load_policy(struct intern *intern, int64_t domain_id, const struct report *report,
			int64_t *number, GError **error)
{
	const struct policy_seen *seen = &report->policy;
	struct sql_value values[] = {
		SQL_INT(domain_id),
		SQL_INT(report->generation),
		SQL_INT(seen->p),
		SQL_INT(seen->sp),
		SQL_INT(seen->np),
		SQL_INT(seen->pct),
		SQL_INT(seen->testing),
		SQL_INT(seen->adkim_strict),
		SQL_INT(seen->aspf_strict),
		SQL_INT(seen->discovery),
		SQL_TEXT(seen->fo ? seen->fo : ""),
		{0}, /* policy_id */
	};

	if (!sql_number(
		    intern->sql,
		    "SELECT policy_id FROM policy WHERE domain_id = $1 AND generation = $2 "
		    "AND p = $3 AND sp = $4 AND np = $5 AND pct = $6 AND testing = $7 "
		    "AND adkim_strict = $8 AND aspf_strict = $9 AND discovery = $10 AND fo = $11",
		    values, G_N_ELEMENTS(values) - 1, -1, number, error))
		return false;
	if (*number >= 0)
		return true;
	if (!sql_number(intern->sql, "SELECT MAX(policy_id) FROM policy WHERE domain_id = $1",
			values, 1, -1, number, error))
		return false;
	if (*number == UINT16_MAX)
		return true;
	values[G_N_ELEMENTS(values) - 1] = SQL_INT(++*number);
	return sql_run(intern->sql,
		       "INSERT INTO policy (domain_id, generation, p, sp, np, pct, testing, "
		       "adkim_strict, aspf_strict, discovery, fo, policy_id) "
		       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		       values, G_N_ELEMENTS(values), error);
}

bool intern_policy(struct intern *intern, struct intern_domain *domain, const struct report *report,
		   uint16_t *policy_id, GError **error)
{
	const struct policy_seen *seen = &report->policy;
	g_autofree char *key = g_strdup_printf(
		"%d %d %d %d %d %d %d %d %d %s", (int)report->generation, (int)seen->p,
		(int)seen->sp, (int)seen->np, seen->pct, seen->testing, seen->adkim_strict,
		seen->aspf_strict, (int)seen->discovery, seen->fo ? seen->fo : "");
	int64_t number;

	if (!recall(domain->policies, key, &number)) {
		if (!load_policy(intern, domain->id, report, &number, error))
			return false;
		remember(intern, domain->policies, g_steal_pointer(&key), number);
	}
	*policy_id = (uint16_t)number;
	return true;
}

static bool load_signature(struct intern *intern, int64_t domain_id, GBytes *key, int64_t *number,
			   GError **error)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	uint8_t hash[32];
	gsize len, hash_len = sizeof(hash);
	const uint8_t *octets = g_bytes_get_data(key, &len);

	g_checksum_update(checksum, octets, (gssize)len);
	g_checksum_get_digest(checksum, hash, &hash_len);
	if (!sql_number(intern->sql,
			"SELECT signature_id FROM signature WHERE domain_id = $1 AND hash = $2",
			SQL_WITH(SQL_INT(domain_id), SQL_BLOB(hash, hash_len)), -1, number, error))
		return false;
	return *number >= 0 ||
	       (sql_number(intern->sql,
			   "SELECT MAX(signature_id) + 1 FROM signature WHERE domain_id = $1",
			   SQL_WITH(SQL_INT(domain_id)), 0, number, error) &&
		sql_run(intern->sql,
			"INSERT INTO signature (domain_id, signature_id, hash, key) "
			"VALUES ($1, $2, $3, $4)",
			SQL_WITH(SQL_INT(domain_id), SQL_INT(*number), SQL_BLOB(hash, hash_len),
				 SQL_BLOB(octets, len)),
			error));
}

bool intern_signature(struct intern *intern, struct intern_domain *domain, GBytes *key,
		      uint32_t *signature_id, GError **error)
{
	int64_t number;

	if (!recall(domain->signatures, key, &number)) {
		if (!load_signature(intern, domain->id, key, &number, error))
			return false;
		g_hash_table_insert(domain->signatures, g_bytes_ref(key),
				    GUINT_TO_POINTER(number + 1));
		intern->remembered += g_bytes_get_size(key) + REMEMBERED_ENTRY;
	}
	*signature_id = (uint32_t)number;
	return true;
}
