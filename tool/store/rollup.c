/* SPDX-License-Identifier: MIT */
#include "store/rollup.h"

#include "base/clock.h"
#include "base/error.h"
#include "dmarc/report.h"

/* A part below this size takes further cells in; a larger one stays, and a new one follows it. */
#define PART_FULL (64u << 10)

static bool damaged(int64_t domain_id, int32_t day, GError **error)
{
	g_autofree char *text = day_format(day);

	g_set_error(error, RAMPART_ERROR, RAMPART_ERROR_STATE,
		    "the roll-up of domain %" G_GINT64_FORMAT
		    " on %s is damaged; run rampart doctor, "
		    "restore a backup",
		    domain_id, text);
	return false;
}

/* The cells of the newest part of that key, if it is not full yet; *part is the one to write. */
static bool open_part(struct sql *sql, const struct cell *key, int32_t known_day, int64_t *part,
		      GArray *cells, GError **error)
{
	struct sql_query *query =
		sql_query(sql,
			  "SELECT part, cells FROM rollup WHERE domain_id = $1 AND day = $2 AND "
			  "known_day = $3 "
			  "ORDER BY part DESC LIMIT 1",
			  SQL_WITH(SQL_INT(key->domain_id), SQL_INT(key->day), SQL_INT(known_day)));
	bool readable = true;

	*part = 1;
	if (sql_next(query)) {
		size_t len;
		const void *data = sql_bytes(query, 1, &len);

		*part = sql_int(query, 0) + (len >= PART_FULL);
		if (len < PART_FULL)
			readable = cells_unpack(data, len, key->domain_id, key->day, cells);
	}
	return sql_end(query, error) && (readable || damaged(key->domain_id, key->day, error));
}

static bool add_part(struct sql *sql, const struct cell *cells, unsigned n, int32_t known_day,
		     GError **error)
{
	g_autoptr(GArray) merged = g_array_new(FALSE, FALSE, sizeof(struct cell));
	g_autoptr(GByteArray) packed = g_byte_array_new();
	int64_t part;

	if (!open_part(sql, cells, known_day, &part, merged, error))
		return false;
	if (merged->len > 0) {
		g_array_append_vals(merged, cells, n);
		cells_settle(merged);
		cells_pack((struct cell *)(void *)merged->data, merged->len, packed);
	} else {
		cells_pack(cells, n, packed);
	}
	return sql_run(sql,
		       "INSERT INTO rollup (domain_id, day, known_day, part, cells) "
		       "VALUES ($1, $2, $3, $4, $5) "
		       "ON CONFLICT (domain_id, day, known_day, part) DO UPDATE SET cells = "
		       "excluded.cells",
		       SQL_WITH(SQL_INT(cells->domain_id), SQL_INT(cells->day), SQL_INT(known_day),
				SQL_INT(part), SQL_BLOB(packed->data, packed->len)),
		       error);
}

static bool add_daily(struct sql *sql, const struct cell *cells, unsigned n, int32_t known_day,
		      GError **error)
{
	int64_t messages = 0, compliant = 0, rfc9990 = 0, dispositions[DISPOSITION_COUNT] = {0};
	uint64_t reporters = 0;

	for (unsigned i = 0; i < n; i++) {
		messages += cells[i].messages;
		compliant += cells[i].compliant ? cells[i].messages : 0;
		rfc9990 += cells[i].rfc9990 ? cells[i].messages : 0;
		dispositions[cells[i].disposition] += cells[i].messages;
		reporters |= cells[i].reporters;
	}
	return sql_run(sql,
		       "INSERT INTO daily (domain_id, day, known_day, messages, compliant, "
		       "disposition_none, "
		       "quarantine, reject, unknown, rfc9990, reporters) "
		       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
		       "ON CONFLICT (domain_id, day, known_day) DO UPDATE SET "
		       "messages = daily.messages + excluded.messages, "
		       "compliant = daily.compliant + excluded.compliant, "
		       "disposition_none = daily.disposition_none + excluded.disposition_none, "
		       "quarantine = daily.quarantine + excluded.quarantine, "
		       "reject = daily.reject + excluded.reject, unknown = daily.unknown + "
		       "excluded.unknown, "
		       "rfc9990 = daily.rfc9990 + excluded.rfc9990, "
		       "reporters = daily.reporters | excluded.reporters",
		       SQL_WITH(SQL_INT(cells->domain_id), SQL_INT(cells->day), SQL_INT(known_day),
				SQL_INT(messages), SQL_INT(compliant),
				SQL_INT(dispositions[DISPOSITION_NONE]),
				SQL_INT(dispositions[DISPOSITION_QUARANTINE]),
				SQL_INT(dispositions[DISPOSITION_REJECT]),
				SQL_INT(dispositions[DISPOSITION_UNKNOWN]), SQL_INT(rfc9990),
				SQL_INT((int64_t)reporters)),
		       error);
}

/* The cells of one domain's day lie together: the index after them. */
static unsigned day_end(const GArray *cells, unsigned from)
{
	const struct cell *first = &g_array_index(cells, struct cell, from);
	unsigned to = from + 1;

	for (; to < cells->len; to++) {
		const struct cell *cell = &g_array_index(cells, struct cell, to);

		if (cell->domain_id != first->domain_id || cell->day != first->day)
			break;
	}
	return to;
}

bool rollup_add(struct sql *sql, GArray *cells, int32_t known_day, GError **error)
{
	unsigned to;

	cells_settle(cells);
	for (unsigned from = 0; from < cells->len; from = to) {
		const struct cell *first = &g_array_index(cells, struct cell, from);

		to = day_end(cells, from);
		if (!add_part(sql, first, to - from, known_day, error) ||
		    !add_daily(sql, first, to - from, known_day, error))
			return false;
	}
	g_array_set_size(cells, 0);
	return true;
}

/* Parts are settled in themselves; only several of them must be added up. */
static void settle_day(GArray *cells, unsigned parts)
{
	struct cell *all;
	unsigned kept = 0;

	if (parts > 1)
		cells_settle(cells);
	all = (struct cell *)(void *)cells->data;
	for (unsigned i = 0; i < cells->len; i++)
		if (all[i].messages > 0)
			all[kept++] = all[i];
	g_array_set_size(cells, kept);
}

bool rollup_each_day(struct sql *sql, int64_t domain_id, int32_t from, int32_t until,
		     int32_t known_day, void (*each)(void *ctx, int32_t day, const GArray *cells),
		     void *ctx, GError **error)
{
	g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(struct cell));
	struct sql_query *query = sql_query(
		sql,
		"SELECT day, cells FROM rollup WHERE domain_id = $1 AND day BETWEEN $2 AND $3 "
		"AND known_day <= $4 ORDER BY day, known_day, part",
		SQL_WITH(SQL_INT(domain_id), SQL_INT(from), SQL_INT(until), SQL_INT(known_day)));
	bool readable = true, more = sql_next(query);
	int32_t day = DAY_NONE;

	while (more && readable) {
		unsigned parts = 0;

		g_array_set_size(cells, 0);
		day = (int32_t)sql_int(query, 0);
		do {
			size_t len;
			const void *data = sql_bytes(query, 1, &len);

			readable = cells_unpack(data, len, domain_id, day, cells);
			parts++;
			more = sql_next(query);
		} while (more && readable && sql_int(query, 0) == day);
		settle_day(cells, parts);
		if (readable && cells->len > 0)
			each(ctx, day, cells);
	}
	return sql_end(query, error) && (readable || damaged(domain_id, day, error));
}
