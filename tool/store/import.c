/* SPDX-License-Identifier: MIT */
#include "store/import.h"

#include <string.h>

#include "store/import_inner.h"
#include "store/workflow.h"

/* What is held of the report at hand before it is written: most reports are held whole. */
#define HELD_ROWS_MAX	(64u << 10)
#define HELD_OCTETS_MAX (4u << 20)
#define CELLS_MAX	(256u << 10) /* that wait for their roll-ups: about 15 MB */

struct store_import *store_import_new(struct store *store)
{
	struct store_import *import = g_new0(struct store_import, 1);

	import->store = store;
	import->now = store_now(store);
	import->intern = intern_new(store->sql);
	import->reject_octets = -1;
	import->touched = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	import->cells = g_array_new(FALSE, FALSE, sizeof(struct cell));
	import->rows = g_array_new(FALSE, FALSE, sizeof(struct report_row));
	import->keys = g_array_new(FALSE, FALSE, sizeof(struct held_key));
	return import;
}

static void drop_held(struct store_import *import)
{
	for (unsigned i = 0; i < import->keys->len; i++)
		g_bytes_unref(g_array_index(import->keys, struct held_key, i).key);
	g_array_set_size(import->keys, 0);
	g_array_set_size(import->rows, 0);
	import->key_octets = 0;
}

/* Gives the whole transaction up: SQLite may have done so already. Always false. */
static bool fail(struct store_import *import)
{
	store_rollback(import->store);
	intern_forget(import->intern);
	drop_held(import);
	g_array_set_size(import->cells, 0);
	g_hash_table_remove_all(import->touched);
	import->began = import->open = false;
	import->pending = 0;
	import->reject_octets = -1;
	return false;
}

void store_import_free(struct store_import *import)
{
	if (!import)
		return;
	if (import->began)
		fail(import);
	intern_free(import->intern);
	g_hash_table_unref(import->touched);
	g_array_unref(import->cells);
	g_array_unref(import->rows);
	g_array_unref(import->keys);
	g_clear_error(&import->late);
	g_free(import->input);
	g_free(import->member);
	g_free(import);
}

bool import_begin(struct store_import *import, GError **error)
{
	if (import->late) { /* stays for the commit: not everyone here passes on what failed */
		g_propagate_error(error, g_error_copy(import->late));
		return false;
	}
	if (!import->began)
		import->began = store_begin(import->store, error);
	return import->began;
}

bool store_import_begin(struct store_import *import, const char *input, const char *member,
			GError **error)
{
	g_assert(!import->open);
	if (!import_begin(import, error))
		return false;
	g_free(import->input);
	g_free(import->member);
	import->input = g_strdup(input);
	import->member = g_strdup(member);
	import->open = true;
	intern_trim(import->intern);
	import->domain = NULL;
	import->written = 0;
	import->rows_sum = 0;
	return true;
}

/* Where the report at hand is written; the answer stays the same until it is. */
static bool place(struct store_import *import, const struct report *report, GError **error)
{
	if (import->domain)
		return true;
	import->domain = intern_domain(import->intern, report->domain, error);
	if (!import->domain)
		return false;
	import->domain_id = import->domain->id;
	return sql_number(import->store->sql,
			  "SELECT MAX(report_id) + 1 FROM report WHERE domain_id = $1",
			  SQL_WITH(SQL_INT(import->domain_id)), 0, &import->report_id, error);
}

static bool number_signatures(struct store_import *import, GError **error)
{
	for (unsigned i = 0; i < import->keys->len; i++) {
		struct held_key *held = &g_array_index(import->keys, struct held_key, i);

		if (!intern_signature(import->intern, import->domain, held->key,
				      &held->signature_id, error))
			return false;
	}
	return true;
}

/* Summed up over a report: the order of rows does not count. */
static uint64_t row_hash(const struct report_row *row, uint32_t signature_id)
{
	uint64_t words[4] = {0}, hash = 0;
	const uint8_t *ip;
	size_t len = ip_bytes(&row->ip, &ip);

	memcpy(words, ip, len);
	words[2] = (uint64_t)signature_id << 32 | row->count;
	words[3] = (uint64_t)row->disposition << 8 | row->flags;
	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	return hash;
}

