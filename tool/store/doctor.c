/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/figure.h"
#include "dmarc/report.h"
#include "store/count.h"
#include "store/inner.h"
#include "store/journal.h"
#include "store/rollup.h"
#include "store/schema.h"

#define DAYS_SHOWN     5 /* of those that do not add up; the rest is counted */
#define PROBLEMS_SHOWN 5 /* of a journal */

void store_check_free(struct store_check *check)
{
	if (!check)
		return;
	g_free(check->text);
	g_free(check);
}

G_GNUC_PRINTF(3, 4)
static void say(GPtrArray *checks, bool ok, const char *format, ...)
{
	struct store_check *check = g_new(struct store_check, 1);
	va_list args;

	va_start(args, format);
	*check = (struct store_check){ok, g_strdup_vprintf(format, args)};
	va_end(args);
	g_ptr_array_add(checks, check);
}

static bool check_file(struct store *store, GPtrArray *checks, GError **error)
{
	g_autoptr(GPtrArray) problems = sql_verify(store->sql, error);
	int64_t version;

	if (!problems || !schema_version(store->sql, &version, error))
		return false;
	for (unsigned i = 0; i < problems->len; i++)
		say(checks, false, "database: %s", (const char *)problems->pdata[i]);
	if (problems->len == 0)
		say(checks, true, "database: sound, schema version %" G_GINT64_FORMAT, version);
	return true;
}

static bool check_journal(struct store *store, GPtrArray *checks, GError **error)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	int64_t entries;

	if (!journal_verify(store->sql, problems, &entries, error))
		return false;
	for (unsigned i = 0; i < MIN(problems->len, PROBLEMS_SHOWN); i++)
		say(checks, false, "journal: %s", (const char *)problems->pdata[i]);
	if (problems->len > PROBLEMS_SHOWN)
		say(checks, false, "journal: and %u more of that", problems->len - PROBLEMS_SHOWN);
	if (problems->len == 0)
		say(checks, true, "journal: %" G_GINT64_FORMAT " entries, chains unbroken",
		    entries);
	return true;
}

/* The figures of one day, from three sides that must agree. */
enum side {
	SIDE_ROWS,
	SIDE_ROLLUP,
	SIDE_DAILY,
	SIDE_COUNT,
};

struct figures {
	int64_t messages, dispositions[DISPOSITION_COUNT];
	/* Cells keep neither; rows and daily sums must agree on them. */
	int64_t compliant, rfc9990;
};

struct day {
	struct figures sides[SIDE_COUNT];
};

/* A ledger holds one domain's days: day -> struct day *. */
static struct figures *at(GHashTable *ledger, int32_t number, enum side side)
{
	struct day *day = g_hash_table_lookup(ledger, GINT_TO_POINTER(number));

	if (!day) {
		day = g_new0(struct day, 1);
		g_hash_table_insert(ledger, GINT_TO_POINTER(number), day);
	}
	return &day->sides[side];
}

static void add_cells(GHashTable *ledger, enum side side, const GArray *cells)
{
	for (unsigned i = 0; i < cells->len; i++) {
		const struct cell *cell = &g_array_index(cells, struct cell, i);
		struct figures *figures = at(ledger, cell->day, side);

		figures->messages += cell->messages;
		figures->dispositions[cell->disposition] += cell->messages;
		figures->compliant += cell->compliant ? cell->messages : 0;
		figures->rfc9990 += cell->rfc9990 ? cell->messages : 0;
	}
}

static bool drain_row(void *ctx, GArray *cells, GError **error)
{
	(void)error;
	add_cells(ctx, SIDE_ROWS, cells);
	g_array_set_size(cells, 0);
	return true;
}

static bool add_rows(struct store *store, int64_t domain_id, GHashTable *ledger, GError **error)
{
	g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(struct cell));
	struct sql_query *query = sql_query(
		store->sql,
		"SELECT report_id FROM report WHERE domain_id = $1 AND superseded_at IS NULL",
		SQL_WITH(SQL_INT(domain_id)));
	struct count count;
	bool ok = true;

	while (ok && sql_next(query)) {
		int64_t report_id = sql_int(query, 0);

		ok = count_load(&count, store->sql, domain_id, report_id, error) &&
		     count_stored(&count, store->sql, report_id, cells, drain_row, ledger, error);
	}
	return sql_end(query, ok ? error : NULL) && ok;
}

static void add_rollup_day(void *ctx, int32_t day, const GArray *cells)
{
	(void)day;
	add_cells(ctx, SIDE_ROLLUP, cells);
}

