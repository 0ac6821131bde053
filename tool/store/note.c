/* SPDX-License-Identifier: MIT */
/* What the specialist noted of sources and streams: a version a change. */
#include "store/inner.h"
#include "store/project.h"

static bool set_note(struct store *store, int64_t domain_id, const char *subject, bool stream,
		     const struct source_note *note, GError **error)
{
	return sql_run(store->sql,
		       "INSERT INTO note (domain_id, is_stream, subject, seq, known_at, owner, "
		       "account, task, text, due, vital) "
		       "SELECT $1, $2, $3, COALESCE(MAX(seq), 0) + 1, $4, $5, $6, $7, $8, $9, $10 "
		       "FROM note WHERE domain_id = $1 AND is_stream = $2 AND subject = $3",
		       SQL_WITH(SQL_INT(domain_id), SQL_INT(stream), SQL_TEXT(subject),
				SQL_INT(store_now(store)), SQL_TEXT(note->owner),
				SQL_TEXT(note->account), SQL_TEXT(note->task), SQL_TEXT(note->note),
				sql_day(note->due), SQL_INT(note->vital)),
		       error) &&
	       store_touch(store, domain_id, error);
}

bool store_note_set(struct store *store, int64_t domain_id, const char *subject, bool stream,
		    const struct source_note *note, GError **error)
{
	bool own;

	return store_enter(store, true, &own, error) &&
	       store_leave(store, own, set_note(store, domain_id, subject, stream, note, error),
			   error);
}

static void note_free(void *data)
{
	source_note_clear(data);
	g_free(data);
}

GHashTable *store_notes(struct store *store, int64_t domain_id, bool streams, GError **error)
{
	g_autoptr(GHashTable) notes =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, note_free);
	struct sql_query *query = sql_query(
		store->sql,
		"SELECT n.subject, n.owner, n.account, n.task, n.text, n.due, n.vital "
		"FROM note n WHERE n.domain_id = $1 AND n.is_stream = $2 "
		"AND n.seq = (SELECT MAX(k.seq) FROM note k WHERE k.domain_id = $1 "
		"AND k.is_stream = $2 AND k.subject = n.subject AND k.known_at <= $3)",
		SQL_WITH(SQL_INT(domain_id), SQL_INT(streams), SQL_INT(store_now(store))));

	while (sql_next(query)) {
		struct source_note *note = g_new(struct source_note, 1);

		*note = (struct source_note){
			.owner = sql_dup(query, 1),
			.account = sql_dup(query, 2),
			.task = sql_dup(query, 3),
			.note = sql_dup(query, 4),
			.due = sql_get_day(query, 5),
			.vital = sql_int(query, 6) != 0,
		};
		g_hash_table_insert(notes, sql_dup(query, 0), note);
	}
	return sql_end(query, error) ? g_steal_pointer(&notes) : NULL;
}

bool store_noted_domain(struct store *store, int64_t customer_id, int64_t but, int64_t *id,
			GError **error)
{
	return sql_number(store->sql,
			  "SELECT MIN(n.domain_id) FROM note n WHERE n.is_stream = 0 "
			  "AND n.known_at <= $1 AND n.domain_id <> $2 AND EXISTS (SELECT 1 "
			  "FROM domain_fact f WHERE f.domain_id = n.domain_id "
			  "AND f.customer_id = $3)",
			  SQL_WITH(SQL_INT(store_now(store)), SQL_INT(but), SQL_INT(customer_id)),
			  0, id, error);
}