static bool write_rows(struct store_import *import, GError **error)
{
	const struct held_key *keys = (const struct held_key *)(void *)import->keys->data;
	struct sql_query *query = sql_prepare(
		import->store->sql, "INSERT INTO report_row (domain_id, report_id, seq, ip, count, "
				    "signature_id, disposition, flags) "
				    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

	for (unsigned i = 0; i < import->rows->len; i++) {
		const struct report_row *row = &g_array_index(import->rows, struct report_row, i);
		const uint8_t *ip;
		size_t len = ip_bytes(&row->ip, &ip);
		int64_t seq = import->written++;
		uint32_t signature_id = keys[row->signature].signature_id;

		import->rows_sum += row_hash(row, signature_id);
		sql_bind(query, SQL_WITH(SQL_INT(import->domain_id), SQL_INT(import->report_id),
					 SQL_INT(seq),
					 row->flags & ROW_BAD_ADDRESS ? (struct sql_value){0}
								      : SQL_BLOB(ip, len),
					 SQL_INT(row->count), SQL_INT(signature_id),
					 SQL_INT(row->disposition), SQL_INT(row->flags)));
		sql_next(query);
	}
	return sql_end(query, error);
}

/* Writes what is held; its numbers stay for counting until the caller drops it. */
static bool write_held(struct store_import *import, const struct report *report, GError **error)
{
	return place(import, report, error) && number_signatures(import, error) &&
	       write_rows(import, error);
}

bool store_import_batch(struct store_import *import, const struct report *report,
			const struct report_batch *batch, GError **error)
{
	uint32_t first = import->keys->len;

	for (unsigned i = 0; i < batch->keys->len; i++) {
		struct held_key held = {g_bytes_ref(batch->keys->pdata[i]),
					signature_compliant(batch->signatures->pdata[i]), 0};

		g_array_append_val(import->keys, held);
		import->key_octets += g_bytes_get_size(held.key);
	}
	for (unsigned i = 0; i < batch->rows->len; i++) {
		struct report_row row = g_array_index(batch->rows, struct report_row, i);

		row.signature += first;
		g_array_append_val(import->rows, row);
	}
	if (import->rows->len < HELD_ROWS_MAX && import->key_octets < HELD_OCTETS_MAX)
		return true;
	if (!write_held(import, report, error))
		return fail(import);
	drop_held(import);
	intern_trim(import->intern);
	import->domain = NULL;
	return true;
}

/* Takes back what was written of the report at hand. */
static bool forget(struct store_import *import, GError **error)
{
	import->open = false;
	drop_held(import);
	return import->written == 0 ||
	       sql_run(import->store->sql,
		       "DELETE FROM report_row WHERE domain_id = $1 AND report_id = $2",
		       SQL_WITH(SQL_INT(import->domain_id), SQL_INT(import->report_id)), error);
}

void store_import_drop(struct store_import *import)
{
	if (import->open && !forget(import, &import->late))
		fail(import);
}

bool import_drain(void *ctx, GArray *cells, GError **error)
{
	struct store_import *import = ctx;

	return cells->len < CELLS_MAX ||
	       rollup_add(import->store->sql, cells, day_of(import->now), error);
}

static bool count_held(struct store_import *import, const struct count *count, GError **error)
{
	for (unsigned i = 0; i < import->rows->len; i++) {
		const struct report_row *row = &g_array_index(import->rows, struct report_row, i);
		const struct held_key *key =
			&g_array_index(import->keys, struct held_key, row->signature);

		count_row(count, row, key->signature_id, key->compliant, import->cells);
		if (!import_drain(import, import->cells, error))
			return false;
	}
	return true;
}

/* Numbers what it repeats, then the report, its rows, and their figures. */
static bool store_report(struct store_import *import, const struct report *report,
			 const uint8_t *sha256, enum import_outcome outcome, GError **error)
{
	bool whole = import->written == 0;
	struct count count;

	count_init(&count, report);
	count.domain_id = import->domain_id;
	if (!intern_reporter(import->intern, import->domain, report, &count.bit, error) ||
	    !intern_policy(import->intern, import->domain, report, &count.policy_id, error) ||
	    !write_held(import, report, error) ||
	    !import_put_report(import, report, sha256, count.policy_id, outcome, error))
		return false;
	if (outcome == IMPORT_OUTCOME_INFERIOR)
		return true;
	return whole ? count_held(import, &count, error)
		     : count_stored(&count, import->store->sql, import->report_id, import->cells,
				    import_drain, import, error);
}

static bool is_managed(struct store_import *import, bool *managed, GError **error)
{
	int64_t n = 0;
	bool ok = sql_number(import->store->sql,
			     "SELECT COUNT(customer_id) FROM domain WHERE id = $1",
			     SQL_WITH(SQL_INT(import->domain_id)), 0, &n, error);

	*managed = n > 0;
	return ok;
}

static bool end(struct store_import *import, const struct report *report, const uint8_t *sha256,
		enum import_outcome *outcome, bool *managed, GError **error)
{
	if (!place(import, report, error) || !is_managed(import, managed, error) ||
	    !import_judge(import, report, sha256, outcome, error))
		return false;
	import->pending += report->rows;
	if (*outcome == IMPORT_OUTCOME_DUPLICATE)
		return forget(import, error);
	if (!store_report(import, report, sha256, *outcome, error))
		return false;
	g_hash_table_add(import->touched, g_memdup2(&import->domain_id, sizeof(int64_t)));
	import->open = false;
	drop_held(import);
	return true;
}

bool store_import_end(struct store_import *import, const struct report *report,
		      const uint8_t *sha256, enum import_outcome *outcome, bool *managed,
		      GError **error)
{
	return end(import, report, sha256, outcome, managed, error) || fail(import);
}

uint64_t store_import_pending(const struct store_import *import)
{
	return import->pending;
}

static bool touch_domains(struct store_import *import, GError **error)
{
	GHashTableIter iter;
	void *id;

	g_hash_table_iter_init(&iter, import->touched);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (!store_touch_traffic(import->store, *(const int64_t *)id, error))
			return false;
	return true;
}

static bool write_entry(struct store_import *import, const struct journal_entry *entry,
			GError **error)
{
	struct journal_entry copy;
	bool ok;

	if (!entry)
		return true;
	copy = *entry;
	copy.hash = NULL;
	ok = store_journal_add(import->store, &copy, error);
	g_free(copy.hash);
	return ok;
}

bool store_import_commit(struct store_import *import, const struct journal_entry *entry,
			 GError **error)
{
	g_assert(!import->open);
	if (import->late) {
		g_propagate_error(error, g_steal_pointer(&import->late));
		return false;
	}
	if (!import->began)
		return true;
	if (!rollup_add(import->store->sql, import->cells, day_of(import->now), error) ||
	    !touch_domains(import, error) || !write_entry(import, entry, error) ||
	    !store_commit(import->store, error))
		return fail(import);
	g_hash_table_remove_all(import->touched);
	import->pending = 0;
	import->began = false;
	return true;
}
