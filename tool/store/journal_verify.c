/* SPDX-License-Identifier: MIT */
/* Was the past rewritten? */
#include "store/document.h"
#include "store/journal.h"

struct verification {
	GPtrArray *problems;
	GHashTable *heads; /* int64_t *: customer, 0 for none -> char *: where its chain was left */
	GHashTable *hashes; /* char *: "CUSTOMER HASH" of every entry */
	int64_t customer;   /* of the chain at hand; -1: none yet */
	char *previous;	    /* hash of its entry before */
	char *name;	    /* of the customer, for people */
	int64_t entries;
};

G_GNUC_PRINTF(2, 3)
static void say(struct verification *v, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(v->problems, g_strdup_vprintf(format, args));
	va_end(args);
}

static char *place(int64_t customer, const char *hash)
{
	return g_strdup_printf("%" G_GINT64_FORMAT " %s", customer, hash);
}

static bool read_heads(struct sql *sql, struct verification *v, GError **error)
{
	struct sql_query *query =
		sql_query(sql, "SELECT customer_id, hash FROM journal_head", SQL_WITHOUT);

	while (sql_next(query)) {
		int64_t customer = sql_int(query, 0);

		g_hash_table_insert(v->heads, g_memdup2(&customer, sizeof(customer)),
				    sql_dup(query, 1));
	}
	return sql_end(query, error);
}

static void leave_chain(struct verification *v)
{
	const char *head = g_hash_table_lookup(v->heads, &v->customer);

	if (v->previous && g_strcmp0(head, v->previous) != 0)
		say(v,
		    "the journal of %s does not end where it was left: entries were taken out or "
		    "added",
		    v->name);
	g_hash_table_remove(v->heads, &v->customer);
	g_clear_pointer(&v->previous, g_free);
	g_clear_pointer(&v->name, g_free);
}

static void verify_entry(struct verification *v, struct journal_entry *entry)
{
	g_autofree char *hash = NULL;

	if (entry->customer_id != v->customer) {
		leave_chain(v);
		v->customer = entry->customer_id;
		v->name = g_strdup(entry->customer ? entry->customer : "no customer");
	}
	hash = journal_hash(v->previous, entry);
	if (!g_str_equal(hash, entry->hash))
		say(v,
		    "entry %" G_GINT64_FORMAT " of %s does not fit the one before it: one of them "
		    "was changed, moved or taken out",
		    entry->id, v->name);
	g_free(v->previous);
	v->previous = g_steal_pointer(&entry->hash);
	g_hash_table_add(v->hashes, place(v->customer, v->previous));
	v->entries++;
}

static bool verify_chains(struct sql *sql, struct verification *v, GError **error)
{
	struct sql_query *query = sql_query(sql,
					    "SELECT " JOURNAL_COLUMNS "FROM journal "
					    "ORDER BY COALESCE(customer_id, 0), id",
					    SQL_WITHOUT);

	while (sql_next(query)) {
		struct journal_entry *entry = journal_read(query);

		verify_entry(v, entry);
		journal_entry_free(entry);
	}
	leave_chain(v);
	if (g_hash_table_size(v->heads) > 0)
		say(v, "%u journals were taken out whole", g_hash_table_size(v->heads));
	return sql_end(query, error);
}

/* The customer holds a copy of what was sent: a journal that was rewritten whole fits it no more.
 */
static bool verify_tickets(struct sql *sql, struct verification *v, GError **error)
{
	struct sql_query *query =
		sql_query(sql,
			  "SELECT t.id, t.customer_id, m.document FROM ticket t "
			  "JOIN ticket_move m ON m.ticket_id = t.id WHERE m.state = 'sent' "
			  "ORDER BY t.year, t.number, m.seq",
			  SQL_WITHOUT);
	bool readable = true;

	while (readable && sql_next(query)) {
		const char *id = sql_text(query, 0);
		json_t *document = document_parse(sql_text(query, 2), id, error);
		g_autofree char *head = document_text(document, "journal_head");
		g_autofree char *where = head ? place(sql_int(query, 1), head) : NULL;

		readable = document != NULL;
		if (where && !g_hash_table_contains(v->hashes, where))
			say(v, "%s was sent with the head %.8s, which the journal does not hold",
			    id, head);
		json_decref(document);
	}
	return sql_end(query, readable ? error : NULL) && readable;
}

bool journal_verify(struct sql *sql, GPtrArray *problems, int64_t *entries, GError **error)
{
	struct verification v = {
		.problems = problems,
		.heads = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free),
		.hashes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.customer = -1,
	};
	bool done = read_heads(sql, &v, error) && verify_chains(sql, &v, error) &&
		    verify_tickets(sql, &v, error);

	*entries = v.entries;
	g_hash_table_unref(v.hashes);
	g_hash_table_unref(v.heads);
	return done;
}