static bool add_daily(struct store *store, int64_t domain_id, GHashTable *ledger, GError **error)
{
	struct sql_query *query =
		sql_query(store->sql,
			  "SELECT day, messages, disposition_none, quarantine, reject, unknown, "
			  "compliant, rfc9990 FROM daily WHERE domain_id = $1",
			  SQL_WITH(SQL_INT(domain_id)));

	while (sql_next(query)) {
		struct figures *figures = at(ledger, (int32_t)sql_int(query, 0), SIDE_DAILY);

		figures->messages += sql_int(query, 1);
		for (int i = 0; i < DISPOSITION_COUNT; i++)
			figures->dispositions[i] += sql_int(query, 2 + i);
		figures->compliant += sql_int(query, 6);
		figures->rfc9990 += sql_int(query, 7);
	}
	return sql_end(query, error);
}

static bool agrees(const struct day *day)
{
	const struct figures *rows = &day->sides[SIDE_ROWS];
	const struct figures *rollup = &day->sides[SIDE_ROLLUP];
	const struct figures *daily = &day->sides[SIDE_DAILY];

	return memcmp(rows, daily, sizeof(*rows)) == 0 && rows->messages == rollup->messages &&
	       memcmp(rows->dispositions, rollup->dispositions, sizeof(rows->dispositions)) == 0;
}

/* Says of each day that does not add up what the three sides say. */
static unsigned compare(GHashTable *ledger, const char *domain, GPtrArray *checks, unsigned said)
{
	GHashTableIter iter;
	void *number, *value;

	g_hash_table_iter_init(&iter, ledger);
	while (g_hash_table_iter_next(&iter, &number, &value)) {
		const struct day *day = value;
		g_autofree char *text = NULL;

		if (agrees(day) || said++ >= DAYS_SHOWN)
			continue;
		text = day_format(GPOINTER_TO_INT(number));
		say(checks, false,
		    "roll-ups: %s on %s: rows say %" G_GINT64_FORMAT
		    " messages, roll-up %" G_GINT64_FORMAT ", daily sum %" G_GINT64_FORMAT,
		    domain, text, day->sides[SIDE_ROWS].messages, day->sides[SIDE_ROLLUP].messages,
		    day->sides[SIDE_DAILY].messages);
	}
	return said;
}

struct examined {
	unsigned domains, wrong;
	int64_t rows, missing;
};

/* Rows have no foreign key: they are counted against what their reports say. */
static bool count_rows(struct store *store, int64_t domain_id, struct examined *all, GError **error)
{
	int64_t rows, said;

	if (!sql_number(store->sql, "SELECT COUNT(*) FROM report_row WHERE domain_id = $1",
			SQL_WITH(SQL_INT(domain_id)), 0, &rows, error) ||
	    !sql_number(store->sql, "SELECT SUM(row_count) FROM report WHERE domain_id = $1",
			SQL_WITH(SQL_INT(domain_id)), 0, &said, error))
		return false;
	all->rows += rows;
	all->missing += ABS(said - rows);
	return true;
}

static bool check_domain(struct store *store, int64_t domain_id, const char *name,
			 struct examined *all, GPtrArray *checks, GError **error)
{
	g_autoptr(GHashTable) ledger = g_hash_table_new_full(NULL, NULL, NULL, g_free);

	if (!count_rows(store, domain_id, all, error) ||
	    !add_rows(store, domain_id, ledger, error) ||
	    !rollup_each_day(store->sql, domain_id, INT32_MIN, INT32_MAX, INT32_MAX, add_rollup_day,
			     ledger, error) ||
	    !add_daily(store, domain_id, ledger, error))
		return false;
	all->domains++;
	all->wrong = compare(ledger, name, checks, all->wrong);
	return true;
}

static bool check_rollups(struct store *store, GPtrArray *checks, GError **error)
{
	g_autofree char *domains = NULL, *rows = NULL, *wrong = NULL;
	struct examined all = {0};
	struct sql_query *query =
		sql_query(store->sql, "SELECT id, name FROM domain ORDER BY name", SQL_WITHOUT);
	bool ok = true;

	while (ok && sql_next(query))
		ok = check_domain(store, sql_int(query, 0), sql_text(query, 1), &all, checks,
				  error);
	if (!sql_end(query, ok ? error : NULL) || !ok)
		return false;
	if (all.missing > 0)
		say(checks, false,
		    "reports: %" G_GINT64_FORMAT " rows more or fewer than the reports say",
		    all.missing);
	domains = figure_counted(all.domains, "domain", "domains");
	rows = figure_counted((uint64_t)all.rows, "row", "rows");
	wrong = figure_count(all.wrong);
	say(checks, all.wrong == 0, "roll-ups: %s with %s, days that do not add up: %s", domains,
	    rows, wrong);
	return true;
}

static bool check_all(struct store *store, GPtrArray *checks, GError **error)
{
	return check_file(store, checks, error) && check_journal(store, checks, error) &&
	       check_rollups(store, checks, error);
}

GPtrArray *store_doctor(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) checks =
		g_ptr_array_new_with_free_func((GDestroyNotify)store_check_free);
	bool own;

	if (!store_enter(store, false, &own, error) ||
	    !store_leave(store, own, check_all(store, checks, error), error))
		return NULL;
	return g_steal_pointer(&checks);
}
