/* SPDX-License-Identifier: MIT */
#include "store/journal.h"
#include "store/inner.h"
#include "store/workflow.h"

/* Length before bytes, so that no two entries read the same; - for what is not there. */
static void feed(GChecksum *checksum, const char *text)
{
	g_autofree char *length = text ? g_strdup_printf("%zu:", strlen(text)) : g_strdup("-");

	g_checksum_update(checksum, (const uint8_t *)length, -1);
	if (text)
		g_checksum_update(checksum, (const uint8_t *)text, -1);
}

char *journal_hash(const char *previous, const struct journal_entry *entry)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *at = time_format(entry->at);

	feed(checksum, previous);
	feed(checksum, at);
	feed(checksum, entry->who);
	feed(checksum, entry->action);
	feed(checksum, entry->customer);
	feed(checksum, entry->domain);
	feed(checksum, entry->subject);
	feed(checksum, entry->text);
	feed(checksum, entry->reason);
	feed(checksum, entry->evidence);
	return g_strdup(g_checksum_get_string(checksum));
}

static bool head(struct store *store, int64_t customer_id, char **hash, GError **error)
{
	struct sql_query *query =
		sql_query(store->sql, "SELECT hash FROM journal_head WHERE customer_id = $1",
			  SQL_WITH(SQL_INT(customer_id)));

	*hash = sql_next(query) ? sql_dup(query, 0) : NULL;
	return sql_end(query, error);
}

/* The names that belong to the ids, unless the caller gave them. */
static bool fill_names(struct store *store, struct journal_entry *entry, char **customer,
		       char **domain, GError **error)
{
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT (SELECT slug FROM customer WHERE id = $1), "
			  "(SELECT name FROM domain WHERE id = $2)",
			  SQL_WITH(SQL_INT(entry->customer_id), SQL_INT(entry->domain_id)));

	if (sql_next(query)) {
		*customer = sql_dup(query, 0);
		*domain = sql_dup(query, 1);
	}
	if (!entry->customer)
		entry->customer = *customer;
	if (!entry->domain)
		entry->domain = *domain;
	return sql_end(query, error);
}

static bool set_head(struct store *store, int64_t customer_id, const char *hash, GError **error)
{
	return sql_run(store->sql,
		       "INSERT INTO journal_head (customer_id, hash) VALUES ($1, $2) "
		       "ON CONFLICT (customer_id) DO UPDATE SET hash = excluded.hash",
		       SQL_WITH(SQL_INT(customer_id), SQL_TEXT(hash)), error);
}

bool store_journal_add(struct store *store, struct journal_entry *entry, GError **error)
{
	g_autofree char *previous = NULL, *customer = NULL, *domain = NULL;
	struct journal_entry full = *entry;

	g_assert(store_in_transaction(store));
	if (!fill_names(store, &full, &customer, &domain, error) ||
	    !head(store, full.customer_id, &previous, error))
		return false;
	full.at = entry->at = store_now(store);
	g_free(entry->hash);
	full.hash = entry->hash = journal_hash(previous, &full);
	return set_head(store, full.customer_id, full.hash, error) &&
	       sql_number(store->sql,
			  "INSERT INTO journal (at, who, action, customer_id, domain_id, customer, "
			  "domain, "
			  "subject, text, reason, evidence, hash) "
			  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
			  SQL_WITH(SQL_INT(full.at), SQL_TEXT(full.who), SQL_TEXT(full.action),
				   sql_id(full.customer_id), sql_id(full.domain_id),
				   SQL_TEXT(full.customer), SQL_TEXT(full.domain),
				   SQL_TEXT(full.subject), SQL_TEXT(full.text),
				   SQL_TEXT(full.reason), SQL_TEXT(full.evidence),
				   SQL_TEXT(full.hash)),
			  0, &entry->id, error);
}

struct journal_entry *journal_read(struct sql_query *query)
{
	struct journal_entry *entry = g_new(struct journal_entry, 1);

	*entry = (struct journal_entry){
		.id = sql_int(query, 0),
		.at = sql_int(query, 1),
		.who = sql_dup(query, 2),
		.action = sql_dup(query, 3),
		.customer_id = sql_int(query, 4),
		.domain_id = sql_int(query, 5),
		.customer = sql_dup(query, 6),
		.domain = sql_dup(query, 7),
		.subject = sql_dup(query, 8),
		.text = sql_dup(query, 9),
		.reason = sql_dup(query, 10),
		.evidence = sql_dup(query, 11),
		.hash = sql_dup(query, 12),
	};
	return entry;
}

struct journal_entry *store_journal_find(struct store *store, const char *hash, GError **error)
{
	struct sql_query *query = sql_query(
		store->sql, "SELECT " JOURNAL_COLUMNS "FROM journal WHERE hash = $1 ORDER BY id",
		SQL_WITH(SQL_TEXT(hash)));
	struct journal_entry *entry = sql_next(query) ? journal_read(query) : NULL;

	if (sql_end(query, error))
		return entry;
	g_clear_pointer(&entry, journal_entry_free);
	return NULL;
}

GPtrArray *store_journal(struct store *store, int64_t customer_id, int64_t domain_id,
			 unsigned limit, GError **error)
{
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func((GDestroyNotify)journal_entry_free);
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT " JOURNAL_COLUMNS
			  "FROM journal WHERE at <= $1 AND ($2 = 0 OR customer_id = $2) "
			  "AND ($3 = 0 OR domain_id = $3) ORDER BY id DESC LIMIT $4",
			  SQL_WITH(SQL_INT(store_now(store)), SQL_INT(customer_id),
				   SQL_INT(domain_id), SQL_INT(limit ? limit : INT64_MAX)));

	while (sql_next(query))
		g_ptr_array_add(entries, journal_read(query));
	return sql_end(query, error) ? g_steal_pointer(&entries) : NULL;
}
